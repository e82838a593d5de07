"""PyTorch, Optax and Keras as they are. They run in processes of their own: JAX minds a fork."""

import os
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec

import pytest
from duhamel.verification import cache, suite
from duhamel.verification.check import REFERENCE
from duhamel.verification.checks import libraries
from duhamel.verification.checks.libraries import (
    BETA,
    CONSTANT,
    DAMPENING,
    RATE,
    SCHEDULE,
    STEADY,
    WHOLE,
    follow,
    questions,
    traits,
)
from duhamel.verification.models.conventions import CONVENTIONS
from duhamel.verification.models.schemes import momentum

HEAVY = ("torch", "optax", "jax", "keras", "sklearn")
NAMES = ("TORCH", "OPTAX", "KERAS")
NEEDS = {"TORCH": ("torch",), "OPTAX": ("optax", "jax"), "KERAS": ("keras",)}


@pytest.mark.parametrize("name", NAMES)
def test_a_library_follows_its_convention_and_no_other(name: str) -> None:
    if not all(find_spec(module) for module in NEEDS[name]):
        pytest.skip(f"{name.lower()} is not installed")
    checks = getattr(libraries, name)
    # mutmut sees what is called in its own process alone, and runs this file last
    jobs = 1 if "MUTANT_UNDER_TEST" in os.environ else 2
    run = suite.run(REFERENCE, [check.id for check in checks], jobs, cache=False)
    for check in checks:
        outcomes = [one for one in run.outcomes if one.id.split("!")[0] == check.id]
        assert [one.id for one in outcomes if not one.as_expected] == []
        assert len(outcomes) == 1 + len(check.controls)


def test_nothing_is_imported_to_know_what_is_there() -> None:
    code = (
        "import sys; from duhamel.verification.suite import checks; checks(); "
        f"print(*set(sys.modules) & set({HEAVY!r}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_where_no_library_is_installed_no_check_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda _: None)
    assert libraries.available() == ()


def test_keras_needs_a_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda name: name == "keras" or None)
    assert libraries.available() == ()


def test_what_is_not_installed_is_said_to_be() -> None:
    assert cache.installed("duhamel-of-nowhere") == "not installed"


FIRST_LATER_LIMIT: dict[str, tuple[Fraction | int, ...]] = {
    "lecture": (1, 1, 4),
    "outside": (1, 1, 4),
    "averaged": (Fraction(1, 4), Fraction(1, 4), 1),
    "dampened": (1, 1 - DAMPENING, 3),
    "nesterov": (1 + BETA, 1 + BETA, 4),
    "nesterov outside": (1 + BETA, 1 + BETA, 4),
}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_traits_are_read_from_the_answers(convention: str) -> None:
    found = traits(follow(convention, STEADY), follow(convention, SCHEDULE))
    assert found.inside is (convention in ("lecture", "nesterov"))
    assert found.ahead is convention.startswith("nesterov")
    assert (found.first, found.later, found.amplification) == FIRST_LATER_LIMIT[convention]
    assert (found.apart[0] == 0) is (convention in ("lecture", "outside"))
    assert (found.apart[1] == 0) is (convention == "lecture")


def test_the_lectures_convention_is_the_suites_own_momentum() -> None:
    for column in (CONSTANT, WHOLE):
        gradients = [row[column] for row in questions()]
        memory = [row[column] for row in follow("lecture", STEADY).memory]
        assert memory == momentum(BETA, RATE, gradients, Fraction(0))


def test_no_two_conventions_answer_alike() -> None:
    answers = {str(follow(convention, SCHEDULE).weights) for convention in CONVENTIONS}
    assert len(answers) == len(CONVENTIONS)


def test_float64_rounds_nothing_in_any_answer() -> None:
    for convention in CONVENTIONS:
        for rates in (STEADY, SCHEDULE):
            trace = follow(convention, rates)
            for row in trace.weights + trace.memory:
                assert all(Fraction(float(value)) == value for value in row)
