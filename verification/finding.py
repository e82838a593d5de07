"""Verdict, Finding, and the words of a judge: it confirms, refutes or abstains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn


class Verdict(StrEnum):
    """What a check says of its subject."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    DOES_NOT_APPLY = "does-not-apply"


@dataclass(frozen=True)
class Finding:
    """What a judge saw: the verdict, what was measured, and what it was held to.

    ``series`` are the run's own numbers, kept for a figure (plain JSON values).
    """

    verdict: Verdict
    measured: str
    criterion: str = ""
    series: Mapping[str, Any] = field(default_factory=dict)


def holds(fact: bool, measured: str, criterion: str = "", **series: Any) -> Finding:
    """A finding that is decided: `pass` if the fact holds, `fail` if not.

    ``criterion``: only where it hangs on the subject; else the check has it.
    """
    return Finding(Verdict.PASS if fact else Verdict.FAIL, measured, criterion, series)


def confirm(measured: str, **series: Any) -> Finding:
    """The finding that the fact holds."""
    return holds(True, measured, **series)


class DecidedError(Exception):
    """The end of a judgement from wherever it is seen: the verdict, and what was measured."""


def refute(measured: str) -> NoReturn:
    """End the judgement: the fact does not hold."""
    raise DecidedError(Verdict.FAIL, measured)


def abstain(reason: str) -> NoReturn:
    """End the judgement: what was measured does not decide."""
    raise DecidedError(Verdict.INCONCLUSIVE, reason)


def outside(reason: str) -> NoReturn:
    """End the judgement: the theorem does not speak of this problem."""
    raise DecidedError(Verdict.DOES_NOT_APPLY, reason)


def same(name: str, got: Sequence[Any], want: Sequence[Any], where: str) -> None:
    """Refute that two runs are the same, at the first value that differs."""
    for i, (value, expected) in enumerate(zip(got, want, strict=False)):
        if value != expected:
            refute(f"{name}_{i} differs {where}")
    if len(got) != len(want):
        refute(f"{len(got)} values where {len(want)} belong {where}")
