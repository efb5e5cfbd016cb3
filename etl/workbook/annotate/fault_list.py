"""The sheets "Cần sửa" and "Đã sửa": lines in, sheet XML out.

The one surprising thing: at most 500 lines are listed, for nobody reads more; the sheet says how
many there are in truth, and the cells of all of them are coloured.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from lxml import etree

from etl.model import Severity
from etl.wording import number_text
from etl.workbook.annotate.fault_lines import SEVERITY_WORDS, FaultLine, summary
from etl.workbook.annotate.returned_sheet import TextSheet
from etl.workbook.annotate.style_part import HIGHLIGHTS, Look, StyleBook
from etl.workbook.annotate_keys import FIXED_SHEET, KEY_HEADER, REASON_HEADER

MAX_LINES = 500
TITLE_ROW_OF_TABLE = 8  # of the sheet "Cần sửa", repeated on each printed page

_HEADERS = (
    *("STT", "Mức độ", "Biểu", "Ô", "Dòng", "Nội dung cần sửa", "Giá trị đã ghi"),
    *("Giá trị đối chiếu", "Chênh lệch", "Việc cần làm", REASON_HEADER, KEY_HEADER),
)
_WIDTHS = (5, 10, 11, 13, 21, 48, 12, 14, 11, 16, 26, 10)
_LAST_SHOWN = len(_HEADERS) - 2
_FIXED_HEADERS = ("STT", "Biểu", "Dòng", "Điểm phải sửa ở bản trước, nay đã đạt", KEY_HEADER)
_FIXED_WIDTHS = (5, 16, 40, 86, 10)

_TITLE = Look(bold=True, size=16, colour="FF9C2A00", down="center")
_WHO = Look(bold=True, size=12, down="center")
_PLAIN = Look(size=12, down="center")
_COUNT = Look(bold=True, size=12, colour="FF1F3864", down="center")
_NOTICE = Look(bold=True, size=12, colour="FF9C2A00", fill="FFFFF1EC", down="center")
_HEADER = Look(bold=True, size=12, fill="FFDCE6F1", boxed=True, across="center", down="center")
_BODY = Look(size=12, boxed=True)
_CENTRE = replace(_BODY, across="center")
_RIGHT = replace(_BODY, across="right")
_LINK = replace(_BODY, underline=True, colour="FF0B57D0", across="center")
_OPEN = replace(_BODY, fill="FFFFF9DB", locked=False)
_KEY = Look(size=8, colour="FF8A94A0")
_BANDS = {
    Severity.CRITICAL: "FFFDE3E1",
    Severity.WARNING: "FFFFF0CC",
    Severity.INFO: "FFE4F0FC",
}
_HOW = (
    "Cách làm: (1) Bấm vào địa chỉ ở cột Ô để đến ô cần sửa; ô đã được tô màu, đưa chuột vào ô để "
    "đọc ghi chú. (2) Sửa ngay trong tệp này. (3) Điểm “Cần giải trình”: nếu số liệu đúng, ghi lý "
    "do vào cột Giải trình (nền vàng nhạt). (4) Lưu và gửi lại chính tệp này."
)


def to_fix_sheet(
    main: str,
    styles: StyleBook,
    lines: Sequence[FaultLine],
    *,
    who: str,
    file_name: str,
    rule_book: str,
    notice: str,
) -> etree._Element:
    """Build the sheet "Cần sửa"; `notice` says why there are no marked cells, or is empty."""
    sheet = TextSheet(main, styles, _WIDTHS, hidden=(_LAST_SHOWN + 1,))
    sheet.add_wide("NHỮNG ĐIỂM CẦN SỬA TRONG TỆP BÁO CÁO", _TITLE, last=_LAST_SHOWN)
    sheet.add_wide(who, _WHO, last=_LAST_SHOWN)
    sources = [f"Tệp: {file_name}"] if file_name else []
    sources += [f"Bộ quy tắc phiên bản {rule_book}"] if rule_book else []
    sheet.add_wide(" · ".join(sources), _PLAIN, last=_LAST_SHOWN)
    sheet.add_wide(summary(lines), _COUNT, last=_LAST_SHOWN)
    sheet.add_wide(notice or _HOW, _NOTICE if notice else _PLAIN, last=_LAST_SHOWN)
    _legend(sheet)
    sheet.add([], height=6)
    sheet.add([(text, _HEADER) for text in _HEADERS[:-1]] + [(KEY_HEADER, _KEY)])
    _list(sheet, lines[:MAX_LINES])
    if len(lines) > MAX_LINES:
        text = (
            f"Trên đây là {number_text(MAX_LINES)} điểm quan trọng nhất trong tổng số "
            f"{number_text(len(lines))} điểm; các ô còn lại cũng đã được tô màu trong biểu."
        )
        sheet.add_wide(text, _NOTICE, last=_LAST_SHOWN)
    return sheet.build(
        frozen=TITLE_ROW_OF_TABLE,
        colour="FFC00000",
        prompt=(
            REASON_HEADER,
            "Nếu số liệu đúng, ghi ngắn gọn lý do, ví dụ: Được bổ sung vốn cuối năm theo quyết "
            "định của huyện. Nếu đã sửa số liệu thì để trống.",
        ),
    )


def _legend(sheet: TextSheet) -> None:
    cells: list[tuple[str, Look]] = [("Màu ô:", replace(_PLAIN, italic=True)), ("", _PLAIN)]
    for severity, word in SEVERITY_WORDS.items():
        cells.append((word, replace(_CENTRE, fill=HIGHLIGHTS[severity], down="center")))
    sheet.add(cells, height=19)
    sheet.merge(0, 1)


def _list(sheet: TextSheet, lines: Sequence[FaultLine]) -> None:
    number = 0
    for (severity, form), group in groupby(lines, key=lambda line: (line.severity, line.form)):
        members = list(group)
        band = Look(bold=True, size=12, fill=_BANDS[severity], boxed=True, down="center")
        text = f"{SEVERITY_WORDS[severity]} · {form}: {number_text(len(members))} điểm"
        sheet.add_wide(text, band, last=_LAST_SHOWN)
        for line in members:
            number += 1
            _add_line(sheet, number, line)


def _add_line(sheet: TextSheet, number: int, line: FaultLine) -> None:
    tinted = replace(_CENTRE, fill=HIGHLIGHTS[line.severity])
    is_open = line.severity is Severity.WARNING
    sheet.add(
        [
            (str(number), _CENTRE),
            (SEVERITY_WORDS[line.severity], tinted),
            (line.form, _CENTRE),
            (line.place or "-", _LINK if line.link else _CENTRE),
            (line.row_label, _BODY),
            (line.message, _BODY),
            (line.value, _RIGHT),
            (line.expected, _RIGHT),
            (line.difference, _RIGHT),
            (line.action, _BODY),
            (line.reason, _OPEN if is_open else _BODY),
            (line.key, _KEY),
        ]
    )
    if line.link:
        sheet.link(3, line.link)


def fixed_sheet(
    main: str, styles: StyleBook, lines: Sequence[FaultLine], who: str
) -> etree._Element:
    """Build the sheet "Đã sửa": what was wrong in the version before and is right now."""
    last = len(_FIXED_HEADERS) - 2
    sheet = TextSheet(main, styles, _FIXED_WIDTHS, hidden=(last + 1,))
    sheet.add_wide(
        f"{FIXED_SHEET.upper()}: {number_text(len(lines))} ĐIỂM",
        replace(_TITLE, colour="FF1E6B35"),
        last=last,
    )
    sheet.add_wide(who, _WHO, last=last)
    sheet.add_wide("Cơ quan đã sửa những điểm dưới đây.", _PLAIN, last=last)
    sheet.add([(text, _HEADER) for text in _FIXED_HEADERS[:-1]] + [(KEY_HEADER, _KEY)])
    for number, line in enumerate(lines[:MAX_LINES], start=1):
        cells = [(str(number), _CENTRE), (line.form, _CENTRE), (line.row_label, _BODY)]
        sheet.add([*cells, (line.message, _BODY), (line.key, _KEY)])
    return sheet.build(frozen=4, colour="FF2E8B57", prompt=None)
