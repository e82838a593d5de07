"""Numbers and words as people are shown them."""

from __future__ import annotations

from fractions import Fraction


def printable(text: str, kept: str = "\n\t") -> str:
    """A text in which what steers a terminal, or what no file can hold, is spelt out: `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or one in kept else one.encode("unicode_escape").decode()
        for one in text
    )


def shown(text: str, length: int = 40) -> str:
    """A text as an error message quotes it: one line, printable, not long."""
    head = text if len(text) <= length else text[: length - 1] + "…"
    return printable(head, kept="") or "nothing"


def refused(argument: str, takes: str, got: object) -> ValueError:
    """The error that an argument does not take what it got, in one line."""
    return ValueError(f"`{argument}` takes {takes}, got {shown(str(got))}")


def significant(value: Fraction | float, digits: int = 4) -> str:
    """A number in so many digits."""
    return f"{float(value):.{digits}g}".replace("-", "−")


def fraction(value: Fraction | None) -> str:
    """A number as it is given to code: a small fraction as it is, else all its decimals."""
    if value is None:
        return "not a finite number"
    if value.denominator == 1 and abs(value) < 10**9:
        return str(value.numerator)
    if value.denominator <= 128 and abs(value.numerator) < 10**5:
        return str(value)
    return repr(float(value))


def decimal(value: Fraction | None) -> str:
    """A number as code prints it: all its decimals where they are few."""
    if value is None:
        return "not finite"
    exact = f"{float(value):.17g}"
    text = repr(float(value)).removesuffix(".0") if len(exact) > 12 else exact
    return text.replace("-", "−")


def count(number: int, noun: str) -> str:
    """So many of them: 1 step, 2 steps."""
    return f"{number} {noun}{'s' * (number != 1)}"
