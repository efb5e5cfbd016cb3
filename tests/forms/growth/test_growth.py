"""A form is one contract and one line of obligation: given to a copy of the project, it is whole.

The one surprising thing: nothing else of the copy is touched, and everything is asked of the copy
in processes of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl import PROJECT
from etl.wording import number_text

FORM = "clean_stoves"
OBLIGATION = f",district,{FORM},year,2016-01-01,,\n"
HERE = Path(__file__).parent


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """Copy the project, and give the copy one form."""
    copy = tmp_path / "project"
    for folder in ("etl", "expectations", "sample", "sql"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / folder, copy / folder, ignore=skipped)
    shutil.copy(HERE / f"{FORM}.odcs.yaml", copy / "expectations")
    with (copy / "sql" / "seeds" / "obligation.csv").open("a", encoding="utf-8") as file:
        file.write(OBLIGATION)
    return copy


def run(copy: Path, *words: str) -> str:
    found = subprocess.run(
        [sys.executable, "-P", *words],
        env={**os.environ, "PYTHONPATH": str(copy)},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-3_000:]
    return found.stdout


def test_a_form_is_whole_from_its_contract(grown: Path, home: Path, tmp_path: Path) -> None:
    walked = tmp_path / "walked"
    walked.mkdir()
    seen: dict[str, Any] = json.loads(
        run(grown, str(HERE / "steps.py"), FORM, str(walked)).splitlines()[-1]
    )
    assert "91-Bếp sạch" in seen["blank sheets"]
    told = {one["rule_id"]: one["message"] for one in seen["findings"] if one["form_id"] == FORM}
    assert told.keys() == {f"{FORM}.stoves_within_households", "across.related_missing"}
    assert "số liệu năm 2019" in told["across.related_missing"]  # counts are compared by the year
    sentence = told[f"{FORM}.stoves_within_households"]
    assert "nhiều hơn 40 bếp đã lắp đặt" in sentence
    assert any(sentence in note for note in seen["given back"].values())
    assert seen["loaded then"] > 0
    assert len(seen["mart"]) == 2
    assert all(row["place_name"] for row in seen["mart"])
    assert all(int(row["household_count"]) <= int(row["stove_count"]) for row in seen["mart"])
    of_year = [row for row in seen["by area"] if row["period_key"] == "2020"]
    states = {row["area_name"]: row["state"] for row in of_year}
    assert states.pop("Huyện Tràng Định") == "reported"
    assert len(states) == 10
    assert set(states.values()) == {"not_sent"}
    assert {
        row["indicator_id"]: (row["sent_count"], row["owed_count"]) for row in seen["indicators"]
    } == {
        f"{FORM}_stove_count": ("1", "11"),
        f"{FORM}_household_count": ("1", "11"),
    }
    assert {row["area_name"] for row in seen["indicators"]} == {"Các nơi đã có số liệu"}
    annex = seen["annex"]
    assert annex["title"] == "Bếp sạch trong hộ dân tộc thiểu số năm 2020"
    stoves = sum(int(row["stove_count"]) for row in seen["mart"])
    assert {"Số bếp đã lắp đặt (bếp)", "Huyện Tràng Định", number_text(stoves)} <= set(
        annex["word"]
    )
    assert stoves in annex["excel"]
    assert annex["charts"] == 1
    assert annex["html"]
    assert all(seen["pages"].values()), seen["pages"]
    pages = {"bieu-mau.md", "quy-tac.md", "chi-tieu.md", "tu-dien-du-lieu.md", "doi-chieu.md"}
    assert set(seen["handbook"]) == {*pages, f"{FORM}.odcs.yaml"}


def test_the_whole_catalogue_is_checked_with_it(grown: Path) -> None:
    assert f"{FORM}.odcs.yaml: 5 columns, 3 rules" in run(
        grown, "-m", "etl.contracts", "check", "."
    )


def test_the_demonstration_reports_it_too(grown: Path, home: Path, tmp_path: Path) -> None:
    """What `make demo` writes and sends, with nothing but Airflow left out."""
    with (grown / "sql" / "seeds" / "obligation.csv").open("a", encoding="utf-8") as file:
        file.write(",district,assembly,once,2016-01-01,,\n")
    for form_id in ("assembly", "assembly_delegates"):
        shutil.copy(HERE / f"{form_id}.odcs.yaml", grown / "expectations")
    seen: dict[str, Any] = json.loads(
        run(grown, str(HERE / "rounds.py"), FORM, "2019-ML", str(tmp_path)).splitlines()[-1]
    )
    assert seen["given back"] == [3, 0, 0]
    assert {"2020", "2019-ML"} <= set(seen["complete"])
    assert len(seen["reporting"]) == 11
