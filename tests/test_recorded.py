"""What the suite says that nothing else pins: the catalogue, the derivations, the mistakes."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import pytest
from duhamel.analysis.derivation import Step
from duhamel.analysis.theorem import register
from duhamel.verification import digits, libraries
from duhamel.verification.check import Check
from duhamel.verification.mistakes import SEEDED
from duhamel.verification.suite import checks
from flint import fmpq

Record = Callable[[str, Sequence[str]], None]
APART = {check.id for check in (*libraries.available(), *digits.available())}


def entry(check: Check) -> str:
    words = (check.id, check.title, check.evidence, check.criterion_from, check.fixed)
    return f"{' | '.join(map(str, words))} | {', '.join(check.controls)}"


def test_the_catalogue(as_recorded: Record) -> None:
    as_recorded("the catalogue", [entry(c) for c in checks().values() if c.id not in APART])


INPUTS = [fmpq(k, 4) for k in (3, -2, 5, 7, -1, 4, -6, 2, 9, -5)]
RUNS: dict[str, Callable[[Any], Any]] = {
    "Euler": lambda run: run(fmpq(3, 2), lambda n: INPUTS[n], fmpq(-3), fmpq(1, 4), 8),
    "recurrence": lambda run: run(fmpq(3, 4), [*INPUTS], fmpq(3)),
    "momentum": lambda run: run(fmpq(3, 4), fmpq(1, 8), [*INPUTS], fmpq(5)),
}


@pytest.mark.parametrize("kind", RUNS)
def test_the_mistakes_in_numbers(kind: str, as_recorded: Record) -> None:
    lines = []
    for name, mistake in SEEDED[kind].items():
        values = RUNS[kind](mistake)
        lines.append(f"{name}: {', '.join(map(str, values))}")
    as_recorded(f"mistakes, {kind}", lines)


def line(step: Step) -> str:
    """A step by its words, and a sum over its relation and what has to be true for it."""
    dues = [f"{type(due).__name__} {vars(due)}" for due in step.obligations]
    meant = sha256("; ".join([str(step.relation), *dues]).encode()).hexdigest()[:8]
    return f"{step.rule}: {step.because} ({len(dues)}, {meant})"


@pytest.mark.parametrize("id", register())
def test_a_derivation(id: str, as_recorded: Record) -> None:
    theorem = register()[id]()
    as_recorded(f"{id}, derived", [line(s) for chain in theorem.derivation for s in chain.steps])
