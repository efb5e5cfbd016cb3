"""Columns that several forms share: a contract with `use:` in, one with the columns in place out.

expectations/columns.yaml has each of them once, with the rules that belong to it. The one
surprising thing: what is put in place remembers where it stands, so that a slip names the file and
the line that have to be mended.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from etl.contracts.declared import Place, Slip, read_yaml, refusal, validated
from etl.errors import ContractError

M = TypeVar("M", bound=BaseModel)
FILE = "columns.yaml"
_USE, _RULES = "use", "rules"
_WORDS_OF_RULES = frozenset({"name", "title", "message", "basis", "passing", "failing"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(slots=True)
class Document:
    """A contract with all its columns and rules, and where those of others stand."""

    path: Path
    whole: Any
    shared: dict[Place, tuple[Place, frozenset[str]]] = field(default_factory=dict)
    """Place here → place in columns.yaml, and the words that the contract says itself."""

    def read(self, model: type[M]) -> M:
        """Read it as a model; raises `ContractError`, a sentence with the line for each slip."""
        return validated(model, self.whole, self.refusal)

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
            faults += refusal(self.path.with_name(FILE), others).faults
        return ContractError(*faults)

    def _written(self, place: Place) -> Place:
        """Give the place of a rule as the contract numbers it: shared ones stand before it."""
        if len(place) < 2 or place[0] != _RULES or not isinstance(place[1], int):
            return place
        before = sum(1 for one in self.shared if one[0] == _RULES)
        return (_RULES, place[1] - before, *place[2:])


def read_document(path: Path) -> Document:
    """Read a contract and put the columns that it uses, and their rules, in their places.

    A rule that names another shared column comes only where the form has that, too. Raises
    `ContractError` for a column that columns.yaml has not.
    """
    whole = read_yaml(path)
    document = Document(path, whole)
    if not isinstance(whole, dict) or not isinstance(whole.get("columns"), list):
        return document  # the model says what is wrong
    shared = read_shared(path.with_name(FILE))
    columns: list[Any] = []
    rules: list[Any] = []
    slips: list[Slip] = []
    for number, said in enumerate(whole["columns"]):
        used = said.get(_USE) if isinstance(said, dict) else None
        if used is None:
            columns.append(said)
            continue
        if used not in shared:
            slips.append(Slip(("columns", number, _USE), f"{used!r} is no column of {FILE}"))
            continue
        own = {word: value for word, value in said.items() if word != _USE}
        given = {word: value for word, value in shared[used].items() if word != _RULES}
        document.shared["columns", number] = ((used,), frozenset(own))
        columns.append({"name": used, **given, **own})
    if slips:
        raise refusal(path, slips)
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
