"""An adapter for a signature that was not understood: which kind is nearest, and what to copy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from duhamel.verification.grader.child import NAMES
from duhamel.verification.grader.child.core import named, plain, words

GIVEN = NAMES["in-front"]
SAID = {
    kind: {
        role: words(f"{NAMES[kind].get(role, '')} {NAMES['also'][kind].get(role, '')}")
        for role in GIVEN[kind]["roles"]
    }
    for kind in GIVEN
}


class Nearest(NamedTuple):
    """A kind, the names in the signature that say nothing of it, and an adapter in lines."""

    kind: str
    unknown: tuple[str, ...]
    lines: tuple[str, ...]


def nearest(found: str, methods: Sequence[str], kind: str | None) -> Nearest:
    """The kind that most names speak for, and an adapter from it to ``found``, ``name(…)``.

    ``methods`` are those of a class, written likewise.
    """
    name, made = _read(found)
    moving = [_read(one) for one in methods]
    steps = NAMES["also"]["momentum"]["step"].split()
    moving.sort(key=lambda one: steps.index(plain(one[0])) if plain(one[0]) in steps else 99)
    every = made + (moving[0][1][1:] if moving else [])

    def known(kind: str) -> int:
        return sum(any(plain(n) in names for names in SAID[kind].values()) for n in every)

    kind = kind or max(GIVEN, key=known)
    roles = _roles(every, SAID[kind])
    unknown = tuple(n for n in every if not any(plain(n) in names for names in SAID[kind].values()))
    given = {n: GIVEN[kind]["roles"].get(role, "None") for role, n in roles.items()}
    text = "object" if moving else "function"
    if moving:
        given |= dict.fromkeys(unknown, "None")
    head, *body = GIVEN[kind][text]
    call = _call(name, made, given)
    moved = _call(moving[0][0], moving[0][1][1:], given) if moving else ""
    lines = [head, *(line.replace("CALL", call).replace("MOVE", moved) for line in body)]
    return Nearest(kind, unknown, tuple(lines))


def _read(found: str) -> tuple[str, list[str]]:
    """The name of ``name(a, b=1, *, c)`` and of what it insists on."""
    name, _, inside = found.partition("(")
    depth, parts = 0, [""]
    for letter in inside.rpartition(")")[0]:
        depth += (letter in "([{") - (letter in ")]}")
        parts = [*parts, ""] if letter == "," and not depth else [*parts[:-1], parts[-1] + letter]
    asked = [part.strip().partition(":")[0].strip() for part in parts if "=" not in part]
    return name, [one for one in asked if re.fullmatch(r"\w+", one)]


def _roles(names: Sequence[str], said: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """What each name means, those that say nothing in their order."""
    roles = named(names, said, lambda role, name: plain(name) in said[role])
    left = iter([role for role in said if role not in roles])
    return roles | {next(left, f"? {n}"): n for n in names if n not in roles.values()}


def _call(name: str, takes: Sequence[str], given: Mapping[str, str]) -> str:
    return f"{name}({', '.join(given[one] for one in takes)})"
