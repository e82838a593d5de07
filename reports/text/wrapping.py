"""Words and formulas in lines of so many columns; a formula breaks where a person breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate
from textwrap import wrap

from duhamel.reports.text.prose import pieces

FIXED = "\u00a0"  # a space at which no line ends
_BREAK = re.compile(
    r" (?=[-+=<>&~|−≤≥≠≈→⟺∧] |(?:[<>=|]=?=?>|<=) |(?:and|or|for|as|with|such|is|there|if) )"
)
_DEEPEST = 8  # brackets in brackets


def formula(text: str, room: int) -> str:
    """The formula with spaces at which no line may end, but for as few as it takes.

    It ends before a sign or a word between two relations, the fewer brackets around it the better;
    where no such place is enough, at any space.
    """
    depths = [0, *accumulate({"(": 1, "{": 1, ")": -1, "}": -1}.get(char, 0) for char in text)]
    for level in range(-1, _DEEPEST):
        cuts = {m.start() for m in _BREAK.finditer(text) if depths[m.start()] <= level}
        fixed = "".join(
            FIXED if char == " " and place not in cuts else char for place, char in enumerate(text)
        )
        if max(map(len, fixed.split(" "))) <= room:
            return fixed
    return text


def words(text: str, room: int, spell: Callable[[str], str]) -> str:
    """Words, spelt, in whose formulas a line ends only where it must."""
    return "".join(
        formula(spell(piece), room) if is_formula else spell(piece)
        for is_formula, piece in pieces(text)
    )


def lines(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns, as far as its words allow.

    ``first`` stands before the first of them, ``later`` before the others.
    """
    found = wrap(
        text,
        max(width, len(later) + 8),
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(FIXED, " ").rstrip() for line in found]
