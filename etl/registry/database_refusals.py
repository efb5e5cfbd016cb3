"""Refusals of the database in words for a person: a statement in, `RegistryError` out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.warehouse import run

_RAISED_BY_US = "P0001"  # RAISE EXCEPTION in our own triggers: already a sentence for people
_TAKEN = "23505"
_BROKEN = "23514"


@contextmanager
def refusals(conn: sa.Connection, *, taken: str, broken: str = "") -> Iterator[None]:
    """Run a decision so that a refusal leaves the transaction usable.

    Raises `RegistryError`: with `taken` when somebody decided first, with `broken` when a value
    is missing or out of order, and with the trigger's own sentence when it refuses.
    """
    try:
        with conn.begin_nested():
            yield
    except sa.exc.DBAPIError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state == _TAKEN:
            raise RegistryError(taken) from error
        if state == _BROKEN and broken:
            raise RegistryError(broken) from error
        if state == _RAISED_BY_US:
            diagnosis = getattr(error.orig, "diag", None)
            raise RegistryError(str(getattr(diagnosis, "message_primary", error))) from error
        raise


def insert(
    conn: sa.Connection, what: str, *, taken: str = "", broken: str = "", **of: object
) -> sa.CursorResult[Any]:
    """Run `sql/registry/insert_<what>.sql` as `refusals` does."""
    with refusals(conn, taken=taken, broken=broken):
        return run(conn, f"registry/insert_{what}", **of)
