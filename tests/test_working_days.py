"""Which day it is: Vietnam's, wherever the server stands."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.working_days import VIETNAM, today


@pytest.mark.usefixtures("server_on_another_day")
def test_today_is_vietnam_s_day_also_on_a_server_elsewhere() -> None:
    assert today() == dt.datetime.now(VIETNAM).date()
    assert today() != dt.date.today()
