"""Tables of one form at several places of a workbook: found tables in, one table a form out.

Sheets that are laid out alike, a district or a group of communes each, are parts of one return.
The one surprising thing: a sheet that repeats a row of another is never added up with it; which
rows those are is told, and the first sheet alone is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from etl.model import Cell, CellValue, Finding, Period, Severity, Table
from etl.wording import number_text
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.doubts.part_totals import reach_of
from etl.workbook.issued.records.telling import Read
from etl.workbook.issued.senders.titles import QUARTERS
from etl.workbook.issued.tables.found import Found

_MOST_NAMED = 3
_MOST_PARTS = 100
_NO_PERIOD = re.compile(
    r"\d{4}\s*[-–]\s*\d{4}|\b(?:qđ|qd|quyết định|nđ|nq|tt|kh|cv)\W*(?:số\s*)?\d+\S*"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEARS_AHEAD = 5
_QUARTER = re.compile(r"\b(?:qu[ýíy]\s*|q)(iv|i{1,3}|0?[1-4])\b")
_MONTHS = re.compile(r"\b0?([69]) tháng\b")


def choose(tables: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Give the tables to read, and those of a form that cannot be added to another of its kind.

    Tables in the same columns belong together, under each other or on sheets of their own. A
    hidden sheet beside a visible one of the same form is left.
    """
    chosen: dict[str, list[Found]] = {}
    left: list[Found] = []
    for table in sorted(tables, key=lambda found: found.sheet.visible != "visible"):
        known = chosen.setdefault(table.form.id, [])
        if not known or (len(known) < _MOST_PARTS and _belong(known[0], table)):
            known.append(table)
        else:
            left.append(table)
    order = {id(table): at for at, table in enumerate(tables)}
    kept = [table for group in chosen.values() for table in group]
    return sorted(kept, key=lambda table: order[id(table)]), left


def _belong(first: Found, table: Found) -> bool:
    if first.sheet.name == table.sheet.name:
        return first.columns == table.columns
    if first.sheet.visible != "visible" or table.sheet.visible != "visible":
        return False
    return bool(first.form.key) and _letters(first) == _letters(table)


def of_period(tables: Sequence[Found], period: Period) -> tuple[list[Found], list[Found]]:
    """Give the tables to read, and those on further sheets that are named for another period.

    A form's only sheet is read whatever its name: what the titles say has been judged already.
    """
    firsts: dict[str, str] = {}
    for table in sorted(tables, key=lambda one: is_named_for_another(one.sheet.name, period)):
        firsts.setdefault(table.form.id, table.sheet.name)
    kept: list[Found] = []
    others: list[Found] = []
    for table in tables:
        name = table.sheet.name
        if name != firsts[table.form.id] and is_named_for_another(name, period):
            others.append(replace(table, is_of_other_period=True))
        else:
            kept.append(table)
    return kept, others


def _letters(found: Found) -> Mapping[str, int]:
    return {name: at + found.sheet.left for name, at in found.columns.items()}


def without_repeats(reads: Sequence[Read]) -> tuple[list[Read], list[Finding]]:
    """Leave out sheets that repeat rows of an earlier sheet of their form, and say which rows."""
    if len({read.table.form_id for read in reads}) == len(reads):
        return list(reads), []
    kept: list[Read] = []
    findings: list[Finding] = []
    seen: dict[str, dict[tuple[CellValue, ...], Cell]] = {}
    for read in reads:
        keys = _keys(read)
        known = seen.setdefault(read.table.form_id, {})
        others = {key: cell for key, cell in known.items() if cell.sheet != read.table.sheet}
        repeated = [key for key in keys if key in others]
        if repeated:
            findings.append(_repeated(read, [(keys[key], others[key]) for key in repeated]))
        else:
            kept.append(read)
            known.update(keys)
    return kept, findings


def _keys(read: Read) -> dict[tuple[CellValue, ...], Cell]:
    """Give the records of a table by their natural keys, as far as these could be read."""
    table, names = read.table, read.found.form.key
    columns = [table.values[name] for name in names if name in table.values]
    letter = read.found.corner.letter
    return {
        key: Cell(table.sheet, letter, row)
        for key, row in zip(zip(*columns, strict=True), table.rows, strict=True)
        if None not in key
    }


def _repeated(read: Read, pairs: Sequence[tuple[Cell, Cell]]) -> Finding:
    named = "; ".join(
        f"dòng {cell.row} giống dòng {other.row} của trang tính “{other.sheet}”"
        for cell, other in pairs[:_MOST_NAMED]
    )
    more = f" và {number_text(len(pairs) - _MOST_NAMED)} dòng khác" if pairs[_MOST_NAMED:] else ""
    cells, first = (cell for cell, _ in pairs), pairs[0][1].sheet
    return read.found.tell("form_twice.rows", *cells, first=first, rows=named + more)


def told_parts(reads: Sequence[Read]) -> Iterator[Finding]:
    """Tell of each form that was put together from several sheets, and how many rows each gave."""
    for form_id, sheets in _sheets(reads).items():
        if len(sheets) < 2:
            continue
        own = [read for read in reads if read.table.form_id == form_id]
        counts = dict.fromkeys(sheets, 0)
        for read in own:
            counts[read.table.sheet] += len(read.table.rows)
        counts = {name: count for name, count in counts.items() if count}
        if len(counts) < 2:
            continue  # a blank sheet of the form beside a filled one
        listed = "; ".join(f"“{name}”: {number_text(count)} dòng" for name, count in counts.items())
        yield own[0].found.tell(
            "form_in_parts",
            *(read.found.corner for read in own),
            severity=Severity.INFO,
            count=len(counts),
            listed=listed,
            sum=number_text(sum(counts.values())),
        )


def _sheets(reads: Sequence[Read]) -> dict[str, list[str]]:
    """Name the sheets of each form in the order of its parts."""
    sheets: dict[str, list[str]] = {}
    for read in reads:
        names = sheets.setdefault(read.table.form_id, [])
        if read.table.sheet not in names:
            names.append(read.table.sheet)
    return sheets


def joined(reads: Sequence[Read]) -> list[Table]:
    """Join the tables of each form: those under each other, and those on further sheets."""
    parts: dict[str, list[Table]] = {}
    sheets = _sheets(reads)
    for read in reads:
        parts.setdefault(read.table.form_id, []).append(read.table)
    return [_joined(tables, sheets[form_id]) for form_id, tables in parts.items()]


def _joined(parts: Sequence[Table], sheets: Sequence[str]) -> Table:
    first, *others = parts
    if not others:
        return first
    names = dict.fromkeys(name for part in parts for name in part.raw)
    numbers = [sheets.index(part.sheet) + 1 for part in parts]
    starts = [0, *accumulate(len(part.rows) for part in parts)]
    return replace(
        first,
        rows=tuple(row for part in parts for row in part.rows),
        values={
            name: [cell for part in parts for cell in part.values[name]] for name in first.values
        },
        raw={
            name: [cell for part in parts for cell in part.raw.get(name, [None] * len(part.rows))]
            for name in names
        },
        marks={
            (start + place, name): mark
            for start, part in zip(starts, parts, strict=False)
            for (place, name), mark in part.marks.items()
        },
        totals=tuple(
            replace(total, covers=reach_of(total, parts, at), sheet_no=numbers[at])
            for at, part in enumerate(parts)
            for total in part.totals
        ),
        more_sheets=tuple(sheets[1:]),
        is_nil=any(part.is_nil for part in parts) and not any(part.rows for part in parts),
        sheet_nos=tuple(n for n, part in zip(numbers, parts, strict=True) for _ in part.rows)
        if len(sheets) > 1
        else (),
    )


def is_named_for_another(name: str, period: Period) -> bool:
    """Tell whether a sheet's name is that of another year or another part of the year."""
    key = _NO_PERIOD.sub(" ", normalise_vietnamese(name.replace("_", " ")))
    years = {int(year) for year in _YEAR.findall(key)}
    parts = {f"Q{QUARTERS[quarter.lstrip('0')]}" for quarter in _QUARTER.findall(key)}
    parts |= {"H1" if months == "6" else "M9" for months in _MONTHS.findall(key)}
    return any(1990 <= year <= period.year + _YEARS_AHEAD for year in years - {period.year}) or any(
        part != period.key.partition("-")[2] for part in parts
    )
