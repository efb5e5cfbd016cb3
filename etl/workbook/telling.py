"""What is wrong with the cells of a table, as findings: troubles in, findings with addresses out.

The one surprising thing: the same sentence about many cells of a column is one finding, so that a
list is not buried under one slip repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from etl.model import Cell, Column, Finding, Rung, Severity, Table
from etl.wording import in_sentence
from etl.workbook.found import Found
from etl.workbook.trouble import Trouble
from etl.workbook.typed import Typed

_MOST_SENTENCES = 200  # per column and rule; a hostile sheet must not fill the report


def told(found: Found, table: Table, typed: Mapping[str, Typed]) -> Iterator[Finding]:
    """Give the findings of all columns, in the order of the form."""
    for column in found.form.columns:
        grouped: dict[tuple[str, str], list[tuple[int, Trouble]]] = defaultdict(list)
        for at, trouble in typed[column.name].troubles:
            grouped[trouble.rule, trouble.message].append((at, trouble))
        said: dict[str, list[Finding]] = defaultdict(list)
        for (rule, _), cases in grouped.items():
            said[rule].append(_finding(found, column, cases, table))
        for findings in said.values():
            yield from _capped(findings)


def _finding(
    found: Found, column: Column, cases: Sequence[tuple[int, Trouble]], table: Table
) -> Finding:
    """Make one finding of the cells that have the same thing wrong."""
    first, trouble = cases[0]
    alone = len(cases) == 1
    return Finding(
        rule_id=f"cell.{trouble.rule}",
        severity=trouble.severity,
        rung=Rung.CELL,
        message=trouble.message,
        form_id=table.form_id,
        cells=tuple(table.cell(table.rows[at], column.name) for at, _ in cases),
        column=column.name,
        row_label=_row_label(found, table, first) if alone else "",
        row_key=_row_key(found, table, first) if alone else "",
        value=trouble.value,
        expected=trouble.expected,
    )


def _row_label(found: Found, table: Table, at: int) -> str:
    """Name a record to a person by what its label columns print."""
    cells = (table.raw[name][at] for name in found.form.label if name in table.raw)
    first, *more = [str(cell) for cell in cells if cell is not None] or [""]
    return ", ".join([first, *map(in_sentence, more)])


def _row_key(found: Found, table: Table, at: int) -> str:
    """Give the natural key of a record, joined by "|"."""
    values = (table.values[name][at] for name in found.form.key)
    return "|".join("" if value is None else str(value) for value in values)


def _capped(findings: list[Finding]) -> list[Finding]:
    """Keep the first sentences of a kind; the cells of the rest go to one more sentence."""
    if len(findings) <= _MOST_SENTENCES:
        return findings
    kept, rest = findings[:_MOST_SENTENCES], findings[_MOST_SENTENCES:]
    cells: tuple[Cell, ...] = tuple(cell for finding in rest for cell in finding.cells)
    more = replace(
        rest[0],
        message=f"Còn {len(cells)} ô khác của cột này có lỗi cùng loại. Đề nghị sửa như trên.",
        cells=cells,
        row_label="",
        row_key="",
        value="",
        severity=max((f.severity for f in rest), key=_weight),
    )
    return [*kept, more]


def _weight(severity: Severity) -> int:
    return [Severity.INFO, Severity.WARNING, Severity.CRITICAL].index(severity)
