"""Doors by which a return would count although another agency holds one of its places.

Each refuses in words and leaves nothing half done; once the other is withdrawn each lets it in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, as_checked, judged, table, warning, works

from etl import warehouse
from etl.errors import RegistryError
from etl.judge.rule_change import Change, adopt
from etl.load import load
from etl.model import Finding, ReturnState, Table
from etl.registry import corrections, decisions, return_history, versions
from etl.registry.corrections import correction_mark

NEIGHBOUR = "ubnd-binh-gia"
_KEPT = (
    "registry.signature",
    "registry.correction_event",
    "registry.judgement",
    "registry.finding_lifted",
    "registry.confirmation_event",
    "registry.return_event",
)
Door = Callable[[int], object]


def _at(commune: str) -> Table:
    return works({"commune": commune})


def _rival(findings: Sequence[Finding] = ()) -> tuple[int, int]:
    """Let one agency report a place while another's return waits, then the other is in force."""
    with warehouse.transaction() as conn:
        waits = judged(conn, "b", _at("06001"), findings, agency_id=NEIGHBOUR)
        return waits, accepted(conn, "a", _at("06001"))


def _kept() -> list[int]:
    """Count all that a decision leaves behind."""
    with warehouse.transaction("owner") as conn:
        counts = [conn.execute(sa.text(f"SELECT count(*) FROM {name}")) for name in _KEPT]
        return [int(one.scalar_one()) for one in counts]


def _refused_until_withdrawn(door: Door, waits: int, holder: int) -> None:
    with warehouse.transaction() as conn:
        state, before = return_history.state_of(conn, waits), _kept()
    for _ in range(2):  # a second try meets no rest of the first
        with pytest.raises(
            RegistryError,
            match=r"tính hai lần: .*đã có trong biểu của Ủy ban nhân dân huyện Tràng Định.*rút",
        ):
            door(waits)
        assert _kept() == before
    with warehouse.transaction("steward") as conn:
        assert return_history.state_of(conn, waits) is state
        assert return_history.state_of(conn, holder) is ReturnState.ACCEPTED
        versions.change_version(
            conn, holder, "withdraw", actor="can-bo-1", reason="Không thuộc huyện"
        )
    door(waits)
    with warehouse.transaction() as conn:
        assert return_history.state_of(conn, waits) is ReturnState.ACCEPTED


def test_a_head_who_signs(home: Path) -> None:
    """None of the returns that were signed together is signed then."""
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("INSERT INTO ref.signing VALUES ('works', '2020-01-01', NULL, 'Thử')")
        waits = judged(conn, "b", _at("06001"), agency_id=NEIGHBOUR)
        other = judged(conn, "c", table("population", []), agency_id=NEIGHBOUR)
        holder = judged(conn, "a", _at("06001"))
        _sign(conn, DISTRICT, holder)

    def door(return_id: int) -> None:
        with warehouse.transaction("steward") as conn:
            _sign(conn, NEIGHBOUR, other, return_id)

    _refused_until_withdrawn(door, waits, holder)


def _sign(conn: sa.Connection, agency_id: str, *return_ids: int) -> None:
    decisions.sign(conn, return_ids, agency_id=agency_id, period_key="2020", actor="thu-truong")


def test_a_head_who_signs_what_was_brought_back_and_judged_before_places_were_kept(
    home: Path,
) -> None:
    """What was loaded says itself which places it takes."""
    with warehouse.transaction("owner") as conn:
        waits = accepted(conn, "b", _at("06001"), agency_id=NEIGHBOUR)
        conn.exec_driver_sql("ALTER TABLE registry.judgement DISABLE TRIGGER append_only")
        conn.exec_driver_sql("UPDATE registry.judgement SET places = NULL")
        conn.exec_driver_sql("ALTER TABLE registry.judgement ENABLE TRIGGER append_only")
        versions.change_version(conn, waits, "withdraw", actor="can-bo-1", reason="Gửi nhầm")
        conn.exec_driver_sql("INSERT INTO ref.signing VALUES ('works', '2020-01-01', NULL, 'Thử')")
        versions.change_version(conn, waits, "restore", actor="can-bo-1", reason="Lấy lại")
        holder = judged(conn, "a", _at("06001"))
        _sign(conn, DISTRICT, holder)
        load(conn, {holder: _at("06001")})

    def door(return_id: int) -> None:
        with warehouse.transaction("steward") as conn:
            _sign(conn, NEIGHBOUR, return_id)

    _refused_until_withdrawn(door, waits, holder)


def test_a_second_steward_who_approves_a_correction(home: Path) -> None:
    """It would take away the last thing that the return waits for."""
    waits, holder = _rival([warning()])
    with warehouse.transaction("steward") as conn:
        check = as_checked(conn, waits, 8, "disbursed_million_vnd", 400.0)
        number = corrections.propose_correction(conn, check, reason="Nhầm số", actor="can-bo-1")

    def door(return_id: int) -> None:
        with warehouse.transaction("steward") as conn:
            fresh = as_checked(conn, return_id, 8, "disbursed_million_vnd", 400.0)
            without = replace(fresh, findings=(), gone=(warning(),))
            corrections.decide_correction(conn, number, "approved", actor="can-bo-2", check=without)

    _refused_until_withdrawn(door, waits, holder)


def test_a_steward_who_adopts_what_todays_rules_say(home: Path) -> None:
    """Nor is what was adopted together with it."""
    waits, holder = _rival([warning()])
    with warehouse.transaction() as conn:
        other = judged(conn, "c", _at("06073"), [warning()], agency_id="ubnd-bac-son")

    def door(return_id: int) -> None:
        with warehouse.transaction() as conn:
            changes = [_without_findings(conn, one) for one in (other, return_id)]
        adopt(changes, actor="can-bo-1", reason="Quy tắc đã được bỏ")

    _refused_until_withdrawn(door, waits, holder)
    with warehouse.transaction() as conn:
        assert return_history.state_of(conn, other) is ReturnState.ACCEPTED


def _without_findings(conn: sa.Connection, return_id: int) -> Change:
    """Make what today's rules would change of a return in which they find nothing."""
    (one,) = return_history.returns_of(conn, ids=[return_id])
    return Change(
        return_id=one.id,
        sha256=one.sha256,
        agency_id=one.agency_id,
        form_id=one.form_id,
        period_key=one.period_key,
        version=one.version,
        is_in_force=False,
        state=one.state.value,
        state_then="accepted",
        is_readable=True,
        new=(),
        gone=(warning(),),
        findings=(),
        mark=correction_mark(conn, one.id),
        seen_event=0,
    )
