"""The recurrence: its closed form, what it inverts, and what bounds it, for all rationals."""

from fractions import Fraction
from itertools import pairwise

from duhamel.verification.models.schemes import recurrence
from hypothesis import given
from hypothesis import strategies as st

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
