"""What headings inside a table say of the rows below them: group rows in, values per row out.

The one surprising thing: "I. Huyện Tràng Định" above a block is as certain as a cell in each row,
but a heading that is not recognised ends the reach of the one before it; nothing is carried on.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.kinds import Listed, kinds, listed_kind
from etl.model import Column, Form
from etl.reference import Day
from etl.wording.names import normalise_vietnamese
from etl.workbook.records.row_kinds import GroupRow
from etl.workbook.records.row_labels import OF_CHOICES, without_number


def carried_values(
    form: Form,
    groups: Sequence[GroupRow],
    rows: Sequence[int],
    day: Day,
    home: str = "",
) -> dict[str, list[str]]:
    """Give, per column that headings speak of, the stored value for each row; "" for none.

    `home` is the code of the sender's own place, in which those of the lowest level are looked for.
    """
    if not groups:
        return {}
    columns = [(column, kind) for column in form.columns if (kind := listed_kind(column))]
    carried: dict[str, list[str]] = {}
    known: dict[str, tuple[str, str]] = {}  # column -> value, level of its heading
    waiting = list(groups)
    for at, row in enumerate(rows):
        while waiting and waiting[0].row < row:
            _hear(waiting.pop(0), columns, known, day, home)
        for name, (value, _) in known.items():
            carried.setdefault(name, [""] * len(rows))[at] = value
    return carried


def _hear(
    group: GroupRow,
    columns: Sequence[tuple[Column, Listed]],
    known: dict[str, tuple[str, str]],
    day: Day,
    home: str,
) -> None:
    """Take one heading in; it ends whatever a heading of its own level said."""
    for name in [name for name, (_, level) in known.items() if level == group.level]:
        del known[name]
    if not group.level:  # of no level of its own: nothing that went before is sure to go on
        for name in [name for name, (_, level) in known.items() if level in kinds()]:
            del known[name]
    text = without_number(group.text)
    for column, kind in columns:
        lies_in = (c.name for c, other in columns if other.name == kind.above)
        within = known.get(next(lies_in, ""), (home if kind.is_place else "", ""))[0]
        value = kind.match(column, text, day, within).value
        if value is None and column.choices:
            bare = OF_CHOICES.sub("", normalise_vietnamese(text))
            value = kind.match(column, bare, day).value
        if value:
            for other, below in columns:
                if below.above == kind.name:
                    known.pop(other.name, None)
            known[column.name] = (value, group.level)
            return
