"""The listing: every theorem and check, in a wide terminal, a narrow one, and a pipe."""

import copy
import re

import pytest
from duhamel.analysis.tags import recorded
from duhamel.reports.text import listing
from duhamel.verification.catalogue import catalogued


def listed(width: int | None = None, bold: bool = False) -> list[str]:
    return list(listing.lines(recorded(), catalogued(), width, bold))


def test_every_theorem_and_check_has_its_line() -> None:
    heads = [line for line in listed() if not line.startswith(" ")]
    assert len(heads) == 1 + len(recorded())
    assert len(listed()) == len(heads) + len(catalogued())
    for tag, entry in recorded().items():
        (line,) = [line for line in heads if line.startswith(tag)]
        assert line.split()[:2] == [tag, entry["id"]]
        assert line.endswith(entry["why" if "forward" in entry else "title"])
    for id, check in catalogued().items():
        (line,) = [line for line in listed() if f" {id} " in line]
        assert line.split()[:2] == [check["evidence"], id]


def test_a_check_stands_under_its_theorem() -> None:
    theorem = ""
    for line in listed()[1:]:
        first, second, *_ = line.split()
        if line.startswith(" "):
            assert catalogued()[second]["theorem"] == theorem
        else:
            theorem = recorded()[first]["id"]


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    narrow = listed(width)
    assert max(map(len, narrow)) <= width
    assert re.sub(r"\s+", "", "".join(narrow)) == re.sub(r"\s+", "", "".join(listed()))


def test_only_a_terminal_gets_bold_heads() -> None:
    assert "\x1b" not in "".join(listed())
    bold = listed(80, bold=True)
    assert [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in bold] == listed(80)
    assert bold[1].startswith("\x1b[1m")
    assert bold[1].endswith("\x1b[0m")


def test_what_is_superseded_is_listed_with_its_reason() -> None:
    record = copy.deepcopy(recorded())
    record["0000"] = {"id": "ODE-2", "title": "As it was", "forward": "PTR6", "why": "a slip"}
    lines = list(listing.lines(record, catalogued(), None, False))
    assert lines[:-1] == listed()
    assert lines[-1].split() == ["0000", "ODE-2", "superseded", "by", "PTR6:", "a", "slip"]
