"""The look of the blank workbook: names in, xlsxwriter formats out, each made once.

The one surprising thing: cells for text are formatted as text, because Excel would otherwise turn
a decision number such as 12/3 into a date and a leading = into a formula.
"""

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from etl.kinds import Kind

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
_DAY = "dd/mm/yyyy"
_BOXED: Properties = {"border": 1, "border_color": BORDER, "valign": "vcenter"}

_NAMED: dict[str, Properties] = {
    "plain": {},
    "open": {"locked": False},
    "superior": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "agency": {"align": "center", "valign": "vcenter", "bold": True, "text_wrap": True},
    "nation": {"align": "center", "valign": "vcenter", "bold": True},
    "motto": {"align": "center", "valign": "vcenter", "bold": True, "underline": 1},
    "form_number": {"align": "center", "valign": "vcenter", "italic": True},
    "title": {"align": "center", "valign": "vcenter", "bold": True, "font_size": 14},
    "period": {"align": "center", "valign": "vcenter", "italic": True},
    "note_of_data": {"align": "center", "italic": True, "bold": True, "font_color": "#9C2A00"},
    "unit": {"align": "right", "italic": True},
    "nil": {
        **_BOXED,
        **_TEXT,
        "align": "center",
        "bg_color": INPUT_FILL,
        "locked": False,
    },
    "header": {
        **_BOXED,
        "align": "center",
        "bold": True,
        "text_wrap": True,
        "bg_color": HEADER_FILL,
    },
    "code": {
        **_BOXED,
        **_TEXT,
        "align": "center",
        "italic": True,
        "font_size": 11,
        "bg_color": LABEL_FILL,
    },
    "total_label": {**_BOXED, "align": "center", "bold": True, "bg_color": LABEL_FILL},
    "heading": {"bold": True, "font_color": INK, "font_size": 13, "valign": "vcenter"},
    "label": {"bold": True, "valign": "vcenter", "text_wrap": True},
    "value": {"valign": "vcenter", "text_wrap": True, **_TEXT},
    "open_text": {
        **_BOXED,
        **_TEXT,
        "text_wrap": True,
        "indent": 1,
        "bg_color": INPUT_FILL,
        "locked": False,
    },
    "legend_open": {**_BOXED, "align": "center", "bg_color": INPUT_FILL},
    "legend_locked": {**_BOXED, "align": "center", "bg_color": LABEL_FILL},
    "cell": {**_BOXED, "text_wrap": True, "indent": 1},
    "cell_centre": {**_BOXED, "align": "center"},
    "link": {**_BOXED, "align": "center", "font_color": "#0B57D0", "underline": 1},
    "note": {"text_wrap": True, "valign": "top", "font_size": 11},
    "note_head": {"bold": True, "italic": True, "font_size": 11},
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

    def value(self, kind: Kind, *, locked: bool) -> Format:
        """Give the format of a data cell: open and pale yellow, or locked and grey."""
        properties: Properties = {**_BOXED, **_alignment(kind), "locked": locked}
        properties["bg_color"] = LABEL_FILL if locked else INPUT_FILL
        return self._format(f"value {kind.name} {locked}", properties)

    def total(self, kind: Kind) -> Format:
        """Give the format of a cell in the total row."""
        properties = {**_BOXED, **_alignment(kind), "bold": True, "bg_color": LABEL_FILL}
        return self._format(f"total {kind.name}", properties)

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
