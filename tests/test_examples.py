"""The examples are run as their readers would run them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from duhamel.reports.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
TASKS = ("euler_step", "recurrence", "sgd_momentum")


def test_the_solution_of_the_homework_passes(capsys: pytest.CaptureFixture[str]) -> None:
    rubric = str(EXAMPLES / "homework" / "rubric.toml")
    targets = [f"{EXAMPLES / 'homework' / 'solution.py'}:{task}" for task in TASKS]
    assert main(["check", *targets, "--seed", "7", "--rubric", rubric]) == 0
    assert "3 of 3 pass" in capsys.readouterr().out


def test_what_is_handed_out_has_no_points_yet(capsys: pytest.CaptureFixture[str]) -> None:
    targets = [f"{EXAMPLES / 'homework' / 'homework.py'}:{task}" for task in TASKS]
    rubric = str(EXAMPLES / "homework" / "rubric.toml")
    code = main(["check", *targets, "--format", "gradescope", "--rubric", rubric])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["score"]) == (1, 0)


def test_no_example_shows_its_seed_to_everybody() -> None:
    """What stands on a command line can be seen by all who use the machine."""
    told = [path for path in EXAMPLES.rglob("*") if path.is_file()] + [
        EXAMPLES.parent / "README.md"
    ]
    texts = {path.name: path.read_text(encoding="utf-8") for path in told if path.suffix != ".pyc"}
    assert {name for name, text in texts.items() if "DUHAMEL_SEED" in text} >= {"run_autograder"}
    assert not [name for name, text in texts.items() if "--seed" in text]


@pytest.mark.skipif(os.name == "nt", reason="Gradescope runs Linux")
@pytest.mark.parametrize(("hand_in", "score"), [("solution.py", 30), ("homework.py", 0), (None, 0)])
def test_the_autograder_grades_a_submission(
    tmp_path: Path, hand_in: str | None, score: int
) -> None:
    for name in ("source", "submission"):
        (tmp_path / name).mkdir()
    shutil.copy(EXAMPLES / "homework" / "rubric.toml", tmp_path / "source")
    if hand_in:
        shutil.copy(EXAMPLES / "homework" / hand_in, tmp_path / "submission" / "homework.py")
    command = tmp_path / "duhamel"
    command.write_text(
        f"#!{sys.executable}\nimport sys\nfrom duhamel.reports.cli import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    subprocess.run(
        [EXAMPLES / "gradescope" / "run_autograder"],
        env={**os.environ, "AUTOGRADER": str(tmp_path), "DUHAMEL": str(command)},
        check=True,
    )
    said = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert said["score"] == score
    assert "sgd_momentum" in said["output"]


def test_the_autograder_hands_out_no_results_where_the_grading_failed(tmp_path: Path) -> None:
    command = tmp_path / "duhamel"
    command.write_text("#!/bin/sh\nexit 2\n")
    command.chmod(0o755)
    run = subprocess.run(
        [EXAMPLES / "gradescope" / "run_autograder"],
        env={**os.environ, "AUTOGRADER": str(tmp_path), "DUHAMEL": str(command)},
        check=False,
    )
    assert run.returncode
    assert not (tmp_path / "results" / "results.json").exists()
