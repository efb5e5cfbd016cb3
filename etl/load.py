"""Lays accepted returns into the warehouse: tables in, rows of landing.<form> out.

The one surprising thing: a return is loaded once. Its rows, the mark that it is loaded and the
end of the version before stand in one transaction; run again, nothing happens, and whoever reads
meanwhile sees the version before, whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import sqlalchemy as sa
from pydantic_core import to_json

from etl.contracts import load_forms
from etl.model import CellValue, Form, Judgement, ReturnState, Table
from etl.registry import returns_of
from etl.warehouse import copy_csv, lock, sql

_TEXT_AT_ONCE = 8 << 20  # characters; bounds the text held in memory


def load(conn: sa.Connection, accepted: Mapping[int, Table] | Sequence[Judgement]) -> int:
    """Load accepted returns that are not loaded yet; gives how many were.

    `accepted` is tables by return id, or judgements that were recorded before. Returns that are
    not accepted are left out. Waits for another load to end.
    """
    tables = accepted if isinstance(accepted, Mapping) else _by_return(conn, accepted)
    if not tables:
        return 0
    lock(conn, "load")
    ready = [
        one
        for one in returns_of(conn, ids=list(tables))
        if one.state is ReturnState.ACCEPTED and not one.is_loaded
    ]
    forms = load_forms()
    for form_id in sorted({one.form_id for one in ready}):
        ids = [one.id for one in ready if one.form_id == form_id]
        _copy(conn, forms[form_id], {one: tables[one] for one in ids})
    ids = [one.id for one in ready]
    counts = [len(tables[one].rows) for one in ids]
    conn.execute(sql("load/insert_loads"), {"ids": ids, "counts": counts})
    conn.execute(sql("load/supersede"), {"ids": ids})
    return len(ready)


def _by_return(conn: sa.Connection, judged: Iterable[Judgement]) -> dict[int, Table]:
    """Find the returns of judgements by their file and form."""
    tables = {(one.sha256, one.form_id): one.table for one in judged if one.table is not None}
    found = conn.execute(
        sql("load/returns_by_file"),
        {"sha256": [sha256 for sha256, _ in tables], "form_id": [form for _, form in tables]},
    )
    return {row.id: table for row in found if (table := tables[row.sha256, row.form_id])}


def _copy(conn: sa.Connection, form: Form, tables: Mapping[int, Table]) -> None:
    names = [column.name for column in form.columns]
    columns = ("return_id", "excel_row", *names, "raw", "marks")
    copy_csv(conn, f'landing."{form.id}"', columns, _texts(form, tables))


def _texts(form: Form, tables: Mapping[int, Table]) -> Iterator[str]:
    """Write tables as CSV in which an empty field is no value, some at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for return_id, table in tables.items():
        writer.writerows(_rows(form, return_id, table))
        if buffer.tell() > _TEXT_AT_ONCE:
            yield _storable(buffer.getvalue())
            buffer.seek(0)
            buffer.truncate()
    yield _storable(buffer.getvalue())


def _storable(text: str) -> str:
    """Leave out NUL, which PostgreSQL stores neither in text nor in JSON."""
    return text.replace("\x00", "").replace("\\u0000", "")


def _rows(form: Form, return_id: int, table: Table) -> Iterable[tuple[object, ...]]:
    """Give the rows of a table; a column that it does not have is empty."""
    empty: Sequence[CellValue] = (None,) * len(table.rows)
    values = [_typed(column.type, table.values.get(column.name, empty)) for column in form.columns]
    return zip(
        repeat(return_id, len(table.rows)),
        table.rows,
        *values,
        _raw(table),
        _marks(table),
        strict=True,
    )


def _typed(kind: str, values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Write whole numbers without a fraction: 12.0 is no bigint to COPY."""
    if kind != "integer":
        return values
    return [int(value) if isinstance(value, float) else value for value in values]


def _raw(table: Table) -> Sequence[str]:
    """Write what the cells held, of those columns in which a typed value is another."""
    other = {
        name: raw
        for name, raw in table.raw.items()
        if list(raw) != list(table.values.get(name, ()))
    }
    if not other:
        return ("{}",) * len(table.rows)
    names = tuple(other)
    cells = zip(*other.values(), strict=True)
    return [_json(dict(zip(names, held, strict=True))) for held in cells]


def _marks(table: Table) -> Sequence[str]:
    if not table.marks:
        return ("{}",) * len(table.rows)
    by_row: dict[int, dict[str, str]] = {}
    for (row, column), mark in table.marks.items():
        by_row.setdefault(row, {})[column] = mark.value
    return [_json(by_row[row]) if row in by_row else "{}" for row in table.rows]


def _json(value: Mapping[str, object]) -> str:
    return to_json(value, inf_nan_mode="null").decode()
