"""SciPy integrates the ODE: what its defect does, and how many steps stability takes."""

from __future__ import annotations

from duhamel.analysis.continuous import DUHAMEL
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.normal import normal
from duhamel.analysis.notation import D, a, d, f, t, w, w_0, x, x_0
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Abs, Eq, Integral, Lambda, Le, exp


@theorem("NUM-1")
def contraction() -> Theorem:
    """What a defect d does: w′ = −a w + d keeps w within its decayed start and D/a."""
    chain = (
        Derivation()
        .given(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
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
