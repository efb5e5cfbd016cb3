"""A sheet is measured and searched under whatever name its part lies in the package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Finding, Reading
from etl.workbook.gate import inspect_bytes
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.sketch import reference
from tests.workbook.drawn import COUNTS, TRANG_DINH, poverty, read

SENDER = "UBND HUYỆN TRÀNG ĐỊNH"
SPELLINGS = [
    ("xl/Worksheets/s.xml", "Worksheets/s.xml"),
    ("xl/Worksheets/S.xml", "worksheets/s.xml"),
    ("xl/worksheets/s.XML", "worksheets/s.XML"),
    ("xl/worksheets/s.foo", "worksheets/s.foo"),
    ("xl/sheets/s.xml", "sheets/s.xml"),
    ("xl\\worksheets\\s.xml", "worksheets/s.xml"),
    ("docProps/s.xml", "/docProps/s.xml"),
    ("xl/theme/s.xml", "theme/s.xml"),
]
FAR = b'<row r="3000"><c r="XFD3000"><v>1</v></c></row></sheetData>'


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    """Give a workbook with a hidden row, an error and a formula that was never computed."""
    rows = poverty(sender=SENDER)
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    rows[-1][2] = "=1+1"
    read(rows, tmp_path / "a.xlsx")

    def change(xml: bytes) -> bytes:
        error = b'<c r="I7" t="e"><v>#DIV/0!</v></c></row><row r="8"'
        assert xml.count(b'</row><row r="8"') == 1
        xml = xml.replace(b'</row><row r="8"', error)
        assert b'<row r="7"' in xml
        return xml.replace(b'<row r="7"', b'<row r="7" hidden="1"')

    return parcels.edit_part((tmp_path / "a.xlsx").read_bytes(), parcels.SHEET, change)


def reading_of(data: bytes, path: Path) -> Reading:
    """Read bytes as a file of its own, whose path and hash are left out."""
    path.write_bytes(data)
    return replace(read_workbook(path, load_forms(), reference()), path=Path(), sha256="")


@pytest.mark.parametrize(("name", "target"), SPELLINGS)
def test_what_a_sheet_hides_is_seen_under_every_name(
    name: str, target: str, workbook: bytes, tmp_path: Path
) -> None:
    usual = reading_of(workbook, tmp_path / "b.xlsx")
    assert {"file.hidden_rows", "cell.formula_without_result"} <= {
        one.rule_id for one in usual.findings
    }
    odd = reading_of(parcels.renamed(workbook, name, target), tmp_path / "c.xlsx")
    assert odd.findings == usual.findings
    assert len(odd.tables) == len(usual.tables) == 1


@pytest.mark.parametrize(("name", "target"), SPELLINGS)
def test_a_far_cell_is_refused_under_every_name(name: str, target: str, workbook: bytes) -> None:
    far = parcels.edit_part(workbook, parcels.SHEET, lambda xml: xml.replace(b"</sheetData>", FAR))
    for data in (far, parcels.renamed(far, name, target)):
        refused = inspect_bytes(data)
        assert isinstance(refused, Finding)
        assert refused.rule_id == "file.too_large"


@pytest.mark.parametrize(("name", "target"), SPELLINGS)
def test_a_declaration_is_refused_under_every_name(name: str, target: str, workbook: bytes) -> None:
    refused = inspect_bytes(parcels.renamed(parcels.with_dtd(workbook), name, target))
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.unsafe"


@pytest.mark.parametrize(
    ("name", "target", "rule"),
    [
        ("xl/worksheets/s.xml", "worksheets/other.xml", "file.damaged"),
        ("xl/worksheets/../f/s.xml", "worksheets/../f/s.xml", "file.unsafe"),
        ("xl//s.xml", "/s.xml", "file.unsafe"),
    ],
)
def test_a_sheet_that_readers_would_look_for_at_two_places_is_refused(
    name: str, target: str, rule: str, workbook: bytes
) -> None:
    refused = inspect_bytes(parcels.renamed(workbook, name, target))
    assert isinstance(refused, Finding)
    assert refused.rule_id == rule


@pytest.mark.parametrize("twin", [b' name="Sheet"', b' name="B" x:id="rId1" xmlns:x="urn:x"'])
def test_a_list_of_sheets_of_two_meanings_is_refused(
    twin: bytes, workbook: bytes, tmp_path: Path
) -> None:
    def add(xml: bytes) -> bytes:
        start = xml.index(b"<sheet ")
        sheet = xml[start : xml.index(b"/>", start) + 2]
        assert b' name="Sheet"' in sheet
        return xml.replace(b"</sheets>", sheet.replace(b' name="Sheet"', twin) + b"</sheets>")

    odd = parcels.edit_part(workbook, "xl/workbook.xml", add)
    reading = reading_of(odd, tmp_path / "b.xlsx")
    assert [one.rule_id for one in reading.findings] == ["file.damaged"]
