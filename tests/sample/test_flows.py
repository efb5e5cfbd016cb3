"""Whatever an indicator calls a flow tiles: the four quarters of the sample make its year."""

from __future__ import annotations

import pytest

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator, load_indicators
from etl.model import Period
from etl.reference import Reference
from sample.lines import sample_rows

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
