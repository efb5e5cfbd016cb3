"""Odd codes and headers: codes typed twice or left out, and headers that merged cells hide.

The one surprising thing: the header above a wrong code is as the blank form has it, so the figures
are read by it, and only the code is told.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from tests.lab.faults import Expected, Fault, Plant
from tests.lab.odd_tables import issued
from tests.lab.sketch import Line, Sketch
from tests.lab.writing import merging, sheet

FORMS = ("works", "support_projects", "poverty", "population", "commendations")
_UNCLEAR = "file.column_unclear"


def _coded(code: str) -> Plant:
    """Type another code over a column: that of its neighbour, if none is given."""

    def plant(drawn: Sketch) -> list[Expected]:
        issued(drawn)
        at = drawn.rng.randrange(1, len(drawn.order))
        name, codes = drawn.order[at], Line(is_record=False)

        def retype(book: Any, page: Any) -> None:
            codes.at = drawn.lines[0].at - 1
            typed = code or drawn.column(drawn.order[at - 1]).code
            page.write_string(codes.at, drawn.position(name), typed.strip())

        drawn.also.append(retype)
        return [Expected(_UNCLEAR, codes, name, "Ký hiệu cột")]

    return plant


def _covered(with_codes: bool) -> Plant:
    """Merge a column's header over that of the column beside it, which stays below."""

    def plant(drawn: Sketch) -> list[Expected]:
        header = issued(drawn)
        grouped = [n for n in drawn.order if drawn.column(n).group]
        pairs = [
            pair
            for pair in pairwise(grouped)
            if drawn.column(pair[0]).group == drawn.column(pair[1]).group
        ]
        one, other = drawn.rng.choice(pairs)

        def merge(data: bytes) -> bytes:
            cells = (xl_rowcol_to_cell(header.at, drawn.position(name)) for name in (one, other))
            return sheet(merging(":".join(cells).encode()))(data)

        drawn.after.append(merge)
        if not with_codes:
            drawn.also.pop()
            drawn.also.append(lambda book, page: _found(drawn, header))
        return [Expected(_UNCLEAR, header, other, "bị ô gộp")]

    return plant


def _found(drawn: Sketch, header: Line) -> None:
    header.at = drawn.lines[0].at - 2


CODE_FAULTS = [
    Fault(f"{name} in {form}", form, plant)
    for form in FORMS
    for name, plant in (
        ("code twice", _coded("")),
        ("code left out", _coded(" ")),
        ("code of no column", _coded("2a")),
        ("header that a merged cell hides", _covered(with_codes=True)),
        ("header without codes that a merged cell hides", _covered(with_codes=False)),
    )
]
