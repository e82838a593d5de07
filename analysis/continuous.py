"""x′ = −a x + f(t): Duhamel's formula and the responses to the forcings of the catalogue."""

from __future__ import annotations

from duhamel.analysis.derivation import Derivation, Relation, bind, same
from duhamel.analysis.normal import differentiate, geometric, normal
from duhamel.analysis.notation import (
    D,
    a,
    b,
    beta,
    c,
    d,
    eps,
    f,
    fs,
    g,
    n,
    omega,
    s,
    t,
    tau,
    w,
    w_0,
    x,
    x_0,
    xs,
    xt,
    xt_0,
    y,
)
from duhamel.analysis.recurrence import CLOSED_FORM
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Expr,
    Integral,
    Lambda,
    Le,
    Mul,
    Pow,
    S,
    Sum,
    cos,
    cosh,
    exp,
    expand,
    factor,
    log,
    powsimp,
    sin,
    sinh,
)
from sympy.simplify.fu import TR8

FREE = ("a > 0",)
CONTINUOUS_INPUT = ("a > 0", "f continuous on [0, ∞)")

ODE = Eq(Derivative(x(t), t), -a * x(t) + f(t), evaluate=False)
"""L2: the equation."""

MEMORY = Integral(exp(-a * (t - s)) * f(s), (s, 0, t))
"""What is left at t of the inputs until t."""

DUHAMEL = x_0 * exp(-a * t) + MEMORY
"""L7: free decay of the start, and the memory of the inputs."""


def absorb(expr: Expr) -> Expr:
    """Take the exponential in front of an integral under it, and join the two."""
    terms = []
    for term in Add.make_args(expand(expr)):
        integrals = [arg for arg in Mul.make_args(term) if isinstance(arg, Integral)]
        if not integrals:
            terms.append(term)
            continue
        (integral,) = integrals
        inside = powsimp(term / integral * integral.function)
        inside = inside.replace(exp, lambda u: exp(_decay(u)))
        terms.append(Integral(inside, *integral.limits))
    return Add(*terms)


def _decay(u: Expr) -> Expr:
    """The exponent a (s − t) as −a (t − s): the age of an input before its sign."""
    parts = Mul.make_args(factor(u))
    ages = [part for part in parts if isinstance(part, Add) and part.coeff(t) == -1]
    if len(ages) != 1:
        return factor(u)
    return -Mul(*(-part if part is ages[0] else part for part in parts))


def product_rule(expr: Expr) -> Expr:
    """Carry out the derivatives of products that stand in ``expr``."""
    return expand(differentiate(expr))


def _lecture_substitution() -> Derivation:
    """L3 to L5, as far as y′ e^{−at} = f(t)."""
    return (
        Derivation()
        .given(ODE, "the equation of the lecture (L2)")
        .on_both_sides(lambda side: side + a * x(t), "bring a x to the left", expand)
        .substitute({x: Lambda(t, y(t) * exp(-a * t))}, "x(t) = y(t) exp(−at) (L3)")
        .rewrite("the terms in y cancel (L4)", lhs=product_rule, rule="product rule")
    )


def _to_duhamel() -> Derivation:
    return (
        _lecture_substitution()
        .on_both_sides(lambda side: side * exp(a * t), "multiply by exp(at) (L5)", expand)
        .integrate(t, s, "from 0 to t (L6)")
        .substitute(
            {y: Lambda(t, x(t) * exp(a * t))},
            "y(t) = x(t) exp(at), the same substitution read backwards",
        )
        .substitute({x(S.Zero): x_0}, "the start, x(0) = x₀")
        .isolate(x(t), "solve for x(t)")
        .rewrite("take exp(−at) under the integral (L7)", rhs=absorb)
    )


@theorem("ODE-1")
def substitution() -> Theorem:
    """The lecture's substitution turns x′ + a x into y′ e^{−at}."""
    left = Derivative(x(t), t) + a * x(t)
    chain = (
        Derivation()
        .given(Eq(left, left, evaluate=False), "both sides the same, for any differentiable x")
        .substitute({x: Lambda(t, y(t) * exp(-a * t))}, "x(t) = y(t) exp(−at) (L3)")
        .rewrite("the terms in y cancel (L4)", rhs=product_rule, rule="product rule")
    )
    product = y(t) * exp(-a * t)
    statement = Eq(
        Derivative(product, t) + a * product, Derivative(y(t), t) * exp(-a * t), evaluate=False
    )
    return Theorem(
        "ODE-1",
        "The substitution x = y exp(−at)",
        (statement,),
        (*FREE, "y differentiable"),
        ("L3", "L4", "L5"),
        (chain,),
    )


@theorem("ODE-2")
def duhamel() -> Theorem:
    """Duhamel's formula, derived by the lecture's substitution and put back into the equation."""
    back = (
        Derivation()
        .given(Eq(x(t), DUHAMEL, evaluate=False), "the formula just derived")
        .on_both_sides(lambda side: Derivative(side, t) + a * side, "apply x ↦ x′ + a x", same)
        .rewrite("Leibniz's rule; the terms cancel", rhs=normal)
    )
    start = (
        Derivation()
        .given(Eq(x(t), DUHAMEL, evaluate=False), "the formula just derived")
        .substitute({t: S.Zero}, "t = 0")
        .rewrite("an integral over no time is zero", rhs=normal)
    )
    return Theorem(
        "ODE-2",
        "Duhamel's formula",
        (
            Eq(x(t), DUHAMEL, evaluate=False),
            Eq(Derivative(x(t), t) + a * x(t), f(t), evaluate=False),
            Eq(x(S.Zero), x_0, evaluate=False),
        ),
        CONTINUOUS_INPUT,
        ("L2", "L6", "L7"),
        (_to_duhamel(), back, start),
    )


@theorem("ODE-3")
def uniqueness() -> Theorem:
    """The difference w of two solutions has (w e^{at})′ = 0, so it stays zero from zero."""
    weighted = w(t) * exp(a * t)
    homogeneous = (
        Derivation()
        .given(ODE, "x solves the equation")
        .subtract(bind(ODE, {x: xt}), "x̃ solves it too; the input cancels")
        .substitute({x: Lambda(t, xt(t) + w(t))}, "w = x − x̃")
        .rewrite("what is left of x̃ cancels", lhs=product_rule, rhs=expand)
    )
    constant = (
        Derivation()
        .given(
            Eq(Derivative(weighted, t), Derivative(weighted, t), evaluate=False),
            "both sides the same",
        )
        .rewrite("the product rule", rhs=product_rule, rule="product rule")
        .substitute({Derivative(w(t), t): homogeneous.last.rhs}, "w′ = −a w; the terms cancel")
    )
    zero = (
        Derivation()
        .given(constant.last, "the derivative just found")
        .integrate(t, s, "from 0 to t")
        .rewrite("an integral of zero", rhs=normal)
        .substitute({w(S.Zero): S.Zero}, "both solutions start from x₀")
        .on_both_sides(lambda side: side * exp(-a * t), "divide by exp(at)")
    )
    return Theorem(
        "ODE-3",
        "The solution is unique",
        (
            Eq(Derivative(w(t), t), -a * w(t), evaluate=False),
            Eq(Derivative(weighted, t), S.Zero, evaluate=False),
            Eq(w(t), S.Zero, evaluate=False),
        ),
        (*CONTINUOUS_INPUT, "x and x̃ solve x′ = −a x + f with x(0) = x̃(0)", "w = x − x̃"),
        ("L7",),
        (homogeneous, constant, zero),
    )


@theorem("ODE-4")
def forgetting() -> Theorem:
    """Under one input, two solutions differ by the free decay of their starts' difference."""
    difference = (
        Derivation()
        .given(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula for x")
        .subtract(
            Eq(xt(t), bind(DUHAMEL, {x_0: xt_0}), evaluate=False),
            "subtract Duhamel's formula for x̃: the memories are the same and cancel",
            lambda side: factor(normal(side)),
        )
    )
    start = Abs(x_0 - xt_0)
    time = (
        Derivation()
        .given(
            Eq(w(t), start * exp(-a * t), evaluate=False), "the size of the difference, w = |x − x̃|"
        )
        .substitute({t: log(1 / eps) / a}, "at the time t = ln(1/ε)/a")
    )
    return Theorem(
        "ODE-4",
        "The start is forgotten",
        (
            Eq(x(t) - xt(t), (x_0 - xt_0) * exp(-a * t), evaluate=False),
            Eq(w(log(1 / eps) / a), eps * start, evaluate=False),
        ),
        (*CONTINUOUS_INPUT, "x and x̃ solve x′ = −a x + f", "ε > 0", "w = |x − x̃|"),
        ("L8",),
        (difference, time),
    )


# ---- closed responses -------------------------------------------------------------------------


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
        .given(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
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
    return Eq(x(t), closed, evaluate=False), chain


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
        .given(Eq(x(t), DUHAMEL, evaluate=False), "Duhamel's formula (ODE-2)")
        .substitute({f: Lambda(t, c * f(t) + g(t))}, "a sum of inputs")
        .rewrite("the integral is linear", rhs=lambda side: absorb(normal(side)))
    )
    separate = x_0 * exp(-a * t) + c * MEMORY + bind(MEMORY, {f: g})
    return Eq(x(t), separate, evaluate=False), chain


def _restart() -> Derivation:
    """From any time τ on, x(τ) is the start and the inputs after τ are the memory."""
    formula = exp(-a * t) * (x_0 + Integral(exp(a * s) * f(s), (s, 0, t)))
    return (
        Derivation()
        .given(Eq(x(t), formula, evaluate=False), "Duhamel's formula (ODE-2), exp(−at) in front")
        .on_both_sides(lambda side: side * exp(a * t), "multiply by exp(at)", expand)
        .substitute({t: tau + t}, "at the time τ + t")
        .subtract(
            Eq(exp(a * tau) * x(tau), exp(a * tau) * formula.xreplace({t: tau}), evaluate=False),
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
    return Eq(x(tau + t), closed, evaluate=False), chain


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
        .given(CLOSED_FORM, "each half-period is a step of the recurrence: REC-1")
        .substitute(
            {beta: q, fs: Lambda(n, (-1) ** n * c)}, "β = exp(−aτ); c is what 1 gives over τ"
        )
        .rewrite("take what does not depend on k before the sum", rhs=lambda u: expand(normal(u)))
    )
    (total,) = chain.last.rhs.atoms(Sum)
    chain = chain.evaluate(total, geometric(total), n, "a geometric sum")
    chain = chain.substitute({c: share}, "a constant's response over τ")
    closed = x_0 * q**n + share * (q**n - (-1) ** n) / (1 + q)
    return Eq(xs[n], closed, evaluate=False), chain


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
