"""Values that no cell ought to hold: numbers without an end, by kind of cell.

The one surprising thing: no writer writes most of them, so a number that no sketch holds stands
in the cell while the file is written, and is changed in the bytes of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from etl.contracts import load_forms
from tests.lab import parcels
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch

STAND_IN = 987654321.125
FORMS = ("works", "support_projects", "poverty", "population", "commendations")
ENDLESS = ("1E+400", "INF", "-Infinity", "NaN", f"9{'0' * 400}")


def becomes(number: str) -> Callable[[bytes], bytes]:
    """Change the number that stands in, in an .xlsx, .ods or .xls file."""

    def change(data: bytes) -> bytes:
        if data.startswith(b"PK") and b"content.xml" in data:
            old, new = b'value="987654321.125"', b'value="%b"' % number.encode()
            return parcels.edit_content(data, lambda xml: xml.replace(old, new))
        if data.startswith(b"PK"):
            old, new = b"<v>987654321.125</v>", b"<v>%b</v>" % number.encode()
            return parcels.edit_part(data, parcels.SHEET, lambda xml: xml.replace(old, new))
        stored, changed = (struct.pack("<d", float(one)) for one in (STAND_IN, number))
        return data.replace(stored, changed)

    return change


def everywhere(number: str) -> Plant:
    """Put a number into one cell of every column, each in a row of its own."""

    def plant(drawn: Sketch) -> list[Expected]:
        lines = drawn.rng.sample(drawn.records, len(drawn.order))
        for line, name in zip(lines, drawn.order, strict=True):
            line.cells[name] = STAND_IN
        drawn.after.append(becomes(number))
        return [
            Expected("cell.unreadable_number", line, name, _SAYS.get(number, "số quá lớn"))
            for line, name in zip(lines, drawn.order, strict=True)
        ]

    return plant


_SAYS = {"NaN": "không phải là số"}


def in_totals(number: str) -> Plant:
    """Put a number into every sum of a total row."""

    def plant(drawn: Sketch) -> list[Expected]:
        numbers = [c.name for c in drawn.form.columns if c.type in ("integer", "number")]
        total = Line(dict.fromkeys(numbers, STAND_IN), {0: "Tổng số"}, is_record=False)
        drawn.lines.append(total)
        drawn.after.append(becomes(number))
        return [Expected("cell.unreadable_number", total, name, "quá lớn") for name in numbers]

    return plant


def beside(number: str) -> Callable[[Sketch], None]:
    """Put a number around a table: above it, beside it, below it, and on another sheet."""

    def dress(odd: Sketch) -> None:
        def add(book: object, page: object) -> None:
            last, right = odd.lines[-1].at, len(odd.order)
            for row, column in ((0, right), (1, 3), (last - 3, right + 2), (last + 6, 1)):
                page.write_number(row, column, STAND_IN)  # type: ignore[attr-defined]
            other = book.add_worksheet("Nháp")  # type: ignore[attr-defined]
            other.write_number(2, 2, STAND_IN)

        odd.also.append(add)
        odd.after.append(becomes(number))

    return dress


def _summed() -> Sequence[str]:
    forms = load_forms()
    return [form for form in FORMS if any(c.totalled for c in forms[form].columns)]


_KINDS = [*((form, ENDLESS[0]) for form in FORMS), *(("works", one) for one in ENDLESS[1:])]
ODD_FAULTS = [
    *(Fault(f"{number[:9]} in {form}", form, everywhere(number)) for form, number in _KINDS),
    *(Fault(f"1E+400 in sums of {form}", form, in_totals("1E+400")) for form in _summed()),
]
ODD_ODDITIES = [
    Oddity(f"{number[:9]} around {form}", form, beside(number)) for form, number in _KINDS
]
