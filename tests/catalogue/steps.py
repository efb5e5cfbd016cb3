"""What the engine does with the catalogue that it is given; prints what came of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl

from etl.blank import write_blank_workbooks
from etl.examine import examine
from etl.model import Period
from sample import senders, write_workbook

PERIODS = ("2020-Q1", "2020-Q2", "2020-H1", "2020-Q3", "2020-Q4", "2020")


def main(home: Path) -> dict[str, object]:
    """Walk every form of the catalogue from its blank sheet to a verdict on all periods."""
    (blank, *_) = write_blank_workbooks("2020", home / "blank")
    (home / "sent").mkdir()
    sent = [
        write_workbook(home / "sent", agency_id, key)
        for key in PERIODS
        for agency_id in senders(Period.parse(key))
    ]
    verdicts = examine(sent)
    return {
        "blank": openpyxl.load_workbook(blank).sheetnames,
        "files": len(verdicts),
        "told": [str(finding) for one in verdicts for finding in one.findings],
        "forms": sorted({j.form_id for one in verdicts for j in one.judgements}),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False))
