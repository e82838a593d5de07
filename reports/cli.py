"""The command `duhamel`: what a user types, held to what it takes before any long work begins.

Exit code 0: all as expected. 1: something failed or was inconclusive. 2: bad input, with one line.
Each command imports what it needs itself, so that `duhamel --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

TYPE_CHECKING = False  # not from typing, whose import would be a tenth of `--help`
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, NoReturn

    from duhamel.analysis.problem import Problem

_PROBLEM = {
    "a": "decay rate a > 0 (default 2)",
    "x0": "start x(0) (default 1)",
    "forcing": "input f(t), such as 'sin(3*t)' (the default), 'pulse(0, 1)', 'exp(-t) + square(2)'",
    "T": "end of the time interval, T > 0 (default 4)",
    "beta": "factor of the recurrence, -1 < beta < 1 (default 9/10)",
    "alpha": "step of momentum, alpha > 0 (default 1/8)",
}
_WITH_VALUE = {*_PROBLEM, "config", "out", "from", "jobs", "json", "junit", "format"}
_FILES = ("results.json", "report.html", "report.pdf")
_JOBS = 256
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class BadInputError(Exception):
    """What the user gave cannot be used; the message is the one line to show."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. An error is one line, or with DUHAMEL_DEBUG a traceback."""
    for name in _THREADS:  # the checks run in processes: threads inside them would only compete
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):  # a narrow code page must not stop a report
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        args = _parser().parse_args(_joined(sys.argv[1:] if argv is None else argv))
        code = int(args.command(args))
        sys.stdout.flush()
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)
    except BadInputError as refused:
        return _say(str(refused), 2)
    except KeyboardInterrupt:
        return _say("interrupted", 130)
    except BrokenPipeError:  # the reader has gone, as in `duhamel list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get("DUHAMEL_DEBUG"):
            raise
        return _say(f"internal error: {type(error).__name__}: {error}", 1)
    return code


def _say(line: str, code: int) -> int:
    from duhamel.analysis.problem import shown

    print(f"duhamel: {shown(line, 400)}", file=sys.stderr)
    return code


# --- what is typed ----------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{message} (`{self.prog} --help` lists what it takes)")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"duhamel {version('duhamel')}")
        except PackageNotFoundError:
            print("duhamel, not installed")
        parser.exit()


def _joined(argv: Sequence[str]) -> list[str]:
    """`--a -1` as `--a=-1`: argparse would take a negative value for an option."""
    words, rest = [], iter(argv)
    for word in rest:
        value = next(rest, None) if word[:2] == "--" and word[2:] in _WITH_VALUE else None
        words.append(word if value is None else f"{word}={value}")
    return words


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="duhamel",
        description="Momentum, its recurrence and its ODE: derived, shown to hold, and reported.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> _Parser:
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        sub.set_defaults(command=run)
        return sub

    report = command("report", _report, "verify, then write results.json, report.html, report.pdf")
    report.add_argument("--out", default="build", metavar="DIR", help="folder (default: build)")
    report.add_argument(
        "--from", dest="source", metavar="JSON", help="the report of these results, not run again"
    )
    _add_run_options(report)
    verify = command("verify", _verify, "run the checks and print what they say")
    verify.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="TAG|ID", help="these facts only"
    )
    verify.add_argument(
        "--self-test", action="store_true", help="seeded mistakes before the checks, instead"
    )
    verify.add_argument("--json", metavar="FILE", help="write the results as JSON")
    verify.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML")
    _add_run_options(verify)
    command("list", _list, "list the theorems")
    show = command("show", _show, "show the derivation of a theorem")
    show.add_argument("tag", metavar="TAG", help="a tag or an id that `duhamel list` gives")
    show.add_argument("--format", choices=("text", "latex", "markdown", "typst"), default="text")
    return parser


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", metavar="N", help="processes (default: one for each core)")
    parser.add_argument("--no-cache", action="store_true", help="run what is cached, too")
    problem = parser.add_argument_group("your own problem, x' = -a x + f(t)")
    for name, text in _PROBLEM.items():
        problem.add_argument(f"--{name}", help=text, metavar="F" if name == "forcing" else "NUMBER")
    problem.add_argument("--config", metavar="TOML", help="a file of these; options come first")


# --- what it means ----------------------------------------------------------------------------


@contextmanager
def _given(option: str, *bad: type[Exception]) -> Iterator[None]:
    """A ``bad`` error in here is the user's to mend, and so is one of the file system."""
    try:
        yield
    except bad as error:
        raise BadInputError(str(error)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInputError(f"`{option}` takes a path that can be used, got {reason}") from error


def _problem(args: argparse.Namespace) -> Problem:
    from duhamel.analysis.problem import Problem

    given = {name: value for name in _PROBLEM if (value := getattr(args, name)) is not None}
    with _given("--config", ValueError):
        if args.config is None:
            return Problem.from_strings(**given)
        return Problem.from_toml(args.config, **given)


def _jobs(text: str | None) -> int | None:
    from duhamel.analysis.problem import shown

    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= _JOBS):
        raise BadInputError(f"`--jobs` takes a whole number from 1 to {_JOBS}, got {shown(text)}")
    return int(text)


def _writable(option: str, takes: str, text: str, *, folder: bool) -> Path:
    """The path, once a trial has shown that it can be written; the trial leaves nothing behind."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from duhamel.analysis.problem import shown

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


def _tag(option: str, name: str) -> str:
    """The tag of a theorem from its tag or its id."""
    from duhamel.analysis.problem import shown
    from duhamel.analysis.tags import recorded

    tags = {entry["id"]: tag for tag, entry in recorded().items()}
    wanted = name.upper()
    if wanted in tags.values():
        return wanted
    if wanted in tags:
        return tags[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, [*tags, *tags.values()])
    hint = f" (nearest: {', '.join(near)})" if near else ""
    raise BadInputError(f"`{option}` takes a tag or id of `duhamel list`, got {shown(name)}{hint}")


def _fact(name: str) -> str:
    """What `--only` names: a tag, the id of a theorem, or that of one of its checks."""
    theorem, dot, check = name.partition(".")
    _tag("--only", theorem)
    return theorem.upper() + dot + check


# --- the commands -----------------------------------------------------------------------------


def _run(
    name: str,
    problem: Problem,
    jobs: int | None,
    cache: bool,
    only: Sequence[str] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """The results of the suite on a problem, with the command that gives them again."""
    from shlex import join

    from duhamel.reports import results, terminal
    from duhamel.verification import suite

    with terminal.progress() as progress:
        run = suite.run(problem, only, jobs, cache, progress, meanwhile)
    words = ["duhamel", name, *(["--only", *only] if only else []), *problem.options()]
    return results.collect(run, problem, join(words), cache)


def _report(args: argparse.Namespace) -> int:
    from functools import partial
    from importlib import import_module

    out = _writable("--out", "a folder that can be written", args.out, folder=True)
    if args.source is None:
        jobs = _jobs(args.jobs)
        # what the report is drawn and set with is imported while the checks run
        meanwhile = partial(import_module, "duhamel.reports.document")
        report = _run("report", _problem(args), jobs, not args.no_cache, meanwhile=meanwhile)
    else:
        report = _loaded(args)
    from duhamel.reports import document, results, terminal

    with _given("--out"):
        paths = document.write(report, out)
    from rich.console import Console

    terminal.summary(report, Console())
    for path in paths:
        print(path)
    return results.exit_code(report)


def _loaded(args: argparse.Namespace) -> dict[str, Any]:
    from pathlib import Path

    from duhamel.analysis.problem import shown

    for name in (*_PROBLEM, "config", "jobs"):
        if getattr(args, name) is not None:
            raise BadInputError(f"`--from` takes results as they are, got --{name} as well")
    if not Path(args.source).is_file():
        raise BadInputError(f"`--from` takes a results.json, got {shown(args.source)}")
    from duhamel.reports import results

    with _given("--from", ValueError):
        return results.load(Path(args.source))


def _verify(args: argparse.Namespace) -> int:
    jobs = _jobs(args.jobs)
    places = {
        option: _writable(option, "a file that can be written", text, folder=False)
        for option, text in (("--json", args.json), ("--junit", args.junit))
        if text is not None
    }
    if args.self_test:
        return _self_test(args, places)
    problem = _problem(args)
    only = [_fact(name) for name in args.only]
    with _given("--only", ValueError):
        found = _run("verify", problem, jobs, not args.no_cache, only)
    from duhamel.reports import results, terminal

    writers = {"--json": results.write_json, "--junit": results.write_junit}
    for option, place in places.items():
        with _given(option):
            writers[option](found, place)
    from rich.console import Console

    terminal.summary(found, Console())
    return results.exit_code(found)


def _self_test(args: argparse.Namespace, places: Mapping[str, Path]) -> int:
    """Seeded mistakes before the suite's own checks; 0 when all are told from what is right."""
    for name in (*_PROBLEM, "config", "jobs", "junit", "only"):
        if getattr(args, name):
            raise BadInputError(f"`--self-test` takes no other option than --json, got --{name}")
    from duhamel.reports import results, terminal
    from duhamel.verification import selftest
    from rich.console import Console

    with terminal.progress() as progress:
        trials = list(selftest.trials(progress))
    if "--json" in places:
        with _given("--json"):
            results.write_json(results.tried(trials), places["--json"])
    terminal.tried(trials, Console())
    return int(not all(trial.as_expected for trial in trials))


def _list(_: argparse.Namespace) -> int:
    from duhamel.analysis.theorem import register
    from duhamel.reports import terminal
    from rich.console import Console

    terminal.listing(register(), Console())
    return 0


def _show(args: argparse.Namespace) -> int:
    tag = _tag("TAG", args.tag)
    from duhamel.reports.show import show

    print(show(tag, args.format))
    return 0


if __name__ == "__main__":
    sys.exit(main())
