"""Momentum on real gradients, where scikit-learn is installed."""

from fractions import Fraction

import numpy as np
import pytest
from duhamel.verification.check import REFERENCE, Check
from duhamel.verification.checks import digits
from duhamel.verification.checks.digits import ALPHA, BETA, CHECKS, STEPS, rates, root, slowest
from duhamel.verification.finding import Verdict
from flint import arb


def test_where_scikit_learn_is_not_installed_no_check_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(digits, "find_spec", lambda _: None)
    assert digits.available() == ()


def test_the_root_is_a_root_and_the_larger_one() -> None:
    beta, al = arb(BETA), arb("1e-3")
    z = root(BETA, al)
    assert (z**2 - (1 + beta - al) * z + beta).contains(0)
    assert z > beta / z
    assert root(0.0, al).overlaps(1 - al)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_holds_and_rejects_its_controls(check: Check) -> None:
    pytest.importorskip("sklearn")
    outcome = check.judged(REFERENCE)
    assert outcome.verdict is Verdict.PASS, outcome.measured
    for control in check.controlled():
        assert control.verdict is Verdict.FAIL, f"{control.id}: {control.measured}"


@pytest.mark.parametrize("check", CHECKS[-2:], ids=lambda check: check.id)
def test_too_far_from_the_optimum_nothing_is_said(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digits, "rates", lambda *_: digits.Rates([arb(1)], arb(-1), arb(1)))
    outcome = check.judged(REFERENCE)
    assert (outcome.verdict, outcome.measured) == (Verdict.INCONCLUSIVE, digits.TOO_FAR)
    assert "λ ± ε" in outcome.criterion


def test_the_boosts_figure_comes_from_the_run() -> None:
    pytest.importorskip("sklearn")
    (boost,) = (check for check in CHECKS if check.id == "MOM-3.digits")
    data = boost.judged(REFERENCE).series["digits"]
    assert data["n"][-1] == STEPS
    assert {len(data[name]) for name in ("n", "ratio", "loss_descent", "loss_momentum")} == {
        digits.POINTS
    }
    assert min(data["loss_descent"] + data["loss_momentum"]) > 0
    assert data["loss_momentum"][-1] < data["loss_descent"][-1]


def test_pixels_are_exact_and_each_is_used() -> None:
    pytest.importorskip("sklearn")
    task = digits.regression()
    assert set(np.unique(task.t)) == {0.0, 1.0}
    assert task.x.any(axis=0).all()
    assert all(Fraction(value).denominator <= 16 for value in np.unique(task.x).tolist())


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    """Along a line, the mean slope between two close points lies between the slopes at them."""
    pytest.importorskip("sklearn")
    task = digits.regression()
    w, step = np.full(task.x.shape[1], 0.25), np.full(task.x.shape[1], 2.0**-6)
    rise = task.above(w + step, w)
    assert task.gradient(w) @ step < rise < task.gradient(w + step) @ step


def test_the_eigenvalue_is_known_far_better_than_the_rate_needs() -> None:
    pytest.importorskip("sklearn")
    mode = slowest()
    assert 1 / Fraction(1024) < Fraction(str(mode.value)) < 1 / Fraction(1000)
    assert mode.residual < arb(mode.value) / 2**20
    found = rates(digits.lecture, BETA)
    assert 0 < found.low < arb(mode.value) < found.high
    assert root(BETA, ALPHA * found.high) < root(BETA, ALPHA * found.low) < 1
