"""Write the register as data, `make tags`: append what is new, and never change a meaning.

`analysis/tags.json` and `verification/checks.json` are what `duhamel cite` and `duhamel list` read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duhamel.analysis import files
from duhamel.analysis.tags import TAGS, current, new_tag, recorded, seals
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text import proof
from duhamel.verification.catalogue import CATALOGUE
from duhamel.verification.suite import every

if TYPE_CHECKING:
    from duhamel.analysis.tags import Record


def wording(theorem: Theorem) -> dict[str, Any]:
    """What the record tells of a theorem beside its meaning; it may be put better later."""
    told: dict[str, Any] = _without_typst(proof.stated(theorem))
    return told


def _without_typst(value: Any) -> Any:
    """The formulas in text and LaTeX alone: a citation needs no more."""
    match value:
        case dict():
            return {key: _without_typst(one) for key, one in value.items() if key != "typst"}
        case list():
            return [_without_typst(one) for one in value]
    return value


def extended(record: Record, theorems: Sequence[Theorem], why: str = "") -> dict[str, Any]:
    """The record with what ``theorems`` add to it.

    A theorem whose statements or hypotheses changed gets a new tag, and the old one is forwarded
    to it. Raises ValueError when that happens and ``why`` says nothing.
    """
    found = {tag: dict(entry) for tag, entry in record.items()}
    for theorem in theorems:
        old = current(found).get(theorem.id)
        same = old is not None and found[old]["fingerprint"] == theorem.fingerprint
        tag = old if old is not None and same else new_tag(theorem.fingerprint, found)
        found[tag] = {**wording(theorem), "fingerprint": theorem.fingerprint, "seal": ""}
        if old is not None and not same:
            if not why:
                raise ValueError(f"{theorem.id} has another meaning than {old}: `--why` says why")
            found[old] |= {"forward": tag, "why": why}
    return {tag: {**found[tag], "seal": seal} for tag, seal in seals(found).items()}


def checks() -> dict[str, Any]:
    """What `duhamel list` tells of each check."""
    return {
        check.id: {
            "theorem": check.theorem,
            "title": check.title,
            "evidence": str(check.evidence),
            "criterion_from": check.criterion_from,
        }
        for check in every()
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Bring both files up to date; the exit code."""
    parser = argparse.ArgumentParser(prog="make tags", description=__doc__.partition("\n")[0])
    parser.add_argument("--why", default="", help="why a statement has changed its meaning")
    args = parser.parse_args(argv)
    try:
        record = extended(recorded(), [derive() for derive in register().values()], args.why)
    except ValueError as error:
        parser.error(str(error))
    write(TAGS, record)
    recorded.cache_clear()  # the checks of a new theorem need its tag
    write(CATALOGUE, checks())
    return 0


def write(path: Path, data: Mapping[str, Any]) -> None:
    """JSON with a line for each value, whole or not at all; a link of an install stays one."""
    files.write(path.resolve(), json.dumps(data, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
