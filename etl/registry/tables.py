"""Accepted rows as tables again: keys of returns in, `Table`s from landing out.

The one surprising thing: approved corrections are already in the values; the raw cells beside
them are as the agency wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.model import CellValue, Form, Mark, Table
from etl.warehouse import sql

Key = tuple[str, str, str]
"""(form id, agency id, period key)"""


def tables_in_force(conn: sa.Connection, keys: Iterable[Key]) -> dict[Key, Table]:
    """Give the accepted tables of exactly these keys; a key without one is left out."""
    wanted = list(keys)
    parameters = {
        "form_id": [key[0] for key in wanted],
        "agency_id": [key[1] for key in wanted],
        "period_key": [key[2] for key in wanted],
    }
    return _tables(conn, conn.execute(sql("registry/in_force_by_key"), parameters).all())


def related_tables(conn: sa.Connection, keys: Iterable[Key]) -> dict[Key, Table]:
    """Give every accepted table that returns of these keys may be compared with.

    Those are the same forms of all agencies, in every period of the same year and of the year
    before.
    """
    scopes = {(form_id, int(period_key[:4])) for form_id, _, period_key in keys}
    parameters = {
        "form_id": [form_id for form_id, _ in sorted(scopes)],
        "year": [year for _, year in sorted(scopes)],
    }
    return _tables(conn, conn.execute(sql("registry/in_force_around"), parameters).all())


def _tables(conn: sa.Connection, found: Iterable[sa.Row[Any]]) -> dict[Key, Table]:
    returns = {row.return_id: row for row in found}
    forms = load_forms()
    tables: dict[Key, Table] = {}
    for form_id in sorted({row.form_id for row in returns.values()} & set(forms)):
        ids = [one for one, row in returns.items() if row.form_id == form_id]
        for return_id, rows in _rows(conn, form_id, ids).items():
            head = returns[return_id]
            key = (form_id, head.agency_id, head.period_key)
            tables[key] = _table(forms[form_id], head.sheet, head.letters, rows)
    return tables


def _rows(
    conn: sa.Connection, form_id: str, ids: list[int]
) -> dict[int, list[sa.RowMapping]]:
    """Read the rows of returns; a return without rows has an empty list."""
    statement = sa.text(
        f'SELECT c.*, l.raw, l.marks FROM landing."{form_id}_corrected" c '  # noqa: S608 — a form's
        f'JOIN landing."{form_id}" l USING (return_id, excel_row) '
        "WHERE return_id = ANY (:ids) ORDER BY return_id, excel_row"
    )
    grouped: dict[int, list[sa.RowMapping]] = {one: [] for one in ids}
    for row in conn.execute(statement, {"ids": ids}).mappings():
        grouped[row["return_id"]].append(row)
    return grouped


def _table(
    form: Form, sheet: str, letters: Mapping[str, str], rows: Sequence[sa.RowMapping]
) -> Table:
    names = [column.name for column in form.columns]
    return Table(
        form_id=form.id,
        sheet=sheet,
        rows=tuple(row["excel_row"] for row in rows),
        letters=dict(letters),
        values={name: tuple(_value(row[name]) for row in rows) for name in names},
        raw={name: tuple(row["raw"].get(name) for row in rows) for name in names},
        marks={
            (row["excel_row"], name): Mark(mark)
            for row in rows
            for name, mark in row["marks"].items()
        },
    )


def _value(value: Any) -> CellValue:
    return float(value) if isinstance(value, Decimal) else value
