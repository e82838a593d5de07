"""`duhamel verify`: the checks, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from duhamel.reports.cli import BadInputError
from duhamel.reports.cli.options import (
    PROBLEM,
    add_run_options,
    given,
    jobs_of,
    problem_of,
    run_suite,
    say_if_superseded,
    tag_of,
    writable,
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="TAG|ID", help="these facts only"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="seeded mistakes before the checks, instead"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each check")
    parser.add_argument("--json", metavar="FILE", help="write the results as JSON")
    parser.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML")
    add_run_options(parser)


def run(args: argparse.Namespace) -> int:
    jobs = jobs_of(args.jobs)
    places = {
        option: writable(option, "a file that can be written", text, folder=False)
        for option, text in (("--json", args.json), ("--junit", args.junit))
        if text is not None
    }
    if args.self_test:
        return _self_test(args, places)
    problem = problem_of(args)
    only = [_fact(name) for name in args.only]
    from duhamel.reports import results
    from duhamel.reports.text import terminal
    from duhamel.verification import suite

    with given("--only", ValueError):
        suite.selected(only)
    found = run_suite("verify", problem, jobs, not args.no_cache, only)
    terminal.summary(found, terminal.Spelt(), args.verbose)
    writers = {"--json": results.write_json, "--junit": results.write_junit}
    for option, place in places.items():
        with given(option, path=place):
            writers[option](found, place)
    return results.exit_code(found)


def _fact(name: str) -> str:
    """What `--only` names: a tag, the id of a theorem, or that of one of its checks."""
    theorem, dot, check = name.partition(".")
    say_if_superseded(tag_of("--only", theorem))
    return theorem.upper() + dot + check


def _self_test(args: argparse.Namespace, places: Mapping[str, Path]) -> int:
    """Seeded mistakes before the suite's own checks; 0 when all are told from what is right."""
    for name in (*PROBLEM, "config", "jobs", "junit", "only"):
        if getattr(args, name):
            raise BadInputError(f"`--self-test` takes no other option than --json, got --{name}")
    from duhamel.reports import results
    from duhamel.reports.text import terminal
    from duhamel.verification import selftest

    with terminal.progress() as progress:
        trials = [*selftest.trials(progress), *selftest.statements(progress)]
    terminal.tried(trials, terminal.Spelt())
    if "--json" in places:
        with given("--json", path=places["--json"]):
            results.write_json(results.tried(trials), places["--json"])
    return int(not all(trial.as_expected for trial in trials))
