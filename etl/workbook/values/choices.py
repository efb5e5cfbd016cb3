"""Choices by every name that a contract gives them: a column in, keys with stored values out.

The one surprising thing: a name that merely begins like a choice is none of them; what offices
really write ("Chuyển tiếp" for "Chuyển tiếp, trả nợ") stands in the contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.model import Column
from etl.wording.names import normalise_vietnamese

_keys: dict[int, tuple[Column, dict[str, str]]] = {}
_MOST_REMEMBERED = 500  # columns


def choice_keys(column: Column) -> dict[str, str]:
    """Give the stored values of a column by the keys of their labels and other names."""
    known = _keys.get(id(column))
    if known is None or known[0] is not column:
        if len(_keys) > _MOST_REMEMBERED:
            _keys.clear()
        names = {label: value for value, label in column.choices.items()}
        names |= {name: value for value, more in column.other_names.items() for name in more}
        keys = {normalise_vietnamese(name): value for name, value in names.items()}
        known = _keys[id(column)] = (column, keys)
    return known[1]


def labels_of(column: Column) -> frozenset[str]:
    """Give the keys of a column's printed labels alone."""
    return frozenset(map(normalise_vietnamese, column.choices.values()))


def stated_choice(column: Column, texts: Iterable[str]) -> str:
    """Give the only choice that lines above a table name; "" for none or several."""
    lines = [normalise_vietnamese(text) for text in texts]
    said = {
        value
        for key, value in choice_keys(column).items()
        if any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", line) for line in lines)
    }
    return said.pop() if len(said) == 1 else ""
