"""Tables of one form at several places of a workbook: found tables in, one table a form out.

Sheets that are laid out alike, a district or a group of communes each, are parts of one return.
The one surprising thing: a sheet that repeats a row of another is never added up with it; which
rows those are is told, and the first sheet alone is read. Nor do words tell "Tổng cộng" of one
sheet from that of all; the figures do.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from etl.model import Cell, CellValue, Finding, Period, Severity, Table, TotalRow
from etl.wording import number_text
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.records.money import money_columns, printed_factors
from etl.workbook.issued.records.telling import Read
from etl.workbook.issued.senders.titles import QUARTERS
from etl.workbook.issued.tables.found import Found
from etl.workbook.units import NAMES

_MOST_NAMED = 3
_MOST_PARTS = 100
_NO_PERIOD = re.compile(
    r"\d{4}\s*[-–]\s*\d{4}|\b(?:qđ|qd|quyết định|nđ|nq|tt|kh|cv)\W*(?:số\s*)?\d+\S*"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEARS_AHEAD = 5
_ROUNDED = 0.05  # an amount is printed with a decimal or two
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
        is_part = not known or (len(known) < _MOST_PARTS and _belong(known[0], table))
        (known if is_part else left).append(table)
    unread = set(map(id, left))
    return [table for table in tables if id(table) not in unread], left


def _belong(first: Found, table: Found) -> bool:
    if first.sheet.name == table.sheet.name:
        return first.columns == table.columns
    if first.sheet.visible != "visible" or table.sheet.visible != "visible":
        return False
    letters = [
        {name: at + found.sheet.left for name, at in found.columns.items()}
        for found in (first, table)
    ]
    return bool(first.form.key) and letters[0] == letters[1]


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
    for form_id in dict.fromkeys(read.table.form_id for read in reads):
        own = [read for read in reads if read.table.form_id == form_id]
        counts = Counter[str]()  # of filled sheets: one of them may stand beside a blank one
        for read in own if len(own) > 1 else ():
            counts[read.table.sheet] += len(read.table.rows)
        counts = +counts
        if len(counts) < 2:
            continue
        listed = "; ".join(f"“{name}”: {number_text(count)} dòng" for name, count in counts.items())
        yield own[0].found.tell(
            "form_in_parts",
            *(read.found.corner for read in own),
            severity=Severity.INFO,
            count=len(counts),
            listed=listed,
            sum=number_text(counts.total()),
        )


def joined(reads: Sequence[Read]) -> list[Table]:
    """Join the tables of each form: those under each other, and those on further sheets."""
    parts: dict[str, list[Table]] = {}
    for read in reads:
        parts.setdefault(read.table.form_id, []).append(read.table)
    return [_joined(tables) if len(tables) > 1 else tables[0] for tables in parts.values()]


def _joined(parts: Sequence[Table]) -> Table:
    first, sheets = parts[0], list(dict.fromkeys(part.sheet for part in parts))
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
            replace(total, covers=_reach_of(total, parts, at), sheet_no=numbers[at])
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


def _reach_of(total: TotalRow, parts: Sequence[Table], number: int) -> tuple[int, ...]:
    """Give the records that a total of one part covers: its own, those so far, or all of the form.

    The first sheet may begin with the total of all sheets, and the last may end with it, beside
    their own. A total that fits nothing is taken for that of all beside one that is right for its
    own part, and else for that to which it comes nearest.
    """
    before = sum(len(part.rows) for part in parts[:number])
    if total.covers:
        return tuple(before + place for place in total.covers)
    reaches = [parts[number : number + 1], parts[: number + 1], parts]
    hits = [_hits(total, _sums(reach, total)) for reach in reaches]
    if any(hits):
        reach = reaches[hits.index(max(hits))]
    elif _has_own(parts[number]):
        reach = parts
    else:
        reach = min(reaches, key=lambda reach: _distance(total, _sums(reach, total)))
    start = before if len(reach) == 1 and number else 0
    return tuple(range(start, start + sum(len(part.rows) for part in reach)))


def _has_own(table: Table) -> bool:
    """Tell whether a part has a total that is right for all its own rows."""
    return any(
        len(total.covers) in (0, len(table.rows))
        and _hits(total, _sums([table], total))
        == sum(value is not None for value in total.values.values())
        for total in table.totals
    )


def _sums(parts: Sequence[Table], total: TotalRow) -> list[float]:
    """Add up what the parts have in the columns of a total."""
    cells = (
        [cell for part in parts for cell in part.values.get(name, ())] for name in total.values
    )
    return [math.fsum(cell for cell in one if isinstance(cell, int | float)) for one in cells]


def _hits(total: TotalRow, sums: Sequence[float]) -> int:
    """Count the printed values of a total that are the sums beside them."""
    return sum(
        printed is not None and math.isclose(printed, value, rel_tol=1e-9, abs_tol=_ROUNDED)
        for printed, value in zip(total.values.values(), sums, strict=True)
    )


def _distance(total: TotalRow, sums: Sequence[float]) -> float:
    pairs = zip(total.values.values(), sums, strict=True)
    return math.fsum(abs(printed - value) for printed, value in pairs if printed is not None)


def unit_doubts(reads: Sequence[Read]) -> tuple[list[Read], list[Finding]]:
    """Tell of each part that prints no unit where another part is not in million đồng.

    What such a part says of its missing unit by itself is taken back.
    """
    told = {id(part): finding for part, finding in _clashes(reads)}
    kept = [
        replace(read, findings=[f for f in read.findings if f.rule_id != "file.no_unit"])
        if id(read) in told
        else read
        for read in reads
    ]
    return kept, list(told.values())


def _clashes(reads: Sequence[Read]) -> Iterator[tuple[Read, Finding]]:
    forms: dict[str, list[Read]] = {}
    for read in reads:
        forms.setdefault(read.table.form_id, []).append(read)
    for parts in forms.values():
        printed = [printed_factors(part.found) for part in parts] if len(parts) > 1 else []
        for part, own in zip(parts, printed, strict=False):
            bare = {column.name for column in money_columns(part.found)} - own.keys()
            others = (
                (other.found, NAMES[factor])
                for other, units in zip(parts, printed, strict=True)
                for name, factor in units.items()
                if name in bare and factor != 1.0
            )
            found = part.found
            other, unit = next(others, (found, ""))
            if unit:
                said, place, where = "two_units.of_part", _place(found), _place(other)
                yield part, found.tell(said, found.corner, value=unit, place=place, other=where)


def _place(found: Found) -> str:
    return f"trang tính “{found.sheet.name}” (bảng từ dòng {found.row_no(found.head)})"
