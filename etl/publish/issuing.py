"""Publishes or refuses a draft, as whoever may sign has answered.

In: a draft's id. Out: the letter with its number and date, and the period closed; or the refusal.
The one surprising thing: nobody tells this module who signed. It reads that from release.sign_off,
and what it writes is exactly the content whose hash was signed.
"""

import datetime as dt
import math

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.publish.hindrances import against_answering, against_issuing, stop_if
from etl.publish.releases import Release, content_kept, make, release_of, scalar
from etl.publish.signing import SignOff, must_be_a_signer, sign_off_of
from etl.reference.working_days import today
from etl.registry.period_board import close_period
from etl.report import Content


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
        _decide(conn, release, "published", signed, number=printed, signed_on=signed_on)
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
        _decide(conn, release, "refused", signed)


def _answer(conn: sa.Connection, release: Release, wanted: str) -> SignOff:
    """Give the answer to act on; raises `ReportError` unless it is this one, on this content."""
    found = sign_off_of(conn, release)
    if found is None:
        raise ReportError(
            f"Chưa ai có quyền ký trả lời về dự thảo số thứ tự {release.id}. Trình ký trong "
            "Airflow (mục Required Actions) hoặc ở bàn làm việc, mục Báo cáo."
        )
    must_be_a_signer(found.responder)
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
            or not math.isclose(float(kept[id_].value), figure.value, rel_tol=1e-9, abs_tol=1e-6)
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
    state: str,
    signed: SignOff,
    *,
    number: str = "",
    signed_on: dt.date | None = None,
) -> None:
    given = {
        "release_id": release.id,
        "state": state,
        "actor": signed.responder,
        "reason": signed.reason if state == "refused" else "",
    }
    warehouse.run(conn, "release/decide_release", number=number, signed_on=signed_on, **given)
    warehouse.run(conn, "release/insert_release_event", **given)
