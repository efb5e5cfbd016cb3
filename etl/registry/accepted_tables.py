"""Accepted rows as tables again, approved corrections included: keys in, `Table`s out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from etl.contracts import laid_beside, load_forms
from etl.kinds import kind_of
from etl.model import Beside, Form, Key, Period, Reading, Table, period_kinds, within_year
from etl.reference import Reference
from etl.registry.period_board import closings
from etl.registry.return_history import Return, awaiting_load
from etl.warehouse import run

_KEY = ("form_id", "agency_id", "period_key")


def beside(
    conn: sa.Connection,
    places: Mapping[Key, Collection[str]],
    read: Callable[[Sequence[str]], Iterable[Reading]],
) -> Beside:
    """Give what returns are judged beside: everything accepted that matters to them.

    `places` are the returns' keys, each with the places that it lists and one sender alone reports
    (see `Form.exclusive`). What matters is, of the same forms, what the same agencies sent for
    every period of the same year, beside a year for the year before, and beside a first quarter
    for the last one before, their own versions in force among it; what other agencies sent of
    those places for the same periods; and the forms that theirs are laid beside, from whoever may
    report on the same places. Raw cells and marks are left out: nobody compares them. What
    was accepted and is not loaded yet counts as well: `read` gives the readings of files, by their
    hashes.
    """
    wanted = places.keys() | {
        (form_id, agency_id, other)
        for form_id, agency_id, period_key in places
        for other in _periods_beside(period_key)
    }
    periods = sorted({(form_id, period_key) for form_id, _, period_key in places})
    others = {
        (other, key)
        for form_id, key in periods
        for other in (form_id, *laid_beside().get(form_id, ()))
    }
    of_periods = _columns(periods, "form_id", "period_key")
    seen = int(run(conn, "registry/last_event").scalar_one())
    waiting = {
        _key(one): one
        for one in awaiting_load(conn)
        if _key(one) in wanted or (one.form_id, one.period_key) in others
    }
    in_force = run(conn, "registry/in_force_by_key", **_columns(sorted(wanted), *_KEY))
    found = (*in_force, *_of_places(conn, of_periods, places), *_of_others(conn, places))
    signed = run(conn, "registry/signed_forms", **of_periods)
    watched = run(conn, "registry/watched", form_id=sorted({form_id for form_id, _ in others}))
    confirmed = run(conn, "registry/confirmed_keys", **_columns(sorted(places), *_KEY))
    loaded = {_key(row): row for row in found if _key(row) not in waiting}
    return Beside(
        tables=_loaded(conn, loaded) | _read(waiting, read),
        closed=frozenset(closings(conn, sorted({period_key for _, period_key in periods}))),
        signed=frozenset((row.form_id, row.period_key) for row in signed),
        waived=frozenset(run(conn, "registry/waived_rules").scalars()),
        confirmed=frozenset(map(_key, confirmed)),
        watched=_watched(watched),
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


def _of_others(conn: sa.Connection, places: Iterable[Key]) -> Iterator[sa.Row[Any]]:
    """Give the returns in force of other forms that are laid beside returns' own."""
    asked: dict[tuple[str, str], set[str]] = {}  # other form and period → who is beside it
    for form_id, agency_id, period_key in places:
        for other in laid_beside().get(form_id, ()):
            asked.setdefault((other, period_key), set()).add(agency_id)
    if not asked:
        return
    reference = Reference.load()
    areas = {agency.id: agency.area_code for agency in reference.seeds.agencies}
    within = {area.code: area.parent_code for area in reference.seeds.areas}
    of_periods = _columns(sorted(asked), "form_id", "period_key")
    for row in run(conn, "registry/in_force_of_periods", **of_periods):
        theirs = areas.get(row.agency_id, "")
        for agency_id in asked[row.form_id, row.period_key]:
            own = areas.get(agency_id, "")
            if (
                "" in (own, theirs)
                or own in (theirs, within.get(theirs))
                or within.get(own) == theirs
            ):
                yield row
                break


def _watched(rows: Iterable[sa.Row[Any]]) -> Mapping[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for row in rows:
        found.setdefault(tuple(row.against), set()).add(row.form_id)
    return {key: frozenset(forms) for key, forms in found.items()}


def _read(
    waiting: Mapping[Key, Return], read: Callable[[Sequence[str]], Iterable[Reading]]
) -> dict[Key, Table]:
    """Give the tables of returns from their workbooks; what cannot be read is left out."""
    if not waiting:
        return {}
    tables = tables_of(read([one.sha256 for one in waiting.values()]))
    found = {key: tables.get((one.sha256, one.form_id)) for key, one in waiting.items()}
    return {key: table for key, table in found.items() if table is not None}


def tables_of(readings: Iterable[Reading]) -> dict[tuple[str, str], Table]:
    """Give the tables of readings by the hash of their file and their form."""
    return {(of.sha256, table.form_id): table for of in readings for table in of.tables}


def _columns(rows: Sequence[Sequence[str]], *names: str) -> dict[str, list[str]]:
    """Give rows as parameters of a statement, a list for each column."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _key(one: Return | sa.Row[Any]) -> Key:
    return one.form_id, one.agency_id, one.period_key


@lru_cache(maxsize=256)
def _periods_beside(period_key: str) -> tuple[str, ...]:
    """Name the other periods of a sender that a period may be compared with."""
    period = Period.find(period_key)
    if period is None:
        return ()  # the workbook is refused as a whole
    year = Period.parse(str(period.year))
    keys = {*year.quarter_keys, year.key}
    if period_key not in year.quarter_keys:
        of_year = [one.key for one in within_year(period.year, period_kinds())]
        keys = {*(of_year if year.lies_in(period) else ()), period.year_before_key}
    if within_year(period.year, [period.kind])[0] == period:  # what is cumulative goes on
        keys |= {one.key for one in within_year(period.year - 1, [period.kind])[-1:]}
    return tuple(sorted(keys - {period_key}))


def _loaded(conn: sa.Connection, heads: Mapping[Key, sa.Row[Any]]) -> dict[Key, Table]:
    """Give the tables of returns from the warehouse; of forms that there are no more, none."""
    tables: dict[Key, Table] = {}
    for form_id, keys in groupby(sorted(heads), key=itemgetter(0)):
        if form := load_forms().get(form_id):
            of_form = {heads[key].return_id: key for key in keys}
            rows = _values(conn, form, list(of_form))
            for return_id, key in of_form.items():
                tables[key] = _table(form, heads[key], rows.get(return_id, []))
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
