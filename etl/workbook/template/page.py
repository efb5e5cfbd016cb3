"""The sheets of the blank workbook and their look: texts and names of looks in, cells out.

The one surprising thing: cells for text are formatted as text, because Excel would otherwise turn
a decision number such as 12/3 into a date and a leading = into a formula.
"""

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from etl.kinds import Kind, kind_of
from etl.model import Column

FONT = "Times New Roman"
INPUT_FILL = "#FFF9DB"
LABEL_FILL = "#F1F3F4"
HEADER_FILL = "#DCE6F1"
BORDER = "#8A94A0"
INK = "#1F3864"

Properties = dict[str, object]

_TEXT = {"num_format": "@"}
# the prefix asks for dots and a decimal comma, whatever language the program is set to
_WHOLE = "[$-42A]#,##0"
_DECIMAL = "[$-42A]#,##0.0##"  # never hides a digit down to nghìn đồng
_NO_AMOUNT = "0"  # a year has no dots
_DAY = "dd/mm/yyyy"
_OPEN: Properties = {"bg_color": INPUT_FILL, "locked": False}
_GREY: Properties = {"bg_color": LABEL_FILL}
_CENTRE: Properties = {"align": "center", "valign": "vcenter"}
_BOXED: Properties = {"border": 1, "border_color": BORDER, "valign": "vcenter"}

_NAMED: dict[str, Properties] = {
    "open": {"locked": False},
    "superior": {**_CENTRE, "text_wrap": True},
    "agency": {**_CENTRE, "bold": True, "text_wrap": True},
    "nation": {**_CENTRE, "bold": True},
    "motto": {**_CENTRE, "bold": True, "underline": 1},
    "form_number": {**_CENTRE, "italic": True},
    "title": {**_CENTRE, "bold": True, "font_size": 14},
    "period": {**_CENTRE, "italic": True},
    "note_of_data": {"align": "center", "italic": True, "bold": True, "font_color": "#9C2A00"},
    "unit": {"align": "right", "italic": True},
    "nil": {**_BOXED, **_TEXT, "align": "center", **_OPEN},
    "header": {**_BOXED, **_CENTRE, "bold": True, "text_wrap": True, "bg_color": HEADER_FILL},
    "code": {**_BOXED, **_TEXT, **_CENTRE, **_GREY, "italic": True},
    "total_label": {**_BOXED, "align": "center", "bold": True, **_GREY},
    "heading": {"bold": True, "font_color": INK, "font_size": 13, "valign": "vcenter"},
    "label": {"bold": True, "valign": "vcenter", "text_wrap": True},
    "value": {"valign": "vcenter", "text_wrap": True, **_TEXT},
    "open_text": {**_BOXED, **_TEXT, **_OPEN, "text_wrap": True, "indent": 1},
    "legend_open": {**_BOXED, "align": "center", "bg_color": INPUT_FILL},
    "legend_locked": {**_BOXED, "align": "center", "bg_color": LABEL_FILL},
    "cell": {**_BOXED, "text_wrap": True, "indent": 1},
    "cell_centre": {**_BOXED, "align": "center"},
    "link": {**_BOXED, "align": "center", "font_color": "#0B57D0", "underline": 1},
    "note": {"text_wrap": True, "valign": "top"},
    "note_head": {"bold": True, "italic": True},
    "sign": {"align": "center", "bold": True, "text_wrap": True, "locked": False},
    "sign_hint": {"align": "center", "italic": True, "locked": False},
    "machine_head": {"italic": True, "font_color": "#5F6B7A", "font_size": 10},
    "machine": {**_TEXT, "font_color": "#5F6B7A", "font_size": 10},
}


class BlankStyles:
    """The formats of one workbook, made on first use."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """Give the format of a name; raises `KeyError` for a name that is not listed here."""
        return self._format(name, _NAMED[name])

    def value(self, column: Column, *, locked: bool) -> Format:
        """Give the format of a data cell: open and pale yellow, or locked and grey."""
        kind = kind_of(column)
        look = {**_BOXED, **_alignment(kind), **(_GREY if locked else _OPEN)}
        if kind.is_number and not column.is_amount:
            look["num_format"] = _NO_AMOUNT
        return self._format(f"value {kind.name} {column.is_amount} {locked}", look)

    def total(self, kind: Kind) -> Format:
        """Give the format of a cell in the total row."""
        look = {**_BOXED, **_alignment(kind), **_GREY, "bold": True}
        return self._format(f"total {kind.name}", look)

    def _format(self, key: str, properties: Properties) -> Format:
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def _alignment(kind: Kind) -> Properties:
    if kind.is_number:
        return {"num_format": _WHOLE if kind.is_whole else _DECIMAL, "align": "right", "indent": 1}
    if kind.is_date:
        return {"num_format": _DAY, "align": "center"}
    return {**_TEXT, "align": "left", "text_wrap": True, "indent": 1}


class Page:
    """A protected sheet on A4; texts have looks by name, rows and columns count from 0."""

    def __init__(
        self, workbook: Workbook, styles: BlankStyles, name: str, widths: Sequence[float]
    ) -> None:
        """Add a sheet with columns of these widths, in characters."""
        self.sheet = workbook.add_worksheet(name)
        self.styles = styles
        self.last = len(widths) - 1  # column
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)

    def write(self, row: int, at: int, text: str, look: str) -> None:
        """Write a text into a cell."""
        self.sheet.write_string(row, at, text, self.styles[look])

    def span(self, row: int, left: int, right: int, text: str, look: str) -> None:
        """Write a text over some columns of one row, or nothing over none."""
        if left <= right:
            self.merge(row, left, row, right, text, look)

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, look: str) -> None:
        """Write a text over a block of cells, merged when there are several."""
        if (top, left) == (bottom, right):
            self.write(top, left, text, look)
        else:
            self.sheet.merge_range(top, left, bottom, right, text, self.styles[look])

    def set_up(
        self, end: int, allowed: Sequence[str], margins: Mapping[str, float], *, height: int
    ) -> None:
        """Protect it but for what is allowed, and print it as wide as a page and `height` high.

        `end` is its last row, the margins are in inches; a height of 0 is as many pages as needed.
        """
        self.sheet.protect("", dict.fromkeys(allowed, True))
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_margins(**margins)
        self.sheet.fit_to_pages(1, height)
        self.sheet.print_area(0, 0, end, self.last)
        self.sheet.center_horizontally()
