"""From the text of a cell to the place, member of a list or agency that it names.

In: one list of reference values. Out: a matcher for that list. The one surprising thing: only a
name that is the same once spelling is unified is taken; "H. Lạng Sơn" is not the city.
"""

import re
from collections.abc import Iterable, Sequence

from etl.model import Agency, Area, Member
from etl.wording.names import Match, NameIndex, compact_key, name_key, split_area_name

_OF_PROVINCE, _PROVINCE = " tỉnh Lạng Sơn", " Lạng Sơn"
_ABBREVIATIONS = {
    "ubnd": "ủy ban nhân dân",
    "ub": "ủy ban",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "mttq": "mặt trận tổ quốc",
    "chqs": "chỉ huy quân sự",
    "bch": "bộ chỉ huy",
    "vn": "việt nam",
    "tp": "thành phố",
    "h": "huyện",
}
_SPELT_OUT = re.compile(r"\bt p\b|\bu b n d\b")  # T.P, U.B.N.D
_WITH_COUNCIL = re.compile(r"^(?:hđnd|hội đồng nhân dân) (?:và )?(?=ubnd|ủy ban nhân dân)")
_LABOUR = "lao động thương binh và xã hội"
_LABOUR_SHORT = re.compile(r"\blao động (?:tb xh|tbxh|tb và xh)\b")


class AreaNames:
    """The places of one level on one day, found by name."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._index = NameIndex((split_area_name(area.name)[1], area) for area in areas)

    def match(self, text: str, *, suggest: bool = True) -> Match[Area]:
        """Accept the one place of that name and, where it is written, of that kind."""
        kind, key = split_area_name(text)
        named = self._index.exact(key)
        of_kind = tuple(area for area in named if kind in ("", area.kind))
        if len(of_kind) == 1:
            return Match(of_kind[0])
        if named:
            return Match(None, of_kind or named, is_ambiguous=len(of_kind) > 1)
        return Match(None, self._index.near(key) if suggest else ())


class MemberNames:
    """The members of a list, found by any of their spellings; codes are not names."""

    def __init__(self, members: Iterable[Member], leading_words: Sequence[str]) -> None:
        """Index the members; `leading_words` may stand before a name."""
        self._index = NameIndex(
            (compact_key(name), one) for one in members for name in (one.name, *one.variants)
        )
        words = "|".join(re.escape(name_key(word)) for word in leading_words)
        self._leading = re.compile(rf"^(?:{words}) (?=\w)" if words else "(?!)")

    def match(self, text: str, *, suggest: bool = True) -> Match[Member]:
        """Accept the one member of that name, also after a leading word."""
        whole = self._index.match(compact_key(text), suggest=False)
        if whole.value:
            return whole
        bare = self._leading.sub("", name_key(text)).replace(" ", "")
        return self._index.match(bare, suggest=suggest)


class AgencyNames:
    """Agencies, found by full name or by the abbreviations in use."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._index = NameIndex(
            (_agency_key(name), agency) for agency in agencies for name in _names_of(agency)
        )

    def match(self, text: str) -> Match[Agency]:
        """Accept the one agency that signs under this name."""
        return self._index.match(_agency_key(text))


def _agency_key(text: str) -> str:
    """Give an agency's key with abbreviations written out and spaces dropped (LĐ-TB&XH)."""
    key = _SPELT_OUT.sub(lambda found: found[0].replace(" ", ""), name_key(text))
    words = _LABOUR_SHORT.sub(_LABOUR, _WITH_COUNCIL.sub("", key)).split()
    return "".join(_ABBREVIATIONS.get(word, word) for word in words).replace(" ", "")


def _names_of(agency: Agency) -> tuple[str, ...]:
    names = [agency.id, agency.name, agency.short_name]
    if agency.area_code:
        names += [agency.name.removeprefix("Ủy ban nhân dân "), agency.name + _OF_PROVINCE]
    elif agency.short_name.endswith(" tỉnh"):
        names += [agency.short_name + _PROVINCE, agency.name.removesuffix(_PROVINCE)]
    else:
        bare = agency.name.removesuffix(_OF_PROVINCE)
        names += [bare, agency.short_name + _OF_PROVINCE]
        names += [name + end for name in (bare, agency.short_name) for end in (" tỉnh", _PROVINCE)]
    return tuple(names)
