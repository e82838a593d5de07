"""x′ = −a x + f(t): Duhamel's formula by the lecture's substitution; it is the only solution."""

from __future__ import annotations

from duhamel.analysis.derivation import Derivation, same
from duhamel.analysis.letters import a, c, eps, f, s, t, x, x_0, xt, xt_0, y
from duhamel.analysis.logic import Body, Iff, Solves, bind, eq, for_all, le, smooth
from duhamel.analysis.normal import differentiate, normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integral,
    Lambda,
    Le,
    Lt,
    Mul,
    Ne,
    S,
    exp,
    expand,
    factor,
    log,
    powsimp,
)

ODE = eq(Derivative(x(t), t), -a * x(t) + f(t))
"""L2: the equation."""

SOLUTION = Solves(ODE, x(t), t)
DECAYS, NO_GROWTH, NOT_STILL = Lt(0, a), Le(0, a), Ne(a, 0)
"""What a claim asks of a, if anything: the free solution decays, does not grow, or moves."""

INPUT = smooth(f, 0, t)
START = eq(x(S.Zero), x_0)

MEMORY = Integral(exp(-a * (t - s)) * f(s), (s, 0, t))
"""What is left at t of the inputs until t."""

DUHAMEL = x_0 * exp(-a * t) + MEMORY
"""L7: free decay of the start, and the memory of the inputs."""

FORMULA = for_all(t, that=eq(x(t), DUHAMEL))
OTHER = bind(SOLUTION, {x: xt})
OTHER_START = eq(xt(S.Zero), xt_0)


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


DECAYING = Lambda(t, y(t) * exp(-a * t))
"""L3: the lecture's substitution."""


@theorem("ODE-1")
def substitution() -> Theorem:
    """The lecture's substitution turns x′ + a x into y′ e^{−at}."""
    left = Derivative(x(t), t) + a * x(t)
    chain = (
        Derivation()
        .both(left, "both sides the same, for any x with a continuous slope", smooth(x, 1, t))
        .suppose(smooth(y, 1, t))
        .substitute({x: DECAYING}, "x(t) = y(t) exp(−at) (L3)")
        .rewrite("the terms in y cancel (L4)", rhs=product_rule)
    )
    claim = Claim(
        (smooth(y, 1, t),),
        eq(bind(left, {x: DECAYING}), Derivative(y(t), t) * exp(-a * t)),
        "With x = y exp(−at), x′ + a x is y′ exp(−at).",
        chain,
        {y: Lambda(t, t)},
    )
    return Theorem("ODE-1", "The substitution x = y exp(−at)", (), (claim,), ("L3", "L4", "L5"))


def _to_duhamel() -> Derivation:
    """L2 to L7."""
    return (
        Derivation()
        .given(SOLUTION, "the equation (L2)")
        .suppose(INPUT, smooth(y, 1, t))
        .on_both_sides(lambda side: side + a * x(t), "bring a x to the left", expand)
        .substitute({x: DECAYING}, "x(t) = y(t) exp(−at) (L3)")
        .rewrite("the terms in y cancel (L4)", lhs=product_rule)
        .on_both_sides(lambda side: side * exp(a * t), "multiply by exp(at) (L5)", expand)
        .integrate(t, s, "from 0 to t (L6)")
        .substitute({y: Lambda(t, x(t) * exp(a * t))}, "y(t) = x(t) exp(at), read backwards")
        .by(START, "the start, x(0) = x₀", lhs=True)
        .isolate(x(t), "solve for x(t)")
        .rewrite("take exp(−at) under the integral (L7)", rhs=absorb)
    )


@theorem("ODE-2")
def duhamel() -> Theorem:
    """Duhamel's formula, derived by the lecture's substitution and put back into the equation."""
    formula = Derivation().given(FORMULA, "the formula").suppose(INPUT)
    back = (
        formula.on_both_sides(lambda side: Derivative(side, t) + a * side, "apply x′ + a x", same)
        .rewrite("Leibniz's rule; the terms cancel", rhs=normal)
        .isolate(Derivative(x(t), t), "solve for x′")
        .solved_by(x(t), t, "and x is continuous, as the formula is")
    )
    start = formula.substitute({t: S.Zero}, "t = 0").rewrite(
        "an integral over no time is zero", rhs=normal
    )
    model = {f: Lambda(t, a), x: Lambda(t, 1), x_0: S.One}
    return Theorem(
        "ODE-2",
        "Duhamel's formula",
        (INPUT,),
        (
            Claim(
                (SOLUTION, START),
                eq(x(t), DUHAMEL),
                "A solution is the free decay of its start and the memory of its inputs.",
                _to_duhamel(),
                model,
            ),
            Claim(
                (FORMULA,),
                SOLUTION,
                "Duhamel's formula solves the equation for t > 0 and is continuous from 0 on, for "
                "every continuous input.",
                back,
                model,
            ),
            Claim((FORMULA,), START, "It starts from x₀.", start, model),
        ),
        ("L2", "L6", "L7"),
    )


def _weighted() -> Derivation:
    """The difference of two solutions, times e^{at}, does not move."""
    return (
        Derivation()
        .both(
            Derivative((x(t) - xt(t)) * exp(a * t), t),
            "both solutions are as smooth as the equation says",
            SOLUTION,
            OTHER,
            INPUT,
        )
        .rewrite("the product rule", rhs=product_rule)
        .by(Derivation().given(SOLUTION, "x solves the equation"), "x′ = −ax + f")
        .by(Derivation().given(OTHER, "x̃ solves it, too"), "x̃′ = −ax̃ + f")
        .rewrite("all terms cancel", rhs=normal)
    )


@theorem("ODE-3")
def uniqueness() -> Theorem:
    """The difference of two solutions times e^{at} does not move, so it stays zero from zero."""
    same_start = eq(x(S.Zero), xt(S.Zero))
    zero = (
        _weighted()
        .integrate(t, s, "from 0 to t")
        .by(same_start, "both have the same start", lhs=True)
        .rewrite("an integral of zero", rhs=normal)
        .isolate(x(t), "divide by exp(at), and solve for x(t)")
    )
    model = {f: Lambda(t, a), x: Lambda(t, 1), xt: Lambda(t, 1)}
    return Theorem(
        "ODE-3",
        "The solution is unique",
        (INPUT, SOLUTION, OTHER),
        (
            Claim(
                (t > 0,),
                _weighted().last,
                "The difference of two solutions, times exp(at), does not move.",
                _weighted(),
                model | {t: S.One},
            ),
            Claim(
                (same_start,),
                eq(x(t), xt(t)),
                "Two solutions with the same start are the same.",
                zero,
                model,
            ),
        ),
        ("L7",),
    )


@theorem("ODE-4")
def forgetting() -> Theorem:
    """Under one input, two solutions differ by the free decay of their starts' difference."""
    formula = duhamel().claim("a")
    other: Body = {x: Lambda(t, xt(t)), x_0: xt_0}
    difference = (
        Derivation()
        .cite(formula, "Duhamel's formula for x")
        .subtract(
            Derivation().cite(formula, "Duhamel's formula for x̃", other),
            "the memories are the same, and cancel",
            lambda side: factor(normal(side)),
        )
    )
    apart, start = Abs(x(t) - xt(t)), Abs(x_0 - xt_0)
    size = difference.on_both_sides(Abs, "its size, as exp(−at) > 0", same)
    small, differ = le(apart, eps * start), Ne(x_0, xt_0)
    decayed = le(exp(-a * t), eps)
    early = (
        Derivation()
        .solve(le(exp(-a * t), exp(-a * c)), le(c, t), "exp(−at) falls, for every time c", DECAYS)
        .substitute({c: log(1 / eps) / a}, "at c = ln(1/ε)/a it is ε")
    )
    time = (
        Derivation()
        .solve(small, decayed, "divide by abs(x₀ − x̃₀) > 0", size.last, differ)
        .knowing(size)
        .chained(early, "and exp(−at) ≤ ε from ln(1/ε)/a on")
    )
    model = {f: Lambda(t, 0), x_0: S.One, xt_0: S.Zero, xt: Lambda(t, 0)}
    return Theorem(
        "ODE-4",
        "The start is forgotten",
        (INPUT, SOLUTION, START, OTHER, OTHER_START),
        (
            Claim(
                (),
                eq(x(t) - xt(t), (x_0 - xt_0) * exp(-a * t)),
                "Two solutions differ by what exp(−at) makes of their starts' difference: it "
                "decays for 0 < a, and grows for a < 0.",
                difference,
                model | {x: Lambda(t, exp(-a * t))},
            ),
            Claim(
                (DECAYS, differ),
                Iff(small, le(log(1 / eps) / a, t)),
                "No more than the fraction ε of it is left from t = ln(1/ε)/a on, and not before.",
                time,
                model | {x: Lambda(t, exp(-a * t))},
            ),
        ),
        ("L8",),
    )
