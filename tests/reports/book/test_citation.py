"""Citations: what biber, BibTeX, LaTeX and a CSL processor make of every theorem."""

import json
import re
import subprocess
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formats
from citeproc.source.json import CiteProcJSON
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.book import citation
from duhamel.reports.book.citation import FORMATS, bibliography, cite
from duhamel.reports.provenance import AUTHOR, TITLE
from duhamel.reports.text import phrases, proof
from jsonschema import Draft7Validator

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TAGS = [
    *recorded(),
    *(f"{tag}.{entry['claims'][0]['part']}" for tag, entry in recorded().items()),
]
ENTRIES = [citation.theorem(recorded(), tag) for tag in TAGS]
NOW = current(recorded())
DUHAMEL, CLAIM = (citation.theorem(recorded(), NOW["ODE-2"] + part) for part in ("", ".a"))
one = partial(cite, version="1.2.3", commit=COMMIT)
every = partial(bibliography, ENTRIES, version="1.2.3", commit=COMMIT)


@pytest.mark.parametrize("format", FORMATS)
def test_a_citation_has_its_name_version_and_commit(format: str) -> None:
    for entry in ENTRIES:
        text = one(entry, format)
        for word in (phrases.name(entry), entry["id"], "1.2.3", COMMIT[:12], AUTHOR, TITLE):
            assert word in text


@pytest.mark.parametrize("format", FORMATS)
def test_an_unknown_commit_is_not_told_and_a_changed_one_is(format: str) -> None:
    unknown = cite(DUHAMEL, format, version="1.2.3", commit="unknown")
    assert "unknown" not in unknown
    assert "ommit" not in unknown
    changed = cite(DUHAMEL, format, version="1.2.3", commit=COMMIT, dirty=True)
    assert f"{COMMIT[:12]} with local changes" in changed


@pytest.mark.parametrize("format", FORMATS)
def test_where_the_report_stands_is_told_if_it_is_known(format: str) -> None:
    url = "https://example.org/a_course/report.html"
    place = f"{url}#{CLAIM['tag']}.a"
    assert place in cite(CLAIM, format, version="1.2.3", commit=COMMIT, url=url)
    assert "://" not in one(CLAIM, format)


def test_an_unknown_tag_or_format_is_a_key_error() -> None:
    for tag in ("0000", "M1VP.z", "M1VP.ab"):
        with pytest.raises(KeyError):
            citation.theorem(recorded(), tag)
    with pytest.raises(KeyError):
        every("docx")


def test_the_results_can_be_cited_as_the_register_can() -> None:
    """A theorem and a claim of results.json have the keys, and say the same."""
    told = proof.told(register()["REC-3"]())
    for tag, entry in ((told["tag"], told), (f"{told['tag']}.c", citation.claim(told, "c"))):
        for format in FORMATS:
            assert one(entry, format) == one(citation.theorem(recorded(), tag), format)


# ---- BibTeX ------------------------------------------------------------------------------------


def test_bibtex_is_for_any_engine_and_balanced() -> None:
    text = every("bibtex")
    assert text.isascii()
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"(?m)^@misc\{duhamel:[0-9A-Z]{4}(\.[a-z])?,$", text)) == len(TAGS)


def biber(folder: Path, text: str) -> str:
    (folder / "all.bib").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "--output-file", "out.bib", "all.bib"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(not which("biber"), reason="biber is not installed")
def test_biber_finds_nothing_wrong(tmp_path: Path) -> None:
    said = biber(tmp_path, every("bibtex"))
    assert "Datamodel validation complete" in said
    assert not re.search("WARN|ERROR", said), said
    assert (tmp_path / "out.bib").read_text(encoding="utf-8").count("@MISC") == len(TAGS)


@pytest.mark.skipif(not which("biber"), reason="biber is not installed")
def test_biber_would_find_something_wrong(tmp_path: Path) -> None:
    text = one(DUHAMEL, "bibtex")
    assert "ERROR" in biber(tmp_path, text.replace("},\n  title", "\n  title"))
    assert "WARN" in biber(tmp_path, text.replace("title  ", "titel  "))


# ---- CSL-JSON ----------------------------------------------------------------------------------

STRING = {"type": "string", "minLength": 1}
CSL = {  # what CSL's own schema, csl-data.json 1.0.2, allows of the fields in use, and a bit less
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(("id", "title", "container-title", "version", "URL"), STRING),
            "type": {"enum": ["chapter"]},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"literal": STRING},
                },
            },
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": "number"},
                        },
                    }
                },
            },
        },
    },
}


def test_the_csl_is_by_its_schema() -> None:
    items = json.loads(every("csl-json"))
    assert list(Draft7Validator(CSL).iter_errors(items)) == []
    assert [item["id"] for item in items] == [f"duhamel:{tag}" for tag in TAGS]
    for wrong in ({"url": "x"}, {"type": "theorem"}, {"issued": "2026"}, {"author": "X"}):
        assert list(Draft7Validator(CSL).iter_errors([{**items[0], **wrong}])) != []


def test_the_csl_is_safe_on_a_narrow_code_page() -> None:
    assert every("csl-json").isascii()
    assert "x = y exp(−at)" in json.loads(every("csl-json"))[0]["title"]


def test_a_csl_processor_makes_references_of_it() -> None:
    items: list[dict[str, Any]] = json.loads(every("csl-json"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON(items), formats.plain)
    for item in items:
        made.register(Citation([CitationItem(item["id"])]))
    references = [str(reference) for reference in made.bibliography()]
    assert len(references) == len(TAGS)
    for item, reference in zip(items, references, strict=True):
        year = item["issued"]["date-parts"][0][0]
        assert reference == f"{AUTHOR} ({year}) “{item['title']}”, {TITLE}."


# ---- LaTeX and Markdown ------------------------------------------------------------------------


def test_the_latex_is_one_theorem_with_its_label() -> None:
    text = one(DUHAMEL, "latex")
    assert text.isascii()
    assert text.count(r"\begin{theorem}") == text.count(r"\end{theorem}") == 1
    assert text.count(rf"\label{{cited:{DUHAMEL['tag']}}}") == 1
    bare = re.sub(r"[&\s]|\\label\{[^}]*\}", "", text)
    for claim in DUHAMEL["claims"]:
        assert re.sub(r"\s", "", claim["statement"]["latex"]) in bare


def test_a_claim_is_cited_alone_with_what_all_suppose() -> None:
    text = one(CLAIM, "latex")
    assert text.count(r"\begin{align*}") == 1 < len(DUHAMEL["claims"])
    assert text.count(r"\label") == 1
    assert DUHAMEL["setting"][0]["latex"] in text
    assert f"Claim {NOW['ODE-2']}.a of theorem ODE-2" in one(CLAIM, "bibtex")


@pytest.mark.skipif(not which("pdflatex"), reason="texlive-latex-base is not installed")
def test_the_latex_compiles_with_its_bibliography(tmp_path: Path) -> None:
    """All of it as pasted into one document, each referred to by \\cref and cited by \\cite."""
    uses = [rf"\cref{{cited:{tag}}} is from~\cite{{duhamel:{tag}}}." for tag in TAGS]
    document = [
        r"\documentclass[11pt,a4paper]{article}",
        r"\usepackage{amsmath,amsthm,cleveref}",
        r"\newtheorem{theorem}{Theorem}",
        r"\begin{document}",
        every("latex"),
        *uses,
        r"\bibliographystyle{plain}\bibliography{all}",
        r"\end{document}",
    ]
    (tmp_path / "all.tex").write_text("\n".join(document), encoding="ascii")
    (tmp_path / "all.bib").write_text(every("bibtex"), encoding="ascii")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    for command in (latex, ["bibtex", "all"], latex, latex):
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-2000:]
        assert command == latex or "Warning" not in said, said
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    assert "LaTeX Warning" not in log
    overfull = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert overfull == []


def test_the_markdown_has_whole_formulas_and_no_stray_marks() -> None:
    text = one(DUHAMEL, "markdown")
    assert text.startswith(f"**Duhamel's formula** (theorem ODE-2, tag {NOW['ODE-2']}).\n")
    for claim in DUHAMEL["claims"]:
        assert f"$$ {claim['statement']['latex']} $$" in text
        for hypothesis in claim["hypotheses"]:
            assert f"${hypothesis['latex']}$" in text
