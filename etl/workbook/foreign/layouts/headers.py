"""Printed headers of all forms, ready to be recognised: forms in, an index of header keys out.

The one surprising thing: a header is looked up together with the group above it, because "Trong
đó: hộ DTTS" stands three times in one form and only the group tells which is which.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from etl.kinds import Places, kind_of, place_kinds, reference_columns
from etl.model import Column, Form
from etl.workbook.foreign.layouts.header_keys import header_key, word_bag

_T = TypeVar("_T")
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
_MOST_REMEMBERED = 4_096
_LONGEST_REMEMBERED = 300  # characters
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

    def is_within(self, words: Set[str]) -> bool:
        """Tell whether some words can name the column at all."""
        if _place_word(self.column) in words or not all(
            map(word_bag, (self.header, *self.synonyms))
        ):
            return True
        return any(bag <= words for bag in self.bags)

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


def _place_word(column: Column) -> str:
    """Give the word that headers of such a place have; "" for a column of anything else."""
    kind = kind_of(column)
    return kind.header_word if isinstance(kind, Places) else ""


_AREA_IDLE = frozenset(["tên", "đơn", "vị", "hành", "chính", "cấp", "các"])
_AREA_CORES = tuple(kind.header_word for kind in place_kinds())
_NO_COLUMNS, _NO_FORMS = frozenset[int](), frozenset[str]()


def _found(
    said_of: Mapping[str | frozenset[str], frozenset[_T]], own: str, leaf: str, above: str
) -> Iterator[frozenset[_T]]:
    """Give what is known of each key of a sheet's column, or of its words."""
    for key in {own, leaf, above, f"{above} {leaf}".strip()}:
        for known in (said_of.get(key), said_of.get(word_bag(key))):
            if known:
                yield known
    for core in _AREA_CORES:
        if core in own or core in leaf:
            yield said_of[core]


@dataclass(frozen=True, slots=True)
class FormKeys:
    """The keys of one form's columns, and of its titles."""

    form: Form
    columns: tuple[ColumnKeys, ...]
    titles: frozenset[str]
    said_of: Mapping[str | frozenset[str], frozenset[int]]  # a key or its words -> columns
    _known: dict[tuple[str, str, str], tuple[tuple[float, str], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def share_within(self, words: Set[str]) -> float:
        """Give the greatest share of the required columns that some words can name.

        Places count once more, for their column may be known by its contents alone.
        """
        asked = [keys for keys in self.columns if keys.column.required]
        named = sum(keys.is_within(words) for keys in asked)
        listed = bool(reference_columns(self.form))
        return (named + listed) / max(len(asked), 1)

    def fewest(self, share: float) -> float:
        """Give how many columns a table has at least that names a share of the required ones.

        That of the places may be known by its contents alone.
        """
        return share * sum(keys.column.required for keys in self.columns) - 1

    def offers(self, own: str, leaf: str, above: str) -> tuple[tuple[float, str], ...]:
        """Give the columns that a sheet's column may be, with how well each fits.

        What headers were taken for is remembered: thousands of files repeat the same ones.
        """
        stack = (own, leaf, above)
        offered = self._known.get(stack)
        if offered is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            scored = ((keys.score(*stack), keys.column.name) for keys in self._near(*stack))
            offered = tuple(offer for offer in scored if offer[0])
            if len(own) <= _LONGEST_REMEMBERED:
                self._known[stack] = offered
        return offered

    def _near(self, own: str, leaf: str, above: str) -> Iterator[ColumnKeys]:
        """Give the columns of which a sheet's column says anything: no other fits."""
        found = _NO_COLUMNS.union(*_found(self.said_of, own, leaf, above))
        return (self.columns[at] for at in sorted(found))


@dataclass(frozen=True, slots=True)
class HeaderIndex:
    """The keys of all forms, and every word that occurs in any header."""

    forms: tuple[FormKeys, ...]
    words: frozenset[str]
    said_of: Mapping[str | frozenset[str], frozenset[str]]  # a key or its words -> forms
    _within: dict[tuple[frozenset[str], float], tuple[FormKeys, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def within(self, words: frozenset[str], least: float) -> tuple[FormKeys, ...]:
        """Give the forms of which some words may name enough columns; costs next to nothing.

        `least` is the share of the required columns that must be there.
        """
        found = self._within.get((words, least))
        if found is None:
            if len(self._within) > _MOST_REMEMBERED:
                self._within.clear()
            found = tuple(keys for keys in self.forms if keys.share_within(words) >= least)
            if len(words) <= _LONGEST_REMEMBERED:
                self._within[words, least] = found
        return found

    def near(self, own: str, leaf: str, above: str) -> frozenset[str]:
        """Name the forms of which a sheet's column says anything."""
        return _NO_FORMS.union(*_found(self.said_of, own, leaf, above)) if leaf else _NO_FORMS

    def of(self, form: Form) -> FormKeys:
        """Give the keys of one form."""
        return next(keys for keys in self.forms if keys.form.id == form.id)


_indexes: dict[int, tuple[Mapping[str, Form], HeaderIndex]] = {}


def header_index(forms: Mapping[str, Form]) -> HeaderIndex:
    """Index the headers of forms; the index of one and the same mapping is made once."""
    known = _indexes.get(id(forms))
    if known is None or known[0] is not forms:
        _indexes.clear()
        known = _indexes[id(forms)] = (forms, _make_index(forms))
    return known[1]


def _make_index(forms: Mapping[str, Form]) -> HeaderIndex:
    made = tuple(_form_keys(form) for form in forms.values())
    words = {
        word
        for form in made
        for keys in form.columns
        for key in (keys.header, keys.group, *keys.synonyms)
        for word in key.split()
    }
    said_of: dict[str | frozenset[str], frozenset[str]] = {}
    for form in made:
        for key, found in form.said_of.items():
            said_of[key] = said_of.get(key, _NO_FORMS) | ({form.form.id} if found else _NO_FORMS)
    return HeaderIndex(made, frozenset(words | _LOOSE_WORDS), said_of)


def _form_keys(form: Form) -> FormKeys:
    titles = {header_key(form.title), header_key(form.number)}
    columns = [_column_keys(column) for column in form.columns]
    said_of: dict[str | frozenset[str], set[int]] = {core: set() for core in _AREA_CORES}
    for at, keys in enumerate(columns):
        for key in {
            _place_word(keys.column) or keys.header,
            keys.header,
            *keys.synonyms,
            *keys.paths,
        }:
            said_of.setdefault(key, set()).add(at)
        for bag in keys.bags:
            said_of.setdefault(bag, set()).add(at)
    return FormKeys(
        form,
        tuple(replace(keys, generic=_generic(keys, columns)) for keys in columns),
        frozenset(titles | {header_key(synonym) for synonym in form.synonyms}),
        {said: frozenset(found) for said, found in said_of.items()},
    )


def _generic(keys: ColumnKeys, columns: Sequence[ColumnKeys]) -> frozenset[str]:
    """Give the names of a column whose words other columns have as well, with more to them."""
    others = [bag for other in columns if other is not keys for bag in other.bags]
    names = (keys.header, *keys.synonyms)
    return frozenset(name for name in names if any(word_bag(name) < bag for bag in others))


def _column_keys(column: Column) -> ColumnKeys:
    header, group = header_key(column.header), header_key(column.group)
    synonyms = frozenset(header_key(synonym) for synonym in column.synonyms)
    paths = {f"{group} {name}" for name in (header, *synonyms)} if group else set()
    bags = {word_bag(name) for name in (header, *synonyms, *paths)}
    return ColumnKeys(
        column, header, group, synonyms, frozenset(paths), frozenset(bag for bag in bags if bag)
    )
