"""Central corrections: one cell of a return in, a proposal and its decision out.

A correction is judged before it is proposed and once more before it is approved; who judges hands
over a `CorrectionCheck`, and one that was made beside other figures than today's is refused. The
one surprising thing: what was sent is never touched. An approved correction is laid over the row by
the view that the marts read, and the original stays beside it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.model import Finding, ReturnState, RowAt, Severity
from etl.registry.correction_checks import CorrectionCheck, correction_mark
from etl.registry.database_refusals import insert
from etl.registry.decisions import accept_confirmation, confirm
from etl.registry.judged import record_rejudgement
from etl.registry.returns import state_of
from etl.warehouse import lock, run

Decision = Literal["approved", "refused", "withdrawn"]
_CHANGED = (
    "Số liệu liên quan vừa thay đổi nên kết quả kiểm tra đã cũ. "
    "Đề nghị kiểm tra lại đính chính này."
)
_NOT_EXPLAINED = (
    "Đính chính làm phát sinh điểm cần giải trình nhưng chưa ghi lý do (ít nhất 10 ký tự): "
    "{message}"
)
_PLACE = ("rule_id", "column_name", "row_key", "value", "expected")
SHORTEST_REASON = 10  # characters: "ok" is no reason


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposed correction of one cell and what became of it."""

    id: int
    return_id: int
    sheet_no: int
    excel_row: int
    column_name: str
    original_value: str | None
    corrected_value: str | None
    reason: str
    actor: str
    at: dt.datetime
    decision: str | None  # approved, refused, withdrawn; None while nobody decided
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_reason: str | None
    told_at: dt.datetime | None

    @property
    def row(self) -> RowAt:
        """The row of the cell."""
        return self.sheet_no, self.excel_row


def propose_correction(
    conn: sa.Connection,
    check: CorrectionCheck,
    *,
    reason: str,
    actor: str,
    reasons: Mapping[int, str] | None = None,
) -> int:
    """Propose the correction that was checked; gives its id.

    `reasons` say why a warning that it brings is right, by its place in `check.new`. Raises
    `RegistryError` when it brings a fault that must be fixed or a warning without a reason, when
    the figures beside it have changed since the check, or when the reason is empty.
    """
    lock(conn, "decide")
    if check.mark != correction_mark(conn, check.return_id):
        raise RegistryError(_CHANGED)
    given = {number: text.strip() for number, text in (reasons or {}).items()}
    for number, finding in enumerate(check.new):
        if finding.severity is Severity.CRITICAL:
            raise RegistryError(finding.message)
        if finding.severity is Severity.WARNING and len(given.get(number, "")) < SHORTEST_REASON:
            raise RegistryError(_NOT_EXPLAINED.format(message=finding.message))
    made = insert(
        conn,
        "correction",
        broken="Đề nghị đính chính phải có lý do và giá trị mới khác giá trị hiện có.",
        return_id=check.return_id,
        sheet_no=check.sheet_no,
        excel_row=check.excel_row,
        column_name=check.column_name,
        original_value=check.original_value,
        corrected_value=check.corrected_value,
        reason=reason.strip(),
        actor=actor,
    )
    correction_id = int(made.scalar_one())
    for number, finding in enumerate(check.new):
        run(
            conn,
            "registry/insert_correction_finding",
            correction_id=correction_id,
            rule_id=finding.rule_id,
            severity=finding.severity.value,
            column_name=finding.column,
            row_key=finding.row_key,
            value=finding.value,
            expected=finding.expected,
            message=finding.message,
            reason=given.get(number, ""),
        )
    return correction_id


def decide_correction(
    conn: sa.Connection,
    correction_id: int,
    decision: Decision,
    *,
    actor: str,
    reason: str = "",
    check: CorrectionCheck | None = None,
) -> ReturnState:
    """Approve, refuse or withdraw a correction; gives the state of its return afterwards.

    An approval needs a fresh check; what that found becomes what is known of the return, and a
    return with nothing open any more is accepted. Raises `RegistryError` when the proposer decides
    on their own proposal, when somebody else withdraws it, when it was decided already, or when it
    brings a fault, or a warning that the proposer has not explained.
    """
    if decision == "refused" and not reason.strip():
        raise RegistryError("Chưa ghi lý do không đồng ý đính chính.")
    lock(conn, "judge")  # in the order in which judging anew takes both
    lock(conn, "decide")
    found = correction(conn, correction_id)
    mark = correction_mark(conn, found.return_id)  # the decision itself changes it
    with conn.begin_nested():  # an approval that is refused leaves nothing, whoever catches it
        insert(
            conn,
            "correction_event",
            taken="Đề nghị đính chính này đã được xử lý trước đó. Tải lại trang để xem kết quả.",
            broken="Chưa ghi người quyết định.",
            correction_id=correction_id,
            decision=decision,
            actor=actor,
            reason=reason.strip(),
        )
        if decision == "approved":
            cell = (found.return_id, found.row, found.column_name, found.corrected_value)
            if check is None or check.cell != cell:
                raise RegistryError("Đính chính phải được kiểm tra lại trước khi chấp nhận.")
            if check.mark != mark:
                raise RegistryError(_CHANGED)
            _adopt(conn, correction_id, check, proposer=found.actor, actor=actor)
    return state_of(conn, found.return_id)


def tell_correction(conn: sa.Connection, correction_id: int, *, actor: str, detail: str) -> bool:
    """Keep that the agency was told of a correction; False when it had been told before."""
    told: dict[str, Any] = {"correction_id": correction_id, "decision": "told", "actor": actor}
    try:
        insert(conn, "correction_event", **told, reason=detail.strip())
    except RegistryError:
        return False
    return True


def correction(conn: sa.Connection, correction_id: int) -> Correction:
    """Give one correction; raises `RegistryError` when there is none of that id."""
    found = run(conn, "registry/correction", correction_id=correction_id).mappings()
    for row in found:
        return Correction(**row)
    raise RegistryError("Không tìm thấy đề nghị đính chính. Tải lại trang để xem danh sách.")


def approved_cells(
    conn: sa.Connection, return_ids: Sequence[int]
) -> dict[int, dict[tuple[RowAt, str], str | None]]:
    """Give the approved values of returns, as text by row and column, by return."""
    cells: dict[int, dict[tuple[RowAt, str], str | None]] = {}
    for row in run(conn, "registry/approved_cells", ids=list(return_ids)):
        of_return = cells.setdefault(row.return_id, {})
        at = row.sheet_no, row.excel_row
        of_return |= {(at, name): value for name, value in row.values.items()}
    return cells


def correction_findings(
    conn: sa.Connection, correction_ids: Sequence[int]
) -> dict[int, list[Mapping[str, Any]]]:
    """Give what proposed corrections bring, with the proposers' reasons, by correction."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in run(conn, "registry/correction_findings", ids=list(correction_ids)).mappings():
        found.setdefault(row["correction_id"], []).append(dict(row))
    return found


def _adopt(
    conn: sa.Connection, correction_id: int, check: CorrectionCheck, *, proposer: str, actor: str
) -> None:
    """Make a check what is known of its return, with the reasons that both stewards stand for."""
    brought = correction_findings(conn, [correction_id]).get(correction_id, [])
    kept = {tuple(str(row[name]) for name in _PLACE): row["reason"] for row in brought}
    for finding in check.new:
        if finding.severity is Severity.CRITICAL:
            raise RegistryError(finding.message)
        if finding.severity is Severity.WARNING and not kept.get(_place(finding)):
            raise RegistryError(
                "Từ khi đề nghị đã phát sinh điểm cần giải trình mới, người đề nghị chưa ghi lý "
                f"do; rút đề nghị này rồi đề nghị lại: {finding.message}"
            )
    record_rejudgement(
        conn,
        check.return_id,
        check.findings,
        cause="corrected",
        actor=actor,
        reason="Đính chính",
        seen_event=check.seen_event,
    )
    for finding in check.new:
        if finding.severity is Severity.WARNING:
            confirmation = confirm(
                conn,
                check.return_id,
                finding.rule_id,
                column=finding.column,
                row_key=finding.row_key,
                reason=kept[_place(finding)],
                actor=proposer,
            )
            accept_confirmation(conn, confirmation, actor=actor, reason="Chấp nhận đính chính")


def _place(finding: Finding) -> tuple[str, ...]:
    return finding.rule_id, finding.column, finding.row_key, finding.value, finding.expected
