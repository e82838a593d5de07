"""Which modules are mutated, and which tests are asked."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def mutation() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "mutation", Path(__file__).with_name("mutation.py")
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_module_in_a_folder_of_a_room_is_mutated(mutation: ModuleType, tmp_path: Path) -> None:
    for name in ("analysis/x.py", "analysis/deep/er.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert mutation.modules(tmp_path) == ["analysis/deep/er.py", "analysis/x.py"]


def test_every_module_that_is_mutated_is_found_by_its_mutants_names(mutation: ModuleType) -> None:
    modules = mutation.modules()
    names = [f"{mutation.dotted(Path(module))}.x_f__mutmut_1" for module in modules]
    assert [mutation.module_of(name) for name in names] == modules
