"""Choices by the names that offices give them, in cells, headings and titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, found, ids, poverty, read, works

AMOUNTS = [[900.5, 500.5, 400.5] for _ in range(4)]


def kinds(names: list[str]) -> Rows:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], AMOUNTS)
    for row, name in zip(rows[5:], names, strict=True):
        row[4] = name
    return rows


def test_other_names_of_a_choice_are_that_choice(tmp_path: Path) -> None:
    rows = kinds(["KCM", "chuyển tiếp", "TRẢ NỢ", "Duy tu bảo dưỡng"])
    reading = read(rows, tmp_path / "a.xlsx")
    wanted = ["new", "carried_over", "carried_over", "maintained"]
    assert list(reading.tables[0].values["kind"]) == wanted
    assert not ids(reading)


@pytest.mark.parametrize("name", ["Chuyển tiêp", "Mới", "Chuyển tiếp, khởi công mới"])
def test_name_that_no_contract_knows_is_told(name: str, tmp_path: Path) -> None:
    reading = read(kinds([name, *["Khởi công mới"] * 3]), tmp_path / "a.xlsx")
    assert [cell.ref for cell in found(reading, "cell.unknown_choice").cells] == ["E6"]
    assert reading.tables[0].values["kind"][0] is None


def test_heading_by_another_name_is_heard(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], AMOUNTS)
    for row in rows[4:]:
        del row[4]
    rows[5:] = [["A", "KHỞI CÔNG MỚI"], *rows[5:7], ["B", "CÔNG TRÌNH TRẢ NỢ"], *rows[7:]]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["kind"]) == ["new", "new", "carried_over", "carried_over"]


def test_work_that_is_called_like_a_sector_is_no_heading(tmp_path: Path) -> None:
    """Under the row of its commune such a work has nothing but its name and its numbers."""
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], AMOUNTS)
    for row in rows[4:]:
        del row[2:5]
    rows[1] = ["DANH MỤC CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020"]
    rows[5:] = [["I", "XÃ ĐOÀN KẾT"], *rows[5:7], ["II", "XÃ QUỐC KHÁNH"], *rows[7:]]
    rows[6][1] = "Nhà văn hóa thôn"
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["name"])[:2] == ["Nhà văn hóa thôn", "Đường thôn B"]


@pytest.mark.parametrize(
    ("line", "standard"),
    [
        ("(Theo Quyết định số 59/2015/QĐ-TTg ngày 19/11/2015)", "qd59_2015"),
        ("(Chuẩn nghèo tiếp cận đa chiều giai đoạn 2016-2020)", "qd59_2015"),
        ("(Chương trình giảm nghèo giai đoạn 2016-2020)", None),
        ("(So sánh 59/2015/QĐ-TTg với 07/2021/NĐ-CP)", None),
    ],
)
def test_poverty_standard_of_the_title_holds_for_all_rows(
    line: str, standard: str | None, tmp_path: Path
) -> None:
    rows = poverty(*([n + 1, f"Xã {TRANG_DINH[n]}", *COUNTS[n]] for n in range(4)))
    rows[2] = [line]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["standard"]) == [standard] * 4
    assert ("standard" in table.letters) == (standard is not None)
