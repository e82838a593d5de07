"""A reader's own numbers in a theorem: held to each claim's hypotheses, and carried through."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from duhamel.analysis.reader_input import inputs, names
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text import typeset
from duhamel.reports.text.show import found, holds
from duhamel.verification.proof.substitute import format_number, instantiate
from flint import acb
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st


def theorem(id: str) -> Theorem:
    return register()[id]()


def statements(id: str, text: str) -> list[str]:
    return [typeset.text(part.statement) for part in instantiate(theorem(id), text)]


def said(id: str, text: str) -> list[str]:
    return [part.said for part in instantiate(theorem(id), text)]


def broken(id: str, text: str) -> dict[int, str]:
    parts = instantiate(theorem(id), text)
    return {i: typeset.text(part.fails) for i, part in enumerate(parts) if part.fails is not None}


# ---- the hypotheses ---------------------------------------------------------------------------


def test_what_a_letter_is_by_a_hypothesis_follows() -> None:
    assert statements("FE-3", "a=2,h=0.1,M_2=8,n=1")[0] == "|x(1/10) − x₁| ≤ 1/25"
    assert broken("FE-3", "a=2,h=1/10,beta=1/2") == dict.fromkeys(range(3), "β = 1 − a h")


def test_a_claim_whose_hypothesis_fails_does_not_apply() -> None:
    first, second, third = instantiate(theorem("REC-3"), "beta=1,c=2,x0=1,n=3")
    assert typeset.text(first.fails) == "β ≠ 1"
    assert {x.name: value for x, value in first.got.items()} == {"beta": 1}
    assert typeset.text(second.fails) == "|β| < 1"
    assert typeset.text(third.statement) == "x₃ = 7"
    assert (third.said, third.holds, third.fails) == ("both sides are 7", True, None)


def test_the_hypothesis_is_told_in_words() -> None:
    told = found(theorem("REC-3").tag, "beta=1")
    notes = [claim["note"] for claim in told["claims"]]
    assert notes[0] == "It does not apply: it takes β ≠ 1, got β = 1."
    assert holds(told)


@pytest.mark.parametrize(
    ("id", "text", "takes"),
    [
        ("ODE-3", "f=pulse(5, 6)", "f is continuous for t ≥ 0"),
        ("ODE-6", "f=abs(t-5)", "f is continuously differentiable for t ≥ 0"),
        ("ODE-1", "y=sqrt(t)", "y is continuously differentiable for t ≥ 0"),
        ("MOM-3", "beta=2", "|β| < 1, got β = 2"),
        ("FE-3", "a=2,h=1/10,beta=1/2", "β = 1 − a h, got a = 2, β = 1/2, h = 1/10"),
    ],
)
def test_numbers_that_no_claim_takes_are_refused_in_one_line(
    id: str, text: str, takes: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(f"`--with` takes {takes}")) as refused:
        found(theorem(id).tag, text)
    assert "\n" not in str(refused.value)


def test_a_bound_that_the_numbers_break_is_found_out() -> None:
    """M bounds f′: with one too small the claim does not apply, and says so."""
    (right,) = instantiate(theorem("ODE-6"), "a=6,f=sin(5*t),M=5,x0=1,t=1")
    (wrong,) = instantiate(theorem("ODE-6"), "a=6,f=sin(5*t),M=0,x0=1/6,t=1")
    assert right.holds is True
    assert typeset.text(wrong.fails) == "|f′(s)| ≤ M for all s with 0 < s < t"
    assert broken("REC-7", "beta=1/2,f=[3],F=2") == {0: "|f_n| ≤ F for all n ≥ 0"}


# ---- carried through --------------------------------------------------------------------------


def test_a_recurrence_is_held_against_its_own_steps() -> None:
    """x₁ … x₅ by 9/10 xₙ + fₙ from 1, then the closed form at 5: the same rational number."""
    x = Fraction(1)
    for i in range(5):
        x = Fraction(9, 10) * x + (1, 2, 3, 0, 0)[i]
    assert said("REC-1", "beta=0.9,x_0=1,f=[1,2,3],n=5") == [f"both sides are {x}"]
    assert said("REC-1", "beta=1,x_0=1,f=1,n=60") == ["both sides are 61"]


def test_duhamels_formula_is_held_against_the_closed_solution() -> None:
    first = instantiate(theorem("ODE-2"), 'a=2,x_0=1,f="sin(t)"')[0]
    assert typeset.text(first.closed) == "x(t) = (6/5) e^{−2 t} + (2/5) sin(t) − cos(t)/5"
    assert (first.said, first.holds) == ("it holds at t = 5/8, 11/8 and 37/16", True)
    at_one = instantiate(theorem("ODE-2"), 'a=2,x_0=1,f="sin(t)",t=1')[0]
    assert at_one.said == "both sides are 0.390930272633…"
    assert typeset.text(at_one.statement) == "x(1) = e^{−2} + ∫₀¹ e^{−2 (1−s)} sin(s) ds"


def test_a_kink_is_carried_through() -> None:
    kinked = instantiate(theorem("ODE-2"), "a=2,x0=1,f=(t-1)*step(t-1),t=2")[0]
    assert kinked.holds
    assert kinked.closed is None
    assert "𝟏" in typeset.text(kinked.statement)


def test_momentum_is_its_own_recurrence() -> None:
    m = Fraction(1)
    for i in range(3):
        m = Fraction(9, 10) * m - Fraction(1, 8) * (1 + i)
    whole = instantiate(theorem("MOM-1"), "beta=0.9,m_0=1,alpha=1/8,g=1+n,n=3")
    assert whole[0].said == f"both sides are {m}".replace("-", "−")


def test_conditions_are_judged_and_nothing_is_decided_in_print() -> None:
    first = statements("FE-1", "z=1/2")[1]
    assert first == "−1 < 1/2 < 1 ⟺ 0 < 1/2 < 2"
    assert said("FE-1", "z=1/2")[1] == "both hold"
    assert said("FE-1", "z=3")[1] == "neither holds"


def test_values_are_said_exactly_where_they_are_short() -> None:
    assert said("ODE-10", "a=2,omega=3")[1] == ("both sides are 0.153846153846… − 0.230769230769…i")
    assert format_number(acb(1, -2).sqrt()) == "1.27201964951… − 0.786151377757…i"


FREE = ["ODE-2", "ODE-4", "ODE-5", "ODE-10", "REC-1", "REC-3", "MOM-1", "MOM-3"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_numbers_give_formulas_that_print_and_no_false_claim(data: st.DataObject) -> None:
    """Where its hypotheses hold a claim holds, whatever the numbers."""
    id = data.draw(st.sampled_from(FREE))
    heads = {str(getattr(head, "name", head)) for head in inputs(theorem(id))}
    number = st.fractions(-3, 3, max_denominator=8).map(str)
    items = {}
    for typed, name in names(theorem(id)).items():
        formulas = ["t", "exp(-t)", "abs(t-1)"] if id[0] == "O" else ["1+n", "[1,-2]", "2"]
        pool = st.sampled_from(formulas) if name in heads else (
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
        typeset.math(part.statement)
        assert part.holds is not False, (items, part)
