"""Findings to mark, and what is read of a workbook that went back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from openpyxl.worksheet.worksheet import Worksheet

from etl.model import Cell, Finding, Rung, Severity
from etl.workbook.own_words import (
    KEY_HEADER,
)

SHEET = "01-Công trình"


UNREADABLE = Finding(
    rule_id="cell.unreadable_number",
    severity=Severity.CRITICAL,
    rung=Rung.CELL,
    message="Không đọc được số ở ô này. Hãy chỉ gõ chữ số.",
    form_id="works",
    cells=(Cell(SHEET, "H", 15),),
    column="disbursed_million_vnd",
    row_label="Nhà văn hóa thôn Nà Sla",
    row_key="180|06001|Nhà văn hóa thôn Nà Sla",
    value="12o,5",
    expected="một số, ví dụ 120,5",
    difference="+3,5",
)


UNUSUAL = Finding(
    rule_id="across.change",
    severity=Severity.WARNING,
    rung=Rung.HISTORY,
    message="Thay đổi nhiều so với năm trước. Nếu đúng, ghi lý do.",
    form_id="population",
    cells=tuple(Cell("04-Dân số", "D", row) for row in (12, 13, 14)),
    column="person_count",
    row_label="Dao",
    row_key="180|dao",
)


REMARK = Finding(
    rule_id="works.remark",
    severity=Severity.INFO,
    rung=Rung.ROW,
    message="=Ít công trình hơn năm trước.",
    form_id="works",
)


ALL = (REMARK, UNUSUAL, UNREADABLE)


Return = Callable[..., Path]


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def links(sheet: Worksheet) -> list[str | None]:
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return [cell.hyperlink.location for cell in cells if cell.hyperlink]


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """Give the lines of a list as dictionaries by header."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(n for n, row in enumerate(rows) if KEY_HEADER in row)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[-1]]
