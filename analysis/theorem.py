"""Theorems and their register: what is stated, under which assumptions, and how it is derived."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module

from duhamel.analysis.derivation import Derivation, Relation, Step
from duhamel.analysis.tags import PREFIXES, TAGS, current, place, recorded
from sympy import Eq, srepr

CHAPTERS = (
    "continuous",
    "weights",
    "responses",
    "discretisation",
    "stability",
    "recurrence",
    "averaging",
    "rounding",
    "momentum",
    "quadratic",
    "conventions",
    "integration",
)
_ID = re.compile(rf"\b(?:{'|'.join(PREFIXES)})-[0-9]+")


@dataclass(frozen=True)
class Theorem:
    """A statement with its assumptions, its derivation, and the lines of the lecture it answers.

    ``statement`` is one relation or several; ``derivation`` has one chain for each, in that order,
    and each chain ends in its relation. ``id`` is the row of the catalogue, ``tag`` the permanent
    name to cite.
    """

    id: str
    title: str
    statement: tuple[Relation, ...]
    assumptions: tuple[str, ...]
    lecture: tuple[str, ...]
    derivation: tuple[Derivation, ...]

    def __post_init__(self) -> None:
        if len(self.statement) != len(self.derivation):
            raise ValueError(
                f"theorem `{self.id}` needs one derivation for each statement, "
                f"got {len(self.derivation)} for {len(self.statement)}"
            )

    @property
    def tag(self) -> str:
        """The permanent tag, four characters; raises LookupError when none is recorded."""
        try:
            return current(recorded())[self.id]
        except KeyError:
            raise LookupError(f"theorem `{self.id}` has no tag in {TAGS.name}") from None

    @property
    def fingerprint(self) -> str:
        """A hash of the canonical statement and the assumptions: what the tag stands for."""
        meaning = [*(srepr(relation) for relation in self.statement), *self.assumptions]
        return sha256("\n".join(meaning).encode()).hexdigest()

    @property
    def step_fingerprints(self) -> tuple[tuple[str, ...], ...]:
        """A hash of each step, chain by chain: of its relation and of the part it serves.

        A relation that a part reaches again, as an induction does, is counted. So a step keeps its
        hash when others are put before it.
        """
        return tuple(
            tuple(_fingerprints(part, [step.relation for step in chain.steps]))
            for part, chain in enumerate(self.derivation, 1)
        )

    @property
    def step_tags(self) -> tuple[tuple[str, ...], ...]:
        """The permanent tag of each step, KA2Q-7M, chain by chain.

        Raises LookupError when one is not recorded.
        """
        tag = self.tag
        names = {kept["fingerprint"]: name for name, kept in recorded()[tag]["steps"].items()}
        try:
            return tuple(
                tuple(f"{tag}-{names[fingerprint]}" for fingerprint in chain)
                for chain in self.step_fingerprints
            )
        except KeyError:
            raise LookupError(f"a step of `{self.id}` has no tag in {TAGS.name}") from None

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The ids of the theorems that the steps cite, in the order of the catalogue."""
        words = " ".join(step.because for chain in self.derivation for step in chain.steps)
        return tuple(sorted({*_ID.findall(words)} - {self.id}, key=place))

    @property
    def premises(self) -> tuple[Step, ...]:
        """What is taken as given and is neither l = l, nor reached before, nor another theorem."""
        found: list[Step] = []
        reached: list[Relation] = []
        for step in (step for chain in self.derivation for step in chain.steps):
            known = step.relation in reached or _ID.search(step.because)
            trivial = isinstance(step.relation, Eq) and step.relation.lhs == step.relation.rhs
            if step.rule == "given" and not (known or trivial):
                found.append(step)
            reached.append(step.relation)
        return tuple(found)


def foundations(id: str) -> tuple[str, ...]:
    """The theorems that a theorem rests on, also through others, in the order of the catalogue."""
    found: set[str] = set()
    new = {*register()[id]().rests_on}
    while new:
        found |= new
        new = {other for known in new for other in register()[known]().rests_on} - found
    return tuple(sorted(found, key=place))


def _fingerprints(part: int, relations: Iterable[Relation]) -> Iterator[str]:
    met: Counter[str] = Counter()
    for relation in relations:
        meaning = srepr(relation)
        met[meaning] += 1
        yield sha256(f"{part}\n{met[meaning]}\n{meaning}".encode()).hexdigest()


_REGISTER: dict[str, Callable[[], Theorem]] = {}


def theorem(id: str) -> Callable[[Callable[[], Theorem]], Callable[[], Theorem]]:
    """Register the function below as the theorem ``id``; it is derived when first asked for."""

    def enter(derive: Callable[[], Theorem]) -> Callable[[], Theorem]:
        if id in _REGISTER:
            raise ValueError(f"theorem `{id}` is registered twice")
        _REGISTER[id] = cache(derive)
        return _REGISTER[id]

    return enter


def register() -> dict[str, Callable[[], Theorem]]:
    """All theorems by id, in the order of the chapters.

    >>> register()["REC-3"]().title
    'Amplification of a constant input'
    """
    for chapter in CHAPTERS:
        import_module(f"duhamel.analysis.chapters.{chapter}")
    return dict(sorted(_REGISTER.items(), key=lambda entry: place(entry[0])))
