"""The floor: what any way must do at least, on one process and with nothing else.

In: workbooks, and the rows of the clean ones as plain values (`lay_out`, not measured). Out: every
part of every package unzipped and scanned as XML, and those rows written as CSV and copied into
the table `works`. The one surprising thing: nothing is understood here; no cell is looked at.
"""

from __future__ import annotations

import csv
import io
import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat

import psycopg

from benchmarks.ways import COLUMNS, DATES, NUMBERS, Job, Outcome

_TYPES = dict.fromkeys(NUMBERS, "float8") | dict.fromkeys(DATES, "date")
_COLUMNS = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in COLUMNS)
_TABLE = f"CREATE TABLE IF NOT EXISTS works ({_COLUMNS})"


def lay_out(job: Job, rows: Sequence[Sequence[Sequence[object]]], processes: int = 1) -> None:
    """Keep the rows of the clean workbooks, one file a process."""
    for number in range(processes):
        lines = [line for workbook in rows[number::processes] for line in workbook]
        _rows_file(job, number).write_bytes(pickle.dumps(lines))


def run(job: Job) -> Outcome:
    """Unzip, scan and COPY, one workbook after the other as the loop does."""
    make_table(job)
    return Outcome((), take_share(job, 0, 1), ())


def make_table(job: Job) -> None:
    """Make the table that rows are copied into."""
    with psycopg.connect(_address(job)) as connection:
        connection.execute(_TABLE)


def take_share(job: Job, number: int, processes: int) -> int:
    """Unzip and scan the workbooks of one process, and copy its rows; gives how many."""
    for path in job.paths[number::processes]:
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                expat.ParserCreate().Parse(package.read(part), True)
    text = io.StringIO()
    csv.writer(text).writerows(pickle.loads(_rows_file(job, number).read_bytes()))
    with psycopg.connect(_address(job)) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY works FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())
        return cursor.rowcount


def _rows_file(job: Job, number: int) -> Path:
    return Path(job.folder) / f"rows-{Path(job.paths[0]).stem}-{len(job.paths)}-{number}.pickle"


def _address(job: Job) -> str:
    return job.database_url.replace("postgresql+psycopg://", "postgresql://")
