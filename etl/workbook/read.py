"""The only door to workbooks: a path in, a `Reading` out, whatever the file turns out to be.

The one surprising thing: nothing that an agency sends raises here. What cannot be read is a
finding, and what is certain is read all the same.
"""

import datetime as dt
import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import python_calamine as calamine

from etl.model import Finding, Form, Period, Reading, Severity
from etl.reference import Day, Reference, working_days
from etl.wording import in_quotes, number_text
from etl.workbook.find_tables import find_tables
from etl.workbook.foreign.doubts.other_periods import (
    of_other_parts,
    of_other_spans,
    of_other_year,
    settle,
)
from etl.workbook.foreign.doubts.other_tables import no_form, of_other_programmes, of_other_subject
from etl.workbook.foreign.doubts.part_totals import unit_doubts
from etl.workbook.foreign.doubts.several_places import (
    choose,
    joined,
    of_period,
    told_parts,
    without_repeats,
)
from etl.workbook.foreign.doubts.unclear_columns import (
    covered_headers,
    unclear_columns,
    unknown_columns,
)
from etl.workbook.foreign.formats.open_plain import MOST_CELLS, claimed_cells
from etl.workbook.foreign.formats.outside import outside_remarks
from etl.workbook.foreign.layouts.named_places import find_named
from etl.workbook.gate import Checked, inspect_bytes, too_heavy
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.package.zip_parts import RefusedError
from etl.workbook.issued.records.table import Read, read_table
from etl.workbook.issued.records.whole import doubled_forms, remarks_on, sums_among_records
from etl.workbook.issued.senders.cover import read_cover
from etl.workbook.issued.senders.sender import Sender
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.open_book import read_book
from etl.workbook.refusals import damaged, file_finding, refused_kind

# which places there are depends on the period
_ABOUT_PLACES = frozenset(
    {
        "cell.unknown_district",
        "cell.unknown_commune",
        "cell.ambiguous_commune",
        "cell.commune_of_other_district",
    }
)
_ORDER = [Severity.CRITICAL, Severity.WARNING, Severity.INFO]
_KINDS = {
    "xlsx": "Excel (.xlsx)",
    "xlsm": "Excel có macro (.xlsm)",
    "xls": "Excel 97–2003 (.xls)",
    "ods": "OpenDocument (.ods)",
}
_HOW = {"block": "theo dòng mã cột", "headers": "theo tiêu đề cột"}
_HIDDEN = {"hidden": " (trang tính ẩn)", "very_hidden": " (trang tính ẩn sâu)"}


def read_workbook(
    path: Path, forms: Mapping[str, Form], reference: Reference, today: dt.date | None = None
) -> Reading:
    """Read one workbook.

    Gives the tables of every form that was found, typed, with the findings of rungs FILE and
    CELL: those about the file as a whole first. Raises `OSError` when the file cannot be opened
    at all.
    """
    with _no_collection():
        return _read_file(path, forms, reference, today or working_days.today())


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector of cycles away: a list of 50.000 rows is made of objects without any."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_file(
    path: Path, forms: Mapping[str, Form], reference: Reference, today: dt.date
) -> Reading:
    heavy = too_heavy(path)
    if heavy is not None:
        return Reading(path, _hash_of(path), None, (), (heavy,))
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    checked = inspect_bytes(data)
    if isinstance(checked, Finding):
        return Reading(path, sha256, None, (), (checked,))
    try:
        book = read_book(checked)
    except calamine.PasswordError:
        return Reading(path, sha256, None, (), (refused_kind("encrypted"),), kind=checked.kind)
    except (calamine.CalamineError, OSError, ValueError):
        return Reading(path, sha256, None, (), (_why_not_parsed(checked),), kind=checked.kind)
    except RefusedError as refused:
        return Reading(path, sha256, None, (), (refused.finding,), kind=checked.kind)
    try:
        return _read_book(path, sha256, checked, book, forms, reference, today)
    except RefusedError as refused:
        return Reading(path, sha256, None, (), (refused.finding,), kind=checked.kind)


def _why_not_parsed(checked: Checked) -> Finding:
    """Say why the parser gave a file up; it says of an .ods only that it is none."""
    if checked.kind != "ods" or checked.archive is None:
        return damaged()
    claimed = claimed_cells(checked.archive.part("content.xml"))
    return file_finding("too_large.empty_cells") if claimed > MOST_CELLS else damaged()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_book(
    path: Path,
    sha256: str,
    checked: Checked,
    book: Book,
    forms: Mapping[str, Form],
    reference: Reference,
    today: dt.date,
) -> Reading:
    tables = find_tables(book, forms)
    loaded, left = choose(tables)
    unseen = {id(table) for table in left if table.sheet.visible != "visible"}
    seen = [table for table in tables if id(table) not in unseen]
    sender = read_cover(book, seen, reference, today)
    known = sender.period
    day = _day_of(reference, known) if known else Day(reference, working_days.today())
    if sender.period is not None:
        loaded = [named for table in loaded if (named := find_named(table, day))]
        loaded, others = of_period(loaded, sender.period)
        left = [*left, *others]
        tables = [*loaded, *left]
    settled = [_settled(table, sender.period) for table in loaded]
    loaded = [table for table, _ in settled]
    loaded, parted = choose(loaded)  # which of its columns a part keeps is certain only now
    left = [*left, *parted]
    every = [_read(found, sender, day) for found in loaded]
    reads, repeats = without_repeats(every)
    findings: list[Finding] = []
    if not tables:
        findings.append(no_form(book, forms, day))
    if tables or sender.cover is not None:
        findings.extend(sender.findings)
    findings.extend(doubt for _, doubts in settled for doubt in doubts)
    findings.extend(repeats)
    findings.extend(told_parts(reads))
    reads, doubts = unit_doubts(reads)
    findings.extend(doubts)
    findings.extend(doubled_forms(left, reads))
    for read in reads:
        findings.extend(remarks_on(read))
        findings.extend(unknown_columns(read.found))
    findings.extend(outside_remarks(checked.remarks, book))
    for read in reads:
        findings.extend(sums_among_records(read))
        findings.extend(of_other_programmes(read))
        findings.extend(of_other_subject(read.found))
        findings.extend(read.findings)
    findings.sort(key=lambda finding: (finding.rung, _ORDER.index(finding.severity)))
    return Reading(
        path=path,
        sha256=sha256,
        cover=sender.cover,
        tables=tuple(joined(reads)),
        findings=tuple(findings),
        recognised=tuple(explain(checked.kind, book, sender, every)),
        kind=checked.kind,
    )


def _settled(found: Found, period: Period | None) -> tuple[Found, list[Finding]]:
    """Choose among the columns of a table those that are the period's, and tell all doubts."""
    if found.is_as_issued:
        return found, list(covered_headers(found, period))
    told = [*unclear_columns(found, period), *covered_headers(found, period)]
    found, more = settle(found, period)
    later = (of_other_parts, of_other_spans, of_other_year)
    return found, [*told, *more, *(doubt for look in later for doubt in look(found, period))]


def _read(found: Found, sender: Sender, day: Day) -> Read:
    """Read one table; without a period no place can be judged, so no cell is either."""
    if sender.period is not None:
        form = found.form.in_force(sender.period.ends_on)
        if form is not found.form:
            kept = {column.name for column in form.columns}
            columns = {name: at for name, at in found.columns.items() if name in kept}
            found = replace(found, form=form, columns=columns)
    read = read_table(found, day, sender.agency)
    if sender.period is None:
        said = [one for one in read.findings if one.rule_id.startswith("file.")]
    elif sender.is_period_doubtful:
        said = [one for one in read.findings if one.rule_id not in _ABOUT_PLACES]
    else:
        return read
    return replace(read, findings=said)


@lru_cache(maxsize=64)
def _day_of(reference: Reference, period: Period) -> Day:
    return reference.day_of(period)


def explain(kind: str, book: Book, sender: Sender, reads: Sequence[Read]) -> Iterator[str]:
    """Say what kind of file it is, who sends it for when, and what each sheet was taken for."""
    yield f"Loại tệp: {_KINDS.get(kind, kind)}."
    if sender.agency is not None:
        yield f"Cơ quan báo cáo: {sender.agency.name}."
    if sender.period is not None:
        yield f"Kỳ báo cáo: {sender.period.title}."
    known = {read.found.sheet.name for read in reads}
    for read in reads:
        yield from _table(read)
    for sheet in book.sheets:
        if sheet.name not in known and sheet.name not in OWN_SHEETS and sheet.rows:
            hidden = _HIDDEN.get(sheet.visible, "")
            yield f"Trang tính “{sheet.name}”{hidden}: không phải biểu số liệu."


def _table(read: Read) -> Iterator[str]:
    found, table = read.found, read.table
    top = found.sheet.top
    where = f"dòng {table.rows[0]}–{table.rows[-1]}" if table.rows else "chưa có dòng nào"
    yield (
        f"Trang tính “{table.sheet}”{_HIDDEN.get(found.sheet.visible, '')}: {found.form.number} "
        f"({found.form.title}), nhận {_HOW[found.how]} ở dòng {top + found.head}–"
        f"{top + found.first - 1}; {number_text(len(table.rows))} dòng số liệu ({where})."
    )
    columns = "; ".join(
        f"{table.letters[column.name]} = {column.header}"
        for column in found.form.columns
        if column.name in found.columns
    )
    yield f"  Cột: {columns}."
    if read.rows.totals:
        yield f"  Dòng tổng: {_rows([row for row, _ in read.rows.totals], top)}."
    if read.rows.groups:
        yield f"  Dòng tiêu đề nhóm: {_rows([group.row for group in read.rows.groups], top)}."
    if read.rows.joined:
        yield f"  Dòng viết tiếp, đã gộp vào dòng trên: {_rows(list(read.rows.joined), top)}."
    if found.missing:
        headers = in_quotes(column.header for column in found.missing)
        yield f"  Không có cột: {headers}."


def _rows(rows: Sequence[int], top: int) -> str:
    return ", ".join(str(top + row) for row in rows)
