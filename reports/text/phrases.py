"""The sentences around the formulas of a theorem, the same in every format.

A theorem is a mapping as `proof.told` makes it and results.json and the register hold it;
``form`` writes a formula, ``plain`` words. SymPy is not needed for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from duhamel.analysis.tags import current, recorded

TYPE_CHECKING = False  # as in duhamel.reports.provenance
if TYPE_CHECKING:
    from typing import Any

    Told = Mapping[str, Any]
    Form = Callable[[Told], str]


def name(entry: Told) -> str:
    """The tag of a theorem, or of the one claim of it that the entry is."""
    return f"{entry['tag']}.{entry['part']}" if "part" in entry else str(entry["tag"])


def kind(entry: Told) -> str:
    """What it is, with its id and tag."""
    if "part" in entry:
        return f"claim {name(entry)} of theorem {entry['id']}"
    return f"theorem {entry['id']}, tag {entry['tag']}"


def inline(formula: Told) -> str:
    """A formula between dollars, as LaTeX and Markdown have it in a line of words."""
    return f"${formula['latex']}$"


def series(items: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def mark(told: Told, claim: Told) -> str:
    """(a), where there is more than one claim to tell apart."""
    return "" if len(told["claims"]) == 1 and claim["part"] == "a" else f"({claim['part']})"


def hypotheses(claim: Told, form: Form) -> str:
    """If … and …, then; nothing where a claim supposes nothing."""
    every = [form(one) for one in claim["hypotheses"]]
    return f"If {series(every)}, then" if every else ""


def setting(told: Told, form: Form) -> str:
    """Suppose …: the ranges of the letters, and what all claims suppose."""
    letters = [form(one) for one in told.get("letters", ())]
    supposed = [form(one) for one in told["setting"]]
    sentences = [f"Here {series(letters)}."] if letters else []
    return " ".join([*sentences, *([f"Suppose {series(supposed)}."] if supposed else [])])


def of_solution(solution: Told) -> list[str]:
    """What is said below the cases of a solution: what was left, and how it was checked."""
    found, measured = solution["cases"], solution["measured"]
    if not found:
        return [f"No formula is shown: the check of it says {solution['verdict']}, {measured}."]
    said = [] if solution["whole"] else ["The next cases go on in the same way."]
    left = "The integral is Duhamel’s: no closed form of it was found."
    return [*said, *([left] if solution["integral"] else []), f"Checked: {measured}."]


def cited(name: str) -> str:
    """A claim that a proof cites, with its tag, and what its theorem is called."""
    id, _, part = name.partition(".")
    tag = current(recorded())[id]
    return f"{name} [{tag}.{part}], “{recorded()[tag]['title']}”"


def reason(row: Told) -> str:
    """Why a line of a proof holds, with the claim that it cites."""
    return ", ".join(filter(None, (row["reason"], row["cites"] and cited(row["cites"]))))


def words(paragraph: Told, form: Form, plain: Callable[[str], str]) -> str:
    """What a paragraph of a proof says before its display; its `lead` stands beside that."""
    return "".join(
        plain(one) if isinstance(one, str)
        else plain(cited(one["claim"])) if "claim" in one
        else form(one)
        for one in paragraph["words"]
    )  # fmt: skip


# ---- away from the report ------------------------------------------------------------------------


def standalone(told: Told) -> Told:
    """The theorem without the names of the lecture's lines, which only a reader of it knows."""
    return {key: value if key == "lecture" else _unnamed(value) for key, value in told.items()}


def _unnamed(value: Any) -> Any:
    match value:
        case str():
            return re.sub(r" \(L\d+\)", "", value)
        case list():
            return [_unnamed(one) for one in value]
        case dict():
            return {key: _unnamed(one) for key, one in value.items()}
    return value


def lecture(told: Told) -> Iterator[str]:
    """What the lecture is, and the lines of it that are meant, where a theorem speaks of it."""
    said = [told["title"], *(claim["sentence"] for claim in told["claims"])]
    if re.search("lecture|listing|The text", " ".join(said)):
        from duhamel.analysis.lecture import LINES, SOURCE  # few do, and it takes long

        yield f"The lecture is {SOURCE}."
        for line in told["lecture"]:
            code = re.sub("(def .*)", r"`\1`", LINES[line])
            yield f"Its line {line} says: {code}" + "." * (not code.endswith("."))
