"""The checks as data, theorem by theorem: reading them needs no engine."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("checks.json")


@cache
def catalogued() -> dict[str, dict[str, str]]:
    """Every check by id: theorem, title, evidence, criterion_from; libraries' not here, too."""
    checks: dict[str, dict[str, str]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return checks
