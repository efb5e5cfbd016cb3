"""Corrections judged: a cell of a stored return and its new value in, what would be found out.

The one surprising thing: the return is judged twice, with the correction and without, because only
what the correction itself brings is held against it.
"""

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.errors import RegistryError
from etl.judge.rejudge import judged_today
from etl.model import CellValue, Column, RowAt, Table
from etl.registry import CorrectionCheck, Return
from etl.registry.correction_checks import (
    compared,
    correctable,
    correction_mark,
    plain_text,
    value_of,
    value_text,
)


def check_correction(
    return_id: int, row: RowAt, column_name: str, value: CellValue
) -> CorrectionCheck:
    """Judge a return with another value in one cell, beside what is in force.

    `value` is in the column's type and unit; None empties the
    cell. Any version that counts can be corrected, loaded or not. Raises `RegistryError` when the
    version does not count, the cell is not there, the value does not fit or nothing would change.
    """
    with warehouse.transaction() as conn:
        one = correctable(conn, return_id)
        mark = correction_mark(conn, return_id)
    column = _column(one, column_name)
    text = value_text(column, value)
    value = value_of(column, text)
    today = judged_today([one])[one.id]
    original = plain_text(column, _present(one, today.table, row, column))
    if original == text:
        raise RegistryError("Giá trị mới giống giá trị hiện có: không có gì để đính chính.")
    then = judged_today([one], {one.id: {(row, column_name): value}})[one.id]
    new, gone = compared(today.findings, then.findings)
    return CorrectionCheck(
        return_id=one.id,
        sha256=one.sha256,
        agency_id=one.agency_id,
        form_id=one.form_id,
        period_key=one.period_key,
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


def check_again(correction_id: int) -> CorrectionCheck:
    """Judge a proposed correction once more, as before its approval."""
    with warehouse.transaction() as conn:
        found = registry.correction(conn, correction_id)
        one = correctable(conn, found.return_id)
    column = _column(one, found.column_name)
    value = value_of(column, found.corrected_value)
    return check_correction(one.id, found.row, found.column_name, value)


def _column(one: Return, name: str) -> Column:
    try:
        return load_forms()[one.form_id].column(name)
    except KeyError as error:
        raise RegistryError("Cột cần đính chính không có trong biểu. Chọn lại ô.") from error


def _present(one: Return, table: Table | None, row: RowAt, column: Column) -> CellValue:
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
