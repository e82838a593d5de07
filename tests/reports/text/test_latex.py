"""The LaTeX fragments compile as they are, in an ordinary document, within its margins."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.text import latex
from duhamel.reports.text.show import found, show

TAGS = current(recorded())
HOMEWORK = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath,amsthm}
\usepackage{cleveref}
\newtheorem{theorem}{Theorem}
\begin{document}
%s
\end{document}
"""
needs_latex = pytest.mark.skipif(not which("pdflatex"), reason="texlive-latex-base is missing")


def complaints(folder: Path, body: str) -> list[str]:
    """What LaTeX says against a homework with this body, once its page numbers have settled."""
    (folder / "homework.tex").write_text(HOMEWORK % body, encoding="ascii")
    for _ in range(3):
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "homework.tex"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    log = (folder / "homework.log").read_text(encoding="latin-1")
    return re.findall(r"^(?:!|Overfull|LaTeX Warning|Missing character).*", log, re.MULTILINE)


@needs_latex
def test_every_fragment_compiles_without_a_complaint(tmp_path: Path) -> None:
    """Also: no label twice, no reference to nowhere."""
    assert complaints(tmp_path, "\n\n".join(show(tag, "latex") for tag in TAGS.values())) == []


@needs_latex
def test_a_fragment_alone_answers_cref(tmp_path: Path) -> None:
    tag = TAGS["ODE-2"]
    cited = rf"By \cref{{thm:{tag}}} (b)."
    assert complaints(tmp_path, show(tag, "latex") + "\n\n" + cited) == []
    text = subprocess.run(
        ["pdftotext", tmp_path / "homework.pdf", "-"], capture_output=True, check=False
    ) if which("pdftotext") else None  # fmt: skip
    if text is not None:
        assert b"By theorem 1 (b)." in text.stdout


NUMBERS = {
    "ODE-2": 'a=2,x_0=1,f="exp(-t)*sin(3*t) + t^3 - cos(t)*exp(-t)*(1 + t)^4 + abs(sin(4*t))"',
    "ODE-11": "a=1234567/1000,b=1/7,c=3,omega=22/7,tau=1/100,t=3/2,x0=-2/3",
    "FE-4": "a=1/7,h=123/1000,X_4=98765432,E_13=1/3,E_22=5,n=9",
    "REC-1": "beta=-12345/67891,x_0=7/3,n=12,f=[1/3,-2,5]",
    "MOM-4": "beta=9/10,alpha=1/8,n=7,g=(1+n)^3/(2+n)",
    "MOM-8": "beta=1/4,z=3/4",
}


@needs_latex
def test_with_any_numbers_it_keeps_within_its_margins(tmp_path: Path) -> None:
    body = "\n\n".join(show(TAGS[id], "latex", numbers) for id, numbers in NUMBERS.items())
    assert complaints(tmp_path, body) == []


@needs_latex
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((r"\label{thm:TAG}", r"\label{thm:TAG}\label{thm:TAG}"), "multiply defined"),
        ((r"Suppose ", r"\cref{thm:TAG.z} "), "undefined"),
        ((r"x'(t) & ", r"x'(t) + x''(t)" + " + x(t)" * 20 + " & "), "Overfull"),
        ((r"x'(t) & ", r"x'(t) \right) & "), "!"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    text = show(TAGS["ODE-2"], "latex")
    right, other = (code.replace("TAG", TAGS["ODE-2"]) for code in wrong)
    assert right in text
    assert any(said in line for line in complaints(tmp_path, text.replace(right, other, 1)))


@pytest.mark.parametrize("id", register())
def test_a_fragment_is_ascii_and_balanced(id: str) -> None:
    text = show(TAGS[id], "latex")
    assert text.isascii()
    for kind in ("theorem", "proof", "align*"):
        assert text.count(rf"\begin{{{kind}}}") == text.count(rf"\end{{{kind}}}") > 0
    assert text.count(r"\label") == 1
    assert len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text))


def cuts(id: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The statements and the lines of the proofs, whole and where they may be broken."""
    for claim in found(TAGS[id])["claims"]:
        yield claim["statement"]["latex"], claim["statement"]["sides"]
        for row in (row for paragraph in claim["proof"] for row in paragraph["rows"]):
            left = row["left"]["latex"] + " " if row["left"] else ""
            yield left + row["right"]["latex"], row["sides"]


@pytest.mark.parametrize("id", register())
def test_a_broken_formula_has_all_its_signs(id: str) -> None:
    """The rows, put together again, are the formula: a break only sizes the brackets it tears."""
    for whole, sides in cuts(id):
        broken = latex.rows(sides)
        joined = "".join(row.left + row.right for row in broken)
        added = r"\\quad|\\textstyle|\{\}|\s"
        joined = joined.replace(r"\Bigl", r"\left").replace(r"\Bigr", r"\right")
        assert re.sub(added, "", joined) == re.sub(r"\s", "", whole)
        assert all(latex.width(row.left) + latex.width(row.right) < 340 for row in broken)


@needs_latex
def test_no_formula_is_much_wider_than_thought(tmp_path: Path) -> None:
    """`width` decides where a line is broken: TeX itself is asked about every formula."""
    codes = sorted({"".join(side) for id in register() for _, sides in cuts(id) for side in sides})
    body = "\n".join(
        rf"\sbox0{{$\displaystyle {code}$}}\typeout{{WIDTH \the\wd0}}" for code in codes
    )
    assert complaints(tmp_path, body) == []
    log = (tmp_path / "homework.log").read_text(encoding="latin-1")
    widths = [float(found) for found in re.findall(r"^WIDTH (.*)pt$", log, re.MULTILINE)]
    assert len(widths) == len(codes)
    short = [c for c, w in zip(codes, widths, strict=True) if w > 20 + 1.05 * latex.width(c)]
    assert short == []
