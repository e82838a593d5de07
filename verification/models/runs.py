"""Runs of what the hypotheses of a claim say, and what the claim's own statement comes to in them.

A run knows nothing of the statement: letters are drawn inside the hypotheses, a sequence follows
the step that a hypothesis gives, or is drawn within its bound, and a function that solves an
equation is drawn first, its input found from the equation. Then both sides of the statement are
evaluated in ℚ or in balls. What no finite run can show, a limit say, is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise
from math import factorial, perm
from operator import add
from random import Random
from typing import Any

import sympy
from duhamel.analysis.logic import (
    Exists,
    ForAll,
    Iff,
    Relation,
    Smooth,
    Solves,
    bind,
    conjuncts,
    free,
)
from duhamel.verification.proof.engines import _SIGNS, _drawn, _inside, _opposite
from duhamel.verification.proof.exact import NotEvaluableError, Point, evaluate, real
from flint import acb, acb_series, arb, ctx, fmpq
from sympy import Abs, Eq, Indexed, IndexedBase, Le, Limit, S, Symbol
from sympy.core.function import AppliedUndef

STEPS = 9  # the last n for which a hypothesis on all n is looked at: one beyond `COUNTS`
RUNS = 8
TRIES, MISSES = 40, 9  # draws, and those for which no letters were found
SHARES = tuple(fmpq(k, 4) for k in (4, -4, 4, -4, 3, -1, 0))  # of a bound; most attain it
UNDECIDED = (NotEvaluableError, ZeroDivisionError, ValueError, OverflowError, KeyError)


class NoRunError(ValueError):
    """What the hypotheses ask for is nothing that can be run here."""


@dataclass(frozen=True)
class Rule:
    """``gap`` = 0 for all n, solved for base[n + ahead]; with ``bound``, abs(gap) ≤ bound."""

    base: IndexedBase
    letter: Symbol
    ahead: int
    gap: Any
    bound: Any = None


def runs(
    hypotheses: Sequence[Relation], spoken: Any, seed: str, count: int = RUNS
) -> Iterator[Point]:
    """Points at which the hypotheses hold, for what they and ``spoken`` speak of."""
    random = Random(seed)
    known = [*hypotheses]
    letters = sorted(
        {x for x in set().union(*map(free, (*known, spoken))) if isinstance(x, Symbol)}, key=str
    )
    rules = [*_rules(known)]
    plain = tuple(_solved(one) for one in known if not free(one) - {*letters})
    found = missed = 0
    for _ in range(TRIES):
        if found == count:
            return
        at = next(_inside(plain, letters, random, 1), None)
        missed += at is None
        if missed > MISSES:
            return
        if at is None:
            continue
        try:
            point = _run(at, known, [*known, spoken], rules, random)
            point = reduce(_fitting, known, reduce(_bounding, known, point))
            if all(truth(one, point) is True or _made(one, point) for one in known):
                found += 1
                yield point
        except NoRunError:
            return
        except UNDECIDED:
            continue


def _made(hypothesis: Relation, point: Point) -> bool:
    """Whether the run was made so that it holds, for more values than can be looked at."""
    if isinstance(hypothesis, Smooth | Solves):
        return True
    if (head := _of_all(hypothesis)) is not None and head.func in point.body:
        return True
    found = _bounded(hypothesis)
    return found is not None and isinstance(point.functions.get(found[0]), Drawn)


def _bounded(hypothesis: Relation) -> tuple[Any, int, Any] | None:
    """The function whose derivative of this order a hypothesis bounds at all times, by this."""
    if not isinstance(hypothesis, ForAll) or not isinstance(hypothesis.args[2], Le):
        return None
    size, bound = hypothesis.args[2].args
    inner = size.args[0] if isinstance(size, Abs) else None
    order = int(inner.derivative_count) if isinstance(inner, sympy.Derivative) else 0
    inner = inner.expr if isinstance(inner, sympy.Derivative) else inner
    return (inner.func, order, bound) if isinstance(inner, AppliedUndef) else None


def _solved(relation: Relation) -> Relation:
    """An equation between letters, for one that stands in it once and plainly."""
    if isinstance(relation, Eq) and not relation.lhs.is_Symbol:
        gap = sympy.expand(relation.lhs - relation.rhs)
        for letter in sorted(gap.free_symbols, key=str):
            slope = gap.diff(letter)
            if gap.is_polynomial(letter) and letter not in slope.free_symbols and slope != 0:
                value = sympy.solve(gap, letter)[0]
                return Eq(letter, value, evaluate=False)
    return relation


def _rules(hypotheses: Sequence[Relation]) -> Iterator[Rule]:
    """What the hypotheses say of sequences for all n: equations first, then bounds."""
    taken = set[Any]()
    said = [one.args for one in hypotheses if isinstance(one, ForAll) and one.args[1] == S.true]
    for wanted in (Eq, Le):
        for (letter, *more), _, that in said:
            if more or not isinstance(that, wanted):
                continue
            gap, bound = that.lhs - that.rhs, None
            if wanted is Le:
                if not isinstance(that.lhs, Abs):
                    continue
                gap, bound = that.lhs.args[0], that.rhs
            terms = [
                (isinstance(that.lhs, Indexed) and i == that.lhs, int(shift), str(i.base), i.base)
                for i in gap.atoms(Indexed)
                if (shift := i.indices[0] - letter).is_Integer and i.base not in taken
            ]
            if terms:
                _, ahead, _, base = max(terms, key=lambda term: term[:3])
                taken.add(base)
                yield Rule(base, letter, ahead, gap, bound)


def _run(
    at: Mapping[Symbol, Any],
    hypotheses: Sequence[Relation],
    spoken: Sequence[Relation],
    rules: Sequence[Rule],
    random: Random,
) -> Point:
    """One run: sequences and functions that do what the hypotheses say, where they say it."""
    point = Point(at, {}, {}, {})
    functions, body = _functions(hypotheses, spoken, point, random)
    sequences: dict[Any, Callable[[int], Any]] = {}
    point = Point(at, functions, sequences, body)
    starts = {
        one.lhs: one.rhs
        for one in hypotheses
        if isinstance(one, Eq) and isinstance(one.lhs, Indexed) and one.lhs.indices[0].is_Integer
    }
    bases = {node.base for one in spoken for node in one.atoms(Indexed)}
    for base in sorted(bases, key=str):
        rule = next((rule for rule in rules if rule.base == base), None)
        sequences[base] = _sequence(base, rule, starts, point, random.random())
    return point


def run_on(hypotheses: Sequence[Relation], starts: Mapping[Any, Any], point: Point) -> Point:
    """The point with the sequences that hypotheses give step by step, from these starts."""
    found = dict(point.sequences)
    point = Point(point.letters, point.functions, found, point.body)
    for rule in _rules(hypotheses):
        known = rule.base in found or rule.base in point.body or rule.bound is not None
        if not known and all(rule.base[i] in starts for i in range(rule.ahead)):
            found[rule.base] = _upwards(_sequence(rule.base, rule, starts, point, 0.0))
    return point


def _upwards(term: Callable[[int], Any]) -> Callable[[int], Any]:
    """One after the other, so that no call nests in as many as there are before it."""
    return lambda i: [term(k) for k in range(i + 1)][-1]


def _sequence(
    base: IndexedBase, rule: Rule | None, starts: Mapping[Any, Any], point: Point, salt: float
) -> Callable[[int], Any]:
    @cache
    def term(i: int) -> Any:
        if i < 0:
            raise ValueError(f"{base}[{i}]")
        random = Random(f"{salt}/{i}")
        if base[i] in starts:
            return evaluate(starts[base[i]], point)
        if rule is None or i < rule.ahead:
            return _drawn(Symbol("u", real=True), random)
        n = i - rule.ahead
        gaps = [_gap(rule, n, fmpq(trial), point) for trial in (0, 1)]
        slope = gaps[1] - gaps[0]
        wanted = fmpq(0)
        if rule.bound is not None:
            wanted = random.choice(SHARES) * evaluate(rule.bound, _put(point, rule.letter, fmpq(n)))
        return (wanted - gaps[0]) / slope

    return term


def _gap(rule: Rule, n: int, trial: fmpq, point: Point) -> Any:
    known = point.sequences[rule.base]
    here = {
        **point.sequences,
        rule.base: lambda i: trial if i == n + rule.ahead else known(i),
    }
    letters = {**point.letters, rule.letter: fmpq(n)}
    return evaluate(rule.gap, Point(letters, point.functions, here, point.body))


def _functions(
    hypotheses: Sequence[Relation], spoken: Sequence[Relation], point: Point, random: Random
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Functions within their bounds, those that a formula or an equation gives, and solutions.

    Of x′ = −a x + f(t) with a free f, x is drawn and f found; with an f that is given, x is solved.
    """
    heads = sorted({f.func for one in spoken for f in one.atoms(AppliedUndef)}, key=str)
    body: dict[Any, Any] = {}
    for relation in (Le, Eq):  # a formula may speak of what a bound has drawn
        body |= dict(_by_formulas(hypotheses, relation, body, random))
    solved: list[Solves] = []
    for one in hypotheses:
        if isinstance(one, Solves):
            equation, unknown, letter = one.args
            known = {unknown.func, *body, *(each.args[1].func for each in solved)}
            inputs = [f for f in equation.rhs.atoms(AppliedUndef) if f.func not in known]
            if len(inputs) == 1 and not equation.rhs.atoms(sympy.Derivative):
                (found,) = sympy.solve(equation, inputs[0])
                body[inputs[0].func] = sympy.Lambda(letter, _written_out(found, body))
            else:
                solved.append(one)
    found = [one for one in map(_bounded, hypotheses) if one]
    limits = {head: (order, evaluate(bound, point)) for head, order, bound in found}
    given = {*body, *(one.args[1].func for one in solved)}
    functions: dict[Any, Callable[[Any, int], Any]] = {
        f: _function(random, *limits.get(f, (4, None))) for f in heads if f not in given
    }
    for one in solved:
        at = Point(point.letters, functions, {}, body)
        functions[one.args[1].func] = _solution(one, hypotheses, at, random)
    return functions, body


def _by_formulas(
    hypotheses: Sequence[Relation], kind: type, body: Mapping[Any, Any], random: Random
) -> Iterator[tuple[Any, Any]]:
    """Functions that hypotheses give at every place, or bound there by a formula: a share of it."""
    for one in hypotheses:
        if (f := _of_all(one)) is None or not isinstance(one.args[2], kind):
            continue
        (letter,), _, that = one.args
        if isinstance(that, Eq):
            yield f.func, sympy.Lambda(letter, bind(that.rhs, body))
        elif letter in that.rhs.free_symbols:
            share = sympy.Rational(str(random.choice(SHARES)))
            yield f.func, sympy.Lambda(letter, share * that.rhs)


def _of_all(hypothesis: Relation) -> Any:
    """f(t), where a hypothesis says what it is, or within which bound, for all t; else None."""
    if not isinstance(hypothesis, ForAll) or len(hypothesis.args[0]) > 1:
        return None
    (letter,), _, that = hypothesis.args
    size = that.lhs if isinstance(that, Eq | Le) else None
    f = size.args[0] if isinstance(that, Le) and isinstance(size, Abs) else size
    return f if isinstance(f, AppliedUndef) and f.args == (letter,) else None


def _solution(
    given: Solves, hypotheses: Sequence[Relation], at: Point, random: Random
) -> Callable[[Any, int], Any]:
    """x of x′ = k x + f(t), from its start: in balls, by FLINT's integral of exp(k(t − s)) f(s)."""
    equation, unknown, letter = given.args
    rhs = sympy.expand(_written_out(equation.rhs, at.body))
    rate = rhs.coeff(unknown)
    free_of = rhs - rate * unknown
    if free_of.has(unknown.func) or rate.has(letter):
        raise NoRunError(f"no run solves {equation}")
    forcing = [sympy.expand(free_of)]
    k, zero = evaluate(rate, at), unknown.subs(letter, 0)
    starts = [other for one in hypotheses if (other := _other_side(one, zero)) is not None]
    start = evaluate(starts[0], at) if starts else fmpq(random.randint(-8, 8), 4)

    def f(u: Any, order: int) -> Any:
        while len(forcing) <= order:
            forcing.append(forcing[-1].diff(letter))
        return evaluate(forcing[order], _put(at, letter, u))

    def x(u: Any, order: int) -> Any:
        if isinstance(u, acb_series):
            middle, terms = u[0], range(ctx.cap)
            parts = (x(middle, order + i) * (u - middle) ** i / factorial(i) for i in terms)
            return reduce(add, parts)
        if order:
            return k * x(u, order - 1) + f(u, order - 1)
        end = acb(u)
        memory = acb.integral(
            lambda share, _: ((1 - share) * end * k).exp() * acb(f(end * share, 0)) * end, 0, 1
        )
        return acb(start) * (end * k).exp() + memory

    return x


def _other_side(equation: Relation, side: Any) -> Any:
    """What an equation says that ``side`` is."""
    if not isinstance(equation, Eq) or side not in equation.args:
        return None
    return equation.rhs if equation.lhs == side else equation.lhs


def _written_out(expr: Any, body: Mapping[Any, Any]) -> Any:
    """Without the functions that others give."""
    return bind(expr, body).doit()


@dataclass(frozen=True)
class Drawn:
    """A polynomial, by its coefficients from the lowest on."""

    coefficients: tuple[Any, ...]

    def __call__(self, u: Any, order: int) -> Any:
        total: Any = fmpq(0)
        for power in range(len(self.coefficients) - 1, order - 1, -1):
            total = total * u + self.coefficients[power] * perm(power, order)
        return total


def _function(random: Random, order: int, bound: Any) -> Drawn:
    """A polynomial whose derivative of this order is a constant, at its bound where it has one."""
    top = random.choice((1, -1)) * (fmpq(random.randint(1, 8), 4) if bound is None else bound)
    lower = [fmpq(random.randint(-8, 8), 4) for _ in range(order)]
    return Drawn((*lower, top / factorial(order)))


# ---- what a relation comes to in a run --------------------------------------------------------


def truth(relation: Relation, at: Point) -> bool | None:
    """Whether it holds in a run; None where a run cannot tell."""
    if relation in (S.true, S.false):
        return bool(relation)
    match relation:
        case sympy.And():
            return _all(truth(one, at) for one in relation.args)
        case sympy.Or():
            return _not(_all(_not(truth(one, at)) for one in relation.args))
        case sympy.Not():
            return _not(truth(relation.args[0], at))
        case Iff():
            left, right = (truth(side, at) for side in relation.args)
            return None if left is None or right is None else left == right
        case ForAll():
            return _for_all(relation, at)
        case Exists():
            return _exists(relation, at)
        case Smooth() | Solves():
            return None  # as the functions were made
        case sympy.core.relational.Relational() if not relation.has(Limit):
            return _compared(relation, at)
    return None


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Iterator[bool | None]) -> bool | None:
    found = [*values]
    if False in found:
        return False
    return None if None in found else True


def _for_all(relation: ForAll, at: Point) -> bool | None:
    (letter, *more), where, that = relation.args
    if more or not isinstance(letter, Symbol):
        return None
    if not letter.is_integer:
        return _throughout(letter, where, that, at)
    found = [
        truth(that, here)
        for here in (_put(at, letter, fmpq(n)) for n in range(STEPS))
        if truth(where, here) is True
    ]
    return _all(iter(found))


PARTS = 8  # of an interval that a letter runs through


def _throughout(letter: Symbol, where: Relation, that: Relation, at: Point) -> bool | None:
    """For all values between two ends, by balls that cover them."""
    ends = _ends(letter, where, at)
    if ends is None:
        return None
    return _all(truth(that, _put(at, letter, value)) for value in _cover(ends))


def _cover(ends: tuple[Any, Any]) -> list[acb]:
    """Balls that hold all between two ends."""
    start, width = ends[0], (ends[1] - ends[0]) * fmpq(1, PARTS)
    edges = [acb(start + width * k) for k in range(PARTS + 1)]
    return [low.union(high) for low, high in pairwise(edges)]


def _bounding(at: Point, hypothesis: Relation) -> Point:
    """The run with the bound, where it is a letter, that its own functions have."""
    found = _bounded(hypothesis)
    if found is None or found[0] in at.functions or not isinstance(found[2], Symbol):
        return at
    (letter,), where, that = hypothesis.args
    if (ends := _ends(letter, where, at)) is None:
        return at
    sizes = [acb(evaluate(that.lhs, _put(at, letter, ball))).abs_upper() for ball in _cover(ends)]
    man, exp = reduce(arb.max, sizes).man_exp()
    return _put(at, found[2], fmpq(int(man)) * fmpq(2) ** int(exp))


def _fitting(at: Point, hypothesis: Relation) -> Point:
    """The run with the letter that a hypothesis gives by what was run, or bounds it by."""
    match hypothesis:
        case Eq():
            for letter, other in (hypothesis.args, hypothesis.args[::-1]):
                if isinstance(letter, Symbol) and other.has(Indexed, AppliedUndef):
                    return _put(at, letter, evaluate(other, at))
        case ForAll() if isinstance(hypothesis.args[2], Le) and hypothesis.args[1] == S.true:
            (letter, *_), _, that = hypothesis.args
            size, bound = that.args
            if (
                isinstance(bound, Symbol)
                and letter.is_integer
                and isinstance(size.args[0], Indexed)
            ):
                sizes = [evaluate(size, _put(at, letter, fmpq(i))) for i in range(STEPS + 2)]
                return _put(at, bound, max(at.letters[bound], *sizes))
    return at


def _ends(letter: Symbol, where: Relation, at: Point) -> tuple[Any, Any] | None:
    """The two ends between which a letter runs, where there are two."""
    parts = [one for one in conjuncts(where) if isinstance(one, sympy.Lt | Le)]
    lows = [one.lhs for one in parts if one.rhs == letter] or [S.Zero] * bool(letter.is_nonnegative)
    highs = [one.rhs for one in parts if one.lhs == letter]
    return (evaluate(lows[0], at), evaluate(highs[0], at)) if lows and highs else None


def _exists(relation: Exists, at: Point) -> bool | None:
    """Some value between two ends, by a change of sign of what is to vanish."""
    (letter, *more), where, that = relation.args
    ends = _ends(letter, where, at) if isinstance(letter, Symbol) else None
    if more or ends is None or not isinstance(that, Eq):
        return None
    (start, end), gap = ends, that.lhs - that.rhs
    signs = set()
    for part in range(1, PARTS):
        value = evaluate(gap, _put(at, letter, start + (end - start) * fmpq(part, PARTS)))
        if _is_zero(value):
            return True
        signs.add(real(value) > 0)
    if len(signs) == 2:
        return True
    whole = acb(start).union(acb(end))
    return None if acb(evaluate(gap, _put(at, letter, whole))).contains(0) else False


def _is_zero(value: Any) -> bool:
    return bool(value == 0 if isinstance(value, fmpq) else acb(value).is_zero())


def _put(at: Point, letter: Symbol, value: Any) -> Point:
    return Point({**at.letters, letter: value}, at.functions, at.sequences, at.body)


def _compared(relation: Relation, at: Point) -> bool | None:
    """Two numbers: exactly, or by balls; balls that overlap are equal as far as can be seen."""
    gap = evaluate(relation.lhs, at) - evaluate(relation.rhs, at)
    if isinstance(relation, Eq | sympy.Ne) and not isinstance(gap, fmpq):
        apart = not acb(gap).contains(0)
        return apart if isinstance(relation, sympy.Ne) else not apart
    value = gap if isinstance(gap, fmpq) else real(gap)
    if _SIGNS[relation.rel_op](value):
        return True
    return False if _SIGNS[_opposite(relation).rel_op](value) else None


def seen(relation: Relation, at: Point) -> bool | None:
    """The same, and None where a term has no value, or none that is close enough, in this run."""
    try:
        return truth(relation, at)
    except UNDECIDED:
        return None
