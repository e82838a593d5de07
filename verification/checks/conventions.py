"""Checks of where the conventions of momentum part (MOM-11).

Each runs over gradients g_0 … g_{N−1} and as many learning rates, and gives the states (m, W)
before the first step and after each: the buffer as that convention holds it, and the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.discretisation import LENGTH, factors, noise, total
from duhamel.verification.checks.momentum import NOT_ONE
from duhamel.verification.finding import Finding, confirm, refute, same
from duhamel.verification.models.conventions import CONVENTIONS, States, run
from duhamel.verification.models.mistakes import CONVENTIONS as WRONG
from duhamel.verification.models.schemes import moves
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import rational
from flint import fmpq

Convention = Callable[..., States]  # (gradients, rates, beta) and, where it has one, dampening
House = Mapping[str, Convention]  # all of them by name
FACTORS = (Fraction(9, 10), Fraction(-3, 4))
HOUSE: House = {name: partial(run, step) for name, step in CONVENTIONS.items()}
about_conventions = partial(check, evidence=Evidence.EXACT, subject=HOUSE)


# ---- checks -----------------------------------------------------------------------------------


def _weights(states: States) -> list[Any]:
    return [w for _, w in states]


def _steps(states: States) -> list[Any]:
    return moves(_weights(states))


def _with(*names: str) -> dict[str, House]:
    """Houses with one convention made wrong each: those whose mistake concerns the check."""
    return {name: {**HOUSE, WRONG[name][0]: WRONG[name][1]} for name in names}


@about_conventions(
    "MOM-11.amplification",
    "Amplification of each convention",
    controls=_with(
        "rate twice",
        "averaged without its weight",
        "first step dampened",
        "Nesterov without looking ahead",
        "Nesterov with β twice",
    ),
    criterion=f"(Wₙ − Wₙ₋₁)/(−αg) as MOM-11 has it, n = 1 … {LENGTH}, in ℚ",
    needs=NOT_ONE,
)
def _amplification(problem: Problem, house: House) -> Finding:
    rate, g, eta = rational(problem.alpha), fmpq(7, 3), fmpq(1, 4)
    gradients, rates = [g] * LENGTH, [rate] * LENGTH
    for beta in factors(problem, *FACTORS):
        boost = [total(beta, n) for n in range(LENGTH + 2)]
        expected = {
            "lecture": boost[1:],
            "outside": boost[1:],
            "averaged": [1 - beta**n for n in range(1, LENGTH + 1)],
            "dampened": [beta**n + (1 - eta) * boost[n] for n in range(LENGTH)],
            "nesterov": boost[2:],
            "nesterov outside": boost[2:],
        }
        for name, boosts in expected.items():
            more = (eta,) if name == "dampened" else ()
            steps = _steps(house[name](gradients, rates, beta, *more))
            same(f"{name}: step", steps, [-rate * g * f for f in boosts[:LENGTH]], f"at β = {beta}")
    return confirm("equal for all: 1/(1 − β), 1, (1 − η)/(1 − β) in the limit")


@about_conventions(
    "MOM-11.constant",
    "A constant rate: inside and outside agree",
    controls=_with("rate twice", "averaged without its weight", "Nesterov without looking ahead"),
    criterion=f"the same W for n = 0 … {LENGTH}, any gradients, in ℚ",
)
def _constant_rate(problem: Problem, house: House) -> Finding:
    rate, gradients = rational(problem.alpha), noise("conventions")
    rates = [rate] * LENGTH
    for beta in factors(problem, *FACTORS):
        pairs = {
            "outside": (house["lecture"], rates),
            "averaged": (house["lecture"], [rate * (1 - beta)] * LENGTH),
            "nesterov outside": (house["nesterov"], rates),
        }
        for name, (other, its_rates) in pairs.items():
            got, want = house[name](gradients, rates, beta), other(gradients, its_rates, beta)
            if _weights(got) != _weights(want):
                refute(f"{name} parts at β = {beta}")
    return confirm("outside, averaged with its rate, Nesterov outside: equal")


@about_conventions(
    "MOM-11.schedule",
    "A rate schedule parts inside from outside",
    controls=_with("rate outside after all", "rate a step late", "buffer scaled with the rate"),
    criterion="step inside − step outside = Σ βⁿ⁻ᵏ(αₙ − αₖ) gₖ for any rates; after one change "
    "W parts by (α − α₀) p₀ β(1 − βⁿ)/(1 − β); in ℚ",
    needs=NOT_ONE,
)
def _schedule(problem: Problem, house: House) -> Finding:
    gradients, rate = noise("conventions"), rational(problem.alpha)
    random = Random(f"{SEED}/rates")
    for beta in factors(problem, *FACTORS):
        rates = [rate * fmpq(random.randint(1, 16), 16) for _ in gradients]
        inside = _steps(house["lecture"](gradients, rates, beta))
        apart = _steps(house["outside"](gradients, rates, beta))
        for n, (one, other) in enumerate(zip(inside, apart, strict=True)):
            terms = (beta ** (n - k) * (rates[n] - rates[k]) * gradients[k] for k in range(n + 1))
            if one - other != sum(terms, fmpq(0)):
                refute(f"step {n + 1} differs at β = {beta}")
        change = LENGTH // 2
        rates = [rate] * change + [rate / 4] * (LENGTH - change)
        one_by = house["lecture"](gradients, rates, beta)
        other_by = house["outside"](gradients, rates, beta)
        held = other_by[change][0]
        for n in range(LENGTH - change + 1):
            gap = one_by[change + n][1] - other_by[change + n][1]
            if gap != -fmpq(3, 4) * rate * held * beta * total(beta, n):
                refute(f"W differs {n} steps after the change")
    return confirm("as derived, for random rates and for one change to α/4")


@about_conventions(
    "MOM-11.first-step",
    "The first step, and one step ahead",
    controls=_with(
        "first step dampened", "Nesterov without looking ahead", "Nesterov with β twice"
    ),
    criterion="dampened (η = β) − averaged = βⁿ g₀ in the buffer; Nesterov's step n is the "
    "lecture's n + 1 with α(gₙ₊₁ − gₙ) added back; in ℚ",
)
def _first_step(problem: Problem, house: House) -> Finding:
    gradients, rate = noise("conventions"), rational(problem.alpha)
    rates = [rate] * LENGTH
    for beta in factors(problem, *FACTORS):
        dampened = house["dampened"](gradients, rates, beta, beta)
        averaged = house["averaged"](gradients, rates, beta)
        for n in range(1, LENGTH + 1):
            if dampened[n][0] - averaged[n][0] != beta**n * gradients[0]:
                refute(f"dampened parts otherwise at step {n}")
        ahead = _steps(house["nesterov"](gradients, rates, beta))
        lecture_steps = _steps(house["lecture"](gradients, rates, beta))
        for n in range(LENGTH - 1):
            change = gradients[n + 1] - gradients[n]
            if ahead[n] != lecture_steps[n + 1] + rate * change:
                refute(f"Nesterov parts otherwise at step {n + 1}")
    return confirm(f"equal for n = 1 … {LENGTH}")


CHECKS = declared(__name__)
