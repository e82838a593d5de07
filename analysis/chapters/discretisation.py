"""Forward Euler on x′ = −a x + f: the recurrence, its error with constant and order, stability."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import DUHAMEL, ODE
from duhamel.analysis.chapters.recurrence import driven_error
from duhamel.analysis.derivation import Derivation, Iff, same
from duhamel.analysis.letters import (
    A_1,
    A_2,
    E_13,
    E_22,
    M_2,
    R_1,
    R_2,
    X_4,
    K,
    a,
    beta,
    d2,
    e_1,
    e_2,
    es,
    f,
    fs,
    h,
    kappa,
    n,
    p,
    q_1,
    q_2,
    r,
    rho,
    rhos,
    rs,
    s,
    t,
    tau,
    x,
    x_0,
    xi,
    xs,
    z,
)
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import differentiate, expand_around, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Add,
    And,
    Derivative,
    Expr,
    Integral,
    Lambda,
    Lt,
    S,
    Symbol,
    exp,
    log,
    together,
)

Part = tuple[Symbol, Symbol, Symbol]  # an expected size, what is added to it, and its bound

SMOOTH = ("a > 0", "h > 0", "x′ = −a x + f")

STEP = eq(xs[n + 1], (1 - a * h) * xs[n] + h * fs[n])
"""L12: the update."""

STABLE = Iff(And(Lt(-1, 1 - z), Lt(1 - z, 1)), And(Lt(0, z), Lt(z, 2)))


def condition(claim: Iff, because: str, solved: str = "solve for z = a h") -> Derivation:
    """A condition on 1 − z, solved for z."""
    left, right = claim.args
    return Derivation().assume(left, because).equivalent(right, z, solved)


@theorem("FE-1")
def update() -> Theorem:
    """Forward Euler is the recurrence with β = 1 − a h and input h f_n."""
    quotient = eq((xs[n + 1] - xs[n]) / h, -a * xs[n] + fs[n])
    chain = (
        Derivation()
        .assume(quotient, "the difference quotient for dx/dt at tₙ (L11)")
        .isolate(xs[n + 1], "solve for xₙ₊₁", lambda side: normal(side).collect(xs[n]))
    )
    return Theorem(
        "FE-1",
        "Forward Euler is a recurrence",
        (STEP, STABLE),
        ("a > 0", "h > 0", "z = a h"),
        ("L11", "L12", "L13"),
        (chain, condition(STABLE, "−1 < β < 1 for β = 1 − a h")),
    )


@theorem("FE-2")
def consistency() -> Theorem:
    """One step of Euler misses the solution by ½ h² x″(ξ)."""
    euler = (1 - a * h) * x(t) + h * f(t)
    chain = (
        Derivation()
        .taylor(x, t, h, s, 1, "Taylor's formula with integral remainder")
        .subtract(eq(euler, euler), "subtract the step of Euler from x(t)", same)
        .substitute({Derivative(x(t), t): ODE.rhs}, "x solves the equation")
        .rewrite("all but the remainder cancels", rhs=expand_around)
        .mean_value(xi, "t + h − s keeps its sign; some ξ in (t, t + h)")
    )
    return Theorem(
        "FE-2",
        "Consistency of forward Euler",
        (eq(x(t + h) - euler, h**2 / 2 * Derivative(x(xi), (xi, 2))),),
        (*SMOOTH, "x twice continuously differentiable", "ξ in (t, t + h)"),
        ("L11",),
        (chain,),
    )


@theorem("FE-3")
def error_bound() -> Theorem:
    """The error stays below ½ h² M₂ (1 − |β|ⁿ)/(1 − |β|) for all n."""
    general = driven_error(
        es, -(h**2) / 2 * d2[n], {d2: M_2}, "eₙ₊₁ = β eₙ − ½ h² x″(ξₙ) (FE-2), with x″(ξₙ) as x″ₙ"
    )
    share = (1 - Abs(beta) ** n) / (1 - Abs(beta))
    return Theorem(
        "FE-3",
        "Error bound, uniform in time",
        (le(Abs(es[n]), h**2 / 2 * M_2 * share),),
        (*SMOOTH, "β = 1 − a h, |β| ≠ 1", "eₙ = xₙ − x(tₙ)", "M₂ = sup |x″|"),
        ("L12",),
        (general,),
    )


# ---- the error's expansion --------------------------------------------------------------------

E_1_ODE = eq(Derivative(e_1(t), t), -a * e_1(t) - Derivative(x(t), (t, 2)) / 2)
E_2_ODE = eq(
    Derivative(e_2(t), t),
    -a * e_2(t) - Derivative(e_1(t), (t, 2)) / 2 - Derivative(x(t), (t, 3)) / 6,
)
"""The choice of e₁ and e₂ that cancels h² and h³ in what the expansion leaves in a step."""


def _expansion(at: Expr) -> Expr:
    return x(at) + h * e_1(at) + h**2 * e_2(at)


def _left_over() -> Derivation:
    """ρ: what x + h e₁ + h² e₂ leaves when it is put into Euler's step."""
    over = Add(_expansion(t + h), -(1 - a * h) * _expansion(t), -h * f(t), evaluate=False)
    taylor = [
        Derivation().taylor(x, t, h, s, 3, "").last,
        Derivation().taylor(e_1, t, h, s, 2, "").last,
        Derivation().taylor(e_2, t, h, s, 1, "").last,
    ]
    return (
        Derivation()
        .assume(eq(rho(t), over), "the residual ρ of the expansion in Euler's step")
        .replace(
            {line.lhs: line.rhs for line in taylor},
            h,
            "Taylor's formula: x to third order, e₁ to second, e₂ to first",
        )
        .substitute(
            {line.lhs: line.rhs for line in (ODE, E_1_ODE, E_2_ODE)},
            "x′ by its equation; e₁′ and e₂′ chosen so that h² and h³ cancel",
        )
        .rewrite("all but the remainders cancels", rhs=expand_around)
    )


def _by_duhamel(unknown: Expr, source: Expr) -> Derivation:
    """Duhamel's formula for the unknown, from zero, under the source as input."""
    return (
        Derivation()
        .assume(eq(x(t), DUHAMEL), "Duhamel's formula (ODE-2)")
        .substitute(
            {x: Lambda(t, unknown(t)), x_0: S.Zero, f: Lambda(t, source)},
            "e₁ and e₂ obey it from zero; the input is the source that FE-4 gives them",
        )
    )


@theorem("FE-4")
def leading_error() -> Theorem:
    """x_n − x(t_n) = h e₁ + h² e₂ + r_n with e₁ and e₂ by Duhamel and r_n of order h³, bounded."""
    first = _by_duhamel(e_1, -Derivative(x(t), (t, 2)) / 2)
    second = _by_duhamel(e_2, -Derivative(e_1(t), (t, 2)) / 2 - Derivative(x(t), (t, 3)) / 6)
    left = _left_over()
    bounds = {(x, 4): X_4, (e_1, 3): E_13, (e_2, 2): E_22}
    size = (
        Derivation()
        .assume(left.last, "the residual just found")
        .estimate(bounds, "the triangle inequality")
        .rewrite("integrate the weights", rhs=normal)
    )
    remainder = driven_error(
        rs, -rhos[n], {rhos: h**4 * K}, "rₙ₊₁ = β rₙ − ρ(tₙ), r₀ = 0, with |ρ| ≤ h⁴ K"
    )
    share = (1 - Abs(beta) ** n) / (1 - Abs(beta))
    weights = [
        Integral((t + h - s) ** 3 * Derivative(x(s), (s, 4)), (s, t, t + h)) / 6,
        h * Integral((t + h - s) ** 2 * Derivative(e_1(s), (s, 3)), (s, t, t + h)) / 2,
        h**2 * Integral((t + h - s) * Derivative(e_2(s), (s, 2)), (s, t, t + h)),
    ]
    memory_1 = Integral(exp(-a * (t - s)) * Derivative(x(s), (s, 2)), (s, 0, t))
    return Theorem(
        "FE-4",
        "The leading error, with its constant",
        (
            eq(e_1(t), -memory_1 / 2),
            eq(e_2(t), second.last.rhs),
            eq(rho(t), Add(*weights)),
            le(Abs(rho(t)), h**4 * (X_4 / 24 + E_13 / 6 + E_22 / 2)),
            le(Abs(rs[n]), h**4 * K * share),
        ),
        (
            *SMOOTH,
            "f three times continuously differentiable",
            "β = 1 − a h, |β| ≠ 1",
            "ρ(t) is what x + h e₁ + h² e₂ leaves in a step of Euler",
            "rₙ = xₙ − x(tₙ) − h e₁(tₙ) − h² e₂(tₙ)",
            "X₄ = sup |x⁗|, E₁₃ = sup |e₁‴|, E₂₂ = sup |e₂″|, K = X₄/24 + E₁₃/6 + E₂₂/2",
        ),
        ("L11", "L12"),
        (first, second, left, size, remainder),
    )


@theorem("FE-5")
def observed_order() -> Theorem:
    """log₂(E(h)/E(h/2)) starts at 1 with the slope k/(2 ln 2), and has a window at every h."""
    pair = eq(p(h), log((1 + kappa * h) / ((1 + kappa * h / 2) / 2)) / log(2))
    start = (
        Derivation()
        .assume(
            pair,
            "E(h) = h e₁(1 + k h), E(h/2) = ½ h e₁(1 + ½ k h) (FE-4), and p = log₂ of their ratio",
        )
        .substitute({h: S.Zero}, "h → 0")
    )
    slope = (
        Derivation()
        .assume(pair, "the same")
        .on_both_sides(lambda side: Derivative(side, h), "differentiate", same)
        .rewrite("the chain rule", rhs=lambda side: together(differentiate(side)))
    )
    closed = kappa / ((1 + kappa * h) * (2 + kappa * h) * log(2))
    coarse, fine = (Abs(step * e_1(t) + step**2 * e_2(t)) for step in (h, h / 2))
    above = _window(2 ** p(h), (A_1, q_1, R_1), (A_2, q_2, R_2), "2ᵖ = E(h)/E(h/2)")
    below = _window(2 ** -p(h), (A_2, q_2, R_2), (A_1, q_1, R_1), "its inverse")
    named = {A_1: coarse, A_2: fine}
    return Theorem(
        "FE-5",
        "The observed order, predicted",
        (
            eq(p(0), 1),
            eq(Derivative(p(h), h), closed),
            le(2 ** p(h), (coarse + R_1) / (fine - R_2)),
            le(2 ** -p(h), (fine + R_2) / (coarse - R_1)),
        ),
        (
            *SMOOTH,
            "E(h) = |xₙ − x(t)| at t = nh, p = log₂(E(h)/E(h/2))",
            "k = e₂(t)/e₁(t), e₁(t) ≠ 0, 1 + k h > 0, and no remainder in the first two",
            "E(h) is |h e₁ + h² e₂| up to R₁, E(h/2) is |½ h e₁ + ¼ h² e₂| up to R₂: "
            "FE-4 has their sizes; R₁ and R₂ are smaller than what they stand beside",
        ),
        ("L12",),
        (
            start,
            slope,
            above.substitute(named, "what FE-4 expects of the errors"),
            below.substitute(named, "what FE-4 expects of the errors"),
        ),
    )


def _window(ratio: Expr, top: Part, bottom: Part, because: str) -> Derivation:
    """(A + q)/(B + r) is at most (A + R)/(B − S), where abs(q) ≤ R, abs(r) ≤ S < B."""
    (a_top, q_top, r_top), (a_low, q_low, r_low) = top, bottom
    # as far below its bound as one likes: by r, s and τ
    ranges = {q_top: r_top - r, q_low: s - r_low, a_low: r_low + tau}
    return (
        Derivation()
        .assume(le(ratio, (a_top + q_top) / (a_low + q_low)), because)
        .enlarge(
            lambda _: (a_top + r_top) / (a_low - r_low),
            "the remainders at their worst, |q₁| ≤ R₁ and |q₂| ≤ R₂",
            ranges,
        )
    )
