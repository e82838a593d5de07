"""What integrators and recurrences answered, read as exact rows, whichever way they hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from duhamel.analysis.words import count, fraction
from duhamel.verification.grader.diagnosis import Mistake, case
from duhamel.verification.grader.integrators.identify import alike, near
from duhamel.verification.grader.integrators.questions import ONE, ZERO, Episode, Euler
from duhamel.verification.grader.subject import Array, exact, raised


@dataclass(frozen=True)
class Values:
    """One answer, read: a row for each node, None where no number came; and what is odd about it.

    ``single``: an array library that computes in float32 by default gave it.
    """

    rows: tuple[tuple[Fraction | None, ...], ...] = ()
    odd: Mistake | None = None
    error: Mapping[str, Any] | None = None
    times: tuple[Fraction | None, ...] = ()
    states: tuple[Fraction | None, ...] = ()
    calls: int = 0
    changed: bool = False
    lasting: bool = False  # something of the run outlives it
    single: bool = False

    @property
    def finite(self) -> bool:
        return bool(self.rows) and all(None not in row for row in self.rows)

    @cached_property
    def line(self) -> tuple[Fraction, ...]:
        """The values of a subject in one dimension; what is missing counts as zero."""
        return tuple((row[0] if row else None) or ZERO for row in self.rows)


def read(episode: Episode, answer: Mapping[str, Any] | None, front: bool = False) -> Values:
    """The rows of an answer, whichever way it holds them; ``front``: its first ones are missing."""
    if answer is None:
        return Values(error={"code": "crashed", "type": "", "message": "no answer came"})
    if error := raised(answer):
        return Values(error=error)
    odd: Mistake | None
    if isinstance(answer["x"], list):
        rows, odd = _stepped(episode, [exact(wire) for wire in answer["x"]], answer["returned"])
    else:
        rows, odd = _listed(episode, exact(answer["x"]), answer["returned"], front)
    if odd and odd.code != "too-short":
        rows = []
    if odd is None and answer.get("t") is not None:
        rows, odd = _timed(episode, rows, exact(answer["t"]))
    elif odd is None and answer.get("promised"):
        odd = case("alone")
    if odd is None and any(value is None for row in rows for value in row):
        step = next(n for n, row in enumerate(rows) if None in row)
        odd = case("not-finite", step=step)
    return Values(
        rows=tuple(rows),
        odd=odd,
        times=exact(answer["times"]).values if "times" in answer else (),
        states=exact(answer["states"]).values if "states" in answer else (),
        calls=answer.get("count", 0),
        changed=bool(answer.get("changed")),
        lasting=bool(answer.get("lasting")),
        single=_single(answer),
    )


def _single(answer: Mapping[str, Any]) -> bool:
    wires = answer["x"] if isinstance(answer["x"], list) else [answer["x"]]
    own = answer["library"] not in ("numpy", "builtins", "fractions", "decimal")
    return own and any(wire["dtype"] == "float32" for wire in wires)


Rows = list[tuple[Fraction | None, ...]]


def _stepped(
    episode: Episode, arrays: Sequence[Array], returned: str
) -> tuple[Rows, Mistake | None]:
    size = len(episode.x0)
    rows: Rows = []
    for n, array in enumerate(arrays):
        if array.dtype == "other":
            return rows, case("another-return", returned=returned, promise="x_next")
        if len(array.shape) > max(1, len(arrays[0].shape)):
            return rows, case("within", returned=returned)
        if len(array.values) != size and returned.startswith("a tuple"):
            return rows, case("another-return", returned=returned, promise="x_next alone")
        if len(array.values) != size:
            wanted = count(size, "value")
            return rows, case("shape-of-step", got=_shape(array), step=n, wanted=wanted)
        rows.append(array.values)
    return rows, None


def _shape(array: Array) -> str:
    return f"an array of shape {array.shape}" if array.shape else "one number"


def _listed(
    episode: Episode, array: Array, returned: str, front: bool
) -> tuple[Rows, Mistake | None]:
    """Shape (n + 1,), (n + 1, d) or (d, n + 1), with dimensions of one anywhere."""
    size, wanted = len(episode.x0), episode.n + 1
    promise = "(t, x)" if episode.kind == "euler" else "len(f) + 1 values"
    if array.dtype == "other" or not array.shape:
        returned = returned if array.dtype == "other" else "one number"
        return [], case("another-return", returned=returned, promise=promise)
    shape = tuple(length for length in array.shape if length != 1) if size > 1 else array.shape
    unknowns = count(size, "unknown")
    if size == 1:
        if array.values and max(array.shape) != len(array.values):
            return [], case("shape", shape=array.shape, unknowns=unknowns, n=episode.n)
        rows: Rows = [(value,) for value in array.values]
    elif len(shape) == 2 and shape[1] == size:
        rows = [array.values[k : k + size] for k in range(0, len(array.values), size)]
    elif len(shape) == 2 and shape[0] == size:
        rows = [array.values[k :: shape[1]] for k in range(shape[1])]
    else:
        return [], case("shape", shape=array.shape, unknowns=unknowns, n=episode.n)
    due = {"got": count(len(rows), "value"), "n": episode.n, "wanted": wanted}
    if len(rows) > wanted:
        return rows, case("too-many", **due)
    if len(rows) < wanted:  # put where they belong
        first = episode.expected()[: wanted - len(rows)] if front else []
        return [*first, *rows], case("too-few", **due, missing="the start" if front else "the end")
    return rows, None


def _timed(episode: Episode, rows: Rows, times: Array) -> tuple[Rows, Mistake | None]:
    """The nodes that came with the values."""
    assert isinstance(episode, Euler)
    wanted = episode.times()
    if list(times.values) == wanted or _single_times(times, wanted):
        return rows, None
    if [row[0] for row in rows] == wanted and len(episode.x0) == 1:
        return [], case("times-swapped")
    if len(times.values) != len(wanted):
        got = count(len(times.values), "value")
        return rows, case("times-missing", got=got, wanted=len(rows))
    known = [t for t in times.values if t is not None]
    steps = [after - before for before, after in pairwise(known)]
    if len(known) == len(wanted) and known[0] == wanted[0] and alike(steps, steps[:1] * len(steps)):
        return rows, case("times-apart", got=fraction(steps[0]), wanted=fraction(episode.h))
    k = next(k for k, (got, t) in enumerate(zip(times.values, wanted, strict=True)) if got != t)
    got = fraction(times.values[k])
    return rows, case("times-off", step=k, got=got, wanted=fraction(wanted[k]))


def _single_times(times: Array, wanted: Sequence[Fraction]) -> bool:
    """Whether a library that computes in float32 gave the nodes, as its numbers have them."""
    foreign = times.dtype == "float32" and times.type not in ("ndarray", "list", "tuple")
    if not foreign or len(times.values) != len(wanted):
        return False
    pairs = zip(times.values, wanted, strict=True)
    return all(got is not None and near(got, t, ONE, Fraction(1, 2**22)) for got, t in pairs)
