"""Mutants of `analysis` and `verification`, by mutmut: `make mutants ARGS='--sample 600'`.

Words name modules ("verification/momentum.py"); without any, all are meant. Everything lies under
build/mutants, in the layout that the wheel has, so that mutmut's names are those of the imports;
mutmut asks each mutant the tests that call its function, of those that are its module's. What was
run there is kept: a run that was stopped goes on where it was; functions that changed are run
again, and all when the tests changed. Exit code 1 when fewer than nine in ten of the mutants that
change behaviour are killed, or when one survives that tests/mutants.md does not list.

With `--sample`, as many mutants are drawn from all (by `--seed`; a larger sample goes on where a
smaller one ended), and what is said of all is the share with its exact lower limit (Clopper and
Pearson, 95 %, one-sided).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from duhamel.analysis.theorem import MODULES
from duhamel.verification import selftest
from scipy.stats import beta

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "mutants"
ROOMS = ("analysis", "verification", "reports")
MUTATED = ("analysis", "verification")
SURVIVORS = Path(__file__).with_name("mutants.md")
FIRST_FILES = ("recorded", "chapters", "engines")
"""Asked beside the files of the modules' own names; the first test is that of what imports make."""
ALSO = {
    "derivation": ("theorem",),
    "normal": ("engines",),
    "exact": ("engines",),
    "mistakes": ("selftest",),
    "cache": ("suite",),
}
"""Tests of a module beside those of its own name."""
FIRST = "duhamel.analysis.chapters.integration.*"
"""A few mutants, run to have mutmut make and name all."""

CONFIG = """\
[tool.mutmut]
source_paths = ["duhamel"]
only_mutate = {mutated}
process_isolation = "forkserver"
forkserver_warmup = "import"
preload_modules_file = "preload.txt"
pytest_add_cli_args = {options}
pytest_add_cli_args_test_selection = {tests}
timeout_constant = 60.0
timeout_multiplier = 5.0
use_git_change_detection = false

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib", "--benchmark-disable"]
"""
PRELOADED = ("pytest", "hypothesis", "numpy", "scipy.integrate", "sympy", "flint", "matplotlib")
"""Not the rooms: what a module calls when it is imported is to be the mutant's too."""
OPTIONS = (
    "--import-mode=importlib",
    "-pno:cacheprovider",
    # where a function stands is the trampoline's line, and there a second is short
    "--deselect=tests/verification/test_check.py::test_a_check_stands_where_it_says",
    "--deselect=tests/analysis/test_forcing.py::test_hostile_texts_end_at_once_in_little_memory",
)


def modules(root: Path = ROOT) -> list[str]:
    """Every module that is mutated, by its path: analysis, and what the suite is made of.

    What judges other people's code is left out: it runs in processes where mutmut sees nothing.
    """
    assert selftest.__name__ in sys.modules  # and so has imported all of the suite
    return [
        path.relative_to(root).as_posix()
        for room in MUTATED
        for path in sorted((root / room).rglob("[!_]*.py"))
        if room == "analysis" or dotted(path.relative_to(root)) in sys.modules
    ]


def dotted(path: Path) -> str:
    """The name by which a file of a room is imported."""
    return ".".join(("duhamel", *path.with_suffix("").parts))


def tests() -> list[str]:
    """The files of tests that hold the modules; last who imports what minds a fork."""
    names = dict.fromkeys([*FIRST_FILES, *(Path(module).stem for module in modules())])
    files = [
        path.relative_to(ROOT).as_posix()
        for name in sorted(names, key="libraries".__eq__)
        for path in sorted((ROOT / "tests").rglob(f"test_{name}.py"))
    ]
    return [*dict.fromkeys(files)]


def holds(test: str, function: str) -> bool:
    """Whether a test is one that a function's mutants are asked: its module's own, a record.

    What the checks say is verification's; at the edges, that of the chapters themselves.
    """
    room, module = function.split(".")[1], Path(module_of(function)).stem
    file = Path(test.partition("::")[0]).stem.removeprefix("test_")
    if file == "chapters":
        return room == "verification" and ("at_the_edge" not in test or module in MODULES)
    return file in (module, "recorded", *ALSO.get(module, ()))


def assign() -> None:
    """Leave each function those tests, out of all that call it.

    What only an import calls may be seen in any test; mutmut knows the first alone to call it.
    """
    path = WORK / "mutants" / "mutmut-stats.json"
    stats = json.loads(path.read_text(encoding="utf-8"))
    first, *_ = every = [*stats["duration_by_test"]]
    for function, asked in stats["tests_by_mangled_function_name"].items():
        able = [*asked] if asked != [first] else every
        mine = [test for test in able if holds(test, function)]
        stats["tests_by_mangled_function_name"][function] = mine or asked
    path.write_text(json.dumps(stats), encoding="utf-8")


def prepare() -> None:
    """The folder of the run; what did not change there is left as it was."""
    for room in ROOMS:
        _mirror(ROOT / room, WORK / "duhamel" / room)
    asked = [ROOT / name for name in (*tests(), "tests/conftest.py", "tests/recorded.json")]
    if any(_differs(WORK / path.relative_to(ROOT), path.read_bytes()) for path in asked):
        shutil.rmtree(WORK / "mutants", ignore_errors=True)  # new tests ask every mutant again
    _mirror(ROOT / "tests", WORK / "tests")
    mutated = [f"duhamel/{module}" for module in modules()]
    config = CONFIG.format(mutated=mutated, options=[*OPTIONS], tests=tests())
    _write(WORK / "pyproject.toml", config.encode())
    _write(WORK / "preload.txt", "\n".join(PRELOADED).encode())


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


def mutmut(*words: str) -> str:
    """What mutmut says; its end is the end of all when it fails."""
    tool = shutil.which("mutmut", path=str(Path(sys.executable).parent)) or "mutmut"
    # mutmut puts its own copy first; a path to any other would come before it
    # (and reads the mutants compiled)
    away = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in away}
    with (WORK / f"{words[0]}.log").open("w+", encoding="utf-8", errors="replace") as log:
        ended = subprocess.run([tool, *words], cwd=WORK, env=environment, stdout=log, stderr=log)
        log.seek(0)
        said = log.read()
    if ended.returncode:
        sys.exit(
            f"mutmut ended with {ended.returncode}: {said.splitlines()[-1]}; all in {log.name}"
        )
    return said


def results() -> dict[str, str]:
    """What became of each mutant, by its name."""
    said = mutmut("results", "--all", "true")
    return dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", said, re.MULTILINE))


def run(chosen: Sequence[str], everything: bool) -> dict[str, str]:
    """What became of the mutants that were chosen; only those not yet asked are run."""
    became = results()
    left = [name for name in chosen if became[name] == "not checked"]
    if left:
        mutmut("run", "--max-children", str(os.cpu_count() or 1), *([] if everything else left))
    became = results()
    return {name: became[name] for name in chosen}


def listed() -> set[str]:
    """The survivors whose reason is in tests/mutants.md."""
    text = SURVIVORS.read_text(encoding="utf-8")
    return {
        f"{name}__mutmut_{number}"
        for name, numbers in re.findall(r"^- `(\S+)` ([\d, ]+): ", text, re.MULTILINE)
        for number in numbers.split(", ")
    }


def module_of(name: str) -> str:
    """The path of the module that a mutant's name belongs to."""
    words = name.split(".")[1:-1]
    return next(
        path
        for end in range(len(words), 0, -1)
        if (ROOT / (path := "/".join(words[:end]) + ".py")).is_file()
    )


def options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *modules()], metavar="MODULE")
    parser.add_argument("--sample", type=int, metavar="N", help="draw so many of all")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    return parser.parse_args(words)


def report(became: dict[str, str], population: int) -> int:
    """The counts by module, the survivors by name, the score; 1 unless it is good enough."""
    known = listed()
    state = {name: "killed" if v == "timeout" else v for name, v in became.items()}
    equal = {name for name, v in state.items() if v != "killed" and name in known}
    open_ = {name: v for name, v in state.items() if v != "killed" and name not in known}
    for module in dict.fromkeys(map(module_of, became)):
        counts = Counter(v for name, v in state.items() if module_of(name) == module)
        print(f"{module}: {dict(counts)}")
    print(*(f"{name}: {v}" for name, v in open_.items()), sep="\n")
    killed = sum(v == "killed" for v in state.values())
    changing = len(state) - len(equal)
    # a busy machine makes the clock a liar; a mutant that no test file survives is meant, too
    late = [name for name, v in became.items() if v == "timeout"]
    print(*(f"{name}: killed by the clock, or before the first test" for name in late), sep="\n")
    print(f"{killed} of {changing} that change behaviour are killed; {len(equal)} are listed")
    if len(became) < population:
        lowest = beta.ppf(0.05, killed, changing - killed + 1)
        print(f"of all {population}: {killed / changing:.1%}, at least {lowest:.1%} (95 %)")
    return int(bool(open_) or 10 * killed < 9 * changing)


def main(words: Sequence[str]) -> int:
    asked = options(words)
    prepare()
    if not (WORK / "mutants" / "mutmut-stats.json").is_file():
        mutmut("run", FIRST)
        assign()
    names = sorted(name for name in results() if module_of(name) in (asked.modules or modules()))
    chosen = Random(asked.seed).sample(names, len(names))[: asked.sample]
    return report(run(sorted(chosen), len(chosen) == len(results())), len(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
