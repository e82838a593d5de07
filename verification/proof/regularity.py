"""How smooth an expression is at a letter, by its structure and what is supposed of its heads."""

from __future__ import annotations

from typing import Any

import sympy
from duhamel.analysis.derivation import Hypotheses, apart
from duhamel.analysis.logic import ForAll, Relation, Smooth, Solves, bind, conjuncts, free, within
from sympy import Eq, Ge, Gt, Lt, Ne, Symbol
from sympy.core.function import AppliedUndef

Condition = tuple[Relation, Hypotheses]
EVERYWHERE = (sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.atan)


class RoughError(ValueError):
    """What is not as smooth as it should be, as far as is known here."""


def smooth(expr: Any, letter: Symbol, order: int, under: Hypotheses) -> list[Condition]:
    """What must follow for ``expr`` to be ``order`` times continuously differentiable.

    In the letter, at each value of it that satisfies the hypotheses. Raises RoughError.
    """
    if letter not in free(expr):
        return []
    if letter.is_integer:
        raise RoughError(f"{letter} does not run through all numbers: nothing is smooth in it")
    match expr:
        case sympy.Symbol():
            return []
        case sympy.Pow() if expr.func is sympy.Pow:
            return _power(expr.base, expr.exp, under) + _all(expr.args, letter, order, under)
        case sympy.log():
            return [(Gt(expr.args[0], 0), under), *_all(expr.args, letter, order, under)]
        case sympy.Derivative():
            ((variable, count),) = expr.variable_count
            if variable != letter:
                raise RoughError(f"{expr} in {letter}")
            return smooth(expr.expr, letter, order + count, under)
        case sympy.Subs() if isinstance(inner := expr.expr.expr, AppliedUndef):
            ((_, count),) = expr.expr.variable_count
            there = inner.func(*expr.point)
            return _of_head(there, order + count, under) + _all(expr.point, letter, order, under)
        case sympy.Integral():
            return _integral(expr, letter, order, under)
        case AppliedUndef():
            return _of_head(expr, order, under) + _all(expr.args, letter, order, under)
        case sympy.Abs() | sympy.Max() | sympy.Min() if order == 0:
            return _all(expr.args, letter, order, under)
        case sympy.Sum() if not any(letter in free(end) for end in expr.limits[0][1:]):
            inside = (*apart(under, expr), within(expr))
            return smooth(expr.function, letter, order, inside)
    if isinstance(expr, EVERYWHERE):
        return _all(expr.args, letter, order, under)
    raise RoughError(f"{expr} is not known to be C{order} in {letter}")


def _all(args: Any, letter: Symbol, order: int, under: Hypotheses) -> list[Condition]:
    return [one for arg in args for one in smooth(arg, letter, order, under)]


def _power(base: Any, power: Any, under: Hypotheses) -> list[Condition]:
    if power.is_integer and power.is_nonnegative:
        return []
    if power.is_integer and power.is_number:
        return [(Ne(base, 0), under)]
    return [(Gt(base, 0), under)]


def _integral(expr: Any, letter: Symbol, order: int, under: Hypotheses) -> list[Condition]:
    """∫_low^high g: the limits and g itself may depend on the letter."""
    ((dummy, *ends),) = expr.limits
    less, inside = max(order - 1, 0), (*apart(under, expr), within(expr))
    found = _all(ends, letter, order, under)
    found += smooth(expr.function, letter, order, inside)
    found += smooth(expr.function, dummy, 0, inside)
    for end in ends:  # g at a moving end
        if letter in free(end):
            found += smooth(bind(expr.function, {dummy: end}), letter, less, under)
    return found


def _of_head(expr: Any, order: int, under: Hypotheses) -> list[Condition]:
    """f at its argument, by what is supposed of f."""
    for one in under:
        match one:
            case Smooth() if _says(one, expr.func) and one.args[2] >= order:
                return [(Ge(expr.args[0], one.args[3]), under)]
            case Solves() if one.args[1].func == expr.func and one.args[1].args == one.args[2:]:
                return _of_solution(one, expr, order, under)
            case ForAll() if _defines(one, expr.func):
                return _of_formula(one, expr, order, under)
            case ForAll() if order > 0 and _has_slope(one, expr.func):
                return _of_piece(one, expr, order, under)
    raise RoughError(f"nothing is supposed of {expr.func}")


def _has_slope(one: ForAll, head: Any) -> bool:
    """Whether it says what x′(t) is, for all t inside of something."""
    letters, where, that = one.args
    if not isinstance(that, Eq) or not isinstance(that.lhs, sympy.Derivative):
        return False
    letter = that.lhs.variables[0]
    inequalities = conjuncts(where)
    open_ = all(isinstance(part, Gt | Lt) for part in inequalities) and not where.has(AppliedUndef)
    named = that.lhs == sympy.Derivative(head(letter), letter) and letter in letters
    return named and open_ and not that.rhs.has(sympy.Derivative)


def _of_piece(one: ForAll, expr: Any, order: int, under: Hypotheses) -> list[Condition]:
    """x of x′ = g is once smoother than g, inside."""
    _, where, that = one.args
    letter = that.lhs.variables[0]
    there = (*(h for h in under if letter not in free(h)), *conjuncts(where))
    here = (bind(where, {letter: expr.args[0]}), under)
    return [here, *smooth(that.rhs, letter, order - 1, there)]


def _says(one: Smooth, head: Any) -> bool:
    """Whether it is a hypothesis on f itself: f(t), smooth in t."""
    return bool(one.args[0].func == head and one.args[0].args == (one.args[1],))


def _of_solution(one: Any, expr: Any, order: int, under: Hypotheses) -> list[Condition]:
    """x of x′ = g is continuous, and once smoother than g: at 0, too, where g is continuous."""
    equation, _, letter = one.args
    here = (Ge(expr.args[0], 0), under)
    if order == 0:
        return [here]
    if not isinstance(equation, Eq) or equation.lhs != sympy.Derivative(one.args[1], letter):
        raise RoughError(f"{equation} does not say what the derivative is")
    return [here, *smooth(equation.rhs, letter, order - 1, _from_zero(letter, under))]


def _defines(one: ForAll, head: Any) -> bool:
    """Whether it says what f(t) is, for all t ≥ 0."""
    letters, where, that = one.args
    return bool(
        where == sympy.true
        and isinstance(that, Eq)
        and that.lhs.func == head
        and that.lhs.args == tuple(letters)
        and letters[0].is_nonnegative
        and letters[0].is_zero is None
        and not letters[0].is_integer
    )


def _of_formula(one: ForAll, expr: Any, order: int, under: Hypotheses) -> list[Condition]:
    """F of F(t) = g for all t is as smooth as g; g is not asked by F in turn."""
    (letter,), _, that = one.args
    others = tuple(h for h in under if h != one)
    here = (Ge(expr.args[0], 0), under)
    return [here, *smooth(that.rhs, letter, order, _from_zero(letter, others))]


def _from_zero(letter: Symbol, under: Hypotheses) -> Hypotheses:
    return (*(h for h in under if letter not in free(h)), Ge(letter, 0))
