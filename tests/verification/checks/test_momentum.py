"""Momentum: the recurrence with f = −αg, and the listing as it stands."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from duhamel.analysis.chapters.momentum import LISTING
from duhamel.analysis.lecture import LINES
from duhamel.verification.check import REFERENCE
from duhamel.verification.checks.momentum import KEPT, Weights, execute
from duhamel.verification.finding import Verdict
from duhamel.verification.models.schemes import momentum, recurrence
from duhamel.verification.suite import checks
from hypothesis import given
from hypothesis import strategies as st


def test_the_listing_is_the_lectures_own_text() -> None:
    assert [line.strip() for line in LISTING.splitlines()] == [
        part.strip() for part in re.split(r"(?<=:) |; ", LINES["L21"].removeprefix("The listing: "))
    ]


def test_the_listing_executed_leaves_the_callers_memory_alone() -> None:
    weights, memory = Weights(Fraction(1)), Fraction(1, 3)
    weights.grad = Fraction(6)
    returned = execute(LISTING)(weights, memory, Fraction(1, 8), Fraction(3, 4), 2)
    assert returned is None
    assert memory == Fraction(1, 3)
    assert weights.value == 1 - (Fraction(3, 4) * memory + Fraction(6, 16))


def test_the_memory_that_is_told_is_the_one_that_moves_the_weights() -> None:
    """W comes as far as MOM-4 says; only the shifted weights show that m₀ is told wrongly."""

    def wrong(*given: Any) -> list[Any]:
        first, *rest = momentum(*given)
        return [first + 1, *rest]

    outcome = replace(checks()["MOM-4.displacement"], subject=wrong).judged(REFERENCE)
    assert outcome.verdict is Verdict.FAIL
    assert "of the shifted weights" in outcome.measured


def test_the_boost_is_ten_after_forty_four_steps() -> None:
    """1 − 0.9ⁿ reaches 99 % at n = 44, and not before: 0.9⁴⁴ ≤ 1/100 < 0.9⁴³."""
    assert Fraction(9, 10) ** 44 <= Fraction(1, 100) < Fraction(9, 10) ** 43


BETA = st.fractions(-2, 2, max_denominator=16)
DATA = st.fractions(-9, 9, max_denominator=16)


@given(BETA, DATA, st.lists(DATA, min_size=1, max_size=12), DATA)
def test_momentum_is_the_recurrence(
    beta: Fraction, alpha: Fraction, gradients: list[Fraction], start: Fraction
) -> None:
    inputs = [-alpha * g for g in gradients]
    assert momentum(beta, alpha, gradients, start) == recurrence(beta, inputs, start)


@given(BETA, DATA, st.lists(DATA, min_size=1, max_size=8))
def test_the_kept_listing_is_the_text_with_the_other_sign(
    beta: Fraction, alpha: Fraction, gradients: list[Fraction]
) -> None:
    update, weights, v = execute(KEPT), Weights(Fraction(0)), Fraction(0)
    text = momentum(beta, alpha, gradients, Fraction(0))
    for n, gradient in enumerate(gradients, 1):
        weights.grad = 5 * gradient
        v = update(weights, v, alpha, beta, 5)
        assert v == -text[n]
        assert weights.value == sum(text[: n + 1])


@given(BETA.filter(lambda beta: beta != 1), DATA, DATA, st.integers(0, 20))
def test_a_constant_gradient_is_summed_geometrically(
    beta: Fraction, alpha: Fraction, g: Fraction, steps: int
) -> None:
    last = momentum(beta, alpha, [g] * steps, Fraction(0))[-1]
    assert last == -alpha * g * (1 - beta**steps) / (1 - beta)
