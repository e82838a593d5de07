"""A reader's own numbers in a theorem: read exactly, held to the hypotheses, carried through."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.letters import c, n, t, x, x_0, xs
from duhamel.analysis.logic import Smooth, Statement, eq, free
from duhamel.analysis.reader_input import inputs, names, read
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Claim, Theorem, register
from duhamel.reports.text import typeset
from duhamel.reports.text.show import found, holds
from duhamel.verification.proof import substitute
from duhamel.verification.proof.substitute import Forced, format_number, instantiate
from flint import acb
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from sympy import Eq, Rational, Symbol, sin, sympify
from sympy.core.function import UndefinedFunction

IDS = list(register())


def theorem(id: str) -> Theorem:
    return register()[id]()


def statements(id: str, text: str) -> list[str]:
    return [typeset.text(part.statement) for part in instantiate(theorem(id), text)]


def said(id: str, text: str) -> list[str]:
    return [part.said for part in instantiate(theorem(id), text)]


# ---- the hypotheses ---------------------------------------------------------------------------


def test_what_a_letter_is_by_a_hypothesis_follows() -> None:
    assert statements("FE-1", "z=3")[1] == "−1 < −2 < 1 ⟺ 0 < 3 < 2"
    both = "a=2,h=0.1,M_2=8,n=1,beta=4/5"
    assert statements("FE-3", "a=2,h=0.1,M_2=8,n=1") == statements("FE-3", both)


def test_a_claim_that_does_not_take_the_numbers_does_not_apply() -> None:
    first, second, third = instantiate(theorem("REC-3"), "beta=1,c=2,x0=1,n=3")
    assert [str(part.fails) for part in (first, second)] == ["Ne(beta, 1)", "Abs(beta) < 1"]
    assert {x.name: value for x, value in first.got.items()} == {"beta": 1}
    assert (first.holds, first.said, third.fails) == (None, "", None)
    assert (typeset.text(third.statement), third.said) == ("x₃ = 7", "both sides are 7")


def test_what_does_not_apply_is_noted_where_it_is_stated() -> None:
    tag = current(recorded())["REC-3"]
    whole = found(tag, "beta=1")
    assert whole["given"] == ["With beta = 1"]
    assert [claim["note"] for claim in whole["claims"]] == [
        "It does not apply: it takes β ≠ 1, got β = 1.",
        "It does not apply: it takes |β| < 1, got β = 1.",
        "",
    ]
    (last,) = found(f"{tag}.c", "beta=1,c=2,x0=1,n=3")["claims"]
    assert (last["note"], last["holds"]) == ("Both sides are 7.", True)


def test_numbers_that_no_claim_takes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"takes \|f′\(s\)\| ≤ M .*, got M = 0, t = 1"):
        found(current(recorded())["ODE-6"], "a=6,f=sin(5*t),M=0,x0=1/6,t=1")


def test_a_vanishing_denominator_is_named() -> None:
    parts = instantiate(theorem("MOM-11"), "beta=1,alpha=2,g=1")
    out = {place: str(part.fails) for place, part in enumerate(parts, 1) if part.fails is not None}
    assert out == dict.fromkeys((4, 6, 7), "Ne(beta, 1)")
    resonant = instantiate(theorem("ODE-11"), "a=2,b=2")[6]
    assert str(resonant.fails) == "Ne(b, a)"
    assert {x.name: value for x, value in resonant.got.items()} == {"a": 2, "b": 2}


def test_beta_follows_from_its_root_and_holds_q_to_its_range() -> None:
    """MOM-8: (1 − r)² ≤ q in (e) and (h), with r = √β."""
    below = instantiate(theorem("MOM-8"), "r=3/5,q=1/8")
    assert [place for place, part in enumerate(below) if part.fails is not None] == [4, 7]
    least = instantiate(theorem("MOM-8"), "r=1/2,q=1/4")
    assert (least[7].said, least[7].holds) == ("both hold", True)
    assert (least[5].said, least[5].holds) == ("2.40942083965… ≤ 8/3", True)
    assert least[4].holds is None
    assert least[4].said.endswith(" are too near to tell")


def test_a_factor_of_zero_has_no_half_life_alone() -> None:
    parts = instantiate(theorem("REC-6"), "beta=0,n=3")
    assert [str(part.fails) for part in parts if part.fails is not None] == ["0 < beta"]
    assert parts[0].said == "both sides are 1"


def test_a_smoothness_that_is_supposed_is_asked_for() -> None:
    (kinked,) = instantiate(theorem("ODE-6"), "a=6,f=abs(t-1/2),M=5,x0=1/6,t=1")
    assert str(kinked.fails) == "Smooth(f(t), t, 1, 0)"
    assert instantiate(theorem("ODE-2"), "a=6,f=abs(t-1/2),x0=1/6,t=1")[0].holds is True


def test_rational_values_are_said_exactly() -> None:
    assert said("MOM-9", "mu=1,ell=4,lambda=2")[5] == "1/5 ≤ 3/5"
    assert format_number(acb(1, -2).sqrt()) == "1.27201964951… − 0.786151377757…i"


AT_NO_RATIONAL = ("REC-5.a", "REC-5.b")  # resonance: ω > 0 is a multiple of π


@pytest.mark.parametrize("id", IDS)
def test_every_bound_refuses_what_breaks_it(id: str) -> None:
    """Numbers on either side of it: where it does not hold, its claim does not apply."""
    for claim in theorem(id).parts:
        for one in claim.hypotheses:
            if isinstance(one, Eq | Statement) or not all(isinstance(x, Symbol) for x in free(one)):
                continue
            assert False in kept(id, claim, one) or claim.name in AT_NO_RATIONAL


def kept(id: str, claim: Claim, bound: Any) -> set[bool]:
    """Whether numbers kept a bound of the claim; each time the claim has judged it so."""
    symbols = sorted(bound.free_symbols, key=str)
    typed = {own: typed for typed, own in names(theorem(id)).items()}
    tried = set()
    for value in ("-3", "-1", "0", "1/2", "1", "2", "5"):
        for other in ("1", "3"):
            values = {**dict.fromkeys(symbols, other), symbols[-1]: value}
            try:
                got = read(theorem(id), ",".join(f"{typed[x.name]}={values[x]}" for x in symbols))
            except ValueError:  # out of the range of the letter itself
                continue
            is_kept = bool(bound.xreplace({x: sympify(values[x]) for x in symbols}))
            fails = substitute._part(claim, got).fails
            assert is_kept or fails is not None, (claim.name, values)
            assert fails != bound or not is_kept, (claim.name, values)
            tried.add(is_kept)
    return tried


# ---- carried through --------------------------------------------------------------------------


def test_a_recurrence_is_held_against_its_own_steps() -> None:
    """x₁ … x₅ by 9/10 xₙ + fₙ from 1, then the closed form at 5: the same rational number."""
    x = Fraction(1)
    for i in range(5):
        x = Fraction(9, 10) * x + (1, 2, 3, 0, 0)[i]
    words = said("REC-1", "beta=0.9,x_0=1,f=[1,2,3],n=5")
    assert words == [f"both sides are {x}"] == ["both sides are 513459/100000"]


def test_duhamels_formula_is_held_against_the_closed_solution() -> None:
    part = instantiate(theorem("ODE-2"), 'a=2,x_0=1,f="sin(t)"')[0]
    assert part.solved == (x(t), Forced(Rational(2), sin(t), Rational(1)))
    assert (part.said, part.holds) == ("it holds at t = 5/8, 11/8 and 37/16", True)
    at_one = 'a=2,x_0=1,f="sin(t)",t=1'
    assert said("ODE-2", at_one)[0] == "both sides are 0.390930272633…"
    assert statements("ODE-2", at_one)[0] == "x(1) = e^{−2} + ∫₀¹ e^{−2 (1−s)} sin(s) ds"


def test_an_input_with_a_jump_is_solved_though_the_claim_does_not_apply() -> None:
    part, *others = instantiate(theorem("ODE-2"), "a=2,x_0=1,f=pulse(0,1)")
    assert isinstance(part.fails, Smooth)
    assert part.solved is not None
    assert all(other.solved is None for other in others)


def test_a_kink_is_carried_through() -> None:
    part = instantiate(theorem("ODE-2"), "a=2,x0=1,f=(t-1)*step(t-1),t=2")[0]
    assert part.holds
    assert "𝟏" in typeset.text(part.statement)


def test_momentum_is_its_own_recurrence() -> None:
    m = Fraction(1)
    for i in range(3):
        m = Fraction(9, 10) * m - Fraction(1, 8) * (1 + i)
    assert said("MOM-1", "beta=0.9,m_0=1,alpha=1/8,g=1+n,n=3")[0] == f"both sides are {m}"


def test_the_size_of_a_complex_number_is_carried_through() -> None:
    """SymPy does not come to an end with it while brackets are kept."""
    gain = instantiate(theorem("REC-5"), "beta=1/2,omega=1")[1]
    assert (gain.said, gain.holds) == ("both sides are 1.18703439458…", True)


def test_conditions_are_judged_and_nothing_is_decided_in_print() -> None:
    assert statements("FE-6", "h=3,u=1,v=0")[5] == "2 ≤ 1 ⟺ 3 ≤ 2"
    assert said("FE-6", "h=3,u=1,v=0")[5] == "neither holds"
    assert said("FE-6", "h=1,u=1,v=0")[5] == "both hold"


def test_a_bound_that_is_not_one_for_all_times_is_found_out() -> None:
    """M₂ bounds x″ at every t > 0, which no numbers show; with one too small the claim fails."""
    right, wrong = (
        instantiate(theorem("FE-3"), f"a=2,h=0.1,M_2={size},n=1,f=exp(-t),x_0=1")[1]
        for size in ("8", "1/8")
    )
    assert (right.said, right.holds) == ("0.00483741803596… ≤ 1/5", True)
    assert wrong.holds is False
    assert wrong.said.endswith(" does not hold")


def test_a_false_claim_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, whole = "beta=1,c=2,x0=1,n=3", theorem("REC-3")
    false = replace(whole.claims[2], statement=eq(xs[n], x_0 + c * (n + 1)))
    wrong = replace(whole, claims=(*whole.claims[:2], false))
    part = instantiate(wrong, numbers)[2]
    assert (part.said, part.holds) == ("7 = 9 does not hold", False)
    tag = whole.tag
    assert holds(found(tag, numbers))
    monkeypatch.setattr("duhamel.reports.text.show.register", lambda: {"REC-3": lambda: wrong})
    assert not holds(found(tag, numbers))


def test_a_limit_is_not_judged() -> None:
    part = instantiate(theorem("REC-3"), "beta=1/2,c=2,x0=1")[1]
    assert (part.fails, part.said, part.holds) == (None, "", None)


FREE = ["ODE-2", "ODE-4", "ODE-5", "ODE-10", "REC-1", "REC-3", "REC-6", "MOM-1", "MOM-11"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_numbers_give_formulas_that_print_and_no_false_claim(data: st.DataObject) -> None:
    """Of a theorem that says of no size that it is one for all times, whatever the numbers."""
    id = data.draw(st.sampled_from(FREE))
    heads = {str(getattr(x, "name", x)): x for x in inputs(theorem(id))}
    number = st.fractions(-3, 3, max_denominator=8).map(str)
    items: dict[str, Any] = {}
    for typed, name in names(theorem(id)).items():
        smooth = isinstance(heads.get(name), UndefinedFunction)
        formulas = ["t", "exp(-t)", "abs(t-1)"] if smooth else ["1+n", "[1,-2]", "2"]
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
