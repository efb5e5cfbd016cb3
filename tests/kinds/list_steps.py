"""What a project does with a list that it was given: run in a copy of it, prints what came."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.kinds import each_row
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

AGENCY, PERIOD = "ubnd-phuong-tam-thanh", Period.parse("2026")


def main(home: Path) -> dict[str, object]:
    """Walk the list from the blank sheet to the mart."""
    form, reference = load_forms()["pupils"], Reference.load()
    agency = reference.agency(AGENCY, PERIOD.ends_on)
    (blank,) = write_blank_workbooks(PERIOD.key, home / "blank", AGENCY)
    seen: dict[str, object] = {}
    cells = openpyxl.load_workbook(blank)[form.sheet].iter_rows(values_only=True)
    seen["blank"] = [row[1] for row in cells if row[0] == "Phường Tam Thanh"]
    members = each_row(form, form.each, reference.day_of(PERIOD), agency)
    rows = [{**row, "pupil_count": 10 + at} for at, row in enumerate(members)]
    pipeline.open_warehouse()
    for name, sent in (("first", [*rows[:-1], rows[0]]), ("again", rows)):
        (home / name).mkdir()
        path = home / name / f"{name}.xlsx"
        write_template(path, agency, PERIOD, [form], reference, prefill={form.id: sent})
        seen[name] = pipeline.run(home / name).loaded
    with warehouse.transaction("analyst") as conn:
        mart = conn.execute(sa.text("SELECT stage_id, stage_name, pupil_count FROM mart.pupils"))
        seen["mart"] = sorted(map(list, mart))
    with warehouse.transaction("owner") as conn:
        found = conn.execute(sa.text("SELECT rule_id, message FROM registry.finding"))
        seen["findings"] = [list(row) for row in found]
    return seen


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False))
