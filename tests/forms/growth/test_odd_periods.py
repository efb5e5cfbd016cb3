"""A form owed at odd times goes through like any other: contract and obligations say when."""

from __future__ import annotations

import json
from pathlib import Path

from test_growth import FORM, HERE, grown, run

__all__ = ["grown"]

DUE = {  # two working days after the cut-off day
    "2020-H1": "2020-06-16",
    "2020-BS": "2021-02-02",
    "2020-NH1": "2020-10-02",
    "2020-NH2": "2021-06-02",
    "2024-DT": "2025-01-03",
    "2024-ML": "2025-01-03",
}
KINDS = ("six_months", "year_topped_up", "school_year", "survey", "once")
YEARLY = "frequencies: [year]"


def test_a_form_goes_through_at_odd_times(grown: Path, home: Path, tmp_path: Path) -> None:
    contract = grown / "expectations" / f"{FORM}.odcs.yaml"
    often = f"frequencies: [{', '.join(('year', *KINDS))}]"
    contract.write_text(contract.read_text().replace(YEARLY, often))
    with (grown / "sql" / "seeds" / "obligation.csv").open("a", encoding="utf-8") as file:
        file.writelines(f",district,{FORM},{kind},2020-06-01,,\n" for kind in KINDS)
    walked = run(grown, str(HERE / "odd_periods.py"), FORM, str(tmp_path), *DUE)
    for key, seen in json.loads(walked.splitlines()[-1]).items():
        assert seen == {
            "recognised": [key],
            "told": [],
            "loaded": 1,
            "board": [[DUE[key], "accepted"]],
            "mart": [[key, "12"]],
            "by area": [[key, "Huyện Tràng Định", "reported"]],
        }, key
