"""Checks of the closed responses: each against the enclosed integral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from duhamel.analysis.problem import Problem
from duhamel.analysis.responses import memory
from duhamel.verification.check import REFERENCE, Check, Evidence, Finding, holds
from duhamel.verification.continuous import PLACES
from duhamel.verification.exact import rational
from duhamel.verification.solution import as_sympy, at_time, short, solve
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


ClosedForm = Callable[[Expr, Any], Expr | None]


def _responses(problem: Problem, closed: ClosedForm) -> Finding:
    """The closed memory of every smooth piece lies in the ball of the enclosed integral."""
    criterion = "the closed form and the enclosed integral share a point, everywhere"
    widest, places = arb(0), 0
    brief = replace(problem, T=min(problem.T, REFERENCE.T))  # the catalogue's jumps stay countable
    settings = [*(replace(brief, forcing=text) for text in CATALOGUE), problem]
    for setting in settings:
        for piece in solve(setting).pieces:
            form = closed(piece.input, as_sympy(piece.rate))
            if form is None:
                continue
            for share in PLACES:
                time = piece.length * rational(share)
                value, ball = acb(at_time(form, time, piece.rate)), piece.enclosed(0, time)
                if not value.overlaps(ball):
                    return holds(
                        False,
                        f"apart by {abs(value - ball).str(3)} for f = {setting.forcing}",
                        criterion,
                    )
                widest, places = widest.max(ball.real.rad()), places + 1
    return holds(True, f"shared at {places} places; widest ball {short(widest)}", criterion)


def _scaled(g: Expr, rate: Any) -> Expr | None:
    found = memory(g, rate)
    return None if found is None else found * (1 + as_sympy(fmpq(1, 1024)))


CHECKS = (
    Check(
        "ODE-11.responses",
        "ODE-11",
        "Closed responses against enclosed integrals",
        Evidence.ENCLOSED,
        "ODE-2",
        _responses,
        memory,
        {"off by 2⁻¹⁰": _scaled, "sign of the rate": lambda g, rate: memory(g, -rate)},
    ),
)
