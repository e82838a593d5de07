"""From results to the three files of a report: results.json, report.html, report.pdf.

One Typst source makes both documents; nothing here computes or judges.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import typst
from duhamel.reports.book import figures, page
from duhamel.reports.results import dumps
from duhamel.reports.text.spreadsheet import line
from duhamel.verification import cache as store

HERE = Path(__file__).parent
ROOMS = ("reports",)  # what a document depends on besides its results
# Typst says so on every HTML export; any other warning means dropped content.
_KNOWN_WARNING = "html export is under active development"


class ReportError(RuntimeError):
    """The report could not be composed; one line that says why."""


def write(results: dict[str, Any], out: Path) -> list[Path]:
    """Write results.json, report.html and report.pdf into the folder `out`; their paths.

    Everything is composed before the first file is put in place, so on an error what stood
    in `out` is as it was. Raises ReportError when a document does not compose, OSError when
    `out` cannot be written.
    """
    return put(compose(results), out)


def compose(results: dict[str, Any], again: bool = False, cache: bool = True) -> dict[str, bytes]:
    """The files of the report by name: a function of these alone, the same bytes each time.

    With ``again`` both documents say that nothing was run for them. With ``cache`` they are made
    anew only where the results or the code that makes them changed. Raises ReportError.
    """
    text = dumps(results)
    # from the text, not from `results`: a report made again from the file is then the same
    told = json.loads(text)
    for check in told["checks"]:
        check["seconds"] = 0  # which no document tells, and the PDF does not carry
    keep = _kept if cache else _made
    coded = keep("documents", [told, again], lambda: _documents(told, again, keep))
    return {
        "results.json": text.encode(),
        **{name: b64decode(file) for name, file in coded.items()},
    }


Keep = Callable[[str, Any, Callable[[], dict[str, Any]]], dict[str, Any]]


def _made(_: str, __: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return make()


def _kept(name: str, of: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is made of JSON values, anew only where they or the code that makes it changed."""
    digest = sha256(json.dumps(of).encode()).hexdigest()
    known = store.read(name, ROOMS)
    if not isinstance(known, dict) or known.get("of") != digest:
        known = {"of": digest, "made": make()}
        store.write(name, ROOMS, known)
    made: dict[str, Any] = known["made"]
    return made


def _documents(told: dict[str, Any], again: bool, keep: Keep) -> dict[str, str]:
    """The page and the paper, as text in base 64."""
    with (
        tempfile.TemporaryDirectory(prefix="duhamel-") as folder,
        ThreadPoolExecutor(max_workers=1) as beside,  # Typst lets Python run on
    ):
        room = Path(folder)
        for source in HERE.glob("*.typ"):
            shutil.copyfile(source, room / source.name)
        (room / "results.json").write_text(dumps(told), "utf-8")
        (room / "checks.csv").write_text(_table(told["checks"]), "utf-8")
        shutil.copyfile(figures.FONT, room / figures.FONT.name)
        drawn = keep("figures", told["figures"], lambda: _drawn(told["figures"]))
        for name, svg in drawn.items():
            (room / f"{name}.svg").write_text(svg, "utf-8")
        making = beside.submit(_screen, room, drawn, told, again)
        beside.submit(import_module, "pikepdf")  # so that `_packed` need not wait for it
        paper = _packed(_compile(room, "pdf", again, pdf_standards=["ua-1"], timestamp=0))
        screen = making.result()
    files = {"report.html": screen, "report.pdf": paper}
    return {name: b64encode(file).decode() for name, file in files.items()}


COLUMNS = ("id", "theorem", "title", "criterion", "measured", "evidence", "verdict", "expected")


def _table(checks: Sequence[Mapping[str, Any]]) -> str:
    """The checks and their controls, one line each, under the names of the columns."""
    rows = (tuple(str(check[name]) for name in COLUMNS) for check in checks)
    return "".join(map(line, (COLUMNS, *rows)))


def _packed(paper: bytes) -> bytes:
    """The same PDF in half the bytes: its objects, most of them tags, in compressed streams."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _drawn(numbers: Mapping[str, Any]) -> dict[str, str]:
    """The figures, their letters as text."""
    return {name: figures.draw(name, data, letters="none") for name, data in numbers.items()}


def _screen(room: Path, drawn: Mapping[str, str], told: dict[str, Any], again: bool) -> bytes:
    screen = _compile(room, "html", again).decode()
    style, script = ((HERE / f"page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    try:
        return page.finish(screen, drawn, style, script, page.given(told)).encode()
    except (ValueError, TypeError, ParseError) as error:
        raise ReportError(f"report.html: {error}") from error


def _compile(room: Path, kind: Any, again: bool, **options: Any) -> bytes:
    compiler = typst.Compiler(
        input=room / "report.typ",
        root=room,
        font_paths=[page.math_font_folder(), room],
        ignore_system_fonts=True,
    )
    try:
        document, warnings = compiler.compile_with_warnings(
            format=kind, sys_inputs={"target": kind, "again": str(again)}, **options
        )
    except typst.TypstError as error:
        hints = "".join(f" ({hint})" for hint in error.hints)
        raise ReportError(f"report.{kind}: {error.message}{hints}") from error
    for warning in warnings:
        if _KNOWN_WARNING not in warning.message:
            raise ReportError(f"report.{kind}: {warning.message}")
    if not isinstance(document, bytes):
        raise ReportError(f"report.{kind}: Typst gave no document")
    return document


def put(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write all of `files`, by their path in the folder `out`, or on OSError none; their paths."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".duhamel-") as room:
        _replace(files, out, Path(room))
    return [out / name for name in files]


def _replace(files: Mapping[str, bytes], out: Path, room: Path) -> None:
    """Put all of `files` into `out`; when one cannot be, put back what stood there."""
    for name, content in files.items():
        (room / name).parent.mkdir(exist_ok=True)
        (room / name).write_bytes(content)
        if (out / name).is_file():
            shutil.copy2(out / name, room / f"{name}.before")
    done: list[str] = []
    folders = {(out / name).parent for name in files}
    made = [folder for folder in sorted(folders) if not folder.exists()]
    try:
        for folder in made:
            folder.mkdir()
        for name in files:
            (room / name).replace(out / name)
            done.append(name)
    except OSError:
        for name in done:
            before = room / f"{name}.before"
            if before.exists():
                before.replace(out / name)
            else:
                (out / name).unlink()
        for folder in made:
            if folder.is_dir():
                folder.rmdir()
        raise
