"""Which edition this is, in a checkout, in somebody else's, and as it was installed."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from duhamel.reports import provenance as module
from duhamel.reports.provenance import VERSION, edition

needs_git = pytest.mark.skipif(not which("git"), reason="git is not installed")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in the place of the suite's own, below no project."""
    here = tmp_path / "site-packages" / "duhamel" / "reports"
    here.mkdir(parents=True)
    monkeypatch.setattr(module, "HERE", here)
    edition.cache_clear()
    yield tmp_path
    edition.cache_clear()


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def committed(folder: Path, name: str) -> str:
    """The commit of a project of that name around the suite."""
    (folder / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n', encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "pyproject.toml")
    git(folder, "commit", "--quiet", "--message", "first")
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.usefixtures("home")
def test_nothing_tells_the_commit() -> None:
    assert edition() == {"version": VERSION, "commit": "unknown", "dirty": False}


@needs_git
def test_a_checkout_tells_its_commit_and_its_changes(home: Path) -> None:
    commit = committed(home, "duhamel")
    assert edition() == {"version": VERSION, "commit": commit, "dirty": False}
    edition.cache_clear()
    (home / "new").write_text("not tracked", encoding="utf-8")
    git(home, "tag", "v1")
    assert edition() == {"version": VERSION, "commit": commit, "dirty": False}
    edition.cache_clear()
    (home / "pyproject.toml").write_text('name = "duhamel"\nchanged', encoding="utf-8")
    assert edition() == {"version": VERSION, "commit": commit, "dirty": True}


@needs_git
def test_the_checkout_around_an_environment_is_not_ours(home: Path) -> None:
    committed(home, "homework")
    assert edition()["commit"] == "unknown"


def test_a_project_without_git_tells_nothing(home: Path) -> None:
    (home / "pyproject.toml").write_text('name = "duhamel"\n', encoding="utf-8")
    assert edition()["commit"] == "unknown"


@pytest.mark.parametrize(
    ("told", "commit"),
    [
        ({"url": "x", "vcs_info": {"vcs": "git", "commit_id": "f" * 40}}, "f" * 40),
        ({"url": "file:///x.whl", "archive_info": {}}, "unknown"),
        ([], "unknown"),
    ],
)
def test_an_installer_may_have_written_it_down(home: Path, told: object, commit: str) -> None:
    place = home / "site-packages" / "duhamel-1.2.3.dist-info"
    place.mkdir()
    (place / "direct_url.json").write_text(json.dumps(told), encoding="utf-8")
    assert edition()["commit"] == commit


@needs_git
def test_a_build_wrote_it_down_and_a_checkout_knows_better(home: Path) -> None:
    (module.HERE / module.BUILT).write_text("f" * 40 + "-dirty", encoding="ascii")
    assert edition() == {"version": VERSION, "commit": "f" * 40, "dirty": True}
    edition.cache_clear()
    commit = committed(home, "duhamel")
    assert edition() == {"version": VERSION, "commit": commit, "dirty": False}


URLS = '[project.urls]\nSource = "https://example.org/x"\nReport = "https://example.org/r"\n'
METADATA = (
    "Name: duhamel\nProject-URL: Source, https://x.y\nProject-URL: Report, https://example.org/r\n"
)


def test_no_address_is_known_until_the_project_has_one(home: Path) -> None:
    assert module.address() == ""
    project = home / "pyproject.toml"
    project.write_text('[project]\nname = "duhamel"\n', encoding="utf-8")
    assert module.address() == ""
    project.write_text(f'[project]\nname = "duhamel"\n{URLS}', encoding="utf-8")
    assert module.address() == "https://example.org/r"


def test_the_address_is_installed_with_the_rest(home: Path) -> None:
    place = home / "site-packages" / "duhamel-1.2.3.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(METADATA, encoding="utf-8")
    assert module.address() == "https://example.org/r"
