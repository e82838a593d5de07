"""How the recurrence weighs its inputs: oscillations, memory, small β and β near 1."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, respond, sum_up
from duhamel.analysis.derivation import Derivation, same
from duhamel.analysis.letters import (
    F,
    N,
    X,
    Z,
    beta,
    delta,
    fs,
    gain,
    k,
    n,
    nu,
    omega,
    r,
    share,
    x_0,
    xc,
    xc_0,
    xs,
    z_0,
    zs,
)
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Expr,
    I,
    Lambda,
    Limit,
    Rational,
    S,
    Sum,
    collect,
    cos,
    exp,
    expand_log,
    factor,
    log,
    oo,
    sqrt,
)

# ---- oscillations -----------------------------------------------------------------------------

TURN = exp(I * omega)
"""What the input exp(iωn) is multiplied by in a step."""

STEADY = 1 / (TURN - beta)
"""What the output is multiplied by, once the start is forgotten."""


@theorem("REC-5")
def frequency_response() -> Theorem:
    """An oscillation comes out with the gain 1/√(1 − 2β cos ω + β²), once the start is gone."""
    oscillation = STEADY * TURN**n
    response = respond(
        {xs: Lambda(n, xc[n]), x_0: xc_0, fs: Lambda(n, TURN**n)}, "the input exp(iωn)"
    ).rewrite("what does not depend on k in front", rhs=normal)
    approach = sum_up(response).on_both_sides(
        lambda side: side - oscillation,
        "subtract the oscillation, and collect βⁿ",
        lambda side: side if side.has(xc) else collect(normal(side), beta**n),
    )
    square = 1 - 2 * beta * cos(omega) + beta**2
    size = (
        Derivation()
        .assume(
            eq(1 / gain**2, (TURN - beta) * (1 / TURN - beta)),
            "1/G² = |exp(iω) − β|², the product with the conjugate",
        )
        .rewrite("exp(iω) + exp(−iω) = 2 cos ω", rhs=lambda _: square)
        .on_both_sides(lambda side: 1 / sqrt(side), "one over the root", lambda side: side)
    )
    return Theorem(
        "REC-5",
        "Frequency response",
        (
            eq(xc[n] - oscillation, beta**n * (xc_0 - STEADY)),
            eq(gain, 1 / sqrt(square)),
        ),
        (
            "fₙ = exp(iωn), whose parts are cos ωn and sin ωn",
            "β ≠ exp(iω)",
            "G = |1/(exp(iω) − β)|",
        ),
        ("L15", "L16"),
        (approach, size),
    )


# ---- memory -----------------------------------------------------------------------------------


def _both(expr: Expr) -> Derivation:
    return Derivation().assume(eq(expr, expr), "both sides the same")


def _closed(total: Sum, closed: Expr, because: str) -> Derivation:
    return _both(total).evaluate(total, closed, n, because)


@theorem("REC-6")
def memory() -> Theorem:
    """The weights (1 − β)βᵏ: what they add up to, their mean age, half-life and sample size."""
    weight = (1 - beta) * beta**k
    carried = Sum(weight, (k, 0, n - 1))
    squares = Sum(weight**2, (k, 0, n - 1))
    ages = Sum(k * weight, (k, 0, n - 1))
    mean_age = beta * (1 - beta**n) / (1 - beta) - n * beta**n
    last = _closed(carried, geometric(carried), "a geometric sum")
    squared = _closed(squares, geometric(squares), "a geometric sum")
    aged = _closed(ages, mean_age, "at n = 0 both are 0, and both gain nβⁿ(1 − β) in a step")
    whole = last.let_grow(beta, n, "βⁿ vanishes")
    spread = squared.let_grow(beta**2, n, "β²ⁿ vanishes").rewrite("cancel", rhs=factor)
    half = (
        Derivation()
        .assume(eq(share**N, Rational(1, 2)), "the weight has fallen to one half")
        .on_both_sides(log, "take logarithms", expand_log)
        .isolate(N, "solve for N; ln β ≠ 0", nonzero=log(share))
    )
    sample = (
        Derivation()
        .assume(eq(nu, X**2 / Z), "ν = (Σ w)²/Σ w²")
        .substitute({X: whole.last.rhs, Z: spread.last.rhs}, "the two limits")
    )
    return Theorem(
        "REC-6",
        "Memory",
        (
            eq(carried, 1 - beta**n),
            eq(whole.last.lhs, S.One),
            eq(ages, mean_age),
            eq(Limit(ages, n, oo, dir="-"), beta / (1 - beta)),
            eq(N, log(2) / log(1 / share)),
            eq(spread.last.lhs, (1 - beta) / (1 + beta)),
            eq(nu, (1 + beta) / (1 - beta)),
        ),
        (
            "0 ≤ β < 1",
            "the weight of an input k steps ago is (1 − β)βᵏ",
            "N is the half-life, βᴺ = ½ with 0 < β",
            "ν is the effective sample size: (Σ w)²/Σ w² over all weights w",
        ),
        ("L15",),
        (
            last,
            whole,
            aged,
            aged.let_grow(beta, n, "βⁿ and nβⁿ vanish", degree=1),
            half,
            spread,
            sample,
        ),
    )


# ---- small β, and β near 1 --------------------------------------------------------------------


@theorem("REC-7")
def small_factor() -> Theorem:
    """For small |β| the state is its last input, up to |β| F/(1 − |β|) and what is forgotten."""
    remembered = (
        Derivation()
        .assume(RECURRENCE, "the recurrence (L13)")
        .on_both_sides(lambda side: side - fs[n], "subtract the last input")
    )
    size = Abs(beta)
    distance = (
        Derivation()
        .assume(remembered.last, "the remembered part just found")
        .substitute({xs[n]: CLOSED_FORM.rhs}, "the closed form (REC-1)")
        .estimate({fs: F}, "the triangle inequality, |fₙ| ≤ F")
    )
    distance = sum_up(distance).enlarge(
        lambda _: size ** (n + 1) * Abs(x_0) + size * F / (1 - size),
        "1 − |β|ⁿ ≤ 1",
        {size: r / (1 + r)},
    )
    moves = (
        Derivation()
        .assume(RECURRENCE.xreplace({n: n + 1}), "the recurrence (L13), one step on")
        .subtract(RECURRENCE, "subtract the recurrence", same)
        .on_both_sides(
            lambda side: side - (fs[n + 1] - fs[n]),
            "subtract the move of the input",
            lambda side: side if side.has(fs) else factor(side),
        )
    )
    return Theorem(
        "REC-7",
        "Small β: the state is its last input",
        (
            eq(xs[n + 1] - fs[n], beta * xs[n]),
            le(Abs(xs[n + 1] - fs[n]), size ** (n + 1) * Abs(x_0) + size * F / (1 - size)),
            eq(xs[n + 2] - xs[n + 1] - (fs[n + 1] - fs[n]), beta * (xs[n + 1] - xs[n])),
        ),
        ("|β| < 1 and |fₙ| ≤ F in the second",),
        ("L16",),
        (remembered, distance, moves),
    )


@theorem("REC-8")
def slow_state() -> Theorem:
    """For β near 1 the average z = (1 − β)x moves by at most (1 − β)(F + Z) in a step."""
    move = (
        Derivation()
        .assume(RECURRENCE, "the recurrence (L13)")
        .substitute({xs: Lambda(n, zs[n] / (1 - beta))}, "x = z/(1 − β)")
        .on_both_sides(lambda side: (1 - beta) * side - zs[n], "times 1 − β, less zₙ", factor)
    )
    slow = (
        Derivation()
        .assume(move.last, "the move just found")
        .substitute({beta: 1 - delta}, "1 − β as δ ≥ 0")
        .estimate({fs: F, zs: Z}, "the triangle inequality, |fₙ| ≤ F and |zₙ| ≤ Z")
        .substitute({delta: 1 - share}, "δ = 1 − β")
    )
    average = sum_up(
        respond(
            {
                xs: Lambda(n, zs[n]),
                x_0: z_0,
                beta: share,
                fs: Lambda(n, delta * fs[n]),
            },
            "zₙ₊₁ = β zₙ + (1 − β) fₙ; 1 − β as δ ≥ 0",
        ).estimate({fs: F}, "the triangle inequality, |fₙ| ≤ F")
    )
    average = average.substitute({delta: 1 - share}, "δ = 1 − β, which cancels")
    return Theorem(
        "REC-8",
        "β near 1: the average moves slowly",
        (
            eq(zs[n + 1] - zs[n], (1 - beta) * (fs[n] - zs[n])),
            le(Abs(zs[n + 1] - zs[n]), (1 - share) * (F + Z)),
            le(Abs(zs[n]), share**n * Abs(z_0) + (1 - share**n) * F),
        ),
        (
            "zₙ = (1 − β) xₙ, β ≠ 1",
            "|fₙ| ≤ F",
            "0 < β < 1 and |zₙ| ≤ Z in the second",
            "0 < β < 1 in the third, so that Z = max(F, |z₀|) will do",
        ),
        ("L15", "L16"),
        (move, slow, average),
    )
