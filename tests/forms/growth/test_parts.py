"""A second table in a form is a contract that is part of another: the two go through as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_growth import HERE, grown, run

from etl.contracts.check import check_all

__all__ = ["grown"]

WHOLE, PART = "assembly", "assembly_delegates"
OBLIGATION = f",district,{WHOLE},once,2020-01-01,,\n"


@pytest.fixture
def divided(grown: Path) -> Path:
    """Give the copy a form, its part, and the obligation of the form."""
    for form_id in (WHOLE, PART):
        text = (HERE / f"{form_id}.odcs.yaml").read_text(encoding="utf-8")
        (grown / "expectations" / f"{form_id}.odcs.yaml").write_text(text, encoding="utf-8")
    with (grown / "sql" / "seeds" / "obligation.csv").open("a", encoding="utf-8") as file:
        file.write(OBLIGATION)
    return grown


def test_a_form_and_its_part_are_judged_and_accepted_as_one(
    divided: Path, home: Path, tmp_path: Path
) -> None:
    walked = run(divided, str(HERE / "assembly_steps.py"), str(tmp_path))
    seen = json.loads(walked.splitlines()[-1])
    assert {"92-Đại hội", "92a-Đại biểu"} <= set(seen["blank sheets"])
    told = {name: _told(seen[name]) for name in ("sum differs", "of no row", "alone", "asked")}
    assert told == {
        "sum differs": {(WHOLE, "part.sum"), (PART, "part.waits")},
        "of no row": {(WHOLE, "part.waits"), (PART, "part.of_no_row")},
        "alone": {(WHOLE, "part.alone")},
        "asked": {(WHOLE, "part.waits"), (PART, f"{PART}.one_line_a_group")},
    }
    for name in ("sum differs", "of no row", "asked"):
        at, stands = seen[name]["noted"][0][:2], {"sum differs": ["92-Đại hội", "B10"]}
        assert at == stands.get(name, ["92a-Đại biểu", {"of no row": "A12"}.get(name, "B11")])
        assert seen[name]["loaded"] == 0
        state = "needs_confirmation" if name == "asked" else "rejected"
        assert seen[name]["states"] == {WHOLE: state, PART: state}
        assert seen[name]["board"] == [[WHOLE, state], [PART, state]]
    assert "ghi 120, nhưng cộng các dòng" in seen["sum differs"]["noted"][0][2]
    for when, state in (("before", "needs_confirmation"), ("after", "accepted")):
        assert seen["explained"][when] == {WHOLE: state, PART: state}
    assert len(seen["explained"]["loaded"]) == 2
    assert seen["judged again"] == [f"{PART}.one_line_a_group", "part.waits"]
    assert seen["pages"] == [True, True, True]
    assert (seen["right"]["told"], seen["right"]["loaded"]) == ([], 2)
    assert seen["mart"] == [["Dao", 10, 100], ["Nùng", 30, 100], ["Tày", 60, 100]]
    assert seen["withdrawn"] == {WHOLE: "withdrawn", PART: "withdrawn"}


def _told(seen: dict[str, Any]) -> set[tuple[str, str]]:
    return {(form_id, rule_id) for form_id, rule_id, _ in seen["told"]}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (PART, "part_of: assembly", "part_of: assemblies", "'assemblies' is no form"),
        (PART, "[once]", "[survey]", "assembly is made each once, and so are its parts"),
        (PART, "{delegate_count:", "{reason:", f"{PART} has no column 'reason' of numbers"),
        (WHOLE, "1000", "1000, key: true", "the key of assembly has ['official_delegate_count']"),
        ("obligation", f",{WHOLE},", f",{PART},", f"{PART} is part of {WHOLE}, and owed with it"),
    ],
)
def test_a_slip_about_a_part_is_told(
    divided: Path, file: str, old: str, new: str, said: str
) -> None:
    name = "sql/seeds/obligation.csv" if file == "obligation" else f"expectations/{file}.odcs.yaml"
    text = (divided / name).read_text(encoding="utf-8")
    assert old in text
    (divided / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [fault for one in check_all(divided) for fault in one.faults]
    assert any(said in fault for fault in faults), faults
