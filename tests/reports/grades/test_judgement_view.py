"""The answer to a person: on a terminal, as a picture, as a page."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from duhamel.reports.grades import grading, judgement_view
from duhamel.verification.grader.diagnosis import Counterexample, Judgement, Point
from rich.console import Console

POINT = Point("euler.impulse", "an <impulse>", "fail", "FE-1", "2", "1", "it differs")
JUDGED = Judgement(
    subject="a/hw.py:step",
    kind="euler",
    signature="(rhs, t, x, h)",
    convention="lecture",
    verdict="fail",
    code="late-input",
    sentence="The input is taken late.",
    also=("deviates",),
    theorem="FE-1",
    hint="usually `rhs(t + h, x)`",
    checks=(POINT,),
    counterexample=Counterexample({"x₀": "0", "h": "1/4"}, 1, "1/4", "0"),
    expected_impulse=(0.25, -0.125),
    got_impulse=(0.0, None),
    accepted_by="",
    output="\x1b[31m<script>alert(1)</script>",
    seconds=0.5,
)


def printed(judged: Judgement, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    judgement_view.answer(judged, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_it_says_the_code_the_step_the_numbers_the_theorem_and_the_usual_line() -> None:
    said = printed(JUDGED)
    for words in ("late-input", "at step 1", "1/4", "duhamel show MG2F", "`rhs(t + h, x)`"):
        assert words in said
    assert "Also fits: deviates" in said
    assert "\x1b" not in said


def test_of_much_that_it_printed_the_first_lines_are_shown_and_the_rest_is_counted() -> None:
    much = "\n".join(f"line {n}" for n in range(382))
    said = printed(replace(JUDGED, output=much))
    assert said.count("line ") == 10
    assert "… and 372 lines more" in said
    assert "line 381" in "".join(
        judgement_view.files(
            [grading.grade(replace(JUDGED, output=much), grading.Rubric())]
        ).values()
    )


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, printed(JUDGED, width).splitlines())) <= width


def test_the_picture_has_a_bar_to_each_side_of_zero_and_a_gap_where_no_number_came() -> None:
    lines = [line for line in printed(JUDGED).splitlines() if re.match(r"\s+[12] ", line)]
    assert "0.25" in lines[0]
    assert "−0.125" in lines[1]
    assert "no number" in lines[1]


def test_what_passes_is_told_without_a_mistake() -> None:
    said = printed(
        Judgement("hw.py:f", "euler", "s", "lecture", "pass", "conforms", "It is Euler.")
    )
    assert said.splitlines()[0].startswith("✓ hw.py:f")
    assert "violates" not in said


def test_the_page_escapes_what_the_subject_printed_and_loads_nothing() -> None:
    made = judgement_view.files([grading.grade(JUDGED, grading.Rubric())])
    page = made["a-hw-py-step.html"]
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "an &lt;impulse&gt;" in page
    assert "<svg" in page
    assert 'href="a-hw-py-step.html"' in made["index.html"]
    assert not re.search(r'(?:src|href)="https?:', page)


def test_two_targets_of_one_name_have_two_pages() -> None:
    grade = grading.grade(JUDGED, grading.Rubric())
    assert {"a-hw-py-step.html", "a-hw-py-step.2.html"} <= {*judgement_view.files([grade, grade])}


def test_the_files_are_written(tmp_path: Path) -> None:
    judgement_view.write([grading.grade(JUDGED, grading.Rubric())], tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["a-hw-py-step.html", "a-hw-py-step.svg", "index.html", "summary.csv"]


def test_a_table_has_a_line_for_each_target_and_how_many_pass() -> None:
    console = Console(file=io.StringIO(), width=60)
    judgement_view.summary([grading.grade(JUDGED, grading.Rubric())] * 3, console)
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert said.count("late-input") == 3
    assert said.endswith("0 of 3 pass\n")
