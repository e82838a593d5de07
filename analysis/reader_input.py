"""What a reader gives a theorem: numbers, functions of t and sequences, as `a=2, f="sin(t)"`.

The text is not trusted: it is read as a list, numbers by `analysis.problem.number`, formulas by the
grammar of `analysis.forcing`, and each value is held to what its letter takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from duhamel.analysis import forcing
from duhamel.analysis.derivation import Identity, Relation, Step
from duhamel.analysis.hypotheses import CONDITIONS, INPUTS, SMOOTHNESS
from duhamel.analysis.letters import h, n, t
from duhamel.analysis.numbers import number
from duhamel.analysis.theorem import Theorem
from duhamel.analysis.words import refused
from sympy import (
    Abs,
    Expr,
    Ge,
    Heaviside,
    Indexed,
    IndexedBase,
    Lambda,
    Max,
    Rational,
    S,
    Symbol,
    ceiling,
    floor,
    nan,
    simplify,
    sympify,
    zoo,
)
from sympy.core.function import AppliedUndef, UndefinedFunction

LENGTH = 2000  # characters of a list
LARGEST = 10**9  # of a numerator, a denominator
STEPS = 60  # of an index
LATEST = Rational(37, 16)  # up to where an f is looked at when no t is given
RUNNING = ("t", "n")  # what is said of them holds at every one
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
            smooth = _smooth(body.expr, time, SMOOTHNESS.get(theorem.id, -1))
        if not smooth:
            kind = ("continuous", "differentiable")[SMOOTHNESS[theorem.id]]
            raise refused("--with", f"a {kind} {name} for {theorem.id}", typed_as[name])
    return given


def listed(text: str) -> str:
    """The list as it is read: a = 2, f = sin(t)."""
    items = (item.partition("=") for item in _items(text))
    return ", ".join(f"{name.strip()} = {_unquoted(value)}" for name, _, value in items)


def names(theorem: Theorem) -> dict[str, str]:
    """What may stand before a `=`, as it is typed plainly, with the letter that it names."""
    inputs = INPUTS.get(theorem.id, ())
    letters = {symbol.name for relation in theorem.statement for symbol in _free(relation)}
    letters |= {x.name for _, r in CONDITIONS.get(theorem.id, ()) for x in r.free_symbols}
    starts = set()
    for chain in theorem.derivation:
        own = {str(key) for step in chain.steps for key, _ in meanings(step)}
        steps = [step.relation for step in chain.steps]
        letters |= {symbol.name for relation in steps for symbol in _free(relation)} - own
        starts |= {f"{base}_0" for base in _started(steps) - own}
    return {_plain(name): name for name in sorted(letters | starts | {*inputs}, key=str.lower)}


def _plain(name: str) -> str:
    """x_0, x0 and x₀ alike; β, beta alike; dt for h."""
    name = "".join(
        unicodedata.name(char).rsplit(" ", 1)[1].lower() if "Ͱ" <= char <= "Ͽ" else char
        for char in unicodedata.normalize("NFKC", name).replace("ℓ", "ell")
    )
    name = ALIASES.get(name, name)
    return ALIASES.get(name, name).replace("_", "")


def _free(relation: Relation) -> set[Symbol]:
    """The letters that are free in a relation; the base of a sequence is none."""
    bases = {base.label for base in relation.atoms(IndexedBase)}
    return {letter for letter in relation.free_symbols if isinstance(letter, Symbol)} - bases


def letters_of(theorem: Theorem) -> set[Symbol]:
    """The letters of the relations, and of what is assumed of them: β = 1 − a h has a and h."""
    assumed = {x for _, relation in CONDITIONS.get(theorem.id, ()) for x in relation.free_symbols}
    return assumed | {symbol for relation in relations(theorem) for symbol in _free(relation)}


def symbols_of(theorem: Theorem, name: str) -> list[Symbol]:
    """The symbols of a name; where all of a theorem takes it ≥ 0, the one that says so."""
    for parts, relation in CONDITIONS.get(theorem.id, ()):
        if not parts and isinstance(relation, Ge) and relation.args == (Symbol(name, real=True), 0):
            return [Symbol(name, nonnegative=True)]
    return [symbol for symbol in letters_of(theorem) if symbol.name == name]


def _started(steps: Iterable[Relation]) -> set[str]:
    """The sequences whose member at 0 is written, as W₀ is."""
    return {
        node.base.name
        for relation in steps
        for node in relation.atoms(Indexed)
        if node.indices == (S.Zero,)
    }


def relations(theorem: Theorem) -> Iterator[Relation]:
    """All relations of a theorem, its statements first."""
    yield from theorem.statement
    yield from (step.relation for chain in theorem.derivation for step in chain.steps)


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
    symbols = symbols_of(theorem, name)
    is_input = name in INPUTS.get(theorem.id, ())
    heads, bases = _heads(theorem)
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


def _heads(theorem: Theorem) -> tuple[set[str], set[str]]:
    whole = list(relations(theorem))
    heads = {node.func.__name__ for relation in whole for node in relation.atoms(AppliedUndef)}
    return heads, {base.name for relation in whole for base in relation.atoms(IndexedBase)}


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


def _smooth(formula: Expr, time: Rational, order: int) -> bool:
    """Whether the formula and its first ``order`` derivatives have no gap where it has corners."""
    if order < 0:
        return True
    if order and formula.diff(t).subs(t, 0).has(zoo, nan):
        return False
    nodes = formula.atoms(Heaviside, Abs, forcing.Square)
    corners = [corner for node in nodes for corner in forcing._corners(node)]
    firsts = [first + 2 * (period or S.Zero) for first, period in corners]
    end = Rational(ceiling(Max(time, *firsts)) + 1)  # past the first of each kind
    points = forcing.breakpoints(formula, Fraction(int(end)))
    inside = [(low + high) / 2 for low, high in pairwise([S.Zero, *points, end])]
    return all(
        simplify((_piece(formula, after) - _piece(formula, before)).diff(t, k).subs(t, point)) == 0
        for point, (before, after) in zip(points, pairwise(inside), strict=True)
        for k in range(order + 1)
    )


def _piece(formula: Expr, inside: Expr) -> Expr:
    """The formula as it is on the smooth stretch around a time."""
    values = {}
    for node in formula.atoms(Heaviside, Abs, forcing.Square):
        u = node.args[0].subs(t, inside)
        if isinstance(node, forcing.Square):
            values[node] = S.NegativeOne ** floor(2 * u / node.args[1])
        elif isinstance(node, Abs):
            values[node] = node.args[0] if u > 0 else -node.args[0]
        else:
            values[node] = S.One if u > 0 else S.Zero
    return formula.xreplace(values)


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


def meanings(step: Step) -> list[tuple[Any, Any]]:
    """What a substitution says a letter, a function or a sequence is; a shift says nothing."""
    if step.rule != "substitute":
        return []
    bodies = [due.body for due in step.obligations if isinstance(due, Identity)]
    return [
        (key, value)
        for body in bodies
        for key, value in body.items()
        if isinstance(key, UndefinedFunction | IndexedBase)
        or (isinstance(key, Symbol) and key.name not in RUNNING and _within(key, value))
    ]


def _within(key: Symbol, value: Any) -> bool:
    """Whether a letter can be that: h = 0 is a limit, and n + 1 the next n."""
    value = sympify(value)
    return not (key.is_positive and value.is_zero) and key not in value.free_symbols
