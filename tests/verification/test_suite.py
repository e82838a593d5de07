"""The suite: the same outcomes over any number of processes, with and without what was kept."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import recorded
from duhamel.analysis.theorem import register
from duhamel.verification import cache, suite
from duhamel.verification.check import Check, Evidence, Outcome
from duhamel.verification.checks import recurrence
from duhamel.verification.finding import Finding, Verdict, holds

SMALL = ("REC-1", "FE-1", "MOM-5.listing")


def timeless(run: suite.Run) -> list[Outcome]:
    return [replace(outcome, seconds=0.0) for outcome in run.outcomes]


@pytest.fixture(scope="module")
def fresh() -> suite.Run:
    """What one process finds, nothing kept."""
    return suite.run(Problem(), SMALL, jobs=1, cache=False)


def test_outcomes_stand_in_the_order_of_the_register(fresh: suite.Run) -> None:
    order = list(register())
    places = [order.index(outcome.theorem) for outcome in fresh.outcomes]
    assert places == sorted(places)
    # a control follows its check
    for now, later in zip(fresh.outcomes, fresh.outcomes[1:], strict=False):
        assert "!" not in later.id or later.id.split("!")[0] == now.id.split("!")[0]


def test_more_processes_find_the_same(fresh: suite.Run) -> None:
    assert timeless(suite.run(Problem(), SMALL, jobs=2, cache=False)) == timeless(fresh)


SAID = """
from duhamel.verification.check import REFERENCE
from duhamel.verification.suite import checks
for id in ("REC-1.a", "MOM-3.a", "MOM-8.h"):
    print(checks()[id].judged(REFERENCE).series)
"""


def test_what_is_found_does_not_hang_on_the_hash_seed() -> None:
    """The order in which a set gives its elements is another in every process."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SAID],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "7")
    }
    assert len(said) == 1


def test_all_is_as_expected(fresh: suite.Run) -> None:
    assert all(outcome.as_expected for outcome in fresh.outcomes)


def test_a_tag_a_theorem_and_a_check_can_be_named() -> None:
    (tag,) = (tag for tag, entry in recorded().items() if entry["id"] == "REC-1")
    by_tag = suite.selected([tag])
    assert by_tag == suite.selected(["REC-1"])
    assert set(suite.selected(["REC-1.float64"])) < set(by_tag)
    assert suite.selected([]) == list(suite.checks())


@pytest.mark.parametrize(
    "name", ["REC-99", "", "ZZZZ", "rec-1", "REC-1.", "REC-1.iterates!averaged"]
)
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"`--only` takes a tag, theorem or check .*, got"):
        suite.run(Problem(), ["REC-1", name], jobs=1, cache=False)


def test_progress_counts_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    suite.run(
        Problem(), ["REC-1.float64"], jobs=1, cache=False, progress=lambda *at: seen.append(at)
    )
    assert seen == [(1, 2), (2, 2)]


def test_only_the_subject_depends_on_the_problem(fresh: suite.Run) -> None:
    other = suite.run(Problem(x0=Problem().x0 + 1), SMALL, jobs=1, cache=False)
    for one, two in zip(timeless(fresh), timeless(other), strict=True):
        if one.expected is Verdict.FAIL or one.evidence is Evidence.PROVED:
            assert one == two


# ---- what is kept ----------------------------------------------------------------------------


def kept_file(folder: Path) -> Path:
    return folder / "checks.json"


def test_what_is_kept_is_what_is_found(cache_folder: Path, fresh: suite.Run) -> None:
    first = suite.run(Problem(), SMALL, jobs=1)
    assert kept_file(cache_folder).is_file()
    assert timeless(suite.run(Problem(), SMALL, jobs=1)) == timeless(first) == timeless(fresh)


def test_a_kept_result_is_used(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.run(Problem(), ["REC-1"], jobs=1)
    done: list[suite.Task] = []

    def perform(task: suite.Task, problem: Problem) -> list[Outcome]:
        done.append(task)
        return real_perform(task, problem)

    real_perform = suite.perform
    monkeypatch.setattr(suite, "perform", perform)
    suite.run(Problem(), ["REC-1"], jobs=1)
    assert done
    assert not any(task.fixed for task in done)
    assert [path.name for path in cache_folder.iterdir()] == ["checks.json"]


def test_what_other_hands_left_is_ignored(cache_folder: Path) -> None:
    suite.run(Problem(), ["REC-1.float64"], jobs=1)
    text = kept_file(cache_folder).read_text(encoding="utf-8")
    liar = text.replace("differs at", "is the same at")
    assert liar != text
    kept_file(cache_folder).write_text(liar, encoding="utf-8")
    found = suite.run(Problem(), ["REC-1.float64"], jobs=1)
    assert not any("is the same at" in outcome.measured for outcome in found.outcomes)


@pytest.mark.parametrize("name", ["a.py", "chapters/a.py", "deep/er/a.json", "words.toml", "a.v"])
def test_the_fingerprint_follows_the_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(cache, "HERE", tmp_path / "verification")
    file = tmp_path / "analysis" / name
    file.parent.mkdir(parents=True)
    prints = []
    for text in ("x = 1\n", "x = 2\n", "x = 1\n"):
        file.write_text(text, encoding="utf-8")
        cache.fingerprint.cache_clear()
        prints.append(cache.fingerprint("analysis"))
    cache.fingerprint.cache_clear()
    assert prints[0] == prints[2] != prints[1]


@pytest.mark.usefixtures("cache_folder")
def test_what_other_code_left_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write("checks", suite.ROOMS, {"REC-1": []})
    assert cache.read("checks", suite.ROOMS) == {"REC-1": []}
    monkeypatch.setattr(cache, "fingerprint", lambda *_: "another")
    assert cache.read("checks", suite.ROOMS) is None


def sealed(text: bytes) -> bytes:
    return cache._seal(suite.ROOMS, text) + b"\n" + text


DAMAGE: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path.touch(),
    "not UTF-8": lambda path: path.write_bytes(b"\xff\xfe"),
    "not sealed": lambda path: path.write_bytes(b'{"REC-1.float64!": 3}'),
    "cut": lambda path: path.write_bytes(sealed(b'{"REC-1.float64!": []}')[:-1]),
    "sealed, not JSON": lambda path: path.write_bytes(sealed(b"{")),
    "sealed, too deep": lambda path: path.write_bytes(sealed(b"[" * 10**5 + b"]" * 10**5)),
    "a folder": lambda path: path.mkdir(),
    "a loop": lambda path: path.symlink_to(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
}
if hasattr(os, "mkfifo"):
    DAMAGE["a pipe that nobody writes"] = os.mkfifo


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_file_that_cannot_be_read_is_ignored(
    cache_folder: Path, damage: Callable[[Path], object]
) -> None:
    cache_folder.mkdir()
    damage(kept_file(cache_folder))
    found = suite.run(Problem(), ["REC-1.float64"], jobs=1)
    assert len(found.outcomes) > 2
    assert all(outcome.as_expected for outcome in found.outcomes)


def test_a_folder_that_cannot_be_written_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(cache, "_folder", lambda: tmp_path / "file" / "below")
    found = suite.run(Problem(), ["REC-1.float64"], jobs=1)
    assert all(outcome.as_expected for outcome in found.outcomes)


# ---- checks that crash, and processes that die -----------------------------------------------


def raises(_: Problem, subject: str) -> Finding:
    raise RuntimeError(f"no {subject}")


def dies(_: Problem, subject: str) -> Finding:
    if subject == "right":
        os._exit(3)
    return holds(False, subject, "right")


def leaves(_: Problem, subject: str) -> Finding:
    raise SystemExit(subject)


@pytest.fixture
def among(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The suite with one check more, which stands first."""

    def put(judge: Any) -> None:
        bad = Check(
            "ODE-1.bad",
            "ODE-1",
            "A bad one",
            Evidence.EXACT,
            "ODE-1",
            judge,
            "right",
            {"no": "wrong"},
        )
        more = {bad.id: bad, **suite.checks()}
        # a fresh process would not know of it: they are forked, also after a test of JAX
        monkeypatch.delitem(sys.modules, "jax", raising=False)
        monkeypatch.setattr(suite, "checks", lambda: more)

    return put  # type: ignore[return-value]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_check_that_crashes_is_a_failure_and_the_others_run(
    among: Any, fresh: suite.Run, jobs: int
) -> None:
    among(raises)
    own, control, *others = suite.run(Problem(), ["ODE-1.bad", *SMALL], jobs, cache=False).outcomes
    assert own.verdict is Verdict.FAIL
    assert "RuntimeError: no right" in own.measured
    assert not control.as_expected
    assert timeless(suite.Run(tuple(others))) == timeless(fresh)


def test_a_process_that_dies_is_a_failure_of_its_task(among: Any, fresh: suite.Run) -> None:
    among(dies)
    own, control, *others = suite.run(Problem(), ["ODE-1.bad", *SMALL], 2, cache=False).outcomes
    assert own.id == "ODE-1.bad"
    assert own.verdict is Verdict.FAIL
    assert "the process ended" in own.measured
    assert control.as_expected
    assert timeless(suite.Run(tuple(others))) == timeless(fresh)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_check_that_leaves_does_not_take_the_suite_with_it(among: Any, jobs: int) -> None:
    among(leaves)
    own, *others = suite.run(Problem(), ["ODE-1.bad", "REC-1.float64"], jobs, cache=False).outcomes
    assert own.verdict is Verdict.FAIL
    assert len(others) > 2


def test_two_checks_do_not_share_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrence, "CHECKS", recurrence.CHECKS * 2)
    suite.every.cache_clear()
    try:
        with pytest.raises(ValueError, match="share an id"):
            suite.every()
    finally:
        suite.every.cache_clear()
