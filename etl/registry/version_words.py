"""Which version counts, in words: returns in, a sentence for each out.

The one surprising thing: the newest version need not be the one that counts. It may wait, or an
earlier one may have been brought back; whoever sent it is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import sqlalchemy as sa

from etl.warehouse import sql
from etl.wording import date_text

_WAITS: Mapping[str, str] = {
    "received": "đang được kiểm tra",
    "rejected": "phải sửa rồi gửi lại",
    "needs_confirmation": "đang chờ giải trình hoặc chờ cán bộ tổng hợp quyết định",
    "awaiting_signature": "đang chờ thủ trưởng cơ quan ký",
    "accepted": "đã được chấp nhận, đang chờ nạp vào kho số liệu",
}


def standing_texts(conn: sa.Connection, return_ids: Sequence[int]) -> dict[int, str]:
    """Say of each return which version of its agency, form and period counts now, and what waits.

    "Bản đang có hiệu lực: bản 2, nhận ngày 12/01/2020; bản 3 đang chờ giải trình …"
    """
    found = conn.execute(sql("registry/versions_beside"), {"ids": list(return_ids)})
    return {
        asked_id: _text([*versions])
        for asked_id, versions in groupby(found, key=lambda row: int(row.asked_id))
    }


def _text(versions: Sequence[sa.Row[tuple[object, ...]]]) -> str:
    counts = [one for one in versions if one.state == "accepted" and one.is_loaded]
    if counts:
        now = f"bản {counts[-1].version}, nhận ngày {date_text(counts[-1].received_at.date())}"
        parts = [f"Bản đang có hiệu lực: {now}"]
    else:
        parts = ["Chưa có bản nào đang có hiệu lực"]
    parts += [
        f"bản {one.version} {_WAITS[one.state]}"
        for one in versions[-1:]
        if one not in counts and one.state in _WAITS
    ]
    return "; ".join(parts) + "."
