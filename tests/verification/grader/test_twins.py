"""The same mistake in momentum, in a recurrence and in forward Euler has the same name."""

from typing import Any

import pytest
from duhamel.verification.grader.child import core, integrators, momentum
from duhamel.verification.grader.integrators import judge as integrator
from duhamel.verification.grader.momentum import judge as update
from duhamel.verification.grader.subject import Answer

ADAPTERS = [*momentum.ADAPTERS, *integrators.ADAPTERS]
ASKED = {**update.requests(0), **integrator.episodes(0)}
OBJECT = """
class f:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.mu = list(params), lr, momentum
        self.m, self.n = [0 * p for p in self.params], -1
    def step(self):
        self.n += 1
        n, beta = self.n, self.mu
        for i, p in enumerate(self.params):
            m, g = self.m[i], self.lr * p.grad
            self.m[i] = {}
            p -= self.m[i] * ({})
"""
RECURRENCE = """
def f(beta, f, x0):
    x = [x0]
    for n, v in enumerate(f):
        x.append({})
    return x
"""
EULER = """
def f(rhs, t0, h, steps, x0):
    x = [x0]
    for n in range(steps):
        t, y = t0 + n * h, x[-1]
        x.append({})
    return x
"""
# by code: momentum's m and whether W moves by it, the recurrence, Euler (where it can make it)
TWINS = [
    ("step-skipped", ("m if n % 3 == 2 else beta * m + g", "n % 3 < 2"),
     "x[-1] if n % 3 == 2 else beta * x[-1] + v", "y if n % 3 == 2 else y + h * rhs(t, y)"),
    ("step-skipped", ("beta * m + g", "n < 100"),
     "x[-1] if n >= 100 else beta * x[-1] + v", "y if n >= 100 else y + h * rhs(t, y)"),
    ("precision-lost", ("np.round(beta * m + g, 3)", "1"),
     "round(beta * x[-1] + v, 3)", "np.round(y + h * rhs(t, y), 3)"),
    ("state-reset", ("beta * m * (n != 60) + g", "1"),
     "beta * x[-1] * (n != 60) + v", "y * (n != 60) + h * rhs(t, y * (n != 60))"),
    ("gradient-counted-twice", ("beta * m + 2 * g", "1"), "beta * x[-1] + 2 * v", ""),
    ("constant-argument", ("0.9 * m + g", "1"), "0.9 * x[-1] + v", ""),
    ("wrong-sign", ("beta * m - g", "1"), "beta * x[-1] - v", "y - h * rhs(t, y)"),
    ("beta-squared", ("beta**2 * m + g", "1"), "beta**2 * x[-1] + v", ""),
    ("beta-on-both", ("beta * (m + g)", "1"), "beta * (x[-1] + v)", ""),
    ("no-momentum", ("1.0 * g", "1"), "1.0 * v", ""),
]  # fmt: skip


def named(source: str) -> str:
    known: dict[str, Any] = {}
    exec("import numpy as np\n" + source, known)
    adapter, roles = next(core.fitting(ADAPTERS, known["f"]))
    asked = ASKED[adapter.kind]
    first, again = (
        {one["name"]: core._played(adapter, known["f"], roles, one) for one in played}
        for played in (asked, [one for one in asked if one["repeat"]])
    )
    answer = Answer("f", adapter.kind, adapter.name, first, None, "", 0.0, "", again)
    judge = update.judge if adapter.kind == "momentum" else integrator.judge
    return judge(answer).code


@pytest.mark.parametrize(("code", "momentums", "recurrence", "euler"), TWINS)
def test_twins_have_one_name(
    code: str, momentums: tuple[str, str], recurrence: str, euler: str
) -> None:
    assert named(OBJECT.format(*momentums)) == code
    assert named(RECURRENCE.format(recurrence)) == code
    assert not euler or named(EULER.format(euler)) == code
