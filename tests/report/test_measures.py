"""What a figure's text means over the rows of a view."""

from __future__ import annotations

import pytest

from etl import warehouse
from etl.report.mart_rows import Marts


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
        ("indicator", "2020"): ({"indicator_id": "a", "value": now},),
        ("indicator", "2019"): ({"indicator_id": "a", "value": before},),
    }
    change = {"indicator_id": "a", "compared_with": "2019"}
    with warehouse.transaction("report") as conn:
        marts = Marts(conn, "2020", rows)
        assert marts.value("indicator.value", change) == exact
        assert marts.value("indicator.value", {**change, "rounded_to": "2"}) == as_printed
        nobody = {**change, "rounded_to": "2", "indicator_id": "b"}
        assert marts.value("indicator.value", nobody) is None


@pytest.mark.usefixtures("home")
def test_what_is_added_up_of_some_rows_only_is_nothing_where_none_is_such_a_one() -> None:
    rows = {
        ("visits", "2020"): (
            {"kind": "a", "begun": "this_year", "units": 3},
            {"kind": "a", "begun": "carried_over", "units": 5},
            {"kind": "b", "begun": "carried_over", "units": 7},
            {"kind": "c", "begun": "this_year", "units": None},
        )
    }
    asked = "visits.sum(units, begun=this_year)"
    with warehouse.transaction("report") as conn:
        marts = Marts(conn, "2020", rows)
        assert [marts.value(asked, {"kind": kind}) for kind in "abcd"] == [3, 0, None, None]
        assert marts.value(asked, {}) == 3
        assert marts.value("visits.sum(units)", {"kind": "b"}) == 7
        assert marts.value("visits.count(begun=this_year)", {"kind": "b"}) == 0
