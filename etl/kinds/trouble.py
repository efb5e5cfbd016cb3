"""What is wrong with a cell, and sentences for texts that are on no list: text in, trouble out.

The one surprising thing: a near name is asked for ("Ý ông/bà là …?") and never taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.model import Column, Severity
from etl.wording import in_quotes, shown, small
from etl.wording.names import visible

_MAX_QUOTED = 60
_AS_LISTED = "đúng tên trong danh mục (biểu mẫu có sẵn danh sách để chọn)."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one cell, before its address is known."""

    rule: str  # without "cell."
    message: str
    value: str = ""
    expected: str = ""
    severity: Severity = Severity.CRITICAL


def quoted(value: object) -> str:
    """Give what the officer wrote, as a person reads it, cut to a length that fits a sentence."""
    text = " ".join(visible(shown(value)).split())
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…"


def asked(names: Sequence[str]) -> str:
    """Offer near names as a question; "" when there are none."""
    if not names:
        return ""
    *first, last = names[:3]
    before = f"{in_quotes(first)} hay " if first else ""
    return f" Ý ông/bà là {before}{in_quotes([last])}?"


def unknown_choice(column: Column, value: object, near: Sequence[str]) -> Trouble:
    """Refuse a text that is none of a column's choices."""
    labels = "; ".join(column.choices.values())
    return Trouble(
        "unknown_choice",
        f"“{quoted(value)}” không có trong danh mục của cột “{column.header}”.{asked(near)} "
        f"Đề nghị chọn một trong các giá trị: {labels}.",
        quoted(value),
        labels,
    )


def unknown_name(
    rule: str, what: str, value: object, near: Sequence[str], where: str = ""
) -> Trouble:
    """Refuse a name that is on no list, or not in the part of it that is called `where`."""
    whose = f"{where} không có" if where else "Không có"
    return Trouble(
        rule,
        f"{whose} {what} nào tên “{quoted(value)}”.{asked(near)} Đề nghị ghi lại {_AS_LISTED}",
        quoted(value),
        "; ".join(near[:3]),
    )


def many_places(rule: str, what: str, value: object) -> Trouble:
    """Refuse a text that speaks of several places: "Toàn huyện"."""
    return Trouble(
        rule,
        f"“{quoted(value)}” không phải tên một {what}. Đề nghị ghi tên từng {what}, mỗi nơi một "
        f"dòng, {_AS_LISTED}",
        quoted(value),
    )


def ambiguous_name(rule: str, what: str, value: object, names: Sequence[str]) -> Trouble:
    """Ask which one of several of the same name is meant."""
    listed = "; ".join(names[:4])
    return Trouble(
        rule,
        f"Có {len(names)} {what} cùng mang tên “{quoted(value)}”: {listed}. "
        f"Đề nghị ghi rõ, ví dụ {names[0]}.",
        quoted(value),
        listed,
    )


def other_district(value: object, district: str, homes: Sequence[str]) -> Trouble:
    """Refuse a commune that lies elsewhere than its row says."""
    belongs = " hoặc ".join(map(small, homes))
    return Trouble(
        "commune_of_other_district",
        f"“{quoted(value)}” không thuộc {small(district)} mà thuộc {belongs}. "
        "Đề nghị sửa lại tên huyện hoặc tên xã ở dòng này.",
        quoted(value),
        "; ".join(homes),
    )


def bare_code(column: Column, what: str, value: object, examples: Sequence[str]) -> Trouble:
    """Refuse a number where a name belongs: official lists number the same things differently."""
    return Trouble(
        "bare_code",
        f"Cột “{column.header}” đang ghi mã số “{quoted(value)}”. Các danh mục mã không thống nhất "
        f"nên không nhận mã số. Đề nghị ghi tên {what}, ví dụ {', '.join(examples)}.",
        quoted(value),
    )
