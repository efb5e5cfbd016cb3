"""What stands on somebody's decision says so where it is printed, in all three editions."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import docx
import openpyxl
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn
from lxml import html as lxml_html
from returns_by_hand import corrected, explain
from small_year import (
    FIRST_ROW,
    LABOUR,
    TRANG_DINH,
    WORKS_2020,
    correct,
    people,
    poverty,
    send,
    send_small_year,
    work,
)

from etl import warehouse
from etl.contracts import load_forms
from etl.model import Cell, Finding, Rung, Severity
from etl.registry import decisions
from etl.report import Built, compose, render
from etl.report.content import Paragraph

EXPLAINED = "Được bổ sung vốn theo Quyết định số 45/QĐ-UBND"
CORRECTED = "Kho bạc xác nhận số giải ngân khác"
WAIVED = "Xã mới thành lập, chưa rà soát xong"
NOTES = {
    "explained": f"Ủy ban nhân dân huyện Tràng Định, ô H12: cơ quan gửi giải trình “{EXPLAINED}”, "
    "đã được chấp nhận.",
    "corrected": "Ủy ban nhân dân huyện Bình Gia, ô H12: được đính chính từ 150,5 thành 170,5, "
    f"lý do “{CORRECTED}”.",
    "waived": "Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn, ô G11: được chấp nhận ngoại lệ "
    f"(Trưởng Ban Dân tộc, Công văn số 15/BDT), lý do “{WAIVED}”.",
}


def finding(form_id: str, rule: str, column: str, row: int, severity: Severity) -> Finding:
    """Make a finding about one cell."""
    form = load_forms()[form_id]
    letter = chr(ord("A") + [c.name for c in form.columns].index(column))
    return Finding(
        rule_id=f"{form_id}.{rule}",
        severity=severity,
        rung=Rung.ROW,
        message="Đề nghị xem lại.",
        form_id=form_id,
        cells=(Cell(form.sheet, letter, row),),
        column=column,
        row_key=f"dòng {row}",
    )


_built: dict[str, Built] = {}


@pytest.fixture
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the small year with one explained, one corrected and one waived cell, drafted once."""
    if not _built:
        request.getfixturevalue("home")
        with warehouse.transaction("owner") as conn:  # loader and steward in one
            send_small_year(conn)
            _explained(conn)
            correct(conn, CORRECTED)
            _waived(conn)
        with warehouse.transaction("report") as conn:
            _built["2020"] = render(conn, compose(conn, "2020"), tmp_path_factory.mktemp("decided"))
    return _built["2020"]


def _explained(conn: sa.Connection) -> None:
    column = "disbursed_million_vnd"
    warned = finding("works", "disbursed_above_planned", column, FIRST_ROW + 1, Severity.WARNING)

    def decide(return_id: int) -> None:
        ident = explain(conn, return_id, warned, reason=EXPLAINED, actor=TRANG_DINH)
        decisions.accept_confirmation(conn, ident, actor="can-bo-1")

    rows = [*WORKS_2020[TRANG_DINH][:2], work("180", "Trường Pò Có", "carried_over", 3e3, 3e3)]
    send(conn, TRANG_DINH, "2020", "works", rows, findings=[warned], decide=decide)


def _waived(conn: sa.Connection) -> None:
    column = "poor_minority_household_count"
    stopped = finding("poverty", "parts_within_whole", column, FIRST_ROW, Severity.CRITICAL)

    def decide(return_id: int) -> None:
        waiver = decisions.waive(
            conn,
            stopped.rule_id,
            agency_id=LABOUR,
            period_key="2020",
            authority="Trưởng Ban Dân tộc, Công văn số 15/BDT",
            reason=WAIVED,
            valid_until=dt.date(2999, 1, 1),
            actor="can-bo-1",
        )
        # it ends, and what was accepted by it stays accepted
        decisions.revoke_waiver(conn, waiver, actor="can-bo-2", reason="Đã rà soát xong")

    rows = [dict(row, near_poor_household_count=61) for row in poverty(789)]
    send(conn, LABOUR, "2020", "poverty", rows, findings=[stopped], decide=decide)


def test_word_raises_a_mark_at_the_figure_and_tells_the_reason_below(built: Built) -> None:
    document = docx.Document(str(built.files["docx"]))
    works = _word_table(document, "Huyện Tràng Định", columns=7)
    assert _word_cell(works, "Huyện Tràng Định", 6) == ("6.200,5", "(1)")
    assert _word_cell(works, "Huyện Bình Gia", 6) == ("70.170,5", "(2)")
    assert _word_cell(works, "Huyện Tràng Định", 5) == ("6.300,0", "")
    assert _word_cell(works, "Tổng số (nơi đã có số liệu)", 6)[1] == "(3)"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert f"(1) {NOTES['explained']}" in texts
    assert f"(2) {NOTES['corrected']}" in texts
    assert f"(3) {NOTES['corrected']} {NOTES['explained']}" in texts
    assert f"(1) {NOTES['waived']}" in texts
    sentence = next(at for at, text in enumerate(texts) if "vốn giải ngân đạt" in text)
    assert "76.371,0(1) triệu đồng" in texts[sentence]
    assert texts[sentence + 1] == f"(1) {NOTES['corrected']} {NOTES['explained']}"


def test_excel_keeps_the_number_and_shows_the_mark(built: Built) -> None:
    sheet = openpyxl.load_workbook(built.files["xlsx"])["Công trình"]
    rows = {str(row[0].value): row for row in sheet.iter_rows()}
    marked, plain = rows["Huyện Tràng Định"][6], rows["Huyện Tràng Định"][5]
    assert (marked.value, marked.number_format) == (6200.5, '[$-42A]#,##0.0" (1)"')
    assert (plain.value, plain.number_format) == (6300, "[$-42A]#,##0.0")
    assert f"(1) {NOTES['explained']}" in rows
    assert f"(2) {NOTES['corrected']}" in rows
    poor = openpyxl.load_workbook(built.files["xlsx"])["Hộ nghèo"]
    assert any(str(row[0].value) == f"(1) {NOTES['waived']}" for row in poor.iter_rows())


def test_html_raises_the_mark_outside_the_number(built: Built) -> None:
    page = lxml_html.fromstring(built.files["html"].read_text(encoding="utf-8"))
    marked = {
        (data.get("data-figure"), sup.text)
        for sup in page.iter("sup")
        for data in sup.getparent().iter("data")
        if sup.getprevious() is not None and data in list(sup.getprevious().iter("data"))
    }
    assert ("works_by_area.180.disbursed", "(1)") in marked
    assert ("works_by_area.181.disbursed", "(2)") in marked
    assert not any(id_ == "works_by_area.180.planned" for id_, _ in marked)
    notes = [node.text_content() for node in page.iter("p")]
    for text in NOTES.values():
        assert any(text in note for note in notes)


def test_the_quality_page_lists_all_three(built: Built) -> None:
    """Also a waiver that has ended since, and says so."""
    assert "đã hết hiệu lực" in _all_text(built.files["docx"])
    for edition in ("docx", "html"):
        text = _all_text(built.files[edition])
        for reason in (EXPLAINED, CORRECTED, WAIVED):
            assert text.count(reason) >= 2, (edition, reason)  # in its list and in a footnote


def test_a_group_s_row_carries_the_mark_of_its_own_cells_only(home: Path) -> None:
    """The population of one ethnic group was corrected: its row, the whole, and no other."""
    with warehouse.transaction("owner") as conn:
        return_id = send(conn, TRANG_DINH, "2020", "population", people("180", 3000, 1000))
        corrected(conn, return_id, FIRST_ROW + 1, "person_count", 990, reason="Đếm trùng")
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020")
    groups = next(table for table in content.tables() if table.id == "population_by_group")
    assert {row.cells[0].text: [cell.mark for cell in row.cells[1:]] for row in groups.rows} == {
        "Nùng": ["", ""],
        "Kinh": ["", "(1)"],
        "Tổng số": ["", "(1)"],
    }
    (note,) = groups.footnotes
    assert note.endswith("ô D12: được đính chính từ 1.000 thành 990, lý do “Đếm trùng”.")
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph)]
    marks = {run.figure_id: run.mark for block in paragraphs for run in block.runs}
    assert marks["person_count"] == "(1)"
    assert marks["minority_person_count"] == ""


def test_many_decisions_of_one_figure_are_counted() -> None:
    from etl.report.origins import Decision, _said

    def made(count: int) -> list[Decision]:
        kinds = ["confirmed", "confirmed", "corrected", "confirmed"]
        return [Decision(kinds[n], n, "", frozenset(), f"Lời {n}.") for n in range(count)]

    assert _said(made(3)) == "Lời 0. Lời 1. Lời 2."
    assert _said(made(4)) == (
        "Có 3 nội dung được giải trình, 1 ô được đính chính tại cơ quan tổng hợp; lý do nêu tại "
        "phụ lục về chất lượng số liệu."
    )


def _word_table(document: docx.document.Document, label: str, columns: int) -> docx.table.Table:
    return next(
        table
        for table in document.tables
        if len(table.columns) == columns and any(row.cells[0].text == label for row in table.rows)
    )


def _word_cell(table: docx.table.Table, label: str, at: int) -> tuple[str, str]:
    """Give a cell's text and its raised mark."""
    row = next(row for row in table.rows if row.cells[0].text == label)
    plain, raised = "", ""
    for run in row.cells[at]._element.iter(qn("w:r")):
        text = "".join(node.text or "" for node in run.iter(qn("w:t")))
        if any(node.get(qn("w:val")) == "superscript" for node in run.iter(qn("w:vertAlign"))):
            raised += text
        else:
            plain += text
    return plain, raised


def _all_text(path: Path) -> str:
    if path.suffix == ".html":
        return lxml_html.fromstring(path.read_text(encoding="utf-8")).text_content()
    document = docx.Document(str(path))
    return re.sub(
        r"\s+", " ", " ".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    )
