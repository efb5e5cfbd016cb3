"""Packages with less than Excel writes, or written otherwise: marked at their cells too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from workbook_samples import Convert

from etl.contracts import load_forms
from etl.give_back import give_back
from etl.model import Severity
from etl.workbook.annotate.package import Package
from etl.workbook.own_words import NOTE_MARK, TO_FIX_SHEET
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch

STYLES, RELATIONS, TYPES = "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"
SIZED = rb"<%b[ >].*?</%b>"
HIGHLIGHT = "FFFFB3AE"
Change = Callable[[bytes], bytes]


def without_list(*names: str) -> Change:
    def change(xml: bytes) -> bytes:
        for name in names:
            xml = re.sub(SIZED % (name.encode(), name.encode()), b"", xml, flags=re.S)
        return xml

    return lambda data: parcels.edit_part(data, STYLES, change)


def without_styles(data: bytes) -> bytes:
    """Leave the styles out, but let cells name them."""
    for part in (RELATIONS, TYPES):
        data = parcels.edit_part(
            data, part, lambda xml: re.sub(rb"<(?:Rel|Over)[^<>]*/?styles.xml[^<>]*>", b"", xml)
        )
    return parcels.without_part(data, STYLES)


def one_fill(data: bytes) -> bytes:
    fill = b'<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    return parcels.edit_part(
        data, STYLES, lambda xml: re.sub(SIZED % (b"fills", b"fills"), fill, xml, flags=re.S)
    )


MINIMAL: dict[str, Change] = {
    "no styles": without_styles,
    "styles that are only named": lambda data: parcels.without_part(data, STYLES),
    "no lists": without_list("fonts", "fills", "borders", "cellStyleXfs", "cellStyles"),
    "no formats": without_list("cellXfs"),
    "one fill": one_fill,
    "empty styles": lambda data: parcels.edit_part(
        data, STYLES, lambda xml: re.sub(rb"(<styleSheet[^<>]*>).*", rb"\1</styleSheet>", xml)
    ),
    "nothing leads to the styles": lambda data: parcels.edit_part(
        data, RELATIONS, lambda xml: re.sub(rb"<Rel[^<>]*styles.xml[^<>]*>", b"", xml)
    ),
    "slash before names": lambda data: parcels.with_names(data, "/", "/"),
    "backslashes": lambda data: parcels.with_names(data, "\\"),
    "strings of another name": lambda data: parcels.renamed(data, "xl/s.xml", "s.xml", STRINGS),
    "UTF-16": lambda data: parcels.in_utf_16(
        data, parcels.SHEET, STYLES, STRINGS, RELATIONS, TYPES, "xl/workbook.xml", "_rels/.rels"
    ),
}


@pytest.mark.parametrize("make", MINIMAL)
def test_a_workbook_of_few_parts_is_marked_at_its_cells(
    make: str, tmp_path: Path, convert: Convert
) -> None:
    drawn = sketch("works", 1)
    line = drawn.records[2]
    line.cells["commune"] = "Xã Không Có"
    path = write(drawn, tmp_path / "sent.xlsx")
    sheet, ref = drawn.place(line, "commune")
    path.write_bytes(MINIMAL[make](path.read_bytes()))
    first = read_workbook(path, load_forms(), reference())
    assert "cell.unknown_commune" in {one.rule_id for one in first.findings}
    give_back(path, first.findings, tmp_path / "a.xlsx")
    again = read_workbook(tmp_path / "a.xlsx", load_forms(), reference())
    assert (again.tables, again.findings) == (first.tables, first.findings)
    give_back(tmp_path / "a.xlsx", again.findings, tmp_path / "b.xlsx")  # it comes back
    fills = Package.read(tmp_path / "a.xlsx").tree(STYLES).findall("{*}fills/{*}fill/*")
    assert [str(one.get("patternType")) for one in fills[:2]] == ["none", "gray125"]
    for shown in (tmp_path / "a.xlsx", convert(tmp_path / "b.xlsx", "xlsx")):
        book = openpyxl.load_workbook(shown)
        assert book.sheetnames == [TO_FIX_SHEET, sheet]
        assert str(book[sheet][ref].comment.text).count(NOTE_MARK) == 1
        cells = [cell for row in book[sheet].iter_rows() for cell in row]
        marked = {cell.coordinate for cell in cells if cell.fill.fgColor.rgb == HIGHLIGHT}
        told = [one for one in first.findings if one.severity is Severity.CRITICAL]
        assert marked == {cell.ref for one in told for cell in one.cells}
