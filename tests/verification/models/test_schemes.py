"""What is run: the recurrence, Euler, momentum, and SciPy with a budget; and the mistakes."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from duhamel.verification.models import schemes
from duhamel.verification.models.mistakes import EULER, MOMENTUM, RECURRENCE
from duhamel.verification.models.schemes import (
    METHODS,
    SAMPLE_POINTS,
    SAMPLES,
    TooLongError,
    euler,
    integrate,
    momentum,
    recurrence,
    steps,
)
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

DYADIC = st.integers(-64, 64).map(lambda k: Fraction(k, 16))
INPUTS = [3, -2, 5, 7, -1, 4]


@given(DYADIC, DYADIC, DYADIC, st.lists(DYADIC, min_size=1, max_size=10))
def test_euler_is_the_recurrence_of_fe_1(
    a: Fraction, h: Fraction, start: Fraction, inputs: list[Fraction]
) -> None:
    run = euler(a, inputs.__getitem__, start, h, len(inputs))
    assert run == recurrence(1 - a * h, [h * f for f in inputs], start)


@pytest.mark.parametrize("number", [Fraction, fmpq, float, arb], ids=lambda kind: kind.__name__)
def test_any_numbers_will_do(number: Callable[[int], Any]) -> None:
    half = number(1) / number(2)
    assert recurrence(half, [number(1), number(3)], number(2)) == [2, 2, 4]
    assert euler(half, lambda _: number(1), number(2), number(1), 2) == [2, 2, 2]
    assert momentum(half, number(1), [number(1), number(3)], number(2)) == [2, 0, -3]


def test_a_run_without_inputs_is_its_start() -> None:
    assert recurrence(Fraction(1, 2), [], 7) == [7]
    assert euler(1, lambda _: 0, 7, 1, 0) == [7]
    assert momentum(Fraction(1, 2), 1, [], 7) == [7]


def cosine(t: Any) -> Any:
    return np.cos(t)


@pytest.mark.parametrize("method", METHODS)
def test_an_integration_samples_each_of_its_steps(method: str) -> None:
    run = integrate(2.0, cosine, 1.0, 3.0, method, 1e-4)
    steps = len(run.t) - 1
    assert run.x.shape == (steps + 1,)
    assert run.samples.shape == (steps, SAMPLES)
    assert run.t[0] == 0.0
    assert run.t[-1] == 3.0
    assert run.x[0] == 1.0


def test_the_sample_points_span_a_step() -> None:
    assert SAMPLE_POINTS[0] == -1
    assert SAMPLE_POINTS[-1] == 1
    assert np.all(np.diff(SAMPLE_POINTS) > 0)


def test_a_stiff_problem_is_too_long_for_an_explicit_method() -> None:
    """And the message says what would be needed: a T evaluations and more."""
    with pytest.raises(
        TooLongError, match=r"RK45 is at t = .* after 20000 .* about (.*) are"
    ) as no:
        integrate(1e6, cosine, 1.0, 1.0, "RK45", 1e-3)
    assert float(str(no.value).partition("about ")[2].partition(" ")[0]) > 1e6


def test_a_run_that_gets_to_its_end_may_cost_more_than_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At every look what is needed is told by how far the run is; only that is held to a budget."""
    monkeypatch.setattr(schemes, "LOOK", 50)
    monkeypatch.setattr(schemes, "BUDGET", 1000)
    assert len(integrate(1.0, cosine, 1.0, 1.0, "RK45", 1e-9).t) > 50 / 6
    with pytest.raises(TooLongError, match="after 50 evaluations at rtol 1e-09"):
        integrate(1.0, cosine, 1.0, 1000.0, "RK45", 1e-9)


# ---- the mistakes are mistakes ---------------------------------------------------------------


@pytest.mark.parametrize("name", EULER)
def test_a_wrong_euler_is_wrong(name: str) -> None:
    right = euler(Fraction(2), INPUTS.__getitem__, Fraction(3), Fraction(1, 4), 5)
    wrong = EULER[name](Fraction(2), INPUTS.__getitem__, Fraction(3), Fraction(1, 4), 5)
    assert len(wrong) == len(right)
    assert wrong != right


@pytest.mark.parametrize("name", RECURRENCE)
def test_a_wrong_recurrence_is_wrong(name: str) -> None:
    right = recurrence(Fraction(3, 4), INPUTS, Fraction(3))
    assert len(RECURRENCE[name](Fraction(3, 4), INPUTS, Fraction(3))) == len(right)
    assert RECURRENCE[name](Fraction(3, 4), INPUTS, Fraction(3)) != right


@pytest.mark.parametrize("name", MOMENTUM)
def test_a_wrong_momentum_is_wrong(name: str) -> None:
    right = momentum(Fraction(3, 4), Fraction(1, 8), INPUTS, 0)
    assert len(MOMENTUM[name](Fraction(3, 4), Fraction(1, 8), INPUTS)) == len(right)
    assert MOMENTUM[name](Fraction(3, 4), Fraction(1, 8), INPUTS) != right


def test_no_two_mistakes_are_the_same() -> None:
    data = (Fraction(3, 4), Fraction(1, 8), INPUTS)
    for runs in (
        [tuple(run(*data)) for run in MOMENTUM.values()],
        [tuple(run(Fraction(3, 4), INPUTS, Fraction(3))) for run in RECURRENCE.values()],
    ):
        assert len(set(runs)) == len(runs)


# ---- what SciPy is asked ---------------------------------------------------------------------


def test_an_integration_asks_for_the_accuracy_it_was_given() -> None:
    run = integrate(2.0, cosine, 1.0, 3.0, "RK45", 1e-9)
    known = solve_ivp(
        lambda t, x: np.cos(t) - 2 * x, (0, 3), [1.0], method="RK45", rtol=1e-9, atol=1e-9
    )
    assert list(run.t) == list(known.t)


def test_what_is_needed_is_at_most_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def counted(t: Any) -> Any:
        asked.append(float(t))
        return np.cos(t)

    monkeypatch.setattr(schemes, "LOOK", 20)
    integrate(1.0, counted, 1.0, 1.0, "RK45", 1e-3)
    needed = 20 / asked[19]
    monkeypatch.setattr(schemes, "BUDGET", needed * (1 + 2**-40))
    integrate(1.0, cosine, 1.0, 1.0, "RK45", 1e-3)
    monkeypatch.setattr(schemes, "BUDGET", needed * (1 - 2**-40))
    with pytest.raises(TooLongError):
        integrate(1.0, cosine, 1.0, 1.0, "RK45", 1e-3)


def test_momentum_starts_at_nothing() -> None:
    assert momentum(Fraction(1, 2), 1, [1]) == [0, -1]


@pytest.mark.parametrize("method", ["RK45", "DOP853", "BDF"])
def test_steps_are_those_of_scipy(method: str) -> None:
    t, x = steps(50.0, 3.0, 1.0, 2.0, method)
    known = solve_ivp(lambda _, y: 50 * (3 - y), (0, 2), [1.0], method=method)
    assert list(t) == list(known.t)
    assert list(x) == list(known.y[0])


def test_equal_steps_are_equal() -> None:
    """One step of order four and five multiplies the distance from the target by one number."""
    t, x = steps(4.0, 3.0, 1.0, 2.0, "RK45", 0.25)
    assert list(t) == [k / 4 for k in range(9)]
    assert x[0] == 1
    assert all(3 - after < 3 - before for before, after in pairwise(x))
