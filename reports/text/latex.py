"""A theorem with its proofs as a LaTeX fragment: amsmath, amsthm, cleveref, one `theorem`.

Each proof is a row of `align`s: the steps stand at their relation, the reasons between them, and
what is too wide for a line is broken before a relation or a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from duhamel.reports.text.prose import tex

if TYPE_CHECKING:
    from typing import Protocol

    from duhamel.reports.text.show import Part, Shown

    class Line(Protocol):
        """A relation in sides and terms, as `typeset.sides` cuts it, with its tag and words."""

        @property
        def tag(self) -> str: ...
        @property
        def sides(self) -> Sequence[Sequence[str]]: ...
        @property
        def words(self) -> str: ...
        @property
        def note(self) -> str: ...


LINE = 320  # pt, of the 360 of an article at 11 pt on A4: the rest is for the number
UNIT = 6.2  # pt, of an average letter at 11 pt, with what stands around it
QUAD = 11  # pt
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
    """A relation to display, where there is no `show.Line` with the relation itself."""

    tag: str
    sides: Sequence[Sequence[str]]
    words: str = ""
    note: str = ""


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


def fragment(shown: Shown) -> Iterator[str]:
    """The lines of the fragment, in ASCII; compiled twice, its references are resolved."""
    theorem = shown.theorem
    yield f"% {theorem.id}, tag {theorem.tag}"
    yield r"% needs \usepackage{amsmath,amsthm,cleveref} and \newtheorem{theorem}{Theorem}"
    if shown.excerpt:
        yield from (f"{tex(sentence)}." for sentence in shown.given)
        for part in shown.parts:
            yield from display(part.steps)
        return
    yield rf"\begin{{theorem}}[{tex(theorem.title)}]\label{{thm:{theorem.tag}}}"
    yield STRETCH
    yield f"Assume: {tex('; '.join(theorem.assumptions))}."
    yield from (f"{tex(sentence)}." for sentence in shown.given)
    yield from display([part.statement for part in shown.parts])
    yield r"\end{theorem}"
    for part in shown.parts:
        yield rf"\begin{{proof}}[Proof of \cref{{eq:{part.statement.tag}}}]"
        yield rf"\allowdisplaybreaks {STRETCH}"
        yield from _chain(part)
        yield r"\end{proof}"


def _chain(part: Part) -> Iterator[str]:
    if part.left_out:
        yield f"{tex(part.left_out)}."
        return
    yield from display(part.steps)
    if closed := part.steps[-1].written_out:
        yield "That is,"
        yield r"\begin{align*}"
        yield "\\\\\n".join(f"  {row.left} &{row.right}" for row in rows(closed))
        yield r"\end{align*}"
    same = part.steps[-1].relation == part.statement.relation
    words = "This is" if same else "In another form, this is"
    yield rf"{words} \cref{{eq:{part.statement.tag}}}."


def display(lines: Sequence[Line]) -> Iterator[str]:
    """The lines in as few `align`s as their widths allow, the words of each before it."""
    for group in _groups(lines):
        head, *_ = group
        if words := _words(head[0]):
            yield words
        yield r"\begin{align}"
        for number, (line, broken) in enumerate(group):
            if number and (words := _words(line)):
                yield rf"\intertext{{{words}}}"
            last = number == len(group) - 1
            for row in broken[:-1]:
                yield rf"  {row.left} &{row.right} \notag\\"
            end = "" if last else r"\\"
            yield rf"  {broken[-1].left} &{broken[-1].right} \label{{eq:{line.tag}}}{end}"
        yield r"\end{align}"


def _groups(lines: Sequence[Line]) -> Iterator[list[tuple[Line, list[Row]]]]:
    group: list[tuple[Line, list[Row]]] = []
    for line in lines:
        grown = [*group, (line, rows(line.sides))]
        all_rows = [row for _, broken in grown for row in broken]
        if (
            group
            and max(width(r.left) for r in all_rows) + max(width(r.right) for r in all_rows) > LINE
        ):
            yield group
            grown = grown[-1:]
        group = grown
    yield group


def _words(line: Line) -> str:
    sentences = [line.words, line.note]
    return " ".join(f"{tex(words[0].upper() + words[1:])}." for words in sentences if words)
