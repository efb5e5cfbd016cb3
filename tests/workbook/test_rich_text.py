"""Cells of several looks: raised digits, figures struck out, names half in an old font."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from etl.contracts import load_forms
from etl.model import Reading, Severity
from etl.workbook.foreign.formats.rich_text import Run, is_mixed, joined
from etl.workbook.read import read_workbook
from tests.lab.old_fonts import to_tcvn3
from tests.lab.sketch import reference
from tests.lab.test_old_formats import convert
from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, found, ids, poverty, read, works

SENDER = "UBND HUYỆN TRÀNG ĐỊNH"
Parts = Callable[[Any], list[Any]]  # a book's formats -> fragments of a rich text


def review(path: Path, row: int, column: int, parts: Parts) -> Reading:
    """Write a review of poor households with one cell of several looks; read it."""
    rows = poverty(sender=SENDER)
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Biểu")
    for at, line in enumerate(rows):
        page.write_row(at, 0, ["" if cell is None else cell for cell in line])
    page.write_rich_string(row, column, *parts(book))
    book.close()
    return read_workbook(path, load_forms(), reference())


def test_raised_digit_of_a_note_is_no_digit_of_the_number(tmp_path: Path) -> None:
    def parts(book: Any) -> list[Any]:
        return [book.add_format(), "50", book.add_format({"font_script": 1}), "1"]

    reading = review(tmp_path / "a.xlsx", 6, 4, parts)
    assert reading.tables[0].values["poor_household_count"][1] is None
    finding = found(reading, "cell.unreadable_number")
    assert [cell.ref for cell in finding.cells] == ["E7"]
    assert "“50¹”" in finding.message


def test_figure_struck_out_beside_the_new_one_is_not_joined_to_it(tmp_path: Path) -> None:
    def parts(book: Any) -> list[Any]:
        return [book.add_format({"font_strikeout": 1}), "120", book.add_format(), "51"]

    reading = review(tmp_path / "a.xlsx", 6, 4, parts)
    assert reading.tables[0].values["poor_household_count"][1] is None
    assert ids(reading) == {"cell.unreadable_number", "file.struck_out"}


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_raised_and_struck_figures_are_seen_in_other_formats(suffix: str, tmp_path: Path) -> None:
    def parts(book: Any) -> list[Any]:
        raised, struck = book.add_format({"font_script": 1}), book.add_format({"font_strikeout": 1})
        return [struck, "120", book.add_format(), "51", raised, "1"]

    review(tmp_path / "a.xlsx", 6, 4, parts)
    convert([tmp_path / "a.xlsx"], suffix, tmp_path)
    reading = read_workbook(tmp_path / f"a.{suffix}", load_forms(), reference())
    assert reading.tables[0].values["poor_household_count"] == [50, None, 52, 53]
    assert ids(reading) == {"cell.unreadable_number", "file.struck_out"}
    assert [cell.ref for cell in found(reading, "file.struck_out").cells] == ["E7"]


def test_name_half_in_an_old_font_is_read_part_by_part(tmp_path: Path) -> None:
    def parts(book: Any) -> list[Any]:
        old = book.add_format({"font_name": ".VnTime"})
        return [book.add_format({"font_name": "Arial"}), "Xã ", old, to_tcvn3("Quốc Khánh")]

    reading = review(tmp_path / "a.xlsx", 7, 1, parts)
    assert reading.tables[0].values["commune"][2] == "06004"
    assert reading.findings == ()


def test_bold_part_of_a_name_changes_nothing(tmp_path: Path) -> None:
    def parts(book: Any) -> list[Any]:
        return [book.add_format({"bold": 1}), "Quốc ", book.add_format(), "Khánh"]

    reading = review(tmp_path / "a.xlsx", 7, 1, parts)
    assert reading.tables[0].values["commune"][2] == "06004"
    assert reading.findings == ()


def test_part_that_no_font_explains_leaves_the_cell_unread() -> None:
    runs = (Run("Xã "), Run("§­êng ¿¿ œŸ", ".VnTime"))
    assert is_mixed(runs)
    assert joined(runs, "Arial") is None


def test_row_struck_out_is_read_and_told(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    read(rows, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for cell in book.worksheets[0][7]:
        cell.font = Font(strike=True)
    book.worksheets[0]["Z1"].font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    reading = read_workbook(tmp_path / "a.xlsx", load_forms(), reference())
    finding = found(reading, "file.struck_out")
    assert finding.severity is Severity.WARNING
    assert {cell.row for cell in finding.cells} == {7}
    assert len(reading.tables[0].rows) == 4


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["15/03/2020", dt.date(2020, 4, 3), "25/02/2020", dt.date(2020, 9, 2)], ["I7", "I9"]),
        (["15/03/2020", dt.date(2020, 4, 23), "25/02/2020", dt.date(2020, 9, 2)], []),
        (["05/03/2020", dt.date(2020, 4, 3), "25/02/2020", dt.date(2020, 9, 2)], []),
        ([dt.date(2020, 3, 5), dt.date(2020, 4, 3), dt.date(2020, 1, 7), None], []),
    ],
)
def test_days_that_excel_may_have_swapped_are_told(
    days: list[Any], told: list[str], tmp_path: Path
) -> None:
    rows: Rows = works(["Kế hoạch vốn", "Giải ngân", "Khởi công"], [], [[900, 800, 700]] * 4)
    for row, day in zip(rows[5:], days, strict=True):
        row.append(day)
    reading = read(rows, tmp_path / "a.xlsx")
    cells = [cell.ref for one in reading.findings for cell in one.cells]
    assert cells == told
    assert ids(reading) <= {"cell.dates_swapped"}
    assert all(reading.tables[0].values["started_on"][:3])
