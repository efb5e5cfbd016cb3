"""Reads texts that must be on a list (places, ethnic groups, choices): text in, stored value out.

The one surprising thing: one and the same text is looked up once per table, because a list of
fifty thousand households names the same two hundred communes.
"""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Callable, Sequence

from etl.model import Area, CellValue, Column
from etl.names import normalise_vietnamese
from etl.reference import Match, Reference
from etl.workbook import trouble as say
from etl.workbook.legacy import looks_garbled
from etl.workbook.trouble import Trouble

_KINDS = {"district": "huyện, thành phố", "commune": "xã, phường, thị trấn"}
Read = Callable[[int, str], CellValue | Trouble]


def clean_text(_: int, text: str) -> CellValue:
    """Give a free text composed, with ordinary single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split()) or None


def choices(column: Column) -> Read:
    """Make the reader of a choice column: its printed labels, in any spelling."""
    known = {normalise_vietnamese(label): value for value, label in column.choices.items()}
    known |= {value: value for value in column.choices}
    labels = {normalise_vietnamese(label): label for label in column.choices.values()}
    memo: dict[str, CellValue | Trouble] = {}

    def read(_: int, text: str) -> CellValue | Trouble:
        if text not in memo:
            key = normalise_vietnamese(text).strip(" .;,:")
            found: CellValue | Trouble | None = known.get(key)
            if found is None:
                near = [labels[name] for name in _near(key, labels)]
                found = say.unknown_choice(column, text, near)
            memo[text] = found
        return memo[text]

    return read


def _near(key: str, labels: dict[str, str]) -> list[str]:
    starts = [name for name in labels if len(key) >= 3 and name.startswith(key)]
    return starts or difflib.get_close_matches(key, labels, n=2, cutoff=0.72)


def ethnic_groups(column: Column, reference: Reference) -> Read:
    """Make the reader of a column of ethnic groups; a bare code is refused."""
    memo: dict[str, CellValue | Trouble] = {}

    def look(text: str) -> CellValue | Trouble:
        if text.isdecimal():
            return say.bare_code(column, text)
        match = reference.match_ethnic_group(text)
        if match.value:
            return match.value.id
        names = [group.name for group in match.suggestions]
        if match.is_ambiguous:
            return say.ambiguous_name("ambiguous_ethnic_group", "dân tộc", text, names)
        return _garbled(column, text) or say.unknown_name(
            "unknown_ethnic_group", "dân tộc", text, names
        )

    def read(_: int, text: str) -> CellValue | Trouble:
        if text not in memo:
            memo[text] = look(text)
        return memo[text]

    return read


def areas(
    column: Column,
    reference: Reference,
    on: dt.date,
    districts: Sequence[CellValue] | None = None,
    default_district: str = "",
) -> Read:
    """Make the reader of a column of places.

    For communes, `districts` gives the district's code row by row, and `default_district` the one
    that holds where a row names none.
    """
    memo: dict[tuple[str, str], CellValue | Trouble] = {}

    def read(at: int, text: str) -> CellValue | Trouble:
        district = str((districts[at] if districts else None) or default_district or "")
        key = (text, district)
        if key not in memo:
            memo[key] = _look_up(column, reference, on, text, district)
        return memo[key]

    return read


def _look_up(
    column: Column, reference: Reference, on: dt.date, text: str, district: str
) -> CellValue | Trouble:
    kind = column.type
    if text.isdecimal():
        return _by_code(column, reference, on, text)
    match = reference.match_area(text, kind, on, district or None)
    if match.value:
        return match.value.code
    rule, what = f"unknown_{kind}", _KINDS[kind]
    if match.is_ambiguous:
        names = [reference.area_label(area) for area in match.suggestions]
        return say.ambiguous_name(f"ambiguous_{kind}", what, text, names)
    garbled = _garbled(column, text)
    if garbled:
        return garbled
    if district:
        elsewhere = reference.match_area(text, kind, on)
        homes = _homes(reference, elsewhere, on)
        if homes:
            return say.other_district(text, reference.area(district, on).name, homes)
        what += f" của {reference.area(district, on).name}"
    return say.unknown_name(rule, what, text, [area.name for area in match.suggestions])


def _homes(reference: Reference, match: Match[Area], on: dt.date) -> list[str]:
    """Name the districts that a commune of this very name lies in."""
    found = [match.value] if match.value else list(match.suggestions) if match.is_ambiguous else []
    return [reference.area(area.parent_code, on).name for area in found]


def _by_code(column: Column, reference: Reference, on: dt.date, text: str) -> CellValue | Trouble:
    code = text.zfill(5 if column.type == "commune" else 3)
    known = reference.districts(on) if column.type == "district" else reference.communes(on)
    if any(area.code == code for area in known):
        return code
    return say.unknown_name(f"unknown_{column.type}", _KINDS[column.type], text, [])


def _garbled(column: Column, text: str) -> Trouble | None:
    return say.unreadable_font(column, text) if looks_garbled(text) else None
