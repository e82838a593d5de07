"""Both engines over a derivation: every obligation of every step, by SymPy and by FLINT.

SymPy reduces a residual to zero with all letters free. FLINT, which shares no code with it,
computes in ℚ(letters) for n = 0 … 6 where the identity is rational — a proof for those n — and
encloses both sides at random exact points where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from typing import Any

import sympy
from duhamel.analysis.derivation import (
    Bound,
    Equivalence,
    Identity,
    Inequality,
    Obligation,
    Relation,
    Step,
    Vanishing,
    bind,
)
from duhamel.analysis.normal import majorant, normal
from duhamel.analysis.problem import Problem
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Theorem, register
from duhamel.verification.check import Check, Evidence
from duhamel.verification.finding import Finding, holds
from duhamel.verification.proof import plane_cells
from duhamel.verification.proof.exact import (
    NOWHERE,
    NotEvaluableError,
    Point,
    Ratio,
    evaluate,
    generators,
    rational,
    real,
)
from flint import acb, arb, fmpq, fmpq_poly
from sympy import S, Symbol
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFunction, Or

SEED = 2020  # of FLINT's random points; it stands in the results
LENGTHS = range(7)  # the n at which an identity in n is computed in ℚ(letters)
PART = fmpq(1, 1024)  # by how much an obligation is perturbed, and a ball must be able to tell
POINTS = 3  # random points for what is not rational
MAGNITUDE = 12  # their size is up to 2 to this power
TRIALS = 64  # random points at which an inequality is tried
DERIVATIVES = 8  # how often SymPy may differentiate an identity before it gives up
SLOPES = 3  # and an inequality


@dataclass(frozen=True)
class Opinion:
    """What one engine says of one obligation."""

    accepts: bool
    said: str


# ---- SymPy ------------------------------------------------------------------------------------


def by_sympy(due: Obligation) -> Opinion:
    """SymPy's opinion: the residual, reduced with all letters free."""
    match due:
        case Identity():
            residual = _residual(due)
            return Opinion(residual == 0, f"residual {residual}")
        case Bound():
            excess = normal(majorant(due.expr, due.bounds) - due.bound)
            return Opinion(excess == 0, f"majorant − bound = {excess}")
        case Equivalence():
            if due.also is not None:
                return _on_cells_of_sympy(due, due.also)
            same = due.left.as_set() == due.right.as_set()
            return Opinion(same, "the same set" if same else "different sets")
        case Inequality():
            gap = bind(due.large - due.small, due.by)
            return Opinion(_never_negative(gap, due.over), f"never negative: {sympy.factor(gap)}")
        case Vanishing():
            rest = normal((due.before - due.after) / due.factor**due.letter)
            rest = sympy.expand(rest, power_exp=True)
            free = bool(rest.is_polynomial(due.letter))
            free = free and sympy.degree(rest, due.letter) <= due.degree
            # a letter is assumed to be below one in size; a number has to be
            small = bool(due.factor.free_symbols) or bool(sympy.Abs(due.factor) < 1)
            return Opinion(free and small, f"before − after = {due.factor}^{due.letter} · ({rest})")


def _residual(due: Identity) -> sympy.Expr:
    residual = bind(due.lhs, due.body) - due.rhs
    if due.over is None:
        return normal(residual)
    if due.over.is_integer:
        first = normal(residual.xreplace({due.over: S.Zero}))
        return (
            first if first != 0 else normal(residual.xreplace({due.over: due.over + 1}) - residual)
        )
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
    """FLINT's opinion: exact in ℚ(letters), or enclosed at random exact points."""
    match due:
        case Identity():
            return _identity(due, random)
        case Bound():
            return _bound(due, random)
        case Equivalence():
            return _equivalence(due)
        case Inequality():
            return _inequality(due, random)
        case Vanishing():
            if not due.factor.free_symbols and not abs(acb(evaluate(due.factor, NOWHERE))) < 1:
                return Opinion(False, f"{due.factor} is not below one in size")
            gap = due.before - due.after
            for _ in range(due.degree + 1):  # each takes one power of n from the rest
                later = gap.xreplace({due.letter: due.letter + 1})
                gap, before = later - due.factor * gap, gap
            return _identity(Identity(later, due.factor * before), random)


def _identity(due: Identity, random: Random) -> Opinion:
    try:
        return _in_rationals(due)
    except NotEvaluableError:
        return _in_balls(due, random)


def _letters(*exprs: Any) -> list[Symbol]:
    found = set().union(*(expr.free_symbols for expr in exprs))
    return sorted(
        (x for x in found if type(x) in (Symbol, sympy.Dummy)), key=lambda x: (x.name, str(x))
    )


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
    return Opinion(True, f"0 in ℚ(letters){span}")


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
    widest = arb(0)
    for _ in range(POINTS):
        at = _random_point(_all_exprs(due), random, due.body)
        right = acb(evaluate(due.rhs, Point(at.letters, at.functions, at.sequences, {})))
        gap = acb(evaluate(due.lhs, at)) - right
        # a ball that also holds the perturbed identity would accept that one, too
        wrong = right * PART if due.rhs != 0 else acb(PART)
        if not gap.is_zero() and (gap.overlaps(wrong) or not gap.rad() < PART):
            return Opinion(False, f"a ball too wide to tell: {gap.str(5)}")
        if not gap.is_finite() or not gap.contains(0):
            return Opinion(False, f"differs by {gap.str(5)} at a random point")
        widest = max(widest, gap.abs_upper())
    size = "is 0" if widest == 0 else f"is 0 up to {widest.str(2, radius=False)}"
    return Opinion(True, f"the residual {size} at {POINTS} points")


def _random_point(exprs: list[Any], random: Random, body: Any) -> Point:
    """Exact random values for letters; random analytic functions; random rational sequences."""
    letters = {x: rational(_random_value(x, random)) for x in _letters(*exprs)}
    heads = {node.func for expr in exprs for node in expr.atoms(AppliedUndef)}
    functions = {head: _random_function(random) for head in sorted(heads, key=str)}
    bases = {node.base for expr in exprs for node in expr.atoms(sympy.Indexed)}
    sequences = {base: _random_sequence(random) for base in sorted(bases, key=str)}
    return Point(letters, functions, sequences, body)


def _random_value(letter: Symbol, random: Random) -> Fraction:
    if letter.is_integer:
        return Fraction(random.randint(2, 9))
    size = Fraction(random.randint(3, 40), 16)
    return size if letter.is_nonnegative else size * random.choice((1, -1))


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
        if not bound.is_finite() or size > bound:
            return Opinion(False, f"{size.str(5)} > {bound.str(5)} at an example")
    return Opinion(True, f"no violation by {tried} extreme inputs")


def _extreme_points(due: Bound, random: Random) -> Iterator[Point]:
    """Inputs at their bound: constant and alternating, of one sign or two, at random letters."""
    exprs = [due.expr, due.bound, *due.bounds.values()]
    for _ in range(POINTS):
        base = _random_point(exprs, random, {})
        for sign, other in product((1, -1), repeat=2):
            letters = {x: (abs(v) if sign == 1 else v) for x, v in base.letters.items()}
            plain = Point(letters, base.functions, base.sequences, {})
            functions, sequences = dict(base.functions), dict(base.sequences)
            for place, (key, bound) in enumerate(due.bounds.items()):
                size = evaluate(bound, plain) * other**place
                if isinstance(key, sympy.IndexedBase):
                    sequences[key] = lambda i, size=size, sign=sign: size * sign**i
                else:
                    head, degree = key if isinstance(key, tuple) else (key, 0)
                    functions[head] = _monomial(size, degree)
            yield Point(letters, functions, sequences, {})


def _monomial(size: Any, degree: int) -> Callable[[Any, int], Any]:
    """u ↦ size · u^m/m!, whose m-th derivative is the constant ``size``."""

    def function(u: Any, order: int) -> Any:
        value: Any = size if order <= degree else fmpq(0)
        for i in range(1, degree - order + 1):
            value = value * u / i
        return value

    return function


def _never_negative(gap: sympy.Expr, over: Symbol | None, depth: int = SLOPES) -> bool:
    """Whether SymPy sees gap ≥ 0: by the signs of its terms, or from its start and its slope."""
    gap = sympy.factor(gap)  # first: multiplied out, a fraction of fractions has very many terms
    if not gap.is_nonnegative:
        gap = sympy.factor(normal(gap))
    if gap.is_nonnegative:
        return True
    if over is None or depth == 0:
        return False
    # what is positive does not change the sign
    rest = sympy.Mul(*(part for part in sympy.Mul.make_args(gap) if not part.is_positive))
    start = normal(rest.subs(over, 0))
    return bool(start.is_nonnegative) and _never_negative(rest.diff(over), over, depth - 1)


def _inequality(due: Inequality, random: Random) -> Opinion:
    """small ≤ large at random points of the letters' ranges, exactly or in balls."""
    small, large = bind(due.small, due.by), bind(due.large, due.by)
    least: arb | None = None
    for _ in range(TRIALS):
        at = _random_point([small, large], random, {})
        sizes = {
            x: v if x.is_integer else v * fmpq(2) ** random.randint(-MAGNITUDE, MAGNITUDE)
            for x, v in at.letters.items()
        }
        at = Point(sizes, at.functions, at.sequences, {})
        gap = evaluate(large, at) - evaluate(small, at)
        if real(gap) < 0 or not acb(gap).is_finite():
            return Opinion(False, f"large − small = {acb(gap).real.str(5)} at a random point")
        least = real(gap) if least is None else least.min(real(gap))
    said = "0" if least is None else least.str(2, radius=False)
    return Opinion(True, f"large − small ≥ {said} at {TRIALS} points")


# ---- conditions on one letter: cells ----------------------------------------------------------


def _on_cells_of_sympy(due: Equivalence, also: Symbol) -> Opinion:
    points = plane_cells.by_sympy(_edges(due), (also, due.letter))
    for x, y in points:
        at = {also: x, due.letter: y}
        if bool(due.left.subs(at)) != bool(due.right.subs(at)):
            return Opinion(False, f"they part at {also} = {x}, {due.letter} = {y}")
    return Opinion(True, f"the same truth on all {len(points)} cells")


def _on_cells_of_flint(due: Equivalence, also: Symbol) -> Opinion:
    points = plane_cells.by_flint(_edges(due), (also, due.letter))
    for x, y in points:
        fixed = {also: x}
        if truth(due.left, due.letter, y, fixed) != truth(due.right, due.letter, y, fixed):
            return Opinion(False, f"they part at {also} = {x}, {due.letter} = {y}")
    return Opinion(True, f"the same truth on all {len(points)} cells")


def _edges(due: Equivalence) -> list[sympy.Expr]:
    return plane_cells.edges(_atoms(due.left) + _atoms(due.right))


def _equivalence(due: Equivalence) -> Opinion:
    """Both conditions at every critical point and between any two, where truth is constant."""
    if due.also is not None:
        return _on_cells_of_flint(due, due.also)
    critical = sorted(
        {
            root
            for atom in _atoms(due.left) + _atoms(due.right)
            for root in _critical(atom, due.letter)
        }
    )
    samples = [critical[0] - 1, *critical, critical[-1] + 1] if critical else [fmpq(0)]
    samples += [(u + v) / 2 for u, v in pairwise(critical)]
    for z in samples:
        if truth(due.left, due.letter, z) != truth(due.right, due.letter, z):
            return Opinion(False, f"they part at {due.letter} = {z}")
    return Opinion(True, f"the same truth on all {len(samples)} cells")


def _atoms(condition: Relation) -> list[Relational]:
    return sorted(condition.atoms(Relational), key=str)


def _critical(atom: Relational, letter: Symbol) -> list[fmpq]:
    """Where the relation can change its truth: rational roots, each abs taken with both signs."""
    difference = atom.lhs - atom.rhs
    insides = sorted(difference.atoms(sympy.Abs), key=str)
    variants = [difference]
    for inside in insides:
        u = inside.args[0]
        variants = [v.xreplace({inside: w}) for v in variants for w in (u, -u)]
    roots = []
    for variant in [*variants, *(inside.args[0] for inside in insides)]:
        polynomial = evaluate(variant, Point({letter: fmpq_poly([0, 1])}, {}, {}, {}))
        for factor, _ in fmpq_poly(polynomial).factor()[1] if polynomial != 0 else []:
            if factor.degree() > 1:
                raise NotEvaluableError(f"a critical point of {atom} that is not rational")
            roots.append(-factor[0] / factor[1])
    return roots


def truth(
    condition: Relation, letter: Symbol, z: fmpq, fixed: Mapping[Symbol, fmpq] | None = None
) -> bool:
    """Whether a condition holds at exact values of a letter and of those that are fixed."""
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, BooleanFunction):
        parts = [truth(arg, letter, z, fixed) for arg in condition.args]
        return {And: all, Or: any}[condition.func](parts)
    at = Point({**(fixed or {}), letter: z}, {}, {}, {})
    gap = evaluate(condition.lhs, at) - evaluate(condition.rhs, at)
    return bool(
        {
            "<": gap < 0,
            "<=": gap <= 0,
            ">": gap > 0,
            ">=": gap >= 0,
            "==": gap == 0,
            "!=": gap != 0,
        }[condition.rel_op]
    )


# ---- a theorem --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One step of a theorem with the opinions of both engines on its obligations."""

    part: int
    number: int
    step: Step
    sympy: tuple[Opinion, ...]
    flint: tuple[Opinion, ...]

    @property
    def accepted(self) -> bool:
        return all(opinion.accepts for opinion in (*self.sympy, *self.flint))


def examine(theorem: Theorem) -> list[Line]:
    """Every step of ``theorem`` before both engines."""
    random = Random(f"{SEED}/{theorem.id}")
    return [
        Line(
            part,
            number,
            step,
            tuple(by_sympy(due) for due in step.obligations),
            tuple(by_flint(due, random) for due in step.obligations),
        )
        for part, chain in enumerate(theorem.derivation, 1)
        for number, step in enumerate(chain.steps, 1)
    ]


def reached(theorem: Theorem) -> list[Relation]:
    """The statements that their chain does not end in; empty when the theorem is derived."""
    return [
        stated
        for stated, chain in zip(theorem.statement, theorem.derivation, strict=True)
        if not _same_relation(stated, chain.last)
    ]


def _same_relation(stated: Relation, derived: Relation) -> bool:
    if stated == derived:
        return True
    if stated.func != derived.func or isinstance(stated, BooleanFunction):
        return False
    if derived.lhs.has(sympy.Limit):
        return bool(stated.lhs == derived.lhs and normal(stated.rhs - derived.rhs) == 0)
    sides = (stated.lhs - derived.lhs, stated.rhs - derived.rhs)
    return all(normal(difference) == 0 for difference in sides)


def perturbed(due: Obligation) -> Obligation:
    """The same obligation with something wrong, by little: both engines must reject it."""
    part = sympy.Rational(int(PART.p), int(PART.q))
    match due:
        case Identity():
            wrong = due.rhs * (1 + part) if due.rhs != 0 else part
            return Identity(due.lhs, wrong, due.body, due.over)
        case Bound():
            return Bound(due.expr, due.bound / 2, due.bounds)
        case Equivalence():
            return Equivalence(_swap_strictness(due.left), due.right, due.letter, due.also)
        case Inequality():
            # below small by as much as it was above
            return Inequality(due.small, 2 * due.small - due.large, due.by, due.over)
        case Vanishing():
            return Vanishing(due.before, due.after + part, due.factor, due.letter, due.degree)


def _swap_strictness(condition: Relation) -> Relation:
    first = _atoms(condition)[0]
    swap = {
        "<": sympy.Le,
        "<=": sympy.Lt,
        ">": sympy.Ge,
        ">=": sympy.Gt,
        "==": sympy.Ne,
        "!=": sympy.Eq,
    }
    return condition.xreplace({first: swap[first.rel_op](first.lhs, first.rhs)})


def survivors(theorem: Theorem) -> list[str]:
    """Altered obligations that an engine accepts: there must be none."""
    random = Random(f"{SEED}/{theorem.id}/perturbed")
    found = []
    for part, chain in enumerate(theorem.derivation, 1):
        for number, step in enumerate(chain.steps, 1):
            for due in map(perturbed, step.obligations):
                opinions = {"SymPy": by_sympy(due), "FLINT": by_flint(due, random)}
                found += [
                    f"{part}.{number} ({engine})" for engine, o in opinions.items() if o.accepts
                ]
    return found


# ---- as checks --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Derived:
    """A theorem by id; ``perturbed``: with every step changed by little, one at a time."""

    id: str
    perturbed: bool = False


def _derived(_: Problem, subject: Derived) -> Finding:
    """Every step of a derivation before both engines, and its end against the statement."""
    theorem = register()[subject.id]()
    if subject.perturbed:
        accepted = survivors(theorem)
        return holds(
            bool(accepted),
            f"accepted: {', '.join(accepted)}"
            if accepted
            else "each perturbed step rejected by each engine",
            "a perturbed step is accepted",
        )
    lines = examine(theorem)
    refused = [
        f"step {line.part}.{line.number} ({line.step.rule}): {opinion.said}"
        for line in lines
        for opinion in (*line.sympy, *line.flint)
        if not opinion.accepts
    ]
    refused += [f"the derivation does not end in {stated}" for stated in reached(theorem)]
    refused += [
        f"{chain.last} is assumed, not derived"
        for chain in theorem.derivation
        if not chain.steps[-1].obligations
    ]
    return holds(
        not refused,
        refused[0]
        if refused
        else f"{sum(bool(line.step.obligations) for line in lines)} steps accepted by both engines",
        "each step holds in SymPy and in FLINT; the last is the statement",
        opinions=[[said(line.sympy), said(line.flint)] for line in lines],
    )


def said(opinions: tuple[Opinion, ...]) -> str:
    """The opinions of one engine in one line, each once."""
    return "; ".join(dict.fromkeys(opinion.said for opinion in opinions)) or "assumed"


def checks() -> tuple[Check, ...]:
    """One check for each theorem of the register: is it derived?"""
    return tuple(
        Check(
            f"{id}.derivation",
            id,
            f"{recorded()[tag]['title']}: derived",
            Evidence.PROVED,
            id,
            _derived,
            Derived(id),
            {"perturbed": Derived(id, perturbed=True)},
            fixed=True,
        )
        for id, tag in current(recorded()).items()
        if id in register()
    )
