"""Any implementation through one door: its target asked, and the answer judged by its kind."""

from __future__ import annotations

import ast
import errno
import os
import re
import stat
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from glob import glob
from itertools import takewhile
from pathlib import Path

from duhamel.verification.grader.adapter import Nearest, nearest
from duhamel.verification.grader.diagnosis import Judgement, Mistake, check_ids, judged
from duhamel.verification.grader.integrators import judge as integrators
from duhamel.verification.grader.momentum import judge as updates
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.sandbox.containment import Limits
from duhamel.verification.grader.subject import (
    KINDS,
    Answer,
    Ending,
    Target,
    UnreadableError,
    ask,
    strays,
)

LIBRARY = 60.0  # seconds for an installed module, and for a file that imports a large one
_SLOW = re.compile(r"^\s*(?:import|from)\s+(?:torch|jax|optax|keras|tensorflow|flax)\b", re.M)
_MAGIC = {*"*?["}
_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
CALLED = {"momentum": "momentum", "euler": "a forward Euler", "recurrence": "a recurrence"}
SEED = 0  # of the parameters, unless a grader chooses
LARGEST = 16 << 20  # bytes of a source: a longer one is none, and is not read


def targets(words: Sequence[str]) -> list[Target]:
    """The targets that the words name, each once; `*`, `?` and `[…]` in a path stand for many.

    Raises ValueError, with one line, for a word that names none.
    """
    found: dict[str, Target] = {}
    for word in words:
        where, _, name = word.rpartition(":")
        if os.path.lexists(where) or not _MAGIC & {*where}:  # `hw[1].py` may be a name
            found[word] = Target.parse(word)
            continue
        pattern = Target.parse(f"./{where}:{name}")
        matching = glob(where, recursive=True, include_hidden=True)  # noqa: PTH207 - links to nothing, too
        if not matching:
            raise ValueError(f"TARGET takes a pattern that some file fits, got {word!r}")
        given = len([*takewhile(lambda part: not _MAGIC & {*part}, Path(where).parts)])
        for path in sorted(map(Path, matching)):
            text, home = f"{path}:{name}", Path(*path.parts[: given + 1])
            home = path.parent if home == path else home
            found[text] = replace(pattern, text=text, path=path.absolute(), home=home.absolute())
    return [*found.values()]


def checks() -> list[str]:
    """The ids of all checks of all kinds."""
    return [id for kind in KINDS for id in check_ids(kind)]


def no_source(target: Target) -> str:
    """Why there is nothing to ask of a target: a phrase, or empty. Nothing is read.

    Raises OSError where that cannot be told.
    """
    if target.path is None:
        return ""
    if strays(target):
        return "it is a link to elsewhere"
    try:
        found = target.path.stat()
    except OSError as error:
        if error.errno not in _NOWHERE:
            raise
        return "there is no such file"
    if not stat.S_ISREG(found.st_mode):
        return f"it is a {'folder' if stat.S_ISDIR(found.st_mode) else 'pipe or a device'}"
    return f"it has more than {LARGEST >> 20} MB" if found.st_size > LARGEST else ""


def examine(
    target: Target,
    kind: str | None = None,
    convention: str = "lecture",
    seed: int = SEED,
    seconds: float | None = None,
    others: Sequence[Target] = (),
    call: str = "",
) -> Judgement:
    """What is said of one subject, which cannot read the others. It never raises.

    What stands in the way and is not the subject's, as no memory or no process for it, or a fault
    of a judge, gives the verdict "unjudged".
    """
    try:
        if reason := no_source(target):
            said = f"There is nothing to ask: {reason}."
            return _without_answer(target, kind, convention, said)
        kind = kind or (_meant(call) if call else None)
        episodes = {**updates.requests(seed), **integrators.episodes(seed)}
        limits = Limits(seconds=seconds or _allowed(target))
        answer = ask(target, kind, episodes, limits, others, convention, call)
        if call and operations(call):
            answer = replace(answer, signature="call, rounded")
        if answer.kind is None:
            return _unread(answer, kind, convention)
        judge = updates.judge if answer.kind == "momentum" else integrators.judge
        try:
            return judge(answer, convention, seed)
        except UnreadableError as error:
            ending = Ending("crashed", f"Its answers cannot be read: {error}.")
            return _unread(replace(answer, ending=ending), kind, convention)
    except Exception as error:
        return _unjudged(target, kind, convention, error)


def operations(call: str) -> int:
    """How many operations of arithmetic a line does itself. Raises SyntaxError for no such line."""
    parts = [ast.parse(part.strip(" ;")) for part in call.rpartition("each:")[::2]]
    return sum(isinstance(node, ast.BinOp) for part in parts for node in ast.walk(part))


def _meant(call: str) -> str:
    """The kind whose names a line uses."""
    names = {*re.findall(r"\w+", call)}
    return "momentum" if names & {"W", "grad"} else "euler" if "rhs" in names else "recurrence"


def _unjudged(target: Target, kind: str | None, convention: str, error: Exception) -> Judgement:
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError | MemoryError):
        reason = getattr(error, "strerror", None) or str(error) or "no memory is left"
    said, own = f"It could not be judged: {reason}.", "unjudged"
    return _without_answer(target, kind, convention, said, code=own, verdict=own)


def _without_answer(
    target: Target, kind: str | None, convention: str, said: str, **more: str
) -> Judgement:
    answer = Answer(target.text, kind or "")
    return judged(answer, convention, [Mistake("crashed", said)], hint="", **more)


def _allowed(target: Target) -> float:
    """A library takes its time to be imported, on a busy machine more than a subject may take."""
    return LIBRARY if target.path is None or _imports(target.path) else Limits().seconds


def _imports(path: Path) -> bool:
    """Whether a file imports one of the libraries that take long."""
    with path.open("rb") as file:
        return bool(_SLOW.search(file.read(LARGEST).decode(errors="replace")))


def examine_all(
    asked: Sequence[Target],
    kind: str | None = None,
    convention: str = "lecture",
    seed: int = SEED,
    seconds: float | None = None,
    jobs: int = 1,
    call: str = "",
) -> Generator[tuple[int, Judgement]]:
    """What is said of each subject, with its place among them, as it comes; ``jobs`` at a time.

    Where it is left early, all that still runs is ended first.
    """
    pool = ThreadPoolExecutor(max_workers=jobs)  # each waits for a process of its own
    running: dict[Future[Judgement], int] = {}
    try:
        for place, target in enumerate(asked):
            rest = (target, kind, convention)
            try:
                running[pool.submit(examine, *rest, seed, seconds, asked, call)] = place
            except RuntimeError as error:  # no thread is to be had
                yield place, _unjudged(*rest, error)
        for future in as_completed(running):
            yield running[future], future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in running):
            containment.stop()  # again: one may just have begun
            time.sleep(0.05)


def _unread(answer: Answer, kind: str | None, convention: str) -> Judgement:
    """It could not be loaded, or its signature fits none: said with what would fit."""
    more = {"kind": kind or "", "signature": "", "theorem": ""}
    if answer.ending:
        return judged(
            answer, convention, [Mistake(answer.ending.code, answer.ending.sentence)], **more
        )
    near = nearest(answer.found, answer.methods, kind)
    names = " and ".join(f"`{name}`" for name in near.unknown)
    why = f"what {names} stands for" if names else "how to call it"
    said = f"{answer.found} was not understood: its names do not say {why}"
    said = f"{said}, if it is {CALLED[near.kind]}."
    more["hint"] = "\n".join(_adapter(answer, near))
    own = "not-understood"
    return judged(answer, convention, [Mistake(own, said)], **more, verdict=own)


def _adapter(answer: Answer, near: Nearest) -> Iterator[str]:
    """The signatures that would fit, and an adapter to copy."""
    yield "put this behind it, check it instead, and correct what it guesses:"
    yield from (f"  {line}" for line in near.lines)
    yield "accepted are:"
    yield from (f"  {kind}: {form}" for kind, _, form in answer.signatures)
