"""The terminal: a verdict for each check, the reasons of what failed, and no colour in a pipe."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from duhamel.reports.text import terminal
from rich.console import Console


def check(id: str, verdict: str, expected: str, measured: str = "as it is") -> dict[str, Any]:
    return {
        "id": id,
        "theorem": id.partition(".")[0],
        "title": "A title [with brackets]",
        "verdict": verdict,
        "expected": expected,
        "measured": measured,
        "criterion": "equal in ℚ",
        "criterion_from": "REC-1",
        "source": "verification/recurrence.py:1",
    }


def said(*entries: dict[str, Any], width: int = 100, verbose: bool = False) -> str:
    out = io.StringIO()
    terminal.summary({"checks": entries}, Console(file=out, width=width), verbose)
    return out.getvalue()


GOOD = (check("REC-1.iterates", "pass", "pass"), check("REC-1.iterates!averaged", "fail", "fail"))


def test_a_chapter_is_one_line() -> None:
    other = check("MOM-1.steps", "inconclusive", "pass"), check("MOM-1.steps!late", "pass", "fail")
    recurrence, momentum, *_, counts, verdict = said(*GOOD, *other).splitlines()
    assert recurrence == "✓ The memory in steps: 1 passed; controls 1/1"
    assert momentum == "✗ Momentum is that recurrence: 1 inconclusive; controls 0/1"
    assert counts == "1 passed, 0 failed, 1 inconclusive; 1 of 2 controls rejected"
    assert verdict == "not as expected: 1 check, 1 control"


def test_verbose_a_check_is_one_line_with_its_controls_counted() -> None:
    lines = said(*GOOD, verbose=True).splitlines()
    (line,) = [line for line in lines if "REC-1.iterates" in line]
    assert line.startswith("✓")
    assert "(1/1 controls rejected)" in line
    assert lines[-2:] == [
        "1 passed, 0 failed, 0 inconclusive; 1 of 1 controls rejected",
        "all as expected",
    ]


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize(
    ("entry", "mark", "off"),
    [
        (check("REC-1.float64", "fail", "pass", "x₃ differs [bold]"), "✗", "1 check, 0 controls"),
        (
            check("REC-1.float64", "inconclusive", "pass", "out of range"),
            "?",
            "1 check, 0 controls",
        ),
        (check("REC-1.iterates!late", "pass", "fail", "equal"), "✗", "0 checks, 1 control"),
        (
            check("REC-1.iterates!late", "inconclusive", "fail", "crashed"),
            "?",
            "0 checks, 1 control",
        ),
    ],
)
def test_what_is_not_expected_is_said_with_its_reasons(
    entry: dict[str, Any], mark: str, off: str, verbose: bool
) -> None:
    text = said(*GOOD, entry, verbose=verbose)
    assert f"{mark} {entry['id']} A title [with brackets]: {entry['verdict']}, expected" in text
    for word in ("measured", "criterion", "source"):
        assert entry[word] in text
    assert text.endswith(f"not as expected: {off}\n")


@pytest.mark.parametrize("verbose", [False, True])
def test_a_narrow_pipe_gets_plain_text(verbose: bool) -> None:
    long = check("REC-1.float64", "fail", "pass", "off by " + "1234567890" * 9)
    text = said(*GOOD, long, width=40, verbose=verbose)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 40
    assert "1234567890" * 9 in "".join(line.strip() for line in text.splitlines()).replace(" ", "")


@pytest.mark.parametrize("verbose", [False, True])
def test_what_is_spelt_out_fits_the_width(verbose: bool) -> None:
    raw = io.BytesIO()
    narrow = io.TextIOWrapper(raw, "ascii", "spelt", write_through=True)
    wordy = check("REC-1.float64", "fail", "pass", "β = ½, αλ ≤ 2(1 + β) " * 4)
    terminal.summary({"checks": [*GOOD, wordy]}, terminal.Spelt(file=narrow, width=40), verbose)
    lines = raw.getvalue().decode("ascii").splitlines()
    assert max(map(len, lines)) <= 40
    assert "measured beta = (1/2), alpha lambda <= 2(1 + beta)" in " ".join(
        word for line in lines for word in line.split()
    )


def test_progress_is_silent_in_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    with terminal.progress() as tick:
        assert tick is None
    assert capfd.readouterr() == ("", "")


COMMAND = "import sys; from duhamel.reports.cli import main; sys.exit(main(sys.argv[1:]))"


def test_verify_in_a_pipe_of_forty_columns(tmp_path: Path) -> None:
    """The command itself, as somebody's script runs it."""
    words = ["verify", "--only", "REC-1.float64", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "40", "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "as expected" in " ".join(done.stdout.split())
    assert done.stderr == ""
