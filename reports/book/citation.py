"""A theorem, or a step of its derivation, as something to cite: BibTeX, CSL-JSON, LaTeX, Markdown.

What is cited is an entry of the register (`duhamel.analysis.tags.recorded`) with its tag, or a
theorem of results.json: they have the same keys. Everything is a function of the arguments.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from duhamel.reports.provenance import AUTHOR, RELEASED, TITLE
from duhamel.reports.text.prose import tex

TYPE_CHECKING = False  # as in duhamel.reports.provenance
if TYPE_CHECKING:
    from duhamel.analysis.tags import Entry, Record

SHORT = 12  # digits of a commit where it stands in a line of text


def theorem(record: Record, tag: str) -> Entry:
    """The entry of a tag, "KA2Q" or "KA2Q-7M", to be cited; raises KeyError when it is none."""
    head, _, name = tag.partition("-")
    whole = {"tag": head, **record[head]}
    return step(whole, {"tag": tag, **record[head]["steps"][name]}) if name else whole


def step(whole: Entry, line: Entry) -> Entry:
    """A step of a theorem, to be cited; ``line`` as in the register or in results.json."""
    return {**whole, "tag": line["tag"], "part": line["part"], "statement": [_formula(line)]}


def _formula(line: Entry) -> Entry:
    formula: Entry = line.get("statement", line)
    return formula


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
    return "\n".join([f"@misc{{duhamel:{entry['tag']},", *lines, "}"])


def _kind(entry: Entry) -> str:
    if "part" in entry:
        return f"step {entry['tag']} of theorem {entry['id']}"
    return f"theorem {entry['id']}, tag {entry['tag']}"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _csl_json(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    items = [
        {
            "id": f"duhamel:{entry['tag']}",
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

    tag, title = entry["tag"], tex(entry["title"])
    title += f", step {tag}" if "part" in entry else ""  # it is not what the title announces
    yield f"% {_sentence(_kind(entry))}, in Duhamel, {_source(version, commit)}"
    yield rf"\begin{{theorem}}[{{{title}}}]\label{{thm:{tag}}}{latex.STRETCH}"
    yield f"Assume: {tex('; '.join(entry['assumptions']))}."
    names = [tag] if "part" in entry else [f"{tag}.{n + 1}" for n in range(len(entry["statement"]))]
    yield from latex.display(
        [
            latex.Formula(name, formula.get("sides", [[formula["latex"]]]))
            for name, formula in zip(names, entry["statement"], strict=True)
        ]
    )
    where = f"version {version}" + (rf", commit \texttt{{{commit[:SHORT]}}}" if commit else "")
    yield rf"\textup{{[{AUTHOR}, \emph{{{tex(TITLE)}}}, {where}: {_kind(entry)}.]}}"
    yield r"\end{theorem}"


def _markdown(entries: Sequence[Entry], version: str, commit: str = "") -> str:
    return "\n\n".join("\n".join(_quoted(entry, version, commit)) for entry in entries)


def _quoted(entry: Entry, version: str, commit: str) -> Iterator[str]:
    yield f"**{_plain(entry['title'])}** ({_kind(entry)}).\n"
    yield f"Assume: {_plain('; '.join(entry['assumptions']))}.\n"
    for number, formula in enumerate(entry["statement"], 1):
        mark = "" if "part" in entry else rf" \tag{{{number}}}"
        yield f"$$ {formula['latex']}{mark} $$\n"
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
