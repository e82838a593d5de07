"""Have Coq check every proof, and write the record: `make formal`.

Where Coq is missing and cannot be had, or is another than that of the record, one line says so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duhamel.verification.proof.formal.record import (
    AXIOMS,
    MODELS,
    RECORD,
    STATEMENTS,
    WORDS,
    Stated,
    behind,
    needs,
    proved_in,
    recorded,
    sources,
    stated,
)

PACKAGES = ("coq", "libcoq-coquelicot", "libcoq-flocq")
LIBRARY = "Duhamel"
HEADER = (
    "Require Import Reals.\n"
    "From Coquelicot Require Import Coquelicot.\n"
    f"Require Import {WORDS}.\n"
    "Open Scope R_scope.\n\n"
)
GENTLY = ["nice", "-n", "10"] if shutil.which("nice") else []


class RejectedError(RuntimeError):
    """What Coq did not accept."""


def statements(claims: Sequence[Stated]) -> str:
    """The generated file: each claim's definition, and that of its model."""
    return HEADER + "\n".join(
        text for claim in claims for text in (claim.statement, claim.model) if text
    )


def certify(claims: Sequence[Stated], files: dict[str, str], folder: Path) -> dict[str, Any]:
    """Compile all in the folder and re-type each proof; the record's claims.

    Raises RejectedError when a file does not compile or the kernel's own checker refuses one.
    """
    texts = {**files, STATEMENTS: statements(claims)}
    for module, text in texts.items():
        (folder / f"{module}.v").write_text(text, encoding="utf-8")
    graph = {module: needs(texts, module) for module in texts}
    order = [*TopologicalSorter({m: sorted(graph[m]) for m in sorted(graph)}).static_order()]
    for module in order:
        _coqc(folder, module)
    kept = {claim.id: _kept(claim, texts) for claim in claims}
    for module in order:
        proved = [c for c in claims if module in kept[c.id]["proofs"]]
        for name, axioms in _axioms(folder, module, proved):
            known = {*kept[name]["axioms"], *axioms}
            kept[name]["axioms"] = sorted(known)
    _coqchk(folder, order)
    for entry in kept.values():
        strange = {*entry["axioms"]} - AXIOMS
        if strange and not entry["reason"]:
            entry["reason"] = f"rests on {', '.join(sorted(strange))}"
    return kept


def _kept(claim: Stated, files: dict[str, str]) -> dict[str, Any]:
    proof, model = (proved_in(files, f"{letter}_{claim.name}") for letter in "pm")
    reason = claim.refused
    if not reason and proof is None:
        reason = "not attempted"
    elif not reason and claim.model and model is None:
        reason = "its hypotheses are not shown to be satisfiable"
    modules = [m for m in (proof, model if claim.model else None) if m]
    return {
        "statement": claim.fingerprint,
        "proofs": {module: behind(files, module) for module in modules},
        "axioms": [],
        "reason": reason,
    }


def _axioms(folder: Path, module: str, claims: list[Stated]) -> Iterator[tuple[str, set[str]]]:
    """Each claim's proof or model in this module, typed again, with the axioms that it rests on.

    They are asked for at once, which takes a while; each by itself when there is a strange one.
    """
    if not claims:
        return
    lines = [f"Require {STATEMENTS} {module}."]
    letter, suffix = ("m", "_model") if module == MODELS else ("p", "")
    for claim in claims:
        lines.append(
            f"Definition check_{claim.name} : {STATEMENTS}.{claim.name}{suffix} := "
            f"{module}.{letter}_{claim.name}."
        )
    names = [f"check_{claim.name}" for claim in claims]
    together = _assumptions(folder, [*lines, f"Definition all := ({', '.join(names)})."], "all")
    strange = bool(together - AXIOMS)
    for claim, name in zip(claims, names, strict=True):
        yield claim.id, _assumptions(folder, lines, name) if strange else together


def _assumptions(folder: Path, lines: list[str], name: str) -> set[str]:
    """What the term rests on: names of axioms, and whatever else Coq says of it."""
    (folder / "Check.v").write_text("\n".join([*lines, f"Print Assumptions {name}."]))
    told = [line for line in _coqc(folder, "Check").splitlines() if line and line[0] != " "]
    found = {re.sub(r"^(?:\w+\.)*(\w[\w']*)(?: :.*)?$", r"\1", line) for line in told}
    return found - {"Axioms:", "Closed under the global context"}


def _coqc(folder: Path, module: str) -> str:
    return _run(["coqc", "-w", "none", "-R", ".", LIBRARY, f"{module}.v"], folder, f"{module}.v")


def _coqchk(folder: Path, modules: Sequence[str]) -> None:
    """The kernel alone, over all files here; what Debian built is loaded, not checked again."""
    names = [part for module in modules for part in ("-norec", f"{LIBRARY}.{module}")]
    _run(["coqchk", "-silent", "-R", ".", LIBRARY, *names], folder, "coqchk")


def _run(command: list[str], folder: Path, about: str) -> str:
    done = subprocess.run(
        [*GENTLY, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise RejectedError(f"{about}: {said[-600:]}")
    return done.stdout


# ---- the command ------------------------------------------------------------------------------


def coq_version() -> str | None:
    """The version of Coq that has Coquelicot; None where either is missing."""
    if not shutil.which("coqc") or not shutil.which("coqchk"):
        return None
    with TemporaryDirectory() as folder:
        try:
            (Path(folder) / "Probe.v").write_text("From Coquelicot Require Import Coquelicot.\n")
            _coqc(Path(folder), "Probe")
        except RejectedError:
            return None
    said = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[0]


def _install() -> None:
    """Debian's packages, where this may install them."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = shutil.which("apt-get")
    if not apt or (root and not shutil.which("sudo")):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends"]):
        wanted = PACKAGES if "install" in arguments else ()
        subprocess.run(
            [*root, apt, *arguments, *wanted],
            capture_output=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Check all proofs; write the record, or compare with it. 0: done, or Coq is missing."""
    parser = argparse.ArgumentParser(prog="make formal", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    only_compare = parser.parse_args(arguments).check
    if coq_version() is None:
        _install()
    version = coq_version()
    if version is None:
        print(f"formal: not checked, Coq with Coquelicot is missing ({', '.join(PACKAGES)})")
        return 0
    if only_compare and version != recorded()["coq"]:
        print(f"formal: not checked, the record is of Coq {recorded()['coq']}, here is {version}")
        return 0
    try:
        with TemporaryDirectory() as folder:
            found = certify(stated(), sources(), Path(folder))
    except RejectedError as reason:
        print(f"formal: {reason}", file=sys.stderr)
        return 1
    return _conclude({"coq": version, "claims": found}, only_compare)


def _conclude(found: dict[str, Any], only_compare: bool) -> int:
    entries = found["claims"]
    formal = sum(not entry["reason"] for entry in entries.values())
    for id, entry in entries.items():
        if entry["reason"]:
            print(f"formal: {id}: {entry['reason']}")
    print(f"formal: {formal} of {len(entries)} claims proved, Coq {found['coq']}")
    if only_compare:
        if found != recorded():
            print("formal: the record is stale, run make formal", file=sys.stderr)
            return 1
        return 0
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    beside = RECORD.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(RECORD)
    return 0


if __name__ == "__main__":
    sys.exit(main())
