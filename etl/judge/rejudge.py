"""Stored returns judged once more: returns in, what today's rules say of them out.

The one surprising thing: a stored return is read anew from its kept workbook, with the approved
corrections laid over, so that today's reader speaks as well as today's rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from etl import warehouse
from etl.contracts import load_forms
from etl.examine import places_of
from etl.judge.readings import forget, left_out, readings_of
from etl.model import (
    CellValue,
    Cover,
    Finding,
    Form,
    Judgement,
    Mark,
    Reading,
    RowAt,
    Rung,
    Table,
    TotalRow,
)
from etl.reference import Reference
from etl.registry import accepted_tables, corrections, return_history
from etl.registry.return_history import Return

Cells = Mapping[tuple[RowAt, str], CellValue]
"""Values by row and column."""
_TOLERANCE = 0.05
_TOLD = ("rule_id", "severity", "column", "row_key", "value", "expected", "is_trial")


@dataclass(frozen=True, slots=True)
class Today:
    """A stored return as it is read and judged today."""

    one: Return
    judgement: Judgement | None  # None when today's reader does not find the form
    findings: tuple[Finding, ...]
    seen_event: int  # place of the last event of any return that was taken into account

    @property
    def table(self) -> Table | None:
        """The return's table, corrections laid over."""
        return self.judgement.table if self.judgement else None


def judged_today(
    returns: Sequence[Return], laid: Mapping[int, Cells] | None = None
) -> dict[int, Today]:
    """Judge stored returns by today's rules, together and beside what is in force.

    Approved corrections are laid over, and `laid` over those. No two of the returns may be versions
    of the same. Gives what was found, by return.
    """
    from etl.validate import judge

    if not returns:
        return {}
    read = {reading.sha256: reading for reading in readings_of([one.sha256 for one in returns])}
    forms = load_forms()
    with warehouse.transaction() as conn:
        kin = return_history.kin_of(conn, [one.id for one in returns])
        together = {one.id: one for ours in (returns, *kin.values()) for one in ours}
        approved = corrections.approved_cells(conn, list(together))
        cells = {
            id: {**_typed(forms[one.form_id], approved.get(id, {})), **(laid or {}).get(id, {})}
            for id, one in together.items()
        }
        readings = {
            one.id: _of_returns([one, *kin[one.id]], read[one.sha256], cells) for one in returns
        }
        places = places_of(readings.values())
        beside = accepted_tables.beside(conn, places, partial(readings_of, on_fault=left_out))
    firsts = {number: [table.form_id for table in of.tables[:1]] for number, of in readings.items()}
    judged = [one for one in returns if firsts[one.id] == [one.form_id]]
    judgements = iter(judge([readings[one.id] for one in judged], forms, Reference.load(), beside))
    by_return = {}
    for one in judged:  # its kin come after it
        by_return[one.id], *_ = islice(judgements, len(readings[one.id].tables))
    forget([one.sha256 for one in returns if one.is_loaded])
    found = {}
    for one in returns:
        judgement = by_return.get(one.id)
        findings = (judgement or readings[one.id]).findings
        found[one.id] = Today(one, judgement, findings, beside.seen_event)
    return found


def compared(
    before: Sequence[Finding], then: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Give what is found newly (or at more cells, or with other values), and what is gone."""
    return (
        tuple(finding for finding in then if not _stands_in(finding, before)),
        tuple(finding for finding in before if not _stands_in(finding, then, wider=True)),
    )


def same_told(one: Finding, other: Finding) -> bool:
    """Whether two findings say the same of the same place."""
    return all(getattr(one, name) == getattr(other, name) for name in _TOLD)


def _stands_in(finding: Finding, among: Sequence[Finding], *, wider: bool = False) -> bool:
    return any(
        same_told(one, finding) and (wider or set(finding.cells) <= set(one.cells)) for one in among
    )


def laid_over(table: Table, cells: Cells) -> Table:
    """Give a table with other values in some cells.

    A printed total that agreed with its column before goes with it; one that did not stays as it
    was printed, for the correction may be what was wrong with it.
    """
    places = {row: at for at, row in enumerate(table.numbered)}
    values = {name: list(column) for name, column in table.values.items()}
    raw = {name: list(column) for name, column in table.raw.items()}
    marks = dict(table.marks)
    totals = table.totals
    for (row, name), value in cells.items():
        if row not in places or name not in values:
            continue
        at = places[row]
        totals = tuple(_total(total, values[name], (at, name), value) for total in totals)
        values[name][at] = value
        if name in raw:
            raw[name][at] = value
        marks.pop((at, name), None)
        if value is None:
            marks[at, name] = Mark.MISSING
    return replace(table, values=values, raw=raw, marks=marks, totals=totals)


def _total(
    total: TotalRow, column: Sequence[CellValue], cell: tuple[int, str], new: CellValue
) -> TotalRow:
    at, name = cell
    printed = total.values.get(name)
    if printed is None or (total.covers and at not in total.covers):
        return total
    given = (_number(column[place]) for place in total.covers or range(len(column)))
    if abs(printed - sum(given)) >= _TOLERANCE:
        return total
    moved = _number(new) - _number(column[at])
    return replace(total, values={**total.values, name: printed + moved})


def _number(value: CellValue) -> float:
    return value if isinstance(value, int | float) else 0.0


def _of_returns(returns: Sequence[Return], reading: Reading, cells: Mapping[int, Cells]) -> Reading:
    """Give forms of a workbook, the first one and its kin, as a reading, with values laid over."""
    one, ids = returns[0], ["", *(each.form_id for each in returns)]
    findings = tuple(f for f in reading.findings if f.form_id in ids)
    tables = []
    for each in returns:
        for table in [t for t in reading.tables if t.form_id == each.form_id][:1]:
            laid = cells[each.id]
            findings = tuple(_without(findings, table, laid)) if laid else findings
            tables.append(laid_over(table, laid) if laid else table)
    cover = reading.cover or Cover(one.agency_id, one.period_key)
    cover = replace(cover, agency_id=one.agency_id, period_key=one.period_key)
    return replace(reading, cover=cover, tables=tuple(tables), findings=findings)


def _without(findings: Sequence[Finding], table: Table, cells: Cells) -> Iterator[Finding]:
    """Leave out what was wrong with how the corrected cells were written."""
    corrected = {table.cell(row, name) for row, name in cells}
    for finding in findings:
        if finding.rung is not Rung.CELL or corrected.isdisjoint(finding.cells):
            yield finding
            continue
        if left := tuple(cell for cell in finding.cells if cell not in corrected):
            yield replace(finding, cells=left)


def _typed(form: Form, cells: Mapping[tuple[RowAt, str], str | None]) -> Cells:
    known = {column.name: column for column in form.columns}
    return {
        (row, name): corrections.value_of(known[name], text)
        for (row, name), text in cells.items()
        if name in known
    }
