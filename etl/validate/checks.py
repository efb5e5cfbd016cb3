"""What is asked of one form: form in, a list of `Check`s out.

In: columns and rules of a contract. Out: expectations with what the ladder and the sentences need
to know about them. The one surprising thing: a check knows which columns it *reads*, because an
unreadable cell there makes its failure a consequence and not a story of its own.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from etl.contracts import load_standing
from etl.contracts.vocabulary import CONTEXT, COVERAGE, EXPECTATIONS, OF_THE_COVER
from etl.kinds import kind_of, place_columns
from etl.model import Column, Form, Period, Rule, Rung, Severity, holds
from etl.validate.frames import FRACTION, YEAR

FIRST_YEAR, LAST_YEAR = 1990, 2100
_WORD = re.compile(r"[a-z][a-z_0-9]*")
_PAIR = frozenset({"column_A", "column_B"})
_SPECIFIC = re.compile(r"\{(?!column\}|hint\}|period\})")


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One expectation on the rows of a form, or a coverage rule (`expectation` is "coverage")."""

    rule_id: str
    severity: Severity
    rung: Rung
    message: str
    expectation: str
    kwargs: Mapping[str, object]
    columns: tuple[str, ...]  # whose cells are marked
    reads: frozenset[str]  # columns of the form that it looks at
    reads_cover: bool
    computed: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_trial: bool = False

    def applies(self, period: Period) -> bool:
        """Whether the check is made in a period."""
        kind_fits = not self.periods or period.kind in self.periods
        return kind_fits and holds(self.valid_from, self.valid_to, period.ends_on)

    @property
    def is_specific(self) -> bool:
        """Whether its sentence names a row or a value, so that rows are told one by one."""
        return bool(_SPECIFIC.search(self.message))


def checks_of(form: Form) -> list[Check]:
    """List the checks of a form: those of its columns first, then its rules."""
    of_columns = (check for column in form.columns for check in _of_column(column))
    return [*of_columns, *(check_of_rule(form, rule) for rule in form.rules)]


def check_of_rule(form: Form, rule: Rule) -> Check:
    """Make the check that a contract's rule asks for."""
    names = _names(rule.expectation, rule.kwargs, rule.computed)
    return Check(
        rule_id=rule.id,
        severity=rule.severity,
        rung=rule.rung,
        message=rule.message,
        expectation=rule.expectation,
        kwargs=_complete(rule.expectation, rule.kwargs),
        columns=rule.columns,
        reads=_form_columns(form, {*names, *rule.columns}),
        reads_cover=rule.expectation == COVERAGE or not OF_THE_COVER.isdisjoint(names),
        computed=rule.computed,
        periods=rule.periods,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        is_trial=rule.trial_since is not None,
    )


def _of_column(column: Column) -> Iterator[Check]:
    name = column.name
    if column.required:
        yield _standing("cell.required", "expect_column_values_to_not_be_null", column, {})
    if column.choices:
        choices = {"value_set": list(column.choices)}
        yield _standing("cell.unknown_choice", "expect_column_values_to_be_in_set", column, choices)
    between = "expect_column_values_to_be_between"
    if column.minimum is not None or column.maximum is not None:
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        yield _standing("cell.out_of_range", between, column, bounds)
    if kind_of(column).is_whole:
        whole = {"column": name + FRACTION, "min_value": 0, "max_value": 0}
        yield _standing("cell.not_whole", between, column, whole)
    if kind_of(column).is_date:
        years = {"column": name + YEAR, "min_value": FIRST_YEAR, "max_value": LAST_YEAR}
        yield _standing("cell.date_out_of_range", between, column, years)


def _standing(
    rule_id: str, expectation: str, column: Column, kwargs: Mapping[str, object]
) -> Check:
    rule = load_standing()[rule_id]
    return Check(
        rule_id=rule.id,
        severity=rule.severity,
        rung=rule.rung,
        message=rule.message,
        expectation=expectation,
        kwargs={"column": column.name, **kwargs},
        columns=(column.name,),
        reads=frozenset({column.name}),
        reads_cover=False,
        valid_from=column.valid_from,
        valid_to=column.valid_to,
    )


def _complete(expectation: str, kwargs: Mapping[str, object]) -> Mapping[str, object]:
    """Add what our rules always mean: a missing value is not compared, conditions are pandas'."""
    added: dict[str, object] = {}
    if set(kwargs) >= _PAIR:
        added["ignore_row_if"] = "either_value_is_missing"
    if "row_condition" in kwargs:
        added["condition_parser"] = "pandas"
    return {**added, **kwargs}


def _names(expectation: str, kwargs: Mapping[str, object], computed: Mapping[str, str]) -> set[str]:
    """Collect every name that an expectation's column arguments, condition and sums mention."""
    texts: list[str] = []
    for argument in (*EXPECTATIONS.get(expectation, ("columns",)), "row_condition"):
        given = kwargs.get(argument, ())
        texts += [given] if isinstance(given, str) else _strings(given)
    texts += computed.values()
    return {word for text in texts for word in _WORD.findall(text)}


def _strings(given: object) -> list[str]:
    return [str(item) for item in given] if isinstance(given, Iterable) else []


def _form_columns(form: Form, names: Iterable[str]) -> frozenset[str]:
    """Keep names of the form's columns; the commune's district is read off the commune."""
    lowest = next((column.name for column in place_columns(form)), "")
    wanted = {lowest if name == "commune_district" else name for name in names}
    return frozenset(wanted & {column.name for column in form.columns} - CONTEXT.keys())
