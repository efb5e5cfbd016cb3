"""The steward's work list: what must be fixed, confirmed or approved, and what is stuck."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.access import Steward, desk_of
from etl.pipeline import open_faults

router = APIRouter()


@router.get("/viec")
def work(request: Request, person: Steward) -> Response:
    """Show everything that waits, over all periods, oldest first."""
    desk = desk_of(request)
    returns = queries.rows("work_returns")
    with warehouse.transaction("steward") as conn:
        proposals = registry.version_proposals(conn)
    return desk.pages.show(
        request,
        "work.html",
        person,
        to_decide=[
            row for row in returns if row["waiting_count"] and row["state"] != "awaiting_signature"
        ],
        to_explain=[
            row
            for row in returns
            if row["state"] == "needs_confirmation"
            and not row["waiting_count"]
            and row["warning_count"]
        ],
        to_fix=[row for row in returns if row["state"] == "rejected" and not row["waiting_count"]],
        to_sign=[row for row in returns if row["state"] == "awaiting_signature"],
        to_approve=queries.rows("work_corrections"),
        proposals=proposals,
        after_closing=[
            row
            for row in returns
            if row["asks_closing"]
            and row["state"] == "needs_confirmation"
            and not row["waiting_count"]
        ],
        stuck=queries.rows("work_stuck"),
        doubted=queries.rows("work_doubted"),
        faults=open_faults(),
        forms=load_forms(),
        agency_name=lambda id: desk.reference.agency(id).short_name,
    )
