"""Words to agencies: a notice is kept once, a link opens until it is over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT

from etl import warehouse
from etl.errors import RegistryError
from etl.registry import contact


class TestContact:
    def test_the_same_notice_is_kept_once(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            ids = [
                contact.notice(
                    conn,
                    "truoc_han",
                    agency_id=DISTRICT,
                    period_key="2020",
                    recipient="x@example.org",
                    detail=day,
                )
                for day in ("2020-12-10", "2020-12-10", "2020-12-14")
            ]
        assert [one is not None for one in ids] == [True, False, True]

    def test_a_link_opens_until_it_expires_or_is_revoked(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn:
            late = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
            ident = contact.link(
                conn,
                "bi-mat",
                agency_id=DISTRICT,
                period_key="2020",
                expires_at=late,
                created_by="can-bo-1",
            )
            found = contact.link_of(conn, "bi-mat")
            assert found is not None
            assert (found["agency_id"], found["period_key"]) == (DISTRICT, "2020")
            assert contact.link_of(conn, "khác") is None
            contact.note_link(conn, ident, "revoked", actor="can-bo-1")
            contact.note_link(conn, ident, "revoked", actor="can-bo-2")
            assert contact.link_of(conn, "bi-mat") is None
            kept = conn.execute(sa.text("SELECT token_sha256 FROM registry.link")).scalar_one()
        assert "bi-mat" not in kept

    def test_a_link_that_is_over_before_it_begins_is_refused(self, home: Path) -> None:
        with (
            warehouse.transaction("steward") as conn,
            pytest.raises(RegistryError, match="Thời hạn"),
        ):
            contact.link(
                conn,
                "x",
                agency_id=DISTRICT,
                period_key="2020",
                expires_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
                created_by="y",
            )
