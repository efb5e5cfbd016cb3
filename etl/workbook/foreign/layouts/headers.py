"""Printed headers of all forms, ready to be recognised: forms in, an index of header keys out.

The one surprising thing: a header is looked up together with the group above it, because "Trong
đó: hộ DTTS" stands three times in one form and only the group tells which is which.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.kinds import Places, kind_of, place_kinds
from etl.model import Column, Form
from etl.workbook.foreign.layouts.header_keys import header_key, word_bag

_LOOSE_WORDS = frozenset(
    ["stt", "tt", "thứ", "tự", "số", "dân", "tộc", "thiểu", "thị", "trấn", "trong", "kỳ", "năm"]
).union(
    ["quý", "tiền", "tổng", "cộng", "kết", "quả", "rà", "soát", "cuối", "thời", "điểm"],
    ["đơn", "vị"],
    ["hn", "hcn", "khu", "vực", "tỷ", "lệ", "đến", "tính", "nay", "là", "người", "hiện", "được"],
)
# what a group's own column is called: "Giải ngân" over "Tổng số" and its sources
_NEUTRAL = re.compile(
    r"tổng(?: số| cộng)?|cộng|số tiền|số lượng|giá trị|(?:cuối |cả |trong )?năm \d{4}|kế hoạch năm"
    r"|(?:kỳ|quý|tháng) này|năm nay|năm báo cáo|(?:cuối|trong) (?:kỳ|quý|năm|tháng)"
)
# a group that says no more than when
_OF_A_PERIOD = re.compile(
    r"(?:kết quả |số liệu )?(?:rà soát|thực hiện|báo cáo)?(?: ?(?:cuối|trong))?(?: ?năm \d{4})?"
)
_CUMULATIVE_COSTS = 0.25  # a cumulative amount only stands in where there is no other


@dataclass(frozen=True, slots=True)
class ColumnKeys:
    """The keys under which one column may be printed."""

    column: Column
    header: str
    group: str
    synonyms: frozenset[str]
    paths: frozenset[str]  # group and header in one
    bags: frozenset[frozenset[str]]  # the same, in any order and without idle words
    generic: frozenset[str] = frozenset()  # names that only the group above makes clear

    def score(self, own: str, leaf: str, above: str) -> float:
        """Say how well a sheet's column fits; 0 when it does not.

        `own` is all texts of the column's own header cells, `leaf` the lowest of them, `above`
        the groups over it.
        """
        if above and _OF_A_PERIOD.fullmatch(above):
            own, above = leaf, ""
        if above and _NEUTRAL.fullmatch(leaf):
            return max(self._score(above, above, ""), self._score(own, leaf, above), 0.1) - 0.1
        score = self._score(own, leaf, above)
        return score - _CUMULATIVE_COSTS if score and own.startswith("lũy kế") else score

    def _score(self, own: str, leaf: str, above: str) -> float:
        if self._counts(leaf):
            return 0.0
        path = f"{above} {leaf}".strip()
        if path in self.paths or (leaf == self.header and above == self.group):
            return 6.0
        stands_alone = own != leaf or not above  # nothing but its own words over it
        if stands_alone and own in (self.header, *self.synonyms):
            return 5.0 if own == self.header else 4.5
        if above and word_bag(path) in self.bags and not _says_twice(leaf):
            return 4.0
        if leaf == self.header or leaf in self.synonyms:
            if above and leaf in self.generic and not self._fits_group(above):
                return 0.0
            return 3.5 if leaf == self.header else 3.0
        if _says_twice(leaf):
            return 0.0  # "Hộ nghèo, cận nghèo" has the words of "Hộ cận nghèo"
        bag = word_bag(own)
        if not above and len(bag) > 1 and bag in self.bags:
            return 2.5
        return 2.0 if _names_area(self.column, own) else 0.0

    def _counts(self, leaf: str) -> bool:
        """Tell whether a header counts what a column of texts names: "Số công trình"."""
        if not kind_of(self.column).is_free or not leaf.startswith(_COUNTS):
            return False
        return not any(name.startswith(_COUNTS) for name in (self.header, *self.synonyms))

    def _fits_group(self, above: str) -> bool:
        """Tell whether the groups over a generic header are those of this column."""
        one, other = word_bag(above), word_bag(self.group)
        return one == other or bool((one & other) - UNTELLING)


def _says_twice(key: str) -> bool:
    """Tell whether a header has a telling word twice, as lists of two columns have."""
    words = [word for word in key.split() if word in word_bag(key)]
    return len(set(words)) < len(words)


_COUNTS = ("số ", "tổng số ", "số lượng ")
UNTELLING = frozenset(["hộ", "vốn"])


def _names_area(column: Column, key: str) -> bool:
    """Tell whether a header is made of nothing but words for such a place ("Tên xã, thị trấn")."""
    kind, words = kind_of(column), frozenset(key.split()) - _AREA_IDLE
    return isinstance(kind, Places) and kind.header_word in words and words <= kind.header_words


_AREA_IDLE = frozenset(["tên", "đơn", "vị", "hành", "chính", "cấp", "các"])
_AREA_CORES = tuple(kind.header_word for kind in place_kinds())
_MOST_REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class FormKeys:
    """The keys of one form's columns, and of its titles."""

    form: Form
    columns: tuple[ColumnKeys, ...]
    titles: frozenset[str]


Offers = Mapping[str, Sequence[tuple[float, str]]]  # form -> columns of it, and how well each fits


@dataclass(frozen=True, slots=True, eq=False)
class HeaderIndex:
    """The keys of all forms, and every word that occurs in any header."""

    forms: tuple[FormKeys, ...]
    words: frozenset[str]
    said_of: Mapping[str | frozenset[str], Set[tuple[int, int]]]  # a key or its words -> columns

    @lru_cache(maxsize=_MOST_REMEMBERED)  # noqa: B019 - there is one index
    def offers(self, own: str, leaf: str, above: str) -> Offers:
        """Give the columns of all forms that a sheet's column may be.

        What headers were taken for is remembered: thousands of files repeat the same ones.
        """
        near = set[tuple[int, int]]()  # the only ones that may fit
        for key in {own, leaf, above, f"{above} {leaf}".strip()}:
            near.update(self.said_of.get(key, ()), self.said_of.get(word_bag(key), ()))
        for core in _AREA_CORES:
            if core in own or core in leaf:
                near.update(self.said_of.get(core, ()))
        offers: dict[str, list[tuple[float, str]]] = {}
        for number, at in sorted(near):
            keys = self.forms[number].columns[at]
            if score := keys.score(own, leaf, above):
                offers.setdefault(self.forms[number].form.id, []).append((score, keys.column.name))
        return offers


_indexes: dict[int, tuple[Mapping[str, Form], HeaderIndex]] = {}


def header_index(forms: Mapping[str, Form]) -> HeaderIndex:
    """Index the headers of forms; the index of one and the same mapping is made once."""
    known = _indexes.get(id(forms))
    if known is None or known[0] is not forms:
        _indexes.clear()
        known = _indexes[id(forms)] = (forms, _make_index(forms))
    return known[1]


def _make_index(forms: Mapping[str, Form]) -> HeaderIndex:
    made = tuple(map(_form_keys, forms.values()))
    words = set(_LOOSE_WORDS)
    said_of = defaultdict[str | frozenset[str], set[tuple[int, int]]](set)
    for number, form in enumerate(made):
        for at, keys in enumerate(form.columns):
            names = (keys.header, *keys.synonyms)
            words.update(word for key in (*names, keys.group) for word in key.split())
            kind = kind_of(keys.column)
            core = kind.header_word if isinstance(kind, Places) else keys.header
            for key in (core, *names, *keys.paths):
                said_of[key].add((number, at))
            for bag in keys.bags:
                said_of[bag].add((number, at))
    return HeaderIndex(made, frozenset(words), said_of)


def _form_keys(form: Form) -> FormKeys:
    columns = list(map(_column_keys, form.columns))
    return FormKeys(
        form,
        tuple(replace(keys, generic=_generic(keys, columns)) for keys in columns),
        frozenset(map(header_key, (form.title, form.number, *form.synonyms))),
    )


def _generic(keys: ColumnKeys, columns: Sequence[ColumnKeys]) -> frozenset[str]:
    """Give the names of a column whose words other columns have as well, with more to them."""
    others = [bag for other in columns if other is not keys for bag in other.bags]
    names = (keys.header, *keys.synonyms)
    return frozenset(name for name in names if any(word_bag(name) < bag for bag in others))


def _column_keys(column: Column) -> ColumnKeys:
    header, group = header_key(column.header), header_key(column.group)
    synonyms = frozenset(header_key(synonym) for synonym in column.synonyms)
    names = (column.header, *column.synonyms) if group else ()
    paths = {f"{group} {header_key(name)}" for name in names}
    # in one cell words go that stay in cells of their own: "Số hộ tại ngày chốt số liệu: Nữ"
    paths |= {header_key(f"{column.group} {name}") for name in names} - {group}
    bags = {word_bag(name) for name in (header, *synonyms, *paths)}
    return ColumnKeys(
        column, header, group, synonyms, frozenset(paths), frozenset(bag for bag in bags if bag)
    )
