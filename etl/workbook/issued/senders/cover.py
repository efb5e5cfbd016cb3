"""What a workbook says of itself: its sheets in, sender and period with their findings out.

The machine-readable block of the cover decides, whose defined names point to the cells that were
typed; without it the lines above the tables do, if they are certain. The one surprising thing: a
block that contradicts the printed titles is not believed quietly, because the commonest slip is
last year's file saved under a new name.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from etl.model import Agency, Cell, Cover, Finding, Period, Severity
from etl.reference import Reference
from etl.wording import in_quotes, small
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.cells.grid import Book, Sheet, place_of
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.senders import titles
from etl.workbook.issued.senders.sender import Field, Sender, agencies_named, in_force, read_agency
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.own_words import TO_FIX_SHEET, explanations_in
from etl.workbook.refusals import file_finding

_KEYS = frozenset({"BDT_AGENCY", "BDT_PERIOD", "BDT_EDITIONS", "BDT_DATA_NOTE", "BDT_CONTACT"})
_BLOCK_ROWS = 400  # of a cover; the block stands at its foot
_PERIOD = frozenset({"kỳ báo cáo"})
_AGENCY = frozenset({"cơ quan báo cáo", "đơn vị báo cáo"})
_LABELS = _PERIOD | _AGENCY
_LONGEST_LABEL = 200  # characters, with white space around it
_ROWS = 30  # of a cover; what is visible stands at its head


def read_cover(book: Book, tables: Sequence[Found], reference: Reference, today: dt.date) -> Sender:
    """Read sender, period and editions, and say what is wrong or uncertain about them."""
    fields = _read_block(book, {table.sheet.name for table in tables})
    given, stated = fields.get("BDT_AGENCY"), fields.get("BDT_EDITIONS")
    above = _titles(book, tables)
    lines = above if titles.periods_in(line.text for line in above) else _front(book, tables)
    period, findings, is_doubtful = _read_period(fields.get("BDT_PERIOD"), lines, today)
    named = agencies_named(above, reference, period)
    above += [] if named else _front(book, tables)
    agency, more = read_agency(given, above, reference, period)
    findings += more
    if agency is not None and period is not None and not is_doubtful:
        agency, more = in_force(agency, period, given, reference)
        findings += more
    told = {finding.rule_id for finding in findings}
    findings += [
        finding
        for finding in _visible_findings(book, fields, period, agency, reference)
        if finding.rule_id not in told  # the titles of the forms have said it already
    ]
    pairs = (part.partition("=") for part in (stated.text if stated else "").split(";"))
    editions = {form.strip(): edition.strip() for form, sign, edition in pairs if sign}
    findings += _edition_findings(editions, tables, stated)
    cover = None
    if agency is not None and period is not None:
        fixed = [sheet for sheet in book.sheets if sheet.name == TO_FIX_SHEET]
        contact, note = fields.get("BDT_CONTACT"), fields.get("BDT_DATA_NOTE")
        cover = Cover(
            agency_id=agency.id,
            period_key=period.key,
            editions=editions,
            contact=contact.text if contact else "",
            data_note=note.text if note else "",
            explanations=explanations_in(fixed[-1].rows) if fixed else {},
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


# the block of a cover, and what is printed there


def _read_block(book: Book, occupied: set[str]) -> dict[str, Field]:
    """Find the machine-readable fields by their names in the first column, then by defined name."""
    fields: dict[str, Field] = {}
    for sheet in book.sheets:
        if sheet.name in occupied:
            continue
        for number, row in enumerate(sheet.rows[:_BLOCK_ROWS]):
            for at, key in enumerate(row[:2]):
                if type(key) is str and key.startswith("BDT_") and key.strip() in _KEYS:
                    fields.setdefault(key.strip(), _beside(sheet, number, at))
        if len(fields) == len(_KEYS):
            break
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for key in _KEYS:
        # contact and note are formulas in the block; the cell that the name points to is typed
        place = place_of(book.names.get(key, ""))
        if place and place[0] in sheets and (key not in fields or not fields[key].text):
            name, (row_no, column) = place
            cell = Cell(name, column_letter(column), row_no)
            fields[key] = Field(_printed(sheets[name].value(place[1])), cell)
    return fields


def _beside(sheet: Sheet, row: int, at: int) -> Field:
    """Give what stands to the right of a cell, wherever it begins."""
    cells = sheet.rows[row]
    filled = (position for position in range(at + 1, len(cells)) if cells[position] != "")
    position = next(filled, at + 1)
    text = _printed(cells[position]) if position < len(cells) else ""
    return Field(text, Cell(sheet.name, sheet.letter(position), sheet.top + row))


def _printed(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""


def _visible_findings(
    book: Book,
    block: Mapping[str, Field],
    period: Period | None,
    agency: Agency | None,
    reference: Reference,
) -> Iterator[Finding]:
    """Compare the lines for period and sender that a cover prints, where filled, with its block."""
    stated = block.get("BDT_PERIOD"), block.get("BDT_AGENCY")
    sheets = {field.cell.sheet for field in stated if field is not None and field.text}
    lines = (line for sheet in book.sheets if sheet.name in sheets for line in _lines(sheet))
    for label, line in lines:
        if label in _PERIOD and period is not None and stated[0] is not None:
            printed, said, expected = titles.period_of(line.text), "wrong_period", period.title
            is_right = printed is not None and printed.key == period.key
        elif label in _AGENCY and agency is not None and stated[1] is not None:
            said, expected = "wrong_agency", agency.name
            # also by the name of another day: whether it reports for the period is told apart
            days = period, None
            is_right = any(agency.id in _meant(line.text, reference, day) for day in days)
        else:
            continue
        if not is_right:
            yield file_finding(f"{said}.on_cover", line.cell, value=line.text, expected=expected)


def _lines(sheet: Sheet) -> Iterator[tuple[str, Field]]:
    """Give the labelled lines at the head of a cover; the first of a label only."""
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[:_ROWS]):
        for at, text in enumerate(row[:2]):
            label = _label(text) if type(text) is str and len(text) <= _LONGEST_LABEL else ""
            if label in _LABELS and label not in seen:
                seen.add(label)
                line = _beside(sheet, number, at)
                if line.text:
                    yield label, line


def is_labelled(cells: Sequence[object]) -> bool:
    """Tell whether the filled cells of a row are a label of the cover and what stands beside it."""
    return len(cells) == 2 and isinstance(cells[0], str) and _label(cells[0]) in _LABELS


@lru_cache(maxsize=1_024)
def _label(text: str) -> str:
    return normalise_vietnamese(text).strip(" :")


@lru_cache(maxsize=1_024)
def _meant(text: str, reference: Reference, period: Period | None) -> frozenset[str]:
    """Give the ids of the agencies that a line may name."""
    match = reference.match_agency(text, period.ends_on if period else None)
    meant = (match.value,) if match.value else match.suggestions if match.is_ambiguous else ()
    return frozenset(one.id for one in meant)
