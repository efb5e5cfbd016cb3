"""What gives an overview: headline figures, charts over tables, and a form's table nobody wrote.

The one surprising thing: a rate changes by percentage points and says so, and is compared only
under one poverty standard and one basis, because its filter names both. The alternative text of a
chart is made from the figures, so that who cannot see it is told what it shows.
"""

from collections.abc import Sequence
from dataclasses import replace

from etl.contracts import load_forms
from etl.contracts.indicators import Tally, indicators_of
from etl.model import Column, Form
from etl.report.content import (
    NO_DATA,
    Block,
    Chart,
    Gap,
    PrintedCell,
    PrintedColumn,
    PrintedTable,
    Row,
    Series,
)
from etl.report.figure_catalogue import FigureSpec, changed, evaluate
from etl.report.mart_rows import Marts
from etl.report.table_columns import Spec
from etl.report.tables import TableMaker, Trace
from etl.wording import capital

_SERIES = 2  # of a chart over a form that has no table of its own; more cannot be read
_UPRIGHT = 8  # columns of a table that an upright page holds
_NOT_COMPARED = "không so sánh được"
_WHY_NOT_COMPARED = (
    "Hai kỳ không cùng các nơi gửi số liệu, hoặc chuỗi số liệu bị ngắt, thì không so sánh với nhau."
)
_COLUMN_NAMES = {"now": "kỳ này", "before": "cùng kỳ năm trước", "change": "tăng, giảm"}


def headline_table(maker: TableMaker, spec: Spec) -> PrintedTable | None:
    """Make the table; without a year before, only the present column; None without any figure."""
    rows = [_headline(maker, spec["id"], maker.catalogue[name]) for name in spec["figures"]]
    if not any(row.cells[2].figure_id for row in rows):
        return None
    columns = [
        PrintedColumn("Chỉ tiêu", width=2.88),
        PrintedColumn("Đơn vị tính", width=0.96),
        PrintedColumn(capital(maker.words["kỳ"]), numeric=True, width=1.01),
        PrintedColumn(capital(maker.words["kỳ trước"]), numeric=True, width=1.01),
        PrintedColumn("Tăng, giảm", numeric=True, width=2.25),
    ]
    if not any(row.cells[3].figure_id for row in rows):
        rows = [Row(row.cells[:3]) for row in rows]
        columns, spec = columns[:3], {**spec, "title": spec["title_alone"]}
    elif any(row.cells[4].text == _NOT_COMPARED for row in rows):
        spec = {**spec, "note": _WHY_NOT_COMPARED}
    return maker.finish(spec, columns, rows)


def _headline(maker: TableMaker, table_id: str, entry: FigureSpec) -> Row:
    """Make the line of a figure: now, the year before, and the change where they compare."""
    maker = maker.of(entry.form)
    now = replace(entry, style=entry.cell_style)
    before = {"period_key": maker.period.year_before_key}
    cells = [PrintedCell(capital(entry.name)), PrintedCell(entry.unit)]
    for column_id, told in (
        ("now", now),
        ("before", replace(now, where={**now.where, **before}, below={**now.below, **before})),
        ("change", changed(now, maker.period.year_before_key)),
    ):
        id_ = f"{table_id}.{entry.id}.{column_id}"
        figure = evaluate(replace(told, id=id_), maker.marts)
        if isinstance(figure, Gap):
            is_apart = column_id == "change" and all(cell.figure_id for cell in cells[2:])
            nothing = figure.printed if figure.is_kept_back else NO_DATA
            cells.append(PrintedCell(_NOT_COMPARED if is_apart else nothing))
            continue
        name = f"{entry.name} ({_COLUMN_NAMES[column_id]})"
        maker.keep(figure, Trace(name, entry.form, told.below, entry.cells))
        cells.append(PrintedCell(figure.printed, id_))
    return Row(tuple(cells))


def make_chart(maker: TableMaker, spec: Spec, chart: Spec) -> Chart | None:
    """Make a chart over a table of measured rows; None when nothing is there to show."""
    maker = maker.of(spec.get("form", ""))
    table = maker.measured(spec)
    if table is None:
        return None
    rows = [row for row in table.rows if not row.total and row.cells[1].figure_id]
    ids = [column.get("id", column.get("indicator")) for column in spec["columns"]]
    series = []
    for column_id in chart["columns"]:
        index = ids.index(column_id) + 1
        figure_ids = tuple(row.cells[index].figure_id for row in rows)
        if all(figure_ids):
            series.append(Series(table.columns[index].header, figure_ids, index))
    if not rows or not series:
        return None
    categories = tuple(row.cells[0].text for row in rows)
    title, unit = maker.fill(chart["title"]), chart["unit"]
    shown = "; ".join(_extremes(maker, one, categories) for one in series)
    return Chart(
        id=f"{table.id}.{'_'.join(chart['columns'])}",
        title=title,
        table_id=table.id,
        categories=categories,
        series=tuple(series),
        unit=unit,
        stacked=chart["stacked"],
        alt=f"Biểu đồ cột: {title}; đơn vị: {unit}. {shown}.",
        note=maker.data_note(spec),
    )


def _extremes(maker: TableMaker, series: Series, categories: Sequence[str]) -> str:
    """Say the largest and the smallest bar of a series."""
    figures = [maker.figures[id_] for id_ in series.figure_ids]
    bars = list(zip(figures, categories, strict=True))
    most, where_most = max(bars, key=lambda bar: bar[0].value)
    least, where_least = min(bars, key=lambda bar: bar[0].value)
    return (
        f"{series.name}: cao nhất {most.printed} ({where_most}), "
        f"thấp nhất {least.printed} ({where_least})"
    )


def forms_of(marts: Marts) -> list[Form]:
    """Give the forms that are owed in the period that tells them and have something to add up."""
    return [
        form
        for form in load_forms().values()
        if marts.of(form.id).matching("submission_status", {"form_id": form.id})
        and any(column.totalled for column in form.columns)
    ]


def annex_of(form: Form) -> Spec:
    """Give a form's table by area as tables.yaml would have it, with a chart."""
    by_measure = {one.numerator: one for one in indicators_of(form.id) if not one.denominator}
    summed = [(c, by_measure[Tally(c.name)]) for c in form.columns if c.totalled]
    units = list(dict.fromkeys(column.unit for column, _ in summed))
    columns = [
        {
            "indicator": one.id,
            "header": _with_unit(column) if units[1:] else column.header,
            "group": column.group,
        }
        for column, one in summed
    ]
    shown = [one.id for column, one in summed if column.unit == units[0]][:_SERIES]
    title = f"{form.title} theo {{địa bàn}}"
    return {
        "id": f"{form.id}_annex",
        "title": title,
        "sheet": form.sheet,
        "kind": "areas",
        "form": form.id,
        "unit": units[0] if len(units) == 1 else "",
        "columns": columns,
        "charts": [{"columns": shown, "stacked": False, "unit": units[0], "title": title}],
    }


def _with_unit(column: Column) -> str:
    """Give a header with its unit, unless that is printed in it or above it."""
    unit = f"({column.unit})" if column.unit else ""
    return column.header if unit in column.header + column.group else f"{column.header} {unit}"


def is_wide(blocks: Sequence[Block]) -> bool:
    """Say whether a table among these has more columns than an upright page holds."""
    return any(isinstance(one, PrintedTable) and len(one.columns) > _UPRIGHT for one in blocks)
