"""Mutants of `analysis` and `verification`, by mutmut: `make mutants ARGS='analysis/normal.py'`.

Each module has a folder of its own under build/mutants, in the layout that the wheel has, so that
mutmut's names are those of the imports. What was run there is kept: a run that was stopped goes on
where it was; functions that changed are run again, and all when the tests changed. Exit code 1
when fewer than nine in ten of the mutants that change behaviour are killed, or when one survives
that tests/mutants.md does not list.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "mutants"
ROOMS = ("analysis", "verification", "reports")
MUTATED = ("analysis", "verification")
SURVIVORS = Path(__file__).with_name("mutants.md")
TESTS: dict[str, tuple[str, ...]] = {
    "analysis/derivation.py": ("derivation", "theorem"),
    "analysis/normal.py": ("normal", "derivation"),
    "verification/mistakes.py": ("selftest", "simulate"),
    "verification/simulate.py": ("simulate", "integration"),
}
"""Tests of a module where it is not `test_<module>.py` alone; the chapters' without one are
held by test_chapters.py."""

CONFIG = """\
[tool.mutmut]
source_paths = ["duhamel"]
only_mutate = ["duhamel/{module}"]
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib", "--benchmark-disable"]
"""


def modules() -> list[str]:
    """Every module that is mutated, as room/name.py."""
    paths = (path for room in MUTATED for path in sorted((ROOT / room).glob("*.py")))
    return [path.relative_to(ROOT).as_posix() for path in paths if path.name != "__init__.py"]


def tests(module: str) -> list[str]:
    """The files of tests that hold a module."""
    names = TESTS.get(module, (Path(module).stem,))
    found = [f"tests/test_{name}.py" for name in names]
    there = [name for name in found if (ROOT / name).is_file()]
    return there or ["tests/test_chapters.py"]


def prepare(module: str) -> Path:
    """The folder of a module's run; what did not change there is left as it was."""
    folder = WORK / module.replace("/", ".").removesuffix(".py")
    for room in ROOMS:
        _mirror(ROOT / room, folder / "duhamel" / room)
    asked = [ROOT / name for name in (*tests(module), "tests/conftest.py")]
    if any(_differs(folder / path.relative_to(ROOT), path.read_bytes()) for path in asked):
        shutil.rmtree(folder / "mutants", ignore_errors=True)  # new tests ask every mutant again
    _mirror(ROOT / "tests", folder / "tests")
    _write(folder / "pyproject.toml", CONFIG.format(module=module, tests=tests(module)).encode())
    return folder


def _mirror(source: Path, target: Path) -> None:
    files = [
        path for path in source.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    ]
    kept = {path.relative_to(source) for path in files}
    for path in [path for path in target.rglob("*") if path.is_file()]:
        if path.relative_to(target) not in kept and "__pycache__" not in str(path):
            path.unlink()
    for path in files:
        _write(target / path.relative_to(source), path.read_bytes())


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _write(path: Path, content: bytes) -> None:
    if _differs(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(module: str) -> dict[str, str]:
    """What became of each mutant of a module, by its name."""
    folder = prepare(module)
    mutmut = shutil.which("mutmut", path=str(Path(sys.executable).parent)) or "mutmut"
    # mutmut puts its own copy first; a path to any other would come before it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [mutmut, "run", "--max-children", str(os.cpu_count() or 1)]
    with (folder / "run.log").open("wb") as log:
        ended = subprocess.run(words, cwd=folder, env=environment, stdout=log, stderr=log)
    if ended.returncode:
        last = (folder / "run.log").read_text(encoding="utf-8").splitlines()[-1]
        sys.exit(f"mutmut ended with {ended.returncode} on {module}: {last}")
    said = subprocess.run(
        [mutmut, "results", "--all", "true"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", said, re.MULTILINE))


def listed() -> set[str]:
    """The survivors whose reason is in tests/mutants.md."""
    text = SURVIVORS.read_text(encoding="utf-8")
    return {
        f"{name}__mutmut_{number}"
        for name, numbers in re.findall(r"^- `(\S+)` ([\d, ]+): ", text, re.MULTILINE)
        for number in numbers.split(", ")
    }


def main(words: Sequence[str]) -> int:
    known, total, unknown = listed(), Counter[str](), []
    for module in words or modules():
        became = run(module)
        counts = Counter("killed" if v in ("killed", "timeout") else v for v in became.values())
        same = [name for name, v in became.items() if v != "killed" and name in known]
        open_ = [n for n, v in became.items() if v not in ("killed", "timeout") and n not in known]
        unknown += [f"{name}: {became[name]}" for name in open_]
        total.update(killed=counts["killed"], listed=len(same), survived=len(open_))
        print(f"{module}: {dict(counts)}, {len(same)} listed", flush=True)
    print(*unknown, sep="\n")
    changing = total["killed"] + total["survived"]
    print(f"{total['killed']} of {changing} that change behaviour are killed")
    return int(bool(unknown) or 10 * total["killed"] < 9 * changing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
