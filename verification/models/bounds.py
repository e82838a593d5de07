"""Tolerances, each what the claim of a theorem comes to, in its own expression; none is chosen.

Everything here is in balls: a bound is a number that certainly is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import factorial
from typing import Any

import numpy as np
from duhamel.analysis import letters
from duhamel.analysis.chapters.discretisation import REMAINDER, SIZE_OF_REST
from duhamel.analysis.chapters.integration import WITHIN
from duhamel.analysis.chapters.recurrence import SHARE
from duhamel.analysis.chapters.rounding import BOUNDS, LIMIT, NEXT
from duhamel.verification.models.schemes import SAMPLE_POINTS, SAMPLES, FloatArray, Trajectory
from duhamel.verification.models.solution import Piece, short
from duhamel.verification.proof.exact import PRECISION, Point, evaluate, real
from flint import acb, arb, arb_poly, ctx, fmpq
from sympy import Expr, Symbol, lambdify

CELLS = 64  # a stretch of time is covered by so many balls, and more where they say too little
MOST_CELLS = 2048  # a cost, as are the next two
HALVINGS = 48  # of one of them
_PRIMES = ("", "′", "″", "‴")
SPARE = 4096  # halvings of the steps of one run


def contracted(a: arb, defect: arb, start: arb, time: arb) -> arb:
    """abs(w(time)) for w′ = −a w + d, abs(w(0)) ≤ start, abs(d) ≤ defect (NUM-1)."""
    at = {letters.a: a, letters.D: defect, letters.w_0: start, letters.t: time}
    return _value(WITHIN, at).abs_upper()


def _value(expr: Expr, at: Mapping[Any, Any]) -> arb:
    """A claim's expression at values of its letters."""
    return real(evaluate(expr, Point(at, {}, {}, {})))


def after_steps(bound: Expr, beta: arb, count: arb, **sizes: Any) -> arb:
    """A bound that grows by `SHARE` with n, after so many steps; by n where abs(β) may be 1.

    ``sizes`` are its other letters, by the names that they have in `letters`.
    """
    at = {getattr(letters, name): value for name, value in sizes.items()} | {letters.beta: beta}
    share = _value(SHARE, {letters.beta: beta, letters.n: count})
    return _value(bound / SHARE, at) * (share if share.is_finite() else count)


def _largest(a: arb, defect: arb, start: arb, time: arb) -> arb:
    """The same for all times until ``time``: it grows with time, but for a start that decays."""
    if a < 0:
        return contracted(a, defect, start, time)
    return (start + contracted(a, defect, arb(0), time)).abs_upper()


# ---- SciPy: the defect of the dense output (NUM-1) ---------------------------------------------

_VANDER = np.vander(SAMPLE_POINTS, SAMPLES, increasing=True)
_TO_COEFFICIENTS: FloatArray = np.asarray(np.linalg.inv(_VANDER), dtype=np.float64)


def by_defect(piece: Piece, run: Trajectory, start_error: arb) -> list[arb]:
    """abs(x_i − x(t_i)) is at most this at each node, whatever the integrator believes (NUM-1).

    On each step the dense output stands for a polynomial p. Its defect p′ + a p − f is enclosed
    by Taylor's formula for f; the contraction e^{−at} carries it and the jumps between the steps.
    """
    bounds, spare = [start_error], SPARE
    for t_0, t_1, x_0, x_1, samples in zip(
        run.t, run.t[1:], run.x, run.x[1:], run.samples, strict=False
    ):
        p = arb_poly([arb(float(c)) for c in _TO_COEFFICIENTS @ samples])
        low, high = fmpq(*float(t_0).as_integer_ratio()), fmpq(*float(t_1).as_integer_ratio())
        error = bounds[-1] + abs(p(arb(-1)) - arb(float(x_0)))
        stretches = [(p, (low + high) / 2, (high - low) / 2)]
        while stretches:
            q, middle, half = stretches.pop()
            size, told = defect(piece, q, middle, half)
            if told or not spare or half * 2**HALVINGS < high - low:
                error = contracted(arb(piece.rate), size, error, arb(2 * half))
                continue
            spare -= 1
            stretches += [
                (q(arb_poly([fmpq(side, 2), fmpq(1, 2)])), middle + side * half / 2, half / 2)
                for side in (1, -1)
            ]
        bounds.append((error + abs(p(arb(1)) - arb(float(x_1)))).abs_upper())
    return bounds


def defect(piece: Piece, p: arb_poly, middle: fmpq, half: fmpq) -> tuple[arb, bool]:
    """A bound of abs(p′ + a p − f) on middle ± half; p in powers of (t − middle)/half.

    And whether it says something: what Taylor's formula leaves open is no more than what it tells.
    """
    whole = arb(middle, half)
    f = arb_poly([real(c) * half**k for k, c in enumerate(piece.taylor(middle, SAMPLES))])
    rest = abs(real(piece.taylor(whole, SAMPLES + 1)[SAMPLES])) * half**SAMPLES
    told = all(c.is_finite() for c in (*f.coeffs(), rest))
    if not told:  # f has no Taylor series (√t at 0): its range will do
        f, rest = arb_poly([real(piece.value(acb(whole)))]), arb(0)
    left = p.derivative() * (1 / half) + p * piece.rate - f
    known = sum(map(abs, left.coeffs()), arb(0)).abs_upper()
    return (known + rest).abs_upper(), told and bool(rest.abs_upper() <= known)


# ---- forward Euler: the expansion of its error (FE-4) ------------------------------------------


@dataclass(frozen=True)
class Expansion:
    """x_N − x(t) = h e₁ + h² e₂ + r, abs(r) ≤ h³ C, at one time t (FE-4)."""

    e_1: arb
    e_2: arb
    K: arb
    rate: arb
    time: arb

    def remainder(self, h: arb) -> arb:
        """The bound of FE-4: h⁴ K (1 − abs(β)ⁿ)/(1 − abs(β)), for abs(β) < 1."""
        sizes = {"X_4": 24 * self.K, "E_13": arb(0), "E_22": arb(0)}  # K in one of the three
        return after_steps(REMAINDER, 1 - self.rate * h, self.time / h, h=h, **sizes)

    def error(self, h: arb) -> arb:
        """What the error must be, as a ball."""
        rest = self.remainder(h).abs_upper()
        return h * self.e_1 + h**2 * self.e_2 + arb(0, rest)


def expansion(piece: Piece, x_0: Any, time: fmpq) -> Expansion:
    """e₁, e₂ and K of FE-4 on [0, time] of a smooth piece, from x_0; all 0 where x″ = 0."""
    if piece.slope(x_0) is not None:
        return Expansion(arb(0), arb(0), arb(0), arb(piece.rate), arb(time))
    e_1, e_2 = coefficients(piece, x_0, time)
    largest = _above(fourth for _, fourth in _derivatives(piece, x_0, time))
    return Expansion(e_1, e_2, largest, arb(piece.rate), arb(time))


def coefficients(piece: Piece, x_0: Any, time: fmpq) -> tuple[arb, arb]:
    """e₁ and e₂ by integrating their memories by parts, so that only f's own memories are left."""
    a, start = arb(piece.rate), arb(x_0)
    decay = (-a * arb(time)).exp()
    i_0, i_1, i_2 = (real(piece.memory(k, time)) for k in range(3))
    f = [real(c) for c in piece.taylor(time, 2)]
    f_0 = [real(c) for c in piece.taylor(fmpq(0), 2)]
    x = start * decay + i_0
    dx = -a * x + f[0]
    ddx = -a * dx + f[1]
    dx_0 = -a * start + f_0[0]
    ddx_0 = -a * dx_0 + f_0[1]
    # once[m] is the memory of the m-th derivative of x, twice[m] the memory of that memory
    once = [start * arb(time) * decay + i_1]
    twice = [start * arb(time) ** 2 / 2 * decay + i_2]
    for value, initial in ((x, start), (dx, dx_0), (ddx, ddx_0)):
        twice.append(once[-1] - initial * arb(time) * decay - a * twice[-1])
        once.append(value - initial * decay - a * once[-1])
    e_1 = -once[2] / 2
    memory_of_e_1 = -twice[2] / 2
    memory_of_ddx = once[3]
    # e₁″ = −½ x‴ − a e₁′, and the memory of e₁′ is e₁ − a · (memory of e₁)
    memory_of_dde_1 = -memory_of_ddx / 2 - a * (e_1 - a * memory_of_e_1)
    return e_1, -memory_of_dde_1 / 2 - memory_of_ddx / 6


def suprema(piece: Piece, time: fmpq, order: int) -> list[arb]:
    """Upper bounds of abs(f), abs(f′), … (``order`` of them) on [0, time] of a piece."""
    return [_above(each) for each in _columns(cover(piece.input, time, order))]


@lru_cache(maxsize=8)
def absolute_integral(signal: Expr, time: fmpq) -> arb:
    """∫ abs(f) over [0, time], enclosed cell by cell, in as many as tell half of it."""
    piece, count = Piece(fmpq(1), fmpq(0), time, signal), CELLS
    while True:
        half, total = time / (2 * count), arb(0)
        for cell in range(count):
            f = real(piece.value(acb(arb(half * (2 * cell + 1), half))))
            total += f.abs_lower().union(f.abs_upper()) * (2 * half)
        if total.abs_upper() <= 2 * total.abs_lower() or count >= 8 * MOST_CELLS:
            return total
        count *= 2


def second_derivative(piece: Piece, x_0: Any, time: fmpq) -> arb:
    """M₂ of FE-3, sup abs(x″) on [0, time]."""
    return _above(ddx for ddx, _ in _derivatives(piece, x_0, time))


def _above(balls: Iterable[arb]) -> arb:
    """What none of the balls exceeds in size; ∞ where one of them may."""
    found = arb(0)
    for ball in balls:
        found = found.max(ball.abs_upper()) if ball.is_finite() else arb("inf")
    return found


@dataclass(frozen=True)
class Cell:
    """A stretch of time, and balls that f, f′, … do not leave on it."""

    low: fmpq
    high: fmpq
    f: tuple[arb, ...]


@lru_cache(maxsize=32)
def cover(signal: Expr, time: fmpq, order: int) -> tuple[Cell, ...]:
    """[0, time] in cells, halved where f or a derivative of it looks twice as large as it is.

    That is, twice as large as it certainly is somewhere. What stays so after `HALVINGS` or
    `MOST_CELLS` is given as it is, perhaps without bounds.
    """
    piece = Piece(fmpq(1), fmpq(0), time, signal)

    def look(low: fmpq, high: fmpq) -> Cell:
        ball = arb((low + high) / 2, (high - low) / 2)
        series = enumerate(piece.taylor(ball, order))
        return Cell(low, high, tuple(real(c) * factorial(k) for k, c in series))

    def halves(cell: Cell) -> tuple[Cell, Cell]:
        middle = (cell.low + cell.high) / 2
        return look(cell.low, middle), look(middle, cell.high)

    with ctx.workprec(PRECISION):
        cells = [look(time * i / CELLS, time * (i + 1) / CELLS) for i in range(CELLS)]
        for _ in range(HALVINGS):
            certain = [
                max(f.abs_lower() if f.is_finite() else arb(0) for f in each)
                for each in _columns(cells)
            ]
            wide = [not all(map(_told, cell.f, certain)) for cell in cells]
            if not any(wide) or len(cells) + sum(wide) > MOST_CELLS:
                break
            parts = zip(cells, wide, strict=True)
            cells = [part for cell, w in parts for part in (halves(cell) if w else (cell,))]
    return tuple(cells)


def _columns(cells: Iterable[Cell]) -> Iterator[tuple[arb, ...]]:
    return zip(*(cell.f for cell in cells), strict=True)


def unbounded(piece: Piece, time: fmpq, order: int) -> str:
    """In words, where a bound of f or a derivative up to ``order`` is looked for in vain."""
    cells = cover(piece.input, time, order + 1)
    orders = range(order + 1)
    k, cell = next((k, cell) for k in orders for cell in cells if not cell.f[k].is_finite())
    width = f"{short(arb(cell.high - cell.low))} after t = {short(arb(cell.low))}"
    return f"none of f{_PRIMES[k]} is found in the {width}, one of {len(cells)} cells"


def _told(f: arb, least: arb) -> bool:
    return f.is_finite() and f.abs_upper() <= 2 * least


def _derivatives(piece: Piece, x_0: Any, time: fmpq) -> Iterator[tuple[arb, arb]]:
    """Balls of x″, and of the three terms that K of FE-4 bounds, for each cell of [0, time].

    x, e₁ and e₂ follow w′ = −a w + d, cell by cell, with d in a ball.
    """
    a, x, e_1, e_2 = arb(piece.rate), arb(x_0), arb(0), arb(0)
    for cell in cover(piece.input, time, 4):
        width = arb(cell.high - cell.low)
        x, (_, _, ddx, dddx, ddddx) = _along(a, x, cell.f, width)
        e_1, (_, _, dde_1, ddde_1) = _along(a, e_1, [-ddx / 2, -dddx / 2, -ddddx / 2], width)
        source = [-dde_1 / 2 - dddx / 6, -ddde_1 / 2 - ddddx / 6]
        e_2, (_, _, dde_2) = _along(a, e_2, source, width)
        sizes = {letters.X_4: abs(ddddx), letters.E_13: abs(ddde_1), letters.E_22: abs(dde_2)}
        yield ddx, _value(SIZE_OF_REST, sizes)


def _along(a: arb, start: arb, d: Sequence[arb], width: arb) -> tuple[arb, list[arb]]:
    """w at the end of a cell, and balls of w, w′, … on it, from those of d, d′, …."""
    w = _flow(a, start, d[0], width * arb(0.5, 0.5))
    slopes = accumulate(d, lambda value, source: source - a * value, initial=w)
    return _flow(a, start, d[0], width), list(slopes)


def _flow(a: arb, w: arb, d: arb, time: arb) -> arb:
    """w(time) for w′ = −a w + d from w, d in a ball."""
    return w * (-a * time).exp() - d * (-a * time).expm1() / a


def curvature(piece: Piece, x: tuple[arb, arb], low: fmpq, step: fmpq) -> arb:
    """A ball that x″ does not leave on [low, low + step] of a piece (FE-2).

    ``x`` is the solution at its start and in the middle; x″ is enclosed by its value there and
    as far from it as x‴ allows.
    """
    a, half = arb(piece.rate), step / 2
    middle = low + half
    start, value = x
    f, df, half_ddf = (real(c) for c in piece.taylor(arb(middle, half), 3))
    slope = abs(f)
    if a != 0:
        slope += abs(a) * _largest(a, abs(f), abs(start), arb(step))
    nearby = value + arb(0, (slope * half).abs_upper())
    third = -a * (a * (a * nearby - f) + df) + 2 * half_ddf
    f, df = (real(c) for c in piece.taylor(middle, 2))
    return a * (a * value - f) + df + arb(0, (abs(third) * half).abs_upper())


# ---- the recurrence in float64 (REC-9) ---------------------------------------------------------

UNIT = fmpq(1, 2**53)  # u: half the last place of 1
SUBNORMAL = fmpq(1, 2**1075)  # η: half the smallest subnormal number


def rounding(beta: float, values: Sequence[float], following: Expr = NEXT) -> list[arb]:
    """abs(x̂_n − x_n) is at most this at each n, by what was computed (REC-9, running).

    ``following``: the bound a step later; another than the claim's is a mistake.
    """
    n, run = letters.n, letters.xhs
    names = {BOUNDS[n]: Symbol("E"), run[n]: Symbol("x"), run[n + 1]: Symbol("y")}
    constants = {letters.beta: arb(beta), letters.u: arb(UNIT), letters.eta: arb(SUBNORMAL)}
    step = lambdify([*names.values(), *constants], following.xreplace(names), [{"Abs": abs}])
    bounds = [arb(0)]
    for old, new in pairwise(values):
        bounds.append(step(bounds[-1], arb(old), arb(new), *constants.values()))
    return bounds


def rounding_uniform(beta: float, largest: float, steps: int) -> arb:
    """The same for all n up to ``steps``, where abs(x̂_n) is at most ``largest`` (REC-9)."""
    sizes = {"X": arb(largest), "u": arb(UNIT), "eta": arb(SUBNORMAL)}
    return after_steps(LIMIT, arb(beta), arb(steps), **sizes)
