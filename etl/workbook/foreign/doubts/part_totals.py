"""Totals and units of money on the parts of one form: what was read in, rows and findings out.

The words do not tell "Tổng cộng" of one sheet from that of all; the figures do. The one surprising
thing: a sheet without a unit is taken for million đồng only as long as no other part of its form
prints another; then nobody but the sender can say what its amounts are in.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.model import Finding, Table, TotalRow
from etl.workbook.issued.records.money import money_columns, printed_factors
from etl.workbook.issued.records.telling import Read
from etl.workbook.units import NAMES

_ROUNDED = 0.05  # an amount is printed with a decimal or two


def reach_of(total: TotalRow, parts: Sequence[Table], number: int) -> tuple[int, ...]:
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
        and _hits(total, _sums([table], total)) == _printed(total)
        for total in table.totals
    )


def _printed(total: TotalRow) -> int:
    return sum(value is not None for value in total.values.values())


def _sums(parts: Sequence[Table], total: TotalRow) -> list[float]:
    return [sum(_sum_of(part, name) for part in parts) for name in total.values]


def _sum_of(table: Table, name: str) -> float:
    cells = table.values.get(name, ())
    return math.fsum(cell for cell in cells if isinstance(cell, int | float))


def _hits(total: TotalRow, sums: Sequence[float]) -> int:
    """Count the printed values of a total that are the sums beside them."""
    return sum(
        printed is not None and math.isclose(printed, value, rel_tol=1e-9, abs_tol=_ROUNDED)
        for printed, value in zip(total.values.values(), sums, strict=True)
    )


def _distance(total: TotalRow, sums: Sequence[float]) -> float:
    """Measure how far the printed values of a total are from the sums beside them."""
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
                (other, factor)
                for other, units in zip(parts, printed, strict=True)
                for name, factor in units.items()
                if name in bare and factor != 1.0
            )
            clash = next(others, None)
            if clash is not None:
                yield part, _unit_of_other(part, *clash)


def _unit_of_other(part: Read, other: Read, factor: float) -> Finding:
    said, cell, unit = "two_units.of_part", part.found.corner, NAMES[factor]
    return part.found.tell(said, cell, value=unit, place=_place(part), other=_place(other))


def _place(part: Read) -> str:
    found = part.found
    return f"trang tính “{found.sheet.name}” (bảng từ dòng {found.row_no(found.head)})"
