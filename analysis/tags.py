"""The register as data: what each tag has ever stood for. Reading it needs no SymPy."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

TYPE_CHECKING = False  # not from typing, which takes as long to import as json
if TYPE_CHECKING:
    from typing import Any

    Entry = Mapping[str, Any]
    Record = Mapping[str, Entry]

TAGS = Path(__file__).with_name("tags.json")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
LENGTH = 4  # letters of a tag
ORIGIN = "claims"  # before the first seal: a register sealed from another was a draft
PREFIXES = ("ODE", "FE", "REC", "MOM", "NUM")
"""How the ids of theorems begin, in the order of the catalogue."""


@cache
def recorded() -> dict[str, dict[str, Any]]:
    """Every tag ever given, with its entry. Append-only: see `breaches`.

    An entry has id, title, lecture, setting, its claims (part, hypotheses, statement, sentence;
    formulas in text and LaTeX), the fingerprint of its meaning and a seal; a superseded one also
    `forward`, the tag that took its place, and `why`. A claim is cited by tag and part, "M1VP.a".
    """
    record: dict[str, dict[str, Any]] = json.loads(TAGS.read_text(encoding="utf-8"))
    return record


def current(record: Record) -> dict[str, str]:
    """The tag of each theorem by its id: the one that no other has superseded."""
    return {entry["id"]: tag for tag, entry in record.items() if "forward" not in entry}


def place(id: str) -> tuple[int, int]:
    """Where a theorem stands in the catalogue: a key to sort by."""
    prefix, number = id.split("-")
    return PREFIXES.index(prefix), int(number)


def letters(fingerprint: str) -> str:
    """A fingerprint in base 32."""
    number, size = int(fingerprint, 16), 4 * len(fingerprint)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(size - 5, -1, -5))


def new_tag(fingerprint: str, taken: Collection[str]) -> str:
    """The first four letters that stand together in ``fingerprint`` and are not ``taken``."""
    name = letters(fingerprint)
    tags = (name[start : start + LENGTH] for start in range(len(name) - LENGTH))
    return next(tag for tag in tags if tag not in taken)


def seals(record: Record) -> dict[str, str]:
    """The seal of each entry: a hash of what its tag means and of the seal before it.

    Who changes an entry by hand, moves it or takes it out breaks every seal from there on.
    """
    from hashlib import sha256  # a reader does without

    found, seal = {}, ORIGIN
    for tag, entry in record.items():
        seal = sha256(f"{seal} {tag} {entry['id']} {entry['fingerprint']}".encode()).hexdigest()[
            :16
        ]
        found[tag] = seal
    return found


def breaches(old: Record, new: Record) -> Iterator[str]:
    """Where ``new`` is not ``old`` with something added, in words."""
    for tag, was in old.items():
        now = new.get(tag)
        if now is None:
            yield f"{tag} has vanished"
            continue
        superseded = ("forward", "why", "claims") if "forward" in was else ()
        for key in ("id", "fingerprint", *superseded):
            if now.get(key) != was[key]:
                yield f"{tag} has another {key}: {now.get(key)}, was {was[key]}"


def faults(record: Record) -> Iterator[str]:
    """What a record says that cannot be: a broken seal, a lost way, two tags of one theorem."""
    for (tag, entry), seal in zip(record.items(), seals(record).values(), strict=True):
        if entry["seal"] != seal:
            yield f"{tag} has a broken seal: what it stands for was changed, moved or taken out"
            return  # and with it all that follow
    for tag, entry in record.items():
        if entry.get("forward", tag) not in record or ("forward" in entry) != ("why" in entry):
            yield f"{tag} is forwarded to no tag, or without a reason"
    ids = [entry["id"] for entry in record.values() if "forward" not in entry]
    yield from (f"{id} has two tags" for id in sorted({id for id in ids if ids.count(id) > 1}))
