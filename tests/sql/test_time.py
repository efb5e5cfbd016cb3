"""The same views at another time: as of a moment, and as a report was released."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from returns_by_hand import accepted, corrected, works

from etl import warehouse


def _now() -> dt.datetime:
    """Give the moment after all that is committed: events carry their transaction's start."""
    with warehouse.transaction("analyst") as conn:
        return conn.execute(sa.text("SELECT clock_timestamp()")).scalar_one()  # type: ignore[no-any-return]


def _look_back(conn: sa.Connection, moment: dt.datetime) -> None:
    """Let the marts show what was in force at a moment, as an analyst's SET does."""
    of = {"moment": moment.isoformat()}
    conn.execute(sa.text("SELECT set_config('etl.as_of', :moment, true)"), of)


def _seen(
    role: str = "analyst", *, moment: dt.datetime | None = None, release_id: int | None = None
) -> tuple[int, float]:
    """Give how many works there are and what was disbursed, as one looks."""
    with warehouse.transaction(role) as conn:  # type: ignore[arg-type]
        if moment is not None:
            _look_back(conn, moment)
        if release_id is not None:
            warehouse.as_released(conn, release_id)
        row = conn.execute(
            sa.text(
                "SELECT coalesce(sum(value) FILTER (WHERE indicator_id = 'works_count'), 0), "
                "coalesce(sum(value) FILTER (WHERE indicator_id = 'works_disbursed'), 0) "
                "FROM mart.indicator WHERE period_key = '2020' AND is_total"
            )
        ).one()
    return int(row[0]), float(row[1])


def _release() -> int:
    with warehouse.transaction("report") as conn:
        release_id = conn.execute(
            sa.text("INSERT INTO release.release (period_key) VALUES ('2020') RETURNING id")
        ).scalar_one()
        conn.execute(
            sa.text(
                "INSERT INTO release.release_return SELECT :id, return_id "
                "FROM mart.return_in_force WHERE period_key = '2020'"
            ),
            {"id": release_id},
        )
    return int(release_id)


def _correct(return_id: int) -> None:
    with warehouse.transaction("steward") as conn:
        corrected(conn, return_id, 8, "disbursed_million_vnd", 1.0)


def test_the_past_stays_readable_after_versions_and_corrections(home: Path) -> None:
    before = _now()
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", works({}, {}))
    with_first = _now()
    _correct(first)
    release_id = _release()
    with_correction = _now()
    with warehouse.transaction() as conn:
        accepted(conn, "b", works({}))
    assert _seen(moment=before) == (0, 0.0)
    assert _seen(moment=with_first) == (2, 900.5)
    assert _seen(moment=with_correction) == (2, 451.25)
    assert _seen(release_id=release_id) == (2, 451.25)
    assert _seen() == (1, 450.25)


def test_a_correction_after_the_draft_does_not_reach_the_report(home: Path) -> None:
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", works({}, {}))
    release_id = _release()
    _correct(first)
    assert _seen(release_id=release_id) == (2, 900.5)
    assert _seen("report", release_id=release_id) == (2, 900.5)
    assert _seen() == (2, 451.25)


def test_looking_back_ends_with_the_transaction(home: Path) -> None:
    before = _now()
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}))
    with warehouse.engine("analyst").connect() as conn:
        with conn.begin():
            _look_back(conn, before)
            then = conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar()
        with conn.begin():
            now = conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar()
    assert (then, now) == (0, 1)
