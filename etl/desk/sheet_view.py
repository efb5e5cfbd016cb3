"""A return as its workbook shows it: a form, a table and findings in, rows of printed cells out.

The one surprising thing: personal columns, and cells that may name somebody and wait for an answer,
are blanked here, before a template sees them, for whoever may not read names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.desk.queries import Row
from etl.kinds import CellPrinter, kind_of
from etl.model import Column, Form, Mark, Table, TotalRow
from etl.wording import number_text, shown
from etl.wording.personal import HIDDEN

PAGE_ROWS = 200
_RANK = {"critical": 0, "warning": 1, "info": 2}
_MARKS = {Mark.NIL: "-", Mark.PLACEHOLDER: "…", Mark.NOT_APPLICABLE: "x", Mark.DITTO: '"'}
_WIDE, _LONG = 24, 60  # characters from which a text needs a wider column
Place = tuple[str, int, str]  # sheet, row, letter or name of the column


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell as printed."""

    text: str
    kind: str  # class names: num | text, long, masked, and the severity of its worst finding
    finding_id: int | None = None
    letter: str = ""  # of its column in the workbook


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as printed, with its number in the workbook."""

    sheet: str
    number: int
    cells: tuple[ShownCell, ...]
    is_total: bool = False
    begins_sheet: bool = False  # the first of its sheet, where a form lies on several


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A form's table as printed."""

    columns: tuple[Column, ...]
    letters: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]  # header groups with how many columns each spans
    rows: tuple[ShownRow, ...]
    row_count: int  # before paging
    page: int
    page_count: int


def show_sheet(
    form: Form,
    table: Table,
    findings: Sequence[Row],
    printer: CellPrinter,
    *,
    names_shown: bool,
    hidden: Collection[Place] = (),
    only_findings: bool = False,
    page: int = 1,
) -> ShownSheet:
    """Print one page of a table with its faulty cells marked; `hidden` is by column."""
    columns = tuple(column for column in form.columns if column.name in table.values)
    worst = _worst(findings)
    letters = tuple(table.letters.get(column.name, "") for column in columns)
    marked = {(sheet, row) for sheet, row, _ in worst}
    places = [
        at
        for at, row in enumerate(table.numbered)
        if not only_findings or (table.sheet_of(row), row[1]) in marked
    ]
    page_count = max(-(-len(places) // PAGE_ROWS), 1)
    page = min(max(page, 1), page_count)
    rows = [
        _row(table, at, columns, letters, worst, printer, None if names_shown else hidden)
        for at in places[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    ]
    if page == page_count:
        rows += [_total(table, total, columns, letters, worst) for total in table.totals]
    if table.more_sheets:
        rows = _under_sheets(table, rows)
    return ShownSheet(
        columns, letters, _groups(columns), tuple(rows), len(places), page, page_count
    )


def _under_sheets(table: Table, rows: Sequence[ShownRow]) -> list[ShownRow]:
    """Put the rows of each sheet together, its name above the first."""
    sheets = [table.sheet, *table.more_sheets]
    ordered = sorted(rows, key=lambda row: sheets.index(row.sheet))
    before = ["", *(row.sheet for row in ordered[:-1])]
    pairs = zip(ordered, before, strict=True)
    return [replace(row, begins_sheet=row.sheet != last) for row, last in pairs]


def _worst(findings: Iterable[Row]) -> Mapping[Place, tuple[str, int]]:
    """Give the most serious finding of each cell, by letter: severity and finding id."""
    worst: dict[Place, tuple[str, int]] = {}
    for finding in findings:
        for cell in finding["cells"] or ():
            key = (str(cell["sheet"]), int(cell["row"]), str(cell["letter"]))
            known = worst.get(key)
            if known is None or _RANK[finding["severity"]] < _RANK[known[0]]:
                worst[key] = (finding["severity"], finding["id"])
    return worst


def _row(
    table: Table,
    at: int,
    columns: Sequence[Column],
    letters: Sequence[str],
    worst: Mapping[Place, tuple[str, int]],
    printer: CellPrinter,
    hidden: Collection[Place] | None,  # None: everything may be read
) -> ShownRow:
    sheet, number = table.sheet_of(table.row(at)), table.rows[at]
    cells = []
    for column, letter in zip(columns, letters, strict=True):
        severity, finding_id = worst.get((sheet, number, letter), ("", None))
        if hidden is not None and (column.personal or (sheet, number, column.name) in hidden):
            kind = f"text masked {severity}".strip()
            cells.append(ShownCell(HIDDEN, kind, finding_id, letter))
            continue
        text = _cell_text(table, at, column, printer)
        kind = "num" if kind_of(column).is_measured else "text"
        size = " long" if len(text) > _LONG else " wide" if len(text) > _WIDE else ""
        cells.append(ShownCell(text, f"{kind}{size} {severity}".strip(), finding_id, letter))
    return ShownRow(sheet, number, tuple(cells))


def _cell_text(table: Table, at: int, column: Column, printer: CellPrinter) -> str:
    mark = table.marks.get((at, column.name))
    if mark in _MARKS:
        return _MARKS[mark]
    value = table.values[column.name][at]
    if value is None or mark is Mark.UNREADABLE:
        raw = table.raw.get(column.name, ())
        return "" if at >= len(raw) or raw[at] is None else shown(raw[at])
    return printer.text(column, value)


def _total(
    table: Table,
    total: TotalRow,
    columns: Sequence[Column],
    letters: Sequence[str],
    worst: Mapping[Place, tuple[str, int]],
) -> ShownRow:
    sheet = table.sheet_of((total.sheet_no, total.row))
    cells = []
    for at, (column, letter) in enumerate(zip(columns, letters, strict=True)):
        severity, finding_id = worst.get((sheet, total.row, letter), ("", None))
        value = total.values.get(column.name)
        text = total.label if at == 0 else ("" if value is None else number_text(value))
        kind = f"{'num' if at else 'text'} {severity}".strip()
        cells.append(ShownCell(text, kind, finding_id, letter))
    return ShownRow(sheet, total.row, tuple(cells), is_total=True)


def _groups(columns: Sequence[Column]) -> tuple[tuple[str, int], ...]:
    """Join neighbours with the same header group; () when the form has no groups."""
    if not any(column.group for column in columns):
        return ()
    groups: list[tuple[str, int]] = []
    for column in columns:
        if groups and column.group and groups[-1][0] == column.group:
            groups[-1] = (column.group, groups[-1][1] + 1)
        else:
            groups.append((column.group, 1))
    return tuple(groups)
