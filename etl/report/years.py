"""A table of years: the years that a period sums up and declared indicators in, a row each out.

Each number is the one that the year's own report would print. The one surprising thing: the last
year is compared with the first only where nothing lies between them that parts the series, these
two are of the whole province and of one part; whatever is not compared, and why, stands below.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from etl.contracts.indicators import Indicator, load_indicators
from etl.model import Figure, Period
from etl.reference import Reference
from etl.report.content import NO_DATA, Gap, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.figure_catalogue import FigureSpec, changed, evaluate, print_value, spec_of
from etl.report.table_columns import Spec
from etl.report.tables import TableMaker, Trace
from etl.wording import capital

_NOT_COMPARED = "không so sánh"
_TEXT_WIDTHS = (2.6, 1.1)


def years_table(maker: TableMaker, spec: Spec) -> tuple[PrintedTable | None, list[Gap]]:
    """Make the table, and the gaps of its indicators; None for a period that sums up no years."""
    keys = maker.period.years_since
    if not keys:
        return None, []
    made = [_row(maker, spec, load_indicators()[id_], keys) for id_ in spec["figures"]]
    numeric = [PrintedColumn(f"Năm {key}", numeric=True) for key in keys]
    columns = [
        *(PrintedColumn("Chỉ tiêu", width=_TEXT_WIDTHS[0]),),
        *(PrintedColumn("Đơn vị tính", width=_TEXT_WIDTHS[1]), *numeric),
        PrintedColumn(f"Tăng, giảm năm {keys[-1]} so với {keys[0]}", numeric=True, width=1.4),
    ]
    notes: dict[str, list[str]] = {}
    for name, (_, said, _) in zip(spec["figures"], made, strict=True):
        for text in said:
            notes.setdefault(text, []).append(load_indicators()[name].name)
    table = maker.finish(spec, columns, [row for row, _, _ in made])
    told = tuple(f"{capital('; '.join(names))}: {text}" for text, names in notes.items())
    return replace(table, footnotes=told), [gap for _, _, gaps in made for gap in gaps]


def _row(
    maker: TableMaker, spec: Spec, one: Indicator, keys: Sequence[str]
) -> tuple[Row, list[str], list[Gap]]:
    """Give the row of an indicator, what is to be said below the table, and its gaps."""
    cells = [PrintedCell(capital(one.name)), PrintedCell(one.unit)]
    found: dict[str, tuple[Figure, FigureSpec]] = {}
    missing: dict[str, list[str]] = {}  # reason → years
    said = _breaks(one, keys)
    is_parted = bool(said)
    for key in keys:
        marts = maker.marts.at(key)
        entry = spec_of(one, marts.of(one.form_id))
        entry = replace(entry, id=f"{spec['id']}.{one.id}.{key}", style=entry.cell_style)
        figure = evaluate(entry, marts)
        if isinstance(figure, Gap):
            cells.append(PrintedCell(figure.printed))
            if not figure.none_occurred:
                missing.setdefault(figure.reason, []).append(key)
            continue
        maker.keep(figure, Trace(f"{one.name}, năm {key}", one.form_id, entry.below, entry.cells))
        cells.append(PrintedCell(figure.printed, entry.id))
        found[key] = figure, entry
        parts = [f"năm {key} {text}" for text in _part(maker, one, figure.where)]
        is_parted |= bool(parts) and key in (keys[0], keys[-1])
        said += parts
    cells.append(_change(maker, spec, one, found, keys, is_parted=is_parted))
    gaps = [Gap(f"{one.name} năm {', '.join(years)}", reason) for reason, years in missing.items()]
    return Row(tuple(cells)), said, gaps


def _breaks(one: Indicator, keys: Sequence[str]) -> list[str]:
    """Say what parts the series of an indicator between the first of some years and the last."""
    first, last = (Period.parse(key).ends_on for key in (keys[0], keys[-1]))
    parts = [part for part in (one.numerator, one.denominator) if part]
    columns = dict.fromkeys(name for part in parts for name in part.columns or ("",))
    texts = [
        f"{each.text}; số liệu trước và sau mốc này không so sánh với nhau."
        for each in Reference.load().seeds.breaks
        if any(each.parts(one.form_id, column, first, last) for column in columns)
    ]
    return list(dict.fromkeys(texts))


def _part(maker: TableMaker, one: Indicator, where: Mapping[str, str]) -> Iterator[str]:
    """Say of a year of which not all have sent how many have."""
    of = {"indicator_id": one.id, "is_total": "true", "is_whole": "false"}
    for row in maker.marts.matching("indicator", of, where["period_key"])[:1]:
        yield f"mới có số liệu của {row['sent_count']}/{row['owed_count']} cơ quan phải gửi."


def _change(
    maker: TableMaker,
    spec: Spec,
    one: Indicator,
    found: Mapping[str, tuple[Figure, FigureSpec]],
    keys: Sequence[str],
    *,
    is_parted: bool,
) -> PrintedCell:
    """Compare the last year with the first, or say that they are not compared."""
    if keys[0] not in found or keys[-1] not in found:
        return PrintedCell(NO_DATA)
    (first, _), (last, entry) = found[keys[0]], found[keys[-1]]
    if is_parted or first.where.get("apart") != last.where.get("apart"):
        return PrintedCell(_NOT_COMPARED)
    told = changed(replace(entry, id=f"{spec['id']}.{one.id}.change"), first.where["period_key"])
    where = {"period_key": last.where["period_key"], **told.where}
    value = maker.marts.value(told.mart, where)
    if value is None:
        return PrintedCell(NO_DATA)
    printed, rounding = print_value(value, told.style)
    figure = Figure(told.id, value, printed, told.unit, told.mart, where, told.basis, rounding)
    maker.keep(figure, Trace(f"{one.name}, thay đổi", one.form_id, told.below, told.cells))
    return PrintedCell(printed, told.id)
