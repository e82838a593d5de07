"""Words with mathematics in them: cut into words and formulas, and printed in each format.

A formula in words is written as in a line of text, "|β|ⁿ ≤ 1/(1 − β)", and known by its signs.
SymPy is not needed for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

_FUNCTIONS = {"exp", "ln", "log", "sup", "max", "cos", "sin"}
_OPERATORS = {  # in LaTeX and in Typst, where they have another name
    "lr": (r"\operatorname{lr}", 'op("lr")'),
    "atan": (r"\arctan ", "arctan"),
    "ds": (r"\,ds", "dif s"),
}
_PRODUCTS = {"at", "aT", "bt", "ah", "ahn", "nz", "uz", "iv", "nh", "dx", "dt"}  # beside a sign
_LONE = {*_FUNCTIONS, *_OPERATORS, "ah", "iv", "nh"}  # by themselves; `at` is then a word
_RELATIONS = ("=", "<", ">", "≤", "≥", "≠")
_NAME = re.compile(r"L\d+|[A-Z]{2,}-\d+\S*")  # a line of the lecture, a theorem, one of its checks
_PART = re.compile(r"\([a-z]\)")  # of a theorem
_ACCENTS = {"\u0303": "tilde", "\u0302": "hat"}
_SIGN = f"[^\\x00-\\x7fô…’“”{''.join(_ACCENTS)}]"  # what no word has in it
_LETTERS = "[A-Za-zÀ-ÿ]{2,}"
_TEX = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\neq", "≈": r"\approx", "−": "-", "→": r"\to", "∞": r"\infty",
    "↦": r"\mapsto", "…": r"\dots", "±": r"\pm", "∓": r"\mp", "∇": r"\nabla", "Σ": r"\Sigma",
    "∫": r"\int", "ε": r"\varepsilon", "ℓ": r"\ell", "√": r"\surd", "·": r"\cdot",
    "←": r"\gets", "⟺": r"\iff", "′": "'", "″": "''", "‴": "'''", "⁗": "''''",
}  # fmt: skip
_TYPST = {
    "/": r"\/", "′": "'", "″": "''", "‴": "'''", "⁗": "''''", "{": "(", "}": ")",
}  # fmt: skip
_TEXT = {
    "ô": r"\^o", "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "…": r"\dots{}", "’": "'", "“": "``", "”": "''", "<": "$<$", ">": "$>$", "|": "$|$",
    **{char: f"\\{char}" for char in "{}_&%#$"},
}  # fmt: skip

Piece = tuple[bool, str]
"""Whether it is a formula, and how it is written in a line of text."""


@lru_cache(maxsize=1024)  # hundreds of steps share the words of their theorem
def pieces(words: str) -> tuple[Piece, ...]:
    """Words, cut into words and formulas; together they are the words again."""
    found = list[Piece]()
    for formula, piece in _cut(words):
        if found and found[-1][0] == formula:
            piece = found.pop()[1] + piece
        found.append((formula, piece))
    return tuple(found)


def _cut(words: str) -> Iterator[Piece]:
    chunks, formula = words.split(" "), ""
    for place, (chunk, after) in enumerate(zip(chunks, [*chunks[1:], ""], strict=True)):
        core, blank = chunk.rstrip(",;:."), " " * (place > 0)
        remark = core.startswith("(") and after in _RELATIONS  # and not a factor
        if formula and (remark or not _mathematical(chunk, core, after, formula)):
            yield True, formula
            formula = ""
        if not _mathematical(chunk, core, after, formula):
            yield from ((False, blank), *_words(chunk))
            continue
        if not formula:
            yield False, blank
            blank = ""
        formula += blank + core
        if core == chunk:
            continue
        if formula.count("(") + formula.count("[") > len(re.findall(r"[)\]]", formula)):
            formula += chunk[len(core) :]
        else:  # a line may break there
            yield from ((True, formula), (False, chunk[len(core) :]))
            formula = ""
    if formula:
        yield True, formula


def _mathematical(chunk: str, core: str, after: str, before: str) -> bool:
    """Whether a chunk is mathematics, by its neighbours; an article is a letter before a word."""
    bare = core.strip("()[]|'`")
    if not bare or _NAME.fullmatch(bare) or set(core) & set("'`\\~&%#$"):
        return False
    signed = re.search(_SIGN, core) is not None
    if set(core) & set("^{}") and not signed:
        return False
    if not before and _PART.fullmatch(core):
        return False
    operand = len(before) > 1 and not before[-1].isalnum() and before[-1] not in ")]|}′″‴"
    if bare in ("a", "A"):
        return operand or bare != chunk or not re.match("(?!the$)[A-Za-z]{2}", after)
    runs = re.findall(_LETTERS, core)
    if [bare] == runs:
        return bare in _LONE or (operand and len(bare) == 2)
    known = _FUNCTIONS | _PRODUCTS | {*_OPERATORS}
    return "-" not in core and all(run in known or (signed and len(run) == 2) for run in runs)


def _words(chunk: str) -> Iterator[Piece]:
    """A word; a mathematical letter in it is a formula of its own."""
    parts = re.split(f"((?:[A-Za-z][{''.join(_ACCENTS)}]|{_SIGN})+)", chunk)
    yield from ((place % 2 == 1, part) for place, part in enumerate(parts) if part)


# ---- the formats ---------------------------------------------------------------------------------


def tex(words: str) -> str:
    """Words as LaTeX in ASCII; raises TypeError for a letter that has none."""
    return _printed(words, lambda formula: f"${_tex(formula)}$", _tex_words, r"\texttt{{{}}}")


def tex_in_formula(words: str) -> str:
    """Words as LaTeX that stands in a display: some readers of Markdown end it at any dollar."""
    return _printed(words, _tex, _text_in_formula, r"\texttt{{{}}}")


def markdown(words: str) -> str:
    """Words as Markdown, with the formulas between dollars."""
    return _printed(words, lambda formula: f"${_tex(formula)}$", plain_markdown, "`{}`")


def plain_markdown(words: str) -> str:
    """Words without a formula, in which Markdown finds no marks."""
    return "".join(f"\\{char}" if char in r"\`*_[]<>|~$#" else char for char in words)


def typst(words: str) -> str:
    """Words as Typst markup, with the formulas between dollars."""
    return _printed(words, lambda formula: f"${_typst(formula)}$", plain_typst, "`{}`")


def plain_typst(words: str) -> str:
    """Words without a formula, in which Typst finds no marks."""
    return "".join(f"\\{char}" if char in r"\#$*_`<>@=-+/[]~" else char for char in words)


def _printed(
    words: str, formula: Callable[[str], str], text: Callable[[str], str], code: str
) -> str:
    """The words, with ``code`` around what stands between backticks."""
    return "".join(
        code.format(text(part[1:-1]) if code[0] == "\\" else part[1:-1])
        if part.startswith("`")
        else "".join((formula if is_formula else text)(piece) for is_formula, piece in pieces(part))
        for part in re.split("(`[^`]*`)", words)
    )


def _tex_words(text: str) -> str:
    return "".join(_TEXT.get(char, char) for char in text)


def _text_in_formula(text: str) -> str:
    parts = re.split("([<>|])", text)
    return "".join(part if part in "<>|" else rf"\text{{{_tex_words(part)}}}" for part in parts)


def _tex(formula: str) -> str:
    code = _scripts(_tokens(formula), _tex_letter, "{}")
    code = re.sub(r" +(?=[}_^) ])|(?<=\\surd) +(?=\()", "", code).strip()
    return _rooted(re.sub(r"\\surd (\\?\w+)", r"\\sqrt{\1}", code))


def _rooted(code: str) -> str:
    """√(…) with its bar over what stands in the brackets."""
    while (start := code.find(r"\surd(")) >= 0:
        inside = code[start + len(r"\surd(") :]
        depths = accumulate(({"(": 1, ")": -1}.get(char, 0) for char in inside), initial=1)
        end = next((place for place, depth in enumerate(depths) if not depth), 0)
        if not end:
            raise TypeError(f"a bracket is left open in {code}")
        code = rf"{code[:start]}\sqrt{{{inside[: end - 1]}}}{inside[end:]}"
    return code


def _tex_letter(token: str) -> str:
    if token in _OPERATORS:
        return _OPERATORS[token][0]
    if token in _FUNCTIONS:
        return rf"\{token} "
    if token[1:] in _ACCENTS:
        return rf"\{_ACCENTS[token[1]]}{{{token[0]}}}"
    if token in _TEX:
        return _TEX[token] + " " * _TEX[token][-1].isalpha()
    if token.isascii():
        return token
    name = unicodedata.name(token)
    if name.startswith("GREEK"):
        word = name.rsplit(" ", 1)[1].lower().replace("lamda", "lambda")
        return rf"\{word.title() if 'CAPITAL' in name else word} "
    if name.startswith("VULGAR FRACTION"):
        top, _, bottom = unicodedata.normalize("NFKD", token).partition("\u2044")
        return rf"\tfrac{{{top}}}{{{bottom}}}"
    raise TypeError(f"no LaTeX for {token!r} ({name})")


def _typst(formula: str) -> str:
    return re.sub(" +", " ", _scripts(_tokens(formula), _typst_letter, "()")).strip()


def _typst_letter(token: str) -> str:
    if token in _OPERATORS:
        return f"{_OPERATORS[token][1]} "
    if token[1:] in _ACCENTS:
        return f"{_ACCENTS[token[1]]}({token[0]})"
    return _TYPST.get(token) or (f"{token} " if token.isalpha() else token)


def _tokens(formula: str) -> list[str]:
    """The letters, numbers and signs of a formula; letters that are no name are a product."""
    names = "|".join(sorted({*_FUNCTIONS, *_OPERATORS}, key=len, reverse=True))
    return re.findall(rf".[{''.join(_ACCENTS)}]|(?:{names})(?![A-Za-z])|[0-9][0-9.]*|.", formula)


def _scripts(tokens: Iterable[str], letter: Callable[[str], str], braces: str) -> str:
    """The tokens, those that are raised or lowered in braces."""
    code, level = "", ""
    for token in tokens:
        at, plain = _place(token)
        if at != level:
            code = (code.rstrip(" ") if at else code) + braces[1] * bool(level)
            code += f"{at}{braces[0]}" if at else ""
            level = at
        code += letter(plain)
    return code + braces[1] * bool(level)


def _place(token: str) -> tuple[str, str]:
    """Where a letter stands, "_" or "^" or on the line, and the letter itself."""
    if token.isascii() or len(token) > 1:
        return "", token
    name, plain = unicodedata.name(token), unicodedata.normalize("NFKD", token)
    if "SUBSCRIPT" in name:
        return "_", plain
    return ("^", plain) if "SUPERSCRIPT" in name or "MODIFIER LETTER" in name else ("", token)
