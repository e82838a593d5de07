"""Checks of momentum: its memory of gradients, its boost, and the listing really executed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from duhamel.analysis.chapters.momentum import LISTING
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, Finding, check, declared, holds
from duhamel.verification.checks.discretisation import LENGTH, first_difference
from duhamel.verification.models import mistakes
from duhamel.verification.models.mistakes import MOMENTUM, ODE_STEPS
from duhamel.verification.models.schemes import momentum
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import rational
from flint import acb, arb, fmpq

LONG = 8 * LENGTH  # steps of a constant gradient
Momentum = Callable[..., list[Any]]
Listing = Callable[..., Any]
Gradient = Callable[[Any], Any]
OdeStep = Callable[..., tuple[Any, Any]]  # (γ, h, ∇L, v, W) to the next v and W


@check(
    "MOM-1.memory", "Momentum is the memory of its gradients", Evidence.EXACT, momentum, MOMENTUM
)
def _memory(problem: Problem, run: Momentum) -> Finding:
    """m_n = βⁿm₀ − αΣ β^{n−1−k} g_k in ℚ, from m₀ = 0 and from m₀ ≠ 0, for every n."""
    criterion = f"equal for n = 0 … {LENGTH}, in ℚ"
    beta, alpha = rational(problem.beta), rational(problem.alpha)
    gradients = _gradients(LENGTH)
    for start in (fmpq(0), fmpq(5, 4)):
        expected = []
        for n in range(LENGTH + 1):
            memory = sum((beta ** (n - 1 - k) * gradients[k] for k in range(n)), fmpq(0))
            expected.append(beta**n * start - alpha * memory)
        values = run(beta, alpha, [*gradients], start)  # its own list, which it may change
        if apart := first_difference("m", values, expected):
            return holds(False, f"{apart} from m₀ = {start}", criterion)
    return holds(True, "equal from m₀ = 0 and from m₀ = 5/4", criterion)


@check("MOM-2.boost", "The boost under a constant gradient", Evidence.EXACT, momentum, MOMENTUM)
def _boost(problem: Problem, run: Momentum) -> Finding:
    """A constant gradient: −αg(1 − βⁿ)/(1 − β) exactly; at β = 0.9, 99 % of ten after 44."""
    criterion = "mₙ = −αg(1 − βⁿ)/(1 − β) in ℚ; at β = 9/10 the first n with 99 % of 10 αg is 44"
    alpha, g = rational(problem.alpha), fmpq(7, 3)
    for beta in (rational(problem.beta), fmpq(9, 10), fmpq(-9, 10)):
        expected = [-alpha * g * (1 - beta**n) / (1 - beta) for n in range(LONG + 1)]
        if apart := first_difference("m", run(beta, alpha, [g] * LONG), expected):
            return holds(False, f"{apart} at β = {beta}", criterion)
    values = run(fmpq(9, 10), alpha, [g] * 99)
    full = -10 * alpha * g
    first = next((n for n, v in enumerate(values) if v / full >= fmpq(99, 100)), None)
    return holds(first == 44, f"equal for 3 β; 99 % at n = {first}", criterion)


@check("MOM-3.bound", "A nearly constant gradient", Evidence.EXACT, momentum, MOMENTUM)
def _nearly_constant(problem: Problem, run: Momentum) -> Finding:
    """A gradient that moves by at most δ a step: within MOM-3's bound; a ramp is worst, exactly."""
    criterion = "|mₙ₊₁ + αgₙ(1 − βⁿ⁺¹)/(1 − β)| ≤ α|β|δ/(1 − |β|)²; for gₙ = δn as MOM-3 says; in ℚ"
    alpha, delta, random = rational(problem.alpha), fmpq(3, 8), Random(f"{SEED}/MOM-3")
    for beta in dict.fromkeys((rational(problem.beta), fmpq(9, 10), fmpq(-9, 10), fmpq(0))):
        gradients = [fmpq(5)]
        while len(gradients) < LENGTH:
            gradients.append(gradients[-1] + delta * fmpq(random.randint(-16, 16), 16))
        bound = alpha * abs(beta) * delta / (1 - abs(beta)) ** 2
        for n, lag in enumerate(_lags(beta, alpha, gradients, run)):
            if abs(lag) > bound:
                return holds(False, f"beyond the bound at n = {n}, β = {beta}", criterion)
        ramp = [delta * n for n in range(LENGTH)]
        worst = [
            alpha * delta * beta / (1 - beta) * ((1 - beta**n) / (1 - beta) - n * beta**n)
            for n in range(LENGTH)
        ]
        if apart := first_difference("d", _lags(beta, alpha, ramp, run), worst):
            return holds(False, f"{apart} for the ramp at β = {beta}", criterion)
    return holds(True, f"for n = 0 … {LENGTH - 1}; the ramp equals its formula", criterion)


def _lags(beta: fmpq, alpha: fmpq, gradients: list[fmpq], run: Momentum) -> list[fmpq]:
    """What parts m_{n+1} from its value under the constant gradient g_n."""
    values = run(beta, alpha, [*gradients])[1:]
    return [
        m + alpha * g * (1 - beta ** (n + 1)) / (1 - beta)
        for n, (m, g) in enumerate(zip(values, gradients, strict=False))
    ]


@check("MOM-4.displacement", "How far the weights have come", Evidence.EXACT, momentum, MOMENTUM)
def _displacement(problem: Problem, run: Momentum) -> Finding:
    """How far W has come, from m₀ = 0 and from m₀ ≠ 0; the shifted weights descend plainly."""
    criterion = (
        "W_N − W₀ = −αΣ gₖ(1 − β^(N−k))/(1 − β) + m₀β(1 − β^N)/(1 − β), and W + βm/(1 − β) "
        "moves by −αgₙ/(1 − β), in ℚ"
    )
    alpha, gradients = rational(problem.alpha), _gradients(LENGTH)
    for beta in dict.fromkeys((rational(problem.beta), fmpq(9, 10), fmpq(-9, 10), fmpq(0))):
        for start in (fmpq(0), fmpq(5, 4)):
            memory = run(beta, alpha, [*gradients], start)
            weights = [*accumulate(memory[1:], initial=fmpq(0))]
            moved = [
                start * beta * (1 - beta**count) / (1 - beta)
                - sum(
                    (
                        alpha * g * (1 - beta ** (count - k)) / (1 - beta)
                        for k, g in enumerate(gradients[:count])
                    ),
                    fmpq(0),
                )
                for count in range(LENGTH + 1)
            ]
            if apart := first_difference("W", weights, moved):
                return holds(False, f"{apart} from m₀ = {start}, β = {beta}", criterion)
            shifted = [w + beta * m / (1 - beta) for w, m in zip(weights, memory, strict=True)]
            steps = [after - before for before, after in pairwise(shifted)]
            if apart := first_difference(
                "step", steps, [-alpha * g / (1 - beta) for g in gradients]
            ):
                return holds(False, f"{apart} of the shifted weights, β = {beta}", criterion)
    return holds(True, f"equal for N = 0 … {LENGTH}, from m₀ = 0 and 5/4", criterion)


# ---- back to an equation ---------------------------------------------------------------------


def semi_implicit(gamma: Any, h: Any, gradient: Gradient, v: Any, w: Any) -> tuple[Any, Any]:
    """One step for W″ + γ W′ + ∇L = 0: the velocity first, and W by the new velocity."""
    v = v + h * (-gamma * v - gradient(w))
    return v, w + h * v


@check("MOM-10.same", "Momentum is semi-implicit Euler", Evidence.EXACT, semi_implicit, ODE_STEPS)
def _same_steps(problem: Problem, step: OdeStep) -> Finding:
    """Momentum with β = 1 − γh, α = h², m = h v is the step, at every n, in ℚ."""
    criterion = f"mₙ = h vₙ and the same W for n = 0 … {LENGTH}, in ℚ, quadratic and not"
    h, beta = fmpq(1, 4), rational(problem.beta)
    for name, gradient in GRADIENTS.items():
        m, v, w, its_w = fmpq(0), fmpq(0), fmpq(2), fmpq(2)
        for n in range(1, LENGTH + 1):
            m = momentum(beta, h * h, [gradient(w)], m)[1]
            w += m
            v, its_w = step((1 - beta) / h, h, gradient, v, its_w)
            if (m, w) != (h * v, its_w):
                return holds(False, f"parts at step {n}, {name}", criterion)
    return holds(True, f"equal for {len(GRADIENTS)} losses", criterion)


@check(
    "MOM-10.consistent",
    "Its step misses the equation by what Taylor says",
    Evidence.ENCLOSED,
    semi_implicit,
    {k: v for k, v in ODE_STEPS.items() if k in ("explicit", "input scaled")},
    fixed=True,
)
def _consistent(_: Problem, step: OdeStep) -> Finding:
    """One step from a solution misses it by ½h²V″ and −½h²W″ + ½h³V″, enclosed."""
    criterion = "V: ½h²V″(ξ); W: −½h²W″(ξ) + ½h³V″(ξ), ξ in (t, t + h): enclosed, h = 2⁻³ … 2⁻⁸"
    t, half = fmpq(1, 2), fmpq(1, 2)
    for gamma, curvature in ((fmpq(1), fmpq(4)), (fmpq(3), fmpq(1))):
        for k in range(3, 9):
            h = fmpq(1, 2**k)
            between = arb(t + half * h, half * h)
            w, v = (_oscillation(gamma, curvature, arb(t), order) for order in (0, 1))
            got_v, got_w = step(arb(gamma), arb(h), lambda x, c=curvature: arb(c) * x, v, w)
            ddw, ddv = (_oscillation(gamma, curvature, between, order) for order in (2, 3))
            miss_w, miss_v = (
                _oscillation(gamma, curvature, arb(t + h), order) - got
                for order, got in ((0, got_w), (1, got_v))
            )
            right = miss_v.overlaps(half * h * h * ddv) and miss_w.overlaps(
                half * h * h * (h * ddv - ddw)
            )
            if not right:
                return holds(False, f"misses otherwise at h = {h}, γ = {gamma}", criterion)
    return holds(True, "a damped oscillation and an overdamped decay, 6 steps h each", criterion)


def _oscillation(gamma: fmpq, curvature: fmpq, t: arb, order: int) -> arb:
    """A derivative of the solution (exp(s₁t) + exp(s₂t))/2 of W″ + γ W′ + λW = 0."""
    root = (acb(gamma) ** 2 - 4 * curvature).sqrt()
    rates = (-gamma + root) / 2, (-gamma - root) / 2
    return sum((s**order * (s * t).exp() for s in rates), acb(0)).real / 2


GRADIENTS: dict[str, Gradient] = {
    "½W²": lambda w: w,
    "3W² + W": lambda w: 6 * w + 1,
    "Huber's loss": lambda w: max(-1, min(2 * w, 1)) * fmpq(1),
}


def _gradients(count: int) -> list[fmpq]:
    random = Random(f"{SEED}/gradients")
    return [fmpq(random.randint(-99, 99), 16) for _ in range(count)]


# ---- the listing, executed -------------------------------------------------------------------


class Weights:
    """What the listing calls W: a value with a ``.grad``, changed in place by ``-=``."""

    def __init__(self, value: Fraction) -> None:
        self.value = value
        self.grad = Fraction(0)

    def __isub__(self, step: Fraction) -> Weights:
        self.value -= step
        return self


@dataclass(frozen=True)
class Trace:
    """What the caller sees of a listing: W after each call, and the m it holds."""

    weights: list[Fraction]
    memory: list[Fraction]


def execute(source: str) -> Listing:
    """The function that the listing defines."""
    namespace: dict[str, Any] = {}
    exec(source, namespace)  # the lecture's own text, or the suite's variants of it
    function: Listing = namespace["sgd_momentum"]
    return function


def _trace(problem: Problem, source: str, batch: int) -> tuple[Trace, list[Fraction]]:
    """The listing called once for each summed gradient; the caller keeps what it gets back."""
    update, weights, m = execute(source), Weights(Fraction(1)), Fraction(0)
    trace = Trace([weights.value], [m])
    gradients = [Fraction(int(g.p), int(g.q)) for g in _gradients(LENGTH)]
    for gradient in gradients:
        weights.grad = gradient * batch
        returned = update(weights, m, problem.alpha, problem.beta, batch)
        m = m if returned is None else returned
        trace.weights.append(weights.value)
        trace.memory.append(m)
    return trace, gradients


KEPT = LISTING + "    return m\n"
"""The listing with its state handed back: what the text (L17) means."""


@check(
    "MOM-5.listing",
    "The listing with its state kept is the text",
    Evidence.EXACT,
    KEPT,
    {name: KEPT.replace(*change) for name, change in mistakes.LISTING.items()},
)
def _agrees(problem: Problem, source: str) -> Finding:
    """The listing with its state kept follows the text: v = −m, and the same W."""
    criterion = "vₙ = −mₙ and Wₙ = W₀ + Σ mₖ of the text, at every step, in ℚ"
    trace, gradients = _trace(problem, source, batch=3)
    text = momentum(problem.beta, problem.alpha, gradients, Fraction(0))
    w = trace.weights[0]
    for n, (v, m) in enumerate(zip(trace.memory, text, strict=True)):
        w += m if n else 0
        if v != -m or trace.weights[n] != w:
            return holds(False, f"parts from the text at step {n}", criterion)
    return holds(True, f"equal for {len(gradients)} steps, batches of 3", criterion)


@check(
    "MOM-6.executed",
    "The printed listing, executed, loses its state",
    Evidence.EXACT,
    LISTING,
    {"state kept": KEPT, "batch missing": LISTING.replace(" / batch_size", "")},
)
def _loses(problem: Problem, source: str) -> Finding:
    """The listing as printed, executed: the caller's m stays 0 and W descends plainly."""
    criterion = "m stays 0 and Wₙ − W₀ = −αΣ gₖ (MOM-6), at every step, in ℚ"
    trace, gradients = _trace(problem, source, batch=3)
    plain = trace.weights[0]
    for n, gradient in enumerate(gradients, 1):
        plain -= problem.alpha * gradient
        if trace.memory[n] != 0 or trace.weights[n] != plain:
            return holds(
                False, f"m = {trace.memory[n]}, W = {trace.weights[n]} at step {n}", criterion
            )
    return holds(True, f"m = 0 after {len(gradients)} calls; amplification 1", criterion)


CHECKS = declared(__name__)
