"""Checks of how the recurrence weighs its inputs: oscillations, memory, small β and β near 1."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from random import Random

from duhamel.analysis.chapters.averaging import AVERAGE
from duhamel.analysis.chapters.recurrence import STABLE
from duhamel.analysis.problem import Problem
from duhamel.verification.check import declared
from duhamel.verification.checks.discretisation import LENGTH, factors
from duhamel.verification.checks.recurrence import NEAR, Recurrence, about_runs
from duhamel.verification.finding import Finding, confirm, holds, refute, same
from duhamel.verification.models.mistakes import RECURRENCE, without
from duhamel.verification.models.schemes import moves
from duhamel.verification.models.solution import digits, middle
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import rational
from flint import arb, fmpq

LONG = 4 * LENGTH
FACTORS = (Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(-9, 10), 1 - NEAR, NEAR - 1)
SMALL = Fraction(1, 100)
CONTRAST = (1 - SMALL, SMALL)
WEIGHTS = (SMALL, Fraction(1, 2), Fraction(9, 10), Fraction(99, 100))
ANGLES = (Fraction(0), Fraction(1, 4), Fraction(1), Fraction(3), Fraction(24))  # tan ω/2
TURNS = 16  # angles of the figure on each side of a right one


# ---- oscillations ----------------------------------------------------------------------------


@about_runs(
    "REC-5.response",
    "Oscillations come out with their gain",
    criterion="xₙ − exp(iωn)/(exp(iω) − β) = βⁿ(x₀ − 1/(exp(iω) − β)) for every n, in ℚ(i)",
)
def _response(problem: Problem, run: Recurrence) -> Finding:
    start = rational(problem.x0)
    tried = factors(problem, *FACTORS)
    for beta in tried:
        for half in ANGLES[beta == 1 :]:  # at ω = 0 the input is the free run itself
            turns = _turns(rational(half))
            steady, _ = _steady(beta, turns)
            forgotten = (start - steady[0][0], -steady[0][1])
            for part in range(2):
                inputs = [turn[part] for turn in turns[:-1]]
                values = run(beta, inputs, start * (1 - part))
                expected = [
                    oscillation[part] + beta**n * forgotten[part]
                    for n, oscillation in enumerate(steady)
                ]
                same("x", values, expected, f"at β = {digits(beta, 4)}, tan ω/2 = {half}")
    told = f"equal for {len(tried)} β and {len(ANGLES)} ω"
    if problem.beta == 1:
        return confirm(f"{told}; no bounded gain at β = 1")
    series = _curve(rational(problem.beta), run)
    return confirm(
        f"{told}; gain {max(series['measured']):.4g} to {min(series['measured']):.4g} "
        f"at β = {digits(rational(problem.beta), 4)}",
        response=series,
    )


Complex = tuple[fmpq, fmpq]


def _turns(half: fmpq) -> list[Complex]:
    """exp(iωn), n = 0 … LENGTH, for tan ω/2 = half: rational."""
    square = 1 + half**2
    c, s = (1 - half**2) / square, 2 * half / square
    return list(
        accumulate(
            range(LENGTH),
            lambda z, _: (z[0] * c - z[1] * s, z[0] * s + z[1] * c),
            initial=(fmpq(1), fmpq(0)),
        )
    )


def _steady(beta: fmpq, turns: list[Complex]) -> tuple[list[Complex], fmpq]:
    """The oscillation that remains, and the square of its gain, 1/(1 − 2β cos ω + β²)."""
    c, s = turns[1]
    square = 1 / (1 - 2 * beta * c + beta**2)
    u, v = (c - beta) * square, -s * square  # 1/(exp(iω) − β)
    return [(u * p - v * q, u * q + v * p) for p, q in turns], square


def _curve(beta: fmpq, run: Recurrence) -> dict[str, list[float]]:
    """The gain over ω: by REC-5, and of runs that start in their steady state."""
    halves = [fmpq(k, TURNS) for k in range(TURNS)] + [fmpq(TURNS, k) for k in range(TURNS, 0, -1)]
    series: dict[str, list[float]] = {"omega": [], "theory": [], "measured": []}
    for half in halves:
        turns = _turns(half)
        steady, square = _steady(beta, turns)
        re, im = (
            run(beta, [turn[part] for turn in turns[:-1]], steady[0][part])[-1] for part in range(2)
        )
        series["omega"].append(middle(2 * arb(half).atan()))
        series["theory"].append(middle(arb(square).sqrt()))
        series["measured"].append(middle(arb(re * re + im * im).sqrt()))
    return series


# ---- memory ----------------------------------------------------------------------------------


@about_runs(
    "REC-6.memory",
    "Mass, mean age, half-life and sample size of the memory",
    controls=without(RECURRENCE, "start lost"),
    criterion="the last N carry 1 − βᴺ, aged β(1 − βᴺ)/(1 − β) − Nβᴺ; (Σ w)²/Σ w² = (1 + β)"
    "(1 − βᴺ)/((1 − β)(1 + βᴺ)), in ℚ; at or below ½ first at N = ⌈ln 2/ln(1/β)⌉",
    needs=AVERAGE,
)
def _memory(problem: Problem, run: Recurrence) -> Finding:
    for factor in dict.fromkeys((*WEIGHTS, problem.beta)):
        beta, where = rational(factor), f"at β = {digits(rational(factor), 4)}"
        response = run(beta, [fmpq(1)] + [fmpq(0)] * (LONG - 1), fmpq(0))[1:]
        if len(response) != LONG:
            refute(f"{len(response)} values where {LONG} belong")
        weights = [(1 - beta) * x for x in response]
        mass, age, square = fmpq(0), fmpq(0), fmpq(0)
        for k, w in enumerate(weights):
            mass, age, square = mass + w, age + k * w, square + w * w
            left = beta ** (k + 1)
            sample = (1 + beta) * (1 - left) / ((1 - beta) * (1 + left))
            if mass != 1 - left:
                refute(f"the last {k + 1} carry {digits(mass, 4)} {where}")
            if age != beta * (1 - left) / (1 - beta) - (k + 1) * left:
                refute(f"the last {k + 1} are {digits(age, 4)} old {where}")
            if mass * mass != sample * square:
                refute(f"the last {k + 1} count for others {where}")
        life = _half_life(beta)
        first = next((k for k, x in enumerate(response) if 2 * x <= 1), None)
        if beta > 0 and first is not None and (life > first or life < first - 1):
            refute(f"half is left after {first} {where}, not {life.str(4)}")
    beta = rational(problem.beta)
    return confirm(
        f"equal for {len(WEIGHTS)} β and β = {digits(beta, 4)}: mean age "
        f"{digits(beta / (1 - beta), 4)}, half-life {digits(_half_life(beta), 4)}, "
        f"sample size {digits((1 + beta) / (1 - beta), 4)}"
    )


def _half_life(beta: fmpq) -> arb:
    return arb(2).log() / -arb(beta).log() if beta > 0 else arb(0)


# ---- small β, and β near 1 -------------------------------------------------------------------


@about_runs(
    "REC-7.input",
    "For small β the state is its last input",
    criterion="xₙ₊₁ − fₙ = β xₙ, at most |β|ⁿ⁺¹|x₀| + |β|F/(1 − |β|), for every n, in ℚ",
    needs=(STABLE,),
)
def _last_input(problem: Problem, run: Recurrence) -> Finding:
    start, inputs = rational(problem.x0), _signs("REC-7")
    farthest: dict[Fraction, fmpq] = {}
    for factor in dict.fromkeys((SMALL, -10 * SMALL, problem.beta, *FACTORS)):
        beta = rational(factor)
        values, size = run(beta, [*inputs], start), abs(beta)
        if len(values) != LONG + 1 or values[0] != start:
            refute("the run does not start at x₀, or does not end")
        apart = [x - f for x, f in zip(values[1:], inputs, strict=True)]
        for n, (x, left) in enumerate(zip(values, apart, strict=False)):
            bound = size ** (n + 1) * abs(start) + size / (1 - size)
            if left != beta * x or abs(left) > bound:
                refute(f"x_{n + 1} − f_{n} = {digits(left, 4)}")
        farthest[factor] = max(map(abs, apart[LONG // 2 :]))
    told = (f"{digits(farthest[u], 4)} at β = {float(u):.4g}" for u in (SMALL, problem.beta))
    return confirm(f"|xₙ − fₙ₋₁| in the second half up to {', '.join(told)}")


@about_runs(
    "REC-8.slow",
    "For β near 1 the average moves slowly",
    controls=without(RECURRENCE, "start lost"),
    criterion="zₙ₊₁ − zₙ = (1 − β)(fₙ − zₙ), for every n, in ℚ; on one input of ±1 at most 2(1 − β)"
    " for β = 0.99, and at least 2(1 − β/(1 − β))(1 − β) once for β = 0.01",
    needs=AVERAGE,
)
def _slow(problem: Problem, run: Recurrence) -> Finding:
    start, inputs = rational(problem.x0), _signs("REC-8")
    for beta in factors(problem, *FACTORS):
        z = [(1 - beta) * x for x in run(beta, [*inputs], start)]
        wanted = [(1 - beta) * (f - old) for old, f in zip(z, inputs, strict=False)]
        same("the move of z", moves(z), wanted, f"at β = {digits(beta, 4)}")
    near, far = map(rational, CONTRAST)
    slow, fast = (_largest_move(run, beta, inputs) for beta in (near, far))
    # REC-8 with F = 1 and z₀ = 0; REC-7 where the input changes its sign
    least = 2 * (1 - far / (1 - far)) * (1 - far)
    return holds(
        bool(slow <= 2 * (1 - near) and fast >= least),
        f"largest moves {digits(slow, 4)} at β = {digits(near, 4)}, {digits(fast, 4)} at "
        f"β = {digits(far, 4)}",
    )


def _largest_move(run: Recurrence, beta: fmpq, inputs: list[fmpq]) -> fmpq:
    """How far (1 − β)x moves in one step at most, from 0."""
    z = [(1 - beta) * x for x in run(beta, [*inputs], fmpq(0))]
    return max(map(abs, moves(z)), default=fmpq(0))


def _signs(salt: str) -> list[fmpq]:
    """An input of ±1, by chance."""
    random = Random(f"{SEED}/{salt}")
    return [fmpq(random.choice((1, -1))) for _ in range(LONG)]


CHECKS = declared(__name__)
