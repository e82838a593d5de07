"""Each claim's own statement, held against runs that know nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from duhamel.analysis.logic import Relation
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Claim, register
from duhamel.verification.check import Check, Evidence
from duhamel.verification.finding import Finding, abstain, confirm, refute
from duhamel.verification.models.broken import slightly
from duhamel.verification.models.runs import runs, seen
from duhamel.verification.models.solution import middle
from duhamel.verification.proof.exact import Point, evaluate, real
from flint import fmpq
from sympy import Le

CRITERION = "no run inside the hypotheses refutes a claim"
UNSEEN = ("ODE-3", "ODE-4", "ODE-11", "FE-4")
"""Their equations have inputs that are given, or ends that no run reaches: none here does that."""


@dataclass(frozen=True)
class Stated:
    """The claims of a theorem, as they are or each with something wrong."""

    id: str
    wrong: bool = False


@cache
def _shown(
    hypotheses: tuple[Relation, ...], statement: Relation, name: str
) -> tuple[list[Point], list[bool | None]]:
    """The runs of a claim and what it comes to in each: for the check and for its control."""
    points = [*runs(hypotheses, statement, name)]
    return points, [seen(statement, at) for at in points]


def _held(_: Problem, subject: Stated) -> Finding:
    """No run refutes a claim; with something wrong in it, some run refutes each that is shown."""
    shown, unseen, accepted = list[str](), list[str](), list[str]()
    for claim in register()[subject.id]().parts:
        points, said = _shown(claim.hypotheses, claim.statement, claim.name)
        part = f"({claim.name.rpartition('.')[2]})"
        if subject.wrong:
            if True in said and not _refuted(claim, points):
                accepted.append(part)
        elif False in said:
            at = points[said.index(False)]
            where = ", ".join(f"{x} = {v}" for x, v in at.letters.items() if isinstance(v, fmpq))
            refute(f"{part} is not so at {where}")
        elif True in said:
            held = [at for at, one in zip(points, said, strict=True) if one]
            shown.append(f"{part} in {len(held)} runs{_share(claim.statement, held)}")
        else:
            unseen.append(part)
    if subject.wrong and not accepted:
        refute("each one refuted")
    if accepted:
        return confirm(f"accepted: {', '.join(accepted)}")
    if not shown:
        abstain("no finite run shows a claim of it")
    rest = f"; no run here shows {', '.join(unseen)}" if unseen else ""
    return confirm(f"{', '.join(shown)}{rest}")


def _refuted(claim: Claim, points: Sequence[Point]) -> bool:
    return any(seen(wrong, at) is False for wrong in slightly(claim.statement) for at in points)


def _share(statement: Relation, points: Sequence[Point]) -> str:
    """How much of a bound the runs use, at most: a bound that is too large does not hide."""
    if not isinstance(statement, Le):
        return ""
    sides = [(real(evaluate(side, at)) for side in statement.args) for at in points]
    shares = [middle(left / right) for left, right in sides if right > 0]
    return f", with {max(shares):.0%} of the bound" if shares else ""


def checks() -> tuple[Check, ...]:
    """One check for each theorem of which a run can show something."""
    return tuple(
        Check(
            f"{id}.statements",
            id,
            "Its statements, held against runs",
            Evidence.ENCLOSED,
            id,
            _held,
            Stated(id),
            {"wrong statements": Stated(id, wrong=True)},
            fixed=True,
            criterion=CRITERION,
        )
        for id in current(recorded())
        if id in register() and id not in UNSEEN
    )
