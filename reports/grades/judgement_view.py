"""The answer to a person whose code was checked: on a terminal, as a picture, as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from duhamel.analysis import files as disk
from duhamel.analysis.tags import current, recorded
from duhamel.analysis.words import count, significant
from duhamel.reports.grades.grading import Grade, as_csv, points
from duhamel.verification.grader.diagnosis import Judgement
from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

MARKS = {
    "pass": ("✓", "green"),
    "fail": ("✗", "red"),
    "inconclusive": ("?", "yellow"),
    "unjudged": ("?", "yellow"),
    "not-understood": ("?", "yellow"),
}
CELLS = 24  # of a bar, on each side of the picture
PRINTED = 10  # lines of what it printed that a terminal shows


# ---- on a terminal ---------------------------------------------------------------------------


def answer(judged: Judgement, console: Console) -> None:
    """What one subject does, and where it first does something else."""
    mark, colour = MARKS[judged.verdict]
    console.print(
        Text.assemble((mark, colour), " ", (judged.subject, "bold"), f"  {_heading(judged)}"),
        _indented(Text.assemble((judged.code, "bold"), f": {_words(judged)}")),
    )
    console.print(*(_indented(part, above=1) for part in _parts(judged)), sep="\n")


def _indented(part: RenderableType, above: int = 0) -> Padding:
    return Padding(part, (above, 0, 0, 2), expand=False)


def _heading(judged: Judgement) -> str:
    words = (judged.kind, judged.signature and f"signature {judged.signature}")
    return ", ".join(word for word in words if word)


def _words(judged: Judgement) -> str:
    more = f" Amplification {judged.amplification}." if judged.amplification else ""
    return f"{judged.sentence}{more} {judged.remark}".rstrip()


def _parts(judged: Judgement) -> Iterator[RenderableType]:
    if case := judged.counterexample:
        rows = Table.grid(padding=(0, 2))
        for name, value in case.inputs.items():
            rows.add_row(Text(name), Text(value, overflow="fold"))
        rows.add_row(Text("expected"), Text(case.expected, "green", overflow="fold"))
        rows.add_row(Text("got"), Text(case.got, "red", overflow="fold"))
        yield Group(Text(f"It first differs at step {case.step}:"), _indented(rows))
    if judged.verdict != "pass" and judged.expected_impulse:
        yield _impulses(judged.expected_impulse, judged.got_impulse)
    if judged.verdict != "pass":
        yield Group(*(Text(line) for line in _pointers(judged)))
    if judged.output:
        lines = judged.output.splitlines()
        more = [f"… and {count(len(lines) - PRINTED, 'line')} more"] if lines[PRINTED:] else []
        told = Text("\n".join(lines[:PRINTED] + more))
        yield Group(Text("It printed:"), _indented(told))


def _pointers(judged: Judgement) -> Iterator[str]:
    """Where to look next, a line each."""
    if judged.hint:
        end = "" if "\n" in judged.hint else "."
        yield judged.hint[:1].upper() + judged.hint[1:] + end
    if judged.accepted_by:
        yield f"To accept this convention: {judged.accepted_by}"
    if judged.also:
        yield f"Also fits: {', '.join(judged.also)}"
    tag = current(recorded()).get(judged.theorem)
    if tag:
        yield f"It violates {judged.theorem}: duhamel show {tag}"


def _impulses(expected: Sequence[float], got: Sequence[float | None]) -> RenderableType:
    """The two responses to one unit input, a bar for each step, zero where the bars begin."""
    drawn = [value for value in (*expected, *got) if value is not None]
    low, high = min(0.0, *drawn), max(0.0, *drawn)
    size = (high - low) or 1.0
    rows = Table.grid(padding=(0, 1))
    rows.add_row("step", Text("expected", "green"), "", Text("got", "red"), "")
    for step, value in enumerate(expected, 1):
        other = got[step - 1] if step <= len(got) else None
        rows.add_row(
            Text(str(step), justify="right"),
            *(cell for number in (value, other) for cell in _bar(number, low, size)),
        )
    return Group(Text("The response to one unit input:"), _indented(rows))


def _bar(value: float | None, low: float, size: float) -> tuple[RenderableType, Text]:
    if value is None:
        return Text("—"), Text("no number")
    ends = sorted((-low, value - low))
    return Bar(size, *ends, width=CELLS), Text(significant(value), justify="right")


def summary(grades: Sequence[Grade], console: Console) -> None:
    """A line for each target, and how many pass."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("")
    table.add_column("subject", overflow="fold", ratio=2)
    table.add_column("diagnosis", overflow="fold", ratio=1)
    table.add_column("points", justify="right", no_wrap=True)
    for one in grades:
        mark, colour = MARKS[one.judgement.verdict]
        table.add_row(
            Text(mark, colour), Text(one.judgement.subject), Text(one.judgement.code), points(one)
        )
    console.print(table)
    verdicts = [one.judgement.verdict for one in grades]
    said = f"{verdicts.count('pass')} of {len(grades)} pass"
    for verdict, words in (
        ("not-understood", "not understood"),
        ("unjudged", "could not be judged"),
    ):
        if left := verdicts.count(verdict):
            said += f", {left} {words}"
    console.print(f"\n{said}")


# ---- as files --------------------------------------------------------------------------------


def write(grades: Sequence[Grade], out: Path) -> None:
    """Write the files of `files` into a folder; all are composed before the first is written."""
    made = files(grades)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        disk.write(out / name, text)


def files(grades: Sequence[Grade]) -> dict[str, str]:
    """The picture and the page of each target, an index of the pages, and all as CSV, by name."""
    made = {"summary.csv": as_csv(grades)}
    links = []
    for one, name in zip(grades, _names(grades), strict=True):
        judged = one.judgement
        picture = ""
        if judged.expected_impulse:
            picture = made[f"{name}.svg"] = drawn(judged)
        made[f"{name}.html"] = _page(judged.subject, [*_body(one, picture)])
        mark, _ = MARKS[judged.verdict]
        links.append(
            f'<tr><td>{mark}</td><td><a href="{name}.html">{escape(judged.subject)}</a></td>'
            f"<td>{escape(judged.code)}</td><td>{points(one)}</td>"
            "</tr>"
        )
    head = "<tr><th>verdict</th><th>subject</th><th>diagnosis</th><th>points</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{''.join(links)}</tbody></table>"
    made["index.html"] = _page("Checked", ["<h1>Checked</h1>", table])
    return made


def _names(grades: Sequence[Grade]) -> list[str]:
    """A file name for each target, no two the same."""
    names: list[str] = []
    for one in grades:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", one.judgement.subject).strip("-") or "subject"
        plain = plain[-80:]
        number = sum(name == plain or name.startswith(f"{plain}.") for name in names)
        names.append(f"{plain}.{number + 1}" if number or plain in ("index", "summary") else plain)
    return names


def drawn(judged: Judgement) -> str:
    """The two impulse responses as SVG."""
    from duhamel.reports.book import figures

    return figures.impulses({"expected": [*judged.expected_impulse], "got": [*judged.got_impulse]})


def _body(one: Grade, picture: str) -> Iterator[str]:
    judged = one.judgement
    mark, _ = MARKS[judged.verdict]
    yield f"<h1>{mark} {escape(judged.subject)}</h1><p>{escape(_heading(judged))}</p>"
    yield f"<p><strong>{escape(judged.code)}</strong>: {escape(_words(judged))}</p>"
    if case := judged.counterexample:
        rows = [*case.inputs.items(), ("expected", case.expected), ("got", case.got)]
        cells = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
        yield f"<h2>It first differs at step {case.step}</h2><table>{cells}</table>"
    if picture:
        alt = "; ".join(
            f"{name} {', '.join('none' if v is None else significant(v) for v in values)}"
            for name, values in (("expected", judged.expected_impulse), ("got", judged.got_impulse))
        )
        yield "<h2>The response to one unit input</h2>"
        yield f'<figure role="img" aria-label="{escape(alt)}">{picture}</figure>'
    if judged.verdict != "pass":
        yield "".join(f"<p>{escape(line)}</p>" for line in _pointers(judged))
    points = "".join(
        f"<tr><td>{MARKS[point.verdict][0]}</td><td>{escape(point.title)}</td>"
        f"<td>{escape(point.message)}</td><td>{float(got):.4g}/{float(most):.4g}</td></tr>"
        for point, got, most in one.parts
    )
    head = "<tr><th>verdict</th><th>check</th><th>what was seen</th><th>points</th></tr>"
    if points:
        yield f"<h2>Checks</h2><table><thead>{head}</thead><tbody>{points}</tbody></table>"
    if judged.output:
        yield f"<h2>It printed</h2><pre>{escape(judged.output)}</pre>"


def _page(title: str, body: Sequence[str]) -> str:
    """A page of its own that loads nothing."""
    style = Path(__file__).with_name("judgement_view.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · duhamel check</title><style>{style}</style></head>"
        f"<body><main>{chr(10).join(body)}</main></body></html>\n"
    )
