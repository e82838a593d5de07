"""Which edition of the suite this is: what a citation needs to lead back to it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

# the same as in CITATION.cff and pyproject.toml: a test holds them together
TITLE = "Duhamel: momentum, its recurrence and its ODE"
AUTHOR = "The Duhamel authors"
VERSION = "0.1.0"
RELEASED = "2026-11-22"

HERE = Path(__file__).resolve().parent


@cache
def edition() -> dict[str, str | bool]:
    """Version, commit ("unknown" where nothing tells it), and whether files differ from it.

    The commit is git's in a checkout, else what the installer wrote down (PEP 610).
    """
    commit, _, dirty = _described().partition("-")
    return {"version": VERSION, "commit": commit or _installed() or "unknown", "dirty": bool(dirty)}


def _described() -> str:
    if 'name = "duhamel"' not in _git("show", "HEAD:pyproject.toml"):
        return ""  # no checkout, or somebody else's around the environment
    return _git("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")


def _git(*words: str) -> str:
    """What git says in the folder of the suite; nothing where there is no git or no checkout."""
    import subprocess

    try:
        said = subprocess.run(
            ["git", "-C", str(HERE), *words], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()


def _installed() -> str:
    """The commit of an installation from git; to ask importlib.metadata would take too long."""
    for path in HERE.parents[1].glob("duhamel-*.dist-info/direct_url.json"):
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["vcs_info"]["commit_id"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return ""
