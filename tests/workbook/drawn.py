"""Tables as districts draw them: rows in, a workbook on disk and its reading out.

The one surprising thing: nothing here knows the project's own blank workbooks; that is the point.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from etl.contracts import load_forms
from etl.model import Finding, Reading
from etl.workbook.read import read_workbook
from tests.lab.sketch import reference

Rows = list[list[Any]]
NONE: list[Any] = [None] * 6
SENDER = "UBND HUYỆN TRÀNG ĐỊNH"
TRANG_DINH = ["Khánh Long", "Đoàn Kết", "Quốc Khánh", "Vĩnh Tiến"]
BINH_GIA = ["Hưng Đạo", "Vĩnh Yên", "Hoa Thám", "Quý Hòa"]
COUNTS = [[500 + n, 400 + n, 50 + n, 40, 60 + n, 30] for n in range(8)]
SUM = [sum(row[at] for row in COUNTS) for at in range(6)]
HALVES = [[sum(row[at] for row in half) for at in range(6)] for half in (COUNTS[:4], COUNTS[4:])]
POVERTY = ["Tất cả các hộ", "Hộ DTTS", "Hộ nghèo", "Hộ nghèo DTTS", "Hộ cận nghèo"]
POVERTY = [*POVERTY, "Hộ cận nghèo DTTS"]
WORKS = ["STT", "Tên công trình", "Xã", "Lĩnh vực", "Loại hình", "Tổng mức đầu tư"]


def title(text: str, *, sender: str = SENDER, unit: str = "") -> Rows:
    """Give the lines above a table."""
    return [[sender], [text], [unit] if unit else [], []]


def poverty(*rows: list[Any], sender: str = "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI") -> Rows:
    """Give a review of poor households whose rows are as given."""
    head = title("TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020", sender=sender)
    return [*head, ["TT", "Đơn vị", *POVERTY], *rows]


def review(*more: list[Any], head: Rows | None = None, names: list[str] = TRANG_DINH) -> Rows:
    """Give a district's review of poor households, with headers of its own."""
    rows = [[n + 1, names[n], *COUNTS[n]] for n in range(4)]
    lines = [[SENDER], ["TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020"], []]
    return [*lines, *(head or [["TT", "Xã", *POVERTY]]), *rows, *more]


def works(columns: list[str], below: list[Any], amounts: list[list[Any]]) -> Rows:
    """Give a list of works with amounts under columns of two header rows."""
    head = title("CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020", unit="ĐVT: triệu đồng")
    names = [f"Đường thôn {letter}" for letter in "ABCD"]
    kinds = ["Giao thông", "Khởi công mới"]
    rows = [[n + 1, names[n], TRANG_DINH[n], *kinds, *amounts[n]] for n in range(4)]
    return [*head, [*WORKS, *columns], *([[*[None] * 6, *below]] if below else []), *rows]


def read(rows: Rows, path: Path, *more: tuple[str, str, Rows]) -> Reading:
    """Write rows on the first sheet, and further sheets by name and visibility; read the file."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    sheets = [(page, rows)]
    for name, state, others in more:
        other = book.create_sheet(name)
        other.sheet_state = state
        sheets.append((other, others))
    for sheet, lines in sheets:
        for line in lines:
            sheet.append(line)
    book.save(path)
    return read_workbook(path, load_forms(), reference())


def ids(reading: Reading) -> set[str]:
    """Give the rules that something was found for."""
    return {finding.rule_id for finding in reading.findings}


def found(reading: Reading, rule: str) -> Finding:
    """Give the one finding of a rule."""
    (finding,) = (finding for finding in reading.findings if finding.rule_id == rule)
    return finding
