"""The report: from one results dict to results.json, report.html and report.pdf."""

from __future__ import annotations

import copy
import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from shutil import which
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pikepdf
import pytest
from duhamel.analysis.book import CHAPTERS
from duhamel.analysis.problem import Problem
from duhamel.reports import own_problem
from duhamel.reports.book import document, page
from duhamel.reports.text import chapters

HERE = Path(__file__).parent
HOSTILE = '#panic("x") $ = 1 <script>alert(1)</script> `raw` *b* _i_ @ref \\ // &amp; "quoted"'
# points of A4 with margins of 19 mm and 20 mm at the foot; punctuation hangs out a little
WIDTH, MARGIN, FOOT = 595.3, 53.8 - 3, 841.9 - 56.6
STRANGE = "日本 🦊 \x1b[31m \u202e \u0000 " + "7" * 300


def _figure_numbers() -> dict[str, Any]:
    """The sample numbers of the figures' own tests."""
    spec = importlib.util.spec_from_file_location("test_figures", HERE / "test_figures.py")
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    numbers: dict[str, Any] = module.numbers()
    return numbers


def maths(text: str, latex: str, typst: str) -> dict[str, str]:
    return {"text": text, "latex": latex, "typst": typst}


SUBSTITUTED = maths(
    "x′(t) + a x(t) = y′(t) e^(−a t)",
    r"x'(t) + a x(t) = y'(t) e^{-a t}",
    "x'(t) + a x(t) = y'(t) e^(-a t)",
)
DUHAMEL = maths(
    "x(t) = x₀ e^(−a t) + ∫₀ᵗ e^(−a (t − s)) f(s) ds",
    r"x(t) = x_0 e^{-a t} + \int_0^t e^{-a (t - s)} f(s)\,\mathrm{d}s",
    "x(t) = x_0 e^(-a t) + integral_0^t e^(-a (t - s)) f(s) dif s",
)
RATIO = maths(
    "log₂(E_h/E_{h/2}) = 1 + k h/(2 ln 2) + O(h²)",
    r"\log_2 \frac{E_h}{E_{h/2}} = 1 + \frac{k h}{2 \ln 2} + O(h^2)",
    "log_2 frac(E_h, E_(h slash 2)) = 1 + frac(k h, 2 ln 2) + O(h^2)",
)
SUM = maths(
    "xₙ = x₀ βⁿ + Σ_{k=0}^{n−1} βᵏ f_{n−1−k}",
    r"x_n = x_0 \beta^n + \sum_{k=0}^{n-1} \beta^k f_{n-1-k}",
    "x_n = x_0 beta^n + sum_(k = 0)^(n - 1) beta^k f_(n - 1 - k)",
)
CASES = maths(
    "xₙ = c (1 − βⁿ)/(1 − β) if β ≠ 1, c n if β = 1",
    r"x_n = \begin{cases} c \frac{1 - \beta^n}{1 - \beta} & \beta \ne 1 \\"
    r" c n & \beta = 1 \end{cases}",
    'x_n = cases(c frac(1 - beta^n, 1 - beta) &"if" beta != 1, c n &"if" beta = 1)',
)
DOTTED = maths("ẋ(t) = |v| − a x", r"\dot{x}(t) = |v| - a x", "dot(x)(t) = abs(v) - a x")
POSITIVE = maths("a, h > 0", "a, h > 0", "a, h > 0")
LONG = maths(
    "a long sum of twelve terms",
    "x(t) = " + " + ".join(rf"\frac{{x_{{{k}}}}}{{1 + {k}}} e^{{-a t_{{{k}}}}}" for k in range(12)),
    "x(t) = " + " + ".join(f"frac(x_{k}, 1 + {k}) e^(-a t_{k})" for k in range(12)),
)
MEDIUM = maths(
    "a sum of seven terms",
    "x(t) = " + " + ".join(rf"\frac{{x_{{{k}}}}}{{1 + {k}}} e^{{-a t_{{{k}}}}}" for k in range(8)),
    "x(t) = " + " + ".join(f"frac(x_{k}, 1 + {k}) e^(-a t_{k})" for k in range(8)),
)


def halves(formula: dict[str, str]) -> tuple[dict[str, str] | None, dict[str, str]]:
    """A formula at its first sign of equality."""
    if not all(" = " in code for code in formula.values()):
        return None, formula
    cut = {form: code.split(" = ", 1) for form, code in formula.items()}
    left = {form: parts[0] for form, parts in cut.items()}
    return left, {form: f"= {parts[1]}" for form, parts in cut.items()}


def row(formula: dict[str, str], reason: str, goes_on: bool = False) -> dict[str, Any]:
    left, right = halves(formula)
    return {
        "left": left,
        "right": right,
        "sides": [[formula["latex"]]],
        "goes_on": goes_on and left is not None,
        "reason": reason,
        "rule": "rewrite",
        "cites": "" if goes_on else "REC-1.a",
    }


def theorem(
    tag: str, id: str, title: str, lines: list[str], *statements: dict[str, str], steps: int = 4
) -> dict[str, Any]:
    shapes = [SUBSTITUTED, DUHAMEL, SUM, RATIO, CASES, DOTTED, MEDIUM]
    reasons = [
        "x = y e^(−a t), the lecture’s own substitution",
        "the derivative of y e^(−a t) has two terms",
        "from 0 to t; y(0) = x₀",
        "the sum of differences is the difference of its ends",
        "k → n − 1 − k, so that the newest input comes first",
    ]
    return {
        "tag": tag,
        "id": id,
        "title": title,
        "lecture": lines,
        "letters": [POSITIVE],
        "setting": [SUBSTITUTED],
        "claims": [
            {
                "part": "abcdef"[part],
                "hypotheses": [DOTTED, POSITIVE][:part],
                "statement": {**statement, "sides": [[statement["latex"]]]},
                "sentence": f"What claim {part} of {id} says.",
                "formal": "formal",
                "grade": "derived",
                "uses": ["REC-1.a"],
                "proof": [
                    {"words": ["Suppose ", DOTTED, ", as ", {"claim": "MOM-1.a"}, " says."],
                     "lead": "", "rows": []},
                    {"words": [], "lead": "Hence", "rows": [
                        row(shapes[(k + part) % 7] if k < steps - 1 else statement,
                            reasons[(k + part) % 5], k > 0)
                        for k in range(steps)]},
                ],
            }
            for part, statement in enumerate(statements)
        ],
    }  # fmt: skip


def check(id: str, theorem: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "theorem": theorem,
        "title": title,
        "evidence": "proved",
        "verdict": "pass",
        "expected": "pass",
        "measured": "0 for 12 exact points, all letters free",
        "criterion": "the residual is 0",
        "criterion_from": theorem,
        "source": "verification/checks/discretisation.py:141",
        "seconds": 0.0125,
        **more,
    }


def control(id: str, theorem: str, title: str, mistake: str, measured: str) -> dict[str, Any]:
    name = f"{id}!{mistake}"
    what = f"{title}, given: {mistake}"
    return check(name, theorem, what, verdict="fail", expected="fail", measured=measured)


def sample() -> dict[str, Any]:
    """Results as a run leaves them, small, with strings that try to be something else."""
    theorems = [
        theorem("02KD", "ODE-1", "The lecture’s substitution", ["L3", "L4", "L5"], SUBSTITUTED),
        theorem("0P4X", "ODE-2", "Duhamel’s formula", ["L6", "L7"], DUHAMEL, DOTTED),
        theorem("1C7M", "FE-4", "Order one, with its constant", ["L12"], RATIO),
        theorem(
            "1Q2N",
            "FE-6",
            "The interval of stability",
            ["L13"],
            maths("0 < a h < 2", "0 < a h < 2", "0 < a h < 2"),
        ),
        theorem("2W8T", "REC-1", "The closed form, by the same strategy", ["L14"], SUM, LONG),
        theorem("3E5R", "REC-3", "Amplification under a constant input " + HOSTILE, ["L19"], CASES),
        theorem("4H9S", "MOM-1", "Momentum is that recurrence", ["L17", "L18"], SUM),
    ]
    checks = []
    for number, t in enumerate(theorems):
        kind = ("proved", "exact", "enclosed", "bounded")[number % 4]
        one, two = f"{t['id']}.identity", f"{t['id']}.run"
        checks += [
            check(one, t["id"], t["title"], evidence=kind),
            control(one, t["id"], t["title"], "late-input", "residual β f_n − β f_{n−1}"),
            control(one, t["id"], t["title"], "wrong-sign", "residual 2 e^(−a t)"),
            check(
                two, t["id"], f"The run of {t['id']}", evidence="bounded",
                measured="1.0312 in [0.9871, 1.0406]; 7 pairs",
                criterion="each pair within 1 + k h/(2 ln 2) ± R(h)",
                criterion_from="REC-1", source="verification/checks/continuous.py:88",
            ),
            control(two, t["id"], f"The run of {t['id']}", "order-two", "1.9997 > 1.0406"),
        ]  # fmt: skip
    checks[0]["measured"] = HOSTILE
    checks[3]["measured"] = STRANGE
    checks.append(
        check("FE-6.RK45", "FE-6", "RK45 down a ladder of tolerances", evidence="bounded")
    )
    checks.append(
        control("FE-6.RK45", "FE-6", "RK45 down a ladder", "late-input", "3.2e-2 > 1.1e-6")
    )
    lines = [
        {"line": f"L{n}", "text": f"What line {n} says: x(t) ≈ ∫ᵗ e^(−a(t−s)) f(s) ds"}
        for n in range(1, 22)
    ]
    results = {
        "schema": 2,
        "suite": {
            "version": "0.1.0",
            "commit": "1fbbabb0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6",
            "dirty": True,
        },
        "environment": {
            "python": "CPython 3.11.7",
            "platform": "Linux-6.1-x86_64-with-glibc2.36",
            "machine": "x86_64, 2 cores",
            "packages": {"numpy": "2.4.6", "scipy": "1.17.0", "sympy": "1.14.0", "typst": "0.15.2"},
        },
        "parameters": {
            "a": "2", "x0": "1", "forcing": "sin(3*t)", "T": "4", "beta": "9/10", "alpha": "1/8",
            "h": "1/10", "seed": 20200401, "command": "duhamel report",
            "forcing_math": maths("sin(3 t)", r"\sin(3 t)", "sin(3 t)"),
        },
        "problem": own_problem.told(Problem()),
        "summary": summary(checks),
        "theorems": theorems,
        "checks": checks,
        "errata": [
            {
                "line": "L18",
                "title": "The ≈ is an equality",
                "text": "From rest, the sum is m itself, for every n. " + HOSTILE,
                "theorem": "MOM-1",
            }
        ],
        "lecture": lines,
        "figures": _figure_numbers(),
    }  # fmt: skip
    # formulas are shared above, and some tests spoil one
    return copy.deepcopy(with_chapters(results))


def with_chapters(results: dict[str, Any]) -> dict[str, Any]:
    held = [theorem["id"] for theorem in results["theorems"]]
    told = chapters.chapters(results)
    return {**results, "opening": chapters.opening(held), "chapters": told}


def summary(checks: list[dict[str, Any]]) -> dict[str, int]:
    plain = Counter(c["verdict"] for c in checks if c["expected"] == "pass")
    rejected = sum(c["expected"] == c["verdict"] == "fail" for c in checks)
    kinds = ("pass", "fail", "inconclusive")
    outside = sum(c["expected"] == "does-not-apply" for c in checks)
    return {
        **{kind: plain[kind] for kind in kinds},
        "does-not-apply": outside,
        "controls": rejected,
    }


def full_size() -> dict[str, Any]:
    """The catalogue's full breadth: 40 theorems of 8 steps, 100 checks, 100 controls."""
    results = sample()
    names = [id for chapter in CHAPTERS for id in chapter.theorems]
    results["theorems"] = [
        theorem(
            f"{n:04d}",
            name,
            f"Statement {name} of the catalogue",
            [f"L{n % 21 + 1}"],
            DUHAMEL,
            steps=8,
        )
        for n, name in enumerate(names)
    ]
    results["checks"] = []
    for n in range(100):
        name = names[n % 40]
        id = f"{name}.check-{n}"
        results["checks"] += [
            check(id, name, f"What check {n} asks of {name}", evidence="bounded"),
            control(
                id,
                name,
                f"What check {n} asks of {name}",
                "late-input",
                "1.9997 outside [0.98, 1.04]",
            ),
        ]
    results["summary"] = summary(results["checks"])
    return with_chapters(results)


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return sample()


@pytest.fixture(scope="module")
def built(results: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("deep") / "build" / "here"
    paths = document.write(results, out)
    assert paths == [out / "results.json", out / "report.html", out / "report.pdf"]
    return out


class Page(HTMLParser):
    """What a page holds: ids, links, and every attribute that could load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: Counter[str] = Counter()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and tag == "a":
                self.links.append(value or "")
            elif name in ("src", "href", "xlink:href", "srcset", "data", "action", "poster"):
                self.loads.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def html(built: Path) -> Page:
    return Page((built / "report.html").read_text("utf-8"))


def test_writes_three_files_and_nothing_else(built: Path, results: dict[str, Any]) -> None:
    assert sorted(p.name for p in built.iterdir()) == ["report.html", "report.pdf", "results.json"]
    assert json.loads((built / "results.json").read_text("utf-8")) == results


def test_every_id_stands_once_and_every_link_arrives(html: Page, results: dict[str, Any]) -> None:
    assert [i for i, n in Counter(html.ids).items() if n > 1] == []
    inside = {link[1:] for link in html.links if link.startswith("#")}
    assert inside <= set(html.ids)
    wanted = {f"check-{c['id']}" for c in results["checks"]} | {f"L{n}" for n in range(1, 22)}
    for t in results["theorems"]:
        wanted.add(t["tag"])
        wanted |= {f"{t['tag']}.{claim['part']}" for claim in t["claims"]}
    assert wanted <= set(html.ids)
    # whatever can be cited shows its own link
    unlinked = {id for id in wanted if "!" in id} | {f"L{n}" for n in range(1, 22)}
    assert wanted - unlinked <= inside


def formulas(results: dict[str, Any]) -> Iterator[list[dict[str, str]]]:
    """What the page shows of each theorem, formula by formula: a row of a proof is one."""
    for t in results["theorems"]:
        found = [*t["letters"], *t["setting"]]
        for claim in t["claims"]:
            found += [*claim["hypotheses"], claim["statement"]]
            for paragraph in claim["proof"]:
                found += [one for one in paragraph["words"] if "typst" in one]
                found += [line["right"] for line in paragraph["rows"]]
        yield found


def test_loads_nothing_from_outside(html: Page, built: Path) -> None:
    assert all(url.startswith(("#", "data:")) for url in html.loads)
    assert html.tags["link"] - 1 == html.tags["img"] == 0
    outside = [link for link in html.links if not link.startswith("#")]
    assert outside
    assert all(link.startswith("https://doi.org/") for link in outside)
    text = (built / "report.html").read_text("utf-8")
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(([^)]*)\)", text))
    assert "@import" not in text


def test_formulas_are_native_and_carry_their_tex(
    html: Page, built: Path, results: dict[str, Any]
) -> None:
    text = (built / "report.html").read_text("utf-8")
    shown = sum(map(len, formulas(results)))
    words = [chapter["question"] + chapter["training"] for chapter in results["chapters"]]
    shown += sum("typst" in piece for part in words for one in part for piece in one)
    shown += 2  # the problem's equation and forcing
    assert html.tags["math"] >= shown  # the words of a hypothesis part its formulas
    cases = len(results["problem"]["solution"]["cases"])
    claims = sum(len(t["claims"]) for t in results["theorems"])
    assert html.tags["annotation"] == claims + cases
    assert "data-tex" not in text.replace(HOSTILE, "")
    assert r"\begin{cases}" in text
    assert not re.search("[\U0001d434-\U0001d467\U0001d6e2-\U0001d71b]", text), "plain letters"
    assert "<mo>˙</mo>" in text
    assert "<mi>(</mi>" in text, "a bracket round little does not stretch"
    assert "<mo>{</mo>" in text, "the brace of the cases stretches"


def test_hostile_strings_are_shown_as_they_are(html: Page, built: Path) -> None:
    assert html.words.count(HOSTILE) >= 4
    assert "日本 🦊 ⟨U+1B⟩[31m ⟨U+202E⟩ ⟨U+0⟩" in html.words
    paper = pdf_text(built / "report.pdf")
    if paper:
        assert "".join(HOSTILE.split()) in re.sub(r"[\s\u200b]", "", paper)


def pdf_text(path: Path) -> str:
    try:
        run = subprocess.run(
            ["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        return ""
    return run.stdout


def test_pdf_is_tagged_with_bookmarks_and_a_title(built: Path) -> None:
    data = (built / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.")
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, flags=re.S):
        try:
            # not zlib.decompress: a last byte that is a line break is not found
            data += zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
    for part in (rb"/MarkInfo\s*<<\s*/Marked true", rb"/StructTreeRoot", rb"/Outlines", rb"/Lang"):
        assert re.search(part, data), part
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/DisplayDocTitle true" in data


def test_what_is_not_text_has_a_text(built: Path, results: dict[str, Any]) -> None:
    """Formulas and figures, for a reader of the tags."""
    kinds: Counter[str] = Counter()
    with pikepdf.open(built / "report.pdf") as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem":
                kinds[str(thing.S)] += 1
                assert thing.S not in ("/Formula", "/Figure") or str(thing.Alt).strip()
    claims = [claim for t in results["theorems"] for claim in t["claims"]]
    shown = sum(1 + sum(len(one["rows"]) for one in claim["proof"]) for claim in claims)
    assert kinds["/Formula"] >= shown
    assert kinds["/Figure"] == len(results["figures"])
    assert kinds["/H2"] >= len(results["theorems"])


def test_the_pdf_carries_the_results_it_is_made_of(
    built: Path, results: dict[str, Any], tmp_path: Path
) -> None:
    with pikepdf.open(built / "report.pdf") as pdf:
        carried = {one.filename: one.get_file().read_bytes() for one in pdf.attachments.values()}
        inside = json.loads(carried["results.json"])
    rows = list(csv.DictReader(io.StringIO(carried["checks.csv"].decode())))
    assert [row["id"] for row in rows] == [check["id"] for check in results["checks"]]
    told = copy.deepcopy(results)
    for check in told["checks"]:
        check["seconds"] = 0
    assert inside == json.loads(json.dumps(told))
    document.write(inside, tmp_path)
    assert (tmp_path / "report.pdf").read_bytes() == (built / "report.pdf").read_bytes()


def test_every_tag_is_a_place_and_a_bookmark_of_the_pdf(
    built: Path, results: dict[str, Any]
) -> None:
    """So that `report.pdf#PTR6` leads there."""
    with pikepdf.open(built / "report.pdf") as pdf:
        places = set(pikepdf.NameTree(pdf.Root.Names.Dests))
        titles = {str(item.title) for item in _bookmarks(pdf)}
    assert {t["tag"] for t in results["theorems"]} <= places
    for t in results["theorems"]:
        assert any(t["id"] in title and t["tag"] in title for title in titles)


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[pikepdf.OutlineItem]:
    with pdf.open_outline() as outline:
        stack = list(outline.root)
    while stack:
        item = stack.pop()
        stack += item.children
        yield item


def test_the_evidence_counts_the_results_of_this_run(html: Page, built: Path) -> None:
    for words in (html.words, pdf_text(built / "report.pdf")):
        if words:
            words = " ".join(words.split())
            assert "Of 9 claims, 9 are derived, and of 9 a proof in Coq is on record" in words
            assert "22 of 22 negative controls were rejected" in words


def lines(path: Path) -> Iterator[list[tuple[float, float, str]]]:
    """Of each page, from top to bottom: the left and right end of each line, and its words."""
    run = subprocess.run(
        ["pdftotext", "-bbox-layout", str(path), "-"], capture_output=True, check=True
    )
    space = "{http://www.w3.org/1999/xhtml}"
    for sheet in ElementTree.fromstring(run.stdout).iter(f"{space}page"):
        found = sorted(sheet.iter(f"{space}line"), key=lambda line: float(line.attrib["yMax"]))
        yield [
            (
                float(line.attrib["xMin"]),
                float(line.attrib["xMax"]),
                " ".join(word.text or "" for word in line),
            )
            for line in found
            if float(line.attrib["yMax"]) < FOOT
        ]


@pytest.fixture(scope="module")
def full() -> dict[str, bytes]:
    """The files of the catalogue's full breadth."""
    return document.compose(full_size())


@pytest.mark.skipif(not which("pdftotext"), reason="poppler-utils is missing")
def test_no_line_is_overfull_and_no_heading_is_left_alone(
    full: dict[str, bytes], tmp_path: Path
) -> None:
    document.put(full, tmp_path)
    for sheet in lines(tmp_path / "report.pdf"):
        for left, right, words in sheet:
            assert MARGIN <= left < right <= WIDTH - MARGIN, words
        alone = r"Theorem |Proof( of \(.\))?\.$|\d · |Contents|References|The matrix"
        assert not re.match(alone, sheet[-1][2])


def test_same_results_same_bytes(built: Path, tmp_path: Path) -> None:
    line = (
        "import json, sys; from pathlib import Path\n"
        "from duhamel.reports.book.document import write\n"
        "write(json.loads(Path(sys.argv[1]).read_text('utf-8')), Path(sys.argv[2]))"
    )
    ways = [str(Path(entry).resolve()) for entry in sys.path if entry]
    subprocess.run(
        [sys.executable, "-c", line, str(built / "results.json"), str(tmp_path / "new")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONHASHSEED": "77",
            "TZ": "America/Lima",
            "PYTHONPATH": os.pathsep.join(ways),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        check=True,
    )
    for name in ("results.json", "report.html", "report.pdf"):
        assert (tmp_path / "new" / name).read_bytes() == (built / name).read_bytes(), name


def test_timings_change_no_document(results: dict[str, Any], built: Path) -> None:
    slower = copy.deepcopy(results)
    for c in slower["checks"]:
        c["seconds"] += 1.5
    files = document.compose(slower)
    for name in ("report.html", "report.pdf"):
        assert files[name] == (built / name).read_bytes()


def test_good_news_and_bad_news_stand_on_page_one(
    results: dict[str, Any], html: Page, tmp_path: Path
) -> None:
    assert (
        "All 15 checks came out as expected, and all 22 negative controls were rejected."
        in html.words
    )
    worse = copy.deepcopy(results)
    worse["checks"][3] |= {"verdict": "inconclusive", "measured": "outside the asymptotic range"}
    worse["checks"][20] |= {"verdict": "fail", "measured": "e₁ is ten times too large"}
    worse["checks"][6] |= {"verdict": "pass", "measured": "residual 0"}
    worse["summary"] = summary(worse["checks"])
    worse["parameters"]["x0"] = "-25e299"
    document.put(document.compose(worse, again=True), tmp_path)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "x₀ = \u221225 · 10<sup>299</sup>" in text
    words = Page(text[: text.index("</ul></div>")]).words
    assert "3 results of 37 are not as expected:" in words
    for c in worse["checks"][3], worse["checks"][20], worse["checks"][6]:
        assert c["id"] in words
        assert c["measured"] in words
    assert "passes, and must not" in words
    again = "made from a results.json, nothing was run again"
    assert again in words
    assert again not in html.words
    first = pdf_text(tmp_path / "report.pdf").split("\f")[0]
    if first:
        assert "ten times too large" in first
        first = " ".join(first.split())
        assert again in first


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r["theorems"][0]["claims"][0]["statement"].update(typst="unknown-name(x)"),
        lambda r: r["theorems"][0]["claims"][0]["statement"].update(typst="#sys.version"),
        lambda r: r["theorems"][0]["claims"][0]["statement"].update(typst="overline(x)"),
        lambda r: r["theorems"][0]["claims"][0]["statement"].update(typst='"' + "wide" * 60 + '"'),
        lambda r: r["errata"][0].update(line="L99"),
    ],
    ids=["unknown", "code", "dropped", "too-wide", "dangling"],
)
def test_an_error_leaves_the_old_files(
    results: dict[str, Any], tmp_path: Path, spoil: Callable[[dict[str, Any]], None]
) -> None:
    for name in ("results.json", "report.html", "report.pdf", "mine.txt"):
        (tmp_path / name).write_text("old")
    broken = copy.deepcopy(results)
    spoil(broken)
    with pytest.raises(document.ReportError) as caught:
        document.write(broken, tmp_path)
    assert "\n" not in str(caught.value)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == dict.fromkeys(
        ("results.json", "report.html", "report.pdf", "mine.txt"), "old"
    )


def test_a_file_that_cannot_be_replaced_takes_the_others_back(
    results: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "results.json").write_text("old")
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):
        document.write(results, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.pdf", "results.json"]
    assert (tmp_path / "results.json").read_text() == "old"


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ValueError, match="ziamath"):
        page.math_font_folder()


def schema() -> dict[str, Any]:
    text = (Path(document.__file__).parents[1] / "results.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_schema_accepts_what_is_written(results: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(results)
    validator.validate(full_size())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("summary"),
        lambda r: r.update(extra=1),
        lambda r: r.update(schema=1),
        lambda r: r["suite"].update(dirty="no"),
        lambda r: r["checks"][0].update(verdict="ok"),
        lambda r: r["checks"][0].update(evidence="tolerated"),
        lambda r: r["checks"][0].update(id="XYZ-1.a"),
        lambda r: r["checks"][0].update(id="ODE-1.a b"),
        lambda r: r["checks"][1].update(expected="pass"),
        lambda r: r["checks"][0].update(criterion_from=""),
        lambda r: r["checks"][0].pop("source"),
        lambda r: r["checks"][0].update(seconds=-1),
        lambda r: r["theorems"][0].update(tag="2kd"),
        lambda r: r["theorems"][0]["claims"][0].update(part="1"),
        lambda r: r["theorems"][0]["claims"][0].update(grade="proved"),
        lambda r: r["theorems"][0]["claims"][0]["proof"][1]["rows"][0].update(cites="REC-1"),
        lambda r: r["theorems"][0]["claims"][0]["statement"].update(typst="#import"),
        lambda r: r["lecture"][0].update(line="L22"),
        lambda r: r["figures"].update(pie={}),
        lambda r: r["figures"]["stability"].pop("theory"),
    ],
)
def test_schema_rejects(spoil: Callable[[dict[str, Any]], None]) -> None:
    broken = sample()
    spoil(broken)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(broken)


def test_the_full_catalogue_fits(full: dict[str, bytes]) -> None:
    assert len(full["report.html"]) < 1_500_000
    assert len(full["report.pdf"]) < 1_000_000
    assert "All 100 checks came out as expected" in full["report.html"].decode()
