"""Kinds whose cells name a place: its own level's places of a day, told by name, rarely by code.

The one surprising thing: what offices write around a name (its number in a list, its zone, the
hamlet in it) is dropped only where the whole text names nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from etl.errors import UnfitValueError
from etl.kinds.cell_sentences import Trouble, ambiguous_name, other_district, trouble, unknown_name
from etl.kinds.listed import Listed, Names, named
from etl.model import LEVEL_OF_KIND, LEVELS, Agency, Area, CellValue, Column, Level
from etl.reference import Day, Match
from etl.wording.names import normalise_vietnamese, split_area_name

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
_PROVINCE = re.compile(r"\s*[,\-–]\s*(?:tỉnh )?Lạng Sơn$", re.IGNORECASE)
# "Toàn huyện", "các xã", "11 xã": nobody means the one place that sounds alike
_MANY = re.compile(
    r"(?:toàn|cả|các|những|nhiều|liên|mọi|tất cả(?: các)?|\d+) (?:tỉnh|huyện|xã|phường|thị trấn"
    r"|thôn)\b|toàn bộ\b|trên địa bàn\b"
)


class Places(Listed):
    """The places of one level on a day."""

    is_place = True
    table, key = "area", "code"

    def __init__(
        self, level: Level, word: str, example: str, above: str, header_words: str
    ) -> None:
        """Make the kind of a level; its header may be made of those words, and has the first."""
        super().__init__(level, word, example)
        self.rule, self.level, self.above = level, level, above
        self.sorts = frozenset(kind for kind, of in LEVEL_OF_KIND.items() if of == level)
        self.header_word, *_ = header_words.split()
        self.header_words = frozenset(header_words.split())

    def areas(self, day: Day, within: str = "") -> tuple[Area, ...]:
        """Give the places of a day; `within` is the code of one of them or of one above."""
        return day.reference.areas(self.level, day.on, within or None)

    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the places by code; to a sender with a place of its own, it or those in it."""
        return {area.code: area.name for area in self.areas(day, within or home)}

    def printed(self, column: Column, day: Day, sender: Agency) -> Sequence[str]:
        """Give the places that a blank lists: those of the kinds that its column offers."""
        known, offered = day.reference.area_codes(day.on), column.offered or self.sorts
        members = self.members(column, day, sender.area_code)
        return tuple(code for code in members if known[code].kind in offered)

    def name_of(self, column: Column, value: str, day: Day) -> str:
        return day.reference.area_name(value, day.on)

    def holder(self, value: str, day: Day) -> str:
        """Give the code of the place in which one lies; "" for none."""
        area = day.reference.area_codes(day.on).get(value)
        return area.parent_code if area else ""

    def fits(self, text: str, day: Day) -> bool:
        """Tell whether a text is the name of such a place, whatever else bears it as well."""
        said, key = split_area_name(text)
        return key in self.keys(day) and (not said or LEVEL_OF_KIND[said] == self.level)

    @lru_cache(maxsize=64)  # noqa: B019 - kinds are made once
    def keys(self, day: Day) -> frozenset[str]:
        """Give the keys of the names of all places of a day."""
        return frozenset(split_area_name(area.name)[1] for area in self.areas(day))

    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        return named(self._match(text, day, within, suggest), "code")

    def _match(self, text: str, day: Day, within: str, suggest: bool) -> Match[Area]:
        return day.reference.match_area(text, self.level, day.on, within or None, suggest=suggest)

    def read(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = True
    ) -> str | Trouble:
        """Give the code of the place that a cell names; one elsewhere is only told."""
        unknown = f"unknown_{self.rule}"
        if text.isdecimal():
            same = (a.code for a in self.areas(day) if a.code.lstrip("0") == text.lstrip("0"))
            return next(same, "") or unknown_name(unknown, self.word, text, [])
        reference, on = day.reference, day.on
        match = self._match(text, day, within, suggest)
        bare = text if match.value else _without_asides(text)
        match = match if bare == text else self._match(bare, day, within, suggest)
        if match.value:
            return match.value.code
        if match.is_ambiguous:
            names = [reference.area_label(area) for area in match.suggestions]
            return ambiguous_name(f"ambiguous_{self.rule}", self.word, text, names)
        where = reference.area_name(within, on)
        if within and (homes := self._homes(text, day)):
            return other_district(text, where, homes)
        if _MANY.match(normalise_vietnamese(text)):
            return trouble("unknown_member.many", text, rule=unknown, what=self.word)
        return unknown_name(unknown, self.word, text, [a.name for a in match.suggestions], where)

    def typed(self, column: Column, text: str, day: Day) -> CellValue:
        """Refuse: a place is what a row is about."""
        raise UnfitValueError("không đính chính được địa bàn; đề nghị cơ quan gửi lại biểu.")

    def _homes(self, text: str, day: Day) -> list[str]:
        """Name the places in which one of this very name lies, wherever that is."""
        match = self._match(text, day, "", suggest=False)
        found = [match.value] if match.value else match.suggestions if match.is_ambiguous else ()
        return [day.reference.area_name(area.parent_code, day.on) for area in found]


class OfAnyLevel(Listed):
    """The places of a day of every level, for rows that are about the province as well."""

    table, key = "area", "code"

    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the places by code; to a sender with a place of its own, it and those in it."""
        areas = day.reference.area_codes(day.on).values()
        ours = (area for area in areas if home in ("", area.code, area.parent_code))
        return {area.code: day.reference.area_label(area) for area in ours}

    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        """Find the one place of a name; where several levels have it, all of them are offered."""
        match = day.reference.match_area
        found = [match(text, level, day.on, suggest=suggest) for level in LEVELS]
        codes = tuple(one.value.code for one in found if one.value)
        if len(codes) == 1:
            return Match(codes[0])
        near = codes or tuple(area.code for one in found for area in one.suggestions)
        return Match(None, near, bool(codes) or any(one.is_ambiguous for one in found))


def _without_asides(text: str) -> str:
    """Drop what is certainly no part of a place's name: its number, its zone, the hamlet in it."""
    whole = unicodedata.normalize("NFC", text.strip())
    bare = _COMMITTEE.sub("", _ORDINAL.sub("", _ZONE.sub("", whole), count=1))
    bare = _DISTRICT.sub(", ", bare)
    inside = _IN_COMMUNE.fullmatch(bare)
    return inside[1] if inside else _PROVINCE.sub("", bare)
