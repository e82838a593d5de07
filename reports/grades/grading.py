"""Judgements as graders want them: points by a rubric, then JSON, JUnit, Gradescope, PrairieLearn.

One model, thin writers. Field names are those that each system publishes for its results file.
"""

from __future__ import annotations

import errno
import json
import math
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from stat import S_ISREG
from textwrap import indent
from typing import Any
from xml.etree import ElementTree

from duhamel.analysis.problem import CONFIG_BYTES
from duhamel.reports.text import spreadsheet
from duhamel.verification.grader.diagnosis import ASPECTS, CODES, CONVENTION, Judgement, Point

TOTAL = Fraction(10)
UNGRADED = ("unjudged", "not-understood")  # nobody can say whether it is right


@dataclass(frozen=True)
class Rubric:
    """What a target is worth: ``total`` points, or what its diagnosis leaves of them.

    ``credit``: the share of the total for a diagnosis, by its code; where it is not named, a half
    for another convention, followed exactly, and nothing else for what is wrong. These are chosen,
    as points are. ``points``: weights of checks by their ids, 1 where it is not named; where there
    are any, what has no credit of its own earns the share of the checks that pass. ``call``: what
    `--call` takes.
    """

    total: Fraction = TOTAL
    points: Mapping[str, Fraction] = field(default_factory=dict)
    credit: Mapping[str, Fraction] = field(default_factory=dict)
    call: str = ""


@dataclass(frozen=True)
class Grade:
    """A judgement with its points; ``parts`` are the checks with what each gives and could give.

    A check that the signature leaves no room for is inconclusive, and is none of the parts. Where
    nobody could judge there are no points: ``score`` is None.
    """

    judgement: Judgement
    score: Fraction | None
    maximum: Fraction
    parts: tuple[tuple[Point, Fraction, Fraction], ...]


# ---- the rubric ------------------------------------------------------------------------------


def read(path: Path, known: Sequence[str]) -> Rubric:
    """The rubric in a TOML file; ``known`` are the ids of the checks.

    Raises ValueError, with one line, for what is not a rubric, OSError for what is not a file.
    """
    found = path.stat()
    if not S_ISREG(found.st_mode) or found.st_size > CONFIG_BYTES:
        most = f"a TOML file of at most {CONFIG_BYTES} bytes"
        raise ValueError(f"`--rubric` takes {most}, got {path.name}")
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        line = " ".join(str(error).split())
        raise ValueError(f"`--rubric` takes a TOML file, got {path.name}: {line}") from None
    for name in text:
        if name not in ("total", "points", "credit", "call"):
            takes = "total, call, [points] and [credit]"
            raise ValueError(f"`--rubric` takes {takes}, got {name!r}")
    if not isinstance(text.get("call", ""), str):
        raise ValueError(f"`--rubric` takes for call a line of Python, got {text['call']!r}")
    total = _number("total", text.get("total", 10), None)
    if not total:
        raise ValueError("`--rubric` takes a total > 0, got 0")
    return Rubric(
        total=total,
        points=_numbers("points", text.get("points", {}), known, None),
        credit=_numbers("credit", text.get("credit", {}), [*CODES], 1),
        call=text.get("call", ""),
    )


def _numbers(name: str, table: Any, known: Sequence[str], most: int | None) -> dict[str, Fraction]:
    if not isinstance(table, dict):
        raise ValueError(f"`--rubric` takes a table [{name}], got {table!r}")
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1, 0)[0]
            takes = f"one of those that `duhamel check --help` names, perhaps {near}"
            raise ValueError(f"`--rubric` takes in [{name}] {takes}, got {key!r}")
    return {key: _number(f"{name}.{key}", value, most) for key, value in table.items()}


def reference() -> str:
    """The page on rubrics, in Markdown: what one may have, every diagnosis and every check."""
    codes = (f"| `{name}` | {said.sentence} |" for name, said in CODES.items())
    checks = (
        f"| `{kind}.{name}` | {aspect.title} |"
        for kind, asked in ASPECTS.items()
        for name, aspect in asked.items()
        if aspect.judged
    )
    return "\n".join((_PAGE, *_HEAD, *codes, "", "## Checks", "", *_HEAD, *checks, ""))


_HEAD = ("| name | what it says |", "|---|---|")
_PAGE = """# Rubrics

`duhamel check --rubric FILE` takes a TOML file:

    total = 10                     # points for what passes

    [credit]                       # the share of them for a diagnosis, 0 to 1
    batch-missing = 0.8
    "convention:averaged" = 1

    [points]                       # weights of checks, 1 where one is not named
    "momentum.batch" = 3

What passes has the total. What fails has the credit of its diagnosis. Where the rubric names none
for it, a half counts for another convention that is followed exactly, and nothing for a mistake;
if the rubric has `[points]`, the share of the checks that pass counts instead. A check that a
signature leaves no room for is no part of the sum. What could not be judged has no points. These
shares are chosen, by you or by us: no theorem says what a mistake is worth.

## Diagnoses, the most specific first
"""


def _number(name: str, value: Any, most: int | None) -> Fraction:
    takes = "a number ≥ 0" if most is None else f"a number from 0 to {most}"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and 0 <= value < math.inf and (most is None or value <= most)):
        raise ValueError(f"`--rubric` takes for {name} {takes}, got {value!r}")
    return Fraction(str(value))


def _credit(code: str, rubric: Rubric) -> Fraction | None:
    """The share for a diagnosis; None where the checks decide."""
    if code in rubric.credit or not rubric.points:
        return rubric.credit.get(code, Fraction(code.startswith(CONVENTION), 2))
    return None


def grade(judgement: Judgement, rubric: Rubric) -> Grade:
    """The points of a judgement; only what passes can have them all.

    What its parts give adds up to its score, to the hundredth.
    """
    if judgement.verdict in UNGRADED:
        credit = rubric.credit.get(judgement.code)
        return Grade(judgement, credit and rubric.total * credit, rubric.total, ())
    asked = [point for point in judgement.checks if point.verdict != "inconclusive"]
    weights = [rubric.points.get(point.id, Fraction(1)) for point in asked]
    passed = [w * (p.verdict == "pass") for p, w in zip(asked, weights, strict=True)]
    share, whole = _credit(judgement.code, rubric), sum(weights, Fraction(0))
    if judgement.verdict == "pass":
        share = Fraction(1)
    elif share is None:
        share = sum(passed, Fraction(0)) / whole if whole else Fraction(0)
    earned = rubric.total * share
    enough = sum(passed, Fraction(0)) >= share * whole > 0  # so that no part has more than its most
    got = _shared(earned, passed if enough else weights)
    most = _shared(rubric.total, weights)
    return Grade(judgement, earned, rubric.total, tuple(zip(asked, got, most, strict=True)))


def _shared(total: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """A total by weights, in hundredths that add up to it: each ends where the sum has come to."""
    whole = sum(weights, Fraction(0)) or Fraction(1)
    ends = [Fraction(_hundredths(total * part / whole), 100) for part in accumulate(weights)]
    return [end - before for before, end in pairwise((Fraction(0), *ends))]


def summed(grades: Sequence[Grade]) -> Fraction | None:
    """The points of several targets together; None where one of them has none."""
    scores = [one.score for one in grades]
    return None if None in scores else sum((one or Fraction(0) for one in scores), Fraction(0))


# ---- the formats -----------------------------------------------------------------------------


def as_json(grades: Sequence[Grade]) -> str:
    """The judgement as JSON, by judgement.schema.json; a list when there are several."""
    judged = [_judgement(one.judgement) for one in grades]
    return _dumps(judged[0] if len(judged) == 1 else judged)


def _judgement(judged: Judgement) -> dict[str, Any]:
    said = asdict(judged)
    diagnosis = ["code", "sentence", "also", "theorem", "hint", "accepted_by", "amplification"]
    return {
        "schema": 1,
        **{name: said[name] for name in ("subject", "kind", "signature", "convention", "verdict")},
        "diagnosis": {name: said[name] for name in diagnosis},
        **{name: said[name] for name in ("checks", "counterexample")},
        "impulse": {"expected": said["expected_impulse"], "got": said["got_impulse"]},
        **{name: said[name] for name in ("asked", "remark", "output", "seconds")},
    }


def as_gradescope(grades: Sequence[Grade]) -> str:
    """The results.json of a Gradescope autograder; several targets are one submission's tasks.

    Without points where one could not be judged: Gradescope then says that the grader failed.
    """
    score = summed(grades)
    return _dumps(
        {
            **({"score": _points(score)} if score is not None else {}),
            "execution_time": round(sum(one.judgement.seconds for one in grades), 3),
            "output": "\n\n".join(format_judgement(one.judgement) for one in grades),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [
                {
                    "name": name,
                    **({"score": got, "max_score": most} if score is not None else {}),
                    "status": "passed" if point.verdict == "pass" else "failed",
                    "output": _said(point),
                    "output_format": "text",
                    "visibility": "visible",
                }
                for name, point, got, most in _tests(grades)
            ],
        }
    )


def _tests(grades: Sequence[Grade]) -> Iterator[tuple[str, Point, float, float]]:
    """Each check that counts, with its name, its points and the most that it could give."""
    for one in grades:
        head = "" if len(grades) == 1 else f"{one.judgement.subject}: "
        for point, got, most in one.parts:
            yield head + point.title, point, _points(got), _points(most)


def as_prairielearn(grades: Sequence[Grade]) -> str:
    """The results.json of a PrairieLearn external grader; the score is a share from 0 to 1."""
    unread = [one.judgement for one in grades if not one.judgement.signature]
    whole = sum((one.maximum for one in grades), Fraction(0))
    results: dict[str, Any] = {
        "gradable": not unread,
        "score": float((summed(grades) or 0) / whole),
        "message": " ".join(one.judgement.sentence for one in grades),
        "output": "\n\n".join(format_judgement(one.judgement) for one in grades),
        "tests": [
            {
                "name": name,
                "description": point.title,
                "points": got,
                "max_points": most,
                "message": point.message,
                "output": _said(point),
            }
            for name, point, got, most in _tests(grades)
        ],
    }
    if own := [one for one in unread if one.verdict != "unjudged"]:
        results["format_errors"] = [f"{one.subject}: {one.sentence}" for one in own]
    return _dumps(results)


def as_junit(grades: Sequence[Grade]) -> str:
    """JUnit XML as pytest writes it: a suite for each target, a case for each check."""
    root = ElementTree.Element("testsuites")
    for one in grades:
        judged, fallen = one.judgement, [p for p in one.judgement.checks if p.verdict == "fail"]
        left = [point for point in judged.checks if point.verdict == "inconclusive"]
        ended = judged.verdict != "pass" and not fallen
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=judged.subject,
            tests=str(len(judged.checks) + ended),
            failures=str(len(fallen)),
            errors=str(int(ended)),
            skipped=str(len(left)),
            time=f"{judged.seconds:.3f}",
        )
        for point in judged.checks:
            case = _case(suite, judged, point.id)
            if point.verdict == "inconclusive":
                ElementTree.SubElement(case, "skipped", message=point.message)
            if point.verdict == "fail":
                failure = ElementTree.SubElement(case, "failure", message=point.message)
                failure.text = _said(point)
        if ended:  # it never came to a check
            case = _case(suite, judged, judged.code)
            error = ElementTree.SubElement(case, "error", message=judged.sentence)
            error.text = format_judgement(judged)
    # in ASCII, which is the same in whatever encoding it is printed
    text: bytes = ElementTree.tostring(root, "us-ascii", xml_declaration=True)
    return text.decode() + "\n"


def _case(suite: ElementTree.Element, judged: Judgement, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite, "testcase", classname=judged.subject, name=name, time="0.000"
    )


COLUMNS = ("subject", "kind", "verdict", "code", "score", "maximum", "sentence", "also", "seconds")


def as_csv(grades: Sequence[Grade]) -> str:
    """One line for each target, for a spreadsheet, under a line that names the columns."""
    return "".join(map(spreadsheet.line, (COLUMNS, *map(_row, grades))))


def _row(one: Grade) -> Sequence[str]:
    judged = one.judgement
    points = ("" if value is None else str(_points(value)) for value in (one.score, one.maximum))
    head = (judged.subject, judged.kind, judged.verdict, judged.code)
    return (*head, *points, judged.sentence, " ".join(judged.also), f"{judged.seconds:.2f}")


class Table:
    """The CSV of grades as they come: a file of whole lines after each, in UTF-8."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb", buffering=0)
        self._add(COLUMNS)

    def close(self) -> None:
        self.file.close()

    def add(self, one: Grade) -> None:
        """Add a line; on OSError, as where there is no room, the file is what it was before."""
        self._add(_row(one))

    def _add(self, cells: Sequence[str]) -> None:
        before, line = self.file.tell(), spreadsheet.line(cells).encode()
        if self.file.write(line) < len(line):
            self.file.seek(self.file.truncate(before))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


FORMATS: Mapping[str, Callable[[Sequence[Grade]], str]] = {
    "json": as_json,
    "junit": as_junit,
    "gradescope": as_gradescope,
    "prairielearn": as_prairielearn,
}


def format_judgement(judged: Judgement) -> str:
    """A judgement in a few lines of plain text: what, where it first differs, what to look for."""
    lines = [f"{judged.subject}: {judged.verdict}, {judged.code}", judged.sentence]
    if judged.hint and judged.verdict != "pass":
        lines.append(judged.hint)
    if case := judged.counterexample:
        given = ", ".join(f"{name} = {value}" for name, value in case.inputs.items())
        lines.append(f"First differs at step {case.step} with {given}.")
        lines.append(f"Expected {case.expected}, got {case.got}.")
    if judged.remark:
        lines.append(judged.remark)
    if judged.accepted_by:
        lines.append(f"Accepted by {judged.accepted_by}.")
    if judged.output:
        lines += ["It printed:", indent(judged.output, "  ", lambda _: True)]
    return "\n".join(lines)


def _said(point: Point) -> str:
    lines = (point.message, f"expected: {point.expected}", f"got: {point.got}")
    return "\n".join(line for line in lines if line and not line.endswith(": "))


def points(one: Grade) -> str:
    """The points of a grade, of those that there are."""
    return f"{'—' if one.score is None else _shown(one.score)}/{_shown(one.maximum)}"


def _shown(value: Fraction) -> str:
    return f"{_points(value):.12g}"


def _points(value: Fraction) -> float:
    """Points as a person reads them: in hundredths, down, so that the parts never exceed."""
    return _hundredths(value) / 100


def _hundredths(value: Fraction) -> int:
    return math.floor(value * 100)


def _dumps(value: Any) -> str:
    return json.dumps(value, indent=1, allow_nan=False) + "\n"
