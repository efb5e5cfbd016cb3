"""Markings of secrecy: found wherever they stand, and words of any report are none."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from etl.contracts import load_forms
from etl.reference import Reference
from etl.wording.secrecy import is_marked_name, is_marking
from etl.workbook.read import read_workbook
from etl.workbook.refusals import is_secret, secret
from tests.lab.old_fonts import to_tcvn3

MARKINGS = [
    "MẬT",
    " TỐI MẬT ",
    "TUYỆT\nMẬT",
    "(MẬT)",
    "[ TỐI MẬT ]",
    "Độ mật: MẬT",
    "ĐỘ MẬT - TUYỆT MẬT",
    "Dấu chỉ độ mật: TỐI MẬT",
    "M Ậ T",
    unicodedata.normalize("NFD", "TUYỆT MẬT"),
]
NONE = [
    "Mật",
    "mật",
    "mật độ",
    "MẬT ĐỘ",
    "Mật độ dân số",
    "bí mật",
    "BÍ MẬT",
    "mật khẩu",
    "Độ mật: Không",
    "Độ mật",
    "KHÔNG MẬT",
    "Tài liệu MẬT của tỉnh",
    "MẬT 12",
    "MAT",
    "",
]
MARKED_NAMES = ["MẬT.xlsx", "Báo cáo_MẬT_2020.xlsx", "TỐI MẬT - kế hoạch.xls", "a (TUYỆT MẬT).ods"]
PLAIN_NAMES = [
    "Mật độ dân số.xlsx",
    "MẬT ĐỘ DÂN SỐ 2020.xlsx",
    "BÍ MẬT NHÀ NƯỚC.xlsx",
    "MẬT KHẨU.xlsx",
    "mật.xlsx",
    "BẢO MẬT.xlsx",
    "TMẬT.xlsx",
    "ĐÃ GIẢI MẬT.xlsx",
]


def test_a_marking_stands_alone_in_capitals() -> None:
    assert [text for text in MARKINGS if not is_marking(text)] == []
    assert [text for text in NONE if is_marking(text)] == []


def test_a_name_is_marked_by_a_word_of_its_own() -> None:
    decomposed = [unicodedata.normalize("NFD", name) for name in MARKED_NAMES]
    assert [name for name in [*MARKED_NAMES, *decomposed] if not is_marked_name(name)] == []
    assert [name for name in PLAIN_NAMES if is_marked_name(name)] == []


def _xlsx(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("Phụ lục")
    for sheet in book:
        sheet["A1"] = "Mật độ dân số, mật khẩu, bí mật"
        sheet["B3"] = 12
    change(book)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def _cell(text: str, font: str = "") -> Callable[[openpyxl.Workbook], object]:
    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[1]["D5"] = text
        if font:
            book.worksheets[1]["D5"].font = Font(name=font)

    return change


def _hidden(book: openpyxl.Workbook) -> None:
    book.worksheets[1]["D5"] = "MẬT"
    book.worksheets[1].sheet_state = "veryHidden"


def _beside(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A9"], book.worksheets[0]["B9"] = "Độ mật:", "TỐI MẬT"


def _header(text: str) -> Callable[[openpyxl.Workbook], object]:
    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[1].oddHeader.right.text = text

    return change


def _footer(book: openpyxl.Workbook) -> None:
    book.worksheets[0].firstFooter.center.text = "Trang &P/&N\nTUYỆT MẬT"


def _styled(book: openpyxl.Workbook) -> None:
    header = book.worksheets[0].evenHeader.left
    header.text, header.font, header.size, header.color = (
        "MẬT",
        "Times New Roman,Bold",
        14,
        "FF0000",
    )


def _chart(book: openpyxl.Workbook) -> None:
    book.create_chartsheet("Biểu đồ").HeaderFooter = openpyxl.worksheet.header_footer.HeaderFooter()
    book.chartsheets[0].HeaderFooter.oddHeader.center.text = "MẬT"


def _xls(cell: str = "", header: str = "", footer: str = "") -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    sheet.write(0, 0, "mật độ")
    sheet.write(4, 2, cell)
    sheet._Worksheet__header_str = header  # its own way takes ASCII alone
    sheet._Worksheet__footer_str = footer
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def _ods(cell: str = "mật độ", header: str = "bí mật") -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
        )
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        '<table:table table:name="Biểu"><table:table-row><table:table-cell '
        f'office:value-type="string"><text:p>{cell}</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    styles = (
        f'<office:document-styles {names} office:version="1.2"><office:master-styles>'
        f'<style:master-page style:name="Default"><style:header><text:p><text:span>{header}'
        "</text:span></text:p></style:header></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'
    with zipfile.ZipFile(stream := io.BytesIO(), "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("styles.xml", styles)
        package.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


FOUND = {
    "cell.xlsx": _xlsx(_cell("(MẬT)")),
    "decomposed.xlsx": _xlsx(_cell(unicodedata.normalize("NFD", "TỐI MẬT"))),
    "old-font.xlsx": _xlsx(_cell(to_tcvn3("mật"), ".VnTimeH")),
    "hidden.xlsx": _xlsx(_hidden),
    "beside.xlsx": _xlsx(_beside),
    "header.xlsx": _xlsx(_header("TỐI MẬT")),
    "old-header.xlsx": _xlsx(_header('&".VnTimeH,Bold"' + to_tcvn3("mật"))),
    "footer.xlsx": _xlsx(_footer),
    "styled.xlsx": _xlsx(_styled),
    "chart.xlsx": _xlsx(_chart),
    "cell.xls": _xls(cell="TUYỆT MẬT"),
    "header.xls": _xls(header="&CMẬT"),
    "footer.xls": _xls(footer="&L&10Trang &P&RTỐI MẬT"),
    "cell.ods": _ods(cell="MẬT"),
    "header.ods": _ods(header="MẬT"),
    "Biểu MẬT.xlsx": _xlsx(lambda _: None),
}
LEFT = {
    "plain.xlsx": _xlsx(lambda _: None),
    "text.xlsx": _xlsx(_cell("Tài liệu MẬT không gửi qua đây")),
    "density.xlsx": _xlsx(_cell("MẬT ĐỘ DÂN SỐ")),
    "header.xlsx": _xlsx(_header("Bảo vệ bí mật nhà nước")),
    "plain.xls": _xls(cell="mật khẩu", header="&CMật độ"),
    "plain.ods": _ods(),
}


def _is_found(name: str, content: bytes, folder: Path) -> bool:
    path = folder / name
    path.write_bytes(content)
    reading = read_workbook(path, load_forms(), Reference.load())
    if is_secret(reading):  # nothing but that is told of it
        assert (reading.findings, reading.tables, reading.cover) == ((secret(),), (), None)
        assert (reading.recognised, reading.kind) == ((), "")
    return is_secret(reading)


@pytest.mark.parametrize("name", FOUND)
def test_a_marking_is_found_wherever_it_stands(name: str, tmp_path: Path) -> None:
    assert _is_found(name, FOUND[name], tmp_path)


@pytest.mark.parametrize("name", LEFT)
def test_words_of_any_report_are_no_marking(name: str, tmp_path: Path) -> None:
    assert not _is_found(name, LEFT[name], tmp_path)
