"""When forward Euler forgets its start, and how its memory tends to the continuous one."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import NO_GROWTH
from duhamel.analysis.derivation import (
    Derivation,
    both_ways,
    by_contradiction,
    in_cases,
    induction,
    same,
)
from duhamel.analysis.letters import A, C, a, h, n, t, u, v, xs, z
from duhamel.analysis.logic import Iff, Relation, bind, eq, for_all, le, tends
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import Abs, And, Expr, I, Lambda, Le, Lt, Ne, Not, Or, S, exp, oo

FREE = for_all(n, that=eq(xs[n + 1], (1 - z) * xs[n]))
"""Forward Euler without input, or the difference of two runs under one input; z = a h."""

FACTOR = Abs(1 - z)
MOVES = Ne(xs[0], 0)
DECAYS = And(Lt(0, z), Lt(z, 2))
MONOTONE = And(Lt(0, z), Le(z, 1))
ALTERNATES = And(Lt(1, z), Lt(z, 2))
STAYS = Or(eq(z, 0), eq(z, 2))
GROWS = Or(Lt(z, 0), Lt(2, z))
VANISHES = tends(xs[n], 0, n)


def _run(*where: Relation) -> Derivation:
    """x_n = x_0 (1 − z)^n, by induction."""
    formula = eq(xs[n], xs[0] * (1 - z) ** n)
    start = Derivation().both(xs[0], "(1 − z)⁰ = 1")
    step = Derivation().given(FREE, "a step").by(formula, "the formula for n")
    return induction(formula, n, start, step, "by induction on n").suppose(*where)


def _vanishes(where: Relation) -> Derivation:
    small = _run(where).let_grow(1 - z, n, "(1 − z)ⁿ vanishes, as abs(1 − z) < 1")
    return small.rewrite("nothing is left", rhs=lambda _: S.Zero) if small.last.rhs != 0 else small


def _not_inside(goal: Relation, limit: Derivation, because: str) -> Derivation:
    """What a run that tends to 0 says: else its size would stay above that of its start."""
    large = _run(MOVES, Not(goal)).follow(le(-Abs(xs[n]), -Abs(xs[0])), "abs(1 − z) ≥ 1")
    tends_to = limit.under_a_limit(lambda side: -Abs(side), "its size tends to 0, too")
    return by_contradiction(goal, because, tends_to.at_most_in_the_limit(large, "in the limit"))


@theorem("FE-6")
def stability() -> Theorem:
    """Decay exactly for 0 < ah < 2; how it decays; growth beyond."""
    always = for_all(xs, where=FREE, that=VANISHES)
    decays = _vanishes(DECAYS).generalise(xs, where=FREE)
    power = {xs: Lambda(n, (1 - z) ** n)}
    one = Derivation().given(always, "every run").substitute(power, "the run that starts from 1")
    stuck = Derivation().follow(le(-Abs((1 - z) ** n), -1), "abs(1 − z) ≥ 1", given=(Not(DECAYS),))
    only = by_contradiction(
        DECAYS,
        "0 is not below −1",
        one.under_a_limit(lambda side: -Abs(side), "its size tends to 0, too").at_most_in_the_limit(
            stuck, "in the limit"
        ),
    )
    grows = (
        _run(MOVES, GROWS)
        .on_both_sides(Abs, "its size", same)
        .follow(
            le(Abs(xs[0]) + n * Abs(xs[0]) * (FACTOR - 1), Abs(xs[n])),
            "abs(1 − z)ⁿ ≥ 1 + n(abs(1 − z) − 1), Bernoulli's inequality",
        )
        .grow_without_bound(n, "by as much at every step, at least")
    )
    unbounded = tends(Abs(xs[n]), oo, n)
    held = _run(Not(GROWS)).follow(le(Abs(xs[n]), Abs(xs[0])), "abs(1 − z) ≤ 1")
    must_grow = by_contradiction(
        GROWS,
        "a bounded run does not grow without bound",
        Derivation().given(unbounded, "it grows").at_most_in_the_limit(held, "it does not"),
    )
    keeps = for_all(n, that=eq(Abs(xs[n]), Abs(xs[0])))
    first = Derivation().given(FREE, "the first step").substitute({n: S.Zero}, "n = 0")
    kept = Derivation().given(keeps, "the size stays").substitute({n: S.One}, "n = 1")
    stays = kept.suppose(MOVES).follow(STAYS, "abs(1 − z) = 1", first)
    remains = _run(MOVES, STAYS).follow(eq(Abs(xs[n]), Abs(xs[0])), "abs(1 − z) = 1").generalise(n)
    rotated = Abs(1 + h * (-u + I * v))
    inside, solved = le(rotated, 1), le(h * (u**2 + v**2), 2 * u)
    return Theorem(
        "FE-6",
        "Stability of forward Euler",
        (),
        (
            Claim(
                (),
                Iff(always, DECAYS),
                "Every free run decays exactly for 0 < a h < 2, z = a h.",
                both_ways(always, DECAYS, only, decays, "both ways"),
            ),
            *_kinds(first),
            Claim(
                (FREE, MOVES),
                Iff(keeps, STAYS),
                "It keeps its size for a h = 2, besides a h = 0, alone.",
                both_ways(keeps, STAYS, stays, remains, "both ways"),
            ),
            Claim(
                (FREE, MOVES),
                Iff(unbounded, GROWS),
                "It grows without bound for a h > 2, besides a h < 0, alone.",
                both_ways(unbounded, GROWS, must_grow, grows, "both ways"),
            ),
            Claim(
                (),
                Iff(inside, solved),
                "At a complex rate λ = −u + iv: abs(1 + hλ) ≤ 1 for h abs(λ)² ≤ 2u alone.",
                Derivation().solve(inside, solved, "square, and divide by h"),
            ),
        ),
        ("L13",),
    )


def _kinds(first: Derivation) -> tuple[Claim, ...]:
    """How it decays: with one sign, or alternating."""
    positive = Lt(0, xs[0])
    falling = for_all(n, that=And(le(0, xs[n + 1]), le(xs[n + 1], xs[n])))
    flips = for_all(n, that=Lt(xs[n] * xs[n + 1], 0))
    found = []
    for where, sign, kind, sentence in (
        (positive, falling, MONOTONE, "It decays without change of sign for 0 < a h ≤ 1 alone."),
        (MOVES, flips, ALTERNATES, "It decays with alternating sign for 1 < a h < 2 alone."),
    ):
        both = And(sign, VANISHES)
        given = Derivation().given(both, "it decays like this")
        parts = {type(part): i for i, part in enumerate(both.args)}
        limit = given.part(parts[type(VANISHES)], "it decays")
        moves = Derivation().follow(MOVES, "x₀ > 0", given=(where,))
        decays = _not_inside(DECAYS, limit, "so 0 < z < 2").suppose(where)
        if where != MOVES:
            decays = decays.knowing(moves)
        shape = given.part(parts[type(sign)], "its shape").instance({n: S.Zero}, "the first step")
        only = shape.suppose(where).follow(kind, "the first step, and 0 < z < 2", first, decays)
        step = _run(where, kind)
        later = Derivation().given(FREE, "a step")
        shown = step.follow(sign.args[2], "the sign of 1 − z", later).generalise(n)
        back = shown.together(_vanishes(kind), because="and it decays")
        found.append(
            Claim(
                (FREE, where),
                Iff(both, kind),
                sentence,
                both_ways(both, kind, only, back, "both ways"),
            )
        )
    return tuple(found)


# ---- the discrete memory ----------------------------------------------------------------------

REMAINDER = h**2 * (
    a**4 * t**2 * (S.Half + a * h * exp(a * h) / 3) ** 2 + a**3 * t * exp(a * h) / 3
)
"""FE-7: what its O(h²) stands for."""


def _loss(at: Expr) -> Expr:
    """What a step of Euler loses against exp(−z), relative to it."""
    return 1 - (1 - at) * exp(at)


def _losses(at: Expr) -> tuple[Derivation, Derivation]:
    """½z² ≤ what a step loses ≤ ½z² + ⅓z³ exp(z)."""
    half = u**2 / 2
    least = (
        Derivation()
        .both(half, "for every u ≥ 0")
        .enlarge(lambda _: _loss(u), "0 at u = 0, and its slope u exp(u) is above u", over=u)
        .suppose(NO_GROWTH)
        .substitute({u: at}, "u = ah")
    )
    most = (
        Derivation()
        .both(_loss(u), "for every u ≥ 0")
        .enlarge(
            lambda _: half + u**3 / 3 * exp(u),
            "0 at u = 0, slope under slope, and so twice more",
            over=u,
            slopes=3,
        )
        .suppose(NO_GROWTH)
        .substitute({u: at}, "u = ah")
    )
    return least, most


def _by_induction(claim: Relation, because: str, *where: Relation) -> Derivation:
    start = Derivation().follow(bind(claim, {n: S.Zero}), "both powers are 1", given=where)
    step = Derivation().follow(bind(claim, {n: n + 1}), because, given=(claim, *where))
    return induction(claim, n, start, step, "by induction on n")


def _power_of_a_loss() -> Derivation:
    """(1 − v)ⁿ ≤ 1 − nv + n²v² for 0 ≤ v ≤ 1."""
    claim = le((1 - v) ** n, 1 - n * v + n**2 * v**2)
    return _by_induction(claim, "multiply by 1 − v ≥ 0", Le(0, v), Le(v, 1))


def _in_smaller_steps() -> Derivation:
    """n abs((1 − u)ⁿ − exp(−nu)) stays below a number that depends on nu alone."""
    power, decay = (1 - u) ** n, exp(-n * u)
    most = le(n * Abs(power - decay), n * u * (exp(n * u) + 1))
    nearby = _by_induction(
        le(Abs(A**n - C**n), n * (A - C)),
        "Aⁿ⁺¹ − Cⁿ⁺¹ = A (Aⁿ − Cⁿ) + Cⁿ (A − C)",
        le(A, 1),
        le(C, A),
    )
    below, above, less, wide = (
        Derivation().follow(one, because)
        for one, because in (
            (le(1 - u, exp(-u)), "exp lies above its tangent"),
            (le(1 + u, exp(u)), "exp lies above its tangent"),
            (le(exp(-u), 1), "u ≥ 0"),
            (le(Abs(1 - u), exp(u)), "u − 1 < 1 + u ≤ exp(u)"),
        )
    )
    apart = above.follow(le(exp(-u), 1 - u + u**2), "exp(−u) ≤ 1/(1 + u)")
    small = (
        nearby.suppose(Le(u, 1))
        .substitute({A: exp(-u), C: 1 - u}, "a step of the one and of the other")
        .knowing(below, less)
        .follow(most, "they are at most u² apart", apart)
    )
    size = _by_induction(le(Abs(v) ** n, A**n), "one factor more", le(Abs(v), A))
    large = (
        size.suppose(Not(Le(u, 1)))
        .substitute({v: 1 - u, A: exp(u)}, "a step, and what is above it")
        .knowing(wide)
        .follow(most, "n ≤ nu, and exp(−nu) ≤ 1")
    )
    return (
        in_cases(small, large, Le(u, 1), "a step is short or long")
        .suppose(NO_GROWTH)
        .substitute({n: n + 1, u: a * t / (n + 1)}, "n + 1 steps that make up t")
        .follow(
            le(n * Abs((1 - a * t / (n + 1)) ** (n + 1) - exp(-a * t)), a * t * (exp(a * t) + 1)),
            "n is less than n + 1",
        )
        .like_one_over(n, "the right-hand side is the same for every n")
        .under_a_limit(lambda side: side + exp(-a * t), "add exp(−at)")
    )


@theorem("FE-7")
def discrete_memory() -> Theorem:
    """(1 − a h)^{t/h} exp(at) = 1 − ½ a² t h + O(h²), with a bound of what the O stands for."""
    small, time = Le(a * h, 1), eq(t, n * h)
    loss = _loss(a * h)
    least, most = _losses(a * h)
    power = ((1 - a * h) * exp(a * h)) ** n
    above = _power_of_a_loss().substitute({v: loss}, "v is what a step loses")
    goal = le(Abs((1 - a * h) ** n * exp(a * t) - 1 + a**2 * t * h / 2), REMAINDER)
    squared = (n * loss) ** 2 + n * (loss - a**2 * h**2 / 2)
    between = above.follow(
        le(Abs(power - 1 + n * a**2 * h**2 / 2), squared),
        "and (1 − v)ⁿ ≥ 1 − nv, Bernoulli's inequality",
        least,
        given=(small,),
    )
    half, beyond = a**2 * h**2 / 2, (a * h) ** 3 / 3 * exp(a * h)
    chain = (
        between.knowing(least.follow(le(0, loss), "a loss is not negative"))
        .suppose(least.last, most.last, time)
        .enlarge(lambda _: (n * (half + beyond)) ** 2 + n * beyond, "what a step loses at most")
        .knowing(least, most)
        .rewrite("t = nh", lhs=lambda _: goal.lhs, rhs=lambda _: goal.rhs)
    )
    return Theorem(
        "FE-7",
        "The discrete memory tends to the continuous one",
        (NO_GROWTH,),
        (
            Claim(
                (small, time),
                goal,
                "The discrete memory is the continuous one, but for −½a²th, but for order h².",
                chain,
            ),
            Claim(
                (),
                tends((1 - a * t / (n + 1)) ** (n + 1), exp(-a * t), n),
                "With ever smaller steps t/(n + 1) it tends to the continuous one.",
                _in_smaller_steps(),
            ),
        ),
        ("L12", "L14"),
    )
