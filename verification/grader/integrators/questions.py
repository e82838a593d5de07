"""What integrators and recurrences are asked: dyadic data, and the exact values they lead to.

The data have so few bits that float64 rounds nothing on them, in any order of operations; in
`SHORT` ones float32 does not either. Hidden parameters come from a seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate
from random import Random
from typing import Any

from duhamel.analysis.words import fraction
from duhamel.verification.grader.subject import wire

Row = tuple[Fraction, ...]
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
LONG, LATE = 80, 5  # steps, and the one at which an input comes
BEFORE = 2  # steps before the start at which an input is tried


@dataclass(frozen=True)
class Table:
    """An input in time: values from `first` on, ``spacing`` apart, linear between, zero outside."""

    first: Fraction
    spacing: Fraction
    values: tuple[Fraction, ...]

    def __call__(self, t: Fraction) -> Fraction:
        place = (t - self.first) / self.spacing
        below = place // 1
        share = place - below
        padded = dict(enumerate(self.values))
        return (1 - share) * padded.get(below, ZERO) + share * padded.get(below + 1, ZERO)

    def __str__(self) -> str:
        nodes = [(self.first + k * self.spacing, v) for k, v in enumerate(self.values) if v]
        if not nodes:
            return "0"
        if len(nodes) == 1:
            return f"{fraction(nodes[0][1])} at t = {fraction(nodes[0][0])}, 0 at the other nodes"
        return ", ".join(fraction(v) for v in self.values) + (
            f" from t = {fraction(self.first)}, {fraction(self.spacing)} apart, linear between"
        )


@dataclass(frozen=True)
class Euler:
    """x′ = rhs(t, x) with rhs = Σ c tⁱ xʲ + matrix x + direction f(t), in n steps of h from t0.

    ``a`` is the rate where the equation is −a x + f(t), None elsewhere; ``whole`` asks with int
    start and times, as ``rhs`` written by hand often is.
    """

    name: str
    point: str
    t0: Fraction
    h: Fraction
    n: int
    x0: Row
    a: Fraction | None = None
    f: Table = Table(ZERO, ONE, ())
    terms: tuple[tuple[int, int, Fraction], ...] = ()
    matrix: tuple[Row, ...] = ()
    direction: Row = ()
    whole: bool = False
    repeat: bool = False
    kind: str = "euler"

    @property
    def all_terms(self) -> tuple[tuple[int, int, Fraction], ...]:
        return self.terms if self.a is None else ((0, 1, -self.a), *self.terms)

    def scaled(self, by: Fraction) -> Euler:
        f = replace(self.f, values=tuple(v * by for v in self.f.values))
        return replace(self, x0=tuple(x * by for x in self.x0), f=f)

    def times(self) -> list[Fraction]:
        return [self.t0 + k * self.h for k in range(self.n + 1)]

    def rhs(self, t: Fraction, x: Row) -> Row:
        directions = self.direction or (ONE,) * len(x)
        rows = self.matrix or ((ZERO,) * len(x),) * len(x)
        return tuple(
            sum((c * t**i * v**j for i, j, c in self.all_terms), d * self.f(t))
            + sum((m * w for m, w in zip(row, x, strict=True)), ZERO)
            for v, d, row in zip(x, directions, rows, strict=True)
        )

    def step(self, t: Fraction, x: Row) -> Row:
        """FE-1: x_{n+1} = x_n + h rhs(t_n, x_n)."""
        return tuple(v + self.h * s for v, s in zip(x, self.rhs(t, x), strict=True))

    def expected(self) -> list[Row]:
        return list(accumulate(self.times()[:-1], lambda x, t: self.step(t, x), initial=self.x0))

    def message(self) -> dict[str, Any]:
        """What the child is sent: inputs only."""
        start = self.x0[0] if len(self.x0) == 1 else list(self.x0)
        return {
            "name": self.name,
            "repeat": self.repeat,
            "t0": wire(self.t0),
            "h": wire(self.h),
            "n": self.n,
            "x0": int(self.x0[0]) if self.whole else wire(start),
            "whole": self.whole,
            "terms": [[i, j, wire(c)] for i, j, c in self.all_terms],
            "table": [wire(self.f.first), wire(self.f.spacing), wire(list(self.f.values))],
            "matrix": wire([list(row) for row in self.matrix]) if self.matrix else None,
            "direction": wire(list(self.direction)) if self.direction else None,
        }

    def inputs(self) -> Mapping[str, str]:
        """What it is asked, for people."""
        forcing = {"f(t)": str(self.f)} if self.a else {}
        times = {"t0": fraction(self.t0), "h": fraction(self.h), "n": str(self.n)}
        return {"rhs(t, x)": self._equation(), **forcing, "x0": _row(self.x0), **times}

    def _equation(self) -> str:
        if self.a is not None and not self.terms:
            return f"{fraction(-self.a)} x + f(t)"
        if self.matrix:
            rows = "; ".join(" ".join(map(fraction, row)) for row in self.matrix)
            return f"A x + ({_row(self.direction)}) f(t), A = [{rows}], f = {self.f}"
        said = " + ".join(
            fraction(c) + " t" * (i > 0) + f"^{i}" * (i > 1) + " x" * (j > 0) + f"^{j}" * (j > 1)
            for i, j, c in self.all_terms
            if c
        )
        return said.replace("+ -", "− ")


@dataclass(frozen=True)
class Recurrence:
    """x_{n+1} = β x_n + f_n from x_0; ``listed`` sends the inputs as a list of Python's numbers.

    ``rounded`` means that β is not dyadic, and REC-9 bounds what rounding may do.
    """

    name: str
    point: str
    beta: Fraction
    f: tuple[Fraction, ...]
    x0: Row
    whole: bool = False
    listed: bool = False
    rounded: bool = False
    repeat: bool = False
    kind: str = "recurrence"

    @property
    def n(self) -> int:
        return len(self.f)

    def scaled(self, by: Fraction) -> Recurrence:
        return replace(self, x0=(self.x0[0] * by,), f=tuple(v * by for v in self.f))

    def expected(self) -> list[Row]:
        (start,) = self.x0
        return [(x,) for x in accumulate(self.f, lambda x, f: self.beta * x + f, initial=start)]

    def message(self) -> dict[str, Any]:
        inputs: Any = wire(list(self.f))
        if self.whole:
            inputs = [int(value) for value in self.f]
        elif self.listed:
            inputs = [wire(value) for value in self.f]
        return {
            "name": self.name,
            "repeat": self.repeat,
            "beta": wire(self.beta),
            "f": inputs,
            "x0": int(self.x0[0]) if self.whole else wire(self.x0[0]),
        }

    def inputs(self) -> Mapping[str, str]:
        f = [fraction(value) for value in self.f]
        if len(f) > 12:
            f = [*f[:10], "…", f[-1]]
        return {"beta": fraction(self.beta), "x0": _row(self.x0), "f": f"[{', '.join(f)}]"}


Episode = Euler | Recurrence


def _row(x: Row) -> str:
    return fraction(x[0]) if len(x) == 1 else f"({', '.join(map(fraction, x))})"


# ---- the parameters, from a seed -------------------------------------------------------------


def _odd(random: Random, low: int, high: int) -> Fraction:
    """An odd whole number of either sign, low ≤ |value| ≤ high."""
    return Fraction(random.choice((-1, 1)) * random.randrange(low | 1, high + 1, 2))


def _generic(random: Random, count: int) -> tuple[Fraction, ...]:
    """Inputs with no zero, no one and no two equal neighbours, of both signs."""
    values: list[Fraction] = []
    for k in range(count):
        sign = -1 if k % 3 == 1 else 1
        choices = [v for v in (2, 3, 5, 6, 7) if not values or abs(values[-1]) != v]
        values.append(Fraction(sign * random.choice(choices)))
    return tuple(values)


@dataclass(frozen=True)
class Probe:
    """A linear subject under one set of parameters: its answers to a start and to unit inputs.

    ``start`` and the ``columns``, each with the step it acts at, are names of episodes; what is
    right is x_{n+1} = ``decay`` x_n + ``weight`` f_n.
    """

    name: str
    steps: int
    decay: Fraction
    weight: Fraction
    start: str
    columns: Mapping[Fraction, str]
    a: Fraction = ZERO
    h: Fraction = ONE


@dataclass(frozen=True)
class Plan:
    """Everything one kind is asked, and which of it is the probes, the picture, the rest."""

    episodes: Mapping[str, Episode]
    probes: tuple[Probe, ...]
    mixed: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    # of an episode: the weights of those whose sum it must be, if the subject is linear


def _in_order(listed: Sequence[Episode]) -> dict[str, Episode]:
    return {episode.name: episode for episode in listed}


def _resized(generic: Episode) -> list[Episode]:
    """The same start and inputs larger, smaller and of the other sign."""
    sizes = {"loud": Fraction(2**40), "quiet": Fraction(1, 2**40), "opposite": -ONE}
    return [
        replace(generic.scaled(by), name=name, point="linear", repeat=False)
        for name, by in sizes.items()
    ]


def _probed(
    blank: Episode, inputs: Mapping[Fraction, Any], decay: Fraction, weight: Fraction, **more: Any
) -> tuple[Probe, list[Episode]]:
    """The episodes from a start of 1, and from 0 with each input, by the place it acts at."""
    name = blank.name
    columns = {
        place: replace(blank, name=f"{name}-input-{place}", point="impulse", x0=(ZERO,), f=f)
        for place, f in inputs.items()
    }
    start = replace(blank, name=f"{name}-start")
    names = {place: episode.name for place, episode in columns.items()}
    probe = Probe(name, blank.n, decay, weight, start.name, names, **more)
    return probe, [start, *columns.values()]


# ---- Euler -----------------------------------------------------------------------------------

# rate and step; the products are no 1/2, 1 or 2, where mistakes coincide
FIRST = tuple(
    (Fraction(a, 2), Fraction(1, h)) for a, h in ((3, 4), (5, 4), (6, 8), (10, 8), (3, 8), (5, 8))
)
SECOND = ((Fraction(3), Fraction(1, 4)), (Fraction(6), Fraction(1, 8)))  # 1 − a h = 1/4
THIRD = ((Fraction(6), Fraction(1, 4)), (Fraction(12), Fraction(1, 8)))  # 1 − a h = −1/2
DEGREE = (Fraction(3), Fraction(-2), ONE, ONE)  # x(t) of the refinement, from its constant on
LEVELS = (2, 4, 8)  # steps, exact in float64
FINER = (16, 32, 64)  # steps, for telling an order, not for a verdict
RATE = HALF  # of the refinement


def _euler_probe(name: str, steps: int, a: Fraction, h: Fraction) -> tuple[Probe, list[Episode]]:
    t0 = BEFORE * h
    places = [Fraction(k, 2) for k in range(-2 * BEFORE, 2 * steps + 3)]
    inputs = {place: Table(t0 + place * h, h / 2, (ONE,)) for place in places}
    return _probed(Euler(name, "start", t0, h, steps, (ONE,), a), inputs, 1 - a * h, h, a=a, h=h)


def _mixed(
    name: str, random: Random, probe: Probe, start: Fraction
) -> tuple[Euler, dict[str, Fraction]]:
    """All inputs of a probe at once, with weights."""
    t0 = BEFORE * probe.h
    values = _generic(random, len(probe.columns))
    table = Table(t0 + min(probe.columns) * probe.h, probe.h / 2, values)
    episode = Euler(
        name, "closed-form", t0, probe.h, probe.steps, (start,), probe.a, table, repeat=True
    )
    weights = dict(zip(probe.columns.values(), values, strict=True))
    return episode, {probe.start: start, **weights}


def _refined(n: int, t0: Fraction = HALF, length: int = 2) -> Euler:
    """x′ = −a x + p′ + a p from p(t0), whose solution is the polynomial p."""
    slope = tuple(k * c for k, c in enumerate(DEGREE))[1:]
    f = [RATE * c + (slope[k] if k < len(slope) else 0) for k, c in enumerate(DEGREE)]
    terms = tuple((k, 0, c) for k, c in enumerate(f))
    return Euler(
        f"level-{n}", "order", t0, Fraction(length, n), n, (solution(t0),), RATE, terms=terms
    )


def solution(t: Fraction) -> Fraction:
    """The solution of the refinement's equation."""
    return sum((c * t**k for k, c in enumerate(DEGREE)), ZERO)


def euler(seed: int) -> Plan:
    """All that a forward Euler is asked."""
    random = Random(f"euler {seed}")
    one, first = _euler_probe("A", 5, *random.choice(FIRST))
    two, second = _euler_probe("B", 3, *random.choice(SECOND))
    rate, step = random.choice(THIRD)
    start = _odd(random, 5, 9)
    generic, weights = _mixed("closed-form", random, one, start)
    more, others = _mixed("closed-form-2", random, two, _odd(random, 5, 9))
    listed: list[Episode] = [
        replace(first[0], name="rest", point="start", x0=(ZERO,)),
        Euler("one-step", "one-step", -step, step, 1, (start,), rate,
              Table(-step, step, _generic(random, 2)), repeat=True),
        *first,
        *second,
        generic,
        more,
        *_resized(generic),
        Euler("picture", "impulse", one.h * BEFORE, one.h, 10, (ZERO,), one.a,
              Table(one.h * (BEFORE + 1), one.h / 2, (ONE,))),
        Euler("long", "long", -3 * step, step, LONG, (start,), rate,
              Table((LATE - 3) * step, step / 2, (_odd(random, 3, 7),))),
        Euler("wide", "precision", step, step, 3, (start + Fraction(1, 2**33),), rate,
              Table(-step, step, tuple(v + Fraction(1, 2**33) for v in _generic(random, 7)))),
        Euler("whole", "integers", Fraction(1), Fraction(1, 4), 8, (abs(start),), Fraction(2),
              Table(ZERO, Fraction(1, 4), _generic(random, 16)), whole=True),
        Euler("nonlinear", "nonlinear", step, step, 3, (Fraction(3, 4),),
              terms=((0, 2, -ONE), (1, 1, HALF), (1, 0, Fraction(3)), (0, 0, -HALF))),
        Euler("system", "system", step, step, 4, (Fraction(2), Fraction(-3), Fraction(5)),
              f=Table(ZERO, step, _generic(random, 8)),
              matrix=((-ONE, Fraction(2), ZERO), (Fraction(-3), ZERO, ONE), (ONE, ONE, -HALF)),
              direction=(ONE, Fraction(-2), Fraction(3)), repeat=True),
        *(_refined(n) for n in (*LEVELS, *FINER)),
    ]  # fmt: skip
    return Plan(_in_order(listed), (one, two), {"closed-form": weights, "closed-form-2": others})


# ---- the recurrence --------------------------------------------------------------------------

# powers of two, so that dividing by a power of β rounds nothing either
QUARTERS = (Fraction(1, 4), Fraction(1, 8))
NEGATIVE = (Fraction(-1, 8), Fraction(-1, 16))


def _recurrence_probe(name: str, n: int, beta: Fraction) -> tuple[Probe, list[Episode]]:
    inputs = {Fraction(k): tuple(Fraction(j == k) for j in range(n)) for k in range(n)}
    blank = Recurrence(name, "start", beta, (ZERO,) * n, (ONE,))
    return _probed(blank, inputs, beta, ONE)


def recurrence(seed: int) -> Plan:
    """All that a recurrence is asked."""
    random = Random(f"recurrence {seed}")
    beta, below = random.choice(QUARTERS), random.choice(NEGATIVE)
    one, first = _recurrence_probe("A", 6, beta)
    two, second = _recurrence_probe("B", 4, below)
    start, f = _odd(random, 5, 9), _generic(random, 6)
    generic = Recurrence("closed-form", "closed-form", beta, f, (start,), repeat=True)
    more = Recurrence("closed-form-2", "closed-form", below, _generic(random, 4), (-start,))
    listed: list[Episode] = [
        replace(first[0], name="rest", point="start", x0=(ZERO,)),
        Recurrence("one-step", "one-step", beta, f[:1], (start,), repeat=True),
        *first,
        *second,
        generic,
        more,
        *_resized(generic),
        Recurrence("picture", "impulse", -6 * below, (ZERO, ONE, *(ZERO,) * 8), (ZERO,),
                   rounded=True),
        Recurrence("zero", "zero", ZERO, f[:4], (start,)),
        Recurrence("everyday", "rounding", Fraction(0.9), tuple(map(abs, _generic(random, 40))),
                   (abs(start),), rounded=True),
        Recurrence("long", "long", beta, tuple(f[0] * (k == LATE) for k in range(LONG)), (start,)),
        Recurrence("wide", "precision", below, tuple(v + Fraction(1, 2**33) for v in f[:3]),
                   (start + Fraction(1, 2**33),)),
        Recurrence("whole", "integers", beta, tuple(f[:3]), (abs(start),), whole=True),
        Recurrence("listed", "listed", beta, f, (start,), listed=True),
        Recurrence("empty", "empty", beta, (), (start,)),
    ]  # fmt: skip
    mixed = {
        episode.name: {
            probe.start: episode.x0[0],
            **dict(zip(probe.columns.values(), episode.f, strict=True)),
        }
        for probe, episode in ((one, generic), (two, more))
    }
    return Plan(_in_order(listed), (one, two), mixed)


PLANS = {"euler": euler, "recurrence": recurrence}
