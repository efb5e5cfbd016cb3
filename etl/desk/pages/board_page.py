"""The period board: agencies × forms, with filters, deadlines, rates and what is at stake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import actions, queries
from etl.desk.access import Desk, Steward, Viewer, caller, desk_of, go
from etl.desk.identity import Right
from etl.desk.period_view import Board, read_board
from etl.desk.posted import text_of
from etl.desk.refused import Refused, SignInFirst, not_found
from etl.desk.sessions import LIVE_HEADER
from etl.desk.stakes import NO_STAKES, stakes_of
from etl.model import Agency, Period
from etl.reference import working_days
from etl.wording import small
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
    request: Request,
    person: Viewer,
    period_key: str,
    luot: str = "",
    don_vi: str = "",
) -> Response:
    """Show a period's board, filtered by whose turn it is or by a part of an agency's name."""
    desk = desk_of(request)
    period = period_of(period_key)
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
        period_keys=sorted({*known, period.key}, reverse=True),
        groups=_groups(read, _shown(read, luot, don_vi), is_filtered=bool(luot or don_vi)),
        many=MANY,
        turns=TURNS,
        turn=luot,
        agency_name=_short_name(read, don_vi),
        stakes=NO_STAKES if LIVE_HEADER in request.headers else stakes_of(read),  # no live part
        live_from=live_from,
        closing=closing,
        period_events=period_events,
    )


@router.post("/ky/{period_key}/gia-han")
async def extend(request: Request, person: Steward, period_key: str) -> Response:
    """Give an agency more time, with a reason."""
    desk = desk_of(request)
    period = period_of(period_key)
    form = await desk.guard.read(request, person.name)
    reason = text_of(form, "ly_do")
    due_on = _day(text_of(form, "han_moi"))
    agency_id, form_id = owed_by(desk, period, form)
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    await run_in_threadpool(
        actions.extend, agency_id, form_id or None, period.key, due_on, reason, person.name
    )
    return go(request, f"/ky/{period.key}?xong=gia-han")


def period_of(period_key: str) -> Period:
    """Give the period of an address; raises `Refused` (404) for a key that is none."""
    period = Period.find(period_key)
    if period is None:
        raise not_found()
    return period


def owed_by(desk: Desk, period: Period, form: FormData) -> tuple[str, str]:
    """Give the agency (`don_vi`) and form (`bieu`, "" for all) that a posted form names.

    Raises `Refused` when the agency owes nothing of the kind for the period.
    """
    agency_id, form_id = text_of(form, "don_vi", 60), text_of(form, "bieu", 60)
    owed = {(agency.id, owed) for agency, owed in desk.reference.obligations(period)}
    if not any(agency_id == agency and form_id in ("", form) for agency, form in owed):
        raise Refused(422, f"Chọn một cơ quan phải gửi báo cáo {small(period.title)}.")
    return agency_id, form_id


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(422, "Ghi hạn mới là một ngày. Ví dụ: 20/12/2020.") from None


def _shown(board: Board, turn: str, named: str) -> Sequence[Agency]:
    """Give the agencies that the filters let through; `named` is an id or a part of a name."""
    wanted, turns = skeleton(named), _turns(board)
    return [
        agency
        for agency in board.agencies
        if (not turn or turn in turns[agency.id])
        and (named == agency.id or any(wanted in skeleton(n) for n in _names(agency)))
    ]


def _turns(board: Board) -> Mapping[str, set[str]]:
    """Give whose turn it is for any return of each agency."""
    turns: dict[str, set[str]] = {}
    for cell in board.cells.values():
        turns.setdefault(cell.agency.id, set()).add(cell.turn)
    return turns


def _names(agency: Agency) -> tuple[str, str]:
    return agency.name, agency.short_name


def _short_name(board: Board, named: str) -> str:
    return next((agency.short_name for agency in board.agencies if agency.id == named), named)


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
