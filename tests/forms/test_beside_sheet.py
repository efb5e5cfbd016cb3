"""The sheet of a blank that says which numbers stand in other forms, too."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.reference import Reference
from etl.workbook.own_words import BESIDE_SHEET
from etl.workbook.read import read_workbook


def rows_of(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[BESIDE_SHEET].iter_rows(min_row=6, values_only=True))


def test_a_number_that_another_agency_sends_is_told_with_its_sender(tmp_path: Path) -> None:
    (path,) = write_blank_workbooks("2020", tmp_path, "so-cong-thuong")
    first, second, *_ = rows_of(path)
    form, other = load_forms()["grid_households"], load_forms()["poverty"]
    household = other.column("household_count").whole_header
    assert first[0] == f"{form.number}, cột 1 “{form.column('household_count').whole_header}”"
    assert first[1:3] == (
        f"{other.number}, cột 1 “{household}”",
        "Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn",
    )
    assert "Cùng một số: hai biểu phải thống nhất" in {first[3], second[3]}
    assert "Gần bằng số ở biểu kia, lệch quá mức cho phép thì hỏi" in {first[3], second[3]}


def test_parts_of_a_form_are_of_the_agency_itself(tmp_path: Path) -> None:
    (path,) = write_blank_workbooks("2024-ML", tmp_path, "ubnd-trang-dinh")
    assert {row[2] for row in rows_of(path)} == {"Cơ quan mình, trong tệp này"}


@pytest.mark.parametrize("key", ["2026-Q1", "2019-Q2"])
def test_what_nobody_owes_for_the_period_is_not_told(tmp_path: Path, key: str) -> None:
    (path,) = write_blank_workbooks(key, tmp_path, "so-y-te" if key[:4] == "2026" else "so-ldtbxh")
    assert BESIDE_SHEET not in openpyxl.load_workbook(path).sheetnames


def test_the_sheet_is_not_read_back(tmp_path: Path) -> None:
    (path,) = write_blank_workbooks("2020", tmp_path, "so-cong-thuong")
    reading = read_workbook(path, load_forms(), Reference.load())
    assert BESIDE_SHEET in openpyxl.load_workbook(path).sheetnames
    found = {(table.form_id, table.sheet) for table in reading.tables}
    assert ("grid_households", load_forms()["grid_households"].sheet) in found
    assert found <= {(form.id, form.sheet) for form in load_forms().values()}
    assert {finding.rule_id for finding in reading.findings} <= {"file.as_issued"}
