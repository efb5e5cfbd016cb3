"""Sources of money are a dated list that two forms offer, and each lies in a group."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import warehouse
from etl.contracts import load_forms
from etl.kinds import listed_kind
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

FUNDS, ALLOCATION = (load_forms()[id] for id in ("programme_funds", "investment_allocation"))
REFERENCE = Reference.load()
ENDED = "district_budget"


def offered(form_id: str, on: dt.date) -> list[str]:
    column = load_forms()[form_id].column("source").in_force(on)
    kind = listed_kind(column)
    assert kind
    return list(kind.members(column, REFERENCE.day_of(Period.parse("2024"))))


@pytest.mark.parametrize("form_id", [FUNDS.id, ALLOCATION.id])
def test_a_source_is_offered_as_long_as_it_lasts(form_id: str) -> None:
    before, after = (offered(form_id, dt.date(*day)) for day in ((2025, 12, 31), (2026, 1, 1)))
    assert ENDED in before
    assert after == [id for id in before if id != ENDED]
    assert "commune_budget" in after


def test_each_form_offers_its_own() -> None:
    day = dt.date(2024, 12, 14)
    assert "social" in offered(FUNDS.id, day)
    assert "social" not in offered(ALLOCATION.id, day)
    assert "integrated_other_programme" in offered(ALLOCATION.id, day)
    assert "integrated_other_programme" not in offered(FUNDS.id, day)


@pytest.mark.parametrize(("key", "is_there"), [("2024", True), ("2026", False)])
def test_the_blank_workbook_has_the_sources_of_its_day(
    tmp_path: Path, key: str, is_there: bool
) -> None:
    period = Period.parse(key)
    agency = REFERENCE.agency("so-tai-chinh", period.ends_on)
    write_template(tmp_path / "blank.xlsx", agency, period, [FUNDS], REFERENCE)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "Ngân sách tỉnh" in texts
    assert ("Ngân sách huyện" in texts) is is_there


def test_every_source_is_read_by_its_other_names_and_lies_in_a_group() -> None:
    column = FUNDS.column("source")
    kind = listed_kind(column)
    day = REFERENCE.day_of(Period.parse("2024"))
    groups = {one.id for one in REFERENCE.seeds.members["fund_source_group"]}
    for one in REFERENCE.seeds.members["fund_source"]:
        assert one.parent_id in groups
        for name in (one.name, *one.variants):
            assert kind
            assert kind.match(column, name, day).value == one.id


def test_an_analyst_adds_money_up_by_group(home: Path) -> None:
    line = {"programme_component": "1719.01", "spending_unit": "so-noi-vu"}
    sources = {"province_budget": 3, ENDED: 4, "central_recurrent": 5}
    rows = [{**line, "source": id, "planned_million_vnd": n} for id, n in sources.items()]
    with warehouse.transaction() as conn:
        accepted(
            *(conn, "funds", table(FUNDS.id, rows)), agency_id="so-tai-chinh", period_key="2024"
        )
    asked = (
        "SELECT source_group, sum(planned_million_vnd)::integer FROM mart.programme_funds "
        "GROUP BY source_group"
    )
    with warehouse.transaction("analyst") as conn:
        found = {row[0]: row[1] for row in conn.execute(sa.text(asked))}
        (followed,) = conn.execute(
            sa.text("SELECT * FROM mart.member_succession WHERE list = 'fund_source'")
        ).mappings()
    assert found == {"Ngân sách trung ương": 5, "Ngân sách địa phương": 7}
    assert (followed["old_name"], followed["new_name"]) == ("Ngân sách huyện", "Ngân sách xã")
