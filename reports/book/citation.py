"""A theorem, or one claim of it, as something to cite: BibTeX, CSL-JSON, LaTeX, Markdown.

What is cited is an entry of the register (`duhamel.analysis.tags.recorded`) with its tag, or a
theorem of results.json: they have the same keys. Everything is a function of the arguments.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from duhamel.reports.provenance import AUTHOR, RELEASED, TITLE, in_words
from duhamel.reports.text.phrases import hypotheses, inline, kind, mark, name, setting
from duhamel.reports.text.prose import markdown, tex

TYPE_CHECKING = False  # as in duhamel.reports.provenance
if TYPE_CHECKING:
    from duhamel.analysis.tags import Entry, Record


def theorem(record: Record, tag: str) -> Entry:
    """The entry of a tag, "KA2Q" or "KA2Q.a", to be cited; raises KeyError when it is none."""
    head, _, part = tag.partition(".")
    whole = {"tag": head, **record[head]}
    return claim(whole, part) if part else whole


def claim(whole: Entry, part: str) -> Entry:
    """One claim of a theorem, to be cited; raises KeyError when it is none."""
    for one in whole["claims"]:
        if one["part"] == part:
            return {**whole, "part": part, "claims": [one]}
    raise KeyError(f"{whole['tag']}.{part}")


def cite(
    entry: Entry, format: str, *, version: str, commit: str, dirty: bool = False, url: str = ""
) -> str:
    """The citation of one entry in a format of `FORMATS`; raises KeyError for another format."""
    return bibliography([entry], format, version=version, commit=commit, dirty=dirty, url=url)


def bibliography(
    entries: Iterable[Entry],
    format: str,
    *,
    version: str,
    commit: str,
    dirty: bool = False,
    url: str = "",
) -> str:
    """The citations of all ``entries`` as one text.

    ``commit`` may be "unknown", then it is left out; ``dirty`` says that files differ from it.
    ``url`` is where the report stands, if anywhere: each entry has its own place in it.
    """
    return FORMATS[format](list(entries), in_words(version, commit, dirty), url)


def _address(entry: Entry, url: str) -> dict[str, str]:
    return {"url": f"{url}#{name(entry)}"} if url else {}


def _bibtex(entries: Sequence[Entry], edition: str, url: str) -> str:
    return "\n\n".join(_bibtex_entry(entry, edition, url) for entry in entries)


def _bibtex_entry(entry: Entry, edition: str, url: str) -> str:
    fields = {
        "author": f"{{{tex(AUTHOR)}}}",  # one name, not a first and a last
        "title": f"{{{tex(entry['title'])}}}",  # no style may take Euler's capital
        "howpublished": rf"{_sentence(kind(entry))}, in \emph{{{tex(TITLE)}}}, {edition}",
        **_address(entry, url),
        "year": RELEASED[:4],
    }
    lines = [f"  {field:<12} = {{{value}}}," for field, value in fields.items()]
    return "\n".join([f"@misc{{duhamel:{name(entry)},", *lines, "}"])


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _csl_json(entries: Sequence[Entry], edition: str, url: str) -> str:
    items = [
        {
            "id": f"duhamel:{name(entry)}",
            "type": "chapter",  # of software every style leaves out what it is a part of
            "author": [{"literal": AUTHOR}],
            "title": f"{entry['title']} ({kind(entry)})",
            "container-title": TITLE,
            "version": edition.removeprefix("version "),
            "issued": {"date-parts": [[int(part) for part in RELEASED.split("-")]]},
            **{field.upper(): one for field, one in _address(entry, url).items()},
        }
        for entry in entries
    ]
    return json.dumps(items, indent=1)  # in ASCII: a narrow code page must not spoil a title


def _latex(entries: Sequence[Entry], edition: str, url: str) -> str:
    from duhamel.reports.text import latex  # the other formats do without

    told = (
        [
            f"% {_sentence(kind(entry))}"
            + "".join(f", {a}" for a in _address(entry, url).values()),
            *latex.theorem(entry, f"cited:{name(entry)}", latex.source(entry, edition)),
        ]
        for entry in entries
    )
    return "\n\n".join("\n".join(lines) for lines in (latex.NEEDS, *told))


def _markdown(entries: Sequence[Entry], edition: str, url: str) -> str:
    return "\n\n".join("\n".join(_quoted(entry, edition, url)) for entry in entries)


def _quoted(entry: Entry, edition: str, url: str) -> Iterator[str]:
    yield f"**{markdown(entry['title'])}** ({kind(entry)}).\n"
    if told := setting(entry, inline):
        yield f"{told}\n"
    for one in entry["claims"]:
        own = mark(entry, one)
        if first := f"{own and f'**{own}**'} {hypotheses(one, inline)}".strip():
            yield f"{first}\n"
        yield f"$$ {one['statement']['latex']} $$\n"
    address = "".join(f": <{one}>" for one in _address(entry, url).values())
    yield f"{AUTHOR}, *{TITLE}*, {edition}{address}."


FORMATS: dict[str, Callable[[Sequence[Entry], str, str], str]] = {
    "bibtex": _bibtex,
    "csl-json": _csl_json,
    "latex": _latex,
    "markdown": _markdown,
}
