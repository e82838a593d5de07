"""A theorem with a reader's own numbers: its relations with the letters replaced, and judged.

Both sides of each replaced relation are computed by FLINT, exactly where they are rational and as
balls where they are not. What the numbers do not fix stays a letter, and is not judged; a sequence
or a solution that the theorem speaks of is computed from its own definition, step by step or in
closed form, so that the formula for it is held against something else than itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import count, pairwise
from typing import Any

import sympy
from duhamel.analysis import forcing
from duhamel.analysis.chapters.continuous import DUHAMEL
from duhamel.analysis.chapters.momentum import MOMENTUM, RULES, WEIGHTS
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE
from duhamel.analysis.chapters.responses import memory
from duhamel.analysis.derivation import Derivation, Identity, Iff, Relation, Step, bind
from duhamel.analysis.forcing import Square
from duhamel.analysis.hypotheses import CONDITIONS, INPUTS
from duhamel.analysis.letters import a, beta, f, n, t, x, x_0
from duhamel.analysis.logic import eq
from duhamel.analysis.reader_input import (
    LATEST,
    RUNNING,
    STEPS,
    Given,
    letters_of,
    meanings,
    range_of,
    read,
    relations,
    symbols_of,
)
from duhamel.analysis.theorem import Theorem
from duhamel.verification.models.solution import resolve
from duhamel.verification.proof.engines import by_sympy
from duhamel.verification.proof.exact import NotEvaluableError, Point, evaluate
from flint import acb, arb, fmpq
from sympy import (
    Abs,
    Eq,
    Expr,
    Function,
    Heaviside,
    Indexed,
    IndexedBase,
    Integral,
    Lambda,
    Rational,
    S,
    Symbol,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.parameters import distribute
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFunction, Or

PRINTED = 10**15  # of a number in a formula; with more digits its n stays a letter
SHOWN = 20  # characters of an exact value; a longer one is rounded
DIGITS = 12
SIZE = 100  # operations of a difference that SymPy is asked about
EVALUATIONS = 20_000  # of integrands, for all of a theorem
TIMES = (Rational(5, 8), Rational(11, 8), LATEST)  # where an equation is tried


@dataclass(frozen=True)
class Judged:
    """A relation with the letters replaced, and what its sides come to.

    ``holds`` is None where that cannot be said.
    """

    relation: Relation
    said: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Part:
    """A statement and its chain under the numbers; ``left_out`` says why it does not take them.

    ``closed`` is the solution in closed form, where the chain ends in it and there is one.
    """

    statement: Judged
    steps: tuple[Judged, ...] = ()
    left_out: str = ""
    closed: Relation | None = None


def instantiate(theorem: Theorem, text: str) -> tuple[Part, ...]:
    """The theorem with what ``text`` says, as `a=2, x_0=1, f="sin(t)"`, part by part.

    Raises ValueError, with one line, for what is no such list, and for what no part can take.
    """
    given, budget = read(theorem, text), _Budget()
    parts = tuple(
        _part(theorem, given, place, chain, budget)
        for place, chain in enumerate(theorem.derivation, 1)
    )
    if all(part.left_out for part in parts):
        raise ValueError(f"`--with` {parts[0].left_out}")
    return parts


def _part(theorem: Theorem, given: Given, place: int, chain: Derivation, budget: _Budget) -> Part:
    statement = theorem.statement[place - 1]
    try:
        letters = _conditioned(theorem, given.letters, place)
        scene = _Scene(theorem, replace(given, letters=letters), chain, budget)
        steps = tuple(scene.judged(step.relation, at) for at, step in enumerate(chain.steps))
        same = statement == chain.steps[-1].relation
        stated = steps[-1] if same else scene.judged(statement, len(chain.steps) - 1)
    except _OutsideError as reason:
        return Part(Judged(statement), left_out=str(reason))
    return Part(stated, steps, closed=scene.closed())


class _OutsideError(Exception):
    """The numbers are outside what a part assumes; the message says of what."""


def _conditioned(
    theorem: Theorem, letters: Mapping[str, Rational], place: int
) -> dict[str, Rational]:
    """The values, and those that an equation among the conditions gives; each condition holds."""
    found = dict(letters)
    conditions = [
        relation
        for parts, relation in CONDITIONS.get(theorem.id, ())
        if place in (parts or (place,))
    ]
    for relation in conditions:
        value = _named(relation.rhs, found) if isinstance(relation, Eq) else None
        if isinstance(relation.lhs, Symbol) and value is not None and value.is_real:
            found.setdefault(relation.lhs.name, value)
    for relation in conditions:
        left, right = (_named(side, found) for side in relation.args)
        if left is None or right is None:
            continue
        if isinstance(relation, Eq):
            left, right = sympy.simplify(left - right), S.Zero  # surds: √β² is β
        if relation.func(left, right) != sympy.true:
            values = {x.name: found[x.name] for x in sorted(relation.free_symbols, key=str)}
            raise _OutsideError(f"takes {_written(relation)}, got {_listed(values)}")
    named = {symbol.name for symbol in letters_of(theorem)} & {*found} - {*letters}
    for symbol in {symbol for name in named for symbol in symbols_of(theorem, name)}:
        value = found[symbol.name]  # a value that follows has its range, too
        takes, holds = range_of(symbol)
        if not holds(Fraction(int(value.p), int(value.q)) if value.is_Rational else value):
            raise _OutsideError(f"takes {symbol.name} as {takes}, got {_plainly(value)}")
    return found


def _named(expr: Expr, letters: Mapping[str, Rational]) -> Expr | None:
    """The value of an expression, its symbols taken by name; None where one is not known."""
    if not all(symbol.name in letters for symbol in expr.free_symbols):
        return None
    return expr.subs({symbol: letters[symbol.name] for symbol in expr.free_symbols})


def _written(relation: Relation) -> str:
    signs = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}
    sign = signs.get(relation.rel_op, relation.rel_op)
    return f"{_plainly(relation.lhs)} {sign} {_plainly(relation.rhs)}"


def _plainly(expr: Expr) -> str:
    return re.sub(r"Abs\((\w+)\)", r"|\1|", str(expr)).replace("**", "^").replace("*", " ")


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_plainly(value)}" for name, value in values.items())


# ---- what the letters of a chain stand for ------------------------------------------------------


@dataclass
class _Budget:
    """How often all integrands together may still be asked for a value."""

    left: int = EVALUATIONS


class _Counted(dict[Any, Any]):
    """Letters that an integrand copies each time it is asked for a value."""

    def __init__(self, letters: Mapping[Any, Any], budget: _Budget) -> None:
        super().__init__(letters)
        self.budget = budget

    def __iter__(self) -> Iterator[Any]:  # a copy asks `keys` only where this is not dict's own
        return super().__iter__()

    def keys(self) -> Any:
        self.budget.left -= 1
        if self.budget.left < 0:
            raise NotEvaluableError("more of an integral than is looked at here")
        return super().keys()


class _Scene:
    """One chain: what its letters, functions and sequences are under the numbers.

    A chain may choose for itself ("a constant input"): that goes before what the reader gave. Where
    it gives a letter of a quoted theorem a new meaning, only what comes after is judged.
    """

    def __init__(self, theorem: Theorem, given: Given, chain: Derivation, budget: _Budget) -> None:
        self.budget = budget
        self.theorem, self.given, self.chain = theorem, given, chain
        self.letters: dict[Symbol, Expr] = {}
        self.heads: dict[UndefinedFunction, Lambda] = {}
        self.sequences: dict[IndexedBase, Callable[[int], Any]] = {}
        self.first = max(
            (place for place, step in enumerate(chain.steps) if _renames(step)), default=0
        )
        now = [step for step in chain.steps[self.first :] if not _renames(step)]
        self.pool = [meaning for step in now for meaning in meanings(step)]
        self.relations = [step.relation for step in chain.steps[self.first :]]
        own = {getattr(key, "name", str(key)) for key, _ in self.pool}
        self._enter(lambda name: name not in own)
        self._settle()
        self._enter(lambda _: True)
        self._settle()
        self.numbers = self._numbers(RUNNING)
        self.display = {**self.numbers, **self._inputs()}

    def _enter(self, wanted: Callable[[str], bool]) -> None:
        """What the reader gave, where the chain has not said otherwise."""
        symbols = {x for r in relations(self.theorem) for x in r.free_symbols}
        symbols |= {x for _, value in self.pool for x in getattr(value, "free_symbols", ())}
        symbols |= {a, beta, x_0}
        for symbol in symbols:
            known = isinstance(symbol, Symbol) and symbol.name in self.given.letters
            if known and wanted(symbol.name):
                self.letters.setdefault(symbol, self.given.letters[symbol.name])
        for name, body in self.given.functions.items():
            if wanted(name):
                self.heads.setdefault(Function(name, real=True), body)
        for name, rule in self.given.sequences.items():
            if wanted(name):
                self.sequences.setdefault(IndexedBase(name, real=True), self._member(rule))
        for name, value in self.given.letters.items():
            if wanted(name) and name in INPUTS.get(self.theorem.id, ()):
                constant = Lambda(n, value)
                self.sequences.setdefault(IndexedBase(name, real=True), self._member(constant))

    def _inputs(self) -> dict[Any, Lambda]:
        """The reader's own functions and formulas, which are written where the heads stood."""
        found: dict[Any, Lambda] = {}
        for name, body in self.given.functions.items():
            if self.heads.get(Function(name, real=True)) is body:
                found[Function(name, real=True)] = body
        own = {str(key) for key, _ in self.pool}
        inputs = INPUTS.get(self.theorem.id, ())
        constants = {k: Lambda(n, v) for k, v in self.given.letters.items() if k in inputs}
        for name, rule in {**constants, **self.given.sequences}.items():
            if isinstance(rule, Lambda) and name not in own:
                found[IndexedBase(name, real=True)] = Lambda(n, bind(rule.expr, self._numbers()))
        return found

    def _member(self, rule: Lambda | tuple[Rational, ...]) -> Callable[[int], Any]:
        """A sequence by its formula, or by its first members and zeros after them."""

        @cache
        def member(i: int) -> Any:
            if isinstance(rule, Lambda):
                return self.value(rule(sympy.Integer(i)))
            value = rule[i] if 0 <= i < len(rule) else S.Zero
            return fmpq(int(value.p), int(value.q))

        return member

    def _settle(self) -> None:
        """Every meaning that follows from what is known, until nothing more does."""
        for _ in count():
            before = len(self.letters) + len(self.heads) + len(self.sequences)
            for key, value in self.pool:
                if not self._knows(key) and self._fixed(value):
                    self._mean(key, value)
                elif self._knows(key):
                    self._rename(key, value)
            self._model()
            if before == len(self.letters) + len(self.heads) + len(self.sequences):
                return

    def _knows(self, key: Any) -> bool:
        return key in self.letters or key in self.heads or key in self.sequences

    def _fixed(self, value: Any) -> bool:
        """Whether all that an expression, or a body, speaks of is known."""
        expr, own = (
            (value.expr, {*value.variables}) if isinstance(value, Lambda) else (value, set())
        )
        expr = sympy.sympify(expr)
        bases = expr.atoms(IndexedBase)
        free = expr.free_symbols - own - {base.label for base in bases} - expr.atoms(Indexed)
        return (
            free <= {*self.letters}
            and {node.func for node in expr.atoms(AppliedUndef)} <= {*self.heads}
            and bases <= {*self.sequences}
        )

    def _mean(self, key: Any, value: Any) -> None:
        if isinstance(key, UndefinedFunction):
            body = bind(value.expr, {**self._numbers(), **self.heads})
            self.heads[key] = Lambda(value.variables, body)
        elif isinstance(key, IndexedBase):
            self.sequences[key] = self._member(value)
        else:
            self.letters[key] = bind(sympy.sympify(value), {**self._numbers(), **self.heads})

    def _numbers(self, running: Collection[str] = ()) -> dict[Symbol, Rational]:
        """The letters that are numbers; of t and n only those in ``running``."""
        return {
            letter: value
            for letter, value in self.letters.items()
            if value.is_Rational and (letter.name not in RUNNING or letter.name in running)
        }

    def _rename(self, key: Any, value: Any) -> None:
        """x ↦ w with x known: then w is known, too."""
        inner = value.expr if isinstance(value, Lambda) else None
        if isinstance(inner, AppliedUndef) and inner.args == value.variables:
            self.heads.setdefault(inner.func, self.heads[key])
        elif isinstance(inner, Indexed) and inner.indices == value.variables:
            self.sequences.setdefault(inner.base, self.sequences[key])

    def _model(self) -> None:
        """The solution of the equation, and sequences by their recurrence, from their start."""
        speaks = any(isinstance(r, Eq) and r.rhs == DUHAMEL for r in self.relations)
        speaks = speaks or (self.first == 0 and self.theorem.id.startswith("ODE"))
        if speaks and x not in self.heads and f in self.heads and {a, x_0} <= {*self._numbers()}:
            self.heads[x] = _solution(self.letters[a], self.letters[x_0], self.heads[f])
        rules = [r for r in self.relations[:1] if isinstance(r, Eq) and isinstance(r.lhs, Indexed)]
        rules += [RECURRENCE] * (CLOSED_FORM in self.relations)
        rules += [MOMENTUM, WEIGHTS] * (RULES[0] in self.theorem.assumptions)
        for rule in rules:
            base, index = rule.lhs.base, rule.lhs.indices[0]
            start = self._start(base)
            if index == n + 1 and start is not None and base not in self.sequences:
                self.sequences[base] = self._iterated(base, start, rule.rhs)
                if not self._fixed(Lambda(n, rule.rhs)):
                    del self.sequences[base]

    def _start(self, base: IndexedBase) -> Expr | None:
        name = f"{base}_0"
        known = {symbol.name: value for symbol, value in self.letters.items()}
        return known.get(name, self.given.letters.get(name))

    def _iterated(self, base: IndexedBase, start: Expr, rule: Expr) -> Callable[[int], Any]:
        """The members of a sequence, one after the other."""
        members: list[Any] = []

        def member(i: int) -> Any:
            if not 0 <= i <= STEPS + 2:
                raise NotEvaluableError(f"{base}[{i}]")
            while len(members) <= i:
                before = sympy.Integer(len(members) - 1)
                members.append(self.value(rule.xreplace({n: before}) if members else start))
            return members[i]

        return member

    # ---- and what a relation comes to -----------------------------------------------------------

    def value(self, expr: Expr) -> Any:
        """The value of an expression, exact or a ball; NotEvaluableError where it has none."""
        numbers = {x: fmpq(int(v.p), int(v.q)) for x, v in self._numbers(RUNNING).items()}
        try:
            expr = self._cut(bind(sympy.sympify(expr), self.heads))
            needed = expr.free_symbols & {*self.letters} - {*numbers}
            others = {letter: self.value(self.letters[letter]) for letter in needed}
            letters = _Counted({**numbers, **others}, self.budget)
            return evaluate(expr, Point(letters, {}, self.sequences, {}))
        except (KeyError, ValueError, AttributeError, SystemError) as error:
            raise NotEvaluableError(str(error)) from error

    def _cut(self, expr: Expr) -> Expr:
        """The expression with its integrals over numbers in smooth pieces: FLINT is quick there."""
        if not any(node.has(Heaviside, Abs, Square) for node in expr.atoms(Integral)):
            return expr
        numbers = {x: v for x, v in self._numbers(RUNNING).items() if x not in _bound(expr)}
        expr = bind(expr, numbers)
        return expr.xreplace({node: _in_pieces(node) for node in expr.atoms(Integral)})

    def judged(self, relation: Relation, place: int) -> Judged:
        """The relation with the letters replaced; judged where it speaks of what is known."""
        early = place < self.first
        shown = _put(relation, self.numbers if early else self.display)
        if shown.has(sympy.zoo, sympy.nan):
            raise _OutsideError(self._vanishing(relation))
        if early:
            return Judged(shown)
        try:
            said, holds = self._verdict(relation)
        except ZeroDivisionError:
            raise _OutsideError(self._vanishing(relation)) from None
        if isinstance(self.chain.last, Iff) and relation != self.chain.last and holds is not None:
            return Judged(
                shown, "it holds" if holds else "it does not hold"
            )  # a condition, no claim
        return Judged(shown, said, holds)

    def closed(self) -> Relation | None:
        """The solution that a chain ends in, in closed form."""
        body = self.heads.get(x)
        last = self.chain.last
        if not isinstance(last, Eq) or last.lhs != x(t) or body is None:
            return None
        if body.has(Integral, Heaviside):
            return None
        return eq(x(t), body(t))

    def _vanishing(self, relation: Relation) -> str:
        values = {symbol.name: value for symbol, value in self.numbers.items()}
        for node in sympy.preorder_traversal(relation):
            if isinstance(node, sympy.Pow) and bind(node.base, self.numbers) == 0:
                own = {x.name: values[x.name] for x in node.base.free_symbols if x.name in values}
                return f"takes {_plainly(node.base)} ≠ 0, got {_listed(own)}"
        return "takes numbers for which each formula is finite, got others"

    def _verdict(self, relation: Relation) -> tuple[str, bool | None]:
        if isinstance(relation, Relational):
            return self._compared(relation)
        if not isinstance(relation, BooleanFunction):
            return "", None
        truths = [self._truth(arg) for arg in relation.args]
        if None in truths:
            return "", None
        if isinstance(relation, Iff):
            said = (
                "both hold" if all(truths) else "neither holds" if not any(truths) else "they part"
            )
            return said, len({*truths}) == 1
        return "", (all if isinstance(relation, And) else any)(truths)

    def _truth(self, condition: Relation) -> bool | None:
        if isinstance(condition, And | Or):
            truths = [self._truth(arg) for arg in condition.args]
            return None if None in truths else (all if isinstance(condition, And) else any)(truths)
        return self._compared(condition)[1] if isinstance(condition, Relational) else None

    def _compared(self, relation: Relational) -> tuple[str, bool | None]:
        left, right = (self._try(side) for side in (relation.lhs, relation.rhs))
        if left is None and right is not None:
            return self._learnt(relation, right)
        if left is None or right is None:
            return self._for_all(relation) if isinstance(relation, Eq) else ("", None)
        holds = _holds(relation.rel_op, left, right)
        sign = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}.get(relation.rel_op, relation.rel_op)
        if holds and relation.rel_op == "==":
            sides = [self._words(relation.lhs, left), self._words(relation.rhs, right)]
            return f"both sides are {min(sides, key=lambda words: '…' in words)}", True
        words = self._words(relation.lhs, left), self._words(relation.rhs, right)
        if holds is None:
            return f"{words[0]} and {words[1]} are too near to tell", None
        return f"{words[0]} {sign} {words[1]}" + ("" if holds else " does not hold"), holds

    def _words(self, side: Expr, value: Any) -> str:
        """A value, exactly where the side is rational once the numbers stand in it."""
        beyond = (Function, Integral, Indexed, sympy.Sum, sympy.Limit, sympy.Derivative)
        if isinstance(value, fmpq) or side.has(*beyond):
            return format_number(value)
        bound = bind(side, self.numbers)
        if bound.free_symbols:
            return format_number(value)
        real, imaginary = bound.expand(complex=True).as_real_imag()
        if not (real.is_Rational and imaginary.is_Rational):
            return format_number(value)
        parts = [fmpq(int(part.p), int(part.q)) for part in (real, imaginary)]
        return format_number(parts[0]) if not imaginary else _complex(*map(format_number, parts))

    def _learnt(self, relation: Relational, right: Any) -> tuple[str, bool | None]:
        """A formula for what nothing else has said yet: from here on it is that."""
        head = relation.lhs
        if isinstance(relation, Eq) and isinstance(head, AppliedUndef) and head.args[0].is_Symbol:
            self.heads[head.func] = Lambda(head.args[0], bind(relation.rhs, self.heads))
        return f"the right side is {self._words(relation.rhs, right)}", None

    def _for_all(self, relation: Relational) -> tuple[str, bool | None]:
        """An equation at every t, by SymPy, once all but t is known."""
        if t in self.letters or not relation.has(t):
            return "", None
        if not self._fixed(Lambda(t, relation.lhs - relation.rhs)) or relation.has(Indexed):
            return "", None
        letters = {**self.letters, **self.heads}
        left, right = (bind(bind(side, letters), letters) for side in relation.args)
        if sympy.count_ops(left - right) <= SIZE and by_sympy(Identity(left, right)).accepts:
            return "both sides agree for every t", True
        for time in TIMES:
            self.letters[t] = time
            values = [self._try(side) for side in relation.args]
            del self.letters[t]
            if None in values or not _holds("==", *values):
                return "", None
        return f"both sides agree at t = {TIMES[0]}, {TIMES[1]} and {TIMES[2]}", True

    def _try(self, side: Expr) -> Any:
        try:
            value = self.value(side)
        except NotEvaluableError:
            return None
        return value if isinstance(value, fmpq) or acb(value).is_finite() else None


def _mentions(value: Any, keys: set[Any]) -> bool:
    expr = sympy.sympify(value.expr if isinstance(value, Lambda) else value)
    return bool(
        {node.func for node in expr.atoms(AppliedUndef)} & keys or expr.atoms(IndexedBase) & keys
    )


def _in_pieces(integral: Integral) -> Expr:
    """An integral from 0, as the sum over the pieces on which its integrand is smooth."""
    ((letter, low, high),) = integral.limits
    if low != 0 or not high.is_Rational or not high > 0 or integral.function.has(t):
        return integral
    inside = integral.function.xreplace({letter: t})
    try:
        points = forcing.breakpoints(inside, Fraction(int(high.p), int(high.q)))
    except ValueError:
        return integral
    ends = [S.Zero, *points, high]
    pieces = [
        Integral(resolve(inside, (start + stop) / 2).xreplace({t: letter}), (letter, start, stop))
        for start, stop in pairwise(ends)
    ]
    return sympy.Add(*pieces)


def _renames(step: Step) -> bool:
    """Whether a step says what heads are in terms of themselves, or at a place of their own."""
    bodies = [due.body for due in step.obligations if isinstance(due, Identity)]
    if step.rule != "substitute":
        return False
    for body in bodies:
        heads = {key for key in body if not isinstance(key, Symbol)}
        places = [key.args[0] for key in heads if isinstance(key, AppliedUndef)]
        if any(_mentions(value, heads) for value in body.values()) or any(
            place != 0 and getattr(place, "name", "") not in RUNNING for place in places
        ):
            return True
    return False


def _solution(rate: Expr, start: Expr, body: Lambda) -> Lambda:
    """x(t) of x′ = −a x + f: in closed form where there is one, else by Duhamel's integral."""
    closed = memory(body(t), rate)
    if closed is None:
        dummy = sympy.Dummy("s", nonnegative=True)
        closed = Integral(sympy.exp(-rate * (t - dummy)) * body(dummy), (dummy, 0, t))
    return Lambda(t, start * sympy.exp(-rate * t) + closed)


def _put(relation: Relation, values: Mapping[Any, Any]) -> Relation:
    """The relation with the letters replaced, and nothing decided: 1/2 < 1 stays as it is."""
    bound = _bound(relation) | {base.label for base in relation.atoms(IndexedBase)}
    kept = {key: value for key, value in values.items() if key not in bound}
    found = _replaced(relation, kept)
    if any(max(abs(x.p), x.q) > PRINTED for x in found.atoms(Rational)):
        return _replaced(relation, {key: value for key, value in kept.items() if key != n})
    return found


def _replaced(relation: Relation, values: Mapping[Any, Any]) -> Relation:
    def put(expr: Any) -> Any:
        if isinstance(expr, Iff):
            return expr.func(*map(put, expr.args))
        if isinstance(expr, Relational | BooleanFunction):
            return expr.func(*map(put, expr.args), evaluate=False)
        return bind(expr, values)

    try:
        with distribute(False):  # e^{−2 (t − s)} keeps its bracket
            return put(relation)
    except RecursionError:  # SymPy's questions of sign may then go round in circles
        return put(relation)


def _bound(expr: Expr) -> set[Symbol]:
    """The letters that a sum, a limit or a derivative in an expression runs over."""
    found: set[Symbol] = set()
    for node in sympy.preorder_traversal(expr):
        if isinstance(node, sympy.Sum | Integral):
            found |= {limits[0] for limits in node.limits}
        elif isinstance(node, sympy.Derivative):
            found |= {*node.variables} & expr.free_symbols
        elif isinstance(node, sympy.Limit):
            found.add(node.args[1])
    return found


def _holds(sign: str, left: Any, right: Any) -> bool | None:
    """Whether a relation holds of two values; None where balls do not tell."""
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        gap = right - left
        return {
            "==": gap == 0,
            "!=": gap != 0,
            "<": gap > 0,
            "<=": gap >= 0,
            ">": gap < 0,
            ">=": gap <= 0,
        }[sign]
    ball = acb(right) - acb(left)
    if sign in ("==", "!="):
        return ball.contains(acb(0)) == (sign == "==")
    low, high = (ball.real, -ball.real)[:: 1 if sign[0] == "<" else -1]
    return True if low > 0 else False if high > 0 else None


def format_number(value: Any) -> str:
    """A value for a reader: exact where that is short, else its first digits."""
    return _format_number(value).replace("-", "−").replace("e−", "e-")


def _format_number(value: Any) -> str:
    if isinstance(value, fmpq):
        exact = str(value)
        return exact if len(exact) <= SHOWN else f"{arb(value).str(DIGITS, radius=False)}…"
    ball = acb(value)
    if ball.is_zero():
        return "0"
    words = [f"{part.str(DIGITS, radius=False)}…" for part in (ball.real, ball.imag)]
    return words[0] if ball.imag.contains(0) else _complex(*words)


def _complex(real: str, imaginary: str) -> str:
    """Two real numbers in words as one complex number: 2/13 − 3i/13."""
    sign = "−" if imaginary[0] in "-−" else "+"
    top, slash, bottom = imaginary.lstrip("-−").partition("/")
    turned = f"{'' if top == '1' else top}i{slash}{bottom}"
    if real == "0":
        return turned if sign == "+" else f"−{turned}"
    return f"{real} {sign} {turned}"
