"""The grammar of f(t): what it means, and that nothing in it is executed, hangs or escapes."""

import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from duhamel.analysis import forcing
from duhamel.analysis.forcing import Square, breakpoints, check, numeric, parse
from duhamel.analysis.letters import t
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Heaviside, Rational, pi, sin


def refusal(text: str, end: int = 4) -> str:
    with pytest.raises(ValueError, match=r"^`--forcing` takes .+, got .+$") as caught:
        check(parse(text), Fraction(end))
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()
    return str(caught.value)


def answer(text: str) -> str:
    """What the parser and the check say against a text: nothing, or a refusal."""
    try:
        check(parse(text), Fraction(4))
    except ValueError as refused:
        return str(refused)
    return ""


class Formula(NamedTuple):
    """A text of the grammar, and its value at a rational t by Python's own arithmetic."""

    text: str
    value: Fraction


AT = Fraction(3, 7)
atoms = st.one_of(
    st.just(Formula("t", AT)),
    st.integers(0, 99).map(lambda n: Formula(str(n), Fraction(n))),
    st.decimals(0, 9, places=3).map(lambda d: Formula(f"{d:f}", Fraction(d))),
    st.integers(1, 9).map(lambda n: Formula(f"{n}e-2", Fraction(n, 100))),
)


def combined(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(lambda p: Formula(f"({p[0].text}) + {p[1].text}", p[0].value + p[1].value)),
        pairs.map(lambda p: Formula(f"({p[0].text}) - ({p[1].text})", p[0].value - p[1].value)),
        pairs.map(lambda p: Formula(f"({p[0].text})*({p[1].text})", p[0].value * p[1].value)),
        parts.map(lambda p: Formula(f"-({p.text})", -p.value)),
        parts.map(lambda p: Formula(f"({p.text})^2", p.value**2)),
        parts.map(lambda p: Formula(f"abs({p.text})/4", abs(p.value) / 4)),
    )


@settings(deadline=None)
@given(st.recursive(atoms, combined, max_leaves=8))
def test_value_is_that_of_exact_arithmetic(formula: Formula) -> None:
    said = answer(formula.text)
    if said:  # an abs whose kinks are not known
        assert "an abs of a linear function of t" in said
    else:
        f = parse(formula.text)
        assert f.subs(t, Rational(AT.numerator, AT.denominator)) == Rational(formula.value)


@settings(deadline=None)
@given(st.text(max_size=600) | st.text("t0159.e+-*/^(), sincopqabx", max_size=60))
def test_any_text_is_read_or_refused_with_a_value_error(text: str) -> None:
    said = answer(text)
    assert said == "" or (said.startswith("`--forcing` takes ") and said.isprintable())


NAMES = "sin cos tan exp log sqrt abs tanh atan step square pulse"
WORDS = [*"ttt+-*/^,012()))", *(f"{name}(" for name in NAMES.split(" "))]
WORDS += ["**", "64", "-1", "0.5", "1/3", "1e308", "1e-308", "9999999999999999999", "pi", "e"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join).map(lambda s: s + ")" * s.count("("))
)
def test_nearly_formulas_too(text: str) -> None:
    said = answer(text)
    assert said == "" or (said.startswith("`--forcing` takes ") and said.isprintable())


def test_numbers_stay_as_written() -> None:
    assert parse("0.1*t + 1e-3 + 1/3") == t / 10 + Rational(1, 1000) + Rational(1, 3)


def test_a_rational_constant_is_not_rounded() -> None:
    assert forcing._exact(Rational(1, 3)) == Fraction(1, 3)
    assert 0 < abs(forcing._exact(pi) - Fraction(math.pi)) < Fraction(1, 2**52)  # half an ulp


def test_a_formula_has_so_many_levels_and_no_more() -> None:
    assert parse("-" * (forcing.DEPTH - 1) + "t") in (t, -t)
    assert f"of at most {forcing.DEPTH} levels" in refusal("-" * forcing.DEPTH + "t")


def test_power_binds_as_in_mathematics() -> None:
    assert parse("-t^2 + 1") == parse("1 - t**2") == 1 - t**2
    assert parse("2^3^2") == 512


def test_steps_are_canonical_and_continuous_from_the_right() -> None:
    assert parse("step(2*t - 1)") == Heaviside(t - Rational(1, 2), 1)
    assert parse("step(1 - t)") == 1 - Heaviside(t - 1, 1)
    assert parse("pulse(0, pi)") == 1 - Heaviside(t - pi, 1)
    assert parse("step(t + 1)") == 1
    times = [0.999, 1.0, 1.001]
    assert list(numeric(parse("step(t - 1)"))(times)) == [0, 1, 1]
    assert list(numeric(parse("step(1 - t)"))(times)) == [1, 0, 0]
    assert list(numeric(parse("pulse(1, 1.001)"))(times)) == [0, 1, 0]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ln(1 + t)", "log(1 + t)"),
        ("arctan(t) + arctg(2*t)", "atan(t) + atan(2*t)"),
        ("tg(t/4)", "tan(t/4)"),
        ("sen(t)", "sin(t)"),
        ("fabs(t - 1)", "abs(t - 1)"),
        ("heaviside(t - 1) + Theta(t - 2)", "step(t - 1) + step(t - 2)"),
        ("sign(t - 1)", "2*step(t - 1) - 1"),
        ("sgn(1 - t)", "2*step(1 - t) - 1"),
        ("SIN(PI*t)*E", "sin(pi*t)*e"),
        ("π·t² − √(t)", "pi*t^2 - sqrt(t)"),
    ],
)
def test_a_function_by_another_name_is_the_same(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("arcsin(t)", "write atan(u/sqrt(1 - u^2))"),
        ("log10(t + 1)", "write log(u)/log(10)"),
        ("np.sin(t)", "write the function's name alone"),
        ("max(t, 1)", "write (u + v + abs(u - v))/2"),
        ("x + 1", "write t, the time"),
        ("inf", "write a finite number"),
        ("sinn(t)", "did you mean sin?"),
        ("sqr(t)", "did you mean sqrt?"),
        ("heavyside(t)", "did you mean step?"),
        ("T", "only, got T"),
        ("1e400*t", "of a size from 4.9e-324 to 1.8e+308"),
        ("1e" + "9" * 80, "of a size from 4.9e-324 to 1.8e+308"),
        ("9" * 101, "of at most 100 characters"),
    ],
)
def test_what_is_no_name_or_number_is_answered_with_the_right_one(text: str, offered: str) -> None:
    assert offered in refusal(text)


def test_what_is_offered_instead_is_of_the_grammar_and_right() -> None:
    instead = {name: text for names, text in forcing._INSTEAD.items() for name in names.split()}
    third: list[tuple[str, float]] = [
        ("asin", math.asin(1 / 3)),
        ("acos", math.acos(1 / 3)),
        ("sec", 1 / math.cos(1 / 3)),
        ("cot", 1 / math.tan(1 / 3)),
        ("coth", 1 / math.tanh(1 / 3)),
        ("log10", math.log10(1 / 3)),
        ("log2", math.log2(1 / 3)),
    ]
    for name, known in third:
        value = parse(instead[name].replace("u", "(1/3)"))
        assert abs(Fraction(float(value)) - Fraction(known)) < Fraction(1, 2**48)
    assert not instead.keys() & forcing._KNOWN.keys()


def test_square_wave() -> None:
    assert parse("square(2)") == Square(t, 2)
    values = numeric(parse("square(2)"))([0, 0.5, 1, 1.5, 2, 3])
    assert list(values) == [1, 1, -1, -1, 1, -1]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("sin(3*t)", ()),
        ("step(t - 1) + step(t - 4) + step(t)", (1,)),
        ("abs(t - 1/3)*exp(-t)", (Rational(1, 3),)),
        ("square(2)", (1, 2, 3)),
        ("abs(sin(3*t))", (pi / 3, 2 * pi / 3, pi)),
        ("abs(cos(pi*t))", tuple(Rational(k, 2) for k in (1, 3, 5, 7))),
        ("abs((t - 3)*(t - 1))", (1, 3)),
    ],
)
def test_breakpoints_are_exact(text: str, points: tuple[object, ...]) -> None:
    assert breakpoints(parse(text), Fraction(4)) == points


def test_numeric_keeps_the_shape_and_is_silent() -> None:
    for text in ("2", "t", "1/t", "log(t)", "exp(1000*t)"):
        for times in (0.0, [], [0.0, 1.0], np.ones((2, 3))):
            values = numeric(parse(text))(times)  # warnings are errors here
            assert values.shape == np.shape(times)
            assert values.dtype == np.float64


def test_numeric_is_numpy() -> None:
    times = np.linspace(0, 4, 9)
    assert (numeric(parse("sin(3*t)/4"))(times) == np.sin(3 * times) / 4).all()
    assert numeric(parse("0.1"))(0.0) == 0.1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "foo(t)",
        "x",
        "t.real",
        "'t'",
        "__import__('os').system('true')",
        "(lambda: t)()",
        "[t for t in t]",
        "t if t else t",
        "sin(x=t)",
        "sin(*t)",
        "sin(t)(t)",
        "sin",
        "sin(t, t)",
        "factorial(9)",
        "t < 1",
        "2t",
        "0x10",
        "1_000",
        "1j",
        "٣*t",
        "ｔ",
        "t\x00",
        "t\nt",
        "t;t",
        "t\u202e+1",
        "(t",
        "()",
        "t,t",
        "1/0",
        "0^-1",
        "sqrt(-1)",
        "(-8)^(1/3)",
        "(-2)^t",
        "t^t",
        "t^pi",
        "log(0)",
        "tan(pi/2)",
        "step(1)",
        "step(t^2)",
        "pulse(2, 1)",
        "pulse(t, 2)",
        "square(0)",
        "square(t)",
        "abs(exp(t) - 2)",
        "abs(t^2 - 2)",
    ],
)
def test_outside_the_grammar_is_refused(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "1/t",
        "log(t)",
        "1/(t - 1)",
        "1/(t - 4)",
        "1/sin(t)",
        "tan(t)",
        "sqrt(t - 1)",
        "sqrt(t^2 - 2*t + 1)",
        "1/step(t - 1)",
        "exp(1000*t)",
        "exp(-exp(exp(10*t)))",
        "square(1e-9)",
        "abs(sin(1e6*t))",
        "sin(1e300*t)",
        "sin(1000*sin(1000*t))",
    ],
)
def test_what_is_not_finite_and_tame_on_0_to_4_is_refused(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "1/(t - 5)",
        "log(t + 1)",
        "tan(t/4)",
        "sqrt(t)",
        "t^(1/3)",
        "1/(2 + sin(t)*cos(t))",
        "1/(1 + exp(1000*t))",
        "sqrt(abs(t - 1))",
        "tanh(1e6*(t - 2))",
        "exp(-t)*(t+1)^60",
    ],
)
def test_what_is_finite_on_0_to_4_is_taken(text: str) -> None:
    check(parse(text), Fraction(4))


def test_kinks_are_kept_exact_through_other_functions() -> None:
    assert parse("sqrt((t - 1)^2)") == Abs(t - 1)
    assert parse("abs(-2*sin(t))") == 2 * Abs(sin(t))


STRETCHES = [(-7.0, -6.5), (-2.0, -0.5), (-1.25, 0.5), (0.0, 0.25), (0.5, 1.5), (1.0, 3.5)]
STRETCHES += [(1.0, 9.0), (3.0, 4.0), (4.0, 6.0), (0.75, 0.75)]


@pytest.mark.parametrize(
    "name", ["sin", "cos", "tan", "exp", "sinh", "cosh", "tanh", "atan", "log"]
)
@pytest.mark.parametrize("stretch", STRETCHES)
def test_a_range_holds_every_value_and_hardly_more(name: str, stretch: tuple[float, float]) -> None:
    """Values at the ends, between them, and where a wave turns: the extremes are among these."""
    low, high = stretch
    turns = [k * math.pi / 2 for k in range(-8, 8) if low <= k * math.pi / 2 <= high]
    places = [*(low + (high - low) * k / 64 for k in range(65)), *turns]
    function: Callable[[float], float] = getattr(math, name)
    poles = name == "tan" and any(abs(math.cos(turn)) < 1e-9 for turn in turns)
    if poles or (name == "log" and low <= 0):
        with pytest.raises(ArithmeticError):
            forcing._RANGES[forcing._FUNCTIONS[name]](stretch)
        return
    values = [function(place) for place in places]
    least, most = forcing._RANGES[forcing._FUNCTIONS[name]](stretch)
    slack = 2.0**-47  # twice what a range is widened by
    assert least <= min(values) <= least + slack * abs(least) + 2.0**-60
    assert most >= max(values) >= most - slack * abs(most) - 2.0**-60


HOSTILE = """
from fractions import Fraction
from duhamel.analysis.forcing import check, parse
texts = ["1e999999999", "9**9**9**9", "9^-9^9^9", "t**(10**10)", "((t+1)**64)**64",
    "(t+1)**60*(t+2)**60", "(sin(t)+cos(t)+exp(t)+t)**64", "(((1+1e-308)**64)**64)**64",
    "exp(exp(exp(exp(t))))", "exp(exp(exp(20)))", "exp(exp(exp(20*t)))-1", "2**2**2**2**2**2**t",
    "(" * 240 + "t" + ")" * 240, "(" * 10**6, "-" * 499 + "t", "t" * 10**6, "9" * 500,
    "9" * 10**6, "1e" + "9" * 400, "sin(" * 60 + "t" + ")" * 60, "abs(" * 60 + "t" + ")" * 60,
    "sin(" * 120, "t+" * 249 + "t", "t^" * 200 + "t", "(10^300+7)^(1/3)", "sqrt(1e308-1)",
    "cos(pi/1e300)", "sin(1e308)", "tan(pi*1e300/7)", "step(t-1e-300)", "abs(t-1e308)",
    "square(1e-308)", "abs(sin(1e308*t))", "factorial(10**9)", "exp(" * 40 + "t" + ")" * 40,
    "abs(" + "*".join(f"(t-{k})" for k in range(60)) + ")",
    "abs(sin(t)+" + "*".join(["(sin(t)+cos(t))"] * 12) + ")", "sqrt(" * 30 + "2" + ")" * 30,
    "*".join(f"{k}^(1/{k})" for k in range(2, 60)), "+".join(f"sqrt({k})" for k in range(2, 64))]
for text in texts:
    try:
        check(parse(text), Fraction(4))
    except ValueError as refused:
        assert "\\n" not in str(refused) and len(str(refused)) < 200, refused
    print(text[:40])
"""


def test_hostile_texts_end_at_once_in_little_memory() -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\n"
    code = (limit if sys.platform == "linux" else "") + HOSTILE
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout
