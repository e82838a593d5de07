"""Somebody else's code in a process of its own, with limits on all that it could use up.

The source of `supervisor` and an order are sent to a fresh interpreter; what it sends and prints is
read here within bounds. Thread-safe: many may run at a time.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

START = """import json, sys
order = json.load(sys.stdin)
scope = {"__name__": "supervisor", "__builtins__": __builtins__}
exec(compile(order.pop("supervisor"), "<supervisor>", "exec"), scope)
scope["main"](order)  # a subject of duhamel check"""
GRACE = 8.0  # seconds that the supervisor has for ending it all, before it is ended itself
ANSWERS = 4 << 20  # bytes that are kept of what a subject sends
LAST = 4096  # bytes that are kept of its end


class MachineError(OSError):
    """The machine could not run a subject to its end: no memory, no process, no room; one line."""


@dataclass(frozen=True)
class Limits:
    """What a subject may use: seconds, bytes of memory, output and files, processes.

    Where the platform counts it (Linux), time spent waiting for a processor is added, up to twice
    the seconds: a busy machine is not the subject's fault.
    """

    seconds: float = 10.0
    memory: int = 2 << 30
    output: int = 1 << 16
    files: int = 64 << 20
    processes: int = 32


@dataclass(frozen=True)
class Ended:
    """How a contained process ended, what it sent and printed before, and what held it.

    ``status`` is its exit code, negative for a signal, None when it was stopped; then ``reason`` is
    "time", "memory", "files" or "processes".
    """

    answers: bytes
    output: str
    status: int | None
    reason: str
    seconds: float
    protections: Mapping[str, str] = field(default_factory=dict)


@cache
def source(name: str) -> str:
    """The source of a module of the grader that runs in the child, by its path there."""
    return (Path(__file__).parents[1] / f"{name}.py").read_text(encoding="utf-8")


@cache
def _hidden() -> list[str]:
    """The folders of this project's code, wherever its files really are."""
    spec = importlib.util.find_spec("duhamel")
    folders = {Path(entry).resolve() for entry in (spec and spec.submodule_search_locations) or ()}
    for room in ("analysis", "verification", "reports"):
        found = importlib.util.find_spec(f"duhamel.{room}")
        if found and found.origin:
            folders |= {Path(found.origin).parent.resolve(), Path(found.origin).resolve().parent}
    return sorted(str(folder) for folder in folders)


PASSED = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "KERAS_BACKEND", "TZ")


def _environment(folder: str) -> dict[str, str]:
    """Little of the user's own; one thread, no accelerator, nothing but the folder to write to."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    threads = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")
    backend = next((name for name in ("jax", "torch") if importlib.util.find_spec(name)), "jax")
    return {
        "KERAS_BACKEND": backend,
        "MPLBACKEND": "agg",
        "CUDA_VISIBLE_DEVICES": "",
        "JAX_PLATFORMS": "cpu",
        **kept,
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder),
        **dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "subject"),
    }


class _Bounded(threading.Thread):
    """Reads a pipe to its end and keeps the first bytes and the last."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self.pipe, self.most = pipe, most
        self.head, self.tail, self.cut = bytearray(), b"", False
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError), self.pipe:
            while chunk := self.pipe.read1(1 << 16):  # type: ignore[attr-defined]
                room = self.most - len(self.head)
                self.head += chunk[:room]
                self.tail = (self.tail + chunk)[-LAST:]
                self.cut = self.cut or len(chunk) > room


def _remove(folder: str) -> None:
    """Remove a folder, also one without permissions or too deep for Python."""
    with contextlib.suppress(OSError, RecursionError):
        return shutil.rmtree(folder)
    for command in (("chmod", "-R", "u+rwX"), ("rm", "-rf")):
        with contextlib.suppress(OSError):
            subprocess.run([*command, folder], capture_output=True)
    return None


BASE = {
    "process": "one of its own, ended when its time is over",
    "output": "captured and cut",
    "files": "a temporary folder to work in",
    "grader": "not importable, and not opened by Python",
}


@cache
def protections() -> Mapping[str, str]:
    """What holds a subject on this machine, asked of one that does nothing."""
    nothing = "def main(order, answers): pass"
    return run({"sources": [["nothing", nothing]]}, Limits()).protections


def run(order: Mapping[str, Any], limits: Limits, namespaces: bool = True) -> Ended:
    """Run the child on an order; returns when nothing of it is left.

    Raises `MachineError` where the fault is not the child's.
    """
    try:
        return _run(order, limits, namespaces)
    except MachineError:
        raise
    except (OSError, MemoryError, RuntimeError) as error:  # the last: no thread can be started
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise MachineError(f"the machine could not run the subject: {reason}") from error


def _run(order: Mapping[str, Any], limits: Limits, namespaces: bool) -> Ended:
    started = time.monotonic()
    whole = {
        **order,
        "supervisor": source("sandbox/supervisor"),
        "limits": asdict(limits),
        "hide": _hidden(),
        "namespaces": namespaces,
        "parent": os.getpid(),
    }
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="duhamel-")
        stack.callback(_remove, folder)
        sent = stack.enter_context(tempfile.TemporaryFile())
        sent.write(json.dumps(whole).encode())
        sent.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", START],
            stdin=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        readers = _Bounded(process.stdout, ANSWERS), _Bounded(process.stderr, limits.output)
        late = False
        try:
            supervised = hasattr(os, "fork")
            process.wait(3 * limits.seconds + GRACE if supervised else limits.seconds)
        except subprocess.TimeoutExpired:
            late = True
        finally:
            _end(process)
            for reader in readers:
                reader.join(1)
    return _ended(process.returncode, late, *readers, time.monotonic() - started)


def plain(text: str) -> str:
    """A text without control characters, so that it cannot pass for what a terminal should do."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the supervisor end it all; and if it does not, end the supervisor."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    process.kill()
    process.wait()


def _ended(code: int, late: bool, sent: _Bounded, printed: _Bounded, seconds: float) -> Ended:
    """What came of it; the last line is the supervisor's, written when all others were dead."""
    answers = bytes(sent.head)
    output = plain(bytes(printed.head).decode(errors="replace"))
    output += "\n… (cut)" if printed.cut else ""
    if not hasattr(os, "fork"):
        return Ended(answers, output, None if late else code, "time" if late else "", seconds, BASE)
    if code != 0 or late:
        what = "did not come back" if late else "was lost"
        raise MachineError(f"the process that watches the subject {what}")
    last = json.loads(sent.tail.splitlines()[-1])
    if not sent.cut:
        answers = answers.rstrip(b"\n").rpartition(b"\n")[0]
    held = {what: [how] for what, how in BASE.items()}
    for what, how in last["found"]:
        held.setdefault(what, []).append(how)
    all_of_it = {what: "; ".join(hows) for what, hows in held.items()}
    status = last["status"]
    status = None if status is None else os.waitstatus_to_exitcode(status)
    return Ended(answers, output, status, last["reason"], seconds, all_of_it)
