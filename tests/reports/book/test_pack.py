"""The course pack: what it holds, that its links arrive, that a lecturer can use it as it is."""

from __future__ import annotations

import copy
import importlib.util
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from shutil import which
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from duhamel.analysis.tags import current, recorded
from duhamel.reports.book import document, pack
from duhamel.reports.cli import main

HERE = Path(__file__).parent


def _sample() -> dict[str, Any]:
    """The sample results of the report's own tests, with the register's tags and titles."""
    spec = importlib.util.spec_from_file_location("test_document", HERE / "test_document.py")
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    results: dict[str, Any] = module.sample()
    tags = current(recorded())
    for theorem in results["theorems"]:
        theorem["tag"] = tags[theorem["id"]]
        theorem["title"] = recorded()[theorem["tag"]]["title"]
    return results


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return _sample()


@pytest.fixture(scope="module")
def files(results: dict[str, Any]) -> dict[str, bytes]:
    return pack.compose(results)


@pytest.fixture(scope="module")
def made(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("course") / "pack"
    paths = document.put(files, out)
    assert sorted(paths) == sorted(path for path in out.rglob("*") if path.is_file())
    return out


def test_it_holds_report_fragments_figures_citations_and_index(
    made: Path, results: dict[str, Any]
) -> None:
    names = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    tags = [theorem["tag"] for theorem in results["theorems"]]
    assert names == {
        *("report.html", "report.pdf", "results.json", "index.html", "README.txt"),
        *("homework.tex", "latex/theorems.tex", "duhamel.bib", "duhamel.csl.json"),
        *(f"latex/{tag}.tex" for tag in tags),
        *(f"figures/{name}.{kind}" for name in results["figures"] for kind in ("svg", "pdf")),
    }
    assert set(pack.FILES) <= names
    assert json.loads((made / "results.json").read_text("utf-8")) == results
    for name in results["figures"]:
        assert name in pack.FIGURES
        assert (made / f"figures/{name}.pdf").read_bytes().startswith(b"%PDF-")
        ElementTree.parse(made / f"figures/{name}.svg")


class Links(HTMLParser):
    """The places a page leads to and what it loads; its ids; and the names of its pictures."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.to: list[str] = []
        self.ids: set[str] = set()
        self.named: list[bool] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        self.to += [given[key] or "" for key in ("href", "src") if given.get(key)]
        if tag == "img":
            self.named.append(bool(given.get("alt")))


def test_every_link_of_the_index_arrives_inside_the_pack(
    made: Path, results: dict[str, Any]
) -> None:
    index, report = Links(made / "index.html"), Links(made / "report.html")
    inside = {link for link in index.to if link != "data:,"}
    for link in inside:
        name, _, place = link.partition("#")
        assert (made / name).is_file(), link
        assert not place or place in report.ids, link
    for theorem in results["theorems"]:
        assert {f"report.html#{theorem['tag']}", f"latex/{theorem['tag']}.tex"} <= inside
    assert len(index.named) == len(results["figures"])
    assert all(index.named)


def test_every_theorem_can_be_cited(made: Path, results: dict[str, Any]) -> None:
    keys = [f"duhamel:{theorem['tag']}" for theorem in results["theorems"]]
    assert re.findall(r"^@misc\{(.*),$", (made / "duhamel.bib").read_text(), re.M) == keys
    assert [item["id"] for item in json.loads((made / "duhamel.csl.json").read_text())] == keys
    text = (made / "latex/theorems.tex").read_text()
    for theorem in results["theorems"]:
        tag = theorem["tag"]
        assert rf"\label{{thm:{tag}}}" in (made / f"latex/{tag}.tex").read_text()
        assert rf"\label{{thm:{tag}}}" in text


def test_the_command_writes_the_same_bytes_from_the_same_results(
    made: Path, tmp_path: Path
) -> None:
    """But for the report, which says that it was made again."""
    line = "import sys; from duhamel.reports.cli import main; sys.exit(main())"
    ways = [str(Path(entry).resolve()) for entry in sys.path if entry]
    done = subprocess.run(
        [sys.executable, "-c", line, "pack", "--from", str(made / "results.json"), "--out", "pack"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONHASHSEED": "77",
            "TZ": "Asia/Kolkata",
            "PYTHONPATH": os.pathsep.join(ways),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        check=True,
    )
    assert "begin with" in done.stdout
    for path in made.rglob("*"):
        other = tmp_path / "pack" / path.relative_to(made)
        assert other.exists(), path
        if path.is_file() and path.name not in ("report.html", "report.pdf"):
            assert other.read_bytes() == path.read_bytes(), path


@pytest.mark.skipif(not which("pdflatex"), reason="texlive-latex-base is missing")
def test_the_homework_compiles_as_it_is(made: Path, tmp_path: Path) -> None:
    for path in made.rglob("*"):
        if path.is_file():
            copied = tmp_path / path.relative_to(made)
            copied.parent.mkdir(exist_ok=True)
            copied.write_bytes(path.read_bytes())
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "homework"]
    for command in (latex, ["bibtex", "homework"], latex, latex):
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert run.returncode == 0, run.stdout.decode("latin-1")[-2000:]
    log = (tmp_path / "homework.log").read_text("latin-1")
    assert not re.findall(r"^(?:!|Overfull|LaTeX Warning|Missing character).*", log, re.M)


def test_what_cannot_be_put_in_place_takes_the_rest_back(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "index.html").mkdir()
    (tmp_path / "report.pdf").write_text("old")
    with pytest.raises(OSError, match="index"):
        document.put(files, tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["index.html", "report.pdf"]
    assert (tmp_path / "report.pdf").read_text() == "old"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [({"tag": "0000"}, "no theorem of this version has the tag 0000"), ({"title": "日"}, "日")],
)
def test_results_that_make_no_pack_are_told_in_one_line(
    results: dict[str, Any], spoil: dict[str, str], said: str
) -> None:
    broken = copy.deepcopy(results)
    broken["theorems"][0] |= spoil
    with pytest.raises(document.ReportError, match=said) as caught:
        pack.compose(broken)
    assert "\n" not in str(caught.value)


def test_bad_input_is_one_line(
    made: Path,
    files: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pack, "compose", lambda *_: files)
    source = str(made / "results.json")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "latex").write_text("mine")
    for out in ("file", "file/below", "taken"):
        assert main(["pack", "--from", source, "--out", str(tmp_path / out)]) == 2
        said = capsys.readouterr().err
        assert said.startswith("duhamel: `--out` takes")
        assert said.count("\n") == 1
    assert main(["pack", "--from", "nowhere.json", "--out", str(tmp_path / "new")]) == 2
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "latex", "taken"]
