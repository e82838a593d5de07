"""`duhamel check`: targets, options, exit codes, and many subjects at once."""

import csv
import json
from pathlib import Path

import pytest
from duhamel.reports.cli import main
from duhamel.verification.grader import judge_subject

RIGHT = "def step(rhs, t, x, h):\n    return x + h * rhs(t, x)\n"
LATE = "def step(rhs, t, x, h):\n    return x + h * rhs(t + h, x)\n"
LOOP = """import time
END = time.monotonic() + 60
def step(rhs, t, x, h):
    while time.monotonic() < END: pass
"""
BROKEN = "def step(rhs, t, x, h:\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, source in {"a": RIGHT, "b": LATE, "c": LOOP, "d": BROKEN}.items():
        (tmp_path / "hand-in" / name).mkdir(parents=True)
        (tmp_path / "hand-in" / name / "hw.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_pattern_stands_for_the_files_that_fit_it(folder: Path) -> None:
    found = judge_subject.targets(["hand-in/*/hw.py:step", "hand-in/a/hw.py:step"])
    assert [one.text for one in found] == [f"hand-in/{name}/hw.py:step" for name in "abcd"]
    assert judge_subject.targets([f"{folder}/hand-in/[ab]/hw.py:step"])[1].path


def test_one_bad_submission_does_not_stop_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", "hand-in/*/hw.py:step", "--timeout", "1.5", "--csv", "points.csv"]
    assert main([*words, "--out", "answers"]) == 1
    assert "1 of 4 pass" in capsys.readouterr().out
    rows = [*csv.DictReader((folder / "points.csv").read_text(encoding="utf-8").splitlines())]
    assert [row["code"] for row in rows] == ["conforms", "late-input", "timed-out", "crashed"]
    pages = {path.name for path in (folder / "answers").iterdir()}
    assert {"index.html", "summary.csv", "hand-in-b-hw-py-step.svg"} <= pages


def test_where_the_file_cannot_be_read_its_line_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder / "hand-in/d/hw.py:step")]) == 1
    assert "line 1." in capsys.readouterr().out


def test_a_signature_that_fits_none_is_told_those_that_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "odd.py").write_text("def odd(q): return q\n", encoding="utf-8")
    assert main(["check", "odd.py:odd", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert "odd(q)" in said["diagnosis"]["sentence"]
    assert "(rhs, t, x, h)" in said["diagnosis"]["hint"]


def test_the_kind_can_be_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "plain.py").write_text(
        "def step(one, two, three, four):\n    return three + four * one(two, three)\n"
    )
    assert main(["check", "plain.py:step", "--as", "euler"]) == 0
    assert capsys.readouterr().out.startswith("✓ plain.py:step")


@pytest.mark.usefixtures("folder")
def test_hidden_parameters_are_others_and_as_exact() -> None:
    one, other = (
        judge_subject.examine(judge_subject.targets(["hand-in/a/hw.py:step"])[0], seed=n)
        for n in (1, 2)
    )
    assert (one.verdict, other.verdict) == ("pass", "pass")
    assert one.expected_impulse != other.expected_impulse


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hw.py"], "TARGET is path.py:name or package.module:name, got 'hw.py'"),
        (["none.py:step"], "TARGET takes a file that is there, got none.py:step"),
        (["none/*.py:step"], "TARGET takes a pattern that some file fits, got 'none/*.py:step'"),
        (["a.py:f", "--timeout", "0"], "`--timeout` takes seconds, more than 0 to 3600, got 0"),
        (["a.py:f", "--timeout", "nan"], "`--timeout` takes seconds, more than 0 to 3600, got nan"),
        (["a.py:f", "--seed", "-1"], "`--seed` takes a whole number from 0 on, got -1"),
        (["hand-in/a/hw.py:step", "--rubric", "no.toml"], "`--rubric` takes a path"),
        (["hand-in/a/hw.py:step", "--csv", "no/such.csv"], "`--csv` takes a file"),
        (["hand-in/a/hw.py:step", "--out", "hand-in/a/hw.py"], "`--out` takes a folder"),
        (["hand-in/a/hw.py:step", "--as", "heun"], "argument --as: invalid choice: 'heun'"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_checked_is_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["check", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"duhamel: {told}")
    assert said.err.count("\n") == 1
