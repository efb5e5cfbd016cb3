"""What tables say as a whole and beside those that belong to them: returns in, candidates out.

Totals and missing columns or rows are about cells that are no record, or are not there at all,
which expectations on rows cannot see; they are evaluated here, table by table. A part of a form
(`Form.part_of`) is a form of its own, with sheet, landing table, mart and rules, whose rows carry
the key of the row that they belong to. What makes the two one is here (sent together, rows that
belong, sums that agree) and in the registry (`registry.with_parts`: neither counts before the other
may). The one surprising thing: a sum that does not agree is told at the form's total, not at the
part's rows, because there is one cell for it, even where no row is.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from etl.contracts.between_forms import grain
from etl.kinds import each_row, kind_of
from etl.model import CellValue, Finding, Form, Severity, as_told
from etl.model.arrays import doubles
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.checks import Check
from etl.validate.ladder import WHOLE_COLUMN, Candidate, candidate_of, standing
from etl.validate.sentences import compared, named, printer_of, several, signed
from etl.wording import in_quotes, in_sentence, number_text

_Key = tuple[CellValue, ...]
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
            numbers = doubles([given])
            numbers = np.where(np.isnan(numbers), 0.0, numbers)
            covered = list(total.covers or range(len(numbers)))
            apart = as_told(printed - math.fsum(numbers[covered]))
            least = kind_of(column).least_difference
            if abs(apart) < least:
                continue
            shown = [at for at in covered if one.table.row(at) not in hidden]
            is_filtered = abs(printed - math.fsum(numbers[shown])) < least
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


def missing_members(one: BatchReturn, check: Check, reference: Reference) -> Iterator[Candidate]:
    """Tell which members that a form must list are not there."""
    if one.agency is None:  # the reader has said that the cover names nobody
        return
    names = cast("list[str]", check.kwargs["columns"])
    members = list(each_row(one.form, names, reference.day_of(one.period), one.agency))
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


def part_candidates(
    returns: Sequence[BatchReturn], forms: Mapping[str, Form], reference: Reference
) -> Iterator[Candidate]:
    """Tell returns sent without what belongs with them, rows of no row, and sums that differ."""
    for together in _families(returns, forms):
        sent = {one.form.id: one for one in together}
        for one in together:
            for other in forms.values():
                if other.owed_as == one.form.owed_as and other.id not in sent:
                    yield _alone(one, other)
            if one.form.part_of in sent:
                yield from _beside(sent[one.form.part_of], one, reference)


def _alone(one: BatchReturn, missing: Form) -> Candidate:
    words = {"value": one.form.number, "other": missing.number}
    return standing(one, "part.alone", "", words, reads_cover=True, expected=missing.number)


def waits(
    returns: Sequence[BatchReturn], forms: Mapping[str, Form], right: Collection[int]
) -> dict[int, Finding]:
    """Give what tells a return that is right that it waits for its kin, by number."""
    found: dict[int, Finding] = {}
    for together in _families(returns, forms):
        numbers = ", ".join(one.form.number for one in together if one.number not in right)
        for one in together if numbers else ():
            if one.number in right:
                words = {"value": one.form.number, "other": numbers}
                found[one.number] = standing(one, "part.waits", "", words).finding
    return found


def _families(
    returns: Iterable[BatchReturn], forms: Mapping[str, Form]
) -> Iterable[Sequence[BatchReturn]]:
    """Group the returns of each workbook that stand and fall together."""
    families: dict[tuple[int, str], list[BatchReturn]] = defaultdict(list)
    divided = {form.part_of for form in forms.values() if form.part_of}
    for one in returns:
        if one.form.owed_as in divided:
            families[one.reading, one.form.owed_as].append(one)
    return families.values()


def _beside(whole: BatchReturn, part: BatchReturn, reference: Reference) -> Iterator[Candidate]:
    names = whole.form.key
    keys, own = _keys(whole, names), _keys(part, names)
    times = Counter(keys)
    headers = in_quotes(part.form.column(name).header for name in names)
    for at, key in enumerate(own):
        if None not in key and key not in times:
            row = _named(part, at, reference)
            words = {"other": whole.form.number, "expected": headers}
            words["row_label"] = in_sentence(row["row_label"])
            yield standing(part, "part.of_no_row", names[-1], words, row=part.table.row(at), **row)
    for name, total in part.form.makes.items():
        added = _sums(own, part.table.values.get(name, ()))
        stated = whole.table.values.get(total, ())
        for at, (key, value) in enumerate(zip(keys, stated, strict=False)):
            expected = added.get(key, 0.0)
            if None in key or times[key] > 1 or expected is None:
                continue  # said elsewhere: what is not there, or there twice, adds to nothing
            yield from _differing("part.sum", whole, at, total, value, expected, part, reference)


def repeated_candidates(
    returns: Sequence[BatchReturn], reference: Reference
) -> Iterator[Candidate]:
    """Tell numbers that are otherwise in another form of the workbook (`Column.check_of`).

    Those of other senders are in no workbook of theirs, and keep nobody waiting.
    """
    sent = {(one.reading, one.form.id): one for one in returns}
    for one in returns:
        for column in one.form.columns:
            other_id, _, name = column.check_of.partition(".")
            if other := sent.get((one.reading, other_id)):
                yield from _repeated(one, column.name, other, name, reference)


def _repeated(
    one: BatchReturn, column: str, other: BatchReturn, name: str, reference: Reference
) -> Iterator[Candidate]:
    own, theirs = grain(one.form), grain(other.form)
    if not own.keys() <= theirs.keys():
        return  # on that day the two told their rows apart otherwise
    keys = _keys(other, [theirs[part] for part in own])
    added = _sums(keys, other.table.values.get(name, ()))
    stated = one.table.values.get(column, ())
    for at, (key, value) in enumerate(zip(_keys(one, [*own.values()]), stated, strict=False)):
        expected = added.get(key)
        if None not in key and expected is not None:
            is_said = any(
                one.table.values[c.name][at]
                for c in one.form.columns
                if c.explains and c.name in one.table.values
            )
            told = _differing("form.repeats", one, at, column, value, expected, other, reference)
            for found in told:
                info = replace(found.finding, severity=Severity.INFO)
                yield replace(found, finding=info) if is_said else found


def _differing(
    rule_id: str,
    one: BatchReturn,
    at: int,
    column: str,
    value: CellValue,
    expected: float,
    other: BatchReturn,
    reference: Reference,
) -> Iterator[Candidate]:
    """Tell a return of a cell that does not agree with another return."""
    if isinstance(value, int | float) and (apart := as_told(value - expected)):
        row = _named(one, at, reference)
        words = {
            "column": one.form.column(column).header,
            "row_label": in_sentence(row["row_label"]),
            "other": other.form.number,
            **compared(value, expected, apart),
        }
        row["difference"] = signed(apart)
        yield standing(one, rule_id, column, words, row=one.table.row(at), **row)


def _keys(one: BatchReturn, names: Sequence[str]) -> list[_Key]:
    missing = [None] * len(one.table.rows)
    return list(zip(*(one.table.values.get(name, missing) for name in names), strict=True))


def _sums(keys: Sequence[_Key], column: Sequence[CellValue]) -> Mapping[_Key, float | None]:
    """Add up a column by key; None where a cell of it holds no number."""
    sums: dict[_Key, float | None] = {}
    for key, value in zip(keys, column, strict=False):
        before = sums.get(key, 0.0)
        if before is not None:
            sums[key] = before + value if isinstance(value, int | float) else None
    return sums


def _named(one: BatchReturn, at: int, reference: Reference) -> dict[str, Any]:
    record = {name: column[at] for name, column in one.table.values.items()}
    return named(one, printer_of(one, reference), record)
