"""The recurrence: each check holds, tells its mistakes, and bears the edges."""

from fractions import Fraction
from itertools import pairwise

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.check import REFERENCE, Check, Verdict
from duhamel.verification.recurrence import CHECKS
from duhamel.verification.simulate import recurrence
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_holds_and_rejects_its_controls(check: Check) -> None:
    outcome = check.judged(REFERENCE)
    assert outcome.verdict is Verdict.PASS, outcome.measured
    for control in check.controlled():
        assert control.verdict is Verdict.FAIL, f"{control.id}: {control.measured}"


def test_at_the_edge_no_check_is_wrong(edge: Problem) -> None:
    for check in CHECKS:
        outcome = check.judged(edge)
        assert outcome.verdict is not Verdict.FAIL, f"{outcome.id}: {outcome.measured}"
        assert outcome.measured


BETA = st.fractions(-2, 2, max_denominator=16)
DATA = st.fractions(-9, 9, max_denominator=16)
INPUTS = st.lists(DATA, max_size=12)


@given(BETA, INPUTS, DATA)
def test_the_recurrence_is_its_closed_form(
    beta: Fraction, inputs: list[Fraction], start: Fraction
) -> None:
    """REC-1 in Python's own rationals, by a sum that is written here again; 0⁰ = 1."""
    for n, value in enumerate(recurrence(beta, inputs, start)):
        memory = sum(beta**k * inputs[n - 1 - k] for k in range(n))
        assert value == start * beta**n + memory


@given(BETA, st.lists(DATA, min_size=1, max_size=12))
def test_any_sequence_is_a_recurrence(beta: Fraction, values: list[Fraction]) -> None:
    """Choose x_n, and f_n = x_{n+1} − βx_n gives it back."""
    inputs = [later - beta * now for now, later in pairwise(values)]
    assert recurrence(beta, inputs, values[0]) == values


@given(BETA, st.lists(st.tuples(DATA, DATA), max_size=8), DATA, DATA, DATA)
def test_responses_add_up(
    beta: Fraction, pairs: list[tuple[Fraction, Fraction]], x: Fraction, y: Fraction, c: Fraction
) -> None:
    one = recurrence(beta, [f for f, _ in pairs], x)
    two = recurrence(beta, [g for _, g in pairs], y)
    both = recurrence(beta, [c * f + g for f, g in pairs], c * x + y)
    assert both == [c * u + v for u, v in zip(one, two, strict=True)]


@given(BETA, INPUTS, DATA, st.integers(0, 12))
def test_a_run_can_be_resumed(
    beta: Fraction, inputs: list[Fraction], start: Fraction, cut: int
) -> None:
    first = recurrence(beta, inputs[:cut], start)
    assert recurrence(beta, inputs, start) == first + recurrence(beta, inputs[cut:], first[-1])[1:]


@given(
    st.fractions(-1, 1, max_denominator=16).filter(lambda beta: abs(beta) < 1),
    st.lists(st.fractions(-1, 1, max_denominator=16), max_size=12),
)
def test_bounded_input_gives_bounded_output(beta: Fraction, inputs: list[Fraction]) -> None:
    for n, value in enumerate(recurrence(beta, inputs, Fraction(0))):
        assert abs(value) * (1 - abs(beta)) <= 1 - abs(beta) ** n


@given(st.integers(1, 200), st.sampled_from([1, -1]))
def test_at_plus_and_minus_one_the_worst_input_adds_up(steps: int, sign: int) -> None:
    inputs = [sign**n for n in range(steps)]
    assert abs(recurrence(sign, inputs, 0)[-1]) == steps
