"""Conditions on two letters: both engines find the same cells, and tell a wrong condition."""

from __future__ import annotations

from random import Random

import pytest
from duhamel.analysis.derivation import Equivalence
from duhamel.verification.proof import plane_cells
from duhamel.verification.proof.engines import by_flint, by_sympy
from duhamel.verification.proof.exact import NotEvaluableError
from sympy import Abs, And, Expr, Ge, Gt, Le, Lt, Or, Symbol

x, y = (Symbol(name, real=True) for name in ("x", "y"))
r = Symbol("r", nonnegative=True)


def points(edges: list[Expr], letters: plane_cells.Letters) -> list[list[tuple[str, str]]]:
    return [
        sorted((str(a), str(b)) for a, b in found(edges, letters))
        for found in (plane_cells.by_flint, plane_cells.by_sympy)
    ]


@pytest.mark.parametrize(
    ("edges", "letters"),
    [([x * y - 1, x - 1], (x, y)), ([x**2 + y**2 - 1], (x, y)), ([x - r**2, x - r], (r, x))],
)
def test_both_engines_find_the_same_points(edges: list[Expr], letters: plane_cells.Letters) -> None:
    flint, sympy = points(edges, letters)
    assert flint == sympy


def test_a_point_in_each_cell_of_a_parabola_and_a_line() -> None:
    found = {
        ((b > a**2) - (b < a**2), (a > 0) - (a < 0))
        for a, b in plane_cells.by_flint([y - x**2, x], (x, y))
    }
    assert found == {(side, half) for side in (1, 0, -1) for half in (1, 0, -1)}


def test_a_letter_keeps_to_its_range() -> None:
    assert all(a >= 0 for a, _ in plane_cells.by_flint([r - x], (r, x)))
    assert all(a >= 0 for a, _ in plane_cells.by_sympy([r - x], (r, x)))


def test_an_edge_that_is_not_rational_is_refused() -> None:
    for found in (plane_cells.by_flint, plane_cells.by_sympy):
        with pytest.raises(NotEvaluableError, match="not rational"):
            found([x**2 - 2], (x, y))


@pytest.mark.parametrize(
    ("right", "holds"),
    [
        (And(Lt(-y, x), Lt(x, y)), True),
        (And(Le(-y, x), Lt(x, y)), False),
        (Lt(x, y), False),
        (And(Lt(x**2, y**2), Gt(y, 0)), True),
        (Lt(x**2, y**2), False),
    ],
)
def test_both_engines_judge_a_condition(right: Expr, holds: bool) -> None:
    due = Equivalence(Lt(Abs(x), y), right, x, y)
    assert by_sympy(due).accepts is holds
    assert by_flint(due, Random(1)).accepts is holds


def test_a_condition_may_hold_on_the_range_alone() -> None:
    due = Equivalence(Gt(Abs(1 - x), r), Or(Lt(x, 1 - r), Gt(x, 1 + r)), x, r)
    off = Equivalence(Ge(Abs(1 - x), r), Or(Lt(x, 1 - r), Gt(x, 1 + r)), x, r)
    for engine in (by_sympy, lambda due: by_flint(due, Random(1))):
        assert engine(due).accepts
        assert not engine(off).accepts
