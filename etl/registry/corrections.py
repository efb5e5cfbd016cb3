"""Central corrections: one cell of a return in, a proposal and its decision out.

A correction is judged before it is proposed and once more before it is approved; who judges hands
over a `CorrectionCheck`, and one that was made beside other figures than today's is refused. The
one surprising thing: what was sent is never touched; a view lays approved corrections over it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from etl.contracts.rule_book import rule_book_version
from etl.errors import RegistryError, UnfitValueError
from etl.kinds import kind_of
from etl.model import CellValue, Column, Finding, ReturnState, RowAt, Severity, as_told
from etl.registry.decisions import accept_confirmation, confirm, insert
from etl.registry.judged import record_rejudgement
from etl.registry.return_history import state_of
from etl.warehouse import lock, run
from etl.wording import number_text

Decision = Literal["approved", "refused", "withdrawn"]
_CHANGED = (
    "Số liệu liên quan vừa thay đổi nên kết quả kiểm tra đã cũ. "
    "Đề nghị kiểm tra lại đính chính này."
)
_NOT_EXPLAINED = (
    "Đính chính làm phát sinh điểm cần giải trình nhưng chưa ghi lý do (ít nhất 10 ký tự)"
)
_NEWLY_OPEN = (
    "Từ khi đề nghị đã phát sinh điểm cần giải trình mới, người đề nghị chưa ghi lý do; rút đề "
    "nghị này rồi đề nghị lại"
)
_CELL = ("return_id", "sheet_no", "excel_row", "column_name", "corrected_value")
_PLACE = ("rule_id", "column_name", "row_key", "value", "expected")
SHORTEST_REASON = 10  # characters: "ok" is no reason


@dataclass(frozen=True, slots=True)
class CorrectionCheck:
    """One cell with another value, and what today's rules say of its return then."""

    return_id: int
    sha256: str
    agency_id: str
    form_id: str
    period_key: str
    sheet_no: int
    excel_row: int
    column_name: str
    original_value: str | None  # as it counts now, as the warehouse writes it
    corrected_value: str | None
    findings: tuple[Finding, ...]  # all that the return has with the correction
    new: tuple[Finding, ...]  # those that it has not without
    gone: tuple[Finding, ...]  # those that it has only without
    mark: str
    seen_event: int = 0  # place of the last event of any return that was taken into account


def correction_mark(conn: sa.Connection, return_id: int) -> str:
    """Name all that a correction of a return is judged beside; it changes when any of it does."""
    found = run(conn, "registry/correction_mark", return_id=return_id).one()
    return "-".join([rule_book_version(), *(str(number) for number in found)])


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
    _refuse_unexplained(check.new, given, _NOT_EXPLAINED, shortest=SHORTEST_REASON)
    broken = "Đề nghị đính chính phải có lý do và giá trị mới khác giá trị hiện có."
    of = {name: getattr(check, name) for name in (*_CELL, "original_value")}
    by = {"reason": reason.strip(), "actor": actor}
    correction_id = int(insert(conn, "correction", of | by, broken=broken).scalar_one())
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
        taken = "Đề nghị đính chính này đã được xử lý trước đó. Tải lại trang để xem kết quả."
        of = {"correction_id": correction_id, "decision": decision}
        by = {"actor": actor, "reason": reason.strip()}
        insert(conn, "correction_event", of | by, taken=taken, broken="Chưa ghi người quyết định.")
        if decision == "approved":
            if check is None or any(getattr(check, of) != getattr(found, of) for of in _CELL):
                raise RegistryError("Đính chính phải được kiểm tra lại trước khi chấp nhận.")
            if check.mark != mark:
                raise RegistryError(_CHANGED)
            _adopt(conn, correction_id, check, proposer=found.actor, actor=actor)
    return state_of(conn, found.return_id)


def tell_correction(conn: sa.Connection, correction_id: int, *, actor: str, detail: str) -> bool:
    """Keep that the agency was told of a correction; False when it had been told before."""
    told = {"correction_id": correction_id, "decision": "told", "actor": actor}
    try:
        insert(conn, "correction_event", told | {"reason": detail.strip()})
    except RegistryError:
        return False
    return True


def correction(conn: sa.Connection, correction_id: int) -> sa.Row[Any]:
    """Give a correction and what became of it; raises `RegistryError` when there is none."""
    found = run(conn, "registry/correction", correction_id=correction_id).first()
    if found is None:
        raise RegistryError("Không tìm thấy đề nghị đính chính. Tải lại trang để xem danh sách.")
    return found


def approved_cells(
    conn: sa.Connection, return_ids: Sequence[int]
) -> dict[int, dict[tuple[RowAt, str], str | None]]:
    """Give the approved values of returns, as text by row and column, by return."""
    cells: dict[int, dict[tuple[RowAt, str], str | None]] = defaultdict(dict)
    for row in run(conn, "registry/approved_cells", ids=list(return_ids)):
        for name, value in row.values.items():
            cells[row.return_id][(row.sheet_no, row.excel_row), name] = value
    return cells


def correction_findings(
    conn: sa.Connection, correction_ids: Sequence[int]
) -> dict[int, list[Mapping[str, Any]]]:
    """Give what proposed corrections bring, with the proposers' reasons, by correction."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in run(conn, "registry/correction_findings", ids=list(correction_ids)).mappings():
        found[row["correction_id"]].append(dict(row))
    return found


def _adopt(
    conn: sa.Connection, correction_id: int, check: CorrectionCheck, *, proposer: str, actor: str
) -> None:
    """Make a check what is known of its return, with the reasons that both stewards stand for."""
    brought = correction_findings(conn, [correction_id])[correction_id]
    kept = {tuple(str(row[name]) for name in _PLACE): row["reason"] for row in brought}
    given = {}
    for number, one in enumerate(check.new):
        place = one.rule_id, one.column, one.row_key, one.value, one.expected
        given[number] = kept.get(place, "")
    _refuse_unexplained(check.new, given, _NEWLY_OPEN)
    record_rejudgement(
        conn,
        check.return_id,
        check.findings,
        cause="corrected",
        actor=actor,
        reason="Đính chính",
        seen_event=check.seen_event,
    )
    for number, finding in enumerate(check.new):
        if finding.severity is Severity.WARNING:
            of = {"column": finding.column, "row_key": finding.row_key, "reason": given[number]}
            confirmation = confirm(conn, check.return_id, finding.rule_id, **of, actor=proposer)
            accept_confirmation(conn, confirmation, actor=actor, reason="Chấp nhận đính chính")


def _refuse_unexplained(
    found: Sequence[Finding], reasons: Mapping[int, str], told: str, *, shortest: int = 1
) -> None:
    """Raise `RegistryError` for a fault to be fixed, or a warning without a reason in its place."""
    for number, finding in enumerate(found):
        if finding.severity is Severity.CRITICAL:
            raise RegistryError(finding.message)
        if finding.severity is Severity.WARNING and len(reasons.get(number, "")) < shortest:
            raise RegistryError(f"{told}: {finding.message}")


def value_text(column: Column, value: CellValue) -> str | None:
    """Write a value as its column's text in the warehouse.

    Raises `RegistryError` for a value of another type or beyond what the column may hold.
    """
    if value is None:
        if column.required:
            raise RegistryError(
                f"Cột {column.header} bắt buộc phải có số liệu, không đính chính thành ô trống."
            )
        return None
    try:
        return kind_of(column).stored(column, value)
    except UnfitValueError as error:
        shown = number_text(value) if isinstance(value, int | float) else value
        raise RegistryError(
            f"Giá trị đính chính không hợp với cột {column.header}: {shown}. {error}"
        ) from None


def plain_text(column: Column, value: CellValue) -> str | None:
    """Write a value that counts now as its column's text, whatever it is."""
    if value is None:
        return None
    if kind_of(column).is_number and isinstance(value, int | float):
        return f"{as_told(Decimal(str(value))).normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def value_of(column: Column, text: str | None) -> CellValue:
    """Read a value back from its column's text in the warehouse."""
    return None if text is None else kind_of(column).value_of(text)
