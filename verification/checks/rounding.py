"""Checks of the recurrence in float64: its rounding within the bounds of REC-9."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite, log2, ulp
from random import Random
from sys import float_info

from duhamel.analysis.chapters.recurrence import SIZE
from duhamel.analysis.chapters.rounding import NEXT
from duhamel.analysis.letters import eta, n, u, xhs
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.recurrence import Recurrence, in_single
from duhamel.verification.finding import Finding, confirm, outside, refute
from duhamel.verification.models.bounds import rounding, rounding_uniform
from duhamel.verification.models.mistakes import RECURRENCE
from duhamel.verification.models.schemes import recurrence
from duhamel.verification.models.solution import digits
from duhamel.verification.proof.engines import SEED
from flint import arb
from sympy import Abs, Expr, expand

Bound = Callable[[float, Sequence[float]], list[arb]]
LONG, SHORT = 4096, 256  # steps
LAST_PLACE = float_info.epsilon  # 2⁻⁵²
TINY = ulp(0.0)  # 2⁻¹⁰⁷⁴, the smallest subnormal number
HUGE_BITS = 1000
HUGE = 2.0**1022


@dataclass(frozen=True)
class Rounded:
    """A recurrence that runs in float64, and the bound that runs along."""

    run: Recurrence
    bound: Bound


@dataclass(frozen=True)
class Case:
    """Data that are numbers of the machine."""

    name: str
    beta: float
    inputs: list[float]
    start: float


def _cases(problem: Problem) -> list[Case]:
    """The problem's own β and x₀, then every corner of float64 that the bound has to cover."""
    random = Random(f"{SEED}/REC-9")

    def noise(size: float, length: int = SHORT) -> list[float]:
        return [size * random.uniform(-1, 1) for _ in range(length)]

    own, third = float(problem.beta), 1 / 3
    # a run that grows ends before it overflows
    steps = LONG if abs(own) <= 1 else min(LONG, max(1, int(HUGE_BITS / log2(abs(own)))))
    # the product's rounding is all that is left
    cancelling = [-(0.3 * third), third] * (SHORT // 2)
    return [
        Case("as given", own, noise(1, steps), float(problem.x0)),
        Case("β = 1 − 2⁻⁵²", 1 - LAST_PLACE, noise(1), third),
        Case("β = 2⁻⁵² − 1", LAST_PLACE - 1, noise(1), third),
        Case("β = −0.9", -0.9, noise(1), third),
        Case("β = 2⁻¹⁰", 2.0**-10, noise(1), third),
        Case("β = 0", 0.0, noise(1), third),
        Case("cancellation", 0.3, cancelling, third),
        Case("subnormal β", 3 * TINY, [0.0, *noise(1)], 0.3),
        Case("subnormal inputs", 0.7, noise(2.0**-1030), TINY),
        Case("inputs near overflow", 0.3, noise(HUGE), HUGE),
    ]


def _within(problem: Problem, subject: Rounded) -> Finding:
    """The float64 run against the same data in balls: within the running and the uniform bound."""
    cases = _cases(problem)
    running, uniform = arb(0), arb(0)
    for case in cases:
        values = [float(x) for x in subject.run(case.beta, [*case.inputs], case.start)]
        exact = recurrence(arb(case.beta), map(arb, case.inputs), arb(case.start))
        if not all(map(isfinite, values)):
            overflows = any(abs(x) > float_info.max for x in exact)
            (outside if overflows else refute)(f"{case.name}: an overflow, not meant by REC-9")
        if len(values) != len(exact):
            refute(f"{case.name}: {len(values)} values where {len(exact)} belong")
        bounds = subject.bound(case.beta, values)
        widest = rounding_uniform(case.beta, max(map(abs, values)), len(values) - 1)
        for i, (value, x, bound) in enumerate(zip(values, exact, bounds, strict=True)):
            error = abs(value - x)
            if not (error <= bound and error <= widest):
                refute(f"{case.name}: {digits(error)} > {digits(bound)} at n = {i}")
            if i and case is cases[0]:
                running, uniform = running.max(error / bound), uniform.max(error / widest)
    return confirm(
        f"at most {digits(running)} of the running bound and {digits(uniform)} of the uniform "
        f"one in {len(cases[0].inputs)} steps as given; {len(cases) - 1} corners of float64 too"
    )


def _bounded(left_out: Expr) -> Rounded:
    """The recurrence as it is, with a bound that leaves something out."""
    return Rounded(recurrence, partial(rounding, following=expand(NEXT) - expand(left_out)))


check(
    "REC-9.float64",
    "Rounding in float64 within its bounds",
    Evidence.BOUNDED,
    Rounded(recurrence, rounding),
    {
        **{name: Rounded(run, rounding) for name, run in RECURRENCE.items()},
        "float32 inside": Rounded(in_single, rounding),
        "the product's rounding left out": _bounded(u * SIZE * Abs(xhs[n])),
        "the sum's rounding left out": _bounded(u * Abs(xhs[n + 1])),
        "the underflow left out": _bounded(eta),
    },
    criterion="|x̂ₙ − xₙ| ≤ Bₙ, Bₙ₊₁ = |β|Bₙ + u(|βx̂ₙ| + |x̂ₙ₊₁|) + η, and at most "
    "((1 + |β|)uX + η)(1 − |β|ⁿ)/(1 − |β|), for every n",
)(_within)
CHECKS = declared(__name__)
