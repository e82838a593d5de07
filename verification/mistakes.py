"""What people get wrong: Euler, recurrence and momentum with one mistake each.

They are the negative controls of the checks: every check must reject those that concern it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

Input = Callable[[int], Any]


def _one_step(step: Callable[[Any, Input, Any, Any, int], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong step: step(a, f, x, h, n) gives x_{n+1}."""

    def run(a: Any, f: Input, start: Any, h: Any, steps: int) -> list[Any]:
        values = [start]
        for n in range(steps):
            values.append(step(a, f, values[-1], h, n))
        return values

    return run


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
    "start lost": lambda a, f, start, h, steps: _one_step(
        lambda a, f, x, h, n: x + h * (-a * x + f(n))
    )(a, f, start * 0, h, steps),
}


def _late(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    return list(accumulate([*inputs[1:], inputs[0]], lambda x, f: beta * x + f, initial=start))


def _truncated(beta: Any, inputs: Sequence[Any], start: Any) -> list[Any]:
    """Only the last four inputs are remembered."""
    window = 4
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


RECURRENCE: dict[str, Callable[..., list[Any]]] = {
    "late input": _late,
    "sign of β": _folded(lambda beta, x, f: -beta * x + f),
    "β on the input": _folded(lambda beta, x, f: x + beta * f),
    "β on both": _folded(lambda beta, x, f: beta * (x + f)),
    "averaged": _folded(lambda beta, x, f: beta * x + (1 - beta) * f),
    "truncated memory": _truncated,
    "start lost": lambda beta, inputs, start: _folded(lambda b, x, f: b * x + f)(
        beta, inputs, start * 0
    ),
}


def _momentum(step: Callable[[Any, Any, Any, Any], Any]) -> Callable[..., list[Any]]:
    """A run of the wrong update: step(β, α, m, g) gives the next m."""
    return lambda beta, alpha, gradients, start=0: list(
        accumulate(gradients, lambda m, g: step(beta, alpha, m, g), initial=start)
    )


MOMENTUM: dict[str, Callable[..., list[Any]]] = {
    "wrong sign": _momentum(lambda beta, alpha, m, g: beta * m + alpha * g),
    "β on the gradient": _momentum(lambda beta, alpha, m, g: m - beta * alpha * g),
    "averaged": _momentum(lambda beta, alpha, m, g: beta * m - (1 - beta) * alpha * g),
    "rate missing": _momentum(lambda beta, _, m, g: beta * m - g),
    "rate twice": _momentum(lambda beta, alpha, m, g: alpha * (beta * m - alpha * g)),
    "no momentum": _momentum(lambda _, alpha, __, g: -alpha * g),
    "β squared": _momentum(lambda beta, alpha, m, g: beta**2 * m - alpha * g),
}
