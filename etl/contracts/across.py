"""Checks across forms and periods: expectations/across_forms.yaml in, `AcrossCheck` out.

The one surprising thing: the kinds of check are code (etl/validate/across), what they compare is
data; a new comparison of a known kind is an entry in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from etl.contracts.declared import Declared, RungName, Slip, by_id, read_declared
from etl.contracts.forms import CONTRACTS
from etl.contracts.rules import message_slips, unknown_columns
from etl.model import CellValue, Form, Severity

Kind = Literal[
    "quarters_sum_to_year",
    "quarters_count_to_year",
    "year_equals_last_quarter",
    "year_on_year_change",
    "year_on_year_rise",
    "year_on_year_same",
    "thousandfold",
    "unique_over_agencies",
    "related_missing",
]


class ExampleReturn(Declared):
    """One return of an example: who sent which rows of which form for when."""

    form_id: str = Field(alias="form")
    agency_id: str = Field(alias="agency")
    period_key: str = Field(alias="period")
    rows: tuple[Mapping[str, CellValue], ...]


class AcrossCheck(Declared):
    """One comparison of returns with each other."""

    id: str = Field(pattern=r"^across\.[a-z_]+$")
    kind: Kind
    form_id: str = Field("", alias="form")  # "" for the check that reports what is not compared
    severity: Severity
    rung: RungName
    title: str
    message: str
    question: str = ""  # instead of the message, where only an answer is asked for
    columns: tuple[str, ...] = ()  # what is compared; of a rise: numerator, denominator
    by: tuple[str, ...] = ()  # rows are compared by these columns; empty: the whole return
    where: Mapping[str, CellValue] = {}  # only these rows count
    same: str = ""  # compared only where this column agrees
    tolerance: float = 0.0  # of the unit of the column, or percentage points of a rise
    max_change_pct: float = 0.0
    min_change: float = 0.0  # smaller changes are not remarked on
    explained_by: str = ""  # a reason in this column turns the finding into information
    basis: str = ""
    trial_since: dt.date | None = None  # on trial from this day: counted and told, never in the way
    passing: tuple[ExampleReturn, ...] = ()
    failing: tuple[ExampleReturn, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_the_form(cls, entry: Any) -> Any:
        """Say the form of the examples that leave it out: the check's own."""
        if not isinstance(entry, dict):
            return entry
        told = dict(entry)
        for title in ("passing", "failing"):
            if isinstance(returns := entry.get(title), list):
                told[title] = [
                    {"form": entry.get("form", ""), **one} if isinstance(one, dict) else one
                    for one in returns
                ]
        return told


class _File(Declared):
    checks: tuple[AcrossCheck, ...]


@lru_cache(maxsize=4)
def load_across(path: Path = CONTRACTS / "across_forms.yaml") -> Mapping[str, AcrossCheck]:
    """Read the checks by id; raises `ContractError` with a sentence for each slip."""
    return by_id(path, "checks", read_declared(path, _File).checks, _slips)


def _slips(check: AcrossCheck) -> Iterator[Slip]:
    yield from message_slips(("message",), check.message, ())
    yield from message_slips(("question",), check.question, ())
    for title, returns in (("passing", check.passing), ("failing", check.failing)):
        if not returns:
            yield Slip((), f"has no {title} example")


def slips_among(checks: Mapping[str, AcrossCheck], forms: Mapping[str, Form]) -> Iterator[Slip]:
    """Give the forms and columns that checks name and no contract declares."""
    for number, check in enumerate(checks.values()):
        for slip in _form_slips(check, forms):
            yield Slip(("checks", number, *slip.place), slip.text)


def _form_slips(check: AcrossCheck, forms: Mapping[str, Form]) -> Iterator[Slip]:
    columns = {id_: {column.name for column in form.columns} for id_, form in forms.items()}
    for title, returns in (("passing", check.passing), ("failing", check.failing)):
        for number, one in enumerate(returns):
            if one.form_id not in forms and one.form_id != check.form_id:
                yield Slip((title, number, "form"), f"{one.form_id!r} is no form")
                continue
            names = {name for row in one.rows for name in row}
            yield from unknown_columns(
                (title, number, "rows"), names, columns.get(one.form_id, names)
            )
    if not check.form_id:
        return
    if check.form_id not in forms:
        yield Slip(("form",), f"{check.form_id!r} is no form")
        return
    if check.kind == "unique_over_agencies":
        exclusive = forms[check.form_id].exclusive
        if list(check.by) != [exclusive]:
            text = f"is {list(check.by)}, but the form is exclusive for {exclusive!r}"
            yield Slip(("by",), text)
        if not check.question:
            yield Slip((), "needs a question for two senders that both may report a place")
    for word in ("columns", "by", "where", "same", "explained_by"):
        given = getattr(check, word)
        names = {given} - {""} if isinstance(given, str) else set(given)
        yield from unknown_columns((word,), names, columns[check.form_id])
