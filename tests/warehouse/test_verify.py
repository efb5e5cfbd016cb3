"""The checks of the warehouse: passed by what the corridor loads, failed by what damages it.

Every check is tried on a warehouse that the owner has damaged for it, triggers and all, and only
that check may find it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import (
    DISTRICT,
    accepted,
    explain,
    judged,
    table,
    waive,
    warning,
    works,
)
from rich.console import Console

from etl import pipeline, warehouse
from etl.cli.status import outcome_text, status_table
from etl.contracts import load_across
from etl.contracts.rule_book import load_warehouse_checks
from etl.errors import ReportError
from etl.load import load
from etl.pipeline.verify import verify
from etl.registry import decisions

OTHER = "ubnd-binh-gia"
QUARTERS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")


def _filled() -> None:
    """Load a year, its quarters and a version that was replaced."""
    with warehouse.transaction() as conn:
        accepted(conn, "first", works({"disbursed_million_vnd": 1.0}, {}, {}, {}))
        accepted(conn, "year", works({}, {}, {}, {}))
        for key in QUARTERS:
            accepted(conn, key, works({"name": key}), period_key=key)
        accepted(conn, "2021", works({}), period_key="2021")
        people = {"district": "180", "ethnic_group": "tay"}
        counts = {"household_count": 10, "person_count": 40, "female_person_count": 20}
        accepted(conn, "people", table("population", [{**people, **counts}]))


def _failing(*period_keys: str) -> dict[str, str]:
    with warehouse.transaction() as conn:
        results = verify(conn, period_keys or ["2020", *QUARTERS])
    return {one.check_id: one.detail for one in results if one.violation_count}


def _damage(*statements: str, **parameters: object) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("SET session_replication_role = replica")  # no trigger, no foreign key
        for statement in statements:
            assert conn.execute(sa.text(statement), parameters).rowcount != 0


_IN_FORCE = (
    "(SELECT return_id FROM mart.return_in_force WHERE form_id = 'works' AND period_key = '2020')"
)


def _one_row_too_many() -> None:
    _damage(
        "INSERT INTO landing.works (return_id, sheet_no, excel_row, raw, marks) "
        "SELECT return_id, 1, 99, raw, marks FROM landing.works "
        f"WHERE return_id = {_IN_FORCE} LIMIT 1"
    )


def _rows_of_no_load() -> None:
    _damage(
        "INSERT INTO landing.population (return_id, sheet_no, excel_row, raw, marks) "
        f"SELECT return_id, 1, 8, '{{}}', '{{}}' FROM {_IN_FORCE} AS one"
    )


def _another_amount() -> None:
    _damage(
        "UPDATE landing.works SET total_investment_million_vnd = total_investment_million_vnd + 1 "
        f"WHERE return_id = {_IN_FORCE} AND excel_row = 8"
    )


def _a_mart_that_counts_twice(name: str) -> None:
    view = _definition(name)
    _damage(f"CREATE OR REPLACE VIEW {name} AS ({view}) UNION ALL ({view})")


def _a_quarter_more_than_the_year_says() -> None:
    with warehouse.transaction() as conn:  # nobody judged it: no question was asked
        accepted(conn, "Q4 again", works({}, {}), period_key="2020-Q4")


def _a_version_back_that_was_replaced() -> None:
    _damage(
        "INSERT INTO registry.return_event (return_id, state) "
        "SELECT return_id, 'accepted' FROM registry.return_state WHERE state = 'superseded'"
    )


def _two_senders_of_one_commune() -> None:
    with warehouse.transaction() as conn:
        elsewhere = {"district": "181", "commune": "06043", "name": "Khác"}
        number = accepted(conn, "of the neighbour", works(elsewhere), agency_id=OTHER)
    _damage("UPDATE landing.works SET commune = '06001' WHERE return_id = :number", number=number)


def _an_accepted_return_that_lies_nowhere() -> None:
    _damage(
        "DELETE FROM landing.population",
        "DELETE FROM registry.return_load l USING registry.return r "
        "WHERE r.id = l.return_id AND r.form_id = 'population'",
    )


def _a_version_replaced_by_nothing() -> None:
    _damage(
        "INSERT INTO registry.return_event (return_id, state) "
        f"SELECT return_id, 'superseded' FROM {_IN_FORCE} AS gone"
    )


def _comparisons() -> list[str]:
    return [c.id for c in load_across().values() if c.kind == "quarters_sum_to_year"]


def _definition(view: str) -> str:
    with warehouse.transaction("owner") as conn:
        found = conn.execute(sa.text("SELECT pg_get_viewdef(CAST(:v AS regclass))"), {"v": view})
        return str(found.scalar_one()).rstrip().rstrip(";")


DAMAGES: list[tuple[str, Callable[[], None], str]] = [
    ("rows_loaded", _one_row_too_many, "đã đọc 4 dòng nhưng trong kho dữ liệu có 5 dòng"),
    ("rows_loaded", _rows_of_no_load, "đã đọc 0 dòng"),
    ("figures_kept", _another_amount, "Tổng mức đầu tư”: cộng khi đọc tệp được 3.602"),
    ("figures_in_marts", lambda: _a_mart_that_counts_twice("mart.works"), "bảng tổng hợp là 1.000"),
    ("figures_in_marts", lambda: _a_mart_that_counts_twice("mart.works_by_area"), "toàn tỉnh"),
    ("quarters_make_year", _a_quarter_more_than_the_year_says, "các quý được 2.251,25"),
    ("one_return_in_force", _a_version_back_that_was_replaced, "có 2 bản cùng được tính"),
    ("one_sender_of_place", _two_senders_of_one_commune, "2 cơ quan"),
    ("accepted_is_loaded", _an_accepted_return_that_lies_nowhere, "chưa có trong kho dữ liệu"),
    ("replaced_by_something", _a_version_replaced_by_nothing, "không có bản nào được tính"),
]


def test_what_the_corridor_loads_passes_every_check(home: Path) -> None:
    _filled()
    with warehouse.transaction() as conn:
        results = verify(conn, ["2020-Q1", "2020-Q2"])
    made = {(one.check_id, one.period_key) for one in results}
    assert made == {
        (check, key) for check in load_warehouse_checks() for key in ("2020", "2020-Q1", "2020-Q2")
    }
    assert [one for one in results if one.violation_count] == []


@pytest.mark.parametrize(("check_id", "damage", "words"), DAMAGES)
def test_what_damages_the_warehouse_is_found(
    home: Path, check_id: str, damage: Callable[[], None], words: str
) -> None:
    _filled()
    assert _failing() == {}
    damage()
    found = _failing()
    assert words in found[check_id]
    assert load_warehouse_checks()[check_id].title in found[check_id]


def test_every_check_was_seen_to_fail() -> None:
    assert {check_id for check_id, _, _ in DAMAGES} == set(load_warehouse_checks())


@pytest.mark.parametrize("answer", ["waiver", "reason"])
def test_a_year_may_differ_from_its_quarters_when_somebody_answered(
    home: Path, answer: str
) -> None:
    _filled()
    _a_quarter_more_than_the_year_says()
    assert set(_failing()) == {"quarters_make_year"}
    if answer == "waiver":
        with warehouse.transaction("steward") as conn:
            for rule in _comparisons():
                waive(conn, rule, agency_id=DISTRICT, period_key="2020")
    if answer == "reason":
        with warehouse.transaction() as conn:
            questions = [replace(warning(), rule_id=rule) for rule in _comparisons()]
            again = works({}, {}, {}, {"started_on": None, "kind": "maintained"})
            number = judged(conn, "year with reasons", again, questions)
            for one in questions:
                decisions.accept_confirmation(
                    conn, explain(conn, number, one), actor="can-bo-1", reason=""
                )
            load(conn, {number: again})
    assert _failing() == {}


def test_a_failed_check_is_told_and_stops_the_report_until_it_passes(home: Path) -> None:
    _filled()
    assert pipeline.step_verify() == []
    with warehouse.transaction("owner") as conn:
        kept = conn.execute(sa.text("SELECT to_jsonb(w) FROM landing.works w")).scalars().all()
    _one_row_too_many()
    with warehouse.transaction("owner") as conn:
        before = conn.execute(sa.text("SELECT count(*) FROM registry.warehouse_check")).scalar()
    with pytest.raises(ReportError, match="kho dữ liệu có 5 dòng"):
        pipeline.draft_report("2020")
    with pytest.raises(ReportError, match="kho dữ liệu có 5 dòng"):
        pipeline.draft_report("2021")  # compares with 2020
    outcome = pipeline.run()
    assert ["kho dữ liệu có 5 dòng" in line for line in outcome.failed_checks] == [True]
    assert "kiểm tra kho dữ liệu không đạt: Năm 2020: Mọi dòng" in outcome_text(outcome)
    assert any("kho dữ liệu không qua kiểm tra" in line for line in outcome.faults)
    told = Console(width=400)
    with told.capture() as shown:
        told.print(status_table(pipeline.period_status("2020")))
    assert "kho dữ liệu có 5 dòng" in shown.get()
    assert pipeline.period_status("2020-Q1")["failed_checks"] == []
    _damage("DELETE FROM landing.works WHERE excel_row = 99")
    outcome = pipeline.run()
    assert (outcome.failed_checks, outcome.faults) == ((), ())
    assert pipeline.draft_report("2020") > 0
    with warehouse.transaction("owner") as conn:
        after = conn.execute(sa.text("SELECT count(*) FROM registry.warehouse_check")).scalar()
        now = conn.execute(sa.text("SELECT to_jsonb(w) FROM landing.works w")).scalars().all()
    assert after > before  # every result is kept
    assert now == kept


def test_a_run_without_news_checks_nothing(home: Path) -> None:
    _filled()
    pipeline.step_verify()
    statement = sa.text("SELECT count(*) FROM registry.warehouse_check")
    with warehouse.transaction("owner") as conn:
        before = conn.execute(statement).scalar()
    pipeline.step_verify()
    with warehouse.transaction() as conn:
        assert conn.execute(statement).scalar() == before
        accepted(conn, "2021-Q1", works({}), period_key="2021-Q1")
    pipeline.step_verify()
    with warehouse.transaction() as conn:
        found = conn.execute(
            sa.text("SELECT DISTINCT period_key FROM registry.warehouse_check WHERE id > :n"),
            {"n": before},
        )
        assert set(found.scalars()) == {"2021", "2021-Q1"}
