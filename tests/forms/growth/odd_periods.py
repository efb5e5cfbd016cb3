"""What a project does with returns of odd periods, run in a copy of it; prints what came of each.

Run with the copy on the path, a home folder and a warehouse in the environment.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sqlalchemy as sa

from etl import examine, pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

AGENCY, PLACE = "ubnd-trang-dinh", "06001"


def main(form_id: str, home: Path, keys: list[str]) -> dict[str, dict[str, object]]:
    """Walk a form through periods from its blank sheet to board and mart."""
    pipeline.open_warehouse()
    return {key: _walked(form_id, home / key, key) for key in keys}


def _walked(form_id: str, home: Path, key: str) -> dict[str, object]:
    period, reference = Period.parse(key), Reference.load()
    (blank,) = write_blank_workbooks(key, home / "blank", AGENCY)
    unfilled = examine.examine([blank])
    row = {"commune": PLACE, "stove": "biogas", "stove_count": 12, "household_count": 10}
    agency = reference.agency(AGENCY, period.ends_on)
    sent = home / "sent" / blank.name
    sent.parent.mkdir()
    forms = [load_forms()[form_id]]
    write_template(sent, agency, period, forms, reference, prefill={form_id: [row]})
    seen = examine.examine([sent])
    outcome = pipeline.run(sent.parent)
    return {
        "recognised": [one.reading.cover and one.reading.cover.period_key for one in unfilled],
        "told": [finding.rule_id for one in seen for finding in one.findings],
        "loaded": outcome.loaded,
        "board": [
            (str(cell["due_on"]), cell["state"])
            for cell in pipeline.period_status(key)["returns"]
            if (cell["agency_id"], cell["form_id"]) == (AGENCY, form_id)
        ],
        "mart": _asked(f"SELECT period_key, stove_count FROM mart.{form_id}", key),
        "by area": _asked(
            f"SELECT period_key, area_name, state FROM mart.{form_id}_by_area "
            "WHERE state = 'reported'",
            key,
        ),
    }


def _asked(query: str, key: str) -> list[list[str]]:
    with warehouse.transaction("analyst") as conn:
        rows = conn.execute(sa.text(f"SELECT * FROM ({query}) q WHERE period_key = '{key}'"))
        return [[str(value) for value in row] for row in rows]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]), ensure_ascii=False))
