"""Whole workbooks: the blank workbook filled in, returned and explained, and odd ones by hand."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contracts import load_forms
from etl.model import Mark, Period, Reading, Severity
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template
from tests.lab.ink import write
from tests.lab.sketch import AGENCY_ID, PERIOD, reference, sketch

ROW = {
    "district": "180",
    "commune": "05995",
    "name": "Đường thôn A",
    "sector": "transport",
    "kind": "new",
    "total_investment_million_vnd": 1200.5,
    "planned_million_vnd": 500,
    "disbursed_million_vnd": 400.25,
    "started_on": dt.date(2020, 3, 15),
}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Write a blank workbook of all forms with one work in it."""
    path = tmp_path / "nộp.xlsx"
    agency = reference().agency(AGENCY_ID, PERIOD.ends_on)
    forms = list(load_forms().values())
    write_template(
        path, agency, PERIOD, forms, reference(), prefill={"works": [ROW]}, data_note="thử"
    )
    return path


def read(path: Path) -> Reading:
    return read_workbook(path, load_forms(), reference())


def test_the_blank_workbook_is_read_back_as_it_was_filled_in(filled: Path) -> None:
    reading = read(filled)
    assert reading.findings == ()
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == (AGENCY_ID, "2020")
    assert reading.cover.data_note == "thử"
    assert [table.form_id for table in reading.tables] == list(load_forms())
    works = reading.tables[0]
    assert {name: values[0] for name, values in works.values.items()} == {
        **ROW,
        "planned_million_vnd": 500.0,
        "completed_on": None,
        "reason": None,
    }
    assert works.totals[0].values["planned_million_vnd"] == 500
    assert works.cell(works.row(0), "planned_million_vnd").ref == f"G{works.rows[0]}"


def test_a_workbook_with_the_older_sheet_names_is_read_the_same(filled: Path) -> None:
    before = read(filled)
    book = openpyxl.load_workbook(filled)
    older = {"01-Công trình": "01-Cong trinh", "03-Hộ nghèo": "03-Ho ngheo"}
    for name, old in older.items():
        book[name].title = old
    for defined in book.defined_names.values():
        for name, old in older.items():
            defined.attr_text = defined.attr_text.replace(name, old)
    book.save(filled)
    after = read(filled)
    assert after.findings == ()
    assert after.cover == before.cover
    assert [table.values for table in after.tables] == [table.values for table in before.tables]
    assert after.tables[0].sheet == "01-Cong trinh"


def test_a_sheet_copied_out_of_the_workbook_is_found_by_its_headers(filled: Path) -> None:
    book = openpyxl.load_workbook(filled)
    for name in list(book.defined_names):
        del book.defined_names[name]
    for name in book.sheetnames:
        if name != "01-Công trình":
            del book[name]
    book.save(filled)
    reading = read(filled)
    assert reading.cover is not None
    assert reading.tables[0].values["name"] == ["Đường thôn A"]
    assert "theo tiêu đề cột" in " ".join(reading.recognised)


def test_a_column_inserted_into_the_blank_workbook_moves_the_others(filled: Path) -> None:
    before = read(filled).tables[0]
    book = openpyxl.load_workbook(filled)
    page = book["01-Công trình"]
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    page.insert_cols(4)
    book.save(filled)
    after = read(filled).tables[0]
    assert after.values == before.values
    assert after.letters["planned_million_vnd"] == "H"


def test_marks_stay_apart(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    for line, text in zip(drawn.records, ["-", "x", "", 0.0], strict=False):
        line.cells["disbursed_million_vnd"] = text
    table = read(write(drawn, tmp_path / "a.xlsx")).tables[0]
    values = table.values["disbursed_million_vnd"][:4]
    marks = [table.marks.get((place, "disbursed_million_vnd")) for place in range(4)]
    assert values == [0.0, None, None, 0.0]
    assert marks == [Mark.NIL, Mark.NOT_APPLICABLE, None, None]
    assert table.raw["disbursed_million_vnd"][0] == "-"


def test_what_is_wrong_with_the_file_comes_first(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    drawn.title = ["Kỳ báo cáo: Năm 2020"]
    drawn.records[0].cells["planned_million_vnd"] = "nhiều"
    findings = read(write(drawn, tmp_path / "a.xlsx")).findings
    assert [finding.rule_id for finding in findings] == [
        "file.no_agency",
        "cell.unreadable_number",
    ]
    assert findings[0].severity is Severity.CRITICAL


def test_the_rows_of_a_finding_are_named_and_keyed(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    drawn.records[3].cells["planned_million_vnd"] = "nhiều"
    (finding,) = read(write(drawn, tmp_path / "a.xlsx")).findings
    name = drawn.records[3].cells["name"]
    assert finding.row_label == f"{name}, {drawn.records[3].cells['commune'].replace('Xã', 'xã')}"
    assert ", xã " in finding.row_label
    assert finding.row_key.startswith("180|")
    assert finding.row_key.endswith(f"|{name}")
    assert finding.value == "nhiều"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("BÁO CÁO QUÝ I NĂM 2020", "2020-Q1"),
        ("Quý IV/2020", "2020-Q4"),
        ("Kỳ báo cáo: 6 tháng đầu năm 2020", "2020-H1"),
        ("9 tháng năm 2020", "2020-M9"),
        ("Từ ngày 15/12/2019 đến 14/12/2020 (năm 2020)", "2020"),
    ],
)
def test_periods_are_read_from_titles(title: str, key: str, tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    drawn.title[-1] = title
    drawn.title.append("(Kèm theo Công văn số 12/UBND ngày 08 tháng 01 năm 2021)")
    cover = read(write(drawn, tmp_path / "a.xlsx")).cover
    assert cover is not None
    assert cover.period_key == key


def test_the_oldest_communes_are_those_of_2020(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    drawn.title[-1] = "Năm 2019"
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert reading.findings == ()
    assert Period.parse("2019").ends_on < reference().places_on(Period.parse("2019"))


CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.booleans(),
    st.sampled_from(["Tổng số", "I", "-", "x", "…", "=1+", "Xã Đại Đồng", "1.234", "Ghi chú:"]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(CELLS, min_size=11, max_size=11), max_size=8))
def test_no_cell_makes_the_reader_raise_or_lose_a_record(
    rows: list[list[Any]], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["UBND HUYỆN TRÀNG ĐỊNH", "Năm 2020", "ĐVT: triệu đồng"])
    page.append([column.header for column in load_forms()["works"].columns])
    for row in rows:
        page.append([_writable(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    reading = read(path)
    assert len(reading.tables) == 1
    table = reading.tables[0]
    assert all(len(values) == len(table.rows) for values in table.values.values())
    assert all(isinstance(v, float | None) for v in table.values["planned_million_vnd"])


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isprintable())
    return value if not isinstance(value, dt.date) or value.year >= 1900 else None
