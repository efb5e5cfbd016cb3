"""Checks all declarations together: a project in, one verdict a file out.

The one surprising thing: whoever loads a file refuses its own slips already; what is added here is
what only several files know, and that forms can be written out as the standard has them.
"""

import csv
import importlib.resources
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from jsonschema import Draft201909Validator
from jsonschema.protocols import Validator
from pydantic import AfterValidator

from etl import CATALOGUE, PROJECT
from etl.contracts import read_forms
from etl.contracts.across import across_of
from etl.contracts.between_forms import slips_beside, slips_between
from etl.contracts.declared import Declared, Place, Slip, read_declared, read_yaml, refusal, refuse
from etl.contracts.indicators import Indicator, read_indicators
from etl.contracts.named import load_default_words
from etl.contracts.rule_book import load_standing, load_warehouse_checks
from etl.contracts.standard import standard_contract
from etl.errors import ContractError
from etl.model import Form, read_frequencies
from etl.reference.seeds import read_thresholds

_Row = tuple[str, Mapping[str, str]]  # of a seed: its place, which sentences begin with, its cells


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
    paths = read_forms.contract_paths(folder)
    verdicts = [_check_contract(path, forms) for path in paths]
    by_id = {form.id: form for form in forms.values()}
    is_known = len(forms) == len(verdicts)  # else what names a form may well be right
    verdicts += [
        FileVerdict(path.name, "", refusal(path, slips).faults)
        for path, slips in (slips_between(forms) if is_known else ())
    ]
    known: set[str] = set()

    def shared(path: Path) -> Sized:
        columns = read_forms.read_shared(path)
        refuse(path, read_forms.unused(paths, columns) if is_known else ())
        return columns

    def across(path: Path) -> Sized:
        return across_of(path, by_id) if is_known else ()

    def indicators(path: Path) -> Sized:
        found = read_indicators(path, by_id) if is_known else {}
        refuse(path, _floor_slips(found.values(), seeds))
        known.update(found)
        return known

    def tables(path: Path) -> Sized:
        refuse(path, _table_slips(path, known) if known else ())
        return read_yaml(path)  # type: ignore[no-any-return]

    def targets(path: Path) -> Sized:
        return _seed(path, lambda rows: _target_faults(rows, known) if known else ())

    def breaks(path: Path) -> Sized:
        return _seed(path, lambda rows: _break_faults(rows, by_id) if is_known else ())

    def owed(path: Path) -> Sized:
        return _seed(path, lambda rows: _owed_faults(rows, by_id) if is_known else ())

    files: Sequence[tuple[Path, str, Callable[[Path], Sized]]] = (
        (folder / read_forms.SHARED, "shared columns", shared),
        (rules / "named_rules.yaml", "kinds of rules", lambda path: load_default_words(path).rules),
        (rules / "standing_rules.yaml", "rules", load_standing),
        (rules / "cell_sentences.yaml", "sentences", _sentences),
        (rules / "file_sentences.yaml", "sentences", _sentences),
        (rules / "header_words.yaml", "abbreviations", _header_words),
        (folder / "across_forms.yaml", "checks", across),
        (rules / "warehouse.yaml", "checks", load_warehouse_checks),
        (folder / "indicators.yaml", "indicators", indicators),
        (seeds / "frequency.csv", "periods a year", _periods),
        (seeds / "obligation.csv", "rows about forms", owed),
        (seeds / "signing.csv", "rows about forms", owed),
        (seeds / "series_break.csv", "breaks", breaks),
        (seeds / "target.csv", "targets", targets),
        *((path / "tables.yaml", "tables", tables) for path in folder.glob("report")),
    )

    def of_file(path: Path, noun: str, check: Callable[[Path], Sized]) -> FileVerdict:
        return _verdict(path, lambda path: f"{len(check(path))} {noun}")

    return [*verdicts, *(of_file(*file) for file in files)]


def require_sound(project: Path = PROJECT) -> None:
    """Raise `ContractError` with a sentence for each slip in any declaration of a project."""
    if faults := dict.fromkeys(fault for one in check_all(project) for fault in one.faults):
        raise ContractError(*faults)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from None
    return text


_Patterns = tuple[Annotated[str, AfterValidator(_pattern)], ...]


class _HeaderWords(Declared):
    """What etl/workbook/known_words.py reads."""

    abbreviations: Mapping[str, str]
    read_as: Mapping[Annotated[str, AfterValidator(_pattern)], str]
    any_words: str
    other_things: str
    of_another: _Patterns
    sources: _Patterns
    narrowing: _Patterns
    measures: Mapping[str, tuple[str, ...]]
    totalled: _Patterns
    summed: _Patterns
    parts: _Patterns
    parts_alone: _Patterns
    headed: _Patterns
    lacking: _Patterns
    planned: _Patterns
    compared: _Patterns
    begun: _Patterns
    documents: _Patterns
    counted: tuple[str, ...]
    never_reasons: tuple[str, ...]


def _header_words(path: Path) -> Sized:
    return read_declared(path, _HeaderWords).abbreviations


def _periods(path: Path) -> Sized:
    try:
        return read_frequencies(path)
    except ValueError as error:
        raise ContractError(str(error)) from error


def _sentences(path: Path) -> Sized:
    rules, said = load_standing(path.with_name("standing_rules.yaml")), read_yaml(path)
    rung = path.name.partition("_")[0]
    strange = (name for name in said if f"{rung}.{name.partition('.')[0]}" not in rules)
    refuse(path, (Slip((name,), f"begins with no standing rule of a {rung}") for name in strange))
    return said  # type: ignore[no-any-return]


def _check_contract(path: Path, forms: dict[Path, Form]) -> FileVerdict:
    """Check one contract, beside those of `forms`, to which it is added when it is sound."""

    def contract(path: Path) -> str:
        form = read_forms.read_contract(path)
        refuse(path, _standard_slips(form))
        refuse(path, slips_beside({**forms, path: form}).get(path, ()))
        forms[path] = form
        return f"{len(form.columns)} columns, {len(form.rules)} rules"

    return _verdict(path, contract)


def _verdict(path: Path, check: Callable[[Path], str]) -> FileVerdict:
    try:
        return FileVerdict(path.name, check(path), ())
    except ContractError as error:
        return FileVerdict(path.name, "", error.faults)


@cache
def _standard() -> Validator:
    schema = importlib.resources.files("open_data_contract_standard").joinpath("schema.json")
    return Draft201909Validator(json.loads(schema.read_text(encoding="utf-8")))


def _standard_slips(form: Form) -> Iterator[Slip]:
    """Give what the standard refuses in a form that is written out as it has them."""
    for error in _standard().iter_errors(standard_contract(form)):
        place = ".".join(map(str, error.absolute_path))
        yield Slip((), f"as a contract of the standard: {place}: {error.message}")


def _table_slips(path: Path, indicators: Collection[str]) -> Iterator[Slip]:
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


def _floor_slips(indicators: Iterable[Indicator], seeds: Path) -> Iterator[Slip]:
    """Tell of shares that are watched without a threshold of each quarter."""
    known = {one.id for one in read_thresholds(seeds)}
    for number, one in enumerate(indicators):
        wanted = [f"{one.watched.threshold}_q{n}" for n in (1, 2, 3, 4)] if one.watched else []
        for name in wanted:
            if name not in known:
                place = ("indicators", number, "watched", "threshold")
                yield Slip(place, f"{name!r} is no threshold of threshold.csv")
                break


def _seed(path: Path, faults_of: Callable[[Sequence[_Row]], Iterable[str]]) -> Sized:
    """Read a seed, and refuse it with a sentence for each fault of its rows."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [(f"{path.name}:{reader.line_num}", row) for row in reader]
    if faults := list(faults_of(rows)):
        raise ContractError(*faults)
    return rows


def _target_faults(rows: Iterable[_Row], indicators: Collection[str]) -> Iterator[str]:
    for place, row in rows:
        if row["indicator_id"] not in indicators:
            yield f"{place}: indicator_id: {row['indicator_id']!r} is no indicator"


def _break_faults(rows: Iterable[_Row], forms: Mapping[str, Form]) -> Iterator[str]:
    for place, row in rows:
        form = forms.get(row["form_id"])
        if form is None:
            yield f"{place}: form_id: {row['form_id']!r} is no form"
            continue
        there = {column.name for column in form.columns}
        for name in filter(None, row["columns"].split("|")):
            if name not in there:
                yield f"{place}: columns: {form.id} has no column {name!r}"


def _owed_faults(rows: Iterable[_Row], forms: Mapping[str, Form]) -> Iterator[str]:
    """Tell of forms that no contract declares, or that are not made so often."""
    for place, row in rows:
        form, frequency = forms.get(row["form_id"]), row.get("frequency")
        if form is None:
            yield f"{place}: form_id: {row['form_id']!r} is no form"
        elif frequency and form.part_of:
            yield f"{place}: form_id: {form.id} is part of {form.part_of}, and owed with it"
        elif frequency and frequency not in form.frequencies:
            yield f"{place}: form_id: {form.id} is not made each {frequency}"
