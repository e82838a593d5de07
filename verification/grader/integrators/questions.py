"""What integrators and recurrences are asked, dyadic data, and their answers as exact rows.

The data have so few bits that float64 rounds nothing on them, in any order of operations; in
`SHORT` ones float32 does not either. Hidden parameters come from a seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from duhamel.analysis.words import count, fraction
from duhamel.verification.grader.diagnosis import Mistake, case
from duhamel.verification.grader.subject import Array, exact, raised, wire

Row = tuple[Fraction, ...]
UNIT = Fraction(1, 2**53)  # half the last place of 1 in float64
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
LONG, LATE = 240, 5  # steps, and the one at which an input comes
BEFORE = 2  # steps before the start at which an input is tried
SIZES = {"loud": Fraction(2**40), "quiet": Fraction(1, 2**40), "opposite": -ONE}


@dataclass(frozen=True)
class Table:
    """An input in time: values from `first` on, ``spacing`` apart, linear between, zero outside."""

    first: Fraction
    spacing: Fraction
    values: tuple[Fraction, ...]

    def __call__(self, t: Fraction) -> Fraction:
        place = (t - self.first) / self.spacing
        below = int(place // 1)
        share = place - below
        one, other = (
            self.values[k] if 0 <= k < len(self.values) else ZERO for k in (below, below + 1)
        )
        return one + share * (other - one) if share else one

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
class Episode:
    """x′ = rhs(t, x) with rhs = Σ c tⁱ xʲ + matrix x + direction f(t), in n steps of h from t0.

    ``a`` is the rate where the equation is −a x + f(t), None elsewhere; ``whole`` asks with int
    start and times, as ``rhs`` written by hand often is. A recurrence is x_{n+1} = β x_n + f_n with
    β = 1 − a and steps of 1; ``listed`` sends its inputs as a list of Python's numbers, ``rounded``
    means that β or h is not dyadic, and REC-9 bounds what rounding may do.
    """

    kind: str
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
    listed: bool = False
    rounded: bool = False
    repeat: bool = False

    @property
    def all_terms(self) -> tuple[tuple[int, int, Fraction], ...]:
        return self.terms if self.a is None else ((0, 1, -self.a), *self.terms)

    @property
    def decay(self) -> Fraction:
        """What is left of x after a step without input: β of a recurrence."""
        return 1 - (self.a or ZERO) * self.h

    def driven(self, by: Fraction) -> Episode:
        """With other inputs: so many times as large."""
        return replace(self, f=replace(self.f, values=tuple(v * by for v in self.f.values)))

    def scaled(self, by: Fraction) -> Episode:
        return replace(self.driven(by), x0=tuple(x * by for x in self.x0))

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
        """FE-1: x_{n+1} = x_n + h rhs(t_n, x_n); for a recurrence that is REC-1."""
        return tuple(v + self.h * s for v, s in zip(x, self.rhs(t, x), strict=True))

    def expected(self) -> list[Row]:
        return list(accumulate(self.times()[:-1], lambda x, t: self.step(t, x), initial=self.x0))

    def message(self) -> dict[str, Any]:
        """What the child is sent: inputs only."""
        start = self.x0[0] if len(self.x0) == 1 else list(self.x0)
        whole = int(self.x0[0]) if self.whole else wire(start)
        own = self._inputs_sent() if self.kind == "recurrence" else self._equation_sent()
        return {"name": self.name, "repeat": self.repeat, "x0": whole, **own}

    def _inputs_sent(self) -> dict[str, Any]:
        inputs: Any = [self.f(t) for t in self.times()[:-1]]
        if self.whole:
            inputs = [int(value) for value in inputs]
        else:
            inputs = [wire(value) for value in inputs] if self.listed else wire(inputs)
        return {"beta": wire(self.decay), "f": inputs}

    def _equation_sent(self) -> dict[str, Any]:
        return {
            "t0": wire(self.t0),
            "h": wire(Fraction(float(self.h))),
            "last": wire(Fraction(float(self.times()[-1]))),
            "n": self.n,
            "whole": self.whole,
            "terms": [[i, j, wire(c)] for i, j, c in self.all_terms],
            "table": [wire(self.f.first), wire(self.f.spacing), wire(list(self.f.values))],
            "matrix": wire([list(row) for row in self.matrix]) if self.matrix else None,
            "direction": wire(list(self.direction)) if self.direction else None,
        }

    def inputs(self) -> Mapping[str, str]:
        """What it is asked, for people."""
        if self.kind == "recurrence":
            f = [fraction(self.f(t)) for t in self.times()[:-1]]
            f = [*f[:10], "…", f[-1]] if len(f) > 12 else f
            given = {"beta": fraction(self.decay), "x0": listed(self.x0)}
            return {**given, "f": f"[{', '.join(f)}]"}
        forcing = {"f(t)": str(self.f)} if self.a else {}
        times = {"t0": fraction(self.t0), "h": fraction(self.h), "n": str(self.n)}
        return {"rhs(t, x)": self._equation(), **forcing, "x0": listed(self.x0), **times}

    def _equation(self) -> str:
        if self.a is not None and not self.terms:
            return f"{fraction(-self.a)} x + f(t)"
        if self.matrix:
            rows = "; ".join(" ".join(map(fraction, row)) for row in self.matrix)
            return f"A x + ({listed(self.direction)}) f(t), A = [{rows}], f = {self.f}"
        said = " + ".join(
            fraction(c) + " t" * (i > 0) + f"^{i}" * (i > 1) + " x" * (j > 0) + f"^{j}" * (j > 1)
            for i, j, c in self.all_terms
            if c
        )
        return said.replace("+ -", "− ")


def listed(x: Sequence[Fraction | None]) -> str:
    """A row as it is given to code: a number, or all of them."""
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
    right is x_{n+1} = ``decay`` x_n + ``h`` f_n.
    """

    name: str
    steps: int
    a: Fraction
    h: Fraction
    start: str
    columns: Mapping[Fraction, str]

    @property
    def decay(self) -> Fraction:
        return 1 - self.a * self.h


@dataclass(frozen=True)
class Plan:
    """Everything one kind is asked, and which of it is the probes, the picture, the rest."""

    episodes: Mapping[str, Episode]
    probes: tuple[Probe, ...]
    mixed: Mapping[str, Mapping[str, Fraction]]
    # of an episode: the weights of those whose sum it must be, if the subject is linear


Probed = tuple[Probe, list[Episode]]


def _probed(blank: Episode, spacing: Fraction, places: Iterable[Fraction]) -> Probed:
    """The episodes from a start of 1, and from 0 with a unit input at each place."""
    name, t0, h = blank.name, blank.t0, blank.h
    columns = {
        place: replace(
            blank,
            name=f"{name}-input-{place}",
            point="impulse",
            x0=(ZERO,),
            f=Table(t0 + place * h, spacing, (ONE,)),
        )
        for place in places
    }
    start = replace(blank, name=f"{name}-start")
    names = {place: episode.name for place, episode in columns.items()}
    probe = Probe(name, blank.n, blank.a or ZERO, h, start.name, names)
    return probe, [start, *columns.values()]


def _mixed(name: str, probed: Probed, start: Fraction, values: Row) -> Episode:
    """All inputs of a probe at once, with weights."""
    probe, (blank, one, *_) = probed
    f = Table(blank.t0 + min(probe.columns) * blank.h, one.f.spacing, values)
    return replace(blank, name=name, point="closed-form", x0=(start,), f=f, repeat=True)


def _plan(
    probed: Sequence[Probed], mixed: Sequence[Episode], first: Episode, *rest: Episode
) -> Plan:
    """The start at rest, the probes, their inputs at once, these larger and smaller, the rest."""
    runs = [episode for _, listed in probed for episode in listed]
    resized = (
        replace(mixed[0].scaled(by), name=name, point="linear", repeat=False)
        for name, by in SIZES.items()
    )
    at_rest = replace(runs[0], name="rest", point="start", x0=(ZERO,))
    listed = (at_rest, first, *runs, *mixed, *resized, *rest)
    sums = {
        one.name: dict(
            zip((probe.start, *probe.columns.values()), (*one.x0, *one.f.values), strict=True)
        )
        for (probe, _), one in zip(probed, mixed, strict=True)
    }
    return Plan({one.name: one for one in listed}, tuple(probe for probe, _ in probed), sums)


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


def _euler_probe(name: str, steps: int, a: Fraction, h: Fraction) -> Probed:
    places = (Fraction(k, 2) for k in range(-2 * BEFORE, 2 * steps + 3))
    return _probed(
        Episode("euler", name, "start", BEFORE * h, h, steps, (ONE,), a=a), h / 2, places
    )


def _driven(random: Random, blank: Episode) -> Episode:
    """Inputs that take it from one small whole number to the next: each step is seen by itself."""
    x = [64 * value for value in _generic(random, blank.n + 1)]
    f = tuple((after - blank.decay * before) / blank.h for before, after in pairwise(x))
    return replace(blank, name="endurance", x0=(x[0],), f=Table(blank.t0, blank.h, f))


def _decimal(start: Fraction, h: Fraction, first: int, n: int) -> Episode:
    """x′ = 3 − x/2 over n steps of a decimal h, whose floats need not add up to n."""
    terms = ((0, 0, Fraction(3)),)
    return Episode("euler", f"decimal-{n}", "decimal", Fraction(first), h, n, (start,), a=HALF,
                   terms=terms, rounded=True)  # fmt: skip


COUNTS = ((0, 3), (0, 11), (1, 6))
"""First time and steps: in tenths, fifths or twentieths what cuts off, or adds up, miscounts."""


def _refined(n: int, t0: Fraction = HALF, length: int = 2) -> Episode:
    """x′ = −a x + p′ + a p from p(t0), whose solution is the polynomial p."""
    slope = tuple(k * c for k, c in enumerate(DEGREE))[1:]
    f = [RATE * c + (slope[k] if k < len(slope) else 0) for k, c in enumerate(DEGREE)]
    terms = tuple((k, 0, c) for k, c in enumerate(f))
    h = Fraction(length, n)
    return Episode("euler", f"level-{n}", "order", t0, h, n, (solution(t0),), a=RATE, terms=terms)


def solution(t: Fraction) -> Fraction:
    """The solution of the refinement's equation."""
    return sum((c * t**k for k, c in enumerate(DEGREE)), ZERO)


def euler(seed: int) -> Plan:
    """All that a forward Euler is asked."""
    random = Random(f"euler {seed}")
    one = _euler_probe("A", 5, *random.choice(FIRST))
    two = _euler_probe("B", 3, *random.choice(SECOND))
    rate, h = random.choice(THIRD)
    start = _odd(random, 5, 9)
    mixed = [
        _mixed("closed-form", one, start, _generic(random, len(one[0].columns))),
        _mixed("closed-form-2", two, _odd(random, 5, 9), _generic(random, len(two[0].columns))),
    ]
    probe, fine = one[0], Fraction(1, 2**33)
    tenth = Fraction(1, random.choice((10, 5, 20)) if seed else 10)
    quarter, table = Fraction(1, 4), _generic(random, 8)
    return _plan(
        (one, two),
        mixed,
        Episode("euler", "one-step", "one-step", -h, h, 1, (start,), a=rate,
               f=Table(-h, h, _generic(random, 2)), repeat=True),
        Episode("euler", "picture", "impulse", probe.h * BEFORE, probe.h, 10, (ZERO,), a=probe.a,
               f=Table(probe.h * (BEFORE + 1), probe.h / 2, (ONE,))),
        Episode("euler", "long", "long", -3 * h, h, LONG, (start,), a=rate,
               f=Table((LATE - 3) * h, h / 2, (_odd(random, 3, 7),))),
        _driven(random, Episode("euler", "endurance", "long", -3 * h, h, LONG, (start,), a=rate)),
        *(Episode("euler", f"from-{t}", "times", Fraction(t), quarter, 4, (start,), a=Fraction(2),
                  f=Table(Fraction(t), quarter, table)) for t in (-70, 60)),
        Episode("euler", "leaps", "leaps", -ONE, Fraction(3), 5, (start,), a=quarter,
                f=Table(-ONE, Fraction(3), table)),
        Episode("euler", "many", "many", ZERO, quarter, 2,
                tuple(_odd(random, 1, 9) for _ in range(random.randint(101, 120))), a=Fraction(2),
                f=Table(ZERO, quarter, table)),
        *(_decimal(abs(start), tenth, *each) for each in COUNTS),
        Episode("euler", "wide", "precision", h, h, 3, (start + fine,), a=rate,
               f=Table(-h, h, tuple(v + fine for v in _generic(random, 7)))),
        Episode("euler", "whole", "integers", ONE, Fraction(1, 4), 8, (abs(start),), a=Fraction(2),
               f=Table(ZERO, Fraction(1, 4), _generic(random, 16)), whole=True),
        Episode("euler", "nonlinear", "nonlinear", h, h, 3, (Fraction(3, 4),),
               terms=((0, 2, -ONE), (1, 1, HALF), (1, 0, Fraction(3)), (0, 0, -HALF))),
        Episode("euler", "system", "system", h, h, 4, (Fraction(2), Fraction(-3), Fraction(5)),
               f=Table(ZERO, h, _generic(random, 8)),
               matrix=((-ONE, Fraction(2), ZERO), (Fraction(-3), ZERO, ONE), (ONE, ONE, -HALF)),
               direction=(ONE, Fraction(-2), Fraction(3)), repeat=True),
        *(_refined(n) for n in (*LEVELS, *FINER)),
    )  # fmt: skip


# ---- the recurrence --------------------------------------------------------------------------

# powers of two, so that dividing by a power of β rounds nothing either
QUARTERS = (Fraction(1, 4), Fraction(1, 8))
NEGATIVE = (Fraction(-1, 8), Fraction(-1, 16))


def _recurrence(
    name: str, point: str, beta: Fraction, f: Row, x0: Fraction, **more: Any
) -> Episode:
    inputs = Table(ZERO, ONE, f)
    return Episode("recurrence", name, point, ZERO, ONE, len(f), (x0,), 1 - beta, inputs, **more)


def recurrence(seed: int) -> Plan:
    """All that a recurrence is asked."""
    random = Random(f"recurrence {seed}")
    beta, below = random.choice(QUARTERS), random.choice(NEGATIVE)
    probed = [
        _probed(_recurrence(name, "start", by, (ZERO,) * n, ONE), ONE, map(Fraction, range(n)))
        for name, by, n in (("A", beta, 6), ("B", below, 4))
    ]
    start, f, fine = _odd(random, 5, 9), _generic(random, 6), Fraction(1, 2**33)
    more = _mixed("closed-form-2", probed[1], -start, _generic(random, 4))
    # nothing cancels, so that in whichever order it is summed, no number is larger than the last
    turned = tuple((-1) ** n * abs(v) for n, v in enumerate(_generic(random, 40)))
    return _plan(
        probed,
        [_mixed("closed-form", probed[0], start, f), replace(more, repeat=False)],
        _recurrence("one-step", "one-step", beta, f[:1], start, repeat=True),
        _recurrence("picture", "impulse", -6 * below, (ZERO, ONE, *(ZERO,) * 8), ZERO,
                    rounded=True),
        _recurrence("zero", "zero", ZERO, f[:4], start),
        _recurrence("everyday", "rounding", Fraction(0.9), tuple(map(abs, _generic(random, 40))),
                    abs(start), rounded=True),
        _recurrence("below", "rounding", Fraction(-0.9), turned, -abs(start), rounded=True),
        _recurrence("edge", "rounding", Fraction(0.999), tuple(map(abs, f)), abs(start),
                    rounded=True),
        _driven(random, _recurrence("endurance", "long", beta, (ZERO,) * LONG, start)),
        _recurrence("long", "long", beta, tuple(f[0] * (k == LATE) for k in range(LONG)), start),
        _recurrence("wide", "precision", below, tuple(v + fine for v in f[:3]), start + fine),
        _recurrence("whole", "integers", beta, f[:3], abs(start), whole=True),
        _recurrence("listed", "listed", beta, f, start, listed=True),
        _recurrence("empty", "empty", beta, (), start),
    )  # fmt: skip


PLANS = {"euler": euler, "recurrence": recurrence}


# ---- the answers -----------------------------------------------------------------------------

# For names only, never for a verdict: what rounding leaves of a number that is not dyadic, and
# what solving an equation for the new value leaves.
ROUNDED, SOLVED = Fraction(1, 2**36), Fraction(1, 2**14)


def near(one: Fraction, other: Fraction, scale: Fraction = ONE, by: Fraction = ROUNDED) -> bool:
    """Equal up to rounding; for names only."""
    return abs(one - other) <= by * max(abs(scale), abs(other))


def alike(one: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    scale = max(map(abs, other), default=ONE)
    return len(one) == len(other) and all(
        near(a, b, scale) for a, b in zip(one, other, strict=True)
    )


@dataclass(frozen=True)
class Values:
    """One answer, read: a row for each node, None where no number came; and what is odd about it.

    ``single``: an array library that computes in float32 by default gave it.
    """

    rows: tuple[tuple[Fraction | None, ...], ...] = ()
    odd: Mistake | None = None
    error: Mapping[str, Any] | None = None
    times: tuple[Fraction | None, ...] = ()
    states: tuple[Fraction | None, ...] = ()
    changed: bool = False
    lasting: bool = False  # something of the run outlives it
    single: bool = False

    @property
    def finite(self) -> bool:
        return bool(self.rows) and all(None not in row for row in self.rows)

    @cached_property
    def line(self) -> tuple[Fraction, ...]:
        """The values of a subject in one dimension; what is missing counts as zero."""
        return tuple((row[0] if row else None) or ZERO for row in self.rows)


def read(episode: Episode, answer: Mapping[str, Any] | None, front: bool = False) -> Values:
    """The rows of an answer, whichever way it holds them; ``front``: its first ones are missing."""
    if answer is None:
        return Values(error={"code": "crashed", "type": "", "message": "no answer came"})
    if error := raised(answer):
        return Values(error=error)
    odd: Mistake | None
    if isinstance(answer["x"], list):
        rows, odd = _stepped(episode, [exact(wire) for wire in answer["x"]], answer["returned"])
    else:
        rows, odd = _listed(episode, exact(answer["x"]), answer["returned"], front)
    if odd and odd.code != "too-short":
        rows = []
    if odd is None and answer.get("t") is not None:
        rows, odd = _timed(episode, rows, exact(answer["t"]))
    elif odd is None and answer.get("promised"):
        odd = case("alone")
    if odd is None and any(value is None for row in rows for value in row):
        step = next(n for n, row in enumerate(rows) if None in row)
        odd = case("not-finite", step=step)
    return Values(
        rows=tuple(rows),
        odd=odd,
        times=exact(answer["times"]).values if "times" in answer else (),
        states=exact(answer["states"]).values if "states" in answer else (),
        changed=bool(answer.get("changed")),
        lasting=bool(answer.get("lasting")),
        single=_single(answer),
    )


def _single(answer: Mapping[str, Any]) -> bool:
    wires = answer["x"] if isinstance(answer["x"], list) else [answer["x"]]
    own = answer["library"] not in ("numpy", "builtins", "fractions", "decimal")
    return own and any(wire["dtype"] == "float32" for wire in wires)


Rows = list[tuple[Fraction | None, ...]]


def _stepped(
    episode: Episode, arrays: Sequence[Array], returned: str
) -> tuple[Rows, Mistake | None]:
    size = len(episode.x0)
    rows: Rows = []
    for n, array in enumerate(arrays):
        if array.dtype == "other":
            return rows, case("another-return", returned=returned, promise="x_next")
        if len(array.shape) > max(1, len(arrays[0].shape)):
            return rows, case("within", returned=returned)
        if len(array.values) != size and returned.startswith("a tuple"):
            return rows, case("another-return", returned=returned, promise="x_next alone")
        if len(array.values) != size:
            wanted = count(size, "value")
            return rows, case("shape-of-step", got=_shape(array), step=n, wanted=wanted)
        rows.append(array.values)
    return rows, None


def _shape(array: Array) -> str:
    return f"an array of shape {array.shape}" if array.shape else "one number"


def _listed(
    episode: Episode, array: Array, returned: str, front: bool
) -> tuple[Rows, Mistake | None]:
    """Shape (n + 1,), (n + 1, d) or (d, n + 1), with dimensions of one anywhere."""
    size, wanted = len(episode.x0), episode.n + 1
    promise = "(t, x)" if episode.kind == "euler" else "len(f) + 1 values"
    if array.dtype == "other" or not array.shape:
        returned = returned if array.dtype == "other" else "one number"
        return [], case("another-return", returned=returned, promise=promise)
    shape = tuple(length for length in array.shape if length != 1) if size > 1 else array.shape
    unknowns = count(size, "unknown")
    if size == 1:
        if array.values and max(array.shape) != len(array.values):
            return [], case("shape", shape=array.shape, unknowns=unknowns, n=episode.n)
        rows: Rows = [(value,) for value in array.values]
    elif len(shape) == 2 and shape[1] == size:
        rows = [array.values[k : k + size] for k in range(0, len(array.values), size)]
    elif len(shape) == 2 and shape[0] == size:
        rows = [array.values[k :: shape[1]] for k in range(shape[1])]
    else:
        return [], case("shape", shape=array.shape, unknowns=unknowns, n=episode.n)
    due = {"got": count(len(rows), "value"), "n": episode.n, "wanted": wanted}
    if episode.point == "decimal" and len(rows) != wanted:
        told = {"t0": float(episode.t0), "t1": float(episode.times()[-1]), "h": float(episode.h)}
        got = count(len(rows) - 1, "step")
        return rows, case("miscounted", **told, got=got, wanted=episode.n)
    if len(rows) > wanted:
        return rows, case("too-many", **due)
    if len(rows) < wanted:  # put where they belong
        first = episode.expected()[: wanted - len(rows)] if front else []
        return [*first, *rows], case("too-few", **due, missing="the start" if front else "the end")
    return rows, None


def _timed(episode: Episode, rows: Rows, times: Array) -> tuple[Rows, Mistake | None]:
    """The nodes that came with the values."""
    wanted = episode.times()
    if list(times.values) == wanted or _single_times(times, wanted):
        return rows, None
    if episode.rounded and _added_up(times.values, wanted):
        return rows, None
    if [row[0] for row in rows] == wanted and len(episode.x0) == 1:
        return [], case("times-swapped")
    if len(times.values) != len(wanted):
        got = count(len(times.values), "value")
        return rows, case("times-missing", got=got, wanted=len(rows))
    known = [t for t in times.values if t is not None]
    steps = [after - before for before, after in pairwise(known)]
    if len(known) == len(wanted) and known[0] == wanted[0] and alike(steps, steps[:1] * len(steps)):
        return rows, case("times-apart", got=fraction(steps[0]), wanted=fraction(episode.h))
    k = next(k for k, (got, t) in enumerate(zip(times.values, wanted, strict=True)) if got != t)
    got = fraction(times.values[k])
    return rows, case("times-off", step=k, got=got, wanted=fraction(wanted[k]))


def _added_up(times: Row | Sequence[Fraction | None], wanted: Sequence[Fraction]) -> bool:
    """Whether nodes are right up to the roundings of adding h up: the first two, and one a step."""
    unit = UNIT * max(map(abs, wanted))
    return len(times) == len(wanted) and all(
        got is not None and abs(got - t) <= (n + 2) * unit
        for n, (got, t) in enumerate(zip(times, wanted, strict=True))
    )


def _single_times(times: Array, wanted: Sequence[Fraction]) -> bool:
    """Whether a library that computes in float32 gave the nodes, as its numbers have them."""
    foreign = times.dtype == "float32" and times.type not in ("ndarray", "list", "tuple")
    if not foreign or len(times.values) != len(wanted):
        return False
    pairs = zip(times.values, wanted, strict=True)
    return all(got is not None and near(got, t, ONE, Fraction(1, 2**22)) for got, t in pairs)
