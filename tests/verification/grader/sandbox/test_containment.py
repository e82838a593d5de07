"""What a contained process cannot do, and that nothing of it is left."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.sandbox.containment import Ended, Limits

LINUX = sys.platform == "linux"
SMALL = Limits(seconds=1, memory=256 << 20, output=4000, files=1 << 20, processes=8)
SHORT = replace(SMALL, seconds=0.3)  # for what never ends by itself
MARK = "duhamel-test-mark"

pytestmark = pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")


STATES = {  # what a system may refuse
    "all": (),
    "no mounts": ("mounts",),  # Ubuntu from 23.10 on, some containers
    "no namespaces": ("namespaces",),  # Docker's root
    "Landlock and seccomp": ("namespaces", "user"),  # Docker's other users
}
State = Sequence[str]


@pytest.fixture(params=[*STATES.values()], ids=[*STATES])
def state(request: pytest.FixtureRequest) -> State:
    """What this system is said to refuse, from nothing to all that containers refuse."""
    refused: State = request.param
    return refused


def contained(body: str, state: State = (), limits: Limits = SMALL, **order: Any) -> Ended:
    """Run some lines in the place of the child."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    head = "import os, sys, time, signal\ndef main(order, answers):\n"
    source = f"{head}{lines}\n    print(end='', flush=True)\n    os._exit(0)"
    code = containment.packed(compile(source, "<body>", "exec"))
    return containment.run({"sources": [["body", code]], **order}, limits, state)


def alive(mark: str) -> list[str]:
    """The processes that have the mark among their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if mark.encode() in (process / "cmdline").read_bytes():
                found.append(process.name)
    return sorted({*found} - {str(os.getpid())})


def until(so: Callable[[], bool]) -> None:
    """Wait for something that comes about by itself, for a minute at the most."""
    for _ in range(1200):
        if so():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come about")


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A temporary folder of this test; afterwards it is empty and no process knows of it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield str(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert alive(str(tmp_path)) == []


def test_the_scan_finds_what_runs(tmp_path: Path) -> None:
    """The negative control of `nothing_left`."""
    folder = str(tmp_path)
    command = [sys.executable, "-c", "import time; time.sleep(60)", folder]
    pid = os.posix_spawn(sys.executable, command, os.environ)
    try:
        until(lambda: bool(alive(folder)))
        assert alive(folder) == [str(pid)]
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)


# no more than 32 processes each, whatever holds them: they count down, sleep and end by themselves
DOUBLING = "for _ in range(5):\n    os.fork()\ntime.sleep(15)"
SLEEPERS = """for _ in range(30):
    if not os.fork():
        time.sleep(15)
        os._exit(0)
time.sleep(15)"""
DAEMON = """if not os.fork():
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not os.fork():
        time.sleep(15)
    os._exit(0)
os.wait()"""
STUBBORN = """for n in (1, 2, 15):
    signal.signal(n, signal.SIG_IGN)
end = time.monotonic() + 60
while time.monotonic() < end:
    pass"""


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("body", "reason", "status"),
    [
        ("pass", "", 0),
        ("os._exit(3)", "", 3),
        ("os.abort()", "", -6),
        ("import ctypes\nctypes.string_at(0)", "", -11),
        (STUBBORN, "time", None),
        ("sum(range(10**18))", "time", None),
        ("time.sleep(60)", "time", None),
        ("import threading\nthreading.Thread(target=time.sleep, args=(60,)).start()", "", 0),
        ("os.closerange(0, 100)", "", 0),
    ],
)
def test_it_ends_and_nothing_is_left(
    body: str, reason: str, status: int | None, state: State
) -> None:
    ended = contained(body, state, SHORT if reason == "time" else SMALL)
    assert (ended.reason, ended.status) == (reason, status)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("body", [DOUBLING, SLEEPERS])
def test_too_many_processes_are_an_end(body: str, state: State) -> None:
    """The watch ends them all, or the kernel refuses one of them first."""
    ended = contained(body, state)
    refused = "PermissionError" if "user" in state else "BlockingIOError"
    assert ended.reason == "processes" or (ended.status == 1 and refused in ended.output)


@pytest.mark.usefixtures("nothing_left")
def test_a_daemon_is_ended(state: State) -> None:
    ended = contained(DAEMON, state)
    assert ended.status == (1 if "user" in state else 0)  # where it cannot be counted, none forks


def test_the_kernel_counts(state: State) -> None:
    """Of 40 threads, too, not all are begun; where the kernel does not count, no process is."""
    body = """import threading
threading.stack_size(1 << 16)
try:
    for n in range(40): threading.Thread(target=time.sleep, args=(15,), daemon=True).start()
except RuntimeError: print(n)"""
    most = SMALL.processes + 4 * (os.cpu_count() or 1) + 2
    if "user" in state:
        assert told("os.fork()", state).startswith("PermissionError")
        assert "none of its own" in contained("pass", state).protections["processes"]
    elif most < 40:
        assert most - 4 <= int(told(body, state)) < most


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "body",
    [
        "for n in range(3000):\n    os.mkdir('d')\n    os.chdir('d')",
        "os.umask(0)\nos.mkdir('d')\nopen('d/f', 'w').close()\nos.mkdir('d/e', 0)",
        "for n in range(2000):\n    open(str(n), 'w').write('x' * 10**5)",
        "file = open('f', 'w')\nfor _ in range(2000):\n    file.write('x' * 10**5)",
    ],
    ids=["deep", "closed", "many", "large"],
)
def test_no_file_is_left(body: str, state: State) -> None:
    contained(
        f"try:\n    {body.replace(chr(10), chr(10) + '    ')}\nexcept OSError:\n    pass",
        state,
    )


def test_too_many_files_are_an_end(state: State) -> None:
    body = "for n in range(2000):\n    open(str(n), 'w').close()"
    ended = contained(body, state, replace(SMALL, seconds=20))  # a disk may be slow
    assert ended.reason == "files" or "No space left" in ended.output


@pytest.mark.parametrize(
    "body",
    [
        "bytearray(10**9)",
        "kept = []\nfor _ in range(100):\n    kept.append(bytearray(10**7))",
    ],
)
def test_memory_ends_as_an_error_of_its_own(body: str, state: State) -> None:
    ended = contained(body, state)
    # its own allocation is refused, or the watch over all of them comes first
    assert ended.reason == "memory" or (ended.status == 1 and "MemoryError" in ended.output)


def test_the_memory_of_all_processes_counts(state: State) -> None:
    body = "for _ in range(2):\n    os.fork()\nkept = bytearray(10**8)\ntime.sleep(15)"
    if "user" not in state:
        assert contained(body, state).reason == "memory"


def test_what_it_prints_is_cut(state: State) -> None:
    ended = contained("for n in range(10**4):\n    print('x' * 1000)", state)
    assert ended.status == 0
    assert len(ended.output) < 2 * SMALL.output
    assert ended.output.endswith("(cut)")


def test_what_it_sends_is_cut(state: State) -> None:
    ended = contained("for n in range(10**3):\n    os.write(answers, b'x' * 10**4)", state)
    assert ended.status == 0
    assert len(ended.answers) == containment.ANSWERS


def test_it_cannot_say_how_it_ended(state: State) -> None:
    forged = '{"status": 0, "reason": "", "found": [["time", "forged"]]}'
    ended = contained(f"os.write(answers, b'''\\n{forged}\\n''')\nos._exit(3)", state)
    assert ended.status == 3
    assert "forged" not in str(ended.protections)


def told(body: str, state: State) -> str:
    """What the lines print, or the exception that ends them."""
    return contained(body, state).output.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getppid(), 9)",
        "import socket\nsocket.create_connection(('127.0.0.1', 80))",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket\nsocket.socket(socket.AF_UNIX).connect('/run/x')",
        "import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))",
    ],
    ids=["kill", "tcp", "udp", "unix", "limit"],
)
def test_it_reaches_no_other_process_and_no_network(body: str, state: State) -> None:
    assert told(body, state).startswith("PermissionError")


OWNED = """import ctypes, fcntl, socket, struct
one, other = socket.socketpair()
call = ctypes.CDLL(None, use_errno=True)
who = os.getppid()
"""


@pytest.mark.parametrize(
    "line",
    [
        "fcntl.fcntl(one, 8, who)",
        "fcntl.fcntl(one, 10, 9)",
        "fcntl.fcntl(one, 15, struct.pack('ii', 1, who))",
        "fcntl.ioctl(one, 0x8901, struct.pack('i', who))",
        "fcntl.ioctl(one, 0x8902, struct.pack('i', who))",
        "os.dup2(os.pidfd_open(who), 0); signal.pidfd_send_signal(0, 0)",  # 0 is no process here
    ],
)
def test_no_descriptor_signals_another(line: str) -> None:
    """The filter alone: neither a namespace nor Landlock stands between."""
    state = ("namespaces", "user", "landlock")
    assert told(f"{OWNED}{line}", state).startswith("PermissionError")
    assert told(f"{OWNED}print(fcntl.fcntl(one, 2, 1))", state) == "0"  # F_SETFD is nobody's


def test_it_writes_nowhere_else(tmp_path: Path, state: State) -> None:
    victim = tmp_path / "grades.csv"
    victim.write_text("5")
    for line in (
        f"open({str(victim)!r}, 'w')",
        f"os.truncate({str(victim)!r}, 0)",
        f"os.remove({str(victim)!r})",
        f"os.mkdir({str(tmp_path / 'new')!r})",
    ):
        assert told(line, state).startswith(("PermissionError", "OSError"))
    assert victim.read_text() == "5"


def test_it_writes_in_its_folder(state: State) -> None:
    body = "open('f', 'w').write('x')\nprint(open('f').read(), os.getcwd() == os.environ['HOME'])"
    assert told(body, state) == "x True"


def test_its_folder_does_not_name_who_asks(state: State) -> None:
    assert "duhamel" not in told("print(os.getcwd(), os.environ['HOME'])", state)


def test_limits_cannot_be_lifted(state: State) -> None:
    body = "import resource\nresource.setrlimit(resource.RLIMIT_DATA, (-1, -1))"
    assert told(body, state).startswith("ValueError")


def test_what_is_mounted_stays() -> None:
    """A new namespace would give it the right to take the grader's cover away."""
    rooms = containment._hidden()
    body = f"""import ctypes
libc = ctypes.CDLL(None)
for room in {rooms!r}:
    libc.umount2(room.encode(), 2)
    libc.unshare(0x10020000)
    libc.umount2(room.encode(), 2)
    print(os.listdir(room) if os.path.isdir(room) else [])"""
    ended = contained(body, ("landlock",))
    if "mounts" not in ended.protections["held by"]:
        pytest.skip("no mount namespace here")
    assert ended.output.split() == ["[]"] * len(rooms)
    assert "out of reach" in ended.protections["grader"]


def test_nothing_of_the_user_is_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    monkeypatch.setenv("API_TOKEN", MARK)
    assert MARK not in told("print(dict(os.environ))", state)
    assert told("import os\nprint(sorted(os.listdir('/proc/self/fd')))", state)


def test_no_descriptor_of_the_parent_is_open(tmp_path: Path, state: State) -> None:
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        body = """for fd in os.listdir('/proc/self/fd'):
    try: print(os.readlink(f'/proc/self/fd/{fd}'))
    except OSError: pass"""
        assert str(tmp_path) not in contained(body, state).output


def test_an_abandoned_subject_is_ended(nothing_left: str, state: State) -> None:
    """The parent is killed: its supervisor notices."""
    code = f"""import sys
sys.path[:] = {sys.path!r}
from duhamel.verification.grader.sandbox import containment
source = "import time\\ndef main(order, answers): time.sleep(60)"
code = containment.packed(compile(source, "<body>", "exec"))
containment.run({{"sources": [["body", code]]}}, containment.Limits(), {state!r})"""
    environment = {**os.environ, "TMPDIR": nothing_left}
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", code], environment)
    until(lambda: len(alive(nothing_left)) > 1)  # the supervisor, and what it watches
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    until(lambda: not alive(nothing_left))
    for left in Path(nothing_left).iterdir():  # which nobody is there to remove
        left.rmdir() if left.is_dir() else left.unlink()


def test_many_run_at_a_time() -> None:
    ended: list[Ended] = []
    threads = [
        threading.Thread(
            target=lambda n=n: ended.append(contained(f"print({n}, flush=True)\nos._exit({n})"))
        )
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(one.status, one.output) for one in ended} == {(n, f"{n}\n") for n in range(12)}


# ---- what belongs to others ------------------------------------------------------------------


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user, such as the marks of all."""
    file = tmp_path / "marks.csv"
    file.write_text("5")
    os.utime(file, (1, 1))
    return file


CHANGES = [
    *("os.chmod({!r}, 0)", "os.lchown({!r}, -1, -1)", "os.chown({!r}, 65534, 65534)"),
    *("os.utime({!r})", "os.utime({!r}, ns=(0, 0))", "os.setxattr({!r}, 'user.x', b'1')"),
    "os.removexattr({!r}, 'user.x')",
]
DESCRIPTORS = ["os.fchmod(fd, 0)", "os.fchown(fd, -1, -1)", "os.utime(fd)"]
DESCRIPTORS += ["os.setxattr(fd, 'user.x', b'1')", "os.removexattr(fd, 'user.x')"]
DESCRIPTORS += ["import fcntl; fcntl.ioctl(fd, 0x40086602, b'\\x40\\0\\0\\0\\0\\0\\0\\0')"]


@pytest.mark.parametrize("change", [*CHANGES, *DESCRIPTORS])
def test_no_metadata_is_changed(change: str, victim: Path, state: State) -> None:
    """Neither of others' files nor of its own, where it fails as any call may."""
    before = victim.stat()
    for file in (str(victim), "f"):
        assert told(f"fd = os.open('f', 66)\n{change.format(file)}", state).startswith(
            ("PermissionError", "OSError: [Errno 30]")
        )
    after = victim.stat()
    assert (after.st_mode, after.st_uid, after.st_mtime_ns, after.st_ctime_ns) == (
        *(before.st_mode, before.st_uid, before.st_mtime_ns, before.st_ctime_ns),
    )


@pytest.mark.parametrize("number", [452, 463, 466, 469])
def test_newer_calls_are_refused_as_well(number: int, victim: Path, state: State) -> None:
    """fchmodat2, setxattrat, removexattrat, file_setattr: the C library has no names for them."""
    call = f"ctypes.CDLL(None, use_errno=True).syscall({number}, -100, {os.fsencode(victim)!r}, 0)"
    assert told(f"import ctypes\nprint({call}, ctypes.get_errno())", state) == "-1 1"


def test_nothing_of_the_user_is_read(victim: Path, state: State) -> None:
    grader = f"/proc/{os.getpid()}"
    others = (f"{grader}/cmdline", f"{grader}/environ", f"{grader}/fd", "/etc/passwd")
    for path in (victim, victim.parent, *map(Path, others)):
        read = "os.listdir" if path.is_dir() else "open"
        body = f"print({read}({str(path)!r}))"
        assert told(body, state).startswith(("PermissionError", "FileNotFoundError"))


@pytest.mark.parametrize("variable", ["PYTHONPATH", "LD_LIBRARY_PATH"])
def test_of_the_graders_paths_only_libraries_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, state: State
) -> None:
    """NumPy's folder with what lies beside it; of the loader's folders what it loads."""
    names = ("home/notes.txt", "home/sub/notes.txt", "home/libx.so.1", "site/numpy/a", "site/b.py")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setenv(variable, f"{tmp_path}/home:{tmp_path}/site")
    body = f"""for name in {names!r}:
    try: print(open({str(tmp_path)!r} + "/" + name).read())
    except OSError: print("-")"""
    read = {"PYTHONPATH": names[3:], "LD_LIBRARY_PATH": names[2:3]}[variable]
    assert contained(body, state).output.split() == [n if n in read else "-" for n in names]


def test_no_list_of_mounts_is_read(tmp_path: Path, state: State) -> None:
    """It would name every submission that is covered."""
    body = """import ctypes, threading
files = ["mountinfo", "mounts", "mountstats"]
files += [f"task/{threading.get_native_id()}/{name}" for name in files]
for name in [*(f"self/{file}" for file in files), "mounts", "thread-self/mounts"]:
    try: print(open(f"/proc/{name}").read())
    except OSError: pass
print(ctypes.CDLL(None, use_errno=True).syscall(458, 0, 0, 0, 0), ctypes.get_errno())"""
    assert contained(body, state, hide=[str(tmp_path)]).output.split() == ["-1", "1"]


def test_its_own_folder_is_read_without_what_is_hidden(tmp_path: Path, state: State) -> None:
    """Also where one hidden folder lies in another, and beside what is not."""
    for name in ("site/grader/inner/a", "site/numpy/b", "site/grader/c", "site/d", "e"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "site/link").symlink_to(tmp_path / "e")
    hide = [str(tmp_path / name) for name in ("site/grader", "site/grader/inner")]
    body = f"""os.chdir({str(tmp_path)!r})
for name in ("site/grader/inner/a", "site/grader/c", "site/link", "e", "site/d", "site/numpy/b"):
    try: print(open(name).read())
    except OSError: print("-")"""
    printed = contained(body, state, read=[str(tmp_path / "site")], hide=hide).output.split()
    assert printed == ["-", "-", "-", "-", "site/d", "site/numpy/b"]


@pytest.mark.parametrize(
    "call",
    [
        *("memfd_create(b'', 0)", "shmget(0, 1, 0o1600)", "shmat(0, 0, 0)", "msgget(0, 0o1600)"),
        *("semget(0, 1, 0o1600)", "mq_open(b'/x', 66, 0o600, 0)", "syscall(KEYCTL, 0, -3, 0)"),
    ],
)
def test_what_is_not_counted_is_refused(call: str, state: State) -> None:
    """Memory that is no process's, and keyrings."""
    call = call.replace("KEYCTL", "250" if os.uname().machine == "x86_64" else "219")
    body = f"import ctypes\nprint(ctypes.CDLL(None, use_errno=True).{call}, ctypes.get_errno())"
    assert told(body, state) == "-1 1"


def test_root_is_somebody_else(state: State) -> None:
    if os.getuid():
        pytest.skip("not run by root")
    user = int(told("print(os.getuid())", state))
    assert user >= 60000 or "user" in state


# ---- what is told ----------------------------------------------------------------------------

PROMISED = {"memory", "processes", "writing", "metadata", "reading", "network", "keyrings"}
NOTHING = ("namespaces", "user", "landlock")


def test_protections_are_told(state: State) -> None:
    found = contained("pass", state).protections
    assert set(found) >= PROMISED
    assert ("namespaces" in found["held by"]) == ("namespaces" not in state)


def test_what_does_not_hold_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that says it did as asked is not believed: all that is told has been tried."""
    found = contained("pass", (*NOTHING, "seccomp")).protections
    assert not set(found) & (PROMISED - {"memory"})
    idle = (
        ('_call("syscall", restrict, ruleset, 0)', "0", {"writing", "reading"}),
        ("(equal, 0, len(then), number)", "(equal, 0, len(then), 65535)", {"metadata", "network"}),
        ('most["DATA"] = limits["memory"]', "0", {"memory"}),
    )
    for line, instead, what in idle:
        with monkeypatch.context() as patched:
            planted(patched, line, instead)
            found = contained("pass", ("namespaces", "user")).protections
        assert not what & set(found) or (what == {"memory"} and "256 MB" not in found["memory"])


def test_signals_through_descriptors_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    state, told = ("namespaces", "user", "landlock"), "no signals to others"
    assert told in contained("pass", state).protections["processes"]
    planted(monkeypatch, "(second, *none_of(_FCNTLS), allow)", "(allow,)")
    assert told not in contained("pass", state).protections["processes"]


def test_a_warning_is_for_where_nothing_holds(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    for refused, warned in ((state, False), (NOTHING, True)):
        found = contained("pass", refused).protections
        monkeypatch.setattr(containment, "protections", lambda found=found: found)
        assert bool(containment.warning()) is warned
        assert "\n" not in containment.warning()


# ---- whose fault it is -----------------------------------------------------------------------


def planted(monkeypatch: pytest.MonkeyPatch, line: str, instead: str) -> None:
    """A supervisor with another line."""
    real = Path(containment.__file__).with_name("supervisor.py").read_text(encoding="utf-8")
    assert real.count(line) == 1
    code = containment.packed(compile(real.replace(line, instead), "<supervisor>", "exec"))
    monkeypatch.setattr(containment, "code", lambda _: code)


def test_what_cannot_be_ended_is_told(monkeypatch: pytest.MonkeyPatch, state: State) -> None:
    planted(monkeypatch, "MERCY = 30.0", "MERCY = 0.0")
    ended = contained("pass", state)
    assert (ended.reason, ended.status) == ("left", None)


@pytest.mark.parametrize("line", ["            unshared(order)", "    limited("])
def test_a_process_that_cannot_be_had_is_the_machines_fault(
    monkeypatch: pytest.MonkeyPatch, line: str, state: State
) -> None:
    indent = line[: len(line) - len(line.lstrip())]
    fault = f'{indent}raise BlockingIOError(11, "no process to be had")\n'
    planted(monkeypatch, line, fault + line)
    with pytest.raises(containment.MachineError, match="no process to be had"):
        contained("pass", state)


def test_a_grader_that_ignores_its_children_is_answered(state: State) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert contained("os._exit(3)", state).status == 3
        assert contained("time.sleep(60)", state, SHORT).reason == "time"
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_the_order_is_nowhere_to_be_read(state: State) -> None:
    """Nothing of it is on a command line, in the environment or behind a descriptor."""
    body = """seen = []
for place in ("self", str(os.getppid())):
    for name in ("cmdline", "environ", "fd/0"):
        try: seen.append(open(f"/proc/{place}/{name}", "rb", buffering=0).read(10**6))
        except OSError: pass
print(b"se" b"cret" in b"".join(seen), len(seen) > 1)"""
    assert contained(body, state, request="secret").output.split() == ["False", "True"]


def test_the_machines_faults_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process to be had, no room for the folder, a supervisor that dies: not the subject's."""
    for name, fault in {
        "subprocess.Popen": BlockingIOError(11, "Resource temporarily unavailable"),
        "tempfile.mkdtemp": OSError(28, "No space left on device"),
        "tempfile.TemporaryFile": OSError(24, "Too many open files"),
    }.items():
        with monkeypatch.context() as patched:

            def refused(*_: object, fault: OSError = fault, **__: object) -> None:
                raise fault

            patched.setattr(name, refused)
            with pytest.raises(containment.MachineError, match=str(fault.strerror)):
                contained("pass")
    monkeypatch.setattr(containment, "START", "import os\nos.kill(os.getpid(), 9)")
    with pytest.raises(containment.MachineError, match="was lost"):
        contained("pass")
