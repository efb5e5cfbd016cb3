"""What the judge says of lines by themselves: a form, a period and lines in, doubtful ones out.

The one surprising thing: that a line repeats another is no doubt, because all are of one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from etl.contracts import load_forms
from etl.model import Agency, Cover, Form, Period, Reading, Rung, Table
from etl.reference import Reference
from etl.validate import judge
from sample.ground import Row

_UNIQUE = "expect_compound_columns_to_be_unique"


def doubts(form: Form, period: Period, agency: Agency, lines: Sequence[Row]) -> set[int]:
    """Number the lines of which something is said, each by itself."""
    return doubts_of_each(form, period, [(agency, lines)])[0]


def doubts_of_each(
    form: Form, period: Period, sent: Sequence[tuple[Agency, Sequence[Row]]]
) -> list[set[int]]:
    """Number the lines of each of several senders of which something is said."""
    repeats = {rule.id for rule in form.rules if rule.expectation == _UNIQUE}  # all of one place
    readings = []
    for number, (agency, lines) in enumerate(sent):
        values = {column.name: [line[column.name] for line in lines] for column in form.columns}
        table = Table(
            form_id=form.id,
            sheet=form.sheet,
            rows=tuple(range(1, len(lines) + 1)),
            letters=dict.fromkeys(values, "A"),
            values=values,
            raw=values,
        )
        reading = Reading(
            path=Path("sample.xlsx"),
            sha256=f"{number:064}",
            cover=Cover(agency.id, period.key),
            tables=(table,),
            findings=(),
            kind="xlsx",
        )
        readings.append(reading)
    return [
        {
            cell.row - 1
            for finding in judged.findings
            if finding.rung <= Rung.ROW and finding.rule_id not in repeats
            for cell in finding.cells
        }
        for judged in judge(readings, {form.id: load_forms()[form.id]}, Reference.load())
    ]
