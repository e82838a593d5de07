"""A formula that is broken into lines: none reaches into the next."""

import io
import re
from importlib.resources import files

import numpy as np
import pytest
import typst
from PIL import Image

SOURCE = files("duhamel.reports.book").joinpath("report.typ").read_text("utf-8")
TERM = "integral_t^(t + h) (t + h - s)^3/6 e_1(s) dif s"
FORMULA = " + ".join([TERM] * 9)
PAGE = """#set page(width: 16cm, height: auto, margin: 5mm)
#let web = false
#let maths(M) = eval(M.typst, mode: "math")
"""
OLD = re.compile(r"set text\(0.92em, top-edge: .*\)")


def lines(source: str) -> int:
    """How many stripes of ink, with white between them, the display has."""
    (display,) = re.findall(r"(?ms)^#let display\(.*?^}\n", source)
    call = f'#display((text: "{"x" * 400}", typst: "{FORMULA}", latex: ""))'
    picture = typst.compile((PAGE + display + call).encode(), format="png", ppi=96)
    assert isinstance(picture, bytes)
    dark = (np.asarray(Image.open(io.BytesIO(picture)).convert("L")) < 128).any(axis=1)
    return int((np.diff(dark.astype(int)) == 1).sum())


def test_the_lines_of_a_broken_display_do_not_touch() -> None:
    assert lines(SOURCE) == 3


@pytest.mark.parametrize("edges", ["set text(0.92em)", "set text(0.9em)"])
def test_lines_that_reach_into_each_other_are_found_out(edges: str) -> None:
    assert lines(OLD.sub(edges, SOURCE)) < 3
