"""A derivation on its own: text for a terminal, LaTeX, Markdown, Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from duhamel.analysis.derivation import Derivation, Step
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text import latex, typeset


@dataclass(frozen=True)
class Line:
    """A relation with its place ("1.2"), its tag, the words before it and those after it.

    ``closed`` is the solution that it is, written out, where there are numbers to write it with.
    """

    number: str
    tag: str
    relation: Any
    words: str = ""
    note: str = ""
    closed: Any = None
    holds: bool | None = None

    @property
    def sides(self) -> list[list[str]]:
        """The relation as LaTeX, cut where a line may break."""
        return typeset.sides(self.relation)

    @property
    def written_out(self) -> list[list[str]]:
        """``closed`` in the same way; empty where there is none."""
        return typeset.sides(self.closed) if self.closed is not None else []


@dataclass(frozen=True)
class Part:
    """A statement with the steps of its derivation; ``left_out`` says why there are none."""

    statement: Line
    steps: tuple[Line, ...]
    left_out: str = ""


@dataclass(frozen=True)
class Shown:
    """What is shown of a theorem: all of it, or an excerpt, and what is given beforehand."""

    theorem: Theorem
    parts: tuple[Part, ...]
    given: tuple[str, ...] = ()
    excerpt: bool = False


def show(tag: str, format: str, numbers: str = "") -> str:
    """The theorem of a tag, or of a step's tag that step in its place; with ``numbers`` in it.

    Raises KeyError for an unknown tag or format, ValueError for numbers that it does not take.
    """
    return "\n".join(FORMATS[format](found(tag, numbers)))


def found(tag: str, numbers: str = "") -> Shown:
    """What a tag stands for, and with which numbers; raises as `show` does."""
    head, _, step = tag.partition("-")
    entry = recorded()[head]
    if "forward" in entry:
        newer = found(current(recorded())[entry["id"]], numbers)
        return replace(newer, given=(f"{head} is superseded: {entry['why']}", *newer.given))
    shown = whole(register()[entry["id"]]())
    if numbers:
        shown = _with(shown, numbers)
    return _excerpt(shown, tag) if step else shown


def whole(theorem: Theorem) -> Shown:
    """A theorem with all its derivations."""
    parts = []
    for number, (statement, chain, tags) in enumerate(
        zip(theorem.statement, theorem.derivation, theorem.step_tags, strict=True), 1
    ):
        steps = tuple(
            Line(f"{number}.{place}", tag, step.relation, f"{step.rule}: {step.because}")
            for place, (step, tag) in enumerate(zip(chain.steps, tags, strict=True), 1)
        )
        parts.append(Part(Line(f"{number}", f"{theorem.tag}.{number}", statement), steps))
    return Shown(theorem, tuple(parts))


def holds(shown: Shown) -> bool:
    """Whether no relation fails under the numbers that were given."""
    lines = [line for part in shown.parts for line in (part.statement, *part.steps)]
    return all(line.holds is not False for line in lines)


def _with(shown: Shown, numbers: str) -> Shown:
    """The theorem with a reader's numbers, and what both sides of each relation come to."""
    from duhamel.analysis.reader_input import listed
    from duhamel.verification.proof.substitute import instantiate

    parts = []
    for part, case in zip(shown.parts, instantiate(shown.theorem, numbers), strict=True):
        if case.left_out:
            unsaid = replace(part.statement, note="(left out, see below)")
            parts.append(Part(unsaid, (), f"Left out: it {case.left_out}"))
            continue
        lines = [
            replace(line, relation=judged.relation, note=judged.said, holds=judged.holds)
            for line, judged in zip(
                (part.statement, *part.steps), (case.statement, *case.steps), strict=True
            )
        ]
        lines[-1] = replace(lines[-1], closed=case.closed)
        parts.append(Part(lines[0], tuple(lines[1:])))
    return replace(shown, parts=tuple(parts), given=(f"With {listed(numbers)}",))


def _excerpt(shown: Shown, tag: str) -> Shown:
    """One step with the one before it, and what the engines say of it; KeyError if it is none."""
    theorem = shown.theorem
    for part, chain, tags in zip(shown.parts, theorem.derivation, theorem.step_tags, strict=True):
        if part.left_out and tag in tags:
            given = (*shown.given, f"{tag}: {part.left_out}")
            return replace(shown, parts=(), given=given, excerpt=True)
        for place, line in enumerate(part.steps):
            if line.tag == tag:
                judged = line
                if not shown.given:
                    judged = replace(line, note=_judged(shown.theorem, chain.steps[place]))
                steps = (*part.steps[max(place - 1, 0) : place], judged)
                return replace(shown, parts=(replace(part, steps=steps),), excerpt=True)
    head, _, name = tag.partition("-")
    was = recorded()[head]["steps"][name]["text"]
    return replace(
        shown, parts=(), given=(f"{tag} is no step of it any more: {was}",), excerpt=True
    )


def _judged(theorem: Theorem, step: Step) -> str:
    from duhamel.verification.proof.engines import examine, said

    alone = replace(theorem, statement=(step.relation,), derivation=(Derivation((step,)),))
    (line,) = examine(alone)
    return f"SymPy: {said(line.sympy)}; FLINT: {said(line.flint)}" if step.obligations else ""


def blocks(shown: Shown) -> Iterator[str]:
    """The text for a terminal: what is claimed, then one block for each step."""
    theorem = shown.theorem
    head = [
        f"{theorem.id} [{theorem.tag}]  {theorem.title}",
        f"lecture {', '.join(theorem.lecture)}; {'; '.join(theorem.assumptions)}",
        *shown.given,
    ]
    if not shown.excerpt:
        head.append("")
        for part in shown.parts:
            head += _lines(part.statement, f"({part.statement.number})")
    yield "\n".join(head)
    for part in shown.parts:
        title = f"\nDerivation of ({part.statement.number})"
        if part.left_out:
            yield f"{title}\n  {part.left_out}"
        for line in part.steps:
            start = [title] if line is part.steps[0] else []
            yield "\n".join([*start, *_lines(line, line.number)])


def _lines(line: Line, number: str) -> Iterator[str]:
    yield f"  {number}  {typeset.text(line.relation)}"
    if line.words:
        yield f"       {line.words}  [{line.tag.partition('-')[2]}]"
    if line.note:
        yield f"       {line.note}"
    if line.closed is not None:
        yield f"       that is, {typeset.text(line.closed)}"


def _markdown(shown: Shown) -> Iterator[str]:
    theorem = shown.theorem
    yield f"### {theorem.id} [{theorem.tag}] {theorem.title}\n"
    yield f"Lecture {', '.join(theorem.lecture)}. {'; '.join(theorem.assumptions)}.\n"
    yield from (f"{sentence}.\n" for sentence in shown.given)
    for part in shown.parts:
        if not shown.excerpt:
            number = part.statement.number
            yield f"$$ {typeset.latex(part.statement.relation)} \\tag{{{number}}} $$\n"
            yield from [f"{part.statement.note}.\n"] if part.statement.note else []
    for part in shown.parts:
        yield f"**Derivation of ({part.statement.number})**\n"
        yield from [f"{part.left_out}.\n"] if part.left_out else []
        for line in part.steps:
            yield f"{line.number.partition('.')[2]}. {line.words} [{line.tag}]\n"
            yield f"   $$ {typeset.latex(line.relation)} $$\n"
            yield from [f"   {line.note}\n"] if line.note else []
            if line.closed is not None:
                yield f"   that is,\n\n   $$ {typeset.latex(line.closed)} $$\n"


def _typst(shown: Shown) -> Iterator[str]:
    theorem = shown.theorem
    yield f"== {_escaped(theorem.title)} ({theorem.id}, tag {theorem.tag})"
    yield f"Assume: {_escaped('; '.join(theorem.assumptions))}.\n"
    yield from (f"{_escaped(sentence)}.\n" for sentence in shown.given)
    for part in shown.parts:
        if not shown.excerpt:
            yield f"$ {typeset.typst(part.statement.relation)} $"
            yield _escaped(part.statement.note)
    for part in shown.parts:
        yield f"\n_Derivation of ({part.statement.number})._\n"
        yield _escaped(part.left_out)
        for line in part.steps:
            yield f"{_escaped(line.words)} [{_escaped(line.tag)}]"
            yield f"$ {typeset.typst(line.relation)} $"
            yield _escaped(line.note)
            if line.closed is not None:
                yield f"that is, $ {typeset.typst(line.closed)} $"


def _escaped(words: str) -> str:
    """Prose as Typst markup that says the same."""
    return "".join(f"\\{char}" if char in r"\#$*_`<>@=-+/[]~" else char for char in words)


FORMATS: dict[str, Callable[[Shown], Iterator[str]]] = {
    "text": blocks,
    "markdown": _markdown,
    "latex": latex.fragment,
    "typst": _typst,
}
