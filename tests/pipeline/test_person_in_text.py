"""A text that may name somebody is in no mart until a steward has accepted why it stands there."""

from __future__ import annotations

from pathlib import Path

from etl import pipeline, registry, warehouse
from etl.demo import write_workbook
from etl.demo.faults import Fault, Rows
from etl.personal import QUESTION

TEXT = "Khen ông Nông Văn Chuối, thôn Nà Mận, 0912 345 678"


def _name_somebody(rows: Rows) -> None:
    rows["assessment"][0]["content"] = TEXT


def _texts() -> list[str]:
    with warehouse.transaction("analyst") as conn:
        return list(conn.exec_driver_sql("SELECT content FROM mart.assessment").scalars())


def test_it_is_hidden_until_it_is_answered(home: Path) -> None:
    fault = Fault("ubnd-trang-dinh", "2020", "", in_rows=_name_somebody)
    (home / "made").mkdir()
    write_workbook(home / "made", fault.agency_id, fault.period_key, fault=fault)
    pipeline.run(home / "made")
    assert _texts() == []
    with warehouse.transaction("steward") as conn:
        asked = conn.exec_driver_sql(
            "SELECT return_id, column_name, row_key, to_jsonb(f)::text FROM registry.finding f "
            f"WHERE rule_id = '{QUESTION}'"
        ).all()
        ((return_id, column, row_key, everything),) = asked
        assert "Chuối" not in everything
        assert "0912" not in everything
        kept = registry.confirm(
            conn, return_id, QUESTION, column=column, row_key=row_key,
            reason="Theo quyết định khen thưởng đã công bố", actor="lien-ket",
        )  # fmt: skip
    assert pipeline.step_load() == []
    with warehouse.transaction("steward") as conn:
        registry.accept_confirmation(conn, kept, actor="can-bo-1")
    assert pipeline.step_load() == [return_id]
    assert TEXT in _texts()
