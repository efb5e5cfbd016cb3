"""Sentences for amounts whose number format names a unit of money: units in, trouble out.

The one surprising thing: the example turns one and a half of the larger unit into the smaller, so
that the officer sees at once which way the point moves.
"""

from __future__ import annotations

from etl.kinds import Trouble
from etl.model import Column, Severity
from etl.wording import number_text
from etl.workbook.units import NAMES

_FACTORS = {name: factor for factor, name in NAMES.items()}


def unit_shown(column: Column, unit: str, read_as: str, *, is_stated: bool) -> Trouble:
    """Say that a cell shows its amount in another unit than its column is in."""
    states = "trang tính ghi đơn vị tính" if is_stated else "trang tính không ghi đơn vị, đang hiểu"
    return Trouble(
        "unit_shown",
        f"Ô ở cột “{column.header}” được định dạng hiển thị kèm đơn vị, cho thấy số tính bằng "
        f"{unit}, trong khi {states} là {read_as}, nên không rõ số tiền là bao nhiêu. Đề nghị ghi "
        f"số theo {read_as} ({_example(unit, read_as)}) và đổi định dạng ô về Số (Number).",
        unit,
        read_as,
    )


def sign_doubted(column: Column, read_as: str) -> Trouble:
    """Doubt a huge amount that is shown in đồng on a sheet in a larger unit."""
    return Trouble(
        "unit_shown",
        f"Ô ở cột “{column.header}” hiển thị số tiền kèm chữ đồng (₫), trong khi đơn vị tính là "
        f"{read_as}; hiểu theo {read_as} thì số tiền từ 100 tỷ đồng trở lên. Đề nghị kiểm tra lại: "
        f"nếu ô đang ghi số đồng thì ghi lại theo {read_as} và đổi định dạng ô về Số (Number); nếu "
        "số tiền đúng, đề nghị giải trình.",
        NAMES[1e-6],
        read_as,
        Severity.WARNING,
    )


def _example(unit: str, read_as: str) -> str:
    ratio = _FACTORS[unit] / _FACTORS[read_as]
    shown, meant = (1.5, 1.5 * ratio) if ratio > 1 else (1.5 / ratio, 1.5)
    return f"{number_text(round(shown, 3))} {unit} ghi là {number_text(round(meant, 3))}"
