"""Cells that are not what their column wants in rarer ways, and dates in their usual sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.lab.faults import Expected, Fault, Plant
from tests.lab.odd_sheets import FORMS, NUMBERS, of_type
from tests.lab.odd_values import typed_as
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch

DATED = ("works", "commendations")


def in_total(value: Any, says: str, code: str = "") -> Plant:
    """Put what is no amount, or is not shown as one, into each sum of a total row."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = of_type(drawn.form.id, *NUMBERS)
        total = Line(free={0: "Tổng số"}, is_record=False)
        for name in names:
            total.cells[name] = sum(line.cells[name] for line in drawn.records)
            total.cells[name] = total.cells[name] if value is None else value
            if code:
                total.style[name] = {"num_format": code}
        drawn.lines.append(total)
        return [Expected("cell.unreadable_number", total, name, says) for name in names]

    return plant


SENTENCES = (
    *("ngày {0:%d/%m/%Y}", "{0:%d/%m/%Y}.", "{0.day}/{0.month}/{0.year},", "Ngày: {0:%d-%m-%Y}"),
    *("Ngày {0.day} tháng {0.month} năm {0.year}.", "{0.day} tháng {0.month}, {0.year}"),
    *("{0.day} thg {0.month}, {0.year}", "ngay {0.day} thang {0.month} nam {0.year}"),
    *(
        "{0.day}/{0.month} năm {0.year}",
        "ngày {0:%d/%m/%Y} 00:00",
        "ngày {0.day}/tháng {0.month}/{0.year}",
    ),
    "nga\u0300y {0:%d/%m/%Y};",
)


def in_sentences(odd: Sketch) -> None:
    """Type dates as they stand in sentences."""
    for number, line in enumerate(odd.records):
        for name, value in line.cells.items():
            if isinstance(value, dt.date):
                line.cells[name] = SENTENCES[number].format(value)


TOTALS = [
    (dt.date(2020, 5, 13), "ngày 13/05/2020", ""),
    (0.5, "“12:00”", "hh:mm"),
    (36.5, "“876:00”", "[h]:mm"),
    (True, "“TRUE”", ""),
    (None, "phần trăm", "0%"),
    (None, "phần trăm", '#,##0"%"'),
    (None, "phần nghìn", '0"‰"'),
]
OFFERED = (
    *("13-May-2020", "13 May 2020", "khoảng 13/05/2020", "13/05/2020 (dự kiến)", "13,05,2020"),
    *("Thứ tư, ngày 13 tháng 5 năm 2020", "13\\5\\2020", "QĐ ngày 13/5/2020", "13 05 2020"),
)
CELL_FAULTS = [
    *(
        Fault(f"total {value} as {code} in {form}", form, in_total(value, says, code))
        for form in FORMS
        for value, says, code in TOTALS
    ),
    *(
        Fault(
            f"{text} for a date in {form}",
            form,
            typed_as(["date"], text, "unreadable_date", "Ý ông/bà là “13/05/2020”?"),
        )
        for form in DATED
        for text in OFFERED
    ),
    *(
        Fault(
            f"{text} for a date in {form}",
            form,
            typed_as(["date"], text, "unreadable_date", "không phải là ngày. Đề nghị"),
        )
        for form in DATED
        for text in ("13/5/2020 - 20/6/2020", "tháng 5/2020", "12.05.2020.13", "1/13/5/2020")
    ),
]
CELL_ODDITIES = [Oddity(f"dates in sentences in {form}", form, in_sentences) for form in DATED]
