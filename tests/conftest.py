"""What the tests share: a profile for hypothesis, a cache that is nobody's own, edges, a record."""

import gc
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification import cache
from hypothesis import settings

# the same examples on every machine, and no clock: a slow machine is not a wrong one
settings.register_profile("duhamel", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("duhamel")

LAST = 2**53 - 1  # over 2^53: the last float64 below 1
EDGES: dict[str, dict[str, str]] = {
    "β just below 1, a huge": {"beta": f"{LAST}/{LAST + 1}", "a": "1e5"},
    "β just above −1, a small": {"beta": f"-{LAST}/{LAST + 1}", "a": "1e-9"},
    "β subnormal, a tiny": {"beta": "5e-324", "a": "1e-200"},
    "a near overflow": {"a": "1e300"},
    "nothing at all": {"x0": "0", "forcing": "0"},
    "x₀ tiny, one short step": {"x0": "1e-300", "T": "1e-12"},
    "x₀ huge": {"x0": "1e300"},
    "T tiny": {"T": "1e-300"},
    "resonance": {"forcing": "exp(-2*t)", "x0": "0"},
    "beside resonance": {"forcing": "exp(-2.0000001*t)"},
    "at rest": {"forcing": "2", "x0": "1"},
    "jumps": {"forcing": "square(1/3) + step(t - 1)", "T": "2"},
    "jumps at irrational times": {"forcing": "step(t - pi/3) - step(t - e/2)", "T": "2"},
    "kinks at irrational times": {"forcing": "abs(sin(4*t))", "T": "1"},
    "no closed form": {"forcing": "exp(-t^2)", "T": "1"},
    "f huge": {"forcing": "1e300"},
    "f tiny": {"forcing": "1e-300", "x0": "0"},
    "β beyond 1": {"beta": "1.2"},
    "β = 1, a = 0": {"beta": "1", "a": "0"},
    "β = −1, a below 0": {"beta": "-1", "a": "-3/2"},
    "β huge, α = 0": {"beta": "1e300", "alpha": "0"},
    "β far below −1, α below 0": {"beta": "-7", "alpha": "-1/8"},
}


@pytest.fixture(params=EDGES.values(), ids=[*EDGES])
def edge(request: pytest.FixtureRequest) -> Problem:
    """A problem at the edge: what is said of it may be inconclusive, but never wrong."""
    return Problem.from_strings(**request.param)


@pytest.fixture
def cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder in the place of the user's cache."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(cache, "_folder", lambda: folder)
    return folder


@pytest.fixture
def heeded_signals() -> Iterator[None]:
    """Signals that are ignored here, as in what a shell runs in the background, are so no more.

    What a test starts would inherit it.
    """
    ends = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    ignored = [each for each in ends if each and signal.getsignal(each) is signal.SIG_IGN]
    for each in ignored:
        signal.signal(each, signal.SIG_DFL)
    yield
    for each in ignored:
        signal.signal(each, signal.SIG_IGN)


# ---- the record ------------------------------------------------------------------------------

RECORD = Path(__file__).with_name("recorded.json")
AsRecorded = Callable[[str, Iterable[object]], None]


@pytest.fixture(scope="session")
def as_recorded() -> Iterator[AsRecorded]:
    """Holds verdicts and opinions to what tests/recorded.json has by that name, a line each.

    It states no fact, and has no wording: it shows a verdict that changed unnoticed. After a change
    that was meant run `RENEW=1 .venv/bin/python -m pytest tests -m recorded`, and read the diff.
    """
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    renew, fresh = bool(os.environ.get("RENEW")), dict[str, str]()

    def compare(name: str, said: Iterable[object]) -> None:
        line = ", ".join(map(str, said))
        if renew:
            fresh[name] = line
        else:
            assert line == record.get(name, ""), f"`{name}` is not as in {RECORD.name}"

    yield compare
    if fresh:
        record = {name: line for name, line in (record | fresh).items() if line}
        text = json.dumps(record, ensure_ascii=False, indent=0, sort_keys=True)
        RECORD.write_text(text + "\n", encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is held to the record, so that it can be run alone."""
    for item in items:
        if "as_recorded" in getattr(item, "fixturenames", ()):
            item.add_marker("recorded")


def pytest_collection_finish() -> None:
    """What has been imported stays: the garbage collector need not walk over it again and again."""
    gc.freeze()
