"""What a column whose small counts are kept back must be: a form in, slips of the pen out.

The one surprising thing: what is kept back must not be computable from what is printed. Sums over
places and over a year's periods are seen to where the marts are made; any other sum of it, over
columns or parts of its rows, is refused here.
"""

from collections.abc import Iterator

from etl.contracts.declared import Slip
from etl.contracts.formulas import names_of
from etl.kinds import kind_of
from etl.model import Form, Rule

_EQUAL = "expect_column_pair_values_to_be_equal"


def small_count_slips(form: Form, *, is_said: bool) -> Iterator[Slip]:
    """Tell what keeps a form's small counts from being kept back; `is_said` of the whole form."""
    if is_said and not form.sensitive:
        yield Slip(("sensitive",), "no column counts persons or households")
    for number, column in enumerate(form.columns):
        if column.sensitive and (why := _open(form, column.name)):
            yield Slip(("columns", number, "sensitive"), why)


def _open(form: Form, name: str) -> str:
    """Say why the small counts of a column cannot be kept back; "" where they can."""
    column = form.column(name)
    if not (kind_of(column).is_whole and column.counts_persons):
        return (
            f"{column.unit!r} are no persons, households or cases; "
            "counts of works, schools or money are never kept back"
        )
    if column.measure in {"cumulative", "year_to_date"}:
        return f"is {column.measure}: what it grows by from period to period is a count as well"
    if form.apart:
        return f"rows are told apart by {', '.join(form.apart)}; what is kept back cannot be"
    if name in form.makes or form.part_of:
        return f"stands in a part of {form.part_of}, whose rows add up to what is printed there"
    equal = next((rule for rule in form.rules if name in _equated(rule)), None)
    return f"{equal.id} gives it away: it says what it must equal" if equal else ""


def _equated(rule: Rule) -> set[str]:
    if rule.expectation != _EQUAL:
        return set()
    sides = [str(rule.kwargs[side]) for side in ("column_A", "column_B")]
    return {name for side in sides for name in names_of(rule.computed.get(side, side))}
