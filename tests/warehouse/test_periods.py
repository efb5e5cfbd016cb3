"""A period at a glance, words to agencies, and accepted tables as they were loaded."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, judged, table, waive, works

from etl import warehouse
from etl.desk.period_view import read_board
from etl.errors import RegistryError
from etl.model import Period, Table
from etl.reference import Reference
from etl.registry import accepted_tables, contact, period_board


def _in_force(conn: sa.Connection) -> Table:
    key = ("works", DISTRICT, "2020")
    return accepted_tables.beside(conn, {key: ()}, lambda _: ()).tables[key]


class TestPeriods:
    def test_an_accepted_table_comes_back_as_it_was_loaded(self, home: Path) -> None:
        read = works({}, {"completed_on": dt.date(2020, 12, 1), "kind": "maintained"})
        with warehouse.transaction() as conn:
            accepted(conn, "a", read)
            kept = _in_force(conn)
        assert dict(kept.values) == dict(read.values)
        given = (read.rows, dict(read.letters), read.sheet)
        assert (kept.rows, dict(kept.letters), kept.sheet) == given

    def test_what_a_cell_held_stays_beside_what_it_means(self, home: Path) -> None:
        read = works({}, {})
        held = {
            **read.raw,
            "district": ("Huyện Tràng Định", "H. Tràng Định"),
            "planned_million_vnd": ("500,0", 500.0),
        }
        with warehouse.transaction() as conn:
            accepted(conn, "a", dataclasses.replace(read, raw=held))
            kept = _in_force(conn)
            cells = conn.execute(
                sa.text(
                    "SELECT cell, raw_value FROM mart.cell_source WHERE excel_row = 8 "
                    "AND column_name IN ('district', 'planned_million_vnd', 'sector') "
                    "ORDER BY cell"
                )
            ).all()
        assert kept.values["planned_million_vnd"] == (500.0, 500.0)
        assert [tuple(cell) for cell in cells] == [
            ("A8", "Huyện Tràng Định"),
            ("D8", "transport"),
            ("G8", "500,0"),
        ]

    def test_a_period_stands_beside_those_that_it_goes_on_from(self, home: Path) -> None:
        """What is cumulative never falls: over years, or from a year to its top-up."""
        with warehouse.transaction() as conn:
            for key in ("2019-Q3", "2019-Q4", "2020"):
                accepted(conn, key, works({}), period_key=key)
            beside = {
                key: {
                    period_key
                    for _, _, period_key in accepted_tables.beside(
                        conn, {("works", DISTRICT, key): ()}, lambda _: ()
                    ).tables
                }
                for key in ("2020-Q1", "2020-Q2", "2020-BS", "2020-H1")
            }
        assert beside == {
            "2020-Q1": {"2019-Q4", "2020"},
            "2020-Q2": {"2020"},
            "2020-BS": {"2020"},
            "2020-H1": set(),
        }

    def test_the_board_tells_missing_from_rejected_and_accepted(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            accepted(conn, "a", works({}))
            judged(conn, "b", works({}), [error()])
            judged(conn, "c", works({}), [error()], agency_id="ubnd-binh-gia")
            board = period_board.period_board(conn, "2020")
        cells = {(one.agency_id, one.form_id): one for one in board}
        own = cells[DISTRICT, "works"]
        assert (own.state, own.latest_state, own.version_count, own.given_back_count) == (
            "accepted",
            "rejected",
            2,
            1,
        )
        assert cells["ubnd-binh-gia", "works"].state == "rejected"
        assert cells["ubnd-van-lang", "works"].state == "missing"
        assert own.due_on == dt.date(2020, 12, 16)

    def test_an_extension_moves_one_deadline(self, home: Path) -> None:
        later = dt.date(2020, 12, 31)
        with warehouse.transaction("steward") as conn:
            contact.extend_deadline(
                conn,
                agency_id=DISTRICT,
                form_id="works",
                period_key="2020",
                due_on=later,
                reason="Mất điện",
                actor="can-bo-1",
            )
            due = {
                (one.agency_id, one.form_id): one.due_on
                for one in period_board.period_board(conn, "2020")
            }
        assert due[DISTRICT, "works"] == later
        assert due[DISTRICT, "population"] < later

    @pytest.mark.parametrize(
        ("form_id", "day", "in_force"),
        [
            ("works", "2021-01-14", "15/01/2021"),
            ("works", "2021-01-15", "15/01/2021"),
            ("population", "2020-12-15", "16/12/2020"),
            (None, "2021-01-14", "15/01/2021"),
        ],
    )
    def test_an_extension_moves_no_deadline_back(
        self, home: Path, form_id: str | None, day: str, in_force: str
    ) -> None:
        """Neither the first one nor one that was moved before; also past the registry's words."""
        given = {
            "agency_id": DISTRICT,
            "period_key": "2020",
            "reason": "Mất điện",
            "actor": "can-bo-1",
        }
        with warehouse.transaction("steward") as conn:
            later = dt.date(2021, 1, 15)
            contact.extend_deadline(conn, form_id="works", due_on=later, **given)
            before = period_board.period_board(conn, "2020")
            due_on = dt.date.fromisoformat(day)
            with pytest.raises(RegistryError, match=f"hạn đang áp dụng .{in_force}."):
                contact.extend_deadline(conn, form_id=form_id, due_on=due_on, **given)
            with pytest.raises(sa.exc.DBAPIError, match="không muộn hơn"), conn.begin_nested():
                conn.execute(
                    warehouse.sql("registry/insert_extension"),
                    {**given, "form_id": form_id, "due_on": due_on},
                )
            assert period_board.period_board(conn, "2020") == before

    def test_nobody_gets_more_time_for_what_is_not_owed(self, home: Path) -> None:
        with (
            warehouse.transaction("steward") as conn,
            pytest.raises(RegistryError, match="không phải gửi"),
        ):
            contact.extend_deadline(
                conn,
                agency_id=DISTRICT,
                form_id="poverty",
                period_key="2020",
                due_on=dt.date(2021, 3, 1),
                reason="Mất điện",
                actor="can-bo-1",
            )

    def test_a_period_is_complete_when_everything_is_met_or_waived(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            owed = period_board.period_board(conn, "2020-Q1")
            assert period_board.period_complete(conn, "2020-Q1") is False
            for at, one in enumerate(owed[1:]):
                read = works({"commune": f"06{at:03}"})
                read = read if one.form_id == "works" else table(one.form_id, [])
                accepted(
                    conn,
                    f"{one.agency_id} {one.form_id}",
                    read,
                    agency_id=one.agency_id,
                    period_key="2020-Q1",
                )
            assert period_board.period_complete(conn, "2020-Q1") is False
            assert period_board.to_announce(conn) == {}
        with warehouse.transaction("steward") as conn:
            waive(
                conn,
                period_board.NOT_SENT,
                agency_id=owed[0].agency_id,
                form_id=owed[0].form_id,
                period_key="2020-Q1",
            )
        with warehouse.transaction() as conn:
            assert period_board.period_complete(conn, "2020-Q1") is True
            first = period_board.to_announce(conn)
            assert list(first) == ["2020-Q1"]
            assert period_board.to_announce(conn) == first, "told again until it is kept"
            period_board.note_announced(conn, first)
            period_board.note_announced(conn, first)
            assert period_board.to_announce(conn) == {}
            accepted(conn, "mới", works({}), period_key="2020-Q1")
            second = period_board.to_announce(conn)
            assert list(second) == ["2020-Q1"]
            assert second != first

    def test_a_period_that_nobody_owes_is_not_complete(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            assert period_board.period_complete(conn, "1999") is False


def _let_off(period_key: str) -> set[str]:
    """Give the forms that every agency is let off; the desk must say the same as the marts."""
    with warehouse.transaction() as conn:
        states = {
            (row.agency_id, row.form_id): row.state
            for row in period_board.period_board(conn, period_key)
        }
    board = read_board(Reference.load(), Period.parse(period_key))
    assert {key for key, cell in board.cells.items() if cell.state == "waived"} == {
        key for key, state in states.items() if state == "waived"
    }
    forms = {form_id for _, form_id in states}
    return {
        form
        for form in forms
        if all(state == "waived" for (_, of), state in states.items() if of == form)
    }


class TestLettingOff:
    def test_a_waiver_for_all_agencies_lets_all_off_what_it_names(self, home: Path) -> None:
        assert _let_off("2020-Q1") == set()
        with warehouse.transaction("steward") as conn:
            waive(conn, period_board.NOT_SENT, form_id="works", period_key="2020-Q1")
        assert _let_off("2020-Q1") == {"works"}
        assert _let_off("2020-Q2") == set()

    @pytest.mark.parametrize(
        ("until", "period_key", "is_let_off"),
        [
            ("2020-03-31", "2020-Q1", True),  # due in March: let off for good
            ("2020-03-31", "2020-Q2", False),  # due in June, when the waiver had ended
            ("2020-03-05", "2020-Q1", False),  # ended before the day it was due
        ],
    )
    def test_what_was_let_off_when_it_was_due_is_never_owed_again(
        self, home: Path, until: str, period_key: str, is_let_off: bool
    ) -> None:
        """The waiver ended years ago; it names no period, so a later one is owed again."""
        with warehouse.transaction("owner") as conn:
            conn.exec_driver_sql(
                "INSERT INTO registry.waiver (rule_id, form_id, authority, reason, valid_until, "
                "actor, at) VALUES (%s, 'works', 'Trưởng Ban', 'Mưa lũ', %s, 'can-bo-1', "
                "'2020-03-01 08:00+07')",
                (period_board.NOT_SENT, until),
            )
        assert _let_off(period_key) == ({"works"} if is_let_off else set())
        with warehouse.transaction("report") as conn:
            listed = conn.exec_driver_sql(
                "SELECT count(*) FROM mart.waiver_in_force WHERE period_key = %s", (period_key,)
            )
            assert bool(listed.scalar_one()) is is_let_off
        assert _is_nagged(period_key) is not is_let_off


def _is_nagged(period_key: str) -> bool:
    """Tell whether works of the period are somebody's turn a fortnight after their due day."""
    with warehouse.transaction() as conn:
        due_on = conn.exec_driver_sql(
            "SELECT min(due_on) FROM registry.obligation_due WHERE period_key = %s", (period_key,)
        ).scalar_one()
        rows = conn.execute(
            warehouse.sql("notify/open_obligations"), {"today": due_on + dt.timedelta(days=14)}
        ).all()
    return any(row.period_key == period_key and row.form_id == "works" for row in rows)
