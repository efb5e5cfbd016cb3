"""What is wrong with cells that cannot be read as they stand: column and cell in, trouble out.

The sentences stand in expectations/cell_sentences.yaml. The one surprising thing: a sentence names
the column by its printed header and repeats what the officer wrote, because it is read beside the
workbook, not beside the program.
"""

import datetime as dt
import math
import re

from etl.kinds import Trouble, asked, kind_of, quoted, trouble
from etl.model import Column, Severity
from etl.wording import date_text, in_quotes, number_text, shown
from etl.wording.names import visible
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


def is_readable(number: float) -> bool:
    """Tell whether a number is one that a cell of any column may hold: finite, of a usual size."""
    return abs(number) < LARGEST


def too_large(column: Column, value: object) -> Trouble:
    """Refuse a number that is not `is_readable`, in a column of any type."""
    text = quoted(value)
    what = f"{text}, vượt mức Excel tính được"
    if isinstance(value, float) and math.isnan(value):
        what = "một giá trị không phải là số"
    elif any(map(str.isdigit, text)):
        what = f"số quá lớn ({text})"
    return say("unreadable_number.too_large", column, text, what=what)


def unreadable_number(column: Column, value: object, guess: str = "") -> Trouble:
    """Refuse a text that is no number; a guess of what is meant is asked for."""
    return say("unreadable_number.text", column, value, offer=asked([guess] if guess else []))


def several_lines(column: Column, text: str) -> Trouble:
    """Refuse a text of several lines."""
    lines = [" ".join(line.split()) for line in re.split(r"[\t\n\r]+", text.strip())]
    return say("unreadable_number.several_lines", column, text, lines=in_quotes(lines[:3]))


def date_for_number(column: Column, day: dt.date) -> Trouble:
    """Refuse a number of which Excel has made a date."""
    return say("unreadable_number.date", column, date_text(day))


def ambiguous_number(column: Column, text: str, one: float, other: float) -> Trouble:
    """Ask which of two numbers a text is."""
    first, second = number_text(_whole(one)), number_text(_whole(other))
    return say("ambiguous_number", column, text, first=first, second=second)


def not_whole(column: Column, value: float) -> Trouble:
    """Refuse a number with decimals; 1.234 may be one typed where a point is the decimal sign."""
    text = number_text(value) if abs(value) >= _LEAST else shown(value)
    thousands = round(value * 1000, 6)
    is_grouped = thousands.is_integer() and abs(value) > 1 and round(value, 3) != round(value)
    meant = number_text(int(thousands)) if is_grouped else ""
    offer = f" Ý ông/bà là {meant}? Nếu đúng thì gõ liền {int(thousands)}." if meant else ""
    return say("not_whole", column, text, expected="số nguyên", offer=offer)


def not_text(column: Column, value: object) -> Trouble:
    """Refuse what is no text in a column of texts: a date, an hour, TRUE, a picture."""
    text = quoted(value)
    what = f"ô đang ghi “{text}”, không phải là chữ"
    if isinstance(value, dt.date):
        what = f"Excel đã đổi ô thành ngày {text}"
    elif isinstance(value, str):
        what = "ô chỉ có hình ảnh hoặc công thức, không có chữ"
    return say("not_text", column, text, what=what)


def no_words(column: Column, value: object) -> Trouble:
    """Doubt a number that stands for a name."""
    return say("not_text.no_words", column, value, severity=Severity.WARNING)


def percent_unclear(column: Column, value: float) -> Trouble:
    """Ask whether 0,05 in a column of % is 0,05% or 5%."""
    other = number_text(_whole(value * 100))
    return say("percent_unclear", column, number_text(value), other=other)


def shown_as_share(column: Column, value: float, how: str) -> Trouble:
    """Refuse an amount that is shown as a share; `how` is "percent" or the sign behind it."""
    share = f"{number_text(round(value * 100, 6))}%" if how == "percent" else None
    share = share or f"{number_text(_whole(value))}{how}"
    kind = _SHARES.get(how, "phần trăm")
    return say("unreadable_number.share", column, share, kind=kind)


def placeholder(column: Column, value: object) -> Trouble:
    """Refuse a mark where a value is required."""
    case = ".number" if kind_of(column).is_number else ""
    return say(f"placeholder{case}", column, value)


def factor_1000(column: Column, value: float, usual: str) -> Trouble:
    """Doubt an amount; one that is beyond its column's bounds too must be corrected."""
    most = column.maximum if column.maximum is not None and value > column.maximum else None
    do = "nếu đúng, đề nghị giải trình lý do."
    if most is not None:
        do = f"cột này chỉ nhận số không quá {number_text(_whole(most))}."
    return say(
        "factor_1000",
        column,
        number_text(_whole(value)),
        expected=usual,
        severity=Severity.WARNING if most is None else Severity.CRITICAL,
        do=do,
    )


def unit_shown(column: Column, unit: str, read_as: str, *, is_stated: bool) -> Trouble:
    """Say that a cell shows its amount in another unit than its column is in."""
    states = "trang tính ghi đơn vị tính" if is_stated else "trang tính không ghi đơn vị, đang hiểu"
    ratio = _FACTORS[unit] / _FACTORS[read_as]
    shown, meant = (1.5, 1.5 * ratio) if ratio > 1 else (1.5 / ratio, 1.5)
    such = f"{number_text(round(shown, 3))} {unit} ghi là {number_text(round(meant, 3))}"
    return say("unit_shown", column, unit, expected=read_as, states=states, such=such)


def sign_doubted(column: Column, read_as: str) -> Trouble:
    """Doubt a huge amount that is shown in đồng on a sheet in a larger unit."""
    unit = NAMES[1e-6]
    return say("unit_shown.sign", column, unit, expected=read_as, severity=Severity.WARNING)


def bad_date(column: Column, value: object, why: str, near: dt.date | None) -> Trouble:
    """Refuse a date that cannot be taken; `why` as `dates.read_date` says."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else value
    case = f"unreadable_date.{why}" if why in _CASES_OF_DATES else "unreadable_date"
    offer = asked([date_text(near)] if near else [])
    said, asks = _RULES_OF_DATES.get(why, case), "ngày/tháng/năm"
    return say(said, column, text, expected=asks, offer=offer, do=_WHOLE_DATE)


def serials(column: Column, value: float, near: dt.date | None) -> Trouble:
    """Say that a whole column shows numbers in place of days; `near` is the day that one means."""
    such = f" (ví dụ {value:g} là {date_text(near)})" if near else ""
    return say("unreadable_date.serials", column, expected="ngày/tháng/năm", such=such)


def month_first(column: Column, proof: object, day: dt.date, other: dt.date) -> Trouble:
    """Ask of a date that can be read both ways, beside one that has its month first."""
    words = {"proof": quoted(proof), "other": date_text(other)}
    said = "dates_swapped.month_first"
    return say(said, column, date_text(day), severity=Severity.WARNING, **words)


def picture(column: Column) -> Trouble:
    """Refuse a picture in a cell; among reasons it is only told that nobody reads it."""
    if column.explains:
        return say("not_text.picture_for_reason", column, severity=Severity.INFO)
    kind = kind_of(column)
    rule = "unreadable_number" if kind.is_number else "unreadable_date" if kind.is_date else ""
    return say("not_text.picture", column, rule=rule or "not_text")


def error_value(column: Column, text: str) -> Trouble:
    """Refuse a formula that comes to an error."""
    return say("error_value", column, text, which=f" {text}" if text else "")


def shared_by_merge(column: Column, area: str, several: str) -> Trouble:
    """Refuse an amount that several cells share."""
    return say("merged.shared", column, area=area, several=several, unmerge=UNMERGE)


def hidden_by_merge(column: Column, area: str, value: object) -> Trouble:
    """Refuse a value that a merged cell covers; it is quoted, because nobody can see it."""
    text = "" if value is None else quoted(value)
    kept = f"“{text}”" if text else "số liệu"
    return say("merged.hidden", column, text, area=area, kept=kept, unmerge=UNMERGE)


def _whole(value: float) -> float | int:
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded
