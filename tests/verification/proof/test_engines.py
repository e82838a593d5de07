"""Both engines over the register: each accepts what is true and rejects it perturbed."""

import ast
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
import sympy
from duhamel.analysis.chapters.recurrence import CLOSED_FORM
from duhamel.analysis.derivation import (
    Bound,
    Derivation,
    Equivalence,
    Identity,
    Inequality,
    Vanishing,
)
from duhamel.analysis.letters import beta, f, fs, h, k, n, r, s, t, tau, x_0, xs, z
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import Theorem, register
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.proof import engines, exact
from duhamel.verification.proof.engines import (
    Derived,
    Line,
    Opinion,
    by_flint,
    by_sympy,
    examine,
    perturbed,
    reached,
    survivors,
    truth,
)
from flint import fmpq
from sympy import (
    Abs,
    And,
    Eq,
    Ge,
    Gt,
    Integral,
    Le,
    Lt,
    Or,
    S,
    Sum,
    cos,
    exp,
    expand,
    log,
    pi,
    prod,
    sin,
    sqrt,
)

IDS = list(register())
Record = Callable[[str, Sequence[str]], None]


@dataclass(frozen=True)
class Seen:
    """One pass of both engines over a theorem, as it is and perturbed."""

    theorem: Theorem
    lines: list[Line]
    survivors: list[str]


def sizeless(said: str) -> str:
    """Without the size of a residual, which is FLINT's own."""
    return re.sub("[0-9.]+e[0-9-]+", "#", said)


@pytest.fixture(scope="module", params=IDS)
def seen(request: pytest.FixtureRequest) -> Seen:
    theorem = register()[request.param]()
    return Seen(theorem, examine(theorem), survivors(theorem))


def test_both_engines_accept_every_step(seen: Seen) -> None:
    assert [line for line in seen.lines if not line.accepted] == []


def test_each_engine_rejects_every_step_altered(seen: Seen) -> None:
    assert seen.survivors == []


def test_the_derivation_ends_in_the_statement(seen: Seen) -> None:
    assert reached(seen.theorem) == []


def test_every_obligation_is_put_to_both(seen: Seen) -> None:
    for line in seen.lines:
        assert len(line.step.obligations) == len(line.sympy) == len(line.flint)


def test_each_engine_accepts(seen: Seen) -> None:
    assert all(o.accepts and o.said for line in seen.lines for o in (*line.sympy, *line.flint))


# ---- ends ------------------------------------------------------------------------------------


def ending(stated: Any, last: Any) -> Theorem:
    chain = Derivation().assume(last, "assumed")
    return Theorem("ODE-99", "A title", (stated,), ("assumed",), ("L1",), (chain,))


def equation(lhs: Any, rhs: Any) -> Any:
    return Eq(lhs, rhs, evaluate=False)


def test_the_statement_may_be_written_otherwise() -> None:
    assert (
        reached(ending(equation(x_0, (beta + 1) ** 2), equation(x_0, expand((beta + 1) ** 2))))
        == []
    )


@pytest.mark.parametrize(
    "last",
    [
        equation(xs[n], CLOSED_FORM.rhs + 1),
        equation(xs[n + 1], CLOSED_FORM.rhs),
        Le(xs[n], CLOSED_FORM.rhs, evaluate=False),
        equation(CLOSED_FORM.rhs, xs[n]),
    ],
    ids=["another value", "another index", "an inequality", "the sides exchanged"],
)
def test_a_derivation_that_ends_elsewhere_is_reported(last: Any) -> None:
    assert reached(ending(CLOSED_FORM, last)) == [CLOSED_FORM]


def test_a_chain_for_another_statement_is_reported() -> None:
    theorem = register()["REC-3"]()
    turned = replace(theorem, derivation=theorem.derivation[::-1])
    assert len(reached(turned)) == 2


# ---- the check -------------------------------------------------------------------------------


def judged(monkeypatch: pytest.MonkeyPatch, theorem: Theorem) -> Finding:
    monkeypatch.setattr(engines, "register", lambda: {theorem.id: lambda: theorem})
    return engines._derived(Problem(), Derived(theorem.id))


def test_a_false_step_fails_the_check_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = (
        Derivation().assume(equation(x_0, beta), "assumed").rewrite("wrong", rhs=lambda u: u + 1)
    )
    theorem = replace(ending(chain.last, chain.last), derivation=(chain,))
    finding = judged(monkeypatch, theorem)
    assert finding.verdict is Verdict.FAIL
    assert finding.measured.startswith("step 1.2 (rewrite)")


def test_another_end_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = judged(monkeypatch, ending(CLOSED_FORM, equation(xs[n], x_0)))
    assert finding.verdict is Verdict.FAIL
    assert "does not end in" in finding.measured


def test_a_statement_that_is_only_assumed_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    nonsense = equation(S.One, S.Zero)
    assert judged(monkeypatch, ending(nonsense, nonsense)).verdict is not Verdict.PASS


# ---- single obligations ----------------------------------------------------------------------


def both(due: Any) -> list[bool]:
    return [by_sympy(due).accepts, by_flint(due, Random(0)).accepts]


def words(due: Any) -> list[str]:
    return [sizeless(one.said) for one in (by_sympy(due), by_flint(due, Random(0)))]


TRUE = [
    Identity(sin(t) ** 2, 1 - cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) * exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n + 1) / 2, over=n),
    Identity(sqrt(t**2), t),
    Equivalence(Gt(z**2, 4), Or(Lt(z, -2), Gt(z, 2)), z),
    Equivalence(Lt(Abs(z - 1), 1), And(Lt(0, z), Lt(z, 2)), z),
    Vanishing(1 + beta ** (n + 1), S.One, beta, n),
    Inequality(2 * t, 1 + t**2 + 2 * t),
    Inequality(t, exp(t) - 1, over=t),
    Inequality(1 - exp(-t), t, over=t),
]
FALSE = [
    Identity(sin(t) ** 2, 1 + cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) + exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n - 1) / 2, over=n),
    Identity(sqrt(beta**2), beta),
    Identity(sin(pi * t), S.Zero),
    Identity(Integral(f(s), (s, 0, t)), Integral(f(2 * s), (s, 0, t))),
    Identity(Sum(fs[k], (k, 0, n)), Sum(fs[k], (k, 0, n + 1))),
    Equivalence(Gt(z**2, 4), Gt(z, 2), z),
    Equivalence(Ge(Abs(z), 1), Or(Lt(z, -1), Ge(z, 1)), z),
    Equivalence(Le(Abs(z - 1), 0), And(Ge(z, 1), Le(z, 2)), z),
    Vanishing(1 + beta**n, S(2), beta, n),
    Vanishing(r**n + beta**n, S.Zero, beta, n),
    Inequality(1 + t, 1 - t),
    Inequality(2 * t, 1 + t**2 / 2),
    Inequality(t, 1 - exp(-t), over=t),
]


@pytest.mark.parametrize("due", TRUE, ids=str)
def test_what_is_true_is_accepted_by_both(due: Any) -> None:
    assert both(due) == [True, True]


@pytest.mark.parametrize("due", FALSE, ids=str)
def test_what_is_false_is_refused_by_each(due: Any) -> None:
    assert both(due) == [False, False]


@pytest.mark.parametrize("due", TRUE, ids=str)
def test_an_altered_truth_is_refused_by_each(due: Any) -> None:
    assert both(perturbed(due)) == [False, False]


def test_flint_tells_two_integer_letters_apart() -> None:
    assert not by_flint(Identity(beta**n, beta**k), Random(0)).accepts


def test_flint_is_not_convinced_by_a_wide_ball() -> None:
    assert not by_flint(Identity(exp(2000 * t), exp(2000 * t) + 1), Random(0)).accepts


def test_flint_looks_beyond_the_degree() -> None:
    assert not by_flint(Identity(expand(prod(n - i for i in range(7))), S.Zero), Random(0)).accepts


def test_flint_accepts_an_identity_between_constants() -> None:
    assert by_flint(Identity(log(6), log(2) + log(3)), Random(0)).accepts


def test_truth_at_a_border() -> None:
    assert [truth(Lt(Abs(1 - z), 1), z, fmpq(u)) for u in (0, 1, 2)] == [False, True, False]
    assert [truth(Or(Eq(z, 0), Eq(z, 2)), z, fmpq(u)) for u in (0, 1, 2)] == [True, False, True]


def test_a_condition_that_always_holds_has_a_truth() -> None:
    assert truth(S.true, z, fmpq(1))


def test_a_random_point_is_exact_and_follows_from_the_seed() -> None:
    expr, bounds = beta * t + n + f(t) + fs[k], {f: beta, fs: t}

    def drawn(seed: int) -> list[str]:
        points = [engines._random_point([expr], Random(seed), {})]
        points += engines._extreme_points(Bound(expr, t, bounds), Random(seed))
        lines = []
        for at in points:
            letters = [f"{x} = {at.letters[x]}" for x in sorted(at.letters, key=str)]
            values = [at.sequences[fs](i) for i in range(4)]
            assert all(isinstance(value, fmpq) for value in (*at.letters.values(), *values))
            lines.append(", ".join(map(str, [*letters, at.functions[f](fmpq(0), 1), *values])))
        return lines

    assert drawn(1) == drawn(1) != drawn(2)


def test_the_same_seed_says_the_same() -> None:
    due = Identity(exp(t + tau), exp(t) * exp(tau))
    assert by_flint(due, Random(3)) == by_flint(due, Random(3))


def test_a_difference_is_said() -> None:
    opinion = by_flint(Identity(exp(h), exp(2 * h)), Random(0))
    assert opinion == Opinion(False, opinion.said)
    assert opinion.said.startswith("differs by ")


# ---- two engines that share no code ----------------------------------------------------------

SEARCHING = {
    *("simplify", "expand", "solve", "doit", "subs", "xreplace", "evalf", "n", "series", "rewrite"),
    *(
        "factor",
        "together",
        "nsimplify",
        "limit",
        "as_set",
        "equals",
        "integrate",
        "diff",
        "replace",
    ),
}


def test_the_reader_calls_none_of_sympys_algebra() -> None:
    """Of SymPy it calls no function, and of an expression no method that computes."""
    tree = ast.parse(inspect.getsource(exact))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    attributes = [function for function in called if isinstance(function, ast.Attribute)]
    assert not {f.attr for f in attributes} & SEARCHING
    nodes = {f.attr for f in attributes if isinstance(f.value, ast.Name) and f.value.id == "sympy"}
    assert all(isinstance(getattr(sympy, name), type) for name in nodes)  # patterns, and Integer(i)


def test_the_reader_imports_nodes_alone() -> None:
    """From analysis it takes the class of one node; from SymPy, classes to match against."""
    tree = ast.parse(inspect.getsource(exact))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = {
        alias.name
        for node in froms
        if str(node.module).startswith("duhamel")
        for alias in node.names
    }
    theirs = {
        alias.name for node in froms if str(node.module).startswith("sympy") for alias in node.names
    }
    assert ours == {"Square"}
    assert theirs == {"AppliedUndef"}
