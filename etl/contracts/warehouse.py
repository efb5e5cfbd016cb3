"""What must hold in the warehouse: expectations/warehouse.yaml in, `WarehouseCheck`s out.

The one surprising thing: what a check looks for stands in sql/checks under its name; here is what
it is called, what it is made for and how it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from etl.contracts.forms import CONTRACTS, read_yaml
from etl.errors import ContractError

Each = Literal["period", "form", "mart", "exclusive", "year_comparison"]
_WORDS = {"form": "", "agency": "", "column": "", "expected": "", "value": ""}


@dataclass(frozen=True, slots=True)
class WarehouseCheck:
    """One thing that must hold after every load."""

    id: str  # also the name of its statement in sql/checks
    each: Each  # what one statement is made for
    title: str
    message: str  # with {form}, {agency}, {column}, {expected} and {value}


@lru_cache(maxsize=4)
def load_warehouse_checks(
    path: Path = CONTRACTS / "warehouse.yaml",
) -> Mapping[str, WarehouseCheck]:
    """Read the checks by id; raises `ContractError` naming the entry that fails."""
    checks: dict[str, WarehouseCheck] = {}
    for entry in read_yaml(path)["checks"]:
        try:
            check = WarehouseCheck(**entry)
            check.message.format(**_WORDS)
        except (TypeError, KeyError, ValueError) as error:
            raise ContractError(f"{path.name}: {entry.get('id')}: {error}") from error
        if check.each not in get_args(Each) or check.id in checks:
            raise ContractError(
                f"{path.name}: {check.id}: `each` must be one of {get_args(Each)}, and an id is "
                "given once"
            )
        checks[check.id] = check
    return checks
