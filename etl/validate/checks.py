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
from etl.contracts.vocabulary import (
    CONTEXT,
    COVERAGE,
    EXPECTATIONS,
    OF_THE_COMMUNE,
    OF_THE_COVER,
    names_a_row,
)
from etl.kinds import kind_of, place_columns
from etl.model import Column, Form, Period, Rule, Rung, Severity, holds
from etl.validate.frames import FRACTION, YEAR

FIRST_YEAR, LAST_YEAR = 1990, 2100
_SAID = ("id", "severity", "rung", "message")  # of every rule
_DATED = ("periods", "valid_from", "valid_to", "trial_since")
_OF_RULES = (*_SAID, "expectation", "columns", "computed", *_DATED)
_WORD = re.compile(r"[a-z][a-z_0-9]*")


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One expectation on the rows of a form, or a coverage rule (`expectation` is "coverage")."""

    id: str  # of its rule
    severity: Severity
    rung: Rung
    message: str
    expectation: str
    kwargs: Mapping[str, object]
    columns: tuple[str, ...]  # whose cells are marked
    reads: frozenset[str]  # columns of the form that it looks at
    reads_cover: bool = False
    computed: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    trial_since: dt.date | None = None

    def applies(self, period: Period) -> bool:
        """Whether the check is made in a period."""
        kind_fits = not self.periods or period.kind in self.periods
        return kind_fits and holds(self.valid_from, self.valid_to, period.ends_on)

    @property
    def is_specific(self) -> bool:
        """Whether its sentence names a row or a value, so that rows are told one by one."""
        return names_a_row(self.message)


def checks_of(form: Form) -> list[Check]:
    """List the checks of a form: those of its columns first, then its rules."""
    of_columns = (check for column in form.columns for check in _of_column(column))
    return [*of_columns, *(check_of_rule(form, rule) for rule in form.rules)]


def check_of_rule(form: Form, rule: Rule) -> Check:
    """Make the check that a contract's rule asks for."""
    names = {*_names(rule), *rule.columns}
    lowest = next((column.name for column in place_columns(form)), "")
    reads = {lowest if name in OF_THE_COMMUNE else name for name in names} - CONTEXT.keys()
    # what our rules always mean: a missing value is not compared, conditions are pandas'
    added = {"ignore_row_if": "either_value_is_missing"} if "column_A" in rule.kwargs else {}
    if "row_condition" in rule.kwargs:
        added["condition_parser"] = "pandas"
    return Check(
        **{name: getattr(rule, name) for name in _OF_RULES},
        kwargs={**added, **rule.kwargs},
        reads=frozenset(reads.intersection(column.name for column in form.columns)),
        reads_cover=rule.expectation == COVERAGE or not OF_THE_COVER.isdisjoint(names),
    )


def _of_column(column: Column) -> Iterator[Check]:
    name, between = column.name, "expect_column_values_to_be_between"
    asked: list[tuple[str, str, Mapping[str, object]]] = []
    if column.required:
        asked.append(("cell.required", "expect_column_values_to_not_be_null", {}))
    if column.choices:
        choices = {"value_set": list(column.choices)}
        asked.append(("cell.unknown_choice", "expect_column_values_to_be_in_set", choices))
    if column.minimum is not None or column.maximum is not None:
        limits = {"min_value": column.minimum, "max_value": column.maximum}
        asked.append(("cell.out_of_range", between, limits))
    if kind_of(column).is_whole:
        whole = {"column": name + FRACTION, "min_value": 0, "max_value": 0}
        asked.append(("cell.not_whole", between, whole))
    if kind_of(column).is_date:
        years = {"column": name + YEAR, "min_value": FIRST_YEAR, "max_value": LAST_YEAR}
        asked.append(("cell.date_out_of_range", between, years))
    for rule_id, expectation, kwargs in asked:
        rule = load_standing()[rule_id]
        yield Check(
            **{said: getattr(rule, said) for said in _SAID},
            expectation=expectation,
            kwargs={"column": name, **kwargs},
            columns=(name,),
            reads=frozenset({name}),
            valid_from=column.valid_from,
            valid_to=column.valid_to,
        )


def _names(rule: Rule) -> set[str]:
    texts = [*rule.computed.values()]
    for argument in (*EXPECTATIONS.get(rule.expectation, ("columns",)), "row_condition"):
        given = rule.kwargs.get(argument, ())
        if isinstance(given, Iterable):
            texts += [given] if isinstance(given, str) else map(str, given)
    return {word for text in texts for word in _WORD.findall(text)}
