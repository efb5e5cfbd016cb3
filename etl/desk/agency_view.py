"""What an agency's page shows: an agency and a period in, only what is its own out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.period_view import PeriodCell, read_board
from etl.desk.queries import Row
from etl.desk.words import dispute_text
from etl.model import Agency, Finding, Form, Period, newest_first
from etl.reference import Reference

_SIGNABLE = frozenset({"needs_confirmation", "awaiting_signature", "accepted"})


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """The agency's obligations for a period and what it sent."""

    cells: Sequence[PeriodCell]
    submissions: Sequence[Row]
    signed: Mapping[int, Row]  # return id → signature
    period_keys: Sequence[str]
    corrections: Sequence[Row]  # central corrections that were decided, told here
    disputes: Sequence[str]  # places of returns in force that another agency sent as well

    @property
    def due_on(self) -> dt.date | None:
        """The first of the due days of what is not in force yet, else the last of all."""
        waiting = [cell.due_on for cell in self.cells if not cell.done]
        due = waiting or [cell.due_on for cell in self.cells]
        return min(due, default=None)

    @property
    def waiting(self) -> Sequence[PeriodCell]:
        """The obligations for which it is the agency's turn."""
        return [cell for cell in self.cells if cell.turn.startswith("agency_")]

    @property
    def to_sign(self) -> Sequence[PeriodCell]:
        """The newest returns that the agency's head may sign and has not."""
        return [cell for cell in self._unsigned if cell.row["state"] in _SIGNABLE]

    @property
    def not_to_sign(self) -> Sequence[PeriodCell]:
        """The newest returns that cannot be signed as they are."""
        return [cell for cell in self._unsigned if cell.row["state"] not in _SIGNABLE]

    @property
    def _unsigned(self) -> Sequence[PeriodCell]:
        return [c for c in self.cells if c.row and c.row["return_id"] not in self.signed]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One workbook that an agency sent, as far as the agency may see it."""

    head: Row
    returns: Sequence[Row]  # the agency's own, for this period
    findings: Mapping[int, Sequence[Row]]  # return id → findings
    fixed: Mapping[int, Sequence[Finding]]  # return id → what the version before had
    file_findings: Sequence[Row]  # about the workbook as a whole
    forms: Mapping[str, Form]
    standing: Mapping[int, str]  # return id → which version counts, in words
    is_ours: bool  # its cover names this agency and period
    foreign: bool  # its cover names another agency or period

    @property
    def waiting(self) -> bool:
        """Whether it is still being read or judged."""
        return self.head["state"] in ("received", "read")

    @property
    def repeats(self) -> bool:
        """Whether it says what the newest version said already, so that it counts as none."""
        return bool(self.head["state"] == "duplicate")

    @property
    def clean(self) -> Sequence[Row]:
        """The returns in which nothing is to do."""
        return [row for row in self.returns if row not in self.faulty]

    @property
    def unsigned(self) -> Sequence[Row]:
        """The returns that wait for nothing but the signature of the agency's head."""
        return [row for row in self.returns if row["state"] == "awaiting_signature"]

    @property
    def faulty(self) -> Sequence[Row]:
        """The returns with faults or warnings, those that need work first."""
        found = [row for row in self.returns if row["critical_count"] or row["warning_count"]]
        order = {"rejected": 0, "needs_confirmation": 1}
        return sorted(found, key=lambda row: order.get(row["state"], 2))

    @property
    def goes_back(self) -> bool:
        """Whether there is an annotated copy to fetch."""
        open_ = any(row["state"] in ("rejected", "needs_confirmation") for row in self.returns)
        return self.is_ours and (open_ or (not self.returns and bool(self.file_findings)))


def read_page(reference: Reference, agency: Agency, period: Period) -> AgencyPage:
    """Read an agency's page for a period."""
    own = {"agency_id": agency.id, "period_key": period.key}
    board = read_board(reference, period)
    signatures = queries.rows("agency_signatures", **own)
    periods = {row["period_key"] for row in queries.rows("agency_periods", agency_id=agency.id)}
    return AgencyPage(
        cells=[cell for cell in board.cells.values() if cell.agency.id == agency.id],
        submissions=queries.rows("agency_submissions", **own),
        signed={row["return_id"]: row for row in signatures},
        period_keys=newest_first(periods | {period.key}),
        corrections=queries.rows("agency_corrections", **own),
        disputes=[dispute_text(row) for row in queries.rows("disputes", **own)],
    )


def read_receipt(submission_id: int, agency_id: str, period_key: str) -> Receipt | None:
    """Read a workbook's receipt, or None when it is not the agency's for this period."""
    head = queries.one(
        "submission_of_agency",
        submission_id=submission_id,
        agency_id=agency_id,
        period_key=period_key,
    )
    if head is None:
        return None
    known = (head["agency_id"], head["period_key"])
    ours = known == (agency_id, period_key)
    foreign = not ours and bool(head["agency_id"] or head["period_key"])
    forms = load_forms()
    returns = queries.rows("submission_returns", submission_id=submission_id) if ours else []
    returns.sort(key=lambda row: forms[row["form_id"]].number)
    with warehouse.transaction("steward") as conn:
        fixed = {
            row["return_id"]: [
                issue.finding
                for issue in registry.issue_history(conn, row["return_id"])
                if issue.progress == "fixed"
            ]
            for row in returns
            if row["version"] > 1
        }
        standing = registry.standing_texts(conn, [row["return_id"] for row in returns])
    return Receipt(
        head=head,
        fixed=fixed,
        returns=returns,
        findings={
            row["return_id"]: queries.rows("return_findings", return_id=row["return_id"])
            for row in returns
        },
        file_findings=[]
        if foreign
        else queries.rows("submission_findings", submission_id=submission_id),
        forms=forms,
        standing=standing,
        is_ours=ours,
        foreign=foreign,
    )
