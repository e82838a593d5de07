"""FLINT's reader: exact where it can be, enclosed elsewhere, and never sure of a guess."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from duhamel.analysis.forcing import Square
from duhamel.verification.proof.exact import (
    NotEvaluableError,
    Point,
    Ratio,
    evaluate,
    generators,
    rational,
    real,
)
from flint import acb, acb_series, arb, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Derivative,
    Expr,
    Heaviside,
    IndexedBase,
    Integral,
    Rational,
    S,
    Sum,
    Symbol,
    cos,
    exp,
    sin,
    sqrt,
)

U, V = Symbol("u", real=True), Symbol("v", real=True)
N, K = Symbol("n", integer=True, nonnegative=True), Symbol("k", integer=True)
SEQUENCE = IndexedBase("q", real=True)
SMALL = st.fractions(-4, 4, max_denominator=8)
THIRD = Rational(1, 3)
NOWHERE = Point({}, {}, {}, {})


def at(**letters: Any) -> Point:
    named = {"u": U, "v": V, "n": N}
    return Point({named[name]: value for name, value in letters.items()}, {}, {}, {})


def exactly(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def inside(text: Any, ball: Any) -> bool:
    """Whether a ball contains a number that SymPy's mpmath knows to fifty digits."""
    return bool(arb(str(text), 1e-45).overlaps(real(ball)))


# ---- exact -----------------------------------------------------------------------------------

# a rational expression, and the same in Python's own arithmetic
LEAVES = st.one_of(st.sampled_from([U, V]), SMALL.map(exactly))
RATIONAL = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: sympy.Add(*p, evaluate=False)),
        st.tuples(inner, inner).map(lambda p: sympy.Mul(*p, evaluate=False)),
        st.tuples(inner, st.integers(-2, 3)).map(lambda p: sympy.Pow(*p, evaluate=False)),
    ),
    max_leaves=8,
)


def by_fractions(expr: Any, letters: dict[Any, Fraction]) -> Fraction:
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q))
    if expr in letters:
        return letters[expr]
    if expr.is_Pow:
        return by_fractions(expr.base, letters) ** int(expr.exp)
    values = [by_fractions(arg, letters) for arg in expr.args]
    result = Fraction(0) if expr.is_Add else Fraction(1)
    for value in values:
        result = result + value if expr.is_Add else result * value
    return result


@given(RATIONAL, SMALL, SMALL)
def test_a_rational_expression_is_evaluated_as_fractions_are(
    expr: Expr, u: Fraction, v: Fraction
) -> None:
    try:
        expected = by_fractions(expr, {U: u, V: v})
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            evaluate(expr, at(u=rational(u), v=rational(v)))
        return
    assert evaluate(expr, at(u=rational(u), v=rational(v))) == rational(expected)


@given(RATIONAL, SMALL, SMALL)
def test_a_ratio_of_polynomials_takes_the_same_values(expr: Expr, u: Fraction, v: Fraction) -> None:
    first, second = generators(["u", "v"])
    try:
        expected = by_fractions(expr, {U: u, V: v})
        ratio = evaluate(expr, at(u=first, v=second))
    except ZeroDivisionError:
        assume(False)
    point = [rational(u), rational(v)]
    if isinstance(ratio, Ratio):
        assert ratio.top(*point) == ratio.bottom(*point) * rational(expected)
    else:
        assert ratio == rational(expected)


def test_ratios_cancel() -> None:
    u, v = generators(["u", "v"])
    assert ((u + v) * (u + v * -1) + -1 * u**2 + v**2).is_zero()
    assert (u * u**-1 + -1).is_zero()
    assert not (u + v * -1).is_zero()
    with pytest.raises(ZeroDivisionError):
        (u + u * -1) ** -1


def test_nothing_to_the_power_nothing_is_one() -> None:
    for zero in (fmpq(0), acb(0), generators(["u"])[0] * 0):
        assert evaluate(U**N, at(u=zero, n=fmpq(0))) == 1


@given(st.lists(SMALL, min_size=1, max_size=6), SMALL)
def test_a_sum_is_its_terms(values: list[Fraction], u: Fraction) -> None:
    terms = Sum(U**K * SEQUENCE[N - K], (K, 0, N))
    last = len(values) - 1
    point = Point(
        {U: rational(u), N: fmpq(last)},
        {},
        {SEQUENCE: [rational(v) for v in values].__getitem__},
        {},
    )
    expected = sum(u**k * values[last - k] for k in range(last + 1))
    assert evaluate(terms, point) == rational(Fraction(expected))


def test_a_sum_of_nothing_is_nothing() -> None:
    assert evaluate(Sum(U**K, (K, 0, N - 1)), at(u=fmpq(3), n=fmpq(0))) == 0


@pytest.mark.parametrize("expr", [Sum(U**K, (K, 0, N / 2)), SEQUENCE[N / 2]], ids=str)
def test_between_integers_there_is_no_term(expr: Expr) -> None:
    point = Point({U: fmpq(1), N: fmpq(3)}, {}, {SEQUENCE: lambda i: fmpq(i)}, {})
    with pytest.raises((NotEvaluableError, ValueError)):
        evaluate(expr, point)


# ---- enclosed --------------------------------------------------------------------------------

WAVES = st.sampled_from([exp, sin, cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan])
SMOOTH = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: sympy.Add(*parts)),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: sympy.Mul(*parts)),
        st.tuples(WAVES, LEAVES).map(lambda pair: pair[0](pair[1])),
    ),
    max_leaves=6,
)


@given(SMOOTH, SMALL, SMALL)
def test_a_ball_contains_the_value(expr: Expr, u: Fraction, v: Fraction) -> None:
    known = expr.xreplace({U: exactly(u), V: exactly(v)}).evalf(50)
    ball = real(evaluate(expr, at(u=rational(u), v=rational(v))))
    assert inside(known, ball)
    assert ball.rad() < 1 + abs(known)  # a ball that says nothing contains everything


TAYLOR = [exp(U), sin(3 * U), U**5, exp(-U) * cos(U), 1 / (3 + U**2), sympy.atan(U), sqrt(5 + U)]


@pytest.mark.parametrize("expr", TAYLOR, ids=str)
@pytest.mark.parametrize("order", [1, 2, 4])
def test_a_derivative_by_its_series_is_the_known_one(expr: Expr, order: int) -> None:
    place = at(u=fmpq(3, 7))
    known = evaluate(expr.diff((U, order)), place)
    assert real(evaluate(Derivative(expr, (U, order)), place)).overlaps(real(known))


def test_a_function_is_asked_for_its_derivative() -> None:
    g = sympy.Function("g", real=True)
    asked = []

    def known(argument: Any, order: int) -> Any:
        asked.append(order)
        return argument

    point = Point({U: fmpq(2)}, {g: known}, {}, {})
    assert evaluate(Derivative(g(U), (U, 3)), point) == 2
    assert asked == [3]


@given(SMALL, SMALL, st.integers(0, 3))
def test_an_integral_knows_its_limits(low: Fraction, high: Fraction, power: int) -> None:
    """∫_low^high u^m is exact, whichever limit is the larger, and whatever stands in it."""
    value = evaluate(Integral(U**power, (U, V - 1, exactly(high))), at(v=rational(low + 1)))
    exact = (rational(high) ** (power + 1) - rational(low) ** (power + 1)) / (power + 1)
    assert real(value).contains(exact)


def test_a_variable_limit_can_be_differentiated() -> None:
    moving = Integral(exp(-(V - U)) * sin(U), (U, 0, V**2))
    place = at(v=fmpq(1, 2))
    by_leibniz = evaluate(2 * V * exp(V**2 - V) * sin(V**2) - moving, place)
    assert real(evaluate(Derivative(moving, V), place)).overlaps(real(by_leibniz))


UNKNOWN = [
    sympy.gamma(U),
    sympy.erf(U),
    sympy.Piecewise((U, U > 0), (0, True)),
    sympy.Float(0.1) * U,
    sympy.Function("unheard")(U, V),
    S.Infinity * Symbol("w"),
]


@pytest.mark.parametrize("expr", UNKNOWN, ids=str)
def test_what_it_does_not_know_it_refuses(expr: Expr) -> None:
    with pytest.raises((NotEvaluableError, KeyError)):
        evaluate(expr, at(u=fmpq(1, 2), v=fmpq(1)))


def test_a_letter_without_a_value_is_refused() -> None:
    with pytest.raises(NotEvaluableError, match="Symbol"):
        evaluate(U + 1, NOWHERE)


# ---- corners and jumps under an integral -----------------------------------------------------


def test_the_integral_of_abs_sin_is_seven_plus_cos_ten() -> None:
    ball = real(evaluate(Integral(Abs(sin(U)), (U, 0, 10)), NOWHERE))
    assert ball.overlaps(7 + arb(10).cos())
    assert inside(sympy.N(7 + cos(10), 50), ball)


def test_a_jump_under_an_integral_is_not_smoothed_over() -> None:
    ball = real(evaluate(Integral(Heaviside(U - THIRD, 1) * exp(U), (U, 0, 1)), NOWHERE))
    assert ball.overlaps(arb(1).exp() - arb(fmpq(1, 3)).exp())


def test_a_square_wave_has_its_mean() -> None:
    assert real(evaluate(Integral(Square(U, S(1)), (U, 0, Rational(3, 4))), NOWHERE)).contains(
        fmpq(1, 4)
    )


def test_a_branch_point_is_not_confidently_wrong() -> None:
    root = real(evaluate(Integral(sqrt(U), (U, 0, 1)), NOWHERE))
    assert root.contains(fmpq(2, 3))
    corner = real(evaluate(Integral(sqrt((U - THIRD) ** 2), (U, 0, 1)), NOWHERE))
    assert corner.contains(fmpq(5, 18))
    cusp = evaluate(Integral(((U - THIRD) ** 2) ** THIRD, (U, 0, 1)), NOWHERE)
    known = Rational(3, 5) * ((2 * THIRD) ** Rational(5, 3) + THIRD ** Rational(5, 3))
    assert not cusp.is_finite() or inside(sympy.N(known, 50), cusp)


@pytest.mark.parametrize("expr", [1 / U, 1 / U**2, sympy.tan(U + 1), sympy.log(Abs(U))], ids=str)
def test_across_a_pole_nothing_is_claimed(expr: Expr) -> None:
    assert not evaluate(Integral(expr, (U, -1, 1)), NOWHERE).is_finite()


@pytest.mark.parametrize("corner", [Abs(U - THIRD), Heaviside(U - THIRD, 1)], ids=str)
def test_a_corner_in_an_inner_integral_is_refused(corner: Expr) -> None:
    with pytest.raises(
        NotEvaluableError,
        match=r"^a corner in an integral inside another: its balls say too little$",
    ):
        evaluate(Integral(V * Integral(corner, (U, 0, V)), (V, 0, 1)), NOWHERE)


@pytest.mark.parametrize(
    ("extreme", "known"), [(sympy.Max, fmpq(5, 9)), (sympy.Min, fmpq(5, 18))], ids=str
)
def test_a_corner_of_max_is_seen(extreme: Any, known: fmpq) -> None:
    assert real(evaluate(Integral(extreme(U, THIRD), (U, 0, 1)), NOWHERE)).contains(known)


def test_a_jump_is_continuous_from_the_right() -> None:
    assert real(evaluate(Heaviside(U - 1, 1), at(u=fmpq(1)))).contains(1)


def test_abs_has_no_series_where_it_may_turn() -> None:
    with pytest.raises(
        NotEvaluableError, match=r"^abs has no Taylor series where it may change its sign$"
    ):
        evaluate(Abs(U), at(u=acb_series([acb(0), 1])))


# ---- where a series knows nothing ------------------------------------------------------------

WIDE = acb_series([acb(arb(0, 1)), 1])  # of a letter on [−1, 1]
UNKNOWN = [1 / U, U**-2, 1 / sin(U), sympy.log(U), sqrt(U), U**THIRD, 1 / (1 - cos(U))]


@pytest.mark.parametrize("expr", UNKNOWN, ids=str)
def test_a_series_over_a_ball_with_a_singular_point_is_unknown_and_no_crash(expr: Expr) -> None:
    assert not acb_series(evaluate(expr, at(u=WIDE)))[1].is_finite()
    assert not acb_series(evaluate(2 + expr * cos(U), at(u=WIDE)))[1].is_finite()
    away = acb_series([acb(arb(2, 2.0**-20)), 1])
    assert acb_series(evaluate(expr, at(u=away)))[1].is_finite()


@given(st.sampled_from([(1, 3), (1, 2), (3, 2), (7, 3), (7, 2)]), st.integers(0, 8))
def test_a_root_over_its_zero_has_the_derivatives_that_it_has(p: tuple[int, int], at_: int) -> None:
    """uᵖ on [0, 1]: as many as p has whole numbers below it, each enclosed; no more."""
    power, place = Rational(*p), fmpq(at_, 8)
    series = acb_series([acb(arb(fmpq(1, 2), fmpq(1, 2))), 1])
    balls = acb_series(evaluate(U**power, at(u=series))).coeffs()[:4]
    known = [sympy.binomial(power, k) * U ** (power - k) for k in range(4)]
    for k, (ball, derivative) in enumerate(zip(balls, known, strict=True)):
        assert ball.is_finite() is bool(k < power)
        if k < power:
            assert real(ball).overlaps(real(evaluate(derivative, at(u=place))))
            assert real(ball).abs_upper() < 100


@given(st.fractions(-40, 40, max_denominator=16), st.integers(-30, 2))
def test_tanh_on_a_ball_holds_its_slope_and_stays_small(middle: Fraction, spread: int) -> None:
    half = rational(Fraction(2) ** spread)
    series = acb_series([acb(arb(rational(middle), half)), 1])
    value, slope = (real(c) for c in acb_series(evaluate(sympy.tanh(U), at(u=series))).coeffs()[:2])
    for place in (rational(middle) - half, rational(middle), rational(middle) + half):
        known = real(acb(place).tanh())
        assert value.overlaps(known)
        assert slope.overlaps(1 - known**2)
    assert value.abs_upper() < 2
