"""What a reader's own numbers come to: Euler at h beside the solution, and what β and α do.

Where a claim speaks of it, its name stands with the number; where none does, there is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duhamel.analysis.chapters.discretisation import DRIFT
from duhamel.analysis.numbers import written
from duhamel.analysis.problem import Problem
from duhamel.verification.models.bounds import after_steps, coefficients, second_derivative
from duhamel.verification.models.schemes import larger_root, recurrence
from duhamel.verification.models.solution import below, solve
from duhamel.verification.proof.exact import rational, real
from flint import arb

ROWS = 10  # of the table, and the start
LONG = 12  # characters of a number that is written exactly
SHOWN = 8  # figures of another


@dataclass(frozen=True)
class Row:
    """x, Euler and its error at tₙ = n h; FE-4's first-order term h e₁, FE-3's bound, or None."""

    n: int
    t: Fraction
    x: arb
    euler: arb
    leading: arb | None = None
    bound: arb | None = None

    @property
    def error(self) -> arb:
        """x_n − x(t_n); where FE-3 bounds it by 0, and at the start, it is that."""
        nothing = self.n == 0 or (self.bound is not None and self.bound.is_zero())
        return arb(0) if nothing else self.euler - self.x


def table(problem: Problem) -> list[Row]:
    """About `ROWS` of the steps of forward Euler on [0, T], spread evenly."""
    steps = problem.T // problem.h
    chosen = sorted({round(Fraction(steps * k, ROWS)) for k in range(ROWS + 1)})
    solution, h = solve(problem), rational(problem.h)
    inputs = (h * real(solution.input(h * n)) for n in range(steps))
    # as FE-1 has it: written with −a x, balls would grow with every step
    run = recurrence(1 - rational(problem.a) * h, inputs, arb(rational(problem.x0)))
    predicted = dict(_predicted(problem, chosen))
    return [
        Row(n, n * problem.h, real(solution(h * n)), real(run[n]), *predicted.get(n, ()))
        for n in chosen
    ]


def _predicted(problem: Problem, chosen: list[int]) -> Iterator[tuple[int, tuple[arb, arb]]]:
    """h e₁ and the bound at the steps of which the claims speak."""
    piece, h, x_0 = solve(problem).pieces[0], rational(problem.h), rational(problem.x0)
    inside = [n for n in chosen if h * n <= below(piece.length)] if problem.a > 0 else []
    straight = piece.slope(x_0) is not None
    for n in inside if straight else ():
        yield n, (arb(0), arb(0))
    if straight or len(inside) < 2:
        return
    largest = second_derivative(piece, x_0, h * inside[-1])
    for n in inside if largest.is_finite() else ():
        e_1 = coefficients(piece, x_0, h * n)[0] if n else arb(0)
        yield n, (h * e_1, after_steps(DRIFT, arb(1 - piece.rate * h), arb(n), h=h, M_2=largest))


def unpredicted(problem: Problem, rows: list[Row]) -> str:
    """Why the claims say nothing of some of the steps, in words; empty where they do of all."""
    if all(row.bound is not None for row in rows):
        return ""
    if problem.a <= 0:
        return "FE-3 and FE-4 need a > 0."
    if len(solve(problem).pieces) > 1:
        return "FE-3 and FE-4 need a smooth f: they speak of steps before its first jump or kink."
    return "FE-3 and FE-4 need a bound of x″, and none is found."


# ---- stability, amplification, rate -----------------------------------------------------------


def of_euler(z: Fraction) -> tuple[str, str]:
    """What FE-6 says of free runs of Euler at z = a h, and by which claim."""
    if 0 < z <= 1:
        return "decay", "FE-6.b"
    if 1 < z < 2:
        return "alternate", "FE-6.c"
    return ("stay", "FE-6.d") if z in (0, 2) else ("grow", "FE-6.e")


def of_recurrence(beta: Fraction) -> tuple[Fraction | None, str, str]:
    """The gain of a constant input, what its response does, and by which claim."""
    if abs(beta) < 1:
        return 1 / (1 - beta), "tends", "REC-3.b"
    if beta == 1:
        return None, "sums", "REC-3.c"
    return None, "unbounded", "REC-2.a"


@dataclass(frozen=True)
class Quadratic:
    """Momentum and plain descent, W ← W − α λ W, at one curvature: their factors of a step."""

    curvature: Fraction
    alpha_lambda: Fraction
    stable: bool
    momentum: arb
    descent: Fraction

    @property
    def speedup(self) -> arb | None:
        """How many steps of descent one of momentum is worth (MOM-8), where both converge."""
        if not self.stable or not 0 < self.descent < 1 or self.momentum == 0:
            return None
        return self.momentum.log() / arb(rational(self.descent)).log()


def on_quadratic(problem: Problem) -> Quadratic | None:
    """At the curvature λ = a of L = ½ a W², whose gradient flow is W′ = −a W; for a, α > 0."""
    if problem.a <= 0 or problem.alpha <= 0:
        return None
    q, beta = problem.alpha * problem.a, problem.beta
    stable = abs(beta) < 1 and 0 < q < 2 * (1 + beta)
    root = larger_root(rational(1 + beta - q), rational(beta))
    return Quadratic(problem.a, q, stable, root, abs(1 - q))


@dataclass(frozen=True)
class Curvatures:
    """Where momentum converges and where it is faster than descent: bounds of λ (MOM-7, MOM-8)."""

    stable_below: Fraction
    faster_below: arb | None


def curvatures(problem: Problem) -> Curvatures | None:
    """For every λ > 0, at the problem's α > 0 and abs(β) < 1."""
    alpha, beta = problem.alpha, problem.beta
    if alpha <= 0 or abs(beta) >= 1:
        return None
    crossing = (1 - arb(rational(beta)).sqrt()) / rational(alpha) if beta > 0 else None
    return Curvatures(2 * (1 + beta) / alpha, crossing)


# ---- in digits --------------------------------------------------------------------------------


def in_short(value: Fraction) -> str:
    """An exact number, as a decimal if it is one, or where that is long its first digits.

    >>> in_short(Fraction(2, 5)), in_short(Fraction(1, 3))
    ('0.4', '1/3')
    """
    decimal = f"{Decimal(value.numerator) / value.denominator:f}"
    exact = decimal if Fraction(decimal) == value else written(value)
    return exact if len(exact) <= LONG else _digits(arb(rational(value)), SHOWN)


def rounded(value: arb, count: int) -> str | None:
    """The digits of a ball; None where it does not tell them, or not its sign.

    >>> rounded(arb("0.25"), 3), rounded(arb(0, 1), 3)
    ('0.250', None)
    """
    if value.is_zero():
        return "0"
    return _digits(value, count) if value.is_finite() and not value.contains(0) else None


def _digits(value: arb, count: int) -> str:
    return str(value.str(count, radius=False)).replace("e+", "e")
