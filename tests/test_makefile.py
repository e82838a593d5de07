"""The door: what `make` says where the Python on the path is too old, and which one it takes."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHONS = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make here")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone where every Python on the path is 3.10."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("analysis", "verification", "reports", "bin"):
        (tmp_path / name).mkdir()
    for name in PYTHONS:
        python(tmp_path / "bin" / name, "3.10.12")
    return tmp_path


def python(path: Path, version: str) -> None:
    """A program that tells its version, writes down what else it is asked, and can do nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo Python {version} && exit\n'
        f'echo "${{0##*/}} $@" >>asked\nexit 1\n'
    )
    path.chmod(0o755)


def make(clone: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    path = f"{clone / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        ["make", "UV=", *words], cwd=clone, env={"PATH": path}, capture_output=True, text=True
    )


def asked(clone: Path) -> list[str]:
    file = clone / "asked"
    return file.read_text().splitlines() if file.is_file() else []


@pytest.mark.parametrize(
    "words", [["report"], ["test", "PYTHON=python3.14"], ["lint", "PYTHON=no"]]
)
def test_an_old_python_is_refused_in_one_line(clone: Path, words: list[str]) -> None:
    done = make(clone, *words)
    assert (done.returncode, done.stdout, asked(clone)) == (2, "", [])
    (line,) = done.stderr.splitlines()
    assert "duhamel needs Python 3.11 or newer. Found: " in line
    found = re.findall(r"(\S+) is 3\.10\.12\.", line)
    assert found == {"report": [*PYTHONS], "test": ["python3.14"], "lint": []}[words[0]]


def test_a_python_of_an_earlier_venv_is_refused_as_well(clone: Path) -> None:
    python(clone / ".venv" / "bin" / "python", "3.9.2")
    done = make(clone, "report")
    assert (done.returncode, asked(clone)) == (2, [])
    assert "Found: .venv/bin/python is 3.9.2." in done.stderr


@pytest.mark.parametrize("version", ["3.11.0", "3.14.0rc1"])
def test_the_first_that_is_new_enough_is_taken(clone: Path, version: str) -> None:
    for name in ("python3.12", "python3.11"):
        python(clone / "bin" / name, version)
    assert make(clone, "report").returncode == 2  # it makes no venv
    assert {line.split()[0] for line in asked(clone)} == {"python3.12"}
    assert asked(clone)[0] == "python3.12 -m venv .venv"
