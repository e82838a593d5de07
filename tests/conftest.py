"""What the tests share: a profile for hypothesis, a cache that is nobody's own, edges, a record."""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification import cache
from duhamel.verification.check import Evidence, Outcome
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


# ---- the record ------------------------------------------------------------------------------

RECORD = Path(__file__).with_name("recorded.json")


def told(outcomes: Sequence[Outcome]) -> list[str]:
    """What a check and its controls say, without the digits that are a platform's."""
    first, *_ = outcomes
    said = [first.title, *dict.fromkeys(outcome.criterion for outcome in outcomes)]
    for outcome in outcomes:
        name = outcome.title.removeprefix(first.title).removeprefix(": ") or "itself"
        said.append(f"{name}, {outcome.verdict}: {_cut(outcome, outcome.measured)}")
        if outcome.series:
            shown = _cut(outcome, repr(_plain(outcome.series)).replace("'", ""))
            said.append(f"series {sha256(shown.encode()).hexdigest()[:8]}")
    return said


def _cut(outcome: Outcome, text: str) -> str:
    if outcome.theorem.startswith("NUM"):  # SciPy's steps are its own, and so is their number
        return re.sub("#((, | > )-?#)+", "#, …", re.sub("[0-9.]*[0-9](e[+-]?[0-9]+)?", "#", text))
    if outcome.evidence is Evidence.BOUNDED:  # sums in the order of a platform
        return re.sub("([0-9][.][0-9]{2})[0-9]+", r"\1", text)
    return text


def _plain(value: Any) -> Any:
    """A series with its floats as a figure shows them, to four digits."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float():
            return f"{value:.4g}"
        case _:
            return value


@pytest.fixture(scope="session")
def as_recorded() -> Iterator[Callable[[str, Sequence[Any]], None]]:
    """Holds outcomes or lines of text to what tests/recorded.json has by that name.

    The record pins every word and number that the suite says of the reference problem, so that
    none changes unnoticed. It states no fact: after a change that was meant, run
    `RENEW=1 python -m pytest tests/test_{recorded,chapters,proofs,libraries}.py` in one process,
    and read the difference.
    """
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    renew, fresh = bool(os.environ.get("RENEW")), dict[str, list[str]]()

    def compare(name: str, said: Sequence[Any]) -> None:
        lines = told(said) if said and isinstance(said[0], Outcome) else [*said]
        if renew:
            fresh[name] = lines
        else:
            assert lines == record.get(name, []), f"`{name}` is not as in {RECORD.name}"

    yield compare
    if fresh:
        record = {name: lines for name, lines in (record | fresh).items() if lines}
        text = json.dumps(record, ensure_ascii=False, indent=0, sort_keys=True)
        RECORD.write_text(text + "\n", encoding="utf-8")
