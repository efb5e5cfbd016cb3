"""Fills the schema `ref`: sql/seeds/*.csv, the contracts and the due days in, rows out.

The one surprising thing: every table is emptied and filled again in the migration's transaction;
whoever reads meanwhile sees the old rows, and the exclusion constraints judge the new ones.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path

import psycopg
import sqlalchemy as sa

from etl import SEEDS
from etl.contracts.rule_book import CatalogueRow, rule_catalogue
from etl.errors import WarehouseError
from etl.model import LEVELS, Area, Column, Form, all_periods
from etl.reference import Reference
from etl.warehouse import copy_rows, fill_in, quoted, run
from etl.warehouse.kept_back import kept_back_of
from etl.wording import capital

_OF_PERIOD = (
    *("key", "kind", "year", "starts_on", "ends_on", "cut_off_on", "title"),
    "year_before_key",
)
_OF_PLACE = ("code", "name", "valid_from", "valid_to")
_OF_FORM = (
    *("id", "number", "title", "sheet", "edition", "unit", "description", "legal_basis"),
    "part_of",
)
_OF_COLUMN = ("name", "code", "header", "type", "unit", "measure", "valid_from", "valid_to")
_OF_RULE = ("form_id", "title", "message", "basis")


def load(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Fill every table of `ref`; raises `WarehouseError` naming the file that does not fit."""
    for one in Reference.load().lists.values():
        if not _nullable(conn, one.id):  # some lists have tables of their own making
            fill_in(conn, "landing/reference_list", list=one.id, word=one.word)
        for name, word in one.told.items():
            said = quoted(capital(word))
            fill_in(conn, "landing/reference_said", list=one.id, column=name, said=said)
    for path in sorted(SEEDS.glob("*.csv")):
        _load_csv(conn, path)
    ground = (*_OF_PLACE, *(f"in_{name}" for name in _OF_PLACE), "in_level", "share", "weight")
    _replace(conn, "area_ground", ground, _ground())
    _replace(conn, "period", _OF_PERIOD, map(attrgetter(*_OF_PERIOD), all_periods()))
    _replace(conn, "due_day", ("period_key", "agency_kind", "due_on"), _due_days())
    _replace_all(conn, "form", [_form(form) for form in forms.values()])
    run(conn, "landing/owed_with")
    columns = [
        _column(form, position, column)
        for form in forms.values()
        for position, column in enumerate(form.columns, start=1)
    ]
    _replace_all(conn, "form_column", columns)
    _replace_all(conn, "rule", [_rule(rule) for rule in rule_catalogue(forms)])


def _load_csv(conn: sa.Connection, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        nullable = _nullable(conn, path.stem)
        unknown = [name for name in header if name not in nullable]
        if unknown or not nullable:
            raise WarehouseError(
                f"sql/seeds/{path.name}: {unknown or path.stem} not among the columns "
                f"{sorted(nullable)} of ref.{path.stem}; add a migration in sql/migrations"
            )
        empty = {name: None if may_lack else "" for name, may_lack in nullable.items()}
        rows = [
            [value or empty[name] for name, value in zip(header, row, strict=True)]
            for row in reader
        ]
    try:
        _replace(conn, path.stem, header, rows)
    except psycopg.Error as error:
        raise WarehouseError(f"sql/seeds/{path.name}: {error}") from error


def _nullable(conn: sa.Connection, table: str) -> dict[str, bool]:
    found = conn.execute(
        sa.text(
            "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns "
            "WHERE table_schema = 'ref' AND table_name = :table"
        ),
        {"table": table},
    )
    return {name: bool(optional) for name, optional in found}


def _replace_all(conn: sa.Connection, table: str, rows: Sequence[dict[str, object]]) -> None:
    _replace(conn, table, list(rows[0]), (row.values() for row in rows))


def _replace(
    conn: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Iterable[object]]
) -> None:
    if table == "period":  # returns point to periods: none may vanish
        conn.exec_driver_sql("CREATE TEMP TABLE new_period (LIKE ref.period) ON COMMIT DROP")
        copy_rows(conn, "new_period", columns, rows)
        names = ", ".join(columns)
        anew = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        conn.exec_driver_sql(
            f"INSERT INTO ref.period ({names}) SELECT {names} FROM new_period "  # noqa: S608
            f"ON CONFLICT (key) DO UPDATE SET {anew}"
        )
        return
    conn.exec_driver_sql(f'DELETE FROM ref."{table}"')  # noqa: S608 — a seed file's name
    copy_rows(conn, f'ref."{table}"', columns, rows)


def _ground() -> Iterator[tuple[object, ...]]:
    """Give every pair of places that share ground; what our lists begin with was there before."""
    areas = Reference.load().seeds.areas
    begins = {level: min(a.valid_from for a in areas if a.level == level) for level in LEVELS}

    def place(area: Area) -> tuple[object, ...]:
        start = dt.date.min if area.valid_from == begins[area.level] else area.valid_from
        return area.code, area.name, start, area.valid_to or dt.date.max

    ground = Reference.load().ground
    for area in areas:
        for o in ground[area.id]:
            share = "whole" if o.whole else "part"
            yield (*place(area), *place(o.area), o.area.level, share, o.weight)


def _due_days() -> Iterable[tuple[object, ...]]:
    """Give until when each kind of agency that owes something has for each period."""
    reference = Reference.load()
    for period in all_periods():
        owing = {agency.kind: agency for agency, _ in reference.obligations(period)}
        for kind, agency in owing.items():
            try:
                yield period.key, kind, reference.deadline(period, agency)
            except KeyError as error:
                raise WarehouseError(error.args[0]) from error


def _form(form: Form) -> dict[str, object]:
    return {
        **{name: getattr(form, name) for name in _OF_FORM},
        "frequencies": _array(form.frequencies),
        "key_columns": _array(form.key),
        "label_columns": _array(form.label),
        "holds_personal_data": any(column.personal for column in form.columns),
        "exclusive_column": form.exclusive,
    }


def _column(form: Form, position: int, column: Column) -> dict[str, object]:
    return {
        **{name: getattr(column, name) for name in _OF_COLUMN},
        "form_id": form.id,
        "position": position,
        "header_group": column.group,
        "is_required": column.required,
        "is_personal": column.personal,
        "is_sensitive": column.name in kept_back_of(form),
        "is_totalled": column.totalled,
        "choices": dict(column.choices),
    }


def _rule(rule: CatalogueRow) -> dict[str, object]:
    return {
        **{name: getattr(rule, name) for name in _OF_RULE},
        "id": rule.rule_id,
        "severity": rule.severity.value,
        "rung": int(rule.rung),
        "columns": _array(rule.columns),
    }


def _array(names: Iterable[str]) -> str:
    """Write a PostgreSQL array of plain names; a list would become JSON."""
    return "{" + ",".join(names) + "}"
