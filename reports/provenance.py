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

HERE = Path(__file__).resolve().parent


@cache
def edition() -> Edition:
    """Version, commit ("unknown" where nothing tells it), and whether files differ from it.

    The commit is git's in a checkout, else what the installer wrote down (PEP 610).
    """
    commit, _, dirty = _described().partition("-")
    return {"version": VERSION, "commit": commit or _installed() or "unknown", "dirty": bool(dirty)}


def _described() -> str:
    """What git says of the checkout; nothing where there is none, or somebody else's around."""
    project = next((p for p in HERE.parents if (p / "pyproject.toml").is_file()), None)
    if project is None or not _ours(project / "pyproject.toml"):
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


def _ours(path: Path) -> bool:
    return 'name = "duhamel"' in path.read_text(encoding="utf-8", errors="replace")


def _installed() -> str:
    """The commit of an installation from git; to ask importlib.metadata would take too long."""
    for path in HERE.parents[1].glob("duhamel-*.dist-info/direct_url.json"):
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["vcs_info"]["commit_id"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return ""
