"""A proof as it is told: from accepted steps only, each formula once, and every claim cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from duhamel.analysis.derivation import Derivation, Step
from duhamel.analysis.theorem import Claim, register
from duhamel.reports.text import typeset
from duhamel.reports.text.proof import Cited, Paragraph, bars, tell
from sympy import And, Eq, Le, Lt

THEOREMS = register()


def steps(claim: Claim) -> Iterator[Step]:
    for chain in (claim.proof, *claim.proof.premises):
        yield from chain.steps


def formulas(paragraph: Paragraph) -> list[Any]:
    said = [one for one in paragraph.words if not isinstance(one, str | Cited)]
    return [*said, *(row.relation for row in paragraph.rows if not row.goes_on)]


def parts(one: Any) -> list[Any]:
    """What is supposed at once, apart; a letter's range is its own."""
    if isinstance(one, typeset.Letters):
        return []
    return [one] if not isinstance(one, And) else list(one.args)


@pytest.mark.parametrize("id", THEOREMS)
def test_every_formula_is_that_of_a_step_or_is_supposed(id: str) -> None:
    theorem = THEOREMS[id]()
    accepted: set[str] = set()
    sides: set[str] = set()
    for claim, proof in zip(theorem.parts, tell(theorem), strict=True):
        for step in steps(claim):
            accepted.add(typeset.text(step.relation))
            accepted |= {typeset.text(one) for one in step.under}
            if step.rule == "both ways":
                accepted |= {typeset.text(side) for side in step.relation.args}
            if isinstance(step.relation, Eq | Le | Lt):
                sides |= {typeset.text(side) for side in step.relation.args}
        for paragraph in proof:
            for one in formulas(paragraph):
                whole = typeset.text(one) in accepted
                assert whole or {*map(typeset.text, parts(one))} <= accepted
            for row in paragraph.rows:
                if row.goes_on:
                    assert {typeset.text(side) for side in row.relation.args} <= sides


@pytest.mark.parametrize("id", THEOREMS)
def test_nothing_stands_twice_in_a_display_and_every_claim_has_a_proof(id: str) -> None:
    for proof in tell(THEOREMS[id]()):
        assert proof
        for paragraph in proof:
            shown = [typeset.text(row.relation) for row in paragraph.rows]
            assert len({*shown}) == len(shown)
            for row in paragraph.rows[:1]:
                assert not row.goes_on  # a chain begins with its left side
            for row in paragraph.rows:
                assert typeset.text(row.relation) != row.reason


@pytest.mark.parametrize("id", THEOREMS)
def test_every_claim_that_is_cited_is_named(id: str) -> None:
    """In the proof of the claim, or in that of another one that it refers to."""
    theorem = THEOREMS[id]()
    named: set[str] = set()
    for claim, proof in zip(theorem.parts, tell(theorem), strict=True):
        for paragraph in proof:
            named |= {row.cites for row in paragraph.rows if row.cites}
            named |= {one.name for one in paragraph.words if isinstance(one, Cited)}
        assert {*claim.cited} <= named


def test_a_link_of_a_chain_has_the_left_side_of_the_line_before() -> None:
    for derive in THEOREMS.values():
        for proof in tell(derive()):
            for paragraph in proof:
                for before, row in zip(paragraph.rows, paragraph.rows[1:], strict=False):
                    if row.goes_on:
                        assert row.relation.lhs == before.relation.lhs


def test_a_proof_refers_to_what_another_claim_has_shown() -> None:
    first, second, _ = tell(THEOREMS["REC-3"]())
    assert [row.reason for row in first[0].rows][1:3] == ["a constant input", "a geometric sum"]
    assert second[0].rows[0].reason == "as in (a)"
    assert second[0].rows[0].relation == first[0].rows[2].relation


def test_both_ways_contradiction_and_induction_have_their_words() -> None:
    words = [one for part in tell(THEOREMS["FE-6"]()) for p in part for one in p.words]
    said = "".join(one if isinstance(one, str) else typeset.text(one) for one in words)
    for phrase in (
        "Suppose x_n → 0 as n → ∞ for all sequences x",
        "Suppose that 0 < z < 2 does not hold.",
        "This cannot be (0 is not below −1), so 0 < z < 2.",
        "Conversely, suppose 0 < z < 2. Suppose x_{n+1} = (1 − z) x_n for all n ≥ 0. By induction",
        "For n = 0: (1 − z)⁰ = 1. If it holds for n, then for n + 1:",
    ):
        assert phrase in said


def test_a_size_is_written_with_bars() -> None:
    assert bars("abs(β) < 1, so abs((1 − β)(1 + β)) > 0; 2abs(x)") == (
        "|β| < 1, so |(1 − β)(1 + β)| > 0; 2|x|"
    )
    assert bars("slabs of it") == "slabs of it"


def test_a_derivation_is_not_changed_by_telling_it() -> None:
    theorem = THEOREMS["REC-2"]()
    before = [*theorem.derivation]
    assert tell(theorem) == tell(theorem)
    assert before == [*theorem.derivation]
    assert all(isinstance(chain, Derivation) for chain in before)
