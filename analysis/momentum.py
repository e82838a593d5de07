"""m ← β m − α ∇L, ΔW = m: momentum as the recurrence with f_n = −α g_n."""

from __future__ import annotations

from duhamel.analysis.derivation import Derivation
from duhamel.analysis.normal import geometric, normal
from duhamel.analysis.notation import (
    B,
    Gs,
    alpha,
    beta,
    fs,
    g_0,
    gs,
    j,
    k,
    lr,
    m_0,
    ms,
    n,
    vs,
    ws,
    x_0,
    xs,
)
from duhamel.analysis.recurrence import CLOSED_FORM, reflect
from duhamel.analysis.theorem import Theorem, theorem
from sympy import Eq, Lambda, Rational, S, Sum

LISTING = """\
def sgd_momentum(W, m, lr, beta, batch_size):
    m = beta * m + lr * W.grad / batch_size
    W -= m
"""
"""L21, as printed."""

MOMENTUM = Eq(ms[n + 1], beta * ms[n] - alpha * gs[n], evaluate=False)
"""L17: the update of the memory; then W_{n+1} = W_n + m_{n+1}."""

RULES = ("mₙ₊₁ = β mₙ − α gₙ", "Wₙ₊₁ = Wₙ + mₙ₊₁", "gₙ = ∇L_n")


def _memory() -> Derivation:
    """m_n as the memory of the gradients."""
    return (
        Derivation()
        .given(CLOSED_FORM, "momentum is the recurrence, so its closed form (REC-1) holds")
        .substitute(
            {xs: Lambda(n, ms[n]), x_0: m_0, fs: Lambda(n, -alpha * gs[n])},
            "x = m and fₙ = −α gₙ (L17)",
        )
        .rewrite(
            "count the gradients forwards",
            rhs=lambda side: reflect(side, k),
            rule="shift the index",
        )
    )


@theorem("MOM-1")
def memory_of_gradients() -> Theorem:
    """m_n = βⁿ m₀ − α Σ β^{n−1−k} g_k; from m₀ = 0 the lecture's ≈ is an equality."""
    general = _memory()
    from_zero = general.substitute({m_0: S.Zero}, "from m₀ = 0, for every n")
    sum_of_gradients = Sum(beta ** (n - 1 - k) * gs[k], (k, 0, n - 1))
    return Theorem(
        "MOM-1",
        "Momentum is the recurrence",
        (
            Eq(ms[n], beta**n * m_0 - alpha * sum_of_gradients, evaluate=False),
            Eq(ms[n], -alpha * sum_of_gradients, evaluate=False),
        ),
        (*RULES, "m₀ = 0 in the second"),
        ("L17", "L18"),
        (general, from_zero),
    )


@theorem("MOM-2")
def constant_gradient() -> Theorem:
    """Under a constant gradient m_n = −α g (1 − βⁿ)/(1 − β), which tends to −α g/(1 − β)."""
    chain = (
        Derivation()
        .given(CLOSED_FORM, "momentum is the recurrence (MOM-1)")
        .substitute(
            {xs: Lambda(n, ms[n]), x_0: S.Zero, fs: Lambda(n, -alpha * g_0)},
            "a constant gradient g, from m₀ = 0",
        )
    )
    (total,) = chain.last.rhs.atoms(Sum)
    chain = chain.evaluate(total, geometric(total), n, "a geometric sum")
    limit = chain.let_grow(beta, n, "|β| < 1: βⁿ vanishes")
    tenfold = limit.substitute({beta: Rational(9, 10)}, "β = 0.9 (L19)")
    return Theorem(
        "MOM-2",
        "The boost under a constant gradient",
        (
            Eq(ms[n], -alpha * g_0 * (1 - beta**n) / (1 - beta), evaluate=False),
            Eq(limit.last.lhs, -alpha * g_0 / (1 - beta), evaluate=False),
            Eq(limit.last.lhs, -10 * alpha * g_0, evaluate=False),
        ),
        (
            *RULES,
            "gₙ = g and m₀ = 0",
            "β ≠ 1 in the first",
            "|β| < 1 in the second",
            "β = 0.9 in the third",
        ),
        ("L19",),
        (chain, limit, tenfold),
    )


@theorem("MOM-5")
def text_and_listing() -> Theorem:
    """The listing's v is −m, with lr = α and the batch's mean gradient as ∇L."""
    body = {vs: Lambda(n, -ms[n]), lr: alpha, Gs: Lambda(n, B * gs[n])}
    state = (
        Derivation()
        .given(
            Eq(vs[n + 1], beta * vs[n] + lr * Gs[n] / B, evaluate=False),
            "the listing, its memory called v, G the summed gradient",
        )
        .substitute(body, "v = −m, lr = α, Gₙ = B gₙ")
        .on_both_sides(lambda side: -side, "change the sign")
    )
    weights = (
        Derivation()
        .given(Eq(ws[n + 1], ws[n] - vs[n + 1], evaluate=False), "the listing's second line")
        .substitute({vs: Lambda(n, -ms[n])}, "v = −m")
    )
    return Theorem(
        "MOM-5",
        "The text and the listing agree",
        (MOMENTUM, Eq(ws[n + 1], ws[n] + ms[n + 1], evaluate=False)),
        (
            "vₙ₊₁ = β vₙ + lr Gₙ/B and Wₙ₊₁ = Wₙ − vₙ₊₁: the listing with its state kept",
            "Gₙ the gradient summed over a batch of B",
        ),
        ("L17", "L21"),
        (state, weights),
    )


@theorem("MOM-6")
def lost_state() -> Theorem:
    """The printed listing never changes the caller's m: from m₀ = 0 it is plain descent."""
    chain = (
        Derivation()
        .given(
            Eq(ws[n + 1], ws[n] - (beta * m_0 + lr * Gs[n] / B), evaluate=False),
            "the listing with m₀ at every call: `m = …` rebinds a local name",
        )
        .substitute(
            {m_0: S.Zero, lr: alpha, Gs: Lambda(n, B * gs[n])}, "from m₀ = 0, lr = α, Gₙ = B gₙ"
        )
        .on_both_sides(lambda side: side - ws[n], "subtract Wₙ")
        .telescope(n, j, "sum over the steps: the differences telescope")
    )
    constant = (
        Derivation()
        .given(chain.last, "the displacement just found")
        .substitute({gs: Lambda(n, g_0)}, "a constant gradient g")
        .rewrite("n equal terms: amplification 1, not 1/(1 − β)", rhs=normal)
    )
    return Theorem(
        "MOM-6",
        "The printed listing loses its state",
        (
            Eq(ws[n] - ws[0], -alpha * Sum(gs[j], (j, 0, n - 1)), evaluate=False),
            Eq(ws[n] - ws[0], -alpha * g_0 * n, evaluate=False),
        ),
        ("each call starts from the caller's m, which stays m₀", "m₀ = 0", "gₙ = g in the second"),
        ("L21",),
        (chain, constant),
    )
