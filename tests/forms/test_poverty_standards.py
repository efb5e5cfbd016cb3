"""Which poverty standard is offered and asked for follows the day: the contract dates it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.examine import examine
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

COLUMN = "standard"
DECREES = ("59/2015", "07/2021", "351/2025")


@pytest.mark.parametrize(
    ("key", "standard", "agency_id"),
    [
        ("2021", "qd59_2015", "so-ldtbxh"),
        ("2026", "nd07_2021", "so-noi-vu"),
        ("2027-Q1", "nd351_2025", "so-noi-vu"),
        ("2030", "nd351_2025", "so-noi-vu"),
    ],
)
def test_the_standard_of_the_day_is_offered_and_no_other_is_taken(
    key: str, standard: str, agency_id: str, tmp_path: Path
) -> None:
    reference, period, form = Reference.load(), Period.parse(key), load_forms()["poverty"]
    agency, path = reference.agency(agency_id, period.ends_on), tmp_path / "a.xlsx"
    for used in form.column(COLUMN).choices:
        rows = [{"commune": "06001", COLUMN: used, "household_count": 640}]
        write_template(path, agency, period, [form], reference, prefill={form.id: rows})
        listed = {
            str(cell.value)
            for row in openpyxl.load_workbook(path)["_danh_muc"].iter_rows()
            for cell in row
            if any(decree in str(cell.value) for decree in DECREES)
        }
        assert listed == {form.column(COLUMN).choices[standard]}
        (verdict,) = examine([path])
        assert verdict.reading.tables[0].values[COLUMN][0] == used
        told = [f.message for f in verdict.findings if f".{COLUMN}_" in f.rule_id]
        assert bool(told) == (used != standard)
        assert all(f"chọn lại “{next(iter(listed))}”" in message for message in told)
