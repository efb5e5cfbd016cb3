"""Accepted rows as tables again: keys of returns in, `Table`s from landing out.

The one surprising thing: approved corrections are already in the values; the raw cells beside
them are as the agency wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
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
        rows = _rows(conn, forms[form_id], ids)
        for return_id in ids:
            head = returns[return_id]
            key = (form_id, head.agency_id, head.period_key)
            tables[key] = _table(forms[form_id], head.sheet, head.letters, rows.get(return_id, []))
    return tables


def _rows(conn: sa.Connection, form: Form, ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Read the rows of returns: row, values, values as sent, raw cells, marks; by return."""
    names = [column.name for column in form.columns]
    floats = {column.name: "::float8" for column in form.columns if column.type == "number"}
    values = ", ".join(f'c."{name}"{floats.get(name, "")}' for name in names)
    sent = ", ".join(f'l."{name}"{floats.get(name, "")} AS "sent {name}"' for name in names)
    statement = (
        f"SELECT return_id, excel_row, {values}, {sent}, l.raw, l.marks "  # noqa: S608 — a form's
        f'FROM landing."{form.id}_corrected" c JOIN landing."{form.id}" l '
        "USING (return_id, excel_row) WHERE return_id = ANY (:ids) ORDER BY return_id, excel_row"
    )
    found = conn.execute(sa.text(statement), {"ids": ids})
    return {
        return_id: [tuple(row)[1:] for row in rows]
        for return_id, rows in groupby(found, key=itemgetter(0))
    }


def _table(
    form: Form, sheet: str, letters: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> Table:
    names = [column.name for column in form.columns]
    numbers, *cells = zip(*rows, strict=True) if rows else [()] * (len(names) * 2 + 3)
    values, sent = cells[: len(names)], cells[len(names) : -2]
    held, marks = cells[-2], cells[-1]
    return Table(
        form_id=form.id,
        sheet=sheet,
        rows=tuple(numbers),
        letters=dict(letters),
        values=dict(zip(names, values, strict=True)),
        raw={name: _raw(name, held, column) for name, column in zip(names, sent, strict=True)},
        marks={
            (number, name): Mark(mark)
            for number, row in zip(numbers, marks, strict=True)
            for name, mark in row.items()
        },
    )


def _raw(
    name: str, held: Sequence[Mapping[str, CellValue]], sent: Sequence[CellValue]
) -> Sequence[CellValue]:
    """Give what the cells of a column held; a cell kept only as typed value held just that."""
    if not any(held):
        return sent
    return tuple(cells.get(name, value) for cells, value in zip(held, sent, strict=True))
