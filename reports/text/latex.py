"""A theorem with its proofs as a LaTeX fragment: amsmath, amsthm, one `theorem`, one label.

Each proof is a row of `align`s: the steps stand at their relation, the reasons between them, and
what is too wide for a line is broken before a relation or a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from duhamel.reports.provenance import AUTHOR, TITLE
from duhamel.reports.text.phrases import (
    hypotheses,
    inline,
    kind,
    lecture,
    mark,
    name,
    of_solution,
    reason,
    setting,
    standalone,
    words,
)
from duhamel.reports.text.prose import tex

if TYPE_CHECKING:
    from duhamel.reports.text.phrases import Told

LINE = 320  # pt, of the 360 of an article at 11 pt on A4: the rest is for the number
UNIT = 6.2  # pt, of an average letter at 11 pt, with what stands around it
QUAD = 11  # pt
NARROW = 0.8  # of a letter in words, beside one in a formula
STRETCH = r"\sloppy"  # the formulas in the words break at few places
LEVELS = 4  # of brackets in which a line is broken where it must be
_WIDTHS = {  # in units, of what is not as wide as a letter
    r"\iff": 6, r"\implies": 6, r"\sum": 2.4, r"\int": 1.8, r"\left": 0.5, r"\right": 0.5,
    r"\Bigl": 0.5, r"\Bigr": 0.5,
    r"\lvert": 0.5, r"\rvert": 0.5, r"\,": 0.3, "'": 0.5, r"\mathrm": 0, r"\operatorname": 0,
    r"\tilde": 0, r"\hat": 0, r"\bar": 0, r"\mathbf": 0, r"\text": 0,
    **dict.fromkeys("(),.|[]/", 0.8), **dict.fromkeys("{} &", 0.0),
    **dict.fromkeys((*"+-=<>", r"\le", r"\ge", r"\ne", r"\land", r"\lor", r"\in", r"\to"), 2.5),
    **{rf"\{name}": len(name) for name in ("ln", "sin", "cos", "tan", "max", "min", "lim")},
    r"\arctan": 6, r"\sinh": 4, r"\cosh": 4, r"\tanh": 4,
}  # fmt: skip
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)


class Formula(NamedTuple):
    """A relation to display, in sides and terms as `typeset.sides` cuts it.

    Beside it stands ``why`` it holds.
    """

    sides: Sequence[Sequence[str]]
    why: str = ""


class Row(NamedTuple):
    """One line of an `align`: what stands before its & and what behind."""

    left: str
    right: str


def width(code: str) -> float:
    """About how wide a formula is in display, in pt at 11 pt; rather more than less."""
    return UNIT * _units(_tree(iter(_TOKEN.findall(code))))


def _tree(tokens: Iterator[str]) -> list[object]:
    """The tokens, each group in braces as a list of its own."""
    found: list[object] = []
    for token in tokens:
        if token == "}":
            break
        found.append(_tree(tokens) if token == "{" else token)
    return found


def _units(tree: Sequence[object]) -> float:
    items, total, operator = iter(tree), 0.0, False
    for item in items:
        if isinstance(item, list):
            total += _units(item)
        elif item == r"\frac":
            total += 0.4 + max(_units([next(items)]), _units([next(items)]))
        elif item in ("_", "^"):  # under a sum they are centred, and none of it is seen
            size = 0.72 * _units([next(items)])
            total += max(0.0, size - 2) if operator else size
            continue
        elif item == r"\sqrt":
            total += 1.7
        else:
            total += _WIDTHS.get(str(item), 1.05)
        operator = item in (r"\sum", r"\lim")
    return total


def rows(sides: Sequence[Sequence[str]]) -> list[Row]:
    """A relation as lines that fit: broken before a sign of relation, else before + and −."""
    left, *others = sides
    head, tail = "".join(left), [term for side in others for term in side]
    if width(head) + width("".join(tail)) <= LINE:
        return [Row(head, "".join(tail))]
    if width(head) <= LINE / 3:
        first, *more = _filled(tail, LINE - width(head))
        return [Row(head, first), *(Row("", rf"\quad {line}") for line in more)]
    if len(others) > 1:  # several relations, with words between
        lines = [*_filled(["".join(side) for side in sides], LINE)]
    else:
        lines = [*_filled(left, LINE), *(line for side in others for line in _filled(side, LINE))]
    return [Row("", lines[0]), *(Row("", rf"\quad {line}") for line in lines[1:])]


def _filled(parts: Iterable[str], room: float) -> Iterator[str]:
    """The parts in as few lines as it takes; the room of a line is less its indent.

    A fraction is never cut: where it is too wide it is set as in a line of text.
    """
    room -= QUAD
    lines = [""]
    for piece in (piece for part in parts for piece in _cut(part, room)):
        if lines[-1] and width(lines[-1] + piece) > room:
            lines.append("{}")  # so that the sign which comes next is one between two
        lines[-1] += piece
    for line in lines:
        yield line.rstrip() if width(line) <= room else rf"\textstyle {line.rstrip()}"


def _cut(part: str, room: float) -> list[str]:
    """The part; if it is wider than its room, in pieces that begin with a sign inside brackets."""
    pieces = [part]
    for level in range(1, LEVELS + 1):
        if max(map(width, pieces)) <= room:
            break
        pieces = _cut_inside(part, level)
    return pieces


def _cut_inside(part: str, level: int) -> list[str]:
    """The part, cut before each + and − that stands in at most so many brackets.

    A bracket that is cut has a size of its own: TeX grows only those that stand in one line.
    """
    tokens = _TOKEN.findall(part)
    cuts, braces, fences, torn = [0], 0, list[int](), set[int]()
    for place, token in enumerate(tokens):
        braces += {"{": 1, "}": -1}.get(token, 0)
        if token in ("(", r"\lvert") and not braces:
            fences.append(place - 1)
        elif token in (")", r"\rvert") and not braces and fences.pop() in torn:
            torn.add(place - 1)
        between = tokens[place - 1 : place] == tokens[place + 1 : place + 2] == [" "]
        if token in "+-" and between and not braces and 0 < len(fences) <= level:
            torn |= {*fences}
            cuts.append(place)
    sized = {r"\left": r"\Bigl", r"\right": r"\Bigr"}
    tokens = [sized.get(x, x) if place in torn else x for place, x in enumerate(tokens)]
    return ["".join(tokens[start:end]) for start, end in pairwise([*cuts, len(tokens)])]


NEEDS = (
    r"% needs \usepackage{amsmath,amsthm} and, where the class has no theorem of its own,",
    r"% \newtheorem{theorem}{Theorem}",
)


def source(entry: Told, edition: str) -> str:
    """Where a theorem is from, as it stands at its end; ``edition`` in words."""
    return rf"\textup{{[{AUTHOR}, \emph{{{tex(TITLE)}}}, {edition}: {kind(entry)}.]}}"


def fragment(whole: Told, source: str) -> Iterator[str]:
    """The lines of the fragment, in ASCII; no formula has a number."""
    told = standalone(whole)
    yield f"% {told['id']}, tag {name(told)}"
    yield from NEEDS
    yield from theorem(told, f"thm:{name(told)}", source)
    for claim in told["claims"]:
        if claim["proof"]:
            own = mark(told, claim)
            yield r"\begin{proof}" + (f"[Proof of {own}]" if own else "")
            yield rf"\allowdisplaybreaks {STRETCH}"
            for paragraph in claim["proof"]:
                yield from filter(None, (words(paragraph, inline, tex), paragraph["lead"]))
                yield from display([_row(row) for row in paragraph["rows"]])
            yield r"\end{proof}"


def theorem(told: Told, label: str, source: str) -> Iterator[str]:
    """The statement, of a theorem or an entry: its setting, its claims, and where it is from."""
    yield rf"\begin{{theorem}}[{{{tex(told['title'])}}}]\label{{{label}}}{STRETCH}"
    yield from (f"{tex(sentence)}." for sentence in told.get("given", ()))
    yield setting(told, inline)
    for claim in told["claims"]:
        own, first = mark(told, claim), hypotheses(claim, inline)
        yield rf"\par\textup{{{own}}} {first}" if own else first
        yield from display([Formula(claim["statement"]["sides"])])
        yield from (f"{tex(line)}" for line in (claim.get("note"), claim["sentence"]) if line)
        if "solution" in claim:
            yield tex(claim["solution"]["lead"])
            for case in claim["solution"]["cases"]:
                yield f"for {inline(case['when'])}" if case["when"] else ""
                yield from display([Formula(case["x"]["sides"])])
            yield from map(tex, of_solution(claim["solution"]))
    yield from (rf"\par\textup{{{tex(line)}}}" for line in lecture(told))
    yield rf"\par {source}"
    yield r"\end{theorem}"


def _row(row: Told) -> Formula:
    (left, *right), why = row["sides"], reason(row)
    return Formula([[""] if row["goes_on"] else left, *right], why=why and f"({tex(why)})")


def display(formulas: Sequence[Formula]) -> Iterator[str]:
    """The formulas in as few `align*`s as their widths allow.

    The reasons stand in one column, else each behind its formula, or below it.
    """
    for group in _groups(formulas):
        column = _width(group, reasons=True) <= LINE
        room = LINE - max(width(row.left) for _, broken in group for row in broken)
        lines = [
            f"  {row.left} &{row.right}"
            for line, broken in group
            for row in ([*broken[:-1], *_with_reason(broken[-1], line.why, room, column)])
        ]
        yield r"\begin{align*}"
        yield from (rf"{line} \\" for line in lines[:-1])
        yield lines[-1]
        yield r"\end{align*}"


def _with_reason(row: Row, why: str, room: float, column: bool) -> list[Row]:
    """The last row of a relation, and the rows of its reason that find no place behind it."""
    if not why:
        return [row]
    if column:
        return [Row(row.left, rf"{row.right} && \text{{{why}}}")]
    if width(row.right) + 2 * QUAD + NARROW * width(why) <= room:
        return [Row(row.left, rf"{row.right} \qquad \text{{{why}}}")]
    return [row, *(Row("", rf"\qquad \text{{{part}}}") for part in _parts(why, room - 2 * QUAD))]


def _parts(why: str, room: float) -> list[str]:
    """The words of a reason in lines; a formula among them is not broken."""
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|[^ $])+", why):
        if lines[-1] and NARROW * width(f"{lines[-1]} {word}") > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _groups(formulas: Sequence[Formula]) -> Iterator[list[tuple[Formula, list[Row]]]]:
    """As many together as fit; a chain, whose left side is said once, also without its reasons."""
    group: list[tuple[Formula, list[Row]]] = []
    for line in formulas:
        grown = [*group, (line, rows(line.sides))]
        if group and _width(grown, reasons=line.sides[0] != [""]) > LINE:
            yield group
            grown = grown[-1:]
        group = grown
    if group:
        yield group


def _width(group: Sequence[tuple[Formula, list[Row]]], reasons: bool) -> float:
    every = [row for _, broken in group for row in broken]
    room = max(width(row.left) for row in every) + max(width(row.right) for row in every)
    widest = max(NARROW * width(line.why) for line, _ in group) if reasons else 0
    return room + (widest and widest + QUAD)
