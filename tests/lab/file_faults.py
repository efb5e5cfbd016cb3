"""Faults of whole tables and files: a clean sketch in, the same with one fault and its rule.

The one surprising thing: a fault that makes the file unreadable replaces the bytes after writing,
so that everything before the first parser is tried on real files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lab import parcels
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.sketch import Line, Sketch, sketch


def _bytes(rule: str, change: Callable[[bytes], bytes], suffix: str = ".xlsx") -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        drawn.after.append(change)
        drawn.suffix = suffix
        return [Expected(f"file.{rule}")]

    return plant


def renamed(rule: str, content: bytes) -> Plant:
    """Write other bytes under the sketch's name; the content decides, not the suffix."""
    return _bytes(rule, lambda _: content)


def _attribute(rule: str, severity_of: str = "", **changes: Any) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        for name, value in changes.items():
            setattr(drawn, name, value)
        return [Expected(f"file.{rule}", says=severity_of)]

    return plant


def _title(rule: str, *lines: str) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        drawn.title = [*lines, drawn.form.number]
        return [Expected(f"file.{rule}")]

    return plant


def _cover(rule: str, **fields: str) -> Plant:
    """Add a machine-readable block that contradicts the titles, or cannot be understood."""

    def plant(drawn: Sketch) -> list[Expected]:
        block = {
            "BDT_AGENCY": "ubnd-trang-dinh",
            "BDT_PERIOD": "2020",
            "BDT_EDITIONS": f"works={drawn.form.edition}",
        } | fields

        def add(book: Any, _: Any) -> None:
            page = book.add_worksheet("Trang bìa")
            for row, (key, value) in enumerate(block.items()):
                page.write_string(row, 0, key)
                page.write_string(row, 1, value)

        drawn.also.append(add)
        return [Expected(f"file.{rule}")]

    return plant


def _future(drawn: Sketch) -> list[Expected]:
    drawn.title[-1] = "Kỳ báo cáo: Năm 2099"
    return _cover("period_not_begun", BDT_PERIOD="2099")(drawn)


def _two_units(drawn: Sketch) -> list[Expected]:
    drawn.unit = "ĐVT: triệu đồng"
    drawn.groups = {
        name: "Vốn đầu tư (nghìn đồng)"
        for name in drawn.order
        if drawn.column(name).unit == "triệu đồng"
    }
    return [Expected("file.two_units")]


def _no_unit(drawn: Sketch) -> list[Expected]:
    drawn.unit = ""
    drawn.groups |= {
        column.name: "Vốn đầu tư" for column in drawn.form.columns if column.unit == "triệu đồng"
    }
    return [Expected("file.no_unit")]


def _lonely_text(drawn: Sketch) -> list[Expected]:
    line = Line({"name": "Cầu Bản Mẫu"}, is_record=False)
    drawn.lines.insert(4, line)
    return [Expected("file.row_unclear", line, "name")]


def _below_end(drawn: Sketch) -> list[Expected]:
    last = drawn.lines[-1]
    end = Line(free={0: "NGƯỜI LẬP BIỂU"}, is_record=False)
    drawn.lines.insert(len(drawn.lines) - 1, end)
    return [Expected("file.rows_below_end", last, drawn.order[0])]


def _twice(drawn: Sketch) -> list[Expected]:
    other = sketch(drawn.form.id, 99, count=4)

    def add(book: Any, page: Any) -> None:
        from tests.lab.ink import lay_out

        lay_out(book, book.add_worksheet("Biểu (2)"), other)

    drawn.also.append(add)
    return [Expected("file.form_twice")]


def _few_columns(drawn: Sketch) -> list[Expected]:
    drawn.title = ["UBND HUYỆN TRÀNG ĐỊNH", "Năm 2020"]
    drawn.order = ["name", "planned_million_vnd", "started_on"]
    return [Expected("file.form_unclear")]


def _not_ours(drawn: Sketch) -> list[Expected]:
    drawn.title = ["DANH SÁCH TRỰC CƠ QUAN"]
    drawn.headers = {name: f"Cột {at}" for at, name in enumerate(drawn.order)}
    drawn.groups = dict.fromkeys(drawn.order, "")
    return [Expected("file.not_our_form")]


def _near_header(drawn: Sketch) -> list[Expected]:
    drawn.headers |= {"completed_on": "Ngày hoàn thàn"}
    drawn.groups |= {"started_on": "", "completed_on": ""}
    return [Expected("file.unknown_column")]


def _hidden_row(drawn: Sketch) -> list[Expected]:
    line = drawn.records[3]
    drawn.hidden_rows = [line]
    return [Expected("file.hidden_rows", line, drawn.order[0])]


_HTML = b"<html><body><table><tr><td>1</td></tr></table></body></html>"
_XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
_XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _with_macro(data: bytes) -> bytes:
    return parcels.add_part(data, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(60))


FILE_FAULTS = [
    Fault("web page named .xls", "works", renamed("not_a_workbook", _HTML)),
    Fault("list of CSV named .xls", "works", renamed("not_a_workbook", b"a;b;c\n1;2;3\n")),
    Fault("spreadsheet XML of 2003", "works", renamed("not_a_workbook", _XML_2003)),
    Fault("binary workbook", "works", renamed("not_a_workbook", parcels.package_of(_XLSB))),
    Fault("Word file", "works", renamed("not_a_workbook", parcels.package_of(_DOCX))),
    Fault("old Word file", "works", renamed("not_a_workbook", parcels.ole("WordDocument"))),
    Fault("PDF", "works", renamed("not_a_workbook", b"%PDF-1.7\n%")),
    Fault("picture", "works", renamed("not_a_workbook", b"\x89PNG\r\n\x1a\n" + bytes(30))),
    Fault("nothing", "works", renamed("not_a_workbook", b"")),
    Fault("noise", "works", renamed("not_a_workbook", bytes(range(1, 255)) * 4)),
    Fault("zip of workbooks", "works", renamed("not_a_workbook", parcels.zipped(a__b=b"x"))),
    Fault("broken upload", "works", _bytes("damaged", parcels.truncated)),
    Fault("zip bomb", "works", _bytes("unsafe", parcels.bomb)),
    Fault("entities", "works", _bytes("unsafe", parcels.with_dtd)),
    Fault("two parts of one name", "works", _bytes("unsafe", parcels.doubled)),
    Fault("part larger than it says", "works", _bytes("unsafe", parcels.lying)),
    Fault("cell at the end of the world", "works", _bytes("too_large", parcels.stretched)),
    Fault("macro", "works", _bytes("macros", _with_macro)),
    Fault(
        "embedded object",
        "works",
        _bytes(
            "embedded_objects",
            lambda data: parcels.add_part(data, "xl/embeddings/oleObject1.bin", b"x"),
        ),
    ),
    Fault(
        "link to another file",
        "works",
        _bytes(
            "external_links",
            lambda data: parcels.add_part(data, "xl/externalLinks/externalLink1.xml", b"<x/>"),
        ),
    ),
    Fault("no period", "works", _title("no_period", "UBND HUYỆN TRÀNG ĐỊNH")),
    Fault(
        "two periods", "works", _title("no_period", "UBND HUYỆN TRÀNG ĐỊNH", "Năm 2019", "Năm 2020")
    ),
    Fault("no sender", "works", _title("no_agency", "Kỳ báo cáo: Năm 2020")),
    Fault(
        "two senders",
        "works",
        _title("no_agency", "UBND HUYỆN TRÀNG ĐỊNH", "UBND HUYỆN BẮC SƠN", "Năm 2020"),
    ),
    Fault("cover of another period", "works", _cover("wrong_period", BDT_PERIOD="2019")),
    Fault("cover of another agency", "works", _cover("wrong_agency", BDT_AGENCY="ubnd-bac-son")),
    Fault("cover of an unknown agency", "works", _cover("no_agency", BDT_AGENCY="ubnd-khong-co")),
    Fault("cover with no legal period", "works", _cover("no_period", BDT_PERIOD="2020-Q7")),
    Fault("cover of an old edition", "works", _cover("wrong_edition", BDT_EDITIONS="works=0.9.0")),
    Fault("period that has not begun", "works", _future),
    Fault("two units", "works", _two_units),
    Fault("no unit", "works", _no_unit),
    Fault("text alone in a row", "works", _lonely_text),
    Fault("record below the signature", "works", _below_end),
    Fault("form on two sheets", "works", _twice),
    Fault("few columns of a form", "works", _few_columns),
    Fault("no form of ours", "works", _not_ours),
    Fault("header with a slip", "works", _near_header),
    Fault("hidden row", "works", _hidden_row),
    Fault(
        "hidden column",
        "works",
        _attribute("hidden_columns", hidden_columns=["planned_million_vnd"]),
    ),
    Fault("hidden sheet", "works", _attribute("hidden_sheet", visible="hidden")),
    Fault("very hidden sheet", "works", _attribute("hidden_sheet", visible="very_hidden")),
]
