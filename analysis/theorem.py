"""Theorems and their register: what is stated, under which assumptions, and how it is derived."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from duhamel.analysis.derivation import Derivation, Relation
from sympy import srepr

CHAPTERS = (
    "continuous",
    "weights",
    "responses",
    "discretisation",
    "stability",
    "recurrence",
    "averaging",
    "rounding",
    "momentum",
    "quadratic",
    "conventions",
    "integration",
)
PREFIXES = ("ODE", "FE", "REC", "MOM", "NUM")
TAGS = Path(__file__).with_name("tags.json")


@dataclass(frozen=True)
class Theorem:
    """A statement with its assumptions, its derivation, and the lines of the lecture it answers.

    ``statement`` is one relation or several; ``derivation`` has one chain for each, in that order,
    and each chain ends in its relation. ``id`` is the row of the catalogue, ``tag`` the permanent
    name to cite.
    """

    id: str
    title: str
    statement: tuple[Relation, ...]
    assumptions: tuple[str, ...]
    lecture: tuple[str, ...]
    derivation: tuple[Derivation, ...]

    def __post_init__(self) -> None:
        if len(self.statement) != len(self.derivation):
            raise ValueError(
                f"theorem `{self.id}` needs one derivation for each statement, "
                f"got {len(self.derivation)} for {len(self.statement)}"
            )

    @property
    def tag(self) -> str:
        """The permanent tag, four characters; raises LookupError when none is recorded."""
        for tag, entry in recorded().items():
            if entry["id"] == self.id:
                return tag
        raise LookupError(f"theorem `{self.id}` has no tag in {TAGS.name}")

    @property
    def fingerprint(self) -> str:
        """A hash of the canonical statement and the assumptions: what the tag stands for."""
        meaning = [*(srepr(relation) for relation in self.statement), *self.assumptions]
        return sha256("\n".join(meaning).encode()).hexdigest()


@cache
def recorded() -> dict[str, dict[str, Any]]:
    """The record of all tags ever given: tag → id, title, fingerprint. Append-only."""
    record: dict[str, dict[str, Any]] = json.loads(TAGS.read_text(encoding="utf-8"))
    return record


_REGISTER: dict[str, Callable[[], Theorem]] = {}


def theorem(id: str) -> Callable[[Callable[[], Theorem]], Callable[[], Theorem]]:
    """Register the function below as the theorem ``id``; it is derived when first asked for."""

    def enter(derive: Callable[[], Theorem]) -> Callable[[], Theorem]:
        if id in _REGISTER:
            raise ValueError(f"theorem `{id}` is registered twice")
        _REGISTER[id] = cache(derive)
        return _REGISTER[id]

    return enter


def register() -> dict[str, Callable[[], Theorem]]:
    """All theorems by id, in the order of the chapters."""
    for chapter in CHAPTERS:
        import_module(f"duhamel.analysis.{chapter}")
    return dict(sorted(_REGISTER.items(), key=lambda entry: _place(entry[0])))


def _place(id: str) -> tuple[int, int]:
    prefix, number = id.split("-")
    return PREFIXES.index(prefix), int(number)
