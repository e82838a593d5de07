"""Checks of the memory's weights: its kernel, large and small a, windows and oscillations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import exp, hypot, isfinite, sin
from typing import Any

import sympy
from duhamel.analysis import letters as letters
from duhamel.analysis.chapters.continuous import DECAYS, NO_GROWTH, NOT_STILL
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import register
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.continuous import TOO_WIDE, narrow_enough, unit_of_time
from duhamel.verification.finding import Finding, abstain, confirm, holds, refute
from duhamel.verification.models.bounds import absolute_integral, suprema, unbounded
from duhamel.verification.models.solution import Piece, at_time, below, digits, short, solve
from duhamel.verification.proof.exact import Point, evaluate, rational, real
from flint import acb, arb, ctx, fmpq
from sympy import Expr, I

SHARES = [Fraction(k, 4) for k in range(1, 5)]  # where a stretch of time is looked at
RATES = 3  # how many a are tried
STRETCH = 64  # from one to the next
AGES = [Fraction(1, 4), Fraction(1), Fraction(4), Fraction(16)]  # in units of 1/abs(a)
TURNS = [Fraction(2) ** k for k in range(-3, 4)]  # ω, in units of a
OLDEST = 64  # ages beyond 64/a are left to the tail's mass e^{−64}/a (ODE-5)

States = Callable[[Piece, fmpq, list[fmpq]], list[acb]]


def _value(formula: Expr, **values: Any) -> acb:
    """A formula of the theorems at exact values of its letters."""
    point = {getattr(letters, name): value for name, value in values.items()}
    return acb(evaluate(formula, Point(point, {}, {}, {})))


def _right(id: str, part: str) -> Callable[[], Expr]:
    """The right side of a claim, of A ⟺ B that of B, when it is asked for."""

    def found() -> Expr:
        side = register()[id]().claim(part).statement.args[1]
        return getattr(side, "rhs", side)

    return found


_share, _mean_age, _factor = _right("ODE-5", "a"), _right("ODE-5", "c"), _right("ODE-10", "b")
_window, _by_mass, _by_age = (_right("ODE-9", part) for part in "aef")


def _over_ages(weight: Callable[[acb], acb], oldest: Any) -> acb:
    """∫ of a weight over the ages from 0, in units of 1/a: FLINT's goal is absolute too."""
    return acb.integral(lambda share, _: weight(share * oldest) * oldest, 0, 1)


# ---- the kernel -------------------------------------------------------------------------------


@check(
    "ODE-5.kernel",
    "Share and mean age of the memory",
    Evidence.ENCLOSED,
    lambda: (_share(), _mean_age()),
    {
        "half the rate": lambda: (_share().xreplace({letters.a: letters.a / 2}), _mean_age()),
        "tail left out": lambda: (_share(), 1 / letters.a),
    },
    criterion="both formulas share a point with the enclosed integrals, for every T",
    needs=(NOT_STILL,),
)
def _kernel(problem: Problem, formulas: Callable[[], tuple[Expr, Expr]]) -> Finding:
    rate = rational(problem.a)
    share, age = formulas()
    for time in [rational(problem.T), *(rational(j) * unit_of_time(rate) for j in AGES)]:
        mass = _over_ages(lambda u: (-u).exp(), rate * time)
        moment = _over_ages(lambda u: u * (-u).exp(), rate * time)
        pairs = {"share": (share, mass), "a · mean age": (letters.a * age, moment)}
        for name, (formula, ball) in pairs.items():
            value = _value(formula, a=rate, T=time)
            if not value.overlaps(ball):
                both = f"{value.real.str(5)} and {ball.real.str(5)}"
                refute(f"{name} {both} at aT = {short(arb(rate * time))}")
    return confirm(
        f"shared at {len(AGES) + 1} times; at aT = {rate * time} the share is "
        f"{digits(mass.real, 8)}, a · mean age {digits(moment.real, 8)}"
    )


# ---- large and small a ------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """The first smooth piece of the problem's f, with another rate, and the start x₀."""

    piece: Piece
    start: fmpq
    length: fmpq


def _stretches(problem: Problem, factor: Fraction) -> Iterator[Stretch]:
    """The problem's rate, and others, each ``factor`` times the one before."""
    piece = solve(problem).pieces[0]
    for k in range(RATES):
        rate = piece.rate * rational(factor**k)
        yield Stretch(replace(piece, rate=rate), rational(problem.x0), below(piece.length))


def _times(length: fmpq) -> list[fmpq]:
    return [length * rational(share) for share in SHARES]


def _judged(
    problem: Problem, factor: Fraction, sides: Callable[[Stretch], Iterator[tuple[arb, arb]]]
) -> Finding:
    """abs(left) ≤ right for all pairs of sides, at each rate; no guess where balls are wide."""
    largest = []
    for stretch in _stretches(problem, factor):
        with ctx.workprec(stretch.piece.bits(stretch.length)):
            worst, share = arb(0), arb(0)
            for left, right in sides(stretch):
                size, name = abs(left), f"at a = {short(arb(stretch.piece.rate))}"
                if not (size.is_finite() and right.is_finite()):
                    place = unbounded(stretch.piece, stretch.length, 1)
                    abstain(f"no finite bound {name}: {place}")
                if size > right:
                    refute(f"{short(size)} > {short(right)} {name}")
                wide = next((u for u in (size, right) if not narrow_enough(acb(u))), None)
                if wide is not None and not size <= right:
                    abstain(f"{TOO_WIDE} {name}: {wide.str(3)}")
                worst = worst.max(right)
                share = share.max(size / right) if right > 0 else share
            largest.append((stretch.piece.rate, worst, share))
    told = ", ".join(f"{short(worst)} at a = {short(arb(rate))}" for rate, worst, _ in largest)
    reached = max(float(share.upper()) for _, _, share in largest)
    return confirm(f"bounds {told}; at most {reached:.0%} of them used")


def _large(problem: Problem, states: States) -> Finding:
    """a x stays with f, for growing a (ODE-6)."""

    def sides(on: Stretch) -> Iterator[tuple[arb, arb]]:
        rate = on.piece.rate
        slope = suprema(on.piece, on.length, 2)[1]
        still = on.piece.slope(on.start) == 0  # x = x₀, as algebra has it: a ball need not tell
        first = rate * on.start - real(on.piece.value(fmpq(0)))
        # a constant f leaves the decay alone, too small to be seen beyond 64/a
        length = on.length if slope > 0 else min(on.length, OLDEST * unit_of_time(rate))
        times = _times(length)
        for time, x in zip(times, states(on.piece, on.start, times), strict=True):
            gone = -arb(-rate * time).expm1()
            bound = abs(first) * arb(-rate * time).exp() + slope * gone / rate
            left = rate * real(x) - real(on.piece.value(time))
            yield arb(0) if still and left.contains(0) else left, bound

    return _judged(problem, Fraction(STRETCH), sides)


def _small(problem: Problem, states: States) -> Finding:
    """x stays with x₀ + ∫f, for falling a (ODE-7)."""

    def sides(on: Stretch) -> Iterator[tuple[arb, arb]]:
        t, s, rate = letters.t, letters.s, on.piece.rate
        f = on.piece.input.xreplace({t: s})
        times = _times(on.length)[1::2]
        for time, x in zip(times, states(on.piece, on.start, times), strict=True):
            total = real(at_time(sympy.Integral(f, (s, 0, t)), time, fmpq(0)))
            size = absolute_integral(on.piece.input, time)
            bound = rate * time * (abs(arb(on.start)) + size)
            left = real(x) - on.start - total
            # for a = 0 they are the same integral: a ball need not tell
            yield arb(0) if rate == 0 and left.contains(0) else left, bound

    return _judged(problem, Fraction(1, STRETCH), sides)


def _slow(problem: Problem, states: States) -> Finding:
    """a x moves little from one time to another, for falling a (ODE-8)."""

    def sides(on: Stretch) -> Iterator[tuple[arb, arb]]:
        rate = on.piece.rate
        (largest,) = suprema(on.piece, on.length, 1)
        speed = rate * (largest + (rate * abs(arb(on.start))).max(largest))
        times = _times(on.length)
        values = [arb(on.start), *map(real, states(on.piece, on.start, times))]
        for (early, low), (late, high) in pairwise(zip([fmpq(0), *times], values, strict=True)):
            yield rate * (high - low), speed * (late - early)

    return _judged(problem, Fraction(1, STRETCH), sides)


def _louder(piece: Piece, start: fmpq, times: list[fmpq]) -> list[acb]:
    return [x * fmpq(17, 16) for x in piece.states(start, times)]


def _forgets(piece: Piece, _: fmpq, times: list[fmpq]) -> list[acb]:
    """The memory left out: the input at once, by its rate."""
    return [piece.value(time) / piece.rate for time in times]


def _freezes(piece: Piece, start: fmpq, times: list[fmpq]) -> list[acb]:
    """The input left out."""
    return [start * acb(-piece.rate * time).exp() for time in times]


# ---- oscillations and windows -----------------------------------------------------------------


def _wave(turn: Any) -> Callable[[acb], acb]:
    return lambda u: (u * acb(0, -1) * turn).exp()


def _memory_of_wave(turn: fmpq) -> acb:
    """a ∫₀^∞ e^{−aτ} e^{−iωτ} dτ, ω in units of a; the tail is at most the tail's mass."""
    tail = arb(-OLDEST).exp().abs_upper()
    found = _over_ages(lambda u: (-u).exp() * _wave(turn)(u), OLDEST)
    return found + acb(arb(0, tail), arb(0, tail))


@check(
    "ODE-10.response",
    "Gain and phase of the memory",
    Evidence.ENCLOSED,
    _factor,
    {
        "phase the other way": lambda: _factor().xreplace({I: -I}),
        "sizes added": lambda: 1 / (letters.a + letters.omega),
        "no phase": lambda: 1 / sympy.sqrt(letters.a**2 + letters.omega**2),
    },
    criterion="gain and phase share a point with ∫ exp(−aτ) exp(−iωτ) dτ, for every ω",
    needs=(DECAYS,),
)
def _response(problem: Problem, formula: Callable[[], Expr]) -> Finding:
    rate, factor = rational(problem.a), formula()
    for share in TURNS:
        turn = rational(share)
        value = _value(factor, a=rate, omega=rate * turn) * rate
        ball = _memory_of_wave(turn)
        if not value.overlaps(ball):
            refute(f"{value.str(4)} and {ball.str(4)} at ω = {share} a")
    return confirm(f"shared at ω = {TURNS[0]} a … {TURNS[-1]} a")


@check(
    "ODE-9.window",
    "The window on an oscillation",
    Evidence.ENCLOSED,
    _window,
    {
        "half the width": lambda: _window().xreplace({letters.tau: letters.tau / 2}),
        "delay left out": lambda: (
            abs(2 * sympy.sin(letters.omega * letters.tau / 2)) / letters.omega
        ),
        "the kernel instead": _factor,
    },
    criterion="the closed form shares a point with the enclosed window, for every ω",
    needs=(DECAYS,),
)
def _gains(problem: Problem, formula: Callable[[], Expr]) -> Finding:
    rate, factor = rational(problem.a), formula()
    for width in (1, 2):
        for share in TURNS:
            turn = rational(share)
            point = {"omega": rate * turn, "tau": width / rate}
            wave = _over_ages(_wave(turn), width)
            for ball, angle in ((wave.real, acb(0)), (-wave.imag, acb.pi() / 2)):
                value = _value(factor, a=rate, t=angle / (rate * turn), **point).real * rate
                if not value.overlaps(ball):
                    refute(f"{value.str(4)} and {ball.str(4)} at ω = {share} a")
    series = _picture(float(problem.a))
    return confirm(
        f"shared at ω = {TURNS[0]} a … {TURNS[-1]} a for τ = 1/a and τ = 2/a",
        **{"window": series} if series else {},
    )


def _picture(a: float) -> dict[str, Any] | None:
    """The curves of the figure; None where float64 cannot hold them."""
    if not (isfinite(16 * a) and isfinite(8 / a)):
        return None
    ages, turns = [k / 16 / a for k in range(65)], [k / 8 * a for k in range(1, 129)]
    widths = {"τ = 1/a": 1 / a, "τ = 2/a": 2 / a}
    return {
        "tau": ages,
        "kernel": [exp(-a * age) for age in ages],
        "windows": [{"label": k, "width": w, "height": 1.0} for k, w in widths.items()],
        "omega": turns,
        "gain_kernel": [1 / hypot(a, turn) for turn in turns],
        "gain_window": {
            k: [abs(2 * sin(turn * w / 2) / turn) for turn in turns] for k, w in widths.items()
        },
    }


@check(
    "ODE-9.widths",
    "The widths that match mass and mean age",
    Evidence.EXACT,
    lambda: (_by_mass(), _by_age()),
    {
        "one width for both": lambda: (_by_mass(), _by_mass()),
        "exchanged": lambda: (_by_age(), _by_mass()),
    },
    criterion_from="ODE-5",
    criterion="mass τ = 1/a for the one, mean age τ/2 = 1/a for the other, in ℚ",
    needs=(DECAYS,),
)
def _widths(problem: Problem, formulas: Callable[[], tuple[Expr, Expr]]) -> Finding:
    rate = rational(problem.a)
    point = Point({letters.a: rate}, {}, {}, {})
    by_mass, by_age = (evaluate(formula, point) for formula in formulas())
    met = by_mass == 1 / rate and by_age / 2 == 1 / rate
    return holds(met and by_mass != by_age, f"a τ = {by_mass * rate} and {by_age * rate}")


def _blind(_: Problem, turn: Callable[[fmpq], acb]) -> Finding:
    """For every width there is an input that the window does not see and the kernel does."""
    for share in AGES:  # everything in units of a
        width = rational(share)
        omega = turn(width)
        window, kernel = _over_ages(_wave(omega), width), 1 / (1 + acb(0, 1) * omega)
        if not window.contains(0) or kernel.contains(0):
            refute(f"window {window.str(4)} at a τ = {share}")
    return confirm(
        f"so for a τ = {', '.join(map(str, AGES))}; there the kernel's gain is "
        f"{abs(kernel).str(3, radius=False)}/a at the last"
    )


check(
    "ODE-6.large",
    "Large a: the state follows the input",
    Evidence.ENCLOSED,
    Piece.states,
    {"gain off by 1/16": _louder, "no input": _freezes},
    criterion="|a x − f| ≤ |a x₀ − f(0)| exp(−at) + M(1 − exp(−at))/a",
    needs=(NOT_STILL,),
)(_large)
check(
    "ODE-7.small",
    "Small a: the state sums the input up",
    Evidence.ENCLOSED,
    Piece.states,
    {"gain off by 1/16": _louder, "no memory": _forgets, "no input": _freezes},
    criterion="|x − x₀ − ∫f| ≤ a t (|x₀| + ∫|f|)",
    needs=(NO_GROWTH,),
)(_small)
check(
    "ODE-8.slow",
    "Small a: slow variation",
    Evidence.ENCLOSED,
    Piece.states,
    {"no memory": _forgets},
    criterion="a |x(t) − x(s)| ≤ (t − s) a (F + max(a |x₀|, F))",
    needs=(DECAYS,),
)(_slow)
check(
    "ODE-9.blind",
    "An input that no window of that width sees",
    Evidence.ENCLOSED,
    lambda width: 2 * acb.pi() / width,
    {"half a turn": lambda width: acb.pi() / width, "a radian": lambda width: 1 / acb(width)},
    criterion="at ω = 2π/τ the window's integral contains 0, the kernel's does not",
)(_blind)
CHECKS = declared(__name__)
