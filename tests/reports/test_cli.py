"""The command: what it refuses, in one line with exit code 2, and what it costs to ask."""

import copy
import errno
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import current, recorded
from duhamel.reports import cli
from duhamel.reports.book.citation import FORMATS
from duhamel.reports.cli import options
from duhamel.reports.text.spelling import spelt
from duhamel.verification.proof.engines import Opinion

NOW = current(recorded())


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one line that a command line gets."""
    assert cli.main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("duhamel: ")
    assert err.count("\n") == 1
    return err


@pytest.fixture(autouse=True)
def _no_long_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unreached(*_: object) -> None:
        raise AssertionError("the suite began")

    for module in ("options", "verify"):
        monkeypatch.setattr(f"duhamel.reports.cli.{module}.run_suite", unreached)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["report", "verify"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--a", "nan"),
        ("--a", ""),
        ("--x0", "-inf"),
        ("--beta", "1,5"),
        ("--alpha", "1/0"),
        ("--T", "0"),
        ("--alpha", "--x0"),
        ("--forcing", "1/t"),
        ("--forcing", "-t)"),
        ("--config", "missing.toml"),
        ("--config", "."),
        ("--jobs", "0"),
        ("--jobs", "-1"),
        ("--jobs", "x"),
        ("--jobs", "99999999999999999999"),
    ],
)
def test_a_bad_value_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], command: str, option: str, value: str
) -> None:
    line = refused(capsys, command, option, value)
    assert f"`{option}` takes " in line
    assert f", got {value or 'nothing'}" in line


@pytest.mark.parametrize("text", ["foo(t)", "__import__('os').system('x')", "t\nt", "9^9^9^9", ""])
def test_a_forcing_is_never_executed(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert "`--forcing` takes " in refused(capsys, "report", "--forcing", text)


def test_negative_values_are_values() -> None:
    args = cli._parser().parse_args(
        ["verify", "--a", "-1", "--x0", "-1e-3", "--beta", "-.5", "--forcing", "-t"]
    )
    assert (args.a, args.x0, args.beta, args.forcing) == ("-1", "-1e-3", "-.5", "-t")


def test_options_come_before_the_config(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("a = 3\nx0 = 5\n")
    args = cli._parser().parse_args(["verify", "--config", "p.toml", "--x0=-1"])
    assert options.problem_of(args) == Problem.from_strings(a="3", x0="-1")


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["report", "--colour"],
        ["report", "extra\nline"],
        ["report", "--a"],
        ["verify", "--only"],
        ["verify", "--js", "f"],
        ["show"],
        ["show", "FE-4", "--format", "pdf"],
        ["report", "--from", "r.json", "--a", "1"],
        ["report", "--from", "missing.json"],
    ],
)
def test_a_bad_command_line_is_refused(capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    refused(capsys, *argv)


def test_an_unknown_name_gets_the_nearest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record: dict[str, Any] = {
        "02KD": {"id": "FE-4", "claims": [{"part": "a"}, {"part": "b"}]},
        "02KE": {"id": "FE-5", "claims": [{"part": "a"}]},
    }
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: record)
    assert {options.tag_of("TAG", name) for name in ("fe-4", "02kd", "O2KD")} == {"02KD"}
    for name in ("02kd.b", "FE-4.B"):
        assert options.tag_of("TAG", name, claims=True) == "02KD.b"
    for argv in (["show", "FE-44"], ["cite", "FE-44"], ["verify", "--only", "fe-44.constant"]):
        line = refused(capsys, *argv)
        assert "got " in line
        assert "nearest: FE-4" in line
    assert "or a claim of one" in refused(capsys, "cite", "02KE.b")
    assert "`--only` takes" in refused(capsys, "verify", "--only", "02KD.b")


def superseded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register in which ODE-2 once said something else, under the tag 0000."""
    record, now = recorded(), NOW["ODE-2"]
    old = {**record[now], "title": "As it was", "forward": now, "why": "a sign was wrong"}
    with_old = {"0000": old, **record}
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: with_old)


def test_what_is_superseded_is_cited_as_it_was_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    superseded(monkeypatch)
    assert cli.main(["cite", "0000"]) == 0
    out, err = capsys.readouterr()
    assert "@misc{duhamel:0000,\n" in out
    assert "As it was" in out
    assert err == f"duhamel: 0000 was superseded by {NOW['ODE-2']}: a sign was wrong\n"
    assert cli.main(["cite", "ODE-2"]) == 0
    assert f"@misc{{duhamel:{NOW['ODE-2']},\n" in capsys.readouterr().out
    line = refused(capsys, "cite", "0000", "--verify")
    assert f"`--verify` takes what stands, got 0000, now {NOW['ODE-2']}" in line


def test_several_are_one_bibliography(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cite", "ODE-2", "REC-1.a", "--format", "csl-json"]) == 0
    ids = [item["id"] for item in json.loads(capsys.readouterr().out)]
    assert ids == [f"duhamel:{NOW['ODE-2']}", f"duhamel:{NOW['REC-1']}.a"]


def test_a_key_is_in_a_bibliography_once(capsys: pytest.CaptureFixture[str]) -> None:
    tag = NOW["REC-1"]
    assert cli.main(["cite", "REC-1", tag.lower(), NOW["ODE-1"], tag, "rec-1.a"]) == 0
    keys = re.findall(r"^@misc\{(.*),$", capsys.readouterr().out, re.MULTILINE)
    assert keys == [f"duhamel:{name}" for name in (tag, NOW["ODE-1"], f"{tag}.a")]


def test_a_citation_is_verified_before_it_is_given(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = NOW["REC-3"]
    assert cli.main(["cite", "REC-3", "--verify"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"@misc{{duhamel:{tag},\n")
    assert err.startswith(f"{tag} (REC-3): holds\n")
    assert len(re.findall(r"  \([abc]\) +[0-9]+ obligations: SymPy and Z3 decided", err)) == 3
    assert "  rests on  REC-1 [" in err
    assert "  assuming  f_n = c for all n ≥ 0\n" in err
    engines = "duhamel.verification.proof.engines"
    monkeypatch.setattr(f"{engines}.by_flint", lambda *_: Opinion(False, "no"))
    monkeypatch.setattr(f"{engines}._SEEN", {})
    assert cli.main(["cite", "REC-3", "--verify"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{tag} (REC-3): does not hold\n")
    assert "    not (a)." in err


def test_what_is_verified_is_what_is_cited(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A formula that somebody changed in the register is not what was derived."""
    record = copy.deepcopy(recorded())
    record[NOW["ODE-1"]]["claims"][0]["statement"]["latex"] += " + 1"
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: record)
    assert cli.main(["cite", "ODE-1", "--verify"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("what would be cited is not it\n")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")}


def test_an_unwritable_out_is_found_before_the_work(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "built" / "report.pdf").mkdir(parents=True)
    (tmp_path / "loop").symlink_to("loop")
    before = tree(tmp_path)
    outs = ["file", "file/below", "built", "loop", "", "x\0y", "x" * 300, "new/" + "x" * 300]
    for out in (*outs, *(["/proc/duhamel"] if sys.platform == "linux" else [])):
        assert "`--out` takes a folder that can be written" in refused(
            capsys, "report", "--out", out
        )
    assert tree(tmp_path) == before


def test_an_unwritable_file_is_found_before_the_work(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    for option in ("--json", "--junit"):
        for place in ("", ".", "file/below", "missing/f", "x" * 300, "x\0y", os.devnull):
            line = refused(capsys, "verify", option, place)
            assert f"`{option}` takes a file that can be written" in line
    assert (tmp_path / "file").read_text() == "mine"


def test_a_good_out_leaves_nothing_before_the_work(tmp_path: Path) -> None:
    options.writable("--out", "a folder", "deep/er/build", folder=True)
    assert tree(tmp_path) == {}


def test_an_unexpected_error_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> int:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("duhamel.reports.cli.list.run", fail)
    assert cli.main(["list"]) == 1
    assert capsys.readouterr().err == "duhamel: internal error: RuntimeError: two\\nlines\n"
    monkeypatch.setenv("DUHAMEL_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main(["list"])


def test_an_interrupt_is_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("duhamel.reports.cli.list.run", interrupt)
    assert cli.main(["list"]) == 130
    assert capsys.readouterr().err == "duhamel: interrupted\n"


def python(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


def test_a_reader_that_left_is_no_error() -> None:
    run = python(
        "import os, sys; from duhamel.reports.cli import list as command, main\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "command.run = lambda _: print('x' * 10**6) or 0\n"
        "sys.exit(main(['list']))"
    )
    assert (run.returncode, run.stderr) == (141, "")


def test_help_and_version_import_nothing_heavy() -> None:
    for option in ("--help", "--version"):
        run = python(
            "import sys; from duhamel.reports.cli import main\n"
            f"assert main(['{option}']) == 0\n"
            "heavy = {'numpy', 'scipy', 'sympy', 'flint', 'matplotlib', 'typst', 'rich'}\n"
            "assert not heavy & {*sys.modules}, heavy & {*sys.modules}"
        )
        assert run.returncode == 0, run.stderr
        assert "duhamel" in run.stdout


@pytest.mark.parametrize("words", [["list"], *(["cite", "FE-4", "--format", f] for f in FORMATS)])
def test_the_register_is_read_without_an_engine(words: list[str]) -> None:
    """Also without what takes long to import beside them."""
    run = python(
        f"import sys; from duhamel.reports.cli import main; assert main({words}) == 0\n"
        "heavy = {'numpy', 'scipy', 'sympy', 'flint', 'matplotlib', 'typst', 'rich'}\n"
        "heavy |= {'platformdirs', 'importlib.metadata', 'dataclasses', 'hashlib'}\n"
        "assert not heavy & {*sys.modules}, heavy & {*sys.modules}"
    )
    assert run.returncode == 0, run.stderr
    assert "The leading error" in run.stdout


def test_the_help_tells_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    default = Problem()
    for value in (default.a, default.x0, default.T, default.beta, default.alpha):
        assert f"(default {value})" in text
    assert f"'{default.forcing}' (the default)" in text


# ---- what the machine cannot do ------------------------------------------------------------------


RAN: dict[str, Any] = {"checks": [], "figures": {}}


@pytest.mark.parametrize(
    ("argv", "place"),
    [
        (["verify", "--only", "REC-1"], "duhamel.reports.cli.verify.run_suite"),
        (["report", "--a", "3"], "duhamel.reports.cli.options.run_suite"),
        (["verify", "--config", "p.toml"], "duhamel.reports.cli.verify.run_suite"),
        (["list"], "duhamel.reports.text.listing.lines"),
        (["cite", "ODE-2"], "duhamel.reports.book.citation.bibliography"),
    ],
)
def test_a_fault_of_the_machine_names_its_file_and_no_option(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    place: str,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files", "/some/where")

    Path("p.toml").write_text("a = 3\n")
    monkeypatch.setattr(place, fails)
    assert cli.main(argv) == 2
    said = "the machine could not do it: Too many open files (/some/where)"
    assert capsys.readouterr().err == f"duhamel: {said}\n"


@pytest.mark.parametrize("error", [BlockingIOError(errno.EAGAIN, "no process"), MemoryError()])
def test_a_fault_without_a_file_is_the_machines_as_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("duhamel.reports.cli.verify.run_suite", fails)
    assert cli.main(["verify", "--only", "REC-1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("duhamel: the machine could not do it: ")
    assert "--" not in said


@pytest.mark.parametrize(
    ("argv", "writer", "option"),
    [
        (["report", "--out", "o"], "duhamel.reports.book.document.put", "--out"),
        (["pack", "--out", "o"], "duhamel.reports.book.document.put", "--out"),
        (["verify", "--json", "o"], "duhamel.reports.results.write_json", "--json"),
        (["verify", "--junit", "o"], "duhamel.reports.results.write_junit", "--junit"),
    ],
)
@pytest.mark.parametrize("named", [(), ("o",), ("o.part",)])
def test_a_full_disk_is_told_of_the_option_that_writes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    writer: str,
    option: str,
    named: tuple[str, ...],
) -> None:
    """Also where an earlier file is read, or composed somewhere else."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", *named)

    for module in ("options", "verify"):
        monkeypatch.setattr(f"duhamel.reports.cli.{module}.run_suite", lambda *_, **__: RAN)
    for module in ("document", "pack"):
        monkeypatch.setattr(f"duhamel.reports.book.{module}.compose", lambda *_, **__: {})
    monkeypatch.setattr(writer, full)
    assert cli.main(argv) == 2
    line = f"duhamel: `{option}` takes a path that can be used, got No space left on device\n"
    assert capsys.readouterr().err == line


def test_a_temporary_folder_that_is_full_is_not_the_folder_of_the_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/duhamel-1/report.typ")

    monkeypatch.setattr("duhamel.reports.cli.options.run_suite", lambda *_, **__: RAN)
    monkeypatch.setattr("duhamel.reports.book.document.compose", full)
    assert cli.main(["report", "--out", "o"]) == 2
    assert "(/tmp/duhamel-1/report.typ)" in capsys.readouterr().err


def test_what_is_read_on_the_way_is_not_what_was_given(tmp_path: Path) -> None:
    """As the schema that results are held to, when the disk fails under it."""
    with pytest.raises(OSError, match="schema"), options.given("--from", path="own/r.json"):
        raise OSError(errno.EIO, "Input/output error", str(tmp_path / "owner" / "schema"))
    with pytest.raises(cli.BadInputError), options.given("--from", path="own/r.json"):
        raise OSError(errno.EIO, "Input/output error", str(tmp_path / "own" / "r.json"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_with_a_name_is_refused_and_not_waited_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    os.mkfifo("pipe")
    assert "`--from` takes a results.json, got pipe" in refused(capsys, "report", "--from", "pipe")
    assert "`--config` takes " in refused(capsys, "verify", "--config", "pipe")
    assert "`--json` takes " in refused(capsys, "verify", "--json", "pipe")


def test_results_too_deep_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("deep.json").write_text("[" * 10**5 + "]" * 10**5)
    assert "`--from` takes a results.json" in refused(capsys, "report", "--from", "deep.json")


MAIN = "import sys; from duhamel.reports.cli import main; sys.exit(main())"


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell closes them")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_one_that_says_nothing(closed: str) -> None:
    words = [sys.executable, "-c", MAIN, "show", "REC-3", "--steps"]
    run = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *words], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert ("REC-3" in run.stdout) is (">&- 2" not in closed and closed != ">&-")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["list"], ["show", "ODE-2"], ["--version"]])
def test_output_that_cannot_be_written_is_standard_outputs(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-c", MAIN, *words], stdout=full, stderr=subprocess.PIPE, text=True
        )
    said = "the machine could not do it: No space left on device (standard output)"
    assert (run.returncode, run.stderr) == (2, f"duhamel: {said}\n")


@cache
def run_in(encoding: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """The command with standard streams of this encoding."""
    env = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "200"}
    return subprocess.run([sys.executable, "-c", MAIN, *words], capture_output=True, env=env)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437:strict"])
@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["list"],
        ["show", "ODE-2"],
        ["cite", "MOM-1"],
        ["verify", "-v", "--only", "ODE-4.forgetting", "--no-cache"],
        ["show", "β"],
    ],
    ids=" ".join,
)
def test_a_narrow_code_page_gets_every_sign(words: list[str], encoding: str) -> None:
    wide, narrow = run_in("utf-8", *words), run_in(encoding, *words)
    assert narrow.returncode == wide.returncode
    for told, whole in ((narrow.stdout, wide.stdout), (narrow.stderr, wide.stderr)):
        text, page = whole.decode(), encoding.partition(":")[0]
        assert "".join(told.decode(page).split()) == "".join(spelt(text, page).split())


# ---- signals -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
@pytest.mark.parametrize("whole", [False, True], ids=["the command", "its group"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_signal_leaves_no_process_and_no_folder(tmp_path: Path, name: str, whole: bool) -> None:
    """While two workers are at work; the signals after the first are no traceback."""
    number = getattr(signal, name)
    if whole and number == signal.SIGKILL:
        pytest.skip("nothing is left that could clear away")
    folder = tmp_path / "tmp"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "report", "--no-cache", "--jobs", "2", "--out", "out"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(folder), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        start_new_session=True,
        stderr=subprocess.PIPE,
    )
    try:
        assert eventually(lambda: len(group(process.pid)) == 3)
        send = os.killpg if whole else os.kill
        assert eventually(lambda: process.poll() is not None or send(process.pid, number))
        _, said = process.communicate(timeout=60)
        if number == signal.SIGKILL:
            assert process.returncode == -number
        else:
            assert (process.returncode, said) == (128 + number, b"duhamel: interrupted\n")
        assert eventually(lambda: not group(process.pid))
        assert not [*folder.iterdir()]
        assert not (tmp_path / "out").exists()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def group(id: int) -> list[int]:
    """The processes of a group that are not over."""
    ps = ["ps", "-A", "-o", "pid=,pgid=,stat="]
    rows = subprocess.run(ps, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [row.split() for row in rows]
    return [int(pid) for pid, pgid, state in found if int(pgid) == id and state[0] != "Z"]


def eventually(holds: Callable[[], object]) -> bool:
    """Whether it holds within a minute."""
    for _ in range(1200):
        if holds():
            return True
        sleep(0.05)
    return False


@pytest.mark.usefixtures("heeded_signals")
def test_a_signal_that_nohup_ignores_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def look(_: object) -> int:
        seen.append(signal.getsignal(HANGUP))
        return 0

    monkeypatch.setattr("duhamel.reports.cli.list.run", look)
    before = signal.signal(HANGUP, signal.SIG_IGN)
    try:
        assert cli.main(["list"]) == 0
    finally:
        signal.signal(HANGUP, before)
    assert seen == [signal.SIG_IGN]
    assert cli.main(["list"]) == 0
    assert seen[1] != before
    assert signal.getsignal(HANGUP) == before


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.skipif(sys.platform == "win32", reason="there a signal to oneself is the end")
def test_a_signal_that_a_library_swallows_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def swallow(_: object) -> int:
        with suppress(BaseException):
            os.kill(os.getpid(), HANGUP)
        seen.append("swallowed")
        try:
            os.kill(os.getpid(), HANGUP)
        finally:
            os.kill(os.getpid(), HANGUP)  # while the second unwinds
            seen.append("unwound")
        return 0

    monkeypatch.setattr("duhamel.reports.cli.list.run", swallow)
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, HANGUP)}
    try:
        assert cli.main(["list"]) == 128 + HANGUP
    finally:  # what is left of the command hears no more of them
        for each, handler in before.items():
            signal.signal(each, handler)
    assert seen == ["swallowed", "unwound"]


HANGUP = getattr(signal, "SIGHUP", signal.SIGTERM)


# ---- show: paragraph by paragraph, and with a reader's numbers -----------------------------------


def typed(keys: bytes, until: bytes, then: bytes, *argv: str) -> tuple[str, int]:
    """What a terminal shows of a command, and its exit code, when these keys are typed.

    ``then`` is typed when it has shown ``until``.
    """
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    program = "import sys; from duhamel.reports.cli import main; sys.exit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", program, *argv],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(theirs)
    shown = b""
    os.write(ours, keys)
    while select.select([ours], [], [], 60)[0]:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the terminal has gone with the command
            break
        if then and until in shown:
            os.write(ours, then)
            then = b""
    os.close(ours)  # which ends a command that still waits
    return shown.decode(), child.wait()


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
@pytest.mark.parametrize(
    ("keys", "then", "steps", "code"),
    [
        (b"\nq\n", b"", 1, 0),
        (b"\nanything\n Q \n", b"", 2, 0),
        (b"\n\x04", b"", 1, 0),
        (b"\n\n", b"\x03", 2, 130),
    ],
    ids=["q", "any line, then Q", "Ctrl-D", "Ctrl-C"],
)
def test_steps_wait_for_enter_on_a_terminal(
    keys: bytes, then: bytes, steps: int, code: int
) -> None:
    shown, ended = typed(
        keys, b"If it holds for n, then for n + 1:", then, "show", "REC-2.e", "--steps"
    )
    ends = ("Proof of (e)", "If it holds for n, then for n + 1:", "Hence ")
    assert [end in shown for end in ends] == [place < steps for place in range(3)]
    assert ended == code


def test_steps_do_not_wait_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "ODE-2"]) == 0
    whole = capsys.readouterr().out
    assert cli.main(["show", "ODE-2", "--steps"]) == 0
    assert capsys.readouterr().out == whole
    assert "Proof of (a)." in whole


def test_steps_are_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    err = refused(capsys, "show", "ODE-2", "--steps", "--format", "latex")
    assert err == "duhamel: `--steps` takes `--format text` only, got latex\n"


@pytest.mark.parametrize(
    ("id", "numbers", "takes"),
    [
        ("FE-1", "h=-1", "`--with h` takes a number > 0, got -1"),
        ("MOM-3", "beta=2", "`--with` takes |β| < 1, got β = 2"),
        ("ODE-2", "beta=2", "`--with` takes in ODE-2 the letters a, f, t, x0, got beta"),
        ("ODE-2", "a;2", "`--with` takes a list such as"),
        ("ODE-2", "", "`--with` takes a list such as"),
        ("ODE-2", "f=__import__('os')", "`--with f` takes"),
    ],
)
@pytest.mark.parametrize("format", ["text", "latex"])
def test_numbers_that_cannot_be_taken(
    capsys: pytest.CaptureFixture[str], id: str, numbers: str, takes: str, format: str
) -> None:
    err = refused(capsys, "show", id, "--with", numbers, "--format", format)
    assert err.startswith(f"duhamel: {takes}")


@pytest.mark.parametrize("format", ["text", "latex", "markdown", "typst"])
def test_numbers_are_carried_through_in_every_format(
    capsys: pytest.CaptureFixture[str], format: str
) -> None:
    assert cli.main(["show", "REC-3", "--with", "beta=1/2,c=3,x_0=1,n=4", "--format", format]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"both sides are \$?.?-?5/16", shown.replace("\\", ""), re.IGNORECASE)
    assert "does not apply" in shown  # the third part is for β = 1


def test_numbers_of_which_a_claim_does_not_hold_fail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duhamel.reports.text.show.holds", lambda _: False)
    assert cli.main(["show", "REC-6", "--with", "N=3,beta=0.5"]) == 1
    assert capsys.readouterr().err == "duhamel: not all of it holds with these numbers\n"
