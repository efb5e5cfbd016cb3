"""Agencies, what they owe and until when, and the targets to 2030."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import Counter

import pytest

from etl.model import Period
from etl.reference import Reference
from etl.reference.working_days import add_working_days, is_working_day

REFERENCE = Reference.load()


TWO_TIERS = dt.date(2025, 7, 1)


IN_2020 = dt.date(2020, 12, 14)


def test_the_agencies_of_2020_and_their_successors() -> None:
    assert Counter(a.kind for a in REFERENCE.agencies(IN_2020)) == {
        "board": 1,
        "province_department": 12,
        "police": 1,
        "military": 1,
        "front": 1,
        "district": 11,
    }
    today = {agency.id for agency in REFERENCE.agencies(TWO_TIERS)}
    assert "so-dan-toc-ton-giao" in today
    assert not today & {"ban-dan-toc", "ubnd-trang-dinh"}
    assert REFERENCE.agency("ban-dan-toc").successor_id == "so-dan-toc-ton-giao"
    with pytest.raises(KeyError, match=r"agency\.csv"):
        REFERENCE.agency("ban-dan-toc", TWO_TIERS)


@pytest.mark.parametrize(
    ("text", "agency_id"),
    [
        ("UBND huyện Tràng Định", "ubnd-trang-dinh"),
        ("UBND H. Tràng Định", "ubnd-trang-dinh"),
        ("Uỷ ban nhân dân huyện Tràng Định, tỉnh Lạng Sơn", "ubnd-trang-dinh"),
        ("Huyện Tràng Định", "ubnd-trang-dinh"),
        ("UBND T.P Lạng Sơn", "ubnd-tp-lang-son"),
        ("SỞ LĐ-TB&XH", "so-ldtbxh"),
        ("Sở Lao động – Thương binh và Xã hội", "so-ldtbxh"),
        ("Ban Dân tộc", "ban-dan-toc"),
        ("BAN DÂN TỘC TỈNH LẠNG SƠN", "ban-dan-toc"),
        ("ban-dan-toc", "ban-dan-toc"),
        ("Công an tỉnh Lạng Sơn", "cong-an-tinh"),
        ("SỞ LAO ĐỘNG-TBXH", "so-ldtbxh"),
        ("BAN DÂN TỘC TỈNH", "ban-dan-toc"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO LẠNG SƠN", "so-gddt"),
        ("UB MTTQ VN TỈNH LẠNG SƠN", "mttq-tinh"),
    ],
)
def test_an_agency_is_known_by_its_usual_names(text: str, agency_id: str) -> None:
    match = REFERENCE.match_agency(text)
    assert match.value is not None
    assert match.value.id == agency_id


def test_an_agency_is_not_guessed() -> None:
    near = REFERENCE.match_agency("UBND huyện Trang Định")
    assert near.value is None
    assert near.suggestions[0].id == "ubnd-trang-dinh"
    assert REFERENCE.match_agency("Lạng Sơn").value is None
    assert REFERENCE.match_agency("Ban Dân tộc", TWO_TIERS).value is None


def test_what_is_owed() -> None:
    year = REFERENCE.obligations(Period.parse("2020"))
    quarter = REFERENCE.obligations(Period.parse("2020-Q1"))
    in_both = Counter(works=11, support_projects=11, commendations=1, poverty=1)
    assert Counter(form for _, form in quarter) >= in_both
    in_year = Counter(population=11, assessment=12, minority_civil_servants=1, poverty_movement=1)
    in_year += Counter(cultural_villages=1, rural_water=1)
    in_year += Counter(commune_health=1, road_access=1)
    assert Counter(form for _, form in year) >= in_both + in_year
    owing = {agency.id for agency, _ in year}
    assert owing >= {"ban-dan-toc", "so-ldtbxh", "so-noi-vu", "ubnd-trang-dinh"}
    assert owing >= {"so-gtvt", "so-y-te"}
    in_school_year = REFERENCE.obligations(Period.parse("2020-NH1"))
    assert ("so-gddt", "schools") in {(agency.id, form) for agency, form in in_school_year}
    half = REFERENCE.obligations(Period.parse("2020-H1"))
    assert Counter(form for _, form in half) >= Counter(land_housing_water_shortage=11)


def test_communes_owe_what_districts_owed() -> None:
    for key, kind in (("2025-Q2", "district"), ("2025-Q3", "commune"), ("2025", "commune")):
        period = Period.parse(key)
        level = {"district": REFERENCE.districts, "commune": REFERENCE.communes}[kind]
        owing = [agency for agency, form in REFERENCE.obligations(period) if form == "works"]
        assert {agency.kind for agency in owing} == {kind}
        assert {a.area_code for a in owing} == {a.code for a in level(period.ends_on)}
    others = {
        agency.id
        for agency, _ in REFERENCE.obligations(Period.parse("2025"))
        if agency.kind != "commune"
    }
    assert others >= {"so-dan-toc-ton-giao", "so-noi-vu", "so-xay-dung", "so-y-te"}


@pytest.mark.parametrize(
    ("key", "due_on"),
    [
        ("2020", dt.date(2020, 12, 16)),  # cut-off on a Monday
        ("2020-Q1", dt.date(2020, 3, 17)),  # on a Saturday
        ("2020-H1", dt.date(2020, 6, 16)),  # on a Sunday
    ],
)
def test_deadlines_count_working_days(key: str, due_on: dt.date) -> None:
    agencies = REFERENCE.agencies(IN_2020)
    assert len(agencies) > 12
    for agency in agencies:
        assert REFERENCE.deadline(Period.parse(key), agency) == due_on


def test_a_deadline_that_nobody_set_is_said_so() -> None:
    early = Period.parse("2014")
    with pytest.raises(KeyError, match=r"deadline\.csv"):
        REFERENCE.deadline(early, REFERENCE.agency("ban-dan-toc"))


def test_public_holidays_are_no_working_days() -> None:
    assert add_working_days(dt.date(2020, 4, 29), 1) == dt.date(2020, 5, 4)
    assert add_working_days(dt.date(2020, 4, 29), 0) == dt.date(2020, 4, 29)
    assert not is_working_day(dt.date(2021, 2, 12))  # first day of the lunar year
    assert not is_working_day(dt.date(2021, 5, 3))  # in lieu of 1 May, a Saturday
    assert is_working_day(dt.date(2020, 12, 14))


def test_reference_data_travels_to_another_process() -> None:
    REFERENCE.match_area("Tràng Định", "district", IN_2020)
    copy = pickle.loads(pickle.dumps(REFERENCE))
    assert copy.seeds == REFERENCE.seeds
    assert copy.match_area("Tràng Định", "district", IN_2020).value.code == "180"
