"""Versions that people withdraw or bring back: a return and a reason in, events or a proposal out.

Where the period is closed neither happens at once: it is a proposal that another steward decides,
and the database refuses the event without that decision. The one surprising thing: the newest
version need not be the one that counts, and whoever sent it is told so.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.model import ReturnState
from etl.registry.corrections import Decision
from etl.registry.decisions import PERIOD_CLOSED, insert, reconsider, refusals, refuse_held_places
from etl.registry.period_board import closings
from etl.registry.return_history import Return, append_event, kin_of, returns_of
from etl.warehouse import lock, run
from etl.wording import date_text

Change = Literal["withdraw", "restore"]
_WAITS: Mapping[str, str] = {
    "received": "đang được kiểm tra",
    "rejected": "phải sửa rồi gửi lại",
    "needs_confirmation": "đang chờ giải trình hoặc chờ cán bộ tổng hợp quyết định",
    "awaiting_signature": "đang chờ thủ trưởng cơ quan ký",
    "accepted": "đã được chấp nhận, đang chờ nạp vào kho số liệu",
}
_MAY: dict[Change, tuple[ReturnState, ...]] = {
    "withdraw": (
        ReturnState.ACCEPTED,
        ReturnState.NEEDS_CONFIRMATION,
        ReturnState.AWAITING_SIGNATURE,
        ReturnState.REJECTED,
    ),
    "restore": (ReturnState.SUPERSEDED, ReturnState.WITHDRAWN),
}
_HELD = (
    "Chưa khôi phục được: địa bàn trong bản này đang có ở biểu có hiệu lực của cơ quan khác cùng "
    "kỳ. Đề nghị rút biểu kia trước, để không tính hai lần."
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal to withdraw a version or bring it back, and what became of it."""

    id: int
    return_id: int
    kind: Change
    reason: str
    actor: str
    at: dt.datetime
    agency_id: str
    form_id: str
    period_key: str
    version: int
    decision: str | None  # approved, refused, withdrawn; None while nobody decided
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_reason: str | None


def decide_version(
    conn: sa.Connection, proposal_id: int, decision: Decision, *, actor: str, reason: str = ""
) -> Proposal:
    """Approve, refuse or withdraw a proposal; an approved one happens at once.

    Raises `RegistryError` when the proposer decides, when it was decided already, or when it
    cannot happen any more.
    """
    if decision == "refused" and not reason.strip():
        raise RegistryError("Chưa ghi lý do không đồng ý.")
    lock(conn, "load")  # always in this order
    lock(conn, "decide")
    found = version_proposals(conn, proposal_id=proposal_id)
    if not found:
        raise RegistryError("Không tìm thấy đề nghị này. Tải lại trang rồi chọn lại.")
    (proposal,), actor = found, actor.strip()
    taken = "Đề nghị này đã được xử lý trước đó. Tải lại trang để xem kết quả."
    of = {"proposal_id": proposal_id, "decision": decision}
    insert(conn, "version_decision", of | {"actor": actor, "reason": reason.strip()}, taken=taken)
    if decision == "approved":
        one = _may(conn, proposal.return_id, proposal.kind)
        told = f"{proposal.reason} (đề nghị: {proposal.actor}; phê duyệt: {actor})"
        _apply(conn, one, proposal.kind, actor, told)
    return proposal


def version_proposals(
    conn: sa.Connection, *, return_id: int | None = None, proposal_id: int | None = None
) -> Sequence[Proposal]:
    """List the proposals of a return, or all that nobody has decided on, oldest first."""
    if proposal_id is not None and return_id is None:
        return_id = run(conn, "registry/return_of_proposal", proposal_id=proposal_id).scalar()
        if return_id is None:
            return []
    of = {"return_id": return_id, "proposal_id": proposal_id}
    return [Proposal(**row) for row in run(conn, "registry/version_proposals", **of).mappings()]


def admit(conn: sa.Connection, return_id: int, *, actor: str, reason: str) -> ReturnState:
    """Let a return count that came after its period was closed; gives its state afterwards.

    Whatever else is open in it stays open. Raises `RegistryError` without a reason, or when it is
    not asked about the closing.
    """
    reason = reason.strip()
    if not reason:
        raise RegistryError(
            "Chưa ghi lý do cho phép thay số liệu của kỳ đã khóa. Ví dụ: thay theo kết luận thẩm "
            "tra của Sở Tài chính tại Công văn số 120/STC-NS."
        )
    lock(conn, "decide")
    if not _let_in(conn, return_id, actor, reason):
        raise RegistryError("Biểu này không chờ quyết định về kỳ đã khóa. Tải lại trang để xem.")
    return reconsider(conn, return_id, actor=actor, reason=reason)


def _let_in(conn: sa.Connection, return_id: int, actor: str, reason: str) -> bool:
    """Answer what a closed period asks about a return; False where it asks nothing."""
    run(conn, "registry/ask_about_closing", ids=[return_id])
    question = run(conn, "registry/closing_question", return_id=return_id).scalar()
    if question is None:
        return False
    by = {"actor": actor, "reason": reason}
    asked = {"return_id": return_id, "rule_id": PERIOD_CLOSED, "column_name": ""}
    made = run(conn, "registry/insert_confirmation", **asked, row_key=question, **by).scalar_one()
    of = {"confirmation_id": made, "decision": "accepted"}
    run(conn, "registry/insert_confirmation_event", **of, **by)
    return True


def change_version(
    conn: sa.Connection, return_id: int, kind: Change, *, actor: str, reason: str
) -> int | None:
    """Withdraw a version, in force or waiting, or restore one that was replaced or withdrawn.

    One that is restored takes the place of what counts now, but waits for a signature first where
    its form asks for one. Gives the id of the proposal where the period is closed, else None.
    Raises `RegistryError` without a reason, or where there is nothing to withdraw or restore.
    """
    actor, reason = actor.strip(), reason.strip()
    if not reason or not actor:
        raise RegistryError(
            "Chưa ghi lý do rút hoặc khôi phục bản này. Ví dụ: gửi nhầm tệp trống của năm 2019, "
            "cơ quan đề nghị giữ bản gửi ngày 12/01/2020."
        )
    lock(conn, "load")  # always in this order
    lock(conn, "decide")
    one = _may(conn, return_id, kind)
    if not closings(conn, [one.period_key]):
        _apply(conn, one, kind, actor, reason)
        return None
    known = version_proposals(conn, return_id=return_id)
    if any(proposal.kind == kind and proposal.decision is None for proposal in known):
        raise RegistryError("Đã có một đề nghị như vậy đang chờ cán bộ khác phê duyệt.")
    of = {"return_id": return_id, "kind": kind, "reason": reason, "actor": actor}
    return int(insert(conn, "version_proposal", of).scalar_one())


def _may(conn: sa.Connection, return_id: int, kind: Change) -> Return:
    """Give a return that may be withdrawn or brought back; raises `RegistryError` otherwise."""
    found = returns_of(conn, ids=[return_id])
    if not found or found[0].state not in _MAY[kind]:
        raise RegistryError(
            "Bản này không còn gì để rút. Tải lại trang để xem tình trạng hiện nay."
            if kind == "withdraw"
            else "Chỉ khôi phục được bản trước đây đã có hiệu lực. Tải lại trang để xem các bản."
        )
    if kind == "restore" and not found[0].is_loaded:
        raise RegistryError(
            "Bản này chưa từng có hiệu lực nên không khôi phục được. Chọn một bản khác, hoặc đề "
            "nghị cơ quan gửi lại."
        )
    return found[0]


def _apply(conn: sa.Connection, one: Return, kind: Change, actor: str, reason: str) -> None:
    """Withdraw or bring back a return, with those that stand and fall with it."""
    kin = [other for other in kin_of(conn, [one.id])[one.id] if other.state in _MAY[kind]]
    for each in (one, *kin):
        _apply_alone(conn, each, kind, actor, reason)


def _apply_alone(conn: sa.Connection, one: Return, kind: Change, actor: str, reason: str) -> None:
    with refusals(conn, taken=_HELD):
        if kind == "withdraw":
            append_event(conn, one.id, ReturnState.WITHDRAWN, actor, reason)
            return
        refuse_held_places(conn, one.id)
        if run(conn, "registry/awaits_signature", return_id=one.id).scalar():
            append_event(conn, one.id, ReturnState.AWAITING_SIGNATURE, actor, reason)
            _let_in(conn, one.id, actor, reason)  # what was decided stands, once it is signed
            return
        for now in run(conn, "registry/versions_in_force", return_id=one.id).all():
            told = f"Khôi phục bản gửi lần {one.version}: {reason}"
            append_event(conn, now.id, ReturnState.SUPERSEDED, actor, told)
        append_event(conn, one.id, ReturnState.ACCEPTED, actor, reason)
        run(conn, "load/check_places")
        run(conn, "load/defer_places")


def standing_texts(conn: sa.Connection, return_ids: Sequence[int]) -> dict[int, str]:
    """Say of each return which version of its agency, form and period counts now, and what waits.

    "Bản đang có hiệu lực: bản 2, nhận ngày 12/01/2020; bản 3 đang chờ giải trình …"
    """
    found = run(conn, "registry/versions_beside", ids=list(return_ids))
    return {id_: _text([*of]) for id_, of in groupby(found, key=lambda row: int(row.asked_id))}


def _text(versions: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    counts = [one for one in versions if one.state == "accepted" and one.is_loaded]
    text = "Chưa có bản nào đang có hiệu lực"
    if counts:
        now = f"bản {counts[-1].version}, nhận ngày {date_text(counts[-1].received_at.date())}"
        text = f"Bản đang có hiệu lực: {now}"
    newest = versions[-1]
    if newest not in counts and newest.state in _WAITS:
        text += f"; bản {newest.version} {_WAITS[newest.state]}"
    return f"{text}."
