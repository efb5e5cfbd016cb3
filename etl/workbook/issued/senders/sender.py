"""Who sends a workbook: block and titles in, the agency with its findings out.

The one surprising thing: titles name many bodies (the province, the addressee); only a line that
is the whole name of an agency of ours counts, and two different ones are as good as none.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from etl.kinds import asked
from etl.model import Agency, Cover, Finding, Period
from etl.reference import Reference
from etl.wording import date_text, in_quotes, small
from etl.workbook.issued.senders.block import Field
from etl.workbook.issued.senders.title_lines import Line
from etl.workbook.issued.senders.titles import agencies_in, committee_of_commune, says_sender
from etl.workbook.refusals import file_finding


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
    if all(map(reference.has_places_below, printed)) and (
        commune := _committee(titles, reference, period)
    ):
        return None, [_of_commune(commune, period, reference)]
    if len(printed) == 1:
        return printed[0], []
    said = "no_agency.several" if printed else "no_agency"
    names = in_quotes(agency.name for agency in printed)
    return None, [file_finding(said, names=names, example=_example(period, reference))]


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
    """Give the agencies that lines name, on one line or, failing that, on two.

    A line that says who reports ("Đơn vị báo cáo: …") is worth more than all letterheads.
    """
    texts = [line.text for line in titles]
    said = agencies_in(filter(says_sender, texts), reference, period)
    if len(said) == 1:
        return said
    named = agencies_in(texts, reference, period)
    return named or agencies_in(_two_lines(titles), reference, period)


def _committee(titles: Sequence[Line], reference: Reference, period: Period | None) -> str:
    """Give the commune's committee that a letterhead names, unless a line says who reports."""
    texts = [line.text for line in titles]
    if any(says_sender(text) and agencies_in([text], reference, period) for text in texts):
        return ""
    return committee_of_commune([*texts, *_two_lines(titles)])


def _of_commune(name: str, period: Period | None, reference: Reference) -> Finding:
    """Say that a committee is none of the senders, at a time when communes report or do not."""
    senders, example = _senders(period, reference), _example(period, reference)
    if committee_of_commune(agency.name for agency in senders):
        near = reference.match_agency(name, period.ends_on if period else None).suggestions
        offer = asked([agency.name for agency in near])
        return file_finding("no_agency.unknown", value=name, offer=offer, example=example)
    return file_finding("no_agency.commune", value=name, example=example)


def _example(period: Period | None, reference: Reference) -> str:
    """Show how a sender of the period names itself."""
    named = next((a.short_name for a in reversed(_senders(period, reference)) if a.area_code), "…")
    return f"Cơ quan báo cáo: {named}"


def _senders(period: Period | None, reference: Reference) -> Sequence[Agency]:
    """Give the agencies of a period; those of the latest list when the period is not known."""
    return reference.agencies(period.ends_on if period else dt.date.max)


def _two_lines(titles: Sequence[Line]) -> list[str]:
    """Join each text with the one right below it: long names are printed on two lines."""
    below = {(line.sheet.name, line.position, line.row): line.text for line in titles}
    joined = []
    for line in titles:
        rest = below.get((line.sheet.name, line.position, line.row + 1))
        if rest is not None:
            joined.append(f"{line.text} {rest}")
    return joined


def _given_agency(
    given: Field, printed: Sequence[Agency], reference: Reference
) -> tuple[Agency | None, list[Finding]]:
    try:
        agency = reference.agency(given.text)
    except KeyError:
        match = reference.match_agency(given.text)
        if match.value is None:
            offer = asked([agency.name for agency in match.suggestions])
            said = "no_agency.of_blank"
            return None, [file_finding(said, given.cell, value=given.text, offer=offer)]
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
