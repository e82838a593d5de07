"""`duhamel cite`: theorems, or claims of them, as a bibliography."""

from __future__ import annotations

import argparse
import re
import sys

from duhamel.analysis import tags
from duhamel.reports.book import citation
from duhamel.reports.cli import BadInputError, say
from duhamel.reports.cli.options import say_if_superseded, tag_of
from duhamel.reports.provenance import address, edition


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tag", nargs="+", metavar="TAG", help="a tag or id of `duhamel list`, or one claim: M1VP.a"
    )
    parser.add_argument(
        "--format",
        choices=("bibtex", "csl-json", "latex", "markdown"),
        default="bibtex",
        help="(default: bibtex)",
    )
    parser.add_argument(
        "--url",
        type=_address,
        help="where the report can be read, such as your course's own copy of report.html",
    )
    parser.add_argument("--verify", action="store_true", help="check it again first, from nothing")


def run(args: argparse.Namespace) -> int:
    # each once, by whatever names: a bibliography takes no key twice
    named = list(dict.fromkeys(tag_of("TAG", name, claims=True) for name in args.tag))
    if args.verify:
        standing = dict.fromkeys(_standing(tag) for tag in named)
        if not all(list(map(_holds, standing))):  # each is told, not the first alone
            return 1
    for tag in named:
        say_if_superseded(tag)
    entries = [citation.theorem(tags.recorded(), tag) for tag in named]
    url = args.url or address()
    print(citation.bibliography(entries, args.format, url=url, **edition()))
    return 0


def _address(text: str) -> str:
    """An address as it can stand in any bibliography."""
    if re.fullmatch(r"https?://[!-~]+", text) and not set(text) & set('{}"<>\\^`|#'):
        return text
    raise argparse.ArgumentTypeError(
        f"takes an address such as https://example.org/report.html, without #, got {text}"
    )


def _standing(tag: str) -> str:
    """The id of the theorem of a tag that stands for what is derived today."""
    entry = tags.recorded()[tag[:4]]
    if "forward" in entry:
        raise BadInputError(f"`--verify` takes what stands, got {tag}, now {entry['forward']}")
    return str(entry["id"])


def _holds(id: str) -> bool:
    """Whether a theorem holds now, and is told as it is; what was found goes to standard error."""
    from duhamel.reports import update_register
    from duhamel.reports.text import terminal
    from duhamel.verification.proof.recheck import recheck

    found = recheck(id)
    for line in terminal.rechecked(found):
        print(line, file=sys.stderr)
    record = tags.recorded()
    if not found.as_recorded or update_register.extended(record, [found.theorem]) == record:
        return found.holds
    say(f"`{id}` is not told in the register as it is derived: what would be cited is not it", 1)
    return False
