"""The rule book: what is checked, on which basis, with examples, and how each rule fares."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl.contracts import load_forms, rule_book_version
from etl.desk import queries
from etl.desk.access import Viewer, desk_of
from etl.desk.refused import not_found
from etl.desk.rule_view import all_rules, example_texts
from etl.desk.veil import Veil

router = APIRouter()


@router.get("/quy-tac")
def book(request: Request, person: Viewer, bieu: str = "") -> Response:
    """Show every rule with its counts: those that fired most first, the others by rung."""
    counts = {row["rule_id"]: row for row in queries.rows("rule_counts", rule_id=None)}
    rules = [rule for rule in all_rules(counts) if bieu in ("", rule.form_id or "-")]
    rules.sort(key=lambda rule: -counts[rule.id]["fired_count"] if rule.id in counts else 0)
    return desk_of(request).pages.show(
        request,
        "rules.html",
        person,
        rules=rules,
        counts=counts,
        form_id=bieu,
        rule_book=rule_book_version(),
    )


@router.get("/quy-tac/{rule_id}")
def rule(request: Request, person: Viewer, rule_id: str) -> Response:
    """Show one rule: demand, basis, examples in both directions, newest findings."""
    desk = desk_of(request)
    if not rule_id.isprintable():  # PostgreSQL takes no NUL
        raise not_found()
    counts = {row["rule_id"]: row for row in queries.rows("rule_counts", rule_id=rule_id)}
    found = next((rule for rule in all_rules(counts) if rule.id == rule_id), None)
    if found is None:
        raise not_found()
    form = load_forms().get(found.form_id)
    veil = Veil(person, desk.reference)
    return desk.pages.show(
        request,
        "rule.html",
        person,
        rule=found,
        form=form,
        count=counts.get(rule_id),
        examples=example_texts(found, form),
        agencies=queries.rows("rule_agencies", rule_id=rule_id),
        recent=[veil.finding(row) for row in queries.rows("rule_recent", rule_id=rule_id)],
    )
