"""What Chromium paints of a formula: the same with the font cut down as with all its glyphs."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest
from duhamel.reports.book import page
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TALL = "<mfrac><mfrac><mi>a</mi><mi>b</mi></mfrac><mfrac><mi>c</mi><mi>d</mi></mfrac></mfrac>"
DRAWN = {
    "radical": "<msqrt><mi>x</mi></msqrt>",
    "tall radical": f"<msqrt>{TALL}</msqrt>",
    "root": "<mroot><mi>x</mi><mn>3</mn></mroot>",
    "fences": f"<mrow><mo>(</mo>{TALL}<mo>)</mo><mo>[</mo>{TALL}<mo>]</mo></mrow>",
    "braces": f"<mrow><mo>{{</mo>{TALL}<mo>}}</mo></mrow>",
    "bars": f"<mrow><mo stretchy='true'>|</mo>{TALL}<mo stretchy='true'>|</mo></mrow>",
    "sum": "<munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover>",
    "integral": "<msubsup><mo>∫</mo><mn>0</mn><mi>t</mi></msubsup>",
    "fraction": "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
    "accents": "<mover accent='true'><mi>x</mi><mo>˙</mo></mover>"
    "<mover accent='true'><mi>x</mi><mo>^</mo></mover>"
    "<mover accent='true'><mi>x</mi><mo stretchy='true'>~</mo></mover>",
    "bar over": "<mover accent='true'><mrow><mi>a</mi><mi>b</mi></mrow><mo>‾</mo></mover>",
    "brace under": "<munder><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏟</mo></munder>",
    "primes": "<msup><mi>x</mi><mo>′</mo></msup><msup><mi>x</mi><mo>″</mo></msup>",
}
STYLE = "math{font-family:duhamel-math;font-size:32px} body{margin:20px;background:#fff}"


def shown(formula: str, font: bytes) -> str:
    source = f"data:font/woff2;base64,{base64.b64encode(font).decode()}"
    face = f'@font-face{{font-family:"duhamel-math";src:url({source})}}'
    return f"<style>{face}{STYLE}</style><math display='block'>{formula}</math>"


def painted(browser: Browser, formula: str, font: bytes) -> bytes:
    """The picture of a formula in this font."""
    view = browser.new_page(viewport={"width": 400, "height": 200})
    try:
        view.set_content(shown(formula, font))
        view.evaluate("document.fonts.ready")
        return view.screenshot()
    finally:
        view.close()


@pytest.fixture(scope="module")
def whole() -> bytes:
    """All that the font has a character for, written by the same hand."""
    with TTFont(page.math_font_folder() / "STIXTwoMath-Regular.ttf") as font:
        return cut("".join(map(chr, font.getBestCmap())))


def cut(characters: str) -> bytes:
    return page._subset(page.math_font_folder() / "STIXTwoMath-Regular.ttf", characters)


@pytest.mark.parametrize("name", DRAWN)
def test_the_font_of_the_page_paints_as_the_whole_font(
    browser: Browser, whole: bytes, name: str
) -> None:
    text = re.sub(r"<[^>]*>", "", DRAWN[name])
    font = cut("".join(sorted({*text, *page.painted(DRAWN[name])})))
    assert painted(browser, DRAWN[name], font) == painted(browser, DRAWN[name], whole)


@pytest.mark.parametrize(
    ("name", "lost"), [("radical", "√"), ("tall radical", "√"), ("fences", "("), ("sum", "∑")]
)
def test_a_glyph_that_is_missing_shows(
    browser: Browser, whole: bytes, name: str, lost: str
) -> None:
    characters = {*re.sub(r"<[^>]*>", "", DRAWN[name]), *page.painted(DRAWN[name])} - {lost}
    font = cut("".join(sorted(characters)))
    assert painted(browser, DRAWN[name], font) != painted(browser, DRAWN[name], whole)


def test_every_root_of_the_report_is_painted_with_its_sign(
    browser: Browser, address: str, whole: bytes
) -> None:
    """The same report with the whole font in the place of its own: no root looks otherwise."""
    view = browser.new_page(viewport={"width": 900, "height": 700}, reduced_motion="reduce")
    own = roots(view, address)
    assert len(own) > 10
    face = f"url(data:font/woff2;base64,{base64.b64encode(whole).decode()})"
    load = f"new FontFace('duhamel-math', '{face}').load().then(f => document.fonts.add(f))"
    view.close()
    view = browser.new_page(viewport={"width": 900, "height": 700}, reduced_motion="reduce")
    assert roots(view, address, load) == own
    view.close()


def roots(view: Page, address: str, before: str = "") -> list[bytes]:
    """Pictures of the roots that are shown, after some script."""
    view.goto(address)
    if before:
        view.evaluate(before)
    view.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    view.evaluate("document.fonts.ready")
    found = [one for one in view.query_selector_all("msqrt") if one.is_visible()]
    return [one.screenshot() for one in found]
