"""Momentum on real gradients: a logistic regression that tells threes from eights.

The data are scikit-learn's digits, which ship inside that package; it is imported where they are
loaded, and nowhere else. The loss is the mean logistic loss and a ridge, ½ ν |W|², so that its
least value is attained at one W alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Check, Evidence, check, declared
from duhamel.verification.finding import Finding, abstain, confirm, holds, refute
from duhamel.verification.models.bounds import SUBNORMAL, UNIT
from duhamel.verification.models.mistakes import MOMENTUM_STEPS
from duhamel.verification.models.schemes import FloatArray
from duhamel.verification.models.solution import digits
from duhamel.verification.proof.exact import rational
from flint import arb, arb_mat, fmpq

Step = Callable[[float, float, FloatArray, FloatArray], FloatArray]

PAIR = (3, 8)
RIDGE = 2.0**-10
ALPHA, BETA = 0.25, 0.9
STEPS = 4096  # until the gradient is nearly constant
WINDOW = 128  # gradients that MOM-3 looks back on
SETTLED, WATCHED = 256, 16  # steps beside the optimum before, and while, a rate is measured
POINTS = 256  # of a curve in the figure


def lecture(beta: float, alpha: float, m: FloatArray, g: FloatArray) -> FloatArray:
    """m ← β m − α g (L17)."""
    return beta * m - alpha * g


STEPS_WITH_A_MISTAKE: dict[str, Step] = {
    **{name: MOMENTUM_STEPS[name] for name in ("averaged", "no momentum", "β squared")},
    "β on both": lambda beta, alpha, m, g: beta * (m - alpha * g),
    "rate halved": lambda beta, alpha, m, g: beta * m - alpha / 2 * g,
}


about_trainings = partial(
    check, evidence=Evidence.BOUNDED, subject=lecture, controls=STEPS_WITH_A_MISTAKE, fixed=True
)


@dataclass(frozen=True)
class Regression:
    """Rows x_i of shape (N, D), a column of ones among them, and classes t_i in {0, 1}."""

    x: FloatArray
    t: FloatArray

    def gradient(self, w: FloatArray) -> FloatArray:
        """∇L(w), shape (D,)."""
        slope: FloatArray = (_sigmoid(self.x @ w) - self.t) @ self.x / len(self.t) + RIDGE * w
        return slope

    def hessian(self, w: FloatArray) -> FloatArray:
        """∇²L(w), shape (D, D)."""
        p = _sigmoid(self.x @ w)
        curvature: FloatArray = (self.x.T * (p * (1 - p))) @ self.x / len(self.t)
        return curvature + RIDGE * np.eye(len(w))

    def above(self, w: FloatArray, best: FloatArray) -> float:
        """L(w) − L(best), from the differences of the terms: near the optimum nothing cancels."""
        sign = 2 * self.t - 1
        margin, gain = sign * (self.x @ best), sign * (self.x @ (w - best))
        terms = np.log1p(np.expm1(-gain) * _sigmoid(-margin))
        return float(np.mean(terms) + RIDGE / 2 * ((w - best) @ (w + best)))


def _sigmoid(z: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-z)))


@cache
def regression() -> Regression:
    """Threes and eights of the digits, pixels in [0, 1]; pixels that are always 0 left out."""
    images, digits = import_module("sklearn.datasets").load_digits(return_X_y=True)
    chosen = np.isin(digits, PAIR)
    pixels = images[chosen] / 16  # whole numbers over 16: nothing is rounded
    pixels = pixels[:, pixels.any(axis=0)]
    ones = np.ones((len(pixels), 1))
    return Regression(np.hstack([pixels, ones]), np.asarray(digits[chosen] == PAIR[1], np.float64))


@dataclass(frozen=True)
class Recorded:
    """A training: weights and memory of shape (n + 1, D), gradients of shape (n, D)."""

    weights: FloatArray
    memory: FloatArray
    gradients: FloatArray


def train(step: Step, beta: float, start: FloatArray, steps: int) -> Recorded:
    """W and m from ``start`` and 0, full batch, every number recorded."""
    task = regression()
    weights, memory = np.zeros((2, steps + 1, len(start)))
    gradients = np.empty((steps, len(start)))
    weights[0] = start
    for n in range(steps):
        gradients[n] = task.gradient(weights[n])
        memory[n + 1] = step(beta, ALPHA, memory[n], gradients[n])
        weights[n + 1] = weights[n] + memory[n + 1]
    return Recorded(weights, memory, gradients)


@cache
def trained(step: Step, beta: float = BETA) -> Recorded:
    """A training from W = 0."""
    return train(step, beta, np.zeros(regression().x.shape[1]), STEPS)


@cache
def optimum() -> FloatArray:
    """The optimum by Newton's method, until the gradient no longer shrinks."""
    task = regression()
    w = np.zeros(task.x.shape[1])
    g = task.gradient(w)
    while True:
        closer = w - np.linalg.solve(task.hessian(w), g)
        left = task.gradient(closer)
        if left @ left >= g @ g:
            return w
        w, g = closer, left


# ---- the memory of recorded gradients (MOM-1) and its boost (MOM-3) ----------------------------


def _exact(value: float) -> fmpq:
    return rational(Fraction(value))


def _uniform(memory: FloatArray, steps: int) -> list[arb]:
    """REC-9's uniform bound of the rounding in each component; α = ¼ rounds nothing."""
    beta = _exact(BETA)
    share = (1 - arb(beta) ** steps) / (1 - beta)
    largest = np.abs(memory).max(axis=0)
    return [(UNIT * (1 + beta) * _exact(x) + SUBNORMAL) * share for x in largest]


@about_trainings(
    "MOM-1.digits",
    "Momentum is the memory of real gradients",
    criterion_from="REC-9",
    criterion=f"|mₙ + αΣ βⁿ⁻¹⁻ᵏ gₖ| ≤ REC-9's uniform bound, n = 1, 2, 4, … {STEPS}, every weight",
)
def _memory(_: Problem, step: Step) -> Finding:
    lengths = [2**k for k in range(STEPS.bit_length())]
    run = trained(step)
    gradients = arb_mat(run.gradients.tolist())
    powers = [arb(_exact(BETA)) ** k for k in range(STEPS)]
    for n in lengths:
        weights = [powers[n - 1 - k] if k < n else arb(0) for k in range(STEPS)]
        bounds = _uniform(run.memory[: n + 1], n)
        total = (arb_mat([weights]) * gradients).entries()
        for m, memory, bound in zip(run.memory[n].tolist(), total, bounds, strict=True):
            if not abs(arb(m) + ALPHA * memory) <= bound:
                refute(f"mₙ is not the memory of its gradients at n = {n}")
    count, width = run.gradients.shape
    return confirm(f"{count} gradients of {width} weights, all within")


@about_trainings(
    "MOM-3.digits",
    "The boost on real gradients, as they settle",
    criterion=f"|mₛ₊ₙ − βⁿ mₛ + αgₛ₊ₙ₋₁(1 − βⁿ)/(1 − β)| ≤ αδβ/(1 − β)² + rounding (REC-9), n = 1"
    f" … {WINDOW}, every weight; δ = max |gⱼ₊₁ − gⱼ| as recorded",
)
def _boost(_: Problem, step: Step) -> Finding:
    run, limit = trained(step), 1 / (1 - BETA)
    ends = [n for n in (WINDOW, 1024, STEPS) if n <= STEPS]
    told = []
    for end in ends:
        first = end - WINDOW
        g = run.gradients[first:end]
        bounds = _nearly_constant(g, run.memory[first : end + 1], end)
        slack = _norm(bounds) / (ALPHA * _norm([arb(x) for x in g[-1].tolist()]))
        told.append(f"{_ratio(run, end):.2f} (10 ± {digits(slack)}) at n = {end}")
    measured = f"|mₙ|/(α|gₙ₋₁|) = {', '.join(told)}"
    return confirm(measured, digits=_curves(run, limit))


def _nearly_constant(g: FloatArray, m: FloatArray, end: int) -> list[arb]:
    """MOM-3's bound in each component, with the rounding, which m does not leave.

    By MOM-1 what m held before the window only decays: βⁿ m_s is set apart.
    """
    beta = _exact(BETA)
    rounding, bounds = _uniform(m, len(g)), []
    for i, (gs, ms) in enumerate(zip(g.T.tolist(), m.T.tolist(), strict=True)):
        values = [arb(x) for x in gs]
        delta = max((abs(b - a) for a, b in pairwise(values)), key=arb.abs_upper)
        bound = ALPHA * delta.abs_upper() * beta / (1 - beta) ** 2 + rounding[i]
        bounds.append(bound)
        decay = arb(1)
        for last, value in zip(values, ms[1:], strict=True):
            decay *= beta
            follows = value - decay * ms[0] + ALPHA * last * (1 - decay) / (1 - beta)
            if not abs(follows) <= bound:
                refute(f"m leaves MOM-3's bound before n = {end}")
    return bounds


def _norm(values: Sequence[arb]) -> arb:
    return sum((x * x for x in values), arb(0)).sqrt()


def _ratio(run: Recorded, n: int) -> float:
    m, g = run.memory[n], run.gradients[n - 1]
    return float(np.linalg.norm(m) / (ALPHA * np.linalg.norm(g)))


def _curves(run: Recorded, limit: float) -> dict[str, Any]:
    """What the figure shows; six digits, so that it does not hang on the order of a sum."""
    task, best, descent = regression(), optimum(), trained(lecture, 0.0)
    n = [STEPS * k // POINTS for k in range(1, POINTS + 1)]

    def shown(value: float) -> float:
        return float(f"{value:.6g}")

    return {
        "n": n,
        "ratio": [shown(_ratio(run, k)) for k in n],
        "limit": limit,
        "loss_descent": [shown(task.above(descent.weights[k], best)) for k in n],
        "loss_momentum": [shown(task.above(run.weights[k], best)) for k in n],
    }


# ---- rates beside the optimum, predicted from the Hessian (MOM-7, MOM-8) -----------------------


@dataclass(frozen=True)
class Slowest:
    """The Hessian's least eigenvalue λ at the optimum and its direction v, with what is left over.

    The numbers are NumPy's; ``gradient`` and ``residual`` bound abs(v·∇L) and the length of
    ∇²L v − λ v there, and ``third`` bounds the third derivative: abs(v·∇L(W) − λ c) is at most
    gradient + residual |e| + third |e|², e = W − optimum, c = v·e, by Taylor's formula.
    """

    value: fmpq
    direction: FloatArray
    gradient: arb
    residual: arb
    third: arb

    def remainder(self, e: arb) -> arb:
        """The bound at a distance."""
        return self.gradient + self.residual * e + self.third * e**2


@cache
def slowest() -> Slowest:
    """The slowest direction of the regression, in balls where it matters."""
    task, best = regression(), optimum()
    values, vectors = np.linalg.eigh(task.hessian(best))
    v, value = vectors[:, 0], _exact(values[0])
    x, count = arb_mat(task.x.tolist()), len(task.t)
    column = arb_mat([[c] for c in v.tolist()])
    along = (x * column).entries()
    p = [1 / (1 + (-z).exp()) for z in (x * arb_mat([[w] for w in best.tolist()])).entries()]
    curved = arb_mat([[s * (1 - s) * a / count for s, a in zip(p, along, strict=True)]]) * x
    residual = [
        h + (arb(RIDGE) - value) * c for h, c in zip(curved.entries(), v.tolist(), strict=True)
    ]
    # |σ″| ≤ 1/(6√3), and (x·e)² ≤ |x|² |e|²
    lengths = [sum((Fraction(c) ** 2 for c in row), Fraction(0)) for row in task.x.tolist()]
    weight = sum((abs(a) * rational(s) for a, s in zip(along, lengths, strict=True)), arb(0))
    return Slowest(
        value,
        v,
        abs(_slopes(best[None, :], v)[0]).abs_upper(),
        _norm(residual).abs_upper(),
        (weight / count / (12 * arb(3).sqrt())).abs_upper(),
    )


def _slopes(weights: FloatArray, v: FloatArray) -> list[arb]:
    """v·∇L in balls at each row of ``weights``."""
    task = regression()
    x, count = arb_mat(task.x.tolist()), len(task.t)
    column = arb_mat([[c] for c in v.tolist()])
    along, ridge = (x * column).entries(), (arb_mat(weights.tolist()) * column).entries()
    z = (arb_mat(weights.tolist()) * x.transpose()).tolist()
    slopes = []
    for row, w in zip(z, ridge, strict=True):
        errors = (1 / (1 + (-s).exp()) - t for s, t in zip(row, task.t.tolist(), strict=True))
        total = sum((a * error for a, error in zip(along, errors, strict=True)), arb(0))
        slopes.append(total / count + RIDGE * w)
    return slopes


@dataclass(frozen=True)
class Rates:
    """Ratios c_{n+1}/c_n of a run beside the optimum, and the eigenvalues that could be at work."""

    ratios: list[arb]
    low: arb
    high: arb

    @property
    def factor(self) -> arb:
        """The mean ratio."""
        product: arb = prod(self.ratios, start=arb(1))
        return product.root(len(self.ratios))


def rates(step: Step, beta: float) -> Rates:
    """How fast v·(W − optimum) shrinks, from where the lecture's training ended, m = 0.

    Each step is c_{n+1} = (1 + β − αλₙ) c_n − β c_{n−1} with λₙ = λ ± (Taylor's remainder and
    the rounding)/|c_n|: the quadratic of MOM-7, its eigenvalue known so far. The gradient's
    rounding is enclosed, that of the update bounded as in REC-9.
    """
    mode, best = slowest(), optimum()
    run = train(step, beta, trained(lecture).weights[-1], SETTLED + WATCHED)
    part = slice(SETTLED, SETTLED + WATCHED)
    direction = arb_mat([[c] for c in mode.direction.tolist()])
    sizes = arb_mat([[abs(c)] for c in mode.direction.tolist()])
    away = arb_mat(run.weights[SETTLED:].tolist()) - arb_mat([best.tolist()] * (WATCHED + 1))
    c = (away * direction).entries()
    recorded = (arb_mat(run.gradients[part].tolist()) * direction).entries()
    rounded = (arb_mat(_roundings(run, beta)) * sizes).entries()
    width = arb(0)
    for n, slope in enumerate(_slopes(run.weights[part], mode.direction)):
        unsure = mode.remainder(_norm(away.tolist()[n])) + abs(recorded[n] - slope)
        width = width.max((unsure + rounded[n] / ALPHA) / abs(c[n]))
    half = width.abs_upper()
    ratios = [after / before for before, after in pairwise(c)]
    return Rates(ratios, arb(mode.value) - half, arb(mode.value) + half)


def _roundings(run: Recorded, beta: float) -> list[list[arb]]:
    """What W_{n+1} − W_n − β(W_n − W_{n−1}) + αgₙ can be at most, in each component."""
    m, w = np.abs(run.memory[SETTLED:]), np.abs(run.weights[SETTLED:])
    rows = []
    for n in range(WATCHED):
        terms = zip(m[n].tolist(), m[n + 1].tolist(), w[n].tolist(), w[n + 1].tolist(), strict=True)
        rows.append(
            [
                UNIT * (beta * (arb(before) + old) + arb(after) + new) + SUBNORMAL
                for before, after, old, new in terms
            ]
        )
    return rows


def root(beta: float, al: arb) -> arb:
    """The larger root of z² − (1 + β − αλ) z + β, real for αλ ≤ (1 − √β)² (MOM-7)."""
    middle = (1 + _exact(beta) - al) / 2
    return middle + (middle**2 - _exact(beta)).sqrt()


TOO_FAR = "the remainder is as large as the eigenvalue: too far from the optimum"


def _predicted(found: Rates, beta: float) -> tuple[arb, arb]:
    """The factors of the largest and of the smallest eigenvalue that could be at work."""
    if not found.low > 0:
        abstain(TOO_FAR)
    return root(beta, ALPHA * found.high), root(beta, ALPHA * found.low)


@about_trainings(
    "MOM-7.digits",
    "Decay rates beside a real optimum",
    criterion=f"{WATCHED} ratios cₙ₊₁/cₙ between the larger roots of z² − (1 + β − αλ)z + β for λ "
    "± ε; λ the Hessian's least eigenvalue, ε from Taylor's remainder at the recorded distance",
)
def _decay(_: Problem, step: Step) -> Finding:
    told = []
    for name, update, beta in (("descent", lecture, 0.0), ("momentum", step, BETA)):
        found = rates(update, beta)
        low, high = _predicted(found, beta)
        wrong = [ratio for ratio in found.ratios if not low <= ratio <= high]
        window = f"in [{digits(low, 6)}, {digits(high, 6)}]"
        if wrong:
            refute(f"{name}: {digits(wrong[0], 6)}, not {window}")
        told.append(f"{name} {digits(found.factor, 6)} {window}")
    return confirm("; ".join(told))


@about_trainings(
    "MOM-8.digits",
    "The speed-up beside a real optimum",
    criterion="ln ρ(momentum)/ln ρ(descent) as measured, within MOM-8's S for λ ± ε",
)
def _speedup(_: Problem, step: Step) -> Finding:
    plain, fast = rates(lecture, 0.0), rates(step, BETA)
    (plain_low, plain_high), (fast_low, fast_high) = _predicted(plain, 0.0), _predicted(fast, BETA)
    low = fast_high.log() / plain_low.log()
    high = fast_low.log() / plain_high.log()
    measured = fast.factor.log() / plain.factor.log()
    al = ALPHA * arb(slowest().value)
    predicted = f"[{digits(low, 6)}, {digits(high, 6)}]"
    told = f"S = {digits(measured, 6)} at αλ = {digits(al)}, predicted {predicted}"
    return holds(bool(low <= measured <= high), told)


_six = partial(digits, count=6)


CHECKS = declared(__name__)


def available() -> tuple[Check, ...]:
    """The checks, where scikit-learn is here; nothing is imported to know it."""
    return CHECKS if find_spec("sklearn") else ()
