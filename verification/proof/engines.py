"""Both engines over a derivation: every obligation of every step, one engine not knowing the other.

An identity is SymPy's, which reduces a residual to zero with all letters free, and FLINT's, which
computes in ℚ(letters) for n = 0 … 6 where it is rational, and encloses both sides at exact points
inside the hypotheses where it is not. What follows from the hypotheses is Z3's, which decides it
for all values, and FLINT's, which looks for a point inside the hypotheses where it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from itertools import chain, islice, product
from random import Random
from typing import Any

import sympy
from duhamel.analysis.derivation import (
    Bound,
    Follows,
    Hypotheses,
    Identity,
    Obligation,
    Step,
    Vanishing,
    instances,
    owed,
    rewritten,
)
from duhamel.analysis.logic import (
    Exists,
    ForAll,
    Relation,
    Smooth,
    Statement,
    alike,
    bind,
    bound,
    conjuncts,
    free,
)
from duhamel.analysis.normal import majorant, normal
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Claim, register
from duhamel.verification.check import Check, Evidence
from duhamel.verification.finding import Finding, holds
from duhamel.verification.models.broken import broken
from duhamel.verification.proof import arithmetic
from duhamel.verification.proof.exact import (
    NotEvaluableError,
    Point,
    Ratio,
    evaluate,
    generators,
    real,
)
from duhamel.verification.proof.regularity import RoughError, smooth
from flint import acb, arb, fmpq, fmpq_poly
from sympy import S, Symbol
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

SEED = 2020  # of FLINT's points; it stands in the results
LENGTHS = range(7)  # the n at which an identity in n is computed in ℚ(letters)
PART = fmpq(1, 1024)  # by how much an obligation is perturbed, and a ball must be able to tell
POINTS, FEW = 6, 2  # inside the hypotheses, for what is not rational; for an integral
DRAWS = 48  # how often such a point is looked for
EDGES = 8  # and one at which two sides that must differ are equal
TRIES = 12  # of values of a letter, until the hypotheses take one
DERIVATIVES = 8  # how often SymPy may differentiate an identity before it gives up


@dataclass(frozen=True)
class Opinion:
    """What one engine says of one obligation; ``points``: how many it looked at, if only some."""

    accepts: bool
    said: str
    points: int | None = None


# ---- SymPy ------------------------------------------------------------------------------------


def by_sympy(due: Obligation) -> Opinion:
    """The first opinion: SymPy's of what is equal, Z3's of what follows."""
    match due:
        case Identity():
            residual = _residual(due)
            return Opinion(residual == 0, f"residual {residual}")
        case Bound():
            return _bound_for_short_sums(due)
        case Follows():
            return follows(due.goal, due.under)
        case Vanishing():
            rest = normal((due.before - due.after) / due.factor**due.letter)
            rest = sympy.expand(rest, power_exp=True)
            free_ = bool(rest.is_polynomial(due.letter))
            free_ = free_ and sympy.degree(rest, due.letter) <= due.degree
            return Opinion(free_, f"before − after = {due.factor}^{due.letter} · ({rest})")


def follows(goal: Relation, under: Hypotheses) -> Opinion:
    """Whether the goal follows: it is supposed, or by structure, or an equation, or by Z3."""
    if _supposed(goal, under):
        return Opinion(True, "supposed")
    match goal:
        case sympy.And():
            return _all_follow([(part, under) for part in goal.args])
        case Smooth():
            try:
                return _all_follow(smooth(goal.args[0], goal.args[1], int(goal.args[2]), under))
            except RoughError as error:
                return Opinion(False, str(error))
        case ForAll():
            letters, where, that = goal.args
            heads = {x for x in bound(goal) if not isinstance(x, Symbol)}
            if any(heads & free(one) for one in under):
                return Opinion(False, f"what is supposed speaks of {heads}: of one, not of all")
            new = {x: sympy.Dummy(x.name, **x.assumptions0) for x in letters if x.is_Symbol}
            where, that = bind(where, new), bind(that, new)
            inner = owed(that, (*under, *conjuncts(where)))
            return _all_follow([(due.goal, due.under) for due in inner])
        case Exists():
            return _near(goal, under)
        case sympy.Eq() if normal(_by_equations(goal.lhs - goal.rhs, under)) == 0:
            return Opinion(True, "equal by what is supposed")
    if isinstance(goal, Statement):
        return Opinion(False, f"{goal} is not supposed")
    found = arithmetic.decided(goal, under)
    return Opinion(found, "decided by Z3" if found else f"Z3 does not find {goal}")


def _supposed(goal: Relation, under: Hypotheses) -> bool:
    return goal == S.true or any(alike(goal, one) for one in under)


def _all_follow(goals: list[tuple[Relation, Hypotheses]]) -> Opinion:
    opinions = [follows(goal, under) for goal, under in goals]
    refused = [one for one in opinions if not one.accepts]
    return refused[0] if refused else Opinion(True, "each part follows")


def _near(goal: Relation, under: Hypotheses) -> Opinion:
    """Some start below a point such that all between the two satisfies what is asked."""
    (start, *more), before, that = goal.args
    at = before.rhs if isinstance(before, sympy.Lt) else S.NaN
    shaped = isinstance(that, ForAll) and len(that.args[0]) == 1 and not more
    if not shaped or before.args != (start, at) or start in free(that.args[2]):
        return Opinion(False, f"{goal} is not supposed")
    (letter,), below, near = that.args
    if below != And(start < letter, letter < at) or letter in set().union(*map(free, under)):
        return Opinion(False, f"{goal} is not supposed")
    for one in conjuncts(near):
        starts = [side for side in getattr(one, "args", ()) if letter not in free(side)]
        tried = (
            follows(start_ < at, under).accepts
            and follows(one, (*under, start_ < letter, letter < at)).accepts
            for start_ in (*starts, at - 1)
        )
        if not any(tried):
            return Opinion(False, f"{one} is not seen to hold below {at}")
    return Opinion(True, f"all of it holds in an interval that ends at {at}")


def _by_equations(expr: Any, under: Hypotheses) -> Any:
    """An expression with what the equations supposed say of its terms."""
    for _ in range(4):
        new = expr
        for one in under:
            new = rewritten(new, one)
        if new == expr:
            return new
        expr = new
    return expr


SHORT = range(3)  # the n for which Z3 is asked for a bound of sums
WRONG = 8  # statements that a control holds to a derivation; the tests hold all
BRIEF = 100_000  # and how much it may work on one


def _bound_for_short_sums(due: Bound) -> Opinion:
    """The bound for few terms by Z3, for all values of the letters and of what is bounded."""
    excess = normal(majorant(due.expr, due.bounds) - due.bound)
    by_rule = Opinion(excess == 0, f"no more than the rule's own majorant says: {excess} beyond", 0)
    if due.expr.has(sympy.Integral):  # which Z3 cannot read
        return by_rule
    whole = [x for x in _letters(due.expr, due.bound) if x.is_integer]
    for values in product(SHORT, repeat=len(whole)):
        at = dict(zip(whole, map(sympy.Integer, values), strict=True))
        expr, most = (_unrolled(bind(side, at)) for side in (due.expr, due.bound))
        within_theirs = [
            sympy.Le(sympy.Abs(term), size, evaluate=False)
            for term in sorted(expr.atoms(sympy.Indexed, AppliedUndef, sympy.Derivative), key=str)
            if (size := _size_of(term, due.bounds)) is not None
        ]
        goal = sympy.Le(sympy.Abs(expr), most, evaluate=False)
        under = tuple(bind(one, at) for one in due.under if not isinstance(one, Statement))
        if not arithmetic.decided(goal, (*under, *within_theirs), BRIEF):
            return by_rule
    if not whole:
        return Opinion(True, "decided by Z3")
    span = f"{', '.join(map(str, whole))} ≤ {SHORT[-1]}"
    said = f"decided by Z3 for {span}, by the triangle inequality beyond"
    return Opinion(True, said, len(SHORT) ** len(whole))


def _unrolled(expr: Any) -> Any:
    return expr.replace(
        lambda node: isinstance(node, sympy.Sum), lambda node: node.doit(deep=False)
    )


def _size_of(term: Any, bounds: Mapping[Any, Any]) -> Any:
    match term:
        case sympy.Indexed():
            return bounds.get(term.base)
        case sympy.Derivative():
            return bounds.get((term.expr.func, int(term.derivative_count)))
    return bounds.get(term.func)


def _narrowed(expr: Any, under: Hypotheses, but: Symbol | None) -> Any:
    """An expression in letters of the range that is supposed of them: SymPy asks a letter alone."""
    found: dict[Symbol, Symbol] = {}
    for one in under:
        if isinstance(one, sympy.Lt | sympy.Le) and one.lhs == 0 and one.rhs.is_Symbol:
            letter, kind = one.rhs, "positive" if isinstance(one, sympy.Lt) else "nonnegative"
            if letter != but and type(letter) is Symbol:
                found[letter] = sympy.Dummy(letter.name, **letter.assumptions0 | {kind: True})
    return bind(expr, found) if found else expr


def _residual(due: Identity) -> sympy.Expr:
    whole = bind(due.lhs, due.body) - due.rhs
    residual = _narrowed(whole, due.under, due.over)
    if due.over is None:
        plain = normal(residual)
        if plain == 0 or not any(isinstance(one, sympy.Eq) for one in due.under):
            return plain
        letters = tuple(u for u in due.under if isinstance(u, sympy.Eq) and u.lhs.is_Symbol)
        return normal(_narrowed(_by_equations(whole, letters), due.under, due.over))
    if due.over.is_integer:
        first = normal(bind(residual, {due.over: S.Zero}))
        return first if first != 0 else normal(bind(residual, {due.over: due.over + 1}) - residual)
    for _ in range(DERIVATIVES):
        now = normal(residual)
        if now == 0:
            return S.Zero
        first = normal(residual.subs(due.over, 0))
        if first != 0:
            return first
        residual = residual.diff(due.over)
    return now


# ---- FLINT ------------------------------------------------------------------------------------


def by_flint(due: Obligation, random: Random) -> Opinion:
    """FLINT's opinion: exact in ℚ(letters), or at exact points inside the hypotheses."""
    match due:
        case Identity():
            return _identity(due, random)
        case Bound():
            return _bound(due, random)
        case Follows():
            return _nowhere_false(due, random)
        case Vanishing():
            gap = due.before - due.after
            for _ in range(due.degree + 1):  # each takes one power of n from the rest
                later = bind(gap, {due.letter: due.letter + 1})
                gap, before = later - due.factor * gap, gap
            return _identity(Identity(later, due.factor * before, due.under), random)


def _identity(due: Identity, random: Random) -> Opinion:
    try:
        return _in_rationals(due)
    except NotEvaluableError:
        pass
    try:
        return _in_balls(due, random)
    except NotEvaluableError as error:
        return Opinion(False, str(error))


def _letters(*exprs: Any) -> list[Symbol]:
    found = set().union(*(expr.free_symbols for expr in exprs))
    letters = (x for x in found if type(x) in (Symbol, sympy.Dummy))
    return sorted(letters, key=lambda x: (x.name, getattr(x, "dummy_index", 0)))


def _all_exprs(due: Identity) -> list[Any]:
    bodies = [b.expr if isinstance(b, sympy.Lambda) else b for b in due.body.values()]
    return [due.lhs, due.rhs, *(sympy.sympify(b) for b in bodies)]


def _in_rationals(due: Identity) -> Opinion:
    """The identity as one between elements of ℚ(letters), for each small n: a proof there."""
    exprs = _all_exprs(due)
    if any(
        expr.has(
            sympy.exp,
            sympy.sin,
            sympy.cos,
            sympy.Integral,
            sympy.Derivative,
            AppliedUndef,
            sympy.pi,
            sympy.I,
            sympy.log,
        )
        for expr in exprs
    ):
        raise NotEvaluableError("not rational")
    letters = _letters(*exprs)
    whole = [x for x in letters if x.is_integer]
    free = [x for x in letters if not x.is_integer]
    # more values of n than a polynomial in it has zeros
    degree = max(_degree(expr, set(whole)) for expr in exprs)
    lengths = range(max(len(LENGTHS), degree + 2))
    reach = 2 * len(lengths) + 2
    bases = sorted({str(node.base) for expr in exprs for node in expr.atoms(sympy.Indexed)})
    names = [f"v{i}" for i in range(len(free))] + [f"{b}{i}" for b in bases for i in range(reach)]
    gens = generators(names or ["unit"])
    values = dict(zip(free, gens, strict=False))
    rows = {
        b: gens[len(free) + reach * i : len(free) + reach * (i + 1)] for i, b in enumerate(bases)
    }
    sequences = {sympy.IndexedBase(b, real=True): rows[b].__getitem__ for b in bases}
    for point in product(lengths, repeat=len(whole)):
        counts = {letter: fmpq(n) for letter, n in zip(whole, point, strict=True)}
        at = Point({**values, **counts}, {}, sequences, due.body)
        gap = evaluate(due.lhs, at) + -1 * evaluate(due.rhs, Point(at.letters, {}, sequences, {}))
        if not (gap.is_zero() if isinstance(gap, Ratio) else gap == 0):
            where = f" at {', '.join(f'{x} = {n}' for x, n in counts.items())}" if whole else ""
            return Opinion(False, f"not zero in ℚ({', '.join(map(str, free))}){where}")
    span = f", {', '.join(map(str, whole))} = 0 … {lengths[-1]}" if whole else ""
    return Opinion(True, f"0 in ℚ(letters){span}", len(lengths) ** len(whole) if whole else None)


def _degree(expr: Any, letters: set[Symbol]) -> int:
    """A bound of the degree in integer letters, where they stand outside of exponents."""
    match expr:
        case sympy.Symbol():
            return int(expr in letters)
        case sympy.Add():
            return max(_degree(arg, letters) for arg in expr.args)
        case sympy.Mul():
            return sum(_degree(arg, letters) for arg in expr.args)
        case sympy.Pow() if expr.exp.is_Integer:
            return abs(int(expr.exp)) * _degree(expr.base, letters)
        case sympy.Sum():
            return _degree(expr.function, letters | {expr.limits[0][0]}) + 1
    return 0


def _in_balls(due: Identity, random: Random) -> Opinion:
    widest, tried = arb(0), 0
    spoken = _letters(*_all_exprs(due), *due.under)
    most = FEW if due.lhs.has(sympy.Integral) or due.rhs.has(sympy.Integral) else POINTS
    for letters in _inside(due.under, spoken, random, 2 * most):
        if tried == most:
            break
        at = _with_heads(letters, _all_exprs(due), random, due.body)
        right = acb(evaluate(due.rhs, Point(at.letters, at.functions, at.sequences, {})))
        gap = acb(evaluate(due.lhs, at)) - right
        # a ball that also holds the perturbed identity would accept that one, too
        wrong = right * PART if due.rhs != 0 else acb(PART)
        open_ = not gap.is_finite() or (gap.contains(0) and not gap.is_zero())
        if open_ and (gap.overlaps(wrong) or not gap.rad() < PART):
            continue  # this point is too far out for so few bits
        if not gap.contains(0):
            return Opinion(False, f"differs by {gap.str(5)} at a point inside the hypotheses")
        apart = gap.abs_upper() / max(arb(1), abs(right).lower())
        widest, tried = max(widest, apart), tried + 1
    if not tried:
        return Opinion(True, "no point inside the hypotheses tells", 0)
    size = widest.str(2, radius=False)
    said = "both sides are one number" if widest == 0 else f"apart by less than {size}"
    return Opinion(True, f"{said} at {tried} points", tried)


def _with_heads(
    letters: Mapping[Symbol, Any], exprs: list[Any], random: Random, body: Any
) -> Point:
    """A point with random analytic functions and random rational sequences."""
    heads = {node.func for expr in exprs for node in expr.atoms(AppliedUndef)}
    functions = {head: _random_function(random) for head in sorted(heads, key=str)}
    bases = {node.base for expr in exprs for node in expr.atoms(sympy.Indexed)}
    sequences = {base: _random_sequence(random) for base in sorted(bases, key=str)}
    return Point(letters, functions, sequences, body)


# ---- points inside the hypotheses -------------------------------------------------------------

NEAR, FAR = fmpq(1, 2**20), fmpq(2) ** 12
SIZES = (
    *(fmpq(0), NEAR, fmpq(1, 8), fmpq(1, 2), fmpq(3, 4), 1 - NEAR, fmpq(1), 1 + NEAR),
    *(fmpq(3, 2), fmpq(2), fmpq(19, 8), fmpq(7), FAR),
)
COUNTS = (0, 1, 2, 3, 5, 9)


def _inside(
    under: Hypotheses, letters: list[Symbol], random: Random, most: int, draws: int = DRAWS
) -> Iterator[dict[Symbol, Any]]:
    """Exact values of the letters inside the hypotheses: at their edges, near them and far out.

    One letter after the other, so that each hypothesis is asked as soon as it can be; one that
    cannot be evaluated, as it speaks of heads, leaves the letters as they are.
    """
    if not all(certain(one, {}) for one in under if not _opaque(one) and not free(one)):
        return
    plan, found = _plan(under, letters), 0
    for _ in range(draws):
        if found == most:
            return
        at: dict[Symbol, Any] = {}
        if all(_placed(at, *entry, random) for entry in plan):
            found += 1
            yield at


Planned = tuple[Symbol, Any, list[Relation]]


def _plan(under: Hypotheses, letters: list[Symbol]) -> list[Planned]:
    """The letters in order, each with the equation that gives it, and with what it must satisfy."""
    known = [part for one in under if not _opaque(one) for part in conjuncts(one)]
    known = [one for one in known if free(one) and free(one) <= {*letters}]
    equations = [one for one in known if isinstance(one, sympy.Eq)]
    given = {e.lhs: e for e in reversed(equations) if e.lhs in letters and e.lhs not in free(e.rhs)}
    order: list[Symbol] = []
    while len(order) < len(letters):
        left = [x for x in letters if x not in order]
        ready = [x for x in left if x not in given or free(given[x].rhs) <= {*order}]
        if not ready:  # each by another: one of them is drawn
            del given[next(x for x in left if x in given)]
        order += ready
    placed = {one: max(map(order.index, free(one))) for one in known}
    for equation in equations:
        if equation not in given.values():
            given.setdefault(order[placed[equation]], equation)
    return [
        (x, given.get(x), [_range(x), *(one for one in known if placed[one] == i)])
        for i, x in enumerate(order)
    ]


def _placed(
    at: dict[Symbol, Any], letter: Symbol, given: Any, asked: list[Relation], random: Random
) -> bool:
    """Put a value for the letter that satisfies what is asked; whether there is one."""
    for _ in range(TRIES):
        try:
            value = None if given is None else _solved(given, letter, at)
            at[letter] = _drawn(letter, random) if value is None else value
            kept = isinstance(at[letter], fmpq)  # a ball is the value, and cannot show it
            if all(certain(one, at) for one in asked if kept or one is not given):
                return True
        except (NotEvaluableError, ZeroDivisionError, ValueError, OverflowError):
            return False
        if given is not None:
            return False
    return False


def _solved(equation: Any, letter: Symbol, at: dict[Symbol, Any]) -> Any:
    """The value of the letter by an equation that gives it, or is linear in it; None for any."""
    if equation.lhs == letter:
        return evaluate(equation.rhs, Point(at, {}, {}, {}))
    gap = _gap(equation)
    zero, one = (evaluate(gap, Point({**at, letter: fmpq(value)}, {}, {}, {})) for value in (0, 1))
    if not isinstance(zero - one, fmpq) or zero == one != 0:
        raise NotEvaluableError(f"{letter} by {equation}")
    return zero / (zero - one) if zero != one else None


@lru_cache(maxsize=1024)
def _gap(equation: Any) -> Any:
    return equation.lhs - equation.rhs


def _range(letter: Symbol) -> Relation:
    kind = sympy.Gt if letter.is_positive else sympy.Ge
    return kind(letter, 0, evaluate=False) if letter.is_nonnegative else S.true


def _drawn(letter: Symbol, random: Random) -> fmpq:
    if letter.is_integer:
        return fmpq(random.choice(COUNTS))
    value = random.choice((random.choice(SIZES), fmpq(random.randint(1, 80), 32)))
    return value if letter.is_nonnegative else value * random.choice((1, -1))


def _opaque(relation: Any) -> bool:
    return bool(relation.has(*OPAQUE, Statement))


def certain(relation: Relation, at: Mapping[Any, Any]) -> bool:
    """Whether a relation, or several joined, certainly holds at values of its letters."""
    if not isinstance(relation, Relational):
        match relation:
            case sympy.And():
                return all(certain(arg, at) for arg in relation.args)
            case sympy.Or():
                return any(certain(arg, at) for arg in relation.args)
            case sympy.Not():
                return certain(_opposite(relation.args[0]), at)
        return bool(relation)
    point = Point(at, {}, {}, {})
    gap = evaluate(relation.lhs, point) - evaluate(relation.rhs, point)
    if not isinstance(gap, fmpq):
        gap = real(gap)
    return bool(_SIGNS[relation.rel_op](gap))


_SIGNS: Mapping[str, Callable[[Any], bool]] = {
    "<": lambda gap: gap < 0,
    "<=": lambda gap: gap <= 0,
    ">": lambda gap: gap > 0,
    ">=": lambda gap: gap >= 0,
    "==": lambda gap: gap == 0,
    "!=": lambda gap: gap != 0,
}


def _nowhere_false(due: Follows, random: Random) -> Opinion:
    """Look for values inside the hypotheses at which the goal certainly fails.

    As for Z3, x[n], f(t) or a sum over such is a number of its own, of which the hypotheses for all
    letters say what they say of the terms that stand there.
    """
    if _supposed(due.goal, due.under):
        return Opinion(True, "supposed")
    facts = [one for one in due.under if not _speaks_of_all(one)]
    if _speaks_of_all(due.goal) or due.goal.has(sympy.Limit, sympy.I):
        return Opinion(True, "left to the first engine", 0)
    terms = _terms(due.goal, *facts)
    for one in due.under:
        if isinstance(one, ForAll):
            facts += [Or(Not(where), that) for where, that in instances(one, terms)]
    facts = [one for one in facts if not _speaks_of_all(one)]
    # each of its own, so that what is in the order of names is in one order
    names = {term: _number(i) for i, term in enumerate(_terms(due.goal, *facts))}
    goal, under = due.goal.xreplace(names), tuple(one.xreplace(names) for one in facts)
    tried, letters = 0, _letters(goal, *under)
    ends = (
        (at, one)
        for one in sorted(goal.atoms(Relational), key=str)
        for at in _inside((*under, _equal(one)), letters, random, 1, EDGES)
    )
    inner = ((at, None) for at in _inside(under, letters, random, POINTS))
    for at, end in chain(ends, inner):
        try:
            if (isinstance(goal, sympy.Ne) and end == goal) or certain(_opposite(goal), at):
                where = ", ".join(f"{x} = {v}" for x, v in at.items() if x in free(goal))
                return Opinion(False, f"not so at {where}")
            tried += certain(goal, at)
        except (NotEvaluableError, ZeroDivisionError, ValueError, OverflowError):
            continue
    return Opinion(True, f"not refuted at {tried} points inside the hypotheses", tried)


@cache
def _number(place: int) -> Symbol:
    """A number of its own; the same each time, so that SymPy knows of it."""
    return sympy.Dummy(f"u{place}", real=True)


def _equal(relation: Relation) -> Relation:
    """The edge of where a comparison holds."""
    return sympy.Eq(relation.lhs, relation.rhs, evaluate=False)


def _speaks_of_all(relation: Any) -> bool:
    return bool(isinstance(relation, Statement) or relation.atoms(Statement))


OPAQUE = (sympy.Indexed, AppliedUndef, sympy.Sum, sympy.Integral, sympy.Derivative, sympy.Subs)


def _terms(*relations: Any) -> list[Any]:
    """The outermost terms that are numbers of their own."""
    found: dict[Any, None] = {}
    for relation in relations:
        if isinstance(relation, OPAQUE):
            found[relation] = None
        else:
            found |= dict.fromkeys(_terms(*relation.args))
    return list(found)


def _opposite(goal: Relation) -> Relation:
    match goal:
        case sympy.And():
            return sympy.Or(*(_opposite(arg) for arg in goal.args), evaluate=False)
        case sympy.Or():
            return sympy.And(*(_opposite(arg) for arg in goal.args), evaluate=False)
        case sympy.Not():
            return goal.args[0]
        case _ if goal in (S.true, S.false):
            return Not(goal)
    return goal.negated.func(goal.lhs, goal.rhs, evaluate=False)


def _random_function(random: Random) -> Callable[[Any, int], Any]:
    """u ↦ p(u) + A e^{cu} with random rational coefficients, and all its derivatives."""
    coefficients = [fmpq(random.randint(-9, 9), 4) for _ in range(4)]
    amplitude, rate = fmpq(random.randint(1, 9), 8), fmpq(random.choice((-3, -1, 1, 2)), 4)

    def function(u: Any, order: int) -> Any:
        polynomial = fmpq_poly(coefficients)
        for _ in range(order):
            polynomial = polynomial.derivative()
        value: Any = fmpq(0)
        for coefficient in reversed(polynomial.coeffs()):
            value = value * u + coefficient
        grown = u * rate
        grown = grown.exp() if hasattr(grown, "exp") else acb(grown).exp()
        return value + grown * amplitude * rate**order

    return function


def _random_sequence(random: Random) -> Callable[[int], fmpq]:
    salt = random.random()
    return lambda i: fmpq(Random(f"{salt}/{i}").randint(-99, 99), 16)


# ---- bounds: try to break them ----------------------------------------------------------------


def _bound(due: Bound, random: Random) -> Opinion:
    """Look for functions within their bounds that break the claim, the extreme ones first."""
    tried = 0
    for at in _extreme_points(due, random):
        size, bound = abs(acb(evaluate(due.expr, at))), real(evaluate(due.bound, at))
        tried += 1
        if size > bound:
            return Opinion(False, f"{size.str(5)} > {bound.str(5)} at an example")
    return Opinion(True, f"no violation by {tried} extreme inputs", tried)


def _extreme_points(due: Bound, random: Random) -> Iterator[Point]:
    """Inputs at their bound: constant and alternating, of one sign or two, at random letters."""
    exprs = [due.expr, due.bound, *due.bounds.values()]
    for values in _inside(due.under, _letters(*exprs, *due.under), random, FEW):
        base = _with_heads(values, exprs, random, {})
        for sign, other in product((1, -1), repeat=2):
            plain = base
            functions, sequences = dict(base.functions), dict(base.sequences)
            for place, (key, most) in enumerate(due.bounds.items()):
                size = evaluate(most, plain) * other**place
                if isinstance(key, sympy.IndexedBase):
                    sequences[key] = lambda i, size=size, sign=sign: size * sign**i
                else:
                    head, degree = key if isinstance(key, tuple) else (key, 0)
                    functions[head] = _monomial(size, degree)
            yield Point(base.letters, functions, sequences, {})


def _monomial(size: Any, degree: int) -> Callable[[Any, int], Any]:
    """u ↦ size · u^m/m!, whose m-th derivative is the constant ``size``."""

    def function(u: Any, order: int) -> Any:
        value: Any = size if order <= degree else fmpq(0)
        for i in range(1, degree - order + 1):
            value = value * u / i
        return value

    return function


# ---- a claim ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One step of a claim's derivation, with the opinions of both engines on its obligations.

    ``step`` is None for what makes the derivation one of the claim: its end and its hypotheses.
    """

    number: int
    step: Step | None
    dues: tuple[Obligation, ...]
    first: tuple[Opinion, ...]
    second: tuple[Opinion, ...]

    @property
    def accepted(self) -> bool:
        return all(opinion.accepts for opinion in (*self.first, *self.second))


_SEEN: dict[Any, tuple[Opinion, Opinion]] = {}


def examine(claim: Claim) -> list[Line]:
    """Every step of a claim's derivation and of its premises before both engines, then its end."""
    lines = []
    for number, (step, dues) in enumerate(_asked(claim), 1):
        opinions = [_opinions(due) for due in dues]
        first, second = (tuple(pair[i] for pair in opinions) for i in range(2))
        lines.append(Line(number, step, dues, first, second))
    return lines


def _opinions(due: Obligation) -> tuple[Opinion, Opinion]:
    """What both engines say; steps and claims share many an obligation, which is put once."""
    values = (getattr(due, field.name) for field in fields(due))
    key = (type(due), *(tuple(v.items()) if isinstance(v, Mapping) else v for v in values))
    if key not in _SEEN:
        _SEEN[key] = by_sympy(due), by_flint(due, Random(SEED))
    return _SEEN[key]


def _asked(claim: Claim) -> list[tuple[Step | None, tuple[Obligation, ...]]]:
    """The obligations step by step, those of steps that chains share once, and of the end."""
    chains = (*claim.proof.premises, claim.proof)
    steps = {id(step): step for one in chains for step in one.steps}
    return [*((s, s.obligations) for s in steps.values()), (None, tuple(claim.obligations))]


def perturbed(due: Obligation) -> Obligation:
    """The same obligation with something wrong, by little: it must be refused."""
    part = sympy.Rational(int(PART.p), int(PART.q))
    match due:
        case Identity():
            return replace(due, rhs=due.rhs * (1 + part) if due.rhs != 0 else part)
        case Bound():
            return replace(due, bound=due.bound / 2)
        case Follows() if due.goal == S.false:  # without the last of what excludes each other
            return replace(due, under=due.under[:-1])
        case Follows():
            opposite = Not(due.goal) if isinstance(due.goal, Statement) else _opposite(due.goal)
            return replace(due, goal=opposite)
        case Vanishing():
            return replace(due, after=due.after + part)


# ---- as checks --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Derived:
    """A claim by its name, as it is, or each time with one thing broken: see `BROKEN`."""

    name: str
    broken: str = ""

    @property
    def claim(self) -> Claim:
        id, _, part = self.name.partition(".")
        return register()[id]().claim(part)


def _derived(_: Problem, subject: Derived) -> Finding:
    """Every obligation of a derivation before both engines; its end against the claim."""
    claim = subject.claim
    if subject.broken:
        accepted = list(BROKEN[subject.broken](claim))
        said = f"accepted: {', '.join(accepted)}" if accepted else "each one refused"
        return holds(bool(accepted), said, f"one of the {subject.broken} is accepted")
    lines = examine(claim)
    first = [opinion for line in lines for opinion in line.first]
    second = [opinion for line in lines for opinion in line.second]
    refused = [f"{name} is no claim of the register" for name in unregistered(claim)]
    refused += [
        f"line {line.number} ({line.step.rule if line.step else 'its end'}): {opinion.said}"
        for line in lines
        for opinion in (*line.first, *line.second)
        if not opinion.accepts
    ]
    found = f"{len(first)} obligations: SymPy and Z3 {tally(first)}; FLINT {tally(second)}"
    return holds(
        not refused,
        refused[0] if refused else found,
        "each obligation holds in SymPy or Z3, and in FLINT",
        opinions=[[told(line.first), told(line.second)] for line in lines],
    )


def unregistered(claim: Claim) -> Iterator[str]:
    """The claims that a derivation cites and that no theorem states so: nothing shows them."""
    for one in (claim.proof, *claim.proof.premises):
        for cited in (step.cites for step in one.steps if step.cites):
            id = cited.name.partition(".")[0]
            if id not in register() or cited not in register()[id]().parts:
                yield cited.name


def tally(opinions: Iterable[Opinion]) -> str:
    """How many obligations an engine decided, looked at in some points only, or left alone."""
    points = [opinion.points for opinion in opinions]
    decided, none = points.count(None), points.count(0)
    counts = ((decided, "decided"), (len(points) - decided - none, "sampled"), (none, "not seen"))
    return ", ".join(f"{word} {count}" for count, word in counts if count)


def told(opinions: tuple[Opinion, ...]) -> str:
    """The opinions of one engine in one line, each once."""
    return "; ".join(dict.fromkeys(opinion.said for opinion in opinions)) or "nothing to show"


def survivors(claim: Claim) -> Iterator[str]:
    """The obligations that an engine accepts perturbed, of the first of each kind: none must be."""
    first: dict[type, Obligation] = {}
    for due in (due for _, dues in _asked(claim) for due in dues if not _plain(due)):
        first.setdefault(type(due), due)
    for kind, due in first.items():
        for engine, opinion in zip(("first", "second"), _opinions(perturbed(due)), strict=True):
            if opinion.accepts and opinion.points != 0:
                yield f"{kind.__name__}, by the {engine}"


def _plain(due: Obligation) -> bool:
    """Whether it says nothing that could be broken: it is supposed."""
    return isinstance(due, Follows) and _supposed(due.goal, due.under)


def misstated(claim: Claim) -> Iterator[str]:
    """What can be wrong in a claim though its derivation still ends in it."""
    statements = islice(broken(claim.statement), WRONG)
    wrong = {what: replace(claim, statement=one) for what, one in statements}
    if claim.hypotheses:
        wrong["no hypotheses"] = replace(claim, hypotheses=())
    yield from (what for what, other in wrong.items() if still_derived(other))


def still_derived(claim: Claim) -> bool:
    """Whether a derivation ends in the claim, and supposes no more, as both engines see it."""
    try:
        dues = claim.obligations
    except ValueError:
        return False
    return all(by_flint(due, Random(SEED)).accepts and by_sympy(due).accepts for due in dues)


BROKEN: Mapping[str, Callable[[Claim], Iterator[str]]] = {
    "perturbed obligations": survivors,
    "wrong statements": misstated,
}


def checks() -> tuple[Check, ...]:
    """One check for each claim of the register: is it derived?"""
    return tuple(
        Check(
            name := f"{id}.{claim['part']}",
            id,
            f"Derived: {claim['sentence']}",
            Evidence.PROVED,
            id,
            _derived,
            Derived(name),
            {broken: Derived(name, broken) for broken in BROKEN},
            fixed=True,
        )
        for id, tag in current(recorded()).items()
        if id in register()
        for claim in recorded()[tag]["claims"]
    )
