"""What a table says as a whole: totals, missing columns, missing rows. Returns in, candidates out.

The one surprising thing: these are about cells that are no record (total rows) or are not there
at all, which expectations on rows cannot see; they are evaluated here, table by table.
"""

import math
from collections.abc import Iterator, Sequence
from typing import cast

from etl.kinds import each_row, kind_of
from etl.model import CellValue, Numbers, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.bounds import compared, signed
from etl.validate.checks import Check
from etl.validate.ladder import WHOLE_COLUMN, Candidate, candidate_of, standing
from etl.validate.sentences import printer_of, several
from etl.wording import number_text

_FILTERED = (
    " Số này chỉ cộng các dòng đang hiện, bỏ qua các dòng bị ẩn hoặc bị lọc: đề nghị bỏ lọc "
    "(Dữ liệu → Bộ lọc; bản tiếng Anh: Data → Filter), bỏ ẩn các dòng."
)


def table_candidates(
    one: BatchReturn, coverage: list[Check], reference: Reference
) -> Iterator[Candidate]:
    """Give what is wrong with a table as a whole."""
    told = {finding.column for finding in one.findings}
    for column in one.form.columns:
        if column.required and column.name not in one.table.letters and column.name not in told:
            yield standing(one, "cell.column_missing", column.name, {"column": column.header})
    yield from _totals(one)
    if not one.table.rows:
        if not one.table.is_nil:
            yield standing(one, "row.no_rows", "", {})
        return
    for check in coverage:
        if check.applies(one.period):
            yield from missing_members(one, check, reference)


def _totals(one: BatchReturn) -> Iterator[Candidate]:
    hidden = {
        one.table.row_of(cell)
        for finding in one.findings
        if finding.rule_id == "file.hidden_rows"
        for cell in finding.cells
    }
    for total in one.table.totals:
        for column in one.form.columns:
            printed = total.values.get(column.name)
            given = one.table.values.get(column.name)
            if not column.totalled or printed is None or given is None:
                continue
            apart = as_told(printed - math.fsum(_numbers(given, total.covers or None)))
            least = kind_of(column).least_difference
            if abs(apart) < least:
                continue
            rows = total.covers or range(len(one.table.rows))
            shown = [at for at in rows if one.table.row(at) not in hidden]
            is_filtered = abs(printed - math.fsum(_numbers(given, shown))) < least
            words = {
                "row_label": f"dòng “{total.label}”" if total.label else "dòng tổng",
                "column": column.header,
                **compared(printed, printed - apart, apart),
                "why": _FILTERED if is_filtered else "",
            }
            yield standing(
                one,
                "row.total_differs",
                column.name,
                words,
                row=(total.sheet_no, total.row),
                row_label=total.label,
                row_key=total.label,
                difference=signed(apart),
            )


def _numbers(column: Sequence[CellValue], places: Sequence[int] | None) -> list[float]:
    """Give the numbers that stand in some places of a column, or in all of it."""
    if isinstance(column, Numbers):
        found = memoryview(column.data).cast("d")
        given = found if places is None else [found[at] for at in places]
        return [number for number in given if number == number]
    values = list(column) if places is None else [column[at] for at in places]
    return [value for value in values if isinstance(value, int | float)]


def missing_members(one: BatchReturn, check: Check, reference: Reference) -> Iterator[Candidate]:
    """Tell which members that a form must list are not there."""
    if one.agency is None:  # the reader has said that the cover names nobody
        return
    names = cast("list[str]", check.kwargs["columns"])
    members = list(each_row(one.form, names, reference.day_of(one.period), one.agency.area_code))
    listed = set(zip(*(one.table.values.get(name, ()) for name in names), strict=True))
    missing = [row for row in members if tuple(row[name] for name in names) not in listed]
    if not missing:
        return
    printer = printer_of(one, reference)
    told = [name for name in names if len({row[name] for row in members}) > 1] or names[-1:]
    rows = (", ".join(printer.text(at, row[at]) for at in reversed(told)) for row in missing)
    other, name = several(list(rows)), names[-1]
    words = {
        "other": other,
        "difference": number_text(len(missing)),
        "expected": number_text(len(members)),
        "value": number_text(len(members) - len(missing)),
        "column": one.form.column(name).header,
        "period": one.period.title,
    }
    yield candidate_of(
        one,
        check,
        words,
        name,
        marks=(),
        reads=tuple((one.number, WHOLE_COLUMN, name) for name in names),
        reads_cover=check.reads_cover,
        expected=other,
        difference=f"-{len(missing)}",
    )
