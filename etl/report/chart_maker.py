"""Charts over the tables of the report: a chart's entry in tables.yaml in, `Chart` out.

The one surprising thing: the alternative text is made from the figures, so that who cannot see
the chart is told what it shows, not that it is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.report.content import Chart, Series
from etl.report.tables import TableMaker


def make_chart(
    maker: TableMaker, spec: Mapping[str, Any], chart: Mapping[str, Any]
) -> Chart | None:
    """Make a chart over a table of measured rows; None when nothing is there to show."""
    table_id = spec["id"]
    table = maker.measured(table_id, spec)
    if table is None:
        return None
    rows = [row for row in table.rows if not row.total and row.cells[1].figure_id]
    ids = [column.get("id", column.get("indicator")) for column in spec["columns"]]
    series = []
    for column_id in chart["columns"]:
        index = ids.index(column_id) + 1
        column = table.columns[index]
        figure_ids = tuple(row.cells[index].figure_id for row in rows)
        if all(figure_ids):
            series.append(Series(column.header, figure_ids, index))
    if not rows or not series:
        return None
    categories = tuple(row.cells[0].text for row in rows)
    title = maker.fill(chart["title"])
    return Chart(
        id=f"{table_id}.{'_'.join(chart['columns'])}",
        title=title,
        table_id=table_id,
        categories=categories,
        series=tuple(series),
        unit=chart["unit"],
        stacked=chart["stacked"],
        alt=_alt(maker, title, chart["unit"], categories, series),
        note=maker.data_note(spec),
    )


def _alt(
    maker: TableMaker,
    title: str,
    unit: str,
    categories: Sequence[str],
    series: Sequence[Series],
) -> str:
    """Say what the chart shows: for each series its largest and smallest bar."""
    parts = []
    for one in series:
        pairs = zip(one.figure_ids, categories, strict=True)
        values = [(maker.figures[id_], name) for id_, name in pairs]
        (most, where_most) = max(values, key=lambda pair: pair[0].value)
        (least, where_least) = min(values, key=lambda pair: pair[0].value)
        parts.append(
            f"{one.name}: cao nhất {most.printed} ({where_most}), "
            f"thấp nhất {least.printed} ({where_least})"
        )
    return f"Biểu đồ cột: {title}; đơn vị: {unit}. {'; '.join(parts)}."
