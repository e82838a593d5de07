"""A theorem and its proofs on their own: text for a terminal, LaTeX, Markdown, Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from duhamel.analysis.tags import current, recorded
from duhamel.analysis.theorem import register
from duhamel.reports.text import latex, proof, typeset
from duhamel.reports.text.phrases import (
    hypotheses,
    inline,
    mark,
    of_solution,
    reason,
    setting,
    words,
)
from duhamel.reports.text.prose import tex

if TYPE_CHECKING:
    from duhamel.verification.proof.substitute import Part

Told = Mapping[str, Any]
"""A theorem as `proof.told` gives it, and `given`: sentences that come before it."""

PIECEWISE = "On each smooth piece of f, from the state in which the one before ends:"
WIDTH = 79  # columns of a terminal
INDENT = 24  # columns: of a longer left side the chain does not stand below its sign


def show(tag: str, format: str, numbers: str = "") -> str:
    """The theorem of a tag, or one claim, "M1VP.a"; with ``numbers`` in it.

    Raises KeyError for an unknown tag or format, ValueError for numbers that it does not take.
    """
    return "\n".join(FORMATS[format](found(tag, numbers)))


def found(tag: str, numbers: str = "") -> Told:
    """What a tag stands for, and with which numbers; raises as `show` does."""
    head, _, part = tag.partition(".")
    entry = recorded()[head]
    if "forward" in entry:
        newer = found(current(recorded())[entry["id"]], numbers)
        return {**newer, "given": [f"{head} is superseded: {entry['why']}", *newer["given"]]}
    theorem = register()[entry["id"]]()
    whole: Told = {**proof.told(theorem), "given": []}
    if numbers:
        whole = _with(whole, numbers)
    claims = [claim for claim in whole["claims"] if part in ("", claim["part"])]
    if not claims or tag.endswith("."):
        raise KeyError(tag)
    return {**whole, "claims": claims}


def holds(told: Told) -> bool:
    """Whether no claim fails under the numbers that were given."""
    return all(claim.get("holds") is not False for claim in told["claims"])


def _with(told: Told, numbers: str) -> Told:
    """The theorem with a reader's numbers, and what both sides of each claim come to."""
    from duhamel.analysis.reader_input import listed
    from duhamel.reports.own_problem import of_equation
    from duhamel.verification.proof.substitute import instantiate

    cases = instantiate(register()[told["id"]](), numbers)
    if all(case.fails is not None and case.solved is None for case in cases):
        raise ValueError(f"`--with` {_takes(cases[0])}")
    claims = []
    for claim, case in zip(told["claims"], cases, strict=True):
        note = case.said if case.fails is None else f"It does not apply: it {_takes(case)}"
        note = note and f"{note[0].upper()}{note[1:]}."
        new = {**claim, "proof": [], "note": note, "holds": case.holds}
        if case.fails is None:
            new["statement"] = proof.formula(case.statement)
        if case.solved is not None:
            lead = "That is," if case.fails is None else PIECEWISE
            new["solution"] = {"lead": lead, **of_equation(*case.solved, case.time)}
        claims.append(new)
    return {**told, "claims": claims, "given": [f"With {listed(numbers)}"]}


def _takes(case: Part) -> str:
    """The hypothesis that the numbers break, in words."""
    got = ", ".join(f"{typeset.text(x)} = {typeset.text(value)}" for x, value in case.got.items())
    return f"takes {typeset.text(case.fails)}" + (f", got {got}" if got else "")


# ---- the formats ------------------------------------------------------------------------------


def _plain(formula: Told) -> str:
    return str(formula["text"])


def _dollars(formula: Told) -> str:
    return f"${formula['typst']}$"


def _proof(told: Told, claim: Told) -> str:
    own = mark(told, claim)
    return f"Proof of {own}." if own else "Proof."


def blocks(told: Told) -> Iterator[str]:
    """The text for a terminal: what is claimed, then one block for each paragraph of a proof."""

    lines = [f"{told['id']} [{told['tag']}]  {told['title']}"]
    lines += [f"lecture {', '.join(told['lecture'])}", *told["given"]]
    lines += ["", setting(told, _plain)] if told["letters"] or told["setting"] else []
    for claim in told["claims"]:
        lines += [
            "",
            f"{mark(told, claim)} {hypotheses(claim, _plain)}".strip(),
            f"      {_plain(claim['statement'])}",
        ]
        lines += [f"    {line}" for line in (claim.get("note"), claim["sentence"]) if line]
        if "solution" in claim:
            lines += [f"    {claim['solution']['lead']}", *_cases(claim["solution"])]
    yield "\n".join(lines)
    for claim in told["claims"]:
        for number, paragraph in enumerate(claim["proof"]):
            said = words(paragraph, _plain, str)
            head = "" if number else f"\n{_proof(told, claim)} "
            yield "\n".join([*filter(None, [f"{head}{said}".rstrip()]), *_rows(paragraph)])


def _cases(solution: Told) -> Iterator[str]:
    """A solution in lines of at most 80 columns, cut between terms."""
    for case in solution["cases"]:
        if case["when"]:
            yield f"    for {_plain(case['when'])}"
        line = "      "
        for term in case["terms"]:
            if len(line + term) > WIDTH and line.strip():
                yield line
                line = "          "
            line += term
        yield line
    for sentence in of_solution(solution):
        yield from wrap(sentence, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _rows(paragraph: Told) -> Iterator[str]:
    lead = paragraph["lead"]
    for row in paragraph["rows"]:
        left = row["left"]["text"] if row["left"] else ""
        start = " " * min(len(left), INDENT) if row["goes_on"] else left
        why = f"   ({reason(row)})" if reason(row) else ""
        yield f"{lead:<9} {start}{' ' * bool(start)}{row['right']['text']}{why}"
        lead = ""


def _markdown(told: Told) -> Iterator[str]:
    yield f"### {told['id']} [{told['tag']}] {told['title']}\n"
    yield f"Lecture {', '.join(told['lecture'])}. {setting(told, inline)}\n"
    yield from (f"{sentence}.\n" for sentence in told["given"])
    for claim in told["claims"]:
        yield f"{mark(told, claim)} {hypotheses(claim, inline)}\n"
        yield f"$$ {claim['statement']['latex']} $$\n"
        yield from (f"{line}\n" for line in (claim.get("note"), claim["sentence"]) if line)
        if "solution" in claim:
            yield f"{claim['solution']['lead']}\n"
            for case in claim["solution"]["cases"]:
                yield f"for {inline(case['when'])}:\n" if case["when"] else ""
                yield f"$$ {case['x']['latex']} $$\n"
            yield from (f"{sentence}\n" for sentence in of_solution(claim["solution"]))
    for claim in told["claims"]:
        for number, paragraph in enumerate(claim["proof"]):
            head = "" if number else f"**{_proof(told, claim)}** "
            yield f"{head}{words(paragraph, inline, str)}{paragraph['lead']}\n"
            if paragraph["rows"]:
                lines = " \\\\\n".join(_aligned(row) for row in paragraph["rows"])
                yield f"$$ \\begin{{aligned}}\n{lines}\n\\end{{aligned}} $$\n"


def _aligned(row: Told) -> str:
    left = row["left"]["latex"] if row["left"] and not row["goes_on"] else ""
    why = reason(row)
    return f"{left} &{row['right']['latex']}" + (rf" && \text{{({tex(why)})}}" if why else "")


def _typst(told: Told) -> Iterator[str]:
    yield f"== {_escaped(told['title'])} ({told['id']}, tag {told['tag']})"
    yield f"{setting(told, _dollars)}\n"
    yield from (f"{_escaped(sentence)}.\n" for sentence in told["given"])
    for claim in told["claims"]:
        yield f"{mark(told, claim)} {hypotheses(claim, _dollars)}"
        yield f"$ {claim['statement']['typst']} $"
        yield from (_escaped(line) for line in (claim.get("note"), claim["sentence"]) if line)
        if "solution" in claim:
            yield claim["solution"]["lead"]
            for case in claim["solution"]["cases"]:
                yield f"for {_dollars(case['when'])}:" if case["when"] else ""
                yield f"$ {case['x']['typst']} $"
            yield from map(_escaped, of_solution(claim["solution"]))
    for claim in told["claims"]:
        for number, paragraph in enumerate(claim["proof"]):
            head = "" if number else f"\n_{_proof(told, claim)}_ "
            yield f"{head}{words(paragraph, _dollars, _escaped)}{paragraph['lead']}"
            for row in paragraph["rows"]:
                left = row["left"]["typst"] if row["left"] and not row["goes_on"] else "quad"
                yield f"$ {left} {row['right']['typst']} $"
                yield f"({_escaped(why)})" if (why := reason(row)) else ""


def _escaped(words: str) -> str:
    """Prose as Typst markup that says the same."""
    return "".join(f"\\{char}" if char in r"\#$*_`<>@=-+/[]~" else char for char in words)


FORMATS: dict[str, Callable[[Told], Iterator[str]]] = {
    "text": blocks,
    "markdown": _markdown,
    "latex": latex.fragment,
    "typst": _typst,
}
