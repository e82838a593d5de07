"""`duhamel list`: the theorems with their tags and checks."""

from __future__ import annotations

import argparse
import os
import sys

from duhamel.analysis import tags
from duhamel.reports.text import listing
from duhamel.verification.catalogue import catalogued


def options(_: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:

    width, bold = None, False
    if sys.stdout.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size().columns
        bold = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in listing.lines(tags.recorded(), catalogued(), width, bold):
        print(line)
    return 0
