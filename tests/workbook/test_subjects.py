"""Tables about something else that have the headers of a form: only their titles tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, found, ids, poverty, read, title

GROUPS = ["Tày", "Nùng", "Dao", "Mông"]


def population(*lines: str) -> Rows:
    head = title(lines[0], sender="UBND HUYỆN TRÀNG ĐỊNH")
    head[2:2] = [[line] for line in lines[1:]]
    counts = [[n + 1, name, 100 + n, 400 + n] for n, name in enumerate(GROUPS)]
    return [*head, ["TT", "Dân tộc", "Số hộ", "Số khẩu"], *counts]


@pytest.mark.parametrize(
    ("lines", "is_told"),
    [
        (["HỘ NGHÈO CHIA THEO DÂN TỘC NĂM 2020"], True),
        (["SỐ LIỆU CÁN BỘ, CÔNG CHỨC THEO DÂN TỘC NĂM 2020"], True),
        (["DÂN SỐ, HỘ NGHÈO CHIA THEO DÂN TỘC NĂM 2020"], False),
        (["THỐNG KÊ THEO DÂN TỘC NĂM 2020", "(Kèm theo Báo cáo kết quả giảm hộ nghèo)"], False),
        (["THỐNG KÊ THEO THÀNH PHẦN DÂN TỘC NĂM 2020"], False),
    ],
)
def test_people_by_ethnic_group_are_the_population_unless_the_title_says_otherwise(
    lines: list[str], is_told: bool, tmp_path: Path
) -> None:
    reading = read(population(*lines), tmp_path / "a.xlsx")
    assert [table.form_id for table in reading.tables] == ["population"]
    assert ("file.other_subject" in ids(reading)) == is_told
    if is_told:
        assert [cell.ref for cell in found(reading, "file.other_subject").cells] == ["A2"]


def test_what_other_forms_are_about_comes_from_their_contracts() -> None:
    forms = load_forms()
    assert forms["population"].other_subjects == forms["poverty"].subjects
    assert forms["poverty"].other_subjects == forms["population"].subjects
    assert forms["works"].other_subjects == ()  # told apart by its headers


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("HỘ NGHÈO, HỘ CẬN NGHÈO CÓ NHU CẦU HỖ TRỢ NHÀ Ở NĂM 2020", True),
        ("HỘ NGHÈO, HỘ CẬN NGHÈO ĐƯỢC CẤP THẺ BHYT NĂM 2020", True),
        ("KẾT QUẢ RÀ SOÁT HỘ NGHÈO, NHU CẦU NHÀ Ở NĂM 2020", False),
        ("HỘ NGHÈO, HỘ CẬN NGHÈO, HỘ THOÁT NGHÈO NĂM 2020", False),
        ("DÂN SỐ, HỘ NGHÈO THEO XÃ NĂM 2020", False),
        ("DÂN SỐ CÁC XÃ NĂM 2020", True),
    ],
)
def test_some_of_the_poor_are_not_all_of_them(line: str, is_told: bool, tmp_path: Path) -> None:
    rows = poverty(*([n + 1, f"Xã {TRANG_DINH[n]}", *COUNTS[n]] for n in range(4)))
    rows[1] = [line]
    assert ("file.other_subject" in ids(read(rows, tmp_path / "a.xlsx"))) == is_told


def test_ethnic_groups_under_rows_of_districts(tmp_path: Path) -> None:
    rows = population("DÂN SỐ CHIA THEO DÂN TỘC NĂM 2020")
    rows[0] = ["BAN DÂN TỘC TỈNH LẠNG SƠN"]
    records = rows[5:]
    rows[5:] = [["I", "Huyện Tràng Định", 406, 1606], *records, ["II", "Huyện Bình Gia"], *records]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["district"]) == ["180"] * 4 + ["181"] * 4
    assert list(table.values["ethnic_group"])[:2] == ["tay", "nung"]
    assert [total.values["person_count"] for total in table.totals] == [1606]


@pytest.mark.parametrize(("name", "is_known"), [("Mông (H'Mông)", True), ("Tày (Nùng)", False)])
def test_group_that_is_named_twice_is_one_only_if_both_names_are_its_own(
    name: str, is_known: bool, tmp_path: Path
) -> None:
    rows = population("DÂN SỐ CHIA THEO DÂN TỘC NĂM 2020")
    rows[-1][1] = name
    reading = read(rows, tmp_path / "a.xlsx")
    assert ("cell.unknown_ethnic_group" in ids(reading)) != is_known


def test_commune_of_another_district_is_never_taken_for_ones_own(tmp_path: Path) -> None:
    rows = poverty([1, "Xã Chi Lăng huyện Chi Lăng", *COUNTS[0]])
    rows[0], rows[4][1] = ["UBND HUYỆN TRÀNG ĐỊNH"], "Xã"  # it has a xã Chi Lăng, too
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["commune"]) == [None]
