"""The register: every theorem derives, ends in its statement, and keeps its tag for ever."""

import json
import re
from dataclasses import replace

import pytest
from duhamel.analysis import theorem as register_module
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.notation import x_0
from duhamel.analysis.tags import PREFIXES, recorded
from duhamel.analysis.theorem import Theorem, register, theorem
from sympy import Eq

IDS = list(register())
ALPHABET = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")  # base 32 without I, L, O, U


def entry(derived: Theorem) -> str:
    """The line that the record must hold for a theorem, to append or to compare."""
    return json.dumps(
        {"id": derived.id, "title": derived.title, "fingerprint": derived.fingerprint},
        ensure_ascii=False,
    )


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_derives_and_is_recorded_as_it_stands(id: str) -> None:
    derived = register()[id]()
    assert derived.id == id
    assert len(derived.statement) == len(derived.derivation) > 0
    found = [kept for kept in recorded().values() if kept["id"] == id]
    assert found, f"tags.json needs a new tag for {entry(derived)}"
    (kept,) = found
    same = {key: kept[key] for key in ("id", "title", "fingerprint")}
    assert same == json.loads(entry(derived)), f"a changed statement: {entry(derived)}"


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


def test_no_recorded_tag_has_vanished() -> None:
    assert {kept["id"] for kept in recorded().values()} == set(IDS)


def test_tags_are_four_characters_that_cannot_be_misread() -> None:
    assert all(ALPHABET.fullmatch(tag) for tag in recorded())


def test_a_tag_is_written_once() -> None:
    """JSON would silently keep the last of two equal keys."""
    pairs = json.loads(register_module.TAGS.read_text(encoding="utf-8"), object_pairs_hook=list)
    tags = [tag for tag, _ in pairs]
    assert len(tags) == len(set(tags)) == len({kept["id"] for kept in recorded().values()})


def test_the_lecture_has_its_lines() -> None:
    assert list(LINES) == [f"L{number}" for number in range(1, 22)]


def test_an_erratum_is_settled_by_a_theorem_on_its_line() -> None:
    for erratum in ERRATA:
        assert erratum.line in register()[erratum.theorem]().lecture


# ---- the meaning of a tag --------------------------------------------------------------------


def plain(**changes: object) -> Theorem:
    relation = Eq(x_0, x_0, evaluate=False)
    chain = Derivation().given(relation, "assumed")
    made = Theorem("ODE-99", "A title", (relation,), ("x real",), ("L1",), (chain,))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_fingerprint_is_the_statement_and_its_assumptions() -> None:
    other = Eq(x_0, 2 * x_0, evaluate=False)
    assert plain(statement=(other,)).fingerprint != plain().fingerprint
    assert plain(assumptions=("x positive",)).fingerprint != plain().fingerprint
    assert plain(assumptions=()).fingerprint != plain().fingerprint


def test_the_fingerprint_is_not_the_wording() -> None:
    assert plain(title="Another title", lecture=("L2",)).fingerprint == plain().fingerprint


def test_a_statement_needs_its_derivation() -> None:
    with pytest.raises(ValueError, match="one derivation for each statement, got 0 for 1"):
        plain(derivation=())


def test_an_id_is_registered_once() -> None:
    with pytest.raises(ValueError, match="`REC-1` is registered twice"):
        theorem("REC-1")(plain)


def test_a_theorem_is_derived_once() -> None:
    assert register()["REC-1"]() is register()["REC-1"]()
