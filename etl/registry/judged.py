"""Verdicts as kept: judgements in, returns with their findings and first states out.

The one surprising thing: the state that is kept may be milder than the judgement. A rule may be
waived, and a warning may carry a reason that a steward already accepted for the same value in the
version before; the warehouse knows both, the rules do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from etl.json_text import json_text
from etl.model import Judgement
from etl.registry.rows import finding_columns, finding_row
from etl.warehouse import copy_rows, lock, sql


def record_judgements(conn: sa.Connection, judged: Sequence[tuple[int, Judgement]]) -> list[int]:
    """Keep verdicts, (submission id, judgement) each; gives the returns' ids in the same order.

    A form of a workbook is judged once: when its return is already there, nothing is added and
    its id is given. Waits for other processes that do the same, so that versions never collide.
    """
    if not judged:
        return []
    lock(conn, "judge")
    _stage(conn, judged)
    new = {
        (row.submission_id, row.form_id): row.id
        for row in conn.execute(sql("registry/insert_returns"))
    }
    copy_rows(
        conn,
        "registry.finding",
        finding_columns,
        (
            finding_row(submission_id, new[submission_id, judgement.form_id], finding)
            for submission_id, judgement in judged
            if (submission_id, judgement.form_id) in new
            for finding in judgement.findings
        ),
    )
    fresh = {"ids": list(new.values())}
    conn.execute(sql("registry/confirm_explained"), fresh)
    conn.execute(sql("registry/carry_confirmations"), fresh)
    conn.execute(sql("registry/insert_first_states"), fresh)
    conn.execute(sql("registry/update_judged"), {"ids": sorted({one for one, _ in judged})})
    found = conn.execute(sql("registry/staged_returns"))
    return [row.id for row in found]


def _stage(conn: sa.Connection, judged: Sequence[tuple[int, Judgement]]) -> None:
    """Lay the verdicts into a temporary table, for statements over all of them."""
    conn.execute(sql("registry/stage_judgements"))
    conn.exec_driver_sql("DELETE FROM staged_judgement")
    copy_rows(
        conn,
        "staged_judgement",
        (
            "n",
            "submission_id",
            "agency_id",
            "form_id",
            "period_key",
            "state",
            "sheet",
            "letters",
            "more_sheets",
        ),
        (
            (
                n,
                submission_id,
                judgement.agency_id,
                judgement.form_id,
                judgement.period_key,
                judgement.state.value,
                judgement.table.sheet if judgement.table else "",
                json_text(dict(judgement.table.letters) if judgement.table else {}),
                list(judgement.table.more_sheets) if judgement.table else [],
            )
            for n, (submission_id, judgement) in enumerate(judged)
        ),
    )
