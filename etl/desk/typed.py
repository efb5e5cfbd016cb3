"""Values as stewards type them: a column and a text in, the value that the warehouse holds out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from etl.desk.refused import Refused
from etl.model import CellValue, Column
from etl.reference import Reference
from etl.wording import typed_number


def typed(column: Column, text: str) -> CellValue:
    """Read a value as a steward types it: a number the Vietnamese way, a date, a printed label."""
    if not text:
        return None
    if column.type in ("integer", "number"):
        return _number(column, text)
    if column.type == "date":
        try:
            return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            raise Refused(422, f"Cột “{column.header}”: ghi ngày như 15/03/2020.") from None
    if column.type == "choice":
        labels = {label.casefold(): value for value, label in column.choices.items()}
        return labels.get(text.casefold(), text)
    return _place_or_group(column, text)


def _number(column: Column, text: str) -> CellValue:
    try:
        number = typed_number(text)
    except ValueError as error:
        raise Refused(422, f"Cột “{column.header}”: {error}") from None
    return int(number) if number == Decimal(int(number)) else float(number)


def _place_or_group(column: Column, text: str) -> CellValue:
    reference = Reference.load()
    if column.type == "ethnic_group":
        group = reference.match_ethnic_group(text).value
        return group.id if group else text
    if column.type in ("commune", "district"):
        raise Refused(422, "Không đính chính được địa bàn; đề nghị cơ quan gửi lại biểu.")
    return text
