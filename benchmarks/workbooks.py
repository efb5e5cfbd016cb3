"""The workbooks that all ways are measured on: a batch name in, real filled-in workbooks out.

Each is the project's own blank workbook of form `works`, filled with 114 lines, of its own agency
and period, in successive versions; the four quarters of a year add up to it. One in ten holds one
fault. The one surprising thing: faults never change a sum or the count of new
works, so that a faulty quarter does not drag its year along, and each way must refuse exactly the
same workbooks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from etl import CONTRACTS, PROJECT
from etl.contracts import load_forms
from etl.model import Agency, Area, CellValue, Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

SEED = 20201214
FORM_ID = "works"
ROWS = 114  # a district's works of a year, as the typical workbook has them
FAULTY_SHARE = 0.1
DATA_NOTE = "số liệu sinh ngẫu nhiên để đo tốc độ"
_FIRST_YEAR = 2016  # agencies are known since then
_YEARS = 4  # of one batch; the next batch follows on. Communes changed in 2024
_PERIODS = ("{}-Q1", "{}-Q2", "{}-Q3", "{}-Q4", "{}")
_SECTORS = ("transport", "irrigation", "education", "culture", "water", "electricity")
_FIRST_MAINTAINED = 94  # lines from here on are maintenance works; faults strike only there

Row = dict[str, CellValue]


@dataclass(frozen=True, slots=True)
class Sample:
    """One generated workbook and what a way must make of it."""

    path: str
    agency_id: str
    period_key: str
    version: int  # from 1
    fault: str  # "" for a clean workbook
    line: int  # 0-based data line of the fault, -1 for none


def home() -> Path:
    """Give the folder of everything that benchmarks make."""
    return Path(os.environ.get("BENCHMARKS_HOME", tempfile.gettempdir())) / "lang-son-benchmarks"


def batches(size: int) -> list[list[Sample]]:
    """Give two batches of `size` workbooks each, generated unless an earlier run left them."""
    folder = home() / f"workbooks-{_edition()}-{size}"
    index = folder / "index.json"
    if not index.is_file():
        for old in home().glob(f"workbooks-*-{size}"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        planned = [sample for number in range(2) for sample in plan(size, number, folder)]
        print(f"  generating {len(planned)} workbooks …", flush=True)
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            for _ in pool.map(write, planned, chunksize=20):
                pass
        index.write_text(json.dumps([asdict(sample) for sample in planned], indent=0))
    samples = [Sample(**entry) for entry in json.loads(index.read_text())]
    return [samples[:size], samples[size:]]


def rows_of(sample: Sample) -> list[Row]:
    """Make again the lines that a workbook was filled with, its fault included."""
    agency, period = Reference.load().agency(sample.agency_id), Period.parse(sample.period_key)
    rows = _clean_rows(agency, period)
    if sample.fault:
        _FAULTS[sample.fault](rows, sample.line, period)
    return rows


def _edition() -> str:
    """Hash what the workbooks are made from: this file, the template, contracts and seeds."""
    sources = [
        Path(__file__),
        CONTRACTS / f"{FORM_ID}.odcs.yaml",
        CONTRACTS / "columns.yaml",
        *(PROJECT / "etl/model").glob("*.py"),
    ]
    sources += sorted((PROJECT / "etl/workbook/template").glob("*.py"))
    sources += sorted((PROJECT / "sql/seeds").glob("*.csv"))
    digest = hashlib.sha256(str(SEED).encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def plan(size: int, batch: int, folder: Path) -> list[Sample]:
    """List the workbooks of a batch: all agencies and periods of its years, then again."""
    owed = Reference.load().obligations(Period.parse("2020"))
    agencies = [agency for agency, form_id in owed if form_id == FORM_ID]
    first = _FIRST_YEAR + batch * _YEARS
    keys = [
        (version, agency.id, pattern.format(year))
        for version in range(1, 2 + size // (len(agencies) * len(_PERIODS) * _YEARS))
        for year in range(first, first + _YEARS)
        for agency in agencies
        for pattern in _PERIODS
    ]
    draw = Random(f"{SEED} {batch}")
    samples = []
    for version, agency_id, key in keys[:size]:
        is_faulty = draw.random() < FAULTY_SHARE
        fault, line = draw.choice(sorted(_FAULTS)), draw.randrange(_FIRST_MAINTAINED + 1, ROWS - 1)
        path = str(folder / f"BDT_{agency_id}_{key}_lan-{version}.xlsx")
        struck = (fault, line) if is_faulty else ("", -1)
        samples.append(Sample(path, agency_id, key, version, *struck))
    return samples


def write(sample: Sample) -> None:
    """Write one planned workbook."""
    reference = Reference.load()
    write_template(
        Path(sample.path),
        reference.agency(sample.agency_id),
        Period.parse(sample.period_key),
        [load_forms()[FORM_ID]],
        reference,
        prefill={FORM_ID: rows_of(sample)},
        data_note=DATA_NOTE,
        contact=f"Cán bộ tổng hợp (mẫu), gửi lần {sample.version}",
    )


def _clean_rows(agency: Agency, period: Period) -> list[Row]:
    """Make the lines of an agency for a period; a year is the sum of its quarters."""
    reference = Reference.load()
    on = reference.places_on(period)
    communes = reference.communes(on, agency.area_code or None)
    draw = Random(f"{SEED} {agency.id} {period.year}")
    works = [_work(draw, number, agency, communes, period.year) for number in range(ROWS)]
    numbers = [int(key[-1]) - 1 for key in period.quarter_keys]
    rows = []
    for row, planned, disbursed, completed_on in works:
        money = {
            "planned_million_vnd": sum(planned[n] for n in numbers) / 10,
            "disbursed_million_vnd": sum(disbursed[n] for n in numbers) / 10,
        }
        done = completed_on if 3 in numbers else None
        rows.append({**row, **money, "completed_on": done, "reason": None})
    return rows


def _work(
    draw: Random, number: int, agency: Agency, communes: Sequence[Area], year: int
) -> tuple[Row, list[int], list[int], dt.date | None]:
    """Invent one work: its fixed cells, then plan and disbursement by quarter (0.1 million)."""
    commune = draw.choice(communes)
    kind = "new" if number < 45 else "carried_over" if number < _FIRST_MAINTAINED else "maintained"
    planned = [draw.randint(50, 4_000) for _ in range(4)]
    disbursed = [draw.randint(40, amount) for amount in planned]
    started_on = {
        "new": dt.date(year, 1, draw.randint(2, 28)),
        "carried_over": dt.date(year - 1, draw.randint(3, 9), draw.randint(1, 28)),
        "maintained": None,
    }[kind]
    is_done = kind != "maintained" and draw.random() < 0.3
    row: Row = {
        "district": commune.parent_code,
        "commune": commune.code,
        "name": f"Đường giao thông nông thôn tuyến {number + 1}, {agency.short_name} quản lý",
        "sector": draw.choice(_SECTORS),
        "kind": kind,
        "total_investment_million_vnd": (sum(planned) + draw.randint(0, 9_000)) / 10,
        "started_on": started_on,
    }
    return row, planned, disbursed, dt.date(year, 12, draw.randint(1, 14)) if is_done else None


def _above_plan(rows: list[Row], line: int, period: Period) -> None:
    """Move plan to the line before until more is disbursed here than was planned."""
    here, before = rows[line], rows[line - 1]
    half = round(_number(here["disbursed_million_vnd"]) / 2, 1)
    moved = _number(here["planned_million_vnd"]) - half
    here["planned_million_vnd"] = half
    for name in ("planned_million_vnd", "total_investment_million_vnd"):
        before[name] = round(_number(before[name]) + moved, 1)


def _unreadable(rows: list[Row], line: int, period: Period) -> None:
    rows[line]["planned_million_vnd"] = "12o,5"


def _nowhere(rows: list[Row], line: int, period: Period) -> None:
    rows[line]["commune"] = "Xã Không Có Trong Danh Mục"


def _nameless(rows: list[Row], line: int, period: Period) -> None:
    rows[line]["name"] = None


def _backwards(rows: list[Row], line: int, period: Period) -> None:
    first = period.starts_on
    rows[line] |= {
        "started_on": first + dt.timedelta(20),
        "completed_on": first + dt.timedelta(10),
    }


def _repeated(rows: list[Row], line: int, period: Period) -> None:
    same = ("district", "commune", "name")
    rows[line] |= {name: rows[line - 1][name] for name in same}


def _number(value: CellValue) -> float:
    assert isinstance(value, int | float)
    return value


_FAULTS: Mapping[str, Callable[[list[Row], int, Period], None]] = {
    "disbursed above plan": _above_plan,
    "number that cannot be read": _unreadable,
    "commune that does not exist": _nowhere,
    "work without a name": _nameless,
    "completed before it was started": _backwards,
    "work listed twice": _repeated,
}
