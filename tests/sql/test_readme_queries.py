"""The queries that README and the analyst's guide show, run as these say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, works

from etl import PROJECT, warehouse
from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.warehouse.landing import indicator_views
from etl.warehouse.marts import form_marts
from etl.warehouse.watched import watched_view


def test_the_readme_leads_an_analyst_from_a_total_to_its_cells(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}, {"kind": "maintained", "disbursed_million_vnd": 0.75}))
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    role, total, cells = (part for part in block.split(";") if part.strip())
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(role)
        assert conn.exec_driver_sql("SELECT current_user").scalar() == "etl_analyst"
        told = {row["indicator"]: row for row in conn.exec_driver_sql(total).mappings()}
        found = conn.exec_driver_sql(cells).mappings().all()
    assert told["số công trình khởi công mới"]["value"] == 1
    disbursed = told["vốn thực hiện công trình"]["value"]
    assert {row["sheet"] for row in found} == {"01-Công trình"}
    assert {row["cell"] for row in found} == {"H8", "H9"}
    assert {row["agency_name"] for row in found} == {"Ủy ban nhân dân huyện Tràng Định"}
    assert sum(float(row["raw_value"]) for row in found) == pytest.approx(float(disbursed))


def test_a_new_analyst_can_run_every_query_of_the_guide(home: Path) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}, {"kind": "maintained", "disbursed_million_vnd": 0.75}))
    guide = (PROJECT / "docs" / "huong-dan" / "can-bo-phan-tich.md").read_text(encoding="utf-8")
    account, *blocks = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    found = []
    with warehouse.engine("owner").connect() as conn:  # never committed: the account goes again
        conn.exec_driver_sql(account)
        conn.exec_driver_sql("SET LOCAL SESSION AUTHORIZATION ten_tai_khoan")
        for statement in (part for block in blocks for part in block.split(";") if part.strip()):
            answer = conn.execute(sa.text(statement))
            found.append(answer.mappings().all() if answer.returns_rows else [])
        conn.rollback()
    by_columns = {tuple(rows[0]): rows for rows in found if rows}
    total = next(rows for columns, rows in by_columns.items() if "owed_count" in columns)
    values = {row["indicator"]: row["value"] for row in total}
    cells = next(rows for columns, rows in by_columns.items() if "cell" in columns)
    assert values["số công trình khởi công mới"] == values["số công trình duy tu, bảo dưỡng"] == 1
    assert {row["cell"] for row in cells} == {"H8", "H9"}
    assert sum(float(row["raw_value"]) for row in cells) == values["vốn thực hiện công trình"]


def test_the_guide_names_every_mart_it_should_and_none_that_is_not(home: Path) -> None:
    guide = (PROJECT / "docs" / "huong-dan" / "can-bo-phan-tich.md").read_text(encoding="utf-8")
    named = set(re.findall(r"mart\.([a-z_]+)", guide))
    written = {path.stem for path in (PROJECT / "sql" / "marts").glob("*.sql")}
    forms, indicators = load_forms(), load_indicators()
    views = {**form_marts(forms), **indicator_views(forms, indicators)}
    views |= watched_view(forms, indicators)
    of_forms = {name.removeprefix("mart.") for name in views}
    inner = {
        "confirmed_warning",
        "corrected_cell",
        "operation",
        "return_in_force",
        "target",
        "waiver_in_force",
    }
    assert written - inner <= named <= (written | of_forms) - inner
