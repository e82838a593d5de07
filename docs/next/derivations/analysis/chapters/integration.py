"""SciPy integrates the ODE: what its defect does, and how many steps stability takes."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import DUHAMEL
from duhamel.analysis.derivation import Derivation, Iff
from duhamel.analysis.letters import D, a, d, ell, f, h, hs, k, n, t, w, w_0, x, x_0, xs, z
from duhamel.analysis.normal import normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Abs, And, Eq, Gt, Integer, Integral, Lambda, Le, Lt, Or, Sum, exp, expand


@theorem("NUM-1")
def contraction() -> Theorem:
    """What a defect d does: w′ = −a w + d keeps w within its decayed start and D/a."""
    chain = (
        Derivation()
        .assume(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
        .substitute(
            {x: Lambda(t, w(t)), x_0: w_0, f: Lambda(t, d(t))},
            "for the distance w of an approximation from the solution; its defect d is the input",
        )
        .estimate({d: D}, "the triangle inequality, |d| ≤ D")
    )
    chain = chain.rewrite("take exp(−at) before the integral", rhs=normal)
    (integral,) = chain.last.rhs.atoms(Integral)
    chain = chain.evaluate(
        integral, (exp(a * t) - 1) / a, t, "its derivative is the integrand, and it is 0 at t = 0"
    )
    return Theorem(
        "NUM-1",
        "A defect is contracted",
        (Le(Abs(w(t)), Abs(w_0) * exp(-a * t) + D * (1 - exp(-a * t)) / a, evaluate=False),),
        ("a > 0", "w = x̃ − x, where x̃′ = −a x̃ + f + d", "|d| ≤ D on [0, t]", "w(0) = w₀"),
        ("L2", "L7"),
        (chain,),
    )


@theorem("NUM-2")
def stiffness() -> Theorem:
    """Steps within a stability interval ℓ are at least a t/ℓ; implicit Euler has no such limit."""
    count = (
        Derivation()
        .assume(Eq(t, Sum(hs[k], (k, 0, n - 1)), evaluate=False), "n steps cover the time t")
        .on_both_sides(lambda side: a * side / ell, "in units of ℓ/a", expand)
        .estimate({hs: ell / a}, "the triangle inequality, |hₖ| ≤ ℓ/a")
        .rewrite("n equal terms", rhs=normal)
    )
    explicit = Iff(Lt(Abs(1 - z), 1), And(Lt(0, z), Lt(z, 2)))
    euler = (
        Derivation()
        .assume(count.last, "the first line")
        .substitute({ell: Integer(2)}, "forward Euler decays for 0 < a h < 2 alone (FE-6)")
    )
    quotient = Eq((xs[n + 1] - xs[n]) / h, -a * xs[n + 1], evaluate=False)
    implicit = (
        Derivation()
        .assume(quotient, "the difference quotient for dx/dt at the later time, f = 0")
        .isolate(xs[n + 1], "solve for xₙ₊₁", normal)
    )
    decays = Iff(Gt(Abs(1 + z), 1), Or(Lt(z, -2), Gt(z, 0)))
    return Theorem(
        "NUM-2",
        "Stability sets the number of explicit steps",
        (
            Le(a * t / ell, n, evaluate=False),
            explicit,
            Le(a * t / 2, n, evaluate=False),
            Eq(xs[n + 1], xs[n] / (1 + a * h), evaluate=False),
            decays,
        ),
        (
            "a > 0, t = h₀ + … + hₙ₋₁",
            "a hₖ ≤ ℓ for each step in the first: ℓ is where the factor of a step leaves [−1, 1]",
            "z = a h; the factor of forward Euler is 1 − z, ℓ = 2 in the third",
            "the last two are of implicit Euler, which decays for every z > 0: no ℓ, no least n",
        ),
        ("L9", "L13"),
        (
            count,
            _solved(explicit, "the factor 1 − z below one in size"),
            euler,
            implicit,
            _solved(decays, "the factor 1/(1 + z) below one in size"),
        ),
    )


def _solved(claim: Iff, because: str) -> Derivation:
    left, right = claim.args
    return Derivation().assume(left, because).equivalent(right, z, "solve for z = a h")
