"""What the commands share: options, what they take, the line when it is something else, runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

from duhamel.analysis import tags
from duhamel.analysis.words import shown
from duhamel.reports.cli import BadInputError, say

TYPE_CHECKING = False  # not from typing, whose import would be a tenth of `--help`
if TYPE_CHECKING:
    from typing import Any

    from duhamel.analysis.problem import Problem

PROBLEM = {
    "a": "decay rate (default 2)",
    "x0": "start x(0) (default 1)",
    "forcing": "input f(t), such as 'sin(3*t)' (the default), 'pulse(0, 1)', 'exp(-t) + square(2)'",
    "T": "end of the time interval, T > 0 (default 4)",
    "beta": "factor of the recurrence (default 9/10)",
    "alpha": "step of momentum (default 1/8)",
    "h": "step of forward Euler, at most T, T/h at most 10000 (default T/40)",
}
_FILES = ("results.json", "report.html", "report.pdf")
_JOBS = 256
_MISREAD = str.maketrans("OIL", "011")  # as Crockford's base 32 is read


@contextmanager
def given(option: str, *bad: type[Exception], path: str | Path = "") -> Iterator[None]:
    """A ``bad`` error in here is the user's to mend, and so is one of the file system at ``path``.

    Of an error elsewhere `main` says where; one that names no file is taken for one at ``path``,
    so nothing else is read or written in here.
    """
    try:
        yield
    except bad as error:
        raise BadInputError(str(error)) from error
    except OSError as error:
        folder = Path(path).absolute().parent  # a file is written beside its place first
        if path and error.filename and not Path(error.filename).absolute().is_relative_to(folder):
            raise
        reason = error.strerror or type(error).__name__
        raise BadInputError(f"`{option}` takes a path that can be used, got {reason}") from error


def add_report_options(parser: argparse.ArgumentParser, out: str) -> None:
    parser.add_argument("--out", default=out, metavar="DIR", help=f"folder (default: {out})")
    parser.add_argument(
        "--from", dest="source", metavar="JSON", help="of these results, which are not run again"
    )
    add_run_options(parser)


def add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", metavar="N", help="processes (default: one for each core)")
    parser.add_argument("--no-cache", action="store_true", help="run what is cached, too")
    problem = parser.add_argument_group("your own problem, x' = -a x + f(t)")
    for name, text in PROBLEM.items():
        problem.add_argument(f"--{name}", help=text, metavar="F" if name == "forcing" else "NUMBER")
    problem.add_argument("--config", metavar="TOML", help="a file of these; options come first")


def problem_of(args: argparse.Namespace) -> Problem:
    from duhamel.analysis.problem import Problem

    typed = {name: value for name in PROBLEM if (value := getattr(args, name)) is not None}
    with given("--config", ValueError, path=args.config or ""):
        if args.config is None:
            return Problem.from_strings(**typed)
        return Problem.from_toml(args.config, **typed)


def jobs_of(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= _JOBS):
        raise BadInputError(f"`--jobs` takes a whole number from 1 to {_JOBS}, got {shown(text)}")
    return int(text)


def writable(option: str, takes: str, text: str, *, folder: bool) -> Path:
    """The path, once a trial has shown that it can be written; the trial leaves nothing behind."""
    from tempfile import TemporaryDirectory

    path = Path(text)
    try:
        targets = [path / name for name in _FILES] if folder else [path]
        whole = (path if folder else path.parent).resolve()
        standing = next(place for place in (whole, *whole.parents) if place.exists())
        taken = [target for target in targets if target.exists() and not target.is_file()]
        loop = path.is_symlink() and not path.exists()
        if not text or "\0" in text or taken or loop or not (folder or standing == whole):
            raise OSError
        with TemporaryDirectory(dir=standing, prefix=".duhamel-") as room:
            (Path(room) / whole.relative_to(standing)).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError, RuntimeError):  # a null byte; a loop of links
        raise BadInputError(f"`{option}` takes {takes}, got {shown(text)}") from None
    return path


def tag_of(option: str, name: str, *, claims: bool = False) -> str:
    """What ``name`` means: the tag of a theorem, also by its id, or with ``claims`` one claim."""
    record = tags.recorded()
    known = {**tags.current(record), **{tag: tag for tag in record}}
    head, dot, part = name.upper().partition(".")
    for spelt in (head, head.translate(_MISREAD)):
        tag = known.get(spelt, "")
        parts = [claim["part"] for claim in record[tag]["claims"]] if tag else []
        if tag and (not dot or (claims and part.lower() in parts)):
            return f"{tag}{dot}{part.lower()}"
    from difflib import get_close_matches

    near = get_close_matches(head, known)
    hint = f" (nearest: {', '.join(near)})" if near and near != [head] else ""
    takes = "a tag or id of `duhamel list`" + ", or a claim of one as M1VP.a" * claims
    raise BadInputError(f"`{option}` takes {takes}, got {shown(name)}{hint}")


def say_if_superseded(tag: str) -> None:
    entry = tags.recorded()[tag[:4]]
    if "forward" in entry:
        say(f"{tag[:4]} was superseded by {entry['forward']}: {entry['why']}", 0)


# ---- the results that a command tells of ------------------------------------------------------


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

    told: dict[str, dict[str, Any]] = {}

    def tell() -> None:  # while the checks run
        meanwhile()
        held = {suite.checks()[id].theorem for id in suite.selected(only)}
        told.update(results.theorems(held, cache))

    with terminal.progress() as progress:
        run = suite.run(problem, only, jobs, cache, progress, tell)
    words = ["duhamel", name, *(["--only", *only] if only else []), *problem.options()]
    return results.collect(run, problem, join(words), cache, told)


def reported(args: argparse.Namespace) -> dict[str, Any]:
    """The results to tell of: those of `--from`, or of a run on the user's own problem."""
    if args.source is not None:
        return _loaded(args)
    jobs = jobs_of(args.jobs)
    # what the report is drawn and set with is imported while the checks run
    meanwhile = partial(import_module, "duhamel.reports.book.document")
    return run_suite("report", problem_of(args), jobs, not args.no_cache, meanwhile=meanwhile)


def _loaded(args: argparse.Namespace) -> dict[str, Any]:
    for name in (*PROBLEM, "config", "jobs"):
        if getattr(args, name) is not None:
            raise BadInputError(f"`--from` takes results as they are, got --{name} as well")
    if not Path(args.source).is_file():
        raise BadInputError(f"`--from` takes a results.json, got {shown(args.source)}")
    from duhamel.reports import results

    with given("--from", ValueError, path=args.source):
        return results.load(Path(args.source))
