"""Both engines over the register: each accepts what is true and refuses it perturbed."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from random import Random
from typing import Any

import pytest
import sympy
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, RECURRENCE, START, closed_form
from duhamel.analysis.derivation import Bound, Derivation, Follows, Identity, Vanishing
from duhamel.analysis.letters import a, beta, f, fs, h, k, n, r, s, t, tau, x, xs, z
from duhamel.analysis.logic import Smooth, Solves, eq, for_all, le, smooth
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import Claim, Theorem, register
from duhamel.verification.check import Finding, Verdict
from duhamel.verification.models.broken import broken
from duhamel.verification.proof import engines, exact
from duhamel.verification.proof.engines import (
    BROKEN,
    SEED,
    Derived,
    Opinion,
    by_flint,
    by_sympy,
    certain,
    examine,
    misstated,
    perturbed,
    survivors,
    tally,
)
from flint import fmpq
from sympy import (
    Abs,
    Derivative,
    Eq,
    Gt,
    I,
    Integral,
    Lt,
    Ne,
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

CLAIMS = {claim.name: claim for make in register().values() for claim in make().parts}


@pytest.mark.parametrize("name", CLAIMS)
def test_both_engines_accept_every_obligation_of_a_claim(name: str) -> None:
    lines = examine(CLAIMS[name])
    assert [line for line in lines if not line.accepted] == []
    assert all(len(line.dues) == len(line.first) == len(line.second) for line in lines)


@pytest.mark.parametrize("name", CLAIMS)
def test_each_engine_refuses_every_obligation_perturbed(name: str) -> None:
    """But FLINT where it says that it sees no point; what is supposed cannot be perturbed."""
    for line in examine(CLAIMS[name]):
        for due, before, after in zip(line.dues, line.first, line.second, strict=True):
            if before.said == "supposed":
                continue
            wrong = perturbed(due)
            assert not by_sympy(wrong).accepts, due
            again = by_flint(wrong, Random(SEED))
            assert not again.accepts or 0 in (again.points, after.points), due


@pytest.mark.parametrize("name", CLAIMS)
def test_no_broken_statement_is_the_end_of_a_derivation(name: str) -> None:
    assert list(misstated(CLAIMS[name])) == []
    assert list(broken(CLAIMS[name].statement))


@pytest.mark.parametrize("seed", range(3))
def test_no_verdict_depends_on_the_seed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SEED", seed)
    monkeypatch.setattr(engines, "_SEEN", {})
    for name in ("REC-2.c", "REC-4.d", "FE-6.c", "ODE-4.a", "MOM-8.c"):
        assert all(line.accepted for line in examine(CLAIMS[name])), name
        assert not list(survivors(CLAIMS[name]))


# ---- the check -------------------------------------------------------------------------------


def judged(monkeypatch: pytest.MonkeyPatch, claim: Claim, broken: str = "") -> Finding:
    theorem = Theorem("ODE-99", "A title", (), (claim,), ("L1",))
    monkeypatch.setattr(engines, "register", lambda: {"ODE-99": lambda: theorem})
    return engines._derived(Problem(), Derived("ODE-99.a", broken))


def test_a_claim_says_what_was_decided_and_what_was_sampled() -> None:
    finding = engines._derived(Problem(), Derived("REC-1.a"))
    assert finding.verdict is Verdict.PASS
    assert finding.measured == (
        "7 obligations: SymPy and Z3 decided 7; FLINT decided 4, sampled 2, not seen 1"
    )
    said = [Opinion(True, ""), Opinion(True, "", 0), Opinion(True, "", 6), Opinion(True, "", 1)]
    assert tally(said) == "decided 1, sampled 2, not seen 1"


def test_a_false_step_fails_the_check_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = Derivation().both(z, "so it is").rewrite("wrong", rhs=lambda side: side + 1)
    finding = judged(monkeypatch, Claim((), chain.last, "", chain))
    assert finding.verdict is Verdict.FAIL
    assert finding.measured.startswith("line 2 (rewrite)")


def test_an_end_under_more_hypotheses_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = replace(closed_form().claim("a"), hypotheses=(RECURRENCE,))
    finding = judged(monkeypatch, claim)
    assert finding.verdict is Verdict.FAIL
    assert "(its end)" in finding.measured
    assert START not in claim.hypotheses


@pytest.mark.parametrize("kind", BROKEN)
def test_a_control_that_is_accepted_is_told(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "by_sympy", lambda _: Opinion(True, "yes"))
    monkeypatch.setattr(engines, "by_flint", lambda *_: Opinion(True, "yes"))
    finding = judged(monkeypatch, closed_form().claim("a"), kind)
    assert finding.verdict is Verdict.PASS
    assert finding.measured.startswith("accepted: ")


@pytest.mark.parametrize(
    "wrong",
    [
        eq(xs[n], CLOSED_FORM.rhs + 1),
        eq(xs[n + 1], CLOSED_FORM.rhs),
        le(xs[n], CLOSED_FORM.rhs),
        eq(CLOSED_FORM.rhs, xs[n]),
    ],
    ids=["another value", "another index", "an inequality", "the sides exchanged"],
)
def test_a_derivation_that_ends_elsewhere_is_refused(wrong: Any) -> None:
    try:
        lines = examine(replace(closed_form().claim("a"), statement=wrong))
    except ValueError:
        return
    assert not lines[-1].accepted


# ---- single obligations ----------------------------------------------------------------------


def both(due: Any) -> list[bool]:
    return [by_sympy(due).accepts, by_flint(due, Random(0)).accepts]


SMALL = Lt(Abs(beta), 1)
GROWS = for_all(n, that=Lt(xs[n], xs[n + 1]))
TRUE = [
    Identity(sin(t) ** 2, 1 - cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) * exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n + 1) / 2, over=n),
    Identity(sqrt(t**2), t),
    Follows(Or(Lt(z, -2), Gt(z, 2)), (Gt(z**2, 4),)),
    Follows(Lt(0, z), (Lt(Abs(z - 1), 1),)),
    Follows(le(2 * t, 1 + t**2)),
    Follows(le(t, exp(t) - 1)),
    Follows(Ne(beta, 1), (SMALL,)),
    Follows(Lt(xs[0], xs[1]), (GROWS, Lt(xs[0], xs[1]) | Gt(n, 3), eq(xs[0], 0))),
    Vanishing(1 + beta ** (n + 1), S.One, beta, n, under=(SMALL,)),
    Bound(
        Sum(beta**k * fs[k], (k, 0, n)), Sum(Abs(beta) ** k * z, (k, 0, n)), {fs: z}, (Gt(z, 0),)
    ),
]
FALSE = [
    Identity(sin(t) ** 2, 1 + cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) + exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n - 1) / 2, over=n),
    Identity(sqrt(beta**2), beta),
    Identity(sin(pi * t), S.Zero),
    Identity(Integral(f(s), (s, 0, t)), Integral(f(2 * s), (s, 0, t))),
    Identity(Sum(fs[k], (k, 0, n)), Sum(fs[k], (k, 0, n + 1))),
    Identity(beta * z, 2 * z, (eq(beta, 3),)),
    Follows(Gt(z, 2), (Gt(z**2, 4),)),
    Follows(Lt(z, 1), (Lt(Abs(z - 1), 1),)),
    Follows(le(2 * t, t**2)),
    Follows(Ne(beta, 1)),
    Follows(Ne(beta, 0), (eq(beta * z, beta * r),)),
    Follows(S.false, (Lt(z, 1), Gt(z, 0))),
    Vanishing(1 + beta**n, S(2), beta, n),
    Vanishing(r**n + beta**n, S.Zero, beta, n),
]


@pytest.mark.parametrize("due", TRUE, ids=str)
def test_what_is_true_is_accepted_by_both(due: Any) -> None:
    assert both(due) == [True, True]


@pytest.mark.parametrize("due", FALSE, ids=str)
def test_what_is_false_is_refused(due: Any) -> None:
    """By SymPy or Z3 always; by FLINT, but where it has no point to tell."""
    first, second = by_sympy(due), by_flint(due, Random(0))
    assert not first.accepts
    assert not second.accepts or (second.points == 0 and due.goal == S.false)


@pytest.mark.parametrize("due", TRUE, ids=str)
def test_a_perturbed_truth_is_refused_by_each(due: Any) -> None:
    assert both(perturbed(due)) == [False, False]


def test_what_is_smooth_follows_from_what_is_supposed() -> None:
    ode = Solves(eq(Derivative(x(t), t), -a * x(t) + f(t)), x(t), t)
    once = Smooth(x(t), t, 1, S.Zero)
    assert by_sympy(Follows(once, (ode, smooth(f, 0, t)))).accepts
    assert not by_sympy(Follows(once, (ode,))).accepts


def test_flint_tells_two_integer_letters_apart() -> None:
    assert not by_flint(Identity(beta**n, beta**k), Random(0)).accepts


def test_flint_is_not_convinced_by_a_wide_ball() -> None:
    assert not by_flint(Identity(exp(2000 * t), exp(2000 * t) + 1), Random(0)).accepts


def test_flint_looks_beyond_the_degree() -> None:
    assert not by_flint(Identity(expand(prod(n - i for i in range(7))), S.Zero), Random(0)).accepts


def test_flint_accepts_an_identity_between_constants() -> None:
    assert by_flint(Identity(log(6), log(2) + log(3)), Random(0)).accepts


def test_flint_refuses_what_it_cannot_read() -> None:
    opinion = by_flint(Identity(sympy.zeta(t), sympy.zeta(t)), Random(0))
    assert not opinion.accepts
    assert "does not know `zeta`" in opinion.said


def test_a_relation_at_a_border() -> None:
    inside, ends = Lt(Abs(1 - z), 1), Or(Eq(z, 0), Eq(z, 2))
    assert [certain(inside, {z: fmpq(u)}) for u in (0, 1, 2)] == [False, True, False]
    assert [certain(ends, {z: fmpq(u)}) for u in (0, 1, 2)] == [True, False, True]
    assert certain(S.true, {})


@pytest.mark.parametrize(
    "under",
    [
        (eq(beta, 1 - a * h),),
        (eq(beta, -r), eq(r, -beta)),
        (Lt(0, z), Lt(z, 1), Lt(beta, z)),
        (eq(z + 2 * beta, r), Ne(z, 0)),
        (eq(beta**2, 1),),
    ],
    ids=str,
)
def test_points_inside_the_hypotheses_are_exact_and_follow_from_the_seed(under: Any) -> None:
    letters = sorted(set().union(*(one.free_symbols for one in under)), key=str)

    def drawn(seed: int) -> list[dict[Any, Any]]:
        return [*engines._inside(under, letters, Random(seed), 4)]

    assert len(drawn(1)) == 4
    assert all(certain(one, at) for one in under for at in drawn(1))
    assert drawn(1) == drawn(1)
    assert all(isinstance(value, fmpq) for at in drawn(1) for value in at.values())


def test_no_point_is_inside_what_cannot_be() -> None:
    assert not [*engines._inside((Lt(z, 0), Gt(z, 0)), [z], Random(0), 1)]
    assert not [*engines._inside((Lt(S.One, S.Zero, evaluate=False),), [z], Random(0), 1)]


def test_a_difference_is_said() -> None:
    opinion = by_flint(Identity(exp(h), exp(2 * h)), Random(0))
    assert opinion == Opinion(False, opinion.said)
    assert opinion.said.startswith("differs by ")


def test_a_complex_identity_is_computed() -> None:
    assert by_flint(Identity((1 + I * r) * (1 - I * r), 1 + r**2), Random(0)).accepts


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
