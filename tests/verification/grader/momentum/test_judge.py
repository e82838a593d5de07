"""Momentum subjects: what is right passes in every style, what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from duhamel.verification.checks.momentum import KEPT
from duhamel.verification.grader import subject
from duhamel.verification.grader.child.core import Adapter, Roles, fitting
from duhamel.verification.grader.child.momentum import ADAPTERS
from duhamel.verification.grader.diagnosis import CODES, Judgement
from duhamel.verification.grader.momentum.identify import monomials
from duhamel.verification.grader.momentum.judge import allowed, judge, requests
from duhamel.verification.grader.momentum.questions import SETTINGS, F, episodes
from duhamel.verification.grader.sandbox.containment import Limits
from duhamel.verification.grader.subject import Answer
from duhamel.verification.models import mistakes

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


# ---- subjects, played in this process --------------------------------------------------------


@cache
def asked_of(seed: int) -> list[dict[str, Any]]:
    return list(json.loads(json.dumps(requests(seed)))["momentum"])


@cache
def played(source: str, seed: int) -> Answer:
    """What `subject.ask` would bring back, without a process of its own."""
    namespace: dict[str, Any] = {"__name__": "homework"}
    exec("import numpy as np\n" + source, namespace)
    update = namespace["update"]
    adapter, roles = next(fitting(ADAPTERS, update))
    asked = asked_of(seed)
    play = partial(_play, adapter, update, roles)
    first = {one["name"]: play(one) for one in asked}
    again = {one["name"]: play(one) for one in asked if one["repeat"]}
    return Answer("update", "momentum", adapter.name, first, None, "", 0.0, "", again)


def _play(adapter: Adapter, update: Any, roles: Roles, episode: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(adapter.play(update, roles, episode))
    except (Exception, SystemExit) as error:
        code = "exited" if isinstance(error, SystemExit) else "crashed"
        return {"error": {"code": code, "type": type(error).__name__, "message": str(error)}}


@cache
def judged(source: str, convention: str = "lecture", seed: int = 0) -> Judgement:
    return judge(played(source, seed), convention, seed)


def written(head: str, lines: str, indent: int = 4) -> str:
    return head + "\n".join(" " * indent + line for line in lines.split("; ")) + "\n"


def lectures(lines: str, head: str = "W, m, lr, beta, batch_size") -> str:
    return written(f"def update({head}):\n", lines)


def functional(lines: str, head: str = "w, m, grad, lr, beta") -> str:
    return written(f"def update({head}):\n", lines)


def cs231n(line: str) -> str:
    return f"""
def update(w, dw, config=None):
    config = {{}} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rate, mu = config["learning_rate"], config["momentum"]
    v = config.get("velocity", np.zeros_like(w))
    {line}
    config["velocity"] = v
    return next_w, config
"""


def d2l(lines: str) -> str:
    head = "def update(params, states, hyperparams):\n    lr, mu = hyperparams['lr'], "
    head += "hyperparams['momentum']\n    for p, v in zip(params, states):\n"
    return written(head, lines, 8)


def optimiser(lines: str, start: str = "pass") -> str:
    head = f"""
class update:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.mu = list(params), lr, momentum
        self.v = [np.zeros_like(p) for p in self.params]
        self.t = 0
        {start}
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
"""
    return written(head, lines, 12)


G = "lr * W.grad / batch_size"
RIGHT = {
    "the listing, its state handed back": KEPT.replace("sgd_momentum", "update"),
    "in place": lectures(f"m *= beta; m += {G}; W -= m"),
    "both handed back": lectures(f"m = beta * m + {G}; W -= m; return W, m"),
    "nothing in place": lectures(f"m = beta * m + {G}; return W - m, m"),
    "W alone handed back": lectures(f"m[...] = beta * m + {G}; return W - m"),
    "the other sign": lectures(f"m[:] = beta * m - {G}; W += m"),
    "rate over the batch": lectures("m = beta * m + lr / batch_size * W.grad; W -= m; return m"),
    "mean first": lectures("g = W.grad / batch_size; m = beta * m + lr * g; W -= m; return W, m"),
    "ufuncs": lectures(
        f"np.multiply(m, beta, out=m); np.add(m, {G}, out=m); np.subtract(W, m, out=W)"
    ),
    "through .data": lectures(f"m = beta * m + {G}; W.data -= m; return m"),
    "the average's average": lectures(
        "a = m * (1 - beta) / lr; a = beta * a + (1 - beta) * W.grad / batch_size; "
        "m = lr * a / (1 - beta); W -= m; return W, m"
    ),
    "other names": lectures(
        "v = mu * v + eta * weights.grad / bs; weights -= v; return weights, v",
        "weights, v, eta, mu, bs",
    ),
    "momentum is the buffer": lectures(
        "momentum = beta * momentum + alpha * W.grad / n; W -= momentum; return W, momentum",
        "W, momentum, alpha, beta, n",
    ),
    "no names": lectures("b = d * b + c * a.grad / e; a -= b; return a, b", "a, b, c, d, e"),
    "without a batch": lectures(
        "v = beta * v + lr * W.grad; W -= v; return W, v", "W, v, lr, beta"
    ),
    "numbers of the gradient": lectures(f"m = beta * m + {G}; W -= m; return m").replace(
        "W.grad", "W.grad.data"
    ),
    "any keywords": lectures(
        "m *= k['beta']; m += k['lr'] * W.grad / k['batch_size']; W -= m", "W, m, **k"
    ),
    "functional": functional("m = beta * m + lr * grad; return w - m, m"),
    "functional, on its guard": functional(
        "assert 0 < beta < 1 and lr > 0 and w.ndim and w.dtype == grad.dtype == float; "
        "m = beta * m + lr * grad; return w - m, m"
    ),
    "functional, the other sign": functional("m = beta * m - lr * grad; return w + m, m"),
    "functional, a list": functional("m = beta * m + lr * grad; return [w - m, m]"),
    "functional, a dictionary": functional("m = beta * m + lr * grad; return {'w': w - m, 'm': m}"),
    "functional, in place": functional("m *= beta; m += lr * grad; w -= m"),
    "functional, slices": functional("m[:] = beta * m + lr * grad; w[:] = w - m; return w, m"),
    "functional, elements": functional(
        "w, m = np.array(w), np.array(m); "
        "pairs = [(i, beta * m[i] + lr * grad[i]) for i in np.ndindex(w.shape)]; "
        "m[...] = np.array([x for _, x in pairs]).reshape(m.shape); return w - m, m"
    ),
    "functional, in plural": functional(
        "velocity = momentum * velocity + lr * grads; return params - velocity, velocity",
        "params, velocity, grads, lr=0.1, momentum=0.9",
    ),
    "functional, another order": functional(
        "v = mu * v - eta * g; return x + v, v", "x, g, v, mu, eta"
    ),
    "functional, keywords": functional(
        "m = beta * m + lr * grad; return w - m, m", "w, m, grad, *, lr=0.1, beta=0.9, **more"
    ),
    "functional, by position": functional(
        "m = beta * m + lr * grad; return w - m, m", "w, m, grad, lr, beta, /"
    ),
    "functional, no names": functional("b = e * b + d * c; return a - b, b", "a, b, c, d, e"),
    "CS231n": cs231n("v = mu * v - rate * dw; next_w = w + v"),
    "CS231n, the other sign": cs231n("v = mu * v + rate * dw; next_w = w - v"),
    "CS231n, in place": cs231n("v *= mu; v -= rate * dw; w += v; next_w = w"),
    "CS231n, its velocity given": """
def update(w, dw, config=None):
    config["velocity"] = v = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    return w + v, config
""",
    "d2l": d2l("v[:] = mu * v + lr * p.grad; p[:] -= v"),
    "d2l, the gradient set to zero": d2l("v[:] = mu * v - lr * p.grad; p += v; p.grad[:] = 0"),
    "a class": optimiser("self.v[i] = self.mu * self.v[i] + self.lr * p.grad; p -= self.v[i]"),
    "a class, the other sign": optimiser(
        "self.v[i] *= self.mu; self.v[i] -= self.lr * p.grad; p += self.v[i]"
    ),
    "a class, states by need": optimiser(
        "v = self.s.get(i, 0); v = self.s[i] = self.mu * v + self.lr * p.grad; p -= v",
        "self.s = {}",
    ),
    "a class, groups": """
class update:
    def __init__(self, params, lr=0.1, momentum=0.0, nesterov=False):
        self.param_groups = [{"params": list(params), "lr": lr, "momentum": momentum}]
        self.state = {}
    def zero_grad(self):
        for p in self.param_groups[0]["params"]:
            p.grad.fill(0)
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                buf = self.state.setdefault(id(p), np.zeros_like(p))
                buf *= group["momentum"]
                buf += group["lr"] * p.grad
                p -= buf
""",
    "a class, slots": """
class update:
    __slots__ = ("params", "lr", "mu", "v")
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.mu, self.v = params, lr, momentum, [0 for _ in params]
    def step(self):
        for i, p in enumerate(self.params):
            self.v[i] = self.mu * self.v[i] + self.lr * p.grad
            p -= self.v[i]
""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes_in_every_style(name: str) -> None:
    said = judged(RIGHT[name])
    assert (said.verdict, said.code, said.counterexample) == ("pass", "conforms", None)
    assert not any(point.verdict == "fail" for point in said.checks)
    assert judged(RIGHT[name], "any").verdict == "pass"


@pytest.mark.parametrize(("name", "seed"), [*product(list(RIGHT)[::5], (1, 2, 3))])
def test_what_is_right_passes_with_hidden_numbers(name: str, seed: int) -> None:
    assert judged(RIGHT[name], "lecture", seed).verdict == "pass"


# ---- what is wrong ---------------------------------------------------------------------------

STEP = "self.v[i] = self.mu * self.v[i] + self.lr * p.grad; p -= self.v[i]"
RESETTING = (
    optimiser(STEP)
    + """
    @property
    def lr(self):
        return self._lr
    @lr.setter
    def lr(self, rate):
        self._lr, self.v = rate, [0 for _ in self.params]
"""
)
WRONG: list[tuple[str, str]] = [
    ("wrong-return", functional("m = beta * m + lr * grad; return w - m, m, grad")),
    ("wrong-return", lectures(f"m = beta * m + {G}; return W - m")),
    (
        "wrong-return",
        cs231n("v = mu * v - rate * dw; next_w = w + v\n    config = {}"),
    ),
    ("precision-lost", functional("m = beta * m + lr * grad; return np.int64(w - m), m")),
    ("precision-lost", lectures(f"m[...] = np.round(beta * m + {G}, 6); W -= m")),
    ("nonlinear", lectures(f"m[...] = beta * m + {G} + 1e-8; W -= m")),
    ("deviates", lectures("m[...] = beta * m + lr * W.grad / (batch_size + 1e-8); W -= m")),
    ("batch-missing", lectures("m[...] = beta * m + lr * W.grad / W.size; W -= m")),
    ("state-reset", RESETTING),
    ("step-skipped", optimiser(STEP, "self.params = iter(self.params)")),
    (
        "weights-not-updated",
        optimiser(STEP.replace("p -= ", "self.params[i] = p - "))
        + "    def zero_grad(self):\n        for p in self.params:\n            p.grad = None\n",
    ),
    ("state-lost", lectures(f"m = beta * m + {G}; W -= m")),
    ("state-lost", d2l("v = mu * v + lr * p.grad; p[:] -= v")),
    ("state-lost", optimiser("v = self.v[i]; v = self.mu * v + self.lr * p.grad; p -= v")),
    ("state-lost", cs231n("v = mu * v - rate * dw; next_w = w + v; v = np.zeros_like(w)")),
    ("weights-not-updated", lectures(f"m *= beta; m += {G}; W = W - m")),
    ("weights-not-updated", lectures(f"m = beta * m + {G}; W = W - m; return m")),
    ("weights-not-updated", d2l("v[:] = mu * v + lr * p.grad; p = p - v")),
    ("weights-not-updated", optimiser(STEP.replace("p -= ", "self.params[i] = p - "))),
    ("wrong-sign", lectures(f"m = beta * m + {G}; W += m; return W, m")),
    ("wrong-sign", lectures(f"m = beta * m - {G}; W -= m; return W, m")),
    ("wrong-sign", cs231n("v = mu * v + rate * dw; next_w = w + v")),
    ("wrong-sign", functional("m = -beta * m + lr * grad; return w - m, m")),
    ("wrong-sign", optimiser(STEP + " - 2 * self.lr * p.grad + 0 * p").replace(" - 2", " - 2")),
    ("beta-on-gradient", lectures(f"m = m + beta * {G}; W -= m; return W, m")),
    ("beta-on-gradient", functional("m = m + beta * grad; return w - lr * m, m")),
    ("beta-on-gradient", optimiser(STEP.replace("self.mu * self.v[i] +", "self.v[i] + self.mu *"))),
    ("beta-on-both", lectures(f"m = beta * (m + {G}); W -= m; return W, m")),
    ("beta-on-both", cs231n("v = mu * (v - rate * dw); next_w = w + v")),
    ("beta-on-both", optimiser(STEP.replace("p -= ", "p -= self.mu * "))),
    ("beta-squared", lectures(f"m *= beta; m = beta * m + {G}; W -= m; return W, m")),
    ("beta-squared", functional("m = beta**2 * m + grad; return w - lr * m, m")),
    ("beta-complement", lectures(f"m = (1 - beta) * m + {G}; W -= m; return W, m")),
    ("beta-complement", functional("m = (1 - beta) * m + beta * lr * grad; return w - m, m")),
    ("beta-complement", d2l("v[:] = (1 - mu) * v + p.grad; p[:] -= lr * v")),
    ("parameters-swapped", lectures("m = lr * m + beta * W.grad / batch_size; W -= m; return m")),
    ("parameters-swapped", d2l("v[:] = lr * v + p.grad; p[:] -= mu * v")),
    ("stale-momentum", lectures(f"W -= m; m = beta * m + {G}; return W, m")),
    ("stale-momentum", functional("return w - lr * m, beta * m + grad")),
    ("stale-momentum", optimiser("p -= self.v[i]; " + STEP.split("; ")[0])),
    ("lr-missing", lectures("m = beta * m + W.grad / batch_size; W -= m; return W, m")),
    ("lr-missing", cs231n("v = mu * v - dw; next_w = w + v")),
    ("lr-missing", optimiser(STEP.replace("self.lr * ", ""))),
    ("lr-twice", lectures(f"m = beta * m + {G}; W -= lr * m; return W, m")),
    ("lr-twice", functional("m = lr * (beta * m + grad); return w - m, m")),
    ("lr-twice", d2l("v[:] = mu * v + lr * p.grad; p[:] -= lr * v")),
    ("no-momentum", lectures(f"m = {G}; W -= m; return W, m")),
    ("no-momentum", lectures(f"W -= {G}")),
    ("no-momentum", optimiser("p -= self.lr * p.grad")),
    ("gradient-counted-twice", lectures(f"m = beta * m + {G}; W -= m + {G}; return W, m")),
    ("gradient-counted-twice", functional("m = beta * m + lr * grad; return w - m - grad, m")),
    ("gradient-counted-twice", lectures(f"m = beta * m + {G}; W -= m; W -= m; return W, m")),
    (
        "gradient-counted-twice",
        optimiser(
            "self.g[i] = self.g[i] + p.grad; " + STEP.replace("p.grad", "self.g[i]"),
            "self.g = [0] * len(self.v)",
        ),
    ),
    ("batch-missing", lectures("m = beta * m + lr * W.grad; W -= m; return W, m")),
    ("batch-missing", lectures("m *= beta; m += W.grad; W -= lr * m")),
    ("batch-twice", lectures(f"m = beta * m + {G}; W -= m / batch_size; return W, m")),
    ("batch-twice", lectures(f"m = beta * m + {G} / batch_size; W -= m; return W, m")),
    ("batch-on-memory", lectures("m = (beta * m + lr * W.grad) / batch_size; W -= m; return W, m")),
    ("batch-on-memory", lectures("m *= beta; m += lr * W.grad; W -= m / batch_size")),
    ("first-step", optimiser(STEP.replace("self.lr *", "(self.lr if self.t > 1 else 1) *"))),
    (
        "first-step",
        optimiser(STEP.replace("self.lr *", "self.lr * (1 if self.t > 1 else 1 - self.mu) *")),
    ),
    (
        "first-step",
        "calls = 0\n"
        + functional(
            "global calls; calls += 1; m = beta * m + (lr if calls > 1 else 1) * grad; "
            "return w - m, m"
        ),
    ),
    ("step-skipped", optimiser("if self.t == 1: continue; " + STEP)),
    ("step-skipped", optimiser("if self.t % 3 == 0: continue; " + STEP)),
    ("step-skipped", optimiser(STEP + " * (self.t != 4)")),
    ("step-skipped", optimiser(STEP.replace("p.grad", "p.grad * (self.t != 5)"))),
    ("step-skipped", optimiser("if self.t == 90: continue; " + STEP)),
    (
        "step-skipped",
        "calls = 0\n"
        + functional(
            "global calls; calls += 1; m = m if calls % 3 == 0 else beta * m + lr * grad; "
            "return (w, m) if calls % 3 == 0 else (w - m, m)"
        ),
    ),
    (
        "state-shared",
        "v = None\n"
        + functional(
            "global v; v = np.zeros_like(w) if v is None else v; v = beta * v + lr * grad; "
            "return w - v, v"
        ),
    ),
    (
        "state-shared",
        "v = 0\n"
        + lectures(
            f"global v; v = v if np.shape(v) == W.shape else 0; v = beta * v + {G}; W -= v; "
            f"return W, v"
        ),
    ),
    (
        "state-shared",
        optimiser(
            "self.one = self.mu * self.one + self.lr * p.grad; p -= self.one", "self.one = 0"
        ),
    ),
    (
        "state-shared",
        optimiser(
            "v = self.s.get((i, p.shape), 0); "
            "v = self.s[i, p.shape] = self.mu * v + self.lr * p.grad; p -= v"
        ).replace("class update:", "class update:\n    s = {}"),
    ),
    (
        "state-shared",
        "def update(w, dw, config={'learning_rate': 0.5, 'momentum': 0.5}):\n"
        "    v = config['momentum'] * config.get('velocity', 0) - config['learning_rate'] * dw\n"
        "    config['velocity'] = v\n    return w + v, config\n",
    ),
    ("state-reset", optimiser("if self.t % 4 == 0: self.v[i] = np.zeros_like(p); " + STEP)),
    ("state-reset", optimiser("if self.t % 10 == 0: self.v[i] = np.zeros_like(p); " + STEP)),
    ("state-reset", optimiser("if self.t % 2 == 0: self.v[i] = np.zeros_like(p); " + STEP)),
    ("state-reset", optimiser("if self.t == 100: self.v[i] = np.zeros_like(p); " + STEP)),
    ("state-reset", optimiser("self.v[i] = np.zeros_like(p); " + STEP)),
    ("state-reset", functional("m = np.zeros_like(w); m = beta * m + lr * grad; return w - m, m")),
    (
        "gradient-aliased",
        optimiser(
            "g = p.grad if self.t == 1 else self.mu * self.v[i] + p.grad; "
            "self.v[i] = g; p -= self.lr * g"
        ),
    ),
    (
        "gradient-aliased",
        functional("m = grad if not np.any(m) else beta * m + grad; return w - lr * m, m"),
    ),
    (
        "gradient-modified",
        lectures("W.grad /= batch_size; m = beta * m + lr * W.grad; W -= m; return W, m"),
    ),
    ("gradient-modified", lectures(f"m = beta * m + {G}; W -= m; W.grad[:] = 0; return W, m")),
    (
        "gradient-modified",
        lectures("W.grad = W.grad / batch_size; m = beta * m + lr * W.grad; W -= m; return W, m"),
    ),
    ("gradient-modified", functional("grad *= lr; m = beta * m + grad; return w - m, m")),
    (
        "gradient-modified",
        optimiser("p.grad *= self.lr; self.v[i] = self.mu * self.v[i] + p.grad; p -= self.v[i]"),
    ),
    (
        "bias-corrected",
        optimiser(
            "self.v[i] = self.mu * self.v[i] + (1 - self.mu) * p.grad; "
            "p -= self.lr * self.v[i] / (1 - self.mu**self.t)"
        ),
    ),
    ("bias-corrected", optimiser(STEP + " / (1 - self.mu**self.t)")),
    (
        "bias-corrected",
        "t = 0\n"
        + functional(
            "global t; t += 1; m = beta * m + (1 - beta) * grad; "
            "return w - lr * m / (1 - beta**t), m"
        ),
    ),
    ("nonlinear", lectures(f"m = beta * m + np.clip({G}, -5, 5); W -= m; return W, m")),
    (
        "nonlinear",
        lectures("m = beta * m + lr * np.clip(W.grad, -5, 5) / batch_size; W -= m; return W, m"),
    ),
    ("nonlinear", functional("m = beta * m + lr * grad / np.linalg.norm(grad); return w - m, m")),
    (
        "nonlinear",
        functional(
            "n = np.linalg.norm(grad); grad = grad * min(1, 1e6 / n) if n else grad; "
            "m = beta * m + lr * grad; return w - m, m"
        ),
    ),
    ("nonlinear", functional("m = beta * m + lr * np.abs(grad); return w - m, m")),
    ("nonlinear", functional("m = beta * m + lr * grad**2; return w - m, m")),
    (
        "nonlinear",
        functional("m = beta * m + lr * np.where(abs(grad) < 1e-9, 0, grad); return w - m, m"),
    ),
    ("nonlinear", optimiser(STEP.replace("p.grad", "np.sign(p.grad)"))),
    (
        "precision-lost",
        functional("m = (beta * m + lr * grad).astype(np.float32); return w - m, m"),
    ),
    ("precision-lost", lectures(f"m[...] = np.float32(beta * m + {G}); W -= m")),
    (
        "precision-lost",
        optimiser(STEP, "self.v = [np.zeros_like(p, dtype=np.float16) for p in self.params]")
        .replace("= self.mu * self", "= self.mu * self")
        .replace("self.v[i] = ", "self.v[i][...] = "),
    ),
    ("precision-lost", functional("m = np.round(beta * m + lr * grad, 6); return w - m, m")),
    (
        "nondeterministic",
        functional("m = beta * m + lr * grad * (1 + np.random.rand()); return w - m, m"),
    ),
    (
        "nondeterministic",
        lectures(f"m = (beta + np.random.rand()) * m + {G}; W -= m; return W, m"),
    ),
    ("wrong-shape", functional("m = beta * m + lr * grad; return (w - m).reshape(-1, 1), m")),
    ("wrong-shape", lectures(f"m = np.sum(beta * m + {G}); W -= m; return W, m")),
    ("wrong-return", functional("m = beta * m + lr * grad; return m, w - m")),
    ("wrong-return", functional("m = beta * m + lr * grad; w = w - m")),
    ("wrong-return", functional("m = beta * m + lr * grad; return w - m")),
    ("wrong-return", lectures(f"m = beta * m + {G}; W -= m; return 'done'")),
    ("wrong-return", lectures(f"m = beta * m + {G}; W -= m; return W, {G}")),
    (
        "wrong-return",
        cs231n("v = mu * v - rate * dw; next_w = w + v").replace(
            "return next_w, config", "return next_w"
        ),
    ),
    ("non-finite", optimiser(STEP + " / (1 - self.mu**(self.t - 1))")),
    ("non-finite", functional("m = beta * m + lr * grad / np.sum(m); return w - m, m")),
    ("crashed", lectures(f"m = beta * m + {G}; W -= v; return W, m")),
    ("crashed", optimiser("p -= self.velocity[i]")),
    ("exited", functional("import sys; sys.exit(0)")),
    ("exited", lectures("raise SystemExit")),
    (
        "convention:lr-outside",
        lectures("m = beta * m + W.grad / batch_size; W -= lr * m; return W, m"),
    ),
    ("convention:lr-outside", functional("m = beta * m + grad; return w - lr * m, m")),
    ("convention:lr-outside", cs231n("v = mu * v + dw; next_w = w - rate * v")),
    ("convention:lr-outside", d2l("v[:] = mu * v + p.grad; p[:] -= lr * v; p.grad[:] = 0")),
    (
        "convention:lr-outside",
        optimiser("self.v[i] = self.mu * self.v[i] + p.grad; p -= self.lr * self.v[i]"),
    ),
    (
        "convention:averaged",
        lectures("m = beta * m + (1 - beta) * W.grad / batch_size; W -= lr * m; return W, m"),
    ),
    ("convention:averaged", functional("m = beta * m + (1 - beta) * lr * grad; return w - m, m")),
    (
        "convention:averaged",
        optimiser("self.v[i] += (1 - self.mu) * (p.grad - self.v[i]); p -= self.lr * self.v[i]"),
    ),
    ("convention:nesterov", lectures(f"m = beta * m + {G}; W -= beta * m + {G}; return W, m")),
    (
        "convention:nesterov",
        cs231n("o, v = v, mu * v - rate * dw; next_w = w - mu * o + (1 + mu) * v"),
    ),
    (
        "convention:nesterov",
        optimiser(
            "self.v[i] = self.mu * self.v[i] + p.grad; "
            "p -= self.lr * (p.grad + self.mu * self.v[i])"
        ),
    ),
    (
        "convention:torch",
        optimiser(
            "g = self.mu * self.v[i] + (1 - self.mu) * p.grad; "
            "self.v[i] = p.grad.copy() if self.t == 1 else g; p -= self.lr * self.v[i]"
        ),
    ),
    (
        "convention:torch",
        optimiser(
            "self.v[i] = p.grad.copy() if self.t == 1 else self.mu * self.v[i] + 0.9 * p.grad; "
            "p -= self.lr * self.v[i]"
        ),
    ),
    (
        "memory-truncated",
        optimiser(
            "self.g[i] = (self.g[i] + [p.grad.copy()])[-4:]; "
            "p -= self.lr * sum(self.mu**k * g for k, g in enumerate(self.g[i][::-1]))",
            "self.g = [[] for _ in self.v]",
        ),
    ),
    ("constant-argument", lectures(f"m = 0.9 * m + {G}; W -= m; return W, m")),
    ("weights-not-updated", optimiser(STEP + "; break")),
    ("step-skipped", optimiser("if self.t % 2: continue; " + STEP)),
    ("step-skipped", optimiser(STEP + " * (self.t % 2)")),
    (
        "constant-argument",
        functional("beta = beta or 0.9; m = beta * m + lr * grad; return w - m, m"),
    ),
    ("constant-argument", functional("m = abs(beta) * m + lr * grad; return w - m, m")),
    ("constant-argument", functional("m = min(beta, 0.9) * m + lr * grad; return w - m, m")),
    ("rate-decays", optimiser(STEP + "; self.lr *= 0.99")),
    ("deviates", functional("m = m + lr * grad; return w - m, m")),
    ("weight-decay", functional("m = beta * m + lr * (grad + 0.01 * w); return w - m, m")),
    ("deviates", functional("m = beta * m + lr * grad.mean(); return w - m, m")),
    (
        "rate-decays",
        optimiser("r = self.lr / (1 + 0.125 * self.t); " + STEP.replace("self.lr", "r")),
    ),
    ("rate-fixed", cs231n("r = config.setdefault('r', rate); v = mu * v - r * dw; next_w = w + v")),
    ("rate-fixed", cs231n("r = config.setdefault('r', rate); v = mu * v + dw; next_w = w - r * v")),
    ("weight-decay", lectures(f"m *= beta; m += {G}; W *= 1 - 0.01 * lr; W -= m")),
    ("memory-counted-twice", lectures(f"g = {G}; m *= beta; m += g; W -= 2 * m - g")),
    (
        "memory-counted-twice",
        functional("m = beta * m + lr * grad; return w - 2 * m + lr * grad, m"),
    ),
    ("deviates", functional("m = beta * m + lr * 1.001 * grad; return w - m, m")),
    (
        "rate-fixed",
        optimiser(
            STEP.replace("self.lr * p.grad", "self.scaled(p.grad)"),
            "self.scaled = lambda g: lr * g",
        ),
    ),
]


def cases() -> Iterator[Any]:
    for n, (code, source) in enumerate(WRONG):
        yield pytest.param(code, source, id=f"{code}-{n}")


@pytest.mark.parametrize(("code", "source"), [*cases()])
def test_what_is_wrong_is_named(code: str, source: str) -> None:
    said = judged(source)
    assert (said.verdict, said.code) == ("fail", code), (said.also, said.sentence)
    assert said.sentence.endswith(".")
    assert said.code not in said.also
    assert set(said.also) <= set(CODES)


def test_every_code_of_momentum_is_met_in_two_ways() -> None:
    integrators = set(list(CODES)[list(CODES).index("beta-sign") : list(CODES).index("deviates")])
    elsewhere = {"conforms", "convention:lecture", "timed-out", "absent", "not-understood"}
    elsewhere |= {"convention:odeint", "convention:autonomous", "filter-start"} | integrators
    met = [code for code, _ in WRONG]
    assert {code for code in CODES if met.count(code) < 2} - elsewhere == set()


NARROW = {
    "nonlinear": (
        "m += G; W[...] = abs(W) - m",
        "m += G; W[...] = np.maximum(W - m, 0)",
        "m += G; W[...] = np.maximum(W, 0) - m",
        "m += G; W -= m * np.where(W < 0, 0.5, 1)",
    ),
    "weights-not-updated": (
        "m += G; W.flat[:100] -= m.flat[:100]",
        "m += G; W -= m * (W != 0)",
        "m += G; W -= m * (W.ndim < 3)",
        "m += G; W -= m * (W.ndim < 4)",
    ),
    "constant-argument": (
        "m += G; W -= m * (lr < 1)",
        "m += min(lr, 0.5) * W.grad / batch_size; W -= m",
        "m += max(lr, 1e-4) * W.grad / batch_size; W -= m",
        "m += (lr if lr < 1 else 1) * W.grad / batch_size; W -= m",
        "m += lr * W.grad / (4 if batch_size > 1 else 1); W -= m",
        "m += lr * W.grad / min(batch_size, 4); W -= m",
        "m += lr * W.grad / 2 ** (batch_size.bit_length() - 1); W -= m",
        "m += lr * W.grad / (batch_size - batch_size % 2 or 1); W -= m",
        "m += 0.01 * W.grad / batch_size; W -= m",
        "m += lr * W.grad / 32; W -= m",
        "m *= min(beta, 0.99) / beta if beta else 1; m += G; W -= m",
        "m *= max(beta, -0.9) / beta if beta else 1; m += G; W -= m",
    ),
    "batch-missing": ("m += lr * W.grad / (batch_size if batch_size % 2 == 0 else 1); W -= m",),
}
"""Right on a few weights above zero, small rates and batches of 1 and 4; and arguments unused."""


@pytest.mark.parametrize("code", NARROW)
def test_what_is_right_on_a_part_of_the_domain_fails_under_each_seed(code: str) -> None:
    for n, lines in enumerate(NARROW[code]):
        said = judged(lectures("m *= beta; " + lines.replace("G", G)), seed=n % 4)
        assert (said.verdict, said.code) == ("fail", code), (lines, said.sentence)


@pytest.mark.parametrize("every", [133, 200, 205])
def test_a_state_set_back_late_is_found(every: int) -> None:
    said = judged(optimiser(f"self.v[i] *= self.t % {every} != 0; " + STEP))
    assert (said.code, said.sentence.split(": ")[1]) == ("state-reset", f"at step {every}.")


def test_what_the_weights_do_by_themselves_is_no_response() -> None:
    said = judged(lectures(f"m *= beta; m += {G}; W *= 1 - 0.01 * lr; W -= m"))
    assert said.got_impulse[0] == 1
    assert said.amplification == ""


def test_the_memory_of_one_gradient_amplifies_by_one_and_three_quarters() -> None:
    said = judged(optimiser("g = self.lr * p.grad; p -= g + self.mu * self.v[i]; self.v[i] = g"))
    assert (said.code, said.amplification[:12]) == ("memory-truncated", "1.75 instead")


INDISTINCT = {"state-lost", "no-momentum", "state-reset"}
"""What W alone cannot tell apart: plain gradient descent, for whichever reason."""


def test_two_codes_never_give_the_same_answers() -> None:
    """No mistake coincides with what is right (it fails, above), nor with another."""
    met: dict[str, str] = {}
    kinds = {(code, played(source, 0).signature): source for code, source in WRONG}
    assert len(kinds) > 80
    for (code, signature), source in kinds.items():
        answer = played(source, 0)
        if code != "nondeterministic" and "tracks" in answer.episodes["impulses"]:
            told = repr((signature, answer.episodes, answer.repeats))
            other = met.setdefault(told, code)
            assert other == code or {other, code} <= INDISTINCT


@pytest.mark.parametrize("pair", SETTINGS)
def test_a_coefficient_has_one_name(pair: tuple[tuple[Fraction, Fraction], ...]) -> None:
    values = [tuple(monomial.value(*setting) for setting in pair) for monomial in monomials()]
    assert len(set(values)) == len(values)


# ---- conventions -----------------------------------------------------------------------------

FOLLOWED = [(code.split(":")[1], source) for code, source in WRONG if code.startswith("conv")]


@pytest.mark.parametrize(("name", "source"), FOLLOWED)
def test_another_convention_fails_with_the_flag_that_would_accept_it(
    name: str, source: str
) -> None:
    said = judged(source)
    assert said.accepted_by == f"--convention {name}"
    assert said.theorem == "MOM-11"
    assert said.amplification
    assert judged(source, name).verdict == judged(source, "any").verdict == "pass"
    assert (judged(source, "torch").verdict == "pass") is (name in ("lr-outside", "torch"))
    assert judged(RIGHT["in place"], name).code == "convention:lecture"


def test_a_mistake_has_no_flag_that_accepts_it() -> None:
    for _, source in [case for case in WRONG if not case[0].startswith("convention")][::12]:
        assert judged(source).accepted_by == ""
        assert judged(source, "any").verdict == "fail"


# ---- the data --------------------------------------------------------------------------------


def bits(x: Fraction) -> int:
    n = abs(x.numerator)
    return (n // (n & -n)).bit_length() if n else 0


@pytest.mark.parametrize("seed", range(12))
def test_a_right_update_rounds_nothing_in_float32_or_float64(seed: int) -> None:
    for episode in episodes(seed):
        room = 53 if episode.name in ("precise", "slow", "edge", "negative-edge") else 24
        if episode.beta is None or episode.rounded:
            continue
        for rule, column in product(allowed("any"), episode.columns):
            run = rule.run(column)
            numbers = [*run.weights, *(run.memory or ())]
            assert max(bits(F(x or 0)) for x in numbers) <= room, (rule, episode.name)
    precise = next(e for e in episodes(seed) if e.name == "precise")
    told = [allowed("lecture")[0].run(column).weights for column in precise.columns]
    assert all(max(bits(F(w or 0)) for w in weights) > 24 for weights in told)


def test_a_seed_draws_other_numbers_and_the_same_seed_the_same() -> None:
    assert requests(5) == requests(5)
    assert len({json.dumps(requests(seed)) for seed in range(8)}) == 8


def test_answers_learnt_by_heart_fail_with_another_seed() -> None:
    fitted = functional(
        "right = lr in (1/8, 3/16, 1/16, 2**-20) or lr > 1; "
        "m = beta * m + lr * grad * (1 if right else 2); return w - m, m"
    )
    assert judged(fitted).verdict == "pass"
    drawn = {episodes(seed)[0].rates[0]: seed for seed in range(1, 20)}
    assert judged(fitted, "lecture", drawn[F(5, 16)]).verdict == "fail"


# ---- what is told ----------------------------------------------------------------------------


def test_the_counterexample_is_the_smallest_step_with_its_numbers() -> None:
    found = judged(lectures(f"m = beta * m + {G}; W -= m")).counterexample
    assert found is not None
    assert (found.step, found.expected, found.got) == (1, "m = −0.125", "m = 0")
    point = judged(lectures(f"m = beta * m + {G}; W -= m")).checks[0]
    assert point.message == f"step 1: expected {point.expected}, got {point.got}"
    found = judged(optimiser("if self.t % 3 == 0: continue; " + STEP)).counterexample
    assert found is not None
    assert found.step == 3
    assert found.inputs["grad"].count(",") == 2


def test_the_impulse_responses_are_those_of_the_picture() -> None:
    said = judged(lectures(f"m = {G}; W -= m; return W, m"))
    assert said.expected_impulse[:3] == (1.0, 0.75, 0.5625)
    assert said.got_impulse[:3] == (1.0, 0.0, 0.0)
    assert said.amplification.startswith("1 instead of")


def test_what_matches_no_mistake_is_said_with_its_response() -> None:
    said = judged(lectures(f"m = 0.9 * m + {G}; W -= m; return W, m"))
    assert "0.9" in said.sentence
    assert said.got_impulse[1] == pytest.approx(0.9)


def test_composites_name_every_part() -> None:
    said = judged(lectures("m = beta**2 * m + W.grad; W += m; return W, m"))
    assert {said.code, *said.also} == {"beta-squared", "batch-missing", "lr-missing", "wrong-sign"}


# ---- the mutants of issue 2 ------------------------------------------------------------------

UPDATES = {  # each mistake as a line, and the code it must have
    "wrong sign": ("beta * m + lr * g", "wrong-sign"),
    "β on the gradient": ("m - beta * lr * g", "beta-on-gradient"),
    "averaged": ("beta * m - (1 - beta) * lr * g", "convention:averaged"),
    "rate missing": ("beta * m - g", "lr-missing"),
    "rate twice": ("lr * (beta * m - lr * g)", "lr-twice"),
    "no momentum": ("-lr * g", "no-momentum"),
    "β squared": ("beta**2 * m - lr * g", "beta-squared"),
    "complement": ("(1 - beta) * m - lr * g", "beta-complement"),
    "β missing": ("m - lr * g", "deviates"),
    "β on both": ("beta * (m - lr * g)", "beta-on-both"),
    "sign of β": ("-beta * m - lr * g", "wrong-sign"),
    "β off by 2⁻¹⁰": ("beta * 1025 / 1024 * m - lr * g", "deviates"),
    "rate off by 2⁻¹⁰": ("beta * m - lr * 1025 / 1024 * g", "deviates"),
    "rate squared": ("beta * m - lr * lr * g", "lr-twice"),
    "rate on the memory": ("lr * beta * m - lr * g", "lr-twice"),
    "rate and β exchanged": ("lr * m - beta * g", "parameters-swapped"),
    "gradient lost": ("beta * m", "weights-not-updated"),
    "gradient without its sign": ("beta * m - lr * abs(g)", "nonlinear"),
    "gradient clipped": ("beta * m - lr * clip(g)", "nonlinear"),
    "implicit": ("(m - lr * g) / (2 - beta)", "deviates"),
}
ALONG = {  # with the number n of the step, from 0
    "rate missing in the first step": ("beta * m - (lr * g if n else g)", "first-step"),
    "first step dampened": ("beta * m - (1 if n else 1 - beta) * lr * g", "first-step"),
    "dampened after the first step": ("beta * m - (1 - beta if n else 1) * lr * g", "first-step"),
    "first step skipped": ("beta * m - lr * g if n else m", "step-skipped"),
    "step skipped": ("m if n == 3 else beta * m - lr * g", "step-skipped"),
    "state lost": ("-lr * g if n == 3 else beta * m - lr * g", "state-reset"),
}
SEEN = {  # with all gradients so far and the buffers m, the last of them the new one
    "Nesterov": ("beta * m[-1] - lr * gs[-1]", "convention:nesterov"),
    "bias-corrected": ("m[-1] / (1 - beta**len(gs))", "bias-corrected"),
    "averaged and bias-corrected": (
        "(1 - beta) * m[-1] / (1 - beta**len(gs))",
        "bias-corrected",
    ),
    "stale m": ("m[-2]", "stale-momentum"),
    "truncated memory": (
        "-lr * sum(beta**k * g for k, g in enumerate(gs[:-5:-1]))",
        "memory-truncated",
    ),
    "memory of 64 gradients": (
        "-lr * sum(beta**k * g for k, g in enumerate(gs[:-65:-1]))",
        "memory-truncated",
    ),
    "stale gradient": ("m[-2] if len(gs) > 1 else m[-1]", "first-step"),
    "gradient accumulated": (
        "-lr * sum(beta**k * sum(gs[: len(gs) - k]) for k in range(len(gs)))",
        "gradient-counted-twice",
    ),
}
ELSEWHERE = {
    "start lost": "a class has no start to lose",
    "last value missing": "an update gives one value at a time",
    "late gradient": "the next gradient is not there yet",
    "caller's gradients clipped": "gradient-modified",
    "float32 inside": "precision-lost",
}
"""Mistakes of a whole run that no single update can make, and two with tests of their own."""


def clip(g: Any) -> Any:
    return max(-1, min(g, 1))


def _numbers() -> tuple[Fraction, Fraction, list[Fraction]]:
    random = Random("mutants")
    return F(3, 4), F(1, 8), [F(random.randint(-9, 9)) for _ in range(10)]


def test_the_lines_are_the_mutants() -> None:
    beta, lr, gs = _numbers()
    for name, (line, _) in UPDATES.items():
        m = [F(0)]
        for g in gs:
            m.append(eval(line, {"beta": beta, "lr": lr, "m": m[-1], "g": g, "clip": clip}))
        assert m == mistakes.SEEDED["momentum"][name](beta, lr, list(gs)), name
    for name, (line, _) in ALONG.items():
        m = [F(0)]
        for n, g in enumerate(gs):
            m.append(eval(line, {"beta": beta, "lr": lr, "m": m[-1], "g": g, "n": n}))
        assert m == mistakes.SEEDED["momentum"][name](beta, lr, list(gs)), name
    for name, (line, _) in SEEN.items():
        m, told = [F(0)], [F(0)]
        for n, g in enumerate(gs, 1):
            m.append(beta * m[-1] - lr * g)
            given = {"beta": beta, "lr": lr, "m": m, "gs": gs[:n]}
            told.append(eval(line, given))
        want = mistakes.SEEDED["momentum"][name](beta, lr, list(gs))
        assert told == want or name == "stale gradient", name


def test_every_mutant_of_momentum_is_written_as_a_subject() -> None:
    assert {*UPDATES, *ALONG, *SEEN, *ELSEWHERE} == set(mistakes.SEEDED["momentum"])


@pytest.mark.parametrize("name", UPDATES)
def test_a_mutant_is_rejected_by_its_code(name: str) -> None:
    line, code = UPDATES[name]
    head = "clip = lambda g: np.clip(g, -1, 1)\n"
    by_function = functional(f"m = {line}; return w + m, m", "w, m, g, lr, beta")
    by_class = optimiser(
        f"g, m, beta, lr = p.grad, self.v[i], self.mu, self.lr; m = self.v[i] = {line}; p += m"
    )
    for source in (by_function, by_class):
        assert judged(head + source).code == code


@pytest.mark.parametrize("name", ALONG)
def test_a_mutant_along_the_way_is_rejected_by_its_code(name: str) -> None:
    line, code = ALONG[name]
    given = "n, g, m, beta, lr = self.t - 1, p.grad, self.v[i], self.mu, self.lr; "
    assert judged(optimiser(given + f"m = self.v[i] = {line}; p += m")).code == code


@pytest.mark.parametrize("name", SEEN)
def test_a_mutant_of_what_is_seen_is_rejected_by_its_code(name: str) -> None:
    line, code = SEEN[name]
    source = optimiser(
        "gs, m, beta, lr = self.g[i], self.m[i], self.mu, self.lr; gs.append(p.grad.copy()); "
        f"m.append(beta * m[-1] - lr * p.grad); p += {line}",
        "self.g, self.m = [[] for _ in self.v], [[0] for _ in self.v]",
    )
    assert judged(source).code == code


LISTED = {
    "as printed": "state-lost",
    "batch missing": "batch-missing",
    "sign": "wrong-sign",
    "β on both": "beta-on-both",
    "batch twice": "batch-twice",
    "sign of the gradient": "wrong-sign",
    "rate missing": "lr-missing",
    "rate twice": "lr-twice",
    "averaged": "convention:averaged",
    "complement": "beta-complement",
    "β squared": "beta-squared",
    "no momentum": "no-momentum",
    "stale m": "stale-momentum",
    "Nesterov": "convention:nesterov",
    "step lost": "weights-not-updated",
    "step twice": "gradient-counted-twice",
    "wrong state kept": "wrong-return",
}


@pytest.mark.parametrize("name", mistakes.SEEDED["listing"])
def test_a_mutant_of_the_listing_is_rejected_by_its_code(name: str) -> None:
    source = KEPT.replace(*mistakes.SEEDED["listing"][name]).replace("sgd_momentum", "update")
    assert judged(source).code == LISTED[name]


# ---- the real door, and libraries ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (RIGHT["in place"], "conforms"),
        (RIGHT["CS231n"], "conforms"),
        (lectures(f"m = beta * m + {G}; W -= m"), "state-lost"),
        (functional("m = beta * m + np.random.rand(); return w - m, m"), "nondeterministic"),
        (functional("m = beta * m + lr * gradient; return w - m, m"), "crashed"),
    ],
)
def test_a_file_is_judged_through_the_door(source: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "homework.py"
    file.write_text("import numpy as np\n" + source, encoding="utf-8")
    target = subject.Target.parse(f"{file}:update")
    answer = subject.ask(target, None, requests(), Limits(seconds=120))
    assert answer.kind == "momentum"
    assert judge(answer).code == code


def test_an_ending_is_the_judgement() -> None:
    ending = subject.Ending("timed-out", "It does not come back.", "impulses")
    whole = played(RIGHT["in place"], 0)
    for answers in ({}, whole.episodes):
        said = judge(replace(whole, episodes=answers, ending=ending))
        assert (said.verdict, said.code, said.sentence) == ("fail", "timed-out", ending.sentence)


needs_torch = pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
needs_optax = pytest.mark.skipif(not find_spec("optax"), reason="Optax is not installed")
needs_keras = pytest.mark.skipif(not find_spec("keras"), reason="Keras is not installed")
TORCH = """
import torch
from functools import partial
class Damped(torch.optim.SGD):
    def __init__(self, params, lr, momentum):
        super().__init__(params, lr=lr, momentum=momentum, dampening=0.1)
class Kept(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum):
        super().__init__(params, {"lr": lr, "momentum": momentum})
    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                old = self.state[p].get("m")
                self.state[p]["m"] = p.grad if old is None else group["momentum"] * old + p.grad
                p -= group["lr"] * self.state[p]["m"]
def listed(params, states, hyperparams):
    for p, v in zip(params, states):
        with torch.no_grad():
            v[:] = hyperparams["momentum"] * v + hyperparams["lr"] * p.grad
            p[:] -= v
        p.grad.data.zero_()
"""


@needs_torch
@pytest.mark.parametrize(
    ("line", "convention", "code"),
    [
        ("update = torch.optim.SGD", "lecture", "convention:lr-outside"),
        ("update = torch.optim.SGD", "torch", "conforms"),
        ("update = partial(torch.optim.SGD, nesterov=True)", "lecture", "convention:nesterov"),
        ("update = partial(torch.optim.SGD, nesterov=True)", "nesterov", "conforms"),
        ("update = Damped", "lecture", "convention:torch"),
        ("update = Damped", "torch", "conforms"),
        ("update = Kept", "lr-outside", "gradient-aliased"),
        ("update = listed", "lecture", "conforms"),
    ],
)
def test_pytorch_is_judged_as_it_is(line: str, convention: str, code: str) -> None:
    assert judged(TORCH + line, convention).code == code


OPTAX = """
import optax
from functools import partial
def average(learning_rate, momentum):
    scale = optax.scale_by_learning_rate(learning_rate)
    return optax.chain(optax.ema(momentum, debias=False), scale)
"""


@needs_optax
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("update = optax.sgd", "convention:lr-outside"),
        ("update = partial(optax.sgd, nesterov=True)", "convention:nesterov"),
        ("update = average", "convention:averaged"),
    ],
)
def test_optax_is_judged_as_it_is(line: str, code: str) -> None:
    assert judged(OPTAX + line).code == code


KERAS = """
import keras
class Twice(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(2 * gradient, variable, learning_rate)
"""


@needs_keras
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("update = keras.optimizers.SGD", "conforms"),
        ("update = Twice", "gradient-counted-twice"),
    ],
)
def test_keras_is_judged_as_it_is(
    line: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))  # where it writes its settings
    assert judged(KERAS + line).code == code


def test_where_nothing_came_back_nothing_is_said_to_pass() -> None:
    said = judged(lectures("W -= lr * W.slope"))
    verdicts = {point.id: point.verdict for point in said.checks}
    assert said.code == "crashed"
    assert "pass" not in verdicts.values()
    assert verdicts["momentum.repeated"] == verdicts["momentum.gradient-modified"] == "inconclusive"


def test_an_exception_after_some_steps_leaves_what_they_show() -> None:
    source = optimiser(STEP.replace("p -= ", "self.params[i] = p - ")).replace(
        "    def step",
        "    def zero_grad(self):\n        for p in self.params: p.grad = None\n    def step",
    )
    said = judged(source)
    assert (said.code, said.also) == ("weights-not-updated", ("crashed",))
    assert said.counterexample is not None
    assert (said.counterexample.step, said.counterexample.got[:4]) == (1, "W = ")
