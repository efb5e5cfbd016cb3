"""Central corrections: one cell of an accepted return in, a proposal and its decision out.

The one surprising thing: the landing table is never touched. An approved correction is laid over
the row by the view that the marts read, and the original stays beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.errors import RegistryError
from etl.model import CellValue, Column, excel_row
from etl.registry.refusals import refusals
from etl.warehouse import lock, sql

Decision = Literal["approved", "refused", "withdrawn"]
_WRITTEN = "Giá trị đính chính không hợp với cột {header}: {value}. "


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposed correction of one cell and what became of it."""

    id: int
    return_id: int
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


def propose_correction(
    conn: sa.Connection,
    return_id: int,
    row: int,
    column: str,
    value: CellValue,
    *,
    reason: str,
    actor: str,
) -> int:
    """Propose another value for one cell of a loaded return; gives the correction's id.

    `row` is numbered as in `Table.rows`. `value` is in the column's type and unit; None empties
    the cell. Raises `RegistryError` when the cell is not there, the value does not fit, nothing
    would change, or the reason is empty.
    """
    declared = _column(conn, return_id, column)
    text = _as_text(declared, value)
    parameters = {"return_id": return_id, "excel_row": row}
    form_id = conn.execute(sql("registry/form_of_return"), parameters).scalar_one()
    statement = sa.text(
        f'SELECT "{column}"::text FROM landing."{form_id}_corrected" '  # noqa: S608 — contract's
        "WHERE return_id = :return_id AND excel_row = :excel_row"
    )
    found = conn.execute(statement, parameters).first()
    if found is None:
        raise RegistryError(
            f"Dòng {excel_row(row)} không có trong biểu đã chấp nhận. Chọn lại ô cần đính chính."
        )
    with refusals(
        conn,
        taken="",
        broken="Đề nghị đính chính phải có lý do và giá trị mới khác giá trị hiện có.",
    ):
        return int(
            conn.execute(
                sql("registry/insert_correction"),
                {
                    **parameters,
                    "column_name": column,
                    "original_value": _plain(declared, found[0]),
                    "corrected_value": text,
                    "reason": reason.strip(),
                    "actor": actor,
                },
            ).scalar_one()
        )


def decide_correction(
    conn: sa.Connection, correction_id: int, decision: Decision, *, actor: str, reason: str = ""
) -> None:
    """Approve, refuse or withdraw a correction.

    Raises `RegistryError` when the proposer decides on their own proposal, when somebody else
    withdraws it, or when it was decided already.
    """
    if decision == "refused" and not reason.strip():
        raise RegistryError("Chưa ghi lý do không đồng ý đính chính.")
    lock(conn, "decide")
    with refusals(
        conn,
        taken="Đề nghị đính chính này đã được xử lý trước đó. Tải lại trang để xem kết quả.",
        broken="Chưa ghi người quyết định.",
    ):
        _append(conn, correction_id, decision, actor, reason)


def tell_correction(conn: sa.Connection, correction_id: int, *, actor: str, detail: str) -> bool:
    """Keep that the agency was told of a correction; False when it had been told before."""
    try:
        with refusals(conn, taken="told"):
            _append(conn, correction_id, "told", actor, detail)
    except RegistryError:
        return False
    return True


def corrections(
    conn: sa.Connection, *, return_id: int | None = None, period_key: str | None = None
) -> list[Correction]:
    """List corrections of a return or of a period, oldest first."""
    parameters = {"return_id": return_id, "period_key": period_key}
    found = conn.execute(sql("registry/corrections"), parameters)
    return [Correction(**row) for row in found.mappings()]


def _append(
    conn: sa.Connection, correction_id: int, decision: str, actor: str, reason: str
) -> None:
    conn.execute(
        sql("registry/insert_correction_event"),
        {
            "correction_id": correction_id,
            "decision": decision,
            "actor": actor,
            "reason": reason.strip(),
        },
    )


def _column(conn: sa.Connection, return_id: int, name: str) -> Column:
    form_id = conn.execute(sql("registry/form_of_return"), {"return_id": return_id}).scalar()
    if form_id is None:
        raise RegistryError("Không tìm thấy biểu cần đính chính. Tải lại trang rồi chọn lại.")
    try:
        return load_forms()[form_id].column(name)
    except KeyError as error:
        raise RegistryError("Cột cần đính chính không có trong biểu. Chọn lại ô.") from error


def _as_text(column: Column, value: CellValue) -> str | None:
    """Write a value as its column's text in the warehouse; refuses one of another type."""
    if value is None:
        if column.required:
            raise RegistryError(
                f"Cột {column.header} bắt buộc phải có số liệu, không đính chính thành ô trống."
            )
        return None
    if column.type in ("integer", "number"):
        return _number_text(column, value)
    if column.type == "date":
        if not isinstance(value, dt.date):
            raise RegistryError(
                _WRITTEN.format(header=column.header, value=value) + "Ghi ngày, ví dụ 15/03/2020."
            )
        return value.isoformat()
    if column.type == "choice" and value not in column.choices:
        allowed = "; ".join(column.choices.values())
        raise RegistryError(
            _WRITTEN.format(header=column.header, value=value) + f"Chọn một trong: {allowed}."
        )
    return str(value)


def _number_text(column: Column, value: CellValue) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    low, high = column.minimum, column.maximum
    whole = column.type == "number" or number == number.to_integral_value()
    if (
        not number.is_finite()
        or not whole
        or (low is not None and number < Decimal(str(low)))
        or (high is not None and number > Decimal(str(high)))
    ):
        raise RegistryError(
            _WRITTEN.format(header=column.header, value=value)
            + "Ghi một số trong khoảng cho phép của cột, ví dụ 125."
        )
    return f"{number.normalize():f}"


def _plain(column: Column, text: str | None) -> str | None:
    """Write a loaded number without needless zeros, so that 5.0 and 5 are no correction."""
    if text is None or column.type not in ("integer", "number"):
        return text
    return f"{Decimal(text).normalize():f}"
