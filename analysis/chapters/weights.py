"""How the memory weighs its inputs: its kernel, large and small a, windows and oscillations."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import (
    DECAYS,
    INPUT,
    NO_GROWTH,
    NOT_STILL,
    SOLUTION,
    START,
    duhamel,
)
from duhamel.analysis.derivation import Derivation, both_ways, same
from duhamel.analysis.letters import F, K, M, T, a, f, omega, r, s, t, tau, v, x, x_0
from duhamel.analysis.logic import Iff, Relation, Solves, bind, eq, for_all, le, smooth, tends
from duhamel.analysis.normal import differentiate, normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    And,
    Derivative,
    Expr,
    I,
    Integral,
    Lambda,
    Le,
    Lt,
    Max,
    S,
    atan,
    cos,
    exp,
    expand,
    pi,
    pretty,
    sin,
    sqrt,
)

KERNEL = exp(-a * tau)
"""What is left of an input of age τ."""

RUN = (INPUT, SOLUTION, START)

# ---- the kernel -------------------------------------------------------------------------------

MASS = Integral(KERNEL, (tau, 0, T))
MOMENT = Integral(tau * KERNEL, (tau, 0, T))


def _closed(node: Expr, closed: Expr, over: Expr, *under: Relation) -> Derivation:
    """An integral in closed form."""
    letter = pretty(over)
    because = f"its slope in {letter} is the integrand, and it is 0 at {letter} = 0"
    return Derivation().both(node, "the integral", *under).evaluate(node, closed, over, because)


@theorem("ODE-5")
def kernel() -> Theorem:
    """The kernel's mass and mean age are 1/a; the last T carries the share 1 − e^{−aT}."""
    ages = (1 - exp(-a * T)) / a - T * exp(-a * T)
    until = _closed(MASS, (1 - exp(-a * T)) / a, T, NOT_STILL)
    aged = _closed(MOMENT, ages / a, T, NOT_STILL)
    mean = aged.on_both_sides(lambda side: a * side, "as weights of mass 1", expand)
    share = _closed(Integral(a * KERNEL, (tau, 0, T)), 1 - exp(-a * T), T).rewrite(
        "a before the integral", lhs=lambda _: a * MASS
    )
    return Theorem(
        "ODE-5",
        "Mass and mean age of the memory",
        (),
        (
            Claim(
                (),
                eq(a * MASS, 1 - exp(-a * T)),
                "The last T carries the share 1 − exp(−aT), of a whole of 1/a for 0 < a.",
                share,
            ),
            Claim(
                (DECAYS,),
                tends(MASS, 1 / a, T),
                "The kernel's mass is 1/a.",
                until.suppose(DECAYS).let_grow(exp(-a), T, "exp(−aT) vanishes"),
            ),
            Claim(
                (NOT_STILL,), eq(a * MOMENT, ages), "What the ages up to T bring to the mean.", mean
            ),
            Claim(
                (DECAYS,),
                tends(a * MOMENT, 1 / a, T),
                "The mean age is 1/a.",
                mean.suppose(DECAYS).let_grow(
                    exp(-a), T, "exp(−aT) and T exp(−aT) vanish", degree=1
                ),
            ),
        ),
        ("L8", "L9", "L10"),
    )


# ---- large and small a ------------------------------------------------------------------------


def until(relation: Relation) -> Relation:
    """It holds for all s between 0 and t."""
    return for_all(s, where=And(Lt(0, s), Lt(s, t)), that=relation)


def _slope(expr: Expr, *under: Relation) -> Derivation:
    """The derivative of an expression in x(t), x′ by its equation."""
    return (
        Derivation()
        .both(Derivative(expr, t), "the slope", SOLUTION, *under)
        .rewrite("term by term", rhs=differentiate)
        .by(SOLUTION, "x solves the equation (L2)")
    )


def contracted(state: Expr, inflow: Expr, bound: Relation, *given: Relation) -> Derivation:
    """What obeys the equation stays within its decayed start and its largest input over a."""
    start = bind(state, {t: S.Zero})
    most = bound.args[2].rhs
    heads = {x: Lambda(t, state), f: Lambda(t, inflow), x_0: start}
    chain = (
        Derivation()
        .cite(duhamel().claim("a"), "Duhamel's formula", heads, given)
        .estimate((bound,), "the triangle inequality")
        .rewrite("take exp(−at) before the integral", rhs=normal)
    )
    (integral,) = chain.last.rhs.atoms(Integral)
    return chain.by(_closed(integral, (exp(a * t) - 1) / a, t, NOT_STILL), "the integral").rewrite(
        "collect", rhs=lambda _: Abs(start) * exp(-a * t) + most * (1 - exp(-a * t)) / a
    )


@theorem("ODE-6")
def follows() -> Theorem:
    """For large a the state follows its input: a x is f but for M/a and what is left of x₀."""
    miss, once = a * x(t) - f(t), smooth(f, 1, t)
    turns = until(le(Abs(Derivative(f(s), s)), M))
    law = (
        _slope(miss, once)
        .rewrite("collect a x − f", rhs=lambda _: -a * miss - Derivative(f(t), t))
        .solved_by(miss, t, "so the miss a x − f obeys the equation, with the input −f′")
    )
    near = contracted(miss, -Derivative(f(t), t), turns, once).knowing(law).by(START, "the start")
    claim = Claim(
        (NOT_STILL, once, SOLUTION, START, turns),
        le(Abs(miss), Abs(a * x_0 - f(S.Zero)) * exp(-a * t) + M * (1 - exp(-a * t)) / a),
        "For large a the state follows its input: a x is f but for M/a and the start's rest.",
        near,
        {f: Lambda(t, 1), M: S.One, x: Lambda(t, 1 / a), x_0: 1 / a},
    )
    return Theorem("ODE-6", "Large a: the state follows the input", (), (claim,), ("L9",))


INFLOW = Integral(Abs(f(s)), (s, 0, t))


def _at_most() -> Derivation:
    """The state is at most its start and all that came in."""
    return (
        Derivation()
        .cite(duhamel().claim("a"), "Duhamel's formula (ODE-2)")
        .suppose(NO_GROWTH)
        .estimate((), "the triangle inequality")
        .enlarge_inside(lambda _: Abs(f(s)), "exp(−a(t − s)) ≤ 1")
        .enlarge(lambda _: Abs(x_0) + INFLOW, "exp(−at) ≤ 1")
    )


def _inflow(low: Expr, *where: Relation) -> Derivation:
    """What comes in from a time on is not negative."""
    return (
        Derivation()
        .both(Integral(S.Zero, (s, low, t)), "nothing", *where)
        .suppose(INPUT)
        .rewrite("an integral of nothing", lhs=lambda _: S.Zero)
        .enlarge_inside(lambda _: Abs(f(s)), "0 ≤ abs(f)")
    )


@theorem("ODE-7")
def sums_up() -> Theorem:
    """For small a the state sums its input up: x is x₀ + ∫f but for a t (|x₀| + ∫|f|)."""
    most, rest = Abs(x_0) + INFLOW, Integral(Abs(f(s)), (s, r, t))
    inflow = _inflow(S.Zero)
    bounded = until(le(Abs(x(s)), K))
    earlier = bind(INFLOW, {t: r})
    inside = And(Lt(0, r), Lt(r, t))
    whole = (
        Derivation()
        .both(INFLOW, "what came in", INPUT)
        .suppose(Lt(r, t))
        .rewrite("until r, and after it", rhs=lambda _: earlier + rest)
    )
    before = (
        _at_most()
        .substitute({t: r}, "at a time r before t")
        .suppose(*inside.args)
        .follow(le(Abs(x(r)), most), "what came in does not fall", _inflow(r, Lt(r, t)), whole)
        .generalise(r, where=inside)
    )
    apart = x(t) - x_0 - Integral(f(s), (s, 0, t))
    miss = (
        Derivation()
        .given(SOLUTION, "the equation (L2)")
        .suppose(INPUT, NO_GROWTH)
        .integrate(t, s, "from 0 to t")
        .by(START, "the start", lhs=True)
        .on_both_sides(
            lambda side: side - Integral(f(s), (s, 0, t)), "subtract the integral of f", normal
        )
        .estimate((bounded,), "the triangle inequality, abs(x) ≤ K until t")
        .rewrite("the integral of a constant", lhs=lambda _: Abs(apart), rhs=normal)
        .suppose(inflow.last)
        .substitute({K: most}, "the bound of the state")
        .knowing(before, inflow)
    )
    model = {f: Lambda(t, a), x: Lambda(t, 1), x_0: S.One}
    return Theorem(
        "ODE-7",
        "Small a: the state sums the input up",
        (NO_GROWTH, *RUN),
        (
            Claim(
                (),
                le(Abs(x(t)), most),
                "The state is at most its start and all that came in.",
                _at_most(),
                model,
            ),
            Claim(
                (),
                le(Abs(apart), a * t * most),
                "For small a the state sums its input up.",
                miss,
                model,
            ),
        ),
        ("L10",),
    )


@theorem("ODE-8")
def slow() -> Theorem:
    """For small a the state varies slowly: |(a x)′| ≤ a (F + max(a |x₀|, F))."""
    most = Max(a * Abs(x_0), F)
    small = for_all(s, where=Le(s, t), that=le(Abs(f(s)), F))
    bounded = (
        contracted(x(t), f(t), small)
        .by(START, "the start")
        .suppose(DECAYS)
        .enlarge(lambda _: most / a, "a mean of abs(x₀) and F/a")
    )
    varies = (
        _slope(a * x(t), INPUT, DECAYS)
        .estimate((le(Abs(x(t)), K / a), small), "the triangle inequality, abs(x) ≤ K/a")
        .substitute({K: most}, "the bound of the state")
        .knowing(bounded)
    )
    model = {f: Lambda(t, a), x: Lambda(t, 1), x_0: S.One, F: a}
    return Theorem(
        "ODE-8",
        "Small a: slow variation",
        (DECAYS, *RUN, small),
        (
            Claim(
                (),
                le(Abs(x(t)), most / a),
                "The state is at most its start or F/a.",
                bounded,
                model,
            ),
            Claim(
                (Lt(0, t),),
                le(Abs(Derivative(a * x(t), t)), a * (F + most)),
                "For small a the state varies slowly.",
                varies,
                {**model, t: S.One},
            ),
        ),
        ("L10",),
    )


# ---- oscillations and windows -----------------------------------------------------------------

SQUARE = a**2 + omega**2
RESPONSE = 1 / (a + I * omega)
"""What the memory makes of e^{iωt}, as its factor."""

PHASE = atan(omega / a)
GAIN = 1 / sqrt(SQUARE)
POLAR = eq(RESPONSE, exp(-I * PHASE) * GAIN)
COSINE = Solves(eq(Derivative(x(t), t), -a * x(t) + cos(omega * t)), x(t), t)
SEEN = cos(omega * t - PHASE) * GAIN
"""What becomes of cos ωt, once the start is forgotten."""


SETTLED = (a * cos(omega * t) + omega * sin(omega * t)) / SQUARE
"""The same by its parts."""


def _turned(i: Expr) -> Derivation:
    """e^{−iφ} by its parts, or with −i for i."""
    whole = (a + i * omega) * exp(-i * PHASE) * GAIN
    return (
        Derivation()
        .both(whole, "φ = atan(ω/a)", DECAYS)
        .rewrite("1 at ω = 0, with slope 0 in ω", lhs=lambda _: S.One, over=omega)
        .on_both_sides(lambda side: side / (a + i * omega), "divide by a ± iω", same)
    )


def _seen() -> Derivation:
    """The settled response by its gain and phase."""
    waves = (exp(I * omega * t), exp(-I * PHASE)), (exp(-I * omega * t), exp(I * PHASE))
    half = GAIN / 2
    chain = (
        Derivation()
        .both(SEEN, "the settled response", DECAYS)
        .rewrite(
            "the cosine by exponentials",
            rhs=lambda _: sum(wave * (phase * half) for wave, phase in waves),
        )
    )
    for i in (I, -I):
        part = _turned(i).on_both_sides(lambda side: side / GAIN, "times √(a² + ω²)", same)
        chain = chain.by(part.turned(), "exp(∓iφ) = √(a² + ω²)/(a ± iω)")
    return chain.rewrite("collect", rhs=lambda _: SETTLED)


@theorem("ODE-10")
def frequency_response() -> Theorem:
    """An oscillation comes out with the gain 1/√(a² + ω²), late by atan(ω/a)."""
    decay = (x_0 - a / SQUARE) * exp(-a * t)
    integral = Integral(exp(a * s) * cos(omega * s), (s, 0, t))
    closed = exp(a * t) * SETTLED - a / SQUARE
    driven = (
        Derivation()
        .cite(
            duhamel().claim("a"),
            "Duhamel's formula (ODE-2), of an oscillation",
            {f: Lambda(t, cos(omega * t))},
        )
        .rewrite(
            "take exp(−at) before the integral",
            rhs=lambda _: x_0 * exp(-a * t) + exp(-a * t) * integral,
        )
        .by(_closed(integral, closed, t), "the integral")
        .rewrite("collect the decays", rhs=lambda _: decay + SETTLED)
        .by(_seen().turned(), "by gain and phase")
    )
    return Theorem(
        "ODE-10",
        "Frequency response",
        (),
        (
            Claim(
                (DECAYS, COSINE, START),
                eq(x(t), decay + SEEN),
                "An oscillation comes out with the gain 1/√(a² + ω²), late by atan(ω/a), once the "
                "start is forgotten.",
                driven,
                {x_0: S.One, x: Lambda(t, (1 - a / SQUARE) * exp(-a * t) + SETTLED)},
            ),
            Claim((DECAYS,), POLAR, "Both are the size and the angle of 1/(a + iω).", _turned(I)),
        ),
        ("L9", "L10"),
    )


WINDOW = Integral(cos(omega * v), (v, t - tau, t))
WINDOW_GAIN = 2 * sin(omega * tau / 2) / omega
REAL = Integral(cos(omega * s), (s, 0, tau))
IMAGINARY = Integral(sin(omega * s), (s, 0, tau))
PARTS = REAL**2 + IMAGINARY**2
"""The square of what the window makes of an oscillation's size."""


def _matched(shown: Expr, closed: Expr, width: Expr, because: str) -> tuple[Relation, Derivation]:
    """Where what a window of width τ has is 1/a."""
    left, right = eq(shown, 1 / a), eq(tau, width)
    value = (
        Derivation().both(shown, "of the window", NOT_STILL).rewrite(because, rhs=lambda _: closed)
    )
    forward = Derivation().given(left, "as the kernel's").by(value, because, lhs=True)
    if forward.last != right:
        forward = forward.isolate(tau, "solve for τ")
    back = value.by(right, "this τ")
    return Iff(left, right), both_ways(left, right, forward, back, "both ways")


@theorem("ODE-9")
def window() -> Theorem:
    """The window of L10 on an oscillation: its gain, the ratio to the kernel's, where it fails."""
    turn = eq(omega, 2 * pi / tau)
    shown = eq(WINDOW, WINDOW_GAIN * cos(omega * (t - tau / 2)))
    ends = (sin(omega * t) - sin(omega * (t - tau))) / omega
    seen = _closed(WINDOW, ends, tau).rewrite(
        "the difference of the sines at the ends", rhs=lambda _: shown.rhs
    )
    blind = seen.by(turn, "a whole turn in the window, ω = 2π/τ")
    gone = cos(omega * t - atan(2 * pi / (a * tau))) / sqrt(a**2 + 4 * pi**2 / tau**2)
    sees = (
        Derivation()
        .cite(frequency_response().claim("a"), "the response (ODE-10)", {x_0: x(S.Zero)})
        .on_both_sides(lambda side: side - SEEN, "subtract the oscillation", same)
        .suppose(turn)
        .rewrite("ω = 2π/τ", lhs=lambda _: x(t) - gone)
        .let_grow(exp(-a), t, "exp(−at) vanishes")
    )
    wave = Integral(exp(I * omega * v), (v, t - tau, t))
    turning = WINDOW_GAIN * exp(I * omega * (t - tau / 2))
    apart = (exp(I * omega * t) - exp(I * omega * (t - tau))) / (I * omega)
    turned = _closed(wave, apart, tau).rewrite(
        "the difference of the ends as a sine", rhs=lambda _: turning
    )
    size = (
        Derivation()
        .both(PARTS, "of ∫ exp(−iωs) over the window's ages s")
        .by(_closed(REAL, sin(omega * tau) / omega, tau), "its real part")
        .by(_closed(IMAGINARY, (1 - cos(omega * tau)) / omega, tau), "its imaginary part")
        .rewrite("2 − 2 cos ωτ = 4 sin²(ωτ/2)", rhs=lambda _: WINDOW_GAIN**2)
    )
    gains = sqrt(PARTS) / Abs(RESPONSE)
    ratio = Derivation().both(gains, "the ratio").by(size, "the window's gain")
    mass, same_mass = _matched(Integral(S.One, (s, 0, tau)), tau, 1 / a, "the mass is τ")
    age, same_age = _matched(Integral(s / tau, (s, 0, tau)), tau / 2, 2 / a, "the mean age is τ/2")
    return Theorem(
        "ODE-9",
        "A window is a heuristic",
        (),
        (
            Claim((), shown, "The window's answer to an oscillation.", seen),
            Claim(
                (turn,),
                eq(WINDOW, 0),
                "For every window there is an oscillation that it does not see.",
                blind,
                {omega: 2 * pi / tau},
            ),
            Claim(
                (DECAYS, turn, COSINE),
                tends(x(t) - gone, 0, t),
                "The state does see it, with the gain 1/√(a² + 4π²/τ²).",
                sees,
                {omega: 2 * pi / tau, x: Lambda(t, bind(SETTLED, {omega: 2 * pi / tau}))},
            ),
            Claim(
                (),
                eq(gains, 2 * Abs(sin(omega * tau / 2)) * sqrt(SQUARE) / omega),
                "The window's gain, the size of ∫₀^τ exp(−iωs) ds, as a multiple of the kernel's, "
                "the size of 1/(a + iω).",
                ratio,
            ),
            Claim(
                (NOT_STILL,),
                mass,
                "The window's mass is the kernel's for τ = 1/a alone.",
                same_mass,
            ),
            Claim(
                (NOT_STILL,),
                age,
                "The window's mean age is the kernel's for τ = 2/a alone.",
                same_age,
            ),
            Claim(
                (),
                eq(wave, turning),
                "The window's answer to exp(iωt), of which that to cos ωt is the real part.",
                turned,
            ),
        ),
        ("L10",),
    )
