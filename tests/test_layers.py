"""The walls: imports run one way, and each room keeps to its work."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from duhamel.analysis.theorem import MODULES

HERE = Path(__file__).parent.parent
ROOMS = ("analysis", "verification", "reports")


def files(root: Path) -> list[Path]:
    """The sources of every room and of the folders in it, relative to ``root``."""
    return [p.relative_to(root) for room in ROOMS for p in sorted((root / room).rglob("*.py"))]


FILES = files(HERE)


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


FOREIGN = {
    "analysis": {"flint", "scipy", "matplotlib", "typst", "rich"},
    "verification": {"matplotlib", "typst", "rich", "ziamath", "jinja2"},
    "reports": {"flint", "scipy"},
}
"""analysis has one engine, verification renders nothing, reports computes nothing."""


def faults(path: Path, root: Path = HERE) -> set[str]:
    """What a file imports that its room does not allow."""
    room, whole = path.parts[0], root / path
    outside = {name for name in packages(whole) if name in {*ROOMS, *FOREIGN[room]}}
    return outside | (rooms(whole) - ALLOWED[room])


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_room_keeps_to_its_work_and_imports_run_one_way(path: Path) -> None:
    assert not faults(path)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("analysis/chapters/x.py", "from duhamel.verification import suite"),
        ("verification/grader/child/x.py", "import rich.text"),
        ("reports/cli/x.py", "from verification import suite"),
    ],
)
def test_a_fault_in_a_folder_of_a_room_is_found(tmp_path: Path, place: str, line: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(f"def f():\n    {line}\n")
    assert [faults(found, tmp_path) for found in files(tmp_path)] != [set()]


COMPUTING = {
    *("solve", "dsolve", "rsolve", "simplify", "integrate", "diff", "expand", "limit"),
    *("summation", "series", "evalf", "N", "nsimplify", "lambdify", "doit"),
}


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] == "reports"], ids=str)
def test_reports_take_nothing_from_sympy_that_computes(path: Path) -> None:
    path = HERE / path
    names = {name.rpartition(".")[2] for name in imported(path) if name.startswith("sympy")}
    assert not names & COMPUTING
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & COMPUTING


@pytest.mark.parametrize("chapter", MODULES)
def test_a_chapter_has_the_same_name_in_every_room(chapter: str) -> None:
    assert (HERE / "analysis" / "chapters" / f"{chapter}.py").is_file()
    assert (HERE / "verification" / "checks" / f"{chapter}.py").is_file()


def test_no_engine_judges_itself() -> None:
    """FLINT's reader and SymPy's normal form do not know of each other."""
    assert "duhamel.analysis.normal" not in imported(HERE / "verification" / "proof" / "exact.py")
    assert "flint" not in packages(HERE / "analysis" / "normal.py")


def graph(root: Path) -> dict[str, set[str]]:
    """The modules that each module imports, wherever in it, but for the sake of types alone."""
    names = {dotted(path): root / path for path in files(root)}
    return {
        name: {
            found
            for line in lines(ast.parse(path.read_text(encoding="utf-8")))
            for alias in line.names
            for found in (f"{line.module}.{alias.name}", str(line.module))
            if found in names and found != name
        }
        for name, path in names.items()
    }


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(("duhamel", *parts[: -1 if parts[-1] == "__init__" else None]))


def lines(tree: ast.AST) -> Iterator[ast.ImportFrom]:
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.ImportFrom():
                yield node
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
            case _:
                yield from lines(node)


def circle(root: Path) -> list[str]:
    try:
        TopologicalSorter(graph(root)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_imports_run_in_a_circle() -> None:
    assert circle(HERE) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    (tmp_path / "analysis").mkdir()
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        text = f"def f():\n    from duhamel.analysis.{other} import f\n"
        (tmp_path / "analysis" / f"{name}.py").write_text(text)
    assert circle(tmp_path)
