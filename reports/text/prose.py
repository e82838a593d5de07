"""Prose of titles, assumptions and reasons as LaTeX; SymPy is not needed for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_FUNCTIONS = {"exp", "ln", "log", "sup", "max", "cos", "sin"}
_PRODUCTS = {
    "at",
    "aT",
    "bt",
    "ah",
    "ahn",
    "nz",
    "uz",
    "iv",
    "nh",
    "lr",
    "dx",
    "dt",
}  # beside a sign
_LONE = {*_FUNCTIONS, "ah", "iv", "nh", "lr"}  # by themselves; `at` is then a word
_RELATIONS = ("=", "<", ">", "≤", "≥", "≠")
_NAME = re.compile(r"L\d+|[A-Z]{2,}-\d+\S*")  # a line of the lecture, a theorem, one of its checks
_SIGNS = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\neq", "≈": r"\approx", "−": "-", "→": r"\to", "∞": r"\infty",
    "↦": r"\mapsto", "…": r"\dots", "±": r"\pm", "∓": r"\mp", "∇": r"\nabla", "Σ": r"\Sigma",
    "∫": r"\int", "ε": r"\varepsilon", "ℓ": r"\ell", "√": r"\surd", "·": r"\cdot",
    "′": "'", "″": "''", "‴": "'''", "⁗": "''''",
}  # fmt: skip
_ACCENTS = {"\u0303": r"\tilde", "\u0302": r"\hat"}
_TEXT = {
    "ô": r"\^o", "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "…": r"\dots{}", "’": "'", "<": "$<$", ">": "$>$", "|": "$|$",
    **{char: f"\\{char}" for char in "{}_&%#$"},
}  # fmt: skip


@lru_cache(maxsize=1024)  # hundreds of steps share the words of their theorem
def tex(words: str) -> str:
    """Prose as LaTeX that says the same; what is mathematics in it becomes mathematics."""
    chunks = words.split(" ")
    code, formula = list[str](), list[str]()
    for chunk, after in zip(chunks, [*chunks[1:], ""], strict=True):
        core = chunk.rstrip(",;:.")
        if formula and core.startswith("(") and after in _RELATIONS:  # a remark, not a factor
            code += _flushed(formula)
            formula = []
        if not _mathematical(core, after, formula[-1:]):
            code += [*_flushed(formula), _text(chunk)]
            formula = []
            continue
        formula.append(core)
        if core != chunk:  # a line may break behind it
            code += [f"{''.join(_flushed(formula))}{chunk[len(core) :]}"]
            formula = []
    return " ".join([*code, *_flushed(formula)])


def _mathematical(core: str, after: str, before: list[str]) -> bool:
    """Whether a chunk is mathematics, by its neighbours; an article is a letter before a word."""
    bare = core.strip("()[]`'")
    if not bare or _NAME.fullmatch(bare) or set(core) & set("'`\\^~{}&%#$"):
        return False
    if bare in ("a", "A"):
        sign = before and not before[0][-1].isalnum()
        return bool(sign) or bare != core or not re.match(r"[A-Za-z]{2}|$", after)
    runs = re.findall(r"[A-Za-zÀ-ÿ]{2,}", core)
    if [bare] == runs or "-" in core:
        return bare in _LONE
    return all(run in _FUNCTIONS | _PRODUCTS for run in runs)


def _flushed(formula: list[str]) -> Iterator[str]:
    if formula:
        yield f"${' '.join(_math(core) for core in formula)}$"


def _text(chunk: str) -> str:
    """A word; a mathematical letter in it is a formula of its own."""
    parts = re.split(f"((?:[A-Za-z][{''.join(_ACCENTS)}]|[^\\x00-\\x7fô…’])+)", chunk)
    return "".join(
        f"${_math(part)}$" if place % 2 else "".join(_TEXT.get(char, char) for char in part)
        for place, part in enumerate(parts)
    )


def _math(core: str) -> str:
    """A formula without spaces; raises TypeError for a letter that has no LaTeX."""
    core = re.sub(r"[A-Za-z]{2,}", lambda m: rf"\{m[0]} " if m[0] in _FUNCTIONS else m[0], core)
    code, level = "", ""
    tokens = re.findall(f".[{''.join(_ACCENTS)}]|.", core)
    for place, token in enumerate(tokens):
        at, plain = _place(token)
        if at != level:
            code += "}" * bool(level) + (f"{at}{{" if at else "")
            level = at
        following = tokens[place + 1 : place + 2]
        needs_space = plain[-1:].isalpha() and plain[0] == "\\" and following[:1] != [" "]
        code += plain + " " * needs_space
    code = (code + "}" * bool(level)).replace(" }", "}").strip()
    return re.sub(r"\\surd (\\?\w+)", r"\\sqrt{\1}", code).replace("lr", r"\operatorname{lr}")


def _place(token: str) -> tuple[str, str]:
    """Where a letter stands, "_" or "^" or on the line, and the letter itself in LaTeX."""
    if token[1:] in _ACCENTS and len(token) == 2:
        return "", rf"{_ACCENTS[token[1]]}{{{token[0]}}}"
    if token in _SIGNS or token.isascii():
        return "", _SIGNS.get(token, token)
    name, plain = unicodedata.name(token), unicodedata.normalize("NFKD", token).replace("−", "-")
    if "SUBSCRIPT" in name:
        return "_", plain
    if "SUPERSCRIPT" in name or "MODIFIER LETTER" in name:
        return "^", plain
    if name.startswith("GREEK"):
        word = name.rsplit(" ", 1)[1].lower().replace("lamda", "lambda")
        return "", rf"\{word.title() if 'CAPITAL' in name else word}"
    if name.startswith("VULGAR FRACTION"):
        top, _, bottom = plain.partition("\u2044")
        return "", rf"\tfrac{{{top}}}{{{bottom}}}"
    raise TypeError(f"no LaTeX for {token!r} ({name})")
