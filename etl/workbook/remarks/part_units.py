"""Units of money on the parts of one form: what was read in, findings out.

The one surprising thing: a sheet without a unit is taken for million đồng only as long as no other
part of its form prints another; then nobody but the sender can say what its amounts are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.model import Finding
from etl.workbook.records.money import money_columns, printed_factors
from etl.workbook.records.table import Read
from etl.workbook.refusals import file_finding
from etl.workbook.units import NAMES


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
    unit = NAMES[factor]
    return file_finding(
        "two_units",
        f"{part.found.form.number}: {_place(other)} ghi đơn vị tính {unit} nhưng {_place(part)} "
        "không ghi, nên không rõ số tiền ở đó tính theo đơn vị nào. Đề nghị ghi đơn vị tính ở cả "
        f"hai nơi, ví dụ ĐVT: {unit}, và sửa số liệu cho khớp.",
        cells=(part.found.cell(part.found.head, min(part.found.columns.values())),),
        form_id=part.found.form.id,
        value=unit,
    )


def _place(part: Read) -> str:
    found = part.found
    return f"trang tính “{found.sheet.name}” (bảng từ dòng {found.sheet.top + found.head})"
