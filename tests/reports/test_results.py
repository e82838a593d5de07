"""results.json: what a run found, by its schema, in the same bytes, and in JUnit's words."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import recorded
from duhamel.reports import results
from duhamel.reports.book import figures
from duhamel.verification import suite
from duhamel.verification.finding import Verdict
from jsonschema import Draft202012Validator

ONLY = ("REC-1", "FE-6", "MOM-5")


@pytest.fixture(scope="module")
def run() -> suite.Run:
    return suite.run(Problem(), ONLY, jobs=1, cache=False)


@pytest.fixture(scope="module")
def told(run: suite.Run) -> dict[str, Any]:
    """The results of a small run; nobody may change them."""
    return results.collect(run, Problem(), "duhamel verify", cache=False)


def without_seconds(told: dict[str, Any]) -> str:
    bare = copy.deepcopy(told)
    for check in bare["checks"]:
        check["seconds"] = 0
    return results.dumps(bare)


def changed(told: dict[str, Any], verdict: str, expected: str) -> dict[str, Any]:
    """The same results with one check of that expectation judged otherwise."""
    other = copy.deepcopy(told)
    check = next(check for check in other["checks"] if check["expected"] == expected)
    check["verdict"] = verdict
    check["measured"] = 'x₃ = <7> & "more"'
    return other


def test_a_real_run_is_by_the_schema(told: dict[str, Any]) -> None:
    schema = json.loads(results.SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(told)) == []


def test_every_figure_is_by_the_schema() -> None:
    """Else a report could not be made again from its own file."""
    drawn = ("NUM-1.formula", "FE-5.order", "FE-6.runs", "REC-3", "REC-4", "REC-5", "ODE-9",
             "MOM-7.rate", "MOM-8.speed-up")  # fmt: skip
    told = results.collect(suite.run(Problem(), drawn, jobs=1), Problem(), "duhamel verify")
    assert set(told["figures"]) == {*figures.NAMES} - {"digits"}  # that one needs scikit-learn
    schema = json.loads(results.SCHEMA.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(told)) == []


def test_two_runs_give_the_same_bytes_but_for_the_seconds(told: dict[str, Any]) -> None:
    again = suite.run(Problem(), ONLY, jobs=2, cache=False)
    other = results.collect(again, Problem(), "duhamel verify", cache=False)
    assert without_seconds(other) == without_seconds(told)


def test_what_is_kept_is_told_the_same(
    cache_folder: Path, run: suite.Run, told: dict[str, Any]
) -> None:
    for _ in range(2):
        kept = results.collect(run, Problem(), "duhamel verify")
        assert results.dumps(kept) == results.dumps(told)
    assert [path.name for path in cache_folder.iterdir()] == ["theorems.json"]


def test_the_counts_are_those_of_the_checks(run: suite.Run, told: dict[str, Any]) -> None:
    own = [outcome for outcome in run.outcomes if outcome.expected is Verdict.PASS]
    controls = len(run.outcomes) - len(own)
    none = {"fail": 0, "inconclusive": 0, "does-not-apply": 0}
    assert told["summary"] == {**none, "pass": len(own), "controls": controls}


def test_an_accepted_control_is_no_rejected_one_and_no_failed_check(told: dict[str, Any]) -> None:
    counts = results._summary(changed(told, "pass", "fail")["checks"])
    assert counts == {**told["summary"], "controls": told["summary"]["controls"] - 1}


def test_only_the_theorems_that_were_held_are_told(told: dict[str, Any]) -> None:
    assert {theorem["id"] for theorem in told["theorems"]} == {"REC-1", "FE-6", "MOM-5"}
    assert {check["theorem"] for check in told["checks"]} == {"REC-1", "FE-6", "MOM-5"}
    assert all(erratum["theorem"] in ONLY for erratum in told["errata"])


def test_every_claim_says_how_it_is_known_and_how_it_is_proved(told: dict[str, Any]) -> None:
    checks = {check["id"]: check for check in told["checks"]}
    for theorem in told["theorems"]:
        for claim in theorem["claims"]:
            assert claim["grade"] == "derived"
            assert checks[f"{theorem['id']}.{claim['part']}"]["verdict"] == "pass"
            assert claim["sentence"]
            assert claim["proof"]


def test_a_theorem_is_told_as_the_register_has_it(told: dict[str, Any]) -> None:
    for theorem in told["theorems"]:
        kept = recorded()[theorem["tag"]]
        for claim, known in zip(theorem["claims"], kept["claims"], strict=True):
            assert claim["statement"]["sides"] == known["statement"]["sides"]
            assert [one["latex"] for one in claim["hypotheses"]] == [
                one["latex"] for one in known["hypotheses"]
            ]


def test_a_claim_that_was_not_derived_says_so() -> None:
    run = suite.run(Problem(), ["REC-1.float64"], jobs=1, cache=False)
    (theorem,) = results.collect(run, Problem(), "x", cache=False)["theorems"]
    assert {claim["grade"] for claim in theorem["claims"]} == {"not run"}


# ---- in and out ------------------------------------------------------------------------------


def test_what_is_written_is_read(told: dict[str, Any], tmp_path: Path) -> None:
    results.write_json(told, tmp_path / "results.json")
    assert results.load(tmp_path / "results.json") == told
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


HOSTILE = (
    "std.place(top, rect())",
    'std.raw("<script>")',
    "x std.link(y)",
    "sys.version",
    "math.equation(x)",
    "#x",
    "x ] #let y = 1 [",
    'op("<b>")',
    "(((x",
    "(" * 99 + "x" + ")" * 99,
    "eval(x)",
    "datetime",
)


def parameters(told: dict[str, Any], **more: str) -> str:
    return results.dumps({**told, "parameters": {**told["parameters"], **more}})


def damages(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "nothing", ""
    yield "half of it", results.dumps(told)[:1000]
    yield "another thing", "[]"
    yield "another schema", results.dumps({**told, "schema": 1})
    yield "a word too many", results.dumps({**told, "extra": 1})
    yield "a key missing", results.dumps({k: v for k, v in told.items() if k != "summary"})
    yield "an unknown verdict", results.dumps(changed(told, "perhaps", "pass"))
    yield "a deep hole", "[" * 100_000
    text = results.dumps(told)
    formula = told["theorems"][0]["claims"][0]["statement"]["typst"]
    for code in HOSTILE:
        yield code, text.replace(json.dumps(formula, ensure_ascii=False), json.dumps(code))
    yield "a key twice", text.replace('"schema"', '"schema": 2, "schema"', 1)
    yield "half a character", text.replace('"checks"', '"\\ud800": 1, "checks"', 1)
    yield "a number beyond float64", re.sub(r'"seconds": [0-9.e-]+', '"seconds": 1e999', text)
    yield "a check twice", results.dumps({**told, "checks": [*told["checks"], told["checks"][0]]})
    yield "a summary of more", results.dumps({**told, "summary": {**told["summary"], "pass": 200}})
    yield "another a", parameters(told, a="3")
    yield "another start", parameters(told, x0="1e300")
    yield "another command", parameters(told, command="duhamel verify --only REC-1 --a 3")
    yield "a number out of its range", parameters(told, a="-1")
    yield "no formula", parameters(told, forcing="sin(")
    yield "a check less", results.dumps({**told, "checks": told["checks"][1:]})
    yield "no check", results.dumps({**told, "checks": []})
    yield "two lines in one", results.dumps({**told, "suite": {**told["suite"], "commit": "a\nb"}})


def test_what_is_no_results_is_refused_in_one_line(told: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    for name, text in damages(told):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="`--from` takes ") as refused:
            results.load(path)
        assert "\n" not in str(refused.value), name


@pytest.mark.parametrize("word", ["NaN", "Infinity"])
def test_a_number_is_finite(told: dict[str, Any], tmp_path: Path, word: str) -> None:
    path = tmp_path / "results.json"
    text = results.dumps(told)
    seconds = told["checks"][0]["seconds"]
    path.write_text(
        text.replace(f'"seconds": {seconds}', f'"seconds": {word}', 1), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="`--from` takes "):
        results.load(path)


def test_a_file_is_written_whole_or_not_at_all(
    told: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.json"
    path.write_text("what stood there", encoding="utf-8")

    def full(*_: Any, **__: Any) -> int:
        raise OSError("no space")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space"):
        results.write_json(told, path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "what stood there"
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_a_stiff_problem_can_be_told_and_read_again(tmp_path: Path) -> None:
    stiff = Problem.from_strings(a="1e9", x0="1e300")
    run = suite.run(stiff, ["NUM-1.formula"], jobs=1, cache=False)
    command = "duhamel verify --only NUM-1.formula --a 1000000000 --x0 1e300"
    told = results.collect(run, stiff, command, cache=False)
    results.write_json(told, tmp_path / "results.json")
    assert results.load(tmp_path / "results.json") == told


# ---- JUnit and the exit code -----------------------------------------------------------------


def test_junit_has_a_case_for_each_check_and_control(told: dict[str, Any], tmp_path: Path) -> None:
    results.write_junit(told, tmp_path / "junit.xml")
    suites = ElementTree.parse(tmp_path / "junit.xml").getroot()
    (junit,) = suites
    assert (suites.tag, junit.tag) == ("testsuites", "testsuite")
    assert [case.get("name") for case in junit] == [check["id"] for check in told["checks"]]
    assert junit.get("tests") == str(len(told["checks"]))
    assert junit.get("failures") == "0"


@pytest.mark.parametrize(
    ("verdict", "expected"), [("fail", "pass"), ("inconclusive", "pass"), ("pass", "fail")]
)
def test_what_is_not_expected_is_a_failure_and_exit_code_1(
    told: dict[str, Any], tmp_path: Path, verdict: str, expected: str
) -> None:
    other = changed(told, verdict, expected)
    assert results.exit_code(told) == 0
    assert results.exit_code(other) == 1
    results.write_junit(other, tmp_path / "junit.xml")
    (failure,) = ElementTree.parse(tmp_path / "junit.xml").getroot().iter("failure")
    assert failure.get("message") == f'{verdict}, expected {expected}: x₃ = <7> & "more"'


def test_junit_bears_any_message(told: dict[str, Any], tmp_path: Path) -> None:
    other = changed(told, "fail", "pass")
    bad = next(check for check in other["checks"] if check["verdict"] != check["expected"])
    bad["measured"] = "crashed: ValueError: \x1b[31m\x00"
    results.write_junit(other, tmp_path / "junit.xml")
    ElementTree.parse(tmp_path / "junit.xml")
