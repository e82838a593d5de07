"""False claims, each with a chain that seems to end in it: none is derived.

The first ones passed the suite's own judge when any equation could be a step; each rule and side
condition has one of its kind. A chain is refused when it cannot be made, or by an engine.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from duhamel.analysis.chapters.recurrence import (
    CLOSED_FORM,
    CONSTANT,
    RECURRENCE,
    START,
    closed_form,
    constant_input,
)
from duhamel.analysis.derivation import (
    Derivation,
    both_ways,
    by_contradiction,
    in_cases,
    induction,
)
from duhamel.analysis.letters import (
    a,
    beta,
    c,
    f,
    fs,
    h,
    hs,
    k,
    n,
    r,
    s,
    step_ratio,
    t,
    tau,
    u,
    x,
    x_0,
    xc,
    xc_0,
    xi,
    xs,
    z,
    z_1,
    z_2,
)
from duhamel.analysis.logic import Iff, Relation, Smooth, eq, for_all, le, smooth, tends, there_is
from duhamel.analysis.normal import geometric
from duhamel.analysis.theorem import Claim
from duhamel.verification.proof.engines import examine
from sympy import (
    Abs,
    And,
    Derivative,
    Ge,
    Gt,
    I,
    IndexedBase,
    Integral,
    Lambda,
    Le,
    Limit,
    Lt,
    Ne,
    Not,
    Or,
    Rational,
    S,
    Sum,
    Symbol,
    atan,
    exp,
    expand,
    log,
    oo,
    sqrt,
)

Case = tuple[tuple[Relation, ...], Relation, Callable[[], Derivation]]


def given(*hypotheses: Relation) -> Derivation:
    chain = Derivation()
    for one in hypotheses:
        chain = chain.given(one, "")
    return chain


def both(expr: object, *under: Relation) -> Derivation:
    return Derivation().both(expr, "", *under)


def follow(goal: Relation, *under: Relation) -> Derivation:
    return Derivation().follow(goal, "", given=under)


POWERS = Sum(beta**k, (k, 0, n - 1))
SLOPE = eq(Derivative(x(t), t), f(t))
UNTIL = for_all(s, where=Le(s, t), that=le(Abs(f(s)), 1))
ALONE = eq(xs[n], 0)
GROWS = eq(xs[n], n)
POWER = for_all(n, that=eq(xs[n], z**n))


SQUARE = Claim((), le(0, c**2), "", follow(le(0, c**2)), name="REC-1.b")
INVERSE = there_is(c, that=eq(c * z, 1))
LIMIT = Limit(xs[n], n, oo, dir="-")
CONVERGES = there_is(c, that=tends(xs[n], c, n))
NONE = for_all(z, where=Lt(z**2, -1 - z**2), that=Lt(z**2, -(z**2)))
BELOW = for_all(z, that=Lt(z, 2))
LEAST = there_is(c, where=Lt(c, 1), that=BELOW)
BELOW_0 = Symbol("p", negative=True)
COUNT = IndexedBase("N", integer=True)
STILL = for_all(n, that=eq(Derivative(f(n), n), 0))
MOVING = for_all(n, that=le(Abs(fs[n]), 2 * k + z**2))
PIECES = Sum(Integral(Derivative(x(s), (s, 2)), (s, 0, k + 1)), (k, 0, 1))
MASS = Integral(exp(-a * s), (s, 0, t))
PERIODIC = for_all(t, that=eq(f(t + 1), f(t)))


def convex() -> Derivation:
    return both(z**3).tangent(z, S.NegativeOne, z_1, "")


def fading(*under: Relation) -> Derivation:
    return follow(le(exp(-a * t), 1), *under)


def mean() -> Derivation:
    weighted = Integral((t - s) * Derivative(x(s), (s, 2)), (s, 0, t))
    return both(weighted, smooth(x, 2, t), Lt(0, t))


FALSE: dict[str, Case] = {
    # ---- what passed once
    "subtract: 0 = 1 as an equation that holds": (
        (),
        eq(0, -1),
        lambda: both(z).subtract(given(eq(z, z + 1)), ""),
    ),
    "given: a solution is 0": (
        (smooth(f, 0, t), SLOPE),
        eq(x(t), 0),
        lambda: given(for_all(t, that=eq(x(t), 0))),
    ),
    "cite: beyond the hypotheses": (
        (RECURRENCE, START, CONSTANT),
        eq(xs[n] - c, beta**n * (x_0 - c)),
        lambda: Derivation().cite(constant_input().claim("a"), "").substitute({beta: S.One}, ""),
    ),
    "cite: without what it supposes": (
        (RECURRENCE,),
        CLOSED_FORM,
        lambda: Derivation().cite(closed_form().claim("a"), ""),
    ),
    "substitute: a term for a letter": (
        (RECURRENCE,),
        eq(0, fs[n]),
        lambda: given(RECURRENCE).substitute({xs[n]: S.Zero}, ""),
    ),
    "on_both_sides: division by what is 0": (
        (eq(z * (z - r), 0),),
        eq(z, 0),
        lambda: given(eq(z * (z - r), 0)).on_both_sides(lambda side: side / (z - r), ""),
    ),
    "isolate: βX = βY, so X = Y": (
        (eq(beta * z_1, beta * z_2),),
        eq(z_1, z_2),
        lambda: given(eq(beta * z_1, beta * z_2)).isolate(z_1, ""),
    ),
    "isolate: (1 − β) z = c at β = 1": (
        (eq((1 - beta) * z, c),),
        eq(z, c / (1 - beta)),
        lambda: given(eq((1 - beta) * z, c)).isolate(z, ""),
    ),
    "rewrite: the root of a square": (
        (eq(z**2, 1),),
        eq(z, 1),
        lambda: given(eq(z**2, 1)).on_both_sides(sqrt, "").rewrite("", lhs=lambda _: z),
    ),
    "evaluate: a geometric sum for any β": (
        (),
        eq(POWERS, geometric(POWERS)),
        lambda: both(POWERS).evaluate(POWERS, geometric(POWERS), n, ""),
    ),
    "induction: a step that nothing gives": (
        (eq(xs[0], 0),),
        ALONE,
        lambda: induction(ALONE, n, given(eq(xs[0], 0)), given(eq(xs[n + 1], 0)), ""),
    ),
    "induction: another start": (
        (RECURRENCE,),
        ALONE,
        lambda: induction(ALONE, n, given(eq(xs[1], 0)), given(ALONE), ""),
    ),
    "substitute: out of a letter's range": (
        (),
        le(z, 2 * z),
        lambda: follow(le(r, 2 * r)).substitute({r: z}, ""),
    ),
    "substitute: onto a part of the range": (
        (),
        le(beta, beta**2),
        lambda: follow(le(2 + r, (2 + r) ** 2)).substitute({r: beta - 2}, ""),
    ),
    "enlarge: β ≤ β²": ((), le(beta, beta**2), lambda: both(beta).enlarge(lambda _: beta**2, "")),
    "enlarge: from 0 on for a letter that is not": (
        (),
        le(0, z**2 + z / 10**9),
        lambda: both(S.Zero).enlarge(lambda _: z**2 + z / 10**9, "", over=z),
    ),
    "let_grow: (1 + r²)ⁿ → 0": (
        (),
        tends((1 + r**2) ** n, 0, n),
        lambda: both((1 + r**2) ** n).let_grow(1 + r**2, n, ""),
    ),
    "let_grow: 1ⁿ → 0": ((), tends(1, 0, n), lambda: both(S.One**n).let_grow(S.One, n, "")),
    "let_grow: n zⁿ, as if n were bounded": (
        (Lt(Abs(z), 1),),
        tends(n * z**n + n, n, n),
        lambda: both(n * z**n + n, Lt(Abs(z), 1)).let_grow(z, n, ""),
    ),
    "a hypothesis is no identity: its derivative": (
        (eq(z**2, z),),
        eq(2 * z, 1),
        lambda: given(eq(z**2, z)).on_both_sides(lambda side: Derivative(side, z), ""),
    ),
    "a hypothesis is no identity: an instance": (
        (eq(z**2, z),),
        eq(25, 5),
        lambda: given(eq(z**2, z)).substitute({z: S(5)}, ""),
    ),
    "tangent: where it is not convex": ((), le(3 * z_1 + 2, z_1**3), convex),
    "mean_value: ξ is no letter that is spoken of": (
        (smooth(x, 2, t), Lt(0, t)),
        eq(Integral((t - s) * Derivative(x(s), (s, 2)), (s, 0, t)), t**2 / 2),
        lambda: mean().mean_value(t, ""),
    ),
    "mean_value: two of them are not one": (
        (smooth(x, 2, t), Lt(0, t)),
        eq(0, 0),
        lambda: mean().mean_value(xi, "").subtract(mean().mean_value(xi, ""), ""),
    ),
    "estimate: from later to earlier": (
        (UNTIL,),
        le(Abs(Integral(f(s), (s, 0, z + 10))), z + 10),
        lambda: both(Integral(f(s), (s, 0, z + 10)), smooth(f, 0, t)).estimate((UNTIL,), ""),
    ),
    "estimate: a bound beyond where it is known": (
        (UNTIL, smooth(f, 0, t)),
        le(Abs(Integral(f(s), (s, 0, 2 * t))), 2 * t),
        lambda: (
            both(Integral(f(s), (s, 0, 2 * t)), smooth(f, 0, t))
            .estimate((UNTIL,), "")
            .rewrite("", rhs=lambda _: 2 * t)
        ),
    ),
    "let_approach: a slope that may be 0": (
        (),
        eq(Limit(z / (beta * z), z, 0, dir="-"), 1 / beta),
        lambda: both(z / (beta * z), Ne(z, 0)).let_approach(z, S.Zero, ""),
    ),
    "branches: a logarithm far out": (
        (Ne(t, 100),),
        eq(log((t - 100) ** 2), 2 * log(100 - t)),
        lambda: both(log((t - 100) ** 2), Ne(t, 100)).rewrite("", rhs=lambda _: 2 * log(100 - t)),
    ),
    "branches: a sum of angles": (
        (Ne(r * u, 1),),
        eq(atan(r) + atan(u), atan((r + u) / (1 - r * u))),
        lambda: both(atan(r) + atan(u), Ne(r * u, 1)).rewrite(
            "", rhs=lambda _: atan((r + u) / (1 - r * u))
        ),
    ),
    # ---- kinds that did not exist then
    "generalise: what is supposed of one": (
        (eq(z, 1),),
        for_all(z, that=eq(z, 1)),
        lambda: given(eq(z, 1)).generalise(z),
    ),
    "substitute: outside of the condition": (
        (for_all(z, where=Gt(z, 1), that=Gt(z**2, z)),),
        Gt(Rational(1, 4), Rational(1, 2), evaluate=False),
        lambda: given(for_all(z, where=Gt(z, 1), that=Gt(z**2, z))).substitute(
            {z: Rational(1, 2)}, ""
        ),
    ),
    "witness: outside of the condition": (
        (),
        there_is(z, where=Gt(z, 1), that=eq(z**2, 1)),
        lambda: both(S.One).witness(there_is(z, where=Gt(z, 1), that=eq(z**2, 1)), {z: S.One}, ""),
    ),
    "some: what there is stays unknown": (
        (there_is(z, that=eq(z**2, 4)),),
        eq(z, 2),
        lambda: given(eq(z, 2)).some(there_is(z, that=eq(z, 2))),
    ),
    "archimedes: for a letter that does not grow": (
        (le(t * z, 1),),
        le(z, 0),
        lambda: given(le(t * z, 1)).archimedes(t, ""),
    ),
    "archimedes: a bound that grows, too": (
        (le(n * z, n),),
        le(z, 0),
        lambda: given(for_all(n, that=le(n * z, n))).archimedes(n, ""),
    ),
    "grow_without_bound: by nothing a step": (
        (for_all(n, that=le(n * r, xs[n])),),
        tends(xs[n], oo, n),
        lambda: given(for_all(n, that=le(n * r, xs[n]))).grow_without_bound(n, ""),
    ),
    "at_most_in_the_limit: a bound that moves": (
        (tends(xs[n], 1, n), for_all(n, that=le(xs[n], 1 / (n + 1)))),
        le(1, 0),
        lambda: given(tends(xs[n], 1, n)).at_most_in_the_limit(
            given(for_all(n, that=le(xs[n], 1 / (n + 1)))), ""
        ),
    ),
    "under_a_limit: over a pole": (
        (tends(xs[n], 0, n),),
        tends(1 / xs[n], 0, n),
        lambda: given(tends(xs[n], 0, n)).under_a_limit(lambda side: 1 / side, ""),
    ),
    "under_a_limit: into a root": (
        (tends(xs[n], 0, n),),
        tends(sqrt(xs[n] - 1), I, n),
        lambda: given(tends(xs[n], 0, n)).under_a_limit(lambda side: sqrt(side - 1), ""),
    ),
    "both_ways: one way only": (
        (),
        Iff(eq(z, 1), eq(z**2, 1)),
        lambda: both_ways(
            eq(z, 1),
            eq(z**2, 1),
            follow(eq(z**2, 1), eq(z, 1)),
            follow(eq(z, 1), eq(z**2, 1), Gt(z, 0)),
            "",
        ),
    ),
    "solve: one way only": (
        (),
        Iff(Lt(z**2, 16), Lt(z, 4)),
        lambda: Derivation().solve(Lt(z**2, 16), Lt(z, 4), ""),
    ),
    "chained: over two middles": (
        (),
        Iff(Lt(z, 1), Lt(z, 2)),
        lambda: (
            Derivation()
            .solve(Lt(z, 1), Lt(z - 1, 0), "")
            .chained(Derivation().solve(Lt(z - 2, 0), Lt(z, 2), ""), "")
        ),
    ),
    "by_contradiction: with nothing that contradicts": (
        (eq(z**2, 4),),
        eq(z, 2),
        lambda: by_contradiction(eq(z, 2), "", follow(Ne(z, 2), Not(eq(z, 2)), eq(z**2, 4))),
    ),
    "in_cases: one of two cases": (
        (eq(z**2, 4),),
        eq(z, 2),
        lambda: in_cases(
            follow(eq(z, 2), Gt(z, 0), eq(z**2, 4)),
            follow(eq(z, 2), Gt(z, 0), eq(z**2, 4)),
            Gt(z, 0),
            "",
        ),
    ),
    "knowing: a lemma under more": (
        (),
        le(z, z**2),
        lambda: follow(le(z, z**2), Ge(z, 1)).knowing(follow(Ge(z, 1), Ge(z, 2))),
    ),
    "integrate: what need not be continuous": (
        (for_all(t, that=SLOPE), eq(x(S.Zero), 0)),
        eq(x(t), Integral(f(s), (s, 0, t))),
        lambda: given(for_all(t, that=SLOPE)).integrate(t, s, "").by(eq(x(S.Zero), 0), ""),
    ),
    "integrate: at one time": (
        (SLOPE, eq(t, 1), smooth(f, 0, t), smooth(x, 1, t)),
        eq(x(t) - x(0), Integral(f(s), (s, 0, t))),
        lambda: given(SLOPE).suppose(eq(t, 1), smooth(f, 0, t)).integrate(t, s, ""),
    ),
    "telescope: at one n": (
        (eq(xs[n + 1] - xs[n], 1), eq(n, 0)),
        eq(xs[n] - xs[0], n),
        lambda: given(eq(xs[n + 1] - xs[n], 1)).suppose(eq(n, 0)).telescope(n, k, ""),
    ),
    "Taylor: a step back": (
        (smooth(x, 2, t),),
        eq(x(t + z), x(t)),
        lambda: Derivation().taylor(x, t, z, s, 1, "", smooth(x, 2, t)),
    ),
    "Taylor: rougher than its remainder": (
        (smooth(x, 1, t),),
        eq(x(t + r), x(t) + r * Derivative(x(t), t)),
        lambda: Derivation().taylor(x, t, r, s, 1, "", smooth(x, 1, t)),
    ),
    "by: where the equation does not hold": (
        (for_all(n, where=Ge(n, 5), that=eq(xs[n], 0)),),
        eq(xs[0], 0),
        lambda: both(xs[0]).by(for_all(n, where=Ge(n, 5), that=eq(xs[n], 0)), ""),
    ),
    "by: an equation at one n for all": (
        (eq(xs[n], 0),),
        eq(Sum(xs[k], (k, 0, n)), 0),
        lambda: (
            both(Sum(xs[k], (k, 0, n)))
            .by(eq(xs[k], 0), "")
            .rewrite("", rhs=lambda side: side.doit())
        ),
    ),
    "meaning: 0⁻¹ at n = 0": (
        (),
        eq(beta * beta ** (n - 1), beta**n),
        lambda: both(beta * beta ** (n - 1)).rewrite("", rhs=lambda _: beta**n),
    ),
    "meaning: x before its start": (
        (RECURRENCE,),
        eq(xs[n], beta * xs[n - 1] + fs[n - 1]),
        lambda: given(RECURRENCE).substitute({n: n - 1}, ""),
    ),
    "substitute: i for a real letter": (
        (),
        le(0, -1),
        lambda: follow(le(0, z**2)).substitute({z: I}, ""),
    ),
    "substitute: half an index": (
        (RECURRENCE,),
        eq(xs[Rational(3, 2)], beta * xs[Rational(1, 2)] + fs[Rational(1, 2)]),
        lambda: given(RECURRENCE).substitute({n: Rational(1, 2)}, ""),
    ),
    "substitute: what is bound by the place it goes to": (
        (for_all(n, that=eq(xs[n], Sum(fs[k], (k, 0, n)))),),
        eq(xs[0], fs[0] + 1),
        lambda: both(Sum(fs[k], (k, 0, n))).substitute({fs: Lambda(k, k)}, ""),
    ),
    # ---- a rate of any sign
    "a rate: divided by, and it may be 0": (
        (),
        eq(MASS, (1 - exp(-a * t)) / a),
        lambda: both(MASS).evaluate(MASS, (1 - exp(-a * t)) / a, t, ""),
    ),
    "a rate: divided out, and it may be 0": (
        (eq(a * c, a * z),),
        eq(c, z),
        lambda: given(eq(a * c, a * z)).isolate(c, ""),
    ),
    "a rate: exp(−at) ≤ 1, and it may grow": ((), le(exp(-a * t), 1), lambda: fading(Ne(a, 0))),
    "a rate: exp(−at) ≥ 1, and it may fade": (
        (Le(0, a),),
        le(1, exp(-a * t)),
        lambda: follow(le(1, exp(-a * t)), Le(0, a)),
    ),
    "a rate: exp(−at) falls, but not for a < 0": (
        (Lt(a, 0),),
        Iff(le(exp(-a * t), exp(-a * c)), le(c, t)),
        lambda: Derivation().solve(le(exp(-a * t), exp(-a * c)), le(c, t), "", Lt(a, 0)),
    ),
    "a rate: exp(−at) → 0, and a ≠ 0 alone": (
        (Ne(a, 0),),
        tends(exp(-a * t), 0, t),
        lambda: both(exp(-a * t), Ne(a, 0)).let_grow(exp(-a), t, ""),
    ),
    "a rate: a bound divided by what may be below 0": (
        (le(a * hs[k], 1), Ne(a, 0)),
        le(hs[k], 1 / a),
        lambda: follow(le(hs[k], 1 / a), le(a * hs[k], 1), Ne(a, 0)),
    ),
    "a rate: its size is another's": (
        (Lt(0, beta),),
        eq(Abs(a), a),
        lambda: both(Abs(a), Lt(0, beta)).rewrite("", rhs=lambda _: a),
    ),
    "a rate: its size, for a ≤ 0": (
        (Le(a, 0),),
        eq(Abs(a), a),
        lambda: both(Abs(a), Le(a, 0)).rewrite("", rhs=lambda _: a),
    ),
    "a range that is supposed: two letters of one name": (
        (Lt(0, z),),
        eq(z, step_ratio),
        lambda: both(z, Lt(0, z)).rewrite("", rhs=lambda _: step_ratio),
    ),
    "a range that is supposed: of what was there before": (
        (Lt(0, z_1),),
        eq(Abs(c), c),
        lambda: both(Abs(z_1), Lt(0, z_1)).rewrite("", rhs=lambda _: z_1).substitute({z_1: c}, ""),
    ),
    "the end: another factor": (
        (RECURRENCE,),
        eq(xs[n + 1], 2 * beta * xs[n] + fs[n]),
        lambda: given(RECURRENCE),
    ),
    "the end: another direction": ((Lt(z, 1),), Gt(z, 1), lambda: given(Lt(z, 1))),
    "the end: fewer hypotheses": (
        (),
        eq((z + 1) ** 2, 4),
        lambda: given(eq(z, 1)).on_both_sides(lambda side: (side + 1) ** 2, "", expand),
    ),
    "follow: a slip of arithmetic": (
        (le(a, 1),),
        le(a**2, a - 1),
        lambda: given(le(a, 1)).follow(le(a**2, a - 1), ""),
    ),
    # ---- what passed a second reader
    "from_zero_on: a letter that runs below 0": (
        (),
        eq(Abs(z), z),
        lambda: follow(eq(Abs(z), z), Gt(z, 0)).from_zero_on(z, ""),
    ),
    "from_zero_on: a letter that jumps": (
        (eq(beta, 0),),
        eq(beta**n, 0),
        lambda: follow(eq(beta**n, 0), Gt(n, 0), eq(beta, 0)).from_zero_on(n, ""),
    ),
    "cite: what need not be real": (
        (),
        le(0, z),
        lambda: Derivation().cite(SQUARE, "", {c: sqrt(z)}),
    ),
    "cite: a letter that is complex": (
        (),
        le(0, xc_0**2),
        lambda: Derivation().cite(SQUARE, "", {c: xc_0}),
    ),
    "instance: one over what may be 0": (
        (),
        Ne(z, 0),
        lambda: (
            follow(Ne(z, 0), eq(c * z, 1))
            .generalise(c, where=eq(c * z, 1))
            .instance({c: 1 / z}, "")
        ),
    ),
    "instance: i for a real sequence": (
        (),
        le(0, -1),
        lambda: follow(le(0, xs[0] ** 2)).generalise(xs).instance({xs: Lambda(n, I)}, ""),
    ),
    "witness: one over what may be 0": (
        (),
        INVERSE,
        lambda: both(S.One).witness(INVERSE, {c: 1 / z}, ""),
    ),
    "witness: a limit that nothing has": (
        (),
        CONVERGES,
        lambda: follow(eq(LIMIT, LIMIT)).witness(CONVERGES, {c: LIMIT}, ""),
    ),
    "witness: one is not all": (
        (),
        for_all(z, that=eq(z, 1)),
        lambda: both(S.One).witness(for_all(z, that=eq(z, 1)), {z: S.One}, ""),
    ),
    "some: all of none is not one": (
        (),
        eq(0, 1),
        lambda: follow(eq(0, 1), Lt(z**2, -(z**2))).some(NONE),
    ),
    "the end: there is one that is below all": (
        (),
        Lt(5, 2, evaluate=False),
        lambda: given(BELOW).generalise(z).instance({z: S(5)}, "").some(LEAST),
    ),
    "the end: smooth at one t": (
        (eq(t, 1),),
        Smooth(1 / (t - 5), t, 0, 0),
        lambda: given(Smooth(1 / (t - 5), t, 0, 0)),
    ),
    "the end: smooth after 0 alone": (
        (),
        Smooth(1 / tau, tau, 0, 0),
        lambda: given(Smooth(1 / tau, tau, 0, 0)),
    ),
    "the end: of complex sequences, as of real ones": (
        (),
        for_all(xc, that=le(0, xc[0] ** 2)),
        lambda: follow(le(0, xs[0] ** 2)).generalise(xs),
    ),
    "substitute: f from 0 on, below 0": (
        (),
        le(0, z),
        lambda: follow(le(0, f(z) ** 2)).substitute({f: Lambda(t, sqrt(t))}, ""),
    ),
    "substitute: a sequence that means something at one n": (
        (eq(k, 5), eq(n, 1)),
        eq(1, 0),
        lambda: follow(eq(xs[k] * (k - 5), 0), eq(k, 5), eq(n, 1)).substitute(
            {xs: Lambda(n, 1 / (n - 5))}, ""
        ),
    ),
    "substitute: into a derivative, as if it varied": (
        (),
        eq(2 * t, t),
        lambda: (
            both(Derivative(c * t, t))
            .rewrite("", rhs=lambda _: c)
            .substitute({c: t}, "")
            .rewrite("", lhs=lambda _: 2 * t)
        ),
    ),
    "substitute: out of a range that no rule knows": (
        (),
        Lt(1, 0, evaluate=False),
        lambda: follow(Lt(BELOW_0, 0, evaluate=False)).substitute({BELOW_0: S.One}, ""),
    ),
    "a letter in a limit and under its sum is two": (
        (eq(Sum(xs[k], (k, 0, k)), 1),),
        eq(Sum(xs[n], (n, 0, n)), 1),
        lambda: given(eq(Sum(xs[n], (n, 0, n)), 1)),
    ),
    "whole numbers: a derivative": (
        (Lt(n, 1),),
        eq(1, 0),
        lambda: follow(eq(n, 0), Lt(n, 1)).on_both_sides(lambda u: Derivative(u, n), ""),
    ),
    "whole numbers: convex between them": (
        (),
        le(0, -Rational(1, 12)),
        lambda: both(n**4 / 12 - n**3 / 6).tangent(n, S.Zero, S.One, ""),
    ),
    "whole numbers: an integral": (
        (),
        le(Rational(1, 2), Rational(1, 3)),
        lambda: (
            both(Integral(n, (n, 0, 1)))
            .enlarge_inside(lambda _: n**2, "")
            .rewrite("", lhs=lambda _: Rational(1, 2), rhs=lambda _: Rational(1, 3))
        ),
    ),
    "whole numbers: integrated between them": (
        (smooth(f, 1, t), STILL),
        eq(f(n) - f(0), 0),
        lambda: given(STILL).suppose(smooth(f, 1, t)).integrate(n, k, ""),
    ),
    "whole numbers: approached": (
        (eq(z, 0),),
        le(Rational(1, 10), 0),
        lambda: (
            follow(eq(z, (n - 5) / (n**2 - 25)), Lt(4, n), Lt(n, 5))
            .let_approach(n, S(5), "")
            .at_most_in_the_limit(follow(le(z, 0), eq(z, 0)), "")
        ),
    ),
    "whole numbers: a mean value": (
        (smooth(x, 2, t), Lt(0, t)),
        mean().mean_value(xi, "").last.xreplace({xi: k}),
        lambda: mean().mean_value(k, ""),
    ),
    "meaning: ∫₀ 1/τ": (
        (),
        eq(Integral(1 / tau, (tau, 0, h)), Integral(1 / tau, (tau, 0, h))),
        lambda: both(Integral(1 / tau, (tau, 0, h))),
    ),
    "meaning: Σ 1/τ from 0 on": (
        (),
        eq(Sum(1 / tau, (tau, 0, n)), Sum(1 / tau, (tau, 0, n))),
        lambda: both(Sum(1 / tau, (tau, 0, n))),
    ),
    "meaning: what follows by 0/0": (
        (eq(z_1, z_2),),
        eq(z_1, 0),
        lambda: follow(eq((z_1**2 - z_2**2) / (z_1 - z_2), z_1 + z_2)).follow(
            eq(z_1, 0), "", given=(eq(z_1, z_2),)
        ),
    ),
    "meaning: convex from √z on, for z < 0": (
        (),
        le(-z, 0),
        lambda: both(c**2).tangent(c, sqrt(z), S.Zero, ""),
    ),
    "tangent: between ends that move along": (
        (eq(c, 3),),
        le(-675, -700),
        lambda: (
            both(3 * c**2 - c**3)
            .tangent(c, c**2, c**2 + 1, "")
            .suppose(eq(c, 3))
            .follow(le(-675, -700), "")
        ),
    ),
    "substitute: any number for a whole one of a sequence": (
        (),
        Or(le(z, 0), le(1, z)),
        lambda: follow(Or(le(COUNT[0], 0), le(1, COUNT[0]))).substitute({COUNT: Lambda(n, z)}, ""),
    ),
    "isolate: from an integral": (
        (eq(Integral(f(s), (s, 0, t)), t), Gt(t, 0)),
        eq(f(s), 1),
        lambda: given(eq(Integral(f(s), (s, 0, t)), t)).suppose(Gt(t, 0)).isolate(f(s), ""),
    ),
    "isolate: from a derivative": (
        (eq(Derivative(x(t), t) + x(t), c),),
        eq(x(t), c),
        lambda: given(eq(Derivative(x(t), t) + x(t), c)).isolate(x(t), ""),
    ),
    "estimate: a bound that moves along with the sum": (
        (MOVING,),
        le(Abs(Sum(fs[k], (k, 0, n + 50))), Sum(2 * k + z**2, (k, 0, n + 50))),
        lambda: both(Sum(fs[k], (k, 0, n + 50))).estimate((MOVING,), ""),
    ),
    "mean_value: one for all terms of a sum": (
        (smooth(x, 2, t),),
        there_is(
            xi,
            where=And(Lt(0, xi), Lt(xi, k + 1)),
            that=eq(PIECES, Sum((k + 1) * Derivative(x(xi), (xi, 2)), (k, 0, 1))),
        ),
        lambda: both(PIECES, smooth(x, 2, t)).mean_value(xi, ""),
    ),
    "complex: a square is not −1": (
        (),
        Ne(xc_0**2, -1),
        lambda: follow(Ne(xc_0**2, -1)),
    ),
    "complex: the square of its size": (
        (),
        eq(Abs(xc_0) ** 2, xc_0**2),
        lambda: follow(eq(Abs(xc_0) ** 2, xc_0**2)),
    ),
    "induction: over all numbers": (
        (eq(f(S.Zero), 0), PERIODIC),
        eq(f(t), 0),
        lambda: induction(
            eq(f(t), 0), t, given(eq(f(S.Zero), 0)), given(PERIODIC).by(eq(f(t), 0), ""), ""
        ),
    ),
    "under_a_limit: f from 0 on, from below": (
        (tends(xs[n], 0, n), smooth(f, 0, t)),
        tends(f(xs[n]), f(S.Zero), n),
        lambda: given(tends(xs[n], 0, n)).suppose(smooth(f, 0, t)).under_a_limit(f, ""),
    ),
    "rewrite: to a limit that nothing has": (
        (),
        eq((LIMIT + 1) ** 2 - LIMIT**2 - 2 * LIMIT, 1),
        lambda: both(S.One).rewrite("", lhs=lambda _: (LIMIT + 1) ** 2 - LIMIT**2 - 2 * LIMIT),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_falsehood_is_not_derived(name: str) -> None:
    hypotheses, statement, chain = FALSE[name]
    try:
        claim = Claim(hypotheses, statement, "", chain(), name="REC-1.a")
        lines = examine(claim)
    except ValueError:
        return
    assert not all(line.accepted for line in lines)


TRUE: dict[str, Case] = {
    "exp(−at) ≤ 1 for a rate that does not grow": (
        (Le(0, a),),
        le(exp(-a * t), 1),
        lambda: fading(Le(0, a)),
    ),
    "a root by the range that is supposed": (
        (Lt(0, a),),
        eq(sqrt(a**2), a),
        lambda: both(sqrt(a**2), Lt(0, a)).rewrite("", rhs=lambda _: a),
    ),
    "division by what is not 0": (
        (eq(z * (z - r), 0), Ne(z, r)),
        eq(z, 0),
        lambda: (
            given(eq(z * (z - r), 0))
            .suppose(Ne(z, r))
            .on_both_sides(lambda side: side / (z - r), "")
        ),
    ),
    "a geometric sum for β ≠ 1": (
        (Ne(beta, 1),),
        eq(POWERS, geometric(POWERS)),
        lambda: both(POWERS).suppose(Ne(beta, 1)).evaluate(POWERS, geometric(POWERS), n, ""),
    ),
    "a limit": (
        (POWER, Lt(Abs(z), 1)),
        tends(xs[n], 0, n),
        lambda: given(POWER).suppose(Lt(Abs(z), 1)).let_grow(z, n, ""),
    ),
    "inside of the condition": (
        (for_all(z, where=Gt(z, 1), that=Gt(z**2, z)),),
        Gt(9, 3, evaluate=False),
        lambda: given(for_all(z, where=Gt(z, 1), that=Gt(z**2, z))).substitute({z: S(3)}, ""),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_differs_from_one_by_a_hypothesis_is(name: str) -> None:
    hypotheses, statement, chain = TRUE[name]
    claim = Claim(hypotheses, statement, "", chain(), name="REC-1.a")
    assert all(line.accepted for line in examine(claim))
