"""A derivation as it is told: paragraphs of words and displays, from the steps and nothing else.

What a step rests on is told before it, each once. A chain of = and ≤ is one display, with the
reason of each link beside it. What a reader need not see is left out: steps that are folded,
X = X at a beginning, a relation that stands there already, and "for all n" around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import Any

from duhamel.analysis.derivation import Derivation, Step
from duhamel.analysis.logic import ForAll, Iff, conjuncts, free
from duhamel.analysis.theorem import Claim, Theorem
from duhamel.reports.text import typeset
from sympy import Eq, Le, Lt, Not, S, Symbol

EQUAL = {"rewrite", "evaluate", "equals for equals", "shift the index"}  # of the right-hand side
LINKS = EQUAL | {"enlarge the bound"}
FIRST, FURTHER, HENCE, SO = LEADS = ("First,",), ("Further,",), ("Hence",), ("So",)
CONVERSELY = "Conversely, suppose "
Words = tuple[Any, ...]  # text, and the relations that stand in it


@dataclass(frozen=True)
class Cited:
    """A claim by its name, "REC-1.a", where words speak of it."""

    name: str


@dataclass(frozen=True)
class Row:
    """A relation with its reason.

    ``goes_on``: it is a link in the chain of the row before, and its left side is not printed.
    """

    relation: Any
    rule: str
    reason: str = ""
    cites: str = ""
    goes_on: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Words, then a display; either may be empty."""

    words: Words = ()
    rows: tuple[Row, ...] = ()


def tell(theorem: Theorem) -> list[tuple[Paragraph, ...]]:
    """The proofs of all claims; what one has shown the next ones refer to."""
    teller = _Teller()
    return [tuple(_flowing(teller.proof(claim))) for claim in theorem.parts]


def _flowing(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs with words that nothing is displayed after run on into the next."""
    words: Words = ()
    for one in paragraphs:
        if words and one.words[:1] == (CONVERSELY,):
            yield Paragraph(words)
            words = ()
        words = _run_on(words, one.words)
        if one.rows:
            yield Paragraph(words, one.rows)
            words = ()
    if words:
        yield Paragraph(words)


def _run_on(words: Words, more: Words) -> Words:
    if not words or not more:
        return words or more
    first, *rest = more
    if isinstance(words[-1], str) and words[-1].endswith((",", ":", SO[0], HENCE[0])):
        first = first[:1].lower() + first[1:]
    return (*words, f" {first}", *rest)


@dataclass
class _Teller:
    shown: dict[Any, str] = field(default_factory=dict)  # chains of steps, and where they stand
    part: str = ""
    wanted: Any = None  # the claim, which is not displayed again at the end
    known: tuple[Any, ...] = ()  # what is supposed where the reader is
    letters: set[Any] = field(default_factory=set)  # that have been introduced

    def proof(self, claim: Claim) -> Iterator[Paragraph]:
        """What has to be told of a claim."""
        self.part = claim.name.rpartition(".")[2]
        (*others, end), statement = _told(claim.proof), claim.statement
        self.known = (*claim.hypotheses, *claim.proof.under)
        self.letters = set().union(*(one.atoms(Symbol) for one in (*claim.hypotheses, statement)))
        self.wanted = end.relation if _same(_inner(end.relation), _inner(statement)) else None
        if not others and not end.premises and _same(end.relation, statement):
            yield Paragraph(_alone(end))
            return
        yield from self._chain(claim.proof)
        if not _same(_inner(claim.proof.last), _inner(statement)):
            yield Paragraph(("In another form, this is the claim.",))

    def _chain(
        self, chain: Derivation, opening: Words = (), stated: Any = None
    ) -> Iterator[Paragraph]:
        """The steps of a chain; a display ends where something else has to be told first.

        ``stated`` has just been said, and is not displayed again.
        """
        words = self._supposing(chain.under, chain.last, opening)
        steps, rows, pending = _told(chain), list[Row](), ""
        before: Step | None = None
        for lemma in (
            lemma
            for step in chain.steps
            if step.role == "folded"
            for lemma in _lemmas(step)
            if not self._told_here(lemma)
        ):
            yield from self._chain(lemma, words or FIRST)
            words = SO
        start = self._seen(steps)
        ready = 0  # of the steps, those before which nothing has to be told any more
        for place, step in enumerate(steps[max(start - 1, 0) :], max(start - 1, 0)):
            reason = _joined(pending, step.because)
            if start and step is steps[start - 1]:
                reason = self._where(steps[:start])
            else:
                opening = FURTHER if rows else () if words in (FIRST, FURTHER) else FIRST
                if rows and _same(step.relation, rows[-1].relation):  # other letters in the same
                    opening, step = (f"{_sentence(reason)}:",), replace(step, because="")
                own: list[Paragraph] = []
                if place >= ready:
                    run = [step, *takewhile(lambda later: later.rule in LINKS, steps[place + 1 :])]
                    run = run if step.rule in LINKS else run[:1]
                    ready = place + len(run)
                    self._remember(steps[:place])
                    for one in run:
                        own += self._premises(one, FURTHER if own else opening)
                if own:
                    yield Paragraph(words, tuple(rows))
                    yield from own
                    words, rows, before = HENCE, [], None
                if step.rule == "contradiction":
                    words = (f"This cannot be ({step.because}), so ", step.relation, ".")
                    continue
                if own and step.rule == "induct":
                    words = () if step.relation == self.wanted else words
                    continue
                if own and step.relation == self.wanted:
                    words = (f"Hence the claim ({reason}).",)
                    if not reason or step.rule in ("both ways", "cases"):
                        words = ()
                    continue
            pending = ""
            if step.relation == S.false or _says_nothing(step.relation):
                pending = reason
            elif rows and _same(_inner(step.relation), rows[-1].relation):
                rows[-1] = replace(rows[-1], reason=_joined(rows[-1].reason, reason))
            elif not (step.rule == "given" and _same(step.relation, _inner(stated))):
                _append(rows, _row(step, reason, before if rows else None), step)
            before = step
        self._remember(steps)
        yield Paragraph(words if rows or words != HENCE else (), tuple(rows))
        if pending:
            yield Paragraph((f"{_sentence(pending)}.",))

    def _within(self, context: Any, chain: Derivation, opening: Words) -> Iterator[Paragraph]:
        """A chain under what has just been supposed; after it that is not supposed any more."""
        outside = self.known
        self.known = (*outside, context, *conjuncts(context))
        yield from self._chain(chain, opening, stated=context)
        self.known = outside

    def _supposing(self, under: Iterable[Any], end: Any, opening: Words) -> Words:
        """The beginning of a chain, with what it supposes that the reader has not met."""
        new = typeset.hypotheses(h for h in under if not any(_same(h, one) for one in self.known))
        letters = set().union(*(free(one) for one in (*under, end))) - self.letters
        ranges = typeset.ranges(*letters)
        self.known, self.letters = (*self.known, *under), self.letters | letters
        if not new and not ranges:
            return opening
        said = ("Let ", *_series(ranges), ".") if ranges else ()
        if new:
            said = (*said, " Suppose " if said else "Suppose ", *_series(new), ".")
        return _run_on(opening, said)

    def _premises(self, step: Step, opening: Words) -> Iterator[Paragraph]:
        """What is told before a step."""
        match step.rule:
            case "induct":
                letter = typeset.text(_letter(step))
                words = self._supposing(step.under, step.relation, ())
                if step.relation == self.wanted:
                    yield Paragraph(_run_on(words, (f"By induction on {letter}.",)))
                else:
                    row = Row(step.relation, step.rule)
                    yield Paragraph(_run_on(words, (f"By induction on {letter}:",)), (row,))
                first, later = step.premises
                yield from self._chain(first, (f"For {letter} = 0:",))
                yield from self._within(
                    step.relation, later, (f"If it holds for {letter}, then for {letter} + 1:",)
                )
            case "both ways":
                openings = ("Suppose ", CONVERSELY)
                for word, side, chain in zip(
                    openings, step.relation.args, step.premises, strict=True
                ):
                    yield from self._within(side, chain, (word, side, "."))
            case "contradiction":
                opening = ("Suppose that ", step.relation, " does not hold.")
                for chain in step.premises:
                    yield from self._within(Not(step.relation), chain, opening)
                    opening = FURTHER
            case "cases":
                outside = self.known
                for opening, chain in zip(
                    (("In one case,",), ("In the other,",)), step.premises, strict=True
                ):
                    yield from self._chain(chain, opening)
                    self.known = outside
            case _:
                for lemma in _lemmas(step):
                    if not self._told_here(lemma):
                        yield from self._chain(lemma, opening)
                        opening = FURTHER

    # what has been shown before

    def _told_here(self, chain: Derivation) -> bool:
        return self.shown.get(_key(_told(chain))) == self.part

    def _remember(self, steps: list[Step]) -> None:
        for end in range(1, len(steps) + 1):
            self.shown.setdefault(_key(steps[:end]), self.part)

    def _seen(self, steps: list[Step]) -> int:
        """How many of the steps at the beginning were told: one alone only if it was proved."""
        for end in range(len(steps), 0, -1):
            if _key(steps[:end]) in self.shown and (end > 1 or _lemmas(steps[0])):
                return end
        return 0

    def _where(self, steps: list[Step]) -> str:
        part = self.shown[_key(steps)]
        return "as above" if part == self.part else f"as in ({part})"


def _key(steps: list[Step]) -> Any:
    return tuple((step.rule, step.relation) for step in steps)


def _told(chain: Derivation) -> list[Step]:
    """The steps that are told; "for all" is in the words around them."""
    return [step for step in chain.steps if step.role != "folded" and step.rule != "for all"]


def _lemmas(step: Step) -> list[Derivation]:
    """The premises that say more than a hypothesis."""
    return [one for one in step.premises if {s.rule for s in one.steps} - {"given", "turned"}]


def _row(step: Step, reason: str, before: Step | None) -> Row:
    reason = "" if reason == typeset.text(step.relation) else reason
    cites = step.cites.name if step.cites else ""
    row = Row(step.relation, step.rule, reason, cites)
    if before is None or not (step.rule in LINKS or step.rule == "follow"):
        return row
    old, new = before.relation, step.relation
    if not (isinstance(old, Eq | Le | Lt) and isinstance(new, Eq | Le | Lt) and old.lhs == new.lhs):
        return row
    if step.rule == "follow" and not isinstance(old, Eq):
        return row  # the new bound need not be above the old one
    sign = Eq if step.rule in EQUAL else new.func
    return replace(row, relation=sign(new.lhs, new.rhs, evaluate=False), goes_on=True)


def _append(rows: list[Row], row: Row, step: Step) -> None:
    """One row more; of links of a chain that have one reason the last is enough."""
    if rows and row.goes_on and row.reason and _why(row) == _why(rows[-1]):
        last = rows.pop()
        row = row if last.goes_on else replace(row, relation=step.relation, goes_on=False)
    rows.append(row)


def _why(row: Row) -> tuple[str, str]:
    return row.rule, row.reason


def _alone(step: Step) -> Words:
    """The one step that is the claim itself: its reason is all there is to tell."""
    both = isinstance(step.relation, Iff)
    reason = f"Each follows from the other: {step.because}" if both else _sentence(step.because)
    return (f"{reason} (", Cited(step.cites.name), ").") if step.cites else (f"{reason}.",)


def _series(things: list[Any]) -> Words:
    """A, B and C."""
    marks = [", "] * (len(things) - 2) + [" and "] * (len(things) > 1) + [""]
    return tuple(each for pair in zip(things, marks, strict=True) for each in pair if each != "")


def _letter(step: Step) -> Any:
    """The letter of an induction: the one that none of its hypotheses speaks of."""
    fixed = set().union(*(free(one) for one in step.under), set())
    letters = [x for x in free(step.relation) - fixed if getattr(x, "is_integer", False)]
    return min(letters, key=str)


def _inner(relation: Any) -> Any:
    """What a statement says for all letters, of any."""
    while isinstance(relation, ForAll) and isinstance(relation.args[0][0], Symbol):
        relation = relation.args[2]
    return relation


def _same(one: Any, other: Any) -> bool:
    """Whether two relations are the same in print."""
    return one is not None and other is not None and _in_print(one) == _in_print(other)


_in_print = cache(typeset.text)


def _says_nothing(relation: Any) -> bool:
    """Whether both sides are the same in print: x₀ = x₀."""
    return isinstance(relation, Eq) and _same(relation.lhs, relation.rhs)


def _joined(*reasons: str) -> str:
    return ", ".join(dict.fromkeys(reason for reason in reasons if reason))


def _sentence(words: str) -> str:
    """Words with a capital, where they do not begin with a formula."""
    return words[:1].upper() + words[1:] if re.match("[a-z]+('s)?( |$)", words[:20]) else words


# ---- as plain values, from which every format is made --------------------------------------------


def told(theorem: Theorem) -> dict[str, Any]:
    """All that is told of a theorem, as JSON values: every format is made of these."""
    statement = stated(theorem)
    proofs = zip(statement["claims"], theorem.claims, tell(theorem), strict=True)
    claims = [
        {**claim, "uses": list(own.cited), "proof": [_paragraph(one) for one in proof]}
        for claim, own, proof in proofs
    ]
    return {"tag": theorem.tag, **statement, "claims": claims}


def stated(theorem: Theorem) -> dict[str, Any]:
    """What a theorem says, without its proofs."""
    every = [one for claim in theorem.parts for one in (*claim.hypotheses, claim.statement)]
    return {
        "id": theorem.id,
        "title": theorem.title,
        "lecture": list(theorem.lecture),
        "letters": [typeset.math(one) for one in typeset.ranges(*every)],
        "setting": [typeset.math(one) for one in typeset.hypotheses(theorem.setting)],
        "claims": [
            {
                "part": whole.name.rpartition(".")[2],
                "hypotheses": [typeset.math(one) for one in typeset.hypotheses(own.hypotheses)],
                "statement": formula(own.statement),
                "sentence": bars(own.sentence),
            }
            for own, whole in zip(theorem.claims, theorem.parts, strict=True)
        ],
    }


def bars(words: str) -> str:
    """Words with |β| for abs(β), as the formulas beside them have it."""
    return re.sub(r"abs\(((?:[^()]|\([^()]*\))*)\)", r"|\1|", words)


def formula(relation: Any) -> dict[str, Any]:
    """A relation in all formats; ``sides`` is its LaTeX cut where a line may break."""
    return {**typeset.math(relation), "sides": typeset.sides(relation)}


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    words = [
        bars(one)
        if isinstance(one, str)
        else {"claim": one.name}
        if isinstance(one, Cited)
        else typeset.math(one)
        for one in paragraph.words
    ]
    lead = ""  # a word that can stand beside the first line
    if paragraph.rows and paragraph.words in LEADS:
        lead, words = "".join(paragraph.words), []
    return {"words": words, "lead": lead, "rows": [_displayed(row) for row in paragraph.rows]}


def _displayed(row: Row) -> dict[str, Any]:
    left, right = typeset.halves(row.relation)
    return {
        "left": left,
        "right": right,
        "sides": typeset.sides(row.relation),
        "goes_on": row.goes_on,
        "reason": bars(row.reason),
        "rule": row.rule,
        "cites": row.cites,
    }
