"""Reads the data contracts: expectations/<form>.odcs.yaml in, `Form` out.

Whoever reads a contract checks it; none that has a slip is ever used. Columns that several forms
share stand in expectations/columns.yaml, with the rules that belong to them, and are put in the
place of each `use:`. The one surprising thing: what is put in place remembers where it stands, so
that a slip names the file and the line that have to be mended.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, takewhile
from pathlib import Path
from typing import Any

from etl import CONTRACTS
from etl.contracts.between_forms import slips_beside, slips_between
from etl.contracts.contract import Contract
from etl.contracts.declared import Place, Slip, read_yaml, refusal, refuse, validated
from etl.contracts.small_counts import small_count_slips
from etl.contracts.thresholds import Thresholds, by_id
from etl.contracts.vocabulary import CONTEXT, COVERAGE, OF_THE_WAREHOUSE, PLACEHOLDERS
from etl.errors import ContractError
from etl.kinds import Choice, kind_of, kinds, listed_kind, must_hold
from etl.model import LEVELS, Column, Form
from etl.reference.seeds import read_thresholds
from etl.wording.names import normalise_vietnamese

SHARED = "columns.yaml"
_SUFFIX = ".odcs.yaml"
_TAKEN = frozenset({*CONTEXT, *OF_THE_WAREHOUSE, *PLACEHOLDERS})
_USE, _RULES = "use", "rules"
_WORDS_OF_RULES = frozenset({"name", "title", "message", "basis", "passing", "failing"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@lru_cache(maxsize=4)
def _thresholds(folder: Path) -> Thresholds:
    return by_id(read_thresholds(folder))


def load_forms(folder: Path = CONTRACTS) -> Mapping[str, Form]:
    """Read every contract of a folder, once.

    Returns forms by id, in the order of their numbers. Raises `ContractError` with a sentence for
    each slip that names the file and the line.
    """
    return _forms_of(folder)


@lru_cache(maxsize=4)
def _forms_of(folder: Path) -> Mapping[str, Form]:  # whether the folder was named or not
    forms = {path: read_contract(path) for path in contract_paths(folder)}
    if not forms:
        raise ContractError(f"no contract (*{_SUFFIX}) in {folder}")
    for path, slips in (*slips_beside(forms).items(), *slips_between(forms)):
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
    document, thresholds = _read_document(path), _thresholds(path.parents[1] / "sql" / "seeds")
    contract = validated(Contract, document.whole, document.refusal)
    bare = contract.form(thresholds, is_bare=True)
    if slips := list(_slips(bare, path.name)) or list(contract.rule_slips(thresholds)):
        raise document.refusal(slips)
    form = contract.form(thresholds)
    said = [f"{form.id}.{one.name}" for one in contract.rules]
    slips = list(_without_examples(form, said))
    if slips := slips + list(small_count_slips(form, is_said=contract.sensitive)):
        raise document.refusal(slips)
    return form


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
        of_lists = [*_said_slips(form, column), *_done_slips(form, column)]
        for slip in [*_column_slips(column), *_choice_slips(column), *of_lists]:
            yield Slip(("columns", number, *slip.place), slip.text)
    yield from _repeated(form)


def _without_examples(form: Form, said: Sequence[str]) -> Iterator[Slip]:
    ours = [one for one in form.rules if one.id in said and one.expectation != COVERAGE]
    for rule in ours:  # of those of coverage the members change
        for title, rows in (("passing", rule.passing), ("failing", rule.failing)):
            if not rows:
                text = f"has no {title} example, and none can be made"
                yield Slip(("rules", said.index(rule.id)), text)


def _repeated(form: Form) -> Iterator[Slip]:
    for (_, first), (number, second) in combinations(enumerate(form.columns), 2):
        if second.name == first.name:
            yield Slip(("columns", number, "name"), f"{second.name!r} stands there twice")
        elif second.code == first.code and _meet(first, second):
            text = f"{second.code!r} is the code of {first.name}, too"
            yield Slip(("columns", number, "code"), text)


def _meet(one: Column, other: Column) -> bool:
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
    if column.is_level_of_sender and not set(LEVELS).issuperset(column.choices or ("",)):
        text = f"its choices are levels of places: {', '.join(LEVELS)}"
        yield Slip(("level_of_sender",), text)


def _done_slips(form: Form, column: Column) -> Iterator[Slip]:
    """Tell of what is done without a list that says what must hold then."""
    for value in column.done:
        if value not in column.choices:
            yield Slip(("done",), f"{value!r} is none of {', '.join(column.choices)}")
    if column.done and not any(must_hold(listed_kind(form.column(name))) for name in form.each):
        yield Slip(("done",), "no list of `each` says `targets` and `watched` of its members")


def _said_slips(form: Form, column: Column) -> Iterator[Slip]:
    """Tell what no list says of the rows that are printed, and what comes before its member."""
    before = takewhile(lambda one: one is not column, form.columns)
    listed = next((one for one in before if one.name == column.of), None)
    if column.of and (listed is None or column.of not in form.each):
        yield Slip(("of",), f"{column.of!r} is no column of `each` before it")
    elif listed is not None and not ((kind := listed_kind(listed)) and column.name in kind.told):
        yield Slip(("of",), f"the list {listed.type} says no {column.name!r} of its members")


def _choice_slips(column: Column) -> Iterator[Slip]:
    """Tell other names or labels of a choice that is none, or that two choices would answer to."""
    changed = {value for one in column.changes for value in (*one.choices, *one.offered)}
    changed |= set(column.offered)
    sorts = kind.sorts if (kind := listed_kind(column)) else ()
    if unknown := sorted(changed - {*column.choices, *sorts}):
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


@dataclass(slots=True)
class Document:
    """A contract with all its columns and rules, and where those of others stand."""

    path: Path
    whole: Any
    shared: dict[Place, tuple[Place, frozenset[str]]] = field(default_factory=dict)
    """Place here → place in columns.yaml, and the words that the contract says itself."""

    def refusal(self, slips: Iterable[Slip]) -> ContractError:
        """Make the error that tells each slip with file and line."""
        own: list[Slip] = []
        others: list[Slip] = []
        for slip in slips:
            place, words = self.shared.get(slip.place[:2], ((), frozenset()))
            if place and (slip.place[0] == _RULES or words.isdisjoint(slip.place[2:3])):
                others.append(Slip((*place, *slip.place[2:]), slip.text))
            else:
                own.append(Slip(self._written(slip.place), slip.text))
        faults = refusal(self.path, own).faults if own else ()
        if others:
            faults += refusal(self.path.with_name(SHARED), others).faults
        return ContractError(*faults)

    def _written(self, place: Place) -> Place:
        """Give the place of a rule as the contract numbers it: shared ones stand before it."""
        if len(place) < 2 or place[0] != _RULES or not isinstance(place[1], int):
            return place
        before = sum(1 for one in self.shared if one[0] == _RULES)
        return (_RULES, place[1] - before, *place[2:])


def _read_document(path: Path) -> Document:
    """Read a contract and put the columns that it uses, and their rules, in their places.

    A rule that names another shared column comes only where the form has that, too. Raises
    `ContractError` for a column that columns.yaml has not.
    """
    whole = read_yaml(path)
    document = Document(path, whole)
    if not isinstance(whole, dict) or not isinstance(whole.get("columns"), list):
        return document  # the model says what is wrong
    shared = read_shared(path.with_name(SHARED))
    columns: list[Any] = []
    rules: list[Any] = []
    slips: list[Slip] = []
    for number, said in enumerate(whole["columns"]):
        used = said.get(_USE) if isinstance(said, dict) else None
        if used is None:
            columns.append(said)
            continue
        if used not in shared:
            slips.append(Slip(("columns", number, _USE), f"{used!r} is no column of {SHARED}"))
            continue
        own = {word: value for word, value in said.items() if word != _USE}
        given = {word: value for word, value in shared[used].items() if word != _RULES}
        document.shared["columns", number] = ((used,), frozenset(own))
        columns.append({"name": used, **given, **own})
    refuse(path, slips)
    names = {said.get("name") for said in columns if isinstance(said, dict)}
    for used in [str(place[0]) for place, _ in document.shared.values()]:
        for place, rule in enumerate(shared[used].get(_RULES, ())):
            if names >= _read(rule) & shared.keys():
                document.shared[_RULES, len(rules)] = ((used, _RULES, place), frozenset())
                rules.append(rule)
    own_rules = whole.get(_RULES, [])
    of_both = [*rules, *own_rules] if isinstance(own_rules, list) else own_rules
    document.whole = {**whole, "columns": columns, _RULES: of_both}
    return document


def _read(rule: Mapping[str, Any]) -> set[str]:
    """Collect the words of what a rule demands, and of which rows: columns are among them."""
    said = {word: value for word, value in rule.items() if word not in _WORDS_OF_RULES}
    return set(_NAME.findall(str(said)))


def read_shared(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Read the columns that forms share, by name; none where there is no such file."""
    found = read_yaml(path) if path.exists() else {}
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise ContractError(f"{path.name}:1: the file is a column by name for each that is shared")
    return found


def unused(paths: Iterable[Path], shared: Mapping[str, object]) -> Iterator[Slip]:
    """Give the shared columns that no contract uses."""
    used = {
        said.get(_USE)
        for path in paths
        for said in read_yaml(path).get("columns", ())
        if isinstance(said, dict)
    }
    yield from (Slip((name,), "is used by no contract") for name in shared if name not in used)
