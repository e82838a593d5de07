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
        "theorem": "REC-1",
        "title": "A title [with brackets]",
        "verdict": verdict,
        "expected": expected,
        "measured": measured,
        "criterion": "equal in ℚ",
        "criterion_from": "REC-1",
        "source": "verification/recurrence.py:1",
    }


def told(*entries: dict[str, Any]) -> dict[str, Any]:
    return {
        "checks": list(entries),
        "summary": {"pass": 1, "fail": 1, "inconclusive": 0, "controls": 1},
    }


def said(results: dict[str, Any], width: int = 100) -> str:
    out = io.StringIO()
    terminal.summary(results, Console(file=out, width=width))
    return out.getvalue()


GOOD = (check("REC-1.iterates", "pass", "pass"), check("REC-1.iterates!averaged", "fail", "fail"))


def test_a_check_is_one_line_with_its_controls_counted() -> None:
    lines = said(told(*GOOD)).splitlines()
    (line,) = [line for line in lines if "REC-1.iterates" in line]
    assert line.startswith("✓")
    assert "(1/1 controls rejected)" in line
    assert lines[-1].endswith("as expected")


@pytest.mark.parametrize(
    ("entry", "mark"),
    [
        (check("REC-1.float64", "fail", "pass", "x₃ differs [bold]"), "✗"),
        (check("REC-1.float64", "inconclusive", "pass", "out of range"), "?"),
        (check("REC-1.float64!late", "pass", "fail", "equal"), "✓"),
    ],
)
def test_what_is_not_expected_is_said_with_its_reasons(entry: dict[str, Any], mark: str) -> None:
    text = said(told(*GOOD, entry))
    assert f"{mark} {entry['id']} A title [with brackets]: {entry['verdict']}, expected" in text
    for word in ("measured", "criterion", "source"):
        assert entry[word] in text
    assert "1 not as expected" in text


def test_a_narrow_pipe_gets_plain_text() -> None:
    text = said(
        told(*GOOD, check("REC-1.float64", "fail", "pass", "off by " + "1234567890" * 9)), 40
    )
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 40
    assert "1234567890" * 9 in "".join(line.strip() for line in text.splitlines()).replace(" ", "")


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
