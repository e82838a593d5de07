"""The words between the theorems, with the formulas and numbers of a run put in their places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from duhamel.analysis.book import CHAPTERS, IDEA, PICTURE

_MARK = re.compile(r"\{(.*?)\}")


def chapters(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The chapters of which the results hold a theorem, their words as pieces.

    A piece is text, a formula, or ``{"source": key}``. A paragraph that speaks
    of a claim or a number that the results do not hold is left out.
    """
    held = {theorem["id"] for theorem in results["theorems"]}
    told: list[dict[str, Any]] = []
    for number, chapter in enumerate(CHAPTERS, start=1):
        if mine := [id for id in chapter.theorems if id in held]:
            words = {
                part: list(paragraphs(getattr(chapter, part), results))
                for part in ("question", "training")
            }
            pictures = [name for name in chapter.pictures if name in results["figures"]]
            head = {"id": chapter.id, "number": str(number), "title": chapter.title}
            told.append({**head, **words, "theorems": mine, "pictures": pictures})
    placed = {PICTURE, *(name for chapter in told for name in chapter["pictures"])}
    for last in told[-1:]:  # with a few theorems alone a picture may have lost its place
        last["pictures"] += [name for name in results["figures"] if name not in placed]
    return told


def opening(held: Collection[str]) -> dict[str, Any]:
    """The idea, sentence by sentence, if the results hold all that it names, and the picture."""
    named = re.findall(r"\b[A-Z]+-\d+", " ".join(IDEA))
    return {"idea": list(IDEA) if set(named) <= set(held) else [], "picture": PICTURE}


def paragraphs(texts: Collection[str], results: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Each text with its marks filled in, but for those that cannot be."""
    for text in texts:
        try:
            yield [piece for piece in _pieces(text, results) if piece != ""]
        except KeyError:
            continue


def _pieces(text: str, results: Mapping[str, Any]) -> Iterator[Any]:
    """Text and what its marks stand for; raises KeyError where the results do not hold it."""
    for number, part in enumerate(_MARK.split(text)):
        if number % 2 == 0:
            yield part
        elif part.startswith("@"):
            yield {"source": part[1:]}
        elif "-" in part:
            yield _statement(part, results)
        else:
            yield _number(part, results)


def _statement(name: str, results: Mapping[str, Any]) -> dict[str, str]:
    id, _, part = name.partition(".")
    for theorem in results["theorems"]:
        for claim in theorem["claims"]:
            if (theorem["id"], claim["part"]) == (id, part):
                return {format: claim["statement"][format] for format in ("text", "latex", "typst")}
    raise KeyError(name)


def _number(mark: str, results: Mapping[str, Any]) -> str:
    path, _, digits = mark.partition(":")
    group, key = path.split(".")
    value = results["parameters" if group == "parameters" else "figures"]
    value = value[key] if group == "parameters" else value[group][key]
    if value is None:
        raise KeyError(mark)
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".") if digits else str(value)
    return text.replace("-", "−")
