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
    from duhamel.reports.grades.grading import Grade

    Run = Callable[[argparse.Namespace], int]
    Options = Callable[[argparse.ArgumentParser], None]

_PROBLEM = {
    "a": "decay rate a > 0 (default 2)",
    "x0": "start x(0) (default 1)",
    "forcing": "input f(t), such as 'sin(3*t)' (the default), 'pulse(0, 1)', 'exp(-t) + square(2)'",
    "T": "end of the time interval, T > 0 (default 4)",
    "beta": "factor of the recurrence, -1 < beta < 1 (default 9/10)",
    "alpha": "step of momentum, alpha > 0 (default 1/8)",
}
_WITH_VALUE = {*_PROBLEM, "config", "out", "from", "jobs", "json", "junit", "format"}
_WITH_VALUE |= {"with", "as", "convention", "timeout", "seed", "rubric", "csv"}
_FILES = ("results.json", "report.html", "report.pdf")
_JOBS = 256
_LONGEST = 3600  # seconds for one subject
_MISREAD = str.maketrans("OIL", "011")  # as Crockford's base 32 is read
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
        from duhamel.reports.provenance import VERSION

        print(f"duhamel {VERSION}")
        parser.exit()


def _joined(argv: Sequence[str]) -> list[str]:
    """`--a -1` as `--a=-1`: argparse would take a negative value for an option."""
    words, rest = [], iter(argv)
    for word in rest:
        value = next(rest, None) if word[:2] == "--" and word[2:] in _WITH_VALUE else None
        words.append(word if value is None else f"{word}={value}")
    return words


class _Command(_Parser):
    """One command. Its options are made when it is the one that was typed: that takes time."""

    options: Options | None = None

    def parse_known_args(self, *words: Any, **more: Any) -> Any:
        if self.options:
            self.options(self)
        return super().parse_known_args(*words, **more)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="duhamel",
        description="Momentum, its recurrence and its ODE: derived, shown to hold, and reported.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(
        metavar="COMMAND", required=True, prog=parser.prog, parser_class=_Command
    )

    def command(name: str, text: str, run: Run, options: Options | None = None) -> None:
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        sub.set_defaults(command=run)
        sub.options = options

    text = "verify, then write results.json, report.html, report.pdf"
    command("report", text, _report, _report_options)
    text = "a course pack: report, LaTeX, figures, citations and an index"
    command("pack", text, _pack, _pack_options)
    command("verify", "run the checks and print what they say", _verify, _verify_options)
    text = "check somebody's own implementation, and name its mistake"
    command("check", text, _check, _check_options)
    command("list", "list the theorems with their tags, and the checks of each", _list)
    command("cite", "cite theorems, or steps of their derivations", _cite, _cite_options)
    command("show", "show the derivation of a theorem", _show, _show_options)
    return parser


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", default="build", metavar="DIR", help="folder (default: build)")
    parser.add_argument(
        "--from", dest="source", metavar="JSON", help="the report of these results, not run again"
    )
    _add_run_options(parser)


def _pack_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", default="course-pack", metavar="DIR", help="folder (default: course-pack)"
    )
    parser.add_argument(
        "--from", dest="source", metavar="JSON", help="the pack of these results, not run again"
    )
    _add_run_options(parser)


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="TAG|ID", help="these facts only"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="seeded mistakes before the checks, instead"
    )
    parser.add_argument("--json", metavar="FILE", help="write the results as JSON")
    parser.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML")
    _add_run_options(parser)


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


def _cite_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tag", nargs="+", metavar="TAG", help="a tag or id of `duhamel list`, or the tag of a step"
    )
    parser.add_argument(
        "--format",
        choices=("bibtex", "csl-json", "latex", "markdown"),
        default="bibtex",
        help="(default: bibtex)",
    )
    parser.add_argument("--verify", action="store_true", help="check it again first, from nothing")


def _show_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tag", metavar="TAG", help="a tag or an id that `duhamel list` gives")
    parser.add_argument("--format", choices=("text", "latex", "markdown", "typst"), default="text")
    parser.add_argument(
        "--steps", action="store_true", help="one step at a time: Enter for the next, q to end"
    )
    parser.add_argument(
        "--with", dest="numbers", metavar="LIST", help="your numbers in it: a=2,x_0=1,f='sin(t)'"
    )


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
    if text is None:
        return None
    from duhamel.analysis.problem import shown

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


def _tag(option: str, name: str, *, steps: bool = False) -> str:
    """What ``name`` means: the tag of a theorem, also by its id, or with ``steps`` of a step."""
    from duhamel.analysis.tags import current, recorded

    record, wanted = recorded(), name.upper()
    known = {**current(record), **{tag: tag for tag in record}}
    head, _, step = wanted.translate(_MISREAD).partition("-")
    if steps and step and head in record:
        known = {(tag := f"{head}-{step}"): tag for step in record[head]["steps"]}
    for spelt in (wanted, wanted.translate(_MISREAD)):
        if spelt in known:
            return known[spelt]
    from difflib import get_close_matches

    from duhamel.analysis.problem import shown

    near = get_close_matches(wanted, known)
    hint = f" (nearest: {', '.join(near)})" if near else ""
    takes = "a tag or id of `duhamel list`" + ", or the tag of a step" * steps
    raise BadInputError(f"`{option}` takes {takes}, got {shown(name)}{hint}")


def _say_if_superseded(tag: str) -> None:
    from duhamel.analysis.tags import recorded

    entry = recorded()[tag[:4]]
    if "forward" in entry:
        _say(f"{tag[:4]} was superseded by {entry['forward']}: {entry['why']}", 0)


def _fact(name: str) -> str:
    """What `--only` names: a tag, the id of a theorem, or that of one of its checks."""
    theorem, dot, check = name.partition(".")
    _say_if_superseded(_tag("--only", theorem))
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

    from duhamel.reports import results
    from duhamel.reports.text import terminal
    from duhamel.verification import suite

    with terminal.progress() as progress:
        run = suite.run(problem, only, jobs, cache, progress, meanwhile)
    words = ["duhamel", name, *(["--only", *only] if only else []), *problem.options()]
    return results.collect(run, problem, join(words), cache)


def _report(args: argparse.Namespace) -> int:
    out = _writable("--out", "a folder that can be written", args.out, folder=True)
    report = _reported(args)
    from duhamel.reports import results
    from duhamel.reports.book import document
    from duhamel.reports.text import terminal

    with _given("--out"):
        paths = document.write(report, out)
    from rich.console import Console

    terminal.summary(report, Console())
    for path in paths:
        print(path)
    return results.exit_code(report)


def _pack(args: argparse.Namespace) -> int:
    out = _writable("--out", "a folder that can be written", args.out, folder=True)
    report = _reported(args)
    from duhamel.reports import results
    from duhamel.reports.book import pack

    with _given("--out"):
        paths = pack.write(report, out)
    print(f"{len(paths)} files; begin with {out / 'index.html'}")
    return results.exit_code(report)


def _reported(args: argparse.Namespace) -> dict[str, Any]:
    """The results to tell of: those of `--from`, or of a run on the user's own problem."""
    from functools import partial
    from importlib import import_module

    if args.source is not None:
        return _loaded(args)
    jobs = _jobs(args.jobs)
    # what the report is drawn and set with is imported while the checks run
    meanwhile = partial(import_module, "duhamel.reports.book.document")
    return _run("report", _problem(args), jobs, not args.no_cache, meanwhile=meanwhile)


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
    from duhamel.reports import results
    from duhamel.reports.text import terminal

    writers = {"--json": results.write_json, "--junit": results.write_junit}
    for option, place in places.items():
        with _given(option):
            writers[option](found, place)
    from rich.console import Console

    terminal.summary(found, Console())
    return results.exit_code(found)


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
        _say(warned, 0)
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


def _self_test(args: argparse.Namespace, places: Mapping[str, Path]) -> int:
    """Seeded mistakes before the suite's own checks; 0 when all are told from what is right."""
    for name in (*_PROBLEM, "config", "jobs", "junit", "only"):
        if getattr(args, name):
            raise BadInputError(f"`--self-test` takes no other option than --json, got --{name}")
    from duhamel.reports import results
    from duhamel.reports.text import terminal
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
    from duhamel.analysis.tags import recorded
    from duhamel.reports.text import listing
    from duhamel.verification.catalogue import catalogued

    width, bold = None, False
    if sys.stdout.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size().columns
        bold = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in listing.lines(recorded(), catalogued(), width, bold):
        print(line)
    return 0


def _cite(args: argparse.Namespace) -> int:
    from duhamel.analysis.tags import recorded
    from duhamel.reports.book import citation
    from duhamel.reports.provenance import edition

    # each once, by whatever names: a bibliography takes no key twice
    tags = list(dict.fromkeys(_tag("TAG", name, steps=True) for name in args.tag))
    if args.verify:
        standing = dict.fromkeys(_standing(tag) for tag in tags)
        if not all(list(map(_holds, standing))):  # each is told, not the first alone
            return 1
    for tag in tags:
        _say_if_superseded(tag)
    entries = [citation.theorem(recorded(), tag) for tag in tags]
    print(citation.bibliography(entries, args.format, **edition()))
    return 0


def _standing(tag: str) -> str:
    """The id of the theorem of a tag that stands for what is derived today."""
    from duhamel.analysis.tags import recorded

    entry = recorded()[tag[:4]]
    if "forward" in entry:
        raise BadInputError(f"`--verify` takes what stands, got {tag}, now {entry['forward']}")
    from duhamel.analysis.theorem import register

    theorem = register()[entry["id"]]()
    if tag[4:] and not any(tag in chain for chain in theorem.step_tags):
        raise BadInputError(f"`--verify` takes what stands, got {tag}, which {theorem.id} left out")
    return theorem.id


def _holds(id: str) -> bool:
    """Whether a theorem holds now, and is told as it is; what was found goes to standard error."""
    from duhamel.analysis.tags import recorded
    from duhamel.reports import update_register
    from duhamel.reports.text import terminal
    from duhamel.verification.proof.recheck import recheck

    found = recheck(id)
    for line in terminal.rechecked(found):
        print(line, file=sys.stderr)
    if not found.as_recorded or update_register.extended(recorded(), [found.theorem]) == recorded():
        return found.holds
    _say(f"`{id}` is not told in the register as it is derived: what would be cited is not it", 1)
    return False


def _show(args: argparse.Namespace) -> int:
    tag = _tag("TAG", args.tag, steps=True)
    if args.steps and args.format != "text":
        raise BadInputError(f"`--steps` takes `--format text` only, got {args.format}")
    if args.numbers == "":
        raise BadInputError("`--with` takes a list such as a=2,x_0=1,f='sin(t)', got nothing")
    from duhamel.reports.text import show

    with _given("--with", ValueError):
        found = show.found(tag, args.numbers or "")
    if args.steps:
        _reveal(show.blocks(found))
    else:
        for line in show.FORMATS[args.format](found):
            print(line)
    if not show.holds(found):
        return _say("not all of it holds: the numbers break what the assumptions say in words", 1)
    return 0


def _reveal(blocks: Iterator[str]) -> None:
    """One block after the other; on a terminal each waits for a line, and `q` ends it."""
    waits = sys.stdin.isatty() and sys.stdout.isatty()
    for number, block in enumerate(blocks):
        if waits and number:
            line = sys.stdin.readline()
            if not line or line.strip().lower() == "q":
                return
        print(block, flush=True)


if __name__ == "__main__":
    sys.exit(main())
