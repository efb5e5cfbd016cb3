"""The rule book: standing rules, one row a rule, and the short mark of all that decides.

Rules of columns (required, range, choices) are stated once as standing rules, not once a column.
Who applies a standing rule or a check of the warehouse has it only by its id: the reader writes its
own sentences, and what the warehouse is asked stands in sql/checks; here is what they are called,
how much they matter and how they are told. The one surprising thing: for the mark, declarations
count by what they say, so that a remark or another layout in a file changes nothing; the code that
reads and judges counts letter by letter, for no program can tell which of its lines decide.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from etl import CATALOGUE, PROJECT, RULES
from etl.contracts.across import AcrossCheck, load_across
from etl.contracts.declared import Declared, Entry, RungName, Slip, by_id, read_declared, read_yaml
from etl.contracts.vocabulary import message_slips
from etl.model import Form, Rule, Rung, Severity

SHOWN = 10  # characters that are printed
_WORDING = ("wording/names.py", "wording/personal.py")
_CODE = ("contracts", "kinds", "model", "reference", "validate", "workbook", *_WORDING)
# seeds that no rule reads
_NOT_JUDGED_BY = frozenset(
    {
        *("area_succession.csv", "member_succession.csv", "deadline.csv"),
        *("signing.csv", "target.csv"),
    }
)
_EXAMPLES = frozenset({"passing", "failing"})
_SHARED = ("severity", "rung", "title", "message")
_OF_SOME = ("basis", "columns", "periods", "lighter", "trial_since", "thresholds")
_WORDS = {"form": "", "agency": "", "column": "", "expected": "", "value": ""}


class StandingRule(Entry):
    """A rule that every form obeys."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9_]+$")  # "file.<name>", "cell.<name>"
    severity: Severity
    lighter: tuple[Severity, ...] = ()  # that the reader gives instead where a fault is not certain
    rung: RungName
    title: str = Field(min_length=1)
    message: str = ""  # "" when the reader writes the sentence


class _StandingFile(Declared):
    rules: tuple[StandingRule, ...]


@lru_cache(maxsize=4)
def load_standing(path: Path = RULES / "standing_rules.yaml") -> Mapping[str, StandingRule]:
    """Read the standing rules by id; raises `ContractError` with a sentence for each slip."""
    rules = read_declared(path, _StandingFile).rules
    return by_id(path, "rules", rules, lambda rule: message_slips(("message",), rule.message, ()))


class WarehouseCheck(Entry):
    """One thing that must hold after every load; its id names its statement in sql/checks."""

    each: Literal["period", "form", "mart", "exclusive", "year_comparison"]  # of which one is made
    title: str
    message: str  # with {form}, {agency}, {column}, {expected} and {value}


class _WarehouseFile(Declared):
    checks: tuple[WarehouseCheck, ...]


@lru_cache(maxsize=4)
def load_warehouse_checks(path: Path = RULES / "warehouse.yaml") -> Mapping[str, WarehouseCheck]:
    """Read the checks by id; raises `ContractError` with a sentence for each slip."""
    return by_id(path, "checks", read_declared(path, _WarehouseFile).checks, _slips)


def _slips(check: WarehouseCheck) -> Iterator[Slip]:
    try:
        check.message.format(**_WORDS)
    except (KeyError, ValueError) as error:
        yield Slip(("message",), f"{error} is none of {', '.join(_WORDS)}")


@lru_cache(maxsize=4)
def rule_book_version(project: Path = PROJECT) -> str:
    """Give the short mark of a project's rules: judgements with one mark were made by the same."""
    digest = hashlib.sha256()
    for name, content in _parts(project):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:SHOWN]


def _parts(project: Path) -> Iterator[tuple[str, bytes]]:
    catalogue = CATALOGUE if project == PROJECT else project
    declared = {  # rules of every form are the project's; what both have is the catalogue's
        path.name: path
        for one in (project, catalogue)
        for path in (one / "expectations").glob("*.yaml")
        if one == catalogue or path.suffixes == [".yaml"]
    }
    for _, path in sorted(declared.items()):
        said = json.dumps(_deciding(read_yaml(path)), default=str, sort_keys=True)
        yield path.name, said.encode()
    for path in sorted((catalogue / "sql" / "seeds").glob("*.csv")):
        if path.name not in _NOT_JUDGED_BY:
            yield path.name, path.read_bytes()
    for name in _CODE:
        place = project / "etl" / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            yield path.relative_to(project).as_posix(), path.read_bytes()


def _deciding(said: object) -> object:
    """Leave out the examples of rules: they are there for readers and for tests."""
    if isinstance(said, dict):
        kept = {key: value for key, value in said.items() if key not in _EXAMPLES}
        return {str(key): _deciding(value) for key, value in kept.items()}
    if isinstance(said, list):
        return [_deciding(item) for item in said]
    return said


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One rule as the rule book prints it."""

    rule_id: str
    form_id: str  # "" for rules of all forms
    severity: Severity
    rung: Rung
    title: str
    message: str
    headers: tuple[str, ...]  # the printed ones of its columns
    basis: str = ""
    columns: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # empty: all
    lighter: tuple[Severity, ...] = ()  # given instead where a fault is not certain
    trial_since: dt.date | None = None  # on trial from this day: its findings stop nothing
    thresholds: tuple[str, ...] = ()  # that it names


def rule_catalogue(forms: Mapping[str, Form]) -> list[CatalogueRow]:
    """List every rule: of files and cells, of each form, across forms, lowest rung first.

    One whose thresholds changed is listed once, with its newest values.
    """
    rows = [
        *(_row(rule, None) for rule in load_standing().values()),
        *(_row(rule, form) for form in forms.values() for rule in _newest(form)),
        *(_row(check, forms.get(check.form_id)) for check in load_across().values()),
    ]
    return sorted(rows, key=lambda row: (row.rung, row.form_id, row.rule_id))


def _newest(form: Form) -> Iterator[Rule]:
    yield from {rule.id: rule for rule in form.rules}.values()


def _row(rule: StandingRule | Rule | AcrossCheck, form: Form | None) -> CatalogueRow:
    said: dict[str, Any] = {name: getattr(rule, name) for name in _SHARED}
    said |= {name: getattr(rule, name) for name in _OF_SOME if hasattr(rule, name)}
    return CatalogueRow(
        rule_id=rule.id,
        form_id=form.id if form else "",
        headers=tuple(form.column(name).header for name in said["columns"]) if form else (),
        **said,
    )
