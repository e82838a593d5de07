"""`duhamel check`: somebody's own implementation, and its mistake by name."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from duhamel.reports.cli import BadInputError
from duhamel.reports.cli.options import given as _given
from duhamel.reports.cli.options import jobs_of as _jobs
from duhamel.reports.cli.options import writable as _writable

TYPE_CHECKING = False  # not from typing, whose import would be a tenth of `--help`
if TYPE_CHECKING:
    from duhamel.reports.grades.grading import Grade

_LONGEST = 3600  # seconds for one subject


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="+",
        metavar="TARGET",
        help="path.py:name or package.module:name; * for many",
    )
    parser.add_argument("--as", dest="kind", choices=("momentum", "euler", "recurrence"))
    parser.add_argument(
        "--convention",
        choices=("lecture", "lr-outside", "averaged", "nesterov", "torch", "any"),
        default="lecture",
        help="of momentum: what passes (default: lecture)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "junit", "gradescope", "prairielearn"),
        default="text",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        help="for each target (default: 10; for an installed module, or a file that imports a "
        "library such as PyTorch, 60)",
    )
    parser.add_argument(
        "--seed", metavar="N", help="of the parameters; in DUHAMEL_SEED no one else sees it"
    )
    parser.add_argument("--rubric", metavar="TOML", help="points for checks and diagnoses")
    parser.add_argument("--out", metavar="DIR", help="a page and a picture for each target")
    parser.add_argument("--csv", metavar="FILE", help="a line for each target")
    parser.add_argument(
        "--jobs", metavar="N", help="targets at a time (default: one for each core)"
    )


def _check(args: argparse.Namespace) -> int:
    from pathlib import Path

    from duhamel.reports.grades import grading
    from duhamel.reports.text import terminal
    from duhamel.verification.grader import judge_subject
    from duhamel.verification.grader.sandbox import containment

    seconds, seed = _seconds(args.timeout), _seed(args.seed or os.environ.get("DUHAMEL_SEED"))
    jobs = _jobs(args.jobs) or os.cpu_count() or 1
    with _given("TARGET", ValueError):
        targets = judge_subject.targets(args.target)
    for target in targets:
        # a grader wants an answer for what was not handed in, too
        if target.path and not target.path.is_file() and args.format in ("text", "json", "junit"):
            raise BadInputError(f"TARGET takes a file that is there, got {target.text}")
    rubric = grading.Rubric()
    if args.rubric is not None:
        with _given("--rubric", ValueError):
            rubric = grading.read(Path(args.rubric), judge_subject.checks())
    out, table = args.out, args.csv
    if out is not None:
        out = _writable("--out", "a folder that can be written", out, folder=True)
    if table is not None:
        table = _writable("--csv", "a file that can be written", table, folder=False)
    with terminal.progress() as progress:
        judged = judge_subject.examine_all(
            targets, args.kind, args.convention, seed, seconds, jobs, progress
        )
    if warned := containment.warning():
        print(f"duhamel: {warned}", file=sys.stderr)
    grades = [grading.grade(one, rubric) for one in judged]
    _told(args.format, grades)
    if out is not None:
        from duhamel.reports.grades import judgement_view

        with _given("--out"):
            judgement_view.write(grades, out)
    if table is not None:
        with _given("--csv"):
            grading.write(grading.as_csv(grades), table)
    return int(any(one.verdict != "pass" for one in judged))


def _told(format: str, grades: Sequence[Grade]) -> None:
    from duhamel.reports.grades import grading

    if format != "text":
        print(grading.FORMATS[format](grades), end="")
        return
    from duhamel.reports.grades import judgement_view
    from rich.console import Console

    if len(grades) == 1:
        judgement_view.answer(grades[0].judgement, Console())
    else:
        judgement_view.summary(grades, Console())


def _seconds(text: str | None) -> float | None:
    from math import isfinite

    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not (isfinite(value) and 0 < value <= _LONGEST):
        raise BadInputError(f"`--timeout` takes seconds, more than 0 to {_LONGEST}, got {text}")
    return value


def _seed(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise BadInputError(f"`--seed` takes a whole number from 0 on, got {text}")
    return int(text)


options, run = _check_options, _check
