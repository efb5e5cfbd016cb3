"""The table of headline figures: chosen figures beside the same period a year before.

The one surprising thing: a rate changes by percentage points and says so, and it is compared only
under one poverty standard and one basis, because its filter names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.contracts.figures import FigureSpec
from etl.report.catalogue import no_data_reason
from etl.report.content import NO_DATA, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.tables import TableMaker, Trace
from etl.wording import capital

_COLUMN_NAMES = {"now": "kỳ này", "before": "cùng kỳ năm trước", "change": "tăng, giảm"}


def headline_table(
    maker: TableMaker, table_id: str, spec: Mapping[str, Any]
) -> PrintedTable | None:
    """Make the table; without a year before, only the present column; None without any figure."""
    entries = [maker.catalogue[figure_id] for figure_id in spec["figures"]]
    rows = [
        _row(maker, table_id, entry)
        for entry in entries
        if not no_data_reason(maker.marts, entry.form)
    ]
    if not rows:
        return None
    texts = maker.words.texts
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
    return maker.finish(table_id, spec, columns, rows)


def _row(maker: TableMaker, table_id: str, entry: FigureSpec) -> Row:
    before = maker.period.year_before_key
    style = "share" if entry.style == "percent" else entry.style
    change = "change" if entry.style == "percent" else f"change_{style}"
    name = capital(entry.name.removesuffix(" (triệu đồng)"))
    cells = [PrintedCell(name), PrintedCell(entry.unit)]
    for column_id, printed_as, where in (
        ("now", style, entry.where),
        ("before", style, {**entry.where, "period_key": before}),
        ("change", change, {**entry.where, "compared_with": before, **_as_printed(entry)}),
    ):
        column = {"style": printed_as, "unit": entry.unit, "basis": entry.basis}
        id_ = f"{table_id}.{entry.id}.{column_id}"
        figure = maker.figure(id_, entry.mart, where, column)
        cells.append(PrintedCell(figure.printed, id_) if figure else PrintedCell(NO_DATA))
        maker.traces[id_] = _trace(entry, column_id, where)
    return Row(tuple(cells))


def _as_printed(entry: FigureSpec) -> Mapping[str, str]:
    """Take a rate's change from the rates beside it, as whoever subtracts them does."""
    return {"rounded_to": "2"} if entry.style == "percent" else {}


def _trace(entry: FigureSpec, column_id: str, where: Mapping[str, str]) -> Trace:
    detail = entry.detail
    period = {"period_key": where["period_key"]} if "period_key" in where else {}
    return Trace(
        name=f"{entry.name} ({_COLUMN_NAMES[column_id]})",
        form=entry.form,
        detail_view=detail.mart.partition(".")[0] if detail else "",
        where={**(detail.where if detail else {}), **period},
        columns=detail.columns if detail else (),
    )
