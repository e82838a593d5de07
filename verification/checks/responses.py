"""Checks of the closed responses: each against the enclosed integral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from duhamel.analysis.chapters.responses import memory
from duhamel.analysis.problem import Problem
from duhamel.verification.check import REFERENCE, Evidence, check, declared
from duhamel.verification.checks.continuous import PLACES, TOO_WIDE, narrow_enough
from duhamel.verification.finding import Finding, abstain, confirm, refute
from duhamel.verification.models.solution import as_sympy, at_time, below, short, solve
from duhamel.verification.proof.exact import rational
from flint import acb, arb, fmpq
from sympy import Expr

CATALOGUE = (
    "0",
    "1",
    "t",
    "t^2 - t",
    "sin(3*t)",
    "cos(2*t)",
    "exp(-t)",
    "exp(-2*t)",
    "step(t - 1)",
    "pulse(1/2, 2)",
    "square(1)",
    "sin(3*t) + exp(-t) + step(t - 1)",
)
"""The forcings of ODE-11; e^{−2t} is the resonance of the reference problem's a = 2."""


SHARED = "the closed form and the enclosed integral share a point, everywhere"
ClosedForm = Callable[[Expr, Any], Expr | None]


def _catalogue(_: Problem, closed: ClosedForm) -> Finding:
    """Every forcing of ODE-11 on the reference problem."""
    return _shared([replace(REFERENCE, forcing=text) for text in CATALOGUE], closed)


def _own(problem: Problem, closed: ClosedForm) -> Finding:
    """The problem's own forcing."""
    return _shared([problem], closed)


def _shared(problems: list[Problem], closed: ClosedForm) -> Finding:
    """The closed memory of every smooth piece lies in the ball of the enclosed integral.

    Where there is no closed form, the integral is taken at once and in steps instead.
    """
    widest, places = arb(0), 0
    for problem in problems:
        for piece in solve(problem).pieces:
            form = closed(piece.input, as_sympy(piece.rate))
            times = [below(piece.length) * rational(share) for share in PLACES]
            if form is None:
                values = piece.states(fmpq(0), times)
            else:
                values = [acb(at_time(form, time, piece.rate)) for time in times]
            balls = [piece.enclosed(0, time) for time in times]
            for value, ball in zip(values, balls, strict=True):
                if not value.overlaps(ball):
                    refute(f"apart by {abs(value - ball).str(3)} for f = {problem.forcing}")
                widest, places = widest.max(ball.real.rad()), places + 1
            if not narrow_enough(*values) or not narrow_enough(*balls):
                abstain(f"{TOO_WIDE} for f = {problem.forcing}")
    return confirm(f"shared at {places} places; widest ball {short(widest)}")


def _scaled(g: Expr, rate: Any) -> Expr | None:
    found = memory(g, rate)
    return None if found is None else found * (1 + as_sympy(fmpq(1, 1024)))


CONTROLS: dict[str, ClosedForm] = {
    "off by 2⁻¹⁰": _scaled,
    "sign of the rate": lambda g, rate: memory(g, -rate),
}
check(
    "ODE-11.catalogue",
    "Closed responses of the catalogue against enclosed integrals",
    Evidence.ENCLOSED,
    memory,
    CONTROLS,
    criterion=SHARED,
    criterion_from="ODE-2",
    fixed=True,
)(_catalogue)
check(
    "ODE-11.response",
    "The problem's own response against its enclosed integral",
    Evidence.ENCLOSED,
    memory,
    CONTROLS,
    criterion=SHARED,
    criterion_from="ODE-2",
)(_own)
CHECKS = declared(__name__)
