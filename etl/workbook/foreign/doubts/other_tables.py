"""Tables and rows about something else than the form: a table in, findings out.

Districts keep the works of all programmes in one list, and poor households by ethnic group have the
very headers of the population; only the contract's words tell them apart. The one surprising thing:
words that name our programme or subject beside the other say nothing, for nobody can tell from them
which rows are whose.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from etl.kinds import listed_kind, reference_columns
from etl.model import Cell, Finding, Form
from etl.reference import Day
from etl.wording import in_quotes
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.windows import nearest
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.records.telling import Read
from etl.workbook.issued.records.totals import rows_below
from etl.workbook.issued.senders.titles import lines_above
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.refusals import file_finding

_MOST_LISTED = 12
_LONGEST_LINE = 300  # characters of a title or heading
_LONGEST = 40  # characters of a cell that names a programme
_CALLED = (
    r"\b(?:chương trình|ct|nghị quyết|nq|nguồn vốn|vốn|nguồn)"
    r"(?: (?:chương trình|ct|nghị quyết|nq|mtqg|mục tiêu|quốc gia|xây dựng|xd|đầu tư|sự nghiệp"
    r"|hỗ trợ|từ|của|thuộc|theo|số))* ?"
)
_SAYS_PROGRAMME = re.compile(r"(?:nguồn|chương trình)")  # a column's header
_NO_TITLE = re.compile(r"[(\[]|kèm theo|ban hành|kính gửi|nơi nhận|biểu số|mẫu số|phụ lục")
_LEAST_MEMBERS = 4  # side by side
_ROWS = 40  # of a sheet
_LONGEST_NAME = 40  # characters


def of_other_programmes(read: Read) -> Iterator[Finding]:
    """Tell the titles, headings and cells that give rows to a programme that is not the form's.

    The form's contract names its programme and the others; without such names nothing is told.
    """
    found = read.found
    if not found.form.other_programmes or found.how != "headers" or not read.rows.data:
        return
    if (title := _title(found)) is not None:
        yield title
        return
    for text, rows in (*_under_headings(found.form, read.rows), *_beside(found, read.rows)):
        listed = ", ".join(str(found.row_no(row)) for row in rows[:_MOST_LISTED])
        more = "…" if len(rows) > _MOST_LISTED else ""
        cells = map(found.first_cell, rows)
        yield found.tell("other_programme.rows", *cells, value=text, rows=listed + more)


def _title(found: Found) -> Finding | None:
    """Tell the line above a table, or the sheet's name, that gives all of it to another."""
    name = found.sheet.name
    if _is_other(found.form, name, called=False):
        return found.tell("other_programme.sheet", found.corner, value=name)
    for line in lines_above(found):
        if _is_other(found.form, line.text, called=True):
            return found.tell("other_programme", line.cell, value=line.text)
    return None


def _under_headings(form: Form, rows: Sorted) -> Iterator[tuple[str, list[int]]]:
    for group in rows.groups:
        if _is_other(form, group.text, called=True):
            below = rows_below(group, rows)
            if below:
                yield group.text, below


def _beside(found: Found, rows: Sorted) -> Iterator[tuple[str, list[int]]]:
    """Give the rows whose cell in a column of programmes names another one."""
    sheet, taken = found.sheet, set(found.columns.values())
    for position, text in found.own.items():
        if position in taken or not _SAYS_PROGRAMME.search(normalise_vietnamese(text)):
            continue
        named: dict[str, list[int]] = {}
        for row in rows.data:
            cell = sheet.rows[row][position]
            if type(cell) is str and len(cell) <= _LONGEST:
                named.setdefault(cell.strip(), []).append(row)
        yield from (one for one in named.items() if _is_other(found.form, one[0], called=False))


def _is_other(form: Form, text: str, *, called: bool) -> bool:
    """Tell whether a text names another programme and not the form's own.

    `called` asks that it is called one ("Chương trình 30a"), as prose must.
    """
    own, others = _patterns(form.programme, form.other_programmes, called)
    key = normalise_vietnamese(text[:_LONGEST_LINE])
    return others.search(key) is not None and own.search(key) is None


@lru_cache(maxsize=16)
def _patterns(
    own: str, others: tuple[str, ...], called: bool
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(re.escape(normalise_vietnamese(name)) for name in others)
    before = _CALLED if called else rf"(?:{_CALLED}|(?<!\w))"
    return (
        re.compile(rf"(?<!\d){re.escape(normalise_vietnamese(own))}(?!\d)"),
        re.compile(rf"{before}(?:{names})(?!\w)"),
    )


def of_other_subject(found: Found) -> Iterator[Finding]:
    """Tell a title whose words are of another table than the form's."""
    form = found.form
    if found.how != "headers":
        return
    lines = [(line, normalise_vietnamese(line.text)) for line in lines_above(found)]
    is_whole, is_own = (
        any(_words(words).search(key) for _, key in lines) for words in (form.whole, form.subjects)
    )
    strange = () if is_whole else (*form.only_some, *(() if is_own else form.other_subjects))
    others = _words(strange)
    for line, key in lines:
        if others.search(key) and not _NO_TITLE.match(key):
            yield found.tell("other_subject", line.cell, value=line.text)
            return


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Find any of some words, none where there are none."""
    keys = "|".join(re.escape(normalise_vietnamese(word)) for word in words)
    return re.compile(rf"(?<!\w)(?:{keys})(?!\w)" if words else r"(?!)")


def no_form(book: Book, forms: Mapping[str, Form], day: Day) -> Finding:
    """Say that no sheet holds a form of ours, and which form it comes nearest to."""
    across = _members_across(book, forms, day)
    if across is not None:
        return across
    near = nearest(book, forms)
    if near is None:
        listed = "; ".join(form.number for form in forms.values())
        return file_finding("not_our_form", listed=listed)
    missing = in_quotes(column.header for column in near.missing if column.required)
    return near.tell("form_unclear", near.corner, missing=missing)


def _members_across(book: Book, forms: Mapping[str, Form], day: Day) -> Finding | None:
    """Tell of a table that has a column for every member of a list where we have a row."""
    listed = [
        (form, column, kind)
        for form in forms.values()
        for column in reference_columns(form)
        if column.name in form.each and (kind := listed_kind(column)) and not kind.is_place
    ]
    for form, column, kind in listed:
        for sheet in book.sheets:
            for number, row in enumerate(
                sheet.rows[:_ROWS] if sheet.name not in OWN_SHEETS else ()
            ):
                named = [
                    at
                    for at, cell in enumerate(row)
                    if type(cell) is str
                    and 1 < len(cell.strip()) <= _LONGEST_NAME
                    and kind.match(column, cell, day).value
                ]
                if len(named) >= _LEAST_MEMBERS:
                    cell = Cell(sheet.name, sheet.letter(named[0]), sheet.top + number)
                    said = "form_unclear.members_across"
                    return file_finding(said, cell, form=form, word=kind.word, sheet=sheet.name)
    return None
