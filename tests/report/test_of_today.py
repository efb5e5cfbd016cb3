"""The report of a year in which the province has communes and no districts."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import warehouse
from etl.contracts import load_forms
from etl.errors import ReportError
from etl.model import Period
from etl.reference import Reference
from etl.report import compose, render
from etl.report.charts import png
from etl.report.content import Chart, PrintedTable
from etl.report.docx_parts import TEXT_CM
from etl.report.mart_rows import Marts
from sample import plausible_rows

YEAR = Period.parse("2026")
SENDERS = ("ubnd-xa-that-khe", "ubnd-xa-thai-binh", "so-noi-vu", "so-dan-toc-ton-giao")
BY_AREA = {"works_by_area", "support_by_area", "poverty_by_area", "population_by_area"}


def _send(conn: sa.Connection) -> None:
    """Let a few of those who owe something for the year send it, made from the contracts alone."""
    for agency, form_id in Reference.load().obligations(YEAR):
        if agency.id in SENDERS:
            rows = plausible_rows(load_forms()[form_id], YEAR, agency)
            name = f"{agency.id} {form_id}"
            accepted(conn, name, table(form_id, rows), agency_id=agency.id, period_key=YEAR.key)


def test_the_same_report_lists_the_communes_of_its_day(home: Path, tmp_path: Path) -> None:
    with warehouse.transaction() as conn:
        _send(conn)
    with warehouse.transaction("report") as conn:
        content = compose(conn, YEAR.key)
        built = render(conn, content, tmp_path)  # every number is read back
    assert built.compared > 0
    communes = [
        a.name for a in sorted(Reference.load().communes(YEAR.ends_on), key=lambda area: area.code)
    ]
    assert len(communes) == 65
    tables = {t.id: t for t in content.tables() if t.id in BY_AREA}
    assert tables.keys() == BY_AREA
    for one in tables.values():
        assert one.title.endswith("theo xã, phường")
        assert one.columns[0].header == "Xã, phường"
        assert [row.cells[0].text for row in one.rows if not row.total] == communes
    sent = {"Xã Thất Khê", "Xã Thái Bình"}
    for one in (tables["works_by_area"], tables["population_by_area"]):
        told = {row.cells[0].text for row in one.rows if row.cells[1].figure_id and not row.total}
        assert told == sent
    assert all(row.cells[1].figure_id for row in tables["poverty_by_area"].rows)
    charts = [block for block in content.all_blocks() if isinstance(block, Chart)]
    assert all("huyện" not in chart.title for chart in charts)
    assert max(len(chart.categories) for chart in charts) == 65
    for chart in charts:  # as high as a page at most
        drawn = png(chart, content.figures)
        width, height = (int.from_bytes(drawn[at : at + 4]) for at in (16, 20))
        assert height / width * TEXT_CM < 23
    assert not any("huyện" in t.title for t in content.all_blocks() if isinstance(t, PrintedTable))


def test_a_draft_that_names_a_mart_of_before_is_to_be_made_anew(home: Path) -> None:
    with warehouse.transaction("report") as conn, pytest.raises(ReportError, match="lập lại dự"):
        Marts(conn, YEAR.key).value("works_by_district.sum(new_count)", {})
