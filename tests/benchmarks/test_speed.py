"""What the command costs, each time beside a process that does only what cannot be avoided.

`make bench` runs these for their numbers and prints the ratios. No wall-clock time is asserted: in
the ordinary tests each command runs once, to see that it runs, and the one cold report of all tests
says whether the suite holds as a whole.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import pikepdf
import pytest
from duhamel.reports.book.citation import FORMATS
from duhamel.verification.suite import checks
from pytest_benchmark.fixture import BenchmarkFixture

BARE = (sys.executable, "-c", "pass")
IMPORTS = (
    sys.executable,
    "-c",
    "import numpy, scipy.integrate, sympy, matplotlib.figure, flint, typst",
)
DUHAMEL = (
    sys.executable,
    "-c",
    "import sys; from duhamel.reports.cli import main; sys.exit(main())",
)
MEGABYTE = 10**6
EXAMPLES = Path(__file__).parents[2] / "examples"

Command = tuple[str, ...]
Run = Callable[[Command], float]


@dataclass(frozen=True)
class Room:
    """A folder of its own, with a cache of its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}

    def timed(self, command: Command) -> float:
        """Run a command; the seconds it took."""
        start = perf_counter()
        subprocess.run(
            command, check=True, capture_output=True, cwd=self.folder, env=self.environment
        )
        return perf_counter() - start

    def results(self, out: str) -> dict[str, Any]:
        """What a report found, the seconds apart."""
        text = (self.folder / out / "results.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        for check in found["checks"]:
            check["seconds"] = 0
        return found


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Where a report has been made once, as `cold`."""
    room = Room(tmp_path_factory.mktemp("room"))
    room.timed((*DUHAMEL, "report", "--out", "cold"))
    return room


@pytest.fixture
def run(room: Room) -> Run:
    return room.timed


def beside(
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    run: Run,
    command: Command,
    baseline: Command,
    rounds: int,
) -> None:
    """Time ``command`` in turns with ``baseline``; the first turn warms both and is not counted."""
    other: list[float] = []
    benchmark.pedantic(
        lambda: run(command),
        setup=lambda: other.append(run(baseline)),
        rounds=rounds,
        warmup_rounds=1,
    )
    if benchmark.stats is None:
        return
    took, floor = benchmark.stats.stats.median, median(other[1:])
    benchmark.extra_info.update(baseline=floor, ratio=took / floor)
    with capsys.disabled():
        print(
            f"\n{benchmark.name}: {took:.3f} s, beside {floor:.3f} s: "
            f"ratio {took / floor:.2f} (medians of {rounds} turns)"
        )


def test_the_whole_suite_is_as_expected(room: Room) -> None:
    found = room.results("cold")
    assert {check["id"] for check in found["checks"] if "!" not in check["id"]} == {*checks()}
    assert [check["id"] for check in found["checks"] if check["verdict"] != check["expected"]] == []


def test_the_whole_report_is_small(room: Room) -> None:
    assert (room.folder / "cold" / "report.html").stat().st_size < 1_000_000
    assert (room.folder / "cold" / "report.pdf").stat().st_size < 1_100_000
    with pikepdf.open(room.folder / "cold" / "report.pdf") as paper:
        assert len(paper.pages) <= 32


def test_report(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], room: Room
) -> None:
    """From what was kept, which tells the same."""
    beside(benchmark, capsys, room.timed, (*DUHAMEL, "report", "--out", "warm"), IMPORTS, rounds=7)
    assert room.results("warm") == room.results("cold")
    for name in ("report.html", "report.pdf"):
        made = [(room.folder / out / name).read_bytes() for out in ("cold", "warm")]
        assert made[0] == made[1]


def test_help(benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], run: Run) -> None:
    beside(benchmark, capsys, run, (*DUHAMEL, "--help"), BARE, rounds=25)


@pytest.mark.parametrize(
    "words",
    [("list",), *(("cite", "ODE-2", "--format", name) for name in FORMATS)],
    ids=lambda words: words[-1],
)
def test_the_register(
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    run: Run,
    words: tuple[str, ...],
) -> None:
    beside(benchmark, capsys, run, (*DUHAMEL, *words), BARE, rounds=25)


def handed_in(room: Path, count: int) -> list[str]:
    """Submissions of the homework, one in four right, as targets."""
    solution = (EXAMPLES / "homework" / "solution.py").read_text(encoding="utf-8")
    wrong = ("m *= beta", "m *= beta * beta"), ("W -= m", "W += m"), ("W.grad /", "W.grad +")
    for number in range(count):
        folder = room / f"submission-{number}"
        folder.mkdir()
        text = solution.replace(*wrong[number % 4 - 1]) if number % 4 else solution
        (folder / "hw.py").write_text(text, encoding="utf-8")
    return [f"{room}/submission-*/hw.py:sgd_momentum"]


def test_check(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], run: Run, tmp_path: Path
) -> None:
    """One NumPy subject, beside the import of NumPy."""
    numpy = (sys.executable, "-c", "import numpy")
    beside(benchmark, capsys, run, (*DUHAMEL, "check", *handed_in(tmp_path, 1)), numpy, rounds=15)


def test_many(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A lecture's submissions, 200 of them; in the ordinary tests a few."""
    count = 4 if benchmark.disabled else 200
    command = (*DUHAMEL, "check", *handed_in(tmp_path, count))
    done = benchmark.pedantic(lambda: subprocess.run(command, capture_output=True, text=True))
    assert done.stdout.endswith(f"{count // 4} of {count} pass\n")
    if benchmark.stats is not None:
        with capsys.disabled():
            print(f"\n{benchmark.name}: {benchmark.stats.stats.median:.1f} s for {count}")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], room: Room
) -> None:
    """Peak memory of a warm run, its processes together; a page that they share counts once.

    Warm, because the first run with the extra `libraries` imports PyTorch and JAX, as subjects.
    """
    peaks: list[int] = []

    def watched() -> None:
        process = subprocess.Popen(
            (*DUHAMEL, "report"),
            cwd=room.folder,
            env=room.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, session_memory(process.pid))
            sleep(0.02)
        assert process.returncode == 0
        peaks.append(peak)

    benchmark.pedantic(watched, rounds=3)
    benchmark.extra_info["peak_megabytes"] = max(peaks) / MEGABYTE
    if benchmark.stats is not None:
        with capsys.disabled():
            print(f"\n{benchmark.name}: peak {max(peaks) / MEGABYTE:.0f} MB, processes together")
    assert max(peaks) < 600 * MEGABYTE


def session_memory(session: int) -> int:
    """The proportional set sizes of the processes of a session, in bytes."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(place.name)) == session:
                rollup = (place / "smaps_rollup").read_text(encoding="ascii").splitlines()
                total += next(int(line.split()[1]) * 1024 for line in rollup if line[:4] == "Pss:")
        except (OSError, StopIteration):  # it has ended, or belongs to somebody else
            continue
    return total
