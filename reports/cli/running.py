"""The results that a command tells of: of a run of the suite, or of an earlier one."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from duhamel.reports.cli import BadInputError
from duhamel.reports.cli.options import PROBLEM, given, jobs_of, problem_of

TYPE_CHECKING = False  # not from typing, whose import would be a tenth of `--help`
if TYPE_CHECKING:
    from typing import Any

    from duhamel.analysis.problem import Problem


def run_suite(
    name: str,
    problem: Problem,
    jobs: int | None,
    cache: bool,
    only: Sequence[str] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """The results of the suite on a problem, with the command that gives them again."""
    from shlex import join

    from duhamel.reports import results
    from duhamel.reports.text import terminal
    from duhamel.verification import suite

    with terminal.progress() as progress:
        run = suite.run(problem, only, jobs, cache, progress, meanwhile)
    words = ["duhamel", name, *(["--only", *only] if only else []), *problem.options()]
    return results.collect(run, problem, join(words), cache)


def reported(args: argparse.Namespace) -> dict[str, Any]:
    """The results to tell of: those of `--from`, or of a run on the user's own problem."""
    from functools import partial
    from importlib import import_module

    if args.source is not None:
        return _loaded(args)
    jobs = jobs_of(args.jobs)
    # what the report is drawn and set with is imported while the checks run
    meanwhile = partial(import_module, "duhamel.reports.book.document")
    return run_suite("report", problem_of(args), jobs, not args.no_cache, meanwhile=meanwhile)


def _loaded(args: argparse.Namespace) -> dict[str, Any]:
    from pathlib import Path

    from duhamel.analysis.words import shown

    for name in (*PROBLEM, "config", "jobs"):
        if getattr(args, name) is not None:
            raise BadInputError(f"`--from` takes results as they are, got --{name} as well")
    if not Path(args.source).is_file():
        raise BadInputError(f"`--from` takes a results.json, got {shown(args.source)}")
    from duhamel.reports import results

    with given("--from", ValueError, path=args.source):
        return results.load(Path(args.source))
