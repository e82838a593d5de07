"""The rules: what each makes, what it asks for, and chains that miss it by a little.

Each chain is judged as the proof of its own last line. More that is false: test_rules, and
test_falsehoods in verification/proof, where a claim supposes too little.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from duhamel.analysis.chapters.continuous import INPUT, MEMORY, ODE, SOLUTION
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, START
from duhamel.analysis.derivation import Bound, Derivation, Follows, Identity, induction, meaningful
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
    z_1,
)
from duhamel.analysis.logic import (
    Iff,
    Relation,
    Smooth,
    Solves,
    alike,
    eq,
    for_all,
    le,
    smooth,
    tends,
)
from duhamel.analysis.theorem import Claim
from duhamel.verification.proof.engines import by_flint, by_sympy, examine
from sympy import (
    Abs,
    And,
    Derivative,
    Expr,
    Ge,
    Gt,
    Integral,
    Lambda,
    Le,
    Limit,
    Lt,
    Ne,
    Or,
    S,
    Subs,
    Sum,
    ceiling,
    exp,
    log,
    oo,
    sin,
    sqrt,
)

Chain = Callable[[], Derivation]


def given(*relations: Relation) -> Derivation:
    """The first of them, under all."""
    return Derivation().given(relations[0], "").suppose(*relations[1:])


def both(expr: Expr, *under: Relation) -> Derivation:
    return Derivation().both(expr, "", *under)


def opinions(proof: Derivation) -> tuple[bool, bool]:
    """Whether the first engine accepts all of it, and whether the second one does."""
    lines = examine(Claim(proof.under, proof.last, "", proof))
    first = all(one.accepts for line in lines for one in line.first)
    return first, all(one.accepts for line in lines for one in line.second)


SLOPE = eq(Derivative(y(t), t), f(t))
SLOPES = for_all(t, that=SLOPE)
DIFFERENCES = for_all(n, that=eq(ys[n + 1] - ys[n], fs[n]))
SMALL = for_all(t, that=le(Abs(f(t)), F))
INSIDE = Lt(Abs(z), 1)
GROWTH = for_all(t, where=Gt(t, 0), that=eq(Derivative(y(t), t), y(t)))
POWERS = Sum(k, (k, 0, n))
CURVE = smooth(x, 2, t)
WEIGHTED = Integral((t - s) * Derivative(x(s), (s, 2)), (s, 0, t))
START_OF_SUM = eq(xs[0], 0)
GAUSS = eq(xs[n], n * (n + 1) / 2)
ADDS = for_all(n, that=eq(xs[n + 1], xs[n] + n + 1))

MADE: dict[str, tuple[Chain, Relation]] = {
    "substitute": (
        lambda: given(SOLUTION, INPUT).substitute({f: Lambda(t, exp(-t)), a: S.One}, ""),
        eq(Derivative(x(t), t), -x(t) + exp(-t)),
    ),
    "rewrite": (
        lambda: both(beta * (c + 1)).rewrite("", rhs=lambda side: side.expand()),
        eq(beta * (c + 1), beta * c + beta),
    ),
    "evaluate": (
        lambda: both(POWERS).evaluate(POWERS, n * (n + 1) / 2, n, ""),
        eq(POWERS, n * (n + 1) / 2),
    ),
    "by": (lambda: both(xs[n + 1]).by(RECURRENCE, ""), eq(xs[n + 1], beta * xs[n] + fs[n])),
    "on both sides": (
        lambda: given(ODE).suppose(CURVE).on_both_sides(lambda side: side + a * x(t), ""),
        eq(a * x(t) + Derivative(x(t), t), f(t)),
    ),
    "isolate": (
        lambda: given(RECURRENCE).suppose(Ne(beta, 0)).isolate(xs[n], ""),
        eq(xs[n], -fs[n] / beta + xs[n + 1] / beta),
    ),
    "turned": (lambda: given(START).turned(), eq(x_0, xs[0])),
    "subtract": (lambda: given(eq(z, c)).subtract(given(eq(z_1, r)), ""), eq(z - z_1, c - r)),
    "integrate": (
        lambda: given(SLOPES, INPUT, smooth(y, 0, t)).integrate(t, s, ""),
        eq(y(t) - y(S.Zero), Integral(f(s), (s, 0, t))),
    ),
    "telescope": (
        lambda: given(DIFFERENCES).telescope(n, j, ""),
        eq(ys[n] - ys[0], Sum(fs[j], (j, 0, n - 1))),
    ),
    "induction": (
        lambda: induction(GAUSS, n, given(START_OF_SUM), given(ADDS).by(GAUSS, ""), ""),
        GAUSS,
    ),
    "estimate": (
        lambda: both(-MEMORY, INPUT).estimate((SMALL,), ""),
        le(Abs(-MEMORY), Integral(F * exp(-a * (t - s)), (s, 0, t))),
    ),
    "enlarge, by two slopes": (
        lambda: both(1 + t).enlarge(lambda _: exp(t), "", over=t, slopes=2),
        le(1 + t, exp(t)),
    ),
    "let grow": (
        lambda: both(c + z**n, INSIDE).let_grow(z, n, ""),
        tends(c + z**n, c, n),
    ),
    "let grow, with n": (
        lambda: both(c + n * z**n, INSIDE).let_grow(z, n, "", degree=1),
        tends(c + n * z**n, c, n),
    ),
    "l'Hospital, twice": (
        lambda: both((exp(z) - 1 - z) / z**2, Ne(z, 0)).let_approach(z, S.Zero, "", times=2),
        eq(Limit((exp(z) - 1 - z) / z**2, z, 0, dir="-"), S.Half),
    ),
    "tangent": (
        lambda: both(exp(z)).tangent(z, S.Zero, z_1, ""),
        le(1 + z_1, exp(z_1)),
    ),
    "from zero on": (
        lambda: given(for_all(t, where=Gt(t, 0), that=eq(y(t), c))).suppose(smooth(y, 0, t))
        .from_zero_on(t, ""),
        eq(y(t), c),
    ),
    "solved by": (
        lambda: given(GROWTH, smooth(y, 0, t)).solved_by(y(t), t, ""),
        Solves(eq(Derivative(y(t), t), y(t)), y(t), t),
    ),
    "solve": (
        lambda: Derivation().solve(INSIDE, And(Lt(-1, z), Lt(z, 1)), ""),
        Iff(INSIDE, And(Lt(-1, z), Lt(z, 1))),
    ),
    "instance": (
        lambda: both(exp(z)).generalise(z).instance({z: c}, ""),
        eq(exp(c), exp(c)),
    ),
    "part of what holds together": (
        lambda: given(eq(z, c)).together(given(Lt(z_1, 1)), because="").part(1, ""),
        Lt(z_1, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_both_engines_accept_what_a_rule_makes(name: str) -> None:
    chain, made = MADE[name][0](), MADE[name][1]
    assert chain.last == made
    assert opinions(chain) == (True, True)


def test_a_remainder_is_exact_and_no_smaller_order_will_do() -> None:
    chain = Derivation().taylor(x, t, h, s, 2, "", smooth(x, 3, t))
    assert opinions(chain) == (True, True)
    short = chain.last.rhs - h**2 / 2 * Derivative(x(t), (t, 2))
    due = Identity(chain.last.lhs, short, chain.under, over=h)
    assert [by_sympy(due).accepts, by_flint(due, Random(0)).accepts] == [False, False]


def test_a_mean_value_is_one_that_there_is() -> None:
    chain = both(WEIGHTED, CURVE, Gt(t, 0)).mean_value(xi, "")
    assert opinions(chain) == (True, True)
    letters, between, that = chain.last.args
    assert (*letters,) == (xi,)
    assert between == And(Lt(0, xi), Lt(xi, t))
    assert that == eq(WEIGHTED, t**2 / 2 * Derivative(x(xi), (xi, 2)))


def test_a_chain_is_never_changed_by_its_rules() -> None:
    chain = given(eq(z, c))
    longer = chain.suppose(INSIDE).turned()
    assert (len(chain.steps), chain.under) == (1, (eq(z, c),))
    assert longer.under == (eq(z, c), INSIDE)


def test_what_is_put_for_a_letter_is_put_in_the_hypotheses() -> None:
    chain = given(eq(xs[n], c), Ne(c, z)).substitute({c: 2 * z}, "")
    assert chain.under == (eq(xs[n], 2 * z), Ne(2 * z, z))


def test_the_condition_of_what_holds_for_some_is_supposed() -> None:
    positive = for_all(z, where=Gt(z, 0), that=Gt(ys[0] * z, 0))
    chain = Derivation().given(positive, "")
    assert chain.under == (positive, Gt(z, 0))
    assert chain.generalise(z, where=Gt(z, 0)).under == (positive,)
    instance = Derivation().follow(positive, "", given=(positive,)).instance({z: c}, "")
    assert instance.under == (positive, Gt(c, 0))


# ---- what a step takes to mean something -------------------------------------------------------

MEANING: dict[str, tuple[Expr, tuple[Relation, ...]]] = {
    "a quotient": (1 / z, (Or(Ne(z, 0), S.false),)),
    "a root": (sqrt(z), (Ge(z, 0),)),
    "a power": (z**c, (Gt(z, 0),)),
    "a power of an integer": (beta ** (n - 1), (Or(Ne(beta, 0), Ge(n - 1, 0)),)),
    "a logarithm": (log(z), (Gt(z, 0),)),
    "an index": (xs[n - 1], (Ge(n - 1, 0),)),
    "a derivative": (Derivative(x(t), t), (Smooth(x(t), t, S.One, S.Zero),)),
    "an integral": (
        Integral(x(s), (s, 0, z)),
        (Ge(z, 0), Smooth(x(s), s, S.Zero, S.Zero)),
    ),
    "a sum": (Sum(xs[k - 1], (k, 0, n - 2)), (Ge(n - 1, 0), Ge(k - 1, 0))),
    "everywhere": (exp(z) + sin(z) * z**2, ()),
}


@pytest.mark.parametrize("name", MEANING)
def test_an_expression_has_a_meaning_where(name: str) -> None:
    expr, conditions = MEANING[name]
    found = [due.goal for due in meaningful(expr, ())]
    assert [one for one in found if one not in (S.true, Ge(0, 0))] == [*conditions]


def test_what_is_unknown_is_not_spoken_of() -> None:
    with pytest.raises(ValueError, match="ceiling is nothing that a derivation can speak of"):
        both(ceiling(z))


def test_a_derivative_at_a_point_has_a_meaning_there() -> None:
    due = meaningful(Subs(1 / t, t, tau), ())
    assert due == [Follows(Or(Ne(t, 0), S.false), (eq(t, tau),))]


# ---- what must be refused ----------------------------------------------------------------------

ONE = Integral(exp(-a * (t - s)), (s, 0, t))
SUM = Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1))
CHANGING = Integral((t - 2 * s) * Derivative(x(s), (s, 2)), (s, 0, t))
SOMETIMES = for_all(t, where=Gt(t, 1), that=eq(y(t), c))


def written(expr: Expr, other: Expr, *under: Relation) -> Derivation:
    """As if the two were one."""
    return both(expr, *under).rewrite("", rhs=lambda _: other)


FALSE: dict[str, Chain] = {
    "a sign": lambda: written((beta - 1) ** 2, beta**2 + 2 * beta + 1),
    "an exponential's sign": lambda: written(exp(-a * t) * exp(a * s), exp(-a * (t + s))),
    "an index": lambda: given(CLOSED_FORM).rewrite(
        "", rhs=lambda _: x_0 * beta**n + Sum(beta**k * fs[n - k], (k, 0, n - 1))
    ),
    "a sum from 1 on": lambda: written(SUM, Sum(beta**k * fs[n - 1 - k], (k, 1, n - 1)), Ge(n, 2)),
    "a product rule without its second term": lambda: written(
        Derivative(x(t) * exp(a * t), t), Derivative(x(t), t) * exp(a * t), smooth(x, 1, t)
    ),
    "an integral without its start": lambda: both(ONE).evaluate(ONE, 1 / a, t, ""),
    "a sum of one term more": lambda: both(POWERS).evaluate(POWERS, n * (n - 1) / 2, n, ""),
    "an integral of another input": lambda: written(
        Integral(f(s), (s, 0, t)), Integral(f(2 * s), (s, 0, t)), INPUT
    ),
    "a substitution of what jumps": lambda: both(MEMORY, INPUT).substitute(
        {f: Lambda(t, 1 / (t - 1))}, ""
    ),
    "an index below 0": lambda: both(xs[n]).substitute({xs: Lambda(n, ys[n - 1])}, ""),
    "a condition of another letter": lambda: given(SOMETIMES).generalise(t),
    "at t = 0 by what holds for t > 1": lambda: (
        given(SOMETIMES).suppose(smooth(y, 0, t)).from_zero_on(t, "")
    ),
    "at t = 0, where it may jump": lambda: (
        given(for_all(t, where=Gt(t, 0), that=eq(y(t), c))).from_zero_on(t, "")
    ),
    "at t = 0, where 1/t is none": lambda: (
        Derivation().both(1 / t, "", Gt(t, 0)).from_zero_on(t, "")
    ),
    "solved by what may jump at 0": lambda: given(GROWTH).solved_by(y(t), t, ""),
    "solved by what is known beyond 1 alone": lambda: (
        given(SOMETIMES).suppose(smooth(y, 0, t)).solved_by(y(t), t, "")
    ),
    "a sum that does not telescope": lambda: (
        given(for_all(n, that=eq(ys[n + 1] + ys[n], fs[n]))).telescope(n, j, "")
    ),
    "a limit that keeps n": lambda: both(1 + n * beta**n, Lt(Abs(beta), 1)).let_grow(beta, n, ""),
    "(−1)ⁿ → 0": lambda: both((-S.One) ** n).let_grow(-S.One, n, ""),
    "n² zⁿ, as if it were n": lambda: both(n**2 * z**n, INSIDE).let_grow(z, n, "", degree=1),
    "inside at one n": lambda: both(z**n, INSIDE, eq(n, 1)).let_grow(z, n, ""),
    "a quotient whose top does not vanish": lambda: (
        both((exp(z) + 1) / z, Ne(z, 0)).let_approach(z, S.Zero, "")
    ),
    "a quotient by one slope of two": lambda: (
        both((exp(z) - 1 - z) / z**2, Ne(z, 0)).let_approach(z, S.Zero, "")
    ),
    "a quotient from where there is none": lambda: (
        both((exp(z) - 1) / z, Gt(z, 1)).let_approach(z, S.Zero, "")
    ),
    "a weight that changes its sign": lambda: both(CHANGING, CURVE, Gt(t, 0)).mean_value(xi, ""),
    "a mean value in between 0 and 0": lambda: both(WEIGHTED, CURVE).mean_value(xi, ""),
    "a mean value of what may jump": lambda: (
        both(WEIGHTED, smooth(x, 1, t), Gt(t, 0)).mean_value(xi, "")
    ),
    "a tangent at t < 0": lambda: both(exp(t)).tangent(t, z, S.Zero, ""),
    "above the tangent of a concave curve": lambda: both(-exp(z)).tangent(z, S.Zero, z_1, ""),
    "convex by a curvature of one's own": lambda: (
        both(-(z**2)).tangent(z, S.Zero, z_1, "", curvature=S(2))
    ),
    "a border that belongs to one side": lambda: (
        Derivation().solve(INSIDE, And(Le(-1, z), Lt(z, 1)), "")
    ),
    "the other border": lambda: Derivation().solve(Le(0, 1 - z), Lt(z, 1), ""),
    "one half of the solutions": lambda: Derivation().solve(Gt(Abs(1 - z), 1), Gt(z, 2), ""),
    "a point that is missing": lambda: (
        Derivation().solve(
            Le(Abs(z), 1), Or(And(Le(-1, z), Lt(z, 0)), And(Lt(0, z), Le(z, 1))), ""
        )
    ),
    "a smaller bound": lambda: given(le(Abs(x_0), F + h)).enlarge(lambda _: F, ""),
    "t ≤ 1 − exp(−t), by slopes": lambda: (
        both(t).enlarge(lambda _: 1 - exp(-t), "", over=t)
    ),
    "1 + t ≤ exp(t)/2, by slopes": lambda: (
        both(1 + t).enlarge(lambda _: exp(t) / 2, "", over=t, slopes=2)
    ),
    "larger by slopes, for t ≥ 1": lambda: (
        both(t, Ge(t, 1)).enlarge(lambda _: t**2, "", over=t)
    ),
    "estimate of 1/f": lambda: both(1 / f(t), Ne(f(t), 0)).estimate((SMALL,), ""),
    "estimate of exp(−f)": lambda: both(exp(-f(t))).estimate((SMALL,), ""),
    "estimate by a bound of another letter": lambda: (
        both(f(t)).estimate((for_all(s, that=le(Abs(f(s)), s)),), "")
    ),
    "an induction about another sequence": lambda: induction(
        GAUSS, n, given(eq(ys[0], 0)), given(ADDS).by(GAUSS, ""), ""
    ),
    "an induction under what is supposed of n": lambda: induction(
        le(n, 5),
        n,
        Derivation().follow(le(S.Zero, 5), ""),
        Derivation().follow(le(n + 1, 5), "", given=(Lt(n, 5),)),
        "",
    ),
    "an instance of a letter out of its range": lambda: (
        Derivation().follow(le(0, t), "").generalise(t).instance({t: z}, "")
    ),
}  # fmt: skip


BEYOND_POINTS = {
    "an index below 0",
    "at t = 0, where it may jump",
    "at t = 0, where 1/t is none",
    "solved by what may jump at 0",
    "a quotient from where there is none",
    "a mean value of what may jump",
}
"""Wrong by what is no number there, or may jump: the second engine looks at points, and may pass.

The first one refuses them, which is enough.
"""


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    try:
        chain = FALSE[name]()
    except ValueError:
        return
    first, second = opinions(chain)
    assert not first
    assert not second or name in BEYOND_POINTS


TOO_SMALL = {
    "half a term": Bound(x_0 + fs[n], Abs(x_0) + F / 2, {fs: F}),
    "half the bound": Bound(fs[n], F / 2, {fs: F}),
    "an alternating input taken for a constant one": Bound(fs[n] - fs[n + 1], F, {fs: F}),
    "an integral without its length": Bound(Integral(f(s), (s, 0, 2 * t)), F * t, {f: F}),
}


@pytest.mark.parametrize("due", TOO_SMALL.values(), ids=TOO_SMALL)
def test_a_bound_that_is_too_small_is_refused_by_each(due: Bound) -> None:
    assert [by_sympy(due).accepts, by_flint(due, Random(0)).accepts] == [False, False]


# ---- what cannot be said at all ----------------------------------------------------------------

AT_MOST = le(x_0, fs[0])


def differs(side: Any) -> Any:
    return side + 1 if side == x_0 else side + 2


SAID: dict[str, tuple[str, Chain]] = {
    "a sum of inequalities": (
        "equation",
        lambda: given(AT_MOST).on_both_sides(lambda u: u + 1, ""),
    ),
    "a difference": ("equation", lambda: given(AT_MOST).subtract(both(c), "")),
    "a difference to": ("equation", lambda: both(c).subtract(given(AT_MOST), "")),
    "solved for": ("equation", lambda: given(AT_MOST).isolate(x_0, "")),
    "estimated": ("equation", lambda: given(AT_MOST).estimate((SMALL,), "")),
    "a limit": ("equation", lambda: given(AT_MOST).let_grow(beta, n, "")),
    "turned": ("equation", lambda: given(AT_MOST).turned()),
    "a lower bound": ("upper bound", lambda: given(Ge(x_0, F)).enlarge(lambda u: u + h, "")),
    "a lower bound inside": (
        "upper bound",
        lambda: given(Ge(x_0, F)).enlarge_inside(lambda u: u + h, ""),
    ),
    "the same again": ("must change", lambda: given(ODE).rewrite("")),
    "nothing put": ("must change", lambda: both(x(t)).substitute({y: Lambda(t, t)}, "")),
    "nothing found": ("must change", lambda: both(x(t), eq(y(t), 0)).by(eq(y(t), 0), "")),
    "nothing evaluated": ("must change", lambda: both(c).evaluate(POWERS, n, n, "")),
    "a root": ("not linear", lambda: given(eq(c**2, 4)).isolate(c, "")),
    "what cancels": ("speak of", lambda: given(eq(c, c + 1)).isolate(c, "")),
    "0/0": ("means nothing", lambda: both(c).rewrite("", rhs=lambda _: S.NaN)),
    "a term for a term": ("only a letter", lambda: both(x(t)).substitute({x(S.Zero): x_0}, "")),
    "a limit that nobody derived": ("a limit is derived", lambda: both(Limit(xs[n], n, oo))),
    "a limit on both sides": (
        "a limit is derived",
        lambda: given(eq(z, c)).on_both_sides(lambda u: u * Limit(xs[n], n, oo), ""),
    ),
    "t for −τ": ("range|real", lambda: both(Abs(t)).substitute({t: -tau}, "")),
    "no parts": ("no parts", lambda: given(AT_MOST).part(0, "")),
    "an integral of what is no derivative": (
        "only a derivative",
        lambda: given(eq(x(t), f(t))).integrate(t, s, ""),
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_rule_says_what_it_takes(name: str) -> None:
    said, chain = SAID[name]
    with pytest.raises(ValueError, match=said):
        chain()


def test_both_sides_get_the_same_whatever_they_are() -> None:
    assert given(eq(x_0, c)).on_both_sides(differs, "").last == eq(x_0 + 2, c + 2)


CAPTURES: dict[str, tuple[Relation, dict[Any, Any], Relation]] = {
    "an input named like the index": (
        CLOSED_FORM,
        {fs: Lambda(n, k)},
        eq(xs[n], x_0 * beta**n + Sum(beta**j * k, (j, 0, n - 1))),
    ),
    "the length named like the index": (
        CLOSED_FORM,
        {n: k},
        eq(xs[k], x_0 * beta**k + Sum(beta**j * fs[k - 1 - j], (j, 0, k - 1))),
    ),
    "the time named like the dummy": (
        eq(x(t), MEMORY),
        {t: s},
        eq(x(s), Integral(exp(-a * (s - t)) * f(t), (t, 0, s))),
    ),
    "an input named like the dummy": (
        eq(x(t), MEMORY),
        {f: Lambda(t, s)},
        eq(x(t), Integral(exp(-a * (t - xi)) * s, (xi, 0, t))),
    ),
}


@pytest.mark.parametrize("name", CAPTURES)
def test_no_letter_is_captured(name: str) -> None:
    relation, body, meant = CAPTURES[name]
    assert alike(given(relation).substitute(body, "").last, meant)


def test_the_dummy_is_nothing_to_substitute() -> None:
    with pytest.raises(ValueError, match="must change"):
        both(MEMORY, INPUT).substitute({s: tau}, "")
