"""The numbers of one run: a, x₀, f, T, β, α and h, all exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from duhamel.analysis.numbers import SMALLEST, SizeError, number, sizes, written
from duhamel.analysis.words import refused, shown

if TYPE_CHECKING:
    from sympy import Expr

CONFIG_BYTES = 64 * 1024
_NORMAL = Fraction(1, 2**1022)
_TAKES: dict[str, tuple[str, Callable[[Fraction], bool]]] = {
    "a": ("a number", lambda _: True),
    "x0": ("a number", lambda _: True),
    "T": ("a number > 0", lambda value: value > 0),
    "beta": ("a number", lambda _: True),
    "alpha": ("a number", lambda _: True),
    "h": ("a number > 0", lambda value: value > 0),
}
STEPS = 40  # of forward Euler, where no h is given
LONG = 20  # characters
MOST_STEPS = 10_000  # a cost: some seconds


@dataclass(frozen=True)
class Problem:
    """x′ = −a x + f(t), x(0) = x₀ on [0, T]; the recurrence's β; momentum's step α; Euler's step h.

    Exact rationals, so that every engine starts from the same numbers. ``forcing`` is the text
    of f(t) in the grammar of `duhamel.analysis.forcing.parse`.

    >>> problem = Problem.from_strings(a="0.1", forcing="square(2)")
    >>> problem.a
    Fraction(1, 10)
    >>> problem.options()
    ['--a', '1/10', '--forcing', 'square(2)']
    """

    a: Fraction = Fraction(2)
    x0: Fraction = Fraction(1)
    forcing: str = "sin(3*t)"
    T: Fraction = Fraction(4)
    beta: Fraction = Fraction(9, 10)
    alpha: Fraction = Fraction(1, 8)
    h: Fraction = Fraction(1, 10)

    @property
    def texts(self) -> dict[str, str]:
        """Its numbers and forcing by name, as a user may write them."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: v if isinstance(v, str) else written(v) for k, v in given.items()}

    @property
    def f(self) -> Expr:
        """f(t) as a SymPy expression; read once for each text."""
        from duhamel.analysis.forcing import parse  # SymPy, only where f is wanted

        return parse(self.forcing)

    @classmethod
    def from_strings(cls, **given: str) -> Problem:
        """The problem from texts such as "0.1", "1/3", "1e-3", with the defaults for the rest.

        Raises ValueError, with one line, for a value out of its range, and for an f that is not
        finite on [0, T].
        """
        from duhamel.analysis.forcing import check

        numbers = {name: _value(name, text) for name, text in given.items() if name != "forcing"}
        numbers.setdefault("h", usual_step(numbers.get("T", cls.T)))
        problem = cls(**numbers, forcing=given.get("forcing", cls.forcing).strip())
        if not problem.h <= problem.T <= MOST_STEPS * problem.h:
            takes = f"a step of at most T, and T/h of at most {MOST_STEPS}"
            raise refused("--h", takes, f"{written(problem.h)} with T = {written(problem.T)}")
        f = problem.f
        try:
            check(f, problem.T)
        except ValueError as error:  # quotes a part of f as SymPy has it
            takes, got = str(error).partition(", got ")[0], shown(problem.forcing)
            raise ValueError(f"{takes}, got {got} with `--T` {written(problem.T)}") from None
        return problem

    @classmethod
    def from_toml(cls, path: str | Path, **given: str) -> Problem:
        """The problem from a flat TOML file, with ``given`` before what the file says.

        Raises ValueError, with one line, when the file cannot be read as one.
        """
        return cls.from_strings(**{**_configured(path), **given})

    def options(self) -> list[str]:
        """The command-line options that give this problem: those that differ from the defaults."""
        plain = {**Problem().texts, "h": written(usual_step(self.T))}
        changed = {name: text for name, text in self.texts.items() if text != plain[name]}
        return [word for name, text in changed.items() for word in (f"--{name}", text)]


def usual_step(end: Fraction) -> Fraction:
    """The step where none is given: T/40, in three digits where it is long.

    >>> usual_step(Fraction(4)), usual_step(Fraction("12.3456789123456789"))
    (Fraction(1, 10), Fraction(309, 1000))
    """
    step = end / STEPS
    return step if len(written(step)) <= LONG else Fraction(f"{float(step):.2e}")


def _value(name: str, text: str) -> Fraction:
    takes, holds = _TAKES[name]
    smallest = SMALLEST if name in ("beta", "h") else _NORMAL
    try:
        value = number(text.strip())
        if 0 < abs(value) < smallest:
            raise SizeError
    except SizeError:
        raise refused(f"--{name}", f"{takes} {sizes(smallest)}", text) from None
    except ValueError:
        value = None
    if value is None or not holds(value):
        long = " of at most 100 characters" if len(text.strip()) > 100 else ""
        raise refused(f"--{name}", f"{takes}{long}", text)
    return value


def _configured(path: str | Path) -> dict[str, str]:
    """The texts that a TOML file gives, numbers as they are written there."""
    import tomllib

    refuse = partial(refused, "--config")
    try:
        if not Path(path).is_file():
            raise refuse("the path of a TOML file", str(path))
        with Path(path).open("rb") as file:
            data = file.read(CONFIG_BYTES + 1)
        if len(data) > CONFIG_BYTES:
            raise refuse(f"a file of at most {CONFIG_BYTES} bytes", str(path))
    except OSError as error:
        raise refuse("a file that can be read", f"{path}: {error.strerror}") from None
    try:
        table = tomllib.loads(data.decode(), parse_float=lambda text: text.replace("_", ""))
    except (ValueError, RecursionError) as error:
        raise refuse("a TOML file", f"{Path(path).name}: {error}") from None
    names = [field.name for field in fields(Problem)]
    for key, value in table.items():
        if key not in names:
            raise refuse(f"the keys {' '.join(names)} only", key)
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise refuse(f"a number or a string as {key}", type(value).__name__)
    return {key: str(value) for key, value in table.items()}
