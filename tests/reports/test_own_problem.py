"""The reader's own problem as JSON: as the schema has it, and no formula that is not confirmed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from duhamel.analysis.problem import Problem
from duhamel.reports import own_problem, results
from duhamel.reports.text import typeset
from duhamel.verification.finding import Verdict
from duhamel.verification.suite import checks
from jsonschema import Draft202012Validator

SCHEMA = json.loads(results.SCHEMA.read_text(encoding="utf-8"))
GIVEN = (
    {"forcing": "sin(3*t + 1)", "a": "0"},
    {"forcing": "pulse(1, 2)/(1 + t^2)", "beta": "1"},
    {"forcing": "square(1/3)", "a": "-1", "beta": "-2", "alpha": "0"},
    {"forcing": "abs(sin(3*t)) + 2^t", "T": "50/7", "a": "1/1000", "h": "5/7"},
    {"forcing": "tanh(t) + tan(t/4)", "T": "3", "beta": "-1/2"},
    {"x0": "1e300", "T": "1e-300"},
)


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_what_is_told_is_as_the_schema_has_it(given: dict[str, str]) -> None:
    told = own_problem.told(Problem.from_strings(**given))
    schema = SCHEMA["properties"]["problem"] | {"$defs": SCHEMA["$defs"]}
    Draft202012Validator(schema).validate(told)
    assert told["solution"]["verdict"] == "pass"
    for case in told["solution"]["cases"]:
        assert typeset.is_mathematics(case["x"]["typst"])
        assert "".join(case["terms"]) == case["x"]["text"]


def whens(**given: str) -> list[Any]:
    cases = own_problem.told(Problem.from_strings(**given))["solution"]["cases"]
    return [case["when"] and case["when"]["text"] for case in cases]


def test_each_case_says_when_it_holds() -> None:
    assert whens() == [None]
    assert whens(forcing="pulse(0, 1)", T="3") == ["0 ≤ t < 1", "1 ≤ t ≤ 3"]
    assert whens(forcing="square(1/2)", T="3")[-1] == "7/4 ≤ t < 2"


def test_a_formula_that_is_not_confirmed_is_not_shown() -> None:
    problem = Problem()
    outcome = checks()[own_problem.CHECK].judged(problem)
    for verdict in (Verdict.FAIL, Verdict.INCONCLUSIVE):
        told = own_problem.told(problem, [replace(outcome, verdict=verdict)])["solution"]
        assert (told["verdict"], told["cases"]) == (verdict, [])
