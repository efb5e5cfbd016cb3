"""Beside the year that a new commune sends stands what its ground reported before it was there."""

from __future__ import annotations

import re

from desk_world import World
from returns_by_hand import WORK, accepted, error, judged, table

from etl import warehouse


def _send(period: str, agency: str, *places: tuple[str | None, str]) -> int:
    rows = [
        {**WORK, "district": district, "commune": commune, "name": f"Công trình {commune}"}
        for district, commune in places
    ]
    with warehouse.transaction() as conn:
        read = table("works", rows)
        return accepted(conn, f"{period} {agency}", read, agency_id=agency, period_key=period)


def test_the_year_of_a_commune_stands_beside_what_its_district_reported(world: World) -> None:
    _send("2025-Q1", "ubnd-dinh-lap", ("189", "06613"), ("189", "06622"))
    _send("2025-Q2", "ubnd-dinh-lap", ("189", "06628"))
    year = _send("2025", "ubnd-xa-dinh-lap", (None, "06613"))
    shown = world.client("steward").get(f"/bieu/{year}").text
    assert "Số liệu các kỳ trong năm trên địa bàn này" in shown
    assert "Quý I năm 2025" in shown
    assert "chưa gồm Xã Bính Xá vì chỉ một phần thuộc địa bàn này" in shown
    assert shown.count("chưa gồm") == shown.count('<th scope="row">Quý I năm 2025')


def test_a_year_that_comes_first_says_which_periods_did_not_come(world: World) -> None:
    with warehouse.transaction() as conn:
        sent = [
            accepted(conn, period, table(form, []), agency_id=agency, period_key=period)
            for form, agency, period in (
                ("support_projects", "ubnd-xa-dinh-lap", "2025"),
                ("support_projects", "ubnd-dinh-lap", "2025-Q2"),
            )
        ]
    shown = world.client("steward").get(f"/bieu/{sent[0]}").text
    missing = re.findall(r'row">(.+) năm 2025</th>.*></td>\n.*>Chưa có biểu nào được tính', shown)
    assert missing == ["Quý I", "Quý III", "Quý IV"]


def test_whoever_was_there_all_year_has_its_own_quarters(world: World) -> None:
    _send("2024-Q1", "ubnd-dinh-lap", ("189", "06613"))
    year = _send("2024", "ubnd-dinh-lap", ("189", "06613"))
    assert "các kỳ trong năm" not in world.client("steward").get(f"/bieu/{year}").text


def test_a_return_of_a_district_for_a_year_that_communes_owe_is_shown_like_any_other(
    world: World,
) -> None:
    """An old workbook with another year on its cover: it is refused, and stewards look at it."""
    with warehouse.transaction() as conn:
        read = table("works", [{**WORK, "district": "189", "commune": "06613"}])
        late = judged(conn, "cũ", read, [error()], agency_id="ubnd-dinh-lap", period_key="2025")
    shown = world.client("steward").get(f"/bieu/{late}")
    assert shown.status_code == 200
    assert "các kỳ trong năm" not in shown.text
