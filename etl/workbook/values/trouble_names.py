"""Sentences for texts that are on no list: column, text and near names in, trouble out.

The one surprising thing: a near name is asked for ("Ý ông/bà là …?") and never taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Column
from etl.wording import small
from etl.workbook.values.trouble import Trouble, asked, quoted


def unknown_choice(column: Column, value: object, near: Sequence[str]) -> Trouble:
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
    """Give the sentence for a place (of one district) or ethnic group that is on no list."""
    whose = f"{where} không có" if where else "Không có"
    return Trouble(
        rule,
        f"{whose} {what} nào tên “{quoted(value)}”.{asked(near)} "
        "Đề nghị ghi lại đúng tên trong danh mục (biểu mẫu có sẵn danh sách để chọn).",
        quoted(value),
        "; ".join(near[:3]),
    )


def many_places(rule: str, what: str, value: object) -> Trouble:
    """Give the sentence for a text that speaks of several places: "Toàn huyện"."""
    return Trouble(
        rule,
        f"“{quoted(value)}” không phải tên một {what}. Đề nghị ghi tên từng {what}, mỗi nơi một "
        "dòng, đúng tên trong danh mục (biểu mẫu có sẵn danh sách để chọn).",
        quoted(value),
    )


def ambiguous_name(rule: str, what: str, value: object, names: Sequence[str]) -> Trouble:
    listed = "; ".join(names[:4])
    return Trouble(
        rule,
        f"Có {len(names)} {what} cùng mang tên “{quoted(value)}”: {listed}. "
        f"Đề nghị ghi rõ, ví dụ {names[0]}.",
        quoted(value),
        listed,
    )


def other_district(value: object, district: str, homes: Sequence[str]) -> Trouble:
    belongs = " hoặc ".join(map(small, homes))
    return Trouble(
        "commune_of_other_district",
        f"“{quoted(value)}” không thuộc {small(district)} mà thuộc {belongs}. "
        "Đề nghị sửa lại tên huyện hoặc tên xã ở dòng này.",
        quoted(value),
        "; ".join(homes),
    )


def bare_code(column: Column, value: object) -> Trouble:
    return Trouble(
        "bare_code",
        f"Cột “{column.header}” đang ghi mã số “{quoted(value)}”. Các danh mục mã không thống nhất "
        "nên không nhận mã số. Đề nghị ghi tên dân tộc, ví dụ Tày, Nùng, Dao.",
        quoted(value),
    )
