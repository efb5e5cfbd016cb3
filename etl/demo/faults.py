"""The three faulty workbooks of the first round: a good workbook in, the same with faults out.

The one surprising thing: what the blank workbook locks (totals, cover) is changed in the finished
file, as an officer would who lifted the protection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.model import CellValue
from etl.workbook.annotate.package import Package

Rows = Mapping[str, list[dict[str, CellValue]]]


def _nothing_in_rows(rows: Rows) -> None:
    """Leave the rows as they are."""


def _nothing_in_file(path: Path) -> None:
    """Leave the file as it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong in one workbook of the first round."""

    agency_id: str
    period_key: str
    title: str  # in Vietnamese, for the demo's progress lines
    in_rows: Callable[[Rows], None] = _nothing_in_rows
    in_file: Callable[[Path], None] = _nothing_in_file


def _unreadable(rows: Rows) -> None:
    works = rows["works"]
    works[4]["disbursed_million_vnd"] = "12o,5"  # the letter o
    works[9]["commune"] = "Xã Nà Không Có"


def _above_plan(rows: Rows) -> None:
    for at in (3, 11):
        work = rows["works"][at]
        planned = work["planned_million_vnd"]
        if isinstance(planned, float):
            work["disbursed_million_vnd"] = round(planned + 18.5, 1)


def _wrong_totals(path: Path) -> None:
    package = Package.read(path)
    works = package.sheet("01-Công trình")
    total = next(ref for ref in works.formula_cells() if ref.startswith("H"))
    printed = works.number(total)
    works.set_number(total, round(printed + 250, 1))
    cover = package.sheet("Trang bìa")
    # the block for machines still says 2020, and so the workbook is filed
    cover.set_text(cover.find_text("Kỳ báo cáo", beside=1), "Năm 2021")
    package.write(path)


FAULTS = (
    Fault(
        "ubnd-trang-dinh",
        "2020",
        "một số không đọc được (12o,5) và một xã không có trong danh mục",
        in_rows=_unreadable,
    ),
    Fault(
        "ubnd-binh-gia",
        "2020",
        "giải ngân vượt kế hoạch vốn mà không giải trình",
        in_rows=_above_plan,
    ),
    Fault(
        "ubnd-van-quan",
        "2020",
        "dòng Tổng số không khớp và ghi sai kỳ báo cáo trên trang bìa",
        in_file=_wrong_totals,
    ),
)
