"""Closed responses: they solve the equation from zero, resonance included, or are none at all."""

from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.chapters.responses import memory
from duhamel.analysis.letters import a, b, t
from duhamel.verification.models.solution import at_time
from duhamel.verification.proof.exact import real
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Rational, cos, cosh, diff, exp, log, sin, sinh, sqrt, tan

SMALL = st.fractions(-3, 3, max_denominator=4).map(lambda q: Rational(q.numerator, q.denominator))
WAVE = st.sampled_from([cos, sin])


def term(weight: Any, power: int, growth: Any, wave: Any, turn: Any, phase: Any) -> Expr:
    return weight * t**power * exp(growth * t) * wave(turn * t + phase)


TERMS = st.builds(term, SMALL, st.integers(0, 3), SMALL, WAVE, SMALL, SMALL)
CLASS = st.lists(TERMS, min_size=1, max_size=3).map(lambda terms: sum(terms, Rational(0)))


@given(CLASS, st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2)]))
def test_the_memory_of_the_class_solves_the_equation_from_zero(g: Expr, rate: Fraction) -> None:
    """q′ + a q = g and q(0) = 0, by FLINT at three times; the rates include resonances."""
    at = Rational(rate.numerator, rate.denominator)
    q = memory(g, at)
    assert q is not None
    residual = diff(q, t) + at * q - g
    for time in (fmpq(0), fmpq(2, 7), fmpq(5, 2)):
        assert real(at_time(residual, time, fmpq(0))).contains(0)
    assert real(at_time(q, fmpq(0), fmpq(0))).contains(0)


@pytest.mark.parametrize("power", range(4))
def test_in_resonance_the_power_rises_by_one(power: int) -> None:
    assert memory(t**power * exp(-a * t)) == t ** (power + 1) / (power + 1) * exp(-a * t)


def test_beside_resonance_the_two_decays_differ() -> None:
    assert memory(exp(-b * t)) == exp(-b * t) / (a - b) - exp(-a * t) / (a - b)


def test_a_product_of_waves_is_in_the_class() -> None:
    assert memory(sin(2 * t) * cos(3 * t), Rational(1)) is not None
    assert memory(sinh(t) + cosh(2 * t), Rational(1)) is not None


OUTSIDE = [
    tan(t),
    log(1 + t),
    sqrt(t),
    1 / (1 + t),
    exp(-(t**2)),
    sin(t**2),
    exp(sin(t)),
    abs(sin(t)),
]


@pytest.mark.parametrize("g", OUTSIDE, ids=str)
def test_outside_the_class_there_is_no_closed_form(g: Expr) -> None:
    assert memory(g, Rational(1)) is None


def test_a_constant_is_divided_by_the_rate() -> None:
    value = real(at_time(memory(Rational(3), Rational(2)), fmpq(1), fmpq(0)))
    assert value.overlaps(arb(3) / 2 * (1 - arb(-2).exp()))
