"""A theorem on its own, in every format, as something that can be used."""

import re
from collections.abc import Callable

import pytest
import typst
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.text.phrases import standalone
from duhamel.reports.text.prose import markdown, pieces, tex
from duhamel.reports.text.prose import typst as typst_words
from duhamel.reports.text.show import FORMATS, blocks, found, show
from duhamel.reports.text.spelling import spelt

TAGS = current(recorded())
IDS = list(register())
PRINTED: dict[str, Callable[[str], str]] = {
    "text": str,
    "markdown": markdown,
    "latex": tex,
    "typst": typst_words,
}


def flat(text: str) -> str:
    """The text without its spaces and ends of lines."""
    return "".join(text.split())


@pytest.mark.parametrize("id", IDS)
def test_a_theorem_is_shown_with_its_name_its_claims_and_their_proofs(id: str) -> None:
    told = found(TAGS[id])
    for name, format in FORMATS.items():
        text = "\n".join(format(told))
        assert id in text
        assert TAGS[id] in text
        begins = r"\\begin{proof}" if name == "latex" else r"Proof( of \([a-z]\))?\."
        assert len([*re.finditer(begins, text)]) == len(told["claims"])
        assert "Symbol(" not in text
        assert "Integral(" not in text
        for claim in told["claims"]:
            if name in PRINTED:
                assert flat(PRINTED[name](claim["sentence"])) in flat(text)
            if name != "latex":
                form = "latex" if name == "markdown" else name
                for hypothesis in (*told["setting"], *claim["hypotheses"], claim["statement"]):
                    assert flat(hypothesis[form]) in flat(text)


@pytest.mark.parametrize("id", IDS)
def test_the_markdown_has_whole_formulas_and_the_text_no_markup(id: str) -> None:
    told = found(TAGS[id])
    printed, text = ("\n".join(FORMATS[format](told)) for format in ("markdown", "text"))
    assert printed.count("$$") % 2 == 0
    assert printed.startswith(f"### {id} [{TAGS[id]}] ")
    assert "\\" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("id", IDS)
def test_the_latex_has_each_reason_and_stands_alone(id: str) -> None:
    """No line of the lecture is named by its number, unless it is quoted."""
    told, code = standalone(found(TAGS[id])), show(TAGS[id], "latex")
    code = re.sub(r"\} *(\\\\)?\s*&\\qquad \\text\{", " ", code)  # a reason in several lines
    for row in (r for claim in told["claims"] for p in claim["proof"] for r in p["rows"]):
        assert tex(row["reason"]) in code
    for line in re.findall(r"\bL\d+\b", code):
        assert f"Its line {line} says" in code


def raw(text: str) -> str:
    """What is left of Markdown without its formulas and code."""
    return re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("id", IDS)
def test_no_formula_of_the_markdown_stands_raw(id: str) -> None:
    """What is not between dollars any LaTeX can write, and nothing between them ends them early."""
    text = show(TAGS[id], "markdown")
    assert set(raw(text)) - set("’…“”") == {
        char for char in raw(text) if char.isascii() or char == "ô"
    }
    assert not re.search(r"[=<>+^_]", raw(text).replace("\\_", ""))
    for display in re.findall(r"\$\$.*?\$\$", text, flags=re.DOTALL):
        assert display.isascii()
        assert "$" not in display[2:-2]


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_no_line_is_wider_than_the_terminal(id: str, encoding: str) -> None:
    told = found(TAGS[id])
    for width in (40, 80, 132):
        text = "\n".join(blocks(told, width, lambda text: spelt(text, encoding)))
        assert max(map(len, text.splitlines())) <= width
        assert flat(spelt(told["claims"][0]["statement"]["text"], encoding)) in flat(text)


def test_words_are_cut_into_words_and_formulas_and_nothing_is_lost() -> None:
    for told in (found(TAGS[id]) for id in IDS):
        for claim in told["claims"]:
            assert "".join(piece for _, piece in pieces(claim["sentence"])) == claim["sentence"]


def test_the_typst_compiles() -> None:
    """All in one document: the compiler is what takes the time."""
    source = "\n\n".join(show(TAGS[id], "typst") for id in IDS)
    assert typst.compile(source.encode(), format="pdf").startswith(b"%PDF")


def test_one_claim_is_shown_with_what_all_suppose() -> None:
    text = show(f"{TAGS['REC-3']}.c", "text")
    assert "f_n = c for all n ≥ 0" in text
    assert "(c) If β = 1, then\n      x_n = x₀ + c n\n" in text
    assert "Proof of (c)." in text
    assert "|β| < 1" not in text


def test_a_proof_is_told_as_a_textbook_tells_it() -> None:
    assert show(TAGS["REC-1"], "text").endswith(
        "Proof. By induction on n. For n = 0: the sum is empty and β⁰ = 1, so both sides\n"
        "are x₀. If it holds for n, then for n + 1:\n"
        "          x_{n+1} = β x_n + f_n   (the recurrence)\n"
        "                  = β (x₀ βⁿ + ∑_{k=0}^{n−1} βᵏ f_{n−1−k}) + f_n\n"
        "                    (the formula for n)\n"
        "                  = x₀ β^{n+1} + ∑_{k=0}ⁿ βᵏ f_{n−k}\n"
        "                    (fₙ is the term k = 0 of the longer sum)"
    )


def test_the_blocks_are_the_text() -> None:
    told = found(TAGS["FE-6"])
    assert "\n".join(blocks(told)) == show(TAGS["FE-6"], "text")
    assert len([*blocks(told)]) == 1 + sum(len(claim["proof"]) for claim in told["claims"])


def test_a_superseded_tag_shows_what_took_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    record = dict(recorded())
    old = {**record[TAGS["ODE-2"]], "forward": TAGS["ODE-2"], "why": "it said too little"}
    monkeypatch.setattr("duhamel.reports.text.show.recorded", lambda: {"0000": old, **record})
    assert found("0000") == {
        **found(TAGS["ODE-2"]),
        "given": ["0000 is superseded: it said too little"],
    }
    assert "0000 is superseded: it said too little" in show("0000", "text")


@pytest.mark.parametrize(
    ("tag", "format"),
    [("0000", "text"), ("M1VP", "docx"), ("M1VP.", "docx"), ("M1VP.b", "text"), ("M1VP.", "text")],
)
def test_an_unknown_tag_or_format_is_a_key_error(tag: str, format: str) -> None:
    with pytest.raises(KeyError):
        show(tag, format)


def test_a_solution_with_a_readers_numbers_is_told_case_by_case() -> None:
    """In 80 columns, also for an input with jumps, of which the claim says nothing."""
    lines = show("PTR6.a", "text", "a=2,x_0=1,f=pulse(0,1)").splitlines()
    at = lines.index("    for 0 ≤ t < 1")
    assert lines[at + 1 : at + 4] == [
        "      x(t) = 1/2 + e^{−2 t}/2",
        "    for t ≥ 1",
        "      x(t) = e^{−2 t}/2 + e^{−2 (t−1)}/2",
    ]
    assert any("It does not apply" in line for line in lines)
    square = show("PTR6.a", "text", "a=2,x_0=1,f=square(1/3)").splitlines()
    told = square[square.index("    for 0 ≤ t < 1/6") :]
    assert max(map(len, told)) <= 80
    assert "    The next cases go on in the same way." in told


@pytest.mark.parametrize("format", ["markdown", "latex", "typst"])
def test_every_format_has_the_cases(format: str) -> None:
    text = show("PTR6.a", format, "a=2,x_0=1,f=pulse(0,1)")
    assert text.count("e^(-2 (t - 1))" if format == "typst" else "e^{-2 (t - 1)}") == 1
    assert "Checked" in text
