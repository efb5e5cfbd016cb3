"""Who has one place need not name it in every row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.examine import examine
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template
from tests.returns_by_hand import WORK

PLACES = ("district", "commune")
DATES = {"started_on": None, "completed_on": None, "kind": "carried_over"}


@pytest.mark.parametrize(
    ("agency_id", "key", "named", "read"),
    [
        ("ubnd-xa-doan-ket", "2025-Q3", {}, {"commune": "06001"}),
        (
            "ubnd-trang-dinh",
            "2020-Q1",
            {"commune": "06004"},
            {"district": "180", "commune": "06004"},
        ),
        ("ubnd-trang-dinh", "2020-Q1", {}, {"district": "180", "commune": None}),
    ],
)
def test_an_empty_cell_means_the_one_place_of_the_sender(
    agency_id: str, key: str, named: dict[str, str], read: dict[str, str | None], tmp_path: Path
) -> None:
    reference, period, form = Reference.load(), Period.parse(key), load_forms()["works"]
    agency, path = reference.agency(agency_id, period.ends_on), tmp_path / "a.xlsx"
    row = {**WORK, **DATES, **dict.fromkeys(PLACES), **named}
    write_template(path, agency, period, [form], reference, prefill={form.id: [row]})
    (verdict,) = examine([path])
    (table,) = verdict.reading.tables
    assert {name: table.values[name][0] for name in read} == read
    assert ("cell.required" in {f.rule_id for f in verdict.findings}) == (None in read.values())
    own = reference.area(agency.area_code, period.ends_on).name
    rules = openpyxl.load_workbook(path)[form.sheet].data_validations.dataValidation
    told = [rule.prompt for rule in rules if rule.prompt and "được hiểu là" in rule.prompt]
    assert len(told) == 1
    assert told[0].endswith(f"được hiểu là {own[0].lower()}{own[1:]}.")
