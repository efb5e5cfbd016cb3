"""The tables of a period as of now: what is in force stands in them, and nothing else."""

from __future__ import annotations

import re

from desk_world import OTHER, PERIOD, World
from returns_by_hand import accepted, table, works

from etl import warehouse

PAGE = f"/ky/{PERIOD}/so-lieu"
NAME = "bà Lộc Thị Ổi"


def _page(world: World, who: str = "leader", path: str = PAGE) -> str:
    answer = world.client(who).get(path)
    assert answer.status_code == 200
    return answer.text


def _row(page: str, table_id: str, label: str) -> list[str]:
    """Give the cells of a row of a table, without its label."""
    found = re.search(rf'<details[^>]*id="{table_id}">(.*?)</details>', page, re.S)
    assert found, f"{table_id} is not shown"
    (row,) = re.findall(rf'<th scope="row">{label}</th>(.*?)</tr>', found[1], re.S)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_a_leader_gets_there_from_the_board(world: World) -> None:
    """And back; each table opens by its name, and the page changes nothing."""
    assert f'href="{PAGE}"' in _page(world, path=f"/ky/{PERIOD}")
    page = _page(world)
    shown = set(re.findall(r'<details[^>]*id="([^"]+)"', page))
    assert shown > {"population_by_area", "population_by_group", "commendation_by_award"}
    assert f'href="/ky/{PERIOD}"' in page
    assert 'method="post"' not in page.partition("<main")[2]


def test_only_what_is_in_force_is_counted(world: World) -> None:
    """Works wait for a reason: no table, and it says so; then others are accepted."""
    page = _page(world)
    assert 'id="works_by_area"' not in page
    assert "nào được chấp nhận" in page.partition('id="chua-co"')[2]
    with warehouse.transaction() as conn:
        read = works({}, {"disbursed_million_vnd": 49.75}, {"disbursed_million_vnd": 0.0})
        accepted(conn, "three works", read, agency_id=OTHER)
    page = _page(world)
    assert _row(page, "works_by_area", "Tổng số.*")[-1] == "500,0"
    assert "Mới có số liệu của 1 trong tổng số" in page


def test_a_table_agrees_with_the_warehouse(world: World) -> None:
    with warehouse.transaction("analyst") as conn:
        persons = conn.exec_driver_sql(
            "SELECT sum(person_count) FROM mart.population WHERE period_key = %s", (PERIOD,)
        ).scalar_one()
    cells = _row(_page(world), "population_by_group", "Tổng số.*")
    assert cells[-1] == f"{int(persons):,}".replace(",", ".")


def test_a_period_without_anything_says_so(world: World) -> None:
    """One in which all is owed, and one that asks for nothing."""
    for key in ("2019", "2020-H1"):
        page = _page(world, path=f"/ky/{key}/so-lieu")
        assert "chưa có số liệu" in page
        assert "<table" not in page
        assert ('id="chua-co"' in page) == (key == "2019")
    assert world.client("leader").get("/ky/2020-Q9/so-lieu").status_code == 404


def test_a_note_that_names_somebody_is_for_stewards(world: World) -> None:
    with warehouse.transaction() as conn:
        rows = [{"district": "181", "commune": "06073", "ethnic_group": "tay",
                 "household_count": 3, "person_count": 9}]  # fmt: skip
        note = f"theo sổ của {NAME}"
        accepted(conn, "with a note", table("population", rows), agency_id=OTHER, data_note=note)
    assert NAME in _page(world, "steward")
    for who in ("leader", "analyst"):
        assert NAME not in _page(world, who)
        assert "(đã ẩn)" in _page(world, who)
