"""What stands above a table: cover, period, sender and unit, however an office prints them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook.drawn import (
    COUNTS,
    TRANG_DINH,
    Rows,
    found,
    ids,
    poverty,
    read,
    works,
)


@pytest.mark.parametrize("split", [["Đơn vị tính:", "đồng"], ["ĐVT", "Đồng"]])
def test_unit_in_a_cell_of_its_own(split: list[str], tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, 8e8, 7e8]] * 4)
    rows[2] = [None, None, None, *split]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["disbursed_million_vnd"]) == [700.0] * 4


def test_row_of_units_below_the_headers_is_no_record(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, 8e8, 7e8]] * 4)
    rows[2] = []
    rows.insert(5, [None, None, None, None, None, "(đồng)", "đồng", "(đồng)"])
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [800.0] * 4
    assert reading.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "TỔNG HỢP HỘ NGHÈO THÁNG 6 NĂM 2020",
        "TỔNG HỢP HỘ NGHÈO 6 THÁNG CUỐI NĂM 2020",
        "TỔNG HỢP HỘ NGHÈO 3 THÁNG ĐẦU NĂM 2020",
    ],
)
def test_months_that_are_no_period_of_ours_are_not_their_year(text: str, tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows[1] = [text]
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    reading = read(rows, tmp_path / "a.xlsx")
    assert reading.cover is None
    assert "file.no_period" in ids(reading)


def test_last_year_on_a_hidden_sheet_does_not_blur_the_period(tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    old = [["TỔNG HỢP HỘ NGHÈO NĂM 2019"] if n == 1 else row for n, row in enumerate(rows)]
    reading = read(rows, tmp_path / "a.xlsx", ("2019", "veryHidden", old))
    assert reading.cover is not None
    assert reading.cover.period_key == "2020"
    assert ids(reading) == {"file.form_twice"}


COVER: Rows = [
    ["Cơ quan báo cáo", "Ủy ban nhân dân huyện Tràng Định"],
    ["Kỳ báo cáo", "Năm 2020"],
    ["BDT_AGENCY", "ubnd-trang-dinh"],
    ["BDT_PERIOD", "2020"],
]


@pytest.mark.parametrize(
    ("row", "text", "rule"),
    [
        (1, "Năm 2021", "file.wrong_period"),
        (1, "Quý I năm 2020", "file.wrong_period"),
        (0, "UBND huyện Bắc Sơn", "file.wrong_agency"),
        (0, "Phòng Mẫu", "file.wrong_agency"),
    ],
)
def test_cover_that_shows_another_period_or_agency_is_told_where_it_shows_it(
    row: int, text: str, rule: str, tmp_path: Path
) -> None:
    cover = [[COVER[row][0], text] if n == row else line for n, line in enumerate(COVER)]
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    reading = read(rows, tmp_path / "a.xlsx", ("Trang bìa", "visible", cover))
    assert ids(reading) == {rule}
    (cell,) = found(reading, rule).cells
    assert (cell.sheet, cell.ref) == ("Trang bìa", f"B{row + 1}")
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == ("ubnd-trang-dinh", "2020")


@pytest.mark.parametrize("text", ["Năm 2020", "2020", "cả năm 2020", ""])
def test_cover_that_says_the_same_in_other_words_is_fine(text: str, tmp_path: Path) -> None:
    cover = [[COVER[1][0], text] if n == 1 else line for n, line in enumerate(COVER)]
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    reading = read(rows, tmp_path / "a.xlsx", ("Trang bìa", "visible", cover))
    assert reading.findings == ()


def test_unit_behind_a_number_must_be_the_unit_of_the_sheet(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, "800.000.000 đồng", 7e8]] * 4)
    rows[2] = ["ĐVT: đồng"]
    rows[5][6] = "800 triệu đồng"
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [None, 800.0, 800.0, 800.0]
    assert [cell.ref for cell in found(reading, "cell.unreadable_number").cells] == ["G6"]


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        ([["PHÒNG DÂN TỘC HUYỆN TRÀNG ĐỊNH"], ["Năm 2020"]], "ubnd-trang-dinh"),
        ([["SỞ LAO ĐỘNG - THƯƠNG BINH"], ["VÀ XÃ HỘI"], ["Năm 2020"]], "so-ldtbxh"),
        ([["ỦY BAN NHÂN DÂN"], ["HUYỆN BẮC SƠN"], ["Năm 2020"]], "ubnd-bac-son"),
    ],
)
def test_sender_is_known_by_its_office_and_over_two_lines(
    lines: Rows, agency: str, tmp_path: Path
) -> None:
    rows = [*lines, *works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)[2:]]
    cover = read(rows, tmp_path / "a.xlsx").cover
    assert cover is not None
    assert cover.agency_id == agency


@pytest.mark.parametrize(
    "lines",
    [
        [["Đơn vị: Thị trấn Đồng Đăng"]],
        [["ĐVT: triệu đồng"], ["Đơn vị báo cáo: UBND xã Đồng Ý"]],
        [["Đơn vị tính: hộ, triệu đồng"]],
        [["(Đơn vị tính: 1.000.000 đồng)"]],
    ],
)
def test_places_whose_names_begin_with_dong_are_no_units(lines: Rows, tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[2:3] = lines
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [800.0] * 4
    assert "file.two_units" not in ids(reading)


@pytest.mark.parametrize(
    ("note", "planned", "rule"),
    [
        ("Ghi chú: Đơn vị tính: nghìn đồng", 0.5, ""),
        ("(ĐVT: đồng)", 0.0005, ""),
        ("Đơn vị thi công: Công ty Mẫu", 500.0, "file.no_unit"),
    ],
)
def test_unit_may_stand_in_a_note_under_the_table(
    note: str, planned: float, rule: str, tmp_path: Path
) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900.0, 500.0, 400.0]] * 4)
    rows[2] = []
    reading = read([*rows, [], [None, note], [None, "Người lập biểu"]], tmp_path / "a.xlsx")
    assert reading.tables[0].values["planned_million_vnd"][0] == pytest.approx(planned)
    assert ids(reading) - {"file.row_unclear"} == ({rule} if rule else set())


def test_unit_printed_again_among_the_records_ends_nothing(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900.0, 500.0, 400.0]] * 4)
    reading = read([*rows[:6], [None, "ĐVT: triệu đồng"], *rows[6:]], tmp_path / "a.xlsx")
    assert len(reading.tables[0].rows) == 4
    assert not ids(reading)
