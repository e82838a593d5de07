"""A linear subject's own step, from its responses to a start and to unit inputs, and its name.

x_{n+1} = P x_n + Σ Q f: what P, Q and the places of the inputs should be is known, so a deviation
is named part by part; a memory that no single step has is compared as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from itertools import islice
from typing import NamedTuple

from duhamel.analysis.words import count, fraction, significant
from duhamel.verification.grader.diagnosis import Mistake, case, finding
from duhamel.verification.grader.integrators.questions import (
    HALF,
    ONE,
    ROUNDED,
    SOLVED,
    ZERO,
    Probe,
    alike,
    near,
)

# ---- the subject's own step ------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of a linear subject: x_{n+1} = decay x_n + Σ weights f, each f by its place.

    ``weight`` is the sum of the weights and ``place`` their mean place, the time in steps at which
    the input is taken: unit inputs linear between nodes add up to 1 and to the time itself.
    """

    n: int
    decay: Fraction | None  # None: nothing was remembered that could fade
    weights: Mapping[Fraction, Fraction]

    @cached_property
    def weight(self) -> Fraction:
        return sum(self.weights.values(), ZERO)

    @cached_property
    def place(self) -> Fraction | None:
        if not self.weight:
            return None
        return sum((c * w for c, w in self.weights.items()), ZERO) / self.weight

    @property
    def offset(self) -> Fraction | None:
        return None if self.place is None else self.place - self.n

    def same(self, decay: Fraction, weight: Fraction, by: Fraction = ROUNDED) -> bool:
        """Whether it is decay x_n + weight f_n."""
        return (
            (self.decay is None or near(self.decay, decay, by=by))
            and near(self.weight, weight, by=by)
            and (self.offset is None or near(self.offset, ZERO))
        )


@dataclass(frozen=True)
class Responses:
    """A linear subject under one set of parameters."""

    probe: Probe
    start: Sequence[Fraction]
    columns: Mapping[Fraction, Sequence[Fraction]]

    @cached_property
    def steps(self) -> list[Step]:
        return [self._step(n) for n in range(self.probe.steps)]

    @cached_property
    def wrong(self) -> list[Step]:
        return [step for step in self.steps if not step.same(self.probe.decay, self.probe.h)]

    @property
    def right(self) -> bool:
        return not self.wrong

    @property
    def even(self) -> bool:
        """Whether every step but the first and the last is the same."""
        laws = [
            (step.decay or ZERO, {c - step.n: w for c, w in step.weights.items()})
            for step in self.steps[1:-1]
        ]
        decay, weights = laws[0]
        return all(
            near(d, decay) and w.keys() == weights.keys() and all(near(w[c], weights[c]) for c in w)
            for d, w in laws
        )

    def _step(self, n: int) -> Step:
        """What is left of the oldest thing remembered is the decay; the rest is new input."""
        old = [self.start, *(self.columns[c] for c in sorted(self.columns) if c <= n - 1)]
        known = next((values for values in old if values[n]), None)
        decay = known[n + 1] / known[n] if known else None
        weights = {c: v[n + 1] - (decay or ZERO) * v[n] for c, v in self.columns.items()}
        return Step(n, decay, {c: w for c, w in weights.items() if not near(w, ZERO)})


Rule = Callable[
    [Sequence[Fraction], Probe], Fraction
]  # the next x of all before, but for its input


def simulated(probe: Probe, rule: Rule, lag: int = 0) -> Responses:
    """What the probe would give if that were the step, with the input of so many steps before."""

    def run(start: Fraction, place: Fraction | None) -> list[Fraction]:
        values = [start]
        for n in range(probe.steps):
            values.append(rule(values, probe) + (probe.h if place == max(n - lag, 0) else ZERO))
        return values

    return Responses(probe, run(ONE, None), {c: run(ZERO, c) for c in probe.columns})


def right_responses(probe: Probe) -> Responses:
    return simulated(probe, lambda x, probe: probe.decay * x[-1])


def _columns_alike(got: Responses, model: Responses) -> bool:
    return all(alike(got.columns[c], model.columns[c]) for c in got.columns)


def _follow(found: Iterable[Responses], rule: Rule, lag: int = 0) -> bool:
    """Whether all are what the rule gives."""
    models = [(r, simulated(r.probe, rule, lag)) for r in found]
    return all(alike(r.start, model.start) and _columns_alike(r, model) for r, model in models)


# ---- names -----------------------------------------------------------------------------------


class Parts(NamedTuple):
    """Codes that fit a step's decay, its weight and its place; None where no code does."""

    decay: frozenset[str] | None = frozenset()
    weight: frozenset[str] | None = frozenset()
    place: frozenset[str] | None = frozenset()

    def common(self, other: Parts) -> Parts:
        """What fits both; a part that is right in one and wrong in the other fits no code."""

        def both(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
            right = frozenset[str]()
            return right if one == two == right else (one and two and one & two) or None

        return Parts(*map(both, self, other))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code.partition(" ")[0] for part in self for code in part or ())

    @property
    def whole(self) -> bool:
        """Whether codes explain all of the step."""
        return None not in self


def _spread(step: Step) -> str:
    """Which inputs enter with which share: that has to be the same in every step."""
    total = step.weight or ONE
    shares = {c - step.n: _plain(w / total) for c, w in sorted(step.weights.items())}
    return ",".join(f"{offset}:{share}" for offset, share in shares.items())


def _part(
    value: Fraction, right: Fraction, *known: tuple[str, Fraction], always: str = ""
) -> frozenset[str] | None:
    """Nothing where the value is right; else the codes that fit, and the one that always does."""
    if near(value, right):
        return frozenset()
    fitting = {code for code, wrong in known if near(value, wrong)}
    return frozenset({*fitting, always} - {""}) or None


def parts(step: Step, probe: Probe, kind: str) -> Parts:
    """What one step shows, part by part."""
    if step.same(probe.decay, probe.h):
        return Parts()
    place: frozenset[str] = frozenset()
    if any(not near(c, Fraction(step.n)) for c in step.weights):
        late = step.offset is not None and step.offset >= 0
        place = frozenset({f"{'late' if late else 'early'}-input {_spread(step)}"})
    right, h, weight = probe.decay, probe.h, step.weight
    decay = right if step.decay is None else step.decay
    if kind == "euler":
        own = (1 - decay) / probe.a  # the step that would give this decay
        if own and not near(own, h) and not near(own, -h) and near(weight, own):
            return Parts(decay=_other_step(own, probe))
        if near(decay, -probe.a * weight):
            other = frozenset() if near(weight, h) else frozenset({"wrong-step"})
            return Parts(frozenset({"state-lost"}), other, place)
    memory = _part(decay, right, *((code, wrong(right)) for code, wrong in _DECAYS[kind]))
    on = "beta-on-gradient" if memory != frozenset() and kind == "recurrence" else "beta-on-both"
    if kind == "recurrence" and near(decay, ONE) and near(weight, right):
        memory = frozenset({on})
    known = (("wrong-sign", -h), (on, h * right), ("gradient-counted-twice", 2 * h))
    return Parts(memory, _part(weight, h, *known, always="input-scaled"), place)


_DECAYS: Mapping[str, Sequence[tuple[str, Callable[[Fraction], Fraction]]]] = {
    "euler": [("wrong-sign", lambda right: 2 - right)],
    "recurrence": [
        ("beta-sign", lambda right: -right),
        ("beta-sign", abs),
        ("beta-complement", lambda right: 1 - right),
        ("beta-squared", lambda right: right**2),
        ("no-momentum", lambda _: ZERO),
    ],
}
"""What a decay may be instead of the right one."""


def _other_step(own: Fraction, probe: Probe) -> frozenset[str] | None:
    """wrong-step, with how the step comes from h and n: that has to be so under all parameters."""
    h, n = probe.h, probe.steps
    ratio = f"{float(own / h):.9g}"
    ways = {"all": ONE, "squared": h * h, "n - 1": h * n / (n - 1), "n + 1": h * n / (n + 1)}
    fitting = {f"wrong-step {way}" for way, value in ways.items() if near(own, value)}
    return frozenset({*fitting, f"wrong-step {ratio}"})


def law(step: Step) -> str:
    """A step as a formula."""
    terms = [_term(step.decay, "x_n")] if step.decay else []
    terms += [_term(w, f"f_{_index(c - step.n)}") for c, w in sorted(step.weights.items())]
    return ("x_{n+1} = " + (" + ".join(terms) or "0")).replace("+ -", "− ").replace("= -", "= −")


def _term(factor: Fraction, letter: str) -> str:
    said = brief(factor)
    return letter if said == "1" else f"-{letter}" if said == "-1" else f"{said} {letter}"


def brief(value: Fraction) -> str:
    """A number in a sentence: a small fraction, else eight digits."""
    simple = _plain(value)
    return fraction(simple) if simple.denominator <= 128 else significant(value, 8)


def _plain(value: Fraction) -> Fraction:
    """What rounding hid, for people."""
    simple = value.limit_denominator(4096)
    return simple if near(value, simple) else value


def _index(offset: Fraction) -> str:
    if not offset:
        return "n"
    return f"{{n{'+' if offset > 0 else '−'}{abs(offset)}}}"


def instead(step: Step, probe: Probe) -> str:
    right = law(Step(step.n, probe.decay, {Fraction(step.n): probe.h}))
    return f"{law(step)}, where {right.removeprefix('x_{n+1} = ')} is right"


def mechanism(all_responses: Sequence[Responses], kind: str) -> list[Mistake]:
    """The codes that the responses to a start and to unit inputs show, if the subject is linear."""
    for rule in _MEMORY:
        if found := list(rule(all_responses, kind)):
            return found
    if all(r.right for r in all_responses):
        return []
    if edge := _edges(all_responses, kind):
        return edge
    by_step = [(step, r.probe) for r in all_responses for step in r.wrong if step in r.steps[1:-1]]
    if not by_step:
        return []
    fitting = reduce(Parts.common, (parts(step, probe, kind) for step, probe in by_step))
    rest = instead(*by_step[0])
    codes = _narrow(fitting.codes)
    lost = ["start-lost"] if _starts_at_zero(all_responses) and "no-momentum" not in codes else []
    if not fitting.whole and (own := _constant(by_step, kind)):
        return [own]
    if not fitting.whole:
        return [Mistake(code, "") for code in (*codes, *lost)] if lost else []
    return [finding(code, rest, kind) for code in (*codes, *lost)]


def _constant(by_step: Sequence[tuple[Step, Probe]], kind: str) -> Mistake | None:
    """One β, or one h, whichever was given."""
    values, given = [], {probe.h if kind == "euler" else probe.decay for _, probe in by_step}
    for step, probe in by_step:
        decay = step.decay or ZERO
        own = (1 - decay) / probe.a if kind == "euler" else decay
        values.append(own)
        if step.offset or not near(step.weight, own if kind == "euler" else probe.h):
            return None
    one = values[0]
    if len(given) < 2 or abs(one) in (ZERO, ONE) or not all(near(x, one) for x in values):
        return None
    name = "h" if kind == "euler" else "beta"
    return finding("constant-argument", f"{name} is {brief(one)}, whatever it is given", kind)


def _narrow(codes: frozenset[str]) -> frozenset[str]:
    """Without what a narrower code implies."""
    narrower = {"wrong-sign", "beta-on-both", "beta-on-gradient", "gradient-counted-twice"}
    return codes - {"input-scaled"} if codes & narrower else codes


def _starts_at_zero(found: Sequence[Responses]) -> bool:
    return all(not any(r.start[1:]) for r in found)


# ---- memories that no single step has --------------------------------------------------------


def _start_lost(found: Sequence[Responses], _: str) -> Iterator[Mistake]:
    models = [(r, right_responses(r.probe)) for r in found]
    if not all(_columns_alike(r, model) for r, model in models):
        return
    if _starts_at_zero(found):
        yield case("start-at-zero")
    elif all(
        alike(r.start[1:], model.start[1:]) and not near(r.start[0], ONE) for r, model in models
    ):
        yield case("start-off", got=fraction(found[0].start[0]))


def _followed(found: Sequence[Responses], kind: str) -> Iterator[Mistake]:
    """Each step takes another x than the one before, always in the same way."""
    names = (name for name, rule in _RULES[kind].items() if _follow(found, rule))
    if kind == "euler" and _follow(found, _RULES[kind]["stale"], lag=1):
        yield finding("stale-derivative", kind=kind)
    else:
        yield from map(case, islice(names, 1))


_RULES: Mapping[str, Mapping[str, Rule]] = {
    "euler": {
        "from-x0": lambda x, probe: probe.decay * x[0],
        "added-to-x0": lambda x, probe: x[0] + (probe.decay - 1) * x[-1],
        "slope-at-x0": lambda x, probe: x[-1] + (probe.decay - 1) * x[0],
        "stale": lambda x, probe: x[-1] + (probe.decay - 1) * x[-2:][0],
    },
    "recurrence": {
        "from-x0": lambda x, probe: probe.decay * x[0],
        "stale": lambda x, probe: probe.decay * x[-2:][0],
    },
}


Change = Callable[[Fraction, Fraction, int], Fraction]  # by the decay, an input's age, and n


def _changed(found: Iterable[Responses], change: Change) -> bool:
    """Whether every column is the right one times that."""
    return all(
        alike(column, [v and v * change(r.probe.decay, n - c, n) for n, v in enumerate(right)])
        for r in found
        for c, right in right_responses(r.probe).columns.items()
        for column in [r.columns[c]]
    )


def _bias_corrected(found: Sequence[Responses], kind: str) -> Iterator[Mistake]:
    sums = _changed(found, lambda decay, _, n: 1 / (1 - decay**n))
    if sums or _changed(found, lambda decay, _, n: (1 - decay) / (1 - decay**n)):
        yield finding("bias-corrected", "x_n is divided by 1 − βⁿ, the mass of its memory", kind)


def _recent(most: int) -> Change:
    return lambda _, age, __: Fraction(age <= most)


def _truncated(found: Sequence[Responses], kind: str) -> Iterator[Mistake]:
    if all(near(r.start[1], ZERO) for r in found):
        return
    for window in range(1, found[0].probe.steps):
        if _changed(found, _recent(window)):
            detail = f"an input is forgotten after {count(window, 'step')}"
            yield finding("memory-truncated", detail, kind)
            return


def _coarse(found: Sequence[Responses], kind: str) -> Iterator[Mistake]:
    """Every other value is that of a step twice as long; those between are filled in."""
    if kind == "euler" and all(
        near(r.start[n], (1 - 2 * r.probe.a * r.probe.h) ** (n // 2))
        for r in found
        for n in range(0, r.probe.steps + 1, 2)
    ):
        yield (coarse := case("twice-as-long"))
        yield coarse._replace(code="step-skipped")


def _frozen(found: Sequence[Responses], _: str) -> Iterator[Mistake]:
    """Whichever the step, the input is the one of the same time."""
    steps = [[s for s in r.steps if s.place is not None] for r in found]
    if all(len(s) == r.probe.steps for s, r in zip(steps, found, strict=True)) and all(
        near(step.place or ZERO, s[0].place or ZERO) and near(step.weight, r.probe.h)
        for s, r in zip(steps, found, strict=True)
        for step in s
    ):
        yield case("same-time")


_MEMORY = (_start_lost, _followed, _bias_corrected, _truncated, _coarse, _frozen)


def _edges(found: Sequence[Responses], kind: str) -> list[Mistake]:
    """Most steps are right: which are not, and what they do instead."""
    always = any(all(step in r.wrong for step in r.steps[1:-1]) for r in found)
    wrong = [(step, r.probe) for r in found for step in r.wrong]
    if not always and len(wrong) > 2:
        steps = f"the first of them at n = {wrong[0][0].n}"
        if all(not s.weights and near(s.decay or ONE, ONE) for s, _ in wrong):
            return [finding("step-skipped", steps, kind)]
        if all(not s.decay and near(s.weight, p.h) and not s.offset for s, p in wrong):
            return [finding("state-reset", steps, kind)]
    if always or len(found[0].wrong) > 1:
        return []
    step, probe = next((r.wrong[-1], r.probe) for r in found if r.wrong)
    rest = f"at n = {step.n}, {instead(step, probe)}"
    decay = probe.decay if step.decay is None else step.decay
    stands, empty = near(decay, ONE), near(decay, ZERO)
    first = all(other.n == 0 for r in found for other in r.wrong)
    if not step.weights and empty and step.n == probe.steps - 1:
        return [case("left-at-zero")]
    fitting = parts(step, probe, kind)
    codes: Iterable[str] = _narrow(fitting.codes)
    if not step.weights and (stands or (empty and first)):
        codes = ("step-skipped", "first-step") if first else ("step-skipped",)
    elif first and kind == "recurrence" and stands and near(step.weight, probe.h):
        codes = ("filter-start", "first-step")
    elif first:
        codes = ("first-step",)
    elif not step.weights and near(decay, probe.decay):
        codes = ("step-skipped",)
    elif empty:
        codes = ("state-reset", "state-lost")
    elif not fitting.whole:
        return [case("one-step-off", step=rest)]
    return [finding(code, rest, kind) for code in codes]


# ---- implicit steps and other orders ---------------------------------------------------------


def implicit(found: Sequence[Responses]) -> list[Mistake]:
    """x_{n+1} = x_n + h ((1 − θ) rhs_n + θ rhs_{n+1}) solved, or its fixed-point iteration."""
    first, second = found
    theta, other = _share(first), _share(second)
    methods = {ONE: "backward Euler", HALF: "the trapezoidal or the midpoint rule"}
    if theta and other and theta > 0 and near(theta, other):
        methods.setdefault(theta, f"the θ-method with θ = {float(theta):.4g}")
    for share, method in methods.items():
        if theta is not None and near(theta, share, by=SOLVED) and _solves(first, share):
            return [case("solved", method=method)]
    if sweeps := _sweeps(found):
        return [case("sweeps", sweeps=count(sweeps, "sweep"))]
    return []


def _share(r: Responses) -> Fraction | None:
    """The θ that would give the decay of the first step."""
    decay, z = r.steps[0].decay, r.probe.a * r.probe.h
    return None if decay is None or near(decay, ONE) else (1 - z - decay) / (z * (decay - 1))


def _solves(r: Responses, share: Fraction) -> bool:
    z, h = r.probe.a * r.probe.h, r.probe.h
    return all(
        near(step.decay or ZERO, (1 - (1 - share) * z) / (1 + share * z), by=SOLVED)
        and near(step.weight, h / (1 + share * z), by=SOLVED)
        and near(step.offset or ZERO, share, by=SOLVED)
        for step in r.steps
    )


def _sweeps(found: Sequence[Responses]) -> int:
    """How often x ← x_n + h rhs(t_{n+1}, x) was iterated, from x_n or from Euler's value."""
    for sweeps in range(2, 101):
        if all(
            near(step.decay or ZERO, sum(((-z) ** k for k in range(sweeps + 1)), ZERO))
            and near(step.weight, h * sum(((-z) ** k for k in range(sweeps)), ZERO))
            and (step.offset or ZERO) > 0
            for r in found
            for z, h in [(r.probe.a * r.probe.h, r.probe.h)]
            for step in r.steps
        ):
            return sweeps
    return 0
