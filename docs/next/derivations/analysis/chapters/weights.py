"""How the memory weighs its inputs: its kernel, large and small a, windows and oscillations."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import CONTINUOUS_INPUT, DUHAMEL, ODE
from duhamel.analysis.chapters.integration import contraction
from duhamel.analysis.derivation import Derivation, bind, same
from duhamel.analysis.letters import (
    D,
    F,
    K,
    M,
    T,
    a,
    d,
    f,
    omega,
    q,
    r,
    s,
    t,
    tau,
    u,
    w,
    w_0,
    x,
    x_0,
)
from duhamel.analysis.normal import differentiate, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    I,
    Integral,
    Lambda,
    Le,
    Limit,
    Max,
    S,
    atan,
    exp,
    expand,
    factor,
    oo,
    pi,
    sin,
    sqrt,
)

KERNEL = exp(-a * tau)
"""What is left of an input of age τ."""


def _both(expr: Expr) -> Derivation:
    """Start from expr = expr."""
    return Derivation().assume(Eq(expr, expr, evaluate=False), "both sides the same")


# ---- the kernel -------------------------------------------------------------------------------


@theorem("ODE-5")
def kernel() -> Theorem:
    """The kernel's mass and mean age are 1/a; the last T carries the share 1 − e^{−aT}."""
    mass, moment = Integral(KERNEL, (tau, 0, T)), Integral(tau * KERNEL, (tau, 0, T))
    because = "its derivative is the integrand, and it is 0 at T = 0"
    until = _both(mass).evaluate(mass, (1 - exp(-a * T)) / a, T, because)
    share = (
        Derivation()
        .assume(until.last, "the first line")
        .on_both_sides(lambda side: a * side, "as a share of the whole, 1/a", expand)
    )
    whole = (
        Derivation().assume(until.last, "the first line").let_grow(exp(-a), T, "exp(−aT) vanishes")
    )
    ages = (1 - exp(-a * T)) / a**2 - T * exp(-a * T) / a
    aged = (
        _both(moment)
        .evaluate(moment, ages, T, because)
        .on_both_sides(lambda side: a * side, "as weights of mass 1", expand)
    )
    mean = (
        Derivation()
        .assume(aged.last, "the line before")
        .let_grow(exp(-a), T, "exp(−aT) and T exp(−aT) vanish", degree=1)
    )
    return Theorem(
        "ODE-5",
        "Mass and mean age of the memory",
        (
            Eq(mass, (1 - exp(-a * T)) / a, evaluate=False),
            Eq(Limit(mass, T, oo, dir="-"), 1 / a, evaluate=False),
            Eq(a * mass, 1 - exp(-a * T), evaluate=False),
            Eq(a * moment, (1 - exp(-a * T)) / a - T * exp(-a * T), evaluate=False),
            Eq(Limit(a * moment, T, oo, dir="-"), 1 / a, evaluate=False),
        ),
        ("a > 0", "T ≥ 0", "exp(−aτ) is the weight of an input of age τ"),
        ("L8", "L9", "L10"),
        (until, whole, share, aged, mean),
    )


# ---- large and small a ------------------------------------------------------------------------


def _by_equation(expr: Expr) -> Derivation:
    """The derivative of an expression in x(t), with x′ by its equation."""
    return (
        _both(Derivative(expr, t))
        .rewrite("differentiate", rhs=differentiate)
        .substitute({Derivative(x(t), t): ODE.rhs}, "x solves the equation (L2)")
    )


@theorem("ODE-6")
def follows() -> Theorem:
    """For large a the state follows its input: a x is f but for M/a and what is left of x₀."""
    miss = a * x(t) - f(t)
    law = -a * miss - Derivative(f(t), t)
    return Theorem(
        "ODE-6",
        "Large a: the state follows the input",
        (
            Eq(Derivative(miss, t), law, evaluate=False),
            Le(
                Abs(miss),
                Abs(a * x_0 - f(S.Zero)) * exp(-a * t) + M * (1 - exp(-a * t)) / a,
                evaluate=False,
            ),
        ),
        ("a > 0", "f continuously differentiable", "M = sup |f′| on [0, t]"),
        ("L9",),
        (
            _by_equation(miss).rewrite("collect a x − f", rhs=lambda _: law),
            Derivation()
            .assume(contraction().statement[0], "a defect is contracted (NUM-1)")
            .substitute(
                {w: Lambda(t, miss), w_0: a * x_0 - f(S.Zero), D: M},
                "w = a x − f, whose input is −f′",
            ),
        ),
    )


_SQUARE = {f: Lambda(t, d(t) ** 2)}  # |f| where nothing else of f stands: any size ≥ 0


@theorem("ODE-7")
def sums_up() -> Theorem:
    """For small a the state sums its input up: x is x₀ + ∫f but for a t (|x₀| + ∫|f|)."""
    size = Integral(Abs(f(s)), (s, 0, t))
    until = Integral(Abs(f(s)), (s, 0, r))
    most = Abs(x_0) + size
    below = (
        Derivation()
        .assume(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
        .estimate({}, "the triangle inequality")
        .enlarge(
            lambda side: side.replace(exp, lambda _: S.One),
            "exp(−at) ≤ 1, exp(−a(t−s)) ≤ 1",
            by=_SQUARE,
            over=t,
        )
    )
    rises = _both(until).enlarge(
        lambda _: size, "the integral of |f| does not fall, r ≤ t", by={t: r + u, **_SQUARE}, over=u
    )
    miss = (
        Derivation()
        .assume(ODE, "the equation (L2)")
        .integrate(t, s, "from 0 to t")
        .substitute({x(S.Zero): x_0}, "the start")
        .on_both_sides(
            lambda side: side - Integral(f(s), (s, 0, t)), "subtract the integral of f", normal
        )
        .estimate({x: K}, "the triangle inequality, |x| ≤ K on [0, t]")
        .rewrite("the integral of a constant", rhs=normal)
        .substitute({K: most}, "the bound of the first line, which does not fall (second line)")
    )
    return Theorem(
        "ODE-7",
        "Small a: the state sums the input up",
        (
            Le(Abs(x(t)), most, evaluate=False),
            Le(until, size, evaluate=False),
            Le(Abs(x(t) - x_0 - Integral(f(s), (s, 0, t))), a * t * most, evaluate=False),
        ),
        (*CONTINUOUS_INPUT, "0 ≤ r ≤ t in the second"),
        ("L10",),
        (below, rises, miss),
    )


@theorem("ODE-8")
def slow() -> Theorem:
    """For small a the state varies slowly: |(a x)′| ≤ a (F + max(a |x₀|, F))."""
    most = Max(a * Abs(x_0), F)
    bounded = (
        Derivation()
        .assume(contraction().statement[0], "a defect is contracted (NUM-1)")
        .substitute({w: Lambda(t, x(t)), w_0: x_0, D: F}, "of x itself, whose input is f")
        .enlarge(
            lambda _: K / a,
            "a mean of |x₀| and F/a, for any K with a |x₀| ≤ K and F ≤ K",
            by={Abs(x_0): (K - r) / a, F: K - u},
            over=t,
        )
    )
    varies = (
        _by_equation(a * x(t))
        .rewrite("multiply out", rhs=expand)
        .estimate({x: K / a, f: F}, "the triangle inequality, |x| ≤ K/a")
        .rewrite("collect a", rhs=factor)
    )
    chosen = "the least such K"
    return Theorem(
        "ODE-8",
        "Small a: slow variation",
        (
            Le(Abs(x(t)), most / a, evaluate=False),
            Le(Abs(Derivative(a * x(t), t)), a * (F + most), evaluate=False),
        ),
        (*CONTINUOUS_INPUT, "F = sup |f| on [0, t]"),
        ("L10",),
        (bounded.substitute({K: most}, chosen), varies.substitute({K: most}, chosen)),
    )


# ---- oscillations and windows -----------------------------------------------------------------

WAVE = exp(I * omega * t)
RESPONSE = 1 / (a + I * omega)
"""What the memory makes of e^{iωt}, as its factor."""

PHASE = atan(omega / a)
POLAR = Eq(RESPONSE, exp(-I * PHASE) / sqrt(a**2 + omega**2), evaluate=False)
WINDOW = Integral(exp(I * omega * s), (s, t - tau, t))
WINDOW_GAIN = 2 * sin(omega * tau / 2) / omega


@theorem("ODE-10")
def frequency_response() -> Theorem:
    """The response to e^{iωt} is e^{iωt}/(a + iω): gain 1/√(a²+ω²), phase −atan(ω/a)."""
    formula = x_0 * exp(-a * t) + exp(-a * t) * Integral(exp(a * s) * f(s), (s, 0, t))
    closed = x_0 * exp(-a * t) + (WAVE - exp(-a * t)) * RESPONSE
    driven = (
        Derivation()
        .assume(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
        .rewrite("take exp(−at) before the integral", rhs=lambda _: formula)
        .substitute({f: Lambda(t, WAVE)}, "an oscillation, cos ωt + i sin ωt")
    )
    (integral,) = driven.last.rhs.atoms(Integral)
    driven = driven.evaluate(
        integral,
        (exp((a + I * omega) * t) - 1) * RESPONSE,
        t,
        "its derivative is the integrand, and it is 0 at t = 0",
    ).rewrite("multiply out", rhs=lambda _: closed)
    steady = (
        Derivation()
        .assume(driven.last, "the first line")
        .substitute({x_0: RESPONSE}, "the start that leaves no decay")
        .rewrite("the decays cancel", rhs=lambda _: WAVE * RESPONSE)
    )
    turned = (a + I * omega) * exp(-I * PHASE) / sqrt(a**2 + omega**2)
    polar = (
        _both(turned)
        .rewrite("1 at ω = 0, and its derivative in ω is 0", lhs=lambda _: S.One, over=omega)
        .on_both_sides(lambda side: side * RESPONSE, "divide by a + iω", same)
    )
    square = RESPONSE * RESPONSE.xreplace({I: -I})
    return Theorem(
        "ODE-10",
        "Frequency response",
        (
            Eq(x(t), closed, evaluate=False),
            Eq(x(t), WAVE * RESPONSE, evaluate=False),
            POLAR,
            Eq(square, 1 / (a**2 + omega**2), evaluate=False),
        ),
        (
            "a > 0, ω > 0",
            "f(t) = exp(iωt); the real part is the response to cos ωt",
            "x₀ = 1/(a + iω) in the second; by ODE-4 every other start tends to it",
        ),
        ("L9", "L10"),
        (driven, steady, polar, _both(square).rewrite("(a + iω)(a − iω)", rhs=expand)),
    )


@theorem("ODE-9")
def window() -> Theorem:
    """The window of L10 on e^{iωt}: its gain, the ratio to the kernel's, and where it fails."""
    shifted = WINDOW_GAIN * exp(I * omega * (t - tau / 2))
    ends = (WAVE - WAVE.xreplace({t: t - tau})) / (I * omega)
    seen = (
        _both(WINDOW)
        .evaluate(WINDOW, ends, tau, "its derivative is the integrand, and it is 0 at τ = 0")
        .rewrite("the difference of the ends as a sine", rhs=lambda _: shifted)
    )
    factor_ = WINDOW_GAIN * exp(-I * omega * tau / 2)
    ratio = (
        Derivation()
        .assume(POLAR, "the kernel's factor (ODE-10)")
        .on_both_sides(lambda side: factor_ / side, "the window's factor over the kernel's", same)
    )
    mass = (
        Derivation()
        .assume(
            Eq(Integral(S.One, (u, 0, tau)), 1 / a, evaluate=False),
            "the window's mass as large as the kernel's (ODE-5)",
        )
        .rewrite("an integral of one", lhs=normal)
    )
    age = (
        Derivation()
        .assume(
            Eq(Integral(u / tau, (u, 0, tau)), 1 / a, evaluate=False),
            "the window's mean age as large as the kernel's (ODE-5)",
        )
        .rewrite("the mean of the ages 0 to τ", lhs=normal)
        .isolate(tau, "solve for τ")
    )
    turn = {omega: 2 * pi / tau}
    square = RESPONSE * RESPONSE.xreplace({I: -I})
    blind = (
        Derivation()
        .assume(Eq(q(t), shifted, evaluate=False), "the first line, q for its left side")
        .substitute(turn, "a whole turn in the window, ω = 2π/τ")
    )
    sees = (
        Derivation()
        .assume(Eq(square, 1 / (a**2 + omega**2), evaluate=False), "the kernel's gain (ODE-10)")
        .substitute(turn, "ω = 2π/τ")
    )
    return Theorem(
        "ODE-9",
        "A window is a heuristic",
        (
            Eq(WINDOW, shifted, evaluate=False),
            ratio.last,
            Eq(tau, 1 / a, evaluate=False),
            Eq(tau, 2 / a, evaluate=False),
            Eq(q(t), S.Zero, evaluate=False),
            Eq(bind(square, turn), 1 / (a**2 + 4 * pi**2 / tau**2), evaluate=False),
        ),
        (
            "a > 0, ω > 0, τ > 0",
            "the input is exp(iωs); q(t) is what the window from t − τ to t shows of it",
            "the second: the window's factor over the kernel's",
            "the third where the masses agree, the fourth where the mean ages agree",
            "the last two at ω = 2π/τ: for every τ there is an input that only the kernel sees",
        ),
        ("L10",),
        (seen, ratio, mass, age, blind, sees),
    )
