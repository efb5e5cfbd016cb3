"""Reads the three editions back and compares every number with the warehouse.

The one surprising thing: the numbers are read from the finished files by other libraries than those
that wrote them, and the warehouse is asked again.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import html as lxml_html
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection

from etl.errors import ReportError
from etl.model import Figure
from etl.report import xlsx_sources
from etl.report.content import Content
from etl.report.docx_parts import bookmark_name
from etl.report.line_ends import plain
from etl.report.mart_rows import Marts
from etl.wording import small

_SUM = re.compile(r"=SUM\(([A-Z]+\d+:[A-Z]+\d+)\)")
_SHARE = re.compile(r'=IF\(([A-Z]+\d+)=0,"",100\*([A-Z]+\d+)/([A-Z]+\d+)\)')
_COPY = re.compile(r"__\d+$")
_SHOWN = 8  # differences named in the error
_Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A number as found in a file: its text, its value, or both."""

    edition: str
    figure_id: str
    text: str | None = None
    value: float | None = None


def check(connection: Connection, content: Content, files: Mapping[str, Path]) -> int:
    """Compare every figure of every edition with the warehouse; gives how many were compared.

    Raises `ReportError` when a number differs, is missing from an edition or has no figure.
    """
    reads = [
        *read_docx(files["docx"], content),
        *read_xlsx(files["xlsx"]),
        *read_html(files["html"]),
    ]
    wrong = [
        *_unlike_warehouse(Marts(connection, content.period.key), content),
        *(line for read in reads for line in _unlike(read, content.figures)),
        *_absent(reads, content),
        *_formulas(files["xlsx"]),
    ]
    if wrong:
        more = f"; và {len(wrong) - _SHOWN} chỗ khác" if len(wrong) > _SHOWN else ""
        raise ReportError(
            f"Không lập được báo cáo {small(content.period.title)} vì số liệu in ra khác kho dữ "
            f"liệu: {'; '.join(wrong[:_SHOWN])}{more}. Đây là lỗi của hệ thống; đề nghị báo người "
            "quản trị."
        )
    return len(reads)


def read_docx(path: Path, content: Content) -> Iterator[ReadBack]:
    """Read the text inside the figures' bookmarks of the Word edition."""
    ids = {bookmark_name(id_, 1): id_ for id_ in content.printed_ids()}
    for start in docx.Document(str(path)).element.body.iter(qn("w:bookmarkStart")):
        name = start.get(qn("w:name"))
        id_ = ids.get(name) or ids.get(_COPY.sub("", name))
        if id_ is not None:
            run = start.getnext()  # what the bookmark encloses
            yield ReadBack(
                "Word", id_, text=plain("".join(t.text or "" for t in run.iter(qn("w:t"))))
            )


def read_html(path: Path) -> Iterator[ReadBack]:
    """Read the text and value of every number of the HTML edition."""
    page = lxml_html.fromstring(path.read_text(encoding="utf-8"))
    for node in page.iter("data"):
        id_, value = node.get("data-figure", ""), node.get("value", "")
        text = plain("".join(str(part) for part in node.itertext()))
        yield ReadBack("HTML", id_, text=text, value=_float(value))


def read_xlsx(path: Path) -> Iterator[ReadBack]:
    """Read the sheet of sources and, where a number stands in a table, its cell."""
    sheets = _sheets(path)
    for row in sheets[xlsx_sources.SHEET][xlsx_sources.FIRST_ROW :]:
        id_, place = str(row[xlsx_sources.ID]), str(row[xlsx_sources.PLACE])
        text, value = str(row[xlsx_sources.PRINTED]), _float(row[xlsx_sources.VALUE])
        yield ReadBack("Excel", id_, text=text, value=value)
        if place:
            sheet, _, ref = place.rpartition("!")
            yield ReadBack("Excel", id_, value=_float(_at(sheets[sheet], ref)))


def _sheets(path: Path) -> Mapping[str, _Rows]:
    """Read the values of a workbook, by sheet, from the first line and column."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def _at(values: _Rows, place: str) -> object:
    line, column = coordinate_to_tuple(place)
    return values[line - 1][column - 1]


def _float(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return math.nan


def _unlike_warehouse(marts: Marts, content: Content) -> Iterator[str]:
    for id_ in content.printed_ids():
        figure = content.figures[id_]
        value = marts.value(figure.mart, figure.where)
        if value is None or not is_same_number(value, figure.value):
            yield f"kho dữ liệu: {id_} là {value}, báo cáo ghi {figure.value}"


def _unlike(read: ReadBack, figures: Mapping[str, Figure]) -> Iterator[str]:
    figure = figures.get(read.figure_id)
    if figure is None:
        yield f"{read.edition}: {read.figure_id} không có trong báo cáo"
        return
    if read.text is not None and read.text != figure.printed:
        yield f"{read.edition}: {read.figure_id} in “{read.text}”, phải là “{figure.printed}”"
    if read.value is not None and not is_same_number(read.value, figure.value):
        yield f"{read.edition}: {read.figure_id} có giá trị {read.value}, phải là {figure.value}"


def _absent(reads: Iterable[ReadBack], content: Content) -> Iterator[str]:
    found = {(read.edition, read.figure_id) for read in reads}
    for edition, id_ in product(("Word", "Excel", "HTML"), content.printed_ids()):
        if (edition, id_) not in found:
            yield f"{edition}: thiếu {id_}"


def _formulas(path: Path) -> Iterator[str]:
    """Calculate every formula of the annex and compare with the result that is stored."""
    book = openpyxl.load_workbook(path)
    stored = _sheets(path)
    for sheet in book.worksheets:
        values = stored[sheet.title]
        for cell in chain.from_iterable(sheet.iter_rows()):
            if cell.data_type != "f":
                continue
            result = _calculate(str(cell.value), values)
            kept = _float(_at(values, cell.coordinate))
            if not is_same_number(result, kept):
                yield (
                    f"Excel: công thức ở {sheet.title}!{cell.coordinate} cho {result}, "
                    f"kho dữ liệu có {kept}"
                )


def _calculate(formula: str, values: _Rows) -> float:
    if match := _SUM.fullmatch(formula):
        left, top, right, bottom = range_boundaries(match[1])
        lines = values[int(top or 1) - 1 : bottom]
        added = chain.from_iterable(line[int(left or 1) - 1 : right] for line in lines)
        return math.fsum(value for value in added if isinstance(value, int | float))
    if match := _SHARE.fullmatch(formula):
        part, whole = (_float(_at(values, place)) for place in match.groups()[1:])
        return 100 * part / whole
    return math.nan


def is_same_number(one: float, other: float) -> bool:
    """Whether two values are one number, floats being what they are."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
