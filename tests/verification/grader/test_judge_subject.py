"""`duhamel check`: targets, options, exit codes, and many subjects at once."""

import csv
import errno
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import sleep
from typing import Any
from xml.etree import ElementTree

import pytest
from duhamel.reports.cli import main
from duhamel.reports.grades import grading
from duhamel.reports.text import terminal
from duhamel.verification.grader import judge_subject
from duhamel.verification.grader.diagnosis import Counterexample, Judgement, Point
from duhamel.verification.grader.integrators import judge as integrators
from duhamel.verification.grader.judge_subject import LARGEST, examine, no_source, targets
from duhamel.verification.grader.momentum import judge as updates
from duhamel.verification.grader.sandbox.containment import MachineError
from duhamel.verification.grader.subject import KINDS, Answer, Target

RIGHT = "def step(rhs, t, x, h):\n    return x + h * rhs(t, x)\n"
LATE = "def step(rhs, t, x, h):\n    return x + h * rhs(t + h, x)\n"
LOOP = """import time
END = time.monotonic() + 60
def step(rhs, t, x, h):
    while time.monotonic() < END: pass
"""
BROKEN = "def step(rhs, t, x, h:\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, source in {"a": RIGHT, "b": LATE, "c": LOOP, "d": BROKEN}.items():
        (tmp_path / "hand-in" / name).mkdir(parents=True)
        (tmp_path / "hand-in" / name / "hw.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_pattern_stands_for_the_files_that_fit_it(folder: Path) -> None:
    found = targets(["hand-in/*/hw.py:step", "hand-in/a/hw.py:step"])
    assert [one.text for one in found] == [f"hand-in/{name}/hw.py:step" for name in "abcd"]
    assert targets([f"{folder}/hand-in/[ab]/hw.py:step"])[1].path


def test_one_bad_submission_does_not_stop_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", "hand-in/*/hw.py:step", "--timeout", "1.5", "--csv", "points.csv"]
    assert main([*words, "--out", "answers"]) == 1
    assert "1 of 4 pass" in capsys.readouterr().out
    rows = [*csv.DictReader((folder / "points.csv").read_text(encoding="utf-8").splitlines())]
    assert [row["code"] for row in rows] == ["conforms", "late-input", "timed-out", "crashed"]
    pages = {path.name for path in (folder / "answers").iterdir()}
    assert {"index.html", "summary.csv", "hand-in-b-hw-py-step.svg"} <= pages


def test_where_the_file_cannot_be_read_its_line_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder / "hand-in/d/hw.py:step")]) == 1
    said = capsys.readouterr().out
    assert "line 1." in said
    assert " \n" not in said


def test_a_signature_that_fits_none_is_told_those_that_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "odd.py").write_text("def odd(q): return q\n", encoding="utf-8")
    assert main(["check", "odd.py:odd", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert "odd(q)" in said["diagnosis"]["sentence"]
    assert "(rhs, t, x, h)" in said["diagnosis"]["hint"]


LIKE = {
    "keras": """class Like:
    def __init__(self, learning_rate, momentum): self.lr, self.beta = learning_rate, momentum
    def apply_gradients(self, pairs): pass
""",
    "optax": "def Like(learning_rate, momentum): return None\n",
}


@pytest.mark.parametrize("library", LIKE)
def test_what_only_looks_like_a_librarys_needs_no_library(
    folder: Path, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    """Nobody is blamed for a library that is not there and was never asked for."""
    if library == "optax" and find_spec("optax"):
        pytest.skip("it can be asked")
    (folder / "like.py").write_text(LIKE[library], encoding="utf-8")
    assert main(["check", "like.py:Like"]) == 1
    said = capsys.readouterr().out
    assert "was not understood" in said
    assert "No module" not in said


def test_a_name_that_is_not_there_is_no_exception(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What there is, and how much more; no word of a traceback, which there is none of."""
    names = [f"f{n:02}" for n in range(15)]
    (folder / "many.py").write_text("".join(f"def {name}(): pass\n" for name in names))
    assert main(["check", "many.py:nosuch", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)["diagnosis"]
    assert said["sentence"].endswith(f"it defines {', '.join(names[:12])} and 3 more.")
    assert said["hint"] == ""
    (folder / "many.py").write_text("1 / 0")
    assert main(["check", "many.py:nosuch", "--format", "json"]) == 1
    assert "traceback" in json.loads(capsys.readouterr().out)["diagnosis"]["hint"]


def test_what_ends_a_process_has_no_traceback(folder: Path) -> None:
    (folder / "end.py").write_text("import os\ndef step(rhs, t, x, h): os.abort()\n")
    said = examine(Target.parse("end.py:step"))
    assert (said.code, said.hint) == ("crashed", "")


FORGERY = "other.py:f: pass, conforms"


@pytest.mark.parametrize("form", ["text", "gradescope", "prairielearn", "junit"])
def test_nothing_that_it_says_begins_a_line(
    folder: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """Printed, raised, or the name of its file: a line that begins like that is the grader's."""
    name, text = f"x\n{FORGERY}\n.py", f"a\n{FORGERY}\n"
    (folder / name).write_text(
        f"print({text!r})\ndef step(rhs, t, x, h):\n    raise ValueError({text!r})\n"
    )
    assert main(["check", f"{name}:step", "--format", form]) == 1
    told = capsys.readouterr().out
    if form in ("gradescope", "prairielearn"):
        told = "\n".join(texts(json.loads(told)))
    told = told.replace("&#10;", "\n")
    assert FORGERY in told
    assert not [line for line in told.splitlines() if line.startswith(FORGERY)]


def texts(told: Any) -> Iterator[str]:
    """Every text in what a grader reads."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from texts(one)


def test_the_kind_can_be_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "plain.py").write_text(
        "def step(one, two, three, four):\n    return three + four * one(two, three)\n"
    )
    assert main(["check", "plain.py:step", "--as", "euler"]) == 0
    assert capsys.readouterr().out.startswith("✓ plain.py:step")


@pytest.mark.usefixtures("folder")
def test_hidden_parameters_are_others_and_as_exact() -> None:
    one, other = (examine(targets(["hand-in/a/hw.py:step"])[0], seed=n) for n in (1, 2))
    assert (one.verdict, other.verdict) == ("pass", "pass")
    assert one.expected_impulse != other.expected_impulse


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hw.py"], "TARGET is path.py:name or package.module:name, got 'hw.py'"),
        (["none.py:step"], "TARGET takes a file that is there, got none.py:step"),
        (["none/*.py:step"], "TARGET takes a pattern that some file fits, got 'none/*.py:step'"),
        (["a.py:f", "--timeout", "0"], "`--timeout` takes seconds, more than 0 to 3600, got 0"),
        (["a.py:f", "--timeout", "nan"], "`--timeout` takes seconds, more than 0 to 3600, got nan"),
        (["a.py:f", "--seed", "-1"], "`--seed` takes a whole number from 0 on, got -1"),
        (["hand-in/a/hw.py:step", "--rubric", "no.toml"], "`--rubric` takes a path"),
        (["hand-in/a/hw.py:step", "--csv", "no/such.csv"], "`--csv` takes a file"),
        (["hand-in/a/hw.py:step", "--out", "hand-in/a/hw.py"], "`--out` takes a folder"),
        (["hand-in/a/hw.py:step", "--as", "heun"], "argument --as: invalid choice: 'heun'"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_checked_is_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["check", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"duhamel: {told}")
    assert said.err.count("\n") == 1


# ---- one bad item never loses the batch --------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    """A table, which has to be whole lines: a name for each cell, and an end."""
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    found = [*csv.DictReader(io.StringIO(text))]
    assert all(None not in row and None not in row.values() for row in found)
    return found


def test_what_is_no_source_has_a_line_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, a pipe, a link to nothing and 1.5 GB of that name; names that are no text."""
    for name in "efghi":
        (folder / "hand-in" / name).mkdir()
    (folder / "hand-in/e/hw.py").mkdir()
    os.mkfifo(folder / "hand-in/f/hw.py")
    (folder / "hand-in/g/hw.py").symlink_to("nowhere")
    (folder / "hand-in/h/hw.py").touch()
    os.truncate(folder / "hand-in/h/hw.py", 1_500_000_000)
    (folder / "hand-in/i").rename(folder / os.fsdecode(b"hand-in/i\xff"))
    (folder / os.fsdecode(b"hand-in/i\xff/hw.py")).write_text(LATE, encoding="utf-8")
    words = ["hand-in/[ae-h]/hw.py:step", os.fsdecode(b"hand-in/i\xff/hw.py:step")]
    for form in ("junit", "text"):
        assert main(["check", *words, "--format", form, "--csv", "t.csv", "--out", "out"]) == 1
    assert "1 of 6 pass" in capsys.readouterr().out
    told = rows(folder / "t.csv")
    assert [row["code"] for row in told] == ["conforms", *["crashed"] * 4, "late-input"]
    reasons = ("a folder", "a pipe", "no such file", f"more than {LARGEST >> 20} MB")
    assert all(why in row["sentence"] for why, row in zip(reasons, told[1:], strict=False))
    assert told[-1]["subject"] == r"hand-in/i\udcff/hw.py:step"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["text", "gradescope"])
def test_alone_it_is_refused_but_not_to_a_grader(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert main(["check", "hand-in/a:step", "/dev/zero:step", "--format", form]) == 1 + (
        form == "text"
    )
    said = capsys.readouterr()
    assert said.err.endswith("got hand-in/a:step: it is a folder\n") is (form == "text")


@pytest.mark.parametrize("pattern", ["hand-in/*/src/hw.py", "hand-in/*/hw.py", "hand-in/[m]*.py"])
def test_a_link_to_elsewhere_is_not_followed(folder: Path, pattern: str) -> None:
    """Neither the file nor a folder below the first that the pattern finds; one's own are."""
    (folder / "grader").mkdir()
    (folder / "grader/hw.py").write_text(RIGHT, encoding="utf-8")
    for name in ("mallory", "honest"):
        (folder / "hand-in" / name / "v2").mkdir(parents=True)
        (folder / "hand-in" / name / "v2/hw.py").write_text(RIGHT, encoding="utf-8")
    (folder / "hand-in/mallory/src").symlink_to("../../grader")
    (folder / "hand-in/mallory/hw.py").symlink_to(folder / "grader/hw.py")
    (folder / "hand-in/mallory.py").symlink_to("../grader/hw.py")
    (folder / "hand-in/honest/src").symlink_to("v2")
    (folder / "hand-in/honest/hw.py").symlink_to("v2/hw.py")
    (folder / "hand-in/may.py").write_text(RIGHT, encoding="utf-8")
    mallory = next(one for one in targets([f"{pattern}:step"]) if "mallory" in one.text)
    assert no_source(mallory) == "it is a link to elsewhere"
    honest = next(
        one for one in targets([f"{pattern}:step"]) if "/h" in one.text or "may" in one.text
    )
    assert no_source(honest) == ""


def test_links_in_a_circle_lead_nowhere(folder: Path) -> None:
    (folder / "a.py").symlink_to("b.py")
    (folder / "b.py").symlink_to("a.py")
    assert no_source(Target.parse("a.py:step")) == "there is no such file"


@pytest.mark.parametrize("size", [0, LARGEST, LARGEST + 1])
def test_a_source_is_read_up_to_its_limit(tmp_path: Path, size: int) -> None:
    (tmp_path / "hw.py").touch()
    os.truncate(tmp_path / "hw.py", size)
    assert bool(no_source(Target.parse(f"{tmp_path}/hw.py:f"))) is (size > LARGEST)


def test_a_name_wins_over_a_pattern(folder: Path) -> None:
    for name in ("hw1.py", "hw[1].py", "what?", "what1"):
        (folder / name).touch()
    assert [one.text for one in targets(["hw[1].py:f"])] == ["hw[1].py:f"]
    (folder / "hw[1].py").unlink()
    assert [one.text for one in targets(["hw[1].py:f"])] == ["hw1.py:f"]
    assert {one.path for one in targets(["wha*:f"])} == {folder / "what?", folder / "what1"}


# ---- whose fault it is -------------------------------------------------------------------------

FAULTS: dict[str, Exception] = {
    "the machine could not run the subject: no": MachineError(
        "the machine could not run the subject: no"
    ),
    "Too many open files": OSError(errno.EMFILE, os.strerror(errno.EMFILE)),
    "Permission denied": PermissionError(errno.EACCES, "Permission denied", "hw.py"),
    "no memory is left": MemoryError(),
    "RecursionError: deep": RecursionError("deep"),
    "KeyError: 'of a judge'": KeyError("of a judge"),
}


def failing(monkeypatch: pytest.MonkeyPatch, where: str, error: Exception) -> None:
    """A fault at all targets in b."""
    real = getattr(judge_subject, where)

    def broken(first: Any, *rest: Any) -> Any:
        if "/b/" in str(getattr(first, "text", first)):
            raise error
        return real(first, *rest)

    monkeypatch.setattr(judge_subject, where, broken)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("reason", FAULTS)
@pytest.mark.parametrize("where", ["ask", "_imports"])
def test_what_is_not_the_subjects_fault_is_not_said_to_be(
    monkeypatch: pytest.MonkeyPatch, where: str, reason: str
) -> None:
    failing(monkeypatch, where, FAULTS[reason])
    (target,) = targets(["hand-in/b/hw.py:step"])
    said = examine(target)
    assert (said.verdict, said.code, said.checks) == ("unjudged", "unjudged", ())
    assert said.sentence == f"It could not be judged: {reason}."


def test_a_judge_that_crashes_loses_one_item(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = integrators.judge

    def judge(answer: Any, *rest: Any) -> Judgement:
        if "/b/" in answer.target:
            raise AttributeError("'Law' object has no attribute 'fade'")
        return real(answer, *rest)

    monkeypatch.setattr(integrators, "judge", judge)
    assert main(["check", "hand-in/[ab]/hw.py:step", "--csv", "t.csv"]) == 2
    said = capsys.readouterr()
    assert "1 of 2 pass, 1 could not be judged" in said.out
    assert said.err.endswith("duhamel: 1 of 2 could not be judged\n")
    assert [row["verdict"] for row in rows(folder / "t.csv")] == ["pass", "unjudged"]


@pytest.mark.parametrize(
    ("kind", "junk"),
    [
        ("euler", {"x": {}}),
        ("recurrence", {"x": [[]]}),
        ("momentum", {"tracks": [{"W": [5], "m": [5]}]}),
        ("momentum", {"tracks": [], "notes": 3}),
    ],
)
def test_a_forged_answer_is_the_subjects_own_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, junk: dict[str, Any]
) -> None:
    """Unlike one that a judge fails at, though it could be read."""
    (tmp_path / "hw.py").touch()
    (target,) = targets([f"{tmp_path}/hw.py:f"])
    names = ("closed-form", "impulses")
    forged = Answer(target.text, kind, "", dict.fromkeys(names, junk), None, "", 0.0, "")
    monkeypatch.setattr(judge_subject, "ask", lambda *_: forged)
    said = examine(target)
    assert (said.verdict, said.code) == ("fail", "crashed")
    assert said.sentence.startswith("Its answers cannot be read: ")


FORGED_ERRORS: list[dict[str, Any]] = [
    *(
        {"code": code, "type": "E", "message": "", "line": 1, "step": None}
        for code in ("convention:lr-outside", "conforms", "zzz", ["crashed"])
    ),
    {"code": "crashed", "type": 5, "message": ""},
    {"code": "crashed", "type": "E", "message": "", "line": "9"},
]


def judged_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, told: Any) -> Judgement:
    """What is said of a subject that answers every question with the same."""
    (tmp_path / "hw.py").touch()
    (target,) = targets([f"{tmp_path}/hw.py:f"])
    names = [one["name"] for one in {**updates.requests(), **integrators.episodes()}[kind]]
    forged = Answer(target.text, kind, "", dict.fromkeys(names, told), None, "", 0.0, "")
    monkeypatch.setattr(judge_subject, "ask", lambda *_: forged)
    return examine(target)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("error", FORGED_ERRORS)
def test_a_code_is_none_that_a_subject_may_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, error: dict[str, Any]
) -> None:
    said = judged_of(tmp_path, monkeypatch, kind, {"error": error})
    assert (said.verdict, said.code, said.accepted_by) == ("fail", "crashed", "")
    assert said.sentence.startswith("Its answers cannot be read: ")


@pytest.mark.parametrize(
    "told",
    [
        {"skipped": "not today"},  # what no signature leaves out
        {"tracks": [{"W": [], "m": []}]},
        {"notes": {"wrong-shape": 5}},
        {"notes": {"gradient-modified": "x"}},
        {"notes": {"conforms": 0}},
    ],
)
def test_what_no_caller_says_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]
) -> None:
    said = judged_of(tmp_path, monkeypatch, "momentum", told)
    assert (said.verdict, said.code) == ("fail", "crashed")
    assert said.sentence.startswith("Its answers cannot be read: ")


@pytest.mark.usefixtures("folder")
def test_where_no_thread_can_be_had_nothing_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refused)
    found = dict(judge_subject.examine_all(targets(["hand-in/[ab]/hw.py:step"])))
    assert {one.verdict for one in found.values()} == {"unjudged"}
    assert [*found] == [0, 1]


CODE = """
import resource, signal, sys
from duhamel.reports.cli import main
{}
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("signal.signal(signal.SIGCHLD, signal.SIG_IGN)", 0),
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))", 2),
    ],
    ids=["SIGCHLD ignored", "EMFILE"],
)
def test_the_machine_as_it_may_be(folder: Path, before: str, code: int) -> None:
    words = ["check", "hand-in/a/hw.py:step", "--csv", "t.csv", "--out", "out"]
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert [row["verdict"] for row in rows(folder / "t.csv")] == [{0: "pass", 2: "unjudged"}[code]]


# ---- the table, as results come ----------------------------------------------------------------


def test_after_each_result_the_table_is_whole_and_in_the_end_in_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(judge_subject, "examine", lambda one, *_: replace(SAID, subject=one.text))
    real = judge_subject.examine_all

    def backwards(*rest: Any) -> Iterator[tuple[int, Judgement]]:
        yield from sorted(real(*rest), reverse=True)

    @contextmanager
    def looking() -> Iterator[Callable[[int, int], None]]:
        yield lambda *_: seen.append([row["subject"][8] for row in rows(folder / "t.csv")])

    monkeypatch.setattr(judge_subject, "examine_all", closed(backwards))
    monkeypatch.setattr(terminal, "progress", looking)
    assert main(["check", "hand-in/*/hw.py:step", "--csv", "t.csv"]) == 1
    assert seen == [[*"d"], [*"dc"], [*"dcb"], [*"dcba"]]
    assert [row["subject"][8] for row in rows(folder / "t.csv")] == [*"abcd"]


def closed(found: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    return lambda *rest: (one for one in found(*rest))


SAID = Judgement(
    subject="",
    kind="euler",
    signature="one step",
    convention="lecture",
    verdict="fail",
    code="late-input",
    sentence="Σ βᵏ f: −1, ΔW ≠ 0.",
    checks=(Point("euler.start", "βⁿ − 1", "fail", "FE-1", "−1", "½", "Δ"),),
    counterexample=Counterexample({"β": "¼"}, 1, "−1", "½"),
    expected_impulse=(1.0,),
    got_impulse=(-1.0,),
    output="é ≠ ✓",
)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1:strict"])
@pytest.mark.parametrize("form", ["text", *grading.FORMATS])
def test_a_narrow_code_page_gets_every_form(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, form: str
) -> None:
    """What is for programs says the same as in UTF-8, and so do the files."""
    monkeypatch.setattr(judge_subject, "examine", lambda one, *_: replace(SAID, subject=one.text))

    def told(encoding: str) -> bytes:
        page, _, errors = encoding.partition(":")
        stream = io.TextIOWrapper(raw := io.BytesIO(), page, errors or "strict")
        monkeypatch.setattr(sys, "stdout", stream)
        words = ["check", "hand-in/a/hw.py:step", "--csv", f"{page}.csv", "--out", page]
        assert main([*words, "--format", form]) == 1
        stream.flush()
        return raw.getvalue()

    narrow, wide = told(encoding), told("utf-8")
    assert narrow
    if form == "junit":
        assert ElementTree.fromstring(narrow).attrib == ElementTree.fromstring(wide).attrib
    if form != "text":
        assert narrow == wide
    page = encoding.partition(":")[0]
    assert "−1, ΔW ≠ 0" in (folder / f"{page}.csv").read_text(encoding="utf-8")
    for path in (folder / page).iterdir():
        assert path.read_bytes() == (folder / "utf-8" / path.name).read_bytes()


# ---- signals -----------------------------------------------------------------------------------

SLOW = "import time\ndef step(rhs, t, x, h):\n    time.sleep(60)\n    return x\n"


def eventually(holds: Callable[[], object]) -> bool:
    """Whether it holds within a minute."""
    for _ in range(1200):
        if holds():
            return True
        sleep(0.05)
    return False


def left(folder: Path) -> list[Path]:
    """The processes that work in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if os.fsencode(folder) in path.read_bytes():
                found.append(path)
    return found


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_leaves_what_is_judged_and_nothing_else(folder: Path, name: str) -> None:
    """Two of them, as from who presses Ctrl-C twice: one line, no process, no folder."""
    number, room = getattr(signal, name), folder / "tmp"
    room.mkdir()
    (folder / "hand-in/b/hw.py").write_text(SLOW, encoding="utf-8")
    words = ["check", "hand-in/[ab]/hw.py:step", "--jobs", "1", "--csv", "t.csv", "--out", "out"]
    process = subprocess.Popen(
        [sys.executable, "-c", CODE.format(""), *words],
        env={**os.environ, "TMPDIR": str(room)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert eventually(lambda: (folder / "t.csv").is_file() and rows(folder / "t.csv"))
        assert eventually(lambda: left(room))
        process.send_signal(number)
        process.send_signal(number)
        told = process.communicate(timeout=120)
        assert (process.returncode, *told) == (128 + number, b"", b"duhamel: interrupted\n")
        assert eventually(lambda: not left(room))
        assert [*room.iterdir()] == []
        assert [row["verdict"] for row in rows(folder / "t.csv")] == ["pass"]
        assert not (folder / "out").exists()
    finally:
        process.kill()
        process.communicate()
