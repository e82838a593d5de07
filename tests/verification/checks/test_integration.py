"""SciPy: a run is held to a bound that no wrong run gets below."""

from fractions import Fraction

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.checks.integration import CHECKS
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.models.schemes import METHODS

FORCINGS = ["1", "t^2 - t", "cos(2*t)", "exp(-t)", "step(t - 1/3)", "pulse(1/2, 2)"]


def judged(id: str, problem: Problem, control: str = "") -> Finding:
    (check,) = (check for check in CHECKS if check.id == id)
    return check.finding(problem, check.controls[control] if control else check.subject)


def test_every_method_of_solve_ivp_is_run() -> None:
    assert {check.id.removeprefix("NUM-1.") for check in CHECKS} >= set(METHODS)


@pytest.mark.parametrize("forcing", FORCINGS)
@pytest.mark.parametrize("method", ["RK45", "Radau", "BDF"])
def test_a_method_passes_and_a_gain_is_told(method: str, forcing: str) -> None:
    problem = Problem(forcing=forcing)
    assert judged(f"NUM-1.{method}", problem).verdict is Verdict.PASS
    louder = judged(f"NUM-1.{method}", problem, "gain off by 2⁻⁹")
    assert louder.verdict is Verdict.FAIL


def test_a_stiff_problem_is_inconclusive_for_explicit_methods() -> None:
    finding = judged("NUM-1.RK45", Problem(a=Fraction(10**6)))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "evaluations" in finding.measured


def test_a_stiff_problem_is_none_for_an_implicit_method() -> None:
    assert judged("NUM-1.Radau", Problem(a=Fraction(10**6))).verdict is Verdict.PASS


def test_the_figure_has_the_runs_own_numbers() -> None:
    figure = judged("NUM-1.formula", Problem()).series["solution"]
    assert len(figure["t"]) == len(figure["exact"])
    for solver in figure["solvers"].values():
        assert len(solver["t"]) == len(solver["x"])
    assert figure["t"][0] == 0
    assert figure["t"][-1] == 4
