"""What things are called here, and numbers, dates and amounts as official Vietnamese prints them.

The one surprising thing: *trên* means rounded down and *gần* means rounded up, so the direction of
the rounding is part of the answer.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from etl.model import Rung, Severity

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "phải sửa",
    Severity.WARNING: "cần giải trình",
    Severity.INFO: "lưu ý",
}
COUNTED: Mapping[Severity, str] = {  # after a number of findings
    Severity.CRITICAL: f"lỗi {SEVERITIES[Severity.CRITICAL]}",
    Severity.WARNING: f"điểm {SEVERITIES[Severity.WARNING]}",
    Severity.INFO: f"điểm {SEVERITIES[Severity.INFO]}",
}
RUNGS: Mapping[Rung, str] = {
    Rung.FILE: "tệp gửi",
    Rung.CELL: "từng ô",
    Rung.ROW: "trong một biểu",
    Rung.SUBMISSION: "giữa các biểu",
    Rung.HISTORY: "so với kỳ trước",
    Rung.WAREHOUSE: "kho dữ liệu",
}
STATES: Mapping[str, str] = {  # of returns and obligations
    "missing": "chưa gửi",
    "late": "quá hạn",
    "received": "đang kiểm tra",
    "rejected": "cần sửa",
    "needs_confirmation": "cần giải trình",
    "under_review": "chờ xem xét",
    "awaiting_signature": "chờ thủ trưởng ký",
    "accepted": "đã chấp nhận",
    "superseded": "đã có bản mới",
    "withdrawn": "đã rút",
    "waived": "được miễn",
    "not_owed": "không phải gửi",
}
STATES_IN_FULL: Mapping[str, str] = {  # as a report says what an agency still owes
    "missing": STATES["missing"],
    "rejected": "đã trả lại, chờ gửi lại",
    "needs_confirmation": "chờ giải trình, xác nhận",
    "awaiting_signature": "chờ thủ trưởng cơ quan ký xác nhận",
    "received": "đã nhận, đang kiểm tra",
}

Rounding = Literal["exact", "down", "up", "nearest"]
Number = int | float | Decimal

_MILLION_PER_BILLION = 1000
_DONG = Decimal("0.000001")  # one đồng, in million VND
_DIGITS = 15  # that office programs show of a number; what floating point adds lies beyond
_DECIMALS = 6  # that are shown of a number in a cell
_LARGEST, _LEAST = 1e15, 1e-6  # beyond them numbers are shown in powers of ten
_SPACES = re.compile(r"\s+")  # no-break and thin ones too
_GROUPED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+"
_TYPED = re.compile(rf"(?:{_GROUPED}|[0-9]+)(?:,[0-9]+)?")
_WITH_POINT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]+")  # 12.34 and 1,234.5
_PLACE = re.compile("(?:xã|phường|thị trấn|huyện|thành phố) ", re.IGNORECASE)


def number_text(value: Number, decimals: int | None = None) -> str:
    """Print a number: 1234.5 → "1.234,5"; raises `ValueError` for one that is not finite.

    With `decimals` it is rounded half up to exactly that many; without, it is printed as it is, to
    fifteen digits and with no trailing zeros.
    """
    exact = _decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{exact:,f}".partition(".")
    fraction = fraction.rstrip("0") if decimals is None else fraction
    text = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return text if text.strip("-0,.") else text.lstrip("-")  # never "-0"


def shown(value: object) -> str:
    """Print what a cell holds as a person sees it there: TRUE, 13/05/2020, 36:30, 458,4, 1E+300."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date):
        return date_text(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign, (minutes, rest) = "-" if seconds < 0 else "", divmod(abs(seconds), 60)
        return f"{sign}{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return _number_shown(value) if isinstance(value, int | float | Decimal) else str(value)


def _number_shown(value: Number) -> str:
    exact = Decimal(value)
    if not exact.is_finite():
        return "số không xác định" if exact.is_nan() else "số quá lớn"
    if exact and not _LEAST <= abs(exact) < _LARGEST:
        digits, _, power = f"{exact:.5E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.').replace('.', ',')}E{int(power):+03d}"
    return number_text(round(exact, _DECIMALS))


def typed_number(text: str) -> Decimal:
    """Read a number as `number_text` prints it or a person types it: 12345, 12 345 and 19.874,8.

    A dot or a space parts thousands and a comma stands before the decimals. Raises `ValueError`
    with a sentence for the person: for a text that is no number, and for one like 12.34 that may
    mean two numbers.
    """
    bare = _SPACES.sub(" ", text).strip()
    sign = "-" if bare[:1] in ("-", "−", "–") else ""
    bare = bare[len(sign) :].lstrip()
    if _TYPED.fullmatch(bare):
        whole, _, fraction = bare.partition(",")
        digits = whole.replace(".", "").replace(" ", "")
        return Decimal(f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}")
    if _WITH_POINT.fullmatch(bare):
        decimal = sign + bare.replace(",", "").replace(".", ",")
        other = number_text(Decimal(sign + bare.replace(".", "").replace(",", "")))
        raise ValueError(
            f"“{text.strip()}” có thể là {decimal} hoặc {other}. Dấu chấm chỉ dùng để tách hàng "
            f"nghìn; số lẻ đứng sau dấu phẩy, ví dụ {decimal}."
        )
    raise ValueError(
        f"“{text.strip()}” không phải một số. Ghi số như 12345, 12.345 hoặc 19874,8 (dấu phẩy "
        "trước số lẻ)."
    )


def percent_text(value: Number, decimals: int = 2) -> str:
    """Print a rate given in per cent: 7.894 → "7,89%"."""
    return f"{number_text(value, decimals)}%"


def points_text(value: Number, decimals: int = 2) -> str:
    """Print the size of a change in percentage points: -3.0 → "3 điểm phần trăm"."""
    rounded = abs(_decimal(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{number_text(rounded)} điểm phần trăm"


def date_text(day: dt.date) -> str:
    """Print a day: "08/01/2021"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def long_date_text(day: dt.date) -> str:
    """Print a day as official letters do: "ngày 08 tháng 01 năm 2021"."""
    # a zero before January and February only: Nghị định 30/2020/NĐ-CP, Phụ lục I
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def amount_words(million_vnd: Number) -> tuple[str, Rounding]:
    """Say an amount of million VND in whole tỷ, with its rounding word and its direction.

    176412.6 → ("trên 176 tỷ đồng", "down"); 39712 → ("gần 40 tỷ đồng", "up"). Amounts below one tỷ
    are said exactly, in triệu. Raises `ValueError` for a negative amount.
    """
    amount = _decimal(million_vnd).quantize(_DONG, rounding=ROUND_HALF_UP)
    if amount < 0:
        raise ValueError(f"an amount to print cannot be negative: {million_vnd!r}")
    if amount < _MILLION_PER_BILLION:
        return f"{number_text(amount)} triệu đồng", "exact"
    billions = amount / _MILLION_PER_BILLION
    below = billions.to_integral_value(rounding=ROUND_FLOOR)
    if billions == below:
        return f"{number_text(below)} tỷ đồng", "exact"
    if billions - below < Decimal("0.5"):
        return f"trên {number_text(below)} tỷ đồng", "down"
    above = billions.to_integral_value(rounding=ROUND_CEILING)
    return f"gần {number_text(above)} tỷ đồng", "up"


def in_quotes(texts: Iterable[str], between: str = ", ") -> str:
    """List texts in the quotation marks that everything here prints: “Tày”, “Nùng”."""
    return between.join(f"“{text}”" for text in texts)


def listed(texts: Sequence[str]) -> str:
    """List texts as a sentence does: a, b và c."""
    return " và ".join(one for one in (", ".join(texts[:-1]), *texts[-1:]) if one)


def places_text(names: Sequence[str], most: int = 12) -> str:
    """List places, at most `most`, and say how many more there are."""
    named, more = ", ".join(names[:most]), len(names) - most
    return f"{named} và {number_text(more)} địa bàn khác" if more > 0 else named


def capital(text: str) -> str:
    """Begin with a capital letter, as a header does and a name that stands alone: Cần sửa."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Begin with a small letter, as a name does inside a sentence: huyện Tràng Định, năm 2020."""
    return text[:1].lower() + text[1:]


def _decimal(value: Number) -> Decimal:
    """Take a number as the decimal that it is shown as: 0.1 stays 0.1, as does 0.1 + 0.2 - 0.2."""
    exact = Decimal(f"{value:.{_DIGITS}g}" if isinstance(value, float) else value)
    if not exact.is_finite():
        raise ValueError(f"{value!r} cannot be printed: it is not a finite number")
    return exact


def in_sentence(label: str) -> str:
    """Put a label inside a sentence: "của xã Đoàn Kết", but "của Đường A", "của dân tộc Tày"."""
    return small(label) if _PLACE.match(label) else label
