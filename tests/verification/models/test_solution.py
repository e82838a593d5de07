"""Duhamel's solution in balls: two ways agree, pieces join, starts and inputs add up."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.letters import t
from duhamel.analysis.problem import Problem
from duhamel.verification.models.solution import Piece, as_sympy, at_time, below, short, solve
from duhamel.verification.proof.exact import rational, real
from flint import acb, arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

SIZE = st.sampled_from(["1", "-1/2", "3", "2/7"])
RATE = st.sampled_from(["1", "1/3", "2", "5"])
TERMS = st.one_of(
    st.just("1"),
    st.just("t"),
    st.just("t^3"),
    RATE.map("sin({}*t)".format),
    RATE.map("cos({}*t + 1)".format),
    RATE.map("exp(-{}*t)".format),
    RATE.map("t*exp(-{}*t)".format),
    RATE.map("t^2*sin({}*t)".format),
    RATE.map("step(t - {})".format),
    RATE.map("pulse(1/4, {})".format),
    RATE.map("square({})".format),
    RATE.map("abs(t - {})".format),
    RATE.map("step(t - pi/{})".format),
)
FORCING = st.lists(st.tuples(SIZE, TERMS), min_size=1, max_size=3).map(
    lambda terms: " + ".join(f"{size}*{term}" for size, term in terms)
)
EXACT = st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(2), Fraction(9, 2)])
START = st.fractions(-3, 3, max_denominator=4)
SHARE = st.sampled_from([fmpq(1, 5), fmpq(1, 2), fmpq(1)])
# balls that know less than float64 would let anything pass
KNOWN = arb(2) ** -53


def problems() -> Any:
    return st.builds(Problem, a=EXACT, x0=START, forcing=FORCING, T=st.just(Fraction(3)))


def narrow(ball: acb) -> bool:
    return bool(real(ball).rad() < KNOWN * (1 + abs(real(ball))))


@settings(max_examples=24)
@given(problems(), SHARE)
def test_the_closed_form_and_the_enclosed_integral_overlap(problem: Problem, share: fmpq) -> None:
    for piece in solve(problem).pieces:
        for k in range(3):
            one = piece.memory(k, piece.length * share)
            two = piece.enclosed(k, piece.length * share)
            assert one.overlaps(two)
            assert narrow(one)
            assert narrow(two)


@given(problems())
def test_the_pieces_cover_the_time_and_join(problem: Problem) -> None:
    """Each starts where the one before ends, in time and in state."""
    solution = solve(problem)
    assert solution.pieces[0].start == 0
    assert len(solution.pieces) == len(solution.states)
    end, state = fmpq(0), acb(rational(problem.x0))
    for piece, start in zip(solution.pieces, solution.states, strict=True):
        assert real(piece.start).overlaps(real(end))
        assert start.overlaps(state)
        end = piece.start + piece.length
        state = piece.state(start, piece.length)
    assert real(end).overlaps(arb(rational(problem.T)))


@settings(max_examples=16)
@given(problems(), SHARE)
def test_a_piece_can_be_entered_anywhere(problem: Problem, share: fmpq) -> None:
    """The semigroup: from the state at τ under the input from τ on."""
    piece = solve(problem).pieces[0]
    whole = below(piece.length)
    cut = whole * share / 2
    later = replace(piece, input=piece.input.xreplace({t: t + as_sympy(cut)}))
    reached = later.state(piece.state(fmpq(2), cut), whole - cut)
    assert reached.overlaps(piece.state(fmpq(2), whole))


@settings(max_examples=8)
@given(EXACT, FORCING, FORCING, START, START, SHARE)
def test_solutions_add_up(
    rate: Fraction, f: str, g: str, x: Fraction, y: Fraction, share: fmpq
) -> None:
    def at(forcing: str, start: Fraction) -> acb:
        return solve(Problem(a=rate, x0=start, forcing=forcing, T=Fraction(3)))(3 * share)

    assert at(f"2*({f}) - ({g})", 2 * x - y).overlaps(2 * at(f, x) - at(g, y))


def test_a_constant_input_has_the_response_that_is_known() -> None:
    problem = Problem(a=Fraction(2), x0=Fraction(3), forcing="5", T=Fraction(4))
    for time in (fmpq(0), fmpq(1, 3), fmpq(4)):
        known = fmpq(5, 2) + fmpq(1, 2) * (-2 * acb(time)).exp()
        assert solve(problem)(time).overlaps(known)


def test_at_a_jump_the_input_is_the_one_from_the_right() -> None:
    solution = solve(Problem(forcing="step(t - 1) + 2*square(2)", T=Fraction(2)))
    assert [real(piece.value(fmpq(0))) for piece in solution.pieces] == [2, -1]


def test_between_rising_times_the_states_are_those_from_the_start() -> None:
    piece = solve(Problem(forcing="exp(-t^2)", T=Fraction(2))).pieces[0]
    times = [fmpq(k, 4) for k in range(1, 9)]
    for time, state in zip(times, piece.states(fmpq(1), times), strict=True):
        assert state.overlaps(piece.state(fmpq(1), time))


@given(st.floats(1e-300, 1e300), st.floats(0, 0.5))
def test_below_is_below_and_near(middle: float, spread: float) -> None:
    ball = arb(middle, middle * spread)
    assert arb(below(ball)) <= ball.lower()
    assert arb(below(ball)) >= ball.lower() * fmpq(2**51 - 1, 2**51)


@pytest.mark.parametrize("order", [1, 3, 6])
def test_taylor_gives_as_many_coefficients_as_asked(order: int) -> None:
    piece = Piece(fmpq(1), fmpq(0), fmpq(1), t**2)
    coefficients = piece.taylor(fmpq(3), order)
    assert [real(c) for c in coefficients] == [9, 6, 1, 0, 0, 0][:order]


STRAIGHT = [("2", "3/2", "3"), ("2", "0", "0"), ("1", "1", "2 + t"), ("3", "1/3", "1")]
STRAIGHT += [("1", "1", "1 + pi + pi*t + sin(t)^2 + cos(t)^2 - 1")]


@pytest.mark.parametrize(("rate", "start", "forcing"), STRAIGHT)
def test_a_straight_solution_is_seen_by_algebra(rate: str, start: str, forcing: str) -> None:
    problem = Problem.from_strings(a=rate, x0=start, forcing=forcing)
    piece, x_0 = solve(problem).pieces[0], rational(problem.x0)
    v = piece.slope(x_0)
    assert v is not None
    line = acb(x_0) + 3 * real(at_time(v, fmpq(0), piece.rate))
    assert piece.state(x_0, fmpq(3)).overlaps(line)
    assert piece.slope(x_0 + fmpq(1, 2**60)) is None


@pytest.mark.parametrize("forcing", ["sin(3*t)", "2 + t + t^2/10^30", "2 + t + exp(-40*t)/10^9"])
def test_a_nearly_straight_solution_is_none(forcing: str) -> None:
    piece = solve(Problem.from_strings(a="1", forcing=forcing)).pieces[0]
    assert piece.slope(fmpq(1)) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [(arb(2), "2"), (arb(0), "0"), (arb(10) ** 1469, "beyond 1.8e+308"),
     (arb(10) ** -1469, "below 4.9e-324"), (-(arb(10) ** 400), "-(beyond 1.8e+308)"),
     (arb("inf"), "none")],
)  # fmt: skip
def test_a_number_beyond_float64_is_told_in_words(value: arb, said: str) -> None:
    assert short(value) == said
