"""The lines of equal decay in the triangle."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from duhamel.verification.checks.quadratic import LEVELS, corners


def radius(beta: float, al: float) -> float:
    """The larger root of z² − (1 + β − αλ) z + β in size, by numpy."""
    return float(max(abs(np.roots([1, -(1 + beta - al), beta]))))


@pytest.mark.parametrize("rate", [*LEVELS, Fraction(1)])
def test_on_the_border_of_each_triangle_momentum_decays_at_its_rate(rate: Fraction) -> None:
    for (b0, q0), (b1, q1) in combinations(corners(rate), 2):
        for part in (0.25, 0.5, 0.75):  # not at a corner, where two roots meet
            beta, al = (float(u + (v - u) * part) for u, v in ((b0, b1), (q0, q1)))
            assert radius(beta, al) == pytest.approx(float(rate))
            assert radius(beta - 0.07, al - 0.05) != pytest.approx(float(rate), rel=1e-3)
