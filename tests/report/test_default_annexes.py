"""Annexes of forms for which nobody wrote a table: their headers, and which way the page lies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.contracts import load_forms
from etl.report.content import PrintedColumn, PrintedTable
from etl.report.overviews import annex_of, is_wide


@pytest.mark.parametrize(
    ("header", "group", "printed"),
    [
        ("Kinh phí", "", "Kinh phí (triệu đồng)"),
        ("Kinh phí (triệu đồng)", "", "Kinh phí (triệu đồng)"),
        ("Kinh phí", "Nguồn lực (triệu đồng)", "Kinh phí"),
    ],
)
def test_a_unit_is_printed_once(header: str, group: str, printed: str) -> None:
    form = load_forms()["support_projects"]
    name = "disbursed_million_vnd"
    columns = tuple(
        replace(column, header=header, group=group) if column.name == name else column
        for column in form.columns
    )
    headers = [column["header"] for column in annex_of(replace(form, columns=columns))["columns"]]
    assert printed in headers


@pytest.mark.parametrize(("columns", "wide"), [(8, False), (9, True)])
def test_a_page_lies_on_its_side_for_a_table_of_many_columns(columns: int, *, wide: bool) -> None:
    table = PrintedTable("x", "Bảng", (PrintedColumn("Cột"),) * columns, ())
    assert is_wide([table]) is wide
