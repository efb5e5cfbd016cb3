"""Sentences for cells that cannot be read as they stand: column and text in, trouble out.

The one surprising thing: a sentence names the column by its printed header and repeats what the
officer wrote, because it is read beside the workbook, not beside the program.
"""

from __future__ import annotations

import datetime as dt
import math
import re

from etl.kinds import Trouble, asked, kind_of, quoted
from etl.model import Column, Severity
from etl.wording import date_text, in_quotes, number_text, shown
from etl.wording.names import visible

_LEAST = 1e-6  # smaller numbers are quoted in powers of ten
LARGEST = 1e15  # nothing that a person would type is larger; a formula has gone wild there
_SHARES = {"‰": "phần nghìn", "‱": "phần vạn"}


def such_as(column: Column) -> str:
    """Add how a cell of a column is filled in; nothing where any text will do."""
    shown = example(column)
    return f", ví dụ {shown}" if shown else ""


def example(column: Column) -> str:
    """Show how a cell of a column is filled in; "" where any text will do."""
    return kind_of(column).example(column)


def hidden(value: object) -> str:
    """Say that a text has signs in it that are not drawn; "" where it has none."""
    if not isinstance(value, str) or visible(value) == value:
        return ""
    return " Ô có ký tự ẩn, không nhìn thấy được: đề nghị xóa nội dung ô rồi gõ lại."


def unreadable_number(column: Column, value: object, guess: str = "") -> Trouble:
    text, offer = quoted(value), asked([guess] if guess else [])
    return Trouble(
        "unreadable_number",
        f"Cột “{column.header}” phải ghi số nhưng ô đang ghi “{text}”.{offer} "
        f"Đề nghị ghi lại bằng chữ số, không kèm chữ, ví dụ {example(column)}; không phát sinh "
        f"thì ghi dấu -.{hidden(value)}",
        text,
    )


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
    return Trouble(
        "unreadable_number",
        f"Ô ở cột “{column.header}” ghi {what}; có thể công thức hoặc phần mềm lập tệp tính sai. "
        f"Đề nghị kiểm tra và ghi lại{such_as(column)}.",
        text,
    )


def several_lines(column: Column, text: str) -> Trouble:
    lines = in_quotes([" ".join(line.split()) for line in re.split(r"[\t\n\r]+", text.strip())][:3])
    return Trouble(
        "unreadable_number",
        f"Ô ở cột “{column.header}” ghi nhiều dòng: {lines}, nên không rõ là một số hay nhiều số. "
        f"Đề nghị ghi lại một số trên một dòng, ví dụ {example(column)}; không phát sinh thì ghi "
        "dấu -.",
        quoted(text),
    )


def ambiguous_number(column: Column, text: str, one: float, other: float) -> Trouble:
    first, second = number_text(_whole(one)), number_text(_whole(other))
    return Trouble(
        "ambiguous_number",
        f"Ô ghi “{text}” ở cột “{column.header}” có thể hiểu là {first} hoặc {second}; các ô khác "
        "không cho biết dấu nào là dấu thập phân. Đề nghị gõ lại thành số (không để dạng văn bản), "
        f"ví dụ {first} hoặc {second}.",
        text,
    )


def mixed_notation(column: Column, text: str) -> Trouble:
    return Trouble(
        "ambiguous_number",
        f"Cột “{column.header}” vừa dùng dấu phẩy vừa dùng dấu chấm làm dấu thập phân, nên không "
        f"rõ ô ghi “{text}” là bao nhiêu. Đề nghị gõ lại thành số, thống nhất dấu phẩy là dấu thập "
        "phân, ví dụ 1.234,5.",
        text,
    )


def not_whole(column: Column, value: float) -> Trouble:
    text = number_text(value) if abs(value) >= _LEAST else shown(value)
    thousands = round(value * 1000, 6)
    is_grouped = thousands.is_integer() and abs(value) > 1 and round(value, 3) != round(value)
    meant = number_text(int(thousands)) if is_grouped else ""
    # 1.234 typed where Excel takes the point for the decimal sign
    offer = f" Ý ông/bà là {meant}? Nếu đúng thì gõ liền {int(thousands)}." if meant else ""
    return Trouble(
        "not_whole",
        f"Cột “{column.header}” chỉ ghi số nguyên nhưng ô ghi {text}.{offer} "
        "Đề nghị kiểm tra và ghi lại số nguyên, ví dụ 12.",
        text,
        "số nguyên",
    )


def date_for_number(column: Column, day: dt.date) -> Trouble:
    return Trouble(
        "unreadable_number",
        f"Cột “{column.header}” phải ghi số nhưng Excel đã đổi ô thành ngày {date_text(day)}. "
        f"Đề nghị đổi định dạng ô về Số (Number) rồi gõ lại, ví dụ {example(column)}.",
        date_text(day),
    )


def not_text(column: Column, value: object) -> Trouble:
    """Refuse what is no text in a column of texts: a date, an hour, TRUE, a picture."""
    text = quoted(value)
    what = f"ô đang ghi “{text}”, không phải là chữ"
    if isinstance(value, dt.date):
        what = f"Excel đã đổi ô thành ngày {text}"
    elif isinstance(value, str):
        what = "ô chỉ có hình ảnh hoặc công thức, không có chữ"
    hint = f" {column.hint}" if column.hint else ""
    return Trouble(
        "not_text",
        f"Cột “{column.header}” phải ghi chữ nhưng {what}. Đề nghị đổi định dạng ô về Văn bản "
        f"(Text) rồi gõ lại.{hint}",
        text,
    )


def no_words(column: Column, value: object) -> Trouble:
    """Doubt a number that stands for a name."""
    text = quoted(value)
    hint = f" {column.hint}" if column.hint else ""
    return Trouble(
        "not_text",
        f"Ô ở cột “{column.header}” chỉ ghi “{text}”, không phải là chữ; có thể gõ nhầm cột. Đề "
        f"nghị kiểm tra và ghi đầy đủ bằng chữ.{hint} Nếu đúng, đề nghị giải trình.",
        text,
        severity=Severity.WARNING,
    )


def percent_unclear(column: Column, value: float) -> Trouble:
    text = number_text(value)
    return Trouble(
        "percent_unclear",
        f"Cột “{column.header}” tính bằng %, nhưng ô ghi {text}: không rõ là {text}% hay "
        f"{number_text(_whole(value * 100))}%. Đề nghị ghi theo phần trăm, ví dụ 5,2 nghĩa "
        "là 5,2%.",
        text,
    )


def percent_for_number(column: Column, value: object) -> Trouble:
    return Trouble(
        "unreadable_number",
        f"Cột “{column.header}” ghi số tuyệt đối nhưng ô ghi tỷ lệ phần trăm “{quoted(value)}”. "
        f"Đề nghị ghi số lượng, ví dụ {example(column)}.",
        quoted(value),
    )


def shown_as_share(column: Column, value: float, how: str) -> Trouble:
    """Refuse an amount that is shown as a share; `how` is "percent" or the sign behind it."""
    shown = f"{number_text(round(value * 100, 6))}%" if how == "percent" else None
    shown = shown or f"{number_text(_whole(value))}{how}"
    kind = _SHARES.get(how, "phần trăm")
    return Trouble(
        "unreadable_number",
        f"Cột “{column.header}” ghi số tuyệt đối nhưng ô có định dạng {kind}, hiện là "
        f"“{shown}”. Đề nghị đổi định dạng ô về Số (Number) và ghi số lượng, ví dụ "
        f"{example(column)}.",
        shown,
    )


def placeholder(column: Column, value: object) -> Trouble:
    mark = f"Cột “{column.header}” còn để dấu “{quoted(value)}”"
    if kind_of(column).is_number:
        do = "chưa có số liệu. Đề nghị ghi số liệu; không phát sinh thì ghi dấu -."
    else:
        do = "chưa có nội dung. Đề nghị ghi đầy đủ nội dung."
    return Trouble("placeholder", f"{mark}, {do}", quoted(value))


def ditto(column: Column, value: object) -> Trouble:
    return Trouble(
        "ditto",
        f"Cột “{column.header}” ghi dấu lặp lại ({quoted(value)}). Đề nghị ghi đầy đủ giá trị ở "
        "từng dòng, không dùng dấu lặp lại.",
        quoted(value),
    )


def unreadable_font(column: Column, text: str) -> Trouble:
    return Trouble(
        "unreadable_font",
        f"Chữ ở cột “{column.header}” bị lỗi phông (“{quoted(text)}”), không đọc được. Đề nghị "
        "chuyển sang phông Unicode (Times New Roman) và gõ lại có dấu, ví dụ Bắc Sơn.",
        quoted(text),
    )


def factor_1000(column: Column, value: float, usual: str) -> Trouble:
    """Doubt an amount; one that is beyond its column's bounds too must be corrected."""
    text = number_text(_whole(value))
    most = column.maximum if column.maximum is not None and value > column.maximum else None
    do = "nếu đúng, đề nghị giải trình lý do."
    if most is not None:
        do = f"cột này chỉ nhận số không quá {number_text(_whole(most))}."
    return Trouble(
        "factor_1000",
        f"Số {text} ở cột “{column.header}” lệch khoảng 1.000 lần so với các dòng khác ({usual}); "
        f"có thể nhầm đơn vị đồng, nghìn đồng, triệu đồng. Đề nghị kiểm tra lại đơn vị tính; {do}",
        text,
        usual,
        Severity.WARNING if most is None else Severity.CRITICAL,
    )


def shown_differently(column: Column) -> Trouble:
    return Trouble(
        "shown_differently",
        f"Ô ở cột “{column.header}” hiển thị khác với số đang lưu, do định dạng ô (rút gọn "
        "hoặc che số). Hệ thống lấy số đang lưu. Đề nghị đổi định dạng ô về Số (Number) và "
        "kiểm tra lại số liệu.",
        severity=Severity.WARNING,
    )


def linked_formula(column: Column, whence: str) -> Trouble:
    return Trouble(
        "linked_formula",
        f"Ô ở cột “{column.header}” lấy số từ {whence}; hệ thống chỉ đọc được kết quả lưu lần "
        "cuối. Đề nghị kiểm tra lại số liệu, rồi dán lại dạng giá trị (Dán đặc biệt → Giá trị; bản "
        "tiếng Anh: Paste Special → Values).",
        severity=Severity.WARNING,
    )


def _whole(value: float) -> float | int:
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded
