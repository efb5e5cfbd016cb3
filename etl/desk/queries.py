"""Asks the warehouse what the pages show: a statement's name in, rows out.

The statements are sql/desk/<name>.sql. The one surprising thing: everything runs as the steward
role, which may append to the registry's events but not change or delete one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from etl import warehouse
from etl.desk.refused import not_found
from etl.reference.working_days import today

Row = Mapping[str, Any]
P = ParamSpec("P")
R = TypeVar("R")


def transact(act: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do or ask one thing of the registry's in a transaction of its own."""
    with warehouse.transaction("steward") as conn:
        return act(conn, *args, **kwargs)


def rows(name: str, **parameters: object) -> list[Row]:
    """Run a statement in a transaction of its own and give its rows."""
    return transact(rows_in, name, **parameters)


def rows_in(conn: Connection, /, name: str, **parameters: object) -> list[Row]:
    """Run a statement in the caller's transaction and give its rows."""
    found = warehouse.run(conn, f"desk/{name}", **parameters).mappings()
    return [dict(row) for row in found]


def known(name: str, **parameters: object) -> Row:
    """Run a statement and give its first row; raises `Refused` (404) when there is none."""
    found = rows(name, **parameters)
    if not found:
        raise not_found()
    return found[0]


def newest_period(name: str = "period_keys", **parameters: object) -> str:
    """Run a statement that lists periods, newest first; gives the first key, else this year's."""
    found = rows(name, **parameters)
    return str(found[0]["period_key"] if found else today().year)
