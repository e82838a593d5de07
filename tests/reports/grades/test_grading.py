"""Points by a rubric, and the formats that graders read."""

import csv
import io
import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from duhamel.reports.grades import grading
from duhamel.reports.grades.grading import Rubric
from duhamel.verification.grader.diagnosis import Counterexample, Judgement, Point
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

SCHEMA = json.loads(Path(grading.__file__).with_name("judgement.schema.json").read_text("utf-8"))
RIGHT = Point("momentum.start", "a start", "pass", "MOM-1", "1", "1", "as it must")
WRONG = Point("momentum.impulse", "an impulse", "fail", "MOM-1", "2", "1\x1b[31m", "differs")
FAILED = Judgement(
    subject="hw.py:sgd",
    kind="momentum",
    signature="lecture",
    convention="lecture",
    verdict="fail",
    code="state-lost",
    sentence="It loses its state.",
    also=("no-momentum",),
    theorem="MOM-6",
    hint="usually `m = …`",
    checks=(RIGHT, WRONG),
    counterexample=Counterexample({"β": "3/4"}, 2, "-7/32", "-1/8"),
    expected_impulse=(1.0, 1.75),
    got_impulse=(1.0, None),
    output="PASS\x00",
    seconds=0.25,
)
PASSED = replace(FAILED, verdict="pass", code="conforms", checks=(RIGHT,), counterexample=None)
UNREAD = replace(
    FAILED, kind="", signature="", code="crashed", checks=(), counterexample=None, also=()
)
UNJUDGED = replace(UNREAD, verdict="unjudged", code="unjudged", sentence="It could not be judged.")
EACH = (FAILED, PASSED, UNREAD)
KNOWN = (RIGHT.id, WRONG.id)


def graded(*judged: Judgement, rubric: Rubric | None = None) -> list[grading.Grade]:
    return [grading.grade(one, rubric or Rubric()) for one in judged]


def rubric(tmp_path: Path, text: str) -> Rubric:
    path = tmp_path / "rubric.toml"
    path.write_text(text, encoding="utf-8")
    return grading.read(path, KNOWN)


def test_without_a_rubric_the_diagnosis_decides() -> None:
    assert [one.score for one in graded(*EACH)] == [0, 10, 0]
    missing = replace(FAILED, code="batch-missing", checks=(*[RIGHT] * 9, WRONG))
    other = replace(FAILED, code="convention:averaged")
    assert [one.score for one in graded(missing, other)] == [0, 5]


@given(st.integers(1, 12), st.integers(0, 12), st.fractions(0, 1), st.integers(1, 40))
def test_the_parts_add_up_to_the_score(right: int, wrong: int, share: Fraction, total: int) -> None:
    judged = replace(FAILED, checks=(*[RIGHT] * right, *[WRONG] * wrong))
    by = Rubric(Fraction(total), credit={FAILED.code: share})
    said = json.loads(grading.as_gradescope(graded(judged, rubric=by)))
    for own, whole in (("score", said["score"]), ("max_score", total)):
        assert round(sum(test[own] for test in said["tests"]), 2) == whole


def test_a_rubric_weighs_checks_and_credits_diagnoses(tmp_path: Path) -> None:
    weighed = rubric(tmp_path, 'total = 8\n[points]\n"momentum.impulse" = 3\n')
    assert graded(FAILED, rubric=weighed)[0].score == 2
    credited = rubric(tmp_path, "[credit]\nstate-lost = 0.1\nconforms = 0\n")
    assert graded(FAILED, rubric=credited)[0].score == 1
    assert graded(PASSED, rubric=credited)[0].score == 10  # what passes has all of it


@pytest.mark.parametrize(
    "text",
    [
        "total = 0",
        "total = true",
        "total = nan",
        "total = -1",
        "totl = 3",
        "points = 3",
        '[points]\n"momentum.typo" = 1',
        "[credit]\nstate-lots = 1",
        "[credit]\nstate-lost = 2",
        '[credit]\nstate-lost = "1"',
        "total = ",
        "\x00",
    ],
)
def test_what_is_no_rubric_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"^`--rubric` takes [^\n]*got [^\n]*$"):
        rubric(tmp_path, text)


def test_a_rubric_that_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_bytes(b"")
    os.truncate(tmp_path / "long", 1 << 32)
    for path in (tmp_path / "pipe", tmp_path / "long", tmp_path, Path("/dev/zero")):
        with pytest.raises(ValueError, match="a TOML file of at most"):
            grading.read(path, KNOWN)


@pytest.mark.parametrize("judged", EACH)
def test_json_is_by_its_schema(judged: Judgement) -> None:
    said = json.loads(grading.as_json(graded(judged)))
    Draft202012Validator(SCHEMA).validate(said)
    assert said["diagnosis"]["code"] == judged.code


def test_several_judgements_are_a_list_by_the_same_schema() -> None:
    said = json.loads(grading.as_json(graded(*EACH)))
    Draft202012Validator(SCHEMA).validate(said)
    assert [one["verdict"] for one in said] == ["fail", "pass", "fail"]


def test_the_schema_refuses_another_field() -> None:
    said = json.loads(grading.as_json(graded(FAILED)))
    assert not Draft202012Validator(SCHEMA).is_valid({**said, "grade": 1})


GRADESCOPE: dict[str, Any] = {  # the fields that Gradescope names, with what it takes
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": {"enum": ["text", "html", "simple_format", "md", "ansi"]},
        "visibility": {"enum": ["visible", "hidden", "after_due_date", "after_published"]},
        "stdout_visibility": {"enum": ["visible", "hidden", "after_due_date", "after_published"]},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "score", "max_score", "status"],
                "properties": {
                    "name": {"type": "string"},
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "output": {"type": "string"},
                    "output_format": {"enum": ["text", "html", "simple_format", "md", "ansi"]},
                    "visibility": {"enum": ["visible", "hidden"]},
                },
            },
        },
    },
}
PRAIRIELEARN: dict[str, Any] = {  # as its pages on external grading name them
    "type": "object",
    "required": ["gradable", "score"],
    "properties": {
        "gradable": {"type": "boolean"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "message": {"type": "string"},
        "output": {"type": "string"},
        "format_errors": {"type": "array", "items": {"type": "string"}},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "points", "max_points"],
                "properties": {
                    "points": {"type": "number"},
                    "max_points": {"type": "number"},
                    "message": {"type": "string"},
                    "output": {"type": "string"},
                },
            },
        },
    },
}


@pytest.mark.parametrize("judged", [*((one,) for one in EACH), EACH])
@pytest.mark.parametrize("name", ["gradescope", "prairielearn"])
def test_a_grader_reads_its_own_form(name: str, judged: tuple[Judgement, ...]) -> None:
    form = {"gradescope": GRADESCOPE, "prairielearn": PRAIRIELEARN}[name]
    Draft202012Validator(form).validate(json.loads(grading.FORMATS[name](graded(*judged))))


def test_gradescope_adds_the_tasks_of_a_submission_up() -> None:
    said = json.loads(grading.as_gradescope(graded(*EACH)))
    assert said["score"] == 10
    assert [test["score"] for test in said["tests"]] == [0, 0, 10]
    assert said["tests"][0]["name"] == "hw.py:sgd: a start"


def test_prairielearn_does_not_grade_what_cannot_be_read() -> None:
    said = json.loads(grading.as_prairielearn(graded(FAILED)))
    assert (said["gradable"], said["score"]) == (True, 0)
    unread = json.loads(grading.as_prairielearn(graded(UNREAD)))
    assert (unread["gradable"], unread["score"]) == (False, 0)
    assert unread["format_errors"]


def test_junit_has_a_case_for_each_check_and_an_error_where_none_was_reached() -> None:
    root = ElementTree.fromstring(grading.as_junit(graded(*EACH)))
    counts = [(one.get("tests"), one.get("failures"), one.get("errors")) for one in root]
    assert counts == [("2", "1", "0"), ("1", "0", "0"), ("1", "0", "1")]
    assert root.find("testsuite/testcase[@name='momentum.impulse']/failure") is not None


def test_csv_has_a_line_for_each_target_and_no_formula() -> None:
    evil = replace(FAILED, subject='=cmd|"x".py:f')
    rows = list(csv.reader(io.StringIO(grading.as_csv(graded(PASSED, evil)))))
    assert [row[0] for row in rows] == ["subject", "hw.py:sgd", '\'=cmd|"x".py:f']
    assert rows[1][2:6] == ["pass", "conforms", "10.0", "10.0"]


@given(st.text(" \t\r\n\x0b\u3000\ufeff\xa0;,\"'=+-@＝＋－＠ax\udcff", max_size=12))
@example("\r=1")
@example("a;=1")
@example(" ＝1")
@example('a;"=1')
def test_no_spreadsheet_finds_a_formula_wherever_it_cuts(words: str) -> None:
    text = grading.as_csv(graded(replace(FAILED, subject=words, sentence=words)))
    assert text.encode().decode() == text
    lines = text.splitlines()
    assert len(lines) == 2
    cells = [cell for mark in ",;\t" for cell in next(csv.reader(lines[1:], delimiter=mark))]
    starts = [cell.strip().strip('"').strip()[:1] for cell in (*cells, *lines[1].split(";"))]
    assert not {*starts} & {*"=+-@＝＋－＠"}


def test_a_line_for_which_there_is_no_room_is_taken_back(tmp_path: Path) -> None:
    table = grading.Table(tmp_path / "t.csv")
    one, other = graded(PASSED, FAILED)
    table.add(one)
    whole = (tmp_path / "t.csv").read_bytes()
    real = table.file

    class Full:
        """A disk with room for ten bytes more."""

        tell, seek, truncate = real.tell, real.seek, real.truncate

        def write(self, line: bytes) -> int:
            return real.write(line[:10])

    table.file = Full()  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space left"):
        table.add(other)
    assert (tmp_path / "t.csv").read_bytes() == whole
    table.file = real
    table.add(other)
    table.close()
    assert (tmp_path / "t.csv").read_text("utf-8") == grading.as_csv([one, other])


def test_who_could_not_be_judged_has_no_points_in_any_form() -> None:
    mixed = graded(PASSED, UNJUDGED, rubric=Rubric(credit={"crashed": Fraction(1)}))
    assert [one.score for one in mixed] == [10, None]
    said = json.loads(grading.as_json(mixed))
    Draft202012Validator(SCHEMA).validate(said)
    assert said[1]["verdict"] == "unjudged"
    assert "score" not in grading.as_gradescope(mixed)
    assert "could not be judged" in grading.as_gradescope(mixed)
    told = json.loads(grading.as_prairielearn(mixed))
    assert (told["gradable"], "format_errors" in told) == (False, False)
    errors = ElementTree.fromstring(grading.as_junit(mixed)).findall(".//error")
    assert [error.get("message") for error in errors] == ["It could not be judged."]
    (row,) = csv.DictReader(io.StringIO(grading.as_csv(mixed[1:])))
    assert (row["verdict"], row["score"]) == ("unjudged", "")
    assert grading.points(mixed[1]) == "—/10"


def test_what_a_subject_printed_steers_no_terminal_and_breaks_no_xml() -> None:
    for name in ("junit", "gradescope"):
        said = grading.FORMATS[name](graded(FAILED))
        assert "\x1b" not in said
        assert "\\u001b" not in said
        assert "\x00" not in said


def test_points_are_shown_in_hundredths_rounded_down() -> None:
    three = replace(FAILED, checks=(RIGHT, RIGHT, WRONG))
    by = Rubric(points={RIGHT.id: Fraction(1)})
    said = json.loads(grading.as_gradescope(graded(three, rubric=by)))
    assert [test["score"] for test in said["tests"]] == [3.33, 3.33, 0.0]
    assert graded(three, rubric=by)[0].score == Fraction(20, 3)


def test_the_page_on_rubrics_has_every_code_and_every_check() -> None:
    page = Path(__file__).parents[3] / "docs" / "rubric.md"
    assert page.read_text("utf-8") == grading.reference()
