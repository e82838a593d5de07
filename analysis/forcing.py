"""Inputs f(t): a small grammar, read without executing anything, and what is known of each f.

    numbers   2, 0.1, 1e-3, 1/3                 kept exact
    names     t, pi, e; in capitals too, but for t
    operators + - * / ** (or ^), unary + and -, brackets
    functions sin cos tan exp log sqrt abs sinh cosh tanh atan
    step(u)             0 before and 1 from the zero of u on, for rising u = c*t + d; mirrored for
                        falling u
    pulse(start, end)   1 on [start, end), else 0
    square(period)      +1 on the first half of each period, -1 on the second, from t = 0
    sign(u)             2 step(u) - 1

Other names of these are understood: ln, arctan, heaviside, sgn, fabs, π and so on (`_ALIASES`).
Every jump is continuous from the right. What is accepted is bounded in length, depth, size of its
numbers and of its expansion *before* SymPy sees it, because SymPy computes powers on sight.
"""

from __future__ import annotations

import ast
import difflib
import math
import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, lru_cache, partial, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from duhamel.analysis.letters import t
from duhamel.analysis.numbers import SizeError, number, sizes
from duhamel.analysis.words import refused
from sympy import (
    Abs,
    Add,
    E,
    Expr,
    Function,
    Heaviside,
    I,
    Integer,
    Max,
    Mul,
    Pow,
    Rational,
    atan,
    ceiling,
    cos,
    cosh,
    cot,
    exp,
    expand,
    floor,
    log,
    nan,
    oo,
    pi,
    postorder_traversal,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
    zoo,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

LENGTH = 500  # characters
DEPTH = 64  # levels of the syntax tree; a sum of n terms has n
POWER = 64  # of a constant exponent: its numerator and its denominator
BITS = 4096  # of a numerator or denominator that SymPy is asked to compute
TERMS = 1000  # of f, if it were multiplied out
CORNERS = 1000  # jumps and kinks on (0, T)
PHASE = 10_000  # radians that the argument of a sine covers on [0, T]

Range = tuple[float, float]


class Square(Function):  # type: ignore[misc]  # SymPy has no types
    """Square(u, p): +1 where floor(2u/p) is even, −1 where it is odd; p > 0."""

    nargs = 2

    def _eval_is_real(self) -> bool:
        return True


_PLAIN = (sin, cos, tan, exp, log, sinh, cosh, tanh)  # by the same name in NumPy
_FUNCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **{f.__name__: f for f in (*_PLAIN, atan)},
    **{"sqrt": sqrt, "abs": Abs},
}
_LETTERS = {"t": t, "pi": pi, "e": E}
_NAMES = (*_LETTERS, *_FUNCTIONS, "step", "pulse", "square", "sign")
_ALIASES = {
    "log": "ln loge",
    "tan": "tg",
    "sin": "sen",
    "atan": "arctan arctg atg",
    "abs": "fabs",
    "sinh": "sh",
    "cosh": "ch",
    "tanh": "th tgh",
    "step": "heaviside theta unitstep h",
    "sign": "sgn signum",
}
_KNOWN = {name: name for name in _NAMES} | {
    alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()
}
_INSTEAD = {  # what has no name here is written so
    "arcsin asin": "atan(u/sqrt(1 - u^2))",
    "arccos acos": "pi/2 - atan(u/sqrt(1 - u^2))",
    "cot ctg cotan": "cos(u)/sin(u)",
    "sec": "1/cos(u)",
    "csc cosec": "1/sin(u)",
    "sech": "1/cosh(u)",
    "coth": "1/tanh(u)",
    "log10 lg": "log(u)/log(10)",
    "log2": "log(u)/log(2)",
    "cbrt": "u^(1/3)",
    "pow power": "u^v",
    "max": "(u + v + abs(u - v))/2",
    "min": "(u + v - abs(u - v))/2",
    "rect box": "pulse(start, end)",
    "math np numpy sympy": "the function's name alone",
    "x": "t, the time; f does not depend on x",
    "inf infinity oo nan": "a finite number",
    "i j": "a real formula",
    "delta dirac": "a short pulse, such as 100*pulse(1, 1.01)",
}
_SIGNS = str.maketrans(
    {"π": "pi", "−": "-", "·": "*", "×": "*", "÷": "/", "√": "sqrt", "θ": "step"}
    | {"²": "^2", "³": "^3"}
)
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z_.])"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|[-+*/^(),]| "
)


_refuse = partial(refused, "--forcing")


# --- reading ----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def parse(text: str) -> Expr:
    """f(t) from its text, as a SymPy expression in `letters.t`; steps become Heaviside(·, 1).

    Raises ValueError, with one line, on anything outside the grammar or its bounds.

    >>> parse("3*sin(2*t) + t^2")
    t**2 + 3*sin(2*t)
    """
    text = text.strip().translate(_SIGNS) if len(text) <= LENGTH else text
    if not 0 < len(text) <= LENGTH:
        raise _refuse(f"a formula in t of 1 to {LENGTH} characters", text)
    _check_tokens(text)
    source = text.replace("^", "**")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _refuse("a formula in t, such as sin(3*t)", text) from None
    f = _read(tree, source, DEPTH).replace(cot, lambda u: cos(u) / sin(u))
    _check_size(f, text)
    _compile(f, _RANGES)  # refuses what SymPy may have turned f into
    for node in f.atoms(Abs):
        _zeros(node.args[0])
    return f


def _check_tokens(text: str) -> None:
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            if re.match(r"\.?[0-9]", text[position:]):
                raise _refuse("numbers such as 2, 0.1, 1e-3, and * for a product", text[position:])
            raise _refuse("letters, digits and + - * / ^ ( ) , only", text[position:])
        if token["name"]:
            _name(token["name"])
        position = token.end()


def _name(got: str) -> str:
    """The grammar's name for a name; refused, with the nearest one, where there is none."""
    lower = got.lower() if got != "T" else got
    if lower in _KNOWN:
        return _KNOWN[lower]
    hint = next((f"; write {use}" for names, use in _INSTEAD.items() if lower in names.split()), "")
    if not hint and (near := difflib.get_close_matches(lower, _KNOWN, n=1)):
        hint = f"; did you mean {_KNOWN[near[0]]}?"
    raise _refuse(f"the names {' '.join(_NAMES)} only{hint}", got)


_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


def _read(node: ast.expr, source: str, depth: int) -> Expr:
    """The expression of a syntax tree, each node checked before SymPy computes it."""
    if depth == 0:
        raise _refuse(f"a formula of at most {DEPTH} levels", source)
    got = source[node.col_offset : node.end_col_offset]

    def read(part: ast.expr) -> Expr:
        return _read(part, source, depth - 1)

    match node:
        case ast.Constant():
            return _rational(got)
        case ast.Name(id=name) if _name(name) in _LETTERS:
            return _LETTERS[_name(name)]
        case ast.UnaryOp(op=ast.UAdd(), operand=u):
            return read(u)
        case ast.UnaryOp(op=ast.USub(), operand=u):
            return -read(u)
        case ast.BinOp(left=u, op=ast.Add() | ast.Sub() | ast.Mult() as sign, right=v):
            return _OPERATIONS[type(sign)](read(u), read(v))
        case ast.BinOp(left=u, op=ast.Div(), right=v):
            return read(u) * _power(read(v), Integer(-1), got)
        case ast.BinOp(left=u, op=ast.Pow(), right=v):
            return _power(read(u), read(v), got)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(_name(name), [read(arg) for arg in args], got)
    raise _refuse("a formula in t, such as sin(3*t)", got)


def _rational(got: str) -> Expr:
    try:
        value = number(got)
    except SizeError:
        raise _refuse(f"numbers {sizes()}", got) from None
    except ValueError:
        raise _refuse("numbers of at most 100 characters", got) from None
    return Rational(value.numerator, value.denominator)


def _power(base: Expr, power: Expr, got: str) -> Expr:
    if base == E:
        return _apply(exp, power, got)
    if power.has(t):
        if base.has(t) or _range(base, got)[0] <= 0:
            raise _refuse("a positive constant below an exponent that holds t", got)
        return base**power
    if power.is_Rational:
        if max(abs(power.p), power.q) > POWER:
            raise _refuse(f"exponents p/q with p and q at most {POWER}", got)
        if _bits(base) * abs(power) > BITS:
            raise _refuse("numbers that float64 can hold", got)
    elif base.has(t):
        raise _refuse("rational exponents of t", got)
    if not base.has(t):
        _finite(_range_power, (_range(base, got), _range(power, got)), got)
    return base**power


def _apply(function: Callable[[Expr], Expr], u: Expr, got: str) -> Expr:
    if not u.has(t):
        known = _RANGES.get(function, lambda v: _range_power(v, (0.5, 0.5)))
        _finite(known, (_range(u, got),), got)
    return function(u)


def _call(name: str, args: list[Expr], got: str) -> Expr:
    match name, args:
        case "step", [u]:
            return _step(u, got)
        case "sign", [u]:
            return 2 * _step(u, got) - 1
        case "pulse", [start, end] if not start.has(t) and not end.has(t):
            if _exact(end - start, got) <= 0:
                raise _refuse("pulse(start, end) with start < end", got)
            return _step(t - start, got) - _step(t - end, got)
        case "square", [period] if not period.has(t):
            if _exact(period, got) <= 0:
                raise _refuse("square(period) with period > 0", got)
            return Square(t, period)
        case _, [u] if name in _FUNCTIONS:
            return _apply(_FUNCTIONS[name], u, got)
    raise _refuse("sin(u) and its like, step(u), sign(u), pulse(start, end), square(period)", got)


def _step(u: Expr, got: str) -> Expr:
    line = _line(u)
    if line is None:
        raise _refuse("a step of a linear function of t, such as step(t - 1)", got)
    slope, start = line[0], -line[1] / line[0]
    rise = Integer(1) if _exact(start, got) <= 0 else Heaviside(t - start, 1)
    return rise if _exact(slope, got) > 0 else 1 - rise


def _line(u: Expr) -> tuple[Expr, Expr] | None:
    """(c, d) if u = c·t + d with c ≠ 0, else None."""
    _terms(u)
    u = expand(u)
    c, d = u.coeff(t, 1), u.coeff(t, 0)
    linear = c != 0 and not c.has(t) and expand(u - c * t - d) == 0
    return (c, d) if linear else None


def _finite(operation: Callable[..., Range], ranges: tuple[Range, ...], got: str) -> Range:
    try:
        low, high = operation(*ranges)
    except ArithmeticError:
        low, high = -math.inf, math.inf
    if math.isinf(low) or math.isinf(high):
        raise _refuse("constants that are real and that float64 can hold", got)
    return low, high


def _range(u: Expr, got: str) -> Range:
    """Where a constant lies."""
    return _finite(_compile(u, _RANGES), ((0.0, 0.0),), got)


def _exact(u: Expr, got: str = "") -> Fraction:
    """A constant as a fraction: exactly if it is rational, else to sixty digits."""
    value = u if u.is_Rational else u.evalf(60)
    if not (value.is_Rational or value.is_Float) or (value == 0) is not (u == 0):
        raise _refuse("constants whose sign can be told", got or u)
    ratio = Rational(value)
    return Fraction(int(ratio.p), int(ratio.q))


def _bits(u: Expr) -> int:
    """The length of the longest integer in u: SymPy raises factors of a product on sight."""
    return max((max(r.p.bit_length(), r.q.bit_length()) for r in u.atoms(Rational)), default=0)


def _terms(u: Expr) -> int:
    """How many terms u has at most when it is multiplied out; refused beyond `TERMS`."""
    inner = [_terms(arg) for arg in u.args]
    count = 1
    if u.is_Add:
        count = sum(inner)
    elif u.is_Mul:
        count = math.prod(inner)
    elif u.is_Pow and u.exp.is_Integer:
        power = abs(int(u.exp))
        # refuses before the binomial: (t^64)^64 has become t^4096
        count = math.comb(inner[0] + power - 1, power) if power <= POWER else TERMS + 1
    if count > TERMS:
        raise _refuse(f"a formula of at most {TERMS} terms when multiplied out", u)
    return count


def _check_size(f: Expr, text: str) -> None:
    if f.has(nan, oo, -oo, zoo, I):
        raise _refuse("a formula that is real and finite", text)
    if _bits(f) > BITS:
        raise _refuse("numbers that float64 can hold", text)
    for value in f.atoms(Rational):
        if value and not -1022 <= abs(value.p).bit_length() - value.q.bit_length() <= 1023:
            raise _refuse("numbers that float64 can hold", text)
    _terms(f)


# --- evaluating -------------------------------------------------------------------------------


def _compile(u: Expr, table: dict[Any, Callable[..., Any]]) -> Callable[[Any], Any]:
    """u as a function of t's value, in the arithmetic of the table."""
    if u == t:
        return lambda at: at
    if u.is_Rational or u.is_NumberSymbol:
        constant = table[Rational](float(u))
        return lambda _: constant
    if u.func not in table:
        raise _refuse("a formula that is real and finite", u)
    operation, parts = table[u.func], [_compile(arg, table) for arg in u.args]
    return lambda at: operation(*[part(at) for part in parts])


@cache
def _arrays() -> dict[Any, Callable[..., Any]]:
    import numpy as np  # reading alone does not need it

    return {
        Rational: np.float64,
        Add: lambda *parts: sum(parts[1:], parts[0]),
        Mul: lambda *parts: math.prod(parts[1:], start=parts[0]),
        Pow: lambda u, power: u**power,
        Abs: np.abs,
        Heaviside: np.heaviside,
        Square: lambda u, period: 1.0 - 2.0 * (np.floor(2.0 * u / period) % 2.0),
        **{f: getattr(np, f.__name__) for f in _PLAIN},
        atan: np.arctan,
    }


def numeric(f: Expr) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """f in float64: times of any shape → values of that shape, with no warning from NumPy.

    At a jump the value is the one from the right. Raises ValueError for what `parse` never gives.

    >>> numeric(parse("square(2)"))([0.0, 0.5, 1.0])
    array([ 1.,  1., -1.])
    """
    import numpy as np

    value = _compile(f, _arrays())

    def evaluate(times: ArrayLike) -> NDArray[np.float64]:
        at = np.asarray(times, dtype=np.float64)
        values = np.empty(at.shape)
        with np.errstate(all="ignore"):
            values[...] = value(at)
        return values

    return evaluate


# Ranges: pairs (low, high) that hold every value of an expression over a stretch of t. They decide
# signs; they are no proof. Each result is widened by 2^-48 of itself, which is more than libm errs
# by, and which leaves an exact 0 alone.


def _widened(*ends: float) -> Range:
    low, high = min(ends), max(ends)
    if any(math.isnan(end) for end in ends):
        raise ArithmeticError
    slack = 2.0**-48
    return low * (1 - math.copysign(slack, low)), high * (1 + math.copysign(slack, high))


def _rising(function: Callable[[float], float]) -> Callable[[Range], Range]:
    def value(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(math.inf, function(math.copysign(1.0, x)))

    return lambda u: _widened(value(u[0]), value(u[1]))


def _range_product(u: Range, v: Range) -> Range:
    return _widened(*(x * y for x in u for y in v))


def _range_power(u: Range, power: Range) -> Range:
    (low, high), k = u, power[0]
    if power[0] != power[1]:
        return _RANGES[exp](_range_product(power, _range_log(u)))
    if not k.is_integer():
        if low < 0:
            raise ArithmeticError
        return _widened(low**k, high**k)
    if k < 0 and low <= 0 <= high:
        raise ArithmeticError
    ends = [low**k, high**k]
    return _widened(*ends, 0.0) if k % 2 == 0 and low < 0 < high else _widened(*ends)


def _range_log(u: Range) -> Range:
    if u[0] <= 0:
        raise ArithmeticError
    return _widened(math.log(u[0]), math.log(u[1]))


def _range_abs(u: Range) -> Range:
    ends = (abs(u[0]), abs(u[1]))
    return (0.0 if u[0] <= 0 <= u[1] else min(ends)), max(ends)


def _range_cosh(u: Range) -> Range:
    low, high = _range_abs(u)
    return _rising(math.cosh)((low, high))


def _wave(function: Callable[[float], float], crest: float) -> Callable[[Range], Range]:
    turn = 2 * math.pi

    def contains(u: Range, place: float) -> bool:
        return math.ceil((u[0] - place) / turn) * turn + place <= u[1]

    def value(u: Range) -> Range:
        if not u[1] - u[0] < turn:
            return -1.0, 1.0
        low, high = _widened(function(u[0]), function(u[1]))
        return (-1.0 if contains(u, crest + math.pi) else max(low, -1.0)), (
            1.0 if contains(u, crest) else min(high, 1.0)
        )

    return value


def _range_tan(u: Range) -> Range:
    low, high = _RANGES[cos](u)
    if low <= 0 <= high:
        raise ArithmeticError
    return _widened(math.tan(u[0]), math.tan(u[1]))


_RANGES: dict[Any, Callable[..., Range]] = {
    Rational: lambda value: (value, value),
    Add: lambda *us: _widened(sum(u[0] for u in us), sum(u[1] for u in us)),
    Mul: lambda *us: reduce(_range_product, us),
    Pow: _range_power,
    Abs: _range_abs,
    Heaviside: lambda u, _: (float(u[0] >= 0), float(u[1] >= 0)),
    Square: lambda _, __: (-1.0, 1.0),
    sin: _wave(math.sin, math.pi / 2),
    cos: _wave(math.cos, 0.0),
    tan: _range_tan,
    exp: _rising(math.exp),
    log: _range_log,
    sinh: _rising(math.sinh),
    cosh: _range_cosh,
    tanh: _rising(math.tanh),
    atan: _rising(math.atan),
}


# --- f on [0, T] ------------------------------------------------------------------------------


def breakpoints(f: Expr, end: Fraction) -> tuple[Expr, ...]:
    """The points of (0, end) where f may jump or have a kink, in order, as exact SymPy numbers.

    Between them, and with `check`, f is smooth. Raises ValueError when there are more than
    `CORNERS`.

    >>> breakpoints(parse("square(2) + abs(t - 1/2)"), Fraction(3))
    (1/2, 1, 2)
    """
    points: dict[Fraction, Expr] = {}
    for node in f.atoms(Heaviside, Square, Abs):
        for first, period in _corners(node):
            for point in _repeated(first, period, end, node):
                place = _exact(point)
                if 0 < place < end:
                    points[place] = point
    if len(points) > CORNERS:
        raise _refuse(f"at most {CORNERS} jumps and kinks on [0, T]", f)
    return tuple(points[place] for place in sorted(points))


def pieces(f: Expr, end: Fraction) -> tuple[tuple[Expr, Expr, Expr], ...]:
    """(start, stop, f there) for each smooth stretch of [0, end], with no jump or kink left in it.

    Raises ValueError as `breakpoints`.

    >>> pieces(parse("abs(t - 1)"), Fraction(2))
    ((0, 1, 1 - t), (1, 2, t - 1))
    """
    edges = (Integer(0), *breakpoints(f, end), Rational(end.numerator, end.denominator))
    return tuple((low, high, _settled(f, (low + high) / 2)) for low, high in pairwise(edges))


def _settled(f: Expr, inside: Expr) -> Expr:
    """f as it stands on the smooth stretch around a time."""
    values = {}
    for node in f.atoms(Heaviside, Abs, Square):
        u = node.args[0].subs(t, inside)
        if isinstance(node, Square):
            values[node] = Integer(-1) ** floor(2 * u / node.args[1])
        elif isinstance(node, Abs):
            values[node] = node.args[0] if u > 0 else -node.args[0]
        else:
            values[node] = Integer(1 if u > 0 else 0)
    return f.xreplace(values)


def horizon(f: Expr, time: Expr) -> tuple[Fraction, bool]:
    """A whole number past a time and past the first jumps and kinks of each kind, and: no other."""
    corners = [corner for node in f.atoms(Heaviside, Abs, Square) for corner in _corners(node)]
    firsts = [first + 2 * (period or 0) for first, period in corners]
    last = all(period is None for _, period in corners)
    return Fraction(int(ceiling(Max(time, *firsts))) + 1), last


def _repeated(first: Expr, period: Expr | None, end: Fraction, node: Expr) -> Iterator[Expr]:
    if period is None:
        yield first
        return
    start, length = _exact(first), _exact(period)
    if end > CORNERS * length:
        raise _refuse(f"at most {CORNERS} jumps and kinks on [0, T]", node)
    for k in range(math.floor(-start / length), math.ceil((end - start) / length) + 1):
        yield first + k * period


def _corners(node: Expr) -> list[tuple[Expr, Expr | None]]:
    if isinstance(node, Square):
        return [(Integer(0), node.args[1] / 2)]
    return _zeros(node.args[0])


def _zeros(u: Expr) -> list[tuple[Expr, Expr | None]]:
    """The zeros of u, each alone or with the distance at which it repeats."""
    if not u.has(t):
        return []
    if u.is_Mul:
        return [zero for factor in u.args for zero in _zeros(factor)]
    if u.is_Pow and u.exp.is_Integer:
        return _zeros(u.base)
    line = _line(u.args[0] if isinstance(u, sin | cos) else u)
    if line is None or abs(_exact(line[1])) > abs(_exact(line[0])) * 10**15:
        raise _refuse("an abs of a linear function of t, or of sin or cos of one", u)
    zero = -line[1] / line[0]
    if not isinstance(u, sin | cos):
        return [(zero, None)]
    distance = pi / abs(line[0])
    return [(zero + distance / 2 if isinstance(u, cos) else zero, distance)]


def check(f: Expr, end: Fraction) -> None:
    """Hold that f is real, finite and, between its `breakpoints`, smooth on [0, end].

    Raises ValueError where it is not, or where that cannot be seen: a pole, a log or a root whose
    argument may vanish (a root may at t = 0), a value beyond float64, more corners or turns than
    the suite would follow.
    """
    stop = math.nextafter(float(end), math.inf)
    for node in postorder_traversal(f):
        u, holds = _condition(node)
        if u is not None and not _everywhere(u, stop, holds):
            raise _refuse("an f that is finite and smooth between jumps on [0, T]", node)
    for node in f.atoms(sin, cos):
        if not _turning(node.args[0], stop) <= PHASE:
            raise _refuse(f"a sine that covers at most {PHASE} radians on [0, T]", node)
    _check_samples(f, stop, [float(point) for point in breakpoints(f, end)])


def _condition(node: Expr) -> tuple[Expr | None, Callable[[float, float, float], bool]]:
    """What must hold where for the node to be smooth: u, and a test of (low, high, from)."""
    if isinstance(node, tan):
        return cos(node.args[0]), lambda low, high, _: low > 0 or high < 0
    if isinstance(node, log):
        return node.args[0], lambda low, _, __: low > 0
    if node.is_Pow and node.base.has(t) and not node.exp.is_Integer:
        zero = node.exp > 0
        return node.base, lambda low, _, start: low > 0 or (zero and low >= 0 and start == 0)
    if node.is_Pow and node.exp.is_negative:
        return node.base, lambda low, high, _: low > 0 or high < 0
    return None, lambda _, __, ___: True


def _everywhere(u: Expr, end: float, holds: Callable[[float, float, float], bool]) -> bool:
    """Whether the range of u passes on every stretch of a subdivision of [0, end]."""
    value, stretches = _compile(u, _RANGES), [(0.0, end)]
    for _ in range(4000):  # a zero is met after at most 1100 halvings
        start, stop = stretches.pop()
        try:
            low, high = value((start, stop))
            passed = holds(low, high, start)
        except ArithmeticError:
            passed = False
        if not passed:
            middle = start + (stop - start) / 2
            if not start < middle < stop:
                return False
            stretches += [(middle, stop), (start, middle)]
        if not stretches:
            return True
    return False


def _turning(u: Expr, end: float) -> float:
    """About how far u moves, up and down, on [0, end]."""
    value, cells = _compile(u, _RANGES), 64
    ranges: Iterator[Range] = (
        value((end * (k / cells), end * ((k + 1) / cells))) for k in range(cells)
    )
    try:
        return sum(high - low for low, high in ranges)
    except ArithmeticError:
        return math.inf


def _check_samples(f: Expr, end: float, corners: list[float]) -> None:
    import numpy as np

    times = np.concatenate([np.linspace(0.0, end, 257), corners])
    inner = {arg for node in f.atoms(Function) for arg in node.args}
    for part in (*inner, f):  # an infinite argument can hide: exp(-exp(exp(t)))
        if not np.isfinite(numeric(part)(times)).all():
            raise _refuse("an f that float64 can hold on [0, T]", part)
