"""Examples of contracts as returns: rows in, what the judge's rules on whole tables say out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.model import Agency, CellValue, Form, Period, Rule, Table
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.checks import check_of_rule
from etl.validate.ladder import Candidate
from etl.validate.whole_tables import missing_members

Rows = Sequence[Mapping[str, CellValue]]


def table_of(form: Form, rows: Rows) -> Table:
    """Lay example rows out from Excel row 10 on, columns from A."""
    values = {column.name: [row.get(column.name) for row in rows] for column in form.columns}
    return Table(
        form_id=form.id,
        sheet=form.sheet,
        rows=tuple(range(10, 10 + len(rows))),
        letters={column.name: chr(ord("A") + i) for i, column in enumerate(form.columns)},
        values=values,
        raw=values,
    )


def coverage_misses(
    form: Form, rule: Rule, rows: Rows, sender: Agency, period: Period, reference: Reference
) -> list[Candidate]:
    """Evaluate a coverage rule on the rows of a sender."""
    one = BatchReturn(
        number=0,
        reading=0,
        sha256="",
        agency=sender,
        agency_id=sender.id,
        period=period,
        form=form,
        table=table_of(form, rows),
        findings=(),
        judged=True,
    )
    return list(missing_members(one, check_of_rule(form, rule), reference))
