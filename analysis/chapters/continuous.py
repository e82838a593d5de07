"""x′ = −a x + f(t): Duhamel's formula and the responses to the forcings of the catalogue."""

from __future__ import annotations

from duhamel.analysis.derivation import Derivation, bind, same
from duhamel.analysis.letters import a, eps, f, s, t, w, x, x_0, xt, xt_0, y
from duhamel.analysis.logic import eq
from duhamel.analysis.normal import differentiate, normal
from duhamel.analysis.theorem import Theorem, theorem
from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integral,
    Lambda,
    Mul,
    S,
    exp,
    expand,
    factor,
    log,
    powsimp,
)

FREE = ("a > 0",)
CONTINUOUS_INPUT = ("a > 0", "f continuous on [0, ∞)")

ODE = eq(Derivative(x(t), t), -a * x(t) + f(t))
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
        .assume(ODE, "the equation of the lecture (L2)")
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
        .assume(eq(left, left), "both sides the same, for any differentiable x")
        .substitute({x: Lambda(t, y(t) * exp(-a * t))}, "x(t) = y(t) exp(−at) (L3)")
        .rewrite("the terms in y cancel (L4)", rhs=product_rule, rule="product rule")
    )
    product = y(t) * exp(-a * t)
    statement = eq(Derivative(product, t) + a * product, Derivative(y(t), t) * exp(-a * t))
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
        .assume(eq(x(t), DUHAMEL), "the formula just derived")
        .on_both_sides(lambda side: Derivative(side, t) + a * side, "apply x ↦ x′ + a x", same)
        .rewrite("Leibniz's rule; the terms cancel", rhs=normal)
    )
    start = (
        Derivation()
        .assume(eq(x(t), DUHAMEL), "the formula just derived")
        .substitute({t: S.Zero}, "t = 0")
        .rewrite("an integral over no time is zero", rhs=normal)
    )
    return Theorem(
        "ODE-2",
        "Duhamel's formula",
        (
            eq(x(t), DUHAMEL),
            eq(Derivative(x(t), t) + a * x(t), f(t)),
            eq(x(S.Zero), x_0),
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
        .assume(ODE, "x solves the equation")
        .subtract(bind(ODE, {x: xt}), "x̃ solves it too; the input cancels")
        .substitute({x: Lambda(t, xt(t) + w(t))}, "w = x − x̃")
        .rewrite("what is left of x̃ cancels", lhs=product_rule, rhs=expand)
    )
    constant = (
        Derivation()
        .assume(
            eq(Derivative(weighted, t), Derivative(weighted, t)),
            "both sides the same",
        )
        .rewrite("the product rule", rhs=product_rule, rule="product rule")
        .substitute({Derivative(w(t), t): homogeneous.last.rhs}, "w′ = −a w; the terms cancel")
    )
    zero = (
        Derivation()
        .assume(constant.last, "the derivative just found")
        .integrate(t, s, "from 0 to t")
        .rewrite("an integral of zero", rhs=normal)
        .substitute({w(S.Zero): S.Zero}, "both solutions start from x₀")
        .on_both_sides(lambda side: side * exp(-a * t), "divide by exp(at)")
    )
    return Theorem(
        "ODE-3",
        "The solution is unique",
        (
            eq(Derivative(w(t), t), -a * w(t)),
            eq(Derivative(weighted, t), S.Zero),
            eq(w(t), S.Zero),
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
        .assume(eq(x(t), DUHAMEL), "Duhamel's formula for x (ODE-2)")
        .subtract(
            eq(xt(t), bind(DUHAMEL, {x_0: xt_0})),
            "subtract Duhamel's formula for x̃: the memories are the same and cancel",
            lambda side: factor(normal(side)),
        )
    )
    start = Abs(x_0 - xt_0)
    time = (
        Derivation()
        .assume(eq(w(t), start * exp(-a * t)), "the size of the difference, w = |x − x̃|")
        .substitute({t: log(1 / eps) / a}, "at the time t = ln(1/ε)/a")
    )
    return Theorem(
        "ODE-4",
        "The start is forgotten",
        (
            eq(x(t) - xt(t), (x_0 - xt_0) * exp(-a * t)),
            eq(w(log(1 / eps) / a), eps * start),
        ),
        (*CONTINUOUS_INPUT, "x and x̃ solve x′ = −a x + f", "ε > 0", "w = |x − x̃|"),
        ("L8",),
        (difference, time),
    )
