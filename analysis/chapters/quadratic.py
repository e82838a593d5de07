"""Momentum on L = ½ λ W²: stability, the speed-up made exact, and the best parameters."""

from __future__ import annotations

from duhamel.analysis.chapters.momentum import MOMENTUM, RULES
from duhamel.analysis.derivation import Derivation, Iff, Relation
from duhamel.analysis.letters import (
    A,
    C,
    S_f,
    alpha,
    alpha_lambda,
    beta,
    c,
    ell,
    gs,
    kappa,
    lam,
    ms,
    mu,
    n,
    p,
    r,
    s,
    share,
    sigma,
    t,
    tau,
    theta,
    ws,
    z,
    z_1,
    z_2,
)
from duhamel.analysis.letters import step_ratio as u
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import factored
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    And,
    Expr,
    Gt,
    Lambda,
    Le,
    Limit,
    Lt,
    Mul,
    Or,
    S,
    exp,
    expand,
    factor,
    log,
    sqrt,
    together,
)

QUADRATIC = (*RULES, "L = ½ λ W² with λ > 0, so gₙ = λ Wₙ", "q = αλ")

POLYNOMIAL = eq(p(z), z**2 - (1 + beta - alpha_lambda) * z + beta)
"""The characteristic polynomial: Wₙ = zⁿ is possible where p(z) = 0."""

TRIANGLE = And(
    Lt(Abs(beta), 1), Lt(0, alpha_lambda), Lt(alpha_lambda, Mul(2, 1 + beta, evaluate=False))
)
"""MOM-7: where momentum is stable."""

RANGE = And(Le((1 - r) ** 2, alpha_lambda), Le(alpha_lambda, (1 + r) ** 2))
"""MOM-7: where the rate is r = √β."""

SLOW = eq(u**2 - (1 + share - alpha_lambda) * u + share, 0)
"""The characteristic equation with a positive root z and 0 < β < 1."""

DESCENT = u - share + share / u
"""MOM-8: 1 − αλ, the factor of plain descent, where z is a root of momentum's polynomial."""


def _two_steps() -> Derivation:
    """Momentum on the quadratic as a recurrence in W alone."""
    return (
        Derivation()
        .assume(MOMENTUM, "momentum (L17)")
        .substitute({n: n + 1}, "one step later")
        .substitute(
            {ms: Lambda(n, ws[n] - ws[n - 1]), gs: Lambda(n, lam * ws[n])},
            "mₙ = Wₙ − Wₙ₋₁ and gₙ = λ Wₙ",
        )
        .isolate(
            ws[n + 2],
            "solve for Wₙ₊₂",
            lambda side: expand(side).collect(ws[n + 1]),
        )
    )


def _characteristic(recurrence: Relation) -> Derivation:
    """What z must satisfy for W_n = zⁿ."""
    return (
        Derivation()
        .assume(recurrence, "the recurrence just found")
        .substitute({lam: alpha_lambda / alpha, ws: Lambda(n, z**n)}, "q = αλ; try Wₙ = zⁿ")
        .on_both_sides(lambda side: side / z**n, "divide by zⁿ, z ≠ 0")
        .on_both_sides(
            lambda side: side - (1 + beta - alpha_lambda) * z + beta,
            "bring all to the left",
            lambda side: expand(side).collect(z),
        )
    )


def _pair(roots: dict[Expr, Expr], because: str) -> Derivation:
    """The polynomial with a given pair of roots."""
    return (
        Derivation().assume(POLYNOMIAL, "the characteristic polynomial").substitute(roots, because)
    )


@theorem("MOM-7")
def stability() -> Theorem:
    """Momentum is stable on a quadratic exactly for |β| < 1 and 0 < αλ < 2(1 + β)."""
    recurrence = _two_steps()
    real = {beta: z_1 * z_2, alpha_lambda: (1 - z_1) * (1 - z_2)}
    conjugate = {beta: r**2, alpha_lambda: 1 - 2 * sigma + r**2}
    real_inside = And(Lt(Abs(z_1), 1), Lt(Abs(z_2), 1))
    is_pair = Le(Abs(sigma), r)
    pair_inside = And(is_pair, Lt(r, 1))
    pair_stable = And(is_pair, TRIANGLE)
    discriminant = le((1 + r**2 - alpha_lambda) ** 2 - 4 * r**2, 0)
    chains = (
        recurrence,
        _characteristic(recurrence.last),
        _pair(real, "β = z₁ z₂ and q = (1 − z₁)(1 − z₂)").rewrite("by its roots", rhs=factor),
        Derivation()
        .assume(real_inside, "both real roots inside the unit circle")
        .equivalent(TRIANGLE, z_1, "β = z₁ z₂ and q = (1 − z₁)(1 − z₂)", also=z_2, by=real),
        _pair(conjugate, "β = r² and q = 1 − 2σ + r²"),
        Derivation()
        .assume(pair_inside, "a conjugate pair of modulus r inside the unit circle")
        .equivalent(pair_stable, sigma, "β = r² and q = 1 − 2σ + r²", also=r, by=conjugate),
        Derivation()
        .assume(discriminant, "roots that are conjugate or equal, with β = r²")
        .equivalent(
            RANGE, alpha_lambda, "the discriminant is (q − (1 − r)²)(q − (1 + r)²)", also=r
        ),
    )
    return Theorem(
        "MOM-7",
        "The stability triangle",
        (
            eq(ws[n + 2], (1 + beta - alpha * lam) * ws[n + 1] - beta * ws[n]),
            eq(z**2 - (1 + beta - alpha_lambda) * z + beta, 0),
            eq(p(z), (z - z_1) * (z - z_2)),
            Iff(real_inside, TRIANGLE),
            eq(p(z), z**2 - 2 * sigma * z + r**2),
            Iff(pair_inside, pair_stable),
            Iff(discriminant, RANGE),
        ),
        (
            *QUADRATIC,
            "p(z) = z² − (1 + β − q) z + β, zero at the possible factors of W",
            "z₁ and z₂ real in the third and fourth: β = z₁ z₂, q = (1 − z₁)(1 − z₂)",
            "a conjugate pair of modulus r and real part σ in the fifth and sixth",
            "r = √β ≥ 0 in the last: there |z|² = β for both roots, so the rate is √β",
        ),
        ("L20",),
        chains,
    )


# ---- the speed-up -----------------------------------------------------------------------------


def _step_of_root() -> Derivation:
    """q = αλ by the root z that it gives."""
    return (
        Derivation()
        .assume(
            SLOW,
            "z is a root of the characteristic polynomial (MOM-7)",
        )
        .isolate(alpha_lambda, "solve for q", factored)
    )


def _tangent(at: Expr, to: Expr, because: str) -> Derivation:
    """ln(1 − αλ) as a convex function of ln z, above one of its tangents."""
    return (
        Derivation()
        .assume(
            eq(log(1 - alpha_lambda), log(DESCENT)),
            "what plain descent gains in a step",
        )
        .substitute({u: exp(theta)}, "as a function of θ = ln z ≤ 0")
        .tangent(
            theta,
            at,
            to,
            because,
            # z = 1/(1 + s) ≤ 1 and β/z = 1/(1 + t) ≤ 1
            {theta: -log(1 + s), share: 1 / ((1 + s) * (1 + t))},
        )
        .substitute({theta: log(u)}, "back to z")
    )


@theorem("MOM-8")
def speed_up() -> Theorem:
    """Ten times faster holds only as αλ → 0; the peak, the crossing, and what lies beyond."""
    step = _step_of_root()
    by_root = Derivation().assume(step.last, "q by its root z")
    descent = by_root.on_both_sides(lambda side: 1 - side, "1 − q, plain descent", expand)
    quotient = Derivation().assume(
        eq(S_f(u), log(u) / log(DESCENT)),
        "the speed-up: what momentum gains in a step over what plain descent gains",
    )
    limit = quotient.let_approach(u, S.One, "q → 0 is z → 1; both logarithms vanish there")
    at_least = _tangent(S.Zero, theta, "it is convex and lies above its tangent at z = 1")
    rising = _tangent(theta, S.Zero, "it is convex, and 0 lies above its tangent at z")
    peak_at = by_root.substitute({u: r, share: r**2}, "z = r = √β, the least of the slow roots")
    peak_at = peak_at.rewrite("cancel", rhs=factored)
    peak = quotient.substitute({u: r, share: r**2}, "z = r = √β")
    lead = Derivation().assume(descent.last, "plain descent, by the root z")
    lead = lead.on_both_sides(lambda side: side - u, "how far plain descent lags behind", together)
    ahead = (
        Derivation()
        .assume(Lt(r, Abs(1 - alpha_lambda)), "momentum at its rate r is faster than plain descent")
        .equivalent(
            Or(Lt(alpha_lambda, 1 - r), Gt(alpha_lambda, 1 + r)),
            alpha_lambda,
            "solve for q",
            also=r,
        )
    )
    slope = (u - share / u) / DESCENT
    return Theorem(
        "MOM-8",
        "Ten times faster, made exact",
        (
            eq(alpha_lambda, (1 - u) * (u - share) / u),
            eq(1 - alpha_lambda, DESCENT),
            eq(1 - alpha_lambda - u, share * (1 - u) / u),
            eq(Limit(S_f(u), u, 1, dir="-"), 1 / (1 - share)),
            le((1 - share) * log(u), log(DESCENT)),
            le(log(DESCENT) - slope * log(u), 0),
            eq(alpha_lambda, (1 - r) ** 2),
            eq(S_f(r), log(r) / log(2 * r - r**2)),
            Iff(Lt(r, Abs(1 - alpha_lambda)), Or(Lt(alpha_lambda, 1 - r), Gt(alpha_lambda, 1 + r))),
        ),
        (
            *QUADRATIC,
            "0 < β < 1, r = √β",
            "0 < q ≤ (1 − r)² with z its larger root, r ≤ z < 1, in the first six",
            "S is the ratio of ln |z| to ln |1 − q|; the fifth says that S ≥ 1/(1 − β)",
            "the sixth says that ln(1 − q)/ln z grows with z: S grows with q",
            "z = r in the seventh and eighth: there S is largest for q ≤ 1",
            "(1 − r)² ≤ q ≤ (1 + r)² in the last: momentum's rate is r (MOM-7), S = 1 at q = 1 − r",
        ),
        ("L20",),
        (step, descent, lead, limit, at_least, rising, peak_at, peak, ahead),
    )


# ---- the best parameters ----------------------------------------------------------------------

BEST_ROOT = (sqrt(ell) - sqrt(mu)) / (sqrt(ell) + sqrt(mu))
"""MOM-9: √β of the best β on [μ, ℓ]."""


def _slack(slack: Expr, at: Expr, curvature: Expr, because: str) -> Derivation:
    """The curvature at one end of the range, by the value ``slack`` of the polynomial at ±r."""
    size = alpha * at

    def tidy(side: Expr) -> Expr:
        rest = factored(side * size - slack)
        return (slack + rest) / size if at == r else (-rest - slack) / (alpha * r)

    return (
        Derivation()
        .assume(
            eq(slack, z**2 - (1 + beta - alpha * curvature) * z + beta),
            "the characteristic polynomial (MOM-7)",
        )
        .substitute({z: at}, because)
        .isolate(curvature, "solve for the curvature; r ≠ 0", tidy, r)
    )


def _no_better(beta_is_zero: bool) -> Derivation:
    """κ is at most what a rate r allows, whatever α and β."""
    low = _slack(A, r, mu, "at r, for λ = μ: A = p(r) ≥ 0, as no root exceeds r").last
    high = _slack(C, -r, ell, "at −r, for λ = ℓ: C = p(−r) ≥ 0, as no root is below −r").last
    ratio = eq(kappa, ell / mu)
    # 0 < r < 1 and −r² ≤ β ≤ r²
    ranges = {r: tau / (1 + tau), beta: (tau / (1 + tau)) ** 2 * (1 - t) / (1 + t)}
    chain = (
        Derivation()
        .assume(ratio, "the condition number")
        .substitute({ell: high.rhs, mu: low.rhs}, "ℓ and μ by C = p(−r) and A = p(r)")
    )
    if beta_is_zero:
        chain = chain.substitute({beta: S.Zero}, "plain descent: β = 0")
        ranges = {r: tau / (1 + tau)}
    chain = chain.enlarge(
        lambda side: factored(side.xreplace({A: S.Zero, C: S.Zero})), "A ≥ 0 and C ≥ 0", ranges
    )
    if beta_is_zero:
        return chain
    return chain.enlarge(
        lambda _: ((1 + r) / (1 - r)) ** 2, "|β| ≤ r², as β is the product of the roots", ranges
    )


@theorem("MOM-9")
def best_parameters() -> Theorem:
    """On curvatures from μ to ℓ the best rate is (√κ − 1)/(√κ + 1), against (κ − 1)/(κ + 1)."""
    root = (
        Derivation()
        .assume(
            eq(sqrt(ell) * (1 - r), sqrt(mu) * (1 + r)),
            "αμ = (1 − r)² and αℓ = (1 + r)², the ends of the range of MOM-7: eliminate α",
        )
        .isolate(r, "solve for r = √β", factor)
    )
    lower, upper = (
        Derivation()
        .assume(eq(alpha * end, edge), f"the {name} end of the range (MOM-7)")
        .substitute({r: BEST_ROOT}, "r as just found")
        .isolate(alpha, "solve for α", lambda side: factor(together(side)))
        for name, end, edge in (("lower", mu, (1 - r) ** 2), ("upper", ell, (1 + r) ** 2))
    )
    descent = (
        Derivation()
        .assume(
            eq(1 - alpha * mu, alpha * ell - 1),
            "plain descent: both ends equally slow",
        )
        .isolate(alpha, "solve for α", factor)
    )
    descent_rate = (
        Derivation()
        .assume(eq(r, 1 - alpha * mu), "its rate, at either end")
        .substitute({alpha: 2 / (ell + mu)}, "α as just found")
        .rewrite("one fraction", rhs=lambda side: factor(together(side)))
    )
    within = And(Le(0, r), Lt(r, 1), Le(1, c))
    allowed = And(within, Le(c * (1 - r), 1 + r))
    solved = And(within, Le(c - 1, r * (c + 1)))
    rate = Derivation().assume(allowed, "√κ ≤ (1 + r)/(1 − r), with c = √κ")
    best = 4 / (sqrt(ell) + sqrt(mu)) ** 2
    return Theorem(
        "MOM-9",
        "The best parameters for a range of curvatures",
        (
            eq(r, BEST_ROOT),
            eq(alpha, best),
            eq(alpha, best),
            eq(alpha, 2 / (ell + mu)),
            eq(r, (ell - mu) / (ell + mu)),
            le(kappa, ((1 + r) / (1 - r)) ** 2),
            le(kappa, (1 + r) / (1 - r)),
            Iff(allowed, solved),
        ),
        (
            *QUADRATIC,
            "0 < μ ≤ λ ≤ ℓ, κ = ℓ/μ",
            "β = r² in the first three: with this α and β the rate is r for every λ in [μ, ℓ]",
            "β = 0, plain descent, in the fourth, fifth and seventh",
            "in the sixth to eighth r < 1 bounds all roots for λ = μ and λ = ℓ; any α > 0 and β",
            "c = √κ, or κ for plain descent, in the last: no rate is below (c − 1)/(c + 1)",
        ),
        ("L20",),
        (
            root,
            lower,
            upper,
            descent,
            descent_rate,
            _no_better(beta_is_zero=False),
            _no_better(beta_is_zero=True),
            rate.equivalent(solved, r, "bring r to one side", also=c),
        ),
    )
