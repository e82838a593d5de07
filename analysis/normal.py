"""One normal form for sums, integrals and powers: two expressions are equal if it is the same.

Lean on purpose: it uses the structure of the expressions (linearity of Σ and ∫, splitting off the
last term, reflecting an index, e^{u+v} = e^u e^v) and never searches as `simplify` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    I,
    Indexed,
    Integer,
    Integral,
    Mul,
    Pow,
    S,
    Subs,
    Sum,
    Symbol,
    cos,
    exp,
    expand,
    expand_log,
    fraction,
    log,
    powsimp,
    sin,
    together,
)
from sympy import factor as sympy_factor
from sympy.core.function import AppliedUndef

_INDEX = Symbol("k", integer=True)
_POINT = Symbol("s", real=True)


def normal(expr: Expr) -> Expr:
    """The normal form of ``expr``; zero exactly when its structure cancels.

    A base that may be zero (β) is treated as non-zero: the identities are between polynomials in
    it, and two polynomials that agree away from zero agree at zero too (with 0⁰ = 1).
    """
    nonzero = {
        base: _nonzero(base)
        for base in expr.free_symbols
        if base.is_Symbol and base.is_real and base.is_zero is None and base.is_integer is None
    }
    expr = expr.xreplace(nonzero)
    expr = expr.replace(_alternates, _sign)
    expr = _everywhere(expr, log, lambda node: expand_log(log(sympy_factor(node.args[0]))))
    expr = expr.replace(_of_positive, _by_logarithm)
    expr = expr.replace(lambda u: isinstance(u, log) and isinstance(u.args[0], exp), _unwrap)
    if expr.has(sin, cos):
        expr = expr.replace(sin, _euler_sin).replace(cos, _euler_cos)
    expr = differentiate(expr)
    expr = _everywhere(expr, Subs, lambda node: node.doit(deep=False))
    expr = _everywhere(expr, (Sum, Integral), _open)
    expr = _everywhere(expr, Pow, _split)
    numerator, denominator = fraction(together(expand(expr)))
    # the numerator's own powers are merged by expand; a fraction is left only if it does not vanish
    result = expand(numerator, power_base=True)
    result = result if result == 0 or denominator == 1 else result / denominator
    return result.xreplace({v: k for k, v in nonzero.items()})


@cache
def _nonzero(base: Symbol) -> Dummy:
    """A letter that is no zero, for one that may be: the same each time, so SymPy knows of it."""
    if base.is_nonnegative:
        return Dummy(base.name, positive=True)
    return Dummy(base.name, real=True, nonzero=True)


def _of_positive(node: Expr) -> bool:
    """What means something for a base > 0 only: bᴺ for N that need not be whole, log(bⁿ), n odd."""
    power = node.args[0] if isinstance(node, log) else node
    if not power.is_Pow or power.base.is_number:
        return False
    odd = power.exp.is_Integer and power.exp % 2 == 1
    return bool(not power.exp.is_integer and power.exp.is_real and not power.exp.is_number) or bool(
        isinstance(node, log) and odd
    )


def _by_logarithm(node: Expr) -> Expr:
    power = node.args[0] if isinstance(node, log) else node
    value = power.exp * log(power.base)
    return value if isinstance(node, log) else exp(value)


def _unwrap(node: Expr) -> Expr:
    inner = node.args[0].args[0]
    return inner if inner.is_real is not False and not inner.has(I) else node


def _alternates(node: Expr) -> bool:
    return bool(node.is_Pow and node.base == -1 and node.exp.is_integer)


def _sign(node: Expr) -> Expr:
    """(−1)^e with all that is whole in e taken as odd or even: (−1)^{2n−k} is (−1)^k."""
    terms = expand(node.exp).as_coefficients_dict().items()
    return Pow(-1, Add(*(term * (factor % 2) for term, factor in terms if term.is_integer)))


def _split(node: Expr) -> Expr:
    """(u v)ⁿ as uⁿ vⁿ, where the base is a product that was multiplied out."""
    splits = node.is_Pow and node.exp.is_integer and not node.exp.is_number
    if not splits or not (node.base.is_Add or node.base.is_Mul):
        return node
    factors = [*Mul.make_args(sympy_factor(node.base))]
    sums = [i for i, part in enumerate(factors) if part.is_Add]
    if factors[0] == -1 and sums:  # one form for 1 − z and z − 1
        factors[sums[0]] = -factors[sums[0]]
        del factors[0]
    return node if len(factors) == 1 else Mul(*(part**node.exp for part in factors))


def _euler_sin(u: Expr) -> Expr:
    return (exp(I * u) - exp(-I * u)) / (2 * I)


def _euler_cos(u: Expr) -> Expr:
    return (exp(I * u) + exp(-I * u)) / 2


def _everywhere(expr: Expr, kind: type | tuple[type, ...], change: Callable[[Expr], Expr]) -> Expr:
    """Apply ``change`` to each node of ``kind``, innermost first."""
    if not expr.args or not expr.has(*(kind if isinstance(kind, tuple) else (kind,))):
        return expr
    if isinstance(expr, Derivative) and isinstance(expr.expr, AppliedUndef):
        return expr
    expr = expr.func(*(_everywhere(arg, kind, change) for arg in expr.args))
    return change(expr) if isinstance(expr, kind) else expr


def differentiate(expr: Expr) -> Expr:
    """Carry out the derivatives in ``expr`` and nothing else: integrals stay as they are."""
    return _everywhere(expr, Derivative, lambda derivative: derivative.doit(deep=False))


def _open(node: Expr) -> Expr:
    """Σ and ∫ of a sum of products: constants outside, one canonical operator for each term."""
    if len(node.limits) != 1 or len(node.limits[0]) != 3:
        raise ValueError(f"a sum or integral needs one pair of limits, got {node}")
    (variable, low, high) = node.limits[0]
    single = _one_sum if isinstance(node, Sum) else _one_integral
    total = S.Zero
    for term in Add.make_args(expand(node.function)):
        inside: list[Expr] = []
        outside: list[Expr] = []
        for factor in Mul.make_args(term):
            (inside if factor.has(variable) else outside).append(factor)
        total += Mul(*outside) * single(Mul(*inside), variable, low, high)
    return expand(total)


def _canonical(letter: Symbol, term: Expr) -> Symbol:
    """The bound letter of an operator by how deep it nests, so that it captures no inner one."""
    depth = _nesting(term)
    return letter if depth == 0 else Symbol(f"{letter.name}_{depth}", **letter.assumptions0)


def _nesting(expr: Expr) -> int:
    inner = max((_nesting(arg) for arg in expr.args), default=0)
    return inner + isinstance(expr, Sum | Integral)


def _one_integral(term: Expr, variable: Symbol, low: Expr, high: Expr) -> Expr:
    """∫ from 0, so that ∫_u^v = ∫_0^v − ∫_0^u; powers are integrated."""
    base, power = term.as_base_exp()
    if term == 1 or (base == variable and power.is_Integer and power.is_positive):
        power = S.Zero if term == 1 else power
        return (high ** (power + 1) - low ** (power + 1)) / (power + 1)
    point = _canonical(_POINT, term)
    term = term.xreplace({variable: point})
    upper = S.Zero if high == 0 else Integral(term, (point, 0, high))
    lower = S.Zero if low == 0 else Integral(term, (point, 0, low))
    return upper - lower


def _one_sum(term: Expr, variable: Symbol, low: Expr, high: Expr) -> Expr:
    """Σ from 0 to N − 1 with N free of constants: first and last terms split off."""
    turned = expand(term.xreplace({variable: low + high - variable}))
    if _backwards(turned, variable) < _backwards(term, variable):
        outside = [factor for factor in Mul.make_args(turned) if not factor.has(variable)]
        inside = [factor for factor in Mul.make_args(turned) if factor.has(variable)]
        return Mul(*outside) * _one_sum(Mul(*inside), variable, low, high)
    if low != 0:
        outside_low = expand(term.xreplace({variable: variable + low}))
        return _open(Sum(outside_low, (variable, 0, expand(high - low))))
    if term == 1:
        return high + 1
    constant, symbolic = expand(high).as_coeff_Add()
    at = [term.xreplace({variable: symbolic + Integer(i)}) for i in range(int(constant) + 1)]
    missing = [
        term.xreplace({variable: symbolic + Integer(i)}) for i in range(int(constant) + 1, 0)
    ]
    index = _canonical(_INDEX, term)
    body = term.xreplace({variable: index})
    whole = Sum(body, (index, 0, symbolic - 1)) if symbolic != 0 else S.Zero
    return Add(whole, *at) - Add(*missing)


def _backwards(term: Expr, variable: Symbol) -> tuple[int, Any]:
    """How many sequences a term runs through backwards; where both ways have as many, the names.

    A sum is reflected only where this falls, so that it is reflected once at most.
    """
    back = [i for i in _indices(term) if i.coeff(variable) == -1]
    heads = [str(n.base) for n in term.atoms(Indexed) if any(i in back for i in n.indices)]
    return len(back), sorted(heads)


def _indices(term: Expr) -> list[Expr]:
    return [index for node in term.atoms(Indexed) for index in node.indices]


def majorant(expr: Expr, bounds: Mapping[Any, Expr]) -> Expr:
    """An upper bound of abs(expr) by the triangle inequality, term by term.

    ``bounds`` maps a head (f of f(·) or f[·], or (x, 2) for x″) to a bound of its absolute value,
    whatever the argument; letters of known sign are their own absolute value.
    """
    marks: dict[Expr, Dummy] = {}
    marked = _marked(expr, bounds, marks)
    sizes = {mark: _bound_of(node, bounds) for node, mark in marks.items()}
    return _absolute(marked, set(sizes)).xreplace(sizes)


def _bound_of(expr: Expr, bounds: Mapping[Any, Expr]) -> Expr | None:
    head: Any = expr
    if isinstance(expr, AppliedUndef):
        head = expr.func
    elif isinstance(expr, Indexed):
        head = expr.base
    elif isinstance(expr, Derivative):
        head = (expr.expr.func, int(expr.derivative_count))
        if head in bounds and expr.expr.args != (expr.variables[0],):
            raise ValueError(f"a bound of a derivative is for its own argument, got {expr}")
    return bounds.get(head)


def _marked(expr: Expr, bounds: Mapping[Any, Expr], marks: dict[Expr, Dummy]) -> Expr:
    """Every bounded term replaced by a letter ≥ 0 of its own, so that no two can cancel."""
    if _bound_of(expr, bounds) is not None:
        return marks.setdefault(expr, Dummy("size", nonnegative=True))
    return expr.func(*(_marked(arg, bounds, marks) for arg in expr.args)) if expr.args else expr


def _absolute(expr: Expr, marks: set[Dummy]) -> Expr:
    if isinstance(expr, Add):
        return Add(*(_absolute(arg, marks) for arg in expr.args))
    if isinstance(expr, Mul):  # a factor such as 1 − β is not taken apart
        whole = [arg for arg in expr.args if arg.is_Add and not arg.free_symbols & marks]
        return Mul(*(Abs(a) if a in whole else _absolute(a, marks) for a in expr.args))
    if isinstance(expr, Pow) and expr.exp.is_integer and expr.exp.is_nonnegative:
        return Pow(_absolute(expr.base, marks), expr.exp)
    if isinstance(expr, Sum):
        return Sum(_absolute(expr.function, marks), *expr.limits)
    if isinstance(expr, Integral):
        # inside ∫_u^v the distance v − s to the upper end is ≥ 0: say so before taking abs
        variable, low, high = expr.limits[0]
        distance = Dummy("distance", nonnegative=True)
        inside = _absolute(expr.function.xreplace({variable: high - distance}), marks)
        return Integral(inside.xreplace({distance: high - variable}), (variable, low, high))
    if isinstance(expr, Abs):
        return _absolute(expr.args[0], marks)
    if expr not in marks and expr.free_symbols & marks:
        raise ValueError(f"a bound says nothing of {expr.func.__name__}(…) of what it bounds")
    return expr if expr.is_nonnegative else Abs(expr)


def geometric(node: Sum) -> Expr:
    """The closed form of Σ_{k=0}^{n−1} c ρ^k; raises ValueError when the ratio depends on k."""
    variable, low, high = node.limits[0]
    first = node.function.xreplace({variable: low})
    ratio = powsimp(
        expand(node.function.xreplace({variable: variable + 1}) / node.function, power_exp=True)
    )
    if ratio.has(variable):
        raise ValueError(f"a geometric sum needs a constant ratio, got {node}")
    return first * (1 - powsimp(ratio ** (high - low + 1))) / (1 - ratio)


def expand_around(expr: Expr) -> Expr:
    """Multiply out, and leave what stands under a sum or an integral as it is."""
    marks = {node: Dummy() for node in expr.atoms(Sum, Integral)}
    return expand(expr.xreplace(marks)).xreplace({mark: node for node, mark in marks.items()})


def factored(expr: Expr) -> Expr:
    """The factors of ``expr``; a minus in front goes into one such as z − 1."""
    whole = sympy_factor(normal(expr))
    if whole.as_coeff_Mul()[0].is_negative:
        for part in Mul.make_args(whole):
            base, power = part.as_base_exp()
            if base.is_Add and power.is_odd and base.as_coeff_Add()[0].is_negative:
                return -whole / part * (-base) ** power
    return whole
