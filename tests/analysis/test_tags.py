"""The register as data: append-only, and able to tell when it was not kept so."""

import copy
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from duhamel.analysis import tags
from duhamel.analysis.tags import breaches, current, faults, recorded, seals

ROOT = Path(__file__).parents[2]
TAG = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")  # base 32 without I, L, O, U


def test_the_record_has_no_fault() -> None:
    assert list(faults(recorded())) == []


def test_tags_cannot_be_misread() -> None:
    assert all(TAG.fullmatch(tag) for tag in recorded())


def test_parts_are_letters_in_their_order() -> None:
    for entry in recorded().values():
        parts = "".join(claim["part"] for claim in entry["claims"])
        assert parts
        assert "abcdefghijklmnopqrstuvwxyz".startswith(parts)


def test_a_key_is_written_once() -> None:
    """JSON would silently keep the last of two equal keys."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), keys
        return dict(pairs)

    json.loads(tags.TAGS.read_text(encoding="utf-8"), object_pairs_hook=once)


def history() -> list[str]:
    """The commits that wrote the register, as far as git has them; none without git."""
    command = ["git", "-C", str(ROOT), "log", "--format=%H", "--", "analysis/tags.json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return done.stdout.split()


def test_nothing_that_was_ever_recorded_has_changed() -> None:
    """Against every version that git has but those that are sealed from another origin."""
    commits = history()
    if not commits:
        pytest.skip("not a git checkout")
    for commit in commits:
        command = ["git", "-C", str(ROOT), "show", f"{commit}:analysis/tags.json"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        old = json.loads(done.stdout)
        if [entry.get("seal") for entry in old.values()] == [*seals(old).values()]:
            assert list(breaches(old, recorded())) == [], commit


# ---- that these can fail -----------------------------------------------------------------------

Doctor = Callable[[dict[str, Any]], object]
DOCTORED: dict[str, tuple[Doctor, str]] = {
    "a tag that vanished": (lambda r: r.pop("PTR6"), "PTR6 has vanished"),
    "a tag that moved": (lambda r: r["PTR6"].update(id="ODE-3"), "PTR6 has another id"),
    "another meaning": (
        lambda r: r["PTR6"].update(fingerprint="0" * 64),
        "PTR6 has another fingerprint",
    ),
}


@pytest.mark.parametrize(("doctor", "said"), DOCTORED.values(), ids=DOCTORED)
def test_a_breach_is_found(doctor: Doctor, said: str) -> None:
    doctored = copy.deepcopy(recorded())
    doctor(doctored)
    (breach,) = breaches(recorded(), doctored)
    assert breach.startswith(said)


@pytest.mark.parametrize("key", ["forward", "why", "claims"])
def test_what_is_superseded_stays_as_it_was(key: str) -> None:
    old = copy.deepcopy(recorded())
    old["PTR6"].update(forward="3WM0", why="a slip")
    new = copy.deepcopy(old)
    new["PTR6"][key] = "otherwise"
    (breach,) = breaches(old, new)
    assert breach.startswith(f"PTR6 has another {key}")


def test_what_is_added_is_no_breach() -> None:
    grown = copy.deepcopy(recorded())
    grown["0000"] = {"id": "ODE-99", "fingerprint": "0" * 64}
    grown["M1VP"].update(title="Put better", forward="0000", why="a slip")
    assert list(breaches(recorded(), grown)) == []
    assert list(breaches(grown, recorded())) != []


FAULTY: dict[str, tuple[Doctor, str]] = {
    "a fingerprint changed by hand": (
        lambda r: r["PTR6"].update(fingerprint="0" * 64),
        "PTR6 has a broken seal",
    ),
    "a tag given to another theorem": (
        lambda r: r["PTR6"].update(id="ODE-99"),
        "PTR6 has a broken seal",
    ),
    "a tag taken out": (lambda r: r.pop("PTR6"), "3WM0 has a broken seal"),
    "a forward to nowhere": (
        lambda r: r["M1VP"].update(forward="0000", why="a slip"),
        "M1VP is forwarded to no tag",
    ),
    "a forward without a reason": (
        lambda r: r["M1VP"].update(forward="PTR6"),
        "M1VP is forwarded to no tag, or without a reason",
    ),
    "an id with two tags": (
        lambda r: r.update(
            {"0000": {**r["M1VP"], "seal": seals({**r, "0000": r["M1VP"]})["0000"]}}
        ),
        "REC-1 has two tags",
    ),
}


@pytest.mark.parametrize(("doctor", "said"), FAULTY.values(), ids=FAULTY)
def test_a_fault_is_found(doctor: Doctor, said: str) -> None:
    doctored = copy.deepcopy(recorded())
    doctor(doctored)
    (fault,) = faults(doctored)
    assert fault.startswith(said)


# ---- names -------------------------------------------------------------------------------------


def test_a_superseded_tag_is_nobodys_own() -> None:
    record = {"A": {"id": "ODE-1", "forward": "B"}, "B": {"id": "ODE-1"}}
    assert current(record) == {"ODE-1": "B"}


def test_letters_are_the_number_in_base_32() -> None:
    assert tags.letters("00443214C7") == "01234567"
    assert tags.letters("f" * 64) == "Z" * 51


def test_a_new_tag_is_not_one_that_was_given() -> None:
    assert tags.new_tag("00443214C7", ()) == "0123"
    assert tags.new_tag("00443214C7", {"0123"}) == "1234"
