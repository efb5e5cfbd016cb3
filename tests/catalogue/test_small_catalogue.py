"""The engine on a small catalogue of its own: the forms of the province change nothing here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_every_declaration_is_sound(in_catalogue: Callable[..., str]) -> None:
    said = in_catalogue("-m", "etl.contracts", "check")
    assert "footbridges.odcs.yaml: 7 columns, 2 rules" in said
    assert "works" not in said


def test_forms_go_from_blank_to_indicator(in_catalogue: Callable[..., str], tmp_path: Path) -> None:
    seen = json.loads(in_catalogue(str(HERE / "steps.py"), str(tmp_path)).splitlines()[-1])
    assert {"T1-Cầu dân sinh", "T2-Lớp học"} <= set(seen["blank"])
    assert seen["files"] == 2 * 6 + 1
    assert seen["told"] == []
    assert seen["forms"] == [
        *("assemblies", "classes", "errands", "footbridges", "guests", "meetings"),
    ]
    # bridges each quarter and year, classes, errands, meetings and their guests
    sent = 2 * (4 * 1 + 3 + 2)
    assert seen["loaded"] == sent + 3  # of two districts and the province
    assert set(seen["complete"]) == {"2020-Q1", "2020-Q2", "2020-H1", "2020-Q3", "2020-Q4", "2020"}
    areas, values = dict(seen["areas"]), dict(seen["indicators"])
    assert areas.keys() == {"Huyện Mẫu Một", "Huyện Mẫu Hai"}
    assert round(sum(areas.values()), 1) == values["bridges_spent"] > 0
    assert [level for _, level in seen["levels"]] == ["district", "district", "province"]
    wrong = ["assemblies.every_row", "assemblies.level_of_agency"]
    own: list[object] = [["district"], []]
    assert seen["said"] == {"None": own, "district": own, "province": [["province"], wrong]}
    assert 0 < values["rural_classes"] == seen["classes"]["xa"]
    assert 0 < values["town_classes"] == seen["classes"]["thi_tran"]
    assert 0 < values["girls"] < values["pupils"]
    assert 0 < values["primary_pupils"] < values["pupils"]  # of a member of a list
    assert values["girls_share"] == pytest.approx(100 * values["girls"] / values["pupils"])
    assert seen["errands"] == [
        ["ubnd-hai", "Kế hoạch", "letter", "2020-12-13"],
        ["ubnd-hai", "Kế hoạch", "road", None],
        ["ubnd-mot", "Kế hoạch", "bridge", "2020-12-12"],
        ["ubnd-mot", "Kế hoạch", "letter", "2020-12-13"],
        ["ubnd-mot", "Kế hoạch", "road", None],
    ]
    assert ["bridge", "ubnd-mot", "2020-12-12"] in seen["in_ref"]
    gaps = {"classes_boy_count": "", "meetings_guest_count": ""}  # a stock of the half-year counts
    assert dict(seen["targets"]) == gaps
