"""m ← β m − α ∇L, ΔW = m: momentum as the recurrence with f_n = −α g_n."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import CLOSED_FORM, reflect, sum_up
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import (
    B,
    G,
    Gs,
    K,
    V,
    W,
    a,
    alpha,
    beta,
    changes,
    delta,
    ds,
    f,
    fs,
    g_0,
    gamma,
    gs,
    h,
    j,
    k,
    lr,
    m_0,
    ms,
    n,
    qs,
    s,
    shifted,
    t,
    u,
    vs,
    ws,
    x,
    x_0,
    xi,
    xs,
)
from duhamel.analysis.logic import eq, le
from duhamel.analysis.normal import expand_around, factored, geometric, normal
from duhamel.analysis.theorem import Theorem, register, theorem
from sympy import Abs, Add, Derivative, Expr, Integral, Lambda, Rational, S, Sum, expand, factor

LISTING = """\
def sgd_momentum(W, m, lr, beta, batch_size):
    m = beta * m + lr * W.grad / batch_size
    W -= m
"""
"""L21, as printed."""

MOMENTUM = eq(ms[n + 1], beta * ms[n] - alpha * gs[n])
"""L17: the update of the memory."""

WEIGHTS = eq(ws[n + 1], ws[n] + ms[n + 1])
"""L17: ΔW = m."""

RULES = ("mₙ₊₁ = β mₙ − α gₙ", "Wₙ₊₁ = Wₙ + mₙ₊₁", "gₙ = ∇L_n")


def _memory() -> Derivation:
    """m_n as the memory of the gradients."""
    return (
        Derivation()
        .assume(CLOSED_FORM, "momentum is the recurrence, so its closed form (REC-1) holds")
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
            eq(ms[n], beta**n * m_0 - alpha * sum_of_gradients),
            eq(ms[n], -alpha * sum_of_gradients),
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
        .assume(CLOSED_FORM, "momentum is the recurrence (MOM-1)")
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
            eq(ms[n], -alpha * g_0 * (1 - beta**n) / (1 - beta)),
            eq(limit.last.lhs, -alpha * g_0 / (1 - beta)),
            eq(limit.last.lhs, -10 * alpha * g_0),
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


# ---- a gradient that is nearly constant -------------------------------------------------------


def _dropped(chain: Derivation, because: str) -> Derivation:
    """The bound without the terms in |β|ⁿ that make it smaller."""
    return chain.enlarge(
        lambda side: side.xreplace({Abs(beta) ** n: S.Zero}), because, {Abs(beta): u / (1 + u)}
    )


def _lag() -> Derivation:
    """The recurrence of d_n = m_{n+1} + α g_n q_{n+1}, the lag behind a constant gradient."""
    return (
        Derivation()
        .assume(MOMENTUM, "momentum (L17)")
        .substitute({n: n + 1}, "one step later")
        .substitute(
            {ms: Lambda(n, ds[n - 1] - alpha * gs[n - 1] * qs[n])},
            "dₙ is what parts mₙ₊₁ from −α gₙ qₙ₊₁",
        )
        .substitute(
            {qs[n + 2]: 1 + beta * qs[n + 1], gs[n + 1]: gs[n] + changes[n]},
            "qₙ₊₁ = 1 + β qₙ, and Δgₙ = gₙ₊₁ − gₙ",
        )
        .isolate(ds[n + 1], "solve for dₙ₊₁")
    )


@theorem("MOM-3")
def nearly_constant_gradient() -> Theorem:
    """A gradient that moves by at most δ a step: m is within α|β|δ/(1 − |β|)² of L19's value."""
    powers = (
        Derivation()
        .assume(eq(qs[n], Sum(beta**k, (k, 0, n - 1))), "q₀ = 0, qₙ₊₁ = 1 + β qₙ")
        .estimate({}, "the triangle inequality")
    )
    powers = _dropped(sum_up(powers), "drop what makes it smaller")
    lag = _lag()
    source = lag.last.rhs - beta * ds[n]
    bound = (
        Derivation()
        .assume(CLOSED_FORM, "d obeys the recurrence just found, so REC-1 solves it")
        .substitute(
            {xs: Lambda(n, ds[n]), x_0: S.Zero, fs: Lambda(n, source)},
            "its input is αβ qₙ₊₁ Δgₙ, its start d₀ = m₁ + α g₀ = 0",
        )
        .estimate({qs: K, changes: delta}, "the triangle inequality, |Δgₙ| ≤ δ and |qₙ| ≤ K")
    )
    bound = sum_up(bound).substitute({K: 1 / (1 - Abs(beta))}, "K from the first statement")
    bound = _dropped(bound, "drop what makes it smaller").substitute(
        {ds: Lambda(n, ms[n + 1] + alpha * gs[n] * (1 - beta ** (n + 1)) / (1 - beta))},
        "dₙ by m and g, with qₙ₊₁ = (1 − βⁿ⁺¹)/(1 − β)",
    )
    ramp = alpha * delta * beta / (1 - beta) * ((1 - beta**n) / (1 - beta) - n * beta**n)
    worst = (
        Derivation()
        .assume(eq(ds[n], ramp), "a claim for the ramp gₙ = δ n")
        .induct(
            eq(ds[n + 1], beta * ds[n] + alpha * beta * delta * (1 - beta ** (n + 1)) / (1 - beta)),
            eq(ds[0], 0),
            "d's own recurrence with Δgₙ = δ",
        )
    )
    attained = Derivation().assume(worst.last, "the value just found")
    attained = attained.let_grow(beta, n, "|β| < 1: βⁿ and n βⁿ vanish", degree=1)
    return Theorem(
        "MOM-3",
        "A nearly constant gradient",
        (
            le(Abs(qs[n]), 1 / (1 - Abs(beta))),
            eq(ds[n + 1], beta * ds[n] + alpha * beta * qs[n + 1] * changes[n]),
            le(
                Abs(ms[n + 1] + alpha * gs[n] * (1 - beta ** (n + 1)) / (1 - beta)),
                alpha * Abs(beta) * delta / (1 - Abs(beta)) ** 2,
            ),
            eq(ds[n], ramp),
            eq(attained.last.lhs, alpha * beta * delta / (1 - beta) ** 2),
        ),
        (
            *RULES,
            "m₀ = 0 and |β| < 1",
            "|Δgₙ| ≤ δ for Δgₙ = gₙ₊₁ − gₙ",
            "qₙ = 1 + β + … + βⁿ⁻¹ = (1 − βⁿ)/(1 − β)",
            "dₙ = mₙ₊₁ + α gₙ qₙ₊₁",
            "gₙ = δ n in the last two: for 0 ≤ β the bound is attained in the limit",
        ),
        ("L19",),
        (powers, lag, bound, worst, attained),
    )


# ---- the displacement -------------------------------------------------------------------------


@theorem("MOM-4")
def displacement() -> Theorem:
    """W + β m/(1 − β) descends plainly with step α/(1 − β); hence how far W has come."""
    plain = (
        Derivation()
        .assume(WEIGHTS, "ΔW = m (L17)")
        .substitute(
            {ws: Lambda(n, shifted[n] - beta * ms[n] / (1 - beta))},
            "weights that are ahead of W by what the memory still holds",
        )
        .substitute({ms[n + 1]: MOMENTUM.rhs}, "momentum (L17)")
        .isolate(
            shifted[n + 1],
            "the memory drops out",
            lambda side: shifted[n] - factored(shifted[n] - side),
        )
    )
    moved = -alpha / (1 - beta) * Sum(gs[k] * (1 - beta ** (n - k)), (k, 0, n - 1))
    start = m_0 * beta * (1 - beta**n) / (1 - beta)
    summed = (
        Derivation()
        .assume(plain.last, "plain descent of the shifted weights")
        .on_both_sides(lambda side: side - shifted[n], "subtract, to have a difference")
        .telescope(n, k, "sum over the steps: the differences telescope")
        .substitute({shifted: Lambda(n, ws[n] + beta * ms[n] / (1 - beta))}, "back to W")
        .substitute(
            {ms[n]: _memory().last.rhs, ms[0]: m_0}, "the memory at step n (MOM-1), and its start"
        )
        .isolate(ws[n], "solve for Wₙ")
        .on_both_sides(lambda side: side - ws[0], "how far W has come", expand_around)
        .rewrite("each gradient with all that it has moved", rhs=lambda _: moved + start)
    )
    return Theorem(
        "MOM-4",
        "How far the weights have come",
        (
            eq(shifted[n + 1], shifted[n] - alpha * gs[n] / (1 - beta)),
            eq(ws[n] - ws[0], moved + start),
        ),
        (*RULES, "β ≠ 1", "W̃ₙ = Wₙ + β mₙ/(1 − β)"),
        ("L19",),
        (plain, summed),
    )


# ---- the listing ------------------------------------------------------------------------------


@theorem("MOM-5")
def text_and_listing() -> Theorem:
    """The listing's v is −m, with lr = α and the batch's mean gradient as ∇L."""
    body = {vs: Lambda(n, -ms[n]), lr: alpha, Gs: Lambda(n, B * gs[n])}
    state = (
        Derivation()
        .assume(
            eq(vs[n + 1], beta * vs[n] + lr * Gs[n] / B),
            "the listing, its memory called v, G the summed gradient",
        )
        .substitute(body, "v = −m, lr = α, Gₙ = B gₙ")
        .on_both_sides(lambda side: -side, "change the sign")
    )
    weights = (
        Derivation()
        .assume(eq(ws[n + 1], ws[n] - vs[n + 1]), "the listing's second line")
        .substitute({vs: Lambda(n, -ms[n])}, "v = −m")
    )
    return Theorem(
        "MOM-5",
        "The text and the listing agree",
        (MOMENTUM, eq(ws[n + 1], ws[n] + ms[n + 1])),
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
        .assume(
            eq(ws[n + 1], ws[n] - (beta * m_0 + lr * Gs[n] / B)),
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
        .assume(chain.last, "the displacement just found")
        .substitute({gs: Lambda(n, g_0)}, "a constant gradient g")
        .rewrite("n equal terms: amplification 1, not 1/(1 − β)", rhs=normal)
    )
    return Theorem(
        "MOM-6",
        "The printed listing loses its state",
        (
            eq(ws[n] - ws[0], -alpha * Sum(gs[j], (j, 0, n - 1))),
            eq(ws[n] - ws[0], -alpha * g_0 * n),
        ),
        ("each call starts from the caller's m, which stays m₀", "m₀ = 0", "gₙ = g in the second"),
        ("L21",),
        (chain, constant),
    )


# ---- back to an equation ----------------------------------------------------------------------


def _merged(expr: Expr) -> Expr:
    """A sum of integrals over one range, each with its factor, as one integral."""
    inside, limits = [], set()
    for term in Add.make_args(expand_around(expr)):
        (integral,) = term.atoms(Integral)
        inside.append(term / integral * integral.function)
        limits.add(integral.limits)
    ((limit,),) = limits
    return Integral(factor(Add(*inside)), limit)


@theorem("MOM-10")
def semi_implicit_euler() -> Theorem:
    """Momentum integrates W″ + γ W′ + ∇L = 0: its velocity is the lecture's forward Euler."""
    scaled = {beta: 1 - gamma * h, alpha: h**2, ms: Lambda(n, h * vs[n])}
    velocity = (
        Derivation()
        .assume(MOMENTUM, "momentum (L17)")
        .substitute(scaled, "β = 1 − γh, α = h², m = h v")
        .on_both_sides(
            lambda side: side / h, "divide by h", lambda side: expand(side).collect(vs[n])
        )
    )
    weights = Derivation().assume(WEIGHTS, "ΔW = m (L17)").substitute(scaled, "m = h v")
    (euler,) = register()["FE-2"]().statement
    of_velocity = (
        Derivation()
        .assume(euler, "the consistency of forward Euler (FE-2)")
        .substitute(
            {x: Lambda(t, V(t)), a: gamma, f: Lambda(t, -G(t))}, "x = V, a = γ, f = −∇L along W"
        )
    )
    slope = Derivation().taylor(V, t, h, s, 0, "").last
    by_w = {V(t): Derivative(W(t), t), Derivative(V(s), s): Derivative(W(s), (s, 2))}
    of_weights = (
        Derivation()
        .taylor(W, t, h, s, 1, "Taylor's formula with integral remainder")
        .subtract(
            eq(W(t) + h * V(t + h), W(t) + h * slope.rhs.xreplace(by_w)),
            "subtract the step W(t) + h V(t + h), by Taylor's formula for V = W′",
            expand_around,
        )
        .rewrite("one integral", rhs=_merged)
        .mean_value(xi, "t − s keeps its sign; some ξ in (t, t + h)")
    )
    return Theorem(
        "MOM-10",
        "Back to an equation: semi-implicit Euler",
        (
            eq(vs[n + 1], (1 - gamma * h) * vs[n] - h * gs[n]),
            eq(ws[n + 1], ws[n] + h * vs[n + 1]),
            eq(
                V(t + h) - ((1 - gamma * h) * V(t) - h * G(t)),
                h**2 / 2 * Derivative(V(xi), (xi, 2)),
            ),
            eq(W(t + h) - (W(t) + h * V(t + h)), -(h**2) / 2 * Derivative(W(xi), (xi, 2))),
        ),
        (
            *RULES,
            "β = 1 − γh, α = h², v = m/h",
            "W″ + γ W′ + ∇L(W) = 0 in the last two, V = W′, G(t) = ∇L(W(t)), ξ in (t, t + h)",
            "W three times continuously differentiable",
        ),
        ("L1", "L17"),
        (velocity, weights, of_velocity, of_weights),
    )
