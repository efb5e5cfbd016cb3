"""Lays accepted returns into the warehouse: tables in, rows of landing.<form> out.

The one surprising thing: a return is loaded once. Its rows, the mark that it is loaded and the
end of the version before stand in one transaction; run again, nothing happens, and whoever reads
meanwhile sees the version before, whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.model import Form, Judgement, ReturnState, Table
from etl.registry import returns_of
from etl.warehouse import copy_text, lock, sql


def load(conn: sa.Connection, accepted: Mapping[int, Table] | Sequence[Judgement]) -> int:
    """Load accepted returns that are not loaded yet; gives how many were.

    `accepted` is tables by return id, or judgements that were recorded before. Returns that are
    not accepted are left out. Waits for another load to end.
    """
    tables = accepted if isinstance(accepted, Mapping) else _by_return(conn, accepted)
    if not tables:
        return 0
    lock(conn, "load")
    ready = [
        one
        for one in returns_of(conn, ids=list(tables))
        if one.state is ReturnState.ACCEPTED and not one.is_loaded
    ]
    for form_id in sorted({one.form_id for one in ready}):
        ids = [one.id for one in ready if one.form_id == form_id]
        _copy(conn, load_forms()[form_id], {one: tables[one] for one in ids})
    ids = [one.id for one in ready]
    counts = [len(tables[one].rows) for one in ids]
    conn.execute(sql("load/insert_loads"), {"ids": ids, "counts": counts})
    conn.execute(sql("load/supersede"), {"ids": ids})
    return len(ready)


def _by_return(conn: sa.Connection, judged: Iterable[Judgement]) -> dict[int, Table]:
    """Find the returns of judgements by their file and form."""
    tables = {(one.sha256, one.form_id): one.table for one in judged if one.table is not None}
    found = conn.execute(
        sql("load/returns_by_file"),
        {"sha256": [sha256 for sha256, _ in tables], "form_id": [form for _, form in tables]},
    )
    return {row.id: table for row in found if (table := tables[row.sha256, row.form_id])}


def _copy(conn: sa.Connection, form: Form, tables: Mapping[int, Table]) -> None:
    from etl.arrays import release_memory
    from etl.lines import landing_columns, landing_lines  # Arrow, which a run without news spares

    lines = landing_lines(form, tables)
    copy_text(conn, f'landing."{form.id}"', landing_columns(form), lines)
    release_memory()
