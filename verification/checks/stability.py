"""Checks of Euler's free runs: where they decay, real and complex, and how they forget."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from duhamel.analysis.chapters.continuous import NO_GROWTH
from duhamel.analysis.chapters.stability import REMAINDER, stability
from duhamel.analysis.letters import a, h, t, u, v, z
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.continuous import unit_of_time
from duhamel.verification.checks.discretisation import LENGTH, Euler, enclosed
from duhamel.verification.finding import Finding, confirm, refute
from duhamel.verification.models.mistakes import chosen
from duhamel.verification.models.schemes import euler
from duhamel.verification.models.solution import digits, middle
from duhamel.verification.proof.engines import certain
from duhamel.verification.proof.exact import Point, evaluate, rational, real
from flint import acb, arb, fmpq
from sympy import Symbol

SMALL = fmpq(1, 2**52)
SHOWN = (fmpq(1, 2), fmpq(1), fmpq(3, 2), fmpq(2), fmpq(9, 4))  # a h of the runs in the picture
RATES = ((1, 0), (1, 1), (3, -1), (1, 7), (1, 100))  # λ/abs(a) = −u + iv
RUNGS = 8  # each has half the step of the one before


# ---- stability -------------------------------------------------------------------------------


@check(
    "FE-6.runs",
    "Free runs on both sides of every border",
    Evidence.EXACT,
    euler,
    chosen("halved step", "wrong sign", "implicit", "order two", "constant off by 1/16"),
    criterion="decay, monotony, alternation and growth as FE-6 has them, at every a h",
)
def _stability(problem: Problem, run: Euler) -> Finding:
    sizes = [fmpq(k, 8) for k in range(-4, 21)] + [1 - SMALL, 1 + SMALL, 2 - SMALL, 2 + SMALL]
    growth, free = [], []
    own = rational(problem.a)
    for size in sorted(sizes, key=lambda u: Fraction(int(u.p), int(u.q))):
        rate = own if size * own > 0 else fmpq(1 if size >= 0 else -1)  # so that h ≥ 0
        values = run(rate, lambda _: fmpq(0), fmpq(1), size / rate, LENGTH)
        observed = _behaviour(values)
        expected = [certain(kind.args[1], {z: size}) for kind in stability().statement[:5]]
        if observed != expected or len(values) != LENGTH + 1:
            refute(f"a h = {middle(size)!r}: not as predicted")
        growth += [(size, values[-1])] if size > 0 else []
        if size in SHOWN:
            free.append({"ah": str(size), "x": [middle(value) for value in values[:13]]})
    series = {
        "ah": [middle(s) for s, _ in growth],
        "growth": [middle(abs(arb(v)) ** (arb(1) / LENGTH)) for _, v in growth],
        "theory": [middle(abs(1 - s)) for s, _ in growth],
    }
    return confirm(
        f"as predicted at {len(sizes)} values of a h, −½ to 2½, 0, 1, 2 and 2⁻⁵² beside them",
        stability=series,
        free={"curves": free},
    )


def _behaviour(values: list[fmpq]) -> list[bool]:
    """What a free run from 1 does over its steps, in the order of the claims of FE-6."""
    sizes = [abs(v) for v in values]
    pairs = list(pairwise(values))
    decays = all(v < u for u, v in pairwise(sizes) if u != 0)
    keeps = all(u * v >= 0 for u, v in pairs)
    return [
        decays,
        decays and keeps,
        decays and all(u * v < 0 for u, v in pairs),
        all(v == u for u, v in pairwise(sizes)),
        all(v > u for u, v in pairwise(sizes)),
    ]


@enclosed(
    "FE-6.complex",
    "Free runs at complex rates",
    controls=chosen("halved step", "wrong sign", "order two", "start lost"),
    criterion="|xₙ|² encloses (1 + 4u²z(z − 1)/|λ|²)ⁿ; decay and growth as FE-6 has them",
)
def _complex(problem: Problem, run: Euler) -> Finding:
    scale = 1 / unit_of_time(rational(problem.a))
    sizes = (fmpq(1, 4), fmpq(1, 2), 1 - SMALL, fmpq(1), 1 + SMALL, fmpq(3, 2), fmpq(9, 4))
    for fall, turn in ((scale * p, scale * q) for p, q in RATES):
        square = fall * fall + turn * turn
        for size in sizes:
            step = 2 * fall * size / square
            values = run(acb(fall, -turn), lambda _: acb(0), acb(1), step, LENGTH)
            found = [value.real**2 + value.imag**2 for value in values]
            factor = 1 + 4 * fall * fall * size * (size - 1) / square
            expected = [arb(factor) ** i for i in range(LENGTH + 1)]
            where = f"v/u = {turn / fall}, z = {middle(size)}"
            if len(found) != len(expected) or not all(map(arb.overlaps, found, expected)):
                refute(f"|xₙ|² differs at {where}")
            if not _as_predicted(found, {u: fall, v: turn, h: step}):
                refute(f"not as predicted at {where}")
    return confirm(f"as predicted for {len(RATES)} rates, {len(sizes)} z, 1 and 2⁻⁵² beside it")


def _as_predicted(squares: list[arb], at: dict[Symbol, fmpq]) -> bool:
    """Whether a run grows only where FE-6 says so, and certainly grows there."""
    stays = certain(stability().claim("f").statement.args[1], at)
    pairs = [(p, q) for p, q in pairwise(squares) if not p.contains(0)]
    return not any(q > p for p, q in pairs) if stays else all(q > p for p, q in pairs)


# ---- the discrete memory ---------------------------------------------------------------------


@enclosed(
    "FE-7.memory",
    "Euler forgets as the equation does, up to its leading error",
    controls=chosen(
        "halved step", "wrong sign", "implicit", "order two", "constant off by 1/16", "start lost"
    ),
    criterion="|xₙ exp(at) − 1 + ½a²th| within FE-7's bound at at = 2 (at t = 2 for a = 0)",
    needs=(NO_GROWTH,),
)
def _memory(problem: Problem, run: Euler) -> Finding:
    rate = rational(problem.a)
    time = 2 * unit_of_time(rate)
    leading = arb(rate * rate * time / 2)
    for rung in range(RUNGS):
        steps = 2 << rung
        step = time / steps
        value = run(rate, lambda _: fmpq(0), fmpq(1), step, steps)[-1]
        ratio = arb(value) * arb(rate * time).exp()
        bound = real(evaluate(REMAINDER, Point({a: rate, t: time, h: step}, {}, {}, {})))
        if not abs(ratio - 1 + leading * step) <= bound:
            expected = f"{digits(-leading * step)} ± {digits(bound)}"
            refute(f"{digits(ratio - 1)} at ah = {rate * step}, not {expected}")
    if rate == 0:
        return confirm(f"exactly 1 at each of {RUNGS} steps")
    return confirm(
        f"(1 − xₙ exp(at))/(½a²th) = {digits((1 - ratio) / (leading * step), 6)} "
        f"at the finest of {RUNGS} steps"
    )


CHECKS = declared(__name__)
