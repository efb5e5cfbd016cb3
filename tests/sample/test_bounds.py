"""What rules say of numbers beside each other is what the sampler keeps to when it draws them."""

from __future__ import annotations

from pathlib import Path

from etl.contracts import load_forms
from sample.bounds import bounds_of, total
from sample.drawn import one_like
from sample.ground import Row

WELLS = """
id: wells
version: 1.0.0
number: Biểu số 97/BDT
sheet: 97-Giếng
title: Hộ chưa có giếng
purpose: Hộ chưa có giếng
frequencies: [year]
each: [ground]
label: [ground]
columns:
  - {name: ground, code: A, kind: choice, key: true, header: Nơi ở, choices: {low: Thấp, high: Cao}}
  - {name: poor, code: "1", kind: integer, header: Hộ nghèo, unit: hộ, measure: stock}
  - {name: left, code: "2", kind: integer, header: Còn lại, unit: hộ, measure: stock}
  - {name: dug, code: "3", kind: integer, header: Đã đào, unit: hộ, measure: flow}
  - {name: before, code: "4", kind: integer, header: Đầu năm, unit: hộ, measure: stock}
  - {name: new, code: "5", kind: integer, header: Phát sinh, unit: hộ, measure: flow}
rules:
  - {name: left_over, same: [left, before - dug + new]}
  - {name: dug_within, within: [dug, before + new]}
  - {name: poor_within, within: [poor, left]}
  - {name: few_on_low_ground, not_more_than: [before, 30], when: {ground: low}}
"""


def test_what_is_left_is_known_before_its_parts(declarations: Path) -> None:
    folder = declarations / "expectations"
    (folder / "wells.odcs.yaml").write_text(WELLS, encoding="utf-8")
    form = load_forms(folder)["wells"]
    bounds = bounds_of(form)
    names = [column.name for column in bounds.order]
    assert names.index("dug") > max(names.index(name) for name in ("before", "new"))
    assert names.index("poor") > names.index("left") > names.index("dug")
    line = {"before": 10, "new": 5, "dug": 4}
    assert bounds.ceiling("dug", line) == 15
    assert total(line, bounds.sums["left"]) == 11
    assert bounds.ceiling("poor", {**line, "left": 11}) == 11
    assert bounds.ceiling("before", {"ground": "low"}) == 30
    assert bounds.ceiling("before", {"ground": "high"}) > 10**6
    known: list[Row] = [{"ground": "low", "dug": 4}, {"ground": "high", "dug": 7}]
    assert [one_like(form, {"ground": at}, known)["dug"] for at in ("high", "low")] == [7, 4]
