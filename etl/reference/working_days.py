"""Days in Vietnam: which day it is, which are worked, and when a count of them has passed.

The one surprising thing: days off that move with the lunar calendar, and those that the government
swaps, come from the `holidays` library and are as good as the edition that is installed. The
warehouse keeps the due days that come of it (ref.due_day) and counts none itself.
"""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from etl.wording import date_text

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_SATURDAY = 5


def today() -> dt.date:
    """Give the day that it is in Vietnam; a server's own day begins up to seven hours later."""
    return dt.datetime.now(VIETNAM).date()


def moment_text(moment: dt.datetime) -> str:
    """Print a moment in Vietnam's time: "08/01/2021 14:05"."""
    local = moment.astimezone(VIETNAM)
    return f"{date_text(local.date())} {local:%H:%M}"


@cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """Give the public holidays of a year, with days off in lieu."""
    import holidays  # takes a third of a second to import; only deadlines need it

    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: dt.date) -> bool:
    """Tell whether offices are open on a day: neither weekend nor public holiday."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Give the day on which `count` working days after `day` have come; 0 gives `day` itself."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
