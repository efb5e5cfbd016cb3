"""Small workbooks as the reader would give them, for tests of what the warehouse keeps of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.load import load
from etl.model import (
    Cell,
    CellValue,
    Cover,
    Finding,
    Judgement,
    Mark,
    Reading,
    Rung,
    Severity,
    Submission,
    Table,
    state_after,
)
from etl.registry import corrections, decisions, period_board, received, return_history
from etl.registry.corrections import (
    CorrectionCheck,
    Decision,
    correction_mark,
    plain_text,
    value_text,
)
from etl.registry.judged import record_judgements
from etl.registry.received import Arrival

DISTRICT = "ubnd-trang-dinh"
FAR = dt.date(2999, 1, 1)
FIRST_ROW = 8
WORK: Mapping[str, CellValue] = {
    "district": "180",
    "commune": "06001",
    "name": "Đường Khuổi Mẫu",
    "sector": "transport",
    "kind": "new",
    "total_investment_million_vnd": 900.5,
    "planned_million_vnd": 500.0,
    "disbursed_million_vnd": 450.25,
    "started_on": dt.date(2020, 3, 16),
    "completed_on": None,
    "reason": None,
}


def table(
    form_id: str, rows: Sequence[Mapping[str, CellValue]], *, first_row: int = FIRST_ROW
) -> Table:
    """Make a table of a form; columns that a row leaves out are empty."""
    columns = [column.name for column in load_forms()[form_id].columns]
    values = {name: tuple(row.get(name) for row in rows) for name in columns}
    numbers = tuple(range(first_row, first_row + len(rows)))
    return Table(
        form_id=form_id,
        sheet=load_forms()[form_id].sheet,
        rows=numbers,
        letters={name: chr(ord("A") + place) for place, name in enumerate(columns)},
        values=values,
        raw=values,
        marks={
            (at, name): Mark.MISSING
            for at, row in enumerate(rows)
            for name in columns
            if row.get(name) is None
        },
    )


def works(*changes: Mapping[str, CellValue]) -> Table:
    """Make a table of works, one for each mapping of what differs from `WORK`."""
    return table("works", [{**WORK, "name": f"Công trình {n}", **c} for n, c in enumerate(changes)])


def warning(row: int = FIRST_ROW, row_key: str = "180|06001|Công trình 0") -> Finding:
    """Make a warning about the disbursement of one work."""
    return Finding(
        rule_id="works.disbursed_above_planned",
        severity=Severity.WARNING,
        rung=Rung.ROW,
        message="Vốn giải ngân lớn hơn kế hoạch vốn giao trong kỳ.",
        form_id="works",
        cells=(Cell("01-Công trình", "H", row),),
        column="disbursed_million_vnd",
        row_label="Công trình 0",
        row_key=row_key,
        value="600",
        expected="không quá 500",
        difference="100",
    )


def error(row_key: str = "180|06001|Công trình 0") -> Finding:
    """Make a critical finding about an unreadable number."""
    return Finding(
        rule_id="cell.unreadable_number",
        severity=Severity.CRITICAL,
        rung=Rung.CELL,
        message="Không đọc được số ở ô này.",
        form_id="works",
        cells=(Cell("01-Công trình", "G", FIRST_ROW),),
        column="planned_million_vnd",
        row_key=row_key,
        value="12o,5",
    )


def submitted(
    conn: sa.Connection, content: str, *, file_name: str = "", source: str = ""
) -> Submission:
    """Register a file by its content; one with a `source` is told once, however often it comes."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    arrival = Arrival(sha256, file_name or f"{content}.xlsx", "inbox", len(content), source)
    return received.record_submissions(conn, [arrival])[0]


def judged(
    conn: sa.Connection,
    content: str,
    read: Table,
    findings: Sequence[Finding] = (),
    *,
    agency_id: str = DISTRICT,
    period_key: str = "2020",
    data_note: str = "",
    explanations: Mapping[str, str] | None = None,
    source: str = "",
) -> int:
    """Take one workbook as far as its verdict; gives the return's id."""
    submission = submitted(conn, content, source=source)
    cover = Cover(
        agency_id,
        period_key,
        {read.form_id: "1.0.0"},
        data_note=data_note,
        explanations=explanations or {},
    )
    reading = Reading(
        Path(f"{content}.xlsx"), submission.sha256, cover, (read,), tuple(findings), (), "xlsx"
    )
    received.record_readings(conn, [(submission.id, reading)])
    judgement = Judgement(
        submission.sha256,
        agency_id,
        read.form_id,
        period_key,
        state_after(findings),
        tuple(findings),
        read,
    )
    return record_judgements(conn, [(submission.id, judgement)])[0]


def accepted(conn: sa.Connection, content: str, read: Table, **options: str) -> int:
    """Take one faultless workbook all the way into the warehouse; gives the return's id."""
    return_id = judged(conn, content, read, **options)  # type: ignore[arg-type]
    load(conn, {return_id: read})
    return return_id


def explain(
    conn: sa.Connection,
    return_id: int,
    one: Finding | None = None,
    *,
    reason: str = "Được bổ sung vốn giữa năm",
    actor: str = DISTRICT,
) -> int:
    """Record the agency's reason for `warning()`, or another; gives the confirmation's id."""
    one = one or warning()
    return decisions.confirm(
        conn,
        return_id,
        one.rule_id,
        column=one.column,
        row_key=one.row_key,
        reason=reason,
        actor=actor,
    )


def as_checked(
    conn: sa.Connection,
    return_id: int,
    row: int,
    column_name: str,
    value: CellValue,
    *,
    new: Sequence[Finding] = (),
    sheet_no: int = 1,
) -> CorrectionCheck:
    """Make the check of a correction of a loaded return, as if the judge had found `new`."""
    (one,) = return_history.returns_of(conn, ids=[return_id])
    column = load_forms()[one.form_id].column(column_name)
    present = conn.execute(
        sa.text(
            f'SELECT "{column_name}" FROM landing."{one.form_id}_corrected" '
            "WHERE return_id = :return_id AND (sheet_no, excel_row) = (:sheet_no, :row)"
        ),
        {"return_id": return_id, "sheet_no": sheet_no, "row": row},
    ).scalar()
    present = float(present) if isinstance(present, Decimal) else present
    return CorrectionCheck(
        return_id=one.id,
        sha256=one.sha256,
        agency_id=one.agency_id,
        form_id=one.form_id,
        period_key=one.period_key,
        sheet_no=sheet_no,
        excel_row=row,
        column_name=column_name,
        original_value=plain_text(column, present),
        corrected_value=value_text(column, value),
        findings=(*return_history.findings(conn, return_id), *new),
        new=tuple(new),
        gone=(),
        mark=correction_mark(conn, return_id),
    )


def corrected(
    conn: sa.Connection,
    return_id: int,
    row: int,
    column: str,
    value: CellValue,
    *,
    reason: str = "Nhầm số",
    decision: Decision = "approved",
    sheet_no: int = 1,
) -> int:
    """Have a cell of a loaded return corrected by two stewards; gives the correction's id."""
    check = as_checked(conn, return_id, row, column, value, sheet_no=sheet_no)
    ident = corrections.propose_correction(conn, check, reason=reason, actor="can-bo-1")
    corrections.decide_correction(conn, ident, decision, actor="can-bo-2", reason="x", check=check)
    return ident


def waive(
    conn: sa.Connection, rule_id: str, *, reason: str = "Mưa lũ kéo dài", **scope: str | None
) -> int:
    """Let a rule off for long, within a scope of agency, form and period; gives the waiver's id."""
    return decisions.waive(
        conn,
        rule_id,
        authority="Trưởng Ban Dân tộc, Công văn 15/BDT",
        reason=reason,
        valid_until=FAR,
        actor="can-bo-1",
        **scope,
    )


def close_year(conn: sa.Connection) -> None:
    """Close the period of the returns."""
    period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu năm")


def in_force(conn: sa.Connection) -> list[int]:
    """List the returns that count."""
    found = conn.execute(sa.text("SELECT return_id FROM mart.return_in_force ORDER BY 1"))
    return [*found.scalars()]


def rules_of(conn: sa.Connection, return_id: int) -> list[str]:
    """List the rules of a return's findings."""
    return [one.rule_id for one in return_history.findings(conn, return_id)]
