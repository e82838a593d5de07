"""The register: every theorem derives, ends in its statement, and keeps its tag for ever."""

import re
from dataclasses import replace

import pytest
from duhamel.analysis.derivation import Derivation, Relation, Step
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.letters import x_0
from duhamel.analysis.tags import PREFIXES
from duhamel.analysis.theorem import Theorem, foundations, register, theorem
from sympy import Eq

IDS = list(register())


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_derives_what_it_states(id: str) -> None:
    derived = register()[id]()
    assert derived.id == id
    assert len(derived.statement) == len(derived.derivation) > 0


@pytest.mark.parametrize("id", IDS)
def test_a_derivation_derives(id: str) -> None:
    """No chain is its premise alone, and no other rule than a premise is without obligations."""
    for chain in register()[id]().derivation:
        assert any(step.obligations for step in chain.steps)
        for step in chain.steps:
            assert (step.rule == "given") is (step.obligations == ())
            assert step.because


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_answers_lines_of_the_lecture(id: str) -> None:
    derived = register()[id]()
    assert derived.lecture
    assert set(derived.lecture) <= set(LINES)
    assert derived.assumptions


def test_the_register_is_in_the_order_of_the_catalogue() -> None:
    places = [(PREFIXES.index(id.split("-")[0]), int(id.split("-")[1])) for id in IDS]
    assert places == sorted(places)


def test_the_lecture_has_its_lines() -> None:
    assert list(LINES) == [f"L{number}" for number in range(1, 22)]


def test_an_erratum_is_settled_by_a_theorem_on_its_line() -> None:
    for erratum in ERRATA:
        assert erratum.line in register()[erratum.theorem]().lecture


# ---- the meaning of a tag --------------------------------------------------------------------


def plain(**changes: object) -> Theorem:
    relation = Eq(x_0, x_0, evaluate=False)
    chain = Derivation().assume(relation, "assumed")
    made = Theorem("ODE-99", "A title", (relation,), ("x real",), ("L1",), (chain,))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_fingerprint_is_the_statement_and_its_assumptions() -> None:
    other = Eq(x_0, 2 * x_0, evaluate=False)
    assert plain(statement=(other,)).fingerprint != plain().fingerprint
    assert plain(assumptions=("x positive",)).fingerprint != plain().fingerprint
    assert plain(assumptions=()).fingerprint != plain().fingerprint


def test_the_fingerprint_is_not_the_wording() -> None:
    assert plain(title="Another title", lecture=("L2",)).fingerprint == plain().fingerprint


@pytest.mark.parametrize("id", IDS)
def test_every_step_has_a_tag_of_its_own(id: str) -> None:
    derived = register()[id]()
    tags = [tag for chain in derived.step_tags for tag in chain]
    assert len(tags) == len(set(tags)) == sum(len(chain.steps) for chain in derived.derivation)
    assert all(tag.startswith(f"{derived.tag}-") for tag in tags)


def chained(*relations: Relation) -> Theorem:
    """A theorem with one derivation, of these relations."""
    steps = tuple(Step("given", relation, "assumed") for relation in relations)
    return plain(derivation=(Derivation(steps),))


def test_a_step_keeps_its_fingerprint_when_others_come_before_it() -> None:
    relations = [Eq(x_0, number * x_0, evaluate=False) for number in (1, 2, 3)]
    ((_, *kept),) = chained(*relations).step_fingerprints
    ((*_, last),) = chained(relations[2], relations[0], relations[1]).step_fingerprints
    assert last == kept[0]


def test_a_relation_that_is_reached_again_is_another_step() -> None:
    ((first, second),) = chained(Eq(x_0, 2 * x_0), Eq(x_0, 2 * x_0)).step_fingerprints
    assert first != second


def test_the_same_relation_in_another_part_is_another_step() -> None:
    relation = Eq(x_0, x_0, evaluate=False)
    chain = Derivation().assume(relation, "assumed")
    double = plain(statement=(relation, relation), derivation=(chain, chain))
    ((first,), (second,)) = double.step_fingerprints
    assert first != second


def test_a_step_without_a_record_has_no_tag() -> None:
    other = Derivation().assume(Eq(x_0, 7, evaluate=False), "assumed")
    stranger = replace(register()["REC-1"](), derivation=(other, other))
    with pytest.raises(LookupError, match="a step of `REC-1` has no tag"):
        _ = stranger.step_tags
    with pytest.raises(LookupError, match="`ODE-99` has no tag"):
        _ = plain().tag


# ---- what a theorem rests on -------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_no_theorem_rests_on_itself(id: str) -> None:
    """Not even through others."""
    assert set(foundations(id)) <= set(IDS) - {id}


def test_what_another_theorem_states_is_cited() -> None:
    """A premise that stands elsewhere as a result names its theorem, or its line of the lecture."""
    stated = [(id, relation) for id in IDS for relation in register()[id]().statement]
    for id in IDS:
        derived = register()[id]()
        reached: list[Relation] = []
        for step in (step for chain in derived.derivation for step in chain.steps):
            elsewhere = any(other != id and step.relation == there for other, there in stated)
            if step.rule == "given" and elsewhere and step.relation not in reached:
                assert re.search(r"\b[A-Z]+-?\d+\b", step.because), (id, step.because)
            reached.append(step.relation)


def test_the_premises_are_what_nothing_else_gives() -> None:
    duhamel = register()["ODE-2"]()
    assert [step.because for step in duhamel.premises] == ["the equation of the lecture (L2)"]
    assert duhamel.rests_on == ()
    assert register()["FE-3"]().rests_on == ("FE-2", "REC-1")
    assert register()["ODE-1"]().premises == ()


def test_a_theorem_rests_on_others_also_through_others() -> None:
    assert register()["ODE-8"]().rests_on == ("NUM-1",)
    assert foundations("ODE-8") == ("ODE-2", "NUM-1")


def test_a_statement_needs_its_derivation() -> None:
    with pytest.raises(ValueError, match="one derivation for each statement, got 0 for 1"):
        plain(derivation=())


def test_an_id_is_registered_once() -> None:
    with pytest.raises(ValueError, match="`REC-1` is registered twice"):
        theorem("REC-1")(plain)


def test_a_theorem_is_derived_once() -> None:
    assert register()["REC-1"]() is register()["REC-1"]()
