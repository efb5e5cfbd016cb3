"""Places by their names: any spelling is known, a near one offered, none guessed."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from reference_days import DAY, IN_2020, MERGED, MERGED_AGAIN, REFERENCE, TWO_TIERS


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
        "Xã Hòa Bình (huyện Bình Gia)",
        "Xã Hòa Bình (huyện Văn Quan)",
        "Xã Hòa Bình (huyện Hữu Lũng)",
        "Xã Hòa Bình (huyện Chi Lăng)",
    ]


def test_a_town_and_a_commune_of_one_name_ask_for_the_kind() -> None:
    match = REFERENCE.match_area("Đình Lập", "commune", IN_2020, "189")
    assert match.is_ambiguous
    assert {area.kind for area in match.suggestions} == {"thi_tran", "xa"}


def test_names_are_matched_with_the_list_of_their_day() -> None:
    def found(name: str, on: dt.date) -> bool:
        return REFERENCE.match_area(name, "commune", on).value is not None

    assert found("Xã Vĩnh Tiến", MERGED_AGAIN - DAY)
    assert not found("Xã Vĩnh Tiến", MERGED_AGAIN)
    assert found("Xã Tràng Định", TWO_TIERS)
    assert not found("Xã Tràng Định", MERGED)


def test_every_commune_is_found_by_its_own_printed_name() -> None:
    for on in (MERGED, MERGED_AGAIN, TWO_TIERS):
        communes = REFERENCE.communes(on)
        assert len(communes) >= 65
        for area in communes:
            district = area.parent_code if REFERENCE.districts(on) else None
            assert REFERENCE.match_area(area.name, "commune", on, district).value == area
            assert REFERENCE.match_area(REFERENCE.area_label(area), "commune", on).value == area


def test_an_unknown_level_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="province, district, commune"):
        REFERENCE.match_area("Lạng Sơn", "ward", IN_2020)


def test_a_hostile_text_is_no_name() -> None:
    assert REFERENCE.match_area(",(" * 20_000, "commune", IN_2020).value is None
