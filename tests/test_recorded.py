"""What the suite says that nothing else pins: the catalogue, the derivations, the mistakes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from duhamel.analysis.derivation import Step
from duhamel.analysis.theorem import register
from duhamel.verification.check import Check
from duhamel.verification.checks import digits, libraries
from duhamel.verification.models.mistakes import SEEDED
from duhamel.verification.selftest import ORIGINALS, judges, subject
from duhamel.verification.suite import checks
from flint import fmpq

Record = Callable[[str, Sequence[Any]], None]
CATALOGUE = checks() | {
    check.id: check
    for check in (*libraries.TORCH, *libraries.OPTAX, *libraries.KERAS, *digits.CHECKS)
}


def entry(check: Check) -> str:
    words = (check.id, check.title, check.evidence, check.criterion_from, check.fixed)
    return f"{' | '.join(map(str, words))} | {', '.join(check.controls)}"


INPUTS = [fmpq(k, 4) for k in (3, -2, 5, 7, -1, 4, -6, 2, 9, -5)]
RUNS: dict[str, Callable[[Any], Any]] = {
    "Euler": lambda run: run(fmpq(3, 2), lambda n: INPUTS[n], fmpq(-3), fmpq(1, 4), 8),
    "recurrence": lambda run: run(fmpq(3, 4), [*INPUTS], fmpq(3)),
    "momentum": lambda run: run(fmpq(3, 4), fmpq(1, 8), [*INPUTS], fmpq(5)),
    "listing": str.splitlines,
}


def test_the_catalogue_and_the_mistakes_in_numbers(as_recorded: Record) -> None:
    """What is made when the modules are imported."""
    as_recorded("the catalogue", sorted(entry(check) for check in CATALOGUE.values()))
    for kind, run in RUNS.items():
        subjects = {name: subject(kind, name) for name in SEEDED[kind]} | {**ORIGINALS[kind]}
        lines = [f"{name}: {', '.join(map(str, run(one)))}" for name, one in subjects.items()]
        as_recorded(f"mistakes, {kind}", lines)


@pytest.mark.parametrize("kind", ["Euler", "recurrence", "momentum"])
def test_what_is_said_of_a_run_too_short(kind: str, as_recorded: Record) -> None:
    wrong = {"last value missing": subject(kind, "last value missing")}
    for check in judges(kind):
        as_recorded(f"{check.id}, too short", replace(check, controls=wrong).controlled())


def line(step: Step) -> str:
    """A step by its words, and a sum over its relation and what has to be true for it."""
    dues = [f"{type(due).__name__} {vars(due)}" for due in step.obligations]
    meant = sha256("; ".join([str(step.relation), *dues]).encode()).hexdigest()[:8]
    return f"{step.rule}: {step.because} ({len(dues)}, {meant})"


@pytest.mark.parametrize("id", register())
def test_a_derivation(id: str, as_recorded: Record) -> None:
    theorem = register()[id]()
    as_recorded(f"{id}, derived", [line(s) for chain in theorem.derivation for s in chain.steps])
