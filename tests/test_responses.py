"""Closed responses: each check holds, tells its mistakes, and bears the edges."""

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.check import REFERENCE, Check, Verdict
from duhamel.verification.responses import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_holds_and_rejects_its_controls(check: Check) -> None:
    outcome = check.judged(REFERENCE)
    assert outcome.verdict is Verdict.PASS, outcome.measured
    for control in check.controlled():
        assert control.verdict is Verdict.FAIL, f"{control.id}: {control.measured}"


def test_at_the_edge_no_check_is_wrong(edge: Problem) -> None:
    for check in CHECKS:
        outcome = check.judged(edge)
        assert outcome.verdict is not Verdict.FAIL, f"{outcome.id}: {outcome.measured}"
        assert outcome.measured
