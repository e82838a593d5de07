"""The command: what it refuses, in one line with exit code 2, and what it costs to ask."""

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import recorded
from duhamel.reports import cli
from duhamel.reports.book.citation import FORMATS
from duhamel.reports.cli import options
from duhamel.verification.proof.engines import Opinion


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

    for module in ("running", "verify"):
        monkeypatch.setattr(f"duhamel.reports.cli.{module}.run_suite", unreached)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["report", "verify"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--a", "0"),
        ("--a", "-1"),
        ("--a", "nan"),
        ("--a", ""),
        ("--x0", "-inf"),
        ("--beta", "1.5"),
        ("--beta", "-1"),
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
        "02KD": {"id": "FE-4", "steps": {"7M": {}, "7N": {}}},
        "02KE": {"id": "FE-5", "steps": {}},
    }
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: record)
    assert {options.tag_of("TAG", name) for name in ("fe-4", "02kd", "O2KD")} == {"02KD"}
    assert options.tag_of("TAG", "02kd-7m", steps=True) == "02KD-7M"
    for argv in (["show", "FE-44"], ["cite", "FE-44"], ["verify", "--only", "fe-44.constant"]):
        line = refused(capsys, *argv)
        assert "got " in line
        assert "nearest: FE-4" in line
    assert "nearest: 02KD-7N, 02KD-7M" in refused(capsys, "cite", "02KD-7P")
    assert "`--only` takes" in refused(capsys, "verify", "--only", "02KD-7M")


def superseded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register in which ODE-2 once said something else, under the tag 0000."""
    record = recorded()
    old = {**record["PTR6"], "title": "As it was", "forward": "PTR6", "why": "a sign was wrong"}
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
    assert err == "duhamel: 0000 was superseded by PTR6: a sign was wrong\n"
    assert cli.main(["cite", "ODE-2"]) == 0
    assert "@misc{duhamel:PTR6,\n" in capsys.readouterr().out
    line = refused(capsys, "cite", "0000", "--verify")
    assert "`--verify` takes what stands, got 0000, now PTR6" in line


def test_a_step_that_left_cannot_be_verified(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = copy.deepcopy(recorded())
    record["PTR6"]["steps"]["0000"] = record["KA2Q"]["steps"]["EC"]
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: record)
    assert "PTR6-0000, which ODE-2 left out" in refused(capsys, "cite", "PTR6-0000", "--verify")


def test_several_are_one_bibliography(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cite", "ODE-2", "KA2Q-EC", "--format", "csl-json"]) == 0
    ids = [item["id"] for item in json.loads(capsys.readouterr().out)]
    assert ids == ["duhamel:PTR6", "duhamel:KA2Q-EC"]


def test_a_key_is_in_a_bibliography_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cite", "ODE-2", "ptr6", "KA2Q", "PTR6"]) == 0
    keys = re.findall(r"^@misc\{(.*),$", capsys.readouterr().out, re.MULTILINE)
    assert keys == ["duhamel:PTR6", "duhamel:KA2Q"]


def test_a_citation_is_verified_before_it_is_given(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["cite", "FE-3", "--verify"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("@misc{duhamel:Z6MV,\n")
    assert err.startswith("Z6MV (FE-3): holds\n")
    for engine in ("SymPy", "FLINT"):
        assert re.search(rf"  {engine} +accepts ([0-9]+) of \1 steps\n", err)
    assert "  rests on  REC-1 [" in err
    monkeypatch.setattr(
        "duhamel.verification.proof.engines.by_flint", lambda *_: Opinion(False, "no")
    )
    assert cli.main(["cite", "FE-3", "--verify"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Z6MV (FE-3): does not hold\n")
    assert "  FLINT     accepts 0 of " in err


@pytest.mark.parametrize("place", ["statement", "step"])
def test_what_is_verified_is_what_is_cited(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A formula that somebody changed in the register is not what was derived."""
    record = copy.deepcopy(recorded())
    entry = record["KA2Q"]
    formula = entry["statement"][0] if place == "statement" else entry["steps"]["WJ"]
    formula["latex"] += " + 1"
    monkeypatch.setattr("duhamel.analysis.tags.recorded", lambda: record)
    assert cli.main(["cite", "KA2Q", "--verify"]) == 1
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


# ---- show: step by step, and with a reader's numbers --------------------------------------------


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
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the terminal has gone with the command
            break
        if then and until in shown:
            os.write(ours, then)
            then = b""
    os.close(ours)
    return shown.decode(), child.wait()


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
    shown, ended = typed(keys, b"  1.2  ", then, "show", "ODE-2", "--steps")
    assert len(re.findall(r"  1\.\d+  ", shown)) == steps
    assert ended == code


def test_steps_do_not_wait_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "ODE-2"]) == 0
    whole = capsys.readouterr().out
    assert cli.main(["show", "ODE-2", "--steps"]) == 0
    assert capsys.readouterr().out == whole
    assert "  1.10  " in whole


def test_steps_are_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    err = refused(capsys, "show", "ODE-2", "--steps", "--format", "latex")
    assert err == "duhamel: `--steps` takes `--format text` only, got latex\n"


@pytest.mark.parametrize(
    ("id", "numbers", "takes"),
    [
        ("ODE-2", "a=-1", "`--with a` takes a number > 0, got -1"),
        ("MOM-3", "beta=2", "`--with` takes |beta| < 1, got beta = 2"),
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
    assert re.search(r"both sides are \$?91/16", shown.replace("\\", ""), re.IGNORECASE)
    assert "takes beta" in shown  # the third part is for β = 1


def test_numbers_against_an_assumption_in_words_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "REC-6", "--with", "N=3,beta=0.5"]) == 1
    out, err = capsys.readouterr()
    assert "does not hold" in out
    assert err.count("\n") == 1
