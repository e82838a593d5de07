"""Momentum on L = ½ λ W²: stability, the speed-up made exact, and the best parameters."""

from __future__ import annotations

from duhamel.analysis.chapters.momentum import WEIGHTS
from duhamel.analysis.derivation import (
    Derivation,
    both_ways,
    by_contradiction,
    induction,
    same,
    there_is_a_run,
)
from duhamel.analysis.letters import (
    alpha,
    beta,
    ell,
    lam,
    ms,
    mu,
    n,
    q_1,
    q_2,
    r,
    sigma,
    theta,
    u,
    ws,
    z,
    z_1,
    z_2,
)
from duhamel.analysis.letters import alpha_lambda as q
from duhamel.analysis.logic import Iff, Relation, bind, eq, for_all, le, tends, there_is
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import Abs, And, Expr, Ge, Lambda, Le, Limit, Lt, Ne, Not, Or, S, Symbol, exp, log, sqrt

UPDATE = for_all(n, that=eq(ms[n + 1], beta * ms[n] - q * ws[n]))
"""Momentum on the quadratic in units of the rate: gₙ = λWₙ, q = αλ."""

TWO_STEPS = eq(ws[n + 2], (1 + beta - q) * ws[n + 1] - beta * ws[n])
POLYNOMIAL = z**2 - (1 + beta - q) * z + beta
"""The characteristic polynomial: Wₙ = zⁿ is possible where it vanishes."""

TRIANGLE = And(Lt(Abs(beta), 1), Lt(0, q), Lt(q, 2 * (1 + beta)))
"""MOM-7: where momentum is stable."""

INSIDE = And(Lt(Abs(z_1), 1), Lt(Abs(z_2), 1))
REAL_PAIR = (eq(beta, z_1 * z_2), eq(q, (1 - z_1) * (1 - z_2)))
PAIR = (eq(beta, r**2), eq(q, 1 - 2 * sigma + r**2), le(Abs(sigma), r))


def _recurrence() -> Derivation:
    """The weights alone."""
    weights = Derivation().given(WEIGHTS, "ΔW = m")
    back = weights.isolate(ms[n + 1], "the move is the memory", same)
    return (
        weights.substitute({n: n + 1}, "one step later")
        .by(UPDATE, "momentum")
        .by(back, "the memory is the last move")
        .rewrite("collect", rhs=lambda _: TWO_STEPS.rhs)
    )


# ---- every run --------------------------------------------------------------------------------

RUNS = And(UPDATE, WEIGHTS)
EVERY_RUN = for_all(ms, ws, where=RUNS, that=tends(ws[n], 0, n))
"""Momentum is stable: every run tends to 0."""

P = 1 + beta - q
STORE = ((1 + beta) * (ws[n + 1] ** 2 + ws[n] ** 2) - 2 * P * ws[n + 1] * ws[n]) / (1 - beta)
"""What each step takes (Wₙ₊₂ − Wₙ)² from; positive inside the triangle."""


def _used_up() -> Derivation:
    """Inside the triangle Wₙ₊₂ − Wₙ tends to 0, and Wₙ with it."""
    step = ws[n + 2] - ws[n]
    loss = (
        _recurrence()
        .suppose(TRIANGLE)
        .follow(
            eq(step**2, STORE - bind(STORE, {n: n + 1})),
            "put in what Wₙ₊₂ is: the square of (1 + β − αλ) Wₙ₊₁ − (1 + β) Wₙ is left",
        )
    )
    square = loss.used_up(
        n, STORE, "it is Eₙ − Eₙ₊₁, where Eₙ ≥ 0 as abs(1 + β − αλ) < 1 + β: Eₙ falls, and settles"
    )
    later = bind(step, {n: n + 1})
    gap, weight = (1 + beta) ** 2 - P**2, P**2 - 1 - beta
    share = (weight / gap) ** 2 + (P / gap) ** 2
    both = square.later(1, "a step later").of_limits(
        lambda one, other: share * (one + other), "the multiple of a sum", square
    )
    most = (
        _recurrence()
        .follow(
            eq(gap * ws[n], weight * step - P * later),
            "Wₙ by the moves over two steps, from n and from n + 1",
            _recurrence().substitute({n: n + 1}, "a step later"),
        )
        .suppose(TRIANGLE)
        .follow(
            le(ws[n] ** 2, share * (step**2 + later**2)),
            "the inequality of Cauchy and Schwarz; abs(1 + β − αλ) < 1 + β",
        )
    )
    return most.squeezed(both, "both steps tend to 0")


def _product_inside() -> Derivation:
    """Where every run tends to 0, abs(β) < 1: what each step multiplies by β shows it."""
    kept = ws[n + 1] ** 2 - P * ws[n + 1] * ws[n] + beta * ws[n] ** 2
    starts = eq(ms[0], 1), eq(ws[0], 0)
    run = (UPDATE, WEIGHTS, *starts)
    claim = eq(kept, beta ** (n + 2))
    first = Derivation().given(WEIGHTS, "the first step").substitute({n: S.Zero}, "n = 0")
    memory_ = Derivation().given(UPDATE, "the first step").substitute({n: S.Zero}, "n = 0")
    start = first.follow(bind(claim, {n: S.Zero}), "W₁ = β", memory_, given=starts)
    step = _recurrence().follow(bind(claim, {n: n + 1}), "β times as much", given=(claim,))
    grown = induction(claim, n, start, step, "by induction on n")
    goal = Lt(Abs(beta), 1)
    large = grown.suppose(Not(goal)).follow(le(-Abs(kept), -1), "abs(β) ≥ 1")
    limit = Derivation().given(EVERY_RUN, "this run tends to 0")
    vanishes = (
        limit.later(1, "a step later, too")
        .of_limits(
            lambda one, other: one**2 - P * one * other + beta * other**2, "and so does this", limit
        )
        .under_a_limit(lambda side: -Abs(side), "and its size")
    )
    exists = there_is_a_run((UPDATE.args[2], WEIGHTS.args[2]), starts, n, "from W₀ = 0, m₀ = 1 on")
    return (
        by_contradiction(
            goal, "0 is not below −1", vanishes.at_most_in_the_limit(large, "in the limit")
        )
        .some(there_is(ms, ws, that=And(*run)), "there is such a run")
        .knowing(exists)
    )


def _root_inside() -> Derivation:
    """Where every run tends to 0, a real root z has abs(z) < 1: a run of its powers shows it."""
    root, goal = eq(POLYNOMIAL, 0), Lt(Abs(z), 1)
    powers = {ws: Lambda(n, z ** (n + 1)), ms: Lambda(n, (z - 1) * z**n)}
    move = (
        Derivation()
        .given(root, "z is a root")
        .follow(bind(UPDATE.args[2], powers), "times zⁿ")
        .generalise(n)
    )
    last = (
        Derivation()
        .both(z ** (n + 2), "the next weight")
        .rewrite("the one before, and the move", rhs=lambda _: bind(WEIGHTS.args[2].rhs, powers))
        .generalise(n)
    )
    limit = (
        Derivation()
        .given(EVERY_RUN, "every run")
        .substitute(powers, "of the run Wₙ = zⁿ⁺¹, mₙ = (z − 1)zⁿ")
        .knowing(move, last)
    )
    size = limit.under_a_limit(lambda side: -Abs(side), "its size tends to 0, too")
    stuck = Derivation().follow(le(-Abs(z ** (n + 1)), -1), "abs(z) ≥ 1", given=(Not(goal),))
    return by_contradiction(
        goal, "0 is not below −1", size.at_most_in_the_limit(stuck, "in the limit")
    )


def _triangle() -> Derivation:
    """Where every run tends to 0, β and αλ lie in the triangle: no root leaves (−1, 1)."""
    product, inside = _product_inside(), _root_inside()
    discriminant = P**2 - 4 * beta
    sides = []
    for goal, root, because in (
        (
            Lt(0, q),
            (P + sqrt(discriminant)) / 2,
            "at z = 1 the polynomial is αλ ≤ 0: its larger root is 1 or more",
        ),
        (
            Lt(q, 2 * (1 + beta)),
            (P - sqrt(discriminant)) / 2,
            "at z = −1 it is 2(1 + β) − αλ ≤ 0: its smaller root is −1 or less",
        ),
    ):
        real = Derivation().follow(
            Ge(discriminant, 0),
            "abs(1 + β − αλ) ≥ 1 + β > 0, and (1 + β)² ≥ 4β",
            given=(Not(goal), product.last),
        )
        is_root = real.follow(eq(bind(POLYNOMIAL, {z: root}), 0), "a root of the polynomial")
        at_root = inside.suppose(real.last).substitute({z: root}, "at this root")
        chain = by_contradiction(goal, because, at_root.knowing(is_root, real))
        sides.append(chain.knowing(product))
    return product.together(*sides, because="all three")


SIDES = (
    "q = (1 − z₁)(1 − z₂) and 2 + 2β − q = (1 + z₁)(1 + z₂) are positive for roots inside; where "
    "both are, the roots lie on one side of 1 and on one side of −1, and abs(z₁z₂) < 1 leaves only "
    "the inside"
)
ROUND = (
    "β = r², and q = 1 + r² − 2σ and 2 + 2β − q = 1 + r² + 2σ are at least (1 − r)², which is "
    "positive for r ≠ 1"
)
IN_A_DISC = (
    "1 + β − αλ = z₁ + z₂ and β = z₁z₂, so that r² + β ∓ r(1 + β − αλ) = (r ∓ z₁)(r ∓ z₂); as in "
    "MOM-7(d), with r in place of 1"
)
ROUND_A_DISC = "β = z² and 1 + β − αλ = 2σ, and r² + z² − 2r abs(σ) ≥ (r − z)²"


@theorem("MOM-7")
def stability() -> Theorem:
    """Momentum is stable on a quadratic exactly for |β| < 1 and 0 < αλ < 2(1 + β)."""
    recurrence = _recurrence()
    power = for_all(n, that=eq(z ** (n + 2), (1 + beta - q) * z ** (n + 1) - beta * z**n))
    root = eq(POLYNOMIAL, 0)
    at_zero = (
        Derivation()
        .given(power, "zⁿ obeys it")
        .substitute({n: S.Zero}, "n = 0")
        .follow(root, "bring all to the left")
    )
    obeys = (
        Derivation()
        .given(root, "z is a root")
        .on_both_sides(lambda side: side * z**n, "times zⁿ", same)
        .follow(power.args[2], "bring it to the right")
        .generalise(n)
    )
    discriminant = le((1 + beta - q) ** 2 - 4 * beta, 0)
    between = And(Le((1 - r) ** 2, q), Le(q, (1 + r) ** 2))
    return Theorem(
        "MOM-7",
        "The stability triangle",
        (),
        (
            Claim(
                (),
                Iff(EVERY_RUN, TRIANGLE),
                "Every run tends to 0 exactly for abs(β) < 1 and 0 < αλ < 2(1 + β), q = αλ.",
                both_ways(
                    EVERY_RUN,
                    TRIANGLE,
                    _triangle(),
                    _used_up().generalise(ms, ws, where=RUNS),
                    "both ways",
                ),
            ),
            Claim(
                (UPDATE, WEIGHTS),
                TWO_STEPS,
                "The weights obey a recurrence of two steps.",
                recurrence,
            ),
            Claim(
                (),
                Iff(power, root),
                "zⁿ solves it for the roots of z² − (1 + β − αλ)z + β alone.",
                both_ways(power, root, at_zero, obeys, "both ways"),
            ),
            Claim(
                REAL_PAIR,
                Iff(INSIDE, TRIANGLE),
                "Two real roots lie inside the unit circle on the triangle alone.",
                Derivation().solve(INSIDE, TRIANGLE, SIDES, *REAL_PAIR),
            ),
            Claim(
                PAIR,
                Iff(Lt(r, 1), TRIANGLE),
                "A conjugate pair σ ± i√(r² − σ²) does, too.",
                Derivation().solve(Lt(r, 1), TRIANGLE, ROUND, *PAIR),
            ),
            Claim(
                (eq(beta, r**2),),
                Iff(discriminant, between),
                "The roots are conjugate or equal, of modulus r = √β, from (1 − r)² to (1 + r)².",
                Derivation().solve(
                    discriminant, between, "it is (q − (1 − r)²)(q − (1 + r)²)", eq(beta, r**2)
                ),
            ),
        ),
        ("L20",),
    )


# ---- the speed-up -----------------------------------------------------------------------------

DESCENT = z - beta + beta / z
"""MOM-8: 1 − αλ, the factor of plain descent, where z is a root of momentum's polynomial."""

ROOT = eq(POLYNOMIAL, 0)
UNIT = (Lt(0, beta), Lt(beta, 1))
SLOW = (Lt(beta, z), Lt(z, 1))
"""Where the larger root lies, q > 0; the smaller one is β/z."""

MOMENTUM, PLAIN = log(z), log(1 - q)


def _by_root() -> Derivation:
    """1 − αλ by a root."""
    return (
        Derivation()
        .given(ROOT, "z is a root")
        .suppose(Lt(0, z))
        .follow(eq(1 - q, DESCENT), "solve for 1 − αλ: divide by z")
    )


def _curve(at: Expr) -> Expr:
    """ln(1 − αλ) as a function of θ = ln z."""
    return log(exp(at) - beta + beta * exp(-at))


def _tangent(at: Expr, to: Expr, because: str, *where: Relation) -> Derivation:
    """It is convex where β ≤ exp(θ) ≤ 1, and lies above its tangents."""
    sides = exp(theta) + beta * exp(-theta)
    curvature = beta * (4 - sides) / (sides - beta) ** 2
    return (
        Derivation()
        .both(_curve(theta), "what plain descent gains in a step, by θ = ln z", *UNIT)
        .suppose(*where)
        .tangent(theta, at, to, because, curvature)
    )


@theorem("MOM-8")
def speed_up() -> Theorem:
    """Ten times faster holds only as αλ → 0; the peak, the crossing, and what lies beyond."""
    below = (Lt(beta, exp(sigma)), Lt(exp(sigma), 1))
    least = _tangent(
        S.Zero, sigma, "above the tangent at θ = 0, whose slope is 1 − β", *below
    ).substitute({sigma: log(z)}, "θ = ln z")
    quotient = Derivation().both(log(z) / log(DESCENT), "the speed-up", *UNIT, *SLOW)
    limit = quotient.let_approach(z, S.One, "αλ → 0 is z → 1; both logarithms vanish there")
    speed = log(z) / log(1 - q)
    faster = _speeds(least).follow(
        le(1 / (1 - beta), speed), "divide by ln(1 − αλ) < 0, and by 1 − β"
    )
    first, second = (_pair(one, to) for one, to in ((q_1, z_1), (q_2, z_2)))
    grows = le(log(z_2) / log(1 - q_2), log(z_1) / log(1 - q_1))
    rate = And(Le((1 - r) ** 2, q), Le(q, (1 + r) ** 2))
    ahead, solved = Lt(r, Abs(1 - q)), Or(Lt(q, 1 - r), Lt(1 + r, q))
    root = (eq(beta, r**2), Lt(0, r), Lt(r, 1))
    crossing = Derivation().solve(ahead, solved, "abs(1 − q) is 1 − q or q − 1", rate, *root)
    top = log(r) / log(2 * r - r**2)
    between = (Le((1 - r) ** 2, q), Lt(q, 1))
    lower = Derivation().follow(
        le(log(r) / log(1 - q), top), "1 − q ≤ 2r − r² < 1, and ln grows", given=(*between, *root)
    )
    return Theorem(
        "MOM-8",
        "Ten times faster, made exact",
        (),
        (
            Claim(
                (Lt(0, z), ROOT),
                eq(1 - q, DESCENT),
                "Plain descent's factor by a root of momentum.",
                _by_root(),
            ),
            Claim(
                UNIT,
                eq(Limit(log(z) / log(DESCENT), z, 1, dir="-"), 1 / (1 - beta)),
                "As αλ → 0, and z → 1, momentum is 1/(1 − β) times faster.",
                limit,
            ),
            Claim(
                (*UNIT, *SLOW, ROOT),
                le(1 / (1 - beta), speed),
                "It is at least that much faster as long as its roots are real, z the larger one.",
                faster,
            ),
            Claim(
                (*UNIT, *first, *second, Lt(z_1, z_2), Le(beta, z_1**2)),
                grows,
                "The speed-up does not fall as αλ grows to (1 − √β)²: as z falls to √β.",
                _growing(first, second),
            ),
            Claim(
                (*between, *root),
                le(log(r) / log(1 - q), top),
                "From there, where momentum's rate is r = √β, to αλ = 1 it is no larger.",
                lower,
            ),
            Claim(
                (Lt(0, r), Lt(r, 1)),
                le(top, 2 / (1 - r**2)),
                "At its peak momentum is never more than 2/(1 − β) times faster.",
                _twice(),
            ),
            Claim(
                (),
                eq(Limit((1 - r**2) * top, r, 1, dir="-"), 2),
                "No smaller factor than 2 will do: it is approached as β → 1.",
                Derivation()
                .both((1 - r**2) * top, "the share of 1/(1 − β)", Lt(0, r), Lt(r, 1))
                .let_approach(r, S.One, "both parts vanish like (1 − r)²", times=2),
            ),
            Claim(
                (rate, *root),
                Iff(ahead, solved),
                "Momentum at its rate √β is faster than plain descent below αλ = 1 − √β, and "
                "slower beyond, up to 1 + √β.",
                crossing,
            ),
        ),
        ("L20",),
    )


def _speeds(chain: Derivation) -> Derivation:
    """With ln(1 − αλ) for what the root says of it."""
    return chain.by(_by_root().turned(), "1 − αλ by the root")


def _pair(value: Expr, root: Expr) -> tuple[Relation, ...]:
    """A value of αλ and its larger root."""
    at = {q: value, z: root}
    return tuple(bind(one, at) for one in (*SLOW, ROOT))


def _growing(first: tuple[Relation, ...], second: tuple[Relation, ...]) -> Derivation:
    """X convex with X(0) = 0: X(θ₂) θ₁ ≥ X(θ₁) θ₂ for θ₁ < θ₂ < 0, by the tangent at θ₂."""
    low, high = Symbol("theta_1", real=True), Symbol("theta_2", real=True)
    where = (Lt(beta, exp(low)), Lt(low, high), Lt(high, 0))
    left = _tangent(high, low, "above its tangent at θ₂, at θ₁", *where)
    right = _tangent(high, S.Zero, "above its tangent at θ₂, at 0", *where)
    chord = left.follow(le(high * _curve(low), low * _curve(high)), "eliminate the slope", right)
    chord = chord.suppose(Lt(0, z_1), Lt(0, z_2))
    chord = chord.substitute({low: log(z_1), high: log(z_2)}, "θ = ln z")
    for value, root in ((q_1, z_1), (q_2, z_2)):
        body = {q: value, z: root}
        chord = chord.by(
            _by_root().substitute(body, "at this root").turned(), "1 − αλ by its root", lhs=True
        )
    return chord.follow(
        le(log(z_2) / log(1 - q_2), log(z_1) / log(1 - q_1)),
        "divide by ln(1 − αλ) < 0, twice",
        given=(*first, *second, *UNIT),
    )


def _twice() -> Derivation:
    """(3 + 1/(1 + u)²) ln(1 + u) ≥ 2 ln(1 + 2u), where r = 1/(1 + u)."""
    logs = log(1 + u), log(1 + 2 * u)
    slope = 2 * u + 3 * u**2 + 2 * u**3 - 2 * logs[0] * (1 + 2 * u)
    steep = (
        Derivation()
        .both(S.Zero, "for u ≥ 0")
        .enlarge(lambda _: slope, "slope under slope", over=u, slopes=2)
    )
    gap = (3 + 1 / (1 + u) ** 2) * logs[0] - 2 * logs[1]
    never = (
        Derivation()
        .both(S.Zero, "for u ≥ 0")
        .suppose(for_all(u, that=steep.last))
        .enlarge(lambda _: gap, "its slope is that, over (1 + u)³(1 + 2u)", over=u)
        .knowing(steep.generalise(u))
    )
    peak = log(1 / (1 + u)) / log((1 + 2 * u) / (1 + u) ** 2)
    logarithms = -logs[0] / (logs[1] - 2 * logs[0])
    unequal = Ne(logs[1] - 2 * logs[0], 0)
    negative = (
        Derivation()
        .both(log((1 + 2 * u) / (1 + u) ** 2), "what plain descent gains", Lt(0, u))
        .rewrite("the logarithms apart", rhs=lambda _: logs[1] - 2 * logs[0])
        .follow(unequal, "1 + 2u < (1 + u)²")
    )
    return (
        Derivation()
        .both(peak, "the peak, r = 1/(1 + u)", Lt(0, u))
        .suppose(never.last, unequal)
        .rewrite("the logarithms apart", rhs=lambda _: logarithms)
        .enlarge(lambda _: 2 / (1 - 1 / (1 + u) ** 2), "by what was just found")
        .knowing(never, negative)
        .suppose(Lt(0, r), Lt(r, 1))
        .substitute({u: 1 / r - 1}, "back to r")
        .rewrite("cancel", lhs=lambda _: log(r) / log(2 * r - r**2), rhs=lambda _: 2 / (1 - r**2))
    )


# ---- the best parameters ----------------------------------------------------------------------

BEST_ROOT = (sqrt(ell) - sqrt(mu)) / (sqrt(ell) + sqrt(mu))
"""MOM-9: √β of the best β on [μ, ℓ]."""


def within(rate: Expr, curvature: Expr) -> Relation:
    """Both roots at this curvature lie in the disc of this radius (MOM-9, first claim)."""
    edge = Abs(1 + beta - alpha * curvature) * rate
    return And(le(Abs(beta), rate**2), le(edge, rate**2 + beta))


@theorem("MOM-9")
def best_parameters() -> Theorem:
    """On curvatures from μ to ℓ the best rate is (√κ − 1)/(√κ + 1), against (κ − 1)/(κ + 1)."""
    disc = bind(within(r, lam), {alpha: q / lam})
    disc = And(le(Abs(beta), r**2), le(Abs(1 + beta - q) * r, r**2 + beta))
    real = And(le(Abs(z_1), r), le(Abs(z_2), r))
    positive = Lt(0, r)
    pair = (eq(beta, z**2), eq(q, 1 - 2 * sigma + z**2), le(Abs(sigma), z), Le(0, z))
    sides = (Le(mu, ell), within(r, mu), within(r, ell), positive, Lt(r, 1))
    goal = le(sqrt(ell) * (1 - r), sqrt(mu) * (1 + r))
    squared = le(ell * (1 - r) ** 2, mu * (1 + r) ** 2)
    no_better = (
        Derivation()
        .follow(squared, "αμ ≥ (1 − r)² and αℓ ≤ (1 + r)², at worst at β = r²", given=sides)
        .follow(goal, "take roots", given=(positive, Lt(r, 1)))
        .follow(le(BEST_ROOT, r), "solve for r")
    )
    best = 4 / (sqrt(ell) + sqrt(mu)) ** 2
    parameters = (Le(mu, lam), Le(lam, ell), eq(alpha, best), eq(beta, BEST_ROOT**2))
    attained = Derivation().follow(
        within(BEST_ROOT, lam), "(1 − √β)² ≤ αλ ≤ (1 + √β)²", given=parameters
    )
    plain = (Le(mu, ell), le(Abs(1 - alpha * mu), r), le(Abs(1 - alpha * ell), r))
    slowest = (ell - mu) / (ell + mu)
    descent = (Le(mu, lam), Le(lam, ell), eq(alpha, 2 / (ell + mu)))
    return Theorem(
        "MOM-9",
        "The best parameters for a range of curvatures",
        (),
        (
            Claim(
                (*REAL_PAIR, positive),
                Iff(real, disc),
                "Two real roots lie in the disc of radius r exactly for abs(β) ≤ r² and "
                "abs(1 + β − αλ) r ≤ r² + β.",
                Derivation().solve(real, disc, IN_A_DISC, *REAL_PAIR, positive),
            ),
            Claim(
                (*pair, positive),
                Iff(Le(z, r), disc),
                "So does a conjugate pair of modulus z.",
                Derivation().solve(Le(z, r), disc, ROUND_A_DISC, *pair, positive),
            ),
            Claim(
                sides,
                le(BEST_ROOT, r),
                "No α and β have a rate below (√ℓ − √μ)/(√ℓ + √μ) at both μ and ℓ.",
                no_better,
            ),
            Claim(
                parameters,
                within(BEST_ROOT, lam),
                "α = 4/(√ℓ + √μ)² and the square of it as β have it at every λ from μ to ℓ.",
                attained,
            ),
            Claim(
                plain,
                le(slowest, r),
                "Plain descent has no rate below (ℓ − μ)/(ℓ + μ) = (κ − 1)/(κ + 1).",
                Derivation().follow(
                    le(slowest, r), "1 − αμ ≤ r and αℓ − 1 ≤ r: eliminate α", given=plain
                ),
            ),
            Claim(
                descent,
                le(Abs(1 - alpha * lam), slowest),
                "α = 2/(ℓ + μ) has it.",
                Derivation().follow(le(Abs(1 - alpha * lam), slowest), "μ ≤ λ ≤ ℓ", given=descent),
            ),
        ),
        ("L20",),
    )
