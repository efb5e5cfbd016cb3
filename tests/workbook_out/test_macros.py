"""No workbook that leaves the house runs anything: macros are taken out, and the copy says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from returned_samples import ALL, parts
from workbook_samples import Convert

from etl.contracts import load_forms
from etl.give_back import MacrosStayError, give_back, hand_out
from etl.workbook.gate import Checked, inspect
from etl.workbook.own_words import NO_MACROS_SHEET, TO_FIX_SHEET
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.sketch import reference
from tests.workbook.test_macro_sheets import with_macro_sheet

PROJECT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528)
RIBBON = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="Run"/>'
SHEET = "Số liệu"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with a macro project, a button, a sheet of macros and a ribbon that calls them."""
    (tmp_path / "project").write_bytes(PROJECT)
    path = tmp_path / "a.xlsm"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, ["Tên", 5])
        sheet.insert_button("D2", {"macro": "Chay", "caption": "Chạy"})
        sheet.insert_textbox("D8", "Bấm vào đây")
        book.define_name("Auto_Open", "=Macro1!$A$1")
        book.add_vba_project(str(tmp_path / "project"))
    data = parcels.edit_part(
        path.read_bytes(),
        "xl/drawings/drawing1.xml",
        lambda xml: xml.replace(b'macro=""', b"macro=\"'khac.xlsm'!Chay\""),
    )
    data = parcels.add_part(data, "customUI/customUI.xml", RIBBON)
    path.write_bytes(with_macro_sheet(data, "xlMacrosheet", "Macro1"))
    return path


def runs_nothing(path: Path) -> bool:
    """Tell whether nothing in a package is a macro, calls one, or leads to what is not there."""
    found = parts(path)
    names = {name.lower() for name in found}
    text = b"".join(part for name, part in found.items() if not name.startswith("docProps"))
    for name, content in found.items():
        if name.endswith(".rels"):
            base = re.sub(r"_rels/[^/]*$", "", name)
            for node in etree.fromstring(content):
                target = str(node.get("Target"))
                full = target.lstrip("/") if target.startswith("/") else f"{base}{target}"
                assert re.sub(r"[^/]+/\.\./", "", full) in found, (name, target)
    declared = {
        str(n.get("PartName")).lstrip("/") for n in etree.fromstring(found["[Content_Types].xml"])
    }
    assert declared - {"None"} <= set(found)
    return not (
        any("vba" in name or "macrosheet" in name or "customui" in name for name in names)
        or re.search(rb"macroEnabled|vbaProject|FmlaMacro>[^<]|macro=.[^\"']|Auto_Open", text)
    )


def test_a_returned_workbook_runs_nothing_and_says_so(workbook: Path, tmp_path: Path) -> None:
    assert not runs_nothing(workbook)
    give_back(workbook, ALL, tmp_path / "b.xlsx", file_name="Báo cáo.xlsm")
    assert runs_nothing(tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == [TO_FIX_SHEET, SHEET]
    told = str(book[TO_FIX_SHEET]["A3"].value)
    assert "Báo cáo.xlsm" in told
    assert "Macro trong tệp đã được gỡ bỏ" in told
    assert [cell.value for cell in book[SHEET][1]][:2] == ["Tên", 5]


def test_an_original_is_handed_out_without_its_macros(workbook: Path, tmp_path: Path) -> None:
    assert hand_out(workbook, tmp_path / "b.xlsx") == "xlsx"
    assert runs_nothing(tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == [NO_MACROS_SHEET, SHEET]
    assert "Macro trong tệp đã được gỡ bỏ" in str(book[NO_MACROS_SHEET]["A2"].value)
    assert hand_out(tmp_path / "b.xlsx", tmp_path / "c.xlsx") == ""


@pytest.mark.parametrize("kind", [b"sheet", b"template", b"addin"])
def test_what_is_handed_out_reads_as_the_original(
    kind: bytes, sample: Path, tmp_path: Path
) -> None:
    """Also when it is sent again with its note, and given back after that."""
    infected = tmp_path / "a.xlsm"
    data = parcels.add_part(sample.read_bytes(), "xl/vbaProject.bin", PROJECT)
    infected.write_bytes(
        parcels.edit_part(
            data,
            "[Content_Types].xml",
            lambda xml: xml.replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                b"ms-excel.%b.macroEnabled.main" % kind,
            ),
        )
    )
    checked = inspect(infected)
    assert isinstance(checked, Checked)
    assert checked.kind == "xlsm"
    assert hand_out(infected, tmp_path / "b.xlsx") == "xlsx"
    before, after = (
        read_workbook(path, load_forms(), reference()) for path in (sample, tmp_path / "b.xlsx")
    )
    assert [one.values for one in after.tables] == [one.values for one in before.tables]
    assert after.findings == before.findings
    give_back(tmp_path / "b.xlsx", [], tmp_path / "c.xlsx")
    assert NO_MACROS_SHEET not in openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames


def test_what_has_none_leaves_as_it_is(sample: Path, tmp_path: Path) -> None:
    assert hand_out(sample, tmp_path / "b.xlsx") == ""
    assert not (tmp_path / "b.xlsx").exists()
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7")
    assert hand_out(tmp_path / "c.pdf", tmp_path / "b.xlsx") == ""


def _binary(sample: bytes) -> bytes:
    """Make a binary workbook with macros, which the reader takes for no workbook."""
    data = parcels.add_part(sample, "xl/vbaProject.bin", PROJECT)
    return parcels.edit_part(
        data,
        "[Content_Types].xml",
        lambda xml: xml.replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main",
            b"ms-excel.sheet.binary.macroEnabled.main",
        ),
    )


@pytest.mark.parametrize(
    "make",
    [_binary, lambda sample: PROJECT, lambda sample: sample[:2000]],
    ids=["xlsb", "ole", "cut short"],
)
def test_what_cannot_be_looked_into_stays(
    sample: Path, tmp_path: Path, make: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.xlsm"
    path.write_bytes(make(sample.read_bytes()))
    with pytest.raises(MacrosStayError, match="không phát lại bản gốc"):
        hand_out(path, tmp_path / "b.xlsx")
    give_back(path, [], tmp_path / "c.xlsx")
    assert runs_nothing(tmp_path / "c.xlsx")


@pytest.mark.parametrize("before", ["", "/"])
def test_an_ods_runs_nothing_either(
    before: str, sample: Path, tmp_path: Path, convert: Convert
) -> None:
    """Its library, its listeners and what lists them are gone; an office suite opens the rest."""
    data = convert(sample, "ods").read_bytes()
    library = b'<library:library xmlns:library="http://openoffice.org/2000/library"/>'
    data = parcels.add_stored(data, "Basic/Standard/Module1.xml", library)
    listener = (
        b'<office:event-listeners><script:event-listener xmlns:script="urn:oasis:names:tc:'
        b'opendocument:xmlns:script:1.0" script:language="ooo:script"/></office:event-listeners>'
    )
    data = parcels.edit_content(
        data, lambda xml: xml.replace(b"<office:spreadsheet>", b"<office:spreadsheet>" + listener)
    )
    path = tmp_path / "a.ods"
    path.write_bytes(parcels.with_names(data, "/", before))
    assert hand_out(path, tmp_path / "b.ods") == "ods"
    found = parts(tmp_path / "b.ods")
    assert not any(name.startswith("Basic") for name in found)
    assert b"event-listener" not in found["content.xml"]
    assert b"Basic/" not in found["META-INF/manifest.xml"]
    assert ZipFile(tmp_path / "b.ods").infolist()[0].filename == "mimetype"
    opened = openpyxl.load_workbook(convert(tmp_path / "b.ods", "xlsx"))
    assert opened.sheetnames[0] == NO_MACROS_SHEET
    assert "đuôi .ods" in str(opened[NO_MACROS_SHEET]["A1"].value)
    checked = inspect(tmp_path / "b.ods")
    assert isinstance(checked, Checked)
    assert checked.remarks == ()


def test_an_office_suite_opens_what_is_left(
    workbook: Path, tmp_path: Path, convert: Convert
) -> None:
    hand_out(workbook, tmp_path / "b.xlsx")
    opened = openpyxl.load_workbook(convert(tmp_path / "b.xlsx", "xlsx"))
    assert opened.sheetnames == [NO_MACROS_SHEET, SHEET]
