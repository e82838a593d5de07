"""The recurrence in floating point: what two roundings in each step add up to."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import RECURRENCE, driven_error
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import (
    B_n,
    X,
    beta,
    deltas,
    epss,
    es,
    eta,
    etas,
    fs,
    n,
    rhos,
    u,
    xhs,
    xs,
)
from duhamel.analysis.logic import eq, le
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Abs, Lambda, expand

ROUNDED = eq(xhs[n + 1], beta * xhs[n] * (1 + deltas[n]) + etas[n] + fs[n] + epss[n] * xhs[n + 1])
"""The product is rounded relative to itself or, where it underflows, by ηₙ; then the sum,
relative to its result. A sum that underflows is exact.
"""

ADDED = beta * deltas[n] * xhs[n] + etas[n] + epss[n] * xhs[n + 1]
"""What the roundings of a step add to it."""


@theorem("REC-9")
def rounding() -> Theorem:
    """The error obeys the recurrence, its input the roundings: bounds running and uniform."""
    error = (
        Derivation()
        .assume(ROUNDED, "product and sum, each rounded")
        .subtract(RECURRENCE, "subtract the exact step")
        .substitute({xs: Lambda(n, xhs[n] - es[n])}, "eₙ = x̂ₙ − xₙ")
        .rewrite("the inputs cancel", rhs=expand)
    )
    rounded = {deltas: u, epss: u, etas: eta}
    running = (
        Derivation()
        .assume(error.last, "the error's recurrence")
        .estimate({es: B_n, **rounded}, "the triangle inequality, |eₙ| ≤ Bₙ")
    )
    added = (
        Derivation()
        .assume(eq(rhos[n], ADDED), "what the roundings of a step add, as ρₙ")
        .estimate({xhs: X, **rounded}, "the triangle inequality, |x̂ₙ| ≤ X")
    )
    size = u * (1 + Abs(beta)) * X + eta
    uniform = driven_error(
        es, rhos[n], {rhos: size}, "eₙ₊₁ = β eₙ + ρₙ, e₀ = 0, with ρₙ as just bounded"
    )
    share = (1 - Abs(beta) ** n) / (1 - Abs(beta))
    return Theorem(
        "REC-9",
        "Rounding",
        (
            eq(es[n + 1], beta * es[n] + ADDED),
            le(
                Abs(es[n + 1]),
                Abs(beta) * B_n + u * (Abs(beta) * Abs(xhs[n]) + Abs(xhs[n + 1])) + eta,
            ),
            le(Abs(rhos[n]), size),
            le(Abs(es[n]), size * share),
        ),
        (
            "β, x₀ and fₙ are numbers of the machine; x̂ₙ is what it computes, and stays finite",
            "eₙ = x̂ₙ − xₙ, e₀ = 0",
            "x̂ₙ₊₁ = β x̂ₙ (1 + δₙ) + ηₙ + fₙ + εₙ x̂ₙ₊₁: a product and a sum, each rounded",
            "|δₙ| ≤ u, |εₙ| ≤ u, |ηₙ| ≤ η: rounding to nearest, u half the last place of 1, "
            "η half the smallest subnormal number",
            "|eₙ| ≤ Bₙ in the second, a bound that runs along; B₀ = 0",
            "|x̂ₙ| ≤ X for all n, in the third and fourth; |β| ≠ 1 in the fourth",
        ),
        ("L14",),
        (error, running, added, uniform),
    )
