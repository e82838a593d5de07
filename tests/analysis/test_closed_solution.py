"""The solution as a formula: how it reads, for every kind of input and every real a."""

from fractions import Fraction

import pytest
from duhamel.analysis.chapters import responses
from duhamel.analysis.closed_solution import solution
from duhamel.analysis.forcing import parse
from duhamel.reports.text import typeset
from sympy import Integral, Rational, sqrt


def read(f: str, a: str = "2", x_0: str = "1", end: str = "4") -> list[str]:
    """x(t) in text, case by case."""
    cases = solution(parse(f), Rational(a), Rational(x_0), Fraction(end))
    return [typeset.text(case.x) for case in cases]


ONE_CASE = {
    ("357/1000", "17/1000", "68"): "21 + 47 e^{−17 t/1000}",
    ("0", "2", "1"): "e^{−2 t}",
    ("0", "2", "0"): "0",
    ("2", "2", "1"): "1",
    ("t", "-1", "1"): "−t − 1 + 2 eᵗ",
    ("t^3 - 2*t", "1/2", "1"): "2 t³ − 12 t² + 44 t − 88 + 89 e^{−t/2}",
    ("sin(3*t)", "0", "1"): "4/3 − cos(3 t)/3",
    ("exp(-2*t)", "2", "0"): "t e^{−2 t}",
    ("t*exp(3*t)", "-3", "0"): "(t²/2) e^{3 t}",
    ("2^t", "2", "1"): "2ᵗ/(2 + ln(2)) + (1 − 1/(2 + ln(2))) e^{−2 t}",
    ("tanh(t)", "0", "1"): "1 − t − ln(2) + ln(1 + e^{2 t})",
    ("tanh(t)", "1", "1"): "1 − 2 e^{−t} arctan(eᵗ) + (π/2) e^{−t}",
    ("1/(1 + t^2)", "0", "1"): "1 + arctan(t)",
    ("1/(1 + t^2)", "2", "1"): "e^{−2 t} + ∫₀ᵗ e^{−2 (t−s)}/(1 + s²) ds",
}


@pytest.mark.parametrize(("given", "text"), ONE_CASE.items(), ids=[" ".join(k) for k in ONE_CASE])
def test_a_smooth_input_gives_one_case(given: tuple[str, str, str], text: str) -> None:
    assert read(*given) == [text]


def test_a_phase_stays_a_phase() -> None:
    (text,) = read("sin(3*t + 1)")
    assert text.startswith("(2/13) sin(3 t + 1) − (3/13) cos(3 t + 1) + ")


def test_what_a_jump_leaves_decays_from_its_time_on() -> None:
    assert read("pulse(0, 1)") == ["1/2 + e^{−2 t}/2", "e^{−2 t}/2 + e^{−2 (t−1)}/2"]
    assert read("square(2)", a="0") == ["t + 1", "3 − t", "t − 1", "5 − t"]
    assert read("step(t - pi)")[1] == "1/2 + e^{−2 t} − e^{−2 (t−π)}/2"


def test_an_integral_that_is_left_goes_on_across_a_jump_elsewhere() -> None:
    first, second, _ = read("sqrt(t) + pulse(1, 2)")
    left = " + ∫₀ᵗ √s e^{−2 (t−s)} ds"
    assert first == f"e^{{−2 t}}{left}"
    assert second == f"1/2 + e^{{−2 t}} − e^{{−2 (t−1)}}/2{left}"


def test_an_antiderivative_that_jumps_is_none() -> None:
    """That of 1/(2 + cos t) by its tangent has a gap at π."""
    (case,) = solution(parse("1/(2 + cos(t))"), Rational(0), Rational(1), Fraction(4))
    assert case.x.has(Integral)


def test_a_root_that_hides_a_zero_is_resonance() -> None:
    """√(3 + 2√2) − √2 = 1."""
    assert read("exp(-(sqrt(3 + 2*sqrt(2)) - sqrt(2))*t)", a="1", x_0="0")[0].startswith("t e^")


def test_a_zero_that_roots_hide_is_found_and_what_is_nearly_zero_is_not_zero() -> None:
    hidden = sqrt(3 + 2 * sqrt(2)) - sqrt(2) - 1
    assert responses._is_zero(hidden)
    assert not responses._is_zero(hidden + Rational(1, 10**40))
