"""Every chapter: each check holds on the reference problem, tells its mistakes, bears the edges."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.check import REFERENCE, Evidence
from duhamel.verification.checks import libraries
from duhamel.verification.finding import Verdict
from duhamel.verification.suite import checks

Record = Callable[[str, Sequence[Any]], None]
# the derivations have their own tests, and so have the libraries, in processes of their own
APART = {check.id for check in libraries.available()}
RUN = {
    id: check
    for id, check in checks().items()
    if check.evidence is not Evidence.PROVED and id not in APART
}
# one that the code alone decides says the same of every problem
ASKED = {id: check for id, check in RUN.items() if not check.fixed}
THEOREMS = sorted({check.theorem for check in ASKED.values()})


@pytest.mark.parametrize("id", RUN)
def test_a_check_holds_and_rejects_its_controls(id: str) -> None:
    outcome, *controls = RUN[id].run(REFERENCE)
    assert outcome.verdict is Verdict.PASS, outcome.measured
    for control in controls:
        assert control.verdict is Verdict.FAIL, f"{control.id}: {control.measured}"


@pytest.mark.parametrize("theorem", THEOREMS)
def test_at_the_edge_no_check_is_wrong(
    theorem: str, edge: Problem, request: pytest.FixtureRequest, as_recorded: Record
) -> None:
    outside = []
    for check in ASKED.values():
        if check.theorem == theorem:
            outcome = check.judged(edge)
            assert outcome.verdict is not Verdict.FAIL, f"{outcome.id}: {outcome.measured}"
            assert outcome.measured
            if outcome.verdict is Verdict.INCONCLUSIVE:
                outside.append(outcome.id)
    as_recorded(f"{theorem} where {request.node.callspec.id.rpartition('-')[0]}", outside)
