"""The conventions of momentum in use: what each amplifies to, and where they part."""

from __future__ import annotations

from duhamel.analysis.chapters.momentum import MOMENTUM, WEIGHTS
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, reflect, sum_up
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import (
    alpha,
    alpha_0,
    alphas,
    beta,
    changes,
    ds,
    es,
    eta,
    fs,
    g_0,
    gs,
    k,
    ms,
    n,
    ps,
    ws,
    x_0,
    xs,
)
from duhamel.analysis.logic import eq
from duhamel.analysis.normal import expand_around, factored, normal
from duhamel.analysis.theorem import Theorem, register, theorem
from sympy import Expr, Lambda, S, Sum

OUTSIDE = eq(ps[n + 1], beta * ps[n] + gs[n])
"""The rate outside the buffer: then W_{n+1} = W_n − α p_{n+1}."""

AVERAGED = eq(ps[n + 1], beta * ps[n] + (1 - beta) * gs[n])
"""The averaged buffer, with the same W."""

BY_LECTURE = {ps: Lambda(n, -ms[n] / alpha)}


def _memory(unknown: Expr, source: Expr, because: str) -> Derivation:
    """A buffer from zero as the memory of what goes into it."""
    return (
        Derivation()
        .assume(CLOSED_FORM, "the closed form (REC-1)")
        .substitute({xs: Lambda(n, unknown), x_0: S.Zero, fs: Lambda(n, source)}, because)
        .rewrite("count forwards", rhs=lambda side: reflect(side, k), rule="shift the index")
        .substitute({n: n + 1}, "one step later")
    )


def _parting() -> Derivation:
    """The step with the rate inside the buffer, less the step with the rate outside."""
    inside = _memory(ms[n], -alphas[n] * gs[n], "inside: x = m, fₙ = −αₙ gₙ").last
    outside = _memory(ps[n], gs[n], "outside: x = p, fₙ = gₙ").last
    together = Sum(beta ** (n - k) * (alphas[n] - alphas[k]) * gs[k], (k, 0, n))
    return (
        Derivation()
        .assume(
            eq(ds[n], ms[n + 1] + alphas[n] * ps[n + 1]),
            "the step mₙ₊₁ inside, less the step −αₙ pₙ₊₁ outside",
        )
        .substitute({inside.lhs: inside.rhs, outside.lhs: outside.rhs}, "both memories (REC-1)")
        .rewrite("one sum", rhs=lambda _: together)
    )


def _after_a_change() -> tuple[Derivation, Derivation]:
    """The rate changes from α₀ to α at step 0: how the steps part, and how far W comes apart."""
    steps = (
        Derivation()
        .assume(CLOSED_FORM, "mₙ₊₁ + α pₙ₊₁ = β (mₙ + α pₙ), as gₙ drops out: REC-1, no input")
        .substitute(
            {
                xs: Lambda(n, ms[n] + alpha * ps[n]),
                fs: Lambda(n, S.Zero),
                x_0: (alpha - alpha_0) * ps[0],
            },
            "from m₀ = −α₀ p₀, which the rates before the change have left",
        )
        .rewrite("a sum of zeros", rhs=factored)
    )
    apart = (
        Derivation()
        .assume(
            eq(es[n + 1] - es[n], steps.last.rhs.xreplace({n: n + 1})),
            "e is W inside less W outside; it moves by the difference of the steps",
        )
        .telescope(n, k, "sum over the steps: the differences telescope")
        .substitute({es[0]: S.Zero}, "W is the same before the change")
    )
    return steps, sum_up(apart)


@theorem("MOM-11")
def conventions() -> Theorem:
    """Inside or outside, averaged, dampened, Nesterov: amplification, and where they part."""
    outside = (
        Derivation()
        .assume(OUTSIDE, "the rate outside the buffer")
        .substitute(BY_LECTURE, "p = −m/α, with a constant rate")
        .on_both_sides(lambda side: -alpha * side, "multiply by −α")
    )
    weights = (
        Derivation()
        .assume(eq(ws[n + 1], ws[n] - alpha * ps[n + 1]), "its step")
        .substitute(BY_LECTURE, "p = −m/α")
    )
    averaged = (
        Derivation()
        .assume(AVERAGED, "the averaged buffer")
        .substitute(BY_LECTURE, "p = −m/α: its step is the lecture's, as before")
        .on_both_sides(lambda side: -alpha * side, "multiply by −α")
    )
    boost = register()["MOM-2"]().statement[0]
    of_average = (
        Derivation()
        .assume(boost, "a constant gradient (MOM-2)")
        .substitute({alpha: alpha * (1 - beta)}, "averaged: the rate is α(1 − β)")
    )
    dampened = sum_up(
        Derivation()
        .assume(CLOSED_FORM, "the closed form (REC-1)")
        .substitute(
            {
                xs: Lambda(n, ps[n + 1]),
                x_0: g_0,
                fs: Lambda(n, (1 - eta) * g_0),
            },
            "dampened, under a constant gradient: p₁ = g, then (1 − η) g",
        )
    )
    at_once = (
        Derivation()
        .assume(dampened.last, "the value just found")
        .substitute({eta: beta}, "dampening η = β")
        .rewrite("all of it from the first step", rhs=normal)
    )
    forgotten = (
        Derivation()
        .assume(CLOSED_FORM, "dampened with η = β less averaged: dₙ₊₁ = β dₙ, no input (REC-1)")
        .substitute(
            {xs: Lambda(n, ds[n]), x_0: beta * gs[0], fs: Lambda(n, S.Zero)},
            "d₀ = g₀ − (1 − β) g₀ after the first step",
        )
        .rewrite("a sum of zeros", rhs=normal)
    )
    nesterov = (
        Derivation()
        .assume(MOMENTUM, "momentum (L17)")
        .substitute({n: n + 1}, "one step later")
        .substitute({gs[n + 1]: gs[n] + changes[n]}, "Δgₙ = gₙ₊₁ − gₙ")
        .on_both_sides(
            lambda side: side + alpha * changes[n], "Nesterov's step on the right", expand_around
        )
    )
    ahead = (
        Derivation()
        .assume(nesterov.last, "the step just found")
        .substitute({changes[n]: S.Zero, gs[n]: g_0}, "a constant gradient")
        .substitute({ms[n + 2]: boost.rhs.xreplace({n: n + 2})}, "its memory (MOM-2)")
    )
    first_difference = _parting()
    after, apart = _after_a_change()
    return Theorem(
        "MOM-11",
        "Conventions in use, and where they part",
        (
            MOMENTUM,
            WEIGHTS,
            eq(ds[n], Sum(beta ** (n - k) * (alphas[n] - alphas[k]) * gs[k], (k, 0, n))),
            eq(ms[n] + alpha * ps[n], (alpha - alpha_0) * ps[0] * beta**n),
            eq(es[n], (alpha - alpha_0) * ps[0] * beta * (1 - beta**n) / (1 - beta)),
            eq(ms[n + 1], beta * ms[n] - alpha * (1 - beta) * gs[n]),
            eq(ms[n], -alpha * g_0 * (1 - beta**n)),
            eq(ps[n + 1], g_0 * beta**n + (1 - eta) * g_0 * (1 - beta**n) / (1 - beta)),
            eq(ps[n + 1], g_0),
            eq(ds[n], gs[0] * beta ** (n + 1)),
            eq(ms[n + 2] + alpha * changes[n], beta * ms[n + 1] - alpha * gs[n]),
            eq(-alpha * g_0 * (1 - beta ** (n + 2)) / (1 - beta), beta * ms[n + 1] - alpha * g_0),
        ),
        (
            "lecture: mₙ₊₁ = β mₙ − αₙ gₙ, Wₙ₊₁ = Wₙ + mₙ₊₁, the rate inside the buffer",
            "outside: pₙ₊₁ = β pₙ + gₙ, Wₙ₊₁ = Wₙ − αₙ pₙ₊₁; with a constant rate m = −αp gives "
            "the first two: the lecture's",
            "third: the step inside less the step outside, for any rates αₙ",
            "fourth and fifth: the rate changes once, from α₀ to α; n counts from there, e is W "
            "inside less W outside",
            "averaged: pₙ₊₁ = β pₙ + (1 − β) gₙ in the sixth and seventh: the lecture's with "
            "α(1 − β), amplification 1",
            "dampened: p₁ = g₀, then pₙ₊₁ = β pₙ + (1 − η) gₙ; a constant gradient in the eighth, "
            "and η = β in the ninth: amplification 1 at once",
            "tenth: dampened with η = β less averaged, at step n + 1",
            "Nesterov: the step is β mₙ₊₁ − α gₙ, in the last two, Δgₙ = gₙ₊₁ − gₙ; under a "
            "constant gradient it is one step ahead",
        ),
        ("L17", "L21"),
        (
            outside,
            weights,
            first_difference,
            after,
            apart,
            averaged,
            of_average,
            dampened,
            at_once,
            forgotten,
            nesterov,
            ahead,
        ),
    )
