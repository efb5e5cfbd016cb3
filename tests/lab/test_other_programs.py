"""What .ods and .xls files hide, compute and ask for: told as of an .xlsx."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.model import Finding, Severity
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.score import rows_meant, rows_read
from tests.lab.sketch import Sketch, sketch
from tests.lab.test_old_formats import convert, in_font, read

MONEY = "disbursed_million_vnd"
Drawn = Mapping[str, Sketch]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with all sketches as .ods and .xls."""
    folder = tmp_path_factory.mktemp("converted")
    paths = [write(one, folder / f"{name}.xlsx") for name, one in drawn().items()]
    for suffix in ("ods", "xls"):
        convert(paths, suffix, folder)
    return folder


def drawn() -> Drawn:
    """Sketch one workbook of each kind."""
    sketches = {
        "hidden": sketch("works", 4),
        "sheet": sketch("works", 6),
        "tcvn3": in_font(sketch("works", 3), ".VnTime"),
        "capitals": in_font(sketch("poverty", 3), ".VnTimeH"),
        "vni": in_font(sketch("works", 3), "VNI-Times"),
        "formulas": sketch("works", 5),
        "formats": sketch("works", 7),
    }
    sketches["hidden"].hidden_rows = [sketches["hidden"].records[n] for n in (2, 5)]
    sketches["hidden"].hidden_columns = ["planned_million_vnd"]
    sketches["sheet"].visible = "hidden"
    lines = sketches["formulas"].records
    lines[0].formula[MONEY] = ("=1/0", "#DIV/0!")
    lines[1].formula[MONEY] = ("=100+1", 101)
    lines[2].formula[MONEY] = ("=100+3", 103)
    lines[3].formula["reason"] = ('=IF(1=1,"","")', "")
    sketches["formats"].records[1].style["planned_million_vnd"] = {"num_format": "0%"}
    return sketches


def cells(findings: tuple[Finding, ...], rule: str) -> list[str]:
    """Name the cells of the findings of a rule."""
    return [cell.ref for one in findings if one.rule_id == rule for cell in one.cells]


def at(name: str, number: int, column: str, sketches: Drawn, folder: Path) -> str:
    """Name the cell of a record, once written."""
    one = sketches[name]
    write(one, folder / "where.xlsx")
    return one.place(one.records[number], column)[1]


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_hidden_rows_columns_and_sheets_are_read_and_told(suffix: str, folder: Path) -> None:
    sketches = drawn()
    reading = read(folder / f"hidden.{suffix}")
    assert [one.rule_id for one in reading.findings] == ["file.hidden_rows", "file.hidden_columns"]
    rows = [at("hidden", n, "district", sketches, folder) for n in (2, 5)]
    assert cells(reading.findings, "file.hidden_rows") == rows
    assert len(reading.tables[0].rows) == len(sketches["hidden"].records)
    sheet = read(folder / f"sheet.{suffix}")
    assert [one.rule_id for one in sheet.findings] == ["file.hidden_sheet"]


@pytest.mark.parametrize("suffix", ["ods", "xls"])
@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_fonts_of_the_nineties_are_read(name: str, suffix: str, folder: Path) -> None:
    reading, plain = read(folder / f"{name}.{suffix}"), sketch("works", 3)
    assert reading.findings == ()
    assert rows_read(reading, plain) == rows_meant(plain, plain)


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_fonts_of_capitals_give_capitals(suffix: str, folder: Path) -> None:
    reading, plain = read(folder / f"capitals.{suffix}"), sketch("poverty", 3)
    assert reading.findings == ()
    assert rows_read(reading, plain) == rows_meant(plain, plain)


def test_a_part_of_a_cell_in_an_old_font_is_read_in_an_ods(folder: Path, tmp_path: Path) -> None:
    style = (
        b'<style:style style:name="T9" style:family="text"><style:text-properties '
        b'style:font-name=".VnTime"/></style:style></office:automatic-styles>'
    )
    text = "Đường giao thông thôn A".encode()
    typed = '<text:span text:style-name="T9">§­êng B¾c S¬n</text:span>'.encode()

    def retype(content: bytes) -> bytes:
        content = content.replace(b"</office:automatic-styles>", style)
        return content.replace(text, typed, 1)

    path = tmp_path / "a.ods"
    path.write_bytes(parcels.edit_content((folder / "hidden.ods").read_bytes(), retype))
    assert read(path).tables[0].values["name"][0] == "Đường Bắc Sơn"


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_a_format_of_per_cent_is_told(suffix: str, folder: Path) -> None:
    where = at("formats", 1, "planned_million_vnd", drawn(), folder)
    reading = read(folder / f"formats.{suffix}")
    assert [one.rule_id for one in reading.findings] == ["cell.unreadable_number"]
    assert cells(reading.findings, "cell.unreadable_number") == [where]


def uncompute_ods(content: bytes) -> bytes:
    """Take the result of one formula away."""
    return re.sub(
        rb'(table:formula="of:=100\+1") office:value-type="float" office:value="101" '
        rb'calcext:value-type="float"><text:p>101</text:p></table:table-cell>',
        rb"\1/>",
        content,
    )


def uncompute_xls(data: bytes) -> bytes:
    """Give one formula the result that programs write which compute nothing."""
    assert data.count(struct.pack("<d", 101.0)) == 1
    return data.replace(struct.pack("<d", 101.0), b"\x03\0\0\0\0\0\xff\xff")


def test_a_formula_never_computed_is_told(folder: Path, tmp_path: Path) -> None:
    sketches = drawn()
    ods = parcels.edit_content((folder / "formulas.ods").read_bytes(), uncompute_ods)
    xls = uncompute_xls((folder / "formulas.xls").read_bytes())
    for suffix, data in (("ods", ods), ("xls", xls)):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(data)
        findings = read(path).findings
        rules = {one.rule_id for one in findings}
        assert rules == {"cell.error_value", "cell.formula_without_result"}
        where = [at("formulas", 1, MONEY, sketches, folder)]
        assert cells(findings, "cell.formula_without_result") == where


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_formulas_with_results_and_empty_texts_are_not(suffix: str, folder: Path) -> None:
    reading = read(folder / f"formulas.{suffix}")
    assert {one.rule_id for one in reading.findings} == {"cell.error_value"}
    assert reading.tables[0].values[MONEY][1:3] == [101, 103]


def test_a_nought_is_doubted_only_in_a_sheet_saved_uncomputed(folder: Path, tmp_path: Path) -> None:
    data = (folder / "formulas.xls").read_bytes()
    data = data.replace(struct.pack("<d", 101.0), bytes(8))
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    assert {one.rule_id for one in read(path).findings} == {"cell.error_value"}
    gutters = struct.pack("<HH", 0x80, 8)  # a record of the sheet's own that nobody needs
    assert data.count(gutters) == 1
    path.write_bytes(data.replace(gutters, struct.pack("<HH", 0x5E, 8)))
    assert cells(read(path).findings, "cell.formula_without_result") == [
        at("formulas", 1, MONEY, drawn(), folder)
    ]


def test_other_programs_and_files_are_told_and_not_asked(folder: Path, tmp_path: Path) -> None:
    asks = {
        b"of:=100+1": b"of:=DDE(&quot;soffice&quot;;&quot;/khong/co.ods&quot;;&quot;A.A1&quot;)",
        b"of:=100+3": b"of:=[&apos;file:///khong/co.ods&apos;#$A.A1]",
    }

    def ask(content: bytes) -> bytes:
        for formula, other in asks.items():
            content = content.replace(formula, other)
        return content

    path = tmp_path / "a.ods"
    path.write_bytes(parcels.edit_content((folder / "formulas.ods").read_bytes(), ask))
    reading = read(path)
    linked = [at("formulas", n, MONEY, drawn(), folder) for n in (1, 2)]
    assert [one.rule_id for one in reading.findings[:2]] == ["file.external_links", "file.dde"]
    assert cells(reading.findings, "file.dde") == linked[:1]
    assert cells(reading.findings, "cell.linked_formula") == linked
    assert reading.tables[0].values[MONEY][1:3] == [101, 103]
    old = read(convert([path], "xls", tmp_path)["a"])
    assert "file.dde" in {one.rule_id for one in old.findings}


def test_macros_and_objects_of_an_ods_are_told(folder: Path, tmp_path: Path) -> None:
    plain = (folder / "hidden.ods").read_bytes()
    path = tmp_path / "a.ods"
    path.write_bytes(parcels.add_stored(plain, "Basic/Standard/Module1.xml", b"<x/>"))
    assert "file.macros" in {one.rule_id for one in read(path).findings}
    path.write_bytes(parcels.add_stored(plain, "Basic/script-lc.xml", b"<x/>"))
    assert "file.macros" not in {one.rule_id for one in read(path).findings}


@pytest.mark.parametrize(("times", "rules"), [(1_000, {"file.too_large"}), (1, set())])
def test_an_ods_that_claims_too_many_cells_is_said_to_be_too_large(
    times: int, rules: set[str], folder: Path, tmp_path: Path
) -> None:
    repeated = (
        f'<table:table-row table:visibility="collapse" table:number-rows-repeated="{times**2}">'
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="float" '
        'office:value="1"/></table:table-row><table:table-row'
    ).encode()
    content = (folder / "sheet.ods").read_bytes()
    path = tmp_path / "a.ods"
    path.write_bytes(
        parcels.edit_content(content, lambda xml: xml.replace(b"<table:table-row", repeated, 1))
    )
    findings = [one for one in read(path).findings if one.severity is Severity.CRITICAL]
    assert {one.rule_id for one in findings} == rules
    assert any("Đề nghị chép riêng bảng số liệu" in one.message for one in findings) == bool(rules)
