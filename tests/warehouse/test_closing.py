"""A period is closed and reopened by events with a reason; the last one holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import registry, warehouse
from etl.errors import RegistryError


def test_a_period_is_open_until_it_is_closed_and_after_it_was_reopened(home: Path) -> None:
    with warehouse.transaction("steward") as conn:
        assert registry.closings(conn, ["2020", "2020-Q1"]) == {}
        registry.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu năm")
        registry.close_period(conn, "2020", actor="can-bo-b", reason="Chốt một lần nữa")
        closed = registry.closings(conn, ["2020", "2020-Q1"])
        assert list(closed) == ["2020"]
        assert (closed["2020"].actor, closed["2020"].reason) == ("can-bo-a", "Đã chốt số liệu năm")

        registry.reopen_period(conn, "2020", actor="can-bo-b", reason="Nhận số liệu thẩm tra")
        assert registry.closings(conn, ["2020"]) == {}
        registry.close_period(conn, "2020", actor="can-bo-b", reason="Đã nhận đủ")
        assert registry.closings(conn, ["2020"])["2020"].reason == "Đã nhận đủ"


def test_nobody_closes_or_reopens_without_a_reason(home: Path) -> None:
    with warehouse.transaction("steward") as conn:
        with pytest.raises(RegistryError, match="lý do"):
            registry.close_period(conn, "2020", actor="can-bo-a", reason="  ")
        with pytest.raises(RegistryError, match="lý do"):
            registry.reopen_period(conn, "2020", actor=" ", reason="Có lý do")
        assert registry.closings(conn, ["2020"]) == {}
