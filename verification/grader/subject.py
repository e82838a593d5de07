"""Somebody else's implementation: asked episode by episode in a contained process.

`ask` sends inputs only and returns what came back; nothing here judges, and no exception of the
subject's reaches the caller.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.machinery import PathFinder
from math import prod
from pathlib import Path
from typing import Any

from duhamel.analysis.words import printable
from duhamel.verification.grader.child import NAMES
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.sandbox.containment import ANSWERS, Ended, Limits, MachineError

UNSENT = 70  # the child's exit code where an answer could not be sent
CHILD = ("core", "momentum", "families", "integrators")  # the adapters after what they build on
KINDS = ("momentum", "euler", "recurrence")
LONGEST = 500  # characters of a text that a subject sends


@dataclass(frozen=True)
class Target:
    """What is checked: a name in a file or in an importable module."""

    text: str
    path: Path | None
    module: str | None
    name: str
    home: Path | None = None  # the folder that is its own; else that of the file

    @classmethod
    def parse(cls, text: str) -> Target:
        """From `path.py:name` or `package.module:name`; a ValueError says what is wrong."""
        where, colon, name = text.rpartition(":")
        dotted = name.split(".")
        if not colon or not where or not all(part.isidentifier() for part in dotted):
            raise ValueError(f"TARGET is path.py:name or package.module:name, got {text!r}")
        if where.endswith((".py", ".ipynb")) or "/" in where or os.sep in where:
            return cls(text, Path(where).absolute(), None, name)
        if not all(part.isidentifier() for part in where.split(".")):
            raise ValueError(f"TARGET is path.py:name or package.module:name, got {text!r}")
        return cls(text, None, where, name)

    @property
    def where(self) -> str:
        """The file or the module, as people say it."""
        return self.path.name if self.path else str(self.module)


@dataclass(frozen=True)
class Array:
    """Numbers as the subject gave them: exact, None where float64 has none."""

    dtype: str
    shape: tuple[int, ...]
    values: tuple[Fraction | None, ...]
    type: str = ""  # the Python type that held them


@dataclass(frozen=True)
class Ending:
    """The subject did not get to its end: a diagnosis code and one sentence.

    ``traced``: an exception of its own was the reason, which has a traceback.
    """

    code: str
    sentence: str
    episode: str | None = None
    line: int | None = None
    traced: bool = False


@dataclass(frozen=True)
class Answer:
    """All that came back from a subject."""

    target: str
    kind: str | None  # None: its signature fits no adapter, `found` shows it
    signature: str = ""
    episodes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ending: Ending | None = None
    output: str = ""
    seconds: float = 0.0
    found: str = ""
    repeats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # the second plays
    signatures: tuple[tuple[str, ...], ...] = ()  # kind, name and form that were tried
    methods: tuple[str, ...] = ()  # of a class, as they are written
    part: str = ""  # why only a part of the file was loaded


BEYOND = 2**1024  # float64 ends below it


def _fraction(text: str) -> Fraction | None:
    if text in ("nan", "inf", "-inf"):
        return None
    if text.startswith("int:"):
        value = Fraction(int(text[4:]))
    else:
        value = Fraction(text) if "/" in text else Fraction(float.fromhex(text))
    return value if abs(value) < BEYOND else None


class UnreadableError(ValueError):
    """An answer that no child of ours has written: a subject may write to the channel itself."""


@contextmanager
def reading() -> Iterator[None]:
    """Whatever is raised in here, the answer is why."""
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from error


def exact(wire: Mapping[str, Any]) -> Array:
    """The array that the child's `encode` wrote; not numbers: dtype "other" and no values.

    Raises UnreadableError where it is none.
    """
    with reading():
        shape = tuple(int(length) for length in wire["shape"])
        values = tuple(_fraction(text) for text in wire["values"])
        if not values and wire["dtype"] != "other" and prod(shape):
            raise LookupError("its values are missing")
        if len(shape) > 64:  # NumPy has no more
            raise LookupError("it has too many dimensions")
        return Array(str(wire["dtype"]), shape, values, str(wire.get("type", "")))


def raised(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What ended an episode, as the child's `failed` tells it: with a code that it may give.

    Raises UnreadableError where it is nothing of the kind.
    """
    error = answer.get("error")
    if error is None:
        return None
    match error:
        case {"code": "crashed" | "exited", "type": str(), "message": str()}:
            told: dict[str, Any] = error
            if {type(told.get("line")), type(told.get("step"))} <= {int, type(None)}:
                return told
    raise UnreadableError("it says of an exception what no caller says")


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
    return wire_of(shape, flat, dtype)


def wire_of(shape: Sequence[int], flat: Iterable[Any], dtype: str = "float64") -> dict[str, Any]:
    """The same of the numbers one after the other."""
    return {"dtype": dtype, "shape": [*shape], "values": [hexadecimal(item) for item in flat]}


def hexadecimal(number: Any) -> str:
    rounded = float(number)
    if Fraction(rounded) != Fraction(number):
        raise ValueError(f"{number} is no float64")
    return rounded.hex()


@cache
def _lies(path: Path) -> tuple[Path, Path, Path]:
    """The folder of a file, its place in there, and the file, wherever their links lead."""
    folder = Path(os.path.realpath(path.parent))
    return folder, folder / path.name, Path(os.path.realpath(path))


def strays(target: Target) -> bool:
    """Whether a file is a link to elsewhere: out of the folder that is its own."""
    if target.path is None:
        return False
    home = os.path.realpath(target.home or target.path.parent)
    return not _lies(target.path)[2].is_relative_to(home)


def _place(target: Target) -> Path:
    """The folder that a target is imported from, and may read."""
    own = _own(target)
    return own.parent if own else Path.cwd()


def _own(target: Target) -> Path | None:
    """The place of a target's file, or the folder of its package."""
    if target.path:
        return _lies(target.path)[1]
    entries = [str(Path.cwd()), *sys.path]
    spec = PathFinder.find_spec(str(target.module).partition(".")[0], entries)
    places = [*((spec and spec.submodule_search_locations) or ())]
    places += [spec.origin] if spec and spec.origin and not places else []
    return Path(places[0]).resolve() if places else None


def _rivals(target: Target, others: Sequence[Target]) -> set[str]:
    """What a target shall not read of others: their folders, or where these are its own, the files.

    Two files in one folder are rivals when they are asked for the same name; else they may be one
    person's, and import each other. What is its own stays: the same file spelt another way, and a
    file that another one only links to.
    """
    here, own = _place(target), _own(target)
    homes, rivals = {here, *here.parents}, set()
    if target.path and not strays(target):
        homes.update(_lies(target.path)[2].parents)
    for other in others:
        if other.path is None or strays(other):
            continue
        folder, place, file = _lies(other.path)
        if own in (place, *place.parents) or (folder == here and other.name != target.name):
            continue
        if folder not in homes:
            rivals.add(str(folder))
        elif place == file:  # what a link leads to may be anybody's
            rivals.add(str(place))
    return rivals


def _order(
    target: Target,
    kind: str | None,
    episodes: Mapping[str, Sequence[Mapping[str, Any]]],
    others: Sequence[Target] = (),
    convention: str = "",
    call: str = "",
) -> dict[str, Any]:
    folder = target.path.parent if target.path else Path.cwd()
    request = {
        "target": {
            "path": target.path and str(target.path),
            "folder": str(folder),
            "module": target.module,
            "name": target.name,
        },
        "path": [entry for entry in sys.path if entry],
        "kind": kind,
        "convention": convention,
        "call": call,
        "episodes": {key: list(value) for key, value in episodes.items()},
    }
    names = [f"duhamel.verification.grader.child.{name}" for name in CHILD]
    sources = [(name, containment.code(name)) for name in names]
    read = [str(_place(target)), *([str(target.path)] if target.path else [])]
    hide = sorted(_rivals(target, others))
    sent = {"sources": sources, "names": NAMES, "request": request}
    return {**sent, "read": read, "hide": hide}


def ask(
    target: Target,
    kind: str | None,
    episodes: Mapping[str, Sequence[Mapping[str, Any]]],
    limits: Limits | None = None,
    others: Sequence[Target] = (),
    convention: str = "",
    call: str = "",
) -> Answer:
    """Play the episodes of the subject's kind (each a dict with "name", perhaps "repeat").

    It cannot read the ``others``. Raises `containment.MachineError` where the machine failed.
    """
    limits = limits or Limits()
    if target.path and not target.path.is_file():
        missing = Ending("crashed", f"There is no file {target.path}.")
        return Answer(target.text, None, ending=missing)
    ended = containment.run(_order(target, kind, episodes, others, convention, call), limits)
    if not any("ready" in message for message in _messages(ended.answers)):
        last = (ended.output.strip().splitlines() or [ended.reason or f"exit {ended.status}"])[-1]
        raise MachineError(f"the machine could not begin with the subject: {last}")
    kinds = KINDS if kind is None else (kind,)
    return _answer(target, ended, limits, {key: episodes.get(key, ()) for key in kinds})


# ---- what came back, which may be anything ---------------------------------------------------


def _messages(answers: bytes) -> Iterator[dict[str, Any]]:
    """The lines that are sound; a subject may write to the channel what it likes."""
    for line in answers.splitlines():
        try:
            message = _sound(json.loads(line))
        except (ValueError, RecursionError):
            continue
        if isinstance(message, dict):
            yield message


def _sound(value: Any) -> Any:
    """The same, each text one line and not long; a ValueError where an array or number is none."""
    if isinstance(value, str):
        return " ".join(printable(value).split())[:LONGEST]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >> 63):
        raise ValueError("the child sends no such number")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        if "values" in value:
            exact(value)
        return {
            _sound(key): item if key == "values" else _sound(item) for key, item in value.items()
        }
    return value


def _answer(
    target: Target,
    ended: Ended,
    limits: Limits,
    asked: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Answer:
    """What the messages say of what was asked, by the kinds that the subject may have."""
    head: dict[str, Any] = {}
    failed: dict[str, Any] | None = None
    plays: dict[str, dict[str, Any]] = {"first": {}, "again": {}}
    current, done = None, False
    for message in _messages(ended.answers):
        match message:
            case {"kind": kind, "found": str(), "signatures": [*_]} if kind in (None, *asked):
                if not head or (
                    kind and head["kind"] and message.get("way") == 1
                ):  # once more: it is called another way
                    head, plays = message, {"first": {}, "again": {}}
            case {"start": str(name)}:
                current = name
            case {"play": "first" | "again" as play, "name": str(name), "answer": dict(answer)}:
                plays[play].setdefault(name, answer)
            case {"failed": "import" | "absent", "error": dict()} if failed is None:
                failed = message
            case {"done": True}:
                done = True
    ending: Ending | None = None
    episodes = asked.get(str(head.get("kind")), ())
    due = {("first", one["name"]) for one in episodes}
    due |= {("again", one["name"]) for one in episodes if one.get("repeat")}
    whole = done and due <= {(play, name) for play in plays for name in plays[play]}
    if ended.reason or ended.status != 0 or not whole:
        ending = _stopped(target, ended, limits, current, head)
    if failed:
        ending = _not_loaded(target, failed)
    return Answer(
        target.text,
        head.get("kind"),
        str(head.get("signature") or ""),
        plays["first"],
        ending,
        ended.output,
        ended.seconds,
        head.get("found", ""),
        plays["again"],
        tuple(_forms(head.get("signatures", ()))),
        tuple(one for one in _listed(head.get("methods")) if isinstance(one, str)),
        str(head.get("part", "")),
    )


def _listed(told: Any) -> Sequence[Any]:
    return told[:32] if isinstance(told, list) else ()


def _forms(told: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Kind, name and form of signatures: of what is that, and of no more than there can be."""
    for one in told[:32]:
        match one:
            case [str(kind), str(name), str(form)]:
                yield kind, name, form


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _not_loaded(target: Target, failed: Mapping[str, Any]) -> Ending:
    error = failed["error"]
    name, message = str(error.get("type", "")), str(error.get("message", ""))
    line = _integer(error.get("line"))
    if failed["failed"] == "absent":
        return Ending("absent", f"In {target.where} {message}.", None, line)
    place = f", line {line}" if line else ""
    if error.get("code") == "exited":
        return Ending("exited", f"It leaves while it is imported ({name}{place}).", None, line)
    text = f"It cannot be imported: {name}{': ' if message else ''}{message}{place}."
    return Ending("crashed", text, None, line, traced=True)


def _stopped(
    target: Target, ended: Ended, limits: Limits, episode: str | None, head: Mapping[str, Any]
) -> Ending:
    """Why a subject that was neither refused nor done has no more to say."""
    line = _last_line(str(target.path or head.get("file", "")), ended.answers)
    when = "" if head or episode else " while it is imported"
    exceeded = {
        "processes": f"It starts more than {limits.processes} processes",
        "memory": f"It takes more than {limits.memory >> 20} MB of memory",
        "files": f"It writes more than {limits.files >> 20} MB, or too many files",
        "answers": f"It answers with more than {ANSWERS >> 20} MB",
        "left": "It starts what cannot be ended",
    }
    code, outside = "crashed", "Its process was ended from outside"
    if ended.reason == "time" or ended.status == -getattr(signal, "SIGXCPU", 0):
        code, sentence = "timed-out", f"It does not come back within {limits.seconds:g} s"
    elif ended.reason or ended.status is None:
        sentence = exceeded.get(ended.reason, outside)
    elif ended.status < 0:
        sentence = f"It is stopped by {_signal(-ended.status)}"
    elif ended.status == UNSENT:
        sentence = "It closes what its answers are sent through"
    else:
        code, sentence = "exited", f"It ends its process, with exit code {ended.status}"
    return Ending(code, sentence + when + (f", line {line}." if line else "."), episode, line)


def _signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    return f"a segmentation fault ({name})" if name == "SIGSEGV" else name


def _last_line(file: str, answers: bytes) -> int | None:
    """The line of the subject's file in the traceback that faulthandler left, if any."""
    text = answers.decode(errors="replace").rpartition("(most recent call first)")[2]
    found = re.search(rf'^  File "{re.escape(file)}", line (\d{{1,9}}) in ', text, re.M)
    return int(found[1]) if file and found else None
