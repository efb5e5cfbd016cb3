"""What is declared in YAML, checked whole: a file in, a model out, or a sentence with its line.

The one surprising thing: lines are looked for only once something is wrong, so that what is right
costs no more than it takes to parse it.
"""

import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from yaml import CSafeLoader

from etl.errors import ContractError
from etl.model import Rung, known_kind

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]
"""The way to a word of a file: keys, numbers of items, and names of custom properties."""
_SAFE = re.compile(r"[a-z][a-z0-9_]{0,49}")  # with what the warehouse adds, below 63 bytes
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")  # of models, of data classes
_WORDS = dict.fromkeys(_UNKNOWN, "is unknown here; a text with commas needs quotes")
_WORDS["missing"] = "is missing"


class Declared(BaseModel):
    """A part of a declaration: every word that it does not know is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Entry(Declared):
    """One of several parts that are told apart by their ids."""

    id: str


E = TypeVar("E", bound=Entry)


class Slip(NamedTuple):
    """What is wrong at a place of a file."""

    place: Place
    text: str


def _rung(name: object) -> object:
    known = [rung.name.lower() for rung in Rung]
    if isinstance(name, str) and name not in known:
        raise ValueError(f"{name!r} is none of {', '.join(known)}")
    return Rung[name.upper()] if isinstance(name, str) else name


def _safe(name: str) -> str:
    if not _SAFE.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name for SQL: up to 50 small letters, digits and _, a letter first"
        )
    return name


Name = Annotated[str, AfterValidator(_safe)]
PeriodKind = Annotated[str, AfterValidator(known_kind)]
RungName = Annotated[Rung, BeforeValidator(_rung)]


def read_yaml(path: Path) -> Any:
    """Read one YAML file with the safe loader written in C: ten times faster than the other.

    Raises `ContractError` with the line when it is none.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContractError(f"{path.name}:{line}: {error.problem}") from error


def read_declared(path: Path, model: type[M]) -> M:
    """Read a file as a model; raises `ContractError`, a sentence with the line for each slip."""
    return validated(model, read_yaml(path), partial(refusal, path))


def validated(
    model: type[M], document: Any, refused: Callable[[Iterable[Slip]], ContractError]
) -> M:
    """Make a model of a document; raises the error that `refused` makes of its slips."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        slips = list(_slips_of(error))
    raise refused(slips)


def refusal(path: Path, slips: Iterable[Slip]) -> ContractError:
    """Make the error that tells each slip of a file with its line and the names on the way."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=CSafeLoader)
    told = []
    for slip in slips:
        line, names = _found(root, slip.place)
        told.append(f"{path.name}:{line}: {'.'.join(names) or 'the file'}: {slip.text}")
    return ContractError(*told)


def refuse(path: Path, slips: Iterable[Slip]) -> None:
    """Raise the error that tells each slip of a file, where there is any."""
    if found := list(slips):
        raise refusal(path, found)


def by_id(
    path: Path, key: str, entries: Sequence[E], slips_of: Callable[[E], Iterable[Slip]]
) -> Mapping[str, E]:
    """Give the entries of a file's list by id; raises `ContractError` for ids that repeat."""
    found: dict[str, E] = {}
    slips: list[Slip] = []
    for number, entry in enumerate(entries):
        if found.setdefault(entry.id, entry) is not entry:
            slips.append(Slip((key, number, "id"), f"{entry.id} stands there twice"))
        slips += [Slip((key, number, *slip.place), slip.text) for slip in slips_of(entry)]
    refuse(path, slips)
    return found


def _slips_of(error: ValidationError) -> Iterator[Slip]:
    errors = error.errors(include_url=False)
    misspelt = {one["loc"][:-1] for one in errors if one["type"] in _UNKNOWN}
    for one in errors:
        if one["type"] == "missing" and one["loc"][:-1] in misspelt:
            continue  # what is missing stands there, under another name
        if one["type"] == "literal_error":
            text = f"{one['input']!r} is none of {one['ctx']['expected']}"
        elif one["type"] == "value_error":
            text = str(one["ctx"]["error"])
        else:
            said = f"{one['msg'][0].lower()}{one['msg'][1:]}, not {reprlib.repr(one['input'])}"
            text = _WORDS.get(one["type"], said)
        yield Slip(one["loc"], text)


def _found(node: yaml.Node | None, place: Place) -> tuple[int, list[str]]:
    """Follow a way as far as it leads: the line it ends on, the names that stand on it."""
    line, names = node.start_mark.line if node else 0, []
    for number, part in enumerate(place):
        step = _step(node, part)
        if step is not None:
            node, line = step
        if isinstance(part, int):
            names += _name(node)
        elif number == len(place) - 1 or (number == 0 and isinstance(node, yaml.MappingNode)):
            names.append(part)
    return line + 1, names


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            if number == part:
                return item, item.start_mark.line
    return None


def _name(node: yaml.Node | None) -> list[str]:
    for key in ("id", "name", "use"):
        if (found := _step(node, key)) and isinstance(found[0], yaml.ScalarNode):
            return [found[0].value]
    return []
