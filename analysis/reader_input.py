"""What a reader gives a theorem: numbers, functions of t and sequences, as `a=2, f="sin(t)"`.

The text is not trusted: it is read as a list, numbers by `analysis.problem.number`, formulas by the
grammar of `analysis.forcing`, and each value is held to what its letter takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from duhamel.analysis import forcing
from duhamel.analysis.derivation import stated
from duhamel.analysis.letters import h, n, t
from duhamel.analysis.logic import Solves, free
from duhamel.analysis.numbers import number
from duhamel.analysis.theorem import Claim, Theorem
from duhamel.analysis.words import refused
from sympy import (
    Derivative,
    Eq,
    Expr,
    Indexed,
    IndexedBase,
    Lambda,
    Rational,
    S,
    Symbol,
    nan,
    simplify,
    zoo,
)
from sympy.core.function import AppliedUndef, UndefinedFunction

LENGTH = 2000  # characters of a list
LARGEST = 10**9  # of a numerator, a denominator
STEPS = 60  # of an index
LATEST = Rational(37, 16)  # up to where an f is looked at when no t is given
ALIASES = {"dt": "h", "Delta_t": "h", "eps": "epsilon", "lamda": "lambda", "l": "ell"}


@dataclass(frozen=True)
class Given:
    """What a reader has chosen: values of letters, functions of t, sequences, by name."""

    letters: dict[str, Rational] = field(default_factory=dict)
    functions: dict[str, Lambda] = field(default_factory=dict)
    sequences: dict[str, Lambda | tuple[Rational, ...]] = field(default_factory=dict)


def read(theorem: Theorem, text: str) -> Given:
    """The values in a text, each held to what its letter takes."""
    known, given = names(theorem), Given()
    typed_as: dict[str, str] = {}
    for item in _items(text):
        typed, equals, value = (part.strip() for part in item.partition("="))
        name = _plain(typed)
        if not equals or not value or not typed:
            raise refused("--with", 'a list such as a=2,x_0=1,f="sin(t)"', item)
        if name not in known:
            takes = ", ".join(known)
            raise refused("--with", f"in {theorem.id} the letters {takes}", typed)
        name = known[name]
        if name in typed_as:
            raise refused("--with", "each letter once", typed)
        typed_as[name] = _unquoted(value)
        _enter(theorem, name, typed_as[name], given)
    time = given.letters.get("t", S.Zero) or LATEST
    for name, body in given.functions.items():
        with _naming(name, "t"):
            forcing.check(body.expr, Fraction(int(time.p), int(time.q)))
    return given


def listed(text: str) -> str:
    """The list as it is read: a = 2, f = sin(t)."""
    items = (item.partition("=") for item in _items(text))
    return ", ".join(f"{name.strip()} = {_unquoted(value)}" for name, _, value in items)


def names(theorem: Theorem) -> dict[str, str]:
    """What may stand before a `=`, as it is typed plainly, with the letter that it names."""
    found = {symbol.name for symbol in letters_of(theorem)} | {_name(x) for x in inputs(theorem)}
    for claim in theorem.parts:
        for relation in (*claim.hypotheses, claim.statement):
            for node in relation.atoms(Indexed, AppliedUndef):
                if node.args[-1] == 0 and _head(node) in _given_by_others(claim):
                    found.add(f"{_name(_head(node))}_0")
    return {_plain(name): name for name in sorted(found, key=str.lower)}


def letters_of(theorem: Theorem) -> set[Symbol]:
    """The letters that a theorem speaks of."""
    return {x for x in _spoken(theorem) if isinstance(x, Symbol) and x.name.isidentifier()}


def inputs(theorem: Theorem) -> set[Any]:
    """The functions and sequences that some claim leaves open: no hypothesis says what they are."""
    return {
        head
        for claim in theorem.parts
        for one in (*claim.hypotheses, claim.statement)
        for head in free(one) - _given_by_others(claim)
        if not isinstance(head, Symbol)
    }


def _spoken(theorem: Theorem) -> set[Any]:
    claims = theorem.parts
    relations = [one for claim in claims for one in (*claim.hypotheses, claim.statement)]
    return set().union(*map(free, relations))


def _given_by_others(claim: Claim) -> set[Any]:
    """What solves an equation of the hypotheses, or stands on the left of one for all n."""
    found = set()
    for one in claim.hypotheses:
        relation, _ = stated(one)
        if isinstance(one, Solves):
            found.add(one.args[1].func)
        elif isinstance(relation, Eq) and relation != one and relation.lhs.args:
            found.add(_head(relation.lhs))
    return found


def _head(node: Any) -> Any:
    """x of x[n], of x(t) and of its derivative."""
    if isinstance(node, Derivative):
        node = node.expr
    return node.base if isinstance(node, Indexed) else node.func


def _name(head: Any) -> str:
    return str(getattr(head, "name", head))


def _plain(name: str) -> str:
    """x_0, x0 and x₀ alike; β, beta alike; dt for h."""
    name = "".join(
        unicodedata.name(char).rsplit(" ", 1)[1].lower() if "Ͱ" <= char <= "Ͽ" else char
        for char in unicodedata.normalize("NFKC", name).replace("ℓ", "ell")
    )
    name = ALIASES.get(name, name)
    return ALIASES.get(name, name).replace("_", "")


def _items(text: str) -> list[str]:
    """The text between commas that stand in no bracket and in no quotes."""
    if len(text) > LENGTH:
        raise refused("--with", f"a list of at most {LENGTH} characters", text)
    items, depth, quote = [""], 0, ""
    for char in text:
        quote = (char if char in "\"'" else "") if not quote else "" if char == quote else quote
        depth += 0 if quote else {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0)
        if char == "," and not depth and not quote:
            items.append("")
        else:
            items[-1] += char
    if depth or quote or not all(item.strip() for item in items):
        raise refused("--with", 'a list such as a=2,x_0=1,f="sin(t)"', text)
    return items


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]
    return value[1:-1].strip() if quoted else value


def _enter(theorem: Theorem, name: str, value: str, given: Given) -> None:
    """One value among the letters, functions or sequences that it is for."""
    symbols = [symbol for symbol in letters_of(theorem) if symbol.name == name]
    open_ = [head for head in inputs(theorem) if _name(head) == name]
    heads = {_name(head) for head in open_ if isinstance(head, UndefinedFunction)}
    bases = {_name(head) for head in open_ if isinstance(head, IndexedBase)}
    is_input = bool(open_)
    if (symbols or not is_input) and (not is_input or _is_number(value)):
        given.letters[name] = _number(name, value, symbols)
    if not is_input:
        return
    if name in bases and value.startswith("["):
        inner = value[1:-1].split(",") if value.endswith("]") else [""]
        given.sequences[name] = tuple(_number(f"{name}", item, []) for item in inner)
        return
    if name in bases and (re.search(r"\bn\b", value) or name not in heads):
        given.sequences[name] = _sequence(theorem, name, value)
    if name in heads:
        given.functions[name] = Lambda(t, _formula(name, value, "t"))
        if name in bases and name not in given.sequences and h in letters_of(theorem):
            given.sequences[name] = Lambda(n, given.functions[name].expr.xreplace({t: n * h}))


def _is_number(value: str) -> bool:
    try:
        number(value)
    except ValueError:
        return False
    return True


def _number(name: str, value: str, symbols: list[Symbol]) -> Rational:
    """An exact value within the range of every symbol of that name."""
    size = f"a number of up to {len(str(LARGEST)) - 1} digits"
    try:
        exact = number(value.strip())
    except ValueError:
        raise refused(f"--with {name}", size, value) from None
    if abs(exact.numerator) > LARGEST or exact.denominator > LARGEST:
        raise refused(f"--with {name}", size, value)
    for symbol in symbols:
        takes, holds = range_of(symbol)
        if not holds(exact):
            raise refused(f"--with {name}", takes, value)
    return Rational(exact.numerator, exact.denominator)


def range_of(symbol: Symbol) -> tuple[str, Callable[[Fraction], bool]]:
    """What a letter takes, in words and as a test, by what SymPy assumes of it."""
    if symbol.is_integer:
        return (
            f"a whole number from 0 to {STEPS}",
            lambda value: int(value) == value and 0 <= value <= STEPS,
        )
    if symbol.is_positive:
        return "a number > 0", lambda value: value > 0
    if symbol.is_nonnegative:
        return "a number ≥ 0", lambda value: value >= 0
    return "a number", lambda _: True


def is_smooth(formula: Expr, time: Rational, order: int) -> bool:
    """Whether the formula and its first ``order`` derivatives have no gap where it has corners."""
    if order and formula.diff(t).subs(t, 0).has(zoo, nan):
        return False
    end, _ = forcing.horizon(formula, time)
    pieces = forcing.pieces(formula, end)
    return all(
        simplify((after - before).diff(t, k).subs(t, point)) == 0
        for (_, _, before), (point, _, after) in pairwise(pieces)
        for k in range(order + 1)
    )


def _formula(name: str, value: str, letter: str) -> Expr:
    """An expression in one letter, by the grammar of `analysis.forcing`."""
    with _naming(name, letter):
        return forcing.parse(value)


@contextmanager
def _naming(name: str, letter: str) -> Iterator[None]:
    """What `analysis.forcing` refuses is said of this argument."""
    try:
        yield
    except ValueError as error:
        said = str(error).replace("`--forcing`", f"`--with {name}`").replace("[0, T]", "[0, t]")
        raise ValueError(said.replace(" in t,", f" in {letter},")) from None


def _sequence(theorem: Theorem, name: str, value: str) -> Lambda:
    """A formula in n; where a step h is, one in t is taken at t = n h."""
    value = re.sub(r"\(\s*-\s*1\s*\)\s*(\^|\*\*)\s*n\b", "cos(pi*n)", value)  # the same at every n
    in_n = re.sub(r"\bn\b", "t", value)
    if in_n != value and re.search(r"\bt\b", value):
        raise refused(f"--with {name}", "a formula in n or one in t", value)
    formula = _formula(name, in_n, "n")
    if in_n != value or not formula.has(t):
        return Lambda(n, formula.xreplace({t: n}))
    if h not in letters_of(theorem):
        raise refused(f"--with {name}", "a formula in n, or a list such as [1, 2, 3]", value)
    return Lambda(n, formula.xreplace({t: n * h}))
