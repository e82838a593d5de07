"""Somebody else's Euler or recurrence: what is right passes, every mistake has its name."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from duhamel.verification.grader.child import core as child
from duhamel.verification.grader.child import integrators
from duhamel.verification.grader.diagnosis import CODES, Judgement, check_ids
from duhamel.verification.grader.integrators.judge import episodes, judge, leading, plan
from duhamel.verification.grader.integrators.questions import (
    FIRST,
    LEVELS,
    NEGATIVE,
    PLANS,
    QUARTERS,
    SECOND,
    Episode,
)
from duhamel.verification.grader.subject import Answer, Target, ask
from duhamel.verification.models.mistakes import SEEDED
from duhamel.verification.selftest import ORIGINALS

SEEDS = range(4)
START = "import numpy as np\nfrom itertools import accumulate\nfrom fractions import Fraction\n"


# ---- a child in this process -----------------------------------------------------------------


def written(source: str) -> Any:
    """The object `f` of a source."""
    names: dict[str, Any] = {}
    exec(START + dedent(source), names)
    return names["f"]


def asked(subject: Any, seed: int = 0) -> Answer:
    """What a subject answers, as over the wire."""
    adapter, roles = next(child.fitting(integrators.ADAPTERS, subject))
    plays: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for again, played in enumerate(plays):
        for episode in episodes(seed)[adapter.kind]:
            if not again or episode["repeat"]:
                said = child._played(adapter, subject, roles, json.loads(json.dumps(episode)))
                played[episode["name"]] = json.loads(child._dumps(said))
    return Answer("x.py:f", adapter.kind, adapter.name, plays[0], None, "", 0.1, "", plays[1])


def judged(subject: Any, seed: int = 0, convention: str = "lecture") -> Judgement:
    return judge(asked(subject, seed), convention, seed)


# ---- what is right ---------------------------------------------------------------------------

STEP = {
    "the lecture's": "def f(rhs, t, x, h): return x + h * rhs(t, x)",
    "other names": "def f(fun, tn, yn, dt): return yn + dt * fun(tn, yn)",
    "another order": "def f(y, t, f, step): return y + step * f(t, y)",
    "in place": """
        def f(rhs, t, x, h):
            x += h * rhs(t, x)
            return x
        """,
    "keywords": "def f(rhs, t, *, x, h=0.1): return x + h * rhs(t, x)",
    "more options": "def f(rhs, t, x, h, method='euler', *args): return x + h * rhs(t, x)",
    "arrays only": "def f(rhs, t, x, h): return [x[i] + h * k for i, k in enumerate(rhs(t, x))]",
    "numbers only": "def f(rhs, t, x, h): return float(x) + float(h) * float(rhs(t, x))",
    "an object": """
        class Stepper:
            def __call__(self, rhs, t, x, h):
                return x + h * rhs(t, x)
        f = Stepper()
        """,
    "two evaluations": "def f(rhs, t, x, h): return x + h * (rhs(t, x) + rhs(t, x)) / 2",
    "fractions": """
        def f(rhs, t, x, h):
            if isinstance(x, np.ndarray): raise TypeError('numbers only')
            return Fraction(x) + Fraction(h) * Fraction(rhs(t, float(x)))
        """,
}
RUN = {
    "linspace": """
        def f(rhs, t_span, x0, n):
            t = np.linspace(*t_span, n + 1)
            h = t[1] - t[0]
            x = np.zeros(n + 1)
            x[0] = x0
            for k in range(n):
                x[k + 1] = x[k] + h * rhs(t[k], x[k])
            return t, x
        """,
    "lists": """
        def f(rhs, t_span, x0, n):
            h = (t_span[1] - t_span[0]) / n
            t, x = [t_span[0]], [x0]
            for _ in range(n):
                x.append(x[-1] + h * rhs(t[-1], x[-1]))
                t.append(t[-1] + h)
            return t, x
        """,
    "a while loop": """
        def f(f, t0, t1, y0, N):
            h = (t1 - t0) / N
            t, y, out = t0, y0, [(t0, y0)]
            while t < t1 - h / 2:
                y, t = y + h * f(t, y), t + h
                out.append((t, y))
            return out
        """,
    "systems": """
        def f(fun, t_span, y0, n):
            t = np.linspace(*t_span, n + 1)
            y = np.zeros((len(y0), n + 1))
            y[:, 0] = y0
            for k in range(n):
                y[:, k + 1] = y[:, k] + (t[k + 1] - t[k]) * fun(t[k], y[:, k])
            return {"t": t, "y": y}
        """,
    "odeint's": """
        def f(func, y0, t):
            y = [np.asarray(y0, dtype=float)]
            for a, b in zip(t, t[1:]):
                y.append(y[-1] + (b - a) * func(a, y[-1]))
            return np.array(y)
        """,
    "an object back": """
        from types import SimpleNamespace
        def f(fun, t0, y0, h, num_steps):
            step = lambda y, k: y + h * fun(t0 + k * h, y)
            y = list(accumulate(range(num_steps), step, initial=y0))
            return SimpleNamespace(t=t0 + h * np.arange(num_steps + 1), y=y)
        """,
    "a span and h": """
        def f(rhs, tspan, x0, h):
            t = np.arange(tspan[0], tspan[1] + h / 2, h)
            x = [x0]
            for s in t[:-1]:
                x.append(x[-1] + h * rhs(s, x[-1]))
            return t, np.array(x)
        """,
    "from 0 to T": """
        def f(rhs, x0, T, n=100):
            h, x = T / n, np.empty(n + 1)
            x[0] = x0
            for k in range(n):
                x[k + 1] = x[k] + h * rhs(k * h, x[k])
            return np.linspace(0, T, n + 1), x
        """,
    "no times": """
        def f(rhs, x0, dt, steps):
            x = [x0]
            for k in range(steps):
                x.append(x[-1] + dt * rhs(k * dt, x[-1]))
            return x
        """,
    "a generator": """
        def f(rhs, t_span, x0, n):
            (t, end), x = t_span, x0
            h = (end - t) / n
            yield t, x
            for _ in range(n):
                t, x = t + h, x + h * rhs(t, x)
                yield t, x
        """,
    "a table": """
        def f(rhs, t_span, x0, n):
            h = (t_span[1] - t_span[0]) / n
            rows = np.zeros((n + 1, 2))
            rows[0] = t_span[0], x0
            for k in range(n):
                t, x = rows[k]
                rows[k + 1] = t + h, x + h * rhs(t, x)
            return rows
        """,
    "one buffer": """
        def f(rhs, t_span, x0, n):
            t = np.linspace(*t_span, n + 1)
            x = np.array(x0, dtype=float)
            out = [x.copy()]
            for s in t[:-1]:
                x += (t[1] - t[0]) * rhs(s, x)
                out.append(x.copy())
            return t, out
        """,
}
RECURRENCE = {
    "a list": """
        def f(beta, f, x0):
            x = [x0]
            for value in f:
                x.append(beta * x[-1] + value)
            return x
        """,
    "NumPy": """
        def f(beta, f, x0):
            x = np.zeros(f.size + 1)
            x[0] = x0
            for n in range(f.size):
                x[n + 1] = beta * x[n] + f[n]
            return x
        """,
    "accumulated": """
        def f(b, inputs, start=0.0):
            return list(accumulate(inputs, lambda x, u: b * x + u, initial=start))
        """,
    "another order": """
        def f(x0, u, rho):
            return tuple(accumulate(u, lambda x, v: x * rho + v, initial=x0))
        """,
    "powers": """
        def f(beta, f, x0):
            value = lambda n: beta**n * x0 + sum(beta**k * f[n - 1 - k] for k in range(n))
            return [value(n) for n in range(len(f) + 1)]
        """,
    "divided": """
        def f(beta, f, x0):
            if beta == 0:
                return [x0, *f]
            y = list(accumulate((v / beta ** (n + 1) for n, v in enumerate(f)), initial=x0))
            return np.array(y) * beta ** np.arange(len(f) + 1)
        """,
    "convolved": """
        def f(beta, f, x0):
            powers = beta ** np.arange(len(f) + 1)
            memory = np.convolve(f, powers)[: len(f)] if len(f) else []
            return np.concatenate([[x0], x0 * powers[1:] + memory])
        """,
    "a filter": """
        from scipy.signal import lfilter
        def f(beta, f, x0):
            return lfilter([1.0], [1.0, -beta], np.concatenate([[x0], f]))
        """,
    "a matrix": """
        def f(beta, f, x0):
            n = len(f) + 1
            k = np.subtract.outer(np.arange(n), np.arange(n))
            memory = np.where(k >= 0, float(beta) ** np.maximum(k, 0), 0.0)
            return memory @ np.concatenate([[x0], f])
        """,
    "solved": """
        def f(beta, f, x0):
            n = len(f) + 1
            return np.linalg.solve(np.eye(n) - beta * np.eye(n, k=-1), np.concatenate([[x0], f]))
        """,
    "recursive": """
        def f(beta, f, x0):
            if len(f) == 0:
                return [x0]
            before = globals()['f'](beta, f[:-1], x0)
            return [*before, beta * before[-1] + f[-1]]
        """,
    "a generator": """
        def f(beta, f, x0):
            yield x0
            for value in f:
                x0 = beta * x0 + value
                yield x0
        """,
    "fractions": """
        def f(beta, f, x0):
            beta, x0, *f = (Fraction(float(v)) for v in (beta, x0, *f))
            return list(accumulate(f, lambda x, v: beta * x + v, initial=x0))
        """,
    "in place": """
        def f(beta, f, x0):
            x = np.concatenate([[float(x0)], f])
            for n in range(1, x.size):
                x[n] += beta * x[n - 1]
            return x
        """,
}
RIGHT = {
    **{f"step: {name}": source for name, source in STEP.items()},
    **{f"run: {name}": source for name, source in RUN.items()},
    **{f"recurrence: {name}": source for name, source in RECURRENCE.items()},
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name: str) -> None:
    said = judged(written(RIGHT[name]))
    assert said.code == "conforms", (said.sentence, said.counterexample)
    assert said.verdict == "pass"
    assert {point.verdict for point in said.checks} == {"pass"}
    assert said.counterexample is None
    assert said.got_impulse == said.expected_impulse


@pytest.mark.parametrize("seed", range(1, 12))
def test_what_is_right_passes_under_every_seed(seed: int) -> None:
    assert judged(written(STEP["the lecture's"]), seed).code == "conforms"
    assert judged(written(RECURRENCE["divided"]), seed).code == "conforms"
    assert judged(written(RECURRENCE["convolved"]), seed).code == "conforms"


@pytest.mark.parametrize("name", ORIGINALS["recurrence"])
def test_the_styles_of_the_suite_pass(name: str) -> None:
    assert judged(ORIGINALS["recurrence"][name]).code == "conforms"


def test_a_library_that_computes_in_float32_is_right_as_well() -> None:
    pytest.importorskip("torch")
    said = judged(
        written("""
        import torch
        def f(rhs, t_span, x0, n):
            h = (t_span[1] - t_span[0]) / n
            x = torch.zeros(n + 1)
            x[0] = x0
            for k in range(n):
                x[k + 1] = x[k] + h * rhs(t_span[0] + k * h, x[k])
            return torch.linspace(*t_span, n + 1), x
        """)
    )
    assert said.code == "conforms", (said.sentence, said.counterexample)


# ---- signatures ------------------------------------------------------------------------------

SIGNATURES = {
    "one step": [
        "rhs, t, x, h", "f, x, t, dt", "t, y, h, f", "fun, tn, yn, step_size",
        "F, time, state, tau", "f, t0, y0, h", "rhs, t, x, h, *args",
        "rhs, t, *, x, h=0.1", "f, t, u, delta_t, jac=None",
    ],
    "whole run": [
        "rhs, t_span, x0, n", "f, tspan, y0, N", "fun, x0, interval, num_steps", "f, y0, t",
        "f, a, b, y0, n", "f, a, b, alpha, N", "F, t0, t_end, u0, h", "f, t0, y0, h, n",
        "f, x0, T, N", "f, x0, dt, steps", "rhs, t_span, x0, n=100, verbose=False",
        "func, t0, t1, x0, num_points", "rhs, t_span, x_begin, n", "dydt, t_span, y0, dt, args=()",
    ],
    "recurrence": [
        "beta, f, x0", "b, u, x_0=0.0", "f, x0, decay", "rho, forcing, start", "a, f, x0",
        "beta, forcing_terms, x0",
    ],
    "": [
        "a, b, c", "x, g, lr", "beta, m, g", "w, m, grad, lr, beta", "W, m, lr, beta, batch_size",
        "params, states, hyperparams", "w, dw, config=None", "f, x0, n, tol", "f, a, b, tol",
        "f, df, x0, n", "", "x", "f", "*args, **kwargs",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "parameters"), [(form, one) for form, many in SIGNATURES.items() for one in many]
)
def test_a_signature_is_read_by_its_names(form: str, parameters: str) -> None:
    subject = written(f"def f({parameters}): pass")
    fitting = [one.name for one, _ in child.fitting(integrators.ADAPTERS, subject)]
    assert fitting == ([form] if form else [])


def test_a_class_is_no_integrator() -> None:
    subject = written("""
        class f:
            def __init__(self, rhs, t, x, h): pass
        """)
    assert not [*child.fitting(integrators.ADAPTERS, subject)]


# ---- what is wrong ---------------------------------------------------------------------------

SLOPE = "x[k] + h * rhs(t[k], x[k])"
RATE = "(rhs(0, 0) - rhs(0, 1))"
INSTEAD = {  # of x + h * rhs(t, x)
    "late": ("x + h * rhs(t + h, x)", "late-input"),
    "half a step late": ("x + h * rhs(t + h / 2, x)", "late-input"),
    "early": ("x + h * rhs(t - h, x)", "early-input"),
    "without h": ("x + rhs(t, x)", "wrong-step"),
    "half": ("x + h / 2 * rhs(t, x)", "wrong-step"),
    "h squared": ("x + h**2 * rhs(t, x)", "wrong-step"),
    "minus": ("x - h * rhs(t, x)", "wrong-sign"),
    "increment": ("h * rhs(t, x)", "state-lost"),
    "slope": ("rhs(t, x)", "state-lost"),
    "swapped": ("x + h * rhs(x, t)", "parameters-swapped"),
    "at 0": ("x + h * rhs(0, x)", "frozen-time"),
    "Heun": ("x + h / 2 * ((k := rhs(t, x)) + rhs(t + h, x + h * k))", "wrong-order"),
    "midpoint": ("x + h * rhs(t + h / 2, x + h / 2 * rhs(t, x))", "wrong-order"),
    "Ralston": (
        "x + h * ((k := rhs(t, x)) + 3 * rhs(t + 2 * h / 3, x + 2 * h / 3 * k)) / 4",
        "wrong-order",
    ),
    "two slopes at t": ("x + h * rhs(t, x + h * rhs(t, x))", "wrong-order"),
    "corrected": ("x + h * rhs(t + h, x + h * rhs(t, x))", "implicit"),
    "float32": ("float(np.float32(x + h * rhs(t, x)))", "precision-lost"),
    "float16": ("float(np.float16(x + h * rhs(t, x)))", "precision-lost"),
    "six decimals": ("np.round(x + h * rhs(t, x), 6)", "precision-lost"),
    "three decimals": ("np.round(x + h * rhs(t, x), 3)", "precision-lost"),
    "whole numbers": ("int(x + h * rhs(t, x))", "precision-lost"),
    "absolute": ("np.abs(x + h * rhs(t, x))", "nonlinear"),
    "positive": ("np.maximum(x + h * rhs(t, x), 0)", "nonlinear"),
    "clipped": ("np.clip(x + h * rhs(t, x), -1e6, 1e6)", "nonlinear"),
    "a threshold": ("x if np.all(np.abs(rhs(t, x)) < 1e-9) else x + h * rhs(t, x)", "nonlinear"),
    "affine": ("x + h * rhs(t, x) + 1e-9", "nonlinear"),
    "two values": ("(x + h * rhs(t, x), rhs(t, x))", "wrong-return"),
    "with its time": ("(t + h, x + h * rhs(t, x))", "wrong-return"),
    "in a list": ("[x + h * rhs(t, x)]", "wrong-return"),
    "nothing": ("None", "wrong-return"),
    "words": ("str(x + h * rhs(t, x))", "wrong-return"),
    "noise": ("x + h * rhs(t, x) + 1e-9 * np.random.rand()", "nondeterministic"),
    "undefined": ("x + h * slope(t, x)", "crashed"),
    "infinite": ("x + h * rhs(t, x) / np.float64(0)", "non-finite"),
    "all slopes in one": ("x + h * rhs(t, x) + 1e-7 * h * rhs(t, x)", "wrong-step"),
    "late and minus": ("x - h * rhs(t + h, x)", "wrong-sign"),
}  # fmt: skip
LOOP = """
    def f(rhs, t_span, x0, n):
        t = np.linspace(*t_span, n + 1)
        h = t[1] - t[0]
        x = np.zeros(n + 1)
        x[0] = x0
        for k in range(n):
            x[k + 1] = x[k] + h * rhs(t[k], x[k])
        return t, x
    """
CHANGED = {  # a line of the loop, what instead, and the code
    "n nodes": (("np.linspace(*t_span, n + 1)", "np.linspace(*t_span, n)"), "wrong-step"),
    "h of n + 1": (("t[1] - t[0]", "(t_span[1] - t_span[0]) / (n + 1)"), "wrong-step"),
    "h of n - 1": (("t[1] - t[0]", "(t_span[1] - t_span[0]) / max(n - 1, 1)"), "wrong-step"),
    "start lost": (("x[0] = x0", "pass"), "start-lost"),
    "start in whole numbers": (("np.zeros(n + 1)", "np.full(n + 1, x0)"), "precision-lost"),
    "float32": (("np.zeros(n + 1)", "np.zeros(n + 1, dtype=np.float32)"), "precision-lost"),
    "whole numbers": (("np.zeros(n + 1)", "np.zeros(n + 1, dtype=int)"), "precision-lost"),
    "frozen": (("rhs(t[k]", "rhs(t[0]"), "frozen-time"),
    "late": (("rhs(t[k]", "rhs(t[k + 1]"), "late-input"),
    "state lost": (("= x[k] +", "= x[0] +"), "state-lost"),
    "always from x0": ((SLOPE, "x[0] + h * rhs(t[k], x[0])"), "state-lost"),
    "stale": (("rhs(t[k], x[k])", "rhs(t[k], x[max(k - 1, 0)])"), "stale-momentum"),
    "last step missing": (("range(n)", "range(n - 1)"), "too-short"),
    "x alone": (("return t, x", "return x"), "wrong-return"),
    "first step missing": (("range(n)", "range(1, n)"), "step-skipped"),
    "the last alone": (("return t, x", "return x[-1]"), "wrong-return"),
    "turned round": (("return t, x", "return x, t"), "wrong-return"),
    "without the start": (("return t, x", "return t[1:], x[1:]"), "too-short"),
    "without the end": (("return t, x", "return t[:-1], x[:-1]"), "too-short"),
    "the start twice": (("return t, x", "return np.r_[t[0], t], np.r_[x[0], x]"), "wrong-shape"),
    "times from 0": (("return t, x", "return t - t[0], x"), "wrong-return"),
    "cut at step 50": (("range(n)", "range(min(n, 50))"), "step-skipped"),
    "slope at x0": (("rhs(t[k], x[k])", "rhs(t[k], x[0])"), "state-lost"),
    "reset at 40": ((SLOPE, f"h * rhs(t[k], x[k]) if k == 40 else {SLOPE}"), "state-reset"),
    "skipped at 60": ((SLOPE, f"x[k] if k == 60 else {SLOPE}"), "step-skipped"),
    "every 30 skipped": ((SLOPE, f"x[k] if k % 30 == 29 else {SLOPE}"), "step-skipped"),
    "from 0": (("rhs(t[k]", "rhs(k * h"), "early-input"),
    "Adams–Bashforth": (
        (SLOPE, f"{SLOPE} + h / 2 * (rhs(t[k], x[k]) - rhs(t[k - 1], x[k - 1])) * (k > 0)"),
        "wrong-order",
    ),
    "exponential Euler": (
        (SLOPE, f"rhs(t[k], 0) / {RATE} + (x[k] - rhs(t[k], 0) / {RATE}) * np.exp(-h * {RATE})"),
        "wrong-order",
    ),
    "SciPy's": (
        (SLOPE, "__import__('scipy.integrate').integrate.solve_ivp("
         "lambda s, y: [rhs(s, y[0])], (t[k], t[k + 1]), [x[k]], rtol=1e-6).y[0, -1]"),
        "wrong-order",
    ),
    "trapezoidal": (
        (SLOPE, f"({SLOPE} + h / 2 * (rhs(t[k + 1], 0) - rhs(t[k], x[k]))) / (1 + h / 2 * {RATE})"),
        "implicit",
    ),
    "backward Euler": (
        (SLOPE, f"(x[k] + h * rhs(t[k + 1], 0)) / (1 + h * {RATE})"),
        "implicit",
    ),
}  # fmt: skip
OTHER = {
    "solved by iteration": ("""
        def f(rhs, t, x, h):
            new = x
            for _ in range(100):
                old, new = new, x + h * rhs(t + h, new)
                if np.all(np.abs(new - old) < 1e-10):
                    break
            return new
        """, "implicit"),
    "one array for all": ("""
        def f(rhs, t_span, x0, n):
            t = np.linspace(*t_span, n + 1)
            x, out = np.array(x0, dtype=float).reshape(-1), []
            out.append(x)
            for s in t[:-1]:
                x += (t[1] - t[0]) * rhs(s, x)
                out.append(x)
            return t, out
        """, "state-shared"),
    "the caller's array": ("""
        def f(rhs, t_span, x0, n):
            t = np.linspace(*t_span, n + 1)
            x, out = x0, [x0 + 0]
            for s in t[:-1]:
                x += (t[1] - t[0]) * rhs(s, x)
                out.append(x + 0)
            return t, out
        """, "state-shared"),
    "memory between calls": ("""
        seen = []
        def f(rhs, t, x, h):
            seen.append(x)
            return x + h * rhs(t, x) * (1 if len(seen) < 50 else 2)
        """, "state-shared"),
    "a list between calls": ("""
        def f(beta, f, x0, x=[]):
            x.append(x0)
            for value in f:
                x.append(beta * x[-1] + value)
            return x
        """, "state-shared"),
    "a time of its own": ("""
        clock = [0.0]
        def f(rhs, t, x, h):
            clock[0] += h
            return x + h * rhs(clock[0] - h, x)
        """, "state-shared"),
    "a window of more": ("""
        def f(beta, f, x0, K=10):
            past = [[f[n - 1 - k] * beta**k for k in range(min(n, K))] for n in range(len(f) + 1)]
            return [x0 * beta**n + sum(past[n]) for n in range(len(f) + 1)]
        """, "memory-truncated"),
    "linear only": ("""
        def f(rhs, t, x, h):
            a = rhs(t, 0 * x) - rhs(t, 0 * x + 1)
            return x + h * (rhs(t, 0 * x) - a * x)
        """, "nonlinear"),
    "updated one by one": ("""
        def f(rhs, t, x, h):
            x = np.array(x, dtype=float)
            for i in np.ndindex(x.shape):
                x[i] += h * np.asarray(rhs(t, x))[i]
            return x
        """, "deviates"),
    "gives up at once": ("def f(beta, f, x0): raise SystemExit(0)", "exited"),
    "inputs changed": ("""
        def f(beta, f, x0):
            f[0] += beta * x0
            for n in range(1, len(f)):
                f[n] += beta * f[n - 1]
            return [x0, *f]
        """, "gradient-modified"),
    "without the start": ("""
        def f(beta, f, x0):
            x = []
            for v in f:
                x0 = beta * x0 + v
                x.append(x0)
            return x
        """, "too-short"),
    "only the last": ("""
        def f(beta, f, x0):
            for v in f:
                x0 = beta * x0 + v
            return x0
        """, "wrong-return"),
    "in another order": ("""
        def f(beta, f, x0):
            return list(accumulate(f[::-1], lambda x, v: beta * x + v, initial=x0))
        """, "deviates"),
    "right for small β": ("""
        def f(beta, f, x0):
            return list(accumulate(f, lambda x, v: min(beta, 0.3) * x + v, initial=x0))
        """, "constant-argument"),
    "by Fourier": ("""
        def f(beta, f, x0):
            powers = beta ** np.arange(128.0)
            memory = np.fft.irfft(np.fft.rfft([x0, *f], 256) * np.fft.rfft(powers, 256), 256)
            return memory[: len(f) + 1]
        """, "precision-lost"),
    "window of 64": ("""
        def f(beta, f, x0):
            return [beta**n * x0 + sum(beta**k * f[n - 1 - k] for k in range(min(n, 64)))
                    for n in range(len(f) + 1)]
        """, "memory-truncated"),
    "powers below 1e-12 dropped": ("""
        def f(beta, f, x0):
            keep = lambda k: beta**k if abs(beta) ** k > 1e-12 else 0.0
            return [keep(n) * x0 + sum(keep(k) * f[n - 1 - k] for k in range(n))
                    for n in range(len(f) + 1)]
        """, "memory-truncated"),
    "whole inputs": ("""
        def f(beta, f, x0):
            x = np.concatenate([[x0], f])
            for n in range(1, len(x)):
                x[n] = beta * x[n - 1] + f[n - 1]
            return x
        """, "precision-lost"),
    "zero divided": ("""
        def f(beta, f, x0):
            powers = np.float64(beta) ** np.arange(len(f) + 1)
            return powers * (x0 + np.r_[0, np.cumsum(np.asarray(f) / powers[1:])])
        """, "non-finite"),
    "averaged and negative": ("""
        def f(beta, f, x0):
            return list(accumulate(f, lambda x, v: beta * x - (1 - beta) * v, initial=x0))
        """, "input-scaled"),
    "β and 1 − β exchanged": ("""
        def f(beta, f, x0):
            return list(accumulate(f, lambda x, v: (1 - beta) * x + beta * v, initial=x0))
        """, "beta-on-gradient"),
    "sign of both": ("""
        def f(beta, f, x0):
            return list(accumulate(f, lambda x, v: -beta * x - v, initial=x0))
        """, "wrong-sign"),
}  # fmt: skip


def _wrong() -> Iterator[tuple[str, Any, str]]:
    """Name, subject and code of every mistake."""
    for name, (line, code) in INSTEAD.items():
        yield f"step: {name}", written(f"def f(rhs, t, x, h): return {line}"), code
    for name, (change, code) in CHANGED.items():
        assert change[0] in LOOP
        yield f"run: {name}", written(LOOP.replace(*change)), code
    for name, (source, code) in OTHER.items():
        yield name, written(source), code
    for name, code in EULER_CODES.items():
        yield f"Euler, {name}", _as_run(SEEDED["Euler"][name]), code
    for name, code in RECURRENCE_CODES.items():
        yield f"recurrence, {name}", SEEDED["recurrence"][name], code


def _as_run(mistake: Callable[..., list[Any]]) -> Callable[..., Any]:
    """A mistake of the suite's own Euler, x′ = −a x + f, as a whole run for any rhs."""

    def run(rhs: Any, t_span: tuple[float, float], x0: Any, n: int) -> Any:
        first, last = t_span
        h = (last - first) / n
        times = [first + k * h for k in range(n + 2)]
        a = rhs(first, 0.0) - rhs(first, 1.0)
        return times[: n + 1], mistake(a, lambda k: rhs(times[k], 0.0), x0, h, n)

    return run


EULER_CODES = {
    "late input": "late-input",
    "early input": "early-input",
    "halved step": "wrong-step",
    "wrong sign": "wrong-sign",
    "implicit": "implicit",
    "order two": "wrong-order",
    "constant off by 1/16": "wrong-order",
    "input scaled": "input-scaled",
    "start lost": "start-lost",
    "ten times the constant": "wrong-order",
    "half the constant": "wrong-order",
    "doubled step": "wrong-step",
    "step off by 2⁻¹⁰": "wrong-step",
    "every other step": "step-skipped",
    "short last step": "wrong-step",
    "last value missing": "too-short",
    "step skipped": "step-skipped",
    "first step without input": "first-step",
    "sign of the input": "wrong-sign",
    "input lost": "input-scaled",
    "decay lost": "deviates",
    "frozen time": "frozen-time",
    "input held for two steps": "early-input",
    "input averaged": "late-input",
    "input off by 2⁻¹⁰": "input-scaled",
    "input before the decay": "beta-on-both",
    "rate on the input": "input-scaled",
    "rate off by 2⁻¹⁰": "deviates",
    "rate squared": "deviates",
    "state lost": "state-lost",
    "stale state": "stale-momentum",
    "absolute value": "nonlinear",
    "float32 inside": "deviates",  # and right for linear equations only: see "step: float32"
    "trapezoidal rule": "implicit",
    "Adams–Bashforth": "wrong-order",
    "leapfrog": "wrong-order",
}
RECURRENCE_CODES = {
    "late input": "late-input",
    "sign of β": "beta-sign",
    "β on the input": "beta-on-gradient",
    "β on both": "beta-on-both",
    "averaged": "convention:averaged",
    "truncated memory": "memory-truncated",
    "start lost": "start-lost",
    "stale input": "early-input",
    "sign of the input": "wrong-sign",
    "input lost": "input-scaled",
    "input skipped": "step-skipped",
    "step skipped": "step-skipped",
    "first step without β": "filter-start",
    "input twice": "gradient-counted-twice",
    "input off by 2⁻¹⁰": "input-scaled",
    "β off by 2⁻¹⁰": "deviates",
    "β missing": "deviates",
    "β squared": "beta-squared",
    "β without its sign": "beta-sign",
    "complement": "beta-complement",
    "state lost": "state-reset",
    "no memory": "no-momentum",
    "start delayed": "first-step",
    "last value missing": "too-short",
    "memory of 32 inputs": "memory-truncated",
    "memory reversed": "deviates",
    "oldest input forgotten": "first-step",
    "0⁰ = 0": "input-scaled",
    "corrected for the start": "bias-corrected",
    "float32 inside": "precision-lost",
}
WRONG = {name: (subject, code) for name, subject, code in _wrong()}


def test_every_mistake_of_the_suite_is_among_them() -> None:
    assert EULER_CODES.keys() == SEEDED["Euler"].keys()
    assert RECURRENCE_CODES.keys() == SEEDED["recurrence"].keys()


@cache
def said_of(name: str) -> Judgement:
    return judged(WRONG[name][0])


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value", "ignore:overflow")
def test_every_mistake_has_its_name(name: str) -> None:
    said = said_of(name)
    assert said.code == WRONG[name][1], (said.code, said.also, said.sentence)
    assert said.verdict == "fail"
    assert said.code in CODES
    assert said.code not in said.also
    assert said.sentence.endswith(".")
    assert said.theorem.startswith("FE" if said.kind == "euler" else ("REC"))
    assert "fail" in {point.verdict for point in said.checks}
    assert said.counterexample
    assert said.counterexample.expected != said.counterexample.got
    got = [said.counterexample.got, *(point.got for point in said.checks)]
    assert not [one for one in got if one.startswith(("It ", "The ")) or one.endswith(".")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "name", ["step: late", "step: half", "Euler, wrong sign", "recurrence, β squared"]
)
def test_the_name_does_not_depend_on_the_hidden_parameters(name: str, seed: int) -> None:
    subject, code = WRONG[name]
    assert judged(subject, seed).code == code


# ---- what the answer says --------------------------------------------------------------------


def test_the_counterexample_is_the_smallest_run_that_differs() -> None:
    case = said_of("step: late").counterexample
    assert case
    assert case.step == 1
    assert case.inputs["x0"] == "0"
    assert case.inputs["f(t)"].startswith("1 at t = ")
    shown = Fraction(case.inputs["h"])  # of a unit input at the start of the step
    assert (Fraction(case.expected), case.got) == (shown, "0")


def test_the_sentence_has_the_step_that_it_makes_instead() -> None:
    said = said_of("step: late")
    assert "f_{n+1}, where" in said.sentence
    assert said.sentence.endswith("f_n is right.")
    assert "rhs(t + h, x)" in said.hint


def test_how_much_is_off_is_said_in_numbers_that_a_student_knows() -> None:
    assert "off by up to 6e−08 of themselves" in said_of("step: float32").sentence
    for name, words in (
        ("step: clipped", "2⁴⁰ times as large"),
        ("step: a threshold", "2⁴⁰ times as small"),
        ("step: absolute", "of the opposite sign"),
    ):
        assert words in said_of(name).sentence


def test_which_steps_of_a_long_run_are_wrong_is_told() -> None:
    assert said_of("run: skipped at 60").sentence.endswith("a step: at step 61.")
    assert said_of("run: every 30 skipped").sentence.endswith("every 30 steps, step 30 the first.")


def test_the_picture_is_the_answer_to_one_unit_input() -> None:
    late, right = said_of("step: late"), judged(written(STEP["the lecture's"]))
    assert late.expected_impulse == right.got_impulse
    assert late.got_impulse[:-1] == right.got_impulse[1:]  # a step ahead


def test_a_run_that_ends_early_leaves_the_rest_of_the_picture_open() -> None:
    assert set(said_of("step: undefined").got_impulse) == {None}


def test_what_fits_besides_is_listed() -> None:
    assert said_of("step: late and minus").also == ("late-input",)
    assert said_of("run: trapezoidal").also == ("wrong-order",)
    assert said_of("run: n nodes").also == ("crashed", "wrong-return")


def test_the_order_is_told() -> None:
    assert "order 2.0" in said_of("step: Heun").sentence
    assert "10 times" in said_of("Euler, ten times the constant").sentence
    (point,) = (p for p in judged(written(RUN["lists"])).checks if p.id == "euler.order")
    assert point.theorem == "FE-4"
    assert f"{leading():.4g} h" in point.message


def test_the_average_is_another_convention() -> None:
    averaged = SEEDED["recurrence"]["averaged"]
    said = judged(averaged)
    assert (said.code, said.accepted_by) == ("convention:averaged", "--convention averaged")
    assert said.amplification == "1 instead of 1/(1 − β)"
    assert judged(averaged, convention="averaged").verdict == "pass"
    assert judged(averaged, convention="any").verdict == "pass"
    lecture = written(RECURRENCE["a list"])
    assert judged(lecture, convention="any").verdict == "pass"
    turned = judged(lecture, convention="averaged")
    assert (turned.code, turned.accepted_by) == ("convention:lecture", "--convention lecture")
    assert judged(SEEDED["recurrence"]["sign of β"], convention="any").code == "beta-sign"


def test_a_refusal_of_what_need_not_be_taken_is_no_mistake() -> None:
    said = judged(written(STEP["numbers only"]))
    (system,) = (p for p in said.checks if p.id == "euler.system")
    assert system.verdict == "pass"
    assert "refuses" in system.message


@pytest.mark.parametrize("kind", PLANS)
def test_every_check_is_in_every_answer(kind: str) -> None:
    source = {"euler": STEP["the lecture's"], "recurrence": RECURRENCE["a list"]}[kind]
    assert [point.id for point in judged(written(source)).checks] == check_ids(kind)


# ---- what is asked ---------------------------------------------------------------------------

SINGLE = ("start", "one-step", "impulse", "closed-form", "zero", "long", "integers", "system")
PARAMETERS = [(kind, seed) for kind in PLANS for seed in SEEDS]


def bits(value: Fraction) -> int:
    """How long the mantissa of a dyadic number is."""
    assert value.denominator & (value.denominator - 1) == 0
    odd = abs(value.numerator)
    while odd and odd % 2 == 0:
        odd //= 2
    return odd.bit_length()


def numbers(episode: Episode) -> list[Fraction]:
    """All that a right run computes: inputs, slopes, values."""
    values = [x for row in episode.expected() for x in row]
    if episode.kind == "euler":
        rows = zip(episode.times()[:-1], episode.expected(), strict=False)
        values += [s * by for t, x in rows for s in episode.rhs(t, x) for by in (1, episode.h)]
    return values


@pytest.mark.parametrize(("kind", "seed"), PARAMETERS)
def test_the_data_need_no_rounding(kind: str, seed: int) -> None:
    for name, episode in plan(kind, seed).episodes.items():
        if name.startswith("level") and name not in [f"level-{n}" for n in LEVELS]:
            continue  # finer ones tell an order, and decide nothing
        if episode.rounded:
            continue  # held to the bound of REC-9
        assert max(map(bits, numbers(episode))) <= 53, name
        if episode.point in SINGLE and name != "picture":
            assert max(map(bits, numbers(episode))) <= 24, name  # float32 does not round either


@pytest.mark.parametrize(("kind", "seed"), PARAMETERS)
def test_what_is_expected_is_the_closed_form(kind: str, seed: int) -> None:
    """FE-1 and REC-1: x_n = x_0 βⁿ + Σ βᵏ f_{n−1−k}, with β = 1 − a h and h f for Euler."""
    for episode in plan(kind, seed).episodes.values():
        if episode.a and len(episode.x0) == 1 and not episode.terms:
            beta = episode.decay
            f = [episode.h * episode.f(t) for t in episode.times()]
        else:
            continue
        for n, (x,) in enumerate(episode.expected()):
            memory = sum((beta**k * f[n - 1 - k] for k in range(n)), Fraction(0))
            assert x == episode.x0[0] * beta**n + memory


@pytest.mark.parametrize("kind", PLANS)
def test_the_hidden_parameters_differ_from_seed_to_seed(kind: str) -> None:
    assert plan(kind, 3) == PLANS[kind](3)
    assert len({str(PLANS[kind](seed)) for seed in range(20)}) > 10


def test_the_parameters_are_not_degenerate() -> None:
    """Where β = 1 − β, β² or h f = f, two mistakes are one."""
    for beta in (*QUARTERS, *NEGATIVE):
        letters = {beta, -beta, abs(beta), 1 - beta, beta**2, Fraction(0), Fraction(1)}
        assert len(letters) == 6, beta  # |β| is β or −β
    for (a, h), (b, k) in product(FIRST, SECOND):
        for rate, step in ((a, h), (b, k)):
            z = rate * step
            own = {
                1 - z,
                1 + z,
                -z,
                1 / (1 + z),
                1 - z / 2,
                1 - 2 * z,
                1 - z + z * z / 2,
                z,
                1 - rate,
            }
            assert len(own) == 9, (rate, step)
        assert a * h != b * k


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize("kind", PLANS)
def test_no_mistake_is_right_and_no_two_are_the_same(kind: str, seed: int) -> None:
    """At the chosen parameters, by their numbers alone."""
    table = SEEDED["Euler"] if kind == "euler" else SEEDED["recurrence"]
    right = RUN["lists"] if kind == "euler" else RECURRENCE["a list"]
    subjects = {
        "right": written(right),
        **{name: _as_run(m) if kind == "euler" else m for name, m in table.items()},
    }
    answers = {name: asked(subject, seed).episodes for name, subject in subjects.items()}
    said = {
        name: str(
            [(n, a.get("x", {}).get("values")) for n, a in episodes.items() if n != "nonlinear"]
        )
        for name, episodes in answers.items()
    }
    assert len(set(said.values())) == len(subjects)


# ---- through the door ------------------------------------------------------------------------

DOOR = {
    "right": (LOOP, "conforms"),
    "late": (LOOP.replace("rhs(t[k]", "rhs(t[k + 1]"), "late-input"),
    "average": (
        "def f(beta, f, x0):\n"
        "    return list(accumulate(f, lambda x, v: beta * x + (1 - beta) * v, initial=x0))",
        "convention:averaged",
    ),
    "ends": ("def f(rhs, t, x, h):\n    import os\n    os._exit(0)", "exited"),
    "patches": (
        "def f(rhs, t, x, h):\n"
        "    np.asarray = np.array = lambda *_, **__: 0\n"
        "    return x + h * rhs(t, x) / 2",
        "wrong-step",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOOR)
def test_the_same_is_said_of_a_file(name: str, tmp_path: Path) -> None:
    source, code = DOOR[name]
    path = tmp_path / "hw.py"
    path.write_text(START + dedent(source), encoding="utf-8")
    answer = ask(Target.parse(f"{path}:f"), None, episodes(7))
    assert answer.kind in PLANS
    assert judge(answer, seed=7).code == code


def test_a_judgement_needs_no_library() -> None:
    """Two hundred submissions are judged in two minutes: nothing heavy is imported."""
    code = (
        "import sys; import duhamel.verification.grader.integrators.judge; "
        "print([m for m in ('numpy', 'scipy', 'sympy', 'flint', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


# ---- the judge itself can fail ---------------------------------------------------------------


@pytest.mark.parametrize("point", ["start", "impulse", "long", "system", "nonlinear", "integers"])
def test_one_wrong_number_is_enough(point: str) -> None:
    """A right answer with one number changed, of any sort that is asked."""
    answer = asked(written(RUN["one buffer"]))
    name = next(n for n, e in plan("euler").episodes.items() if e.point == point)
    changed: dict[str, Mapping[str, Any]] = dict(answer.episodes)
    x = dict(changed[name]["x"])
    values: Sequence[str] = x["values"]
    x["values"] = [*values[:-1], (float.fromhex(values[-1]) + 2.0**-20).hex()]
    changed[name] = {**changed[name], "x": x}
    spoilt = Answer(**{**answer.__dict__, "episodes": changed})
    assert judge(answer).verdict == "pass"
    assert judge(spoilt).verdict == "fail"


def test_where_nothing_came_back_nothing_is_said_to_pass() -> None:
    said = judged(written("def f(rhs, t, x, h): return x + h * rhs(x)"))
    assert said.code == "crashed"
    assert "rhs() missing" in said.sentence
    assert not any(point.verdict == "pass" for point in said.checks)


# ---- on a part of the domain only ------------------------------------------------------------

COUNTED = """
def f(rhs, t0, t1, x0, h):
    t, x, out = t0, x0, [(t0, x0)]
    {}
        x, t = x + h * rhs(t, x), t + h
        out.append((t, x))
    return out
"""


@pytest.mark.parametrize(
    "loop",
    [
        "while t < t1:",
        "while t <= t1 - h:",
        "for _ in range(int((t1 - t0) / h)):",
        "for _ in range(int((t1 - t0) // h)):",
        "for _ in range(int(np.ceil((t1 - t0) / h))):",
        "for _ in np.arange(t0, t1, h):",
        "for _ in np.arange(t0, t1 + h, h)[1:]:",
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_count_of_steps_that_is_right_without_rounding_only_is_named(
    loop: str, seed: int
) -> None:
    said = judged(written(COUNTED.format(loop)), seed)
    assert (said.verdict, said.code) == ("fail", "step-count")


@pytest.mark.parametrize("loop", ["for _ in range(round((t1 - t0) / h)):", "while t < t1 - h / 2:"])
def test_a_count_of_steps_that_rounds_is_right(loop: str) -> None:
    assert all(judged(written(COUNTED.format(loop)), seed).verdict == "pass" for seed in SEEDS)


LOOP = """
def f(beta, f, x0):
    x = [x0]
    for n, v in enumerate(f):
        x.append({})
    return x
"""
NARROW = {
    "def f(rhs, t, x, h): return x + h * rhs(max(t, 0), x)": "deviates",
    "def f(rhs, t, x, h): return x + h * rhs(min(t, 50), x)": "deviates",
    "def f(rhs, t, x, h): return x + min(h, 0.5) * rhs(t, x)": "constant-argument",
    "def f(rhs, t, x, h): return x + h * rhs(t, x) * (np.size(x) < 100)": "deviates",
    LOOP.format("beta * x[-1] * (n != 60) + v"): "state-reset",
    LOOP.format("beta * x[-1] + v if n != 130 else x[-1]"): "step-skipped",
    LOOP.format("beta * x[-1] + v if n % 3 < 2 else x[-1]"): "step-skipped",
    LOOP.format("min(beta, 0.95) * x[-1] + v"): "constant-argument",
    LOOP.format("max(beta, -0.5) * x[-1] + v"): "constant-argument",
    LOOP.format("0.9 * x[-1] + v"): "constant-argument",
    LOOP.format("beta * abs(x[-1]) + v"): "nonlinear",
    LOOP.format("(beta if n else 1) * x[-1] + v"): "filter-start",
    """
def f(rhs, t0, h, n, x0):
    x, d = [x0], rhs(t0, x0)
    for k in range(n):
        x.append(x[-1] + h * d)
        d = rhs(t0 + k * h, x[-2])
    return x
""": "stale-derivative",
}


@pytest.mark.parametrize("source", NARROW)
def test_what_is_right_on_a_part_of_the_domain_fails(source: str) -> None:
    said = judged(written(source))
    assert (said.verdict, said.code) == ("fail", NARROW[source]), said.sentence
