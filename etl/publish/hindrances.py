"""Why a report may not be drafted, or not be signed and published: a connection in, reasons out.

The one place that says so, for every door: Airflow, the desk, the command line. Whatever else is
to stop a report adds its sentence here. The one surprising thing: whether a period is complete is
asked twice, of the draft as it was read and of the warehouse as it stands.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.publish.releases import Release, in_force, looked_at, scalar
from etl.registry.incidents import failed_checks
from etl.wording import small

_SHOWN = 5  # missing forms that are named
_STATES = {"refused": "đã bị từ chối", "published": "đã được ban hành"}


def against_drafting(conn: sa.Connection, period: Period) -> list[str]:
    """List why no report of a period may be made, as the session looks at the warehouse."""
    stands_on = {row.period_key for row in in_force(conn, period)}
    if period.key not in stands_on:
        return [
            f"Chưa có biểu nào của {small(period.title)} được chấp nhận nên chưa thể lập báo cáo. "
            "Xem tình hình gửi số liệu ở bảng theo dõi của kỳ, hoặc bằng lệnh: etl status "
            f"{period.key}"
        ]
    return [
        f"Số liệu {small(Period.parse(one.period_key).title)} trong kho không đúng như phải có: "
        f"{one.detail} Đây là lỗi của hệ thống, không phải của cơ quan gửi; đề nghị báo người quản "
        "trị."
        for one in failed_checks(conn, stands_on.union(looked_at(period)))
    ]


def against_answering(release: Release) -> list[str]:
    """List why nobody can answer about a draft any more, be it yes or no."""
    if release.state in _STATES:
        return [
            f"Báo cáo số thứ tự {release.id} {_STATES[release.state]} nên không thể trình ký, ban "
            "hành hay từ chối nữa. Đề nghị lập dự thảo mới."
        ]
    reasons: list[str] = []
    if release.successor_id is not None:
        reasons.append(
            f"Dự thảo số thứ tự {release.id} đã được thay bằng dự thảo số thứ tự "
            f"{release.successor_id} nên không ký được nữa. Đề nghị đọc và ký dự thảo mới."
        )
    if release.sha256 is None:
        reasons.append(
            f"Dự thảo số thứ tự {release.id} được lập trước khi hệ thống lưu nội dung dự thảo nên "
            "không ký được. Đề nghị lập lại dự thảo rồi trình ký."
        )
    return reasons


def against_issuing(conn: sa.Connection, release: Release) -> list[str]:
    """List why a draft may be neither put before whoever signs nor published."""
    reasons = against_answering(release)
    if release.state in _STATES:
        return reasons
    warehouse.as_released(conn, release.id)
    found = _incomplete(conn, release.period)
    warehouse.as_released(conn, None)
    reasons += found or _incomplete(conn, release.period)
    if was_asked_since(conn, release):
        reasons.append(
            f"Dự thảo số thứ tự {release.id} có thể chứa ô ghi chữ nêu tên người, được phát hiện "
            "sau khi lập và chưa có giải trình được chấp nhận. Đề nghị lập lại dự thảo (ô đó được "
            "ẩn) rồi trình ký."
        )
    return reasons + against_drafting(conn, release.period)


def was_asked_since(conn: sa.Connection, release: Release) -> bool:
    """Tell whether a text that a draft may repeat was asked about since, and has no answer."""
    warehouse.as_released(conn, release.id)
    is_asked = bool(scalar(conn, "asked_since", last_seq=release.last_seq))
    warehouse.as_released(conn, None)
    return is_asked


def stop_if(reasons: Sequence[str]) -> None:
    """Raise `ReportError` with every reason there is."""
    if reasons:
        raise ReportError(" ".join(reasons))


def _incomplete(conn: sa.Connection, period: Period) -> list[str]:
    row = warehouse.run(conn, "release/owed", period_key=period.key).one()
    if row.owed_count and not row.missing:
        return []
    named = "; ".join(row.missing[:_SHOWN])
    more = f"; và {len(row.missing) - _SHOWN} biểu khác" if len(row.missing) > _SHOWN else ""
    return [
        f"{period.title} mới có {row.owed_count - len(row.missing)} trong tổng số {row.owed_count} "
        f"biểu phải gửi được chấp nhận hoặc được miễn; còn thiếu: {named}{more}. Báo cáo chưa đủ "
        "số liệu chỉ được lập dự thảo, không được trình ký hay ban hành."
    ]
