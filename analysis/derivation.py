"""A derivation: relations, each produced from the one before by a named rule.

A rule computes the next relation and notes what has to be true for the step to be right, its
*obligations*. It judges nothing: `duhamel.verification.proof.engines` puts every obligation to two
engines. The rules are a notation for the derivations of the lecture, not a proof assistant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from duhamel.analysis.logic import eq, le
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
    Indexed,
    Integral,
    Lambda,
    Le,
    Limit,
    S,
    Sum,
    Symbol,
    expand,
    factor,
    factorial,
    fraction,
    oo,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFunction

Relation = Any  # a SymPy relation: Eq, Le, …, or a Boolean combination of such
Body = Mapping[Any, Any]  # what stands for a letter, for x(0) or x[0], or for a head: x ↦ λt. …
Change = Callable[[Any], Any]


class Iff(BooleanFunction):  # type: ignore[misc]  # SymPy has no types
    """left ⟺ right; unlike SymPy's `Equivalent` it keeps the two in their order."""

    @classmethod
    def eval(cls, *_: Any) -> None:
        """Never evaluate: it is a statement, not a truth value."""


def same(expr: Any) -> Any:
    """The change that changes nothing."""
    return expr


# ---- obligations ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """lhs = rhs for all values of the letters.

    Heads and letters in ``body`` are replaced by what it maps them to, on the left only. With
    ``over``, SymPy proves it by what happens from 0 on: the derivative in a real letter, the first
    difference in an integer one, and the value at 0.
    """

    lhs: Expr
    rhs: Expr
    body: Body = field(default_factory=dict)
    over: Symbol | None = None


@dataclass(frozen=True)
class Bound:
    """abs(expr) ≤ bound whenever the functions in ``bounds`` stay within theirs."""

    expr: Expr
    bound: Expr
    bounds: Mapping[Any, Expr]


@dataclass(frozen=True)
class Equivalence:
    """Two conditions on one real letter that hold for the same values of it.

    With ``also``, on two letters; each letter runs over its own range.
    """

    left: Relation
    right: Relation
    letter: Symbol
    also: Symbol | None = None


@dataclass(frozen=True)
class Vanishing:
    """``before`` = ``after`` + factor^n · rest, where abs(factor) < 1.

    The rest is a polynomial in n of at most this degree.
    """

    before: Expr
    after: Expr
    factor: Expr
    letter: Symbol
    degree: int = 0


@dataclass(frozen=True)
class Inequality:
    """small ≤ large for all letters in their ranges, after the letters in ``by`` are replaced.

    ``by`` writes a letter so that its range is plain: β = r/(1 + r) for 0 ≤ β < 1. With ``over``,
    SymPy proves it from 0 on: at 0, and for the derivative in that letter.
    """

    small: Expr
    large: Expr
    by: Mapping[Any, Expr] = field(default_factory=dict)
    over: Symbol | None = None


Obligation = Identity | Bound | Equivalence | Vanishing | Inequality


def bind(expr: Any, body: Body) -> Any:
    """``expr`` with letters, values x(0) or x[0], and heads x replaced by what ``body`` says.

    Raises ValueError when a letter would go where a sum or an integral binds it.
    """
    if isinstance(expr, Sum | Integral):
        _refuse_capture(expr, body)
    if expr in body:
        return body[expr]
    if not expr.args or isinstance(expr, Lambda):
        return expr
    args = [bind(arg, body) for arg in expr.args]
    if isinstance(expr, AppliedUndef) and expr.func in body:
        return body[expr.func](*args)
    if isinstance(expr, Indexed) and expr.base in body:
        return body[expr.base](*args[1:])
    changed = any(new is not old for new, old in zip(args, expr.args, strict=True))
    return expr.func(*args) if changed else expr


def _refuse_capture(expr: Expr, body: Body) -> None:
    bound = {limits[0] for limits in expr.limits}
    for key, value in body.items():
        free = value.expr.free_symbols if isinstance(value, Lambda) else _free(value)
        free = free - set(value.variables) if isinstance(value, Lambda) else free
        if key in bound or (bound & free and expr.has(key)):
            raise ValueError(f"`body` puts a letter where {expr} has it bound")


def _refuse_other_range(body: Body) -> None:
    """SymPy has used what it knows of a letter: its range is that of all that takes its place."""
    for key, value in body.items():
        if isinstance(key, Symbol) and (
            (key.is_nonnegative and sympify(value).is_negative)
            or (key.is_integer and sympify(value).is_integer is False)
        ):
            raise ValueError(f"{value} is outside the range of {key}")


def _free(value: Any) -> set[Symbol]:
    return set(getattr(value, "free_symbols", ()))


# ---- steps and rules --------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One line: the relation, the rule that produced it, why, and what must hold for it."""

    rule: str
    relation: Relation
    because: str
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True)
class Derivation:
    """A chain of steps; each method is a rule and returns the chain with one step more."""

    steps: tuple[Step, ...] = ()

    @property
    def last(self) -> Relation:
        """The relation that the chain has reached."""
        return self.steps[-1].relation

    def _equation(self) -> Relation:
        """The last relation, which must be an equation: the rule is one for equations."""
        if not isinstance(self.last, Eq):
            raise ValueError(f"the rule takes an equation, got {self.last}")
        return self.last

    def _then(self, rule: str, relation: Relation, because: str, *due: Obligation) -> Derivation:
        if self.steps and relation == self.last and rule not in ("given", "induct"):
            raise ValueError(f"a step must change its relation, got {relation} again")
        return Derivation((*self.steps, Step(rule, relation, because, due)))

    def assume(self, relation: Relation, because: str) -> Derivation:
        """Assume a hypothesis, a definition, or the statement of an earlier theorem."""
        return self._then("given", relation, because)

    def substitute(self, body: Body, because: str) -> Derivation:
        """Put an expression in the place of a letter or a function, on both sides."""
        old = self.last
        _refuse_other_range(body)
        new = old.func(bind(old.lhs, body), bind(old.rhs, body), evaluate=False)
        pairs = ((old.lhs, new.lhs), (old.rhs, new.rhs))
        due = [Identity(before, after, body) for before, after in pairs if before != after]
        return self._then("substitute", new, because, *due)

    def replace(self, equals: Body, over: Symbol, because: str) -> Derivation:
        """Put equals for equals on the right: each pair of ``equals`` is an identity in itself."""
        old = self.last
        due = [Identity(left, right, over=over) for left, right in equals.items()]
        new = old.func(old.lhs, bind(old.rhs, equals), evaluate=False)
        return self._then("put equals for equals", new, because, *due)

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
        due = []
        if new.lhs != old.lhs:
            due.append(Identity(old.lhs, new.lhs, over=over))
        if new.rhs != old.rhs:
            due.append(Identity(old.rhs, new.rhs, over=over))
        if not due:
            raise ValueError(f"a step must change its relation, got {old} again")
        return self._then(rule, new, because, *due)

    def evaluate(self, node: Expr, closed: Expr, over: Symbol, because: str) -> Derivation:
        """Put the closed form of a sum or an integral in its place, on the right."""
        old = self.last
        return self._then(
            "evaluate",
            old.func(old.lhs, old.rhs.xreplace({node: closed}), evaluate=False),
            because,
            Identity(node, closed, over=over),
        )

    def on_both_sides(self, change: Change, because: str, tidy: Change = normal) -> Derivation:
        """Do the same to both sides of an equation, and tidy each."""
        old = self._equation()
        letters = sorted(old.free_symbols, key=str)
        side = Function("side", real=True)(*letters)  # so that it is the same on both
        done = change(side)
        raw = done.xreplace({side: old.lhs}), done.xreplace({side: old.rhs})
        if raw != (change(old.lhs), change(old.rhs)):
            raise ValueError("`change` must do the same to both sides")
        new = tidy(raw[0]), tidy(raw[1])
        return self._then(
            "same on both sides",
            eq(*new),
            because,
            Identity(raw[0], new[0]),
            Identity(raw[1], new[1]),
        )

    def subtract(self, other: Relation, because: str, tidy: Change = expand) -> Derivation:
        """Subtract another equation that holds, side from side."""
        old = self._equation()
        raw = old.lhs - other.lhs, old.rhs - other.rhs
        new = tidy(raw[0]), tidy(raw[1])
        return self._then(
            "subtract", eq(*new), because, Identity(raw[0], new[0]), Identity(raw[1], new[1])
        )

    def integrate(self, letter: Symbol, dummy: Symbol, because: str) -> Derivation:
        """Integrate both sides from 0; the left one is a derivative in ``letter``."""
        old = self._equation()
        inner = old.lhs.expr
        lhs = inner - inner.xreplace({letter: S.Zero})
        rhs = Integral(old.rhs.xreplace({letter: dummy}), (dummy, 0, letter))
        return self._then(
            "integrate both sides",
            eq(lhs, rhs),
            because,
            Identity(Derivative(lhs, letter), old.lhs),
            Identity(Derivative(rhs, letter), old.rhs),
            Identity(lhs.xreplace({letter: S.Zero}), S.Zero),
            Identity(rhs.xreplace({letter: S.Zero}), S.Zero),
        )

    def telescope(self, letter: Symbol, dummy: Symbol, because: str) -> Derivation:
        """Sum both sides over dummy = 0 … letter − 1; the left one is y[n+1] − y[n]."""
        old = self._equation()
        (later,) = [i for i in old.lhs.atoms(Indexed) if i.indices[0] == letter + 1]
        inner = later.base[letter]
        lhs = inner - inner.base[0]
        rhs = Sum(old.rhs.xreplace({letter: dummy}), (dummy, 0, letter - 1))
        summed = Sum(old.lhs.xreplace({letter: dummy}), (dummy, 0, letter - 1))
        return self._then(
            "telescope",
            eq(lhs, rhs),
            because,
            Identity(summed, lhs, over=letter),
            Identity(rhs.xreplace({letter: letter + 1}) - rhs, old.rhs),
        )

    def isolate(
        self, target: Expr, because: str, tidy: Change = expand, nonzero: Expr = S.One
    ) -> Derivation:
        """Solve an equation that is linear in ``target`` for it.

        Its slope must not vanish by what SymPy knows, or up to the factor ``nonzero``, of which
        ``because`` then says so. Raises ValueError for another.
        """
        old = self._equation()
        unknown = Dummy("unknown", real=True)
        residual = (old.lhs - old.rhs).xreplace({target: unknown})
        slope = normal(residual.diff(unknown))
        if not factor(slope / nonzero).is_nonzero:
            raise ValueError(f"solving for {target} divides by {slope}, which may vanish")
        found = tidy(-residual.xreplace({unknown: S.Zero}) / slope)
        return self._then(
            "isolate",
            eq(target, found),
            because,
            Identity(old.lhs - old.rhs, S.Zero, {target: found}),
        )

    def induct(self, step: Relation, start: Relation, because: str) -> Derivation:
        """Prove the chain's x[n] = X(n) from x[n+1] = Φ(x[n]) and x[0], for every n."""
        claim = self._equation()
        base, letter = claim.lhs.base, claim.lhs.indices[0]
        if step.lhs != base[letter + 1] or start.lhs != base[0]:
            raise ValueError(f"an induction on {claim.lhs} takes its own step and start")
        formula = Lambda(letter, claim.rhs)
        return self._then(
            "induct",
            claim,
            because,
            Identity(formula(S.Zero), start.rhs),
            Identity(step.rhs, formula(letter + 1), {claim.lhs: claim.rhs}),
        )

    def estimate(self, bounds: Mapping[Any, Expr], because: str) -> Derivation:
        """The triangle inequality: from l = r to abs(l) ≤ a majorant of r."""
        old = self._equation()
        bound = majorant(old.rhs, bounds)
        return self._then(
            "estimate", le(Abs(old.lhs), bound), because, Bound(old.rhs, bound, bounds)
        )

    def enlarge(
        self,
        change: Change,
        because: str,
        by: Mapping[Any, Expr] | None = None,
        over: Symbol | None = None,
    ) -> Derivation:
        """Put something larger in the place of a bound."""
        old = self.last
        if not isinstance(old, Le | Eq):
            raise ValueError(f"only an upper bound, l ≤ r or l = r, can be enlarged, got {old}")
        bound = change(old.rhs)
        return self._then(
            "enlarge the bound",
            le(old.lhs, bound),
            because,
            Inequality(old.rhs, bound, by or {}, over),
        )

    def let_grow(self, factor: Expr, letter: Symbol, because: str, degree: int = 0) -> Derivation:
        """n → ∞ where abs(factor) < 1: terms in factor^n vanish on the right, as do their
        products with n, …, n^degree.
        """
        old = self._equation()
        after = old.rhs.xreplace({factor**letter: S.Zero})
        lhs = old.lhs.base[letter] if isinstance(old.lhs, Indexed) else old.lhs
        return self._then(
            "let n grow",
            eq(Limit(lhs, letter, oo, dir="-"), after),
            because,
            Vanishing(old.rhs, after, factor, letter, degree),
        )

    def taylor(
        self, function: Any, point: Expr, step: Expr, dummy: Symbol, order: int, because: str
    ) -> Derivation:
        """Taylor's formula for function(point + step), its remainder as an integral."""
        terms = [
            step**i / factorial(i) * Derivative(function(point), (point, i))
            for i in range(1, order + 1)
        ]
        weight = (point + step - dummy) ** order / factorial(order)
        remainder = Integral(
            weight * Derivative(function(dummy), (dummy, order + 1)), (dummy, point, point + step)
        )
        relation = eq(function(point + step), Add(function(point), *terms, remainder))
        return self._then(
            "Taylor", relation, because, Identity(relation.lhs, relation.rhs, over=step)
        )

    def mean_value(self, at: Expr, because: str) -> Derivation:
        """∫ k g = g(ξ) ∫ k for a weight k = (v − s)^m, which keeps its sign on one side of v."""
        old = self._equation()
        (integral,) = old.rhs.atoms(Integral)
        dummy, low, high = integral.limits[0]
        (inner,) = integral.function.atoms(Derivative)
        weight = integral.function / inner
        mass = expand(weight.integrate((dummy, low, high)))
        value = mass * Derivative(inner.expr.func(at), (at, inner.derivative_count))
        share = Dummy("share", real=True)
        end = high if weight.xreplace({dummy: low}) == 0 else low  # where it does not vanish
        inside = normal(
            weight.xreplace({dummy: low + share * (high - low)}) / weight.xreplace({dummy: end})
        )
        between = And(Ge(share, 0), Le(share, 1))
        return self._then(
            "mean value",
            eq(old.lhs, old.rhs.xreplace({integral: value})),
            because,
            Identity(Integral(weight, (dummy, low, high)), mass),
            Equivalence(And(Ge(inside, 0), between), between, share),
        )

    def equivalent(
        self,
        right: Relation,
        letter: Symbol,
        because: str,
        also: Symbol | None = None,
        by: Body | None = None,
    ) -> Derivation:
        """A condition on one letter or two, solved: the same values satisfy ``right``.

        ``by`` says what other letters in ``right`` stand for.
        """
        left = self.last
        return self._then(
            "solve the inequality",
            Iff(left, right),
            because,
            Equivalence(left, bind(right, by or {}), letter, also),
        )

    def let_approach(self, letter: Symbol, at: Expr, because: str) -> Derivation:
        """The limit from below of a quotient whose parts vanish at a point, by their slopes."""
        old = self._equation()
        parts = fraction(old.rhs)
        slopes = [differentiate(part.diff(letter)) for part in parts]
        there = [slope.xreplace({letter: at}) for slope in slopes]
        value = normal(there[0] / there[1])
        return self._then(
            "l'Hospital",
            eq(Limit(old.lhs, letter, at, dir="-"), value),
            because,
            *(Identity(part.xreplace({letter: at}), S.Zero) for part in parts),
            *(
                Identity(Derivative(part, letter), slope)
                for part, slope in zip(parts, slopes, strict=True)
            ),
            Identity(there[0] / there[1], value),
        )

    def tangent(
        self, letter: Symbol, at: Expr, to: Expr, because: str, by: Mapping[Any, Expr]
    ) -> Derivation:
        """A convex right side lies above its tangent: X(at) + X′(at) (to − at) ≤ X(to).

        ``by`` writes the letters so that their ranges are plain, as for an `Inequality`.
        """
        curve = Lambda(letter, self._equation().rhs)
        slope = Lambda(letter, normal(curve(letter).diff(letter)))
        curvature = factor(normal(slope(letter).diff(letter)))
        return self._then(
            "above the tangent",
            le(curve(at) + slope(at) * (to - at), curve(to)),
            because,
            Identity(Derivative(curve(letter), letter), slope(letter)),
            Identity(Derivative(slope(letter), letter), curvature),
            Inequality(S.Zero, curvature, by),
        )
