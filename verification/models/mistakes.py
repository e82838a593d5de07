"""What people get wrong: Euler, recurrence, momentum and integrators with one mistake each.

`EULER`, `RECURRENCE`, `MOMENTUM`, `LISTING` and `INTEGRATOR` are negative controls of the checks:
every check must reject those that concern it. The tables of `SEEDED` hold more, for the suite's
test of itself: each mistake must be rejected by at least one check of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np
from duhamel.verification.models.conventions import States, lecture, outside
from duhamel.verification.models.conventions import run as follow
from duhamel.verification.models.schemes import (
    SAMPLE_POINTS,
    Trajectory,
    best,
    euler,
    integrate,
    momentum,
    recurrence,
    semi_implicit,
)
from flint import fmpq

Input = Callable[[int], Any]
SLIGHTLY = Fraction(1, 2**10)  # of a rate, an input or a step: a mistake that is hard to see


def _off(value: Any) -> Any:
    """A value off by 2⁻¹⁰ of itself, in its own kind of number."""
    return value + value * SLIGHTLY.numerator / SLIGHTLY.denominator


def _single(value: Any) -> Any:
    """A value rounded to float32, in its own kind of number."""
    exact = Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else value
    rounded = float(np.float32(float(exact)))
    return fmpq(*rounded.as_integer_ratio()) if isinstance(value, fmpq) else type(value)(rounded)


# ---- forward Euler ---------------------------------------------------------------------------


def _one_step(step: Callable[[Any, Input, Any, Any, int], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong step: step(a, f, x, h, n) gives x_{n+1}."""
    return lambda a, f, start, h, steps: list(
        accumulate(range(steps), lambda x, n: step(a, f, x, h, n), initial=start)
    )


def _heun(a: Any, f: Input, x: Any, h: Any, n: int) -> Any:
    slope = -a * x + f(n)
    return x + h * (slope - a * (x + h * slope) + f(n + 1)) / 2


EULER: dict[str, Callable[..., list[Any]]] = {
    "late input": _one_step(lambda a, f, x, h, n: x + h * (-a * x + f(n + 1))),
    "early input": _one_step(lambda a, f, x, h, n: x + h * (-a * x + f(max(n - 1, 0)))),
    "halved step": _one_step(lambda a, f, x, h, n: x + h / 2 * (-a * x + f(n))),
    "wrong sign": _one_step(lambda a, f, x, h, n: x + h * (a * x + f(n))),
    "implicit": _one_step(lambda a, f, x, h, n: (x + h * f(n + 1)) / (1 + a * h)),
    "order two": _one_step(_heun),
    "constant off by 1/16": _one_step(
        lambda a, f, x, h, n: x + h * (1 + a * h / 16) * (-a * x + f(n))
    ),
    "input scaled": _one_step(lambda a, f, x, h, n: x + h * (-a * x + h * f(n))),
    "start lost": lambda a, f, start, h, steps: euler(a, f, start * 0, h, steps),
}


def _slope(a: Any, f: Input, x: Any, n: int) -> Any:
    return -a * x + f(n)


def _curved(share: Callable[[Any], Any]) -> Callable[..., list[Any]]:
    """Order one with another constant: Euler and a share of h² x″, x″ by a difference of f."""

    def step(a: Any, f: Input, x: Any, h: Any, n: int) -> Any:
        slope = _slope(a, f, x, n)
        return x + h * slope + share(h * (f(n + 1) - f(n) - a * h * slope))

    return _one_step(step)


def _two_step(step: Callable[[Any, Input, Any, Any, Any, int], Any]) -> Callable[..., list[Any]]:
    """A run that looks back: step(a, f, x_{n-1}, x_n, h, n) gives x_{n+1}; the first is Euler's."""

    def run(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
        values = [start, start + h * _slope(a, f, start, 0)]
        for n in range(1, steps):
            values.append(step(a, f, values[-2], values[-1], h, n))
        return values[: steps + 1]

    return run


def _reset(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    return [start, *(start + h * _slope(a, f, start, n) for n in range(steps))]


def _short_end(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    values = euler(a, f, start, h, steps - 1)
    return [*values, values[-1] + h / 2 * _slope(a, f, values[-1], steps - 1)]


def _coarse(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
    """Two steps in one: the values between are filled in on a straight line."""
    values = [start]
    for n in range(0, steps, 2):
        x = values[-1]
        change = h * _slope(a, f, x, n)
        values += [x + change, x + 2 * change]
    return values[: steps + 1]


_SEEDED_EULER: dict[str, Callable[..., list[Any]]] = {
    "ten times the constant": _curved(lambda curve: -9 * curve / 2),
    "half the constant": _curved(lambda curve: curve / 4),
    "doubled step": _one_step(lambda a, f, x, h, n: x + 2 * h * _slope(a, f, x, n)),
    "step off by 2⁻¹⁰": _one_step(lambda a, f, x, h, n: x + _off(h) * _slope(a, f, x, n)),
    "every other step": _coarse,
    "short last step": _short_end,
    "last value missing": lambda a, f, start, h, steps: euler(a, f, start, h, steps - 1),
    "step skipped": _one_step(lambda a, f, x, h, n: x if n == 3 else x + h * _slope(a, f, x, n)),
    "first step without input": _one_step(
        lambda a, f, x, h, n: x + h * (_slope(a, f, x, n) if n else -a * x)
    ),
    "sign of the input": _one_step(lambda a, f, x, h, n: x + h * (-a * x - f(n))),
    "input lost": _one_step(lambda a, _, x, h, __: x - h * a * x),
    "decay lost": _one_step(lambda _, f, x, h, n: x + h * f(n)),
    "frozen time": _one_step(lambda a, f, x, h, _: x + h * (-a * x + f(0))),
    "input held for two steps": _one_step(lambda a, f, x, h, n: x + h * (-a * x + f(n - n % 2))),
    "input averaged": _one_step(lambda a, f, x, h, n: x + h * (-a * x + (f(n) + f(n + 1)) / 2)),
    "input off by 2⁻¹⁰": _one_step(lambda a, f, x, h, n: x + h * (-a * x + _off(f(n)))),
    "input before the decay": _one_step(lambda a, f, x, h, n: (1 - a * h) * (x + h * f(n))),
    "rate on the input": _one_step(lambda a, f, x, h, n: x + h * a * (f(n) - x)),
    "rate off by 2⁻¹⁰": _one_step(lambda a, f, x, h, n: x + h * _slope(_off(a), f, x, n)),
    "rate squared": _one_step(lambda a, f, x, h, n: x + h * _slope(a * a, f, x, n)),
    "state lost": _reset,
    "stale state": _two_step(lambda a, f, old, x, h, n: x + h * (-a * old + f(n))),
    "absolute value": _one_step(lambda a, f, x, h, n: abs(x + h * _slope(a, f, x, n))),
    "float32 inside": _one_step(lambda a, f, x, h, n: _single(x + h * _slope(a, f, x, n))),
    "trapezoidal rule": _one_step(
        lambda a, f, x, h, n: (x + h * (_slope(a, f, x, n) + f(n + 1)) / 2) / (1 + a * h / 2)
    ),
    "Adams–Bashforth": _two_step(
        lambda a, f, old, x, h, n: x + h * (3 * _slope(a, f, x, n) - _slope(a, f, old, n - 1)) / 2
    ),
    "leapfrog": _two_step(lambda a, f, old, x, h, n: old + 2 * h * _slope(a, f, x, n)),
}


# ---- the recurrence --------------------------------------------------------------------------


def _truncated(beta: Any, inputs: Sequence[Any], start: Any, window: int = 4) -> list[Any]:
    """Only the last inputs are remembered."""
    return [
        beta**n * start
        + sum((beta**k * inputs[n - 1 - k] for k in range(min(n, window))), start * 0)
        for n in range(len(inputs) + 1)
    ]


def _folded(step: Callable[[Any, Any, Any], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong step: step(β, x, f) gives x_{n+1}."""
    return lambda beta, inputs, start: list(
        accumulate(inputs, lambda x, f: step(beta, x, f), initial=start)
    )


def chosen(*names: str) -> dict[str, Callable[..., list[Any]]]:
    """The mistakes of `EULER` by name."""
    return {name: EULER[name] for name in names}


def without(table: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The mistakes of a table but for some."""
    return {name: wrong for name, wrong in table.items() if name not in names}


RECURRENCE: dict[str, Callable[..., list[Any]]] = {
    "late input": lambda beta, inputs, start: recurrence(beta, [*inputs[1:], inputs[0]], start),
    "sign of β": _folded(lambda beta, x, f: -beta * x + f),
    "β on the input": _folded(lambda beta, x, f: x + beta * f),
    "β on both": _folded(lambda beta, x, f: beta * (x + f)),
    "averaged": _folded(lambda beta, x, f: beta * x + (1 - beta) * f),
    "truncated memory": _truncated,
    "start lost": lambda beta, inputs, start: recurrence(beta, inputs, start * 0),
}


def _numbered(step: Callable[[Any, Any, Any, int], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong step: step(β, x, f, n) gives x_{n+1}."""
    return lambda beta, inputs, start: list(
        accumulate(
            enumerate(inputs), lambda x, item: step(beta, x, item[1], item[0]), initial=start
        )
    )


def _summed(term: Callable[[Any, Sequence[Any], int], Any]) -> Callable[..., list[Any]]:
    """A closed form with the wrong memory: term(β, (f_0, …, f_{n-1}), k)."""
    return lambda beta, inputs, start: [
        beta**n * start + sum((term(beta, inputs[:n], k) for k in range(n)), start * 0)
        for n in range(len(inputs) + 1)
    ]


def _delayed_start(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    values = recurrence(beta, inputs, start)
    return [start, *(x + beta**n * (beta - 1) * start for n, x in enumerate(values[1:], 1))]


def _corrected(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """Divided by the mass 1 + β + … + β^{n-1} of the memory, which is 1/(1 − β) of (1 − βⁿ)."""
    values = recurrence(beta, inputs, start)
    masses = accumulate(range(1, len(values) - 1), lambda mass, n: mass + beta**n, initial=1)
    return [start, *(x / mass for x, mass in zip(values[1:], masses, strict=False))]


_SEEDED_RECURRENCE: dict[str, Callable[..., list[Any]]] = {
    "stale input": lambda beta, inputs, start: recurrence(beta, [*inputs[:1], *inputs[:-1]], start),
    "sign of the input": _folded(lambda beta, x, f: beta * x - f),
    "input lost": _folded(lambda beta, x, _: beta * x),
    "input skipped": _numbered(lambda beta, x, f, n: beta * x if n == 3 else beta * x + f),
    "step skipped": _numbered(lambda beta, x, f, n: x if n == 3 else beta * x + f),
    "first step without β": _numbered(lambda beta, x, f, n: beta * x + f if n else x + f),
    "input twice": _folded(lambda beta, x, f: beta * x + 2 * f),
    "input off by 2⁻¹⁰": _folded(lambda beta, x, f: beta * x + _off(f)),
    "β off by 2⁻¹⁰": _folded(lambda beta, x, f: _off(beta) * x + f),
    "β missing": _folded(lambda _, x, f: x + f),
    "β squared": _folded(lambda beta, x, f: beta * beta * x + f),
    "β without its sign": _folded(lambda beta, x, f: abs(beta) * x + f),
    "complement": _folded(lambda beta, x, f: (1 - beta) * x + f),
    "state lost": _numbered(lambda beta, x, f, n: f if n == 3 else beta * x + f),
    "no memory": _folded(lambda _, __, f: f),
    "start delayed": _delayed_start,
    "last value missing": lambda beta, inputs, start: recurrence(beta, inputs[:-1], start),
    "memory of 32 inputs": partial(_truncated, window=32),
    "memory reversed": _summed(lambda beta, inputs, k: beta**k * inputs[k]),
    "oldest input forgotten": _summed(
        lambda beta, inputs, k: beta**k * inputs[len(inputs) - 1 - k] * (k < len(inputs) - 1)
    ),
    "0⁰ = 0": _summed(
        lambda beta, inputs, k: (beta**k if beta != 0 else 0) * inputs[len(inputs) - 1 - k]
    ),
    "corrected for the start": _corrected,
    "float32 inside": _folded(lambda beta, x, f: _single(beta * x + f)),
}


# ---- momentum --------------------------------------------------------------------------------


def _momentum(step: Callable[[Any, Any, Any, Any], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong update: step(β, α, m, g) gives the next m."""
    return lambda beta, alpha, gradients, start=0: list(
        accumulate(gradients, lambda m, g: step(beta, alpha, m, g), initial=start)
    )


MOMENTUM_STEPS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "wrong sign": lambda beta, alpha, m, g: beta * m + alpha * g,
    "β on the gradient": lambda beta, alpha, m, g: m - beta * alpha * g,
    "averaged": lambda beta, alpha, m, g: beta * m - (1 - beta) * alpha * g,
    "rate missing": lambda beta, _, m, g: beta * m - g,
    "rate twice": lambda beta, alpha, m, g: alpha * (beta * m - alpha * g),
    "no momentum": lambda _, alpha, __, g: -alpha * g,
    "β squared": lambda beta, alpha, m, g: beta**2 * m - alpha * g,
}
_SEEDED_STEPS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "rate off by 2⁻¹⁰": lambda beta, alpha, m, g: beta * m - _off(alpha) * g,
    "rate squared": lambda beta, alpha, m, g: beta * m - alpha * alpha * g,
    "rate on the memory": lambda beta, alpha, m, g: alpha * beta * m - alpha * g,
    "rate and β exchanged": lambda beta, alpha, m, g: alpha * m - beta * g,
    "gradient without its sign": lambda beta, alpha, m, g: beta * m - alpha * abs(g),
    "gradient clipped": lambda beta, alpha, m, g: beta * m - alpha * max(-1, min(g, 1)),
    "implicit": lambda beta, alpha, m, g: (m - alpha * g) / (2 - beta),
}
MOMENTUM = {name: _momentum(step) for name, step in MOMENTUM_STEPS.items()}


def _as_momentum(run: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Momentum by a wrong recurrence, its inputs the steps −α g (MOM-1)."""
    return lambda beta, alpha, gradients, start=0: run(beta, [-alpha * g for g in gradients], start)


def _seen(change: Callable[[Any, Any, list[Any], Any], list[Any]]) -> Callable[..., list[Any]]:
    """The right buffer, handed out wrongly: change(β, α g, values, start)."""
    return lambda beta, alpha, gradients, start=0: change(
        beta, [alpha * g for g in gradients], momentum(beta, alpha, gradients, start), start
    )


def _bias_corrected(beta: Any, _: Any, values: list[Any], start: Any) -> list[Any]:
    return [start, *(m / (1 - beta**n) for n, m in enumerate(values[1:], 1))]


def _clipped(beta: Any, alpha: Any, gradients: Any, start: Any = 0) -> list[Any]:
    """The gradients cut off at 3, in the caller's own list."""
    gradients[:] = [max(-3, min(g, 3)) * (g * 0 + 1) for g in gradients]
    return momentum(beta, alpha, gradients, start)


_RECURRENCES = {**RECURRENCE, **_SEEDED_RECURRENCE}
_OF_THE_RECURRENCE = (
    *("complement", "β missing", "β on both", "sign of β", "β off by 2⁻¹⁰", "state lost"),
    *("step skipped", "truncated memory", "last value missing", "float32 inside"),
)
_SEEDED_MOMENTUM: dict[str, Callable[..., list[Any]]] = {
    **{name: _momentum(step) for name, step in _SEEDED_STEPS.items()},
    **{name: _as_momentum(_RECURRENCES[name]) for name in _OF_THE_RECURRENCE},
    "late gradient": _as_momentum(_RECURRENCES["late input"]),
    "stale gradient": _as_momentum(_RECURRENCES["stale input"]),
    "gradient lost": _as_momentum(_RECURRENCES["input lost"]),
    "Nesterov": _seen(
        lambda beta, steps, m, start: [
            start,
            *(beta * new - step for new, step in zip(m[1:], steps, strict=True)),
        ]
    ),
    "bias-corrected": _seen(_bias_corrected),
    "averaged and bias-corrected": lambda beta, alpha, gradients, start=0: _bias_corrected(
        beta, alpha, MOMENTUM["averaged"](beta, alpha, gradients, start), start
    ),
    "stale m": _seen(lambda _, __, m, start: [start, *m[:-1]]),
    "start lost": lambda beta, alpha, gradients, start=0: [
        start,
        *momentum(beta, alpha, gradients, start * 0)[1:],
    ],
    "rate missing in the first step": lambda beta, alpha, gradients, start=0: momentum(
        beta, alpha, [gradients[0] / alpha, *gradients[1:]], start
    ),
    "first step dampened": _as_momentum(
        _numbered(lambda beta, x, f, n: beta * x + (1 if n else 1 - beta) * f)
    ),
    "dampened after the first step": _as_momentum(
        _numbered(lambda beta, x, f, n: beta * x + (1 - beta if n else 1) * f)
    ),
    "first step skipped": _as_momentum(_numbered(lambda beta, x, f, n: beta * x + f if n else x)),
    "memory of 64 gradients": _as_momentum(partial(_truncated, window=64)),
    "gradient accumulated": lambda beta, alpha, gradients, start=0: momentum(
        beta, alpha, list(accumulate(gradients)), start
    ),
    "caller's gradients clipped": _clipped,
}

LISTING: dict[str, tuple[str, str]] = {
    "as printed": ("    return m\n", ""),
    "batch missing": (" / batch_size", ""),
    "sign": ("W -= m", "W -= -m"),
    "β on both": ("beta * m + lr", "beta * m + beta * lr"),
}
"""Mistakes in the listing with its state handed back: what stands there, and what instead."""

_SEEDED_LISTING: dict[str, tuple[str, str]] = {
    "batch twice": ("batch_size\n", "batch_size / batch_size\n"),
    "sign of the gradient": ("m + lr", "m - lr"),
    "rate missing": ("lr * ", ""),
    "rate twice": ("W -= m", "W -= lr * m"),
    "averaged": ("lr * W", "(1 - beta) * lr * W"),
    "complement": ("beta * m", "(1 - beta) * m"),
    "β squared": ("beta * m", "beta**2 * m"),
    "no momentum": ("beta * m + ", ""),
    "stale m": ("W -= m", "W -= (m - lr * W.grad / batch_size) / beta"),
    "Nesterov": ("W -= m", "W -= beta * m + lr * W.grad / batch_size"),
    "step lost": ("    W -= m\n", ""),
    "step twice": ("    W -= m\n", "    W -= m\n    W -= m\n"),
    "wrong state kept": ("return m", "return lr * W.grad / batch_size"),
}


# ---- integrators -----------------------------------------------------------------------------


def _louder(method: str, a: float, f: Any, start: float, length: float, rtol: float) -> Trajectory:
    """The input and the start stronger by 2⁻⁹."""
    more = 1 + 2 * float(SLIGHTLY)
    run = integrate(a, f, start, length, method, rtol)
    return replace(run, x=run.x * more, samples=run.samples * more)


def _given(change: Callable[..., tuple[float, Any, float, float]]) -> Callable[..., Trajectory]:
    """SciPy on the wrong equation: change(a, f, start, length) gives what is integrated."""

    def run(method: str, a: float, f: Any, start: float, length: float, rtol: float) -> Trajectory:
        return integrate(*change(a, f, start, length), method, rtol)

    return run


def _late(a: float, f: Any, start: float, length: float) -> tuple[float, Any, float, float]:
    return a, lambda t: f(np.asarray(t) - length / 64), start, length


INTEGRATOR: dict[str, Callable[..., Trajectory]] = {
    "gain off by 2⁻⁹": _louder,
    "late input": _given(_late),
}


def _careless(_: str, a: float, f: Any, start: float, length: float, __: float) -> Trajectory:
    """Forward Euler in 64 steps, whatever is asked for, with straight lines between the nodes."""
    h = length / 64
    t = np.linspace(0, length, 65)
    x = np.array(euler(a, lambda n: float(f(np.asarray(n * h))), start, h, 64))
    share = (1 + SAMPLE_POINTS) / 2
    return Trajectory(t, x, x[:-1, None] * (1 - share) + x[1:, None] * share)


def _stretched(
    method: str, a: float, f: Any, start: float, length: float, rtol: float
) -> Trajectory:
    """Half of the interval, handed out as the whole."""
    run = integrate(a, f, start, length / 2, method, rtol)
    return replace(run, t=2 * run.t)


_SEEDED_INTEGRATOR: dict[str, Callable[..., Trajectory]] = {
    "wrong sign": _given(lambda a, f, start, length: (-a, f, start, length)),
    "sign of the input": _given(lambda a, f, start, length: (a, lambda t: -f(t), start, length)),
    "input lost": _given(lambda a, _, start, length: (a, lambda t: 0 * t, start, length)),
    "decay lost": _given(lambda a, f, start, length: (0 * a, f, start, length)),
    "start lost": _given(lambda a, f, start, length: (a, f, 0 * start, length)),
    "start off by 2⁻⁹": _given(lambda a, f, start, length: (a, f, _off(_off(start)), length)),
    "frozen time": _given(lambda a, f, start, length: (a, lambda t: f(0 * t), start, length)),
    "halved step": _given(lambda a, f, start, length: (a / 2, lambda t: f(t) / 2, start, length)),
    "rate off by 2⁻⁸": _given(lambda a, f, start, length: (a * (1 + 2**-8), f, start, length)),
    "tolerance ignored": _careless,
    "stops halfway": _given(lambda a, f, start, length: (a, f, start, length / 2)),
    "half stretched": _stretched,
}

# ---- conventions, one update at a time, parameters -------------------------------------------


def _rescaled(gradients: Sequence[Any], rates: Sequence[Any], beta: Any) -> States:
    """A buffer that is rescaled when the rate changes: it then holds the old rates, as inside."""
    start, *states = follow(lecture, gradients, rates, beta)
    return [start, *((-m / rate, w) for (m, w), rate in zip(states, rates, strict=True))]


def _by_the_rate_before(gradients: Sequence[Any], rates: Sequence[Any], beta: Any) -> States:
    return follow(outside, gradients, (rates[0], *rates[:-1]), beta)


CONVENTIONS: dict[str, tuple[str, Callable[..., States]]] = {
    "rate twice": (
        "outside",
        partial(follow, lambda m, w, g, rate, *rest: outside(m, w, rate * g, rate, *rest)),
    ),
    "averaged without its weight": ("averaged", partial(follow, outside)),
    "first step dampened": (
        "dampened",
        partial(follow, lambda m, w, g, *rest: outside(m, w, (1 - rest[-1]) * g, *rest[:-1])),
    ),
    "Nesterov without looking ahead": ("nesterov", partial(follow, lecture)),
    "Nesterov with β twice": (
        "nesterov",
        partial(
            follow,
            lambda m, w, g, rate, beta, _: (
                beta * m - rate * g,
                w + beta * (beta * m - rate * g) - beta * rate * g,
            ),
        ),
    ),
    "rate outside after all": ("lecture", partial(follow, outside)),
    "rate a step late": ("outside", _by_the_rate_before),
    "buffer scaled with the rate": ("outside", _rescaled),
}
"""Wrong conventions (MOM-11): which one the mistake is in, and what it makes of it."""


def _moved(step: Callable[[Any, Any, Any, Any], Any]) -> Callable[..., tuple[Any, Any]]:
    """A wrong update of W and m at once: step(β, α, m, g) gives the next m, and W moves by it."""

    def update(beta: Any, alpha: Any, g: Any, m: Any, w: Any) -> tuple[Any, Any]:
        m = step(beta, alpha, m, g)
        return m, w + m

    return update


UPDATES: dict[str, Callable[..., tuple[Any, Any]]] = {
    "wrong sign": _moved(MOMENTUM_STEPS["wrong sign"]),
    "β on the gradient": _moved(MOMENTUM_STEPS["β on the gradient"]),
    "averaged": _moved(MOMENTUM_STEPS["averaged"]),
    "rate squared": _moved(_SEEDED_STEPS["rate squared"]),
    "no momentum": _moved(MOMENTUM_STEPS["no momentum"]),
    "β squared": _moved(MOMENTUM_STEPS["β squared"]),
    "stale m": lambda beta, alpha, g, m, w: (beta * m - alpha * g, w + m),
    "Nesterov": lambda beta, alpha, g, m, w: (
        beta * m - alpha * g,
        w + beta * (beta * m - alpha * g) - alpha * g,
    ),
}
"""Momentum with W, one step: (β, α, g, m, W) to the next m and W (MOM-7, MOM-8)."""

PARAMETERS: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "κ for √κ": lambda low, high: best(low**2, high**2),
    "rate of plain descent": lambda low, high: (2 / (high**2 + low**2), best(low, high)[1]),
    "β not squared": lambda low, high: (best(low, high)[0], (high - low) / (high + low)),
    "rate off by 2⁻¹⁰": lambda low, high: (_off(best(low, high)[0]), best(low, high)[1]),
    "β of 9/10": lambda low, high: (best(low, high)[0], fmpq(9, 10)),
}
"""The best α and β from √μ and √ℓ, wrongly (MOM-9)."""


def _implicit_friction(gamma: Any, h: Any, gradient: Any, v: Any, w: Any) -> tuple[Any, Any]:
    v = (v - h * gradient(w)) / (1 + gamma * h)
    return v, w + h * v


def _position_first(gamma: Any, h: Any, gradient: Any, v: Any, w: Any) -> tuple[Any, Any]:
    w = w + h * v
    return v + h * (-gamma * v - gradient(w)), w


ODE_STEPS: dict[str, Callable[..., tuple[Any, Any]]] = {
    "explicit": lambda gamma, h, gradient, v, w: (
        semi_implicit(gamma, h, gradient, v, w)[0],
        w + h * v,
    ),
    "friction implicit": _implicit_friction,
    "position first": _position_first,
    "input scaled": lambda gamma, h, gradient, v, w: semi_implicit(
        gamma, h, lambda x: h * gradient(x), v, w
    ),
}
"""Steps for W″ + γ W′ + ∇L = 0 that are not momentum: (γ, h, ∇L, v, W) to v, W (MOM-10)."""

SEEDED: Mapping[str, Mapping[str, Any]] = {
    "Euler": {**EULER, **_SEEDED_EULER},
    "recurrence": {**RECURRENCE, **_SEEDED_RECURRENCE},
    "momentum": {**MOMENTUM, **_SEEDED_MOMENTUM},
    "listing": {**LISTING, **_SEEDED_LISTING},
    "integrator": {**INTEGRATOR, **_SEEDED_INTEGRATOR},
}
"""Every mistake by kind and name."""
