"""Somebody else's code in a process of its own, with limits on all that it could use up.

The code of `supervisor` and an order are sent to a fresh interpreter; what it sends and prints is
read here within bounds. Thread-safe: many may run at a time.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import json
import marshal
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.abc import InspectLoader
from pathlib import Path
from types import CodeType
from typing import IO, Any

from duhamel.analysis.words import printable

START = """import base64, json, marshal, sys
order = json.load(sys.stdin)
scope = {"__name__": "supervisor", "__builtins__": __builtins__}
exec(marshal.loads(base64.b64decode(order.pop("supervisor"))), scope)
scope["main"](order)  # a subject of duhamel check"""
PATIENCE = 3.0  # times its seconds after which a subject is ended, however little it could run
GRACE = 45.0  # seconds that the supervisor has for ending it all, before it is ended itself
ANSWERS = 4 << 20  # bytes that are kept of what a subject sends
SUPERVISED = hasattr(os, "fork")


class MachineError(OSError):
    """The machine could not run a subject to its end: no memory, no process, no room; one line."""


@dataclass(frozen=True)
class Limits:
    """What a subject may use: seconds, bytes of memory, output and files, processes.

    A busy machine is not the subject's fault: where the platform counts it (Linux), it has had a
    processor for half of the seconds when it is ended, or three times the seconds have gone.
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
    "time", "memory", "files", "processes", "answers" for too many, or "left" where something of it
    could not be ended.
    """

    answers: bytes
    output: str
    status: int | None
    reason: str
    seconds: float
    protections: Mapping[str, str] = field(default_factory=dict)


@cache
def code(module: str) -> str:
    """A module of the grader that runs in the child, compiled, from Python's cache where it can."""
    spec = importlib.util.find_spec(module)
    assert spec
    assert isinstance(spec.loader, InspectLoader)
    found = spec.loader.get_code(module)
    assert found
    return packed(found)


def packed(compiled: CodeType) -> str:
    """Code as JSON takes it; the child's Python is this one."""
    return base64.b64encode(marshal.dumps(compiled)).decode()


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
    """Reads a pipe to its end and keeps the first bytes."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self.pipe, self.most = pipe, most
        self.head, self.cut = bytearray(), False
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError), self.pipe:
            while chunk := self.pipe.read1(1 << 16):  # type: ignore[attr-defined]
                room = self.most - len(self.head)
                self.head += chunk[:room]
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


_found: dict[str, str] = {}  # what held the last subject


def protections() -> Mapping[str, str]:
    """What holds a subject on this machine: what was tried, and refused, in its own process."""
    nothing = packed(compile("def main(order, answers): pass", "<nothing>", "exec"))
    return dict(_found) or run({"sources": [["nothing", nothing]]}, Limits()).protections


def warning() -> str:
    """One line where nothing keeps a subject from its user's files, else empty."""
    if {"reading", "writing"} & {*protections()}:
        return ""
    return "no namespaces and no Landlock here: the code could read and write what you can"


def run(order: Mapping[str, Any], limits: Limits, without: Sequence[str] = ()) -> Ended:
    """Run the child on an order; returns when nothing of it is left.

    The order may name what to `hide` and to `read`; ``without`` leaves out what the system has:
    "user", "namespaces", "mounts", "landlock", "seccomp". Raises `MachineError` where the fault is
    not the child's.
    """
    try:
        ended = _run(order, limits, without)
        _found.update({} if without else ended.protections)
        return ended
    except MachineError:
        raise
    except (OSError, MemoryError, RuntimeError) as error:  # the last: no thread can be started
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise MachineError(f"the machine could not run the subject: {reason}") from error


def _run(order: Mapping[str, Any], limits: Limits, without: Sequence[str]) -> Ended:
    started = time.monotonic()
    path = filter(os.path.exists, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp()  # no name of ours: a subject could tell that it is judged
        stack.callback(_remove, folder)
        witness = stack.enter_context(tempfile.NamedTemporaryFile())
        witness.write(b"witness")
        witness.flush()
        listened, report = os.pipe()
        closed = stack.enter_context(os.fdopen(report, "wb"))
        told = _Bounded(os.fdopen(listened, "rb"), ANSWERS)
        sent = stack.enter_context(tempfile.TemporaryFile())
        whole = {
            **order,
            "supervisor": code(f"{__package__}.supervisor"),
            "limits": asdict(limits),
            "hide": [*_hidden(), *order.get("hide", ())],
            "read": [*order.get("read", ())],
            "path": [*path],
            "witness": witness.name,
            "without": list(without),
            "parent": os.getpid(),
            "patience": PATIENCE,
            "report": report,
        }
        sent.write(json.dumps(whole).encode())
        sent.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, folder],
            stdin=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
            pass_fds=(report,) if SUPERVISED else (),
        )
        assert process.stdout is not None
        assert process.stderr is not None
        _running.add(process)
        late = False
        try:
            closed.close()
            readers = _Bounded(process.stdout, ANSWERS), _Bounded(process.stderr, limits.output)
            if SUPERVISED:  # its end is the end of what it tells: `wait` would look again and again
                told.join(PATIENCE * limits.seconds + GRACE)
                late = told.is_alive()
            else:
                process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            late = True
        finally:
            _end(process)
        for reader in (*readers, told):
            reader.join(GRACE)
    return _ended(process.returncode, late, *readers, told, time.monotonic() - started)


_running: set[subprocess.Popen[bytes]] = set()


def stop() -> None:
    """Have every subject that is running ended; each `run` then returns soon."""
    for process in [*_running]:
        process.terminate()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the supervisor end it all; and if it does not, end the supervisor."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    process.kill()
    process.wait()
    _running.discard(process)


def _ended(
    code: int, late: bool, sent: _Bounded, printed: _Bounded, told: _Bounded, seconds: float
) -> Ended:
    """What came of it; what is told is the supervisor's, and no subject can write to it."""
    answers = bytes(sent.head)
    output = printable(bytes(printed.head).decode(errors="replace"))
    output += "\n… (cut)" if printed.cut else ""
    if not SUPERVISED:
        return Ended(answers, output, None if late else code, "time" if late else "", seconds, BASE)
    said = [json.loads(line) for line in told.head.splitlines()]
    whole: dict[str, Any] = {key: one[key] for one in said for key in one if one[key] != ""}
    if "machine" in whole or "ended" not in whole:
        what = whole.get("machine", "did not come back" if late else "was lost")
        raise MachineError(f"the process that watches the subject {what}")
    held = {what: [how] for what, how in BASE.items()}
    for what, how in (one["found"] for one in said if "found" in one):
        held.setdefault(what, []).append(how)
    all_of_it = {what: "; ".join(hows) for what, hows in held.items()}
    reason, status = whole.get("reason", ""), whole.get("status")
    status = None if reason or status is None else os.waitstatus_to_exitcode(status)
    return Ended(answers, output, status, reason or "answers" * sent.cut, seconds, all_of_it)
