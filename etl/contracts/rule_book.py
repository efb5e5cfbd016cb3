"""The version of the rule book: what decides a judgement in, one short mark out.

The one surprising thing: declarations count by what they say, so that a remark or another layout
in a file changes nothing; the code that reads and judges counts letter by letter, for no program
can tell which of its lines decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from etl.contracts.declared import read_yaml
from etl.settings import CATALOGUE, PROJECT

SHOWN = 10  # characters that are printed
_CODE = (
    "contracts",
    "kinds",
    "model",
    "reference",
    "validate",
    "wording/names.py",
    "wording/personal.py",
    "workbook",
)
_NOT_JUDGED_BY = frozenset(
    {"area_succession.csv", "deadline.csv", "signing.csv", "target.csv"}
)  # seeds that no rule reads
_EXAMPLES = frozenset({"passing", "failing"})


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
    declared = {*(project / "expectations").glob("*.yaml")}  # rules of every form are here
    for path in sorted(declared | {*(catalogue / "expectations").glob("*.yaml")}):
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
        properties = (item.get("property") if isinstance(item, dict) else None for item in said)
        pairs = zip(said, properties, strict=True)
        return [_deciding(item) for item, name in pairs if name not in _EXAMPLES]
    return said
