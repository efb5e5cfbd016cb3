"""The warehouse's own promises: comments everywhere, one row a day, migrations that repeat."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from etl import PROJECT, warehouse
from etl.contracts import load_forms
from etl.contracts.check import require_sound
from etl.errors import ContractError, WarehouseError
from etl.model import Period
from etl.warehouse import landing
from etl.warehouse.schema import described_by, migrate, view_files

SCHEMAS = ["registry", "ref", "landing", "mart", "release"]
_MARKED = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(the|of|or|and|with|source|empty|which|who)\b", re.IGNORECASE)


def in_vietnamese(text: str) -> bool:
    """Tell whether a text has letters of Vietnamese, and no little word of English."""
    return _MARKED.search(text) is not None and _ENGLISH.search(text) is None


def _comments(conn: sa.Connection, schemas: Sequence[str]) -> dict[str, str]:
    """Give what every schema, table and column of the schemas says of itself."""
    found = conn.execute(
        sa.text(
            """SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace
            WHERE nspname = ANY(:schemas)
            UNION ALL
            SELECT c.oid::regclass::text || coalesce('.' || attname, ''),
                CASE WHEN attname IS NULL THEN obj_description(c.oid, 'pg_class')
                    ELSE col_description(c.oid, attnum) END
            FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            CROSS JOIN LATERAL (
                SELECT NULL AS attname, 0 AS attnum
                UNION ALL SELECT attname, attnum FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            ) a
            WHERE nspname = ANY(:schemas) AND relkind IN ('r', 'v')"""
        ),
        {"schemas": list(schemas)},
    )
    return {name: comment or "" for name, comment in found}


def _column(conn: sa.Connection, statement: str) -> list[str]:
    found = conn.execute(sa.text(statement), {"schemas": SCHEMAS})
    return list(found.scalars())


def test_every_table_and_view_says_what_it_is(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        silent = _column(
            conn,
            """SELECT c.oid::regclass::text FROM pg_class c
            JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = ANY(:schemas) AND relkind IN ('r', 'v')
            AND coalesce(obj_description(c.oid, 'pg_class'), '') = ''""",
        )
    assert silent == []


def test_every_column_says_what_it_holds_and_where_it_comes_from(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        silent = _column(
            conn,
            """SELECT a.attrelid::regclass || '.' || attname FROM pg_attribute a
            JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = ANY(:schemas) AND relkind IN ('r', 'v') AND attnum > 0
            AND NOT attisdropped AND coalesce(col_description(attrelid, attnum), '') = ''""",
        )
    assert silent == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kế hoạch vốn giao trong kỳ; đơn vị: triệu đồng; nguồn: landing.works", True),
        ("Tên dân tộc; nguồn: ref.ethnic_group", True),
        ("Capital planned for the period, million VND; source: landing.works", False),
        ("Tên công trình; source: landing.works", False),
        ("Projects", False),
    ],
)
def test_vietnamese_is_told_from_english(text: str, expected: bool) -> None:
    assert in_vietnamese(text) is expected


def test_everything_is_described_in_vietnamese(home: Path) -> None:
    """A new column of a migration gets its words in sql/comments."""
    with warehouse.transaction("owner") as conn:
        comments = _comments(conn, SCHEMAS)
    assert len(comments) > 700
    assert {name: text for name, text in comments.items() if not in_vietnamese(text)} == {}


def test_an_older_warehouse_gets_the_words_too(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("COMMENT ON COLUMN registry.waiver.valid_until IS 'Last day it holds'")
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")
    assert migrate() is True
    with warehouse.transaction("owner") as conn:
        told = _comments(conn, ["registry"])["registry.waiver.valid_until"]
    assert told.startswith("Ngày cuối cùng còn hiệu lực")


def test_every_column_names_its_source(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        comments = _comments(conn, SCHEMAS)
    columns = {name: text for name, text in comments.items() if name.count(".") == 2}
    assert {name: text for name, text in columns.items() if "; nguồn: " not in text} == {}


@pytest.mark.parametrize("schema", ["ref", "landing", "mart"])
def test_amounts_and_shares_name_their_unit(home: Path, schema: str) -> None:
    units = {
        "_million_vnd": "đơn vị: triệu đồng",
        "_pct": "đơn vị: %",
        "_points": "đơn vị: điểm phần trăm",
        "_count": "đơn vị: ",
    }
    with warehouse.transaction("owner") as conn:
        comments = _comments(conn, [schema])
    silent = {
        name: comment
        for name, comment in comments.items()
        for suffix, words in units.items()
        if name.endswith(suffix) and words not in comment
    }
    assert silent == {}


def test_a_second_migration_changes_nothing(home: Path) -> None:
    assert migrate() is False


def test_a_warehouse_from_the_future_is_refused(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("UPDATE registry.schema_version SET version_num = '9999'")
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")
    with pytest.raises(WarehouseError, match="phiên bản"):
        migrate()


def test_a_migration_that_is_run_again_leaves_the_same_warehouse(home: Path) -> None:
    dump = "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
    with warehouse.transaction("owner") as conn:
        before = sorted(conn.execute(sa.text(dump)).all())
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")
    assert migrate() is True
    with warehouse.transaction("owner") as conn:
        assert sorted(conn.execute(sa.text(dump)).all()) == before


def test_a_slip_in_a_declaration_stops_a_migration_before_anything_is_touched(
    home: Path, declarations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (declarations / "sql/seeds/signing.csv").open("a", encoding="utf-8") as file:
        file.write("roads,2020-01-01,,\n")
    monkeypatch.setattr("etl.contracts.check.require_sound", lambda: require_sound(declarations))
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")
    touched: list[str] = []
    with pytest.raises(ContractError, match=r"signing\.csv:2: form_id: 'roads' is no form"):
        migrate(lambda old, new: touched.append(old))
    with warehouse.transaction("owner") as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM registry.warehouse_state")).scalar() == 0
    assert touched == []


def test_a_new_column_of_a_contract_is_added_and_old_rows_stay(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("ALTER TABLE landing.works DROP COLUMN reason CASCADE")
        landing.make_tables(conn, load_forms())
        names = (
            conn.execute(
                sa.text(
                    "SELECT column_name FROM information_schema.columns "
                    "WHERE table_schema = 'landing' AND table_name = 'works'"
                )
            )
            .scalars()
            .all()
        )
    assert {"reason", *(column.name for column in load_forms()["works"].columns)} <= set(names)


def test_a_column_that_changes_its_type_is_refused(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("DROP VIEW landing.works_corrected CASCADE")
        conn.exec_driver_sql("ALTER TABLE landing.works ALTER COLUMN started_on TYPE text")
        with pytest.raises(WarehouseError, match="started_on"):
            landing.make_tables(conn, load_forms())


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("area", "('06001@x', '06001', 'xa', 'Xã Khác', '180', '2021-01-01', NULL, NULL, '')"),
        (
            "agency",
            "('ubnd-trang-dinh', 'X', 'X', 'district', '180', '2020-01-01', '2020-02-01', "
            "'', '', '')",
        ),
        ("ethnic_group", "('tay', 'Tày', '', '', '', true, true, '2020-01-01', NULL, '')"),
        ("obligation", "('', 'district', 'works', 'year', '2020-01-01', NULL)"),
        ("deadline", "('', '', 5, 'x', '2020-01-01', NULL)"),
    ],
)
def test_two_rows_of_one_key_are_never_valid_on_one_day(home: Path, table: str, row: str) -> None:
    with (
        pytest.raises(sa.exc.IntegrityError) as refusal,
        warehouse.transaction("owner") as conn,
    ):
        conn.exec_driver_sql(f"INSERT INTO ref.{table} VALUES {row}")
    assert isinstance(refusal.value.orig, psycopg.errors.ExclusionViolation)


def test_a_code_that_was_used_again_has_the_name_of_its_day(home: Path) -> None:
    with warehouse.transaction("analyst") as conn:
        again = conn.execute(
            sa.text(
                "SELECT code FROM ref.area GROUP BY code "
                "HAVING count(DISTINCT name) > 1 ORDER BY code LIMIT 1"
            )
        ).scalar_one()
        names = (
            conn.execute(
                sa.text(
                    "SELECT name FROM ref.area_of_period WHERE code = :code "
                    "AND period_key IN ('2020', '2026') ORDER BY period_key"
                ),
                {"code": again},
            )
            .scalars()
            .all()
        )
        listed = (
            conn.execute(
                sa.text("SELECT name FROM ref.area WHERE code = :code ORDER BY valid_from"),
                {"code": again},
            )
            .scalars()
            .all()
        )
    assert names == listed


def test_all_code_that_fills_it_decides_whether_it_is_up_to_date() -> None:
    """A mend of any of it reaches the warehouses that there are."""
    asked = "import etl.warehouse.seeding, sys; print(*(m for m in sys.modules if m[:4] == 'etl.'))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    known = {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for path in described_by()
    }
    assert set(run.stdout.split()) - known == {"etl.errors", "etl.settings"}


def test_views_are_made_after_what_they_read() -> None:
    order = list(view_files())
    assert order.index("mart.works") < order.index("mart.works_by_area")
    assert order.index("mart.return_in_force") < order.index("mart.works")


def test_the_warehouse_compares_with_the_periods_that_the_calendar_names(home: Path) -> None:
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(sa.text("SELECT key, year_before_key FROM ref.period")).all()
    assert [(key, Period.parse(key).year_before_key) for key, _ in found] == [*map(tuple, found)]
    assert any(int(key[:4]) - int(before[:4]) > 1 for key, before in found)  # a survey
