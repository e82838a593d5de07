"""What depends on the code alone, kept from one run to the next in the user's cache folder."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from duhamel.analysis import files
from platformdirs import user_cache_path

ENGINES = ("numpy", "scipy", "sympy", "python-flint", "z3-solver", "matplotlib")
PRINTERS = ("typst", "pikepdf", "fonttools")
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
        files = [p for p in (HERE.parent / room).rglob("*.*") if p.suffix != ".pyc"]
        for path in sorted(files):
            name = path.relative_to(HERE.parent).as_posix()
            digest.update(name.encode() + b"\0" + path.read_bytes())
    words = [
        sys.version,
        platform.machine(),
        *(f"{name} {installed(name)}" for name in ENGINES + PRINTERS + LIBRARIES),
    ]
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def read(name: str, rooms: Iterable[str]) -> Any:
    """The value kept under ``name`` by the same code; None when there is none that can be read."""
    seal, _, text = read_file(_folder() / f"{name}.json").partition(b"\n")
    try:
        return json.loads(text) if seal == _seal(rooms, text) else None
    except (ValueError, RecursionError):  # sealed by somebody else's hand
        return None


def read_file(path: Path) -> bytes:
    """What a file of the cache holds; nothing where it is none, as a pipe, which may never end."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def write(name: str, rooms: Iterable[str], value: Any) -> None:
    """Keep a JSON value, whole or not at all; where that cannot be, nothing is kept."""
    text = json.dumps(value).encode()
    files.keep(_folder() / f"{name}.json", _seal(rooms, text) + b"\n" + text)


def _seal(rooms: Iterable[str], text: bytes) -> bytes:
    """A hash of the code and of what it kept: nothing else is read, and nothing damaged."""
    return sha256(fingerprint(*rooms).encode() + text).hexdigest().encode()


def _folder() -> Path:
    return Path(user_cache_path("duhamel"))
