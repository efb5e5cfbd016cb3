"""Checks the declarations themselves: expectations/ in, one verdict line a file out.

The one surprising thing: this checks that a rule *can* be evaluated and has examples; that the
examples pass and fail as they say is tested through the real engine (tests/forms).
"""

from __future__ import annotations

import importlib.resources
import json
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft201909Validator

from etl.contracts.across import AcrossCheck, load_across
from etl.contracts.forms import CONTRACTS, read_contract, read_yaml
from etl.contracts.standing import load_standing
from etl.contracts.vocabulary import (
    CONTEXT,
    COVERAGE,
    COVERAGE_MEMBERS,
    EXPECTATIONS,
    PLACEHOLDERS,
)
from etl.errors import ContractError
from etl.model import Form, Rule, Severity

_NOT_OF_A_ROW = frozenset({"column", "hint", "period"})
_SHEET_LENGTH = 31  # characters; Excel and LibreOffice take no more
_NOT_IN_A_SHEET_NAME = frozenset("[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What is wrong with one file of declarations; nothing when `faults` is empty."""

    file_name: str
    summary: str
    faults: tuple[str, ...]


def check_all(folder: Path = CONTRACTS) -> list[FileVerdict]:
    """Check every contract of a folder, then the rules of all forms and across forms."""
    paths = sorted(folder.glob("*.odcs.yaml"))
    verdicts = [check_contract(path) for path in paths]
    forms: dict[str, Form] = {}
    for path, verdict in zip(paths, verdicts, strict=True):
        if not verdict.faults:
            form = read_contract(path)
            forms[form.id] = form
    verdicts.append(_check_standing(folder / "standing_rules.yaml"))
    verdicts.append(_check_across(folder / "across_forms.yaml", forms))
    return verdicts


def check_contract(path: Path) -> FileVerdict:
    """Check one contract: the standard's schema first, then columns, rules and examples."""
    faults = _schema_faults(path)
    if faults:
        return FileVerdict(path.name, "", tuple(faults))
    try:
        form = read_contract(path)
    except ContractError as error:
        return FileVerdict(path.name, "", (str(error),))
    faults = [*_sheet_faults(form.sheet)]
    faults += [fault for rule in form.rules for fault in rule_faults(form, rule)]
    repeated = {rule.id for rule in form.rules if [r.id for r in form.rules].count(rule.id) > 1}
    faults += [f"{rule_id} stands there twice" for rule_id in sorted(repeated)]
    summary = f"{len(form.columns)} columns, {len(form.rules)} rules"
    return FileVerdict(path.name, summary, tuple(faults))


def rule_faults(form: Form, rule: Rule) -> Iterator[str]:
    """Give what keeps a rule from being used; nothing when it can be."""
    known = {column.name for column in form.columns} | CONTEXT.keys() | rule.computed.keys()
    for fault in (
        *_implementation_faults(rule, known),
        *_message_faults(rule.message, known),
        *_example_faults(rule, known),
    ):
        yield f"{rule.id}: {fault}"
    if rule.severity is Severity.WARNING and not (_fields(rule.message) - _NOT_OF_A_ROW):
        yield f"{rule.id}: a warning is confirmed row by row; its message must name one"


def _sheet_faults(name: str) -> Iterator[str]:
    if not 0 < len(name) <= _SHEET_LENGTH:
        yield f"sheet {name!r} has {len(name)} characters; 1 to {_SHEET_LENGTH} are possible"
    if bad := _NOT_IN_A_SHEET_NAME & set(name):
        yield f"sheet {name!r} has {sorted(bad)}, which no spreadsheet takes in a name"
    if name != unicodedata.normalize("NFC", name):
        yield f"sheet {name!r} is not in the composed form (NFC)"


def _implementation_faults(rule: Rule, known: set[str]) -> Iterator[str]:
    if not rule.columns:
        yield "marks no column; set the property columns"
    if rule.expectation == COVERAGE:
        members = rule.kwargs.get("members")
        if members != COVERAGE_MEMBERS and not isinstance(members, list):
            yield f"members is {members!r}; write a list or {COVERAGE_MEMBERS}"
        named = [str(rule.kwargs.get("column"))]
    elif rule.expectation in EXPECTATIONS:
        named = [
            str(name)
            for argument in EXPECTATIONS[rule.expectation]
            for name in _listed(rule.kwargs.get(argument))
        ]
    else:
        yield f"expectation {rule.expectation!r} is none of {sorted(EXPECTATIONS)}"
        return
    for name in named:
        if name not in known:
            yield f"column {name!r} is none of the form's, of the context or computed"
    if rule.expectation == "expect_compound_columns_to_be_unique" and named[0] != "return_number":
        yield "column_list must begin with return_number: returns are judged together"


def _message_faults(message: str, known: Iterable[str]) -> Iterator[str]:
    unknown = _fields(message) - PLACEHOLDERS - set(known)
    if unknown:
        yield f"message has unknown placeholders {sorted(unknown)}"


def _example_faults(rule: Rule, known: set[str]) -> Iterator[str]:
    for title, rows in (("passing", rule.passing), ("failing", rule.failing)):
        if not rows:
            yield f"has no {title} example"
        strange = {name for row in rows for name in row} - known
        if strange:
            yield f"{title} example has unknown columns {sorted(strange)}"


def _check_standing(path: Path) -> FileVerdict:
    try:
        rules = load_standing(path)
    except ContractError as error:
        return FileVerdict(path.name, "", (str(error),))
    faults = [
        f"{rule.id}: {fault}"
        for rule in rules.values()
        for fault in _message_faults(rule.message, ())
    ]
    return FileVerdict(path.name, f"{len(rules)} rules", tuple(faults))


def _check_across(path: Path, forms: Mapping[str, Form]) -> FileVerdict:
    try:
        checks = load_across(path)
    except ContractError as error:
        return FileVerdict(path.name, "", (str(error),))
    faults = [
        f"{check.id}: {fault}"
        for check in checks.values()
        for fault in _across_faults(check, forms)
    ]
    return FileVerdict(path.name, f"{len(checks)} checks", tuple(faults))


def _across_faults(check: AcrossCheck, forms: Mapping[str, Form]) -> Iterator[str]:
    yield from _message_faults(check.message, ())
    yield from _message_faults(check.question, ())
    if not check.passing or not check.failing:
        yield "needs a passing and a failing example"
    if not check.form_id:
        return
    if check.form_id not in forms:
        yield f"form {check.form_id!r} has no usable contract"
        return
    form = forms[check.form_id]
    if check.kind == "unique_over_agencies":
        if list(check.by) != [form.exclusive]:
            yield f"by is {list(check.by)}, but the form is exclusive for {form.exclusive!r}"
        if not check.question:
            yield "needs a question for two senders that both may report a place"
    known = {column.name for column in form.columns}
    optional = [name for name in (check.same, check.explained_by) if name]
    for name in (*check.columns, *check.by, *check.where, *optional):
        if name not in known:
            yield f"column {name!r} is none of the form {check.form_id}"


def _schema_faults(path: Path) -> list[str]:
    """Validate a file against the schema that the standard's own package carries."""
    schema = importlib.resources.files("open_data_contract_standard").joinpath("schema.json")
    validator = Draft201909Validator(json.loads(schema.read_text(encoding="utf-8")))
    document = json.loads(json.dumps(read_yaml(path), default=str))  # dates as JSON has them
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def _listed(given: object) -> list[object]:
    return given if isinstance(given, list) else [given]
