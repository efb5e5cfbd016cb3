"""Odd sheets: cells that are written in unusual ways, as faults to be found and as oddities.

The one surprising thing: most are made by editing the package after it is written, because no
writer that tests can use makes them; a cell is found by its record and column, never by address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from etl.contracts import load_forms
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch
from tests.lab.writing import (
    Change,
    bare,
    commented,
    in_cdata,
    in_state,
    merging,
    sheet,
    sized,
    small,
    spaced,
)

FORMS = ("works", "support_projects", "poverty", "population")  # with amounts or counts
NUMBERS = ("integer", "number")


def of_type(form: str, *types: str) -> list[str]:
    """Name the columns of a form that are of some types."""
    return [column.name for column in load_forms()[form].columns if column.type in types]


def put(drawn: Sketch, line: Line, column: str, inner: str, kind: str = "n") -> None:
    """Write a cell as it is given; it must hold something before."""

    def change(xml: bytes) -> bytes:
        ref = drawn.place(line, column)[1].encode()
        old = rb'<c r="%b"( s="\d+")?[^>]*>.*?</c>' % ref
        new = b'<c r="%b"\\1 t="%b">%b</c>' % (ref, kind.encode(), inner.encode())
        changed, count = re.subn(old, new, xml)
        assert count == 1
        return changed

    drawn.after.append(sheet(change))


def _some(drawn: Sketch, *types: str) -> tuple[Line, str]:
    return drawn.rng.choice(drawn.records), drawn.rng.choice(of_type(drawn.form.id, *types))


# what a cell shows


def _share(code: str, sign: str) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line, column = _some(drawn, *NUMBERS)
        line.style[column] = {"num_format": code}
        return [Expected("cell.unreadable_number", line, column, sign)]

    return plant


def _runs(*runs: tuple[str, str]) -> str:
    return "".join(f"<r><rPr>{look}</rPr><t>{text}</t></r>" for look, text in runs)


def _inline(struck: bool, *runs: tuple[str, str]) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line, column = _some(drawn, *NUMBERS)
        put(drawn, line, column, f"<is>{_runs(*runs)}</is>", "inlineStr")
        found = [Expected("cell.unreadable_number", line, column)]
        return [*found, Expected("file.struck_out", line, column)] if struck else found

    return plant


def _inline_struck(drawn: Sketch) -> list[Expected]:
    line, column = _some(drawn, *NUMBERS)
    put(drawn, line, column, f"<is>{_runs((_STRIKE, str(line.cells[column])))}</is>", "inlineStr")
    return [Expected("file.struck_out", line, column)]


def _error(drawn: Sketch) -> list[Expected]:
    line, column = _some(drawn, *NUMBERS)
    line.formula[column] = ("=1/0", "#DIV/0!")
    return [Expected("cell.error_value", line, column, "#DIV/0!")]


def _error_in_total(drawn: Sketch) -> list[Expected]:
    _, column = _some(drawn, *NUMBERS)
    total = Line(free={0: "Tổng số"}, is_record=False, formula={column: ("=1/0", "#DIV/0!")})
    drawn.lines.append(total)
    return [Expected("cell.error_value", total, column, "dòng “Tổng số”")]


def _struck(drawn: Sketch) -> list[Expected]:
    line, column = _some(drawn, *NUMBERS)
    line.style[column] = {"font_strikeout": 1}
    return [Expected("file.struck_out", line, column)]


# cells that share


def _shared(drawn: Sketch) -> list[Expected]:
    at, column = drawn.rng.randrange(len(drawn.records) - 1), _some(drawn, *NUMBERS)[1]
    first, second = drawn.records[at : at + 2]
    first.merged[column], second.cells[column] = 2, ""
    return [Expected("cell.merged", line, column, "nhiều dòng") for line in (first, second)]


def _kept(*types: str) -> Plant:
    """Let a merged cell cover another one that keeps a value of its own."""

    def plant(drawn: Sketch) -> list[Expected]:
        at, column = drawn.rng.randrange(len(drawn.records) - 1), _some(drawn, *types)[1]
        first, second = drawn.records[at : at + 2]
        first.merged[column] = 2
        return [Expected("cell.merged", second, column, "che")]

    return plant


# what is hidden


def _narrow(drawn: Sketch) -> list[Expected]:
    column = drawn.rng.choice(drawn.order)

    def change(xml: bytes) -> bytes:
        at = drawn.position(column) + 1
        cols = b'<cols><col min="%d" max="%d" width="0" customWidth="1"/></cols>' % (at, at)
        return xml.replace(b"<sheetData>", cols + b"<sheetData>")

    drawn.after.append(sheet(change))
    return [Expected("file.hidden_columns", says=drawn.column(column).header)]


def _row(attributes: str) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        line = drawn.rng.choice(drawn.records)

        def change(xml: bytes) -> bytes:
            row = b'<row r="%d"' % (line.at + 1)
            assert row in xml
            return xml.replace(row, row + f" {attributes}".encode())

        drawn.after.append(sheet(change))
        return [Expected("file.hidden_rows", line, drawn.order[0])]

    return plant


# how a sheet is written


def _written(*changes: Change) -> Callable[[Sketch], None]:
    return lambda drawn: drawn.after.extend(changes)


def _planted(plant: Plant, *changes: Change) -> Plant:
    """Plant a fault in a sheet that is written in an unusual way."""

    def both(drawn: Sketch) -> list[Expected]:
        expected = plant(drawn)
        drawn.after.extend(changes)
        return expected

    return both


def _huge(code: str, number: float) -> Callable[[Sketch], None]:
    """Put a number that is too large for its format beside the table."""

    def dress(drawn: Sketch) -> None:
        def add(book: Any, page: Any) -> None:
            style = book.add_format({"num_format": code})
            page.write_number(5, drawn.start[1] + len(drawn.order) + 3, number, style)

        drawn.also.append(add)

    return dress


_STRIKE, _RAISED = "<strike/>", '<vertAlign val="superscript"/>'
_WAYS: dict[str, Change] = {"bare": sheet(bare), "spaced": sheet(spaced), "small": sheet(small)}
_LOOKS: dict[str, Plant] = {
    "error": _error,
    "struck": _struck,
    "per cent": _share("0%", "%"),
    "hidden row": _row('hidden="1"'),
}
_CODES = {
    '0"%"': "%",
    "0\\%": "%",
    '0.0" %"': "%",
    '#,##0" phần trăm"': "%",
    '0"‰"': "‰",
    "0[$%]": "%",
    '0"/100"': "%",
    "0*%": "%",
    "#,##0* %": "%",
    "0*‰": "‰",
    '0" o/oo"': "‰",
    '0" phầntrăm"': "%",
}

ODD_SHEET_FAULTS = [
    *(
        Fault(f"share {code} in {form}", form, _share(code, sign))
        for form in FORMS
        for code, sign in _CODES.items()
    ),
    *(
        Fault(f"{name} {how}", "poverty", _planted(plant, way))
        for name, plant in _LOOKS.items()
        for how, way in _WAYS.items()
    ),
    *(
        Fault(f"{name} of {form}", form, plant)
        for form in FORMS
        for name, plant in (
            ("inline figure struck out", _inline(True, (_STRIKE, "5"), ("<b/>", "25"))),
            ("inline figure all struck out", _inline_struck),
            ("inline figure raised", _inline(False, ("", "80"), (_RAISED, "5"))),
            ("amount for several rows", _shared),
            ("amount that a merged cell hides", _kept(*NUMBERS)),
            ("error in a total", _error_in_total),
            ("column of no width", _narrow),
            ("row of no height", _row('ht = "0" customHeight="1"')),
            ("row hidden with spaces", _row("hidden = 'true'")),
        )
    ),
    Fault("date that a merged cell hides", "works", _kept("date")),
    Fault("place that a merged cell hides", "works", _kept("commune")),
]

ODD_SHEET_ODDITIES = [
    *(
        Oddity(f"{name} in {form}", form, _written(sheet(change)))
        for form in FORMS
        for name, change in (
            ("no addresses", bare),
            ("spaces in tags", spaced),
            ("values in CDATA", in_cdata),
            ("comments in values", commented),
            ("addresses in small letters", small),
            ("size of whole rows", sized(b"1:86")),
            ("size with dollars", sized(b"$A$1:$K$9")),
            ("whole rows and columns merged", merging(b"900:901", b"$Y:$Z", b"$Y$3:$Z$4", b"Y5")),
        )
    ),
    *(
        Oddity(f"state {state.decode()}", "works", _written(in_state(state)))
        for state in (b"show", b"VISIBLE", b"")
    ),
    *(
        Oddity(f"{number:g} as {code}", "works", _huge(code, number))
        for code in ("[h]:mm", "dd/mm/yyyy")
        for number in (1e10, -1e10, 1e300, -1e308)
    ),
]
