"""What missing and failing returns could move: foretold on the board, true when they come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from desk_world import BOARD, DISTRICT, OTHER, PERIOD, World, critical, send

from etl import pipeline, registry, warehouse
from etl.contracts import load_forms
from etl.desk.period_view import read_board
from etl.desk.stakes import (
    _SENT,
    _YEAR_BEFORE,
    POVERTY,
    Stakes,
    _expected,
    _Ground,
    _usual_standard,
    numbers_of,
    stakes_of,
)
from etl.model import Period, ReturnState, Table
from etl.reference import Reference
from etl.wording import number_text, read_number
from sample import write_workbook

LABOUR = "so-ldtbxh"


@pytest.fixture(scope="module", autouse=True)
def others(world: World) -> None:
    """Văn Lãng is accepted, Bình Gia sent only in 2019, Labour is refused this year."""
    folder = world.home / "sent"
    send(write_workbook(folder, "ubnd-van-lang", PERIOD), {})
    send(write_workbook(folder, OTHER, "2019"), {})
    send(write_workbook(folder, LABOUR, "2019"), {})
    fault = replace(critical(), form_id="poverty")
    send(write_workbook(folder, LABOUR, PERIOD), {"poverty": (ReturnState.REJECTED, (fault,))})


def stakes() -> Stakes:
    """Read the board of the period anew."""
    board = read_board(Reference.load(), Period.parse(PERIOD))
    return stakes_of(board)


def row_of(found: Stakes, agency_id: str, form_id: str) -> tuple[dict[str, str], str]:
    """Give what one return could move, and the basis."""
    (stake,) = [
        one for one in found.rows if (one.cell.agency.id, one.cell.form.id) == (agency_id, form_id)
    ]
    return dict(stake.moves), stake.basis


def total(column: str, view: str = "works_total", period: str = PERIOD) -> float:
    """Ask the warehouse for a figure of the province."""
    with warehouse.transaction("analyst") as conn:
        found = conn.exec_driver_sql(
            f"SELECT {column} FROM mart.{view} WHERE period_key = '{period}'"
        ).scalar()
    return float(found or 0)


def test_a_return_that_was_sent_counts_with_its_own_numbers(world: World) -> None:
    """When it is accepted, each figure stands where the board said it would."""
    before = stakes()
    moves, basis = row_of(before, DISTRICT, "works")
    assert basis == "Bản đã gửi, chưa được chấp nhận"
    foretold = {
        name: read_number(before.now[name]) + read_number(moves[name].removeprefix("+"))
        for name in ("new_count", "maintained_count", "works_disbursed_million_vnd")
    }
    with warehouse.transaction("steward") as conn:
        registry.waive(
            conn,
            "works.disbursed_within_plan",
            agency_id=DISTRICT,
            authority="Trưởng Ban Dân tộc",
            reason="Theo thông báo của Kho bạc",
            valid_until=dt.date(2999, 1, 1),
            actor="steward",
        )
    pipeline.step_load(None)
    assert float(foretold["new_count"]) == total("new_count")
    assert float(foretold["maintained_count"]) == total("maintained_count")
    disbursed = round(total("disbursed_million_vnd"), 1)
    assert float(foretold["works_disbursed_million_vnd"]) == pytest.approx(disbursed, abs=0.11)
    after = stakes()
    assert after.now["new_count"] == number_text(total("new_count"), 0)
    assert not any(
        one.cell.agency.id == DISTRICT and one.cell.form.id == "works" for one in after.rows
    )


def test_a_missing_return_counts_with_the_year_before(world: World) -> None:
    moves, basis = row_of(stakes(), OTHER, "support_projects")
    assert basis == "Số liệu cùng kỳ năm trước"
    wanted = total("count(*)", "support_projects", "2019")
    assert moves["project_count"] == f"+{number_text(wanted, 0)}"


def test_without_either_the_page_says_that_it_does_not_know(world: World) -> None:
    moves, basis = row_of(stakes(), "ubnd-dinh-lap", "works")
    assert set(moves.values()) == {"?"}
    assert basis.startswith("Chưa có căn cứ")


def test_the_poverty_rate_is_foretold_as_a_rate_and_moved_in_points(world: World) -> None:
    """Nothing in force: the rate that would be printed; something in force: points."""
    found = stakes()
    moves, _ = row_of(found, LABOUR, "poverty")
    assert (found.now[POVERTY], moves[POVERTY], found.then[POVERTY]) == (
        "Chưa có",
        "7,89%",
        "7,89%",
    )
    from etl.desk.stakes import FIGURES, _move

    figure = next(one for one in FIGURES if one.name == POVERTY)
    names = ("poor_minority_household_count", "minority_household_count")
    now = dict(zip(names, (100, 1000), strict=True))
    assert _move(figure, dict(zip(names, (40.0, 1000.0), strict=True)), now) == (
        "-3,00 điểm phần trăm"
    )
    assert _move(figure, dict(zip(names, (100.0, 1000.0), strict=True)), now) == (
        "0,00 điểm phần trăm"
    )


def grounds(*standards: tuple[str, str]) -> list[_Ground]:
    """Make grounds of poverty returns, each of a basis and one standard."""
    board = read_board(Reference.load(), Period.parse(PERIOD))
    cell = replace(board.cells[LABOUR, "poverty"], row={})
    return [
        _Ground(cell, Table("poverty", "s", (1,), {}, {"standard": (standard,)}, {}), basis)
        for basis, standard in standards
    ]


def test_rates_under_two_poverty_standards_are_not_mixed(world: World) -> None:
    (other,) = grounds((_YEAR_BEFORE, "nd07_2021"))
    assert _expected(other, "qd59_2015") == (
        None,
        "Không so sánh được: áp dụng chuẩn nghèo khác",
    )
    numbers, basis = _expected(other, "nd07_2021")
    assert (numbers is None, basis) == (False, _YEAR_BEFORE)


@pytest.mark.parametrize(
    ("standards", "usual"),
    [
        ([(_SENT, "old"), (_SENT, "new"), (_SENT, "new")], "new"),
        ([(_SENT, "new"), (_YEAR_BEFORE, "old"), (_YEAR_BEFORE, "old")], "new"),
        ([(_YEAR_BEFORE, "new"), (_YEAR_BEFORE, "old"), (_YEAR_BEFORE, "old")], "old"),
    ],
)
def test_with_none_in_force_only_the_usual_standard_is_added(
    world: World, standards: list[tuple[str, str]], usual: str
) -> None:
    made = grounds(*standards)
    found = _usual_standard(made)
    assert found == usual
    added = [ground for ground in made if _expected(ground, found)[0] is not None]
    assert {value for one in added if one.table for value in one.table.values["standard"]} == {
        usual
    }
    assert len(added) == [standard for _, standard in standards].count(usual)


def test_returns_without_headline_figures_are_counted_apart(world: World) -> None:
    found = stakes()
    assert all(cell.form.id in ("population", "assessment") for cell in found.others)
    assert found.others
    assert not any(one.cell.agency.id == BOARD for one in found.rows)  # accepted


def test_the_board_shows_now_each_return_and_the_sum(world: World) -> None:
    page = world.client("leader").get(f"/ky/{PERIOD}").text
    for text in ("Hiện có", "Nếu nhận đủ (ước tính)", "Khởi công mới (công trình)", "7,89%"):
        assert text in page
    live = world.client("leader").get(f"/ky/{PERIOD}", headers={"X-Desk-Live": "1"}).text
    assert "Nếu nhận đủ" not in live


def test_contributions_are_counted_from_the_table() -> None:
    """Works by kind, commended by kind; nothing for forms without a headline figure."""
    values = {"kind": ("new", "new", "maintained"), "disbursed_million_vnd": (1.5, None, 2.0)}
    assert numbers_of("works", Table("works", "s", (1, 2, 3), {}, values, {})) == {
        "new_count": 2.0,
        "carried_over_count": 0.0,
        "maintained_count": 1.0,
        "works_disbursed_million_vnd": 3.5,
    }
    kinds = {"recipient_type": ("collective", "individual", "individual")}
    table = Table("commendations", "s", (1, 2, 3), {}, kinds, {})
    assert numbers_of("commendations", table) == {"collective_count": 1, "individual_count": 2}
    assert "population" in load_forms()
    assert numbers_of("population", table) == {}
