"""Each claim's own statement, held against runs that know nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Claim, register
from duhamel.verification.check import Check, Evidence, Finding, holds, inconclusive
from duhamel.verification.models.broken import broken, slightly
from duhamel.verification.models.runs import runs, seen
from flint import fmpq

CRITERION = "no run inside the hypotheses refutes a claim"
UNSEEN = {
    "FE-4": "its functions solve equations whose inputs are given: no run here does that",
}
"""The theorems of which no finite run shows a claim, with the reason."""


@dataclass(frozen=True)
class Stated:
    """The claims of a theorem, as they are or each with something wrong."""

    id: str
    wrong: bool = False


def _held(_: Problem, subject: Stated) -> Finding:
    """No run inside the hypotheses refutes a claim; with something wrong each one is refuted."""
    found: dict[str, list[str]] = {"so": [], "open": [], "refuted": [], "accepted": []}
    count = 0
    for claim in register()[subject.id]().parts:
        points = [*runs(claim.hypotheses, claim.statement, claim.name)]
        said = [seen(claim.statement, at) for at in points]
        part = f"({claim.name.rpartition('.')[2]})"
        if True in said and subject.wrong:
            wrong = [*slightly(claim.statement)]
            refuted = any(seen(one, at) is False for one in wrong for at in points)
            found["refuted" if refuted else "accepted"].append(part)
        elif False in said:
            at = points[said.index(False)]
            where = ", ".join(f"{x} = {v}" for x, v in at.letters.items() if isinstance(v, fmpq))
            return holds(False, f"{part} is not so at {where}", CRITERION)
        else:
            found["so" if True in said else "open"].append(part)
            count += said.count(True)
    if subject.wrong:
        accepted = ", ".join(found["accepted"])
        said_ = f"accepted: {accepted}" if accepted else "each one refuted"
        return holds(bool(accepted), said_, "a wrong statement is accepted")
    if not found["so"]:
        return inconclusive("no finite run shows a claim of it", "a run shows a claim")
    left = f"; no finite run shows {', '.join(found['open'])}" if found["open"] else ""
    return holds(True, f"{', '.join(found['so'])} in {count} runs{left}", CRITERION)


def survivors(claim: Claim, count: int = 60) -> Iterator[str]:
    """What can be wrong in a statement, or left out of its hypotheses, and no run tells it."""
    points = [*runs(claim.hypotheses, claim.statement, claim.name, count)]
    for what, wrong in broken(claim.statement):
        if not any(seen(wrong, at) is False for at in points):
            yield what


def checks() -> tuple[Check, ...]:
    """One check for each theorem of which a run can show something."""
    return tuple(
        Check(
            f"{id}.runs",
            id,
            "Its statements, held against runs",
            Evidence.ENCLOSED,
            id,
            _held,
            Stated(id),
            {"wrong statements": Stated(id, wrong=True)},
            fixed=True,
        )
        for id in current(recorded())
        if id in register() and id not in UNSEEN
    )
