"""The ODE: the formula restarts from any state, and a start is forgotten at its rate."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from duhamel.analysis.chapters.continuous import DUHAMEL, ODE
from duhamel.analysis.closed_solution import Case, solution
from duhamel.analysis.letters import a, f, s, t, x, x_0
from duhamel.analysis.problem import Problem
from duhamel.verification.checks.continuous import CHECKS, _by_restart, equation
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.models.solution import at_time, solve
from duhamel.verification.proof.exact import Point, evaluate, rational, real
from flint import acb, arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Eq, Lambda, sympify

RATE = st.fractions(Fraction(1, 4), 3, max_denominator=4)
START = st.fractions(-3, 3, max_denominator=4)
FORCING = st.sampled_from(["0", "1", "t^2", "sin(3*t)", "exp(-t)", "step(t - 1/2)", "square(1)"])


def judged(id: str, problem: Problem, subject: object) -> Finding:
    (check,) = (check for check in CHECKS if check.id == id)
    return check.finding(problem, subject)


def test_the_equation_is_the_lectures() -> None:
    assert Eq(x(t).diff(t), -a * x(t) + f(t), evaluate=False) == ODE


@given(RATE, START)
def test_the_formula_under_a_known_input(rate: Fraction, start: Fraction) -> None:
    """DUHAMEL itself, read by FLINT, under f = 2 + a·t·2 … whose solution is 2t + x₀e^{−at}."""
    body = {f: Lambda(s, 2 + 2 * a * s)}
    time = fmpq(3, 2)
    at = Point({a: rational(rate), x_0: rational(start), t: time}, {}, {}, body)
    known = 2 * time + rational(start) * acb(-rational(rate) * time).exp()
    assert evaluate(DUHAMEL, at).overlaps(known)
    assert sympify(DUHAMEL).free_symbols == {a, x_0, t}


@given(RATE, START, FORCING, st.integers(1, 8))
def test_the_formula_restarts_anywhere(
    rate: Fraction, start: Fraction, forcing: str, eighths: int
) -> None:
    solution = solve(Problem(a=rate, x0=start, forcing=forcing, T=Fraction(2)))
    time = fmpq(eighths, 4)
    assert _by_restart(solution, time).overlaps(solution(time))


@given(RATE, START.filter(bool), FORCING)
def test_a_restart_that_loses_its_state_is_rejected(
    rate: Fraction, start: Fraction, forcing: str
) -> None:
    problem = Problem(a=rate, x0=start, forcing=forcing, T=Fraction(2))
    kept = judged("ODE-2.restart", problem, _by_restart)
    lost = judged("ODE-2.restart", problem, lambda u, time: _by_restart(u, time, kept=0))
    assert kept.verdict is Verdict.PASS
    assert lost.verdict is Verdict.FAIL


@given(RATE, START, FORCING)
def test_a_start_is_forgotten_at_no_other_rate(
    rate: Fraction, start: Fraction, forcing: str
) -> None:
    problem = Problem(a=rate, x0=start, forcing=forcing, T=Fraction(2))
    assert judged("ODE-4.forgetting", problem, acb.exp).verdict is Verdict.PASS
    near = judged("ODE-4.forgetting", problem, lambda u: (u * fmpq(1025, 1024)).exp())
    assert near.verdict is Verdict.FAIL


TERMS = ("t", "t^2", "sin(3*t + 1)", "exp(-t)", "exp(2*t)", "pulse(1/2, 1)", "square(1)")
OTHERS = ("abs(t - 3/4)", "tanh(t)", "step(t - pi/3)*t", "2^t", "abs(sin(4*t))", "1/(1 + t^2)")
SUMS = st.lists(st.sampled_from(TERMS + OTHERS), min_size=1, max_size=2, unique=True)
ANY_RATE = st.sampled_from([Fraction(a) for a in ("-1", "0", "1/2", "1", "2")])


@settings(max_examples=20)
@given(SUMS, ANY_RATE, START, st.fractions(0, 2, max_denominator=64))
def test_the_shown_formula_is_the_enclosed_solution(
    terms: list[str], rate: Fraction, start: Fraction, time: Fraction
) -> None:
    """At a time by chance, by Duhamel's integral alone, piece after piece."""
    problem = Problem(a=rate, x0=start, forcing=" - ".join(terms), T=Fraction(2))
    state, place = acb(rational(start)), rational(time)
    cases = equation(problem).written_out()
    for case, piece in zip(cases, solve(problem).pieces, strict=True):
        here = arb(place) < real(piece.start + piece.length)
        age = place - piece.start if here else piece.length
        state = state * acb(-piece.rate * age).exp() + piece.enclosed(0, age)
        if here or case is cases[-1]:
            assert acb(at_time(case.x, place, piece.rate)).overlaps(state)
            break
    found = judged("ODE-2.formula", problem, solution)
    assert found.verdict is Verdict.PASS
    assert found.measured.startswith(f"{len(cases)} of {len(cases)} cases by algebra")


def without_last_jump(*given: Any) -> Iterator[Case]:
    """A wrong formula: the last case goes on as the one before."""
    *cases, last = solution(*given)
    return iter([*cases, replace(last, x=cases[-1].x)])


def test_a_case_that_forgets_a_jump_is_refuted() -> None:
    problem = Problem.from_strings(forcing="pulse(1, 2)")
    assert judged("ODE-2.formula", problem, without_last_jump).verdict is Verdict.FAIL


def test_a_square_wave_is_judged_as_far_as_it_is_written_out() -> None:
    found = judged("ODE-2.formula", Problem.from_strings(forcing="square(1/50)"), solution)
    assert found.measured.endswith("392 more cases are not written out")
