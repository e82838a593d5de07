"""Forward Euler on x′ = −a x + f: the recurrence, its error with constant and order."""

from __future__ import annotations

from typing import Any

from duhamel.analysis.chapters.continuous import DECAYS, INPUT, NOT_STILL, SOLUTION
from duhamel.analysis.chapters.continuous import duhamel as formula
from duhamel.analysis.chapters.recurrence import SHARE, SIZE, STABLE, memory, sum_up
from duhamel.analysis.derivation import Derivation, same
from duhamel.analysis.letters import (
    A_1,
    A_2,
    E_13,
    E_22,
    M_2,
    R_1,
    R_2,
    X_4,
    A,
    K,
    M,
    a,
    beta,
    e_1,
    e_2,
    f,
    fs,
    h,
    lam,
    mu,
    n,
    p,
    q_1,
    q_2,
    rho,
    s,
    sigma,
    t,
    theta,
    x,
    x_0,
    xi,
    xs,
    z,
    z_1,
    z_2,
)
from duhamel.analysis.logic import (
    Body,
    Iff,
    Relation,
    Solves,
    bind,
    eq,
    for_all,
    le,
    smooth,
    there_is,
)
from duhamel.analysis.normal import expand_around, normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    Add,
    And,
    Derivative,
    Expr,
    Integral,
    Lambda,
    Le,
    Limit,
    Lt,
    Min,
    Ne,
    Rational,
    S,
    Sum,
    exp,
    log,
)

QUOTIENT = eq((xs[n + 1] - xs[n]) / h, -a * xs[n] + fs[n])
STEP = eq(xs[n + 1], (1 - a * h) * xs[n] + h * fs[n])
"""L12: the update."""

FACTOR = eq(beta, 1 - a * h)
EULER = for_all(n, that=eq(xs[n + 1], beta * xs[n] + h * f(n * h)))
FROM_THE_START = eq(xs[0], x(S.Zero))
RUN = (SOLUTION, INPUT, FACTOR, EULER, FROM_THE_START)
"""Forward Euler on the equation, from the solution's own start."""

TWICE = smooth(x, 2, t)
DRIFT = h**2 / 2 * M_2 * SHARE
"""FE-3: how far the iterates are from the solution after n steps."""

CURVED = for_all(t, where=Lt(0, t), that=le(Abs(Derivative(x(t), (t, 2))), M_2))


@theorem("FE-1")
def update() -> Theorem:
    """Forward Euler is the recurrence with β = 1 − a h and input h f_n."""
    factor = eq(beta, 1 - z)
    inside, solved = And(Lt(-1, beta), Lt(beta, 1)), And(Lt(0, z), Lt(z, 2))
    return Theorem(
        "FE-1",
        "Forward Euler is a recurrence",
        (),
        (
            Claim(
                (),
                Iff(QUOTIENT, STEP),
                "The difference quotient for dx/dt is the recurrence with β = 1 − a h.",
                Derivation().solve(QUOTIENT, STEP, "multiply by h, and collect xₙ"),
            ),
            Claim(
                (factor,),
                Iff(inside, solved),
                "−1 < β < 1 for 0 < a h < 2 alone, z = a h.",
                Derivation().solve(inside, solved, "β = 1 − z", factor),
            ),
        ),
        ("L11", "L12", "L13"),
    )


def _equation() -> Derivation:
    """x′ = −a x + f from 0 on: x is smooth there, too."""
    return (
        Derivation()
        .given(SOLUTION, "x solves the equation")
        .suppose(INPUT, TWICE)
        .from_zero_on(t, "both sides are continuous")
    )


@theorem("FE-2")
def consistency() -> Theorem:
    """One step of Euler misses the solution by ½ h² x″(ξ)."""
    euler = (1 - a * h) * x(t) + h * f(t)
    missed = eq(x(t + h) - euler, h**2 / 2 * Derivative(x(xi), (xi, 2)))
    chain = (
        Derivation()
        .taylor(x, t, h, s, 1, "Taylor's formula with integral remainder", TWICE)
        .by(_equation(), "x solves the equation")
        .on_both_sides(lambda side: side - euler, "subtract Euler's step from x(t)", same)
        .rewrite("all but the remainder cancels", rhs=expand_around)
        .mean_value(xi, "t + h − s is positive before t + h")
    )
    return Theorem(
        "FE-2",
        "Consistency of forward Euler",
        (SOLUTION, INPUT, TWICE),
        (
            Claim(
                (),
                there_is(xi, where=And(t < xi, xi < t + h), that=missed),
                "One step of Euler misses the solution by ½h²x″(ξ).",
                chain,
            ),
        ),
        ("L11",),
    )


def _error(chain: Derivation, rest: Expr, error: Expr, because: str) -> Derivation:
    """The closed form of an error that obeys error′ = β error − rest from zero, bounded later."""
    later = bind(error, {n: n + 1})
    step = chain.rewrite(because, lhs=lambda _: later, rhs=lambda _: beta * error - rest)
    body: Body = {xs: Lambda(n, error), fs: Lambda(n, -rest), x_0: S.Zero}
    because = "the error obeys the recurrence from zero, so REC-1 solves it"
    return memory(body, because, *step.under).knowing(step.generalise(n))


def _of_one_step(expr: Expr) -> Expr:
    """In t_n = n h for t."""
    return bind(expr, {t: n * h})


@theorem("FE-3")
def error_bound() -> Theorem:
    """The error stays below ½ h² M₂ (1 − |β|ⁿ)/(1 − |β|) for all n."""
    error = xs[n] - x(n * h)
    rest = Integral((n * h + h - s) * Derivative(x(s), (s, 2)), (s, n * h, n * h + h))
    solution = (
        Derivation()
        .taylor(x, t, h, s, 1, "Taylor's formula with integral remainder", TWICE)
        .by(_equation(), "x solves the equation")
        .substitute({t: n * h}, "at tₙ = nh")
    )
    step = (
        Derivation()
        .given(EULER, "a step of Euler")
        .subtract(solution, "less the solution", same)
        .by(FACTOR, "β = 1 − ah")
    )
    bound = sum_up(
        _error(step, rest, error, "the error of a step, and what is left of those before")
        .suppose(Ne(SIZE, 1), CURVED)
        .estimate((CURVED,), "the triangle inequality, abs(x″) ≤ M₂")
        .rewrite("∫(t + h − s) ds = ½h²", rhs=normal)
    )
    uniform = bound.suppose(STABLE).enlarge(
        lambda _: h**2 * M_2 / (2 * (1 - SIZE)), "1 − abs(β)ⁿ ≤ 1"
    )
    small = bound.suppose(NOT_STILL, FACTOR, Le(a * h, 1)).enlarge(
        lambda _: h / (2 * a) * M_2 * (1 - beta**n), "0 ≤ β, and 1 − β = ah"
    )
    size = Abs(error)
    return Theorem(
        "FE-3",
        "Error bound, uniform in time",
        (*RUN, TWICE, CURVED),
        (
            Claim(
                (Ne(SIZE, 1),),
                le(size, DRIFT),
                "The error after n steps, from the solution's own start.",
                bound,
            ),
            Claim(
                (STABLE,),
                le(size, h**2 * M_2 / (2 * (1 - SIZE))),
                "Uniform in time for abs(β) < 1.",
                uniform,
            ),
            Claim(
                (NOT_STILL, Le(a * h, 1)),
                le(size, h / (2 * a) * M_2 * (1 - beta**n)),
                "For a h ≤ 1 it is of order h, for 0 < a with the constant M₂/(2a).",
                small,
            ),
        ),
        ("L12",),
    )


# ---- the error's expansion --------------------------------------------------------------------

E_1_ODE = eq(Derivative(e_1(t), t), -a * e_1(t) - Derivative(x(t), (t, 2)) / 2)
E_2_ODE = eq(
    Derivative(e_2(t), t),
    -a * e_2(t) - Derivative(e_1(t), (t, 2)) / 2 - Derivative(x(t), (t, 3)) / 6,
)
"""The choice of e₁ and e₂ that cancels h² and h³ in what the expansion leaves in a step."""

SOURCES = (
    Solves(E_1_ODE, e_1(t), t),
    eq(e_1(S.Zero), 0),
    Solves(E_2_ODE, e_2(t), t),
    eq(e_2(S.Zero), 0),
)
SMOOTH = (smooth(x, 4, t), smooth(e_1, 3, t), smooth(e_2, 2, t))
SIZES = tuple(
    for_all(t, where=Lt(0, t), that=le(Abs(Derivative(of(t), (t, order))), size))
    for of, order, size in ((x, 4, X_4), (e_1, 3, E_13), (e_2, 2, E_22))
)
SIZE_OF_REST = X_4 / 24 + E_13 / 6 + E_22 / 2
REMAINDER = h**4 * SIZE_OF_REST * SHARE
"""FE-4: what h e₁ + h² e₂ leaves of the error after n steps."""


def _by_duhamel(unknown: Any, source: Expr, *given: Relation) -> Derivation:
    """Duhamel's formula for the unknown, from zero, under the source as input."""
    body: Body = {x: Lambda(t, unknown(t)), x_0: S.Zero, f: Lambda(t, source)}
    return Derivation().cite(formula().claim("a"), "it obeys the equation from zero", body, given)


def _expanded(unknown: Any, order: int, smoothness: Relation) -> Derivation:
    return Derivation().taylor(
        unknown, t, h, s, order, "Taylor's formula with integral remainder", smoothness
    )


def _closed(equation: Relation, *smoothness: Relation) -> Derivation:
    return (
        Derivation()
        .given(equation, "its equation")
        .suppose(INPUT, *smoothness)
        .from_zero_on(t, "both sides are continuous")
    )


def _remainder() -> Derivation:
    """How r = xₙ − x − h e₁ − h² e₂ goes on from step to step, and what is left of each step."""
    x_4, e_13, e_22 = SMOOTH
    equations = (
        _closed(SOLUTION, x_4),
        _closed(SOURCES[0], x_4, e_13),
        _closed(SOURCES[2], x_4, e_13, e_22),
    )
    later = _expanded(x, 3, x_4), _expanded(e_1, 2, e_13), _expanded(e_2, 1, e_22)
    whole = x(t + h) + h * e_1(t + h) + h**2 * e_2(t + h)
    because = "Taylor's formula, and the equations of x, e₁ and e₂"
    expanded = Derivation().both(whole, because)
    for line in (*later, *equations):
        expanded = expanded.by(line, because)
    at_a_node = expanded.substitute({t: n * h}, "at tₙ = nh").routine()
    return (
        Derivation()
        .given(EULER, "a step of Euler")
        .subtract(at_a_node, "less the expansion", same)
        .routine()
        .suppose(FACTOR)
    )


@theorem("FE-4")
def leading_error() -> Theorem:
    """x_n − x(t_n) = h e₁ + h² e₂ + r_n with e₁ and e₂ by Duhamel and r_n of order h³, bounded."""
    rests = (
        Integral((t + h - s) ** 3 * Derivative(x(s), (s, 4)), (s, t, t + h)) / 6,
        h * Integral((t + h - s) ** 2 * Derivative(e_1(s), (s, 3)), (s, t, t + h)) / 2,
        h**2 * Integral((t + h - s) * Derivative(e_2(s), (s, 2)), (s, t, t + h)),
    )
    rest = bind(Add(*rests), {t: n * h})
    error = xs[n] - x(n * h) - h * e_1(n * h) - h**2 * e_2(n * h)
    bound = sum_up(
        _error(
            _remainder(),
            rest,
            error,
            "less the expansion at tₙ = nh: e₁ and e₂ were chosen so that h, h² and h³ cancel",
        )
        .suppose(Ne(SIZE, 1), *SIZES)
        .estimate(SIZES, "the triangle inequality")
        .rewrite("integrate the weights", rhs=normal)
        .rewrite("collect", rhs=lambda side: h**4 * SIZE_OF_REST * next(iter(side.atoms(Sum))))
    )
    size = Abs(error)
    source_1 = -Derivative(x(t), (t, 2)) / 2
    source_2 = -Derivative(e_1(t), (t, 2)) / 2 - Derivative(x(t), (t, 3)) / 6
    return Theorem(
        "FE-4",
        "The leading error, with its constant",
        (),
        (
            Claim(
                (TWICE, *SOURCES[:2]),
                eq(e_1(t), Integral(exp(-a * (t - s)) * bind(source_1, {t: s}), (s, 0, t))),
                "e₁ is the memory of −½x″.",
                _by_duhamel(e_1, source_1, TWICE),
            ),
            Claim(
                (smooth(x, 3, t), smooth(e_1, 2, t), *SOURCES[2:]),
                eq(e_2(t), Integral(exp(-a * (t - s)) * bind(source_2, {t: s}), (s, 0, t))),
                "e₂ is the memory of −½e₁″ − x‴/6.",
                _by_duhamel(e_2, source_2, smooth(x, 3, t), smooth(e_1, 2, t)),
            ),
            Claim(
                (*RUN, *SOURCES, *SMOOTH, *SIZES, Ne(SIZE, 1)),
                le(size, REMAINDER),
                "What h e₁ + h²e₂ leaves of the error.",
                bound,
            ),
            Claim(
                (DECAYS, *RUN, *SOURCES, *SMOOTH, *SIZES, Le(a * h, 1)),
                le(size, h**3 / a * SIZE_OF_REST),
                "It is of order h³, uniformly in time, for a h ≤ 1.",
                bound.suppose(DECAYS, FACTOR, Le(a * h, 1)).enlarge(
                    lambda _: h**3 / a * SIZE_OF_REST, "1 − βⁿ ≤ 1, and 1 − β = ah"
                ),
            ),
        ),
        ("L11", "L12"),
    )


# ---- the observed order -----------------------------------------------------------------------

EXPANSION = for_all(h, that=eq(p(h), h * q_1 + h**2 * q_2 + rho(h)))
REST = for_all(h, where=Lt(h, R_1), that=le(Abs(rho(h)), K * h**3))
"""An error h e₁ + h² e₂ with a rest of order h³; e₁ and e₂ are q₁ and q₂ here."""

FITS = le(4 * h * (1 + Abs(sigma) + M), 1)
CORRECTIONS = (le(Abs(z_1 - sigma * h), M * h**2), le(Abs(z_2 - sigma * h / 2), M * h**2 / 4))
"""p(h) = h e₁ (1 + z₁) and p(h/2) = ½ h e₁ (1 + z₂), σ = e₂/e₁."""


def _of_logarithm() -> Derivation:
    """log(1 + z) is θ but for 4θ² + 2A, where z is θ but for A."""
    quarter = Rational(1, 4)
    near = le(Abs(z - theta), A), le(A, quarter), le(Abs(theta), quarter)
    flat = Derivation().follow(
        le(Abs(log(1 + z) - z), 2 * z**2),
        "z/(1 + z) ≤ log(1 + z) ≤ z, and abs(z) ≤ ½",
        given=(le(Abs(z), S.Half),),
    )
    square = Derivation().follow(le(2 * z**2, 4 * theta**2 + A), "z² ≤ 2θ² + 2A²", given=near[:2])
    small = Derivation().follow(le(Abs(z), S.Half), "¼ and ¼", given=near)
    return flat.knowing(small).follow(
        le(Abs(log(1 + z) - theta), 4 * theta**2 + 2 * A), "z is θ but for A", square
    )


def _logarithm_of_ratio() -> Derivation:
    """log(2 (1 + z₁)/(1 + z₂)) is log 2 + ½σh but for order h²."""
    quarter, because = Rational(1, 4), "h is small enough"
    logarithms, positive = [], []
    for value, part, rest, near in (
        (z_1, sigma * h, M * h**2, CORRECTIONS[0]),
        (z_2, sigma * h / 2, M * h**2 / 4, CORRECTIONS[1]),
    ):
        small = [
            Derivation().follow(one, because, given=(FITS,))
            for one in (le(rest, quarter), le(Abs(part), quarter))
        ]
        positive.append(small[0].follow(Lt(0, 1 + value), because, small[1], given=(near,)))
        at = {z: value, theta: part, A: rest}
        logarithms.append(_of_logarithm().substitute(at, "at this z").knowing(*small))
    apart = (
        Derivation()
        .both(log(2 * lam / mu), "the logarithm of a ratio")
        .rewrite("apart", rhs=lambda _: log(2) + log(lam) - log(mu))
        .suppose(*(one.last for one in positive))
        .substitute({lam: 1 + z_1, mu: 1 + z_2}, "of these two")
        .knowing(*positive)
        .isolate(log(1 + z_1), "solve for one of them", same)
    )
    one, other = le(Abs(q_1), A_1), le(Abs(q_2), A_2)
    first, second = (of.last for of in logarithms)
    return (
        Derivation()
        .follow(le(Abs(q_1 - q_2), A_1 + A_2), "the triangle inequality", given=(one, other))
        .suppose(*(one.last for one in positive))
        .substitute(
            {
                q_1: log(1 + z_1) - sigma * h,
                q_2: log(1 + z_2) - sigma * h / 2,
                A_1: first.rhs,
                A_2: second.rhs,
            },
            "what is left of each logarithm",
        )
        .knowing(*logarithms, *positive)
        .by(apart, "the one less the other", lhs=True)
    )


ORDER = log(Abs(p(h) / p(h / 2))) / log(2)
"""The observed order: log₂ of the ratio of the error to that of half the step."""


def _predicted() -> Derivation:
    """The observed order is 1 + σh/(2 log 2) but for order h², where h is small enough."""
    ratio, size = q_2 / q_1, K / Abs(q_1)
    of_whole = (h * q_2 + rho(h) / h) / q_1
    of_half = (h * q_2 / 2 + 2 * rho(h / 2) / h) / q_1
    at = {sigma: ratio, M: size, z_1: of_whole, z_2: of_half}
    nonzero = Ne(q_1, 0)
    whole = (
        Derivation()
        .given(REST, "the rest")
        .follow(bind(CORRECTIONS[0], at), "divide by h e₁", given=(nonzero,))
    )
    half = (
        Derivation()
        .given(REST, "the rest")
        .substitute({h: h / 2}, "at half the step")
        .follow(bind(CORRECTIONS[1], at), "divide by ½h e₁", given=(nonzero,))
    )
    positive = (
        Derivation().follow(Lt(0, 1 + value), "h is small enough", near, given=(bind(FITS, at),))
        for value, near in ((of_whole, whole), (of_half, half))
    )
    bound = _logarithm_of_ratio().suppose(nonzero).substitute(at, "of this error")
    (logarithm,) = (one for one in bound.last.atoms(log) if one != log(2))
    expansion = Derivation().given(EXPANSION, "the error")
    quotient = expansion.follow(
        eq(logarithm.args[0], Abs(p(h) / p(h / 2))),
        "h e₁ (1 + z₁) over ½h e₁ (1 + z₂)",
        expansion.substitute({h: h / 2}, "at half the step"),
        *positive,
        given=(nonzero,),
    )
    return (
        bound.knowing(whole, half)
        .by(quotient, "the ratio of the errors", lhs=True)
        .follow(
            le(
                Abs((ORDER - 1) / h - ratio / (2 * log(2))),
                h * (5 * ratio**2 + 5 * size / 2) / log(2),
            ),
            "divide by h log 2",
        )
    )


@theorem("FE-5")
def observed_order() -> Theorem:
    """The observed order is 1 + k h/(2 ln 2) + o(h); two errors known up to remainders bound it."""
    predicted, ratio = _predicted(), q_2 / q_1
    limit = eq(Limit((ORDER - 1) / h, h, 0, dir="+"), ratio / (2 * log(2)))
    fits = Min(R_1, 1 / (4 * (1 + Abs(ratio) + K / Abs(q_1))))
    tends_to = (
        predicted.suppose(Lt(0, R_1))
        .vanishing_with(h, fits, "the bound is a multiple of h")
        .under_a_limit(lambda side: limit.rhs - side, "solve for the quotient")
    )
    known = (le(Abs(Abs(q_1) - A_1), R_1), le(Abs(Abs(q_2) - A_2), R_2), Lt(R_2, A_2))
    size = Abs(q_1 / q_2)
    above, below = le(size, (A_1 + R_1) / (A_2 - R_2)), le((A_1 - R_1) / (A_2 + R_2), size)
    model = {
        q_1: S.One,
        q_2: S.One,
        K: S.Zero,
        R_1: S.One,
        rho: Lambda(h, S.Zero),
        p: Lambda(h, h + h**2),
    }
    return Theorem(
        "FE-5",
        "The observed order, predicted",
        (),
        (
            Claim(
                (Ne(q_1, 0), EXPANSION, REST, Lt(0, R_1)),
                limit,
                "The observed order of an error p(h) = h e₁ + h²e₂ + O(h³) is "
                "1 + k h/(2 ln 2) + o(h), k = e₂/e₁.",
                tends_to,
                model,
            ),
            Claim(
                (
                    Ne(q_1, 0),
                    EXPANSION,
                    REST,
                    Lt(h, R_1),
                    le(4 * h * (1 + Abs(ratio) + K / Abs(q_1)), 1),
                ),
                predicted.last,
                "What the o(h) is, over h, for a step that is small enough.",
                predicted,
                {**model, h: Rational(1, 8)},
            ),
            Claim(
                known,
                above,
                "Two errors known up to R₁ and R₂ have at most this ratio.",
                Derivation().follow(
                    above, "abs(q₁) ≤ A₁ + R₁, and abs(q₂) ≥ A₂ − R₂ > 0", given=known
                ),
            ),
            Claim(
                known,
                below,
                "They have at least this ratio.",
                Derivation().follow(below, "abs(q₁) ≥ A₁ − R₁, and abs(q₂) ≤ A₂ + R₂", given=known),
            ),
        ),
        ("L12",),
    )
