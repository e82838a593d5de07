"""The theorems with their tags and the checks of each, as `duhamel list` prints them.

Without rich, whose import would take longer than all else here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duhamel.analysis.tags import current, place

TYPE_CHECKING = False  # as in duhamel.reports.provenance
if TYPE_CHECKING:
    from duhamel.analysis.tags import Record

NARROW = 60  # columns: below, a row is a paragraph
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def lines(
    record: Record, checks: Mapping[str, Mapping[str, str]], width: int | None, bold: bool
) -> Iterator[str]:
    """The lines of the listing, none longer than ``width``; None, as in a pipe, breaks no line."""
    tags = current(record)
    by_theorem: dict[str, list[tuple[str, str]]] = {id: [] for id in sorted(tags, key=place)}
    for name, check in checks.items():
        by_theorem[check["theorem"]].append((check["evidence"], f"{name}  {check['title']}"))
    yield from _row("tag", "theorem", "title", width)
    for id, rows in by_theorem.items():
        head = _row(tags[id], id, record[tags[id]]["title"], width)
        yield from (f"{BOLD}{line}{PLAIN}" if bold else line for line in head)
        for evidence, text in rows:
            yield from _row("", f"  {evidence}", text, width)
    for tag, entry in record.items():
        if "forward" in entry:
            text = f"superseded by {entry['forward']}: {entry['why']}"
            yield from _row(tag, entry["id"], text, width)


def _row(tag: str, name: str, text: str, width: int | None) -> Iterator[str]:
    from textwrap import wrap  # a pipe does without

    start = f"{tag:<4}  {name:<10}  "
    if width is None:
        yield start + text
    elif width < NARROW:
        words, indent = f"{tag} {name.strip()} {text}", "    " if tag else "      "
        yield from wrap(words, width, initial_indent=indent[4:], subsequent_indent=indent)
    else:
        indent = " " * len(start)
        for line in wrap(text, width - len(indent), break_on_hyphens=False):
            yield start + line
            start = indent
