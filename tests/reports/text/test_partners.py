"""What is exported compiles where coursework is written: all of it pasted into one document."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from duhamel.analysis.tags import current, recorded
from duhamel.reports.book import citation
from duhamel.reports.text.show import show

NOW = current(recorded())
TAGS = [NOW[id] for id in ("REC-1", "REC-3", "FE-3", "MOM-5", "ODE-9")]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NATBIB = (r"\usepackage[numbers]{natbib}\usepackage{url}", r"\bibliographystyle{plainnat}")
BIBLATEX = (r"\usepackage{biblatex}\addbibresource{all.bib}", r"\printbibliography")


def cited(tags: list[str], format: str) -> str:
    entries = [citation.theorem(recorded(), tag) for tag in tags]
    url = "https://example.org/report_of_a_course.html"
    return citation.bibliography(entries, format, url=url, version="1.2.3", commit=COMMIT)


def complaints(folder: Path, document: str, *between: str) -> list[str]:
    """What LaTeX says against a document, after the program of its bibliography."""
    (folder / "all.tex").write_text(document, encoding="ascii")
    (folder / "all.bib").write_text(cited([*TAGS, "M1VP.a"], "bibtex"), encoding="ascii")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    for command in (latex, *([one, "all"] for one in between), latex, latex):
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (folder / "all.log").read_text(encoding="latin-1")
    pattern = r"^(?:!|Overfull|LaTeX Warning|Package \w+ Warning|Missing character).*"
    return re.findall(pattern, log, re.MULTILINE)


def has(*files: str) -> bool:
    """Whether TeX finds the files."""
    if not which("kpsewhich"):
        return False
    found = subprocess.run(["kpsewhich", *files], capture_output=True, check=False)
    return len(found.stdout.split()) == len(files)


@pytest.mark.parametrize(
    ("name", "bibliography", "program"),
    [("amsart", NATBIB, "bibtex"), ("memoir", BIBLATEX, "biber")],
)
def test_shown_and_cited_in_one_document(
    tmp_path: Path, name: str, bibliography: tuple[str, str], program: str
) -> None:
    """Also one claim beside its theorem: each has a label of its own."""
    if not (has(f"{name}.cls", "natbib.sty", "biblatex.sty") and which(program)):
        pytest.skip("texlive-latex-extra, texlive-bibtex-extra or biber is missing")
    tags = [*TAGS, "M1VP.a"]
    uses = [rf"\ref{{thm:{tag}}}, \ref{{cited:{tag}}}~\cite{{duhamel:{tag}}}." for tag in tags]
    document = [
        rf"\documentclass[11pt,a4paper]{{{name}}}",
        r"\usepackage{amsmath,amsthm}\newtheorem{theorem}{Theorem}",
        bibliography[0],
        r"\begin{document}",
        *(show(tag, "latex") for tag in tags),
        cited(tags, "latex"),
        *uses,
        bibliography[1],
        r"\bibliography{all}" if program == "bibtex" else "",
        r"\end{document}",
    ]
    assert complaints(tmp_path, "\n\n".join(document), program) == []


def test_a_slide_shows_a_theorem(tmp_path: Path) -> None:
    """The class has an environment for theorems of its own."""
    if not has("beamer.cls"):
        pytest.skip("texlive-latex-recommended, with beamer, is missing")
    frames = [show("M1VP", "latex"), show("BTE8.b", "latex"), cited(["HY6H.a"], "latex")]
    slides = "".join(
        f"\\begin{{frame}}[allowframebreaks]\n{one}\n\\end{{frame}}\n" for one in frames
    )
    document = rf"\documentclass{{beamer}}\begin{{document}}{slides}\end{{document}}"
    assert complaints(tmp_path, document) == []


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_pandoc_makes_a_paper_of_the_markdown(tmp_path: Path, engine: str) -> None:
    if not (which("pandoc") and which(engine) and has("lmodern.sty", "pzdr.tfm")):
        pytest.skip(f"pandoc, {engine}, lmodern or texlive-fonts-recommended is missing")
    shown = [show(tag, "markdown") for tag in TAGS]
    (tmp_path / "all.md").write_text("\n\n".join([*shown, cited(TAGS, "markdown")]), "utf-8")
    command = ["pandoc", "all.md", "-o", "all.pdf", f"--pdf-engine={engine}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_cell_of_markdown_has_the_formulas_that_it_has() -> None:
    """By the rules of MyST, which are stricter than those of Jupyter's MathJax."""
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is missing")
    plugin = pytest.importorskip("mdit_py_plugins.dollarmath", reason="mdit-py-plugins is missing")
    parser = markdown_it.MarkdownIt("commonmark").use(plugin.dollarmath_plugin)
    for tag in TAGS:
        text = show(tag, "markdown")
        inline, blocks = list[str](), list[str]()
        for token in parser.parse(text):
            blocks += [token.content] if token.type == "math_block" else []
            for child in token.children or ():
                inline += [child.content] if child.type == "math_inline" else []
                assert child.type != "text" or "$" not in child.content
        assert len(blocks) == text.count("$$") / 2
        assert len(inline) == (text.count("$") - 2 * text.count("$$")) / 2
