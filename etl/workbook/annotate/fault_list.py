"""Findings in the officer's words: notes on cells, and the lines of "Cần sửa" and "Đã sửa".

The one surprising thing: one finding is one line, however many cells it marks, and at most 500
lines are listed, for nobody reads more; the sheet says how many there are in truth.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, groupby

from lxml import etree

from etl.model import SAME_AS_BEFORE, EarlierReason, Finding, Severity
from etl.wording import COUNTED, SEVERITIES, capital, number_text
from etl.workbook.annotate.returned_sheet import TextSheet
from etl.workbook.annotate.sheet_part import plain_text
from etl.workbook.annotate.style_part import HIGHLIGHTS, Look, StyleBook
from etl.workbook.issued.package.reach import column_index
from etl.workbook.own_words import FIXED_SHEET, KEY_HEADER, REASON_HEADER, finding_key

RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES)}
SEVERITY_WORDS = {severity: capital(name) for severity, name in SEVERITIES.items()}
_ACTIONS = {
    Severity.CRITICAL: "Sửa ô đã tô màu",
    Severity.WARNING: "Sửa, hoặc ghi lý do vào cột Giải trình",
    Severity.INFO: "Xem lại, không bắt buộc sửa",
}
_NO_CELL = "Sửa theo nội dung đã nêu"
WHOLE_FILE = "Cả tệp"
_REUSE = f" Nếu lý do đó vẫn đúng, ghi “{SAME_AS_BEFORE}” vào cột Giải trình."
MAX_LINES = 500
TITLE_ROW_OF_TABLE = 8  # of the sheet "Cần sửa", repeated on each printed page

_HEADERS = (
    *("STT", "Mức độ", "Biểu", "Ô", "Dòng", "Nội dung cần sửa", "Giá trị đã ghi"),
    *("Giá trị đối chiếu", "Chênh lệch", "Việc cần làm", REASON_HEADER, KEY_HEADER),
)
_WIDTHS = (5, 10, 11, 13, 21, 48, 12, 14, 11, 16, 26, 10)
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


@dataclass(frozen=True, slots=True)
class Message:
    """What the sheets say beside the findings."""

    who: str = ""  # agency and period
    file_name: str = ""
    aside: str = ""  # said beside the file's name
    notice: str = ""  # why no cell could be marked; empty when cells are marked
    form_names: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)  # given so far, by finding key
    earlier: Mapping[str, EarlierReason] = field(default_factory=dict)  # in an earlier period
    rule_book: str = ""  # version of the rules, or "" when it was not kept


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One line of the list."""

    finding: Finding
    form: str  # "Biểu số 01/BDT", the sheet's name, or "Cả tệp"
    link: str  # where the place links to: "'01-Công trình'!H15", or ""
    message: str
    key: str
    reason: str


def lines_of(
    findings: Sequence[Finding], message: Message, sheets: Sequence[str]
) -> list[FaultLine]:
    """Give a line for each finding by severity, form and place; cells on `sheets` are linked to."""
    names = message.form_names
    ordered = sorted(
        dict.fromkeys(findings),
        key=lambda finding: (
            RANKS[finding.severity],
            names.get(finding.form_id, ""),
            [(one.sheet, one.row, column_index(one.letter)) for one in finding.cells[:1]],
            finding.rule_id,
        ),
    )
    lines = []
    for finding in ordered:
        key = finding_key(finding)
        sheet = finding.cells[0].sheet if finding.cells else ""
        link = ""
        if finding.cells and sheet in sheets:
            quoted = sheet.replace("'", "''")
            link = f"'{quoted}'!{finding.cells[0].ref}"
        form = names.get(finding.form_id) or sheet or WHOLE_FILE
        said, before = finding.message, message.earlier.get(key)
        if before is not None:
            reuse = before.reusable and finding.severity is Severity.WARNING
            said += f"\nKỳ trước: {before.text}.{_REUSE if reuse else ''}"
        reason = message.explanations.get(key, "")
        lines.append(FaultLine(finding, form, link, said, key, reason))
    return lines


def summary(lines: Sequence[FaultLine]) -> str:
    """Say how many lines there are of each severity."""
    counts = Counter(line.finding.severity for line in lines)
    parts = [f"{number_text(counts[one])} {text}" for one, text in COUNTED.items() if counts[one]]
    return f"Có {', '.join(parts)}." if parts else "Không còn điểm nào cần sửa."


def note_text(findings: Sequence[Finding], earlier: Mapping[str, EarlierReason]) -> str:
    """Say what is wrong with a cell, and what was decided on it before, by finding key."""
    said = []
    for finding in sorted(findings, key=lambda finding: RANKS[finding.severity]):
        before = earlier.get(finding_key(finding))
        facts = (
            ("Đã ghi", finding.value),
            ("Giá trị đối chiếu", finding.expected),
            ("Chênh lệch", finding.difference),
            ("Kỳ trước", before.text if before else ""),
        )
        head = f"{SEVERITY_WORDS[finding.severity].upper()}: {finding.message}"
        said.append("\n".join([head, *(f"{label}: {text}" for label, text in facts if text)]))
    return plain_text("\n\n".join(said))


def to_fix_sheet(
    main: str, styles: StyleBook, lines: Sequence[FaultLine], message: Message
) -> etree._Element:
    """Build the sheet "Cần sửa"."""
    sheet = TextSheet(main, styles, _WIDTHS)
    sheet.add_wide("NHỮNG ĐIỂM CẦN SỬA TRONG TỆP BÁO CÁO", _TITLE)
    sheet.add_wide(message.who, _WHO)
    file_name = " – ".join(part for part in (message.file_name, message.aside) if part)
    sources = [f"Tệp: {file_name}"] if file_name else []
    sources += [f"Bộ quy tắc phiên bản {message.rule_book}"] if message.rule_book else []
    sheet.add_wide(" · ".join(sources), _PLAIN)
    sheet.add_wide(summary(lines), _COUNT)
    sheet.add_wide(message.notice or _HOW, _NOTICE if message.notice else _PLAIN)
    colours = [
        (word, replace(_CENTRE, fill=HIGHLIGHTS[severity], down="center"))
        for severity, word in SEVERITY_WORDS.items()
    ]
    sheet.add([("Màu ô:", replace(_PLAIN, italic=True)), ("", _PLAIN), *colours], height=19)
    sheet.merge(2)
    sheet.add([], height=6)
    sheet.add([(text, _HEADER) for text in _HEADERS[:-1]] + [(KEY_HEADER, _KEY)])
    _list(sheet, lines[:MAX_LINES])
    if len(lines) > MAX_LINES:
        text = (
            f"Trên đây là {number_text(MAX_LINES)} điểm quan trọng nhất trong tổng số "
            f"{number_text(len(lines))} điểm; các ô còn lại cũng đã được tô màu trong biểu."
        )
        sheet.add_wide(text, _NOTICE)
    return sheet.build(
        frozen=TITLE_ROW_OF_TABLE,
        colour="FFC00000",
        prompt=(
            REASON_HEADER,
            "Nếu số liệu đúng, ghi ngắn gọn lý do, ví dụ: Được bổ sung vốn cuối năm theo quyết "
            "định của huyện. Nếu đã sửa số liệu thì để trống.",
        ),
    )


def _list(sheet: TextSheet, lines: Sequence[FaultLine]) -> None:
    numbers = count(1)
    for (severity, form), group in groupby(lines, lambda line: (line.finding.severity, line.form)):
        members = list(group)
        band = Look(bold=True, size=12, fill=_BANDS[severity], boxed=True, down="center")
        text = f"{SEVERITY_WORDS[severity]} · {form}: {number_text(len(members))} điểm"
        sheet.add_wide(text, band)
        tinted = replace(_CENTRE, fill=HIGHLIGHTS[severity])
        for line, number in zip(members, numbers, strict=False):
            cells = line.finding.cells
            more = f" (+{number_text(len(cells) - 1)} ô)" if len(cells) > 1 else ""
            place = f"{cells[0].ref}{more}" if cells else "-"
            is_unmarked = severity is Severity.CRITICAL and not line.link
            action = _NO_CELL if is_unmarked else _ACTIONS[severity]
            sheet.add(
                [
                    (str(number), _CENTRE),
                    (SEVERITY_WORDS[severity], tinted),
                    (form, _CENTRE),
                    (place, _LINK if line.link else _CENTRE),
                    (line.finding.row_label, _BODY),
                    (line.message, _BODY),
                    (line.finding.value, _RIGHT),
                    (line.finding.expected, _RIGHT),
                    (line.finding.difference, _RIGHT),
                    (action, _BODY),
                    (line.reason, _OPEN if severity is Severity.WARNING else _BODY),
                    (line.key, _KEY),
                ]
            )
            if line.link:
                sheet.link(4, line.link)


def fixed_sheet(
    main: str, styles: StyleBook, lines: Sequence[FaultLine], message: Message
) -> etree._Element:
    """Build the sheet "Đã sửa": what was wrong in the version before and is right now."""
    sheet = TextSheet(main, styles, _FIXED_WIDTHS)
    title = f"{FIXED_SHEET.upper()}: {number_text(len(lines))} ĐIỂM"
    sheet.add_wide(title, replace(_TITLE, colour="FF1E6B35"))
    sheet.add_wide(message.who, _WHO)
    sheet.add_wide("Cơ quan đã sửa những điểm dưới đây.", _PLAIN)
    sheet.add([(text, _HEADER) for text in _FIXED_HEADERS[:-1]] + [(KEY_HEADER, _KEY)])
    for number, line in enumerate(lines[:MAX_LINES], start=1):
        cells = [(str(number), _CENTRE), (line.form, _CENTRE), (line.finding.row_label, _BODY)]
        sheet.add([*cells, (line.message, _BODY), (line.key, _KEY)])
    return sheet.build(frozen=4, colour="FF2E8B57", prompt=None)
