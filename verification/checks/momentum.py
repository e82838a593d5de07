"""Checks of momentum: its memory of gradients, its boost, and the listing really executed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import accumulate
from random import Random
from typing import Any

from duhamel.analysis.chapters.momentum import LISTING
from duhamel.analysis.chapters.recurrence import STABLE
from duhamel.analysis.letters import beta as factor
from duhamel.analysis.problem import Problem
from duhamel.verification.check import RATE, Evidence, check, declared
from duhamel.verification.checks.discretisation import LENGTH, factors, noise, total
from duhamel.verification.finding import Finding, confirm, holds, refute, same
from duhamel.verification.models import mistakes
from duhamel.verification.models.mistakes import MOMENTUM, ODE_STEPS
from duhamel.verification.models.schemes import momentum, moves, semi_implicit
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import rational
from flint import acb, arb, fmpq
from sympy import Ne

about_runs = partial(check, evidence=Evidence.EXACT, subject=momentum, controls=MOMENTUM)
FACTORS = (Fraction(9, 10), Fraction(-9, 10), Fraction(0))
LONG = 8 * LENGTH  # steps of a constant gradient
NOT_ONE = (RATE, Ne(factor, 1))
Momentum = Callable[..., list[Any]]
Listing = Callable[..., Any]
Gradient = Callable[[Any], Any]
OdeStep = Callable[..., tuple[Any, Any]]  # (γ, h, ∇L, v, W) to the next v and W


@about_runs(
    "MOM-1.memory",
    "Momentum is the memory of its gradients",
    criterion=f"equal for n = 0 … {LENGTH}, in ℚ",
)
def _memory(problem: Problem, run: Momentum) -> Finding:
    """m_n = βⁿm₀ − αΣ β^{n−1−k} g_k in ℚ, from m₀ = 0 and from m₀ ≠ 0, for every n."""
    beta, alpha = rational(problem.beta), rational(problem.alpha)
    gradients = noise("gradients")
    for start in (fmpq(0), fmpq(5, 4)):
        expected = []
        for n in range(LENGTH + 1):
            memory = sum((beta ** (n - 1 - k) * gradients[k] for k in range(n)), fmpq(0))
            expected.append(beta**n * start - alpha * memory)
        values = run(beta, alpha, [*gradients], start)  # its own list, which it may change
        same("m", values, expected, f"from m₀ = {start}")
    return confirm("equal from m₀ = 0 and from m₀ = 5/4")


@about_runs(
    "MOM-2.boost",
    "The boost under a constant gradient",
    criterion="mₙ = −αg(1 − βⁿ)/(1 − β) in ℚ; at β = 9/10 the first n with 99 % of 10 αg is 44",
    needs=NOT_ONE,
)
def _boost(problem: Problem, run: Momentum) -> Finding:
    alpha, g = rational(problem.alpha), fmpq(7, 3)
    for beta in factors(problem, *FACTORS[:2]):
        expected = [-alpha * g * total(beta, n) for n in range(LONG + 1)]
        same("m", run(beta, alpha, [g] * LONG), expected, f"at β = {beta}")
    values = run(fmpq(9, 10), alpha, [g] * 99)
    full = -10 * alpha * g
    first = next((n for n, v in enumerate(values) if v / full >= fmpq(99, 100)), None)
    return holds(first == 44, f"equal for 3 β; 99 % at n = {first}")


@about_runs(
    "MOM-3.bound",
    "A nearly constant gradient",
    criterion="|mₙ₊₁ + αgₙ(1 − βⁿ⁺¹)/(1 − β)| ≤ α|β|δ/(1 − |β|)²; for gₙ = δn as MOM-3 says; in ℚ",
    needs=(RATE, STABLE),
)
def _nearly_constant(problem: Problem, run: Momentum) -> Finding:
    alpha, delta, random = rational(problem.alpha), fmpq(3, 8), Random(f"{SEED}/MOM-3")
    for beta in factors(problem, *FACTORS):
        gradients = [fmpq(5)]
        while len(gradients) < LENGTH:
            gradients.append(gradients[-1] + delta * fmpq(random.randint(-16, 16), 16))
        bound = alpha * abs(beta) * delta / (1 - abs(beta)) ** 2
        for n, lag in enumerate(_lags(beta, alpha, gradients, run)):
            if abs(lag) > bound:
                refute(f"beyond the bound at n = {n}, β = {beta}")
        ramp = [delta * n for n in range(LENGTH)]
        worst = [
            alpha * delta * beta / (1 - beta) * (total(beta, n) - n * beta**n)
            for n in range(LENGTH)
        ]
        same("d", _lags(beta, alpha, ramp, run), worst, f"for the ramp at β = {beta}")
    return confirm(f"for n = 0 … {LENGTH - 1}; the ramp equals its formula")


def _lags(beta: fmpq, alpha: fmpq, gradients: list[fmpq], run: Momentum) -> list[fmpq]:
    """What parts m_{n+1} from its value under the constant gradient g_n."""
    values = run(beta, alpha, [*gradients])[1:]
    return [
        m + alpha * g * total(beta, n + 1)
        for n, (m, g) in enumerate(zip(values, gradients, strict=False))
    ]


@about_runs(
    "MOM-4.displacement",
    "How far the weights have come",
    criterion="W_N − W₀ = −αΣ gₖ(1 − β^(N−k))/(1 − β) + m₀β(1 − β^N)/(1 − β), and W + βm/(1 − β) "
    "moves by −αgₙ/(1 − β), in ℚ",
    needs=NOT_ONE,
)
def _displacement(problem: Problem, run: Momentum) -> Finding:
    alpha, gradients = rational(problem.alpha), noise("gradients")
    for beta in factors(problem, *FACTORS):
        for start in (fmpq(0), fmpq(5, 4)):
            memory = run(beta, alpha, [*gradients], start)
            weights = [*accumulate(memory[1:], initial=fmpq(0))]
            moved = []
            for count in range(LENGTH + 1):
                shares = (g * total(beta, count - k) for k, g in enumerate(gradients[:count]))
                moved.append(start * beta * total(beta, count) - alpha * sum(shares, fmpq(0)))
            same("W", weights, moved, f"from m₀ = {start}, β = {beta}")
            shifted = [w + beta * m / (1 - beta) for w, m in zip(weights, memory, strict=True)]
            plain = [-alpha * g / (1 - beta) for g in gradients]
            same("step", moves(shifted), plain, f"of the shifted weights, β = {beta}")
    return confirm(f"equal for N = 0 … {LENGTH}, from m₀ = 0 and 5/4")


# ---- back to an equation ---------------------------------------------------------------------


@check(
    "MOM-10.same",
    "Momentum is semi-implicit Euler",
    Evidence.EXACT,
    semi_implicit,
    ODE_STEPS,
    criterion=f"mₙ = h vₙ and the same W for n = 0 … {LENGTH}, in ℚ, quadratic and not",
)
def _same_steps(problem: Problem, step: OdeStep) -> Finding:
    h, beta = fmpq(1, 4), rational(problem.beta)
    for name, gradient in GRADIENTS.items():
        m, v, w, its_w = fmpq(0), fmpq(0), fmpq(2), fmpq(2)
        for n in range(1, LENGTH + 1):
            m = momentum(beta, h * h, [gradient(w)], m)[1]
            w += m
            v, its_w = step((1 - beta) / h, h, gradient, v, its_w)
            if (m, w) != (h * v, its_w):
                refute(f"parts at step {n}, {name}")
    return confirm(f"equal for {len(GRADIENTS)} losses")


@check(
    "MOM-10.consistent",
    "Its step misses the equation by what Taylor says",
    Evidence.ENCLOSED,
    semi_implicit,
    {k: v for k, v in ODE_STEPS.items() if k in ("explicit", "input scaled")},
    fixed=True,
    criterion="V: ½h²V″(ξ); W: −½h²W″(ξ) + ½h³V″(ξ), ξ in (t, t + h): enclosed, h = 2⁻³ … 2⁻⁸",
)
def _consistent(_: Problem, step: OdeStep) -> Finding:
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
            bent_v, bent_w = half * h * h * ddv, half * h * h * (h * ddv - ddw)
            if not (miss_v.overlaps(bent_v) and miss_w.overlaps(bent_w)):
                refute(f"misses otherwise at h = {h}, γ = {gamma}")
    return confirm("a damped oscillation and an overdamped decay, 6 steps h each")


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
    gradients = [Fraction(int(g.p), int(g.q)) for g in noise("gradients")]
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
    criterion="vₙ = −mₙ and Wₙ = W₀ + Σ mₖ of the text, at every step, in ℚ",
)
def _agrees(problem: Problem, source: str) -> Finding:
    trace, gradients = _trace(problem, source, batch=3)
    text = momentum(problem.beta, problem.alpha, gradients, Fraction(0))
    w = trace.weights[0]
    for n, (v, m) in enumerate(zip(trace.memory, text, strict=True)):
        w += m if n else 0
        if v != -m or trace.weights[n] != w:
            refute(f"parts from the text at step {n}")
    return confirm(f"equal for {len(gradients)} steps, batches of 3")


@check(
    "MOM-6.executed",
    "The printed listing, executed, loses its state",
    Evidence.EXACT,
    LISTING,
    {"state kept": KEPT, "batch missing": LISTING.replace(" / batch_size", "")},
    criterion="m stays 0 and Wₙ − W₀ = −αΣ gₖ (MOM-6), at every step, in ℚ",
)
def _loses(problem: Problem, source: str) -> Finding:
    trace, gradients = _trace(problem, source, batch=3)
    plain = trace.weights[0]
    for n, gradient in enumerate(gradients, 1):
        plain -= problem.alpha * gradient
        if trace.memory[n] != 0 or trace.weights[n] != plain:
            refute(f"m = {trace.memory[n]}, W = {trace.weights[n]} at step {n}")
    return confirm(f"m = 0 after {len(gradients)} calls; amplification 1")


CHECKS = declared(__name__)
