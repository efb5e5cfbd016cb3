"""A column keeps its group's words when a sheet prints both in one cell."""

from __future__ import annotations

import pytest

from etl.contracts import load_forms
from etl.workbook.foreign.layouts.header_keys import header_key
from etl.workbook.foreign.layouts.headers import header_index

GROUPED = [
    (form.id, column.name, column.group, name)
    for form in load_forms().values()
    for column in form.columns
    if column.group
    for name in (column.header, *column.synonyms)
    # where its own words say no more than when, the group says them all
    if header_key(f"{column.group}: {name}") != header_key(column.group)
]


@pytest.mark.parametrize("after", ["", " năm 2020"])
@pytest.mark.parametrize("between", [" ", ": ", " - "])
def test_a_group_before_a_name_of_its_column_is_that_column(between: str, after: str) -> None:
    index = header_index(load_forms())
    for form_id, column, group, name in GROUPED:
        key = header_key(group + between + name + after)
        offered = sorted(index.offers(key, key, "").get(form_id, ()), reverse=True)
        assert offered, (form_id, group, name)
        assert offered[0][1] == column, (form_id, group, name, offered)
        assert len(offered) == 1 or offered[1][0] < offered[0][0], (form_id, group, name, offered)
    assert len(GROUPED) > 500
