"""What a return's page shows: a return's number in, its table, findings and history out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlalchemy import Connection

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.queries import Row
from etl.desk.refused import not_found
from etl.desk.words import dispute_text
from etl.judge import readings
from etl.model import Column, Form, Period, Table
from etl.reference import Reference
from etl.registry import Closing, Issue, Proposal


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """A return with everything that belongs to it."""

    head: Row
    form: Form
    table: Table | None  # None when its sheet could not be read
    findings: Sequence[Row]
    versions: Sequence[Row]
    events: Sequence[Row]
    judgements: Sequence[Row]  # each time it was judged, oldest first
    corrections: Sequence[Row]
    waivers: Sequence[Row]
    issues: Mapping[str, Sequence[Issue]]  # progress since the version before → issues
    signature: Row | None
    standing: str  # which version counts, in words
    proposals: Sequence[Proposal]  # to withdraw this version or bring it back
    closing: Closing | None  # of its period
    disputes: Sequence[str]  # its places that another agency sent as well, while it is in force

    @property
    def waits_for_closed(self) -> bool:
        """Whether a steward must say whether it may count after its period was closed."""
        return self.closing is not None and self.head["state"] in (
            "rejected",
            "needs_confirmation",
            "awaiting_signature",
        )

    @property
    def is_loaded(self) -> bool:
        """Whether its rows are in the warehouse, so that it may be brought back."""
        return bool(self.head["is_loaded"])

    @property
    def columns(self) -> Collection[str]:
        """The names of the columns that the table has."""
        return self.table.values.keys() if self.table else ()

    @property
    def correctable(self) -> Sequence[Column]:
        """The columns whose cells a central correction may name."""
        return [column for column in self.form.columns if column.name in self.columns]

    @property
    def counting_version(self) -> int:
        """The version in force, or the newest where none is."""
        in_force = [one["version"] for one in self.versions if one["state"] == "accepted"]
        return int((in_force or [self.versions[-1]["version"]])[-1])

    @property
    def newest(self) -> bool:
        """Whether no later version came, or it was brought back and waits."""
        return self.head["stands"] or bool(self.head["version"] == self.versions[-1]["version"])


def head_of(return_id: int) -> Row:
    """Read a return's own facts; raises `Refused` (404) when there is none."""
    head = queries.one("return_head", return_id=return_id)
    if head is None:
        raise not_found()
    return head


def form_of(head: Row) -> Form:
    """Give the form of a return as it was on the last day of its period."""
    return load_forms()[head["form_id"]].in_force(Period.parse(head["period_key"]).ends_on)


def read_return(return_id: int) -> ReturnPage:
    """Read a return's page; raises `Refused` (404) when there is none."""
    head = head_of(return_id)
    with warehouse.transaction("steward") as conn:
        by_id = {"return_id": return_id}
        same = {key: head[key] for key in ("agency_id", "form_id", "period_key")}
        signed = queries.rows_in(conn, "return_signature", **by_id)
        return ReturnPage(
            head=head,
            form=form_of(head),
            table=table_of(head),
            findings=queries.rows_in(conn, "return_findings", **by_id),
            versions=queries.rows_in(conn, "return_versions", **same),
            events=queries.rows_in(conn, "return_events", **by_id),
            judgements=queries.rows_in(conn, "return_judgements", **by_id),
            corrections=_corrections(conn, return_id),
            waivers=queries.rows_in(conn, "return_waivers", **same),
            issues=_by_progress(
                registry.issue_history(conn, return_id) if head["version"] > 1 else []
            ),
            signature=signed[0] if signed else None,
            standing=registry.standing_texts(conn, [return_id])[return_id],
            proposals=registry.version_proposals(conn, return_id=return_id),
            closing=registry.closings(conn, [head["period_key"]]).get(head["period_key"]),
            disputes=_disputes(conn, head),
        )


def read_earlier(reference: Reference, head: Row) -> Sequence[Row]:
    """Read what shorter periods reported on the ground of a year's sender, a line a column.

    Only where the sender began within the year: else those periods are returns of its own.
    """
    period, sender = Period.parse(head["period_key"]), reference.agency(head["agency_id"])
    is_new = period.starts_on < sender.valid_from <= period.ends_on
    if not period.is_year or not sender.area_code or not is_new:
        return ()
    of = {"form_id": head["form_id"], "period_key": period.key, "area_code": sender.area_code}
    return queries.rows("return_earlier", **of)


def table_of(head: Row) -> Table | None:
    """Give the table of a return as it was read from its workbook."""
    for reading in readings.readings_of([head["sha256"]], on_fault=readings.left_out):
        for table in reading.tables:
            if table.form_id == head["form_id"]:
                return table
    return None


def _corrections(conn: Connection, return_id: int) -> list[Row]:
    """Read a return's corrections, each with what it brings and why that is right."""
    found = queries.rows_in(conn, "return_corrections", return_id=return_id)
    brought = registry.correction_findings(conn, [row["id"] for row in found])
    return [{**row, "findings": brought.get(row["id"], [])} for row in found]


def _disputes(conn: Connection, head: Row) -> list[str]:
    """Say which of a return's places another agency sent later; nothing when it is not in force."""
    if head["state"] != "accepted":
        return []
    of = {"agency_id": head["agency_id"], "period_key": head["period_key"]}
    found = queries.rows_in(conn, "disputes", **of)
    return [dispute_text(row) for row in found if row["form_id"] == head["form_id"]]


def _by_progress(issues: Sequence[Issue]) -> Mapping[str, Sequence[Issue]]:
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.progress, []).append(issue)
    return found


TheReturn = Annotated[Row, Depends(head_of)]
ThePage = Annotated[ReturnPage, Depends(read_return)]
