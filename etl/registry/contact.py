"""Words to agencies: notices, links to their page and later deadlines in, kept events out.

The one surprising thing: a link's secret is never kept, only its hash; whoever reads the registry
cannot open an agency's page.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.registry.decisions import insert
from etl.warehouse import lock, run


def notice(
    conn: sa.Connection,
    kind: str,
    *,
    agency_id: str,
    period_key: str,
    recipient: str,
    detail: str = "",
) -> int | None:
    """Keep that a notice is sent; None when the very same one was kept before.

    Keep it first and send it in the same transaction: a notice is then sent at most once.
    """
    of = {"agency_id": agency_id, "period_key": period_key, "recipient": recipient}
    return run(conn, "registry/insert_notice", kind=kind, **of, detail=detail).scalar()


def link(
    conn: sa.Connection,
    token: str,
    *,
    agency_id: str,
    period_key: str,
    expires_at: dt.datetime,
    created_by: str,
) -> int:
    """Keep a link to an agency's page, by the hash of its secret; gives its id."""
    taken = "Đường liên kết này đã có. Tạo đường liên kết mới."
    broken = "Thời hạn của đường liên kết phải sau thời điểm tạo."
    of = {"agency_id": agency_id, "period_key": period_key, "token_sha256": _hash(token)}
    by = {"expires_at": expires_at, "created_by": created_by}
    return int(insert(conn, "link", of | by, taken=taken, broken=broken).scalar_one())


def link_of(conn: sa.Connection, token: str) -> Mapping[str, Any] | None:
    """Give the link that a secret opens now: id, agency_id, period_key, expires_at; or None."""
    found = run(conn, "registry/link_of", token_sha256=_hash(token)).mappings().first()
    return dict(found) if found else None


def links(conn: sa.Connection, period_key: str) -> list[Mapping[str, Any]]:
    """List the links of a period, newest first, with when they were revoked."""
    return [dict(row) for row in run(conn, "registry/links", period_key=period_key).mappings()]


def note_link(
    conn: sa.Connection, link_id: int, kind: Literal["opened", "revoked"], *, actor: str = ""
) -> None:
    """Keep that a link was opened or revoked; revoking it twice is one event."""
    run(conn, "registry/insert_link_event", link_id=link_id, kind=kind, actor=actor)


def extend_deadline(
    conn: sa.Connection,
    *,
    agency_id: str,
    period_key: str,
    due_on: dt.date,
    reason: str,
    actor: str,
    form_id: str | None = None,
) -> int:
    """Grant an agency a later last day (for one form, or for all it owes); gives its id.

    Raises `RegistryError` without a reason, and for a day that is not after the one in force.
    """
    if not reason.strip():
        raise RegistryError("Chưa ghi lý do gia hạn. Ví dụ: mất điện trên địa bàn do mưa bão.")
    lock(conn, "decide")
    of = {"agency_id": agency_id, "form_id": form_id, "period_key": period_key, "due_on": due_on}
    by = {"reason": reason.strip(), "actor": actor}
    return int(insert(conn, "extension", of | by).scalar_one())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
