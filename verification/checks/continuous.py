"""Checks of Duhamel's formula: entered from any state, and how the start is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TypeVar

from duhamel.analysis.letters import t
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.finding import Finding, abstain, confirm, refute
from duhamel.verification.models.solution import Solution, as_sympy, below, solve
from duhamel.verification.proof.exact import rational, real
from flint import acb, arb, fmpq

Number = TypeVar("Number", Fraction, fmpq)
GAIN = 1 + Fraction(1, 2**10)
"""A gain that a run or a ball must tell from 1. It is chosen: what tells less is inconclusive."""
TOO_WIDE = "too wide a ball to tell a gain of 1 + 2⁻¹⁰ (chosen)"
FORGOTTEN = 8  # a look at the start ends at t = 8/abs(a): by then e^{−at} has had its say
PLACES = [Fraction(k, 8) for k in range(1, 9)]  # where a smooth piece is looked at, in its length


def unit_of_time(rate: Number) -> Number:
    """How long it takes the free solution to change by the factor e; 1 where it does not move."""
    one = rate * 0 + 1
    return one if rate == 0 else one / abs(rate)


def narrow_enough(*balls: acb) -> bool:
    """Whether balls are narrow beside what they hold, so that sharing a point says something.

    They must tell a value from `GAIN` times it, as SciPy's runs must.
    """
    size = max((abs(ball).abs_upper() for ball in balls), key=float)
    return all(ball.is_finite() and 2 * ball.rad() <= rational(GAIN - 1) * size for ball in balls)


def _restarted(problem: Problem, shift: Callable[[Solution, fmpq], acb]) -> Finding:
    """Duhamel's formula from the state at T/2 reaches what it reaches from the start."""
    there = shift(solve(problem), rational(problem.T) * fmpq(3, 4))
    whole = solve(problem)(rational(problem.T) * fmpq(3, 4))
    if not there.overlaps(whole):
        refute(f"{there.real.str(8)} and {whole.real.str(8)}")
    if not narrow_enough(there, whole):
        abstain(f"{TOO_WIDE}: {there.real.str(5)}")
    return confirm(f"both in {whole.real.str(8)}")


def _by_restart(solution: Solution, time: fmpq, kept: int = 1) -> acb:
    """x(time), the piece it lies in entered once more halfway."""
    index = max(i for i, p in enumerate(solution.pieces) if real(p.start) < arb(time))
    piece = solution.pieces[index]
    half = below((time - piece.start) / 2)
    first = piece.state(solution.states[index], half)
    later = replace(
        piece, start=piece.start + half, input=piece.input.xreplace({t: t + as_sympy(half)})
    )
    rest = time - piece.start - half
    return acb(-piece.rate * rest).exp() * first * kept + later.enclosed(0, rest)


def _forgotten(problem: Problem, decay: Callable[[acb], acb]) -> Finding:
    """Two starts under one input: their difference is the free decay, at every place."""
    one, two = solve(problem), solve(replace(problem, x0=problem.x0 + 1))
    end = min(problem.T, FORGOTTEN * unit_of_time(problem.a))
    places = [rational(end * share) for share in PLACES]
    for time in places:
        gap, expected = two(time) - one(time), decay(acb(-rational(problem.a) * time))
        if not gap.overlaps(expected):
            refute(f"{gap.real.str(5)} and {expected.real.str(5)}")
        if not narrow_enough(gap, expected):
            abstain(f"{TOO_WIDE}: {gap.real.str(5)}")
    return confirm(f"shared at {len(places)} times; {expected.real.str(5)} at the last")


check(
    "ODE-2.restart",
    "Duhamel's formula restarts from any state",
    Evidence.ENCLOSED,
    _by_restart,
    {"state lost": partial(_by_restart, kept=0)},
    criterion="both ways share a point",
)(_restarted)
check(
    "ODE-4.forgetting",
    "Two starts differ by the free decay",
    Evidence.ENCLOSED,
    acb.exp,
    {"half the rate": lambda u: (u / 2).exp(), "no decay": lambda _: acb(1)},
    criterion="x − x̃ and (x₀ − x̃₀) exp(−at) share a point",
)(_forgotten)
CHECKS = declared(__name__)
