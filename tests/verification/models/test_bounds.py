"""The bounds: none is ever violated, and each is a number that says something."""

from fractions import Fraction

import numpy as np
import pytest
from duhamel.analysis.letters import s, t
from duhamel.analysis.problem import Problem
from duhamel.verification.models.bounds import (
    absolute_integral,
    by_defect,
    contracted,
    expansion,
    second_derivative,
    suprema,
    unbounded,
)
from duhamel.verification.models.schemes import SAMPLE_POINTS, SAMPLES, Trajectory, euler
from duhamel.verification.models.solution import Piece, at_time, solve
from duhamel.verification.proof.exact import rational, real
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Expr,
    Integral,
    Rational,
    atan,
    cos,
    cosh,
    diff,
    exp,
    expand,
    log,
    sin,
    sqrt,
    tan,
    tanh,
)

KNOWN = arb(2) ** -53  # balls that know less than float64 would let anything pass
RATE = st.sampled_from([Fraction(1, 4), Fraction(1), Fraction(3), Fraction(40)])
COEFFICIENTS = st.lists(st.integers(-4, 4), min_size=1, max_size=6)
NOISE = st.floats(-1, 1, allow_subnormal=False)


def exactly(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def forced(solution: Expr, rate: Fraction) -> Piece:
    """The piece whose input makes ``solution`` the exact one: f = x′ + a x."""
    f = expand(diff(solution, t) + exactly(rate) * solution)
    return Piece(rational(rate), fmpq(0), fmpq(1), f)


# ---- contraction -----------------------------------------------------------------------------


@given(RATE, NOISE, NOISE, st.fractions(0, 4, max_denominator=8))
def test_a_constant_defect_stays_within_its_contraction(
    rate: Fraction, defect: float, start: float, time: Fraction
) -> None:
    """w′ = −a w + d has the solution w₀e^{−at} + d(1 − e^{−at})/a."""
    a, decay = arb(rational(rate)), (-arb(rational(rate)) * arb(rational(time))).exp()
    w = start * decay + defect * (1 - decay) / a
    bound = contracted(a, arb(abs(defect)), arb(abs(start)), arb(rational(time)))
    assert not abs(w) > bound


def test_without_defect_nothing_grows() -> None:
    assert contracted(arb(2), arb(0), arb(0), arb(5)) == 0
    assert contracted(arb(2), arb(0), arb(3), arb(5)) < 3


# ---- the defect of a run ---------------------------------------------------------------------


@given(
    RATE,
    COEFFICIENTS,
    st.lists(NOISE, min_size=SAMPLES + 1, max_size=4 * (SAMPLES + 1)),
    st.sampled_from([0.0, 2.0**-40, 2.0**-10, 1.0]),
    NOISE,
)
def test_the_defect_bound_is_never_violated(
    rate: Fraction, coefficients: list[int], noise: list[float], size: float, start: float
) -> None:
    """Whatever a run says of itself, its nodes are within the bound of the exact solution."""
    solution = sum((c * t**k for k, c in enumerate(coefficients)), Rational(0))
    steps = len(noise) // (SAMPLES + 1)
    times = np.linspace(0.0, 1.0, steps + 1)
    middle, half = (times[1:] + times[:-1]) / 2, (times[1:] - times[:-1]) / 2
    powers = np.arange(len(coefficients))

    def value(at: float) -> float:
        return float(np.sum(np.array(coefficients) * at**powers))

    rows = np.array(noise[: steps * (SAMPLES + 1)]).reshape(steps, SAMPLES + 1)
    samples = np.array(
        [[value(m + r * s) for s in SAMPLE_POINTS] for m, r in zip(middle, half, strict=True)]
    )
    x = np.array([value(at) for at in times])
    x[1:] += size * rows[:, 0]
    x[0] += size * start
    run = Trajectory(times, x, samples + size * rows[:, 1:])
    piece = forced(solution, rate)
    truth = [at_time(solution, fmpq(*float(at).as_integer_ratio()), piece.rate) for at in times]
    far = [abs(arb(float(x_i)) - arb(exact)) for x_i, exact in zip(x, truth, strict=True)]
    bounds = by_defect(piece, run, far[0].abs_upper())
    assert len(bounds) == len(times)
    for distance, bound in zip(far, bounds, strict=True):
        assert bound.is_finite()
        assert distance <= bound


def test_an_exact_run_has_a_bound_of_rounding() -> None:
    """The bound is no empty promise: x = t² + 1 sampled exactly is known to the last places."""
    piece = forced(t**2 + 1, Fraction(2))
    times = np.array([0.0, 0.5, 1.0])
    samples = np.array([(m + 0.25 * SAMPLE_POINTS) ** 2 + 1 for m in (0.25, 0.75)])
    bounds = by_defect(piece, Trajectory(times, times**2 + 1, samples), arb(0))
    assert max(bounds) < fmpq(1, 2**40)


def test_a_step_over_a_peak_is_enclosed_in_halves() -> None:
    """x = 0 in one step over a peak that Taylor's series from its middle cannot see to the ends."""
    piece = Piece(fmpq(2), fmpq(0), fmpq(2), 1 / (1 + 2500 * (t - Rational(2, 3)) ** 2))
    run = Trajectory(np.array([0.0, 2.0]), np.zeros(2), np.zeros((1, SAMPLES)))
    bound, far = by_defect(piece, run, arb(0))[-1], real(piece.state(fmpq(0), fmpq(2)))
    assert far <= bound
    assert (
        bound < 2 * far
    )  # the whole step's range of f alone gives (1 − e⁻⁴)/2, a hundred times that


# ---- suprema ---------------------------------------------------------------------------------

PEAK = exp(-100 * (t - 1) ** 2)
SHARP = {  # and sup abs(f′), by hand
    atan(50 * (t - 1)): 50,
    tanh(20 * (t - Rational(1, 3))): 20,
    1 / (1 + exp(-60 * (t - 1))): 15,
    sqrt(Rational(1, 10**4) + (t - 1) ** 2): 1,
    log(t + Rational(1, 100)): 100,
    (t + Rational(1, 64)) ** Rational(1, 3): Rational(16, 3),
    1 / (t + Rational(1, 10)): 100,
    tan(t / 2): 1 / (2 * cos(1) ** 2),
    sin(1000 * t): 1000,
}
SMOOTH_SIGNALS = [sin(3 * t), exp(-t) * cos(2 * t), t**3 - t, 1 / (1 + t**2), exp(t)]
SIGNALS = st.sampled_from([*SMOOTH_SIGNALS, PEAK, 1 / cosh(20 * (t - 1)), *SHARP])


@given(SIGNALS, st.fractions(0, 2, max_denominator=64))
def test_a_supremum_is_above(signal: Expr, place: Fraction) -> None:
    piece = Piece(fmpq(1), fmpq(0), fmpq(2), signal)
    for k, bound in enumerate(suprema(piece, fmpq(2), 4)):
        here = real(at_time(diff(signal, t, k) if k else signal, rational(place), fmpq(1)))
        assert not abs(here) > bound


@pytest.mark.parametrize("signal", SHARP)
def test_a_supremum_is_at_most_twice_too_large(signal: Expr) -> None:
    """Where 64 cells hold a pole, or too much of a turn, their halves do not."""
    bound, known = suprema(Piece(fmpq(1), fmpq(0), fmpq(2), signal), fmpq(2), 2)[1], SHARP[signal]
    assert bound <= 2 * real(at_time(Rational(1) * known, fmpq(0), fmpq(1))).upper()


def test_where_there_is_no_bound_it_is_said_where() -> None:
    piece = Piece(fmpq(1), fmpq(0), fmpq(2), sqrt(t))
    assert suprema(piece, fmpq(2), 2)[0].is_finite()
    assert not suprema(piece, fmpq(2), 2)[1].is_finite()
    assert unbounded(piece, fmpq(2), 1).endswith(" after t = 0, one of 160 cells")


@given(SIGNALS)
def test_the_integral_of_the_size_is_enclosed_and_told(signal: Expr) -> None:
    found = absolute_integral(signal, fmpq(2))
    assert found.abs_upper() <= 2 * found.abs_lower()
    parts = [
        real(at_time(Integral(signal.xreplace({t: s}), (s, k, k + 1)), fmpq(0), fmpq(1)))
        for k in (0, 1)
    ]
    assert not found < sum(map(abs, parts), arb(0))


def test_the_integral_of_the_size_counts_what_is_below_nothing() -> None:
    assert absolute_integral(t - 1, fmpq(2)).contains(1)
    assert not absolute_integral(t - 1, fmpq(2)).contains(0)


@given(SIGNALS, RATE, st.integers(-3, 3), st.fractions(0, 2, max_denominator=16))
def test_the_second_derivative_is_bounded(
    signal: Expr, rate: Fraction, start: int, place: Fraction
) -> None:
    piece = Piece(rational(rate), fmpq(0), fmpq(2), signal)
    x, (f, df) = real(piece.state(start, rational(place))), piece.taylor(rational(place), 2)
    ddx = rational(rate) ** 2 * x - rational(rate) * real(f) + real(df)
    assert not abs(ddx) > second_derivative(piece, start, fmpq(2))


# ---- Euler's error ---------------------------------------------------------------------------

SMOOTH = st.sampled_from(["sin(3*t)", "t^2 - t", "exp(-t)", "cos(2*t) + t", "1/(1 + t^2)", "0"])
PEAKED = st.sampled_from(["tanh(20*(t - 1))", "atan(30*(t - 1))", "exp(-60*(t - 1)^2)"])


@settings(max_examples=16)
@given(
    st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5)]),
    st.integers(-3, 3),
    SMOOTH | PEAKED,
    st.sampled_from([fmpq(1, 2), fmpq(2)]),
    st.sampled_from([16, 24, 64]),
)
def test_the_expansion_encloses_eulers_error(
    rate: Fraction, start: int, forcing: str, time: fmpq, steps: int
) -> None:
    (piece,) = solve(Problem(a=rate, x0=Fraction(start), forcing=forcing, T=Fraction(4))).pieces
    h = time / steps
    values = euler(arb(piece.rate), lambda n: real(piece.value(h * n)), arb(start), arb(h), steps)
    error = values[-1] - real(piece.state(start, time))
    expected = expansion(piece, start, time)
    assert expected.K.is_finite()
    assert expected.error(arb(h)).overlaps(error)
    assert error.rad() < KNOWN


def test_the_expansion_tells_its_constant() -> None:
    """At a fine step the remainder is far below h e₁, so a wrong constant is seen."""
    (piece,) = solve(Problem()).pieces
    expected = expansion(piece, fmpq(1), fmpq(4))
    h = arb(fmpq(4, 1024))
    assert expected.remainder(h) < abs(h * expected.e_1) / 16


@settings(max_examples=5)
@given(SMOOTH, st.integers(-3, 3))
def test_the_leading_error_is_its_integral(forcing: str, start: int) -> None:
    """e₁ = −½∫e^{−a(t−s)}x″, by the enclosed integral of x″ = a²x − a f + f′."""
    (piece,) = solve(Problem(forcing=forcing, x0=Fraction(start))).pieces
    a, time = exactly(Fraction(2)), fmpq(3, 2)
    f = piece.input
    source = Piece(piece.rate, fmpq(0), piece.length, -(diff(f, t) - a * f) / 2)
    # what x itself adds: x = x₀e^{−at} + I₀, and the memory of a memory is I₁
    free = start * arb(time) * (-2 * arb(time)).exp()
    from_x = -2 * (free + real(piece.enclosed(1, time)))
    assert expansion(piece, start, time).e_1.overlaps(real(source.enclosed(0, time)) + from_x)


def test_a_root_at_the_start_has_no_bound() -> None:
    piece = Piece(fmpq(2), fmpq(0), fmpq(1), sqrt(t))
    assert not expansion(piece, fmpq(1), fmpq(1)).K.is_finite()
    assert not second_derivative(piece, fmpq(1), fmpq(1)).is_finite()


@pytest.mark.parametrize("steps", [4, 5])
def test_at_the_border_of_stability_the_sum_is_counted(steps: int) -> None:
    """β = −1 has no (1 − |β|ⁿ)/(1 − |β|): then Σ|β|ᵏ ≤ n."""
    (piece,) = solve(Problem(T=Fraction(steps))).pieces
    expected = expansion(piece, fmpq(1), fmpq(steps))
    assert expected.remainder(arb(1)).is_finite()
