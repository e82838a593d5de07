"""How the recurrence weighs its inputs: oscillations, memory, small β and β near 1."""

from __future__ import annotations

from duhamel.analysis.chapters.recurrence import (
    BOUNDED,
    RECURRENCE,
    RUN,
    SIZE,
    STABLE,
    START,
    memory,
    sum_up,
)
from duhamel.analysis.derivation import Derivation, both_ways, induction, same
from duhamel.analysis.letters import F, N, Z, beta, fs, k, n, omega, x_0, xs, zs
from duhamel.analysis.logic import Body, Iff, Relation, bind, eq, for_all, le, tends
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import (
    Abs,
    Expr,
    I,
    Lambda,
    Le,
    Lt,
    Ne,
    Rational,
    S,
    Sum,
    cos,
    exp,
    log,
    sin,
    sqrt,
)

# ---- oscillations -----------------------------------------------------------------------------

SQUARE = 1 - 2 * beta * cos(omega) + beta**2
"""|exp(iω) − β|²."""

STEADY = ((cos(omega) - beta) * cos(omega * n) + sin(omega) * sin(omega * n)) / SQUARE
"""What becomes of cos ωn, once the start is forgotten."""


@theorem("REC-5")
def frequency_response() -> Theorem:
    """An oscillation comes out with the gain 1/√(1 − 2β cos ω + β²), once the start is gone."""
    wave = for_all(n, that=eq(fs[n], cos(omega * n)))
    closed = eq(xs[n], STEADY + beta**n * (x_0 - (cos(omega) - beta) / SQUARE))
    start = Derivation().given(START, "at n = 0 what is taken from x₀ comes back")
    start = start.suppose(Ne(SQUARE, 0))
    later = (
        Derivation()
        .given(RECURRENCE, "the recurrence")
        .by(wave, "the oscillation")
        .suppose(Ne(SQUARE, 0))
        .by(closed, "the formula for n")
        .rewrite(
            "cos ω(n + 1) and sin ω(n + 1) by those of ωn",
            rhs=lambda _: bind(closed.rhs, {n: n + 1}),
        )
    )
    chain = induction(closed, n, start, later, "by induction on n").on_both_sides(
        lambda side: side - STEADY, "subtract the oscillation", same
    )
    size = Abs(1 / (exp(I * omega) - beta), evaluate=False)
    return Theorem(
        "REC-5",
        "Frequency response",
        (),
        (
            Claim(
                (*RUN, wave, Ne(SQUARE, 0)),
                eq(xs[n] - STEADY, beta**n * (x_0 - (cos(omega) - beta) / SQUARE)),
                "An oscillation comes out as an oscillation, once the start is forgotten.",
                chain,
            ),
            Claim(
                (Ne(SQUARE, 0),),
                eq(size, 1 / sqrt(SQUARE)),
                "Its size, that of 1/(e^{iω} − β), is 1/√(1 − 2β cos ω + β²).",
                Derivation().follow(
                    eq(size, 1 / sqrt(SQUARE)),
                    "the square of the size is the sum of those of its parts",
                    given=(Ne(SQUARE, 0),),
                ),
            ),
        ),
        ("L15", "L16"),
    )


# ---- memory -----------------------------------------------------------------------------------

WEIGHT = (1 - beta) * beta**k
CARRIED = Sum(WEIGHT, (k, 0, n - 1))
SQUARES = Sum(WEIGHT**2, (k, 0, n - 1))
AGES = Sum(k * WEIGHT, (k, 0, n - 1))
AVERAGE = (Le(0, beta), Lt(beta, 1))


def _closed(total: Sum, closed: Expr, because: str, *under: Relation) -> Derivation:
    return Derivation().both(total, "the sum", *under).evaluate(total, closed, n, because)


@theorem("REC-6")
def average() -> Theorem:
    """The weights (1 − β)βᵏ: what they add up to, their mean age, half-life and sample size."""
    mean_age = beta * (1 - beta**n) / (1 - beta) - n * beta**n
    last = _closed(CARRIED, 1 - beta**n, "it gains (1 − β)βⁿ in a step, and is 0 at n = 0")
    aged = _closed(
        AGES, mean_age, "at n = 0 both are 0, and both gain nβⁿ(1 − β) in a step", Ne(beta, 1)
    )
    inside = (Lt(0, beta), Lt(beta, 1))
    half, life = eq(beta**N, Rational(1, 2)), eq(N, log(2) / log(1 / beta))
    solved = (
        Derivation()
        .given(half, "the weight has fallen to one half")
        .suppose(*inside)
        .on_both_sides(log, "take logarithms", same)
        .rewrite("of a power, and of a half", lhs=lambda _: N * log(beta), rhs=lambda _: -log(2))
        .isolate(N, "solve for N: ln β < 0")
        .rewrite("ln(1/β) = −ln β", rhs=lambda _: life.rhs)
    )
    fallen = (
        Derivation()
        .both(beta**N, "the weight", *inside)
        .suppose(life)
        .rewrite("βᴺ = exp(N ln β)", rhs=lambda _: exp(N * log(beta)))
        .rewrite("N ln β = −ln 2", rhs=lambda _: Rational(1, 2))
    )
    whole, squares = (bind(total, {n: n + 1}) for total in (CARRIED, SQUARES))
    share = last.substitute({n: n + 1}, "n + 1 weights").suppose(*AVERAGE)
    squared = _closed(
        SQUARES,
        (1 - beta) * (1 - beta ** (2 * n)) / (1 + beta),
        "a geometric sum, of ratio β²",
        *AVERAGE,
    ).substitute({n: n + 1}, "n + 1 weights")
    power = beta ** (n + 1)

    def ratio(power: Expr) -> Expr:
        return (1 - power) * (1 + beta) / ((1 - beta) * (1 + power))

    equal = (
        Derivation()
        .both(whole**2 / squares, "(Σ w)²/Σ w²", *AVERAGE, Ne(squares, 0))
        .by(share, "the sum of n + 1 weights")
        .by(squared, "and of their squares")
        .rewrite("cancel", rhs=lambda _: ratio(power))
        .knowing(squared.follow(Ne(squares, 0), "1 − β > 0 and β²ⁿ⁺² < 1"))
    )
    sample = (
        Derivation().both(power, "βⁿ⁺¹", *AVERAGE).rewrite("β βⁿ", rhs=lambda _: beta * beta**n)
    )
    sample = (
        sample.let_grow(beta, n, "βⁿ vanishes")
        .under_a_limit(ratio, "a quotient is continuous where its divisor is not 0")
        .by(equal.turned(), "that is the ratio", lhs=True)
    )
    return Theorem(
        "REC-6",
        "Memory",
        (),
        (
            Claim((), eq(CARRIED, 1 - beta**n), "The last n weights carry 1 − βⁿ.", last),
            Claim(
                AVERAGE,
                tends(CARRIED, S.One, n),
                "The weights sum to 1.",
                last.suppose(*AVERAGE).let_grow(beta, n, "βⁿ vanishes"),
            ),
            Claim(
                (Ne(beta, 1),),
                eq(AGES, mean_age),
                "What the last n bring to the mean age.",
                aged,
            ),
            Claim(
                AVERAGE,
                tends(AGES, beta / (1 - beta), n),
                "The mean age is β/(1 − β).",
                aged.suppose(*AVERAGE).let_grow(beta, n, "βⁿ and nβⁿ vanish", degree=1),
            ),
            Claim(
                inside,
                Iff(half, life),
                "The half-life is ln 2/ln(1/β).",
                both_ways(half, life, solved, fallen, "both ways"),
            ),
            Claim(
                AVERAGE,
                tends(whole**2 / squares, (1 + beta) / (1 - beta), n),
                "The effective sample size is (1 + β)/(1 − β).",
                sample,
            ),
        ),
        ("L15",),
    )


# ---- small β, and β near 1 --------------------------------------------------------------------


@theorem("REC-7")
def small_factor() -> Theorem:
    """For small |β| the state is its last input, up to |β| F/(1 − |β|) and what is forgotten."""
    limit = SIZE ** (n + 1) * Abs(x_0) + SIZE * F / (1 - SIZE)
    remembered = (
        Derivation()
        .given(RECURRENCE, "the recurrence")
        .on_both_sides(lambda side: side - fs[n], "subtract the last input")
    )
    distance = sum_up(
        remembered.by(memory(), "the closed form")
        .suppose(STABLE)
        .estimate((BOUNDED,), "the triangle inequality")
    ).enlarge(lambda _: limit, "1 − abs(β)ⁿ ≤ 1")
    moves = (
        Derivation()
        .given(RECURRENCE, "the recurrence")
        .substitute({n: n + 1}, "one step on")
        .subtract(Derivation().given(RECURRENCE, "the recurrence"), "less the recurrence", same)
        .rewrite(
            "collect",
            rhs=lambda _: fs[n + 1] - fs[n] + beta * (xs[n + 1] - xs[n]),
        )
        .on_both_sides(
            lambda side: side - (fs[n + 1] - fs[n]), "subtract the move of the input", same
        )
    )
    return Theorem(
        "REC-7",
        "Small β: the state is its last input",
        (),
        (
            Claim(
                (*RUN, BOUNDED, STABLE),
                le(Abs(xs[n + 1] - fs[n]), limit),
                "For small β the state is its last input, up to abs(β)F/(1 − abs(β)) and the "
                "start's rest.",
                distance,
            ),
            Claim(
                (RECURRENCE,),
                eq(xs[n + 2] - xs[n + 1] - (fs[n + 1] - fs[n]), beta * (xs[n + 1] - xs[n])),
                "It moves as its input does, but for β times its last move.",
                moves,
            ),
        ),
        ("L16",),
    )


@theorem("REC-8")
def slow_state() -> Theorem:
    """For β near 1 the average z = (1 − β)x moves by at most (1 − β)(F + Z) in a step."""
    defined = for_all(n, that=eq(zs[n], (1 - beta) * xs[n]))
    bounded = for_all(n, that=le(Abs(zs[n]), Z))
    step = (
        Derivation()
        .given(defined, "z = (1 − β)x")
        .substitute({n: n + 1}, "one step on")
        .by(RECURRENCE, "the recurrence")
        .suppose(*AVERAGE)
        .by(
            Derivation().given(defined, "").suppose(*AVERAGE).isolate(xs[n], "solve for x"),
            "x by z, 1 − β > 0",
        )
        .rewrite("multiply out", rhs=lambda _: beta * zs[n] + (1 - beta) * fs[n])
    )
    move = step.on_both_sides(lambda side: side - zs[n], "subtract zₙ", same).rewrite(
        "collect", rhs=lambda _: (1 - beta) * (fs[n] - zs[n])
    )
    body: Body = {xs: Lambda(n, zs[n]), x_0: zs[0], fs: Lambda(n, (1 - beta) * fs[n])}
    limit = beta**n * Abs(zs[0]) + (1 - beta**n) * F
    mean = sum_up(
        memory(body, "z obeys the recurrence with the input (1 − β)f")
        .knowing(step.generalise(n))
        .suppose(*AVERAGE)
        .estimate((BOUNDED,), "the triangle inequality")
    ).enlarge(lambda _: limit, "0 ≤ β < 1")
    slow = move.suppose(*AVERAGE).estimate((BOUNDED, bounded), "the triangle inequality")
    slow = slow.enlarge(lambda _: (1 - beta) * (F + Z), "0 ≤ β < 1")
    return Theorem(
        "REC-8",
        "β near 1: the average moves slowly",
        (*AVERAGE, *RUN, BOUNDED, defined),
        (
            Claim(
                (),
                le(Abs(zs[n]), limit),
                "The average z = (1 − β)x lies between its start and F.",
                mean,
            ),
            Claim(
                (bounded,),
                le(Abs(zs[n + 1] - zs[n]), (1 - beta) * (F + Z)),
                "For β near 1 it moves slowly.",
                slow,
            ),
        ),
        ("L15", "L16"),
    )
