"""The momentum of PyTorch, Optax and Keras, run as it is, and which convention it follows.

The update is linear in its gradients, so a few responses identify it: an impulse at the first
step and a later one, a constant, and whole numbers at random from a start; each under a constant
learning rate and under one that is halved on the way. The data are dyadic, so that float64
rounds nothing and every comparison is ==. A library is imported where it is run, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from duhamel.analysis.problem import Problem
from duhamel.verification.check import Check, Evidence
from duhamel.verification.finding import Finding, holds
from duhamel.verification.models.conventions import CONVENTIONS, run
from duhamel.verification.models.schemes import FloatArray, moves
from duhamel.verification.proof.engines import SEED

BETA, DAMPENING = Fraction(3, 4), Fraction(1, 4)
RATE, HALVED = Fraction(1, 8), Fraction(1, 16)
# steps in all, where the rate is halved, where the later impulse is
STEPS, CHANGE, LATER = 12, 6, 3


@dataclass(frozen=True)
class Setting:
    """What the libraries' own arguments are called: momentum β, dampening τ, nesterov."""

    beta: Fraction = BETA
    dampening: Fraction = Fraction(0)
    nesterov: bool = False


@dataclass(frozen=True)
class Trace:
    """Weights and memory, a row each before the first step and after each step."""

    weights: list[list[Any]]
    memory: list[list[Any]]


Optimiser = Callable[[FloatArray, Sequence[float], FloatArray, Setting], Trace]

# ---- the libraries, as they are ----------------------------------------------------------------


def torch_sgd(
    gradients: FloatArray, rates: Sequence[float], start: FloatArray, setting: Setting
) -> Trace:
    """`torch.optim.SGD`; the learning rate is changed in its parameter group, as schedulers do."""
    torch = import_module("torch")
    weights = torch.nn.Parameter(torch.tensor(start))
    optimiser = torch.optim.SGD(
        [weights],
        lr=rates[0],
        momentum=float(setting.beta),
        dampening=float(setting.dampening),
        nesterov=setting.nesterov,
    )
    trace = Trace([start.tolist()], [[0.0] * len(start)])
    for gradient, rate in zip(gradients, rates, strict=True):
        optimiser.param_groups[0]["lr"] = rate
        weights.grad = torch.tensor(gradient)
        optimiser.step()
        trace.weights.append(weights.detach().tolist())
        trace.memory.append(optimiser.state[weights]["momentum_buffer"].tolist())
    return trace


def optax_sgd(
    gradients: FloatArray, rates: Sequence[float], start: FloatArray, setting: Setting
) -> Trace:
    """`optax.sgd` with its learning rate given as a schedule; it has no dampening."""
    jnp, optax = _jax().numpy, import_module("optax")
    schedule = jnp.asarray(rates)
    optimiser = optax.sgd(
        lambda count: schedule[count], momentum=float(setting.beta), nesterov=setting.nesterov
    )
    weights = jnp.asarray(start)
    state = optimiser.init(weights)
    trace = Trace([start.tolist()], [[0.0] * len(start)])
    for gradient in gradients:
        updates, state = optimiser.update(jnp.asarray(gradient), state, weights)
        weights = optax.apply_updates(weights, updates)
        trace.weights.append(weights.tolist())
        trace.memory.append(optax.tree.get(state, "trace").tolist())
    return trace


def keras_sgd(
    gradients: FloatArray, rates: Sequence[float], start: FloatArray, setting: Setting
) -> Trace:
    """`keras.optimizers.SGD`, its learning rate assigned; it has no dampening.

    Keras holds the learning rate in its `floatx`, which is set to float64 meanwhile.
    """
    keras = _keras()
    usual = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        weights = keras.Variable(start)
        optimiser = keras.optimizers.SGD(
            learning_rate=rates[0], momentum=float(setting.beta), nesterov=setting.nesterov
        )
        trace = Trace([start.tolist()], [[0.0] * len(start)])
        for gradient, rate in zip(gradients, rates, strict=True):
            optimiser.learning_rate = rate
            optimiser.apply([keras.ops.convert_to_tensor(gradient)], [weights])
            trace.weights.append(weights.value.tolist())
            trace.memory.append(optimiser.momentums[0].value.tolist())
        return trace
    finally:
        keras.config.set_floatx(usual)


def _jax() -> Any:
    """JAX, with the float64 that it leaves out unless asked."""
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


@cache
def _keras() -> Any:
    """Keras on JAX, else on PyTorch, with a folder of settings that is empty and not the user's."""
    backend = "jax" if find_spec("jax") else "torch"
    if backend == "jax":
        _jax()
    with TemporaryDirectory() as home:
        before = dict(os.environ)
        os.environ |= {"KERAS_HOME": home, "KERAS_BACKEND": backend}
        try:
            return import_module("keras")
        finally:
            for name in ("KERAS_HOME", "KERAS_BACKEND"):
                del os.environ[name]
            os.environ |= before


# ---- what is asked, and what the answers say ---------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A library run with a setting, and the name of the convention it is said to follow."""

    library: str
    optimiser: Optimiser
    setting: Setting
    convention: str


IMPULSE, LATE, CONSTANT, WHOLE = range(4)
START = (0, 0, 0, 5)
STEADY = (RATE,) * STEPS
SCHEDULE = (RATE,) * CHANGE + (HALVED,) * (STEPS - CHANGE)


def questions() -> list[list[int]]:
    """Gradients, a row for each step: an impulse, a later one, a constant, numbers at random."""
    random = Random(f"{SEED}/MOM-11")
    return [[int(n == 0), int(n == LATER), 1, random.randint(-9, 9)] for n in range(STEPS)]


def ask(case: Case, rates: Sequence[Fraction]) -> Trace:
    """What the library answers, every number as the rational that it is."""
    answer = case.optimiser(
        np.array(questions(), np.float64),
        [float(rate) for rate in rates],
        np.array(START, np.float64),
        case.setting,
    )
    rows = (
        [[Fraction(x) for x in row] for row in part] for part in (answer.weights, answer.memory)
    )
    return Trace(*rows)


def follow(convention: str, rates: Sequence[Fraction]) -> Trace:
    """What a convention answers, in exact arithmetic."""
    more = (DAMPENING,) if convention == "dampened" else ()
    columns = [
        run(CONVENTIONS[convention], [Fraction(g) for g in column], rates, BETA, *more)
        for column in zip(*questions(), strict=True)
    ]
    states = [*zip(*columns, strict=True)]
    return Trace(
        [[w + start for (_, w), start in zip(row, START, strict=True)] for row in states],
        [[m for m, _ in row] for row in states],
    )


@dataclass(frozen=True)
class Traits:
    """What the answers say of an optimiser; weights of gradients in multiples of −α.

    ``apart`` are the distances from the lecture's moves in the second half, over its largest
    there, when the rate stays constant and when it is halved.
    """

    inside: bool
    ahead: bool
    first: Fraction
    later: Fraction
    amplification: Fraction
    apart: tuple[Fraction, Fraction]

    def row(self) -> dict[str, Any]:
        """The traits as a row of the table, in words."""
        steady, scheduled = (f"{100 * float(distance):.1f} %" for distance in self.apart)
        return {
            "rate": "inside" if self.inside else "outside",
            "nesterov": "yes" if self.ahead else "no",
            "first": str(self.first),
            "later": str(self.later),
            "amplification": str(self.amplification),
            "steady": steady,
            "scheduled": scheduled,
        }


def traits(steady: Trace, scheduled: Trace) -> Traits:
    """The traits, from the answers under a constant rate and under one that is halved."""
    impulse, later, constant = (
        [-move / RATE for move in _moves(steady, column)] for column in (IMPULSE, LATE, CONSTANT)
    )
    # long after an impulse a move is β times the last; a rate outside multiplies that, too
    decay = impulse[CHANGE] / impulse[CHANGE - 1]
    at_change = _moves(scheduled, IMPULSE)
    # a geometric approach: its limit is exact from three values (Aitken)
    x, y, z = constant[-3:]
    return Traits(
        inside=at_change[CHANGE] == decay * at_change[CHANGE - 1],
        ahead=later[LATER + 1] != decay * later[LATER],
        first=impulse[0],
        later=later[LATER],
        amplification=z - (z - y) ** 2 / (z - 2 * y + x),
        apart=(_apart(steady, STEADY), _apart(scheduled, SCHEDULE)),
    )


def _apart(answer: Trace, rates: Sequence[Fraction]) -> Fraction:
    lecture, got = (_moves(trace, WHOLE)[CHANGE:] for trace in (follow("lecture", rates), answer))
    furthest = max(abs(b - a) for a, b in zip(lecture, got, strict=True))
    return furthest / max(map(abs, lecture))


def _moves(trace: Trace, column: int) -> list[Fraction]:
    """ΔW of one weight at each step."""
    return moves([row[column] for row in trace.weights])


def _follows(_: Problem, case: Case) -> Finding:
    """Weights and memory are those of the convention, at every step and for every response."""
    criterion = (
        f"W and memory == {case.convention} at every step, in ℚ: impulses, a constant, "
        f"whole numbers; α = {RATE}, and halved at step {CHANGE}; β = {BETA}"
    )
    answers = [ask(case, rates) for rates in (STEADY, SCHEDULE)]
    wanted = [follow(case.convention, rates) for rates in (STEADY, SCHEDULE)]
    for part in ("weights", "memory"):
        for rate, got, want in zip(("constant", "halved"), answers, wanted, strict=True):
            pairs = zip(getattr(got, part), getattr(want, part), strict=True)
            parting = next((n for n, (a, b) in enumerate(pairs) if a != b), None)
            if parting is not None:
                parted = f"{part} part from it under a {rate} rate, n = {parting}"
                return holds(False, parted, criterion)
    row = traits(*answers).row()
    measured = (
        f"equal; rate {row['rate']}, first gradient × {row['first']}, later × {row['later']}, "
        f"Nesterov {row['nesterov']}, amplification {row['amplification']}; from the lecture "
        f"{row['steady']}, after the halving {row['scheduled']}"
    )
    told = {"library": case.library, "convention": case.convention, **row}
    return holds(True, measured, criterion, library=told)


# ---- the checks --------------------------------------------------------------------------------


def _check(name: str, case: Case, others: tuple[str, ...], mistakes: dict[str, Setting]) -> Check:
    """A check whose controls are other conventions, and the library with a mistaken setting."""
    controls = {f"judged as {other}": replace(case, convention=other) for other in others}
    wrong = {what: replace(case, setting=setting) for what, setting in mistakes.items()}
    return Check(
        f"MOM-11.{name}",
        "MOM-11",
        f"{case.library} as it is: {case.convention}",
        Evidence.EXACT,
        "MOM-11",
        _follows,
        case,
        {**controls, **wrong},
        fixed=True,
    )


PLAIN, AHEAD, DAMPED = Setting(), Setting(nesterov=True), Setting(dampening=DAMPENING)
_WRONG = {"nesterov": AHEAD, "faster": Setting(beta=Fraction(7, 8))}
_TORCH, _OPTAX, _KERAS = "torch.optim.SGD", "optax.sgd", "keras.optimizers.SGD"


def _ahead(name: str, library: str, optimiser: Optimiser, follows: str, *others: str) -> Check:
    """The check of a library's Nesterov momentum."""
    case = Case(f"{library}, nesterov", optimiser, AHEAD, follows)
    return _check(f"{name}-nesterov", case, others, {"plain": PLAIN})


TORCH = (
    _check(
        "torch",
        Case(_TORCH, torch_sgd, PLAIN, "outside"),
        ("lecture", "averaged", "nesterov outside"),
        {"dampened": DAMPED, **_WRONG},
    ),
    _check(
        "torch-dampened",
        Case(f"{_TORCH}, dampening", torch_sgd, DAMPED, "dampened"),
        ("outside", "averaged"),
        {"undampened": PLAIN},
    ),
    _ahead("torch", _TORCH, torch_sgd, "nesterov outside", "nesterov", "outside"),
)
OPTAX = (
    _check("optax", Case(_OPTAX, optax_sgd, PLAIN, "outside"), ("lecture", "averaged"), _WRONG),
    _ahead("optax", _OPTAX, optax_sgd, "nesterov outside", "nesterov", "outside"),
)
KERAS = (
    _check("keras", Case(_KERAS, keras_sgd, PLAIN, "lecture"), ("outside", "averaged"), _WRONG),
    _ahead("keras", _KERAS, keras_sgd, "nesterov", "nesterov outside", "lecture"),
)
CHECKS = (*TORCH, *OPTAX, *KERAS)


def available() -> tuple[Check, ...]:
    """The checks of the libraries that are here; nothing is imported to know it."""

    def here(*names: str) -> bool:
        return all(find_spec(name) for name in names)

    backend = here("jax") or here("torch")
    return (
        *(TORCH if here("torch") else ()),
        *(OPTAX if here("optax", "jax") else ()),
        *(KERAS if here("keras") and backend else ()),
    )
