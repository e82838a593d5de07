"""Closed responses of x′ = −a x + f to the forcings of the catalogue."""

from __future__ import annotations

from typing import Any

from duhamel.analysis.chapters.continuous import NOT_STILL, START, duhamel
from duhamel.analysis.derivation import Derivation, induction
from duhamel.analysis.letters import T, a, b, c, f, g, n, omega, s, t, tau, u, w, x, x_0, y
from duhamel.analysis.logic import Relation, Solves, bind, eq, for_all, smooth
from duhamel.analysis.normal import normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Add,
    And,
    Derivative,
    Expr,
    Integral,
    Lambda,
    Lt,
    Mul,
    Ne,
    Pow,
    S,
    cos,
    cosh,
    exp,
    expand,
    log,
    sin,
    sinh,
)
from sympy.simplify.fu import TR8


def memory(g: Expr, rate: Expr = a) -> Expr | None:
    """The closed form of ∫₀ᵗ e^{−a(t−s)} g(s) ds; None when g is outside the class of `split`."""
    found, rest = split(g, rate)
    return None if rest != 0 else found - found.xreplace({t: S.Zero}) * exp(-rate * t)


def split(g: Expr, rate: Expr = a) -> tuple[Expr, Expr]:
    """A solution of q′ + a q = g as far as one is found in closed form, and what is left of g.

    The class: sums of c t^m e^{bt} cos(ωt + φ), c t^m e^{bt} sin(ωt + φ), m = 0, 1, 2, …. The
    particular solution is found by undetermined coefficients; resonance b = −a included.
    """
    whole = g.rewrite((sinh, cosh), exp).replace(
        _is_exponential, lambda u: exp(u.exp * log(u.base))
    )
    terms = Add.make_args(expand(TR8(expand(whole))))
    parts = [(term, _quasi_polynomial(term)) for term in terms]
    found = [_particular(*known, rate) for _, known in parts if known is not None]
    rest = [term for term, known in parts if known is None]
    return Add(*found), Add(*rest) if found else g


def _is_exponential(u: Expr) -> bool:
    """A power such as 2ᵗ."""
    return bool(u.is_Pow and u.base.is_number and u.exp.has(t))


def _quasi_polynomial(term: Expr) -> tuple[Expr, int, Expr, Expr, Expr, bool] | None:
    """A term as (c, m, b, ω, φ, sine?) of c t^m e^{bt} cos(ωt + φ) or sin(ωt + φ)."""
    coefficient, power, growth, frequency, sine = S.One, 0, S.Zero, S.Zero, False
    phase = S.Zero
    for part in Mul.make_args(term):
        if not part.has(t):
            coefficient *= part
        elif part == t:
            power += 1
        elif isinstance(part, Pow) and part.base == t and part.exp.is_Integer and part.exp > 0:
            power += int(part.exp)
        elif isinstance(part, exp) and (line := _line(part.args[0])) and line[1] == 0:
            growth += line[0]
        elif isinstance(part, (sin, cos)) and frequency == 0 and (line := _line(part.args[0])):
            (frequency, phase), sine = line, isinstance(part, sin)
        else:
            return None
    return coefficient, power, growth, frequency, phase, sine


def _line(u: Expr) -> tuple[Expr, Expr] | None:
    """(b, c), when u = b t + c with b ≠ 0."""
    u = expand(u)
    slope, start = u.coeff(t, 1), u.coeff(t, 0)
    linear = slope != 0 and not slope.has(t) and expand(u - slope * t - start) == 0
    return (slope, start) if linear else None


def _particular(c: Expr, m: int, b: Expr, omega: Expr, phase: Expr, sine: bool, rate: Expr) -> Expr:
    """A solution of q′ + rate q = c t^m e^{bt} cos(ωt + φ), or sin, from the highest power down."""
    shift, angle = rate + b, omega * t + phase
    p_cos, p_sin = (S.Zero, c) if sine else (c, S.Zero)
    if omega == 0 and _is_zero(shift):  # resonance: q′ = c t^m e^{bt}
        return c * t ** (m + 1) / (m + 1) * exp(b * t)
    q = S.Zero
    determinant = shift**2 + omega**2
    for power in range(m, -1, -1):
        q_cos = (shift * p_cos - omega * p_sin) / determinant
        q_sin = (shift * p_sin + omega * p_cos) / determinant
        q += t**power * (q_cos * cos(angle) + q_sin * sin(angle))
        p_cos, p_sin = (
            -power * q_cos,
            -power * q_sin,
        )  # what its derivative leaves to the next power
    return exp(b * t) * q


def _is_zero(value: Expr) -> bool:
    """Whether a number is 0, which roots may hide: √(3 + 2√2) − √2 − 1."""
    if value.is_Rational or not value.is_number or value.is_nonzero:
        return bool(value == 0)
    return bool(value.equals(0))  # exact, and slow: only for what no digit tells from 0


def _known(g: Expr) -> Expr:
    """The memory of an input that has a closed one; raises ValueError for another."""
    found = memory(g)
    if found is None:
        raise ValueError(f"`g` must be in the class of `memory`, got {g}")
    return found


ONE = {a: S.One, b: S(2), c: S.One, omega: S.One, tau: S.One, x_0: S.One}
"""Numbers for the letters, to show that the hypotheses can hold."""


NOTHING = Lambda(t, S.Zero)


def _solves(unknown: Any, source: Expr) -> Solves:
    """unknown′ = −a unknown + source."""
    slope = Derivative(unknown(t), t)
    return Solves(eq(slope, -a * unknown(t) + source), unknown(t), t)


def _response(g: Expr, because: str, sentence: str, *where: Relation) -> Claim:
    """The closed response to g: Duhamel's formula for this input, its integral evaluated."""
    closed = x_0 * exp(-a * t) + _known(g)
    kernel = Integral(exp(a * s) * bind(g, {t: s}), (s, 0, t))
    chain = (
        Derivation()
        .cite(duhamel().claim("a"), "Duhamel's formula", {f: Lambda(t, g)})
        .suppose(*where)
        .rewrite(
            "take exp(−at) before the integral",
            rhs=lambda _: x_0 * exp(-a * t) + exp(-a * t) * kernel,
        )
    )
    if g == 0:
        chain = chain.rewrite(because, rhs=normal)
    else:
        grown = expand(exp(a * t) * _known(g), power_exp=True)
        chain = chain.evaluate(kernel, grown, t, because)
    numbers = {key: value for key, value in ONE.items() if key in closed.free_symbols}
    return Claim(
        (_solves(x, g), START, *where),
        eq(x(t), closed),
        sentence,
        chain,
        {**numbers, x: Lambda(t, bind(closed, numbers))},
    )


@theorem("ODE-11")
def responses() -> Theorem:
    """The closed responses to the forcings of the catalogue."""
    slope = "its derivative is the integrand, and it is 0 at t = 0"
    left = x_0 * exp(-a * tau)
    raised = left + (1 - exp(-a * tau)) / a
    return Theorem(
        "ODE-11",
        "Closed responses",
        (),
        (
            _response(S.Zero, "nothing comes in", "No input: free decay."),
            _response(c, slope, "A constant: a x approaches it for 0 < a.", NOT_STILL),
            _response(t, slope, "A ramp: a x follows it, 1/a late, for 0 < a.", NOT_STILL),
            _response(t**2, slope, "A square.", NOT_STILL),
            _response(sin(omega * t), slope, "A sine."),
            _response(cos(omega * t), slope, "A cosine."),
            _response(exp(-b * t), slope, "A decaying input, b ≠ a.", Ne(b, a)),
            _response(exp(-a * t), slope, "Resonance: an input of the memory's own rate."),
            _superposition(),
            _jump(S.Zero, S.One, left, "A step at τ, t after it."),
            _jump(S.One, S.Zero, raised, "A pulse until τ, t after it."),
            _square(),
        ),
        ("L7",),
    )


def _superposition() -> Claim:
    """The response to c f + g: Duhamel's formula is linear in the start and in the input."""
    inputs = smooth(f, 0, t), smooth(g, 0, t)
    equations = _solves(x, f(t)), _solves(y, g(t)), _solves(w, c * f(t) + g(t))
    start = eq(w(S.Zero), c * x(S.Zero) + y(S.Zero))
    of_x, of_y, of_w = (
        Derivation().cite(
            duhamel().claim("a"),
            "Duhamel's formula",
            {x: Lambda(t, of(t)), f: Lambda(t, source), x_0: of(S.Zero)},
        )
        for of, source in ((x, f(t)), (y, g(t)), (w, c * f(t) + g(t)))
    )
    parts = [Integral(exp(-a * (t - s)) * of(s), (s, 0, t)) for of in (f, g)]
    free_part = w(S.Zero) * exp(-a * t)
    chain = (
        of_w.suppose(*inputs)
        .rewrite("the integral is linear", rhs=lambda _: free_part + c * parts[0] + parts[1])
        .by(start, "the start")
        .follow(eq(w(t), c * x(t) + y(t)), "c times the one and the other", of_x, of_y)
    )
    decay = Lambda(t, exp(-t))
    return Claim(
        (*inputs, *equations, start),
        eq(w(t), c * x(t) + y(t)),
        "Superposition: the response to c f + g.",
        chain,
        {a: S.One, c: S.One, x: decay, y: decay, w: Lambda(t, 2 * exp(-t)), f: NOTHING, g: NOTHING},
    )


# ---- inputs that jump: an interval at a time --------------------------------------------------

CONTINUOUS = smooth(x, 0, t)
"""x is continuous where its equation changes."""


def _piece(low: Expr, high: Expr | None, level: Expr) -> Relation:
    """x′ = −a x + level between two times."""
    inside = Lt(low, t) if high is None else And(Lt(low, t), Lt(t, high))
    return for_all(t, where=inside, that=eq(Derivative(x(t), t), -a * x(t) + level))


def _grown(low: Expr, span: Expr, level: Expr) -> Derivation:
    """∫ level exp(as) ds over this span."""
    if level == 0:
        nothing = Derivation().both(Integral(S.Zero, (s, low, expand(low + span))), "what comes in")
        return nothing.rewrite("nothing", rhs=normal)
    integral = Integral(level * exp(a * s), (s, T, T + u))
    grown = level * (exp(a * T + a * u) - exp(a * T)) / a
    slope = "the derivative of exp(as)/a is the integrand"
    evaluated = (
        Derivation().both(integral, "what comes in", NOT_STILL).evaluate(integral, grown, u, slope)
    )
    return evaluated.substitute({T: low, u: span}, "over this span")


def _across(piece: Relation, low: Expr, span: Expr, level: Expr) -> Derivation:
    """From x(low) to x(low + span) under a constant input: what is left, and its share."""
    high = expand(low + span)
    left = exp(-a * span)
    end = x(low) * left + level * (1 - left) / a
    return (
        Derivation()
        .given(piece, "the equation in between")
        .suppose(CONTINUOUS)
        .on_both_sides(lambda side: (side + a * x(t)) * exp(a * t), "times exp(at)", expand)
        .rewrite("the product rule", lhs=lambda _: Derivative(x(t) * exp(a * t), t))
        .integrate(t, s, "from one end to the other", low, high)
        .by(_grown(low, span, level), "evaluate what comes in")
        .isolate(x(high), "solve for the state at the end", lambda _: end)
    )


def _jump(before: Expr, after: Expr, state: Expr, sentence: str) -> Claim:
    """One constant input until τ, which brings the start to ``state``, and another from there."""
    pieces = _piece(S.Zero, tau, before), _piece(tau, None, after)
    first = _across(pieces[0], S.Zero, tau, before).by(START, "the start")
    second = _across(pieces[1], tau, t, after).by(first, "the state at τ")
    return Claim(
        (NOT_STILL, CONTINUOUS, START, *pieces),
        eq(x(tau + t), state * exp(-a * t) + after * (1 - exp(-a * t)) / a),
        sentence,
        second,
    )


def _square() -> Claim:
    """+1 and −1 in turn: a recurrence from one end of a half-period to the next."""
    low = n * tau
    inside = And(Lt(low, t), Lt(t, (n + 1) * tau))
    source = eq(Derivative(x(t), t), -a * x(t) + (-1) ** n)
    wave = for_all(n, t, where=inside, that=source)
    q = exp(-a * tau)
    closed = eq(x(low), x_0 * q**n + (1 - q) * (q**n - (-1) ** n) / (a * (1 + q)))
    start = Derivation().given(START, "the start")
    step = _across(wave, low, tau, (-1) ** n).by(closed, "the formula for n")
    return Claim(
        (NOT_STILL, CONTINUOUS, START, wave),
        closed,
        "A square wave of half-period τ, +1 first, at the ends of its half-periods.",
        induction(closed, n, start, step, "by induction over the half-periods"),
    )
