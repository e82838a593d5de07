"""A derivation on its own: text for a terminal, LaTeX, Markdown, Typst."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from duhamel.analysis.derivation import Step
from duhamel.analysis.theorem import Theorem, recorded, register
from duhamel.reports import typeset


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
    yield f"\\paragraph{{{_tex(theorem.title)} ({theorem.id}, tag {theorem.tag})}}"
    yield f"Assume: {_tex('; '.join(theorem.assumptions))}."
    for relation in theorem.statement:
        yield f"\\[ {typeset.latex(relation)} \\]"
    for part, number, step in _steps(theorem):
        if number == 1:
            yield f"\\emph{{Derivation of ({part}).}}"
        yield f"{_tex(step.rule)}: {_tex(step.because)}"
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


def _tex(words: str) -> str:
    """Prose as LaTeX that says the same; mathematical letters become mathematics."""
    parts = re.split(
        f"(.[{''.join(_ACCENTS)}])", words
    )  # a letter and its accent are two characters
    return "".join(
        f"${_ACCENTS[part[1]]}{{{part[0]}}}$"
        if part[1:] in _ACCENTS
        else "".join(_TEX.get(char) or _letter(char) for char in part)
        for part in parts
    )


def _letter(char: str) -> str:
    """A letter of the prose as LaTeX, read off its Unicode name: ₙ is $_{n}$, β is $\\beta$."""
    if char.isascii():
        return char
    name, plain = unicodedata.name(char), unicodedata.normalize("NFKD", char).replace("−", "-")
    if "SUBSCRIPT" in name:
        return f"$_{{{plain}}}$"
    if "SUPERSCRIPT" in name or "MODIFIER LETTER" in name:
        return f"$^{{{plain}}}$"
    if name.startswith("GREEK"):
        word = name.rsplit(" ", 1)[1].lower()
        return f"$\\{word.title() if 'CAPITAL' in name else word}$"
    if name.startswith("VULGAR FRACTION"):
        top, _, bottom = plain.partition("\u2044")
        return rf"$\tfrac{{{top}}}{{{bottom}}}$"
    raise TypeError(f"no LaTeX for {char!r} ({name})")


_ACCENTS = {"\u0303": r"\tilde", "\u0302": r"\hat"}
_TEX = {
    "ô": r"\^o",
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "_": r"\_", "^": r"\textasciicircum{}",
    "&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "~": r"\textasciitilde{}",
    "α": r"$\alpha$", "β": r"$\beta$", "ε": r"$\varepsilon$", "ξ": r"$\xi$", "τ": r"$\tau$",
    "ρ": r"$\rho$", "ω": r"$\omega$", "Σ": r"$\Sigma$", "∇": r"$\nabla$", "∫": r"$\int$",
    "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\neq$", "≈": r"$\approx$", "−": r"$-$", "→": r"$\to$",
    "↦": r"$\mapsto$",
    "…": r"\dots{}",
    "√": r"$\surd$",
    "ℓ": r"$\ell$",
    "∞": r"$\infty$", "±": r"$\pm$", "′": "$'$", "″": "$''$", "‴": "$'''$", "⁗": "$''''$",
    "½": r"$\tfrac12$", "₀": "$_0$", "₁": "$_1$", "₂": "$_2$", "₃": "$_3$", "₄": "$_4$",
    "⁰": "$^0$", "²": "$^2$", "³": "$^3$", "⁴": "$^4$", "ⁿ": "$^n$", "⁺": "$^+$", "¹": "$^1$",
    "ᵏ": "$^k$", "ᵗ": "$^t$", "⁻": "$^-$",
}  # fmt: skip

FORMATS: dict[str, Callable[[Theorem], Iterator[str]]] = {
    "text": _text,
    "markdown": _markdown,
    "latex": _latex,
    "typst": _typst,
}
