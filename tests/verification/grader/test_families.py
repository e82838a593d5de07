"""What people write: right code in signatures of their own passes, wrong code fails."""

import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from duhamel.verification.grader import subject
from duhamel.verification.grader.adapter import nearest
from duhamel.verification.grader.child import core, families, integrators, momentum
from duhamel.verification.grader.diagnosis import Judgement
from duhamel.verification.grader.integrators import judge as runs
from duhamel.verification.grader.judge_subject import examine
from duhamel.verification.grader.momentum import judge as updates
from duhamel.verification.grader.sandbox.containment import Ended, Limits
from duhamel.verification.grader.subject import Target

ADAPTERS = [*momentum.ADAPTERS, *families.ADAPTERS, *integrators.ADAPTERS]

MOMENTUM = """from collections import namedtuple
from dataclasses import dataclass
import numpy as np

class nnfs:
    def __init__(self, learning_rate=1., decay=0., momentum=0.):
        self.learning_rate = learning_rate; self.current_learning_rate = learning_rate
        self.decay = decay; self.iterations = 0; self.momentum = momentum
    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate / (1. + self.decay * self.iterations)
    def update_params(self, layer):
        if self.momentum:
            if not hasattr(layer, 'weight_momentums'):
                layer.weight_momentums = np.zeros_like(layer.weights)
                layer.bias_momentums = np.zeros_like(layer.biases)
            rate = self.current_learning_rate
            wu = self.momentum * layer.weight_momentums - rate * layer.dweights
            layer.weight_momentums = wu
            bu = self.momentum * layer.bias_momentums - rate * layer.dbiases
            layer.bias_momentums = bu
        else:
            wu = -self.current_learning_rate * layer.dweights
            bu = -self.current_learning_rate * layer.dbiases
        layer.weights += wu
        layer.biases += bu
    def post_update_params(self):
        self.iterations += 1

def closure(lr, momentum):
    v = None
    def update(w, g):
        nonlocal v
        v = -lr * g if v is None else momentum * v - lr * g
        return w + v
    return update

def triple(step_size, mass):
    def init(x0):
        return x0, np.zeros_like(x0)
    def update(i, g, state):
        x, v = state
        v = mass * v + g
        x = x - step_size * v
        return x, v
    def get_params(state):
        return state[0]
    return init, update, get_params

def heavy_ball(x, x_prev, grad, lr, beta):
    return x - lr * grad + beta * (x - x_prev)

def heavy_ball2(w, w_prev, g, alpha, beta):
    new = w - alpha * g + beta * (w - w_prev)
    return new, w

def gen(grad, x0, lr, beta, n):
    x, m = np.array(x0, float), 0.0
    for _ in range(n):
        m = beta * m - lr * grad(x)
        x = x + m
        yield x

def hist(gradient, start, learn_rate=0.1, n_iter=50, momentum=0.9):
    out = [start]; v = np.zeros_like(start); x = start
    for _ in range(n_iter):
        v = momentum * v - learn_rate * gradient(x)
        x = x + v
        out.append(x)
    return out

Step = namedtuple("Step", "w v")
def named(w, v, g, lr, beta):
    v = beta * v - lr * g
    return Step(w + v, v)

@dataclass
class _State:
    weights: object
    velocity: object
def dataclassed(weights, gradients, velocity, lr, momentum):
    velocity = momentum * velocity + gradients
    return _State(weights - lr * velocity, velocity)

def kwonly(w, grad, *, velocity, lr=0.01, momentum=0.9):
    velocity = momentum * velocity - lr * grad
    return w + velocity, velocity

def default_v(w, grad, lr, momentum, v=None):
    if v is None: v = np.zeros_like(w)
    v = momentum * v + lr * grad
    return w - v, v

def dict_params(params, grads, v, lr=0.01, momentum=0.9):
    for k in params:
        v[k] = momentum * v[k] - lr * grads[k]
        params[k] += v[k]
    return params, v

def vdict(parameters, grads, velocity, learning_rate, beta):
    for l in range(len(parameters) // 2):
        velocity["dW" + str(l + 1)] = beta * velocity["dW" + str(l + 1)] + grads["dW" + str(l + 1)]
        velocity["db" + str(l + 1)] = beta * velocity["db" + str(l + 1)] + grads["db" + str(l + 1)]
        parameters["W" + str(l + 1)] -= learning_rate * velocity["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * velocity["db" + str(l + 1)]
    return parameters, velocity

def in_lists(params, grads, velocities, lr, momentum):
    for i in range(len(params)):
        velocities[i] = momentum * velocities[i] - lr * grads[i]
        params[i] += velocities[i]

def matrix_only(W, dW, V, learning_rate, momentum):
    rows, cols = W.shape
    V = momentum * V - learning_rate * dW
    return W + V, V

class StepPG:
    def __init__(self, lr=0.01, momentum=0.9): self.lr, self.momentum, self.v = lr, momentum, {}
    def step(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            self.v[i] = self.momentum * self.v.get(i, 0) - self.lr * g
            p += self.v[i]

class ApplyPairs:
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.lr, self.mu, self.v = learning_rate, momentum, None
    def apply_gradients(self, grads_and_vars):
        grads_and_vars = list(grads_and_vars)
        if self.v is None: self.v = [np.zeros_like(v) for _, v in grads_and_vars]
        for i, (g, p) in enumerate(grads_and_vars):
            self.v[i] = self.mu * self.v[i] - self.lr * g
            p += self.v[i]

class Layers:
    def __init__(self, layers, lr, momentum):
        self.layers, self.lr, self.momentum = layers, lr, momentum
        self.v = [(np.zeros_like(l.W), np.zeros_like(l.b)) for l in layers]
    def step(self):
        for l, (vw, vb) in zip(self.layers, self.v):
            vw *= self.momentum; vw += l.dW; vb *= self.momentum; vb += l.db
            l.W -= self.lr * vw; l.b -= self.lr * vb

class ModelParams:
    def __init__(self, model, lr=0.01, momentum=0.9):
        self.model, self.lr, self.momentum = model, lr, momentum
        self.v = {k: np.zeros_like(p) for k, p in model.params.items()}
    def step(self):
        for k in self.model.params:
            self.v[k] = self.momentum * self.v[k] - self.lr * self.model.grads[k]
            self.model.params[k] += self.v[k]

class UpdateWDwLr:
    def __init__(self, beta=0.9): self.beta, self.v = beta, None
    def update(self, w, dw, lr):
        if self.v is None: self.v = np.zeros_like(w)
        self.v = self.beta * self.v + (1 - self.beta) * dw
        return w - lr * self.v

class Call:
    def __init__(self, lr, momentum): self.lr, self.m, self.v = lr, momentum, 0
    def __call__(self, params, grads):
        self.v = self.m * self.v - self.lr * grads
        return params + self.v

class Gradient:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = parameters, lr, momentum
        self.v = [np.zeros_like(p.data) for p in parameters]
    def step(self):
        for i, p in enumerate(self.parameters):
            self.v[i] = self.momentum * self.v[i] + p.gradient
            p.data = p.data - self.lr * self.v[i]

def kw(w, g, **kwargs):
    lr, mu, v = kwargs["lr"], kwargs["momentum"], kwargs["velocity"]
    v = mu * v - lr * g
    return w + v, v

def scaled_state(w, m, g, lr, beta):
    m = beta * m + g / 2
    return w - 2 * lr * m, m

def faded(w, m, g, lr, beta):
    m = m + g
    w = w - lr * m
    return w, beta * m

def zeroes(W, m, lr, beta, batch_size):
    m *= beta
    m += lr * W.grad / batch_size
    W -= m
    W.grad.zero_()

def spanish(pesos, velocidad, gradiente, tasa_aprendizaje, inercia):
    velocidad = inercia * velocidad - tasa_aprendizaje * gradiente
    return pesos + velocidad, velocidad

def wrong_lists(params, grads, velocities, lr, momentum):
    for i in range(len(params)):
        velocities[i] = momentum * velocities[i] + lr * grads[i]
        params[i] += velocities[i]

class wrong_update:
    def __init__(self, lr, momentum): self.lr, self.m = lr, momentum
    def update(self, params, grads):
        v = self.m * np.zeros_like(params) - self.lr * grads
        return params + v
"""

RUNS = """import numpy as np
def _run(f, a, y, h, n):
    t = a + h * np.arange(n + 1)
    ys = [y]
    for k in range(n): ys.append(ys[-1] + h * f(t[k], ys[-1]))
    return t, np.array(ys)
def s2(f, x0, y0, dx): return y0 + dx * f(x0, y0)
def s4(fonction, temps, etat, pas): return etat + pas * fonction(temps, etat)
def s6(zustand, zeit, schritt, ableitung): return zustand + schritt * ableitung(zeit, zustand)
def s8(state, f, dt): return state + dt * f(state)
def s10(f, y, t, dt, *args): return y + dt * f(y, t, *args)
def s11(f, t, y, h): return t + h, y + h * f(t, y)
def r2(y0, x0, xf, n, f): return _run(f, x0, y0, (xf - x0) / n, n)
def r4(f, t, y0, h): return _run(f, t[0], y0, h, len(t) - 1)[1]
def r6(f, y0, t): 
    y = [y0]
    for a, b in zip(t[:-1], t[1:]): y.append(y[-1] + (b - a) * f(y[-1], a))
    return np.array(y)
def r8(f, y0, t0, tf, n):
    return _run(f, t0, y0, (tf - t0) / n, n)[1]
def r10(n, h, y0, x0, func): return _run(func, x0, y0, h, n)
def r12(f, tspan, y0, h): return _run(f, tspan[0], y0, h, round((tspan[1] - tspan[0]) / h))
def r14(f, xspan, y0, n): return _run(f, xspan[0], y0, (xspan[1] - xspan[0]) / n, n)
class Solver:
    def __init__(self, f): self.f = f
    def set_initial_condition(self, U0): self.U0 = U0
    def solve(self, time_points):
        t = np.asarray(time_points); u = [self.U0]
        for k in range(len(t) - 1): u.append(u[-1] + (t[k + 1] - t[k]) * self.f(t[k], u[-1]))
        return np.array(u), t
class Solver2:
    def __init__(self, f, y0, t0, h): self.f, self.y, self.t, self.h = f, y0, t0, h
    def solve(self, n): return _run(self.f, self.t, self.y, self.h, n)
class Stepper:
    def __init__(self, f, h): self.f, self.h = f, h
    def step(self, t, y): return y + self.h * self.f(t, y)
def dict_out(f, y0, t0, t1, n):
    t, y = _run(f, t0, y0, (t1 - t0) / n, n)
    return {"t": t, "y": y}
def gen(f, y0, t0, h, n):
    t, y = t0, y0
    yield t, y
    for _ in range(n):
        y = y + h * f(t, y); t = t + h
        yield t, y
# recurrences
def c2(a, x, y0=0.0):
    y = [y0]
    for v in x: y.append(a * y[-1] + v)
    return np.array(y)
def ema(data, alpha):
    s = [data[0]]
    for x in data[1:]: s.append(alpha * x + (1 - alpha) * s[-1])
    return s
def ema0(values, beta):
    s = [values[0]]
    for x in values[1:]: s.append(beta * s[-1] + (1 - beta) * x)
    return np.array(s)
def ema3(x, alpha, s0):
    s = [s0]
    for v in x: s.append((1 - alpha) * s[-1] + alpha * v)
    return s
def lowpass(x, dt, RC):
    a = dt / (RC + dt); y = [x[0]]
    for v in x[1:]: y.append(y[-1] + a * (v - y[-1]))
    return y
def lp2(values, tau, dt):
    y = [values[0]]
    for v in values[1:]: y.append(y[-1] + dt / tau * (v - y[-1]))
    return y
def returns(rewards, gamma):
    G, out = 0.0, []
    for r in reversed(rewards):
        G = r + gamma * G
        out.append(G)
    return out[::-1]
def nostart(a, x):
    y, out = 0.0, []
    for v in x:
        y = a * y + v
        out.append(y)
    return out
def lf(b, a, x):
    y = np.zeros(len(x))
    for n in range(len(x)): y[n] = b[0] * x[n] - (a[1] * y[n - 1] if n else 0)
    return y
class Filter:
    def __init__(self, a, y0=0.0): self.a, self.y = a, y0
    def update(self, x):
        self.y = self.a * self.y + x
        return self.y
class Ema:
    def __init__(self, alpha): self.alpha, self.s = alpha, None
    def update(self, x):
        self.s = x if self.s is None else self.alpha * x + (1 - self.alpha) * self.s
        return self.s
def wrong_s(f, x, y, h): return y + h * f(x + h, y)
def wrong_ema(data, alpha):
    s = [data[0]]
    for x in data[1:]: s.append(alpha * x + alpha * s[-1])
    return s
"""


@cache
def asked() -> dict[str, list[dict[str, object]]]:
    return {**updates.requests(), **runs.episodes()}


def said_of(path: Path, name: str, convention: str = "any", call: str = "") -> Judgement:
    """What is said of a subject that is played in this process."""
    target, sent = Target.parse(f"{path}:{name}"), path.with_suffix(".sent")
    kind = "momentum" if "grad" in call else None
    order = subject._order(target, kind, asked(), (), convention, call)
    with sent.open("wb") as file:
        core.run(order["request"], ADAPTERS, file.fileno())
    ended = Ended(sent.read_bytes(), "", 0, "", 0.0)
    answer = subject._answer(target, ended, Limits(), asked())
    judge = updates.judge if answer.kind == "momentum" else runs.judge
    return judge(answer, convention)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "_exit", os._exit)  # which a run replaces
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path


SOURCES = {"momentum": MOMENTUM, "runs": RUNS}
NAMES = [
    (file, name)
    for file, source in SOURCES.items()
    for name in re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", source, re.M)
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("file", "name"), NAMES)
def test_what_is_right_passes_however_it_is_called(home: Path, file: str, name: str) -> None:
    (home / f"{file}.py").write_text(SOURCES[file], encoding="utf-8")
    said = said_of(home / f"{file}.py", name)
    assert said.verdict == ("fail" if name.startswith("wrong") else "pass"), said


@pytest.mark.parametrize(("name", "code"), [("s10", "odeint"), ("s8", "autonomous")])
def test_another_right_hand_side_is_a_convention(home: Path, name: str, code: str) -> None:
    (home / "runs.py").write_text(RUNS, encoding="utf-8")
    for convention, verdict in (("lecture", "fail"), (code, "pass")):
        assert said_of(home / "runs.py", name, convention).verdict == verdict


ODD = """
def update_(w, grad, v, zeta, lr, beta):
    v = beta * v - lr * grad
    return w + v, v

class Nudging:
    def __init__(self, lr, zork, momentum): self.lr, self.momentum, self.v = lr, momentum, 0
    def nudge(self, w, dw):
        self.v = self.momentum * self.v - self.lr * dw
        return w + self.v

def step_(t, x, h, rhs, blob, quux, zonk): return x + h * rhs(t, x)

def run_(beta, f, x0, blob):
    x = [x0]
    for value in f: x.append(beta * x[-1] + value)
    return x
"""


@pytest.mark.parametrize(
    ("found", "methods", "kind", "unknown"),
    [
        ("update_(w, grad, v, zeta, lr, beta)", (), "momentum", "zeta"),
        ("Nudging(lr, zork, momentum)", ("nudge(self, w, dw)",), "momentum", "zork"),
        ("step_(t, x, h, rhs, blob, quux, zonk)", (), "euler", "blob"),
        ("run_(beta, f, x0, blob)", (), "recurrence", "blob"),
    ],
)
def test_the_adapter_that_is_printed_runs_and_passes(
    home: Path, found: str, methods: tuple[str, ...], kind: str, unknown: str
) -> None:
    near = nearest(found, methods, None)
    assert (near.kind, near.unknown[0]) == (kind, unknown)
    (home / "odd.py").write_text(ODD + "\n".join(near.lines) + "\n", encoding="utf-8")
    name = re.split(r"[ (:]", near.lines[0])[1]
    assert said_of(home / "odd.py", name, "lecture").verdict == "pass"


def test_what_is_not_understood_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    said = examine(Target.parse(f"{tmp_path}/odd.py:update_"))
    assert (said.verdict, said.code, said.signature) == ("not-understood", "not-understood", "")
    assert "`zeta`" in said.sentence
    assert "update_(W, grad, m, 1, lr, beta)" in said.hint


CALLS = {
    "W, m = update_(W, grad, m, 1, lr, beta)": "pass",
    "W, m = update_(W, 3 * grad / 3, m, 1, lr, beta)": "pass",
    "o = Nudging(lr, 0, beta); each: W = o.nudge(W, grad)": "pass",
    "W, m = update_(W, grad, m, 1, lr, 2 * beta)": "fail",
    "x = step_(t, x, h, rhs, 0, 0, 0)": "pass",
    "x = run_(beta, f, x0, 0)": "pass",
    "x = run_(beta, 10 * (f / 10), x0, 0)": "pass",
    "x = run_(beta, 2 * f, x0, 0)": "fail",
}


@pytest.mark.parametrize("line", CALLS)
def test_a_line_says_how_to_call_it_and_its_rounding_is_not_charged(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    target = Target.parse(f"{tmp_path}/odd.py:{re.findall(r'[A-Za-z]+_|Nudging', line)[0]}")
    assert examine(target, call=line).verdict == CALLS[line]


CELLS = [
    "%matplotlib inline\n!pip install this\nimport numpy as np",
    "data = open('not-there.csv').read()",
    "B = 1\ndef f(w, m, grad, lr, beta):\n    m = B * beta * m - lr * grad\n    return w + m, m",
    "def wrong(w, m, grad, lr, beta):\n    return w + undefined, m",
    "def broken(:",
    "answer = input()",
]


def test_of_a_notebook_only_what_is_needed_has_to_load(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in CELLS]
    (tmp_path / "hw.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    said = {n: examine(Target.parse(f"{tmp_path}/hw.ipynb:{n}")) for n in ("f", "wrong", "wrogn")}
    assert said["f"].verdict == "pass"
    assert "not-there.csv" in said["f"].remark
    assert "(line 2, cell 4)" in said["wrong"].sentence
    assert (said["wrogn"].code, "did you mean wrong" in said["wrogn"].sentence) == ("absent", True)
