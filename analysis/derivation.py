"""A derivation: statements under hypotheses, each made by a named rule from statements before.

Every step says: *under these hypotheses this relation holds, for all values of what stands free*.
The hypotheses are carried along, so that a letter that is put for another changes them, too; at the
end the claim's own must imply all that are left (`theorem.Claim`). A rule computes the next
relation and notes what has to be true for it, its *obligations*; it judges nothing:
`duhamel.verification.proof` puts every obligation to two engines. Premises are other derivations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from duhamel.analysis.logic import (
    Body,
    Exists,
    ForAll,
    Iff,
    Relation,
    Smooth,
    Solves,
    Statement,
    alike,
    bind,
    bound,
    conjuncts,
    eq,
    for_all,
    free,
    in_range,
    inside,
    le,
    of_reals,
    within,
)
from duhamel.analysis.normal import differentiate, majorant, normal
from sympy import (
    Abs,
    Add,
    And,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    I,
    Indexed,
    IndexedBase,
    Integral,
    Lambda,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Number,
    NumberSymbol,
    Or,
    Pow,
    S,
    Subs,
    Sum,
    Symbol,
    Tuple,
    Wild,
    atan,
    cos,
    exp,
    expand,
    factorial,
    fraction,
    log,
    oo,
    sin,
    sympify,
)
from sympy.core.function import AppliedUndef

if TYPE_CHECKING:
    from duhamel.analysis.theorem import Claim

Hypotheses = tuple[Relation, ...]
Change = Callable[[Any], Any]


def same(expr: Any) -> Any:
    """The change that changes nothing."""
    return expr


# ---- obligations ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """lhs = rhs for all values that satisfy the hypotheses.

    Heads and letters in ``body`` are replaced by what it maps them to, on the left only. With
    ``over``, it may be proved by what happens from 0 on: the derivative in a real letter, the first
    difference in an integer one, and the value at 0.
    """

    lhs: Expr
    rhs: Expr
    under: Hypotheses = ()
    body: Body = field(default_factory=dict)
    over: Symbol | None = None


@dataclass(frozen=True)
class Bound:
    """abs(expr) ≤ bound whenever the heads in ``bounds`` stay within theirs."""

    expr: Expr
    bound: Expr
    bounds: Mapping[Any, Expr]
    under: Hypotheses = ()


@dataclass(frozen=True)
class Vanishing:
    """before = after + factor^n · rest, the rest a polynomial in n of at most this degree."""

    before: Expr
    after: Expr
    factor: Expr
    letter: Symbol
    degree: int = 0
    under: Hypotheses = ()


@dataclass(frozen=True)
class Follows:
    """The goal holds wherever the hypotheses do: a side condition, or a step of arithmetic."""

    goal: Relation
    under: Hypotheses = ()


Obligation = Identity | Bound | Vanishing | Follows


# ---- where an expression means something ------------------------------------------------------

SIDE = Function("side", real=True)
"""What stands for a side of an equation, of all its letters."""

Condition = tuple[Relation, Hypotheses]  # what must hold, where bound letters run in these ranges


def conditions(expr: Any, inside: Hypotheses = ()) -> Iterator[Condition]:
    """What must hold for ``expr`` to mean something; raises ValueError for an unknown node."""
    match expr:
        case Symbol() | Number() | NumberSymbol() | Dummy() | Wild():
            return
        case Pow() if expr.func is Pow:
            yield from _power(expr.base, expr.exp, inside)
        case log():
            yield Gt(expr.args[0], 0, evaluate=False), inside
        case Indexed():
            (index,) = expr.indices
            if not index.is_integer:
                raise ValueError(f"an index is a whole number, got {expr}")
            yield Ge(index, 0), inside
            yield from conditions(index, inside)
            return
        case Sum() | Integral():
            ((letter, low, high),) = expr.limits
            if isinstance(expr, Integral) and letter.is_positive:  # it may begin at 0
                own = Dummy(letter.name, nonnegative=True)
                expr, letter = expr.xreplace({letter: own}), own
            inner = (*apart(inside, expr), within(expr))
            counts = isinstance(expr, Sum)
            if counts and not (low.is_integer and high.is_integer):
                raise ValueError(f"a sum runs from one whole number to another, got {expr}")
            if not counts and letter.is_integer:
                raise ValueError(f"an integral does not run through whole numbers, got {expr}")
            yield from (pair for end in (low, high) for pair in conditions(end, inside))
            yield Ge(high - low + (1 if counts else 0), 0), inside
            if letter.is_nonnegative:  # it does not run below its range
                yield (Gt if letter.is_positive else Ge)(low, 0), inside
            if isinstance(expr, Integral):
                yield Smooth(expr.function, letter, 0, low), inner
            yield from conditions(expr.function, inner)
            return
        case Subs():  # a derivative at a point
            (letter,), (point,) = expr.variables, expr.point
            yield from conditions(point, inside)
            there = Eq(letter, point, evaluate=False)
            yield from conditions(expr.expr, (*apart(inside, expr), there))
            return
        case Derivative():
            ((letter, count),) = expr.variable_count
            yield Smooth(expr.expr, letter, count, 0), inside
            yield from conditions(expr.expr, inside)
            return
        case AppliedUndef() if expr.func != SIDE:  # a function is given from 0 on
            yield from ((Ge(arg, 0), inside) for arg in expr.args)
            yield from (pair for arg in expr.args for pair in conditions(arg, inside))
            return
        case (
            Add() | Mul() | exp() | sin() | cos() | atan() | Abs() | Max() | Min() | AppliedUndef()
        ):
            pass
        case Limit():  # only a rule makes one, which has shown that it exists
            return
        case _ if expr == I:
            return
        case _:
            raise ValueError(f"{type(expr).__name__} is nothing that a derivation can speak of")
    for arg in expr.args:
        yield from conditions(arg, inside)


def _no_limit(expr: Any) -> None:
    if expr.has(Limit):
        raise ValueError(f"a limit is derived before it is spoken of, got {expr}")


def _power(base: Expr, power: Expr, inside: Hypotheses) -> Iterator[Condition]:
    if power.is_integer and power.is_nonnegative:
        return
    if base.is_real is False or base.has(I):
        real, imaginary = base.as_real_imag()
        yield Ne(real**2 + imaginary**2, 0), inside
    elif power.is_integer:
        never_negative = S.false if power.is_number else Ge(power, 0)
        yield Or(Ne(base, 0), never_negative), inside
    else:
        yield (Ge if power.is_number and power > 0 else Gt)(base, 0), inside


def apart(under: Hypotheses, node: Any) -> Hypotheses:
    """The hypotheses but those that speak of a letter that ``node`` binds: they mean another."""
    return tuple(one for one in under if not free(one) & {*bound(node)})


def meaningful(expr: Any, under: Hypotheses) -> list[Follows]:
    """The obligations for ``expr`` to mean something under the hypotheses."""
    if isinstance(expr, Statement) or expr in (S.true, S.false):
        return []
    if isinstance(expr, And | Or | Not):
        return [due for one in expr.args for due in meaningful(one, under)]
    sides = expr.args if getattr(expr, "is_Relational", False) else (expr,)
    found = [pair for side in sides for pair in conditions(side, under)]
    return [Follows(goal, inside) for goal, inside in found if goal != S.true]


def owed(statement: Relation, under: Hypotheses) -> list[Follows]:
    """The obligations for what is stated by itself: that f is smooth is said of all its arguments.

    (Where a rule asks whether it is, t is the one that stands free.)
    """
    due: list[Follows] = []
    for one in conjuncts(statement):
        if isinstance(one, Smooth) and not any(alike(one, other) for other in under):
            _, letter, _, start = one.args
            own = Dummy(letter.name, real=True)
            due.append(Follows(one.xreplace({letter: own}), (*under, Ge(own, start))))
        elif one != S.true:
            due.append(Follows(one, under))
    return due


def _join(*groups: Iterable[Relation]) -> Hypotheses:
    """All hypotheses, each once; what is true of itself is none."""
    found: list[Relation] = []
    for one in (one for group in groups for one in group):
        trivial = one == S.true or (isinstance(one, Eq) and one.lhs == one.rhs)
        if not trivial and not any(alike(one, other) for other in found):
            found.append(one)
    return tuple(found)


def stated(hypothesis: Relation) -> tuple[Relation, Relation]:
    """What a hypothesis says of its own letters, and where."""
    match hypothesis:
        case ForAll():
            return hypothesis.args[2], hypothesis.args[1]
        case Solves():
            return hypothesis.args[0], Gt(hypothesis.args[2], 0)
    return hypothesis, S.true


# ---- steps and rules --------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One line: the relation, what it holds under, the rule and the premises that made it, and why.

    ``role`` is its part in the told proof: "chain", "told" or "folded".
    """

    rule: str
    relation: Relation
    under: Hypotheses
    because: str
    obligations: tuple[Obligation, ...] = ()
    premises: tuple[Derivation, ...] = ()
    cites: Claim | None = None
    role: str = "chain"


LIMITS = {
    *("let n grow", "l'Hospital", "used up", "like one over n", "vanishing with h"),
    *("without bound", "cite"),
}
"""The rules that show that a limit exists: others find it in what they start from."""


@dataclass(frozen=True)
class Derivation:
    """A chain of steps; each method is a rule and returns the chain with one step more."""

    steps: tuple[Step, ...] = ()

    @property
    def last(self) -> Relation:
        """The relation that the chain has reached."""
        return self.steps[-1].relation

    @property
    def under(self) -> Hypotheses:
        """The hypotheses under which it holds."""
        return self.steps[-1].under if self.steps else ()

    @property
    def premises(self) -> Iterator[Derivation]:
        """Every other derivation that this one rests on, also through others; some twice."""
        for step in self.steps:
            for other in step.premises:
                yield from (other, *other.premises)

    def _then(
        self,
        rule: str,
        relation: Relation,
        because: str,
        *due: Obligation,
        under: Hypotheses | None = None,
        **more: Any,
    ) -> Derivation:
        holds_under = self.under if under is None else under
        if self.steps and relation == self.last and holds_under == self.under:
            raise ValueError(f"a step must change its relation, got {relation} again")
        if getattr(relation, "has", lambda *_: False)(S.NaN, S.ComplexInfinity):
            raise ValueError(f"{relation} means nothing")
        lasts = (one.last for one in (self, *more.get("premises", ())) if one.steps)
        if rule not in LIMITS and not any(one.has(Limit) for one in (*lasts, *holds_under)):
            _no_limit(relation)
        return Derivation((*self.steps, Step(rule, relation, holds_under, because, due, **more)))

    def _equation(self) -> Relation:
        if not isinstance(self.last, Eq):
            raise ValueError(f"the rule takes an equation, got {self.last}")
        return self.last

    def _for_all(self, letter: Symbol, but: Relation = S.true) -> Hypotheses:
        """The hypotheses, none of which may speak of ``letter``: the relation holds for all of it.

        Those in ``but`` may; they are left out.
        """
        in_range(letter, letter)  # refuses a range that no rule knows
        spared = [*conjuncts(but)]
        kept = tuple(one for one in self.under if one not in spared)
        if any(letter in free(one) for one in kept):
            raise ValueError(f"the hypotheses speak of {letter}: it is not any {letter}")
        return kept

    # -- beginnings

    def given(self, hypothesis: Relation, because: str) -> Derivation:
        """A hypothesis, or what one says of all its letters, of any of them."""
        relation, where = stated(hypothesis)
        under = _join(self.under, (hypothesis,), conjuncts(where))
        return self._then("given", relation, because, under=under)

    def from_zero_on(self, letter: Symbol, because: str) -> Derivation:
        """An equation that holds for letter > 0 holds at 0: its sides are continuous there."""
        old = self._equation()
        _from_zero_on(letter)
        kept = tuple(one for one in self.under if not alike(one, Gt(letter, 0)))
        if any(letter in free(one) for one in kept):
            raise ValueError(f"the hypotheses speak of {letter}: it is not any {letter}")
        due = [Follows(Smooth(side, letter, 0, 0), kept) for side in old.args]
        return self._then("continuity", old, because, *due, under=kept, role="told")

    def solved_by(self, unknown: Expr, letter: Symbol, because: str) -> Derivation:
        """An equation that holds for letter > 0 is solved by what is continuous from 0 on."""
        old = self._equation()
        _from_zero_on(letter)
        under = self._for_all(letter, Gt(letter, 0))
        due = Follows(Smooth(unknown, letter, 0, 0), under)
        return self._then("solved by", Solves(old, unknown, letter), because, due, under=under)

    def suppose(self, *hypotheses: Relation) -> Derivation:
        """The same under more hypotheses, of which obligations from here on may make use."""
        (*before, last) = self.steps
        return Derivation((*before, replace(last, under=_join(self.under, hypotheses))))

    def both(self, expr: Expr, because: str, *under: Relation) -> Derivation:
        """expr = expr: the beginning of a chain, where it means something."""
        _no_limit(expr)
        relation = Eq(expr, expr, evaluate=False)
        return self._then("both", relation, because, *meaningful(expr, under), under=under)

    def cite(
        self,
        claim: Claim,
        because: str = "",
        body: Body | None = None,
        given: Hypotheses = (),
    ) -> Derivation:
        """Another claim, with what is put for its letters and heads; its hypotheses come along.

        Under those ``given`` what is put means something.
        """
        body = body or {}
        relation = bind(claim.statement, body)
        under = _join(self.under, given, (bind(one, body) for one in claim.hypotheses))
        due = _put(body, under)
        return self._then("cite", relation, because, *due, under=under, cites=claim)

    # -- one relation

    def substitute(self, body: Body, because: str) -> Derivation:
        """Put expressions in the place of letters and heads, in the hypotheses, too."""
        old = self.last
        new = bind(old, body)
        under = _join(bind(one, body) for one in self.under)
        due: list[Obligation] = [*_put(body, under)]
        if getattr(old, "is_Relational", False):
            due += meaningful(new, under)
            pairs = zip(old.args, new.args, strict=True)
            due += [
                Identity(before, after, under, body)
                for before, after in pairs
                if not before.has(Limit)
            ]
        return self._then("substitute", new, because, *due, under=under)

    def rewrite(
        self,
        because: str,
        *,
        lhs: Change = same,
        rhs: Change = same,
        over: Symbol | None = None,
        rule: str = "rewrite",
    ) -> Derivation:
        """Write a side in another form that equals it."""
        old = self.last
        new = old.func(lhs(old.lhs), rhs(old.rhs), evaluate=False)
        due: list[Obligation] = []
        for before, after in zip(old.args, new.args, strict=True):
            if before != after:
                due += self._equal(before, after, over)
        return self._then(rule, new, because, *due, *meaningful(new, self.under))

    def evaluate(self, node: Expr, closed: Expr, over: Symbol, because: str) -> Derivation:
        """Put the closed form of a sum or an integral in its place, on the right."""
        new = self.last.func(self.last.lhs, self.last.rhs.xreplace({node: closed}), evaluate=False)
        due = self._equal(node, closed, over)
        return self._then("evaluate", new, because, *due, *meaningful(new, self.under))

    def _equal(self, lhs: Expr, rhs: Expr, over: Symbol | None) -> list[Obligation]:
        if over is None:
            return [Identity(lhs, rhs, self.under)]
        return _from_zero(lhs, rhs, over, self._for_all(over))

    def by(self, equation: Relation | Derivation, because: str, *, lhs: bool = False) -> Derivation:
        """Put equals for equals, on the right or (``lhs``) on both sides.

        ``equation`` is a hypothesis or a derivation that ends in l = r. Letters of which nothing is
        supposed may be matched: l = x[n] also finds x[n + 1], and x(t) also x(s).
        """
        premise = equation if isinstance(equation, Derivation) else _of(equation)
        pattern = premise._equation()
        fixed = set().union(*(free(one) for one in premise.under), set())
        match = _Match(pattern.lhs, pattern.rhs, free(pattern.lhs) - fixed)
        under = _join(self.under, premise.under)
        old = self.last
        sides = [match.into(side, under) if lhs or i else side for i, side in enumerate(old.args)]
        new = old.func(*sides, evaluate=False)
        due = [*match.due, *meaningful(new, under)]
        return self._then("equals for equals", new, because, *due, under=under, premises=(premise,))

    def on_both_sides(self, change: Change, because: str, tidy: Change = normal) -> Derivation:
        """Do the same to both sides of an equation, and tidy each."""
        old = self._equation()
        side = SIDE(*sorted(old.free_symbols & free(old), key=str))
        done = change(side)  # on a name, so that it is the same on both, and nothing cancels
        _no_limit(done)
        raw = tuple(done.xreplace({side: one}) for one in old.args)
        for node in (node for node in _nodes(done) if isinstance(node, Derivative) or bound(node)):
            for letter in node.variables if isinstance(node, Derivative) else bound(node):
                if node.has(side) and letter in side.args:
                    open_ = [u for u in self.under if isinstance(node, Derivative) and _open(u)]
                    self._for_all(letter, And(*open_))
        new = tuple(tidy(one) for one in raw)
        due: list[Obligation] = [
            Follows(goal.xreplace({side: one}), inside)
            for one in old.args[:1]
            for goal, inside in conditions(done, self.under)
            if goal != S.true
        ]
        due += [
            Identity(before, after, self.under)
            for before, after in zip(raw, new, strict=True)
            if before != after
        ]
        relation = Eq(*new, evaluate=False)
        due += meaningful(relation, self.under)
        return self._then("same on both sides", relation, because, *due)

    def isolate(self, target: Expr, because: str, tidy: Change = expand) -> Derivation:
        """Solve an equation that is linear in ``target`` for it; its slope must not vanish."""
        old = self._equation()
        unknown = Dummy("unknown", real=True)
        residual = _replaced(old.lhs - old.rhs, target, unknown)
        slope = normal(residual.diff(unknown))
        found = tidy(-residual.xreplace({unknown: S.Zero}) / slope)
        if target in {*_nodes(residual)} or found.has(target) or slope.has(unknown):
            raise ValueError(f"the equation is not linear in {target}")
        return self._then(
            "isolate",
            Eq(target, found, evaluate=False),
            because,
            Follows(Ne(slope, 0), self.under),
            Identity(residual, slope * (unknown - found), self.under),
            *meaningful(found, self.under),
        )

    def turned(self, because: str = "") -> Derivation:
        """From l = r to r = l."""
        old = self._equation()
        return self._then("turned", eq(old.rhs, old.lhs), because, role="folded")

    def routine(self) -> Derivation:
        """The last step is checked like any other, but not told: what it rests on is."""
        return replace(self, steps=(*self.steps[:-1], replace(self.steps[-1], role="folded")))

    # -- several relations

    def subtract(self, other: Derivation, because: str, tidy: Change = expand) -> Derivation:
        """Subtract another equation that was derived, side from side."""
        old, taken = self._equation(), other._equation()
        under = _join(self.under, other.under)
        raw = [one - less for one, less in zip(old.args, taken.args, strict=True)]
        new = [tidy(one) for one in raw]
        relation = Eq(*new, evaluate=False)
        due: list[Obligation] = [*meaningful(relation, under)]
        due += [Identity(before, after, under) for before, after in zip(raw, new, strict=True)]
        return self._then("subtract", relation, because, *due, under=under, premises=(other,))

    def follow(
        self, goal: Relation, because: str, *others: Derivation, given: Hypotheses = ()
    ) -> Derivation:
        """What arithmetic makes of this relation and of others, under all their hypotheses."""
        under = _join(self.under, given, *(other.under for other in others))
        facts = (self.last, *(other.last for other in others)) if self.steps else ()
        if new := goal.atoms(Limit) - set().union(*(one.atoms(Limit) for one in (*under, *facts))):
            raise ValueError(f"a limit is derived before it is spoken of, got {new}")
        due = [*owed(goal, (*under, *facts)), *meaningful(goal, (*under, *facts))]
        return self._then("follow", goal, because, *due, under=under, premises=others)

    # -- sums, integrals, inductions

    def integrate(
        self, letter: Symbol, dummy: Symbol, because: str, low: Expr = S.Zero,
        high: Expr | None = None,
    ) -> Derivation:  # fmt: skip
        """Integrate both sides from ``low`` to ``high``; the left one is a derivative.

        Without a ``high`` it is ``letter``. What is supposed of ``letter`` holds between the two.
        """
        old = self._equation()
        last = letter if high is None else high
        end = bind(last, {letter: Dummy(letter.name, **letter.assumptions0)})
        if not isinstance(old.lhs, Derivative) or old.lhs.variable_count != ((letter, 1),):
            raise ValueError(f"only a derivative in {letter} can be integrated, got {old.lhs}")
        if letter in free(low):
            raise ValueError(f"{letter} cannot run from {low}")
        of_letter = [one for one in self.under if letter in free(one)]
        under = tuple(one for one in self.under if one not in of_letter)
        ordered = Le(low, end, evaluate=False)
        inside = (*under, ordered, Lt(low, letter), Lt(letter, end))
        upto = (*under, ordered, Le(low, letter), Le(letter, end))
        inner = old.lhs.expr
        lhs = inner - bind(inner, {letter: low})
        rhs = Integral(bind(old.rhs, {letter: dummy}), (dummy, low, letter))
        new = [bind(side, {letter: last}) for side in (lhs, rhs)]
        return self._then(
            "integrate both sides",
            Eq(*new, evaluate=False),
            because,
            *_put({letter: low}, under),
            Follows(Le(low, last, evaluate=False), under),
            *(Follows(one, inside) for one in of_letter),
            Follows(Smooth(inner, letter, 0, low), upto),
            Follows(Smooth(old.rhs, letter, 0, low), upto),
            Identity(Derivative(lhs, letter), old.lhs, inside),
            Identity(Derivative(rhs, letter), old.rhs, inside),
            *meaningful(Eq(*new, evaluate=False), under),
            under=under,
        )

    def telescope(self, letter: Symbol, dummy: Symbol, because: str) -> Derivation:
        """Sum both sides over dummy = 0 … letter − 1; the left one is y[n+1] − y[n]."""
        old = self._equation()
        under = self._for_all(letter)
        (later,) = [i for i in old.lhs.atoms(Indexed) if i.indices[0] == letter + 1]
        lhs = later.base[letter] - later.base[0]
        rhs = Sum(bind(old.rhs, {letter: dummy}), (dummy, 0, letter - 1))
        return self._then(
            "telescope",
            Eq(lhs, rhs, evaluate=False),
            because,
            Identity(later.base[letter + 1] - later.base[letter], old.lhs, under),
            Identity(bind(rhs, {letter: letter + 1}) - rhs, old.rhs, under),
            *meaningful(rhs, under),
            under=under,
        )

    # -- inequalities

    def estimate(self, bounds: Iterable[Relation], because: str) -> Derivation:
        """The triangle inequality: from l = r to abs(l) ≤ a majorant of r.

        Each of ``bounds`` is a hypothesis abs(f[n]) ≤ F for all n, or for those in a range.
        """
        old = self._equation()
        hypotheses = tuple(bounds)
        under = _join(self.under, hypotheses)
        known, due = {}, list[Obligation]()
        for one in hypotheses:
            relation, where = stated(one)
            head, own = _bounded(relation)
            known[head] = relation.rhs
            letters = {*one.args[0]} if isinstance(one, ForAll) else set()
            around = {letter for node in _nodes(old.rhs) for letter in bound(node)}
            if (letters | around) & free(relation.rhs):
                raise ValueError(f"the bound {relation.rhs} is another for each {letters | around}")
            due += _in_scope(old.rhs, head, _Match(own, S.Zero, letters, where), under)
        most = majorant(old.rhs, known)
        due += [*meaningful(old.rhs, under), Bound(old.rhs, most, known, under)]
        new = Le(Abs(old.lhs), most, evaluate=False)
        return self._then("estimate", new, because, *due, under=under)

    def enlarge(
        self, change: Change, because: str, *, over: Symbol | None = None, slopes: int = 1
    ) -> Derivation:
        """Put something larger in the place of a bound.

        With ``over``, which nothing supposes, the difference is ≥ 0 as it and its first ``slopes``
        − 1 derivatives in that letter are at 0, and the last derivative is everywhere.
        """
        old = self.last
        if not isinstance(old, Le | Lt | Eq):
            raise ValueError(f"only an upper bound, l ≤ r or l = r, can be enlarged, got {old}")
        new = (Lt if isinstance(old, Lt) else Le)(old.lhs, change(old.rhs), evaluate=False)
        due: list[Obligation] = [*meaningful(new, self.under)]
        if over is None:
            due.append(Follows(Le(old.rhs, new.rhs, evaluate=False), self.under))
        else:
            self._for_all(over)
            due += _rising(new.rhs - old.rhs, over, slopes, self.under)
        return self._then("enlarge the bound", new, because, *due)

    def enlarge_inside(self, change: Change, because: str) -> Derivation:
        """Put something larger under each sum or integral of a bound; none has a factor < 0."""
        old = self.last
        if not isinstance(old, Le | Lt | Eq):
            raise ValueError(f"only an upper bound, l ≤ r or l = r, can be enlarged, got {old}")
        terms, due = [], list[Obligation]()
        for term in Add.make_args(old.rhs):
            nodes = [part for part in Mul.make_args(term) if isinstance(part, Sum | Integral)]
            if len(nodes) != 1 or term.has(Limit):
                terms.append(term)
                continue
            (node,) = nodes
            larger = node.func(change(node.function), *node.limits)
            there = (*apart(self.under, node), inside(node))
            less = Le(node.function, larger.function, evaluate=False)
            due.append(Follows(less, there))
            if (factor := term / node) != 1:
                due.append(Follows(Ge(factor, 0, evaluate=False), self.under))
            terms.append(factor * larger)
        new = (Lt if isinstance(old, Lt) else Le)(old.lhs, Add(*terms), evaluate=False)
        due += meaningful(new, self.under)
        return self._then("enlarge inside", new, because, *due)

    def tangent(
        self, letter: Symbol, at: Expr, to: Expr, because: str, curvature: Expr | None = None
    ) -> Derivation:
        """A convex right side lies above its tangent: X(at) + X′(at) (to − at) ≤ X(to).

        It must be convex for all values of ``letter`` that lie between the two and satisfy what
        is supposed; ``curvature`` is X″ in a form whose sign can be seen.
        """
        old = self._equation()
        under = self._for_all(letter)
        if letter in free(at) | free(to):
            raise ValueError(f"{letter} runs between {at} and {to}: they cannot speak of it")
        curve = Lambda(letter, old.rhs)
        slope = Lambda(letter, normal(differentiate(curve(letter).diff(letter))))
        if curvature is None:
            curvature = normal(differentiate(slope(letter).diff(letter)))
        between = Or(And(at <= letter, letter <= to), And(to <= letter, letter <= at))
        there = (*under, between)
        return self._then(
            "above the tangent",
            Le(curve(at) + slope(at) * (to - at), curve(to), evaluate=False),
            because,
            *_put({letter: at}, under),
            *_put({letter: to}, under),
            *meaningful(curve(letter), there),
            Follows(Smooth(curve(letter), letter, 2, 0), there),
            Identity(Derivative(curve(letter), letter), slope(letter), there),
            Identity(Derivative(slope(letter), letter), curvature, there),
            Follows(Ge(curvature, 0, evaluate=False), there),
            under=under,
        )

    # -- limits

    def let_grow(self, factor: Expr, letter: Symbol, because: str, degree: int = 0) -> Derivation:
        """n → ∞ where abs(factor) < 1: terms in factor^n vanish on the right, as do their
        products with n, …, n^degree.
        """
        old = self._equation()
        under = self._for_all(letter)
        after = old.rhs.xreplace({factor**letter: S.Zero})
        if letter in free(after) or letter in free(factor):
            raise ValueError(f"{letter} is left in {after}")
        return self._then(
            "let n grow",
            Eq(Limit(old.lhs, letter, oo, dir="-"), after, evaluate=False),
            because,
            Follows(Lt(Abs(factor), 1, evaluate=False), under),
            Vanishing(old.rhs, after, factor, letter, degree, under),
            under=under,
        )

    def let_approach(self, letter: Symbol, at: Expr, because: str, times: int = 1) -> Derivation:
        """The limit from below of a quotient whose parts vanish at a point, by their slopes.

        With ``times``, their slopes vanish there as well, but for the last. What is supposed of
        ``letter`` must hold in some interval that ends there.
        """
        old = self._equation()
        near = [one for one in self.under if letter in free(one)]
        under = tuple(one for one in self.under if one not in near)
        there = (*under, Eq(letter, at))
        if letter.is_integer:
            raise ValueError(f"{letter} does not approach {at}")
        start = Dummy(letter.name, real=True)
        below = And(Lt(start, letter), Lt(letter, at))
        interval = Exists((start,), Lt(start, at), ForAll((letter,), below, And(*near)))
        due: list[Obligation] = [Follows(interval, under)] if near else []
        due += meaningful(at, under)
        if letter.is_nonnegative:
            due.append(Follows(Gt(at, 0, evaluate=False), under))
        parts = fraction(old.rhs)
        due += [Follows(Smooth(part, letter, times, 0), there) for part in parts]
        for _ in range(times):
            due += [Identity(bind(part, {letter: at}), S.Zero, under) for part in parts]
            slopes = [normal(differentiate(part.diff(letter))) for part in parts]
            due += [
                Identity(Derivative(part, letter), slope, self.under)
                for part, slope in zip(parts, slopes, strict=True)
            ]
            parts = slopes
        top, bottom = (bind(part, {letter: at}) for part in parts)
        value = normal(top / bottom)
        due += [Follows(Ne(bottom, 0), under), Identity(top / bottom, value, under)]
        due += [follows for part in (top, bottom) for follows in meaningful(part, under)]
        new = eq(Limit(old.lhs, letter, at, dir="-"), value)
        return self._then("l'Hospital", new, because, *due, under=under)

    def at_most_in_the_limit(self, bound_: Derivation, because: str) -> Derivation:
        """From x_n → L and x_n ≤ C for all n: L ≤ C."""
        limit = self._equation().lhs
        expr, letter, *_ = limit.args
        relation = bound_.last
        kept = bound_._for_all(letter)
        if not isinstance(limit, Limit) or not isinstance(relation, Le | Lt):
            raise ValueError("a limit and an upper bound of its terms are needed")
        if relation.lhs != expr or letter in free(relation.rhs):
            raise ValueError(f"{relation} does not bound {expr}")
        new = S.false if self.last.rhs == oo else le(self.last.rhs, relation.rhs)
        under = _join(self.under, kept)
        return self._then("in the limit", new, because, under=under, premises=(bound_,))

    def squeezed(self, limit: Derivation, because: str) -> Derivation:
        """From abs(x_n) ≤ b_n, or x_n² ≤ b_n, for every n and b_n → 0: x_n → 0."""
        old, known = self.last, limit._equation()
        size = old.lhs if isinstance(old, Le) else S.NaN
        square = isinstance(size, Pow) and size.exp == 2 and size.base.is_real
        if not (isinstance(size, Abs) or square) or not isinstance(known.lhs, Limit):
            raise ValueError(f"abs(x) ≤ b and the limit of b are needed, got {old} and {known}")
        expr, letter, at, _ = known.lhs.args
        kept = self._for_all(letter)
        if expr != old.rhs or known.rhs != 0 or at != oo:
            raise ValueError(f"{known} does not say that {old.rhs} tends to 0")
        new = eq(Limit(size.args[0], letter, oo, dir="-"), S.Zero)
        under = _join(kept, limit.under)
        return self._then("squeezed", new, because, under=under, premises=(limit,))

    def used_up(self, letter: Symbol, store: Expr, because: str) -> Derivation:
        """From 0 ≤ x_n ≤ U_n − U_{n+1} for every n, of a U_n that stays ≥ 0, to x_n → 0.

        All that is ever taken is at most U_0, so that what is taken must become small.
        """
        old = self.last
        if not isinstance(old, Le | Eq) or not letter.is_integer:
            raise ValueError(f"the rule takes x ≤ U − U′, got {old}")
        under = self._for_all(letter)
        return self._then(
            "used up",
            eq(Limit(old.lhs, letter, oo, dir="-"), S.Zero),
            because,
            Identity(old.rhs, store - bind(store, {letter: letter + 1}), under),
            *(Follows(Ge(one, 0, evaluate=False), under) for one in (old.lhs, store)),
            under=under,
        )

    def like_one_over(self, letter: Symbol, because: str) -> Derivation:
        """From n abs(x_n) ≤ C for every n to x_n → 0."""
        old = self.last
        under = self._for_all(letter)
        size = old.lhs / letter if isinstance(old, Le) else S.NaN
        if not isinstance(size, Abs) or letter in free(old.rhs) or not letter.is_integer:
            raise ValueError(f"the rule takes {letter}·abs(x) ≤ C, got {old}")
        new = eq(Limit(size.args[0], letter, oo, dir="-"), S.Zero)
        return self._then("like one over n", new, because, under=under)

    def vanishing_with(self, letter: Symbol, below: Expr, because: str) -> Derivation:
        """From abs(x) ≤ C h for 0 < h < ``below`` to x → 0 as h falls to 0."""
        old = self.last
        if not (isinstance(old, Le) and isinstance(old.lhs, Abs)):
            raise ValueError(f"the rule takes abs(x) ≤ C·{letter}, got {old}")
        slope = normal(old.rhs / letter)
        near = [one for one in self.under if letter in free(one)]
        under = tuple(one for one in self.under if one not in near)
        if letter in free(slope) | free(below) or letter.is_integer:
            raise ValueError(f"{slope} and {below} must be the same for every {letter}")
        return self._then(
            "vanishing with h",
            eq(Limit(old.lhs.args[0], letter, S.Zero, dir="+"), S.Zero),
            because,
            Identity(old.rhs, letter * slope, under),
            Follows(Gt(below, 0, evaluate=False), under),
            *(Follows(one, (*under, Lt(0, letter), Lt(letter, below))) for one in near),
            under=under,
        )

    def under_a_limit(self, change: Change, because: str) -> Derivation:
        """From x_n → L to g(x_n) → g(L), for a g that is continuous at L."""
        old = self._equation()
        if not isinstance(old.lhs, Limit):
            raise ValueError(f"the rule takes a limit, got {old.lhs}")
        expr, letter, at, side = old.lhs.args
        unknown = Dummy("x", real=True)
        done = change(unknown)
        there = (*self.under, eq(unknown, old.rhs))
        parts = done.atoms(AppliedUndef, Sum, Integral)
        if letter in free(done) or any(unknown in free(part) for part in parts):
            raise ValueError(f"{done} must be one formula for every {letter}")
        return self._then(
            "continuous",
            eq(
                Limit(done.xreplace({unknown: expr}), letter, at, dir=str(side)),
                done.xreplace({unknown: old.rhs}),
            ),
            because,
            Follows(Smooth(done, unknown, 0, 0), there),
            *meaningful(done, there),
        )

    def later(self, steps: int, because: str) -> Derivation:
        """From x_n → L to x_{n+1} → L, or by more steps."""
        old = self._equation()
        expr, letter, at, side = old.lhs.args if isinstance(old.lhs, Limit) else (old.lhs,) * 4
        if at != oo or not letter.is_integer or steps < 1:
            raise ValueError(f"the rule takes the limit of a sequence, got {old}")
        new = Limit(bind(expr, {letter: letter + steps}), letter, at, dir=str(side))
        return self._then("later", eq(new, old.rhs), because)

    def of_limits(
        self, change: Callable[..., Expr], because: str, *others: Derivation
    ) -> Derivation:
        """From x_n → L, y_n → M to g(x_n, y_n) → g(L, M), for a polynomial g."""
        known = [one._equation() for one in (self, *others)]
        if not all(isinstance(one.lhs, Limit) for one in known):
            raise ValueError(f"limits are needed, got {known}")
        toward = {one.lhs.args[1:] for one in known}
        unknown = [Dummy("x", real=True) for _ in known]
        done = change(*unknown)
        if len(toward) > 1 or {one.rhs for one in known} & {oo, -oo}:
            raise ValueError(f"{known} are not numbers approached in one way")
        ((letter, at, side),) = toward
        if not done.is_polynomial(*unknown) or letter in free(done):
            raise ValueError(f"{done} must be the same polynomial for every {letter}")
        values = [
            done.xreplace(dict(zip(unknown, part, strict=True)))
            for part in ([one.lhs.args[0] for one in known], [one.rhs for one in known])
        ]
        new = eq(Limit(values[0], letter, at, dir=str(side)), values[1])
        under = _join(self.under, *(one.under for one in others))
        due = meaningful(done, under)
        return self._then("of limits", new, because, *due, under=under, premises=others)

    def archimedes(self, letter: Symbol, because: str) -> Derivation:
        """From n δ ≤ C for every n to δ ≤ 0."""
        old = self.last
        under = self._for_all(letter)
        delta = normal(old.lhs / letter) if isinstance(old, Le) else S.NaN
        if letter in free(delta) | free(getattr(old, "rhs", letter)) or not letter.is_integer:
            raise ValueError(f"the rule takes {letter}·δ ≤ C, got {old}")
        due = Identity(old.lhs, letter * delta, under)
        return self._then("Archimedes", le(delta, 0), because, due, under=under)

    def grow_without_bound(self, letter: Symbol, because: str) -> Derivation:
        """From C + n δ ≤ x_n for every n, with δ > 0, to x_n → ∞."""
        old = self.last
        under = self._for_all(letter)
        delta = old.lhs.diff(letter) if isinstance(old, Le) else S.NaN
        if letter in free(delta) or not letter.is_integer:
            raise ValueError(f"the rule takes C + {letter}·δ ≤ x, got {old}")
        due = (
            Follows(Gt(delta, 0, evaluate=False), under),
            Identity(old.lhs, bind(old.lhs, {letter: S.Zero}) + letter * delta, under),
        )
        new = eq(Limit(old.rhs, letter, oo, dir="-"), oo)
        return self._then("without bound", new, because, *due, under=under)

    # -- Taylor

    def taylor(
        self, function: Any, point: Expr, step: Expr, dummy: Symbol, order: int, because: str,
        *under: Relation,
    ) -> Derivation:  # fmt: skip
        """Taylor's formula for function(point + step), its remainder as an integral."""
        terms = [
            step**i / factorial(i) * Derivative(function(point), (point, i))
            for i in range(1, order + 1)
        ]
        weight = (point + step - dummy) ** order / factorial(order)
        remainder = Integral(
            weight * Derivative(function(dummy), (dummy, order + 1)), (dummy, point, point + step)
        )
        total = Add(function(point), *terms, remainder)
        relation = Eq(function(point + step), total, evaluate=False)
        known = _join(self.under, under)
        return self._then(
            "Taylor",
            relation,
            because,
            Follows(And(step >= 0, point >= 0), known),
            Follows(Smooth(function(dummy), dummy, order + 1, 0), known),
            *_from_zero(relation.lhs, relation.rhs, step, known),
            under=known,
        )

    def mean_value(self, at: Symbol, because: str) -> Derivation:
        """∫ k g = g(ξ) ∫ k for some ξ inside, where the weight k = (v − s)^m is positive."""
        old = self._equation()
        (integral,) = old.rhs.atoms(Integral)
        dummy, low, high = integral.limits[0]
        (inner,) = integral.function.atoms(Derivative)
        weight = integral.function / inner
        mass = expand(weight.integrate((dummy, low, high)))
        value = mass * Derivative(inner.expr.func(at), (at, inner.derivative_count))
        between = And(low < dummy, dummy < high)
        if inner.expr.args != (dummy,) or at in free(old) | set().union(*map(free, self.under)):
            raise ValueError(f"{at} is a new letter, and the weight stands before g({dummy})")
        new = Eq(old.lhs, _replaced(old.rhs, integral, value), evaluate=False)
        if new == old:
            raise ValueError(f"{integral} is another one for each letter that is bound around it")
        return self._then(
            "mean value",
            Exists((at,), bind(between, {dummy: at}), new),
            because,
            Follows(Lt(low, high), self.under),
            Follows(in_range(at, dummy), (*self.under, between)),
            Follows(Smooth(inner, dummy, 0, low), (*self.under, within(integral))),
            Follows(Gt(weight, 0, evaluate=False), (*self.under, between)),
            Identity(Integral(weight, (dummy, low, high)), mass, self.under),
        )

    # -- statements about statements

    def solve(self, left: Relation, right: Relation, because: str, *under: Relation) -> Derivation:
        """Two conditions that hold for the same values: each follows from the other."""
        known = _join(self.under, under)
        due = [Follows(right, (*known, left)), Follows(left, (*known, right))]
        return self._then("solve the inequality", Iff(left, right), because, *due, under=known)

    def chained(self, other: Derivation, because: str) -> Derivation:
        """From A ⟺ B and B ⟺ C to A ⟺ C."""
        if not (isinstance(self.last, Iff) and isinstance(other.last, Iff)):
            raise ValueError("two equivalences are needed")
        (left, middle), (again, right) = self.last.args, other.last.args
        if not alike(middle, again):
            raise ValueError(f"{again} is not {middle}")
        under = _join(self.under, other.under)
        return self._then("chained", Iff(left, right), because, under=under, premises=(other,))

    def generalise(self, *letters: Any, where: Relation = S.true, because: str = "") -> Derivation:
        """For all these letters and heads that satisfy ``where``, of which nothing else is said."""
        left_out = conjuncts(where)
        kept = tuple(one for one in self.under if not any(alike(one, w) for w in left_out))
        for letter in letters:
            if any(letter in free(one) for one in kept):
                raise ValueError(f"the hypotheses speak of {letter}: it is not any {letter}")
        new = for_all(*letters, where=where, that=self.last)
        return self._then("for all", new, because, under=kept)

    def instance(self, body: Body, because: str) -> Derivation:
        """What a statement for all letters and heads says of these; its condition is supposed."""
        if not isinstance(self.last, ForAll) or {*body} != {*bound(self.last)}:
            raise ValueError(f"all of what {self.last} is about, and no more, is put in its place")
        _, where, that = self.last.args
        new = bind(that, body)
        under = _join(self.under, conjuncts(bind(where, body)))
        return self._then("instance", new, because, *_put(body, under), under=under)

    def knowing(self, *lemmas: Derivation) -> Derivation:
        """The same without the hypotheses that these derivations end in, but under theirs."""
        (*before, last) = self.steps
        kept = [one for one in self.under if not any(alike(one, other.last) for other in lemmas)]
        if len(kept) + len(lemmas) > len(self.under):
            raise ValueError("each lemma must end in a hypothesis that is left")
        under = _join(kept, *(other.under for other in lemmas))
        return Derivation((*before, replace(last, under=under, premises=(*last.premises, *lemmas))))

    def some(self, statement: Exists, because: str = "") -> Derivation:
        """What follows from any one of which it is supposed follows as soon as there is one."""
        letters, (where, that) = bound(statement), _there_is(statement)
        spent = (*conjuncts(where), *conjuncts(that))
        kept = tuple(one for one in self.under if not any(alike(one, s_) for s_ in spent))
        spoken = free(self.last).union(*(free(one) for one in kept), set())
        if spoken & {*letters}:
            raise ValueError(f"{spoken & {*letters}} is spoken of: it is not any that there is")
        under = _join(kept, (statement,))
        return self._then("some one", self.last, because, under=under, role="folded")

    def part(self, number: int, because: str) -> Derivation:
        """One of several statements that hold together."""
        if not isinstance(self.last, And):
            raise ValueError(f"{self.last} has no parts")
        return self._then("part", self.last.args[number], because, role="folded")

    def together(self, *others: Derivation, because: str) -> Derivation:
        """Several statements, each of which was derived."""
        under = _join(self.under, *(other.under for other in others))
        new = And(self.last, *(other.last for other in others))
        return self._then("together", new, because, under=under, premises=others)

    def witness(self, statement: Exists, body: Body, because: str) -> Derivation:
        """There is one: this one, for which the relation was just derived."""
        letters, (where, that) = bound(statement), _there_is(statement)
        if {*body} != {*letters} or not alike(self.last, bind(that, body)):
            raise ValueError(f"{self.last} is not what {statement} says of {body}")
        due = owed(bind(where, body), self.under)
        return self._then("there is", statement, because, *due, *_put(body, self.under))


# ---- proofs of several chains -----------------------------------------------------------------


def induction(
    claim: Relation, letter: Symbol, start: Derivation, step: Derivation, because: str
) -> Derivation:
    """``claim`` for every n: from a chain for n = 0, and one for n + 1 that supposes it for n."""
    if not letter.is_integer or not letter.is_nonnegative or letter.is_zero is False:
        raise ValueError(f"{letter} does not run through 0, 1, 2, …")
    in_range(letter, letter)  # refuses a range that no rule knows
    under = _join(start.under, (one for one in step.under if not alike(one, claim)))
    if any(letter in free(one) for one in under):
        raise ValueError(f"the hypotheses speak of {letter}: it is not any {letter}")
    due = agree(start, bind(claim, {letter: S.Zero})) + agree(
        step, bind(claim, {letter: letter + 1})
    )
    return Derivation()._then("induct", claim, because, *due, under=under, premises=(start, step))


def there_is_a_run(
    steps: Iterable[Relation], starts: Iterable[Relation], letter: Symbol, because: str
) -> Derivation:
    """Sequences with these starts, each step of which is computed from those before."""
    steps, starts = tuple(steps), tuple(starts)
    heads = [step.lhs.base for step in steps]
    wanted = [head[letter + 1] for head in heads]
    if [step.lhs for step in steps] != wanted or [one.lhs for one in starts] != [
        h[0] for h in heads
    ]:
        raise ValueError(f"each sequence has its start and its step, got {steps} and {starts}")
    if len({*heads}) < len(heads) or letter.is_nonnegative is not True or not letter.is_integer:
        raise ValueError(f"sequences of their own, over {letter} = 0, 1, …, are needed")
    for number, step in enumerate(steps):
        before = {head[letter] for head in heads} | {*wanted[:number]}
        if any(node.base in heads and node not in before for node in step.rhs.atoms(Indexed)):
            raise ValueError(f"{step} is not by what comes before")
    if any(free(one.rhs) & {letter, *heads} for one in starts):
        raise ValueError(f"{starts} are not values")
    sides = [one.rhs for one in (*steps, *starts)]
    if not all(of_reals(side) for side in sides):
        raise ValueError(f"{sides} need not be real")
    for node in (node for side in sides for node in _nodes(side)):
        if node == I or (bound(node) and free(node) & {*heads}):
            raise ValueError(f"{node} is no real number made of single terms")
    due = [one for side in sides for one in meaningful(side, ())]
    every = And(*(for_all(letter, that=step) for step in steps), *starts)
    new = Exists(Tuple(*heads), S.true, every)
    return Derivation()._then("step by step", new, because, *due, under=())


def both_ways(
    left: Relation, right: Relation, forward: Derivation, backward: Derivation, because: str
) -> Derivation:
    """left ⟺ right: a chain that supposes the left one and ends in the right one, and back."""
    if not alike(forward.last, right) or not alike(backward.last, left):
        raise ValueError("a chain to each side, from the other, is needed")
    under = _join(
        (one for one in forward.under if not alike(one, left)),
        (one for one in backward.under if not alike(one, right)),
    )
    return Derivation()._then(
        "both ways", Iff(left, right), because, under=under, premises=(forward, backward)
    )


def by_contradiction(goal: Relation, because: str, *chains: Derivation) -> Derivation:
    """``goal``, as to suppose that it does not hold leads to what cannot be."""
    opposite = Not(goal)
    under = _join(one for each in chains for one in each.under if not alike(one, opposite))
    due = Follows(S.false, (*under, opposite, *(chain.last for chain in chains)))
    dues = (due, *meaningful(goal, under))
    return Derivation()._then("contradiction", goal, because, *dues, under=under, premises=chains)


def in_cases(first: Derivation, second: Derivation, case: Relation, because: str) -> Derivation:
    """The same end from a case and from its opposite."""
    if not alike(first.last, second.last):
        raise ValueError("both cases must end in the same relation")
    under = _join(
        (one for one in first.under if not alike(one, case)),
        (one for one in second.under if not alike(one, Not(case))),
    )
    _no_limit(case)
    due = meaningful(case, under)
    more = {"under": under, "premises": (first, second)}
    return Derivation()._then("cases", first.last, because, *due, **more)


def agree(chain: Derivation, wanted: Relation) -> list[Obligation]:
    """That a chain ends in this relation, each side up to its form."""
    if alike(chain.last, wanted):
        return []
    if chain.last.func != wanted.func or not getattr(wanted, "is_Relational", False):
        raise ValueError(f"the chain ends in {chain.last}, not in {wanted}")
    pairs = zip(chain.last.args, wanted.args, strict=True)
    due: list[Obligation] = [Identity(a, b, chain.under) for a, b in pairs if a != b]
    return [*due, *meaningful(wanted, chain.under)]


def _of(hypothesis: Relation) -> Derivation:
    return Derivation().given(hypothesis, "")


def _there_is(statement: Exists) -> tuple[Relation, Relation]:
    if not isinstance(statement, Exists):
        raise ValueError(f"{statement} does not say that there is one")
    _, where, that = statement.args
    return where, that


def _put(body: Body, under: Hypotheses) -> list[Follows]:
    """What is put for letters and heads: each is in its range, and means something.

    A head is one for all its arguments: it is asked for a new one, from 0 on.
    """
    goals: list[Follows] = []
    for key, value in body.items():
        if not isinstance(key, Symbol) and key not in free(key):
            raise ValueError(f"only a letter or a head can be substituted, got {key}")
        if not isinstance(key, Symbol):
            one = key[0] if isinstance(key, IndexedBase) else key(S.Zero)
            if one.is_integer or one.is_nonzero or one.is_nonnegative or one.is_nonpositive:
                raise ValueError(f"{key} has a range that no rule knows")
        inner = sympify(value)
        if isinstance(value, Lambda):
            whole = isinstance(key, IndexedBase) or None
            inner = value(
                *(Dummy(x.name, nonnegative=True, integer=whole) for x in value.variables)
            )
        if (
            getattr(key, "is_real", True)
            and not inner.is_real
            and (inner.has(I) or not of_reals(inner))
        ):
            raise ValueError(f"{key} is real, got {value}")
        _no_limit(inner)
        goals += meaningful(inner, under)
        if isinstance(key, Symbol):
            goals.append(Follows(in_range(key, value), under))
    if any(one.goal == S.false for one in goals):
        raise ValueError(f"{body} puts something out of the range of a letter")
    return [one for one in goals if one.goal != S.true]


def _from_zero_on(letter: Symbol) -> None:
    if not letter.is_nonnegative or letter.is_zero is not None or letter.is_integer:
        raise ValueError(f"{letter} does not run through all numbers from 0 on")


def _open(hypothesis: Relation) -> bool:
    """Whether what satisfies it satisfies it nearby, too: a derivative needs no more."""
    strict = isinstance(hypothesis, Gt | Lt | Ne)
    return strict and not hypothesis.has(AppliedUndef, Indexed, Sum, Integral, Derivative)


def _nodes(expr: Any) -> Iterator[Any]:
    yield expr
    for arg in getattr(expr, "args", ()):
        yield from _nodes(arg)


def _bounded(relation: Relation) -> tuple[Any, Any]:
    """What abs(f[n]) ≤ F bounds: the head, as `majorant` names it, and f[n]."""
    if not (isinstance(relation, Le) and isinstance(relation.lhs, Abs)):
        raise ValueError(f"a bound is abs(f) ≤ F, got {relation}")
    (node,) = relation.lhs.args
    return (node if _head(node) is None else _head(node)), node


def _in_scope(expr: Any, head: Any, match: _Match, under: Hypotheses) -> Iterator[Obligation]:
    """Each term of ``expr`` that the bound is used for is one for which it was supposed."""
    if _head(expr) == head:
        yield from match.put(expr, under)[1]
        return
    if {*bound(expr)} & (free(match.left) - match.letters):
        raise ValueError(f"the bound of {match.left} is supposed of one {bound(expr)}, not of all")
    if isinstance(expr, Sum | Integral):
        under = (*apart(under, expr), inside(expr))
    for arg in getattr(expr, "args", ()):
        yield from _in_scope(arg, head, match, under)


def _from_zero(lhs: Expr, rhs: Expr, over: Symbol, under: Hypotheses) -> list[Obligation]:
    """The identity, to be proved from 0 on: both sides mean something there, too."""
    if not over.is_nonnegative:
        raise ValueError(f"{over} does not run from 0 on")
    letter = over if over.is_zero is None else Dummy(over.name, nonnegative=True)
    lhs, rhs = (bind(side, {over: letter}) for side in (lhs, rhs))
    due: list[Obligation] = [Identity(lhs, rhs, under, over=letter)]
    return due + [one for side in (lhs, rhs) for one in meaningful(side, under)]


def _rising(gap: Expr, over: Symbol, slopes: int, under: Hypotheses) -> list[Obligation]:
    """gap ≥ 0 from 0 on: at 0 by itself and by its slopes but the last, which is ≥ 0 for all."""
    if not over.is_nonnegative or over.is_integer:
        raise ValueError(f"{over} does not run through all numbers from 0 on")
    letter = Dummy(over.name, nonnegative=True)
    gap = bind(gap, {over: letter})
    due: list[Obligation] = [*meaningful(gap, under)]
    for _ in range(slopes):
        start = normal(bind(gap, {letter: S.Zero}))
        slope = normal(differentiate(gap.diff(letter)))
        due += [
            Follows(Ge(start, 0, evaluate=False), under),
            Identity(bind(gap, {letter: S.Zero}), start, under),
            Follows(Smooth(gap, letter, 1, 0), under),
            Identity(Derivative(gap, letter), slope, under),
        ]
        gap = slope
    return [*due, Follows(Ge(gap, 0, evaluate=False), under)]


class _Match:
    """Puts r for l wherever l stands, its free letters matched; notes where that is allowed."""

    def __init__(
        self, left: Expr, right: Expr, letters: Iterable[Any], where: Relation = S.true
    ) -> None:
        self.left, self.right, self.where = left, right, where
        self.letters = {x for x in letters if isinstance(x, Symbol)}
        self.due: list[Follows] = []

    def put(self, expr: Any, under: Hypotheses) -> tuple[Any, list[Follows]]:
        """What stands for ``expr``, which must be an l, and what the values must satisfy."""
        found = self._found(expr)
        if found is None:
            raise ValueError(f"{expr} is none of those that {self.left} stands for")
        goals = [in_range(letter, value) for letter, value in found.items()]
        goals += conjuncts(bind(self.where, found))
        due = [Follows(goal, under) for goal in goals if goal != S.true]
        return bind(self.right, found), due

    def into(self, expr: Any, under: Hypotheses) -> Any:
        """``expr`` with r wherever l stands."""
        if self._found(expr) is not None:
            new, due = self.put(expr, under)
            self.due += due
            return new
        if not getattr(expr, "args", ()) or isinstance(expr, Derivative):
            return expr
        if bound(expr):
            if {*bound(expr)} & (free(self.left) | free(self.right)) - self.letters:
                return expr  # what is bound here is not the letter that the equation speaks of
            under = apart(under, expr)
            under = (*under, within(expr)) if isinstance(expr, Sum | Integral) else under
            inner = self.into(expr.args[0], under)
            return expr.func(inner, *expr.args[1:]) if inner is not expr.args[0] else expr
        args = [self.into(arg, under) for arg in expr.args]
        changed = any(new is not old for new, old in zip(args, expr.args, strict=True))
        return expr.func(*args) if changed else expr

    def _found(self, expr: Any) -> dict[Any, Any] | None:
        """What the letters stand for, if ``expr`` is l for some values of them."""
        if expr == self.left:
            return {letter: letter for letter in self.letters & free(self.left)}
        head = _head(self.left)
        if head is None or _head(expr) != head:
            return None
        own, theirs = _argument(self.left), _argument(expr)
        letters = [x for x in own.free_symbols if x in self.letters]
        if len(letters) != 1 or theirs is None or _others(expr) != _others(self.left):
            return None
        if any(letters[0] in free(other) for other in _others(self.left)):
            return None
        shift = expand(own - letters[0])
        return None if letters[0] in free(shift) else {letters[0]: expand(theirs - shift)}


def _replaced(expr: Expr, node: Expr, value: Expr) -> Expr:
    """``expr`` with a value for a node wherever its letters stand free and nothing varies."""
    return _Match(node, value, set()).into(expr, ())


def rewritten(expr: Expr, hypothesis: Relation) -> Expr:
    """``expr`` with r for l, where a hypothesis says that l = r."""
    equation, where = stated(hypothesis)
    if not isinstance(equation, Eq) or where != S.true:
        return expr
    letters = {*hypothesis.args[0]} if isinstance(hypothesis, ForAll) else set()
    match = _Match(equation.lhs, equation.rhs, letters)
    new = match.into(expr, ())
    return expr if any(due.goal != S.true for due in match.due) else new


def instances(hypothesis: ForAll, terms: Iterable[Any]) -> Iterator[tuple[Relation, Relation]]:
    """What a hypothesis on one letter says of the terms, and under which condition each time."""
    letters, where, that = hypothesis.args
    if len(letters) != 1 or not isinstance(letters[0], Symbol):
        return
    (letter,) = letters
    patterns = dict.fromkeys(x for x in _nodes(that) if _head(x) and letter in free(x))
    seen = set()
    for term in terms:
        values = [_Match(p, S.Zero, {letter})._found(term) for p in patterns]
        if isinstance(term, Symbol) and letter.is_integer is term.is_integer:
            values.append({letter: term})
        for value in (found[letter] for found in values if found and letter in found):
            if value not in seen:
                seen.add(value)
                at = {letter: value}
                yield And(in_range(letter, value), bind(where, at)), bind(that, at)


def _head(node: Any) -> Any:
    """The head of x[n], x(t), or (x, m) of its derivative: as `majorant` names what it bounds."""
    match node:
        case Indexed():
            return node.base
        case AppliedUndef():
            return node.func
        case Derivative() if isinstance(node.expr, AppliedUndef):
            return (node.expr.func, int(node.derivative_count))
        case Subs():
            return _head(node.expr)
    return None


def _argument(node: Any) -> Any:
    """What x[·], x(·) or x′(·) is taken at; None for a derivative in another letter."""
    if isinstance(node, Subs):
        return node.point[0] if _argument(node.expr) == node.variables[0] else None
    if isinstance(node, Derivative):
        return node.variables[0] if node.expr.args == (node.variables[0],) else None
    return (node.indices if isinstance(node, Indexed) else node.args)[-1]


def _others(node: Any) -> tuple[Any, ...]:
    """What a function of several letters is taken at besides."""
    if isinstance(node, Subs | Derivative):
        return _others(node.expr)
    return tuple((node.indices if isinstance(node, Indexed) else node.args)[:-1])
