"""Kinds whose cells name a member of a list: choices of a column, reference lists, agencies.

The one surprising thing: a member may lie in one of another list (a commune in a district); where
a row says in which, only those that lie there are meant.
"""

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from etl.errors import UnfitValueError
from etl.kinds.cell_sentences import Trouble, ambiguous_name, asked, trouble, unknown_name
from etl.kinds.kind import Kind
from etl.model import Agency, CellValue, Column, Member
from etl.reference import Day, Match
from etl.reference.seeds import ReferenceList
from etl.wording.names import normalise_vietnamese

_BOTH_NAMES = re.compile(r"([^()]+)\(([^()]+)\)")
_LEAST_PREFIX = 3  # letters of a choice that is offered for its beginning
_NEAR = 0.72
_MOST_REMEMBERED = 500  # columns
Names = Mapping[str, str]
"""The printed names of members by their ids, in the order of the list."""


class Listed(Kind, ABC):
    """A kind whose values are the ids of members of a list."""

    above = ""  # name of the kind whose members these lie in
    is_place = False
    table = ""  # of `ref` that names its values for the marts
    key = "id"  # what the table calls a value
    part = ""  # flag of the table (`is_<part>`) of members whose totals are told apart as well
    part_word = ""
    sorts: frozenset[str] = frozenset()  # kinds of members, of which a column may offer some
    told: Mapping[str, str] = {}  # what else it says of a member, with what people call it
    rule = "member"  # what the reader's rules on it end with: cell.unknown_member

    @abstractmethod
    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the members of a day; `home`: a sender's own place, `within`: one they lie in."""

    def printed(self, column: Column, day: Day, sender: Agency) -> Sequence[str]:
        """Give the members that a blank workbook lists for a sender."""
        return tuple(self.members(column, day, sender.area_code))

    def holder(self, value: str, day: Day) -> str:
        """Give the member of the list above in which one lies; "" for none."""
        return ""

    def is_of(self, value: str, sender: Agency, day: Day) -> bool:
        """Tell whether a member is a sender's, as most are everybody's."""
        return True

    def said(self, value: str, name: str, day: Day) -> str:
        """Give what the list says of a member in one of its further columns; "" for nothing."""
        return ""

    def name_of(self, column: Column, value: str, day: Day) -> str:
        """Give the name of a member; of what is none, the value."""
        return self.members(column, day).get(value, value)

    @abstractmethod
    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        """Find the member that a text names; near ones cost a search, and are no match."""

    def read(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = True
    ) -> str | Trouble:
        """Give the member that a cell names, or what is wrong with it."""
        found = self.match(column, text, day, within, suggest=suggest)
        if found.value:
            return found.value
        names = [self.name_of(column, one, day) for one in found.suggestions]
        if found.is_ambiguous:
            return ambiguous_name(f"ambiguous_{self.rule}", self.word, text, names)
        return unknown_name(f"unknown_{self.rule}", self.word, text, names)

    def typed(self, column: Column, text: str, day: Day) -> CellValue:
        """Read a printed name; what is none is told with those that are near."""
        found = self.read(column, text, day)
        if isinstance(found, Trouble):
            raise UnfitValueError(found.message)
        return found


def must_hold(kind: Listed | None) -> bool:
    """Tell whether a list says of its members what must hold once they are done."""
    return kind is not None and {"targets", "watched"} <= kind.told.keys()


class Choice(Listed):
    """One of a few values that the column itself lists."""

    rule = "choice"
    width = 20

    def example(self, column: Column) -> str:
        return next(iter(column.choices.values()), "")

    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the choices offered on a day, with their labels; of levels, that of the sender."""
        offered = column.offered or tuple(column.choices)
        if column.is_level_of_sender and (own := day.reference.level_of(home, day.on)) in offered:
            offered = (own,)
        return {value: column.choices[value] for value in offered}

    def name_of(self, column: Column, value: str, day: Day) -> str:
        """Give the label of a choice, also of one that is not offered."""
        return column.choices.get(value, value)

    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        labels = choice_keys(column)
        key = normalise_vietnamese(text).strip(" .;,:")
        value = labels.get(key) or (text if text in column.choices else None)
        if value is not None or not suggest:
            return Match(value)
        starts = [name for name in labels if len(key) >= _LEAST_PREFIX and name.startswith(key)]
        near = starts or difflib.get_close_matches(key, labels, n=2, cutoff=_NEAR)
        return Match(None, tuple(dict.fromkeys(labels[name] for name in near)))

    def read(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = True
    ) -> str | Trouble:
        """Give the choice that a cell names; all of them are told where it is none."""
        found = self.match(column, text, day, suggest=suggest)
        offer = asked([column.choices[value] for value in found.suggestions])
        words, labels = {"column": column.header, "offer": offer}, column.choices.values()
        return found.value or trouble("unknown_choice", text, "; ".join(labels), **words)

    def stored(self, column: Column, value: CellValue) -> str:
        if value not in column.choices:
            raise UnfitValueError(f"Chọn một trong: {'; '.join(column.choices.values())}.")
        return str(value)


_keys: dict[int, tuple[Column, dict[str, str]]] = {}


def choice_keys(column: Column) -> dict[str, str]:
    """Give the stored values of a column by the keys of their labels and other names.

    A name that merely begins like a choice is none of them; what offices really write ("Chuyển
    tiếp" for "Chuyển tiếp, trả nợ") stands in the contract.
    """
    known = _keys.get(id(column))
    if known is None or known[0] is not column:
        if len(_keys) > _MOST_REMEMBERED:
            _keys.clear()
        names = {label: value for value, label in column.choices.items()}
        names |= {name: value for value, more in column.other_names.items() for name in more}
        keys = {normalise_vietnamese(name): value for name, value in names.items()}
        known = _keys[id(column)] = (column, keys)
    return known[1]


def labels_of(column: Column) -> frozenset[str]:
    """Give the keys of a column's printed labels alone."""
    return frozenset(map(normalise_vietnamese, column.choices.values()))


def stated_choice(column: Column, texts: Iterable[str]) -> str:
    """Give the only choice that lines above a table name; "" for none or several."""
    lines = [normalise_vietnamese(text) for text in texts]
    said = {
        value
        for key, value in choice_keys(column).items()
        if any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", line) for line in lines)
    }
    return said.pop() if len(said) == 1 else ""


class OfList(Listed):
    """A reference list that a line of sql/seeds/reference_list.csv declares."""

    def __init__(self, declared: ReferenceList) -> None:
        super().__init__(declared.id, declared.word, declared.examples[0])
        self.table, self.above = declared.id, declared.above
        self.part, self.part_word = declared.part, declared.part_word
        self.told = declared.told
        self._examples = declared.examples
        if declared.id in _EARLIER:
            self.rule = declared.id

    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the members of a day, or those that lie in one of the list above."""
        members = day.reference.members(self.name, day.on)
        return {m.id: m.name for m in members if not within or m.parent_id == within}

    def printed(self, column: Column, day: Day, sender: Agency) -> Sequence[str]:
        """Give the members that the list says are printed: everybody's, and the sender's own."""
        members = day.reference.members(self.name, day.on)
        return tuple(m.id for m in members if m.is_listed and _is_of(m, sender, day))

    def is_of(self, value: str, sender: Agency, day: Day) -> bool:
        member = self._member(value, day)
        return member is None or _is_of(member, sender, day)

    def holder(self, value: str, day: Day) -> str:
        member = self._member(value, day)
        return member.parent_id if member else ""

    def said(self, value: str, name: str, day: Day) -> str:
        member = self._member(value, day)
        return member.says.get(name, "") if member else ""

    def _member(self, value: str, day: Day) -> Member | None:
        members = day.reference.members(self.name, day.on)
        return next((one for one in members if one.id == value), None)

    def name_of(self, column: Column, value: str, day: Day) -> str:
        """Give the name of a member, also of one that no longer is."""
        return day.reference.member_name(self.name, value, day.on)

    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        """Find a member by any of its spellings; "Dao (Mán)" names one twice."""
        found = day.reference.match_member(self.name, text, day.on, suggest=suggest)
        both = None if found.value else _BOTH_NAMES.fullmatch(text.strip())
        if both:
            one, other = (self.match(column, name, day, within).value for name in both.groups())
            if one and one == other:
                return Match(one)
        if found.value and within not in ("", found.value.parent_id):
            return Match(None)
        return named(found)

    def read(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = True
    ) -> str | Trouble:
        """Give the member that a cell names; a bare code that is no name is refused as one."""
        found = super().read(column, text, day, within, suggest=suggest)
        if isinstance(found, Trouble) and text.isdecimal():
            words = {"column": column.header, "what": self.word}
            return trouble("bare_code", text, examples=", ".join(self._examples), **words)
        return found


def _is_of(member: Member, sender: Agency, day: Day) -> bool:
    if not member.agencies:
        return True
    own = {sender.kind, *day.reference.seeds.stands_for(sender, day.on)}
    return not own.isdisjoint(member.agencies)


_EARLIER = frozenset({"ethnic_group"})  # lists whose rules had ids of their own before others came


class OfAgencies(Listed):
    """The bodies that report, as of a day."""

    table = "agency"

    def members(self, column: Column, day: Day, home: str = "", within: str = "") -> Names:
        """Give the agencies of a day; to one with a place of its own, only itself."""
        agencies = day.reference.agencies(day.on)
        return {one.id: one.name for one in agencies if home in ("", one.area_code)}

    def match(
        self, column: Column, text: str, day: Day, within: str = "", *, suggest: bool = False
    ) -> Match[str]:
        """Find an agency by its full name or the abbreviations in use."""
        return named(day.reference.match_agency(text, day.on))


def named(found: Match[Any], key: str = "id") -> Match[str]:
    """Give what was found by what is stored of it."""
    near = tuple(getattr(one, key) for one in found.suggestions)
    return Match(getattr(found.value, key) if found.value else None, near, found.is_ambiguous)
