"""x_{n+1} = β x_n + f_n: the closed form by the lecture's strategy, stability, gains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duhamel.analysis.derivation import Body, Derivation, Iff
from duhamel.analysis.letters import F, beta, c, fs, j, k, kappa, n, r, x_0, xs, ys
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Add,
    And,
    Expr,
    IndexedBase,
    Lambda,
    Lt,
    Mul,
    Rational,
    S,
    Sum,
    Symbol,
    collect,
    expand,
    powsimp,
)

RECURRENCE = eq(xs[n + 1], beta * xs[n] + fs[n])
"""L13: the general form."""

START = eq(xs[0], x_0)

CLOSED_FORM = eq(xs[n], x_0 * beta**n + Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)))
"""L14: free decay of the start, and the memory of the inputs."""


def reflect(expr: Expr, new: Symbol = k) -> Expr:
    """Count Σ_{j=u}^{v} from the other end, j = u + v − k, its factors joined under the sum."""
    terms = []
    for term in Add.make_args(expand(expr)):
        sums = [arg for arg in Mul.make_args(term) if isinstance(arg, Sum)]
        if not sums:
            terms.append(term)
            continue
        (total,) = sums
        old, low, high = total.limits[0]
        inside = (term / total * total.function).xreplace({old: low + high - new})
        terms.append(Sum(powsimp(inside), (new, low, high)))
    return Add(*terms)


def _by_telescoping() -> Derivation:
    """The lecture's strategy: y_n = x_n/βⁿ turns the recurrence into a sum of differences."""
    return (
        Derivation()
        .assume(RECURRENCE, "the recurrence (L13)")
        .substitute({xs: Lambda(n, beta**n * ys[n])}, "xₙ = yₙ βⁿ, as x = y exp(−at) before")
        .on_both_sides(
            lambda side: side / beta ** (n + 1),
            "divide by βⁿ⁺¹, β ≠ 0",
            lambda side: powsimp(expand(side)),
        )
        .on_both_sides(lambda side: side - ys[n], "subtract yₙ", expand)
        .telescope(n, j, "sum over the steps: the differences telescope")
        .substitute({ys: Lambda(n, xs[n] / beta**n)}, "yₙ = xₙ/βⁿ, the same read backwards")
        .substitute({xs[0]: x_0}, "the start")
        .isolate(xs[n], "solve for xₙ; β ≠ 0", nonzero=beta**-n)
        .rewrite("count the inputs backwards, k = n − 1 − j", rhs=reflect, rule="shift the index")
    )


@theorem("REC-1")
def closed_form() -> Theorem:
    """The discrete Duhamel formula: by telescoping where β ≠ 0, by induction for every β."""
    telescoped = _by_telescoping()
    induction = (
        Derivation()
        .assume(telescoped.last, "the formula just found, as a claim for every β (0⁰ = 1)")
        .induct(RECURRENCE, START, "it holds at n = 0; from n to n + 1 the sum gains fₙ")
    )
    return Theorem(
        "REC-1",
        "Closed form of the recurrence",
        (CLOSED_FORM, CLOSED_FORM),
        ("β ≠ 0 in the first; any real β, with 0⁰ = 1, in the second",),
        ("L13", "L14"),
        (telescoped, induction),
    )


@theorem("REC-3")
def constant_input() -> Theorem:
    """A constant c is amplified by 1/(1 − β), approached like βⁿ; β = 1 adds it up."""
    evaluated = _constant()
    limit = c / (1 - beta)
    approach = evaluated.on_both_sides(
        lambda side: side - limit,
        "subtract the limit, and collect βⁿ",
        lambda side: collect(expand(side), beta**n),
    )
    grown = evaluated.let_grow(beta, n, "|β| < 1: βⁿ vanishes")
    ones = (
        Derivation()
        .assume(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({fs: Lambda(n, c), beta: S.One}, "a constant input and β = 1")
        .rewrite("n equal terms", rhs=normal)
    )
    return Theorem(
        "REC-3",
        "Amplification of a constant input",
        (
            eq(xs[n] - limit, beta**n * (x_0 - limit)),
            eq(grown.last.lhs, limit),
            eq(xs[n], x_0 + c * n),
        ),
        ("β ≠ 1 in the first", "|β| < 1 in the second", "β = 1 in the third"),
        ("L13", "L19"),
        (approach, grown, ones),
    )


def _constant() -> Derivation:
    """The closed form under a constant input c, its geometric sum evaluated."""
    return sum_up(respond({fs: Lambda(n, c)}, "a constant input"))


def respond(body: Body, because: str) -> Derivation:
    """The closed form, its letters replaced: REC-1 for this input."""
    return Derivation().assume(CLOSED_FORM, "the closed form (REC-1)").substitute(body, because)


@theorem("REC-2")
def bounded_input() -> Theorem:
    """Bounded input gives bounded output exactly for |β| < 1: what attains it, what breaks it."""
    from_zero = (
        Derivation()
        .assume(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({x_0: S.Zero}, "from zero")
    )
    bound = from_zero.estimate({fs: F}, "the triangle inequality, |fₙ| ≤ F")
    bound = sum_up(bound)
    steady = sum_up(
        from_zero.substitute({beta: r, fs: Lambda(n, F)}, "β = r ≥ 0 under the constant input F")
    )
    alternating = sum_up(
        from_zero.substitute(
            {beta: -r, fs: Lambda(n, (-1) ** n * F)}, "β = −r ≤ 0 under an alternating input F"
        ).rewrite("the signs agree", rhs=normal)
    )
    ramp = from_zero.substitute(
        {beta: S.One, fs: Lambda(n, F)}, "β = 1 under the constant input F"
    ).rewrite("n equal terms", rhs=normal)
    swing = from_zero.substitute(
        {beta: -S.One, fs: Lambda(n, (-1) ** n * F)}, "β = −1 under an alternating input F"
    ).rewrite("n equal terms", rhs=normal)
    grown = (
        Derivation()
        .assume(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({fs: Lambda(n, S.Zero)}, "no input")
        .rewrite("a sum of zeros", rhs=normal)
    )
    inside = (
        Derivation()
        .assume(Lt(Abs(beta), 1), "the condition on β")
        .equivalent(And(Lt(-1, beta), Lt(beta, 1)), beta, "as an interval")
    )
    return Theorem(
        "REC-2",
        "Bounded input, bounded output",
        (
            le(Abs(xs[n]), F * (1 - Abs(beta) ** n) / (1 - Abs(beta))),
            eq(xs[n], F * (1 - r**n) / (1 - r)),
            eq(xs[n], -((-1) ** n) * F * (1 - r**n) / (1 - r)),
            eq(xs[n], n * F),
            eq(xs[n], -((-1) ** n) * n * F),
            eq(xs[n], x_0 * beta**n),
            Iff(Lt(Abs(beta), 1), And(Lt(-1, beta), Lt(beta, 1))),
        ),
        (
            "|fₙ| ≤ F and x₀ = 0 in all but the sixth",
            "|β| ≠ 1 in the first",
            "β = r ≠ 1, f = F in the second: the bound is attained",
            "β = −r ≠ −1, fₙ = (−1)ⁿF in the third: attained again",
            "β = 1, f = F in the fourth; β = −1, fₙ = (−1)ⁿF in the fifth: unbounded",
            "f = 0 in the sixth: unbounded for |β| > 1",
        ),
        ("L13",),
        (bound, steady, alternating, ramp, swing, grown, inside),
    )


def sum_up(chain: Derivation) -> Derivation:
    """The one sum on the right, which is geometric, evaluated."""
    (total,) = chain.last.rhs.atoms(Sum)
    return chain.evaluate(total, geometric(total), n, "a geometric sum")


ALTERNATING = Lambda(n, (-1) ** n * c)
"""An input of constant size that changes its sign at every step."""


@theorem("REC-4")
def gains() -> Theorem:
    """For β < 0 a constant is amplified by 1/(1 + |β|), an alternating input by 1/(1 − |β|)."""
    steady = (-1) ** n * c / (1 + beta)
    alternating = respond(
        {fs: ALTERNATING, beta: -kappa}, "an alternating input, and β = −κ"
    ).rewrite("the signs agree", rhs=normal)
    approach = (
        sum_up(alternating)
        .substitute({kappa: -beta}, "κ = −β")
        .on_both_sides(
            lambda side: side + steady,
            "subtract the steady state, and collect βⁿ",
            lambda side: collect(expand(side), beta**n),
        )
    )
    signed = sum_up(respond({fs: Lambda(n, c), beta: -r}, "β = −r ≤ 0 under a constant input"))
    signed = signed.let_grow(-r, n, "r < 1: (−r)ⁿ vanishes")
    worst = sum_up(
        respond(
            {fs: ALTERNATING, beta: -r, x_0: S.Zero},
            "β = −r ≤ 0 under an alternating input, from zero",
        ).rewrite("the signs agree", rhs=normal)
    )
    worst = worst.on_both_sides(lambda side: -((-1) ** n) * side, "its size").let_grow(
        r, n, "r < 1: rⁿ vanishes"
    )
    at = {r: Rational(9, 10)}
    return Theorem(
        "REC-4",
        "Signed and worst-case gain",
        (
            eq(xs[n] + steady, beta**n * (x_0 + c / (1 + beta))),
            eq(signed.last.lhs, c / (1 + r)),
            eq(worst.last.lhs, c / (1 - r)),
            eq(signed.last.lhs, c * Rational(10, 19)),
            eq(worst.last.lhs, 10 * c),
        ),
        (
            "fₙ = (−1)ⁿ c and β ≠ −1 in the first",
            "β = −r, 0 ≤ r < 1 in all others: a constant is amplified by 1/(1 − β)",
            "f = c in the second and fourth",
            "fₙ = (−1)ⁿ c and x₀ = 0 in the third and fifth: 1/(1 − |β|), which no input exceeds "
            "(REC-2)",
            "β = −0.9 in the fourth and fifth",
        ),
        ("L13", "L19"),
        (
            approach,
            signed,
            worst,
            Derivation().assume(signed.last, "the limit just found").substitute(at, "β = −0.9"),
            Derivation().assume(worst.last, "the limit just found").substitute(at, "β = −0.9"),
        ),
    )


def driven_error(
    error: IndexedBase, source: Expr, bounds: Mapping[Any, Expr], because: str
) -> Derivation:
    """From error_{n+1} = β error_n + source_n, error_0 = 0, to a bound for every n."""
    return sum_up(
        Derivation()
        .assume(CLOSED_FORM, "the error obeys the recurrence from zero, so REC-1 solves it")
        .substitute({xs: Lambda(n, error[n]), x_0: S.Zero, fs: Lambda(n, source)}, because)
        .estimate(bounds, "the triangle inequality")
    )
