"""x_{n+1} = β x_n + f_n: the closed form by the lecture's strategy, gain and stability."""

from __future__ import annotations

from duhamel.analysis.derivation import Derivation, Iff
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.notation import F, beta, c, fs, j, k, n, r, x_0, xs, ys
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Expr,
    Lambda,
    Le,
    Lt,
    Mul,
    S,
    Sum,
    Symbol,
    collect,
    expand,
    powsimp,
)

RECURRENCE = Eq(xs[n + 1], beta * xs[n] + fs[n], evaluate=False)
"""L13: the general form."""

START = Eq(xs[0], x_0, evaluate=False)

CLOSED_FORM = Eq(xs[n], x_0 * beta**n + Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)), evaluate=False)
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
        .given(RECURRENCE, "the recurrence (L13)")
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
        .isolate(xs[n], "solve for xₙ")
        .rewrite("count the inputs backwards, k = n − 1 − j", rhs=reflect, rule="shift the index")
    )


@theorem("REC-1")
def closed_form() -> Theorem:
    """The discrete Duhamel formula: by telescoping where β ≠ 0, by induction for every β."""
    telescoped = _by_telescoping()
    induction = (
        Derivation()
        .given(telescoped.last, "the formula just found, as a claim for every β (0⁰ = 1)")
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
        .given(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({fs: Lambda(n, c), beta: S.One}, "a constant input and β = 1")
        .rewrite("n equal terms", rhs=normal)
    )
    return Theorem(
        "REC-3",
        "Amplification of a constant input",
        (
            Eq(xs[n] - limit, beta**n * (x_0 - limit), evaluate=False),
            Eq(grown.last.lhs, limit, evaluate=False),
            Eq(xs[n], x_0 + c * n, evaluate=False),
        ),
        ("β ≠ 1 in the first", "|β| < 1 in the second", "β = 1 in the third"),
        ("L13", "L19"),
        (approach, grown, ones),
    )


def _constant() -> Derivation:
    """The closed form under a constant input c, its geometric sum evaluated."""
    chain = (
        Derivation()
        .given(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({fs: Lambda(n, c)}, "a constant input")
    )
    return _sum_up(chain)


@theorem("REC-2")
def bounded_input() -> Theorem:
    """Bounded input gives bounded output exactly for |β| < 1: what attains it, what breaks it."""
    from_zero = (
        Derivation()
        .given(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({x_0: S.Zero}, "from zero")
    )
    bound = from_zero.estimate({fs: F}, "the triangle inequality, |fₙ| ≤ F")
    bound = _sum_up(bound)
    steady = _sum_up(
        from_zero.substitute({beta: r, fs: Lambda(n, F)}, "β = r ≥ 0 under the constant input F")
    )
    alternating = _sum_up(
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
        .given(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({fs: Lambda(n, S.Zero)}, "no input")
        .rewrite("a sum of zeros", rhs=normal)
    )
    inside = (
        Derivation()
        .given(Lt(Abs(beta), 1), "the condition on β")
        .equivalent(And(Lt(-1, beta), Lt(beta, 1)), beta, "as an interval")
    )
    return Theorem(
        "REC-2",
        "Bounded input, bounded output",
        (
            Le(Abs(xs[n]), F * (1 - Abs(beta) ** n) / (1 - Abs(beta)), evaluate=False),
            Eq(xs[n], F * (1 - r**n) / (1 - r), evaluate=False),
            Eq(xs[n], -((-1) ** n) * F * (1 - r**n) / (1 - r), evaluate=False),
            Eq(xs[n], n * F, evaluate=False),
            Eq(xs[n], -((-1) ** n) * n * F, evaluate=False),
            Eq(xs[n], x_0 * beta**n, evaluate=False),
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


def _sum_up(chain: Derivation) -> Derivation:
    (total,) = chain.last.rhs.atoms(Sum)
    return chain.evaluate(total, geometric(total), n, "a geometric sum")
