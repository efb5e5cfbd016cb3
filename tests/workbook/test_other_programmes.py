"""Works of another programme in a list, on a sheet or in rows of their own: told, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.drawn import TRANG_DINH, WORKS, Rows, found, ids, read, title

COLUMNS = [*WORKS, "Kế hoạch vốn", "Giải ngân"]


def work(number: int, *more: Any) -> list[Any]:
    name = f"Đường thôn {'ABCDEFGH'[number]}"
    place = TRANG_DINH[number % 4]
    return [number + 1, name, place, "Giao thông", "Khởi công mới", 900.5, 500.5, 400.5, *more]


def listed(
    *rows: list[Any], text: str = "DANH MỤC CÔNG TRÌNH NĂM 2020", more: Sequence[str] = ()
) -> Rows:
    return [*title(text, unit="ĐVT: triệu đồng"), [*COLUMNS, *more], *rows]


def test_rows_under_the_heading_of_another_programme_are_told(tmp_path: Path) -> None:
    rows = listed(
        ["I", "CHƯƠNG TRÌNH 135"],
        work(0),
        ["II", "NGHỊ QUYẾT 30a"],
        work(1),
        work(2),
        ["III", "CHƯƠNG TRÌNH MTQG XÂY DỰNG NÔNG THÔN MỚI"],
        work(3),
    )
    reading = read(rows, tmp_path / "a.xlsx")
    told = [one for one in reading.findings if one.rule_id == "file.other_programme"]
    assert [[cell.ref for cell in one.cells] for one in told] == [["B9", "B10"], ["B12"]]


def test_headings_within_the_other_programme_do_not_end_it(tmp_path: Path) -> None:
    rows = listed(
        ["A", "CHƯƠNG TRÌNH 30a"],
        ["I", "Giao thông"],
        work(0),
        ["II", "Khởi công mới"],
        work(1),
        ["B", "CHƯƠNG TRÌNH 135"],
        work(2),
    )
    reading = read(rows, tmp_path / "a.xlsx")
    assert [cell.ref for cell in found(reading, "file.other_programme").cells] == ["B8", "B10"]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("DANH MỤC CÔNG TRÌNH THUỘC CHƯƠNG TRÌNH 30A NĂM 2020", True),
        ("CÔNG TRÌNH ĐẦU TƯ TỪ NGUỒN VỐN NÔNG THÔN MỚI NĂM 2020", True),
        ("CÔNG TRÌNH CHƯƠNG TRÌNH 135 VÀ CHƯƠNG TRÌNH 30A NĂM 2020", False),
        ("CÔNG TRÌNH CÁC XÃ ĐẠT CHUẨN NÔNG THÔN MỚI NĂM 2020", False),
        ("CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020", False),
    ],
)
def test_title_of_another_programme_is_told(text: str, is_told: bool, tmp_path: Path) -> None:
    reading = read(listed(work(0), work(1), text=text), tmp_path / "a.xlsx")
    assert ("file.other_programme" in ids(reading)) == is_told


def test_sheet_named_for_another_programme_is_told_beside_ours(tmp_path: Path) -> None:
    ours, other = listed(work(0), work(1)), listed(work(2), work(3))
    reading = read(ours, tmp_path / "a.xlsx", ("30a", "visible", other))
    told = found(reading, "file.other_programme")
    assert {cell.sheet for cell in told.cells} == {"30a"}
    reading = read(ours, tmp_path / "b.xlsx", ("Công trình 2", "visible", other))
    assert "file.other_programme" not in ids(reading)


def test_column_that_names_the_programme_of_each_row_is_heard(tmp_path: Path) -> None:
    rows = listed(
        work(0, "135"), work(1, "CT 30a"), work(2, "30a"), work(3, "135"), more=["Nguồn vốn"]
    )
    told = [
        one
        for one in read(rows, tmp_path / "a.xlsx").findings
        if one.rule_id == "file.other_programme"
    ]
    assert sorted(cell.ref for one in told for cell in one.cells) == ["B7", "B8"]
