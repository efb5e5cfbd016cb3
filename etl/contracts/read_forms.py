"""Reads the data contracts: expectations/<form>.odcs.yaml in, `Form` out.

The one surprising thing: whoever reads a contract checks it; none that has a slip is ever used.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from etl.contracts.contract import Contract
from etl.contracts.declared import Place, Slip, refusal
from etl.contracts.shared_columns import read_document
from etl.contracts.vocabulary import CONTEXT, COVERAGE, OF_THE_WAREHOUSE, PLACEHOLDERS
from etl.errors import ContractError
from etl.kinds import Choice, kind_of, kinds, listed_kind
from etl.model import Column, Form
from etl.settings import CONTRACTS as CONTRACTS
from etl.wording.names import normalise_vietnamese

_SUFFIX = ".odcs.yaml"
_TAKEN = frozenset({*CONTEXT, *OF_THE_WAREHOUSE, *PLACEHOLDERS})


@lru_cache(maxsize=4)
def load_forms(folder: Path = CONTRACTS) -> Mapping[str, Form]:
    """Read every contract of a folder.

    Returns forms by id, in the order of their numbers. Raises `ContractError` with a sentence for
    each slip that names the file and the line.
    """
    forms = {path: read_contract(path) for path in contract_paths(folder)}
    if not forms:
        raise ContractError(f"no contract (*{_SUFFIX}) in {folder}")
    for path, slips in (*slips_beside(forms).items(), *slips_of_parts(forms)):
        raise refusal(path, slips)
    return {form.id: form for form in _beside_others(forms.values())}


def _beside_others(forms: Collection[Form]) -> Iterator[Form]:
    """Give forms by number, each with what the others are about: their titles are not its own.

    A form whose subjects are not said is told apart by its headers alone.
    """
    for form in sorted(forms, key=lambda form: form.number):
        others = (one for one in forms if one.id != form.id and form.subjects)
        words = dict.fromkeys(word for one in others for word in one.subjects)
        yield replace(form, other_subjects=tuple(w for w in words if w not in form.subjects))


def contract_paths(folder: Path) -> list[Path]:
    """List the contracts of a folder, by name."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


def read_contract(path: Path) -> Form:
    """Read one contract; raises `ContractError` with a sentence and line for each slip."""
    document = read_document(path)
    contract = document.read(Contract)
    if slips := list(_slips(contract.form(is_bare=True), path.name)) or list(contract.rule_slips()):
        raise document.refusal(slips)
    form = contract.form()
    if slips := list(_without_examples(form, len(contract.rules))):
        raise document.refusal(slips)
    return form


def slips_beside(forms: Mapping[Path, Form]) -> Mapping[Path, Sequence[Slip]]:
    """Tell which numbers and sheets of forms another contract has already, by contract."""
    found: dict[Path, list[Slip]] = {}
    for (first, form), (path, other) in combinations(forms.items(), 2):
        for word in ("number", "sheet"):
            said = getattr(other, word)
            if normalise_vietnamese(said) == normalise_vietnamese(getattr(form, word)):
                text = f"{said!r} is that of {first.name}, too"
                found.setdefault(path, []).append(Slip((word,), text))
    return found


def slips_of_parts(forms: Mapping[Path, Form]) -> Iterator[tuple[Path, Sequence[Slip]]]:
    """Tell of parts of forms (`Form.part_of`) why their rows could not belong to those."""
    by_id = {form.id: form for form in forms.values()}
    for path, form in forms.items():
        if form.part_of and (slips := list(_part_slips(form, by_id.get(form.part_of)))):
            yield path, slips


def _part_slips(part: Form, whole: Form | None) -> Iterator[Slip]:
    if whole is None or whole.part_of:
        yield Slip(("part_of",), f"{part.part_of!r} is no form, or a part itself")
        return
    if missing := [name for name in whole.key if name not in part.key]:
        text = f"the key of {whole.id} has {missing}, which its parts need in theirs"
        yield Slip(("part_of",), text)
    if part.frequencies != whole.frequencies:
        text = f"{whole.id} is made each {', '.join(whole.frequencies)}, and so are its parts"
        yield Slip(("frequencies",), text)
    for own, total in part.makes.items():
        for form, name in ((part, own), (whole, total)):
            if not any(c.name == name and kind_of(c).is_number for c in form.columns):
                yield Slip(("makes",), f"{form.id} has no column {name!r} of numbers")


def _slips(form: Form, file_name: str) -> Iterator[Slip]:
    names = [column.name for column in form.columns]
    if f"{form.id}{_SUFFIX}" != file_name:
        yield Slip(("id",), f"id is {form.id!r}; name the file {form.id}{_SUFFIX}")
    if not form.key:
        yield Slip(("columns",), "rows need a key: say key: true of some columns")
    exclusive = (form.exclusive,) if form.exclusive else ()
    for word, given in (("label", form.label), ("exclusive", exclusive), ("each", form.each)):
        for name in given:
            if name not in names:
                yield Slip((word,), f"{name!r} is none of the columns {names}")
            elif word == "each" and name not in kinds() and not listed_kind(form.column(name)):
                yield Slip((word,), f"{name!r} has no list whose members it prints")
    for number, column in enumerate(form.columns):
        for slip in [*_column_slips(column), *_choice_slips(column)]:
            yield Slip(("columns", number, *slip.place), slip.text)
    yield from _repeated(form)


def _without_examples(form: Form, said: int) -> Iterator[Slip]:
    for number, rule in enumerate(form.rules[:said]):
        for title, rows in (("passing", rule.passing), ("failing", rule.failing)):
            if not rows and rule.expectation != COVERAGE:  # whose members change
                text = f"has no {title} example, and none can be made"
                yield Slip(("rules", number), text)


def _repeated(form: Form) -> Iterator[Slip]:
    for (_, first), (number, second) in combinations(enumerate(form.columns), 2):
        if second.name == first.name:
            yield Slip(("columns", number, "name"), f"{second.name!r} stands there twice")
        elif second.code == first.code and _meet(first, second):
            text = f"{second.code!r} is the code of {first.name}, too"
            yield Slip(("columns", number, "code"), text)


def _meet(one: Column, other: Column) -> bool:
    """Tell whether there is a day on which both columns hold."""
    ends = [end for end in (one.valid_to, other.valid_to) if end]
    starts = [start for start in (one.valid_from, other.valid_from) if start]
    return not ends or not starts or max(starts) < min(ends)


def _column_slips(column: Column) -> Iterator[Slip]:
    if column.name in _TAKEN:
        yield Slip(("name",), f"{column.name!r} is a name of the program's own; choose another")
    kind = kind_of(column)
    if kind.is_free and column.name in kinds() and column.name != kind.name:
        yield Slip(("kind",), f"is text, but {column.name} is a kind of its own; say it")
    if kind.is_whole and column.is_money:
        text = f"{column.unit!r} is money, which is no integer; say kind number"
        yield Slip(("unit",), text)
    low, high = column.minimum, column.maximum
    if (low if low is not None else -math.inf) > (high if high is not None else math.inf):
        yield Slip(("maximum",), "minimum above maximum")
    if isinstance(kind, Choice) != bool(column.choices):
        yield Slip(("kind",), f"is {column.type}, with {len(column.choices)} choices")


def _choice_slips(column: Column) -> Iterator[Slip]:
    """Tell other names or labels of a choice that is none, or that two choices would answer to."""
    changed = {value for one in column.changes for value in (*one.choices, *one.offered)}
    changed |= set(column.offered)
    if unknown := sorted(changed - set(column.choices)):
        yield Slip(("changes",), f"{unknown} not among the choices")
        return
    place: Place = ("other_names",)
    if unknown := [value for value in column.other_names if value not in column.choices]:
        yield Slip(place, f"{unknown} not among the choices")
    names = [*column.choices.values(), *(n for more in column.other_names.values() for n in more)]
    keys = [normalise_vietnamese(name) for name in names]
    doubled = sorted({name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1})
    if doubled:
        yield Slip(
            place if column.other_names else ("choices",), f"{doubled} twice among the choices"
        )
