"""Odd sheets beyond one .xlsx: the same faults in .xls and .ods, and values one by one."""

from __future__ import annotations

import datetime as dt
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from etl.model import Reading
from tests.lab import parcels
from tests.lab.faults import Expected
from tests.lab.ink import write
from tests.lab.odd_sheets import NUMBERS, ODD_SHEET_FAULTS, of_type, put
from tests.lab.score import rows_meant, rows_read, score
from tests.lab.sketch import Sketch, sketch
from tests.lab.test_old_formats import convert, read
from tests.lab.writing import bare, sheet

# faults that other programs keep when they save an .xlsx in their own format
_KEPT = ("share", "amount for several", "that a merged cell hides", "error in a total")
_LOST = ("0[$%]", "0*%", "0*‰")


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_faults_are_found_at_the_same_cells_in_other_formats(suffix: str, tmp_path: Path) -> None:
    faults = [one for one in ODD_SHEET_FAULTS if any(name in one.name for name in _KEPT)]
    made: dict[str, tuple[Sketch, list[Expected]]] = {}
    paths = []
    for number, fault in enumerate(faults):
        if not any(name in fault.name for name in _LOST):
            made[f"{number}"] = fault.make(number)
            paths.append(write(made[f"{number}"][0], tmp_path / f"{number}.xlsx"))
    for name, path in convert(paths, suffix, tmp_path).items():
        drawn, expected = made[name]
        reading = read(path)
        scored = score(faults[int(name)].name, reading, drawn, expected)
        assert scored.is_right, (scored, reading.recognised)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("form", ["works", "population"])
def test_a_number_too_large_for_its_format_costs_no_other_cell(
    form: str, suffix: str, tmp_path: Path
) -> None:
    """No date of a table is lost where a duration or a date beside it cannot be."""
    drawn = sketch(form, 1)

    def add(book: Any, page: Any) -> None:
        for at, code in enumerate(("[h]:mm", "[mm]:ss", "dd/mm/yyyy", "[h]:mm")):
            style = book.add_format({"num_format": code})
            page.write_number(at + 3, len(drawn.order) + 3, (1e10, -1e10, -1e308, 36.5)[at], style)

    drawn.also.append(add)
    path = write(drawn, tmp_path / "a.xlsx")
    reading = read(path if suffix == "xlsx" else convert([path], suffix, tmp_path)["a"])
    assert reading.findings == ()
    assert rows_read(reading, drawn) == rows_meant(drawn, drawn)


def test_a_number_too_large_for_its_format_is_told_as_a_number(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    line, (column, *_) = drawn.records[2], of_type("works", "number")
    line.cells[column], line.style[column] = 1e17, {"num_format": "[h]:mm"}
    line.cells["started_on"] = 1e10
    line.style["started_on"] = {"num_format": "[h]:mm"}
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert places(reading) == {
        "cell.unreadable_number": [drawn.place(line, column)[1]],
        "cell.unreadable_date": [drawn.place(line, "started_on")[1]],
    }


def places(reading: Reading) -> Mapping[str, list[str]]:
    """Give the cells of the findings of each rule."""
    return {one.rule_id: [cell.ref for cell in one.cells] for one in reading.findings}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_rows_share_for_certain_is_read_for_each(suffix: str, tmp_path: Path) -> None:
    drawn, meant = sketch("works", 2), sketch("works", 2)
    first, second = drawn.records[3:5]
    first.cells["reason"] = meant.records[3].cells["reason"] = "Thời tiết"
    shared = ("commune", "sector", "started_on", "disbursed_million_vnd", "reason")
    first.cells["disbursed_million_vnd"] = "-"
    meant.records[3].cells["disbursed_million_vnd"] = 0.0
    for name in shared:
        first.merged[name], second.cells[name] = 2, ""
        meant.records[4].cells[name] = meant.records[3].cells[name]
    second.cells["reason"] = ""
    path = write(drawn, tmp_path / "a.xlsx")
    reading = read(path if suffix == "xlsx" else convert([path], suffix, tmp_path)["a"])
    assert reading.findings == ()
    assert rows_read(reading, meant) == rows_meant(meant, meant)


def test_texts_in_several_looks_are_read_as_a_person_does(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    old, bold = drawn.records[0], drawn.records[1]
    half = "<r><t>Xây </t></r><r><rPr><rFont val='.VnTime'/></rPr><t>®­êng B¾c S¬n</t></r>"
    put(drawn, old, "name", f"<is>{half}</is>", "inlineStr")
    put(
        drawn,
        bold,
        "name",
        "<is><r><rPr><b/></rPr><t>Chợ</t></r><r><t xml:space='preserve'> A</t></r></is>",
        "inlineStr",
    )
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert reading.findings == ()
    assert reading.tables[0].values["name"][:2] == ["Xây đường Bắc Sơn", "Chợ A"]


@pytest.mark.parametrize("form", ["works", "commendations"])
def test_a_workbook_without_styles_is_told_once_a_column(form: str, tmp_path: Path) -> None:
    drawn = sketch(form, 1)
    drawn.after.append(
        lambda data: parcels.edit_part(
            data,
            "xl/styles.xml",
            lambda _: (
                b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
            ),
        )
    )
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    dates = of_type(form, "date")
    assert [one.column for one in reading.findings] == dates
    assert {one.rule_id for one in reading.findings} == {"cell.unreadable_date"}
    assert [len(one.cells) for one in reading.findings] == [len(drawn.records)] * len(dates)


def test_an_error_that_follows_from_a_record_is_told_there_only(tmp_path: Path) -> None:
    (fault,) = [one for one in ODD_SHEET_FAULTS if one.name == "error in a total of works"]
    drawn, (expected,) = fault.make(1)
    line = drawn.records[3]
    line.formula[expected.column] = ("=1/0", "#DIV/0!")
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert places(reading) == {"cell.error_value": [drawn.place(line, expected.column)[1]]}


@pytest.mark.parametrize("main", ["xl/workbook22.xml", "excel/workbook.xml", "so-lieu.xml"])
def test_the_workbook_is_found_by_whatever_name(main: str, tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    drawn.hidden_rows = [drawn.records[1]]
    drawn.after.append(lambda data: parcels.with_main_part(data, main))
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert places(reading) == {"file.hidden_rows": [drawn.place(drawn.records[1], "district")[1]]}
    assert rows_read(reading, drawn) == rows_meant(drawn, drawn)


def test_a_package_of_two_workbooks_is_refused(tmp_path: Path) -> None:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    other = b'<Relationship Id="rId77" Type="%b" Target="b/workbook.xml"/></Relationships>' % kind
    drawn = sketch("works", 1)
    drawn.after.append(
        lambda data: parcels.edit_part(
            data, "_rels/.rels", lambda xml: xml.replace(b"</Relationships>", other)
        )
    )
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert [one.rule_id for one in reading.findings] == ["file.damaged"]


def test_cells_without_addresses_are_measured_before_they_are_parsed(tmp_path: Path) -> None:
    """Rows and cells of no address reach as far as others, and cost a parser as much."""
    drawn = sketch("works", 1)
    far = b"<row>" + b"<c/>" * 9_000 + b"<c><v>1</v></c></row>" + b"<row/>" * 9_000
    last = far + b"<row><c><v>1</v></c></row></sheetData>"
    drawn.after += [sheet(bare), sheet(lambda xml: xml.replace(b"</sheetData>", last))]
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert [one.rule_id for one in reading.findings] == ["file.too_large"]


def test_columns_and_rows_of_no_size_are_hidden_in_other_formats_too(tmp_path: Path) -> None:
    drawn = sketch("works", 1)

    def size(_: Any, page: Any) -> None:
        page.set_column(drawn.position("name"), drawn.position("name"), 77)
        page.set_row(drawn.records[3].at, 99)

    drawn.also.append(size)
    path = write(drawn, tmp_path / "a.xlsx")
    row_at = drawn.place(drawn.records[3], "district")[1]

    def is_told(reading: Reading) -> bool:
        found = places(reading)
        (header,) = found.pop("file.hidden_columns")
        return header[0] == drawn.place(drawn.records[0], "name")[1][0] and found == {
            "file.hidden_rows": [row_at]
        }

    ods = convert([path], "ods", tmp_path)["a"]
    ods.write_bytes(parcels.edit_content(ods.read_bytes(), _flattened))
    assert is_told(read(ods))
    xls = convert([path], "xls", tmp_path)["a"]
    data, at = xls.read_bytes(), drawn.position("name")
    column = re.compile(rb"\x7d\0\x0c\0" + struct.pack("<HH", at, at) + b"..", re.S)
    row = re.compile(
        rb"\x08\x02\x10\0" + struct.pack("<H", drawn.records[3].at) + b"(.{4})..", re.S
    )
    data, columns = column.subn(lambda found: found[0][:8] + b"\0\0", data)
    data, rows = row.subn(lambda found: found[0][:10] + b"\0\0", data)
    assert (columns, rows) == (1, 1)
    xls.write_bytes(data)
    assert is_told(read(xls))


def _flattened(content: bytes) -> bytes:
    """Give the widest column and the highest row of a document no size at all."""
    for kind in (b"column-width", b"row-height"):
        sizes = re.findall(kind + rb'="([\d.]+)in"', content)
        largest = max(sizes, key=float)
        content = content.replace(kind + b'="%bin"' % largest, kind + b'="0cm"')
    return content


def test_a_plain_number_in_a_style_of_per_cent_is_told_in_an_ods(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    line, (column, *_) = drawn.records[2], of_type("works", "number")
    line.style[column] = {"num_format": "0%"}
    path = convert([write(drawn, tmp_path / "a.xlsx")], "ods", tmp_path)["a"]
    plain = (b'value-type="percentage"', b'value-type="float"')
    path.write_bytes(parcels.edit_content(path.read_bytes(), lambda xml: xml.replace(*plain)))
    assert places(read(path)) == {"cell.unreadable_number": [drawn.place(line, column)[1]]}


def test_days_beside_numbers_of_days_keep_their_own_sentences(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    for line in drawn.records[:5]:
        line.cells["started_on"] = 43_964
    drawn.records[6].cells["started_on"] = "đầu năm"
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    messages = sorted(one.message for one in reading.findings)
    assert len(messages) == 2
    assert "43964 là 13/05/2020" in messages[0]
    assert "“đầu năm”" in messages[1]
    assert reading.tables[0].values["started_on"][:5] == [None] * 5
    assert isinstance(reading.tables[0].values["started_on"][5], dt.date)


def test_faults_are_planted_in_every_form_with_numbers() -> None:
    for form in ("works", "support_projects", "poverty", "population"):
        assert of_type(form, *NUMBERS)
        assert any(one.form == form for one in ODD_SHEET_FAULTS)
