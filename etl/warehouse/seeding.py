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

from etl.contracts import rule_catalogue
from etl.errors import WarehouseError
from etl.model import LEVELS, Area, Form, all_periods
from etl.reference import Reference
from etl.settings import SEEDS
from etl.warehouse.connection import copy_rows, sql, sql_text


def load(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Fill every table of `ref`; raises `WarehouseError` naming the file that does not fit."""
    for one in Reference.load().lists.values():
        if not _nullable(conn, one.id):  # some lists have tables of their own making
            text = sql_text("landing/reference_list").format(list=one.id, word=one.word)
            conn.exec_driver_sql(text, execution_options={"no_parameters": True})
    for path in sorted(SEEDS.glob("*.csv")):
        _load_csv(conn, path)
    _replace(conn, "area_ground", _AREA_GROUND, _ground())
    _replace(conn, "period", _PERIOD, map(attrgetter(*_PERIOD), all_periods()))
    _replace(conn, "due_day", ("period_key", "agency_kind", "due_on"), _due_days())
    _replace(conn, "form", _FORM, (_form(form) for form in forms.values()))
    conn.execute(sql("landing/owed_with"))
    columns = (row for form in forms.values() for row in _columns(form))
    _replace(conn, "form_column", _FORM_COLUMN, columns)
    _replace(conn, "rule", _RULE, _rules(forms))


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
        rows = [
            [
                None if value == "" and nullable[name] else value
                for name, value in zip(header, row, strict=True)
            ]
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


def _replace(
    conn: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
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


_PERIOD = (
    *("key", "kind", "year", "starts_on", "ends_on", "cut_off_on", "title"),
    "year_before_key",
)
_AREA_GROUND = (
    "code",
    "name",
    "valid_from",
    "valid_to",
    "in_code",
    "in_name",
    "in_valid_from",
    "in_valid_to",
    "in_level",
    "share",
    "weight",
)


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


_FORM = (
    "id",
    "number",
    "title",
    "sheet",
    "edition",
    "unit",
    "description",
    "legal_basis",
    "frequencies",
    "key_columns",
    "label_columns",
    "holds_personal_data",
    "exclusive_column",
    "part_of",
)
_FORM_COLUMN = (
    "form_id",
    "name",
    "position",
    "code",
    "header",
    "header_group",
    "type",
    "unit",
    "measure",
    "is_required",
    "is_personal",
    "is_totalled",
    "choices",
    "valid_from",
    "valid_to",
)
_RULE = ("id", "form_id", "severity", "rung", "title", "message", "basis", "columns")


def _form(form: Form) -> tuple[object, ...]:
    return (
        form.id,
        form.number,
        form.title,
        form.sheet,
        form.edition,
        form.unit,
        form.description,
        form.legal_basis,
        _array(form.frequencies),
        _array(form.key),
        _array(form.label),
        any(column.personal for column in form.columns),
        form.exclusive,
        form.part_of,
    )


def _columns(form: Form) -> Iterable[tuple[object, ...]]:
    for position, c in enumerate(form.columns, start=1):
        yield (
            form.id,
            c.name,
            position,
            c.code,
            c.header,
            c.group,
            c.type,
            c.unit,
            c.measure,
            c.required,
            c.personal,
            c.totalled,
            dict(c.choices),
            c.valid_from,
            c.valid_to,
        )


def _rules(forms: Mapping[str, Form]) -> Iterable[tuple[object, ...]]:
    for rule in rule_catalogue(forms):
        yield (
            rule.rule_id,
            rule.form_id,
            rule.severity.value,
            int(rule.rung),
            rule.title,
            rule.message,
            rule.basis,
            _array(rule.columns),
        )


def _array(names: Iterable[str]) -> str:
    """Write a PostgreSQL array of plain names; a list would become JSON."""
    return "{" + ",".join(names) + "}"
