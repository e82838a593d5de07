"""Checks of forward Euler: its iterates, its defect, its error with constant and order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise
from math import ceil
from random import Random
from typing import Any

from duhamel.analysis.chapters.continuous import NOT_STILL
from duhamel.analysis.chapters.discretisation import DRIFT
from duhamel.analysis.chapters.recurrence import CLOSED_FORM
from duhamel.analysis.letters import beta, fs, n, x_0
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.continuous import FORGOTTEN, unit_of_time
from duhamel.verification.finding import Finding, abstain, confirm, refute, same
from duhamel.verification.models.bounds import (
    Expansion,
    after_steps,
    curvature,
    expansion,
    second_derivative,
    unbounded,
)
from duhamel.verification.models.mistakes import EULER, chosen, without
from duhamel.verification.models.schemes import euler
from duhamel.verification.models.solution import Piece, below, digits, middle, solve
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.exact import NOWHERE, Point, evaluate, rational, real
from flint import acb, acb_poly, arb, ctx, fmpq, fmpq_poly

Euler = Callable[..., list[Any]]
enclosed = partial(check, evidence=Evidence.ENCLOSED, subject=euler, controls=EULER)
LENGTH = 24  # steps of an exact replay
SPLIT = 1 << 16  # of the stretch that is looked at: the length of a step taken alone
STARTS = 8  # of such steps
RUNGS = 8  # each has half the step of the one before
FINEST = 1 << 18  # steps of the finest, if the sign of e₁ asks for so many: some seconds' cost
EXACT_ZERO = f"the error is exactly zero at {RUNGS} step sizes"


# ---- the iterates ----------------------------------------------------------------------------


@check(
    "FE-1.iterates",
    "Euler's iterates are the recurrence's closed form",
    Evidence.EXACT,
    euler,
    EULER,
    criterion_from="REC-1",
    criterion=f"xₙ equals the closed form for n = 0 … {LENGTH}, in ℚ",
)
def _exact_iterates(problem: Problem, run: Euler) -> Finding:
    """Euler's iterates equal REC-1's closed form with β = 1 − a h and input h f_n, in ℚ."""
    rate, start, inputs = rational(problem.a), rational(problem.x0), noise("FE-1", LENGTH + 1)
    reached = []
    for share in (fmpq(1, 3), fmpq(1), fmpq(3, 2), fmpq(2), fmpq(9, 4)):
        step = share * unit_of_time(rate)
        reached.append(rate * step)
        values = run(rate, inputs.__getitem__, start, step, LENGTH)
        expected = closed_iterates(1 - rate * step, [step * f for f in inputs], start)
        same("x", values, expected, f"at a h = {rate * step}")
    return confirm(f"equal for a h = {', '.join(map(str, reached))}")


def noise(salt: str, count: int = LENGTH) -> list[fmpq]:
    """Sixteenths by chance."""
    random = Random(f"{SEED}/{salt}")
    return [fmpq(random.randint(-99, 99), 16) for _ in range(count)]


def factors(problem: Problem, *others: Fraction) -> list[fmpq]:
    """The problem's own β, and others, each once."""
    return list(dict.fromkeys(map(rational, (problem.beta, *others))))


def total(beta: fmpq, count: int) -> fmpq:
    """1 + β + … + β^(count − 1)."""
    return (1 - beta**count) / (1 - beta)


def closed_iterates(factor: fmpq, inputs: list[fmpq], start: fmpq) -> list[fmpq]:
    """x_0 … x_N by the closed form of REC-1, read by FLINT from SymPy's expression."""
    letters = {beta: factor, x_0: start}
    return [
        evaluate(CLOSED_FORM.rhs, Point({**letters, n: fmpq(i)}, {}, {fs: inputs.__getitem__}, {}))
        for i in range(LENGTH + 1)
    ]


# ---- one step --------------------------------------------------------------------------------


@enclosed(
    "FE-2.defect",
    "One step from the exact solution misses it by half h² x″",
    controls=without(EULER, "early input"),
    criterion="x(t+h) − (one step from x(t)) in ½h²·[x″ on (t, t+h)], enclosed, for every t",
)
def _defect(problem: Problem, run: Euler) -> Finding:
    piece, time = _stretch(problem)
    step, starts = time / SPLIT, [time * i / STARTS for i in range(STARTS)]
    if piece.slope(rational(problem.x0)) is not None:
        errors = [_straight_error(problem, run, step, 1, at) for at in starts]
        return _nothing(errors, f"one step misses nothing from {STARTS} times", "x″ = 0")
    told = ""
    with ctx.workprec(piece.bits(time)):
        for at, missed, bent in _missed(piece, rational(problem.x0), starts, step, run):
            if not bent.is_finite():
                continue  # f has no derivatives here
            where = f"· ½h² at t = {digits(arb(at))}"
            if not missed.overlaps(bent):
                refute(f"{digits(missed)}, not {bent.str(4)} {where}")
            if not (missed.contains(0) or bent.contains(0)):
                told = f"{digits(missed, 6)} {where}, x″ in {bent.str(6)}"
    if not told:
        abstain(f"x″ is not told from 0 at any of {STARTS} times")
    return confirm(told)


def _missed(
    piece: Piece, x_0: fmpq, starts: list[fmpq], step: fmpq, run: Euler
) -> Iterator[tuple[fmpq, arb, arb]]:
    """For each start, what one step from x misses, in units of ½h², and where x″ stays."""
    times = [at + step * share / 2 for at in starts for share in range(3)]
    states = [real(x) for x in piece.states(x_0, times)]
    for i, at in enumerate(starts):
        before, middle, after = states[3 * i : 3 * i + 3]
        inputs = [real(piece.value(at + step * n)) for n in range(2)]
        values = run(arb(piece.rate), inputs.__getitem__, before, arb(step), 1)
        missed = after - values[-1] if len(values) == 2 else arb("inf")
        yield at, missed / (arb(step) ** 2 / 2), curvature(piece, (before, middle), at, step)


# ---- the error -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Study:
    """The error of one run of Euler for each rung, and what FE-4 says of it."""

    piece: Piece
    time: fmpq
    steps: tuple[int, ...]
    errors: tuple[arb, ...]
    expected: Expansion
    straight: bool

    def h(self, rung: int) -> arb:
        return arb(self.time / self.steps[rung])


def _stretch(problem: Problem) -> tuple[Piece, fmpq]:
    """The first smooth piece, and how long it is looked at."""
    piece = solve(problem).pieces[0]
    time = below(piece.length)
    return piece, min(
        time, FORGOTTEN * unit_of_time(piece.rate), key=lambda u: Fraction(int(u.p), int(u.q))
    )


@lru_cache(maxsize=4)
def _setting(problem: Problem) -> tuple[Piece, fmpq, Expansion, arb, int]:
    """The first smooth piece, the time of the study, FE-4's expansion, x there, fewest steps.

    The coarsest step has abs(a) h ≤ 1/2, or less where the finest would not have the sign of e₁.
    """
    piece, time = _stretch(problem)
    start, product = rational(problem.x0), abs(piece.rate) * time
    expected = expansion(piece, start, time)
    fewest = max(8, ceil(Fraction(2 * int(product.p), int(product.q))))
    enough = next((n for n in _finer(fewest) if _told(expected, time / n)), fewest)
    coarsest = max(fewest, enough >> (RUNGS - 1)) if enough <= FINEST else fewest
    return piece, time, expected, real(piece.state(start, time)), coarsest


def _finer(fewest: int) -> Iterator[int]:
    """How many steps the finest of the rungs may have."""
    return (fewest << (RUNGS - 1 + k) for k in range(64))


def _told(expected: Expansion, finest: fmpq) -> bool:
    """Whether the error has a sign at the finest step, and its last pair an order."""
    coarse, fine = (expected.error(arb(h)) for h in (2 * finest, finest))
    return _asymptotic(_log2(coarse, fine)) and not fine.contains(0)


def _asymptotic(window: arb) -> bool:
    """Whether a pair has an order to predict: in a wider window other whole numbers would do."""
    return bool(window > 0 and window < 2)


@lru_cache(maxsize=4)
def _inputs(problem: Problem) -> Callable[[fmpq], arb]:
    """f at a time of the stretch, each value enclosed once: every rung asks for the last one's."""
    piece, _ = _stretch(problem)
    return lru_cache(maxsize=FINEST)(lambda time: real(piece.value(time)))


def _study(problem: Problem, run: Euler) -> Study:
    """One study for each problem and run, in balls that tell differences of its size."""
    piece, time = _stretch(problem)
    with ctx.workprec(piece.bits(time)):
        return _studied(problem, run)


@lru_cache(maxsize=32)
def _studied(problem: Problem, run: Euler) -> Study:
    """Euler in balls at h, h/2, h/4, …; exactly where x is a straight line."""
    piece, time, expected, end, coarsest = _setting(problem)
    straight = piece.slope(rational(problem.x0)) is not None
    error = _straight_error if straight else partial(_error, end=end)
    steps = tuple(coarsest << rung for rung in range(RUNGS))
    errors = tuple(error(problem, run, time, count) for count in steps)
    return Study(piece, time, steps, errors, expected, straight)


def _error(problem: Problem, run: Euler, time: fmpq, count: int, end: arb) -> arb:
    """x_N − x(t_N) of a run to ``time`` in so many steps, where x is ``end``."""
    inputs, step, start = _inputs(problem), time / count, arb(rational(problem.x0))
    values = run(arb(rational(problem.a)), lambda i: inputs(step * i), start, arb(step), count)
    return real(values[-1]) - end


def _straight_error(problem: Problem, run: Euler, time: fmpq, count: int, at: Any = 0) -> arb:
    """The same where x = x₀ + v t, from there, in ℚ[v]: f = v + a x, whatever number v is."""
    rate, start, step = rational(problem.a), rational(problem.x0), time / count
    v = fmpq_poly([0, 1])

    def x(i: int) -> fmpq_poly:
        reached: fmpq_poly = start + v * (at + step * i)
        return reached

    missed = run(rate, lambda i: v + rate * x(i), x(0), step, count)[-1] - x(count)
    slope = solve(problem).pieces[0].slope(start)
    return arb(0) if missed == 0 else real(acb_poly(missed)(acb(evaluate(slope, NOWHERE))))


def _nothing(errors: Sequence[arb], told: str, cause: str) -> Finding:
    """Where theory predicts exactly no error, there is none."""
    wrong = [error for error in errors if not error.is_zero()]
    if wrong:
        refute(f"{digits(wrong[0])} where {cause} predicts 0")
    return confirm(f"{told}, as {cause} predicts")


@enclosed(
    "FE-3.bound",
    "The error stays within its bound",
    controls=chosen("halved step", "wrong sign", "input scaled"),
    criterion="|xₙ − x(tₙ)| ≤ ½ h² M₂ (1 − |β|ⁿ)/(1 − |β|), for every h",
    needs=(NOT_STILL,),
)
def _bound(problem: Problem, run: Euler) -> Finding:
    study = _study(problem, run)
    if study.straight:
        return _nothing(study.errors, EXACT_ZERO, "x″ = 0")
    m_2 = second_derivative(study.piece, rational(problem.x0), study.time)
    if not m_2.is_finite():
        abstain(f"x″ has no bound: {unbounded(study.piece, study.time, 1)}")
    shares = []
    for rung, error in enumerate(study.errors):
        step, count = study.h(rung), study.steps[rung]
        bound = after_steps(DRIFT, 1 - step * study.piece.rate, arb(count), h=step, M_2=m_2)
        if abs(error) > bound:
            refute(f"{digits(abs(error))} > {digits(bound)} at h = {digits(step)}")
        if not abs(error) <= bound:
            abstain(f"too wide a ball to tell: {error.str(3)}")
        shares.append(abs(error) / bound if bound > 0 else arb(0))
    return confirm(
        f"{digits(shares[0])} to {digits(shares[-1])} of the bound, over {RUNGS} step sizes"
    )


def _without_constant(study: Study) -> Finding | None:
    """What is said where FE-4 predicts no error at all, or has no bound of what it leaves."""
    if study.straight:
        return _nothing(study.errors, EXACT_ZERO, "e₁ = 0")
    if not study.expected.K.is_finite():
        abstain(f"K has no bound: {unbounded(study.piece, study.time, 3)}")
    return None


@enclosed(
    "FE-4.constant",
    "The error has its constant",
    criterion="xₙ − x(tₙ) in h e₁ + h² e₂ ± h⁴K(1 − |β|ⁿ)/(1 − |β|), for every h",
    needs=(NOT_STILL,),
)
def _constant(problem: Problem, run: Euler) -> Finding:
    study = _study(problem, run)
    if said := _without_constant(study):
        return said
    for rung, error in enumerate(study.errors):
        expected = study.expected.error(study.h(rung))
        if not error.overlaps(expected):
            refute(f"{digits(error)} outside {expected.str(4)} at h = {digits(study.h(rung))}")
    finest = study.expected.error(study.h(RUNGS - 1))
    if finest.contains(0) and not finest.is_zero():
        abstain(_hidden(study))
    ratio = study.errors[-1] / study.h(RUNGS - 1)
    return confirm(
        f"error/h = {digits(ratio, 6)} at the finest h, e₁ = {digits(study.expected.e_1, 6)}"
    )


@enclosed(
    "FE-5.order",
    "Every pair has its predicted order",
    controls=without(EULER, "constant off by 1/16"),
    criterion="log₂(E(h)/E(h/2)) in FE-5's window, with FE-4's remainders, for every pair",
    needs=(NOT_STILL,),
)
def _order(problem: Problem, run: Euler) -> Finding:
    study = _study(problem, run)
    if said := _without_constant(study):
        return said
    pairs = []
    for rung, (coarse, fine) in enumerate(pairwise(study.errors)):
        step = study.h(rung)
        window = _log2(study.expected.error(step), study.expected.error(step / 2))
        observed = _log2(coarse, fine)
        if not _asymptotic(window):
            continue
        if not observed.is_finite() or not observed.overlaps(window):
            refute(f"order {digits(observed, 4)} outside {window.str(4)} at h = {digits(step)}")
        pairs.append((rung, observed, window))
    if not pairs:
        abstain(_hidden(study))
    rung, observed, window = pairs[-1]
    return confirm(
        f"{digits(observed, 6)} in [{digits(window.lower(), 6)}, {digits(window.upper(), 6)}] "
        f"at the finest of {len(pairs)} pairs",
        convergence=_picture(study, pairs),
    )


def _hidden(study: Study) -> str:
    """Why no pair of steps is in the asymptotic range."""
    told, e_1 = study.expected, study.expected.e_1
    if e_1.contains(0):
        return f"e₁ is not told from 0: {e_1.str(3)}"
    enough = next((n for n in _finer(study.steps[0]) if _told(told, study.time / n)), None)
    if enough is None:
        return f"e₁ = {digits(e_1)} is too small beside K = {digits(told.K)} for any h"
    return (
        f"the remainder hides e₁ = {digits(e_1)} until there are {enough} steps, more than the "
        f"{FINEST} that are run at most"
    )


def _log2(coarse: arb, fine: arb) -> arb:
    ratio = coarse / fine
    return ratio.log() / arb(2).log() if ratio > 0 else arb("nan")


def _picture(study: Study, pairs: list[tuple[int, arb, arb]]) -> dict[str, Any]:
    slope = study.expected.e_2 / study.expected.e_1 / (2 * arb(2).log())
    rungs = [rung for rung, _, _ in pairs]
    return {
        "h": [middle(study.h(i)) for i in range(RUNGS)],
        "error": [middle(abs(e)) for e in study.errors],
        "leading": [middle(abs(study.h(i) * study.expected.e_1)) for i in range(RUNGS)],
        "ratio_h": [middle(study.h(i)) for i in rungs],
        "observed": [middle(o) for _, o, _ in pairs],
        "predicted": [middle(1 + slope * study.h(i)) for i in rungs],
        "lower": [float(w.lower()) for _, _, w in pairs],
        "upper": [float(w.upper()) for _, _, w in pairs],
    }


CHECKS = declared(__name__)
