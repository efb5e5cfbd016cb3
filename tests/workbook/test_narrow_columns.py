"""Headers whose brackets or groups narrow a column down: another column, never the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, found, ids, poverty, read, works

WHOLE = ["Kế hoạch vốn", "Giải ngân"]
AMOUNTS: list[list[Any]] = [[900.5, 500.5 + n, 400.5] for n in range(4)]


@pytest.mark.parametrize(
    "header",
    [
        "Kế hoạch vốn (NSTW)",
        "Kế hoạch vốn (ngân sách địa phương)",
        "Kế hoạch vốn (dự kiến)",
        "Kế hoạch vốn (kéo dài)",
    ],
)
def test_part_in_brackets_is_not_the_whole(header: str, tmp_path: Path) -> None:
    reading = read(works([header, "Giải ngân"], [], AMOUNTS), tmp_path / "a.xlsx")
    assert "planned_million_vnd" not in reading.tables[0].letters
    assert [cell.ref for cell in found(reading, "file.unknown_column").cells] == ["G5"]


@pytest.mark.parametrize(
    "header",
    [
        "Kế hoạch vốn (triệu đồng)",
        "Kế hoạch vốn (theo QĐ giao vốn)",
        "Kế hoạch vốn (gồm vốn kéo dài)",
        "Kế hoạch vốn (NSTW + NSĐP)",
        "Kế hoạch vốn (năm 2020)",
    ],
)
def test_brackets_that_narrow_nothing_are_left_aside(header: str, tmp_path: Path) -> None:
    reading = read(works([header, "Giải ngân"], [], AMOUNTS), tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["planned_million_vnd"]) == [row[1] for row in AMOUNTS]


def test_minorities_in_brackets_have_columns_of_their_own(tmp_path: Path) -> None:
    names = ["Tổng số hộ", "Hộ nghèo", "Hộ cận nghèo"]
    head = ["TT", "Xã", *(text for name in names for text in (name, f"{name} (DTTS)"))]
    rows = poverty(*([n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)))
    rows[0], rows[4] = ["UBND HUYỆN TRÀNG ĐỊNH"], head
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    letters = [table.letters[name] for name in table.letters if name.endswith("_count")]
    assert sorted(letters) == list("CDEFGH")
    assert table.letters["poor_minority_household_count"] == "F"


def test_groups_without_merges_are_heard_where_they_have_parts(tmp_path: Path) -> None:
    """Nothing is merged, as after pasting; “Trong đó: DTTS” is of the poor, not of all."""
    head: Rows = [
        ["TT", "Xã", "Tổng số hộ", "Hộ nghèo", *[None] * 3, "Hộ cận nghèo"],
        [None, None, None, "Tổng số", None, "Trong đó: DTTS", None, None],
        [None, None, None, "Số hộ", "Tỷ lệ (%)", "Số hộ", "Tỷ lệ (%)", None],
    ]
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows[4:] = [*head, *([n + 1, TRANG_DINH[n], 500, 50, 10, 40, 80, 60] for n in range(4))]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert table.letters["poor_minority_household_count"] == "F"
    assert "minority_household_count" not in table.letters


@pytest.mark.parametrize(
    ("units", "planned", "rule"),
    [
        (["nghìn đồng"] * 4, 0.5005, ""),
        (["km", "m2", "cái", "phòng"], 500.5, "file.no_unit"),
        (["triệu đồng", "tỷ đồng", "triệu đồng", "triệu đồng"], 0, "file.two_units"),
    ],
)
def test_column_of_units_speaks_for_the_amounts_of_its_rows(
    units: list[str], planned: float, rule: str, tmp_path: Path
) -> None:
    rows = works(["TMĐT", *WHOLE], [], [[unit, *AMOUNTS[n]] for n, unit in enumerate(units)])
    rows[2] = []
    rows[4][5] = "ĐVT"
    reading = read(rows, tmp_path / "a.xlsx")
    if planned:
        assert reading.tables[0].values["planned_million_vnd"][0] == pytest.approx(planned)
    assert ids(reading) == ({rule} if rule else set())


def test_number_of_works_is_not_their_name(tmp_path: Path) -> None:
    rows = works(WHOLE, [], [[500.5, 400.5]] * 4)
    rows[4][1], rows[4][5] = "Số công trình", "TMĐT"
    for row in rows[5:]:
        row[1] = 3
    reading = read(rows, tmp_path / "a.xlsx")
    assert "name" not in reading.tables[0].letters
