"""Check, Finding, Outcome: no check without a control, and none that crashes in silence."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis.chapters.continuous import NOT_STILL
from duhamel.analysis.letters import a, alpha, beta
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import register
from duhamel.verification import suite
from duhamel.verification.check import RATE, REFERENCE, Check, Evidence
from duhamel.verification.finding import (
    DecidedError,
    Finding,
    Verdict,
    abstain,
    confirm,
    holds,
    outside,
    same,
)
from duhamel.verification.suite import checks
from sympy import Abs, Lt

ALL = checks()
ROOMS = Path(suite.__file__).parent.parent


def even(_: Problem, subject: Any) -> Finding:
    return holds(subject % 2 == 0, f"{subject}", "even", numbers=[subject])


def sample(**changes: Any) -> Check:
    check = Check(
        "REC-1.even", "REC-1", "Evenness", Evidence.EXACT, "REC-1", even, 2, {"one more": 3}
    )
    return replace(check, **changes)


def test_a_check_needs_a_control() -> None:
    with pytest.raises(ValueError, match=r"check `REC-1\.even` needs a negative control, got none"):
        sample(controls={})


def test_a_check_and_its_control_are_told_apart_by_what_is_expected() -> None:
    own, control = sample().run(REFERENCE)
    assert (own.id, own.verdict, own.expected) == ("REC-1.even", Verdict.PASS, Verdict.PASS)
    assert control.id == "REC-1.even!one-more"
    assert (control.verdict, control.expected) == (Verdict.FAIL, Verdict.FAIL)
    assert own.as_expected
    assert control.as_expected
    assert own.series == {"numbers": [2]}


def test_a_control_that_passes_is_not_as_expected() -> None:
    (control,) = sample(controls={"none": 4}).controlled()
    assert control.verdict is Verdict.PASS
    assert not control.as_expected


def test_controls_are_judged_on_the_reference_problem() -> None:
    seen: list[Problem] = []

    def judge(problem: Problem, subject: Any) -> Finding:
        seen.append(problem)
        return even(problem, subject)

    mine = replace(REFERENCE, forcing="0")
    sample(judge=judge).run(mine)
    assert seen == [mine, REFERENCE]


def crash(_: Problem, subject: Any) -> Finding:
    raise ZeroDivisionError(f"by {subject}")


def test_a_crash_is_a_failure_with_its_message() -> None:
    own, control = sample(judge=crash).run(REFERENCE)
    assert own.verdict is Verdict.FAIL
    assert own.measured.startswith("crashed: ZeroDivisionError: by 2 (test_check.py:")
    assert not own.as_expected
    # nor does a crash count as a rejection
    assert control.verdict is Verdict.INCONCLUSIVE
    assert not control.as_expected


def test_inconclusive_is_not_as_expected() -> None:
    (own, _) = sample(judge=lambda *_: abstain("out of range")).run(REFERENCE)
    assert (own.verdict, own.measured) == (Verdict.INCONCLUSIVE, "out of range")
    assert not own.as_expected


def test_a_check_whose_claims_need_other_numbers_does_not_apply_as_is_expected() -> None:
    check = sample(needs=(Lt(Abs(beta), 1),))
    assert check.judged(REFERENCE).verdict is Verdict.PASS
    own, control = check.run(replace(REFERENCE, beta=Fraction(-6, 5)))
    assert (own.verdict, own.measured) == (
        Verdict.DOES_NOT_APPLY,
        "needs abs(β) < 1, here β = -6/5",
    )
    assert own.as_expected
    assert control.verdict is Verdict.FAIL  # what it can tell apart hangs on no problem


def test_a_control_cannot_be_outside() -> None:
    own, control = sample(judge=lambda *_: outside("an overflow")).run(REFERENCE)
    assert own.as_expected
    assert (control.verdict, control.expected) == (Verdict.DOES_NOT_APPLY, Verdict.FAIL)


@pytest.mark.parametrize(
    ("id", "problem", "needs"),
    [
        ("ODE-7.small", replace(REFERENCE, a=Fraction(-1)), "0 ≤ a"),
        ("ODE-8.slow", replace(REFERENCE, a=Fraction(0)), "0 < a"),
        ("NUM-1.formula", replace(REFERENCE, a=Fraction(0)), "a ≠ 0"),
        ("MOM-5.listing", replace(REFERENCE, alpha=Fraction(-1)), "0 < α"),
    ],
)
def test_a_check_says_what_it_needs_where_the_problem_is_outside(
    id: str, problem: Problem, needs: str
) -> None:
    said = ALL[id].judged(problem)
    assert said.verdict is Verdict.DOES_NOT_APPLY
    assert said.measured.startswith(f"needs {needs}, here ")


def test_what_a_check_needs_is_a_hypothesis_of_its_theorem_or_the_range_of_a_letter() -> None:
    for check in ALL.values():
        said = {h for claim in register()[check.theorem]().parts for h in claim.hypotheses}
        # for the errors of Euler a ≠ 0 is abs(β) ≠ 1, which FE-4 supposes
        assert {*(check.needs or ())} <= {*said, RATE, NOT_STILL}, check.id
    assert {letter for letter in (a, beta, alpha) if letter.is_positive} == RATE.free_symbols


@pytest.mark.parametrize("rate", [Fraction(-1), Fraction(0)])
@pytest.mark.parametrize(
    "id", ["ODE-2.restart", "ODE-4.forgetting", "ODE-11.response", "FE-1.iterates", "FE-2.defect"]
)
def test_what_holds_for_every_rate_is_checked_for_growth_and_for_none(
    id: str, rate: Fraction
) -> None:
    assert ALL[id].judged(replace(REFERENCE, a=rate)).verdict is Verdict.PASS


def counted(_: Problem, subject: Any) -> Finding:
    same("x", [2, subject], [2, 2], "from the start")
    same("y", [1] * subject, [1, 1], "here")
    return confirm("equal", numbers=[subject])


def test_a_run_that_differs_ends_the_judgement_at_its_first_value() -> None:
    check = sample(judge=counted, criterion="2, twice")
    own, control = check.run(REFERENCE)
    assert (own.verdict, own.measured, own.series) == (Verdict.PASS, "equal", {"numbers": [2]})
    assert (control.verdict, control.measured) == (Verdict.FAIL, "x_1 differs from the start")
    assert own.criterion == control.criterion == "2, twice"


@pytest.mark.parametrize("got", [[1], [1, 1, 1]])
def test_a_run_of_another_length_is_not_the_same(got: list[int]) -> None:
    with pytest.raises(DecidedError, match=f"{len(got)} values where 2 belong here"):
        same("y", got, [1, 1], "here")


def test_there_are_four_kinds_of_evidence() -> None:
    assert [str(kind) for kind in Evidence] == ["proved", "exact", "enclosed", "bounded"]


# ---- the checks that there are ---------------------------------------------------------------


@pytest.mark.parametrize("id", ALL)
def test_a_check_names_its_theorem_and_where_its_criterion_comes_from(id: str) -> None:
    check = ALL[id]
    assert id.split(".")[0] == check.theorem
    assert check.theorem in register()
    assert check.criterion_from in register()
    assert check.controls


@pytest.mark.parametrize("id", ALL)
def test_a_check_stands_where_it_says(id: str) -> None:
    path, line = ALL[id].source.split(":")
    first, second = (ROOMS / path).read_text(encoding="utf-8").splitlines()[int(line) - 1 :][:2]
    assert first.startswith("def ") or (first.startswith("@") and f'"{id}"' in first + second)


def test_every_theorem_is_proved_and_every_chapter_is_run() -> None:
    proved = {check.theorem for check in ALL.values() if check.evidence is Evidence.PROVED}
    assert proved == set(register())
    kinds = {check.evidence for check in ALL.values()}
    assert kinds == set(Evidence)


def test_control_names_are_unique() -> None:
    names = [f"{id}!{name}" for id, check in ALL.items() for name in check.controls]
    assert len(names) == len(set(names))
