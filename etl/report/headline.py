"""The table of headline figures: chosen figures beside the same period a year before.

The one surprising thing: a rate changes by percentage points and says so, and it is compared only
under one poverty standard and one basis, because its filter names both.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from etl.report.content import NO_DATA, Gap, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.figure_catalogue import FigureSpec, changed, evaluate
from etl.report.tables import TableMaker, Trace
from etl.wording import capital

_NOT_COMPARED = "không so sánh được"
_WHY_NOT_COMPARED = "Hai kỳ không cùng các nơi gửi số liệu thì không so sánh với nhau."
_COLUMN_NAMES = {"now": "kỳ này", "before": "cùng kỳ năm trước", "change": "tăng, giảm"}


def headline_table(
    maker: TableMaker, table_id: str, spec: Mapping[str, Any]
) -> PrintedTable | None:
    """Make the table; without a year before, only the present column; None without any figure."""
    rows = [_row(maker, table_id, maker.catalogue[name]) for name in spec["figures"]]
    if not any(row.cells[2].figure_id for row in rows):
        return None
    texts = maker.words
    columns = [
        PrintedColumn("Chỉ tiêu", width=2.88),
        PrintedColumn("Đơn vị tính", width=0.96),
        PrintedColumn(capital(texts["kỳ"]), numeric=True, width=1.01),
        PrintedColumn(capital(texts["kỳ trước"]), numeric=True, width=1.01),
        PrintedColumn("Tăng, giảm", numeric=True, width=2.25),
    ]
    if not any(row.cells[3].figure_id for row in rows):
        rows = [Row(row.cells[:3]) for row in rows]
        columns, spec = columns[:3], {**spec, "title": spec["title_alone"]}
    elif any(row.cells[4].text == _NOT_COMPARED for row in rows):
        spec = {**spec, "note": _WHY_NOT_COMPARED}
    return maker.finish(table_id, spec, columns, rows)


def _row(maker: TableMaker, table_id: str, entry: FigureSpec) -> Row:
    """Make the line of a figure: now, the year before, and the change where they compare."""
    style = {"percent": "share", "words": "million"}.get(entry.style, entry.style)
    now = replace(entry, style=style)
    before = {"period_key": maker.period.year_before_key}
    cells = [PrintedCell(capital(entry.name)), PrintedCell(entry.unit)]
    for column_id, told in (
        ("now", now),
        ("before", replace(now, where={**now.where, **before}, below={**now.below, **before})),
        ("change", changed(now, maker.period)),
    ):
        id_ = f"{table_id}.{entry.id}.{column_id}"
        figure = evaluate(replace(told, id=id_), maker.marts)
        if isinstance(figure, Gap):
            is_apart = column_id == "change" and all(cell.figure_id for cell in cells[2:])
            cells.append(PrintedCell(_NOT_COMPARED if is_apart else NO_DATA))
            continue
        maker.figures[id_] = figure
        cells.append(PrintedCell(figure.printed, id_))
        name = f"{entry.name} ({_COLUMN_NAMES[column_id]})"
        maker.traces[id_] = Trace(name, entry.form, told.below, entry.cells)
    return Row(tuple(cells))
