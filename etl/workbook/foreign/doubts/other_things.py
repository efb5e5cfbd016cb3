"""Tables, rows and columns about something else than the form: a table in, findings out.

Districts keep the works of all programmes in one list, and poor households by ethnic group have the
very headers of the population; only the contract's words tell them apart. Words that name our
programme or subject beside the other say nothing, for nobody can tell from them which rows are
whose. Where headers contradict the codes in a circle ("Kế hoạch vốn" and "Giải ngân" have changed
places) the figures are read by the headers, and it must be told all the same. The one surprising
thing: a header that a merged cell hides is read like any other, while who looks at the sheet sees
one header over several columns; so nobody but the sender can say what stands below.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from etl.kinds import asked, listed_kind, quoted, reference_columns
from etl.model import Cell, Column, Finding, Form, Period, Severity, holds
from etl.reference import Day
from etl.wording import in_quotes
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.header_keys import ORDINAL_KEYS, header_key, looks_like
from etl.workbook.foreign.layouts.windows import nearest
from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.records.telling import Read
from etl.workbook.issued.records.totals import rows_below
from etl.workbook.issued.senders.titles import lines_above
from etl.workbook.issued.tables.found import OWN_SHEETS, Doubt, Found
from etl.workbook.issued.tables.header_cells import header_text
from etl.workbook.issued.values.trouble import UNMERGE
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
_LONGEST_CODE = 2


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
    headed = (
        (group.text, rows)
        for group in read.rows.groups
        if _is_other(found.form, group.text, called=True)
        if (rows := rows_below(group, read.rows))
    )
    for text, rows in (*headed, *_beside(found, read.rows)):
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
    before = _CALLED if called else rf"(?:{_CALLED}|(?<!\w))"
    own = rf"(?<!\d){re.escape(normalise_vietnamese(form.programme))}(?!\d)"
    key = normalise_vietnamese(text[:_LONGEST_LINE])
    others = _words(form.other_programmes, before).search(key)
    return others is not None and re.search(own, key) is None


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
    for line, key in lines:
        if _words(strange).search(key) and not _NO_TITLE.match(key):
            yield found.tell("other_subject", line.cell, value=line.text)
            return


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...], before: str = r"(?<!\w)") -> re.Pattern[str]:
    """Find any of some words, none where there are none."""
    keys = "|".join(re.escape(normalise_vietnamese(word)) for word in words)
    return re.compile(rf"{before}(?:{keys})(?!\w)" if words else r"(?!)")


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


def unclear_columns(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the headers that contradict the codes of their columns, or add strange words to them."""
    return (_unclear(found, one) for one in found.doubts if _is_in_force(one.column, period))


def _unclear(found: Found, doubt: Doubt) -> Finding:
    column, cell = doubt.column, found.cell(doubt.row, doubt.position)
    case, read = "certain" if doubt.is_certain else "strange", column
    if doubt.row == doubt.codes:
        case = "code"
    elif doubt.is_heard:
        case, read = "heard", doubt.other or column
    return found.tell(
        f"column_unclear.{case}",
        cell,
        severity=Severity.CRITICAL if doubt.is_certain else Severity.WARNING,
        column=read.name,
        value=doubt.text,
        expected=column.header,
        ref=cell.ref,
        letter=cell.letter,
        header=column.header,
        code=column.code,
        code_ref=found.cell(doubt.codes, doubt.position).ref,
        wrong=f"ghi “{quoted(doubt.text)}”" if doubt.text else "để trống",
    )


def unknown_columns(found: Found) -> Iterator[Finding]:
    """Offer the column that a foreign header may stand for, where that column is missing."""
    if found.how != "headers" or not found.missing:
        return
    taken = {*found.given_up, *found.columns.values()}
    known = [column for column in found.form.columns if column.name in found.columns]
    for position, text in (found.own or found.texts).items():
        if position in taken or header_key(text) in ORDINAL_KEYS:
            continue
        near = [column.header for column in found.missing if looks_like(text, column)]
        # "Lũy kế giải ngân từ khởi công" is more of a column that is there
        if near and not any(looks_like(text, column) for column in known):
            yield found.tell(
                "unknown_column",
                found.cell(found.head, position),
                severity=Severity.WARNING,
                value=text,
                expected="; ".join(near),
                offer=asked(near),
            )


def covered_headers(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the headers of columns that a merged cell covers, unless it shows the same words."""
    first, last = found.head + found.sheet.top, found.first - 1 + found.sheet.top
    for area in found.sheet.merged():
        (top, left), (bottom, right) = area
        if top > last or bottom < first:
            continue
        for name, position in found.columns.items():
            at = position + found.sheet.left
            if not left <= at <= right or not _is_in_force(found.form.column(name), period):
                continue
            rows = range(max(top, first), min(bottom, last) + 1)
            covered = [(row, at) for row in rows if (row, at) != area[0]]
            hidden = next((one for one in covered if _is_hidden(found, one, area[0])), None)
            if hidden is not None:
                yield _covered(found, name, hidden, area)


def _is_in_force(column: Column, period: Period | None) -> bool:
    return period is None or holds(column.valid_from, column.valid_to, period.ends_on)


def _is_hidden(found: Found, at: Address, home: Address) -> bool:
    """Tell whether a cell holds words, no code, that the one which covers it does not show."""
    text = header_text(found.sheet.value(at))
    key = header_key(text) if text else ""
    is_code = len(key) <= _LONGEST_CODE or not any(map(str.isalpha, key))
    return not is_code and key != header_key(header_text(found.sheet.value(home)))


def _covered(found: Found, name: str, at: Address, area: tuple[Address, Address]) -> Finding:
    sheet, column = found.sheet, found.form.column(name)
    (top, left), (bottom, right) = area
    shown = header_text(sheet.value(area[0]))
    cell = found.cell(at[0] - sheet.top, at[1] - sheet.left)
    return found.tell(
        "column_unclear.covered",
        cell,
        column=name,
        value=header_text(sheet.value(at)),
        expected=column.header,
        ref=cell.ref,
        letter=cell.letter,
        area=f"{column_letter(left)}{top}:{column_letter(right)}{bottom}",
        seen=f"chỉ hiện tiêu đề “{quoted(shown)}”" if shown else "không hiện tiêu đề nào",
        unmerge=UNMERGE,
    )
