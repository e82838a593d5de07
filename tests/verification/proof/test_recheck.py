"""One theorem again: it holds, and what is not as it must be is found."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.theorem import register
from duhamel.reports.text.terminal import rechecked
from duhamel.verification.finding import Verdict
from duhamel.verification.proof.engines import Line, Opinion, examine
from duhamel.verification.proof.recheck import Recheck, recheck


@pytest.fixture(scope="module")
def found() -> Recheck:
    return recheck("REC-2")


def test_a_theorem_holds(found: Recheck) -> None:
    assert found.as_recorded
    assert found.holds
    assert {outcome.theorem for outcome in found.outcomes} == {"REC-2"}
    assert [claim for claim, _ in found.claims] == [*register()["REC-2"]().parts]
    assert all(lines for _, lines in found.claims)


NO = Opinion(False, "no")


def refused(found: Recheck, change: Callable[[Line], Line]) -> Recheck:
    """The same, with another first line that says something of the first claim."""
    (claim, lines), *others = found.claims
    derived = next(line for line in lines if line.dues)
    lines = [change(line) if line is derived else line for line in lines]
    return replace(found, claims=((claim, lines), *others))


def wrong(found: Recheck) -> dict[str, Recheck]:
    """The same, with one thing each that is not as it must be; and a word of what is said."""
    theorem, claim = found.theorem, found.claims[1][0]
    looser = replace(theorem, setting=theorem.setting[1:], claims=theorem.claims[1:])
    derived = next(line for line in found.claims[0][1] if line.dues)
    other_end = replace(claim, proof=Derivation().given(claim.statement, ""))
    outcome, *outcomes = found.outcomes
    return {
        "NOT as recorded": replace(found, theorem=looser),
        f"not (b).{len(examine(other_end))}, its end": replace(
            found, claims=(found.claims[0], (other_end, examine(other_end)), *found.claims[2:])
        ),
        f"not (a).{derived.number}, ": refused(
            found, lambda line: replace(line, first=(NO, *line.first[1:]))
        ),
        f"not (a).{derived.number}, {derived.step and derived.step.rule}": refused(
            found, lambda line: replace(line, second=(NO, *line.second[1:]))
        ),
        f"{outcome.id}: fail": replace(
            found, outcomes=(replace(outcome, verdict=Verdict.FAIL), *outcomes)
        ),
    }


@pytest.mark.parametrize("number", range(5))
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


def test_every_hypothesis_is_told_once(found: Recheck) -> None:
    said = [line for line in rechecked(found) if line.startswith("  assuming")]
    for words in ("x_{n+1} = β x_n + f_n for all n ≥ 0", "|β| ≠ 1", "|β| = 1", "|β| > 1"):
        assert said.count(f"  assuming  {words}") == 1


def test_an_opinion_counts_for_its_engine(found: Recheck) -> None:
    """Of the first engine, and of the first claim, that nothing was seen."""
    (claim, lines), *others = found.claims
    unseen = [replace(line, first=tuple(Opinion(True, "", 0) for _ in line.dues)) for line in lines]
    old, new = (
        [*rechecked(found)],
        [*rechecked(replace(found, claims=((claim, unseen), *others)))],
    )
    count = sum(len(line.dues) for line in lines)
    (changed,) = [line for before, line in zip(old, new, strict=True) if before != line]
    assert changed == f"  (a)       {count} obligations: SymPy and Z3 not seen {count}"
