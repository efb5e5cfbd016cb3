"""What a workbook says of itself: its sheets in, sender and period with their findings out.

Without a machine-readable block the lines above the tables decide, if they are certain. The one
surprising thing: a block that contradicts the printed titles is not believed quietly, because the
commonest slip is last year's file saved under a new name.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from etl.model import Cell, Cover, Finding, Period, Severity
from etl.reference import Reference
from etl.wording import in_quotes, small
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.senders import titles
from etl.workbook.issued.senders.block import Field, read_block, visible_findings
from etl.workbook.issued.senders.sender import Sender, agencies_named, in_force, read_agency
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.own_words import TO_FIX_SHEET, explanations_in
from etl.workbook.refusals import file_finding


def read_cover(book: Book, tables: Sequence[Found], reference: Reference, today: dt.date) -> Sender:
    """Read sender, period and editions, and say what is wrong or uncertain about them."""
    fields = read_block(book, {table.sheet.name for table in tables})
    given, stated = fields.get("BDT_AGENCY"), fields.get("BDT_EDITIONS")
    above = _titles(book, tables)
    lines = above if titles.periods_in(line.text for line in above) else _front(book, tables)
    period, findings, is_doubtful = _read_period(fields.get("BDT_PERIOD"), lines, today)
    named = agencies_named(above, reference, period)
    lines = above if named else [*above, *_front(book, tables)]
    agency, more = read_agency(given, lines, reference, period)
    findings += more
    if agency is not None and period is not None and not is_doubtful:
        agency, more = in_force(agency, period, given, reference)
        findings += more
    told = {finding.rule_id for finding in findings}
    findings += [
        finding
        for finding in visible_findings(book, fields, period, agency, reference)
        if finding.rule_id not in told  # the titles of the forms have said it already
    ]
    pairs = (part.partition("=") for part in (stated.text if stated else "").split(";"))
    editions = {form.strip(): edition.strip() for form, sign, edition in pairs if sign}
    findings += _edition_findings(editions, tables, stated)
    cover = None
    if agency is not None and period is not None:
        contact, note = fields.get("BDT_CONTACT"), fields.get("BDT_DATA_NOTE")
        cover = Cover(
            agency_id=agency.id,
            period_key=period.key,
            editions=editions,
            contact=contact.text if contact else "",
            data_note=note.text if note else "",
            explanations={
                key: reason
                for sheet in book.sheets
                if sheet.name == TO_FIX_SHEET
                for key, reason in explanations_in(sheet.rows).items()
            },
        )
    return Sender(agency, period, cover, is_doubtful, findings)


def _titles(book: Book, tables: Sequence[Found]) -> list[titles.Line]:
    """List the texts above the tables; without tables, those at the top of every sheet."""
    lines: list[titles.Line] = []
    ends: dict[str, int] = {}
    for table in tables:
        start = max(table.head - titles.TITLE_ROWS, ends.get(table.sheet.name, 0))
        lines.extend(titles.title_lines(table.sheet, start, table.head))
        ends[table.sheet.name] = table.last
    if not lines:
        for sheet in book.sheets:
            if sheet.name not in OWN_SHEETS:
                lines.extend(titles.title_lines(sheet, 0, titles.TITLE_ROWS))
    return lines


def _front(book: Book, tables: Sequence[Found]) -> list[titles.Line]:
    """List the texts at the top of the visible sheets up to the first table's, and of that one."""
    lines: list[titles.Line] = []
    heads = {table.sheet.name: table.head for table in reversed(tables)}
    for sheet in book.sheets:
        if sheet.name in heads:
            lines.extend(titles.title_lines(sheet, 0, min(heads[sheet.name], titles.TITLE_ROWS)))
            break
        if sheet.visible == "visible" and sheet.name not in OWN_SHEETS:
            lines.extend(titles.title_lines(sheet, 0, titles.TITLE_ROWS))
    return lines


def _read_period(
    given: Field | None, above: Sequence[titles.Line], today: dt.date
) -> tuple[Period | None, list[Finding], bool]:
    """Say for when the workbook is, why that is not certain, and whether it is doubtful."""
    printed: dict[str, list[Cell]] = {}
    meant = titles.periods_in(line.text for line in above)
    for line in above:
        for key in titles.periods_of(line.text) & meant:
            printed.setdefault(key, []).append(line.cell)
    for key in sorted(meant - printed.keys()):  # said on two lines: "QUÝ IV" and "NĂM 2020"
        printed[key] = [line.cell for line in above if titles.helps_to_name(line.text, key)]
    titled = [Period.parse(key).title for key in sorted(printed)]
    listed = "; ".join(titled)
    findings: list[Finding] = []
    if given is not None and given.text:
        period = titles.period_of(given.text)
        if period is None:
            unknown = file_finding("no_period.unknown", given.cell, value=given.text)
            return None, [unknown], False
        if printed and period.key not in printed:
            cells = [given.cell, *(cell for key in sorted(printed) for cell in printed[key])]
            value, names = period.title, in_quotes(titled, " và ")
            findings += [
                file_finding(
                    "wrong_period", *cells, value=value, expected=listed, period=value, names=names
                )
            ]
    elif len(printed) == 1:
        period = Period.parse(next(iter(printed)))
    elif printed:
        cells = [cell for found in printed.values() for cell in found]
        names = in_quotes(titled)
        return None, [file_finding("no_period.several", *cells, value=listed, names=names)], False
    else:
        return None, [file_finding("no_period")], False
    if period.starts_on > today:
        cells, title = [given.cell] if given else [], period.title
        findings.append(file_finding("period_not_begun", *cells, value=title, period=small(title)))
    return period, findings, bool(findings)


def _edition_findings(
    editions: Mapping[str, str], tables: Sequence[Found], given: Field | None
) -> Iterator[Finding]:
    for form in {table.form.id: table.form for table in tables}.values():
        used = editions.get(form.id, form.edition)
        if used != form.edition:
            older = used.partition(".")[0] != form.edition.partition(".")[0]
            yield file_finding(
                "wrong_edition",
                *([given.cell] if given else []),
                severity=Severity.CRITICAL if older else Severity.INFO,
                form=form,
                value=used,
                expected=form.edition,
            )
