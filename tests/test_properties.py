"""What is stated for all parameters, on random ones: exact data, and all of float64."""

import re
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from sys import float_info
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.checks.discretisation import closed_iterates
from duhamel.verification.models.bounds import rounding, rounding_uniform
from duhamel.verification.models.schemes import euler, momentum, recurrence
from duhamel.verification.models.solution import solve
from duhamel.verification.proof.exact import rational
from flint import acb, arb, fmpq
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

# ---- Duhamel ---------------------------------------------------------------------------------

RATE = st.fractions(Fraction(1, 4), 5, max_denominator=8)
START = st.fractions(-3, 3, max_denominator=8)
FORCING = st.sampled_from(
    [
        "sin(3*t) + exp(-t)",
        "t^2 - t",
        "exp(-2*t)*cos(t)",
        "exp(-t^2)",
        "step(t - 1/2) - 3*step(t - pi/3)",
        "(step(t - 1/4) - step(t - 3/2))*sin(t)",
        "abs(sin(2*t))",
    ]
)
END = Fraction(2)
SPLIT = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(7, 4)])


def solved(a: Fraction, x0: Fraction, forcing: str, time: Fraction = END) -> acb:
    return solve(Problem(a=a, x0=x0, forcing=forcing, T=END))(rational(time))


def decay(a: Fraction, time: Fraction) -> acb:
    return (-acb(rational(a * time))).exp()


@settings(max_examples=24)
@given(RATE, START, FORCING, SPLIT)
def test_duhamel_is_a_semigroup(a: Fraction, x0: Fraction, forcing: str, split: Fraction) -> None:
    """To τ, and on from there under the input from τ on, jumps and kinks included."""
    rest = END - split
    later = re.sub(r"\bt\b", f"(t + {split})", forcing)
    onwards = solve(Problem(a=a, x0=Fraction(0), forcing=later, T=rest))(rational(rest))
    reached = solved(a, x0, forcing, split) * decay(a, rest) + onwards
    assert reached.overlaps(solved(a, x0, forcing))


@settings(max_examples=24)
@given(RATE, START, START, FORCING, FORCING, st.integers(-3, 3))
def test_duhamel_superposes(a: Fraction, x: Fraction, y: Fraction, f: str, g: str, c: int) -> None:
    both = solved(a, x + c * y, f"({f}) + ({c})*({g})")
    assert both.overlaps(solved(a, x, f) + c * solved(a, y, g))


@settings(max_examples=24)
@given(RATE, START, START, FORCING, SPLIT)
def test_the_start_is_forgotten_exactly(
    a: Fraction, x: Fraction, y: Fraction, forcing: str, time: Fraction
) -> None:
    difference = solved(a, x, forcing, time) - solved(a, y, forcing, time)
    assert difference.overlaps(acb(rational(x - y)) * decay(a, time))


# ---- the recurrence, exactly -----------------------------------------------------------------

EXACT = st.fractions(-4, 4, max_denominator=64).map(rational)
FACTOR = st.one_of(EXACT, st.sampled_from([fmpq(0), fmpq(1), fmpq(-1), 1 - fmpq(1, 2**52)]))
INSIDE = st.one_of(
    st.fractions(-1, 1, max_denominator=64).filter(lambda b: abs(b) < 1).map(rational),
    st.sampled_from([fmpq(0), 1 - fmpq(1, 2**52), fmpq(1, 2**52) - 1, fmpq(1, 2**1074)]),
)
INPUTS = st.lists(EXACT, min_size=24, max_size=24)


@given(FACTOR, INPUTS, EXACT)
def test_the_iterates_are_the_closed_form(beta: fmpq, inputs: list[fmpq], start: fmpq) -> None:
    assert recurrence(beta, inputs, start) == closed_iterates(beta, inputs, start)


@given(FACTOR, INPUTS, EXACT, st.integers(0, 24))
def test_the_recurrence_is_a_semigroup(
    beta: fmpq, inputs: list[fmpq], start: fmpq, split: int
) -> None:
    first = recurrence(beta, inputs[:split], start)
    assert first + recurrence(beta, inputs[split:], first[-1])[1:] == recurrence(
        beta, inputs, start
    )


@given(FACTOR, INPUTS, INPUTS, EXACT, EXACT, EXACT)
def test_the_recurrence_superposes(
    beta: fmpq, f: list[fmpq], g: list[fmpq], x: fmpq, y: fmpq, c: fmpq
) -> None:
    both = recurrence(beta, [u + c * v for u, v in zip(f, g, strict=True)], x + c * y)
    alone = zip(recurrence(beta, f, x), recurrence(beta, g, y), strict=True)
    assert both == [u + c * v for u, v in alone]


@given(EXACT.filter(bool), EXACT, INPUTS, EXACT)
def test_euler_is_the_closed_form(a: fmpq, h: fmpq, inputs: list[fmpq], start: fmpq) -> None:
    run = euler(a, inputs.__getitem__, start, h, len(inputs))
    assert run == closed_iterates(1 - a * h, [h * f for f in inputs], start)


@given(FACTOR, EXACT, INPUTS, EXACT)
def test_momentum_is_the_closed_form(
    beta: fmpq, alpha: fmpq, gradients: list[fmpq], start: fmpq
) -> None:
    run = momentum(beta, alpha, gradients, start)
    assert run == closed_iterates(beta, [-alpha * g for g in gradients], start)


# ---- bounds, never violated ------------------------------------------------------------------


def mass(beta: fmpq, count: int) -> fmpq:
    """(1 − |β|ⁿ)/(1 − |β|), the largest memory of inputs of size 1."""
    return (1 - abs(beta) ** count) / (1 - abs(beta))


@given(INSIDE, INPUTS, EXACT)
def test_bounded_input_gives_bounded_output(beta: fmpq, inputs: list[fmpq], start: fmpq) -> None:
    """REC-2, for each n and from any start."""
    largest = max(map(abs, inputs))
    for n, x in enumerate(recurrence(beta, inputs, start)):
        assert abs(x) <= abs(beta) ** n * abs(start) + largest * mass(beta, n)


@given(INSIDE, INPUTS, EXACT)
def test_what_small_and_large_factors_keep(beta: fmpq, inputs: list[fmpq], start: fmpq) -> None:
    """REC-7 and REC-8: the last input but for β's share; how little z = (1 − β)x moves."""
    largest = max(map(abs, inputs))
    values = recurrence(beta, inputs, start)
    for n, (x, f) in enumerate(zip(values[1:], inputs, strict=True), 1):
        share = abs(beta) * largest / (1 - abs(beta))
        assert abs(x - f) <= abs(beta) ** n * abs(start) + share
    slow = [(1 - beta) * x for x in values]
    most = (1 - beta) * (largest + max(map(abs, slow)))
    assert all(abs(after - before) <= most for before, after in pairwise(slow))


@given(INSIDE.map(abs), EXACT.map(abs), EXACT, st.lists(st.integers(-8, 8), min_size=1))
def test_a_nearly_constant_gradient_is_boosted(
    beta: fmpq, alpha: fmpq, first: fmpq, changes: list[int]
) -> None:
    """MOM-3: beside −α g (1 − βⁿ)/(1 − β) by at most α δ β/(1 − β)²."""
    gradients = recurrence(fmpq(1), [fmpq(c, 64) for c in changes], first)
    delta = fmpq(max(map(abs, changes)), 64)
    most = alpha * delta * beta / (1 - beta) ** 2
    for n, m in enumerate(momentum(beta, alpha, gradients, fmpq(0))[1:], 1):
        assert abs(m + alpha * gradients[n - 1] * mass(beta, n)) <= most


# ---- rounding, over all of float64 (REC-9) ---------------------------------------------------

TINY, HUGE, LAST = 5e-324, float_info.max, 1 - 2.0**-53
FLOAT = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e-307, 1e-307),
    st.floats(-4, 4),
    st.sampled_from([TINY, -TINY, float_info.min, HUGE / 4, -HUGE / 4, 0.0]),
)
BETA = st.one_of(
    st.floats(-LAST, LAST),
    st.floats(-1e-300, 1e-300),
    st.sampled_from([LAST, -LAST, 0.0, TINY, -TINY, float_info.min, 0.9, -0.9, 1 - 2.0**-52]),
)


def fraction(value: float) -> fmpq:
    return fmpq(*value.as_integer_ratio())


@settings(max_examples=300)
@given(BETA, st.lists(FLOAT, min_size=1, max_size=16), FLOAT)
@example(LAST, [0.1] * 16, 1.0)
@example(0.75, [TINY] * 16, 3 * TINY)
@example(TINY, [TINY] * 16, HUGE)
@example(-LAST, [HUGE / 64] * 16, -HUGE / 4)
def test_no_rounding_goes_beyond_its_bound(beta: float, inputs: list[float], start: float) -> None:
    """Both bounds of REC-9, subnormal numbers and the neighbourhood of overflow included."""
    values = recurrence(beta, inputs, start)
    assume(all(map(isfinite, values)))
    exact = recurrence(fraction(beta), map(fraction, inputs), fraction(start))
    largest = max(map(abs, values))
    running = rounding(beta, values)
    for n, (value, true) in enumerate(zip(values, exact, strict=True)):
        error = arb(abs(fraction(value) - true))
        assert not error > running[n]
        assert not error > rounding_uniform(beta, largest, n)


@pytest.mark.parametrize(
    ("beta", "inputs", "start"),
    [
        (0.9, [0.1, 0.3, -0.7], 1.0),
        (0.3, [0.0], 3 * TINY),  # 0.9 of the smallest subnormal number, rounded to one
        (LAST, [1.0], 3.0),
    ],
)
def test_a_bound_of_rounding_is_wanted(beta: float, inputs: list[float], start: float) -> None:
    """Where something is rounded, no bound is 0, and a bound of 0 would be violated."""
    values = recurrence(beta, inputs, start)
    exact = recurrence(fraction(beta), map(fraction, inputs), fraction(start))
    assert any(fraction(v) != x for v, x in zip(values, exact, strict=True))
    assert all(bound > 0 for bound in rounding(beta, values)[1:])


def test_a_million_steps_stay_within_the_uniform_bound() -> None:
    """At the last β below 1 and constant input: against the closed form of REC-3 in balls."""
    steps, beta = 10**6, LAST
    value: Any = 1.0
    for _ in range(steps):
        value = beta * value + 2.0
    factor = arb(fraction(beta))
    limit = 2 / (1 - factor)
    exact = limit + factor**steps * (1 - limit)
    assert not abs(arb(value) - exact) > rounding_uniform(beta, value, steps)
