"""Who signed what: a draft is put before whoever may sign, and their answer is kept.

In: a draft, and what a person answered at one of the doors. Out: rows of release.sign_off, the only
thing that publication reads. The one surprising thing: what an answer is about is looked up where
it was written when the question was put, never told by whoever brings the answer.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.publish.hindrances import against_answering, against_issuing, stop_if
from etl.publish.releases import Release, newest, release_of, scalar
from etl.settings import settings
from etl.wording import small

_SHOWN = 12  # characters of a hash that a person compares


@dataclass(frozen=True, slots=True)
class Question:
    """A draft as it is put before whoever signs."""

    release_id: int
    sha256: str
    title: str  # of the report
    period_title: str  # "năm 2020"

    @property
    def mark(self) -> str:
        """The beginning of the hash, for people to compare."""
        return self.sha256[:_SHOWN]


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


@dataclass(frozen=True, slots=True)
class SignOff:
    """The last answer that was kept for a report."""

    content_sha256: str
    answer: Literal["approved", "refused"]
    responder: str
    reason: str


def ask(period_key: str, *, run: str, asked_in: str) -> Question:
    """Put the newest draft of a period before whoever signs, in a run of Airflow.

    `asked_in` is what the answer will resume. Raises `ReportError` when the draft may not be
    signed, or when the run has asked about another one: Airflow goes on showing the old question.
    """
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = newest(conn, Period.parse(period_key).key)
        stop_if(_against_asking(conn, period_key, release))
        assert release is not None
        asked = warehouse.run(conn, "release/asked_by_run", run=run).all()
        if any((one.release_id, one.content_sha256) != _bound(release) for one in asked):
            raise ReportError(
                f"Lượt chạy này đã trình dự thảo số thứ tự {asked[0].release_id}, nay dự thảo mới "
                f"là số thứ tự {release.id}. Đề nghị bấm Trigger mở lượt chạy mới để người ký đọc "
                "đúng dự thảo."
            )
        _request(conn, release, channel="airflow", run=run, asked_in=asked_in)
        return _question(release)


def why_not_asked(period_key: str) -> list[str]:
    """List why the newest draft of a period may not be put before whoever signs."""
    with warehouse.transaction("report") as conn:
        release = newest(conn, Period.parse(period_key).key)
        return _against_asking(conn, period_key, release)


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
    """Give what was answered in a run of Airflow to what it asked last.

    Raises `ReportError` while that has no answer.
    """
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
        must_be_a_signer(answer.responder)
        stop_if(against_issuing(conn, release) if answer.approved else against_answering(release))
        _keep(conn, _request(conn, release, channel="desk"), answer)


def sign_off_of(conn: sa.Connection, release: Release) -> SignOff | None:
    """Give the last answer on a report; None while nobody has answered."""
    found = warehouse.run(conn, "release/sign_off", release_id=release.id).mappings()
    row = found.first()
    return None if row is None else SignOff(**row)


def must_be_a_signer(name: str) -> None:
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


def _against_asking(conn: sa.Connection, period_key: str, release: Release | None) -> list[str]:
    if release is not None:
        return against_issuing(conn, release)
    return [f"Chưa có dự thảo nào của {small(Period.parse(period_key).title)} để trình ký."]


def _request(
    conn: sa.Connection, release: Release, *, channel: str, run: str = "", asked_in: str = ""
) -> int:
    given = {"release_id": release.id, "sha256": release.sha256, "channel": channel}
    return int(scalar(conn, "insert_request", run=run, asked_in=asked_in, **given))


def _keep(conn: sa.Connection, request_id: int, answer: Answer) -> None:
    must_be_a_signer(answer.responder)
    warehouse.run(
        conn,
        "release/insert_sign_off",
        request_id=request_id,
        answer="approved" if answer.approved else "refused",
        responder=answer.responder,
        reason=answer.reason.strip(),
        answered_at=answer.answered_at,
    )


def _bound(release: Release) -> tuple[int, str | None]:
    return release.id, release.sha256


def _question(release: Release) -> Question:
    assert release.sha256 is not None  # what has no hash is hindered
    return Question(release.id, release.sha256, release.title, small(release.period.title))
