"""Closed responses of x′ = −a x + f to the forcings of the catalogue."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import DUHAMEL, MEMORY, absorb
from duhamel.analysis.chapters.recurrence import CLOSED_FORM
from duhamel.analysis.derivation import Derivation, Relation, bind
from duhamel.analysis.letters import a, b, beta, c, f, fs, g, n, omega, s, t, tau, x, x_0, xs
from duhamel.analysis.logic import eq
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Add, Expr, Integral, Lambda, Mul, Pow, S, Sum, cos, cosh, exp, expand, sin, sinh
from sympy.simplify.fu import TR8


def memory(g: Expr, rate: Expr = a) -> Expr | None:
    """The closed form of ∫₀ᵗ e^{−a(t−s)} g(s) ds, or None when g is outside the class.

    The class: sums of c t^m e^{bt} cos(ωt + φ), c t^m e^{bt} sin(ωt + φ), m = 0, 1, 2, …. The
    particular solution is found by undetermined coefficients; resonance b = −a included.
    """
    g = TR8(expand(g.rewrite((sinh, cosh), exp)))
    g = expand(g.replace(sin, _without_phase).replace(cos, lambda u: _without_phase(u, S.Pi / 2)))
    found = S.Zero
    for term in Add.make_args(g):
        parts = _quasi_polynomial(term)
        if parts is None:
            return None
        found += _particular(*parts, rate)
    return found - found.xreplace({t: S.Zero}) * exp(-rate * t)


def _without_phase(u: Expr, quarter: Expr = S.Zero) -> Expr:
    """sin(ωt + φ), or cos with a quarter turn more, by the addition theorem."""
    phase = expand(u).xreplace({t: S.Zero})
    if phase == 0:
        return cos(u) if quarter else sin(u)
    turn, rest = phase + quarter, expand(u) - phase
    return sin(rest) * cos(turn) + cos(rest) * sin(turn)


def _quasi_polynomial(term: Expr) -> tuple[Expr, int, Expr, Expr, bool] | None:
    """A term as (c, m, b, ω, sine?) of c t^m e^{bt} cos ωt or sin ωt."""
    coefficient, power, growth, frequency, sine = S.One, 0, S.Zero, S.Zero, False
    for part in Mul.make_args(term):
        if not part.has(t):
            coefficient *= part
        elif part == t:
            power += 1
        elif isinstance(part, Pow) and part.base == t and part.exp.is_Integer and part.exp > 0:
            power += int(part.exp)
        elif isinstance(part, exp) and (rate := _slope(part.args[0])) is not None:
            growth += rate
        elif isinstance(part, (sin, cos)) and frequency == 0 and (rate := _slope(part.args[0])):
            frequency, sine = rate, isinstance(part, sin)
        else:
            return None
    return coefficient, power, growth, frequency, sine


def _slope(u: Expr) -> Expr | None:
    """b, when u = b t."""
    slope = u.coeff(t)
    return slope if expand(u - slope * t) == 0 and not slope.has(t) else None


def _particular(c: Expr, m: int, b: Expr, omega: Expr, sine: bool, rate: Expr) -> Expr:
    """A solution of q′ + rate q = c t^m e^{bt} cos ωt (or sin ωt), from the highest power down."""
    shift = rate + b
    p_cos, p_sin = (S.Zero, c) if sine else (c, S.Zero)
    if omega == 0 and shift == 0:  # resonance: q′ = c t^m e^{bt}
        return c * t ** (m + 1) / (m + 1) * exp(b * t)
    q = S.Zero
    determinant = shift**2 + omega**2
    for power in range(m, -1, -1):
        q_cos = (shift * p_cos - omega * p_sin) / determinant
        q_sin = (shift * p_sin + omega * p_cos) / determinant
        q += t**power * (q_cos * cos(omega * t) + q_sin * sin(omega * t))
        p_cos, p_sin = (
            -power * q_cos,
            -power * q_sin,
        )  # what its derivative leaves to the next power
    return exp(b * t) * q


def _known(g: Expr) -> Expr:
    """The memory of an input that has a closed one; raises ValueError for another."""
    found = memory(g)
    if found is None:
        raise ValueError(f"`g` must be in the class of `memory`, got {g}")
    return found


def _response(g: Expr, because: str) -> tuple[Relation, Derivation]:
    """The closed response to g with its derivation: Duhamel, insert g, evaluate, collect."""
    formula = x_0 * exp(-a * t) + exp(-a * t) * Integral(exp(a * s) * f(s), (s, 0, t))
    closed = x_0 * exp(-a * t) + _known(g)
    chain = (
        Derivation()
        .assume(eq(x(t), DUHAMEL), "Duhamel's formula (ODE-2)")
        .rewrite("take exp(−at) before the integral", rhs=lambda _: formula)
        .substitute({f: Lambda(t, g)}, because)
    )
    integral = next(iter(chain.last.rhs.atoms(Integral)), None)
    if integral is None or integral.function == 0:
        chain = chain.rewrite("an integral of zero", rhs=normal)
    else:
        grown = expand(exp(a * t) * _known(g), power_exp=True)
        chain = chain.evaluate(
            integral, grown, t, "its derivative is the integrand, and it is 0 at t = 0"
        )
        if expand(chain.last.rhs) != chain.last.rhs:
            chain = chain.rewrite("multiply out", rhs=expand)
    return eq(x(t), closed), chain


@theorem("ODE-11")
def responses() -> Theorem:
    """The closed responses to the forcings of the catalogue."""
    smooth = (
        (S.Zero, "no input"),
        (c, "a constant input"),
        (t, "a ramp"),
        (t**2, "a polynomial, by its powers; here t²"),
        (sin(omega * t), "a sine"),
        (cos(omega * t), "a cosine"),
    )
    parts = [_response(*entry) for entry in smooth]
    parts += [_decaying(), _resonant(), _sum(), _step(), _pulse(), _square()]
    return Theorem(
        "ODE-11",
        "Closed responses",
        tuple(statement for statement, _ in parts),
        (
            "a > 0",
            "b ≠ a where exp(−bt) stands with b",
            "x starts from x₀",
            "after a jump at τ the clock restarts: x(τ + t), t ≥ 0",
            "square wave of half-period τ, +1 first; xₙ is x(nτ)",
        ),
        ("L7",),
        tuple(chain for _, chain in parts),
    )


def _decaying() -> tuple[Relation, Derivation]:
    return _response(exp(-b * t), "a decaying input, b ≠ a")


def _resonant() -> tuple[Relation, Derivation]:
    return _response(exp(-a * t), "an input that decays like the memory: resonance, b = a")


def _sum() -> tuple[Relation, Derivation]:
    """Superposition: the response to c f + g."""
    chain = (
        Derivation()
        .assume(eq(x(t), DUHAMEL), "Duhamel's formula (ODE-2)")
        .substitute({f: Lambda(t, c * f(t) + g(t))}, "a sum of inputs")
        .rewrite("the integral is linear", rhs=lambda side: absorb(normal(side)))
    )
    separate = x_0 * exp(-a * t) + c * MEMORY + bind(MEMORY, {f: g})
    return eq(x(t), separate), chain


def _restart() -> Derivation:
    """From any time τ on, x(τ) is the start and the inputs after τ are the memory."""
    formula = exp(-a * t) * (x_0 + Integral(exp(a * s) * f(s), (s, 0, t)))
    return (
        Derivation()
        .assume(eq(x(t), formula), "Duhamel's formula (ODE-2), exp(−at) in front")
        .on_both_sides(lambda side: side * exp(a * t), "multiply by exp(at)", expand)
        .substitute({t: tau + t}, "at the time τ + t")
        .subtract(
            eq(exp(a * tau) * x(tau), exp(a * tau) * formula.xreplace({t: tau})),
            "subtract the same at the time τ",
            normal,
        )
        .rewrite(
            "count the time from τ",
            over=t,
            rule="shift the time",
            rhs=lambda _: exp(a * tau) * Integral(exp(a * s) * f(tau + s), (s, 0, t)),
        )
        .isolate(x(tau + t), "solve for x(τ + t)", absorb)
    )


def _after(tau_input: Expr, state: Expr, because: str) -> tuple[Relation, Derivation]:
    """x(τ + t) when the input is ``tau_input`` from τ on and x(τ) = ``state``."""
    chain = (
        _restart()
        .substitute({x(tau): state}, because)
        .rewrite(
            "take exp(−at) before the integral",
            rhs=lambda _: exp(-a * t) * (state + Integral(exp(a * s) * f(tau + s), (s, 0, t))),
        )
        .substitute({f: Lambda(t, tau_input)}, "the input after τ")
    )
    (integral,) = chain.last.rhs.atoms(Integral)
    closed = expand(exp(a * t) * _known(tau_input), power_exp=True)
    chain = chain.evaluate(
        integral, closed, t, "its derivative is the integrand, and it is 0 at t = 0"
    )
    closed = state * exp(-a * t) + _known(tau_input)
    return eq(x(tau + t), closed), chain


def _step() -> tuple[Relation, Derivation]:
    return _after(S.One, x_0 * exp(-a * tau), "no input before τ: free decay")


def _pulse() -> tuple[Relation, Derivation]:
    raised = (x_0 * exp(-a * t) + _known(S.One)).xreplace({t: tau})
    return _after(S.Zero, raised, "the input 1 until τ: a constant's response")


def _square() -> tuple[Relation, Derivation]:
    """The square wave at the ends of its half-periods: a recurrence, so REC-1 solves it."""
    q = exp(-a * tau)
    share = (1 - q) / a
    chain = (
        Derivation()
        .assume(CLOSED_FORM, "each half-period is a step of the recurrence: REC-1")
        .substitute(
            {beta: q, fs: Lambda(n, (-1) ** n * c)}, "β = exp(−aτ); c is what 1 gives over τ"
        )
        .rewrite("take what does not depend on k before the sum", rhs=lambda u: expand(normal(u)))
    )
    (total,) = chain.last.rhs.atoms(Sum)
    chain = chain.evaluate(total, geometric(total), n, "a geometric sum")
    chain = chain.substitute({c: share}, "a constant's response over τ")
    closed = x_0 * q**n + share * (q**n - (-1) ** n) / (1 + q)
    return eq(xs[n], closed), chain
