"""Checks of the ODE: closed responses against enclosed integrals, and SciPy against Duhamel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from duhamel.analysis.continuous import memory
from duhamel.analysis.forcing import numeric
from duhamel.analysis.notation import t
from duhamel.analysis.problem import Problem
from duhamel.verification.bounds import by_defect
from duhamel.verification.check import REFERENCE, Check, Evidence, Finding, holds, outside
from duhamel.verification.exact import rational, real
from duhamel.verification.simulate import METHODS, Run, TooLongError, euler, integrate
from duhamel.verification.solution import Solution, at_time, below, solve
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

PLACES = [Fraction(k, 8) for k in range(1, 9)]  # where a smooth piece is looked at, in its length
LADDER = [10.0**-k for k in (3, 5, 7, 9)]  # the rtol = atol that SciPy is asked for
GAIN = 1 + Fraction(1, 2**10)  # of the control's equation, which a run must be told from

ClosedForm = Callable[[Expr, Any], Expr | None]
Integrator = Callable[[float, Any, float, float, float], Run]


# ---- closed responses ------------------------------------------------------------------------


def _responses(problem: Problem, closed: ClosedForm) -> Finding:
    """The closed memory of every smooth piece lies in the ball of the enclosed integral."""
    criterion = "the closed form and the enclosed integral share a point, everywhere"
    widest, places = arb(0), 0
    short = replace(problem, T=min(problem.T, REFERENCE.T))  # the catalogue's jumps stay countable
    settings = [*(replace(short, forcing=text) for text in CATALOGUE), problem]
    for setting in settings:
        for piece in solve(setting).pieces:
            form = closed(piece.input, _exact(piece.rate))
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
    return holds(True, f"shared at {places} places; widest ball {_short(widest)}", criterion)


def _exact(value: fmpq) -> Any:
    from sympy import Rational

    return Rational(int(value.p), int(value.q))


def _scaled(g: Expr, rate: Any) -> Expr | None:
    found = memory(g, rate)
    return None if found is None else found * (1 + _exact(fmpq(1, 1024)))


def _restarted(problem: Problem, shift: Callable[[Solution, fmpq], acb]) -> Finding:
    """Duhamel's formula from the state at T/2 reaches what it reaches from the start."""
    criterion = "both ways share a point"
    there = shift(solve(problem), rational(problem.T) * fmpq(3, 4))
    whole = solve(problem)(rational(problem.T) * fmpq(3, 4))
    if there.overlaps(whole):
        return holds(True, f"both in {whole.real.str(8)}", criterion)
    return holds(False, f"{there.real.str(8)} and {whole.real.str(8)}", criterion)


def _by_restart(solution: Solution, time: fmpq, kept: int = 1) -> acb:
    """x(time), the piece it lies in entered once more halfway."""
    index = max(i for i, p in enumerate(solution.pieces) if real(p.start) < arb(time))
    piece = solution.pieces[index]
    half = below((time - piece.start) / 2)
    first = piece.state(solution.states[index], half)
    later = replace(
        piece, start=piece.start + half, input=piece.input.xreplace({t: t + _exact(half)})
    )
    rest = time - piece.start - half
    return acb(-piece.rate * rest).exp() * first * kept + later.enclosed(0, rest)


# ---- SciPy -----------------------------------------------------------------------------------


def _runs(problem: Problem, integrator: Integrator, rtol: float) -> list[tuple[Run, list[arb]]]:
    """One run for each smooth piece, with the bound of its distance from x at every node."""
    solution = solve(problem)
    state, error = float(problem.x0), abs(arb(float(problem.x0)) - rational(problem.x0))
    found = []
    for piece in solution.pieces:
        length = float(real(piece.length).mid())
        run = integrator(float(problem.a), numeric(piece.input), state, length, rtol)
        bounds = by_defect(piece, run, error)
        found.append((run, bounds))
        state, error = float(run.x[-1]), bounds[-1]
    return found


def _distances(truth: Solution, runs: list[tuple[Run, list[arb]]]) -> list[arb]:
    """abs(x_i − x(t_i)) at every node of every piece."""
    found = []
    for piece, state, (run, _) in zip(truth.pieces, truth.states, runs, strict=True):
        times = [fmpq(*float(t_i).as_integer_ratio()) for t_i in run.t]
        exact = piece.states(state, times)
        found += [abs(arb(float(x_i)) - real(x)) for x_i, x in zip(run.x, exact, strict=True)]
    return found


def _held(problem: Problem, integrator: Integrator) -> Finding:
    """A method of `solve_ivp`, down the ladder until its bound is fine enough to tell.

    The bound holds for any run, right or wrong (NUM-1), so a wrong run shows in the bound: it
    never gets below the distance from x to the solution of the control's equation.
    """
    criterion = "distance ≤ defect bound < what a gain of 1 + 2⁻¹⁰ would move"
    truth = solve(problem)
    telling = _effect(truth)
    falling = []
    try:
        for rtol in LADDER:
            runs = _runs(problem, integrator, rtol)
            bounds = [bound for _, each in runs for bound in each]
            distances = _distances(truth, runs)
            far, bound = max(distances), max(bounds)
            falling.append(_short(bound))
            measured = (
                f"{_short(far)} ≤ {_short(bound)} < {_short(telling)} on {len(bounds)} nodes at "
                f"rtol {rtol:.0e}; bounds {' > '.join(falling)}"
            )
            if any(d > b for d, b in zip(distances, bounds, strict=True)):
                return holds(False, f"beyond its bound: {measured}", criterion)
            if bound < telling or not (bound > 0 or telling > 0):
                return holds(True, measured, criterion)
    except TooLongError as error:
        return outside(str(error), criterion)
    if far >= telling and far > arb(LADDER[-1]):  # below atol a run owes nothing
        return holds(
            False,
            f"off by {_short(far)} ≥ {_short(telling)}; bounds {', '.join(falling)}",
            criterion,
        )
    return outside(f"too coarse to tell: bounds {', '.join(falling)}", criterion)


def _effect(truth: Solution) -> arb:
    """At least what `GAIN` on start and input moves x somewhere: (GAIN − 1) sup abs(x)."""
    sizes = [abs(state) for state in truth.states]
    for piece, state in zip(truth.pieces, truth.states, strict=True):
        sizes += [abs(piece.state(state, piece.length * rational(share))) for share in PLACES]
    largest = arb(0)
    for size in sizes:
        largest = largest.max(size.abs_lower())
    return largest * rational(GAIN - 1)


def _formula(problem: Problem, truth: Callable[[Problem], Solution]) -> Finding:
    """Duhamel's formula as the subject: SciPy's run stays within its bound of it."""
    criterion = "distance ≤ defect bound at every node"
    integrator = partial(_solve_ivp, "LSODA")
    try:
        runs = _runs(problem, integrator, LADDER[2])
    except TooLongError as error:
        return outside(str(error), criterion)
    distances = _distances(truth(problem), runs)
    bounds = [bound for _, each in runs for bound in each]
    beyond = sum(1 for far, bound in zip(distances, bounds, strict=True) if far > bound)
    series = {"solution": _picture(problem, truth(problem))}
    return holds(
        beyond == 0,
        f"{beyond} of {len(bounds)} nodes beyond; largest distance {_short(max(distances))}, "
        f"largest bound {_short(max(bounds))}",
        criterion,
        **series,
    )


def _picture(problem: Problem, truth: Solution) -> dict[str, Any]:
    """The curves of the figure: x(t) enclosed, SciPy's nodes, and a coarse run of Euler."""
    end = rational(problem.T)
    count = 128
    times = [end * k / count for k in range(count + 1)]
    solvers = {}
    for method in ("RK45", "Radau"):
        nodes, x = [], []
        try:
            for piece, (run, _) in zip(
                truth.pieces, _runs(problem, partial(_solve_ivp, method), LADDER[0]), strict=True
            ):
                offset = float(real(piece.start).mid())
                nodes += [offset + float(v) for v in run.t]
                x += [float(v) for v in run.x]
        except TooLongError:
            continue
        solvers[method] = {"t": nodes, "x": x}
    # a h = 1/2 where that is at most 64 steps, so that the steps can be seen
    steps = min(64, max(4, int(np.ceil(2 * float(problem.a) * float(problem.T)))))
    h = float(problem.T) / steps
    f = numeric(problem.f)
    values = euler(float(problem.a), lambda n: float(f(n * h)), float(problem.x0), h, steps)
    return {
        "t": [float(v) for v in (float(int(u.p)) / int(u.q) for u in times)],
        "exact": [float(real(truth(u)).mid()) for u in times],
        "solvers": solvers,
        "euler": {"t": [n * h for n in range(steps + 1)], "x": values, "h": h},
    }


def _solve_ivp(method: str, a: float, f: Any, start: float, length: float, rtol: float) -> Run:
    return integrate(a, f, start, length, method, rtol)


def _louder(method: str, a: float, f: Any, start: float, length: float, rtol: float) -> Run:
    """The control's equation: the input stronger by twice the gain that must be told."""
    more = float(2 * GAIN - 1)
    run = integrate(a, f, start, length, method, rtol)
    return replace(run, x=run.x * more, samples=run.samples * more)


def _late(method: str, a: float, f: Any, start: float, length: float, rtol: float) -> Run:
    return integrate(a, lambda t: f(np.asarray(t) - length / 64), start, length, method, rtol)


def _short(ball: arb) -> str:
    return f"{float(ball.mid()):.2g}"


def _other(**changes: Callable[[Problem], Any]) -> Callable[[Problem], Solution]:
    return lambda problem: solve(replace(problem, **{k: v(problem) for k, v in changes.items()}))


# ---- forgetting ------------------------------------------------------------------------------


def _forgotten(problem: Problem, decay: Callable[[acb], acb]) -> Finding:
    """Two starts under one input: their difference is the free decay, at every place."""
    criterion = "x − x̃ and (x₀ − x̃₀) exp(−at) share a point"
    one, two = solve(problem), solve(replace(problem, x0=problem.x0 + 1))
    places = [rational(problem.T * share) for share in PLACES]
    for time in places:
        gap, expected = two(time) - one(time), decay(acb(-rational(problem.a) * time))
        if not gap.overlaps(expected):
            return holds(False, f"{gap.real.str(5)} and {expected.real.str(5)}", criterion)
    return holds(True, f"shared at {len(places)} times; {expected.real.str(5)} at T", criterion)


CHECKS = (
    Check(
        "ODE-2.restart",
        "ODE-2",
        "Duhamel's formula restarts from any state",
        Evidence.ENCLOSED,
        "ODE-2",
        _restarted,
        _by_restart,
        {"state lost": partial(_by_restart, kept=0)},
    ),
    Check(
        "ODE-4.forgetting",
        "ODE-4",
        "Two starts differ by the free decay",
        Evidence.ENCLOSED,
        "ODE-4",
        _forgotten,
        acb.exp,
        {"half the rate": lambda u: (u / 2).exp(), "no decay": lambda _: acb(1)},
    ),
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
    Check(
        "NUM-1.formula",
        "NUM-1",
        "Duhamel's formula against SciPy's LSODA",
        Evidence.BOUNDED,
        "NUM-1",
        _formula,
        solve,
        {
            "rate off by 2⁻¹⁰": _other(a=lambda p: p.a * GAIN),
            "start off by 2⁻¹⁰": _other(x0=lambda p: p.x0 + GAIN - 1),
            "late input": _other(forcing=lambda _: "sin(3*(t - 1/1024))"),
            "no memory": _other(forcing=lambda _: "0"),
        },
    ),
    *(
        Check(
            f"NUM-1.{method}",
            "NUM-1",
            f"SciPy's {method} on the problem",
            Evidence.BOUNDED,
            "NUM-1",
            _held,
            partial(_solve_ivp, method),
            {"gain off by 2⁻⁹": partial(_louder, method), "late input": partial(_late, method)},
        )
        for method in METHODS
    ),
)
