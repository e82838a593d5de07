"""Lines of CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

_FORMULA = re.compile(r"(^|;)(?=[\s\"]*[=+@＝＋－＠-])")


def line(cells: Sequence[str]) -> str:
    """One line, its end included."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(map(_cell, cells))
    return text.getvalue()


def _cell(text: str) -> str:
    """A cell of one line that no spreadsheet takes for a formula, nor what it may cut at a `;`."""
    return _FORMULA.sub(r"\1'", re.sub(r"[\t\n\r\v\f]", " ", text))
