"""Long lists beside the forms: signs and words of headers in their rows are no headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.workbook.tables import windows
from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, poverty, read


def with_list(*cells: list[Any]) -> tuple[Rows, Rows]:
    """Give a review of poor households, and a list of persons that repeats some cells."""
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    people: Rows = [["TT", "Họ và tên", "Giới tính", "Dân tộc", "Hộ", "Xã"]]
    people += [[n + 1, f"Người {n}", *cells[n % len(cells)]] for n in range(2_500)]
    return rows, people


@pytest.mark.parametrize(
    "cells",
    [
        [["-", "-", None, "Đoàn Kết"], ["Nam", "Tày", "Hộ khác", "Đoàn Kết"]],
        [["…", "*", "- -", "(-)"], [1, 2, 3, 4]],
        [["Nữ", "Kinh", "Hộ nghèo", "Xã"], ["Nam", "Tày", 1, 2]],
        [["Nữ", "Số hộ", "Hộ nghèo", "Hộ DTTS"], ["Ông", "Bà", "Cô", "Bác"]],
    ],
)
def test_rows_of_a_list_are_no_headers(
    cells: list[list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0
    look = windows.fit

    def counted(*given: Any) -> Any:
        nonlocal tried
        tried += 1
        return look(*given)

    monkeypatch.setattr(windows, "fit", counted)
    rows, people = with_list(*cells)
    reading = read(rows, tmp_path / "a.xlsx", ("Danh sách", "visible", people))
    assert reading.findings == ()
    assert [table.form_id for table in reading.tables] == ["poverty"]
    assert tried < 2_500
