"""What a momentum subject is asked: episodes of dyadic data, and its answers as exact numbers.

An array is played as many scalar runs at once, its columns. The data are small enough that a
correct update rounds nothing, in any order of operations: not in float32 (24 bits) where an
episode is not marked otherwise, and not in float64 (53 bits) anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from random import Random
from typing import Any

from duhamel.verification.grader.diagnosis import ASPECTS, Aspect
from duhamel.verification.grader.subject import Answer, exact, hexadecimal, raised, reading, wire_of

F = Fraction
SEED = 0
STEPS = 8  # of the impulses: β⁷ and a rate of 4 bits leave 24
ENDURED = 208  # steps of the long run
EDGE = 1 - F(1, 2**12)  # of β: three steps, and Nesterov's fourth power of it, fill float64
BATCHES = (2, 3, 5, 7)  # beside BATCH: what divides by them may have to round
WIDE = F(2) ** 40  # how much larger and smaller the scaled data are
SETTINGS = (  # (β, α) of the two sets in which a coefficient is read
    ((F(3, 4), F(1, 8)), (F(7, 8), F(3, 16))),
    ((F(3, 4), F(1, 8)), (F(7, 8), F(5, 16))),
    ((F(3, 4), F(5, 16)), (F(7, 8), F(3, 16))),
    ((F(3, 4), F(1, 16)), (F(7, 8), F(3, 16))),
)
BATCH = 4
SCHEDULE = tuple(F(n, 16) for n in (2, 2, 3, 3, 1, 1))  # learning rates

Numbers = tuple[Fraction, ...]


@dataclass(frozen=True)
class Parameter:
    """One array of weights: its shape, where it starts, and its gradient at each step."""

    shape: tuple[int, ...]
    weights: Numbers
    gradients: tuple[Numbers, ...]
    memory: Numbers | None = None  # None: the subject's own start

    def first(self, steps: int) -> Parameter:
        return replace(self, gradients=self.gradients[:steps])

    def scaled(self, weights: Fraction, gradients: Fraction) -> Parameter:
        rows = tuple(tuple(gradients * g for g in row) for row in self.gradients)
        return replace(self, weights=tuple(weights * w for w in self.weights), gradients=rows)


@dataclass(frozen=True)
class Episode:
    """One run from a fresh start: rates by step, β, the batch size, and tracks of parameters.

    The gradients are those of the mean; what is sent is their sum over the batch.
    """

    name: str
    rates: Numbers
    beta: Fraction | None  # None: not a number
    tracks: tuple[tuple[Parameter, ...], ...]
    batch: int = 1
    dtype: str = "float64"
    scalar: bool = False
    reuse: bool = False
    defaults: bool = False
    repeat: bool = False

    @property
    def aspect(self) -> Aspect:
        return ASPECTS["momentum"][self.name]

    @property
    def rounded(self) -> bool:
        """Whether a right update may have to round: a division by what is no power of two."""
        return self.batch & (self.batch - 1) != 0

    def request(self) -> dict[str, Any]:
        """As the child plays it."""
        as_it_is = ("name", "batch", "dtype", "scalar", "reuse", "defaults", "repeat")
        return {
            **{name: getattr(self, name) for name in as_it_is},
            "lr": [hexadecimal(rate) for rate in self.rates],
            "beta": "nan" if self.beta is None else hexadecimal(self.beta),
            "tracks": [
                {
                    "W": [wire_of(p.shape, p.weights) for p in track],
                    "m": [p.memory and wire_of(p.shape, p.memory) for p in track],
                    "gradients": [
                        [wire_of(p.shape, [g * self.batch for g in p.gradients[n]]) for p in track]
                        for n in range(len(self.rates))
                    ],
                }
                for track in self.tracks
            ],
        }

    @property
    def spared(self) -> bool:
        """Whether some signature leaves no room for it: what it takes, no caller could give."""
        set_before = any(p.memory is not None for track in self.tracks for p in track)
        return self.aspect.optional or self.batch > 1 or set_before or len({*self.rates}) > 1

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its scalar runs, those of the first parameter of the first track first."""
        return tuple(
            Column(self, start, p.memory[i] if p.memory else F(0), tuple(g[i] for g in p.gradients))
            for track in self.tracks
            for p in track
            for i, start in enumerate(p.weights)
        )


@dataclass(frozen=True, eq=False)
class Column:
    """One number of an episode's weights, and all that happens to it."""

    episode: Episode
    start: Fraction
    memory: Fraction
    gradients: Numbers


# ---- the episodes ----------------------------------------------------------------------------


@lru_cache(4)
def episodes(seed: int = SEED) -> tuple[Episode, ...]:
    """All that is asked, in order; the seed draws what a subject might have been fitted to."""
    random = Random(f"{seed}/updates")
    (beta, rate), other = SETTINGS[seed and random.randrange(len(SETTINGS))]
    draw = _Draw(random)

    def asked(
        name: str,
        *tracks: tuple[Parameter, ...],
        setting: tuple[Fraction | None, Fraction] = (beta, rate),
        **more: Any,
    ) -> Episode:
        rates = (setting[1],) * len(tracks[0][0].gradients)
        return Episode(name, rates, setting[0], tracks, **more)

    responses = _responses(draw, STEPS)
    matrix, row = (draw.parameter((2, 3), 6),), draw.parameter((3,), 4)
    pairs = tuple((draw.parameter((3,), 5),) for _ in range(2))
    shapes = ((2,), (2, 2), (1,), (3,))
    near = (F(15, 16), rate)
    fine = 1 + F(1, 2**30)  # float32 cannot hold it
    impulses = asked("impulses", responses)
    return (
        replace(impulses, repeat=True),
        asked("other", _impulses(4), setting=other),
        asked("start", _starts(draw, 4)),
        Episode("schedule", SCHEDULE, beta, (_impulses(6),)),
        asked("batch", _impulses(4), batch=BATCH),
        asked("batch-start", _starts(draw, 3), batch=BATCH),
        asked("matrix", matrix),
        asked("reused", matrix, reuse=True),
        asked("parameters", tuple(p for (p,) in pairs)),
        asked("shapes", tuple(draw.parameter(s, 5) for s in shapes)),
        asked("interleaved", *pairs),
        asked("large", (row.scaled(WIDE, WIDE),), setting=near),
        asked("small", (row.scaled(1 / WIDE, 1 / WIDE),), setting=near),
        asked("plain", (row.first(3),), setting=(F(0), rate)),
        asked("negative", (row,), setting=(-beta, rate)),
        asked("precise", (draw.parameter((3,), 3).scaled(F(1), fine),)),
        asked("single", (draw.parameter((3,), 4),), dtype="float32"),
        asked("scalar", (draw.parameter((), 4),)),
        asked("number", (draw.parameter((), 4),), scalar=True),
        asked("endurance", (_endurance(draw),), setting=(F(7, 8), rate)),
        *_wider(draw, beta, rate),
        asked("poisoned", (row.first(2),), setting=(None, rate)),
        asked("defaults", (draw.parameter((3,), 3),), defaults=True, repeat=True),
        asked("flush", (responses[0].first(1).scaled(F(1), F(0)),), setting=(F(0), rate)),
        replace(impulses, name="flushed"),
    )


def _wider(draw: _Draw, beta: Fraction, rate: Fraction) -> Iterator[Episode]:
    """What is right on a few entries, usual rates and a batch of 4 need not be right elsewhere."""

    def over(name: str, shape: tuple[int, ...], steps: int, **more: Any) -> Episode:
        parameter = draw.parameter(shape, steps, signed=True).scaled(F(more.pop("size", 1)), F(1))
        given = {"rates": rate, "beta": beta, **more}
        return Episode(name, (given.pop("rates"),) * steps, tracks=((parameter,),), **given)

    fast, many = F(draw.random.choice((3, 5, 7)), 2), draw.random.randint(101, 110)
    yield over("signs", (7,), 4)
    yield over("many", (many,), 1)
    yield over("cube", (2, 2, 3), 3)
    yield over("four-axes", (2, 1, 3, 2), 3)
    yield over("fast", (4,), 5, rates=fast, size=8)
    yield over("slow", (4,), 3, rates=F(1, 2**20))
    yield over("edge", (4,), 3, beta=EDGE)
    yield over("negative-edge", (4,), 3, beta=-EDGE)
    for batch in BATCHES:
        yield over(f"batch-{batch}", (3,), 4, batch=batch)


class _Draw:
    """Small whole numbers, never zero, in the ranges that the bits allow."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def gradient(self) -> Fraction:
        return F(self.random.choice((-3, -2, -1, 1, 2, 3)))

    def start(self) -> Fraction:
        return F(self.random.randint(9, 11))

    def parameter(self, shape: tuple[int, ...], steps: int, signed: bool = False) -> Parameter:
        """Weights above zero; or of both signs, and zero, where there are three."""
        size = prod(shape)
        rows = tuple(tuple(self.gradient() for _ in range(size)) for _ in range(steps))
        signs = (-1, 1, 0) if signed else (1,)
        weights = tuple(signs[i % len(signs)] * self.start() for i in range(size))
        return Parameter(shape, weights, rows)


IMPULSES = (F(1), F(-1), F(2), F(1), F(-2), F(1), F(1), F(3))
"""The height of the impulse at each step."""


def _impulses(steps: int) -> tuple[Parameter]:
    """An impulse at each step, a column each."""
    rows = tuple(tuple(IMPULSES[n] if n == j else F(0) for j in range(steps)) for n in range(steps))
    return (Parameter((steps,), tuple(F(9 + j % 3) for j in range(steps)), rows),)


def _responses(draw: _Draw, steps: int) -> tuple[Parameter]:
    """Impulses, then a column without a gradient, a constant one, and two of anything."""
    (impulses,) = _impulses(steps)
    rows = tuple((*row, F(0), F(1), draw.gradient(), draw.gradient()) for row in impulses.gradients)
    return (Parameter((steps + 4,), (*impulses.weights, F(9), F(11), F(10), F(10)), rows),)


def _starts(draw: _Draw, steps: int) -> tuple[Parameter]:
    """m₀ alone, larger and of the other sign, and with gradients."""
    rows = tuple((F(0), F(0), draw.gradient(), draw.gradient()) for _ in range(steps))
    return (Parameter((4,), (F(9), F(10), F(11), F(10)), rows, (F(1), F(-2), F(2), F(-1))),)


def _endurance(draw: _Draw) -> Parameter:
    """A long run whose gradients keep the sum Σ βᵏ g, β = 7/8, among the multiples of 8.

    Beside it, an entry that has no gradient.
    """
    beta, held = F(7, 8), F(0)
    rows = []
    for _ in range(ENDURED):
        wanted = F(8 * draw.random.choice((-3, -2, 2, 3)))
        rows.append((wanted - beta * held, F(0)))
        held = wanted
    return Parameter((2,), (F(512), F(600)), tuple(rows))


# ---- the answers -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Trace:
    """One column as it was answered: W after each step, and m where the signature shows it.

    None stands for what is not finite; a run that ended early is shorter.
    """

    weights: tuple[Fraction | None, ...]
    memory: tuple[Fraction | None, ...] | None

    def moves(self, start: Fraction) -> list[Fraction | None]:
        """ΔW of each step."""
        before = (start, *self.weights)
        return [
            None if a is None or b is None else b - a
            for a, b in zip(before, self.weights, strict=False)
        ]


class Answers:
    """What a subject answered, episode by episode."""

    def __init__(self, answer: Answer, asked: Sequence[Episode]) -> None:
        self.answer = answer
        self.episodes = {episode.name: episode for episode in asked}
        with reading():
            self._runs = {
                (column, again): run
                for name, again in product(self.episodes, (False, True))
                if self.played(name, again) or (self.begun(name) and not again)
                for column, run in self._read(name, again)
            }
            self._notes = [
                (name, said, _note(said, it))
                for name in self.episodes
                for said, it in self.raw(name).get("notes", {}).items()
            ]
            self._errors = {name: raised(self.raw(name)) for name in self.episodes}
            if forged := [
                n for n, one in self.episodes.items() if self.skipped(n) and not one.spared
            ]:
                raise LookupError(f"no caller leaves out {forged[0]!r}")

    def _read(self, name: str, again: bool) -> Iterator[tuple[Column, Trace]]:
        """The columns of an episode as they were answered."""
        answer, asked = self.raw(name, again), self.episodes[name]
        tracks = answer["tracks"] if "tracks" in answer else answer["before"]
        whole = "tracks" in answer and not {"wrong-shape", "stopped"} & {*answer.get("notes", ())}
        columns = iter(asked.columns)
        for answered, track in zip(tracks, asked.tracks, strict=True):
            steps, most = len(answered["W"]), len(asked.rates)
            if not (most if whole else 1) <= steps <= most or steps != len(answered["m"]):
                raise LookupError(f"it has {steps} of {most} steps")
            for p, parameter in enumerate(track):
                w, m = ([_numbers(step[p]) for step in answered[which]] for which in "Wm")
                for i in range(prod(parameter.shape)):
                    memory = None if None in m else tuple(_at(row, i) for row in m)
                    yield next(columns), Trace(tuple(_at(row, i) for row in w), memory)

    def raw(self, name: str, again: bool = False) -> Mapping[str, Any]:
        return (self.answer.repeats if again else self.answer.episodes).get(name, {})

    def played(self, name: str, again: bool = False) -> bool:
        return "tracks" in self.raw(name, again)

    def begun(self, name: str) -> bool:
        """Whether some steps went well before one raised an exception."""
        return bool(self.raw(name).get("before"))

    def skipped(self, name: str) -> str:
        """Why it was not asked, or nothing."""
        return str(self.raw(name).get("skipped", ""))

    def error(self, name: str) -> Mapping[str, Any] | None:
        return self._errors[name]

    def noted(self, what: str, among: Sequence[str] = ()) -> tuple[str, Any] | None:
        """The first episode in which the callers noticed it, with a detail."""
        names = among or tuple(self.episodes)
        found = ((name, it) for name, said, it in self._notes if said == what and name in names)
        return next(found, None)

    def run(self, column: Column, again: bool = False) -> Trace:
        """A column of an episode that was played."""
        return self._runs[column, again]

    def runs(self, name: str, again: bool = False) -> list[Trace]:
        return [self.run(column, again) for column in self.episodes[name].columns]


def _note(said: str, detail: Any) -> Any:
    """What the child's callers note of a subject: words, a step, or a step and two shapes."""
    match said, detail:
        case "wrong-return" | "returned", str():
            return detail
        case "wrong-shape", [int(), [*got], [*wanted]] if len(got) < 65 > len(wanted):
            if all(isinstance(length, int) for length in (*got, *wanted)):
                return detail
        case "gradient-modified" | "stopped" | "unseen" | "kept", int():
            return detail
    raise LookupError("no caller notes that")


def _numbers(wire: Any) -> tuple[Fraction | None, ...] | None:
    return None if wire is None else exact(wire).values


def _at(values: Sequence[Fraction | None] | None, index: int) -> Fraction | None:
    return values[index] if values is not None and index < len(values) else None
