"""What Chromium paints of a formula: ink where a sign stands, none where its glyph is lost."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from duhamel.reports.book import page
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page

TALL = "<mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><mfrac><mn>3</mn><mn>4</mn></mfrac></mfrac>"
BASE = "<mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow>"
# the formula, the part of its picture that has ink only if the sign is painted, and the sign
DRAWN: dict[str, tuple[str, tuple[float, float, float, float], str]] = {
    "radical": ("<msqrt><mn>5</mn></msqrt>", (0, 0.3, 0.4, 1), "√"),
    "tall radical": (f"<msqrt>{TALL}</msqrt>", (0, 0.3, 0.4, 1), "√"),
    "root": ("<mroot><mn>5</mn><mn>3</mn></mroot>", (0, 0.5, 0.5, 1), "√"),
    "parenthesis": (f"<mrow><mo>(</mo>{TALL}<mo>)</mo></mrow>", (0, 0, 0.25, 0.3), "()"),
    "bracket": (f"<mrow><mo>[</mo>{TALL}<mo>]</mo></mrow>", (0, 0.7, 0.25, 1), "[]"),
    "brace": (f"<mrow><mo>{{</mo>{TALL}<mo>}}</mo></mrow>", (0, 0.7, 0.25, 1), "{}"),
    "bar": (
        f"<mrow><mo stretchy='true'>|</mo>{TALL}<mo stretchy='true'>|</mo></mrow>",
        (0, 0, 0.5, 0.3),
        "|",
    ),
    "sum": ("<munderover><mo>∑</mo><mn>1</mn><mn>2</mn></munderover>", (0, 0.3, 0.3, 0.8), "∑"),
    "integral": ("<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>", (0, 0, 0.6, 1), "∫"),
    "bar over": (f"<mover>{BASE}<mo stretchy='true'>¯</mo></mover>", (0, 0, 1, 0.15), "¯"),
    "brace under": (f"<munder>{BASE}<mo stretchy='true'>⏟</mo></munder>", (0, 0.7, 1, 1), "⏟"),
    "prime": ("<msup><mn>1</mn><mo>′</mo></msup>", (0.6, 0, 1, 0.5), "′"),
    "dot": ("<mover accent='true'><mn>1</mn><mo>˙</mo></mover>", (0, 0, 1, 0.2), "˙"),
}
# an empty glyph stands for all else, so that no other font of the machine steps in
STYLE = "math{font-family:duhamel-math,none;font-size:40px} body{margin:20px;background:#fff}"


def cut(characters: set[str]) -> bytes:
    source = page.math_font_folder() / "STIXTwoMath-Regular.ttf"
    return page._subset(source, "".join(sorted(characters)))


def shades(picture: bytes) -> NDArray[np.uint8]:
    """The picture in grey, 0 for black."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"))


def ink(picture: bytes, part: tuple[float, float, float, float]) -> int:
    """The dark points in a part of the picture: left, top, right, bottom as shares of its sides."""
    grey = shades(picture)
    (height, width), (left, top, right, bottom) = grey.shape, part
    rows = slice(int(top * height), int(np.ceil(bottom * height)))
    columns = slice(int(left * width), int(np.ceil(right * width)))
    return int((grey[rows, columns] < 128).sum())


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """A page on which one formula after the other is painted."""
    view = browser.new_page(viewport={"width": 300, "height": 300})
    yield view
    view.close()


def painted(sheet: Page, formula: str, font: bytes) -> bytes:
    """The picture of a formula in this font."""
    source = f"data:font/woff2;base64,{base64.b64encode(font).decode()}"
    face = f'@font-face{{font-family:"duhamel-math";src:url({source})}}'
    sheet.set_content(f"<style>{face}{STYLE}</style><math display='block'>{formula}</math>")
    sheet.evaluate("document.fonts.ready")
    element = sheet.query_selector("math > *")
    assert element
    return bytes(element.screenshot())


@pytest.mark.parametrize("name", DRAWN)
def test_a_sign_is_painted_and_its_loss_is_seen(sheet: Page, name: str) -> None:
    formula, part, signs = DRAWN[name]
    characters = {*re.sub(r"<[^>]*>", "", formula), *page.painted(formula)}
    whole = painted(sheet, formula, cut(characters))
    lost = painted(sheet, formula, cut(characters - {*signs}))
    assert ink(whole, part) > 0
    assert whole != lost


SOURCE = (
    '<html><head><meta charset="utf-8"></head><body><div class="formula" data-tex="\\sqrt{5}">'
    "<math><msqrt><mn>5</mn></msqrt></math></div></body></html>"
)


def root(browser: Browser) -> bytes:
    """The picture of a root on a page as it is published."""
    view = browser.new_page()
    try:
        view.set_content(page.finish(SOURCE, {}, STYLE, "", {}))
        view.evaluate("document.fonts.ready")
        element = view.query_selector("msqrt")
        assert element
        return bytes(element.screenshot())
    finally:
        view.close()


def test_a_root_of_the_page_has_its_radical(browser: Browser) -> None:
    assert ink(root(browser), (0, 0.3, 0.4, 1)) > 0


def test_a_page_whose_font_lacks_the_radical_is_found_out(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = root(browser)
    monkeypatch.setattr(page, "painted", lambda _: set())
    assert root(browser) != whole
