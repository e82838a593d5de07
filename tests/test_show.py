"""A derivation on its own: every theorem, in every format, as something that can be used."""

import re
import subprocess
from shutil import which

import pytest
import typst
from duhamel.analysis.tags import recorded
from duhamel.analysis.theorem import register
from duhamel.reports.show import FORMATS, show

TAGS = {entry["id"]: tag for tag, entry in recorded().items()}
IDS = list(register())
MACROS = r"\usepackage{amsmath,amssymb}\usepackage[utf8]{inputenc}"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("id", IDS)
def test_a_derivation_is_shown_with_its_name_and_all_its_steps(id: str, format: str) -> None:
    text = show(TAGS[id], format)
    theorem = register()[id]()
    assert id in text
    assert TAGS[id] in text
    for rule in {step.rule for chain in theorem.derivation for step in chain.steps}:
        assert rule in text or (format == "latex" and not rule.isascii())
    assert len([*re.finditer(r"Derivation of", text)]) == len(theorem.derivation)
    assert "Symbol(" not in text
    assert "Integral(" not in text


@pytest.mark.parametrize("id", IDS)
def test_the_latex_is_balanced(id: str) -> None:
    text = show(TAGS[id], "latex")
    bare = re.sub(r"\\[{}$%&#_]|\\\\", "", re.sub(r"(?m)^%.*$", "", text))
    depth = 0
    for char in bare:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert bare.count("$") % 2 == 0
    assert bare.count(r"\left") - bare.count(r"\leftarrow") == bare.count(r"\right") - bare.count(
        r"\rightarrow"
    )
    assert text.count(r"\[") == text.count(r"\]")


def test_the_latex_is_for_any_engine() -> None:
    text = "".join(show(TAGS[id], "latex") for id in IDS)
    assert sorted({char for char in text if not char.isascii()}) == []


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


@pytest.mark.skipif(not which("pdflatex"), reason="texlive-latex-base is not installed")
def test_the_latex_compiles(tmp_path: object) -> None:
    body = "\n\n".join(show(TAGS[id], "latex") for id in IDS)
    document = f"\\documentclass{{article}}{MACROS}\\begin{{document}}{body}\\end{{document}}"
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error"],
        input=document,
        capture_output=True,
        text=True,
        cwd=str(tmp_path),
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_an_unknown_tag_or_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        show("0000", "text")
    with pytest.raises(KeyError):
        show(TAGS["REC-1"], "docx")
