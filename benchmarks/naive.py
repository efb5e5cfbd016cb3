"""The loop everyone writes: pandas.read_excel, one Great Expectations run a file, to_sql.

In: workbooks. Out: the rows of clean ones in the table `works`. It applies the same checks as the
project's contract. The one surprising thing: it is given every advantage that such a loop can
have without being another design: one context, one suite and one engine for all files.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import pandas as pd
import sqlalchemy as sa
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from benchmarks.ways import COLUMNS, COVER, DATES, NUMBERS, SHEET, Job, Outcome
from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.model import Period, Severity
from etl.reference import Reference
from etl.validate.checks import Check, checks_of


def run(job: Job) -> Outcome:
    """Read, check and load one workbook after the other."""
    engine = sa.create_engine(job.database_url)
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("files").add_dataframe_asset("works")
    definition = asset.add_batch_definition_whole_dataframe("whole")
    refused: list[str] = []
    failing: list[tuple[str, int, str]] = []
    row_count = 0
    for path in map(Path, job.paths):
        frame, period = _read(path, job)
        suite, checks = _suite(period.kind)
        for check in checks:
            for name, expression in check.computed.items():
                frame[name] = frame.eval(expression)
        batch = definition.get_batch({"dataframe": frame})
        outcome = batch.validate(suite, result_format={"result_format": "COMPLETE"})
        cells = _failing(outcome, checks)
        if cells:
            refused.append(path.name)
            failing += [(path.name, row, column) for row, column in cells]
            continue
        loaded = frame[[*COLUMNS, "agency_id", "period_key"]]
        loaded.to_sql("works", engine, if_exists="append", index=False)
        row_count += len(loaded)
    return Outcome(tuple(refused), row_count, tuple(failing))


def _read(path: Path, job: Job) -> tuple[pd.DataFrame, Period]:
    """Read one workbook; the frame's index is the Excel row."""
    sheets = pd.read_excel(path, sheet_name=[COVER, SHEET], header=None, engine="openpyxl")
    cover = sheets[COVER].set_index(0)[1]
    period = Period.parse(str(cover["BDT_PERIOD"]))
    reference = Reference.load()
    agency = reference.agency(cover["BDT_AGENCY"])
    frame = sheets[SHEET].set_axis(range(1, len(sheets[SHEET]) + 1))
    frame = frame.iloc[job.first_row - 1 : job.first_row - 1 + job.row_count].set_axis(
        list(COLUMNS), axis="columns"
    )
    for name in NUMBERS:
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name], errors="coerce")
        frame[f"{name}__year"] = frame[name].dt.year
    for name in ("sector", "kind"):
        values = {label: value for value, label in _form().column(name).choices.items()}
        frame[name] = frame[name].map(lambda label, values=values: values.get(label, label))
    districts, communes = _codes(reference.places_on(period))
    frame["district"] = frame["district"].map(districts)
    pairs = zip(frame["district"], frame["commune"], strict=True)
    frame["commune"] = [communes.get(pair) for pair in pairs]
    frame["commune_district"] = frame["district"].where(frame["commune"].notna())
    frame["return_number"] = 0
    frame["agency_area"] = agency.area_code or None
    frame["period_starts_on"] = pd.Timestamp(period.starts_on)
    frame["period_ends_on"] = pd.Timestamp(period.ends_on)
    frame["year_starts_on"] = pd.Timestamp(Period.parse(str(period.year)).starts_on)
    frame["agency_id"], frame["period_key"] = agency.id, period.key
    return frame, period


@cache
def _form() -> Any:
    return load_forms()["works"]


@cache
def _codes(on: Any) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    reference = Reference.load()
    districts = {area.name: area.code for area in reference.districts(on)}
    communes = {(area.parent_code, area.name): area.code for area in reference.communes(on)}
    return districts, communes


@cache
def _suite(kind: str) -> tuple[ExpectationSuite, list[Check]]:
    example = Period.parse({"year": "2020"}.get(kind, "2020-Q1"))
    checks = [
        check
        for check in checks_of(_form())
        if check.expectation != COVERAGE and check.applies(example)
    ]
    expectations = [
        ExpectationConfiguration(
            type=check.expectation, kwargs=dict(check.kwargs), meta={"check": number}
        ).to_domain_obj()
        for number, check in enumerate(checks)
    ]
    return ExpectationSuite(name=f"works_{kind}", expectations=expectations), checks


def _failing(outcome: Any, checks: list[Check]) -> list[tuple[int, str]]:
    cells = set()
    for result in outcome.results:
        check = checks[result.expectation_config.meta["check"]]
        if result.exception_info.get("raised_exception") is not False:
            raise RuntimeError(f"{check.id}: {result.exception_info}")
        if result.success or check.severity is Severity.INFO:
            continue
        rows = result.result["unexpected_index_list"]
        cells |= {(int(row), column) for row in rows for column in check.columns}
    return sorted(cells)
