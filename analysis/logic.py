"""Relations as they are written: SymPy evaluates none of them."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Le


def eq(left: Any, right: Any) -> Eq:
    """left = right."""
    return Eq(left, right, evaluate=False)


def le(left: Any, right: Any) -> Le:
    """left ≤ right."""
    return Le(left, right, evaluate=False)
