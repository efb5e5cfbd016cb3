"""Long lists beside the forms: signs and words of headers in their rows are no headers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from etl.contracts import load_forms
from etl.workbook.foreign.layouts import windows
from etl.workbook.foreign.layouts.headers import header_index
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


def test_sheets_of_nothing_but_words_of_headers_are_compared_with_few_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: Counter[str] = Counter()
    look = windows.fit

    def counted(window: Any, keys: Any, least: float) -> Any:
        tried["windows"] += 1
        tried["columns"] += sum(keys.form.id in near for near in window.offers)
        return look(window, keys, least)

    monkeypatch.setattr(windows, "fit", counted)
    rows, _ = with_list(["Nữ"])
    words = sorted(word for word in header_index(load_forms()).words if word.isalpha())
    rng = Random(1)
    more: list[Rows] = [
        [[" ".join(rng.choices(words, k=rng.randint(1, 3))) for _ in range(12)] for _ in range(20)]
        for _ in range(4)
    ]
    sheets = [(f"Trang {at}", "visible", one) for at, one in enumerate(more)]
    reading = read(rows, tmp_path / "a.xlsx", *sheets)
    assert [table.form_id for table in reading.tables] == ["poverty"]
    windows_of_all = 4 * 20 * windows.MAX_HEADER_ROWS * len(load_forms())
    assert tried["windows"] < windows_of_all * 0.7
    assert tried["columns"] < tried["windows"] * 12 / 2
