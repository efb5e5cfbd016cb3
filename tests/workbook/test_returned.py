"""A returned workbook comes back: the same tables are read, and the officer's reasons with them."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from etl.contracts import load_forms
from etl.give_back import give_back
from etl.workbook.own_words import REASON_HEADER, TO_FIX_SHEET, finding_key
from etl.workbook.read import read_workbook
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch


def test_reasons_written_in_the_list_are_taken_in(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    line = drawn.records[3]
    for name in ("total_investment_million_vnd", "planned_million_vnd", "disbursed_million_vnd"):
        line.cells[name] = float(line.cells[name]) * 1000
    sent = write(drawn, tmp_path / "sent.xlsx")
    first = read_workbook(sent, load_forms(), reference())
    assert {finding.rule_id for finding in first.findings} == {"cell.factor_1000"}

    returned = tmp_path / "returned.xlsx"
    give_back(sent, first.findings, returned)
    again = read_workbook(returned, load_forms(), reference())
    assert again.tables == first.tables
    assert again.findings == first.findings

    _explain_everything(returned, "Đã đối chiếu với kho bạc.")
    answered = read_workbook(returned, load_forms(), reference())
    assert answered.cover is not None
    assert answered.cover.explanations == {
        finding_key(finding): "Đã đối chiếu với kho bạc." for finding in first.findings
    }
    for nothing in (".", 0, True, "Không có."):
        _explain_everything(returned, nothing)
        answered = read_workbook(returned, load_forms(), reference())
        assert answered.cover is not None
        assert answered.cover.explanations == {}


def _explain_everything(path: Path, reason: object) -> None:
    """Write a reason beside every line of the list, as an officer does."""
    book = openpyxl.load_workbook(path)
    page = book[TO_FIX_SHEET]
    (head,) = [cell for row in page.iter_rows() for cell in row if cell.value == REASON_HEADER]
    key_column = next(cell.column for cell in page[head.row] if cell.value == "BDT_KEY")
    for row in range(head.row + 1, page.max_row + 1):
        if page.cell(row, key_column).value:
            page.cell(row, head.column, reason)
    book.save(path)
