"""What is printed for Coq says what the claim says, and hides nothing that is not defined."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from duhamel.analysis.letters import F, a, beta, c, f, fs, h, k, lr, n, omega, r, t, u, x, xi, xs, z
from duhamel.analysis.logic import Iff, Smooth, Solves, for_all, there_is
from duhamel.verification.proof.formal import statement
from duhamel.verification.proof.formal.record import stated
from duhamel.verification.proof.formal.statement import (
    Printer,
    UnprintableError,
    proposition,
    satisfiable,
)
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Transformer
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Function,
    Gt,
    I,
    IndexedBase,
    Integral,
    Le,
    Limit,
    Lt,
    Max,
    Ne,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    sqrt,
)

# Coq's own precedence: − binds stronger than ×, weaker than ^
GRAMMAR = Lark(r"""
?sum: product | sum "+" product -> plus | sum "-" product -> minus
?product: sign | product "*" sign -> times | product "/" sign -> over
?sign: "-" sign -> negative | power
?power: applied | applied "^" power -> to
?applied: atom | "Rabs" atom -> size | "Rmax" atom atom -> most
?atom: NUMBER -> number | NAME -> name | "(" sum ")"
NUMBER: /[0-9]+/
NAME: /[a-z]\w*/
%ignore " "
""", start="sum")  # fmt: skip
LETTERS = {letter.name: letter for letter in (c, z, beta)}


class Value(Transformer):  # type: ignore[type-arg]  # of numbers
    """The number that a printed expression is for Coq."""

    def __init__(self, values: dict[str, Fraction]) -> None:
        super().__init__()
        self.values = values

    def number(self, parts: list[Any]) -> Fraction:
        return Fraction(parts[0])

    def name(self, parts: list[Any]) -> Fraction:
        return self.values[parts[0]]

    def plus(self, parts: list[Fraction]) -> Fraction:
        return parts[0] + parts[1]

    def minus(self, parts: list[Fraction]) -> Fraction:
        return parts[0] - parts[1]

    def times(self, parts: list[Fraction]) -> Fraction:
        return parts[0] * parts[1]

    def over(self, parts: list[Fraction]) -> Fraction:
        return parts[0] / parts[1]

    def negative(self, parts: list[Fraction]) -> Fraction:
        return -parts[0]

    def to(self, parts: list[Fraction]) -> Fraction:
        return parts[0] ** int(parts[1])

    def size(self, parts: list[Fraction]) -> Fraction:
        return abs(parts[0])

    def most(self, parts: list[Fraction]) -> Fraction:
        return max(parts)


def _value(e: Expr, values: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """What Coq reads, and what SymPy means."""
    printed = Value(values).transform(GRAMMAR.parse(Printer().real(e)[0]))
    meant = e.xreplace(
        {LETTERS[s]: Rational(v.numerator, v.denominator) for s, v in values.items()}
    )
    return printed, Fraction(int(meant.p), int(meant.q))


def _grow(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    two = st.tuples(part, part)
    return st.one_of(
        two.map(lambda p: p[0] + p[1]),
        two.map(lambda p: p[0] - p[1]),
        two.map(lambda p: p[0] * p[1]),
        two.map(lambda p: p[0] / (p[1] ** 2 + 1)),
        two.map(lambda p: Max(*p)),
        part.map(Abs),
        part.map(lambda p: -p),
        part.map(lambda p: p**3),
    )


EXPRESSIONS = st.recursive(
    st.sampled_from([c, z, beta, S(2), S(-3), Rational(2, 7)]), _grow, max_leaves=6
)
VALUES = st.fixed_dictionaries(
    dict.fromkeys(LETTERS, st.fractions(min_value=-3, max_value=3, max_denominator=4))
)


@given(EXPRESSIONS, VALUES)
def test_coq_reads_the_number_that_sympy_means(e: Expr, values: dict[str, Fraction]) -> None:
    printed, meant = _value(e, values)
    assert printed == meant


def test_a_printer_without_parentheses_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement, "_wrap", lambda text, _: text[0])
    values = {"c": Fraction(2), "z": Fraction(3), "beta": Fraction(5)}
    printed, meant = _value(c * (z + beta), values)
    assert printed != meant


def _of(*hypotheses: Any, that: Any) -> str:
    return " ".join(proposition("P", hypotheses, that).split())


@pytest.mark.parametrize(
    ("that", "due"),
    [
        (Eq(c, 1 / (1 - beta)), "(1 - beta <> 0) /\\"),
        (Eq(c, log(1 - beta)), "(0 < 1 - beta) /\\"),
        (Eq(c, sqrt(beta)), "(0 <= beta) /\\"),
        (Eq(c, beta**r), "(0 < beta) /\\"),
        (Eq(c, Integral(f(u), (u, 0, t))), "(ex_RInt (fun u => f u) 0 t) /\\"),
        (Eq(c, Sum(1 / (beta - k), (k, 0, n - 1))), "forall k : nat, (k < n)%nat -> "),
        (for_all(z, where=Ne(z, 0), that=Eq(c, 1 / z)), "(forall (z : R), (z <> 0) -> z <> 0) /\\"),
        (Eq(Limit(log(n) / n, n, oo), 0), "(eventually (fun n => 0 < INR n)) /\\"),
    ],
)
def test_what_a_formula_presumes_is_to_be_proved(that: Any, due: str) -> None:
    assert due in _of(that=that)


def test_a_number_that_is_positive_by_its_range_needs_no_proof() -> None:
    assert "<> 0" not in _of(that=Eq(c, 1 / (lr + h * exp(beta))))


def test_what_a_hypothesis_presumes_is_proved_without_it() -> None:
    text = _of(Ne(beta, 1), Eq(c, 1 / (1 - beta)), that=Lt(c, 1))
    assert "(beta <> 1) -> (1 - beta <> 0) /\\ ( (c = 1 / (1 - beta)) -> (c < 1))." in text


def test_the_size_of_a_complex_number_is_its_own_and_its_divisor_is_due() -> None:
    below = exp(I * omega) - beta
    text = _of(that=Eq(c, Abs(1 / below, evaluate=False)))
    assert "<> RtoC 0) /\\ (c = Cmod (Cinv (Cplus (RtoC (- beta)) (cexp (" in text
    with pytest.raises(UnprintableError, match="complex Pow"):
        _of(that=Eq(c, Abs(1 / below)))  # SymPy makes a complex root of it


def test_a_derivative_is_said_to_exist() -> None:
    equation = Solves(Eq(Derivative(x(t), t), f(t) - a * x(t)), x(t), t)
    assert "forall t : R, 0 < t -> is_derive x t (f t - a * x t)" in _of(that=equation)
    bound = Le(Abs(Derivative(x(t), (t, 2))), F)
    assert "exists (D1 : R), nderiv 2 x t D1 /\\ Rabs D1 <= F" in _of(Lt(0, t), that=bound)
    assert not any(re.search(r"\bDerive", claim.statement) for claim in stated())


def test_a_derivative_under_an_integral_is_a_function_on_its_range() -> None:
    text = _of(that=Eq(c, Integral(Derivative(x(u), u), (u, 0, t))))
    assert "exists (D1 : R -> R), (forall u : R, Rmin 0 t < u < Rmax 0 t" in text
    assert "(ex_RInt (fun u => D1 u) 0 t) /\\ c = RInt (fun u => D1 u) 0 t" in text


def test_a_derivative_at_the_edge_is_from_the_right_and_a_hypothesis_is_weakened() -> None:
    slope = Le(Abs(Derivative(x(t), t)), F)
    from_right = "exists (D1 : R), derive_from 0 x t D1 /\\ Rabs D1 <= F"
    bound = for_all(t, that=slope)
    assert "(forall (t : R), 0 < t -> exists (D1 : R), is_derive" in _of(bound, that=Lt(c, 1))
    assert f"(forall (t : R), 0 <= t -> {from_right})" in _of(that=bound)
    assert f"0 <= t -> {from_right}) <-> (" in _of(that=Iff(bound, Lt(c, 1)))
    assert f"0 <= t -> ({from_right})." in _of(that=slope)
    assert "derive_from 0 x t (f t)" in _of(that=Eq(Derivative(x(t), t), f(t)))
    assert "(derive_from 0 x t c)" in " ".join(
        satisfiable("P", (Eq(Derivative(x(t), t), c),)).split()
    )


@pytest.mark.parametrize("inside", [Lt(0, t), Gt(t, 0), Lt(t, t + 1) & Gt(t, F)])
def test_within_the_range_a_derivative_is_from_both_sides(inside: Any) -> None:
    slope = Eq(Derivative(x(t), t), c)
    assert "(is_derive x t c)" in _of(inside, that=slope)
    assert "-> is_derive x t c" in _of(that=for_all(t, where=inside, that=slope))


def test_the_edge_of_one_letter_is_not_that_of_another_of_its_name() -> None:
    equation = Solves(Eq(Derivative(x(t), t), f(t)), x(t), t)
    text = _of(equation, that=Eq(Derivative(x(t), t), c))
    assert "0 < t -> is_derive x t (f t))) -> (derive_from 0 x t c)." in text
    area = Eq(c, Integral(Derivative(x(t), t), (t, 0, 1)))
    text = _of(area, that=Eq(Derivative(x(t), t), c))
    assert "Rmax 0 1 -> is_derive x t (D1 t))" in text
    assert "(derive_from 0 x t c)." in text


def test_a_condition_has_its_edge_as_its_statement_has() -> None:
    rising = for_all(t, where=Lt(0, Derivative(x(t), t)), that=Lt(c, f(t)))
    assert "0 <= t -> (exists (D1 : R), derive_from 0 x t D1 /\\ 0 < D1) -> c < f t" in _of(
        that=rising
    )
    assert "0 <= t -> (exists (D1 : R), derive_from 0 x t D1" in _of(rising, that=Lt(c, 1))


@pytest.mark.parametrize(
    "that",
    [
        Le(Abs(Derivative(x(t), (t, 2))), F),
        for_all(t, where=Lt(t, 1), that=Le(Abs(Derivative(x(t), (t, 2))), F)),
        Le(Abs(Derivative(x(c), c)), F),
    ],
)
def test_an_edge_that_no_word_tells_of_is_refused(that: Any) -> None:
    with pytest.raises(UnprintableError, match="edge"):
        _of(that=that)


def test_a_complex_integral_is_by_its_parts_and_both_exist() -> None:
    text = _of(that=Eq(Integral(exp(I * omega * u), (u, 0, t)), z + I))
    real, imaginary = (
        f"RInt (fun u => {part} (cexp (Cmult (RtoC (omega * u)) Ci))) 0 t" for part in ("Re", "Im")
    )
    assert f"(ex_{real}) /\\ (ex_{imaginary}) /\\ (({real}, {imaginary}) = " in text


def test_a_bound_function_is_another_than_the_free_one() -> None:
    text = _of(Eq(x(0), c), that=for_all(x, that=Eq(x(c), 0)))
    assert "forall (c : R) (x : R -> R), (x 0 = c) -> (forall (x : R -> R), x c = 0)." in text
    text = _of(
        for_all(n, that=there_is(x, f, where=Eq(x(0), xs[n]), that=Eq(x(f(0)), c))), that=c > 0
    )
    assert (
        "forall (c : R) (xs : nat -> R), (forall (n : nat), exists (x : R -> R) (f : R -> R), ("
        in text
    )


@pytest.mark.parametrize("index", [n - 1, Symbol("i", integer=True), n - 2 * k, 2 - n])
def test_an_index_that_may_be_negative_is_refused(index: Expr) -> None:
    with pytest.raises(UnprintableError):
        _of(that=Eq(fs[index], 0))


def test_an_index_is_shown_from_the_range_of_its_sum() -> None:
    assert "fs (n - 1 - k)%nat" in _of(that=Eq(c, Sum(fs[n - 1 - k], (k, 0, n - 1))))
    with pytest.raises(UnprintableError, match="negative"):
        _of(that=Eq(c, Sum(fs[n - 1 - k], (k, 0, n))))


@pytest.mark.parametrize(
    "that",
    [
        Eq(beta, Symbol("beta", positive=True)),
        for_all(Symbol("c"), that=Eq(c, Symbol("c"))),
        Eq(c, Symbol("lam") + Symbol("lambda", real=True)),
        Eq(xs[0], Function("xs", real=True)(0)),
        Eq(c, Symbol("forall", real=True)),
        Eq(c, Symbol("ln", real=True)),
        Eq(c, IndexedBase("co", real=True)[0]),
        Eq(c, Sum(Symbol("S", integer=True), (Symbol("S", integer=True), 0, n))),
        Eq(Symbol("D1", real=True), 0),
        Eq(c, Function("g")(t)),
        for_all(Function("g"), that=Eq(c, 0)),
        for_all(x(c), that=Eq(x(c), 0)),
        for_all(x, that=Eq(c, IndexedBase("x", real=True)[0] + Symbol("x", real=True))),
        Eq(c, Function("g", real=True)(t, t)),
        Eq(c, Symbol("i", integer=True)),
        Eq(c, Sum(fs[k], (k, 1, n))),
    ],
)
def test_what_has_no_faithful_words_is_refused(that: Any) -> None:
    with pytest.raises(UnprintableError):
        _of(that=that)


def test_the_range_of_a_letter_is_said_wherever_it_is_bound() -> None:
    text = _of(for_all(t, that=Le(f(t), lr)), that=there_is(F, that=Lt(F, c)))
    assert "forall (c : R) (f : R -> R) (lr : R), 0 < lr ->" in text
    assert "(forall (t : R), 0 <= t -> f t <= lr)" in text
    assert "exists (F : R), 0 <= F /\\ (F < c)" in text


def test_a_bound_letter_is_another_than_the_free_one() -> None:
    text = _of(for_all(n, that=Eq(xs[n], c)), that=Eq(xs[n + 1], c))
    assert "(n : nat) (xs : nat -> R), (forall (n : nat), xs n = c) -> (xs (S n) = c)" in text


def test_smoothness_and_the_point_of_a_mean_value() -> None:
    point = there_is(xi, where=Lt(t, xi), that=Eq(c, Derivative(x(xi), xi)))
    text = _of(Smooth(x(t), t, S(1), S.Zero), that=point)
    assert "(smooth 1 0 x) -> (exists (xi : R), 0 <= xi /\\ (t < xi) /\\ (exists (D1 : R)" in text


def test_hypotheses_are_to_be_satisfied_by_something() -> None:
    text = " ".join(satisfiable("P", (Lt(0, beta), Eq(xs[0], h))).split())
    assert text.endswith("(xs : nat -> R), 0 < h /\\ (0 < beta) /\\ (xs 0%nat = h).")


def test_the_text_does_not_depend_on_the_order_of_a_set() -> None:
    """Here the order is that of this process."""
    code = "from duhamel.verification.proof.formal.record import stated; print(stated())"
    another = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": another},
    )  # fmt: skip
    assert done.stdout == f"{stated()}\n"


@pytest.mark.parametrize("change", [lambda e: e + 1, lambda e: 2 * e, lambda e: -e])
def test_a_changed_statement_prints_otherwise(change: Callable[[Expr], Expr]) -> None:
    right = F * (1 - Abs(beta) ** n)
    changed = Le(Abs(xs[n]), change(right), evaluate=False)
    assert _of(that=Le(Abs(xs[n]), right, evaluate=False)) != _of(that=changed)
    assert omega.is_positive
