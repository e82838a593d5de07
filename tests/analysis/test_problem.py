"""A problem is exact, and nothing that is out of range becomes one."""

import pickle
import re
from fractions import Fraction
from pathlib import Path

import pytest
from duhamel.analysis.letters import t
from duhamel.analysis.numbers import number, written
from duhamel.analysis.problem import LONG, Problem, usual_step
from duhamel.analysis.words import shown
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, sin


def test_decimals_and_ratios_are_exact() -> None:
    problem = Problem.from_strings(a="0.1", x0="-1e-3", T=" 1/3 ", beta="-.5", alpha="2.")
    assert problem == Problem(
        a=Fraction(1, 10),
        x0=Fraction(-1, 1000),
        T=Fraction(1, 3),
        beta=Fraction(-1, 2),
        alpha=Fraction(2),
        h=Fraction(1, 120),
    )


def test_f_is_the_parsed_forcing() -> None:
    assert Problem().f == sin(3 * t)
    assert Problem.from_strings(forcing=" t/10 ").f == t * Rational(1, 10)
    assert pickle.loads(pickle.dumps(Problem())) == Problem()


@settings(deadline=None)
@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9, max_denominator=10**9))
def test_what_is_written_is_read(value: Fraction) -> None:
    problem = Problem.from_strings(a=str(value), x0=str(-value))
    assert (problem.a, problem.x0) == (value, -value)
    options = problem.options()
    given = {name[2:]: text for name, text in zip(options[::2], options[1::2], strict=True)}
    assert Problem.from_strings(**given) == problem


@pytest.mark.parametrize("text", ["1e300", "-2.5e-300", f"0.{'9' * 98}", f"{'7' * 49}/{'3' * 50}"])
def test_a_long_number_is_written_short_enough_to_be_read(text: str) -> None:
    problem = Problem.from_strings(x0=text)
    assert Problem.from_strings(x0=problem.options()[1]) == problem
    assert len(problem.options()[1]) <= 100
    assert "0" * 9 not in problem.options()[1]


@pytest.mark.parametrize(
    ("given", "got"),
    [
        ({"T": "1e6"}, "sin(3*t) with `--T` 1000000"),
        ({"forcing": "square(1/1000)"}, "square(1/1000) with `--T` 4"),
    ],
)
def test_what_is_refused_on_an_interval_is_quoted_with_its_end(
    given: dict[str, str], got: str
) -> None:
    with pytest.raises(
        ValueError, match=rf"^`--forcing` takes .* on \[0, T\], got {re.escape(got)}$"
    ):
        Problem.from_strings(**given)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_finite_float_is_a_number(value: float) -> None:
    assert float(number(repr(value))) == value


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_a_number_or_a_value_error(text: str) -> None:
    try:
        number(text)
    except ValueError:
        return


def test_the_neighbours_of_one_are_kept_apart_from_it() -> None:
    near = Problem.from_strings(beta=f"{2**52 - 1}/{2**52}")
    assert near.beta == 1 - Fraction(1, 2**52)
    assert Problem.from_strings(beta="5e-324").beta == Fraction("5e-324")


BAD = ["nan", "inf", "-inf", "", "x", "1e999999999", "9" * 101, "1e400", "1/0", "1_0", "١", "0x1"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[(name, text) for name in ("a", "x0", "T", "beta", "alpha", "h") for text in BAD],
        *[("T", text) for text in ("0", "-1", "1e-309")],
        *[("h", text) for text in ("0", "-1")],
        *[(name, "1e-309") for name in ("a", "alpha")],
    ],
)
def test_a_number_out_of_range_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=rf"^`--{name}` takes a number.*, got .+$") as caught:
        Problem.from_strings(**{name: text})
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("name", "text", "takes"),
    [
        ("T", "1e400", "a number > 0 of a size from 2.2e-308 to 1.8e+308, as float64 holds"),
        ("a", "1e" + "9" * 80, "of a size from 2.2e-308 to 1.8e+308"),
        ("x0", "1e-310", "a number of a size from 2.2e-308 to"),
        ("beta", "1e-400", "a number of a size from 4.9e-324"),
        ("alpha", "3" * 101, "a number of at most 100 characters"),
        ("T", "0e" + "9" * 80, "a number > 0, got 0e9"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(name: str, text: str, takes: str) -> None:
    with pytest.raises(ValueError, match=r"^`--") as caught:
        Problem.from_strings(**{name: text})
    assert takes in str(caught.value)


def test_a_large_exponent_is_read_where_the_value_is_none() -> None:
    assert Problem.from_strings(x0="0e" + "9" * 80).x0 == 0
    assert number("1" + "0" * 90 + "e-405") == Fraction(1, 10**315)


@pytest.mark.parametrize("given", [{"h": "5"}, {"h": "1/10000"}, {"h": "1", "T": "1/2"}])
def test_a_step_fits_into_the_interval_and_not_too_often(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^`--h` takes a step of at most T, .*, got .* with T = "):
        Problem.from_strings(**given)


@given(st.fractions(min_value=Fraction(1, 10**300), max_value=10**300))
def test_the_usual_step_is_short_and_fits(end: Fraction) -> None:
    step = usual_step(end)
    assert len(written(step)) <= LONG
    assert 39 <= end / step <= 41


def test_f_must_be_finite_on_0_to_end() -> None:
    with pytest.raises(ValueError, match="`--forcing` takes an f that is finite"):
        Problem.from_strings(forcing="1/(t - 1)")
    assert Fraction(1, 2) == Problem.from_strings(forcing="1/(t - 1)", T="1/2").T


def config(folder: Path, text: str | bytes) -> Path:
    path = folder / "problem.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_toml_is_as_exact_and_options_come_first(tmp_path: Path) -> None:
    path = config(tmp_path, 'a = 0.1\nx0 = 3\nbeta = "1/3"\nforcing = "t"\nalpha = 1_0.5\n')
    problem = Problem.from_toml(path, x0="-7")
    assert problem == Problem(
        Fraction(1, 10), Fraction(-7), "t", Fraction(4), Fraction(1, 3), Fraction(21, 2)
    )


@pytest.mark.parametrize(
    "text",
    [
        "a = ",
        "a = 1\na = 2",
        "colour = 1",
        "[a]\nb = 1",
        "a = true",
        "a = [1]",
        "a = 1979-05-27",
        b"a = '\xff'",
        b"\x00",
        "a = " + "[" * 5000,
        "a = " + "9" * 5000,
        "# " + "x" * 70_000,
    ],
)
def test_a_malformed_config_is_refused(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"^`--config` takes .+, got .+$") as caught:
        Problem.from_toml(config(tmp_path, text))
    assert str(caught.value).isprintable()


def test_a_config_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.toml", "", "\0", "x" * 5000):
        with pytest.raises(ValueError, match=r"^`--config` takes .+, got .+$"):
            Problem.from_toml(path)


def test_a_config_with_a_bad_value_names_the_value(tmp_path: Path) -> None:
    for text in ("a = nan", "a = inf", 'a = ""'):
        with pytest.raises(ValueError, match=r"^`--a` takes a number, got "):
            Problem.from_toml(config(tmp_path, text))


def test_what_is_shown_is_one_short_printable_line() -> None:
    assert shown("a\nb\x1b[31m\u202e") == r"a\nb\x1b[31m\u202e"
    assert len(shown("x" * 10**6)) == 40
    assert shown("") == "nothing"
