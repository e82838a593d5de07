"""The whole suite: every check and every control, over any executor, reported in order."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import import_module
from itertools import groupby
from multiprocessing import active_children, get_context, parent_process
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import place, recorded
from duhamel.analysis.theorem import MODULES
from duhamel.verification import cache as store
from duhamel.verification.check import Check, Evidence, Outcome
from duhamel.verification.checks import digits, libraries, statements
from duhamel.verification.finding import Verdict
from duhamel.verification.proof import engines

ROOMS = ("analysis", "verification")
_CHAPTERS = [import_module(f"duhamel.verification.checks.{name}") for name in MODULES]
Progress = Callable[[int, int], None]


@cache
def every() -> tuple[Check, ...]:
    """All checks, theorem by theorem, with those of libraries that are not here.

    Raises ValueError when two share an id.
    """
    entries = [*engines.checks(), *statements.checks()]
    for chapter in _CHAPTERS:
        entries += chapter.CHECKS
    entries += [*libraries.CHECKS, *digits.CHECKS]
    if len({check.id for check in entries}) != len(entries):
        raise ValueError("two checks share an id")
    return tuple(sorted(entries, key=lambda check: place(check.theorem)))


@cache
def checks() -> dict[str, Check]:
    """The checks that can run here, by id."""
    here = {check.id for check in (*libraries.available(), *digits.available())}
    absent = {check.id for check in (*libraries.CHECKS, *digits.CHECKS)} - here
    return {check.id: check for check in every() if check.id not in absent}


@dataclass(frozen=True)
class Task:
    """A check's verdict on its subject, or on its controls: what one process does at a time."""

    check: str
    controls: bool

    @property
    def fixed(self) -> bool:
        """Whether the result depends on the code alone, and not on the problem."""
        return self.controls or checks()[self.check].fixed


def perform(task: Task, problem: Problem) -> list[Outcome]:
    """Run one task."""
    check = checks()[task.check]
    return check.controlled() if task.controls else [check.judged(problem)]


@dataclass(frozen=True)
class Run:
    """What a run of the suite found, in the order of the register, and the libraries it ran.

    ``libraries`` gives each one's version, or "not installed": then its checks are left out.
    """

    outcomes: tuple[Outcome, ...]
    libraries: Mapping[str, str] = field(default_factory=dict)


def run(
    problem: Problem,
    only: Sequence[str] = (),
    jobs: int | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Run:
    """Every check and control on ``problem``; ``only`` names tags, theorems or checks.

    ``jobs`` is the number of processes (default: one for each core). With ``cache``, results that
    depend on the code alone are taken from an earlier run of the same code. ``meanwhile`` is
    called once while the processes work. Raises ValueError for a name in ``only`` that is none.

    >>> found = run(Problem(), ["REC-3.amplification"], jobs=1, cache=False)
    >>> found.outcomes[0].verdict, all(one.as_expected for one in found.outcomes)
    (<Verdict.PASS: 'pass'>, True)
    """
    tasks = [Task(id, controls) for id in selected(only) for controls in (False, True)]
    known = _known() if cache else {}
    done = {task: known[_key(task)] for task in tasks if task.fixed and _key(task) in known}
    open_tasks = [task for task in tasks if task not in done]
    workers = min(jobs or os.cpu_count() or 1, max(1, len(open_tasks)))
    with _executor(workers) as executor:
        for count, (task, outcomes) in enumerate(
            _performed(open_tasks, problem, executor, meanwhile), 1
        ):
            done[task] = outcomes
            if progress:
                progress(count, len(open_tasks))
    if cache:
        fresh = {_key(task): done[task] for task in open_tasks if task.fixed}
        if fresh:
            _keep({**known, **fresh})
    found = {name: store.installed(name) for name in store.LIBRARIES}
    return Run(tuple(outcome for task in tasks for outcome in done[task]), found)


def selected(only: Sequence[str]) -> list[str]:
    """The ids of the checks that these tags, theorems or checks name, of all if there are none.

    Raises ValueError for a name that is none.
    """
    tags = {tag: entry["id"] for tag, entry in recorded().items()}
    wanted = [tags.get(name, name) for name in only]
    for name in wanted:
        if not any(name in (check.id, check.theorem) for check in checks().values()):
            raise ValueError(
                f"`--only` takes a tag, theorem or check of `duhamel list`, got {name}"
            )
    return [c.id for c in checks().values() if not wanted or c.id in wanted or c.theorem in wanted]


# ---- processes -------------------------------------------------------------------------------


@contextmanager
def _executor(workers: int) -> Iterator[Executor | None]:
    """Processes of the standard library; None for one worker: then nothing needs to be sent."""
    if workers == 1:
        yield None
        return
    # a forked worker has the imports of its parent; elsewhere it makes its own
    # (JAX does not survive a fork: who has imported it gets fresh processes)
    fork = sys.platform == "linux" and "jax" not in sys.modules
    context = get_context("fork" if fork else "spawn")
    others = {*active_children()}
    with (
        TemporaryDirectory(prefix="duhamel-") as folder,
        ProcessPoolExecutor(workers, context, _begin, (folder,)) as pool,
    ):
        try:
            yield pool
        except BaseException:
            for worker in {*active_children()} - others:
                worker.kill()  # one just forked may lose a SIGTERM
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(folder: str) -> None:
    """Begin a worker: it ends with its parent, which alone heeds the terminal.

    What it writes for a while stands in the parent's ``folder``, and goes with that.
    """
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tempfile.tempdir = folder
    threading.Thread(target=_follow, args=(folder,), daemon=True).start()


def _follow(folder: str) -> None:
    if parent := parent_process():
        parent.join()
        rmtree(folder, ignore_errors=True)
        os._exit(1)


def _performed(
    tasks: Sequence[Task],
    problem: Problem,
    executor: Executor | None,
    meanwhile: Callable[[], object],
) -> Iterator[tuple[Task, list[Outcome]]]:
    """Tasks with their outcomes as they end; a worker that dies is a failure of its task."""
    if executor is None:
        meanwhile()
        for task in tasks:
            yield task, perform(task, problem)
        return
    groups = [
        [*group] for _, group in groupby(tasks, key=lambda task: checks()[task.check].theorem)
    ]
    futures = {executor.submit(_each, group, problem): group for group in groups}
    meanwhile()
    broken = []
    for future in as_completed(futures):
        if isinstance(future.exception(), BrokenProcessPool):
            broken += futures[future]  # it died itself, or waited when another did
        else:
            yield from zip(futures[future], future.result(), strict=True)
    for task in broken:
        with _executor(2) as alone:
            yield task, _performed_alone(task, problem, alone)


def _each(tasks: Sequence[Task], problem: Problem) -> list[list[Outcome]]:
    """The tasks of one theorem: its derivations and runs are made once."""
    return [perform(task, problem) for task in tasks]


def _performed_alone(task: Task, problem: Problem, executor: Executor | None) -> list[Outcome]:
    """The task in processes that serve no other, so that only its own death can be meant."""
    try:
        return executor.submit(perform, task, problem).result() if executor else []
    except BrokenProcessPool as error:
        return [_died(task, error)]


def _died(task: Task, error: BaseException) -> Outcome:
    check = checks()[task.check]
    expected = Verdict.FAIL if task.controls else Verdict.PASS
    return Outcome(
        id=f"{check.id}!died" if task.controls else check.id,
        theorem=check.theorem,
        title=check.title,
        evidence=check.evidence,
        verdict=Verdict.INCONCLUSIVE if task.controls else Verdict.FAIL,
        expected=expected,
        measured=f"the process ended: {type(error).__name__}: {error}",
        criterion="the check runs",
        criterion_from=check.criterion_from,
        source=check.source,
        seconds=0.0,
    )


# ---- results that depend on the code alone ---------------------------------------------------


def _key(task: Task) -> str:
    return f"{task.check}!" if task.controls else task.check


def _known() -> dict[str, list[Outcome]]:
    found = store.read("checks", ROOMS) or {}
    return {key: [_outcome(o) for o in outcomes] for key, outcomes in found.items()}


def _outcome(fields: Mapping[str, Any]) -> Outcome:
    outcome = Outcome(**fields)
    return replace(
        outcome,
        evidence=Evidence(outcome.evidence),
        verdict=Verdict(outcome.verdict),
        expected=Verdict(outcome.expected),
    )


def _keep(tasks: Mapping[str, list[Outcome]]) -> None:
    store.write(
        "checks", ROOMS, {key: [asdict(o) for o in outcomes] for key, outcomes in tasks.items()}
    )
