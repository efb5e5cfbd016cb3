"""The rule book: what is checked, on which basis, with examples, and how each rule fares.

And waivers of rules: those in force and those that ended, granting one, ending one.
"""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from etl.contracts import load_forms
from etl.contracts.rule_book import rule_book_version
from etl.desk import queries
from etl.desk.access import Posted, StewardPosts, ThePeriod, Viewer
from etl.desk.refused import Refused, not_found
from etl.desk.rule_view import all_rules, example_texts, titles_of
from etl.desk.uploads import load_accepted, ring
from etl.desk.veil import Veil
from etl.registry import decisions, period_board

router = APIRouter()
_BY_WHOM = "Ghi người có thẩm quyền và văn bản. Ví dụ: Chủ tịch UBND tỉnh, Công văn số 15/UBND-TH."
_UNTIL = "Ghi ngày hết hiệu lực của ngoại lệ. Ví dụ: 31/12/2020."


@router.get("/quy-tac")
def book(visit: Viewer, bieu: str = "") -> Response:
    """Show every rule with its counts: those that fired most first, the others by rung."""
    counts = {row["rule_id"]: row for row in queries.rows("rule_counts", rule_id=None)}
    rules = [rule for rule in all_rules(counts) if bieu in ("", rule.form_id or "-")]
    fired = {rule_id: row["fired_count"] for rule_id, row in counts.items()}
    rules.sort(key=lambda rule: -fired.get(rule.rule_id, 0))
    version = rule_book_version()
    return visit.show("rules.html", rules=rules, counts=counts, form_id=bieu, rule_book=version)


@router.get("/quy-tac/{rule_id}")
def rule(visit: Viewer, rule_id: str) -> Response:
    """Show one rule: demand, basis, examples in both directions, newest findings."""
    if not rule_id.isprintable():  # PostgreSQL takes no NUL
        raise not_found()
    counts = {row["rule_id"]: row for row in queries.rows("rule_counts", rule_id=rule_id)}
    found = next((rule for rule in all_rules(counts) if rule.rule_id == rule_id), None)
    if found is None:
        raise not_found()
    form = load_forms().get(found.form_id)
    veil = Veil(visit.person, visit.desk.reference)
    return visit.show(
        "rule.html",
        rule=found,
        form=form,
        count=counts.get(rule_id),
        examples=example_texts(found, form),
        agencies=queries.rows("rule_agencies", rule_id=rule_id),
        recent=[veil.finding(row) for row in queries.rows("rule_recent", rule_id=rule_id)],
    )


@router.get("/ngoai-le")
def waivers(visit: Viewer) -> Response:
    """Show all waivers."""
    veil = Veil(visit.person, visit.desk.reference)
    rows = [veil.row(row) for row in queries.rows("waivers")]
    return visit.show("waivers.html", waivers=rows, titles=titles_of(rows))


@router.post("/ngoai-le")
def grant(post: StewardPosts) -> Response:
    """Grant a waiver for a finding: of its row (`dong`), form (`bieu`) or sender (`don-vi`)."""
    granted = _granted(post)
    found = queries.known("finding_of_return", finding_id=post.number("phat_hien"))
    scope = post.text("pham_vi", 20) or "bieu"
    if scope not in ("dong", "bieu", "don-vi"):
        raise Refused(422, "Chọn phạm vi của ngoại lệ.")
    queries.transact(
        decisions.waive,
        found["rule_id"],
        **granted,
        agency_id=found["agency_id"],
        form_id=found["form_id"] or None,
        period_key=None if scope == "don-vi" else found["period_key"],
        row_key=(found["row_key"] or None) if scope == "dong" else None,
    )
    load_accepted()
    return post.go(f"/bieu/{found['return_id']}?xong=ngoai-le")


@router.post("/ky/{period_key}/mien")
def let_off(post: StewardPosts, period: ThePeriod) -> Response:
    """Let an agency off an obligation: the waiver of the rule that everything owed is sent."""
    owed = post.owed(period)
    queries.transact(decisions.waive, period_board.NOT_SENT, **owed, **_granted(post))
    ring()
    return post.go(f"/ky/{period.key}?xong=ngoai-le")


@router.post("/ngoai-le/{waiver_id}/thu-hoi")
def revoke(post: StewardPosts, waiver_id: int) -> Response:
    """End a waiver before its day."""
    if waiver_id not in {row["id"] for row in queries.rows("waivers")}:
        raise not_found()
    queries.transact(decisions.revoke_waiver, waiver_id, **post.signed)
    return post.go("/ngoai-le?xong=thu-hoi-ngoai-le")


def _granted(post: Posted) -> dict[str, Any]:
    """Give by whom, why and until when; raises `Refused` for what is not written."""
    return {
        "authority": post.long_enough("tham_quyen", _BY_WHOM, 300),
        "actor": post.actor,
        "reason": post.reason,
        "valid_until": post.day("den_ngay", _UNTIL),
    }
