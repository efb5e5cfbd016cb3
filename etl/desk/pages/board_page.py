"""The period board: agencies × forms, with filters, deadlines, rates and what is at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import StewardPosts, ThePeriod, Viewer, caller, desk_of, go
from etl.desk.identity import Right
from etl.desk.period_view import Board, read_board
from etl.desk.refused import SignInFirst, not_found
from etl.desk.sessions import LIVE_HEADER
from etl.desk.stakes_shown import NO_STAKES, stakes_of
from etl.model import Agency, newest_first
from etl.reference import working_days
from etl.wording.names import skeleton

router = APIRouter()
TURNS = (
    *("agency_send", "agency_fix", "agency_explain", "agency_sign"),
    *("steward", "machine", "nobody"),
)
MANY = 20  # agencies, or returns that are not in force, beyond which a table is folded


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies that stand together on the board, under a title when there are several groups."""

    title: str
    agencies: Sequence[Agency]
    is_open: bool = True


@router.get("/")
async def front(request: Request) -> Response:
    """Go to the newest period: staff to its board, an agency's head to the agency's page."""
    person = await caller(request)
    if person is None:
        held = await run_in_threadpool(desk_of(request).links.held, request)
        if held:
            return go(request, f"/don-vi/{held[0].agency_id}/{held[0].period_key}")
        raise SignInFirst
    if person.agency_id:
        sent = await run_in_threadpool(queries.one, "agency_periods", agency_id=person.agency_id)
        return go(request, f"/don-vi/{person.agency_id}/{_key_of(sent)}")
    if not person.may(Right.SEE_PERIOD):
        raise not_found()
    return go(request, f"/ky/{_key_of(await run_in_threadpool(queries.one, 'period_keys'))}")


@router.get("/ky/{period_key}")
def board(
    request: Request, person: Viewer, period: ThePeriod, luot: str = "", don_vi: str = ""
) -> Response:
    """Show a period's board, filtered by whose turn it is or by a part of an agency's name."""
    desk = desk_of(request)
    read = read_board(desk.reference, period)
    known = [row["period_key"] for row in queries.rows("period_keys")]
    with warehouse.transaction("steward") as conn:
        live_from = registry.live_from(conn)
        closing = registry.closings(conn, [period.key]).get(period.key)
        period_events = registry.period_events(conn, period.key)
    return desk.pages.show(
        request,
        "board.html",
        person,
        board=read,
        period=period,
        period_keys=newest_first({*known, period.key}),
        groups=_groups(read, _shown(read, luot, don_vi), is_filtered=bool(luot or don_vi)),
        many=MANY,
        turns=TURNS,
        turn=luot,
        named=next((one.short_name for one in read.agencies if one.id == don_vi), don_vi),
        stakes=NO_STAKES if LIVE_HEADER in request.headers else stakes_of(read),  # no live part
        live_from=live_from,
        closing=closing,
        period_events=period_events,
    )


@router.post("/ky/{period_key}/gia-han")
def extend(post: StewardPosts, period: ThePeriod) -> Response:
    """Give an agency more time, with a reason."""
    due_on = post.day("han_moi", "Ghi hạn mới là một ngày. Ví dụ: 20/12/2020.")
    agency_id, form_id = post.owed(period)
    with warehouse.transaction("steward") as conn:
        registry.extend_deadline(
            conn,
            agency_id=agency_id,
            form_id=form_id or None,
            period_key=period.key,
            due_on=due_on,
            reason=post.reason,
            actor=post.actor,
        )
    return post.go(f"/ky/{period.key}?xong=gia-han")


def _shown(board: Board, turn: str, named: str) -> Sequence[Agency]:
    """Give the agencies that the filters let through; `named` is an id or a part of a name."""
    wanted, turns = skeleton(named), _turns(board)
    return [
        one
        for one in board.agencies
        if (not turn or turn in turns[one.id])
        and (named == one.id or any(wanted in skeleton(n) for n in (one.name, one.short_name)))
    ]


def _turns(board: Board) -> Mapping[str, set[str]]:
    """Give whose turn it is for any return of each agency."""
    turns: dict[str, set[str]] = {}
    for cell in board.cells.values():
        turns.setdefault(cell.agency.id, set()).add(cell.turn)
    return turns


def _groups(board: Board, shown: Sequence[Agency], *, is_filtered: bool) -> Sequence[Group]:
    """Put few agencies into one group, many by what is left to do; what asks for nothing folds."""
    if len(shown) <= MANY or is_filtered:
        return [Group("", shown)] if shown else []
    turns = _turns(board)
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


def _key_of(row: queries.Row | None) -> str:
    return str(row["period_key"]) if row else str(working_days.today().year)
