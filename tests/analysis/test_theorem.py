"""The register: every claim ends in its statement, and a theorem keeps its tag for ever."""

from dataclasses import replace

import pytest
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, START, closed_form
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.letters import beta, n, x_0
from duhamel.analysis.logic import eq
from duhamel.analysis.tags import PREFIXES, current, recorded
from duhamel.analysis.theorem import Claim, Theorem, foundations, register, theorem
from sympy import Ne

IDS = list(register())
CLAIMS = {claim.name: claim for id in IDS for claim in register()[id]().parts}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_derivation_ends_in_its_claim(name: str) -> None:
    """Raises where it ends in anything else; what is left to show is put to the engines."""
    claim = CLAIMS[name]
    chains = [claim.proof, *claim.proof.premises]
    steps = [step for chain in chains for step in chain.steps]
    assert claim.obligations or claim.proof.under == ()
    assert any(step.obligations for step in steps)
    assert any(step.because for step in claim.proof.steps)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_said_in_one_sentence(name: str) -> None:
    assert CLAIMS[name].sentence.endswith(".")
    assert len(CLAIMS[name].sentence.split()) > 3


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_answers_lines_of_the_lecture(id: str) -> None:
    derived = register()[id]()
    assert derived.id == id
    assert derived.claims
    assert derived.lecture
    assert set(derived.lecture) <= set(LINES)


@pytest.mark.parametrize("id", IDS)
def test_what_all_claims_suppose_stands_in_the_setting_alone(id: str) -> None:
    derived = register()[id]()
    for claim in derived.claims:
        assert not {*claim.hypotheses} & {*derived.setting}


def test_the_register_is_in_the_order_of_the_catalogue() -> None:
    places = [(PREFIXES.index(id.split("-")[0]), int(id.split("-")[1])) for id in IDS]
    assert places == sorted(places)


def test_the_lecture_has_its_lines() -> None:
    assert list(LINES) == [f"L{number}" for number in range(1, 22)]


def test_an_erratum_is_settled_by_a_theorem_on_its_line() -> None:
    for erratum in ERRATA:
        assert erratum.line in register()[erratum.theorem]().lecture


# ---- the meaning of a tag --------------------------------------------------------------------


def plain(*hypotheses: object, factor: int = 1, **changes: object) -> Theorem:
    relation = eq(factor * x_0, factor * x_0)
    claim = Claim(hypotheses, relation, "A sentence.", Derivation().both(relation.lhs, "so it is"))
    made = Theorem("ODE-99", "A title", (), (claim,), ("L1",))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_fingerprint_is_the_claims_and_their_hypotheses() -> None:
    assert plain(factor=2).fingerprint != plain().fingerprint
    assert plain(Ne(beta, 1)).fingerprint != plain().fingerprint
    assert plain(setting=(Ne(beta, 1),)).fingerprint == plain(Ne(beta, 1)).fingerprint


def test_the_fingerprint_is_not_the_wording() -> None:
    other = replace(plain().claims[0], sentence="Another.")
    assert plain(title="Another title", lecture=("L2",)).fingerprint == plain().fingerprint
    assert plain(claims=(other,)).fingerprint == plain().fingerprint


def test_a_theorem_has_the_tag_of_its_id() -> None:
    assert closed_form().tag == current(recorded())["REC-1"]
    with pytest.raises(LookupError, match="`ODE-99` has no tag"):
        _ = plain().tag


def test_a_claim_has_all_its_hypotheses_and_its_letter() -> None:
    made = plain(Ne(beta, 1), setting=(Ne(beta, 2),))
    assert made.parts == (made.claim("a"),)
    assert made.claim("a").name == "ODE-99.a"
    assert made.claim("a").hypotheses == (Ne(beta, 2), Ne(beta, 1))


def test_a_chain_that_ends_elsewhere_is_no_derivation() -> None:
    claim = closed_form().claim("a")
    assert (claim.hypotheses, claim.statement) == ((RECURRENCE, START), CLOSED_FORM)
    with pytest.raises(ValueError, match="the chain ends in"):
        _ = replace(claim, statement=Ne(n, 0)).obligations


# ---- what a theorem rests on -------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_no_theorem_rests_on_itself(id: str) -> None:
    """Not even through others."""
    assert set(foundations(id)) <= set(IDS) - {id}


def test_a_theorem_rests_on_others_also_through_others() -> None:
    assert register()["ODE-2"]().rests_on == ()
    assert "REC-1" in register()["REC-3"]().rests_on
    assert "REC-1" in foundations("REC-4")
    assert "REC-3" in register()["REC-4"]().rests_on


def test_an_id_is_registered_once() -> None:
    with pytest.raises(ValueError, match="`REC-1` is registered twice"):
        theorem("REC-1")(plain)
