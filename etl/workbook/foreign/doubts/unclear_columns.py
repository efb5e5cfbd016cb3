"""Columns whose headers say something else than their codes do, or are hidden or foreign: findings.

Where headers contradict the codes in a circle ("Kế hoạch vốn" and "Giải ngân" have changed places)
the figures are read by the headers, and it must be told all the same. The one surprising thing: a
header that a merged cell hides is read like any other, while who looks at the sheet sees one header
over several columns; so nobody but the sender can say what stands below.
"""

from collections.abc import Iterator

from etl.kinds import asked, quoted
from etl.model import Column, Finding, Period, Severity, holds
from etl.workbook.foreign.layouts.header_keys import ORDINAL_KEYS, header_key, looks_like
from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.tables.found import Doubt, Found
from etl.workbook.issued.tables.header_cells import header_text
from etl.workbook.issued.values.trouble import UNMERGE

_LONGEST_CODE = 2  # characters


def unclear_columns(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the headers that contradict the codes of their columns, or add strange words to them."""
    for doubt in found.doubts:
        column = doubt.column
        if period is None or holds(column.valid_from, column.valid_to, period.ends_on):
            yield _unclear(found, doubt)


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
    for position, text, near in _offers(found):
        names = [column.header for column in near]
        yield found.tell(
            "unknown_column",
            found.cell(found.head, position),
            severity=Severity.WARNING,
            value=text,
            expected="; ".join(names),
            offer=asked(names),
        )


def _offers(found: Found) -> list[tuple[int, str, list[Column]]]:
    """Give foreign headers with the missing columns that they look like."""
    if found.how != "headers" or not found.missing:
        return []
    taken = {*found.given_up, *found.columns.values()}
    offered = []
    for position, text in (found.own or found.texts).items():
        if position not in taken and header_key(text) not in ORDINAL_KEYS:
            near = [column for column in found.missing if looks_like(text, column)]
            known = (c for c in found.form.columns if c.name in found.columns)
            # "Lũy kế giải ngân từ khởi công" is more of a column that is there
            if near and not any(looks_like(text, column) for column in known):
                offered.append((position, text, near))
    return offered


def covered_headers(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the headers of columns that a merged cell covers, unless it shows the same words."""
    first, last = found.head + found.sheet.top, found.first - 1 + found.sheet.top
    near = [area for area in found.sheet.merged() if area[0][0] <= last and area[1][0] >= first]
    for area in near:
        if not _covers_any(found.sheet, area):
            continue
        (top, left), (bottom, right) = area
        for name, position in found.columns.items():
            at = position + found.sheet.left
            if not left <= at <= right or not _is_in_force(found.form.column(name), period):
                continue
            rows = range(max(top, first), min(bottom, last) + 1)
            covered = [(row, at) for row in rows if (row, at) != area[0]]
            hidden = next((one for one in covered if _is_hidden(found, one, area[0])), None)
            if hidden is not None:
                yield _covered(found, name, hidden, area)


def _covers_any(sheet: Sheet, area: tuple[Address, Address]) -> bool:
    """Tell whether a merged cell covers one that holds something."""
    (top, left), (bottom, right) = area
    start, stop = left - sheet.left, right - sheet.left + 1
    if start < 0 or top < sheet.top:
        return True  # for who looks closer
    rows = sheet.rows[top - sheet.top : bottom - sheet.top + 1]
    return any(any(row[start + (at == 0) : stop]) for at, row in enumerate(rows))


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
