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

from etl.model import Finding, Form, Period, Reading, Severity
from etl.reference import Day, Reference, working_days
from etl.wording import in_quotes, number_text
from etl.wording.secrecy import is_marked_name, is_marking
from etl.workbook.foreign.doubts import other_periods, other_things, several_places
from etl.workbook.foreign.formats.outside import outside_remarks
from etl.workbook.foreign.formats.page_texts import page_texts
from etl.workbook.foreign.layouts.contradicted import with_doubts
from etl.workbook.foreign.layouts.headers import header_index
from etl.workbook.foreign.layouts.named_places import find_named
from etl.workbook.foreign.layouts.windows import by_headers
from etl.workbook.gate import Checked, inspect_bytes, too_heavy
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.package.zip_parts import RefusedError
from etl.workbook.issued.records.table import read_table
from etl.workbook.issued.records.telling import Read, doubled_forms, remarks_on, sums_among_records
from etl.workbook.issued.senders.cover import read_cover
from etl.workbook.issued.senders.sender import Sender
from etl.workbook.issued.tables.found import OWN_SHEETS, Found, blocks_of, by_blocks
from etl.workbook.open_book import read_book
from etl.workbook.refusals import secret

# which places there are depends on the period
_ABOUT_PLACES = frozenset(
    {
        *("cell.unknown_district", "cell.unknown_commune"),
        *("cell.ambiguous_commune", "cell.commune_of_other_district"),
    }
)
_day_of = lru_cache(maxsize=64)(Reference.day_of)  # whose lists are matched for many files
_ORDER = [Severity.CRITICAL, Severity.WARNING, Severity.INFO]
_KINDS = {
    "xlsx": "Excel (.xlsx)",
    "xlsm": "Excel có macro (.xlsm)",
    "xls": "Excel 97–2003 (.xls)",
    "ods": "OpenDocument (.ods)",
}
_HOW = {"block": "theo dòng mã cột", "headers": "theo tiêu đề cột"}
_HIDDEN = {"hidden": " (trang tính ẩn)", "very_hidden": " (trang tính ẩn sâu)"}


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


@_no_collection()
def read_workbook(
    path: Path, forms: Mapping[str, Form], reference: Reference, today: dt.date | None = None
) -> Reading:
    """Read one workbook.

    Gives the tables of every form that was found, typed, with the findings of rungs FILE and
    CELL: those about the file as a whole first. Raises `OSError` when the file cannot be opened
    at all.
    """
    unread = secret() if is_marked_name(path.name) else too_heavy(path)
    if unread is not None:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Reading(path, sha256, None, (), (unread,))
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    checked = inspect_bytes(data)
    if isinstance(checked, Finding):
        return Reading(path, sha256, None, (), (checked,))
    try:
        return _read_book(path, sha256, checked, forms, reference, today or working_days.today())
    except RefusedError as refused:
        return Reading(path, sha256, None, (), (refused.finding,), kind=checked.kind)


def _read_book(
    path: Path,
    sha256: str,
    checked: Checked,
    forms: Mapping[str, Form],
    reference: Reference,
    today: dt.date,
) -> Reading:
    marked = any(map(is_marking, page_texts(checked.archive, checked.kind, checked.data)))
    if marked or _is_marked(book := read_book(checked)):
        return Reading(path, sha256, None, (), (secret(),))
    tables = find_tables(book, forms)
    loaded, left = several_places.choose(tables)
    unseen = {id(table) for table in left if table.sheet.visible != "visible"}
    seen = [table for table in tables if id(table) not in unseen]
    sender = read_cover(book, seen, reference, today)
    day = Day(reference, working_days.today())
    if sender.period is not None:
        day = _day_of(reference, sender.period)
        loaded = [named for table in loaded if (named := find_named(table, day))]
        loaded, others = several_places.of_period(loaded, sender.period)
        left = [*left, *others]
        tables = [*loaded, *left]
    settled = [_settled(table, sender.period) for table in loaded]
    loaded = [table for table, _ in settled]
    # which of its columns a part keeps is certain only now
    loaded, parted = several_places.choose(loaded)
    left = [*left, *parted]
    every = [_read(found, sender, day) for found in loaded]
    reads, repeats = several_places.without_repeats(every)
    parts = several_places.told_parts(reads)
    reads, doubts = several_places.unit_doubts(reads)
    findings = [] if tables else [other_things.no_form(book, forms, day)]
    if tables or sender.cover is not None:
        findings += sender.findings
    findings += [doubt for _, told in settled for doubt in told]
    findings += [*repeats, *parts, *doubts, *doubled_forms(left, reads)]
    for read in reads:
        findings += [*remarks_on(read), *other_things.unknown_columns(read.found)]
    findings += outside_remarks(checked.remarks, book)
    for read in reads:
        findings += [*sums_among_records(read), *other_things.of_other_programmes(read)]
        findings += [*other_things.of_other_subject(read.found), *read.findings]
    findings.sort(key=lambda finding: (finding.rung, _ORDER.index(finding.severity)))
    return Reading(
        path=path,
        sha256=sha256,
        cover=sender.cover,
        tables=tuple(several_places.joined(reads)),
        findings=tuple(findings),
        recognised=tuple(explain(checked.kind, book, sender, every)),
        kind=checked.kind,
    )


def _is_marked(book: Book) -> bool:
    """Tell whether a cell of any sheet, hidden ones too, is a marking of secrecy."""
    rows = [row for sheet in book.sheets for row in sheet.rows]
    texts = {cell for row in rows for cell in row if type(cell) is str and "M" in cell}
    return any(map(is_marking, texts))


def find_tables(book: Book, forms: Mapping[str, Form]) -> list[Found]:
    """Find every table of ours in a workbook, in the order of sheets and rows.

    The machine-readable row of codes decides when it is there and the headers over it do not
    contradict it; otherwise headers do, wherever they start.
    """
    found: list[Found] = []
    blocks, index = blocks_of(book, forms), header_index(forms)
    for sheet in book.sheets:
        if not sheet.rows or sheet.name in OWN_SHEETS:
            continue
        named = by_blocks(sheet, blocks.get(sheet.name, ()))
        tables = [one if one.is_as_issued else with_doubts(one, index) for one in named]
        tables = sorted(tables or by_headers(sheet, index), key=lambda table: table.head)
        ends = [*(table.head for table in tables[1:]), len(sheet.rows)]  # where the next begins
        for table, end in zip(tables, ends, strict=False):
            found.append(table if table.last == end else replace(table, last=end))
    return found


def _settled(found: Found, period: Period | None) -> tuple[Found, list[Finding]]:
    """Choose among the columns of a table those that are the period's, and tell all doubts."""
    covered = list(other_things.covered_headers(found, period))
    if found.is_as_issued:
        return found, covered
    told = [*other_things.unclear_columns(found, period), *covered]
    found, more = other_periods.settle(found, period)
    told += more
    for look in (
        other_periods.of_other_parts,
        other_periods.of_other_spans,
        other_periods.of_other_year,
    ):
        told += look(found, period)
    return found, told


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
    for said, rows in (
        ("Dòng tổng", [row for row, _ in read.rows.totals]),
        ("Dòng tiêu đề nhóm", [group.row for group in read.rows.groups]),
        ("Dòng viết tiếp, đã gộp vào dòng trên", list(read.rows.joined)),
    ):
        if rows:
            yield f"  {said}: {', '.join(str(top + row) for row in rows)}."
    if found.missing:
        headers = in_quotes(column.header for column in found.missing)
        yield f"  Không có cột: {headers}."
