"""What must hold in the warehouse: expectations/warehouse.yaml in, `WarehouseCheck`s out.

The one surprising thing: what a check looks for stands in sql/checks under its name; here is what
it is called, what it is made for and how it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from etl.contracts.declared import Declared, Slip, by_id, read_declared
from etl.settings import RULES

Each = Literal["period", "form", "mart", "exclusive", "year_comparison"]
_WORDS = {"form": "", "agency": "", "column": "", "expected": "", "value": ""}


class WarehouseCheck(Declared):
    """One thing that must hold after every load."""

    id: str  # also the name of its statement in sql/checks
    each: Each  # what one statement is made for
    title: str
    message: str  # with {form}, {agency}, {column}, {expected} and {value}


class _File(Declared):
    checks: tuple[WarehouseCheck, ...]


@lru_cache(maxsize=4)
def load_warehouse_checks(
    path: Path = RULES / "warehouse.yaml",
) -> Mapping[str, WarehouseCheck]:
    """Read the checks by id; raises `ContractError` with a sentence for each slip."""
    return by_id(path, "checks", read_declared(path, _File).checks, _slips)


def _slips(check: WarehouseCheck) -> Iterator[Slip]:
    try:
        check.message.format(**_WORDS)
    except (KeyError, ValueError) as error:
        yield Slip(("message",), f"{error} is none of {', '.join(_WORDS)}")
