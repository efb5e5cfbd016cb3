"""The machine-readable block of a cover, and what a person sees there: fields and findings.

Contact and note of the block are formulas, whose results a program that does not calculate leaves
out; the defined names point to the cells that were typed. The one surprising thing: the block
decides under whom and when a workbook is filed, and the visible line is what is wrong, because an
officer types there and never in the block.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from etl.model import Agency, Cell, Finding, Period
from etl.reference import Reference
from etl.wording.names import normalise_vietnamese
from etl.workbook.annotate_keys import TO_FIX_SHEET, explanations_in
from etl.workbook.issued.cells.grid import Book, Sheet
from etl.workbook.issued.package.reach import column_index
from etl.workbook.refusals import file_finding

_KEYS = frozenset({"BDT_AGENCY", "BDT_PERIOD", "BDT_EDITIONS", "BDT_DATA_NOTE", "BDT_CONTACT"})
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)")
_BLOCK_ROWS = 400  # of a cover; the block stands at its foot
_PERIOD = frozenset({"kỳ báo cáo"})
_AGENCY = frozenset({"cơ quan báo cáo", "đơn vị báo cáo"})
_LABELS = _PERIOD | _AGENCY
_LONGEST_LABEL = 200  # characters, with white space around it
_ROWS = 30  # of a cover; what is visible stands at its head


@dataclass(frozen=True, slots=True)
class Field:
    text: str
    cell: Cell


def read_block(book: Book, occupied: set[str]) -> dict[str, Field]:
    """Find the machine-readable fields by their names in the first column, then by defined name."""
    fields: dict[str, Field] = {}
    for sheet in book.sheets:
        if sheet.name in occupied:
            continue
        for number, row in enumerate(sheet.rows[:_BLOCK_ROWS]):
            for at in range(min(2, len(row))):
                key = row[at]
                if type(key) is str and key.startswith("BDT_") and key.strip() in _KEYS:
                    fields.setdefault(key.strip(), beside(sheet, number, at))
        if len(fields) == len(_KEYS):
            break
    for key in _KEYS:
        # contact and note are formulas in the block; the cell that the name points to is typed
        if key not in fields or not fields[key].text:
            named = _named(book, key)
            if named:
                fields[key] = named
    return fields


def beside(sheet: Sheet, row: int, at: int) -> Field:
    """Give what stands to the right of a cell, wherever it begins."""
    cells = sheet.rows[row]
    for position in range(at + 1, len(cells)):
        if cells[position] != "":
            cell = Cell(sheet.name, sheet.letter(position), sheet.top + row)
            return Field(_printed(cells[position]), cell)
    return Field("", Cell(sheet.name, sheet.letter(at + 1), sheet.top + row))


def _named(book: Book, key: str) -> Field | None:
    place = _ONE_CELL.fullmatch(book.names.get(key, ""))
    if place is None:
        return None
    name = (place[1] or place[2]).replace("''", "'")
    for sheet in book.sheets:
        if sheet.name == name:
            row, at = int(place[4]) - sheet.top, column_index(place[3]) - sheet.left
            if 0 <= row < len(sheet.rows) and 0 <= at < len(sheet.rows[row]):
                value = sheet.rows[row][at]
                return Field(_printed(value), Cell(name, place[3], int(place[4])))
    return None


def _printed(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""


def read_editions(given: Field | None) -> dict[str, str]:
    pairs = (part.partition("=") for part in (given.text if given else "").split(";"))
    return {form.strip(): edition.strip() for form, sign, edition in pairs if sign}


def read_explanations(book: Book) -> dict[str, str]:
    """Take the reasons that the officer wrote in the list of what to correct."""
    given: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == TO_FIX_SHEET:
            given.update(explanations_in(sheet.rows))
    return given


def visible_findings(
    book: Book,
    block: Mapping[str, Field],
    period: Period | None,
    agency: Agency | None,
    reference: Reference,
    parse: Callable[[str], Period | None],
) -> Iterator[Finding]:
    """Compare the cover's lines "Kỳ báo cáo" and "Cơ quan báo cáo" with its machine block.

    `parse` reads a period as a person writes it. Lines that are empty or absent say nothing.
    """
    stated = block.get("BDT_PERIOD"), block.get("BDT_AGENCY")
    sheets = {field.cell.sheet for field in stated if field is not None and field.text}
    for sheet in book.sheets:
        if sheet.name not in sheets:
            continue
        for label, line in _lines(sheet):
            if label in _PERIOD and period is not None and stated[0] is not None:
                yield from _period(line, period, parse)
            elif label in _AGENCY and agency is not None and stated[1] is not None:
                yield from _agency(line, agency, reference, period)


def _lines(sheet: Sheet) -> Iterator[tuple[str, Field]]:
    """Give the labelled lines at the head of a cover; the first of a label only."""
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[:_ROWS]):
        for at in range(min(2, len(row))):
            text = row[at]
            label = _label(text) if type(text) is str and len(text) <= _LONGEST_LABEL else ""
            if label in _LABELS and label not in seen:
                seen.add(label)
                line = beside(sheet, number, at)
                if line.text:
                    yield label, line


@lru_cache(maxsize=1_024)
def _label(text: str) -> str:
    return normalise_vietnamese(text).strip(" :")


def _period(
    line: Field, period: Period, parse: Callable[[str], Period | None]
) -> Iterator[Finding]:
    printed = parse(line.text)
    if printed is not None and printed.key == period.key:
        return
    said = "wrong_period.on_cover"
    yield file_finding(said, line.cell, value=line.text, expected=period.title)


def _agency(
    line: Field, agency: Agency, reference: Reference, period: Period | None
) -> Iterator[Finding]:
    if agency.id in _meant(line.text, reference, period) | _meant(line.text, reference, None):
        return  # also by the name of another day: whether it reports for the period is told apart
    said = "wrong_agency.on_cover"
    yield file_finding(said, line.cell, value=line.text, expected=agency.name)


@lru_cache(maxsize=1_024)
def _meant(text: str, reference: Reference, period: Period | None) -> frozenset[str]:
    """Give the ids of the agencies that a line may name."""
    match = reference.match_agency(text, period.ends_on if period else None)
    meant = (match.value,) if match.value else match.suggestions if match.is_ambiguous else ()
    return frozenset(one.id for one in meant)
