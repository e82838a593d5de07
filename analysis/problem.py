"""The numbers of one run: a, x₀, f, T, β and α, all exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Problem:
    """x′ = −a x + f(t), x(0) = x₀ on [0, T]; the recurrence's β; momentum's step α.

    Exact rationals, so that every engine starts from the same numbers. ``forcing`` is the text
    of f(t) in the grammar of `duhamel.analysis.forcing.parse`.
    """

    a: Fraction = Fraction(2)
    x0: Fraction = Fraction(1)
    forcing: str = "sin(3*t)"
    T: Fraction = Fraction(4)
    beta: Fraction = Fraction(9, 10)
    alpha: Fraction = Fraction(1, 8)
