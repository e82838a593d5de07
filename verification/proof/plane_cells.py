"""Conditions on two letters: one exact point in each cell of the plane that their edges cut out.

Where leading coefficients, discriminants or resultants of the edges vanish, the picture over the
first letter may change; between two such values it does not. Two engines find the points, each by
its own algebra; edges must cross at rational values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from typing import Any

import sympy
from duhamel.verification.proof.exact import NotEvaluableError, Point, Ratio, evaluate, generators
from flint import fmpq, fmpq_mpoly, fmpq_poly
from sympy import Expr, Poly, Symbol
from sympy.core.relational import Relational

Letters = tuple[Symbol, Symbol]  # the one whose cells are taken first, and the other


def edges(atoms: Iterable[Relational]) -> list[Expr]:
    """What vanishes where a relation can change its truth; each abs is taken with both signs."""
    found = []
    for atom in atoms:
        difference = atom.lhs - atom.rhs
        insides = sorted(difference.atoms(sympy.Abs), key=str)
        variants = [difference]
        for inside in insides:
            size = inside.args[0]
            variants = [v.xreplace({inside: w}) for v in variants for w in (size, -size)]
        found += [*variants, *(inside.args[0] for inside in insides)]
    return list(dict.fromkeys(found))


def _points(roots: Iterable[Any], letter: Symbol, one: Callable[..., Any]) -> list[Any]:
    """The roots and a point in each gap, in the letter's range."""
    known = sorted({*roots, *([one(0)] if letter.is_nonnegative else [])}) or [one(0)]
    gaps = [(low + high) / 2 for low, high in pairwise(known)]
    points = sorted([known[0] - 1, *known, *gaps, known[-1] + 1])
    if not letter.is_nonnegative:
        return points
    return [z for z in points if z > 0 or (z == 0 and not letter.is_positive)]


# ---- FLINT ------------------------------------------------------------------------------------


def by_flint(curves: Sequence[Expr], letters: Letters) -> list[tuple[fmpq, fmpq]]:
    """A point of each cell, in ℚ × ℚ; raises NotEvaluableError for edges that cross elsewhere."""
    first, second = letters
    at = dict(zip(letters, generators(["first", "second"]), strict=True))
    values = [evaluate(curve, Point(at, {}, {}, {})) for curve in curves]
    factors = {str(f): f for v in values if isinstance(v, Ratio) for f, _ in v.top.factor()[1]}
    over = [f for f in factors.values() if f.degrees()[1] > 0]
    critical = [_in_first(f, 0) for f in factors.values() if f.degrees()[1] == 0]
    for f in over:
        critical += [_in_first(f, power) for power in range(f.degrees()[1] + 1)]
        if f.degrees()[1] > 1:
            critical.append(_in_first(f.discriminant("second"), 0))
    for f, g in combinations(over, 2):
        critical.append(_in_first(f.resultant(g, "second"), 0))
    cells = []
    for x in _points((z for p in critical for z in _rational_roots(p)), first, fmpq):
        lines = [
            fmpq_poly([_in_first(f, power)(x) for power in range(f.degrees()[1] + 1)]) for f in over
        ]
        roots = [z for line in lines for z in _rational_roots(line)]
        cells += [(x, y) for y in _points(roots, second, fmpq)]
    return cells


def _in_first(f: fmpq_mpoly, power: int) -> fmpq_poly:
    """The coefficient of second^power, a polynomial in the first letter."""
    terms = {i: c for (i, j), c in f.to_dict().items() if j == power}
    return fmpq_poly([terms.get(i, 0) for i in range(max(terms, default=0) + 1)])


def _rational_roots(p: fmpq_poly) -> list[fmpq]:
    roots = []
    for f, _ in p.factor()[1] if p.degree() > 0 else []:
        if f.degree() == 1:
            roots.append(-f[0] / f[1])
        elif f.degree() > 2 or f[1] * f[1] >= 4 * f[0] * f[2]:
            raise NotEvaluableError(f"an edge at a root of {f} that is not rational")
    return roots


# ---- SymPy ------------------------------------------------------------------------------------


def by_sympy(curves: Sequence[Expr], letters: Letters) -> list[tuple[Expr, Expr]]:
    """A point of each cell, rational; raises NotEvaluableError for edges that cross elsewhere."""
    first, second = letters
    factors = {f for curve in curves for f, _ in sympy.factor_list(curve, first, second)[1]}
    over = sorted((f for f in factors if f.has(second)), key=str)
    critical = [f for f in factors if not f.has(second)]
    for f in over:
        poly = Poly(f, second)
        critical += poly.all_coeffs()
        critical += [sympy.discriminant(f, second)] if poly.degree() > 1 else []
    critical += [sympy.resultant(f, g, second) for f, g in combinations(over, 2)]
    cells = []
    for x in _points((z for p in critical for z in _ground_roots(p, first)), first, sympy.Rational):
        roots = [z for f in over for z in _ground_roots(f.subs(first, x), second)]
        cells += [(x, y) for y in _points(roots, second, sympy.Rational)]
    return cells


def _ground_roots(expr: Expr, letter: Symbol) -> list[Expr]:
    if not sympy.sympify(expr).has(letter):
        return []
    poly = Poly(expr, letter).sqf_part()
    roots = list(poly.ground_roots())
    if len(roots) != poly.count_roots():
        raise NotEvaluableError(f"an edge at a root of {expr} that is not rational")
    return roots
