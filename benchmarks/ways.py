"""What every measured way takes and gives: a `Job` in, an `Outcome` out.

The one surprising thing: no way may import anything costly from here, because its imports are
part of what is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

SHEET = "01-Công trình"
COVER = "Trang bìa"
COLUMNS = (
    "district",
    "commune",
    "name",
    "sector",
    "kind",
    "total_investment_million_vnd",
    "planned_million_vnd",
    "disbursed_million_vnd",
    "started_on",
    "completed_on",
    "reason",
)
NUMBERS = COLUMNS[5:8]
DATES = COLUMNS[8:10]


@dataclass(frozen=True, slots=True)
class Job:
    """One batch of workbooks to take to the warehouse."""

    paths: tuple[str, ...]
    first_row: int  # of the data lines, 1-based as Excel shows it
    row_count: int  # data lines of a workbook
    database_url: str  # a database of its own, psycopg 3
    folder: str  # where the way may keep what it needs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way made of a batch."""

    refused: tuple[str, ...]  # file names of workbooks that were not loaded
    row_count: int  # rows loaded
    failing: tuple[tuple[str, int, str], ...]  # (file name, Excel row, column; "" when unknown)
