"""The recurrence in floating point: how far rounding carries it (REC-9)."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import RECURRENCE, SHARE, SIZE, STABLE, memory, sum_up
from duhamel.analysis.derivation import Derivation, induction
from duhamel.analysis.letters import X, beta, deltas, epss, es, eta, etas, fs, n, u, x_0, xhs, xs
from duhamel.analysis.logic import Body, bind, eq, for_all, le
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import Abs, IndexedBase, Lambda, Ne, Rational, S

ROUNDED = for_all(
    n,
    that=eq(
        xhs[n + 1],
        beta * xhs[n] * (1 + deltas[n]) + etas[n] + fs[n] + epss[n] * xhs[n + 1],
    ),
)
"""A step in floats: the product rounds by δ, or by η below the normal numbers, the sum by ε."""

SMALL = tuple(
    for_all(n, that=le(Abs(of[n]), size)) for of, size in ((deltas, u), (epss, u), (etas, eta))
)
RUN = (RECURRENCE, ROUNDED, eq(xhs[0], xs[0]), *SMALL)
LARGEST = for_all(n, that=le(Abs(xhs[n]), X))
UNIT = (eq(u, Rational(1, 2**53)), eq(eta, Rational(1, 2**1075)))
"""binary64."""

BOUNDS = IndexedBase("E", real=True)
"""A bound that runs along."""

NEXT = SIZE * BOUNDS[n] + u * (SIZE * Abs(xhs[n]) + Abs(xhs[n + 1])) + eta
"""REC-9: what it is a step later."""

LIMIT = (u * (1 + SIZE) * X + eta) * SHARE
"""REC-9: a bound after n steps, where no number of the run is larger than X."""


@theorem("REC-9")
def rounding() -> Theorem:
    """The error of rounding obeys the recurrence, with what each step rounds as its input."""
    error = xhs[n] - xs[n]
    source = beta * xhs[n] * deltas[n] + etas[n] + epss[n] * xhs[n + 1]
    step = (
        Derivation()
        .given(ROUNDED, "a step in floating point")
        .subtract(Derivation().given(RECURRENCE, "the recurrence"), "less the recurrence")
        .rewrite(
            "the rest of the step before, and what is rounded", rhs=lambda _: beta * error + source
        )
    )
    along = for_all(n, that=eq(BOUNDS[n + 1], NEXT))
    claim = le(Abs(error), BOUNDS[n])
    zero = eq(BOUNDS[0], 0)
    start = Derivation().follow(
        bind(claim, {n: S.Zero}), "both start from x₀", given=(zero, eq(xhs[0], xs[0]))
    )
    named: Body = {es: Lambda(n, error)}
    grown = (
        Derivation()
        .given(for_all(n, that=eq(es[n + 1], beta * es[n] + source)), "the error of a step")
        .estimate(SMALL, "the triangle inequality")
        .suppose(le(Abs(es[n]), BOUNDS[n]))
        .enlarge(lambda _: along.args[2].rhs, "the bound for n")
        .by(Derivation().given(along, "").turned(), "the bound that runs along")
        .substitute(named, "what e stands for")
        .knowing(step.generalise(n))
    )
    body: Body = {xs: Lambda(n, error), x_0: S.Zero, fs: Lambda(n, es[n])}
    input_ = for_all(n, that=le(Abs(es[n]), u * (1 + SIZE) * X + eta))
    each = (
        Derivation()
        .given(eq(es[n], source), "what a step rounds")
        .estimate((*SMALL, LARGEST), "each rounding at its largest")
        .enlarge(lambda _: input_.args[2].rhs, "collect")
        .substitute({es: Lambda(n, source)}, "what e stands for")
    )
    uniform = (
        sum_up(
            memory(body, "the error obeys the recurrence from zero")
            .suppose(Ne(SIZE, 1))
            .estimate((input_,), "the triangle inequality")
        )
        .substitute({es: Lambda(n, source)}, "what each step rounds")
        .knowing(step.generalise(n), each.generalise(n))
    )
    binary = uniform.suppose(STABLE).enlarge(
        lambda _: (u * (1 + SIZE) * X + eta) / (1 - SIZE), "1 − abs(β)ⁿ ≤ 1"
    )
    return Theorem(
        "REC-9",
        "The recurrence in floating point",
        RUN,
        (
            Claim(
                (zero, along),
                claim,
                "A bound on the error of rounding that runs along.",
                induction(claim, n, start, grown, "by induction on n"),
            ),
            Claim(
                (LARGEST, Ne(SIZE, 1)),
                le(Abs(error), LIMIT),
                "A bound for every n.",
                uniform,
            ),
            Claim(
                (*UNIT, LARGEST, STABLE),
                le(Abs(error), (u * (1 + SIZE) * X + eta) / (1 - SIZE)),
                "In binary64 the error stays below one of order u/(1 − abs(β)).",
                binary,
            ),
        ),
        ("L14",),
    )
