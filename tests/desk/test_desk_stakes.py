"""What missing and failing returns could move: foretold on the board, true when they come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from desk_world import BOARD, DISTRICT, OTHER, PERIOD, World, critical, send
from returns_by_hand import accepted, table

from etl import pipeline, warehouse
from etl.desk.period_view import BoardStakes, read_board, stakes_of
from etl.model import Period, ReturnState
from etl.reference import Reference
from etl.registry import decisions
from etl.registry.stakes import at_stake
from etl.wording import number_text, typed_number
from sample import write_workbook

LABOUR = "so-ldtbxh"
RATE = "poverty_rate"


@pytest.fixture(scope="module", autouse=True)
def others(world: World) -> None:
    """Văn Lãng is accepted, Bình Gia sent only in 2019, Labour is refused this year."""
    folder = world.home / "sent"
    send(write_workbook(folder, "ubnd-van-lang", PERIOD), {})
    send(write_workbook(folder, OTHER, "2019"), {})
    send(write_workbook(folder, LABOUR, "2019"), {})
    fault = replace(critical(), form_id="poverty")
    send(write_workbook(folder, LABOUR, PERIOD), {"poverty": (ReturnState.REJECTED, (fault,))})


def stakes() -> BoardStakes:
    """Read the board of the period anew."""
    board = read_board(Reference.load(), Period.parse(PERIOD))
    return stakes_of(board)


def row_of(found: BoardStakes, agency_id: str, form_id: str) -> tuple[dict[str, str], str]:
    """Give what one return could move, and the basis."""
    (stake,) = [
        one for one in found.rows if (one.cell.agency.id, one.cell.form.id) == (agency_id, form_id)
    ]
    return dict(stake.moves), stake.basis


def total(indicator: str, period: str = PERIOD) -> float:
    """Ask the warehouse for an indicator of all who sent."""
    with warehouse.transaction("analyst") as conn:
        found = conn.exec_driver_sql(
            "SELECT value FROM mart.indicator WHERE is_total "
            f"AND period_key = '{period}' AND indicator_id = '{indicator}'"
        ).scalar()
    return float(found or 0)


def test_a_return_that_was_sent_counts_with_its_own_numbers(world: World) -> None:
    """When it is accepted, each figure stands where the board said it would."""
    before = stakes()
    moves, basis = row_of(before, DISTRICT, "works")
    assert basis == "Bản đã gửi, chưa được chấp nhận"
    foretold = {
        name: typed_number(before.now[name]) + typed_number(moves[name].removeprefix("+"))
        for name in ("works_new_count", "works_maintained_count", "works_disbursed")
    }
    with warehouse.transaction("steward") as conn:
        decisions.waive(
            conn,
            "works.disbursed_within_plan",
            agency_id=DISTRICT,
            authority="Trưởng Ban Dân tộc",
            reason="Theo thông báo của Kho bạc",
            valid_until=dt.date(2999, 1, 1),
            actor="steward",
        )
    pipeline.step_load(None)
    assert float(foretold["works_new_count"]) == total("works_new_count")
    assert float(foretold["works_maintained_count"]) == total("works_maintained_count")
    disbursed = round(total("works_disbursed"), 1)
    assert float(foretold["works_disbursed"]) == pytest.approx(disbursed, abs=0.11)
    after = stakes()
    assert after.now["works_new_count"] == number_text(total("works_new_count"), 0)
    assert not any(
        one.cell.agency.id == DISTRICT and one.cell.form.id == "works" for one in after.rows
    )


def test_a_missing_return_counts_with_the_year_before(world: World) -> None:
    moves, basis = row_of(stakes(), OTHER, "support_projects")
    assert basis == "Số liệu cùng kỳ năm trước"
    wanted = total("support_project_count", "2019")
    assert moves["support_project_count"] == f"+{number_text(wanted, 0)}"


def test_without_either_it_is_the_average_of_those_who_count(world: World) -> None:
    moves, basis = row_of(stakes(), "ubnd-dinh-lap", "works")
    assert basis == "Bình quân của các cơ quan đã có số liệu được tính"
    with warehouse.transaction("analyst") as conn:
        sent = conn.exec_driver_sql(
            "SELECT DISTINCT sent_count FROM mart.indicator "
            f"WHERE period_key = '{PERIOD}' AND indicator_id = 'works_disbursed'"
        ).scalar_one()
    assert moves["works_disbursed"] == f"+{number_text(total('works_disbursed') / sent, 1)}"


def test_the_poverty_rate_is_foretold_as_a_rate(world: World) -> None:
    """Nothing in force: the rate that would be printed."""
    found = stakes()
    moves, _ = row_of(found, LABOUR, "poverty")
    assert (found.now[RATE], moves[RATE], found.then[RATE]) == ("Chưa có", "7,89%", "7,89%")


def poverty(conn: sa.Connection, agency: str, key: str, standard: str, poor: int) -> None:
    """Let an agency's review of 1.000 minority households count."""
    row = {
        "commune": "06001" if agency == LABOUR else "06004",
        "standard": standard,
        "household_count": 2000,
        "minority_household_count": 1000,
        "poor_household_count": poor,
        "poor_minority_household_count": poor,
    }
    accepted(conn, f"{agency} {key}", table("poverty", [row]), agency_id=agency, period_key=key)


def test_a_rate_moves_in_points_and_two_standards_are_not_mixed(world: World) -> None:
    """What counts has 100 poor of 1.000; what is missing had 40 the year before."""
    owed = [(LABOUR, "poverty")]
    with warehouse.transaction() as conn:
        poverty(conn, LABOUR, "2020-Q3", "qd59_2015", 40)
        nothing_counts = at_stake(conn, Period.parse("2021-Q3"), owed)
        poverty(conn, BOARD, "2021-Q3", "qd59_2015", 100)
        same = at_stake(conn, Period.parse("2021-Q3"), owed)
        poverty(conn, LABOUR, "2021-Q3", "qd59_2015", 60)
        poverty(conn, BOARD, "2022-Q3", "nd07_2021", 100)
        other = at_stake(conn, Period.parse("2022-Q3"), owed)
        conn.rollback()
    assert (nothing_counts.now[RATE], nothing_counts.then[RATE]) == (None, 4.0)
    assert (same.rows[0].ways[RATE], same.rows[0].moves[RATE]) == ("year_before", -3.0)
    assert (same.now[RATE], same.then[RATE]) == (10.0, 7.0)
    assert (other.rows[0].ways[RATE], other.rows[0].moves[RATE]) == ("apart", None)
    assert (other.now[RATE], other.then[RATE]) == (10.0, 10.0)


def test_returns_without_headline_figures_are_counted_apart(world: World) -> None:
    found = stakes()
    assert all(cell.form.id in ("population", "assessment") for cell in found.others)
    assert found.others
    assert not any(one.cell.agency.id == BOARD for one in found.rows)  # accepted


def test_the_board_shows_now_each_return_and_the_sum(world: World) -> None:
    page = world.client("leader").get(f"/ky/{PERIOD}").text
    for text in (
        "Hiện có",
        "Nếu nhận đủ (ước tính)",
        "Số công trình khởi công mới (công trình)",
        "7,89%",
    ):
        assert text in page
    live = world.client("leader").get(f"/ky/{PERIOD}", headers={"X-Desk-Live": "1"}).text
    assert "Nếu nhận đủ" not in live
