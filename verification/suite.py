"""The whole suite: every check and every control, over any executor, reported in order."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import recorded
from duhamel.verification import continuous, discretisation, momentum, proofs, recurrence
from duhamel.verification.check import Check, Evidence, Outcome, Verdict

ROOMS = ("analysis", "verification")
ENGINES = ("numpy", "scipy", "sympy", "python-flint")
Progress = Callable[[int, int], None]


@cache
def checks() -> dict[str, Check]:
    """All checks by id, theorem by theorem; raises ValueError when two share an id."""
    entries = [*proofs.checks()]
    for chapter in (continuous, discretisation, recurrence, momentum):
        entries += chapter.CHECKS
    order = list(proofs.register())
    entries.sort(key=lambda check: order.index(check.theorem))
    found = {check.id: check for check in entries}
    if len(found) != len(entries):
        raise ValueError("two checks share an id")
    return found


@dataclass(frozen=True)
class Task:
    """A check's verdict on its subject, or on its controls: what one process does at a time."""

    check: str
    controls: bool

    @property
    def fixed(self) -> bool:
        """Whether the result depends on the code alone, and not on the problem."""
        return self.controls or checks()[self.check].evidence is Evidence.PROVED


def perform(task: Task, problem: Problem) -> list[Outcome]:
    """Run one task."""
    check = checks()[task.check]
    return check.controlled() if task.controls else [check.judged(problem)]


@dataclass(frozen=True)
class Run:
    """What a run of the suite found, in the order of the register."""

    outcomes: tuple[Outcome, ...]


def run(
    problem: Problem,
    only: Sequence[str] = (),
    jobs: int | None = None,
    cache: bool = True,
    progress: Progress | None = None,
) -> Run:
    """Every check and control on ``problem``; ``only`` names tags, theorems or checks.

    ``jobs`` is the number of processes (default: one for each core). With ``cache``, results that
    depend on the code alone are taken from an earlier run of the same code. Raises ValueError for
    a name in ``only`` that is none.
    """
    tasks = [Task(id, controls) for id in _selected(only) for controls in (False, True)]
    known = _read_cache() if cache else {}
    done = {task: known[_key(task)] for task in tasks if task.fixed and _key(task) in known}
    open_tasks = [task for task in tasks if task not in done]
    workers = min(jobs or os.cpu_count() or 1, max(1, len(open_tasks)))
    with _executor(workers) as executor:
        for count, (task, outcomes) in enumerate(_performed(open_tasks, problem, executor), 1):
            done[task] = outcomes
            if progress:
                progress(count, len(open_tasks))
    if cache:
        fresh = {_key(task): done[task] for task in open_tasks if task.fixed}
        _write_cache({**known, **fresh}, bool(fresh))
    return Run(tuple(outcome for task in tasks for outcome in done[task]))


def _selected(only: Sequence[str]) -> list[str]:
    tags = {tag: entry["id"] for tag, entry in recorded().items()}
    wanted = [tags.get(name, name) for name in only]
    for name in wanted:
        if not any(name in (check.id, check.theorem) for check in checks().values()):
            raise ValueError(f"`--only` takes a tag, theorem or check of `duhamel list`, got {name}")
    return [c.id for c in checks().values() if not wanted or c.id in wanted or c.theorem in wanted]


# ---- processes -------------------------------------------------------------------------------


@contextmanager
def _executor(workers: int) -> Iterator[Executor | None]:
    """Processes of the standard library; None for one worker: then nothing needs to be sent."""
    if workers == 1:
        yield None
        return
    # a forked worker has the imports of its parent; elsewhere it makes its own
    context = get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield pool


def _performed(
    tasks: Sequence[Task], problem: Problem, executor: Executor | None
) -> Iterator[tuple[Task, list[Outcome]]]:
    """Tasks with their outcomes as they end; a worker that dies is a failure of its task."""
    if executor is None:
        for task in tasks:
            yield task, perform(task, problem)
        return
    futures = {executor.submit(perform, task, problem): task for task in tasks}
    for future in as_completed(futures):
        error = future.exception()
        task = futures[future]
        yield task, future.result() if error is None else [_died(task, error)]


def _died(task: Task, error: BaseException) -> Outcome:
    check = checks()[task.check]
    return Outcome(
        id=f"{check.id}!died" if task.controls else check.id,
        theorem=check.theorem, title=check.title, evidence=check.evidence, verdict=Verdict.INCONCLUSIVE if task.controls else Verdict.FAIL,
        expected=Verdict.FAIL if task.controls else Verdict.PASS,
        measured=f"the process ended: {type(error).__name__}: {error}", criterion="the check runs",
        criterion_from=check.criterion_from, source=check.source, seconds=0.0,
    )  # fmt: skip


# ---- results that depend on the code alone ---------------------------------------------------


def fingerprint() -> str:
    """A hash of all that a fixed result depends on: the rooms' code, the engines, the machine."""
    digest = sha256()
    here = Path(__file__).parent.parent
    for room in ROOMS:
        for path in sorted((here / room).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    words = [sys.version, platform.machine(), *(f"{name} {version(name)}" for name in ENGINES)]
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def _cache_file() -> Path:
    return Path(user_cache_path("duhamel")) / "checks.json"


def _key(task: Task) -> str:
    return f"{task.check}!" if task.controls else task.check


def _read_cache() -> dict[str, list[Outcome]]:
    try:
        kept = json.loads(_cache_file().read_text(encoding="utf-8"))
        if kept["fingerprint"] != fingerprint():
            return {}
        return {key: [_outcome(o) for o in outcomes] for key, outcomes in kept["tasks"].items()}
    except (OSError, ValueError, KeyError, TypeError):  # none, or one that cannot be read: run all
        return {}


def _outcome(kept: Mapping[str, Any]) -> Outcome:
    outcome = Outcome(**kept)
    return replace(
        outcome,
        evidence=Evidence(outcome.evidence),
        verdict=Verdict(outcome.verdict),
        expected=Verdict(outcome.expected),
    )


def _write_cache(tasks: Mapping[str, list[Outcome]], changed: bool) -> None:
    if not changed:
        return
    kept = {
        "fingerprint": fingerprint(),
        "tasks": {key: [asdict(o) for o in outcomes] for key, outcomes in tasks.items()},
    }
    place = _cache_file()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(place)
    except OSError:
        return  # a cache that cannot be written is none
