"""Theorems and their register: what is stated, under which assumptions, and how it is derived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256
from importlib import import_module

from duhamel.analysis.derivation import Derivation, Obligation, agree, owed
from duhamel.analysis.logic import Body, Relation
from duhamel.analysis.tags import TAGS, current, place, recorded
from sympy import srepr

MODULES = (
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


@dataclass(frozen=True)
class Claim:
    """What holds under which hypotheses, in relations and in one sentence, and its derivation.

    ``model`` says what the letters and heads may be, so that all hypotheses hold. Of a claim by
    itself the hypotheses are its own; `Theorem.claim` gives it with those of the setting.
    """

    hypotheses: tuple[Relation, ...]
    statement: Relation
    sentence: str
    proof: Derivation
    model: Body = field(default_factory=dict)
    name: str = ""

    @cached_property
    def obligations(self) -> list[Obligation]:
        """What makes the derivation one of this claim: its end, and that no more is supposed."""
        due: list[Obligation] = [*agree(self.proof, self.statement)]
        return due + [d for one in self.proof.under for d in owed(one, self.hypotheses)]

    @property
    def cited(self) -> tuple[str, ...]:
        """The claims that the derivation cites, each once."""
        chains = (self.proof, *self.proof.premises)
        names = [step.cites.name for chain in chains for step in chain.steps if step.cites]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Theorem:
    """A setting, shared by its claims (a), (b), …, and the lines of the lecture it answers.

    ``id`` is the row of the catalogue, ``tag`` the permanent name to cite.
    """

    id: str
    title: str
    setting: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    lecture: tuple[str, ...]

    def claim(self, part: str) -> Claim:
        """A claim by its letter, under all its hypotheses."""
        own = self.claims["abcdefghijklmnopqrstuvwxyz".index(part)]
        every = (*self.setting, *own.hypotheses)
        return replace(own, hypotheses=every, name=f"{self.id}.{part}")

    @property
    def parts(self) -> tuple[Claim, ...]:
        """Every claim, under all its hypotheses."""
        return tuple(self.claim("abcdefghijklmnopqrstuvwxyz"[i]) for i in range(len(self.claims)))

    @property
    def statement(self) -> tuple[Relation, ...]:
        """What the claims state."""
        return tuple(claim.statement for claim in self.claims)

    @property
    def derivation(self) -> tuple[Derivation, ...]:
        """Their derivations."""
        return tuple(claim.proof for claim in self.claims)

    @property
    def tag(self) -> str:
        """The permanent tag, four characters; raises LookupError when none is recorded."""
        try:
            return current(recorded())[self.id]
        except KeyError:
            raise LookupError(f"theorem `{self.id}` has no tag in {TAGS.name}") from None

    @property
    def fingerprint(self) -> str:
        """A hash of the claims, each with its hypotheses: what the tag stands for."""
        meaning = [srepr((*claim.hypotheses, claim.statement)) for claim in self.parts]
        return sha256("\n".join(meaning).encode()).hexdigest()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The ids of the theorems that its derivations cite, in the order of the catalogue."""
        found = {name.partition(".")[0] for claim in self.claims for name in claim.cited}
        return tuple(sorted(found - {self.id}, key=place))


def foundations(id: str) -> tuple[str, ...]:
    """The theorems that a theorem rests on, also through others, in the order of the catalogue."""
    found: set[str] = set()
    new = {*register()[id]().rests_on}
    while new:
        found |= new
        new = {other for known in new for other in register()[known]().rests_on} - found
    return tuple(sorted(found, key=place))


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
    for chapter in MODULES:
        import_module(f"duhamel.analysis.chapters.{chapter}")
    return dict(sorted(_REGISTER.items(), key=lambda entry: place(entry[0])))
