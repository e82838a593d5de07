"""The solution of a reader's own problem as a formula: x′ = −a x + f, x(0) = x₀, a piece at a time.

On each smooth piece of f the solution is a particular one, q, and decays: what the start has left,
and what each change from one q to the next has. What has no closed form stays Duhamel's integral.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from duhamel.analysis import forcing
from duhamel.analysis.chapters.responses import split
from duhamel.analysis.letters import s, t
from duhamel.analysis.logic import InOrder
from duhamel.analysis.normal import normal
from sympy import (
    Add,
    Dummy,
    Expr,
    Integral,
    Mul,
    Pow,
    Rational,
    S,
    apart,
    cos,
    exp,
    expand,
    factor_terms,
    log,
    sin,
    tan,
    tanh,
    together,
)
from sympy.core.parameters import distribute
from sympy.integrals.manualintegrate import manualintegrate

OPERATIONS = 40  # of an integrand that SymPy's rules are tried on; a cost


@dataclass(frozen=True)
class Case:
    """x(t) for start ≤ t < stop; to the last one its stop belongs, too."""

    start: Expr
    stop: Expr
    x: Expr


def solution(f: Expr, rate: Expr, x_0: Expr, end: Fraction) -> Iterator[Case]:
    """x on [0, end], a case for each smooth piece of f; ``rate`` is any real number.

    Raises ValueError where f has too many pieces.

    >>> from sympy import Integer
    >>> case = next(solution(forcing.parse("1"), Integer(2), Integer(3), Fraction(1)))
    >>> case.x
    1/2 + 5*exp(-2*t)/2
    """
    decays: list[tuple[Expr, Expr]] = [(S.Zero, x_0)]  # since when, and of what size
    left: list[tuple[Expr, Expr, Expr]] = []  # from, to, and the g of an integral that is left
    before = S.Zero
    for start, stop, piece in forcing.pieces(f, end):
        q, rest = _particular(piece, rate, end)
        decays.append((start, expand((before - q).xreplace({t: start}))))
        joined = left.pop()[0] if left and left[-1][2] == rest else start
        yield Case(start, stop, _assembled(q, decays, [*left, (joined, t, rest)], rate))
        left.append((joined, stop, rest))
        before = q


# ---- what solves the equation on one piece ----------------------------------------------------


def _particular(piece: Expr, rate: Expr, end: Fraction) -> tuple[Expr, Expr]:
    """A solution of q′ + rate q = g as far as there is a closed one, and what is left of g."""
    q, rest = split(piece, rate)
    if rest != 0 and (more := _elementary(rest, rate, end)) is not None:
        return q + more, S.Zero
    return q, rest


@lru_cache(maxsize=64)
def _elementary(g: Expr, rate: Expr, end: Fraction) -> Expr | None:
    """e^{−at} ∫ e^{at} g dt by SymPy's rules, where its derivative and its smoothness confirm it.

    An antiderivative may jump where the integrand does not, as atan(tan(t)/2): then it is none.
    """
    integrand = _by_exp(g) * exp(rate * t)
    if integrand.count_ops() > OPERATIONS:
        return None
    try:
        grown = _by_rules(integrand)
        if grown is None or normal(_by_exp(grown.diff(t)) - integrand) != 0:
            return None
        forcing.check(grown, end)
    except (ValueError, TypeError, NotImplementedError, RecursionError):  # no function of the house
        return None
    return expand(exp(-rate * t) * grown)


def _by_exp(g: Expr) -> Expr:
    """tanh by exponentials, and tan by sine and cosine: SymPy's rules want them so."""
    g = g.replace(tanh, lambda u: 1 - 2 / (exp(2 * u) + 1))
    return g.replace(tan, lambda u: sin(u) / cos(u))


def _by_rules(g: Expr) -> Expr | None:
    """An antiderivative by SymPy's rules: as it stands, or in w = eᶜᵗ where it is rational in it.

    Beside a polynomial's e^{ct} another function of t has one so seldom that none is looked for.
    """
    slopes = {node: node.args[0] / t for node in g.atoms(exp) if node.args[0].has(t)}
    if not all(slope.is_Rational for slope in slopes.values()) or not slopes:
        found = manualintegrate(g, t)
        return None if found.has(Integral) else found
    c, w = reduce(Rational.gcd, slopes.values()), Dummy("w", positive=True)
    inside = g.xreplace({node: w ** (slope / c) for node, slope in slopes.items()})
    if inside.has(t):
        return None
    found = manualintegrate(apart(together(inside / (c * w)), w), w)
    if found.has(Integral):
        return None
    return expand(found.xreplace({w: exp(c * t)}).replace(log, _plain_log))


def _plain_log(u: Expr) -> Expr:
    """ln e^{ct} as c t."""
    return u.args[0] if isinstance(u, exp) else log(u)


# ---- how it reads -----------------------------------------------------------------------------


def _assembled(
    q: Expr, decays: list[tuple[Expr, Expr]], left: list[tuple[Expr, Expr, Expr]], rate: Expr
) -> Expr:
    """q, then what decays, the oldest first, then the integrals that are left."""
    sizes = _collected(q)
    free, shifted = S.Zero, list[tuple[Expr, Expr]]()
    for since, size in decays:
        whole = expand(size * exp(rate * since))
        if since == 0 or rate == 0 or whole.count_ops() < size.count_ops():
            free += whole
        elif size != 0:
            shifted.append((since, size))
    sizes = _collected(q + free if rate == 0 else q)
    fading = S.Zero if rate == 0 else free + sizes.pop(exp(-rate * t), S.Zero)
    with distribute(False):  # e^{−2 (t − 1)} keeps its bracket
        terms = _begun([x for function, size in sizes.items() for x in _terms(size, function)])
        terms += _terms(fading, exp(-rate * t))
        terms += [factor_terms(size) * exp(Mul(-rate, t - since)) for since, size in shifted]
        terms += [
            Integral(exp(Mul(-rate, t - s)) * g.xreplace({t: s}), (s, low, high))
            for low, high, g in left
            if g != 0
        ]
        return InOrder(*terms, evaluate=False) if len(terms) > 1 else Add(*terms)


def _collected(q: Expr) -> dict[Expr, Expr]:
    """The coefficient of each function of t in a sum, in the order in which they are read."""
    found: dict[Expr, Expr] = {}
    for term in Add.make_args(expand(q)):
        size, function = term.as_independent(t, as_Add=False)
        found[function] = found.get(function, S.Zero) + size
    return {function: found[function] for function in sorted(found, key=_place)}


def _place(function: Expr) -> tuple[Any, ...]:
    """Powers before others, the higher power first, a sine before its cosine."""
    factors = Mul.make_args(function)
    power = sum(float(x.as_base_exp()[1]) for x in factors if x.as_base_exp()[0] == t)
    others = [x for x in factors if x.as_base_exp()[0] != t and x != 1]
    waves = [x for x in others if isinstance(x, sin | cos)]
    exponents = [str(x) for x in others if x not in waves]
    return bool(others), exponents, -power, [(str(x.args[0]), isinstance(x, cos)) for x in waves]


def _begun(terms: list[Expr]) -> list[Expr]:
    """The terms, one without a minus in front where there is one: 3 − t."""
    first = next((i for i, x in enumerate(terms) if not x.as_coeff_Mul()[0].is_negative), 0)
    return [*terms[first : first + 1], *terms[:first], *terms[first + 1 :]]


def _terms(size: Expr, function: Expr) -> list[Expr]:
    """size · function, with e² e^{−2 t} as e^{−2 (t − 1)}, and e^{t ln 2} as 2ᵗ; none for 0."""
    size, function = expand(size), function.replace(exp, _power)
    if size == 0 or function == 1:
        return [x for x in Add.make_args(size) if x != 0]
    size = factor_terms(size)
    for constant in Mul.make_args(size):
        for grown in Mul.make_args(function):
            if isinstance(constant, exp) and isinstance(grown, exp) and grown.args[0].is_Mul:
                slope, rest = grown.args[0].as_independent(t, as_Add=False)
                if rest == t and slope.is_Rational and constant.args[0].is_Rational:
                    late = exp(Mul(slope, t + constant.args[0] / slope))
                    return [size / constant * (function / grown) * late]
    return [size * function]


def _power(u: Expr) -> Expr:
    """e^u, or bᶜᵗ where u = c t ln b."""
    logarithms = [x for x in Mul.make_args(u) if isinstance(x, log)]
    if len(logarithms) == 1 and logarithms[0].args[0].is_Rational:
        return Pow(logarithms[0].args[0], u / logarithms[0])
    return exp(u)
