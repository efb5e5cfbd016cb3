"""A row whose place is empty is a row, and asked for its place, whatever stands above it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.model import Reading
from etl.reference import Reference
from etl.workbook.read import read_workbook

FORM = "rural_road_works"
KM = 5.0


def read(
    path: Path, *rows: tuple[str | int | None, str | None, str | None, *tuple[float, ...]]
) -> Reading:
    """Read a sheet of ours without its look: number, place, kind of road, and what numbers say."""
    form = load_forms()[FORM]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["SỞ GIAO THÔNG VẬN TẢI"], [form.title.upper()], ["Năm 2020"], []):
        sheet.append(line)
    sheet.append(["TT", *(column.header for column in form.columns)])
    count = sum(1 for column in form.columns if column.measure)
    for number, place, kind, *km in rows:
        sheet.append([number, place, kind, *(km or [KM]) * count])
    book.save(path)
    return read_workbook(path, load_forms(), Reference.load())


@pytest.mark.parametrize("place", ["Huyện Lộc Bình", "Huyện Không Có"])
def test_row_without_its_place_is_a_row_whatever_stands_above(place: str, tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.xlsx",
        (1, "Huyện Tràng Định", "Đường huyện"),
        (2, place, "Đường huyện"),
        (3, None, "Đường xã"),
        (4, "Huyện Bình Gia", "Đường xã"),
    )
    (table,) = found.tables
    assert tuple(table.rows) == (6, 7, 8, 9)
    assert not table.totals
    kinds = table.values["road_kind"]
    assert tuple(kinds) == ("district_road", "district_road", "commune_road", "commune_road")
    assert table.values["district"][2] is None  # asked for, as in any row
    unknown = [one for one in found.findings if one.rule_id == "cell.unknown_district"]
    assert bool(unknown) is (place == "Huyện Không Có")


def test_sum_of_a_kind_that_is_numbered_as_one_is_no_row(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.xlsx",
        ("I", None, "Đường huyện"),
        (1, "Huyện Tràng Định", "Đường huyện"),
        ("II", None, "Đường xã"),
        (1, "Huyện Bình Gia", "Đường xã"),
    )
    (table,) = found.tables
    assert tuple(table.rows) == (7, 9)


@pytest.mark.parametrize(
    "numbers", [(None, 1, 2, None, 1), (1, "1.1", "1.2", 2, "2.1"), (1, "-", "-", 2, "-")]
)
def test_sum_above_its_parts_is_no_row_however_it_is_numbered(
    numbers: tuple[int | str | None, ...], tmp_path: Path
) -> None:
    of = ("Đường huyện", None, None, "Đường xã", None)
    where = (None, "Huyện Tràng Định", "Huyện Bình Gia", None, "Huyện Lộc Bình")
    km = (12.0, 5.0, 7.0, 3.0, 3.0)
    found = read(tmp_path / "a.xlsx", *zip(numbers, where, of, km, strict=True))
    (table,) = found.tables
    assert tuple(table.rows) == (7, 8, 10)
    assert tuple(table.values["road_kind"]) == ("district_road", "district_road", "commune_road")
    assert None not in table.values["district"]
