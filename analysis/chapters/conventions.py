"""Momentum as others write it: what is the lecture's, and where an update parts from it."""

from __future__ import annotations

from duhamel.analysis.chapters.momentum import LEVEL, MOMENTUM, UPDATE, WEIGHTS
from duhamel.analysis.chapters.recurrence import memory, reflect, sum_up
from duhamel.analysis.derivation import Derivation, same
from duhamel.analysis.letters import (
    alpha,
    alpha_0,
    alphas,
    beta,
    c,
    es,
    eta,
    fs,
    gs,
    k,
    ms,
    n,
    ps,
    qs,
    shifted,
    ws,
    x_0,
    xs,
)
from duhamel.analysis.logic import Body, Iff, bind, eq, for_all
from duhamel.analysis.normal import normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import Lambda, Ne, S, Sum

OUTSIDE = eq(ps[n + 1], beta * ps[n] + gs[n])
"""The buffer of PyTorch and Optax: the rate stands outside of it."""

AVERAGED = eq(ps[n + 1], beta * ps[n] + (1 - beta) * gs[n])
"""A buffer that averages its gradients."""

BY_LECTURE = for_all(n, that=eq(ps[n], -ms[n] / alpha))
BUFFER = for_all(n, that=OUTSIDE)
AVERAGE = for_all(n, that=AVERAGED)
INSIDE = for_all(n, that=eq(ms[n + 1], beta * ms[n] - alphas[n] * gs[n]))


def _memory(body: Body, because: str) -> Derivation:
    """The closed form of a buffer one step on, its gradients counted forwards."""
    return (
        memory(body, because)
        .substitute({n: n + 1}, "one step later")
        .rewrite("count the gradients forwards", rhs=lambda side: reflect(side, k))
    )


def _apart() -> Derivation:
    """The step with the rate inside the buffer, less the step with the rate outside."""
    inside: Body = {xs: Lambda(n, ms[n]), x_0: S.Zero, fs: Lambda(n, -alphas[n] * gs[n])}
    outside: Body = {xs: Lambda(n, ps[n]), x_0: S.Zero, fs: Lambda(n, gs[n])}
    together = Sum(beta ** (n - k) * (alphas[n] - alphas[k]) * gs[k], (k, 0, n))
    return (
        Derivation()
        .both(ms[n + 1] + alphas[n] * ps[n + 1], "the step mₙ₊₁ inside, less −αₙ pₙ₊₁ outside")
        .by(_memory(inside, "the buffer inside"), "the memory inside")
        .by(_memory(outside, "the buffer outside"), "the memory outside")
        .rewrite("one sum", rhs=lambda _: together)
    )


def _after_a_change() -> tuple[Derivation, Derivation]:
    """The rate changes from α₀ to α at step 0: how the steps part, and how far W comes apart."""
    gap = ms[n] + alpha * ps[n]
    step = (
        Derivation()
        .both(bind(gap, {n: n + 1}), "one step later")
        .by(MOMENTUM, "inside")
        .by(BUFFER, "outside")
        .rewrite("the gradient drops out", rhs=lambda _: beta * gap)
    )
    first = (alpha - alpha_0) * ps[0]
    body: Body = {xs: Lambda(n, gap), fs: Lambda(n, S.Zero), x_0: first}
    steps = (
        memory(body, "without an input")
        .rewrite("a sum of zeros", rhs=lambda _: first * beta**n)
        .knowing(step.generalise(n))
    )
    moved = for_all(n, that=eq(shifted[n + 1], shifted[n] - alpha * ps[n + 1]))
    difference = ws[n] - shifted[n]
    each = (
        Derivation()
        .given(WEIGHTS, "ΔW = m inside")
        .follow(
            eq(bind(difference, {n: n + 1}) - difference, bind(gap, {n: n + 1})),
            "less ΔW = −αp outside",
            given=(moved,),
        )
        .by(steps.substitute({n: n + 1}, "one step later"), "as just found")
    )
    total = (
        Derivation()
        .given(for_all(n, that=eq(es[n + 1] - es[n], each.last.rhs)), "e moves by that")
        .suppose(Ne(beta, 1))
        .telescope(n, k, "sum over the steps: the differences telescope")
        .substitute({es: Lambda(n, difference)}, "e is W inside less W outside")
        .knowing(each.generalise(n))
        .by(eq(shifted[0], ws[0]), "W is the same before the change", lhs=True)
    )
    return steps, sum_up(total)


@theorem("MOM-11")
def conventions() -> Theorem:
    """Inside or outside, averaged, dampened, Nesterov: amplification, and where they part."""
    lecture = eq(ms[n + 1], beta * ms[n] - alpha * (1 - beta) * gs[n])
    average: Body = {xs: Lambda(n, ps[n]), x_0: S.Zero, fs: Lambda(n, (1 - beta) * gs[n])}
    level = sum_up(
        memory(average, "the averaged buffer, from rest")
        .by(LEVEL, "a constant gradient")
        .suppose(Ne(beta, 1))
    )
    damped = for_all(n, that=eq(ps[n + 2], beta * ps[n + 1] + (1 - eta) * c))
    later: Body = {xs: Lambda(n, ps[n + 1]), x_0: c, fs: Lambda(n, (1 - eta) * c)}
    dampened = sum_up(memory(later, "dampened, from the second step on").suppose(Ne(beta, 1)))
    by_beta = memory(later, "dampened").suppose(eq(eta, beta))
    at_once = (
        by_beta.by(eq(eta, beta), "η = β")
        .evaluate(
            next(iter(by_beta.by(eq(eta, beta), "").last.rhs.atoms(Sum))),
            c * (1 - beta**n),
            n,
            "it gains (1 − β)cβⁿ in a step",
        )
        .rewrite("all of it from the first step", rhs=lambda _: c)
    )
    first_apart = for_all(n, that=eq(ps[n + 2], beta * ps[n + 1] + (1 - beta) * gs[n + 1]))
    averaging = for_all(n, that=eq(qs[n + 1], beta * qs[n] + (1 - beta) * gs[n]))
    gap = ps[n + 1] - qs[n + 1]
    fades = (
        Derivation()
        .both(bind(gap, {n: n + 1}), "one step later")
        .by(first_apart, "dampened")
        .by(Derivation().given(averaging, "averaged").substitute({n: n + 1}, "later"), "averaged")
        .rewrite("the gradient drops out", rhs=lambda _: beta * gap)
    )
    start = beta * gs[0]
    forgotten = (
        memory({xs: Lambda(n, gap), fs: Lambda(n, S.Zero), x_0: start}, "without an input")
        .rewrite("a sum of zeros", rhs=lambda _: beta ** (n + 1) * gs[0])
        .knowing(fades.generalise(n))
    )
    began = (
        Derivation()
        .given(averaging, "averaged")
        .substitute({n: S.Zero}, "the first step")
        .by(eq(qs[0], 0), "from rest")
    )
    begins = Derivation().follow(
        bind(eq(gap, start), {n: S.Zero}),
        "p₁ = g₀, q₁ = (1 − β) g₀",
        began,
        given=(eq(ps[1], gs[0]),),
    )
    forgotten = forgotten.knowing(begins)
    nesterov = (
        Derivation()
        .given(MOMENTUM, "momentum")
        .substitute({n: n + 1}, "one step later")
        .on_both_sides(lambda side: side + alpha * (gs[n + 1] - gs[n]), "add the move", same)
        .rewrite("Nesterov's step", rhs=lambda _: beta * ms[n + 1] - alpha * gs[n])
        .turned()
    )
    steps, apart = _after_a_change()
    changed = (MOMENTUM, BUFFER, eq(ms[0], -alpha_0 * ps[0]))
    moved = for_all(n, that=eq(shifted[n + 1], shifted[n] - alpha * ps[n + 1]))
    return Theorem(
        "MOM-11",
        "Conventions in use, and where they part",
        (),
        (
            Claim(
                (BY_LECTURE,),
                Iff(OUTSIDE, UPDATE),
                "With a constant rate it does not matter whether it stands inside the buffer: "
                "p = −m/α.",
                Derivation().solve(OUTSIDE, UPDATE, "multiply by −α", BY_LECTURE),
            ),
            Claim(
                (INSIDE, BUFFER, eq(ms[0], 0), eq(ps[0], 0)),
                eq(
                    ms[n + 1] + alphas[n] * ps[n + 1],
                    Sum(beta ** (n - k) * (alphas[n] - alphas[k]) * gs[k], (k, 0, n)),
                ),
                "With any rates αₙ the step inside less the step outside.",
                _apart(),
            ),
            Claim(
                changed,
                eq(ms[n] + alpha * ps[n], (alpha - alpha_0) * ps[0] * beta**n),
                "After one change of the rate, from α₀ to α, the steps part and meet again.",
                steps,
            ),
            Claim(
                (*changed, WEIGHTS, moved, eq(shifted[0], ws[0]), Ne(beta, 1)),
                eq(
                    ws[n] - shifted[n],
                    (alpha - alpha_0) * ps[0] * beta * (1 - beta**n) / (1 - beta),
                ),
                "Under the same gradients the weights stay apart.",
                apart,
            ),
            Claim(
                (BY_LECTURE,),
                Iff(AVERAGED, lecture),
                "The averaged buffer is the lecture's with the rate α(1 − β).",
                Derivation().solve(AVERAGED, lecture, "multiply by −α", BY_LECTURE),
            ),
            Claim(
                (AVERAGE, LEVEL, eq(ps[0], 0), Ne(beta, 1)),
                eq(ps[n], c * (1 - beta**n)),
                "It amplifies a constant gradient by 1, in time.",
                level.rewrite("cancel", rhs=normal),
            ),
            Claim(
                (damped, eq(ps[1], c), Ne(beta, 1)),
                eq(ps[n + 1], c * beta**n + (1 - eta) * c * (1 - beta**n) / (1 - beta)),
                "Dampened, the first step apart: what it makes of a constant gradient c.",
                dampened,
            ),
            Claim(
                (damped, eq(ps[1], c), eq(eta, beta)),
                eq(ps[n + 1], c),
                "Dampened by β it amplifies by 1 at once.",
                at_once,
            ),
            Claim(
                (first_apart, eq(ps[1], gs[0]), averaging, eq(qs[0], 0)),
                eq(gap, beta ** (n + 1) * gs[0]),
                "Dampened by β it is the averaged buffer but for its first gradient.",
                forgotten,
            ),
            Claim(
                (MOMENTUM,),
                eq(beta * ms[n + 1] - alpha * gs[n], ms[n + 2] + alpha * (gs[n + 1] - gs[n])),
                "Nesterov's step is the lecture's next one, but for α times the gradient's move: "
                "under a constant gradient it is one step ahead.",
                nesterov,
            ),
        ),
        ("L17", "L21"),
    )
