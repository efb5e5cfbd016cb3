"""The eleven targets of the plan: in its words, and measured by what the returns say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import SEEDS, warehouse
from etl.model import CellValue, Period
from etl.reference import Reference

PLAN = "Kế hoạch của UBND tỉnh Lạng Sơn thực hiện Kết luận số 1364-KL/TU"
WORDS = {  # as the plan prints them, slips included
    1: "toàn tỉnh không còn địa bàn xã khó khăn",
    2: "không còn tình trạng thiếu đất sản xuất, đất ở cho đồng bào dân tộc thiểu số",
    3: "Đến năm 2025 giải quyết cơ bản tình trạng thiếu đất sản xuất, đất ở cho đồng bào",
    4: "mức thu nhập bình quân của người dân tộc thiểu số đạt 3/4 mức thu nhập bình quân chung của "
    "tỉnh",
    5: "tỷ lệ hộ nghèo, hộ cận nghèo trong đồng bào dân tộc thiểu số mỗi năm giảm từ 1,5 - 3%",
    6: "100% xã có đường ô tô đến trung tâm xã được rải nhựa hoặc bê tông",
    7: "trên 80% thôn có đường ô tô đến trung tâm được cứng hóa",
    8: "số trường học đạt chuẩn quốc gia trên 300 trường",
    9: "100% số xã đạt Bộ tiêu chí quốc gia về y tế xã",
    10: "trên > 70% thôn, khối phố có văn hóa đạt chuẩn",
    11: "tỷ lệ dân cư nông thôn được sử dụng nước sạch hợp vệ sinh đạt 100%",
}


def targets() -> list[dict[str, str]]:
    with (SEEDS / "target.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sent(form_id: str, agency: str, key: str, rows: Iterable[Mapping[str, CellValue]]) -> None:
    read = table(form_id, list(rows))
    with warehouse.transaction() as conn:
        accepted(conn, f"{form_id} {agency} {key}", read, agency_id=agency, period_key=key)


def progress(key: str, number: int) -> list[Mapping[str, Any]]:
    asked = sa.text(
        "SELECT * FROM mart.target_progress WHERE period_key = :key AND number = :number "
        "AND document = :document ORDER BY indicator_id"
    )
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(asked, {"key": key, "number": number, "document": PLAN})
        return [
            {n: float(v) if isinstance(v, Decimal) else v for n, v in row.items()}
            for row in found.mappings()
        ]


def communes(key: str, kinds: str = "") -> list[dict[str, CellValue]]:
    areas = Reference.load().areas("commune", Period.parse(key).ends_on)
    return [
        {"district": one.parent_code, "commune": one.code}
        for one in areas
        if not kinds or one.kind == kinds
    ]


def roads(key: str, paved: int) -> None:
    rows = communes(key, "xa")
    assert len(rows) == 181
    sent(
        *("road_access", "so-gtvt", key),
        (
            {**row, "centre_road": "paved" if n < paved else "unpaved", "village_count": 10}
            for n, row in enumerate(rows)
        ),
    )


def poverty(key: str, standard: str, poor: int, near_poor: int) -> None:
    of_one: dict[str, CellValue] = {
        "household_count": 1000,
        "minority_household_count": 1000,
        "standard": standard,
    }
    counts = {
        "poor_minority_household_count": poor,
        "near_poor_minority_household_count": near_poor,
    }
    sent("poverty", "so-ldtbxh", key, [{**communes(key)[0], **of_one, **counts}])


def test_the_plan_has_eleven_targets_in_its_own_words() -> None:
    of_plan = [one for one in targets() if one["document"] == PLAN]
    assert {int(one["number"]): one["wording"] for one in of_plan} == WORDS
    assert {one["valid_to"] for one in of_plan} == {""}  # they stand in every report
    assert {one["number"] for one in targets()} <= {one["number"] for one in of_plan}


def test_what_is_assumed_says_so_wherever_it_stands() -> None:
    for one in targets():
        told = one["note"].lower()
        assert one["mark"] != "assumed" or "giả định" in told, one["indicator_id"]
        assert bool(one["baseline_text"]) == bool(one["baseline_mark"])  # the report prints both


def test_the_arithmetic_of_the_income_ratio_is_right() -> None:
    (income,) = [one for one in targets() if one["document"] == PLAN and one["number"] == "4"]
    said = [float(n.replace(",", ".")) for n in re.findall(r"\d+,\d+", income["note"])]
    share = 0.8391
    times = (100 / float(income["value"]) - share) / (1 - share)
    assert said == [83.91, 3.07, share, share, pytest.approx(times, abs=0.005)]


def test_the_published_roads_of_2022_are_the_start_of_the_line(home: Path) -> None:
    roads("2022", 165)
    roads("2023", 167)
    (at_start,), (on_time,) = (progress(key, 6) for key in ("2022", "2023"))
    assert (at_start["numerator"], at_start["denominator"]) == (165, 181)
    assert round(at_start["actual_value"], 2) == 91.16 == at_start["baseline_value"]
    assert (at_start["baseline_mark"], at_start["state"]) == ("published", "on_track")
    assert on_time["path_value"] == pytest.approx(91.16 + 8.84 / 8)
    assert on_time["state"] == "on_track"
    assert progress("2023", 1)[0]["state"] == progress("2023", 4)[0]["state"] == "no_data"


def test_who_is_behind_the_line_is_told_how_much_a_year_is_needed(home: Path) -> None:
    roads("2023", 166)
    (road,) = progress("2023", 6)
    assert (road["state"], road["gap"]) == ("behind", "")
    assert road["remaining_value"] == pytest.approx(100 - 91.71)
    assert road["pace_value"] == pytest.approx((100 - 91.71) / 7)


def test_what_is_reached_needs_nothing_more(home: Path) -> None:
    roads("2023", 181)
    (road,) = progress("2023", 6)
    assert (road["state"], road["gap"]) == ("reached", "")
    assert road["remaining_value"] is road["pace_value"] is None


def test_a_year_before_the_start_of_the_line_compares_with_nothing(home: Path) -> None:
    roads("2021", 165)
    (road,) = progress("2021", 6)
    assert (road["state"], road["gap"], road["path_value"]) == (
        *("not_comparable", "no_baseline"),
        None,
    )


def test_poverty_falls_together_and_each_and_never_between_standards(home: Path) -> None:
    poverty("2020", "qd59_2015", 100, 60)
    poverty("2021", "qd59_2015", 80, 60)
    poverty("2022", "nd07_2021", 120, 90)
    near, both, poor = progress("2021", 5)
    assert [one["actual_value"] for one in (both, poor, near)] == [2, 2, 0]
    assert [one["state"] for one in (both, poor, near)] == ["reached", "reached", "behind"]
    assert (both["numerator"], both["denominator"], near["remaining_value"]) == (140, 1000, 1.5)
    assert {(one["state"], one["gap"]) for one in progress("2022", 5)} == {
        ("not_comparable", "not_comparable")
    }


def test_a_school_year_that_ended_in_the_year_tells_its_schools(home: Path) -> None:
    for key, standard in (("2020-NH1", 200), ("2022-NH1", 222)):
        counts = {"school_count": 600, "standard_school_count": standard}
        sent("schools", "so-gddt", key, [{"place": "180", **counts}])
    (schools,) = progress("2022", 8)
    assert (schools["baseline_value"], schools["baseline_mark"]) == (200, "assumed")
    assert schools["path_value"] == 220
    assert (schools["actual_value"], schools["state"]) == (222, "on_track")
    assert schools["pace_value"] == pytest.approx(78 / 8)


def test_a_part_of_the_province_reaches_nothing(home: Path) -> None:
    shortage = {"shortage": "production_land", "short_at_start": 0, "short_at_end": 0}
    sent(
        *("land_housing_water_shortage", "ubnd-trang-dinh", "2021"),
        [{"district": "180", "commune": "06001", **shortage}],
    )
    land, _ = progress("2021", 2)
    assert (land["state"], land["gap"], land["actual_value"]) == ("no_data", "partial", None)
    assert (land["sent_count"], land["owed_count"]) == (1, 11)


def test_a_target_of_the_start_is_a_share_of_what_was_reported_then(home: Path) -> None:
    for key, short in (("2020", 100), ("2023", 40)):
        areas = Reference.load().areas("district", Period.parse(key).ends_on)
        owing = {
            agency.area_code: agency.id
            for agency, form in Reference.load().obligations(Period.parse(key))
            if form == "land_housing_water_shortage"
        }
        for area in areas:
            rows = [{"shortage": "production_land", "short_at_end": short}]
            place = next(c for c in communes(key) if c["district"] == area.code)
            sent(
                "land_housing_water_shortage",
                owing[area.code],
                key,
                [{**place, **row} for row in rows],
            )
    basically, _ = progress("2023", 3)
    assert (basically["baseline_value"], basically["target_value"]) == (1100, 110)
    assert basically["path_value"] == pytest.approx(1100 - 990 * 3 / 5)
    assert (basically["actual_value"], basically["state"]) == (440, "on_track")
    assert basically["mark"] == "assumed"
