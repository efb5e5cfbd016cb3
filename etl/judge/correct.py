"""Corrections judged: a cell of a stored return and its new value in, what would be found out.

The one surprising thing: the return is judged twice, with the correction and without, because only
what the correction itself brings is held against it.
"""

import sqlalchemy as sa

from etl import warehouse
from etl.contracts import load_forms
from etl.errors import RegistryError
from etl.judge.rejudge import compared, judged_today
from etl.model import CellValue, Column, ReturnState, RowAt, Table
from etl.registry import corrections, return_history

_OF_RETURN = ("sha256", "agency_id", "form_id", "period_key")


def check_correction(
    return_id: int, row: RowAt, column_name: str, value: CellValue
) -> corrections.CorrectionCheck:
    """Judge a return with another value in one cell, beside what is in force.

    `value` is in the column's type and unit; None empties the cell. Any version that counts can be
    corrected, loaded or not. Raises `RegistryError` when the version does not count, the cell is
    not there, the value does not fit or nothing would change.
    """
    with warehouse.transaction() as conn:
        one = correctable(conn, return_id)
        mark = corrections.correction_mark(conn, return_id)
    column = _column(one, column_name)
    text = corrections.value_text(column, value)
    value = corrections.value_of(column, text)
    today = judged_today([one])[one.id]
    original = corrections.plain_text(column, _present(today.table, row, column))
    if original == text:
        raise RegistryError("Giá trị mới giống giá trị hiện có: không có gì để đính chính.")
    then = judged_today([one], {one.id: {(row, column_name): value}})[one.id]
    new, gone = compared(today.findings, then.findings)
    of_return = {name: getattr(one, name) for name in _OF_RETURN}
    return corrections.CorrectionCheck(
        **of_return,
        return_id=one.id,
        sheet_no=row[0],
        excel_row=row[1],
        column_name=column_name,
        original_value=original,
        corrected_value=text,
        findings=then.findings,
        new=new,
        gone=gone,
        mark=mark,
        seen_event=then.seen_event,
    )


def check_again(correction_id: int) -> corrections.CorrectionCheck:
    """Judge a proposed correction once more, as before its approval."""
    with warehouse.transaction() as conn:
        found = corrections.correction(conn, correction_id)
        one = correctable(conn, found.return_id)
    value = corrections.value_of(_column(one, found.column_name), found.corrected_value)
    row = found.sheet_no, found.excel_row
    return check_correction(one.id, row, found.column_name, value)


def correctable(conn: sa.Connection, return_id: int) -> return_history.Return:
    """Give a return whose cells may be corrected: the newest version, or the one in force.

    Raises `RegistryError` with the version that counts for any other.
    """
    found = return_history.returns_of(conn, ids=[return_id])
    if not found:
        raise RegistryError("Không tìm thấy biểu cần đính chính. Tải lại trang rồi chọn lại.")
    (one,) = found
    if one.state is ReturnState.WITHDRAWN:
        raise RegistryError(f"Bản {one.version} đã được rút nên không đính chính được.")
    if one.state is ReturnState.RECEIVED:
        raise RegistryError("Biểu đang được kiểm tra. Chờ có kết quả rồi đính chính.")
    known = warehouse.run(conn, "registry/versions_that_count", return_id=return_id).one()
    if return_id not in (known.newest_id, known.in_force_id):
        counting = known.in_force_version or known.newest_version
        newest = f"; bản mới nhất là bản {known.newest_version}"
        newer = newest if counting != known.newest_version else ""
        raise RegistryError(
            f"Bản {one.version} đã có bản khác thay thế, đính chính bản này không có tác dụng. "
            f"Bản đang được tính là bản {counting}{newer}: mở bản đó rồi đính chính."
        )
    return one


def _column(one: return_history.Return, name: str) -> Column:
    try:
        return load_forms()[one.form_id].column(name)
    except KeyError as error:
        raise RegistryError("Cột cần đính chính không có trong biểu. Chọn lại ô.") from error


def _present(table: Table | None, row: RowAt, column: Column) -> CellValue:
    """Give what a cell says now, approved corrections included."""
    if table is None:
        raise RegistryError(
            "Hệ thống không đọc được bảng số liệu của biểu này nên không đính chính được từng ô. "
            "Đề nghị cơ quan gửi lại biểu."
        )
    if row not in (rows := table.numbered):
        raise RegistryError(f"Dòng {row[1]} không có trong biểu này. Chọn lại ô cần đính chính.")
    if column.name not in table.values:
        raise RegistryError(
            f"Tệp cơ quan gửi không có cột “{column.header}” nên không có ô để đính chính."
        )
    return table.values[column.name][rows.index(row)]
