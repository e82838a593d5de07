"""The codes: all that the issue names, each with a theorem that exists, none with the solution."""

from __future__ import annotations

import pytest
from duhamel.analysis.theorem import register
from duhamel.verification.grader.diagnosis import CODES, TABLE, Mistake, about, in_order

STABLE = [
    "conforms",
    "state-lost",
    "weights-not-updated",
    "wrong-sign",
    "beta-on-gradient",
    "beta-on-both",
    "beta-squared",
    "beta-complement",
    "parameters-swapped",
    "stale-momentum",
    "lr-missing",
    "lr-twice",
    "no-momentum",
    "gradient-counted-twice",
    "batch-missing",
    "batch-twice",
    "batch-on-memory",
    "first-step",
    "step-skipped",
    "state-shared",
    "state-reset",
    "gradient-aliased",
    "gradient-modified",
    "bias-corrected",
    "nonlinear",
    "precision-lost",
    "nondeterministic",
    "wrong-shape",
    "wrong-return",
    "non-finite",
    "crashed",
    "timed-out",
    "exited",
    "late-input",
    "early-input",
    "wrong-step",
    "wrong-order",
    "implicit",
    "frozen-time",
    "start-lost",
    "too-short",
    "memory-truncated",
    "beta-sign",
    "input-scaled",
    "deviates",
    "convention:lecture",
    "convention:lr-outside",
    "convention:averaged",
    "convention:nesterov",
    "convention:torch",
]
KINDS = ("momentum", "euler", "recurrence")


def test_the_codes_are_those_that_were_published() -> None:
    assert set(STABLE) <= set(CODES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CODES)
def test_a_code_says_a_sentence_and_names_a_theorem_of_the_suite(name: str, kind: str) -> None:
    code = about(name, kind)
    assert code.sentence.endswith(".")
    assert not code.theorem or code.theorem in register()


@pytest.mark.parametrize(("code", "sentence"), TABLE["case"].values(), ids=[*TABLE["case"]])
def test_a_case_has_a_code_and_a_sentence(code: str, sentence: str) -> None:
    assert code in CODES
    assert sentence.endswith(".")


def test_of_momentum_only_an_ending_violates_no_theorem() -> None:
    silent = {name for name in STABLE if not about(name).theorem}
    assert silent == {"timed-out", "exited", "crashed"}


@pytest.mark.parametrize("name", [name for name, code in CODES.items() if code.hint])
def test_a_hint_is_what_usually_causes_it(name: str) -> None:
    assert CODES[name].hint.startswith("usually ")


def test_no_hint_hands_out_the_solution() -> None:
    solution = "m[:] = beta * m + lr * W.grad / batch_size"
    assert not any(solution in code.hint for code in CODES.values())


def test_the_most_specific_comes_first_and_each_but_once() -> None:
    found = [Mistake(code) for code in ("deviates", "lr-twice", "crashed", "lr-twice")]
    assert [one.code for one in in_order(found)] == ["crashed", "lr-twice", "deviates"]
    late = in_order(found, late=["crashed"])
    assert [one.code for one in late] == ["lr-twice", "deviates", "crashed"]


def test_a_kind_has_its_own_words() -> None:
    assert about("conforms", "euler").theorem == "FE-1"
    assert about("conforms", "recurrence").theorem == "REC-1"
    assert about("timed-out", "euler") == CODES["timed-out"]
