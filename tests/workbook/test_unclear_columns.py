"""Headers that contradict the codes of the blank form: told, and nothing is made of the figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.model import Severity
from etl.validate import judge
from tests.lab.ink import write
from tests.lab.odd_tables import issued
from tests.lab.sketch import Sketch, reference, sketch
from tests.lab.test_old_formats import read
from tests.workbook.drawn import found, ids, works
from tests.workbook.drawn import read as read_rows

PLAN, PAID = "planned_million_vnd", "disbursed_million_vnd"


def works_over_codes(**headers: str) -> Sketch:
    """Sketch works over the codes of the blank form, some headers printed otherwise."""
    drawn = sketch("works", 1)
    issued(drawn)
    drawn.headers = headers
    return drawn


def test_columns_that_moved_with_their_figures_are_read_by_their_headers(tmp_path: Path) -> None:
    drawn = works_over_codes(**{PLAN: "Giải ngân trong kỳ", PAID: "Kế hoạch vốn giao trong kỳ"})
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    (table,) = reading.tables
    assert list(table.values[PLAN]) == [line.cells[PAID] for line in drawn.records]
    assert {one.column: one.severity for one in reading.findings} == {
        PLAN: Severity.CRITICAL,
        PAID: Severity.CRITICAL,
    }
    assert all("đọc theo tiêu đề" in one.message for one in reading.findings)


def test_figures_under_an_unclear_header_are_not_judged(tmp_path: Path) -> None:
    drawn = works_over_codes(**{PAID: "Tỷ lệ giải ngân"})
    for line in drawn.records:
        line.cells[PAID] = 1e5  # beyond every plan
    (judgement,) = judge([read(write(drawn, tmp_path / "a.xlsx"))], load_forms(), reference())
    told = {one.rule_id for one in judgement.findings if one.column == PAID}
    assert told == {"file.column_unclear"}


@pytest.mark.parametrize(
    ("header", "rule", "severity"),
    [
        ("Giải ngân năm 2019", "file.column_of_other_period", Severity.CRITICAL),
        ("Giải ngân quý II năm 2020", "file.column_of_other_period", Severity.WARNING),
        ("Giải ngân cộng dồn", "file.column_of_other_period", Severity.WARNING),
        ("Giải ngân từ khởi công", "file.column_of_other_period", Severity.WARNING),
        ("Giải ngân vốn trung hạn", "file.column_unclear", Severity.WARNING),
    ],
)
def test_header_of_another_span_or_with_strange_words_is_told(
    header: str, rule: str, severity: Severity, tmp_path: Path
) -> None:
    reading = read(write(works_over_codes(**{PAID: header}), tmp_path / "a.xlsx"))
    assert (found(reading, rule).severity, len(reading.findings)) == (severity, 1)


@pytest.mark.parametrize("header", ["Giải ngân lũy kế từ đầu năm", "Giải ngân trong năm 2020"])
def test_sum_since_january_is_what_a_year_reports(header: str, tmp_path: Path) -> None:
    reading = read(write(works_over_codes(**{PAID: header}), tmp_path / "a.xlsx"))
    assert reading.findings == ()


def test_group_of_other_columns_is_told(tmp_path: Path) -> None:
    drawn = sketch("poverty", 1)
    issued(drawn)
    poor = drawn.column("poor_household_count").group
    drawn.groups = {
        column.name: "Hộ thoát nghèo (hộ)" for column in drawn.form.columns if column.group == poor
    }
    columns = [one.column for one in read(write(drawn, tmp_path / "a.xlsx")).findings]
    assert columns == ["poor_household_count", "poor_minority_household_count"]


@pytest.mark.parametrize("printed", ["(triệu đồng)", "(nghìn đồng)"])
def test_units_between_headers_and_codes_are_no_headers(printed: str, tmp_path: Path) -> None:
    path = write(works_over_codes(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    at = next(row[0].row for row in page.iter_rows() if row[0].value == "A")
    for cell in page[at]:
        below = page.cell(at + 1, cell.column)  # the codes move down into the first record's row
        below.value, cell.value = cell.value, printed if cell.column in (6, 7, 8) else None
    name = book.defined_names["BDT_FORM_works"]
    name.attr_text = name.attr_text.replace(f"${at}", f"${at + 1}")
    book.save(path)
    assert ids(read(path)) == (set() if "triệu" in printed else {"file.two_units"})


def test_sum_in_a_quarter_without_codes_must_be_mended(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Lũy kế giải ngân"], [], [[900, 800, 700]] * 4)
    rows[1] = ["CÔNG TRÌNH CHƯƠNG TRÌNH 135 QUÝ III NĂM 2020"]
    reading = read_rows(rows, tmp_path / "a.xlsx")
    assert ids(reading) == {"file.column_of_other_period"}
    assert found(reading, "file.column_of_other_period").severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("form", "column", "header"),
    [
        ("works", "total_investment_million_vnd", "Tổng dự toán được duyệt"),
        ("works", "total_investment_million_vnd", "Tổng mức đầu tư được cấp có thẩm quyền duyệt"),
        ("works", PLAN, "Kế hoạch vốn cấp"),
        ("works", PAID, "Khối lượng giải ngân"),
        ("works", PAID, "Giải ngân nguồn CT135"),
        ("works", PAID, "Giải ngân qua KBNN"),
        ("works", "started_on", "Ngày bắt đầu"),
        ("works", "completed_on", "Ngày hoàn thành, đưa vào sử dụng"),
        ("support_projects", "household_count", "Số hộ thụ hưởng"),
        ("support_projects", PLAN, "Kinh phí được cấp"),
        ("poverty", "poor_household_count", "Cộng"),
        ("poverty", "poor_household_count", "Hộ nghèo chung"),
        ("commendations", "decision_number", "Số, ký hiệu"),
    ],
)
def test_other_words_for_the_same_are_not_told(
    form: str, column: str, header: str, tmp_path: Path
) -> None:
    drawn = sketch(form, 1)
    issued(drawn)
    drawn.headers = {column: header}
    assert ids(read(write(drawn, tmp_path / "a.xlsx"))) == set()


@pytest.mark.parametrize(
    ("column", "header"),
    [
        (PAID, "Giá trị khối lượng thực hiện trong kỳ"),
        ("total_investment_million_vnd", "Dự toán giao"),
        ("total_investment_million_vnd", "Số dư dự toán"),
    ],
)
def test_part_of_a_synonym_makes_no_other_thing_of_the_column(
    column: str, header: str, tmp_path: Path
) -> None:
    drawn = works_over_codes(**{column: header})
    assert ids(read(write(drawn, tmp_path / "a.xlsx"))) == {"file.column_unclear"}


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("Thời gian khởi công - hoàn thành", set()),
        ("Kinh phí đầu tư (triệu đồng)", set()),
        ("Vốn xổ số (triệu đồng)", {"Vốn xổ số (triệu đồng)"}),
    ],
)
def test_strange_words_are_quoted_from_where_they_stand(
    group: str, told: set[str], tmp_path: Path
) -> None:
    drawn = works_over_codes()
    over = drawn.column("started_on" if group.startswith("Thời") else PAID).group
    drawn.groups = {c.name: group for c in drawn.form.columns if c.group == over}
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert {one.value for one in reading.findings} == told


@pytest.mark.parametrize("column", [PLAN, PAID])
def test_column_whose_code_is_its_neighbours_is_read_by_its_header(
    column: str, tmp_path: Path
) -> None:
    drawn = works_over_codes()
    at = drawn.order.index(column)
    other = drawn.order[at - 1 if column == PAID else at + 1]
    code = drawn.column(other).code
    drawn.also.append(lambda _, page: page.write(drawn.lines[0].at - 1, at, code))
    (table,) = read(write(drawn, tmp_path / "a.xlsx")).tables
    for name in (column, other):
        assert list(table.values[name]) == [line.cells[name] for line in drawn.records]


@pytest.mark.parametrize("form", ["works", "support_projects"])
def test_amount_of_a_year_in_a_quarter_is_told_at_its_header(form: str, tmp_path: Path) -> None:
    drawn = sketch(form, 1)
    header = issued(drawn)
    drawn.title[-1] = "Kỳ báo cáo: Quý III năm 2020"
    drawn.headers = {PAID: "Giải ngân năm 2020"}
    told = found(read(write(drawn, tmp_path / "a.xlsx")), "file.column_of_other_period")
    assert [(cell.sheet, cell.ref) for cell in told.cells] == [drawn.place(header, PAID)]
