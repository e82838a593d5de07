"""What a reader gives a theorem is read exactly, or refused in one line that says what it takes."""

from __future__ import annotations

import re

import pytest
from duhamel.analysis import forcing
from duhamel.analysis.reader_input import LATEST, is_smooth, listed, names, read
from duhamel.analysis.theorem import Theorem, register
from duhamel.verification.proof.substitute import instantiate
from sympy import Lambda, Rational, Symbol, cos, sin

IDS = list(register())


def theorem(id: str) -> Theorem:
    return register()[id]()


def test_numbers_are_exact_and_names_as_they_are_typed() -> None:
    values = read(theorem("REC-1"), "β=0.1, x₀ = -1/3 ,n=4")
    assert values.letters == {"beta": Rational(1, 10), "x_0": Rational(-1, 3), "n": 4}
    assert read(theorem("REC-1"), "beta=0.1,x0=-1/3,n=4") == values
    assert read(theorem("FE-2"), "dt=0.1") == read(theorem("FE-2"), "h=1/10")
    assert read(theorem("MOM-9"), "lamda=2") == read(theorem("MOM-9"), "λ=2")


def test_a_comma_in_brackets_or_quotes_does_not_part() -> None:
    values = read(theorem("ODE-11"), "a=2,f=pulse(0, 1),b=1")
    assert values.functions == read(theorem("ODE-11"), 'a=2,f="pulse(0, 1)",b=1').functions
    assert listed("a=2, f = 'sin(t)'") == "a = 2, f = sin(t)"


@pytest.mark.parametrize(
    ("f", "order", "smooth"),
    [
        ("(t-1)*step(t-1)", 0, True),
        ("(t-1)*step(t-1)", 1, False),
        ("abs(sin(t))", 0, True),
        ("sin(pi*t)*square(2)", 0, True),
        ("(t-1)^2*step(t-1)", 1, True),
        ("(t-1)^2*step(t-1)", 2, False),
        ("step(t-1)", 0, False),
        ("pulse(5, 6)", 0, False),
        ("square(20)", 0, False),
        ("sqrt(t)", 1, False),
    ],
)
def test_a_formula_is_as_smooth_as_it_is_at_its_corners(f: str, order: int, smooth: bool) -> None:
    assert is_smooth(forcing.parse(f), LATEST, order) is smooth


def test_sequences_are_a_formula_a_list_or_a_constant() -> None:
    n = Symbol("n", integer=True, nonnegative=True)
    assert read(theorem("REC-1"), "f=1+n").sequences["f"] == Lambda(n, 1 + n)
    assert read(theorem("REC-1"), "f=2").sequences == {"f": Lambda(n, 2)}
    assert read(theorem("REC-1"), "f=[1, 1/2,-3]").sequences == {"f": (1, Rational(1, 2), -3)}
    assert read(theorem("REC-1"), "f=(-1)^n").sequences["f"] == Lambda(n, (-1) ** n)
    h = Symbol("h", positive=True)
    assert read(theorem("FE-1"), "f=sin(t)").sequences["f"] == Lambda(n, sin(n * h))
    assert read(theorem("FE-1"), "f=cos(n)").sequences["f"] == Lambda(n, cos(n))


@pytest.mark.parametrize(
    ("id", "text", "expected"),
    [
        ("FE-1", "h=-1", "`--with h` takes a number > 0, got -1"),
        ("FE-1", "h=0", "`--with h` takes a number > 0, got 0"),
        ("ODE-5", "T=-1", "`--with T` takes a number ≥ 0, got -1"),
        ("REC-1", "n=-1", "`--with n` takes a whole number from 0 to 60, got -1"),
        ("REC-1", "n=5/2", "`--with n` takes a whole number from 0 to 60, got 5/2"),
        ("ODE-2", "beta=2", "`--with` takes in ODE-2 the letters a, f, t, x0, got beta"),
        ("ODE-2", "s=1", "`--with` takes in ODE-2 the letters a, f, t, x0, got s"),
        ("ODE-2", "x=1", "`--with` takes in ODE-2 the letters a, f, t, x0, got x"),
        ("ODE-2", "a=1/0", "`--with a` takes a number of up to 9 digits, got 1/0"),
        ("ODE-2", "a=nan", "`--with a` takes a number of up to 9 digits, got nan"),
        ("ODE-2", "a=1e300", "`--with a` takes a number of up to 9 digits, got 1e300"),
        ("ODE-2", "a", 'takes a list such as a=2,x_0=1,f="sin(t)", got a'),
        ("ODE-2", "a=", 'takes a list such as a=2,x_0=1,f="sin(t)", got a='),
        ("ODE-2", "=2", 'takes a list such as a=2,x_0=1,f="sin(t)", got =2'),
        ("ODE-2", "a=2,,t=1", 'takes a list such as a=2,x_0=1,f="sin(t)", got a=2,,t=1'),
        ("ODE-2", "f=sin(t", 'takes a list such as a=2,x_0=1,f="sin(t)", got f=sin(t'),
        ("ODE-2", "x_0=1,x0=2", "`--with` takes each letter once, got x0"),
        ("ODE-2", "a=1," * 900, "`--with` takes a list of at most 2000 characters, got a=1"),
        ("MOM-9", "mu=-1", "`--with mu` takes a number > 0, got -1"),
        ("ODE-2", "f=x+1", "`--with f` takes the names t pi e sin"),
        ("ODE-2", "f=__import__('os')", "`--with f` takes"),
        ("ODE-2", "f=9**9**9**9", "`--with f` takes"),
        ("ODE-2", "f=1/t,t=2", "`--with f` takes an f that is finite and smooth"),
        ("ODE-2", "f=sin(10^9*t),t=2", "`--with f` takes a sine that covers at most"),
        ("REC-1", "f=[1,x]", "`--with f` takes a number of up to 9 digits, got x"),
        ("REC-1", "f=t", "`--with f` takes a formula in n, or a list such as [1, 2, 3], got t"),
        ("FE-1", "f=n*t", "`--with f` takes a formula in n or one in t, got n*t"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_one_line(id: str, text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)) as refused:
        instantiate(theorem(id), text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("id", IDS)
def test_every_letter_that_is_offered_is_taken(id: str) -> None:
    for name in names(theorem(id)):
        values = read(theorem(id), f"{name}=1")
        assert values.letters or values.functions or values.sequences
