"""x_{n+1} = β x_n + f_n: the closed form by the lecture's strategy, stability, gains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duhamel.analysis.derivation import (
    Derivation,
    both_ways,
    by_contradiction,
    induction,
    same,
)
from duhamel.analysis.letters import F, X, beta, c, fs, k, n, sigma, x_0, xs
from duhamel.analysis.logic import Body, Iff, Relation, bind, eq, for_all, le, tends, there_is
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    Add,
    And,
    Expr,
    Lambda,
    Lt,
    Mul,
    Ne,
    Rational,
    S,
    Sum,
    Symbol,
    collect,
    expand,
    oo,
    powsimp,
)

STEP = eq(xs[n + 1], beta * xs[n] + fs[n])
"""L13: the general form."""

RECURRENCE = for_all(n, that=STEP)
START = eq(xs[0], x_0)
RUN = (RECURRENCE, START)
REST = (RECURRENCE, eq(xs[0], 0))

CLOSED_FORM = eq(xs[n], x_0 * beta**n + Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1)))
"""L14: free decay of the start, and the memory of the inputs."""

SIZE = Abs(beta)
STABLE = Lt(SIZE, 1)
SHARE = (1 - SIZE**n) / (1 - SIZE)
BOUNDED = for_all(n, that=le(Abs(fs[n]), F))
CONSTANT = for_all(n, that=eq(fs[n], c))
SWING = for_all(n, that=eq(fs[n], (-1) ** n * c))


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


def sum_up(chain: Derivation) -> Derivation:
    """The one sum on the right, which is geometric, evaluated."""
    (total,) = chain.last.rhs.atoms(Sum)
    return chain.evaluate(total, geometric(total), n, "a geometric sum")


@theorem("REC-1")
def closed_form() -> Theorem:
    """The discrete Duhamel formula, by induction for every β."""
    start = Derivation().given(START, "the sum is empty and β⁰ = 1, so both sides are x₀")
    later = (
        Derivation()
        .given(RECURRENCE, "the recurrence")
        .by(CLOSED_FORM, "the formula for n")
        .rewrite(
            "fₙ is the term k = 0 of the longer sum",
            rhs=lambda _: bind(CLOSED_FORM.rhs, {n: n + 1}),
        )
    )
    claim = Claim(
        RUN,
        CLOSED_FORM,
        "The state is the free decay of the start and the memory of the inputs, for every β "
        "(0⁰ = 1).",
        induction(CLOSED_FORM, n, start, later, "by induction on n"),
        {beta: Rational(1, 2), fs: Lambda(n, 1), x_0: S.One, xs: Lambda(n, 2 - 2**-n)},
    )
    return Theorem("REC-1", "Closed form of the recurrence", (), (claim,), ("L13", "L14"))


def memory(
    body: Mapping[Any, Any] | None = None, because: str = "", *given: Relation
) -> Derivation:
    """The closed form for these letters and heads, which mean something under those given."""
    return Derivation().cite(closed_form().claim("a"), because, body, given)


@theorem("REC-2")
def bounded_input() -> Theorem:
    """Bounded input gives bounded output exactly for |β| < 1."""
    from_rest = memory({x_0: S.Zero}, "the closed form, from rest")
    signs = for_all(n, that=eq(fs[n], F * sigma**n))
    sign, turned = eq(sigma**2, 1), eq(beta, sigma * SIZE)
    attained = sum_up(
        from_rest.suppose(sign, turned, Ne(SIZE, 1))
        .by(signs, "the input has the signs of βⁿ")
        .by(turned, "β = σ abs(β)")
        .rewrite(
            "all terms have one sign",
            rhs=lambda _: F * sigma ** (n - 1) * Sum(SIZE**k, (k, 0, n - 1)),
        )
    ).follow(eq(Abs(xs[n]), F * SHARE), "σⁿ⁻¹ is 1 or −1, and the sum is not negative")
    swing = for_all(n, that=eq(fs[n], F * beta**n))
    added = (
        from_rest.suppose(eq(SIZE, 1))
        .by(swing, "the input is Fβⁿ")
        .rewrite("n equal terms", rhs=lambda _: n * F * beta ** (n - 1))
        .follow(eq(Abs(xs[n]), n * F), "abs(β) = 1")
    )
    free = for_all(n, that=eq(xs[n + 1], beta * xs[n]))
    grown = (
        induction(
            eq(xs[n], xs[0] * beta**n),
            n,
            Derivation().both(xs[0], "β⁰ = 1"),
            Derivation().given(free, "the recurrence").by(eq(xs[n], xs[0] * beta**n), "for n"),
            "by induction on n",
        )
        .suppose(Lt(1, SIZE), Ne(xs[0], 0))
        .on_both_sides(Abs, "its size", same)
        .follow(
            le(Abs(xs[0]) + n * Abs(xs[0]) * (SIZE - 1), Abs(xs[n])),
            "abs(β)ⁿ ≥ 1 + n(abs(β) − 1), Bernoulli's inequality",
        )
        .grow_without_bound(n, "it grows by as much at every step, at least")
    )
    return Theorem(
        "REC-2",
        "Bounded input, bounded output",
        (),
        (
            Claim(
                (),
                Iff(ALWAYS_BOUNDED, STABLE),
                "Every bounded input gives a bounded output, from every start, exactly for "
                "abs(β) < 1.",
                both_ways(ALWAYS_BOUNDED, STABLE, _only_inside(), _inside(), "both ways"),
            ),
            Claim(
                (*REST, BOUNDED, Ne(SIZE, 1)),
                le(Abs(xs[n]), F * SHARE),
                "From rest the output is at most F (1 − abs(β)ⁿ)/(1 − abs(β)).",
                sum_up(
                    from_rest.suppose(Ne(SIZE, 1)).estimate((BOUNDED,), "the triangle inequality")
                ),
            ),
            Claim(
                (*REST, sign, turned, signs, Ne(SIZE, 1)),
                eq(Abs(xs[n]), F * SHARE),
                "One input attains it at every n: F with the signs of βⁿ.",
                attained,
            ),
            Claim(
                (*REST, swing, eq(SIZE, 1)),
                eq(Abs(xs[n]), n * F),
                "For β = 1 a constant, for β = −1 an alternating input of size F makes "
                "abs(xₙ) = nF.",
                added,
            ),
            Claim(
                (free, Ne(xs[0], 0), Lt(1, SIZE)),
                tends(Abs(xs[n]), oo, n),
                "For abs(β) > 1 no input is needed.",
                grown,
            ),
        ),
        ("L13",),
    )


BOUNDED_OUTPUT = there_is(X, that=for_all(n, that=le(Abs(xs[n]), X)))
BOUNDED_INPUT = there_is(F, that=BOUNDED)
ALWAYS_BOUNDED = for_all(xs, fs, where=And(RECURRENCE, BOUNDED_INPUT), that=BOUNDED_OUTPUT)


def _inside() -> Derivation:
    """For |β| < 1 every bounded input gives a bounded output."""
    most = Abs(xs[0]) + F / (1 - SIZE)
    return (
        sum_up(
            memory({x_0: xs[0]}, "the closed form")
            .suppose(STABLE)
            .estimate((BOUNDED,), "the triangle inequality")
        )
        .enlarge(lambda _: most, "0 ≤ abs(β)ⁿ ≤ 1")
        .generalise(n)
        .witness(BOUNDED_OUTPUT, {X: most}, "a bound that is the same for every n")
        .some(BOUNDED_INPUT)
        .generalise(xs, fs, where=And(RECURRENCE, BOUNDED_INPUT))
    )


def _only_inside() -> Derivation:
    """Where every bounded input gives a bounded output, |β| < 1: two runs show it."""
    free = _bounded_run(
        {xs: Lambda(n, beta**n), fs: Lambda(n, S.Zero)}, S.Zero, SIZE - 1, "no input: xₙ = βⁿ"
    )
    driven = _bounded_run(
        {xs: Lambda(n, n * beta ** (n - 1)), fs: Lambda(n, beta**n)},
        S.One,
        S.One,
        "the input βⁿ, of size 1 at abs(β) = 1: xₙ = nβⁿ⁻¹",
        eq(SIZE, 1),
    )
    not_one = by_contradiction(Ne(SIZE, 1), "no bound is above every n", driven)
    return free.follow(STABLE, "so abs(β) < 1", not_one)


def _bounded_run(run: Body, size: Expr, delta: Expr, because: str, *where: Relation) -> Derivation:
    """What a bounded output of this run of bounded input says: δ ≤ 0, where |xₙ| ≥ nδ."""
    output = bind(BOUNDED_OUTPUT.args[2], run)
    stays = (
        Derivation()
        .given(output, "it stays below some X")
        .suppose(*where)
        .follow(le(n * delta, X), "it has grown by n times this at least")
        .archimedes(n, "no number is above all multiples of a positive one")
        .some(bind(BOUNDED_OUTPUT, run))
    )
    most = bind(BOUNDED.args[2], {**run, F: size})
    small = Derivation().follow(most, "the input's size", given=where)
    bounded = small.generalise(n).witness(bind(BOUNDED_INPUT, run), {F: size}, "so it is bounded")
    every = Derivation().given(ALWAYS_BOUNDED, "every bounded input").suppose(*where)
    return stays.knowing(every.substitute(run, because).knowing(bounded))


@theorem("REC-3")
def constant_input() -> Theorem:
    """A constant c is amplified by 1/(1 − β), approached like βⁿ; β = 1 adds it up."""
    limit = c / (1 - beta)
    summed = sum_up(memory().by(CONSTANT, "a constant input").suppose(Ne(beta, 1)))
    approach = summed.on_both_sides(
        lambda side: side - limit,
        "subtract c/(1 − β), and collect βⁿ",
        lambda side: collect(expand(side), beta**n),
    )
    ones = (
        memory()
        .by(CONSTANT, "a constant input")
        .by(eq(beta, 1), "β = 1")
        .rewrite("n equal terms", rhs=normal)
    )
    return Theorem(
        "REC-3",
        "Amplification of a constant input",
        (RECURRENCE, START, CONSTANT),
        (
            Claim(
                (Ne(beta, 1),),
                eq(xs[n] - limit, beta**n * (x_0 - limit)),
                "Under a constant c the distance from c/(1 − β) decays like βⁿ.",
                approach,
            ),
            Claim(
                (STABLE,),
                tends(xs[n], limit, n),
                "A constant is amplified by 1/(1 − β).",
                summed.suppose(STABLE).let_grow(beta, n, "βⁿ vanishes, as abs(β) < 1"),
            ),
            Claim((eq(beta, 1),), eq(xs[n], x_0 + c * n), "β = 1 adds it up.", ones),
        ),
        ("L13", "L19"),
    )


@theorem("REC-4")
def gains() -> Theorem:
    """For β < 0 a constant is amplified by 1/(1 + |β|), an alternating input by 1/(1 − |β|)."""
    steady = (-1) ** n * c / (1 + beta)
    approach = sum_up(
        memory()
        .by(SWING, "an alternating input")
        .suppose(Ne(beta, -1))
        .rewrite(
            "the signs as (−1)ᵏ",
            rhs=lambda _: x_0 * beta**n + (-1) ** (n - 1) * c * Sum((-beta) ** k, (k, 0, n - 1)),
        )
    ).on_both_sides(
        lambda side: side + steady,
        "subtract the steady state, and collect βⁿ",
        lambda side: side if side.has(xs) else beta**n * (x_0 + c / (1 + beta)),
    )
    tenth = eq(beta, Rational(-9, 10))
    start = {x_0: xs[0]}
    boosted = Derivation().cite(constant_input().claim("b"), "a constant is amplified", start)
    rest = xs[0] + c / (1 + beta)
    worst = (
        approach.substitute(start, "the start")
        .on_both_sides(lambda side: (-1) ** (n + 1) * side, "times (−1)ⁿ⁺¹", same)
        .suppose(tenth)
        .rewrite(
            "apart",
            lhs=lambda _: (-1) ** (n + 1) * xs[n] - c / (1 + beta),
            rhs=lambda _: -((-beta) ** n) * rest,
        )
        .on_both_sides(lambda side: side + c / (1 + beta), "the gain on the right", lambda u: u)
        .by(tenth, "β = −0.9")
        .let_grow(Rational(9, 10), n, "0.9ⁿ vanishes")
    )
    return Theorem(
        "REC-4",
        "Signed and worst-case gain",
        (),
        (
            Claim(
                (*RUN, SWING, Ne(beta, -1)),
                eq(xs[n] + steady, beta**n * (x_0 + c / (1 + beta))),
                "An alternating input is amplified by 1/(1 + β).",
                approach,
            ),
            Claim(
                (Lt(-1, beta), Lt(beta, 0)),
                Lt(1 / (1 - beta), 1 / (1 - SIZE)),
                "For β < 0 a constant is amplified less than the worst input.",
                Derivation().follow(
                    Lt(1 / (1 - beta), 1 / (1 - SIZE)),
                    "1 − β > 1 > 1 − abs(β) > 0",
                    given=(Lt(-1, beta), Lt(beta, 0)),
                ),
            ),
            Claim(
                (RECURRENCE, CONSTANT, tenth),
                tends(xs[n], c * Rational(10, 19), n),
                "At β = −0.9 a constant is amplified by 10/19.",
                boosted.by(tenth, "β = −0.9"),
            ),
            Claim(
                (RECURRENCE, SWING, tenth),
                tends((-1) ** (n + 1) * xs[n], 10 * c, n),
                "There an alternating input is amplified by 10.",
                worst,
            ),
        ),
        ("L13", "L19"),
    )
