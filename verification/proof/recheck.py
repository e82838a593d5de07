"""One theorem again, from nothing: its meaning, each step before both engines, each check."""

from __future__ import annotations

from dataclasses import dataclass

from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import recorded
from duhamel.analysis.theorem import Theorem, register
from duhamel.verification import suite
from duhamel.verification.check import Outcome
from duhamel.verification.proof.engines import Line, examine, reached


@dataclass(frozen=True)
class Recheck:
    """What was found: the steps with both opinions, and the checks with their controls."""

    theorem: Theorem
    lines: tuple[Line, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def as_recorded(self) -> bool:
        """Whether the statement and its assumptions are what the tag stands for."""
        kept: str = recorded()[self.theorem.tag]["fingerprint"]
        return kept == self.theorem.fingerprint

    @property
    def holds(self) -> bool:
        """Whether all of it is as it must be."""
        return (
            self.as_recorded
            and not reached(self.theorem)
            and all(line.accepted for line in self.lines)
            and all(outcome.as_expected for outcome in self.outcomes)
        )


def recheck(id: str) -> Recheck:
    """The theorem ``id`` as it is now; nothing is taken from an earlier run."""
    theorem = register()[id]()
    run = suite.run(Problem(), [id], cache=False)
    return Recheck(theorem, tuple(examine(theorem)), run.outcomes)
