"""Accepted rows as tables again: keys of returns in, `Table`s from landing out.

The one surprising thing: approved corrections are already in the values, and raw cells and marks
are left out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.kinds import kind_of
from etl.model import Beside, Form, Key, Period, Reading, Table
from etl.registry.period_closing import closings
from etl.registry.returns import Return, awaiting_load, returns_of
from etl.warehouse import run


def beside(
    conn: sa.Connection,
    places: Mapping[Key, Collection[str]],
    read: Callable[[Sequence[str]], Iterable[Reading]],
) -> Beside:
    """Give what returns are judged beside: everything accepted that matters to them.

    `places` are the returns' keys, each with the places that it lists and one sender alone reports
    (see `Form.exclusive`). What matters is, of the same forms, what the same agencies sent for
    every period of the same year, and beside a year for the year before, their own versions in
    force among it; and what other agencies sent of those places for the same periods. Raw cells and
    marks are left out: nobody compares them. What was accepted and is not loaded yet counts as
    well: `read` gives the readings of files, by their hashes.
    """
    own = set(places)
    wanted = own | {
        (form_id, agency_id, other)
        for form_id, agency_id, period_key in own
        for other in _periods_beside(period_key)
    }
    periods = sorted({(form_id, period_key) for form_id, _, period_key in own})
    seen = int(run(conn, "registry/last_event").scalar_one())
    waiting = {
        (one.form_id, one.agency_id, one.period_key): one
        for one in awaiting_load(conn)
        if (one.form_id, one.agency_id, one.period_key) in wanted
        or (one.form_id, one.period_key) in periods
    }
    parameters = {
        "form_id": [form_id for form_id, _ in periods],
        "period_key": [period_key for _, period_key in periods],
    }
    found = {
        (row.form_id, row.agency_id, row.period_key): row
        for row in (*_in_force(conn, sorted(wanted)), *_of_places(conn, parameters, places))
    }
    loaded = [row for key, row in found.items() if key not in waiting]
    watched = run(conn, "registry/watched", form_id=sorted({key[0] for key in own}))
    own_keys = _parameters(sorted(own))
    return Beside(
        tables=_tables(conn, loaded) | _read(waiting, read),
        closed=frozenset(closings(conn, sorted({period_key for _, period_key in periods}))),
        signed=frozenset(_pairs(run(conn, "registry/signed_forms", **parameters))),
        waived=frozenset(run(conn, "registry/waived_rules").scalars()),
        confirmed=frozenset(_triples(run(conn, "registry/confirmed_keys", **own_keys))),
        watched=frozenset(tuple(row.against) for row in watched),
        seen_event=seen,
    )


def _of_places(
    conn: sa.Connection, periods: Mapping[str, Sequence[str]], places: Mapping[Key, Collection[str]]
) -> Iterator[sa.Row[Any]]:
    """Give the returns in force of some forms and periods that list one of the places."""
    listed: dict[str, set[str]] = {}
    for (form_id, _, _), of in places.items():
        listed.setdefault(form_id, set()).update(of)
    if not any(listed.values()):
        return
    found = run(conn, "registry/in_force_of_periods", **periods).all()
    for form_id, named in listed.items():
        rows = {row.return_id: row for row in found if row.form_id == form_id}
        if rows and named:
            column = load_forms()[form_id].exclusive
            statement = (
                f'SELECT DISTINCT return_id FROM landing."{form_id}_corrected" '  # noqa: S608
                f'WHERE return_id = ANY (:ids) AND "{column}" = ANY (:places)'
            )
            sharing = {"ids": list(rows), "places": sorted(named)}
            yield from (rows[one] for one in conn.execute(sa.text(statement), sharing).scalars())


def _read(
    waiting: Mapping[Key, Return], read: Callable[[Sequence[str]], Iterable[Reading]]
) -> dict[Key, Table]:
    """Give the tables of returns from their workbooks; what cannot be read is left out."""
    if not waiting:
        return {}
    tables = {
        (reading.sha256, table.form_id): table
        for reading in read([one.sha256 for one in waiting.values()])
        for table in reading.tables
    }
    found = {key: tables.get((one.sha256, one.form_id)) for key, one in waiting.items()}
    return {key: table for key, table in found.items() if table is not None}


def counterparts_gone(conn: sa.Connection) -> list[Return]:
    """List open returns that disagree with one that does not count any more, or not as it did."""
    found = run(conn, "registry/counterparts_gone").scalars().all()
    return returns_of(conn, ids=found) if found else []


def places_unknown(conn: sa.Connection) -> list[Return]:
    """List open returns that were judged only before their places were kept."""
    found = run(conn, "registry/waiting_with_places_unknown").scalars().all()
    return returns_of(conn, ids=found) if found else []


def _in_force(conn: sa.Connection, keys: Sequence[Key]) -> Sequence[sa.Row[Any]]:
    return run(conn, "registry/in_force_by_key", **_parameters(keys)).all()


def _parameters(keys: Sequence[Key]) -> dict[str, list[str]]:
    return {
        "form_id": [key[0] for key in keys],
        "agency_id": [key[1] for key in keys],
        "period_key": [key[2] for key in keys],
    }


def _pairs(found: Iterable[sa.Row[Any]]) -> Iterator[tuple[str, str]]:
    return ((row.form_id, row.period_key) for row in found)


def _triples(found: Iterable[sa.Row[Any]]) -> Iterator[Key]:
    return ((row.form_id, row.agency_id, row.period_key) for row in found)


@lru_cache(maxsize=256)
def _periods_beside(period_key: str) -> tuple[str, ...]:
    """Name the other periods of a sender that a period may be compared with."""
    period = Period.find(period_key)
    if period is None:
        return ()  # the workbook is refused as a whole
    year = Period.parse(str(period.year))
    keys = {*year.quarter_keys, year.key}
    if period_key not in year.quarter_keys:
        keys = {*(keys if period.is_year else ()), period.year_before_key}
    return tuple(sorted(keys - {period_key}))


def _tables(conn: sa.Connection, found: Iterable[sa.Row[Any]]) -> dict[Key, Table]:
    returns = {row.return_id: row for row in found}
    forms = load_forms()
    tables: dict[Key, Table] = {}
    for form_id in sorted({row.form_id for row in returns.values()} & set(forms)):
        ids = [one for one, row in returns.items() if row.form_id == form_id]
        rows = _values(conn, forms[form_id], ids)
        for return_id in ids:
            head = returns[return_id]
            key = (form_id, head.agency_id, head.period_key)
            tables[key] = _table(forms[form_id], head, rows.get(return_id, []))
    return tables


def _values(conn: sa.Connection, form: Form, ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Read the rows of returns: sheet, row and values; by return."""
    kinds = {column.name: kind_of(column) for column in form.columns}
    listed = ", ".join(
        f'"{name}"{"::float8" if kind.is_number and not kind.is_whole else ""} AS "{name}"'
        for name, kind in kinds.items()
    )
    statement = (
        f"SELECT return_id, sheet_no, excel_row, {listed} "  # noqa: S608 — a form's
        f'FROM landing."{form.id}_corrected" '
        "WHERE return_id = ANY (:ids) ORDER BY return_id, sheet_no, excel_row"
    )
    found = conn.execute(sa.text(statement), {"ids": ids})
    return {
        return_id: [tuple(row)[1:] for row in rows]
        for return_id, rows in groupby(found, key=itemgetter(0))
    }


def _table(form: Form, head: sa.Row[Any], rows: Sequence[tuple[Any, ...]]) -> Table:
    """Lay out the values of a return's rows."""
    names = [column.name for column in form.columns]
    sheets, numbers, *cells = zip(*rows, strict=True) if rows else [()] * (len(names) + 2)
    values = dict(zip(names, cells, strict=True))
    return Table(
        form_id=form.id,
        sheet=head.sheet,
        rows=tuple(numbers),
        letters=dict(head.letters),
        values=values,
        raw=values,
        marks={},
        more_sheets=tuple(head.more_sheets),
        is_nil=head.is_nil,
        sheet_nos=tuple(sheets) if head.more_sheets else (),
    )
