"""Who signed what, and what follows: a draft is put before whoever may sign, answered, and issued.

Publication reads answers in release.sign_off, nobody tells it who signed, and it writes exactly the
content whose hash was signed. The one surprising thing: what an answer is about is looked up where
it was written when the question was put, never told by whoever brings the answer.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.publish.hindrances import against_answering, against_issuing, stop_if
from etl.publish.releases import Release, content_kept, make, newest, release_of, scalar
from etl.reference.working_days import today
from etl.registry.period_board import close_period
from etl.report import Content
from etl.report.readback import is_same_number
from etl.settings import settings
from etl.wording import small

_SHOWN = 12  # characters of a hash that a person compares


@dataclass(frozen=True, slots=True)
class Question:
    """A draft as it is put before whoever signs."""

    release_id: int
    mark: str  # the beginning of the hash, for people to compare
    title: str  # of the report
    period_title: str  # "năm 2020"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered, as the door knows it that they came through."""

    approved: bool
    responder: str
    reason: str
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Which report was answered about, and how."""

    release_id: int
    approved: bool


def ask(period_key: str, *, run: str, asked_in: str) -> Question:
    """Put the newest draft of a period before whoever signs, in a run of Airflow.

    `asked_in` is what the answer will resume. Raises `ReportError` when the draft may not be
    signed, or when the run has asked about another one: Airflow goes on showing the old question.
    """
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release, reasons = _asked_about(conn, period_key)
        stop_if(reasons)
        assert release is not None
        assert release.sha256 is not None  # what has no hash is hindered
        asked = warehouse.run(conn, "release/asked_by_run", run=run).all()
        bound = {(one.release_id, one.content_sha256) for one in asked}
        if bound - {(release.id, release.sha256)}:
            raise ReportError(
                f"Lượt chạy này đã trình dự thảo số thứ tự {asked[0].release_id}, nay dự thảo mới "
                f"là số thứ tự {release.id}. Đề nghị bấm Trigger mở lượt chạy mới để người ký đọc "
                "đúng dự thảo."
            )
        _request(conn, release, channel="airflow", run=run, asked_in=asked_in)
        mark, period_title = release.sha256[:_SHOWN], small(release.period.title)
        return Question(release.id, mark, release.title, period_title)


def why_not_asked(period_key: str) -> list[str]:
    """List why the newest draft of a period may not be put before whoever signs."""
    with warehouse.transaction("report") as conn:
        return _asked_about(conn, period_key)[1]


def why_not_signed(release_id: int) -> list[str]:
    """List why a draft may not be put before whoever signs; nothing when it may."""
    with warehouse.transaction("report") as conn:
        return against_issuing(conn, release_of(conn, release_id))


def keep_answer(asked_in: str, answer: Answer) -> None:
    """Keep the answer to what was asked here; raises `ReportError` when it is nobody's to give."""
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        asked = warehouse.run(conn, "release/asked", asked_in=asked_in).first()
        if asked is None:
            raise ReportError(
                "Không tìm thấy dự thảo đã trình ở bước này nên không ghi nhận trả lời. Đề nghị "
                "bấm Trigger mở lượt chạy mới."
            )
        if asked.answer is None:
            _keep(conn, asked.id, answer)


def answered_in(run: str) -> Answered:
    """Give the answer to what a run of Airflow asked last; raises `ReportError` without one."""
    with warehouse.transaction("report") as conn:
        asked = warehouse.run(conn, "release/asked_by_run", run=run).first()
    if asked is None or asked.answer is None:
        raise ReportError(
            "Chưa có trả lời của người có quyền ký cho lượt chạy này nên không ban hành. Chỉ bước "
            "trình ký ghi được trả lời; đặt trạng thái của bước hay sửa XCom không thay được chữ "
            "ký. Đề nghị bấm Clear ở bước trình ký."
        )
    return Answered(asked.release_id, asked.answer == "approved")


def answer_at_desk(release_id: int, answer: Answer) -> None:
    """Keep what somebody answers who reads a draft at the desk and is signed in there."""
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = release_of(conn, release_id)
        _must_be_a_signer(answer.responder)
        stop_if(against_issuing(conn, release) if answer.approved else against_answering(release))
        _keep(conn, _request(conn, release, channel="desk"), answer)


def _must_be_a_signer(name: str) -> None:
    """Raise `ReportError` for nobody, and for somebody who may not sign reports."""
    if not name.strip():
        raise ReportError(
            "Không rõ ai đã trả lời nên không ghi nhận: chỉ trả lời của chính người có quyền ký, "
            "khi đã đăng nhập, mới có giá trị."
        )
    if name not in settings().who_may_sign:
        raise ReportError(
            f"“{name}” không có trong danh sách người được ký báo cáo (biến ETL_SIGNERS) nên "
            "không ghi nhận trả lời này."
        )


def _asked_about(conn: sa.Connection, period_key: str) -> tuple[Release | None, list[str]]:
    """Give the newest draft of a period, and why it may not be put before whoever signs."""
    period = Period.parse(period_key)
    if release := newest(conn, period.key):
        return release, against_issuing(conn, release)
    return None, [f"Chưa có dự thảo nào của {small(period.title)} để trình ký."]


def _request(
    conn: sa.Connection, release: Release, *, channel: str, run: str = "", asked_in: str = ""
) -> int:
    given = {"release_id": release.id, "sha256": release.sha256, "channel": channel}
    return int(scalar(conn, "insert_request", run=run, asked_in=asked_in, **given))


def _keep(conn: sa.Connection, request_id: int, answer: Answer) -> None:
    _must_be_a_signer(answer.responder)
    warehouse.run(
        conn,
        "release/insert_sign_off",
        request_id=request_id,
        answer="approved" if answer.approved else "refused",
        responder=answer.responder,
        reason=answer.reason.strip(),
        answered_at=answer.answered_at,
    )


def publish(release_id: int, *, number: str = "", signed_on: dt.date | None = None) -> None:
    """Publish a draft that was signed, and close its period; again changes nothing.

    `number` ("05") defaults to the next of the year, `signed_on` to today. Raises `ReportError`
    with every reason why it may not be, and when a figure is not what the warehouse holds.
    """
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = release_of(conn, release_id)
        if release.state == "published":
            return
        warehouse.lock(conn, "load")  # nothing comes into force until the period is closed
        signed = _answer(conn, release, "approved")
        stop_if(against_issuing(conn, release))
        content = content_kept(conn, release)
        _figures_are_as_drafted(conn, release, content)
        signed_on = signed_on or today()
        number = number or f"{scalar(conn, 'next_number', year=signed_on.year):02d}"
        make(conn, release, content, number=number, signed_on=signed_on)
        printed = f"{number}/{content.letterhead.symbol}"
        _decide(conn, release, signed, number=printed, signed_on=signed_on)
        close_period(
            conn,
            release.period_key,
            actor=signed.responder,
            reason=f"Báo cáo số {printed} của kỳ đã được ban hành",
            release_id=release.id,
        )


def refuse(release_id: int) -> None:
    """Refuse a draft whose signature was refused; again changes nothing."""
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = release_of(conn, release_id)
        if release.state == "refused":
            return
        signed = _answer(conn, release, "refused")
        stop_if(against_answering(release))
        _decide(conn, release, signed)


def _answer(conn: sa.Connection, release: Release, wanted: str) -> sa.Row[Any]:
    """Give the answer to act on; raises `ReportError` unless it is this one, on this content."""
    found = warehouse.run(conn, "release/sign_off", release_id=release.id).first()
    if found is None:
        raise ReportError(
            f"Chưa ai có quyền ký trả lời về dự thảo số thứ tự {release.id}. Trình ký trong "
            "Airflow (mục Required Actions) hoặc ở bàn làm việc, mục Báo cáo."
        )
    _must_be_a_signer(found.responder)
    if found.answer != wanted:
        said = "không đồng ý" if found.answer == "refused" else "đồng ý"
        raise ReportError(
            f"{found.responder} đã trả lời {said} ban hành dự thảo số thứ tự {release.id} nên "
            "không thể làm ngược lại. Đề nghị lập dự thảo mới rồi trình ký."
        )
    if found.content_sha256 != release.sha256:
        raise ReportError(
            f"Nội dung của dự thảo số thứ tự {release.id} khác nội dung đã được ký. Đề nghị lập "
            "lại dự thảo và trình ký lại."
        )
    return found


def _figures_are_as_drafted(conn: sa.Connection, release: Release, content: Content) -> None:
    """Refuse when the figures kept for queries are not those of the content that was signed."""
    rows = warehouse.run(conn, "release/figures", release_id=release.id)
    kept = {row.figure_id: row for row in rows}
    changed = [
        f"{content.names[id_]}: kho dữ liệu lưu "
        f"“{kept[id_].printed if id_ in kept else 'không có'}”, dự thảo ghi “{figure.printed}”"
        for id_ in content.printed_ids()
        if (figure := content.figures[id_])
        and (
            id_ not in kept
            or kept[id_].printed != figure.printed
            or not is_same_number(float(kept[id_].value), figure.value)
        )
    ]
    if changed:
        raise ReportError(
            f"Báo cáo không được ban hành vì số liệu khác bản dự thảo: {'; '.join(changed[:8])}. "
            "Đề nghị lập lại dự thảo và trình ký lại."
        )


def _decide(
    conn: sa.Connection,
    release: Release,
    signed: sa.Row[Any],
    *,
    number: str = "",
    signed_on: dt.date | None = None,
) -> None:
    given = {
        "release_id": release.id,
        "actor": signed.responder,
        "state": "published",
        "reason": "",
    }
    if signed.answer == "refused":
        given |= {"state": "refused", "reason": signed.reason}
    warehouse.run(conn, "release/decide_release", number=number, signed_on=signed_on, **given)
    warehouse.run(conn, "release/insert_release_event", **given)
