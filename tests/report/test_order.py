"""What a draft sees follows the order of events: a clock may step back, a writer may be slow."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from small_year import TRANG_DINH, WORKS_2020, correct, send, work

from etl import PROJECT, publish, warehouse
from etl.errors import ReportError
from etl.report.line_ends import plain

# Tables whose rows are looked back over, with the moment that the clock gave them.
_MOMENTS = {
    "return_event": "at",
    "return_load": "loaded_at",
    "correction_event": "at",
    "waiver": "at",
}


def as_if_the_clock_had_stepped_back() -> None:
    """Leave every event two hours ahead of the clock, as it is after that has stepped back."""
    with warehouse.transaction("owner") as conn:
        for table, column in _MOMENTS.items():
            conn.exec_driver_sql(f"ALTER TABLE registry.{table} DISABLE TRIGGER append_only")
            conn.exec_driver_sql(
                f"UPDATE registry.{table} SET {column} = {column} + interval '2 hours'"
            )


def words(release_id: int) -> str:
    (path,) = (path for path in publish.files(release_id) if path.suffix == ".docx")
    return plain("\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs))


def works_now(conn: sa.Connection) -> list[tuple[object, ...]]:
    query = (
        "SELECT value FROM mart.indicator WHERE period_key = '2020' AND is_total "
        "AND indicator_id IN ('works_new_count', 'works_disbursed') ORDER BY value"
    )
    return [tuple(row) for row in conn.execute(sa.text(query))]


def works_as_released(release_id: int) -> list[tuple[object, ...]]:
    with warehouse.transaction("report") as conn:
        warehouse.as_released(conn, release_id)
        return works_now(conn)


def test_a_draft_made_after_the_clock_stepped_back_is_the_same_draft(small_year: Path) -> None:
    with warehouse.transaction("steward") as conn:
        correct(conn, "Nhầm đơn vị tính")
    as_if_the_clock_had_stepped_back()
    release_id = publish.draft("2020")
    text = words(release_id)
    assert "khởi công mới 3 công trình" in text
    assert "đính chính" in text
    assert works_as_released(release_id)[0][0] == 3


def test_what_comes_after_a_draft_stays_out_of_it_whatever_the_clock_says(small_year: Path) -> None:
    release_id = publish.draft("2020")
    drafted = works_as_released(release_id)
    with warehouse.transaction("steward") as conn:
        correct(conn, "Nhầm đơn vị tính")
    with warehouse.transaction("owner") as conn:  # approved "before" the draft was made
        conn.exec_driver_sql("ALTER TABLE registry.correction_event DISABLE TRIGGER append_only")
        conn.exec_driver_sql("UPDATE registry.correction_event SET at = at - interval '2 hours'")
    assert works_as_released(release_id) == drafted
    with warehouse.transaction("report") as conn:
        assert works_now(conn) != drafted


def test_a_draft_that_sees_fewer_returns_than_are_in_force_refuses(small_year: Path) -> None:
    """As after a restore that brought the events back and the order of events not."""
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("SELECT setval('registry.event_seq', 3)")
    with pytest.raises(ReportError, match="13 biểu đang có hiệu lực nhưng dự thảo chỉ thấy"):
        publish.draft("2020")
    with warehouse.transaction("report") as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM release.release")).scalar() == 0


def test_a_draft_waits_for_who_is_writing_and_sees_what_they_wrote(small_year: Path) -> None:
    """Its place in the order is behind theirs: they must not come into it afterwards."""
    made: list[int] = []
    drafting = threading.Thread(target=lambda: made.append(publish.draft("2020")))
    more = [*WORKS_2020[TRANG_DINH], work("180", "Đường Nà Mò", "new", 10.0, 10.0)]
    with warehouse.transaction() as conn:
        send(conn, TRANG_DINH, "2020", "works", more)
        drafting.start()
        drafting.join(timeout=1.0)
        assert drafting.is_alive()
    drafting.join(timeout=120)
    assert "khởi công mới 4 công trình" in words(made[0])
    assert works_as_released(made[0])[0][0] == 4


def test_no_statement_takes_the_clock_for_the_order_of_events() -> None:
    """The newest by `at` is another one after the clock has stepped back."""
    by_clock = re.compile(r"ORDER BY[^)]*?\b\w+\.(at|loaded_at|drafted_at|received_at)\b")
    folders = ("desk", "load", "marts", "notify", "registry", "release", "report", "views")
    statements = {
        path.relative_to(PROJECT): path.read_text(encoding="utf-8")
        for folder in folders
        for path in (PROJECT / "sql" / folder).glob("*.sql")
    }
    assert len(statements) > 150
    found = {path.name for path, text in statements.items() if by_clock.search(text)}
    assert found == {"work_returns.sql"}  # who has waited longest is a matter of days
