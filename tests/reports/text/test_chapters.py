"""Words between the theorems: their marks are filled in from the results, or they are left out."""

from __future__ import annotations

from typing import Any

import pytest
from duhamel.reports import results
from duhamel.reports.text import chapters

CLAIM = results.theorems({"REC-3"}, cache=False)["REC-3"]
HELD: dict[str, Any] = {
    "theorems": [CLAIM],
    "parameters": {"beta": "-1/2"},
    "figures": {"speedup": {"peak": 19.9782, "crossing": None}, "response": {}},
}


def test_a_mark_is_a_claim_a_work_or_a_number_of_the_run() -> None:
    (told,) = chapters.paragraphs(["See {REC-3.b} by {@qian}: {speedup.peak:2}."], HELD)
    see, formula, by, work, colon, number, stop = told
    assert (see, by, colon, number, stop) == ("See ", " by ", ": ", "19.98", ".")
    assert formula["latex"] == CLAIM["claims"][1]["statement"]["latex"]
    assert work == {"source": "qian"}
    assert list(chapters.paragraphs(["{parameters.beta}"], HELD)) == [["−1/2"]]


@pytest.mark.parametrize("mark", ["{REC-1.a}", "{REC-3.q}", "{speedup.crossing:2}", "{triangle.x}"])
def test_a_paragraph_that_cannot_be_filled_in_is_left_out(mark: str) -> None:
    assert list(chapters.paragraphs([f"It is {mark}.", "Said."], HELD)) == [["Said."]]


def test_a_chapter_without_its_theorems_is_not_told_and_no_picture_is_lost() -> None:
    (told,) = chapters.chapters(HELD)
    assert told["theorems"] == ["REC-3"]
    assert told["pictures"] == ["response", "speedup"]
    assert chapters.opening(["REC-3"])["idea"] == []
