"""What is known of a function's smoothness, and what is not."""

import pytest
from duhamel.analysis.derivation import Derivation, Follows
from duhamel.analysis.letters import a, f, n, t, x, y
from duhamel.analysis.logic import Smooth, Solves, eq, for_all, smooth
from duhamel.verification.proof.engines import follows
from sympy import Abs, Derivative, S, exp, sin

INPUT = smooth(f, 0, t)


def _seen(order: int, *under: object) -> bool:
    return follows(Smooth(x(t), t, S(order), S.Zero), under).accepts


@pytest.mark.parametrize("formula", [sin(t) * exp(-a * t), y(t) + t])
def test_a_function_is_as_smooth_as_its_formula(formula: object) -> None:
    assert _seen(2, for_all(t, that=eq(x(t), formula)), smooth(y, 2, t))


@pytest.mark.parametrize(
    "formula",
    [
        for_all(t, that=eq(x(t), Abs(t - 1))),  # not smooth itself
        for_all(t, that=eq(x(t), y(t))),  # of y nothing is known
        for_all(t, that=eq(x(t), x(t))),  # says nothing
        for_all(t, where=t > 1, that=eq(x(t), sin(t))),  # not from 0 on
        eq(x(t), sin(t)),  # at one t
        for_all(n, that=eq(x(n), sin(n))),  # at whole numbers
    ],
)
def test_no_formula_from_0_on_tells_nothing(formula: object) -> None:
    assert not _seen(1, formula)


def test_a_solution_is_smoother_than_its_own_right_side_alone() -> None:
    own, other = (Solves(eq(Derivative(u(t), t), f(t)), x(t), t) for u in (x, y))
    assert _seen(1, own, INPUT)
    assert not _seen(2, own, INPUT)
    assert not _seen(1, other, INPUT)  # the slope of another


def test_what_solves_is_continuous_from_0_on_for_every_t() -> None:
    equation = Derivation().given(eq(Derivative(x(t), t), f(t)), "at one t")
    with pytest.raises(ValueError, match="speak of t"):
        equation.solved_by(x(t), t, "")
    slope = Derivation().given(for_all(t, where=t > 0, that=eq(Derivative(x(t), t), f(t))), "")
    (due,) = slope.solved_by(x(t), t, "").steps[-1].obligations
    assert isinstance(due, Follows)
    assert not follows(due.goal, due.under).accepts  # it may jump at 0
    assert follows(due.goal, (*due.under, smooth(x, 0, t))).accepts
