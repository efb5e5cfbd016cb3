"""Signatures of heads of agencies: the returns that one read in, what counts from then on out.

The one surprising thing: whether a return may be signed at all (the newest version, without open
faults) is asked by the database itself, of whoever writes a signature.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from etl.model import ReturnState
from etl.registry.database_refusals import refusals
from etl.registry.decisions import reconsider
from etl.warehouse import lock, sql


def sign(
    conn: sa.Connection,
    return_ids: Sequence[int],
    *,
    agency_id: str,
    period_key: str,
    actor: str,
) -> list[int]:
    """Sign an agency's returns of a period; gives the ids of those that are accepted by it.

    All or none: raises `RegistryError` when one of them is not the newest, or has open faults.
    Returns of another agency or period are left out, and a signature given before stays as it is.
    """
    lock(conn, "decide")
    given = {
        "ids": list(return_ids),
        "agency_id": agency_id,
        "period_key": period_key,
        "actor": actor,
    }
    with refusals(conn, taken=""):
        conn.execute(sql("registry/insert_signatures"), given)
    signed = conn.execute(sql("registry/awaiting_signature"), given).scalars().all()
    return [one for one in signed if reconsider(conn, one, actor=actor) is ReturnState.ACCEPTED]
