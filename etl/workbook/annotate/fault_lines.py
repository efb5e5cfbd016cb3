"""Findings in the officer's words: lines of a list, most important first, and notes on cells.

The one surprising thing: one finding is one line, however many cells it marks; the line links to
the first of them and says how many there are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.model import SAME_AS_BEFORE, Cell, EarlierReason, Finding, Severity
from etl.wording import COUNTED, SEVERITIES, capital, number_text
from etl.workbook.annotate.sheet_part import position
from etl.workbook.annotate_keys import finding_key

RANKS = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}
SEVERITY_WORDS = {severity: capital(name) for severity, name in SEVERITIES.items()}
_ACTIONS = {
    Severity.CRITICAL: "Sửa ô đã tô màu",
    Severity.WARNING: "Sửa, hoặc ghi lý do vào cột Giải trình",
    Severity.INFO: "Xem lại, không bắt buộc sửa",
}
_NO_CELL = "Sửa theo nội dung đã nêu"
WHOLE_FILE = "Cả tệp"
_REUSE = f" Nếu lý do đó vẫn đúng, ghi “{SAME_AS_BEFORE}” vào cột Giải trình."
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One line of the list."""

    severity: Severity
    form: str  # "Biểu số 01/BDT", the sheet's name, or "Cả tệp"
    place: str  # "H15" or "H15 (+7 ô)"
    link: str  # where the place links to: "'01-Công trình'!H15", or ""
    row_label: str
    message: str
    value: str
    expected: str
    difference: str
    key: str
    reason: str

    @property
    def action(self) -> str:
        """What the officer is to do about it."""
        if self.severity is Severity.CRITICAL and not self.link:
            return _NO_CELL
        return _ACTIONS[self.severity]


def lines_of(
    findings: Sequence[Finding],
    form_names: Mapping[str, str],
    sheets: Sequence[str],
    explanations: Mapping[str, str],
    earlier: Mapping[str, EarlierReason],
) -> list[FaultLine]:
    """Give one line for each finding, sorted by severity, form and place.

    `form_names` maps a form id to its number; only cells on one of `sheets` are linked to.
    `explanations` and `earlier` are by finding key: reasons given now, and decided on before.
    """
    ordered = sorted(
        dict.fromkeys(findings),
        key=lambda finding: (
            RANKS[finding.severity],
            form_names.get(finding.form_id, ""),
            _order(finding.cells),
            finding.rule_id,
        ),
    )
    return [_line(finding, form_names, sheets, explanations, earlier) for finding in ordered]


def _order(cells: Sequence[Cell]) -> tuple[str, int, int]:
    if not cells:
        return "", 0, 0
    return cells[0].sheet, cells[0].row, _column(cells[0])


def _column(cell: Cell) -> int:
    try:
        return position(f"{cell.letter}1")[0]
    except ValueError:
        return 0


def _line(
    finding: Finding,
    form_names: Mapping[str, str],
    sheets: Sequence[str],
    explanations: Mapping[str, str],
    earlier: Mapping[str, EarlierReason],
) -> FaultLine:
    key = finding_key(finding)
    first = finding.cells[0] if finding.cells else None
    sheet = first.sheet if first else ""
    link = ""
    if first and sheet in sheets:
        quoted = sheet.replace("'", "''")
        link = f"'{quoted}'!{first.ref}"
    return FaultLine(
        severity=finding.severity,
        form=form_names.get(finding.form_id) or sheet or WHOLE_FILE,
        place=_place(finding.cells),
        link=link,
        row_label=finding.row_label,
        message=_message(finding, earlier.get(key)),
        value=finding.value,
        expected=finding.expected,
        difference=finding.difference,
        key=key,
        reason=explanations.get(key, ""),
    )


def _message(finding: Finding, earlier: EarlierReason | None) -> str:
    """Give the sentence of a finding, with what was decided on it before."""
    if earlier is None:
        return finding.message
    reuse = _REUSE if earlier.reusable and finding.severity is Severity.WARNING else ""
    return f"{finding.message}\nKỳ trước: {earlier.text}.{reuse}"


def _place(cells: Sequence[Cell]) -> str:
    if not cells:
        return ""
    more = f" (+{number_text(len(cells) - 1)} ô)" if len(cells) > 1 else ""
    return f"{cells[0].ref}{more}"


def summary(lines: Sequence[FaultLine]) -> str:
    """Say how many lines there are of each severity."""
    counts = {severity: sum(line.severity is severity for line in lines) for severity in RANKS}
    parts = [f"{number_text(counts[one])} {text}" for one, text in COUNTED.items() if counts[one]]
    return f"Có {', '.join(parts)}." if parts else "Không còn điểm nào cần sửa."


def note_text(findings: Sequence[Finding], earlier: Mapping[str, EarlierReason]) -> str:
    """Say what is wrong with a cell, what is expected, by how much it differs, and what was before.

    `earlier` holds, by finding key, what was decided on the same fault in an earlier period.
    """
    ordered = sorted(findings, key=lambda finding: RANKS[finding.severity])
    return plain_text(
        "\n\n".join(_one(finding, earlier.get(finding_key(finding))) for finding in ordered)
    )


def _one(finding: Finding, earlier: EarlierReason | None) -> str:
    facts = [
        f"{label}: {text}"
        for label, text in (
            ("Đã ghi", finding.value),
            ("Giá trị đối chiếu", finding.expected),
            ("Chênh lệch", finding.difference),
            ("Kỳ trước", earlier.text if earlier else ""),
        )
        if text
    ]
    head = f"{SEVERITY_WORDS[finding.severity].upper()}: {finding.message}"
    return "\n".join([head, *facts])


def plain_text(text: str) -> str:
    """Give a text as XML may hold it: without control characters and broken surrogates."""
    return _FORBIDDEN.sub(" ", text)
