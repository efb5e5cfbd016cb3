"""What one cell says as a header: a cell in, its text or the unit that it states out.

The one surprising thing: "2019", the number 2019 and the day 31/12/2019 stand over columns as
years, and "(%)" or "(khẩu)" behind a header makes it another column altogether.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from etl.model import Column
from etl.wording.names import normalise_vietnamese
from etl.workbook.known_words import declared
from etl.workbook.units import money_units

_YEAR = re.compile(
    r"(?:(?:tính )?đến |cuối |năm )?(?:ngày )?(?:\d{1,2}[/.\-]\d{1,2}[/.\-])?((?:19|20)\d\d)"
)
_FIRST, _LAST = 1990, 2100
_LONGEST = 30
_MOST_CHARACTERS = 300  # of a header; what is longer is none, and would be costly to compare
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PARTS = re.compile(r"[,;/:]|\bvà\b")


def header_text(cell: Any) -> str:
    """Give what a cell says as a header; years in any dress as "năm 2019", "" for no header."""
    if type(cell) is str:
        return _text(cell) if len(cell) <= _LONGEST else cell[:_MOST_CHARACTERS]
    if type(cell) is float and cell.is_integer() and _FIRST <= cell <= _LAST:
        return f"năm {int(cell)}"
    if isinstance(cell, dt.date) and _FIRST <= cell.year <= _LAST:
        return f"năm {cell.year}"
    return ""


@lru_cache(maxsize=16_384)
def _text(cell: str) -> str:
    if not cell.strip():
        return ""
    year = _YEAR.fullmatch(normalise_vietnamese(cell))
    return f"năm {year[1]}" if year else cell


def measures_otherwise(column: Column, texts: tuple[str, ...]) -> bool:
    """Tell whether a header, given from the top down, states a unit that is not the column's."""
    own = _measure(column.unit)
    if not own:
        return False
    # the lowest that states a unit has the last word
    stated = next((units for text in reversed(texts) if (units := _stated(text))), frozenset())
    return bool(stated) and own not in stated


@lru_cache(maxsize=16_384)
def _stated(text: str) -> frozenset[str]:
    parts = (
        part.strip(" .")
        for inside in _BRACKETED.findall(normalise_vietnamese(text))
        for part in _PARTS.split(inside)
    )
    return frozenset(measure for part in parts if (measure := _measure(part)))


@lru_cache(maxsize=1_024)
def _measure(unit: str) -> str:
    """Give what kind of thing a unit counts; "" when it is no unit that is known."""
    if "%" in unit:
        return "share"
    named = (measure for measure, units in declared()["measures"].items() if unit in units)
    return next(named, "") or ("money" if money_units(unit) else "")


def header_texts(rows: Sequence[Sequence[Any]], *, with_groups: bool = True) -> dict[int, str]:
    """Join the printed header texts of each position, those of its groups included or not."""
    printed = [list(map(header_text, row)) for row in rows]
    texts: dict[int, list[str]] = {}
    for level, row in enumerate(printed):
        group, below = "", printed[level + 1 :] if with_groups else []
        for position, value in enumerate(row):
            if value:
                group = value
                texts.setdefault(position, []).append(value)
            elif group and any(position < len(lower) and lower[position] for lower in below):
                texts.setdefault(position, []).append(group)
    return {position: " ".join(parts) for position, parts in texts.items()}


def code_text(value: object) -> str:
    """Give the text of a column code, which Excel may have made a number."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().strip("()").strip()
