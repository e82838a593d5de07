"""The walls: imports run one way, and each room keeps to its work."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
ROOMS = ("analysis", "verification", "reports")
FILES = [path for room in ROOMS for path in sorted((HERE / room).glob("*.py"))]


def imported(path: Path) -> set[str]:
    """The modules that a file names in its imports, wherever they stand in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports by dots"
            found.add(str(node.module))
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("duhamel.")}


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


ALLOWED = {
    "analysis": {"analysis"},
    "verification": {"analysis", "verification"},
    "reports": set(ROOMS),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_run_one_way(path: Path) -> None:
    assert rooms(path) <= ALLOWED[path.parent.name]
    assert not packages(path) & set(ROOMS)  # by their full name, duhamel.analysis


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_room_keeps_to_its_work(path: Path) -> None:
    """analysis has one engine, verification renders nothing, reports computes nothing."""
    foreign = {
        "analysis": {"flint", "scipy", "matplotlib", "typst", "rich"},
        "verification": {"matplotlib", "typst", "rich", "ziamath", "jinja2"},
        "reports": {"flint", "scipy"},
    }[path.parent.name]
    assert not packages(path) & foreign


COMPUTING = {
    *("solve", "dsolve", "rsolve", "simplify", "integrate", "diff", "expand", "limit"),
    *("summation", "series", "evalf", "N", "nsimplify", "lambdify", "doit"),
}


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name == "reports"], ids=lambda path: path.name
)
def test_reports_take_nothing_from_sympy_that_computes(path: Path) -> None:
    names = {name.rpartition(".")[2] for name in imported(path) if name.startswith("sympy")}
    assert not names & COMPUTING
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & COMPUTING


CHAPTERS = ("continuous", "discretisation", "recurrence", "momentum")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_same_name_in_every_room(chapter: str) -> None:
    assert (HERE / "analysis" / f"{chapter}.py").is_file()
    assert (HERE / "verification" / f"{chapter}.py").is_file()
    assert (HERE / "tests" / f"test_{chapter}.py").is_file()


def test_no_engine_judges_itself() -> None:
    """FLINT's reader and SymPy's normal form do not know of each other."""
    assert "duhamel.analysis.normal" not in imported(HERE / "verification" / "exact.py")
    assert "flint" not in packages(HERE / "analysis" / "normal.py")
