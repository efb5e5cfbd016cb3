"""Lines under a table's sums, places that are called like sums, words in place of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.contracts import load_forms
from etl.model import Mark
from etl.workbook.read import read_workbook
from tests.lab.parcels import zipped
from tests.lab.sketch import reference
from tests.workbook.drawn import COUNTS, TRANG_DINH, Rows, found, ids, poverty, read, title

RECORDS = [[n + 1, f"Xã {TRANG_DINH[n]}", *COUNTS[n]] for n in range(4)]
SUMS = [sum(row[at] for row in COUNTS[:4]) for at in range(6)]


def of_district(*rows: list[Any], head: list[str] | None = None) -> Rows:
    drawn = poverty(*rows, sender="UBND HUYỆN TRÀNG ĐỊNH")
    drawn[4] = head or drawn[4]
    return drawn


@pytest.mark.parametrize("label", ["Tỷ lệ (%)", "So với năm 2019", "Tăng (+), giảm (-)"])
def test_share_or_comparison_under_a_list_of_communes_is_no_commune(
    label: str, tmp_path: Path
) -> None:
    last = [[None, "Tổng cộng", *SUMS], [None, label, 1.5, -2, 3, 4, -5, 6]]
    reading = read(of_district(*RECORDS, *last), tmp_path / "a.xlsx")
    assert len(reading.tables[0].rows) == 4
    assert not ids(reading)


def listed(*rows: list[Any]) -> Rows:
    head = ["TT", "Địa điểm", "Tên công trình", "Lĩnh vực", "Loại hình", "TMĐT", "KH vốn"]
    lines = title("CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020", unit="ĐVT: triệu đồng")
    return [*lines, [*head, "Giải ngân"], *rows]


def work(name: str, place: str) -> list[Any]:
    return [1, place, name, "Giao thông", "Khởi công mới", 900.5, 500.5, 400.5]


def test_work_that_is_named_like_a_comparison_is_read(tmp_path: Path) -> None:
    reading = read(listed(work("Tăng cường mặt đường thôn A", "Đoàn Kết")), tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["name"]) == ["Tăng cường mặt đường thôn A"]


def test_work_of_a_whole_district_is_told_not_taken_for_its_sum(tmp_path: Path) -> None:
    rows = listed(work("Đường thôn A", "Đoàn Kết"), work("Sửa chữa thường xuyên", "Toàn huyện"))
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["name"]) == ["Đường thôn A", "Sửa chữa thường xuyên"]
    assert [cell.ref for cell in found(reading, "cell.unknown_commune").cells] == ["B7"]


@pytest.mark.parametrize(
    ("place", "name"),
    [("TOÀN HUYỆN TRÀNG ĐỊNH", None), ("02 công trình", "Tổng cộng"), (None, "Tổng số")],
)
def test_sum_with_the_districts_name_or_a_count_beside_it(
    place: str | None, name: str | None, tmp_path: Path
) -> None:
    works = [work("Đường thôn A", "Đoàn Kết"), work("Đường thôn B", "Quốc Khánh")]
    last = [None, place, name, None, None, 1801, 1001, 801]
    (table,) = read(listed(*works, last), tmp_path / "a.xlsx").tables
    assert len(table.rows) == 2
    assert [total.values["planned_million_vnd"] for total in table.totals] == [1001]


@pytest.mark.parametrize("word", ["Không", "không có", "KO"])
def test_none_in_words_is_nought_among_numbers(word: str, tmp_path: Path) -> None:
    odd = [5, "Xã Cao Minh", 500, 400, 50, 40, 60, word]
    (table,) = read(of_district(*RECORDS, odd), tmp_path / "a.xlsx").tables
    assert table.values["near_poor_minority_household_count"][-1] == 0
    assert table.marks[len(table.rows) - 1, "near_poor_minority_household_count"] is Mark.NIL


@pytest.mark.parametrize("word", ["Không rõ", "không rà soát"])
def test_words_that_say_more_than_none_are_told(word: str, tmp_path: Path) -> None:
    odd = [5, "Xã Cao Minh", 500, 400, 50, 40, 60, word]
    reading = read(of_district(*RECORDS, odd), tmp_path / "a.xlsx")
    assert "cell.unreadable_number" in ids(reading)


def test_poor_households_by_their_letters(tmp_path: Path) -> None:
    head = ["TT", "Xã", "Tổng số hộ", "Hộ DTTS", "Số HN", "HN DTTS", "Hộ CN", "HCN DTTS"]
    head[6] = "Số HCN"
    (table,) = read(of_district(*RECORDS, head=head), tmp_path / "a.xlsx").tables
    assert [table.letters[name] for name in ("poor_household_count", "near_poor_household_count")]
    assert table.letters["poor_minority_household_count"] == "F"
    assert table.letters["near_poor_minority_household_count"] == "H"


CELL = (
    '<table:table-cell office:value-type="{kind}"{more}><text:p>{text}</text:p></table:table-cell>'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def drawn_cell(value: Any) -> str:
    """Draw one cell; a text "name|2x3" is merged over two rows and three columns."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int):
        return CELL.format(kind="float", more=f' office:value="{value}"', text=value)
    text, _, size = str(value).partition("|")
    down, across = size.split("x") if size else ("1", "1")
    names = ("rows", down), ("columns", across)
    more = "".join(f' table:number-{name}-spanned="{count}"' for name, count in names)
    return CELL.format(kind="string", more=more if size else "", text=text)


def test_merged_groups_of_an_open_document_stand_over_their_columns(tmp_path: Path) -> None:
    share, parts = ["Số hộ", "Tỷ lệ (%)"], ["Tổng số|1x2", None, "Trong đó: DTTS|1x2", None]
    rows: Rows = [
        ["UBND HUYỆN TRÀNG ĐỊNH"],
        ["TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020"],
        ["TT", "Xã", "Tổng số hộ", "Hộ nghèo|1x4", None, None, None, "Hộ cận nghèo|1x4"],
        [*[None] * 3, *parts, *parts],
        [*[None] * 3, *share, *share, *share, *share],
        *([n + 1, TRANG_DINH[n], 500, 50, 10, 40, 80, 60, 12, 30, 50] for n in range(4)),
    ]
    lines = ("".join(map(drawn_cell, row)) for row in rows)
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    files = {"mimetype": kind, "content.xml": DOCUMENT.format(body).encode()}
    files["META-INF__manifest.xml"] = MANIFEST.encode()
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(**files))
    (table,) = read_workbook(path, load_forms(), reference()).tables
    assert table.letters["poor_minority_household_count"] == "F"
    assert table.letters["near_poor_minority_household_count"] == "J"
