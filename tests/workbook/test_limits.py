"""What grows without end in a workbook: refused or told in few words, and never lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.model import Finding, Reading
from etl.workbook import gate as safety
from etl.workbook.process.pool import Limits, Pool
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch
from tests.workbook.drawn import COUNTS, POVERTY, TRANG_DINH, found, ids, poverty, read

SENDER = "UBND HUYỆN TRÀNG ĐỊNH"


@pytest.mark.parametrize("sheet", [b"<sheet\n", b"<sheet ", b"<x:sheet "])
def test_sheets_beyond_counting_are_refused_however_they_are_written(
    sheet: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)

    def multiply(xml: bytes) -> bytes:
        more = (sheet + b'name="S"/>') * (safety.MAX_SHEETS + 1)
        return xml.replace(b"</sheets>", more + b"</sheets>")

    refused = safety.inspect_bytes(
        parcels.edit_part(path.read_bytes(), "xl/workbook.xml", multiply)
    )
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.too_large"


def test_tables_of_headers_only_are_refused(tmp_path: Path) -> None:
    rows = poverty(sender=SENDER)
    for _ in range(1_001):
        rows += [["TT", "Xã", *POVERTY], [1, None, 5]]
    assert ids(read(rows, tmp_path / "a.xlsx")) == {"file.too_large"}


def test_formulas_below_the_last_value_are_all_told(tmp_path: Path) -> None:
    """A program that does not calculate leaves a rectangle of values that ends above them."""
    rows = poverty(sender=SENDER)
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    rows += [[None, f'=B{n + 6}&""', *[f"=C{n + 6}"] * 6] for n in range(4, 300)]
    told = [
        one
        for one in read(rows, tmp_path / "a.xlsx").findings
        if one.rule_id == "cell.formula_without_result" and one.column == "household_count"
    ]
    assert [len(one.cells) for one in told] == [296]


def test_near_names_are_searched_for_a_while_and_good_names_always_found(tmp_path: Path) -> None:
    rows = poverty(sender=SENDER)
    rows[-1][1] = "Xã"
    names = [f"Xã Quốc Khán{n}" for n in range(400)] + ["Xã Quốc Khánh"]
    rows += [[n + 1, name, *COUNTS[0]] for n, name in enumerate(names)]
    reading = read(rows, tmp_path / "a.xlsx")
    assert reading.tables[0].values["commune"][-1] == "06004"
    told = [one for one in reading.findings if one.rule_id == "cell.unknown_commune"]
    assert "Ý ông/bà là" in told[0].message
    assert sum(len(one.cells) for one in told) == 400


def test_columns_hidden_twice_are_hidden_once(tmp_path: Path) -> None:
    rows = poverty(sender=SENDER)
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    read(rows, tmp_path / "a.xlsx")
    hidden = b'<cols><col min="3" max="4" hidden="1"/><col min="4" max="4" hidden="1"/></cols>'
    data = parcels.edit_part(
        (tmp_path / "a.xlsx").read_bytes(),
        parcels.SHEET,
        lambda xml: xml.replace(b"<sheetData>", hidden + b"<sheetData>"),
    )
    (tmp_path / "b.xlsx").write_bytes(data)
    reading = read_workbook(tmp_path / "b.xlsx", load_forms(), reference())
    finding = found(reading, "file.hidden_columns")
    assert [cell.ref for cell in finding.cells] == ["C5", "D5"]


@pytest.mark.parametrize(
    "tag", [b"<f ", b"<row ", b'<row hidden="', b'<col hidden="', b'<c t="e" ', b'<c r="A1" ']
)
def test_tags_without_an_end_cost_no_more_than_their_length(tag: bytes, tmp_path: Path) -> None:
    """Searched to the end of the sheet from each of them, they would take hours."""
    drawn = sketch("works", 1)
    old_font = {"font_name": ".VnTime"}  # each cell is looked at
    drawn.records[0].style["name"] = old_font
    path = write(drawn, tmp_path / "a.xlsx")
    known = b'<row r="90" hidden="1"><c r="A90" t="e"><f>A1</f><v>0</v></c></row>'
    data = parcels.edit_part(
        path.read_bytes(),
        parcels.SHEET,
        lambda xml: xml.replace(b"</sheetData>", known + tag * 600_000 + b"</sheetData>"),
    )
    path.write_bytes(data)
    with Pool(1, load_forms(), Limits(seconds=30.0, memory_bytes=440 << 20)) as children:
        ((_, outcome),) = children.read([path])
    assert isinstance(outcome, Reading)


@pytest.mark.parametrize(("count", "rest"), [(200, 0), (260, 60)])
def test_many_different_sentences_are_told_one_by_one_up_to_a_number(
    count: int, rest: int, tmp_path: Path
) -> None:
    rows = poverty(sender=SENDER)
    rows += [[n, TRANG_DINH[0], f"khoảng {n} hộ gì đó", *COUNTS[0][1:]] for n in range(count)]
    reading = read(rows, tmp_path / "a.xlsx")
    told = [one for one in reading.findings if one.rule_id == "cell.unreadable_number"]
    assert len(told) == count - rest + (rest > 0)
    assert len({cell for one in told for cell in one.cells}) == count
    more = [len(one.cells) for one in told if one.message.startswith(f"Còn {rest} ô khác")]
    assert more == ([rest] if rest else [])
