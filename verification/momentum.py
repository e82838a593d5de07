"""Checks of momentum: its memory of gradients, its boost, and the listing really executed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from duhamel.analysis.momentum import LISTING
from duhamel.analysis.problem import Problem
from duhamel.verification import mistakes
from duhamel.verification.check import Check, Evidence, Finding, holds
from duhamel.verification.discretisation import LENGTH, parting
from duhamel.verification.exact import rational
from duhamel.verification.mistakes import MOMENTUM
from duhamel.verification.proofs import SEED
from duhamel.verification.simulate import momentum
from flint import fmpq

LONG = 8 * LENGTH  # steps of a constant gradient
Momentum = Callable[..., list[Any]]
Listing = Callable[..., Any]


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
        if apart := parting("m", values, expected):
            return holds(False, f"{apart} from m₀ = {start}", criterion)
    return holds(True, "equal from m₀ = 0 and from m₀ = 5/4", criterion)


def _boost(problem: Problem, run: Momentum) -> Finding:
    """A constant gradient: −αg(1 − βⁿ)/(1 − β) exactly; at β = 0.9, 99 % of ten after 44."""
    criterion = "mₙ = −αg(1 − βⁿ)/(1 − β) in ℚ; at β = 9/10 the first n with 99 % of 10 αg is 44"
    alpha, g = rational(problem.alpha), fmpq(7, 3)
    for beta in (rational(problem.beta), fmpq(9, 10), fmpq(-9, 10)):
        expected = [-alpha * g * (1 - beta**n) / (1 - beta) for n in range(LONG + 1)]
        if apart := parting("m", run(beta, alpha, [g] * LONG), expected):
            return holds(False, f"{apart} at β = {beta}", criterion)
    values = run(fmpq(9, 10), alpha, [g] * 99)
    full = -10 * alpha * g
    first = next((n for n, v in enumerate(values) if v / full >= fmpq(99, 100)), None)
    return holds(first == 44, f"equal for 3 β; 99 % at n = {first}", criterion)


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


CHECKS = (
    Check(
        "MOM-1.memory",
        "MOM-1",
        "Momentum is the memory of its gradients",
        Evidence.EXACT,
        "MOM-1",
        _memory,
        momentum,
        MOMENTUM,
    ),
    Check(
        "MOM-2.boost",
        "MOM-2",
        "The boost under a constant gradient",
        Evidence.EXACT,
        "MOM-2",
        _boost,
        momentum,
        MOMENTUM,
    ),
    Check(
        "MOM-5.listing",
        "MOM-5",
        "The listing with its state kept is the text",
        Evidence.EXACT,
        "MOM-5",
        _agrees,
        KEPT,
        {name: KEPT.replace(*change) for name, change in mistakes.LISTING.items()},
    ),
    Check(
        "MOM-6.executed",
        "MOM-6",
        "The printed listing, executed, loses its state",
        Evidence.EXACT,
        "MOM-6",
        _loses,
        LISTING,
        {"state kept": KEPT, "batch missing": LISTING.replace(" / batch_size", "")},
    ),
)
