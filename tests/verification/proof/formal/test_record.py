"""The record is of the statements and proofs as they are, and tells what has changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from duhamel.verification.proof.formal import record
from duhamel.verification.proof.formal.record import (
    FORMAL,
    MODELS,
    WORDS,
    Stated,
    behind,
    claims,
    grades,
    hashes,
    recorded,
    sources,
    stated,
)

SOME = "FE-3.a"


def _now(
    *, claim: Stated | None = None, files: dict[str, str] | None = None, **changed: Any
) -> str:
    """The grade of one claim, something being otherwise than it is."""
    claim = claim or next(c for c in stated() if c.id == SOME)
    kept = {**recorded()["claims"][SOME], **changed}
    return record._grade(claim, kept, hashes(files or sources()))


def test_the_record_is_of_the_statements_and_proofs_as_they_are() -> None:
    reasons = {grade for grade in grades(claims()).values() if grade != FORMAL} - {"not attempted"}
    assert not [reason for reason in reasons if not reason.startswith("cannot be printed")]


@pytest.mark.parametrize("chapters", ["FE-", "REC-", "MOM-"])
def test_every_claim_of_these_chapters_is_proved(chapters: str) -> None:
    proved = {id: grade for id, grade in grades(claims()).items() if id.startswith(chapters)}
    assert proved
    assert {id: grade for id, grade in proved.items() if grade != FORMAL} == {}


def test_what_is_in_the_record_is_a_claim() -> None:
    assert list(recorded()["claims"]) == sorted(grades(claims()))
    assert _now() == FORMAL


def test_a_changed_statement_is_no_longer_proved() -> None:
    claim = next(c for c in stated() if c.id == SOME)
    weaker = claim.statement.replace("/ (2 *", "/ (4 *")
    assert weaker != claim.statement
    assert "statement has changed" in _now(claim=replace(claim, statement=weaker))
    assert "statement has changed" in _now(claim=replace(claim, model=claim.model + " "))


def test_changed_words_change_every_statement(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    words = sources()[WORDS].replace("(k < m)", "(k <= m)")
    (tmp_path / f"{WORDS}.v").write_text(words, encoding="utf-8")
    before = _now()
    monkeypatch.setattr(record, "HERE", tmp_path)
    files = {**record.sources()}
    assert before == FORMAL
    assert "statement has changed" in _now(files=files)


@pytest.mark.parametrize("module", ["Discretisation", "Sequences", MODELS])
def test_a_proof_that_was_changed_or_rests_on_one_is_named(module: str) -> None:
    files = {**sources(), module: sources()[module].replace("Qed.", "Admitted.", 1)}
    assert "has changed since it was checked" in _now(files=files)


def test_a_proof_that_is_gone_is_named() -> None:
    files = {name: text for name, text in sources().items() if name != "Discretisation"}
    assert _now(files=files) == "Discretisation.v has changed since it was checked"


def test_a_record_that_was_tampered_with_is_found_out() -> None:
    assert "statement has changed" in _now(statement="0" * 64)
    assert "has changed since" in _now(proofs={"Discretisation": "0" * 64})
    assert _now(axioms=["classic", "anything"]) == "rests on anything"
    assert _now(reason="not attempted") == "not attempted"


def test_a_proof_rests_on_its_lemmas_and_not_on_other_chapters() -> None:
    files = sources()
    other = {**files, "Momentum": ""}
    assert behind(files, "Discretisation") == behind(other, "Discretisation")
    assert behind(files, "Discretisation") != behind({**files, "Taylor": ""}, "Discretisation")
