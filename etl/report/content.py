"""The report as one value: what is said, before anyone decides how it looks.

The Word, Excel and HTML editions are made from the same `Content` and so print the same numbers.
The one surprising thing: a number never stands in a text as text alone, it stands in a run or cell
that names its figure, which is how each edition can be read back and checked.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from etl.model import Figure, Period
from etl.wording import long_date_text, small

NO_DATA = "chưa có số liệu"
NONE_OCCURRED = "không phát sinh"  # sent and accepted, with nothing to report


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the body of a letter by Nghị định 30/2020/NĐ-CP; room in a draft."""

    superior: str
    agency: str
    agency_in_text: str
    symbol: str  # "BC-BDT"
    place: str
    kind: str  # "BÁO CÁO"
    subject: str
    addressees: tuple[str, ...]
    authority: tuple[str, ...]  # lines above the signature
    signatory: str  # "" leaves room to sign
    recipients: tuple[str, ...]
    archive: str
    number: str = ""  # "05", without the symbol
    signed_on: dt.date | None = None

    @property
    def code(self) -> str:
        """Number and symbol, "05/BC-BDT"."""
        return f"{self.number or '      '}/{self.symbol}"

    @property
    def signed_text(self) -> str:
        """The date in words, or the room for it."""
        room = "ngày      tháng      năm        "
        return room if self.signed_on is None else long_date_text(self.signed_on)

    @property
    def enclosed_with(self) -> str:
        """The line under the title of an appendix."""
        return f"(Kèm theo Báo cáo số {self.code} {self.signed_text} của {self.agency_in_text})"


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text in one style; with `figure_id`, a printed number."""

    text: str
    figure_id: str = ""
    bold: bool = False
    italic: bool = False
    mark: str = ""  # of a footnote: "(1)", printed raised after the text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 0 is a part ("Phần thứ nhất"), 1 is I., 2 is 1., 3 is a)."""

    level: int
    number: str
    text: str

    @property
    def line(self) -> str:
        """The heading as printed, number first."""
        return f"{self.number} {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, an item of a list ("- …") or a note in small italics."""

    runs: tuple[TextRun, ...]
    kind: Literal["body", "item", "note"] = "body"

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell of a table; `span` cells to the right belong to it too."""

    text: str
    figure_id: str = ""
    span: int = 1
    mark: str = ""  # of a footnote: "(1)", printed raised after the number


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of a printed table."""

    header: str
    group: str = ""
    width: float = 1.0  # relative to the other columns
    numeric: bool = False
    total: Literal["sum", "share", ""] = ""  # formulas of the annex
    share_of: tuple[int, int] = (0, 0)  # of a share: the column of the part, that of the whole


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[PrintedCell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a table's header; `at` is its first column."""

    text: str
    at: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table with its caption, unit and note."""

    id: str
    title: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    note: str = ""
    sheet: str = ""  # its sheet in the Excel annex; "" for none
    caption: str = ""  # "Bảng 1. …"; "" when the heading above says it already
    footnotes: tuple[str, ...] = ()  # "(1) …", under the table

    def header(self) -> list[list[HeaderCell]]:
        """Give one line of header cells, or two when columns are grouped."""
        if not any(column.group for column in self.columns):
            return [[HeaderCell(column.header, at) for at, column in enumerate(self.columns)]]
        top: list[HeaderCell] = []
        under: list[HeaderCell] = []
        for at, column in enumerate(self.columns):
            if not column.group:
                top.append(HeaderCell(column.header, at, rowspan=2))
                continue
            under.append(HeaderCell(column.header, at))
            if at and self.columns[at - 1].group == column.group:
                top[-1] = replace(top[-1], colspan=top[-1].colspan + 1)
            else:
                top.append(HeaderCell(column.group, at))
        return [top, under]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name and one figure per category."""

    name: str
    figure_ids: tuple[str, ...]
    column: int  # its column in the table beside it, for native charts


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart over the rows of a table."""

    id: str
    title: str
    table_id: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    stacked: bool
    alt: str  # what the chart shows, in words
    note: str = ""
    caption: str = ""  # "Biểu đồ 1. …"


Block = Heading | Paragraph | PrintedTable | Chart


@dataclass(frozen=True, slots=True)
class Appendix:
    """An appendix (phụ lục): its own pages, numbered on their own."""

    number: str  # Roman
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: cells of one sheet of one received workbook."""

    return_id: int
    agency_name: str
    form_id: str
    file_name: str
    sha256: str
    sheet: str
    cells: str  # "G12:G40, G44"; "" when the mart does not keep rows
    version: int
    data_note: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that the report should print and cannot, with the reason."""

    name: str
    reason: str
    none_occurred: bool = False  # the returns came and had nothing to report
    is_kept_back: bool = False  # it is known, and small

    @property
    def printed(self) -> str:
        """What stands in the place of the number."""
        nothing = "không công bố" if self.is_kept_back else NO_DATA
        return NONE_OCCURRED if self.none_occurred else nothing


@dataclass(frozen=True, slots=True)
class Effect:
    """What one missing return could move in one headline figure (an estimate)."""

    figure_name: str
    amount: str  # "khoảng 12 công trình"
    way: str  # how it was estimated


@dataclass(frozen=True, slots=True)
class Missing:
    """A return that is due and not accepted."""

    agency_name: str
    form_title: str
    state: str  # for a person: "chưa gửi", "đã trả lại, chờ gửi lại"
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The whole report."""

    period: Period
    letterhead: Letterhead
    blocks: tuple[Block, ...]
    appendices: tuple[Appendix, ...]
    figures: Mapping[str, Figure]
    names: Mapping[str, str]  # figure id -> what it is, for people
    sources: Mapping[str, tuple[Source, ...]]  # figure id -> where from
    gaps: tuple[Gap, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether the report has no number and date yet."""
        return not (self.letterhead.number and self.letterhead.signed_on)

    @property
    def title(self) -> str:
        """The kind and subject in one line."""
        return f"{self.letterhead.kind.capitalize()} {small(self.letterhead.subject)}"

    def tables(self) -> Iterator[PrintedTable]:
        """Give every table, in the order of the blocks."""
        return (block for block in self.all_blocks() if isinstance(block, PrintedTable))

    def all_blocks(self) -> Iterator[Block]:
        """Give every block, body first, then the appendices in order."""
        yield from self.blocks
        for appendix in self.appendices:
            yield from appendix.blocks

    def printed_ids(self) -> tuple[str, ...]:
        """Give the ids of all figures in texts and tables, each once, in order."""
        seen: dict[str, None] = {}
        for block in self.all_blocks():
            if isinstance(block, Paragraph):
                seen.update((run.figure_id, None) for run in block.runs)
            elif isinstance(block, PrintedTable):
                seen.update((cell.figure_id, None) for row in block.rows for cell in row.cells)
        return tuple(filter(None, seen))
