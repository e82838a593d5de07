"""Somebody else's forward Euler or recurrence: what its answers say, and which mistake they show.

The verdict is equality with FE-1 and REC-1, number by number. Where they differ, the responses to
a start and to unit inputs give the subject's own step, x_{n+1} = P x_n + Σ Q f, and its name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import islice, pairwise, starmap
from typing import Any, NamedTuple

from duhamel.analysis.words import count, fraction, significant
from duhamel.verification.grader.diagnosis import (
    ASPECTS,
    CONVENTION,
    FIRST,
    INSTEAD,
    Asked,
    Counterexample,
    Judgement,
    Mistake,
    Point,
    about,
    case,
    eventful,
    exception,
    finding,
    in_order,
    judged,
    point,
    smallest,
)
from duhamel.verification.grader.integrators.identify import (
    Responses,
    brief,
    implicit,
    instead,
    mechanism,
    right_responses,
)
from duhamel.verification.grader.integrators.questions import (
    DEGREE,
    FINER,
    LATE,
    LEVELS,
    ONE,
    PLANS,
    RATE,
    SIZES,
    UNIT,
    ZERO,
    Episode,
    Plan,
    Row,
    Values,
    alike,
    listed,
    near,
    read,
    solution,
)
from duhamel.verification.grader.subject import Answer, reading

SUBNORMAL = Fraction(1, 2**1075)  # half the smallest number
# the most that rounding to 8 bits changes in a few steps; what is smaller than this may vanish
COARSE, TINY = Fraction(1, 2**6), Fraction(1, 2**14)
FLOAT32, SPACING = Fraction(1, 2**126), Fraction(1, 2**149)  # least normal number, least number


@cache
def plan(kind: str, seed: int = 0) -> Plan:
    """Everything a subject of a kind is asked, its hidden parameters from a seed."""
    return PLANS[kind](seed)


@cache
def episodes(seed: int = 0) -> dict[str, list[dict[str, Any]]]:
    """The same of each kind, as it is sent to the child."""
    return {
        kind: [episode.message() for episode in plan(kind, seed).episodes.values()]
        for kind in PLANS
    }


# ---- the verdict -----------------------------------------------------------------------------


def _right(
    episode: Episode, values: Values, expected: Sequence[Row], rounded: bool = False
) -> int | None:
    """The first step at which the values are not right, None where there is none."""
    if len(values.rows) != len(expected):
        return min(len(values.rows), len(expected))
    bounds = [ZERO] * len(expected)
    if episode.rounded or rounded:
        bounds = rounding(abs(episode.decay), values.line, _euler_rounds(episode, values.line))
    for n, (row, wanted, bound) in enumerate(zip(values.rows, expected, bounds, strict=True)):
        for got, right in zip(row, wanted, strict=True):
            if got is None or (abs(got - right) > bound and not _underflows(episode, got, right)):
                return n
    return None


def _underflows(episode: Episode, got: Fraction, right: Fraction) -> bool:
    """Whether a number is below the normal ones of float32, in which a library may compute."""
    below = 0 < abs(right) < FLOAT32 and abs(got - right) <= SPACING
    return episode.kind == "euler" and below and (got / SPACING).denominator == 1


def _euler_rounds(episode: Episode, values: Sequence[Fraction]) -> Fraction | None:
    """What a step of Euler rounds: rhs, its product with h, the sum, and h as it came.

    h may be the difference of two nodes, each of them a rounded product and a rounded sum.
    """
    if episode.kind != "euler":
        return None
    largest, last = max(map(abs, values)), max(map(abs, episode.times()))
    slope = abs(episode.a or ZERO) * largest + sum(abs(c) for *_, c in episode.terms)
    return UNIT * (largest + 2 * episode.h * slope + (4 * last + episode.h) * slope)


def rounding(
    beta: Fraction, values: Sequence[Fraction], each: Fraction | None = None
) -> list[Fraction]:
    """REC-9: how far float64 may be from the recurrence after n steps, |β| ≠ 1.

    ``each``: what one step rounds, where that is more than a product and a sum.
    """
    largest = max(map(abs, values))
    one = SUBNORMAL + (largest * UNIT * (1 + beta) if each is None else each)
    if beta == 1:
        return [one * n for n in range(len(values))]
    return [one * (1 - beta**n) / (1 - beta) for n in range(len(values))]


# more bits than float32 has
SINGLE_SKIPS = ("precision", "rounding", "decimal", "linear", "nonlinear", "order")


class Answered:
    """All that is known of a subject: what it answered, read and compared with what is right."""

    def __init__(self, answer: Answer, seed: int, convention: str) -> None:
        self.kind = str(answer.kind)
        self.plan = plan(self.kind, seed)
        asked, said = self.plan.episodes, answer.episodes
        with reading():
            generic = asked["closed-form"]
            rows = read(generic, said.get("closed-form")).rows
            front = bool(rows) and rows[0] != generic.x0
            self.values = {name: read(one, said.get(name), front) for name, one in asked.items()}
        self.expected = {name: _expected(one, convention) for name, one in asked.items()}
        parted = {
            name: _right(
                one, self.values[name], self.expected[name], answer.signature.endswith("rounded")
            )
            for name, one in asked.items()
        }
        # of each episode that differs, the step at which it does
        self.first = {name: step for name, step in parted.items() if step is not None}
        # the second play of an episode gave the same
        self.repeated = all(_same(said.get(name), two) for name, two in answer.repeats.items())

    @property
    def single(self) -> bool:
        return any(values.single for values in self.values.values())

    @cached_property
    def responses(self) -> list[Responses]:
        """To a start and to unit inputs, under each set of parameters."""
        return [
            Responses(
                probe,
                self.line(probe.start),
                {place: self.line(name) for place, name in probe.columns.items()},
            )
            for probe in self.plan.probes
        ]

    def line(self, name: str) -> tuple[Fraction, ...]:
        """The values in one dimension; where the last are missing, as a right step would go on."""
        episode, line = self.plan.episodes[name], list(self.values[name].line)
        while line and len(line) <= episode.n:
            line.append(continued(episode, line)[len(line)])
        return tuple(line) or (ZERO,) * (episode.n + 1)

    def wanted(self, name: str) -> tuple[Fraction, ...]:
        return tuple(row[0] for row in self.expected[name])

    @cached_property
    def wrong(self) -> list[str]:
        """The episodes that differ, and decide."""
        return [name for name in self.first if self.asks(name)]

    @property
    def points(self) -> set[str]:
        """What these are about."""
        return {self.plan.episodes[name].point for name in self.wrong}

    def asks(self, name: str) -> bool:
        """Whether an episode decides: not where the subject refuses what it may refuse."""
        episode = self.plan.episodes[name]
        aspect = ASPECTS[self.kind][episode.point]
        if self.single and (episode.point in SINGLE_SKIPS or name == "picture"):
            return False
        # a sum of powers may round where step by step nothing does
        told = name in _levels(FINER) or (name == "endurance" and self.kind == "recurrence")
        return not (aspect.optional and self.values[name].error) and not told


def continued(episode: Episode, values: Sequence[Fraction]) -> list[Fraction]:
    """The start, and one right step from each value."""
    if len(episode.x0) > 1:
        return [ZERO] * (episode.n + 1)
    steps = [episode.step(t, (x,))[0] for t, x in zip(episode.times(), values, strict=False)]
    return [episode.x0[0], *steps[: episode.n]]


def _levels(steps: Sequence[int]) -> list[str]:
    return [f"level-{n}" for n in steps]


def _refined(evidence: Answered, steps: Sequence[int]) -> bool:
    """Whether it is an integrator that came to the end of these refinements."""
    return evidence.kind == "euler" and not any(evidence.values[n].error for n in _levels(steps))


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    return one is not None and one.get("x") == other.get("x") and one.get("t") == other.get("t")


@cache
def _expected(episode: Episode, convention: str) -> Sequence[Row]:
    if convention == "averaged" and episode.kind == "recurrence":
        return episode.driven(1 - episode.decay).expected()
    return episode.expected()


# ---- the order of the error -------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """How the error at the end shrinks: observed order, error over h, and that over Euler's own."""

    observed: float | None
    constant: float
    ratio: float  # in the limit h → 0, as far as two steps tell
    h: Fraction


def order(evidence: Answered, steps: Sequence[int]) -> Order:
    """Between the two finest of the refinements."""
    errors = [_error(evidence, evidence.line(name), name) for name in _levels(steps)]
    own = [_error(evidence, evidence.wanted(name), name) for name in _levels(steps)]
    h = evidence.plan.episodes[f"level-{steps[-1]}"].h
    coarse, fine = errors[-2:]
    observed = math.log2(abs(coarse / fine)) if coarse and fine else None
    limits = [4 * last - before for before, last in (errors[-2:], own[-2:])]
    return Order(observed, float(fine / h), float(limits[0] / limits[1]), h)


def _error(evidence: Answered, line: Sequence[Fraction], name: str) -> Fraction:
    """Of a run of the refinement, at its end."""
    return line[-1] - solution(evidence.plan.episodes[name].times()[-1])


def leading() -> float:
    """FE-4: e₁ at the end of the refinement, −½ ∫ e^{−a (T − s)} x″(s) ds by its closed form."""
    a, begin, end = float(RATE), 0.5, 2.5
    second = [k * (k - 1) * float(c) for k, c in enumerate(DEGREE)][2:]
    slope, height = second[1], second[0]

    def primitive(s: float) -> float:  # of e^{−a (T − s)} (height + slope s)
        return math.exp(-a * (end - s)) * ((height + slope * s) / a - slope / a**2)

    return -(primitive(end) - primitive(begin)) / 2


def _another_equation(found: Sequence[Responses]) -> bool:
    """Whether the decay is that of another rate, however small the step."""
    one, other = ((1 - (r.steps[0].decay or ZERO)) / (r.probe.a * r.probe.h) for r in found)
    return near(one, other) and not near(one, ONE)


def _order_named(evidence: Answered) -> list[Mistake]:
    """Another order than one, or another constant; nothing where the error does not shrink."""
    if not _refined(evidence, FINER):
        return []
    measured = order(evidence, FINER)
    fit, ratio = measured.observed, measured.ratio
    nearest = None if fit is None else min(range(9), key=lambda whole: abs(fit - whole))
    if nearest is None and not measured.constant:
        return [case("error-vanishes")]
    if nearest == 1 and f"{ratio:.3g}" != "1" and not _another_equation(evidence.responses):
        return [case("error-constant", ratio=f"{ratio:.2g}")]
    return [case("error-order", order=f"{fit:.2f}")] if (nearest or 0) > 1 else []


# ---- what is not in the step -----------------------------------------------------------------


def _from_outside(answer: Answer, evidence: Answered) -> Iterator[Mistake]:
    """What needs no look at the numbers: how it ended, what came back, what else it changed."""
    if answer.ending:
        said = answer.ending.sentence
        yield Mistake(answer.ending.code, f"{said.rstrip('.')}." if said else "")
    asked = [name for name in evidence.values if evidence.asks(name)]
    errors = [e for name in asked if (e := evidence.values[name].error)]
    if errors and not answer.ending:
        yield Mistake(errors[0]["code"], _raised(errors[0]))
    lasting = not evidence.repeated and any(v.lasting for v in evidence.values.values())
    plain = any(_ordinary(evidence.plan.episodes[name]) for name in evidence.first)
    # what goes wrong in an ordinary run says more
    telling = [name for name in asked if not plain or _ordinary(evidence.plan.episodes[name])]
    if lasting:  # the shapes come of it
        yield case("lasting")
        return
    yield from (one for name in telling if (one := evidence.values[name].odd))
    if not evidence.repeated:
        yield finding("nondeterministic", kind=evidence.kind)
    if any(evidence.values[name].changed for name in asked):
        yield case(f"changed-{evidence.kind}")


def _ordinary(episode: Episode) -> bool:
    """With one unknown, and steps to take."""
    return len(episode.x0) == 1 and episode.n > 0


def _raised(error: Mapping[str, Any]) -> str:
    if not error["type"]:  # nothing came at all
        return "No answer came."
    line = f" in line {error['line']}" if error.get("line") else ""
    step = f" at step {error['step']}" if error.get("step") is not None else ""
    return f"It raises {exception(error)}{line}{step}."


def _swapped(evidence: Answered) -> list[Mistake]:
    """rhs was asked with x where t belongs."""
    if evidence.kind != "euler":
        return []
    episode, values = evidence.plan.episodes["closed-form"], evidence.values["closed-form"]
    if values.times[:1] == episode.x0 and values.states[:1] == (episode.t0,):
        return [case("swapped")]
    return []


def _own_time(evidence: Answered) -> list[Mistake]:
    """rhs was asked at times of no run, and something outlives the runs."""
    if not evidence.values["closed-form"].lasting or not _foreign_times(evidence):
        return []
    return [case("own-time")]


_AMPLIFIED = ("integers", "linear", "long", "system")  # where little may become much


def _precision(evidence: Answered) -> list[Mistake]:
    """Right where few bits are needed, off by little where many are."""
    asked, points = evidence.wrong, evidence.points
    clean = not any(name.startswith("B") for name in asked)
    small = all(
        _off_by_little(evidence, name)
        for name in asked
        if evidence.plan.episodes[name].point not in {*_AMPLIFIED} - {"long"}
    )
    telling = points - {*_AMPLIFIED, "rounding", "decimal"}
    pairs = {name: (evidence.line(name), evidence.wanted(name)) for name in asked}
    exact = {name for name in asked if not evidence.plan.episodes[name].rounded}
    changed = any(pairs[name][0] != pairs[name][1] for name in exact)
    if points <= {"integers"} and all(
        v.denominator == 1 for name in asked for v in evidence.line(name)
    ):
        return [case("whole-numbers")]
    if clean and small and telling:
        plain = [n for n in asked if evidence.plan.episodes[n].point not in _AMPLIFIED]
        off = (abs(x / y - 1) for n in plain for x, y in zip(*pairs[n], strict=True) if y)
        worst = max(off, default=ZERO)
        if 0 < worst < 1:
            return [case("more-bits", share=significant(worst, 1))]
        return [finding("precision-lost", kind=evidence.kind)]
    if telling and changed and all(starmap(alike, pairs.values())):
        return [case("last-places")]
    places = next((k for k in range(16) if _decimal(evidence, asked, k)), None)
    return [] if places is None else [case("decimal-places", places=count(places, "decimal place"))]


def _off_by_little(evidence: Answered, name: str) -> bool:
    """Whether each value, or each step, is right up to a small part of itself."""
    got, wanted = evidence.line(name), evidence.wanted(name)
    if all(near(x, right, ZERO, COARSE) for x, right in zip(got, wanted, strict=True)):
        return True
    goes_on = continued(evidence.plan.episodes[name], got)
    before = (ZERO, *got)
    return all(
        near(x, right, max(abs(old) + abs(x), TINY), COARSE)
        for x, right, old in zip(got, goes_on, before, strict=False)
    )


def _decimal(evidence: Answered, asked: Sequence[str], places: int) -> bool:
    """Whether all that differs has so many decimals, and is right up to them step by step."""
    scalar = [name for name in asked if len(evidence.plan.episodes[name].x0) == 1]
    unit = Fraction(1, 10**places)

    def rounded(name: str) -> bool:
        got, wanted = evidence.line(name), evidence.wanted(name)
        goes_on = continued(evidence.plan.episodes[name], got)
        return all(near(x, round(x, places), ZERO) for x in got[1:]) and (
            all(abs(x - y) <= unit for x, y in zip(got, goes_on, strict=True))
            or all(abs(x - y) <= unit for x, y in zip(got, wanted, strict=True))
        )

    return bool(scalar) and all(map(rounded, scalar))


def _nonlinear(evidence: Answered) -> list[Mistake]:
    """The answer to a sum is not the sum of the answers, or not scaled as the inputs are."""
    if any(evidence.line("rest")):
        return [case("not-at-rest")]
    for name, weights in evidence.plan.mixed.items():
        lines = [(weight, evidence.line(part)) for part, weight in weights.items()]
        total = [sum((w * line[n] for w, line in lines), ZERO) for n in range(len(lines[0][1]))]
        if not alike(evidence.line(name), total):
            return [case("sum")]
    one = evidence.line("closed-form")
    resized = {name: [by * value for value in one] for name, by in SIZES.items()}
    off = (name for name, wanted in resized.items() if not alike(evidence.line(name), wanted))
    return [*map(case, islice(off, 1))]


def _special(evidence: Answered) -> list[Mistake]:
    """The step is right where it was probed: what only some episodes show."""
    wrong, points = evidence.wrong, evidence.points
    if any(not r.right for r in evidence.responses):
        return []
    if own := _own_number(evidence):
        return [own]
    if points == {"zero"} and evidence.values["zero"].finite and not any(evidence.line("zero")[1:]):
        return [case("zero-to-zero")]
    if "times" in points and not points & {"linear", "precision", "start"}:
        return [case("not-any-time")]
    if "long" in points:
        return _late_in_a_run(evidence)
    if points == {"system"}:
        return [case("not-systems")]
    if points and points <= {"nonlinear", "system"}:
        return [case("not-any-rhs")]
    if {*wrong} <= {"everyday", "below", "edge", "picture"}:
        betas = (fraction(probe.decay) for probe in evidence.plan.probes)
        return [case("not-larger", betas=" and ".join(betas))]
    return []


def _own_number(evidence: Answered) -> Mistake | None:
    """The h or β in the given one's place, the same in each step of a run that asks for more."""
    name = next((n for n in ("leaps", "edge", "below") if n in evidence.wrong), "")
    if not name:
        return None
    episode, line = evidence.plan.episodes[name], evidence.line(name)
    shares = []
    for t, (x, after) in zip(episode.times(), pairwise(line), strict=False):
        own = episode.kind == "recurrence"
        change, by = (after - episode.f(t), x) if own else (after - x, episode.rhs(t, (x,))[0])
        shares += [change / by] if by else []
    if not shares or not alike(shares, shares[:1] * len(shares)):
        return None
    what, given = ("beta", episode.decay) if episode.kind == "recurrence" else ("h", episode.h)
    if near(shares[0], given):
        return None
    told = f"with {what} = {significant(given)} it goes on as with {significant(shares[0])}"
    return finding("constant-argument", told, episode.kind)


def _late_in_a_run(evidence: Answered) -> list[Mistake]:
    """A run that is right for a while."""
    driven = evidence.plan.episodes["endurance"]
    if told := _one_step(evidence, driven, evidence.line("endurance")):
        return told
    if "long" not in evidence.first:
        return []
    episode, k = evidence.plan.episodes["long"], evidence.first["long"]
    got, wanted = evidence.line("long"), evidence.wanted("long")
    starts = [row[0] for row in episode.driven(ZERO).expected()]
    late = zip(got[k:], wanted[k:], starts[k:], strict=True)
    code = "memory-truncated"
    if k < 2:
        return []
    if not any(got[k:]):
        code, said = "step-skipped", f"from step {k} on every value is 0"
    elif got[k] == starts[k]:
        said = f"an input is forgotten after {count(k - 1 - LATE, 'step')}"
    elif all(g in (w, x, w - x, 0) for g, w, x in late):
        said = f"after {count(k - 1, 'step')} something of the past is missing"
    else:
        return _one_step(evidence, episode, got)
    return [finding(code, said, evidence.kind)]


def _one_step(evidence: Answered, episode: Episode, got: Sequence[Fraction]) -> list[Mistake]:
    """A run in which one step, late enough, is another, or some are, at equal distances."""
    goes_on = continued(episode, got)

    def trials(n: int, _: None, x: Fraction) -> Iterator[tuple[str, None, Fraction]]:
        yield "", None, goes_on[n + 1]
        yield "step-skipped", None, x
        fresh = goes_on[n + 1] - episode.decay * x, goes_on[n + 1] - x  # from 0, and without x
        yield from (("state-reset", None, y) for y in (ZERO, *episode.x0, *fresh))

    if told := [*eventful(got[1:], None, got[0], trials, evidence.kind)]:
        return told
    off = [n for n, (x, right) in enumerate(zip(got, goes_on, strict=True)) if x != right]
    steps = [f"x_{k} is {fraction(got[k])} instead of {fraction(goes_on[k])}" for k in off]
    return [case("one-step-off", step=steps[0])] if len(steps) == 1 else []


def _one_array(evidence: Answered) -> list[Mistake]:
    """Every value is the last one: one array was stored many times."""
    one = any(
        {*evidence.values[name].rows} == {evidence.expected[name][-1]}
        for name in ("closed-form", "system")
        if name in evidence.first
    )
    return [case("one-array")] if one else []


def diagnose(answer: Answer, evidence: Answered) -> list[Mistake]:
    """All that fits, one finding for each code, the most specific first.

    How the numbers differ says more than that some of the runs ended otherwise.
    """
    outside = list(_from_outside(answer, evidence))
    differs = any(evidence.asks(name) for name in evidence.first)
    probed = all(
        evidence.values[name].finite
        for probe in evidence.plan.probes
        for name in (probe.start, *probe.columns.values())
    )
    apart = differs and probed and evidence.repeated and evidence.points != {"decimal"}
    inside = _from_numbers(evidence) if apart else []
    if not outside and not inside and differs:
        inside = [Mistake("deviates", _law_found(evidence))]
    if inside:
        mixed = [one for one in outside if one.code not in ENDINGS]
        outside = [one for one in outside if one.code in ENDINGS]
        inside = in_order([*inside, *mixed])
    return in_order(outside) if not inside else [*inside, *in_order(outside)]


ENDINGS = ("crashed", "timed-out", "exited", "non-finite", "wrong-return")


def _finer(evidence: Answered) -> list[Mistake]:
    """More accurate with the longest step than Euler with the shortest: another method."""
    steps = (*LEVELS, *FINER)
    if not _refined(evidence, steps):
        return []
    errors = [_error(evidence, evidence.line(name), name) for name in _levels(steps)]
    last = _levels(steps)[-1]
    if max(map(abs, errors)) >= abs(_error(evidence, evidence.wanted(last), last)):
        return []
    return _order_named(evidence) or [case("error-finer", few=steps[0], many=steps[-1])]


def _from_numbers(evidence: Answered) -> list[Mistake]:
    """The first of the rules that says something, from what decides most to what decides least."""
    rules = (
        _swapped, _own_time, _one_array, _precision, _implicit, _finer, _nonlinear, _mechanism,
        _special, _order_named,
    )  # fmt: skip
    return next(filter(None, (rule(evidence) for rule in rules)), [])


def _implicit(evidence: Answered) -> list[Mistake]:
    found = implicit(evidence.responses) if evidence.kind == "euler" else []
    orders = _order_named(evidence) if found else []
    return [*found, *(one for one in orders if "order one, but" not in one.sentence)]


def _mechanism(evidence: Answered) -> list[Mistake]:
    return mechanism(evidence.responses, evidence.kind)


def _law_found(evidence: Answered) -> str:
    """The subject's own step, where it has one; else what a start of 1 becomes."""
    rest = "this is none of the known mistakes."
    for r in evidence.responses if evidence.values["rest"].rows else ():
        if times := _foreign_times(evidence):
            return f"It asks for rhs at t = {times}, which are not the nodes; {rest}"
        if not r.right and r.even:
            return f"It computes {instead(r.steps[1], r.probe)}; {rest}"
        if not r.right:
            what, own, right = _response(r)
            return f"{what} gives {own}, where {right} is right; {rest}"
    return about("deviates", evidence.kind).sentence


def _response(r: Responses) -> tuple[str, str, str]:
    """Of a start of 1, or the first unit input that shows it: what is got and what is right."""
    model = right_responses(r.probe)
    lines = {"A start of 1 without input": (r.start, model.start)}
    for place, column in r.columns.items():
        lines[f"A unit input at step {fraction(place)}"] = (column, model.columns[place])
    what = next(name for name, (own, right) in lines.items() if not alike(own, right))
    own, right = (", ".join(map(brief, line)) for line in lines[what])
    return what, own, right


def _foreign_times(evidence: Answered) -> str:
    """When rhs was asked for in the closed form, if that is not at nodes or between them."""
    episode, values = evidence.plan.episodes["closed-form"], evidence.values["closed-form"]
    if not values.times:
        return ""
    begin, *_, end = episode.times()
    inside = all(t is not None and begin - episode.h <= t <= end for t in values.times)
    return "" if inside else ", ".join(map(fraction, values.times[: episode.n]))


ORDERS = {"rhs(x, t)": "odeint", "rhs(x)": "autonomous"}
"""The convention that an unusual way to call rhs has."""


# ---- the judgement ---------------------------------------------------------------------------


def judge(answer: Answer, convention: str = "lecture", seed: int = 0) -> Judgement:
    """Whether a subject is forward Euler or the recurrence, and if not, what it does instead.

    ``answer`` is what came back for `episodes` of its kind with the same seed.
    """
    evidence = Answered(answer, seed, "lecture")
    findings = diagnose(answer, evidence)
    way = answer.signature.partition(", ")[2]
    if way in ORDERS and not findings and convention not in (ORDERS[way], "any"):
        findings = [case(ORDERS[way])]
    if answer.kind == "recurrence" and (findings or convention == "averaged"):
        averaged = Answered(answer, seed, "averaged")
        follows = not diagnose(answer, averaged)
        if follows and convention in ("averaged", "any"):
            evidence, findings = averaged, []
        elif follows:
            findings = [case("averages"), Mistake("input-scaled")]
        elif convention == "averaged":
            evidence, findings = averaged, findings or [case("sums")]
    return _judged(answer, evidence, findings, convention)


def _judged(
    answer: Answer, evidence: Answered, findings: Sequence[Mistake], convention: str
) -> Judgement:
    code = findings[0].code if findings else "conforms"
    other = code.partition(CONVENTION)[2]
    return judged(
        answer,
        convention,
        findings,
        theorem=about(code, evidence.kind).theorem or FIRST[evidence.kind],
        checks=tuple(_points(evidence)),
        counterexample=_counterexample(evidence, code) if findings else None,
        expected_impulse=tuple(map(float, evidence.wanted("picture")[1:])),
        got_impulse=_drawn(evidence.values["picture"], len(evidence.expected["picture"]))[1:],
        accepted_by=f"--convention {other}" if other else "",
        amplification="1 instead of 1/(1 − β)" if code == "convention:averaged" else "",
        asked=_asked(evidence),
    )


def _asked(evidence: Answered) -> Asked:
    """What came to its end, and decides."""
    plan, values = evidence.plan.episodes, evidence.values
    runs = [plan[name] for name in plan if evidence.asks(name) and values[name].rows]
    ranges = {
        "x0": (x for one in runs for x in one.x0),
        "entries": (Fraction(len(one.x0)) for one in runs),
    }
    if evidence.kind == "recurrence":
        given = {
            "beta": (one.decay for one in runs),
            "f": (v for one in runs for v in one.f.values),
        }
    else:
        given = {"t": (t for one in runs for t in one.times()), "h": (one.h for one in runs)}
    return Asked.of((one.n for one in runs), **given, **ranges)


def _drawn(values: Values, length: int) -> tuple[float | None, ...]:
    drawn = [None if not row or row[0] is None else float(row[0]) for row in values.rows[:length]]
    return (*drawn, *[None] * (length - len(drawn)))


def _points(evidence: Answered) -> Iterator[Point]:
    kind = evidence.kind
    asked = [evidence.values[name] for name in evidence.values if evidence.asks(name)]
    odd = [(INSTEAD[values.odd.code], values.odd.sentence) for values in asked if values.odd]
    odd += [("an exception", _raised(values.error)) for values in asked if values.error]
    wrong, why = next(iter(odd), ("", ""))
    yield point(kind, "values", wrong, why=why)
    heard = not all(values.error for values in evidence.values.values())
    wrong = "" if evidence.repeated else "other numbers in the second run"
    yield point(kind, "repeat", wrong, heard)
    wrong = "a change of the caller's array" if any(values.changed for values in asked) else ""
    yield point(kind, "arguments", wrong, heard)
    asked_of = {episode.point for episode in evidence.plan.episodes.values()}
    yield from (_aspect(evidence, name, heard) for name in ASPECTS[kind] if name in asked_of)


def _aspect(evidence: Answered, name: str, heard: bool) -> Point:
    """What the episodes about it show."""
    own = [n for n, episode in evidence.plan.episodes.items() if episode.point == name]
    why = ""
    if heard and name == "order":
        measured = order(evidence, LEVELS)
        why = (
            f"order {measured.observed or 0:.3f} at h = {measured.h}, "
            f"error {measured.constant:.4g} h; FE-4 has {leading():.4g} h as h → 0"
        )
    elif heard and any(evidence.values[n].error for n in own):
        why = "It refuses such arguments, and says so: no wrong number."
    parted = [Difference(evidence, n) for n in own if n in evidence.wrong]
    return point(evidence.kind, name, heard=heard, why=why, parted=parted)


def _counterexample(evidence: Answered, code: str) -> Counterexample | None:
    """The smallest run that shows it; where the numbers are right, the first that is odd."""
    ended = [name for name in evidence.wrong if evidence.values[name].error]
    wrong = [name for name in evidence.wrong if name not in ended]
    if ended and (code in ENDINGS or not wrong):
        shortest = min(ended, key=lambda name: evidence.plan.episodes[name].n)
        return Difference(evidence, shortest).told()
    if wrong:
        return smallest(Difference(evidence, name) for name in wrong)
    shown, wanted, got = "closed-form", "the same numbers twice", "other numbers the second time"
    for name, values in evidence.values.items():
        if values.odd and evidence.asks(name):
            wanted = "x at t0, t0 + h, …" if evidence.kind == "euler" else "len(f) + 1 values"
            shown, got = name, INSTEAD[values.odd.code]
            break
        if values.changed and evidence.asks(name):
            shown, wanted = name, "the caller's array as it was"
            got = "an array that was changed"
            break
    return Counterexample(evidence.plan.episodes[shown].inputs(), 0, wanted, got)


_LATER = ("nonlinear", "system", "order", "precision", "linear", "rounding")


class Difference(NamedTuple):
    """Where the answer to an episode first parts from what is right."""

    evidence: Answered
    name: str

    @property
    def size(self) -> tuple[int, ...]:
        """Steps until it differs, numbers given, all steps."""
        episode = self.evidence.plan.episodes[self.name]
        given = sum(map(bool, (*episode.x0, *episode.f.values))) + 9 * (episode.point in _LATER)
        return (self.evidence.first[self.name], given, episode.n)

    def told(self) -> Counterexample:
        episode, values = self.evidence.plan.episodes[self.name], self.evidence.values[self.name]
        step, expected = self.evidence.first[self.name], self.evidence.expected[self.name]
        wanted = listed(expected[step]) if step < len(expected) else "no further value"
        if values.error:
            got = exception(values.error) if values.error["type"] else "no answer"
        elif step < len(values.rows):
            got = listed(values.rows[step])
        else:
            got = INSTEAD[values.odd.code if values.odd else "too-short"]
        return Counterexample(episode.inputs(), step, wanted, got)
