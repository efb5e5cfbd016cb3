"""Every year and quarter that the system is to serve: blank, filled, judged, loaded.

The one surprising thing: periods that have not begun are reported too; the day that it is, is the
day after each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.contracts import load_forms
from etl.model import Agency, Period
from etl.reference import Reference, working_days
from etl.workbook.template.blank_workbook import write_template
from sample import plausible_rows

LAST_QUARTERS = 2027
ERAS = [
    range(*era) for era in ((2019, 2022), (2022, 2025), (2025, 2027), (2027, 2029), (2029, 2031))
]


def owing(period: Period) -> dict[str, list[str]]:
    owed: dict[str, list[str]] = {}
    for agency, form_id in Reference.load().obligations(period):
        owed.setdefault(agency.id, []).append(form_id)
    return owed


def fill(folder: Path, agency: Agency, period: Period, owed: Sequence[str]) -> Path:
    path = folder / f"{agency.id}_{period.key}.xlsx"
    forms = [form for form in load_forms().values() if form.id in owed]
    rows = {form.id: plausible_rows(form, period, agency) for form in forms}
    write_template(path, agency, period, forms, Reference.load(), prefill=rows)
    return path


def periods_of(years: Iterable[int]) -> list[Period]:
    """Periods as they end; a year after its last quarter."""
    keys = [
        key
        for year in years
        for key in (*(f"{year}-Q{n}" for n in (1, 2, 3, 4) if year <= LAST_QUARTERS), str(year))
    ]
    return [Period.parse(key) for key in keys]


@pytest.mark.timeout(900)  # some three years of all agencies, on a slow machine too
@pytest.mark.parametrize("years", ERAS, ids=lambda years: f"{years[0]}-{years[-1]}")
def test_every_period_goes_from_blank_to_warehouse(
    years: range, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # senders are drawn apart: what they say beside each other is tried elsewhere
    monkeypatch.setattr("etl.validate.across.other_forms.load_across", dict)
    reference = Reference.load()
    for period in periods_of(years):
        after = period.ends_on + dt.timedelta(days=1)
        monkeypatch.setattr(working_days, "today", lambda day=after: day)
        folder = tmp_path / "sent" / period.key
        folder.mkdir(parents=True)
        owed = owing(period)
        for agency_id, forms in owed.items():
            fill(folder, reference.agency(agency_id, period.ends_on), period, forms)
        outcome = pipeline.run(folder)
        assert outcome.loaded == sum(map(len, owed.values())), (period.key, told())
        assert outcome.complete == (period.key,)
        assert not told()


def told() -> list[tuple[str, str]]:
    """What was said of any return, apart from what it could not be compared with."""
    with warehouse.transaction() as conn:
        rows = conn.execute(
            sa.text(
                "SELECT DISTINCT rule_id, message FROM registry.finding "
                "WHERE rule_id <> 'across.related_missing' "
                "AND rule_id NOT LIKE 'across.%\\_changed' LIMIT 20"
            )
        )
        return [(row.rule_id, row.message) for row in rows]
