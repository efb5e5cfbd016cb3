"""Sentences for dates: the column and what its cell holds in, trouble out.

The one surprising thing: a date that Excel made of a text may have its day and month the wrong
way round without looking wrong at all, so the neighbours are what is told.
"""

from __future__ import annotations

import datetime as dt

from etl.kinds import Trouble, asked, quoted
from etl.model import Column, Severity
from etl.wording import date_text
from etl.workbook.values.trouble import hidden


def bad_date(column: Column, value: object, trouble: str, near: dt.date | None) -> Trouble:
    """Give the sentence for a date that cannot be taken; `trouble` as `dates.read_date` says."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else quoted(value)
    example = "Đề nghị ghi đủ ngày/tháng/năm, ví dụ 15/03/2020."
    head = f"Ô ghi “{text}” ở cột “{column.header}” "
    offer = asked([date_text(near)] if near else [])
    sentences = {
        "two_digit_year": f"chỉ có hai chữ số của năm. {example}",
        "month_first": f"có tháng lớn hơn 12.{offer} {example}",
        "run_together": f"viết liền, không có dấu ngăn ngày, tháng, năm.{offer} {example}",
        "with_time": f"có cả giờ.{offer} {example}",
        "only_time": f"chỉ có giờ hoặc là số 0, không có ngày. {example}",
        "serial": f"là số thứ tự ngày của Excel, không phải ngày.{offer} {example}",
        "unlikely": "có năm không hợp lý (gõ nhầm, hoặc tệp đếm ngày từ năm 1904). " + example,
    }
    rules = {"two_digit_year": "two_digit_year", "unlikely": "date_out_of_range"}
    message = head + sentences.get(trouble, f"không phải là ngày.{offer} {example}") + hidden(value)
    return Trouble(rules.get(trouble, "unreadable_date"), message, text, "ngày/tháng/năm")


def month_first(column: Column, proof: object, day: dt.date, other: dt.date) -> Trouble:
    """Ask of a date that can be read both ways, beside one that has its month first."""
    text = date_text(day)
    return Trouble(
        "dates_swapped",
        f"Cột “{column.header}” có ô ghi tháng trước ngày (“{quoted(proof)}”), nên không rõ ô này "
        f"là ngày {text} hay ngày {date_text(other)}; hệ thống đang hiểu là {text} (ngày trước, "
        "tháng sau). Đề nghị kiểm tra và ghi lại theo ngày/tháng/năm; nếu đúng, đề nghị giải "
        "trình.",
        text,
        severity=Severity.WARNING,
    )


def serials(column: Column, value: float, near: dt.date | None) -> Trouble:
    """Say that a whole column shows numbers in place of days; `near` is the day that one means."""
    example = f" (ví dụ {value:g} là {date_text(near)})" if near else ""
    return Trouble(
        "unreadable_date",
        f"Cột “{column.header}” hiện số thứ tự ngày của Excel thay cho ngày{example}, do ô mất "
        "định dạng ngày. Đề nghị chọn cả cột, đổi định dạng ô về Ngày (Date), kiểm tra lại rồi lưu "
        "tệp.",
        expected="ngày/tháng/năm",
    )


def dates_swapped(column: Column) -> Trouble:
    return Trouble(
        "dates_swapped",
        f"Cột “{column.header}” có ô là ngày, có ô là chữ, và mọi ngày từ 13 trở đi đều là chữ; "
        "có thể Excel đã đảo ngày với tháng ở ô này (gõ 05/03 thành ngày 3 tháng 5). Đề nghị kiểm "
        "tra lại ngày ở từng ô; nếu đúng, đề nghị giải trình.",
        severity=Severity.WARNING,
    )
