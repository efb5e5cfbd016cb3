"""Whatever an indicator calls a flow tiles: the four quarters of the sample make its year."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator, load_indicators
from etl.model import Period
from etl.reference import Reference
from sample.drawn import plausible_rows
from sample.lines import sample_rows

LESSONS = """
id: lessons
version: 1.0.0
number: Biểu số 97/BDT
sheet: 97-Lớp học
title: Lớp xóa mù chữ
purpose: Lớp xóa mù chữ
frequencies: [quarter, year]
each: [district, shift]
label: [district, shift]
columns:
  - {use: place, code: A}
  - {name: shift, code: B, kind: choice, key: true, header: Buổi, choices: {am: Sáng, pm: Chiều}}
  - {name: held, code: "1", kind: integer, header: Đã mở, unit: lớp, measure: flow, maximum: 40}
  - {name: left, code: "2", kind: integer, header: Đang học, unit: lớp, measure: stock}
"""

YEAR = Period.parse("2020")
FLOWS = [one for one in load_indicators().values() if "periods" in one.adds_up]


def test_some_numbers_are_flows_and_no_count_of_rows_is_one() -> None:
    assert {one.form_id for one in FLOWS} >= {"works", "support_projects"}
    assert all(one.numerator and one.numerator.column for one in FLOWS)


@pytest.mark.parametrize("indicator", FLOWS, ids=[one.id for one in FLOWS])
def test_four_quarters_make_the_year(indicator: Indicator) -> None:
    quarters = [Period.parse(key) for key in YEAR.quarter_keys]
    form = load_forms()[indicator.form_id]
    owed = [agency for agency, form_id in Reference.load().obligations(YEAR) if form_id == form.id]
    assert owed

    def told(period: Period) -> float:
        rows = (sample_rows(form.id, agency, period) for agency in owed)
        return sum(indicator.parts(list(one))[0] for one in rows)

    whole = told(YEAR)
    assert whole > 0
    assert sum(map(told, quarters)) == pytest.approx(whole, abs=0.05)


@pytest.mark.parametrize("year", ["2024", "2025"])  # in the second places change at mid-year
def test_four_quarters_make_the_year_of_printed_rows(
    declarations: Path, monkeypatch: pytest.MonkeyPatch, year: str
) -> None:
    folder = declarations / "expectations"
    (folder / "lessons.odcs.yaml").write_text(LESSONS, encoding="utf-8")
    form, whole = load_forms(folder)["lessons"], Period.parse(year)
    agency = Reference.load().agency("so-noi-vu", whole.ends_on)
    for room in ("drawn", "drawing", "doubts"):
        monkeypatch.setattr(f"sample.{room}.load_forms", lambda: {form.id: form})
    monkeypatch.setattr("sample.drawn.obligations", lambda _: [(agency, form.id)])
    periods = [*map(Period.parse, whole.quarter_keys), whole]
    *quarters, all_year = (plausible_rows(form, period, agency) for period in periods)
    held = [[row["held"] for row in rows] for rows in (*quarters, all_year)]
    sums = [sum(value for value in one if isinstance(value, int)) for one in held]
    assert sums[-1] == sum(sums[:-1]) > 0
    assert max(value for value in held[-1] if isinstance(value, int)) <= 40
    assert {row["left"] for row in all_year} == {row["left"] for row in quarters[-1]}
