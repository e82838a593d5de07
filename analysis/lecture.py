"""The lecture's lines L1 to L21, restored, and its errata.

They were shown in `SOURCE`.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = (
    "Eric Darve, CME 216, ME 343, lecture slides on momentum, ICME, Stanford University, "
    "Spring 2020"
)
LINES = {
    "L1": (
        "Momentum is one of the simplest ways to improve the convergence of gradient "
        "descent; it can be explained through an ordinary differential equation."
    ),
    "L2": "Consider dx/dt = −a x + f(t), with a > 0.",
    "L3": "Introduce y with x(t) = y(t) exp(−at); then x′(t) = (y′(t) − a y(t)) exp(−at).",
    "L4": "x′ + a x = (y′ − a y) exp(−at) + a y exp(−at) = y′ exp(−at).",
    "L5": "From the ODE: y′(t) exp(−at) = f(t).",
    "L6": "y(t) = ∫ exp(as) f(s) ds.",
    "L7": "x(t) = x₀ exp(−at) + ∫₀ᵗ exp(−a(t−s)) f(s) ds.",
    "L8": "For long times t: x(t) ≈ ∫ᵗ exp(−a(t−s)) f(s) ds.",
    "L9": "When a is large, only the values f(s) with s ≈ t have a significant weight.",
    "L10": "When a is small, x(t) is close to ≈ ∫ f(s) ds from t−τ to t, and x(t) varies slowly.",
    "L11": "Discretise in time: dx/dt ≈ (xₙ₊₁ − xₙ)/Δt.",
    "L12": "Update equation: xₙ₊₁ = (1 − aΔt) xₙ + Δt fₙ.",
    "L13": "General form: xₙ₊₁ = β xₙ + fₙ, −1 < β < 1.",
    "L14": "By the same strategy as for the ODE: xₙ = x₀ βⁿ + Σₖ₌₀ⁿ⁻¹ βᵏ fₙ₋₁₋ₖ.",
    "L15": "When β ≈ 1, xₙ varies slowly and we sum fₖ over a large interval.",
    "L16": "When |β| is small, only fₙ₋₁ has a large weight, and xₙ varies more rapidly.",
    "L17": "Momentum method: m ← β m − α ∇L, and ΔW = m.",
    "L18": "For a large number of steps n: m ≈ −α Σₖ₌₀ⁿ⁻¹ βⁿ⁻¹⁻ᵏ ∇Lₖ.",
    "L19": (
        "Take β = 0.9: a huge boost. Towards the end of the convergence, when the "
        "gradient is nearly constant, m ≈ −α ∇L/(1−β), that is m ≈ −10 α ∇Lₙ, and "
        "ΔW = m."
    ),
    "L20": "It is like converging 10 times faster to the solution.",
    "L21": (
        "The listing: def sgd_momentum(W, m, lr, beta, batch_size): m = beta * m + lr * "
        "W.grad / batch_size; W -= m"
    ),
}
"""Each line of the lecture as it stands, in plain text."""


@dataclass(frozen=True)
class Erratum:
    """What the text of a line gets wrong or leaves open, and the theorem that settles it."""

    line: str
    title: str
    text: str
    theorem: str


ERRATA = (
    Erratum(
        "L1",
        "Which equation",
        "The equation of L2 is that of the velocity, driven by −∇L. With β = 1 − γh, α = h² and "
        "m = h v, momentum is one step of semi-implicit Euler for W″ + γ W′ + ∇L(W) = 0.",
        "MOM-10",
    ),
    Erratum(
        "L8",
        "The integral has a lower limit, and the error a size",
        "The formula of L7 starts at 0; what L8 leaves out is exactly x₀ exp(−at). It falls below "
        "the fraction ε of x₀ at t = ln(1/ε)/a, and at no earlier time.",
        "ODE-4",
    ),
    Erratum(
        "L9",
        "How large, how near",
        "The weights exp(−aτ) have mass 1/a and mean age 1/a; inputs older than T carry the share "
        "exp(−aT). What L9 leaves open is a bound: a x(t) differs from f(t) by at most M/a, "
        "M = sup |f′|, and what is left of the start.",
        "ODE-6",
    ),
    Erratum(
        "L10",
        "The window is a heuristic",
        "No τ makes the window right for all f: an input exp(iωt) with ω = 2π/τ is invisible in "
        "it and passes the kernel with gain 1/√(a² + ω²). τ = 1/a matches the kernel's mass, "
        "τ = 2/a its mean age, and no τ both. The window's gain over the kernel's is "
        "(2 |sin(½ωτ)|/ω) √(a² + ω²).",
        "ODE-9",
    ),
    Erratum(
        "L10",
        "What holds for small a",
        "x(t) is close to x₀ + ∫ f(s) ds from 0 to t, all the inputs and the start, within "
        "a t (|x₀| + ∫ |f|): for a t small, that is, and not for long times.",
        "ODE-7",
    ),
    Erratum(
        "L10",
        "Slow, in which measure",
        "x itself need not be slow: for a → 0, x′ → f. Beside its own size, which may be F/a, it "
        "is: |(a x)′| ≤ a (F + max(a |x₀|, F)).",
        "ODE-8",
    ),
    Erratum(
        "L13",
        "The range of β",
        "The text reached us cut off after “−1”. The range −1 < β < 1 is the right one: bounded "
        "input gives bounded output there and nowhere else. β = 1 adds a constant input up, β = −1 "
        "an alternating one, and |β| > 1 grows from any start but 0.",
        "REC-2",
    ),
    Erratum(
        "L13",
        "Two gains for β < 0",
        "For β ≥ 0 a constant is the worst input: both gains are 1/(1 − β). For β < 0 they part: a "
        "constant is damped to 1/(1 + |β|), an alternating input grows to 1/(1 − |β|). At β = −0.9 "
        "that is 0.526… against 10.",
        "REC-4",
    ),
    Erratum(
        "L14",
        "β = 0",
        "The lecture's strategy divides by βⁿ and so needs β ≠ 0. The formula holds for β = 0 too, "
        "with 0⁰ = 1: by induction.",
        "REC-1",
    ),
    Erratum(
        "L15",
        "How large the interval is",
        "The weights (1 − β)βᵏ add up to 1, and the last N of them to 1 − βᴺ. Their mean age is "
        "β/(1 − β), half of them are younger than ln 2/ln(1/β), and they count for "
        "(1 + β)/(1 − β) equal ones: 9, 6.6 and 19 at β = 0.9.",
        "REC-6",
    ),
    Erratum(
        "L15",
        "Slow, in which measure",
        "xₙ itself need not be slow: a step moves it by fₙ − (1 − β) xₙ. Beside its own size, "
        "which may be F/(1 − β), it is: z = (1 − β)x moves by at most (1 − β)(F + sup |z|).",
        "REC-8",
    ),
    Erratum(
        "L16",
        "How small is small",
        "What is remembered beside fₙ₋₁ is exactly β xₙ₋₁, once the start is gone at most "
        "|β| F/(1 − |β|): a tenth of F asks for |β| ≤ 1/11. “More rapidly” is this: xₙ moves like "
        "its input, up to β times its own last move.",
        "REC-7",
    ),
    Erratum(
        "L17",
        "One convention of several",
        "Here the learning rate goes into the memory. Where it stands outside, W is the same for a "
        "constant rate only: under the same gradients, after a change from α₀ to α, the two part "
        "by up to (α − α₀) p β/(1 − β) for 0 ≤ β < 1, p the memory at the change. "
        "A memory that is averaged with 1 − β has amplification 1.",
        "MOM-11",
    ),
    Erratum(
        "L18",
        "An equality, for every n",
        "From m₀ = 0 the ≈ is an equality at every step, not only for a large number of them; from "
        "m₀ ≠ 0 the difference is exactly βⁿ m₀.",
        "MOM-1",
    ),
    Erratum(
        "L19",
        "Ten times, when",
        "Under a constant gradient the factor is 1/(1 − β) only in the limit; after n steps it is "
        "(1 − βⁿ)/(1 − β). For β = 0.9 it takes 44 steps to reach 99 % of ten.",
        "MOM-2",
    ),
    Erratum(
        "L19",
        "Nearly constant, how nearly",
        "If the gradient moves by at most δ in a step, m is within α|β|δ/(1 − |β|)² of its value "
        "under a constant gradient: 90 αδ for β = 0.9. A gradient that grows by δ in each step "
        "attains it in the limit.",
        "MOM-3",
    ),
    Erratum(
        "L20",
        "Ten times, where",
        "On a quadratic the speed-up is 1/(1 − β) only as αλ → 0. For β = 0.9 it rises from 10 to "
        "19.98 at αλ = (1 − √β)² = 0.0026 and falls to 1 at αλ = 1 − √β = 0.0513. From there to "
        "αλ = 1 + √β momentum is slower than plain descent. Beyond, plain descent slows down and "
        "at αλ = 2 fails, while momentum is stable up to αλ = 2(1 + β).",
        "MOM-8",
    ),
    Erratum(
        "L21",
        "The sign of m",
        "The text (L17) adds m to W, the listing subtracts it: its m is minus the text's, and "
        "lr = α, W.grad/batch_size = ∇L. With the state kept, both give the same W.",
        "MOM-5",
    ),
    Erratum(
        "L21",
        "The state is lost",
        "In Python, `m = …` gives the local name a new object. The caller's m stays what it was: "
        "each call starts from m₀ = 0 again: the listing as printed, executed, is plain gradient "
        "descent with amplification 1. To keep the state, hand m back or change it in place.",
        "MOM-6",
    ),
)
