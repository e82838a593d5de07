"""Runs obey what is supposed, know nothing of what is stated, and refute what is false."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from duhamel.analysis.letters import beta, c, n, x_0, xs
from duhamel.analysis.logic import eq
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import Claim, register
from duhamel.verification.checks import statements
from duhamel.verification.checks.statements import Stated
from duhamel.verification.finding import DecidedError, Verdict
from duhamel.verification.models.broken import broken
from duhamel.verification.models.runs import RUNS, runs, seen, truth
from duhamel.verification.proof.exact import Point
from sympy import Eq, Rational, S


def claim(name: str) -> Claim:
    id, _, part = name.partition(".")
    return register()[id]().claim(part)


def drawn(claim: Claim, spoken: Any = None, count: int = RUNS) -> list[Point]:
    spoken = claim.statement if spoken is None else spoken
    return [*runs(claim.hypotheses, spoken, claim.name, count)]


def said(claim: Claim, count: int = RUNS) -> set[bool | None]:
    return {seen(claim.statement, at) for at in drawn(claim, count=count)}


@pytest.mark.parametrize("name", ["REC-1.a", "REC-2.b", "REC-3.a", "REC-3.c", "MOM-3.a"])
def test_a_run_satisfies_its_hypotheses(name: str) -> None:
    points = drawn(claim(name))
    assert len(points) == RUNS
    assert all(truth(one, at) is True for at in points for one in claim(name).hypotheses)


def told(points: Sequence[Point]) -> list[Any]:
    return [(at.letters, [at.sequences[xs](i) for i in range(6)]) for at in points]


def test_a_run_knows_nothing_of_the_statement() -> None:
    """The same runs, whatever is said of the same letters; x follows its recurrence alone."""
    true = claim("REC-3.a")
    false = eq(xs[n] + beta * x_0, c)
    assert told(drawn(true)) == told(drawn(true, false))
    assert {seen(false, at) for at in drawn(true)} == {False}


FALSE_CONSTANTS = [
    ("FE-3.b", Rational(1, 2)),  # ½ h² M₂ is the local error: ¼ is too little
    ("FE-3.a", Rational(1, 2)),
    ("REC-3.a", Rational(1023, 1024)),
    ("REC-3.c", Rational(1023, 1024)),
    ("MOM-3.a", Rational(1, 2)),
]


@pytest.mark.parametrize(("name", "factor"), FALSE_CONSTANTS, ids=str)
def test_a_false_constant_is_refuted(name: str, factor: Any) -> None:
    true = claim(name)
    left, right = true.statement.args
    wrong = replace(true, statement=true.statement.func(left, factor * right, evaluate=False))
    assert said(true) == {True}
    assert False in said(wrong, 4 * RUNS)


def test_a_dropped_hypothesis_is_refuted() -> None:
    whole = claim("REC-3.c")
    kept = tuple(one for one in whole.hypotheses if one != Eq(beta, S.One, evaluate=False))
    assert len(kept) == len(whole.hypotheses) - 1
    assert False in said(replace(whole, hypotheses=kept))


@pytest.mark.parametrize("name", ["REC-3.b", "MOM-3.b"])
def test_a_limit_is_left_open(name: str) -> None:
    assert said(claim(name)) == {None}


def test_contradictory_hypotheses_have_no_run() -> None:
    one = claim("REC-3.c")
    both = (*one.hypotheses, Eq(beta, S.Zero, evaluate=False))
    assert drawn(replace(one, hypotheses=both)) == []


def test_every_broken_statement_is_another_and_refuted() -> None:
    true = claim("REC-1.a")
    wrong = [*broken(true.statement)]
    assert len(wrong) == 5
    assert all(one != true.statement for _, one in wrong)


# ---- the check -------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["REC-1", "REC-3"])
def test_a_theorem_passes_and_its_control_fails(id: str) -> None:
    assert statements._held(Problem(), Stated(id)).verdict is Verdict.PASS
    with pytest.raises(DecidedError, match="each one refuted"):
        statements._held(Problem(), Stated(id, wrong=True))


def test_a_false_statement_fails_the_check_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    theorem = register()["REC-3"]()
    (*others, last) = theorem.claims
    wrong = replace(last, statement=eq(xs[n], x_0 + 2 * c * n))
    false = replace(theorem, claims=(*others, wrong))
    monkeypatch.setattr(statements, "register", lambda: {"REC-3": lambda: false})
    with pytest.raises(DecidedError, match=r"\(c\) is not so at "):
        statements._held(Problem(), Stated("REC-3"))
