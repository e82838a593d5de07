"""The normal form: what it reduces to zero, what it must not, and that a majorant is above."""

from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.letters import F, a, beta, f, fs, gs, h, j, k, n, s, t, tau, x, x_0
from duhamel.analysis.normal import differentiate, geometric, majorant, normal
from duhamel.verification.proof.exact import Point, evaluate, rational
from flint import acb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Derivative, Expr, I, Integral, Rational, S, Sum, cos, exp, sin, sqrt

DECAY = exp(-a * (t - s))
LATER = exp(-a * (t + tau - s))

# each pair: an expression, and the same thing written otherwise
EQUAL: dict[str, tuple[Expr, Expr]] = {
    "semigroup of the memory": (
        Integral(LATER * f(s), (s, 0, t + tau)),
        exp(-a * tau) * Integral(DECAY * f(s), (s, 0, t)) + Integral(LATER * f(s), (s, t, t + tau)),
    ),
    "e^{u+v}": (exp(-a * (t + tau)), exp(-a * t) * exp(-a * tau)),
    "an index counted backwards": (
        Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)),
        Sum(beta ** (n - 1 - k) * fs[k], (k, 0, n - 1)),
    ),
    "the last term split off": (
        Sum(beta**k * fs[k], (k, 0, n)),
        Sum(beta**k * fs[k], (k, 0, n - 1)) + beta**n * fs[n],
    ),
    "the first term split off": (
        Sum(beta**k * fs[n - k], (k, 0, n)),
        fs[n] + beta * Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)),
    ),
    "a shifted index": (Sum(fs[k + 1], (k, 0, n - 1)), Sum(fs[j], (j, 1, n))),
    "the dummy's name": (
        Integral(DECAY * f(s), (s, 0, t)),
        Integral(exp(-a * (t - tau)) * f(tau), (tau, 0, t)),
    ),
    "a sum of nothing": (Sum(fs[k], (k, 0, -1)), S.Zero),
    "terms that are one": (Sum(beta**k * beta ** (-k), (k, 0, n - 1)), n),
    "a constant before the integral": (
        Integral(beta * sin(a) * f(s), (s, 0, t)),
        beta * sin(a) * Integral(f(s), (s, 0, t)),
    ),
    "a power integrated": (Integral((t - s) ** 2, (s, 0, t)), t**3 / 3),
    "limits turned around": (Integral(f(s), (s, t, 0)), -Integral(f(s), (s, 0, t))),
    "Leibniz": (
        Derivative(Integral(DECAY * f(s), (s, 0, t)), t),
        f(t) - a * Integral(DECAY * f(s), (s, 0, t)),
    ),
    "the lower limit's derivative": (Derivative(Integral(f(s), (s, t, 0)), t), -f(t)),
}

# each pair differs in one sign, one index or one limit
UNEQUAL: dict[str, tuple[Expr, Expr]] = {
    "the sign of the rate": (
        Integral(LATER * f(s), (s, 0, t + tau)),
        exp(a * tau) * Integral(DECAY * f(s), (s, 0, t)) + Integral(LATER * f(s), (s, t, t + tau)),
    ),
    "the upper limit": (
        Integral(LATER * f(s), (s, 0, t + tau)),
        exp(-a * tau) * Integral(DECAY * f(s), (s, 0, t)) + Integral(LATER * f(s), (s, t, tau)),
    ),
    "reflected, one off": (
        Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)),
        Sum(beta ** (n - k) * fs[k], (k, 0, n - 1)),
    ),
    "reflected in half": (
        Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)),
        Sum(beta**k * fs[k], (k, 0, n - 1)),
    ),
    "the wrong last term": (
        Sum(beta**k * fs[k], (k, 0, n)),
        Sum(beta**k * fs[k], (k, 0, n - 1)) + beta**n * fs[n - 1],
    ),
    "one term more": (Sum(fs[k], (k, 0, n)), Sum(fs[k], (k, 0, n - 1))),
    "a shift without its limits": (Sum(fs[k + 1], (k, 0, n - 1)), Sum(fs[k], (k, 0, n))),
    "another input": (Integral(DECAY * f(s), (s, 0, t)), Integral(DECAY * f(s / 2), (s, 0, t))),
    "another sequence": (Sum(fs[k], (k, 0, n)), Sum(gs[k], (k, 0, n))),
    "a square root's sign": (sqrt(beta**2), beta),
    "an abs": (Abs(beta), beta),
    "sine for cosine": (sin(t), cos(t)),
    "Leibniz without the boundary": (
        Derivative(Integral(DECAY * f(s), (s, 0, t)), t),
        -a * Integral(DECAY * f(s), (s, 0, t)),
    ),
    "what depends on the index, before the sum": (
        Sum(beta**k * fs[k], (k, 0, n)),
        beta**n * Sum(fs[k], (k, 0, n)),
    ),
}


@pytest.mark.parametrize("pair", EQUAL.values(), ids=EQUAL)
def test_what_is_equal_reduces_to_zero(pair: tuple[Expr, Expr]) -> None:
    assert normal(pair[0] - pair[1]) == 0


@pytest.mark.parametrize("pair", UNEQUAL.values(), ids=UNEQUAL)
def test_what_differs_does_not(pair: tuple[Expr, Expr]) -> None:
    assert normal(pair[0] - pair[1]) != 0


# what stays symbolic and is no constant: its multiples do not vanish
LIVE = [pair for name, pair in EQUAL.items() if name != "a sum of nothing"]
WEIGHT = st.fractions(-9, 9, max_denominator=9)


@given(
    st.lists(st.tuples(st.sampled_from(LIVE), WEIGHT), min_size=1, max_size=4), st.integers(0, 3)
)
def test_linear_combinations_cancel_and_altered_ones_do_not(
    terms: list[tuple[tuple[Expr, Expr], Fraction]], which: int
) -> None:
    weights = [Rational(w.numerator, w.denominator) for _, w in terms]
    residual = sum(
        (w * (left - right) for w, ((left, right), _) in zip(weights, terms, strict=True)), S.Zero
    )
    assert normal(residual) == 0
    extra = terms[which % len(terms)][0][0]
    assert normal(residual + extra / 1024) != 0


def test_the_remainder_of_taylor_vanishes_with_its_derivatives() -> None:
    remainder = Integral((t + h - s) * Derivative(x(s), (s, 2)), (s, t, t + h))
    gap = x(t + h) - x(t) - h * Derivative(x(t), t) - remainder
    for _ in range(2):
        assert normal(gap.subs(h, 0)) == 0
        gap = differentiate(Derivative(gap, h))
    assert normal(gap) == 0


def test_a_derivative_leaves_other_integrals_alone() -> None:
    memory = Integral(f(s), (s, 0, tau))
    assert differentiate(Derivative(t**2 * memory, t)) == 2 * t * memory


@pytest.mark.parametrize(
    "gap",
    [
        Integral(exp(tau) * Integral(f(tau * s**2), (s, 0, 1)), (tau, 0, t))
        - Integral(exp(tau) * Integral(f(tau**2 * s), (s, 0, 1)), (tau, 0, t)),
        Sum(beta**j * Sum(fs[j * k**2], (k, 0, n - 1)), (j, 0, n - 1))
        - Sum(beta**j * Sum(fs[j**2 * k], (k, 0, n - 1)), (j, 0, n - 1)),
    ],
    ids=["integrals", "sums"],
)
def test_nested_operators_keep_their_letters_apart(gap: Expr) -> None:
    assert normal(gap) != 0


def test_a_sum_over_two_letters_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="one pair of limits"):
        normal(Sum(fs[j + k], (j, 0, n), (k, 0, n)))


# ---- majorants -------------------------------------------------------------------------------

SMALL = st.fractions(-3, 3, max_denominator=4)
TERM = st.tuples(SMALL, st.integers(0, 3), st.integers(0, 2), st.sampled_from([0, 1, 2, 3]))


def _expression(terms: list[tuple[Fraction, int, int, int]]) -> Expr:
    return sum(
        (
            Rational(c.numerator, c.denominator) * beta**power * fs[i] ** degree
            for c, power, degree, i in terms
        ),
        S.Zero,
    )


def _above(expr: Expr, factor: Fraction, values: list[Fraction]) -> bool:
    at = Point(
        {beta: rational(factor), F: rational(1)},
        {},
        {fs: [rational(v) for v in values].__getitem__},
        {},
    )
    bound: Any = evaluate(majorant(expr, {fs: F}), at)
    return bool(abs(evaluate(expr, at)) <= bound)


VALUES = st.lists(st.fractions(-1, 1, max_denominator=8), min_size=4, max_size=4)


@given(st.lists(TERM, min_size=1, max_size=4, unique_by=lambda term: term[1]), SMALL, VALUES)
def test_a_majorant_is_above(
    terms: list[tuple[Fraction, int, int, int]], factor: Fraction, values: list[Fraction]
) -> None:
    assert _above(_expression(terms), factor, values)


@given(VALUES)
def test_a_majorant_does_not_cancel(values: list[Fraction]) -> None:
    assert _above(fs[0] - fs[1], Fraction(1), values)


@pytest.mark.parametrize("expr", [1 / f(t), exp(-f(t)), sin(f(t))], ids=str)
def test_a_majorant_refuses_what_does_not_grow_with_its_inside(expr: Expr) -> None:
    with pytest.raises(ValueError, match="bound"):
        majorant(expr, {f: F})


def test_a_majorant_knows_signs_and_ends_of_integrals() -> None:
    assert majorant(-h * f(t) + beta**n * x_0, {f: F}) == h * F + Abs(beta) ** n * Abs(x_0)
    assert majorant(Integral((s - t) * f(s), (s, 0, t)), {f: F}) == Integral(F * (t - s), (s, 0, t))
    assert majorant(Derivative(x(t), (t, 2)), {(x, 2): F}) == F


@given(SMALL.filter(lambda r: r not in (0, 1)), st.integers(0, 3), st.integers(0, 5))
def test_a_geometric_sum_is_its_terms(ratio: Fraction, low: int, length: int) -> None:
    r = Rational(ratio.numerator, ratio.denominator)
    terms = Sum(beta**k * x_0, (k, low, low + length))
    assert (
        geometric(terms).xreplace({beta: r})
        == sum(r**i for i in range(low, low + length + 1)) * x_0
    )


def test_a_ratio_that_changes_is_not_geometric() -> None:
    with pytest.raises(ValueError, match="constant ratio"):
        geometric(Sum(k * beta**k, (k, 1, n)))


# ---- the form has the value of what it was made from -----------------------------------------

WRITTEN = [
    (beta + 1) / (beta - 2) - 1 / beta,
    2 / (beta + 1) - 2 * beta / (beta**2 + beta) + beta,
    Sum(beta**k * k, (k, 0, n)),
    Sum(beta**k * (k + 1), (k, 0, n + 2)),
    Sum(beta**k, (k, 0, n - 1)) - Sum(beta**k * 3, (k, 0, n - 3)),
    Sum(beta**k, (k, 2, n + 1)),
    Integral(t**2 + beta * t, (t, 1, beta)),
    Integral(beta * t**3, (t, beta, n)),
    exp(I * beta) * sin(beta) + cos(2 * beta) * I,
    Derivative(t**3 * beta, t) + Abs(beta - n),
]


@pytest.mark.parametrize("expr", WRITTEN, ids=str)
@pytest.mark.parametrize("place", [fmpq(7, 3), fmpq(-5, 4)])
@pytest.mark.parametrize("count", [3, 6])
def test_the_normal_form_keeps_the_value(expr: Expr, place: fmpq, count: int) -> None:
    at = Point({beta: place, n: fmpq(count), t: fmpq(1, 5)}, {}, {}, {})
    assert acb(evaluate(normal(expr), at)).overlaps(acb(evaluate(expr, at)))


def test_a_bound_of_a_derivative_is_at_its_own_argument() -> None:
    """(x(2t))′ = 2 x′(2t), which abs(x′) ≤ F bounds by 2F; a majorant that cannot know refuses."""
    with pytest.raises(ValueError, match="bound"):
        majorant(Derivative(x(2 * t), t), {(x, 1): F})


def test_a_convolution_can_be_reflected() -> None:
    turned = Sum(fs[n - k] * gs[k], (k, 0, n)) - Sum(fs[k] * gs[n - k], (k, 0, n))
    assert normal(turned) == 0
