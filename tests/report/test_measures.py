"""What a figure's text means over the rows of a view."""

from __future__ import annotations

import pytest

from etl import warehouse
from etl.report.marts import Marts


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("now", "before", "exact", "as_printed"),
    [
        (7.894, 10.886, -2.992, -3.0),  # 7,89 beside 10,89
        (7.896, 10.885, -2.989, -2.99),  # 7,90 beside 10,89
        (7.0, 7.0, 0.0, 0.0),
    ],
)
def test_a_change_is_that_of_the_values_or_of_what_is_printed(
    now: float, before: float, exact: float, as_printed: float
) -> None:
    rows = {
        ("poverty_rate", "2020"): ({"basis": "a", "rate_pct": now},),
        ("poverty_rate", "2019"): ({"basis": "a", "rate_pct": before},),
    }
    change = {"basis": "a", "compared_with": "2019"}
    with warehouse.transaction("report") as conn:
        marts = Marts(conn, "2020", rows)
        assert marts.value("poverty_rate.rate_pct", change) == exact
        assert marts.value("poverty_rate.rate_pct", {**change, "rounded_to": "2"}) == as_printed
        nobody = {**change, "rounded_to": "2", "basis": "b"}
        assert marts.value("poverty_rate.rate_pct", nobody) is None
