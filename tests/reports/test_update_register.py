"""What `make tags` writes: the register as the code has it now, and everything before."""

import copy
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis.letters import beta
from duhamel.analysis.tags import TAGS, breaches, current, faults, recorded
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports import update_register
from duhamel.verification.catalogue import CATALOGUE, catalogued

WHY = "the range of β was too wide"


def old() -> dict[str, Any]:
    return copy.deepcopy(recorded())


def narrower() -> Theorem:
    """A theorem of the register that supposes more: it has another meaning."""
    theorem = register()["REC-1"]()
    return replace(theorem, setting=(*theorem.setting, beta > 0))


@pytest.mark.parametrize("id", register())
def test_the_record_is_what_the_code_gives(id: str) -> None:
    """Meaning and wording; what fails here is mended by `make tags`, or was a mistake."""
    made = update_register.extended(recorded(), [register()[id]()], WHY)
    tag = current(recorded()).get(id)
    assert tag is not None, "no tag yet: make tags"
    assert made.get(tag) == recorded()[tag]
    assert made == recorded()


def test_every_standing_tag_has_its_theorem() -> None:
    assert set(current(recorded())) == set(register())


def test_the_catalogue_is_what_the_code_gives() -> None:
    assert list(catalogued().items()) == list(update_register.checks().items())


def test_a_changed_meaning_gets_a_new_tag_and_the_old_one_leads_there() -> None:
    tag = current(recorded())["REC-1"]
    made = update_register.extended(old(), [narrower()], WHY)
    (new,) = set(made) - set(recorded())
    assert current(made)["REC-1"] == new
    assert (made[tag]["forward"], made[tag]["why"]) == (new, WHY)
    assert made[tag] == {**recorded()[tag], "forward": new, "why": WHY}
    assert list(faults(made)) == list(breaches(recorded(), made)) == []


def test_a_meaning_that_returns_is_a_third_tag() -> None:
    twice = update_register.extended(
        update_register.extended(old(), [narrower()], WHY), [register()["REC-1"]()], WHY
    )
    assert len(twice) == len(recorded()) + 2
    assert list(faults(twice)) == list(breaches(recorded(), twice)) == []


def test_a_changed_meaning_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="REC-1 has another meaning"):
        update_register.extended(old(), [narrower()])


def test_a_changed_wording_keeps_its_tag() -> None:
    theorem = replace(register()["REC-1"](), title="Put better")
    made = update_register.extended(old(), [theorem])
    tag = current(recorded())["REC-1"]
    assert made[tag] == {**recorded()[tag], "title": "Put better"}


def test_a_theorem_without_a_tag_gets_one() -> None:
    tag = current(recorded())["NUM-2"]
    without = {key: entry for key, entry in old().items() if key != tag}
    (new,) = set(update_register.extended(without, [register()["NUM-2"]()])) - set(without)
    assert len(new) == len(tag)


def test_both_files_are_written_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = [TAGS, CATALOGUE]
    monkeypatch.setattr(update_register, "TAGS", tmp_path / "tags.json")
    monkeypatch.setattr(update_register, "CATALOGUE", tmp_path / "checks.json")
    assert update_register.main([]) == 0
    for path in committed:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    assert len([*tmp_path.iterdir()]) == 2


def test_nothing_is_written_without_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(update_register, "TAGS", tmp_path / "tags.json")
    monkeypatch.setattr(update_register, "CATALOGUE", tmp_path / "checks.json")
    monkeypatch.setattr(update_register, "register", lambda: {"REC-1": narrower})
    with pytest.raises(SystemExit, match="2"):
        update_register.main([])
    assert "`--why` says why" in capsys.readouterr().err
    assert update_register.main(["--why", WHY]) == 0
    assert json.loads((tmp_path / "tags.json").read_text(encoding="utf-8")).keys() > {"KA2Q"}


ADDED = """

@theorem("NUM-3")
def added() -> Theorem:
    from dataclasses import replace
    return replace(contraction(), id="NUM-3")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_one_run_writes_both_files_through_the_links_of_an_install(tmp_path: Path) -> None:
    """A strict editable install links each file; a new theorem has its tag, and then its check."""
    source, install = tmp_path / "source", tmp_path / "install" / "duhamel"
    for room in ("analysis", "verification", "reports"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TAGS.resolve().parents[1] / room, source / room, ignore=ignored)
        shutil.copytree(source / room, install / room, copy_function=os.symlink)
    with (source / "analysis/chapters/integration.py").open("a", encoding="utf-8") as file:
        file.write(ADDED)
    links = [path for path in install.rglob("*") if path.is_symlink()]
    subprocess.run(
        [sys.executable, "-B", "-m", "duhamel.reports.update_register"],
        env={**os.environ, "PYTHONPATH": str(install.parent)},
        cwd=tmp_path,
        check=True,
    )
    tags = json.loads((source / "analysis/tags.json").read_text(encoding="utf-8"))
    checks = json.loads((source / "verification/checks.json").read_text(encoding="utf-8"))
    assert "NUM-3" in current(tags)
    assert checks.keys() - catalogued().keys() == {"NUM-3.a", "NUM-3.b", "NUM-3.statements"}
    assert links
    assert all(path.is_symlink() for path in links)
    assert not [*tmp_path.rglob(".*.json.*")]
