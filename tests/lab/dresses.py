"""Dresses of innocent oddities: a clean sketch in, its texts, numbers and dates written otherwise.

The one surprising thing: a dress that changes what is read changes the sketch's own records too,
so that the values expected of it follow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from etl.wording import number_text
from tests.lab.sketch import Sketch

MONEY = ("total_investment_million_vnd", "planned_million_vnd", "disbursed_million_vnd")
COUNTS = ("household_count", "minority_household_count", "poor_household_count")


def all_text(change: Callable[[str], str]) -> Callable[[Sketch], None]:
    """Change every text of the sheet: titles, headers, cells."""

    def dress(drawn: Sketch) -> None:
        drawn.title = [change(text) for text in drawn.title]
        drawn.unit = change(drawn.unit)
        drawn.headers = {name: change(drawn.column(name).header) for name in drawn.order}
        drawn.groups = {name: change(drawn.column(name).group) for name in drawn.order}
        for line in drawn.lines:
            for name, value in line.cells.items():
                if isinstance(value, str) and drawn.column(name).type != "text":
                    line.cells[name] = change(value)

    return dress


def cells(column: str, change: Callable[[Any], Any]) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            line.cells[column] = change(line.cells[column])

    return dress


def numbers(change: Callable[[float], Any], *columns: str) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            for name in columns:
                line.cells[name] = change(line.cells[name])

    return dress


def redrawn(**changes: Any) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for name, value in changes.items():
            setattr(drawn, name, value)

    return dress


def english(value: float) -> str:
    return f"{value:,.2f}"


def vietnamese(value: float) -> str:
    return number_text(value, 2)


def spaced(value: float) -> str:
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def thousands(drawn: Sketch) -> None:
    """Write 1.234 where another cell of the column proves what the point means."""
    for name in MONEY:
        for line in drawn.records:
            line.cells[name] = number_text(line.cells[name])
        drawn.records[0].cells[name] = number_text(
            float(drawn.records[0].cells[name].replace(".", "").replace(",", ".")), 2
        )


def republic(drawn: Sketch) -> None:
    drawn.records[2].cells["name"] = "Cộng hòa xã hội - nhà văn hóa"
    drawn.records[5].cells["name"] = "Tổng đài trạm y tế"


def units(text: str, factor: float, decimals: int) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        drawn.unit = f"Đơn vị tính: {text}"
        drawn.groups = {
            name: "Vốn đầu tư" for name in drawn.order if drawn.column(name).unit == "triệu đồng"
        }
        numbers(lambda value: round(value * factor, decimals), *MONEY)(drawn)

    return dress


def unit_in_header(drawn: Sketch) -> None:
    drawn.unit = ""
    drawn.headers = {name: f"{drawn.column(name).header}\n(1.000 đồng)" for name in MONEY}
    drawn.groups = dict.fromkeys(MONEY, "Vốn đầu tư")
    numbers(lambda value: value * 1000, *MONEY)(drawn)


def nil(drawn: Sketch) -> None:
    for line, sign in zip(drawn.records, ("-", "–", "—", "-", "-", "-"), strict=False):
        line.cells["poor_minority_household_count"] = sign


def formats(drawn: Sketch) -> None:
    """Show the same numbers in the formats that offices use."""
    codes = (
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
        '#,##0.00 "đ/m2"',
        "#,##0.00;-0",
    )
    for line, code in zip(drawn.records, codes * 4, strict=False):
        line.style["planned_million_vnd"] = {"num_format": code}


def shown_with(*codes: str) -> Callable[[Sketch], None]:
    """Show amounts with the unit that the sheet states anyway, or with the sign of a toolbar."""

    def dress(drawn: Sketch) -> None:
        for at, line in enumerate(drawn.records):
            for name in MONEY:
                line.style[name] = {"num_format": codes[at % len(codes)]}

    return dress


def counted(drawn: Sketch) -> None:
    codes = ('#,##0" hộ"', '"Số hộ: "0" hộ"', "#,##0 [$₫-42A]")
    for line, code in zip(drawn.records, codes * 4, strict=False):
        line.style = {name: {"num_format": code} for name in COUNTS}


def in_billions(drawn: Sketch) -> None:
    units("tỷ đồng", 1e-3, 6)(drawn)
    shown_with('0.000" tỷ"', '#,##0.000\\ "tỷ đồng";-#,##0.000\\ "tỷ đồng"')(drawn)


def formulas(drawn: Sketch) -> None:
    for line in drawn.records:
        line.formula["disbursed_million_vnd"] = ("=1+1", line.cells["disbursed_million_vnd"])


def as_text(pattern: str) -> Callable[[dt.date], str]:
    return lambda day: pattern.format(d=day.day, m=day.month, y=day.year)


def full_width(value: float) -> str:
    return number_text(value, 2).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def old_tone(text: str) -> str:
    return text.replace("Hòa", "Hoà").replace("òa", "oà").replace("ủy", "uỷ").replace("Ủy", "Uỷ")


def eth(text: str) -> str:
    return text.replace("Đ", "Ð")


def hmong(drawn: Sketch) -> None:
    drawn.records[4].cells["ethnic_group"] = "H'Mông"


def line_breaks(drawn: Sketch) -> None:
    drawn.headers = {name: drawn.column(name).header.replace(" ", "\n") for name in drawn.order}
