"""What the engine does with the catalogue that it is given; prints what came of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.examine import examine
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template
from sample import senders, write_workbook

PERIODS = ("2020-Q1", "2020-Q2", "2020-H1", "2020-Q3", "2020-Q4", "2020")


def main(home: Path) -> dict[str, object]:
    """Walk every form of the catalogue from its blank sheet to marts and indicators."""
    (blank, *_) = write_blank_workbooks("2020", home / "blank")
    (home / "sent").mkdir()
    sent = [
        write_workbook(home / "sent", agency_id, key)
        for key in PERIODS
        for agency_id in senders(Period.parse(key))
    ]
    verdicts = examine(sent)
    pipeline.open_warehouse()
    outcome = pipeline.run(home / "sent")
    return {
        "blank": openpyxl.load_workbook(blank).sheetnames,
        "files": len(verdicts),
        "told": [str(finding) for one in verdicts for finding in one.findings],
        "forms": sorted({j.form_id for one in verdicts for j in one.judgements}),
        "loaded": outcome.loaded,
        "complete": outcome.complete,
        "areas": _asked(
            "SELECT area_name, sum(spent_million_vnd)::float FROM mart.footbridges_by_area "
            "WHERE period_key = '2020' GROUP BY 1 ORDER BY 1"
        ),
        "classes": dict(
            _asked(
                "SELECT commune_kind, count(*) FROM mart.classes WHERE period_key = '2020' "
                "GROUP BY 1"
            )
        ),
        "levels": _asked("SELECT place_name, level FROM mart.assemblies ORDER BY 1"),
        "said": {str(level): _said(home, level) for level in (None, "district", "province")},
        "errands": _asked(
            "SELECT agency_id, paper_name, errand_id, due_on::text FROM mart.errands ORDER BY 1, 3"
        ),
        "in_ref": _asked("SELECT id, agencies, due_on FROM ref.errand ORDER BY 1"),
        "indicators": _asked(
            "SELECT indicator_id, value::float FROM mart.indicator "
            "WHERE period_key = '2020' AND is_total ORDER BY 1"
        ),
        "targets": _asked(
            "SELECT indicator_id, gap FROM mart.target_progress "
            "WHERE period_key = '2020' ORDER BY 1"
        ),
    }


def _said(home: Path, level: str | None) -> list[object]:
    """Give what is read where a district says of which level it is, and what it is told."""
    period, reference = Period.parse("2020-H1"), Reference.load()
    agency, form = reference.agency("ubnd-mot", period.ends_on), load_forms()["assemblies"]
    rows = {form.id: [{"level": level, "attendee_count": 12}]}
    write_template(home / "a.xlsx", agency, period, [form], reference, prefill=rows)
    (one,) = examine([home / "a.xlsx"])
    told = [f.rule_id for f in one.findings if f.form_id == form.id]
    return [list(one.reading.tables[0].values["level"]), sorted(told)]


def _asked(query: str) -> list[list[object]]:
    with warehouse.transaction("analyst") as conn:
        return [list(row) for row in conn.execute(sa.text(query))]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False))
