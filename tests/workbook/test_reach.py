"""How far a sheet reaches is measured on its text, however its addresses are written."""

from __future__ import annotations

import re
import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from etl.model import Finding
from etl.workbook import gate as safety
from etl.workbook.foreign.formats.plain_sheet import plain_sheet, with_usual_size
from etl.workbook.issued.package import reach
from etl.workbook.issued.package.zip_parts import find
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import sketch


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(sketch("works", 1), tmp_path_factory.mktemp("reach") / "a.xlsx").read_bytes()


def with_row(workbook: bytes, row: str) -> bytes:
    """Put one more row at the end of the sheet."""
    last = f"{row}</sheetData>".encode()
    return parcels.edit_part(workbook, parcels.SHEET, lambda x: x.replace(b"</sheetData>", last))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row><c\tr\n=\r"XFD1048576"><v>1</v></c></row>',
        '<row><c r="XFD0000000900000"><v>1</v></c></row>',
        '<row r="5000000"><c><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c><c><v>2</v></c><c/><c><v>1</v></c><c><v>1</v></c></row>',
        '<row><c r="AAAAA9"><v>1</v></c></row>',
        '<row><c r="A4295867296"><v>1</v></c></row>',
    ],
)
def test_a_cell_too_far_away_is_refused(row: str, workbook: bytes) -> None:
    assert isinstance(safety.inspect_bytes(with_row(workbook, row)), Finding)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="900"><c r="Z900"><v>1</v></c></row>',
        '<row r="900"><c r="AB900"><v>1</v></c></row>',
        '<row r="300000"><c r="A300000"><v>1</v></c></row>',
        '<row r="900"><c r="B900" t="inlineStr"><is><t>AB123456 "XFD1048576"</t></is></c></row>',
        '<row r="900"><c r="B900"><v>123456789.123456</v></c><c><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        '<row r="1048576"><c r="XFD1048576" s="1"></c></row>',
    ],
)
def test_a_cell_within_reach_is_not(row: str, workbook: bytes) -> None:
    assert not isinstance(safety.inspect_bytes(with_row(workbook, row)), Finding)


@given(
    st.integers(0, 20_000),
    st.sampled_from(["AA1", "Z100000", "XFD9", "A0100000", "ABCDE1"]),
    st.sampled_from(['r="{}"', "r='{}'", 'r = "{}"', 'r\t=\n"{}"']),
)
def test_no_far_address_escapes_wherever_it_stands(before: int, address: str, written: str) -> None:
    content = b"<row>" + b"x" * before + b"<c " + written.format(address).encode() + b"/>"
    columns, rows = reach.claimed_reach(content)
    assert columns > 26 or rows > 99_999


def test_colours_and_identifiers_are_no_addresses() -> None:
    head = b'<worksheet xr:uid="{AB12CD34-0001}"><sheetPr><tabColor rgb="FF1F3864"/></sheetPr>'
    cells = b'<row r="99999" ht="100000"><c r="Z99999" showErrorMessage="1"><v>123456</v></c></row>'
    assert reach.claimed_reach(head + cells) == (26, 99_999)


@given(
    st.lists(st.sampled_from(list(b'<!f"e?ab')), max_size=40).map(bytes),
    st.sampled_from([b"<!", b"<f", b'"e"', b"aba", b"<?"]),
    st.integers(0, 12),
)
def test_bytes_are_found_where_they_first_stand(content: bytes, needle: bytes, start: int) -> None:
    for rarest in (needle[:1], needle[1:2], needle[-1:]):
        for whole in (content, content + needle):
            assert find(whole, needle, rarest, start) == whole.find(needle, start)


def test_a_byte_that_is_not_rare_misleads_only_for_a_while() -> None:
    content = b"!" * 1_000 + b"<!"
    assert find(content, b"<!", b"!") == 1_000
    assert find(b"!" * 1_000, b"<!", b"!") == -1


def test_a_sheet_beyond_the_limit_is_not_measured_to_its_end() -> None:
    cells = b"".join(b'<row r="%d"><c r="B%d"><v>1</v></c></row>' % (n, n) for n in range(1, 99))
    assert reach.filled_reach(cells, 40) == (2, 21)
    assert reach.filled_reach(cells, 1_000) == (2, 98)
    assert reach.claimed_reach(cells) == (2, 98)


CELLS = [
    *('<c r="A1"><v>1</v></c>', '<c r="Z99999"/>', '<c r="A1" t="s" s="1"><v>0</v></c>'),
    *('<c r="AA1"/>', '<c r="XFD1048576"><v>1</v></c>', '<c r="A100000"><v>1</v></c>'),
    *("<c r='XFD900000'><v>1</v></c>", '<c r="xfd900000"><v>1</v></c>', '<c r="900000"/>'),
    *('<c s="1" r="XFD900000"><v>1</v></c>', "<c><v>1</v></c>", "<c/>", '<c\n r="XFD900000"/>'),
    *('<c r = "XFD900000"/>', '<x:c r="XFD900000"><v>1</v></x:c>', '<c r="A1:B2"/>', '<c r=""/>'),
    *('<c a="&gt;" r="XFD900000"/>', '<c r="A1"><c r="XFD900000"/></c>', '<c r="&#88;FD9"/>'),
    *('<row r="900000"/>', "<row r='900000'/>", "<row/>", '<row spans="1:2" r="900000"/>'),
    *('<x:row r="900000"/>', '<row\tr="900000"/>', '<row r="1"/>', '<row r="99999" ht="15"/>'),
    *('<cols><col min="1" max="16384"/></cols>', '<mergeCell ref="A1:XFD1048576"/>', "<v>c r</v>"),
    *('<dimension ref="A:XFD"/>', "<!-- c -->", "<![CDATA[<c]]>", "<?x c?>", " "),
]
HOLDS_OTHERS = ["{}", "<row>{}</row>", '<row r="2">{}</row>', "<sheetData>{}</sheetData>"]
NEAR = re.compile(r"[A-Z]?\d{1,5}")


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """Draw the text of a sheet whose rows and cells are written as nobody expects."""
    few = st.lists(st.sampled_from(CELLS[:3]) | st.sampled_from(CELLS), max_size=3)
    parts = draw(st.lists(st.tuples(st.sampled_from(HOLDS_OTHERS), few), max_size=4))
    inside = "".join(holder.format("".join(cells)) for holder, cells in parts)
    return f'<worksheet xmlns="m" xmlns:x="m">{inside}</worksheet>'.encode()


@given(sheets())
def test_what_goes_the_quick_way_is_what_the_slow_way_makes_of_it(content: bytes) -> None:
    assume(reach.stays_near(content))
    assert plain_sheet(content) == with_usual_size(content)
    columns, rows = reach.claimed_reach(content)
    assert columns <= 26
    assert rows <= 99_999
    placed = etree.fromstring(content).iter("{*}row", "{*}c")
    assert all(NEAR.fullmatch(node.get("r", "")) for node in placed)


@pytest.mark.parametrize("piece", CELLS)
def test_every_way_to_write_a_far_cell_is_measured(piece: str) -> None:
    as_usual = {*CELLS[:3], '<row r="1"/>', '<row r="99999" ht="15"/>', "<v>c r</v>", " "}
    as_usual |= {one for one in CELLS if one.startswith(("<col", "<merge", "<dim"))}
    content = f'<worksheet><row r="1">{piece}</row></worksheet>'.encode()
    assert reach.stays_near(content) == (piece in as_usual)


def test_many_cells_without_addresses_take_no_more_memory_than_they_have() -> None:
    cells = b"".join(b"<c><v>%d.5</v></c>" % number for number in range(50_000))
    content = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    tracemalloc.start()
    try:
        made = plain_sheet(content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made.count(b' r="') == 50_001
    assert most < 4 * len(content)  # its pieces, all held at once, took fifteen times as much
