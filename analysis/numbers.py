"""Numbers as a user writes them: exact, and of a size that float64 holds."""

from __future__ import annotations

import re
import sys
from decimal import Context
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE](?P<power>[+-]?[0-9]+))?")
_RATIO = re.compile(r"[+-]?[0-9]+/[0-9]+")
_LARGEST, SMALLEST = Fraction(sys.float_info.max), Fraction(1, 2**1074)


class SizeError(ValueError):
    """A number that float64 cannot hold."""


def number(text: str) -> Fraction:
    """The exact value of a decimal or of a ratio of integers.

    Raises ValueError for any other text: `SizeError` for a value that float64 cannot hold.

    >>> number("1e-3"), number("1/3")
    (Fraction(1, 1000), Fraction(1, 3))
    """
    decimal = _NUMBER.fullmatch(text) if len(text) <= 100 else None
    if decimal is None and not (len(text) <= 100 and _RATIO.fullmatch(text)):
        raise ValueError("not a number" if len(text) <= 100 else "more than 100 characters")
    try:
        value = Fraction(decimal[1] if decimal else text)
        if decimal and value and abs(int(decimal["power"] or 0)) > 500:
            raise SizeError("an exponent beyond float64")
        value = Fraction(text) if value else value
    except ZeroDivisionError:
        raise ValueError("a ratio over 0") from None
    if value and not SMALLEST <= abs(value) <= _LARGEST:
        raise SizeError("a value beyond float64")
    return value


def written(value: Fraction) -> str:
    """The text that gives ``value`` again: a ratio, or where that is long a power of ten.

    >>> written(Fraction(1, 10)), written(Fraction("-2.5e300"))
    ('1/10', '-2.5e300')
    """
    ratio, context = str(value), Context(prec=100, capitals=0)  # as many digits as `number` takes
    quotient = context.divide(*map(context.create_decimal, value.as_integer_ratio()))
    power = context.to_sci_string(quotient.normalize(context)).replace("e+", "e")
    return power if len(ratio) > max(20, len(power)) and Fraction(power) == value else ratio


def sizes(smallest: Fraction = SMALLEST) -> str:
    """The range of float64, in words."""
    return f"of a size from {float(smallest):.2g} to {float(_LARGEST):.2g}, as float64 holds"
