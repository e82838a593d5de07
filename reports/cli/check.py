"""`duhamel check`: somebody's own implementation, and its mistake by name."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from math import isfinite
from pathlib import Path

from duhamel.analysis import files
from duhamel.analysis.words import shown
from duhamel.reports.cli import BadInputError, say
from duhamel.reports.cli.options import given, jobs_of, writable
from duhamel.reports.grades import grading, judgement_view
from duhamel.reports.grades.grading import Grade, Rubric
from duhamel.reports.text import terminal
from duhamel.verification.grader import judge_subject
from duhamel.verification.grader.diagnosis import CODES
from duhamel.verification.grader.integrators.judge import ORDERS
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.subject import Target
from duhamel.verification.models.conventions import ACCEPTED, ANY
from rich.console import Console

_LONGEST = 3600  # seconds for one subject


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="+",
        metavar="TARGET",
        help="path.py:name or package.module:name; * for many",
    )
    parser.add_argument("--as", dest="kind", choices=("momentum", "euler", "recurrence"))
    parser.add_argument(
        "--convention",
        choices=(*ACCEPTED, *ORDERS.values(), ANY),
        default="lecture",
        help="what passes: of momentum, or of an integrator how it calls rhs (default: lecture)",
    )
    parser.add_argument(
        "--format", choices=("text", "json", "junit", "gradescope", "prairielearn"), default="text"
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
    parser.add_argument(
        "--call",
        metavar="LINE",
        help="how to call it, over W, m, grad, lr, beta, batch_size; rhs, t, x, h, n, times; or "
        'beta, f, x0: "W, m = step(W, grad, m, lr, beta)"; what stands before `each:` runs once',
    )
    parser.add_argument(
        "--rubric",
        metavar="TOML",
        help="total = 10, and tables: [credit], the share of it for a diagnosis; [points], the "
        "weights of checks, which then share what has no credit (without: nothing for a mistake, "
        "half for another convention)",
    )
    parser.epilog = (
        f"Diagnoses: {', '.join(CODES)}. Checks: {', '.join(judge_subject.checks())}. "
        "What each says: docs/rubric.md."
    )
    parser.add_argument("--out", metavar="DIR", help="a page and a picture for each target")
    parser.add_argument("--csv", metavar="FILE", help="a line for each target, as each is judged")
    parser.add_argument(
        "--jobs", metavar="N", help="targets at a time (default: one for each core)"
    )


def run(args: argparse.Namespace) -> int:
    seconds, seed = _seconds(args.timeout), _seed(args.seed or os.environ.get("DUHAMEL_SEED"))
    jobs = jobs_of(args.jobs) or os.cpu_count() or 1
    targets, rubric = _targets(args), _rubric(args.rubric)
    args.call = _call(args.call or rubric.call)
    out, table = args.out, args.csv
    if out is not None:
        out = writable("--out", "a folder that can be written", out, folder=True)
    if table is not None:
        table = writable("--csv", "a file that can be written", table, folder=False)
    grades = _graded(targets, args, (seed, seconds, jobs), rubric, table)
    with suppress(OSError):  # no process to try it with: that is told of each target
        if warned := containment.warning():
            say(warned, 0)
    _tell(args.format, grades)
    if out is not None:
        with given("--out", path=out):
            judgement_view.write(grades, out)
    if table is not None:  # once more, in the order of the targets
        with given("--csv", path=table):
            files.write(table, grading.as_csv(grades))
    verdicts = [one.judgement.verdict for one in grades]
    if left := verdicts.count("unjudged"):
        return say(f"{left} of {len(grades)} could not be judged", 2)
    if left := verdicts.count("not-understood"):
        return say(f"{left} of {len(grades)} could not be called, which is no verdict on it", 1)
    return int(any(verdict != "pass" for verdict in verdicts))


def _targets(args: argparse.Namespace) -> list[Target]:
    """The targets; refused is what leaves nothing to ask, but not in a form for a grader.

    That wants an answer for what was not handed in, too; and in a batch each has its own.
    """
    with given("TARGET", ValueError):
        targets = judge_subject.targets(args.target)
        lost = [judge_subject.no_source(target) for target in targets]
    if all(lost) and args.format in ("text", "json", "junit"):
        got = shown(targets[0].text, 200)
        raise BadInputError(f"TARGET takes a file that is there, got {got}: {lost[0]}")
    return targets


def _rubric(path: str | None) -> Rubric:
    if path is None:
        return grading.Rubric()
    with given("--rubric", ValueError):
        return grading.read(Path(path), judge_subject.checks())


def _call(line: str) -> str:
    try:
        judge_subject.operations(line)
    except (SyntaxError, ValueError):
        takes = "one line of Python, with `each:` after what runs once"
        raise BadInputError(f"`--call` takes {takes}, got {shown(line, 200)}") from None
    return line


def _graded(
    targets: Sequence[Target],
    args: argparse.Namespace,
    how: tuple[int, float | None, int],
    rubric: Rubric,
    table: Path | None,
) -> list[Grade]:
    """The grade of each target, in their order; in the ``table`` at once, as they come."""
    grades: dict[int, Grade] = {}
    with ExitStack() as stack:
        with given("--csv", path=table or ""):
            rows = stack.enter_context(closing(grading.Table(table))) if table else None
        progress = stack.enter_context(terminal.progress())
        found = judge_subject.examine_all(targets, args.kind, args.convention, *how, args.call)
        for place, judged in stack.enter_context(closing(found)):
            grades[place] = grading.grade(judged, rubric)
            if rows:
                with suppress(OSError):  # it is written once more, and then said
                    rows.add(grades[place])
            if progress:
                progress(len(grades), len(targets))
    return [grades[place] for place in range(len(targets))]


def _tell(format: str, grades: Sequence[Grade]) -> None:
    if format != "text":
        print(grading.FORMATS[format](grades), end="")
        return
    console = Console()
    with console.capture() as said:
        if len(grades) == 1:
            judgement_view.answer(grades[0].judgement, console)
        else:
            judgement_view.summary(grades, console)
    for line in said.get().splitlines():  # rich fills them with spaces
        print(line.rstrip())


def _seconds(text: str | None) -> float | None:
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
