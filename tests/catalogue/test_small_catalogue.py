"""The engine on a small catalogue of its own: the forms of the province change nothing here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent


def test_every_declaration_is_sound(in_catalogue: Callable[..., str]) -> None:
    said = in_catalogue("-m", "etl.contracts", "check")
    assert "footbridges.odcs.yaml: 7 columns, 2 rules" in said
    assert "works" not in said


def test_forms_go_from_blank_to_verdict(in_catalogue: Callable[..., str], tmp_path: Path) -> None:
    seen = json.loads(in_catalogue(str(HERE / "steps.py"), str(tmp_path)).splitlines()[-1])
    assert {"T1-Cầu dân sinh", "T2-Lớp học"} <= set(seen["blank"])
    assert seen["files"] == 2 * 6
    assert seen["told"] == []
    assert seen["forms"] == ["classes", "footbridges", "guests", "meetings"]
