"""Checks of forward Euler: its iterates, its defect, its error with constant and order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil
from random import Random
from typing import Any

from duhamel.analysis.chapters.recurrence import CLOSED_FORM
from duhamel.analysis.letters import beta, fs, n, x_0
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Check, Evidence, Finding, holds, inconclusive
from duhamel.verification.checks.continuous import FORGOTTEN
from duhamel.verification.models.bounds import Expansion, curvature, expansion, second_derivative
from duhamel.verification.models.mistakes import EULER, chosen
from duhamel.verification.models.schemes import euler
from duhamel.verification.models.solution import Piece, below, digits, solve
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import Point, evaluate, rational, real
from flint import arb, fmpq

Euler = Callable[..., list[Any]]
LENGTH = 24  # steps of an exact replay
SPLIT = 1 << 16  # of the stretch that is looked at: the length of a step taken alone
STARTS = 8  # of such steps
RUNGS = 8  # each has half the step of the one before


# ---- the iterates ----------------------------------------------------------------------------


def _exact_iterates(problem: Problem, run: Euler) -> Finding:
    """Euler's iterates equal REC-1's closed form with β = 1 − a h and input h f_n, in ℚ."""
    criterion = f"xₙ equals the closed form for n = 0 … {LENGTH}, in ℚ"
    random = Random(f"{SEED}/FE-1")
    rate, start = rational(problem.a), rational(problem.x0)
    inputs = [fmpq(random.randint(-99, 99), 16) for _ in range(LENGTH + 1)]
    for share in (fmpq(1, 3), fmpq(1), fmpq(3, 2), fmpq(2), fmpq(9, 4)):
        step = share / rate
        values = run(rate, inputs.__getitem__, start, step, LENGTH)
        expected = closed_iterates(1 - rate * step, [step * f for f in inputs], start)
        if apart := first_difference("x", values, expected):
            return holds(False, f"{apart} at a h = {share}", criterion)
    return holds(True, "equal for a h = 1/3, 1, 3/2, 2, 9/4", criterion)


def first_difference(name: str, got: Sequence[Any], want: Sequence[Any]) -> str:
    """Where two runs part, in words: the first value that differs; nothing where none does."""
    for i, (value, expected) in enumerate(zip(got, want, strict=False)):
        if value != expected:
            return f"{name}_{i} differs"
    return "" if len(got) == len(want) else f"{len(got)} values where {len(want)} belong"


def closed_iterates(factor: fmpq, inputs: list[fmpq], start: fmpq) -> list[fmpq]:
    """x_0 … x_N by the closed form of REC-1, read by FLINT from SymPy's expression."""
    letters = {beta: factor, x_0: start}
    return [
        evaluate(CLOSED_FORM.rhs, Point({**letters, n: fmpq(i)}, {}, {fs: inputs.__getitem__}, {}))
        for i in range(LENGTH + 1)
    ]


# ---- one step --------------------------------------------------------------------------------


def _defect(problem: Problem, run: Euler) -> Finding:
    """One step from the exact solution misses it by ½h² x″ at some time within the step."""
    criterion = "x(t+h) − (one step from x(t)) in ½h²·[x″ on (t, t+h)], enclosed, for every t"
    piece, time = _stretch(problem)
    step = time / SPLIT
    starts = [time * i / STARTS for i in range(STARTS)]
    times = [at + step * share / 2 for at in starts for share in range(3)]
    states = [real(x) for x in piece.states(rational(problem.x0), times)]
    told = ""
    for i, at in enumerate(starts):
        before, middle, after = states[3 * i : 3 * i + 3]
        bent = curvature(piece, (before, middle), at, step)
        if not bent.is_finite():
            continue  # f has no derivatives here
        values = run(
            arb(piece.rate), lambda n, at=at: real(piece.value(at + step * n)), before, arb(step), 1
        )
        missed = (after - values[-1]) / (arb(step) ** 2 / 2)
        if len(values) != 2 or not missed.overlaps(bent):
            return holds(
                False,
                f"{digits(missed)} · ½h², not {bent.str(4)} · ½h² at t = {digits(arb(at))}",
                criterion,
            )
        if not bent.contains(0) or bent.is_zero():
            told = f"{digits(missed, 6)} · ½h² at t = {digits(arb(at))}, x″ in {bent.str(6)}"
    return holds(True, told, criterion) if told else inconclusive("x″ is not told here", criterion)


# ---- the error -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Study:
    """The error of one run of Euler for each rung, and what FE-4 says of it."""

    piece: Piece
    time: fmpq
    steps: tuple[int, ...]
    errors: tuple[arb, ...]
    expected: Expansion

    def h(self, rung: int) -> arb:
        return arb(self.time / self.steps[rung])


def _stretch(problem: Problem) -> tuple[Piece, fmpq]:
    """The first smooth piece, and how long it is looked at."""
    piece = solve(problem).pieces[0]
    time = below(piece.length)
    return piece, min(time, FORGOTTEN / piece.rate, key=lambda u: Fraction(int(u.p), int(u.q)))


@lru_cache(maxsize=4)
def _setting(problem: Problem) -> tuple[Piece, fmpq, Expansion, arb]:
    """The first smooth piece, the time of the study, FE-4's expansion and x there."""
    piece, time = _stretch(problem)
    start = rational(problem.x0)
    return piece, time, expansion(piece, start, time), real(piece.state(start, time))


@lru_cache(maxsize=4)
def _inputs(problem: Problem) -> Callable[[fmpq], arb]:
    """f at a time of the stretch, each value enclosed once: every rung asks for the last one's."""
    piece, _ = _stretch(problem)
    return lru_cache(maxsize=4096)(lambda time: real(piece.value(time)))


@lru_cache(maxsize=32)
def _study(problem: Problem, run: Euler) -> Study:
    """Euler in balls at h, h/2, h/4, …, the coarsest with a h ≤ 1/2."""
    piece, time, expected, end = _setting(problem)
    inputs = _inputs(problem)
    product = piece.rate * time
    coarsest = max(8, ceil(Fraction(2 * int(product.p), int(product.q))))
    steps = tuple(coarsest << rung for rung in range(RUNGS))
    errors = []
    for count in steps:
        step = time / count
        values = run(
            arb(piece.rate),
            lambda i, step=step: inputs(step * i),
            arb(rational(problem.x0)),
            arb(step),
            count,
        )
        errors.append(values[-1] - end)
    return Study(piece, time, steps, tuple(errors), expected)


def _bound(problem: Problem, run: Euler) -> Finding:
    """The error lies within FE-3's bound at the end, for every step size."""
    criterion = "|xₙ − x(tₙ)| ≤ ½ h² M₂ (1 − |β|ⁿ)/(1 − |β|), for every h"
    study = _study(problem, run)
    m_2 = second_derivative(study.piece, rational(problem.x0), study.time)
    if not m_2.is_finite():
        return inconclusive("sup abs(x″) is not finite: f′ has no bound here", criterion)
    shares = []
    for rung, error in enumerate(study.errors):
        step, count = study.h(rung), study.steps[rung]
        size = abs(1 - step * study.piece.rate)
        total = (1 - size**count) / (1 - size)
        bound = step**2 * m_2 / 2 * (total if total.is_finite() else count)
        if abs(error) > bound:
            return holds(
                False, f"{digits(abs(error))} > {digits(bound)} at h = {digits(step)}", criterion
            )
        shares.append(abs(error) / bound if bound > 0 else arb(0))
    return holds(
        True,
        f"{digits(shares[0])} to {digits(shares[-1])} of the bound, over {RUNGS} step sizes",
        criterion,
    )


def _constant(problem: Problem, run: Euler) -> Finding:
    """The error is h e₁ + h² e₂ + r with abs(r) within FE-4's bound, for every step size."""
    criterion = "xₙ − x(tₙ) in h e₁ + h² e₂ ± h⁴K(1 − |β|ⁿ)/(1 − |β|), for every h"
    study = _study(problem, run)
    if not study.expected.K.is_finite():
        return inconclusive("K is not finite: f is not smooth enough here", criterion)
    for rung, error in enumerate(study.errors):
        expected = study.expected.error(study.h(rung))
        if not error.overlaps(expected):
            return holds(
                False,
                f"{digits(error)} outside {expected.str(4)} at h = {digits(study.h(rung))}",
                criterion,
            )
    finest = study.expected.error(study.h(RUNGS - 1))
    if finest.contains(0) and not finest.is_zero():
        return inconclusive("no h so small that the remainder leaves the error's sign", criterion)
    ratio = study.errors[-1] / study.h(RUNGS - 1)
    return holds(
        True,
        f"error/h = {digits(ratio, 6)} at the finest h, e₁ = {digits(study.expected.e_1, 6)}",
        criterion,
    )


def _order(problem: Problem, run: Euler) -> Finding:
    """Every refinement pair has the order that FE-5 predicts, in a window from both sides."""
    criterion = "log₂(E(h)/E(h/2)) in FE-5's window, with FE-4's remainders, for every pair"
    study = _study(problem, run)
    pairs = []
    for rung, (coarse, fine) in enumerate(pairwise(study.errors)):
        step = study.h(rung)
        window = _log2(study.expected.error(step), study.expected.error(step / 2))
        observed = _log2(coarse, fine)
        if not (window > 0 and window < 2):
            continue  # so coarse a pair has no order to predict: other whole numbers would do too
        if not observed.is_finite() or not observed.overlaps(window):
            return holds(
                False,
                f"order {digits(observed, 4)} outside {window.str(4)} at h = {digits(step)}",
                criterion,
            )
        pairs.append((rung, observed, window))
    if not pairs:
        return inconclusive("no pair in the asymptotic range: h e₁ is too small here", criterion)
    rung, observed, window = pairs[-1]
    return holds(
        True,
        f"{digits(observed, 6)} in [{digits(window.lower(), 6)}, {digits(window.upper(), 6)}] "
        f"at the finest of {len(pairs)} pairs",
        criterion,
        convergence=_picture(study, pairs),
    )


def _log2(coarse: arb, fine: arb) -> arb:
    ratio = coarse / fine
    return ratio.log() / arb(2).log() if ratio > 0 else arb("nan")


def _picture(study: Study, pairs: list[tuple[int, arb, arb]]) -> dict[str, Any]:
    slope = study.expected.e_2 / study.expected.e_1 / (2 * arb(2).log())
    rungs = [rung for rung, _, _ in pairs]
    return {
        "h": [float(study.h(i).mid()) for i in range(RUNGS)],
        "error": [float(abs(e).mid()) for e in study.errors],
        "leading": [float(abs(study.h(i) * study.expected.e_1).mid()) for i in range(RUNGS)],
        "ratio_h": [float(study.h(i).mid()) for i in rungs],
        "observed": [float(o.mid()) for _, o, _ in pairs],
        "predicted": [float((1 + slope * study.h(i)).mid()) for i in rungs],
        "lower": [float(w.lower()) for _, _, w in pairs],
        "upper": [float(w.upper()) for _, _, w in pairs],
    }


CHECKS = (
    Check(
        "FE-1.iterates",
        "FE-1",
        "Euler's iterates are the recurrence's closed form",
        Evidence.EXACT,
        "REC-1",
        _exact_iterates,
        euler,
        EULER,
    ),
    Check(
        "FE-2.defect",
        "FE-2",
        "One step from the exact solution misses it by half h² x″",
        Evidence.ENCLOSED,
        "FE-2",
        _defect,
        euler,
        {k: v for k, v in EULER.items() if k != "early input"},
    ),
    Check(
        "FE-3.bound",
        "FE-3",
        "The error stays within its bound",
        Evidence.ENCLOSED,
        "FE-3",
        _bound,
        euler,
        chosen("halved step", "wrong sign", "input scaled"),
    ),
    Check(
        "FE-4.constant",
        "FE-4",
        "The error has its constant",
        Evidence.ENCLOSED,
        "FE-4",
        _constant,
        euler,
        EULER,
    ),
    Check(
        "FE-5.order",
        "FE-5",
        "Every pair has its predicted order",
        Evidence.ENCLOSED,
        "FE-5",
        _order,
        euler,
        {k: v for k, v in EULER.items() if k != "constant off by 1/16"},
    ),
)
