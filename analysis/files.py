"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Put a content, text in UTF-8, in the place of a file. On OSError what stood there stands."""
    part = path.with_name(f".duhamel-{os.getpid()}")
    try:
        if isinstance(content, str):
            part.write_text(content, encoding="utf-8", newline="\n")
        else:
            part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def keep(path: Path, content: bytes) -> None:
    """The same for a cache, and for its folder; where that cannot be, nothing is kept."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)
