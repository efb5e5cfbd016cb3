"""Rules that hold for every form: expectations/standing_rules.yaml in, `StandingRule` out.

The one surprising thing: rules of files and cells are applied by the reader, which writes its own
sentences; here they have their titles and severities, so that the rule book can list them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from etl.contracts.declared import Declared, RungName, by_id, read_declared
from etl.contracts.rules import message_slips
from etl.model import Severity
from etl.settings import RULES


class StandingRule(Declared):
    """A rule that every form obeys."""

    id: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z0-9_]+$")]  # "file.<name>", "cell.<name>"
    severity: Severity
    lighter: tuple[Severity, ...] = ()  # that the reader gives instead where a fault is not certain
    rung: RungName
    title: Annotated[str, Field(min_length=1)]
    message: str = ""  # "" when the reader writes the sentence


class _StandingFile(Declared):
    rules: tuple[StandingRule, ...]


@lru_cache(maxsize=4)
def load_standing(path: Path = RULES / "standing_rules.yaml") -> Mapping[str, StandingRule]:
    """Read the standing rules by id; raises `ContractError` with a sentence for each slip."""
    rules = read_declared(path, _StandingFile).rules
    return by_id(path, "rules", rules, lambda rule: message_slips(("message",), rule.message, ()))
