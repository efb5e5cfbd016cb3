"""Loading: all of a return or nothing, once, whoever is killed or comes at the same time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from killing import killed_at
from returns_by_hand import (
    DISTRICT,
    accepted,
    error,
    explain,
    judged,
    submitted,
    table,
    warning,
    works,
)

from etl import warehouse
from etl.load import load
from etl.model import ReturnState
from etl.registry import decisions, return_history
from etl.warehouse import copy_text

LINE = ("return_id", "sheet_no", "excel_row", "raw", "marks")
EVERYTHING = """
SELECT 'return', agency_id || form_id || period_key || version, sheet FROM registry.return
UNION ALL
SELECT 'state', r.agency_id || r.version, string_agg(e.state, ' ' ORDER BY e.id)
FROM registry.return_event e JOIN registry.return r ON r.id = e.return_id
GROUP BY r.id, r.agency_id, r.version
UNION ALL
SELECT 'finding', r.agency_id || r.version, string_agg(f.rule_id || f.cells, ' ' ORDER BY f.rule_id)
FROM registry.finding f JOIN registry.return r ON r.id = f.return_id
GROUP BY r.id, r.agency_id, r.version
UNION ALL
SELECT 'load', r.agency_id || r.version, l.row_count::text
FROM registry.return_load l JOIN registry.return r ON r.id = l.return_id
UNION ALL
SELECT 'row', r.agency_id || r.version || w.excel_row, to_jsonb(w)::text
FROM landing.works w JOIN registry.return r ON r.id = w.return_id
UNION ALL
SELECT 'workbook', s.file_name, s.state || string_agg(e.kind, ' ' ORDER BY e.id)
FROM registry.submission s JOIN registry.submission_event e ON e.submission_id = s.id
GROUP BY s.id
UNION ALL
SELECT 'mart', agency_id, name || disbursed_million_vnd FROM mart.works
ORDER BY 1, 2, 3
"""


def _everything() -> list[tuple[object, ...]]:
    """Give all that the warehouse holds, without moments and running numbers."""
    with warehouse.transaction("owner") as conn:
        rows = [tuple(row) for row in conn.execute(sa.text(EVERYTHING))]
    return [(kind, key, str(value).split('"return_id"')[0]) for kind, key, value in rows]


def _take_two_versions_in() -> None:
    """Take two workbooks in, the second a new version; every step may be run again."""
    for content, agency_id, read, findings in (
        ("a", DISTRICT, works({}, {}), [warning()]),
        ("c", DISTRICT, works({}, {}, {}), []),
    ):
        with warehouse.transaction() as conn:
            submitted(conn, content, source=content)
        with warehouse.transaction() as conn:
            return_id = judged(conn, content, read, findings, agency_id=agency_id, source=content)
        if findings:
            with warehouse.transaction() as conn:
                confirmation = explain(conn, return_id, actor=agency_id)
            with warehouse.transaction() as conn:
                if return_history.state_of(conn, return_id) is ReturnState.NEEDS_CONFIRMATION:
                    decisions.accept_confirmation(conn, confirmation, actor="can-bo-1")
        with warehouse.transaction() as conn:
            load(conn, {return_id: read})


@pytest.mark.timeout(600)
def test_a_process_killed_anywhere_and_run_again_leaves_the_same_warehouse(
    start_over: Callable[[], Path],
) -> None:
    start_over()
    _take_two_versions_in()
    whole = _everything()
    point = 1
    while True:
        start_over()
        was_killed = killed_at(point, _take_two_versions_in)
        if not was_killed:
            break
        with warehouse.transaction("owner") as conn:
            halves = conn.execute(
                sa.text(
                    "SELECT l.return_id FROM registry.return_load l WHERE l.row_count <> "
                    "(SELECT count(*) FROM landing.works w WHERE w.return_id = l.return_id)"
                )
            ).all()
        assert halves == [], f"half a return was loaded when killed at step {point}"
        _take_two_versions_in()
        assert _everything() == whole, f"killed at step {point}"
        point += 1
    assert point > 25  # the work has that many steps; fewer would mean that they went uncounted


def test_a_return_is_loaded_once(home: Path) -> None:
    with warehouse.transaction() as conn:
        read = works({}, {})
        return_id = judged(conn, "a", read)
        assert [load(conn, {return_id: read}) for _ in range(2)] == [[return_id], []]
        assert conn.execute(sa.text("SELECT count(*) FROM landing.works")).scalar() == 2
        assert return_history.awaiting_load(conn) == []


@pytest.mark.parametrize("finding", [warning(), error()])
def test_what_is_not_accepted_is_not_loaded(home: Path, finding: object) -> None:
    with warehouse.transaction() as conn:
        read = works({})
        return_id = judged(conn, "a", read, [finding])  # type: ignore[list-item]
        assert load(conn, {return_id: read}) == []
        assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar() == 0


def test_a_new_version_ends_the_one_before_and_keeps_its_rows(home: Path) -> None:
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", works({}, {}))
        second = accepted(conn, "b", works({}))
        states = [return_history.state_of(conn, one) for one in (first, second)]
        counted = conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar()
        kept = conn.execute(sa.text("SELECT count(*) FROM landing.works")).scalar()
    assert states == [ReturnState.SUPERSEDED, ReturnState.ACCEPTED]
    assert (counted, kept) == (1, 3)


def test_an_older_version_accepted_late_does_not_come_back(home: Path) -> None:
    with warehouse.transaction() as conn:
        old_table = works({}, {})
        old = judged(conn, "a", old_table, [warning()])
        new = accepted(conn, "b", works({}))
        return_history.append_event(conn, old, ReturnState.ACCEPTED, "can-bo-1", "muộn")
        load(conn, {old: old_table})
        assert return_history.state_of(conn, old) is ReturnState.SUPERSEDED
        assert return_history.state_of(conn, new) is ReturnState.ACCEPTED


def test_a_rejected_new_version_leaves_the_old_one_in_force(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}, {}))
        judged(conn, "b", works({}), [error()])
        assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar() == 2


def test_a_return_without_rows_counts_as_sent(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", table("works", []))
        found = conn.execute(sa.text("SELECT return_id FROM mart.return_in_force")).all()
    assert len(found) == 1


def test_whole_numbers_quotes_newlines_and_nul_arrive(home: Path) -> None:
    text = 'Cầu "Bản Chu",\nđoạn 2\t\\N \\u0000'
    with warehouse.transaction() as conn:
        row = {
            "district": "180",
            "commune": "06001",
            "standard": "qd59_2015",
            "household_count": 12.0,
            "reason": text + "\x00",
        }
        read = table("poverty", [row])
        held = {**read.raw, "reason": (f"'{text}\x00",)}
        accepted(conn, "a", dataclasses.replace(read, raw=held), agency_id="so-ldtbxh")
        found = conn.execute(
            sa.text("SELECT household_count, reason, raw ->> 'reason' FROM landing.poverty")
        ).one()
    assert tuple(found) == (12, text, f"'{text}")


def test_decimals_arrive_as_they_are_however_large(home: Path) -> None:
    """Around the sizes at which Arrow begins to write exponents, whole and with a fraction."""
    numbers = [9.0 * 10**power for power in range(-3, 16)]
    numbers += [1e10, 12_345_678_901.0, 1e15, 12_345_678_901.5, -1e12, 0.25, 5e-7]
    with warehouse.transaction() as conn:
        accepted(conn, "a", works(*({"disbursed_million_vnd": number} for number in numbers)))
        found = conn.execute(
            sa.text("SELECT disbursed_million_vnd FROM landing.works ORDER BY excel_row")
        ).scalars()
        assert [float(number) for number in found] == numbers


def test_lines_that_the_server_refuses_are_an_error_and_leave_nothing(home: Path) -> None:
    lines = [memoryview(b"no number\t1\t12\t{}\t{}\n")] * 5_000
    with pytest.raises(psycopg.errors.InvalidTextRepresentation), warehouse.transaction() as conn:
        copy_text(conn, "landing.works", LINE, lines)
    assert _row_count() == 0


def test_lines_that_cannot_be_made_are_an_error_and_leave_nothing(home: Path) -> None:
    with warehouse.transaction() as conn:
        submitted(conn, "a")
    with warehouse.transaction() as conn:
        return_id = judged(conn, "a", works({}), [], agency_id=DISTRICT)

    def lines() -> Iterator[memoryview]:
        yield memoryview(f"{return_id}\t1\t11\t{{}}\t{{}}\n".encode())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), warehouse.transaction() as conn:
        copy_text(conn, "landing.works", LINE, lines())
    assert _row_count() == 0


def _row_count() -> int:
    with warehouse.transaction("owner") as conn:
        return int(conn.execute(sa.text("SELECT count(*) FROM landing.works")).scalar_one())
