"""A workbook before it is written: what stands where, and what the reader ought to make of it.

In: a form of the contracts and a seed. Out: a foreign-looking .xlsx, and the address of every
value in it. The one surprising thing: columns, header rows, order and start are all choices of the
sketch, so each fault can be planted in a layout of its own.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from etl.contracts import load_forms
from etl.model import Agency, Column, Form, Period
from etl.reference import Reference

Place = tuple[str, str]  # sheet, reference

PERIOD = Period.parse("2020")
AGENCY_ID = "ubnd-trang-dinh"
DISTRICT = "180"


@dataclass(slots=True)
class Line:
    """One row under the headers: cells by column name, free texts by position."""

    cells: dict[str, Any] = field(default_factory=dict)
    free: dict[int, Any] = field(default_factory=dict)  # position among the columns
    is_record: bool = True
    style: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    formula: dict[str, tuple[str, Any]] = field(default_factory=dict)  # column -> formula, result
    merged: dict[str, int] = field(default_factory=dict)  # column -> rows it covers
    at: int = -1  # row it was written to, 0-based


@dataclass(slots=True)
class Sketch:
    """One table on one sheet, with all that may be odd about it."""

    form: Form
    lines: list[Line]
    rng: random.Random
    agency: Agency
    order: list[str]  # column names in printed order
    title: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    unit: str = "ĐVT: triệu đồng"
    sheet: str = "Biểu"
    head: str = "two"  # one | two | three | stacked
    numbering: bool = True
    start: tuple[int, int] = (0, 0)  # row and column of the first title cell
    headers: dict[str, str] = field(default_factory=dict)  # column name -> printed header
    groups: dict[str, str] = field(default_factory=dict)  # column name -> printed group
    extra: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)  # foreign columns
    hidden_rows: list[Line] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    visible: str = "visible"
    font: str = ""
    date_1904: bool = False
    also: list[Callable[[Workbook, Any], None]] = field(default_factory=list)
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)
    next_table: Sketch | None = None
    suffix: str = ".xlsx"

    def column(self, name: str) -> Column:
        """Give a column of the form."""
        return self.form.column(name)

    def position(self, name: str) -> int:
        """Give the 0-based column of the sheet that a form's column is printed in."""
        return self.start[1] + self.order.index(name)

    def place(self, line: Line, name: str) -> Place:
        """Give the address of a line's cell, once written."""
        return self.sheet, xl_rowcol_to_cell(line.at, self.position(name))

    @property
    def records(self) -> list[Line]:
        """The lines that are records."""
        return [line for line in self.lines if line.is_record]


def reference() -> Reference:
    """Give the reference lists."""
    return Reference.load()


def sketch(form_id: str, seed: int, count: int = 12) -> Sketch:
    """Sketch a clean table of a form, as a district would type it."""
    rng = random.Random(f"{form_id} {seed}")
    form = load_forms()[form_id]
    agency = reference().agency(AGENCY_ID, PERIOD.ends_on)
    maker = _MAKERS[form_id]
    count = min(count, len(_GROUPS)) if form_id == "population" else count
    lines = [Line(cells=maker(rng, number)) for number in range(count)]
    made = Sketch(form, lines, rng, agency, [column.name for column in form.columns])
    made.title = [
        "UBND HUYỆN TRÀNG ĐỊNH",
        form.number,
        form.title.upper(),
        "Kỳ báo cáo: Năm 2020",
    ]
    made.foot = ["Ghi chú: số liệu chốt ngày 14/12/2020", "NGƯỜI LẬP BIỂU"]
    return made


def _commune(number: int) -> str:
    communes = reference().communes(PERIOD.ends_on, DISTRICT)
    return communes[number % len(communes)].name


def _work(rng: random.Random, number: int) -> dict[str, Any]:
    planned = rng.randint(200, 900) + rng.choice([0.0, 0.5, 0.25])
    return {
        "district": "Huyện Tràng Định",
        "commune": _commune(number),
        "name": f"Đường giao thông thôn {'ABCDEFGHIKLMNOPQRSTU'[number]}",
        "sector": rng.choice(["Giao thông", "Thủy lợi", "Trường học", "Chợ"]),
        "kind": "Khởi công mới",
        "total_investment_million_vnd": planned + rng.randint(100, 600),
        "planned_million_vnd": planned,
        "disbursed_million_vnd": planned - rng.randint(0, 90),
        "started_on": dt.date(2020, rng.randint(2, 5), rng.randint(1, 28)),
        "completed_on": dt.date(2020, rng.randint(8, 11), rng.randint(1, 28)),
        "reason": "",
    }


def _project(rng: random.Random, number: int) -> dict[str, Any]:
    planned = rng.randint(100, 400) + rng.choice([0.0, 0.5])
    households = rng.randint(20, 80)
    return {
        "district": "Huyện Tràng Định",
        "commune": _commune(number),
        "name": f"Mô hình chăn nuôi số {'ABCDEFGHIKLMNOPQRSTU'[number]}",
        "sector": rng.choice(["Trồng trọt", "Chăn nuôi"]),
        "household_count": households,
        "minority_household_count": households - rng.randint(0, 9),
        "planned_million_vnd": planned,
        "disbursed_million_vnd": planned - rng.randint(0, 50),
        "reason": "",
    }


def _poverty(rng: random.Random, number: int) -> dict[str, Any]:
    households = rng.randint(400, 900)
    minority = households - rng.randint(10, 90)
    poor = rng.randint(40, 90)
    near = rng.randint(40, 90)
    return {
        "district": "Huyện Tràng Định",
        "commune": _commune(number),
        "standard": "QĐ 59/2015/QĐ-TTg",
        "household_count": households,
        "minority_household_count": minority,
        "poor_household_count": poor,
        "poor_minority_household_count": poor - rng.randint(0, 9),
        "near_poor_household_count": near,
        "near_poor_minority_household_count": near - rng.randint(0, 9),
        "reason": "",
    }


_GROUPS = ("Kinh", "Tày", "Nùng", "Dao", "Mông", "Hoa", "Sán Chay", "Sán Dìu")


def _population(rng: random.Random, number: int) -> dict[str, Any]:
    households = rng.randint(50, 900)
    return {
        "district": "Huyện Tràng Định",
        "ethnic_group": _GROUPS[number],
        "household_count": households,
        "person_count": households * 4,
        "female_person_count": households * 2,
        "reason": "",
    }


def _commendation(rng: random.Random, number: int) -> dict[str, Any]:
    return {
        "recipient_type": "Tập thể",
        "recipient_name": f"Phòng Mẫu {'ABCDEFGHIKLMNOPQRSTU'[number]}",
        "award": "Giấy khen của Trưởng Ban Dân tộc",
        "decision_number": f"{100 + number}/QĐ-BDT",
        "decided_on": dt.date(2020, rng.randint(2, 11), rng.randint(1, 28)),
        "achievement": "",
    }


_MAKERS: Mapping[str, Callable[[random.Random, int], dict[str, Any]]] = {
    "works": _work,
    "support_projects": _project,
    "poverty": _poverty,
    "population": _population,
    "commendations": _commendation,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A sketch on disk."""

    path: Path
    sketch: Sketch
