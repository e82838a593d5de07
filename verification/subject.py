"""Somebody else's implementation: asked episode by episode in a contained process.

`ask` sends inputs only and returns what came back; nothing here judges, and no exception of the
subject's reaches the caller.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from duhamel.verification import containment
from duhamel.verification.containment import Ended, Limits

ADAPTERS = ("child_momentum", "child_integrators")


@dataclass(frozen=True)
class Target:
    """What is checked: a name in a file or in an importable module."""

    text: str
    path: Path | None
    module: str | None
    name: str

    @classmethod
    def parse(cls, text: str) -> Target:
        """From `path.py:name` or `package.module:name`; a ValueError says what is wrong."""
        where, colon, name = text.rpartition(":")
        dotted = name.split(".")
        if not colon or not where or not all(part.isidentifier() for part in dotted):
            raise ValueError(f"TARGET is path.py:name or package.module:name, got {text!r}")
        if where.endswith(".py") or "/" in where or os.sep in where:
            return cls(text, Path(where).absolute(), None, name)
        if not all(part.isidentifier() for part in where.split(".")):
            raise ValueError(f"TARGET is path.py:name or package.module:name, got {text!r}")
        return cls(text, None, where, name)


@dataclass(frozen=True)
class Array:
    """Numbers as the subject gave them: exact, None where one is not finite (`written` says)."""

    dtype: str
    shape: tuple[int, ...]
    values: tuple[Fraction | None, ...]
    written: tuple[str, ...]
    type: str = ""  # the Python type that held them

    @property
    def finite(self) -> bool:
        return None not in self.values


@dataclass(frozen=True)
class Ending:
    """The subject did not get to its end: a diagnosis code and one sentence."""

    code: str
    sentence: str
    episode: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Answer:
    """All that came back from a subject."""

    target: str
    kind: str | None  # None: its signature fits no adapter, `found` shows it
    signature: str
    source_line: int | None
    episodes: Mapping[str, Mapping[str, Any]]
    ending: Ending | None
    output: str
    seconds: float
    found: str
    repeats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # the second plays
    signatures: tuple[tuple[str, str, str], ...] = ()  # kind, name and form that were tried


def _fraction(text: str) -> Fraction | None:
    if text.startswith("int:"):
        return Fraction(int(text[4:]))
    if "/" in text:
        return Fraction(text)
    if text in ("nan", "inf", "-inf"):
        return None
    return Fraction(float.fromhex(text))


def exact(wire: Mapping[str, Any]) -> Array:
    """The array that the child's `encode` wrote; not numbers: dtype "other" and no values."""
    written = tuple(wire["values"])
    values = tuple(_fraction(text) for text in written)
    return Array(wire["dtype"], tuple(wire["shape"]), values, written, wire.get("type", ""))


def wire(numbers: Any, dtype: str = "float64") -> dict[str, Any]:
    """A number or nested lists of them, dyadic, as the child's `decode` reads it."""
    shape: list[int] = []
    level = numbers
    while isinstance(level, list | tuple):
        shape.append(len(level))
        level = level[0] if level else 0
    flat = [numbers]
    for _ in shape:
        flat = [item for row in flat for item in row]
    return {"dtype": dtype, "shape": shape, "values": [_hex(item) for item in flat]}


def _hex(number: Any) -> str:
    rounded = float(number)
    if Fraction(rounded) != Fraction(number):
        raise ValueError(f"{number} is no float64")
    return rounded.hex()


def _order(
    target: Target, kind: str | None, episodes: Mapping[str, Sequence[Mapping[str, Any]]], seed: int
) -> dict[str, Any]:
    folder = target.path.parent if target.path else Path.cwd()
    names = [name for name in ADAPTERS if importlib.util.find_spec(f"duhamel.verification.{name}")]
    request = {
        "target": {
            "path": target.path and str(target.path),
            "folder": str(folder),
            "module": target.module,
            "name": target.name,
        },
        "path": [entry for entry in sys.path if entry],
        "kind": kind,
        "episodes": {key: list(value) for key, value in episodes.items()},
        "seed": seed,
    }
    sources = [
        (f"duhamel.verification.{name}", containment.source(name)) for name in ("child", *names)
    ]
    return {"sources": sources, "request": request}


def ask(
    target: Target,
    kind: str | None,
    episodes: Mapping[str, Sequence[Mapping[str, Any]]],
    limits: Limits | None = None,
    seed: int = 0,
) -> Answer:
    """Play the episodes of the subject's kind (each a dict with "name", perhaps "repeat")."""
    ended = containment.run(_order(target, kind, episodes, seed), limits or Limits())
    return _answer(target, ended)


def _answer(target: Target, ended: Ended) -> Answer:
    head: dict[str, Any] = {}
    plays: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    ending, current, done = None, None, False
    for line in ended.answers.splitlines():
        message = json.loads(line)
        if "kind" in message:
            head = message
        elif "start" in message:
            current = message["start"]
        elif "answer" in message:
            plays[message["again"]][message["name"]] = message["answer"]
        elif "failed" in message:
            error = message["error"]
            ending = Ending(error["code"], error["message"], None, error["line"])
        done = done or "done" in message
    if ending is None and not done:
        ending = Ending("timed-out" if ended.reason else "crashed", ended.reason, current)
    return Answer(
        target.text,
        head.get("kind"),
        head.get("signature") or "",
        head.get("line"),
        plays[0],
        ending,
        ended.output,
        ended.seconds,
        head.get("found", ""),
        plays[1],
        tuple((a, b, c) for a, b, c in head.get("signatures", ())),
    )
