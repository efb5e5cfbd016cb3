"""The earlier right file sent again through the whole corridor, in one batch and in several."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.settings import settings
from sample import write_workbook

_IN_FORCE = "SELECT DISTINCT version, file_name FROM mart.return_in_force"


@pytest.mark.parametrize("together", [True, False])
def test_the_file_that_came_last_counts_however_many_came_at_once(
    home: Path, tmp_path: Path, *, together: bool
) -> None:
    right = write_workbook(tmp_path, "ban-dan-toc", "2020")
    wrong = Path(shutil.copy(right, tmp_path / "nhầm.xlsx"))
    with zipfile.ZipFile(wrong, "a") as package:
        package.comment = b"another content"
    outcomes = []
    for number, source in enumerate((right, wrong, right), start=1):
        settings().inbox.mkdir(exist_ok=True)
        target = settings().inbox / f"{number}.xlsx"
        shutil.copy(source, target)
        os.utime(target, (number, number))  # the order in which they came
        if not together:
            outcomes.append(pipeline.run())
    outcomes.append(pipeline.run())
    with warehouse.transaction() as conn:
        found = [tuple(row) for row in conn.execute(sa.text(_IN_FORCE))]
    assert found == [(3, "3.xlsx")]
    assert sum(outcome.received for outcome in outcomes) == 3
    assert any("bản 3" in line for outcome in outcomes for line in outcome.standing)
    shutil.copy(right, settings().inbox / "4.xlsx")
    again = pipeline.run()
    assert (again.received, again.duplicates) == (0, ("4.xlsx",))
