"""What the suite says that nothing else pins: the catalogue, the derivations, the mistakes."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from duhamel.analysis.theorem import register
from duhamel.verification.check import Verdict
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


INPUTS = [fmpq(k, 4) for k in (3, -2, 5, 7, -1, 4, -6, 2, 9, -5)]
RUNS: dict[str, Callable[[Any], Any]] = {
    "Euler": lambda run: run(fmpq(3, 2), lambda n: INPUTS[n], fmpq(-3), fmpq(1, 4), 8),
    "recurrence": lambda run: run(fmpq(3, 4), [*INPUTS], fmpq(3)),
    "momentum": lambda run: run(fmpq(3, 4), fmpq(1, 8), [*INPUTS], fmpq(5)),
    "listing": str.splitlines,
}


def test_the_catalogue(as_recorded: Record) -> None:
    """What is made when the modules are imported."""
    for check in CATALOGUE.values():
        words = (check.evidence, check.criterion_from, check.fixed)
        as_recorded(check.id, [*words, *check.controls])


@pytest.mark.parametrize("kind", RUNS)
def test_every_mistake_gives_other_numbers(kind: str) -> None:
    subjects = {name: subject(kind, name) for name in SEEDED[kind]} | {**ORIGINALS[kind]}
    numbers = {name: str(RUNS[kind](one)) for name, one in subjects.items()}
    wrong = [numbers[name] for name in SEEDED[kind]]
    assert not {*wrong} & {numbers[name] for name in ORIGINALS[kind]}


@pytest.mark.parametrize("kind", ["Euler", "recurrence", "momentum"])
def test_a_run_that_is_too_short_never_passes(kind: str) -> None:
    wrong = {"last value missing": subject(kind, "last value missing")}
    for check in judges(kind):
        (outcome,) = replace(check, controls=wrong).controlled()
        assert outcome.verdict is not Verdict.PASS, check.id


@pytest.mark.parametrize("id", register())
def test_a_derivation(id: str, as_recorded: Record) -> None:
    chains = register()[id]().derivation
    dues = [len(step.obligations) for chain in chains for step in chain.steps]
    as_recorded(f"{id}, derived", [f"{len(dues)} steps", f"{sum(dues)} obligations"])


def test_a_verdict_that_changed_is_found(as_recorded: Record) -> None:
    if os.environ.get("RENEW"):
        pytest.skip("the record is being made")
    with pytest.raises(AssertionError, match="REC-1, derived"):
        as_recorded("REC-1, derived", ["0 steps"])
