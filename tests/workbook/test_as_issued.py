"""Headers that nobody has touched are known as such, of whatever day the blank workbook is."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.model import Period
from etl.workbook.gate import Checked, inspect
from etl.workbook.open_book import read_book
from etl.workbook.read import find_tables
from tests.lab.sketch import reference


@pytest.mark.parametrize("key", ["2019", "2020-Q3", "2025", "2025-Q3", "2026"])
def test_headers_of_every_blank_sheet_are_as_issued(key: str, tmp_path: Path) -> None:
    owed: dict[str, str] = {}
    for agency, form_id in reference().obligations(Period.parse(key)):
        owed.setdefault(form_id, agency.id)
    for form_id, agency_id in owed.items():
        (path,) = write_blank_workbooks(key, tmp_path / form_id, agency_id)
        checked = inspect(path)
        assert isinstance(checked, Checked)
        tables = find_tables(read_book(checked), load_forms())
        assert form_id in {table.form.id for table in tables}
        assert all(table.is_as_issued for table in tables), [one.form.id for one in tables]
