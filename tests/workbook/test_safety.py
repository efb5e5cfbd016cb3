"""The gate before any parser: kinds told by content, hostile files refused with a reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from etl.model import Finding
from etl.workbook import gate as safety
from etl.workbook.foreign.formats.kinds import kind_of, ole_streams
from etl.workbook.issued.package import zip_parts
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import sketch


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    return write(sketch("works", 1), tmp_path / "a.xlsx").read_bytes()


def test_a_proper_workbook_passes_whatever_it_is_named(workbook: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(workbook)
    checked = safety.inspect(path)
    assert isinstance(checked, safety.Checked)
    assert checked.kind == "xlsx"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xef\xbb\xbf<html><table>", "html"),
        (b"<!DOCTYPE HTML><p>", "html"),
        (b"MIME-Version: 1.0\r\n", "html"),
        ("<\x00h\x00t\x00m\x00l\x00>\x00".encode("latin-1"), "html"),
        (b"a,b\n1,2\n", "csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unknown"),
        (parcels.ole("Workbook"), "xls"),
        (parcels.ole("Book"), "xls"),
        (parcels.ole("EncryptedPackage", "EncryptionInfo"), "encrypted"),
        (parcels.ole("EncryptedPackage"), "rights"),
        (parcels.ole("Workbook", "\tDRMContent"), "rights"),
        (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:">', "flat_ods"),
        (b"{\\rtf1}", "rtf"),
        (b"\x09\x04\x06\x00\x00\x00", "old_xls"),
        (b"  \r\n", "empty"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_directory_that_runs_in_circles_ends() -> None:
    looped = bytearray(parcels.ole("Workbook"))
    looped[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    assert "workbook" in ole_streams(bytes(looped))


@pytest.mark.parametrize(
    "change",
    [
        parcels.bomb,
        parcels.stretched,
        parcels.with_dtd,
        parcels.doubled,
        parcels.lying,
        parcels.truncated,
    ],
)
def test_hostile_packages_are_refused_before_they_are_parsed(
    change: object, workbook: bytes
) -> None:
    assert callable(change)
    refused = safety.inspect_bytes(change(workbook))
    assert isinstance(refused, Finding)
    assert refused.message.endswith(".")


def test_addresses_written_oddly_are_measured_too(workbook: bytes) -> None:
    cell = b"<row><c r = 'XFD1048576'><v>1</v></c></row></sheetData>"
    odd = parcels.edit_part(workbook, parcels.SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    assert isinstance(safety.inspect_bytes(odd), Finding)


def test_formats_far_away_are_no_reason_to_refuse(workbook: bytes) -> None:
    cell = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    wide = parcels.edit_part(
        workbook, parcels.SHEET, lambda xml: xml.replace(b"</sheetData>", cell)
    )
    assert not isinstance(safety.inspect_bytes(wide), Finding)


def test_utf_16_cannot_hide_a_declaration(workbook: bytes) -> None:
    hidden = parcels.in_utf_16(parcels.with_dtd(workbook), parcels.SHEET)
    bare = parcels.edit_part(hidden, parcels.SHEET, lambda xml: xml[2:])  # without its mark
    torn = parcels.edit_part(hidden, parcels.SHEET, lambda xml: xml[:-1])
    for data, reason in ((hidden, "DTD"), (bare, "bảng mã lạ"), (torn, "bảng mã lạ")):
        refused = safety.inspect_bytes(data)
        assert isinstance(refused, Finding)
        assert reason in refused.message


def test_utf_16_that_is_not_what_was_packed_is_damaged(workbook: bytes) -> None:
    data = parcels.in_utf_16(workbook, "[Content_Types].xml")
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        packed = old.getinfo("[Content_Types].xml").CRC.to_bytes(4, "little")
    refused = safety.inspect_bytes(data.replace(packed, b"abcd"))
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.damaged"


@pytest.mark.parametrize("name", ["//{}", "/./{}", "./{}"])
def test_names_that_programs_find_otherwise_stay_refused(name: str, workbook: bytes) -> None:
    refused = safety.inspect_bytes(parcels.with_names(workbook, "/", name.format("")))
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.unsafe"


def test_a_part_is_not_there_twice_with_and_without_a_slash(workbook: bytes) -> None:
    refused = safety.inspect_bytes(parcels.add_part(workbook, f"/{parcels.SHEET}", b"<a/>"))
    assert isinstance(refused, Finding)
    assert "trùng tên" in refused.message


@pytest.mark.parametrize("name", ["xl\\vbaProject.bin", "/xl/vbaProject.bin"])
def test_macros_are_told_however_their_part_is_named(name: str, workbook: bytes) -> None:
    checked = safety.inspect_bytes(parcels.add_part(workbook, name, b"x"))
    assert not isinstance(checked, Finding)
    assert [one.rule_id for one in checked.remarks] == ["file.macros"]


def test_too_many_entries_are_refused(workbook: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parts, "MAX_ENTRIES", 3)
    refused = safety.inspect_bytes(workbook)
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.too_large"


def test_a_heavy_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    monkeypatch.setattr(safety, "MAX_FILE_BYTES", 50)
    refused = safety.inspect(path)
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.too_large"


def test_too_many_shared_texts_are_refused(
    workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "MAX_STRINGS", 1_000)
    assert not isinstance(safety.inspect_bytes(workbook), Finding)
    many = parcels.edit_part(
        workbook,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"</sst>", b"<si/>" * 1_001 + b"</sst>"),
    )
    refused = safety.inspect_bytes(many)
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.too_large"
