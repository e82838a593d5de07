"""Both engines over the register: each accepts what is true and rejects it perturbed."""

import ast
import inspect
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
import sympy
from duhamel.analysis.chapters.recurrence import CLOSED_FORM, closed_form
from duhamel.analysis.derivation import Bound, Derivation, Follows, Identity, Vanishing
from duhamel.analysis.letters import F, beta, f, fs, h, k, n, r, s, t, tau, x_0, xs, z
from duhamel.analysis.logic import eq, le
from duhamel.analysis.problem import Problem
from duhamel.analysis.theorem import Claim, Theorem, register
from duhamel.verification.finding import Finding, Verdict
from duhamel.verification.proof import engines, exact
from duhamel.verification.proof.engines import (
    Derived,
    Line,
    Opinion,
    by_flint,
    by_sympy,
    certain,
    examine,
    misstated,
    perturbed,
    survivors,
    unregistered,
)
from flint import fmpq
from sympy import (
    Abs,
    And,
    Eq,
    Integral,
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

NAMES = [check.subject.name for check in engines.checks()]


@dataclass(frozen=True)
class Seen:
    """One pass of both engines over a claim, as it is and with something broken."""

    claim: Claim
    lines: list[Line]
    accepted: list[str]


@pytest.fixture(scope="module", params=NAMES)
def seen(request: pytest.FixtureRequest) -> Seen:
    claim = Derived(request.param).claim
    return Seen(claim, examine(claim), [*survivors(claim), *misstated(claim)])


def test_every_claim_has_its_check() -> None:
    claims = [claim for derive in register().values() for claim in derive().parts]
    assert sorted(claim.name for claim in claims) == sorted(NAMES)


def test_both_engines_accept_every_line(seen: Seen) -> None:
    assert [line for line in seen.lines if not line.accepted] == []


def test_each_engine_refuses_what_is_broken(seen: Seen) -> None:
    assert seen.accepted == []


def test_every_obligation_is_put_to_both(seen: Seen) -> None:
    for line in seen.lines:
        assert len(line.dues) == len(line.first) == len(line.second)
        assert all(opinion.said for opinion in (*line.first, *line.second))
        for one, other in zip(line.first, line.second, strict=True):
            assert one.points != 0 or other.points != 0, "what neither sees, nobody has checked"
    assert seen.lines[-1].dues == (*seen.claim.obligations,)
    assert {id(line.step) for line in seen.lines} >= {id(step) for step in seen.claim.proof.steps}


# ---- what is broken is told -------------------------------------------------------------------


def test_what_is_perturbed_by_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "perturbed", lambda due: due)
    told = [*survivors(Derived("REC-1.a").claim)]
    assert {"Identity, by the first", "Identity, by the second"} <= {*told}


def test_a_hypothesis_that_no_step_needs_is_told() -> None:
    claim = Claim((le(x_0, beta),), eq(x_0, x_0 + 0), "", Derivation().both(x_0, "itself"))
    assert [*misstated(claim)] == ["no hypotheses"]


def test_a_statement_wrong_by_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "broken", lambda statement: [("nothing", statement)])
    assert [*misstated(Derived("REC-1.a").claim)] == ["nothing"]


# ---- ends ------------------------------------------------------------------------------------


def ending(stated: Any, last: Any) -> Claim:
    return Claim((last,), stated, "", Derivation().given(last, "given"), name="REC-1.a")


def ends(claim: Claim) -> list[bool]:
    """Whether each engine accepts that the derivation ends in the claim."""
    try:
        dues = claim.obligations
    except ValueError:
        return [False, False]
    engines_ = (by_sympy, lambda due: by_flint(due, Random(0)))
    return [all(engine(due).accepts for due in dues) for engine in engines_]


def test_the_statement_may_be_written_otherwise() -> None:
    stated, last = eq(x_0, (beta + 1) ** 2), eq(x_0, expand((beta + 1) ** 2))
    assert ends(ending(stated, last)) == [True, True]


@pytest.mark.parametrize(
    "last",
    [
        eq(xs[n], CLOSED_FORM.rhs + 1),
        eq(xs[n + 1], CLOSED_FORM.rhs),
        le(xs[n], CLOSED_FORM.rhs),
        eq(CLOSED_FORM.rhs, xs[n]),
    ],
    ids=["another value", "another index", "an inequality", "the sides exchanged"],
)
def test_a_derivation_that_ends_elsewhere_is_refused(last: Any) -> None:
    assert ends(ending(CLOSED_FORM, CLOSED_FORM)) == [True, True]
    assert ends(ending(CLOSED_FORM, last)) == [False, False]


@pytest.mark.parametrize(("part", "other"), ["ac", "ab", "bc", "ca"])
def test_a_chain_for_another_claim_is_refused(part: str, other: str) -> None:
    theorem = register()["REC-3"]()
    assert False in ends(replace(theorem.claim(part), proof=theorem.claim(other).proof))


# ---- the check -------------------------------------------------------------------------------


def judged(monkeypatch: pytest.MonkeyPatch, claim: Claim, broken: str = "") -> Finding:
    theorem = Theorem("REC-1", "A title", (), (claim,), ("L1",))
    monkeypatch.setattr(engines, "register", lambda: {theorem.id: lambda: theorem})
    return engines._derived(Problem(), Derived("REC-1.a", broken))


def test_a_false_step_fails_the_check_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    given = eq(x_0, beta)
    chain = Derivation().given(given, "").rewrite("wrong", rhs=lambda u: u + 1)
    finding = judged(monkeypatch, Claim((given,), chain.last, "", chain))
    assert finding.verdict is Verdict.FAIL
    assert finding.measured.startswith("line 2 (rewrite): ")


def test_a_claim_that_is_only_supposed_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    nonsense = eq(S.One, S.Zero)
    claim = Claim((), nonsense, "", Derivation().given(nonsense, ""))
    finding = judged(monkeypatch, claim)
    assert finding.verdict is Verdict.FAIL
    assert finding.measured.startswith("line 2 (its end): ")
    supposed = judged(monkeypatch, replace(claim, hypotheses=(nonsense,)))
    assert supposed.verdict is Verdict.PASS


@pytest.mark.parametrize("broken", engines.BROKEN)
def test_what_is_broken_fails_the_check_unless_it_is_accepted(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    claim = register()["REC-1"]().claims[0]
    assert judged(monkeypatch, claim, broken).verdict is Verdict.FAIL
    monkeypatch.setattr(engines, "BROKEN", {broken: lambda _: iter(["something"])})
    assert judged(monkeypatch, claim, broken).verdict is Verdict.PASS


# ---- single obligations ----------------------------------------------------------------------


def both(due: Any) -> list[bool]:
    return [by_sympy(due).accepts, by_flint(due, Random(0)).accepts]


TRUE = [
    Identity(sin(t) ** 2, 1 - cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) * exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n + 1) / 2, over=n),
    Identity(sqrt(t**2), t),
    Follows(z > 2, (z**2 > 4, z > 0)),
    Follows(Or(z < -2, z > 2), (z**2 > 4,)),
    Follows(And(z > 0, z < 2), (Abs(z - 1) < 1,)),
    Follows(Abs(z - 1) < 1, (z > 0, z < 2)),
    Follows(2 * t <= 1 + t**2),
    Vanishing(1 + beta ** (n + 1), S.One, beta, n),
    Vanishing(1 + n * beta**n, S.One, beta, n, 1),
    Bound(beta * f(t), Abs(beta) * F, {f: F}),
    Bound(fs[n] - fs[n + 1], 2 * F, {fs: F}),
]
FALSE = [
    Identity(sin(t) ** 2, 1 + cos(t) ** 2, over=t),
    Identity(exp(t + tau), exp(t) + exp(tau)),
    Identity(Sum(k, (k, 0, n)), n * (n - 1) / 2, over=n),
    Identity(sqrt(beta**2), beta),
    Identity(sin(pi * t), S.Zero),
    Identity(Integral(f(s), (s, 0, t)), Integral(f(2 * s), (s, 0, t))),
    Identity(Sum(fs[k], (k, 0, n)), Sum(fs[k], (k, 0, n + 1))),
    Follows(z > 2, (z**2 > 4,)),
    Follows(And(z > 1, z <= 2), (Abs(z - 1) <= 1,)),
    Follows(1 + t <= 1 - t),
    Follows(2 * t <= 1 + t**2 / 2),
    Vanishing(1 + beta**n, S(2), beta, n),
    Vanishing(1 + n * beta**n, S.One, beta, n),
    Vanishing(r**n + beta**n, S.Zero, beta, n),
    Bound(beta * f(t), beta * F, {f: F}),
    Bound(fs[n] - fs[n + 1], F, {fs: F}),
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


@pytest.mark.parametrize(
    "due",
    [Follows(z < 1, (z <= 1,)), Follows(Or(z < -1, z >= 1), (Abs(z) >= 1,))],
    ids=str,
)
def test_what_fails_at_a_border_alone_is_refused_by_the_first(due: Any) -> None:
    """The second looks at points, and need not come upon the border."""
    assert not by_sympy(due).accepts


def test_flint_tells_two_integer_letters_apart() -> None:
    assert not by_flint(Identity(beta**n, beta**k), Random(0)).accepts


@pytest.mark.parametrize("seed", range(4))
def test_flint_is_not_convinced_by_a_wide_ball(seed: int) -> None:
    """0 is not 1, though most balls around it hold both: those points are not counted."""
    gap = exp(2000 * t + tau) - exp(2000 * t) * exp(tau)
    opinion = by_flint(Identity(gap, S.One), Random(seed))
    assert opinion.points == 0 or not opinion.accepts


def test_flint_looks_beyond_the_degree() -> None:
    assert not by_flint(Identity(expand(prod(n - i for i in range(7))), S.Zero), Random(0)).accepts


def test_flint_accepts_an_identity_between_constants() -> None:
    assert by_flint(Identity(log(6), log(2) + log(3)), Random(0)).accepts


def test_what_is_certain_at_a_border() -> None:
    assert [certain(Lt(Abs(1 - z), 1), {z: fmpq(u)}) for u in (0, 1, 2)] == [False, True, False]
    either = Or(Eq(z, 0), Eq(z, 2))
    assert [certain(either, {z: fmpq(u)}) for u in (0, 1, 2)] == [True, False, True]
    assert certain(S.true, {})
    assert not certain(S.false, {})


def test_a_random_point_is_exact_inside_and_follows_from_the_seed() -> None:
    under = (Lt(Abs(beta), 1), t > 1, le(k, n))
    due = Bound(beta * t + n + f(t) + fs[k], t, {f: beta, fs: t}, under)

    def drawn(seed: int) -> list[str]:
        lines = []
        for at in engines._extreme_points(due, Random(seed)):
            values = [at.sequences[fs](i) for i in range(4)]
            assert all(isinstance(value, fmpq) for value in (*at.letters.values(), *values))
            assert all(certain(one, at.letters) for one in under)
            letters = [f"{x} = {at.letters[x]}" for x in sorted(at.letters, key=str)]
            lines.append(", ".join(map(str, [*letters, at.functions[f](fmpq(0), 1), *values])))
        assert lines
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


def test_what_is_cited_must_stand_in_the_register() -> None:
    known = closed_form().claim("a")
    for cited, foreign in ((known, []), (replace(known, hypotheses=()), ["REC-1.a"])):
        proof = Derivation().cite(cited)
        assert list(unregistered(Claim((), proof.last, "", proof))) == foreign
