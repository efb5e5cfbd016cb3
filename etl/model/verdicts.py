"""What becomes of a return, and the numbers that are printed in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from etl.model.findings import Finding, Severity
from etl.model.workbooks import Table


class ReturnState(StrEnum):
    """What has become of a return; every change is an event that is only ever appended."""

    RECEIVED = "received"
    REJECTED = "rejected"
    NEEDS_CONFIRMATION = "needs_confirmation"
    AWAITING_SIGNATURE = "awaiting_signature"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one return: one form of one workbook."""

    sha256: str
    agency_id: str
    form_id: str
    period_key: str
    state: ReturnState
    findings: tuple[Finding, ...]
    table: Table | None


def state_after(findings: Sequence[Finding]) -> ReturnState:
    """Give the state that findings lead to: rejected, needs confirmation, or accepted.

    A rule on trial decides nothing.
    """
    severities = {finding.severity for finding in findings if not finding.is_trial}
    if Severity.CRITICAL in severities:
        return ReturnState.REJECTED
    if Severity.WARNING in severities:
        return ReturnState.NEEDS_CONFIRMATION
    return ReturnState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed, with where it comes from and how it was rounded."""

    id: str
    value: float
    printed: str  # "trên 176 tỷ đồng"
    unit: str
    mart: str  # the view it was read from
    where: Mapping[str, str] = field(default_factory=dict)  # its filter
    basis: str = ""  # for rates: which ratio
    rounding: str = ""  # exact | down | up | nearest
