"""Issues reports: a period in, a release with its returns, figures and files out; then a decision.

draft → published or refused; every change is an event that is only appended. The one surprising
thing: a report is published by making it again from the returns it was drafted from, and only if
every figure comes out as it was drafted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Figure, Period
from etl.report import Built, build
from etl.settings import settings
from etl.wording import small
from etl.working_days import today

_STATES = {"refused": "đã bị từ chối", "published": "đã được ban hành"}


def draft(period_key: str) -> int:
    """Draft the report of a period from the returns in force; gives the release's id.

    Exactly the same returns give the same release, unless it was refused; a draft is made again
    with the text as it now stands, a published report is left alone. Raises `ReportError` when
    nothing was accepted for the period, or when an edition differs from the warehouse.
    """
    period = Period.parse(period_key)
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        place, return_ids = _seen_returns(conn, period)
        found = _scalar(conn, "find_release", period_key=period.key, return_ids=return_ids)
        release_id = found or _new_release(conn, period, return_ids, place)
        release = _release(conn, release_id)
        if release["state"] == "draft":
            built = _make(conn, release)
            _do(conn, "title_release", release_id=release_id, title=built.content.title)
            _record_figures(conn, release_id, built)
    return int(release_id)


def publish(
    release_id: int, actor: str, *, number: str = "", signed_on: dt.date | None = None
) -> None:
    """Publish a drafted release with its number and date; again changes nothing.

    `number` ("05") defaults to the next of the year, `signed_on` to today. Raises `ReportError`
    when nobody signs, when the release was refused, or when a figure is not as it was drafted.
    """
    if not actor.strip():
        raise ReportError("Phải ghi rõ người ký duyệt ban hành báo cáo.")
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = _release(conn, release_id)
        if release["state"] == "published":
            return
        _only_a_draft(release, "ban hành")
        signed_on = signed_on or today()
        number = number or f"{_scalar(conn, 'next_number', year=signed_on.year):02d}"
        built = _make(conn, release, number=number, signed_on=signed_on)
        printed = f"{number}/{built.content.letterhead.symbol}"
        _decide(conn, release_id, "published", actor=actor, number=printed)


def refuse(release_id: int, actor: str, reason: str) -> None:
    """Refuse a drafted release with the reason; again changes nothing."""
    if not actor.strip() or not reason.strip():
        raise ReportError(
            "Phải ghi rõ người từ chối và lý do, ví dụ: “Chưa thống nhất số hộ nghèo của huyện”."
        )
    with warehouse.transaction("report") as conn:
        warehouse.lock(conn, "release")
        release = _release(conn, release_id)
        if release["state"] == "refused":
            return
        _only_a_draft(release, "từ chối")
        _decide(conn, release_id, "refused", actor=actor, reason=reason.strip())


def published(period_key: str) -> int | None:
    """Give the release that was published from exactly the returns in force, if there is one."""
    period = Period.parse(period_key)
    with warehouse.transaction("report") as conn:
        try:
            return_ids = _returns_in_force(conn, period)
        except ReportError:  # nothing was accepted yet
            return None
        found = _scalar(conn, "find_release", period_key=period.key, return_ids=return_ids)
        done = found is not None and _release(conn, found)["state"] == "published"
    return int(found) if done else None


def files(release_id: int) -> list[Path]:
    """Give the paths of a release's editions: the signed ones once it is published."""
    with warehouse.transaction("report") as conn:
        _release(conn, release_id)
        rows = conn.execute(warehouse.sql("release/files"), {"release_id": release_id})
        return [settings().reports / row.path for row in rows]


def _returns_in_force(conn: sa.Connection, period: Period) -> list[int]:
    found = _in_force(conn, period)
    if not any(period_key == period.key for _, period_key in found):
        raise ReportError(
            f"Chưa có biểu nào của {small(period.title)} được chấp nhận nên chưa thể lập báo cáo. "
            "Xem tình hình gửi số liệu ở bảng theo dõi của kỳ, hoặc bằng lệnh: etl status "
            f"{period.key}"
        )
    return [return_id for return_id, _ in found]


def _in_force(conn: sa.Connection, period: Period) -> list[tuple[int, str]]:
    parameters = {"period_key": period.key, "year_before_key": period.year_before_key}
    rows = conn.execute(warehouse.sql("release/returns_in_force"), parameters)
    return [(int(row.return_id), row.period_key) for row in rows]


def _seen_returns(conn: sa.Connection, period: Period) -> tuple[int, list[int]]:
    """Fix up to which event a draft looks; gives that place, and the returns in force there.

    Raises `ReportError` when a return that is in force before and after is not seen from there:
    a report of fewer returns than there are is worse than none.
    """
    before = _returns_in_force(conn, period)
    place = warehouse.settled(conn)
    warehouse.looking_up_to(conn, place)
    seen = _in_force(conn, period)
    if gone := set(before) - {return_id for return_id, _ in seen}:
        warehouse.looking_up_to(conn, None)
        if gone & set(_returns_in_force(conn, period)):
            raise ReportError(
                f"Không lập được báo cáo {small(period.title)}: có {len(before)} biểu đang có hiệu "
                f"lực nhưng dự thảo chỉ thấy {len(before) - len(gone)} biểu. Đây là lỗi của hệ "
                "thống, không phải của cơ quan gửi; đề nghị báo người quản trị kiểm tra kho dữ "
                "liệu (thứ tự sự kiện sau khi khôi phục)."
            )
        return _seen_returns(conn, period)  # one was replaced in between
    return place, [return_id for return_id, _ in seen]


def _new_release(conn: sa.Connection, period: Period, return_ids: list[int], last_seq: int) -> int:
    release_id = int(_scalar(conn, "insert_release", period_key=period.key, last_seq=last_seq))
    rows = [{"release_id": release_id, "return_id": return_id} for return_id in return_ids]
    conn.execute(warehouse.sql("release/insert_release_return"), rows)
    _event(conn, release_id, "draft", actor="", reason="")
    return release_id


def _make(
    conn: sa.Connection,
    release: Mapping[str, Any],
    *,
    number: str = "",
    signed_on: dt.date | None = None,
) -> Built:
    """Make the editions aside, from the release's returns, and move them in place when right.

    Signed ones are right only with the figures that were drafted.
    """
    release_id = release["id"]
    warehouse.as_released(conn, release_id)
    folder = settings().reports / release["period_key"] / str(release_id)
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    try:
        built = build(
            conn,
            release["period_key"],
            aside,
            number=number,
            signed_on=signed_on,
            made_at=release["drafted_at"].astimezone(dt.UTC),
        )
        if signed_on is not None:
            _same_figures(conn, release_id, built)
        for edition, path in built.files.items():
            content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
            target = folder / path.name
            path.replace(target)
            relative = target.relative_to(settings().reports).as_posix()
            _do(
                conn,
                "insert_release_file",
                release_id=release_id,
                edition=edition,
                sha256=content_hash,
                path=relative,
            )
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return built


def _printed(built: Built) -> dict[str, Figure]:
    return {id_: built.content.figures[id_] for id_ in built.content.printed_ids()}


def _record_figures(conn: sa.Connection, release_id: int, built: Built) -> None:
    """Keep each printed figure once: what a draft first said is what is signed."""
    rows = [
        {
            "release_id": release_id,
            "figure_id": id_,
            "value": figure.value,
            "printed": figure.printed,
            "unit": figure.unit,
            "mart": figure.mart,
            "filter": json.dumps(dict(figure.where), ensure_ascii=False),
            "basis": figure.basis,
            "rounding": figure.rounding,
        }
        for id_, figure in _printed(built).items()
    ]
    conn.execute(warehouse.sql("release/insert_release_figure"), rows)


def _same_figures(conn: sa.Connection, release_id: int, built: Built) -> None:
    rows = conn.execute(warehouse.sql("release/figures"), {"release_id": release_id})
    drafted = {row.figure_id: row for row in rows}
    changed = [
        f"{built.content.names[id_]}: dự thảo ghi "
        f"“{drafted[id_].printed if id_ in drafted else 'không có'}”, nay là “{figure.printed}”"
        for id_, figure in _printed(built).items()
        if id_ not in drafted
        or drafted[id_].printed != figure.printed
        or not math.isclose(float(drafted[id_].value), figure.value, rel_tol=1e-9, abs_tol=1e-6)
    ]
    if changed:
        raise ReportError(
            f"Báo cáo không được ban hành vì số liệu khác bản dự thảo: {'; '.join(changed[:8])}. "
            "Đề nghị lập lại dự thảo và trình ký lại."
        )


def _release(conn: sa.Connection, release_id: int) -> Mapping[str, Any]:
    row = conn.execute(warehouse.sql("release/release"), {"release_id": release_id}).mappings()
    found = row.one_or_none()
    if found is None:
        raise ReportError(f"Không có báo cáo số thứ tự {release_id}.")
    return dict(found)


def _only_a_draft(release: Mapping[str, Any], what: str) -> None:
    if release["state"] in _STATES:
        raise ReportError(
            f"Báo cáo số thứ tự {release['id']} {_STATES[release['state']]} nên không thể {what}. "
            "Đề nghị lập dự thảo mới."
        )


def _decide(
    conn: sa.Connection,
    release_id: int,
    state: str,
    *,
    actor: str,
    reason: str = "",
    number: str = "",
) -> None:
    given = {"release_id": release_id, "state": state, "actor": actor.strip(), "reason": reason}
    _do(conn, "decide_release", number=number, **given)
    _event(conn, release_id, state, actor=actor.strip(), reason=reason)


def _event(conn: sa.Connection, release_id: int, state: str, *, actor: str, reason: str) -> None:
    given = {"release_id": release_id, "state": state, "actor": actor, "reason": reason}
    _do(conn, "insert_release_event", **given)


def _do(conn: sa.Connection, name: str, **parameters: Any) -> None:
    conn.execute(warehouse.sql(f"release/{name}"), parameters)


def _scalar(conn: sa.Connection, name: str, **parameters: Any) -> Any:
    return conn.execute(warehouse.sql(f"release/{name}"), parameters).scalar_one_or_none()
