"""What a workbook says of itself: its sheets in, sender and period with their findings out.

The machine-readable block of the cover decides; without it the lines above the tables do, if they
are certain. The one surprising thing: a block that contradicts the printed titles is not believed
quietly, because the commonest slip is last year's file saved under a new name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from etl.errors import UnknownPeriodError
from etl.model import Agency, Cell, Cover, Finding, Period, Severity
from etl.reference import Reference
from etl.workbook.annotate_keys import TO_FIX_SHEET, explanations_in
from etl.workbook.find import OWN_SHEETS
from etl.workbook.found import Found
from etl.workbook.grid import Book, Sheet
from etl.workbook.refusals import file_finding
from etl.workbook.safety import column_index
from etl.workbook.titles import agencies_in, periods_in
from etl.workbook.trouble import asked, quoted

_KEYS = frozenset({"BDT_AGENCY", "BDT_PERIOD", "BDT_EDITIONS", "BDT_DATA_NOTE", "BDT_CONTACT"})
_TITLE_ROWS = 14
_BLOCK_ROWS = 400  # of a cover; the block stands at its foot
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)")


@dataclass(slots=True)
class Sender:
    """Who sends a workbook for when, as far as it is certain."""

    agency: Agency | None = None
    period: Period | None = None
    cover: Cover | None = None
    is_period_doubtful: bool = False  # stated, but contradicted or impossible
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Field:
    text: str
    cell: Cell


def read_cover(book: Book, tables: Sequence[Found], reference: Reference, today: dt.date) -> Sender:
    """Read sender, period and editions, and say what is wrong or uncertain about them."""
    fields = _block(book, {table.sheet.name for table in tables})
    titles = _titles(book, tables)
    sender = Sender()
    _take_period(sender, fields.get("BDT_PERIOD"), titles, today)
    _take_agency(sender, fields.get("BDT_AGENCY"), titles, reference)
    editions = _editions(fields.get("BDT_EDITIONS"))
    sender.findings.extend(_edition_findings(editions, tables, fields.get("BDT_EDITIONS")))
    if sender.agency is not None and sender.period is not None:
        sender.cover = Cover(
            agency_id=sender.agency.id,
            period_key=sender.period.key,
            editions=editions,
            contact=_text(fields.get("BDT_CONTACT")),
            data_note=_text(fields.get("BDT_DATA_NOTE")),
            explanations=_explanations(book),
        )
    return sender


def _text(found: _Field | None) -> str:
    return found.text if found else ""


# where things stand


def _block(book: Book, occupied: set[str]) -> dict[str, _Field]:
    """Find the machine-readable fields by their names in the first column, then by defined name."""
    fields: dict[str, _Field] = {}
    for sheet in book.sheets:
        if sheet.name in occupied:
            continue
        for number, row in enumerate(sheet.rows[:_BLOCK_ROWS]):
            for at in range(min(2, len(row))):
                key = row[at]
                if type(key) is str and key.startswith("BDT_") and key.strip() in _KEYS:
                    fields.setdefault(key.strip(), _beside(sheet, number, at))
        if len(fields) == len(_KEYS):
            break
    for key in _KEYS:
        named = _named(book, key)
        # contact and note are formulas in the block; the cell that the name points to is typed
        if named and (key not in fields or not fields[key].text):
            fields[key] = named
    return fields


def _beside(sheet: Sheet, row: int, at: int) -> _Field:
    cells = sheet.rows[row]
    for position in range(at + 1, len(cells)):
        if cells[position] != "":
            cell = Cell(sheet.name, sheet.letter(position), sheet.top + row)
            return _Field(_printed(cells[position]), cell)
    return _Field("", Cell(sheet.name, sheet.letter(at + 1), sheet.top + row))


def _named(book: Book, key: str) -> _Field | None:
    place = _ONE_CELL.fullmatch(book.names.get(key, ""))
    if place is None:
        return None
    name = (place[1] or place[2]).replace("''", "'")
    for sheet in book.sheets:
        if sheet.name == name:
            row, at = int(place[4]) - sheet.top, column_index(place[3]) - sheet.left
            if 0 <= row < len(sheet.rows) and 0 <= at < len(sheet.rows[row]):
                value = sheet.rows[row][at]
                return _Field(_printed(value), Cell(name, place[3], int(place[4])))
    return None


def _printed(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    cell: Cell


def _titles(book: Book, tables: Sequence[Found]) -> list[_Line]:
    """List the texts above the tables; without tables, those at the top of every sheet."""
    lines: list[_Line] = []
    ends: dict[str, int] = {}
    for table in tables:
        start = max(table.head - _TITLE_ROWS, ends.get(table.sheet.name, 0))
        lines.extend(_lines(table.sheet, start, table.head))
        ends[table.sheet.name] = table.last
    if not lines:
        for sheet in book.sheets:
            if sheet.name not in OWN_SHEETS:
                lines.extend(_lines(sheet, 0, _TITLE_ROWS))
    return lines


def _lines(sheet: Sheet, start: int, stop: int) -> Iterator[_Line]:
    for number in range(start, min(stop, len(sheet.rows))):
        for position, value in enumerate(sheet.rows[number]):
            if type(value) is str and 3 < len(value) < 300:
                yield _Line(value, Cell(sheet.name, sheet.letter(position), sheet.top + number))


# period


def _take_period(
    sender: Sender, given: _Field | None, titles: Sequence[_Line], today: dt.date
) -> None:
    printed: dict[str, list[Cell]] = {}
    for line in titles:
        for key in periods_in([line.text]):
            printed.setdefault(key, []).append(line.cell)
    if given is not None and given.text:
        sender.period = _parse(given.text)
        if sender.period is None:
            sender.findings.append(_unknown_period(given))
        elif printed and sender.period.key not in printed:
            sender.is_period_doubtful = True
            sender.findings.append(_wrong_period(sender.period, given, printed))
    elif len(printed) == 1:
        sender.period = Period.parse(next(iter(printed)))
    else:
        sender.findings.append(_no_period(printed))
    if sender.period is not None and sender.period.starts_on > today:
        sender.is_period_doubtful = True
        sender.findings.append(
            file_finding(
                "period_not_begun",
                f"Kỳ báo cáo {sender.period.title} chưa bắt đầu. Đề nghị kiểm tra lại kỳ báo cáo "
                "ghi ở trang bìa.",
                cells=(given.cell,) if given else (),
                value=sender.period.key,
            )
        )


def _parse(text: str) -> Period | None:
    try:
        return Period.parse(text.strip().upper())
    except UnknownPeriodError:
        keys = periods_in([text])
        return Period.parse(next(iter(keys))) if len(keys) == 1 else None


def _unknown_period(given: _Field) -> Finding:
    return file_finding(
        "no_period",
        f'Kỳ báo cáo ghi là "{quoted(given.text)}" nên không rõ là kỳ nào. Đề nghị ghi năm (2020), '
        "quý (2020-Q1 … 2020-Q4), 6 tháng (2020-H1) hoặc 9 tháng (2020-M9).",
        cells=(given.cell,),
        value=given.text,
    )


def _wrong_period(period: Period, given: _Field, printed: Mapping[str, Sequence[Cell]]) -> Finding:
    names = " và ".join(f'"{Period.parse(key).title}"' for key in sorted(printed))
    cells = [cell for key in sorted(printed) for cell in printed[key]]
    return file_finding(
        "wrong_period",
        f'Trang bìa ghi kỳ báo cáo "{period.title}" nhưng tiêu đề các biểu ghi {names}. Đề nghị '
        "tải biểu mẫu trống đúng kỳ, chép số liệu sang rồi gửi lại; không dùng lại tệp của kỳ trước.",
        cells=(given.cell, *cells),
        value=period.key,
        expected="; ".join(sorted(printed)),
    )


def _no_period(printed: Mapping[str, Sequence[Cell]]) -> Finding:
    if not printed:
        return file_finding(
            "no_period",
            "Không thấy kỳ báo cáo trong sổ. Đề nghị ghi rõ ở phần tiêu đề, ví dụ “Kỳ báo cáo: "
            "Quý I năm 2020”, hoặc dùng biểu mẫu trống do Ban Dân tộc phát hành.",
        )
    names = ", ".join(f'"{Period.parse(key).title}"' for key in sorted(printed))
    return file_finding(
        "no_period",
        f"Sổ ghi nhiều kỳ báo cáo khác nhau ({names}) nên không rõ là kỳ nào. Đề nghị ghi thống "
        "nhất một kỳ ở phần tiêu đề, ví dụ “Kỳ báo cáo: Năm 2020”.",
        cells=tuple(cell for cells in printed.values() for cell in cells),
        value="; ".join(sorted(printed)),
    )


# agency


def _take_agency(
    sender: Sender, given: _Field | None, titles: Sequence[_Line], reference: Reference
) -> None:
    printed = agencies_in([line.text for line in titles], reference, sender.period)
    if given is not None and given.text:
        _given_agency(sender, given, printed, reference)
    elif len(printed) == 1:
        sender.agency = printed[0]
    else:
        names = ", ".join(f'"{agency.name}"' for agency in printed)
        seen = f"Sổ nêu nhiều cơ quan ({names})" if printed else "Không thấy tên cơ quan báo cáo"
        sender.findings.append(
            file_finding(
                "no_agency",
                f"{seen} nên không rõ cơ quan nào gửi. Đề nghị ghi rõ ở phần tiêu đề, ví dụ “Đơn "
                "vị báo cáo: UBND huyện Tràng Định”, hoặc dùng biểu mẫu trống do Ban Dân tộc phát "
                "hành.",
            )
        )
    if sender.agency is None or sender.period is None or sender.is_period_doubtful:
        return
    try:
        sender.agency = reference.agency(sender.agency.id, sender.period.ends_on)
    except KeyError:
        sender.findings.append(
            file_finding(
                "agency_not_in_force",
                f"{sender.agency.name} không phải là cơ quan báo cáo của kỳ {sender.period.title}. "
                "Đề nghị kiểm tra lại cơ quan báo cáo và kỳ báo cáo ở trang bìa.",
                cells=(given.cell,) if given else (),
                value=sender.agency.id,
            )
        )


def _given_agency(
    sender: Sender, given: _Field, printed: Sequence[Agency], reference: Reference
) -> None:
    try:
        sender.agency = reference.agency(given.text)
    except KeyError:
        match = reference.match_agency(given.text)
        sender.agency = match.value
        if match.value is None:
            names = [agency.name for agency in match.suggestions]
            sender.findings.append(
                file_finding(
                    "no_agency",
                    f'Không có cơ quan báo cáo nào là "{quoted(given.text)}".{asked(names)} Đề nghị '
                    "tải lại biểu mẫu trống của đúng cơ quan.",
                    cells=(given.cell,),
                    value=given.text,
                )
            )
            return
    agency = sender.agency
    if agency and printed and all(other.id != agency.id for other in printed):
        others = " và ".join(f'"{other.name}"' for other in printed)
        sender.findings.append(
            file_finding(
                "wrong_agency",
                f'Trang bìa ghi cơ quan "{agency.name}" nhưng tiêu đề các biểu ghi {others}. '
                "Đề nghị dùng biểu mẫu trống của đúng cơ quan, chép số liệu sang rồi gửi lại.",
                cells=(given.cell,),
                value=agency.name,
                expected="; ".join(other.name for other in printed),
            )
        )


# editions, explanations


def _editions(given: _Field | None) -> dict[str, str]:
    pairs = (part.partition("=") for part in (given.text if given else "").split(";"))
    return {form.strip(): edition.strip() for form, sign, edition in pairs if sign}


def _edition_findings(
    editions: Mapping[str, str], tables: Sequence[Found], given: _Field | None
) -> Iterator[Finding]:
    for form in {table.form.id: table.form for table in tables}.values():
        used = editions.get(form.id)
        if used is None or used == form.edition:
            continue
        older = used.partition(".")[0] != form.edition.partition(".")[0]
        yield file_finding(
            "wrong_edition",
            f"{form.number} đang dùng mẫu phiên bản {used}, phiên bản hiện hành là {form.edition}. "
            "Đề nghị tải biểu mẫu trống mới, chép số liệu sang rồi gửi lại.",
            Severity.CRITICAL if older else Severity.INFO,
            cells=(given.cell,) if given else (),
            form_id=form.id,
            value=used,
            expected=form.edition,
        )


def _explanations(book: Book) -> dict[str, str]:
    """Take the reasons that the officer wrote in the list of what to correct."""
    given: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == TO_FIX_SHEET:
            given.update(explanations_in(sheet.rows))
    return given
