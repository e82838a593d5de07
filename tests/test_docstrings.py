"""The examples in the docstrings run, and the main entrances have one."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import duhamel.analysis
import duhamel.reports
import duhamel.verification
import pytest

ROOMS = (duhamel.analysis, duhamel.verification, duhamel.reports)
CALLS = "__main__"  # runs when it is imported
MODULES = [
    module.name
    for room in ROOMS
    for module in walk_packages(room.__path__, f"{room.__name__}.")
    if not module.name.endswith(CALLS)
]
MAIN = {
    "duhamel.analysis.problem.Problem",
    "duhamel.analysis.forcing.parse",
    "duhamel.analysis.theorem.register",
    "duhamel.verification.models.schemes.recurrence",
    "duhamel.verification.models.schemes.euler",
    "duhamel.verification.models.schemes.momentum",
    "duhamel.verification.models.solution.solve",
    "duhamel.verification.suite.run",
    "duhamel.reports.text.typeset.text",
    "duhamel.reports.text.typeset.latex",
}


def examples(module: str) -> list[doctest.DocTest]:
    """What is to be tried in a module: its docstrings that hold an example."""
    return doctest.DocTestFinder(exclude_empty=True).find(import_module(module), module)


EXAMPLES = [one for module in MODULES for one in examples(module) if one.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
def test_an_example_gives_what_it_says(example: doctest.DocTest) -> None:
    said: list[str] = []
    doctest.DocTestRunner().run(example, out=said.append)
    assert not said, "".join(said)


def test_the_main_entrances_have_an_example() -> None:
    assert {one.name for one in EXAMPLES} >= MAIN


def test_an_example_that_is_wrong_is_seen() -> None:
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3", {}, "wrong", None, 0)
    assert doctest.DocTestRunner().run(wrong, out=lambda _: None).failed == 1
