"""A course pack: what a lecturer puts on a course page, from results.json and the register.

The report in its three forms, every theorem as a LaTeX fragment with a homework that uses one, the
figures, the citations, and an index of it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from duhamel.analysis.book import CHAPTERS
from duhamel.reports.book import citation, document, figures
from duhamel.reports.provenance import TITLE

FIGURES = {
    "solution": "The solution of the problem",
    "convergence": "The error of forward Euler and its order",
    "free": "Free runs of forward Euler",
    "stability": "The stability of forward Euler",
    "memory": "The weights of past inputs",
    "amplification": "A constant input, amplified",
    "window": "The exponential kernel and the sliding window",
    "gains": "The gain of a constant and of the worst input",
    "response": "The gain of an oscillating input",
    "triangle": "The stability triangle of momentum",
    "speedup": "The speed-up of momentum",
    "digits": "Momentum on the digits of scikit-learn",
}
FILES = {
    "report.html": "the report to read on a screen: one file that loads nothing",
    "report.pdf": "the report to print: tagged, with bookmarks, the results attached",
    "results.json": "the results; `duhamel report --from results.json` makes the report again",
    "homework.tex": "a homework to begin with: it inputs one theorem, shows one figure, cites both",
    "latex/theorems.tex": "all theorems with their proofs in one fragment",
    "duhamel.bib": "every theorem for BibTeX or biber",
    "duhamel.csl.json": "every theorem for Zotero, pandoc and other readers of CSL-JSON",
}
EXAMPLE = ("ODE-2", "solution")  # the theorem and the figure that the homework uses


def compose(results: dict[str, Any], again: bool = False, cache: bool = True) -> dict[str, bytes]:
    """The files of the pack by their path in it: the same bytes for the same results.

    ``again`` and ``cache`` as in `document.compose`. Raises ReportError.
    """
    theorems = results["theorems"]
    fragments = {theorem["tag"]: _fragment(theorem) for theorem in theorems}
    texts = {f"latex/{tag}.tex": text for tag, text in fragments.items()}
    texts["latex/theorems.tex"] = "\n\n".join(fragments.values())
    texts["homework.tex"] = _homework(results)
    texts["duhamel.bib"] = _bibliography(results, "bibtex")
    texts["duhamel.csl.json"] = _bibliography(results, "csl-json")
    texts["README.txt"] = _readme(results)
    texts["index.html"] = _index(results)
    # what cannot be told is known by now, before what takes its time
    files = document.compose(results, again, cache)
    for name, numbers in results["figures"].items():
        files[f"figures/{name}.svg"] = figures.draw(name, numbers).encode()
        files[f"figures/{name}.pdf"] = figures.pdf(name, numbers)
    return files | {name: (text + "\n").encode("utf-8", "replace") for name, text in texts.items()}


def _fragment(theorem: dict[str, Any]) -> str:
    from duhamel.reports.text.show import show  # slow to import: SymPy

    tag = theorem["tag"]
    try:
        return show(tag, "latex")
    except KeyError:
        raise document.ReportError(f"latex: no theorem of this version has the tag {tag}") from None


def _bibliography(results: dict[str, Any], format: str) -> str:
    suite = results["suite"]
    try:
        return citation.bibliography(
            results["theorems"],
            format,
            version=suite["version"],
            commit=suite["commit"],
            dirty=suite["dirty"],
        )
    except TypeError as error:  # a letter that LaTeX does not know
        raise document.ReportError(f"duhamel.bib: {error}") from error


# ---- for people who write ---------------------------------------------------------------------


def _homework(results: dict[str, Any]) -> str:
    """A homework that compiles as it is: pdflatex, bibtex, and pdflatex twice."""
    id, figure = EXAMPLE
    theorem = next((t for t in results["theorems"] if t["id"] == id), results["theorems"][0])
    tag = theorem["tag"]
    return "\n".join(
        [
            "% pdflatex homework; bibtex homework; pdflatex homework; pdflatex homework",
            r"\documentclass[11pt,a4paper]{article}",
            r"\usepackage[T1]{fontenc}",
            r"\usepackage{amsmath,amsthm}",
            r"\usepackage{graphicx}",
            r"\usepackage{cleveref}",
            r"\newtheorem{theorem}{Theorem}",
            r"\title{Homework}",
            r"\author{Your name}",
            r"\begin{document}",
            r"\maketitle",
            rf"The answer is \cref{{thm:{tag}}}, from~\cite{{duhamel:{tag}}}; in the same way any",
            r"theorem of the folder \texttt{latex} can be put in here and cited.",
            "",
            rf"\input{{latex/{tag}}}",
            *_shown(figure, results),
            "",
            r"\bibliographystyle{plain}",
            r"\bibliography{duhamel}",
            r"\end{document}",
        ]
    )


def _shown(figure: str, results: dict[str, Any]) -> Iterator[str]:
    if figure in results["figures"]:
        yield ""
        yield r"\begin{figure}[htbp]\centering"
        yield rf"\includegraphics[width=\linewidth]{{figures/{figure}.pdf}}"
        yield rf"\caption{{{FIGURES[figure]}.}}\label{{fig:{figure}}}"
        yield r"\end{figure}"


def _readme(results: dict[str, Any]) -> str:
    width = max(len(name) for name in FILES)
    return "\n".join(
        [
            TITLE,
            f"Course pack of duhamel {_edition(results)}",
            "",
            "Begin with index.html.",
            "",
            *(f"{name:<{width}}  {text}" for name, text in FILES.items()),
            f"{'latex/TAG.tex':<{width}}  the theorem with this tag, for any homework; it needs",
            f"{'':<{width}}  amsmath, amsthm, cleveref and \\newtheorem{{theorem}}{{Theorem}}",
            f"{'figures':<{width}}  the figures as SVG and PDF",
            "",
            f"Made with: {results['parameters']['command']}",
            "A tag always points to the same mathematical result. Link to it as report.html#TAG.",
        ]
    )


def _edition(results: dict[str, Any]) -> str:
    suite = results["suite"]
    changed = ", with uncommitted changes" if suite["dirty"] else ""
    return f"{suite['version']}, commit {suite['commit']}{changed}"


# ---- the index --------------------------------------------------------------------------------


def _index(results: dict[str, Any]) -> str:
    style = Path(__file__).with_name("pack.css").read_text("utf-8")
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
            f"<title>{TITLE}: course pack</title>\n<style>\n{style}</style>\n</head>\n<body>",
            f"<header>\n<h1>{TITLE}</h1>",
            f"<p>Course pack · duhamel {escape(_edition(results))}</p>\n</header>\n<main>",
            *_report(results),
            *_theorems(results["theorems"]),
            *_figures(results["figures"]),
            "</main>\n</body>\n</html>",
        ]
    )


def _report(results: dict[str, Any]) -> Iterator[str]:
    said = results["summary"]
    yield '<section aria-labelledby="report">\n<h2 id="report">The report, and files to use</h2>'
    yield (
        f"<p>{len(results['theorems'])} theorems, derived and checked: {said['pass']} checks pass,"
        f" {said['fail']} fail, {said['inconclusive']} are inconclusive,"
        f" {said['does-not-apply']} do not apply;"
        f" {said['controls']} negative controls were rejected, as they must be."
        f" Made with <code>{escape(results['parameters']['command'])}</code>.</p>\n<dl>"
    )
    for name, text in FILES.items():
        words = escape(text[0].upper() + text[1:]).split("`")
        words[1::2] = (f"<code>{word}</code>" for word in words[1::2])
        yield f"<dt>{_link(name, name)}</dt><dd>{''.join(words)}.</dd>"
    yield "</dl>\n</section>"


def _theorems(theorems: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield '<section aria-labelledby="theorems">\n<h2 id="theorems">The theorems</h2>'
    yield (
        "<p>A tag always points to the same mathematical result. It leads to the theorem in the"
        " report, a line to the lecture's own words.</p>"
    )
    for chapter in CHAPTERS:
        rows = [theorem for theorem in theorems if theorem["id"] in chapter.theorems]
        if rows:
            yield f"<table>\n<caption>{chapter.title}</caption>\n<thead><tr>"
            heads = ("Tag", "No.", "Theorem", "Lecture", "LaTeX")
            yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead>\n"
            yield "<tbody>" + "\n".join(_row(theorem) for theorem in rows) + "</tbody>\n</table>"
    yield "</section>"


def _row(theorem: dict[str, Any]) -> str:
    tag = theorem["tag"]
    cells = (
        theorem["id"],
        escape(theorem["title"]),
        ", ".join(_link(f"report.html#{line}", line) for line in theorem["lecture"]),
        _link(f"latex/{tag}.tex", f"{tag}.tex"),
    )
    head = f'<th scope="row">{_link(f"report.html#{tag}", tag)}</th>'
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _figures(numbers: dict[str, Any]) -> Iterator[str]:
    if not numbers:
        return
    yield '<section aria-labelledby="figures">\n<h2 id="figures">The figures</h2>\n<ul>'
    for name in numbers:
        title = FIGURES[name]
        files = " · ".join(_link(f"figures/{name}.{kind}", f"{name}.{kind}") for kind in _KINDS)
        yield (
            f'<li><figure><img src="figures/{name}.svg" alt="{title}, as a plot" loading="lazy">'
            f"<figcaption>{_link(f'report.html#figure-{name}', title)}<br>{files}</figcaption>"
            "</figure></li>"
        )
    yield "</ul>\n</section>"


_KINDS = ("svg", "pdf")


def _link(to: str, words: str) -> str:
    return f'<a href="{escape(to)}">{words}</a>'
