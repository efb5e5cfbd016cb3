"""Headers that merged cells hide: a table in, findings out.

The one surprising thing: such a header is read like any other, while who looks at the sheet sees
one header over several columns; so nobody but the sender can say what stands below.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.kinds import quoted
from etl.model import Column, Finding, Period, holds
from etl.workbook.container.reach import column_letter
from etl.workbook.refusals import file_finding
from etl.workbook.sheets.details import Address
from etl.workbook.sheets.grid import Sheet
from etl.workbook.tables.found import Found
from etl.workbook.tables.header_cells import header_text
from etl.workbook.tables.header_keys import header_key
from etl.workbook.values.trouble import UNMERGE

_LONGEST_CODE = 2  # characters


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
    hidden = quoted(header_text(sheet.value(at)))
    seen = f"chỉ hiện tiêu đề “{quoted(shown)}”" if shown else "không hiện tiêu đề nào"
    return file_finding(
        "column_unclear",
        f"Tiêu đề “{hidden}” ở ô {cell.ref} bị ô gộp "
        f"{column_letter(left)}{top}:{column_letter(right)}{bottom} che, nên ở đó {seen} và không "
        f"rõ cột {cell.letter} là số liệu gì. Đề nghị {UNMERGE}, kiểm tra số liệu của cột này, rồi "
        "ghi lại tiêu đề cột đúng như biểu mẫu đã ban hành.",
        cells=(cell,),
        form_id=found.form.id,
        column=name,
        value=hidden,
        expected=column.header,
    )
