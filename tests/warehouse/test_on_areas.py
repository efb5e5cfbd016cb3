"""What was reported of the places of one day, asked on the places of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from returns_by_hand import WORK, accepted, table

from etl import warehouse
from etl.reference import Reference

REFERENCE = Reference.load()
IN_2024, TODAY = dt.date(2024, 12, 14), dt.date(2026, 1, 1)
SENDERS = {a.area_code: a.id for a in REFERENCE.agencies(IN_2024) if a.kind == "district"}
COMMUNES = {a.area_code: a.id for a in REFERENCE.agencies(TODAY) if a.kind == "commune"}


def send(form: str, period: str, agency: str, *rows: Mapping[str, Any]) -> None:
    with warehouse.transaction() as conn:
        content = f"{form} {period} {agency}"
        accepted(conn, content, table(form, rows), agency_id=agency, period_key=period)


def works(commune: str, on: dt.date, *planned: float) -> list[dict[str, Any]]:
    district = REFERENCE.area(commune, on).parent_code
    named = {"district": district if district != "20" else None, "commune": commune}
    return [
        {**WORK, **named, "name": f"Công trình {n}", "planned_million_vnd": million}
        for n, million in enumerate(planned)
    ]


def asked(form: str, period: str, on: dt.date, level: str = "commune") -> dict[str, Any]:
    """Give the lines of a period on the places of a day, by name."""
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(
            sa.text(
                f"SELECT * FROM mart.{form}_on_areas WHERE period_key = :period "
                "AND area_days @> CAST(:on AS date) AND area_level = :level"
            ),
            {"period": period, "on": on, "level": level},
        )
        return {row.area_name: row for row in found}


def households(on: dt.date) -> Iterator[dict[str, Any]]:
    """Give a line of the poverty form for every commune of a day, no two with one figure."""
    for n, commune in enumerate(REFERENCE.communes(on)):
        yield {
            "district": commune.parent_code,
            "commune": commune.code,
            "standard": "nd07_2021",
            "household_count": 1000 + n**2,
            "minority_household_count": 900 + n,
            "poor_household_count": 50 + n,
            "poor_minority_household_count": n,
            "near_poor_household_count": 7,
            "near_poor_minority_household_count": 3,
        }


def test_households_of_2024_stand_on_the_65_communes(home: Path) -> None:
    reported = list(households(IN_2024))
    send("poverty", "2024", "so-ldtbxh", *reported)
    found = asked("poverty", "2024", TODAY)
    assert len(found) == 65
    for commune in REFERENCE.communes(TODAY):
        line, whole, divided = found[commune.name], [], []
        for row in reported:
            for overlap in REFERENCE.ground[REFERENCE.area(row["commune"], IN_2024).id]:
                if overlap.area == commune:
                    (whole if overlap.whole else divided).append(row)
        assert line.household_count == (sum(r["household_count"] for r in whole) or None)
        assert line.is_comparable is not bool(divided)
        assert line.not_sent is None
    lost = {"06622", "06625"}  # those two were divided
    known = sum(r["household_count"] for r in reported if r["commune"] not in lost)
    assert sum(line.household_count or 0 for line in found.values()) == known
    (province,) = asked("poverty", "2024", TODAY, "province").values()
    assert province.household_count == sum(r["household_count"] for r in reported)


def test_what_was_divided_is_named_and_never_divided_by_guess(home: Path) -> None:
    send("poverty", "2024", "so-ldtbxh", *households(IN_2024))
    found = asked("poverty", "2024", TODAY)
    named = {name: line.not_comparable for name, line in found.items() if not line.is_comparable}
    assert named == {
        "Xã Đình Lập": "Xã Bính Xá",
        "Xã Kiên Mộc": "Xã Bính Xá, Xã Kiên Mộc",
        "Xã Châu Sơn": "Xã Kiên Mộc",
    }


def test_a_chain_of_two_changes_is_followed(home: Path) -> None:
    in_2023 = dt.date(2023, 12, 14)
    rows = [*works("05995", in_2023, 100.5), *works("06040", in_2023, 70), *works("06025", in_2023)]
    send("works", "2023", SENDERS["180"], *rows)
    found = asked("works", "2023", TODAY)
    town, parish = found["Xã Thất Khê"], found["Xã Quốc Khánh"]
    assert (town.row_count, town.planned_million_vnd) == (1, Decimal("100.5"))
    assert (parish.row_count, parish.planned_million_vnd) == (None, None)
    assert {town.not_comparable, parish.not_comparable} == {"Xã Đại Đồng"}
    before = asked("works", "2023", in_2023)
    assert before["Xã Đại Đồng"].planned_million_vnd == 70
    assert before["Xã Đại Đồng"].is_comparable
    districts = asked("works", "2023", in_2023, "district")
    assert districts["Huyện Tràng Định"].planned_million_vnd == Decimal("170.5")


def test_nothing_there_is_told_from_nothing_sent(home: Path) -> None:
    send("works", "2024", SENDERS["183"], *works("06184", IN_2024, 10))
    found = asked("works", "2024", TODAY)
    assert REFERENCE.area("06184", IN_2024).parent_code == "183"
    ward = found["Phường Kỳ Lừa"]  # made of communes of two districts
    assert ward.not_sent == "Thành phố Lạng Sơn"
    told = {name: (line.row_count, line.not_sent) for name, line in found.items()}
    assert told["Xã Công Sơn"] == (0, None)
    assert told["Xã Thất Khê"] == (None, "Huyện Tràng Định")


def test_today_can_be_asked_on_the_districts_of_before(home: Path) -> None:
    for name, planned in (("Xã Thất Khê", 30), ("Xã Quốc Khánh", 12), ("Phường Kỳ Lừa", 5)):
        (code,) = (a.code for a in REFERENCE.communes(TODAY) if a.name == name)
        send("works", "2025-Q3", COMMUNES[code], *works(code, TODAY, planned))
    found = asked("works", "2025-Q3", IN_2024, "district")
    assert found["Huyện Tràng Định"].planned_million_vnd == 42
    assert found["Huyện Tràng Định"].is_comparable
    assert found["Huyện Cao Lộc"].not_comparable == "Phường Kỳ Lừa"
    assert found["Thành phố Lạng Sơn"].row_count is None


def test_a_figure_of_a_whole_district_stays_with_the_district(home: Path) -> None:
    groups = [{"district": "180", "ethnic_group": "tay", "household_count": 9, "person_count": 40}]
    send("population", "2024", SENDERS["180"], *groups)
    assert asked("population", "2024", TODAY)["Xã Thất Khê"].not_comparable == "Huyện Tràng Định"
    assert asked("population", "2024", TODAY)["Xã Thất Khê"].person_count is None
    (province,) = asked("population", "2024", TODAY, "province").values()
    assert (province.person_count, province.minority_person_count) == (40, 40)


def test_two_standards_are_never_added_up(home: Path) -> None:
    rows = list(households(IN_2024))
    rows[0] |= {"standard": "qd59_2015"}
    send("poverty", "2024", "so-ldtbxh", *rows)
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(
            sa.text(
                "SELECT standard, household_count FROM mart.poverty_on_areas "
                "WHERE period_key = '2024' AND area_level = 'province'"
            )
        ).all()
    rest = sum(r["household_count"] for r in rows[1:])
    assert sorted(map(tuple, found)) == [("nd07_2021", rest), ("qd59_2015", 1000)]


def earlier(area_code: str, measure: str) -> Sequence[tuple[object, ...]]:
    """Give what the periods of 2025 before the year's own reported on the ground of a commune."""
    with warehouse.transaction("analyst") as conn:
        return [
            tuple(row)
            for row in conn.execute(
                sa.text(
                    "SELECT period_key, value, is_comparable, not_comparable "
                    "FROM mart.earlier_in_year WHERE year_key = '2025' AND form_id = 'works' "
                    "AND area_level = 'commune' AND area_code = :code AND measure = :measure "
                    "ORDER BY period_key"
                ),
                {"code": area_code, "measure": measure},
            )
        ]


def test_the_first_half_of_2025_stands_beside_the_year_that_the_communes_owe(home: Path) -> None:
    spring = dt.date(2025, 6, 14)
    send(
        "works", "2025-Q1", SENDERS["189"], *works("06613", spring, 20), *works("06622", spring, 9)
    )
    send("works", "2025-Q2", SENDERS["189"], *works("06628", spring, 5))
    (now,) = (a.code for a in REFERENCE.communes(TODAY) if a.name == "Xã Đình Lập")
    send("works", "2025-Q3", COMMUNES[now], *works(now, TODAY, 3))
    assert earlier(now, "planned_million_vnd") == [
        ("2025-Q1", 20, False, "Xã Bính Xá"),
        ("2025-Q2", 5, True, None),
        ("2025-Q3", 3, True, None),
    ]
