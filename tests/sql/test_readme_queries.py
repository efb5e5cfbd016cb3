"""The queries that the README shows, run as it says, and a total led back to its cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from returns_by_hand import accepted, works

from etl import warehouse
from etl.settings import PROJECT


def test_the_readme_leads_an_analyst_from_a_total_to_its_cells(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}, {"kind": "maintained", "disbursed_million_vnd": 0.75}))
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    role, total, cells = (part for part in block.split(";") if part.strip())
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(role)
        assert conn.exec_driver_sql("SELECT current_user").scalar() == "etl_analyst"
        new, carried, maintained, disbursed = conn.exec_driver_sql(total).one()
        found = conn.exec_driver_sql(cells).mappings().all()
    assert (new, carried, maintained) == (1, 0, 1)
    assert {row["sheet"] for row in found} == {"01-Công trình"}
    assert {row["cell"] for row in found} == {"H8", "H9"}
    assert {row["agency_name"] for row in found} == {"Ủy ban nhân dân huyện Tràng Định"}
    assert sum(float(row["raw_value"]) for row in found) == pytest.approx(float(disbursed))
