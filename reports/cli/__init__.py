"""The command `duhamel`: what a user types, held to what it takes before any long work begins.

Exit code 0: all that applies is as expected. 1: something failed or is undecided. 2: bad input,
with one line.
Each command is a file, imported when it is the one that was typed, and imports what takes long
where it needs it: so `duhamel --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from io import TextIOWrapper

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
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class BadInputError(Exception):
    """What the user gave cannot be used; the message is the one line to show."""


class SignalledError(KeyboardInterrupt):
    """A signal, its number, asks for the end; no bare interrupt, for which Python kills itself."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. An error is one line, or with DUHAMEL_DEBUG a traceback."""
    for name in _THREADS:  # the checks run in processes: threads inside them would only compete
        os.environ.setdefault(name, "1")
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as by `>&-`
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _spell_out(stream)
    try:
        with _ended_by_signals():
            code = _command(argv)
            print(end="", flush=True)
    except BadInputError as refused:
        return say(str(refused), 2)
    except KeyboardInterrupt as signalled:
        return say("interrupted", 128 + int((*signalled.args, 2)[0]))
    except Exception as error:
        if os.environ.get("DUHAMEL_DEBUG"):
            raise
        return _unforeseen(error)
    return code


def _command(argv: Sequence[str] | None) -> int:
    try:
        args = _parser().parse_args(argv)
        return int(args.command(args))
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)


def _spell_out(stream: TextIOWrapper) -> None:
    """What a narrow code page lacks stops no report, and loses no meaning."""
    narrow = not stream.encoding.lower().startswith("utf")
    if narrow:
        import_module("duhamel.reports.text.spelling")
    stream.reconfigure(errors="spelt" if narrow else "backslashreplace")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A signal that asks for the end raises SignalledError, unless one already unwinds.

    So what is unwound removes folders and processes, and later signals wait for that. A library
    may swallow the exception (a bare ``except``): then the next signal raises it again.
    """
    import signal

    owner = os.getpid()
    handlers: dict[int, Any] = {}
    unwound = False

    def end(number: int, _: object) -> None:
        if os.getpid() != owner:  # a fork that has not begun yet
            os._exit(128 + number)
        if not any(isinstance(each, SignalledError) for each in _being_handled()):
            raise SignalledError(number)

    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            with suppress(ValueError):  # in a thread
                handlers[number] = signal.signal(number, end)
    try:
        yield
    except SignalledError:
        unwound = True
        raise
    finally:
        for number, before in handlers.items():
            if signal.getsignal(number) is end:
                signal.signal(number, signal.SIG_IGN if unwound else before)


def _being_handled() -> Iterator[BaseException]:
    error = sys.exception()
    while error is not None:
        yield error
        error = error.__context__


def _unforeseen(error: Exception) -> int:
    """The exit code, after one line: the machine's fault, with the file, or one of this program."""
    place, machine = getattr(error, "filename", None), isinstance(error, OSError | MemoryError)
    try:  # is it standard output that cannot be written?
        print(end="\n" if machine and not place else "", flush=True)
    except OSError as unwritten:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        error, place, machine = unwritten, "standard output", True
    if isinstance(error, BrokenPipeError):  # the reader has gone, as in `duhamel list | head`
        return 141
    if machine:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return say(f"the machine could not do it: {reason}" + f" ({place})" * bool(place), 2)
    return say(f"internal error: {type(error).__name__}: {error}", 1)


def say(line: str, code: int) -> int:
    """Print one line to standard error; the exit code, as it was given."""
    from duhamel.analysis.words import shown

    with suppress(OSError):  # nobody is there to read it
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
