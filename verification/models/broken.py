"""A statement with one thing wrong in it: a number, a sign, an exponent, a direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duhamel.analysis.logic import Exists, ForAll, Iff, Relation
from sympy import Add, Eq, Indexed, Integral, Le, Limit, Not, Pow, Rational, S, Sum, Symbol
from sympy.core.relational import Relational

PART = Rational(1, 1024)
_TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


def slightly(statement: Relation) -> Iterator[Relation]:
    """The statement with its right side wrong by little, turned round, or denied on one side."""
    match statement:
        case Eq():
            right = statement.rhs * (1 + PART) if statement.rhs != 0 else PART
            right = -right if right.is_infinite else right
            yield Eq(statement.lhs, right, evaluate=False)
        case Iff():
            yield Iff(statement.args[0], Not(statement.args[1]))
        case Exists() if isinstance(statement.args[2], Eq):  # there may be another one for little
            letters, where, that = statement.args
            yield Exists(letters, where, Eq(that.lhs, -that.rhs, evaluate=False))
        case ForAll():
            letters, where, that = statement.args
            yield from (ForAll(letters, where, wrong) for wrong in slightly(that))
        case Relational() if statement.rel_op in _TURNED:
            yield _turned(statement)
            if statement.rel_op == "<=":
                yield Le(statement.lhs, statement.rhs * (1 - PART), evaluate=False)
        case _:
            yield Not(statement)


def broken(statement: Relation) -> Iterator[tuple[str, Relation]]:
    """Every statement that is this one but for one thing, with what is wrong in it."""
    yield from (("wrong by little", wrong) for wrong in slightly(statement))
    yield from _broken(statement)


def _broken(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Rational):
        if node not in (S.One, S.NegativeOne):
            yield f"{node} is {node + 1}", node + 1
        return
    if isinstance(node, Symbol | Indexed):
        return
    if isinstance(node, Relational) and node.rel_op in _TURNED:
        yield f"{node.rel_op} is {_TURNED[node.rel_op]}", _turned(node)
    if isinstance(node, Pow) and node.exp != -1:
        yield f"the power {node.exp} is {node.exp + 1}", Pow(node.base, node.exp + 1)
    if isinstance(node, Add):
        for term in node.args:
            yield f"{term} has the other sign", node - 2 * term
    for place, arg in enumerate(node.args):
        if place and isinstance(node, Sum | Integral | Limit | ForAll | Exists) and place < 2:
            continue  # where a letter runs: another wrong end is another sign or number elsewhere
        for what, wrong in _broken(arg):
            args = [*node.args[:place], wrong, *node.args[place + 1 :]]
            made = (
                node.func(*args, evaluate=False)
                if isinstance(node, Relational)
                else node.func(*args)
            )
            if made != node:
                yield what, made


def _turned(relation: Relational) -> Relational:
    kind = Relational.ValidRelationOperator[_TURNED[relation.rel_op]]
    return kind(relation.lhs, relation.rhs, evaluate=False)
