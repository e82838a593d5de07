"""Text for a stream that lacks some of its letters: they are spelt out, and no meaning is lost."""

from __future__ import annotations

import codecs
import json
from itertools import groupby

ERRORS = "spelt"
"""The name of the error handler, for `str.encode` and `TextIOWrapper.reconfigure`."""

_SIGNS = {
    **{
        "✓": "ok",
        "✗": "NOT",
        "−": "-",
        "×": "*",
        "·": "*",
        "±": "+-",
        "∓": "-+",
        "⁄": "/",
        "…": "...",
    },
    **{"≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "↦": "|->", "⟺": "<=>"},
    **{"∧": "&", "∨": "or", "∈": "in", "′": "'", "″": "''", "‴": "'''", "⁗": "''''"},
    **{"⌈": "ceil(", "⌉": ")", "⌊": "floor(", "⌋": ")", "‘": "'", "’": "'", "“": "'", "”": "'"},
    **dict.fromkeys("▉▊▋▌▐█", "#"),
    **dict.fromkeys("▏▎▍▕", " "),
    **{"–": "-", "—": "--", "│": "|", "─": "-", "\u00a0": " ", "\u202f": " "},
}
_NAMES = {"∇": "grad", "∫": "int", "∑": "sum", "√": "sqrt", "∞": "oo", "∂": "d"}
_SCRIPTS = {"<sub>": "_", "<super>": "^"}


def spelt(text: str, encoding: str) -> str:
    """The text with what ``encoding`` cannot write spelt out."""
    return text.encode(encoding, ERRORS).decode(encoding)


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, words = error.object, error.object[: error.start][-1:]
    end = error.end
    while _kind(text[end - 1]) and _kind(text[end - 1]) == _kind(text[end : end + 1] or " "):
        end += 1  # of ⁿ⁺¹ a code page may have the ¹
    for kind, run in groupby(text[error.start : end], _kind):
        for word in [_script(kind, [*run])] if kind else map(_word, run):
            words += " " * (words[-1:].isalnum() and word[:1].isalpha()) + word
    apart = words[-1:].isalnum() and text[end : end + 1].isalnum()
    return words[min(1, error.start) :] + " " * apart, end


def _kind(character: str) -> str:
    """What a raised or lowered letter is written with, `^` or `_`; nothing for others."""
    from unicodedata import decomposition

    return _SCRIPTS.get(decomposition(character).partition(" ")[0], "")


def _script(kind: str, run: list[str]) -> str:
    from unicodedata import normalize

    inner = "".join(_word(character) for character in normalize("NFKC", "".join(run)))
    return kind + (inner if len(inner) == 1 else f"({inner})")


def _word(character: str) -> str:
    """A letter by its name, a sign as it is typed, anything else by its number, as in JSON."""
    from unicodedata import name, normalize

    plain = normalize("NFKC", character)
    if character.isascii() or character in _SIGNS or character in _NAMES:
        return _SIGNS.get(character) or _NAMES.get(character) or character
    match name(character, "").replace("LAMDA", "LAMBDA").split():
        case ["GREEK", "SMALL", "LETTER", letter]:
            return letter.lower()
        case ["GREEK", "CAPITAL", "LETTER", letter]:
            return letter.capitalize()
        case ["COMBINING", "CIRCUMFLEX", _]:
            return "_hat"
        case ["COMBINING", mark, *_]:
            return f"_{mark.lower()}"
        case ["VULGAR", *_]:
            return f"({plain.replace('⁄', '/')})"
    return plain if plain.isascii() and plain.isalnum() else json.dumps(character)[1:-1]


codecs.register_error(ERRORS, _spell)
