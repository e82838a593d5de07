"""The book tells every theorem once, and its words name only what there is."""

from __future__ import annotations

import re
from itertools import chain

from duhamel.analysis.book import CHAPTERS, IDEA
from duhamel.analysis.theorem import register


def test_every_theorem_stands_in_one_chapter() -> None:
    told = [id for chapter in CHAPTERS for id in chapter.theorems]
    assert sorted(told) == sorted(register())


def test_the_words_name_theorems_and_claims_that_there_are() -> None:
    words = " ".join(chain(IDEA, *((*one.question, *one.training) for one in CHAPTERS)))
    assert set(re.findall(r"\b(?:ODE|FE|REC|MOM|NUM)-\d+", words)) <= set(register())
    for id, part in re.findall(r"\{([A-Z]+-\d+)\.([a-z])\}", words):
        assert part <= "abcdefghijkl"[len(register()[id]().claims) - 1]
