"""The figures: deterministic, self-contained, fit for one page, and calm at the edges."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET
from typing import Any

import matplotlib as mpl
import pytest
from duhamel.reports.book import figures
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def numbers() -> dict[str, Any]:
    """Numbers of the shape that a run leaves, for a = 2, f = sin 3t, x₀ = 1."""

    def exact(t: float) -> float:
        wave = (2 * math.sin(3 * t) - 3 * math.cos(3 * t)) / 13
        return (1 + 3 / 13) * math.exp(-2 * t) + wave

    times = [4 * k / 200 for k in range(201)]
    truth = [exact(t) for t in times]
    steps = [4 * k / 32 for k in range(33)]
    euler = [1.0]
    for t in steps[:-1]:
        euler.append((1 - 2 / 8) * euler[-1] + math.sin(3 * t) / 8)
    widths = [2.0**-k for k in range(3, 10)]
    errors = [0.11 * h * (1 + 0.35 * h) for h in widths]
    order = [math.log2(a / b) for a, b in itertools.pairwise(errors)]
    slopes = [k * 0.1 + 0.05 for k in range(25)] + [1.0, 2.0]
    ages, rates = [k / 20 for k in range(41)], [k / 4 for k in range(1, 33)]
    betas = [k / 10 for k in range(-9, 10)]
    pair = [k / 40 for k in range(1, 41)]
    return {
        "window": {
            "tau": ages,
            "kernel": [math.exp(-2 * age) for age in ages],
            "windows": [
                {"label": "τ = 1/a", "width": 0.5, "height": 1.0},
                {"label": "τ = 2/a", "width": 1.0, "height": 0.5},
            ],
            "omega": rates,
            "gain_kernel": [1 / math.hypot(2, rate) for rate in rates],
            "gain_window": {
                "τ = 1/a": [abs(2 * math.sin(rate / 4) / rate) for rate in rates],
                "τ = 2/a": [abs(math.sin(rate / 2) / rate) for rate in rates],
            },
        },
        "gains": {
            "beta": betas,
            "signed": [1 / (1 - beta) for beta in betas],
            "worst": [1 / (1 - abs(beta)) for beta in betas],
            "measured_signed": [1 / (1 - beta) for beta in betas],
            "measured_worst": [1 / (1 - abs(beta)) for beta in betas],
        },
        "response": {"omega": rates, "theory": rates, "measured": rates},
        "triangle": {
            "levels": [
                {"rate": 0.5, "corners": [[-0.25, 0.75], [0.25, 0.25], [0.25, 2.25]]},
                {"rate": 1.0, "corners": [[-1.0, 0.0], [1.0, 0.0], [1.0, 4.0]]},
            ],
            "points": [
                {"beta": 0.5, "al": 1.0, "measured": 0.7, "theory": 0.7},
                {"beta": -0.5, "al": 2.0, "measured": 1.4, "theory": 1.4},
            ],
        },
        "speedup": {
            "al": pair,
            "speedup": [10 - 9 * al for al in pair],
            "limit": 10.0,
            "peak_al": 0.1,
            "peak": 9.1,
            "crossing": 1.0,
            "measured": [{"al": 0.5, "speedup": 5.5}],
        },
        "digits": {
            "n": list(range(1, 33)),
            "ratio": [10 * (1 - 0.9**n) for n in range(1, 33)],
            "limit": 10.0,
            "loss_descent": [0.99**n for n in range(32)],
            "loss_momentum": [0.9**n for n in range(32)],
        },
        "solution": {
            "t": times,
            "exact": truth,
            "solvers": {
                name: {
                    "t": times,
                    "x": [x + size * math.sin(11 * t) for t, x in zip(times, truth, strict=True)],
                    "error": [abs(size * math.sin(11 * t)) for t in times],
                }
                for name, size in {
                    "RK45": 3e-7,
                    "DOP853": 4e-9,
                    "Radau": 8e-8,
                    "LSODA": 1e-6,
                }.items()
            },
            "euler": {"t": steps, "x": euler, "h": 0.125},
        },
        "convergence": {
            "h": widths,
            "error": errors,
            "leading": [0.11 * h for h in widths],
            "ratio_h": widths[:-1],
            "observed": order,
            "predicted": [1 + 0.35 * h / (2 * math.log(2)) for h in widths[:-1]],
            "lower": [p - 0.4 * h for p, h in zip(order, widths, strict=False)],
            "upper": [p + 0.4 * h for p, h in zip(order, widths, strict=False)],
        },
        "stability": {
            "ah": sorted(slopes),
            "growth": [abs(1 - z) for z in sorted(slopes)],
            "theory": [abs(1 - z) for z in sorted(slopes)],
        },
        "free": {
            "curves": [
                {"ah": ah, "x": [(1 - float(ah)) ** n for n in range(13)]}
                for ah in ("0.5", "1", "1.5", "2", "2.25")
            ]
        },
        "memory": {
            "curves": [
                {"beta": beta, "weights": [(1 - float(beta)) * float(beta) ** k for k in range(41)]}
                for beta in ("0.5", "0.8", "0.9", "0.95")
            ]
        },
        "amplification": {
            "curves": [
                {
                    "beta": beta,
                    "n": list(range(51)),
                    "x": [(1 - float(beta) ** n) / (1 - float(beta)) for n in range(51)],
                    "limit": 1 / (1 - float(beta)),
                }
                for beta in ("0.5", "0.8", "0.9", "-0.5", "-0.9")
            ]
        },
    }


@pytest.mark.parametrize("name", figures.NAMES)
def test_is_svg_of_its_own_and_the_same_again(name: str) -> None:
    data = numbers()[name]
    svg = figures.draw(name, data)
    assert svg == figures.draw(name, data)
    assert ET.fromstring(svg).tag.endswith("svg")
    assert not re.search(r"<style|<script|<metadata|<image|https?://(?!www\.w3\.org)", svg)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{name}-") for i in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) == set(ids)


@pytest.mark.parametrize("name", figures.NAMES)
def test_uses_only_the_colours_that_the_page_can_exchange(name: str) -> None:
    svg = figures.draw(name, numbers()[name])
    colours = set(re.findall(r"#[0-9a-f]{6}\b", svg))
    assert colours <= set(figures.COLOURS.values())
    assert figures.INK in colours


@pytest.mark.parametrize("name", figures.NAMES)
def test_a_curve_bears_its_name_and_no_name_covers_another(name: str) -> None:
    with mpl.rc_context(figures._STYLE):
        figure = Figure(figsize=(6.2, 2.9))
        figures._DRAWERS[name](figure, numbers()[name])
        FigureCanvasAgg(figure)
        for axes in figure.axes:
            named = {line.get_label() for line in axes.lines} - {""}
            words = [text for text in axes.texts if text.get_text()]
            assert {n for n in named if not str(n).startswith("_")} <= {t.get_text() for t in words}
            places = [text.get_window_extent().padded(-1) for text in words]
            assert not any(a.overlaps(b) for a, b in itertools.combinations(places, 2))
            assert axes.get_legend() is None


def test_unknown_name_says_what_it_takes() -> None:
    with pytest.raises(ValueError, match=r"^`name` takes one of solution, .*, got 'pie'$"):
        figures.draw("pie", {})


def _edge(name: str, **changes: Any) -> str:
    return figures.draw(name, {**numbers()[name], **changes})


def test_survives_a_run_without_anything_to_see() -> None:
    flat = [0.0] * 201
    times = numbers()["solution"]["t"]
    still = {"RK45": {"t": times, "x": flat}}
    assert _edge(
        "solution", exact=flat, solvers=still, euler={"t": [0.0, 4.0], "x": [0.0, 0.0], "h": 4.0}
    )
    nothing: list[float] = []
    empty = dict.fromkeys(("ratio_h", "observed", "predicted", "lower", "upper"), nothing)
    assert _edge("convergence", h=[0.5], error=[0.0], leading=[0.0], **empty)
    assert figures.draw("amplification", {"curves": []})
    assert figures.draw("memory", {"curves": []})


def test_survives_a_diverging_euler_and_other_grids() -> None:
    wild = {"t": [0.0, 1.0, 2.0], "x": [1.0, -1e200, 1.7e308], "h": 1.0}
    own = {"RK45": {"t": [0.0, 2.0, 4.0], "x": [1.0, 0.1, 0.0]}}
    assert _edge("solution", euler=wild, solvers=own)
    assert _edge("solution", exact=[x * 1e-300 for x in numbers()["solution"]["exact"]])


def test_a_shorter_drawing_is_the_same_drawing() -> None:
    long = (
        '<svg viewBox="0 0 9 9">\n<g>\n<path d="M -0.001 8.4251 \nL 2 -3.5 \nz\n"/>\n</g>\n'
        '<g clip-path="url(#a)">\n<use href="#m" x="1.006" y="2" style="fill: red"/>\n'
        '<use href="#m" x="3" y="4" style="fill: red"/>\n</g>\n</svg>'
    )
    assert figures._shorten(long) == (
        '<svg viewBox="0 0 9 9"><path d="M0 8.43L2 -3.5z"/>'
        '<g clip-path="url(#a)" style="fill:red"><use href="#m" x="1.01" y="2"/>'
        '<use href="#m" x="3" y="4"/></g></svg>'
    )
    mixed = '<g><use x="1" style="fill:red"/><use x="2"/></g>'  # the second one has no style
    assert (
        figures._shorten(f"<svg>{mixed}</svg>")
        == '<svg><use x="1" style="fill:red"/><use x="2"/></svg>'
    )
