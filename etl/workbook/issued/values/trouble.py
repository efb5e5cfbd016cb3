"""A column while it is typed, and what is wrong with its cells: column and cell in, trouble out.

The sentences in expectations/cell_sentences.yaml name the column by its printed header and repeat
what was written. The one surprising thing: an empty cell gets no mark; None without one is missing.
"""

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from etl.kinds import Trouble, asked, kind_of, quoted, trouble
from etl.model import CellValue, Column, Mark, Severity
from etl.wording import date_text, number_text
from etl.wording.names import visible
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.units import NAMES

LARGEST = 1e15  # nothing that a person would type is larger; a formula has gone wild there
UNMERGE = (
    "bỏ gộp ô (Trang đầu → Phối và Căn giữa → Hủy phối ô; bản tiếng Anh: Home → Merge & Center → "
    "Unmerge Cells)"
)
_LEAST = 1e-6  # smaller numbers are quoted in powers of ten
_SHARES = {"‰": "phần nghìn", "‱": "phần vạn"}
_FACTORS = {name: factor for factor, name in NAMES.items()}
_HIDDEN = " Ô có ký tự ẩn, không nhìn thấy được: đề nghị xóa nội dung ô rồi gõ lại."
_WHOLE_DATE = "Đề nghị ghi đủ ngày/tháng/năm, ví dụ 15/03/2020."
_RULES_OF_DATES = {"two_digit_year": "two_digit_year", "unlikely": "date_out_of_range"}
_CASES_OF_DATES = frozenset({"month_first", "run_together", "with_time", "only_time", "serial"})


@dataclass(slots=True)
class Typed:
    """A column after typing; marks and troubles by position in the column."""

    values: list[CellValue]
    marks: dict[int, Mark] = field(default_factory=dict)
    troubles: list[tuple[int, Trouble]] = field(default_factory=list)

    def fail(self, at: int, trouble: Trouble) -> None:
        """Leave a cell without a value and say why."""
        self.values[at] = None
        self.marks[at] = Mark.UNREADABLE
        self.troubles.append((at, trouble))

    def put_mark(self, column: Column, at: int, cell: Any, mark: Mark) -> None:
        """Take a mark in: a dash is zero in a column of numbers, ditto is refused everywhere."""
        if mark is Mark.DITTO or (mark is Mark.PLACEHOLDER and column.required):
            is_ditto = mark is Mark.DITTO
            self.fail(at, say("ditto", column, cell) if is_ditto else placeholder(column, cell))
            self.marks[at] = mark
        elif mark is not Mark.MISSING:
            self.marks[at] = mark
            kind = kind_of(column)
            if mark is Mark.NIL and kind.is_number:
                self.values[at] = 0 if kind.is_whole else 0.0
            elif column.required:  # an "x", or a dash among texts, is not empty to who reads it
                self.troubles.append((at, placeholder(column, cell)))


def say(
    said: str,
    column: Column,
    value: object = "",
    *,
    expected: str = "",
    severity: Severity = Severity.CRITICAL,
    rule: str = "",
    **words: str,
) -> Trouble:
    """Give a sentence that may show how a cell is filled in, and what in it is not drawn."""
    example = kind_of(column).example(column)
    has_hidden = isinstance(value, str) and visible(value) != value
    words |= {"example": example, "such_as": f", ví dụ {example}" if example else ""}
    words |= {"hint": f" {column.hint}" if column.hint else "", "hidden": _HIDDEN * has_hidden}
    return trouble(said, value, expected, severity, rule=rule, column=column.header, **words)


doubt = partial(say, severity=Severity.WARNING)


def rounded(number: float) -> str:
    """Print a number without what floating point adds to it."""
    return number_text(round(number, 9))


def is_readable(number: float) -> bool:
    """Tell whether a number is one that a cell of any column may hold: finite, of a usual size."""
    return abs(number) < LARGEST


def is_wild(cell: object) -> bool:
    """Tell whether a cell holds an error or a number without an end, which no form prints."""
    return isinstance(cell, Broken) or (isinstance(cell, float) and not is_readable(cell))


def broken(column: Column, cell: Broken) -> Trouble:
    """Say what is wrong with a cell that has no value to be read."""
    if cell.why == "picture":
        return picture(column)
    if cell.why == "error":
        return say("error_value", column, cell.text, which=f" {cell.text}" if cell.text else "")
    if cell.why == "font":
        return say("unreadable_font", column, cell.text)
    return say("formula_without_result", column)


def picture(column: Column) -> Trouble:
    """Refuse a picture in a cell; among reasons it is only told that nobody reads it."""
    if column.explains:
        return say("not_text.picture_for_reason", column, severity=Severity.INFO)
    kind = kind_of(column)
    rule = "unreadable_number" if kind.is_number else "unreadable_date" if kind.is_date else ""
    return say("not_text.picture", column, rule=rule or "not_text")


def placeholder(column: Column, value: object) -> Trouble:
    """Refuse a mark where a value is required."""
    case = ".number" if kind_of(column).is_number else ""
    return say(f"placeholder{case}", column, value)


# numbers


def too_large(column: Column, value: object) -> Trouble:
    """Refuse a number that is not `is_readable`, in a column of any type."""
    text = quoted(value)
    what = f"{text}, vượt mức Excel tính được"
    if isinstance(value, float) and math.isnan(value):
        what = "một giá trị không phải là số"
    elif any(map(str.isdigit, text)):
        what = f"số quá lớn ({text})"
    return say("unreadable_number.too_large", column, text, what=what)


def not_whole(column: Column, value: float) -> Trouble:
    """Refuse a number with decimals; 1.234 may be one typed where a point is the decimal sign."""
    text = number_text(value) if abs(value) >= _LEAST else quoted(value)
    thousands = round(value * 1000, 6)
    is_grouped = thousands.is_integer() and abs(value) > 1 and round(value, 3) != round(value)
    meant = number_text(int(thousands)) if is_grouped else ""
    offer = f" Ý ông/bà là {meant}? Nếu đúng thì gõ liền {int(thousands)}." if meant else ""
    return say("not_whole", column, text, expected="số nguyên", offer=offer)


def shown_as_share(column: Column, value: float, how: str) -> Trouble:
    """Refuse an amount that is shown as a share; `how` is "percent" or the sign behind it."""
    is_percent = how == "percent"
    share = f"{number_text(round(value * 100, 6))}%" if is_percent else f"{rounded(value)}{how}"
    return say("unreadable_number.share", column, share, kind=_SHARES.get(how, "phần trăm"))


def factor_1000(column: Column, value: float, usual: str) -> Trouble:
    """Doubt an amount; one that is beyond its column's bounds too must be corrected."""
    text, most = rounded(value), column.maximum
    if most is None or value <= most:
        do = "nếu đúng, đề nghị giải trình lý do."
        return doubt("factor_1000", column, text, expected=usual, do=do)
    do = f"cột này chỉ nhận số không quá {rounded(most)}."
    return say("factor_1000", column, text, expected=usual, do=do)


def unit_shown(column: Column, unit: str, read_as: str, *, is_stated: bool) -> Trouble:
    """Say that a cell shows its amount in another unit than its column is in."""
    states = "trang tính ghi đơn vị tính" if is_stated else "trang tính không ghi đơn vị, đang hiểu"
    ratio = _FACTORS[unit] / _FACTORS[read_as]
    shown, meant = (1.5, 1.5 * ratio) if ratio > 1 else (1.5 / ratio, 1.5)
    such = f"{number_text(round(shown, 3))} {unit} ghi là {number_text(round(meant, 3))}"
    return say("unit_shown", column, unit, expected=read_as, states=states, such=such)


# texts and dates


def not_text(column: Column, value: object) -> Trouble:
    """Refuse what is no text in a column of texts: a date, an hour, TRUE, a picture."""
    text = quoted(value)
    what = f"ô đang ghi “{text}”, không phải là chữ"
    if isinstance(value, dt.date):
        what = f"Excel đã đổi ô thành ngày {text}"
    elif isinstance(value, str):
        what = "ô chỉ có hình ảnh hoặc công thức, không có chữ"
    return say("not_text", column, text, what=what)


def bad_date(column: Column, value: object, why: str, near: dt.date | None) -> Trouble:
    """Refuse a date that cannot be taken; `why` is what `dates.read_date` says."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else value
    case = f"unreadable_date.{why}" if why in _CASES_OF_DATES else "unreadable_date"
    offer = asked([date_text(near)] if near else [])
    said, asks = _RULES_OF_DATES.get(why, case), "ngày/tháng/năm"
    return say(said, column, text, expected=asks, offer=offer, do=_WHOLE_DATE)
