"""Reference lists: that the seeds are sound, and that look-ups follow the calendar."""

from __future__ import annotations

import csv
import datetime as dt
import pickle
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Period
from etl.names import compact_key
from etl.reference import Reference
from etl.seeds import SEEDS, read_seeds
from etl.working_days import add_working_days, is_working_day

REFERENCE = Reference.load()
MERGED = dt.date(2020, 1, 1)
MERGED_AGAIN = dt.date(2024, 12, 1)
TWO_TIERS = dt.date(2025, 7, 1)
DAY = dt.timedelta(days=1)
IN_2020 = dt.date(2020, 12, 14)
COUNTS_2020 = {
    "178": 8,
    "180": 22,
    "181": 19,
    "182": 17,
    "183": 22,
    "184": 17,
    "185": 18,
    "186": 24,
    "187": 20,
    "188": 21,
    "189": 12,
}
COUNTS_2024 = COUNTS_2020 | {"180": 20, "184": 15, "186": 23, "188": 20}


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# the seeds


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.csv")), ids=lambda path: path.name)
def test_seeds_are_composed_unicode_with_validity(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    for row in rows(path.name):
        start = dt.date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or start < dt.date.fromisoformat(row["valid_to"])
        for value in row.values():
            assert value == " ".join(value.split())


def test_the_spans_of_one_code_never_overlap() -> None:
    by_code = defaultdict(list)
    for area in REFERENCE.seeds.areas:
        by_code[area.code].append(area)
    for areas in by_code.values():
        areas.sort(key=lambda area: area.valid_from)
        for earlier, later in pairwise(areas):
            assert earlier.valid_to is not None
            assert earlier.valid_to <= later.valid_from
    assert len({area.id for area in REFERENCE.seeds.areas}) == len(REFERENCE.seeds.areas)


def test_every_parent_exists_for_the_whole_life_of_its_child() -> None:
    for area in REFERENCE.seeds.areas:
        if area.kind == "tinh":
            assert area.parent_code == ""
            continue
        last = (area.valid_to or dt.date.max) - DAY
        parents = {REFERENCE.area(area.parent_code, day) for day in (area.valid_from, last)}
        assert len(parents) == 1
        assert parents.pop().kind in {"tinh", "huyen", "thanh_pho"}


def test_every_district_has_its_agency_and_every_successor_exists() -> None:
    for area in REFERENCE.districts(IN_2020):
        agencies = [a for a in REFERENCE.agencies(IN_2020) if a.area_code == area.code]
        assert [(a.kind, a.valid_to) for a in agencies] == [("district", area.valid_to)]
    for agency in REFERENCE.seeds.agencies:
        if agency.successor_id:
            assert REFERENCE.agency(agency.successor_id).valid_from == agency.valid_to


def test_obligations_and_deadlines_speak_of_what_exists() -> None:
    kinds = {agency.kind for agency in REFERENCE.seeds.agencies}
    ids = {agency.id for agency in REFERENCE.seeds.agencies} | {""}
    forms = load_forms()
    for owed in REFERENCE.seeds.obligations:
        assert owed.agency_id in ids
        assert bool(owed.agency_id) != (owed.agency_kind in kinds)
        assert owed.frequency in forms[owed.form_id].frequencies
    assert {rule.agency_kind for rule in REFERENCE.seeds.deadlines} == kinds
    assert all(rule.basis.startswith("Giả định") for rule in REFERENCE.seeds.deadlines)


def test_a_seed_with_a_missing_field_is_refused_by_name(tmp_path: Path) -> None:
    for path in SEEDS.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert read_seeds(tmp_path) == REFERENCE.seeds
    with (tmp_path / "area.csv").open("a", encoding="utf-8") as file:
        file.write("99,99,xa\n")
    with pytest.raises(ValueError, match=r"area\.csv, line 285"):
        read_seeds(tmp_path)


# places as of a date


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [
        (MERGED - DAY, 11, 0),
        (MERGED, 11, 200),
        (MERGED_AGAIN - DAY, 11, 200),
        (MERGED_AGAIN, 11, 194),
        (TWO_TIERS - DAY, 11, 194),
        (TWO_TIERS, 0, 65),
    ],
)
def test_places_follow_the_calendar(on: dt.date, districts: int, communes: int) -> None:
    assert len(REFERENCE.districts(on)) == len(REFERENCE.as_of(on).districts()) == districts
    assert len(REFERENCE.communes(on)) == len(REFERENCE.as_of(on).communes()) == communes


@pytest.mark.parametrize(
    ("on", "counts"),
    [(MERGED, COUNTS_2020), (MERGED_AGAIN, COUNTS_2024)],
)
def test_communes_by_district(on: dt.date, counts: dict[str, int]) -> None:
    assert {d.code: len(REFERENCE.communes(on, d.code)) for d in REFERENCE.districts(on)} == counts


def test_since_2025_communes_lie_directly_in_the_province() -> None:
    communes = REFERENCE.communes(TWO_TIERS)
    assert Counter(area.kind for area in communes) == {"xa": 61, "phuong": 4}
    assert {area.parent_code for area in communes} == {"20"}
    assert REFERENCE.area_label(communes[0]) == communes[0].name


def test_a_code_used_again_names_another_place() -> None:
    names = [REFERENCE.area("06040", on).name for on in (MERGED, MERGED_AGAIN, TWO_TIERS)]
    assert names == ["Xã Đại Đồng", "Thị trấn Thất Khê", "Xã Thất Khê"]
    with pytest.raises(KeyError, match=r"06040.*area\.csv"):
        REFERENCE.area("06040", MERGED - DAY)


def test_enlarged_communes_are_other_places_than_before() -> None:
    before, after = (REFERENCE.area("06286", on) for on in (MERGED_AGAIN - DAY, MERGED_AGAIN))
    assert before.name == after.name == "Xã Khánh Khê"
    assert before.id != after.id
    # a commune that nothing happened to stays itself
    assert REFERENCE.area("06001", MERGED) == REFERENCE.area("06001", MERGED_AGAIN)


@pytest.mark.parametrize(
    ("key", "on"),
    [("2019", MERGED), ("2020-Q1", dt.date(2020, 3, 14)), ("2020", IN_2020)],
)
def test_a_period_before_our_lists_is_reported_on_the_first_of_them(key: str, on: dt.date) -> None:
    assert REFERENCE.places_on(Period.parse(key)) == on


# names of places


@pytest.mark.parametrize(
    ("text", "kind", "district", "code"),
    [
        ("TP. Lạng Sơn", "district", None, "178"),
        ("H. Tràng Định", "district", None, "180"),
        ("TRÀNG ĐỊNH", "district", None, "180"),
        (unicodedata.normalize("NFD", "Huyện Đình Lập"), "district", None, "189"),
        ("Ðình Lập", "district", None, "189"),
        ("Lạng Sơn", "province", None, "20"),
        ("Xã Hoà Bình", "commune", "187", "06508"),
        ("Hòa Bình (Chi Lăng)", "commune", None, "06508"),
        ("xã Hòa Bình, huyện Chi Lăng, tỉnh Lạng Sơn", "commune", None, "06508"),
        ("Hòa Bình - Bình Gia", "commune", None, "06103"),
        ("TT Chi Lăng", "commune", "187", "06466"),
        ("Xã Chi Lăng", "commune", "187", "06523"),
        ("TT NT Thái Bình", "commune", "189", "06616"),
        ("Đồng ý", "commune", "185", "06337"),
    ],
)
def test_a_place_is_known_by_any_spelling(
    text: str, kind: str, district: str | None, code: str
) -> None:
    match = REFERENCE.match_area(text, kind, IN_2020, district)
    assert match.value == REFERENCE.area(code, IN_2020)
    assert match.suggestions == ()


@pytest.mark.parametrize(
    ("text", "kind", "district", "suggested"),
    [
        ("Trang Dinh", "district", None, ["180"]),
        ("H. Lạng Sơn", "district", None, ["178"]),  # it is a city
        ("Xã Thất Khê", "commune", "180", ["05995"]),  # a town until 2025
        ("Đoàn Két", "commune", "180", ["06001"]),
        ("Hà Nội", "district", None, []),
        ("06001", "commune", None, []),
        ("", "commune", None, []),
        ("Đoàn Kết", "commune", "189", []),  # of another district
        ("Hòa Bình (Chi Lăng)", "commune", "189", []),  # contradicts the district of the sheet
    ],
)
def test_a_near_name_is_offered_and_never_taken(
    text: str, kind: str, district: str | None, suggested: list[str]
) -> None:
    match = REFERENCE.match_area(text, kind, IN_2020, district)
    assert match.value is None
    assert not match.is_ambiguous
    assert [area.code for area in match.suggestions][: len(suggested)] == suggested
    assert bool(match.suggestions) == bool(suggested)


def test_a_name_of_several_communes_asks_for_the_district() -> None:
    match = REFERENCE.match_area("xã Hoà Bình", "commune", IN_2020)
    assert match.value is None
    assert match.is_ambiguous
    assert [REFERENCE.area_label(area) for area in match.suggestions] == [
        "Xã Hòa Bình (Huyện Bình Gia)",
        "Xã Hòa Bình (Huyện Văn Quan)",
        "Xã Hòa Bình (Huyện Hữu Lũng)",
        "Xã Hòa Bình (Huyện Chi Lăng)",
    ]


def test_a_town_and_a_commune_of_one_name_ask_for_the_kind() -> None:
    match = REFERENCE.match_area("Đình Lập", "commune", IN_2020, "189")
    assert match.is_ambiguous
    assert {area.kind for area in match.suggestions} == {"thi_tran", "xa"}


def test_names_are_matched_with_the_list_of_their_day() -> None:
    old = REFERENCE.as_of(MERGED_AGAIN - DAY).match_area("Xã Vĩnh Tiến", "commune", "180")
    assert old.value is not None
    assert REFERENCE.as_of(MERGED_AGAIN).match_area("Xã Vĩnh Tiến", "commune").value is None
    assert REFERENCE.as_of(TWO_TIERS).match_area("Xã Tràng Định", "commune").value is not None
    assert REFERENCE.as_of(MERGED).match_area("Xã Tràng Định", "commune").value is None


def test_every_commune_is_found_by_its_own_printed_name() -> None:
    for on in (MERGED, MERGED_AGAIN, TWO_TIERS):
        for area in REFERENCE.communes(on):
            district = area.parent_code if REFERENCE.districts(on) else None
            assert REFERENCE.match_area(area.name, "commune", on, district).value == area
            assert REFERENCE.match_area(REFERENCE.area_label(area), "commune", on).value == area


def test_an_unknown_level_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="province, district, commune"):
        REFERENCE.match_area("Lạng Sơn", "ward", IN_2020)


def test_a_hostile_text_is_no_name() -> None:
    assert REFERENCE.match_area(",(" * 20_000, "commune", IN_2020).value is None


# ethnic groups


def test_the_54_groups_and_the_collective_row() -> None:
    groups = REFERENCE.ethnic_groups()
    assert len({group.id for group in groups}) == len(groups) == 54 + 1
    assert [group.id for group in groups if not group.is_minority] == ["kinh"]
    listed = [group.id for group in REFERENCE.ethnic_groups(listed_only=True)]
    assert listed[:3] == ["kinh", "tay", "nung"]
    assert listed[-1] == "khac"


def test_no_spelling_belongs_to_two_groups() -> None:
    keys = Counter(
        key
        for group in REFERENCE.ethnic_groups()
        for key in {compact_key(name) for name in (group.name, *group.variants)}
    )
    assert set(keys.values()) == {1}


def test_the_two_code_lists_are_kept_apart() -> None:
    codes = {row["id"]: (row["code_1979"], row["code_2008"]) for row in rows("ethnic_group.csv")}
    assert codes["hoa"] == ("04", "06")
    assert codes["muong"] == ("06", "04")
    for at in (0, 1):
        used = [pair[at] for pair in codes.values() if pair[at]]
        assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("H'mông", "mong"),
        ("H\u2019Mông", "mong"),
        ("HMông", "mong"),
        ("MÔNG", "mong"),
        ("Sán Chay (Cao Lan – Sán Chỉ)", "san-chay"),
        ("Cao Lan-Sán Chỉ", "san-chay"),
        ("dân tộc Tày", "tay"),
        ("người Dao", "dao"),
        ("Kinh (Việt)", "kinh"),
        ("Gia-rai", "gia-rai"),
        ("Dân tộc khác", "khac"),
    ],
)
def test_an_ethnic_group_is_known_by_any_spelling(text: str, group: str) -> None:
    match = REFERENCE.match_ethnic_group(text)
    assert match.value is not None
    assert match.value.id == group


@pytest.mark.parametrize("text", ["04", "4", "", "Tầy", "Nung", "Người nước ngoài"])
def test_a_code_or_a_misspelling_is_no_ethnic_group(text: str) -> None:
    assert REFERENCE.match_ethnic_group(text).value is None


def test_a_misspelt_group_is_offered() -> None:
    assert [g.id for g in REFERENCE.match_ethnic_group("Nung").suggestions][:1] == ["nung"]


# agencies, obligations, deadlines, targets


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
    assert REFERENCE.as_of(TWO_TIERS).match_agency("Ban Dân tộc").value is None


def test_what_is_owed() -> None:
    year = REFERENCE.obligations(Period.parse("2020"))
    quarter = REFERENCE.obligations(Period.parse("2020-Q1"))
    assert Counter(form for _, form in year) == {
        "works": 11,
        "support_projects": 11,
        "population": 11,
        "assessment": 12,
        "commendations": 1,
        "poverty": 1,
    }
    assert Counter(form for _, form in quarter) == {
        "works": 11,
        "support_projects": 11,
        "commendations": 1,
        "poverty": 1,
    }
    assert len({agency.id for agency, _ in year}) == 13
    assert REFERENCE.obligations(Period.parse("2020-H1")) == ()
    assert {a.id for a, _ in REFERENCE.obligations(Period.parse("2025"))} == {
        "so-dan-toc-ton-giao",
        "so-ldtbxh",
    }


@pytest.mark.parametrize(
    ("key", "due_on"),
    [
        ("2020", dt.date(2020, 12, 16)),  # cut-off on a Monday
        ("2020-Q1", dt.date(2020, 3, 17)),  # on a Saturday
        ("2020-H1", dt.date(2020, 6, 16)),  # on a Sunday
    ],
)
def test_deadlines_count_working_days(key: str, due_on: dt.date) -> None:
    for agency in REFERENCE.agencies(IN_2020):
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


def test_targets_by_year_and_document() -> None:
    schools = [t for t in REFERENCE.targets(2030) if t.indicator_id.endswith("school_count")]
    assert [(t.comparison, int(t.value or 0)) for t in schools] == [(">", 300), ("=", 375)]
    assert len({t.document for t in schools}) == 2
    assert len(REFERENCE.targets(2030, on=IN_2020)) == 11
    assert [t.wording for t in REFERENCE.targets(2025) if t.value is None]
    assert REFERENCE.targets(2029) == ()
    for target in REFERENCE.seeds.targets:
        assert target.comparison in {">", ">=", "<=", "=", "range"}
        assert (target.value_high is not None) == (target.comparison == "range")


def test_reference_data_travels_to_another_process() -> None:
    REFERENCE.match_area("Tràng Định", "district", IN_2020)
    copy = pickle.loads(pickle.dumps(REFERENCE))
    assert copy.seeds == REFERENCE.seeds
    assert copy.match_area("Tràng Định", "district", IN_2020).value.code == "180"
