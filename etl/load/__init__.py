"""Lays accepted returns into the warehouse: tables in, rows of landing.<form> out.

The one surprising thing: a return is loaded once, and by itself. Its rows, the mark that it is
loaded and the end of the version before stand in one savepoint; what fails there stops no other.
"""

import logging
import math
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.errors import LoadError, apart, for_log
from etl.kinds import kind_of
from etl.model import Form, ReturnState, Table
from etl.registry.period_board import hold_for_closed
from etl.registry.return_history import returns_of
from etl.warehouse import copy_text, json_text, lock, run

_LOG = logging.getLogger(__name__)
_TAKEN = "place_in_force_once"


def load(
    conn: sa.Connection,
    tables: Mapping[int, Table],
    on_fault: Callable[[int, LoadError], None] | None = None,
) -> list[int]:
    """Load accepted returns (tables by return id) that are not loaded yet; gives their ids.

    Returns that are not accepted are left out, and those whose period was closed since wait for a
    steward. Waits for another load to end. A return that cannot be loaded is given to `on_fault`
    and waits; without it, `LoadError` is raised.
    """
    if not tables:
        return []
    lock(conn, "load")
    hold_for_closed(conn, list(tables))
    ready = [
        one
        for one in returns_of(conn, ids=list(tables))
        if one.state is ReturnState.ACCEPTED and not one.is_loaded
    ]
    loaded: list[int] = []
    for form_id in sorted({one.form_id for one in ready}):
        form = load_forms()[form_id]
        waiting = [one.id for one in ready if one.form_id == form_id]
        before = len(waiting) + 1
        failed: dict[int, LoadError] = {}
        while waiting and len(waiting) < before:  # a return may wait for another's place
            before, failed = len(waiting), {}
            done = _lay(conn, form, {one: tables[one] for one in waiting}, failed)
            loaded += done
            waiting = [one for one in waiting if one in failed] if done else []
        for return_id, fault in failed.items():
            if on_fault is None:
                raise fault
            on_fault(return_id, fault)
    return loaded


def _lay(
    conn: sa.Connection, form: Form, tables: Mapping[int, Table], failed: dict[int, LoadError]
) -> list[int]:
    """Load returns of a form, each part in a savepoint; gives the ids of the loaded."""

    def lay(ids: Sequence[int]) -> Sequence[int]:
        with conn.begin_nested():
            _lay_together(conn, form, {one: tables[one] for one in ids})
        return ids

    def fail(return_id: int, error: Exception) -> None:
        _LOG.error("return %d was not loaded\n%s", return_id, for_log(error))
        failed[return_id] = _fault(error)

    return [one for part in apart(list(tables), lay, fail) for one in part]


def _lay_together(conn: sa.Connection, form: Form, tables: Mapping[int, Table]) -> None:
    from etl.load import lines  # Arrow, which a run without news spares
    from etl.model.arrays import release_memory

    of_rows = lines.landing_lines(form, tables)
    copy_text(conn, f'landing."{form.id}"', lines.landing_columns(form), of_rows)
    release_memory()
    ids = list(tables)
    counts = [len(table.rows) for table in tables.values()]
    sums = [json_text(_sums(form, table)) for table in tables.values()]
    run(conn, "load/insert_loads", ids=ids, counts=counts, sums=sums)
    run(conn, "load/supersede", ids=ids)
    run(conn, "load/check_places")
    run(conn, "load/defer_places")


def _sums(form: Form, table: Table) -> dict[str, float]:
    """Add up the numbers of each column as they were read, so that the rows can be asked later."""
    return {
        column.name: math.fsum(one for one in table.values[column.name] if one is not None)  # type: ignore[misc]
        for column in form.columns
        if kind_of(column).is_number and column.name in table.values
    }


def _fault(error: Exception) -> LoadError:
    """Word what a load failed of, without any value of a row."""
    cause = getattr(error, "orig", error)
    if getattr(getattr(cause, "diag", None), "constraint_name", "") == _TAKEN:
        return LoadError(
            "địa bàn trong biểu đã có ở biểu đang có hiệu lực của cơ quan khác cùng kỳ nên chưa "
            "nạp, để không tính hai lần"
        )
    state = getattr(cause, "sqlstate", None)
    return LoadError(f"không nạp được số liệu của biểu vào kho ({state or type(cause).__name__})")
