"""The order of all events, and looking no further than a place in it.

In: a connection. Out: the last place up to which everything is there to be seen. The one surprising
thing: places are given out before their rows are committed, so the newest place alone says
nothing; who was writing when it was read is waited for.
"""

import time

import sqlalchemy as sa

from etl.errors import WarehouseError
from etl.warehouse.connection import put, sql

_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.02


def settled(conn: sa.Connection) -> int:
    """Give a place in the order of events below which no row can appear any more.

    Raises `WarehouseError` when somebody keeps writing for two minutes.
    """
    place = int(conn.execute(sql("release/last_seq")).scalar_one())
    writing = _writing(conn)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while writing:
        if time.monotonic() > deadline:
            raise WarehouseError(
                "Kho dữ liệu đang được ghi quá lâu nên chưa thể lập báo cáo. Đợi lần nạp số liệu "
                "đang chạy kết thúc rồi làm lại."
            )
        time.sleep(_PAUSE_SECONDS)
        writing &= _writing(conn)
    return place


def looking_up_to(conn: sa.Connection, place: int | None) -> None:
    """Let the marts show what had happened up to a place, to the end of the transaction."""
    put(conn, "etl.last_seq", "" if place is None else str(place))


def _writing(conn: sa.Connection) -> set[str]:
    return set(conn.execute(sql("release/writing")).scalars())
