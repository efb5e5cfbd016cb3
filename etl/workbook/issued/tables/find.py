"""The tables of our own blanks: sheets in, tables with their columns out.

A machine-readable row of codes, to which a name of the workbook points, says where each column is.
The one surprising thing: the row is believed cell by cell, so a column that an officer inserted
between ours moves nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.model import Form
from etl.workbook.issued.cells.grid import Book, Sheet
from etl.workbook.issued.package.reach import column_index
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.tables.header_cells import code_text, header_texts

_PREFIX = "BDT_FORM_"
_RANGE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?\d+)?"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Where the workbook's own names say that a row of column codes stands."""

    form: Form
    row: int  # Excel row of the codes
    column: int  # 0-based index of the first


def blocks_of(book: Book, forms: Mapping[str, Form]) -> dict[str, list[Block]]:
    """Give by sheet name where the workbook's names say that rows of column codes stand."""
    blocks: dict[str, list[Block]] = {}
    for name, target in book.names.items():
        form = forms.get(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        place = _RANGE.fullmatch(target)
        if form is not None and place is not None:
            sheet = (place[1] or place[2]).replace("''", "'")
            block = Block(form, int(place[4]), column_index(place[3]))
            blocks.setdefault(sheet, []).append(block)
    return blocks


def by_blocks(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[Found]:
    """Give the tables of a sheet that its rows of codes name; see `Found.is_as_issued`."""
    for block in blocks:
        form, row = block.form, block.row - sheet.top
        if not 0 <= row < len(sheet.rows):
            continue
        columns = _codes(sheet.rows[row], form, block.column - sheet.left)
        if len(columns) * 2 >= len(form.columns):
            head = max(row - header_height(form), 0)
            yield Found(
                form=form,
                sheet=sheet,
                columns=columns,
                head=head,
                first=row + 1,
                last=len(sheet.rows),
                how="block",
                texts=header_texts(sheet.rows[head:row]),
                is_as_issued=_is_as_issued(sheet.rows[head:row], columns, form),
            )


def header_height(form: Form) -> int:
    """Give how many rows the headers of a form take."""
    return 2 if any(column.group for column in form.columns) else 1


def _is_as_issued(rows: Sequence[Sequence[Any]], columns: Mapping[str, int], form: Form) -> bool:
    """Tell whether nobody has touched the headers of the blank form, of whatever day."""
    printed: dict[int, list[Any]] = {}
    for row in rows:
        for at, cell in enumerate(row):
            if cell != "":
                printed.setdefault(at, []).append(cell)
    last = ""
    for column in form.columns:
        if column.name in columns:
            over = [column.group] if column.group and column.group != last else []
            *above, header = printed.pop(columns[column.name], [None])
            if above != over or not column.is_headed(header):
                return False
            last = column.group
    return not printed


def _codes(row: Sequence[Any], form: Form, first: int) -> dict[str, int]:
    """Map columns to the positions whose cell holds their code; the first of two wins."""
    wanted = {column.code.upper(): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for position in range(max(first, 0), len(row)):
        name = wanted.get(code_text(row[position]).upper())
        if name is not None:
            columns.setdefault(name, position)
    return columns
