"""Between the grader and the subject: takes away what the subject must not have, and watches it.

Stand-alone: its source is run by a fresh interpreter. On Linux the subject is put into namespaces
of its own (processes, network, mounts); where they are refused, as in Docker, this process adopts
all orphans and hunts them down. Landlock forbids writing outside the working folder, a seccomp
filter sockets and signals to others. What a platform lacks is left out; `found` says what holds.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Order = dict[str, Any]
LINUX = sys.platform == "linux"
PAUSE = 0.05  # seconds between two looks at the subject
SHARED = "/dev/shm"  # for semaphores
ENTRIES = 1000  # files and folders in the working folder
PATIENCE = 2.0  # times its time that a subject may have waited for a processor in addition
MERCY = 5.0  # seconds for killing all that a subject has started

# <linux/sched.h>, <linux/prctl.h>, <linux/mount.h>
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (1 << bit for bit in (17, 27, 28, 29, 30))
_PDEATHSIG, _CAPBSET_DROP, _SUBREAPER, _NO_NEW_PRIVS, _SECCOMP = 1, 24, 36, 38, 22
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REC, _PRIVATE = (1 << bit for bit in (0, 1, 2, 3, 14, 18))


def _call(name: str, *arguments: Any) -> int:
    """A function of the C library; an OSError where it fails."""
    result = int(getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _prctl(option: int, value: int = 0) -> None:
    _call("prctl", option, value, 0, 0, 0)


# ---- what the subject is without -------------------------------------------------------------


def unshared() -> bool:
    """Give the next child namespaces of its own: processes, network, IPC. Often refused."""
    uid, gid = os.getuid(), os.getgid()
    try:
        _call("unshare", _NEWUSER | _NEWPID | _NEWNET | _NEWIPC)
    except (OSError, AttributeError):
        return False
    with contextlib.suppress(OSError):  # else it is nobody
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return True


def _mount(kind: str, where: str, flags: int, data: str = "") -> None:
    text = data.encode() or None
    _call("mount", kind.encode(), where.encode(), kind.encode(), ctypes.c_ulong(flags), text)


def mounted(order: Order) -> Iterator[tuple[str, str]]:
    """In a mount namespace: the grader's folders empty, the working folder small and forgotten."""
    try:
        _call("unshare", _NEWNS)
        _call("mount", b"none", b"/", None, ctypes.c_ulong(_REC | _PRIVATE), None)
    except OSError:
        return
    with contextlib.suppress(OSError):
        for folder in order["hide"]:
            _mount("tmpfs", folder, _RDONLY | _NOSUID | _NODEV, "size=4k")
        yield "grader", "its folders are empty in a mount namespace"
    with contextlib.suppress(OSError):
        here = str(Path.cwd())
        size = f"size={order['limits']['files']},nr_inodes={ENTRIES}"
        _mount("tmpfs", here, _NOSUID | _NODEV, size)
        os.chdir(here)
        yield "files", "a working folder in memory"
        _mount("tmpfs", SHARED, _NOSUID | _NODEV, size)
        order["writable"] = [SHARED]
    with contextlib.suppress(OSError):
        _mount("proc", "/proc", _NOSUID | _NODEV | _NOEXEC)


def limited(limits: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Limits of the kernel on this process and its children."""
    import resource

    def limit(name: str, amount: int) -> bool:
        try:
            what = getattr(resource, name)
            hard = resource.getrlimit(what)[1]
            last = amount + 1 if hard == resource.RLIM_INFINITY else min(amount + 1, hard)
            resource.setrlimit(what, (min(amount, last), last))  # a signal before SIGKILL
        except (AttributeError, ValueError, OSError):
            return False
        return True

    limit("RLIMIT_CORE", 0)
    if limit("RLIMIT_CPU", 2 * int(limits["seconds"]) + 5):
        yield "time", "processor time as well"
    if limit("RLIMIT_FSIZE", limits["files"]):
        yield "files", f"none above {limits['files'] >> 20} MB"
    # not the address space, of which PyTorch and JAX reserve a lot; elsewhere it does not bind
    if LINUX and limit("RLIMIT_DATA", limits["memory"]):
        yield "memory", f"{limits['memory'] >> 20} MB"


def unprivileged() -> None:
    """No capability, none to be had: what was mounted stays mounted."""
    with contextlib.suppress(OSError):
        for capability in range(64):
            _prctl(_CAPBSET_DROP, capability)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    with contextlib.suppress(OSError):
        _call("capset", header, (ctypes.c_uint32 * 6)())


def landlocked(writable: list[str]) -> Iterator[tuple[str, str]]:
    """Nothing is written, made or removed outside these folders (<linux/landlock.h>)."""
    create, add, restrict = 444, 445, 446
    write, remove_and_make, refer, truncate = 1 << 1, 0b1_1111_1111 << 4, 1 << 13, 1 << 14
    try:
        version = _call("syscall", create, None, ctypes.c_size_t(0), 1)
        to_file = write | (truncate if version >= 3 else 0)
        all_of_it = to_file | remove_and_make | (refer if version >= 2 else 0)
        no_tcp, scoped = 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0
        rules = (ctypes.c_uint64 * 3)(all_of_it, no_tcp, scoped)
        size = ctypes.c_size_t(24 if version >= 6 else 16 if version >= 4 else 8)
        ruleset = _call("syscall", create, rules, size, 0)
        allowed = {**dict.fromkeys(writable, all_of_it), os.devnull: to_file}
        for path, what in allowed.items():
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            beneath = what.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder)
            _call("syscall", add, ruleset, 1, beneath, 0)
            os.close(place)
        _call("syscall", restrict, ruleset, 0)
        os.close(ruleset)
    except OSError:
        return
    yield "files", "written in the working folder only (Landlock)"
    if no_tcp:
        yield "network", "no TCP (Landlock)"


# per machine: AUDIT_ARCH, calls that are refused, calls that may name no process but one's own
_CALLS = {
    # socket ptrace process_vm_readv process_vm_writev io_uring_setup pidfd_getfd;
    # kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo prlimit64 pidfd_send_signal
    "x86_64": (0xC000003E, (41, 101, 310, 311, 425, 438), (62, 200, 234, 129, 297, 302, 424)),
    "aarch64": (0xC00000B7, (198, 117, 270, 271, 425, 438), (129, 130, 131, 138, 240, 261, 424)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def filtered() -> Iterator[tuple[str, str]]:
    """No socket, and no signal to others (<linux/filter.h>)."""
    if platform.machine() not in _CALLS:
        return
    arch, refused, own = _CALLS[platform.machine()]
    load, equal, above, end = 0x20, 0x15, 0x35, 0x06
    allow, refuse = (end, 0, 0, 0x7FFF0000), (end, 0, 0, 0x00050001)  # EPERM
    code = [
        (load, 0, 0, 4),
        (equal, 1, 0, arch),
        refuse,
        (load, 0, 0, 0),
        (above, 0, 1, 1 << 30),
        refuse,
    ]
    for number in refused:
        code += [(equal, 0, 1, number), refuse]
    for number in own:
        me = [(load, 0, 0, 16), (equal, 1, 0, 0), (equal, 0, 1, os.getpid()), allow, refuse]
        code += [(equal, 0, len(me), number), *me]
    packed = b"".join(
        op.to_bytes(2, sys.byteorder) + bytes((yes, no)) + value.to_bytes(4, sys.byteorder)
        for op, yes, no, value in [*code, allow]
    )
    buffer = ctypes.create_string_buffer(packed)
    program = _Program(len(packed) // 8, ctypes.addressof(buffer))
    try:
        _call("prctl", _SECCOMP, 2, ctypes.byref(program), 0, 0)
    except OSError:
        return
    yield "network", "no sockets (seccomp)"
    yield "processes", "no signals to others (seccomp)"


# ---- the subject's process -------------------------------------------------------------------


def play(order: Order, answers: int) -> None:
    """Run the child's source, and through it the subject; does not return."""
    child = types.ModuleType("duhamel.verification.grader.child.core")
    child.__dict__["__builtins__"] = dict(vars(__import__("builtins")))  # whatever is patched later
    sys.modules[child.__name__] = child
    name, source = order["sources"][0]
    exec(compile(source, f"<{name}>", "exec"), child.__dict__)
    child.main(order, answers)


def confined(order: Order, alone: bool, found: Callable[[str, str], None]) -> None:
    """Take from this process, just forked, what the subject shall not have."""
    os.setsid()
    for what, how in limited(order["limits"]):
        found(what, how)
    if not LINUX:
        return
    if not alone:
        _prctl(_PDEATHSIG, signal.SIGKILL)
    unprivileged()
    writable = [str(Path.cwd()), *order.get("writable", ())]
    with contextlib.suppress(OSError):
        _prctl(_NO_NEW_PRIVS, 1)
        for what, how in (*landlocked(writable), *filtered()):
            found(what, how)


def subject(order: Order, answers: int, report: int, alone: bool) -> None:
    """The process that runs the subject; it cannot write to the report."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    confined(order, alone, lambda what, how: _tell(report, found=[what, how]))
    os.close(report)
    play(order, answers)


def first(order: Order, answers: int, report: int) -> None:
    """Process 1 of the namespace: when it ends, the kernel kills whatever is in there."""
    _prctl(_PDEATHSIG, signal.SIGKILL)
    for what, how in mounted(order):
        _tell(report, found=[what, how])
    pid = os.fork()
    if not pid:
        subject(order, answers, report, True)
    while True:
        ended, status = os.wait()
        if ended == pid:
            return _tell(report, status=status)


def _tell(descriptor: int, **message: Any) -> None:
    os.write(descriptor, (json.dumps(message) + "\n").encode())


# ---- watching it -----------------------------------------------------------------------------


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""


def descendants(pid: int) -> list[int]:
    """The children of a process, of each of its threads, and theirs (Linux)."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208
                found += [int(n) for n in _read(f"/proc/{one}/task/{task}/children").split()]
    return found[1:]


def fits(most: int) -> bool:
    """Whether what lies in the working folder stays within its bounds."""
    folders, entries, size = ["."], 0, 0
    with contextlib.suppress(FileNotFoundError):  # removed meanwhile
        for folder in folders:
            for entry in os.scandir(folder):
                entries += 1
                size += entry.stat(follow_symlinks=False).st_size
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                if entries > ENTRIES or size > most:
                    return False
    return True


def excess(limits: dict[str, Any], own: int) -> str:
    """What all processes together have too much of, if anything; ``own`` are not the subject's."""
    everyone = descendants(os.getpid())
    if len(everyone) - own > limits["processes"]:
        return "processes"
    if not fits(limits["files"]):
        return "files"
    pages = [_read(f"/proc/{pid}/statm").split()[1:2] for pid in everyone]
    used = sum(int(number) for page in pages for number in page)
    return "memory" if used * os.sysconf("SC_PAGE_SIZE") > limits["memory"] else ""


def hunt(pid: int) -> None:
    """Kill all that is left; all orphans are children of this process (Linux)."""
    until = time.monotonic() + MERCY
    while time.monotonic() < until:
        if not LINUX:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        everyone = descendants(os.getpid())
        for how in (signal.SIGSTOP, signal.SIGKILL):  # who is stopped does not fork
            for one in everyone:
                with contextlib.suppress(OSError):
                    os.kill(one, how)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(PAUSE / 10)


def waited() -> float:
    """Seconds that the subject was ready and found no processor free (Linux)."""
    found = [_read(f"/proc/{pid}/schedstat").split() for pid in descendants(os.getpid())]
    return max((int(fields[1]) / 1e9 for fields in found if len(fields) > 1), default=0.0)


def watch(pid: int, order: Order, own: int) -> tuple[int | None, str]:
    """Wait for the process: its status, or what it was stopped for."""
    limits = order["limits"]
    until = time.monotonic() + limits["seconds"]
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status, ""
        if signal.SIGTERM in signal.sigpending() or os.getppid() != order["parent"]:
            return None, "abandoned"
        late = time.monotonic() - until
        if late > 0 and late > min(waited(), PATIENCE * limits["seconds"]):
            return None, "time"
        reason = excess(limits, own) if LINUX else ""
        if reason:
            return None, reason
        if LINUX:
            signal.sigtimedwait({signal.SIGCHLD}, PAUSE)
        else:
            time.sleep(PAUSE / 5)


def supervise(order: Order, answers: int) -> None:
    """Fork the subject, watch it, leave nothing of it running, and say how it ended."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGTERM})
    alone = LINUX and order["namespaces"] and unshared()
    if LINUX:
        _prctl(_SUBREAPER, 1)
    reader, report = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(reader)
            first(order, answers, report) if alone else subject(order, answers, report, False)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)
    os.close(report)
    status, reason = watch(pid, order, 1 if alone else 0)
    hunt(pid)
    with os.fdopen(reader, encoding="utf-8") as lines:
        said = [json.loads(line) for line in lines]
    found = [one["found"] for one in said if "found" in one]
    if alone:
        status = next((one["status"] for one in said if "status" in one), None)
        found += [
            ("processes", "a namespace that ends as a whole"),
            ("network", "none in a namespace"),
        ]
    elif LINUX:
        found += [("processes", "all orphans are adopted and killed")]
    os.write(answers, b"\n")
    _tell(answers, status=status, reason=reason, found=found)
    os._exit(0)


def main(order: Order) -> None:
    """Keep the descriptor that answers go through, and all that is printed apart from it."""
    answers = os.dup(1)
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if hasattr(os, "fork"):
        supervise(order, answers)
    else:
        play(order, answers)
