"""Prose of titles, assumptions and reasons as LaTeX; SymPy is not needed for it."""

from __future__ import annotations

import re
import unicodedata


def tex(words: str) -> str:
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
        word = name.rsplit(" ", 1)[1].lower().replace("lamda", "lambda")
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
