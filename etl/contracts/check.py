"""Checks all declarations together: a project in, one verdict a file out.

The one surprising thing: whoever loads a file refuses its own slips already; what is added here is
what only several files know, and that forms can be written out as the standard has them.
"""

from __future__ import annotations

import csv
import importlib.resources
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from jsonschema import Draft201909Validator
from jsonschema.protocols import Validator
from pydantic import AfterValidator

from etl.contracts.across import across_of
from etl.contracts.declared import Declared, Place, Slip, read_declared, read_yaml, refusal
from etl.contracts.indicators import read_indicators
from etl.contracts.named import load_default_words
from etl.contracts.read_forms import contract_paths, read_contract, slips_beside, slips_of_parts
from etl.contracts.shared_columns import FILE, read_shared, unused
from etl.contracts.standard import standard_contract
from etl.contracts.standing import load_standing
from etl.contracts.warehouse import load_warehouse_checks
from etl.errors import ContractError
from etl.model import Form, read_frequencies
from etl.settings import CATALOGUE, PROJECT


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What is wrong with one file of declarations; nothing when `faults` is empty."""

    file_name: str
    summary: str
    faults: tuple[str, ...]


def check_all(project: Path = PROJECT) -> list[FileVerdict]:
    """Check every declaration of a project: contracts first, then what speaks of them."""
    catalogue, rules = CATALOGUE if project == PROJECT else project, project / "expectations"
    folder, seeds = catalogue / "expectations", catalogue / "sql" / "seeds"
    forms: dict[Path, Form] = {}
    verdicts = [_check_contract(path, forms) for path in contract_paths(folder)]
    by_id = {form.id: form for form in forms.values()}
    is_known = len(forms) == len(verdicts)  # else what names a form may well be right
    verdicts += [
        FileVerdict(path.name, "", refusal(path, slips).faults)
        for path, slips in (slips_of_parts(forms) if is_known else ())
    ]

    def shared(path: Path) -> str:
        columns = read_shared(path)
        _refuse(path, unused(contract_paths(folder), columns) if is_known else ())
        return f"{len(columns)} shared columns"

    def across(path: Path) -> str:
        return f"{len(across_of(path, by_id)) if is_known else 'no'} checks"

    known: set[str] = set()

    def indicators(path: Path) -> str:
        known.update(read_indicators(path, by_id) if is_known else ())
        return f"{len(known)} indicators"

    def tables(path: Path) -> str:
        is_told = bool(known) and catalogue == project  # else they are another catalogue's
        _refuse(path, _table_slips(path, known) if is_told else ())
        return "tables"

    def targets(path: Path) -> str:
        _refuse_targets(path, known)
        return "targets"

    def owed(path: Path) -> str:
        _refuse_owed(path, by_id if is_known else {})
        return "rows about forms"

    def periods(path: Path) -> str:
        try:
            return f"{len(read_frequencies(path))} periods a year"
        except ValueError as error:
            raise ContractError(str(error)) from error

    files: Sequence[tuple[Path, Callable[[Path], str]]] = (
        (folder / FILE, shared),
        (rules / "named_rules.yaml", _words),
        (rules / "standing_rules.yaml", _standing),
        (rules / "cell_sentences.yaml", _sentences),
        (rules / "file_sentences.yaml", _sentences),
        (rules / "header_words.yaml", _header_words),
        (folder / "across_forms.yaml", across),
        (rules / "warehouse.yaml", _warehouse),
        (folder / "indicators.yaml", indicators),
        (seeds / "frequency.csv", periods),
        (seeds / "obligation.csv", owed),
        (seeds / "signing.csv", owed),
        (seeds / "target.csv", targets),
        (project / "etl" / "report" / "text" / "tables.yaml", tables),
    )
    return [*verdicts, *(_verdict(path, check) for path, check in files)]


def _words(path: Path) -> str:
    return f"{len(load_default_words(path).rules)} kinds of rules"


def _standing(path: Path) -> str:
    return f"{len(load_standing(path))} rules"


def _warehouse(path: Path) -> str:
    return f"{len(load_warehouse_checks(path))} checks"


def require_sound(project: Path = PROJECT) -> None:
    """Raise `ContractError` with a sentence for each slip in any declaration of a project."""
    faults = {fault: None for verdict in check_all(project) for fault in verdict.faults}
    if faults:
        raise ContractError(*faults)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from None
    return text


_Patterns = tuple[Annotated[str, AfterValidator(_pattern)], ...]


class _HeaderWords(Declared):
    """What etl/workbook/foreign/layouts/header_keys.py reads."""

    abbreviations: Mapping[str, str]
    any_words: str
    other_things: str
    of_another: _Patterns
    sources: _Patterns
    narrowing: _Patterns


def _header_words(path: Path) -> str:
    return f"{len(read_declared(path, _HeaderWords).abbreviations)} abbreviations"


def _sentences(path: Path) -> str:
    rules, said = load_standing(path.with_name("standing_rules.yaml")), read_yaml(path)
    rung = path.name.partition("_")[0]
    strange = (name for name in said if f"{rung}.{name.partition('.')[0]}" not in rules)
    _refuse(path, (Slip((name,), f"begins with no standing rule of a {rung}") for name in strange))
    return f"{len(said)} sentences"


def _check_contract(path: Path, forms: dict[Path, Form]) -> FileVerdict:
    """Check one contract, beside those of `forms`, to which it is added when it is sound."""

    def contract(path: Path) -> str:
        form = read_contract(path)
        _refuse(path, _standard_slips(form))
        _refuse(path, slips_beside({**forms, path: form}).get(path, ()))
        forms[path] = form
        return f"{len(form.columns)} columns, {len(form.rules)} rules"

    return _verdict(path, contract)


def _verdict(path: Path, check: Callable[[Path], str]) -> FileVerdict:
    try:
        return FileVerdict(path.name, check(path), ())
    except ContractError as error:
        return FileVerdict(path.name, "", error.faults)


def _refuse(path: Path, slips: Iterator[Slip] | Sequence[Slip]) -> None:
    if found := list(slips):
        raise refusal(path, found)


@cache
def _standard() -> Validator:
    """Give the schema that the standard's own package carries."""
    schema = importlib.resources.files("open_data_contract_standard").joinpath("schema.json")
    return Draft201909Validator(json.loads(schema.read_text(encoding="utf-8")))


def _standard_slips(form: Form) -> Iterator[Slip]:
    """Give what the standard refuses in a form that is written out as it has them."""
    for error in _standard().iter_errors(standard_contract(form)):
        place = ".".join(map(str, error.absolute_path))
        yield Slip((), f"as a contract of the standard: {place}: {error.message}")


def _table_slips(path: Path, indicators: Collection[str]) -> Iterator[Slip]:
    """Give what tables of the report show that is no indicator."""
    for id_, entry in read_yaml(path).items():
        named: list[tuple[Place, str]] = [
            ((id_, "columns", number, "indicator"), column["indicator"])
            for number, column in enumerate(entry.get("columns", ()))
            if "indicator" in column
        ]
        named += [((id_, "figures", n), name) for n, name in enumerate(entry.get("figures", ()))]
        for place, name in named:
            if name not in indicators:
                yield Slip(place, f"{name!r} is no indicator")


def _refuse_targets(path: Path, indicators: Collection[str]) -> None:
    """Refuse targets of what is no indicator, as far as the indicators are known."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        faults = [
            f"{path.name}:{reader.line_num}: indicator_id: {row['indicator_id']!r} is no indicator"
            for row in reader
            if indicators and row["indicator_id"] not in indicators
        ]
    if faults:
        raise ContractError(*faults)


def _refuse_owed(path: Path, forms: Mapping[str, Form]) -> None:
    """Refuse rows about forms that no contract declares, or that are not made so often."""
    faults = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader if forms else ():
            form, frequency = forms.get(row["form_id"]), row.get("frequency")
            place = f"{path.name}:{reader.line_num}: form_id"
            if form is None:
                faults.append(f"{place}: {row['form_id']!r} is no form")
            elif frequency and form.part_of:
                faults.append(f"{place}: {form.id} is part of {form.part_of}, and owed with it")
            elif frequency and frequency not in form.frequencies:
                faults.append(f"{place}: {form.id} is not made each {frequency}")
    if faults:
        raise ContractError(*faults)
