"""Chains that end in something false: the rule refuses it, or an engine refuses its step."""

from collections.abc import Callable
from random import Random

import pytest
from duhamel.analysis.derivation import Derivation, Follows
from duhamel.analysis.letters import h, n, s, t, tau, x, z
from duhamel.analysis.logic import Relation, Smooth, eq, for_all, le, smooth
from duhamel.verification.proof.engines import by_flint, by_sympy
from sympy import Abs, And, Derivative, Expr, Le, Lt, S

RISES = eq(Derivative(x(t), t), 1)


def holds(chain: Derivation) -> bool:
    dues = [due for step in chain.steps for due in step.obligations]
    return all(by_sympy(due).accepts and by_flint(due, Random(1)).accepts for due in dues)


def rising(low: Expr, high: Expr | None, *more: Relation) -> Derivation:
    """x′ = 1 between two times; x is continuous."""
    inside = Lt(low, t) if high is None else And(Lt(low, t), Lt(t, high))
    piece = for_all(t, where=inside, that=RISES)
    return Derivation().given(piece, "").suppose(smooth(x, 0, t), *more)


def test_a_derivative_in_between_is_integrated_from_end_to_end() -> None:
    chain = rising(S.Zero, tau).integrate(t, s, "", S.Zero, tau)
    assert holds(chain)
    assert chain.last.lhs == x(tau) - x(S.Zero)
    assert holds(rising(tau, None).integrate(t, s, "", tau, tau + t))


SLOW = Derivation().follow(le(n * Abs(n), n**2), "")
LARGE = Derivation().follow(le(Abs(z), h), "", given=(eq(z, 1), le(1, h)))

FALSE: dict[str, Callable[[], Derivation]] = {
    "x′ = 1 before τ, integrated beyond": lambda: rising(S.Zero, tau).integrate(
        t, s, "", S.Zero, 2 * tau
    ),
    "x′ = 1 after τ, integrated from before": lambda: rising(tau, None).integrate(
        t, s, "", S.Zero, tau
    ),
    "from later to earlier": lambda: rising(S.Zero, tau).integrate(t, s, "", tau, S.Zero),
    "from before 0 on": lambda: rising(S.Zero, tau).integrate(t, s, "", -tau, S.Zero),
    "for one t alone": lambda: rising(S.Zero, tau, eq(t, tau / 2)).integrate(t, s, "", S.Zero, tau),
    "n → 0, as n n ≤ n²": lambda: SLOW.like_one_over(n, ""),
    "2ⁿ → 0, as n 2ⁿ ≤ 0 for n = 0": lambda: (
        Derivation().follow(le(n * Abs(2**n), 0), "", given=(eq(n, 0),)).like_one_over(n, "")
    ),
    "x → 0, as tau x ≤ 1": lambda: (
        Derivation().follow(le(tau * Abs(1 / tau), 1), "").like_one_over(tau, "")
    ),
    "1 → 0 as h ↓ 0, as 1 ≤ h for h ≥ 1": lambda: LARGE.vanishing_with(h, S.One, ""),
    "1 → 0 as h ↓ 0, as 1 ≤ h for 0 < h < 0": lambda: LARGE.vanishing_with(h, S.Zero, ""),
    "1 → 0 as h ↓ 0, as 1 ≤ 1": lambda: (
        Derivation().follow(le(Abs(z), 1), "", given=(eq(z, 1),)).vanishing_with(h, S.One, "")
    ),
    "1/h → 0 as h ↓ 0, as it is at most h where h is 1": lambda: (
        Derivation()
        .follow(le(Abs(z / h), h), "", given=(le(Abs(z), h**2),))
        .vanishing_with(h, S.One, "")
    ),
    "over a jump": lambda: (
        Derivation()
        .given(for_all(t, where=Lt(S.Zero, t), that=RISES), "")
        .integrate(t, s, "", S.Zero, tau)
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_it_is_refused(name: str) -> None:
    try:
        chain = FALSE[name]()
    except ValueError:
        return
    assert not holds(chain)


def known_smooth(where: Relation, there: Relation, order: int = 1) -> bool:
    """Whether x is smooth ``there``, where x′ = 1 under a condition."""
    piece = for_all(t, where=where, that=RISES)
    return by_sympy(Follows(Smooth(x(t), t, order, 0), (piece, there))).accepts


def test_an_equation_says_that_its_solution_is_smooth_inside_alone() -> None:
    after = Lt(tau, t)
    assert known_smooth(after, after)
    assert known_smooth(after, after, 2)
    assert not known_smooth(after, Lt(0, t))
    assert not known_smooth(Le(tau, t), Le(tau, t))  # at τ there is a slope from one side alone
    assert not known_smooth(Lt(x(t), tau), Lt(x(t), tau))  # not open, where x jumps
