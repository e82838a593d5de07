"""The command `duhamel`: what a user types, held to what it takes before any long work begins.

Exit code 0: all as expected. 1: something failed or was inconclusive. 2: bad input, with one line.
Each command is a file, imported when it is the one that was typed, and imports what takes long
where it needs it: so `duhamel --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module

TYPE_CHECKING = False  # not from typing, whose import would be a tenth of `--help`
if TYPE_CHECKING:
    from typing import Any, NoReturn

COMMANDS = {
    "report": "verify, then write results.json, report.html, report.pdf",
    "pack": "a course pack: report, LaTeX, figures, citations and an index",
    "verify": "run the checks and print what they say",
    "check": "check somebody's own implementation, and name its mistake",
    "list": "list the theorems with their tags, and the checks of each",
    "cite": "cite theorems, or steps of their derivations",
    "show": "show the derivation of a theorem",
}
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
        args = _parser().parse_args(argv)
        code = int(args.command(args))
        sys.stdout.flush()
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)
    except BadInputError as refused:
        return say(str(refused), 2)
    except KeyboardInterrupt:
        return say("interrupted", 130)
    except BrokenPipeError:  # the reader has gone, as in `duhamel list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get("DUHAMEL_DEBUG"):
            raise
        return say(f"internal error: {type(error).__name__}: {error}", 1)
    return code


def say(line: str, code: int) -> int:
    from duhamel.analysis.problem import shown

    print(f"duhamel: {shown(line, 400)}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{message} (`{self.prog} --help` lists what it takes)")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from duhamel.reports.provenance import VERSION

        print(f"duhamel {VERSION}")
        parser.exit()


class _Command(_Parser):
    """One command: its file is read when it is the one that was typed."""

    def parse_known_args(self, *given: Any, **more: Any) -> Any:
        words, *rest = given
        module = import_module(f"duhamel.reports.cli.{self.prog.split()[-1]}")
        module.options(self)
        self.set_defaults(command=module.run)
        return super().parse_known_args([*self._joined(words)], *rest, **more)

    def _joined(self, words: Sequence[str]) -> Iterator[str]:
        """`--a -1` as `--a=-1`: argparse would take a negative value for an option."""
        rest = iter(words)
        for word in rest:
            known = self._option_string_actions.get(word)
            value = next(rest, None) if known and known.nargs is None else None
            yield word if value is None else f"{word}={value}"


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
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    return parser
