"""m ← β m − α ∇L, ΔW = m: momentum as the recurrence with f_n = −α g_n."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import SIZE, STABLE, memory, reflect, sum_up
from duhamel.analysis.derivation import Derivation, induction, same
from duhamel.analysis.letters import (
    B,
    G,
    Gs,
    V,
    W,
    alpha,
    beta,
    c,
    changes,
    delta,
    fs,
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
    vs,
    ws,
    x_0,
    xi,
    xs,
)
from duhamel.analysis.logic import (
    Body,
    Iff,
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
from duhamel.analysis.normal import expand_around, normal
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    And,
    Derivative,
    Integral,
    Lambda,
    Lt,
    Ne,
    Rational,
    S,
    Sum,
    expand,
)

LISTING = """\
def sgd_momentum(W, m, lr, beta, batch_size):
    m = beta * m + lr * W.grad / batch_size
    W -= m
"""
"""L21, as printed."""

UPDATE = eq(ms[n + 1], beta * ms[n] - alpha * gs[n])
"""L17: the update of the memory."""

MOVE = eq(ws[n + 1], ws[n] + ms[n + 1])
"""L17: ΔW = m."""

MOMENTUM = for_all(n, that=UPDATE)
WEIGHTS = for_all(n, that=MOVE)
RUN = (MOMENTUM, eq(ms[0], m_0))
AT_REST = (MOMENTUM, eq(ms[0], 0))
LEVEL = for_all(n, that=eq(gs[n], c))
BY_MOMENTUM: Body = {xs: Lambda(n, ms[n]), x_0: m_0, fs: Lambda(n, -alpha * gs[n])}
GRADIENTS = Sum(beta ** (n - 1 - k) * gs[k], (k, 0, n - 1))


@theorem("MOM-1")
def memory_of_gradients() -> Theorem:
    """m_n = βⁿ m₀ − α Σ β^{n−1−k} g_k; from m₀ = 0 the lecture's ≈ is an equality."""
    general = memory(BY_MOMENTUM, "momentum is the recurrence with fₙ = −α gₙ").rewrite(
        "count the gradients forwards",
        rhs=lambda side: reflect(side, k),
        rule="shift the index",
    )
    return Theorem(
        "MOM-1",
        "Momentum is the recurrence",
        (),
        (
            Claim(
                RUN,
                eq(ms[n], beta**n * m_0 - alpha * GRADIENTS),
                "m is the memory of the gradients: the recurrence with fₙ = −α gₙ.",
                general,
            ),
            Claim(
                AT_REST,
                eq(ms[n], -alpha * GRADIENTS),
                "From m₀ = 0 the lecture's ≈ is an equality, for every n.",
                general.substitute({m_0: S.Zero}, "from m₀ = 0, for every n"),
            ),
        ),
        ("L17", "L18"),
    )


def _boosted() -> Derivation:
    """The closed form under a constant gradient, from rest."""
    body = {**BY_MOMENTUM, x_0: S.Zero}
    return sum_up(
        memory(body, "momentum is the recurrence, from rest")
        .by(LEVEL, "a constant gradient")
        .suppose(Ne(beta, 1))
    )


@theorem("MOM-2")
def constant_gradient() -> Theorem:
    """Under a constant gradient m_n = −α g (1 − βⁿ)/(1 − β), which tends to −α g/(1 − β)."""
    boosted = _boosted()
    general = sum_up(
        memory({**BY_MOMENTUM, x_0: ms[0]}, "momentum is the recurrence")
        .by(LEVEL, "a constant gradient")
        .suppose(STABLE)
    ).let_grow(beta, n, "βⁿ vanishes, as abs(β) < 1")
    tenth = eq(beta, Rational(9, 10))
    near = le(Rational(99, 100) * 10 * alpha * Abs(c), Abs(ms[n]))
    return Theorem(
        "MOM-2",
        "The boost under a constant gradient",
        (),
        (
            Claim(
                (*AT_REST, LEVEL, Ne(beta, 1)),
                eq(ms[n], -alpha * c * (1 - beta**n) / (1 - beta)),
                "Under a constant gradient.",
                boosted,
            ),
            Claim(
                (MOMENTUM, LEVEL, STABLE),
                tends(ms[n], -alpha * c / (1 - beta), n),
                "It is boosted by 1/(1 − β).",
                general,
            ),
            Claim(
                (MOMENTUM, LEVEL, tenth),
                tends(ms[n], -10 * alpha * c, n),
                "Ten times at β = 0.9.",
                general.by(tenth, "β = 0.9"),
            ),
            Claim(
                (*AT_REST, LEVEL, Ne(c, 0), tenth),
                Iff(near, Lt(43, n)),
                "99 % of it is there after 44 steps, not before.",
                _when_near(boosted, tenth, near),
            ),
        ),
        ("L19",),
    )


def _when_near(boosted: Derivation, tenth: Relation, near: Relation) -> Derivation:
    """0.9ⁿ ≤ 1/100 from n = 44 on."""
    tenth_off = Rational(9, 10)
    at = boosted.suppose(tenth, Ne(c, 0)).by(tenth, "β = 0.9")
    below, above = tenth_off ** (n - 44), tenth_off ** (43 - n)
    later = Derivation().both(tenth_off**n, "the power")
    later = later.rewrite("0.9⁴⁴ in front", rhs=lambda _: tenth_off**44 * below)
    earlier = Derivation().both(tenth_off**n * above, "with what is missing to 43")
    earlier = earlier.rewrite("together", rhs=lambda _: tenth_off**43)
    small = le(tenth_off**n, Rational(1, 100))
    first = Derivation().solve(near, small, "divide by 10α abs(g)", at.last, Ne(c, 0))
    second = Derivation().solve(
        small, Lt(43, n), "0.9⁴⁴ < 1/100 < 0.9⁴³, and its powers fall", later.last, earlier.last
    )
    return first.chained(second, "together").knowing(at, later, earlier)


# ---- a gradient that is nearly constant -------------------------------------------------------

PARTED = ms[n + 1] + alpha * gs[n] * (1 - beta ** (n + 1)) / (1 - beta)
"""How far momentum is from L19's value."""


def _lag(*where: Relation) -> Derivation:
    """How the lag behind a constant gradient goes on from step to step."""
    held = beta * (1 - beta ** (n + 1)) / (1 - beta)
    return (
        Derivation()
        .both(bind(PARTED, {n: n + 1}), "one step later", *where)
        .by(MOMENTUM, "momentum")
        .rewrite(
            "collect the lag, and the gradient's move",
            rhs=lambda _: beta * PARTED + alpha * held * (gs[n + 1] - gs[n]),
        )
    )


@theorem("MOM-3")
def nearly_constant_gradient() -> Theorem:
    """A gradient that moves by at most δ a step: m is within α|β|δ/(1 − |β|)² of L19's value."""
    moves = for_all(n, that=le(Abs(gs[n + 1] - gs[n]), delta))
    most = for_all(n, that=le(Abs(qs[n]), 1 / (1 - SIZE)))
    become = Lambda(n, (1 - beta ** (n + 1)) / (1 - beta))
    apart: Body = {changes: Lambda(n, gs[n + 1] - gs[n]), qs: become}
    lag = _lag(STABLE)
    start = (
        Derivation()
        .given(MOMENTUM, "the first step")
        .substitute({n: S.Zero}, "n = 0")
        .by(eq(ms[0], 0), "from rest")
        .on_both_sides(lambda side: side + alpha * gs[0], "no lag at first")
    )
    source = alpha * beta * qs[n] * changes[n]
    body: Body = {xs: Lambda(n, PARTED), x_0: S.Zero, fs: Lambda(n, source)}
    size = alpha * SIZE * delta / (1 - SIZE) ** 2
    small = for_all(n, that=le(Abs(changes[n]), delta))
    share = Derivation().follow(
        bind(most.args[2], {qs: become}), "1 + β + … + βⁿ, each abs(β)ᵏ at most", given=(STABLE,)
    )
    ramp = for_all(n, that=eq(gs[n], delta * n))
    steady = alpha * beta * delta / (1 - beta) * ((1 - beta**n) / (1 - beta) - n * beta**n)
    worst = induction(
        eq(PARTED, steady),
        n,
        start,
        lag.by(eq(PARTED, steady), "the formula for n").by(ramp, "the ramp"),
        "by induction on n",
    )
    bound = (
        sum_up(
            memory(body, "the lag obeys the recurrence from zero", STABLE).estimate(
                (most, small), "the triangle inequality"
            )
        )
        .enlarge(lambda _: size, "1 − abs(β)ⁿ ≤ 1")
        .substitute(apart, "what q and Δg stand for")
        .knowing(share.generalise(n), lag.generalise(n))
    )
    return Theorem(
        "MOM-3",
        "A nearly constant gradient",
        (*AT_REST, STABLE),
        (
            Claim(
                (moves,),
                le(Abs(PARTED), size),
                "A gradient that moves by at most δ a step parts m from its boosted value by this.",
                bound,
            ),
            Claim(
                (ramp,),
                tends(PARTED, alpha * beta * delta / (1 - beta) ** 2, n),
                "A ramp attains it in the limit, for 0 ≤ β.",
                worst.let_grow(beta, n, "βⁿ and nβⁿ vanish", degree=1),
            ),
        ),
        ("L19",),
    )


# ---- the displacement -------------------------------------------------------------------------

HELD = beta / (1 - beta)


@theorem("MOM-4")
def displacement() -> Theorem:
    """W + β m/(1 − β) descends plainly with step α/(1 − β); hence how far W has come."""
    ahead = ws[n] + HELD * ms[n]
    plain = (
        Derivation()
        .both(bind(ahead, {n: n + 1}), "what the memory still holds, added", Ne(beta, 1))
        .by(WEIGHTS, "ΔW = m")
        .by(MOMENTUM, "momentum")
        .rewrite("the memory drops out", rhs=lambda _: ahead - alpha * gs[n] / (1 - beta))
    )
    moved = -alpha / (1 - beta) * Sum(gs[k] * (1 - beta ** (n - k)), (k, 0, n - 1))
    start = m_0 * beta * (1 - beta**n) / (1 - beta)
    descent = eq(shifted[n + 1], shifted[n] - alpha * gs[n] / (1 - beta))
    summed = (
        Derivation()
        .given(for_all(n, that=descent), "plain descent, W̃ for the weights ahead")
        .suppose(Ne(beta, 1))
        .on_both_sides(lambda side: side - shifted[n], "how far a step goes", expand)
        .telescope(n, k, "sum over the steps: the differences telescope")
        .substitute({shifted: Lambda(n, ahead)}, "back to W and m")
        .knowing(plain.generalise(n))
        .by(eq(ms[0], m_0), "the start of the memory", lhs=True)
        .by(memory_of_gradients().claim("a").proof, "and the memory at step n", lhs=True)
        .isolate(ws[n], "solve for Wₙ", same)
        .on_both_sides(lambda side: side - ws[0], "how far W has come", same)
        .rewrite("each gradient with all that it has moved", rhs=lambda _: moved + start)
    )
    return Theorem(
        "MOM-4",
        "How far the weights have come",
        (MOMENTUM, WEIGHTS, Ne(beta, 1)),
        (
            Claim(
                (),
                eq(bind(ahead, {n: n + 1}), ahead - alpha * gs[n] / (1 - beta)),
                "The weights, ahead by what the memory still holds, descend plainly with "
                "α/(1 − β).",
                plain,
            ),
            Claim(
                (eq(ms[0], m_0),),
                eq(ws[n] - ws[0], moved + start),
                "How far the weights have come.",
                summed,
            ),
        ),
        ("L19",),
    )


# ---- the listing ------------------------------------------------------------------------------


@theorem("MOM-5")
def text_and_listing() -> Theorem:
    """The listing's v is −m, with lr = α and the batch's mean gradient as ∇L."""
    rate, mean = eq(lr, alpha), for_all(n, that=eq(Gs[n], B * gs[n]))
    sign = for_all(n, that=eq(vs[n], -ms[n]))
    state = eq(vs[n + 1], beta * vs[n] + lr * Gs[n] / B)
    weights = eq(ws[n + 1], ws[n] - vs[n + 1])
    return Theorem(
        "MOM-5",
        "The text and the listing agree",
        (sign,),
        (
            Claim(
                (rate, mean),
                Iff(state, UPDATE),
                "The listing's v is −m, with lr = α and the batch's mean gradient as ∇L.",
                Derivation().solve(state, UPDATE, "v = −m, lr = α, G = B g", rate, mean, sign),
            ),
            Claim(
                (),
                Iff(weights, MOVE),
                "Its second line is ΔW = m.",
                Derivation().solve(weights, MOVE, "v = −m", sign),
            ),
        ),
        ("L17", "L21"),
    )


@theorem("MOM-6")
def lost_state() -> Theorem:
    """The printed listing never changes the caller's m: from m₀ = 0 it is plain descent."""
    rate, mean = eq(lr, alpha), for_all(n, that=eq(Gs[n], B * gs[n]))
    printed = for_all(n, that=eq(ws[n + 1], ws[n] - (beta * m_0 + lr * Gs[n] / B)))
    descent = (
        Derivation()
        .given(printed, "the listing as printed: the caller's m stays m₀")
        .by(eq(m_0, 0), "m₀ = 0")
        .by(rate, "lr = α")
        .by(mean, "G = B g")
        .on_both_sides(lambda side: side - ws[n], "how far a step goes")
        .telescope(n, j, "sum over the steps: the differences telescope")
        .rewrite("α in front", rhs=lambda _: -alpha * Sum(gs[j], (j, 0, n - 1)))
    )
    return Theorem(
        "MOM-6",
        "The listing as printed loses its state",
        (printed, eq(m_0, 0), rate, mean),
        (
            Claim(
                (),
                eq(ws[n] - ws[0], -alpha * Sum(gs[j], (j, 0, n - 1))),
                "The printed listing, called with the same m₀ = 0 again, is plain descent.",
                descent,
            ),
            Claim(
                (LEVEL,),
                eq(ws[n] - ws[0], -alpha * c * n),
                "A constant gradient is amplified by 1.",
                descent.by(LEVEL, "a constant gradient").rewrite("n equal terms", rhs=normal),
            ),
        ),
        ("L21",),
    )


# ---- back to an equation ----------------------------------------------------------------------


@theorem("MOM-10")
def back_to_the_equation() -> Theorem:
    """With β = 1 − γh, α = h² and m = hv, momentum is semi-implicit Euler for W″ + γW′ + ∇L = 0."""
    factor, rate = eq(beta, 1 - gamma * h), eq(alpha, h**2)
    velocity = for_all(n, that=eq(ms[n], h * vs[n]))
    step = eq(vs[n + 1], (1 - gamma * h) * vs[n] - h * gs[n])
    move = eq(ws[n + 1], ws[n] + h * vs[n + 1])
    weight = Solves(eq(Derivative(W(t), t), V(t)), W(t), t)
    speed = Solves(eq(Derivative(V(t), t), -gamma * V(t) - G(t)), V(t), t)
    smoothness = (smooth(G, 0, t), smooth(V, 2, t))

    def somewhere(missed: Relation) -> Relation:
        return there_is(xi, where=And(t < xi, xi < t + h), that=missed)

    slope = Derivation().given(speed, "V′").suppose(*smoothness).from_zero_on(t, "continuity")
    euler = (1 - gamma * h) * V(t) - h * G(t)
    first = (
        Derivation()
        .taylor(V, t, h, s, 1, "Taylor's formula with integral remainder", smoothness[1])
        .by(slope, "V solves its equation")
        .on_both_sides(lambda side: side - euler, "subtract the step", same)
        .rewrite("all but the remainder cancels", rhs=expand_around)
        .mean_value(xi, "t + h − s is positive before t + h")
    )
    missed = Derivative(V(xi), xi)
    moves = Derivation().given(weight, "W′ = V").suppose(*smoothness).from_zero_on(t, "continuity")
    turns = moves.on_both_sides(lambda side: Derivative(side, t), "differentiate", same)
    before = (
        Derivation()
        .taylor(V, t, h, s, 0, "V(t + h) from V(t)", smoothness[1])
        .turned()
        .isolate(V(t), "solve for V(t)", same)
    )
    rest = Integral((s - t) * Derivative(V(s), s), (s, t, t + h))
    second = (
        Derivation()
        .taylor(W, t, h, s, 1, "Taylor's formula for W", weight, *smoothness)
        .by(turns, "W″ = V′")
        .by(moves, "W′ = V")
        .by(before, "V(t) by V(t + h)")
        .on_both_sides(lambda side: side - W(t) - h * V(t + h), "subtract the step", same)
        .rewrite("one integral", rhs=lambda _: -rest)
        .mean_value(xi, "s − t is positive after t")
    )
    return Theorem(
        "MOM-10",
        "Momentum as a discretised equation",
        (),
        (
            Claim(
                (MOMENTUM, factor, rate, velocity),
                step,
                "With β = 1 − γh, α = h² and m = h v, momentum is forward Euler for the velocity.",
                Derivation()
                .given(MOMENTUM, "momentum")
                .follow(step, "divide by h", given=(factor, rate, velocity)),
            ),
            Claim(
                (WEIGHTS, velocity),
                move,
                "The weights take the new velocity: semi-implicit Euler.",
                Derivation().given(WEIGHTS, "ΔW = m").follow(move, "m = hv", given=(velocity,)),
            ),
            Claim(
                (weight, speed, *smoothness),
                somewhere(eq(V(t + h) - euler, h**2 / 2 * Derivative(V(xi), (xi, 2)))),
                "Its step of the velocity is consistent with W″ + γW′ + ∇L = 0.",
                first,
            ),
            Claim(
                (weight, speed, *smoothness),
                somewhere(eq(W(t + h) - (W(t) + h * V(t + h)), -(h**2) / 2 * missed)),
                "Its step of the weights, too.",
                second,
            ),
        ),
        ("L1",),
    )
