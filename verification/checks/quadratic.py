"""Checks of momentum on L = ½ λ W²: the triangle, the speed-up, the best parameters.

A subject is one update, (β, α, g, m, W) to the next m and W. It is linear, so two unit starts
give its matrix, exactly; its powers and its runs are in balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from duhamel.analysis.chapters.quadratic import UNIT
from duhamel.analysis.problem import Problem
from duhamel.verification.check import RATE, Evidence, check, declared
from duhamel.verification.checks.discretisation import factors
from duhamel.verification.finding import Finding, abstain, confirm, refute
from duhamel.verification.models.mistakes import PARAMETERS, UPDATES, without
from duhamel.verification.models.schemes import best, larger_root
from duhamel.verification.models.solution import digits, middle
from duhamel.verification.proof.exact import rational
from flint import arb, arb_mat, ctx, fmpq

Update = Callable[..., tuple[Any, Any]]
Parameters = Callable[[fmpq, fmpq], tuple[fmpq, fmpq]]
Matrix = tuple[fmpq, fmpq, fmpq, fmpq]  # row by row: (m, W) to the next (m, W)

BITS = 1024  # a run of `STEPS` loses less than half of them: one step less than 4
STEPS = 128  # of a run whose rate is measured
DOUBLINGS = 128  # of a power that decides stability: 2¹²⁸ steps
POWER_BITS = 4096  # near a corner a power is as large as 2²⁶ and loses that much in a doubling
NEAR = fmpq(1, 2**52)


def update(beta: Any, alpha: Any, g: Any, m: Any, w: Any) -> tuple[Any, Any]:
    """m ← β m − α g, W ← W + m (L17)."""
    m = beta * m - alpha * g
    return m, w + m


about_updates = partial(check, evidence=Evidence.ENCLOSED, subject=update, controls=UPDATES)


def _matrix(step: Update, beta: fmpq, alpha: fmpq, curvature: fmpq) -> Matrix:
    """What a step does to (m, W): its columns are the steps from (1, 0) and from (0, 1)."""
    zero, one = fmpq(0), fmpq(1)
    m_1, w_1 = step(beta, alpha, zero, one, zero)
    m_2, w_2 = step(beta, alpha, curvature, zero, one)
    return m_1, m_2, w_1, w_2


def _invariants(matrix: Matrix) -> tuple[fmpq, fmpq]:
    """Trace and determinant: the sum and the product of the roots of MOM-7's polynomial."""
    return matrix[0] + matrix[3], matrix[0] * matrix[3] - matrix[1] * matrix[2]


def _radius(matrix: Matrix) -> arb:
    """The largest size of an eigenvalue."""
    return larger_root(*_invariants(matrix))


# ---- MOM-7: the triangle ----------------------------------------------------------------------


def _side(beta: fmpq, q: fmpq) -> int:
    """Where MOM-7 puts (β, q): 1 inside the triangle, 0 on its edge, −1 outside."""
    depth = min(1 - beta, q, 2 * (1 + beta) - q)
    return (depth > 0) - (depth < 0)


def _behaviour(matrix: Matrix) -> int | None:
    """1 if a power contracts, −1 if a trace or a determinant outgrows the unit circle, 0 on it.

    On the circle means: 1 or −1 is an eigenvalue and the other is not outside, or det = 1 with a
    conjugate pair; these are equations in ℚ. None where the balls do not decide.
    """
    trace, det = _invariants(matrix)
    on_circle = (abs(trace) == abs(1 + det) and abs(det) <= 1) or (det == 1 and abs(trace) < 2)
    if on_circle:
        return 0
    with ctx.workprec(POWER_BITS):
        power = arb_mat([[arb(matrix[0]), arb(matrix[1])], [arb(matrix[2]), arb(matrix[3])]])
        for _ in range(DOUBLINGS):
            if sum((x * x for x in power.entries()), arb(0)) < 1:
                return 1
            if abs(power.trace()) > 2 or abs(power.det()) > 1:
                return -1
            power = power * power
    return None


def _borders(problem: Problem) -> Iterator[tuple[fmpq, fmpq]]:
    """β and q inside, on and beyond each edge of the triangle, as near as 2⁻⁵²."""
    inside = (rational(problem.beta), fmpq(9, 10), fmpq(-9, 10), fmpq(0))
    for beta in dict.fromkeys((*inside, 1 - NEAR, NEAR - 1)):
        top = 2 * (1 + beta)
        for share in (fmpq(1, 2), NEAR, 1 - NEAR, fmpq(0), fmpq(1), -NEAR, 1 + NEAR):
            yield beta, top * share
    for beta in (fmpq(1), 1 + NEAR, -1 - NEAR, fmpq(3, 2)):
        yield from ((beta, fmpq(q)) for q in (fmpq(1, 2), fmpq(2), fmpq(7, 2)))


@about_updates(
    "MOM-7.stability",
    "Stable inside the triangle, and nowhere else",
    controls=without(UPDATES, "averaged"),
    criterion="a power contracts inside, grows outside; |z| = 1 on the edge, by its equation in ℚ",
)
def _stability(problem: Problem, step: Update) -> Finding:
    alpha = rational(problem.alpha)
    points = list(_borders(problem))
    for beta, q in points:
        found = _behaviour(_matrix(step, beta, alpha, q / alpha))
        where = f"β = {digits(beta, 4)}, αλ = {digits(q, 4)}"
        if found is None:
            abstain(f"2¹²⁸ steps do not decide at {where}")
        if found != _side(beta, q):
            said = {1: "decays", 0: "neither grows nor decays", -1: "grows"}[found]
            refute(f"{said} at {where}")
    return confirm(f"as the triangle says at {len(points)} points, to 2⁻⁵² of it")


def _rate_of_run(step: Update, beta: fmpq, alpha: fmpq, curvature: fmpq) -> tuple[arb, arb]:
    """Bounds of the rate, read off a run: the size of its larger mode after an even N, and N.

    Both unit starts are run. With A what N steps have done, the larger eigenvalue of A has the
    size √det A if tr² < 4 det, (|tr| + √(tr² − 4 det))/2 if not, and its N-th root is the rate.
    """
    with ctx.workprec(BITS):
        states = [(arb(1), arb(0)), (arb(0), arb(1))]
        b, a, c = arb(beta), arb(alpha), arb(curvature)
        for _ in range(STEPS):
            states = [step(b, a, c * w, m, w) for m, w in states]
        (m_1, w_1), (m_2, w_2) = states
        trace, det = m_1 + w_2, m_1 * w_2 - m_2 * w_1
        discriminant = trace * trace - 4 * det
        if discriminant < 0:
            low = high = abs(det).sqrt()
        elif discriminant > 0:
            low = high = (abs(trace) + discriminant.sqrt()) / 2
        else:
            low = abs(trace) / 2
            high = low + discriminant.abs_upper().sqrt() / 2
        return _root(low.abs_lower()), _root(high.abs_upper())


def _root(size: arb) -> arb:
    """The rate of a mode that has this size after all steps; FLINT has no root of 0."""
    return size.root(STEPS) if size > 0 else arb(0)


@about_updates(
    "MOM-7.rate",
    "Runs decay at the rate of the roots",
    criterion=f"√β or the larger real root of MOM-7 is what {STEPS} steps show, enclosed",
)
def _rates(problem: Problem, step: Update) -> Finding:
    alpha = rational(problem.alpha)
    quarters, points = (Fraction(i, 4) for i in range(-3, 4)), []
    for beta in factors(problem, *quarters, Fraction(9, 10)):
        for share in (1, 4, 8, 12, 15, 17):
            q = 2 * (1 + beta) * fmpq(share, 16)
            theory = _radius((beta, -q, beta, 1 - q))
            low, high = _rate_of_run(step, beta, alpha, q / alpha)
            measured = middle((low + high) / 2)
            if theory < low or theory > high:
                where = f"β = {digits(beta, 4)}, αλ = {digits(q, 4)}"
                refute(f"{measured:.4f} for {middle(theory):.4f} at {where}")
            place = {"beta": middle(beta), "al": middle(q)}
            points.append({**place, "measured": measured, "theory": middle(theory)})
    inside = [point for point in points if abs(point["beta"]) < 1]
    return confirm(f"at {len(points)} points", triangle=_picture(inside))


LEVELS = (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5), Fraction(9, 10))
"""The rates of decay whose lines are drawn."""


def corners(rate: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The triangle in (β, αλ) inside of which both roots are smaller than ``rate`` (MOM-7)."""
    square = rate**2
    return [(-square, 1 - square), (square, (1 - rate) ** 2), (square, (1 + rate) ** 2)]


def _picture(points: list[dict[str, float]]) -> dict[str, Any]:
    """The triangle of stability, those of some rates within, and the points that were run."""
    levels = [
        {"rate": float(rate), "corners": [[float(u), float(v)] for u, v in corners(rate)]}
        for rate in (*LEVELS, Fraction(1))
    ]
    return {"levels": levels, "points": points}


# ---- MOM-8: the speed-up ----------------------------------------------------------------------


def _speedup(step: Update, beta: fmpq, alpha: fmpq, q: fmpq) -> arb:
    """ln ρ of the update over ln |1 − αλ| of plain descent."""
    return _radius(_matrix(step, beta, alpha, q / alpha)).log() / arb(abs(1 - q)).log()


@about_updates(
    "MOM-8.speed-up",
    "Ten times faster: the limit, the peak, the crossing",
    criterion="1/(1 − β) < S < (z − β + β/z)/(z − β/z) on the slow branch, rising; largest for αλ ≤"
    " 1 at (1 − √β)²; S > 1 before 1 − √β, < 1 from there to 1 + √β, > 1 from there to 2",
    needs=(RATE, *UNIT),
)
def _ten_times(problem: Problem, step: Update) -> Finding:
    beta, alpha = rational(problem.beta), rational(problem.alpha)
    with ctx.workprec(POWER_BITS):
        return _compared(step, beta, alpha)


def _compared(step: Update, beta: fmpq, alpha: fmpq) -> Finding:
    root, limit = arb(beta).sqrt(), 1 / (1 - arb(beta))
    speed = partial(_speedup, step, beta, alpha)

    def smaller(small: arb, large: arb, q: fmpq | None = None) -> None:
        what = "the peak" if q is None else f"S at αλ = {digits(q, 4)}"
        if small > large:
            refute(f"{what}: {digits(small, 4)} > {digits(large, 4)}")
        if not small < large:
            abstain(f"{what}: balls of {POWER_BITS} bits do not decide")

    slower = limit
    for k in range(40, 0, -3):
        z = 1 - (1 - beta) / 2**k
        q = (1 - z) * (z - beta) / z
        found = speed(q)
        smaller(slower, found, q)
        smaller(found, arb(z - beta + beta / z) / arb(z - beta / z), q)
        slower = found
    peak = root.log() / (2 * root - beta).log()
    smaller(slower, peak)
    top, crossing, last = _near((1 - root) ** 2), _near(1 - root), _near(1 + root)
    aside = NEAR * min(top, 1 - top)
    for q in (top - aside, top + aside, (top + 1) / 2):
        smaller(speed(q), peak, q)
    aside, one = NEAR * min(crossing, 1 - crossing), arb(1)
    for q in (crossing - aside, last + aside):
        smaller(one, speed(q), q)
    for q in (crossing + aside, (1 + crossing) / 2, (1 + last) / 2, last - aside):
        smaller(speed(q), one, q)
    with ctx.workprec(BITS):
        picture = _curve(step, beta, alpha, peak)
    return confirm(
        f"limit {digits(limit, 4)}, peak {digits(peak, 4)} at {digits(top, 4)}, 1 at "
        f"{digits(crossing, 4)}",
        speedup=picture,
    )


def _near(value: arb) -> fmpq:
    """A rational number as near as the ball knows it."""
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _curve(step: Update, beta: fmpq, alpha: fmpq, peak: arb) -> dict[str, Any]:
    """The speed-up over αλ, from far below the peak to beyond the crossing, and as run."""
    root = arb(beta).sqrt()
    at_peak, crossing = (1 - root) ** 2, 1 - root
    first, last = at_peak / 50, (4 * crossing).min(arb(fmpq(15, 16)))
    grid = [_near(first * (last / first) ** fmpq(i, 120)) for i in range(121)]
    measured = []
    for q in (*grid[10:120:10], _near(at_peak)):
        fast, plain = (
            sum(_rate_of_run(each, factor, alpha, q / alpha), arb(0)) / 2
            for each, factor in ((step, beta), (update, fmpq(0)))
        )
        if 0 < fast < 1 and 0 < plain < 1:
            measured.append({"al": middle(q), "speedup": middle(fast.log() / plain.log())})
    grid = sorted({*grid, _near(at_peak)})
    return {
        "al": [middle(q) for q in grid],
        "speedup": [middle(_speedup(step, beta, alpha, q)) for q in grid],
        "limit": middle(1 / (1 - beta)),
        "peak_al": middle(at_peak),
        "peak": middle(peak),
        "crossing": middle(crossing),
        "measured": measured,
    }


# ---- MOM-9: the best parameters ---------------------------------------------------------------


@check(
    "MOM-9.best",
    "The best parameters for a range of curvatures",
    Evidence.ENCLOSED,
    best,
    PARAMETERS,
    fixed=True,
    criterion="det = β = ((√κ − 1)/(√κ + 1))² and no real pair inside, in ℚ; no neighbour better",
)
def _best(_: Problem, parameters: Parameters) -> Finding:
    one, aside = fmpq(1), [fmpq(i, 64) for i in (0, 1, -1, 16, -16)]
    for pair in ((1, 1), (1, 2), (2, 3), (3, 7), (1, 1000)):
        low, high = map(fmpq, pair)
        rate = (high - low) / (high + low)
        alpha, beta = parameters(low, high)
        for i in range(9):
            curvature = low**2 + (high**2 - low**2) * fmpq(i, 8)
            trace, det = _invariants(_matrix(update, beta, alpha, curvature))
            if det != rate**2 or trace**2 > 4 * det:
                refute(f"another rate at λ = {curvature}, κ = {(high / low) ** 2}")
        for more, faster in product(aside, aside):
            near = beta * (one + more), alpha * (one + faster)
            ends = [_radius(_matrix(update, *near, end**2)) for end in (low, high)]
            if all(end < rate for end in ends):
                refute(f"a better rate than {rate} nearby")
    return confirm("for κ = 1, 4, 9/4, 49/9, 10⁶; 25 neighbours each")


CHECKS = declared(__name__)
