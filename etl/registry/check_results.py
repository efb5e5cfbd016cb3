"""Whether the warehouse holds what it must: results of checks in, what fails out.

The one surprising thing: the last result of a check and a period holds, so that a report waits
until the same check was made again and passed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from etl.warehouse import sql
from etl.warehouse.json_text import json_text


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check of one period found; nothing: it passed."""

    check_id: str
    period_key: str
    violation_count: int
    detail: str = ""  # what is not as it must be, in sentences


def periods_to_check(conn: sa.Connection) -> list[str]:
    """List the periods in which returns changed since the last check, or whose last one failed."""
    return list(conn.execute(sql("registry/periods_to_check")).scalars())


def record_checks(conn: sa.Connection, results: Sequence[CheckResult], *, seen_seq: int) -> None:
    """Keep results of checks that saw everything up to a place in the order of events."""
    rows = json_text([asdict(one) for one in results])
    conn.execute(sql("registry/insert_checks"), {"results": rows, "seen_seq": seen_seq})


def failed_checks(
    conn: sa.Connection, period_keys: Collection[str] | None = None
) -> list[CheckResult]:
    """List the checks whose last result was a failure, of some periods or of all."""
    given = None if period_keys is None else list(period_keys)
    found = conn.execute(sql("registry/failed_checks"), {"period_keys": given}).mappings()
    return [CheckResult(**row) for row in found]
