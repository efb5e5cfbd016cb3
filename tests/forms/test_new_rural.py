"""New countryside is built in communes: wards and towns are neither printed nor accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.examine import examine
from etl.kinds import each_row
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

FORM, REFERENCE = load_forms()["new_rural_communes"], Reference.load()


@pytest.mark.parametrize(
    ("sender", "key", "count"),
    [("so-nnptnt", "2020", 181), ("so-nn-mt", "2025-H1", 175), ("so-nn-mt", "2026", 61)],
)
def test_communes_alone_are_printed(sender: str, key: str, count: int) -> None:
    period = Period.parse(key)
    form, agency = FORM.in_force(period.ends_on), REFERENCE.agency(sender, period.ends_on)
    rows = list(each_row(form, form.each, REFERENCE.day_of(period), agency))
    known = REFERENCE.area_codes(period.ends_on)
    assert {known[str(row["commune"])].kind for row in rows} == {"xa"}
    assert len(rows) == count


@pytest.mark.parametrize(("commune", "told"), [("05995", True), ("05971", True), ("05986", False)])
def test_a_row_of_a_ward_or_town_is_told(tmp_path: Path, commune: str, told: bool) -> None:
    period = Period.parse("2020")
    agency = REFERENCE.agency("so-nnptnt", period.ends_on)
    line = {"criteria": "from_2016", "criteria_met_count": 9, "standard": "failed", "title": "none"}
    row = {**line, "commune": commune, "standard_village_count": 0}
    row["district"] = REFERENCE.area(commune, period.ends_on).parent_code
    path = tmp_path / "new_rural.xlsx"
    write_template(path, agency, period, [FORM], REFERENCE, prefill={FORM.id: [row]})
    found = {finding.rule_id for one in examine([path]) for finding in one.findings}
    assert (f"{FORM.id}.only_communes" in found) == told
