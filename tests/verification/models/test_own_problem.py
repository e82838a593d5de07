"""A reader's own numbers: the table against exact steps and FE-4, and what z, β and αλ decide."""

from fractions import Fraction

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.models.bounds import expansion
from duhamel.verification.models.own_problem import (
    curvatures,
    of_euler,
    of_recurrence,
    on_quadratic,
    table,
    unpredicted,
)
from duhamel.verification.models.solution import solve
from duhamel.verification.proof.exact import rational
from flint import arb


def test_the_table_has_the_steps_of_euler() -> None:
    """x_{n+1} = x_n + h (−a x_n + f), in ℚ, beside the balls; f = 1 on [1/2, 1)."""
    problem = Problem.from_strings(a="3", x0="2", forcing="pulse(1/2, 1)", T="2", h="1/8")
    x, exact = problem.x0, [problem.x0]
    for n in range(16):
        f = Fraction(1, 2) <= n * problem.h < 1
        x += problem.h * (-problem.a * x + f)
        exact.append(x)
    rows = table(problem)
    assert [row.n for row in rows] == [0, 2, 3, 5, 6, 8, 10, 11, 13, 14, 16]
    assert all(row.euler.contains(rational(exact[row.n])) for row in rows)


@pytest.mark.parametrize("forcing", ["sin(3*t)", "tanh(t)", "t^2"])
def test_the_error_is_within_its_bound_and_near_its_first_term(forcing: str) -> None:
    problem = Problem.from_strings(forcing=forcing, h="1/50")
    h, piece = arb(rational(problem.h)), solve(problem).pieces[0]
    for row in table(problem)[1:]:
        assert row.leading is not None
        assert row.bound is not None
        assert abs(row.error) <= row.bound
        told = expansion(piece, rational(problem.x0), rational(row.t))
        assert told.error(h).overlaps(row.error)
        assert row.leading.overlaps(h * told.e_1)


SILENT = {"a": "0"}, {"a": "-2"}, {"forcing": "square(2)"}, {"forcing": "sqrt(t)"}


@pytest.mark.parametrize("given", SILENT, ids=str)
def test_where_no_claim_speaks_nothing_is_predicted(given: dict[str, str]) -> None:
    problem = Problem.from_strings(T="2", h="1/2", **given)
    rows = table(problem)
    assert rows[-1].bound is rows[-1].leading is None
    assert unpredicted(problem, rows).startswith("FE-3 and FE-4 need ")


def test_on_a_straight_line_euler_misses_nothing() -> None:
    rows = table(Problem.from_strings(forcing="1 + 2*t", x0="0"))
    assert all(row.error == 0 == row.bound for row in rows)


def test_balls_do_not_grow_over_many_steps() -> None:
    *_, last = table(Problem.from_strings(a="50", forcing="t", T="100", h="1/100"))
    assert last.euler.rel_accuracy_bits() > 53


@pytest.mark.parametrize(
    ("z", "runs"),
    [("-1", "grow"), ("0", "stay"), ("1/2", "decay"), ("1", "decay"), ("3/2", "alternate"),
     ("2", "stay"), ("9/4", "grow")],
)  # fmt: skip
def test_free_runs_are_told_by_ah(z: str, runs: str) -> None:
    factor, x = 1 - Fraction(z), [Fraction(1)]
    for _ in range(3):
        x.append(factor * x[-1])
    seen = (
        "stay" if abs(x[1]) == 1 else "grow" if abs(x[1]) > 1 else "alternate" if x[1] < 0
        else "decay"
    )  # fmt: skip
    assert of_euler(Fraction(z))[0] == seen == runs


def test_a_gain_is_told_where_there_is_one() -> None:
    assert of_recurrence(Fraction(9, 10)) == (Fraction(10), "tends", "REC-3.b")
    assert of_recurrence(Fraction(-1, 2)) == (Fraction(2, 3), "tends", "REC-3.b")
    assert [of_recurrence(Fraction(b))[1] for b in (1, -1, 2)] == ["sums", *["unbounded"] * 2]


def test_momentum_is_compared_where_both_converge() -> None:
    ten = on_quadratic(Problem.from_strings(a="1e-9", alpha="1"))
    assert ten is not None
    assert ten.speedup is not None
    assert abs(ten.speedup - 10) < arb("1e-6")
    beyond = on_quadratic(Problem.from_strings(a="31", alpha="1/8"))
    assert beyond is not None
    assert not beyond.stable
    assert beyond.speedup is None
    assert on_quadratic(Problem.from_strings(a="0")) is None
    limits = curvatures(Problem())
    assert limits is not None
    assert limits.stable_below == Fraction(152, 5)
    assert curvatures(Problem.from_strings(beta="1")) is None
