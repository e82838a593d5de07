"""A letter that is bound is not the one that a hypothesis speaks of, and stays in its range."""

from collections.abc import Callable

import pytest
from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import F, f, h, k, n, s, t, v
from duhamel.analysis.logic import eq, for_all, le, smooth
from duhamel.analysis.theorem import Claim
from duhamel.verification.proof.engines import examine
from sympy import Abs, Integral, Sum

INPUT = smooth(f, 0, t)
INFLOW = Integral(f(s), (s, 0, t))
FALSE: dict[str, Callable[[], Derivation]] = {
    "a bound at one s": lambda: (
        Derivation().both(INFLOW, "", INPUT).estimate((le(Abs(f(s)), F),), "")
    ),
    "a divisor at one s": lambda: Derivation().both(Integral(1 / s, (s, 0, t)), "", eq(s, 1)),
    "larger at one s": lambda: (
        Derivation()
        .both(INFLOW, "", INPUT, eq(f(s), 0))
        .enlarge_inside(lambda _: s**2, "")
    ),
    "larger for t > 1 alone": lambda: (
        Derivation().both(Integral(s, (s, 0, t)), "").enlarge_inside(lambda u: u * t, "")
    ),
    "larger before a minus": lambda: (
        Derivation().both(-Integral(s, (s, 0, t)), "").enlarge_inside(lambda u: 2 * u, "")
    ),
    "larger before a factor of any sign": lambda: (
        Derivation().both(v * Sum(k, (k, 0, n)), "").enlarge_inside(lambda u: u + 1, "")
    ),
    "f from 0 on, below 0": lambda: (
        Derivation()
        .both(Integral(f(s), (s, -1, 0)), "", INPUT)
        .by(for_all(t, that=eq(f(t), 0)), "")
    ),
}  # fmt: skip
TRUE: dict[str, Callable[[], Derivation]] = {
    "a bound for all s": lambda: (
        Derivation()
        .both(INFLOW, "", INPUT)
        .estimate((for_all(s, where=le(s, t), that=le(Abs(f(s)), F)),), "")
    ),
    "larger inside": lambda: (
        Derivation()
        .both(h * INFLOW + Sum(k, (k, 0, n)), "", INPUT)
        .enlarge_inside(lambda u: Abs(u) if u.has(f) else 2 * u, "")
    ),
    "a letter that may be negative": lambda: Derivation().both(Integral(v, (v, -1, 0)), ""),
}  # fmt: skip


def _accepted(chain: Callable[[], Derivation]) -> bool:
    try:
        proof = chain()
    except ValueError:
        return False
    lines = examine(Claim(proof.under, proof.last, "", proof))
    return all(line.accepted for line in lines)


@pytest.mark.parametrize("kind", FALSE)
def test_what_holds_at_one_value_is_not_used_for_all(kind: str) -> None:
    assert not _accepted(FALSE[kind])


@pytest.mark.parametrize("kind", TRUE)
def test_what_holds_for_all_is(kind: str) -> None:
    assert _accepted(TRUE[kind])
