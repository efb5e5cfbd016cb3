"""What a workbook says of itself: its sheets in, sender and period with their findings out.

The machine-readable block of the cover decides; without it the lines above the tables do, if they
are certain. The one surprising thing: a block that contradicts the printed titles is not believed
quietly, because the commonest slip is last year's file saved under a new name.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from etl.model import Cell, Cover, Finding, Period, Severity
from etl.reference import Reference
from etl.wording import in_quotes, small
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.senders.block import (
    Field,
    read_block,
    read_editions,
    read_explanations,
    visible_findings,
)
from etl.workbook.issued.senders.sender import Sender, agencies_named, in_force, read_agency
from etl.workbook.issued.senders.title_lines import Line, title_lines
from etl.workbook.issued.senders.titles import helps_to_name, periods_in, periods_of
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.refusals import file_finding

_TITLE_ROWS = 14


def read_cover(book: Book, tables: Sequence[Found], reference: Reference, today: dt.date) -> Sender:
    """Read sender, period and editions, and say what is wrong or uncertain about them."""
    fields = read_block(book, {table.sheet.name for table in tables})
    titles = _titles(book, tables)
    named = periods_in(line.text for line in titles)
    lines = titles if named else _front(book, tables)
    period, findings, is_doubtful = _read_period(fields.get("BDT_PERIOD"), lines, today)
    lines = titles
    if not agencies_named(titles, reference, period):
        lines = [*titles, *_front(book, tables)]
    given = fields.get("BDT_AGENCY")
    agency, more = read_agency(given, lines, reference, period)
    findings += more
    if agency is not None and period is not None and not is_doubtful:
        agency, more = in_force(agency, period, given, reference)
        findings += more
    told = {finding.rule_id for finding in findings}
    findings += [
        finding
        for finding in visible_findings(book, fields, period, agency, reference, _parse)
        if finding.rule_id not in told  # the titles of the forms have said it already
    ]
    editions = read_editions(fields.get("BDT_EDITIONS"))
    findings += _edition_findings(editions, tables, fields.get("BDT_EDITIONS"))
    cover = None
    if agency is not None and period is not None:
        cover = Cover(
            agency_id=agency.id,
            period_key=period.key,
            editions=editions,
            contact=_text(fields.get("BDT_CONTACT")),
            data_note=_text(fields.get("BDT_DATA_NOTE")),
            explanations=read_explanations(book),
        )
    return Sender(agency, period, cover, is_doubtful, findings)


def _text(found: Field | None) -> str:
    return found.text if found else ""


# what stands above the tables


def _titles(book: Book, tables: Sequence[Found]) -> list[Line]:
    """List the texts above the tables; without tables, those at the top of every sheet."""
    lines: list[Line] = []
    ends: dict[str, int] = {}
    for table in tables:
        start = max(table.head - _TITLE_ROWS, ends.get(table.sheet.name, 0))
        lines.extend(title_lines(table.sheet, start, table.head))
        ends[table.sheet.name] = table.last
    if not lines:
        for sheet in book.sheets:
            if sheet.name not in OWN_SHEETS:
                lines.extend(title_lines(sheet, 0, _TITLE_ROWS))
    return lines


def _front(book: Book, tables: Sequence[Found]) -> list[Line]:
    """List the texts at the top of the visible sheets that stand before the first table.

    On its own sheet, these are the first rows, where more stands between them and the table.
    """
    lines: list[Line] = []
    heads = {table.sheet.name: table.head for table in reversed(tables)}
    for sheet in book.sheets:
        if sheet.name in heads:
            lines.extend(title_lines(sheet, 0, min(heads[sheet.name], _TITLE_ROWS)))
            break
        if sheet.visible == "visible" and sheet.name not in OWN_SHEETS:
            lines.extend(title_lines(sheet, 0, _TITLE_ROWS))
    return lines


# period


def _read_period(
    given: Field | None, titles: Sequence[Line], today: dt.date
) -> tuple[Period | None, list[Finding], bool]:
    """Say for when the workbook is, why that is not certain, and whether it is doubtful."""
    printed: dict[str, list[Cell]] = {}
    meant = periods_in(line.text for line in titles)
    for line in titles:
        for key in periods_of(line.text) & meant:
            printed.setdefault(key, []).append(line.cell)
    for key in sorted(meant - printed.keys()):  # said on two lines: "QUÝ IV" and "NĂM 2020"
        printed[key] = [line.cell for line in titles if helps_to_name(line.text, key)]
    findings: list[Finding] = []
    if given is not None and given.text:
        period = _parse(given.text)
        if period is None:
            unknown = file_finding("no_period.unknown", given.cell, value=given.text)
            return None, [unknown], False
        if printed and period.key not in printed:
            findings.append(_wrong_period(period, given, printed))
    elif len(printed) == 1:
        period = Period.parse(next(iter(printed)))
    else:
        return None, [_no_period(printed)], False
    if period.starts_on > today:
        cells, title = (given.cell,) if given else (), period.title
        told = file_finding("period_not_begun", *cells, value=title, period=small(title))
        findings.append(told)
    return period, findings, bool(findings)


@lru_cache(maxsize=1_024)
def _parse(text: str) -> Period | None:
    if period := Period.find(text.strip().upper()):
        return period
    keys = periods_of(text)
    return Period.parse(next(iter(keys))) if len(keys) == 1 else None


def _wrong_period(period: Period, given: Field, printed: Mapping[str, Sequence[Cell]]) -> Finding:
    titles = [Period.parse(key).title for key in sorted(printed)]
    return file_finding(
        "wrong_period",
        given.cell,
        *(cell for key in sorted(printed) for cell in printed[key]),
        value=period.title,
        expected="; ".join(titles),
        period=period.title,
        names=in_quotes(titles, " và "),
    )


def _no_period(printed: Mapping[str, Sequence[Cell]]) -> Finding:
    if not printed:
        return file_finding("no_period")
    titles = [Period.parse(key).title for key in sorted(printed)]
    cells = (cell for cells in printed.values() for cell in cells)
    value, names = "; ".join(titles), in_quotes(titles)
    return file_finding("no_period.several", *cells, value=value, names=names)


# editions


def _edition_findings(
    editions: Mapping[str, str], tables: Sequence[Found], given: Field | None
) -> Iterator[Finding]:
    for form in {table.form.id: table.form for table in tables}.values():
        used = editions.get(form.id)
        if used is None or used == form.edition:
            continue
        older = used.partition(".")[0] != form.edition.partition(".")[0]
        yield file_finding(
            "wrong_edition",
            *((given.cell,) if given else ()),
            severity=Severity.CRITICAL if older else Severity.INFO,
            form=form,
            value=used,
            expected=form.edition,
        )
