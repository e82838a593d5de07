"""SciPy integrates the ODE: what its defect does, and how many steps stability takes."""

from __future__ import annotations

from duhamel.analysis.chapters.continuous import DECAYS, INPUT, NOT_STILL, OTHER, SOLUTION
from duhamel.analysis.chapters.recurrence import memory
from duhamel.analysis.chapters.weights import contracted, until
from duhamel.analysis.derivation import Derivation, in_cases, induction
from duhamel.analysis.letters import (
    D,
    a,
    beta,
    d,
    ell,
    es,
    f,
    fs,
    h,
    hs,
    k,
    n,
    s,
    t,
    w_0,
    x,
    x_0,
    xs,
    xt,
    y,
)
from duhamel.analysis.logic import (
    Relation,
    Solves,
    bind,
    eq,
    for_all,
    le,
    smooth,
    tends,
    there_is,
)
from duhamel.analysis.normal import normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    And,
    Derivative,
    Expr,
    IndexedBase,
    Lambda,
    Lt,
    Not,
    S,
    Sum,
    exp,
    expand,
)

APPROXIMATION = bind(OTHER, {f: Lambda(t, f(t) + d(t))})
"""x̃ solves the equation but for its defect d."""

DEFECT = smooth(d, 0, t)
SMALL = until(le(Abs(d(s)), D))


WITHIN = Abs(w_0) * exp(-a * t) + D * (1 - exp(-a * t)) / a
"""NUM-1: how far w is from 0 at t, where w′ = −a w + d, w(0) = w₀ and abs(d) ≤ D."""


def _contracted(start: Expr, time: Expr) -> Expr:
    return bind(WITHIN, {w_0: start, t: time})


knots = IndexedBase("T", real=True)  # where the pieces of a dense output meet
LENGTH = knots[n + 1] - knots[n]
FROM_ZERO = eq(knots[0], 0)
RISING = for_all(n, that=le(knots[n], knots[n + 1]))
ALONG = _contracted(es[0], knots[n])

BEGINNING, END = eq(y(S.Zero), es[n]), eq(y(LENGTH), es[n + 1])
MOVES = Solves(eq(Derivative(y(t), t), -a * y(t) + d(t)), y(t), t)
PIECE = there_is(y, d, where=And(DEFECT, MOVES, bind(SMALL, {t: LENGTH}), BEGINNING), that=END)
PIECES = for_all(n, that=PIECE)


def _distance() -> Derivation:
    """x̃ − x obeys the equation with the defect as input."""
    apart = xt(t) - x(t)
    return (
        Derivation()
        .both(Derivative(apart, t), "both are smooth", SOLUTION, APPROXIMATION, INPUT, DEFECT)
        .rewrite("term by term", rhs=lambda side: side.doit())
        .by(Derivation().given(SOLUTION, "x solves the equation"), "x′ = −ax + f")
        .by(Derivation().given(APPROXIMATION, "x̃ does but for d"), "x̃′ = −ax̃ + f + d")
        .rewrite("f cancels", rhs=lambda _: -a * apart + d(t))
        .solved_by(apart, t, "and it is continuous from 0 on")
    )


@theorem("NUM-1")
def contraction() -> Theorem:
    """What a defect d does: w′ = −a w + d keeps w within its decayed start and D/a."""
    apart = xt(t) - x(t)
    distance = _distance()
    nothing = Lambda(t, 0)
    begin = (
        Derivation()
        .both(Abs(es[0]), "the start")
        .suppose(NOT_STILL, FROM_ZERO)
        .enlarge(lambda _: bind(ALONG, {n: S.Zero}), "T₀ = 0")
    )
    claim = le(Abs(es[n]), ALONG)
    return Theorem(
        "NUM-1",
        "A defect is contracted",
        (),
        (
            Claim(
                (NOT_STILL, INPUT, DEFECT, SOLUTION, APPROXIMATION, SMALL),
                le(Abs(apart), _contracted(bind(apart, {t: S.Zero}), t)),
                "An approximation x̃ with a continuous defect d, abs(d) ≤ D, stays within "
                "D(1 − exp(−at))/a of the solution, but for what is left of the distance of the "
                "starts.",
                contracted(apart, d(t), SMALL).knowing(distance),
                dict.fromkeys((f, d, x, xt), nothing),
            ),
            Claim(
                (NOT_STILL, FROM_ZERO, RISING, PIECES),
                claim,
                "So does a dense output, whose defect jumps where its pieces meet: eₙ is its "
                "distance from the solution at Tₙ, and y the distance along the piece from there.",
                induction(claim, n, begin, _next_piece(claim), "piece by piece"),
                {knots: Lambda(n, n), es: Lambda(n, 0)},
            ),
        ),
        ("L2", "L7"),
    )


def _next_piece(claim: Relation) -> Derivation:
    """What the distance is at the end of a piece, by what it is at its beginning."""
    left = exp(-a * LENGTH)
    return (
        contracted(y(t), d(t), SMALL)
        .suppose(RISING)
        .substitute({t: LENGTH}, "until the end of the piece")
        .by(BEGINNING, "from its beginning")
        .by(END, "its end is the beginning of the next", lhs=True)
        .suppose(claim)
        .enlarge(lambda _: ALONG * left + D * (1 - left) / a, "the bound for n")
        .rewrite("join the exponentials", rhs=lambda _: bind(ALONG, {n: n + 1}))
        .some(PIECE, "whatever the piece is")
        .knowing(Derivation().given(PIECES, "there is a piece for every n"))
    )


COVERED = eq(t, Sum(hs[k], (k, 0, n - 1)))
"""n steps of sizes h₀, h₁, … cover the time t."""


def _each_step(relation: Relation) -> Relation:
    return for_all(k, where=Lt(k, n), that=relation)


def _sized(given: Relation, most: Expr, because: str) -> Derivation:
    """No step is longer than this."""
    each = Derivation().given(given, "each step").suppose(DECAYS)
    small = each.follow(le(Abs(hs[k]), most), because)
    return small.generalise(k, where=Lt(k, n))


@theorem("NUM-2")
def stiffness() -> Theorem:
    """Steps within a stability interval ℓ are at least a t/ℓ; implicit Euler has no such limit."""
    within = _each_step(And(le(0, hs[k]), le(a * hs[k], ell)))
    stable = _each_step(le(Abs(1 - a * hs[k]), 1))
    small = _sized(within, ell / a, "divide by a")
    count = (
        Derivation()
        .given(COVERED, "n steps cover the time t")
        .suppose(DECAYS)
        .on_both_sides(lambda side: a * side / ell, "in units of ℓ/a", expand)
        .estimate((small.last,), "the triangle inequality, abs(hₖ) ≤ ℓ/a")
        .rewrite("n equal terms", rhs=normal)
        .follow(le(a * t / ell, n), "a t/ℓ is no more than its size")
    )
    still = Derivation().follow(le(a * t / ell, n), "a t ≤ 0", given=(Not(DECAYS),))
    euler = count.substitute({ell: S(2)}, "ℓ = 2").knowing(_sized(stable, 2 / a, "0 ≤ ahₖ ≤ 2"))
    halved = still.substitute({ell: S(2)}, "ℓ = 2")
    implicit = for_all(n, that=eq((xs[n + 1] - xs[n]) / h, -a * xs[n + 1]))
    ratio = 1 / (1 + a * h)
    decays = (
        memory(
            {beta: ratio, fs: Lambda(n, 0), x_0: xs[0]}, "the closed form, without input", DECAYS
        )
        .rewrite("the sum is 0", rhs=normal)
        .let_grow(ratio, n, "its powers vanish, as 0 < 1/(1 + ah) < 1")
    )
    step = (
        Derivation()
        .given(implicit, "a step of implicit Euler")
        .suppose(DECAYS)
        .isolate(xs[n + 1], "solve for xₙ₊₁: the recurrence with β = 1/(1 + ah)", normal)
        .generalise(n)
    )
    return Theorem(
        "NUM-2",
        "Stability sets the number of explicit steps",
        (),
        (
            Claim(
                (within, COVERED),
                le(a * t / ell, n),
                "Steps 0 ≤ hₖ with a hₖ ≤ ℓ are at least a t/ℓ.",
                in_cases(count.knowing(small), still, DECAYS, "a is positive, or not"),
                {hs: Lambda(k, ell / a), t: n * ell / a},
            ),
            Claim(
                (stable, COVERED),
                le(a * t / 2, n),
                "Forward Euler takes at least a t/2 steps, if none of them may grow.",
                in_cases(euler, halved, DECAYS, "a is positive, or not"),
                {hs: Lambda(k, 1 / a), t: n / a},
            ),
            Claim(
                (DECAYS, implicit),
                tends(xs[n], 0, n),
                "Implicit Euler decays with every step h > 0: no least number of steps.",
                decays.knowing(step),
                {xs: Lambda(n, 0)},
            ),
        ),
        ("L9", "L13"),
    )
