"""An agency's record over all periods, for the Board's people: what was sent, found and fixed."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import queries
from etl.desk.access import Viewer, desk_of
from etl.desk.refused import not_found
from etl.desk.rule_view import all_rules

router = APIRouter()


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
        titles={rule.id: rule.title for rule in all_rules([row["rule_id"] for row in rules])},
    )
