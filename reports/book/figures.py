"""The figures, drawn from the numbers of the run: one SVG text each.

Object-oriented Matplotlib only (no pyplot, no global state), so that two runs give the same
bytes. Line style and marker carry the meaning; colour only helps, so that grey print is enough.
No mathtext: its parser costs more than the rest of a figure, and Unicode says the same.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

# Each colour of a figure, by the name of its CSS variable: on paper as it stands, on a screen
# `var(--ink)` and so on. No colour may occur twice, so that the page can exchange them.
INK, FAINT, GRID = "#1b1b1d", "#6e6e76", "#d8d8de"
SERIES = ("#1f4e8c", "#bf5414", "#2c7a58", "#7b4aa6", "#8c6a10", "#a02c52")
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
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "lines.linewidth": 1.5,
    "lines.markersize": 4.5,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "legend.handlelength": 2.6,
    "legend.borderaxespad": 0.2,
    "legend.labelspacing": 0.35,
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
    figure = Figure(figsize=(6.2, 2.75))
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


def _plain(value: float, _: int) -> str:
    return f"{value:.5g}".replace("-", "−")


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
        axis.set_major_formatter(FuncFormatter(_plain))


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


def _solution(figure: Figure, data: dict[str, Any]) -> None:
    solvers: dict[str, Any] = data["solvers"]
    errors = {
        name: _positive(run["t"], run["error"]) for name, run in solvers.items() if "error" in run
    }
    errors = {name: points for name, points in errors.items() if points[0]}
    figure.set_size_inches(6.2, 3.9 if errors else 2.75)
    rows = figure.subplots(
        2 if errors else 1, 1, sharex=True, squeeze=False, height_ratios=(3, 2) if errors else (1,)
    )
    figure.subplots_adjust(0.1, 0.115 if errors else 0.16, 0.8, 0.97, hspace=0.14)
    top = rows[0][0]
    window = _window(data["exact"])
    top.plot(data["t"], data["exact"], color=INK, label="exact")
    euler = data.get("euler")
    if euler:
        top.plot(
            euler["t"], _within(euler["x"], window), color=FAINT, linestyle=(0, (1.2, 1.6)),
            marker=".", markersize=3.5, markevery=_every(euler["t"], 40),
            label=f"Euler,\nh = {euler['h']:.3g}",
        )  # fmt: skip
    for number, (name, run) in enumerate(solvers.items()):
        step = _every(run["t"])
        style = {"color": SERIES[number % len(SERIES)], "marker": _MARKS[number % len(_MARKS)]}
        shift = number * step // max(1, len(solvers))
        top.plot(
            run["t"][shift::step], _within(run["x"][shift::step], window),
            linestyle="none", markerfacecolor="none", label=name, **style,
        )  # fmt: skip
        if name in errors:
            points = errors[name]
            rows[1][0].plot(
                *points, linestyle=_LINES[number % len(_LINES)], linewidth=1.1,
                markevery=_every(points[0], 10), markersize=3.5, **style,
            )  # fmt: skip
    top.set_ylim(*window)
    top.set_ylabel("x(t)")
    _linear(top, "x", "y")
    top.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0))
    if errors:
        _logarithmic(rows[1][0], "y")
        rows[1][0].set_ylabel("|solver − exact|")
    rows[-1][0].set_xlabel("t")


def _convergence(figure: Figure, data: dict[str, Any]) -> None:
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.9, wspace=0.28)
    left.plot(
        *_positive(data["h"], data["leading"]), color=INK, linestyle=_LINES[1],
        label="predicted, h |e₁|",
    )  # fmt: skip
    left.plot(
        *_positive(data["h"], data["error"]), color=SERIES[0], linestyle="none", marker="o",
        label="measured error",
    )  # fmt: skip
    if any(value > 0 for value in (*data["leading"], *data["error"])):
        _logarithmic(left, "x", "y")
    left.set_xlabel("h")
    left.set_title("error at the end")
    left.legend(loc="lower right")
    hs = data["ratio_h"]
    right.vlines(
        hs, data["lower"], data["upper"], color=SERIES[1], linewidth=5, alpha=0.45,
        label="predicted window",
    )  # fmt: skip
    right.plot(
        hs, data["predicted"], color=INK, linestyle="none", marker="_", markersize=10,
        markeredgewidth=1.2, label="predicted",
    )  # fmt: skip
    right.plot(
        hs, data["observed"], color=SERIES[0], linestyle="none", marker="o", markersize=3.2,
        label="observed",
    )  # fmt: skip
    if hs:
        _logarithmic(right, "x")
        # the coarsest windows say little and would flatten the rest
        finer = len(hs) // 3
        ends = (*data["lower"][finer:], *data["upper"][finer:])
        right.set_ylim(*_window((*data["observed"], *data["predicted"], *ends)))
    _linear(right, "y")
    right.set_xlabel("h, the coarser of each pair")
    right.set_title("order of each refinement pair")
    right.legend(loc="upper left")


def _stability(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.9)
    axes.axhline(1.0, color=FAINT, linewidth=0.8, linestyle=_LINES[1])
    for mark in (0.0, 1.0, 2.0):
        axes.axvline(mark, color=FAINT, linewidth=0.8, linestyle=_LINES[2])
    axes.plot(data["ah"], data["theory"], color=INK, label="|1 − ah|")
    axes.plot(
        data["ah"], data["growth"], color=SERIES[1], linestyle="none", marker="o",
        markerfacecolor="none", label="as run",
    )  # fmt: skip
    axes.set_ylim(*_window((0.0, *data["theory"], *data["growth"])))
    low, high = min(0.0, *data["ah"]), max(2.0, *data["ah"])
    axes.set_xlim(low - 0.05, high + 0.05)
    _linear(axes, "y")
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1, 1.5, 2, 2.5, 3]))
    axes.xaxis.set_major_formatter(FuncFormatter(_plain))
    for place, word in ((0.5, "monotone"), (1.5, "alternating"), ((2 + high) / 2, "unbounded")):
        if word != "unbounded" or high > 2.2:
            axes.text(
                place, 1.015, word, ha="center", va="bottom", color=FAINT,
                transform=axes.get_xaxis_transform(),
            )  # fmt: skip
    axes.set_xlabel("ah")
    axes.set_ylabel("growth per step")
    axes.legend(loc="lower left")


def _memory(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    for number, curve in enumerate(data["curves"]):
        weights = curve["weights"]
        axes.plot(
            range(len(weights)), weights, color=SERIES[number % len(SERIES)], linewidth=1.0,
            linestyle=_LINES[number % len(_LINES)], marker=_MARKS[number % len(_MARKS)],
            markevery=_every(weights, 30), markersize=3.8, label=_name(curve),
        )  # fmt: skip
    _linear(axes, "x", "y")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("k, the age of the input in steps")
    axes.set_ylabel("weight (1 − β) βᵏ")
    if data["curves"]:
        axes.legend(loc="upper right")


def _amplification(figure: Figure, data: dict[str, Any]) -> None:
    curves = data["curves"]
    signs = [
        [(number, curve) for number, curve in enumerate(curves) if (_sign(curve) < 0) is negative]
        for negative in (False, True)
    ]
    panels = [
        (title, group)
        for title, group in zip(("β ≥ 0: one side", "β < 0: in turns"), signs, strict=True)
        if group
    ]
    figure.subplots_adjust(0.08, 0.16, 0.985, 0.9, wspace=0.2)
    row = figure.subplots(1, len(panels) or 1, squeeze=False)[0]
    for axes, (title, group) in zip(row, panels, strict=False):
        window = _window([0.0, *(x for _, curve in group for x in (*curve["x"], curve["limit"]))])
        for number, curve in group:
            colour = SERIES[number % len(SERIES)]
            axes.axhline(curve["limit"], color=colour, linewidth=0.9, linestyle=_LINES[2])
            axes.plot(
                curve["n"], curve["x"], color=colour, linewidth=1.0,
                linestyle=_LINES[number % len(_LINES)], marker=_MARKS[number % len(_MARKS)],
                markevery=_every(curve["n"], 50), markersize=3,
                label=f"{_name(curve)} → {_plain(curve['limit'], 0)}",
            )  # fmt: skip
        axes.set_ylim(window[0], window[1] + 0.16 * len(group) * (window[1] - window[0]))
        _linear(axes, "y")
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.set_xlabel("n")
        axes.set_title(title)
        axes.legend(loc="upper right")
    row[0].set_ylabel("xₙ")


def _window_and_kernel(figure: Figure, data: dict[str, Any]) -> None:
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(0.09, 0.16, 0.985, 0.9, wspace=0.26)
    left.plot(data["tau"], data["kernel"], color=INK, label="exp(−aτ)")
    right.plot(data["omega"], data["gain_kernel"], color=INK, label="kernel")
    for number, window in enumerate(data["windows"]):
        style = {"color": SERIES[number], "linestyle": _LINES[number + 1], "linewidth": 1.2}
        width, height = window["width"], window["height"]
        left.plot([0.0, width, width], [height, height, 0.0], label=window["label"], **style)
        right.plot(data["omega"], data["gain_window"][window["label"]], **style)
    for axes in (left, right):
        _linear(axes, "x", "y")
    left.set_xlabel("age τ of an input")
    left.set_title("weight")
    left.legend(loc="upper right")
    right.set_xlabel("ω")
    right.set_title("gain of exp(iωt)")


def _gains(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    for number, (name, label) in enumerate(
        (("worst", "worst case, 1/(1 − |β|)"), ("signed", "constant input, 1/(1 − β)"))
    ):
        axes.plot(
            data["beta"], data[name], color=(INK, SERIES[0])[number], linestyle=_LINES[number],
            label=label,
        )  # fmt: skip
        axes.plot(
            data["beta"], data[f"measured_{name}"], color=(INK, SERIES[0])[number],
            marker="os"[number], linestyle="none", markerfacecolor="none", markersize=4,
            label="as run",
        )  # fmt: skip
    _logarithmic(axes, "y")
    _linear(axes, "x")
    axes.set_xlabel("β")
    axes.set_ylabel("gain")
    axes.legend(loc="upper center", ncols=2)


def _triangle(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    for level in data["levels"]:
        beta, al = zip(*level["corners"], level["corners"][0], strict=True)
        if level["rate"] == 1:
            axes.plot(beta, al, color=INK, label="border of stability")
            continue
        axes.plot(beta, al, color=FAINT, linewidth=0.8)
        middle = (beta[1], (al[1] + al[2]) / 2)
        axes.annotate(
            f"{level['rate']:g}", middle, (3, 0), textcoords="offset points", color=FAINT,
            fontsize=7, ha="left", va="center",
        )  # fmt: skip
    right = [point for point in data["points"] if point["measured"] < 1]
    wrong = [point for point in data["points"] if point["measured"] >= 1]
    for points, mark, label in ((right, "o", "run: decays"), (wrong, "x", "run: does not")):
        axes.plot(
            [p["beta"] for p in points], [p["al"] for p in points], marker=mark, color=SERIES[1],
            linestyle="none", markersize=4, label=label,
        )  # fmt: skip
    _linear(axes, "x", "y")
    axes.set_xlabel("β")
    axes.set_ylabel("αλ")
    axes.legend(loc="upper left")


def _speedup(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    axes.axhline(data["limit"], color=FAINT, linewidth=0.9, linestyle=_LINES[2])
    axes.axhline(1.0, color=FAINT, linewidth=0.9, linestyle=_LINES[1])
    axes.plot(*_positive(data["al"], data["speedup"]), color=INK, label="predicted")
    measured = data["measured"]
    axes.plot(
        [point["al"] for point in measured], [point["speedup"] for point in measured],
        color=SERIES[1], marker="o", markerfacecolor="none", linestyle="none", label="as run",
    )  # fmt: skip
    _logarithmic(axes, "x", "y")
    for place, value, word, rise in (  # to the left, where for every β there is room
        (data["peak_al"], data["peak"], f"peak {_plain(data['peak'], 0)}", 4),
        (data["crossing"], 1.0, "slower beyond", -11),
    ):
        axes.annotate(
            word, (place, value), textcoords="offset points", xytext=(-6, rise), ha="right",
            color=FAINT, fontsize=8,
        )  # fmt: skip
    axes.set_xlabel("αλ")
    axes.set_ylabel("speed-up")
    axes.legend(loc="lower left")


def _response(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    axes.plot(data["omega"], data["theory"], color=INK, label="1/√(1 − 2β cos ω + β²)")
    axes.plot(
        data["omega"], data["measured"], color=SERIES[1], marker="o", markerfacecolor="none",
        linestyle="none", label="as run",
    )  # fmt: skip
    _linear(axes, "x", "y")
    axes.set_xlabel("ω")
    axes.set_ylabel("gain")
    axes.legend(loc="upper right")


def _digits(figure: Figure, data: dict[str, Any]) -> None:
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(0.09, 0.16, 0.985, 0.9, wspace=0.26)
    left.axhline(data["limit"], color=FAINT, linewidth=0.9, linestyle=_LINES[1])
    left.plot(data["n"], data["ratio"], color=SERIES[0])
    left.set_title("|mₙ| over α|gₙ₋₁|, and 1/(1 − β)")
    for number, name in enumerate(("descent", "momentum")):
        right.plot(
            data["n"],
            data[f"loss_{name}"],
            color=SERIES[number],
            linestyle=_LINES[number],
            label=name,
        )
    right.set_title("loss above its least value")
    _linear(left, "x", "y")
    _logarithmic(right, "y")
    right.legend(loc="upper right")
    for axes in (left, right):
        axes.set_xlabel("step n")


def _name(curve: dict[str, Any]) -> str:
    return f"β = {curve['beta']}".replace("-", "−")


def _sign(curve: dict[str, Any]) -> int:
    return -1 if str(curve["beta"]).strip().startswith(("-", "−")) else 1


def _impulses(figure: Figure, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(0.1, 0.16, 0.985, 0.97)
    for number, (name, shift) in enumerate((("expected", -0.12), ("got", 0.12))):
        points = [(n, v) for n, v in enumerate(data[name], 1) if v is not None]
        at, values = [n + shift for n, _ in points], [v for _, v in points]
        style = {"color": SERIES[number], "linestyle": _LINES[number]}
        axes.vlines(at, 0, values, linewidth=1.5, **style)
        axes.plot(
            at, values, linestyle="none", marker=_MARKS[number], color=SERIES[number], label=name,
            markerfacecolor="none",
        )  # fmt: skip
    axes.axhline(0, color=FAINT, linewidth=0.7)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _linear(axes, "y")
    axes.set_xlabel("step")
    axes.set_ylabel("response")
    axes.legend(loc="best")


_DRAWERS: dict[str, Callable[[Figure, dict[str, Any]], None]] = {
    "solution": _solution,
    "convergence": _convergence,
    "stability": _stability,
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
