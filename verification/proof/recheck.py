"""One theorem again, from nothing: its meaning, each step before both engines, each check."""

from __future__ import annotations

from dataclasses import dataclass

from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import recorded
from duhamel.analysis.theorem import Claim, Theorem, register
from duhamel.verification import suite
from duhamel.verification.check import Outcome
from duhamel.verification.proof.engines import Line, examine, unregistered
from duhamel.verification.proof.formal.record import FORMAL, grades


@dataclass(frozen=True)
class Recheck:
    """What was found: each claim with its steps and both opinions, the checks and controls."""

    theorem: Theorem
    claims: tuple[tuple[Claim, list[Line]], ...]
    outcomes: tuple[Outcome, ...]

    @property
    def formal(self) -> dict[str, str]:
        """Of each claim what is on record: that Coq has proved it, or why not; not run again."""
        said = grades(claim for claim, _ in self.claims)
        return {
            name: "proved, on record" if one == FORMAL else f"no proof: {one}"
            for name, one in said.items()
        }

    @property
    def as_recorded(self) -> bool:
        """Whether the claims and their hypotheses are what the tag stands for."""
        kept: str = recorded()[self.theorem.tag]["fingerprint"]
        return kept == self.theorem.fingerprint

    @property
    def holds(self) -> bool:
        """Whether all of it is as it must be."""
        return (
            self.as_recorded
            and not any(True for claim, _ in self.claims for _ in unregistered(claim))
            and all(line.accepted for _, lines in self.claims for line in lines)
            and all(outcome.as_expected for outcome in self.outcomes)
        )


def recheck(id: str) -> Recheck:
    """The theorem ``id`` as it is now; nothing is taken from an earlier run."""
    theorem = register()[id]()
    run = suite.run(Problem(), [id], cache=False)
    return Recheck(theorem, tuple((claim, examine(claim)) for claim in theorem.parts), run.outcomes)
