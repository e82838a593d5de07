"""The rules: each says what must hold for its step, and nothing false passes."""

from random import Random
from typing import Any

import pytest
from duhamel.analysis.chapters.continuous import DUHAMEL, MEMORY, ODE
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, START
from duhamel.analysis.derivation import (
    Bound,
    Derivation,
    Equivalence,
    Identity,
    Iff,
    Inequality,
    Obligation,
    Vanishing,
    bind,
)
from duhamel.analysis.letters import (
    F,
    a,
    beta,
    c,
    f,
    fs,
    h,
    j,
    k,
    n,
    r,
    s,
    t,
    tau,
    x,
    x_0,
    xi,
    xs,
    y,
    ys,
    z,
)
from duhamel.verification.proof.engines import Opinion, by_flint, by_sympy
from sympy import (
    Abs,
    And,
    Derivative,
    Eq,
    Function,
    Ge,
    Gt,
    Integral,
    Lambda,
    Le,
    Limit,
    Lt,
    Or,
    S,
    Sum,
    exp,
    oo,
    sin,
    sqrt,
)


def opinions(due: Obligation) -> tuple[Opinion, Opinion]:
    return by_sympy(due), by_flint(due, Random(0))


def given(relation: Any) -> Derivation:
    return Derivation().assume(relation, "assumed")


def agreed(chain: Derivation) -> bool:
    """Whether both engines accept all that the last step owes."""
    return all(o.accepts for due in chain.steps[-1].obligations for o in opinions(due))


def refused(chain: Derivation) -> bool:
    """Whether each engine by itself refuses something that the last step owes."""
    said = [opinions(due) for due in chain.steps[-1].obligations]
    return any(not o.accepts for o, _ in said) and any(not o.accepts for _, o in said)


def equation(lhs: Any, rhs: Any) -> Any:
    return Eq(lhs, rhs, evaluate=False)


CONSTANT = equation(xs[n], x_0 * beta**n + c * (1 - beta**n) / (1 - beta))
SLOPE = equation(Derivative(y(t), t), f(t))
WEIGHTED = Integral((t - s) * Derivative(x(s), (s, 2)), (s, 0, t))
TELESCOPE = equation(ys[n + 1] - ys[n], fs[n])
STEPS: dict[str, tuple[Derivation, type[Obligation]]] = {
    "substitute": (given(ODE).substitute({x: Lambda(t, y(t) * exp(-a * t))}, ""), Identity),
    "replace": (
        given(equation(x(t), exp(a * (t + h)))).replace(
            {exp(a * (t + h)): exp(a * t) * exp(a * h)}, t, ""
        ),
        Identity,
    ),
    "rewrite": (
        given(equation(x_0, beta * (c + 1))).rewrite("", rhs=lambda u: u.expand()),
        Identity,
    ),
    "evaluate": (
        given(equation(x_0, Sum(beta**k, (k, 0, n - 1)))).evaluate(
            Sum(beta**k, (k, 0, n - 1)), (1 - beta**n) / (1 - beta), n, ""
        ),
        Identity,
    ),
    "on both sides": (given(ODE).on_both_sides(lambda u: u + a * x(t), ""), Identity),
    "subtract": (given(ODE).subtract(bind(ODE, {x: y}), ""), Identity),
    "integrate": (given(SLOPE).integrate(t, s, ""), Identity),
    "telescope": (given(TELESCOPE).telescope(n, j, ""), Identity),
    "isolate": (given(RECURRENCE).isolate(xs[n], "", nonzero=beta), Identity),
    "induct": (given(CLOSED_FORM).induct(RECURRENCE, START, ""), Identity),
    "estimate": (given(CLOSED_FORM).estimate({fs: F}, ""), Bound),
    "let n grow": (given(CONSTANT).let_grow(beta, n, ""), Vanishing),
    "Taylor": (Derivation().taylor(x, t, h, s, 2, ""), Identity),
    "mean value": (
        given(equation(x_0, WEIGHTED)).mean_value(xi, ""),
        Equivalence,
    ),
    "equivalent": (given(Lt(Abs(z), 1)).equivalent(And(Lt(-1, z), Lt(z, 1)), z, ""), Equivalence),
    "enlarge": (
        given(Le(Abs(x_0), F, evaluate=False)).enlarge(lambda bound: bound + h, ""),
        Inequality,
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_every_rule_leaves_an_obligation_that_both_engines_accept(name: str) -> None:
    chain, kind = STEPS[name]
    if name != "induct":  # which proves the claim that stood there
        assert len(chain.steps) == 1 or chain.last != chain.steps[-2].relation
    assert any(isinstance(due, kind) for due in chain.steps[-1].obligations)
    assert agreed(chain)


def test_a_premise_owes_nothing() -> None:
    assert given(ODE).steps[0].obligations == ()


def test_a_step_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a step must change its relation"):
        given(ODE).rewrite("the same again")


def test_a_chain_is_never_changed_by_its_rules() -> None:
    chain = given(SLOPE)
    longer = chain.integrate(t, s, "")
    assert len(chain.steps) == 1
    assert longer.steps[:1] == chain.steps


# ---- binding ---------------------------------------------------------------------------------


def test_bind_replaces_all_at_once() -> None:
    assert bind(x_0 + c, {x_0: c, c: x_0}) == x_0 + c
    assert bind(x(t) + y(t), {x: y, y: x}) == y(t) + x(t)
    assert bind(x(t), {x: Lambda(t, x(t) + 1)}) == x(t) + 1


def test_bind_puts_the_argument_into_the_body() -> None:
    body = {x: Lambda(t, t**2), xs: Lambda(n, beta**n)}
    assert bind(x(2 * tau) + xs[n + 1], body) == 4 * tau**2 + beta ** (n + 1)


def test_bind_tells_a_value_from_its_head() -> None:
    assert bind(x(t) + x(S.Zero), {x(S.Zero): x_0}) == x(t) + x_0
    assert bind(xs[n] + xs[0], {xs[0]: x_0}) == xs[n] + x_0


def test_bind_leaves_a_derivative_to_be_carried_out() -> None:
    bound = bind(Derivative(x(t), t), {x: Lambda(t, sin(t))})
    assert isinstance(bound, Derivative)
    assert bound.doit() == sin(t).diff(t)


CAPTURES: dict[str, tuple[Any, dict[Any, Any]]] = {
    "an input named like the index": (CLOSED_FORM, {fs: Lambda(n, k)}),
    "the length named like the index": (CLOSED_FORM, {n: k}),
    "the time named like the dummy": (equation(x(t), DUHAMEL), {t: s}),
    "an input named like the dummy": (equation(x(t), DUHAMEL), {f: Lambda(t, s)}),
    "the dummy itself": (equation(x(t), DUHAMEL), {s: tau}),
}


@pytest.mark.parametrize("case", CAPTURES.values(), ids=CAPTURES)
def test_a_letter_is_not_captured(case: tuple[Any, dict[Any, Any]]) -> None:
    relation, body = case
    with pytest.raises(ValueError, match="bound"):
        given(relation).substitute(body, "")


# ---- what must be refused --------------------------------------------------------------------

MEMORY_OF_ONE = Integral(exp(-a * (t - s)), (s, 0, t))
WRONG: dict[str, Derivation] = {
    "a sign": given(equation(x_0, (beta - 1) ** 2)).rewrite(
        "", rhs=lambda _: beta**2 + 2 * beta + 1
    ),
    "an exponential's sign": given(equation(x(t), exp(-a * t) * exp(a * s))).rewrite(
        "", rhs=lambda _: exp(-a * (t + s))
    ),
    "an index": given(CLOSED_FORM).rewrite(
        "", rhs=lambda _: x_0 * beta**n + Sum(beta**k * fs[n - k], (k, 0, n - 1))
    ),
    "a limit": given(CLOSED_FORM).rewrite(
        "", rhs=lambda _: x_0 * beta**n + Sum(beta**k * fs[n - 1 - k], (k, 1, n - 1))
    ),
    "a product rule without its second term": given(
        equation(Derivative(x(t) * exp(a * t), t), f(t))
    ).rewrite("", lhs=lambda _: Derivative(x(t), t) * exp(a * t)),
    "an integral without its start": given(equation(x(t), MEMORY_OF_ONE)).evaluate(
        MEMORY_OF_ONE, 1 / a, t, ""
    ),
    "a sum of one term more": given(equation(x_0, Sum(beta**k, (k, 0, n - 1)))).evaluate(
        Sum(beta**k, (k, 0, n - 1)), (1 - beta ** (n + 1)) / (1 - beta), n, ""
    ),
    "equals that are none": given(equation(x(t), f(t + h))).replace({f(t + h): f(t)}, h, ""),
    "an induction from another step": given(CLOSED_FORM).induct(
        equation(xs[n + 1], beta * xs[n] - fs[n]), START, ""
    ),
    "an induction from another start": given(CLOSED_FORM).induct(
        RECURRENCE, equation(xs[0], 0), ""
    ),
    "a sum that does not telescope": given(equation(ys[n + 1] + ys[n], fs[n])).telescope(n, j, ""),
    "a limit that keeps n": given(equation(xs[n], 1 + n * beta**n)).let_grow(beta, n, ""),
    "a weight that changes its sign": given(
        equation(x_0, Integral((t - 2 * s) * Derivative(x(s), (s, 2)), (s, 0, t)))
    ).mean_value(xi, ""),
    "a border that belongs to one side": given(Lt(Abs(z), 1)).equivalent(
        And(Le(-1, z), Lt(z, 1)), z, ""
    ),
    "the other border": given(Le(0, 1 - z)).equivalent(Lt(z, 1), z, ""),
    "one half of the solutions": given(Gt(Abs(1 - z), 1)).equivalent(Gt(z, 2), z, ""),
    "a point that is missing": given(Le(Abs(z), 1)).equivalent(
        Or(And(Le(-1, z), Lt(z, 0)), And(Lt(0, z), Le(z, 1))), z, ""
    ),
    "a smaller bound": given(Le(Abs(x_0), F + h, evaluate=False)).enlarge(lambda _: F, ""),
}


@pytest.mark.parametrize("chain", WRONG.values(), ids=WRONG)
def test_each_engine_by_itself_refuses(chain: Derivation) -> None:
    assert refused(chain)


HALVES = {
    "half a term": Bound(x_0 + fs[n], Abs(x_0) + F / 2, {fs: F}),
    "half the bound": Bound(fs[n], F / 2, {fs: F}),
    "an alternating input taken for a constant one": Bound(fs[n] - fs[n + 1], F, {fs: F}),
    "an integral without its length": Bound(Integral(f(s), (s, 0, 2 * t)), F * t, {f: F}),
}


@pytest.mark.parametrize("due", HALVES.values(), ids=HALVES)
def test_a_bound_that_is_too_small_is_refused(due: Bound) -> None:
    assert [opinion.accepts for opinion in opinions(due)] == [False, False]


def test_an_equivalence_keeps_its_order() -> None:
    chain = given(Lt(Abs(z), 1)).equivalent(And(Lt(-1, z), Lt(z, 1)), z, "")
    assert chain.last == Iff(Lt(Abs(z), 1), And(Lt(-1, z), Lt(z, 1)))
    assert chain.last.args[0] == Lt(Abs(z), 1)


def test_a_limit_is_taken_of_the_sequence() -> None:
    assert given(CONSTANT).let_grow(beta, n, "").last == equation(
        Limit(xs[n], n, oo, dir="-"), c / (1 - beta)
    )


def test_the_remainder_of_taylor_is_exact_and_no_smaller_order_will_do() -> None:
    line = Derivation().taylor(x, t, h, s, 2, "").last
    assert line.rhs.has(Derivative(x(s), (s, 3)))
    short = line.rhs - h**2 / 2 * Derivative(x(t), (t, 2))
    due = Identity(line.lhs, short, over=h)
    assert [opinion.accepts for opinion in opinions(due)] == [False, False]


def test_integration_starts_at_zero() -> None:
    assert given(SLOPE).integrate(t, s, "").last == equation(
        y(t) - y(S.Zero), Integral(f(s), (s, 0, t))
    )


def test_telescoping_ends_before_n() -> None:
    assert given(TELESCOPE).telescope(n, j, "").last == equation(
        ys[n] - ys[0], Sum(fs[j], (j, 0, n - 1))
    )


def test_an_estimate_keeps_the_weights() -> None:
    chain = given(equation(x(t), -MEMORY)).estimate({f: F}, "")
    assert chain.last == Le(Abs(x(t)), Integral(F * exp(-a * (t - s)), (s, 0, t)), evaluate=False)


# ---- known to be accepted, and false ---------------------------------------------------------

AT_MOST = Le(x_0, fs[0], evaluate=False)


@pytest.mark.parametrize(
    "step",
    [
        lambda chain: chain.on_both_sides(lambda side: side + 1, ""),
        lambda chain: chain.subtract(equation(c, c), ""),
        lambda chain: chain.isolate(x_0, ""),
        lambda chain: chain.estimate({fs: F}, ""),
        lambda chain: chain.let_grow(beta, n, ""),
    ],
    ids=["on both sides", "subtract", "isolate", "estimate", "let n grow"],
)
def test_an_inequality_stays_one(step: Any) -> None:
    with pytest.raises(ValueError, match="equation"):
        step(given(AT_MOST))


@pytest.mark.parametrize("factor", [S(2), S.NegativeOne])
def test_what_does_not_vanish_does_not_vanish(factor: Any) -> None:
    try:
        chain = given(equation(xs[n], 1 + factor**n)).let_grow(factor, n, "")
    except ValueError:
        return
    assert refused(chain)


def test_an_induction_is_about_its_own_sequence() -> None:
    step = equation(ys[n + 1], beta * xs[n] + fs[n])
    with pytest.raises(ValueError, match="x"):
        given(CLOSED_FORM).induct(step, equation(ys[0], x_0), "")


@pytest.mark.parametrize("expr", [1 / f(t), exp(-f(t)), sin(f(t))], ids=str)
def test_a_false_estimate_is_refused(expr: Any) -> None:
    try:
        chain = given(equation(x(t), expr)).estimate({f: F}, "")
    except ValueError:
        return
    assert refused(chain)


def test_a_head_is_not_a_letter() -> None:
    """An unknown head stays as it is: nothing is assumed of it."""
    unknown = Function("unknown", real=True)
    assert bind(unknown(t) + x(t), {x: Lambda(t, r)}) == unknown(t) + r


# ---- open ------------------------------------------------------------------------------------


def test_only_an_upper_bound_can_be_enlarged() -> None:
    with pytest.raises(ValueError, match=r"upper bound|≤|at most"):
        given(Ge(x_0, F, evaluate=False)).enlarge(lambda bound: bound + h, "")


@pytest.mark.parametrize(
    ("relation", "body"),
    [(equation(x_0, Abs(t) + t), {t: -tau}), (equation(x_0, sqrt(a**2)), {a: -a})],
    ids=["abs(t) = t", "√a² = a"],
)
def test_a_letter_keeps_its_range(relation: Any, body: dict[Any, Any]) -> None:
    with pytest.raises(ValueError, match=r"range|sign"):
        given(relation).substitute(body, "")


def test_both_sides_get_the_same() -> None:
    def change(side: Any) -> Any:
        return side + 1 if side == x_0 else side + 2

    with pytest.raises(ValueError, match=r"^`change` must do the same to both sides$"):
        given(equation(x_0, c)).on_both_sides(change, "")


@pytest.mark.parametrize(
    "step",
    [
        lambda chain: chain.replace({f(t): f(t) + 0}, t, ""),
        lambda chain: chain.evaluate(Sum(k, (k, 0, n)), n * (n + 1) / 2, n, ""),
        lambda chain: chain.substitute({y: Lambda(t, t)}, ""),
    ],
    ids=["replace", "evaluate", "substitute"],
)
def test_no_rule_may_change_nothing(step: Any) -> None:
    with pytest.raises(ValueError, match="a step must change its relation"):
        step(given(equation(x(t), f(t))))


@pytest.mark.parametrize(
    "relation", [equation(c**2, 4), equation(c, c + 1)], ids=["squared", "cancels"]
)
def test_an_unknown_that_is_not_linear_is_not_solved_for(relation: Any) -> None:
    with pytest.raises(ValueError, match="may vanish"):
        given(relation).isolate(c, "")


def test_what_may_be_zero_is_not_divided_by_in_silence() -> None:
    start = given(equation(beta * x_0, beta * c))
    with pytest.raises(ValueError, match="may vanish"):
        start.isolate(x_0, "")
    assert start.isolate(x_0, "β ≠ 0", nonzero=beta).last == equation(x_0, c)
