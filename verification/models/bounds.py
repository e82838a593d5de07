"""Tolerances, each computed from a theorem of the suite; none is chosen.

Everything here is in balls: a bound is a number that certainly is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from duhamel.verification.models.schemes import SAMPLE_POINTS, SAMPLES, FloatArray, Trajectory
from duhamel.verification.models.solution import Piece
from duhamel.verification.proof.exact import real
from flint import acb, arb, fmpq

CELLS = 64  # a stretch of time is covered by so many balls when a supremum is enclosed


def contracted(a: arb, defect: arb, start: arb, time: arb) -> arb:
    """abs(w(time)) for w′ = −a w + d, abs(w(0)) ≤ start, abs(d) ≤ defect (NUM-1)."""
    gone = -(-a * time).expm1()
    return (start * (1 - gone) + defect * gone / a).abs_upper()


def _largest(a: arb, defect: arb, start: arb, time: arb) -> arb:
    """The same for all times until ``time``."""
    return (start + contracted(a, defect, arb(0), time)).abs_upper()


# ---- SciPy: the defect of the dense output (NUM-1) ---------------------------------------------

_VANDER = np.vander(SAMPLE_POINTS, SAMPLES, increasing=True)
_TO_COEFFICIENTS: FloatArray = np.asarray(np.linalg.inv(_VANDER), dtype=np.float64)


def by_defect(piece: Piece, run: Trajectory, start_error: arb) -> list[arb]:
    """abs(x_i − x(t_i)) is at most this at each node, whatever the integrator believes (NUM-1).

    On each step the dense output stands for a polynomial p. Its defect p′ + a p − f is enclosed
    by Taylor's formula for f; the contraction e^{−at} carries it and the jumps between the steps.
    """
    bounds = [start_error]
    for t_0, t_1, x_0, x_1, samples in zip(
        run.t, run.t[1:], run.x, run.x[1:], run.samples, strict=False
    ):
        p = [arb(float(c)) for c in _TO_COEFFICIENTS @ samples]
        low, high = fmpq(*float(t_0).as_integer_ratio()), fmpq(*float(t_1).as_integer_ratio())
        middle, half = (low + high) / 2, (high - low) / 2
        left = sum((c if k % 2 == 0 else -c for k, c in enumerate(p)), arb(0))
        right = sum(p, arb(0))
        error = bounds[-1] + abs(left - arb(float(x_0)))
        error = contracted(arb(piece.rate), defect(piece, p, middle, half), error, arb(2 * half))
        bounds.append((error + abs(right - arb(float(x_1)))).abs_upper())
    return bounds


def defect(piece: Piece, p: Sequence[arb], middle: fmpq, half: fmpq) -> arb:
    """A bound of abs(p′ + a p − f) on middle ± half; p in powers of (t − middle)/half."""
    whole = arb(middle, half)
    f = [real(c) for c in piece.taylor(middle, SAMPLES)]
    rest = real(piece.taylor(whole, SAMPLES + 1)[SAMPLES])
    total = abs(rest) * half**SAMPLES
    slope = [(k + 1) * c / half for k, c in enumerate(p[1:])] + [arb(0)]
    for k in range(SAMPLES):
        total += abs(slope[k] + piece.rate * p[k] - f[k] * half**k)
    # where f has no Taylor series (√t at 0), or a poor one beside it, its range will do
    crude = sum((abs(s) + piece.rate * abs(c) for s, c in zip(slope, p, strict=True)), arb(0))
    crude = (crude + abs(piece.value(acb(whole)))).abs_upper()
    return total.abs_upper().min(crude) if total.is_finite() else crude


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
        steps, size = self.time / h, abs(1 - self.rate * h)
        total = (1 - size**steps) / (1 - size)
        return h**4 * self.K * (total if total.is_finite() else steps)  # Σ abs(β)^k ≤ n

    def error(self, h: arb) -> arb:
        """What the error must be, as a ball."""
        rest = self.remainder(h).abs_upper()
        return h * self.e_1 + h**2 * self.e_2 + arb(0, rest)


def expansion(piece: Piece, x_0: Any, time: fmpq) -> Expansion:
    """e₁, e₂ and K of FE-4 on [0, time] of a smooth piece, from x_0."""
    e_1, e_2 = _coefficients(piece, x_0, time)
    return Expansion(e_1, e_2, _fourth_order(piece, x_0, time), arb(piece.rate), arb(time))


def _coefficients(piece: Piece, x_0: Any, time: fmpq) -> tuple[arb, arb]:
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


def _fourth_order(piece: Piece, x_0: Any, time: fmpq) -> arb:
    """K of FE-4 through the equations: crude from sup abs(f), …, sup abs(f‴), then cell by cell.

    In a cell, x, e₁ and e₂ are enclosed by their values in the middle and their crude slopes.
    """
    a, f = arb(piece.rate), suprema(piece, time, 4)
    x = _largest(a, f[0], abs(arb(x_0)), arb(time))
    slopes = _derivatives(a, x, arb(0), arb(0), f, crude=True)
    e_1 = _largest(a, slopes.ddx / 2, arb(0), arb(time))
    slopes = _derivatives(a, x, e_1, arb(0), f, crude=True)
    e_2 = _largest(a, slopes.dde_1 / 2 + slopes.dddx / 6, arb(0), arb(time))
    slopes = _derivatives(a, x, e_1, e_2, f, crude=True)
    if not slopes.fourth.is_finite():
        return arb("inf")
    largest, half = arb(0), time / (2 * CELLS)
    for cell in range(CELLS):
        middle = half * (2 * cell + 1)
        coefficients = piece.taylor(arb(middle, half), 4)
        f = [real(c) * factor for c, factor in zip(coefficients, (1, 1, 2, 6), strict=True)]
        e_1, e_2 = _coefficients(piece, x_0, middle)
        x = real(piece.state(x_0, middle))
        x, e_1, e_2 = (
            value + arb(0, (slope * half).abs_upper())
            for value, slope in ((x, slopes.dx), (e_1, slopes.de_1), (e_2, slopes.de_2))
        )
        largest = largest.max(_derivatives(a, x, e_1, e_2, f).fourth)
    return largest


@dataclass(frozen=True)
class _Derivatives:
    """Derivatives of x, e₁, e₂ by their equations, and K as the three that FE-4 adds up."""

    dx: arb
    ddx: arb
    dddx: arb
    de_1: arb
    dde_1: arb
    de_2: arb
    fourth: arb


def _derivatives(
    a: arb, x: arb, e_1: arb, e_2: arb, f: Sequence[arb], crude: bool = False
) -> _Derivatives:
    """From x′ = −a x + f, e₁′ = −a e₁ − ½ x″, e₂′ = −a e₂ − ½ e₁″ − x‴/6, differentiated.

    ``crude`` takes every term by its size and adds.
    """
    minus = arb(1) if crude else arb(-1)
    dx = minus * a * x + f[0]
    ddx = minus * a * dx + f[1]
    dddx = minus * a * ddx + f[2]
    ddddx = minus * a * dddx + f[3]
    de_1 = minus * (a * e_1 + ddx / 2)
    dde_1 = minus * (a * de_1 + dddx / 2)
    ddde_1 = minus * (a * dde_1 + ddddx / 2)
    de_2 = minus * (a * e_2 + dde_1 / 2 + dddx / 6)
    dde_2 = minus * (a * de_2 + ddde_1 / 2 + ddddx / 6)
    fourth = (abs(ddddx) / 24 + abs(ddde_1) / 6 + abs(dde_2) / 2).abs_upper()
    return _Derivatives(dx, ddx, dddx, de_1, dde_1, de_2, fourth)


def suprema(piece: Piece, time: fmpq, order: int) -> list[arb]:
    """Upper bounds of abs(f), abs(f′), … (``order`` of them) on [0, time] of a piece."""
    found = [arb(0)] * order
    half = time / (2 * CELLS)
    for cell in range(CELLS):
        coefficients = piece.taylor(arb(half * (2 * cell + 1), half), order)
        factorial = 1
        for k, c in enumerate(coefficients):
            factorial *= max(k, 1)
            size = (abs(c) * factorial).abs_upper()
            found[k] = found[k].max(size) if size.is_finite() else arb("inf")
    return found


def second_derivative(piece: Piece, x_0: Any, time: fmpq) -> arb:
    """M₂ of FE-3, sup abs(x″) on [0, time], through the equation: x″ = a² x − a f + f′."""
    a = arb(piece.rate)
    f, df = suprema(piece, time, 2)
    x = _largest(a, f, abs(arb(x_0)), arb(time))
    return (a * (a * x + f) + df).abs_upper()


def curvature(piece: Piece, x: tuple[arb, arb], low: fmpq, step: fmpq) -> arb:
    """A ball that x″ does not leave on [low, low + step] of a piece (FE-2).

    ``x`` is the solution at its start and in the middle; x″ is enclosed by its value there and
    as far from it as x‴ allows.
    """
    a, half = arb(piece.rate), step / 2
    middle = low + half
    start, value = x
    f, df, half_ddf = (real(c) for c in piece.taylor(arb(middle, half), 3))
    slope = a * _largest(a, abs(f), abs(start), arb(step)) + abs(f)
    nearby = value + arb(0, (slope * half).abs_upper())
    third = -a * (a * (a * nearby - f) + df) + 2 * half_ddf
    f, df = (real(c) for c in piece.taylor(middle, 2))
    return a * (a * value - f) + df + arb(0, (abs(third) * half).abs_upper())


# ---- the recurrence in float64 (REC-9) ---------------------------------------------------------

UNIT = fmpq(1, 2**53)  # u: half the last place of 1
SUBNORMAL = fmpq(1, 2**1075)  # η: half the smallest subnormal number


def rounding(
    beta: float,
    values: Sequence[float],
    product: fmpq = UNIT,
    total: fmpq = UNIT,
    underflow: fmpq = SUBNORMAL,
) -> list[arb]:
    """abs(x̂_n − x_n) is at most this at each n, by what was computed (REC-9, running).

    What a product and a sum are rounded by, and what an underflow loses, can be given.
    """
    size = arb(abs(beta))
    before, after, lost = product * size, arb(total), arb(underflow)
    sizes = [arb(abs(value)) for value in values]
    bounds = [arb(0)]
    for old, new in pairwise(sizes):
        bounds.append(size * bounds[-1] + (before * old + after * new + lost))
    return bounds


def rounding_uniform(beta: float, largest: float, steps: int) -> arb:
    """The same for all n up to ``steps``, where abs(x̂_n) is at most ``largest`` (REC-9)."""
    size = arb(abs(beta))
    share = (1 - size**steps) / (1 - size)
    added = UNIT * (1 + size) * largest + SUBNORMAL
    return added * (share if share.is_finite() else steps)  # Σ abs(β)^k ≤ n at abs(β) = 1
