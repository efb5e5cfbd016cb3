"""A late run is told in one line that says what is late, which run, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.airflow.alerts import alert_file, overdue
from etl.settings import settings


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ETL_HOME", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_each_late_run_is_one_line_for_people() -> None:
    for name in ("run-1", "run-2"):
        context = {"dag_run": {"dag_run_id": name}}
        asyncio.run(overdue("Báo cáo năm chậm", "nhắc lãnh đạo ký", context=context))
    lines = alert_file().read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    for line, name in zip(lines, ("run-1", "run-2"), strict=True):
        assert line.endswith(f" · Báo cáo năm chậm · lượt chạy {name} · nhắc lãnh đạo ký")


def test_an_alert_without_a_run_is_told_all_the_same() -> None:
    asyncio.run(overdue("Chậm", "xem lại"))
    assert "lượt chạy ?" in alert_file().read_text(encoding="utf-8")
