"""The box "Không phát sinh": where the blank has it, and what is read of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from workbook_samples import Convert, write_sample

from etl.contracts import load_forms
from etl.model import Finding, Period, Reading, Severity
from etl.reference import Reference
from etl.workbook.own_words import MARKED, OPEN, says_nil
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template

SENDER, YEAR = "ubnd-trang-dinh", Period.parse("2020")
OWED = ("works", "support_projects", "population", "assessment")
HEADS = ("STT", "Tên tập thể, cá nhân", "Hình thức khen thưởng", "Số quyết định", "Ngày quyết định")


def read(path: Path) -> Reading:
    return read_workbook(path, load_forms(), Reference.load())


def nil(reading: Reading) -> dict[str, tuple[int, bool]]:
    return {table.form_id: (len(table.rows), table.is_nil) for table in reading.tables}


def told(reading: Reading) -> list[Finding]:
    return [one for one in reading.findings if one.rule_id == "cell.nil_with_rows"]


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    """Give the workbook of a district that had nothing to report in any form."""
    reference = Reference.load()
    path = tmp_path / "nil.xlsx"
    forms = [load_forms()[form_id] for form_id in OWED]
    agency = reference.agency(SENDER, YEAR.ends_on)
    prefill: dict[str, list[dict[str, str]]] = {form_id: [] for form_id in OWED}
    write_template(path, agency, YEAR, forms, reference, prefill=prefill)
    return path


def test_every_blank_sheet_has_the_open_box(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_sample(tmp_path / "a.xlsx", SENDER, "2020", filled=False))
    for form_id in OWED:
        sheet, cell = next(iter(book.defined_names[f"BDT_NIL_{form_id}"].destinations))
        box = book[sheet][cell]
        assert box.value == OPEN
        assert not box.protection.locked
        lists = book[sheet].data_validations.dataValidation
        assert any(MARKED in str(one.formula1) for one in lists)


def test_an_untouched_blank_declares_nothing(tmp_path: Path) -> None:
    reading = read(write_sample(tmp_path / "a.xlsx", SENDER, "2020", filled=False))
    assert nil(reading) == dict.fromkeys(OWED, (0, False))
    assert [one for one in reading.findings if one.severity is not Severity.INFO] == []


def test_a_declared_workbook_says_so_form_by_form(declared: Path) -> None:
    assert nil(read(declared)) == dict.fromkeys(OWED, (0, True))


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_it_is_read_in_other_formats(declared: Path, convert: Convert, suffix: str) -> None:
    assert nil(read(convert(declared, suffix))) == dict.fromkeys(OWED, (0, True))


def test_rows_under_a_marked_box_contradict_it_at_its_cell(tmp_path: Path) -> None:
    path = write_sample(tmp_path / "a.xlsx", SENDER, "2020")
    assert told(read(path)) == []
    book = openpyxl.load_workbook(path)
    sheet, cell = next(iter(book.defined_names["BDT_NIL_works"].destinations))
    book[sheet][cell] = MARKED
    book.save(path)
    (one,) = told(read(path))
    assert one.severity is Severity.CRITICAL
    assert [f"${c.letter}${c.row}" for c in one.cells] == [cell]
    assert one.form_id == "works"


def foreign(path: Path, *lines: Sequence[str]) -> Reading:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    title = ["KẾT QUẢ KHEN THƯỞNG QUÝ I NĂM 2020"]
    for row in (["BAN DÂN TỘC TỈNH LẠNG SƠN"], title, [], HEADS, *lines):
        sheet.append(list(row))
    book.save(path)
    return read(path)


@pytest.mark.parametrize(
    "line",
    [
        ["", "Không phát sinh"],
        ["Trong quý đơn vị không phát sinh nội dung nào."],
        ["(Không phát sinh trong kỳ)"],
    ],
)
def test_the_sentence_in_place_of_a_table_is_read_in_foreign_layouts(
    tmp_path: Path, line: Sequence[str]
) -> None:
    assert nil(foreign(tmp_path / "a.xlsx", line)) == {"commendations": (0, True)}


@pytest.mark.parametrize(
    "line", [[""], ["Ghi dấu - nếu không phát sinh"], ["[ ] Không phát sinh trong kỳ"]]
)
def test_other_words_declare_nothing(tmp_path: Path, line: Sequence[str]) -> None:
    assert nil(foreign(tmp_path / "a.xlsx", line)) == {"commendations": (0, False)}


def test_a_remark_between_rows_contradicts_nothing(tmp_path: Path) -> None:
    row = ["1", "Phòng Một", "Hình thức khác", "12/QĐ", "12/01/2020"]
    reading = foreign(tmp_path / "a.xlsx", row, ["", "Không phát sinh"])
    assert nil(reading) == {"commendations": (1, False)}
    assert told(reading) == []


def test_a_sentence_about_something_else_is_none() -> None:
    assert not says_nil("Không phát sinh vi phạm, các hộ đã nhận đủ kinh phí hỗ trợ")
    assert not says_nil("Nếu không phát sinh thì ghi dấu -")
