"""Chains that end in something false: the rule refuses it, or an engine refuses its step."""

from collections.abc import Callable
from random import Random

import pytest
from duhamel.analysis.derivation import Derivation, Follows, there_is_a_run
from duhamel.analysis.letters import c, h, n, s, t, tau, x, xc_0, xs, ys, z
from duhamel.analysis.logic import Relation, Smooth, bind, eq, for_all, le, smooth, tends
from duhamel.verification.proof.engines import by_flint, by_sympy
from sympy import Abs, And, Derivative, Expr, I, Le, Lt, S, Sum, oo, sqrt

START = eq(xs[0], 1)
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


def tending(expr: Expr, to: Expr) -> Derivation:
    """As if it were known that this tends there."""
    return Derivation().given(tends(expr, to, n), "")


def taken(size: Expr, store: Expr, *where: Relation) -> Derivation:
    """As if each step took ``size`` from ``store``."""
    losing = for_all(n, that=le(size, store - bind(store, {n: n + 1})))
    return Derivation().given(losing, "").suppose(*where).used_up(n, store, "")


def test_what_is_taken_from_a_store_that_lasts_tends_to_zero() -> None:
    lasting = for_all(n, that=le(0, ys[n]))
    assert holds(taken(xs[n] ** 2, ys[n], lasting))


def test_limits_of_sequences_go_through_a_polynomial() -> None:
    chain = tending(xs[n], z).later(2, "").of_limits(lambda u, v: u * v + c, "", tending(ys[n], 1))
    assert chain.last == tends(xs[n + 2] * ys[n] + c, z + c, n)


def test_a_run_is_made_step_by_step() -> None:
    steps = eq(xs[n + 1], z * xs[n] + ys[n]), eq(ys[n + 1], xs[n + 1] - n)
    chain = there_is_a_run(steps, (eq(xs[0], 1), eq(ys[0], z)), n, "")
    assert holds(chain)
    assert chain.under == ()


def made(*steps: Relation, start: Relation = START) -> Derivation:
    return there_is_a_run(steps, (start,), n, "")


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
    "x → 0, as x² ≤ b and b → 1": lambda: (
        Derivation()
        .follow(le(xs[n] ** 2, ys[n]), "", given=(for_all(n, that=le(xs[n] ** 2, ys[n])),))
        .squeezed(tending(ys[n], S.One), "")
    ),
    "x → 0, as x³ ≤ b and b → 0": lambda: (
        Derivation()
        .follow(le(xs[n] ** 3, ys[n]), "", given=(for_all(n, that=le(xs[n] ** 3, ys[n])),))
        .squeezed(tending(ys[n], S.Zero), "")
    ),
    "1 is taken from −n": lambda: taken(S.One, -n),
    "−1 is taken from n": lambda: taken(-S.One, n),
    "x² is taken from y, which may fall below 0": lambda: taken(xs[n] ** 2, ys[n]),
    "x² is taken from y where n is 0": lambda: taken(
        xs[n] ** 2, ys[n], for_all(n, that=le(0, ys[n])), eq(n, 0)
    ),
    "1 is what n² loses": lambda: (
        Derivation().given(for_all(n, that=le(1, n)), "").used_up(n, n**2, "")
    ),
    "x → ∞, y → 0, so xy → 0": lambda: tending(xs[n], oo).of_limits(
        lambda u, v: u * v, "", tending(ys[n], S.Zero)
    ),
    "x → 0, so 1/x has a limit": lambda: tending(xs[n], S.Zero).of_limits(lambda u: 1 / u, ""),
    "x → 1, so xⁿ → 1": lambda: tending(xs[n], S.One).of_limits(lambda u: u**n, ""),
    "x → 1, so n x has a limit": lambda: tending(xs[n], S.One).of_limits(lambda u: n * u, ""),
    "no limit, a step later": lambda: Derivation().both(xs[n], "").later(1, ""),
    "a limit, a step before": lambda: tending(xs[n], S.One).later(-1, ""),
    "x′ = 1 + x′": lambda: made(eq(xs[n + 1], 1 + xs[n + 1])),
    "x′ = x″": lambda: made(eq(xs[n + 1], xs[n + 2])),
    "x′ by a sum over all x": lambda: made(eq(xs[n + 1], 1 + Sum(xs[n], (n, 0, 9)))),
    "x′ = 1/x": lambda: made(eq(xs[n + 1], 1 / xs[n])),
    "x′ = √x": lambda: made(eq(xs[n + 1], sqrt(xs[n]))),
    "x₀ = a complex number": lambda: made(eq(xs[n + 1], xs[n]), start=eq(xs[0], xc_0)),
    "x′ = i": lambda: made(eq(xs[n + 1], I)),
    "x₀ = n": lambda: made(eq(xs[n + 1], xs[n]), start=eq(xs[0], n)),
    "x₀ = x₁": lambda: made(eq(xs[n + 1], 1 + xs[n]), start=eq(xs[0], xs[1])),
    "x₁ as the start": lambda: made(eq(xs[n + 1], 1 + xs[n]), start=eq(xs[1], 0)),
    "two laws for one x": lambda: there_is_a_run(
        (eq(xs[n + 1], 0), eq(xs[n + 1], 1)), (START, START), n, ""
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
