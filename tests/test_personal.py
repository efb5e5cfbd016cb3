"""What counts as personal data in a free text, and how often a place is taken for a person."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import PROJECT
from etl.contracts import load_forms
from etl.model import Period
from etl.reference import Reference
from etl.wording.personal import Detector, PersonalData
from sample import sample_rows

FAMILIES, GIVEN = ("Nông", "Hoàng", "Lộc", "Vi", "Triệu", "Đàm"), ("Kiên", "Sen", "Páo", "Ước")
AREAS = {area.name for area in Reference.load().seeds.areas}
SAMPLE = ("2019", "2020", "2020-Q1", "2020-Q4")
person = st.builds(
    "{} {} {}".format,
    st.sampled_from(FAMILIES),
    st.sampled_from(["Văn", "Thị"]),
    st.sampled_from(GIVEN),
)
title = st.sampled_from(["ông", "bà", "Ông", "anh", "chị", "cụ", "đồng chí", "đ/c"])
around = st.sampled_from(["{}", "Đường vào nhà {}", "hỗ trợ {} một con bò.", "Do {}, hộ nghèo, ốm"])
digits = st.text("0123456789", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("bà Nông Thị Hoa nhận thay", [PersonalData.PERSON]),
        ("nhà ông Kiên", [PersonalData.PERSON]),
        ("ong Nguyen Van A", [PersonalData.PERSON]),
        ("ông hoàng văn nam", [PersonalData.PERSON]),
        ("HỘ BÀ HOÀNG THỊ SEN", [PersonalData.PERSON]),
        ("Cấp cho hộ Lý Văn Páo", [PersonalData.PERSON]),
        ("số CCCD 020199001234", [PersonalData.IDENTITY]),
        ("căn cước: 020 199 001 234", [PersonalData.IDENTITY]),
        ("CMND số 081234567 cấp 2010", [PersonalData.IDENTITY]),
        ("hộ 1, 081234567", [PersonalData.IDENTITY]),
        ("ĐT: 0912.345.678", [PersonalData.TELEPHONE]),
        ("(0205) 3812 345", [PersonalData.TELEPHONE]),
        ("liên hệ +84 912 345 678", [PersonalData.TELEPHONE]),
        ("ông Páo, 0912345678, CCCD 020199001234", list(PersonalData)),
        ("", []),
        ("ông/bà có tên trong danh sách", []),
        ("Ông Bí thư Đảng ủy xã báo cáo", []),
        ("bà con ba xã, các ông, bà", []),
        ("xã Hoàng Văn Thụ, đường Bà Triệu", []),
        ("tỉnh Bà Rịa - Vũng Tàu", []),
        ("Được bổ sung 350000000 đồng theo Quyết định 1234567/QĐ-UBND", []),
        ("1.234.567.890 đồng, 0,123456789 ha, từ 01/01/2020 đến 31.12.2020", []),
        ("Quốc lộ 1A, km 12+345, thửa 123, tờ 4567", []),
        ("văn hóa, thị trấn, thị trường, văn bản số 12", []),
    ],
)
def test_what_counts(text: str, kinds: list[PersonalData]) -> None:
    assert list(Detector(places=AREAS).kinds(text)) == kinds


@given(person, title, around)
def test_a_person_is_found_however_the_text_is_stored(name: str, by: str, text: str) -> None:
    for written in (text.format(f"{by} {name}"), text.format(name).replace("nhà ", "hộ ")):
        for form in ("NFC", "NFD"):
            found = Detector(places=AREAS).kinds(unicodedata.normalize(form, written))
            assert PersonalData.PERSON in found, written


@given(person, st.sampled_from(["xã", "đường", "phố", "Trường", "chợ"]))
def test_a_place_named_after_somebody_is_nobody(name: str, word: str) -> None:
    assert Detector().kinds(f"Sửa chữa {word} {name} đợt 2") == ()


@given(person, st.sampled_from([str, str.upper, str.lower]))
def test_a_name_of_a_column_of_names_is_found_without_a_title(name: str, written: str) -> None:
    family, _, given_name = name.split()
    known = f"{family} {given_name}"
    text = written(f"Tập thể và {known} đạt giải")  # type: ignore[operator]
    assert Detector([known]).kinds(text) == (PersonalData.PERSON,)
    assert Detector().kinds(text) == ()


def test_an_organisation_in_a_column_of_names_is_nobody() -> None:
    names = ["Phòng Dân tộc huyện Tràng Định", "Trường Tiểu học xã Đoàn Kết", "Tổ 1"]
    assert Detector(names).kinds("Phòng Dân tộc huyện Tràng Định và Tổ 1 đã nộp") == ()


@given(digits, st.sampled_from("35789"), st.sampled_from(["", " ", ".", "-"]))
def test_a_telephone_is_found_however_it_is_grouped(rest: str, second: str, gap: str) -> None:
    number = gap.join([f"0{second}{rest[:2]}", rest[2:4] + "0", rest[4:] + "1"])
    assert PersonalData.TELEPHONE in Detector().kinds(f"gọi {number} nhé")


@given(st.integers(10**8, 10**12), st.sampled_from([" đồng", " triệu đồng", " ha", ""]))
def test_an_amount_with_points_is_no_number_of_anybody(amount: int, unit: str) -> None:
    assert Detector().kinds(f"Vốn giao {amount:,}".replace(",", ".") + unit) == ()


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert set(Detector([text], [text]).kinds(text)) <= set(PersonalData)


def test_no_sample_text_and_no_place_is_taken_for_a_person() -> None:
    """The figure that docs/decisions/0013 names; without the list of places it would be ten."""
    texts = {
        value
        for key in SAMPLE
        for agency, form_id in Reference.load().obligations(Period.parse(key))
        for row in sample_rows(form_id, agency, Period.parse(key))
        for column in load_forms()[form_id].columns
        if column.type == "text" and not column.personal
        if isinstance(value := row.get(column.name), str)
    }
    assert len(texts) > 500
    contexts = ("{}", "tuyến đường tại {}", "xã Tân Mỹ, {}, Thụy Hùng", "Trường học {} đã xong")
    named = {context.format(area) for area in AREAS for context in contexts}
    named |= {context.format(area.split(" ", 1)[-1]) for area in AREAS for context in contexts}
    prose = {
        line.strip()
        for folder in ("docs/huong-dan", "expectations/report")
        for path in (PROJECT / folder).rglob("*.*")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    known, unknown = Detector(places=AREAS), Detector()
    assert [text for text in texts | named | prose if known.kinds(text)] == []
    assert 0 < len([text for text in named if unknown.kinds(text)]) <= 10
