"""What a return's page shows: a return's number in, its table as printed, findings, history out.

The one surprising thing: personal columns, and cells that may name somebody and wait for an answer,
are blanked here, before a template sees them, for whoever may not read names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import Depends

from etl import warehouse
from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.queries import Row
from etl.desk.words import dispute_text
from etl.judge import readings
from etl.kinds import CellPrinter, kind_of
from etl.model import Column, Form, Mark, Period, RowAt, Table
from etl.reference import Reference
from etl.registry import period_board, return_history, versions
from etl.registry.corrections import correction_findings
from etl.registry.period_board import Closing
from etl.registry.return_history import Issue
from etl.registry.versions import Proposal
from etl.wording import number_text, shown
from etl.wording.personal import HIDDEN

PAGE_ROWS = 200
_RANK = {"critical": 0, "warning": 1, "info": 2}
_MARKS = {Mark.NIL: "-", Mark.PLACEHOLDER: "…", Mark.NOT_APPLICABLE: "x", Mark.DITTO: '"'}
_WIDE, _LONG = 24, 60  # characters from which a text needs a wider column
Place = tuple[str, int, str]  # sheet, row, letter or name of the column


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """A return with everything that belongs to it."""

    head: Row
    form: Form
    table: Table | None  # None when its sheet could not be read
    findings: Sequence[Row]
    versions: Sequence[Row]
    events: Sequence[Row]
    judgements: Sequence[Row]  # each time it was judged, oldest first
    corrections: Sequence[Row]
    waivers: Sequence[Row]
    issues: Sequence[Issue]  # with their progress since the version before
    signature: Row | None
    standing: str  # which version counts, in words
    proposals: Sequence[Proposal]  # to withdraw this version or bring it back
    closing: Closing | None  # of its period
    disputes: Sequence[str]  # its places that another agency sent as well, while it is in force

    @property
    def columns(self) -> Collection[str]:
        """The names of the columns that the table has."""
        return self.table.values.keys() if self.table else ()

    @property
    def counting_version(self) -> int:
        """The version in force, or the newest where none is."""
        in_force = [one["version"] for one in self.versions if one["state"] == "accepted"]
        return int((in_force or [self.versions[-1]["version"]])[-1])

    @property
    def newest(self) -> bool:
        """Whether no later version came, or it was brought back and waits."""
        return self.head["stands"] or bool(self.head["version"] == self.versions[-1]["version"])


def head_of(return_id: int) -> Row:
    """Read a return's own facts; raises `Refused` (404) when there is none."""
    return queries.known("return_head", return_id=return_id)


def form_of(head: Row) -> Form:
    """Give the form of a return as it was on the last day of its period."""
    return load_forms()[head["form_id"]].in_force(Period.parse(head["period_key"]).ends_on)


def read_return(return_id: int) -> ReturnPage:
    """Read a return's page; raises `Refused` (404) when there is none."""
    head = head_of(return_id)
    with warehouse.transaction("steward") as conn:
        by_id = {"return_id": return_id}
        of = {"agency_id": head["agency_id"], "period_key": head["period_key"]}
        same = {**of, "form_id": head["form_id"]}
        disputes = queries.rows_in(conn, "disputes", **of) if head["state"] == "accepted" else []
        corrections = queries.rows_in(conn, "return_corrections", **by_id)
        brought = correction_findings(conn, [row["id"] for row in corrections])
        signed = queries.rows_in(conn, "return_signature", **by_id)
        return ReturnPage(
            head=head,
            form=form_of(head),
            table=table_of(head),
            findings=queries.rows_in(conn, "return_findings", **by_id),
            versions=queries.rows_in(conn, "return_versions", **same),
            events=queries.rows_in(conn, "return_events", **by_id),
            judgements=queries.rows_in(conn, "return_judgements", **by_id),
            corrections=[{**row, "findings": brought.get(row["id"], [])} for row in corrections],
            waivers=queries.rows_in(conn, "return_waivers", **same),
            issues=return_history.issue_history(conn, return_id) if head["version"] > 1 else [],
            signature=signed[0] if signed else None,
            standing=versions.standing_texts(conn, [return_id])[return_id],
            proposals=versions.version_proposals(conn, return_id=return_id),
            closing=period_board.closings(conn, [head["period_key"]]).get(head["period_key"]),
            disputes=[dispute_text(row) for row in disputes if row["form_id"] == head["form_id"]],
        )


def read_earlier(reference: Reference, head: Row) -> Sequence[Row]:
    """Read what shorter periods reported on the ground of a year's sender, a line a column.

    Only where the sender began within the year: else those periods are returns of its own.
    """
    period, sender = Period.parse(head["period_key"]), reference.agency(head["agency_id"])
    is_new = period.starts_on < sender.valid_from <= period.ends_on
    if not period.is_year or not sender.area_code or not is_new:
        return ()
    of = {"form_id": head["form_id"], "period_key": period.key, "area_code": sender.area_code}
    return queries.rows("return_earlier", **of)


def table_of(head: Row) -> Table | None:
    """Give the table of a return as it was read from its workbook."""
    for reading in readings.readings_of([head["sha256"]], on_fault=readings.left_out):
        for table in reading.tables:
            if table.form_id == head["form_id"]:
                return table
    return None


TheReturn = Annotated[Row, Depends(head_of)]
ThePage = Annotated[ReturnPage, Depends(read_return)]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell as printed."""

    text: str
    kind: str  # class names: num | text, long, masked, and the severity of its worst finding
    finding_id: int | None
    letter: str  # of its column in the workbook


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as printed, with its number in the workbook."""

    sheet: str
    number: int
    cells: Sequence[ShownCell]
    is_total: bool


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A form's table as printed."""

    columns: Sequence[Column]
    letters: Sequence[str]
    groups: Sequence[tuple[str, int]]  # header groups with how many columns each spans
    rows: Sequence[ShownRow]
    row_count: int  # before paging
    page: int
    page_count: int


def show_sheet(
    form: Form,
    table: Table,
    findings: Sequence[Row],
    printer: CellPrinter,
    *,
    veiled: Collection[str],
    hidden: Collection[Place] = (),
    only_findings: bool = False,
    page: int = 1,
) -> ShownSheet:
    """Print one page of a table with its faulty cells marked.

    Nothing of `veiled` columns is printed, nor what stands in `hidden` cells (by column).
    """
    columns = [column for column in form.columns if column.name in table.values]
    letters = [table.letters.get(column.name, "") for column in columns]
    worst = _worst(findings)
    marked = {(sheet, row) for sheet, row, _ in worst}
    places = [
        at
        for at, row in enumerate(table.numbered)
        if not only_findings or (table.sheet_of(row), row[1]) in marked
    ]
    page_count = max(-(-len(places) // PAGE_ROWS), 1)
    page = min(max(page, 1), page_count)
    rows = []
    for at in places[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]:
        texts = _texts(table, at, columns, printer, veiled, hidden)
        rows.append(_marked(table, table.row(at), letters, texts, worst))
    for total in table.totals if page == page_count else ():
        texts = [(total.label, "text")]
        for column in columns[1:]:
            value = None if column.name in veiled else total.values.get(column.name)
            texts.append(("" if value is None else number_text(value), "num"))
        row = (total.sheet_no, total.row)
        rows.append(_marked(table, row, letters, texts, worst, is_total=True))
    sheets = [table.sheet, *table.more_sheets]
    rows.sort(key=lambda row: sheets.index(row.sheet))
    return ShownSheet(columns, letters, _groups(columns), rows, len(places), page, page_count)


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


def _marked(
    table: Table,
    row: RowAt,
    letters: Sequence[str],
    texts: Sequence[tuple[str, str]],  # as printed, with class names
    worst: Mapping[Place, tuple[str, int]],
    *,
    is_total: bool = False,
) -> ShownRow:
    sheet, number = table.sheet_of(row), row[1]
    cells = []
    for letter, (text, kind) in zip(letters, texts, strict=True):
        severity, finding_id = worst.get((sheet, number, letter), ("", None))
        cells.append(ShownCell(text, f"{kind} {severity}".strip(), finding_id, letter))
    return ShownRow(sheet, number, cells, is_total)


def _texts(
    table: Table,
    at: int,
    columns: Sequence[Column],
    printer: CellPrinter,
    veiled: Collection[str],
    hidden: Collection[Place],
) -> list[tuple[str, str]]:
    """Print the cells of a record, each with its class names."""
    sheet, number = table.sheet_of(table.row(at)), table.rows[at]
    texts = []
    for column in columns:
        if column.name in veiled or (sheet, number, column.name) in hidden:
            texts.append((HIDDEN, "text masked"))
            continue
        text = _text(table, at, column, printer)
        size = " long" if len(text) > _LONG else " wide" if len(text) > _WIDE else ""
        texts.append((text, ("num" if kind_of(column).is_measured else "text") + size))
    return texts


def _text(table: Table, at: int, column: Column, printer: CellPrinter) -> str:
    mark = table.marks.get((at, column.name))
    if mark in _MARKS:
        return _MARKS[mark]
    value = table.values[column.name][at]
    if value is None or mark is Mark.UNREADABLE:
        raw = table.raw.get(column.name, ())
        return "" if at >= len(raw) or raw[at] is None else shown(raw[at])
    return printer.text(column, value)


def _groups(columns: Sequence[Column]) -> Sequence[tuple[str, int]]:
    """Join neighbours with the same header group; () when the form has no groups."""
    if not any(column.group for column in columns):
        return ()
    runs = groupby(columns, key=lambda column: (column.group, column.group or column.name))
    return [(group, len(list(run))) for (group, _), run in runs]
