"""What is run: the recurrence, forward Euler and SciPy's integrators.

The recurrence and Euler are written for any numbers that add and multiply: floats, exact
rationals, balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

LOOK = 20_000  # evaluations of a right-hand side after which a run is asked how far it is
BUDGET = 400_000  # of them in one run, if it then gets to its end: a cost, about half a minute
METHODS = ("RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA")
FloatArray = NDArray[np.float64]


def recurrence(beta: Any, inputs: Iterable[Any], start: Any) -> list[Any]:
    """x_0 … x_N of x_{n+1} = β x_n + f_n (L13), for N inputs.

    >>> recurrence(0.5, [1, 1, 1], 0)
    [0, 1.0, 1.5, 1.75]
    """
    return list(accumulate(inputs, lambda x, f: beta * x + f, initial=start))


def euler(a: Any, f: Callable[[int], Any], start: Any, h: Any, steps: int) -> list[Any]:
    """x_0 … x_N of forward Euler x_{n+1} = x_n + h (−a x_n + f_n) (L11), f_n = f(n).

    >>> euler(a=2, f=lambda n: 0, start=1, h=0.25, steps=3)
    [1, 0.5, 0.25, 0.125]
    """
    return list(accumulate(range(steps), lambda x, n: x + h * (-a * x + f(n)), initial=start))


def momentum(beta: Any, alpha: Any, gradients: Sequence[Any], start: Any = 0) -> list[Any]:
    """m_0 … m_N of m ← β m − α g (L17), for N gradients.

    >>> momentum(beta=0.5, alpha=0.25, gradients=[4, 4])
    [0, -1.0, -1.5]
    """
    return list(accumulate(gradients, lambda m, g: beta * m - alpha * g, initial=start))


def semi_implicit(
    gamma: Any, h: Any, gradient: Callable[[Any], Any], v: Any, w: Any
) -> tuple[Any, Any]:
    """One step for W″ + γ W′ + ∇L = 0: the velocity first, and W by the new velocity."""
    v = v + h * (-gamma * v - gradient(w))
    return v, w + h * v


def best(low: Any, high: Any) -> tuple[Any, Any]:
    """The best α and β for curvatures from μ to ℓ, from their roots √μ and √ℓ (MOM-9)."""
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2


def larger_root(total: fmpq, product: fmpq) -> arb:
    """The larger size of the roots of z² − total z + product: √product for a conjugate pair."""
    discriminant = total * total - 4 * product
    if discriminant < 0:
        return arb(product).sqrt()
    return (abs(arb(total)) + arb(discriminant).sqrt()) / 2


def moves(values: Iterable[Any]) -> list[Any]:
    """What each value of a run adds to the one before."""
    return [after - before for before, after in pairwise(values)]


class NoRunError(RuntimeError):
    """An integration that SciPy did not bring to its end."""


class TooLongError(NoRunError):
    """An integration that would take too long here."""


@dataclass(frozen=True)
class Trajectory:
    """What an integrator returned on one smooth piece: nodes, values, and samples of each step.

    ``t`` and ``x`` have shape (N + 1,); ``samples`` has shape (N, SAMPLES): the dense output of
    each step at the points `SAMPLE_POINTS` of [−1, 1].
    """

    t: FloatArray
    x: FloatArray
    samples: FloatArray


SAMPLES = 8  # enough for the dense output of degree 7 of DOP853, the highest in SciPy's RK family
SAMPLE_POINTS: FloatArray = -np.cos(np.pi * np.arange(SAMPLES) / (SAMPLES - 1))


def integrate(
    a: float,
    f: Callable[[FloatArray], FloatArray],
    start: float,
    duration: float,
    method: str,
    rtol: float,
) -> Trajectory:
    """SciPy's `solve_ivp` on x′ = −a x + f(t), 0 ≤ t ≤ duration, with atol = rtol (L2).

    Raises TooLongError when it would ask for the right-hand side more than `BUDGET` times, by how
    far it is at every `LOOK`, and its base NoRunError when it gives up or leaves float64's range.
    """
    from scipy.integrate import solve_ivp

    asked = count(1)

    def rhs(t: float, x: FloatArray) -> FloatArray:
        done = next(asked)
        if done % LOOK == 0 and done * duration > BUDGET * t:
            needed = f"about {done * (duration / t):.1e} are needed" if t else "it does not move"
            raise TooLongError(
                f"{method} is at t = {t:.3g} of {duration:g} after {done} evaluations at rtol "
                f"{rtol:.0e}: {needed}, and {BUDGET} are run at most"
            )
        return -a * x + f(np.asarray(t))

    with np.errstate(all="ignore"), catch_warnings():  # an overflow shows in the values
        simplefilter("ignore")
        try:
            result = solve_ivp(
                rhs, (0.0, duration), [start], method=method, rtol=rtol, atol=rtol,
                dense_output=True,
            )  # fmt: skip
        except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
            raise NoRunError(f"{method} gave up: {error}") from error
    t = result.t
    if not result.success or not np.isfinite(result.y).all() or len(t) < 2:
        raise NoRunError(f"{method} gave up: {result.message}")
    middle, half = (t[1:] + t[:-1]) / 2, (t[1:] - t[:-1]) / 2
    samples = [
        interpolant(m + r * SAMPLE_POINTS)[0]
        for interpolant, m, r in zip(result.sol.interpolants, middle, half, strict=True)
    ]
    return Trajectory(t, result.y[0], np.array(samples))


def steps(
    a: float, target: float, start: float, duration: float, method: str, equal: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """The nodes and values of `solve_ivp` on x′ = a (target − x), 0 ≤ t ≤ duration.

    SciPy chooses the steps by its default tolerances; or they are ``equal``, which it takes where
    it has no error to control (atol = ∞).
    """
    from scipy.integrate import solve_ivp

    chosen = {"first_step": equal, "max_step": equal, "atol": np.inf} if equal else {}
    result = solve_ivp(
        lambda _, x: a * (target - x), (0.0, duration), [start], method=method, **chosen
    )
    return result.t, result.y[0]
