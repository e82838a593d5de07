"""What depends on the code alone, kept from one run to the next in the user's cache folder."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

ENGINES = ("numpy", "scipy", "sympy", "python-flint", "matplotlib")
LIBRARIES = ("torch", "optax", "jax", "keras", "scikit-learn")
"""The subjects that need not be there: the extra `libraries`."""
HERE = Path(__file__).parent


def installed(name: str) -> str:
    """The version of a package, or "not installed"."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


@cache
def fingerprint(*rooms: str) -> str:
    """A hash of all that a kept result depends on: the rooms' code, what it calls, the machine."""
    digest = sha256()
    for room in rooms:
        files = [p for p in (HERE.parent / room).rglob("*.*") if p.suffix in (".py", ".json")]
        for path in sorted(files):
            name = path.relative_to(HERE.parent).as_posix()
            digest.update(name.encode() + b"\0" + path.read_bytes())
    words = [
        sys.version,
        platform.machine(),
        *(f"{name} {installed(name)}" for name in ENGINES + LIBRARIES),
    ]
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def read(name: str, rooms: Iterable[str]) -> Any:
    """The value kept under ``name`` by the same code; None when there is none that can be read."""
    try:
        kept = json.loads((_folder() / f"{name}.json").read_text(encoding="utf-8"))
        return kept["value"] if kept["fingerprint"] == fingerprint(*rooms) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(name: str, rooms: Iterable[str], value: Any) -> None:
    """Keep a JSON value, whole or not at all; where that cannot be, nothing is kept."""
    place = _folder() / f"{name}.json"
    part = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"fingerprint": fingerprint(*rooms), "value": value})
        part.write_text(text, encoding="utf-8")
        part.replace(place)
    except OSError:
        return


def _folder() -> Path:
    return Path(user_cache_path("duhamel"))
