"""The words of the sample: lines in, the same lines with texts that their form might bear out.

What a text of a form may say stands in words.yaml; a text of which nothing stands there keeps
what was drawn. The one surprising thing: texts that name a line are drawn until no other line of
their sender has the same key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict

from etl.model import Agency, CellValue, Form
from sample.chance import chance

Row = dict[str, CellValue]

WORDS = Path(__file__).with_name("words.yaml")
_TRIES = 200


class Text(BaseModel):
    """What a column of a form may say, of lines and agencies that it fits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    column: str
    where: Mapping[str, str] = {}
    agency_kind: str = ""
    words: tuple[str, ...]  # with {number} of the line and {name} of a list


class Words(BaseModel):
    """All that stands in words.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lists: Mapping[str, tuple[str, ...]]
    texts: tuple[Text, ...]


@cache
def words() -> Words:
    """Read the words once per process."""
    return Words.model_validate(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def reword(form: Form, agency: Agency, period_key: str, rows: list[Row]) -> list[Row]:
    """Give the lines of an agency the words of their form, in place.

    All lines of a period are told apart by their number; without its key, a line keeps its words
    whichever others stand beside it.
    """
    known = [
        text
        for text in words().texts
        if text.form == form.id and text.agency_kind in ("", agency.kind)
    ]
    taken: set[tuple[CellValue, ...]] = set()
    for number, row in enumerate(rows, start=1):
        own = number if period_key else [v for v in row.values() if isinstance(v, str)]
        random = chance(f"texts {form.id} {agency.id} {period_key} {own}")
        for _ in range(_TRIES):
            row |= _drawn(known, row, random, number if period_key else random.randint(1, 99))
            if (key := tuple(row.get(name) for name in form.key)) not in taken:
                break
        taken.add(key)
    return rows


def _drawn(known: Sequence[Text], row: Row, random: Random, number: int) -> Row:
    found: Row = {}
    for text in known:
        if text.column in row and all(row.get(k) == v for k, v in text.where.items()):
            drawn = {name: random.choice(members) for name, members in words().lists.items()}
            found[text.column] = random.choice(text.words).format(number=number, **drawn)
    return found
