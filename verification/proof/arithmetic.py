"""Z3's side: whether a relation between real numbers follows from others, decided for all values.

Polynomials, quotients, roots and absolute values are put to Z3 as they are. What else there is, a
power with a letter as exponent, an exponential, x[n], a sum, is a number of which only the facts
stated here are known: what follows then follows of the real one, too. A goal that Z3 refutes in
this wider sense may still be true; it is not accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import sympy
import z3
from duhamel.analysis.derivation import Hypotheses, instances
from duhamel.analysis.logic import ForAll, Relation, Statement, of_reals
from sympy import S
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFunction

EFFORT = 1_000_000  # Z3's own count of its work, not a time: the same on every machine
ROUNDS = 2  # of putting terms that stand there into what is supposed for all
SIGNS = {
    "==": "__eq__",
    "!=": "__ne__",
    "<=": "__le__",
    "<": "__lt__",
    ">=": "__ge__",
    ">": "__gt__",
}


def decided(goal: Relation, under: Hypotheses, effort: int = EFFORT) -> bool:
    """Whether Z3 finds that the goal holds wherever the hypotheses do."""
    reader = _Reader()
    try:
        wanted, given = reader.truth(goal), [reader.truth(one) for one in under if _is_plain(one)]
        if reader.proves(wanted, given, effort):
            return True
        for _ in range(ROUNDS):
            given += [reader.truth(instance) for instance in reader.instances(under)]
    except NotImplementedError:
        return False
    return reader.proves(wanted, given, effort)


def _is_plain(relation: Any) -> bool:
    """Whether it says something of numbers, and nothing of all or of some."""
    return not (
        hasattr(relation, "atoms")
        and (isinstance(relation, Statement) or relation.atoms(Statement))
    )


class _Reader:
    """Expressions as Z3's, each opaque one a number of its own, and the facts that are known."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.read: dict[Any, Any] = {}
        self.facts: list[Any] = []

    def proves(self, wanted: Any, given: list[Any], effort: int) -> bool:
        """Whether it follows from what is given, and from the facts known of all that was read."""
        solver = z3.Solver()
        solver.set("rlimit", effort)
        solver.add(*given)
        solver.add(*self.facts, *self._pairs(), z3.Not(wanted))
        return bool(solver.check() == z3.unsat)

    def instances(self, under: Hypotheses) -> Iterator[Relation]:
        """What the hypotheses for all letters say of the terms that stand there."""
        terms = [term for term in self.known if isinstance(term, sympy.Expr)]
        for one in under:
            if isinstance(one, ForAll) and not isinstance(one.args[2], Statement):
                for condition, instance in instances(one, terms):
                    yield sympy.Or(sympy.Not(condition), instance)

    # -- truths

    def truth(self, relation: Relation) -> Any:
        """A relation, or several joined, for Z3; raises NotImplementedError for another."""
        if relation in (S.true, S.false):
            return z3.BoolVal(relation == S.true)
        if getattr(relation, "is_Relational", False):
            left, right = self.real(relation.lhs), self.real(relation.rhs)
            if relation.lhs.is_integer and relation.rhs.is_integer:  # nothing lies between
                self.facts += [
                    z3.Or(left <= right, left >= right + 1),
                    z3.Or(left >= right, left <= right - 1),
                ]
            return getattr(left, SIGNS[relation.rel_op])(right)
        if isinstance(relation, BooleanFunction) and not isinstance(relation, Statement):
            parts = [self.truth(part) for part in relation.args]
            match relation:
                case sympy.And():
                    return z3.And(*parts)
                case sympy.Or():
                    return z3.Or(*parts)
                case sympy.Not():
                    return z3.Not(*parts)
                case sympy.Implies():
                    return z3.Implies(*parts)
        raise NotImplementedError(f"no arithmetic: {relation}")

    # -- numbers

    def real(self, expr: Any) -> Any:
        """An expression for Z3, read once.

        Raises NotImplementedError for a letter that may be complex.
        """
        if expr not in self.read:
            self.read[expr] = self._read(expr)
        return self.read[expr]

    def _read(self, expr: Any) -> Any:
        if isinstance(expr, sympy.Symbol | sympy.Indexed | AppliedUndef) and not expr.is_real:
            raise NotImplementedError(f"not real: {expr}")
        match expr:
            case sympy.Rational():
                return z3.RealVal(f"{expr.p}/{expr.q}")
            case sympy.Add():
                return z3.Sum(*(self.real(arg) for arg in expr.args))
            case sympy.Mul():
                return z3.Product(*(self.real(arg) for arg in expr.args))
            case sympy.Pow() if expr.exp.is_Integer and expr.exp > 0:
                return z3.Product(*[self.real(expr.base)] * int(expr.exp))
            case sympy.Pow() if expr.exp.is_integer and _more_than(expr.exp):
                constant, rest = expr.exp.as_coeff_Add()
                power = sympy.Pow(expr.base, rest, evaluate=False)
                return z3.Product(self.real(power), *[self.real(expr.base)] * int(constant))
            case sympy.Max() | sympy.Min():
                first, *others = (self.real(arg) for arg in expr.args)
                for other in others:
                    larger = first >= other if isinstance(expr, sympy.Max) else first <= other
                    first = z3.If(larger, first, other)
                return first
            case sympy.Abs() if not expr.has(sympy.I) and of_reals(expr.args[0]):
                inner = self.real(expr.args[0])
                return z3.If(inner >= 0, inner, -inner)
        if expr not in self.known:
            self._learn(expr)
        return self.known[expr]

    def _learn(self, expr: Any) -> None:
        """A new number, and what is known of it."""
        modulus = isinstance(expr, sympy.Abs)
        real = not expr.has(sympy.I) and expr.is_real is not False and of_reals(expr)
        if not modulus and not real:
            raise NotImplementedError(f"not real: {expr}")
        number = z3.Real(f"v{len(self.known)}")
        self.known[expr] = number
        self.facts += [
            fact
            for sign, fact in (
                (expr.is_positive, number > 0),
                (expr.is_nonnegative, number >= 0),
                (expr.is_negative, number < 0),
                (expr.is_nonzero, number != 0),
            )
            if sign
        ]
        match expr:
            case sympy.Abs():  # of what is complex
                parts = [self.real(part) for part in expr.args[0].as_real_imag()]
                self.facts += [number >= 0, number * number == z3.Sum(*(u * u for u in parts))]
            case sympy.Pow():
                self.facts += self._of_power(number, expr.base, expr.exp)
            case sympy.exp():
                u = self.real(expr.args[0])
                self.facts += [number > 0, number >= 1 + u, _iff(u > 0, number > 1)]
                self.facts += [_iff(u < 0, number < 1)]
            case sympy.log():
                u = self.real(expr.args[0])
                facts = [number <= u - 1, number * u >= u - 1, _iff(u > 1, number > 0)]
                self.facts += [
                    z3.Implies(u > 0, fact) for fact in (*facts, _iff(u < 1, number < 0))
                ]
            case sympy.sin() | sympy.cos():
                self.facts += [number >= -1, number <= 1]
            case _ if expr is S.Pi:
                self.facts += [number > z3.RealVal("3.1415926"), number < z3.RealVal("3.1415927")]

    def _of_power(self, number: Any, base: Any, power: Any) -> list[Any]:
        b = self.real(base)
        if power.is_Integer:  # and negative: one over a product
            return [z3.Implies(b != 0, number * z3.Product(*[b] * int(-power)) == 1)]
        if power.is_Rational and power > 0:
            top, bottom = z3.Product(*[b] * int(power.p)), z3.Product(*[number] * int(power.q))
            return [z3.Implies(b >= 0, z3.And(number >= 0, bottom == top))]
        if not power.is_integer:
            return [z3.Implies(b > 0, number > 0)]
        n = self.real(power)
        facts = [
            z3.Implies(n == 0, number == 1),
            z3.Implies(b == 1, number == 1),
            z3.Implies(b > 0, number > 0),
            z3.Implies(z3.And(b == 0, n > 0), number == 0),
            z3.Implies(z3.And(b >= 0, n >= 0), z3.And(number >= 0, number >= 1 + n * (b - 1))),
            z3.Implies(z3.And(b >= 0, b <= 1, n >= 0), number <= 1),
            z3.Implies(z3.And(b >= 0, b < 1, n >= 1), number <= b),
            z3.Implies(z3.And(b >= 1, n >= 1), number >= b),
        ]
        if base == -1:
            return [number * number == 1]
        if base.is_nonnegative:
            return facts
        size = self.real(sympy.Abs(base) ** power)
        return [*facts, z3.Or(number == size, number == -size)]

    def _pairs(self) -> Iterator[Any]:
        """What is known of two numbers of one kind: which is larger, whose product is 1."""
        for kind in (sympy.exp, sympy.log):
            found = [expr for expr in self.known if isinstance(expr, kind)]
            for one, other in combinations(found, 2):
                u, v = self.real(one.args[0]), self.real(other.args[0])
                x, y = self.known[one], self.known[other]
                rise = z3.And(_iff(u < v, x < y), _iff(u == v, x == y))
                defined = z3.And(u > 0, v > 0) if kind is sympy.log else True
                yield z3.Implies(defined, rise)
                if kind is sympy.exp and sympy.expand(one.args[0] + other.args[0]) == 0:
                    yield self.known[one] * self.known[other] == 1
        for sine in [expr for expr in self.known if isinstance(expr, sympy.sin)]:
            if (cosine := sympy.cos(sine.args[0])) in self.known:
                s, c = self.known[sine], self.known[cosine]
                yield s * s + c * c == 1


def _more_than(power: Any) -> bool:
    """Whether a power is a positive number more than one that is never negative."""
    constant, rest = power.as_coeff_Add()
    return bool(constant > 0 and rest.is_nonnegative)


def _iff(one: Any, other: Any) -> Any:
    return one == other
