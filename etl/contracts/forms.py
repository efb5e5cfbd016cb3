"""Reads the data contracts: expectations/<form>.odcs.yaml in, `Form` out.

The one surprising thing: whoever reads a contract checks it; none that has a slip is ever used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import get_args

from etl.contracts.contract import Contract
from etl.contracts.declared import Place, Slip, read_declared, refusal
from etl.contracts.rules import rule_slips
from etl.contracts.vocabulary import CONTEXT, OF_THE_WAREHOUSE, PLACEHOLDERS
from etl.errors import ContractError
from etl.model import Column, Form, Kind
from etl.settings import PROJECT
from etl.wording.names import normalise_vietnamese

CONTRACTS = PROJECT / "expectations"
_SUFFIX = ".odcs.yaml"
_COLUMNS: Place = ("schema", 0, "properties")
_TAKEN = frozenset({*CONTEXT, *OF_THE_WAREHOUSE, *PLACEHOLDERS})
_MONEY = re.compile(r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ) )?(?:đồng|vnđ|vnd)")
_LOGICAL_TYPES = {"integer": "integer", "number": "number", "date": "date"}  # others: string


@lru_cache(maxsize=4)
def load_forms(folder: Path = CONTRACTS) -> Mapping[str, Form]:
    """Read every contract of a folder.

    Returns forms by id, in the order of their numbers. Raises `ContractError` with a sentence for
    each slip that names the file and the line.
    """
    forms = {path: read_contract(path) for path in contract_paths(folder)}
    if not forms:
        raise ContractError(f"no contract (*{_SUFFIX}) in {folder}")
    for path, slips in slips_beside(forms).items():
        raise refusal(path, slips)
    return {form.id: form for form in sorted(forms.values(), key=lambda form: form.number)}


def contract_paths(folder: Path) -> list[Path]:
    """List the contracts of a folder, by name."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


def read_contract(path: Path) -> Form:
    """Read one contract; raises `ContractError` with a sentence and line for each slip."""
    contract = read_declared(path, Contract)
    form = contract.form()
    if slips := list(_slips(contract, form, path.name)) or list(rule_slips(form)):
        raise refusal(path, slips)
    return form


def slips_beside(forms: Mapping[Path, Form]) -> Mapping[Path, Sequence[Slip]]:
    """Tell which numbers and sheets of forms another contract has already, by contract."""
    found: dict[Path, list[Slip]] = {}
    for (first, form), (path, other) in combinations(forms.items(), 2):
        for word in ("number", "sheet"):
            said = getattr(other, word)
            if normalise_vietnamese(said) == normalise_vietnamese(getattr(form, word)):
                text = f"{said!r} is that of {first.name}, too"
                found.setdefault(path, []).append(Slip(("customProperties", word), text))
    return found


def _slips(contract: Contract, form: Form, file_name: str) -> Iterator[Slip]:
    names = [column.name for column in form.columns]
    if f"{form.id}{_SUFFIX}" != file_name:
        yield Slip(("id",), f"id is {form.id!r}; name the file {form.id}{_SUFFIX}")
    if contract.tables[0].name != form.id:
        text = f"the schema is named as the contract: {form.id!r}"
        yield Slip(("schema", 0, "name"), text)
    if not form.key:
        yield Slip(_COLUMNS, "rows need a key: say primaryKey: true of some columns")
    for word, given in (("label", form.label), ("exclusive", (form.exclusive,))):
        for name in given:
            if name and name not in names:
                yield Slip(("customProperties", word), f"{name!r} is none of the columns {names}")
    written = contract.tables[0].properties
    for number, (column, entry) in enumerate(zip(form.columns, written, strict=True)):
        for slip in [*_column_slips(column, entry.logical_type), *_choice_slips(column)]:
            yield Slip((*_COLUMNS, number, *slip.place), slip.text)
    yield from _repeated(form)


def _repeated(form: Form) -> Iterator[Slip]:
    for (_, first), (number, second) in combinations(enumerate(form.columns), 2):
        if second.name == first.name:
            yield Slip((*_COLUMNS, number, "name"), f"{second.name!r} stands there twice")
        elif second.code == first.code and _meet(first, second):
            place = (*_COLUMNS, number, "customProperties", "code")
            yield Slip(place, f"{second.code!r} is the code of {first.name}, too")


def _meet(one: Column, other: Column) -> bool:
    """Tell whether there is a day on which both columns hold."""
    ends = [end for end in (one.valid_to, other.valid_to) if end]
    starts = [start for start in (one.valid_from, other.valid_from) if start]
    return not ends or not starts or max(starts) < min(ends)


def _column_slips(column: Column, logical_type: str) -> Iterator[Slip]:
    kind: Place = ("customProperties", "kind")
    if column.name in _TAKEN:
        yield Slip(("name",), f"{column.name!r} is a name of the program's own; choose another")
    if column.type == "text" and column.name in set(get_args(Kind)) - {"text"}:
        yield Slip(kind, f"is text, but {column.name} is a kind of its own; say it")
    if logical_type != (wanted := _LOGICAL_TYPES.get(column.type, "string")):
        yield Slip(("logicalType",), f"is {logical_type!r}; a {column.type} is a {wanted}")
    if column.type == "integer" and _MONEY.fullmatch(column.unit.lower()):
        text = f"{column.unit!r} is money, which is no integer; say kind number"
        yield Slip(("customProperties", "unit"), text)
    low, high = column.minimum, column.maximum
    if (low if low is not None else -math.inf) > (high if high is not None else math.inf):
        yield Slip(("logicalTypeOptions",), "minimum above maximum")
    if (column.type == "choice") != bool(column.choices):
        yield Slip(kind, f"is {column.type}, with {len(column.choices)} choices in enum")


def _choice_slips(column: Column) -> Iterator[Slip]:
    """Tell other names or labels of a choice that is none, or that two choices would answer to."""
    changed = {value for change in column.changes for value in change.choices}
    if unknown := sorted(changed - set(column.choices)):
        yield Slip(("customProperties", "changes"), f"{unknown} not among the choices")
        return
    place: Place = ("customProperties", "otherNames")
    if unknown := [value for value in column.other_names if value not in column.choices]:
        yield Slip(place, f"{unknown} not among the choices")
    names = [*column.choices.values(), *(n for more in column.other_names.values() for n in more)]
    keys = [normalise_vietnamese(name) for name in names]
    doubled = sorted({name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1})
    if doubled:
        yield Slip(place if column.other_names else ("enum",), f"{doubled} twice among the choices")
