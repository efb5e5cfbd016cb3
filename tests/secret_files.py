"""Workbooks with a marking of secrecy, and a look for their words wherever something is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from etl import warehouse

WORD = "TrangDinhKhongDuocGiu"  # in a cell of every such workbook, and nowhere else


def workbook(marking: str = "TỐI MẬT", word: str = WORD) -> bytes:
    """Give a workbook with a marking whose words lie in it as they are, not compressed."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["C7"] = marking, word
    book.save(stream := io.BytesIO())
    with zipfile.ZipFile(stream) as packed, zipfile.ZipFile(plain := io.BytesIO(), "w") as stored:
        for name in packed.namelist():
            stored.writestr(name, packed.read(name))
    return plain.getvalue()


def kept_in(home: Path, *words: str) -> list[str]:
    """Name every file below a home, and every row of every table, where one of the words stands."""
    sought = [word.encode() for word in words]
    found = [
        str(path.relative_to(home))
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and any(
            word in path.read_bytes() or word in bytes(path.relative_to(home)) for word in sought
        )
    ]
    return [*found, *_rows_with(words)]


def _rows_with(words: tuple[str, ...]) -> Iterator[str]:
    tables = (
        "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) "
        "FROM information_schema.tables "
        "WHERE table_type = 'BASE TABLE' "
        "AND table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    with warehouse.transaction("owner") as conn:
        for (name,) in conn.exec_driver_sql(tables).all():
            for word in words:
                asked = f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%%{word}%%'"
                if conn.exec_driver_sql(asked).scalar_one():
                    yield name
