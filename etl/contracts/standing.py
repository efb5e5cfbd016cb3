"""Rules that hold for every form: expectations/standing_rules.yaml in, `StandingRule` out.

The one surprising thing: rules of files and cells are applied by the reader, which writes its own
sentences; here they have their titles and severities, so that the rule book can list them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from etl.contracts.forms import CONTRACTS, read_yaml
from etl.contracts.vocabulary import refuse_unknown
from etl.errors import ContractError
from etl.model import Rung, Severity


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule that every form obeys."""

    id: str  # "file.<name>", "cell.<name>", "row.<name>"
    severity: Severity
    rung: Rung
    title: str
    message: str  # "" when the reader writes the sentence


@lru_cache(maxsize=4)
def load_standing(path: Path = CONTRACTS / "standing_rules.yaml") -> Mapping[str, StandingRule]:
    """Read the standing rules by id; raises `ContractError` naming the entry that fails."""
    rules: dict[str, StandingRule] = {}
    for entry in read_yaml(path)["rules"]:
        try:
            refuse_unknown("standing rule", entry)
            rule = StandingRule(
                id=entry["id"],
                severity=Severity(entry["severity"]),
                rung=Rung[entry["rung"].upper()],
                title=entry["title"],
                message=entry.get("message", ""),
            )
        except (KeyError, ValueError) as error:
            raise ContractError(f"{path.name}: {entry}: {error}") from error
        if rule.id in rules:
            raise ContractError(f"{path.name}: {rule.id} stands there twice")
        rules[rule.id] = rule
    return rules
