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

from etl.model import CellValue, Finding, Form, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.bounds import compared, signed
from etl.validate.ladder import Candidate, standing
from etl.validate.outcomes import RuleOutcome
from etl.validate.sentences import named, printer_of
from etl.wording import in_quotes, in_sentence

_Key = tuple[CellValue, ...]


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
    returns: Sequence[BatchReturn], forms: Mapping[str, Form], outcomes: Mapping[int, RuleOutcome]
) -> dict[int, Finding]:
    """Give what tells a return that is right that it waits for its kin, by number."""
    found: dict[int, Finding] = {}
    for together in _families(returns, forms):
        open_ = [one for one in together if outcomes[one.number] is not RuleOutcome.IN]
        numbers = ", ".join(other.form.number for other in open_)
        for one in together if open_ else ():
            if one not in open_:
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
    yield from _of_no_row(whole, part, own, set(keys), reference)
    for name, total in part.form.makes.items():
        added = _sums(own, part.table.values.get(name, ()))
        stated = whole.table.values.get(total, ())
        for at, (key, value) in enumerate(zip(keys, stated, strict=False)):
            expected = added.get(key, 0.0)
            if None in key or keys.count(key) > 1 or expected is None:
                continue  # said elsewhere: what is not there, or there twice, adds to nothing
            if isinstance(value, int | float) and (apart := as_told(value - expected)):
                yield _differs(whole, part, (at, total), (value, expected, apart), reference)


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


def _of_no_row(
    whole: BatchReturn,
    part: BatchReturn,
    own: Sequence[_Key],
    known: set[_Key],
    reference: Reference,
) -> Iterator[Candidate]:
    headers = in_quotes(part.form.column(name).header for name in whole.form.key)
    for at, key in enumerate(own):
        if None not in key and key not in known:
            row = _named(part, at, reference)
            words = {"other": whole.form.number, "expected": headers}
            words["row_label"] = in_sentence(row["row_label"])
            place = part.table.row(at)
            yield standing(part, "part.of_no_row", whole.form.key[-1], words, row=place, **row)


def _differs(
    whole: BatchReturn,
    part: BatchReturn,
    cell: tuple[int, str],
    found: tuple[float, float, float],
    reference: Reference,
) -> Candidate:
    at, column = cell
    row = _named(whole, at, reference)
    words = {
        "column": whole.form.column(column).header,
        "row_label": in_sentence(row["row_label"]),
        "other": part.form.number,
        **compared(*found),
    }
    row["difference"] = signed(found[2])
    return standing(whole, "part.sum", column, words, row=whole.table.row(at), **row)


def _named(one: BatchReturn, at: int, reference: Reference) -> dict[str, Any]:
    record = {name: column[at] for name, column in one.table.values.items()}
    return named(one, printer_of(one, reference), record)
