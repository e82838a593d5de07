"""What Coq has certified: each claim with its proof in *.v, by the committed record.

Coq is not needed to read it. The statement that a claim prints now, and the files of its proof,
are compared with those that Coq checked; what has changed since is told, and is not `formal`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from duhamel.analysis.theorem import Claim, register
from duhamel.verification.proof.formal.statement import UnprintableError, proposition, satisfiable

HERE = Path(__file__).resolve().parent
RECORD = HERE / "record.json"
FORMAL = "formal"
WORDS, STATEMENTS, MODELS = "Words", "Statements", "Models"

# all that classical real numbers rest on in Coq
AXIOMS = frozenset(("classic", "functional_extensionality_dep", "sig_forall_dec", "sig_not_dec"))


@dataclass(frozen=True)
class Stated:
    """A claim as Coq reads it, or the reason why it cannot be printed."""

    id: str
    statement: str = ""
    model: str = ""  # empty where there are no hypotheses to satisfy
    refused: str = ""

    @property
    def name(self) -> str:
        """The claim's name in Coq: FE_3_a for FE-3.a."""
        return re.sub(r"\W", "_", self.id)

    @property
    def fingerprint(self) -> str:
        """A hash of what is said: the statement, its model, and the words that they use."""
        words = (HERE / f"{WORDS}.v").read_text(encoding="utf-8")
        return sha256("\n".join((words, self.statement, self.model)).encode()).hexdigest()


def claims() -> Iterator[Claim]:
    """Every claim, in the order of the catalogue."""
    for make in register().values():
        yield from make().parts


@cache
def stated() -> tuple[Stated, ...]:
    """Every claim, printed for Coq."""
    return tuple(map(printed, claims()))


def printed(claim: Claim) -> Stated:
    """A claim, printed for Coq."""
    name = Stated(claim.name).name
    try:
        text = proposition(name, claim.hypotheses, claim.statement)
        model = satisfiable(name, claim.hypotheses) if claim.hypotheses else ""
    except UnprintableError as reason:
        return Stated(claim.name, refused=f"cannot be printed for Coq: {reason}")
    return Stated(claim.name, text, model)


def sources() -> dict[str, str]:
    """The files of definitions, lemmas and proofs, by module."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.v"))}


def needs(files: dict[str, str], module: str) -> set[str]:
    """The modules that a file requires of those here, not through others."""
    required = re.findall(r"^Require (?:Import )?([^.]+)\.", files.get(module, ""), re.MULTILINE)
    return {name for line in required for name in line.split()} & {*files, STATEMENTS}


def behind(files: dict[str, str], module: str) -> str:
    """A hash of a file and of all that it rests on here, the statements apart."""
    found, new = {module}, {module}
    while new:
        new = {name for known in new for name in needs(files, known)} - found - {STATEMENTS}
        found |= new
    return sha256("\n".join(files[name] for name in sorted(found)).encode()).hexdigest()


def hashes(files: dict[str, str]) -> dict[str, str]:
    """`behind` of every file."""
    return {module: behind(files, module) for module in files}


def proved_in(files: dict[str, str], theorem: str) -> str | None:
    """The module in which a theorem stands."""
    where = [m for m, text in files.items() if re.search(rf"^Theorem {theorem} :", text, re.M)]
    return where[0] if len(where) == 1 else None


@cache
def recorded() -> dict[str, Any]:
    """The record as it is committed; empty where there is none."""
    if not RECORD.exists():
        return {"coq": None, "claims": {}}
    kept: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return kept


def grades(of: Iterable[Claim]) -> dict[str, str]:
    """The grade of each of these claims, by its name: formal, or the reason why not."""
    files, kept = sources(), recorded()["claims"]
    now = hashes(files)
    return {claim.name: _grade(printed(claim), kept.get(claim.name), now) for claim in of}


def _grade(claim: Stated, kept: dict[str, Any] | None, now: dict[str, str]) -> str:
    if claim.refused:
        return claim.refused
    if kept is None:
        return "not in the record"
    if kept["reason"]:
        return str(kept["reason"])
    if kept["statement"] != claim.fingerprint:
        return "the statement has changed since it was proved"
    for module, hash in kept["proofs"].items():
        if now.get(module) != hash:
            return f"{module}.v has changed since it was checked"
    if not AXIOMS.issuperset(kept["axioms"]):
        return f"rests on {', '.join(sorted({*kept['axioms']} - AXIOMS))}"
    return FORMAL
