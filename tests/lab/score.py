"""Scores the reader: readings and expectations in, what was missed or invented out.

The one surprising thing: a finding that is right but not expected is a false alarm too; faults are
planted so that nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.model import CellValue, Column, Finding, Reading
from tests.lab.faults import Expected
from tests.lab.sketch import DISTRICT, PERIOD, Line, Sketch, reference


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of one workbook."""

    name: str
    missed: tuple[str, ...]
    invented: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether everything planted was found, and nothing else."""
        return not self.missed and not self.invented


def score(
    name: str,
    reading: Reading,
    sketch: Sketch,
    expected: Sequence[Expected],
    told: frozenset[str] = frozenset(),
) -> Score:
    """Compare what was found with what was planted."""
    missed = [_text(one, sketch) for one in expected if not _is_found(one, reading, sketch)]
    rules = {one.rule for one in expected} | told
    invented = [
        f"{finding.rule_id} at {[cell.ref for cell in finding.cells][:3]}: {finding.message}"
        for finding in reading.findings
        if finding.rule_id not in rules or _is_elsewhere(finding, expected, sketch)
    ]
    return Score(name, tuple(missed), tuple(invented))


def _text(one: Expected, sketch: Sketch) -> str:
    where = sketch.place(one.line, one.column)[1] if one.line else "file"
    return f"{one.rule} at {where} {one.says}"


def _is_found(one: Expected, reading: Reading, sketch: Sketch) -> bool:
    for finding in reading.findings:
        if finding.rule_id != one.rule or one.says not in finding.message:
            continue
        if one.line is None or sketch.place(one.line, one.column) in _places(finding):
            return True
    return False


def _is_elsewhere(finding: Finding, expected: Sequence[Expected], sketch: Sketch) -> bool:
    """Tell whether a finding of an expected rule stands at cells where nothing was planted."""
    planted = {
        sketch.place(one.line, one.column)
        for one in expected
        if one.rule == finding.rule_id and one.line is not None
    }
    return bool(planted) and not _places(finding) <= planted


def _places(finding: Finding) -> set[tuple[str, str]]:
    return {(cell.sheet, cell.ref) for cell in finding.cells}


def rows_read(reading: Reading, plain: Sketch) -> list[dict[str, CellValue]]:
    """Give the records of the sketched form as they were read."""
    table = next(table for table in reading.tables if table.form_id == plain.form.id)
    return [
        {name: values[at] for name, values in table.values.items()} for at in range(len(table.rows))
    ]


def rows_meant(plain: Sketch, odd: Sketch) -> list[dict[str, CellValue]]:
    """Give the records of a plain sketch as they must be read; names as the odd one has them."""
    return [
        {column.name: _meant(column, line, other) for column in plain.form.columns}
        for line, other in zip(plain.records, odd.records, strict=True)
    ]


def _meant(column: Column, line: Line, other: Line) -> CellValue:
    value = line.cells[column.name]
    changed = other.cells.get(column.name)
    if column.type == "text":
        cut = changed and str(value).startswith(str(changed))  # the rest stands in the next row
        return (value if cut else changed) or None
    if changed in ("-", "–", "—"):
        return 0
    if column.type == "choice":
        return next(stored for stored, label in column.choices.items() if label == value)
    if column.type == "ethnic_group":
        match = reference().match_member("ethnic_group", value, PERIOD.ends_on).value
        return match.id if match else None
    if column.type in ("district", "commune"):
        area = reference().match_area(
            value, column.type, PERIOD.ends_on, None if column.type == "district" else DISTRICT
        )
        return area.value.code if area.value else None
    return value
