"""No tolerance that somebody chose: the code of `verification` is walked for numbers used as one.

A number is a tolerance when it decides how near is near enough: a small number or a float in a
comparison, an argument named like one, a closeness function, a value rounded before it is compared.
A subject's own setting (the accuracy that SciPy is asked for) is one too, and stands in `ALLOWED`
with its reason.
"""

import ast
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from duhamel.analysis.lecture import ERRATA, LINES
from duhamel.analysis.theorem import register
from duhamel.verification import suite
from duhamel.verification.check import Evidence

VERIFICATION = Path(suite.__file__).resolve().parent


def files(room: Path) -> list[Path]:
    return sorted(room.rglob("*.py"))


FILES = files(VERIFICATION)
NAMES = {"rtol", "atol", "tol", "eps", "epsilon", "abs", "rel", "rel_tol", "abs_tol", "tolerance"}
NAMES |= {"places", "decimal", "decimals", "significant", "delta", "threshold"}
CLOSE = {"isclose", "allclose", "approx", "assert_allclose", "assert_almost_equal", "almosteq"}
CLOSE |= {"assertAlmostEqual", "assert_array_almost_equal", "assert_approx_equal"}
THROUGH = {"arb", "fmpq", "Fraction", "abs", "max", "min", "float"}
ROUNDING = {"round", "around", "rint", "trunc", "quantize"}

ALLOWED = {
    ("integration.py", "LADDER"): "the rtol = atol that SciPy is asked for: a subject's setting",
    ("momentum.py", "first"): "MOM-2 says when 99 % of the boost is reached: its own number",
    ("engines.py", "PART"): "what the controls alter by; a ball that could not tell it is refused",
    ("exact.py", "enclosed"): "how long FLINT halves at a kink; its ball holds at any goal",
}
"""By file and name to which the number is given; what is not found any more must go."""


def tolerances(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, name to which it is given or by which it goes, and text of each such number."""
    tree = ast.parse(source)
    owner = _owners(tree)
    small = _small_names(tree)
    for node in ast.walk(tree):
        for found in _in(node, small):
            named = found.id if isinstance(found, ast.Name) else ""
            yield found.lineno, owner.get(id(node), named), ast.unparse(found)


def _owners(tree: ast.AST) -> dict[int, str]:
    """For each node in an assignment, the name that is assigned."""
    owner: dict[int, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                owner |= {id(inner): name for inner in ast.walk(node)}
    return owner


def _small_names(tree: ast.AST) -> set[str]:
    """Names that stand for a number chosen to be small or a float."""
    names = set()
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _small(value) or _power(value, (2, 10)):
                names.add(name)
    return names


def _in(node: ast.AST, small: set[str]) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=signs, comparators=others):
            # equality leaves no room: there, only what was rounded before
            exact = all(isinstance(sign, ast.Eq | ast.NotEq) for sign in signs)
            for side in (left, *others):
                yield from _rounded(side) if exact else _compared(side, small)
        case ast.Call(func=func, keywords=keywords):
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            if name in CLOSE:
                yield node
            for keyword in keywords:
                value = keyword.value
                named = isinstance(value, ast.Name) and value.id in small
                if keyword.arg in NAMES and (_number(value) or named):
                    yield value
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ) if (name.lower() in NAMES and _number(value)) or _power(value, (10,)):
            yield value
        case ast.FunctionDef(args=arguments) | ast.Lambda(args=arguments):
            plain = [*arguments.posonlyargs, *arguments.args]
            pairs = [
                *zip(reversed(plain), reversed(arguments.defaults), strict=False),
                *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
            ]
            for argument, default in pairs:
                if argument.arg in NAMES and default is not None and _number(default):
                    yield default


def _compared(side: ast.expr, small: set[str]) -> Iterator[ast.expr]:
    """What in one side of a comparison is a tolerance: anywhere in its sums and products."""
    match side:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
            if name in ROUNDING or _small(side):
                yield side
            elif name in THROUGH:
                for argument in arguments:
                    yield from _compared(argument, small)
        case ast.Name(id=name) if name in small:
            yield side
        case _ if _small(side) or (isinstance(side, ast.BinOp) and _power(side, (2, 10))):
            yield side
        case ast.BinOp(left=left, right=right):
            yield from _compared(left, small)
            yield from _compared(right, small)
        case ast.UnaryOp(operand=operand):
            yield from _compared(operand, small)


def _rounded(side: ast.expr) -> Iterator[ast.expr]:
    for node in ast.walk(side):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ROUNDING:
                yield node


def _number(node: ast.expr) -> bool:
    """A number that is written down, in whatever way."""
    match node:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=operand):
            return _number(operand)
        case ast.BinOp(left=left, right=right):
            return _number(left) and _number(right)
        case ast.Call(func=ast.Name(id="arb" | "fmpq" | "Fraction" | "float"), args=arguments):
            return bool(arguments) and all(_number(a) or _text(a) for a in arguments)
    return False


def _text(node: ast.expr) -> bool:
    """A number in quotes."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    try:
        return bool(float(node.value))
    except ValueError:
        return False


def _small(node: ast.expr) -> bool:
    """A number that can only mean "near enough": it is not whole."""
    return _value(node).denominator > 1


def _value(node: ast.expr) -> Fraction:
    """The value of a number written as a float, a power or a ratio; 0 for all else."""
    if not _number(node) or (isinstance(node, ast.Constant) and isinstance(node.value, int)):
        return Fraction(0)
    names = dict.fromkeys(("arb", "fmpq", "float"), Fraction) | {"Fraction": Fraction}
    code = compile(ast.Expression(node), "number", "eval")
    return Fraction(eval(code, {"__builtins__": {}}, names))


def _power(node: ast.expr, bases: tuple[int, ...]) -> bool:
    """A float to a negative power, in a list or alone."""
    return any(
        isinstance(inner, ast.BinOp)
        and isinstance(inner.op, ast.Pow)
        and isinstance(inner.left, ast.Constant)
        and isinstance(inner.left.value, float)
        and inner.left.value in bases
        and isinstance(inner.right, ast.UnaryOp)
        for inner in ast.walk(node)
    )


# ---- the walker itself -----------------------------------------------------------------------

CAUGHT = [
    "abs(x - y) < 1e-8",
    "assert abs(x - y) <= 0.01",
    "x > y + 1e-12 * z",
    "x < 10.0**-6",
    "x < 10.0**-k",
    "x < 2**-20",
    "x < fmpq(1, 2**30)",
    "x < Fraction(1, 1000000)",
    "x < Fraction('1e-9')",
    "x < arb('1e-9')",
    "x < arb(1e-9)",
    "x < arb(2**-40)",
    "x < arb(2) ** -40",
    "0.99 < ratio < 1.01",
    "math.isclose(x, y)",
    "np.allclose(x, y, rtol=1e-5)",
    "x == pytest.approx(y)",
    "np.testing.assert_allclose(x, y)",
    "close(x, y, tol=1e-6)",
    "close(x, y, eps=2**-30)",
    "close(x, y, places=7)",
    "close(x, y, abs=3)",
    "round(x, 6) == round(y, 6)",
    "np.round(x) == y",
    "np.around(x, 8) == y",
    "TOL = 1e-6",
    "tolerance: float = 1e-3",
    "NEARLY = 1e-9\nif x < NEARLY: pass",
    "NEARLY = Fraction(1, 10**9)\nx - y <= NEARLY",
    "def close(x, y, tol=1e-9): pass",
    "lambda x, y, *, rtol=1e-9: x",
    "STEPS = [10.0**-k for k in (3, 5)]",
    "goal = 2.0**-30\nintegral(g, rel_tol=goal)",
]
FREE = [
    "x < y",
    "x == 0",
    "bound > 0 or telling > 0",
    "n >= 44",
    "power == fmpq(1, 2)",
    "m != -fmpq(3, 4)",
    "value - limit != factor**n * (start - limit)",
    "abs(error) > bound",
    "error.overlaps(expected)",
    "if 0 < abs(x) < 1: pass",
    "share = fmpq(1, 3)",
    "c = 0.75 * sign",
    "integrate(a, f, start, length, method, rtol)",
    "solve_ivp(rhs, span, start, rtol=rtol, atol=rtol)",
    "round(seconds, 4)",
    "x < LARGEST",
    "UNIT = 2.0**-52\nloss = UNIT * x",
    "NEAR = Fraction(1, 2**52)\nfactor = 1 - NEAR",
]


@pytest.mark.parametrize("source", CAUGHT)
def test_a_tolerance_is_caught(source: str) -> None:
    assert list(tolerances(source))


@pytest.mark.parametrize("source", FREE)
def test_what_is_none_is_not(source: str) -> None:
    assert not list(tolerances(source))


# ---- the code --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_tolerance_is_chosen(path: Path) -> None:
    found = [
        f"{path.name}:{line} {text}"
        for line, name, text in tolerances(path.read_text(encoding="utf-8"))
        if (path.name, name) not in ALLOWED
    ]
    assert not found


def test_a_tolerance_in_a_folder_of_the_room_is_found(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "x.py").write_text("ok = abs(x) < 1e-9\n")
    assert [next(tolerances(path.read_text())) for path in files(tmp_path)]


def test_what_is_allowed_is_still_there() -> None:
    found = {
        (path.name, name)
        for path in FILES
        for _, name, _ in tolerances(path.read_text(encoding="utf-8"))
    }
    assert found >= ALLOWED.keys()


# ---- the catalogue ---------------------------------------------------------------------------

ROWS = [
    *(f"ODE-{n}" for n in range(1, 12)),
    *(f"FE-{n}" for n in range(1, 8)),
    *(f"REC-{n}" for n in range(1, 10)),
    *(f"MOM-{n}" for n in range(1, 12)),
    *(f"NUM-{n}" for n in range(1, 3)),
]


def test_every_bound_comes_from_a_theorem() -> None:
    for check in suite.checks().values():
        assert check.evidence is not Evidence.BOUNDED or check.criterion_from in register()


def test_every_check_has_a_control() -> None:
    assert all(check.controls for check in suite.checks().values())


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_catalogue_has_a_theorem_and_a_check(row: str) -> None:
    assert row in register()
    assert any(
        check.theorem == row and check.id.startswith(row) for check in suite.checks().values()
    )


@pytest.mark.parametrize("line", LINES)
def test_every_line_of_the_lecture_is_answered(line: str) -> None:
    answered = {told for derive in register().values() for told in derive().lecture}
    assert line in answered | {erratum.line for erratum in ERRATA}
