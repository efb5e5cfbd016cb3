"""What each role may and may not do, asked of the database itself."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table, works

from etl import warehouse
from etl.warehouse import Role

EVENTS = [
    "registry.submission_event",
    "registry.explanation",
    "registry.return",
    "registry.return_event",
    "registry.return_load",
    "registry.finding",
    "registry.confirmation",
    "registry.confirmation_event",
    "registry.version_decision",
    "registry.version_proposal",
    "registry.waiver",
    "registry.waiver_event",
    "registry.warehouse_check",
    "registry.correction",
    "registry.correction_event",
    "registry.correction_finding",
    "registry.notice",
    "registry.link",
    "registry.link_event",
    "registry.deadline_extension",
    "registry.operation",
    "registry.upload",
    "registry.signature",
    "registry.judgement",
    "registry.finding_lifted",
    "registry.period_event",
    "registry.incident",
    "registry.incident_event",
    "release.release_return",
    "release.release_figure",
    "release.release_file",
    "release.release_event",
    "release.announcement",
    "release.content",
    "release.sign_off_request",
    "release.sign_off",
]
WAIVER = (
    "INSERT INTO registry.waiver (rule_id, authority, reason, valid_until, actor) "
    "VALUES ('works.x', 'Trưởng Ban', 'vì lý do', '2999-01-01', 'x')"
)
ARRIVAL = (
    "INSERT INTO registry.submission (sha256, file_name, channel, size_bytes) "
    f"VALUES ('{'0' * 64}', 'a.xlsx', 'inbox', 1)"
)
SIGN_OFF = (
    "INSERT INTO release.sign_off (request_id, answer, responder, answered_at) "
    "VALUES (1, 'approved', 'lanhdao', now())"
)
RELEASE = "INSERT INTO release.release (period_key, title) VALUES ('2020', 'Báo cáo')"


def _may(role: Role, statement: str) -> bool:
    """Tell whether a role may run a statement; what it changes is undone."""
    with warehouse.engine(role).connect() as conn:
        try:
            conn.exec_driver_sql(statement)
        except sa.exc.ProgrammingError as refusal:
            if not isinstance(refusal.orig, psycopg.errors.InsufficientPrivilege):
                raise
            return False
        finally:
            conn.rollback()
    return True


@pytest.mark.parametrize(
    ("role", "statement", "allowed"),
    [
        ("loader", "SELECT * FROM landing.commendations", True),
        ("loader", ARRIVAL, True),
        ("loader", "UPDATE registry.submission SET state = 'read'", True),
        ("loader", "UPDATE registry.submission SET sha256 = ''", False),
        ("loader", "DELETE FROM registry.submission", False),
        ("loader", WAIVER, False),
        ("loader", "UPDATE ref.area SET name = 'x'", False),
        ("loader", RELEASE, False),
        ("loader", SIGN_OFF, False),
        ("steward", WAIVER, True),
        ("steward", "SELECT * FROM landing.commendations", True),
        ("steward", ARRIVAL, False),
        ("steward", SIGN_OFF, False),
        ("steward", "DELETE FROM landing.works", False),
        ("steward", "INSERT INTO landing.works VALUES (1, 1, 1, '{}', '{}')", False),
        ("steward", "UPDATE registry.waiver SET reason = 'x'", False),
        ("analyst", "SELECT * FROM mart.works", True),
        ("analyst", "SELECT * FROM mart.cell_source", True),
        ("analyst", "SELECT * FROM ref.area", True),
        ("analyst", "SELECT * FROM landing.commendations", False),
        ("analyst", "SELECT * FROM landing.cell", False),
        ("analyst", "SELECT * FROM mart.indicator", True),
        ("analyst", "SELECT * FROM landing.indicator_sum_of('works', '2020')", False),
        ("analyst", "SELECT * FROM registry.finding", False),
        ("analyst", "SELECT * FROM release.release", False),
        ("analyst", "SELECT * FROM release.content", False),
        ("analyst", SIGN_OFF, False),
        ("analyst", "CREATE TABLE mart.x (y integer)", False),
        ("analyst", "CREATE TABLE public.x (y integer)", False),
        ("report", "SELECT * FROM mart.indicator", True),
        ("report", RELEASE, True),
        ("report", "SELECT * FROM landing.works", False),
        ("report", "SELECT * FROM registry.finding", False),
        ("report", "DELETE FROM release.release", False),
        ("report", "UPDATE release.release SET drafted_at = now()", False),
        ("report", "UPDATE release.release SET state = 'published'", True),
    ],
)
def test_what_a_role_may_do(home: Path, role: Role, statement: str, allowed: bool) -> None:
    assert _may(role, statement) is allowed


@pytest.mark.parametrize("role", ["loader", "steward", "analyst", "report"])
def test_no_role_may_change_or_delete_an_event(home: Path, role: Role) -> None:
    with warehouse.transaction("owner") as conn:
        first = {name: _first_column(conn, name) for name in EVENTS}
    changes = [f"UPDATE {name} SET {column} = {column}" for name, column in first.items()]
    removals = [f"DELETE FROM {name}" for name in EVENTS]
    emptied = [f"TRUNCATE {name} CASCADE" for name in EVENTS]
    assert [one for one in changes + removals + emptied if _may(role, one)] == []


@pytest.mark.parametrize("table_name", EVENTS)
def test_not_even_the_owner_changes_an_event_by_mistake(home: Path, table_name: str) -> None:
    with warehouse.transaction("owner") as conn:
        column = _first_column(conn, table_name)
    for statement in (
        f"UPDATE {table_name} SET {column} = {column}",
        f"DELETE FROM {table_name}",
        f"TRUNCATE {table_name} CASCADE",
    ):
        with (
            pytest.raises(sa.exc.IntegrityError, match="only appended to"),
            warehouse.transaction("owner") as conn,
        ):
            conn.exec_driver_sql(statement)


def test_every_event_table_is_in_this_list(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        found = (
            conn.execute(
                sa.text(
                    "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
                )
            )
            .scalars()
            .all()
        )
    assert sorted(found) == sorted(EVENTS)


def test_a_session_cannot_leave_its_role_by_resetting_it(home: Path) -> None:
    with warehouse.transaction("analyst") as conn:
        conn.exec_driver_sql("RESET ROLE")
        assert conn.execute(sa.text("SELECT current_user")).scalar() == "etl_analyst"


def test_no_mart_shows_a_person(home: Path) -> None:
    name = "Người Không Có Thật"
    people = [
        {
            "recipient_type": "individual",
            "recipient_name": name,
            "award": "medal",
            "decided_on": "2020-11-01",
        },
    ]
    with warehouse.transaction() as conn:
        accepted(conn, "khen", table("commendations", people), agency_id="ban-dan-toc")
        accepted(conn, "works", works({}))
    with warehouse.transaction("analyst") as conn:
        views = (
            conn.execute(sa.text("SELECT viewname FROM pg_views WHERE schemaname = 'mart'"))
            .scalars()
            .all()
        )
        shown = {
            view: [
                row
                for row in conn.execute(sa.text(f"SELECT m::text FROM mart.{view} m"))
                if name in row[0]
            ]
            for view in views
        }
        cells = conn.execute(
            sa.text("SELECT count(*) FROM mart.cell_source WHERE form_id = 'commendations'")
        ).scalar()
    assert {view for view, rows in shown.items() if rows} == set()
    assert cells == 5  # all columns but the name


def _first_column(conn: sa.Connection, table_name: str) -> str:
    return str(
        conn.execute(
            sa.text(
                "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:name AS regclass) "
                "AND attnum > 0 AND attidentity = '' ORDER BY attnum LIMIT 1"
            ),
            {"name": table_name},
        ).scalar_one()
    )
