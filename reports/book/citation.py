"""A theorem, or one claim of it, as something to cite: BibTeX, CSL-JSON, LaTeX, Markdown.

What is cited is an entry of the register (`duhamel.analysis.tags.recorded`) with its tag, or a
theorem of results.json: they have the same keys. Everything is a function of the arguments.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from duhamel.reports.provenance import AUTHOR, RELEASED, TITLE
from duhamel.reports.text.phrases import hypotheses, inline, mark, setting
from duhamel.reports.text.prose import tex

TYPE_CHECKING = False  # as in duhamel.reports.provenance
if TYPE_CHECKING:
    from duhamel.analysis.tags import Entry, Record

SHORT = 12  # digits of a commit where it stands in a line of text


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


def name(entry: Entry) -> str:
    """The tag of a theorem, or of the claim of it that the entry is."""
    return f"{entry['tag']}.{entry['part']}" if "part" in entry else str(entry["tag"])


def cite(entry: Entry, format: str, *, version: str, commit: str, dirty: bool = False) -> str:
    """The citation of one entry in a format of `FORMATS`; raises KeyError for another format."""
    return bibliography([entry], format, version=version, commit=commit, dirty=dirty)


def bibliography(
    entries: Iterable[Entry], format: str, *, version: str, commit: str, dirty: bool = False
) -> str:
    """The citations of all ``entries`` as one text.

    ``commit`` may be "unknown", then it is left out; ``dirty`` says that files differ from it.
    """
    known = [] if commit == "unknown" else [commit + " with local changes" * dirty]
    return FORMATS[format](list(entries), version, *known)


def _bibtex(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    return "\n\n".join(_bibtex_entry(entry, version, commit) for entry in entries)


def _bibtex_entry(entry: Entry, version: str, commit: str) -> str:
    fields = {
        "author": f"{{{tex(AUTHOR)}}}",  # one name, not a first and a last
        "title": f"{{{tex(entry['title'])}}}",  # no style may take Euler's capital
        "howpublished": rf"{_sentence(_kind(entry))}, in \emph{{{tex(TITLE)}}}, version {version}",
        **({"note": f"Commit {commit}"} if commit else {}),
        "year": RELEASED[:4],
    }
    lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{duhamel:{name(entry)},", *lines, "}"])


def _kind(entry: Entry) -> str:
    if "part" in entry:
        return f"claim {name(entry)} of theorem {entry['id']}"
    return f"theorem {entry['id']}, tag {entry['tag']}"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _csl_json(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    items = [
        {
            "id": f"duhamel:{name(entry)}",
            "type": "software",
            "author": [{"literal": AUTHOR}],
            "title": f"{entry['title']} ({_kind(entry)})",
            "container-title": TITLE,
            "version": version,
            "issued": {"date-parts": [[int(part) for part in RELEASED.split("-")]]},
            **({"note": f"Commit {commit}"} if commit else {}),
        }
        for entry in entries
    ]
    return json.dumps(items, indent=1)  # in ASCII: a narrow code page must not spoil a title


def _latex(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    needs = r"% needs \usepackage{amsmath,amsthm,cleveref} and \newtheorem{theorem}{Theorem}"
    return "\n\n".join([needs, *("\n".join(_theorem(e, version, commit)) for e in entries)])


def _theorem(entry: Entry, version: str, commit: str) -> Iterator[str]:
    from duhamel.reports.text import latex  # the other formats do without

    title = tex(entry["title"])
    yield f"% {_sentence(_kind(entry))}, in Duhamel, {_source(version, commit)}"
    yield rf"\begin{{theorem}}[{{{title}}}]\label{{thm:{name(entry)}}}{latex.STRETCH}"
    yield from latex.statements(entry)
    where = f"version {version}" + (rf", commit \texttt{{{commit[:SHORT]}}}" if commit else "")
    yield rf"\textup{{[{AUTHOR}, \emph{{{tex(TITLE)}}}, {where}: {_kind(entry)}.]}}"
    yield r"\end{theorem}"


def _markdown(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    return "\n\n".join("\n".join(_quoted(entry, version, commit)) for entry in entries)


def _quoted(entry: Entry, version: str, commit: str) -> Iterator[str]:
    yield f"**{_plain(entry['title'])}** ({_kind(entry)}).\n"
    if told := setting(entry, inline):
        yield f"{told}\n"
    for one in entry["claims"]:
        yield f"{mark(entry, one)} {hypotheses(one, inline)}".strip() + "\n"
        yield f"$$ {one['statement']['latex']} $$\n"
    yield f"{AUTHOR}, *{TITLE}*, {_source(version, commit)}."


def _source(version: str, commit: str) -> str:
    return f"version {version}" + (f", commit {commit}" if commit else "")


def _plain(words: str) -> str:
    """Prose in which Markdown finds no marks."""
    return "".join(f"\\{char}" if char in r"\`*_[]<>|~$#" else char for char in words)


FORMATS: dict[str, Callable[..., str]] = {
    "bibtex": _bibtex,
    "csl-json": _csl_json,
    "latex": _latex,
    "markdown": _markdown,
}
