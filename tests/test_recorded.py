"""What the suite says that nothing else pins: the catalogue, and the mistakes."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from duhamel.verification.checks import digits, libraries
from duhamel.verification.finding import Verdict
from duhamel.verification.selftest import judges, subject
from duhamel.verification.suite import checks

Record = Callable[[str, Sequence[Any]], None]
CATALOGUE = checks() | {
    check.id: check
    for check in (*libraries.TORCH, *libraries.OPTAX, *libraries.KERAS, *digits.CHECKS)
}


def test_the_catalogue(as_recorded: Record) -> None:
    """What is made when the modules are imported."""
    for check in CATALOGUE.values():
        words = (check.evidence, check.criterion_from, check.fixed)
        as_recorded(check.id, [*words, *check.controls])


@pytest.mark.parametrize("kind", ["Euler", "recurrence", "momentum"])
def test_a_run_that_is_too_short_is_rejected(kind: str) -> None:
    wrong = {"last value missing": subject(kind, "last value missing")}
    said = [replace(check, controls=wrong).controlled()[0].verdict for check in judges(kind)]
    assert Verdict.FAIL in said


def test_a_verdict_that_changed_is_found(as_recorded: Record) -> None:
    if os.environ.get("RENEW"):
        pytest.skip("the record is being made")
    with pytest.raises(AssertionError, match=r"`REC-1\.a`"):
        as_recorded("REC-1.a", ["proved"])
