"""The period board, what waits for a steward over all periods, and an agency's record.

The board is agencies × forms, with filters, deadlines, rates and what is at stake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from etl import warehouse
from etl.desk import queries
from etl.desk.access import Steward, StewardPosts, ThePeriod, Viewer, Visitor
from etl.desk.accounts import LIVE_HEADER
from etl.desk.identity import NOBODY, Right
from etl.desk.period_view import NO_STAKES, Board, read_board, stakes_of
from etl.desk.refused import SignInFirst, not_found
from etl.desk.rule_view import titles_of
from etl.model import Agency, newest_first
from etl.pipeline import open_faults, secret_files
from etl.registry import contact, incidents, period_board, versions
from etl.wording.names import skeleton

router = APIRouter()
MANY = 20  # agencies, or returns that are not in force, beyond which a table is folded


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies that stand together on the board, under a title when there are several groups."""

    title: str
    agencies: Sequence[Agency]
    is_open: bool = True


@router.get("/")
def front(visit: Visitor) -> Response:
    """Go to the newest period: staff to its board, an agency's head to the agency's page."""
    person = visit.person
    if person is NOBODY:
        held = visit.desk.links.held(visit.request)
        if held:
            return visit.go(f"/don-vi/{held[0]['agency_id']}/{held[0]['period_key']}")
        raise SignInFirst
    if person.agency_id:
        key = queries.newest_period("agency_periods", agency_id=person.agency_id)
        return visit.go(f"/don-vi/{person.agency_id}/{key}")
    if not person.may(Right.SEE_PERIOD):
        raise not_found()
    return visit.go(f"/ky/{queries.newest_period()}")


@router.get("/ky/{period_key}")
def board(visit: Viewer, period: ThePeriod, luot: str = "", don_vi: str = "") -> Response:
    """Show a period's board, filtered by whose turn it is or by a part of an agency's name."""
    read = read_board(visit.desk.reference, period)
    known = [row["period_key"] for row in queries.rows("period_keys")]
    is_live = LIVE_HEADER in visit.request.headers  # the stakes are no live part
    with warehouse.transaction("steward") as conn:
        live_from = period_board.live_from(conn)
        closing = period_board.closings(conn, [period.key]).get(period.key)
        events = warehouse.run(conn, "registry/period_events", period_key=period.key)
        period_events = events.mappings().all()
    return visit.show(
        "board.html",
        board=read,
        period=period,
        period_keys=newest_first({*known, period.key}),
        groups=_groups(read, luot, don_vi),
        many=MANY,
        turn=luot,
        named=next((one.short_name for one in read.agencies if one.id == don_vi), don_vi),
        stakes=NO_STAKES if is_live else stakes_of(read),
        live_from=live_from,
        closing=closing,
        period_events=period_events,
    )


@router.post("/ky/{period_key}/gia-han")
def extend(post: StewardPosts, period: ThePeriod) -> Response:
    """Give an agency more time, with a reason."""
    due_on = post.day("han_moi", "Ghi hạn mới là một ngày. Ví dụ: 20/12/2020.")
    owed = post.owed(period)
    queries.transact(contact.extend_deadline, **owed, due_on=due_on, **post.signed)
    return post.go(f"/ky/{period.key}?xong=gia-han")


@router.get("/viec")
def work(visit: Steward) -> Response:
    """Show everything that waits: to be fixed, confirmed or approved, and what is stuck."""
    returns = queries.rows("work_returns")
    undecided = [row for row in returns if not row["waiting_count"]]
    unexplained = [row for row in undecided if row["state"] == "needs_confirmation"]
    return visit.show(
        "work.html",
        to_decide=[
            row for row in returns if row["waiting_count"] and row["state"] != "awaiting_signature"
        ],
        to_explain=[row for row in unexplained if row["warning_count"]],
        to_fix=[row for row in undecided if row["state"] == "rejected"],
        to_sign=[row for row in returns if row["state"] == "awaiting_signature"],
        to_approve=queries.rows("work_corrections"),
        proposals=queries.transact(versions.version_proposals),
        after_closing=[row for row in unexplained if row["asks_closing"]],
        stuck=queries.rows("work_stuck"),
        doubted=queries.rows("work_doubted"),
        faults=open_faults(),
        secret_files=secret_files(),
    )


@router.post("/viec/da-bao/{submission_id}")
def passed_on(post: StewardPosts, submission_id: int) -> Response:
    """Note that the secrecy officer was told of a file that was refused as secret."""
    queries.transact(
        incidents.resolve_incidents,
        incidents.MARKED,
        submission_id=submission_id,
        actor=post.actor,
    )
    return post.go("/viec?xong=da-bao-mat")


@router.get("/co-quan/{agency_id}")
def record(visit: Viewer, agency_id: str) -> Response:
    """Show an agency's record: period by period, and the rules that fired most."""
    try:
        agency = visit.desk.reference.agency(agency_id)
    except KeyError:
        raise not_found() from None
    periods, rules = (
        queries.rows(name, agency_id=agency_id) for name in ("agency_record", "agency_rules")
    )
    titles = titles_of(rules)
    return visit.show("record.html", agency=agency, periods=periods, rules=rules, titles=titles)


def _groups(board: Board, turn: str, named: str) -> Sequence[Group]:
    """Group the agencies that the filters let through; `named` is an id or a part of a name.

    Few are one group, many stand by what is left to do; what asks for nothing folds.
    """
    turns: dict[str, set[str]] = {}  # whose turn it is for any return of each agency
    for cell in board.cells.values():
        turns.setdefault(cell.agency.id, set()).add(cell.turn)
    part = skeleton(named)
    shown = [
        one
        for one in board.agencies
        if (not turn or turn in turns[one.id])
        and (named == one.id or any(part in skeleton(n) for n in (one.name, one.short_name)))
    ]
    if len(shown) <= MANY or turn or named:
        return [Group("", shown)] if shown else []
    return _by_what_is_left(shown, turns)


def _by_what_is_left(shown: Sequence[Agency], turns: Mapping[str, set[str]]) -> Sequence[Group]:
    doing, unsent, done = list[Agency](), list[Agency](), list[Agency]()
    for agency in shown:
        left = turns[agency.id] - {"nobody"}
        (done if not left else unsent if left == {"agency_send"} else doing).append(agency)
    groups = (
        Group("Đang sửa, giải trình, ký hoặc chờ xem xét", doing),
        Group("Chỉ còn biểu chưa gửi", unsent, is_open=False),
        Group("Không còn việc gì", done, is_open=False),
    )
    return [group for group in groups if group.agencies]
