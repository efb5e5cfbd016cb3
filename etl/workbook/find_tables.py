"""Finds the forms' tables on the sheets of a workbook: sheets in, tables with their columns out.

The machine-readable row of codes decides when it is there and the headers over it do not contradict
it; otherwise headers do, wherever they start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.model import Form
from etl.workbook.foreign.layouts.contradicted import with_doubts
from etl.workbook.foreign.layouts.headers import header_index
from etl.workbook.foreign.layouts.windows import by_headers
from etl.workbook.issued.cells.grid import Book, Sheet
from etl.workbook.issued.tables.found import OWN_SHEETS, Found, blocks_of, by_blocks


def find_tables(book: Book, forms: Mapping[str, Form]) -> list[Found]:
    """Find every table of ours in a workbook, in the order of sheets and rows."""
    found: list[Found] = []
    blocks, index = blocks_of(book, forms), header_index(forms)
    for sheet in book.sheets:
        if not sheet.rows or sheet.name in OWN_SHEETS:
            continue
        named = by_blocks(sheet, blocks.get(sheet.name, ()))
        tables = [one if one.is_as_issued else with_doubts(one, index) for one in named]
        found += _closed(tables or by_headers(sheet, index), sheet)
    return found


def _closed(tables: Sequence[Found], sheet: Sheet) -> list[Found]:
    """Let each table end where the headers of the next begin."""
    ordered = sorted(tables, key=lambda table: table.head)
    ends = [*(table.head for table in ordered[1:]), len(sheet.rows)]
    return [
        table if table.last == end else replace(table, last=end)
        for table, end in zip(ordered, ends, strict=False)
    ]
