"""Which edition of the suite this is: what a citation needs to lead back to it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

TYPE_CHECKING = False  # not from typing, which takes as long to import as json
if TYPE_CHECKING:
    from typing import TypedDict

    class Edition(TypedDict):
        """What results.json and every citation tell of the suite."""

        version: str
        commit: str
        dirty: bool


# the same as in CITATION.cff and pyproject.toml: a test holds them together
TITLE = "Duhamel: momentum, its recurrence and its ODE"
AUTHOR = "The Duhamel authors"
VERSION = "0.1.0"
RELEASED = "2026-11-22"
SHORT = 12  # digits of a commit where it stands in a line of text
BUILT = "commit.txt"  # beside this file in a wheel

HERE = Path(__file__).resolve().parent


@cache
def edition() -> Edition:
    """Version, commit ("unknown" where nothing tells it), and whether files differ from it.

    The commit is git's in a checkout, else what the build of the wheel wrote down (setup.py), else
    what the installer did (PEP 610).
    """
    commit, _, dirty = (described() or _installed()).partition("-")
    return {"version": VERSION, "commit": commit or "unknown", "dirty": bool(dirty)}


def in_words(version: str, commit: str = "unknown", dirty: bool = False) -> str:
    """An edition as a line of text tells it, with so much of the commit as finds it."""
    changed = " with local changes" * dirty
    return f"version {version}" + (
        "" if commit == "unknown" else f", commit {commit[:SHORT]}{changed}"
    )


def address() -> str:
    """Where the report can be read: `Report` under `[project.urls]`; nothing while it has none.

    As installed, or as it stands in a checkout; importlib.metadata would take too long.
    """
    start = "Project-URL: Report, "
    for path in HERE.parents[1].glob("duhamel-*.dist-info/METADATA"):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(start):
                return line.removeprefix(start).strip()
    if (project := _checkout()) is None:
        return ""
    from tomllib import loads

    told = loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return str(told["project"].get("urls", {}).get("Report", ""))


def described() -> str:
    """The commit of a checkout or of a build, "-dirty" behind it if files differ; else nothing."""
    return _described() or _built()


def _described() -> str:
    """What git says of the checkout; nothing where there is none."""
    if (project := _checkout()) is None:
        return ""
    import subprocess

    words = ("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")
    try:
        said = subprocess.run(
            ["git", "-C", str(project), *words], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()


def _built() -> str:
    """What git said where the wheel, or the source archive that it is of, was built."""
    try:
        return (HERE / BUILT).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _checkout() -> Path | None:
    """The folder of the project around this file; None where it is somebody else's, or none."""
    project = next((p for p in HERE.parents if (p / "pyproject.toml").is_file()), None)
    if project is None:
        return None
    text = (project / "pyproject.toml").read_text(encoding="utf-8", errors="replace")
    return project if 'name = "duhamel"' in text else None


def _installed() -> str:
    """The commit of an installation from git; to ask importlib.metadata would take too long."""
    for path in HERE.parents[1].glob("duhamel-*.dist-info/direct_url.json"):
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["vcs_info"]["commit_id"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return ""
