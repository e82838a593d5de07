"""The figures, drawn from the numbers of the run: one SVG text each.

Object-oriented Matplotlib only (no pyplot, no global state), so that two runs give the same
bytes. A curve bears its name beside it; line style and marker carry the meaning, and colour only
helps, so that grey print is enough.
No mathtext: its parser costs more than the rest of a figure, and Unicode says the same.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from duhamel.analysis.words import significant
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Each colour of a figure, by the name of its CSS variable: on paper as it stands, on a screen
# `var(--ink)` and so on. No colour may occur twice, so that the page can exchange them.
INK, FAINT, GRID = "#1b1b1d", "#6e6e76", "#d8d8de"
# Okabe and Ito's, as dark as letters need to be
SERIES = ("#0072b2", "#c45500", "#007d5b", "#a5568b", "#8f6600", "#3d5a80")
COLOURS = {
    "ink": INK,
    "faint": FAINT,
    "rule": GRID,
    **{f"series-{number}": colour for number, colour in enumerate(SERIES, start=1)},
}

_LINES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 1.6)), "-.", (0, (8, 2)), (0, (3, 1, 1, 1)))
_MARKS = ("o", "s", "^", "D", "v", "P")
_STYLE: Any = {
    "svg.hashsalt": "duhamel",
    "pdf.fonttype": 42,
    "font.family": "DejaVu Sans",  # ships with Matplotlib: the same glyphs everywhere
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0,  # the grid says where
    "ytick.major.size": 0,
    "lines.linewidth": 1.5,
    "lines.markersize": 4.5,
    "figure.dpi": 72,  # a pixel is a point
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "path.simplify": True,
}
_NO_DATE: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}
FONT = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw(name: str, data: dict[str, Any], *, letters: str = "path") -> str:
    """The figure `name` of results.json as SVG text; `data` are the run's numbers under that name.

    `letters` are outlines, "path", or words for a document that brings `FONT`, "none". Raises
    ValueError for a name that is not in `NAMES`.
    """
    return _drawn(_drawer(name), name, data, letters)


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """The figure `name` of results.json as one page of PDF, with its letters as text."""
    with mpl.rc_context(_STYLE):
        return _saved(_drawer(name), data, "pdf")


def _drawer(name: str) -> Callable[[Figure, dict[str, Any]], None]:
    if name not in _DRAWERS:
        raise ValueError(f"`name` takes one of {', '.join(NAMES)}, got {name!r}")
    return _DRAWERS[name]


def impulses(data: dict[str, Any]) -> str:
    """The responses of a checked subject to one unit input, ``expected`` and ``got``, as SVG."""
    return _drawn(_impulses, "impulses", data)


def _drawn(
    drawer: Callable[[Figure, dict[str, Any]], None],
    name: str,
    data: dict[str, Any],
    letters: str = "path",
) -> str:
    with mpl.rc_context({**_STYLE, "svg.fonttype": letters}):
        return _tidy(_saved(drawer, data, "svg").decode(), name)


def _saved(
    drawer: Callable[[Figure, dict[str, Any]], None], data: dict[str, Any], kind: str
) -> bytes:
    figure = Figure(figsize=(6.2, 2.9))
    drawer(figure, data)
    out = io.BytesIO()
    figure.savefig(out, format=kind, metadata=_NO_DATE[kind])
    return out.getvalue()


def _tidy(svg: str, name: str) -> str:
    """The bare `<svg>`, fit to stand beside others: only the ids that are used, and prefixed."""
    svg = svg[svg.index("<svg") :].rstrip()
    # a style sheet inside would reach every picture of the page
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.S)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" ', 1)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S).replace("xlink:href", "href")
    return _shorten(_rename(svg, name))


def _rename(svg: str, name: str) -> str:
    """Ids that say the figure; a letter keeps its font's number, so that figures may share it."""
    used = dict.fromkeys(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    short = {
        id: f"{name}-{id if id.startswith('DejaVu') else number}" for number, id in enumerate(used)
    }

    def rename(match: re.Match[str]) -> str:
        return f' id="{short[match[1]]}"' if match[1] in short else ""

    svg = re.sub(r'\s+id="([^"]+)"', rename, svg)
    return re.sub(r'(href="#|url\(#)([^")]+)', lambda m: m[1] + short[m[2]], svg)


def _shorten(svg: str) -> str:
    """The same drawing in fewer bytes: hundredths of a point, no blanks, no groups of nothing."""

    def near(match: re.Match[str]) -> str:
        text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    def drawn(match: re.Match[str]) -> str:
        path = re.sub(r"-?\d+\.\d+", near, match[1])
        path = re.sub(r"\s*([A-Za-z])\s*", r"\1", path)
        return f' d="{path.strip()}"'

    svg = re.sub(r' d="([^"]*)"', drawn, svg)
    svg = re.sub(r'(?<= [xy]=")-?\d+\.\d+', near, svg)
    svg = re.sub(r"(?<=[;:]) (?=[^<>]*>)", "", svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*"', "", svg)
    svg = re.sub(r'(?<=transform="rotate\()[^)]*', lambda m: re.sub(r"-?\d+\.\d+", near, m[0]), svg)
    svg = re.sub(r"(<g[^>]*)>\s*((?:<use[^>]*/>\s*)+)</g>", _once, svg)
    kept: list[str] = []
    bare: list[bool] = []
    for part in re.split(r"(</?g(?: [^>]*)?>)", svg):
        if part.startswith("<g"):
            bare.append(part == "<g>")
        dropped = part == "<g>" or (part == "</g>" and bare.pop())
        kept += [] if dropped else [part]
    return re.sub(r">\s+<", "><", "".join(kept))


def _once(group: re.Match[str]) -> str:
    """A group of marks of one style says it once."""
    styles: list[str] = re.findall(r' style="[^"]*"', group[2])
    if len(styles) != group[2].count("<use") or len(set(styles)) > 1:
        return group[0]
    return f"{group[1]}{styles[0]}>{group[2].replace(styles[0], '')}</g>"


def _power(value: float, _: int) -> str:
    """A tick of a logarithmic axis: 10⁻³."""
    return "10" + str(round(math.log10(value))).translate(_SUPERSCRIPT)


_plain = partial(significant, digits=5)


def _logarithmic(axes: Axes, *which: str) -> None:
    for letter in which:
        getattr(axes, f"set_{letter}scale")("log")
        axis = getattr(axes, f"{letter}axis")
        axis.set_major_locator(LogLocator(numticks=6))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(_power))


def _linear(axes: Axes, *which: str) -> None:
    for letter in which:
        axis = getattr(axes, f"{letter}axis")
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value)))


def _positive(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    """The points that a logarithmic axis can show."""
    kept = [(x, y) for x, y in zip(xs, ys, strict=True) if y > 0]
    return [x for x, _ in kept], [y for _, y in kept]


def _window(values: Sequence[float]) -> tuple[float, float]:
    """An interval round `values` with air above and below, also when they are all one number."""
    low, high = min(values), max(values)
    air = 0.08 * (high - low) or 0.1 * max(abs(high), 1.0)
    return low - air, high + air


def _within(values: Sequence[float], window: tuple[float, float]) -> list[float]:
    """`values` cut off well outside the window, where a diverging run would upset the canvas."""
    height = window[1] - window[0]
    return [min(max(value, window[0] - height), window[1] + height) for value in values]


def _every(points: Sequence[Any], wanted: int = 24) -> int:
    return max(1, len(points) // wanted)


def _panel(figure: Figure, x: str, y: str, top: float = 0.9) -> Axes:
    """The one panel of a figure, with the names of its axes."""
    axes: Axes = figure.subplots()
    figure.subplots_adjust(0.07, 0.155, 0.985, top)
    axes.set_xlabel(x)
    axes.set_title(y, y=1.0 if top > 0.85 else 1.1)
    return axes


def _pair(
    figure: Figure, left: dict[str, str], right: dict[str, str], edge: float = 0.08
) -> tuple[Axes, Axes]:
    """Two panels side by side; what each is called, as `Axes.set` takes it."""
    one, other = figure.subplots(1, 2)
    figure.subplots_adjust(edge, 0.155, 0.985, 0.9, wspace=0.26)
    one.set(**left)
    other.set(**right)
    return one, other


def _name_curves(*panels: Axes) -> None:
    """Write the name of each line that has one beside it, where most room is left."""
    for axes in panels:
        lines = [line for line in axes.lines if np.size(line.get_xydata())]
        paths = [_path(axes, line) for line in lines]
        drawn = np.concatenate([np.empty((0, 2)), *paths])
        names = np.empty((0, 2))
        for line, path in zip(lines, paths, strict=True):
            words = str(line.get_label())
            if not words.startswith("_"):
                covered = _name(axes, words, line.get_color(), path, (drawn, names))
                names = np.concatenate([names, covered])


def _drawn_through(line: Line2D) -> bool:
    return line.get_linestyle() != "None"


def _path(axes: Axes, line: Line2D) -> NDArray[np.float64]:
    """The line as close points, or its marks, in points of the panel."""
    axes.autoscale_view()
    corners = line.get_transform().transform(line.get_xydata()) - (axes.bbox.x0, axes.bbox.y0)
    if not _drawn_through(line):
        return np.asarray(corners)
    at = np.linspace(0, len(corners) - 1, max(240, len(corners)))
    return np.column_stack([np.interp(at, range(len(corners)), way) for way in corners.T])


def _name(
    axes: Axes,
    words: str,
    colour: Any,
    path: NDArray[np.float64],
    taken: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Write `words` beside a place of `path`, off the lines and names; the points they cover."""
    room = np.array([axes.bbox.width, axes.bbox.height])
    size = np.array([5.1 * len(words), 9.0])
    inside = path[((path >= 0) & (path <= room)).all(axis=1)]
    anchors = inside[:: max(1, len(inside) // 60)]
    shifts = [
        (4, 4),
        (4, -13),
        (-size[0] - 4, 4),
        (-size[0] - 4, -13),
        (5, -4),
        (-size[0] / 2, 5),
        (-size[0] / 2, -14),
    ]
    corners = (anchors[:, None] + np.array(shifts)[None]).reshape(-1, 2)
    corners = corners[((corners >= 1) & (corners + size <= room)).all(axis=1)]
    if corners.size == 0:
        corners = np.array([room - size])
    lines, names = (_distance(corners, size, points) for points in taken)
    # far enough from all lines is as good as farther; one name over another is worst
    best = corners[int(np.argmax(np.minimum(lines, 3.5) + np.minimum(names, 3.5) * 2))]
    axes.annotate(
        words, best, xycoords="axes points", color=colour, va="bottom", annotation_clip=False
    )
    grid = np.meshgrid(np.linspace(0, size[0], 9), np.linspace(0, size[1], 3))
    return np.asarray(best + np.column_stack([way.ravel() for way in grid]))


def _distance(
    corners: NDArray[np.float64], size: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far the nearest point is from a box of this size, for each lower left corner."""
    if points.size == 0:
        return np.full(len(corners), np.inf)
    gap = np.maximum(np.maximum(corners[:, None] - points, points - corners[:, None] - size), 0)
    return np.asarray(np.hypot(gap[..., 0], gap[..., 1]).min(axis=1))


_DOTS: dict[str, Any] = {"linestyle": "none", "marker": "o"}
_RUN: dict[str, Any] = {**_DOTS, "markerfacecolor": "none"}


def _series(number: int) -> dict[str, Any]:
    """What tells one curve from the others: its colour, its mark, its line."""
    marks = {"color": SERIES[number % len(SERIES)], "marker": _MARKS[number % len(_MARKS)]}
    return {**marks, "linestyle": _LINES[number % len(_LINES)]}


def _solution(figure: Figure, data: dict[str, Any]) -> None:
    solvers: dict[str, Any] = data["solvers"]
    errors = {
        name: _positive(run["t"], run["error"]) for name, run in solvers.items() if "error" in run
    }
    errors = {name: points for name, points in errors.items() if points[0]}
    figure.set_size_inches(6.2, 4.2 if errors else 2.9)
    rows = figure.subplots(
        2 if errors else 1, 1, sharex=True, squeeze=False, height_ratios=(3, 2) if errors else (1,)
    )
    figure.subplots_adjust(0.08, 0.11 if errors else 0.155, 0.985, 0.93, hspace=0.25)
    top = rows[0][0]
    window = _window(data["exact"])
    top.plot(data["t"], data["exact"], color=INK, label="exact")
    euler = data.get("euler")
    if euler:
        top.plot(
            euler["t"], _within(euler["x"], window), color=FAINT, linestyle=_LINES[2],
            marker=".", markersize=3.5, markevery=_every(euler["t"], 40),
            label=f"Euler, h = {euler['h']:.3g}",
        )  # fmt: skip
    for number, (name, run) in enumerate(solvers.items()):
        step, style = _every(run["t"]), _series(number)
        part = slice(number * step // max(1, len(solvers)), None, step)
        nodes = run["t"][part], _within(run["x"][part], window)
        style["linestyle"] = "none"
        top.plot(*nodes, **style, markerfacecolor="none", label="" if errors else name)
    top.set_ylim(*window)
    top.set_title("state x")
    _linear(top, "x", "y")
    for number, name in enumerate(solvers):
        if name in errors:
            every = _every(errors[name][0], 10)
            style = {**_series(number), "linewidth": 1.1, "markersize": 3.5, "label": name}
            rows[1][0].plot(*errors[name], markevery=every, **style)
    if errors:
        _logarithmic(rows[1][0], "y")
        rows[1][0].set_title("distance of each integrator from the exact x")
    rows[-1][0].set_xlabel("time t")
    _name_curves(*(row[0] for row in rows))


def _convergence(figure: Figure, data: dict[str, Any]) -> None:
    left, right = _pair(
        figure,
        {"xlabel": "step size h", "title": "error at the end"},
        {"xlabel": "step size h, the coarser of each pair", "title": "observed order"},
        edge=0.085,
    )
    predicted, measured = (_positive(data["h"], data[name]) for name in ("leading", "error"))
    left.plot(*predicted, color=INK, linestyle=_LINES[1], label="predicted: h |e₁|")
    left.plot(*measured, color=SERIES[0], label="measured", **_DOTS)
    if any(value > 0 for value in (*data["leading"], *data["error"])):
        _logarithmic(left, "x", "y")
    hs, lower, upper = data["ratio_h"], data["lower"], data["upper"]
    right.vlines(hs, lower, upper, color=SERIES[1], linewidth=5, alpha=0.45)
    style: dict[str, Any] = {"linestyle": "none", "marker": "_", "markersize": 10}
    right.plot(hs, data["predicted"], color=INK, markeredgewidth=1.2, label="predicted", **style)
    right.plot(hs, data["observed"], color=SERIES[0], markersize=3.2, label="observed", **_DOTS)
    if hs:
        _logarithmic(right, "x")
        # the coarsest windows say little and would flatten the rest
        finer = len(hs) // 3
        ends = (*lower[finer:], *upper[finer:])
        right.set_ylim(*_window((*data["observed"], *data["predicted"], *ends)))
    _linear(right, "y")
    _name_curves(left, right)


def _stability(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "rate × step, ah", "growth per step", top=0.84)
    axes.axhline(1.0, color=FAINT, linewidth=0.8, linestyle=_LINES[1])
    for mark in (0.0, 1.0, 2.0):
        axes.axvline(mark, color=FAINT, linewidth=0.8, linestyle=_LINES[2])
    axes.plot(data["ah"], data["theory"], color=INK, label="|1 − ah|")
    axes.plot(data["ah"], data["growth"], color=SERIES[1], label="runs", **_RUN)
    axes.set_ylim(*_window((0.0, *data["theory"], *data["growth"])))
    low, high = min(0.0, *data["ah"]), max(2.0, *data["ah"])
    axes.set_xlim(low - 0.05, high + 0.05)
    _linear(axes, "x", "y")
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1, 1.5, 2, 2.5, 3]))
    above: dict[str, Any] = {
        "ha": "center",
        "va": "bottom",
        "transform": axes.get_xaxis_transform(),
    }
    for place, word in ((0.5, "monotone"), (1.5, "alternating"), ((2 + high) / 2, "unbounded")):
        if word != "unbounded" or high > 2.2:
            axes.text(place, 1.015, word, color=FAINT, **above)
    _name_curves(axes)


def _free(figure: Figure, data: dict[str, Any]) -> None:
    """A panel for each run: side by side they are told apart by what they do."""
    curves = data["curves"]
    row = figure.subplots(1, len(curves) or 1, sharey=True, squeeze=False)[0]
    figure.subplots_adjust(0.05, 0.155, 0.985, 0.9, wspace=0.12)
    for axes, curve in zip(row, curves, strict=False):
        axes.axhline(0, color=FAINT, linewidth=0.9)
        axes.plot(curve["x"], color=SERIES[0], marker="o", linewidth=1.0, markersize=3.2)
        axes.set(title=f"ah = {curve['ah']}", xlabel="step n")
        _linear(axes, "y")
        axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
        axes.set_ylim(-4, 4)  # the run that grows leaves the picture


def _memory(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "age k of the input, in steps", "its weight (1 − β) βᵏ")
    for number, curve in enumerate(data["curves"]):
        style = {**_series(number), "linewidth": 1.0, "markersize": 3.8, "label": _called(curve)}
        axes.plot(curve["weights"], markevery=_every(curve["weights"], 30), **style)
    _linear(axes, "x", "y")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    _name_curves(axes)


def _amplification(figure: Figure, data: dict[str, Any]) -> None:
    curves = data["curves"]
    signs = [
        [(number, curve) for number, curve in enumerate(curves) if (_sign(curve) < 0) is negative]
        for negative in (False, True)
    ]
    panels = [
        (title, group)
        for title, group in zip(("state xₙ, β ≥ 0", "state xₙ, β < 0"), signs, strict=True)
        if group
    ]
    figure.subplots_adjust(0.07, 0.155, 0.985, 0.9, wspace=0.2)
    row = figure.subplots(1, len(panels) or 1, squeeze=False)[0]
    for axes, (title, group) in zip(row, panels, strict=False):
        window = _window([0.0, *(x for _, curve in group for x in (*curve["x"], curve["limit"]))])
        for number, curve in group:
            style, limit = _series(number), curve["limit"]
            axes.axhline(limit, color=style["color"], linewidth=0.9, linestyle=_LINES[2])
            marks = {"markevery": _every(curve["n"], 50), "markersize": 3}
            label = f"{_called(curve)}: to {significant(limit, digits=3)}"
            axes.plot(curve["n"], curve["x"], linewidth=1.0, label=label, **marks, **style)
        axes.set_ylim(window[0], window[1] + 0.1 * (window[1] - window[0]))
        _linear(axes, "y")
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.set(xlabel="step n", title=title)
        _name_curves(axes)


def _window_and_kernel(figure: Figure, data: dict[str, Any]) -> None:
    left, right = _pair(
        figure,
        {"xlabel": "age τ of an input", "title": "its weight"},
        {"xlabel": "frequency ω", "title": "gain of exp(iωt)"},
    )
    left.plot(data["tau"], data["kernel"], color=INK, label="kernel, exp(−aτ)")
    right.plot(data["omega"], data["gain_kernel"], color=INK, label="kernel")
    for number, window in enumerate(data["windows"]):
        style = {"color": SERIES[number], "linestyle": _LINES[number + 1], "linewidth": 1.2}
        width, height, label = window["width"], window["height"], window["label"]
        left.plot([0.0, width, width], [height, height, 0.0], label=f"window, {label}", **style)
        right.plot(data["omega"], data["gain_window"][label], label=label, **style)
    for axes in (left, right):
        axes.margins(y=0.1)
        _linear(axes, "x", "y")
    _name_curves(left, right)


def _gains(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "factor β", "gain; marks are runs")
    for name, label, colour, line, mark in (
        ("worst", "the worst input: 1/(1 − |β|)", INK, _LINES[0], "o"),
        ("signed", "a constant input: 1/(1 − β)", SERIES[0], _LINES[1], "s"),
    ):
        axes.plot(data["beta"], data[name], color=colour, linestyle=line, label=label)
        style = {**_RUN, "marker": mark, "markersize": 4}
        axes.plot(data["beta"], data[f"measured_{name}"], color=colour, **style)
    _logarithmic(axes, "y")
    _linear(axes, "x")
    _name_curves(axes)


def _triangle(figure: Figure, data: dict[str, Any]) -> None:
    figure.set_size_inches(6.2, 3.6)
    axes = _panel(figure, "factor β", "rate × curvature, αλ", top=0.92)
    for level in data["levels"]:
        beta, al = zip(*level["corners"], level["corners"][0], strict=True)
        if level["rate"] == 1:
            axes.plot(beta, al, color=INK, linewidth=2)
            continue
        # named at its upright side
        axes.plot(beta, al, color=FAINT, linewidth=0.8)
        axes.plot(beta[1:3], al[1:3], color=FAINT, linewidth=0.8, label=f"{level['rate']:g}")
    right = [point for point in data["points"] if point["measured"] < 1]
    wrong = [point for point in data["points"] if point["measured"] >= 1]
    for points, mark, label in (
        (right, "o", "● runs that decay"),
        (wrong, "x", "× runs that do not"),
    ):
        number = 0 if mark == "o" else 1
        style = {**_DOTS, "marker": mark, "markersize": 3.5, "color": SERIES[number]}
        axes.plot([p["beta"] for p in points], [p["al"] for p in points], label=label, **style)
    _linear(axes, "x", "y")
    _name_curves(axes)


def _speedup(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "rate × curvature, αλ", "steps of descent that one step of momentum does")
    style: dict[str, Any] = {"color": FAINT, "linewidth": 0.9}
    limit = f"limit 1/(1 − β) = {_plain(data['limit'])}"
    axes.axhline(data["limit"], linestyle=_LINES[2], label=limit, **style)
    axes.axhline(1.0, linestyle=_LINES[1], label="as fast as descent", **style)
    axes.plot(*_positive(data["al"], data["speedup"]), color=INK, label="predicted")
    measured = data["measured"]
    speeds = [point["speedup"] for point in measured]
    axes.plot([point["al"] for point in measured], speeds, color=SERIES[1], label="runs", **_RUN)
    _logarithmic(axes, "x", "y")
    axes.margins(y=0.12)
    for place, value, word in (
        (data["peak_al"], data["peak"], f"peak {_plain(data['peak'])}"),
        (data["crossing"], 1.0, f"slower beyond {significant(data['crossing'], digits=3)}"),
    ):
        axes.plot([place], [value], color=INK, label=word, markersize=3.5, **_DOTS)
    _name_curves(axes)


def _response(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "frequency ω", "gain of exp(iωn)")
    axes.plot(data["omega"], data["theory"], color=INK, label="1/√(1 − 2β cos ω + β²)")
    axes.plot(data["omega"], data["measured"], color=SERIES[1], label="runs", **_RUN)
    _linear(axes, "x", "y")
    _name_curves(axes)


def _digits(figure: Figure, data: dict[str, Any]) -> None:
    left, right = _pair(
        figure,
        {"xlabel": "step n", "title": "memory over gradient, |mₙ| / α|gₙ₋₁|"},
        {"xlabel": "step n", "title": "loss above its least value"},
    )
    left.axhline(data["limit"], color=FAINT, linewidth=0.9, linestyle=_LINES[1], label="1/(1 − β)")
    left.plot(data["n"], data["ratio"], color=SERIES[0], label="as run")
    for number, name in enumerate(("descent", "momentum")):
        style = {"color": SERIES[number], "linestyle": _LINES[number], "label": name}
        right.plot(data["n"], data[f"loss_{name}"], **style)
    _linear(left, "x", "y")
    _logarithmic(right, "y")
    _name_curves(left, right)


def _called(curve: dict[str, Any]) -> str:
    return f"β = {curve['beta']}".replace("-", "−")


def _sign(curve: dict[str, Any]) -> int:
    return -1 if str(curve["beta"]).strip().startswith(("-", "−")) else 1


def _impulses(figure: Figure, data: dict[str, Any]) -> None:
    axes = _panel(figure, "step", "response to one unit input")
    for number, (name, shift) in enumerate((("expected", -0.12), ("got", 0.12))):
        points = [(n, v) for n, v in enumerate(data[name], 1) if v is not None]
        at, values = [n + shift for n, _ in points], [v for _, v in points]
        style = _series(number)
        axes.vlines(
            at, 0, values, color=style["color"], linestyle=style["linestyle"], linewidth=1.5
        )
        axes.plot(at, values, **{**style, **_RUN, "marker": style["marker"], "label": name})
    axes.axhline(0, color=FAINT, linewidth=0.7)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _linear(axes, "y")
    _name_curves(axes)


_DRAWERS: dict[str, Callable[[Figure, dict[str, Any]], None]] = {
    "solution": _solution,
    "convergence": _convergence,
    "stability": _stability,
    "free": _free,
    "memory": _memory,
    "amplification": _amplification,
    "window": _window_and_kernel,
    "gains": _gains,
    "response": _response,
    "triangle": _triangle,
    "speedup": _speedup,
    "digits": _digits,
}
NAMES = tuple(_DRAWERS)
