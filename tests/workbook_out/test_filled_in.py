"""Whatever is filled in comes back: values in, a workbook, the same values out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contracts import load_forms
from etl.model import CellValue, Column, Form, Period
from etl.reference import Reference
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template

YEAR = Period.parse("2020")


def read_back(
    path: Path, form: Form, agency_id: str, rows: list[dict[str, CellValue]]
) -> list[dict[str, CellValue]]:
    reference = Reference.load()
    agency = reference.agency(agency_id)
    write_template(path, agency, YEAR, [form], reference, prefill={form.id: rows})
    reading = read_workbook(path, load_forms(), reference, dt.date(2021, 1, 8))
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == (agency_id, "2020")
    (table,) = reading.tables
    names = [column.name for column in form.columns]
    return [
        {name: table.values[name][at] for name in names if name in rows[0]}
        for at in range(len(table.rows))
    ]


def values_of(column: Column, district: str) -> st.SearchStrategy[CellValue]:
    reference, on = Reference.load(), YEAR.ends_on
    if column.type == "choice":
        return st.sampled_from(list(column.choices))
    if column.type == "ethnic_group":
        return st.sampled_from(
            [group.id for group in reference.members("ethnic_group", YEAR.ends_on)]
        )
    if column.type == "integer":
        return st.integers(int(column.minimum or 0), int(column.maximum or 1000))
    if column.type == "number":
        return st.integers(0, int((column.maximum or 1000) * 10)).map(lambda tenths: tenths / 10)
    if column.type == "date":
        return st.dates(dt.date(2015, 1, 1), YEAR.ends_on)
    if column.type == "district":
        return st.just(district)
    if column.type == "commune":
        return st.sampled_from([area.code for area in reference.communes(on, district)])
    words = st.sampled_from(("Đường", "thôn", "Nà Sla", "=A1", "số 2", "(đoạn 1)", "giai đoạn II"))
    return st.lists(words, min_size=2, max_size=5).map(
        lambda parts: "Công trình " + " ".join(parts)
    )


def test_more_rows_than_the_blank_form_has_are_all_written(tmp_path: Path) -> None:
    rows = [{"topic": "strength", "content": f"Ý {n}"} for n in range(150)]
    assert read_back(tmp_path / "a.xlsx", load_forms()["assessment"], "ban-dan-toc", rows) == rows


@pytest.mark.parametrize("form", load_forms().values(), ids=lambda form: form.id)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_filled_in_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, form: Form, data: st.DataObject
) -> None:
    owed = Reference.load().obligations(YEAR)
    agency_id = next(agency.id for agency, form_id in owed if form_id == form.id)
    district = Reference.load().agency(agency_id).area_code or "180"
    one = st.fixed_dictionaries(
        {column.name: values_of(column, district) for column in form.columns}
    )
    rows = data.draw(st.lists(one, min_size=1, max_size=6))
    path = tmp_path_factory.mktemp("back") / "a.xlsx"
    back = read_back(path, form, agency_id, rows)
    assert back == rows
