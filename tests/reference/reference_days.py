"""The reference data, and the days on which the province's map changed."""

from __future__ import annotations

import datetime as dt

from etl.reference import Reference

REFERENCE = Reference.load()
MERGED = dt.date(2020, 1, 1)
MERGED_AGAIN = dt.date(2024, 12, 1)
TWO_TIERS = dt.date(2025, 7, 1)
DAY = dt.timedelta(days=1)
IN_2020 = dt.date(2020, 12, 14)
