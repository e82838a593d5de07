"""Letters and heads are replaced where they are free; what a statement binds is its own."""

import pytest
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import b, beta, c, f, n, r, s, t, tau, x, x_0, xs, y
from duhamel.analysis.logic import alike, bind, bound, eq, for_all, free, le, smooth, there_is
from duhamel.verification.proof.engines import follows
from sympy import Abs, Derivative, Lambda, S, exp, sin


def test_all_is_replaced_at_once() -> None:
    assert bind(x_0 - c, {x_0: c, c: x_0}) == c - x_0
    assert bind(x(t) - y(t), {x: y, y: x}) == y(t) - x(t)
    assert bind(x(t), {x: Lambda(t, x(t) + 1)}) == x(t) + 1


def test_the_argument_is_put_into_the_body() -> None:
    body = {x: Lambda(t, t**2), xs: Lambda(n, beta**n)}
    assert bind(x(2 * tau) + xs[n + 1], body) == 4 * tau**2 + beta ** (n + 1)


def test_a_value_is_not_its_head() -> None:
    assert bind(x(t) + x(S.Zero), {x(S.Zero): x_0}) == x(t) + x_0
    assert bind(xs[n] + xs[0], {xs[0]: x_0}) == xs[n] + x_0
    assert bind(y(t) + x(t), {x: Lambda(t, r)}) == y(t) + r


def test_a_derivative_is_left_to_be_carried_out() -> None:
    left = bind(Derivative(x(t), t), {x: Lambda(t, sin(t))})
    assert left == Derivative(sin(t), t)
    assert bind(Derivative(x(t), t), {t: S.One}).doit() == Derivative(x(t), t).subs(t, 1)


EXISTS = there_is(x, where=smooth(x, 0, t), that=eq(x(b), c))


def test_a_bound_function_is_the_statement_s_own() -> None:
    assert bound(EXISTS) == (x,)
    assert free(EXISTS) == {b, c}
    assert bind(EXISTS, {x: Lambda(t, t)}) == EXISTS
    assert bind(EXISTS, {c: S.One}).args[2] == eq(x(b), 1)
    assert not alike(EXISTS, there_is(x, where=smooth(x, 1, t), that=eq(x(b), c)))


def test_no_function_is_captured() -> None:
    with pytest.raises(ValueError, match="keeps its name"):
        bind(EXISTS, {c: x(S.Zero)})


def test_what_holds_of_any_function_holds_if_there_is_one() -> None:
    value = Derivation().given(eq(x(b), c), "").suppose(smooth(x, 0, t), le(c, 1))
    with pytest.raises(ValueError, match="is spoken of"):
        value.some(EXISTS)
    small = value.follow(le(c**3, 1), "c ≤ 1").some(EXISTS)
    assert small.under == (le(c, 1), EXISTS)
    identity = Derivation().both(exp(t), "").generalise(t)
    every = there_is(x, that=for_all(t, that=eq(x(t), exp(t))))
    assert identity.witness(every, {x: Lambda(t, exp(t))}, "").last == every


@pytest.mark.parametrize(("letter", "value"), [(xs, xs[0]), (x, x(S.Zero))])
def test_what_is_known_of_one_is_not_known_of_all(letter: object, value: object) -> None:
    goal = for_all(letter, that=eq(value, 1))
    assert not follows(goal, (eq(value, 1),)).accepts
    assert follows(goal, (goal,)).accepts


def test_a_function_of_two_letters_is_another_for_each_first_one() -> None:
    zero, diagonal = (for_all(t, that=eq(f(first, t), 0)) for first in (S.One, t))
    value = Derivation().both(f(1, s) + f(2, s), "")
    assert value.by(zero, "").last.rhs == f(2, s)
    assert value.by(diagonal, "").last == value.last  # of f(s, s) alone is anything said
    small = for_all(t, that=le(Abs(f(S.One, t)), 1))
    with pytest.raises(ValueError, match="none of those"):
        Derivation().given(eq(c, f(2, s)), "").estimate((small,), "")
