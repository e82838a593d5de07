"""The suite's test of itself: seeded mistakes, and correct code in other styles, before its judges.

A mistake goes through the checks whose own subject is of its kind, with the same judges. It is
caught when at least one of them says `fail`; a crash is no verdict. What is correct must be
accepted by all of them, in whatever style it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np
from duhamel.analysis.theorem import Claim, register
from duhamel.verification.check import REFERENCE, Check
from duhamel.verification.checks.integration import solve_ivp
from duhamel.verification.checks.momentum import KEPT
from duhamel.verification.finding import Verdict
from duhamel.verification.models import schemes
from duhamel.verification.models.broken import broken
from duhamel.verification.models.mistakes import SEEDED, Input
from duhamel.verification.models.runs import runs, seen
from duhamel.verification.proof.engines import still_derived
from duhamel.verification.proof.exact import Point
from duhamel.verification.suite import checks
from flint import fmpq

Progress = Callable[[int, int], None]
METHOD = "RK45"  # what the integrators' mistakes are made in
STATEMENT = "statement"
RUNS = 16  # of each claim that is broken: twice those of the checks
SUBJECTS: Mapping[str, Any] = {
    "Euler": schemes.euler,
    "recurrence": schemes.recurrence,
    "momentum": schemes.momentum,
    "listing": KEPT,
}


# ---- correct code, in other styles -----------------------------------------------------------


def _factored(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    return schemes.recurrence(1 - a * h, [h * f(n) for n in range(steps)], start)


def _in_place(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    values = np.full(steps + 1, start, dtype=object)
    for n in range(steps):
        values[n + 1] = values[n]
        values[n + 1] += h * f(n)
        values[n + 1] -= h * a * values[n]
    return list(values)


def _folded(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    return list(accumulate(range(steps), lambda x, n: x + h * (f(n) - a * x), initial=start))


def _powers(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """The closed form of REC-1."""
    return [
        beta**n * start + sum((beta**k * inputs[n - 1 - k] for k in range(n)), start * 0)
        for n in range(len(inputs) + 1)
    ]


def _horner(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """Each x_n from the start again, as a polynomial in β by Horner's rule."""

    def value(n: int) -> Any:
        total = start
        for f in inputs[:n]:
            total = total * beta + f
        return total

    return [value(n) for n in range(len(inputs) + 1)]


def _vectorised(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """A convolution of the inputs with the powers of β, in NumPy."""
    powers = np.array([beta**k for k in range(len(inputs) + 1)], dtype=object)
    memory = np.convolve(np.array([*inputs], dtype=object), powers)[: len(inputs)]
    return [start, *(start * powers[1:] + memory)]


def _fractions(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """In Python's fractions, handed back in the caller's numbers."""
    if not isinstance(start, fmpq):
        return schemes.recurrence(beta, inputs, start)
    rational, *rest = (Fraction(int(v.p), int(v.q)) for v in map(fmpq, (beta, start, *inputs)))
    values = schemes.recurrence(rational, rest[1:], rest[0])
    return [fmpq(v.numerator, v.denominator) for v in values]


def _buffered(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """One buffer, changed in place, as optimisers have it."""
    buffer, values = np.array([start], dtype=object), [start]
    for f in inputs:
        buffer *= beta
        buffer += f
        values.append(buffer[0])
    return values


def _as_momentum(run: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Momentum by a recurrence, its inputs the steps −α g (MOM-1)."""
    return lambda beta, alpha, gradients, start=0: run(beta, [-alpha * g for g in gradients], start)


def _other_sign(beta: Any, alpha: Any, gradients: Sequence[Any], start: Any = 0) -> list[Any]:
    values = schemes.recurrence(beta, [alpha * g for g in gradients], -start)
    return [-v for v in values]


def _rate_outside(beta: Any, alpha: Any, gradients: Sequence[Any], start: Any = 0) -> list[Any]:
    """The buffer sums the gradients; the rate comes when it is used (MOM-11)."""
    return [-alpha * v for v in schemes.recurrence(beta, gradients, -start / alpha)]


_RECURRENCES: Mapping[str, Callable[..., list[Any]]] = {
    "closed form by powers": _powers,
    "Horner": _horner,
    "NumPy, vectorised": _vectorised,
    "fractions": _fractions,
    "in place": _buffered,
}

ORIGINALS: Mapping[str, Mapping[str, Any]] = {
    "Euler": {
        "as it is": schemes.euler,
        "factored": _factored,
        "in place": _in_place,
        "accumulated": _folded,
    },
    "recurrence": {"as it is": schemes.recurrence, **_RECURRENCES},
    "momentum": {
        "as it is": schemes.momentum,
        **{name: _as_momentum(run) for name, run in _RECURRENCES.items()},
        "the other sign inside": _other_sign,
        "rate outside the buffer": _rate_outside,
    },
    "listing": {
        "as it is": KEPT,
        "in place": KEPT.replace("m = beta * m + lr", "m *= beta\n    m += lr"),
        "batch first": KEPT.replace("lr * W.grad / batch_size", "lr * (W.grad / batch_size)"),
        "rate over the batch": KEPT.replace("lr * W.grad / batch_size", "lr / batch_size * W.grad"),
    },
    "integrator": {method: partial(solve_ivp, method) for method in schemes.METHODS},
}


# ---- before the judges -----------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """One subject, and what each check of its kind said of it."""

    kind: str
    name: str
    mistaken: bool
    verdicts: Mapping[str, Verdict]

    @property
    def restates(self) -> bool:
        """Whether the subject is a claim with something wrong in it."""
        return self.kind == STATEMENT

    @property
    def rejected_by(self) -> tuple[str, ...]:
        return tuple(id for id, verdict in self.verdicts.items() if verdict is Verdict.FAIL)

    @property
    def withheld_by(self) -> tuple[str, ...]:
        """The checks that do not pass it, for whatever reason."""
        return tuple(id for id, verdict in self.verdicts.items() if verdict is not Verdict.PASS)

    @property
    def as_expected(self) -> bool:
        """A mistake is rejected by at least one check; what is correct passes every one."""
        if self.mistaken:
            return bool(self.rejected_by)
        return bool(self.verdicts) and not self.withheld_by


def subject(kind: str, mistake: str) -> Any:
    """The implementation, or the listing, that makes a mistake."""
    seeded = SEEDED[kind][mistake]
    if kind == "listing":
        return KEPT.replace(*seeded)
    return partial(seeded, METHOD) if kind == "integrator" else seeded


def judges(kind: str) -> list[Check]:
    """The checks of the suite whose own subject is of this kind."""
    if kind == "integrator":
        return [checks()[f"NUM-1.{METHOD}"]]
    return [check for check in checks().values() if check.subject == SUBJECTS[kind]]


def _mistaken(kind: str, name: str) -> Trial:
    wrong = subject(kind, name)
    # as a control, so that a crash is inconclusive and no rejection
    said = {
        check.id: replace(check, controls={name: wrong}).controlled()[0].verdict
        for check in judges(kind)
    }
    return Trial(kind, name, True, said)


def _correct(kind: str, name: str) -> Trial:
    right = ORIGINALS[kind][name]
    said = {
        check.id: replace(check, subject=right).judged(REFERENCE).verdict for check in judges(kind)
    }
    return Trial(kind, name, False, said)


def trials(progress: Progress | None = None) -> Iterator[Trial]:
    """Every correct style and every mistake, kind by kind."""
    tasks = [
        *((_correct, kind, name) for kind, styles in ORIGINALS.items() for name in styles),
        *((_mistaken, kind, name) for kind, wrong in SEEDED.items() for name in wrong),
    ]
    for count, (trial, kind, name) in enumerate(tasks, 1):
        yield trial(kind, name)
        if progress:
            progress(count, len(tasks))


# ---- wrong statements, before runs and derivations ---------------------------------------------


def statements(progress: Progress | None = None) -> Iterator[Trial]:
    """Every claim with one thing wrong in what it states, or with one hypothesis less."""
    claims = [claim for derive in register().values() for claim in derive().parts]
    for count, claim in enumerate(claims, 1):
        yield from restated(claim)
        if progress:
            progress(count, len(claims))


def restated(claim: Claim) -> Iterator[Trial]:
    """One claim, broken in each way that there is."""
    points = [*runs(claim.hypotheses, claim.statement, claim.name, RUNS)]
    for what, wrong in broken(claim.statement):
        yield _judged(replace(claim, statement=wrong), what, points, mistaken=True)
    for one in claim.hypotheses:
        left = tuple(other for other in claim.hypotheses if other != one)
        less = replace(claim, hypotheses=left)
        points = [*runs(left, claim.statement, claim.name, RUNS)]
        yield _judged(less, f"without {one}", points, mistaken=not still_derived(less))


def _judged(claim: Claim, what: str, points: Sequence[Point], mistaken: bool) -> Trial:
    """What the runs say of a claim, and whether its derivation is still one of it.

    A run in which a wrong statement holds does not pass it: it may be true, as a weaker bound is.
    A claim that is derived without a hypothesis is no mistake, and no run may refute it.
    """
    shown = {seen(claim.statement, at) for at in points}
    by_runs = Verdict.FAIL if False in shown else Verdict.PASS
    if mistaken and not shown & {True, False}:
        by_runs = Verdict.INCONCLUSIVE
    derived = Verdict.PASS if not mistaken or still_derived(claim) else Verdict.FAIL
    said = {f"{claim.name.partition('.')[0]}.statements": by_runs, claim.name: derived}
    return Trial(STATEMENT, f"{claim.name}: {what}", mistaken, said)
