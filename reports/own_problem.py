"""The part of results.json on the reader's own problem: its solution, Euler at h, what β and α do.

All of it is computed and judged in `verification`; here it is put into formulas and digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from duhamel.analysis import forcing
from duhamel.analysis.letters import t, x
from duhamel.analysis.logic import eq
from duhamel.analysis.numbers import written
from duhamel.reports.text import proof, typeset
from duhamel.verification.checks.continuous import Equation, equation
from duhamel.verification.finding import Verdict
from duhamel.verification.models import own_problem
from duhamel.verification.models.own_problem import in_short, rounded
from duhamel.verification.suite import checks
from sympy import And, Expr, Ge, Integral, Le, Lt, Rational, tan

if TYPE_CHECKING:
    from duhamel.analysis.closed_solution import Case
    from duhamel.analysis.problem import Problem
    from duhamel.verification.check import Outcome
    from duhamel.verification.proof.substitute import Forced

CHECK = "ODE-2.formula"
PLACES = 8  # significant digits of x
SHORT = 3  # of an error


def told(problem: Problem, outcomes: Sequence[Outcome] = ()) -> dict[str, Any]:
    """The problem's part of the results, as plain JSON values; ``outcomes`` of the run, if any."""
    found = next((one for one in outcomes if one.id == CHECK), None)
    rows = own_problem.table(problem)
    momentum = own_problem.on_quadratic(problem)
    limits = own_problem.curvatures(problem)
    runs, by = own_problem.of_euler(problem.a * problem.h)
    gain, response, claim = own_problem.of_recurrence(problem.beta)
    return {
        "solution": solution(problem, found or checks()[CHECK].judged(problem)),
        "table": {
            "rows": [_row(row) for row in rows],
            "silent": own_problem.unpredicted(problem, rows),
        },
        "euler": {
            "h": written(problem.h),
            "ah": in_short(problem.a * problem.h),
            "factor": in_short(1 - problem.a * problem.h),
            "runs": runs,
            "claim": by,
        },
        "recurrence": {"gain": gain and in_short(gain), "response": response, "claim": claim},
        "momentum": {
            "at": None if momentum is None else {
                "curvature": written(momentum.curvature),
                "alpha_lambda": in_short(momentum.alpha_lambda),
                "stable": momentum.stable,
                "rate": rounded(momentum.momentum, 4),
                "descent": in_short(momentum.descent),
                "speedup": None if momentum.speedup is None else rounded(momentum.speedup, 4),
            },
            "limits": None if limits is None else {
                "stable_below": in_short(limits.stable_below),
                "faster_below": limits.faster_below and rounded(limits.faster_below, 4),
            },
        },
    }  # fmt: skip


def solution(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    """x(t) in cases, if the check of the formula passed; what it says of it in any case."""
    shown = equation(problem).written_out() if outcome.verdict is Verdict.PASS else []
    end = Rational(problem.T.numerator, problem.T.denominator)
    verdict = {key: str(asdict(outcome)[key]) for key in ("verdict", "measured", "criterion")}
    whole = bool(shown) and shown[-1].stop == end
    return {"check": CHECK, **verdict, **cases(x(t), shown, end if len(shown) > 1 else None, whole)}


def of_equation(unknown: Any, forced: Forced, time: Expr) -> dict[str, Any]:
    """The solution of an equation whose numbers a reader gave, at least until a time."""
    end, last = forcing.horizon(forced.inflow, time)
    try:
        forcing.check(forced.inflow, end)
    except ValueError:  # it has been checked until that time
        end, last = Fraction(int(time.p), int(time.q)), False
    rate, start = (Fraction(int(one.p), int(one.q)) for one in (forced.rate, forced.start))
    posed = Equation(forced.inflow, rate, start, end)
    finding = posed.finding()
    shown = posed.written_out() if finding.verdict is Verdict.PASS else []
    # where a tangent stands, an antiderivative may be one until `end` alone
    goes_on = last and not any(case.x.has(tan) for case in shown)
    limit = None if goes_on else Rational(end.numerator, end.denominator)
    reached = bool(shown) and shown[-1].stop == Rational(end.numerator, end.denominator)
    verdict = {"verdict": str(finding.verdict), "measured": finding.measured}
    return {**verdict, **cases(unknown, shown, limit, reached and (goes_on or last))}


def cases(unknown: Any, shown: Sequence[Case], end: Expr | None, whole: bool) -> dict[str, Any]:
    """Cases as formulas, each with when it holds; ``whole``: the last one goes on to the end."""
    last = len(shown) - 1 if whole else -1
    alone = last == 0 and end is None
    return {
        "cases": [
            {
                "when": None if alone else typeset.math(_when(case, end, i == last)),
                "x": proof.formula(eq(unknown, case.x)),
                "terms": typeset.terms(eq(unknown, case.x)),
            }
            for i, case in enumerate(shown)
        ],
        "integral": any(case.x.has(Integral) for case in shown),
        "whole": bool(whole),
    }


def _when(case: Case, end: Expr | None, last: bool) -> Any:
    if last and end is None:
        return Ge(t, case.start, evaluate=False)
    before = Le(t, end, evaluate=False) if last else Lt(t, case.stop, evaluate=False)
    return And(Le(case.start, t, evaluate=False), before, evaluate=False)


def _row(row: own_problem.Row) -> dict[str, Any]:
    return {
        "n": row.n,
        "t": in_short(row.t),
        "x": rounded(row.x, PLACES),
        "euler": rounded(row.euler, PLACES),
        "error": rounded(row.error, SHORT),
        "leading": None if row.leading is None else rounded(row.leading, SHORT),
        "bound": None if row.bound is None else rounded(row.bound, SHORT),
    }
