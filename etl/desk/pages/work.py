"""What waits for a steward, over all periods; and an agency's record: what was sent and fixed."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import Steward, Viewer, desk_of
from etl.desk.refused import not_found
from etl.desk.rule_view import titles_of
from etl.pipeline import open_faults

router = APIRouter()


@router.get("/viec")
def work(request: Request, person: Steward) -> Response:
    """Show everything that waits: to be fixed, confirmed or approved, and what is stuck."""
    returns = queries.rows("work_returns")
    with warehouse.transaction("steward") as conn:
        proposals = registry.version_proposals(conn)
    undecided = [row for row in returns if not row["waiting_count"]]
    unexplained = [row for row in undecided if row["state"] == "needs_confirmation"]
    return desk_of(request).pages.show(
        request,
        "work.html",
        person,
        to_decide=[
            row for row in returns if row["waiting_count"] and row["state"] != "awaiting_signature"
        ],
        to_explain=[row for row in unexplained if row["warning_count"]],
        to_fix=[row for row in undecided if row["state"] == "rejected"],
        to_sign=[row for row in returns if row["state"] == "awaiting_signature"],
        to_approve=queries.rows("work_corrections"),
        proposals=proposals,
        after_closing=[row for row in unexplained if row["asks_closing"]],
        stuck=queries.rows("work_stuck"),
        doubted=queries.rows("work_doubted"),
        faults=open_faults(),
    )


@router.get("/co-quan/{agency_id}")
def record(request: Request, person: Viewer, agency_id: str) -> Response:
    """Show an agency's record: period by period, and the rules that fired most."""
    desk = desk_of(request)
    try:
        agency = desk.reference.agency(agency_id)
    except KeyError:
        raise not_found() from None
    rules = queries.rows("agency_rules", agency_id=agency_id)
    return desk.pages.show(
        request,
        "record.html",
        person,
        agency=agency,
        periods=queries.rows("agency_record", agency_id=agency_id),
        rules=rules,
        titles=titles_of(rules),
    )
