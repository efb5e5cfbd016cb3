"""A coverage-guided fuzzer of the reader: `python -m tests.workbook.fuzz_target -runs=20000`.

In: bytes that the fuzzer makes up, as cells of a sheet and as parts of a package. Out: nothing,
or a crash. The one surprising thing: whole packages are hardly ever valid, so half of the input
becomes the texts of a real sheet, where the reader's own code lies.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["etl.workbook", "etl.wording.names"]):
    from etl.contracts import load_forms
    from etl.reference import Reference
    from etl.workbook.issued.cells.details import Details
    from etl.workbook.issued.cells.grid import Book, Sheet
    from etl.workbook.issued.records.table import read_table
    from etl.workbook.read import find_tables, read_workbook

from etl.model import Period

FORMS = load_forms()
LISTS = Reference.load()
PERIOD = Period.parse("2020")
PATH = Path(tempfile.mkdtemp()) / "fuzz.xlsx"


def one_input(data: bytes) -> None:
    """Read what the fuzzer made; anything but a reading is a crash."""
    source = atheris.FuzzedDataProvider(data)
    if source.ConsumeBool():
        _as_cells(source)
    else:
        kind = source.PickValueInList([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
        PATH.write_bytes(kind + source.ConsumeBytes(4096))
        read_workbook(PATH, FORMS, LISTS)


def _as_cells(source: Any) -> None:
    form = source.PickValueInList(list(FORMS.values()))
    headers = [column.header for column in form.columns]
    rows: list[list[Any]] = [["Năm 2020"], headers]
    count = source.ConsumeIntInRange(0, 8)
    rows += [[_cell(source) for _ in headers] for _ in range(count)]
    width = len(headers)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    sheet = Sheet("S", "visible", 1, 0, rows, Details())
    for table in find_tables(Book("xlsx", [sheet], {}), FORMS):
        read_table(table, LISTS.day_of(PERIOD), None)


def _cell(source: Any) -> Any:
    pick = source.ConsumeIntInRange(0, 3)
    if pick == 0:
        return ""
    if pick == 1:
        return source.ConsumeFloat()
    return source.ConsumeUnicodeNoSurrogates(24)


def main() -> None:
    """Hand over to the fuzzer."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
