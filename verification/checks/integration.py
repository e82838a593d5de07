"""Checks of SciPy on the ODE: within the bound of its own defect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial, reduce
from typing import Any

import numpy as np
import sympy
from duhamel.analysis.chapters.continuous import NOT_STILL
from duhamel.analysis.forcing import numeric
from duhamel.analysis.letters import t
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Evidence, check, declared
from duhamel.verification.checks.continuous import GAIN, PLACES, unit_of_time
from duhamel.verification.finding import Finding, abstain, confirm, holds, refute
from duhamel.verification.models.bounds import by_defect
from duhamel.verification.models.mistakes import INTEGRATOR
from duhamel.verification.models.schemes import (
    METHODS,
    FloatArray,
    NoRunError,
    Trajectory,
    euler,
    integrate,
    steps,
)
from duhamel.verification.models.solution import (
    Piece,
    Solution,
    below,
    digits,
    middle,
    short,
    solve,
)
from duhamel.verification.proof.exact import rational, real, whole
from flint import arb, arb_poly, fmpq, fmpq_poly

LADDER = [10.0**-k for k in (3, 5, 7, 9)]  # the rtol = atol that SciPy is asked for

Integrator = Callable[[float, Any, float, float, float], Trajectory]


def _runs(
    problem: Problem, integrator: Integrator, rtol: float
) -> list[tuple[Trajectory, list[arb]]]:
    """One run for each smooth piece, with the bound of its distance from x at every node."""
    solution = solve(problem)
    state, error = float(problem.x0), abs(arb(float(problem.x0)) - rational(problem.x0))
    found = []
    for piece, start in zip(solution.pieces, solution.states, strict=True):
        length = middle(real(piece.length))
        run = integrator(float(problem.a), numeric(piece.input), state, length, rtol)
        bounds = by_defect(piece, run, error)
        found.append((run, bounds))
        # the next piece starts at its exact time, the run ended at a float
        times = (below(piece.length), fmpq(*length.as_integer_ratio()))
        drift = abs(real(piece.state(start, times[0]) - piece.state(start, times[1])))
        state, error = float(run.x[-1]), bounds[-1] + drift
    return found


def _complete(truth: Solution, runs: list[tuple[Trajectory, list[arb]]]) -> bool:
    """Whether each run goes from the start of its piece to the end: no bound says so."""
    return all(
        run.t[0] == 0 and run.t[-1] == middle(real(piece.length))
        for piece, (run, _) in zip(truth.pieces, runs, strict=True)
    )


def _distances(truth: Solution, runs: list[tuple[Trajectory, list[arb]]]) -> list[arb]:
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
    truth = solve(problem)
    telling = _effect(truth)
    falling = []
    try:
        for rtol in LADDER:
            runs = _runs(problem, integrator, rtol)
            if not _complete(truth, runs):
                refute("a run does not reach the end of its piece")
            bounds = [bound for _, each in runs for bound in each]
            distances = _distances(truth, runs)
            far, bound = max(distances), max(bounds)
            falling.append(short(bound))
            measured = (
                f"{short(far)} ≤ {short(bound)} < {short(telling)} on {len(bounds)} nodes at "
                f"rtol {rtol:.0e}; bounds {' > '.join(falling)}"
            )
            if any(d > b for d, b in zip(distances, bounds, strict=True)):
                refute(f"beyond its bound: {measured}")
            if bound < telling or not (bound > 0 or telling > 0):
                return confirm(measured)
    except NoRunError as error:
        abstain(str(error))
    if far >= telling and far > arb(LADDER[-1]):  # below atol a run owes nothing
        refute(
            f"off by {short(far)} ≥ {short(telling)}, and by more than the atol; "
            f"bounds {', '.join(falling)}"
        )
    return abstain(f"too coarse to tell: bounds {', '.join(falling)}")


def _effect(truth: Solution) -> arb:
    """At least what `GAIN` on start and input moves x somewhere: (GAIN − 1) sup abs(x)."""
    sizes = [abs(state) for state in truth.states]
    for piece, state in zip(truth.pieces, truth.states, strict=True):
        times = [below(piece.length) * rational(share) for share in PLACES]
        sizes += map(abs, piece.states(state, times))
    return reduce(arb.max, map(arb.abs_lower, sizes)) * rational(GAIN - 1)


def _formula(problem: Problem, truth: Callable[[Problem], Solution]) -> Finding:
    """Duhamel's formula as the subject: SciPy's run stays within its bound of it."""
    integrator = partial(solve_ivp, "LSODA")
    try:
        runs = _runs(problem, integrator, LADDER[2])
    except NoRunError as error:
        abstain(str(error))
    distances = _distances(truth(problem), runs)
    bounds = [bound for _, each in runs for bound in each]
    beyond = sum(1 for far, bound in zip(distances, bounds, strict=True) if far > bound)
    return holds(
        beyond == 0,
        f"{beyond} of {len(bounds)} nodes beyond; largest distance {short(max(distances))}, "
        f"largest bound {short(max(bounds))}",
        solution=_picture(problem, truth(problem)),
    )


def _picture(problem: Problem, truth: Solution) -> dict[str, Any]:
    """The curves of the figure: x(t) enclosed, SciPy's nodes, and a coarse run of Euler."""
    solvers = {}
    for method in ("RK45", "Radau"):
        nodes, x = [], []
        try:
            runs = _runs(problem, partial(solve_ivp, method), LADDER[0])
        except NoRunError:
            continue
        for piece, (run, _) in zip(truth.pieces, runs, strict=True):
            offset = middle(real(piece.start))
            nodes += [offset + float(v) for v in run.t]
            x += [float(v) for v in run.x]
        error = [*map(middle, _distances(truth, runs))]
        solvers[method] = {"t": nodes, "x": x, "error": error}
    # abs(a) h = 1/2 where that is at most 64 steps, so that the steps can be seen
    steps = min(64, max(4, int(np.ceil(2 * abs(float(problem.a)) * float(problem.T)))))
    h = float(problem.T) / steps
    f = numeric(problem.f)
    values = euler(float(problem.a), lambda n: float(f(n * h)), float(problem.x0), h, steps)
    times, exact, said = _curve(truth)
    picture: dict[str, Any] = {"t": times, "exact": exact, "solvers": solvers, "said": said}
    air = 2 * (max(exact) - min(exact)) or 1.0  # the figure has less above and below
    if not np.isfinite(values).all():  # far beyond stability there is nothing to draw
        said.append("Euler is not drawn: its numbers leave float64.")
    else:
        picture["euler"] = {"t": [n * h for n in range(steps + 1)], "x": values, "h": h}
        if max(values) > max(exact) + air or min(values) < min(exact) - air:
            said.append("Euler leaves the figure.")
    return picture


DRAWN = 4096  # points of one curve at most: it decides only how much a figure shows
TURN = 16  # points for each turn of the input


def _curve(truth: Solution) -> tuple[list[float], list[float], list[str]]:
    """x at times as close as its input turns and its start decays, and what they do not show."""
    wanted = [_points(piece) for piece in truth.pieces]
    most = max(2, DRAWN // len(wanted))
    times, exact = [], []
    for piece, state, count in zip(truth.pieces, truth.states, wanted, strict=True):
        number = min(count, most)
        length = below(piece.length)
        decay = (unit_of_time(piece.rate) * k / 4 for k in range(1, 25))
        even = (length * k / number for k in range(number + 1))
        inside = sorted({*even, *(time for time in decay if time < length)})
        start = middle(real(piece.start))
        times += [start + int(time.p) / int(time.q) for time in inside]
        exact += [middle(real(value)) for value in piece.states(state, inside)]
    if sum(wanted) <= most * len(wanted):
        return times, exact, []
    return times, exact, [f"x turns more often than {sum(wanted)} points could show."]


def _points(piece: Piece) -> int:
    """How many even steps show each turn of a piece's input; at least 64."""
    length, fastest = middle(real(piece.length)), 0.0
    for wave in piece.input.atoms(sympy.sin, sympy.cos, sympy.tan):
        slope = wave.args[0].diff(t)
        speeds = (abs(complex(slope.subs(t, at))) for at in (0, length))
        fastest = max(fastest, *(speed for speed in speeds if np.isfinite(speed)))
    return max(64, int(np.ceil(min(TURN * fastest * length / (2 * np.pi), 2.0**40))))


def solve_ivp(
    method: str, a: float, f: Any, start: float, length: float, rtol: float
) -> Trajectory:
    """A method of SciPy's, as an integrator once the method is bound."""
    return integrate(a, f, start, length, method, rtol)


def _other(**changes: Callable[[Problem], Any]) -> Callable[[Problem], Solution]:
    return lambda problem: solve(replace(problem, **{k: v(problem) for k, v in changes.items()}))


# ---- stiffness -------------------------------------------------------------------------------

EXPLICIT, IMPLICIT = METHODS[:3], METHODS[3:]
SPANS = (24, 96, 384)  # a T of the runs in equal steps
STIFF = (2**8, 2**9, 2**10)  # a T of the runs that choose their steps
STIFFER = (2**10, 2**15, 2**20)  # and of those that stability does not bind


@dataclass(frozen=True)
class Steps:
    """The steps a h of a run on [0, 1] for a given a, and the method whose factor they meet."""

    method: str
    sizes: Callable[[float], FloatArray]


@cache
def factor(method: str) -> tuple[fmpq, ...]:
    """The coefficients of R: a step of an explicit method on x′ = −a x multiplies x by R(a h).

    One step is carried out in ℚ[z], with the tableau that SciPy has, its float64 as they are.
    """
    from scipy import integrate as scipy

    solver = getattr(scipy, method)
    slope, one = fmpq_poly([0, -1]), fmpq_poly([1])
    stages: list[fmpq_poly] = []
    for row in (*solver.A[: solver.n_stages], solver.B):
        weights = [fmpq(*float(weight).as_integer_ratio()) for weight in row]
        value = sum((w * k for w, k in zip(weights, stages, strict=False)), one)
        stages.append(slope * value)
    return tuple(value.coeffs())


@cache
def interval(method: str) -> arb:
    """ℓ of an explicit method: the first z > 0 where R(z)² = 1."""
    polynomial = fmpq_poly(list(factor(method)))
    rest = (polynomial**2 - 1) // fmpq_poly([0, 1])
    roots: Any = rest.complex_roots()  # FLINT tells a real root: its imaginary part is exactly 0
    first: arb = reduce(
        arb.min, [root.real for root, _ in roots if root.imag == 0 and root.real > 0]
    )
    return first


def _least_count(_: Problem, length: Callable[[str], arb]) -> Finding:
    """⌈a T/ℓ⌉ equal steps do not grow, one step less does, for each explicit method of SciPy."""
    found = []
    for method in EXPLICIT:
        counts = [int(whole(-span / length(method)) * -1) for span in SPANS]
        for span, count in zip(SPANS, counts, strict=True):
            runs = (steps(span / n, 0.0, 1.0, float(n), method, 1.0) for n in (count, count - 1))
            enough, less = (abs(float(x[-1])) for _, x in runs)
            if not enough <= 1 < less:
                ends = f"{enough:.2g} in {count} steps, {less:.2g} in {count - 1}"
                refute(f"{method}, a T = {span}: 1 becomes {ends}")
        found.append(f"{method} {', '.join(map(str, counts))} (ℓ = {digits(length(method), 6)})")
    return confirm(f"N for a T = {', '.join(map(str, SPANS))}: {'; '.join(found)}")


def _growth(method: str, sizes: FloatArray, stretch: int) -> arb:
    """Σ ln|R(a h)| over steps that are ``stretch`` times as long as those of the run."""
    polynomial = arb_poly(list(factor(method)))
    factors = (polynomial(arb(float(size)) * stretch) for size in sizes)
    return sum((abs(value).log() for value in factors), arb(0))


def _bound_by_stability(_: Problem, subject: Steps) -> Finding:
    """A run in steps of its own choice: it decays, and in steps twice as long it would not."""
    counts = []
    for span in STIFF:
        sizes = subject.sizes(float(span))
        decay, growth = (_growth(subject.method, sizes, stretch) for stretch in (1, 2))
        if not (decay < 0 < growth):
            refute(f"{short(decay)} and {short(growth)} for {len(sizes)} steps, a T = {span}")
        counts.append(f"{len(sizes)} for {digits(span / interval(subject.method), 6)}")
    return confirm(
        f"steps taken for a T/ℓ: {', '.join(counts)}; ln of the factors {short(decay)} and "
        f"{short(growth)} at the last"
    )


def _not_bound(_: Problem, method: str) -> Finding:
    """A run takes fewer steps than stability would force on any explicit method of SciPy."""
    longest = reduce(arb.max, map(interval, EXPLICIT))
    counts = []
    for span in STIFFER:
        values = steps(float(span), 1.0, 0.0, 1.0, method)[1]
        count, least = len(values) - 1, span / longest
        counts.append(f"{count} < {digits(least, 6)}")
        if not (count < least and abs(float(values[-1]) - 1) < 1):
            refute(f"{count} steps, a T/ℓ = {digits(least, 6)}")
    return confirm(f"steps {', '.join(counts)}")


def _own(method: str, a: float) -> FloatArray:
    return a * np.diff(steps(a, 1.0, 0.0, 1.0, method)[0])


def _gentle(method: str, _: float) -> FloatArray:
    """The steps where a is small: accuracy sets them."""
    return _own(method, 1.0)


def _shorter(method: str, a: float) -> FloatArray:
    """Each step in four."""
    return np.repeat(_own(method, a), 4) / 4


check(
    "NUM-1.formula",
    "Duhamel's formula against SciPy's LSODA",
    Evidence.BOUNDED,
    solve,
    {
        "rate off by 2⁻¹⁰": _other(a=lambda p: p.a * GAIN),
        "start off by 2⁻¹⁰": _other(x0=lambda p: p.x0 + GAIN - 1),
        "late input": _other(forcing=lambda _: "sin(3*(t - 1/1024))"),
        "no memory": _other(forcing=lambda _: "0"),
    },
    criterion="distance ≤ defect bound at every node",
    needs=(NOT_STILL,),
)(_formula)
check(
    "NUM-2.interval",
    "The least number of equal steps, by SciPy's own tableaux",
    Evidence.BOUNDED,
    interval,
    {
        "Euler's interval": lambda _: arb(2),
        "off by 1/16": lambda method: interval(method) * fmpq(17, 16),
    },
    fixed=True,
    criterion="|x_N| ≤ |x₀| for N = ⌈a T/ℓ⌉ equal steps, and |x_N| > |x₀| for N − 1",
)(_least_count)
for _method in METHODS:
    check(
        f"NUM-1.{_method}",
        f"SciPy's {_method} on the problem",
        Evidence.BOUNDED,
        partial(solve_ivp, _method),
        {name: partial(wrong, _method) for name, wrong in INTEGRATOR.items()},
        criterion="distance ≤ defect bound < what a gain of 1 + 2⁻¹⁰ (chosen) would move",
        needs=(NOT_STILL,),
    )(_held)
for _method in EXPLICIT:
    check(
        f"NUM-2.{_method}",
        f"Stability sets the steps of SciPy's {_method}",
        Evidence.ENCLOSED,
        Steps(_method, partial(_own, _method)),
        {
            "four steps for each": Steps(_method, partial(_shorter, _method)),
            "a small": Steps(_method, partial(_gentle, _method)),
            "Radau's steps": Steps(_method, partial(_own, "Radau")),
        },
        criterion="Σ ln|R(a h)| < 0 for the steps of the run, > 0 for half as many, twice as long",
        fixed=True,
    )(_bound_by_stability)
for _method in IMPLICIT:
    check(
        f"NUM-2.{_method}",
        f"Stability does not set the steps of SciPy's {_method}",
        Evidence.BOUNDED,
        _method,
        {explicit: explicit for explicit in EXPLICIT},
        criterion="N < a T/ℓ for the largest ℓ of the explicit methods, and |x_N − 1| < |x₀ − 1|",
        fixed=True,
    )(_not_bound)
CHECKS = declared(__name__)
