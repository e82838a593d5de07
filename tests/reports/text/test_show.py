"""A derivation on its own: every theorem, in every format, as something that can be used."""

import re
from dataclasses import replace

import pytest
import typst
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.text.prose import tex
from duhamel.reports.text.show import FORMATS, blocks, found, show, whole

TAGS = current(recorded())
IDS = list(register())


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("id", IDS)
def test_a_derivation_is_shown_with_its_name_and_all_its_steps(id: str, format: str) -> None:
    text = show(TAGS[id], format)
    theorem = register()[id]()
    assert id in text
    assert TAGS[id] in text
    for rule in {step.rule for chain in theorem.derivation for step in chain.steps}:
        assert (tex(rule)[1:] if format == "latex" else rule) in text
    begins = r"\\begin{proof}" if format == "latex" else "Derivation of"
    assert len([*re.finditer(begins, text)]) == len(theorem.derivation)
    assert "Symbol(" not in text
    assert "Integral(" not in text


@pytest.mark.parametrize("id", IDS)
def test_every_step_stands_with_its_tag(id: str) -> None:
    text, latex = show(TAGS[id], "text"), show(TAGS[id], "latex")
    for tag in (tag for chain in register()[id]().step_tags for tag in chain):
        assert f"[{tag.partition('-')[2]}]\n" in text + "\n"
        assert latex.count(rf"\label{{eq:{tag}}}") == 1


@pytest.mark.parametrize("id", IDS)
def test_the_markdown_has_whole_formulas(id: str) -> None:
    text = show(TAGS[id], "markdown")
    assert text.count("$$") % 2 == 0
    assert text.startswith(f"### {id} [{TAGS[id]}] ")


@pytest.mark.parametrize("id", IDS)
def test_the_text_has_no_markup(id: str) -> None:
    assert "\\" not in show(TAGS[id], "text")
    assert "\x1b" not in show(TAGS[id], "text")


def test_the_typst_compiles() -> None:
    """All in one document: the compiler is what takes the time."""
    source = "\n\n".join(show(TAGS[id], "typst") for id in IDS)
    assert typst.compile(source.encode(), format="pdf").startswith(b"%PDF")


@pytest.mark.parametrize("format", FORMATS)
def test_a_step_is_shown_in_its_place(format: str) -> None:
    """With the one before it, and what both engines say of it."""
    theorem = register()["ODE-2"]()
    before, tag = theorem.step_tags[0][1:3]
    text = show(tag, format)
    assert "SymPy: " in text
    assert "FLINT: " in text
    for step in (before, tag):
        assert (
            f"[{step[5:]}]" if format == "text" else step.replace("-", "\\-", format == "typst")
        ) in text
    assert theorem.step_tags[0][3] not in text
    assert theorem.step_tags[0][0] not in text


def test_the_first_step_of_a_part_has_none_before_it() -> None:
    theorem = register()["ODE-2"]()
    (part,) = found(theorem.step_tags[1][0]).parts
    assert [line.number for line in part.steps] == ["2.1"]
    assert part.steps[0].note == ""  # what is given is not judged


def test_the_blocks_are_the_text() -> None:
    shown = whole(register()["REC-1"]())
    assert "\n".join(blocks(shown)) == show(TAGS["REC-1"], "text")
    assert len([*blocks(shown)]) == 1 + sum(len(part.steps) for part in shown.parts)


def test_a_superseded_tag_shows_what_took_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    record = dict(recorded())
    old = {**record[TAGS["ODE-2"]], "forward": TAGS["ODE-2"], "why": "it said too little"}
    monkeypatch.setattr("duhamel.reports.text.show.recorded", lambda: {"0000": old, **record})
    assert found("0000") == replace(
        found(TAGS["ODE-2"]), given=("0000 is superseded: it said too little",)
    )
    assert "0000 is superseded: it said too little" in show("0000", "text")


@pytest.mark.parametrize(
    ("tag", "format"), [("0000", "text"), ("PTR6", "docx"), ("PTR6-", "docx"), ("PTR6-00", "text")]
)
def test_an_unknown_tag_or_format_is_a_key_error(tag: str, format: str) -> None:
    with pytest.raises(KeyError):
        show(tag, format)
