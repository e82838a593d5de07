"""A reader's own numbers in a theorem: read exactly, held to the assumptions, carried through."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.hypotheses import CONDITIONS, INPUTS, SMOOTHNESS
from duhamel.analysis.reader_input import names
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text import typeset
from duhamel.reports.text.show import found
from duhamel.verification.proof.substitute import format_number, instantiate
from flint import acb
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from sympy import Eq, sympify
from sympy.core.relational import Relational

IDS = list(register())


def theorem(id: str) -> Theorem:
    return register()[id]()


def relations(id: str, text: str) -> list[str]:
    parts = instantiate(theorem(id), text)
    return [typeset.text(judged.relation) for part in parts for judged in part.steps]


def said(id: str, text: str) -> list[str]:
    return [judged.said for part in instantiate(theorem(id), text) for judged in part.steps]


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


def test_what_is_left_out_is_marked_where_it_is_stated() -> None:
    whole = found("BTE8", "beta=1")
    marks = [part.statement.note == "(left out, see below)" for part in whole.parts]
    assert marks == [bool(part.left_out) for part in whole.parts] == [True, True, False]
    tag = theorem("REC-3").step_tags[0][0]
    assert found(tag, "beta=1").given[-1] == f"{tag}: Left out: it takes beta ≠ 1, got beta = 1"


def test_a_vanishing_denominator_is_named() -> None:
    """MOM-11 states no β ≠ 1 for the parts that divide by 1 − β."""
    parts = instantiate(theorem("MOM-11"), "beta=1,alpha=2,g=1")
    out = {place: part.left_out for place, part in enumerate(parts, 1) if part.left_out}
    assert out == dict.fromkeys((5, 7, 8, 9, 12), "takes 1 - beta ≠ 0, got beta = 1")
    resonant = instantiate(theorem("ODE-11"), "a=2,b=2")[6]
    assert resonant.left_out == "takes b ≠ a, got a = 2, b = 2"


def test_the_root_of_beta_follows_and_holds_q_to_its_range() -> None:
    """MOM-8: 0 < q ≤ (1 − √β)² in the first six, and equality in the seventh and eighth."""
    parts = instantiate(theorem("MOM-8"), "beta=9/10,q=1/2")
    assert [bool(part.left_out) for part in parts] == [True] * 8 + [False]
    assert parts[0].left_out == "takes q ≤ (1 - r)^2, got q = 1/2, r = 3 sqrt(10)/10"
    assert parts[8].statement.said == "neither holds"
    peak = instantiate(theorem("MOM-8"), "beta=1/4,q=1/4")[6]
    assert (peak.statement.said, peak.statement.holds) == ("both sides are 1/4", True)
    surd = instantiate(theorem("MOM-8"), "beta=1/2")[6]
    assert (surd.statement.said, surd.statement.holds) == ("both sides are 0.0857864376269…", True)
    assert all(part.left_out for part in instantiate(theorem("MOM-7"), "beta=-1/2")[4:])


def test_a_factor_of_zero_leaves_out_the_half_life_alone() -> None:
    parts = instantiate(theorem("REC-6"), "beta=0,n=3")
    assert [part.left_out for part in parts if part.left_out] == ["takes beta > 0, got beta = 0"]
    assert parts[0].statement.said == "both sides are 1"


def test_the_smoothness_that_is_held_is_what_the_assumptions_say() -> None:
    for id in INPUTS:
        words = " ".join(theorem(id).assumptions)
        wanted = 1 if "differentiable" in words else 0 if "continuous" in words else None
        assert SMOOTHNESS.get(id) == wanted, id


def test_rational_values_are_said_exactly() -> None:
    assert said("ODE-10", "a=2,omega=3")[-3:-2] == ["both sides are 2/13 − 3i/13"]
    assert said("MOM-9", "mu=1,ell=4")[1] == "the right side is 1/3"
    assert format_number(acb(1, -2).sqrt()) == "1.27201964951… − 0.786151377757…i"


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


def test_a_kink_is_carried_through() -> None:
    found = instantiate(theorem("ODE-2"), "a=2,x0=1,f=(t-1)*step(t-1),t=2")[0]
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
        formulas = ["t", "exp(-t)", "abs(t-1)"] if id[0] == "O" else ["1+n", "[1,-2]", "2"]
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
