"""What the theorems say, claim by claim: a draft for the chapters, printed for Coq as it stands.

A letter, a sequence or a function that stands free is any of its range: the hypotheses and the
statement are about the same one. A derivative in a relation says that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duhamel.analysis.chapters.continuous import DUHAMEL, ODE
from duhamel.analysis.chapters.conventions import AVERAGED, OUTSIDE
from duhamel.analysis.chapters.discretisation import E_1_ODE, E_2_ODE
from duhamel.analysis.chapters.momentum import MOMENTUM, WEIGHTS
from duhamel.analysis.chapters.quadratic import BEST_ROOT
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, START
from duhamel.analysis.chapters.stability import REMAINDER
from duhamel.analysis.derivation import bind
from duhamel.analysis.letters import (
    A_1,
    A_2,
    E_13,
    E_22,
    M_2,
    R_1,
    R_2,
    X_4,
    B,
    D,
    F,
    G,
    Gs,
    K,
    M,
    N,
    T,
    V,
    W,
    X,
    Z,
    a,
    alpha,
    alpha_0,
    alpha_lambda,
    alphas,
    b,
    beta,
    c,
    d,
    delta,
    deltas,
    e_1,
    e_2,
    ell,
    eps,
    epss,
    eta,
    etas,
    f,
    fs,
    g,
    gamma,
    gs,
    h,
    hs,
    j,
    k,
    lam,
    lr,
    m_0,
    ms,
    mu,
    n,
    omega,
    p,
    ps,
    q_1,
    q_2,
    qs,
    r,
    rho,
    s,
    shifted,
    sigma,
    t,
    tau,
    u,
    v,
    vs,
    w,
    ws,
    x,
    x_0,
    xhs,
    xi,
    xs,
    xt,
    xt_0,
    y,
    z,
    z_1,
    z_2,
    zs,
)
from duhamel.analysis.logic import Iff, Smooth, Solves, for_all, there_is
from sympy import (
    Abs,
    And,
    Derivative,
    Eq,
    Expr,
    Ge,
    I,
    IndexedBase,
    Integral,
    Le,
    Limit,
    Lt,
    Max,
    Ne,
    Or,
    Rational,
    S,
    Sum,
    Symbol,
    atan,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
)


@dataclass(frozen=True)
class Draft:
    """One statement with all that it needs; headlines are what the row of the catalogue says."""

    part: str
    hypotheses: tuple[Any, ...]
    statement: Any
    sentence: str
    headline: bool = False


q = alpha_lambda  # αλ
zeta = Symbol("zeta", complex=True)
knots = IndexedBase("T", real=True)  # where the pieces of a dense output meet
runs = IndexedBase("E", real=True)  # a bound that runs along


def _eq(left: Any, right: Any) -> Eq:
    return Eq(left, right, evaluate=False)


def _le(left: Any, right: Any) -> Le:
    return Le(left, right, evaluate=False)


def _lim(of: Expr, to: Any, letter: Symbol = n) -> Eq:
    return _eq(Limit(of, letter, oo, dir="-"), to)


def _each(relation: Any) -> Any:
    """For all n."""
    return for_all(n, that=relation)


def _smooth(body: Expr, times: int) -> Smooth:
    return Smooth(body, t, S(times), S.Zero)


def _solves(unknown: Any, right: Expr) -> Solves:
    """unknown′ = right, for t > 0, and the unknown continuous from 0 on."""
    return Solves(_eq(Derivative(unknown(t), t), right), unknown(t), t)


def _within(relation: Any) -> Any:
    """For all s in (0, t)."""
    return for_all(s, where=And(Lt(0, s), Lt(s, t)), that=relation)


SOLUTION = (Solves(ODE, x(t), t), _eq(x(S.Zero), x_0))
INPUT = _smooth(f(t), 0)
RUN = (_each(RECURRENCE), START)
BOUNDED = _each(_le(Abs(fs[n]), F))
STABLE = Lt(Abs(beta), 1)
SIZE = Abs(beta)
SHARE = (1 - SIZE**n) / (1 - SIZE)

# ---- continuous -------------------------------------------------------------------------------

_PRODUCT = y(t) * exp(-a * t)
_ODES: dict[str, tuple[Draft, ...]] = {
    "ODE-1": (
        Draft(
            "a",
            (_smooth(y(t), 1), Lt(0, t)),
            _eq(Derivative(_PRODUCT, t) + a * _PRODUCT, Derivative(y(t), t) * exp(-a * t)),
            "With x = y e^{−at}, x′ + a x is y′ e^{−at}.",
            headline=True,
        ),
    ),
    "ODE-2": (
        Draft(
            "a",
            (INPUT, *SOLUTION),
            _eq(x(t), DUHAMEL),
            "A solution is the free decay of its start and the memory of its inputs.",
            headline=True,
        ),
        Draft(
            "b",
            (INPUT, for_all(t, that=_eq(x(t), DUHAMEL))),
            SOLUTION[0],
            "Duhamel's formula solves the equation, for every continuous input.",
            headline=True,
        ),
        Draft(
            "c",
            (INPUT, for_all(t, that=_eq(x(t), DUHAMEL))),
            SOLUTION[1],
            "It starts from x₀.",
        ),
    ),
    "ODE-3": (
        Draft(
            "a",
            (SOLUTION[0], _solves(xt, -a * xt(t) + f(t)), Lt(0, t)),
            _eq(Derivative((x(t) - xt(t)) * exp(a * t), t), 0),
            "The difference of two solutions, times e^{at}, does not move.",
        ),
        Draft(
            "b",
            (SOLUTION[0], _solves(xt, -a * xt(t) + f(t)), _eq(x(S.Zero), xt(S.Zero))),
            _eq(x(t), xt(t)),
            "Two solutions with the same start are the same.",
            headline=True,
        ),
    ),
    "ODE-4": (
        Draft(
            "a",
            (*SOLUTION, _solves(xt, -a * xt(t) + f(t)), _eq(xt(S.Zero), xt_0)),
            _eq(x(t) - xt(t), (x_0 - xt_0) * exp(-a * t)),
            "Two solutions differ by the free decay of their starts' difference.",
            headline=True,
        ),
        Draft(
            "b",
            (*SOLUTION, _solves(xt, -a * xt(t) + f(t)), _eq(xt(S.Zero), xt_0), Ne(x_0, xt_0)),
            Iff(_le(Abs(x(t) - xt(t)), eps * Abs(x_0 - xt_0)), _le(log(1 / eps) / a, t)),
            "No more than the fraction ε of it is left from t = ln(1/ε)/a on, and not before.",
        ),
    ),
}

# ---- weights ----------------------------------------------------------------------------------

_MASS = Integral(exp(-a * tau), (tau, 0, T))
_MOMENT = Integral(tau * exp(-a * tau), (tau, 0, T))
_GAIN = 1 / sqrt(a**2 + omega**2)
_ODES |= {
    "ODE-5": (
        Draft("a", (), _eq(a * _MASS, 1 - exp(-a * T)), "The last T carries 1 − e^{−aT} of 1/a."),
        Draft("b", (), _lim(_MASS, 1 / a, T), "The kernel's mass is 1/a.", headline=True),
        Draft(
            "c",
            (),
            _eq(a * _MOMENT, (1 - exp(-a * T)) / a - T * exp(-a * T)),
            "What the ages up to T bring to the mean.",
        ),
        Draft("d", (), _lim(a * _MOMENT, 1 / a, T), "The mean age is 1/a.", headline=True),
    ),
    "ODE-6": (
        Draft(
            "a",
            (_smooth(f(t), 1), *SOLUTION, _within(_le(Abs(Derivative(f(s), s)), M))),
            _le(
                Abs(a * x(t) - f(t)),
                Abs(a * x_0 - f(S.Zero)) * exp(-a * t) + M * (1 - exp(-a * t)) / a,
            ),
            "For large a the state follows its input: a x is f but for M/a and the start's rest.",
            headline=True,
        ),
    ),
    "ODE-7": (
        Draft(
            "a",
            (INPUT, *SOLUTION),
            _le(Abs(x(t)), Abs(x_0) + Integral(Abs(f(s)), (s, 0, t))),
            "The state is at most its start and all that came in.",
        ),
        Draft(
            "b",
            (INPUT, *SOLUTION),
            _le(
                Abs(x(t) - x_0 - Integral(f(s), (s, 0, t))),
                a * t * (Abs(x_0) + Integral(Abs(f(s)), (s, 0, t))),
            ),
            "For small a the state sums its input up.",
            headline=True,
        ),
    ),
    "ODE-8": (
        Draft(
            "a",
            (INPUT, *SOLUTION, for_all(s, where=Le(s, t), that=_le(Abs(f(s)), F))),
            _le(Abs(x(t)), Max(a * Abs(x_0), F) / a),
            "The state is at most its start or F/a.",
        ),
        Draft(
            "b",
            (INPUT, *SOLUTION, for_all(s, where=Le(s, t), that=_le(Abs(f(s)), F)), Lt(0, t)),
            _le(Abs(Derivative(a * x(t), t)), a * (F + Max(a * Abs(x_0), F))),
            "For small a the state varies slowly.",
            headline=True,
        ),
    ),
    "ODE-9": (
        Draft(
            "a",
            (),
            _eq(
                Integral(cos(omega * s), (s, t - tau, t)),
                2 * sin(omega * tau / 2) / omega * cos(omega * (t - tau / 2)),
            ),
            "The window's answer to an oscillation.",
        ),
        Draft(
            "b",
            (_eq(omega, 2 * pi / tau),),
            _eq(Integral(cos(omega * s), (s, t - tau, t)), 0),
            "For every window there is an oscillation that it does not see.",
            headline=True,
        ),
        Draft(
            "c",
            (_eq(omega, 2 * pi / tau), _solves(x, -a * x(t) + cos(omega * t))),
            _lim(
                x(t) - cos(omega * t - atan(2 * pi / (a * tau))) / sqrt(a**2 + 4 * pi**2 / tau**2),
                0,
                t,
            ),
            "The state does see it, with the gain 1/√(a² + 4π²/τ²).",
            headline=True,
        ),
        Draft(
            "d",
            (),
            _eq(
                Abs((1 - exp(-I * omega * tau)) / (I * omega), evaluate=False)
                / Abs(1 / (a + I * omega), evaluate=False),
                2 * Abs(sin(omega * tau / 2)) * sqrt(a**2 + omega**2) / omega,
            ),
            "The ratio of the window's gain to the kernel's.",
        ),
        Draft(
            "e",
            (),
            Iff(_eq(Integral(1, (s, 0, tau)), 1 / a), _eq(tau, 1 / a)),
            "The window's mass is the kernel's for τ = 1/a.",
        ),
        Draft(
            "f",
            (),
            Iff(_eq(Integral(s / tau, (s, 0, tau)), 1 / a), _eq(tau, 2 / a)),
            "The window's mean age is the kernel's for τ = 2/a.",
        ),
    ),
    "ODE-10": (
        Draft(
            "a",
            (_solves(x, -a * x(t) + cos(omega * t)), SOLUTION[1]),
            _eq(
                x(t),
                (x_0 - a / (a**2 + omega**2)) * exp(-a * t)
                + cos(omega * t - atan(omega / a)) * _GAIN,
            ),
            "An oscillation comes out with the gain 1/√(a² + ω²), late by atan(ω/a).",
            headline=True,
        ),
        Draft(
            "b",
            (),
            _eq(1 / (a + I * omega), exp(-I * atan(omega / a)) * _GAIN),
            "Both are the size and the angle of 1/(a + iω).",
        ),
    ),
}

# ---- responses --------------------------------------------------------------------------------


def _response(part: str, forcing: Expr, closed: Expr, sentence: str, *more: Any) -> Draft:
    return Draft(
        part,
        (_solves(x, -a * x(t) + forcing), SOLUTION[1], *more),
        _eq(x(t), x_0 * exp(-a * t) + closed),
        sentence,
        headline=True,
    )


def _pieces(before: Expr, after: Expr) -> tuple[Any, ...]:
    """x is continuous, and its equation has one input before τ and another after."""
    slope = Derivative(x(t), t)
    return (
        _smooth(x(t), 0),
        SOLUTION[1],
        for_all(t, where=And(Lt(0, t), Lt(t, tau)), that=_eq(slope, -a * x(t) + before)),
        for_all(t, where=Lt(tau, t), that=_eq(slope, -a * x(t) + after)),
    )


_SQUARE = exp(-a * tau)
_CIRCLE = a**2 + omega**2
_ODES["ODE-11"] = (
    _response("a", S.Zero, S.Zero, "No input: free decay."),
    _response("b", c, c * (1 - exp(-a * t)) / a, "A constant."),
    _response("c", t, t / a - (1 - exp(-a * t)) / a**2, "A ramp."),
    _response(
        "d",
        t**2,
        t**2 / a - 2 * t / a**2 + 2 * (1 - exp(-a * t)) / a**3,
        "A square; other polynomials by superposition.",
    ),
    _response(
        "e",
        sin(omega * t),
        (a * sin(omega * t) - omega * cos(omega * t) + omega * exp(-a * t)) / _CIRCLE,
        "A sine.",
    ),
    _response(
        "f",
        cos(omega * t),
        (a * cos(omega * t) + omega * sin(omega * t) - a * exp(-a * t)) / _CIRCLE,
        "A cosine.",
    ),
    _response(
        "g", exp(-b * t), (exp(-b * t) - exp(-a * t)) / (a - b), "A decaying input.", Ne(b, a)
    ),
    _response(
        "h", exp(-a * t), t * exp(-a * t), "Resonance: an input that decays like the memory."
    ),
    Draft(
        "i",
        (
            SOLUTION[0],
            _solves(y, -a * y(t) + g(t)),
            _solves(w, -a * w(t) + c * f(t) + g(t)),
            _eq(w(S.Zero), c * x(S.Zero) + y(S.Zero)),
        ),
        _eq(w(t), c * x(t) + y(t)),
        "Superposition: the response to c f + g.",
        headline=True,
    ),
    Draft(
        "j",
        _pieces(S.Zero, S.One),
        _eq(x(tau + t), x_0 * exp(-a * tau) * exp(-a * t) + (1 - exp(-a * t)) / a),
        "A step at τ, t after it.",
        headline=True,
    ),
    Draft(
        "k",
        _pieces(S.One, S.Zero),
        _eq(x(tau + t), (x_0 * exp(-a * tau) + (1 - exp(-a * tau)) / a) * exp(-a * t)),
        "A pulse until τ, t after it.",
        headline=True,
    ),
    Draft(
        "l",
        (
            _smooth(x(t), 0),
            SOLUTION[1],
            for_all(
                n,
                t,
                where=And(Lt(n * tau, t), Lt(t, (n + 1) * tau)),
                that=_eq(Derivative(x(t), t), -a * x(t) + (-1) ** n),
            ),
        ),
        _eq(
            x(n * tau),
            x_0 * _SQUARE**n + (1 - _SQUARE) * (_SQUARE**n - (-1) ** n) / (a * (1 + _SQUARE)),
        ),
        "A square wave of half-period τ, +1 first, at the ends of its half-periods.",
        headline=True,
    ),
)

# ---- discretisation ---------------------------------------------------------------------------

_QUOTIENT = _eq((xs[n + 1] - xs[n]) / h, -a * xs[n] + fs[n])
_STEP = _eq(xs[n + 1], (1 - a * h) * xs[n] + h * fs[n])
_EULER = (
    SOLUTION[0],
    INPUT,
    _eq(beta, 1 - a * h),
    _each(_eq(xs[n + 1], beta * xs[n] + h * f(n * h))),
    _eq(xs[0], x(S.Zero)),
)
_CURVED = (
    _smooth(x(t), 2),
    for_all(t, where=Lt(0, t), that=_le(Abs(Derivative(x(t), (t, 2))), M_2)),
)
_ERROR = Abs(xs[n] - x(n * h))
_SOURCES = (
    Solves(E_1_ODE, e_1(t), t),
    _eq(e_1(S.Zero), 0),
    Solves(E_2_ODE, e_2(t), t),
    _eq(e_2(S.Zero), 0),
    _smooth(x(t), 4),
    _smooth(e_1(t), 3),
    _smooth(e_2(t), 2),
)
_SIZES = tuple(
    for_all(t, where=Lt(0, t), that=_le(Abs(Derivative(of(t), (t, order))), size))
    for of, order, size in ((x, 4, X_4), (e_1, 3, E_13), (e_2, 2, E_22))
)
_LEFT = Abs(xs[n] - x(n * h) - h * e_1(n * h) - h**2 * e_2(n * h))
_SUM = X_4 / 24 + E_13 / 6 + E_22 / 2
_RESIDUAL = h * q_1 + h**2 * q_2 + rho(h)
_FREE = _each(_eq(xs[n + 1], (1 - z) * xs[n]))
_ROTATED = Abs(1 + h * (-u + I * v), evaluate=False)

_FES: dict[str, tuple[Draft, ...]] = {
    "FE-1": (
        Draft(
            "a",
            (),
            Iff(_QUOTIENT, _STEP),
            "The difference quotient for dx/dt is the recurrence with β = 1 − a h.",
            headline=True,
        ),
        Draft(
            "b",
            (_eq(beta, 1 - z),),
            Iff(And(Lt(-1, beta), Lt(beta, 1)), And(Lt(0, z), Lt(z, 2))),
            "−1 < β < 1 for 0 < a h < 2 alone, z = a h.",
            headline=True,
        ),
    ),
    "FE-2": (
        Draft(
            "a",
            (SOLUTION[0], INPUT, _smooth(x(t), 2)),
            there_is(
                xi,
                where=And(Lt(t, xi), Lt(xi, t + h)),
                that=_eq(
                    x(t + h) - ((1 - a * h) * x(t) + h * f(t)),
                    h**2 / 2 * Derivative(x(xi), (xi, 2)),
                ),
            ),
            "One step of Euler misses the solution by ½h²x″(ξ).",
            headline=True,
        ),
    ),
    "FE-3": (
        Draft(
            "a",
            (*_EULER, *_CURVED, Ne(SIZE, 1)),
            _le(_ERROR, h**2 / 2 * M_2 * SHARE),
            "The error after n steps, from the solution's own start.",
            headline=True,
        ),
        Draft(
            "b",
            (*_EULER, *_CURVED, STABLE),
            _le(_ERROR, h**2 * M_2 / (2 * (1 - SIZE))),
            "Uniform in time for abs(β) < 1.",
            headline=True,
        ),
        Draft(
            "c",
            (*_EULER, *_CURVED, Le(a * h, 1)),
            _le(_ERROR, h / (2 * a) * M_2 * (1 - beta**n)),
            "For a h ≤ 1 it is of order h, with the constant M₂/(2a).",
            headline=True,
        ),
    ),
    "FE-4": (
        Draft(
            "a",
            (_smooth(x(t), 2), *_SOURCES[:2]),
            _eq(
                e_1(t),
                -Integral(exp(-a * (t - s)) * Derivative(x(s), (s, 2)), (s, 0, t)) / 2,
            ),
            "e₁ is the memory of −½x″.",
            headline=True,
        ),
        Draft(
            "b",
            (_smooth(x(t), 3), _smooth(e_1(t), 2), *_SOURCES[2:4]),
            _eq(
                e_2(t),
                Integral(
                    exp(-a * (t - s))
                    * (-Derivative(e_1(s), (s, 2)) / 2 - Derivative(x(s), (s, 3)) / 6),
                    (s, 0, t),
                ),
            ),
            "e₂ is the memory of −½e₁″ − x‴/6.",
        ),
        Draft(
            "c",
            (*_EULER, *_SOURCES, *_SIZES, Ne(SIZE, 1)),
            _le(_LEFT, h**4 * _SUM * SHARE),
            "What h e₁ + h²e₂ leaves of the error.",
            headline=True,
        ),
        Draft(
            "d",
            (*_EULER, *_SOURCES, *_SIZES, Le(a * h, 1)),
            _le(_LEFT, h**3 / a * _SUM),
            "It is of order h³, uniformly in time, for a h ≤ 1.",
            headline=True,
        ),
    ),
    "FE-5": (
        Draft(
            "a",
            (
                Ne(q_1, 0),
                for_all(h, where=Lt(h, R_1), that=_le(Abs(rho(h)), K * h**3)),
                Lt(0, R_1),
                for_all(h, that=_eq(p(h), _RESIDUAL)),
            ),
            _eq(
                Limit((log(Abs(p(h) / p(h / 2))) / log(2) - 1) / h, h, 0, dir="+"),
                q_2 / (2 * q_1 * log(2)),
            ),
            "The observed order of an error p(h) = h e₁ + h²e₂ + O(h³) is 1 + k h/(2 ln 2) + "
            "o(h), k = e₂/e₁.",
            headline=True,
        ),
        Draft(
            "b",
            (_le(Abs(Abs(q_1) - A_1), R_1), _le(Abs(Abs(q_2) - A_2), R_2), Lt(R_2, A_2)),
            _le(Abs(q_1 / q_2), (A_1 + R_1) / (A_2 - R_2)),
            "Two errors known up to R₁ and R₂ have at most this ratio.",
        ),
        Draft(
            "c",
            (_le(Abs(Abs(q_1) - A_1), R_1), _le(Abs(Abs(q_2) - A_2), R_2), Lt(R_2, A_2)),
            _le((A_1 - R_1) / (A_2 + R_2), Abs(q_1 / q_2)),
            "They have at least this ratio.",
        ),
    ),
    "FE-6": (
        Draft(
            "a",
            (),
            Iff(for_all(xs, where=_FREE, that=_lim(xs[n], 0)), And(Lt(0, z), Lt(z, 2))),
            "Every free run decays exactly for 0 < a h < 2, z = a h.",
            headline=True,
        ),
        Draft(
            "b",
            (_FREE, Lt(0, xs[0])),
            Iff(
                And(
                    _each(And(_le(0, xs[n + 1]), _le(xs[n + 1], xs[n]))),
                    _lim(xs[n], 0),
                ),
                And(Lt(0, z), Le(z, 1)),
            ),
            "It decays without change of sign for 0 < a h ≤ 1 alone.",
            headline=True,
        ),
        Draft(
            "c",
            (_FREE, Ne(xs[0], 0)),
            Iff(
                And(_each(Lt(xs[n] * xs[n + 1], 0)), _lim(xs[n], 0)),
                And(Lt(1, z), Lt(z, 2)),
            ),
            "It decays with alternating sign for 1 < a h < 2 alone.",
            headline=True,
        ),
        Draft(
            "d",
            (_FREE, Ne(xs[0], 0)),
            Iff(_each(_eq(Abs(xs[n]), Abs(xs[0]))), Or(_eq(z, 0), _eq(z, 2))),
            "It keeps its size for a h = 2, besides a h = 0, alone.",
            headline=True,
        ),
        Draft(
            "e",
            (_FREE, Ne(xs[0], 0)),
            Iff(_lim(Abs(xs[n]), oo), Or(Lt(z, 0), Lt(2, z))),
            "It grows without bound for a h > 2, besides a h < 0, alone.",
            headline=True,
        ),
        Draft(
            "f",
            (),
            Iff(_le(_ROTATED, 1), _le(h * (u**2 + v**2), 2 * u)),
            "At a complex rate λ = −u + iv: abs(1 + hλ) ≤ 1 for h abs(λ)² ≤ 2u alone.",
            headline=True,
        ),
    ),
    "FE-7": (
        Draft(
            "a",
            (Le(a * h, 1), _eq(t, n * h)),
            _le(Abs((1 - a * h) ** n * exp(a * t) - 1 + a**2 * t * h / 2), REMAINDER),
            "The discrete memory is the continuous one, but for −½a²th, but for order h².",
            headline=True,
        ),
        Draft(
            "b",
            (),
            _lim((1 - a * t / (n + 1)) ** (n + 1), exp(-a * t)),
            "With ever smaller steps it tends to the continuous one.",
            headline=True,
        ),
    ),
}

# ---- recurrence -------------------------------------------------------------------------------

_REST = (_each(RECURRENCE), _eq(xs[0], 0))
_CONSTANT = _each(_eq(fs[n], c))
_SWING = _each(_eq(fs[n], (-1) ** n * c))
_NEGATIVE = _eq(beta, Rational(-9, 10))
_ROUND = 1 - 2 * beta * cos(omega) + beta**2
_WEIGHT = (1 - beta) * beta**k
_CARRIED = Sum(_WEIGHT, (k, 0, n - 1))
_SQUARES = Sum(_WEIGHT**2, (k, 0, n - 1))
_AGES = Sum(k * _WEIGHT, (k, 0, n - 1))
_AVERAGE = (Le(0, beta), Lt(beta, 1))
_SLOWLY = (*_AVERAGE, _each(RECURRENCE), BOUNDED, _each(_eq(zs[n], (1 - beta) * xs[n])))
_ROUNDED = (
    _each(RECURRENCE),
    _each(
        _eq(
            xhs[n + 1],
            beta * xhs[n] * (1 + deltas[n]) + etas[n] + fs[n] + epss[n] * xhs[n + 1],
        )
    ),
    _eq(xhs[0], xs[0]),
    _each(_le(Abs(deltas[n]), u)),
    _each(_le(Abs(epss[n]), u)),
    _each(_le(Abs(etas[n]), eta)),
)
_LARGEST = _each(_le(Abs(xhs[n]), X))

_RECS: dict[str, tuple[Draft, ...]] = {
    "REC-1": (
        Draft(
            "a",
            RUN,
            CLOSED_FORM,
            "The state is the free decay of the start and the memory of the inputs, for every β "
            "(0⁰ = 1).",
            headline=True,
        ),
    ),
    "REC-2": (
        Draft(
            "a",
            (),
            Iff(
                for_all(
                    xs,
                    fs,
                    where=And(_each(RECURRENCE), there_is(F, that=BOUNDED)),
                    that=there_is(X, that=_each(_le(Abs(xs[n]), X))),
                ),
                STABLE,
            ),
            "Every bounded input gives a bounded output, from every start, exactly for abs(β) < 1.",
            headline=True,
        ),
        Draft(
            "b",
            (*_REST, BOUNDED, Ne(SIZE, 1)),
            _le(Abs(xs[n]), F * SHARE),
            "From rest the output is at most F (1 − abs(β)ⁿ)/(1 − abs(β)).",
            headline=True,
        ),
        Draft(
            "c",
            (
                *_REST,
                _eq(sigma**2, 1),
                _eq(beta, sigma * SIZE),
                _each(_eq(fs[n], F * sigma**n)),
                Ne(SIZE, 1),
            ),
            _eq(Abs(xs[n]), F * SHARE),
            "One input attains it at every n: F with the signs of βⁿ.",
            headline=True,
        ),
        Draft(
            "d",
            (*_REST, _each(_eq(fs[n], F * beta**n)), _eq(SIZE, 1)),
            _eq(Abs(xs[n]), n * F),
            "For β = 1 a constant, for β = −1 an alternating input of size F makes abs(xₙ) = nF.",
        ),
        Draft(
            "e",
            (_each(_eq(xs[n + 1], beta * xs[n])), Ne(xs[0], 0), Lt(1, SIZE)),
            _lim(Abs(xs[n]), oo),
            "For abs(β) > 1 no input is needed.",
        ),
    ),
    "REC-3": (
        Draft(
            "a",
            (*RUN, _CONSTANT, Ne(beta, 1)),
            _eq(xs[n] - c / (1 - beta), beta**n * (x_0 - c / (1 - beta))),
            "Under a constant c the distance from c/(1 − β) decays like βⁿ.",
            headline=True,
        ),
        Draft(
            "b",
            (_each(RECURRENCE), _CONSTANT, STABLE),
            _lim(xs[n], c / (1 - beta)),
            "A constant is amplified by 1/(1 − β).",
            headline=True,
        ),
        Draft("c", (*RUN, _CONSTANT, _eq(beta, 1)), _eq(xs[n], x_0 + c * n), "β = 1 adds it up."),
    ),
    "REC-4": (
        Draft(
            "a",
            (*RUN, _SWING, Ne(beta, -1)),
            _eq(
                xs[n] + (-1) ** n * c / (1 + beta),
                beta**n * (x_0 + c / (1 + beta)),
            ),
            "An alternating input is amplified by 1/(1 + β).",
            headline=True,
        ),
        Draft(
            "b",
            (Lt(-1, beta), Lt(beta, 0)),
            Lt(1 / (1 - beta), 1 / (1 - SIZE)),
            "For β < 0 a constant is amplified less than the worst input.",
            headline=True,
        ),
        Draft(
            "c",
            (_each(RECURRENCE), _CONSTANT, _NEGATIVE),
            _lim(xs[n], c * Rational(10, 19)),
            "At β = −0.9 a constant is amplified by 10/19.",
        ),
        Draft(
            "d",
            (_each(RECURRENCE), _SWING, _NEGATIVE),
            _lim((-1) ** (n + 1) * xs[n], 10 * c),
            "There an alternating input is amplified by 10.",
        ),
    ),
    "REC-5": (
        Draft(
            "a",
            (*RUN, _each(_eq(fs[n], cos(omega * n))), Ne(_ROUND, 0)),
            _eq(
                xs[n]
                - ((cos(omega) - beta) * cos(omega * n) + sin(omega) * sin(omega * n)) / _ROUND,
                beta**n * (x_0 - (cos(omega) - beta) / _ROUND),
            ),
            "An oscillation comes out as an oscillation, once the start is forgotten.",
            headline=True,
        ),
        Draft(
            "b",
            (Ne(_ROUND, 0),),
            _eq(Abs(1 / (exp(I * omega) - beta), evaluate=False), 1 / sqrt(_ROUND)),
            "Its size, that of 1/(e^{iω} − β), is 1/√(1 − 2β cos ω + β²).",
            headline=True,
        ),
    ),
    "REC-6": (
        Draft("a", (), _eq(_CARRIED, 1 - beta**n), "The last n weights carry 1 − βⁿ."),
        Draft("b", _AVERAGE, _lim(_CARRIED, 1), "The weights sum to 1.", headline=True),
        Draft(
            "c",
            (Ne(beta, 1),),
            _eq(_AGES, beta * (1 - beta**n) / (1 - beta) - n * beta**n),
            "What the last n bring to the mean age.",
        ),
        Draft(
            "d",
            _AVERAGE,
            _lim(_AGES, beta / (1 - beta)),
            "The mean age is β/(1 − β).",
            headline=True,
        ),
        Draft(
            "e",
            (Lt(0, beta), Lt(beta, 1)),
            Iff(_eq(beta**N, Rational(1, 2)), _eq(N, log(2) / log(1 / beta))),
            "The half-life is ln 2/ln(1/β).",
            headline=True,
        ),
        Draft(
            "f",
            _AVERAGE,
            _lim(_CARRIED**2 / _SQUARES, (1 + beta) / (1 - beta)),
            "The effective sample size is (1 + β)/(1 − β).",
            headline=True,
        ),
    ),
    "REC-7": (
        Draft(
            "a",
            (*RUN, BOUNDED, STABLE),
            _le(Abs(xs[n + 1] - fs[n]), SIZE ** (n + 1) * Abs(x_0) + SIZE * F / (1 - SIZE)),
            "For small β the state is its last input, up to abs(β)F/(1 − abs(β)) and the start's "
            "rest.",
            headline=True,
        ),
        Draft(
            "b",
            (_each(RECURRENCE),),
            _eq(
                xs[n + 2] - xs[n + 1] - (fs[n + 1] - fs[n]),
                beta * (xs[n + 1] - xs[n]),
            ),
            "It moves as its input does, but for β times its last move.",
        ),
    ),
    "REC-8": (
        Draft(
            "a",
            _SLOWLY,
            _le(Abs(zs[n]), beta**n * Abs(zs[0]) + (1 - beta**n) * F),
            "The average z = (1 − β)x lies between its start and F.",
        ),
        Draft(
            "b",
            (*_SLOWLY, _each(_le(Abs(zs[n]), Z))),
            _le(Abs(zs[n + 1] - zs[n]), (1 - beta) * (F + Z)),
            "For β near 1 it moves slowly.",
            headline=True,
        ),
    ),
    "REC-9": (
        Draft(
            "a",
            (
                *_ROUNDED,
                _eq(runs[0], 0),
                _each(
                    _eq(
                        runs[n + 1],
                        SIZE * runs[n] + u * (SIZE * Abs(xhs[n]) + Abs(xhs[n + 1])) + eta,
                    )
                ),
            ),
            _le(Abs(xhs[n] - xs[n]), runs[n]),
            "A bound on the error of rounding that runs along.",
            headline=True,
        ),
        Draft(
            "b",
            (*_ROUNDED, _LARGEST, Ne(SIZE, 1)),
            _le(Abs(xhs[n] - xs[n]), (u * (1 + SIZE) * X + eta) * SHARE),
            "A bound for every n.",
        ),
        Draft(
            "c",
            (
                *_ROUNDED,
                _eq(u, Rational(1, 2**53)),
                _eq(eta, Rational(1, 2**1075)),
                _LARGEST,
                STABLE,
            ),
            _le(Abs(xhs[n] - xs[n]), (u * (1 + SIZE) * X + eta) / (1 - SIZE)),
            "In binary64 the error stays below one of order u/(1 − abs(β)).",
            headline=True,
        ),
    ),
}

# ---- momentum ---------------------------------------------------------------------------------

_MEMORY = (_each(MOMENTUM), _eq(ms[0], m_0))
_AT_REST = (_each(MOMENTUM), _eq(ms[0], 0))
_LEVEL = _each(_eq(gs[n], c))
_TENFOLD = _eq(beta, Rational(9, 10))
_GRADIENTS = Sum(beta ** (n - 1 - k) * gs[k], (k, 0, n - 1))
_HELD = beta / (1 - beta)
_PARTED = ms[n + 1] + alpha * gs[n] * (1 - beta ** (n + 1)) / (1 - beta)
_LISTED = (_eq(lr, alpha), _each(_eq(Gs[n], B * gs[n])))
_LOST = (
    _each(_eq(ws[n + 1], ws[n] - (beta * m_0 + lr * Gs[n] / B))),
    _eq(m_0, 0),
    *_LISTED,
)
_VELOCITY = (
    _solves(W, V(t)),
    _solves(V, -gamma * V(t) - G(t)),
    _smooth(G(t), 0),
    _smooth(V(t), 2),
)
_SCALED = (
    _eq(beta, 1 - gamma * h),
    _eq(alpha, h**2),
    _each(_eq(ms[n], h * vs[n])),
)


def _somewhere(relation: Any) -> Any:
    return there_is(xi, where=And(Lt(t, xi), Lt(xi, t + h)), that=relation)


_MOMS: dict[str, tuple[Draft, ...]] = {
    "MOM-1": (
        Draft(
            "a",
            _MEMORY,
            _eq(ms[n], beta**n * m_0 - alpha * _GRADIENTS),
            "m is the memory of the gradients: the recurrence with fₙ = −α gₙ.",
            headline=True,
        ),
        Draft(
            "b",
            _AT_REST,
            _eq(ms[n], -alpha * _GRADIENTS),
            "From m₀ = 0 the lecture's ≈ is an equality, for every n.",
            headline=True,
        ),
    ),
    "MOM-2": (
        Draft(
            "a",
            (*_AT_REST, _LEVEL, Ne(beta, 1)),
            _eq(ms[n], -alpha * c * (1 - beta**n) / (1 - beta)),
            "Under a constant gradient.",
            headline=True,
        ),
        Draft(
            "b",
            (_each(MOMENTUM), _LEVEL, STABLE),
            _lim(ms[n], -alpha * c / (1 - beta)),
            "It is boosted by 1/(1 − β).",
            headline=True,
        ),
        Draft(
            "c",
            (_each(MOMENTUM), _LEVEL, _TENFOLD),
            _lim(ms[n], -10 * alpha * c),
            "Ten times at β = 0.9.",
        ),
        Draft(
            "d",
            (*_AT_REST, _LEVEL, Ne(c, 0), _TENFOLD),
            Iff(_le(Rational(99, 100) * 10 * alpha * Abs(c), Abs(ms[n])), Ge(n, 44)),
            "99 % of it is there after 44 steps, not before.",
        ),
    ),
    "MOM-3": (
        Draft(
            "a",
            (*_AT_REST, _each(_le(Abs(gs[n + 1] - gs[n]), delta)), STABLE),
            _le(Abs(_PARTED), alpha * SIZE * delta / (1 - SIZE) ** 2),
            "A gradient that moves by at most δ a step parts m from its boosted value by this.",
            headline=True,
        ),
        Draft(
            "b",
            (*_AT_REST, _each(_eq(gs[n], delta * n)), STABLE),
            _lim(_PARTED, alpha * beta * delta / (1 - beta) ** 2),
            "A ramp attains it in the limit, for 0 ≤ β.",
        ),
    ),
    "MOM-4": (
        Draft(
            "a",
            (_each(MOMENTUM), _each(WEIGHTS), Ne(beta, 1)),
            _eq(
                ws[n + 1] + _HELD * ms[n + 1],
                ws[n] + _HELD * ms[n] - alpha * gs[n] / (1 - beta),
            ),
            "The weights, ahead by what the memory still holds, descend plainly with α/(1 − β).",
        ),
        Draft(
            "b",
            (*_MEMORY, _each(WEIGHTS), Ne(beta, 1)),
            _eq(
                ws[n] - ws[0],
                -alpha / (1 - beta) * Sum(gs[k] * (1 - beta ** (n - k)), (k, 0, n - 1))
                + m_0 * beta * (1 - beta**n) / (1 - beta),
            ),
            "How far the weights have come.",
            headline=True,
        ),
    ),
    "MOM-5": (
        Draft(
            "a",
            (*_LISTED, _each(_eq(vs[n], -ms[n]))),
            Iff(_eq(vs[n + 1], beta * vs[n] + lr * Gs[n] / B), MOMENTUM),
            "The listing's v is −m, with lr = α and the batch's mean gradient as ∇L.",
            headline=True,
        ),
        Draft(
            "b",
            (_each(_eq(vs[n], -ms[n])),),
            Iff(_eq(ws[n + 1], ws[n] - vs[n + 1]), WEIGHTS),
            "Its second line is ΔW = m.",
            headline=True,
        ),
    ),
    "MOM-6": (
        Draft(
            "a",
            _LOST,
            _eq(ws[n] - ws[0], -alpha * Sum(gs[j], (j, 0, n - 1))),
            "The printed listing, called with the same m₀ = 0 again, is plain descent.",
            headline=True,
        ),
        Draft(
            "b",
            (*_LOST, _LEVEL),
            _eq(ws[n] - ws[0], -alpha * c * n),
            "A constant gradient is amplified by 1.",
        ),
    ),
    "MOM-10": (
        Draft(
            "a",
            (_each(MOMENTUM), *_SCALED),
            _eq(vs[n + 1], (1 - gamma * h) * vs[n] - h * gs[n]),
            "With β = 1 − γh, α = h² and m = h v, momentum is forward Euler for the velocity.",
            headline=True,
        ),
        Draft(
            "b",
            (_each(WEIGHTS), _SCALED[2]),
            _eq(ws[n + 1], ws[n] + h * vs[n + 1]),
            "The weights take the new velocity: semi-implicit Euler.",
            headline=True,
        ),
        Draft(
            "c",
            _VELOCITY[1:],
            _somewhere(
                _eq(
                    V(t + h) - ((1 - gamma * h) * V(t) - h * G(t)),
                    h**2 / 2 * Derivative(V(xi), (xi, 2)),
                )
            ),
            "Its step of the velocity is consistent with W″ + γW′ + ∇L = 0.",
        ),
        Draft(
            "d",
            (_VELOCITY[0], _smooth(V(t), 1)),
            _somewhere(
                _eq(
                    W(t + h) - (W(t) + h * V(t + h)),
                    -(h**2) / 2 * Derivative(V(xi), xi),
                )
            ),
            "Its step of the weights, too.",
        ),
    ),
}

# ---- momentum on a quadratic ------------------------------------------------------------------

_QUADRATIC = And(_each(_eq(ms[n + 1], beta * ms[n] - q * ws[n])), _each(WEIGHTS))
_POLYNOMIAL = z**2 - (1 + beta - q) * z + beta
_TRIANGLE = And(STABLE, Lt(0, q), Lt(q, 2 * (1 + beta)))
_SLOW = (Lt(0, beta), Lt(beta, 1), _eq(beta, r**2), Lt(0, q))
_LARGER = (_le(q, (1 - r) ** 2), _le(r, z), _eq(_POLYNOMIAL, 0))
_RATE = Or(And(*_LARGER), And(_le((1 - r) ** 2, q), _eq(z, r)))
_PEAK = log(r) / log(2 * r - r**2)
_ROOT = (1 + beta - q + sqrt((1 + beta - q) ** 2 - 4 * beta)) / 2
_INSIDE = And(Lt(Abs(z_1), 1), Lt(Abs(z_2), 1))
_REAL_PAIR = (_eq(beta, z_1 * z_2), _eq(q, (1 - z_1) * (1 - z_2)))


def _roots(curvature: Expr, that: Any) -> Any:
    """That holds for all complex roots at this curvature."""
    return for_all(
        zeta, where=_eq(zeta**2 - (1 + beta - alpha * curvature) * zeta + beta, 0), that=that
    )


def _pair(first: Any, second: Any) -> tuple[Any, ...]:
    """Two values of αλ, each with its slow root."""
    return tuple(
        bind(relation, {q: value, z: root})
        for value, root in (first, second)
        for relation in (Lt(0, q), *_LARGER)
    )


_MOMS |= {
    "MOM-7": (
        Draft(
            "a",
            (),
            Iff(for_all(ms, ws, where=_QUADRATIC, that=_lim(ws[n], 0)), _TRIANGLE),
            "Every run tends to 0 exactly for abs(β) < 1 and 0 < αλ < 2(1 + β), q = αλ.",
            headline=True,
        ),
        Draft(
            "b",
            tuple(_QUADRATIC.args),
            _eq(ws[n + 2], (1 + beta - q) * ws[n + 1] - beta * ws[n]),
            "The weights obey a recurrence of two steps.",
        ),
        Draft(
            "c",
            (),
            Iff(
                _each(_eq(z ** (n + 2), (1 + beta - q) * z ** (n + 1) - beta * z**n)),
                _eq(_POLYNOMIAL, 0),
            ),
            "zⁿ solves it for the roots of z² − (1 + β − αλ)z + β alone.",
        ),
        Draft(
            "d",
            _REAL_PAIR,
            Iff(_INSIDE, _TRIANGLE),
            "Two real roots lie inside the unit circle on the triangle alone.",
        ),
        Draft(
            "e",
            (_eq(beta, r**2), _eq(q, 1 - 2 * sigma + r**2), _le(Abs(sigma), r)),
            Iff(Lt(r, 1), _TRIANGLE),
            "A conjugate pair σ ± i√(r² − σ²) does, too.",
        ),
        Draft(
            "f",
            (_eq(beta, r**2),),
            Iff(
                _le((1 + beta - q) ** 2 - 4 * beta, 0),
                And(_le((1 - r) ** 2, q), _le(q, (1 + r) ** 2)),
            ),
            "The roots are conjugate or equal, of modulus r = √β, from (1 − r)² to (1 + r)².",
        ),
    ),
    "MOM-8": (
        Draft(
            "a",
            (Lt(0, z), _eq(_POLYNOMIAL, 0)),
            _eq(1 - q, z - beta + beta / z),
            "Plain descent's factor by a root of momentum.",
        ),
        Draft(
            "b",
            _SLOW[:2],
            _eq(Limit(log(_ROOT) / log(1 - q), q, 0, dir="+"), 1 / (1 - beta)),
            "As αλ → 0 momentum is 1/(1 − β) times faster.",
            headline=True,
        ),
        Draft(
            "c",
            (*_SLOW, *_LARGER),
            _le(1 / (1 - beta), log(z) / log(1 - q)),
            "It is at least that much faster up to αλ = (1 − √β)².",
            headline=True,
        ),
        Draft(
            "d",
            (*_SLOW[:3], *_pair((q_1, z_1), (q_2, z_2)), Lt(q_1, q_2)),
            Lt(log(z_1) / log(1 - q_1), log(z_2) / log(1 - q_2)),
            "The speed-up grows with αλ up to there.",
            headline=True,
        ),
        Draft(
            "e",
            (*_SLOW, Lt(q, 1), _RATE),
            _le(log(z) / log(1 - q), _PEAK),
            "At αλ = (1 − √β)² it is largest: for no αλ < 1 is it more than there.",
            headline=True,
        ),
        Draft(
            "f",
            (*_SLOW, Lt(q, 1), _RATE),
            Lt(log(z) / log(1 - q), 2 / (1 - beta)),
            "For αλ < 1 momentum is never 2/(1 − β) times faster.",
            headline=True,
        ),
        Draft(
            "g",
            (),
            _eq(Limit((1 - r**2) * _PEAK, r, 1, dir="-"), 2),
            "No smaller factor than 2 will do: it is approached as β → 1.",
        ),
        Draft(
            "h",
            (*_SLOW[:3], _le((1 - r) ** 2, q), _le(q, (1 + r) ** 2)),
            Iff(Lt(r, Abs(1 - q)), Or(Lt(q, 1 - r), Lt(1 + r, q))),
            "Momentum at its rate √β is faster than plain descent below αλ = 1 − √β, and slower "
            "beyond.",
            headline=True,
        ),
    ),
    "MOM-9": (
        Draft(
            "a",
            (_le(mu, ell), _roots(mu, _le(Abs(zeta), r)), _roots(ell, _le(Abs(zeta), r))),
            _le(BEST_ROOT, r),
            "No α and β have a rate below (√ℓ − √μ)/(√ℓ + √μ) at both μ and ℓ.",
            headline=True,
        ),
        Draft(
            "b",
            (
                _le(mu, lam),
                _le(lam, ell),
                _eq(alpha, 4 / (sqrt(ell) + sqrt(mu)) ** 2),
                _eq(beta, BEST_ROOT**2),
            ),
            _roots(lam, _eq(Abs(zeta), BEST_ROOT)),
            "α = 4/(√ℓ + √μ)² and the square of it as β have it at every λ from μ to ℓ.",
            headline=True,
        ),
        Draft(
            "c",
            (_le(mu, ell), _le(Abs(1 - alpha * mu), r), _le(Abs(1 - alpha * ell), r)),
            _le((ell - mu) / (ell + mu), r),
            "Plain descent has no rate below (ℓ − μ)/(ℓ + μ) = (κ − 1)/(κ + 1).",
            headline=True,
        ),
        Draft(
            "d",
            (_le(mu, lam), _le(lam, ell), _eq(alpha, 2 / (ell + mu))),
            _le(Abs(1 - alpha * lam), (ell - mu) / (ell + mu)),
            "α = 2/(ℓ + μ) has it.",
        ),
    ),
}

# ---- conventions ------------------------------------------------------------------------------

_BUFFERS = (_each(MOMENTUM), _each(OUTSIDE), _eq(ms[0], -alpha_0 * ps[0]))
_MOMS["MOM-11"] = (
    Draft(
        "a",
        (_each(_eq(ps[n], -ms[n] / alpha)),),
        Iff(OUTSIDE, MOMENTUM),
        "With a constant rate it does not matter whether it stands inside the buffer: p = −m/α.",
        headline=True,
    ),
    Draft(
        "b",
        (
            _each(_eq(ms[n + 1], beta * ms[n] - alphas[n] * gs[n])),
            _each(OUTSIDE),
            _eq(ms[0], 0),
            _eq(ps[0], 0),
        ),
        _eq(
            ms[n + 1] + alphas[n] * ps[n + 1],
            Sum(beta ** (n - k) * (alphas[n] - alphas[k]) * gs[k], (k, 0, n)),
        ),
        "With any rates αₙ the step inside less the step outside.",
        headline=True,
    ),
    Draft(
        "c",
        _BUFFERS,
        _eq(ms[n] + alpha * ps[n], (alpha - alpha_0) * ps[0] * beta**n),
        "After one change of the rate, from α₀ to α, the steps part and meet again.",
    ),
    Draft(
        "d",
        (
            *_BUFFERS,
            _each(WEIGHTS),
            _each(_eq(shifted[n + 1], shifted[n] - alpha * ps[n + 1])),
            _eq(shifted[0], ws[0]),
            Ne(beta, 1),
        ),
        _eq(ws[n] - shifted[n], (alpha - alpha_0) * ps[0] * beta * (1 - beta**n) / (1 - beta)),
        "The weights stay apart.",
    ),
    Draft(
        "e",
        (_each(_eq(ps[n], -ms[n] / alpha)),),
        Iff(AVERAGED, _eq(ms[n + 1], beta * ms[n] - alpha * (1 - beta) * gs[n])),
        "The averaged buffer is the lecture's with the rate α(1 − β).",
        headline=True,
    ),
    Draft(
        "f",
        (_each(AVERAGED), _LEVEL, _eq(ps[0], 0)),
        _eq(ps[n], c * (1 - beta**n)),
        "It amplifies a constant gradient by 1, in time.",
    ),
    Draft(
        "g",
        (_each(_eq(ps[n + 2], beta * ps[n + 1] + (1 - eta) * c)), _eq(ps[1], c), Ne(beta, 1)),
        _eq(ps[n + 1], c * beta**n + (1 - eta) * c * (1 - beta**n) / (1 - beta)),
        "Dampened, the first step apart: what it makes of a constant gradient c.",
    ),
    Draft(
        "h",
        (_each(_eq(ps[n + 2], beta * ps[n + 1] + (1 - eta) * c)), _eq(ps[1], c), _eq(eta, beta)),
        _eq(ps[n + 1], c),
        "Dampened by β it amplifies by 1 at once.",
    ),
    Draft(
        "i",
        (
            _each(_eq(ps[n + 2], beta * ps[n + 1] + (1 - beta) * gs[n + 1])),
            _eq(ps[1], gs[0]),
            _each(_eq(qs[n + 1], beta * qs[n] + (1 - beta) * gs[n])),
            _eq(qs[0], 0),
        ),
        _eq(ps[n + 1] - qs[n + 1], beta ** (n + 1) * gs[0]),
        "Dampened by β it is the averaged buffer but for its first gradient.",
    ),
    Draft(
        "j",
        (_each(MOMENTUM),),
        _eq(beta * ms[n + 1] - alpha * gs[n], ms[n + 2] + alpha * (gs[n + 1] - gs[n])),
        "Nesterov's step is the lecture's next one, but for α times the gradient's move: under a "
        "constant gradient it is one step ahead.",
    ),
)

# ---- integration ------------------------------------------------------------------------------

_IMPLICIT = _each(_eq((xs[n + 1] - xs[n]) / h, -a * xs[n + 1]))
_NUMS: dict[str, tuple[Draft, ...]] = {
    "NUM-1": (
        Draft(
            "a",
            (
                SOLUTION[0],
                _solves(xt, -a * xt(t) + f(t) + d(t)),
                _smooth(d(t), 0),
                _within(_le(Abs(d(s)), D)),
            ),
            _le(
                Abs(xt(t) - x(t)),
                Abs(xt(S.Zero) - x(S.Zero)) * exp(-a * t) + D * (1 - exp(-a * t)) / a,
            ),
            "A defect d of an approximation x̃ is contracted.",
            headline=True,
        ),
        Draft(
            "b",
            (
                _smooth(w(t), 0),
                _eq(knots[0], 0),
                _each(_le(knots[n], knots[n + 1])),
                for_all(
                    n,
                    t,
                    where=And(Lt(knots[n], t), Lt(t, knots[n + 1])),
                    that=_eq(Derivative(w(t), t), -a * w(t) + d(t)),
                ),
                for_all(t, that=_le(Abs(d(t)), D)),
            ),
            _le(
                Abs(w(knots[n])),
                Abs(w(S.Zero)) * exp(-a * knots[n]) + D * (1 - exp(-a * knots[n])) / a,
            ),
            "So is one that jumps where the pieces of a dense output meet, w = x̃ − x.",
        ),
    ),
    "NUM-2": (
        Draft(
            "a",
            (
                for_all(k, where=Lt(k, n), that=_le(a * hs[k], ell)),
                _eq(t, Sum(hs[k], (k, 0, n - 1))),
            ),
            _le(a * t / ell, n),
            "Steps with a h ≤ ℓ are at least a t/ℓ.",
        ),
        Draft(
            "b",
            (
                for_all(k, where=Lt(k, n), that=_le(Abs(1 - a * hs[k]), 1)),
                _eq(t, Sum(hs[k], (k, 0, n - 1))),
            ),
            _le(a * t / 2, n),
            "Forward Euler takes at least a t/2 steps, if none of them may grow.",
            headline=True,
        ),
        Draft(
            "c",
            (_IMPLICIT,),
            _lim(xs[n], 0),
            "Implicit Euler decays with every step h > 0: no least number of steps.",
            headline=True,
        ),
    ),
}

DRAFT: dict[str, tuple[Draft, ...]] = _ODES | _FES | _RECS | _MOMS | _NUMS
"""Every theorem's claims, by the row of the catalogue."""
