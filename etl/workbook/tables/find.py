"""Finds the forms' tables on the sheets of a workbook: sheets in, tables with their columns out.

The machine-readable code row decides when it is there and the headers over it do not contradict
it; otherwise headers do, wherever they start. The one surprising thing: the code row is believed
cell by cell, so a column that an officer inserted between ours moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from etl.model import Form
from etl.workbook.annotate_keys import FIXED_SHEET, NO_MACROS_SHEET, TO_FIX_SHEET
from etl.workbook.container.reach import column_index
from etl.workbook.sheets.grid import Book, Sheet
from etl.workbook.tables.contradicted import doubts, header_rows, rows_as_issued
from etl.workbook.tables.found import Found
from etl.workbook.tables.headers import header_index
from etl.workbook.tables.miscoded import miscoded
from etl.workbook.tables.stacks import header_texts
from etl.workbook.tables.subheads import code_text
from etl.workbook.tables.windows import by_headers, nearest_on

OWN_SHEETS = frozenset({TO_FIX_SHEET, FIXED_SHEET, NO_MACROS_SHEET, "_danh_muc"})
_PREFIX = "BDT_FORM_"
_RANGE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?\d+)?"
)


def find_tables(book: Book, forms: Mapping[str, Form]) -> list[Found]:
    """Find every table of ours in a workbook, in the order of sheets and rows."""
    found = []
    blocks = _blocks(book, forms)
    for sheet in book.sheets:
        if not sheet.rows or sheet.name in OWN_SHEETS:
            continue
        tables = [*_by_block(sheet, blocks.get(sheet.name, ()), forms)]
        if not tables:
            tables = by_headers(sheet, header_index(forms))
        found.extend(_closed(tables, sheet))
    return found


def nearest(book: Book, forms: Mapping[str, Form]) -> Found | None:
    """Give the form that a workbook without any comes nearest to, for a helpful sentence."""
    index = header_index(forms)
    near = [
        found
        for sheet in book.sheets
        if sheet.name not in OWN_SHEETS and sheet.rows
        for found in nearest_on(sheet, index)
    ]
    return max(near, key=lambda found: found.score, default=None)


def _closed(tables: Sequence[Found], sheet: Sheet) -> list[Found]:
    """Let each table end where the headers of the next begin."""
    ordered = sorted(tables, key=lambda table: table.head)
    ends = [*(table.head for table in ordered[1:]), len(sheet.rows)]
    return [replace(table, last=end) for table, end in zip(ordered, ends, strict=False)]


# the machine-readable row of column codes


@dataclass(frozen=True, slots=True)
class _Block:
    form: Form
    row: int  # Excel row of the codes
    column: int  # 0-based index of the first


def _blocks(book: Book, forms: Mapping[str, Form]) -> dict[str, list[_Block]]:
    """Give by sheet name where the workbook's names say that rows of column codes stand."""
    blocks: dict[str, list[_Block]] = {}
    for name, target in book.names.items():
        form = forms.get(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        place = _RANGE.fullmatch(target)
        if form is not None and place is not None:
            sheet = (place[1] or place[2]).replace("''", "'")
            block = _Block(form, int(place[4]), column_index(place[3]))
            blocks.setdefault(sheet, []).append(block)
    return blocks


def _by_block(sheet: Sheet, blocks: Sequence[_Block], forms: Mapping[str, Form]) -> Iterator[Found]:
    for block in blocks:
        form, row = block.form, block.row - sheet.top
        if not 0 <= row < len(sheet.rows):
            continue
        columns = _codes(sheet.rows[row], form, block.column - sheet.left)
        if len(columns) * 2 >= len(form.columns):
            issued = rows_as_issued(sheet, row, columns, form)
            head, end = issued or header_rows(sheet, row, form)
            keys = header_index(forms).of(form)
            moved, slips = ({}, []) if issued else miscoded(sheet, (head, end), row, columns, keys)
            columns |= moved
            found = [] if issued else doubts(sheet, (head, end), row, columns, keys)
            columns |= {one.other.name: one.position for one in found if one.is_heard and one.other}
            yield Found(
                form=form,
                sheet=sheet,
                columns=columns,
                head=head,
                first=row + 1,
                last=len(sheet.rows),
                how="block",
                texts=header_texts(sheet.rows[head:row]),
                doubts=[*slips, *found],
                is_as_issued=issued is not None,
            )


def _codes(row: Sequence[Any], form: Form, first: int) -> dict[str, int]:
    """Map columns to the positions whose cell holds their code; the first of two wins."""
    wanted = {column.code.upper(): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for position in range(max(first, 0), len(row)):
        name = wanted.get(code_text(row[position]).upper())
        if name is not None:
            columns.setdefault(name, position)
    return columns
