"""The machine-readable block of a cover, and what a person sees there: fields and findings.

Contact and note of the block are formulas, which may lack their results; the defined names point to
the cells that were typed. The one surprising thing: the block decides under whom and when a
workbook is filed, and the visible line is what is wrong, because an officer types there only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from etl.model import Agency, Cell, Finding, Period
from etl.reference import Reference
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.cells.grid import Book, Sheet, place_of
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.senders.titles import period_of
from etl.workbook.refusals import file_finding

_KEYS = frozenset({"BDT_AGENCY", "BDT_PERIOD", "BDT_EDITIONS", "BDT_DATA_NOTE", "BDT_CONTACT"})
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


def visible_findings(
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
            printed, said, expected = period_of(line.text), "wrong_period", period.title
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


@lru_cache(maxsize=1_024)
def _label(text: str) -> str:
    return normalise_vietnamese(text).strip(" :")


@lru_cache(maxsize=1_024)
def _meant(text: str, reference: Reference, period: Period | None) -> frozenset[str]:
    """Give the ids of the agencies that a line may name."""
    match = reference.match_agency(text, period.ends_on if period else None)
    meant = (match.value,) if match.value else match.suggestions if match.is_ambiguous else ()
    return frozenset(one.id for one in meant)
