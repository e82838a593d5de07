"""Duhamel's solution of a problem, enclosed in balls.

f is cut at its jumps and kinks; on each smooth piece the state at its start is the new x₀, and
the response is evaluated in closed form where there is one, and by enclosing Duhamel's integral
where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from math import isfinite
from typing import Any

import sympy
from duhamel.analysis.chapters.responses import memory
from duhamel.analysis.forcing import Square, breakpoints
from duhamel.analysis.letters import a, s, t
from duhamel.analysis.normal import normal
from duhamel.analysis.problem import Problem
from duhamel.verification.proof.exact import (
    NOWHERE,
    PRECISION,
    Point,
    evaluate,
    rational,
    real,
    whole,
)
from flint import acb, acb_series, arb, ctx, fmpq
from sympy import Abs, Expr, Heaviside, S

FLOAT_BITS = 53  # a ball that knows less than float64 is worth a second way


def at_time(expr: Expr, time: Any, rate: Any) -> Any:
    """The value of an expression in t (and a) at a time: exact, a ball, or a Taylor series."""
    return evaluate(expr, Point({t: time, a: rate}, {}, {}, {}))


def as_sympy(value: fmpq) -> sympy.Rational:
    """FLINT's rational as SymPy's."""
    return sympy.Rational(int(value.p), int(value.q))


def digits(value: Any, count: int = 3) -> str:
    """A rational's or a ball's middle to so many digits, for a reader."""
    return str(arb(value).mid().str(count, radius=False))


def middle(value: Any) -> float:
    """The middle of a rational or a ball, for a figure."""
    return float(arb(value).mid())


def short(ball: arb) -> str:
    """A ball in two digits; in words beyond float64."""
    value = float(ball.mid())
    if isfinite(value) and (value != 0 or ball.mid() == 0):
        return f"{value:.2g}"
    size = "below 4.9e-324" if value == 0 else "beyond 1.8e+308" if ball.is_finite() else "none"
    return f"-({size})" if ball < 0 else size


def below(ball: Any) -> fmpq:
    """A rational of the size of a positive ball and certainly not above it."""
    if isinstance(ball, fmpq):
        return ball
    return fmpq(*float(real(ball).lower()).as_integer_ratio()) * fmpq(2**52 - 1, 2**52)


@dataclass(frozen=True)
class Piece:
    """f on one smooth stretch: ``input`` is f as a function of the time since ``start``."""

    rate: fmpq
    start: Any
    length: Any
    input: Expr

    @cached_property
    def memories(self) -> tuple[Expr | None, ...]:
        """Closed forms of I_k(t) = ∫₀ᵗ (t−s)^k/k! e^{−a(t−s)} f(s) ds, k = 0, 1, 2, or None.

        I_k is the memory of I_{k−1}.
        """
        found: list[Expr | None] = []
        signal: Expr | None = self.input
        exact = as_sympy(self.rate)
        for _ in range(3):
            signal = None if signal is None else memory(signal, exact)
            found.append(signal)
        return tuple(found)

    def memory(self, k: int, time: Any) -> acb:
        """I_k at a time since the start, enclosed."""
        closed = self.memories[k]
        if closed is not None:
            value = acb(at_time(closed, time, self.rate))
            if value.rel_accuracy_bits() >= FLOAT_BITS or value.contains(0):
                return value
        return self.enclosed(k, time)  # no closed form, or one that cancels too much

    def enclosed(self, k: int, time: Any) -> acb:
        """I_k by enclosing the integral, whether it has a closed form or not."""
        weight = (t - s) ** k / sympy.factorial(k) * sympy.exp(-a * (t - s))
        integrand = weight * self.input.xreplace({t: s})
        return acb(at_time(sympy.Integral(integrand, (s, S.Zero, t)), time, self.rate))

    def state(self, x_0: Any, time: Any) -> acb:
        """x at a time since the start of the piece, from x_0 there: Duhamel's formula."""
        return acb(x_0) * acb(-self.rate * time).exp() + self.memory(0, time)

    def states(self, x_0: Any, times: list[fmpq]) -> list[acb]:
        """x at rising times since the start; without a closed form from one to the next."""
        if self.memories[0] is not None:
            return [self.state(x_0, time) for time in times]
        found, now = [acb(x_0)], fmpq(0)
        for time in times:
            step = time - now
            gained = sympy.Integral(
                sympy.exp(-a * (t - s)) * self.input.xreplace({t: s}), (s, as_sympy(now), t)
            )
            memory = acb(at_time(gained, time, self.rate))
            found.append(found[-1] * acb(-self.rate * step).exp() + memory)
            now = time
        return found[1:]

    def bits(self, length: fmpq) -> int:
        """Bits for differences as small as rate and length beside numbers of size one."""
        sizes = (self.rate, length)
        return PRECISION + 3 * sum(
            abs(int(u.p).bit_length() - int(u.q).bit_length()) for u in sizes
        )

    def slope(self, x_0: Any) -> Expr | None:
        """v where x = x_0 + v t solves the equation exactly, which algebra decides; else None."""
        rate, start = as_sympy(self.rate), as_sympy(fmpq(x_0))
        v = self.input.xreplace({t: S.Zero}) - rate * start
        gap = self.input - rate * (start + v * t) - v
        if not real(at_time(gap, below(self.length), self.rate)).contains(0):
            return None
        return v if normal(gap.rewrite(sympy.exp)) == 0 else None

    def taylor(self, time: Any, order: int) -> list[acb]:
        """The Taylor coefficients of f at a time since the start (or on a ball of times)."""
        cap, ctx.cap = ctx.cap, order
        try:
            value = evaluate(self.input, Point({t: acb_series([acb(time), 1])}, {}, {}, {}))
            coefficients = (
                acb_series(value).coeffs() if isinstance(value, acb_series) else [acb(value)]
            )
        finally:
            ctx.cap = cap
        return coefficients + [acb(0)] * (order - len(coefficients))

    def value(self, time: Any) -> acb:
        """f at a time since the start (or on a ball of times)."""
        return acb(evaluate(self.input, Point({t: time}, {}, {}, {})))


@dataclass(frozen=True)
class Solution:
    """x(t) on [0, T]: the smooth pieces of f, and the state at the start of each."""

    pieces: tuple[Piece, ...]
    states: tuple[acb, ...]

    def at(self, time: fmpq) -> int:
        """The number of the piece that begins at or before a time of [0, T], the last such."""
        return max(i for i, piece in enumerate(self.pieces) if _until(piece.start, time))

    def __call__(self, time: fmpq) -> acb:
        """x at a time of [0, T], enclosed."""
        index = self.at(time)
        return self.pieces[index].state(self.states[index], time - self.pieces[index].start)

    def input(self, time: fmpq) -> acb:
        """f at a time of [0, T], at a jump from the right."""
        piece = self.pieces[self.at(time)]
        return piece.value(time - piece.start)


def _until(start: Any, time: fmpq) -> bool:
    """Whether a start is at most a time: exactly where it is rational."""
    return bool(start <= time if isinstance(start, fmpq) else real(start) <= arb(time))


def solve(problem: Problem) -> Solution:
    """Duhamel's solution of ``problem``; raises ValueError where f has too many pieces.

    >>> from fractions import Fraction
    >>> growth = solve(Problem(a=Fraction(1), x0=Fraction(0), forcing="1"))
    >>> digits(growth(fmpq(1)).real, 12)  # 1 − 1/e
    '0.632120558829'
    """
    return solve_equation(problem.f, problem.a, problem.x0, problem.T)


@lru_cache(maxsize=8)
def solve_equation(f: Expr, a: Fraction, x_0: Fraction, end: Fraction) -> Solution:
    """x on [0, end] for x′ = −a x + f, x(0) = x_0; raises as `solve`."""
    edges = (S.Zero, *breakpoints(f, end), sympy.Rational(end.numerator, end.denominator))
    rate = rational(a)
    pieces, states = [], [acb(rational(x_0))]
    for start, stop in pairwise(edges):
        smooth = resolve(f, (start + stop) / 2).xreplace({t: t + start})
        low, high = evaluate(start, NOWHERE), evaluate(stop, NOWHERE)
        pieces.append(Piece(rate, low, high - low, smooth))
        states.append(pieces[-1].state(states[-1], high - low))
    return Solution(tuple(pieces), tuple(states[:-1]))


def resolve(f: Expr, inside: Expr) -> Expr:
    """f with every jump and kink decided as it stands at a point inside a smooth piece."""
    place = evaluate(inside, NOWHERE)
    replaced = {}
    for node in f.atoms(Heaviside, Abs, Square):
        u = real(evaluate(node.args[0], Point({t: place}, {}, {}, {})))
        if isinstance(node, Square):
            half = u * 2 / real(evaluate(node.args[1], NOWHERE))
            replaced[node] = S.One if int(whole(half)) % 2 == 0 else S.NegativeOne
        elif u > 0:
            replaced[node] = node.args[0] if isinstance(node, Abs) else S.One
        elif u < 0:
            replaced[node] = -node.args[0] if isinstance(node, Abs) else S.Zero
    return f.xreplace(replaced)
