"""A theorem and its proofs on their own: text for a terminal, LaTeX, Markdown, Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.provenance import AUTHOR, TITLE, edition, in_words
from duhamel.reports.text import latex, proof, typeset
from duhamel.reports.text.phrases import (
    hypotheses,
    inline,
    kind,
    lecture,
    mark,
    name,
    of_solution,
    reason,
    setting,
    standalone,
    words,
)
from duhamel.reports.text.prose import markdown, tex_in_formula
from duhamel.reports.text.prose import typst as typst_words
from duhamel.reports.text.wrapping import formula, lines
from duhamel.reports.text.wrapping import words as wrapped_words

if TYPE_CHECKING:
    from duhamel.verification.proof.substitute import Part

Told = Mapping[str, Any]
"""A theorem as `proof.told` gives it, and `given`: sentences that come before it."""

PIECEWISE = "On each smooth piece of f, from the state in which the one before ends:"
WIDTH = 80  # columns, where nobody says how many there are
NARROW = 60  # columns: below, formulas stand at the margin
MARGIN = 10  # columns before a formula, in which a word may stand
INDENT = 24  # columns: of a longer left side the chain does not stand below its sign


def show(tag: str, format: str, numbers: str = "") -> str:
    """The theorem of a tag, or one claim, "M1VP.a"; with ``numbers`` in it.

    Raises KeyError for an unknown tag or format, ValueError for numbers that it does not take.
    """
    return "\n".join(FORMATS[format](found(tag, numbers)))


def found(tag: str, numbers: str = "") -> Told:
    """What a tag stands for, and with which numbers; raises as `show` does."""
    head, _, part = tag.partition(".")
    entry = recorded()[head]
    if "forward" in entry:
        newer = found(current(recorded())[entry["id"]], numbers)
        return {**newer, "given": [f"{head} is superseded: {entry['why']}", *newer["given"]]}
    theorem = register()[entry["id"]]()
    whole: Told = {**proof.told(theorem), "given": []}
    if numbers:
        whole = _with(whole, numbers)
    claims = [claim for claim in whole["claims"] if part in ("", claim["part"])]
    if not claims or tag.endswith("."):
        raise KeyError(tag)
    return {**whole, "claims": claims, **({"part": part} if part else {})}


def holds(told: Told) -> bool:
    """Whether no claim fails under the numbers that were given."""
    return all(claim.get("holds") is not False for claim in told["claims"])


def _with(told: Told, numbers: str) -> Told:
    """The theorem with a reader's numbers, and what both sides of each claim come to."""
    from duhamel.analysis.reader_input import listed
    from duhamel.reports.own_problem import of_equation
    from duhamel.verification.proof.substitute import instantiate

    cases = instantiate(register()[told["id"]](), numbers)
    if all(case.fails is not None and case.solved is None for case in cases):
        raise ValueError(f"`--with` {_takes(cases[0])}")
    claims = []
    for claim, case in zip(told["claims"], cases, strict=True):
        note = case.said if case.fails is None else f"It does not apply: it {_takes(case)}"
        note = note and f"{note[0].upper()}{note[1:]}."
        new = {**claim, "proof": [], "note": note, "holds": case.holds}
        if case.fails is None:
            new["statement"] = proof.formula(case.statement)
        if case.solved is not None:
            lead = "That is," if case.fails is None else PIECEWISE
            new["solution"] = {"lead": lead, **of_equation(*case.solved, case.time)}
        claims.append(new)
    return {**told, "claims": claims, "given": [f"With {listed(numbers)}"]}


def _takes(case: Part) -> str:
    """The hypothesis that the numbers break, in words."""
    got = ", ".join(f"{typeset.text(x)} = {typeset.text(value)}" for x, value in case.got.items())
    return f"takes {typeset.text(case.fails)}" + (f", got {got}" if got else "")


# ---- the formats ------------------------------------------------------------------------------


def _dollars(told: Told) -> str:
    return f"${told['typst']}$"


def _proof(told: Told, claim: Told) -> str:
    own = mark(told, claim)
    return f"Proof of {own}." if own else "Proof."


def blocks(told: Told, width: int = WIDTH, spell: Callable[[str], str] = str) -> Iterator[str]:
    """The text for a terminal: what is claimed, then one block for each paragraph of a proof.

    No line is wider than ``width``; ``spell`` writes what the terminal has no letters for.
    """
    return _Screen(width, spell).blocks(told)


class _Screen(NamedTuple):
    """How many columns there are, and how what they have no letters for is written."""

    width: int
    spell: Callable[[str], str]

    def blocks(self, told: Told) -> Iterator[str]:
        yield "\n".join(self._claims(told))
        for claim in told["claims"]:
            for number, paragraph in enumerate(claim["proof"]):
                head = "" if number else f"{_proof(told, claim)} "
                said = self._filled(head + words(paragraph, self._formula, self._words))
                yield "\n".join([*([] if number else [""]), *said, *self._rows(paragraph)])

    def _claims(self, told: Told) -> Iterator[str]:
        yield from self._filled(f"{told['id']} [{name(told)}]  {self._words(told['title'])}")
        yield from self._filled(f"lecture {', '.join(told['lecture'])}")
        for sentence in told["given"]:
            yield from self._filled(self._words(sentence))
        if supposed := setting(told, self._formula):
            yield from ("", *self._filled(supposed))
        for claim in told["claims"]:
            head = f"{mark(told, claim)} {hypotheses(claim, self._formula)}".strip()
            yield from ("", *self._filled(head))
            yield from self._filled(self._formula(claim["statement"]), " " * 6, " " * 10)
            for line in filter(None, (claim.get("note"), claim["sentence"])):
                yield from self._filled(self._words(line), " " * 4)
            if "solution" in claim:
                yield from self._solution(claim["solution"])

    def _solution(self, solution: Told) -> Iterator[str]:
        """The reader's own solution, its terms in lines."""
        yield from self._filled(self._words(solution["lead"]), " " * 4)
        for case in solution["cases"]:
            if case["when"]:
                yield from self._filled(f"for {self._formula(case['when'])}", " " * 4)
            line = " " * 6
            for term in map(self.spell, case["terms"]):
                if len(line + term) > self.width and line.strip():
                    yield line
                    line = " " * 10
                line += term
            yield line
        for sentence in of_solution(solution):
            yield from self._filled(self._words(sentence), " " * 4)

    def _rows(self, paragraph: Told) -> Iterator[str]:
        """Each row in a line, its reason behind it; else the rest below, further to the right."""
        lead = self.spell(paragraph["lead"])
        margin = " " * (MARGIN if self.width >= NARROW else 2)
        indent = min(INDENT, self.width // 3)
        if lead and len(margin) < MARGIN:
            yield lead
            lead = ""
        for row in paragraph["rows"]:
            left = self.spell(row["left"]["text"]) if row["left"] else ""
            below = " " * min(len(left), indent) if row["goes_on"] else left
            right = self.spell(row["right"]["text"])
            start = f"{lead:<{len(margin) - 1}} {below}{' ' * bool(below)}"
            why = f"({reason(row)})" if reason(row) else ""
            hang = " " * (min(len(start), len(margin) + indent) + 2)
            line = f"{start}{right}"
            whole = f"{line}   {self.spell(why)}".rstrip()
            if len(whole) <= self.width:
                yield whole
            else:
                room = self.width - len(hang)
                if len(line) > self.width and not row["goes_on"]:
                    start, right = start[: len(margin)], f"{left} {right}".strip()
                    hang = margin + " " * 4
                    room = self.width - len(hang)
                yield from lines(formula(right, room), self.width, start, hang)
                if why:
                    yield from self._filled(self._words(why, room), hang, hang + " ")
            lead = ""

    def _filled(self, text: str, first: str = "", later: str | None = None) -> list[str]:
        return lines(text, self.width, first, first if later is None else later)

    def _formula(self, told: Told) -> str:
        return formula(self.spell(str(told["text"])), self.width - 10)

    def _words(self, text: str, room: int = 0) -> str:
        return wrapped_words(text, (room or self.width) - 10, self.spell)


def _latex(told: Told) -> Iterator[str]:
    return latex.fragment(told, latex.source(told, in_words(**edition())))


def _markdown(whole: Told) -> Iterator[str]:
    told = standalone(whole)
    yield f"### {told['id']} [{name(told)}] {markdown(told['title'])}\n"
    yield from filter(None, (setting(told, inline) and f"{setting(told, inline)}\n",))
    yield from (f"{markdown(sentence)}.\n" for sentence in told["given"])
    for claim in told["claims"]:
        own = mark(told, claim)
        if first := f"{own and f'**{own}**'} {hypotheses(claim, inline)}".strip():
            yield f"{first}\n"
        yield f"$$ {claim['statement']['latex']} $$\n"
        said = filter(None, (claim.get("note"), claim["sentence"]))
        yield from (f"{markdown(line)}\n" for line in said)
        if "solution" in claim:
            yield f"{markdown(claim['solution']['lead'])}\n"
            for case in claim["solution"]["cases"]:
                yield f"for {inline(case['when'])}:\n" if case["when"] else ""
                yield f"$$ {case['x']['latex']} $$\n"
            yield from (f"{markdown(line)}\n" for line in of_solution(claim["solution"]))
    yield from (f"{markdown(line)}\n" for line in lecture(told))
    for claim in told["claims"]:
        for number, paragraph in enumerate(claim["proof"]):
            head = "" if number else f"**{_proof(told, claim)}** "
            yield f"{head}{words(paragraph, inline, markdown)}{paragraph['lead']}\n"
            if paragraph["rows"]:
                lines = " \\\\\n".join(_aligned(row) for row in paragraph["rows"])
                yield f"$$ \\begin{{aligned}}\n{lines}\n\\end{{aligned}} $$\n"
    yield f"{AUTHOR}, *{TITLE}*, {in_words(**edition())}: {kind(told)}."


def _aligned(row: Told) -> str:
    left = row["left"]["latex"] if row["left"] and not row["goes_on"] else ""
    why = reason(row)
    return f"{left} &{row['right']['latex']}" + (f" && {tex_in_formula(f'({why})')}" if why else "")


def _typst(told: Told) -> Iterator[str]:
    yield f"== {typst_words(told['title'])} ({told['id']}, tag {told['tag']})"
    yield f"{setting(told, _dollars)}\n"
    yield from (f"{typst_words(sentence)}.\n" for sentence in told["given"])
    for claim in told["claims"]:
        yield f"{mark(told, claim)} {hypotheses(claim, _dollars)}"
        yield f"$ {claim['statement']['typst']} $"
        yield from (typst_words(line) for line in (claim.get("note"), claim["sentence"]) if line)
        if "solution" in claim:
            yield typst_words(claim["solution"]["lead"])
            for case in claim["solution"]["cases"]:
                yield f"for {_dollars(case['when'])}:" if case["when"] else ""
                yield f"$ {case['x']['typst']} $"
            yield from map(typst_words, of_solution(claim["solution"]))
    for claim in told["claims"]:
        for number, paragraph in enumerate(claim["proof"]):
            head = "" if number else f"\n_{_proof(told, claim)}_ "
            yield f"{head}{words(paragraph, _dollars, typst_words)}{paragraph['lead']}"
            for row in paragraph["rows"]:
                left = row["left"]["typst"] if row["left"] and not row["goes_on"] else "quad"
                yield f"$ {left} {row['right']['typst']} $"
                yield f"({typst_words(why)})" if (why := reason(row)) else ""


FORMATS: dict[str, Callable[[Told], Iterator[str]]] = {
    "text": blocks,
    "markdown": _markdown,
    "latex": _latex,
    "typst": _typst,
}
