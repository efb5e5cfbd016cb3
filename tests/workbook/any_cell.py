"""Cells as other programs write them: a workbook and a drawn cell in, the workbook with it out.

The one surprising thing: cells are written by hand, because no writer makes most of what other
writers make; what is not legal to the letter is drawn as well, when programs are known to write it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from tests.lab.parcels import SHEET, edit_content, edit_part

CODES = [
    *("General", "@", "0", "0%", '0"%"', "0\\%", '0"‰"', "0.00E+00", "# ?/?", ";;;", "#,##0,,"),
    *("dd/mm/yyyy", "d-mmm", "yyyy", "[h]:mm", "[mm]:ss", "hh:mm AM/PM", '0" phần trăm"'),
    *('#,##0 "đ"', "[$₫-42A]#,##0", '"Đã xong"', "[Red]0;[Blue]-0", "[>1e9]0;0", "[[[", "\\"),
]
NUMBERS = [
    *("0", "-0", "1", "-5", "12.5", "1E+400", "-1E+400", "1e-320", "1E+300", "INF", "-INF", "NaN"),
    *("Infinity", "nan", "2958466", "1E+10", "1e308", "99999999999999999999", "20200513", "43964"),
    *(" 12 ", "+5", "1,5", "0x1F", "12abc", "", "1 246", "0.1000000000000000055"),
]
TEXTS = [
    *("", " ", ".", "-", "x", "…", "0", "12", "1.234", "1246\u200b", "\u202d1246\u202c", "1\n246"),
    *("13/05/2020 00:00:00", "05/13/2020", "Cộng", "Tổng số", "Toàn huyện"),
    *("#REF!", "=1+1", "Xã Đại Đồng", "(còn lại)", "50%", "_x000D_", "Ghi chú:", "\u200b"),
]
DAYS = ["2020-05-13", "2020-05-13T00:00:00Z", "2020-13-45", "12:30:00", "0000-00-00", "13/05/2020"]
ERRORS = ["#DIV/0!", "#REF!", "#N/A", "#SPILL!", " #NAME? ", "lỗi", ""]
_CELL = re.compile(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.S)
_OPEN_CELL = re.compile(r"<table:table-cell\b[^>]*?(?:/>|>.*?</table:table-cell>)", re.S)
# of an .xls: row, column and look follow, then eight bytes or the upper four of them
_NUMBER_RECORD = re.compile(rb"\x03\x02\x0e\x00|(?P<packed>\x7e\x02\x0a\x00)")

numbers = st.one_of(st.sampled_from(NUMBERS), st.floats().map(repr), st.integers().map(str))
texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12),
)
_VALUES = {
    "": numbers,
    "n": numbers,
    "s": st.sampled_from(["0", "3", "7", "999999", "-1", "a"]),
    "str": texts,
    "inlineStr": texts,
    "b": st.sampled_from(["0", "1", "2", "TRUE", ""]),
    "e": st.sampled_from(ERRORS),
    "d": st.sampled_from(DAYS),
}
_HOLDERS = ["<v>{}</v>", "<v>{}</v>", "", "<v/>", "<v><![CDATA[{}]]></v>", "<v> {} </v>"]
_FORMULAS = ["", "", "<f>1+1</f>", "<f/>", '<f t="shared" si="9"/>']
_STRUCK = "<r><rPr><strike/></rPr><t>5</t></r>"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell: which one of the sheet, in which look, and what it is made of."""

    at: int
    look: int  # of `CODES`, one more; 0 for none
    attributes: str
    inside: str
    has_address: bool = True


@st.composite
def xlsx_cells(draw: st.DrawFn) -> Drawn:
    """Draw a cell of any type, content and form of address."""
    kind = draw(st.sampled_from(list(_VALUES)))
    value = escape(draw(_VALUES[kind]))
    if kind == "inlineStr":
        runs = draw(st.sampled_from(["<t>{}</t>", _STRUCK + "<r><t>{}</t></r>"]))
        inside = f"<is>{runs.format(value)}</is>"
    else:
        inside = draw(st.sampled_from(_FORMULAS)) + draw(st.sampled_from(_HOLDERS)).format(value)
    equals = draw(st.sampled_from(["=", "=", " = "]))
    return Drawn(
        draw(st.integers(0, 10_000)),
        draw(st.integers(0, len(CODES))),
        f' t{equals}"{kind}"' if kind else "",
        inside,
        draw(st.booleans()),
    )


@st.composite
def ods_cells(draw: st.DrawFn) -> Drawn:
    """Draw a cell of an OpenDocument sheet, with a value, a text, or both that disagree."""
    kind = draw(st.sampled_from(["float", "percentage", "currency", "date", "time", "boolean"]))
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    value = {"date": st.sampled_from(DAYS), "time": st.sampled_from(["PT12H", "PT99999999H", "x"])}
    written = draw(value.get(kind, numbers))
    shown = escape(draw(texts)).replace("\n", draw(st.sampled_from(["<text:line-break/>", " "])))
    typed = f' office:value-type="{kind}" office:{name}={quoteattr(written)}'
    typed = draw(st.sampled_from([typed, ' office:value-type="string"', ""]))
    return Drawn(
        draw(st.integers(0, 10_000)),
        0,
        typed + draw(st.sampled_from(["", "", ' table:number-columns-repeated="2"'])),
        draw(st.sampled_from([f"<text:p>{shown}</text:p>", f"<text:p>{shown}</text:p>", ""])),
    )


@st.composite
def xls_cells(draw: st.DrawFn) -> Drawn:
    """Draw a number of an old workbook: its eight bytes, and the place of its look."""
    number = draw(st.one_of(st.floats(), st.sampled_from([1e308, 1e10, 43964.0, 2958466.0])))
    return Drawn(
        draw(st.integers(0, 10_000)), draw(st.integers(0, 60)), "", struct.pack("<d", number).hex()
    )


def with_looks(data: bytes) -> tuple[bytes, int]:
    """Give a workbook all looks of `CODES`, and the number that the first of them has."""
    first = 0

    def change(xml: bytes) -> bytes:
        nonlocal first
        text = re.sub(r"<numFmts.*?</numFmts>", "", xml.decode(), flags=re.S)
        first = text[text.index("<cellXfs") : text.index("</cellXfs>")].count("<xf ")
        formats = "".join(
            f"<numFmt numFmtId='{300 + at}' formatCode={quoteattr(code)}/>"
            for at, code in enumerate(CODES)
        )
        looks = "".join(
            f'<xf numFmtId="{300 + at}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
            for at in range(len(CODES))
        )
        head, fonts, rest = text.replace("</cellXfs>", f"{looks}</cellXfs>").partition("<fonts")
        return f"{head}<numFmts>{formats}</numFmts>{fonts}{rest}".encode()

    return edit_part(data, "xl/styles.xml", change), first


def put_xlsx(data: bytes, first: int, drawn: Drawn) -> bytes:
    """Write a drawn cell over one of the first sheet; `first` is what `with_looks` gives."""

    def change(xml: bytes) -> bytes:
        text = xml.decode()
        cells = list(_CELL.finditer(text))
        old = cells[drawn.at % len(cells)]
        address = f' r="{old[1]}"' if drawn.has_address else ""
        look = f' s="{first + drawn.look - 1}"' if drawn.look else ""
        new = f"<c{address}{look}{drawn.attributes}>{drawn.inside}</c>"
        return f"{text[: old.start()]}{new}{text[old.end() :]}".encode()

    return edit_part(data, SHEET, change)


def put_ods(data: bytes, drawn: Drawn) -> bytes:
    """Write a drawn cell over one of the content of an OpenDocument sheet."""

    def change(xml: bytes) -> bytes:
        text = xml.decode()
        cells = list(_OPEN_CELL.finditer(text))
        old = cells[drawn.at % len(cells)]
        new = f"<table:table-cell{drawn.attributes}>{drawn.inside}</table:table-cell>"
        return f"{text[: old.start()]}{new}{text[old.end() :]}".encode()

    return edit_content(data, change)


def put_xls(data: bytes, drawn: Drawn) -> bytes:
    """Write a drawn number over one of an old workbook, whole or, where it was packed, cut."""
    numbers = list(_NUMBER_RECORD.finditer(data))
    if not numbers:
        return data  # a list of texts
    old = numbers[drawn.at % len(numbers)]
    number, look = bytes.fromhex(drawn.inside), struct.pack("<H", drawn.look)
    if old["packed"]:
        cut = struct.unpack("<I", number[4:])[0] & ~3
        return data[: old.end() + 4] + look + struct.pack("<I", cut) + data[old.end() + 10 :]
    return data[: old.end() + 4] + look + number + data[old.end() + 14 :]
