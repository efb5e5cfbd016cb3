"""Draws charts: a `Chart` and its figures in, SVG text or PNG bytes out.

The one surprising thing: the font is looked for once, and one that lacks Vietnamese letters is
passed over: some editions of Liberation Serif do, and would draw boxes.
"""

import io
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from etl import model
from etl.report.content import Chart

# like Times first; the last comes with matplotlib
_FONTS = ("Times New Roman", "Tinos", "Liberation Serif", "FreeSerif", "DejaVu Serif")
_LETTERS = "ạảấệịọộớựỹđươ"  # a font that has these has them all
_WIDTH = 6.3  # inches: the width of the text on A4
_BAR = 0.2  # inches per row of bars
_HEIGHT = 8.6  # inches: what a page of A4 holds beside the title; more rows are drawn smaller
_FONT_SIZE, _LABEL_SIZE = 9.0, 7.5  # points
_DPI = 220
_CLOSE = Path.CLOSEPOLY  # goes back to where a letter began, with a point that means nothing
COLOURS = ("#1f4e79", "#7fa7cf", "#d3dfec")  # apart in grey too
PAIR = ("#b9c9da", "#1f4e79")


class Bar(NamedTuple):
    """What a bar shows: as long as its value, with its number as printed."""

    value: float
    printed: str


Values = tuple[tuple[Bar, ...], ...]  # of each series, in the order of the categories


def svg(chart: Chart, figures: Mapping[str, model.Figure]) -> str:
    """Draw as SVG with real text, without the XML declaration."""
    return _pictures(chart, _values(chart, figures))[0]


def png(chart: Chart, figures: Mapping[str, model.Figure]) -> bytes:
    """Draw as PNG."""
    return _pictures(chart, _values(chart, figures))[1]


@lru_cache(maxsize=64)  # a report asks for both, in two editions: they are laid out once
def _pictures(chart: Chart, values: Values) -> tuple[str, bytes]:
    drawing = _draw(chart, values)
    FigureCanvasAgg(drawing)
    if layout := drawing.get_layout_engine():
        layout.execute(drawing)
    drawing.set_layout_engine("none")  # everything stays where it was put
    picture = io.BytesIO()
    drawing.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": chart.id}):
        FigureCanvasSVG(drawing)
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :], picture.getvalue()


def _values(chart: Chart, figures: Mapping[str, model.Figure]) -> Values:
    found = ([figures[id_] for id_ in one.figure_ids] for one in chart.series)
    return tuple(tuple(Bar(figure.value, figure.printed) for figure in one) for one in found)


def text_width_pt(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of Times New Roman in points, for rules as long as their line.

    Diacritics do not widen a letter, so the bare letters are measured, in a font of the same
    widths that comes with matplotlib.
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    font = FontProperties(family="STIXGeneral", weight="bold" if bold else "normal")
    line = TextPath((0, 0), bare, size=size, prop=font)
    # a letter reaches as far as the points of its outline: its curves need not be solved
    drawn = [x for (x, _), code in zip(line.vertices, line.codes, strict=True) if code != _CLOSE]
    return float(max(drawn) - min(drawn)) if drawn else 0.0


@lru_cache(maxsize=1)
def font_family() -> str:
    """Give the first font of our list that this machine has and that can write Vietnamese."""
    paths = {font.name: font.fname for font in fontManager.ttflist if font.name in _FONTS}
    for name in _FONTS[:-1]:
        if name in paths:
            letters = get_font(paths[name]).get_charmap()
            if all(ord(letter) in letters for letter in _LETTERS):
                return name
    return _FONTS[-1]


def _draw(chart: Chart, values: Values) -> Drawing:
    beside = 1 if chart.stacked else len(chart.series)
    legend = 0.45 if len(chart.series) > 1 else 0.15
    height = legend + len(chart.categories) * _BAR * (1 if beside == 1 else 0.75 * beside)
    smaller = min(1.0, _HEIGHT / height)
    with mpl.rc_context({"font.family": font_family(), "font.size": _FONT_SIZE * smaller}):
        drawing = Drawing(figsize=(_WIDTH, height * smaller), layout="constrained")
        axes = drawing.add_subplot()
        draw_bars = _stack if chart.stacked else _side_by_side
        draw_bars(axes, chart, values, _LABEL_SIZE * smaller)
        places = [c.removeprefix("Huyện ").replace("Thành phố ", "TP. ") for c in chart.categories]
        axes.set_yticks(range(len(places)), places)
        axes.invert_yaxis()
        axes.margins(x=0.09, y=0.01)
        axes.set_xticks([])
        axes.tick_params(left=False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.spines["left"].set_color("#888888")
        if len(chart.series) > 1:
            axes.legend(
                loc="lower center",
                bbox_to_anchor=(0.45, 1.0),
                ncols=len(chart.series),
                frameon=False,
                handlelength=1.0,
            )
    return drawing


def _stack(axes: Axes, chart: Chart, values: Values, label_size: float) -> None:
    places = range(len(chart.categories))
    left = [0.0] * len(places)
    for one, series, colour in zip(chart.series, values, COLOURS, strict=False):
        widths = [bar.value for bar in series]
        bars = axes.barh(places, widths, 0.68, left=left, color=colour, label=one.name)
        labels = [bar.printed if bar.value else "" for bar in series]
        ink = "white" if colour == COLOURS[0] else "black"
        axes.bar_label(bars, labels, label_type="center", fontsize=label_size, color=ink)
        left = [start + width for start, width in zip(left, widths, strict=True)]


def _side_by_side(axes: Axes, chart: Chart, values: Values, label_size: float) -> None:
    count = len(chart.series)
    height = 0.68 if count == 1 else 0.8 / count
    colours = COLOURS if count == 1 else PAIR
    for number, (one, series) in enumerate(zip(chart.series, values, strict=True)):
        shift = (number - (count - 1) / 2) * height
        places = [place + shift for place in range(len(chart.categories))]
        widths = [bar.value for bar in series]
        bars = axes.barh(places, widths, height, color=colours[number], label=one.name)
        axes.bar_label(bars, [bar.printed for bar in series], padding=2, fontsize=label_size)
