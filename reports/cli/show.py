"""`duhamel show`: a theorem or one claim with its proof, also with the reader's numbers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from shutil import get_terminal_size

from duhamel.reports.cli import BadInputError, say
from duhamel.reports.cli.options import given, tag_of


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tag", metavar="TAG", help="a tag or id of `duhamel list`, or one claim: M1VP.a"
    )
    parser.add_argument("--format", choices=("text", "latex", "markdown", "typst"), default="text")
    parser.add_argument(
        "--steps", action="store_true", help="one paragraph at a time: Enter for the next, q to end"
    )
    parser.add_argument(
        "--with", dest="numbers", metavar="LIST", help="your numbers in it: a=2,x_0=1,f='sin(t)'"
    )


def run(args: argparse.Namespace) -> int:
    tag = tag_of("TAG", args.tag, claims=True)
    if args.steps and args.format != "text":
        raise BadInputError(f"`--steps` takes `--format text` only, got {args.format}")
    if args.numbers == "":
        raise BadInputError("`--with` takes a list such as a=2,x_0=1,f='sin(t)', got nothing")
    from duhamel.reports.text import show
    from duhamel.reports.text.spelling import spelt

    with given("--with", ValueError):
        found = show.found(tag, args.numbers or "")
    if args.format == "text":
        width = get_terminal_size().columns if sys.stdout.isatty() else show.WIDTH
        encoding = sys.stdout.encoding
        told = show.blocks(found, width, lambda text: spelt(text, encoding))
        if args.steps:
            _reveal(told)
        else:
            print(*told, sep="\n")
    else:
        for line in show.FORMATS[args.format](found):
            print(line)
    if not show.holds(found):
        return say("not all of it holds with these numbers", 1)
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
