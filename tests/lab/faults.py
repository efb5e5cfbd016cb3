"""Faults to plant in cells and tables: a clean sketch in, the same with one fault and its address.

The one surprising thing: a fault says which rule must find it and where, so a finding of the right
kind in the wrong cell counts as missed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from tests.lab import parcels
from tests.lab.sketch import Line, Sketch, sketch


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must be there: its rule, and the cell it must stand at ("" for the file)."""

    rule: str
    line: Line | None = None
    column: str = ""
    says: str = ""  # what the sentence must contain


Plant = Callable[[Sketch], list[Expected]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault."""

    name: str
    form: str
    plant: Plant

    def make(self, seed: int) -> tuple[Sketch, list[Expected]]:
        """Sketch a workbook of a seed with this fault in it."""
        drawn = sketch(self.form, seed)
        drawn.head = drawn.rng.choice(["two", "three"])
        drawn.start = (drawn.rng.randint(0, 3), drawn.rng.randint(0, 2))
        return drawn, self.plant(drawn)


def _cell(column: str, value: Any, rule: str, says: str = "") -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        line.cells[column] = value
        return [Expected(f"cell.{rule}", line, column, says)]

    return plant


def _styled(column: str, rule: str, **style: Any) -> Plant:
    """Format a number so that it shows another one."""

    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        line.style[column] = style
        return [Expected(f"cell.{rule}", line, column)]

    return plant


def _shown_in(code: str, times: float, unit: str = "") -> Plant:
    """Type an amount in another unit than the sheet's, which only its number format shows."""

    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        line.cells[_MONEY] = round(line.cells[_MONEY] * times, 6)
        line.style[_MONEY] = {"num_format": code}
        return [Expected("cell.unit_shown", line, _MONEY, unit)]

    return plant


def _ambiguous(drawn: Sketch) -> list[Expected]:
    line = drawn.rng.choice(drawn.records)
    line.cells["planned_million_vnd"] = "1.234"
    return [Expected("cell.ambiguous_number", line, "planned_million_vnd", "1,234")]


def _mixed(drawn: Sketch) -> list[Expected]:
    first, second, third = drawn.rng.sample(drawn.records, 3)
    first.cells["planned_million_vnd"] = f"{int(first.cells['planned_million_vnd'])},5"
    second.cells["planned_million_vnd"] = f"{int(second.cells['planned_million_vnd'])}.5"
    third.cells["planned_million_vnd"] = "1.234"
    return [Expected("cell.ambiguous_number", third, "planned_million_vnd")]


def _factor(times: float) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        for name in ("total_investment_million_vnd", "planned_million_vnd"):
            line.cells[name] = line.cells[name] * times
        line.cells["disbursed_million_vnd"] = line.cells["planned_million_vnd"]
        return [
            Expected("cell.factor_1000", line, name)
            for name in (
                "total_investment_million_vnd",
                "planned_million_vnd",
                "disbursed_million_vnd",
            )
        ]

    return plant


def _formula(result: Any, rule: str, formula: str = "=1/0") -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        line.formula["disbursed_million_vnd"] = (formula, result)
        return [Expected(f"cell.{rule}", line, "disbursed_million_vnd")]

    return plant


def _uncached(drawn: Sketch) -> list[Expected]:
    line = drawn.rng.choice(drawn.records)
    line.formula["disbursed_million_vnd"] = ("=100+1", 4711)
    drawn.after.append(
        lambda data: parcels.edit_part(
            data, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v>4711</v>", b"", xml)
        )
    )
    return [Expected("cell.formula_without_result", line, "disbursed_million_vnd")]


def _never_computed(formula: str) -> Plant:
    """Plant a formula as programs write it that do not compute: its result is a nought."""

    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)

        def write(_: Any, page: Any) -> None:
            cell = xl_rowcol_to_cell(line.at, drawn.position(_MONEY))
            at = drawn.position("disbursed_million_vnd")
            page.write_formula(line.at, at, formula.format(cell), None, 0)

        drawn.also.append(write)
        return [Expected("cell.formula_without_result", line, "disbursed_million_vnd")]

    return plant


def _program(formula: str, *changes: Callable[[bytes], bytes]) -> Plant:
    """Plant a formula that asks another program for its value."""

    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)
        line.formula["disbursed_million_vnd"] = (formula, 123.5)
        drawn.after.extend(changes)
        return [
            Expected("file.dde", line, "disbursed_million_vnd"),
            Expected("cell.linked_formula", line, "disbursed_million_vnd", "chương trình khác"),
        ]

    return plant


def _other_district(drawn: Sketch) -> list[Expected]:
    line = drawn.rng.choice(drawn.records)
    line.cells["commune"] = "Xã Mai Pha"
    return [Expected("cell.commune_of_other_district", line, "commune", "Lạng Sơn")]


def _ambiguous_commune(drawn: Sketch) -> list[Expected]:
    line = drawn.rng.choice(drawn.records)
    drawn.title[0] = "BAN DÂN TỘC TỈNH LẠNG SƠN"
    line.cells["commune"], line.cells["district"] = "Xã Hòa Bình", ""
    return [Expected("cell.ambiguous_commune", line, "commune", "Chi Lăng")]


def _broken_font(drawn: Sketch) -> list[Expected]:
    line = drawn.rng.choice(drawn.records)
    line.cells["name"] = "§­êng ¿¿ œŸ"
    line.style["name"] = {"font_name": ".VnTime"}
    return [Expected("cell.unreadable_font", line, "name")]


def _two_kinds(drawn: Sketch) -> list[Expected]:
    """Plant two faults in two cells: both must be told."""
    first, second = drawn.rng.sample(drawn.records, 2)
    first.cells["planned_million_vnd"] = "12o,5"
    second.cells["commune"] = "Xã Không Có"
    return [
        Expected("cell.unreadable_number", first, "planned_million_vnd", "120,5"),
        Expected("cell.unknown_commune", second, "commune"),
    ]


def _same_thrice(drawn: Sketch) -> list[Expected]:
    lines = drawn.rng.sample(drawn.records, 3)
    for line in lines:
        line.cells["sector"] = "Hạ tầng"
    return [Expected("cell.unknown_choice", line, "sector") for line in lines]


_MONEY = "planned_million_vnd"
_COUNT = "poor_household_count"
_NEAR = "near_poor_household_count"
_MINORITY = "minority_household_count"

CELL_FAULTS = [
    Fault("letter in a number", "works", _cell(_MONEY, "12o,5", "unreadable_number", "120,5")),
    Fault("words for a number", "works", _cell(_MONEY, "khoảng 500", "unreadable_number")),
    Fault("fraction for a number", "works", _cell(_MONEY, "1/2", "unreadable_number")),
    Fault("two points wrongly", "works", _cell(_MONEY, "1.23.4", "unreadable_number")),
    Fault("superscript in a number", "works", _cell(_MONEY, "12²", "unreadable_number")),
    Fault("truth value for a number", "works", _cell(_MONEY, True, "unreadable_number")),
    Fault("date for a number", "works", _cell(_MONEY, dt.date(2020, 2, 1), "unreadable_number")),
    Fault("number with a foreign unit", "works", _cell(_MONEY, "500 tỷ", "unreadable_number")),
    Fault("percentage for a count", "poverty", _cell(_NEAR, "5 %", "unreadable_number")),
    Fault("undecidable point", "works", _ambiguous),
    Fault("two notations in a column", "works", _mixed),
    Fault("fraction of a household", "poverty", _cell(_COUNT, 12.5, "not_whole", "12,5")),
    Fault("fraction of a household as text", "poverty", _cell(_MINORITY, "12,5", "not_whole")),
    Fault("unknown choice", "works", _cell("sector", "Hạ tầng", "unknown_choice", "Giao thông")),
    Fault(
        "near choice",
        "works",
        _cell("kind", "Chuyển tiêp", "unknown_choice", "Ý ông/bà là"),
    ),
    Fault("unknown choice three times", "works", _same_thrice),
    Fault("unknown commune", "works", _cell("commune", "Xã Không Có", "unknown_commune")),
    Fault(
        "misspelt commune",
        "works",
        _cell("commune", "Xã Đại Đồg", "unknown_commune", "Ý ông/bà là “Xã Đại Đồng”"),
    ),
    Fault(
        "misspelt district",
        "works",
        _cell("district", "Huyện Trang Định", "unknown_district", "Ý ông/bà là “Huyện Tràng Định”"),
    ),
    Fault("commune of another district", "works", _other_district),
    Fault("commune that four districts have", "works", _ambiguous_commune),
    Fault(
        "unknown ethnic group",
        "population",
        _cell("ethnic_group", "Sao Hỏa", "unknown_ethnic_group"),
    ),
    Fault("code for an ethnic group", "population", _cell("ethnic_group", "04", "bare_code")),
    Fault("year of two digits", "works", _cell("started_on", "15/03/20", "two_digit_year")),
    Fault(
        "month first", "works", _cell("started_on", "03/25/2020", "unreadable_date", "25/03/2020")
    ),
    Fault("no date", "works", _cell("started_on", "đầu năm", "unreadable_date")),
    Fault("month and year", "works", _cell("started_on", "3/2020", "unreadable_date")),
    Fault("day that is not", "works", _cell("started_on", "31/02/2020", "unreadable_date")),
    Fault(
        "serial number for a date",
        "works",
        _cell("started_on", 43905, "unreadable_date", "15/03/2020"),
    ),
    Fault("unlikely year", "works", _cell("started_on", "15/03/0202", "date_out_of_range")),
    Fault("placeholder", "works", _cell(_MONEY, "…", "placeholder")),
    Fault("placeholder of dots", "works", _cell(_MONEY, "......", "placeholder")),
    Fault("ditto", "works", _cell("kind", '"', "ditto")),
    Fault("ditto in words", "works", _cell("commune", "nt", "ditto")),
    Fault("division by zero", "works", _formula("#DIV/0!", "error_value")),
    Fault("lost reference", "works", _formula("#REF!", "error_value")),
    Fault("formula never computed", "works", _uncached),
    Fault("difference never computed", "works", _never_computed("={0}-5")),
    Fault("sum never computed", "works", _never_computed("=SUM({0}:{0},1)*2/(1+1)")),
    Fault("formula that starts a program", "works", _program("=cmd|'/c calc'!A0")),
    Fault("link to another program", "works", _program("=[1]!'R1C1'", parcels.with_dde_link)),
    Fault("letters no font explains", "works", _broken_font),
    Fault("font lost", "works", _cell("name", "§­êng B¾c S¬n", "unreadable_font")),
    Fault("font lost in a place", "works", _cell("commune", "X· §¹i §ång", "unreadable_font")),
    Fault("a thousand times too large", "works", _factor(1000)),
    Fault("a thousand times too small", "works", _factor(0.001)),
    Fault(
        "format that hides thousands",
        "works",
        _styled(_MONEY, "shown_differently", num_format="#,##0,"),
    ),
    Fault("format of per cent", "works", _styled(_MONEY, "unreadable_number", num_format="0%")),
    Fault(
        "format that hides the number",
        "works",
        _styled(_MONEY, "shown_differently", num_format=";;;"),
    ),
    Fault(
        "format that adds noughts",
        "works",
        _styled(_MONEY, "shown_differently", num_format='#,##0".000"'),
    ),
    Fault("format in tỷ", "works", _shown_in('#,##0.000" tỷ"', 1e-3, "tỷ đồng")),
    Fault("format in thousands", "works", _shown_in('#,##0\\ "nghìn đồng"', 1e3, "nghìn đồng")),
    Fault("format in tỷ of đồng", "works", _shown_in('#,##0.0,,," tỷ"', 1e6)),
    Fault("format in tỷ of as many", "works", _shown_in('#,##0" tỷ";-#,##0" tỷ";"-"', 1.0)),
    Fault("format that adds noughts of đồng", "works", _shown_in('#,##0".000 đ"', 1.0, "nghìn")),
    Fault("two faults", "works", _two_kinds),
]
