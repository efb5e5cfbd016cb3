"""Corrections through the real judge: in force and refused, until the marts show them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from msgspec import convert, to_builtins

from etl import pipeline, warehouse
from etl.contracts.rule_book import rule_book_version
from etl.errors import RegistryError
from etl.judge.correct import check_again, check_correction
from etl.model import ReturnState, Severity
from etl.registry import corrections
from etl.registry.corrections import CorrectionCheck
from sample import FAULTS, write_workbook
from sample.faults import Fault

DISTRICT = "ubnd-dinh-lap"
PLANNED, SPENT, WHOLE = (
    "planned_million_vnd",
    "disbursed_million_vnd",
    "total_investment_million_vnd",
)


def rows(statement: str, **values: object) -> list[tuple[object, ...]]:
    """Ask the warehouse as its owner."""
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement), values)]


def propose(check: CorrectionCheck, **reasons: str) -> int:
    """Propose as the first steward."""
    given = {int(name.removeprefix("at_")): text for name, text in reasons.items()}
    with warehouse.transaction("steward") as conn:
        return corrections.propose_correction(
            conn, check, reason="Kho bạc xác nhận số khác", actor="can-bo-1", reasons=given
        )


def approve(correction_id: int) -> ReturnState:
    """Judge once more and approve as the second steward."""
    check = check_again(correction_id)
    with warehouse.transaction("steward") as conn:
        return corrections.decide_correction(
            conn, correction_id, "approved", actor="can-bo-2", check=check
        )


def test_a_correction_in_force_is_judged_like_any_figure(home: Path, tmp_path: Path) -> None:
    """More than the investment is refused; a plan above it needs a reason; then it counts."""
    pipeline.run(write_workbook(tmp_path, DISTRICT, "2020").parent)
    ((return_id, row, whole, key),) = rows(
        f"SELECT return_id, excel_row, {WHOLE}, district || '|' || commune || '|' || name "
        "FROM mart.return_in_force JOIN landing.works USING (return_id) "
        "WHERE period_key = '2020' ORDER BY excel_row LIMIT 1"
    )
    assert isinstance(return_id, int)
    assert isinstance(row, int)
    investment = float(str(whole))
    above = check_correction(return_id, (1, row), SPENT, investment + 119)
    critical = [one for one in above.new if one.severity is Severity.CRITICAL]
    assert {one.row_key for one in critical} == {key}
    assert convert(to_builtins(above), CorrectionCheck) == above
    with pytest.raises(RegistryError) as refused:
        propose(above)
    assert str(refused.value) == critical[0].message
    assert rows("SELECT count(*) FROM registry.correction") == [(0,)]

    planned = check_correction(return_id, (1, row), PLANNED, investment + 1)
    assert [one.rule_id for one in planned.new] == ["works.planned_within_investment"]
    with pytest.raises(RegistryError, match="chưa ghi lý do"):
        propose(planned)
    correction = propose(planned, at_0="Điều chỉnh tổng mức theo Quyết định số 45/QĐ-UBND")
    assert approve(correction) is ReturnState.ACCEPTED
    assert rows(f"SELECT {PLANNED}::float FROM mart.works WHERE excel_row = {row}") == [
        (pytest.approx(investment + 1),)
    ]
    standing = rows(
        "SELECT rule_id, is_open FROM registry.finding_status WHERE return_id = :id AND "
        "severity = 'warning'",
        id=return_id,
    )
    assert standing == [("works.planned_within_investment", False)]
    with pytest.raises(RegistryError, match="không có gì để đính chính"):
        check_correction(return_id, (1, row), PLANNED, investment + 1)


def test_a_refused_return_is_accepted_when_its_last_fault_is_corrected(
    home: Path, tmp_path: Path
) -> None:
    """The cell that could not be read keeps what was sent; the marts have the number."""
    fault = FAULTS[0]

    def one_fault(of: object) -> None:
        of["works"][4][SPENT] = "12o,5"  # type: ignore[index]

    pipeline.run(
        write_workbook(
            tmp_path, fault.agency_id, "2020", fault=Fault(fault.agency_id, "2020", "", one_fault)
        ).parent
    )
    ((return_id, state),) = rows(
        "SELECT r.id, s.state FROM registry.return r JOIN registry.return_state s "
        "ON s.return_id = r.id WHERE r.form_id = 'works'"
    )
    assert isinstance(return_id, int)
    assert state == "rejected"
    ((cells,),) = rows(
        "SELECT cells FROM registry.standing_finding WHERE return_id = :id "
        "AND rule_id = 'cell.unreadable_number'",
        id=return_id,
    )
    (returned,) = (home / "returned").rglob("*_tra-lai_*.xlsx")
    listed = openpyxl.load_workbook(returned)["Cần sửa"]
    printed = [str(cell.value) for line in listed.iter_rows(max_row=6) for cell in line]
    assert any(f"Bộ quy tắc phiên bản {rule_book_version()}" in text for text in printed)
    row = int(cells[0]["row"])  # type: ignore[index]
    check = check_correction(return_id, (1, row), SPENT, 1.5)
    assert check.original_value is None
    assert not [one for one in check.new if one.severity is not Severity.INFO]
    assert [one.rule_id for one in check.gone] == ["cell.unreadable_number"]
    assert approve(propose(check)) is ReturnState.ACCEPTED
    pipeline.step_load()
    statement = (
        "SELECT c.disbursed_million_vnd, l.disbursed_million_vnd, l.raw ->> :spent "
        "FROM landing.works_corrected c "
        "JOIN landing.works l USING (return_id, sheet_no, excel_row) "
        "JOIN mart.return_in_force i USING (return_id) WHERE excel_row = :row"
    )
    ((counts, sent, raw),) = rows(statement, spent=SPENT, row=row)
    assert (float(str(counts)), sent, raw) == (1.5, None, "12o,5")
    assert rows("SELECT corrected_value FROM mart.corrected_cell") == [("1.5",)]
