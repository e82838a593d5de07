"""What a contained process cannot do, and that nothing of it is left."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.sandbox.containment import Ended, Limits

LINUX = sys.platform == "linux"
SMALL = Limits(seconds=1, memory=256 << 20, output=1000, files=1 << 20, processes=8)
MARK = "duhamel-test-mark"

pytestmark = pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")


@pytest.fixture(params=[True, False], ids=["namespaces", "without"])
def namespaces(request: pytest.FixtureRequest) -> bool:
    """With what an ordinary Linux grants, and with what is left in a container."""
    return bool(request.param)


def contained(body: str, namespaces: bool = True, limits: Limits = SMALL) -> Ended:
    """Run some lines in the place of the child."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    head = "import os, sys, time, signal\ndef main(order, answers):\n"
    source = f"{head}{lines}\n    print(end='', flush=True)\n    os._exit(0)"
    return containment.run({"sources": [["body", source]]}, limits, namespaces)


def alive(mark: str) -> list[str]:
    """The processes that have the mark among their arguments or their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile, or belongs to somebody else
            continue
        if mark.encode() in text and int(process.name) != os.getpid():
            found.append(process.name)
    return found


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
    pid = os.spawnve(os.P_NOWAIT, sys.executable, ["python", "-c", "input()"], {"TMPDIR": folder})
    try:
        for _ in range(100):
            if alive(folder):
                break
            time.sleep(0.05)
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
STUBBORN = "for n in (1, 2, 15):\n    signal.signal(n, signal.SIG_IGN)\nwhile True:\n    pass"


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
        (DOUBLING, "processes", None),
        (SLEEPERS, "processes", None),
        (DAEMON, "", 0),
        ("import threading\nthreading.Thread(target=time.sleep, args=(60,)).start()", "", 0),
        ("os.closerange(0, 100)", "", 0),
    ],
)
def test_it_ends_and_nothing_is_left(
    body: str, reason: str, status: int | None, namespaces: bool
) -> None:
    ended = contained(body, namespaces)
    assert (ended.reason, ended.status) == (reason, status)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "body",
    [
        "for n in range(3000):\n    os.mkdir('d')\n    os.chdir('d')",
        "os.mkdir('d')\nopen('d/f', 'w').close()\nos.chmod('d', 0)",
        "n = 0\nwhile True:\n    n += 1\n    open(str(n), 'w').write('x' * 10**5)",
        "file = open('f', 'w')\nwhile True:\n    file.write('x' * 10**5)",
    ],
    ids=["deep", "closed", "many", "large"],
)
def test_no_file_is_left(body: str, namespaces: bool) -> None:
    contained(
        f"try:\n    {body.replace(chr(10), chr(10) + '    ')}\nexcept OSError:\n    pass",
        namespaces,
    )


def test_too_many_files_are_an_end(namespaces: bool) -> None:
    body = "n = 0\nwhile True:\n    n += 1\n    open(str(n), 'w').close()"
    ended = contained(body, namespaces)
    assert ended.reason == "files" or "No space left" in ended.output


@pytest.mark.parametrize(
    "body",
    [
        "bytearray(10**12)",
        "kept = []\nwhile True:\n    kept.append(bytearray(10**7))",
    ],
)
def test_memory_ends_as_an_error_of_its_own(body: str, namespaces: bool) -> None:
    ended = contained(body, namespaces)
    # its own allocation is refused, or the watch over all of them comes first
    assert ended.reason == "memory" or (ended.status == 1 and "MemoryError" in ended.output)


def test_the_memory_of_all_processes_counts(namespaces: bool) -> None:
    body = "for _ in range(2):\n    os.fork()\nkept = bytearray(10**8)\ntime.sleep(15)"
    assert contained(body, namespaces).reason == "memory"


def test_what_it_prints_is_cut(namespaces: bool) -> None:
    ended = contained("for n in range(10**4):\n    print('x' * 1000)", namespaces)
    assert ended.status == 0
    assert len(ended.output) < 2 * SMALL.output
    assert ended.output.endswith("(cut)")


def test_what_it_sends_is_cut(namespaces: bool) -> None:
    ended = contained("for n in range(10**3):\n    os.write(answers, b'x' * 10**4)", namespaces)
    assert ended.status == 0
    assert len(ended.answers) == containment.ANSWERS


def test_it_cannot_say_how_it_ended(namespaces: bool) -> None:
    forged = '{"status": 0, "reason": "", "found": [["time", "forged"]]}'
    ended = contained(f"os.write(answers, b'''\\n{forged}\\n''')\nos._exit(3)", namespaces)
    assert ended.status == 3
    assert "forged" not in str(ended.protections)


def told(body: str, namespaces: bool) -> str:
    """What the lines print, or the exception that ends them."""
    return contained(body, namespaces).output.strip().splitlines()[-1]


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
def test_it_reaches_no_other_process_and_no_network(body: str, namespaces: bool) -> None:
    assert told(body, namespaces).startswith("PermissionError")


def test_it_writes_nowhere_else(tmp_path: Path, namespaces: bool) -> None:
    victim = tmp_path / "grades.csv"
    victim.write_text("5")
    for line in (
        f"open({str(victim)!r}, 'w')",
        f"os.truncate({str(victim)!r}, 0)",
        f"os.remove({str(victim)!r})",
        f"os.mkdir({str(tmp_path / 'new')!r})",
    ):
        assert told(line, namespaces).startswith(("PermissionError", "OSError"))
    assert victim.read_text() == "5"


def test_it_writes_in_its_folder(namespaces: bool) -> None:
    body = "open('f', 'w').write('x')\nprint(open('f').read(), os.getcwd() == os.environ['HOME'])"
    assert told(body, namespaces) == "x True"


def test_limits_cannot_be_lifted(namespaces: bool) -> None:
    body = "import resource\nresource.setrlimit(resource.RLIMIT_DATA, (-1, -1))"
    assert told(body, namespaces).startswith("ValueError")


def test_what_is_mounted_stays() -> None:
    """A new namespace would give it the right to take the grader's cover away."""
    folder = containment._hidden()[0]
    body = f"""import ctypes
libc = ctypes.CDLL(None)
libc.umount2({folder.encode()!r}, 2)
libc.unshare(0x10020000)
libc.umount2({folder.encode()!r}, 2)
print(os.listdir({folder!r}))"""
    ended = contained(body)
    if "grader" not in ended.protections:
        pytest.skip("no mount namespace here")
    assert ended.output.strip() == "[]"


def test_nothing_of_the_user_is_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, namespaces: bool
) -> None:
    monkeypatch.setenv("API_TOKEN", MARK)
    assert MARK not in told("print(dict(os.environ))", namespaces)
    assert told("import os\nprint(sorted(os.listdir('/proc/self/fd')))", namespaces)


def test_no_descriptor_of_the_parent_is_open(tmp_path: Path, namespaces: bool) -> None:
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        body = """for fd in os.listdir('/proc/self/fd'):
    try: print(os.readlink(f'/proc/self/fd/{fd}'))
    except OSError: pass"""
        assert str(tmp_path) not in contained(body, namespaces).output


def test_an_abandoned_subject_is_ended(nothing_left: str, namespaces: bool) -> None:
    """The parent is killed: its supervisor notices."""
    code = f"""import sys
sys.path[:] = {sys.path!r}
from duhamel.verification import containment
source = "import time\\ndef main(order, answers): time.sleep(60)"
containment.run({{"sources": [["body", source]]}}, containment.Limits(), {namespaces})"""
    environment = {**os.environ, "TMPDIR": nothing_left}
    pid = os.spawnve(os.P_NOWAIT, sys.executable, ["python", "-c", code], environment)
    while len(alive(nothing_left)) < 3:
        time.sleep(0.05)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    while alive(nothing_left):
        time.sleep(0.05)
    for folder in Path(nothing_left).iterdir():  # which nobody is left to remove
        folder.rmdir()


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


def test_protections_are_told(namespaces: bool) -> None:
    found = contained("pass", namespaces).protections
    assert {"time", "memory", "processes"} <= set(found)
    assert "namespace" in found["processes"] or not namespaces


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
