"""Reads texts that must be on a list (places, ethnic groups, choices): text in, stored value out.

The one surprising thing: one and the same text is looked up once for many workbooks, because all
of them name the same two hundred communes.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from etl.model import Area, CellValue, Column
from etl.reference import Match, Reference
from etl.wording.names import normalise_vietnamese, visible
from etl.workbook.sheets.rich_text import looks_garbled
from etl.workbook.values import trouble_names as say
from etl.workbook.values.choices import choice_keys
from etl.workbook.values.trouble import Trouble, unreadable_font

_ORDINAL = re.compile(r"^\d{1,3}\s*[.)/\-]\s*")
# what is said of a place behind its name: "(KV III)", " - ĐBKK", "(xã biên giới)"
_ZONE = re.compile(
    r"\s*(?:\((?:xã |thuộc )*(?:kv|khu vực)?\s*(?:i{1,3}|[1-3]|135|đbkk|biên giới|atk|ntm"
    r"|nông thôn mới|tt|mới|\*+)\)|[-–,]\s*(?:(?:kv|khu vực)\s*(?:i{1,3}|[1-3])|đbkk))$",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(
    r"^(?:UBND|Ủy ban nhân dân)\s+(?=(?:xã|phường|thị trấn|tt)\b)", re.IGNORECASE
)
_DISTRICT = re.compile(r"(?<=\w)\s+(?=(?:huyện|thành phố)\s)", re.IGNORECASE)
_IN_COMMUNE = re.compile(
    r"(?:thôn|bản|khối|khu|xóm|phố|tổ)\s[^,]*[,\-–]\s*((?:xã|x\.|phường|thị trấn|tt)\W.+)",
    re.IGNORECASE,
)
_BOTH_NAMES = re.compile(r"([^()]+)\(([^()]+)\)")
_PROVINCE = re.compile(r"\s*[,\-–]\s*(?:tỉnh )?Lạng Sơn$", re.IGNORECASE)
_KINDS = {"district": "huyện, thành phố", "commune": "xã, phường, thị trấn"}
# "Toàn huyện", "các xã", "11 xã": nobody means the one place that sounds alike
_MANY = re.compile(
    r"(?:toàn|cả|các|những|nhiều|liên|mọi|tất cả(?: các)?|\d+) (?:tỉnh|huyện|xã|phường|thị trấn"
    r"|thôn)\b|toàn bộ\b|trên địa bàn\b"
)


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads the texts of one column: `look_up` takes a text and the district of its row."""

    look_up: Callable[[str, str], CellValue | Trouble]
    is_free: bool = False  # any text will do
    districts: Sequence[str] | None = None  # by position, for communes
    known: dict[Hashable, CellValue] = field(default_factory=dict)  # cells and what they stood for

    def keys(self, cells: Sequence[Any]) -> Sequence[Any]:
        """Give under which keys `known` has the cells of a column."""
        return cells if self.districts is None else list(zip(cells, self.districts, strict=True))

    def remember(self, key: Hashable, cell: str, value: CellValue) -> None:
        """Keep in mind what a cell stood for, of this table or another."""
        if len(cell) <= _LONGEST_NAME:
            self.known[key] = value


def clean_text(text: str, _: str = "") -> CellValue:
    """Give a free text composed, with ordinary single spaces."""
    bare = " ".join(visible(text).split())
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


FREE = TextReader(clean_text, is_free=True)


class Lists:
    """Readers of the columns that must name something on a list, as of one day.

    One object serves many workbooks: what a text was taken for is remembered.
    """

    def __init__(self, reference: Reference, on: dt.date) -> None:
        """Look names up in `reference` as it stood on a day."""
        self._reference = reference
        self._on = on
        self._memos: dict[tuple[str, str], dict[tuple[str, str], CellValue | Trouble]] = {}
        self._known: dict[tuple[str, str], dict[Hashable, CellValue]] = {}

    def reader(
        self, form_id: str, column: Column, districts: Sequence[str] | None = None
    ) -> TextReader:
        """Make the reader of one column; for communes, `districts` gives the code row by row."""
        if column.type == "text":
            return FREE
        memo = self._memos.setdefault((form_id, column.name), {})
        known = self._known.setdefault((form_id, column.name), {})
        if len(memo) + len(known) > _MOST_REMEMBERED:
            memo.clear()
            known.clear()

        unknown = 0

        def look_up(text: str, district: str) -> CellValue | Trouble:
            nonlocal unknown
            key = (text, district)
            found = memo.get(key)
            if found is not None:
                return found
            suggest = unknown < _MOST_SUGGESTED
            found = self._look_up(column, text, district, suggest=suggest)
            unknown += isinstance(found, Trouble)
            if suggest:
                memo[key] = found
            return found

        return TextReader(look_up, districts=districts, known=known)

    def _look_up(
        self, column: Column, text: str, district: str, *, suggest: bool
    ) -> CellValue | Trouble:
        text = text[:_LONGEST_NAME]
        text = text if looks_garbled(text) else visible(text)  # a sign of old fonts is not drawn
        if column.type == "choice":
            return _choice(column, text, suggest=suggest)
        if column.type == "ethnic_group":
            return _ethnic_group(column, self._reference, text, suggest=suggest)
        return _area(column, self._reference, self._on, text, district, suggest=suggest)


_MOST_REMEMBERED = 20_000
_MOST_SUGGESTED = 300  # unknown names of one column for which near ones are searched
_LONGEST_NAME = 200  # characters; no name on any list is half as long


@lru_cache(maxsize=32)
def lists(reference: Reference, on: dt.date) -> Lists:
    """Give the readers of one day; the same object for the same day."""
    return Lists(reference, on)


def _choice(column: Column, text: str, *, suggest: bool) -> CellValue | Trouble:
    labels = choice_keys(column)
    key = normalise_vietnamese(text).strip(" .;,:")
    value = labels.get(key) or (text if text in column.choices else None)
    if value is not None:
        return value
    names = _near(key, labels) if suggest else ()
    near = list(dict.fromkeys(column.choices[labels[name]] for name in names))
    return say.unknown_choice(column, text, near)


def _near(key: str, labels: dict[str, str]) -> list[str]:
    starts = [name for name in labels if len(key) >= 3 and name.startswith(key)]
    return starts or difflib.get_close_matches(key, labels, n=2, cutoff=0.72)


def _ethnic_group(
    column: Column, reference: Reference, text: str, *, suggest: bool
) -> CellValue | Trouble:
    """Find an ethnic group; a bare code is refused."""
    if text.isdecimal():
        return say.bare_code(column, text)
    match = reference.match_ethnic_group(text, suggest=suggest)
    if match.value:
        return match.value.id
    both = _BOTH_NAMES.fullmatch(text.strip())
    if both:  # "Dao (Mán)" names one group twice
        named = {m.value.id for m in map(reference.match_ethnic_group, both.groups()) if m.value}
        if len(named) == 1 and all(reference.match_ethnic_group(n).value for n in both.groups()):
            return named.pop()
    names = [group.name for group in match.suggestions]
    if match.is_ambiguous:
        return say.ambiguous_name("ambiguous_ethnic_group", "dân tộc", text, names)
    garbled = _garbled(column, text)
    return garbled or say.unknown_name("unknown_ethnic_group", "dân tộc", text, names)


def _area(
    column: Column, reference: Reference, on: dt.date, text: str, district: str, *, suggest: bool
) -> CellValue | Trouble:
    """Find a place; a commune is looked for in its district, and elsewhere only to say so."""
    kind = column.type
    if text.isdecimal():
        return _by_code(column, reference, on, text)
    match = reference.match_area(text, kind, on, district or None, suggest=suggest)
    bare = text if match.value else _without_asides(text)
    if bare != text:
        match = reference.match_area(bare, kind, on, district or None, suggest=suggest)
    if match.value:
        return match.value.code
    what = _KINDS[kind]
    if match.is_ambiguous:
        names = [reference.area_label(area) for area in match.suggestions]
        return say.ambiguous_name(f"ambiguous_{kind}", what, text, names)
    garbled = _garbled(column, text)
    if garbled:
        return garbled
    if district:
        homes = _homes(reference, reference.match_area(text, kind, on, suggest=False), on)
        if homes:
            return say.other_district(text, reference.area(district, on).name, homes)
    if _MANY.match(normalise_vietnamese(text)):
        return say.many_places(f"unknown_{kind}", what, text)
    where = reference.area(district, on).name if district else ""
    near = [area.name for area in match.suggestions]
    return say.unknown_name(f"unknown_{kind}", what, text, near, where)


def _without_asides(text: str) -> str:
    """Drop what is certainly no part of a place's name: its number, its zone, the hamlet in it."""
    whole = unicodedata.normalize("NFC", text.strip())
    bare = _COMMITTEE.sub("", _ORDINAL.sub("", _ZONE.sub("", whole), count=1))
    bare = _DISTRICT.sub(", ", bare)
    inside = _IN_COMMUNE.fullmatch(bare)
    return inside[1] if inside else _PROVINCE.sub("", bare)


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
    return unreadable_font(column, text) if looks_garbled(text) else None
