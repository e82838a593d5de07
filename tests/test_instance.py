"""A reader's own numbers in a theorem: read exactly, held to the assumptions, carried through."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.conditions import CONDITIONS, INPUTS
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports import typeset
from duhamel.verification.instance import instantiate, listed, names, read
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from sympy import Eq, Lambda, Rational, Symbol, cos, sin, sympify
from sympy.core.relational import Relational

IDS = list(register())


def theorem(id: str) -> Theorem:
    return register()[id]()


def relations(id: str, text: str) -> list[str]:
    parts = instantiate(theorem(id), text)
    return [typeset.text(judged.relation) for part in parts for judged in part.steps]


def said(id: str, text: str) -> list[str]:
    return [judged.said for part in instantiate(theorem(id), text) for judged in part.steps]


# ---- what is typed ----------------------------------------------------------------------------


def test_numbers_are_exact_and_names_as_they_are_typed() -> None:
    values = read(theorem("REC-1"), "β=0.1, x₀ = -1/3 ,n=4")
    assert values.letters == {"beta": Rational(1, 10), "x_0": Rational(-1, 3), "n": 4}
    assert read(theorem("REC-1"), "beta=0.1,x0=-1/3,n=4") == values
    assert read(theorem("FE-2"), "dt=0.1") == read(theorem("FE-2"), "h=1/10")
    assert read(theorem("MOM-7"), "lamda=2") == read(theorem("MOM-7"), "λ=2")


def test_a_comma_in_brackets_or_quotes_does_not_part() -> None:
    values = read(theorem("ODE-2"), "a=2,f=pulse(0, 1),x_0=1")
    assert values.functions == read(theorem("ODE-2"), 'a=2,f="pulse(0, 1)",x_0=1').functions
    assert listed("a=2, f = 'sin(t)'") == "a = 2, f = sin(t)"


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
        ("ODE-2", "a=-1", "`--with a` takes a number > 0, got -1"),
        ("ODE-2", "a=0", "`--with a` takes a number > 0, got 0"),
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
        ("ODE-2", "f=x+1", "`--with f` takes the names t pi e sin"),
        ("ODE-2", "f=__import__('os')", "`--with f` takes"),
        ("ODE-2", "f=9**9**9**9", "`--with f` takes"),
        ("ODE-2", "f=1/t,t=2", "`--with f` takes an f that is finite and smooth"),
        ("ODE-2", "f=sin(10^9*t),t=2", "`--with f` takes a sine that covers at most"),
        ("REC-1", "f=[1,x]", "`--with f` takes a number of up to 9 digits, got x"),
        ("REC-1", "f=t", "`--with f` takes a formula in n, or a list such as [1, 2, 3], got t"),
        ("FE-1", "f=n*t", "`--with f` takes a formula in n or one in t, got n*t"),
        ("MOM-3", "beta=2", "`--with` takes |beta| < 1, got beta = 2"),
        ("MOM-4", "beta=1", "`--with` takes beta ≠ 1, got beta = 1"),
        ("FE-3", "a=2,h=1/10,beta=1/2", "`--with` takes beta = -a h + 1, got a = 2, beta = 1/2"),
        ("MOM-9", "mu=2,ell=1", "`--with` takes mu ≤ ell, got ell = 1, mu = 2"),
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


# ---- the assumptions --------------------------------------------------------------------------


def test_what_a_letter_is_by_assumption_follows() -> None:
    assert "−1 < 4/5 < 1 ⟺ 0 < 1/5 < 2" in relations("FE-1", "a=2,h=0.1")
    assert relations("FE-3", "a=2,h=0.1,M_2=8,n=1")[-1] == "|e₁| ≤ 1/25"
    assert relations("MOM-9", "mu=1,ell=9")[-2:] == relations("MOM-9", "kappa=9,mu=1,ell=9")[-2:]


def test_a_part_that_does_not_take_the_numbers_is_left_out() -> None:
    first, second, third = instantiate(theorem("REC-3"), "beta=1,c=2,x0=1,n=3")
    assert (first.left_out, first.steps) == ("takes beta ≠ 1, got beta = 1", ())
    assert second.left_out == "takes |beta| < 1, got beta = 1"
    assert typeset.text(third.statement.relation) == "x₃ = 7"


def test_a_vanishing_denominator_is_named() -> None:
    """MOM-11 states no β ≠ 1 for the parts that divide by 1 − β."""
    parts = instantiate(theorem("MOM-11"), "beta=1,alpha=2,g=1")
    out = {place: part.left_out for place, part in enumerate(parts, 1) if part.left_out}
    assert out == dict.fromkeys((5, 7, 8, 9, 12), "takes 1 - beta ≠ 0, got beta = 1")
    resonant = instantiate(theorem("ODE-11"), "a=2,b=2")[6]
    assert resonant.left_out == "takes b ≠ a, got a = 2, b = 2"


def test_no_condition_is_beside_what_the_assumptions_say() -> None:
    """Each condition's own sides stand in the words of its theorem, or of the step that says so."""
    elsewhere = {"FE-5"}  # which calls κ k
    for id, conditions in CONDITIONS.items():
        words = " ".join(theorem(id).assumptions).replace(" ", "")
        for parts, relation in conditions:
            assert all(0 < part <= len(theorem(id).statement) for part in parts)
            letters = {typeset.text(x) for x in relation.free_symbols}
            assert all(letter in words for letter in letters) or id in elsewhere, (id, relation)
    assert set(INPUTS) <= set(IDS)


BOUNDS = [
    (id, parts, relation)
    for id, conditions in CONDITIONS.items()
    for parts, relation in conditions
    if not isinstance(relation, Eq)
]


@pytest.mark.parametrize(("id", "parts", "relation"), BOUNDS)
def test_every_bound_refuses_what_breaks_it(id: str, parts: Any, relation: Relational) -> None:
    """Numbers on either side of it: only where it holds are its parts shown."""
    symbols = sorted(relation.free_symbols, key=str)
    tried = set()
    for value in ("-3", "-1", "0", "1/2", "1", "2", "5"):
        values = {**dict.fromkeys(symbols, "1"), symbols[-1]: value}
        numbers = ",".join(f"{names_of(id)[x.name]}={values[x]}" for x in symbols)
        truth = relation.xreplace({x: sympify(values[x]) for x in symbols})
        try:
            left_out = [part.left_out for part in instantiate(theorem(id), numbers)]
        except ValueError:
            left_out = ["refused"] * len(theorem(id).statement)
        shown = [not left_out[place - 1] for place in parts or range(1, len(left_out) + 1)]
        if not truth:
            assert not any(shown), (value, left_out)
        tried.add(bool(truth))
    assert False in tried


def names_of(id: str) -> dict[str, str]:
    return {name: typed for typed, name in names(theorem(id)).items()}


# ---- carried through --------------------------------------------------------------------------


def test_a_recurrence_is_held_against_its_own_steps() -> None:
    """x₁ … x₅ by 9/10 xₙ + fₙ from 1, then the closed form at 5: the same rational number."""
    x = Fraction(1)
    for i in range(5):
        x = Fraction(9, 10) * x + (1, 2, 3, 0, 0)[i]
    found = said("REC-1", "beta=0.9,x_0=1,f=[1,2,3],n=5")
    assert found[-1] == f"both sides are {x}" == "both sides are 513459/100000"
    assert all(words.startswith("both sides are") for words in found)


def test_duhamels_formula_is_held_against_the_closed_solution() -> None:
    parts = instantiate(theorem("ODE-2"), 'a=2,x_0=1,f="sin(t)"')
    assert typeset.text(parts[0].closed) == "x(t) = (6/5) e^{−2 t} + (2/5) sin(t) − cos(t)/5"
    assert all(judged.holds for part in parts for judged in part.steps)
    at_one = said("ODE-2", 'a=2,x_0=1,f="sin(t)",t=1')
    assert at_one[9] == "both sides are 0.390930272633…"
    assert relations("ODE-2", 'a=2,x_0=1,f="sin(t)",t=1')[9] == (
        "x(1) = e^{−2} + ∫₀¹ e^{−2 (1−s)} sin(s) ds"
    )


def test_a_jump_is_carried_through() -> None:
    found = instantiate(theorem("ODE-2"), "a=2,x0=1,f=pulse(0, 1),t=2")[0]
    assert found.statement.holds
    assert "𝟏" in typeset.text(found.statement.relation)


def test_momentum_is_its_own_recurrence() -> None:
    m = Fraction(1)
    for i in range(3):
        m = Fraction(9, 10) * m - Fraction(1, 8) * (1 + i)
    found = said("MOM-1", "beta=0.9,m_0=1,alpha=1/8,g=1+n,n=3")
    assert found[:3] == [f"both sides are {m}"] * 3


def test_conditions_are_judged_and_nothing_is_decided_in_print() -> None:
    assert relations("FE-6", "z=1/2")[3:5] == ["1/2 < 1", "1/2 < 1 ⟺ 0 < 1/2 < 2"]
    assert said("FE-6", "z=1/2")[3:5] == ["it holds", "both hold"]
    assert said("FE-6", "z=3")[3:5] == ["it does not hold", "neither holds"]


def test_numbers_against_the_words_of_an_assumption_are_found_out() -> None:
    """M = sup |f′| is said in words only: with one too small the bound fails, and says so."""
    right = instantiate(theorem("ODE-6"), "a=6,f=sin(5*t),M=5,x0=1,t=1")[1]
    wrong = instantiate(theorem("ODE-6"), "a=6,f=sin(5*t),M=0,x0=1/6,t=1")[1]
    assert right.statement.holds is True
    assert wrong.statement.holds is False
    assert wrong.statement.said.endswith("does not hold")


def test_what_takes_too_long_is_not_judged() -> None:
    found = instantiate(theorem("ODE-2"), "a=2,x0=1,f=sin(3000*t),t=3")
    assert {judged.holds for part in found for judged in part.steps} == {True, None}


FREE = ["ODE-2", "ODE-4", "ODE-5", "ODE-10", "REC-1", "REC-3", "MOM-1", "MOM-3"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_numbers_give_formulas_that_print_and_no_false_claim(data: st.DataObject) -> None:
    """Of theorems whose letters are all free, each relation holds whatever the numbers."""
    id = data.draw(
        st.sampled_from(["ODE-2", "ODE-4", "ODE-5", "ODE-10", "REC-1", "REC-3", "MOM-1", "MOM-3"])
    )
    inputs = INPUTS.get(id, ())
    number = st.fractions(-3, 3, max_denominator=8).map(str)
    items = {}
    for typed, name in names(theorem(id)).items():
        if name in ("delta", "K"):
            continue
        formulas = ["t", "exp(-t)", "pulse(0,1)"] if id[0] == "O" else ["1+n", "[1,-2]", "2"]
        pool = st.sampled_from(formulas) if name in inputs else (
            st.integers(0, 5).map(str) if name in ("n", "t") else number
        )  # fmt: skip
        if data.draw(st.booleans()):
            items[typed] = data.draw(pool)
    assume(items)
    try:
        parts = instantiate(theorem(id), ",".join(f"{k}={v}" for k, v in items.items()))
    except ValueError as refused:
        parts = ()
        event(str(refused))
    for part in parts:
        for judged in (part.statement, *part.steps):
            typeset.math(judged.relation)
            assert judged.holds is not False, (items, judged)
