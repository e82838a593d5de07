"""What is installed: a wheel with all its data, in rooms that no other name can shadow."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from duhamel.reports import provenance
from duhamel.reports.provenance import BUILT

ROOT = Path(__file__).parent.parent
ROOMS = ("analysis", "verification", "reports")
DATA = (
    "analysis/tags.json",
    "verification/checks.json",
    "verification/grader/codes.toml",
    "verification/grader/child/names.toml",
    "verification/grader/aspects.toml",
    "reports/book/report.typ",
    "reports/book/page.css",
    "reports/results.schema.json",
    *(f"{room}/py.typed" for room in ROOMS),
)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
RUN = "import sys; from duhamel.reports.cli import main; sys.exit(main())"


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)["project"]
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from a copy of what it is made of."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    (source / "reports" / BUILT).write_text(COMMIT, encoding="ascii")  # as in a source archive
    subprocess.run([sys.executable, "-c", BUILD], cwd=source, check=True, capture_output=True)
    (built,) = source.glob("dist/*.whl")
    return built


def test_the_wheel_has_every_file_of_the_rooms(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    standing = {
        f"duhamel/{path.relative_to(ROOT).as_posix()}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert packed == {*standing, f"duhamel/reports/{BUILT}"}
    assert {f"duhamel/{name}" for name in DATA} <= packed


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_a_new_file_in_a_folder_of_a_room_is_installed_again(tmp_path: Path) -> None:
    """The name of the Makefile's stamp follows the list of files."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for room in ROOMS:
        (tmp_path / room / "deep" / "er").mkdir(parents=True)

    def stamp() -> str:
        run = subprocess.run(["make", "-npq"], cwd=tmp_path, capture_output=True, text=True)
        (found,) = re.findall(r"(?m)^STAMP :?= (.+)$", run.stdout)
        return str(found)

    before = stamp()
    assert stamp() == before
    (tmp_path / "analysis" / "deep" / "er" / "x.py").touch()
    assert stamp() != before


def test_the_wheel_runs_where_folders_have_the_names_of_its_rooms(
    wheel: Path, tmp_path: Path
) -> None:
    """A student's own `analysis` beside the work."""
    installed, work = tmp_path / "installed", tmp_path / "work"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    for room in ROOMS:
        (work / room).mkdir(parents=True)
        (work / room / "__init__.py").write_text("raise ImportError('the wrong room')\n")
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def python(*words: str) -> str:
        run = subprocess.run(
            [sys.executable, *words], cwd=work, env=environment, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip()

    where = python("-c", "import duhamel.reports.cli as cli; print(cli.__file__)")
    assert Path(where).samefile(installed / "duhamel/reports/cli/__init__.py")
    assert f"commit {COMMIT[:12]}" in python("-c", RUN, "cite", "REC-1")
    said = python("-c", RUN, "verify", "--no-cache", "--only", "FE-1", "--json", "run.json")
    assert "as expected" in said
    python("-c", RUN, "report", "--from", "run.json", "--out", "out")
    written = {path.name for path in (work / "out").iterdir()}
    assert written == {"results.json", "report.html", "report.pdf"}


def test_one_version_everywhere(project: dict[str, Any]) -> None:
    assert version("duhamel") == project["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert project["version"] == provenance.VERSION
    assert f"\nversion: {provenance.VERSION}\n" in citation
    assert f'\ntitle: "{provenance.TITLE}"\n' in citation
    assert f"\n  - name: {provenance.AUTHOR}\n" in citation
    assert project["authors"] == [{"name": provenance.AUTHOR}]
    (day,) = re.findall(r"(?m)^date-released: (.+)$", citation)
    assert day == provenance.RELEASED
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{project['version']}] - {day}\n" in changes


def test_every_requirement_has_a_lower_bound(project: dict[str, Any]) -> None:
    for bound in project["dependencies"] + project["optional-dependencies"]["dev"]:
        assert re.fullmatch(r"[a-z0-9-]+(\[\w+\])?>=[\d.]+(,<[\d.]+)?", bound), bound


def test_what_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)", text):
        assert re.search(rf"(?m)^[a-z ]*\b{target}\b[a-z ]*:", makefile), target
