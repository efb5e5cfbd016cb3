"""The native charts of the annex: a table and its charts in, Excel charts below the table out.

The one surprising thing: a chart is exactly as wide as its table, so that a page fitted to the
table's width is not made smaller by the chart.
"""

from collections.abc import Sequence
from typing import Any

from etl.report.content import Chart, PrintedTable, Row

VIETNAMESE = "[$-42A]"  # dots and a decimal comma, also where the office program is set otherwise
_COLOURS = ("#1F4E79", "#7FA7CF", "#D3DFEC")
_PAIR = ("#B9C9DA", "#1F4E79")
_FONT = {"name": "Times New Roman", "size": 11}
_ROWS = 20  # of the sheet that a chart covers


def insert_charts(
    book: Any,
    sheet: Any,
    table: PrintedTable,
    charts: Sequence[Chart],
    *,
    first: int,
    at: int,
    widths: Sequence[float],
) -> None:
    """Insert charts over the rows of a table from row `first` on, one below the other from `at`."""
    pixels = sum(round(width * 7) + 5 for width in widths)
    for number, chart in enumerate(charts):
        native = _chart(book, table, chart, first)
        native.set_size({"width": pixels, "height": 380})
        options = {"description": chart.alt, "object_position": 2}
        sheet.insert_chart(at + number * _ROWS, 0, native, options)


def _chart(book: Any, table: PrintedTable, chart: Chart, first: int) -> Any:
    native = book.add_chart(
        {"type": "column", "subtype": "stacked" if chart.stacked else "clustered"}
    )
    rows = [first + n for n, row in enumerate(table.rows) if _in_chart(row, chart)]
    colours = _PAIR if len(chart.series) == 2 else _COLOURS
    for series, colour in zip(chart.series, colours, strict=False):
        native.add_series(
            {
                "name": series.name,
                "categories": [table.sheet, rows[0], 0, rows[-1], 0],
                "values": [table.sheet, rows[0], series.column, rows[-1], series.column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    native.set_title({"name": chart.title, "name_font": {**_FONT, "size": 13}, "overlay": False})
    native.set_y_axis(
        {
            "name": chart.unit,
            "name_font": _FONT,
            "num_font": _FONT,
            "num_format": f"{VIETNAMESE}#,##0",
        }
    )
    native.set_x_axis({"num_font": _FONT})
    native.set_legend({"position": "bottom", "font": _FONT})
    if len(chart.series) == 1:
        native.set_legend({"none": True})
    return native


def _in_chart(row: Row, chart: Chart) -> bool:
    """Rows from the first to the last category; a row without data in between stays empty."""
    return not row.total and row.cells[0].text in chart.categories
