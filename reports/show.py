"""A derivation on its own: text for a terminal, LaTeX, Markdown, Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from duhamel.analysis.derivation import Step
from duhamel.analysis.tags import recorded
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports import typeset
from duhamel.reports.prose import tex


def show(tag: str, format: str) -> str:
    """The theorem of a tag with its derivation; raises KeyError for an unknown tag or format."""
    theorem = register()[recorded()[tag]["id"]]()
    return "\n".join(FORMATS[format](theorem))


def _steps(theorem: Theorem) -> Iterator[tuple[int, int, Step]]:
    for part, chain in enumerate(theorem.derivation, 1):
        for number, step in enumerate(chain.steps, 1):
            yield part, number, step


def _text(theorem: Theorem) -> Iterator[str]:
    yield f"{theorem.id} [{theorem.tag}]  {theorem.title}"
    yield f"lecture {', '.join(theorem.lecture)}; {'; '.join(theorem.assumptions)}"
    yield ""
    for number, relation in enumerate(theorem.statement, 1):
        yield f"  ({number})  {typeset.text(relation)}"
    for part, number, step in _steps(theorem):
        if number == 1:
            yield f"\nDerivation of ({part})"
        yield f"  {part}.{number}  {typeset.text(step.relation)}"
        yield f"       {step.rule}: {step.because}"


def _markdown(theorem: Theorem) -> Iterator[str]:
    yield f"### {theorem.id} [{theorem.tag}] {theorem.title}\n"
    yield f"Lecture {', '.join(theorem.lecture)}. {'; '.join(theorem.assumptions)}.\n"
    for number, relation in enumerate(theorem.statement, 1):
        yield f"$$ {typeset.latex(relation)} \\tag{{{number}}} $$\n"
    for part, number, step in _steps(theorem):
        if number == 1:
            yield f"**Derivation of ({part})**\n"
        yield f"{number}. {step.rule}: {step.because}\n"
        yield f"   $$ {typeset.latex(step.relation)} $$\n"


def _latex(theorem: Theorem) -> Iterator[str]:
    yield f"% {theorem.id} [{theorem.tag}]; needs amsmath"
    yield f"\\paragraph{{{tex(theorem.title)} ({theorem.id}, tag {theorem.tag})}}"
    yield f"Assume: {tex('; '.join(theorem.assumptions))}."
    for relation in theorem.statement:
        yield f"\\[ {typeset.latex(relation)} \\]"
    for part, number, step in _steps(theorem):
        if number == 1:
            yield f"\\emph{{Derivation of ({part}).}}"
        yield f"{tex(step.rule)}: {tex(step.because)}"
        yield f"\\[ {typeset.latex(step.relation)} \\]"


def _typst(theorem: Theorem) -> Iterator[str]:
    yield f"== {_escaped(theorem.title)} ({theorem.id}, tag {theorem.tag})"
    yield f"Assume: {_escaped('; '.join(theorem.assumptions))}.\n"
    for relation in theorem.statement:
        yield f"$ {typeset.typst(relation)} $"
    for part, number, step in _steps(theorem):
        if number == 1:
            yield f"\n_Derivation of ({part})._\n"
        yield f"{_escaped(step.rule)}: {_escaped(step.because)}"
        yield f"$ {typeset.typst(step.relation)} $"


def _escaped(words: str) -> str:
    """Prose as Typst markup that says the same."""
    return "".join(f"\\{char}" if char in r"\#$*_`<>@=-+/[]~" else char for char in words)


FORMATS: dict[str, Callable[[Theorem], Iterator[str]]] = {
    "text": _text,
    "markdown": _markdown,
    "latex": _latex,
    "typst": _typst,
}
