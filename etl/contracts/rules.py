"""Whether rules can be told: columns and sentences in, slips of the pen out.

The one surprising thing: that the examples pass and fail as they say is tested through the real
engine (tests/forms); here it is checked that they name columns.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping

from etl.contracts.declared import Place, Slip
from etl.contracts.vocabulary import PLACEHOLDERS

NOT_OF_A_ROW = frozenset({"column", "hint", "period"})
"""Placeholders that say nothing of one row."""


def unknown_columns(
    place: Place, names: Collection[object], known: Collection[str]
) -> Iterator[Slip]:
    """Give a slip for names that are none of those known."""
    if unknown := sorted({str(name) for name in names if name not in known}):
        yield Slip(
            place, f"unknown column{'s' * (len(unknown) > 1)} {', '.join(map(repr, unknown))}"
        )


def message_slips(place: Place, message: str, known: Collection[str]) -> Iterator[Slip]:
    """Give the placeholders of a sentence that nothing fills, and braces that do not close."""
    try:
        unknown = placeholders(message) - PLACEHOLDERS - set(known)
    except ValueError as error:
        yield Slip(place, str(error))
        return
    if unknown:
        yield Slip(place, f"unknown placeholders {sorted(unknown)}")


def placeholders(message: str) -> set[str]:
    """Give the placeholders of a sentence; raises `ValueError` where braces do not close."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


class _Later(dict[str, str]):
    """Words that are known now; a placeholder that is not stays."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def filled_now(template: str, known: Mapping[str, str]) -> str:
    """Fill in what a declaration knows; the other placeholders are filled for each finding."""
    return template.format_map(_Later(known))
