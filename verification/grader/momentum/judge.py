"""Somebody's momentum update, judged: whether it follows a convention exactly, or what it does.

The conventions are held against the answers as fractions, with ==. What follows none of them is
named by its mechanism (`mechanism`), and by what parts an episode from one that went well.
`nesterov` and `averaged` each stand for two, the learning rate inside the buffer and outside;
`torch` for PyTorch's, with any dampening; `any` for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from math import floor, prod
from typing import Any

from duhamel.analysis.words import decimal, significant
from duhamel.verification.grader.diagnosis import (
    CONVENTION,
    Asked,
    Counterexample,
    Judgement,
    Mistake,
    Point,
    eventful,
    exception,
    finding,
    in_order,
    judged,
    point,
    smallest,
)
from duhamel.verification.grader.momentum.identify import (
    ROUNDINGS,
    UNIT,
    Responses,
    along,
    close,
    findings,
    moves,
    proportional,
    restless,
    rounding,
    still,
    unforced,
    unmoved,
)
from duhamel.verification.grader.momentum.questions import (
    BATCHES,
    EDGE,
    SEED,
    STEPS,
    Answers,
    Column,
    Episode,
    F,
    Trace,
)
from duhamel.verification.grader.momentum.questions import episodes as probes
from duhamel.verification.grader.subject import Answer
from duhamel.verification.models.conventions import ACCEPTED, ANY, Step, dampened

# ---- the conventions -------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """One way to write a convention: its step, what it makes of a steady gradient, its rounding."""

    convention: str
    step: Step
    amplification: str
    rounded: bool = False  # η, or what it makes of g₀, is not dyadic: held to the bound of REC-9

    @lru_cache(4096)  # noqa: B019 - rules are few, and the columns are those of the kept episodes
    def run(self, column: Column, sign: Fraction | int = 1) -> Trace:
        """W and m of a column, m with the factor the subject gives it."""
        m, w, episode = column.memory / sign, column.start, column.episode
        weights, memory = [], []
        for n, (g, rate) in enumerate(zip(column.gradients, episode.rates, strict=True)):
            m, w = self.step(m, w, g, rate, episode.beta, n == 0 and not m)
            weights.append(w)
            memory.append(sign * m)
        return Trace(tuple(weights), tuple(memory))


BOOST, NONE = "1/(1 − β) = 4 at β = 3/4", "1 whatever β is, not 1/(1 − β)"


def _rule(step: Step) -> Rule:
    """One rule for a step, by the first name that it passes under."""
    name = next(name for name, steps in ACCEPTED.items() if step in steps)
    return Rule(name, step, NONE if name == "averaged" else BOOST)


RULES = {step: _rule(step) for steps in ACCEPTED.values() for step in steps}


def allowed(convention: str) -> tuple[Rule, ...]:
    """The rules that a convention accepts, but for PyTorch's dampening, which is read off."""
    if convention == ANY:
        return tuple(RULES.values())
    return tuple(RULES[step] for step in ACCEPTED.get(convention, ACCEPTED["lecture"]))


def _dampening(heard: Answers) -> tuple[Rule, ...]:
    """PyTorch's rule with the dampening that the responses show, if they show one."""
    seen = Responses(heard)
    if seen.h is None or not seen.law.h0 or len(seen.laws) < 2:
        return ()
    (at, rule), (other, its) = seen.laws.items()
    etas = [1 + F(rule.h0) / at[1], 1 + F(its.h0) / other[1]]
    if all(
        abs(eta - beta) <= 64 * seen.slack for eta, (beta, _) in zip(etas, seen.laws, strict=True)
    ):
        eta, text = None, "(1 − η)/(1 − β) = 1 with η = β"
    elif abs(etas[0] - etas[1]) <= 64 * seen.slack and seen.slack * 64 < etas[0] < 1:
        eta = etas[0].limit_denominator(1000)
        text = f"(1 − η)/(1 − β) with η = {significant(eta)}"
    else:
        return ()

    def step(m: Any, w: Any, g: Any, rate: Any, beta: Any, first: bool) -> tuple[Any, Any]:
        return dampened(m, w, g, rate, beta, first, beta if eta is None else eta)

    return (Rule("torch", step, text, rounded=True),)


# ---- following a rule ------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Where a run first parts from a rule, W or m."""

    column: Column
    step: int  # from 0
    what: str
    expected: Fraction | None
    got: Fraction | None

    @property
    def size(self) -> tuple[int, ...]:
        """The fewest steps, the fewest gradients that are not 0, the simplest numbers."""
        column, used = self.column, self.column.gradients[: self.step + 1]
        size = sum(abs(x.numerator) + x.denominator for x in (*used, column.start, column.memory))
        driven = sum(g != 0 for g in used)
        return (self.step, column.episode.batch > 1, column.memory != 0, driven, size)

    def told(self) -> Counterexample:
        """What was given, what was expected and what came, for people."""
        column, episode, used = self.column, self.column.episode, slice(self.step + 1)
        rates = list(dict.fromkeys(episode.rates[used]))
        gradients = [decimal(g * episode.batch) for g in column.gradients[used]]
        inputs = {
            "W": decimal(column.start),
            "m": decimal(column.memory),
            "lr": ", ".join(map(str, episode.rates[used] if len(rates) > 1 else rates)),
            "beta": str(episode.beta),
            "grad": _listed(gradients),
            "batch_size": str(episode.batch),
        }
        if episode.reuse:
            inputs["gradient"] = "one array, refilled at each step"
        expected, got = (f"{self.what} = {decimal(x)}" for x in (self.expected, self.got))
        return Counterexample(inputs, self.step + 1, expected, got)


def _listed(numbers: Sequence[str]) -> str:
    """The numbers, the beginning left out where they are many."""
    return ", ".join(numbers) if len(numbers) <= 8 else f"…, {', '.join(numbers[-8:])}"


class RuleComparison:
    """A subject held against one rule, its m being ``sign`` times the rule's.

    Where that is neither 1 nor −1 it may change with β and the rate: then W decides elsewhere.
    """

    def __init__(self, heard: Answers, rule: Rule, sign: Fraction | int) -> None:
        self.heard, self.rule, self.sign = heard, rule, sign
        self.differences = cache(lambda name: [*self._differ(name)])

    @property
    def memories(self) -> Collection[str]:
        """The episodes in which m is known by its factor."""
        return KEPT if abs(self.sign) != 1 else self.heard.episodes

    def _differ(self, name: str) -> Iterator[Difference]:
        """The first difference in each column of an episode that was played."""
        if self.rule.rounded and self.heard.episodes[name].beta == 0:
            return  # PyTorch dampens nothing where there is no momentum
        for column in self.heard.episodes[name].columns if self.heard.played(name) else ():
            if parted := self.parted(column, self.heard.run(column)):
                yield parted

    def parted(self, column: Column, got: Trace) -> Difference | None:
        """Where a run first parts from the rule."""
        want = self.rule.run(column, self.sign)
        for n, w in enumerate(want.weights):
            slack = self._slack(want, n, column.episode)
            for what, expected, answers in (
                ("W", w, got.weights),
                ("m", (want.memory or ())[n], got.memory),
            ):
                unlike = column.episode.beta == 0 or column.episode.name not in self.memories
                if answers is None or (what == "m" and unlike):
                    continue
                answer = answers[n] if n < len(answers) else None
                if answer is None or abs(answer - F(expected or 0)) > slack:
                    return Difference(column, n, what, expected, answer)
        return None

    def _slack(self, want: Trace, n: int, episode: Episode) -> Fraction:
        if not self.rule.rounded and not episode.rounded:
            return F(0)
        largest = max(abs(F(w or 0)) for w in want.weights)
        unit = SINGLE if episode.dtype == "float32" else UNIT
        return rounding(largest, n, F(episode.beta or 0), unit)

    def follows(self, name: str) -> bool:
        """Played and equal, or such that it need not be played."""
        heard = self.heard
        if heard.played(name):
            return next(self._differ(name), None) is None
        refused = heard.episodes[name].aspect.optional and heard.error(name) is not None
        return bool(heard.skipped(name)) or refused

    def follows_all(self, names: Sequence[str]) -> bool:
        return all(self.follows(name) for name in names)


BESIDES = {
    **dict.fromkeys(
        ("precise", "single", "scalar", "number", "signs", "many", "cube", "four-axes"), ""
    ),
    **dict.fromkeys(("fast", "slow"), "lr"),
    **dict.fromkeys(("plain", "negative", "edge", "negative-edge"), "beta"),
    **{f"batch-{n}": "batch_size" for n in BATCHES},
}
"""What is asked with one thing otherwise, and the argument that it is, if it is one."""

CORE = ("impulses", "other", "start", "schedule", "batch", "batch-start", "matrix")
"""What tells the rules apart; the other episodes repeat it under other circumstances."""


def _judged(heard: Answers) -> list[str]:
    return [name for name, episode in heard.episodes.items() if episode.aspect.judged]


def _followed(heard: Answers, rules: Sequence[Rule], names: Sequence[str]) -> RuleComparison | None:
    """The first of the rules that the subject follows, either sign of m being right (MOM-5)."""
    return next((one for one in _trials(heard, rules) if one.follows_all(names)), None)


def _trials(heard: Answers, rules: Sequence[Rule]) -> Iterator[RuleComparison]:
    for rule in rules:
        signs: list[Fraction | int] = [1, -1, *_factor(heard, rule)]
        yield from (RuleComparison(heard, rule, sign) for sign in signs)


KEPT = ("impulses", "start", "batch-start", "batch")  # of one β and rate


def _factor(heard: Answers, rule: Rule) -> Iterator[Fraction]:
    """How many times the rule's m the subject keeps, where that is always the same."""
    pairs = [
        (wanted, got)
        for column in heard.episodes["impulses"].columns * heard.played("impulses")
        for wanted, got in zip(
            rule.run(column).memory or (), heard.run(column).memory or (), strict=False
        )
    ]
    ratios = {F(got or 0) / wanted for wanted, got in pairs if wanted}
    if len(ratios) == 1 and all(got is not None and bool(got) == bool(w) for w, got in pairs):
        yield from (ratio for ratio in ratios if abs(ratio) != 1)


# ---- what went otherwise in one episode ------------------------------------------------------


def _returns(heard: Answers) -> Iterator[Mistake]:
    """What the callers noticed at once."""
    if noted := heard.noted("wrong-return", CORE):
        yield finding("wrong-return", f"it returns {noted[1]}")
    named = tuple(name for name, episode in heard.episodes.items() if not episode.aspect.optional)
    if noted := heard.noted("wrong-shape", named):
        n, got, wanted = noted[1]
        shapes = f"{tuple(got)} where {tuple(wanted)} belongs, at step {n + 1}"
        yield finding("wrong-shape", shapes)
    if noted := heard.noted("gradient-modified"):
        yield finding("gradient-modified", f"at step {noted[1] + 1}")
    signature, nothing = heard.answer.signature, heard.noted("returned")
    if signature in ("functional", "lecture") and nothing and heard.played("impulses"):
        if signature == "functional" and nothing[1] == "nothing" and still(heard):
            yield finding("wrong-return", "it returns nothing, and the arrays are as they were")
        elif nothing[1] == "W alone" and {*_shown(heard)[0]} <= {F(0)}:
            yield finding("wrong-return", "it returns the weights without their state")


def _infinite(heard: Answers) -> Iterator[Mistake]:
    for name in _due(heard):
        for run in (
            heard.runs(name) if heard.played(name) and name not in ("large", "small") else ()
        ):
            if None in run.weights or None in (run.memory or ()):
                n = [*run.weights, None].index(None)
                yield finding("non-finite", f"at step {n + 1} of “{_title(heard, name)}”")
                return


def _due(heard: Answers) -> list[str]:
    """The episodes that decide, and have to be played."""
    return [name for name in _judged(heard) if not heard.episodes[name].aspect.optional]


def _title(heard: Answers, name: str) -> str:
    return heard.episodes[name].aspect.title


def _crashes(heard: Answers) -> Iterator[Mistake]:
    for name in _due(heard):
        if error := heard.error(name):
            line = f", line {error['line']}" if error.get("line") else ""
            said = f"{exception(error)} in “{_title(heard, name)}”{line}"
            yield finding(str(error["code"]), said)
            return


def _repeated(heard: Answers) -> Iterator[Mistake]:
    """The same question twice: what is left over from before, or what cannot be told."""

    def plays(name: str) -> list[Any] | None:
        """Both plays, where they differ."""
        both = [heard.raw(name, again).get("tracks") for again in (False, True)]
        return None if None in both or both[0] == both[1] else both

    if differ := plays("impulses"):
        one, other = ([track["W"][:1] for track in play] for play in differ)
        if one != other and heard.raw("flushed").get("tracks") == differ[0]:
            yield finding("state-shared", "a second run starts from the state of the first")
        else:
            yield finding("nondeterministic")
    if plays("defaults"):
        yield finding("state-shared", "without a dictionary it goes on from the last one")


def _circumstances(near: RuleComparison) -> Iterator[Mistake]:
    """What goes wrong where a rule is followed otherwise, one circumstance at a time."""
    shared = [*_shared(near)]
    yield from shared
    if near.differences("reused") and not shared:
        yield finding("gradient-aliased")
    if near.differences("shapes") and not shared:
        yield finding("deviates", "several parameters of different shape go another way")
    if near.differences("large") or near.differences("small"):
        if not proportional(near.heard):
            yield finding("nonlinear", "large gradients, or small ones, count out of proportion")
        elif not shared:
            beta = near.heard.episodes["large"].beta
            yield finding("deviates", f"what is right elsewhere goes wrong at β = {beta}")
    yield from _long(near)
    besides = [one for name in BESIDES for one in _besides(near, name)]
    named = [one for one in besides if one.code != "deviates"]
    yield from named or besides  # of one cause the name is enough


def _shared(near: RuleComparison) -> Iterator[Mistake]:
    """Two parameters, or two callers in turn, that are not each as if alone."""
    if near.differences("parameters"):
        columns = {one.column for one in near.differences("parameters")}
        if all(set(near.heard.run(c).weights) == {c.start} for c in columns):
            yield finding("weights-not-updated", "of two parameters only one moves")
        else:
            yield finding("state-shared", "two parameters spoil each other")
    if near.differences("interleaved"):
        yield finding("state-shared", "two runs in turn spoil each other")


def _besides(near: RuleComparison, name: str) -> Iterator[Mistake]:
    """What goes wrong only with other kinds of numbers."""
    where = f"what is right elsewhere goes wrong with {_title(near.heard, name)}"
    if near.heard.noted("wrong-shape", (name,)):
        yield finding("wrong-shape", where)
    elif parted := near.differences(name):
        rounds = name in ("precise", "single") and all(_by_rounding(one) for one in parted)
        stands = all({*near.heard.run(one.column).weights} == {one.column.start} for one in parted)
        if rounds:
            yield finding("precision-lost", where)
        elif own := _own_number(near, name):
            yield own
        elif stands and name not in ("plain", "slow"):
            yield finding("weights-not-updated", f"some of them, {where}")
        else:
            yield finding("nonlinear" if name == "signs" else "deviates", where)


def _own_number(near: RuleComparison, name: str) -> Mistake | None:
    """The number in an argument's place that gives all that came, where there is one."""
    episode, which = near.heard.episodes[name], BESIDES[name]
    given = {"lr": episode.rates[0], "beta": episode.beta, "batch_size": F(1)}.get(which)
    at = int(which == "beta")  # the first step that the argument enters, in proportion

    def run(column: Column, value: Fraction) -> Trace:
        rates = (value,) * len(episode.rates) if which == "lr" else episode.rates
        beta = value if which == "beta" else episode.beta
        share = value if which == "batch_size" else F(1)
        gradients = tuple(share * g for g in column.gradients)
        other = Column(replace(episode, rates=rates, beta=beta), column.start, F(0), gradients)
        return near.rule.run(other, near.sign)

    column = near.differences(name)[0].column
    none, one, got = (
        trace.weights[at : at + 1]
        for trace in (run(column, F(0)), run(column, F(1)), near.heard.run(column))
    )
    if given is None or not got or None in (*none, *one, *got) or none == one:
        return None
    value = (F(got[0] or 0) - F(none[0] or 0)) / (F(one[0] or 0) - F(none[0] or 0))
    largest = max(abs(F(w or 0)) for c in episode.columns for w in run(c, value).weights)
    slack = rounding(largest, len(episode.rates), min(abs(F(episode.beta or 0)), EDGE))
    for each in episode.columns:
        want, answer = run(each, value), near.heard.run(each)
        if len(answer.weights) < len(want.weights) or None in answer.weights:
            return None
        if not close(map(F, want.weights), map(F, answer.weights), slack):  # type: ignore[arg-type]
            return None
    if which == "batch_size":
        given, value = F(episode.batch), episode.batch / value if value else F(0)
        if abs(value - 1) < HALF:
            return finding("batch-missing", f"a batch of {given} is taken for one of 1")
    told = f"with {which} = {significant(given)} it goes on as with {significant(value)}"
    return finding("constant-argument", told)


HALF, SINGLE = F(1, 2**11), F(1, 2**24)


def _by_rounding(one: Difference, unit: Fraction = HALF) -> bool:
    """Whether roundings to a lower precision explain it."""
    if one.got is None or one.expected is None:
        return False
    episode = one.column.episode
    largest = max(abs(one.expected), abs(one.got), F(1))
    return abs(one.got - one.expected) <= rounding(largest, one.step, episode.beta or F(0), unit)


def _long(near: RuleComparison) -> Iterator[Mistake]:
    """What happens late."""
    differences = near.differences("endurance")
    if not differences:
        return
    if told := list(_eventful(near)):
        yield from told
        return
    first = min(differences, key=lambda one: one.step)
    if _forgotten(near, first):
        yield finding("memory-truncated", f"a gradient is forgotten after {first.step} steps")
    else:
        yield finding("deviates", f"it goes another way from step {first.step + 1} on")


def _forgotten(near: RuleComparison, first: Difference) -> bool:
    """Whether what is missing is just the share of the first gradient."""
    column, n, seen = first.column, first.step, Responses(near.heard)
    if first.what != "W" or first.got is None or first.expected is None:
        return False
    law, beta, rate = seen.law, F(column.episode.beta or 0), column.episode.rates[0]
    share = law.h1 / law.decay * beta**n * rate / seen.setting("impulses")[1]
    missing = first.expected - first.got
    slack = rounding(max(abs(first.got), F(1)), n, beta)
    return abs(missing - share * column.gradients[0]) <= slack


def _eventful(near: RuleComparison) -> Iterator[Mistake]:
    """Steps of the long run that are left out, or before which the state is set back."""
    if not near.heard.played("endurance"):
        return
    column = near.heard.episodes["endurance"].columns[0]

    def trials(n: int, m: Fraction, w: Fraction) -> Iterator[tuple[str, Fraction, Fraction]]:
        given = column.gradients[n], column.episode.rates[n], column.episode.beta, n == 0
        yield "", *near.rule.step(m, w, *given)
        yield "state-reset", *near.rule.step(F(0), w, *given)
        yield "step-skipped", m, w

    run, memory = near.heard.run(column), near.sign * column.memory
    yield from eventful(run.weights, memory, column.start, trials, "momentum")


# ---- the judgement ---------------------------------------------------------------------------


def judge(answer: Answer, convention: str = "lecture", seed: int = SEED) -> Judgement:
    """What is said of a momentum subject that was asked `requests(seed)`."""
    heard = Answers(answer, probes(seed))
    rules = allowed(convention)
    if answer.signature.endswith("rounded"):  # by the line of the one who calls it
        rules = tuple(replace(rule, rounded=True) for rule in rules)
    if convention in ("torch", ANY):
        rules = (*rules, *_dampening(heard))
    found = list(_found(heard, rules))
    near = _nearest(heard, rules)
    passes = not found and answer.ending is None and near.follows_all(_judged(heard))
    if not passes and not found:
        found = [finding("deviates", _response(heard))]
    # a crash in some episodes only explains less
    numbers = heard.played("impulses") or heard.begun("impulses")
    late = ("crashed",) if numbers and answer.ending is None else ()
    mistakes = [] if passes else in_order(found, late)
    code = mistakes[0].code if mistakes else ""
    first = heard.episodes["impulses"].columns[0]
    alone = code.startswith(CONVENTION) and len(found) == 1
    return judged(
        answer,
        convention,
        mistakes,
        checks=tuple(_points(heard, near, found)),
        counterexample=None if passes else _counterexample(heard, near),
        expected_impulse=tuple(x or 0.0 for x in _impulse(first, near.rule.run(first, near.sign))),
        got_impulse=_got_impulse(heard),
        accepted_by=f"--convention {code.removeprefix(CONVENTION)}" if alone else "",
        amplification=_amplification(heard, near, found, passes),
        **_remark(near) if passes and abs(near.sign) != 1 else {},
        asked=_asked(heard),
    )


def _remark(near: RuleComparison) -> dict[str, str]:
    """What its m is, where that is another than the rule's; W decides."""
    beta, times = near.heard.episodes["impulses"].beta, significant(near.sign)
    return {
        "remark": f"Its m is {times} times that of the convention, at β = {beta}; W is the same."
    }


def _asked(heard: Answers) -> Asked:
    """What came to its end, and decides."""
    runs = [heard.episodes[name] for name in _judged(heard) if heard.played(name)]
    columns = [column for one in runs for column in one.columns]
    return Asked.of(
        (len(one.rates) for one in runs),
        W=(column.start for column in columns),
        m=(column.memory for column in columns),
        grad=(g * column.episode.batch for column in columns for g in column.gradients),
        lr=(rate for one in runs for rate in one.rates),
        beta=(one.beta for one in runs if one.beta is not None),
        batch_size=(F(one.batch) for one in runs),
        entries=(F(prod(p.shape)) for one in runs for track in one.tracks for p in track),
    )


@lru_cache(4)  # for many subjects the same
def requests(seed: int = SEED) -> dict[str, list[dict[str, Any]]]:
    """What `subject.ask` sends for a momentum subject."""
    return {"momentum": [episode.request() for episode in probes(seed)]}


def _found(heard: Answers, rules: Sequence[Rule]) -> Iterator[Mistake]:
    """All that speaks against the subject; nothing where it follows one of the rules."""
    ending = heard.answer.ending
    if ending is not None:
        yield Mistake(ending.code, ending.sentence)
    if not heard.played("impulses"):
        if unmoved(heard):
            yield finding("weights-not-updated", "until it raises an exception")
        yield from _crashes(heard)
        return
    early = [*_returns(heard), *_infinite(heard), *_repeated(heard), *_crashes(heard)]
    shaken = any(one.code == "nondeterministic" for one in early)
    yield from (one for one in early if one.code != "nondeterministic")
    if any(one.code in ("wrong-shape", "non-finite") for one in early):
        return
    if shaken:
        yield from _counted(heard, (*rules, *allowed(ANY))) or [finding("nondeterministic")]
        return
    near = _followed(heard, rules, CORE)
    if near is None:
        others = (*allowed(ANY), *_dampening(heard))
        near = _followed(heard, others, CORE)
        if near is not None:
            yield finding(f"{CONVENTION}{near.rule.convention}")
    if near is not None:
        yield from _circumstances(near)
        return
    known = (*rules, *allowed(ANY))
    if _whole(heard):
        yield finding("precision-lost", "it hands back whole numbers, the rest is cut off")
        return
    if _single(heard, known):
        yield finding("precision-lost")
        return
    if proportional(heard):
        mechanism = findings(heard)
    else:
        alone = "without a gradient the weights still move" if restless(heard) else ""
        mechanism = _counted(heard, known) or [finding("nonlinear", alone)]
    vague = all(one.code in ("deviates", "nonlinear") for one in mechanism)
    if vague and _coarse(heard, known):
        yield finding("precision-lost")
    elif vague and (places := _decimals(heard, known)):
        yield finding("precision-lost", f"it rounds to {places} decimal places")
    else:
        yield from mechanism


def _counted(heard: Answers, rules: Sequence[Rule]) -> list[Mistake]:
    """What a subject does that is not the same again only because it counts its calls."""
    for trial in _trials(heard, rules):
        if found := list(_eventful(trial)):
            return found
    seen = Responses(heard)
    faults = (along(seen) or []) if seen.h is not None else []
    codes = {"bias-corrected", "first-step"}
    later = heard.raw("impulses", again=True).get("tracks")
    if later is not None and later == heard.raw("flushed").get("tracks"):
        codes.add("step-skipped")  # and not by chance: the later runs agree
    return [one for one in faults if one.code in codes]


def _whole(heard: Answers) -> bool:
    """Whether arrays of whole numbers come back where float64 was given."""
    steps = [step for track in heard.raw("impulses")["tracks"] for step in track["W"]]
    kinds = {str(wire["dtype"]) for step in steps for wire in step}
    return all(kind.startswith(("int", "uint")) for kind in kinds)


def _single(heard: Answers, rules: Sequence[Rule]) -> bool:
    """Whether a rule is followed but for roundings to float32, with numbers of 24 bits."""
    if min(_carried(heard)) > 24:
        return False
    for trial in _trials(heard, rules):
        parted = [one for name in CORE for one in trial.differences(name)]
        if parted and all(_by_rounding(one, SINGLE) for one in parted):
            return True
    return False


def _decimals(heard: Answers, rules: Sequence[Rule]) -> int:
    """To how many decimal places a rule's numbers are rounded; 0 where they are not."""
    runs = {column: heard.run(column) for column in heard.episodes["impulses"].columns}
    memory, weights = _shown(heard)
    for places in range(1, 13):
        unit = F(1, 10**places)
        whole = any(part and all(_multiple(x, unit) for x in part) for part in (memory, weights))
        if whole and any(
            all(_within(rule.run(column), run, column, unit) for column, run in runs.items())
            for rule in rules
        ):
            return places
    return 0


def _within(want: Trace, got: Trace, column: Column, unit: Fraction) -> bool:
    """Whether W stays as near as roundings of m and W to a unit keep it, by the sums of REC-9."""
    beta, held, bound = F(column.episode.beta or 0), F(0), F(0)
    for x, y in zip(want.weights, got.weights, strict=True):
        held = beta * held + unit / 2
        bound += held + unit / 2
        if y is None or abs(y - F(x or 0)) > bound:
            return False
    return True


def _multiple(x: Fraction | None, unit: Fraction) -> bool:
    """Whether it is a multiple, up to a rounding of each of the steps that it came by."""
    return x is not None and abs(x - floor(x / unit + F(1, 2)) * unit) <= STEPS * UNIT * max(
        abs(x), F(16)
    )


def _coarse(heard: Answers, rules: Sequence[Rule]) -> bool:
    """Whether a rule is followed but for numbers of 11 or 8 bits, as float16 and bfloat16 have."""
    columns, (_, weights) = heard.episodes["impulses"].columns, _shown(heard)
    got = [[F(x or 0) for x in moved] for moved in moves(heard, "impulses")]
    for unit, bits in ((HALF, 11), (F(1, 2**8), 8)):
        whole = unit == HALF and _bits(weights) <= bits
        if not whole and min(_carried(heard)) > bits:
            continue
        for rule in rules:
            want = [[F(x or 0) for x in rule.run(c).moves(c.start)] for c in columns]
            size = F(16) if whole else 4 * max(abs(x) for row in want for x in row)
            if all(
                abs(a - b) <= ROUNDINGS * unit * size
                for row, its in zip(want, got, strict=True)
                for a, b in zip(row, its, strict=False)
            ):
                return True
    return False


def _shown(heard: Answers) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """Every m and every W of the impulses."""
    runs = heard.runs("impulses")
    return [m for run in runs for m in run.memory or ()], [w for run in runs for w in run.weights]


def _carried(heard: Answers) -> tuple[int, int]:
    """The bits of the states of the impulses, and of the moves over the learning rate."""
    rate = heard.episodes["impulses"].rates[0]
    moved = [(x or 0) / rate for column in moves(heard, "impulses") for x in column]
    return _bits(_shown(heard)[0]), _bits(moved)


def _bits(numbers: Iterable[Fraction | None]) -> int:
    """The longest significand of dyadic numbers; many where there are none."""
    whole = (abs(x.numerator) if x else 0 for x in numbers)
    return max(((n // (n & -n or 1)).bit_length() for n in whole), default=99)


def _nearest(heard: Answers, rules: Sequence[Rule]) -> RuleComparison:
    """Of the rules that would be right, the one that is followed longest."""
    names = _judged(heard)
    if followed := _followed(heard, rules, names):
        return followed
    return max(_trials(heard, rules), key=lambda trial: sum(trial.follows(name) for name in names))


# ---- what is told ----------------------------------------------------------------------------


def _points(heard: Answers, near: RuleComparison, found: Sequence[Mistake]) -> Iterator[Point]:
    """Each circumstance by itself."""
    yield from (_seen(near, name) for name in _judged(heard))
    looked, noted = any(map(heard.played, heard.episodes)), heard.noted("gradient-modified")
    where = f"step {noted[1] + 1} of “{_title(heard, noted[0])}”" if noted else ""
    yield point("momentum", "gradient-modified", "changed" if noted else "", looked, where)
    said = [one.sentence for one in found if one.code in ("state-shared", "nondeterministic")]
    yield point("momentum", "repeated", "another answer" if said else "", looked, "".join(said[:1]))


def _seen(near: RuleComparison, name: str) -> Point:
    """What an episode shows."""
    heard, played = near.heard, near.heard.played(name)
    error = exception(heard.error(name))
    wrong = "" if heard.episodes[name].aspect.optional else error
    why = "" if played else error or heard.skipped(name) or "not played"
    return point("momentum", name, wrong, played, why, near.differences(name))


def _counterexample(heard: Answers, near: RuleComparison) -> Counterexample | None:
    parted = [one for name in _judged(heard) for one in near.differences(name)]
    if unmoved(heard):
        columns = heard.episodes["impulses"].columns
        parted = [one for c in columns if (one := near.parted(c, heard.run(c)))]
    return smallest(parted)


def _impulse(column: Column, run: Trace) -> tuple[float | None, ...]:
    rate = column.episode.rates[0]
    told = [None if x is None else float(-x / rate) for x in run.moves(column.start)]
    return (*told, *[None] * (STEPS - len(told)))


def _got_impulse(heard: Answers) -> tuple[float | None, ...]:
    if not heard.played("impulses") and not unmoved(heard):
        return ()
    columns = heard.episodes["impulses"].columns
    one, rest = (_impulse(c, heard.run(c)) for c in (columns[0], columns[STEPS]))
    # the same start without a gradient: what the weights do by themselves is no response
    return tuple(x and x - (y or 0.0) for x, y in zip(one, rest, strict=True))


def _response(heard: Answers) -> str:
    """The impulse response in words."""
    told = ", ".join("?" if x is None else significant(x) for x in _got_impulse(heard)[:5])
    return f"after a gradient of 1 its steps in units of −α are {told}, …" if told else ""


def _amplification(
    heard: Answers, near: RuleComparison, found: Sequence[Mistake], passes: bool
) -> str:
    """What becomes of a steady gradient, in words."""
    if passes:
        return near.rule.amplification
    others = [one.code for one in found if one.code.startswith(CONVENTION)]
    if others and len(found) == 1:
        rules = (*allowed(ANY), *_dampening(heard))
        name = others[0].removeprefix(CONVENTION)
        return next(rule.amplification for rule in rules if rule.convention == name)
    seen = Responses(heard)
    if seen.h is None or abs(seen.law.decay) >= 1 or unforced(seen):
        return ""
    rate = seen.setting("impulses")[1]
    total = -seen.total() / rate
    if total == 4:
        return near.rule.amplification
    if significant(total) == significant(F(4)):
        return ""
    return f"{significant(total)} instead of {near.rule.amplification}"
