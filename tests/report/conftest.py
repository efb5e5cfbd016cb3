"""A warehouse with one small year in it, and its report.

What is only looked at (the content, the files of a draft and of a signed report) is made once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from small_year import let_off_the_rest, send_small_year

from etl import warehouse
from etl.report import Built, Content, compose, render

_composed: dict[str, Content] = {}
_built: dict[str, Built] = {}


@pytest.fixture
def small_year(home: Path) -> Path:
    """Load the small year into the test's warehouse."""
    with warehouse.transaction() as conn:
        send_small_year(conn)
    return home


@pytest.fixture
def complete_year(small_year: Path) -> Path:
    """Load the small year, and let off everybody else who owes something for 2020."""
    with warehouse.transaction("steward") as conn:
        let_off_the_rest(conn, "2020")
    return small_year


@pytest.fixture
def reading(small_year: Path) -> Iterator[sa.Connection]:
    """Give a connection with the rights of the report."""
    with warehouse.transaction("report") as conn:
        yield conn


@pytest.fixture
def content(request: pytest.FixtureRequest) -> Content:
    """Give the report of the small year, composed once."""
    if "2020" not in _composed:
        _composed["2020"] = compose(request.getfixturevalue("reading"), "2020")
    return _composed["2020"]


@pytest.fixture
def draft(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give a draft of the small year's report, built once."""
    if "draft" not in _built:
        conn = request.getfixturevalue("reading")
        _built["draft"] = render(conn, compose(conn, "2020"), tmp_path_factory.mktemp("draft"))
    return _built["draft"]


@pytest.fixture
def signed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the small year's report with number and date, built once."""
    if "signed" not in _built:
        conn, folder = request.getfixturevalue("reading"), tmp_path_factory.mktemp("signed")
        day = dt.date(2021, 1, 8)
        _built["signed"] = render(conn, compose(conn, "2020"), folder, number="05", signed_on=day)
    return _built["signed"]
