"""Tables that belong to a form (`Form.part_of`): returns of one workbook in, candidates out.

A part is a form of its own, with sheet, landing table, mart and rules, whose rows carry the key of
the row that they belong to: so nothing between the blank sheet and the desk has to know that a form
may have several tables. What makes the two one is here (sent together, rows that belong, sums that
agree) and in the registry (`registry.with_parts`: neither counts before the other may). The one
surprising thing: a sum that does not agree is told at the form's total, not at the part's rows,
because there is one cell for it, even where no row is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from etl.contracts import load_standing
from etl.model import CellValue, Finding, Form, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.bounds import plain, signed
from etl.validate.ladder import Candidate, standing
from etl.validate.outcomes import RuleOutcome
from etl.validate.sentences import Printer, row_key, row_label, sentence
from etl.wording import in_sentence

_Key = tuple[CellValue, ...]


def part_candidates(
    returns: Sequence[BatchReturn], forms: Mapping[str, Form], reference: Reference
) -> Iterator[Candidate]:
    """Tell returns sent without what belongs with them, rows of no row, and sums that differ."""
    for together in _families(returns, forms):
        sent = {one.form.id: one for one in together}
        for one in together:
            for missing in _kin(one.form, forms):
                if missing not in sent:
                    yield _alone(one, forms[missing])
            if one.form.part_of in sent:
                yield from _beside(sent[one.form.part_of], one, reference)


def waits(
    returns: Sequence[BatchReturn], forms: Mapping[str, Form], outcomes: Mapping[int, RuleOutcome]
) -> dict[int, Finding]:
    """Give what tells a return that is right that it waits for its kin, by number."""
    found: dict[int, Finding] = {}
    for together in _families(returns, forms):
        open_ = [one for one in together if outcomes[one.number] is not RuleOutcome.IN]
        for one in together if open_ else ():
            if one not in open_:
                found[one.number] = _waits(one, open_)
    return found


def _families(
    returns: Iterable[BatchReturn], forms: Mapping[str, Form]
) -> Iterator[Sequence[BatchReturn]]:
    """Group the returns of each workbook that stand and fall together."""
    families: dict[tuple[int, str], list[BatchReturn]] = defaultdict(list)
    divided = {form.part_of for form in forms.values() if form.part_of}
    for one in returns:
        if one.form.owed_as in divided:
            families[one.reading, one.form.owed_as].append(one)
    yield from families.values()


def _kin(form: Form, forms: Mapping[str, Form]) -> Iterator[str]:
    for other in forms.values():
        if form.id != other.id and other.owed_as == form.owed_as:
            yield other.id


def _alone(one: BatchReturn, missing: Form) -> Candidate:
    words = {"value": one.form.number, "other": missing.number}
    return standing(one, "part.alone", "", words, reads_cover=True, expected=missing.number)


def _waits(one: BatchReturn, others: Sequence[BatchReturn]) -> Finding:
    rule = load_standing()["part.waits"]
    numbers = ", ".join(other.form.number for other in others)
    return Finding(
        rule_id=rule.id,
        severity=rule.severity,
        rung=rule.rung,
        message=sentence(rule.message, {"value": one.form.number, "other": numbers}),
        form_id=one.form.id,
    )


def _beside(whole: BatchReturn, part: BatchReturn, reference: Reference) -> Iterator[Candidate]:
    keys = _keys(whole, whole.form.key)
    own = _keys(part, whole.form.key)
    yield from _of_no_row(whole, part, own, set(keys), reference)
    for name, total in part.form.makes.items():
        added = _sums(own, part.table.values.get(name, ()))
        stated = whole.table.values.get(total, ())
        for at, (key, value) in enumerate(zip(keys, stated, strict=False)):
            expected = added.get(key, 0.0)
            if None in key or keys.count(key) > 1 or expected is None:
                continue  # said elsewhere: what is not there, or there twice, adds to nothing
            if isinstance(value, int | float) and as_told(value - expected):
                yield _differs(whole, part, (at, total, value, expected), reference)


def _keys(one: BatchReturn, names: Sequence[str]) -> list[_Key]:
    rows = one.table.rows
    columns = [one.table.values.get(name, [None] * len(rows)) for name in names]
    return [tuple(column[at] for column in columns) for at in range(len(rows))]


def _sums(keys: Sequence[_Key], column: Sequence[CellValue]) -> Mapping[_Key, float | None]:
    """Add up a column by key; None where a cell of it holds no number."""
    sums: dict[_Key, float | None] = {}
    for key, value in zip(keys, column, strict=False):
        before = sums.get(key, 0.0)
        if before is not None:
            sums[key] = before + value if isinstance(value, int | float) else None
    return sums


def _of_no_row(
    whole: BatchReturn,
    part: BatchReturn,
    own: Sequence[_Key],
    known: set[_Key],
    reference: Reference,
) -> Iterator[Candidate]:
    headers = ", ".join(f"“{part.form.column(name).header}”" for name in whole.form.key)
    for at, key in enumerate(own):
        if None not in key and key not in known:
            label, words = _named(part, at, reference)
            told = {
                "row_label": in_sentence(label),
                "other": whole.form.number,
                "expected": headers,
            }
            row = part.table.row(at)
            yield standing(part, "part.of_no_row", whole.form.key[-1], told, row=row, **words)


def _differs(
    whole: BatchReturn,
    part: BatchReturn,
    found: tuple[int, str, float, float],
    reference: Reference,
) -> Candidate:
    at, column, value, expected = found
    label, words = _named(whole, at, reference)
    apart = as_told(value - expected)
    told = {
        "column": whole.form.column(column).header,
        "row_label": in_sentence(label),
        "value": plain(value),
        "other": part.form.number,
        "expected": plain(expected),
        "difference": plain(abs(apart)),
    }
    words |= {"value": told["value"], "expected": told["expected"], "difference": signed(apart)}
    return standing(whole, "part.sum", column, told, row=whole.table.row(at), **words)


def _named(one: BatchReturn, at: int, reference: Reference) -> tuple[str, dict[str, Any]]:
    """Give a row's label, and label and key as a finding has them."""
    record = {name: column[at] for name, column in one.table.values.items()}
    label = row_label(one, Printer(one.form, one.period, reference), record)
    return label, {"row_label": label, "row_key": row_key(one, record)}
