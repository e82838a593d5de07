"""Whatever a subject does, an answer comes back, and its numbers exactly."""

import ast
import json
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from duhamel.verification.grader import judge_subject, subject
from duhamel.verification.grader.child import core as child
from duhamel.verification.grader.sandbox import containment
from duhamel.verification.grader.sandbox.containment import Limits, MachineError
from duhamel.verification.grader.subject import Answer, Array, Target, ask, exact, wire

LINUX = sys.platform == "linux"
QUICK = Limits(seconds=1, memory=1 << 30)
EPISODES: dict[str, list[dict[str, Any]]] = {
    "recurrence": [
        {"name": "short", "beta": wire(Fraction(3, 4)), "f": wire([1, 2]), "x0": wire(0)},
        {"name": "again", "beta": wire(0.5), "f": wire([1]), "x0": wire(0), "repeat": True},
    ]
}
RIGHT = """    x = [x0]
    for one in f:
        x.append(beta * x[-1] + one)
    return x
"""

Ask = Callable[..., Answer]


@pytest.fixture
def asked(tmp_path: Path) -> Ask:
    """The answer of a recurrence whose first lines, or whose module, do something else."""

    def answer(body: str = "", top: str = "", limits: Limits | None = None) -> Answer:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        path = tmp_path / "homework.py"
        path.write_text(f"{top}\ndef recurrence(beta, f, x0):\n{lines}{RIGHT}")
        return ask(Target.parse(f"{path}:recurrence"), None, EPISODES, limits)

    return answer


def numbers(answer: Answer, name: str = "short") -> tuple[Fraction | None, ...]:
    return exact(answer.episodes[name]["x"]).values


CORRECT = (Fraction(0), Fraction(1), Fraction(11, 4))


# ---- targets and numbers ---------------------------------------------------------------------


def test_targets_are_read() -> None:
    by_path = Target.parse("some/hw-1.py:Class.method")
    assert by_path.path == Path("some/hw-1.py").absolute()
    assert by_path.name == "Class.method"
    assert Target.parse("torch.optim:SGD").module == "torch.optim"


@pytest.mark.parametrize("text", ["hw.py", "hw.py:", ":f", "hw.py:1x", "a b:f", "", "a..b:f"])
def test_what_is_no_target_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"TARGET is path\.py:name or package\.module:name"):
        Target.parse(text)


@pytest.mark.parametrize(
    "value",
    [
        *(0.1, -0.0, 5e-324, 3, True, Fraction(1, 3), [[1, 2], [3, 4]], []),
        *(np.float32(0.1), np.longdouble("0.1"), np.arange(6.0).reshape(2, 3)[:, ::2]),
    ],
)
def test_numbers_come_back_exactly(value: Any) -> None:
    array = exact(child.encode(value))
    flat = np.asarray(value, dtype=object).ravel()
    assert array.shape == np.shape(value)
    assert array.values == tuple(Fraction(*item.as_integer_ratio()) for item in flat)


def test_what_is_not_finite_is_told() -> None:
    assert exact(child.encode(10**400)).values == (None,)
    array = exact(child.encode(np.array([1.0, np.nan, np.inf, -np.inf])))
    assert array.values == (Fraction(1), None, None, None)


@pytest.mark.parametrize("value", [None, "text", 1j, {}, object(), [[1], [2, 3]], lambda: 1])
def test_what_is_no_number_has_none(value: Any) -> None:
    array = exact(child.encode(value))
    assert (array.dtype, array.values, array.type) == ("other", (), type(value).__name__)


def test_inputs_go_the_same_way() -> None:
    sent = wire([[Fraction(3, 8), 1], [-2, 0.5]])
    assert child.decode(sent).tolist() == [[0.375, 1.0], [-2.0, 0.5]]
    with pytest.raises(ValueError, match="no float64"):
        wire(Fraction(1, 3))


@pytest.mark.parametrize(
    "forged",
    [
        *({}, {"values": 5, "shape": [], "dtype": ""}, {"values": ["1/0"], "shape": [1]}),
        *({"values": [None], "shape": [1], "dtype": "float64"}, {"values": ["0x1p9999999"]}),
    ],
)
def test_what_is_no_array_is_a_value_error(forged: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        exact({"dtype": "float64", "shape": [1], **forged} if forged else forged)


# ---- an answer -------------------------------------------------------------------------------


def test_an_answer_has_the_numbers_and_where_they_are_from(asked: Ask) -> None:
    answer = asked("print('β = 3/4')")
    assert (answer.kind, answer.signature) == ("recurrence", "recurrence")
    assert answer.found == "recurrence(beta, f, x0)"
    assert answer.ending is None
    assert numbers(answer) == CORRECT
    assert answer.output == "β = 3/4\n" * 3
    assert answer.repeats == {"again": answer.episodes["again"]}


def test_siblings_are_found_and_the_working_folder_is_its_own(asked: Ask, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("import os\nhere = os.getcwd()\n")
    answer = asked("print(helper.here)", "import helper")
    assert answer.ending is None
    assert str(tmp_path) not in answer.output


def test_a_module_is_found_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "solution.py").write_text(
        f"class Week3:\n  @staticmethod\n  def recurrence(beta, f, x0):\n{RIGHT}"
    )
    monkeypatch.chdir(tmp_path)
    answer = ask(Target.parse("course.solution:Week3.recurrence"), None, EPISODES)
    assert numbers(answer) == CORRECT


def test_a_signature_that_fits_none_is_shown_with_those_that_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_text("def f(apple, *, pear=1): pass")
    answer = ask(Target.parse(f"{tmp_path / 'hw.py'}:f"), None, EPISODES)
    assert (answer.kind, answer.ending) == (None, None)
    assert answer.found == "f(apple, *, pear=1)"
    assert {kind for kind, _, _ in answer.signatures} == {"momentum", "euler", "recurrence"}


def test_state_that_is_left_shows_in_the_repetition(asked: Ask) -> None:
    answer = asked("count[0] += 1\nx0 = x0 + count[0]", "count = [0]")
    assert answer.repeats["again"] != answer.episodes["again"]


# ---- whatever it does ------------------------------------------------------------------------

# 40 at the most, more than are allowed, which sleep and end by themselves
FORKING = """import os, time
for _ in range(40):
    if not os.fork(): time.sleep(15); os._exit(0)
time.sleep(15)"""
ENDLESS = "import time; END = time.monotonic() + 60"  # all end by themselves, held or not
ENDS: dict[str, tuple[str, str, int | None]] = {
    "_exit": ("import os; os._exit(0)", "exited", 3),
    "abort": ("import os; os.abort()", "crashed", 3),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", "crashed", 3),
    "loop": ("while time.monotonic() < END: pass", "timed-out", 3),
    "loop in C": ("sum(range(10**18))", "timed-out", 3),
    "forking": (FORKING, "crashed", None),
    "flood": ("while time.monotonic() < END: print('x' * 10**6)", "timed-out", 3),
    "closed": ("import os; os.closerange(0, 100)", "crashed", None),
}


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
@pytest.mark.parametrize("body", ENDS)
def test_what_ends_its_process_is_an_ending(asked: Ask, body: str) -> None:
    lines, code, line = ENDS[body]
    ending = asked(lines, ENDLESS, QUICK).ending
    assert ending
    assert (ending.code, ending.episode) == (code, "short")
    assert ending.line == line or line is None or body == "flood"
    assert ending.sentence.endswith(".")


RAISES: dict[str, tuple[str, str, str, int]] = {
    "exit": ("import sys; sys.exit(3)", "exited", "SystemExit", 3),
    "recursion": ("def f(): return f()\nf()", "crashed", "RecursionError", 3),
    "huge array": ("import numpy; numpy.ones((10**6, 10**6))", "crashed", "MemoryError", 3),
    "input": ("input()", "crashed", "EOFError", 3),
    "interrupt": ("raise KeyboardInterrupt", "crashed", "KeyboardInterrupt", 3),
    "nameless": (
        "class E(BaseException):\n  def __str__(self): 1 / 0\nraise E",
        "crashed",
        "E",
        5,
    ),
}


@pytest.mark.parametrize("body", RAISES)
def test_what_it_raises_is_an_answer(asked: Ask, body: str) -> None:
    lines, *expected = RAISES[body]
    answer = asked(lines)
    error = answer.episodes["short"]["error"]
    assert answer.ending is None
    assert [error["code"], error["type"], error["line"]] == expected


def test_what_came_before_is_kept(asked: Ask) -> None:
    answer = asked("import os\nif beta == 0.5: os._exit(0)")
    assert numbers(answer) == CORRECT
    assert answer.ending
    assert answer.ending.episode == "again"


HARMLESS = {
    "atexit": "import atexit, time\natexit.register(time.sleep, 60)",
    "thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "stdout": "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = None",
    "numpy": "import numpy\nnumpy.asarray = numpy.array = numpy.array_equal = numpy.ndarray = None",
    "builtins": """import builtins
for name in ("len", "float", "isinstance", "str", "int", "hasattr", "repr", "print", "type"):
    setattr(builtins, name, None)""",
    "json": "import json, json.encoder\njson.dumps = json.loads = json.encoder.JSONEncoder = None",
    "os": "import os\nos.write = os._exit = os.fsencode = None",
    "modules": "import sys\nsys.modules.clear()",
    "path": "import sys\nsys.path.clear(); sys.meta_path.clear()",
    "warnings": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn = None",
    "signals": "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)",
}


@pytest.mark.parametrize("top", HARMLESS)
def test_what_it_patches_changes_nothing_but_its_own_numbers(asked: Ask, top: str) -> None:
    answer = asked(top=HARMLESS[top])
    assert answer.ending is None
    assert numbers(answer) == CORRECT


FAILS: dict[str, tuple[str | bytes, str, int | None]] = {
    "syntax": ("def f(:\n", "SyntaxError", 1),
    "package": ("\nimport no_such_package\n", "ModuleNotFoundError: No module", 2),
    "raises": ("1 / 0\n", "ZeroDivisionError", 1),
    "encoding": (b"x = '\xff'\n", "SyntaxError", None),
    "null": (b"x = 1\0", "null bytes", None),
    "other": ("def another(): pass\n", "there is no f; it defines another", None),
    "nothing": ("", "there is no f; it defines nothing", None),
    "value": ("f = 3\n", "f is not a function or a class but int", None),
    "leaves": ("import sys\nsys.exit('no')\n", "It leaves while it is imported", 2),
}


@pytest.mark.parametrize("text", FAILS)
def test_what_cannot_be_imported_is_an_ending(tmp_path: Path, text: str) -> None:
    source, sentence, line = FAILS[text]
    path = tmp_path / "hw.py"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    ending = ask(Target.parse(f"{path}:f"), None, EPISODES).ending
    assert ending
    absent = dict.fromkeys(("other", "nothing", "value"), "absent")
    assert ending.code == {"leaves": "exited", **absent}.get(text, "crashed")
    assert sentence in ending.sentence
    assert ending.line == line or line is None


def test_a_file_that_is_not_there_is_an_ending(tmp_path: Path) -> None:
    ending = ask(Target.parse(f"{tmp_path / 'hw.py'}:f"), None, EPISODES).ending
    assert ending
    assert "There is no file" in ending.sentence


# ---- forgeries -------------------------------------------------------------------------------

SHOUTS = """import os
lines = [b'{"done":true}', b'{"kind":5}', b'[' * 10**5, b'\\xff' * 100, b'null', b'{"play":{}}',
         b'{"kind":"momentum","found":"","signatures":[3]}', b'{"failed":"x","error":{}}',
         b'{"play":"first","name":"again","answer":{"x":{"values":[1],"shape":[],"dtype":""}}}',
         b'{"found": [["time", "?"]], "status": 0, "reason": ""}']
for fd in range(64):
    for line in lines:
        try: os.write(fd, b'\\n' + line + b'\\n' + line)
        except OSError: pass"""


def test_what_is_written_to_every_descriptor_changes_nothing(asked: Ask) -> None:
    answer = asked(SHOUTS)
    assert answer.ending is None
    assert answer.kind == "recurrence"
    assert numbers(answer) == CORRECT
    assert numbers(answer, "again") == CORRECT[:2]


def sending(*messages: dict[str, Any]) -> str:
    """Lines that write to whatever the answers may go through."""
    told = "".join(f"\n{json.dumps(one)}\n" for one in messages).encode()
    return f"""import os
for fd in range(3, 20):
    try: os.write(fd, {told!r})
    except OSError: pass
"""


HEAD = {"kind": None, "found": "f" * 10**5, "signature": ""}


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "zzz", "signatures": []},
        {"kind": ["euler"], "signatures": []},
        {"signatures": [], "file": float("inf")},
        {"signatures": [], "file": 10**400},
    ],
)
def test_a_head_that_no_child_sends_is_passed_over(asked: Ask, more: dict[str, Any]) -> None:
    answer = asked(top=sending({**HEAD, **more}))
    assert (answer.kind, answer.found) == ("recurrence", "recurrence(beta, f, x0)")


def test_what_is_sent_is_not_long(asked: Ask) -> None:
    forms = [[1], [1, 2, 3], ["a", "b"], *[["a", "b", "c" * 10**4]] * 100]
    answer = asked(top=sending({**HEAD, "signatures": forms}))
    assert answer.kind is None
    assert len(answer.found) == subject.LONGEST
    assert 0 < len(answer.signatures) <= 32
    assert {len(one[2]) for one in answer.signatures} == {subject.LONGEST}


@pytest.mark.parametrize("forged", [{"shape": [1] * 65, "values": ["int:1"]}])
def test_an_array_has_no_more_dimensions_than_numpys(forged: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="dimensions"):
        exact({"dtype": "float64", **forged})


def test_what_an_exception_says_is_one_line(asked: Ask) -> None:
    """Else its second line could be read as the verdict on another target."""
    answer = asked("raise ValueError('x\\nother.py:f: pass, conforms\\n' + 'y' * 10**6)")
    message = answer.episodes["short"]["error"]["message"]
    assert message.startswith("x other.py:f: pass, conforms yyy")
    assert len(message) <= subject.LONGEST


def test_a_second_play_is_waited_for(asked: Ask) -> None:
    """Who forges the first ones and leaves has not answered the same question twice."""
    plays: list[dict[str, Any]] = [
        {"play": "first", "name": name, "answer": {}} for name in ("short", "again")
    ]
    ending = asked(sending(*plays, {"done": True}) + "os._exit(0)").ending
    assert ending
    assert ending.code == "exited"


def test_a_verdict_on_the_standard_output_is_output(asked: Ask) -> None:
    forged = '{"verdict": "pass", "code": "conforms"}'
    answer = asked(f"print('''{forged}''')\nreturn [x0] * 3")
    assert forged in answer.output
    assert numbers(answer) == (Fraction(0),) * 3


def test_what_it_says_cannot_move_the_cursor(asked: Ask) -> None:
    """No escape sequence reaches a terminal, from what it prints or from what it raises."""
    answer = asked("print('\\x1b[2Jfine\\rβ\\t!')\nraise ValueError('\\x1b[2J\\u202e')")
    assert answer.output.startswith("\\x1b[2Jfine\\rβ\t!\n")
    assert answer.episodes["short"]["error"]["message"] == "\\x1b[2J\\u202e"


def test_forged_answers_do_not_hide_an_end(asked: Ask) -> None:
    line = """b'\\n{"done":true}\\n'"""
    ending = asked(f"import os\nfor fd in range(3, 20):\n  try: os.write(fd, {line})\n"
                   "  except OSError: pass\nos._exit(0)").ending  # fmt: skip
    assert ending
    assert ending.code == "exited"


@pytest.mark.parametrize(
    ("junk", "code"),
    [
        ("5", "crashed"),
        ("{}", "crashed"),
        ("[[]]", "crashed"),
        ('{"values": [], "shape": [], "dtype": ""}', "conforms"),  # no array: it is passed over
    ],
)
def test_answers_in_another_form_are_a_judgement(tmp_path: Path, junk: str, code: str) -> None:
    body = f"""import inspect, os
known = next(one.frame.f_locals for one in inspect.stack() if "request" in one.frame.f_locals)
for name in known["request"]["episodes"]["recurrence"]:
    line = '{{"play": "first", "name": "%s", "answer": {{"x": {junk}}}}}' % name["name"]
    for fd in range(3, 20):
        try: os.write(fd, b"\\n" + line.encode() + b"\\n")
        except OSError: pass"""
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    (tmp_path / "hw.py").write_text(f"def recurrence(beta, f, x0):\n{indented}{RIGHT}")
    judgement = judge_subject.examine(Target.parse(f"{tmp_path / 'hw.py'}:recurrence"))
    assert judgement.code == code
    assert code == "conforms" or "cannot be read" in judgement.sentence


REACHES = {
    "import": "import duhamel.verification.grader.integrators.judge",
    "importlib": "import importlib; importlib.import_module('duhamel.analysis')",
    "by path": f"import sys; sys.path.insert(0, {str(Path(subject.__file__).parent)!r}); "
    "import integrators",
    "open": f"open({subject.__file__!r})",
    "resolved": f"open({str(Path(subject.__file__).resolve())!r})",
}


@pytest.mark.parametrize("body", REACHES)
def test_the_graders_own_code_is_out_of_reach(asked: Ask, body: str) -> None:
    answer = asked(
        f"try:\n  {REACHES[body]}\n  print('reached')\nexcept (ImportError, OSError): pass"
    )
    assert answer.ending is None
    assert answer.output == ""


def test_what_is_sent_knows_nothing_of_the_grader() -> None:
    """Sources that import nothing of this project but each other, and the inputs as given."""
    order = subject._order(Target.parse("hw.py:f"), None, EPISODES)
    assert order["request"]["episodes"] == EPISODES
    assert "seed" not in order["request"]
    assert [name for name, _ in order["sources"]] == [
        f"duhamel.verification.grader.child.{name}" for name in subject.CHILD
    ]
    sent = [Path(child.__file__).with_name(f"{name}.py") for name in subject.CHILD]
    nodes = [node for one in sent for node in ast.walk(ast.parse(one.read_text("utf-8")))]
    names = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    package = "duhamel.verification.grader.child"
    known = {package, f"{package}.core", f"{package}.momentum"}
    assert {name for name in names if "duhamel" in name} <= known


# ---- rivals ----------------------------------------------------------------------------------

READS = """def recurrence(beta, f, x0):
    try: print(open("PATH").read())
    except OSError: print("refused")
"""
MINE = ["mine/hw.py:recurrence", "other/hw.py:recurrence", "mine/sub/hw.py:recurrence"]
FLAT = ["hw.py:recurrence", "other.py:recurrence", "part.py:another"]


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
@pytest.mark.parametrize(
    ("batch", "path", "read"),
    [
        (MINE, "other/hw.py", False),
        (MINE, "other/notes.txt", False),
        (MINE, "mine/sub/hw.py", False),
        (MINE, "mine/data.txt", True),
        (FLAT, "other.py", False),
        (FLAT, "data.txt", True),
        (FLAT, "link", False),
        (FLAT, "part.py", True),  # another name: it may be this one's own
        (FLAT[:1], "other.py", True),
        (FLAT[::2], "/proc/self/cwd/../../etc/passwd", False),
    ],
)
def test_a_rival_is_not_read(tmp_path: Path, batch: list[str], path: str, read: bool) -> None:
    """A folder is one's own; in one that many share, what is asked for the same name is not."""
    targets = [Target.parse(f"{tmp_path}/{target}") for target in batch]
    for name in (*(one.path for one in targets), tmp_path / path, tmp_path / "other.py"):
        if name and name.is_relative_to(tmp_path) and name.name != "link":
            name.parent.mkdir(parents=True, exist_ok=True)
            name.write_text("found")
    (tmp_path / "link").symlink_to("other.py")
    assert targets[0].path
    targets[0].path.write_text(READS.replace("PATH", str(tmp_path / path)) + RIGHT)
    answer = ask(targets[0], None, EPISODES, others=targets)
    assert answer.ending is None
    assert ("found" in answer.output) is read


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
def test_a_link_to_a_rival_is_not_judged_as_ones_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a/hw.py").write_text(f"def recurrence(beta, f, x0):\n{RIGHT}")
    (tmp_path / "b/hw.py").symlink_to("../a/hw.py")
    both = [Target.parse(f"{tmp_path}/{name}/hw.py:recurrence") for name in ("a", "b")]
    right, linked = (ask(one, None, EPISODES, others=both) for one in both)
    assert right.ending is None
    assert linked.ending
    assert "It cannot be imported" in linked.ending.sentence


OWN: list[tuple[str, list[str]]] = [
    ("hw.py:recurrence", ["../b/hw.py:recurrence"]),
    ("hw.py:recurrence", ["sub/../hw.py:recurrence"]),
    ("hw.py:recurrence", ["alias/hw.py:recurrence"]),
    ("hw:recurrence", ["hw.py:recurrence"]),
    ("sub.hw:recurrence", ["sub/hw.py:recurrence"]),
    *(("hw.py:recurrence", [f"{name}.py:recurrence"]) for name in ("file", "part", "dot", "away")),
    ("inside.py:recurrence", ["sub/other.py:recurrence"]),
]
LINKS = {
    **{"alias": ".", "file.py": "hw.py", "part.py": "helper.py", "dot.py": ".", "away.py": "/usr"},
    "inside.py": "sub/hw.py",
}


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
@pytest.mark.parametrize(("target", "others"), OWN)
def test_nobody_hides_what_is_anothers_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, others: list[str]
) -> None:
    """One file spelt in two ways, and what somebody else has only a link to."""
    (tmp_path / "b/sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "b")
    for name, to in LINKS.items():
        Path(name).symlink_to(to)
    Path("helper.py").write_text("")
    for name in ("hw.py", "sub/hw.py", "sub/other.py"):
        Path(name).write_text(f"import helper\ndef recurrence(beta, f, x0):\n{RIGHT}")
    Path("sub/helper.py").write_text("")
    both = [Target.parse(one) for one in (target, *others)]
    answer = ask(both[0], None, EPISODES, others=both)
    assert answer.ending is None
    assert numbers(answer) == CORRECT


SEARCH = """import gc, sys
frame, seen = sys._getframe(), []
while frame:
    seen.append(repr(frame.f_locals))
    frame = frame.f_back
for one in gc.get_objects():
    try: one = one.cell_contents if type(one).__name__ == "cell" else one
    except ValueError: pass  # it is empty
    if type(one) in (dict, list, tuple, set, frozenset):
        seen += [x for x in (one.values() if type(one) is dict else one) if type(x) is str]
print(any("-lavir"[::-1] in text for text in seen))
"""


def test_who_else_is_asked_is_not_told(tmp_path: Path) -> None:
    """Neither in a frame nor in anything that Python can find."""
    (tmp_path / "mine").mkdir()
    path = tmp_path / "mine/hw.py"
    path.write_text(f"{SEARCH}\ndef recurrence(beta, f, x0):\n{RIGHT}")
    others = [Target.parse(f"{tmp_path}/rival-{n}/hw.py:recurrence") for n in range(2)]
    answer = ask(Target.parse(f"{path}:recurrence"), None, EPISODES, others=others)
    assert (answer.ending, answer.output) == (None, "False\n")


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
def test_a_link_to_a_rival_in_one_folder_is_not_judged_as_ones_own(tmp_path: Path) -> None:
    (tmp_path / "alice.py").write_text(f"def recurrence(beta, f, x0):\n{RIGHT}")
    (tmp_path / "mallory.py").symlink_to("alice.py")
    both = [Target.parse(f"{tmp_path}/{name}.py:recurrence") for name in ("alice", "mallory")]
    right, linked = (ask(one, None, EPISODES, others=both) for one in both)
    assert right.ending is None
    assert linked.ending


def test_what_the_machine_cannot_begin_is_not_an_answer(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No NumPy to be imported, say: the subject's own code has not been reached."""
    monkeypatch.setattr(subject, "CHILD", ("core", "absent"))
    code = containment.code
    broken = containment.packed(compile("raise MemoryError('no room')", "<absent>", "exec"))
    monkeypatch.setattr(
        containment, "code", lambda name: broken if "absent" in name else code(name)
    )
    with pytest.raises(MachineError, match="MemoryError: no room"):
        asked()


@pytest.mark.skipif(not LINUX, reason="what holds elsewhere is less")
@pytest.mark.parametrize("body", [*ENDS, *RAISES])
def test_every_end_is_a_judgement(tmp_path: Path, body: str) -> None:
    """Through the same door as `duhamel check`: a diagnosis, and never an exception."""
    lines, code = ENDS[body][:2] if body in ENDS else RAISES[body][:2]
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    (tmp_path / "hw.py").write_text(f"{ENDLESS}\ndef recurrence(beta, f, x0):\n{indented}{RIGHT}")
    target = Target.parse(f"{tmp_path / 'hw.py'}:recurrence")
    judgement = judge_subject.examine(target, seconds=1 if body in ENDS else 10)
    assert (judgement.verdict, judgement.code) == ("fail", code)


def test_arrays_of_any_library_are_sent() -> None:
    class Tensor:
        """What `encode` takes of PyTorch: bfloat16 is widened, not rounded again."""

        dtype = "torch.bfloat16"
        detach = cpu = lambda self: self
        is_floating_point = staticmethod(lambda: True)

        def double(self) -> Any:
            return np.array([0.5, 3.0])

    assert exact(child.encode(Tensor())) == Array(
        "bfloat16",
        (2,),
        (Fraction(1, 2), Fraction(3)),
        "Tensor",
    )
