"""Parts of a package under names that differ in capitals from those that refer to them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.give_back import give_back
from etl.workbook.annotate.package import Package, PackageError
from etl.workbook.own_words import TO_FIX_SHEET
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def respelled(source: Path, path: Path, names: dict[str, str]) -> Path:
    """Pack a workbook anew with some of its parts under other names."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            new.writestr(names.get(entry.filename, entry.filename), old.read(entry))
    return path


def faulty(folder: Path) -> Path:
    """Write a workbook with one fault."""
    drawn = sketch("works", 1)
    drawn.records[2].cells["commune"] = "Xã Không Có"
    return write(drawn, folder / "sent.xlsx")


ODD = {
    "xl/worksheets/sheet1.xml": "xl/Worksheets/Sheet1.XML",
    "xl/styles.xml": "xl/Styles.xml",
    "xl/workbook.xml": "XL/Workbook.xml",
    "xl/_rels/workbook.xml.rels": "xl/_Rels/workbook.XML.rels",
    "[Content_Types].xml": "[content_types].xml",
}


def test_a_workbook_is_given_back_however_its_parts_are_spelled(tmp_path: Path) -> None:
    plain = faulty(tmp_path)
    odd = respelled(plain, tmp_path / "odd.xlsx", ODD)
    first = read_workbook(odd, load_forms(), reference())
    assert first.findings == read_workbook(plain, load_forms(), reference()).findings
    returned = tmp_path / "returned.xlsx"
    give_back(odd, first.findings, returned)
    again = read_workbook(returned, load_forms(), reference())
    assert (again.tables, again.findings) == (first.tables, first.findings)
    package = Package.read(returned)
    assert TO_FIX_SHEET in package.sheet_parts()
    assert set(ODD.values()) <= set(package)
    names = [name.lower() for name in package]
    assert len(set(names)) == len(names)


def test_a_part_that_is_missing_is_missed(tmp_path: Path) -> None:
    away = {"xl/worksheets/sheet1.xml": "xl/worksheets/sheet11.xml"}
    package = Package.read(respelled(faulty(tmp_path), tmp_path / "odd.xlsx", away))
    with pytest.raises(PackageError):
        package.sheet("Biểu")
    with pytest.raises(PackageError):
        Package.read(
            respelled(faulty(tmp_path), tmp_path / "odd.xlsx", {"[Content_Types].xml": "types"})
        )


def test_parts_that_nobody_changes_keep_bytes_and_spelling(tmp_path: Path) -> None:
    odd = respelled(faulty(tmp_path), tmp_path / "odd.xlsx", ODD)
    package = Package.read(odd)
    package.default_type("xml", "application/xml")  # it is there already
    package.put_bytes("XL/STYLES.XML", b"<styleSheet/>")
    package.write(tmp_path / "again.xlsx")
    with zipfile.ZipFile(odd) as old, zipfile.ZipFile(tmp_path / "again.xlsx") as new:
        assert new.namelist() == old.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["xl/Styles.xml"]


def test_a_part_is_removed_with_its_type_and_relationships(tmp_path: Path) -> None:
    package = Package.read(respelled(faulty(tmp_path), tmp_path / "odd.xlsx", ODD))
    package.unrelate(package.workbook_part, "xl/worksheets/SHEET1.xml")
    package.remove("xl/worksheets/SHEET1.xml")
    assert "xl/worksheets/sheet1.xml" not in package
    assert b"sheet1.xml" not in package.bytes_of("[Content_Types].xml")
    assert package.sheet_parts() == {}
    assert package.free_name("xl/STYLES.xml".replace("S.", "S{}.")) == "xl/STYLES1.xml"


def test_a_part_that_nobody_else_opens_is_checked_before_it_is_written_anew(tmp_path: Path) -> None:
    """A sheet may name any part for its comments, also one that the reader leaves alone."""
    bomb = b'<!DOCTYPE a [<!ENTITY b "ha">]><comments>&b;</comments>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    related = f'<Relationship Id="rId9" Type="{kind}" Target="/customXml/item1.xml"/>'
    rels = f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>'
    data = parcels.add_part(faulty(tmp_path).read_bytes(), "customXml/item1.xml", bomb)
    path = tmp_path / "odd.xlsx"
    path.write_bytes(parcels.add_part(data, "xl/worksheets/_rels/sheet1.xml.rels", rels.encode()))
    reading = read_workbook(path, load_forms(), reference())
    assert [one.rule_id for one in reading.findings] == ["cell.unknown_commune"]
    with pytest.raises(PackageError):
        Package.read(path).tree("customXml/item1.xml")
    give_back(path, reading.findings, tmp_path / "returned.xlsx")
    returned = Package.read(tmp_path / "returned.xlsx")
    assert list(returned.sheet_parts()) == [TO_FIX_SHEET]  # a new workbook, nothing of theirs


def test_a_template_goes_back_as_the_workbook_that_its_name_says(tmp_path: Path) -> None:
    kinds = (b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml")
    path = faulty(tmp_path)
    path.write_bytes(
        parcels.edit_part(path.read_bytes(), "[Content_Types].xml", lambda x: x.replace(*kinds))
    )
    give_back(path, read_workbook(path, load_forms(), reference()).findings, tmp_path / "a.xlsx")
    types = Package.read(tmp_path / "a.xlsx").bytes_of("[Content_Types].xml")
    assert [kind in types for kind in kinds] == [True, False]
