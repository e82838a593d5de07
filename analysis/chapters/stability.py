"""Free runs of forward Euler: where they decay, real and complex, and how they forget."""

from __future__ import annotations

from duhamel.analysis.chapters.discretisation import condition
from duhamel.analysis.chapters.recurrence import respond
from duhamel.analysis.derivation import Derivation, Iff
from duhamel.analysis.letters import (
    a,
    beta,
    cs,
    delta,
    fs,
    h,
    j,
    n,
    qs,
    r,
    step_ratio,
    t,
    u,
    v,
    x_0,
    xs,
    z,
)
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Abs, And, Eq, Gt, I, Lambda, Le, Lt, Or, S, Sum, Symbol, exp, factor

# ---- stability --------------------------------------------------------------------------------

STABILITY = {
    Iff(Lt(Abs(1 - z), 1), And(Lt(0, z), Lt(z, 2))): "decay",
    Iff(And(Le(0, 1 - z), Lt(1 - z, 1)), And(Lt(0, z), Le(z, 1))): "decay without change of sign",
    Iff(And(Lt(-1, 1 - z), Lt(1 - z, 0)), And(Lt(1, z), Lt(z, 2))): "decay with alternating sign",
    Iff(Eq(Abs(1 - z), 1), Or(Eq(z, 0), Eq(z, 2))): "neither growth nor decay",
    Iff(Gt(Abs(1 - z), 1), Or(Lt(z, 0), Gt(z, 2))): "growth",
}
"""FE-6: what a free run does, as a condition on its factor 1 − z and on z = a h."""

COMPLEX = {
    Iff(Lt(z * (z - 1), 0), And(Lt(0, z), Lt(z, 1))): "decay at a complex rate",
    Iff(Le(z * (z - 1), 0), And(Le(0, z), Le(z, 1))): "no growth at a complex rate",
}
"""FE-6 for λ = −u + iv: the sign of |1 + hλ|² − 1, and z = h |λ|²/(2u)."""


@theorem("FE-6")
def stability() -> Theorem:
    """Without input x_n = (1 − a h)ⁿ x₀: decay, monotone or alternating, and growth, by algebra."""
    free = respond(
        {fs: Lambda(n, S.Zero), beta: 1 - z}, "no input, β = 1 − z with z = a h"
    ).rewrite("a sum of zeros", rhs=normal)
    size = Symbol("R", nonnegative=True)
    square = (
        Derivation()
        .assume(
            eq(size**2, (1 + h * (-u + I * v)) * (1 + h * (-u - I * v))),
            "R = |1 + hλ|: its square is the product with the conjugate",
        )
        .on_both_sides(
            lambda side: side - 1,
            "compare with 1",
            lambda side: side if side.has(size) else factor(normal(side)),
        )
    )
    scaled = (
        Derivation()
        .assume(square.last, "the square just found")
        .substitute({h: 2 * u * z / (u**2 + v**2)}, "h = 2uz/|λ|²")
        .rewrite("collect z", rhs=factor)
    )
    return Theorem(
        "FE-6",
        "Stability of forward Euler",
        (
            eq(xs[n], x_0 * (1 - z) ** n),
            *STABILITY,
            eq(size**2 - 1, h * (h * (u**2 + v**2) - 2 * u)),
            eq(size**2 - 1, 4 * u**2 / (u**2 + v**2) * (z * (z - 1))),
            *COMPLEX,
        ),
        (
            "z = a h in the first six",
            "x₀ is the difference of two starts, or f = 0",
            "x′ = λx with λ = −u + iv, R = |1 + hλ| in the last four",
            "z = h |λ|²/(2u), u > 0 in the last three: R ≤ 1 for 0 ≤ h ≤ 2u/|λ|²",
        ),
        ("L13",),
        (
            free,
            *(condition(claim, because) for claim, because in STABILITY.items()),
            square,
            scaled,
            *(condition(claim, because, "solve for z") for claim, because in COMPLEX.items()),
        ),
    )


# ---- the discrete memory ----------------------------------------------------------------------

LOSS = 1 - (1 - step_ratio) * exp(step_ratio)
"""What a step of Euler loses against exp(−z), relative to it."""


REMAINDER = h**2 * (
    a**4 * t**2 * (S.Half + a * h * exp(a * h) / 3) ** 2 + a**3 * t * exp(a * h) / 3
)
"""FE-7: what its O(h²) stands for."""


@theorem("FE-7")
def discrete_memory() -> Theorem:
    """(1 − a h)^{t/h} exp(at) = 1 − ½ a² t h + O(h²), with a bound of what the O stands for."""
    half = step_ratio**2 / 2
    beyond = (
        Derivation()
        .assume(le(half, half), "both sides the same")
        .enlarge(lambda _: LOSS, "both 0 at z = 0, and slope under slope", over=step_ratio)
    )
    rest = (
        Derivation()
        .assume(le(delta, LOSS - half), "δ is what q₁ loses beyond ½z²")
        .enlarge(
            lambda _: step_ratio**3 / 3 * exp(step_ratio),
            "both 0 at z = 0, and slope under slope",
            over=step_ratio,
        )
    )
    loss = half + delta
    lost = (
        Derivation()
        .assume(eq(qs[n + 1], (1 - loss) * qs[n]), "a step, by the definition of δ")
        .on_both_sides(
            lambda side: side - qs[n],
            "subtract qₙ",
            lambda side: side if side.has(qs[n + 1]) else -loss * qs[n],
        )
        .telescope(n, j, "sum over the steps: the differences telescope")
        .substitute({qs[0]: S.One}, "q₀ = 1")
    )
    once = lost.estimate({qs: S.One}, "the triangle inequality, |qₙ| ≤ 1").rewrite(
        "n equal terms", rhs=normal
    )
    twice = (
        Derivation()
        .assume(lost.last, "the sum above")
        .substitute({qs: Lambda(n, 1 + cs[n])}, "qₙ = 1 + cₙ")
        .rewrite("the ones add up to n", rhs=lambda _: -loss * Sum(cs[j], (j, 0, n - 1)) - loss * n)
        .on_both_sides(
            lambda side: side + n * half,
            "add ½nz²",
            lambda side: -loss * Sum(cs[j], (j, 0, n - 1)) - delta * n if side.has(Sum) else side,
        )
        .estimate({cs: n * loss}, "the triangle inequality, |cₙ| ≤ n(½z² + δ) as just found")
        .rewrite("n equal terms", rhs=lambda _: (n * loss) ** 2 + n * delta)
    )
    bounded = twice.enlarge(
        lambda side: side.xreplace({delta: step_ratio**3 / 3 * exp(step_ratio)}),
        "δ ≤ ⅓z³ exp(z)",
        {delta: step_ratio**3 / 3 * exp(step_ratio) / (1 + r)},
    )
    power = (1 - a * h) ** (t / h) * exp(a * t)
    named = bounded.substitute(
        {cs[n]: power - 1, n: t / h, step_ratio: a * h},
        "cₙ = (1 − ah)ⁿ exp(ahn) − 1, n = t/h and z = ah",
    ).rewrite("cancel", rhs=lambda _: REMAINDER)
    return Theorem(
        "FE-7",
        "The discrete memory tends to the continuous one",
        (
            beyond.last,
            rest.last,
            le(Abs(qs[n] - 1), n * loss),
            le(Abs(power - 1 + a**2 * t * h / 2), REMAINDER),
        ),
        (
            "0 < ah ≤ 1, n = t/h a whole number",
            "z = ah, qₙ = ((1 − z) exp(z))ⁿ, δ = 1 − (1 − z) exp(z) − ½z²",
            "0 ≤ δ and 0 ≤ qₙ ≤ 1, by the first",
        ),
        ("L12", "L14"),
        (beyond, rest, once, named),
    )
