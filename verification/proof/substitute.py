"""A theorem with a reader's own numbers: its claims with the letters replaced, and judged.

Both sides of a claim are computed by FLINT, exactly where they are rational and as balls where
they are not. A sequence or a solution that a claim speaks of is computed from its own hypothesis,
step by step or in closed form, so that the formula for it is held against something else than
itself. What the numbers do not fix stays a letter, and is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy
from duhamel.analysis import forcing
from duhamel.analysis.chapters.responses import memory
from duhamel.analysis.forcing import Square
from duhamel.analysis.letters import n, t
from duhamel.analysis.logic import Iff, Relation, Smooth, Solves, bind, free, in_range
from duhamel.analysis.reader_input import LATEST, Given, is_smooth, read
from duhamel.analysis.theorem import Claim, Theorem
from duhamel.verification.models.runs import UNDECIDED, run_on, truth
from duhamel.verification.models.solution import resolve
from duhamel.verification.proof.exact import NOWHERE, Point, evaluate
from flint import acb, arb, fmpq
from sympy import Abs, Eq, Heaviside, Indexed, IndexedBase, Integral, Lambda, Rational, S, Symbol
from sympy.core.function import UndefinedFunction
from sympy.core.parameters import distribute
from sympy.core.relational import Relational

PRINTED = 10**15  # of a number in a formula; with more digits its n stays a letter
SHOWN = 20  # characters of an exact value; a longer one is rounded
DIGITS = 12
TIMES = (Rational(5, 8), Rational(11, 8), LATEST)  # where a claim for every t is tried
SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


@dataclass(frozen=True)
class Forced:
    """x′ = −a x + g from a start, all of it known."""

    rate: Any
    inflow: Any
    start: Any


@dataclass(frozen=True)
class Part:
    """A claim under the numbers, and what its sides come to; ``holds``: None where none can say.

    ``fails`` is a hypothesis that the numbers break: then the claim does not apply. ``solved`` is
    the problem whose solution the claim is a formula for, by the unknown of its equation.
    """

    statement: Relation
    said: str = ""
    holds: bool | None = None
    fails: Relation | None = None
    got: Mapping[Symbol, Any] = field(default_factory=dict)
    solved: tuple[Any, Forced] | None = None
    time: Any = LATEST  # until which the reader's functions were looked at


def instantiate(theorem: Theorem, text: str) -> tuple[Part, ...]:
    """Each claim with what ``text`` says, as `a=2, x_0=1, f="sin(t)"`.

    Raises ValueError, with one line, for what is no such list.
    """
    given = read(theorem, text)
    return tuple(_part(claim, given) for claim in theorem.parts)


def _part(claim: Claim, given: Given) -> Part:
    spoken = set().union(*(free(one) for one in (*claim.hypotheses, claim.statement)))
    letters = _letters(claim, spoken, given)
    bodies = _bodies(claim, spoken, given, letters)
    at = _point(claim, given, letters, bodies)
    solved, time = _solved_by(claim, given, letters, bodies), letters.get(t) or LATEST
    for one in (*_ranges(letters), *claim.hypotheses):
        if _broken(one, at, bodies):
            got = {x: letters[x] for x in sorted(free(one) & {*letters}, key=str)}
            posed = solved if isinstance(one, Smooth) else None  # solved piece by piece
            return Part(claim.statement, fails=one, got=got, solved=posed, time=time)
    said, holds = _judged(_cut(claim.statement, letters, bodies), at)
    inputs = {head: body for head, body in bodies.items() if head not in _solved(claim)}
    shown = _put(claim.statement, {**letters, **inputs})
    return Part(
        shown,
        said,
        holds,
        solved=_solved_by(claim, given, letters, bodies),
        time=letters.get(t) or LATEST,
    )


# ---- what the letters and heads of a claim are ------------------------------------------------


def _letters(claim: Claim, spoken: set[Any], given: Given) -> dict[Symbol, Any]:
    """The values given, and those that an equation among the hypotheses gives then."""
    symbols = {x for x in spoken if isinstance(x, Symbol)}
    found = {x: given.letters[x.name] for x in symbols if x.name in given.letters}
    equations = [one.args for one in claim.hypotheses if isinstance(one, Eq)]
    for _ in equations:  # each may need another first
        for sides in (*equations, *(args[::-1] for args in equations)):
            letter, other = sides
            if isinstance(letter, Symbol) and letter not in found and free(other) <= {*found}:
                found[letter] = sympy.sympify(other).subs(found)
    return found


def _ranges(letters: Mapping[Symbol, Any]) -> list[Relation]:
    """The range of each letter that does not lie in its own."""
    return [
        (sympy.Gt if x.is_positive else sympy.Ge)(x, 0, evaluate=False)
        for x, value in letters.items()
        if in_range(x, value) == S.false
    ]


def _bodies(
    claim: Claim, spoken: set[Any], given: Given, letters: Mapping[Symbol, Any]
) -> dict[Any, Lambda]:
    """Functions of t and sequences by formulas: the reader's, and what solves an equation."""

    def others(*own: Symbol) -> dict[Symbol, Any]:
        return {x: value for x, value in letters.items() if x not in own}

    found: dict[Any, Lambda] = {}
    for head in spoken:
        named = given.functions if isinstance(head, UndefinedFunction) else given.sequences
        body = named.get(getattr(head, "name", str(head))) if not isinstance(head, Symbol) else None
        if isinstance(body, Lambda):
            found[head] = Lambda(body.variables, bind(body.expr, others(*body.variables)))
    for one in claim.hypotheses:  # in an order in which each knows what it needs
        if isinstance(one, Solves) and one.args[1].func not in found:
            start = _start(claim, one.args[1].func(0), given, letters)
            equation, unknown, _ = one.args
            body = Lambda(t, bind(bind(equation.rhs, others(t)), found))
            if start is not None and not free(body) - {unknown.func} and unknown.args == (t,):
                found[unknown.func] = _solution(_forced(unknown, body.expr, start))
    return found


def _start(claim: Claim, term: Any, given: Given, letters: Mapping[Symbol, Any]) -> Any:
    """x(0), or x[0]: as a hypothesis says, or as given by x_0; None where neither does."""
    for one in claim.hypotheses:
        if isinstance(one, Eq) and one.lhs == term and free(one.rhs) <= {*letters}:
            return sympy.sympify(one.rhs).subs(letters)
    head = term.base if isinstance(term, Indexed) else term.func
    return given.letters.get(f"{head}_0")


def _forced(unknown: Any, slope: Any, start: Any) -> Forced:
    """The rate r and the input g of x′ = −r x + g."""
    mark = sympy.Dummy("x", real=True)
    slope = slope.xreplace({unknown: mark})
    return Forced(-slope.diff(mark), slope.xreplace({mark: S.Zero}), start)


def _solution(forced: Forced) -> Lambda:
    """x in closed form where there is one, else by Duhamel's integral."""
    rate, inflow = forced.rate, forced.inflow
    closed = memory(inflow, rate)
    if closed is None:
        s = sympy.Dummy("s", nonnegative=True)
        closed = Integral(sympy.exp(-rate * (t - s)) * inflow.xreplace({t: s}), (s, 0, t))
    return Lambda(t, forced.start * sympy.exp(-rate * t) + closed)


def _solved(claim: Claim) -> set[Any]:
    return {one.args[1].func for one in claim.hypotheses if isinstance(one, Solves)}


def _point(
    claim: Claim, given: Given, letters: Mapping[Symbol, Any], bodies: Mapping[Any, Lambda]
) -> Point:
    """What stands for all that a claim speaks of, as far as the numbers say."""
    values = {x: evaluate(value, NOWHERE) for x, value in letters.items()}
    known = {
        IndexedBase(name, real=True): _listed(rule)
        for name, rule in given.sequences.items()
        if isinstance(rule, tuple)
    }
    bases = {x for one in claim.hypotheses for x in free(one) if isinstance(x, IndexedBase)}
    starts = {base[0]: _start(claim, base[0], given, letters) for base in bases}
    starts = {term: start for term, start in starts.items() if start is not None}
    return run_on(claim.hypotheses, starts, Point(values, {}, known, bodies))


def _listed(members: tuple[Rational, ...]) -> Callable[[int], Any]:
    """A sequence by its first members, and zeros after them."""
    return lambda i: evaluate(members[i] if 0 <= i < len(members) else S.Zero, NOWHERE)


# ---- and what it comes to ---------------------------------------------------------------------


def _seen(relation: Relation, at: Point) -> bool | None:
    try:
        return truth(relation, at)
    except UNDECIDED:
        return None


def _broken(hypothesis: Relation, at: Point, bodies: Mapping[Any, Lambda]) -> bool:
    if isinstance(hypothesis, Smooth):
        body = bodies.get(hypothesis.args[0].func)
        time = at.letters.get(t, fmpq(0))
        end = Rational(int(time.p), int(time.q)) if time > 0 else LATEST
        return body is not None and not is_smooth(body.expr, end, int(hypothesis.args[2]))
    return _seen(hypothesis, at) is False


def _judged(statement: Relation, at: Point) -> tuple[str, bool | None]:
    """What a claim comes to, in words, and whether it holds."""
    if t in free(statement) and t not in at.letters:
        tried = [_seen(bind(statement, {t: time}), at) for time in TIMES]
        if all(tried):
            return f"it holds at t = {TIMES[0]}, {TIMES[1]} and {TIMES[2]}", True
        return "", False if False in tried else None
    holds = _seen(statement, at)
    match statement:
        case Iff():
            left = _seen(statement.args[0], at)
            said = "" if holds is None else "both hold" if left else "neither holds"
            return (said if holds is not False else "they part"), holds
        case Relational():
            return _compared(statement, at, holds)
    return {None: "", True: "it holds", False: "it does not hold"}[holds], holds


def _compared(relation: Relational, at: Point, holds: bool | None) -> tuple[str, bool | None]:
    try:
        left, right = (evaluate(side, at) for side in relation.args)
    except UNDECIDED:
        return "", None
    words = [format_number(left), format_number(right)]
    if holds is None:
        return f"{words[0]} and {words[1]} are too near to tell", None
    if holds and relation.rel_op == "==":
        return f"both sides are {min(words, key=lambda said: '…' in said)}", True
    sign = SIGNS.get(relation.rel_op, relation.rel_op)
    return f"{words[0]} {sign} {words[1]}" + ("" if holds else " does not hold"), holds


def _cut(statement: Relation, letters: Mapping[Symbol, Any], bodies: Mapping[Any, Any]) -> Relation:
    """The statement with its integrals over kinks in smooth pieces: FLINT is quick there."""
    kinked = any(body.has(Heaviside, Abs, Square) for body in bodies.values())
    if not kinked or t not in letters:
        return statement
    put = bind(bind(statement, letters), bodies)
    return put.xreplace({node: _in_pieces(node) for node in put.atoms(Integral)})


def _in_pieces(integral: Integral) -> Any:
    """An integral from 0, as the sum over the pieces on which its integrand is smooth."""
    ((letter, low, high),) = integral.limits
    if low != 0 or not high.is_Rational or not high > 0 or free(integral.function) != {letter}:
        return integral
    inside = integral.function.xreplace({letter: t})
    try:
        points = forcing.breakpoints(inside, Fraction(int(high.p), int(high.q)))
    except ValueError:
        return integral
    pieces = [
        Integral(resolve(inside, (start + stop) / 2).xreplace({t: letter}), (letter, start, stop))
        for start, stop in pairwise([S.Zero, *points, high])
    ]
    return sympy.Add(*pieces)


def _solved_by(
    claim: Claim, given: Given, letters: Mapping[Symbol, Any], bodies: Mapping[Any, Lambda]
) -> tuple[Any, Forced] | None:
    """The unknown that a claim gives a formula for, and its equation, where all is known of it."""
    put = {x: value for x, value in letters.items() if x != t}
    for one in claim.hypotheses:
        unknown = one.args[1] if isinstance(one, Solves) else None
        if unknown is None or unknown.func not in bodies:
            continue
        if getattr(claim.statement, "lhs", None) != unknown or unknown.args != (t,):
            continue
        others = {head: body for head, body in bodies.items() if head != unknown.func}
        slope = bind(bind(one.args[0].rhs, put), others).doit()
        found = _forced(unknown, slope, _start(claim, unknown.func(0), given, letters))
        if all(x.is_Rational for x in (found.rate, found.start)) and free(found.inflow) <= {t}:
            return unknown, found
    return None


def _put(relation: Relation, values: Mapping[Any, Any]) -> Relation:
    """The relation with the letters replaced, and nothing decided: 1/2 < 1 stays as it is."""
    found = _bracketed(relation, values)
    if any(max(abs(x.p), x.q) > PRINTED for x in found.atoms(Rational)):
        found = _bracketed(relation, {key: value for key, value in values.items() if key != n})
    return found


def _bracketed(relation: Relation, values: Mapping[Any, Any]) -> Relation:
    """e^{−2 (t − s)} keeps its bracket, but where SymPy's Abs of a number never ends without."""
    try:
        with distribute(False):
            return bind(relation, values)
    except RecursionError:
        return bind(relation, values)


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
    real, imaginary = (f"{part.str(DIGITS, radius=False)}…" for part in (ball.real, ball.imag))
    if ball.imag.contains(0):
        return real
    return f"{real} {'−' if imaginary[0] == '-' else '+'} {imaginary.lstrip('-')}i"
