"""Checks across forms and periods: measures of columns and across_forms.yaml in, `AcrossCheck` out.

The one surprising thing: most of them stand in no file. A flow of the quarters makes the year, a
stock of the year is that of its last quarter, what is cumulative never falls: whoever declares a
column's measure has declared them. The file has their words, and the checks that no column says.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from etl import CONTRACTS
from etl.contracts.beside_forms import BESIDE, forms_beside_slips, related, repeated_columns
from etl.contracts.declared import (
    Declared,
    Entry,
    Name,
    PeriodKind,
    Place,
    RungName,
    Slip,
    by_id,
    read_declared,
    refuse,
)
from etl.contracts.measured import COMPARISONS, Comparison
from etl.contracts.read_forms import load_forms
from etl.contracts.vocabulary import filled_now, message_slips, unknown_columns
from etl.model import CellValue, Form, Severity
from etl.reference.seeds import read_thresholds

Kind = Literal[
    "quarters_sum_to_year",
    "quarters_count_to_year",
    "year_equals_last_quarter",
    "never_falls",
    "begins_as_ended",
    "year_on_year_change",
    "year_on_year_rise",
    "year_on_year_fall",
    "year_on_year_lost",
    "year_on_year_same",
    "thousandfold",
    "unique_over_agencies",
    "related_missing",
    "beside_form",
]
FILE = "across_forms.yaml"


class ExampleReturn(Declared):
    """One return of an example: who sent which rows of which form for when."""

    form_id: str = Field(alias="form")
    agency_id: str = Field(alias="agency")
    period_key: str = Field(alias="period")
    rows: tuple[Mapping[str, CellValue], ...]


class _Words(Entry):
    """What a check says; the id of one that is made from measures begins with its form."""

    id: str = Field(pattern=r"^(\{column\}_)?[a-z_]+$")
    severity: Severity
    rung: RungName
    title: str
    message: str
    question: str = ""  # instead of the message, where only an answer is asked for
    note: str = ""  # to the sender who is not asked
    tolerance: float = 0.0  # of the unit of the column, or percentage points of a rate
    basis: str = ""


class AcrossCheck(_Words):
    """One comparison of returns with each other."""

    id: str = Field(pattern=r"^across\.[a-z_]+$")
    kind: Kind
    form_id: str = Field("", alias="form")  # "" for the check that reports what is not compared
    columns: tuple[str, ...] = ()  # what is compared; of a rate: numerator, denominator
    by: tuple[str, ...] = ()  # rows are compared by these columns; empty: the whole return
    where: Mapping[str, CellValue] = {}  # only these rows count
    explained_by: str = ""  # a reason in this column turns the finding into information
    # of what is laid beside another form:
    other: str = ""  # "<form>.<column>"; of columns without numbers the rows are counted
    where_other: Mapping[str, CellValue] = {}
    must: Literal["same", "not_more"] = "same"  # as the other, or no more than it
    row_by_row: bool = False  # each row by itself, and not the sum of those of a place
    by_sender: bool = False  # beside the other's rows that name who sends this form
    share: Name | None = None  # threshold: no more than so many percent of the other
    within: Name | None = None  # threshold: as the other, give or take so many percent (or points)
    asks: Literal["holder", "later"] = (
        "holder"  # who is asked: whose form this is, or who came last
    )
    periods: tuple[PeriodKind, ...] = ()  # empty: all
    trial_since: dt.date | None = None  # on trial from this day: counted and told, never in the way
    passing: tuple[ExampleReturn, ...] = ()
    failing: tuple[ExampleReturn, ...] = ()

    @property
    def thresholds(self) -> tuple[str, ...]:
        """The thresholds that it names."""
        return tuple(name for name in (self.share, self.within) if name)

    @model_validator(mode="before")
    @classmethod
    def _of_the_form(cls, entry: Any) -> Any:
        """Say the form of the examples that leave it out: the check's own."""
        if not isinstance(entry, dict):
            return entry
        told = dict(entry)
        for title in ("passing", "failing"):
            if isinstance(returns := entry.get(title), list | tuple):
                form = {"form": entry.get("form", "")}
                told[title] = [{**form, **one} if isinstance(one, dict) else one for one in returns]
        return told


class _Other(Declared):
    """What one of those checks says otherwise for one form."""

    of: str  # its id
    id: str = Field("", pattern=r"^(across\.[a-z_]+)?$")
    severity: Severity | None = None
    title: str = ""
    message: str = ""
    tolerance: float | None = None
    within: Name | None = None
    trial_since: dt.date | None = None


class _AcrossFile(Declared):
    measured: Mapping[str, _Words]
    otherwise: tuple[_Other, ...] = ()
    checks: tuple[AcrossCheck, ...]

    @model_validator(mode="after")
    def _of_every_comparison(self) -> Self:
        if strange := self.measured.keys() ^ {*COMPARISONS, BESIDE}:
            raise ValueError(f"{', '.join(sorted(strange))}: each comparison has its words once")
        return self


@lru_cache(maxsize=4)
def load_across(folder: Path = CONTRACTS) -> Mapping[str, AcrossCheck]:
    """Make the checks of a folder's forms, and read those that it declares, by id.

    Raises `ContractError` with a sentence for each slip.
    """
    return across_of(folder / FILE, load_forms(folder))


@lru_cache(maxsize=4)
def laid_beside(folder: Path = CONTRACTS) -> Mapping[str, frozenset[str]]:
    """Name the forms that each form of a folder is laid beside, either way."""
    return related(load_across(folder).values())


def across_of(path: Path, forms: Mapping[str, Form]) -> Mapping[str, AcrossCheck]:
    """Make and read the checks of some forms, by id; raises `ContractError` for each slip."""
    file = read_declared(path, _AcrossFile)
    thresholds = {one.id for one in read_thresholds(path.parents[1] / "sql" / "seeds")}
    declared = by_id(path, "checks", file.checks, lambda check: _slips(check, forms, thresholds))
    made = {
        check.id: check
        for kind, words in file.measured.items()
        if kind in COMPARISONS
        for form in forms.values()
        for comparison in COMPARISONS[kind](form)
        for check in [_made(kind, words, form, comparison)]
    }
    words = file.measured[BESIDE]
    for repeated in repeated_columns(forms):
        title = filled_now(words.title, repeated.pop("words"))
        own = {**dict(words), **repeated, "kind": BESIDE, "title": title}
        made[own["id"]] = AcrossCheck.model_validate(own)
    slips = []
    for number, other in enumerate(file.otherwise):
        if (check := made.pop(other.of, None)) is None:
            text = f"{other.of!r} is no check that the measures make"
            slips.append(Slip(("otherwise", number, "of"), text))
            continue
        slips += _threshold_slips(other, ("otherwise", number), thresholds)
        said = {name: getattr(other, name) for name in other.model_fields_set - {"of"}}
        made[said.get("id", other.of)] = check.model_copy(update=said)
    slips += [
        Slip(("checks", number, "id"), "is made from the measures already")
        for number, id in enumerate(declared)
        if id in made
    ]
    refuse(path, slips)
    return {**made, **declared}


def _made(kind: str, words: _Words, form: Form, comparison: Comparison) -> AcrossCheck:
    said, texts = comparison.words(form), ("title", "message", "question")
    own = {
        "id": f"across.{form.id}_{words.id}".format(column=comparison.columns[0]),
        "kind": kind,
        "form": form.id,
        **{name: filled_now(getattr(words, name), said) for name in texts},
        **comparison._asdict(),
    }
    return AcrossCheck.model_validate({**dict(words), **own})


def _threshold_slips(
    said: AcrossCheck | _Other, place: Place, thresholds: Collection[str]
) -> Iterator[Slip]:
    for word in ("share", "within"):
        if (name := getattr(said, word, None)) and name not in thresholds:
            yield Slip((*place, word), f"{name!r} is no threshold")


def _slips(
    check: AcrossCheck, forms: Mapping[str, Form], thresholds: Collection[str]
) -> Iterator[Slip]:
    """Give what a check cannot say, and what it names that nothing declares."""
    named = {*check.thresholds}
    yield from _threshold_slips(check, (), thresholds)
    yield from message_slips(("message",), check.message, named)
    yield from message_slips(("note",), check.note, named)
    columns = {id_: {column.name for column in form.columns} for id_, form in forms.items()}
    for title, returns in (("passing", check.passing), ("failing", check.failing)):
        if not returns:
            yield Slip((), f"has no {title} example")
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
    if check.kind == BESIDE:
        yield from forms_beside_slips(check, forms)
    for word in ("columns", "by", "where", "explained_by"):
        given = getattr(check, word)
        names = {given} - {""} if isinstance(given, str) else set(given)
        yield from unknown_columns((word,), names, columns[check.form_id])
