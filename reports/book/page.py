"""The HTML after-pass: from what Typst writes to one page that needs nothing from outside.

Typst's MathML is right but plain: letters come as mathematical italics, every fence stretches,
the TeX is missing. Figures are put in place, style and math font embedded.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import importlib.util
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontTools
from duhamel.analysis import files
from duhamel.reports.book import citation
from duhamel.reports.book.figures import COLOURS
from duhamel.reports.text import phrases
from duhamel.verification import cache
from platformdirs import user_cache_path

_ACCENTS = {
    "\u0307": "˙",
    "\u0308": "¨",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "¯",
    "\u20d7": "→",
}
CITED_AS = ("bibtex", "latex", "markdown")
_PRIMES = frozenset({"′", "″", "‴"})
_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩")
_TALL = frozenset({"mfrac", "munder", "munderover", "mtable", "msqrt", "mroot"})
_TALL_OPERATORS = frozenset("∫∑∏")
_STYLELESS = frozenset({"mspace", "mtext", "mi", "mn"})  # that look the same in every style
# Nothing may be fetched and no other script run, whatever the text of a result says.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    "script-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
)


def finish(
    page: str, figures: Mapping[str, str], style: str, script: str, given: Mapping[str, Any]
) -> str:
    """The page as it is published: `page` from Typst, SVG texts by name, style sheet and script.

    `given` is what the script works on, as JSON values. Raises ValueError when a formula or
    figure of the page is not as Typst is known to write it.
    """
    characters: set[str] = set()

    def formula(match: re.Match[str]) -> str:
        characters.update(html.unescape(re.sub(r"<[^>]*>", "", match[3])))
        done = _formula(match[3], html.unescape(match[2] or ""))
        characters.update(html.unescape(re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", done)))
        return (">" if match[1] else "") + done

    page = re.sub(r'( data-tex="([^"]*)">)?(<math.*?</math>)', formula, page)
    if "data-tex" in re.sub(r">[^<]*<", "><", page):
        raise ValueError("a formula of the page has lost its TeX")

    def figure(match: re.Match[str]) -> str:
        return match[1] + match[3] + ">" + _exchange_colours(figures[match[2]])

    page = re.sub(r'(<div class="plot"[^>]*?) data-figure="([^"]*)"([^>]*)>', figure, page)
    characters |= painted(page)
    embedded = (
        f'@font-face{{font-family:"duhamel-math";font-display:block;'
        f"src:url(data:font/woff2;base64,{_font(frozenset(characters))})}}"
    )
    style, script = _bare(style), _bare(script)
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(allowed)}">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
    )
    # the style goes last, so that it may overrule what Typst writes for MathML
    page = _small(page.replace('<meta charset="utf-8">', '<meta charset="utf-8">' + head, 1))
    page = page.replace("</head>", f"<style>\n{style}{embedded}\n</style></head>", 1)
    # no "<" in it: nothing a result says can end the element
    values = json.dumps(given, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    scripts = (
        f'<script type="application/json" id="given">{values}</script><script>{script}</script>'
    )
    return page.replace("</body>", f"{scripts}</body>", 1)


def _small(page: str) -> str:
    """The same page in fewer bytes: no end tag that the next tag implies, no quotes for a word."""
    page = re.sub("</(?:td|th|tr|li)>", "", page).replace('space="0em"', "space=0")
    return re.sub(
        r"<[a-z][^<>]*>", lambda tag: re.sub(r'="([\w.#!:-]+)"(?=[ >])', r"=\1", tag[0]), page
    )


def _bare(code: str) -> str:
    """A style sheet or script without its indents, and without comments that fill their lines."""
    code = re.sub(r"^\s*(?://.*|/\*(?:[^*]|\*(?!/))*\*/)\n", "", code, flags=re.M)
    return re.sub(r"^ +|\n(?=\n)", "", code, flags=re.M)


def painted(page: str) -> set[str]:
    """The signs that MathML paints by itself, without a character of the page that says so."""
    return {"√"} if "<msqrt" in page or "<mroot" in page else set()


def given(results: Mapping[str, Any]) -> dict[str, Any]:
    """What the script needs of results.json: how to cite each tag, and the runs of two figures."""
    figures = results["figures"]
    runs: dict[str, Any] = {}
    if "stability" in figures:
        runs["stability"] = list(
            zip(figures["stability"]["ah"], figures["stability"]["growth"], strict=True)
        )
    if "triangle" in figures:
        runs["triangle"] = [
            (point["beta"], point["al"], point["measured"] < 1)
            for point in figures["triangle"]["points"]
        ]
    return {"runs": runs, "cite": _packed(_citations(results))}


def _citations(results: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each tag of a theorem and of a claim its citation, in the order of `CITED_AS`."""
    suite = results["suite"]
    edition = {key: suite[key] for key in ("version", "commit", "dirty")}
    found = {}
    for theorem in results["theorems"]:
        parts = [citation.claim(theorem, claim["part"]) for claim in theorem["claims"]]
        for entry in (theorem, *parts):
            name = phrases.name(entry)
            found[name] = [citation.cite(entry, format, **edition) for format in CITED_AS]
    return found


def _packed(value: Any) -> str:
    """JSON, deflated, in base64: hundreds of citations differ in little."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _exchange_colours(svg: str) -> str:
    """The figure in colours that follow the page into the dark."""
    for name, colour in COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    svg = re.sub(r"(?:font-size:8\.5px;)?font-family:'DejaVu Sans';?", "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


@functools.lru_cache(maxsize=4096)
def _formula(markup: str, tex: str) -> str:
    """One `<math>`: plain letters, calm fences, real accents; if given, the TeX it stands for."""
    math = ET.fromstring(markup)
    for element in list(math.iter()):
        text = element.text or ""
        if element.tag == "mi" and len(text) == 1:
            element.text = _letter(text)
        elif element.tag == "mo" and text in _ACCENTS:
            element.text = _ACCENTS[text]
        elif element.tag == "mrow":
            _calm_fences(element)
        elif element.tag in ("msup", "msubsup") and (element[-1].text or "") in _PRIMES:
            _lower_prime(element)
    _in_fewer_words(math)
    if not tex:
        return ET.tostring(math, encoding="unicode", short_empty_elements=False)
    semantics = ET.Element("semantics")
    row = ET.SubElement(semantics, "mrow")
    row.extend(list(math))
    annotation = ET.SubElement(semantics, "annotation", encoding="application/x-tex")
    annotation.text = tex
    for child in list(math):
        math.remove(child)
    math.append(semantics)
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)


def _in_fewer_words(math: ET.Element) -> None:
    """The same formula in fewer bytes."""
    styled = [child for child in math if "displaystyle" in child.attrib]
    if all(child in styled or child.tag in _STYLELESS for child in math):
        for child in styled:
            del child.attrib["displaystyle"]  # a row of a proof: the style sheet says so once
    for parent in [each for each in math.iter() if each.tag in ("math", "mrow")]:
        children = list(parent)
        for child in children:
            parent.remove(child)
        for child in children:
            for each in _unwrapped(child) if child.tag == "mrow" else [child]:
                _join(parent, each)
    for element in math.iter("mo"):
        tight = element.get("lspace") == element.get("rspace") == "0em"
        if element.get("stretchy") == "false" and element.text in _FENCES:
            element.tag, element.attrib = "mi", {}  # a letter does not stretch either
        elif tight and (element.text or "").isalpha():
            element.tag, element.attrib = "mtext" if element.text == "d" else "mi", {}


def _unwrapped(row: ET.Element) -> list[ET.Element]:
    """What stands in a row that only groups: no fence in it stretches to what stands beside it."""
    signs = [child for child in row if child.tag == "mo"]
    if row.attrib or any(s.text in _FENCES and s.get("stretchy") != "false" for s in signs):
        return [row]
    fenced = len(row) > 1 and row[0].text in _FENCES
    for end, form in ((row[int(fenced)], "prefix"), (row[-1], "postfix")):
        if end.tag == "mo" and end.text not in _FENCES:
            end.attrib.setdefault("form", form)  # which it had by its place
    return list(row)


def _join(row: ET.Element, child: ET.Element) -> None:
    """Put a child at the end of a row; words bring their blanks with them."""
    last = row[-1] if len(row) else None
    if last is not None and child.tag == "mspace" and last.tag == "mtext":
        last.text = f"{last.text}\u00a0"
        return
    if last is not None and child.tag == "mtext" and last.tag == "mspace":
        row.remove(last)
        child.text = f"\u00a0{child.text}"
    row.append(child)


def _letter(character: str) -> str:
    """𝑣 → v: MathML sets a single letter in italics by itself."""
    name = unicodedata.name(character, "")
    if name.startswith("MATHEMATICAL ITALIC") or character == "ℎ":
        return unicodedata.normalize("NFKC", character)
    return character


def _lower_prime(script: ET.Element) -> None:
    """A prime is drawn high in the font: as a superscript it would fly off, small and thin."""
    prime = script[-1]
    prime.attrib.update(form="postfix", lspace="0em", rspace="0.1em")
    script.remove(prime)
    inner = ET.Element("msub") if script.tag == "msubsup" else None
    script.tag = "mrow"
    if inner is not None:
        inner.extend(list(script))
        for child in list(script):
            script.remove(child)
        script.append(inner)
    script.append(prime)


def _calm_fences(row: ET.Element) -> None:
    """Fences round short content stay as they are: stretched, they are drawn too heavy."""
    fences = [child for child in (row[0], row[-1]) if child.text in _FENCES] if len(row) else []
    tall = any(element.tag in _TALL or element.text in _TALL_OPERATORS for element in row.iter())
    if not tall:
        for fence in fences:
            fence.set("stretchy", "false")


# ---------------------------------------------------------------- the math font


def math_font_folder() -> Path:
    """The folder that holds STIX Two Math, as the installed `ziamath` package brings it.

    Raises ValueError when it is not there.
    """
    spec = importlib.util.find_spec("ziamath")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, "fonts")
        if (folder / "STIXTwoMath-Regular.ttf").is_file():
            return folder
    raise ValueError("the math font STIXTwoMath-Regular.ttf of the package `ziamath` is missing")


def _cache_folder() -> Path:
    return Path(user_cache_path("duhamel"))


def _font(characters: frozenset[str]) -> str:
    """The math font with these characters only, as woff2 in base64; kept for the next run."""
    source = math_font_folder() / "STIXTwoMath-Regular.ttf"
    wanted = "".join(sorted(characters | set(" 0123456789")))
    recipe = hashlib.sha256(source.read_bytes() + Path(__file__).read_bytes())
    recipe.update(f"{fontTools.version} {wanted}".encode())
    kept = _cache_folder() / f"math-{recipe.hexdigest()[:32]}.woff2"
    font = cache.read_file(kept)
    if not font.startswith(b"wOF2"):
        font = _subset(source, wanted)
        files.keep(kept, font)
    return base64.b64encode(font).decode()


def _subset(source: Path, characters: str) -> bytes:
    from fontTools import subset  # slow to import, and seldom needed

    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=["dtls", "flac"],
        name_IDs=[0, 1, 13, 14],  # copyright and licence stay with the font
        recalc_timestamp=False,
    )
    out = io.BytesIO()
    with subset.load_font(str(source), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()
