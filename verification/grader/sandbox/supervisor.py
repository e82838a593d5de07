"""Between the grader and the subject: takes away what the subject must not have, and watches it.

Stand-alone: its code is run by a fresh interpreter. On Linux the subject is put into namespaces
of its own (processes, network, mounts) and, where the grader is root, under a user of its own;
Landlock says what is read and written, a seccomp filter which calls are refused. What a system
lacks is left out, and so is what `order["without"]` names, so that tests can see the rest. Whatever
is told to hold has been tried by the process that runs the subject.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import errno
import json
import marshal
import os
import platform
import signal
import stat
import struct
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

Order = dict[str, Any]
LINUX = sys.platform == "linux"
PAUSE = 0.05  # seconds between two looks at the subject
SHARED = "/dev/shm"  # for semaphores
ENTRIES = 1000  # files and folders in the working folder
THREADS = 4 * (os.cpu_count() or 1) + 2  # that libraries start, and the two processes above it
MERCY = 30.0  # seconds for killing all that a subject has started

# <linux/sched.h>, <linux/prctl.h>, <linux/mount.h>, <linux/capability.h>
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (1 << bit for bit in (17, 27, 28, 29, 30))
_PDEATHSIG, _DUMPABLE, _KEEPCAPS, _CAPBSET_DROP, _SUBREAPER = 1, 4, 8, 24, 36
_NO_NEW_PRIVS, _SECCOMP = 38, 22
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _BIND = (1 << bit for bit in (0, 1, 2, 3, 12))
_ALL_PRIVATE = 1 << 14 | 1 << 18
_READ_SEARCH = 1 << 2  # CAP_DAC_READ_SEARCH

if LINUX:
    _LIBC = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: Any) -> int:
    """A function of the C library; an OSError where it fails."""
    result = int(getattr(_LIBC, name)(*arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _prctl(option: int, value: int = 0) -> None:
    _call("prctl", option, value, 0, 0, 0)


def works(deed: Callable[[], object] = bool) -> bool:
    """Whether something succeeds, tried in a process of its own; without it, whether one begins."""
    try:
        pid = os.fork()
    except OSError:
        return False
    if not pid:
        with contextlib.suppress(BaseException):
            deed()
            os._exit(0)
        os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


# ---- what the subject is without -------------------------------------------------------------


def unshared(order: Order) -> None:
    """Give the next child namespaces of its own, each kind by itself: often some are refused.

    Sets what holds: `user`, where its processes are counted apart, and `alone`, where they end
    with their first one. Root needs no user namespace: it has other users, of which one is taken.
    """
    uid, gid, without = os.getuid(), os.getgid(), order["without"]
    if "user" not in without and not uid:
        order["user"] = _free()
    elif "user" not in without:
        with contextlib.suppress(OSError):
            _call("unshare", _NEWUSER)
            order["user"] = uid
        with contextlib.suppress(OSError):  # else it is nobody
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    if "namespaces" not in without:
        with contextlib.suppress(OSError):
            _call("unshare", _NEWPID | _NEWNET | _NEWIPC)
            order["alone"] = True


def _free() -> int | None:
    """A user that nobody is, above all ranges in use; in a container, of the first 65536."""
    for uid in (1_879_048_192 + os.getpid(), 60_706 + os.getpid() % 478):
        with contextlib.suppress(OSError):
            os.seteuid(uid)
            os.seteuid(0)
            os.chown(".", uid, uid)
            return uid
    return None


def _mount(kind: str, where: str, flags: int, data: str = "") -> None:
    text = os.fsencode(data) or None
    _call("mount", kind.encode(), os.fsencode(where), kind.encode(), ctypes.c_ulong(flags), text)


def mounted(order: Order) -> None:
    """In a mount namespace: all read-only, the hidden covered, the working folder in memory."""
    if "mounts" in order["without"]:
        return
    try:
        _call("unshare", _NEWNS)
        _call("mount", b"none", b"/", None, ctypes.c_ulong(_ALL_PRIVATE), None)
    except OSError:
        return
    for path in sorted(order["hide"], reverse=True):  # what lies in another before the other
        with contextlib.suppress(OSError):
            if Path(path).is_dir():
                _mount("tmpfs", path, _RDONLY | _NOSUID | _NODEV, "size=4k")
            else:
                _mount(os.devnull, path, _BIND)
    with contextlib.suppress(OSError):  # mount_setattr, AT_RECURSIVE, MOUNT_ATTR_RDONLY
        _call("syscall", 442, -1, b"/", 0x8000, (ctypes.c_uint64 * 4)(1), ctypes.c_size_t(32))
    with contextlib.suppress(OSError):
        here = str(Path.cwd())
        size = f"size={order['limits']['files']},nr_inodes={ENTRIES}"
        size += f",uid={order['user']}" if order["user"] and not os.getuid() else ""
        _mount("tmpfs", here, _NOSUID | _NODEV, size)
        os.chdir(here)
        _mount("tmpfs", SHARED, _NOSUID | _NODEV, size)
        order["writable"] = [SHARED]
    with contextlib.suppress(OSError):
        _mount("proc", "/proc", _NOSUID | _NODEV | _NOEXEC)


def limited(limits: dict[str, Any]) -> None:
    """Limits of the kernel on this process and its children, as far as there are any."""
    import resource

    most = {"CORE": 0, "CPU": 2 * int(limits["seconds"]) + 5, "FSIZE": limits["files"]}
    if LINUX:  # not the address space, of which PyTorch and JAX reserve a lot; elsewhere no bound
        most["DATA"] = limits["memory"]
    for name, amount in most.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            what = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(what)[1]
            last = amount + 1 if hard < 0 else min(amount + 1, hard)
            resource.setrlimit(what, (min(amount, last), last))  # a signal before SIGKILL


def counted(most: int) -> bool:
    """Whether the kernel refuses more processes and threads than this to the user; tried.

    Before Linux 5.14 all processes of the user count, elsewhere too: then there can be none.
    """
    import resource

    what = resource.RLIMIT_NPROC
    hard = resource.getrlimit(what)[1]
    most = most if hard < 0 else min(most, hard)
    found = []
    for soft in (0, most):
        resource.setrlimit(what, (soft, hard))
        found.append(works())
    holds = found == [False, True]
    resource.setrlimit(what, (most, most) if holds else (hard, hard))
    return holds


def become(user: int | None, kept: int = 0, needed: Sequence[str] = ()) -> None:
    """Another user from now on, if any, with no capability but the kept, and none to be had."""
    with contextlib.suppress(OSError):
        for capability in range(64):
            _prctl(_CAPBSET_DROP, capability)
    if user is not None:
        _prctl(_KEEPCAPS, 1)
        os.setgroups(())
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    with contextlib.suppress(OSError):
        _call("capset", header, (ctypes.c_uint32 * 6)(kept, kept))
    _prctl(_DUMPABLE, 1)
    for path in needed:
        os.close(os.open(path, os.O_RDONLY))


def unprivileged(order: Order, reading: bool) -> None:
    """Without capabilities; instead of root the other user, if what is needed can be read then.

    Where Landlock says what is read, permissions need not: Python may lie in the home of root.
    """
    if order["uid"] or order["user"] is None:
        return become(None)
    needed = (os.__file__, str(Path.cwd()), *order["read"])
    for kept in (0, _READ_SEARCH) if reading else (0,):
        if works(partial(become, order["user"], kept, needed)):
            return become(order["user"], kept)
    order["user"] = None
    os.chown(".", 0, 0)
    return become(None)


# ---- what it reads and writes ----------------------------------------------------------------

_READ, _LIST = 0b1101, 1 << 3
_PREFIXES = ("/", "/usr", "/usr/local", sys.prefix, sys.base_prefix)
_PARTS = ("bin", "lib", "lib32", "lib64", "libexec", "share", "pyvenv.cfg")
_SYSTEM = (
    *("/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/sys/devices/system"),
    *("/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"),
    *(f"/proc/{name}" for name in ("cpuinfo", "meminfo", "stat", "filesystems")),
)
# of its own process; the mounts would name what is hidden, here and below task/
_OWN = "cgroup cmdline comm environ fd limits maps smaps stat statm status"
_LIBRARIES = ("numpy", "torch", "jax", "keras", "optax", "tensorflow")


def installed(folders: Sequence[str]) -> list[str]:
    """Where libraries lie, of what may be any folder of the user's."""
    return [one for one in folders if any(Path(one, name).is_dir() for name in _LIBRARIES)]


def _upwards(path: str) -> set[str]:
    """A path and the folders above it."""
    return {path[:n] for n, letter in enumerate(f"{path}/") if letter == "/"}


def readable(order: Order) -> Iterator[tuple[str, int]]:
    """Python, the system's libraries and what the order names, without what it hides.

    A rule holds for all that lies below: a folder with something hidden in it can be listed, and
    its other entries are readable one by one. No link in it is followed.
    """
    hidden = set(order["hide"])
    above = {folder for path in hidden for folder in _upwards(path)} - hidden
    named = [f"{prefix}/{part}" for prefix in _PREFIXES for part in _PARTS]
    named += [*_SYSTEM, *(f"/proc/self/{name}" for name in _OWN.split())]
    for folder in filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")):
        named += map(str, Path(folder).glob("*.so*"))  # and nothing else there
    found = [os.path.realpath(path) for path in dict.fromkeys([*named, *order["read"]]) if path]
    for path in found:
        if path in above:
            yield path, _LIST
            with contextlib.suppress(OSError):
                found += [one.path for one in os.scandir(path) if not one.is_symlink()]
        elif not hidden & _upwards(path):
            yield path, _READ


def landlocked(order: Order) -> bool:
    """Whether Landlock forbids what is not readable, and writing elsewhere (<linux/landlock.h>)."""
    if "landlock" in order["without"]:
        return False
    create, add, restrict = 444, 445, 446
    write, remove_and_make, refer, truncate = 1 << 1, 0b1_1111_1111 << 4, 1 << 13, 1 << 14
    try:
        version = _call("syscall", create, None, ctypes.c_size_t(0), 1)
        to_file = write | (truncate if version >= 3 else 0)
        all_of_it = _READ | to_file | remove_and_make | (refer if version >= 2 else 0)
        no_tcp, scoped = 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0
        rules = (ctypes.c_uint64 * 3)(all_of_it, no_tcp, scoped)
        size = ctypes.c_size_t(24 if version >= 6 else 16 if version >= 4 else 8)
        ruleset = _call("syscall", create, rules, size, 0)
        writable = [(path, all_of_it) for path in (".", *order.get("writable", ()))]
        for path, what in (*readable(order), (os.devnull, _READ | to_file), *writable):
            with contextlib.suppress(OSError):  # it is not there
                place = os.open(path, os.O_PATH | os.O_CLOEXEC)
                folder = stat.S_ISDIR(os.fstat(place).st_mode)
                what &= all_of_it if folder else (_READ ^ _LIST) | to_file
                _call("syscall", add, ruleset, 1, struct.pack("=Qi", what, place), 0)
                os.close(place)
        _call("syscall", restrict, ruleset, 0)
        os.close(ruleset)
    except OSError:
        return False
    return True


# ---- calls that are refused ------------------------------------------------------------------

# Per machine AUDIT_ARCH; what is refused: socket ptrace process_vm_readv process_vm_writev
# io_uring_setup pidfd_getfd bpf perf_event_open userfaultfd open_by_handle_at unshare setns
# setpriority ioprio_set, chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes
# futimesat utimensat setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr
# removexattrat file_setattr, memfd_create memfd_secret shmget shmat shmctl msgget msgsnd msgrcv
# msgctl semget semop semctl semtimedop mq_open mq_unlink, pidfd_send_signal statmount listmount,
# add_key request_key keyctl; what may name no process but one's own: kill tkill tgkill
# rt_sigqueueinfo rt_tgsigqueueinfo prlimit64 sched_setparam sched_setscheduler sched_setaffinity
# sched_setattr; what forks: fork vfork; clone; ioctl; fcntl (<asm/unistd.h>)
_CALLS = {
    "x86_64": (
        0xC000003E,
        "41 101 310 311 425 438 321 298 323 304 272 308 141 251 90 91 268 452 92 94 93 260 132 235 "
        "261 280 188 189 190 463 197 198 199 466 469 319 447 29 30 31 68 69 70 71 64 65 66 220 240 "
        "241 424 457 458 248 249 250",
        "62 200 234 129 297 302 142 144 203 314",
        ("57 58", 56, 16, 72),
    ),
    "aarch64": (
        0xC00000B7,
        "198 117 270 271 425 438 280 241 282 265 97 268 140 30 52 53 452 55 54 88 5 6 7 463 14 15 "
        "16 466 469 279 447 194 196 195 186 189 188 187 190 193 191 192 180 181 424 457 458 "
        "217 218 219",
        "129 130 131 138 240 261 118 119 122 274",
        ("", 220, 29, 25),
    ),
}
_CLONE3, _NAMESPACES, _THREAD = 435, 0x7E020000, 0x10000
# of ioctl: FS_IOC_SETFLAGS FS_IOC_FSSETXATTR, FIOSETOWN SIOCSPGRP; of fcntl: F_SETOWN F_SETSIG
# F_SETOWN_EX: whoever owns a descriptor gets signals from it
_IOCTLS, _FCNTLS = (0x40086602, 0x401C5820, 0x8901, 0x8902), (8, 10, 15)


def filtered(order: Order, forks: bool) -> bool:
    """No socket, no signal to others, no metadata changed; perhaps no fork (<linux/filter.h>)."""
    if "seccomp" in order["without"] or platform.machine() not in _CALLS:
        return False
    arch, refused, own, (forking, clone, ioctl, fcntl) = _CALLS[platform.machine()]
    load, equal, above, any_of, end = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, refuse = (end, 0, 0, 0x7FFF0000), (end, 0, 0, 0x00050000 | errno.EPERM)
    unknown = (end, 0, 0, 0x00050000 | errno.ENOSYS)  # then the C library takes clone
    first, second = (load, 0, 0, 16), (load, 0, 0, 24)  # arguments
    threads = () if forks else ((any_of, 1, 0, _THREAD), refuse)
    mine = (first, (equal, 1, 0, 0), (equal, 0, 1, os.getpid()), allow, refuse)

    def none_of(options: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        for option in options:
            yield from ((equal, 0, 1, option), refuse)

    rules: dict[int, tuple[tuple[int, int, int, int], ...]] = {
        **dict.fromkeys(map(int, f"{refused} {'' if forks else forking}".split()), (refuse,)),
        **dict.fromkeys(map(int, own.split()), mine),
        clone: (first, *threads, (any_of, 0, 1, _NAMESPACES), refuse, allow),
        ioctl: (second, *none_of(_IOCTLS), allow),
        fcntl: (second, *none_of(_FCNTLS), allow),
        _CLONE3: (unknown,),
    }
    code = [(load, 0, 0, 4), (equal, 1, 0, arch), refuse]
    code += [(load, 0, 0, 0), (above, 0, 1, 1 << 30), refuse]
    for number, then in rules.items():
        code += [(equal, 0, len(then), number), *then]
    packed = b"".join(struct.pack("=HBBI", *one) for one in [*code, allow])
    buffer = ctypes.create_string_buffer(packed)
    program = struct.pack("@HP", len(code) + 1, ctypes.addressof(buffer))
    with contextlib.suppress(OSError):
        return _call("prctl", _SECCOMP, 2, program, 0, 0) == 0
    return False


# ---- what holds ------------------------------------------------------------------------------


def refused(deed: Callable[..., object], *arguments: Any) -> bool:
    """Whether the system forbids something, or there is nothing to do it to."""
    try:
        deed(*arguments)
    except MemoryError:
        return True
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOENT, errno.ESRCH)
    return False


def _something(path: str) -> None:
    """Read something of a file, or of the package in a folder; an OSError where nothing is seen."""
    folder = os.path.isdir(path)  # noqa: PTH112
    with open(f"{path}/__init__.py" if folder else path, "rb") as file:  # noqa: PTH123
        if not file.read(1):
            raise FileNotFoundError(errno.ENOENT, "covered", path)


def tried(order: Order) -> Iterator[tuple[str, str]]:
    """What is out of reach for this process, each tried: mostly on a file that is its user's.

    Where a call is let through it does nothing, or fails for another reason than a refusal.
    """
    file, parent, most = order["witness"], order["parent"], order["limits"]["memory"]
    keyctl = int(_CALLS.get(platform.machine(), (0, "-1"))[1].split()[-1])
    data = "none that others share, or that is a file"
    meta = (os.chmod, file, 384), (os.chown, file, -1, -1), (os.setxattr, file, "user.x", b"")
    tries: tuple[tuple[Any, ...], ...] = (
        ("writing", "nothing outside its folder", (os.open, file, 1), (os.truncate, file, 8)),
        ("metadata", "no mode, owner, date or attribute of a file", (os.utime, file), *meta),
        (
            *("reading", "only Python, the system's libraries and its own folder"),
            *((_something, file), (_something, f"/proc/{parent}/cmdline")),
        ),
        ("grader", "its code is out of reach", *((_something, path) for path in order["hide"])),
        ("network", "no sockets", (_call, "socket", -1, 0, 0)),
        (
            *("processes", "no signals to others", (os.kill, parent, 0)),
            *((os.kill, os.getppid(), 0), (_call, "fcntl", 0, _FCNTLS[0], parent)),
        ),
        ("memory", f"{most >> 20} MB", (bytearray, most)),
        ("memory", data, (_call, "shmat", -1, None, 0), (_call, "memfd_create", b"", -1)),
        ("keyrings", "none", (_call, "syscall", keyctl, 0, -3, 0)),
    )
    for what, how, *deeds in tries:
        if all(refused(*deed) for deed in deeds):
            yield what, how


# ---- the subject's process -------------------------------------------------------------------


def play(order: Order, answers: int) -> None:
    """Run the child's code, and through it the subject; does not return."""
    child = types.ModuleType("duhamel.verification.grader.child.core")
    child.__dict__["__builtins__"] = dict(vars(__import__("builtins")))  # whatever is patched later
    sys.modules[child.__name__] = child
    exec(marshal.loads(base64.b64decode(order["sources"][0][1])), child.__dict__)
    child.main(order, answers)


def confined(order: Order) -> Iterator[tuple[str, str]]:
    """Take from this process, just forked, what the subject shall not have; say what holds."""
    os.setsid()
    limited(order["limits"])
    if not LINUX:
        return
    _prctl(_NO_NEW_PRIVS, 1)
    landlock = landlocked(order)
    unprivileged(order, landlock)
    if not order["alone"]:
        _prctl(_PDEATHSIG, signal.SIGKILL)
    most = order["limits"]["processes"] + THREADS
    many = order["user"] is not None and counted(most)
    held = {
        "process and network namespaces": order["alone"],
        "mounts": order.get("writable"),
        "a user namespace" if order["uid"] else "another user": order["user"] is not None,
        "Landlock": landlock,
        "seccomp": filtered(order, many),
    }
    yield from (("held by", what) for what, holds in held.items() if holds)
    if many or not works():
        yield "processes", f"{most} with their threads" if many else "none of its own"
    yield from tried(order)


def subject(order: Order, answers: int) -> None:
    """The process that runs the subject; it cannot write to the report."""
    with machine(order):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        for what, how in confined(order):
            _tell(order, found=[what, how])
    os.close(order.pop("report"))
    play(order, answers)


def first(order: Order, answers: int) -> None:
    """Process 1 of the namespace: when it ends, the kernel kills whatever is in there."""
    with machine(order):
        _prctl(_PDEATHSIG, signal.SIGKILL)
        mounted(order)
        pid = os.fork()
    if not pid:
        subject(order, answers)
    while True:
        ended, status = os.wait()
        if ended == pid:
            return _tell(order, status=status, reason=excess(order["limits"], 0))


@contextlib.contextmanager
def machine(order: Order) -> Iterator[None]:
    """What fails in here is not the subject's fault."""
    try:
        yield
    except (OSError, MemoryError) as error:
        _tell(order, machine=str(error) or type(error).__name__)
        os._exit(1)


def _tell(order: Order, **message: Any) -> None:
    os.write(order["report"], (json.dumps(message) + "\n").encode())


# ---- watching it -----------------------------------------------------------------------------


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""


def descendants() -> list[int]:
    """The children of this process, of each of its threads, and theirs (Linux)."""
    found = ["self"]
    for one in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208
                found += _read(f"/proc/{one}/task/{task}/children").split()
    return [int(one) for one in found[1:]]


def fits(most: int) -> bool:
    """Whether what lies in the working folder stays within its bounds, and can be looked at."""
    folders, entries, size = ["."], 0, 0
    for folder in folders:
        try:
            for entry in os.scandir(folder):
                entries += 1
                size += entry.stat(follow_symlinks=False).st_size
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                if entries > ENTRIES or size > most:
                    return False
        except FileNotFoundError:  # removed meanwhile
            continue
        except OSError:
            return False
    return True


def excess(limits: dict[str, Any], own: int) -> str:
    """What all processes together have too much of, if anything; ``own`` are not the subject's."""
    everyone = descendants()
    if len(everyone) - own > limits["processes"]:
        return "processes"
    if not fits(limits["files"]):
        return "files"
    pages = [_read(f"/proc/{pid}/statm").split()[1:2] for pid in everyone]
    used = sum(int(number) for page in pages for number in page)
    return "memory" if used * os.sysconf("SC_PAGE_SIZE") > limits["memory"] else ""


def hunt(pid: int) -> bool:
    """Kill all that is left, and say whether nothing is; orphans are this process's (Linux).

    First the process, unless it is 0, with its group: in a namespace the kernel ends all with it.
    """
    until = time.monotonic() + MERCY
    for end in (os.killpg, os.kill) if pid else ():
        with contextlib.suppress(OSError):
            end(pid, signal.SIGKILL)
    while time.monotonic() < until:
        everyone = descendants() if LINUX else []
        for how in (signal.SIGSTOP, signal.SIGKILL):  # who is stopped does not fork
            for one in everyone:
                with contextlib.suppress(OSError):
                    os.kill(one, how)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return True
        time.sleep(PAUSE / 10)
    return False


def ran(since: float) -> float:
    """Seconds that the subject did not wait for a processor, or had one, all processes together.

    What one of them waits while others of its own run is its own fault (Linux).
    """
    stats = [_read(f"/proc/{pid}/schedstat").split() for pid in descendants()] if LINUX else []
    had, waited = ([0.0, *(int(one[n]) / 1e9 for one in stats if len(one) > 1)] for n in (0, 1))
    return max(time.monotonic() - since - max(waited), sum(had))


def watch(pid: int, order: Order, own: int) -> tuple[int | None, str]:
    """Wait for the process: its status, or what it was stopped for."""
    limits, started = order["limits"], time.monotonic()
    seconds = limits["seconds"]
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        reason = excess(limits, own) if LINUX else ""
        if ended or reason:
            return status if ended else None, reason
        if signal.SIGTERM in signal.sigpending() or os.getppid() != order["parent"]:
            return None, "abandoned"
        took = time.monotonic() - started
        if took > seconds and (took > order["patience"] * seconds or ran(started) > seconds / 2):
            return None, "time"
        if LINUX:
            signal.sigtimedwait({signal.SIGCHLD}, PAUSE)
        else:
            time.sleep(PAUSE / 5)


def supervise(order: Order, answers: int) -> None:
    """Fork the subject, watch it, leave nothing of it running, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the grader may ignore it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGTERM})
    order.update(uid=os.getuid(), user=None, alone=False)
    order["read"] += installed([*sys.path, *order.pop("path")])
    with machine(order):
        if LINUX:
            unshared(order)
            _prctl(_SUBREAPER, 1)
            _prctl(_DUMPABLE, 0)  # its memory and its descriptors are for nobody
        pid = os.fork()
    if not pid:
        try:
            (first if order["alone"] else subject)(order, answers)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)
    status, reason = watch(pid, order, 1 if order["alone"] else 0)
    gone = LINUX and status is not None  # its number may be somebody else's by now
    reason = reason if hunt(0 if gone else pid) else "left"
    _tell(order, reason=reason, ended=True, **({} if order["alone"] else {"status": status}))
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
