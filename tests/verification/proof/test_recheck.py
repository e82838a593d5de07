"""One theorem again: it holds, and what is not as it must be is found."""

from dataclasses import replace

import pytest
from duhamel.analysis.derivation import Derivation
from duhamel.reports.text.terminal import rechecked
from duhamel.verification.finding import Verdict
from duhamel.verification.proof.engines import Opinion
from duhamel.verification.proof.recheck import Recheck, recheck


@pytest.fixture(scope="module")
def found() -> Recheck:
    return recheck("REC-2")


def test_a_theorem_holds(found: Recheck) -> None:
    assert found.as_recorded
    assert found.holds
    assert {outcome.theorem for outcome in found.outcomes} == {"REC-2"}
    assert len(found.lines) == sum(len(chain.steps) for chain in found.theorem.derivation)


def wrong(found: Recheck) -> dict[str, Recheck]:
    """The same, with one thing each that is not as it must be; and a word of what is said."""
    theorem, (first, *others) = found.theorem, found.theorem.derivation
    derived = next(line for line in found.lines if line.step.obligations)
    refused = tuple(replace(opinion, accepts=False) for opinion in derived.flint)
    outcome, *outcomes = found.outcomes
    return {
        "NOT as recorded": replace(found, theorem=replace(theorem, assumptions=("none",))),
        "derivation does not end": replace(
            found, theorem=replace(theorem, derivation=(Derivation(first.steps[:1]), *others))
        ),
        f"not {derived.part}.{derived.number}, ": replace(
            found,
            lines=tuple(
                replace(line, flint=refused) if line is derived else line for line in found.lines
            ),
        ),
        f"{outcome.id}: fail": replace(
            found, outcomes=(replace(outcome, verdict=Verdict.FAIL), *outcomes)
        ),
    }


@pytest.mark.parametrize("number", range(4))
def test_what_is_not_as_it_must_be_is_told(found: Recheck, number: int) -> None:
    word, other = [*wrong(found).items()][number]
    said = "\n".join(rechecked(other))
    assert not other.holds
    assert "does not hold" in said
    assert word in said
    assert word not in "\n".join(rechecked(found))


def test_it_is_told_what_it_rests_on(found: Recheck) -> None:
    said = list(rechecked(found))
    assert said[0].endswith("(REC-2): holds")
    (rest,) = [line for line in said if "REC-1" in line]
    assert rest.split()[:3] == ["rests", "on", "REC-1"]
    assert rest.endswith("] Closed form of the recurrence")
    assert sum(line.startswith("  assuming") for line in said) == len(found.theorem.assumptions)


def test_an_opinion_counts_for_its_engine(found: Recheck) -> None:
    lines = tuple(
        replace(line, sympy=tuple(Opinion(False, "no") for _ in line.sympy)) for line in found.lines
    )
    said = "\n".join(rechecked(replace(found, lines=lines)))
    steps = sum(1 for line in found.lines if line.step.obligations)
    assert f"SymPy     accepts 0 of {steps} steps" in said
    assert f"FLINT     accepts {steps} of {steps} steps" in said
