"""One formula or one line broken: the run ends with exit code 1 and says which fact fell."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from duhamel.verification import suite

HERE = Path(suite.__file__).parent.parent  # of the rooms that are imported here
ROOMS = ("analysis", "verification", "reports")
COMMAND = "import sys; from duhamel.reports.cli import main; sys.exit(main(sys.argv[1:]))"


def verify(folder: Path, *only: str) -> subprocess.CompletedProcess[str]:
    """`duhamel verify --only …` of the rooms in ``folder``, nothing kept from another run."""
    words = [
        "verify",
        "--no-cache",
        "--jobs",
        "1",
        *(word for id in only for word in ("--only", id)),
    ]
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "COLUMNS": "200"},
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The three rooms in a folder of their own, importable as duhamel from there."""
    for room in ROOMS:
        # with what is compiled, which is held to the date of its source
        shutil.copytree(HERE / room, tmp_path / "duhamel" / room)
    return tmp_path


def test_unbroken_it_passes(copy: Path) -> None:
    done = verify(copy, "REC-1")
    assert done.returncode == 0, done.stdout + done.stderr


BREAKS = {
    "Duhamel's sign": (
        "analysis/chapters/continuous.py",
        "Integral(exp(-a * (t - s)) * f(s)",
        "Integral(exp(a * (t - s)) * f(s)",
        "ODE-2.a",
    ),
    "a closed response": (
        "analysis/chapters/responses.py",
        "(shift * p_cos - omega * p_sin)",
        "(shift * p_cos + omega * p_sin)",
        "ODE-11.catalogue",
    ),
    "Euler's factor": (
        "analysis/chapters/discretisation.py",
        "eq(xs[n + 1], (1 - a * h) * xs[n]",
        "eq(xs[n + 1], (1 + a * h) * xs[n]",
        "FE-1.a",
    ),
    "the closed form's index": (
        "analysis/chapters/recurrence.py",
        "beta**k * fs[n - 1 - k]",
        "beta**k * fs[n - k]",
        "REC-1.a",
    ),
    "the listing": (
        "analysis/chapters/momentum.py",
        "lr * W.grad / batch_size",
        "lr * W.grad * batch_size",
        "MOM-5.listing",
    ),
    "the line of Euler": (
        "verification/models/schemes.py",
        "lambda x, n: x + h * (-a * x + f(n))",
        "lambda x, n: x + h * (-a * x + f(n + 1))",
        "FE-4.constant",
    ),
    "the line of the recurrence": (
        "verification/models/schemes.py",
        "lambda x, f: beta * x + f, initial=start",
        "lambda x, f: beta * (x + f), initial=start",
        "REC-1.iterates",
    ),
    "what SciPy integrates": (
        "verification/models/schemes.py",
        "return -a * x + f(np.asarray(t))",
        "return -a * x * 1.01 + f(np.asarray(t))",
        "NUM-1.RK45",
    ),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_break_is_found_and_named(copy: Path, broken: tuple[str, str, str, str]) -> None:
    name, right, wrong, fell = broken
    file = copy / "duhamel" / name
    text = file.read_text(encoding="utf-8")
    assert right in text, f"{name} has changed: this test breaks nothing"
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    done = verify(copy, fell)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"✗ {fell}" in done.stdout
    assert "Traceback" not in done.stderr
