"""Coq refuses what is not proved; where it is missing nothing breaks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from duhamel.verification.proof.formal import certify as certifier
from duhamel.verification.proof.formal.certify import RejectedError, certify, coq_version, main
from duhamel.verification.proof.formal.record import WORDS, Stated

CLAIM = Stated(
    "ONE-1.a",
    "Definition ONE_1_a : Prop := forall n : nat, S n <> n.\n",
    "Definition ONE_1_a_model : Prop := exists n : nat, n = n.\n",
)
HEAD = "Require Statements.\n"
ARGUMENT = "intros n H. now apply (n_Sn n)."
PROOF = (
    HEAD + "Theorem p_ONE_1_a : Statements.ONE_1_a.\nProof. intros n H. now apply (n_Sn n). Qed.\n"
)
MODEL = HEAD + "Theorem m_ONE_1_a : Statements.ONE_1_a_model.\nProof. now exists O. Qed.\n"


@cache
def _here() -> bool:
    return coq_version() is not None


@pytest.fixture
def coq() -> None:
    if not _here():
        pytest.skip("needs Coq with Coquelicot")


def _kept(folder: Path, proof: str = PROOF, model: str = MODEL) -> dict[str, Any]:
    files = {WORDS: "", "Proof": proof, "Models": model}
    kept: dict[str, Any] = certify([CLAIM], files, folder)["ONE-1.a"]
    return kept


# each of a claim of its own, so that Coq is asked once
ASSUMED = {
    "admitted": (PROOF.replace("intros n H. now apply (n_Sn n). Qed.", "Admitted."), "p_ONE_1_b"),
    "an axiom": (
        PROOF.replace("Theorem", "Axiom magic : False.\nTheorem", 1).replace(
            "intros n H. now apply (n_Sn n).", "destruct magic."
        ),
        "magic",
    ),
    "a loop": (
        PROOF.replace(
            "Theorem",
            "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nTheorem",
        ).replace(ARGUMENT, "destruct (loop O)."),
        "loop is assumed to be guarded",
    ),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is recorded of a proof, and of three that only assume what they should prove."""
    if not _here():
        pytest.skip("needs Coq with Coquelicot")
    claims, files = [], {WORDS: ""}
    for part, proof in zip("abcd", (PROOF, *(proof for proof, _ in ASSUMED.values())), strict=True):
        name = f"ONE_1_{part}"
        statement, model = (
            text.replace("ONE_1_a", name) for text in (CLAIM.statement, CLAIM.model)
        )
        claims.append(Stated(f"ONE-1.{part}", statement, model))
        files[f"Proof{part}"] = proof.replace("ONE_1_a", name)
    files["Models"] = HEAD + "".join(
        MODEL.removeprefix(HEAD).replace("ONE_1_a", claim.name) for claim in claims
    )
    return certify(claims, files, tmp_path_factory.mktemp("coq"))


def test_a_proof_is_recorded_with_what_it_rests_on(kept: dict[str, Any]) -> None:
    found = kept["ONE-1.a"]
    assert (found["reason"], sorted(found["proofs"])) == ("", ["Models", "Proofa"])
    assert found["statement"] == CLAIM.fingerprint
    assert found["axioms"] == []


@pytest.mark.parametrize(("part", "how"), [*zip("bcd", ASSUMED, strict=True)])
def test_what_is_only_assumed_is_no_proof(kept: dict[str, Any], part: str, how: str) -> None:
    reason = kept[f"ONE-1.{part}"]["reason"]
    assert reason.startswith("rests on ")
    assert ASSUMED[how][1] in reason


@pytest.mark.usefixtures("coq")
@pytest.mark.parametrize(
    ("proof", "where"),
    [
        (PROOF.replace("now apply (n_Sn n).", ""), "Proof.v"),
        (PROOF.replace("Statements.ONE_1_a.", "True.").replace(ARGUMENT, "exact I."), "Check.v"),
        (
            PROOF.replace(": Statements.ONE_1_a.", ": forall n, n = O -> S n <> n.").replace(
                "intros n H.", "intros n _ H."
            ),
            "Check.v",
        ),
        (
            PROOF.replace(
                "Theorem",
                "Module Statements. Definition ONE_1_a := True. End Statements.\nTheorem",
            ).replace(ARGUMENT, "exact I."),
            "Check.v",
        ),
    ],
    ids=["no proof", "another statement", "a weaker statement", "a statement of its own"],
)
@pytest.mark.usefixtures("coq")
def test_a_proof_of_something_else_is_refused(proof: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(RejectedError, match=where):
        _kept(tmp_path, proof)


def test_a_claim_without_a_proof_or_a_model_has_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(certifier, "_run", lambda *_: "")
    assert _kept(tmp_path, HEAD)["reason"] == "not attempted"
    assert "satisfiable" in _kept(tmp_path, model=HEAD)["reason"]


def test_without_coq_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(certifier, "coq_version", lambda: None)
    monkeypatch.setattr(certifier, "_install", lambda: None)
    assert main([]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_another_coq_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(certifier, "coq_version", lambda: "0.1")
    assert main(["--check"]) == 0
    assert "not checked" in capsys.readouterr().out
