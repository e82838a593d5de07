"""What a claim says beyond a relation, and letters that are bound or put in the place of others.

`Iff`, `ForAll`, `Exists`, `Smooth` and `Solves` are SymPy objects that are statements and never
truth values. Sums, integrals, limits, `ForAll` and `Exists` bind letters: `free` and `bind` know.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sympy import (
    Add,
    And,
    Derivative,
    Dummy,
    Eq,
    Indexed,
    IndexedBase,
    Integral,
    Lambda,
    Le,
    Limit,
    S,
    Subs,
    Sum,
    Symbol,
    Tuple,
    oo,
    sympify,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.logic.boolalg import BooleanFunction

Relation = Any  # a SymPy relation: Eq, Le, …, or one of the statements below
Body = Mapping[Any, Any]  # what stands for a letter, or for a head: x ↦ λt. …


class Statement(BooleanFunction):  # type: ignore[misc]  # SymPy has no types
    """Kept as it is written: a statement, not a truth value."""

    @classmethod
    def eval(cls, *_: Any) -> None:
        """Never evaluate."""


class Iff(Statement):
    """left ⟺ right; unlike SymPy's `Equivalent` it keeps the two in their order."""


class ForAll(Statement):
    """ForAll((v, …), condition, statement): for all v that satisfy the condition.

    A v is a letter, which runs over its own range, a sequence, or, as f(0), a function f.
    ``condition`` may be true.
    """


class Exists(Statement):
    """Exists((v, …), condition, statement): some v satisfy the condition and the statement."""


class Smooth(Statement):
    """Smooth(f(t), t, m, a): f is m times continuously differentiable for t ≥ a.

    For m = 0 it is continuous. At a itself all is meant from the right.
    """


class Solves(Statement):
    """Solves(equation, x(t), t): x is continuous for t ≥ 0, and the equation holds for t > 0."""


class InOrder(Add):  # type: ignore[misc]  # SymPy has no types
    """A sum that is printed in the order in which it was made, with ``evaluate=False``."""


def for_all(*letters: Any, where: Any = S.true, that: Any) -> ForAll:
    """For all these letters, sequences or functions that satisfy ``where``: ``that``."""
    return ForAll(_named(letters), where, that)


def there_is(*letters: Any, where: Any = S.true, that: Any) -> Exists:
    """For some such letters, sequences or functions: ``that``."""
    return Exists(_named(letters), where, that)


def _named(letters: tuple[Any, ...]) -> Tuple:
    """A head is a class, which SymPy takes for no part of an expression: f(0) stands for f."""
    return Tuple(*(x(S.Zero) if isinstance(x, UndefinedFunction) else x for x in letters))


def eq(left: Any, right: Any) -> Eq:
    """left = right, as it is written."""
    return Eq(left, right, evaluate=False)


def le(left: Any, right: Any) -> Le:
    """left ≤ right, as it is written."""
    return Le(left, right, evaluate=False)


def tends(expr: Any, to: Any, letter: Symbol) -> Eq:
    """``expr`` tends to ``to`` as the letter grows."""
    return eq(Limit(expr, letter, oo, dir="-"), to)


def smooth(head: Any, times: int, letter: Symbol) -> Smooth:
    """The function is so many times continuously differentiable from 0 on."""
    return Smooth(head(letter), letter, S(times), S.Zero)


def conjuncts(relation: Relation) -> tuple[Relation, ...]:
    """The statements that hold together, in their order: SymPy's own `make_args` has none."""
    return tuple(relation.args) if isinstance(relation, And) else (relation,)


# ---- bound letters ----------------------------------------------------------------------------


def bound(node: Any) -> tuple[Any, ...]:
    """The letters and heads that this node, not one below it, binds.

    Raises ValueError where a limit speaks of the letter that it is a limit of: that is another one.
    """
    match node:
        case Sum() | Integral():
            own = tuple(limits[0] for limits in node.limits)
            _apart(own, node, *(end for limits in node.limits for end in limits[1:]))
            return own
        case Limit():
            return (node.args[1],)
        case ForAll() | Exists():
            return tuple(x.func if isinstance(x, AppliedUndef) else x for x in node.args[0])
        case Lambda():
            return tuple(node.variables)
        case Subs():
            _apart(tuple(node.variables), node, *node.point)
            return tuple(node.variables)
        case Smooth():
            return (node.args[1],)
        case Solves():
            return (node.args[2],)
    return ()


def _apart(own: tuple[Any, ...], node: Any, *outside: Any) -> None:
    if {*own} & set().union(*(end.free_symbols for end in outside), set()):
        raise ValueError(f"a letter that is bound has a name of its own, got {node}")


@cache
def free(expr: Any) -> frozenset[Any]:
    """The letters that stand free in ``expr``, and its heads: f of f(t) or f[n]."""
    own = frozenset[Any]()
    match expr:
        case IndexedBase() | UndefinedFunction() | Symbol():
            return frozenset((expr,))
        case AppliedUndef():
            own = frozenset((expr.func,))
        case Subs():
            return (free(expr.expr) - {*expr.variables}).union(*map(free, expr.point))
        case Sum() | Integral():  # the limits of the outermost are not in its scope
            inner = free(expr.function) - {*bound(expr)}
            return inner.union(*(free(end) for limits in expr.limits for end in limits[1:]))
    below = own.union(*(free(arg) for arg in getattr(expr, "args", ())))
    return below - {*bound(expr)}


def bind(expr: Any, body: Body) -> Any:
    """``expr`` with letters and heads replaced where they stand free, and nothing captured.

    A key is a letter, a head (x, by a Lambda), or a term that stands in ``expr`` as it is.
    """
    if expr in body and not isinstance(expr, Lambda):
        return body[expr]
    if not getattr(expr, "args", ()):
        return expr
    own = bound(expr)
    if own:
        body = {key: value for key, value in body.items() if not (free(key) & {*own})}
        coming = set().union(*(free(v) for k, v in body.items() if free(k) & free(expr)), set())
        for letter in coming & {*own}:
            expr = expr.xreplace({letter: _fresh(letter)})
    args = [bind(arg, body) for arg in expr.args]
    if isinstance(expr, AppliedUndef) and expr.func in body:
        return body[expr.func](*args)
    if isinstance(expr, Indexed) and expr.base in body:
        return body[expr.base](*args[1:])
    if isinstance(expr, Derivative):
        ((letter, count),) = expr.variable_count
        point = args[1][0]
        others = {key: value for key, value in body.items() if key != letter}
        inward = [free(value) for key, value in others.items() if free(key) & free(expr)]
        if not isinstance(point, Symbol) or any({letter, point} & one for one in inward):
            own = _fresh(letter)  # what comes in is as it is at the point, and does not vary
            inner = bind(expr.expr.xreplace({letter: own}), others)
            return Subs(Derivative(inner, (own, count)), own, point)
    changed = any(new is not old for new, old in zip(args, expr.args, strict=True))
    return _again(expr, args) if changed else expr


def _fresh(letter: Any) -> Any:
    if isinstance(letter, UndefinedFunction):
        raise ValueError(f"a function that is bound keeps its name, and {letter} comes in free")
    if isinstance(letter, IndexedBase):
        return IndexedBase(Dummy(str(letter)), real=letter.is_real)
    return Dummy(letter.name, **letter.assumptions0)


def _again(expr: Any, args: list[Any]) -> Any:
    """The node with other arguments; a relation is not evaluated."""
    if getattr(expr, "is_Relational", False):
        return expr.func(*args, evaluate=False)
    return expr.func(*args)


def alike(one: Any, other: Any) -> bool:
    """The same but for the names of bound letters."""
    if one == other or type(one) is not type(other):
        return bool(one == other)
    return bool(_plain(one) == _plain(other))


@cache
def _plain(expr: Any, depth: int = 0) -> Any:
    """Bound letters named by how deep they are bound."""
    for letter in bound(expr):
        if isinstance(letter, UndefinedFunction):  # keeps its name: two names are not alike
            continue
        if isinstance(letter, IndexedBase):
            new: Any = IndexedBase(f"_{depth}", real=letter.is_real)
        else:
            new = Symbol(f"_{depth}", **letter.assumptions0)
        expr = expr.xreplace({letter: new})
        depth += 1
    if not getattr(expr, "args", ()):
        return expr
    args = [_plain(arg, depth) for arg in expr.args]
    changed = any(new is not old for new, old in zip(args, expr.args, strict=True))
    return _again(expr, args) if changed else expr


# ---- ranges -----------------------------------------------------------------------------------

RANGES = ("real", "integer", "nonnegative", "positive")
"""All that may be known of a letter."""


def in_range(letter: Symbol, value: Any) -> Relation:
    """What ``value`` must satisfy to stand for ``letter``: true where SymPy sees it.

    Raises ValueError where it cannot be: another kind of number.
    """
    value = sympify(value)
    if letter.is_integer and value.is_integer is not True:
        raise ValueError(f"{letter} is a whole number, got {value}")
    if letter.is_real and (value.is_real is False or not of_reals(value)):
        raise ValueError(f"{letter} is real, got {value}")
    known = {kind: True for kind in RANGES if letter.assumptions0.get(kind)}
    if letter.assumptions0 != Symbol(letter.name, **known).assumptions0:
        raise ValueError(f"{letter} has a range that no rule knows")
    if letter.is_positive:
        return value > 0
    if letter.is_nonnegative:
        return value >= 0
    return S.true


def of_reals(expr: Any) -> bool:
    """Whether no letter or head in ``expr`` may be complex."""
    if getattr(expr, "is_real", None):
        return True
    if isinstance(expr, Symbol | Indexed | AppliedUndef):
        return False
    args = expr.args[:3] if isinstance(expr, Limit) else getattr(expr, "args", ())
    return all(of_reals(arg) for arg in args)


def within(node: Any) -> Relation:
    """Where the bound letters of a sum or an integral run."""
    return And(*(And(v >= low, v <= high) for v, low, high in node.limits))


def inside(node: Any) -> Relation:
    """The same without the ends of an integral, which weigh nothing."""
    if isinstance(node, Sum):
        return within(node)
    return And(*(And(v > low, v < high) for v, low, high in node.limits))
