"""The plain package shows the parser of values what the agency's own package shows it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
from xlsxwriter.workbook import Workbook

from etl.contracts import load_forms
from etl.model import Finding
from etl.reference import Reference
from etl.workbook.gate import inspect_bytes
from etl.workbook.issued.package import slim
from etl.workbook.issued.package.slim import slim_package
from etl.workbook.issued.package.zip_parts import Archive, RefusedError
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import sketch

SHEETS = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet("Biểu")
        page.merge_range("B2:C2", "Hộ DTTS")
        page.merge_range("A2:A3", "Huyện")
        page.write_row("A4", ["Tràng Định", 12, 0.5])
        book.add_worksheet("Trống")
    return path.read_bytes()


def opened(data: bytes) -> Archive:
    """Let a package through the gate."""
    checked = inspect_bytes(data)
    assert not isinstance(checked, Finding)
    assert checked.archive is not None
    return checked.archive


def seen(data: bytes) -> list[tuple[Any, Any]]:
    """Give values and merged cells of every sheet as the parser gives them."""
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [(sheet.to_python(), sheet.merged_cell_ranges or []) for sheet in sheets]


def test_values_and_merged_cells_are_those_of_the_package(workbook: bytes) -> None:
    rebuilt = slim_package(opened(workbook), SHEETS)
    assert rebuilt is not None
    assert seen(rebuilt) == seen(workbook)
    assert len(seen(rebuilt)[0][1]) == 2


def test_it_is_a_proper_zip_of_checked_parts_only(workbook: bytes) -> None:
    rebuilt = slim_package(opened(parcels.add_part(workbook, "xl/media/a.png", b"\x89")), SHEETS)
    assert rebuilt is not None
    with zipfile.ZipFile(io.BytesIO(rebuilt)) as container:
        assert container.testzip() is None
        assert "xl/media/a.png" not in container.namelist()
        assert set(container.namelist()) >= SHEETS


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<sheetData>", b"<!-- <sheetData> --><sheetData>"),
        lambda xml: xml.replace(b"<sheetData>", b"<?a <sheetData>?><sheetData>"),
        lambda xml: xml.replace(b"<mergeCells", b"<mergeCells x='1'"),
        lambda xml: xml.replace(b"</mergeCells>", b"</mergeCells >"),
    ],
)
def test_a_sheet_written_in_an_unusual_way_is_read_all_the_same(
    change: Any, workbook: bytes
) -> None:
    odd = parcels.edit_part(workbook, parcels.SHEET, change)
    rebuilt = slim_package(opened(odd), SHEETS)
    assert rebuilt is not None
    assert seen(rebuilt) == seen(workbook)


def test_a_sheet_that_is_not_there_never_leads_to_the_package_itself(workbook: bytes) -> None:
    with pytest.raises(RefusedError):
        slim_package(opened(workbook), {*SHEETS, "xl/worksheets/sheet.bin"})


def test_what_is_too_large_is_not_held_twice(
    workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slim, "_LARGEST", 100)
    assert slim_package(opened(workbook), SHEETS) is None


def test_a_sheet_that_changed_on_its_way_is_damaged_not_misread(tmp_path: Path) -> None:
    path = write(sketch("works", 1), tmp_path / "a.xlsx")
    plain = opened(path.read_bytes()).part(parcels.SHEET)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    whole = packed.getvalue()
    assert read_workbook(_saved(path, whole), load_forms(), Reference.load()).tables
    at = whole.index(plain) + plain.index(b"<v>") + 3
    changed = whole[:at] + (b"9" if whole[at : at + 1] != b"9" else b"8") + whole[at + 1 :]
    reading = read_workbook(_saved(path, changed), load_forms(), Reference.load())
    assert [finding.rule_id for finding in reading.findings] == ["file.damaged"]


def _saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("code", ["dd/mm/yyyy", 'd "tháng" m', "0.0", "[h]:mm", "General"])
def test_styles_without_their_looks_still_tell_dates_from_numbers(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet("Biểu")
        looks = {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
        page.write_number(0, 0, 43_905, book.add_format({"num_format": code, **looks}))
        page.write_number(0, 1, 43_905, book.add_format(looks))
        page.write_number(0, 2, 43_905, book.add_format({"num_format": 14}))
    data = path.read_bytes()
    rebuilt = slim_package(opened(data), {parcels.SHEET})
    assert rebuilt is not None
    assert seen(rebuilt) == seen(data)
    with zipfile.ZipFile(io.BytesIO(rebuilt)) as container:
        assert b"border" not in container.read("xl/styles.xml")


def test_styles_that_are_no_proper_xml_are_left_to_the_parser_to_refuse(workbook: bytes) -> None:
    broken = parcels.edit_part(
        workbook, "xl/styles.xml", lambda xml: xml.replace(b"</fonts>", b"</font>")
    )
    rebuilt = slim_package(opened(broken), SHEETS)
    assert rebuilt is not None
    with zipfile.ZipFile(io.BytesIO(rebuilt)) as container:
        assert b"</font>" in container.read("xl/styles.xml")
