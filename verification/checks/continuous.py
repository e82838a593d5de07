"""Checks of Duhamel's formula: entered from any state, and how the start is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from duhamel.analysis import forcing
from duhamel.analysis.closed_solution import Case, solution
from duhamel.analysis.letters import t
from duhamel.analysis.normal import normal
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.finding import DecidedError, Finding, abstain, confirm, refute
from duhamel.verification.models.solution import (
    Piece,
    Solution,
    as_sympy,
    at_time,
    below,
    solve,
    solve_equation,
)
from duhamel.verification.proof.exact import PRECISION, rational, real
from flint import acb, arb, ctx, fmpq
from sympy import (
    Derivative,
    Dummy,
    Expr,
    Integral,
    S,
    cos,
    cosh,
    exp,
    expand,
    sin,
    sinh,
    tan,
    tanh,
)

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


# ---- the formula that a reader is shown --------------------------------------------------------

CASES = 8  # of a formula that are written out, and judged; a reader's patience
INSIDE = [Fraction(k, 8) for k in (1, 4, 7)]  # where a case is looked at, in its length
PRECISIONS = (PRECISION, 4 * PRECISION, 16 * PRECISION)  # bits: more where terms cancel
Formula = Callable[[Expr, Expr, Expr, Fraction], Iterator[Case]]


@dataclass(frozen=True)
class Equation:
    """x′ = −a x + f, x(0) = x₀, on [0, end]."""

    f: Expr
    a: Fraction
    x_0: Fraction
    end: Fraction

    def written_out(self, formula: Formula = solution) -> list[Case]:
        """The first cases of its solution as a formula."""
        rate, start = (as_sympy(rational(number)) for number in (self.a, self.x_0))
        return list(islice(formula(self.f, rate, start, self.end), CASES))

    def judge(self, formula: Formula = solution) -> Finding:
        """The equation, its start and continuity, by algebra and in balls; Duhamel's integral.

        None of it rests on how the formula was found, and a may be any number.
        """
        cases = self.written_out(formula)
        pieces = solve_equation(self.f, self.a, self.x_0, self.end).pieces
        last, places = as_sympy(rational(self.x_0)), 0
        for case, piece in zip(cases, pieces, strict=False):
            places += _met(last, case, piece)
            last = case.x
        rate, inputs = as_sympy(rational(self.a)), forcing.pieces(self.f, self.end)
        decided = sum(
            _by_algebra(case.x, rate, g) for case, (_, _, g) in zip(cases, inputs, strict=False)
        )
        unseen = len(inputs) - len(cases)
        return confirm(
            f"{decided} of {len(cases)} cases by algebra, for every t; at {places} places in balls"
            + (f"; {unseen} more cases are not written out" if unseen else "")
        )

    def finding(self) -> Finding:
        """What is found of the formula, however it ends."""
        try:
            return self.judge()
        except DecidedError as said:
            return Finding(*said.args)


def equation(problem: Problem) -> Equation:
    """The equation of a problem."""
    return Equation(problem.f, problem.a, problem.x0, problem.T)


def _formula(problem: Problem, formula: Formula) -> Finding:
    return equation(problem).judge(formula)


def _met(last: Expr, case: Case, piece: Piece) -> int:
    """How many pairs of balls share a point, all narrow beside their terms."""
    # an integral that is left costs much more in more bits, and its derivative at all
    for bits in PRECISIONS[: 1 if case.x.has(Integral) else None]:
        with ctx.workprec(bits):
            pairs = [*_pairs(last, case, piece)]
        for what, left, right, _ in pairs:
            if not left.overlaps(right):
                refute(f"{what} from t = {case.start} on: {left.real.str(5)}, {right.real.str(5)}")
        if all(_told(left - right, size) for _, left, right, size in pairs):
            return len(pairs)
    return abstain(f"{TOO_WIDE} from t = {case.start} on")


def _told(gap: acb, size: arb) -> bool:
    return bool(gap.is_finite() and 2 * gap.rad() <= size * rational(GAIN - 1))


def _pairs(last: Expr, case: Case, piece: Piece) -> Iterator[tuple[str, acb, acb, arb]]:
    """What must be the same: what it is, both balls, and the size of the terms in them."""

    def at(expr: Expr, time: Any) -> acb:
        return acb(at_time(expr, time, piece.rate))

    begin, ages = at(case.x, piece.start), [rational(share) * piece.length for share in INSIDE]
    states = [at(case.x, piece.start + age) for age in ages]
    size = sum(map(abs, states), abs(begin))  # x may be 0 where it begins
    yield "the state", begin, at(last, piece.start), size
    for age, x in zip(ages, states, strict=True):
        if not case.x.has(Integral):
            slope, f = at(Derivative(case.x, t), piece.start + age), piece.value(age)
            yield "x′", slope, f - piece.rate * x, abs(slope) + abs(f) + abs(piece.rate) * size
        left, gained = begin * acb(-piece.rate * age).exp(), piece.enclosed(0, age)
        yield "x", x, left + gained, size + abs(gained)


def _by_algebra(x: Expr, rate: Expr, g: Expr) -> bool:
    """Whether x′ + a x − g is 0 in its normal form: then it is, for every t."""
    free = Dummy("t", positive=True)
    x = x.xreplace({t: free}).xreplace({free: t})  # which evaluates what was left in its brackets
    integrals = x.atoms(Integral)
    rest = x.xreplace(dict.fromkeys(integrals, S.Zero))
    rest = expand(rest.diff(t) + rate * rest - g)
    for one in integrals:  # by Leibniz: its weight decays, and what arrives at t is the integrand
        ((letter, _, until),) = one.limits
        if normal(one.function.diff(t) + rate * one.function) != 0:
            return False
        rest += one.function.xreplace({letter: t}) if until == t else S.Zero
    if rest == 0 or normal(rest) == 0:
        return True
    rest = rest.rewrite((sinh, cosh, tanh), exp).replace(tan, lambda u: sin(u) / cos(u))
    return bool(normal(expand(rest)) == 0)


def _with(change: Callable[[Expr, Expr], tuple[Expr, Expr]]) -> Formula:
    """The formula for another a or x₀."""
    return lambda f, rate, x_0, end: solution(f, *change(rate, x_0), end)


def _scaled(f: Expr, rate: Expr, x_0: Expr, end: Fraction) -> Iterator[Case]:
    gain = as_sympy(rational(1 + 4 * (GAIN - 1)))
    return (replace(case, x=gain * case.x) for case in solution(f, rate, x_0, end))


check(
    "ODE-2.formula",
    "The formula of x(t) solves the problem",
    Evidence.ENCLOSED,
    solution,
    {
        "start left out": _with(lambda rate, _: (rate, S.Zero)),
        "sign of the rate": _with(lambda rate, x_0: (-rate, x_0)),
        "off by 2⁻⁸": _scaled,
    },
    criterion="x(0) = x₀, x continuous, x′ = −a x + f, and Duhamel's integral: balls share a point",
    needs=(),
)(_formula)
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
