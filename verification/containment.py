"""Somebody else's code in a process of its own, with limits on all that it could use up."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Limits:
    """What a subject may use: seconds, bytes of memory, of output and of files, processes."""

    seconds: float = 10.0
    memory: int = 2 << 30
    output: int = 1 << 16
    files: int = 64 << 20
    processes: int = 64


@dataclass(frozen=True)
class Ended:
    """How a contained process ended, and what it sent and printed before."""

    answers: bytes
    output: str
    status: int | None
    reason: str
    seconds: float


def source(name: str) -> str:
    return files("duhamel.verification").joinpath(f"{name}.py").read_text(encoding="utf-8")


def run(order: Mapping[str, Any], limits: Limits) -> Ended:
    """Skeleton: time only."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", source("supervisor")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(json.dumps(order).encode(), timeout=limits.seconds)
            reason = ""
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            reason = "time"
    text = err.decode(errors="replace")[: limits.output]
    return Ended(out, text, process.returncode, reason, time.monotonic() - started)
