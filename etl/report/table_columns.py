"""What columns of a table say of each other: an entry of tables.yaml in, what follows out.

The one surprising thing: a column that would say the same in each row is no column but a note.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.contracts.indicators import Indicator, load_indicators
from etl.report.mart_rows import RowMapping

Spec = Mapping[str, Any]  # an entry of tables.yaml with its id, or of its columns


def said_once(spec: Spec, rows: Sequence[RowMapping]) -> Spec:
    """Say below the table what a column marked `once` would say in each of its rows."""
    once = [c for c in spec["columns"] if c.get("once") and len({r[c["text"]] for r in rows}) == 1]
    if not once:
        return spec
    notes = [spec.get("note", ""), *(f"{c['header']}: {rows[0][c['text']]}." for c in once)]
    columns = [column for column in spec["columns"] if column not in once]
    return {**spec, "columns": columns, "note": " ".join(filter(None, notes))}


def parts_of(column: Spec, columns: Sequence[Spec]) -> list[str]:
    """Give the columns of which a column is the share, as far as they stand beside it."""
    of = {one["id"]: load_indicators()[one["indicator"]] for one in columns if "indicator" in one}
    share: Indicator | None = of.get(column["id"])
    if share is None or share.denominator is None:
        return []
    return [
        id_
        for part in (share.numerator, share.denominator)
        for id_, one in of.items()
        if one.numerator == part and one.denominator is None
    ]
