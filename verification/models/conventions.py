"""The conventions of momentum (MOM-11), one step each, for any numbers; and what wears which name.

A step takes m, W, the gradient, the learning rate, β and whether it is the first, and gives the
next m and W.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Step = Callable[..., tuple[Any, Any]]


def lecture(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m − α g, W ← W + m (L17): the rate inside the buffer. Keras."""
    m = beta * m - rate * g
    return m, w + m


def outside(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m + g, W ← W − α m: the rate outside the buffer. PyTorch, Optax."""
    m = beta * m + g
    return m, w - rate * m


def averaged(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m + (1 − β) g, W ← W − α m: the buffer is an average."""
    m = beta * m + (1 - beta) * g
    return m, w - rate * m


def averaged_inside(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m − (1 − β) α g, W ← W + m."""
    m = beta * m - (1 - beta) * rate * g
    return m, w + m


def nesterov(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m − α g, W ← W + β m − α g: Nesterov's, the rate inside the buffer. Keras."""
    m = beta * m - rate * g
    return m, w + beta * m - rate * g


def nesterov_outside(m: Any, w: Any, g: Any, rate: Any, beta: Any, _: bool) -> tuple[Any, Any]:
    """m ← β m + g, W ← W − α (g + β m): Nesterov's, the rate outside. PyTorch, Optax."""
    m = beta * m + g
    return m, w - rate * (g + beta * m)


def dampened(
    m: Any, w: Any, g: Any, rate: Any, beta: Any, first: bool, dampening: Any
) -> tuple[Any, Any]:
    """m ← β m + (1 − η) g, but m = g at the first step, W ← W − α m. PyTorch."""
    m = g if first else beta * m + (1 - dampening) * g
    return m, w - rate * m


CONVENTIONS: Mapping[str, Step] = {
    "lecture": lecture,
    "outside": outside,
    "averaged": averaged,
    "dampened": dampened,
    "nesterov": nesterov,
    "nesterov outside": nesterov_outside,
}
"""As the checks name them; the last argument of a dampened step is its η."""

ACCEPTED: Mapping[str, tuple[Step, ...]] = {
    "lecture": (lecture,),
    "lr-outside": (outside,),
    "averaged": (averaged, averaged_inside),
    "nesterov": (nesterov, nesterov_outside),
    "torch": (outside,),
}
"""What passes under a name of `duhamel check`; PyTorch's dampening, η, is read off."""
ANY = "any"  # all of them

States = list[tuple[Any, Any]]


def run(
    step: Step, gradients: Sequence[Any], rates: Sequence[Any], beta: Any, *more: Any
) -> States:
    """(m, W) before the first step and after each, from zero, in the gradients' own numbers."""
    states = [(gradients[0] * 0, gradients[0] * 0)]
    for n, (g, rate) in enumerate(zip(gradients, rates, strict=True)):
        states.append(step(*states[-1], g, rate, beta, n == 0, *more))
    return states
