"""Checks of the recurrence: closed form, bounded input, amplification and gains; all exact."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import numpy as np
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.discretisation import LENGTH, closed_iterates, factors, noise
from duhamel.verification.finding import Finding, confirm, refute, same
from duhamel.verification.models.mistakes import RECURRENCE, without
from duhamel.verification.models.schemes import recurrence
from duhamel.verification.models.solution import digits, middle
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import rational
from flint import fmpq

Recurrence = Callable[..., list[Any]]
about_runs = partial(check, evidence=Evidence.EXACT, subject=recurrence, controls=RECURRENCE)
LONG = 1024  # inputs that are all remembered at β = 1
NEAR = Fraction(1, 2**52)  # the last place of float64 below 1
FACTORS = tuple(
    Fraction(*pair)
    for pair in ((0, 1), (1, 1), (-1, 1), (3, 4), (-9, 10), (9, 10), (2, 1), (-2, 1))
)
GRID = tuple(Fraction(k, 10) for k in range(-9, 10))
GAINED = 4 * LENGTH  # steps after which a gain is read off
SHOWN = (Fraction(-9, 10), Fraction(-1, 2), Fraction(1, 2), Fraction(9, 10))


@about_runs(
    "REC-1.iterates",
    "The iterates are the closed form",
    criterion=f"xₙ equals the closed form for n = 0 … {LENGTH}, in ℚ",
)
def _closed_form(problem: Problem, run: Recurrence) -> Finding:
    inputs, start = noise("REC-1"), rational(problem.x0)
    tried = factors(problem, *FACTORS, 1 - NEAR, NEAR - 1)
    for beta in tried:
        values = run(beta, [*inputs], start)  # its own list, which it may change
        same("x", values, closed_iterates(beta, inputs, start), f"at β = {beta}")
    return confirm(f"equal for {len(tried)} β, 0, 1 and −1 among them")


def in_single(beta: Any, inputs: list[Any], start: Any) -> list[Any]:
    """The recurrence in float32."""
    return recurrence(np.float32(beta), [np.float32(f) for f in inputs], np.float32(start))


@about_runs(
    "REC-1.float64",
    "float64 on dyadic data rounds nothing",
    controls={**RECURRENCE, "float32 inside": in_single},
    criterion="float64 == ℚ at every step, β = ±3/4 and small integers",
)
def _dyadic(_: Problem, run: Recurrence) -> Finding:
    random = Random(f"{SEED}/dyadic")
    inputs = [random.randint(-9, 9) for _ in range(20)]
    for sign in (1, -1):
        floats = run(sign * 0.75, [float(f) for f in inputs], 3.0)
        exact = recurrence(Fraction(3 * sign, 4), inputs, Fraction(3))
        same("x", [Fraction(float(x)) for x in floats], exact, f"at β = {sign * 0.75}")
    return confirm(f"equal for n = 0 … {len(inputs)}")


@about_runs(
    "REC-2.gain",
    "Worst-case gain inside, witnesses outside",
    controls=without(RECURRENCE, "late input", "start lost"),
    criterion="|xₙ| = (1 − |β|ⁿ)/(1 − |β|) inside; n at β = ±1; |β|ⁿ outside; in ℚ",
)
def _gain(problem: Problem, run: Recurrence) -> Finding:
    others = (Fraction(9, 10), Fraction(-9, 10), Fraction(0), 1 - NEAR, NEAR - 1)
    tried = [beta for beta in factors(problem, *others) if abs(beta) != 1]
    for beta in tried:
        size = abs(beta)
        for n, value in enumerate(run(beta, _worst(beta), fmpq(0))):
            if abs(value) * (1 - size) != 1 - size**n:
                refute(f"{digits(abs(value), 4)} at n = {n}, β = {beta}")
    for sign in (1, -1):
        for n, value in enumerate(run(fmpq(sign), _worst(fmpq(sign)), fmpq(0))):
            if abs(value) != n:
                refute(f"{digits(abs(value), 4)} at n = {n}, β = {sign}")
    grows = [beta for beta in (*tried, 1 + rational(NEAR), -1 - rational(NEAR)) if abs(beta) > 1]
    for beta in grows:
        for n, value in enumerate(run(beta, [fmpq(0)] * LENGTH, fmpq(1))):
            if value != beta**n:
                refute(f"no growth at n = {n}, β = {digits(beta, 4)}")
    own = f", and β = {problem.beta}" if abs(problem.beta) > 1 else ""
    return confirm(f"attained for {len(tried)} β; ±1 and ±(1 + 2⁻⁵²) unbounded{own}")


def _worst(beta: fmpq, length: int = LENGTH) -> list[fmpq]:
    """The input of size 1 whose memory adds up: constant for β ≥ 0, alternating for β < 0."""
    return [fmpq(1 if beta >= 0 or n % 2 == 0 else -1) for n in range(length)]


@about_runs(
    "REC-3.amplification",
    "Amplification 1/(1 − β) and its approach",
    controls=without(RECURRENCE, "late input"),
    criterion="xₙ − c/(1 − β) = βⁿ(x₀ − c/(1 − β)) for every n, in ℚ; x₀ + cn at β = 1",
)
def _amplification(problem: Problem, run: Recurrence) -> Finding:
    start, c = rational(problem.x0), fmpq(3, 2)
    others = (*SHOWN, Fraction(-99, 100), 1 - NEAR, NEAR - 1)
    tried = [beta for beta in factors(problem, *others) if beta != 1]
    for beta in tried:
        limit = c / (1 - beta)
        for n, value in enumerate(run(beta, [c] * LENGTH, start)):
            if value - limit != beta**n * (start - limit):
                refute(f"x_{n} = {digits(value, 4)} at β = {digits(beta, 4)}")
    # where nothing fades, a memory that ends shows, however long it is
    endless = [start + c * n for n in range(LONG + 1)]
    same("x", run(fmpq(1), [c] * LONG, start), endless, "at β = 1")
    own, told = rational(problem.beta), f"no limit at β = {problem.beta}"
    if abs(own) < 1:
        told = f"1/(1 − β) = {digits(1 / (1 - own), 4)} here"
    return confirm(
        f"equal for {len(tried)} β and β = 1; {told}",
        amplification=_amplified(problem, run),
        memory=_weights(problem),
    )


def _fading(beta: Fraction) -> list[Fraction]:
    """A β whose memory fades, or none."""
    return [beta] if abs(beta) < 1 else []


def _amplified(problem: Problem, run: Recurrence) -> dict[str, Any]:
    curves = []
    for factor in dict.fromkeys((*SHOWN, *_fading(problem.beta))):
        values = run(rational(factor), [fmpq(1)] * (2 * LENGTH), fmpq(0))
        limit, n = middle(1 / (1 - rational(factor))), [*range(len(values))]
        curves.append({"beta": str(factor), "n": n, "x": [*map(middle, values)], "limit": limit})
    return {"curves": curves}


def _weights(problem: Problem) -> dict[str, Any]:
    """(1 − β)β^k: the share of an input k steps ago, from the run's own response to an impulse."""
    curves = []
    for factor in dict.fromkeys((Fraction(1, 2), Fraction(9, 10), *_fading(abs(problem.beta)))):
        impulse = [fmpq(1)] + [fmpq(0)] * LENGTH
        response = recurrence(rational(factor), impulse, fmpq(0))[1:]
        share = 1 - rational(factor)
        curves.append({"beta": str(factor), "weights": [middle(share * v) for v in response]})
    return {"curves": curves}


@about_runs(
    "REC-4.gains",
    "Signed and worst-case gain part for β < 0",
    criterion="xₙ(1 − β) = 1 − βⁿ under 1; |xₙ|(1 − |β|) = 1 − |β|ⁿ under the worst input; "
    "xₙ + (−1)ⁿ/(1 + β) = βⁿ(x₀ + 1/(1 + β)) under (−1)ⁿ; for every n, in ℚ",
)
def _gains(problem: Problem, run: Recurrence) -> Finding:
    start = rational(problem.x0)
    series: dict[str, list[float]] = {
        name: [] for name in ("beta", "signed", "worst", "measured_signed", "measured_worst")
    }
    for factor in dict.fromkeys((*GRID, problem.beta, 1 - NEAR, NEAR - 1)):
        if abs(factor) == 1:  # there neither sum of powers has this form
            continue
        beta, signs = rational(factor), [fmpq((-1) ** n) for n in range(GAINED + 1)]
        size, end = abs(beta), 1 / (1 + beta)
        signed = run(beta, [fmpq(1)] * GAINED, fmpq(0))
        worst = [abs(x) for x in run(beta, _worst(beta, GAINED), fmpq(0))]
        swung = run(beta, signs[:-1], start)
        powers = recurrence(beta, [fmpq(0)] * GAINED, fmpq(1))
        swings = [p * (start + end) - s * end for p, s in zip(powers, signs, strict=True)]
        where = f"at β = {digits(beta, 4)}"
        same("x", signed, [(1 - p) / (1 - beta) for p in powers], where)
        same("|x|", worst, [(1 - abs(p)) / (1 - size) for p in powers], where)
        same("x", swung, swings, where)
        if factor in GRID:
            values = (beta, 1 / (1 - beta), 1 / (1 - size), signed[-1], worst[-1])
            for name, value in zip(series, values, strict=True):
                series[name].append(middle(value))
    at, lowest = GRID.index(Fraction(-9, 10)), series["measured_signed"]
    return confirm(
        f"equal; at β = −0.9 and n = {GAINED}: {lowest[at]:.4f} signed, "
        f"{series['measured_worst'][at]:.4f} at worst",
        gains=series,
    )


CHECKS = declared(__name__)
