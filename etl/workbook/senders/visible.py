"""What a person sees on the cover against what its machine block says: a book in, findings out.

The one surprising thing: the block decides under whom and when a workbook is filed, and the
visible line is what is wrong, because an officer types there and never in the block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from etl.kinds import quoted
from etl.model import Agency, Finding, Period
from etl.reference import Reference
from etl.wording.names import normalise_vietnamese
from etl.workbook.refusals import file_finding
from etl.workbook.senders.block import Field, beside
from etl.workbook.sheets.grid import Book, Sheet

_PERIOD = frozenset({"kỳ báo cáo"})
_AGENCY = frozenset({"cơ quan báo cáo", "đơn vị báo cáo"})
_LABELS = _PERIOD | _AGENCY
_LONGEST_LABEL = 200  # characters, with white space around it
_ROWS = 30  # of a cover; what is visible stands at its head


def visible_findings(
    book: Book,
    block: Mapping[str, Field],
    period: Period | None,
    agency: Agency | None,
    reference: Reference,
    parse: Callable[[str], Period | None],
) -> Iterator[Finding]:
    """Compare the cover's lines "Kỳ báo cáo" and "Cơ quan báo cáo" with its machine block.

    `parse` reads a period as a person writes it. Lines that are empty or absent say nothing.
    """
    stated = block.get("BDT_PERIOD"), block.get("BDT_AGENCY")
    sheets = {field.cell.sheet for field in stated if field is not None and field.text}
    for sheet in book.sheets:
        if sheet.name not in sheets:
            continue
        for label, line in _lines(sheet):
            if label in _PERIOD and period is not None and stated[0] is not None:
                yield from _period(line, period, parse)
            elif label in _AGENCY and agency is not None and stated[1] is not None:
                yield from _agency(line, agency, reference, period)


def _lines(sheet: Sheet) -> Iterator[tuple[str, Field]]:
    """Give the labelled lines at the head of a cover; the first of a label only."""
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[:_ROWS]):
        for at in range(min(2, len(row))):
            text = row[at]
            label = _label(text) if type(text) is str and len(text) <= _LONGEST_LABEL else ""
            if label in _LABELS and label not in seen:
                seen.add(label)
                line = beside(sheet, number, at)
                if line.text:
                    yield label, line


@lru_cache(maxsize=1_024)
def _label(text: str) -> str:
    return normalise_vietnamese(text).strip(" :")


def _period(
    line: Field, period: Period, parse: Callable[[str], Period | None]
) -> Iterator[Finding]:
    printed = parse(line.text)
    if printed is not None and printed.key == period.key:
        return
    yield file_finding(
        "wrong_period",
        f"Dòng “Kỳ báo cáo” ở trang bìa ghi “{quoted(line.text)}” nhưng biểu mẫu này được lập "
        f"cho kỳ “{period.title}” và đang được xếp vào kỳ đó. Đề nghị ghi lại "
        f"“{period.title}”; nếu số liệu thuộc kỳ khác thì tải biểu mẫu trống đúng kỳ, chép số liệu "
        "sang rồi gửi lại.",
        cells=(line.cell,),
        value=line.text,
        expected=period.title,
    )


def _agency(
    line: Field, agency: Agency, reference: Reference, period: Period | None
) -> Iterator[Finding]:
    if agency.id in _meant(line.text, reference, period) | _meant(line.text, reference, None):
        return  # also by the name of another day: whether it reports for the period is told apart
    yield file_finding(
        "wrong_agency",
        f"Dòng “Cơ quan báo cáo” ở trang bìa ghi “{quoted(line.text)}” nhưng biểu mẫu này được "
        f"lập cho “{agency.name}”. Đề nghị ghi lại “{agency.name}”; nếu là cơ quan khác thì "
        "tải biểu mẫu trống của đúng cơ quan, chép số liệu sang rồi gửi lại.",
        cells=(line.cell,),
        value=line.text,
        expected=agency.name,
    )


@lru_cache(maxsize=1_024)
def _meant(text: str, reference: Reference, period: Period | None) -> frozenset[str]:
    """Give the ids of the agencies that a line may name."""
    match = reference.match_agency(text, period.ends_on if period else None)
    meant = (match.value,) if match.value else match.suggestions if match.is_ambiguous else ()
    return frozenset(one.id for one in meant)
