"""A reference list is a file of dated members and one line: given to a copy of the project, it is a
kind of column, printed, read, missed where it lacks and named in the mart."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from etl import PROJECT
from tests.conftest import copy_declarations

HERE = Path(__file__).parent
LINE = "school_stage,bậc học,Tiểu học,cấp|bậc,,,,\n"
MEMBERS = """id,name,variants,is_listed,valid_from,valid_to,note
preschool,Mầm non,Mẫu giáo,true,2016-01-01,,
primary,Tiểu học,Cấp 1|Cấp I,true,2016-01-01,,
old,Vỡ lòng,,true,2016-01-01,2020-01-01,
rare,Bổ túc,,false,2016-01-01,,
"""


def test_a_list_is_whole_from_its_line(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    skipped = shutil.ignore_patterns("__pycache__", "seeds")
    for folder in ("etl", "sql"):
        shutil.copytree(PROJECT / folder, copy / folder, ignore=skipped)
    copy_declarations(copy)
    seeds = copy / "sql" / "seeds"
    (seeds / "school_stage.csv").write_text(MEMBERS, encoding="utf-8")
    shutil.copy(HERE / "pupils.odcs.yaml", copy / "expectations")
    for name, line in (
        ("reference_list.csv", LINE),
        ("obligation.csv", ",commune,pupils,year,2016-01-01,,\n"),
    ):
        with (seeds / name).open("a", encoding="utf-8") as file:
            file.write(line)
    found = subprocess.run(
        [sys.executable, "-P", str(HERE / "list_steps.py"), str(tmp_path)],
        env={**os.environ, "ETL_CATALOGUE": "", "PYTHONPATH": str(copy)},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-3_000:]
    seen = json.loads(found.stdout.splitlines()[-1])
    assert seen["blank"] == ["Mầm non", "Tiểu học"]
    told = {rule: said for rule, said in seen["findings"] if rule.startswith("pupils.")}
    assert set(told) == {"pupils.every_row", "pupils.unique_row"}
    assert told["pupils.every_row"].startswith("Biểu còn thiếu 1 dòng: ")
    assert ": Tiểu học." in told["pupils.every_row"]
    assert "Mầm non" in told["pupils.unique_row"]
    assert (seen["first"], seen["again"]) == (0, 1)
    assert seen["mart"] == [["preschool", "Mầm non", 10], ["primary", "Tiểu học", 11]]
