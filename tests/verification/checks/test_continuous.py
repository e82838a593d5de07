"""The ODE: the formula restarts from any state, and a start is forgotten at its rate."""

from fractions import Fraction

from duhamel.analysis.chapters.continuous import DUHAMEL, ODE
from duhamel.analysis.letters import a, f, s, t, x, x_0
from duhamel.analysis.problem import Problem
from duhamel.verification.checks.continuous import CHECKS, _by_restart
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.models.solution import solve
from duhamel.verification.proof.exact import Point, evaluate, rational
from flint import acb, fmpq
from hypothesis import given
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
