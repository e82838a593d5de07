"""Which mistake the evidence matches: the judgement of a subject, and the codes that it can get.

The codes are stable; `codes.toml` has what each one says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any, NamedTuple, Protocol

from duhamel.analysis.words import decimal, printable
from duhamel.verification.grader.subject import Answer

CONVENTION = "convention:"
PART = "Only what it needs of its file was loaded, for the whole does not load: {}."


def _clean(told: Any, kept: str = "") -> Any:
    if isinstance(told, tuple):
        return tuple(map(_clean, told))
    if isinstance(told, Mapping):
        return {_clean(key): _clean(value) for key, value in told.items()}
    return printable(told, kept) if isinstance(told, str) else told


class _Told:
    """What is said of a subject: whatever words it gave, nothing in them steers a terminal.

    Nor do they begin a line, which could be read as said of another one.
    """

    lines = ("hint", "output")  # what may have many

    def __post_init__(self) -> None:
        for name, value in vars(self).copy().items():
            object.__setattr__(self, name, _clean(value, "\n\t" if name in self.lines else ""))


@dataclass(frozen=True)
class Point(_Told):
    """One thing a subject was asked: what it had to say and what it said."""

    id: str
    title: str
    verdict: str  # pass, fail or inconclusive
    theorem: str
    expected: str
    got: str
    message: str


@dataclass(frozen=True)
class Counterexample(_Told):
    """The smallest example found that shows it: its inputs, and the first step that differs."""

    inputs: Mapping[str, str]
    step: int
    expected: str
    got: str


class Difference(Protocol):
    """Where a run first parts from what is right."""

    @property
    def size(self) -> tuple[int, ...]:
        """How much there is to look at, the steps first."""

    def told(self) -> Counterexample: ...


def smallest(parted: Iterable[Difference]) -> Counterexample | None:
    """The one with the least to look at; None where there is none."""
    one = min(parted, key=lambda one: one.size, default=None)
    return one.told() if one else None


@dataclass(frozen=True)
class Asked:
    """What an answer covers: how many runs, their steps in all, and the range of each argument."""

    episodes: int
    steps: int
    ranges: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, steps: Iterable[int], **ranges: Iterable[Fraction]) -> Asked:
        """Of runs of so many steps, and of all that was given for each argument."""
        lengths = [*steps]
        ends = {name: (min(found), max(found)) for name, all in ranges.items() if (found := [*all])}
        told = {name: (decimal(low), decimal(high)) for name, (low, high) in ends.items()}
        return cls(len(lengths), sum(lengths), told)


@dataclass(frozen=True)
class Judgement(_Told):
    """What is said of a subject: verdict, code, and the evidence for it.

    ``also`` are further codes that fit, less specific; ``accepted_by`` is the flag under which the
    subject would pass, or empty. The impulse responses are −ΔW/α after a gradient of 1 at the
    first step, None where no number came.
    """

    subject: str
    kind: str
    signature: str
    convention: str
    verdict: str  # pass, fail, or unjudged: what stood in the way is not the subject's
    code: str
    sentence: str
    also: tuple[str, ...] = ()
    theorem: str = ""
    hint: str = ""
    checks: tuple[Point, ...] = ()
    counterexample: Counterexample | None = None
    expected_impulse: tuple[float, ...] = ()
    got_impulse: tuple[float | None, ...] = ()
    accepted_by: str = ""
    amplification: str = ""
    asked: Asked | None = None  # None: nothing was
    output: str = ""
    seconds: float = 0.0
    remark: str = ""


@dataclass(frozen=True)
class Code:
    """What a code says of a subject; the hint is empty where no one line causes it.

    ``theorem``: the one it violates, empty for none, None for the first of the subject's kind.
    """

    sentence: str
    hint: str = ""
    theorem: str | None = None


class Mistake(NamedTuple):
    """A code that fits, and what the code does, said of this subject."""

    code: str
    sentence: str = ""


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


TABLE = _table("codes.toml")
CODES: Mapping[str, Code] = {name: Code(**said) for name, said in TABLE["code"].items()}
"""Every code, the most specific first."""

INSTEAD: Mapping[str, str] = TABLE["instead"]
"""What came where a value belongs, by what is odd about an answer."""

_RANK = {code: rank for rank, code in enumerate(CODES)}

OF_KIND: Mapping[str, Mapping[str, Code]] = {
    kind: {
        code: Code(**{"sentence": CODES[code].sentence, **said})
        for code, said in {**TABLE["integrators"], **TABLE[kind]}.items()
    }
    for kind in ("euler", "recurrence")
}
"""What a code says instead, of a subject of that kind."""


FIRST = {"momentum": "MOM-1", "euler": "FE-1", "recurrence": "REC-1"}


@dataclass(frozen=True)
class Aspect:
    """One thing that is asked; ``optional``: a subject may refuse it, or leave no room for it."""

    title: str
    theorem: str
    criterion: str = "equal numbers"
    optional: bool = False
    judged: bool = True  # False: evidence only


ASPECTS: Mapping[str, Mapping[str, Aspect]] = {
    kind: {name: Aspect(**{"theorem": FIRST[kind], **said}) for name, said in asked.items()}
    for kind, asked in _table("aspects.toml").items()
}
"""What each kind is asked."""


def exception(error: Mapping[str, Any] | None) -> str:
    """An exception of a subject as Python tells it; empty where there was none."""
    return f"{error['type']}: {error['message']}".rstrip(": ") if error else ""


def check_ids(kind: str) -> list[str]:
    """The ids of all checks of a kind."""
    return [f"{kind}.{name}" for name in ASPECTS[kind]]


def point(
    kind: str,
    name: str,
    wrong: str = "",
    heard: bool = True,
    why: str = "",
    parted: Iterable[Difference] = (),
) -> Point:
    """What an aspect shows, first a number that is wrong; where nothing was heard, nobody knows."""
    aspect, case = ASPECTS[kind][name], smallest(parted)
    expected = case.expected if case else aspect.criterion
    if case:
        wrong, why = case.got, f"step {case.step}: expected {case.expected}, got {case.got}"
    verdict = "fail" if wrong else "pass" if heard else "inconclusive"
    got = wrong or aspect.criterion * heard
    message = why or wrong or "no answer came" * (not heard)
    return Point(f"{kind}.{name}", aspect.title, verdict, aspect.theorem, expected, got, message)


def about(code: str, kind: str = "momentum") -> Code:
    """What a code says of a subject of a kind, which violates a theorem of that kind."""
    said, first = OF_KIND.get(kind, {}).get(code, CODES[code]), FIRST.get(kind, "")
    foreign = kind != "momentum" and said.theorem and said.theorem[:2] != first[:2]
    return replace(said, theorem=first) if said.theorem is None or foreign else said


def finding(code: str, detail: str = "", kind: str = "momentum") -> Mistake:
    """The code's sentence; a detail takes the place of what its colon explains."""
    sentence = about(code, kind).sentence
    head = sentence.split(":")[0].removesuffix(".")
    return Mistake(code, f"{head}: {detail}." if detail else sentence)


def case(name: str, **told: object) -> Mistake:
    """A mistake as `codes.toml` tells it: its code, and the sentence with what is told put in."""
    code, sentence = TABLE["case"][name]
    return Mistake(code, Template(sentence).substitute(told))


# of a step, the memory and the number before it: by code what would follow, the right one first
Trials = Callable[[int, Any, Fraction], Iterable[tuple[str, Any, Fraction]]]


def eventful(
    run: Iterable[Fraction | None], memory: Any, start: Fraction, trials: Trials, kind: str
) -> Iterator[Mistake]:
    """A long run that is right but for steps left out or states set back, at equal distances."""
    found: dict[str, list[int]] = {}
    for n, after in enumerate(run, 1):
        if after is None:
            return
        slack = Fraction(1, 2**49) * (abs(after) + abs(start))  # a few roundings
        tried = trials(n - 1, memory, start)
        fitting = ((code, kept) for code, kept, x in tried if abs(x - after) <= slack)
        code, memory = next(fitting, (None, None))
        if code is None:
            return
        start = after
        if code:
            found.setdefault(code, []).append(n)
    gaps = {b - a for at in found.values() for a, b in pairwise(at)}
    if len(found) == 1 and len(gaps) <= 1:
        ((code, (first, *_)),) = found.items()
        gap = gaps.pop() if gaps else 0
        once = {0: f"at step {first}", 1: f"at every step from step {first} on"}
        yield finding(code, once.get(gap, f"every {gap} steps, step {first} the first"), kind)


def judged(answer: Answer, convention: str, found: Sequence[Mistake], **evidence: Any) -> Judgement:
    """The judgement of an answer by what was found, the most specific first; `evidence`: fields."""
    first, *others = found or (Mistake("conforms"),)
    code, ending = about(first.code, str(answer.kind)), answer.ending
    untraced = ending and ending.code == first.code == "crashed" and not ending.traced
    said = {
        "subject": answer.target,
        "kind": str(answer.kind),
        "signature": answer.signature,
        "convention": convention,
        "verdict": "fail" if found else "pass",
        "code": first.code,
        "sentence": first.sentence or code.sentence,
        "also": tuple(one.code for one in others),
        "theorem": code.theorem,
        "hint": "" if untraced else code.hint,
        "output": answer.output,
        "seconds": answer.seconds,
        "remark": PART.format(answer.part) if answer.part else "",
    }
    return Judgement(**{**said, **evidence})


def in_order(found: Iterable[Mistake], late: Sequence[str] = ()) -> list[Mistake]:
    """What was found, each code once, from the most specific to the least; the ``late`` last."""
    first = {one.code: one for one in reversed([*found])}
    codes = sorted(first, key=lambda code: (code in late, _RANK[code]))
    return [first[code] for code in codes]
