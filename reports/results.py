"""results.json: what a run found, in one file from which every report can be made again."""

from __future__ import annotations

import json
import os
import platform
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any

from duhamel.analysis import files
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import Theorem, register
from duhamel.analysis.words import printable
from duhamel.reports import own_problem
from duhamel.reports.provenance import edition
from duhamel.reports.text import chapters, proof, typeset
from duhamel.verification import cache as store
from duhamel.verification.check import Outcome
from duhamel.verification.finding import Verdict
from duhamel.verification.proof.engines import SEED
from duhamel.verification.proof.formal.record import grades
from duhamel.verification.suite import Run

if TYPE_CHECKING:
    from duhamel.verification.selftest import Trial

SCHEMA = Path(__file__).with_name("results.schema.json")
PACKAGES = ("numpy", "scipy", "sympy", "python-flint", "matplotlib", "typst")
ROOMS = ("analysis", "reports", "verification")  # what a formula and a grade depend on


def collect(
    run: Run,
    problem: Problem,
    command: str,
    cache: bool = True,
    told: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The results of ``run`` as plain JSON values (schema 2); ``cache`` as in `theorems`.

    ``told`` are its `theorems`, where they have been made already.
    """
    held = {outcome.theorem for outcome in run.outcomes}
    told = theorems(held, cache) if told is None else told
    figures: dict[str, Any] = {}
    own = [outcome for outcome in run.outcomes if outcome.expected is not Verdict.FAIL]
    checks = [_check(outcome) for outcome in run.outcomes]
    for outcome in own:
        figures |= {k: v for k, v in outcome.series.items() if k not in ("opinions", "library")}
    found = {
        "schema": 2,
        "suite": edition(),
        "environment": {
            "python": platform.python_version(),
            "platform": platform.system(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
            "packages": {name: version(name) for name in PACKAGES} | dict(run.libraries),
        },
        "parameters": {
            **problem.texts,
            "seed": SEED,
            "command": command,
            "forcing_math": typeset.math(problem.f),
        },
        "problem": own_problem.told(problem, run.outcomes),
        "summary": _summary(checks),
        "theorems": [_graded(theorem, own) for theorem in told.values()],
        "checks": checks,
        "errata": [asdict(erratum) for erratum in ERRATA if erratum.theorem in held],
        "lecture": [{"line": line, "text": text} for line, text in LINES.items()],
        "libraries": [o.series["library"] for o in own if "library" in o.series],
        "figures": figures,
    }
    return {**found, "opening": chapters.opening(held), "chapters": chapters.chapters(found)}


def _summary(checks: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The checks by verdict, and the controls that were rejected."""
    counts = Counter((check["expected"], check["verdict"]) for check in checks)
    own = {str(verdict): counts["pass", verdict] for verdict in Verdict}
    outside = Verdict.DOES_NOT_APPLY
    return {**own, outside: counts[outside, outside], "controls": counts["fail", "fail"]}


def theorems(ids: Collection[str], cache: bool = True) -> dict[str, dict[str, Any]]:
    """These theorems, as registered, with their formulas in print; with ``cache`` as kept."""
    known: dict[str, dict[str, Any]] = (store.read("theorems", ROOMS) if cache else None) or {}
    wanted = {id: derive for id, derive in register().items() if id in ids}
    missing = {id: derive() for id, derive in wanted.items() if id not in known}
    formal = grades(claim for theorem in missing.values() for claim in theorem.parts)
    fresh = {id: _told(theorem, formal) for id, theorem in missing.items()}
    if cache and fresh:
        store.write("theorems", ROOMS, {**known, **fresh})
    return {id: {**known, **fresh}[id] for id in wanted}


def _told(theorem: Theorem, formal: Mapping[str, str]) -> dict[str, Any]:
    """A theorem in print; each claim with what the record of Coq says of it today."""
    told = proof.told(theorem)
    claims = [{**c, "formal": formal[f"{theorem.id}.{c['part']}"]} for c in told["claims"]]
    return {**told, "claims": claims}


def _graded(told: dict[str, Any], own: Sequence[Outcome]) -> dict[str, Any]:
    """A theorem with what the check of each claim says: by which engines it is derived."""
    found = {outcome.id: outcome for outcome in own}
    claims = []
    for claim in told["claims"]:
        outcome = found.get(f"{told['id']}.{claim['part']}")
        passed = outcome is not None and outcome.verdict is Verdict.PASS
        grade = "derived" if passed else "not run" if outcome is None else "refused"
        claims.append({**claim, "grade": grade})
    return {**told, "claims": claims}


def _check(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "theorem": outcome.theorem,
        "title": outcome.title,
        "evidence": str(outcome.evidence),
        "verdict": str(outcome.verdict),
        "expected": str(outcome.expected),
        "measured": outcome.measured,
        "criterion": outcome.criterion,
        "criterion_from": outcome.criterion_from,
        "source": outcome.source,
        "seconds": round(outcome.seconds, 4),
    }


def tried(trials: Sequence[Trial]) -> dict[str, Any]:
    """The suite's test of itself as plain JSON values."""
    return {
        "schema": 1,
        "suite": edition(),
        "trials": [
            {
                "kind": trial.kind,
                "name": trial.name,
                "mistaken": trial.mistaken,
                "as_expected": trial.as_expected,
                "verdicts": {id: str(verdict) for id, verdict in trial.verdicts.items()},
            }
            for trial in trials
        ],
    }


# ---- in and out ------------------------------------------------------------------------------


def dumps(results: dict[str, Any]) -> str:
    """The text of results.json: the same results, the same text."""
    return json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def load(path: Path) -> dict[str, Any]:
    """The results in a file; raises ValueError, with one line, when it holds none."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    try:
        text = path.read_text(encoding="utf-8")
        results: dict[str, Any] = json.loads(
            text, parse_constant=_not_a_number, parse_float=_finite, object_pairs_hook=_once
        )
        json.dumps(results, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, RecursionError) as error:
        raise ValueError(f"`--from` takes a results.json, got {path.name}: {error}") from None
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    wrong = best_match(validator.iter_errors(results))
    if wrong is not None:
        where = "/".join(str(part) for part in wrong.absolute_path) or "the top"
        message = wrong.message if len(wrong.message) < 80 else f"{wrong.message[:79]}…"
        raise ValueError(f"`--from` takes results of schema 2, got at {where}: {message}")
    for fault in _faults(results):
        raise ValueError(f"`--from` takes results that a run has written, got {fault}")
    return results


def _faults(results: dict[str, Any]) -> Iterator[str]:
    """What no run writes: formulas that are no mathematics, one id for two things, no check.

    Nor counts or parameters beside what they were taken from.
    """
    for formula in _formulas(results):
        if not typeset.is_mathematics(formula):
            yield f"a formula that holds something else: {formula[:40]!r}"
    for kind, key in (("theorems", "id"), ("theorems", "tag"), ("checks", "id")):
        names = [item[key] for item in results[kind]]
        yield from (f"two {kind} named {name}" for name in names if names.count(name) > 1)
    if not results["checks"]:
        yield "no check"
    if results["summary"] != (counted := _summary(results["checks"])):
        yield f"the summary {results['summary']} where its checks give {counted}"
    asked = {name: results["parameters"][name] for name in Problem().texts}
    try:
        options = Problem.from_strings(**asked).options()
    except ValueError as error:  # in its own words, which name an option that nobody gave
        yield f"parameters of no problem: {str(error).partition(' takes ')[2]}"
        return
    own, command = f" {join(options)}".rstrip(), results["parameters"]["command"]
    head = r"duhamel (report|verify)( --only( (?!--)[\w.'-]+)+)?"
    if not re.fullmatch(head + re.escape(own), command):
        yield f"the command {command} for the parameters{own or ' that are the defaults'}"


def _formulas(value: Any) -> Iterator[str]:
    """What Typst is given as mathematics: the formulas, in their third form."""
    match value:
        case {"text": _, "typst": str(formula)}:
            yield formula
        case dict():
            for item in value.values():
                yield from _formulas(item)
        case list():
            for item in value:
                yield from _formulas(item)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key that stands twice in one object")
    return found


def _finite(text: str) -> float:
    if not isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is beyond float64")
    return number


def _not_a_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def write_json(results: dict[str, Any], path: Path) -> None:
    """Write results.json whole or not at all."""
    files.write(path, dumps(results))


def write_junit(results: dict[str, Any], path: Path) -> None:
    """The checks and controls as JUnit XML, one test case each, as pytest writes it."""
    from xml.etree import ElementTree

    checks = results["checks"]
    unexpected = [check for check in checks if check["verdict"] != check["expected"]]
    seconds = sum(check["seconds"] for check in checks)
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        name="duhamel",
        tests=str(len(checks)),
        failures=str(len(unexpected)),
        errors="0",
        skipped=str(sum(check["expected"] == Verdict.DOES_NOT_APPLY for check in checks)),
        time=f"{seconds:.3f}",
    )
    for check in checks:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=check["theorem"],
            name=check["id"],
            time=f"{check['seconds']:.3f}",
        )
        if check["expected"] == Verdict.DOES_NOT_APPLY:
            ElementTree.SubElement(case, "skipped", message=check["measured"])
        if check["verdict"] != check["expected"]:
            message = f"{check['verdict']}, expected {check['expected']}: {check['measured']}"
            failure = ElementTree.SubElement(case, "failure", message=message)
            failure.text = (
                f"criterion: {check['criterion']} ({check['criterion_from']})\n{check['source']}"
            )
    for element in suites.iter():  # XML has no control characters
        element.text = element.text and printable(element.text)
        element.attrib.update({key: printable(word) for key, word in element.attrib.items()})
    text = ElementTree.tostring(suites, encoding="unicode", xml_declaration=True)
    files.write(path, text + "\n")


def exit_code(results: dict[str, Any]) -> int:
    """0 when all is as expected, else 1."""
    return int(any(check["verdict"] != check["expected"] for check in results["checks"]))
