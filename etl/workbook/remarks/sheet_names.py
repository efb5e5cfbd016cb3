"""What the name of a sheet says of its period: a name and the sender's period in, yes or no out.

The one surprising thing: most names say nothing, and the number of a decision ("QĐ 2085") or a
span of years ("2016-2020") is no period.
"""

from __future__ import annotations

import re

from etl.model import Period
from etl.wording.names import normalise_vietnamese

_NO_PERIOD = re.compile(
    r"\d{4}\s*[-–]\s*\d{4}|\b(?:qđ|qd|quyết định|nđ|nq|tt|kh|cv)\W*(?:số\s*)?\d+\S*"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEARS_AHEAD = 5
_QUARTER = re.compile(r"\b(?:qu[ýíy]\s*|q)(iv|i{1,3}|0?[1-4])\b")
_QUARTERS = {"i": "Q1", "ii": "Q2", "iii": "Q3", "iv": "Q4"}
_QUARTERS |= {str(n): f"Q{n}" for n in range(1, 5)}
_MONTHS = re.compile(r"\b0?([69]) tháng\b")


def is_named_for_another(name: str, period: Period) -> bool:
    """Tell whether a sheet's name is that of another year or another part of the year."""
    key = _NO_PERIOD.sub(" ", normalise_vietnamese(name.replace("_", " ")))
    years = {int(year) for year in _YEAR.findall(key)}
    parts = {_QUARTERS[quarter.lstrip("0")] for quarter in _QUARTER.findall(key)}
    parts |= {"H1" if months == "6" else "M9" for months in _MONTHS.findall(key)}
    return any(1990 <= year <= period.year + _YEARS_AHEAD for year in years - {period.year}) or any(
        part != period.key.partition("-")[2] for part in parts
    )
