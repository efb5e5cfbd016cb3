"""Periods that a title says on two lines, in brackets or with its own abbreviation."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.workbook.issued.senders.titles import periods_in
from tests.workbook.drawn import TRANG_DINH, Rows, ids, poverty, read, works

COUNTED = [[n + 1, f"Xã {name}", 500, 400, 50, 40, 60, 30] for n, name in enumerate(TRANG_DINH)]


def titled(*lines: str) -> Rows:
    rows = poverty(*COUNTED)
    rows[1:2] = [[line] for line in lines]
    return rows


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (["TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO", "QUÝ IV", "NĂM 2020"], "2020-Q4"),
        (["TỔNG HỢP HỘ NGHÈO QUÝ III", "(Năm 2020)"], "2020-Q3"),
        (["TỔNG HỢP HỘ NGHÈO 6 THÁNG ĐẦU NĂM", "Năm: 2020"], "2020-H1"),
        (["KẾT QUẢ 9 THÁNG", "NĂM 2020"], "2020-M9"),
        (["HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020", "QUÝ IV"], ""),
        (["KẾT QUẢ QUÝ IV", "NHIỆM VỤ QUÝ I", "NĂM 2020"], "2020-Q4"),
        (["TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO", "(Mẫu báo cáo định kỳ 6 tháng)", "NĂM 2020"], "2020"),
        (["TỔNG HỢP HỘ NGHÈO NĂM 2020", "Phương hướng 6 tháng đầu năm"], "2020"),
    ],
)
def test_part_of_a_year_and_its_year_on_two_lines(
    lines: list[str], key: str, tmp_path: Path
) -> None:
    """A quarter must never be filed as the year that stands on the next line."""
    reading = read(titled(*lines), tmp_path / "a.xlsx")
    assert (reading.cover.period_key if reading.cover else "") == key
    assert ("file.no_period" in ids(reading)) == (not key)


def test_doubt_between_a_quarter_and_its_year_is_told_where_it_stands(tmp_path: Path) -> None:
    reading = read(titled("HỘ NGHÈO NĂM 2020", "(QUÝ II)"), tmp_path / "a.xlsx")
    (doubt,) = [one for one in reading.findings if one.rule_id == "file.no_period"]
    assert {cell.ref for cell in doubt.cells} == {"A2", "A3"}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("QUÝ IV (NĂM 2020)", {"2020-Q4"}),
        ("Q.IV năm 2020", {"2020-Q4"}),
        ("Báo cáo Q3/2020", {"2020-Q3"}),
        ("Quyết định 4/2020", set()),
        ("Quý …… năm 2020", set()),
        ("Báo cáo tháng ..... năm 2020", set()),
        ("12 tháng năm 2020", {"2020"}),
        ("Rà soát hộ nghèo đầu năm 2020", set()),
        ("Kết quả nửa đầu năm 2020", set()),
        ("Rà soát hộ nghèo cuối năm 2020", {"2020"}),
        ("Lũy kế từ đầu năm đến hết quý III năm 2020", {"2020-M9"}),
        ("Kết quả đến hết quý II/2020", {"2020-H1"}),
        ("Lũy kế đến hết quý IV năm 2020", {"2020"}),
        ("Số liệu đến quý III năm 2020", {"2020-Q3"}),
        ("Hộ nghèo năm 2020 (so với kết quả rà soát cuối năm 2019)", {"2020"}),
        ("Hộ nghèo năm 2020 (kết quả rà soát cuối năm 2019)", {"2020", "2019"}),
    ],
)
def test_periods_of_one_line(text: str, keys: set[str]) -> None:
    assert periods_in([text]) == keys


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("II. KẾ HOẠCH NĂM 2021", True),
        ("II. CÔNG TRÌNH NĂM 2019", True),
        ("II. CÔNG TRÌNH CHUYỂN TIẾP TỪ NĂM 2019", False),
        ("II. CÔNG TRÌNH KHỞI CÔNG NĂM 2019", False),
        ("II. CÔNG TRÌNH BỔ SUNG NĂM 2020", False),
        ("II. CÔNG TRÌNH KHÁC", False),
    ],
)
def test_table_of_another_year_below_is_never_added_quietly(
    line: str, is_told: bool, tmp_path: Path
) -> None:
    columns = ["Kế hoạch vốn", "Giải ngân"]
    rows = works(columns, [], [[900.5, 500.5, 400.5]] * 4)
    below = [[*row[:1], f"{row[1]} mới", *row[2:]] for row in rows[5:]]
    on_same_sheet = read([*rows, [], [line], rows[4], *below], tmp_path / "a.xlsx")
    on_another = read(rows, tmp_path / "b.xlsx", ("B", "visible", [[line], rows[4], *below]))
    for reading in (on_same_sheet, on_another):
        assert bool({"file.wrong_period", "file.no_period"} & ids(reading)) == is_told
        assert len(reading.tables[0].rows) == 8


def test_long_row_of_numbers_behind_a_quarter_costs_no_time() -> None:
    """A search that tries every way to part the blanks would not end before the universe does."""
    assert periods_in(["Quý " + "1 2 " * 70 + "x"]) == set()
