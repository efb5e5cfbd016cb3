"""Named rules as contracts say them: `within: [women, persons]` in, a `Rule` out.

The one surprising thing: what a rule does not say (title, sentence, examples) is made of the
printed headers of its columns and of what it demands; see `etl.contracts.demands`. A number may be
the name of a dated threshold; see `etl.contracts.thresholds`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from etl import RULES
from etl.contracts.declared import Declared, Name, PeriodKind, RungName, Slip, read_declared
from etl.contracts.demands import DEMANDS, Cells, Headers, chosen_cells, condition, worded
from etl.contracts.formulas import Formula, names_of
from etl.contracts.thresholds import Span, Thresholds, spans
from etl.contracts.vocabulary import (
    CONTEXT,
    filled_now,
    message_slips,
    names_a_row,
    unknown_columns,
)
from etl.model import CellValue, Column, Rule, Rung, Severity
from etl.wording import small

Examples = tuple[Mapping[str, CellValue], ...]


def _side(text: str) -> str:
    _ = Formula(text).names
    return text


def _condition(text: str) -> str:
    names_of(text)
    return text


def _several(said: object) -> object:
    return [said] if isinstance(said, str) else said


Side = Annotated[str, AfterValidator(_side)]
Condition = Annotated[str, AfterValidator(_condition)]
Pair = tuple[Side, Side]
Bound = int | float | Name  # a number, or the threshold that says it
Limit = tuple[Side, Bound]
_WORDS = frozenset({*DEMANDS, "needs_reason_when"})
_LIMITS = frozenset({"between", "at_least", "more_than", "not_more_than"})


class NamedRule(Declared):
    """A rule: its name, what it demands, and what it would rather say itself.

    A side of a comparison is a column or a formula ("poor + near_poor", "persons / households",
    of days "period_ends_on - 365", which is a day, or "ended_on - started_on", a number of them).
    Limits, formulas and conditions may name thresholds (sql/seeds/threshold.csv), and its title and
    message print their values by those names: `{smallest_class}`.
    """

    name: Name
    title: str = ""
    message: str = ""
    severity: Severity = Severity.CRITICAL
    rung: RungName = Rung.ROW
    basis: str = ""
    when: Mapping[str, CellValue] | Condition = ""  # the rows that it is about; empty: all
    marks: tuple[str, ...] = ()  # columns whose cells are marked; empty: those that it judges
    periods: tuple[PeriodKind, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    trial_since: dt.date | None = None
    passing: Examples = ()
    failing: Examples = ()

    # what it demands, one of these:
    unique: tuple[str, ...] | None = None  # no two rows agree in all of these
    every: Annotated[tuple[str, ...], BeforeValidator(_several)] | None = None  # each member of
    # the columns' lists has a row, each with each
    same: Pair | None = None
    parts_make_total: Annotated[tuple[str, ...], Field(min_length=3)] | None = None  # the total 1st
    within: Pair | None = None  # the first is not more than the second
    not_before: Pair | None = None  # days: the first is not before the second
    not_after: Pair | None = None
    before: Pair | None = None
    between: tuple[Side, Bound, Bound] | None = None
    at_least: Limit | None = None
    more_than: Limit | None = None
    not_more_than: Limit | None = None
    no_longer_than: tuple[str, int] | None = None  # characters
    one_of: tuple[str, tuple[str, ...]] | None = None
    filled: str | None = None
    empty: str | None = None
    needs_reason_when: Mapping[str, CellValue] | Condition | None = None

    @model_validator(mode="after")
    def _demands_one_thing(self) -> Self:
        if len(said := self.model_fields_set & _WORDS) != 1:
            words = ", ".join(sorted(said or _WORDS))
            raise ValueError(f"a rule demands one thing, in one of the words {words}")
        return self

    @property
    def word(self) -> str:
        """The word that says what it demands."""
        (word,) = self.model_fields_set & _WORDS
        return word

    @property
    def chosen_by(self) -> Mapping[str, CellValue] | str:
        """What chooses the rows that it is about."""
        return self.needs_reason_when or self.when

    @property
    def names(self) -> set[str]:
        """The columns and thresholds that it reads."""
        chosen = self.chosen_by
        read = names_of(chosen) if chosen and isinstance(chosen, str) else set(chosen)
        return read if self.needs_reason_when else read | _names(getattr(self, self.word))

    def slips(self, columns: Mapping[str, Column], thresholds: Thresholds) -> Iterator[Slip]:
        """Give the columns that it names and the form has not, and what it cannot say."""
        known = {*columns, *CONTEXT, *thresholds}
        yield from self._slips_of_limits(columns, thresholds)
        if not self.needs_reason_when:
            yield from unknown_columns((self.word,), _names(getattr(self, self.word)), known)
        elif not any(column.explains for column in columns.values()):
            yield Slip((self.word,), "the form has no column that explains")
        chosen = self.chosen_by
        place = "needs_reason_when" if self.needs_reason_when else "when"
        read = names_of(chosen) if chosen and isinstance(chosen, str) else set(chosen)
        yield from unknown_columns((place,), read, known)
        yield from unknown_columns(("marks",), self.marks, columns)
        yield from message_slips(("message",), self.message, {*known, "check"})
        is_of_a_row = not self.message or names_a_row(self.message)
        may_warn = self.severity is Severity.WARNING or not thresholds.keys().isdisjoint(self.names)
        if may_warn and not is_of_a_row:
            text = "a warning is confirmed row by row; its message must name one"
            yield Slip(("message",), text)
        if isinstance(chosen, str) and chosen and not self.message:
            yield Slip((place,), "needs a message: a formula has no words")
        for title, rows in (("passing", self.passing), ("failing", self.failing)):
            yield from unknown_columns((title,), {name for row in rows for name in row}, known)

    def _slips_of_limits(
        self, columns: Mapping[str, Column], thresholds: Thresholds
    ) -> Iterator[Slip]:
        limits = getattr(self, self.word)[1:] if self.word in _LIMITS else ()
        for name in limits:
            if isinstance(name, str) and name not in thresholds:
                yield Slip((self.word,), f"{name!r} is no number, and no threshold")
        if taken := sorted(thresholds.keys() & self.names & columns.keys()):
            yield Slip((self.word,), f"{taken} are names of columns and of thresholds")
        if not any(self._spans(thresholds)):
            yield Slip((self.word,), "no threshold that it names has a value while it holds")

    def _spans(self, thresholds: Thresholds) -> Iterator[Span]:
        return spans(self.names, thresholds, self.valid_from, self.valid_to)

    def rules(
        self, form_id: str, columns: Mapping[str, Column], thresholds: Thresholds
    ) -> Iterator[Rule]:
        """Make the rules of a form, one for each span of values of the thresholds that it names.

        Of a rule with slips nothing but those may be asked. An example that cannot be made is
        missing in the rule.
        """
        for span in self._spans(thresholds):
            put: dict[str, Any] = {self.word: span.put_into(getattr(self, self.word))}
            put |= {"when": span.put_into(self.when)}
            yield self.model_copy(update=put)._rule(form_id, columns, span)

    def _rule(self, form_id: str, columns: Mapping[str, Column], span: Span) -> Rule:
        headers, chosen = Headers(columns), self.chosen_by
        word, given = self.word, getattr(self, self.word)
        severity, default = self.severity, load_default_words()
        if span.is_assumed and severity is Severity.CRITICAL:
            severity = Severity.WARNING
        if self.needs_reason_when:
            word, given = "filled", next(c.name for c in columns.values() if c.explains)
        made = DEMANDS[word](given, headers)
        rows, when = condition(chosen), worded(chosen, headers)
        now = {**made.said, "check": default.check[severity]}
        title = filled_now(default.rules[word].title, now)
        message = filled_now(default.rules[word].message, now)
        return Rule(
            id=f"{form_id}.{self.name}",
            form_id=form_id,
            severity=severity,
            rung=self.rung,
            title=default.limits.title(
                self.title or title + (f" khi {when}" if when else ""), span
            ),
            message=default.limits.message(
                filled_now(self.message, {"check": now["check"]})
                or (f"Khi {when}: {small(message)}" if when else message),
                span,
            ),
            expectation=made.expectation,
            kwargs={**made.kwargs, **({"row_condition": rows} if rows else {})},
            computed={name: text for one in made.formulas for name, text in one.computed().items()},
            columns=self.marks or made.marks,
            basis=self.basis or span.sources,
            periods=self.periods,
            passing=self.passing or _examples(made.passing, chosen_cells(chosen), headers),
            failing=self.failing or _examples(made.failing, chosen_cells(chosen), headers),
            valid_from=span.valid_from,
            valid_to=span.valid_to,
            trial_since=self.trial_since,
            thresholds=tuple(one.id for one in span.values),
        )


def _names(said: Any) -> set[str]:
    sides = (said,) if isinstance(said, str) else said
    return {name for one in sides if isinstance(one, str) for name in names_of(one)}


def _examples(
    rows: tuple[Cells, ...], chosen: Mapping[str, CellValue], headers: Headers
) -> Examples:
    try:
        return tuple(
            {
                **{k: headers.day(k, v) for one, value in row for k, v in one.row(value).items()},
                **chosen,
            }
            for row in rows
        )
    except ValueError:
        return ()


class _Said(Declared):
    title: str
    message: str


class _OfThresholds(Declared):
    """What a rule says of the thresholds that it names."""

    assumed_title: str  # with {title}
    assumed: str
    stated: str  # with {sources}

    def title(self, title: str, span: Span) -> str:
        """Put the values into a title, and say that one is assumed."""
        told = filled_now(title, span.words) if span.values else title
        return self.assumed_title.format(title=told) if span.is_assumed else told

    def message(self, message: str, span: Span) -> str:
        """Put the values into a sentence, and say where they come from."""
        if not span.values:
            return message
        source = self.assumed if span.is_assumed else self.stated.format(sources=span.sources)
        return f"{filled_now(message, span.words)} {source}"


class DefaultWords(Declared):
    """What named rules say whose contracts give no words: expectations/named_rules.yaml."""

    check: Mapping[Severity, str]  # what to do
    limits: _OfThresholds
    rules: Mapping[str, _Said]

    @model_validator(mode="after")
    def _of_every_word(self) -> Self:
        if strange := self.rules.keys() ^ DEMANDS.keys():
            raise ValueError(f"{', '.join(sorted(strange))}: each word of a rule has one entry")
        return self


@lru_cache(maxsize=4)
def load_default_words(path: Path = RULES / "named_rules.yaml") -> DefaultWords:
    """Read the file; raises `ContractError` with a sentence for each slip."""
    return read_declared(path, DefaultWords)
