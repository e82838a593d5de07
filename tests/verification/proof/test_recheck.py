"""One theorem again: it holds, and what is not as it must be is found."""

from dataclasses import replace

import pytest
from duhamel.analysis.letters import beta
from duhamel.reports.text.terminal import rechecked
from duhamel.verification.check import Verdict
from duhamel.verification.proof.engines import Opinion
from duhamel.verification.proof.recheck import Recheck, recheck
from sympy import Ne


@pytest.fixture(scope="module")
def found() -> Recheck:
    return recheck("REC-2")


def test_a_theorem_holds(found: Recheck) -> None:
    assert found.as_recorded
    assert found.holds
    assert {outcome.theorem for outcome in found.outcomes} == {"REC-2"}
    assert [claim for claim, _ in found.claims] == [*found.theorem.parts]


def wrong(found: Recheck) -> dict[str, Recheck]:
    """The same, with one thing each that is not as it must be; and a word of what is said."""
    (claim, lines), *others = found.claims
    place = next(place for place, line in enumerate(lines) if line.second)
    refused = tuple(replace(opinion, accepts=False) for opinion in lines[place].second)
    bad = [*lines[:place], replace(lines[place], second=refused), *lines[place + 1 :]]
    outcome, *outcomes = found.outcomes
    return {
        "NOT as recorded": replace(found, theorem=replace(found.theorem, setting=(Ne(beta, 2),))),
        f"not (a).{place + 1}, ": replace(found, claims=((claim, bad), *others)),
        f"{outcome.id}: fail": replace(
            found, outcomes=(replace(outcome, verdict=Verdict.FAIL), *outcomes)
        ),
    }


@pytest.mark.parametrize("number", range(3))
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
    assert "  assuming  |β| ≠ 1" in said


def test_an_opinion_counts_for_its_engine(found: Recheck) -> None:
    (claim, lines), *others = found.claims
    blind = [
        replace(line, second=tuple(Opinion(True, "none", 0) for _ in line.second)) for line in lines
    ]
    said = [*rechecked(replace(found, claims=((claim, blind), *others)))]
    count = sum(len(line.dues) for line in lines)
    assert said[2].startswith(f"  (a)       {count} obligations: SymPy and Z3 decided ")
    assert said[3].strip() == f"FLINT not seen {count}"
