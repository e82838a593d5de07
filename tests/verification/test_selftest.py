"""The suite's test of itself: no seeded mistake passes, and correct code does in any style."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from duhamel.analysis.theorem import register
from duhamel.reports.cli import main
from duhamel.verification import selftest
from duhamel.verification.check import Check
from duhamel.verification.checks.momentum import KEPT
from duhamel.verification.finding import Verdict, holds
from duhamel.verification.models.mistakes import SEEDED
from duhamel.verification.models.schemes import Trajectory
from duhamel.verification.selftest import ORIGINALS, Trial, judges, restated, subject, trials
from duhamel.verification.suite import checks
from flint import fmpq

INPUTS = [fmpq(k, 4) for k in (3, -2, 5, 7, -1, 4, -6, 2, 9, -5) * 8]
DATA: dict[str, Callable[[Any], Any]] = {
    "Euler": lambda run: run(fmpq(3, 2), lambda n: INPUTS[n], fmpq(-3), fmpq(1, 4), 20),
    "recurrence": lambda run: [
        *run(fmpq(3, 4), [*INPUTS], fmpq(3)),
        *run(fmpq(-3, 4), [*INPUTS], fmpq(3)),
        *run(fmpq(0), [*INPUTS], fmpq(3)),
    ],
    "momentum": lambda run: run(fmpq(3, 4), fmpq(1, 8), [4 * g for g in INPUTS], fmpq(5)),
    "listing": lambda source: source,
    "integrator": lambda run: _nodes(run(2.0, lambda t: np.cos(3 * t), 1.0, 3.0, 1e-7)),
}
"""Generic data: no zero, no one, no equal numbers."""

NAMES = [(kind, name) for kind, wrong in SEEDED.items() for name in wrong]
CORRECT = [(kind, name) for kind, styles in ORIGINALS.items() for name in styles]


@cache
def tried() -> tuple[Trial, ...]:
    """Every trial: some seconds, when the first test asks."""
    return tuple(trials())


def _nodes(run: Trajectory) -> list[float]:
    return [*run.t, *run.x]


def same(kind: str, one: Any, other: Any) -> bool:
    return bool(DATA[kind](one) == DATA[kind](other))


def test_there_are_more_than_forty_of_each_sort_that_people_make() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert len(NAMES) >= 40
    assert all(len(wrong) >= 10 for wrong in SEEDED.values())
    assert SEEDED.keys() == ORIGINALS.keys()


def test_every_trial_is_run() -> None:
    assert [(t.kind, t.name) for t in tried() if t.mistaken] == NAMES
    assert [(t.kind, t.name) for t in tried() if not t.mistaken] == CORRECT


@pytest.mark.parametrize(
    ("mistaken", "kind", "name"),
    [*((False, *one) for one in CORRECT), *((True, *one) for one in NAMES)],
)
def test_the_suite_tells_right_from_wrong(
    mistaken: bool, kind: str, name: str, as_recorded: Callable[[str, list[str]], None]
) -> None:
    (trial,) = (t for t in tried() if (t.mistaken, t.kind, t.name) == (mistaken, kind, name))
    assert trial.as_expected, dict(trial.verdicts)
    if trial.kind != "integrator":  # SciPy's steps are its own
        said = [f"{id} {verdict}" for id, verdict in trial.verdicts.items()]
        as_recorded(f"{trial.name} as {trial.kind}", said)


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_a_mistake_differs_from_the_original(kind: str, name: str) -> None:
    original = next(iter(ORIGINALS[kind].values()))
    assert not same(kind, subject(kind, name), original)


@pytest.mark.parametrize("kind", ["Euler", "recurrence", "momentum"])
def test_the_styles_of_one_kind_agree(kind: str) -> None:
    first, *rest = ORIGINALS[kind].values()
    assert all(same(kind, style, first) for style in rest)


@pytest.mark.parametrize("kind", ["Euler", "recurrence", "momentum", "listing"])
def test_no_two_mistakes_of_a_kind_are_the_same(kind: str) -> None:
    runs = [str(DATA[kind](subject(kind, name))) for name in SEEDED[kind]]
    assert len(runs) == len(set(runs))


def test_the_judges_are_the_checks_of_the_suite_with_that_subject() -> None:
    assert {check.id for check in judges("Euler")} >= {"FE-1.iterates", "FE-4.constant"}
    assert {check.id for check in judges("recurrence")} >= {"REC-1.iterates", "REC-1.float64"}
    assert {check.id for check in judges("momentum")} >= {"MOM-1.memory", "MOM-2.boost"}
    assert all(check is checks()[check.id] for kind in SEEDED for check in judges(kind))
    assert all(check.subject == KEPT for check in judges("listing"))


def test_float32_is_told_from_what_is_exact() -> None:
    (trial,) = (t for t in tried() if (t.kind, t.name) == ("recurrence", "float32 inside"))
    assert "REC-1.float64" in trial.rejected_by


# ---- statements ------------------------------------------------------------------------------


@pytest.mark.parametrize("id", register())
def test_every_wrong_statement_is_rejected_and_what_no_run_refutes_is_known(
    id: str, as_recorded: Callable[[str, list[str]], None]
) -> None:
    wrong = [*restated(register()[id]().claim("a"))]  # `verify --self-test` takes them all
    assert wrong
    assert all(trial.as_expected for trial in wrong)
    assert all(trial.mistaken or "without" in trial.name for trial in wrong)
    unrefuted = [t.name for t in wrong if f"{id}.statements" not in t.rejected_by]
    as_recorded(f"{id}: refuted by no run", unrefuted)


def test_most_are_refuted_by_a_run() -> None:
    claims = [register()[id]().claim("a") for id in ("REC-1", "ODE-11", "FE-2", "MOM-1", "MOM-4")]
    wrong = [trial for claim in claims for trial in restated(claim)]
    restatements = [trial for trial in wrong if "without" not in trial.name]
    assert all(trial.rejected_by == tuple(trial.verdicts) for trial in restatements)


def test_what_is_not_broken_is_not_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "broken", lambda statement: [("nothing", statement)])
    first, *without = restated(register()["REC-1"]().claim("a"))
    assert first.name == "REC-1.a: nothing"
    assert not first.as_expected
    assert [trial.as_expected for trial in without] == [True, True]


# ---- the test itself can fail ----------------------------------------------------------------


def test_a_crash_is_no_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "SEEDED", {"momentum": {"crashes": lambda *_: 1 / Fraction(0)}})
    monkeypatch.setattr(selftest, "ORIGINALS", {})
    (trial,) = trials()
    assert set(trial.verdicts.values()) == {Verdict.INCONCLUSIVE}
    assert not trial.as_expected


def blunt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges that let everything pass."""

    def passing(kind: str) -> list[Check]:
        return [replace(check, judge=lambda *_: holds(True, "", "")) for check in judges(kind)]

    monkeypatch.setattr(selftest, "judges", passing)


def test_blunt_judges_fail_the_test(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blunt(monkeypatch)
    monkeypatch.setattr(selftest, "statements", lambda _: iter(()))
    assert main(["verify", "--self-test", "--json", str(tmp_path / "trials.json")]) == 1
    assert f"0 of {len(NAMES)} mistakes rejected" in capsys.readouterr().out
    told = json.loads((tmp_path / "trials.json").read_text(encoding="utf-8"))["trials"]
    assert all(trial["as_expected"] is not trial["mistaken"] for trial in told)


def test_judges_that_reject_everything_fail_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = [replace(checks()["MOM-1.memory"], judge=lambda *_: holds(False, "", ""))]
    monkeypatch.setattr(selftest, "judges", lambda _: strict)
    assert [trial.as_expected for trial in trials()] == [trial.mistaken for trial in trials()]


def test_without_a_judge_nothing_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "judges", lambda _: [])
    assert not any(trial.as_expected for trial in trials())


# ---- the command -----------------------------------------------------------------------------


def test_the_command_names_who_rejects_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = register()["FE-3"]().claim("c")
    monkeypatch.setattr(selftest, "trials", lambda _: iter(tried()))
    monkeypatch.setattr(selftest, "statements", lambda _: restated(claim))
    assert main(["verify", "--self-test"]) == 0
    said = capsys.readouterr().out
    assert "FE-3.c, so in every run, too: " in said
    assert " wrong statements rejected, " in said
    assert f"{len(NAMES)} of {len(NAMES)} mistakes rejected" in said
    assert "MOM-1.memory" in said


@pytest.mark.parametrize("option", [["--a", "3"], ["--only", "FE-1"], ["--jobs", "2"]])
def test_the_command_takes_no_problem(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--self-test", *option]) == 2
    assert f"got {option[0]}" in capsys.readouterr().err
