"""Asks the warehouse what the pages show: a statement's name in, rows out.

The statements are sql/desk/<name>.sql. The one surprising thing: everything runs as the steward
role, which may append to the registry's events but not change or delete one.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from etl import warehouse

Row = Mapping[str, Any]


def rows(name: str, **parameters: object) -> list[Row]:
    """Run a statement in a transaction of its own and give its rows."""
    with warehouse.transaction("steward") as conn:
        return rows_in(conn, name, **parameters)


def rows_in(conn: Connection, name: str, **parameters: object) -> list[Row]:
    """Run a statement in the caller's transaction and give its rows."""
    found = warehouse.run(conn, f"desk/{name}", **parameters).mappings()
    return [dict(row) for row in found]


def one(name: str, **parameters: object) -> Row | None:
    """Run a statement and give its first row, or None."""
    found = rows(name, **parameters)
    return found[0] if found else None
