"""What a momentum update does, read from its responses: exact coefficients, then their names.

The update is linear, so the moves ΔWₙ after an impulse at each step say all of it. One that does
the same at every step has h₀ for the gradient of the step and h₁ aᵏ⁻¹ for one k steps ago; each
of these numbers is read in two settings (β, α) and named as a product of powers of β, 1 − β and
α. One that does not is held against its faults along the way: a step left out, a state set back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise, product
from math import prod
from operator import mul
from typing import Literal, NamedTuple

from duhamel.analysis.words import significant
from duhamel.verification.grader.diagnosis import Mistake, finding
from duhamel.verification.grader.momentum.questions import (
    BATCH,
    IMPULSES,
    WIDE,
    Answers,
    Episode,
    F,
)

UNIT = F(1, 2**53)  # what one rounding does to 1 in float64
ROUNDINGS = 8  # of one update, at most

Matrix = list[list[Fraction]]  # [n][j]: ΔWₙ for a gradient of 1 at step j


def rounding(largest: Fraction, steps: int, beta: Fraction, unit: Fraction = UNIT) -> Fraction:
    """How far roundings can carry W in so many steps: the uniform bound of REC-9, summed up."""
    return ROUNDINGS * unit * largest * (steps + 1) / (1 - abs(beta))


# ---- numbers and their names -----------------------------------------------------------------


class Monomial(NamedTuple):
    """factor · β^beta · (1 − β)^rest · α^rate"""

    factor: Fraction
    beta: int
    rest: int
    rate: int

    def value(self, beta: Fraction, rate: Fraction) -> Fraction:
        return self.factor * beta**self.beta * (1 - beta) ** self.rest * rate**self.rate

    def __str__(self) -> str:
        letters = zip(("β", "(1 − β)", "α"), (self.beta, self.rest, self.rate), strict=True)
        powers = [letter + _power(n) for letter, n in letters if n]
        if self.factor != 1 or not powers:
            powers.insert(0, str(self.factor))
        return " ".join(powers).replace("(1 − β)", "1 − β" if len(powers) == 1 else "(1 − β)")


def _power(n: int) -> str:
    return "" if n == 1 else str(n).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


FACTORS = (F(1), F(2), F(1, 2), F(3), F(4), F(1, 4))


def _weight(m: Monomial) -> tuple[int, int]:
    return abs(m.beta) + abs(m.rest) + abs(m.rate) + 2 * (m.factor != 1), abs(m.rest)


@cache
def monomials() -> list[Monomial]:
    """The products that a number is held against, the simplest first."""
    powers = product(FACTORS, range(-1, 4), range(-1, 3), range(-1, 4))
    return sorted((Monomial(*each) for each in powers), key=_weight)


Setting = tuple[Fraction, Fraction]  # β and α
ONE, BETA, RATE = Monomial(F(1), 0, 0, 0), Monomial(F(1), 1, 0, 0), Monomial(F(1), 0, 0, 1)


def named(read: Mapping[Setting, Fraction], slack: Fraction) -> Monomial | None:
    """The simplest product that has these absolute values in these settings, up to roundings."""
    for monomial in monomials():
        if all(abs(monomial.value(*at) - abs(x)) <= slack for at, x in read.items()):
            return monomial
    return None


# ---- responses -------------------------------------------------------------------------------


class Law(NamedTuple):
    """h₀, h₁ and a of an update that does the same at every step."""

    h0: Fraction
    h1: Fraction
    decay: Fraction  # 0 where nothing is remembered

    def response(self, age: int) -> Fraction:
        return self.h1 * self.decay ** (age - 1) if age else self.h0

    @property
    def stored(self) -> Fraction:
        """How much of the state moves the weights in its own step."""
        return self.h1 / self.decay if self.decay else F(0)


def moves(heard: Answers, name: str, again: bool = False) -> list[list[Fraction | None]]:
    """ΔW of each column of an episode, step by step."""
    columns = heard.episodes[name].columns
    return [heard.run(column, again).moves(column.start) for column in columns]


def matrix(heard: Answers, name: str, again: bool = False) -> Matrix | None:
    """The moves for an impulse at each step; None where a number is missing."""
    steps = len(heard.episodes[name].rates)
    columns = moves(heard, name, again)[:steps] if heard.played(name, again) else []
    if len(columns) < steps or any(len(c) < steps or None in c for c in columns):
        return None
    return [
        [F(column[n] or 0) / IMPULSES[j] for j, column in enumerate(columns)] for n in range(steps)
    ]


def _usual(values: Iterable[Fraction], slack: Fraction) -> Fraction:
    """The value that most others agree with; 0 only where there are no two others that do."""
    known = list(values)
    moving = [x for x in known if abs(x) > slack]
    known = moving if len(moving) > 1 or not len(known) > 1 else known
    return max(known, key=lambda x: sum(abs(x - y) <= slack for y in known)) if known else F(0)


def law(h: Matrix, slack: Fraction) -> Law:
    """h₀, h₁ and a as most places of the matrix have them, steps that do nothing left out."""
    steps = [n for n in range(len(h)) if any(abs(x) > slack for x in (*h[n], *(r[n] for r in h)))]
    h = [[h[n][j] for j in steps] for n in steps]
    count = range(len(h))
    now = _usual((h[n][n] for n in count), slack)
    first = _usual((h[n + 1][n] for n in count[:-1]), slack)
    if abs(first) <= slack:
        return Law(now, F(0), F(0))
    second = [h[n + 2][n] / h[n + 1][n] for n in count[:-2] if abs(h[n + 1][n]) > slack]
    fade = _usual(second, slack / abs(first))
    return Law(now, first, fade or (first / now if now else F(0)))


Fault = Literal["still", "unmoved", "deaf", "frozen", "reset"]
"""What is done otherwise: nothing; all but W; all but g; W by the m before; all from m = 0."""


def replay(rule: Law, steps: int, fault: Fault | None = None, at: Set[int] = frozenset()) -> Matrix:
    """The matrix of a law, with a fault at some steps."""
    h = [[F(0)] * steps for _ in range(steps)]
    for j in range(steps):
        m = F(0)
        for n in range(steps):
            now = fault if n in at else None
            if now == "still":
                continue
            m = F(0) if now == "reset" else m
            g = F(n == j and now not in ("deaf", "frozen"))
            m = m if now == "frozen" else rule.decay * m + g
            if now != "unmoved":
                h[n][j] = rule.stored * m + (rule.h0 - rule.stored) * g
    return h


def close(one: Iterable[Fraction], other: Iterable[Fraction], slack: Fraction) -> bool:
    return all(abs(x - y) <= slack for x, y in zip(one, other, strict=True))


def same(one: Matrix, other: Matrix, slack: Fraction) -> bool:
    return all(close(row, its, slack) for row, its in zip(one, other, strict=True))


@dataclass
class Responses:
    """The responses of one subject, as far as they came."""

    heard: Answers

    @cached_property
    def h(self) -> Matrix | None:
        return matrix(self.heard, "impulses")

    @property
    def episode(self) -> Episode:
        return self.heard.episodes["impulses"]

    @cached_property
    def slack(self) -> Fraction:
        """What roundings can do to a move in the settings of the impulses."""
        runs = self.heard.runs("impulses")
        largest = max((abs(w) for run in runs for w in run.weights if w is not None), default=F(16))
        return rounding(max(largest, F(16)), len(self.episode.rates), F(3, 4))

    @cached_property
    def law(self) -> Law:
        assert self.h is not None
        return law(self.h, self.slack)

    def setting(self, name: str) -> Setting:
        episode = self.heard.episodes[name]
        return F(episode.beta or 0), episode.rates[0]

    @cached_property
    def laws(self) -> dict[Setting, Law]:
        """The law in each of the two settings."""
        found = {self.setting("impulses"): self.law}
        h = matrix(self.heard, "other")
        if h is not None:
            found[self.setting("other")] = law(h, self.slack)
        return found

    def constant(self, part: Callable[[Law, Fraction], Fraction]) -> bool:
        """Whether a part of the law, beside its rate, is the same in both settings."""
        values = [part(rule, at[1]) for at, rule in self.laws.items()]
        small = min((min(abs(rule.h1) or F(1), at[1]) for at, rule in self.laws.items()))
        return len(values) > 1 and max(values) - min(values) <= 64 * self.slack / small

    def total(self) -> Fraction:
        """What a steady gradient of 1 moves the weights by in the end, |decay| < 1."""
        assert self.h is not None
        response = [row[0] for row in self.h]
        if len(response) > 2 and abs(response[-1]) <= self.slack:  # a window
            return sum(response, F(0))
        return self.law.h0 + self.law.h1 / (1 - self.law.decay)

    def name(self, part: Literal["h0", "h1", "decay"]) -> Monomial | None:
        """The name of the absolute value of one of the law's numbers."""
        read = {at: F(getattr(rule, part)) for at, rule in self.laws.items()}
        largest = max((abs(rule.h1) for rule in self.laws.values()), default=F(1))
        return named(read, self.slack / min(largest or F(1), F(1)) * 4)


# ---- what it does at every step --------------------------------------------------------------


def update(seen: Responses) -> Iterator[Mistake]:
    """The findings of an update that does the same at every step."""
    rule = seen.law
    if rule == Law(F(0), F(0), F(0)):
        yield finding("weights-not-updated")
        return
    if not rule.decay:
        yield from _memoryless(seen)
        return
    fade = seen.name("decay")
    beta, _ = seen.setting("impulses")
    if rule.decay < 0:
        yield finding("wrong-sign", "the memory is multiplied by a negative number, as −β")
        yield finding("beta-sign")
    if abs(rule.h0) <= seen.slack:
        yield finding("stale-momentum")
        yield from _descends(rule.h1)
        weight = seen.name("h1")
        if weight not in (RATE, Monomial(F(1), 1, 0, 1)):
            yield from _weighted(weight, fade)
        yield from _fading(fade, seen)
        return
    yield from _descends(rule.h0)
    extra = rule.h0 - rule.stored
    if rule.decay > 0 and rule.h1 * rule.h0 < 0:
        yield finding("wrong-sign", "the memory pushes against the gradient")
    elif abs(extra) <= 4 * seen.slack / rule.decay**2 or beta == 0:
        weight = seen.name("h0")
        if fade == RATE and weight == BETA:
            yield finding("parameters-swapped")
            return
        yield from _weighted(weight, fade, seen)
    else:
        yield from _twofold(seen, fade)
    yield from _fading(fade, seen)


def _descends(move: Fraction) -> Iterator[Mistake]:
    if move > 0:
        yield finding("wrong-sign", "the weights move along the gradient, uphill")


def _fading(fade: Monomial | None, seen: Responses) -> Iterator[Mistake]:
    """What the memory is multiplied by from step to step."""
    if fade is None or fade.factor != 1:
        (beta, _), rule = seen.setting("impulses"), seen.law
        told = f"the memory fades by {significant(rule.decay)} a step"
        if seen.constant(lambda rule, _: rule.decay):
            yield finding("constant-argument", f"{told}, whatever beta is")
        else:
            yield finding("deviates", f"{told} at β = {beta}")
        return
    if fade.rate:
        yield finding("lr-twice", "the learning rate multiplies the memory as well")
    if fade.rest:
        weight = seen.name("h0")
        swapped = weight is not None and weight.beta > 0
        yield finding("beta-complement", "β and 1 − β have changed places" if swapped else "")
    if fade.beta > 1:
        yield finding("beta-squared", "" if fade.beta == 2 else f"with {fade}")
    if fade == ONE and seen.name("h0") == RATE:
        yield finding("deviates", "the memory does not fade at all, β is not used")


def _weighted(
    weight: Monomial | None, fade: Monomial | None, seen: Responses | None = None
) -> Iterator[Mistake]:
    """What a gradient is multiplied by before it moves the weights."""
    if weight is None:
        yield from _unnamed(seen) if seen else ()
        return
    if weight.factor == 2:
        yield finding("gradient-counted-twice", "every step is twice as long")
    elif weight.factor != 1:
        yield finding("deviates", f"every step is {weight.factor} times as long")
    if weight.rate == 0:
        yield finding("lr-missing")
    if weight.rate > 1:
        yield finding("lr-twice")
    if weight.beta > 0 and not (fade is not None and fade.rest):
        both = fade is not None and fade.beta > 0
        yield finding("beta-on-both" if both else "beta-on-gradient")
    if weight.rest > 0:
        yield finding("convention:averaged")
    if weight.beta < 0 or weight.rest < 0 or weight.rate < 0:
        yield finding("deviates", f"a gradient of 1 moves the weights by {weight}")


def _unnamed(seen: Responses) -> Iterator[Mistake]:
    """A weight that is no product of powers."""
    (beta, rate), now = seen.setting("impulses"), seen.law.h0
    if seen.constant(lambda rule, _: rule.h0):
        told = f"a gradient moves the weights by {significant(abs(now))} of itself"
        yield finding("constant-argument", f"{told}, whatever lr is")
        return
    if _own_batch(seen):
        return  # told where the batch is looked at
    if abs(abs(now) * len(seen.episode.columns) - rate) <= seen.slack * 16:
        yield finding("batch-missing", "it divides by the number of weights instead")
        return
    digits = 12 if significant(abs(now)) == significant(rate) else 4  # so that people see it
    detail = f"a gradient of 1 moves the weights by {significant(now, digits)} at once"
    yield finding("deviates", f"{detail} at β = {beta}, α = {rate}")


def _own_batch(seen: Responses) -> Fraction | None:
    """The whole number that each step is divided by, where there is one."""
    if not (seen.law.h0 and seen.constant(lambda rule, rate: rule.h0 / rate)):
        return None
    size = abs(seen.setting("impulses")[1] / seen.law.h0)
    whole = F(round(size))
    return whole if whole > 1 and abs(size - whole) <= 64 * seen.slack * whole**2 else None


def _twofold(seen: Responses, fade: Monomial | None) -> Iterator[Mistake]:
    """The weights move by the new state and by the gradient beside it."""
    laws, slack = seen.laws, 4 * seen.slack
    stored = named({at: rule.stored for at, rule in laws.items()}, slack)
    beside = named({at: rule.h0 - rule.stored for at, rule in laws.items()}, slack)
    beside_sign = (seen.law.h0 - seen.law.stored) * seen.law.stored
    if all(abs(rule.stored - 2 * rule.h0) <= 8 * slack for rule in laws.values()):
        yield finding("memory-counted-twice")
    elif beside_sign < 0 or stored is None or beside is None:
        yield finding("deviates", "state and gradient move the weights in other proportions")
    elif stored == Monomial(F(1), 1, 0, 1) and beside == RATE:
        yield finding("convention:nesterov")
    else:
        yield finding("gradient-counted-twice", "in the state, and once more beside it")
        yield from _weighted(stored, fade)
        if beside.rate != 1:
            yield from _weighted(beside, None)


def _memoryless(seen: Responses) -> Iterator[Mistake]:
    """Plain descent: nothing kept, kept and set back, or β not used at all."""
    yield from _descends(seen.law.h0)
    yield from _forgetful(seen)
    weight = seen.name("h0")
    yield from (one for one in _weighted(weight, None, seen) if one.code != "beta-on-both")


def _forgetful(seen: Responses) -> Iterator[Mistake]:
    heard = seen.heard
    start, used = state(heard), _beta_matters(heard)
    if start is not None and start.kept and start.moves:
        yield finding("state-lost", "the state it is given enters the step, and is not changed")
    elif not used:
        yield finding("no-momentum")
    elif (start is not None and not start.kept) or heard.noted("kept"):
        yield finding("state-reset", "at every step, so that each is plain gradient descent")
        yield finding("state-lost")
    else:
        yield finding("state-lost")
        yield finding("no-momentum")


def _beta_matters(heard: Answers) -> bool:
    """Whether a β that is not a number reaches the weights."""
    if not heard.played("poisoned"):
        return False
    return any(None in run.weights for run in heard.runs("poisoned"))


class State(NamedTuple):
    """What becomes of a start m₀ without gradients, per m₀: the next m, and the first move."""

    kept: bool  # the caller's m is as it was
    forced: bool  # a gradient enters the m that is handed back
    fade: Fraction
    moves: Fraction


def state(heard: Answers, name: str = "start") -> State | None:
    """How the state given enters; None where the signature has none."""
    if not heard.played(name):
        return None
    column, _, driven, _ = heard.episodes[name].columns
    run, other, m = heard.run(column), heard.run(driven).memory, column.memory
    first = run.moves(column.start)[:1]
    if not run.memory or None in run.memory or None in first or not other:
        return None
    fade, moved = F(run.memory[0] or 0) / m, F(first[0] or 0) / m
    return State({*other} == {driven.memory}, any(other), fade, moved)


# ---- what it does along the way --------------------------------------------------------------


def along(seen: Responses) -> list[Mistake] | None:
    """The fault of an update that does not do the same at every step; None where it does."""
    h, rule, slack = seen.h, seen.law, 4 * seen.slack
    assert h is not None
    steps = len(h)
    if same(h, replay(rule, steps), slack):
        return None
    return (
        _windowed(h, slack)
        or _faulty(h, rule, slack)
        or _corrected(h, seen, slack)
        or _decaying(h, slack)
        or _first(h, rule, slack)
        or [finding("deviates", "it does not do the same at every step")]
    )


def _faulty(h: Matrix, rule: Law, slack: Fraction) -> list[Mistake]:
    """Steps that are left out, or before which the state is set back."""
    steps = range(len(h))

    def nothing(n: int, columns: Iterable[int]) -> bool:
        return all(abs(h[n][j]) <= slack for j in columns)

    rows = {n for n in steps if nothing(n, range(n + 1))}
    columns = {j for j in steps if all(nothing(n, [j]) for n in steps)}
    fresh = {n for n in steps[1:] if nothing(n, range(n))}
    trials: tuple[tuple[Fault, set[int], str], ...] = (
        ("still", rows, "nothing is done"),
        ("unmoved", rows, "the weights stay as they are"),
        ("deaf", columns, "the gradient is left out"),
        ("frozen", columns, "the state stays as it is"),
        ("reset", fresh, ""),
    )
    for fault, where, what in trials:
        if where and same(h, replay(rule, len(h), fault, where), slack):
            reset = finding("state-reset", f"before {_format_steps(where, len(h))}")
            skipped = finding("step-skipped", f"in {_format_steps(where, len(h))} {what}")
            early = where == ({1} if fault == "reset" else {0})
            return [skipped if what else reset] + [finding("first-step")] * early
    return []


def _format_steps(rows: Iterable[int], steps: int) -> str:
    """Which steps, those after one of them at once."""
    first, *more = sorted(rows)
    if more and first and [first, *more] == [*range(first, steps)]:
        return f"every step after step {first}"
    return f"step{'s' * bool(more)} {', '.join(str(n + 1) for n in (first, *more))}"


def _corrected(h: Matrix, seen: Responses, slack: Fraction) -> list[Mistake]:
    """Divided by 1 − βⁿ when used, or when stored; n counted from 1 or from 2."""
    beta, _ = seen.setting("impulses")
    steps = range(len(h))
    for late in (0, 1):
        mass = [1 - beta ** (n + 1 + late) for n in steps]
        used = [[h[n][j] * mass[n] for j in steps] for n in steps]
        stored = [[h[n][j] * prod(mass[j : n + 1]) for j in steps] for n in steps]
        for whole in (used, stored):
            rule = law(whole, slack)
            fades = abs((rule.decay - beta) * rule.h0) <= 16 * slack
            if fades and same(whole, replay(rule, len(h)), slack):
                return [finding("bias-corrected")]
    return []


def _decaying(h: Matrix, slack: Fraction) -> list[Mistake]:
    """Each gradient, or each step, counts by a rate that falls from step to step."""
    steps = range(len(h))
    rates = [abs(h[n][n]) for n in steps]
    if any(after >= before - slack for before, after in pairwise(rates)) or not rates[0]:
        return []
    fade = h[1][0] / h[0][0]
    for memory in (fade, fade * rates[0] / rates[1]):  # the rate of the gradient, or of the step
        on_gradient = [[memory ** (n - j) * h[j][j] for j in steps if j <= n] for n in steps]
        on_step = [[memory ** (n - j) * h[n][n] for j in steps if j <= n] for n in steps]
        lower = [row[: n + 1] for n, row in enumerate(h)]
        if same(lower, on_gradient, 16 * slack) or same(lower, on_step, 16 * slack):
            told = ", ".join(significant(x / rates[0]) for x in rates[:4])
            return [finding("rate-decays", f"its steps are {told}, … times the first")]
    return []


def _first(h: Matrix, rule: Law, slack: Fraction) -> list[Mistake]:
    later = replay(rule, len(h))
    if not all(close(h[n][1 : n + 1], later[n][1 : n + 1], slack) for n in range(1, len(h))):
        return []
    ratio = h[0][0] / rule.h0 if rule.h0 else F(0)
    told = f"its gradient counts {significant(ratio)} times the later ones"
    if abs(ratio - 1) * abs(rule.h0) <= slack and rule.h1 and len(h) > 1:
        kept = h[1][0] / rule.h1
        told = f"of its gradient the next keeps {significant(kept)} times as much"
    return [finding("first-step", told)]


def _windowed(h: Matrix, slack: Fraction) -> list[Mistake]:
    """The same at every step, but not a fading by one factor: a window, or a growing sum."""
    steps = range(len(h))
    response = [h[k][0] for k in steps]
    if any(abs(h[n][j] - response[n - j]) > slack for n in steps for j in range(n + 1)):
        return []
    rule = law(h, slack)
    width = next((k for k in steps if k and abs(response[k]) <= slack), len(h))
    window = (rule.response(k) * (k < width) for k in steps)
    if 1 < width < len(h) and close(response, window, slack):
        told = f"a gradient is forgotten after {width} steps"
        one = "of the past it knows the gradient of the step before, and no other"
        return [finding("memory-truncated", one if width == 2 else told)]
    growth = response[1] / response[0] - 1 if response[0] else F(0)
    sums = [response[0] * sum((growth**i for i in range(k + 1)), F(0)) for k in steps]
    if 0 < growth < 1 and close(response, sums, slack):
        return [finding("gradient-counted-twice", "again at every later step, as in a sum")]
    told = ", ".join(significant(x) for x in response[:4])
    return [finding("deviates", f"after a gradient of 1 the weights move by {told}, …")]


# ---- the batch, the schedule, the start ------------------------------------------------------


def batch(seen: Responses) -> Iterator[Mistake]:
    """What the batch size does to the law, and to a start m₀."""
    h = matrix(seen.heard, "batch")
    if h is None:
        return
    plain, got = seen.law, law(h, seen.slack)
    weight = got.h0 / plain.h0 if plain.h0 else F(1)
    fade = got.decay / plain.decay if plain.decay else F(1)
    if not plain.h0 and plain.h1:
        weight = got.h1 / plain.h1
    size, near = F(BATCH), 16 * seen.slack

    def is_near(one: Fraction, other: Fraction) -> bool:
        return abs(one - other) <= near * max(size, other)

    if is_near(fade, 1 / size):
        yield finding("batch-on-memory")
        weight = weight if abs(weight - size) > near else F(1)
    elif not is_near(fade, F(1)):
        told = f"with the batch size the memory fades {significant(fade)} times as fast"
        yield finding("deviates", told)
    told = f"a batch of {BATCH} makes a step {significant(weight)} times as long"
    known = {
        size: ("batch-missing", ""),
        1 / size: ("batch-twice", ""),
        size**2: ("batch-missing", "it multiplies by it"),
    }
    if is_near(weight, size) and (own := _own_batch(seen)):
        yield finding("constant-argument", f"it divides by {own}, whatever the batch size is")
    elif not is_near(weight, F(1)):
        yield finding(
            *next((said for x, said in known.items() if is_near(weight, x)), ("deviates", told))
        )
    alone, together = state(seen.heard), state(seen.heard, "batch-start")
    divided = alone and together and alone.moves and together.moves == alone.moves / BATCH
    if divided and is_near(weight, F(1)) and is_near(fade, F(1)):
        yield finding("batch-on-memory")


def schedule(seen: Responses) -> Iterator[Mistake]:
    """Which learning rate a gradient gets: that of its own step, of the move, or another."""
    h = matrix(seen.heard, "schedule")
    rates = seen.heard.episodes["schedule"].rates
    beta, constant = seen.setting("impulses")
    if h is None or not seen.law.h0:
        return
    unit = seen.law.h0 / constant

    def follows(rate: Callable[[int, int], Fraction]) -> bool:
        """Whether that is the rate in Wₙ of the gradient of step j."""
        return all(
            abs(h[n][j] - unit * rate(n, j) * beta ** (n - j)) <= 4 * seen.slack
            for n in range(len(h))
            for j in range(n + 1)
        )

    late = (rates[0], *rates[:-1])
    if follows(lambda _, j: rates[j]) or follows(lambda n, _: rates[n]):
        return
    if follows(lambda _, j: late[j]) or follows(lambda n, _: late[n]):
        yield finding("deviates", "a new learning rate comes a step late")
    elif follows(lambda n, j: rates[j] * (len({*rates[j : n + 1]}) == 1)):
        yield finding("state-reset", "when the learning rate changes")
    elif follows(lambda *_: rates[0]):
        yield finding("rate-fixed")
    else:
        yield finding("deviates", "under a new learning rate it goes another way")


def start(seen: Responses) -> Iterator[Mistake]:
    """What a law that is right from m₀ = 0 does with another start."""
    given = state(seen.heard)
    if given is None or not seen.law.decay:
        return
    rate, moved, decay = seen.setting("impulses")[1], abs(given.moves), abs(seen.law.decay)
    if not moved:
        yield finding("state-shared", "it keeps a state of its own and ignores the one it is given")
    elif abs(moved - decay) > 4 * seen.slack and moved != rate * decay:
        told = f"a state of 1 moves the weights by {significant(given.moves)}"
        yield finding("deviates", told)


# ---- the whole -------------------------------------------------------------------------------


def unforced(seen: Responses) -> list[Mistake]:
    """Moves without a gradient, or before it: of the weights themselves, or of other elements."""
    steps, moved = len(seen.episode.rates), moves(seen.heard, "impulses")
    starts = [c.start for c in seen.episode.columns[1 : steps + 1]]
    first = [F(m[0] or 0) for m in moved[1 : steps + 1]]  # each without a gradient at that step
    if all(abs(F(x or 0)) <= seen.slack for x in (*first, *moved[steps])):
        return []
    alone, share = "without a gradient the weights move by", first[-1] / starts[-1]
    if len({*first}) == 1 and restless(seen.heard):
        return [finding("nonlinear", f"{alone} {significant(first[0])}")]
    if share and close(first, [share * w for w in starts], seen.slack):
        return [finding("weight-decay", f"{alone} {significant(share)} of themselves")]
    return [finding("deviates", "an element's gradient moves other elements, too")]


def restless(heard: Answers) -> bool:
    """Whether weights move where no gradient is anything but 0."""
    return heard.played("flush") and any(any(moved) for moved in moves(heard, "flush"))


def linear(seen: Responses) -> bool:
    """Whether a sum of gradients gives the sum of the moves."""
    assert seen.h is not None
    steps = len(seen.h)
    columns = seen.episode.columns[steps:]
    for column, moved in zip(columns, moves(seen.heard, "impulses")[steps:], strict=True):
        want = [sum(map(mul, row, column.gradients), F(0)) for row in seen.h]
        if None in moved or not close([F(x or 0) for x in moved], want, 16 * seen.slack):
            return False
    return True


def findings(heard: Answers) -> list[Mistake]:
    """All that the responses say of a subject that is not what it should be."""
    seen = Responses(heard)
    if not heard.played("impulses") or seen.h is None:
        return []
    if still := unforced(seen):
        return still
    if not linear(seen):
        return [finding("nonlinear")]
    given = state(heard)
    if given is not None and given.moves and not given.kept and not given.fade:
        share = "the state it hands back is the gradient's share alone"
        own = finding("wrong-return", share) if given.forced else finding("state-lost")
        return [own, *batch(seen)]
    if (faults := along(seen)) is not None:
        if faults[0].code in ("deviates", "bias-corrected"):
            return faults
        if sum(any(row) for row in seen.h) < 2:  # too few steps to tell a memory
            return [*faults, *batch(seen)]
        besides = (one for one in update(seen) if one.code != "deviates")
        return [*faults, *besides, *batch(seen)]
    return [*update(seen), *batch(seen)] or [*schedule(seen), *start(seen)]


def unmoved(heard: Answers) -> bool:
    """Whether the weights are as they were at each step before an exception."""
    return heard.begun("impulses") and still(heard)


def still(heard: Answers) -> bool:
    """Whether the impulses leave the weights as they are."""
    columns = heard.episodes["impulses"].columns
    return all(set(heard.run(column).weights) == {column.start} for column in columns)


def proportional(heard: Answers) -> bool:
    """Whether larger numbers are answered in proportion, up to roundings."""
    if not (heard.played("large") and heard.played("small")):
        return True
    beta = F(heard.episodes["small"].beta or 0)
    for large, small in zip(heard.runs("large"), heard.runs("small"), strict=True):
        for n, (one, other) in enumerate(zip(large.weights, small.weights, strict=False)):
            if one is None or other is None:
                return False
            scaled = other * WIDE**2
            if abs(one - scaled) > rounding(max(abs(one), abs(scaled), WIDE), n, beta):
                return False
    return True
