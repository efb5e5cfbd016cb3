"""What judging a correction found: a cell with another value in, a `CorrectionCheck` out.

The one surprising thing: a check carries a mark of all that it was made beside; whoever acts on it
later compares the mark, so that nobody decides on what has changed meanwhile.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from etl.contracts import rule_book_version
from etl.errors import RegistryError, UnfitValueError
from etl.kinds import kind_of
from etl.model import (
    CellValue,
    Column,
    Finding,
    ReturnState,
    RowAt,
    as_told,
)
from etl.registry.returns import Return, returns_of
from etl.warehouse import run
from etl.wording import number_text

_TOLD = ("rule_id", "severity", "column", "row_key", "value", "expected", "is_trial")


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

    @property
    def cell(self) -> tuple[int, RowAt, str, str | None]:
        """Which cell becomes what: return, row, column, new value."""
        row = self.sheet_no, self.excel_row
        return self.return_id, row, self.column_name, self.corrected_value


def compared(
    before: Sequence[Finding], then: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Give what is found newly (or at more cells, or with other values), and what is gone."""
    return (
        tuple(finding for finding in then if not _stands_in(finding, before)),
        tuple(finding for finding in before if not _stands_in(finding, then, wider=True)),
    )


def same_told(one: Finding, other: Finding) -> bool:
    """Whether two findings say the same of the same place."""
    return all(getattr(one, name) == getattr(other, name) for name in _TOLD)


def _stands_in(finding: Finding, among: Sequence[Finding], *, wider: bool = False) -> bool:
    return any(
        same_told(one, finding) and (wider or set(finding.cells) <= set(one.cells)) for one in among
    )


def correction_mark(conn: sa.Connection, return_id: int) -> str:
    """Name all that a correction of a return is judged beside; it changes when any of it does."""
    found = run(conn, "registry/correction_mark", return_id=return_id).one()
    return "-".join([rule_book_version(), *(str(number) for number in found)])


def correctable(conn: sa.Connection, return_id: int) -> Return:
    """Give a return whose cells may be corrected: the newest version, or the one in force.

    Raises `RegistryError` with the version that counts for any other.
    """
    found = returns_of(conn, ids=[return_id])
    if not found:
        raise RegistryError("Không tìm thấy biểu cần đính chính. Tải lại trang rồi chọn lại.")
    (one,) = found
    if one.state is ReturnState.WITHDRAWN:
        raise RegistryError(f"Bản {one.version} đã được rút nên không đính chính được.")
    if one.state is ReturnState.RECEIVED:
        raise RegistryError("Biểu đang được kiểm tra. Chờ có kết quả rồi đính chính.")
    known = run(conn, "registry/versions_that_count", return_id=return_id).one()
    if return_id not in (known.newest_id, known.in_force_id):
        counting = known.in_force_version or known.newest_version
        newer = (
            f"; bản mới nhất là bản {known.newest_version}"
            if counting != known.newest_version
            else ""
        )
        raise RegistryError(
            f"Bản {one.version} đã có bản khác thay thế, đính chính bản này không có tác dụng. "
            f"Bản đang được tính là bản {counting}{newer}: mở bản đó rồi đính chính."
        )
    return one


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
