"""Each return is loaded by itself, and no place is held twice where one sender alone may report."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import (
    DISTRICT,
    accepted,
    explain,
    judged,
    table,
    waive,
    warning,
    works,
)

from etl import pipeline, warehouse
from etl.errors import LoadError, RegistryError
from etl.load import load
from etl.model import Finding, ReturnState, Rung, Severity, Table
from etl.registry import decisions, incidents, return_history, versions

NEIGHBOUR = "ubnd-binh-gia"
THIRD = "ubnd-bac-son"
_PLACES = "SELECT place, return_id FROM registry.place_in_force ORDER BY 1, 2"


def _at(*communes: str) -> Table:
    return works(*({"commune": commune} for commune in communes))


def _refused() -> Table:
    """Make a table that the warehouse refuses: rows are counted from 1."""
    rows = [{"district": "180", "commune": "06004", "name": "Công trình Bí Mật", "kind": "new"}]
    return table("works", rows, first_row=0)


def _in_force(conn: sa.Connection) -> set[int]:
    return {*conn.execute(sa.text("SELECT return_id FROM mart.return_in_force")).scalars()}


@pytest.mark.parametrize("refused_at", [0, 1, 2, 3, 4])
def test_what_the_warehouse_refuses_stops_no_other_return(home: Path, refused_at: int) -> None:
    agencies = [DISTRICT, NEIGHBOUR, THIRD, "ubnd-dinh-lap", "ubnd-loc-binh"]
    faults: dict[int, LoadError] = {}
    with warehouse.transaction() as conn:
        tables = {}
        for place, agency_id in enumerate(agencies):
            read = _refused() if place == refused_at else _at(f"0610{place}")
            tables[judged(conn, agency_id, read, agency_id=agency_id)] = read
        bad = list(tables)[refused_at]
        done = load(conn, tables, on_fault=faults.__setitem__)
    with warehouse.transaction() as conn:
        assert set(done) == _in_force(conn) == {*tables} - {bad}
        assert [one.id for one in return_history.awaiting_load(conn)] == [bad]
        assert list(faults) == [bad]
        assert "Bí Mật" not in str(faults[bad])
        assert load(conn, {bad: _at("06004")}) == [bad]
        assert _in_force(conn) == {*tables}


def test_without_anybody_to_tell_a_refused_return_is_an_error(home: Path) -> None:
    with warehouse.transaction() as conn:
        return_id = judged(conn, "a", _refused())
        with pytest.raises(LoadError, match="23514"):
            load(conn, {return_id: _refused()})


def test_of_two_agencies_only_the_first_holds_a_place(home: Path) -> None:
    faults: dict[int, LoadError] = {}
    with warehouse.transaction() as conn:
        first = judged(conn, "a", _at("06001", "06004"))
        second = judged(conn, "b", _at("06073", "06001"), agency_id=NEIGHBOUR)
        tables = {first: _at("06001", "06004"), second: _at("06073", "06001")}
        assert load(conn, tables, on_fault=faults.__setitem__) == [first]
        assert "hai lần" in str(faults[second])
        assert _in_force(conn) == {first}


def test_where_several_report_by_right_nobody_is_refused(home: Path) -> None:
    row = {"recipient_type": "collective", "recipient_name": "Tập thể xã", "year": 2020}
    with warehouse.transaction() as conn:
        both = {
            accepted(conn, agency_id, table("commendations", [row]), agency_id=agency_id)
            for agency_id in (DISTRICT, NEIGHBOUR)
        }
        assert _in_force(conn) == both


def test_a_new_version_takes_the_places_of_the_one_it_ends(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", _at("06001", "06004"))
        new = accepted(conn, "b", _at("06001"))
        other = accepted(conn, "c", _at("06004"), agency_id=NEIGHBOUR)
        held = [tuple(row) for row in conn.execute(sa.text(_PLACES))]
    assert held == [("06001", new), ("06004", other)]


def test_of_versions_loaded_together_the_newest_holds_the_places(home: Path) -> None:
    with warehouse.transaction() as conn:
        sent = [
            ("a", _at("06001", "06004"), DISTRICT),
            ("b", _at("06001"), DISTRICT),
            ("c", _at("06004"), NEIGHBOUR),
        ]
        tables = {
            judged(conn, content, read, agency_id=agency_id): read
            for content, read, agency_id in sent
        }
        old, new, other = tables
        assert load(conn, tables) == [old, new, other]
        held = [tuple(row) for row in conn.execute(sa.text(_PLACES))]
        assert held == [("06001", new), ("06004", other)]
        assert _in_force(conn) == {new, other}


@pytest.mark.parametrize("giver_first", [True, False])
def test_a_place_may_go_from_one_sender_to_another_in_one_run(
    home: Path, *, giver_first: bool
) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", _at("06001", "06004"))
        sent = [("gives", _at("06001"), DISTRICT), ("takes", _at("06004"), NEIGHBOUR)]
        sent += [("bad", _refused(), THIRD)]  # so that they are tried apart
        tables = {
            judged(conn, content, read, agency_id=agency_id): read
            for content, read, agency_id in (sent if giver_first else reversed(sent))
        }
        faults: dict[int, LoadError] = {}
        assert len(load(conn, tables, on_fault=faults.__setitem__)) == 2
        assert len(faults) == 1


def test_the_database_refuses_whoever_asks(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", _at("06001"))
        second = judged(conn, "b", _at("06001"), agency_id=NEIGHBOUR)
    with pytest.raises(sa.exc.IntegrityError, match="place_in_force_once"):
        _load_by_hand(second, "06001")


def _load_by_hand(return_id: int, commune: str) -> None:
    """Write what a load writes, without asking anybody."""
    columns = ("return_id", "sheet_no", "excel_row", "commune", "raw", "marks")
    mark = sa.text("INSERT INTO registry.return_load (return_id, row_count) VALUES (:id, 1)")
    with warehouse.transaction() as conn:
        warehouse.copy_rows(conn, "landing.works", columns, [(return_id, 1, 8, commune, {}, {})])
        conn.execute(mark, {"id": return_id})


def test_a_place_is_free_when_nothing_is_in_force_for_it(home: Path) -> None:
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", _at("06001"))
        return_history.append_event(conn, first, ReturnState.WITHDRAWN, "can-bo-1", "gửi nhầm")
        second = accepted(conn, "b", _at("06001"), agency_id=NEIGHBOUR)
        assert _in_force(conn) == {second}
    with pytest.raises(sa.exc.IntegrityError), warehouse.transaction() as conn:
        return_history.append_event(conn, first, ReturnState.ACCEPTED, "can-bo-1", "lấy lại")


def _doubled_before() -> tuple[int, int]:
    """Make a warehouse of an earlier version that counts a place twice, and upgrade it."""
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", _at("06001"))
        second = accepted(conn, "b", _at("06073"), agency_id=NEIGHBOUR)
    with warehouse.transaction("owner") as conn:
        conn.execute(sa.text("UPDATE landing.works SET commune = '06001'"))
        for _ in range(2):
            conn.execute(sa.text("SELECT registry.remake_places()"))
    return first, second


def test_what_was_doubled_before_stays_and_is_told(home: Path) -> None:
    """An upgrade changes no figure."""
    first, second = _doubled_before()
    with warehouse.transaction() as conn:
        held = [tuple(row) for row in conn.execute(sa.text(_PLACES))]
        told = [(one.kind, one.return_id) for one in incidents.open_incidents(conn)]
        assert _in_force(conn) == {first, second}
    assert held == [("06001", first)]
    assert told == [("check", second)]


def _disputed(*places: str) -> Finding:
    """Make the question about places that another agency reports as well."""
    return Finding(
        rule_id="across.works_of_two_agencies",
        severity=Severity.WARNING,
        rung=Rung.WAREHOUSE,
        message="Hai cơ quan cùng gửi.",
        form_id="works",
        column="commune",
        row_key=DISTRICT,
        value=", ".join(places),
        against=(("works", DISTRICT, "2020"),),
    )


class TestDisputeThatIsAccepted:
    """A return that would count twice is not accepted, whoever asks, and says what to do."""

    def test_a_reason_is_taken_only_after_the_other_was_withdrawn(self, home: Path) -> None:
        both = _at("06001", "06004")
        with warehouse.transaction() as conn:
            first = accepted(conn, "a", _at("06001"))
            second = judged(conn, "b", both, [_disputed("x")], agency_id=NEIGHBOUR)
            reason = explain(conn, second, _disputed("x"), actor=NEIGHBOUR)
        with (
            pytest.raises(
                RegistryError, match=r"hai lần: .*Ủy ban nhân dân huyện Tràng Định.*rút biểu của"
            ),
            warehouse.transaction("steward") as conn,
        ):
            decisions.accept_confirmation(conn, reason, actor="can-bo-1")
        with warehouse.transaction("steward") as conn:
            assert return_history.state_of(conn, second) is ReturnState.NEEDS_CONFIRMATION
            assert _in_force(conn) == {first}
            versions.change_version(
                conn, first, "withdraw", actor="can-bo-1", reason="Không thuộc huyện"
            )
            state = decisions.accept_confirmation(conn, reason, actor="can-bo-1")
            assert state is ReturnState.ACCEPTED
        with warehouse.transaction() as conn:
            assert load(conn, {second: both}) == [second]

    def test_one_that_came_later_and_was_accepted_first_holds_the_place(self, home: Path) -> None:
        """Nothing told the one that waited, and the other is not even loaded yet."""
        with warehouse.transaction() as conn:
            waits = judged(conn, "b", _at("06001"), [warning()], agency_id=NEIGHBOUR)
            reason = explain(conn, waits, actor=NEIGHBOUR)
            judged(conn, "a", _at("06001"))
        with (
            pytest.raises(RegistryError, match="hai lần"),
            warehouse.transaction("steward") as conn,
        ):
            decisions.accept_confirmation(conn, reason, actor="can-bo-1")

    def test_a_waiver_lets_none_count_twice(self, home: Path) -> None:
        rule_id = _disputed().rule_id
        with warehouse.transaction() as conn:
            accepted(conn, "a", _at("06001"))
            judged(conn, "b", _at("06001"), [_disputed("x")], agency_id=NEIGHBOUR)
        with (
            pytest.raises(RegistryError, match="hai lần"),
            warehouse.transaction("steward") as conn,
        ):
            waive(conn, rule_id)
        with warehouse.transaction("steward") as conn:
            waive(conn, rule_id, agency_id=THIRD)
        with warehouse.transaction() as conn:
            third = judged(conn, "c", _at("06001"), [_disputed("x")], agency_id=THIRD)
            assert return_history.state_of(conn, third) is ReturnState.NEEDS_CONFIRMATION
            other = judged(conn, "d", _at("06001"), agency_id=THIRD, period_key="2019")
            assert return_history.state_of(conn, other) is ReturnState.ACCEPTED

    def test_what_was_withdrawn_is_not_restored_beside_another(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = accepted(conn, "a", _at("06001"))
        with warehouse.transaction("steward") as conn:
            versions.change_version(conn, first, "withdraw", actor="can-bo-1", reason="Gửi nhầm")
        with warehouse.transaction() as conn:
            accepted(conn, "b", _at("06001"), agency_id=NEIGHBOUR)
        with (
            pytest.raises(RegistryError, match="biểu của Ủy ban nhân dân huyện Bình Gia"),
            warehouse.transaction("steward") as conn,
        ):
            versions.change_version(conn, first, "restore", actor="can-bo-1", reason="Lấy lại")


@pytest.mark.parametrize("younger", [True, False])
@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_doubled_place_is_told_of_until_one_of_the_two_has_left_it(
    home: Path, *, younger: bool, withdrawn: bool
) -> None:
    first, second = _doubled_before()
    pipeline.step_verify()
    with warehouse.transaction() as conn:
        assert second in [one.return_id for one in incidents.open_incidents(conn)]
        gone, agency_id = (second, NEIGHBOUR) if younger else (first, DISTRICT)
        if withdrawn:
            versions.change_version(
                conn, gone, "withdraw", actor="can-bo-1", reason="Báo cáo nhầm địa bàn"
            )
        else:
            accepted(conn, "c", _at("06088"), agency_id=agency_id)
    pipeline.step_verify()
    with warehouse.transaction() as conn:
        assert second not in [one.return_id for one in incidents.open_incidents(conn)]
        assert ("06001", first if younger else second) in [
            tuple(row) for row in conn.execute(sa.text(_PLACES))
        ]
