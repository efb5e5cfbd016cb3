"""Workbooks that old macro viruses went through: their sheets are told, the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Reading, Severity
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch
from tests.workbook.drawn import ids

SHEET = (
    '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'name="{}" sheetId="77" state="veryHidden" r:id="rId77"/></sheets>'
)
RELATION = (
    '<Relationship Id="rId77" Type="http://schemas.microsoft.com/office/2006/relationships/{}" '
    'Target="macrosheets/sheet1.xml"/></Relationships>'
)
MACROS = (
    b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="str"><f>HALT()</f><v>x</v></c></row></sheetData></xm:macrosheet>'
)


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    return write(sketch("works", 2), tmp_path / "clean.xlsx").read_bytes()


def with_macro_sheet(workbook: bytes, kind: str, name: str) -> bytes:
    """Add a sheet of macros as Excel keeps it, at the end of the list of sheets."""
    for part, last, more in (
        ("xl/workbook.xml", b"</sheets>", SHEET.format(name)),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", RELATION.format(kind)),
    ):

        def change(content: bytes, last: bytes = last, more: str = more) -> bytes:
            return content.replace(last, more.encode())

        workbook = parcels.edit_part(workbook, part, change)
    return parcels.add_part(workbook, "xl/macrosheets/sheet1.xml", MACROS)


def of(data: bytes, path: Path) -> Reading:
    path.write_bytes(data)
    return read_workbook(path, load_forms(), reference())


@pytest.mark.parametrize("kind", ["xlMacrosheet", "xlIntlMacrosheet"])
def test_sheet_of_macros_is_told_and_the_form_is_read(
    kind: str, workbook: bytes, tmp_path: Path
) -> None:
    clean = of(workbook, tmp_path / "a.xlsx")
    infected = of(with_macro_sheet(workbook, kind, "XL4Poppy"), tmp_path / "b.xlsx")
    assert infected.tables == clean.tables
    assert ids(infected) - ids(clean) == {"file.macros"}


def test_sheet_that_is_said_to_be_of_macros_is_never_read_as_a_form(
    workbook: bytes, tmp_path: Path
) -> None:
    """What its relationship says counts, not what its part holds."""

    def change(content: bytes) -> bytes:
        return content.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
            b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
        )

    said = parcels.edit_part(workbook, "xl/_rels/workbook.xml.rels", change)
    assert said != workbook
    reading = of(said, tmp_path / "a.xlsx")
    assert not reading.tables
    assert {one.rule_id for one in reading.findings if one.severity is Severity.CRITICAL}


def test_numbers_that_formulas_leave_a_hair_beside_a_whole_are_whole(tmp_path: Path) -> None:
    drawn = sketch("poverty", 1)
    column = "household_count"
    meant = [line.cells[column] for line in drawn.records]
    drawn.records[0].cells[column] = meant[0] - 1e-13
    reading = read_workbook(write(drawn, tmp_path / "a.xlsx"), load_forms(), reference())
    assert list(reading.tables[0].values[column]) == meant
    drawn.records[0].cells[column] = meant[0] - 1e-6
    reading = read_workbook(write(drawn, tmp_path / "b.xlsx"), load_forms(), reference())
    (told,) = [one for one in reading.findings if one.rule_id == "cell.not_whole"]
    assert "Ý ông/bà" not in told.message  # nobody meant a thousand times as much
