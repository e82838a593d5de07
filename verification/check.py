"""Check, Evidence, Outcome: the words in which the suite says whether a fact holds.

A check judges one subject; the same check, given a wrong subject, must reject it.
That wrong subject is its negative control, and no check can be made without one.
"""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from duhamel.analysis.letters import a, alpha, beta
from duhamel.analysis.logic import Relation
from duhamel.analysis.numbers import written
from duhamel.analysis.problem import Problem
from duhamel.verification.finding import DecidedError, Finding, Verdict
from sympy import Lt, Rational, S

REFERENCE = Problem()
RATE = Lt(0, alpha, evaluate=False)
_RANGES = {"MOM": (RATE,)}
"""What the letters of a chapter's claims are, for which a problem has its own numbers."""


class Evidence(StrEnum):
    """How a fact is known, in falling rank. There is no fifth kind."""

    PROVED = "proved"
    EXACT = "exact"
    ENCLOSED = "enclosed"
    BOUNDED = "bounded"


Judge = Callable[[Problem, Any], Finding]


@dataclass(frozen=True)
class Outcome:
    """One line of the results: a check, or one of its controls, after it ran."""

    id: str
    theorem: str
    title: str
    evidence: Evidence
    verdict: Verdict
    expected: Verdict
    measured: str
    criterion: str
    criterion_from: str
    source: str
    seconds: float
    series: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_expected(self) -> bool:
        return self.verdict is self.expected


@dataclass(frozen=True)
class Check:
    """One question about a subject, with the wrong subjects that it must reject.

    ``judge(problem, subject)`` returns a `Finding`, which it holds to ``criterion``, or ends early
    by `refute` or `abstain`. ``controls`` maps the name of a mistake to a subject that makes it.
    ``needs`` are what the claims ask of the problem's own a, β and α (as a rule: that letters are
    in their ranges); where that is not so, the check does not apply, as is expected. The controls
    are judged on the reference problem: they say what the check can tell apart, and a user's
    degenerate problem (f = 0, say) may hide a mistake.
    ``fixed``: the subject's own verdict depends on the code alone and not on the problem, so an
    earlier run of the same code may be asked. Raises ValueError when there is no control.
    """

    id: str
    theorem: str
    title: str
    evidence: Evidence
    criterion_from: str
    judge: Judge
    subject: Any
    controls: Mapping[str, Any]
    fixed: bool = False
    criterion: str = ""
    needs: tuple[Relation, ...] | None = None

    def __post_init__(self) -> None:
        if not self.controls:
            raise ValueError(f"check `{self.id}` needs a negative control, got none")

    @property
    def source(self) -> str:
        """Where the judge stands, as path:line."""
        module = self.judge.__module__.removeprefix("duhamel.").replace(".", "/")
        return f"{module}.py:{self.judge.__code__.co_firstlineno}"

    def run(self, problem: Problem) -> list[Outcome]:
        """The check's own outcome, then one for each control."""
        return [self.judged(problem), *self.controlled()]

    def judged(self, problem: Problem) -> Outcome:
        """What the check says of its subject on ``problem``, if it applies there."""
        if reason := self._outside(problem):
            found = Finding(Verdict.DOES_NOT_APPLY, reason, self.criterion)
            return self._told(found, self.id, self.title, Verdict.PASS)
        return self._judge(problem, self.subject, self.id, self.title, Verdict.PASS)

    def _outside(self, problem: Problem) -> str:
        """What the claims need and the problem's numbers are not, in words."""
        numbers = {a: problem.a, beta: problem.beta, alpha: problem.alpha}
        needs = (
            _RANGES.get(self.theorem.partition("-")[0], ()) if self.needs is None else self.needs
        )
        for need in () if self.fixed else needs:
            letters = [letter for letter in numbers if letter in need.free_symbols]
            if need.xreplace({x: Rational(numbers[x]) for x in letters}) != S.true:
                here = ", ".join(f"{x} = {written(numbers[x])}" for x in letters)
                return _greek(f"needs {need}, here {here}")
        return ""

    def controlled(self) -> list[Outcome]:
        """What the check says of each wrong subject, on the reference problem."""
        return [
            self._judge(
                REFERENCE,
                wrong,
                f"{self.id}!{name.replace(' ', '-')}",
                f"{self.title}: {name}",
                Verdict.FAIL,
            )
            for name, wrong in self.controls.items()
        ]

    def finding(self, problem: Problem, subject: Any) -> Finding:
        """What the judge says, with the criterion."""
        try:
            found = self.judge(problem, subject)
        except DecidedError as said:
            found = Finding(*said.args)
        return replace(found, criterion=found.criterion or self.criterion)

    def _judge(
        self, problem: Problem, subject: Any, id: str, title: str, expected: Verdict
    ) -> Outcome:
        start = time.perf_counter()
        try:
            finding = self.finding(problem, subject)
        except (
            Exception,
            SystemExit,
        ) as error:  # a check that crashes is a failure with its message
            where = traceback.extract_tb(error.__traceback__)[-1]
            finding = Finding(
                # a crashed control was not rejected by the criterion: it must not count as such
                Verdict.FAIL if expected is Verdict.PASS else Verdict.INCONCLUSIVE,
                f"crashed: {type(error).__name__}: {error} "
                f"({Path(where.filename).name}:{where.lineno})",
                "the check runs",
            )
        return self._told(finding, id, title, expected, time.perf_counter() - start)

    def _told(
        self, finding: Finding, id: str, title: str, expected: Verdict, seconds: float = 0
    ) -> Outcome:
        outside = finding.verdict is Verdict.DOES_NOT_APPLY and expected is Verdict.PASS
        return Outcome(
            id=id,
            theorem=self.theorem,
            title=title,
            evidence=self.evidence,
            verdict=finding.verdict,
            expected=finding.verdict if outside else expected,
            measured=finding.measured,
            criterion=finding.criterion,
            criterion_from=self.criterion_from,
            source=self.source,
            seconds=seconds,
            series=finding.series,
        )


def _greek(words: str) -> str:
    for name, sign in (("beta", "β"), ("alpha", "α"), ("Abs", "abs"), ("<=", "≤")):
        words = words.replace(name, sign)
    return re.sub(r"Ne\((.+), (.+)\)", r"\1 ≠ \2", words)


_DECLARED: dict[str, dict[str, Check]] = {}  # by module and id, in the order of the judges


def check(
    id: str,
    title: str,
    evidence: Evidence,
    subject: Any,
    controls: Mapping[str, Any],
    *,
    criterion: str = "",
    criterion_from: str = "",
    fixed: bool = False,
    needs: tuple[Relation, ...] | None = None,
) -> Callable[[Judge], Judge]:
    """Declare the judge below as a check of the theorem that its id begins with.

    Raises ValueError when there is no control.
    """
    own = id.partition(".")[0]

    def enter(judge: Judge) -> Judge:
        source = criterion_from or own
        made = Check(
            id, own, title, evidence, source, judge, subject, controls, fixed, criterion, needs
        )
        _DECLARED.setdefault(judge.__module__, {})[id] = made
        return judge

    return enter


def declared(module: str) -> tuple[Check, ...]:
    """The checks that were declared in a module."""
    return tuple(_DECLARED.get(module, {}).values())
