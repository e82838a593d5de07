"""Forward Euler: its closed iterates, what a free run does, and where its error is told."""

from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.checks.discretisation import CHECKS, FINEST, LENGTH, closed_iterates
from duhamel.verification.checks.stability import _behaviour
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.models.mistakes import EULER
from duhamel.verification.models.schemes import euler
from duhamel.verification.proof.exact import rational
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st


def judged(id: str, problem: Problem, subject: Any = None) -> Finding:
    (check,) = (check for check in CHECKS if check.id == id)
    return check.finding(problem, check.subject if subject is None else subject)


ROOT = Problem.from_strings(forcing="sqrt(t)", T="1/4")


@pytest.mark.parametrize("id", ["FE-3.bound", "FE-4.constant", "FE-5.order"])
def test_where_f_is_not_smooth_the_error_has_no_constant(id: str) -> None:
    finding = judged(id, ROOT)
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert finding.measured


LINE = Problem.from_strings(a="1", x0="1", forcing="2 + t")  # x = 1 + t
REST = Problem.from_strings(a="2", x0="3/2", forcing="3")
EXACT = ["FE-2.defect", "FE-3.bound", "FE-4.constant", "FE-5.order"]
TURNING = Problem.from_strings(a="1", x0="1", forcing="2 + pi + (1 + pi)*t")  # x = 1 + (1 + π)t


@pytest.mark.parametrize("problem", [LINE, REST, TURNING], ids=["line", "rest", "irrational"])
@pytest.mark.parametrize("id", EXACT)
def test_where_x_is_straight_there_is_no_error_and_it_is_said(id: str, problem: Problem) -> None:
    finding = judged(id, problem)
    assert finding.verdict is Verdict.PASS
    assert "= 0 predicts" in finding.measured


@pytest.mark.parametrize("name", ["late input", "early input", "halved step", "wrong sign"])
@pytest.mark.parametrize("id", EXACT[1:])
def test_where_x_is_straight_a_wrong_euler_is_told_exactly(id: str, name: str) -> None:
    assert judged(id, LINE, EULER[name]).verdict is Verdict.FAIL
    slightly = Problem.from_strings(a="1", x0="1", forcing="2 + t + t^2/10^40")
    assert "predicts" not in judged(id, slightly).measured


def test_the_steps_are_as_fine_as_the_error_asks_for() -> None:
    fast = Problem.from_strings(forcing="sin(100*t)", T="1")
    assert judged("FE-4.constant", fast).verdict is Verdict.PASS
    for name in ("constant off by 1/16", "order two"):
        assert judged("FE-4.constant", fast, EULER[name]).verdict is Verdict.FAIL


def test_how_many_steps_would_be_needed_is_said() -> None:
    finding = judged("FE-5.order", Problem.from_strings(forcing="tanh(1000*(t - 1))"))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert int(finding.measured.partition("until there are ")[2].split()[0]) > FINEST


@pytest.mark.parametrize("end", ["1e-9", "1e-300"])
def test_on_a_short_stretch_the_balls_are_as_fine(end: str) -> None:
    short = Problem.from_strings(T=end)
    assert all(judged(id, short).verdict is Verdict.PASS for id in EXACT)
    assert judged("FE-3.bound", short, EULER["wrong sign"]).verdict is Verdict.FAIL


@pytest.mark.parametrize("name", ["late input", "order two"])
def test_a_constant_that_cannot_be_told_is_inconclusive(name: str) -> None:
    fast = Problem.from_strings(forcing="sin(300*t)")
    assert judged("FE-4.constant", fast, EULER[name]).verdict is not Verdict.PASS


@pytest.mark.parametrize("name", ["halved step", "wrong sign", "order two"])
def test_an_order_that_cannot_be_told_is_inconclusive(name: str) -> None:
    steep = Problem.from_strings(forcing="exp(100*sin(3*t))", T="1")
    assert judged("FE-5.order", steep, EULER[name]).verdict is not Verdict.PASS


@given(
    st.fractions(Fraction(1, 8), 8, max_denominator=8),
    st.fractions(-4, 4, max_denominator=4),
    st.lists(st.fractions(-9, 9, max_denominator=4), min_size=LENGTH, max_size=LENGTH),
    st.fractions(Fraction(1, 8), 4, max_denominator=8),
)
def test_the_closed_iterates_obey_the_step(
    rate: Fraction, start: Fraction, inputs: list[Fraction], step: Fraction
) -> None:
    """h is free: stable or not, the closed form is what the step of FE-1 leads to."""
    a, h = rational(rate), rational(step)
    values = closed_iterates(1 - a * h, [h * rational(f) for f in inputs], rational(start))
    assert values == euler(a, [rational(f) for f in inputs].__getitem__, rational(start), h, LENGTH)


def test_what_a_free_run_does_is_seen() -> None:
    """Decay, monotone, alternating, neither, growth: the words of FE-6 for 1, βᵏ."""
    runs = {fmpq(1, 2): "decay monotone", fmpq(-1, 2): "decay alternating", fmpq(1): "neither",
            fmpq(-1): "neither", fmpq(2): "growth", fmpq(0): "decay monotone"}  # fmt: skip
    words = ("decay", "monotone", "alternating", "neither", "growth")
    for factor, said in runs.items():
        seen = _behaviour([factor**n for n in range(6)])
        assert " ".join(word for word, held in zip(words, seen, strict=True) if held) == said
