"""What headings inside a table say of the rows below them: group rows in, values per row out.

The one surprising thing: "I. Huyện Tràng Định" above a block is as certain as a cell in each row,
but a heading that is not recognised ends the reach of the one before it; nothing is carried on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from etl.model import Column, Form
from etl.reference import Reference
from etl.wording.names import normalise_vietnamese
from etl.workbook.records.row_kinds import GroupRow
from etl.workbook.records.row_labels import OF_CHOICES, without_number
from etl.workbook.values.choices import choice_keys

_PLACE_LEVELS = ("district", "commune")


def carried_values(
    form: Form,
    groups: Sequence[GroupRow],
    rows: Sequence[int],
    reference: Reference,
    on: dt.date,
    home: str = "",
) -> dict[str, list[str]]:
    """Give, per column that headings speak of, the stored value for each row; "" for none.

    `home` is the code of the sender's own district, in which communes are looked for.
    """
    if not groups:
        return {}
    columns = [c for c in form.columns if c.type in ("district", "commune", "choice")]
    carried: dict[str, list[str]] = {}
    known: dict[str, tuple[str, str]] = {}  # column -> value, level of its heading
    waiting = list(groups)
    for at, row in enumerate(rows):
        while waiting and waiting[0].row < row:
            _hear(waiting.pop(0), columns, known, reference, on, home)
        for name, (value, _) in known.items():
            carried.setdefault(name, [""] * len(rows))[at] = value
    return carried


def _hear(
    group: GroupRow,
    columns: Sequence[Column],
    known: dict[str, tuple[str, str]],
    reference: Reference,
    on: dt.date,
    home: str,
) -> None:
    """Take one heading in; it ends whatever a heading of its own level said."""
    for name in [name for name, (_, level) in known.items() if level == group.level]:
        del known[name]
    if not group.level:  # of no level of its own: nothing that went before is sure to go on
        for name in [name for name, (_, level) in known.items() if level in _PLACE_LEVELS]:
            del known[name]
    text = without_number(group.text)
    for column in columns:
        if column.type == "choice":
            labels = choice_keys(column)
            key = normalise_vietnamese(text)
            value = labels.get(key) or labels.get(OF_CHOICES.sub("", key), "")
        else:
            district = known.get("district", (home, ""))[0]
            match = reference.match_area(text, column.type, on, district or None, suggest=False)
            value = match.value.code if match.value else ""
        if value:
            if column.type == "district":
                known.pop("commune", None)
            known[column.name] = (value, group.level)
            return
