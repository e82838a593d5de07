"""The second opinion: FLINT's exact rationals, rational functions and balls.

It shares no code with SymPy's algebra: an expression is only read, node by node, and every value
is computed by FLINT. Values are exact (`fmpq`, or `Ratio` of polynomials) until a transcendental
function makes them balls (`acb`); a derivative is read off a Taylor series, an integral is
enclosed after mapping its limits to 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any, NamedTuple

import sympy
from duhamel.analysis.forcing import Square
from flint import acb, acb_series, arb, ctx, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy.core.function import AppliedUndef

PRECISION = 128  # bits of every ball
KINKED = 32  # bits that are wanted of an integral over a kink
EVALUATIONS = 4000  # after which it is left as it is
ctx.prec = PRECISION
Value = Any  # fmpq, Ratio, acb or acb_series


class NotEvaluableError(ValueError):
    """An expression that this engine refuses rather than guesses."""


@dataclass(frozen=True)
class Ratio:
    """A quotient of two polynomials over ℚ; zero exactly when its numerator is."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly

    def _other(self, other: Any) -> Ratio:
        if isinstance(other, Ratio):
            return other
        return Ratio(self.top * 0 + fmpq(other), self.top * 0 + 1)

    def __add__(self, other: Any) -> Ratio:
        o = self._other(other)
        if self.bottom == o.bottom:
            return Ratio(self.top + o.top, self.bottom)
        return Ratio(self.top * o.bottom + o.top * self.bottom, self.bottom * o.bottom)

    def __mul__(self, other: Any) -> Ratio:
        o = self._other(other)
        return Ratio(self.top * o.top, self.bottom * o.bottom)

    __radd__ = __add__
    __rmul__ = __mul__

    def __pow__(self, power: int) -> Ratio:
        if power < 0:
            if self.is_zero():
                raise ZeroDivisionError("a rational function that is zero has no inverse")
            return Ratio(self.bottom ** (-power), self.top ** (-power))
        return Ratio(self.top**power, self.bottom**power)

    def is_zero(self) -> bool:
        return self.top.is_zero()


def generators(names: list[str]) -> list[Ratio]:
    """One free letter for each name, as rational functions over one ring."""
    ring = fmpq_mpoly_ctx.get(names)
    one = ring.constant(1)
    return [Ratio(gen, one) for gen in ring.gens()]


class Point(NamedTuple):
    """What the letters stand for: values for symbols, and callables for f(·) and f[·].

    A function is called with the argument and the order of the derivative; a sequence with an int.
    """

    letters: Mapping[sympy.Symbol, Value]
    functions: Mapping[Any, Callable[[Value, int], Value]]
    sequences: Mapping[Any, Callable[[int], Value]]
    body: Mapping[Any, Any]


CORNERS = (sympy.Abs, sympy.Heaviside, sympy.Max, sympy.Min, sympy.floor, Square)
NOWHERE = Point({}, {}, {}, {})
"""Where a constant is evaluated."""


def evaluate(expr: sympy.Expr, at: Point, analytic: bool = False) -> Value:
    """The value of ``expr`` at a point, exact where it can be, else a ball that contains it.

    ``analytic`` is the question of FLINT's integrator whether the value must be analytic on the
    ball. Raises NotEvaluableError for a node that it does not know.
    """
    if at.body and expr in at.body:
        return evaluate(at.body[expr], _plain(at), analytic)
    read = _READERS.get(type(expr)) or _reader(type(expr))
    return read(expr, at, analytic)


Reader = Callable[[Any, Point, bool], Value]


def _reader(kind: type) -> Reader:
    """What reads nodes of a class that was not met before: most time goes into reading."""
    found = (read for known, read in _READERS.items() if issubclass(kind, known))
    of = _FUNCTIONS.get(kind)
    _READERS[kind] = _function(of) if of else next(found, _constant)
    return _READERS[kind]


def _function(of: Callable[[Value, bool], Value]) -> Reader:
    return lambda expr, at, analytic: of(_ball(evaluate(expr.args[0], at, analytic)), analytic)


def _symbol(expr: sympy.Symbol, at: Point, _: bool) -> Value:
    return at.letters[expr] if expr in at.letters else _constant(expr, at, _)


def _added(expr: sympy.Add, at: Point, analytic: bool) -> Value:
    first, *others = expr.args
    total = evaluate(first, at, analytic)
    for other in others:
        total = total + evaluate(other, at, analytic)
    return total


def _multiplied(expr: sympy.Mul, at: Point, analytic: bool) -> Value:
    first, *others = expr.args
    product = evaluate(first, at, analytic)
    for other in others:
        product = product * evaluate(other, at, analytic)
    return product


def _at_a_point(expr: sympy.Subs, at: Point, analytic: bool) -> Value:
    (letter,), (point,) = expr.variables, expr.point
    return evaluate(expr.expr, _with(at, letter, evaluate(point, at, analytic)), analytic)


def _constant(expr: sympy.Expr, _: Point, __: bool) -> Value:
    if expr in _CONSTANTS:
        return _CONSTANTS[expr]()
    raise NotEvaluableError(f"FLINT's reader does not know `{type(expr).__name__}` in {expr}")


_CONSTANTS: dict[Any, Callable[[], acb]] = {
    sympy.pi: acb.pi,
    sympy.E: lambda: acb(1).exp(),
    sympy.I: lambda: acb(0, 1),
}
_FUNCTIONS: dict[Any, Callable[[Value, bool], Value]] = {
    sympy.exp: lambda u, _: u.exp(),
    sympy.sin: lambda u, _: u.sin(),
    sympy.cos: lambda u, _: u.cos(),
    sympy.tan: lambda u, _: u.tan(),
    sympy.atan: lambda u, _: u.atan(),
    sympy.sinh: lambda u, _: (u.exp() - (-u).exp()) / 2,
    sympy.cosh: lambda u, _: (u.exp() + (-u).exp()) / 2,
    sympy.tanh: lambda u, _: (
        u.tanh() if isinstance(u, acb) else 1 - 2 * _inverse(1 + (u * 2).exp())
    ),
    sympy.log: lambda u, analytic: u.log(analytic=analytic) if isinstance(u, acb) else u.log(),
}


def _ball(value: Value) -> Value:
    if isinstance(value, Ratio):
        raise NotEvaluableError("a transcendental function of a rational function")
    return value if isinstance(value, acb_series) else acb(value)


def _inverse(value: Value) -> Value:
    """1/value; nothing is known of it where the ball of a series' first term holds 0."""
    if isinstance(value, acb_series) and value[0].contains(0):
        return acb_series([acb("nan")] * ctx.cap)
    return 1 / value


def _power(base: Value, power: Value, analytic: bool) -> Value:
    if isinstance(power, fmpq) and power.q == 1:
        whole = int(power)
        if isinstance(base, fmpq) and base == 0 and whole < 0:
            raise ZeroDivisionError("0 has no inverse")
        if isinstance(base, fmpq | Ratio):
            return base**whole if whole else fmpq(1)  # 0⁰ = 1, as REC-1 has it
        product = reduce(mul, [base] * abs(whole), fmpq(1))
        return product if whole >= 0 else _inverse(product)
    base = _ball(base)
    if power == fmpq(1, 2):
        return base.sqrt(analytic=analytic) if isinstance(base, acb) else base.sqrt()
    if isinstance(base, acb) and not isinstance(power, acb_series):
        found = base.pow(acb(power), analytic=analytic)
        if analytic or found.is_finite() or not (isinstance(power, fmpq) and power > 0):
            return found
        size = arb(0, (abs(base).abs_upper() ** arb(power)).abs_upper())
        return acb(size, size)  # over 0, where FLINT's logarithm has no value
    if isinstance(base, acb_series) and isinstance(power, fmpq) and base[0].contains(0):
        return _root(base, power, ctx.cap)
    return (base.log() * power).exp()


def _root(base: acb_series, power: fmpq, terms: int) -> acb_series:
    """The series of bᵖ where b may be 0, from (bᵖ)′ = p bᵖ⁻¹ b′: nothing is known where p < 0."""
    if power < 0 or terms <= 0:
        return acb_series([acb("nan")] * max(terms, 0))
    slope: acb_series = _root(base, power - 1, terms - 1) * base.derivative() * power
    return acb_series(slope.integral() + _power(acb(base[0]), power, False))


def _abs(value: Value, analytic: bool) -> Value:
    if isinstance(value, fmpq):
        return abs(value)
    value = _ball(value)
    if isinstance(value, acb):
        if value.imag == 0 or analytic:
            return value.real_abs(analytic=analytic)
        return acb(abs(value))
    raise NotEvaluableError("abs has no Taylor series where it may change its sign")


def whole(value: Value) -> Value:
    """floor, exact for a rational and refused where a ball does not decide it."""
    if isinstance(value, fmpq):
        return fmpq(int(value.p) // int(value.q))
    whole = real(value).floor().unique_fmpz()
    if whole is None:
        raise NotEvaluableError(f"the integer part of {real(value).str(5)}")
    return fmpq(int(whole))


def _extreme(largest: bool, values: list[Value], analytic: bool) -> Value:
    choose = acb.real_max if largest else acb.real_min
    return reduce(lambda u, v: choose(acb(_ball(u)), acb(_ball(v)), analytic=analytic), values)


def _step(u: Value, at_zero: Value, analytic: bool) -> Value:
    """Heaviside's step; exactly at the jump it has the value that it was given there."""
    if isinstance(u, acb_series):
        raise NotEvaluableError("a step has no Taylor series where it may jump")
    if acb(u).is_zero() and not analytic:
        return at_zero
    return acb(u).real_heaviside(analytic=analytic)


def _square(u: Value, period: Value, analytic: bool) -> Value:
    """+1 where floor(2u/period) is even, −1 where it is odd."""
    half = (acb(u) * 2 / acb(period)).real_floor(analytic=analytic)
    return 1 - 2 * (half - 2 * (half / 2).real_floor(analytic=analytic))


def _term(expr: sympy.Indexed, at: Point, index: Value) -> Value:
    if expr.base in at.body:
        return evaluate(at.body[expr.base](sympy.Integer(_integer(index))), _plain(at))
    return at.sequences[expr.base](_integer(index))


def _integer(value: Value) -> int:
    if not isinstance(value, fmpq) or value.q != 1:
        raise NotEvaluableError(f"an index or a limit between the integers, {value}")
    return int(value)


def _apply(expr: AppliedUndef, at: Point, argument: Value, analytic: bool) -> Value:
    if expr.func in at.body:
        body = at.body[expr.func]
        return evaluate(body.expr, _with(_plain(at), body.variables[0], argument), analytic)
    return at.functions[expr.func](argument, 0)


def _with(at: Point, letter: sympy.Symbol, value: Value) -> Point:
    return Point({**at.letters, letter: value}, at.functions, at.sequences, at.body)


def _plain(at: Point) -> Point:
    """The point without its bodies: a body is inserted once, and may name what it replaces."""
    return Point(at.letters, at.functions, at.sequences, {})


def _sum(expr: sympy.Sum, at: Point, analytic: bool) -> Value:
    ((letter, low, high),) = expr.limits
    first, last = _integer(evaluate(low, at)), _integer(evaluate(high, at))
    terms = (
        evaluate(expr.function, _with(at, letter, fmpq(i)), analytic)
        for i in range(first, last + 1)
    )
    return reduce(add, terms, fmpq(0))


def _derivative(expr: sympy.Derivative, at: Point, analytic: bool) -> Value:
    ((letter, order),) = expr.variable_count
    inner, order = expr.expr, int(order)
    if isinstance(inner, AppliedUndef) and inner.args == (letter,) and inner.func not in at.body:
        return at.functions[inner.func](at.letters[letter], order)
    here = at.letters[letter]
    if isinstance(here, acb_series):
        raise NotEvaluableError("a derivative inside the Taylor series of another")
    cap, ctx.cap = ctx.cap, order + 1
    try:
        series = evaluate(inner, _with(at, letter, acb_series([acb(here), 1])), analytic)
        coefficients = acb_series(series).coeffs()
    finally:
        ctx.cap = cap
    factor = reduce(mul, range(1, order + 1), 1)
    return coefficients[order] * factor if len(coefficients) > order else acb(0)


def _integral(expr: sympy.Integral, at: Point, analytic: bool = False) -> Value:
    """∫_u^v g = ∫_0^1 g(u + (v − u)σ)(v − u) dσ: limits may then be series themselves."""
    ((letter, low, high),) = expr.limits
    if any(inner.has(*CORNERS) for inner in expr.function.atoms(sympy.Integral)):
        raise NotEvaluableError("a corner in an integral inside another: its balls say too little")
    u, v = evaluate(low, at), evaluate(high, at)
    series = any(isinstance(value, acb_series) for value in (u, v, *at.letters.values()))
    terms = ctx.cap if series else 1

    def coefficient(i: int) -> Callable[[acb, bool], acb]:
        def integrand(sigma: acb, inner: bool) -> acb:
            width = v - u if not isinstance(v - u, fmpq) else acb(v - u)
            place = u + width * sigma
            # analytic in σ for this integral, and in the outer letters for the one around it
            here = _with(at, letter, place)
            value = evaluate(expr.function, here, analytic or inner) * width
            if not series:
                return acb(value)
            coefficients = acb_series(value).coeffs()
            return coefficients[i] if i < len(coefficients) else acb(0)

        return integrand

    # at a kink FLINT halves down to its goal; a ball may be wide, and still holds the value
    kinked = expr.function.has(sympy.Abs)
    goal = 2.0**-KINKED if kinked else None
    most = EVALUATIONS if kinked else None
    enclosed = [
        acb.integral(coefficient(i), 0, 1, rel_tol=goal, eval_limit=most) for i in range(terms)
    ]
    return acb_series(enclosed) if series else enclosed[0]


def rational(value: Fraction | int) -> fmpq:
    """A Python rational as FLINT's."""
    value = Fraction(value)
    return fmpq(value.numerator, value.denominator)


def real(value: Value) -> arb:
    """The real part of a value, as a ball."""
    return acb(value).real


_READERS: dict[type, Reader] = {
    sympy.Rational: lambda expr, _, __: fmpq(int(expr.p), int(expr.q)),
    sympy.Symbol: _symbol,
    sympy.Add: _added,
    sympy.Mul: _multiplied,
    sympy.Pow: lambda expr, at, analytic: _power(
        evaluate(expr.base, at, analytic), evaluate(expr.exp, at, analytic), analytic
    ),
    sympy.Indexed: lambda expr, at, analytic: _term(
        expr, at, evaluate(expr.indices[0], at, analytic)
    ),
    sympy.Sum: _sum,
    sympy.Integral: _integral,
    sympy.Derivative: _derivative,
    sympy.Subs: _at_a_point,
    AppliedUndef: lambda expr, at, analytic: _apply(
        expr, at, evaluate(expr.args[0], at, analytic), analytic
    ),
    sympy.Abs: lambda expr, at, analytic: _abs(evaluate(expr.args[0], at, analytic), analytic),
    sympy.Heaviside: lambda expr, at, analytic: _step(
        evaluate(expr.args[0], at, analytic), evaluate(expr.args[1], at, analytic), analytic
    ),
    Square: lambda expr, at, analytic: _square(
        evaluate(expr.args[0], at, analytic), evaluate(expr.args[1], at, analytic), analytic
    ),
    sympy.floor: lambda expr, at, analytic: whole(evaluate(expr.args[0], at, analytic)),
    sympy.Max: lambda expr, at, analytic: _extreme(
        True, [evaluate(arg, at, analytic) for arg in expr.args], analytic
    ),
    sympy.Min: lambda expr, at, analytic: _extreme(
        False, [evaluate(arg, at, analytic) for arg in expr.args], analytic
    ),
}
"""How a node of each class is read; what derives from one is entered when it is met."""
