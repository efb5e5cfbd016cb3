"""Who sends a workbook: block and titles in, the agency with its findings out.

The one surprising thing: titles name many bodies (the province, the addressee); only a line that
is the whole name of an agency of ours counts, and two different ones are as good as none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from etl.kinds import asked
from etl.model import Agency, Cell, Cover, Finding, Period
from etl.reference import Reference
from etl.wording import date_text, in_quotes, small
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.senders.titles import Line
from etl.workbook.refusals import file_finding

_LONGEST_NAME = 120
_SENDER = re.compile(
    r"(?:đơn vị|cơ quan|tên đơn vị|nơi)(?: (?:báo cáo|gửi|lập|nộp))*(?: báo cáo)?\s*:\s*"
    r"|tên (?=huyện\s*:)"
)
# offices of a district's committee, before its name or behind it
_OFFICE = re.compile(
    r"^(?:phòng|văn phòng|vp|ban chỉ đạo|bcđ|ban quản lý|ban ql|bql) ?[^:,]*? "
    r"(?=(?:huyện|thành phố|tp) )"
)
_ITS_OFFICE = re.compile(r"\s*(?:[-–,/]\s*|\()(?:văn )?phòng [^()]*\)?$")
_OF_COMMUNE = re.compile(
    r"(?:ubnd|ủy ban nhân dân) (?:xã|phường|thị trấn|tt\.?|x\.|p\.) ?[^\W\d_][^:;,\d]{1,30}"
)
_ADDRESSEE = re.compile(r"(?:kính gửi|nơi nhận|đơn vị nhận|cơ quan nhận|nhận báo cáo)")


@dataclass(frozen=True, slots=True)
class Field:
    """A text of the machine-readable block, or beside a label of a cover, and where it stands."""

    text: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a workbook for when, as far as it is certain."""

    agency: Agency | None = None
    period: Period | None = None
    cover: Cover | None = None
    is_period_doubtful: bool = False  # stated, but contradicted or impossible
    findings: Sequence[Finding] = ()


def read_agency(
    given: Field | None, titles: Sequence[Line], reference: Reference, period: Period | None
) -> tuple[Agency | None, list[Finding]]:
    """Say who sends the workbook, or why that is not certain."""
    printed = agencies_named(titles, reference, period)
    if given is not None and given.text:
        return _given_agency(given, printed, reference)
    is_higher = all(map(reference.has_places_below, printed))
    commune = _committee(titles, reference, period) if is_higher else ""
    if len(printed) == 1 and not commune:
        return printed[0], []
    # those of the latest list when the period is not known
    senders = reference.agencies(period.ends_on if period else dt.date.max)
    named = next((agency.short_name for agency in reversed(senders) if agency.area_code), "…")
    example = f"Cơ quan báo cáo: {named}"
    if not commune:
        said, names = "no_agency.several", in_quotes(agency.name for agency in printed)
        return None, [file_finding(said if printed else "no_agency", names=names, example=example)]
    if not _committee_of_commune(agency.name for agency in senders):  # communes do not report
        return None, [file_finding("no_agency.commune", value=commune, example=example)]
    near = reference.match_agency(commune, period.ends_on if period else None).suggestions
    offer = asked([agency.name for agency in near])
    return None, [file_finding("no_agency.unknown", value=commune, offer=offer, example=example)]


def in_force(
    agency: Agency, period: Period, given: Field | None, reference: Reference
) -> tuple[Agency, list[Finding]]:
    """Give an agency as it was in a period, and what is to be said where it reported nothing."""
    try:
        return reference.agency(agency.id, period.ends_on), []
    except KeyError:
        told = file_finding(
            "agency_not_in_force",
            *((given.cell,) if given else ()),
            value=agency.name,
            agency=agency.name,
            period=small(period.title),
            successor=_succeeded(agency, period, reference),
        )
        return agency, [told]


def _succeeded(agency: Agency, period: Period, reference: Reference) -> str:
    """Say who reports in an agency's place, when somebody does by the end of a period."""
    if agency.area_code and agency.valid_to and agency.valid_to <= period.ends_on:
        places = reference.counted_kinds(period)
        return f"; từ ngày {date_text(agency.valid_to)} các {places} trên địa bàn báo cáo"
    try:
        successor = reference.agency(agency.successor_id, period.ends_on)
    except KeyError:
        return ""
    return f"; nhiệm vụ này do {successor.name} thực hiện"


def agencies_named(
    titles: Sequence[Line], reference: Reference, period: Period | None
) -> list[Agency]:
    """Give the agencies that lines name, on one or on two; a line that says who reports wins."""
    texts = [line.text for line in titles]
    said = _agencies_in(filter(_says_sender, texts), reference, period)
    if len(said) == 1:
        return said
    named = _agencies_in(texts, reference, period)
    return named or _agencies_in(_two_lines(titles), reference, period)


def _agencies_in(texts: Iterable[str], reference: Reference, period: Period | None) -> list[Agency]:
    """Give every agency that a line of a title block is the name of, addressees aside."""
    on = period.ends_on if period else None
    named = (agency for text in texts for agency in _agencies(text, reference, on))
    return list({agency.id: agency for agency in named}.values())


@lru_cache(maxsize=4_096)
def _agencies(text: str, reference: Reference, on: dt.date | None) -> tuple[Agency, ...]:
    found: list[Agency] = []
    for line in text.splitlines():
        key = normalise_vietnamese(line)
        if not key or len(key) > _LONGEST_NAME or _ADDRESSEE.search(key):
            continue
        name = _OFFICE.sub("", _ITS_OFFICE.sub("", _SENDER.sub("", key, count=1)))
        match = reference.match_agency(name, on)
        if match.value:
            found.append(match.value)
        elif match.is_ambiguous:
            found.extend(match.suggestions)
    return tuple(found)


def _says_sender(text: str) -> bool:
    """Tell whether a line names who reports: "Đơn vị báo cáo: …"."""
    return _SENDER.match(normalise_vietnamese(text)) is not None


def _committee(titles: Sequence[Line], reference: Reference, period: Period | None) -> str:
    """Give the commune's committee that a letterhead names, unless a line says who reports."""
    texts = [line.text for line in titles]
    if any(_says_sender(text) and _agencies_in([text], reference, period) for text in texts):
        return ""
    return _committee_of_commune([*texts, *_two_lines(titles)])


def _committee_of_commune(texts: Iterable[str]) -> str:
    """Give the line that is the name of a commune's committee, "" when none is."""
    for line in (line for text in texts for line in text.splitlines()):
        if _OF_COMMUNE.fullmatch(_SENDER.sub("", normalise_vietnamese(line), count=1)):
            return " ".join(line.split())
    return ""


def _two_lines(titles: Sequence[Line]) -> list[str]:
    """Join each text with the one right below it: long names are printed on two lines."""
    places = {(line.sheet.name, line.position, line.row): line.text for line in titles}
    below = (places.get((line.sheet.name, line.position, line.row + 1)) for line in titles)
    return [f"{one.text} {rest}" for one, rest in zip(titles, below, strict=True) if rest]


def _given_agency(
    given: Field, printed: Sequence[Agency], reference: Reference
) -> tuple[Agency | None, list[Finding]]:
    try:
        agency = reference.agency(given.text)
    except KeyError:
        match = reference.match_agency(given.text)
        if match.value is None:
            offer = asked([agency.name for agency in match.suggestions])
            told = file_finding("no_agency.of_blank", given.cell, value=given.text, offer=offer)
            return None, [told]
        agency = match.value
    if not printed or any(other.id == agency.id for other in printed):
        return agency, []
    told = file_finding(
        "wrong_agency",
        given.cell,
        value=agency.name,
        expected="; ".join(other.name for other in printed),
        agency=agency.name,
        others=in_quotes((other.name for other in printed), " và "),
    )
    return agency, [told]
