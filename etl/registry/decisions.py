"""Confirmations, waivers and signatures: what people decide in, new states of returns out.

The one surprising thing: every decision asks again whether the return may now be accepted, and
appends that state itself; loading the rows is the pipeline's next step. What the database refuses
is told in words for a person.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.model import ReturnState
from etl.registry.return_history import append_event, kin_of, state_of
from etl.warehouse import lock, run
from etl.wording import places_text, small

PERIOD_CLOSED = "period.closed"  # the rule that asks what comes after its period was closed
_RAISED_BY_US = "P0001"  # RAISE EXCEPTION in our own triggers: already a sentence for people
_TAKEN = "23505"
_BROKEN = "23514"
_COUNTING = (ReturnState.ACCEPTED, ReturnState.AWAITING_SIGNATURE)
_DECIDED = "Giải trình này đã được người khác xử lý trước đó. Tải lại trang để xem kết quả."
_NO_AUTHORITY = (
    "Chấp nhận ngoại lệ phải ghi người có thẩm quyền, lý do và thời hạn chưa qua. Ví dụ: Chủ tịch "
    "UBND tỉnh, Công văn số 15/UBND-TH; hiệu lực đến 31/12/2020."
)
_PLACES_UNKNOWN = (
    "Biểu này được gửi trước lần nâng cấp hệ thống nên phải kiểm tra lại các địa bàn trước khi "
    "chấp nhận. Hệ thống tự kiểm tra ở lượt chạy tiếp theo; đề nghị thử lại sau ít phút."
)


@contextmanager
def refusals(conn: sa.Connection, *, taken: str, broken: str = "") -> Iterator[None]:
    """Run a decision so that a refusal leaves the transaction usable.

    Raises `RegistryError`: with `taken` when somebody decided first, with `broken` when a value
    is missing or out of order, and with the trigger's own sentence when it refuses.
    """
    try:
        with conn.begin_nested():
            yield
    except sa.exc.DBAPIError as error:
        state = getattr(error.orig, "sqlstate", "")
        said = getattr(getattr(error.orig, "diag", None), "message_primary", error)
        told = {_TAKEN: taken, _BROKEN: broken, _RAISED_BY_US: str(said)}.get(state, "")
        if told or state == _TAKEN:
            raise RegistryError(told) from error
        raise


def insert(
    conn: sa.Connection, what: str, of: Mapping[str, Any], *, taken: str = "", broken: str = ""
) -> sa.CursorResult[Any]:
    """Run `sql/registry/insert_<what>.sql` as `refusals` does."""
    with refusals(conn, taken=taken, broken=broken):
        return run(conn, f"registry/insert_{what}", **of)


def confirm(
    conn: sa.Connection,
    return_id: int,
    rule_id: str,
    *,
    column: str = "",
    row_key: str = "",
    reason: str,
    actor: str,
) -> int:
    """Keep an agency's reason why a warning is right; gives the confirmation's id.

    The same reason given twice is one confirmation. Raises `RegistryError` when the reason is
    empty or the return has no such warning.
    """
    reason = reason.strip()
    if not reason:
        raise RegistryError(
            "Chưa ghi nội dung giải trình. Ghi rõ lý do, ví dụ: Giải ngân vượt do được bổ sung "
            "kế hoạch vốn tháng 11."
        )
    lock(conn, "decide")
    of = {"return_id": return_id, "rule_id": rule_id, "column_name": column, "row_key": row_key}
    by = {"reason": reason, "actor": actor}
    found = run(conn, "registry/same_confirmation", **of, **by).scalar()
    if found is None:
        found = run(conn, "registry/insert_confirmation", **of, **by).scalar()
    if found is None:
        raise RegistryError(
            "Biểu này không có cảnh báo cần giải trình tại vị trí đã chọn. Tải lại trang để xem "
            "danh sách cảnh báo của bản gửi mới nhất."
        )
    return int(found)


def accept_confirmation(
    conn: sa.Connection, confirmation_id: int, *, actor: str, reason: str = ""
) -> ReturnState:
    """Accept an agency's reason; gives the state of its return afterwards.

    Raises `RegistryError` when it was decided already, or without a reason of the steward's own
    where the period was closed.
    """
    asked = run(conn, "registry/rule_of_confirmation", confirmation_id=confirmation_id).scalar()
    if asked == PERIOD_CLOSED and not reason.strip():
        raise RegistryError("Chưa ghi lý do cho phép thay số liệu của kỳ đã khóa.")
    return _decide(conn, confirmation_id, "accepted", actor, reason)


def refuse_confirmation(
    conn: sa.Connection, confirmation_id: int, *, actor: str, reason: str
) -> ReturnState:
    """Refuse an agency's reason, saying why; gives the state of its return afterwards."""
    if not reason.strip():
        raise RegistryError(
            "Chưa ghi lý do không chấp nhận giải trình. Ghi rõ để cơ quan biết cần bổ sung gì."
        )
    return _decide(conn, confirmation_id, "refused", actor, reason)


def waive(
    conn: sa.Connection,
    rule_id: str,
    *,
    authority: str,
    reason: str,
    valid_until: dt.date,
    actor: str,
    agency_id: str | None = None,
    form_id: str | None = None,
    period_key: str | None = None,
    row_key: str | None = None,
) -> int:
    """Except a scope from a rule until a day (inclusive); gives the waiver's id.

    A scope left out means all. Raises `RegistryError` without authority or reason, or when the
    day is past. Returns that were stopped by this rule alone become accepted.
    """
    parameters: dict[str, Any] = {
        "rule_id": rule_id,
        "agency_id": agency_id,
        "form_id": form_id,
        "period_key": period_key,
        "row_key": row_key,
        "authority": authority.strip(),
        "reason": reason.strip(),
        "valid_until": valid_until,
        "actor": actor,
    }
    if rule_id == PERIOD_CLOSED:
        raise RegistryError(
            "Không ghi ngoại lệ cho việc khóa kỳ báo cáo: mở từng biểu gửi sau khi khóa và quyết "
            "định có cho thay số liệu hay không, hoặc mở lại kỳ."
        )
    lock(conn, "decide")
    waiver_id = int(insert(conn, "waiver", parameters, broken=_NO_AUTHORITY).scalar_one())
    for return_id in run(conn, "registry/stopped_by_rule", **parameters).scalars().all():
        reconsider(conn, return_id, actor=actor, reason=reason)
    return waiver_id


def revoke_waiver(conn: sa.Connection, waiver_id: int, *, actor: str, reason: str) -> None:
    """End a waiver before its day; what was accepted under it stays accepted."""
    taken = "Chấp nhận ngoại lệ này đã được thu hồi trước đó."
    broken = "Chưa ghi lý do thu hồi chấp nhận ngoại lệ."
    of = {"waiver_id": waiver_id, "actor": actor, "reason": reason.strip()}
    insert(conn, "waiver_event", of, taken=taken, broken=broken)


def reconsider(
    conn: sa.Connection, return_id: int, *, actor: str = "", reason: str = "", raises: bool = True
) -> ReturnState:
    """Ask again whether a return may be accepted, and append its new state if it changed.

    Only the newest version of a return that is rejected or waits is asked about. After its period
    was closed it is asked about that first. While another agency holds one of its places it is not
    accepted: raises `RegistryError`, or lets it wait where `raises` is false.
    """
    run(conn, "registry/ask_about_closing", ids=[return_id])
    found = run(conn, "registry/verdict", return_id=return_id).scalar()
    now = state_of(conn, return_id)
    if found is None:
        return now
    state = ReturnState(found)
    if state in _COUNTING:
        try:
            refuse_held_places(conn, return_id)
        except RegistryError:
            if raises:
                raise
            state = ReturnState.NEEDS_CONFIRMATION
    if state is not now:
        if state is ReturnState.ACCEPTED:
            run(conn, "registry/end_for_restored", return_id=return_id, actor=actor)
        append_event(conn, return_id, state, actor, reason)
        for other in kin_of(conn, [return_id])[return_id]:
            reconsider(conn, other.id, actor=actor, reason=reason, raises=False)
    return state


def refuse_held_places(conn: sa.Connection, return_id: int) -> None:
    """Raise `RegistryError` when another agency holds a return's places, or nobody knows them."""
    if run(conn, "registry/places_unknown", return_id=return_id).scalar():
        raise RegistryError(_PLACES_UNKNOWN)
    held = run(conn, "registry/places_of_others", return_id=return_id).all()
    if not held:
        return
    others = ", ".join(row.holder for row in held)
    told = (f"{places_text(row.places)} đã có trong biểu của {row.holder}" for row in held)
    places = "; ".join(told)
    raise RegistryError(
        f"Chưa chấp nhận được {small(held[0].number)} của {held[0].sender} vì số liệu sẽ bị tính "
        f"hai lần: {places}, biểu đó đang có hiệu lực cùng kỳ. Đề nghị chọn một trong hai: rút "
        f"biểu của {others} trước (có ghi lý do) rồi chấp nhận lại ở đây; hoặc giữ biểu của "
        f"{others} và đề nghị {held[0].sender} gửi lại biểu không có các địa bàn này."
    )


def sign(
    conn: sa.Connection, return_ids: Sequence[int], *, agency_id: str, period_key: str, actor: str
) -> list[int]:
    """Sign an agency's returns of a period; gives the ids of those that are accepted by it.

    All or none: raises `RegistryError` when one of them is not the newest, or has open faults.
    Returns of another agency or period are left out, and a signature given before stays as it is.
    """
    lock(conn, "decide")
    of: dict[str, Any] = {"ids": list(return_ids), "agency_id": agency_id, "period_key": period_key}
    insert(conn, "signatures", of | {"actor": actor})
    signed = run(conn, "registry/awaiting_signature", **of).scalars().all()
    return [one for one in signed if reconsider(conn, one, actor=actor) is ReturnState.ACCEPTED]


def _decide(
    conn: sa.Connection, confirmation_id: int, decision: str, actor: str, reason: str
) -> ReturnState:
    lock(conn, "decide")
    of = {"confirmation_id": confirmation_id, "decision": decision}
    by = {"actor": actor, "reason": reason.strip()}
    made = insert(conn, "confirmation_event", of | by, taken=_DECIDED)
    return reconsider(conn, made.scalar_one(), actor=actor, reason=reason)
