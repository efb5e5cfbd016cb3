"""What annexes of letters print above their tables: units, periods and senders in short."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.model import Severity
from tests.workbook.drawn import (
    SENDER,
    Rows,
    found,
    ids,
    read,
    review,
    works,
)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("ĐVT: ngđ", 1e3),
        ("ĐVT: nghìn VND", 1e3),
        ("ĐVT: x 1.000 đồng", 1e3),
        ("ĐVT: nghìn đồng (1.000 đ)", 1e3),
        ("ĐVT: 10^6 đồng", 1.0),
        ("(ĐV: nghìn đồng)", 1e3),
        ("Đ/vị tính: 1.000 đồng", 1e3),
        ("Đơn vị tính: Triệu đ", 1.0),
        ("(Đồng)", 1e6),
        ("Số tiền: đồng", 1e6),
    ],
)
def test_units_as_offices_shorten_them(unit: str, factor: float, tmp_path: Path) -> None:
    amounts = [[value * factor for value in (900, 800, 700)]] * 4
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], amounts)
    rows[2] = [None, None, unit]
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["disbursed_million_vnd"]) == [700.0] * 4
    assert reading.findings == ()


@pytest.mark.parametrize("unit", ["ĐVT: trđg", "Đơn vị: nghìn", "(Đơn vị: 1.000)", "Đơn vị: ngàn"])
def test_unit_that_nobody_knows_is_told_not_guessed(unit: str, tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[2] = [unit]
    finding = found(read(rows, tmp_path / "a.xlsx"), "file.unknown_unit")
    assert f"“{unit}”" in finding.message


def test_unit_of_one_column_says_nothing_of_the_others(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900_000, 500_000, 450_000]] * 4)
    rows[2] = []
    rows[4][5] = "Tổng mức đầu tư (nghìn đồng)"
    reading = read(rows, tmp_path / "a.xlsx")
    finding = found(reading, "file.two_units")
    assert ids(reading) == {"file.two_units"}
    assert finding.severity is Severity.CRITICAL
    assert "“Kế hoạch vốn" in finding.message
    assert "Tổng mức đầu tư" not in finding.message
    assert [cell.ref for cell in finding.cells] == ["G5", "H5"]


@pytest.mark.parametrize(
    ("unit", "headers", "rule"),
    [
        ("", [" (triệu đồng)", "", ""], "file.no_unit"),
        ("ĐVT: nghìn đồng", [" (nghìn đồng)", "", ""], ""),
        ("", [" (nghìn đồng)", " (đồng)", " (triệu đồng)"], ""),
    ],
)
def test_units_of_columns_that_leave_no_doubt_are_no_fault(
    unit: str, headers: list[str], rule: str, tmp_path: Path
) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[2] = [unit] if unit else []
    rows[4][5:] = [f"{name}{more}" for name, more in zip(rows[4][5:], headers, strict=True)]
    told = [one for one in read(rows, tmp_path / "a.xlsx").findings if "unit" in one.rule_id]
    assert [one.rule_id for one in told] == ([rule] if rule else [])
    assert all(one.severity is Severity.WARNING for one in told)


@pytest.mark.parametrize("unit", ["ĐVT: hộ", "Đơn vị: Phòng Mẫu", "Đơn vị tính: công trình"])
def test_unit_of_something_else_only_leaves_the_money_without_one(
    unit: str, tmp_path: Path
) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[2] = [unit]
    assert ids(read(rows, tmp_path / "a.xlsx")) == {"file.no_unit"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("QUÍ IV NĂM 2020", "2020-Q4"),
        ("Quý 04/2020", "2020-Q4"),
        ("Quý bốn năm 2020", "2020-Q4"),
        ("Kỳ báo cáo: 2020", "2020"),
        ("NĂM: 2020", "2020"),
        ("KẾT QUẢ NĂM 2020, PHƯƠNG HƯỚNG NHIỆM VỤ NĂM 2021", "2020"),
        ("Hộ nghèo năm 2020 (so với cùng kỳ năm 2019)", "2020"),
        ("Kế hoạch vốn năm 2020", "2020"),
        ("Quý III, IV năm 2020", ""),
        ("Quý IV và cả năm 2020", ""),
        ("Số liệu năm 2019 và năm 2020", ""),
        ("Thực hiện năm 2020; Kế hoạch năm 2021", "2020"),
        ("Kết quả thực hiện nhiệm vụ năm 2020 và kế hoạch năm 2021", "2020"),
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH NĂM 2020, CÁC NHIỆM VỤ NĂM 2021", "2020"),
        ("KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2020 (so sánh số liệu hộ nghèo năm 2019)", ""),
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH GIẢM NGHÈO NĂM 2020 (cả năm 2019 chuyển sang)", "2020"),
        ("Báo cáo tình hình thực hiện nhiệm vụ năm 2020; thực hiện năm 2019", ""),
        ("Kết quả thực hiện các nhiệm vụ năm 2020 (hộ nghèo năm 2019)", ""),
        ("Kết quả thực hiện nhiệm vụ, kế hoạch năm 2020 (hộ nghèo năm 2019)", ""),
        ("Thực hiện chỉ tiêu kế hoạch và các giải pháp năm 2020 (hộ nghèo năm 2019)", ""),
        ("KẾT QUẢ NĂM 2020; THỰC HIỆN NHIỆM VỤ, PHƯƠNG HƯỚNG NĂM 2021", "2020"),
        ("Kết quả Chương trình mục tiêu quốc gia năm 2020 (hộ nghèo năm 2019)", ""),
    ],
)
def test_period_as_titles_say_it(text: str, key: str, tmp_path: Path) -> None:
    rows = review()
    rows[1] = [text]
    reading = read(rows, tmp_path / "a.xlsx")
    assert (reading.cover.period_key if reading.cover else "") == key
    assert ("file.no_period" in ids(reading)) == (not key)


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (["BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2020", "(so sánh số liệu năm 2019)"], ""),
        (["KẾT QUẢ THỰC HIỆN KẾ HOẠCH GIẢM NGHÈO NĂM 2020", "(số liệu năm 2019)"], ""),
        (["THỰC HIỆN NĂM 2020", "NHIỆM VỤ NĂM 2021"], "2020"),
        (["KẾ HOẠCH VỐN NĂM 2020", "(bao gồm vốn năm 2019 chuyển sang)"], "2020"),
        (["KẾ HOẠCH VỐN NĂM 2020", "(kèm số liệu thực hiện năm 2019)"], "2019"),
    ],
)
def test_a_plan_carried_out_beside_last_year_is_no_plan(
    lines: list[str], key: str, tmp_path: Path
) -> None:
    """The year of the report must never give way to the year that it is compared with."""
    rows = review()
    rows[1:2] = [[line] for line in lines]
    reading = read(rows, tmp_path / "a.xlsx")
    assert (reading.cover.period_key if reading.cover else "") == key
    assert ("file.no_period" in ids(reading)) == (not key)


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        ([["U.B.N.D HUYỆN TRÀNG ĐỊNH"]], "ubnd-trang-dinh"),
        ([["HĐND-UBND HUYỆN TRÀNG ĐỊNH"]], "ubnd-trang-dinh"),
        ([["SỞ LAO ĐỘNG - TB&XH"]], "so-ldtbxh"),
        ([["UBND HUYỆN TRÀNG ĐỊNH - PHÒNG DÂN TỘC"]], "ubnd-trang-dinh"),
        ([["UBND HUYỆN TRÀNG ĐỊNH (PHÒNG DÂN TỘC)"]], "ubnd-trang-dinh"),
        ([["VĂN PHÒNG HĐND VÀ UBND HUYỆN TRÀNG ĐỊNH"]], "ubnd-trang-dinh"),
        ([["BCĐ GIẢM NGHÈO HUYỆN TRÀNG ĐỊNH"]], "ubnd-trang-dinh"),
        ([["Tên huyện: Tràng Định"]], "ubnd-trang-dinh"),
        ([["HUYỆN ỦY TRÀNG ĐỊNH"]], ""),
        ([["UBND HUYỆN TRÀNG ĐỊNH"], ["UBND XÃ QUỐC KHÁNH"]], ""),
        ([["ỦY BAN NHÂN DÂN"], ["XÃ QUỐC KHÁNH"]], ""),
    ],
)
def test_sender_as_letterheads_say_it(lines: Rows, agency: str, tmp_path: Path) -> None:
    """A commune's own list must not pass for the list of its district."""
    reading = read([*lines, *review()[1:]], tmp_path / "a.xlsx")
    assert (reading.cover.agency_id if reading.cover else "") == agency
    assert ("file.no_agency" in ids(reading)) == (not agency)


def test_front_page_without_machine_block_says_sender_and_period(tmp_path: Path) -> None:
    front: Rows = [[SENDER], ["BÁO CÁO CÔNG TÁC DÂN TỘC"], ["NĂM 2020"]]
    table = [["TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO"], *review()[3:]]
    reading = read(front, tmp_path / "a.xlsx", ("Biểu", "visible", table))
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == ("ubnd-trang-dinh", "2020")
    assert reading.findings == ()


def test_letterhead_far_above_the_table_is_read_where_the_title_says_nothing(
    tmp_path: Path,
) -> None:
    """An office may write a page of text between its letterhead and its table."""
    rows = review()
    between: Rows = [[f"{n}. Tình hình chung của các xã trên địa bàn."] for n in range(1, 20)]
    reading = read([*rows[:2], *between, *rows[2:]], tmp_path / "a.xlsx")
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == ("ubnd-trang-dinh", "2020")


def test_titles_next_to_the_table_count_more_than_those_far_above(tmp_path: Path) -> None:
    rows = review()
    between: Rows = [["KẾT QUẢ NĂM 2019"], *[["Tình hình chung."] for _ in range(20)]]
    reading = read([rows[0], *between, *rows[1:]], tmp_path / "a.xlsx")
    assert reading.cover is not None
    assert reading.cover.period_key == "2020"
