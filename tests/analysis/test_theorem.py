"""The register: every theorem derives, says what it supposes, and keeps its tag for ever."""

from dataclasses import replace

import pytest
from duhamel.analysis.derivation import Derivation, Follows, Identity, stated
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.letters import beta, x_0
from duhamel.analysis.logic import alike, eq, le
from duhamel.analysis.tags import PREFIXES
from duhamel.analysis.theorem import Claim, Theorem, foundations, register, theorem
from sympy import Lt, S

IDS = list(register())
SPEAKS_FOR_ITSELF = {"given", "for all", "cite"}
"""Rules whose step may go without the author's reason: what it is taken from is told instead."""


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_is_what_it_is_registered_as(id: str) -> None:
    derived = register()[id]()
    assert derived.id == id
    assert len(derived.statement) == len(derived.derivation) == len(derived.parts) > 0
    assert [claim.name[len(id) :] for claim in derived.parts[:2]] in ([".a"], [".a", ".b"])


@pytest.mark.parametrize("id", IDS)
def test_no_claim_supposes_what_it_states(id: str) -> None:
    for claim in register()[id]().parts:
        for one in claim.hypotheses:
            assert not alike(claim.statement, one), claim.name
            assert not alike(claim.statement, stated(one)[0]), claim.name


@pytest.mark.parametrize("id", IDS)
def test_what_all_claims_suppose_stands_in_the_setting_alone(id: str) -> None:
    derived = register()[id]()
    for claim in derived.claims:
        assert not {*claim.hypotheses} & {*derived.setting}


@pytest.mark.parametrize("id", IDS)
def test_a_claim_is_said_in_a_sentence(id: str) -> None:
    for claim in register()[id]().claims:
        assert claim.sentence[:1] != claim.sentence[-1:] == "."


@pytest.mark.parametrize("id", IDS)
def test_every_step_that_is_told_has_its_reason(id: str) -> None:
    for claim in register()[id]().claims:
        for chain in (claim.proof, *claim.proof.premises):
            for step in chain.steps:
                told = step.role != "folded" and step.rule not in SPEAKS_FOR_ITSELF
                assert step.because or not told, (step.rule, step.relation)


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_answers_lines_of_the_lecture(id: str) -> None:
    derived = register()[id]()
    assert derived.lecture
    assert set(derived.lecture) <= set(LINES)


def test_the_register_is_in_the_order_of_the_catalogue() -> None:
    places = [(PREFIXES.index(id.split("-")[0]), int(id.split("-")[1])) for id in IDS]
    assert places == sorted(places)


def test_the_lecture_has_its_lines() -> None:
    assert list(LINES) == [f"L{number}" for number in range(1, 22)]


def test_an_erratum_is_settled_by_a_theorem_on_its_line() -> None:
    for erratum in ERRATA:
        assert erratum.line in register()[erratum.theorem]().lecture


# ---- claims ------------------------------------------------------------------------------------

STABLE, SMALL = Lt(beta, 1), le(x_0, 1)


ONE = eq(x_0, 1)


def claimed(*hypotheses: object, end: object = ONE) -> Claim:
    """A claim whose proof is a hypothesis."""
    return Claim(hypotheses, end, "x₀ is 1.", Derivation().given(ONE, "supposed"))


def plain(**changes: object) -> Theorem:
    made = Theorem("ODE-99", "A title", (STABLE,), (claimed(SMALL), claimed()), ("L1",))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_claim_holds_under_the_setting_and_its_own_hypotheses() -> None:
    first, second = plain().parts
    assert (first.name, first.hypotheses) == ("ODE-99.a", (STABLE, SMALL))
    assert (second.name, second.hypotheses) == ("ODE-99.b", (STABLE,))
    assert plain().claim("b") == second


def test_a_claim_owes_all_that_its_proof_supposes() -> None:
    assert claimed(SMALL).obligations == [Follows(ONE, (SMALL,))]


def test_a_claim_owes_the_form_in_which_it_states_its_end() -> None:
    assert claimed(end=eq(x_0, beta)).obligations == [
        Identity(S.One, beta, claimed().proof.under),
        *claimed().obligations,
    ]
    with pytest.raises(ValueError, match="the chain ends in"):
        _ = claimed(end=le(x_0, 1)).obligations


# ---- the meaning of a tag ----------------------------------------------------------------------

OTHER = (claimed(SMALL), claimed(end=eq(x_0, 2)))


@pytest.mark.parametrize(
    "changes",
    [
        {"claims": OTHER},
        {"claims": (claimed(SMALL), claimed(SMALL))},
        {"claims": (claimed(SMALL),)},
        {"claims": (claimed(), claimed(SMALL))},
        {"setting": ()},
        {"setting": (Lt(beta, 2),)},
    ],
    ids=["a statement", "a hypothesis", "a claim less", "the order", "no setting", "a setting"],
)
def test_the_fingerprint_is_what_is_stated_under_which_hypotheses(
    changes: dict[str, object],
) -> None:
    assert plain(**changes).fingerprint != plain().fingerprint


def test_the_fingerprint_is_neither_the_wording_nor_the_proof() -> None:
    reworded = replace(claimed(SMALL), sentence="1 is what x₀ is.", model={x_0: S.One})
    proved = replace(claimed(), proof=Derivation().given(ONE, "another reason"))
    other = plain(title="Another title", lecture=("L2",), claims=(reworded, proved))
    assert other.fingerprint == plain().fingerprint


def test_a_theorem_that_is_not_recorded_has_no_tag() -> None:
    with pytest.raises(LookupError, match="`ODE-99` has no tag"):
        _ = plain().tag


def test_an_id_is_registered_once() -> None:
    with pytest.raises(ValueError, match="`REC-1` is registered twice"):
        theorem("REC-1")(plain)


def test_a_theorem_is_derived_once() -> None:
    assert register()["REC-1"]() is register()["REC-1"]()


# ---- what a theorem rests on -------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_no_theorem_rests_on_itself(id: str) -> None:
    """Not even through others."""
    assert set(foundations(id)) <= set(IDS) - {id}


@pytest.mark.parametrize("id", IDS)
def test_what_is_cited_is_a_claim_of_the_register(id: str) -> None:
    """Under all its hypotheses: one without its setting would say more than was derived."""
    for claim in register()[id]().claims:
        for chain in (claim.proof, *claim.proof.premises):
            for cited in (step.cites for step in chain.steps if step.cites):
                other, _, part = cited.name.partition(".")
                assert cited == register()[other]().claim(part)


def test_a_claim_cites_also_in_its_premises() -> None:
    cited = register()["REC-1"]().claim("a")
    memory = Derivation().cite(cited, "the closed form")
    value = Derivation().both(x_0, "").subtract(memory, "").subtract(memory, "again")
    citing = Claim((), value.last, "", value)
    assert citing.cited == ("REC-1.a",)
    assert plain(claims=(claimed(), citing)).rests_on == ("REC-1",)


def test_a_theorem_rests_on_others() -> None:
    assert register()["ODE-1"]().rests_on == register()["ODE-2"]().rests_on == ()
    assert register()["REC-4"]().rests_on == ("REC-1", "REC-3")
    assert foundations("REC-4") == ("REC-1", "REC-3")


def test_a_theorem_rests_on_others_also_through_others(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "ODE-1": plain(claims=()),
        "ODE-2": citing("ODE-2", "ODE-1"),
        "FE-1": citing("FE-1", "ODE-2"),
    }
    monkeypatch.setattr(
        "duhamel.analysis.theorem.register", lambda: {id: lambda id=id: known[id] for id in known}
    )
    assert known["FE-1"].rests_on == ("ODE-2",)
    assert foundations("FE-1") == ("ODE-1", "ODE-2")


def citing(id: str, other: str) -> Theorem:
    """A theorem that rests on one other."""
    proof = Derivation().cite(replace(claimed(), name=f"{other}.a"))
    return plain(id=id, claims=(Claim((), proof.last, "", proof),))
