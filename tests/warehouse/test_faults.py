"""What the rule book counts and the work list asks: kept by triggers, as a full count says."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, explain, judged, submitted, works

from etl import PROJECT, warehouse
from etl.model import Cell, Finding, Judgement, ReturnState, Rung, Severity
from etl.registry import decisions
from etl.registry.judged import record_judgements
from etl.warehouse import sql

IN_FULL = (Path(__file__).parent / "rule_counts_in_full.sql").read_text(encoding="utf-8")
NOON = dt.datetime(2021, 1, 4, 5, tzinfo=dt.UTC)


def finding(rule: str, row_key: str, severity: Severity = Severity.WARNING) -> Finding:
    """Make a finding of a rule at a row."""
    return Finding(
        rule_id=rule,
        severity=severity,
        rung=Rung.ROW,
        message="Đề nghị xem lại.",
        form_id="works",
        cells=(Cell("01", "H", 8),),
        column="disbursed_million_vnd",
        row_key=row_key,
    )


def send(
    conn: sa.Connection, content: str, at: dt.datetime, findings: list[Finding], **whose: str
) -> int:
    """Judge a version that came at a moment."""
    submission = submitted(conn, content)
    conn.execute(
        sa.text("UPDATE registry.submission SET received_at = :at WHERE id = :id"),
        {"at": at, "id": submission.id},
    )
    read = works({} if whose.get("agency_id", DISTRICT) == DISTRICT else {"commune": "06073"})
    return judged(conn, content, read, findings, **whose)  # type: ignore[arg-type]


def counts(conn: sa.Connection, rule_id: str | None = None) -> Mapping[str, Mapping[str, object]]:
    """Give what the rule book shows, by rule."""
    found = conn.execute(sql("desk/rule_counts"), {"rule_id": rule_id}).mappings()
    return {row["rule_id"]: dict(row) for row in found}


def in_full(conn: sa.Connection) -> Mapping[str, Mapping[str, object]]:
    """Count everything anew, by rule."""
    return {row["rule_id"]: dict(row) for row in conn.execute(sa.text(IN_FULL)).mappings()}


_WHERE = "agency_id, form_id, period_key, return_id, version, state, at"


def standing(conn: sa.Connection) -> set[tuple[object, ...]]:
    """Give what is kept of the newest versions."""
    return {tuple(row) for row in conn.execute(sa.text(f"SELECT {_WHERE} FROM registry.standing"))}


def standing_in_full(conn: sa.Connection) -> set[tuple[object, ...]]:
    """Find the newest version of each return and its last event anew."""
    found = conn.exec_driver_sql(
        "SELECT r.agency_id, r.form_id, r.period_key, r.id, r.version, s.state, s.at "
        "FROM registry.return r JOIN registry.return_state s ON s.return_id = r.id "
        "WHERE NOT EXISTS (SELECT FROM registry.return n WHERE n.agency_id = r.agency_id "
        "AND n.form_id = r.form_id AND n.period_key = r.period_key AND n.version > r.version)"
    )
    return {tuple(row) for row in found}


@pytest.mark.parametrize("seed", range(4))
def test_tallies_are_what_a_full_count_says(home: Path, seed: int) -> None:
    """Versions with faults that come, stay, go and come back, one by one and in batches."""
    draw = random.Random(seed)
    returns: list[int] = []
    with warehouse.transaction("owner") as conn:
        for number in range(30):
            faults = {
                (draw.choice(["works.a", "works.b", "works.c"]), f"dòng {draw.randrange(4)}")
                for _ in range(draw.randrange(5))
            }
            found = [finding(rule, row) for rule, row in sorted(faults)]
            at = NOON + dt.timedelta(minutes=draw.randrange(20_000))
            whose = {
                "agency_id": draw.choice([DISTRICT, "ubnd-binh-gia"]),
                "period_key": draw.choice(["2020", "2020-Q4"]),
            }
            return_id = send(conn, f"bản {number}", at, found, **whose)
            for one in found[: draw.randrange(3)]:
                _explain(conn, return_id, one, accepted=draw.random() < 0.6)
            returns.append(return_id)
            if number % 10 == 9:
                _batch(conn, draw, number)
                assert counts(conn) == in_full(conn)
                assert standing(conn) == standing_in_full(conn)
        for rule in ("works.a", "works.c"):
            assert counts(conn, rule) == {rule: in_full(conn)[rule]}
    assert len(returns) == 30


def _explain(conn: sa.Connection, return_id: int, one: Finding, *, accepted: bool) -> None:
    ident = explain(conn, return_id, one, reason=f"Lý do của {return_id}")
    if accepted:
        decisions.accept_confirmation(conn, ident, actor="can-bo-1")


def _batch(conn: sa.Connection, draw: random.Random, number: int) -> None:
    """Judge three versions of the same return in one statement each, as a busy day does."""
    batch = []
    for place in range(3):
        submission = submitted(conn, f"lô {number} {place}")
        found = [finding("works.b", f"dòng {draw.randrange(3)}")] if place != 1 else []
        state = ReturnState.NEEDS_CONFIRMATION if found else ReturnState.ACCEPTED
        batch.append(
            (
                submission.id,
                Judgement(
                    submission.sha256, DISTRICT, "works", "2020", state, tuple(found), works({})
                ),
            )
        )
    record_judgements(conn, batch)


def test_the_time_to_fix_runs_from_the_first_version_to_the_first_without(home: Path) -> None:
    """Half of the faults are fixed within the median."""
    with warehouse.transaction("owner") as conn:
        both = [finding("works.a", "một"), finding("works.a", "hai")]
        send(conn, "1", NOON, both)
        send(conn, "2", NOON + dt.timedelta(hours=5), both[:1])
        assert counts(conn)["works.a"]["median_seconds"] == 5 * 3600
        send(conn, "3", NOON + dt.timedelta(days=3), both)  # one comes back: it is not fixed
        assert counts(conn)["works.a"]["fixed_count"] == 0
        assert counts(conn)["works.a"]["median_seconds"] is None
        send(conn, "4", NOON + dt.timedelta(days=4), [])
        found = counts(conn)["works.a"]
    assert (found["fired_count"], found["fixed_count"]) == (2, 2)
    assert found["median_seconds"] == 4 * 86_400


def test_what_was_there_before_the_tallies_is_counted_by_the_migration(home: Path) -> None:
    """A warehouse with a history gets the same tallies as one that kept them all along."""
    with warehouse.transaction("owner") as conn:
        first = send(conn, "1", NOON, [finding("works.a", "một"), finding("works.b", "hai")])
        _explain(conn, first, finding("works.b", "hai"), accepted=True)
        send(conn, "2", NOON + dt.timedelta(days=1), [finding("works.b", "hai")])
        kept, stood = counts(conn), standing(conn)
        conn.exec_driver_sql("TRUNCATE registry.fault, registry.rule_tally, registry.rule_fix_time")
        assert counts(conn) == {}
        conn.exec_driver_sql(_backfill("0008_faults", "fault"))
        assert counts(conn) == kept == in_full(conn)
        conn.exec_driver_sql("TRUNCATE registry.standing")
        conn.exec_driver_sql(_backfill("0009_standing", "standing"))
        assert standing(conn) == stood == standing_in_full(conn)


@pytest.mark.parametrize(
    ("migration", "table"), [("0008_faults", "fault"), ("0009_standing", "standing")]
)
def test_nobody_writes_what_a_migration_reads_until_its_triggers_are_there(
    home: Path, migration: str, table: str
) -> None:
    """Its first statement lets others read on, and holds back whoever writes."""
    text = (PROJECT / "sql" / "migrations" / f"{migration}.sql").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:FROM|JOIN) registry\.(\w+)", _backfill(migration, table)))
    with warehouse.transaction("owner") as conn, warehouse.transaction("owner") as other:
        conn.exec_driver_sql(text[: text.index(";")])
        for name in sorted(read):
            assert other.exec_driver_sql(f"SELECT count(*) FROM registry.{name}").scalar() == 0
            with pytest.raises(sa.exc.OperationalError, match="lock"), other.begin_nested():
                other.exec_driver_sql(f"LOCK TABLE registry.{name} IN ROW EXCLUSIVE MODE NOWAIT")
    assert len(read) > 1


def _backfill(migration: str, table: str) -> str:
    """Give the statement of a migration that takes in what is there already."""
    text = (PROJECT / "sql" / "migrations" / f"{migration}.sql").read_text(encoding="utf-8")
    start = text.index(f"INSERT INTO registry.{table}\n")
    return text[start : text.index(";", start)]


def test_nobody_but_the_triggers_writes_them(home: Path) -> None:
    for role in ("loader", "steward"):
        for name in ("fault", "rule_tally", "rule_fix_time", "standing"):
            with (
                pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
                warehouse.transaction(role) as conn,  # type: ignore[arg-type]
            ):
                conn.exec_driver_sql(f"DELETE FROM registry.{name}")
