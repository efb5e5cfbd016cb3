"""Rules of every form and of the warehouse: standing_rules.yaml and warehouse.yaml in, models out.

The one surprising thing: who applies them has them only by their ids: the reader writes its own
sentences, and what the warehouse is asked stands in sql/checks. Here is what they are called, how
much they matter and how they are told, so that the rule book can list them.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from etl.contracts.declared import Declared, Entry, RungName, Slip, by_id, read_declared
from etl.contracts.vocabulary import message_slips
from etl.model import Severity
from etl.settings import RULES

_WORDS = {"form": "", "agency": "", "column": "", "expected": "", "value": ""}


class StandingRule(Entry):
    """A rule that every form obeys."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9_]+$")  # "file.<name>", "cell.<name>"
    severity: Severity
    lighter: tuple[Severity, ...] = ()  # that the reader gives instead where a fault is not certain
    rung: RungName
    title: str = Field(min_length=1)
    message: str = ""  # "" when the reader writes the sentence


class _StandingFile(Declared):
    rules: tuple[StandingRule, ...]


@lru_cache(maxsize=4)
def load_standing(path: Path = RULES / "standing_rules.yaml") -> Mapping[str, StandingRule]:
    """Read the standing rules by id; raises `ContractError` with a sentence for each slip."""
    rules = read_declared(path, _StandingFile).rules
    return by_id(path, "rules", rules, lambda rule: message_slips(("message",), rule.message, ()))


class WarehouseCheck(Entry):
    """One thing that must hold after every load; its id names its statement in sql/checks."""

    each: Literal["period", "form", "mart", "exclusive", "year_comparison"]  # of which one is made
    title: str
    message: str  # with {form}, {agency}, {column}, {expected} and {value}


class _WarehouseFile(Declared):
    checks: tuple[WarehouseCheck, ...]


@lru_cache(maxsize=4)
def load_warehouse_checks(path: Path = RULES / "warehouse.yaml") -> Mapping[str, WarehouseCheck]:
    """Read the checks by id; raises `ContractError` with a sentence for each slip."""
    return by_id(path, "checks", read_declared(path, _WarehouseFile).checks, _slips)


def _slips(check: WarehouseCheck) -> Iterator[Slip]:
    try:
        check.message.format(**_WORDS)
    except (KeyError, ValueError) as error:
        yield Slip(("message",), f"{error} is none of {', '.join(_WORDS)}")
